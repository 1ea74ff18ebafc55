//! Messages that were erased, and whether one of them is there again.
//!
//! In: a certificate, and the bytes of all messages of a run ([`Watch`]). Out: places at which a message stands that was erased.
//!
//! A message is known by its SHA-256. A backup need not give it back in the form in which it stood: from an mbox it comes into a folder
//! of single files, or with other line ends. So forms are tried that programs make of a message without changing what it says: LF or
//! CRLF; one `>` before `From ` more or less; a line end more or less behind it. Only those are hashed that are as long as something
//! that was erased, which costs next to nothing for all other mail. Header fields that a program writes into a message (Status,
//! X-Mozilla-Status) make another message of it: this is told by a search, not by a hash.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use memchr::memmem;
use sha2::{Digest as _, Sha256};

use super::super::plan::unhex;
use crate::model::{Certificate, Ending, Envelope, Finding, MessageMeta, PartMeta, Region, Watch, Watcher};

/// Places that are told one by one; all are counted.
const TOLD: usize = 10_000;

/// What was erased.
#[derive(Debug, Default)]
pub struct Erased {
    /// Numbers of items.
    by_hash: HashMap<[u8; 32], u64>,
    lengths: HashSet<u64>,
    /// Messages that are left, and are no surprise where they stand.
    left: HashSet<(String, [u8; 32])>,
}

/// A message that was erased, and stands somewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Again {
    /// Where.
    pub source: String,
    /// Which message of that, from 0.
    pub message: u64,
    /// Its number in the plan and the certificate.
    pub number: u64,
}

impl Erased {
    /// What a certificate says is gone, or was replaced.
    pub fn of(certificate: &Certificate) -> Self {
        let mut erased = Erased::default();
        for done in &certificate.statement.done {
            let Some(hash) = done.sha256.as_deref().and_then(unhex) else { continue };
            if matches!(done.ending, Ending::Deleted | Ending::Redacted) {
                erased.by_hash.entry(hash).or_insert(done.number);
                erased.lengths.extend(done.length);
            } else {
                erased.left.insert((done.source.clone(), hash));
            }
        }
        erased
    }

    /// How many different messages they are.
    pub fn len(&self) -> usize {
        self.by_hash.len()
    }

    /// Nothing was erased.
    pub fn is_empty(&self) -> bool {
        self.by_hash.is_empty()
    }

    /// Which of them these bytes are, in one form or the other.
    fn known(&self, bytes: &[u8]) -> Option<(u64, [u8; 32])> {
        if self.by_hash.is_empty() {
            return None;
        }
        let shape = Shape::of(bytes);
        let forms = Form::all().filter(|form| self.lengths.contains(&shape.length(*form)));
        for form in forms {
            let hash = if form == Form::default() { sha256(bytes) } else { sha256(&form.of(bytes)) };
            if let Some(number) = self.by_hash.get(&hash) {
                return Some((*number, hash));
            }
        }
        None
    }
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Line ends of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Ends {
    #[default]
    AsTheyAre,
    Lf,
    Crlf,
}

/// Something that there may be one less or one more of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Count {
    #[default]
    Same,
    Less,
    More,
}

/// How a message may have been rewritten on its way back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Form {
    ends: Ends,
    /// `>` before `From `.
    quoting: Count,
    /// Line ends behind the message.
    last: Count,
}

impl Form {
    /// All of them, that in which it stands first.
    fn all() -> impl Iterator<Item = Form> {
        let counts = [Count::Same, Count::Less, Count::More];
        [Ends::AsTheyAre, Ends::Lf, Ends::Crlf].into_iter().flat_map(move |ends| {
            counts.into_iter().flat_map(move |quoting| counts.map(|last| Form { ends, quoting, last }))
        })
    }

