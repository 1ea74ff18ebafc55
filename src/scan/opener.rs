//! Files that came along with messages: what opens each.
//!
//! What comes in: a file. What goes out: what it holds, by way of the room that knows its format: documents ([`extract`]),
//! messages in other forms ([`outlook`](crate::outlook)), archives ([`source`](crate::source)). It counts what they cost, for all files
//! of one message together.

use std::io::{self, Cursor, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::apart::{DocumentReader, ReaderProgram};
use super::turns::{LARGE, Turn, Turns};
use crate::extract::{self, ExtractOptions};
use crate::model::{Broken, Contents, Document, Limits, Opener, Problem, ProblemCode, TextKind};
use crate::outlook::{msg, tnef};
use crate::source::format::{Head, Shape, recognise};
use crate::source::nested::{Budget, Nested, Opening, open, open_random, problem_of};

/// Opens what it can of what comes along: documents, archives, what Outlook stores. [`Scanner`](super::Scanner) has one for each
/// thread; who reads messages without it gives one to [`MessageReader::opening`](crate::message::MessageReader::opening).
pub struct Attachments {
    opening: Opening,
    options: ExtractOptions,
    program: Option<ReaderProgram>,
    /// Readers of documents that wait for one; a document in a document takes a second.
    readers: Mutex<Vec<DocumentReader>>,
    turns: Turns,
    /// The turn is this one's: a document in a large document does not wait for it.
    mine: AtomicBool,
    /// What the files of the message at hand have cost.
    budget: Mutex<Arc<Budget>>,
}

impl Attachments {
    /// One that keeps within these limits. Without a program, all documents are read in this process (see
    /// [`apart`](super::apart)).
    pub fn new(limits: &Limits, options: &ExtractOptions, program: Option<ReaderProgram>) -> Self {
        let opening = Opening {
            limits: limits.clone(),
            passwords: options.passwords.clone(),
            stop: options.stop.clone(),
        };
        let budget = Mutex::new(Budget::attached(opening.clone()));
        let time = Some(Duration::from_secs(u64::from(limits.document)));
        let options = ExtractOptions { time, ..options.clone() };
        Attachments {
            opening,
            options,
            program,
            readers: Mutex::default(),
            turns: Turns::default(),
            mine: AtomicBool::new(false),
            budget,
        }
    }

    /// Large documents are read one at a time among all that share these turns.
    #[must_use]
    pub fn taking_turns(self, turns: &Turns) -> Self {
        Attachments { turns: turns.clone(), ..self }
    }

    /// Waits for its turn with a document that is large; none where it needs none.
    fn turn(&self, extractor: &dyn extract::Extractor, document: &Document<'_>) -> Option<Turn> {
        let large = document.bytes.len() > LARGE && extractor.risky() && self.program.is_some();
        if !large || self.mine.swap(true, Ordering::Relaxed) {
            return None;
        }
        let most = Duration::from_secs(u64::from(self.opening.limits.document));
        Some(self.turns.wait(most, &self.opening.stop))
    }

    fn budget(&self) -> Arc<Budget> {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What a document holds.
    fn document(
        &self,
        extractor: &dyn extract::Extractor,
        document: &Document<'_>,
        budget: &Budget,
        out: &mut dyn Contents,
    ) -> Result<(), Problem> {
        let waiting = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut reader = waiting.unwrap_or_else(|| {
            let time = Duration::from_secs(u64::from(self.opening.limits.document));
            DocumentReader::new(self.program.clone(), time)
        });
        let turn = self.turn(extractor, document);
        let mut spending = Spending { out, budget, given: 0, over: None };
        let outcome = reader.extract(extractor, document, &self.options, &mut spending);
        let over = spending.over.take();
        if turn.is_some() {
            // what it has read of a large document stays with a process
            reader.end();
            self.mine.store(false, Ordering::Relaxed);
        }
        drop(turn);
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
        over.map_or(outcome, Err)
    }
}

impl std::fmt::Debug for Attachments {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attachments").field("program", &self.program).finish_non_exhaustive()
    }
}

impl Opener for Attachments {
    fn begin(&self) {
        *self.budget.lock().unwrap_or_else(PoisonError::into_inner) = Budget::attached(self.opening.clone());
    }

    fn reads_pictures(&self) -> bool {
        self.options.ocr.is_some()
    }

    fn open(
        &self,
        document: &Document<'_>,
        depth: u32,
        out: &mut dyn Contents,
    ) -> Option<Result<(), Problem>> {
        let budget = self.budget();
        if depth >= self.opening.limits.containers {
            let detail = "files stand deeper in one another than --limit-containers allows";
            return Some(Err(Problem::new(ProblemCode::Limit, detail)));
        }
        if self.opening.stop.asked() {
            return Some(Err(Problem::new(ProblemCode::Limit, extract::STOPPED)));
        }
        let bytes = document.bytes;
        let (is_msg, is_tnef) = (msg::recognises(bytes), tnef::recognises(bytes));
        let extractor = extract::recognise(document, &self.options).filter(|_| !is_msg && !is_tnef);
        if depth == 0 && (is_msg || is_tnef || extractor.is_some()) {
            budget.met(bytes.len() as u64);
        }
        if is_msg || is_tnef {
            let mut spending = Spending { out, budget: &budget, given: 0, over: None };
            let read = if is_msg { msg::read } else { tnef::read };
            return Some(read(bytes, &mut spending));
        }
        if let Some(extractor) = extractor {
            return Some(self.document(extractor, document, &budget, out));
        }
        let head = Head {
            bytes: &document.bytes[..document.bytes.len().min(crate::source::HEAD)],
            name: document.name.unwrap_or_default(),
            complete: document.bytes.len() <= crate::source::HEAD,
        };
        let opened = match recognise(&head) {
            Shape::Nested(format) => {
                open(format, Box::new(Cursor::new(document.bytes)), depth, &budget).map(Some)
            }
            Shape::Random(format) => {
                let size = document.bytes.len() as u64;
                let reader = Box::new(Cursor::new(document.bytes.to_vec()));
                open_random(format, reader, size, depth, &budget)
                    .map(|nested| nested.map(|n| n as Box<dyn Nested>))
            }
            Shape::Mbox | Shape::Message { .. } | Shape::NotMail => return None,
        };
        match opened {
            Ok(Some(nested)) => {
                archive(nested, document.name, out);
                Some(Ok(()))
            }
            Ok(None) => None,
            Err(problem) => Some(Err(problem)),
        }
    }
}

/// Hands on the files of an archive, or the one in a compressed file.
fn archive(mut nested: Box<dyn Nested + '_>, name: Option<&str>, out: &mut dyn Contents) {
    nested.each(&mut |entry| match entry {
        Err(problem) => {
            out.problem(problem);
            true
        }
        Ok(entry) => {
            let name = entry.name.unwrap_or_else(|| unpacked(name));
            let more = out.entry(&name, None, &mut Telling(entry.reader));
            entry.told.iter().flat_map(|told| told()).for_each(|problem| out.problem(problem));
            more
        }
    });
}

/// The name of what a compressed file holds: its own, without the ending that tells how it is compressed.
fn unpacked(name: Option<&str>) -> String {
    let name = name.unwrap_or_default();
    match name.rsplit_once('.') {
        Some((stem, "tgz" | "tbz" | "tbz2" | "txz" | "tzst")) => format!("{stem}.tar"),
        Some((stem, _)) if !stem.is_empty() => stem.to_owned(),
        _ => "content".to_owned(),
    }
}

/// Says of every error which problem it is.
struct Telling<R>(R);

impl<R: Read> Read for Telling<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.0.read(buf).map_err(|error| {
            if error.kind() == io::ErrorKind::Interrupted { error } else { Broken(problem_of(&error)).into() }
        })
    }
}

