//! A file in, all that stands in it out, as the readers of [`source`](crate::source) see it; read once, in bounded memory.
//!
//! What is wanted decides how deep is looked: a container that holds no target is seen as the bytes that it is. Who listens decides
//! what is made of it: [`super::resolve`] looks for targets, [`super::proof`] compares two files.

use std::cell::Cell;
use std::io::{self, Cursor, Read};
use std::rc::Rc;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::form;
use super::resolve::MESSAGE;
use super::wanted::{Place, Wanted};
use crate::model::{Problem, ProblemCode, Quoting};
use crate::source::format::{BEHIND, FORMATS, HEAD, Head, Shape, checked};
use crate::source::held;
use crate::source::mbox::{Batch, MboxStream, WHOLE, holds_messages};
use crate::source::nested::{Budget, Nested, NestedEntry, ReadSeek, open, open_random, problem_of};
use crate::source::{is_other, unread};

/// Bytes of the marks of the end of a tar archive (POSIX.1-2024, pax).
const END: u64 = 1024;

/// Bytes of a batch of messages.
const TARGET: usize = 1 << 20;

/// A message, as it was met.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) index: u64,
    /// Where its separator line begins; for a message that is a file, 0.
    pub(super) separator: u64,
    pub(super) offset: u64,
    pub(super) length: u64,
    /// Where what belongs to it ends: the next separator line, or the end.
    pub(super) end: u64,
    pub(super) sha256: [u8; 32],
    /// BLAKE3 of its separator line; of a huge message, of its length alone.
    pub(super) before: [u8; 32],
    /// It is one of an mbox, and not a file of its own.
    pub(super) mbox: bool,
}

/// Takes what is met, in order.
pub(super) trait Witness {
    /// What comes until [`Witness::leave`] lies in this entry.
    fn enter(&mut self, _place: &Place) {}
    fn leave(&mut self, _place: &Place) {}
    /// What comes is compressed in this format.
    fn layer(&mut self, _format: &'static str) {}
    /// Bytes that belong to no message, or an entry that nothing is wanted of.
    fn bytes(&mut self, _name: Option<&str>, _length: u64, _hash: [u8; 32]) {}
    fn message(&mut self, place: &Place, wanted: &Wanted, seen: Seen);
    /// The bytes of messages are asked for too: all formats that are read are looked into, also those that are not rewritten.
    fn reads(&self) -> bool {
        false
    }
    /// The bytes of a message with a hash that is wanted, where they are asked for; `None` of one that is too large to be held.
    fn read(&mut self, _wanted: &Wanted, _sha256: [u8; 32], _message: Option<&[u8]>, _quoting: Quoting) {}
    /// Nothing that is wanted here can be had.
    fn closed(&mut self, _wanted: &Wanted, _why: &str) {}
    fn problem(&mut self, _problem: &Problem) {}
}

/// Bytes that can be read at any place.
pub(super) struct Random {
    pub(super) reader: Box<dyn ReadSeek>,
    pub(super) size: u64,
}

/// What a file or entry is.
pub(super) struct Known {
    /// The name of its format, `""` for none.
    pub(super) format: &'static str,
    pub(super) shape: Shape,
}

/// Tells what begins so, as a scan does: what begins like nothing that is known may hold mail all the same. Reads more into `head` for
/// that.
pub(super) fn know(head: &mut Vec<u8>, reader: &mut dyn Read, name: &str) -> io::Result<Known> {
    let complete = head.len() < HEAD;
    let begin = Head { bytes: head, name, complete };
    let found = FORMATS.iter().find_map(|f| Some((f.card().name, f.recognise(&begin)?)));
    let (format, shape) = found.unwrap_or(("", Shape::NotMail));
    if matches!(shape, Shape::NotMail) && !complete && !is_other(&begin) && unread(&begin).is_none() {
        reader.take((WHOLE - head.len()) as u64).read_to_end(head)?;
        if holds_messages(head)? {
            return Ok(Known { format: "mbox", shape: Shape::Mbox });
        }
    }
    Ok(Known { format, shape })
}

/// Reads one file.
pub(super) struct Survey<'w> {
    pub(super) budget: Arc<Budget>,
    pub(super) witness: &'w mut dyn Witness,
    place: Place,
}

