//! What the process that reads documents and the one that asks say to each other, whatever the bytes.
//!
//! The first byte of the input says what is tried with the rest: answers, a document that is asked for and answered, requests, and (seldom,
//! for it starts a process) answers of a process.

#![no_main]

#[path = "shared/taken.rs"]
mod taken;

use std::fs;
use std::io::{self, Cursor, Read};
use std::path::PathBuf;
use std::sync::LazyLock;
use std::sync::mpsc::channel;
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use mailsweep::extract::wire::{FRAME, Frame, ask, serve};
use mailsweep::extract::{Document, ExtractOptions, Extractor, guarded, recognise};
use mailsweep::model::{Card, Contents, Problem};
use mailsweep::scan::apart::{DocumentReader, ReaderProgram};
use taken::{EXPANDED, Taken};

fn options() -> ExtractOptions {
    ExtractOptions { expanded: EXPANDED, ..ExtractOptions::default() }
}

unsafe extern "C" {
    /// ISO C 7.14.1.1.
    safe fn signal(number: i32, handler: usize) -> usize;
}

fn begin() {
    // programs in Rust ignore SIGPIPE from their start on, which one does not do that begins in C++
    const SIGPIPE: i32 = 13;
    const SIG_IGN: usize = 1;
    signal(SIGPIPE, SIG_IGN);
}

fuzz_target!(init: begin(), |data: &[u8]| {
    let Some((&how, bytes)) = data.split_first() else { return };
    match how {
        0..=63 => answers(bytes),
        64..=127 => a_document(bytes),
        255 => a_process(bytes),
        _ => requests(bytes),
    }
});

/// Frames until they end: none is longer than it may be.
fn answers(bytes: &[u8]) {
    let mut from = Cursor::new(bytes);
    loop {
        let before = from.position();
        let Ok(frame) = Frame::read(&mut from) else { return };
        assert!(frame.expanded() <= FRAME as u64);
        assert!(from.position() >= before + 5, "a frame gets on");
    }
}

/// What a reader answers to these requests.
fn answered(requests: Vec<u8>) -> (io::Result<()>, Vec<u8>) {
    let (mut answer, (sender, ended)) = (Vec::new(), channel());
    let outcome = serve(
        Cursor::new(requests),
        &mut answer,
        |_| {},
        move || {
            let _ = sender.send(());
        },
    );
    assert!(ended.recv().is_ok(), "it is told that the requests are at their end");
    (outcome, answer)
}

/// Whatever was asked, the answer consists of frames.
fn requests(bytes: &[u8]) {
    let (_, answer) = answered(bytes.to_vec());
    let mut from = Cursor::new(answer.as_slice());
    while from.position() < answer.len() as u64 {
        assert!(Frame::read(&mut from).is_ok(), "an answer that is understood");
    }
}

/// A document gives by way of another process what it gives here.
fn a_document(bytes: &[u8]) {
    let document = Document { bytes, name: Some("a"), media_type: "text/x" };
    let Some(extractor) = recognise(&document, &options()) else { return };
    let mut here = Taken::default();
    let result = guarded(extractor, &document, &options(), &mut here);
    here.ended(result);

    let mut request = Vec::new();
    ask(&mut request, extractor.card().name, &document, &options()).unwrap();
    let (outcome, answer) = answered(request);
    assert!(outcome.is_ok());
    let (mut there, mut from) = (Taken::default(), Cursor::new(answer.as_slice()));
    loop {
        match Frame::read(&mut from).unwrap() {
            Frame::Text(kind, piece) => {
                there.text(kind, &piece);
            }
            Frame::Entry(name, media_type) => {
                there.entry(&name, media_type.as_deref(), &mut File::new(&mut from));
            }
            Frame::Message => {
                there.message(&mut File::new(&mut from));
            }
            Frame::Problem(problem) => there.problem(problem),
            Frame::Data(_) | Frame::End(_) => panic!("data of no file"),
            Frame::Done(result) => break there.ended(result),
        }
    }
    assert_eq!(from.position(), answer.len() as u64, "nothing behind the end");
    // names are cut where they are longer than a frame
    if here.files.iter().all(|(name, ..)| name.as_ref().is_none_or(|name| name.len() < 1 << 16)) {
        assert_eq!(there, here);
    }
}

/// A file in a document, as it is answered.
struct File<'f, 'a> {
    from: &'f mut Cursor<&'a [u8]>,
    data: Cursor<Vec<u8>>,
    over: bool,
}

impl<'f, 'a> File<'f, 'a> {
    fn new(from: &'f mut Cursor<&'a [u8]>) -> Self {
        File { from, data: Cursor::default(), over: false }
    }
}

impl Read for File<'_, '_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            let n = self.data.read(buf)?;
            if n > 0 || self.over {
                return Ok(n);
            }
            match Frame::read(self.from).unwrap() {
                Frame::Data(data) => self.data = Cursor::new(data),
                Frame::End(whole) => {
                    self.over = true;
                    if !whole {
                        return Err(io::Error::other("damaged"));
                    }
                }
                _ => panic!("a file has an end"),
            }
        }
    }
}

/// A format that must be read apart.
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
    fn extract(&self, _: &Document<'_>, _: &ExtractOptions, _: &mut dyn Contents) -> Result<(), Problem> {
        panic!("read in this process");
    }
}

/// Where the answer of a process lies.
static ANSWER: LazyLock<PathBuf> =
    LazyLock::new(|| std::env::temp_dir().join(format!("mailsweep-fuzz-answer-{}", std::process::id())));

/// A process that answers with these bytes, whatever it is asked; a document after that finds another.
fn a_process(bytes: &[u8]) {
    fs::write(&*ANSWER, bytes).unwrap();
    let program = ReaderProgram { program: "/bin/cat".into(), arguments: vec![ANSWER.display().to_string()] };
    let mut reader = DocumentReader::new(Some(program), Duration::from_secs(10));
    let document = Document { bytes: b"pdf", name: None, media_type: "application/pdf" };
    for mut taken in [Taken::default(), Taken::at_most(1)] {
        let result = reader.extract(&Risky, &document, &options(), &mut taken);
        taken.ended(result);
        assert!(taken.text.len() <= bytes.len());
    }
    drop(reader);
    fs::remove_file(&*ANSWER).unwrap();
}
