//! HTML to the text that is searched, in linear time (HTML Living Standard §13.2.5, as far as it serves the search).
//!
//! What comes in: decoded HTML, whole or in consecutive chunks. What goes out: its text, a map from that back to the
//! HTML, and what stands beside the text (targets of links, `alt` and `title`, comments). This file refuses to know
//! about trees, style and layout: tags never split a word, blocks and cells part them, text hidden by CSS is text.
//!
//! Where the standard would lose text, the text wins: an address in angle brackets, as in `Jan <jan@klant.example>`
//! pasted into HTML, is no tag; what follows a comment or an attribute that never ends is read. No search for an end
//! that does not exist is made twice, so that hostile input costs no more than other input.

mod aside;
pub(super) mod entity;
mod markup;
mod quoting;

#[cfg(test)]
mod tests;

use memchr::{memchr2, memmem};

pub use aside::{Aside, AsideKind};
pub use quoting::{Container, Mark};

use super::border::{border, border_in_markup};
use crate::model::OffsetMap;
use aside::Attribute;
use markup::{TagEnd, find_end_tag};

/// Bytes of a quoted value within which its end is looked for before a `>` counts as the end of the tag. A missing
/// quote would swallow the text up to the next one; `data:` URIs, which are longer, hold no `>`.
const VALUE: usize = 64 << 10;

/// Bytes of an unfinished tag, comment or style sheet that are handed back to the caller; a longer one is dropped piece
/// by piece.
const UNFINISHED: usize = 256 << 10;

/// The text of an HTML part, and what stands beside it. Keeps its buffers from part to part.
#[derive(Debug, Default)]
pub struct HtmlText {
    /// The text to search: blocks, rows and `<br>` give a line feed, cells a tab, other white space is one space
    /// (outside `<pre>`), references are decoded, characters that have no width are left out.
    pub text: String,
    /// Leads from `text` to the HTML.
    pub map: OffsetMap,
    /// What stands beside the text, in order.
    pub asides: Vec<Aside>,
    /// Where somebody else's words begin and end, as the elements around them say; in order.
    pub marks: Vec<Mark>,
    /// The tags that the marks were made of, where a chunk may be taken back.
    tags: Vec<quoting::Tag>,
    attributes: Vec<(Attribute, usize, usize)>,
    /// Length of the text when a `<pre>` was last opened or closed.
    pre_at: usize,
    /// Where the value begins that is open.
    value: usize,
    /// Behind the last quoted value of the tag that was looked at.
    behind_value: usize,
}

/// What has to be known of the chunks before to read the next one.
#[derive(Debug, Clone, Default)]
pub struct HtmlState {
    open: Open,
    /// How many `<pre>` and the like are open.
    pre: u32,
    spacing: Spacing,
    /// Containers of quoted text that are open.
    quoting: quoting::Open,
    /// Bytes passed over in the construct that is open.
    passed: u64,
    /// Bytes passed over in constructs that never ended, or that would have been searched.
    lost: u64,
}

impl HtmlState {
    /// When all is read: bytes that were passed over in a style sheet, script or attribute that has no end, so that they
    /// may have been text, and in huge conditional comments, which one program reads and another does not.
    pub fn lost(&self) -> u64 {
        if self.open == Open::Nothing { self.lost } else { self.lost + self.passed }
    }
}

/// A construct that goes on in the next chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Open {
    #[default]
    Nothing,
    /// In `<style>` or `<script>`, with the end tag that closes it.
    Raw(&'static [u8]),
    /// In a comment; the flag tells whether it is kept.
    Comment(bool),
    /// In a quoted attribute value; where it is searched, as what.
    Value(u8, Option<Attribute>),
    /// In a tag, behind a huge value.
    Tag,
}

impl Open {
    /// Its pieces are searched one by one.
    fn is_searched(self) -> bool {
        matches!(self, Open::Comment(true) | Open::Value(_, Some(_)))
    }
}

/// The white space that the text ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Spacing {
    Word,
    Space,
    Cell,
    #[default]
    Line,
}

/// What is known not to come any more in the input at hand.
#[derive(Default)]
struct Gone {
    tag_end: bool,
    comment_end: bool,
    style_end: bool,
    script_end: bool,
    /// Tags whose end was looked for in vain.
    endless: u32,
}

