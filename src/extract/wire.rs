//! What two processes say to each other about a document: the one that has it asks, the one that reads it answers.
//!
//! What comes in at the reader's end: requests, one at a time, each a `Request` and the bytes of the document. What goes out: frames,
//! the last of which is [`Frame::Done`]. A frame is a tag of one byte, the length of what follows (4 bytes, the lowest
//! first) and that; what has several fields is written by `postcard`. Nothing is told of a document in any other way.
//! What this file refuses to know: how processes are started, ended and kept in bounds.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;

use serde::{Deserialize, Serialize};

use super::{Document, ExtractOptions, named};
use crate::model::{Contents, Passwords, Problem, ProblemCode, Stop, TextKind};

/// Bytes of one frame, at most. A longer one comes from something that does not speak this.
pub const FRAME: usize = 256 << 10;

/// Bytes of a request without its document, at most.
const REQUEST: usize = 16 << 20;

/// What is asked.
#[derive(Serialize, Deserialize)]
struct Request<'a> {
    extractor: &'a str,
    name: Option<&'a str>,
    media_type: &'a str,
    expanded: u64,
    passwords: Vec<&'a str>,
    ocr: Option<&'a str>,
    length: u64,
}

/// Asks for a document to be read by the extractor of this name.
///
/// # Errors
///
/// Where the other end is gone.
pub fn ask(
    to: &mut dyn Write,
    extractor: &str,
    document: &Document<'_>,
    options: &ExtractOptions,
) -> io::Result<()> {
    let request = Request {
        extractor,
        name: document.name,
        media_type: document.media_type,
        expanded: options.expanded,
        passwords: options.passwords.iter().collect(),
        ocr: options.ocr.as_deref(),
        length: document.bytes.len() as u64,
    };
    let head = postcard::to_allocvec(&request).map_err(io::Error::other)?;
    let length = u32::try_from(head.len()).map_err(io::Error::other)?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(&head)?;
    to.write_all(document.bytes)?;
    to.flush()
}

/// A piece of the answer.
pub enum Frame {
    /// [`Contents::text`].
    Text(TextKind, String),
    /// [`Contents::entry`] begins: name and media type.
    Entry(String, Option<String>),
    /// [`Contents::message`] begins.
    Message,
    /// Bytes of the entry or message that began last.
    Data(Vec<u8>),
    /// Its end; true where it could be read to its end.
    End(bool),
    /// [`Contents::problem`].
    Problem(Problem),
    /// The document is finished, and what [`Extractor::extract`](super::Extractor::extract) gave back.
    Done(Result<(), Problem>),
}

const PLAIN: u8 = 1;
const HTML: u8 = 2;
const ENTRY: u8 = 3;
const MESSAGE: u8 = 4;
const DATA: u8 = 5;
const END: u8 = 6;
const DAMAGED_END: u8 = 7;
const PROBLEM: u8 = 8;
const DONE: u8 = 9;
const FAILED: u8 = 10;

/// A problem as it is sent: its place is filled in by the one that asked.
#[derive(Serialize, Deserialize)]
struct Sent<'a> {
    code: u8,
    detail: &'a str,
    given_up: u64,
}

const CODES: [ProblemCode; 8] = [
    ProblemCode::Encrypted,
    ProblemCode::Corrupt,
    ProblemCode::Unsupported,
    ProblemCode::Limit,
    ProblemCode::Io,
    ProblemCode::Truncated,
    ProblemCode::Charset,
    ProblemCode::Locked,
];

fn invalid() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

impl Frame {
    /// The next one.
    ///
    /// # Errors
    ///
    /// Where the other end is gone, or does not speak this.
    pub fn read(from: &mut dyn Read) -> io::Result<Frame> {
        let mut head = [0; 5];
        from.read_exact(&mut head)?;
        let [tag, length @ ..] = head;
        let length = u32::from_le_bytes(length) as usize;
        if length > FRAME {
            return Err(invalid());
        }
        let mut body = vec![0; length];
        from.read_exact(&mut body)?;
        Ok(match tag {
            PLAIN => Frame::Text(TextKind::Plain, String::from_utf8(body).map_err(|_| invalid())?),
            HTML => Frame::Text(TextKind::Html, String::from_utf8(body).map_err(|_| invalid())?),
            ENTRY => {
                let (name, media_type) = postcard::from_bytes(&body).map_err(|_| invalid())?;
                Frame::Entry(name, media_type)
            }
            MESSAGE => Frame::Message,
            DATA => Frame::Data(body),
            END => Frame::End(true),
            DAMAGED_END => Frame::End(false),
            PROBLEM => Frame::Problem(received(&body)?),
            DONE => Frame::Done(Ok(())),
            FAILED => Frame::Done(Err(received(&body)?)),
            _ => return Err(invalid()),
        })
    }

    /// Bytes of the document's contents that it holds.
    pub fn expanded(&self) -> u64 {
        match self {
            Frame::Text(_, text) => text.len() as u64,
            Frame::Data(bytes) => bytes.len() as u64,
            // names are held in memory, too
            Frame::Entry(name, _) => name.len() as u64,
            _ => 0,
        }
    }
}

