//! Contents kept in memory, for tests.

use std::io::Read;

use super::{Document, ExtractOptions, Extractor, guarded};
use crate::model::{Contents, Problem, TextKind};

/// Everything that was handed on.
#[derive(Debug, Default)]
pub(crate) struct Collect {
    pub(crate) kind: Option<TextKind>,
    pub(crate) text: String,
    pub(crate) entries: Vec<(String, Option<String>, Vec<u8>)>,
    pub(crate) problems: Vec<Problem>,
    /// Pieces of text after which no more is wanted.
    pub(crate) enough: Option<usize>,
    pub(crate) pieces: usize,
}

impl Contents for Collect {
    fn text(&mut self, kind: TextKind, piece: &str) -> bool {
        assert!(self.kind.is_none_or(|k| k == kind), "one kind a file");
        self.kind = Some(kind);
        self.text.push_str(piece);
        self.pieces += 1;
        self.enough.is_none_or(|n| self.pieces < n)
    }
    fn entry(&mut self, name: &str, media_type: Option<&str>, content: &mut dyn Read) -> bool {
        let mut bytes = Vec::new();
        if content.read_to_end(&mut bytes).is_err() {
            bytes.extend_from_slice(b"(error)");
        }
        self.entries.push((name.to_owned(), media_type.map(str::to_owned), bytes));
        true
    }
    fn message(&mut self, content: &mut dyn Read) -> bool {
        self.entry("(message)", None, content)
    }
    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
}

/// Room for everything that a test reads.
pub(crate) fn ample() -> ExtractOptions {
    ExtractOptions { expanded: 64 << 20, ..ExtractOptions::default() }
}

/// What an extractor makes of these bytes.
pub(crate) fn collect(extractor: &dyn Extractor, bytes: &[u8]) -> (Collect, Result<(), Problem>) {
    let mut out = Collect::default();
    let document = Document { bytes, name: None, media_type: "application/octet-stream" };
    let result = guarded(extractor, &document, &ample(), &mut out);
    (out, result)
}
