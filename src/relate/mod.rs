//! Findings in, whose they are and how they came there out: parties, contacts, disclosure, register, retention.
//!
//! What comes in: the findings of one message after the other, with the envelope of each; a register. What goes out: groups of
//! findings that belong together, what all messages of a run tell of each other, and for each finding its party, its
//! contact and its disclosure; what the [`register`] says of it, and how long it may be kept ([`retention`]). This room refuses to know how mail is read and how details are recognised.
//!
//! It takes two steps. [`Grouper`] looks at one message and says what it tells others; when all messages have been read,
//! [`Knowledge::settle`] makes up its mind and [`disclose::relate`] answers for each finding. In between, findings wait in
//! the spool of `scan/`.

mod block;
pub mod cue;
pub mod disclose;
mod faces;
pub mod group;
mod key;
pub mod knowledge;
mod listed;
pub mod lists;
pub mod name;
mod open;
mod people;
pub mod provider;
pub mod register;
pub mod retention;
pub mod statutory;

pub use disclose::Circle;
pub use faces::Faces;
pub use group::{Group, Grouper, Groups};
pub use key::Key;
pub use knowledge::{Answers, Asking, Knowledge, Known, Laid, Questions, Settled, Telling};
pub use provider::Parties;