    /// A message in this form.
    fn of(self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 32 + 2);
        let mut end = &b"\n"[..];
        for line in bytes.split_inclusive(|b| *b == b'\n') {
            let (text, own_end) = match (line.strip_suffix(b"\r\n"), line.strip_suffix(b"\n")) {
                (Some(text), _) => (text, &b"\r\n"[..]),
                (None, Some(text)) => (text, &b"\n"[..]),
                (None, None) => (line, &b""[..]),
            };
            match (self.quoting, marks_before_from(text)) {
                (Count::Less, Some(1..)) => out.extend_from_slice(&text[1..]),
                (Count::More, Some(_)) => {
                    out.push(b'>');
                    out.extend_from_slice(text);
                }
                _ => out.extend_from_slice(text),
            }
            if !own_end.is_empty() {
                end = match self.ends {
                    Ends::AsTheyAre => own_end,
                    Ends::Lf => b"\n",
                    Ends::Crlf => b"\r\n",
                };
                out.extend_from_slice(end);
            }
        }
        match self.last {
            Count::Same => {}
            Count::Less => {
                if out.last() == Some(&b'\n') {
                    out.truncate(out.len() - end.len());
                }
            }
            Count::More => out.extend_from_slice(end),
        }
        out
    }
}

/// How many `>` stand before `From ` at the beginning of a line; `None` where it has no `From ` there.
fn marks_before_from(line: &[u8]) -> Option<usize> {
    let marks = line.iter().take_while(|b| **b == b'>').count();
    line[marks..].starts_with(b"From ").then_some(marks)
}

/// What decides the length of each form of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shape {
    bytes: u64,
    /// Line ends of either sort.
    lf: u64,
    crlf: u64,
    /// Lines that begin with `From `, and with `>` before it.
    plain: u64,
    marked: u64,
    /// The last line end, in bytes, and whether the message ends with it.
    end: u64,
    ended: bool,
}

impl Shape {
    fn of(bytes: &[u8]) -> Self {
        let (mut lf, mut crlf) = (0, 0);
        for at in memchr::memchr_iter(b'\n', bytes) {
            if at > 0 && bytes[at - 1] == b'\r' { crlf += 1 } else { lf += 1 }
        }
        let (mut plain, mut marked) = (0, 0);
        for at in memmem::find_iter(bytes, b"From ") {
            let marks = bytes[..at].iter().rev().take_while(|b| **b == b'>').count();
            if at == marks || bytes[at - marks - 1] == b'\n' {
                if marks == 0 { plain += 1 } else { marked += 1 }
            }
        }
        let last = memchr::memrchr(b'\n', bytes);
        let end = match last {
            Some(at) if at > 0 && bytes[at - 1] == b'\r' => 2,
            _ => 1,
        };
        let ended = last.is_some_and(|at| at + 1 == bytes.len());
        Shape { bytes: bytes.len() as u64, lf, crlf, plain, marked, end, ended }
    }

    /// The length of the message in this form.
    fn length(&self, form: Form) -> u64 {
        let (length, end) = match form.ends {
            Ends::AsTheyAre => (self.bytes, self.end),
            Ends::Lf => (self.bytes - self.crlf, 1),
            // a message without any line end has none to be written otherwise
            Ends::Crlf => (self.bytes + self.lf, if self.lf + self.crlf > 0 { 2 } else { 1 }),
        };
        let length = match form.quoting {
            Count::Same => length,
            Count::Less => length - self.marked,
            Count::More => length + self.marked + self.plain,
        };
        match form.last {
            Count::Same => length,
            Count::Less if self.ended => length - end,
            Count::Less => length,
            Count::More => length + end,
        }
    }
}

/// Looks for messages that were erased in all that a run reads.
#[derive(Debug)]
pub struct Looked<'e> {
    erased: &'e Erased,
    again: Mutex<(Vec<Again>, u64)>,
}

impl<'e> Looked<'e> {
    /// One that looks for these.
    pub fn new(erased: &'e Erased) -> Self {
        Looked { erased, again: Mutex::default() }
    }

    /// What is there again, in the order of sources and messages; the first places, and how many there are.
    pub fn finish(self) -> (Vec<Again>, u64) {
        let (mut all, count) = self.again.into_inner().unwrap_or_else(PoisonError::into_inner);
        all.sort();
        (all, count)
    }
}

