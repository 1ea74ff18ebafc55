//! One file as it is rewritten: what forms ask of, and what they tell.

use std::collections::HashMap;
use std::io::{self, Cursor, Read, Write};

use sha2::{Digest as _, Sha256};

use super::form::{self, Content};
use super::journal::Deed;
use super::proof::{Decided, Decisions, whole};
use super::resolve::{Cut, Edits};
use super::steps::{Disk, Step};
use super::survey::{Random, know};
use super::wanted::{self, Place, key};
use super::{Change, Editor, Fate, Keeper, Target};
use crate::model::Quoting;
use crate::source::HEAD;
use crate::source::mbox::WHOLE;

/// Why a file is not rewritten.
#[derive(Debug)]
pub(super) enum Fault {
    /// Reading or writing failed.
    Io(io::Error),
    /// It stands where this program does not write.
    Refuse(String),
    /// These targets stand where this program does not write, for this reason; without them it goes on.
    Without(Vec<usize>, &'static str),
    /// It is not what it was a moment ago.
    Changed,
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Fault::Io(error)
    }
}

/// What is left of a file or entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// What was written.
    Written,
    /// Nothing: its only message goes, and it with it. What was written is to be dropped.
    Nothing,
}

/// The rewriting of one file.
pub(super) struct Work<'w> {
    pub(super) targets: &'w [&'w Target],
    pub(super) editor: &'w dyn Editor,
    pub(super) keeper: &'w mut dyn Keeper,
    pub(super) disk: &'w Disk,
    pub(super) fates: HashMap<usize, Fate>,
    pub(super) decisions: Decisions,
    pub(super) deeds: Vec<Deed>,
    place: Place,
}

impl<'w> Work<'w> {
    pub(super) fn new(
        targets: &'w [&'w Target],
        editor: &'w dyn Editor,
        keeper: &'w mut dyn Keeper,
        disk: &'w Disk,
    ) -> Self {
        Work {
            targets,
            editor,
            keeper,
            disk,
            fates: HashMap::new(),
            decisions: Decisions::new(),
            deeds: Vec::new(),
            place: Place::new(),
        }
    }

    /// Rewrites a file, or what a compressed stream holds.
    pub(super) fn content(
        &mut self,
        edits: &Edits,
        mut reader: Box<dyn Read + '_>,
        random: Option<Random>,
        name: &str,
        out: &mut dyn Write,
    ) -> Result<Left, Fault> {
        let mut head = Vec::new();
        reader.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        let known = know(&mut head, &mut *reader, name)?;
        let Some(form) = form::named(known.format) else { return Err(Fault::Changed) };
        let reader = Box::new(Cursor::new(head).chain(reader));
        form.rewrite(self, edits, Content { reader, random }, out)
    }

    /// Rewrites an entry of a container.
    pub(super) fn entry(
        &mut self,
        step: wanted::Step,
        edits: &Edits,
        reader: Box<dyn Read + '_>,
        out: &mut dyn Write,
    ) -> Result<Left, Fault> {
        let name = step.0.rsplit('/').next().unwrap_or_default().to_owned();
        self.place.push(step);
        let left = self.content(edits, reader, None, &name, out);
        self.place.pop();
        left
    }

    /// What is to become of a message, which is looked at once more.
    pub(super) fn decide(&mut self, cut: &Cut, message: &[u8], quoting: Quoting) -> Result<Change, Fault> {
        self.decide_behind(cut, None, message, quoting).map(|(change, _)| change)
    }

    /// The same, of a message behind a separator line; and what stands in place of that.
    pub(super) fn decide_behind(
        &mut self,
        cut: &Cut,
        separator: Option<&[u8]>,
        message: &[u8],
        quoting: Quoting,
    ) -> Result<(Change, Option<Vec<u8>>), Fault> {
        let target = self.targets[cut.target];
        if <[u8; 32]>::from(Sha256::digest(message)) != target.sha256 {
            return Err(Fault::Changed);
        }
        if cut.seen.mbox && cut.seen.index == 0 && is_folder_data(message) {
            let why = "it is no message: a mail program keeps data of the folder in it";
            self.fates.insert(cut.target, Fate::Refused(why.to_owned()));
            return Ok((Change::Keep, None));
        }
        let answer = match separator {
            Some(line) => self.editor.change_in_mbox(target.id, line, message, quoting),
            None => self.editor.change(target.id, message, quoting).map(|change| (change, None)),
        };
        let (change, line) = match answer {
            Ok((Change::Replace(new), None)) if new == message => (Change::Keep, None),
            // of a message that is not held, readers do not tell what stands in the line before it
            Ok((_, Some(_))) if message.len() >= WHOLE - HEAD => {
                let why = "the message is too large for its separator line to be written anew";
                self.fates.insert(cut.target, Fate::WorkList(why.to_owned()));
                return Ok((Change::Keep, None));
            }
            Ok(answer) => answer,
            Err(why) => {
                self.fates.insert(cut.target, Fate::Refused(why));
                return Ok((Change::Keep, None));
            }
        };
        let fate = match change {
            Change::Keep => Fate::Kept,
            Change::Delete => {
                self.decisions.insert((self.place.clone(), cut.seen.index), Decided::Gone);
                if !cut.seen.mbox {
                    self.decisions.extend([whole(&self.place)]);
                }
                self.deeds.push(Deed { target: key(target), deleted: true, now: None });
                Fate::Deleted
            }
            Change::Replace(_) => Fate::Redacted,
        };
        if change != Change::Keep {
            self.disk.ask(Step::Keep)?;
            self.keeper.keep(target, message)?;
        }
        self.fates.insert(cut.target, fate);
        Ok((change, line))
    }

    /// These bytes take the place of a message, as they will be read there, and this line that of its separator line.
    pub(super) fn replaced(&mut self, cut: &Cut, new: &[u8], line: Option<&[u8]>) {
        let sha256 = <[u8; 32]>::from(Sha256::digest(new));
        let before = line.map(|line| blake3::hash(line).into());
        let decided = Decided::Instead { sha256, length: new.len() as u64, before };
        self.decisions.insert((self.place.clone(), cut.seen.index), decided);
        self.deeds.push(Deed {
            target: key(self.targets[cut.target]),
            deleted: false,
            now: Some(data_encoding::HEXLOWER.encode(&sha256)),
        });
    }
}

/// The first message of an mbox in which UW imapd and Alpine keep the folder's own data (`X-IMAP:`; in a message of somebody's the
/// field is called `X-IMAPbase:`).
fn is_folder_data(message: &[u8]) -> bool {
    message
        .split(|b| *b == b'\n')
        .take_while(|line| !line.trim_ascii_end().is_empty())
        .any(|line| line.len() > 7 && line[..7].eq_ignore_ascii_case(b"x-imap:"))
}

/// Copies so many bytes; that there are fewer is an error.
pub(super) fn copy(reader: &mut dyn Read, bytes: u64, out: &mut dyn Write) -> io::Result<()> {
    if io::copy(&mut reader.take(bytes), out)? < bytes {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(())
}

/// Reads so many bytes, which were seen to be there.
pub(super) fn read_bytes(reader: &mut dyn Read, bytes: u64) -> io::Result<Vec<u8>> {
    let mut buf = Vec::new();
    reader.take(bytes).read_to_end(&mut buf)?;
    if (buf.len() as u64) < bytes {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(buf)
}
