//! Processes that misbehave, played by `/bin/sh`. The real one is in `tests/suite/apart.rs`.

use super::*;
use crate::extract::wire;
use crate::model::{Card, TextKind};

/// A format that must be read apart: whether it is shows by how the process behaves.
struct Risky;

static CARD: Card = Card { name: "risky", summary: "", caveats: "", references: &[] };

impl Extractor for Risky {
    fn card(&self) -> &'static Card {
        &CARD
    }
    fn recognises(&self, _: &Document<'_>) -> bool {
        true
    }
    fn risky(&self) -> bool {
        true
    }
    fn extract(
        &self,
        document: &Document<'_>,
        _: &ExtractOptions,
        out: &mut dyn Contents,
    ) -> Result<(), Problem> {
        assert!(document.bytes != b"panic");
        out.text(TextKind::Plain, "read here");
        Ok(())
    }
}

#[derive(Default)]
struct Taken {
    text: String,
    entries: Vec<(String, io::Result<Vec<u8>>)>,
    problems: Vec<Problem>,
    /// Pieces after which no more is wanted.
    enough: usize,
}

impl Contents for Taken {
    fn text(&mut self, _: TextKind, piece: &str) -> bool {
        self.text.push_str(piece);
        self.enough = self.enough.saturating_sub(1);
        self.enough > 0
    }
    fn entry(&mut self, name: &str, _: Option<&str>, content: &mut dyn Read) -> bool {
        let mut bytes = Vec::new();
        let result = content.read_to_end(&mut bytes).map(|_| bytes);
        self.entries.push((name.to_owned(), result));
        true
    }
    fn message(&mut self, _: &mut dyn Read) -> bool {
        // not read: the reader passes over it
        true
    }
    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
}

fn sh(script: &str, time: u64) -> DocumentReader {
    let program =
        ReaderProgram { program: "/bin/sh".into(), arguments: vec!["-c".to_owned(), script.to_owned()] };
    DocumentReader::new(Some(program), Duration::from_millis(time))
}

fn read(reader: &mut DocumentReader, bytes: &[u8]) -> (Result<(), ProblemCode>, Taken) {
    let mut taken = Taken { enough: usize::MAX, ..Taken::default() };
    let document = Document { bytes, name: None, media_type: "application/pdf" };
    let options = ExtractOptions { expanded: 1 << 20, ..ExtractOptions::default() };
    let result = reader.extract(&Risky, &document, &options, &mut taken);
    (result.map_err(|p| p.code), taken)
}

/// Frames as `printf` writes them.
const TEXT: &str = r"\001\003\000\000\000abc";
const DONE: &str = r"\011\000\000\000\000";

/// Bytes of a request with a document of three bytes.
fn asked() -> usize {
    let mut request = Vec::new();
    let document = Document { bytes: b"pdf", name: None, media_type: "application/pdf" };
    let options = ExtractOptions { expanded: 1 << 20, ..ExtractOptions::default() };
    let written = wire::ask(&mut request, "risky", &document, &options);
    assert!(written.is_ok());
    request.len()
}

/// A script that reads such requests, and answers each.
fn answers(frames: &str) -> String {
    format!("while [ $(head -c {} | wc -c) -gt 0 ]; do printf '{frames}'; done", asked())
}

#[test]
fn without_a_program_documents_are_read_here() {
    let mut reader = DocumentReader::new(None, TIME);
    let (result, taken) = read(&mut reader, b"pdf");
    assert_eq!((result, taken.text.as_str()), (Ok(()), "read here"));
    assert_eq!(read(&mut reader, b"panic").0, Err(ProblemCode::Corrupt));
}

#[test]
fn one_process_reads_many_documents() {
    let mut reader = sh(&answers(&format!("{TEXT}{DONE}")), 20_000);
    assert!(reader.running.is_none());
    let mut processes = Vec::new();
    for _ in 0..5 {
        let (result, taken) = read(&mut reader, b"pdf");
        assert_eq!((result, taken.text.as_str()), (Ok(()), "abc"));
        processes.push(reader.running.as_ref().unwrap().child.id());
    }
    processes.dedup();
    assert_eq!(processes.len(), 1);
}

#[test]
fn what_came_before_the_end_stays_read() {
    let ways = [
        ("exit 0", ProblemCode::Corrupt),
        (r"printf '\001\003\000\000\000abc'; exit 3", ProblemCode::Corrupt),
        (r"printf '\001\003\000\000\000abc'; kill -SEGV $$", ProblemCode::Corrupt),
        // half a frame
        (r"printf '\001\003\000\000\000abc\001\003\000\000\000a'", ProblemCode::Corrupt),
        // a frame that nobody knows, one that is too long, one that belongs to no file
        (r"printf '\001\003\000\000\000abc\077\000\000\000\000'; exec sleep 100", ProblemCode::Corrupt),
        (r"printf '\001\003\000\000\000abc\001\377\377\377\377'; exec sleep 100", ProblemCode::Corrupt),
        (r"printf '\001\003\000\000\000abc\005\001\000\000\000x'; exec sleep 100", ProblemCode::Corrupt),
        // hangs, having read the document or not
        (r"printf '\001\003\000\000\000abc'; exec sleep 100", ProblemCode::Limit),
        (r"cat >/dev/null; exec sleep 100", ProblemCode::Limit),
        // floods
        (r"while printf '\001\003\000\000\000abc'; do :; done", ProblemCode::Limit),
        // done before it was asked
        (r"printf '\001\003\000\000\000abc\011\000\000\000\000'; exec sleep 100", ProblemCode::Corrupt),
    ];
    for (script, code) in ways {
        // more than a pipe holds
        let document = vec![b'x'; 1 << 20];
        let mut reader = sh(script, 700);
        let (result, taken) = read(&mut reader, &document);
        assert_eq!(result, Err(code), "{script}");
        assert!(reader.running.is_none(), "{script}");
        assert_eq!(taken.text.starts_with("abc"), script.contains("abc"), "{script}");
        assert!(taken.text.len() <= 1 << 20);
    }
}

