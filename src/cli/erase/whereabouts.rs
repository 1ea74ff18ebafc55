//! Where the messages of a plan lie on the disk.
//!
//! In: a plan, whose sources are relative to the paths that were searched. Out: for each hit that is to be changed a file and the entries
//! in it, or why there is none.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::hold::Holds;
use crate::erase::Target;
use crate::erase::plan::{Action, Item, Plan, unhex};
use crate::model::{MessageMeta, SourceName};

/// What is to become of a hit, and where it lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whereabouts {
    /// It is kept, as the plan says.
    Kept,
    /// It is to be changed, and lies at one of these places: several of the paths that were searched may have a file of this name.
    Found(Vec<Target>),
    /// It is not to be changed: why.
    Refused(String),
    /// A person has to do it: why.
    WorkList(String),
}

/// The whereabouts of each hit of a plan.
pub(super) fn targets(plan: &Plan, holds: &Holds) -> Vec<Whereabouts> {
    let mut all: Vec<Whereabouts> = plan
        .hits
        .iter()
        .map(|item| {
            if item.action == Action::Keep {
                return Whereabouts::Kept;
            }
            if holds.covers(&meta(item)) {
                return Whereabouts::Refused("it is under a legal hold".to_owned());
            }
            if known(item).is_none() {
                return Whereabouts::WorkList(
                    "it was not read as one whole, so that it cannot be known again".to_owned(),
                );
            }
            let found = places(plan, item);
            if found.is_empty() {
                return Whereabouts::Refused("its file is not where it was".to_owned());
            }
            // paths were without links when they were searched: somebody put one in the way since, or it was followed because that was asked
            if found.iter().any(|target| is_behind_link(&target.file)) {
                let why = "a folder on the way to it is a symbolic link, which is not followed";
                return Whereabouts::WorkList(why.to_owned());
            }
            Whereabouts::Found(found)
        })
        .collect();
    spare_kept(plan, &mut all);
    all
}

/// A message that stays and one that goes may have the same bytes: the one that goes is told how many stay in its source, and is not
/// touched where one that lay in its folder is gone: it may be that one, under another name.
fn spare_kept(plan: &Plan, all: &mut [Whereabouts]) {
    type Copies = HashMap<[u8; 32], Vec<Target>>;
    let mut stay = Copies::new();
    for (item, whereabouts) in plan.hits.iter().zip(&*all) {
        if !matches!(whereabouts, Whereabouts::Found(_)) {
            for target in places(plan, item) {
                stay.entry(target.sha256).or_default().push(target);
            }
        }
    }
    for whereabouts in all {
        let Whereabouts::Found(targets) = whereabouts else { continue };
        let mut moved = false;
        for target in targets {
            let copies = stay.get(&target.sha256).map(Vec::as_slice).unwrap_or_default();
            target.kept = copies.iter().filter(|c| c.file == target.file && c.inner == target.inner).count();
            moved |= copies.iter().any(|copy| {
                let beside = copy.file != target.file && copy.file.parent() == target.file.parent();
                // what a mail program calls a message in a Maildir changes with each flag
                let maildir = copy.file.parent().and_then(Path::file_name);
                let renamed = maildir.is_some_and(|name| name == "cur" || name == "new");
                beside && !renamed && !copy.file.exists()
            });
        }
        if moved {
            let why = "a message that is to be kept has the same bytes, and is not where it was";
            *whereabouts = Whereabouts::Refused(why.to_owned());
        }
    }
}

/// What a hit is known again by: its hash and its length.
fn known(item: &Item) -> Option<([u8; 32], u64)> {
    Some((item.fixed.sha256.as_deref().and_then(unhex)?, item.fixed.length?))
}

/// Where a hit lies, or lay: several of the paths that were searched may have a file of its name.
pub(super) fn places(plan: &Plan, item: &Item) -> Vec<Target> {
    let Some((sha256, length)) = known(item) else { return Vec::new() };
    let (paths, source) = (&plan.searched.paths, &item.fixed.source);
    // a file that is gone may be one that an earlier run removed: the journal knows
    let mut found: Vec<_> = paths.iter().filter_map(|path| place(path, source)).collect();
    if found.is_empty() {
        found = paths.iter().filter_map(|path| gone(path, source)).collect();
    }
    let (message, offset, id) = (item.fixed.message, item.fixed.offset, item.fixed.number);
    let target = |(file, inner)| Target { file, inner, message, offset, length, sha256, kept: 0, id };
    found.into_iter().map(target).collect()
}

/// The file of a source below a path, and the names of entries in it. A name may have a `!` of its own: the longest one that is a file
/// counts.
pub(in crate::cli) fn place(path: &str, source: &str) -> Option<(PathBuf, Vec<String>)> {
    let path = Path::new(path);
    let mut ends: Vec<usize> = source.match_indices('!').map(|(at, _)| at).collect();
    ends.push(source.len());
    ends.into_iter().rev().find_map(|end| {
        let (outer, rest) = source.split_at(end);
        let named = path.file_name().is_some_and(|name| name.to_string_lossy() == outer);
        let file = if path.is_file() && named { path.to_owned() } else { path.join(outer) };
        let inner = rest.strip_prefix('!').map(|r| r.split('!').map(str::to_owned).collect());
        file.is_file().then(|| (file, inner.unwrap_or_default()))
    })
}

/// A folder on the way to a file is a symbolic link, or cannot be looked at. What is gone as a whole is not.
fn is_behind_link(file: &Path) -> bool {
    let Some(folder) = file.parent() else { return false };
    match folder.canonicalize() {
        Ok(real) => real != folder,
        Err(error) => error.kind() != std::io::ErrorKind::NotFound,
    }
}

/// Where the file of a source may have been, which is there no more.
fn gone(path: &str, source: &str) -> Option<(PathBuf, Vec<String>)> {
    let path = Path::new(path);
    let itself = || path.file_name().is_some_and(|name| name.to_string_lossy() == source);
    match path.is_dir() {
        true => Some((path.join(source), Vec::new())),
        false => itself().then(|| (path.to_owned(), Vec::new())),
    }
}

/// What a hold may ask of a hit.
fn meta(item: &Item) -> MessageMeta {
    MessageMeta {
        offset: item.fixed.offset,
        length: item.fixed.length,
        message_id: item.fixed.message_id.clone(),
        date: item.fixed.date.clone(),
        ..MessageMeta::at(
            SourceName::new(item.fixed.source.as_str()),
            item.fixed.message,
            Arc::from(item.fixed.custodian.as_str()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn sources_are_found_below_the_paths_that_were_searched() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("mail")).unwrap();
        for name in ["mail/a!b.mbox", "mail/x.zip", "single.mbox"] {
            fs::write(root.join(name), "").unwrap();
        }
        let paths = [root.join("mail"), root.join("single.mbox")].map(|p| p.to_string_lossy().into_owned());
        let at = |source: &str| paths.iter().find_map(|path| place(path, source));
        assert_eq!(at("a!b.mbox"), Some((root.join("mail/a!b.mbox"), vec![])));
        assert_eq!(at("x.zip!in/y.mbox"), Some((root.join("mail/x.zip"), vec!["in/y.mbox".to_owned()])));
        assert_eq!(at("single.mbox"), Some((root.join("single.mbox"), vec![])));
        assert_eq!(at("gone.mbox"), None);
    }
}
