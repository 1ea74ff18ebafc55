//! One file, from the old to the new; the order of the steps is that of [`super`].

use std::collections::HashMap;
use std::fs::{File, Metadata};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::fresh::{self, Fresh};
use super::journal::{Deed, Entry, Journal, JournalError, PathText};
use super::late::Late;
use super::links::{Names, links};
use super::lock::{self, Beat, LockError, Locked};
use super::maildir::Maildir;
use super::proof::{Decisions, Holding, Reckoner};
use super::resolve::{Edits, Resolver};
use super::steps::{Disk, Positioned, Step, folder_of};
use super::survey::{Random, Survey, Witness};
use super::wanted::Wanted;
use super::work::{Fault, Left, Work};
use super::{Editor, Fate, Keeper, Options, Target, beside};
use crate::model::Stop;
use crate::source::nested::{Budget, Opening};

/// A run, as one file after the other is changed.
pub(super) struct Run<'r> {
    pub(super) disk: Disk,
    pub(super) options: &'r Options,
    pub(super) editor: &'r dyn Editor,
    pub(super) keeper: &'r mut dyn Keeper,
    pub(super) journal: &'r mut Journal,
    pub(super) stop: &'r Stop,
    /// Mailboxes that were replaced, and may be written to by who had the old ones open.
    pub(super) late: Vec<Late>,
    /// Names of files that have several.
    pub(super) names: Names,
}

/// Why a file stays as it is, or is not known to be done.
#[derive(Debug)]
pub(super) enum Halt {
    Fault(Fault),
    NotNow(String),
    Journal(JournalError),
}

impl From<Fault> for Halt {
    fn from(fault: Fault) -> Self {
        Halt::Fault(fault)
    }
}

impl From<io::Error> for Halt {
    fn from(error: io::Error) -> Self {
        Halt::Fault(Fault::Io(error))
    }
}

impl From<JournalError> for Halt {
    fn from(error: JournalError) -> Self {
        Halt::Journal(error)
    }
}

impl Halt {
    /// What becomes of a target for it.
    pub(super) fn fate(&self) -> Fate {
        match self {
            Halt::Fault(Fault::Io(error)) => {
                let why = format!("it cannot be read or written: {}", error.kind());
                match error.kind() {
                    io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                        Fate::WorkList(why)
                    }
                    _ => Fate::NotNow(why),
                }
            }
            Halt::Fault(Fault::Refuse(why)) => Fate::WorkList(why.clone()),
            Halt::Fault(Fault::Without(_, why)) => Fate::WorkList((*why).to_owned()),
            Halt::Fault(Fault::Changed) => Fate::NotNow("it changed while it was read".to_owned()),
            Halt::NotNow(why) => Fate::NotNow(why.clone()),
            Halt::Journal(_) => Fate::NotNow("the journal cannot be written".to_owned()),
        }
    }
}

impl Halt {
    /// The same, where it is known whether somebody wrote to the file: what cannot be read as it was seen although nobody did is so the next time
    /// too, and a person must look.
    fn fate_where(&self, unchanged: io::Result<bool>) -> Fate {
        let misread = match self {
            Halt::Fault(Fault::Changed) => true,
            Halt::Fault(Fault::Io(error)) => {
                matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData)
            }
            _ => false,
        };
        if misread && matches!(unchanged, Ok(true)) {
            return Fate::WorkList(
                "it does not read the same when it is rewritten as when it was searched".to_owned(),
            );
        }
        self.fate()
    }
}

/// The file that is changed, open and locked.
struct Old {
    path: PathBuf,
    file: Arc<File>,
    metadata: Metadata,
    maildir: Option<Maildir>,
    /// None for a message of a Maildir.
    locked: Option<Locked>,
}

impl Old {
    fn beat(&self) -> Option<&Arc<Beat>> {
        self.locked.as_ref().map(|locked| &locked.beat)
    }

    fn name(&self) -> String {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// True where nobody wrote to it, or put another file in its place, since it was opened.
    fn unchanged(&self) -> io::Result<bool> {
        let now = self.file.metadata()?;
        let modified = |m: &Metadata| m.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        let same = now.len() == self.metadata.len() && modified(&now) == modified(&self.metadata);
        match lock::is_at(&self.file, &self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            there => Ok(there? && same),
        }
    }
}

impl Run<'_> {
    /// Changes one file; one fate for each target.
    pub(super) fn file(&mut self, path: &Path, targets: &[&Target]) -> Result<Vec<Fate>, JournalError> {
        match self.attempt(path, targets) {
            Ok(fates) => Ok(fates),
            Err(Halt::Journal(error)) => Err(error),
            Err(halt) => Ok(vec![halt.fate(); targets.len()]),
        }
    }

