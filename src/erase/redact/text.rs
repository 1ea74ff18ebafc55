//! One text in a message: stretches of its decoded text go, and the bytes of the rest stay.
//!
//! What comes in: the bytes of a leaf, how they were made into text, and stretches of that. What goes out: what is to stand
//! in place of which bytes, and the text that is to be read then. That it is, somebody else proves.

use std::ops::Range;

use super::html::{Edit, Markup};
use super::plain;
use super::sign::Sign;
use super::splice::{Splice, applied, in_order, line_end, line_start, replaced};
use super::transfer;
use crate::message::charset::{self, Writer};
use crate::message::header::shown;
use crate::message::quoting::unquote;
use crate::message::transfer::Encoding;
use crate::message::{Form, Syntax};
use crate::model::{Quoting, Section};

/// Bytes of a line of 7bit and 8bit (RFC 5322 §2.1.1).
const LINE: usize = 998;

/// A text with stretches gone.
pub(super) struct Rewritten {
    /// What is to stand in place of which bytes.
    pub(super) splices: Vec<Splice>,
    /// What is to be read then.
    pub(super) text: String,
}

/// A leaf that is text, or text between parts.
pub(super) struct Source<'m> {
    raw: &'m [u8],
    form: &'m Form,
    media_type: &'m str,
    unquoted: Vec<u8>,
    decoded: Vec<u8>,
    text: String,
}

impl<'m> Source<'m> {
    /// Reads it as it was read before.
    pub(super) fn new(raw: &'m [u8], form: &'m Form, media_type: &'m str) -> Self {
        let mut buf = Vec::new();
        let unquoted =
            if form.quoting == Quoting::From { unquote(raw, &mut buf).to_vec() } else { raw.to_vec() };
        let decoded = transfer::decoded(&unquoted, form.encoding, true);
        let mut buf = String::new();
        let text = charset::decode(&decoded, form.charset.as_deref(), &mut buf).0.to_owned();
        Source { raw, form, media_type, unquoted, decoded, text }
    }

