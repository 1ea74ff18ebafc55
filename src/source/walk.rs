//! Paths in, files out, in an order that does not change: which of them may hold mail, by what they are and
//! where they
//! lie, before any is opened.
//!
//! - Folders are read depth first, their entries in byte order of their names; memory holds one listing a
//!   level.
//! - Symbolic links inside folders are not followed unless asked, and then nothing is said of them: what they
//!   lead to is another
//!   name of something. A PATH that is itself a link is followed. With `follow_links`, a link to a folder that
//!   it lies
//!   in is a problem, not a loop.
//! - What is not a regular file (sockets, pipes, devices) is never opened; reading a pipe could wait for ever.
//! - `tmp` of a Maildir, which holds messages that are still being delivered (maildir(5)), is left alone.
//! - Files that mail programs keep beside the mail are known by name ([`super::control`]).
//! - A file that two PATHs lead to is given twice.
//! - A PATH may be a place in an object store, where there is one to be talked to: see [`super::bucket`].
//!
//! Formats are not known here.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, IntoIter, WalkDir};

use super::bucket::{BucketWalk, Object, Opened};
use super::control;
use super::custodian::custodian;
use super::globs::Globs;
use crate::model::{Problem, ProblemCode, SourceName, StoreError, StoreUrl, Stores};

/// What to walk over, and what to leave out.
///
/// Globs are tried on the path relative to the PATH given, on each folder in it too: a glob that matches a
/// folder holds for all in it. A folder
/// that is left out is not entered, and counts as one thing of no size.
/// A glob without `/` matches a name at any depth, as in `.gitignore`; one with `/` the path from its start,
/// where
/// `*` does not match a `/` and `**` does. For a PATH that is a file, its name is tried.
#[derive(Debug, Clone, Default)]
pub struct WalkOptions {
    /// Follow symbolic links.
    pub follow_links: bool,
    /// Files to read; empty for all.
    pub include: Vec<String>,
    /// Files to leave out, even if included.
    pub exclude: Vec<String>,
    /// Opens PATHs in object stores.
    pub stores: Option<Arc<dyn Stores>>,
}

/// A file that may hold mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// To open it by.
    pub path: PathBuf,
    /// As it is printed: relative to the PATH given, with `/`.
    ///
    /// Bytes that are not UTF-8 are written `\xNN`; a backslash before `xNN` in a name is written `\x5c`, so
    /// that
    /// different files have different names.
    pub name: SourceName,
    /// Whose mailbox it is, by where it lies; never empty. See [`super::custodian`].
    pub custodian: Arc<str>,
    /// Size in bytes when it was met; 0 for standard input.
    pub size: u64,
    /// When its content was changed, and when it was changed itself, in nanoseconds since 1970, and its number in its file system; 0
    /// where the system does not tell.
    pub times: (i64, i64, u64),
    /// It is standard input.
    pub stdin: bool,
    /// It is to be read. Of one that no `--include` names only that may be which lies in it, should it be an archive, just as
    /// what lies in a folder that none names.
    pub included: bool,
    /// It lies in an object store, and is read from there.
    pub object: Option<Box<Object>>,
}

impl Input {
    /// Opens it.
    ///
    /// # Errors
    ///
    /// What the operating system says. Of an object nothing is asked yet.
    pub fn open(&self) -> io::Result<Opened> {
        match &self.object {
            Some(object) => Ok(Opened::Object(Box::new(object.open()))),
            None => Opened::file(File::open(&self.path)?),
        }
    }
}

/// What a walk meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Walked {
    /// A file that may hold mail.
    File(Input),
    /// A file left out by a glob, or a folder.
    Excluded {
        /// Its size in bytes; 0 for a folder, which is not entered.
        size: u64,
    },
    /// A file known to hold no mail, by its name or because it is no regular file.
    NotMail {
        /// As it is printed.
        name: SourceName,
        /// Its size in bytes; 0 for what is no regular file.
        size: u64,
    },
    /// A folder or file that could not be read, in the place of what it holds.
    Problem(Problem),
}

/// Why a walk cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum WalkError {
    /// A PATH leads to nothing.
    #[error("{}: no such file or folder", path.display())]
    Missing {
        /// As it was given.
        path: PathBuf,
    },
    /// A glob cannot be read.
    #[error("{glob:?} is no glob: {reason}")]
    Glob {
        /// As it was given.
        glob: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A place in an object store cannot be listed.
    #[error("{path}: {error}")]
    Store {
        /// The PATH, which holds no secret.
        path: String,
        /// Why not.
        error: StoreError,
    },
    /// A place in an object store is not written as one.
    #[error("{scheme}://…: {reason}")]
    Url {
        /// What stands before `://`.
        scheme: String,
        /// What is wrong with it; the PATH is not quoted, for it may hold a secret.
        reason: &'static str,
    },
    /// Nobody here can talk to an object store.
    #[error("{path}: this program was built without object stores (the feature `cloud`)")]
    NoStores {
        /// The PATH.
        path: String,
    },
}