    fn attempt(&mut self, path: &Path, targets: &[&Target]) -> Result<Vec<Fate>, Halt> {
        let (path, maildir) = match self.find(path)? {
            Ok(there) => there,
            Err(fate) => return Ok(vec![fate; targets.len()]),
        };
        let folder = match &maildir {
            Some(maildir) => maildir.temporary_folder(),
            None => folder_of(&path).to_owned(),
        };
        let temporary = fresh::name_in(&folder)?;
        let file = PathText::from(path.as_path());
        let written = Entry::Write { file: file.clone(), temporary: temporary.as_path().into() };
        self.journal.add(&self.disk, written)?;
        let mut announced = false;
        let done = self.change(path, maildir, targets, &temporary, &mut announced);
        if !announced {
            // what is left of it holds mail; where it cannot be removed now, the next run does
            let removed = self.disk.remove(&temporary);
            if removed.is_ok() {
                let left = self.journal.add(&self.disk, Entry::Left { file });
                if done.is_ok() {
                    left?;
                }
            }
        }
        done
    }

    /// Locks, looks for the targets, and changes them. `announced` is set from when on nobody but the journal can say what was done.
    fn change(
        &mut self,
        path: PathBuf,
        maildir: Option<Maildir>,
        targets: &[&Target],
        temporary: &Path,
        announced: &mut bool,
    ) -> Result<Vec<Fate>, Halt> {
        let old = self.open(path, maildir, temporary)?;
        if beside::is_open_in_thunderbird(&old.path) {
            let why = "Thunderbird has the profile open that the mailbox lies in; it is to be closed first";
            return Err(Halt::NotNow(why.to_owned()));
        }
        let wanted = Wanted::of(targets);
        let mut resolver = Resolver::new(targets);
        self.survey(&old.file, old.metadata.len(), (&old.name(), old.beat()), &wanted, &mut resolver)?;
        let (mut edits, mut fates) = resolver.finish();
        let single = edits.cuts.first().is_some_and(|cut| !cut.seen.mbox);
        let mut others = Fate::NotNow("it was not come to".to_owned());
        // a mailbox under two names is one mailbox, into which mail is delivered by either
        if !(links(&old.metadata) <= 1 || single && self.names.are_all_of(&old.metadata)) {
            let why = "the file has several names (hard links), and not all of them are to be changed; the others would keep what it holds";
            others = Fate::WorkList(why.to_owned());
            edits = Edits::default();
        }
        while !edits.is_empty() {
            match self.rewrite(&old, targets, (&wanted, &edits), temporary, single, announced) {
                Ok(decided) => {
                    fates.extend(decided);
                    break;
                }
                Err(Halt::Journal(error)) => return Err(error.into()),
                Err(Halt::Fault(Fault::Without(some, why))) => {
                    self.disk.remove(temporary)?;
                    edits.drop_targets(&some);
                    fates.extend(some.into_iter().map(|n| (n, Fate::WorkList(why.to_owned()))));
                }
                Err(halt) => {
                    others = halt.fate_where(old.unchanged());
                    break;
                }
            }
        }
        let gone = fates.values().any(|fate| matches!(fate, Fate::Deleted | Fate::Redacted));
        if gone && single {
            self.names.forget(&old.metadata, &old.path);
        }
        Ok((0..targets.len()).map(|n| fates.remove(&n).unwrap_or_else(|| others.clone())).collect())
    }

    /// The file as it is named now, if it is one that is changed at all.
    fn find(&self, path: &Path) -> Result<Result<(PathBuf, Option<Maildir>), Fate>, Halt> {
        let worklist = |why: &str| Ok(Err(Fate::WorkList(why.to_owned())));
        let maildir = Maildir::of(path);
        let gone = || Ok(Err(Fate::Refused("the source changed since: it is gone".to_owned())));
        let path = match &maildir {
            Some(maildir) => match maildir.find(path)? {
                Some(path) => path,
                None => return gone(),
            },
            None => path.to_owned(),
        };
        let there = match self.disk.look(&path) {
            Ok(there) => there,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return gone(),
            Err(error) => return Err(error.into()),
        };
        if there.is_symlink() {
            return worklist(
                "it is a symbolic link: programs lock one name or the other; name the file that it leads to",
            );
        }
        if !there.is_file() {
            return worklist("it is no regular file");
        }
        Ok(Ok((path, maildir)))
    }