    /// Its decoded text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Takes these stretches out, which are in order and do not touch; and of files in it, those with these sections, for which
    /// a sentence stands then.
    pub(super) fn redacted(
        &self,
        spans: &[Range<usize>],
        (own, files, sentence): (&Section, &[Section], &str),
        sign: &Sign,
    ) -> Result<Rewritten, &'static str> {
        let good = |span: &Range<usize>| span.start < span.end && self.text.get(span.clone()).is_some();
        if !spans.iter().all(good) {
            return Err("a mark lies outside the text of its part");
        }
        // a line that would be too long gets a shorter sign
        for how in 0..3 {
            let sign = sign.shortened(how);
            let mut edits = match self.form.syntax {
                Syntax::Html => {
                    let mut markup = Markup::new(&self.text);
                    let mut edits = Vec::new();
                    for span in spans {
                        let done = markup.edit(span, &sign, &mut edits);
                        done.ok_or("a mark is a part of markup that cannot be divided")?;
                    }
                    edits
                }
                Syntax::Folded => spans.iter().map(|span| plain::property(&self.text, span, &sign)).collect(),
                Syntax::Plain => plain::edits(&self.text, spans, self.media_type, self.form.flowed, &sign)?,
            };
            for file in files {
                let named = |name: &str| file.is_within(&own.entry(&shown(name.to_owned())));
                let edit = plain::without_file(&self.text, named, sentence);
                edits.extend(edit.ok_or("the text has no such file")?);
            }
            if let Some(rewritten) = self.rewritten(edits, &sign)? {
                return Ok(rewritten);
            }
        }
        Err("a line would be longer than mail may have")
    }

    /// Makes these edits of the text edits of the bytes; `None` where a line gets too long.
    fn rewritten(&self, mut edits: Vec<Edit>, sign: &Sign) -> Result<Option<Rewritten>, &'static str> {
        if !in_order(self.text.len(), &mut edits) {
            return Err("marks overlap in a way that cannot be told apart");
        }
        let writer = Writer::new(&self.decoded, self.form.charset.as_deref());
        // 7-bit text stays so: what says how it travels is not changed
        let seven = self.form.encoding == Encoding::Identity && self.decoded.is_ascii();
        for (_, with) in &mut edits {
            if seven && !with.is_ascii() || writer.encoded(with).is_none() {
                *with = with.replace(sign.text(), sign.ascii());
                if !with.is_ascii() {
                    *with = sign.shortened(1).ascii().to_owned();
                }
            }
        }
        let text = replaced(&self.text, &edits);
        let outside = "a mark begins or ends within a character of its charset";
        let splices = writer.splices(&self.text, &edits).ok_or(outside)?;
        let decoded = applied(&self.decoded, &splices);
        if !writer.gives(&decoded, &text) {
            return Err("the charset of the part is a guess, which would be another without what is marked");
        }
        if self.form.encoding == Encoding::Identity
            && longest(&self.decoded) <= LINE
            && longest(&decoded) > LINE
        {
            return Ok(None);
        }
        let encoding =
            "the transfer encoding of the part is damaged; what is marked could not be taken out for certain";
        let splices = transfer::splices(&self.unquoted, self.form.encoding, true, &self.decoded, &splices)
            .ok_or(encoding)?;
        Ok(Some(Rewritten { splices: self.quoted(splices), text }))
    }

    /// Edits of the unquoted body as edits of the body as it stands in its mbox: by whole lines, of which those are quoted
    /// that look like separator lines.
    fn quoted(&self, splices: Vec<Splice>) -> Vec<Splice> {
        if self.form.quoting == Quoting::None {
            return splices;
        }
        let mut lines: Vec<(Range<usize>, Vec<u8>)> = Vec::new();
        for (range, with) in splices {
            let start = line_start(&self.unquoted, range.start);
            // without its line end, a line goes on in the next
            let whole = with.last().or(self.unquoted[start..range.start].last()).is_none_or(|b| *b == b'\n');
            let end = if range.end > start && self.unquoted[range.end - 1] == b'\n' && whole {
                range.end
            } else {
                line_end(&self.unquoted, range.end)
            };
            match lines.last_mut() {
                Some((all, new)) if start < all.end => {
                    // its end was copied from behind the edit before
                    let copied = all.end - range.start.min(all.end);
                    new.truncate(new.len() - copied);
                    new.extend_from_slice(&with);
                    all.end = all.end.max(end);
                    new.extend_from_slice(&self.unquoted[range.end..all.end]);
                }
                _ => {
                    let head = &self.unquoted[start..range.start];
                    lines.push((start..end, [head, &with, &self.unquoted[range.end..end]].concat()));
                }
            }
        }
        let marks = marks(self.raw);
        let place = |at: usize| at + marks.partition_point(|mark| *mark < at);
        lines.into_iter().map(|(range, new)| (place(range.start)..place(range.end), quote(&new))).collect()
    }
}

/// The length of the longest line, without line ends.
fn longest(bytes: &[u8]) -> usize {
    bytes.split(|b| *b == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line).len()).max().unwrap_or(0)
}

/// True for a line that must be quoted in an mbox: any number of `>`, and `From `.
fn is_separator(line: &[u8]) -> bool {
    let marks = line.iter().take_while(|b| **b == b'>').count();
    line[marks..].starts_with(b"From ")
}

/// Puts a `>` before every line that is like a separator line.
fn quote(lines: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(lines.len() + 1);
    for line in lines.split_inclusive(|b| *b == b'\n') {
        if is_separator(line) {
            out.push(b'>');
        }
        out.extend_from_slice(line);
    }
    out
}

/// Where in the unquoted text a `>` was taken off: at the beginnings of these lines.
fn marks(raw: &[u8]) -> Vec<usize> {
    let mut marks = Vec::new();
    let mut at = 0;
    for line in raw.split_inclusive(|b| *b == b'\n') {
        if line.starts_with(b">") && is_separator(line) {
            marks.push(at - marks.len());
        }
        at += line.len();
    }
    marks
}