impl<'w> Survey<'w> {
    pub(super) fn new(budget: Arc<Budget>, witness: &'w mut dyn Witness) -> Self {
        Survey { budget, witness, place: Place::new() }
    }

    /// Reads a file or entry. An error is one of the reading itself; damage is a problem for the witness.
    pub(super) fn content(
        &mut self,
        wanted: &Wanted,
        reader: Box<dyn Read + '_>,
        random: Option<Random>,
        name: &str,
        depth: u32,
    ) -> io::Result<()> {
        self.held(wanted, reader, random, (name, None), depth)
    }

    /// The same, of what is known to hold something of this shape.
    fn held(
        &mut self,
        wanted: &Wanted,
        mut reader: Box<dyn Read + '_>,
        random: Option<Random>,
        (name, holds): (&str, Option<Shape>),
        depth: u32,
    ) -> io::Result<()> {
        let mut head = Vec::new();
        let known = match holds {
            Some(shape) => Known { format: "", shape },
            None => {
                reader.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
                know(&mut head, &mut *reader, name)?
            }
        };
        let whole = Cursor::new(head).chain(reader);
        match known.shape {
            Shape::Mbox => self.mbox(wanted, whole),
            Shape::Message { skip, length } => self.message(wanted, whole, skip, length),
            Shape::NotMail => {
                self.witness.closed(wanted, "no mail stands there any more");
                self.rest(whole)
            }
            Shape::Nested(_) | Shape::Random(_)
                if form::named(known.format).is_none() && !self.witness.reads() =>
            {
                self.witness.closed(wanted, &format!("{} files are not rewritten", known.format));
                self.raw(None, whole)
            }
            Shape::Nested(how) => {
                self.witness.layer(known.format);
                match open(how, Box::new(whole), depth, &self.budget) {
                    Ok(mut nested) => self.container(wanted, &mut *nested, depth),
                    Err(problem) => self.damage(&problem),
                }
            }
            Shape::Random(how) => {
                self.witness.layer(known.format);
                let random = match random {
                    Some(random) => random,
                    None => hold(whole)?,
                };
                match open_random(how, random.reader, random.size, depth, &self.budget) {
                    Ok(Some(mut nested)) => self.container(wanted, &mut *nested, depth),
                    Ok(None) => {
                        let detail = "a document is no archive of mail";
                        self.damage(&Problem::new(ProblemCode::Corrupt, detail))
                    }
                    Err(problem) => self.damage(&problem),
                }
            }
        }
    }

    fn damage(&mut self, problem: &Problem) -> io::Result<()> {
        self.witness.problem(problem);
        Ok(())
    }

    fn container(&mut self, wanted: &Wanted, nested: &mut dyn Nested, depth: u32) -> io::Result<()> {
        let mut counts = std::collections::BTreeMap::<String, u32>::new();
        let mut failed = None;
        nested.each(&mut |entry| {
            let done = match entry {
                Err(problem) => self.damage(&problem),
                Ok(entry) => self.entry(wanted, entry, &mut counts, depth),
            };
            failed = done.err();
            failed.is_none()
        });
        failed.map_or(Ok(()), Err)
    }

    fn entry(
        &mut self,
        wanted: &Wanted,
        entry: NestedEntry<'_>,
        counts: &mut std::collections::BTreeMap<String, u32>,
        depth: u32,
    ) -> io::Result<()> {
        let Some(name) = entry.name else {
            let holds = ("", entry.holds.filter(|_| self.witness.reads()));
            return self.settle(|survey| survey.held(wanted, entry.reader, None, holds, depth + 1));
        };
        let Some(inner) = wanted.entries.get(&name) else {
            return self.settle(|survey| survey.raw(Some(&name), entry.reader));
        };
        let count = counts.entry(name.clone()).or_default();
        *count += 1;
        self.place.push((name.clone(), *count - 1));
        self.witness.enter(&self.place);
        let file = name.rsplit('/').next().unwrap_or_default();
        let holds = (file, entry.holds.filter(|_| self.witness.reads()));
        let done = self.settle(|survey| survey.held(inner, entry.reader, None, holds, depth + 1));
        self.witness.leave(&self.place);
        self.place.pop();
        done
    }

