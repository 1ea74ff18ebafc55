//! What must be kept, whoever asks: files that were typed, and those that a plan remembers.
//!
//! In: `--hold`, and the plan where there is one. Out: what covers a message, and what is to be searched for. A file that cannot be
//! read ends the run: a hold that is passed over would be none.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::exit::Failure;
use super::log::Log;
use super::patterns::regular;
use crate::erase::plan::{HoldFile, Plan};
use crate::model::{MessageMeta, Request};
use crate::subject::hold::Hold;

/// One file, as it was read.
struct Read {
    path: PathBuf,
    bytes: Vec<u8>,
    hold: Hold,
}

/// All that is held.
#[derive(Default)]
pub(super) struct Holds {
    files: Vec<Read>,
    /// Folders that are searched, absolute.
    searched: Vec<String>,
}

impl Holds {
    /// What was typed, for a search of these paths.
    pub(super) fn typed<P: AsRef<Path>>(path: Option<&Path>, searched: &[P]) -> Result<Holds, Failure> {
        let files = path.map(load).transpose()?;
        let searched = searched.iter().flat_map(|path| folders(path.as_ref())).collect();
        Ok(Holds { files: files.into_iter().collect(), searched })
    }

    /// What the plan remembers, and what was typed beside it.
    pub(super) fn of_plan(
        plan: &Plan,
        typed: Option<&Path>,
        key: &[u8; 32],
        log: Log,
    ) -> Result<Holds, Failure> {
        let searched: Vec<&String> = plan.searched.paths.iter().chain(&plan.searched.called).collect();
        let mut holds = Holds::typed(typed, &searched)?;
        for remembered in &plan.holds {
            let path = Path::new(&remembered.path);
            let file = load(path).map_err(|failure| match failure {
                Failure::Usage(why) => Failure::Usage(format!(
                    "{why}. The search had this file for a legal hold, and without it nobody knows what is to be kept: put it back, or \
                     search again. Nothing was touched"
                )),
                other => other,
            })?;
            if !remembered.is_as_it_was(&file.bytes, key) {
                log.note(&format!("{}: changed since the search; it counts as it is now", path.display()));
            }
            if !holds.files.iter().any(|known| known.path == file.path) {
                holds.files.push(file);
            }
        }
        Ok(holds)
    }

    /// As a plan remembers them.
    pub(super) fn remembered(&self, key: &[u8; 32]) -> Vec<HoldFile> {
        let one = |file: &Read| HoldFile::new(file.path.to_string_lossy().into_owned(), &file.bytes, key);
        self.files.iter().map(one).collect()
    }

    /// A message is held by its id or its place.
    pub(super) fn covers(&self, meta: &MessageMeta) -> bool {
        self.files.iter().any(|file| file.hold.covers(meta, &self.searched))
    }

    /// What is to be searched for beside the requests.
    pub(super) fn queries(&self) -> impl Iterator<Item = &Request> {
        self.files.iter().flat_map(|file| file.hold.queries())
    }

    /// The file that has this one of the queries.
    pub(super) fn file_of(&self, query: usize) -> Option<&Path> {
        let mut of =
            self.files.iter().flat_map(|file| file.hold.queries().iter().map(|_| file.path.as_path()));
        of.nth(query)
    }
}

/// The folder that sources of a path are named from, absolute: as it is called, and where its links lead.
fn folders(path: &Path) -> Vec<String> {
    let Ok(called) = std::path::absolute(path) else { return Vec::new() };
    let real = std::fs::canonicalize(path).ok();
    let around = |path: PathBuf| match path.is_file() {
        true => path.parent().map(Path::to_owned),
        false => Some(path),
    };
    // what `..` leads to is known where links are followed only
    let plain = Some(called).filter(|path| !path.components().any(|c| c == Component::ParentDir));
    let mut all: Vec<String> = plain
        .into_iter()
        .chain(real)
        .filter_map(around)
        .map(|folder| folder.to_string_lossy().replace('\\', "/"))
        .collect();
    all.dedup();
    all
}

fn load(path: &Path) -> Result<Read, Failure> {
    regular(path)?;
    let failed = |e: &dyn std::fmt::Display| Failure::Usage(format!("cannot read {}: {e}", path.display()));
    let bytes = fs::read(path).map_err(|e| failed(&e))?;
    let text = std::str::from_utf8(&bytes).map_err(|_| failed(&"it is no text in UTF-8"))?;
    let hold = Hold::parse(text)
        .map_err(|(line, what)| Failure::Usage(format!("{}:{line}: {what}", path.display())))?;
    let path = fs::canonicalize(path).map_err(|e| failed(&e))?;
    if path.to_str().is_none() {
        return Err(failed(&"a plan cannot remember a path that is not in UTF-8; give it another name"));
    }
    Ok(Read { path, bytes, hold })
}