impl HtmlText {
    /// Empty.
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets what was read and reads a whole part, whose first byte is byte `base` of the decoded text.
    pub fn read(&mut self, html: &str, base: u64) {
        self.read_chunk(html, base, &mut HtmlState::default(), true);
    }

    /// Forgets what was read and reads the next chunk of a huge part, whose first byte is byte `base` of the decoded
    /// text. Returns how many bytes were read: the caller hands the others over again, with more behind them.
    ///
    /// All are read when `last`; else the cut is made behind a block or at white space, so that no value is divided.
    /// A chunk of 512 KiB or more always gets on.
    pub fn read_chunk(&mut self, html: &str, base: u64, state: &mut HtmlState, last: bool) -> usize {
        self.text.clear();
        self.asides.clear();
        self.marks.clear();
        self.tags.clear();
        self.map.reset(base);
        self.pre_at = 0;
        self.value = 0;
        let quoting = if last { quoting::Open::default() } else { state.quoting.clone() };
        let (end, behind_block) = if last { (html.len(), true) } else { cut(html) };
        let html = &html[..end];
        let mut gone = Gone::default();
        let from = self.go_on(html, base, state, last);
        let read = self.scan(html, from, base, state, last, &mut gone).min(html.len());
        let divided = !last && (read < html.len() || !behind_block) && state.spacing <= Spacing::Space;
        if divided && state.open == Open::Nothing {
            let back = self.take_back(read, base, state).unwrap_or(read);
            if back < read {
                // tags behind it are read again
                state.quoting = quoting;
                self.marks.clear();
                for tag in self.tags.iter().filter(|tag| tag.place < back) {
                    state.quoting.take(tag, &mut self.marks);
                }
            }
            return back;
        }
        read
    }

    /// Takes back what may be the beginning of a value that goes on in the next chunk: tags never split a word, so that
    /// the place to cut is looked for in the text. Returns the place in the HTML that belongs to it.
    fn take_back(&mut self, read: usize, base: u64, state: &mut HtmlState) -> Option<usize> {
        let end = border(self.text.as_bytes()).filter(|&end| end > self.pre_at)?;
        let place = self.map.source(end - 1..end).end;
        let back = (place - base) as usize;
        // most of the chunk is read once only
        if back >= read || back < read - read / 4 {
            return None;
        }
        state.spacing = match self.text.as_bytes()[end - 1] {
            b'\n' => Spacing::Line,
            b'\t' if state.pre == 0 => Spacing::Cell,
            b'\t' | b' ' => Spacing::Space,
            _ => Spacing::Word,
        };
        self.text.truncate(end);
        self.forget_asides_from(place);
        Some(back)
    }

    /// Reads on in what the chunk before left open; returns where that ends.
    fn go_on(&mut self, html: &str, base: u64, state: &mut HtmlState, last: bool) -> usize {
        let bytes = html.as_bytes();
        let open = std::mem::take(&mut state.open);
        let end = match open {
            Open::Nothing => return 0,
            Open::Tag => return self.tag_goes_on(html, base, state, last),
            Open::Raw(end_tag) => find_end_tag(bytes, end_tag),
            Open::Comment(_) => memmem::find(bytes, b"-->").map(|i| i + 3),
            Open::Value(quote, attribute) => memchr2(quote, b'>', bytes).map(|i| {
                if let Some(attribute) = attribute {
                    aside::read(&html[..i], attribute, base, &mut self.asides);
                }
                if bytes[i] == b'>' {
                    return i + 1;
                }
                self.attributes.clear();
                match self.tag_end(bytes, i + 1) {
                    TagEnd::At(end) => {
                        self.read_attributes(html, base);
                        end
                    }
                    TagEnd::Missing(_) => i + 1,
                }
            }),
        };
        match end {
            Some(end) => {
                match open {
                    Open::Comment(true) => self.comment(html, 0, end - 3, base),
                    Open::Comment(false) => state.lost += state.passed + end as u64,
                    _ => {}
                }
                state.passed = 0;
                end
            }
            // It never ends: what is left is read as text.
            None if last => {
                state.lost += std::mem::take(&mut state.passed);
                0
            }
            None => {
                let (keep, open) = self.goes_on(html, 0, open, base);
                if !open.is_searched() {
                    state.passed += keep as u64;
                }
                state.open = open;
                keep
            }
        }
    }

