//! Messages that were found earlier, read once more: nothing is locked and nothing is written.
//!
//! In: places of messages with the hashes that they had ([`Target`]). Out: the bytes of each, one at a time, as they stand in their source
//! now, if these are the bytes that it had; else why there are none. All formats are read that a scan reads, also those that are not
//! rewritten. A message that stands elsewhere in its source now, and has its hash, is the message.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::Target;
use super::maildir::Maildir;
use super::resolve::MESSAGE;
use super::steps::{Disk, Positioned, Unhindered};
use super::survey::{Random, Seen, Survey, Witness, know};
use super::wanted::{Place, Wanted};
use crate::model::{Limits, Passwords, Problem, ProblemCode, Quoting, Stop};
use crate::source::format::{HEAD, Shape};
use crate::source::nested::{Budget, Opening};

/// How messages are read.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// What containers may expand to.
    pub limits: Limits,
    /// Passwords of archives.
    pub passwords: Passwords,
    /// Asked between messages.
    pub stop: Stop,
}

/// Why there are no bytes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Missing {
    /// Its file is gone.
    Gone,
    /// No message of its source has its hash any more.
    Changed,
    /// It stands in an encrypted entry.
    Encrypted,
    /// Its source cannot be read, or not in full.
    Unreadable,
    /// It is too large to be held in memory.
    TooLarge,
    /// The run was stopped before.
    Stopped,
}

/// What is told of a target.
#[derive(Clone, Copy)]
pub enum Fetched<'m> {
    /// Its bytes, and how its lines are kept from looking like separator lines.
    Message(&'m [u8], Quoting),
    /// There are none.
    Missing(Missing),
}

// what stands in a message is in no log
impl std::fmt::Debug for Fetched<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fetched::Message(..) => f.write_str("Message(…)"),
            Fetched::Missing(why) => f.debug_tuple("Missing").field(why).finish(),
        }
    }
}

/// Takes what is told of each target.
pub type Taken<'t> = dyn FnMut(&Target, Fetched<'_>) -> io::Result<()> + 't;

/// Tells of every target once: file by file in the order in which they come, and within a file those that are found first. One message
/// is in memory at a time.
///
/// # Errors
///
/// Those of `on`, which end it.
pub fn fetch(targets: &[Target], reading: &Reading, on: &mut Taken<'_>) -> io::Result<()> {
    let mut files: Vec<(&Path, Vec<&Target>)> = Vec::new();
    let mut numbers = std::collections::HashMap::new();
    for target in targets {
        let at = *numbers.entry(target.file.as_path()).or_insert_with(|| {
            files.push((&target.file, Vec::new()));
            files.len() - 1
        });
        files[at].1.push(target);
    }
    files.into_iter().try_for_each(|(path, group)| one_file(path, &group, reading, on))
}

