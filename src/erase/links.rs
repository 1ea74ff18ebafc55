//! Files with several names (hard links), and which of these names a run knows.
//!
//! In: the files that are to be changed. Out: whether all names of one are among them. To delete one name, or to put a new file in its
//! place, leaves the others with what they hold, wherever they are.

use std::collections::{BTreeSet, HashMap};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

use super::maildir::Maildir;

/// By what a file is known in a machine, whatever its names are: its file system and its number there.
type Number = (u64, u64);

/// The names of files that have several.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<Number, BTreeSet<PathBuf>>);

impl Names {
    /// Of these files, as they stand.
    pub(super) fn of<'p>(files: impl Iterator<Item = &'p Path>) -> Self {
        let mut names = Names::default();
        for path in files {
            let maildir = Maildir::of(path);
            let now = maildir.and_then(|maildir| maildir.find(path).ok().flatten());
            let path = now.unwrap_or_else(|| path.to_owned());
            // what cannot be looked at is no name that is known
            if let Ok(there) = fs::symlink_metadata(&path)
                && links(&there) > 1
            {
                names.0.entry(number(&there)).or_default().insert(path);
            }
        }
        names
    }

    /// Every name of this file is among them.
    pub(super) fn are_all_of(&self, metadata: &Metadata) -> bool {
        let known = self.0.get(&number(metadata)).map_or(0, BTreeSet::len);
        links(metadata) <= known as u64
    }

    /// A name is that of another file now, or of none.
    pub(super) fn forget(&mut self, metadata: &Metadata, path: &Path) {
        if let Some(names) = self.0.get_mut(&number(metadata)) {
            names.remove(path);
        }
    }
}

/// How many names a file has.
pub(super) fn links(metadata: &Metadata) -> u64 {
    #[cfg(unix)]
    return std::os::unix::fs::MetadataExt::nlink(metadata);
    #[cfg(not(unix))]
    {
        let _ = metadata;
        1
    }
}

/// (0, 0) where there is none.
fn number(metadata: &Metadata) -> Number {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        (metadata.dev(), metadata.ino())
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        (0, 0)
    }
}