    fn open(&mut self, path: PathBuf, maildir: Option<Maildir>, temporary: &Path) -> Result<Old, Halt> {
        let locked = match &maildir {
            Some(_) => None,
            None => {
                let stale = self.journal.stale_holders();
                match lock::take(&self.disk, &path, temporary, self.options.patience, &stale) {
                    Ok(locked) => Some(locked),
                    Err(LockError::Io(error)) => return Err(error.into()),
                    Err(LockError::Held) => {
                        return Err(Halt::NotNow("another program holds the lock of the mailbox".to_owned()));
                    }
                }
            }
        };
        let file = match &locked {
            Some(locked) => Arc::clone(&locked.file),
            None => Arc::new(self.disk.open(&path, false)?),
        };
        let metadata = file.metadata()?;
        Ok(Old { path, file, metadata, maildir, locked })
    }

    /// Reads a file as the source room does.
    fn survey(
        &self,
        file: &Arc<File>,
        size: u64,
        (name, beat): (&str, Option<&Arc<Beat>>),
        wanted: &Wanted,
        witness: &mut dyn Witness,
    ) -> Result<(), Halt> {
        let opening =
            Opening { limits: self.options.limits.clone(), stop: self.stop.clone(), ..Opening::default() };
        let reader = Positioned::new(&self.disk, file, size).beating(beat);
        let random = Random { reader: Box::new(reader.clone()), size: reader.size() };
        Survey::new(Budget::of(opening), witness).content(wanted, Box::new(reader), Some(random), name, 0)?;
        // then not all of it was read
        if self.stop.asked() { Err(Halt::NotNow("the run was stopped".to_owned())) } else { Ok(()) }
    }

    /// Writes the new file and puts it in place.
    fn rewrite(
        &mut self,
        old: &Old,
        targets: &[&Target],
        (wanted, edits): (&Wanted, &Edits),
        temporary: &Path,
        single: bool,
        announced: &mut bool,
    ) -> Result<Fates, Halt> {
        let size = old.metadata.len();
        let fresh = Fresh::create(&self.disk, temporary)?;
        let reader = Positioned::new(&self.disk, &old.file, size).beating(old.beat());
        let random = Random { reader: Box::new(reader.clone()), size };
        let mut work = Work::new(targets, self.editor, &mut *self.keeper, &self.disk);
        let mut out = BufWriter::with_capacity(256 << 10, Counted { fresh, lines: 0 });
        let left = work.content(edits, Box::new(reader), Some(random), &old.name(), &mut out)?;
        let (fates, decisions, deeds) = (work.fates, work.decisions, work.deeds);
        let Counted { fresh, lines } = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        if deeds.is_empty() {
            return Ok(fates);
        }
        let file = PathText::from(old.path.as_path());
        if left == Left::Nothing {
            self.disk.remove(temporary)?;
            self.settled(old)?;
            self.journal.add(&self.disk, Entry::Remove { file: file.clone(), deeds: deeds.clone() })?;
            *announced = true;
            let done = self.take_away(old, &file, deeds);
            return not_known(done, fates);
        }
        self.disk.sync(&fresh.file)?;
        self.prove(old, wanted, &decisions, &fresh)?;
        fresh::dress(&self.disk, &fresh.file, fresh.size, &old.file, single)?;
        self.disk.sync(&fresh.file)?;
        self.disk.sync_folder(folder_of(temporary))?;
        self.settled(old)?;
        let to = match &old.maildir {
            Some(_) => Maildir::successor(&old.path, fresh.size, lines)
                .ok_or_else(|| Fault::Refuse("the name of the message is none of a Maildir".to_owned()))?,
            None => old.path.clone(),
        };
        let entry = Entry::Rename {
            file: file.clone(),
            temporary: temporary.into(),
            to: to.as_path().into(),
            size: fresh.size,
            inode: inode(&fresh.file.metadata()?),
            hash: fresh.hash(),
            deeds: deeds.clone(),
        };
        self.journal.add(&self.disk, entry)?;
        self.disk.rename(temporary, &to)?;
        *announced = true;
        let done = self.put(old, &to, fresh.size, &file, deeds, single);
        not_known(done, fates)
    }

    /// Reads both files, by another way than the new one was written: it must hold what it is meant to.
    fn prove(
        &self,
        old: &Old,
        wanted: &Wanted,
        decisions: &Decisions,
        fresh: &Fresh,
    ) -> Result<Holding, Halt> {
        let name = old.name();
        let mut meant = Reckoner::new(decisions);
        self.survey(&old.file, old.metadata.len(), (&name, old.beat()), wanted, &mut meant)?;
        let none = Decisions::new();
        let mut there = Reckoner::new(&none);
        self.survey(&fresh.file, fresh.size, (&name, old.beat()), wanted, &mut there)?;
        let (meant, there) = (meant.finish(), there.finish());
        if meant != there {
            let why = format!(
                "the new file did not read back as it was meant ({} messages instead of {}); it was dropped",
                there.messages, meant.messages
            );
            return Err(Halt::Fault(Fault::Refuse(why)));
        }
        Ok(there)
    }