/// Begins a walk over files and folders; `-` is standard input.
///
/// # Errors
///
/// [`WalkError`], before anything is read: a PATH that does not exist, a broken glob.
pub fn walk(roots: &[PathBuf], options: &WalkOptions) -> Result<Walk, WalkError> {
    begin(roots, Between::default(), options)
}

fn begin(roots: &[PathBuf], between: Between, options: &WalkOptions) -> Result<Walk, WalkError> {
    let globs = Globs::new(options)?;
    let mut begun = VecDeque::with_capacity(roots.len());
    for root in roots {
        if let Some(url) = StoreUrl::of(root) {
            begun.push_back(Place::Bucket(Box::new(bucket(root, url, &between, options)?)));
            continue;
        }
        let missing = root.as_os_str() != "-"
            && root.metadata().is_err_and(|e| e.kind() == std::io::ErrorKind::NotFound)
            // A link that leads nowhere is there, and a problem later.
            && root.symlink_metadata().is_err();
        if missing {
            return Err(WalkError::Missing { path: root.clone() });
        }
        begun.push_back(Place::Path(root.clone()));
    }
    Ok(Walk { roots: begun, current: None, globs, follow_links: options.follow_links, between, place: None })
}

/// Begins a walk over a place in an object store.
fn bucket(
    root: &Path,
    url: Result<StoreUrl, &'static str>,
    between: &Between,
    options: &WalkOptions,
) -> Result<BucketWalk, WalkError> {
    let url = url.map_err(|reason| {
        let scheme = root.to_string_lossy().split("://").next().unwrap_or_default().to_owned();
        WalkError::Url { scheme, reason }
    })?;
    let path = url.to_string();
    match &options.stores {
        Some(stores) => {
            BucketWalk::new(&**stores, &url, between).map_err(|error| WalkError::Store { path, error })
        }
        None => Err(WalkError::NoStores { path }),
    }
}

/// The part of a walk over one PATH that lies between two places: what does is given as the whole walk gives it.
///
/// Folders that lie outside are not entered. Of those that the places lie in, names are read and nothing more.
///
/// # Errors
///
/// As [`walk`].
pub fn walk_between(root: &Path, between: Between, options: &WalkOptions) -> Result<Walk, WalkError> {
    begin(&[root.to_owned()], between, options)
}

/// Two places of a walk over one PATH: paths relative to it, which is itself the empty one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Between {
    /// The first that is given.
    pub from: PathBuf,
    /// That one is not given, and what is behind it is.
    pub behind: bool,
    /// The first that is given no more; `None`: all to the end.
    pub until: Option<PathBuf>,
}

/// Where a place lies.
pub(super) enum Lies {
    Before,
    /// A folder that begins before, and in which the first place lies.
    Around,
    Within,
    Behind,
}

impl Between {
    fn is_all(&self) -> bool {
        self.from.as_os_str().is_empty() && !self.behind && self.until.is_none()
    }

    /// Folders come before what is in them, and names in byte order.
    pub(super) fn of(&self, place: &Path) -> Lies {
        self.named(place, |path| path.components().map(|c| c.as_os_str().as_encoded_bytes()).collect())
    }

    /// The same, of a key in a bucket, in which names may be empty.
    pub(super) fn of_key(&self, key: &str) -> Lies {
        self.named(Path::new(key), |path| match path.as_os_str().as_encoded_bytes() {
            [] => Vec::new(),
            bytes => bytes.split(|byte| *byte == b'/').collect(),
        })
    }

    fn named<'p>(&'p self, place: &'p Path, names: impl Fn(&'p Path) -> Vec<&'p [u8]>) -> Lies {
        if self.is_all() {
            return Lies::Within;
        }
        let place = names(place);
        if self.until.as_ref().is_some_and(|until| place >= names(until)) {
            return Lies::Behind;
        }
        let from = names(&self.from);
        match place > from || place == from && !self.behind {
            true => Lies::Within,
            false if from.starts_with(&place) => Lies::Around,
            false => Lies::Before,
        }
    }
}

/// A walk that goes on with each call; see [`walk`]. The default one is over nothing.
#[derive(Debug, Default)]
pub struct Walk {
    roots: VecDeque<Place>,
    current: Option<Current>,
    globs: Globs,
    follow_links: bool,
    between: Between,
    /// Where what was given last lies, for whoever asks.
    place: Option<PathBuf>,
}

