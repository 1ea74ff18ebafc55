//! A part in, the stretches of it that different people wrote out: body, signature, quoted, forwarded.
//!
//! What comes in: the decoded text of a text part in pieces, with the text that is searched where the two differ (HTML,
//! flowed text), and the envelope of the message around it. What goes out: [`Zone`]s in bytes of the decoded text. This
//! folder refuses to know what a contact detail is, and whose.

mod added;
mod attribution;
mod author;
mod block;
mod intent;
mod label;
mod lines;
mod mark;
mod separator;
mod shape;
mod signature;
mod tail;
#[cfg(test)]
mod tests;
mod vocabulary;
mod walk;
mod writer;

use std::sync::Arc;

use super::html::{HtmlText, Mark};
use crate::model::{Envelope, Mailbox, RegionKind, Zone};
use lines::Lines;
use signature::Signatures;
use tail::Seen;
use walk::{Carried, Stretch, Walk};
use writer::Writer;

/// The message that a part belongs to: the outermost one, or one that is embedded in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Letter {
    /// Its address fields and subject.
    pub(crate) envelope: Arc<Envelope>,
    /// How many messages around it.
    pub(crate) level: u16,
    /// It is embedded: all of it is forwarded.
    pub(crate) forwarded: bool,
}

impl Letter {
    /// Who wrote what stands in it; `None` for the outermost message, whose sender is told elsewhere.
    pub(crate) fn author(&self) -> Option<Arc<Mailbox>> {
        (self.level > 0).then(|| self.envelope.author().cloned().map(Arc::new)).flatten()
    }
}

/// Tells the zones of one part, piece by piece.
#[derive(Debug, Default)]
pub(crate) struct Zoner {
    zones: Vec<Zone>,
    stretches: Vec<Stretch>,
    seen: Vec<Seen>,
    carried: Carried,
    signatures: Signatures,
    /// More of the part comes: the end of a piece is no end of anybody's text.
    pub(crate) more: bool,
}

impl Zoner {
    /// The zones of the next piece of plain text, which begins at byte `base` of the decoded text.
    pub(crate) fn plain(&mut self, letter: &Letter, text: &str, base: u64) -> Vec<Zone> {
        self.signatures.html = false;
        self.read(letter, text, &[]);
        self.place(letter, text, |at| base + at as u64, base + text.len() as u64);
        std::mem::take(&mut self.zones)
    }

    /// The zones of the next piece of HTML; `length` is that of the piece in bytes, `html` what was made of it.
    pub(crate) fn html(&mut self, letter: &Letter, html: &HtmlText, length: usize, base: u64) -> Vec<Zone> {
        self.signatures.html = true;
        self.read(letter, &html.text, &html.marks);
        // tags between two stretches belong to the second
        let place = |at: usize| if at == 0 { base } else { html.map.source(at - 1..at).end };
        self.place(letter, &html.text, place, base + length as u64);
        std::mem::take(&mut self.zones)
    }

    fn read(&mut self, letter: &Letter, text: &str, marks: &[Mark]) {
        let indents = !marks.is_empty() && intent::refers(letter);
        let lines = Lines::new(text, marks, indents, self.carried.around);
        Walk::run(letter, lines, &mut self.carried, &mut self.stretches, &mut self.seen);
    }

    /// Makes zones of the stretches, with the signatures in them.
    fn place(&mut self, letter: &Letter, text: &str, place: impl Fn(usize) -> u64, end: u64) {
        self.zones.clear();
        let Zoner { zones, stretches, seen, signatures, .. } = self;
        let mut push = |stretch: &Stretch, from: usize, to: usize, signature: bool| {
            let kind = if signature && stretch.kind == RegionKind::Body {
                RegionKind::Signature
            } else {
                stretch.kind
            };
            if kind == RegionKind::Body {
                return;
            }
            let to = if to == text.len() { end } else { place(to) };
            let Stretch { level, heading, .. } = *stretch;
            let author = stretch.author.clone();
            zones.push(Zone { span: place(from)..to, kind, signature, level, author, heading });
        };
        for (n, stretch) in stretches.iter().enumerate() {
            let next = stretches.get(n + 1);
            let to = next.map_or(text.len(), |next| next.start);
            let first = n == 0 || stretches[n - 1].heading;
            let writer = || {
                let outermost = stretch.level == 0;
                Writer::new(if outermost { letter.envelope.author() } else { stretch.author.as_deref() })
            };
            let found = if stretch.heading || next.is_none() && self.more {
                None
            } else {
                signatures.find(text, seen, stretch.start..to, stretch.signature, first, writer)
            };
            match found {
                Some(at) => {
                    if at > stretch.start {
                        push(stretch, stretch.start, at, false);
                    }
                    push(stretch, at, to, true);
                }
                None => push(stretch, stretch.start, to, false),
            }
        }
        zones.retain(|zone| zone.span.start < zone.span.end);
    }
}