    /// Reads the attributes behind a huge one; returns where the tag ends, or where to go on in it.
    fn tag_goes_on(&mut self, html: &str, base: u64, state: &mut HtmlState, last: bool) -> usize {
        self.attributes.clear();
        let found = self.tag_end(html.as_bytes(), 0);
        match found {
            TagEnd::At(end) => {
                self.read_attributes(html, base);
                end
            }
            TagEnd::Missing(Some((quote, value, attribute))) if !last && html.len() > UNFINISHED => {
                self.read_attributes(html, base);
                let (keep, open) = self.goes_on(html, value, Open::Value(quote, attribute), base);
                state.passed = if open.is_searched() { 0 } else { keep as u64 };
                state.open = open;
                keep
            }
            TagEnd::Missing(_) if !last && html.len() <= UNFINISHED => {
                state.open = Open::Tag;
                0
            }
            // it never ends: what is left is read as text
            TagEnd::Missing(_) => 0,
        }
    }

    /// Reads the piece of an open construct that stands from `from` on. Returns where the next piece begins, and as what
    /// that is read.
    fn goes_on(&mut self, html: &str, from: usize, open: Open, base: u64) -> (usize, Open) {
        // an end tag, or the end of a comment, may be cut in two
        let mut keep = html.len().saturating_sub(16).max(from);
        while !html.is_char_boundary(keep) {
            keep -= 1;
        }
        let piece = &html.as_bytes()[from..keep];
        match open {
            Open::Comment(true) => {
                keep = border(piece).map_or(keep, |n| from + n);
                self.comment(html, from, keep, base);
                (keep, open)
            }
            Open::Value(quote, Some(attribute)) => {
                keep = border_in_markup(piece).map_or(keep, |n| from + n);
                let place = base + from as u64;
                let next = aside::read(&html[from..keep], attribute, place, &mut self.asides);
                (keep, Open::Value(quote, next))
            }
            _ => (keep, open),
        }
    }

    fn read_attributes(&mut self, html: &str, base: u64) {
        for &(attribute, from, to) in &self.attributes {
            aside::read(&html[from..to], attribute, base + from as u64, &mut self.asides);
        }
    }

    fn scan(
        &mut self,
        html: &str,
        from: usize,
        base: u64,
        state: &mut HtmlState,
        last: bool,
        gone: &mut Gone,
    ) -> usize {
        let bytes = html.as_bytes();
        if state.open != Open::Nothing {
            return from;
        }
        let mut at = from;
        while at < bytes.len() {
            at = self.words(html, at, state);
            let Some(&b) = bytes.get(at) else { break };
            match b {
                b'<' => match self.markup(html, at, base, state, last, gone) {
                    Some(next) => at = next,
                    None => {
                        if state.open == Open::Nothing {
                            return at;
                        }
                        let from = if state.open == Open::Comment(true) { at + 4 } else { at };
                        if state.open == Open::Tag {
                            return self.behind_value;
                        }
                        let (keep, open) = self.goes_on(html, from.max(self.value), state.open, base);
                        state.passed = if open.is_searched() { 0 } else { (keep - at) as u64 };
                        state.open = open;
                        return keep;
                    }
                },
                b'&' => {
                    if !last && entity::unfinished(&bytes[at..]) {
                        return at;
                    }
                    at += self.reference(&bytes[at..], at, state);
                }
                b' ' | b'\t' | b'\n' | b'\r' | 0x0c => at = self.white(bytes, at, state),
                _ => {
                    let len = zero_width(&bytes[at..]);
                    if len == 0 {
                        // A character that begins as those without width do.
                        let len = if b < 0xe0 { 2 } else { 3 };
                        self.push_same(html, at, at + len);
                        state.spacing = Spacing::Word;
                        at += len;
                    } else {
                        at += len;
                    }
                }
            }
        }
        at
    }

    /// Copies text up to the next byte that needs a look.
    fn words(&mut self, html: &str, from: usize, state: &mut HtmlState) -> usize {
        let bytes = html.as_bytes();
        let mut after_space = state.spacing != Spacing::Word && state.pre == 0;
        let mut at = from;
        for &b in &bytes[from..] {
            match CLASS[usize::from(b)] {
                0 => after_space = false,
                1 if !after_space => after_space = true,
                _ => break,
            }
            at += 1;
        }
        if at > from {
            self.push_same(html, from, at);
            state.spacing = if bytes[at - 1] == b' ' { Spacing::Space } else { Spacing::Word };
        }
        at
    }