fn one_file(path: &Path, targets: &[&Target], reading: &Reading, on: &mut Taken<'_>) -> io::Result<()> {
    let all =
        |why: Missing, on: &mut Taken<'_>| targets.iter().try_for_each(|t| on(t, Fetched::Missing(why)));
    if reading.stop.asked() {
        return all(Missing::Stopped, on);
    }
    let path = match Maildir::of(path).map(|maildir| maildir.find(path)) {
        Some(Ok(Some(now))) => now,
        Some(Ok(None)) => return all(Missing::Gone, on),
        Some(Err(_)) | None => PathBuf::from(path),
    };
    let opened = File::open(&path).and_then(|file| Ok((file.metadata()?, file)));
    let (metadata, file) = match opened {
        Ok((metadata, file)) if metadata.is_file() => (metadata, Arc::new(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return all(Missing::Gone, on),
        Ok(_) | Err(_) => return all(Missing::Unreadable, on),
    };
    let (disk, size) = (Disk(Arc::new(Unhindered)), metadata.len());
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let reader = || Positioned::new(&disk, &file, size);
    let mut left = Vec::new();
    let quoting = shape(reader(), &name);
    for target in targets {
        // most stand where they stood
        let there = if target.inner.is_empty() { quoting } else { None };
        match there.and_then(|quoting| Some((in_place(reader(), target)?, quoting))) {
            Some((message, quoting)) => on(target, Fetched::Message(&message, quoting))?,
            None => left.push(*target),
        }
    }
    if left.is_empty() {
        return Ok(());
    }
    let wanted = Wanted::of(&left);
    let mut telling = Telling {
        targets: &left,
        on,
        told: HashSet::new(),
        large: HashSet::new(),
        closed: HashSet::new(),
        damaged: false,
        encrypted: false,
        failed: None,
    };
    let opening = Opening {
        limits: reading.limits.clone(),
        passwords: reading.passwords.clone(),
        stop: reading.stop.clone(),
    };
    let random = Random { reader: Box::new(reader()), size };
    let done = Survey::new(Budget::of(opening), &mut telling).content(
        &wanted,
        Box::new(reader()),
        Some(random),
        &name,
        0,
    );
    telling.damaged |= done.is_err();
    let Telling { told, large, closed, damaged, encrypted, failed, .. } = telling;
    if let Some(error) = failed {
        return Err(error);
    }
    for (n, target) in left.iter().enumerate().filter(|(n, _)| !told.contains(n)) {
        let why = match () {
            () if large.contains(&n) => Missing::TooLarge,
            () if reading.stop.asked() => Missing::Stopped,
            () if encrypted => Missing::Encrypted,
            () if damaged || closed.contains(&n) => Missing::Unreadable,
            () => Missing::Changed,
        };
        on(target, Fetched::Missing(why))?;
    }
    Ok(())
}

/// How lines of messages are quoted in a file that holds them as they are; `None` for any other.
fn shape(mut reader: Positioned, name: &str) -> Option<Quoting> {
    let mut head = Vec::new();
    reader.by_ref().take(HEAD as u64).read_to_end(&mut head).ok()?;
    match know(&mut head, &mut reader, name).ok()?.shape {
        Shape::Mbox => Some(Quoting::From),
        Shape::Message { .. } => Some(Quoting::None),
        _ => None,
    }
}

/// The bytes of a message where it stood, if they are those that it had.
fn in_place(mut reader: Positioned, target: &Target) -> Option<Vec<u8>> {
    let end = target.offset.checked_add(target.length)?;
    if end > reader.size() || target.length > MESSAGE {
        return None;
    }
    io::Seek::seek(&mut reader, io::SeekFrom::Start(target.offset)).ok()?;
    let mut message = Vec::new();
    reader.take(target.length).read_to_end(&mut message).ok()?;
    (<[u8; 32]>::from(Sha256::digest(&message)) == target.sha256).then_some(message)
}

/// Hands on what is met of the targets of one file.
struct Telling<'t, 'o> {
    targets: &'t [&'t Target],
    on: &'t mut Taken<'o>,
    told: HashSet<usize>,
    large: HashSet<usize>,
    closed: HashSet<usize>,
    damaged: bool,
    encrypted: bool,
    failed: Option<io::Error>,
}

impl Witness for Telling<'_, '_> {
    fn reads(&self) -> bool {
        true
    }

    fn read(&mut self, wanted: &Wanted, sha256: [u8; 32], message: Option<&[u8]>, quoting: Quoting) {
        // messages with one hash are one message
        for number in wanted.here.get(&sha256).into_iter().flatten() {
            let Some(message) = message else {
                self.large.insert(*number);
                continue;
            };
            if self.failed.is_none() && self.told.insert(*number) {
                self.failed = (self.on)(self.targets[*number], Fetched::Message(message, quoting)).err();
            }
        }
    }

    fn message(&mut self, _: &Place, _: &Wanted, _: Seen) {}

    fn closed(&mut self, wanted: &Wanted, _: &str) {
        self.closed.extend(wanted.all());
    }

    fn problem(&mut self, problem: &Problem) {
        match problem.code {
            ProblemCode::Encrypted => self.encrypted = true,
            ProblemCode::Unsupported | ProblemCode::Charset => {}
            _ => self.damaged = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write as _;

    use super::*;

    const ONE: &str = "Subject: one\n\nfirst\n";
    const TWO: &str = "Subject: two\n\nsecond\n";
    const LINE: &str = "From a@b.example Mon Mar 17 17:19:30 1997\n";

    fn target(file: PathBuf, inner: &[&str], offset: usize, message: &str, id: u64) -> Target {
        Target {
            file,
            inner: inner.iter().map(|name| (*name).to_owned()).collect(),
            message: 0,
            offset: offset as u64,
            length: message.len() as u64,
            sha256: Sha256::digest(message).into(),
            kept: 0,
            id,
        }
    }

    /// What is told, in order: a message's subject line, or why there is none.
    fn told(targets: &[Target]) -> Vec<(u64, String)> {
        let mut all = Vec::new();
        fetch(targets, &Reading::default(), &mut |target, fetched| {
            let said = match fetched {
                Fetched::Message(bytes, quoting) => {
                    format!(
                        "{} {quoting:?}",
                        String::from_utf8_lossy(bytes).lines().next().unwrap_or_default()
                    )
                }
                Fetched::Missing(why) => format!("{why:?}"),
            };
            all.push((target.id, said));
            Ok(())
        })
        .unwrap();
        all
    }

    #[test]
    fn a_message_is_read_where_it_stands_or_where_it_stands_now() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let mbox = format!("{LINE}{ONE}\n{LINE}{TWO}\n");
        fs::write(at("a.mbox"), &mbox).unwrap();
        fs::write(at("b.eml"), ONE).unwrap();
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(mbox.as_bytes()).unwrap();
        fs::write(at("c.mbox.gz"), gz.finish().unwrap()).unwrap();
        let second = LINE.len() * 2 + ONE.len() + 1;
        let targets = [
            target(at("a.mbox"), &[], second, TWO, 1),
            // it stood elsewhere when it was found
            target(at("a.mbox"), &[], 3, ONE, 2),
            target(at("b.eml"), &[], 0, ONE, 3),
            target(at("c.mbox.gz"), &[], second, TWO, 4),
            target(at("b.eml"), &[], 0, TWO, 5),
            target(at("gone.eml"), &[], 0, TWO, 6),
        ];
        let all: Vec<String> = told(&targets).into_iter().map(|(id, said)| format!("{id} {said}")).collect();
        assert_eq!(
            all,
            [
                "1 Subject: two From",
                "2 Subject: one From",
                "3 Subject: one None",
                "5 Changed",
                "4 Subject: two From",
                "6 Gone"
            ]
        );
    }

    #[test]
    fn who_takes_messages_can_end_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("b.eml");
        fs::write(&file, ONE).unwrap();
        let targets = [target(file.clone(), &[], 0, ONE, 1), target(file, &[], 9, ONE, 2)];
        let mut calls = 0;
        let done = fetch(&targets, &Reading::default(), &mut |_, _| {
            calls += 1;
            Err(io::ErrorKind::Interrupted.into())
        });
        assert_eq!((done.is_err(), calls), (true, 1));
    }
}