fn received(body: &[u8]) -> io::Result<Problem> {
    let sent: Sent<'_> = postcard::from_bytes(body).map_err(|_| invalid())?;
    let code = CODES.get(usize::from(sent.code)).ok_or_else(invalid)?;
    Ok(Problem::new(*code, sent.detail.to_owned()).giving_up(sent.given_up))
}

/// Sends what a document holds.
struct Sender<'a> {
    to: &'a mut dyn Write,
    /// Nobody is there any more.
    gone: bool,
}

impl Sender<'_> {
    fn send(&mut self, tag: u8, body: &[u8]) -> bool {
        if !self.gone {
            let length = u32::try_from(body.len()).unwrap_or(u32::MAX).to_le_bytes();
            let [a, b, c, d] = length;
            self.gone = self.to.write_all(&[tag, a, b, c, d]).and_then(|()| self.to.write_all(body)).is_err();
        }
        !self.gone
    }

    /// At once, so that what was sent stays read whatever happens next.
    fn flush(&mut self) -> bool {
        self.gone |= self.to.flush().is_err();
        !self.gone
    }

    fn send_problem(&mut self, tag: u8, problem: &Problem) {
        let code = CODES.iter().position(|c| *c == problem.code).unwrap_or(1);
        // a detail is a sentence; one that is longer than a frame would end the conversation
        let detail = &problem.detail[..problem.detail.floor_char_boundary(4 << 10)];
        let sent = Sent { code: u8::try_from(code).unwrap_or_default(), detail, given_up: problem.given_up };
        if let Ok(body) = postcard::to_allocvec(&sent) {
            self.send(tag, &body);
        }
    }

    fn send_file(&mut self, content: &mut dyn Read) -> bool {
        let mut buffer = vec![0; 64 << 10];
        loop {
            match content.read(&mut buffer) {
                Ok(0) => return self.send(END, &[]) && self.flush(),
                Ok(n) => {
                    if !self.send(DATA, &buffer[..n]) {
                        return false;
                    }
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return self.send(DAMAGED_END, &[]) && self.flush(),
            }
        }
    }
}

impl Contents for Sender<'_> {
    fn text(&mut self, kind: TextKind, piece: &str) -> bool {
        let tag = match kind {
            TextKind::Plain => PLAIN,
            TextKind::Html => HTML,
        };
        let mut rest = piece;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.floor_char_boundary(FRAME));
            self.send(tag, now.as_bytes());
            rest = later;
        }
        self.flush()
    }

    fn entry(&mut self, name: &str, media_type: Option<&str>, content: &mut dyn Read) -> bool {
        let name = &name[..name.floor_char_boundary(64 << 10)];
        let media_type = media_type.map(|m| &m[..m.floor_char_boundary(1 << 10)]);
        match postcard::to_allocvec(&(name, media_type)) {
            Ok(body) => self.send(ENTRY, &body) && self.send_file(content),
            Err(_) => !self.gone,
        }
    }

    fn message(&mut self, content: &mut dyn Read) -> bool {
        self.send(MESSAGE, &[]) && self.send_file(content)
    }

    fn problem(&mut self, problem: Problem) {
        self.send_problem(PROBLEM, &problem);
    }
}

/// What came in: the head of a request, and the document.
type Asked = (Vec<u8>, Vec<u8>);

fn next(from: &mut dyn Read) -> io::Result<Asked> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > REQUEST {
        return Err(invalid());
    }
    let mut head = vec![0; length];
    from.read_exact(&mut head)?;
    let request: Request<'_> = postcard::from_bytes(&head).map_err(|_| invalid())?;
    let mut bytes = Vec::new();
    // the length is the other end's word, so memory is asked for as bytes come
    if from.take(request.length).read_to_end(&mut bytes)? as u64 != request.length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok((head, bytes))
}