    /// The last look before the point of no return.
    fn settled(&mut self, old: &Old) -> Result<(), Halt> {
        self.disk.ask(Step::Keep)?;
        self.keeper.sync()?;
        self.disk.ask(Step::Open)?;
        if !old.unchanged()? {
            return Err(Fault::Changed.into());
        }
        Ok(())
    }

    /// Removes a message of a Maildir, under whatever name: a program may set a flag at any time.
    pub(super) fn remove_message(&self, maildir: &Maildir, path: &Path) -> io::Result<()> {
        const ATTEMPTS: usize = 5;
        for _ in 0..ATTEMPTS {
            let Some(path) = maildir.find(path)? else { return Ok(()) };
            self.disk.remove(&path)?;
            self.disk.sync_folder(folder_of(&path))?;
        }
        // somebody puts it there again and again
        if maildir.find(path)?.is_some() { Err(io::ErrorKind::ResourceBusy.into()) } else { Ok(()) }
    }

    fn take_away(&mut self, old: &Old, file: &PathText, deeds: Vec<Deed>) -> Result<(), Halt> {
        match &old.maildir {
            Some(maildir) => self.remove_message(maildir, &old.path)?,
            None => {
                self.disk.remove(&old.path)?;
                self.disk.sync_folder(folder_of(&old.path))?;
            }
        }
        if let Some(maildir) = &old.maildir {
            let size = i64::try_from(old.metadata.len()).unwrap_or(i64::MAX);
            maildir.count(&self.disk, &old.path, -size, -1)?;
            beside::of_maildir(&self.disk, &maildir.folder)?;
        }
        self.journal.add(&self.disk, Entry::Done { file: file.clone(), deeds })?;
        Ok(())
    }

    fn put(
        &mut self,
        old: &Old,
        to: &Path,
        size: u64,
        file: &PathText,
        deeds: Vec<Deed>,
        single: bool,
    ) -> Result<(), Halt> {
        self.disk.sync_folder(folder_of(to))?;
        match &old.maildir {
            Some(maildir) => {
                self.remove_message(maildir, &old.path)?;
                let [new, was] = [size, old.metadata.len()].map(|n| i64::try_from(n).unwrap_or(i64::MAX));
                maildir.count(&self.disk, &old.path, new - was, 0)?;
                beside::of_maildir(&self.disk, &maildir.folder)?;
            }
            None if !single => {
                // so many are kept open at once at most
                if self.late.len() >= 128 {
                    self.gather_late();
                }
                let late = Late::new(&old.path, &old.file, old.metadata.len());
                self.late.push(late);
                beside::of_mbox(&self.disk, &old.path)?;
            }
            None => {}
        }
        self.journal.add(&self.disk, Entry::Done { file: file.clone(), deeds })?;
        Ok(())
    }
}

type Fates = HashMap<usize, Fate>;

/// What was announced and not seen through is not said to be done: the next run finds out.
fn not_known(done: Result<(), Halt>, mut fates: Fates) -> Result<Fates, Halt> {
    if let Err(Halt::Journal(error)) = done {
        return Err(error.into());
    }
    if let Err(halt) = done {
        for fate in fates.values_mut().filter(|fate| matches!(fate, Fate::Deleted | Fate::Redacted)) {
            *fate = halt.fate();
        }
    }
    Ok(fates)
}

/// Counts the lines that are to be longer by one byte where lines end in CRLF: what `,W=` of a Maildir counts.
struct Counted {
    fresh: Fresh,
    lines: u64,
}

impl io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.fresh.write(bytes)?;
        let ends = memchr::memchr_iter(b'\n', &bytes[..n]);
        // one that is cut from its CR by a block's end counts once too often; no message of a Maildir has CR as a rule
        self.lines += ends.filter(|at| *at == 0 || bytes[at - 1] != b'\r').count() as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The number of a file in its file system; 0 where there is none.
pub(super) fn inode(metadata: &Metadata) -> u64 {
    #[cfg(unix)]
    return std::os::unix::fs::MetadataExt::ino(metadata);
    #[cfg(not(unix))]
    {
        let _ = metadata;
        0
    }
}
