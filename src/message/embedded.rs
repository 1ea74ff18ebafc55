//! A message, or an mbox of them, inside a part that must be decoded to be read.
//!
//! What comes in: the body of the part, in pieces. What goes out: what a walk of its own finds in each message. Like
//! the walk around it, it holds no more than a header block or a line.

use super::PartSink;
use super::header;
use super::leaf::Scratch;
use super::media;
use super::structure::{MessageCoverage, Walk};
use super::transfer::{Decoder, Encoding};
use crate::model::{Limits, Section};

/// How a part holds messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// One, in place of the part (message/rfc822 in a transfer encoding), or a multipart.
    Itself,
    /// One, as a file: the part is a leaf of the tree around it.
    File,
    /// Those of an mbox (RFC 4155), as a file.
    Mbox,
}

/// A message inside a transfer encoding, read in a walk of its own while it is decoded.
pub(super) struct Embedded {
    decoder: Decoder,
    pub(super) walk: Walk,
    /// Decoded bytes that the walk has not used yet.
    held: Vec<u8>,
    /// Decoded bytes in all.
    decoded: u64,
    holds: Holds,
    /// It has line ends of carriage returns alone; not known before its first bytes.
    bare_cr: Option<bool>,
    /// What became of the messages of an mbox before the one that is read.
    before: MessageCoverage,
    /// How many these are, and where the part is.
    messages: usize,
    section: Section,
    limits: Limits,
}

impl Embedded {
    /// A message, or messages, in a part at this section; `walk` makes a walk that begins at the section it is given.
    pub(super) fn new(
        encoding: Encoding,
        walk: Walk,
        section: &Section,
        limits: Limits,
        holds: Holds,
    ) -> Self {
        let mut embedded = Embedded {
            decoder: Decoder::new(encoding),
            walk,
            held: Vec::new(),
            decoded: 0,
            holds,
            bare_cr: None,
            before: MessageCoverage::default(),
            messages: 0,
            section: section.clone(),
            limits,
        };
        embedded.walk.begin_at(match holds {
            Holds::Mbox => section.child(1),
            Holds::Itself | Holds::File => section.clone(),
        });
        embedded
    }

    /// Says which transfer encoding it has, before any of it is read.
    pub(super) fn set_encoding(&mut self, encoding: Encoding) {
        self.decoder = Decoder::new(encoding);
    }

    /// The transfer encoding that is undone.
    pub(super) fn encoding(&self) -> Encoding {
        self.decoder.encoding()
    }

    /// Whether the part is a leaf of the tree around it.
    pub(super) fn is_file(&self) -> bool {
        self.holds != Holds::Itself
    }

    /// Reads the next piece of the body.
    pub(super) fn piece(&mut self, body: &[u8], last: bool, scratch: &mut Scratch, sink: &mut dyn PartSink) {
        let from = self.held.len();
        self.decoder.decode(body, last, &mut self.held);
        self.decoded += (self.held.len() - from) as u64;
        let fresh = &mut self.held[from..];
        if !fresh.is_empty() && *self.bare_cr.get_or_insert_with(|| media::is_bare_cr(fresh)) {
            fresh.iter_mut().filter(|b| **b == b'\r').for_each(|b| *b = b'\n');
        }
        let held = std::mem::take(&mut self.held);
        let mut at = 0;
        if self.holds == Holds::Mbox {
            let mut search = from.saturating_sub(SEPARATOR + BLANK);
            while let Some(start) = next_separator(&held, search.max(at + 1), last) {
                let over = self.before.parts + self.walk.parts() >= u64::from(self.limits.parts);
                if over {
                    break; // the limit is reported once, by the walk that reads the rest as one text
                }
                self.walk.advance(&held[at..start], true, scratch, sink);
                self.next_message(sink);
                at = start;
                search = start;
            }
        }
        // a separator line that has just begun belongs to the next message
        let open =
            if last || self.holds != Holds::Mbox { 0 } else { (SEPARATOR + BLANK).min(held.len() - at) };
        at += self.walk.advance(&held[at..held.len() - open], last, scratch, sink);
        self.held = held;
        self.held.drain(..at);
    }

    fn next_message(&mut self, sink: &mut dyn PartSink) {
        self.messages += 1;
        let mut limits = self.limits.clone();
        let parts = self.before.parts + self.walk.parts();
        limits.parts = limits.parts.saturating_sub(parts as u32).max(1);
        let next = self.walk.another(limits, self.section.child(self.messages + 1));
        let found = std::mem::replace(&mut self.walk, next).finish(sink);
        self.before.add(found, &|n| n);
    }

    /// Ends it; `raw` is the length of the body as it stands in the message.
    pub(super) fn finish(self, raw: u64, sink: &mut dyn PartSink) -> MessageCoverage {
        let Embedded { walk, decoded, before: mut found, .. } = self;
        found.add(walk.finish(sink), &|n| n);
        // the inner counts are of decoded bytes; they are scaled to the bytes that stand in the message
        let mut scaled = MessageCoverage::default();
        scaled.add(found, &|n| match decoded {
            0 => 0,
            _ => (u128::from(n) * u128::from(raw) / u128::from(decoded)) as u64,
        });
        scaled
    }
}

/// Bytes of a separator line and the line behind it that are waited for.
const SEPARATOR: usize = 512;

/// Bytes in front of it that are looked back at.
const BLANK: usize = 4;

/// Finds a separator line (RFC 4155) at or behind `from`: behind a blank line, and in front of a header field.
fn next_separator(held: &[u8], from: usize, last: bool) -> Option<usize> {
    let mut at = from;
    loop {
        // the blank line in front may stand before `from`
        let window = at.saturating_sub(1);
        let start = window + memchr::memmem::find(held.get(window..)?, b"\nFrom ")? + 1;
        if !last && held.len() - start < SEPARATOR {
            return None;
        }
        let blank = matches!(&held[..start], [.., b'\n', b'\n'] | [.., b'\n', b'\r', b'\n']);
        let head = &held[start..held.len().min(start + SEPARATOR)];
        let mut lines = head.splitn(3, |b| *b == b'\n').skip(1);
        if blank && lines.next().is_some_and(header::is_field_line) {
            return Some(start);
        }
        at = start + 1;
    }
}
