//! Paths in, messages out: walking, recognising formats by content, splitting, decompressing.
//!
//! The way through: [`walk`](walk::walk) turns paths into files; the first bytes of a file give its shape
//! ([`format::recognise`]); an mbox is taken apart by [`mbox`], a container opened by [`nested::open`], whose
//! entries
//! are recognised in turn. Putting these together, in parallel, is not done here: this room gives the pieces,
//! which are
//! pure or read one thing.
//!
//! Everything is read only. Nothing is known of what stands in a message, beyond the names of its first header
//! fields.
//! A file may be hostile: memory is bounded whatever its size, time is linear in what is read, and what a
//! container may
//! expand to is limited.
//!
//! A format is one file in `format/` and its line in [`format::FORMATS`].

pub mod bucket;
pub mod control;
pub mod custodian;
mod entry;
mod field;
pub mod format;
pub mod globs;
pub mod held;
pub mod mbox;
pub mod nested;
mod unread;
pub mod walk;

pub use entry::{Folder, Judged, judge, lies_in_mail_folder, of_bytes as entry_name};
pub use format::{FORMATS, Format, HEAD, Head, Shape, recognise};
pub use mbox::{Batch, MboxStream, ReadAt, RegularFile, Span};
pub use nested::{Budget, Nested, NestedEntry, OpenNested, OpenRandom, Opening, problem_of};
pub use unread::{is_other, unread};
pub use walk::{Input, Walk, WalkError, WalkOptions, Walked, walk};

/// Archives for tests, built as the suite builds them.
#[cfg(test)]
#[path = "../../tests/suite/pack.rs"]
pub(crate) mod pack;