    fn push_same(&mut self, html: &str, from: usize, to: usize) {
        self.map.push_same(self.text.len(), from, to - from);
        self.text.push_str(&html[from..to]);
    }

    /// Reads a run of white space.
    fn white(&mut self, bytes: &[u8], from: usize, state: &mut HtmlState) -> usize {
        let len =
            bytes[from..].iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0x0c)).count();
        if state.pre > 0 {
            self.map.push_same(self.text.len(), from, len);
            self.text.extend(bytes[from..from + len].iter().map(|&b| char::from(b)));
            state.spacing = if bytes[from + len - 1] == b'\n' { Spacing::Line } else { Spacing::Space };
        } else if state.spacing == Spacing::Word {
            self.map.push_same(self.text.len(), from, 1);
            self.text.push(' ');
            state.spacing = Spacing::Space;
        }
        from + len
    }

    /// Reads a character reference, or an `&`; returns its length.
    fn reference(&mut self, bytes: &[u8], at: usize, state: &mut HtmlState) -> usize {
        let out = self.text.len();
        let Some((len, character)) = entity::decode(bytes, false) else {
            self.map.push_same(out, at, 1);
            self.text.push('&');
            state.spacing = Spacing::Word;
            return 1;
        };
        let mut utf8 = [0u8; 4];
        if character.single().is_some_and(|c| zero_width(c.encode_utf8(&mut utf8).as_bytes()) > 0) {
            return len;
        }
        character.push_to(&mut self.text);
        self.map.push_replaced(out, self.text.len() - out, at, len);
        state.spacing = Spacing::Word;
        len
    }

    /// Parts what comes from what was.
    fn part(&mut self, spacing: Spacing, state: &mut HtmlState) {
        if state.spacing < spacing {
            self.text.push(if spacing == Spacing::Line { '\n' } else { '\t' });
            state.spacing = spacing;
        }
    }
}

/// Where a chunk is best cut: behind the last block or row near its end, else at white space, else behind a tag. The flag
/// tells the first.
fn cut(html: &str) -> (usize, bool) {
    let bytes = html.as_bytes();
    let near = bytes.len().saturating_sub(VALUE);
    let end = &bytes[near..];
    let block = end.iter().enumerate().rev().filter(|(_, b)| **b == b'<').take(1000).find(|(i, _)| {
        let rest = &end[*i..];
        ["</p>", "</div", "<br", "</tr", "</td", "</li", "<p>", "<div", "</h"]
            .iter()
            .any(|tag| rest.len() >= tag.len() && rest[..tag.len()].eq_ignore_ascii_case(tag.as_bytes()))
    });
    // in the midst of something long and without white space, as an image in an attribute, there is no such place
    let settled = |cut: &usize| cut * 2 > bytes.len();
    if let Some(cut) = block.map(|(i, _)| near + i).filter(|&i| i > 0 && settled(&i)) {
        return (cut, true);
    }
    let cut = memchr::memrchr3(b' ', b'\n', b'>', bytes).map(|i| i + 1).filter(settled);
    (cut.unwrap_or(bytes.len()), false)
}

/// The length of the character without width that `bytes` begin with; 0 for any other: U+00AD, U+200B to U+200F,
/// U+202A to U+202E, U+2060 to U+2069, U+FEFF.
fn zero_width(bytes: &[u8]) -> usize {
    match bytes {
        [0xc2, 0xad, ..] => 2,
        [0xe2, 0x80, 0x8b..=0x8f | 0xaa..=0xae, ..]
        | [0xe2, 0x81, 0xa0..=0xa9, ..]
        | [0xef, 0xbb, 0xbf, ..] => 3,
        _ => 0,
    }
}

/// 0: copied with what is around it; 1: a space, which may be one too many; 2: needs a look.
static CLASS: [u8; 256] = {
    let mut class = [0u8; 256];
    class[b' ' as usize] = 1;
    let special = [b'<', b'&', b'\t', b'\n', b'\r', 0x0c, 0xc2, 0xe2, 0xef];
    let mut i = 0;
    while i < special.len() {
        class[special[i] as usize] = 2;
        i += 1;
    }
    class
};