#[test]
fn the_next_document_gets_a_new_process() {
    // answers the first document and dies at the second
    let script = format!("head -c {} >/dev/null; printf '{TEXT}{DONE}'; head -c 1 >/dev/null", asked());
    let mut reader = sh(&script, 20_000);
    for document in [Ok(()), Err(ProblemCode::Corrupt), Ok(()), Err(ProblemCode::Corrupt)] {
        assert_eq!(read(&mut reader, b"pdf").0, document);
    }
}

#[test]
fn what_nobody_asked_for_is_not_taken_for_an_answer() {
    let mut reader = sh(&answers(&format!("{TEXT}{DONE}{TEXT}")), 20_000);
    assert_eq!(read(&mut reader, b"pdf").1.text, "abc");
    let first = reader.running.as_ref().unwrap().child.id();
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(read(&mut reader, b"pdf").1.text, "abc");
    assert_ne!(reader.running.as_ref().unwrap().child.id(), first);
}

#[test]
fn files_and_problems_come_through() {
    // an entry "a.b" of two pieces, a damaged one, a message that is not read, a problem "x" of code truncated with 2 bytes
    let frames = [
        r"\003\005\000\000\000\003a.b\000",
        r"\005\002\000\000\000hi\005\001\000\000\000!\006\000\000\000\000",
        r"\003\005\000\000\000\003c.d\000\005\001\000\000\000?\007\000\000\000\000",
        r"\004\000\000\000\000\005\001\000\000\000m\006\000\000\000\000",
        r"\010\004\000\000\000\005\001x\002",
        DONE,
    ];
    let mut reader = sh(&answers(&frames.concat()), 20_000);
    let (result, taken) = read(&mut reader, b"pdf");
    assert_eq!(result, Ok(()));
    assert_eq!(taken.entries[0].0, "a.b");
    assert_eq!(taken.entries[0].1.as_deref().unwrap(), b"hi!");
    assert!(taken.entries[1].1.is_err());
    let problem = &taken.problems[0];
    assert_eq!((problem.code, &*problem.detail, problem.given_up), (ProblemCode::Truncated, "x", 2));
}

#[test]
fn a_file_that_never_ends_is_cut() {
    let mut reader = sh(
        r"printf '\003\005\000\000\000\003a.b\000'; while printf '\005\003\000\000\000abc'; do :; done",
        20_000,
    );
    let (result, taken) = read(&mut reader, b"pdf");
    assert_eq!(result, Err(ProblemCode::Limit));
    assert!(taken.entries[0].1.is_err());
}

#[test]
fn who_wants_no_more_waits_for_nothing() {
    let mut reader = sh(r"printf '\001\003\000\000\000abc'; exec sleep 100", 50_000);
    let mut taken = Taken { enough: 1, ..Taken::default() };
    let document = Document { bytes: b"pdf", name: None, media_type: "application/pdf" };
    let options = ExtractOptions { expanded: 1 << 20, ..ExtractOptions::default() };
    assert_eq!(reader.extract(&Risky, &document, &options, &mut taken), Ok(()));
    assert_eq!(taken.text, "abc");
}

#[test]
fn a_run_that_is_stopped_waits_for_no_document() {
    let mut reader = sh(r"printf '\001\003\000\000\000abc'; exec sleep 100", 50_000);
    let options = ExtractOptions { expanded: 1 << 20, ..ExtractOptions::default() };
    let stop = options.stop.clone();
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(100));
        stop.ask();
    });
    let mut taken = Taken { enough: usize::MAX, ..Taken::default() };
    let document = Document { bytes: b"pdf", name: None, media_type: "application/pdf" };
    let before = Instant::now();
    let stopped = reader.extract(&Risky, &document, &options, &mut taken).unwrap_err();
    assert!(stopped.detail.contains("stopped"));
    assert!(before.elapsed() < Duration::from_secs(20));
    assert!(reader.running.is_none(), "its process was ended");
}

#[test]
fn a_program_that_is_not_there_is_a_problem_of_each_document() {
    let program = ReaderProgram { program: "/nowhere/mailsweep".into(), arguments: Vec::new() };
    let mut reader = DocumentReader::new(Some(program), TIME);
    assert_eq!(read(&mut reader, b"pdf").0, Err(ProblemCode::Io));
}

#[test]
fn no_process_is_left_behind() {
    let mut reader = sh(&answers(&format!("{TEXT}{DONE}")), 20_000);
    assert_eq!(read(&mut reader, b"pdf").0, Ok(()));
    let process = reader.running.as_ref().unwrap().child.id();
    drop(reader);
    let alive =
        Command::new("kill").args(["-0", &process.to_string()]).stderr(Stdio::null()).status().unwrap();
    assert!(!alive.success());
}