    /// What is wrong with the bytes of an entry is a problem; that the file cannot be read is an error.
    fn settle(&mut self, read: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        match read(self) {
            Err(error) if problem_of(&error).code != ProblemCode::Io => self.damage(&problem_of(&error)),
            done => done,
        }
    }

    /// Tells of the bytes of a message that were held.
    fn hand_on(&mut self, wanted: &Wanted, sha256: [u8; 32], held: Held, quoting: Quoting) {
        if !wanted.here.contains_key(&sha256) {
            return;
        }
        match held {
            Held::Unasked => {}
            Held::Bytes(bytes) => self.witness.read(wanted, sha256, Some(&bytes), quoting),
            Held::TooLarge => self.witness.read(wanted, sha256, None, quoting),
        }
    }

    /// What is nothing that is known. A tar archive of which all entries went is nothing but the marks of its end, which are zeros.
    fn rest(&mut self, mut reader: impl Read) -> io::Result<()> {
        let (mut hasher, mut length, mut zeros) = (blake3::Hasher::new(), 0, true);
        let mut buf = vec![0; 1 << 16];
        loop {
            let n = match reader.read(&mut buf) {
                Ok(0) => break,
                Ok(n) => n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            zeros = zeros && buf[..n].iter().all(|b| *b == 0);
            hasher.update(&buf[..n]);
            length += n as u64;
        }
        if length > 0 && !(zeros && length >= END) {
            self.witness.bytes(None, length, hasher.finalize().into());
        }
        Ok(())
    }

    /// What is not looked into.
    fn raw(&mut self, name: Option<&str>, mut reader: impl Read) -> io::Result<()> {
        let mut hasher = blake3::Hasher::new();
        let length = io::copy(&mut reader, &mut hasher)?;
        if name.is_some() || length > 0 {
            self.witness.bytes(name, length, hasher.finalize().into());
        }
        Ok(())
    }

    fn message(
        &mut self,
        wanted: &Wanted,
        mut reader: impl Read,
        skip: u64,
        length: Option<u64>,
    ) -> io::Result<()> {
        if length.is_none() {
            self.raw(None, reader.by_ref().take(skip))?;
        } else {
            // the line of a length changes with the message; whether it is right is seen behind it
            io::copy(&mut reader.by_ref().take(skip), &mut io::sink())?;
        }
        let mut held = Held::of(self.witness.reads() && !wanted.here.is_empty());
        let stated = length;
        let (length, sha256) = hashed(&mut reader.by_ref().take(stated.unwrap_or(u64::MAX)), &mut held)?;
        self.hand_on(wanted, sha256, held, Quoting::None);
        let mut behind = Vec::new();
        reader.read_to_end(&mut behind)?;
        let end = skip + length + behind.len() as u64;
        let (_, doubt) = checked(skip, stated.unwrap_or(length), end, &behind[..behind.len().min(BEHIND)]);
        if let Some(problem) = doubt {
            self.witness.problem(&problem);
        }
        let before = [0; 32];
        let seen = Seen { index: 0, separator: 0, offset: skip, length, end, sha256, before, mbox: false };
        self.witness.message(&self.place, wanted, seen);
        self.raw(None, &behind[..])
    }

    fn mbox(&mut self, wanted: &Wanted, reader: impl Read) -> io::Result<()> {
        let size = Rc::new(Cell::new(0));
        let counted = Counted { reader, size: Rc::clone(&size) };
        let mut stream = MboxStream::new(counted, Vec::new(), WHOLE);
        let (mut buf, mut spans) = (Vec::new(), Vec::new());
        let mut waiting: Option<Seen> = None;
        let mut index = 0;
        let mut leading = (blake3::Hasher::new(), 0);
        loop {
            let batch = stream.batch(TARGET, &mut buf, &mut spans)?;
            let begins = match batch {
                Batch::Leading { .. } => {
                    leading.0.update(&buf);
                    leading.1 += buf.len() as u64;
                    continue;
                }
                Batch::Messages { base } => base,
                Batch::Huge { separator, .. } => separator,
                Batch::End => size.get(),
            };
            if leading.1 > 0 {
                let (hasher, length) = std::mem::take(&mut leading);
                self.witness.bytes(None, length, hasher.finalize().into());
            }
            if let Some(seen) = waiting.take() {
                self.witness.message(&self.place, wanted, Seen { end: begins, ..seen });
            }
            match batch {
                Batch::End => return Ok(()),
                Batch::Leading { .. } => {}
                Batch::Huge { offset, separator } => {
                    let mut hasher = Sha256::new();
                    let mut held = Held::of(self.witness.reads() && !wanted.here.is_empty());
                    let length = stream.huge(&mut |piece| {
                        hasher.update(piece);
                        held.add(piece);
                    })?;
                    let before = blake3::hash(&(offset - separator).to_le_bytes()).into();
                    let sha256 = hasher.finalize().into();
                    self.hand_on(wanted, sha256, held, Quoting::From);
                    let (end, mbox) = (0, true);
                    waiting = Some(Seen { index, separator, offset, length, end, sha256, before, mbox });
                    index += 1;
                }
                Batch::Messages { base } => {
                    for (n, span) in spans.iter().enumerate() {
                        let start = (span.offset - base) as usize;
                        let message = &buf[start..start + span.length as usize];
                        let sha256 = Sha256::digest(message).into();
                        if self.witness.reads() && wanted.here.contains_key(&sha256) {
                            self.witness.read(wanted, sha256, Some(message), Quoting::From);
                        }
                        let line = &buf[(span.separator - base) as usize..start];
                        let seen = Seen {
                            index,
                            separator: span.separator,
                            offset: span.offset,
                            length: span.length,
                            end: spans.get(n + 1).map_or(0, |next| next.separator),
                            sha256,
                            before: blake3::hash(line).into(),
                            mbox: true,
                        };
                        index += 1;
                        if n + 1 == spans.len() {
                            waiting = Some(seen);
                        } else {
                            self.witness.message(&self.place, wanted, seen);
                        }
                    }
                }
            }
        }
    }
}

/// All bytes of a stream, for a container that is read at any place.
pub(super) fn hold(mut reader: impl Read) -> io::Result<Random> {
    let (held, error) = held::Held::read(&mut reader)?;
    match error {
        Some(error) => Err(error),
        None => Ok(Random { size: held.size(), reader: Box::new(held) }),
    }
}

fn hashed(reader: &mut dyn Read, held: &mut Held) -> io::Result<(u64, [u8; 32])> {
    struct Both<'b>(Sha256, &'b mut Held);
    impl io::Write for Both<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.update(bytes);
            self.1.add(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut both = Both(Sha256::new(), held);
    let length = io::copy(reader, &mut both)?;
    Ok((length, both.0.finalize().into()))
}

/// The bytes of one message, where they are asked for.
enum Held {
    Unasked,
    Bytes(Vec<u8>),
    TooLarge,
}

impl Held {
    fn of(asked: bool) -> Self {
        if asked { Held::Bytes(Vec::new()) } else { Held::Unasked }
    }

    fn add(&mut self, bytes: &[u8]) {
        if let Held::Bytes(all) = self {
            if (all.len() + bytes.len()) as u64 > MESSAGE {
                *self = Held::TooLarge;
            } else {
                all.extend_from_slice(bytes);
            }
        }
    }
}

struct Counted<R> {
    reader: R,
    size: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buf)?;
        self.size.set(self.size.get() + n as u64);
        Ok(n)
    }
}
