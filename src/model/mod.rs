//! The nouns that every room shares, and nothing that does work.
//!
//! What comes in: nothing. What goes out: plain types. This room refuses to know how mail is read, searched or
//! reported; it imports no other room. Words are those of the RFCs and of the GDPR.

mod budget;
#[cfg(test)]
mod busy;
mod certificate;
mod closing;
mod contact;
mod coverage;
mod cue;
mod envelope;
mod finding;
mod frames;
mod greeting;
mod hidden;
mod hit;
mod index;
mod kind;
mod lang;
mod limits;
mod list;
mod listed;
mod memory;
mod opening;
mod part;
mod passwords;
mod problem;
mod raw;
mod region;
mod register;
mod request;
mod scratch;
mod sensitive;
mod sink;
mod stop;
mod store;
mod summary;
mod suppressed;
mod transport;
mod veil;
mod watch;
mod zone;

pub use budget::{Budget, Held, Reading};
#[cfg(test)]
pub(crate) use busy::{Busy, assert_linear};
pub use certificate::{
    AskedOf, Because, Certificate, Chain, Done, Ending, LeftOver, Outside, Signature, Statement, Swept,
};
pub(crate) use closing::{CLOSING_MAX, in_lower_case, is_closing, is_formula, is_wish, may_be_closing};
pub use contact::{Contact, ContactBook, ContactDetail, Contacts};
pub use coverage::{ContentCoverage, FileCoverage, Opaque};
pub use cue::{Cue, Gap, Person};
pub use envelope::{Envelope, Mailbox};
pub use finding::{Confidence, Disclosure, Finding, Match, MessageMeta, Party};
pub use frames::{FrameSink, FrameSource};
pub(crate) use greeting::{greets_everybody, is_greeting, is_greeting_word};
pub use hidden::{Hidden, may_hold_another};
pub use hit::{Addition, Found, Hit, How, Mention, Named, Owned, Owner, Role, Strength, Weight, Written};
pub use index::{Asked, Gatherer, Indexer};
pub use kind::Kind;
pub use lang::Lang;
pub use limits::Limits;
pub use list::{BulkList, Leaving, ListWay};
pub(crate) use listed::lists;
pub use memory::{Entry, FileKey, Kept, Memory, MemoryWords, MessageKey, Recollection, Stamp};
pub use opening::{Broken, Contents, Document, Opener, SharedOpener, TextKind};
pub use part::{PartMeta, Section};
pub use passwords::Passwords;
pub use problem::{Place, Problem, ProblemCode};
pub use raw::{MessageStart, Quoting, SourceName};
pub use region::{OffsetMap, Region, RegionKind};
pub use register::RegisterStatus;
pub use request::{Identifiers, Request, RequestKind};
pub use scratch::{Piece, Scratch};
pub use sensitive::Sensitive;
pub use sink::{Render, Sink, SplitSink};
pub use stop::Stop;
pub use store::{Keys, Page, Service, Slot, Store, StoreError, StoreFailure, StoreUrl, Stored, Stores};
pub use summary::{CustodianCounts, KindCounts, Summary};
pub use suppressed::{Suppressed, SuppressedPlace, SuppressedSubject};
pub use transport::Transport;
pub use veil::{Veil, hidden, hide};
pub use watch::{Beside, Watch, Watcher};
pub use zone::{Zone, ZoneMark, Zones};

/// What a plug-in (format, recogniser, report format) says of itself: help texts and README tables are made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Card {
    /// Short name, as typed on the command line: `mbox`, `jsonl`.
    pub name: &'static str,
    /// One sentence for a person.
    pub summary: &'static str,
    /// What it does not do, or gives up; empty when nothing needs saying.
    pub caveats: &'static str,
    /// Standards and documents it follows.
    pub references: &'static [&'static str],
}
