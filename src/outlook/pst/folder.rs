//! The items of a folder, one at a time.

use std::io::{Read, Seek};
use std::sync::Arc;
use std::vec;

use super::fault::Fault;
use super::message::Message;
use super::store::Store;
use super::tree::{Node, Walk};
use crate::model::{Problem, ProblemCode};

enum Source {
    /// Numbers of messages.
    Numbers(vec::IntoIter<u32>),
    /// All messages of the store that were not given yet; the first is known.
    Rest(Box<Walk>, Option<Node>),
}

/// A folder of a store.
pub struct Folder<'a, R> {
    store: &'a mut Store<R>,
    path: String,
    source: Source,
    problems: vec::IntoIter<Problem>,
    stated: u64,
    given: u64,
    told: bool,
}

impl<'a, R: Read + Seek + Send> Folder<'a, R> {
    pub(super) fn new(
        store: &'a mut Store<R>,
        path: String,
        ids: Vec<u32>,
        stated: Option<u64>,
        problems: Vec<Problem>,
    ) -> Self {
        let stated = stated.unwrap_or(0).max(ids.len() as u64);
        Folder {
            store,
            path,
            source: Source::Numbers(ids.into_iter()),
            problems: problems.into_iter(),
            stated,
            given: 0,
            told: false,
        }
    }

    /// The folder of what is in no folder, of which the first is known already.
    pub(super) fn orphans(store: &'a mut Store<R>, path: String, walk: Walk, first: Node) -> Self {
        let source = Source::Rest(Box::new(walk), Some(first));
        Folder { store, path, source, problems: Vec::new().into_iter(), stated: 0, given: 0, told: false }
    }

    fn node(&mut self) -> Option<Result<Node, Fault>> {
        match &mut self.source {
            Source::Numbers(ids) => {
                let nid = ids.next()?;
                let missing = Fault::corrupt("it is not in the store");
                Some(self.store.file.node(nid).and_then(|node| node.ok_or(missing)))
            }
            Source::Rest(walk, first) => {
                let node = first.take().or_else(|| self.store.rest(walk))?;
                self.stated += 1;
                Some(Ok(node))
            }
        }
    }

    /// Its path, with `/` between folders. No two folders of a store have the same.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Its next item; a problem stands for an item, or tells at the end how many of how many could not be read.
    pub fn next_item(&mut self) -> Option<Result<Message<'_, R>, Problem>> {
        if let Some(problem) = self.problems.next() {
            return Some(Err(problem));
        }
        let Some(node) = self.node() else {
            let lost = self.stated.saturating_sub(self.given);
            if self.told || lost == 0 {
                return None;
            }
            self.told = true;
            let detail = format!("{lost} of {} items of a folder could not be read", self.stated);
            return Some(Err(Problem::new(ProblemCode::Corrupt, detail)));
        };
        let shared = Arc::clone(&self.store.shared);
        let message =
            node.and_then(|node| Message::open(&mut self.store.file, shared, node.data, node.sub, 0));
        if message.is_ok() {
            self.given += 1;
        }
        Some(message.map_err(|fault| fault.of("an item could not be read")))
    }
}