impl Walk {
    /// The same walk, which remembers where what it gave last lies.
    pub fn telling_places(mut self) -> Self {
        self.place = Some(PathBuf::new());
        self
    }

    /// Where what was given last lies: relative to its PATH, which is itself the empty one. Empty too for a walk that does not remember.
    pub fn place(&self) -> &Path {
        self.place.as_deref().unwrap_or(Path::new(""))
    }

    fn note(&mut self, place: Option<&Path>) {
        if let (Some(held), Some(place)) = (&mut self.place, place) {
            place.clone_into(held);
        }
    }
}

/// A PATH that is still to be walked over.
#[derive(Debug)]
enum Place {
    Path(PathBuf),
    Bucket(Box<BucketWalk>),
}

#[derive(Debug)]
enum Current {
    Folder(Box<Root>),
    Bucket(Box<BucketWalk>),
}

#[derive(Debug)]
struct Root {
    path: PathBuf,
    /// As it tells whose mail is in it: `.` and `..` say nothing of that.
    named: PathBuf,
    entries: IntoIter,
}

impl Iterator for Walk {
    type Item = Walked;

    fn next(&mut self) -> Option<Walked> {
        loop {
            let Some(current) = &mut self.current else {
                let path = match self.roots.pop_front()? {
                    Place::Path(path) => path,
                    Place::Bucket(bucket) => {
                        self.current = Some(Current::Bucket(bucket));
                        continue;
                    }
                };
                if path.as_os_str() == "-" {
                    return Some(Walked::File(stdin()));
                }
                let entries = WalkDir::new(&path)
                    .follow_links(self.follow_links)
                    .sort_by(|a, b| a.file_name().as_encoded_bytes().cmp(b.file_name().as_encoded_bytes()))
                    .into_iter();
                let named = match path.file_name() {
                    Some(_) => path.clone(),
                    None => path.canonicalize().unwrap_or_else(|_| path.clone()),
                };
                self.current = Some(Current::Folder(Box::new(Root { path, named, entries })));
                continue;
            };
            let root = match current {
                Current::Folder(root) => root,
                Current::Bucket(bucket) => {
                    let Some(walked) = bucket.next(&self.globs, &self.between) else {
                        self.current = None;
                        continue;
                    };
                    let place = self.place.is_some().then(|| bucket.place().to_owned());
                    self.note(place.as_deref());
                    return Some(walked);
                }
            };
            let entry = root.entries.next();
            let place = match &entry {
                _ if self.place.is_none() && self.between.is_all() => None,
                None => None,
                Some(Ok(entry)) => entry.path().strip_prefix(&root.path).ok().map(Path::to_owned),
                Some(Err(error)) => {
                    error.path().and_then(|p| p.strip_prefix(&root.path).ok()).map(Path::to_owned)
                }
            };
            let lies = place.as_deref().map_or(Lies::Within, |place| self.between.of(place));
            let given = match entry {
                None => {
                    self.current = None;
                    continue;
                }
                Some(_) if matches!(lies, Lies::Behind) => {
                    self.current = None;
                    continue;
                }
                Some(Err(_)) if !matches!(lies, Lies::Within) => continue,
                Some(Err(error)) => Walked::Problem(problem(&root.path, &error)),
                Some(Ok(entry)) if entry.file_type().is_dir() => {
                    if matches!(lies, Lies::Before) {
                        root.entries.skip_current_dir();
                        continue;
                    }
                    let excluded = entry.depth() > 0
                        && !self.globs.is_empty()
                        && self.globs.excludes(&relative(&root.path, entry.path()));
                    if excluded || is_maildir_tmp(&entry) {
                        root.entries.skip_current_dir();
                    }
                    if !excluded || !matches!(lies, Lies::Within) {
                        continue;
                    }
                    Walked::Excluded { size: 0 }
                }
                Some(Ok(entry)) if entry.path_is_symlink() && !self.follow_links && entry.depth() > 0 => {
                    continue;
                }
                // The PATH itself: walkdir shows the link, then what is in the folder that it leads to.
                Some(Ok(entry)) if entry.path_is_symlink() && entry.path().is_dir() => continue,
                Some(Ok(_)) if !matches!(lies, Lies::Within) => continue,
                Some(Ok(entry)) => file(root, &entry, &self.globs),
            };
            self.note(place.as_deref());
            return Some(given);
        }
    }
}

fn stdin() -> Input {
    Input {
        path: PathBuf::from("-"),
        name: SourceName::new("-"),
        custodian: "-".into(),
        size: 0,
        times: (0, 0, 0),
        stdin: true,
        included: true,
        object: None,
    }
}