impl Watch for Looked<'_> {
    fn watcher(&self) -> Box<dyn Watcher + '_> {
        Box::new(Hashing { looked: self, piecewise: None, met: None })
    }
}

struct Hashing<'l> {
    looked: &'l Looked<'l>,
    /// The hash of a message that comes in pieces.
    piecewise: Option<Sha256>,
    met: Option<(u64, [u8; 32])>,
}

impl Watcher for Hashing<'_> {
    fn begin(&mut self) {
        (self.piecewise, self.met) = (None, None);
    }

    fn region(&mut self, _: &std::sync::Arc<PartMeta>, _: &Region<'_>, _: &str, _: u64) {}

    fn finding(&mut self, _: &Finding) {}

    fn bytes(&mut self, bytes: &[u8], piece: bool) {
        if piece {
            self.piecewise.get_or_insert_default().update(bytes);
        } else {
            self.met = self.looked.erased.known(bytes);
        }
    }

    fn end(&mut self, meta: &MessageMeta, _: &Envelope, _: bool) {
        let erased = self.looked.erased;
        if let Some(hash) = self.piecewise.take() {
            let hash: [u8; 32] = hash.finalize().into();
            self.met = erased.by_hash.get(&hash).map(|number| (*number, hash));
        }
        let Some((number, hash)) = self.met.take() else { return };
        let source = meta.source.as_str().to_owned();
        if erased.left.contains(&(source.clone(), hash)) {
            return;
        }
        let mut again = self.looked.again.lock().unwrap_or_else(PoisonError::into_inner);
        again.1 += 1;
        if again.0.len() < TOLD {
            again.0.push(Again { source, message: meta.message, number });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGES: [&[u8]; 9] = [
        b"",
        b"\n",
        b"A: b",
        b"A: b\n\nFrom here\n>From there\n>>From\n>>From x",
        b"A: b\r\n\r\nFrom here\r\n>From there\r\n",
        b"A: b\n\nmixed\r\nFrom \n",
        b"From x\n",
        b"\r\n>From a From b\n\n",
        b">>>From \r",
    ];

    #[test]
    fn the_length_of_a_form_is_told_without_making_it() {
        for message in MESSAGES {
            let shape = Shape::of(message);
            for form in Form::all() {
                let made = form.of(message);
                assert_eq!(
                    shape.length(form),
                    made.len() as u64,
                    "{form:?} of {:?}",
                    message.escape_ascii().to_string()
                );
            }
        }
        assert_eq!(Form::all().count(), 27);
        assert_eq!(Form::default().of(MESSAGES[3]), MESSAGES[3]);
    }

    fn erased(message: &[u8]) -> Erased {
        Erased {
            by_hash: HashMap::from([(sha256(message), 7)]),
            lengths: HashSet::from([message.len() as u64]),
            left: HashSet::new(),
        }
    }

    #[test]
    fn a_message_is_known_again_in_the_forms_that_programs_give_it() {
        let stood = b"A: b\n\n>From here\nlast\n";
        let known = |bytes: &[u8]| erased(stood).known(bytes).map(|(number, _)| number);
        for form in [
            &stood[..],
            b"A: b\r\n\r\n>From here\r\nlast\r\n",
            b"A: b\n\nFrom here\nlast\n",
            b"A: b\r\n\r\nFrom here\r\nlast\r\n\r\n",
            b"A: b\n\n>From here\nlast",
            b"A: b\n\n>From here\nlast\n\n",
            b"A: b\n\n>>From here\nlast\n",
        ] {
            assert_eq!(known(form), Some(7), "{}", form.escape_ascii());
        }
        for other in [&b"A: b\n\n>From here\nlesT\n"[..], b"A: b\n\n>From here\nlast\n\n\n\n", b""] {
            assert_eq!(known(other), None, "{}", other.escape_ascii());
        }
    }
}
