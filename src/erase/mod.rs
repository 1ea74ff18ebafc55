//! Mail files that are changed, and never lose a mail that is not meant.
//!
//! What comes in: places of messages with the hashes that they had ([`Target`]), an [`Editor`] that decides on each as it stands now,
//! a [`Keeper`] that takes what goes. What goes out: what became of each ([`Outcome`]). This is the only room that opens mail for
//! writing. Whose data stand in a message, what of it is to go and why, is not known here; nor how a plan is written.
//!
//! # One file, from the old to the new
//!
//! 1. Lock it, as mail servers do (`lock`); a Maildir needs none.
//! 2. Read it with the readers of [`source`](crate::source) and find each target: where the plan says, or by its hash alone where the
//!    file has grown or shrunk since, if that is unambiguous (`survey`, `resolve`).
//! 3. Write a new file beside it, mode 0600, in which everything else is copied byte by byte (`form`). Sync it.
//! 4. Read old and new again, with the readers and not with what wrote: the new one must hold what the old one did, in order, less
//!    what was deleted, with what was replaced as it was meant (`proof`).
//! 5. The old one did not change meanwhile; the keeper has all on its disk; the journal says what is about to happen (`journal`).
//! 6. Rename the new file over the old, sync the folder, drop indexes that programs keep beside (`beside`), note that it is done.
//!
//! A kill at any instant leaves the old or the new file whole; the next call with the same journal tidies up and goes on
//! (`recover`). Every step that touches the disk goes through [`Steps`], where tests stand in the way.
//!
//! What goes can be kept, sealed, in a [`quarantine`].
//! Messages are also only read again where a plan or a hit says that they are ([`fetch`]).
//!
//! # What is not changed here
//!
//! 7z, stores and files of Outlook, encrypted entries, damaged archives, what is read only: they come out as [`Fate::WorkList`] with
//! the reason. A form is one file in `form/` and its line in its registry.

mod beside;
pub mod certificate;
pub mod fetch;
mod form;
mod fresh;
mod group;
mod journal;
mod late;
mod links;
mod lock;
mod maildir;
pub mod plan;
mod proof;
pub mod quarantine;
mod recover;
pub mod redact;
mod resolve;
mod root;
mod spool;
mod steps;
mod survey;
mod wanted;
mod work;

#[cfg(test)]
mod tests;

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::model::{Limits, Quoting, Stop};

pub use journal::{Journal, JournalError, verify, verify_from};
pub use steps::{Step, Steps, Unhindered};

/// One message that is to be changed: where it stands and what it looked like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The file on disk.
    pub file: PathBuf,
    /// Names of entries behind `!`, outermost first; empty where the file itself holds the message. What a compressed stream holds
    /// has no name of its own.
    pub inner: Vec<String>,
    /// Counts from 0 within its source.
    pub message: u64,
    /// Its first byte in its (decompressed) source, as a finding counts: in an mbox behind the separator line.
    pub offset: u64,
    /// Its length in bytes.
    pub length: u64,
    /// SHA-256 of these bytes.
    pub sha256: [u8; 32],
    /// How many messages of its source with the same bytes must stay: each gets a copy before this one may go.
    pub kept: usize,
    /// The caller's number.
    pub id: u64,
}

/// What is to become of a message.
#[derive(Clone, PartialEq, Eq)]
pub enum Change {
    /// It stays as it is.
    Keep,
    /// It goes.
    Delete,
    /// These bytes take its place, quoted as it was. Lines that would look like a separator line of an mbox are quoted here, and its
    /// Content-Length is made right.
    Replace(Vec<u8>),
}

// what stands in a message is in no log
impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Change::Keep => "Keep",
            Change::Delete => "Delete",
            Change::Replace(_) => "Replace(…)",
        })
    }
}

/// Decides on messages.
pub trait Editor: Sync {
    /// What is to become of the message with the caller's number `id`, as it stands now: its hash was found right. `quoting` says how
    /// its lines are kept from looking like separator lines, and how those of a replacement are expected. The same message must get
    /// the same answer, should a run be repeated.
    ///
    /// # Errors
    ///
    /// Why it is left as it is; a text without personal data.
    fn change(&self, id: u64, message: &[u8], quoting: Quoting) -> Result<Change, String>;

    /// The same, of a message in an mbox, whose separator line is this one; and what stands in place of that line, where anything does.
    /// The message itself may then be replaced by itself.
    ///
    /// # Errors
    ///
    /// As for [`Editor::change`].
    fn change_in_mbox(
        &self,
        id: u64,
        separator: &[u8],
        message: &[u8],
        quoting: Quoting,
    ) -> Result<(Change, Option<Vec<u8>>), String> {
        let _ = separator;
        Ok((self.change(id, message, quoting)?, None))
    }
}

/// Takes each message before it goes or is replaced.
pub trait Keeper {
    /// Takes a message as it stood. The same one may come again when a run that was cut short is repeated.
    ///
    /// # Errors
    ///
    /// It cannot be kept; then its file stays as it is.
    fn keep(&mut self, target: &Target, message: &[u8]) -> io::Result<()>;

    /// All that was taken is on the disk when this returns; no file is renamed or removed before.
    ///
    /// # Errors
    ///
    /// As for [`Keeper::keep`].
    fn sync(&mut self) -> io::Result<()>;
}

/// Keeps nothing: what goes is gone.
#[derive(Debug, Clone, Copy, Default)]
pub struct KeepNothing;

impl Keeper for KeepNothing {
    fn keep(&mut self, _: &Target, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What became of a message. Reasons hold no personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is gone.
    Deleted,
    /// It was replaced.
    Redacted,
    /// The editor keeps it.
    Kept,
    /// The editor refuses, or the source changed since; nothing was touched.
    Refused(String),
    /// A person has to do it: it stands where this program does not write.
    WorkList(String),
    /// It could not be done this time: a lock is held, a disk is full, the run was stopped. The file is whole, and another run with the
    /// same journal goes on.
    NotNow(String),
}

/// What became of one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The caller's number.
    pub id: u64,
    /// What became of it.
    pub fate: Fate,
}

/// How a run goes.
#[derive(Clone)]
pub struct Options {
    /// What containers may expand to; see [`Limits`].
    pub limits: Limits,
    /// How long a lock that another program holds is waited for. Default 30 seconds.
    pub patience: Duration,
    /// How long, when all is done, mail is waited for that a program delivers into a file it had opened before that was replaced.
    /// Default half a second.
    pub grace: Duration,
    /// What every step on the disk is asked of; see [`Steps`].
    pub steps: Arc<dyn Steps>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            limits: Limits::default(),
            patience: Duration::from_secs(30),
            grace: Duration::from_millis(500),
            steps: Arc::new(Unhindered),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("limits", &self.limits)
            .field("patience", &self.patience)
            .field("grace", &self.grace)
            .finish_non_exhaustive()
    }
}

/// Changes what the editor says, one file after the other, and tells what became of each target, in their order.
///
/// What an earlier run with this journal left unfinished is tidied up first, and what it finished is not done again.
///
/// # Errors
///
/// The journal cannot be read or written; what could not be done to a file is told in its outcomes.
pub fn apply(
    targets: &[Target],
    editor: &dyn Editor,
    keeper: &mut dyn Keeper,
    journal: &mut Journal,
    options: &Options,
    stop: &Stop,
) -> Result<Vec<Outcome>, JournalError> {
    group::apply(targets, editor, keeper, journal, options, stop)
}