/// See [`Input::times`].
#[cfg(unix)]
fn times(metadata: &std::fs::Metadata) -> (i64, i64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    let nanoseconds = |s: i64, n: i64| s.saturating_mul(1_000_000_000).saturating_add(n);
    (
        nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
        nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
        metadata.ino(),
    )
}

/// See [`Input::times`].
#[cfg(not(unix))]
fn times(metadata: &std::fs::Metadata) -> (i64, i64, u64) {
    let since = metadata.modified().ok().and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
    (since.and_then(|d| i64::try_from(d.as_nanos()).ok()).unwrap_or_default(), 0, 0)
}

fn file(root: &Root, entry: &DirEntry, globs: &Globs) -> Walked {
    let parts = relative(&root.path, entry.path());
    let name = SourceName::new(parts.join("/"));
    let custodian = custodian(&root.named, &parts, entry.depth() == 0);
    // A PATH that is a link was followed by name only: what counts is where it leads.
    let metadata =
        if entry.depth() == 0 { entry.path().metadata() } else { entry.metadata().map_err(Into::into) };
    let metadata = match metadata {
        Ok(metadata) => metadata,
        Err(e) => {
            let detail = format!("cannot read: {}", e.kind());
            return Walked::Problem(Problem::new(ProblemCode::Io, detail).in_mailbox(&name, &custodian));
        }
    };
    if !metadata.is_file() {
        return if entry.depth() == 0 {
            let detail = "not a regular file; mail from a pipe is read from standard input with -";
            Walked::Problem(Problem::new(ProblemCode::Unsupported, detail).in_mailbox(&name, &custodian))
        } else {
            Walked::NotMail { name, size: 0 }
        };
    }
    let size = metadata.len();
    if globs.excludes(&parts) {
        return Walked::Excluded { size };
    }
    let included = globs.includes(&parts);
    if parts.last().is_some_and(|last| control::is_control_file(last)) {
        return if included { Walked::NotMail { name, size } } else { Walked::Excluded { size } };
    }
    let (path, times) = (entry.path().to_path_buf(), times(&metadata));
    Walked::File(Input { path, name, custodian, size, times, stdin: false, included, object: None })
}

fn problem(root: &Path, error: &walkdir::Error) -> Problem {
    let detail = match error.io_error() {
        None => "symbolic link loop".to_owned(),
        Some(e) => format!("cannot read: {}", e.kind()),
    };
    let name = SourceName::new(relative(root, error.path().unwrap_or(root)).join("/"));
    Problem::new(ProblemCode::Io, detail).in_source(&name)
}

/// maildir(5): a folder `tmp` that lies beside `cur` and `new`. One that is itself the PATH was asked for.
fn is_maildir_tmp(entry: &DirEntry) -> bool {
    entry.depth() > 0
        && entry.file_name() == "tmp"
        && entry
            .path()
            .parent()
            .is_some_and(|maildir| maildir.join("cur").is_dir() && maildir.join("new").is_dir())
}

/// The names from the root down to a path; for the root itself, its own name.
fn relative(root: &Path, path: &Path) -> Vec<String> {
    let below = path.strip_prefix(root).unwrap_or(path);
    let names: Vec<String> = below
        .components()
        .filter_map(|c| match c {
            Component::Normal(name) => Some(printable(name)),
            _ => None,
        })
        .collect();
    if names.is_empty() { vec![root.file_name().map_or_else(|| ".".into(), printable)] } else { names }
}

/// A path as text, its names as [`Input::name`] has them.
pub fn printed(path: &Path) -> String {
    printable(path.as_os_str())
}

/// A file name as text; see [`Input::name`].
pub(super) fn printable(name: &OsStr) -> String {
    printable_bytes(name.as_encoded_bytes())
}

/// As [`printable`], for a name that no operating system has seen.
pub(super) fn printable_bytes(name: &[u8]) -> String {
    let mut out = String::with_capacity(name.len());
    for chunk in name.utf8_chunks() {
        let valid = chunk.valid();
        let mut rest = valid;
        while let Some(at) = rest.find('\\') {
            let (before, after) = rest.split_at(at);
            out.push_str(before);
            let escape = matches!(after.as_bytes(), [_, b'x', a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit());
            out.push_str(if escape { r"\x5c" } else { r"\" });
            rest = &after[1..];
        }
        out.push_str(rest);
        for byte in chunk.invalid() {
            out.push_str(&format!(r"\x{byte:02x}"));
        }
    }
    out
}

#[cfg(test)]
mod tests;