/// Reads documents for another process: requests in, answers out, until `from` ends. Then, and at once, even where a
/// document is still being read, `ended` is called (in a thread of its own): the one that asked is gone.
/// `before` is told the size of each document before it is read.
///
/// # Errors
///
/// Where `to` is gone.
pub fn serve(
    mut from: impl Read + Send + 'static,
    to: &mut dyn Write,
    mut before: impl FnMut(u64),
    ended: impl FnOnce() + Send + 'static,
) -> io::Result<()> {
    let (sender, receiver) = mpsc::sync_channel::<Asked>(0);
    thread::Builder::new().name("requests".to_owned()).spawn(move || {
        while let Ok(asked) = next(&mut from) {
            if sender.send(asked).is_err() {
                break;
            }
        }
        drop(sender);
        ended();
    })?;
    while let Ok((head, bytes)) = receiver.recv() {
        let request: Request<'_> = postcard::from_bytes(&head).map_err(|_| invalid())?;
        let options = ExtractOptions {
            expanded: request.expanded,
            time: None,
            passwords: Passwords::new(request.passwords.iter().map(|&p| p.to_owned())),
            ocr: request.ocr.map(str::to_owned),
            // the one that asks ends this process
            stop: Stop::default(),
        };
        before(request.length);
        let mut out = Sender { to: &mut *to, gone: false };
        let result = match named(request.extractor) {
            Some(extractor) => {
                let named = (request.name, request.media_type);
                let read = AssertUnwindSafe(|| extractor.extract_whole(bytes, named, &options, &mut out));
                catch_unwind(read).unwrap_or_else(|_| Err(Problem::new(ProblemCode::Corrupt, super::FAILED)))
            }
            None => Err(Problem::new(ProblemCode::Unsupported, "no reader of this name")),
        };
        match result {
            Ok(()) => {
                out.send(DONE, &[]);
            }
            Err(problem) => out.send_problem(FAILED, &problem),
        }
        if out.gone {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        to.flush()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const RTF: &[u8] = b"{\\rtf1\\ansi Jan de Vries\\par jan@klant.example\\par}";

    fn asked(documents: &[(&str, &[u8])]) -> Vec<u8> {
        let mut requests = Vec::new();
        for (extractor, bytes) in documents {
            let document = Document { bytes, name: Some("brief.rtf"), media_type: "application/rtf" };
            let options = ExtractOptions {
                expanded: 1 << 20,
                time: None,
                passwords: Passwords::new(["geheim".to_owned()]),
                ocr: Some("nld".to_owned()),
                stop: Stop::default(),
            };
            ask(&mut requests, extractor, &document, &options).unwrap();
        }
        requests
    }

    fn answered(requests: Vec<u8>) -> Vec<Frame> {
        let mut answer = Vec::new();
        let (told, ended) = mpsc::channel();
        serve(io::Cursor::new(requests), &mut answer, |_| {}, move || told.send(()).unwrap()).unwrap();
        ended.recv().unwrap();
        let mut answer = answer.as_slice();
        std::iter::from_fn(|| (!answer.is_empty()).then(|| Frame::read(&mut answer).unwrap())).collect()
    }

    #[test]
    fn documents_are_read_one_after_the_other_until_the_input_ends() {
        let frames = answered(asked(&[("rtf", RTF), ("nothing", b""), ("rtf", b"{\\rtf1 a")]));
        let told: Vec<String> = frames
            .iter()
            .map(|frame| match frame {
                Frame::Text(TextKind::Plain, text) => text.clone(),
                Frame::Done(Ok(())) => "done".to_owned(),
                Frame::Done(Err(problem)) => problem.code.as_str().to_owned(),
                _ => panic!("unexpected"),
            })
            .collect();
        let expected = ["Jan de Vries\njan@klant.example\n", "done", "unsupported", "a\n", "truncated"];
        assert_eq!(told, expected);
    }

    #[test]
    fn half_a_request_ends_the_conversation() {
        let all = asked(&[("rtf", RTF)]);
        for cut in 0..all.len() {
            assert!(answered(all[..cut].to_vec()).is_empty(), "{cut}");
        }
    }

    #[test]
    fn what_is_sent_is_what_is_read() {
        let mut bytes = Vec::new();
        let mut sender = Sender { to: &mut bytes, gone: false };
        let long = "é".repeat(FRAME);
        assert!(sender.text(TextKind::Html, &long));
        assert!(sender.entry("map/lijst é.csv", Some("text/csv"), &mut &b"a;b"[..]));
        assert!(sender.message(&mut io::empty()));
        sender.problem(Problem::new(ProblemCode::Truncated, "x".repeat(FRAME)).giving_up(7));
        let mut bytes = bytes.as_slice();
        let mut frames = Vec::new();
        while !bytes.is_empty() {
            frames.push(Frame::read(&mut bytes).unwrap());
        }
        let mut text = String::new();
        let mut rest = Vec::new();
        for frame in frames {
            match frame {
                Frame::Text(TextKind::Html, piece) => text.push_str(&piece),
                other => rest.push(other),
            }
        }
        assert!(text == long);
        assert!(
            matches!(&rest[0], Frame::Entry(name, Some(media)) if name == "map/lijst é.csv" && media == "text/csv")
        );
        assert!(matches!(&rest[1], Frame::Data(data) if data == b"a;b"));
        assert!(matches!(rest[2], Frame::End(true)));
        assert!(matches!(rest[3], Frame::Message));
        assert!(matches!(rest[4], Frame::End(true)));
        assert!(
            matches!(&rest[5], Frame::Problem(p) if p.code == ProblemCode::Truncated && p.given_up == 7 && p.detail.len() == 4 << 10)
        );
    }

    #[test]
    fn garbage_is_an_error() {
        for bytes in [
            &b"\x00\x00\x00\x00\x00"[..],
            b"\x01\xff\xff\xff\xff",
            b"\x01\x01\x00\x00\x00\xff",
            b"\x01\x09\0\0\0abc",
        ] {
            assert!(Frame::read(&mut &bytes[..]).is_err(), "{bytes:?}");
        }
    }
}