/// Counts the text that comes out of a document.
struct Spending<'o> {
    out: &'o mut dyn Contents,
    budget: &'o Budget,
    given: u64,
    over: Option<Problem>,
}

impl Spending<'_> {
    fn may(&mut self, bytes: u64) -> bool {
        if self.over.is_none() {
            self.over = self.budget.charge(bytes, &mut self.given).err();
        }
        self.over.is_none()
    }
}

impl Contents for Spending<'_> {
    fn text(&mut self, kind: TextKind, piece: &str) -> bool {
        self.may(piece.len() as u64) && self.out.text(kind, piece)
    }

    fn entry(&mut self, name: &str, media_type: Option<&str>, content: &mut dyn Read) -> bool {
        self.out.entry(name, media_type, &mut Charged { reader: content, budget: self.budget, given: 0 })
            && self.over.is_none()
    }

    fn message(&mut self, content: &mut dyn Read) -> bool {
        self.out.message(&mut Charged { reader: content, budget: self.budget, given: 0 })
    }

    fn problem(&mut self, problem: Problem) {
        self.out.problem(problem);
    }
}

/// Counts the bytes of a file in a file.
struct Charged<'r> {
    reader: &'r mut dyn Read,
    budget: &'r Budget,
    given: u64,
}

impl Read for Charged<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buf)?;
        self.budget.charge(n as u64, &mut self.given).map_err(Broken)?;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compressed_keeps_its_name() {
        assert_eq!(unpacked(Some("list.csv.gz")), "list.csv");
        assert_eq!(unpacked(Some("backup.tgz")), "backup.tar");
        assert_eq!(unpacked(Some(".gz")), "content");
        assert_eq!(unpacked(None), "content");
    }
}
