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
mod quoting;

#[cfg(test)]
mod tests;

use memchr::{memchr, memchr2, memmem};

pub use aside::{Aside, AsideKind};
pub use quoting::{Container, Mark};

use super::border::{border, border_in_markup};
use crate::model::OffsetMap;
use aside::Attribute;

/// Bytes of a quoted value within which its end is looked for before a `>` counts as the end of the tag. A missing
/// quote would swallow the text up to the next one; `data:` URIs, which are longer, hold no `>`.
const VALUE: usize = 64 << 10;

/// Bytes of an unfinished tag, comment or style sheet that are handed back to the caller; a longer one is dropped piece
/// by piece.
const UNFINISHED: usize = 256 << 10;

/// Tags without end that are searched for one to the end of the text.
const ENDLESS: u32 = 16;

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

/// What a tag does to the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    Inline,
    Cell,
    Line,
    Preformatted,
    Raw(&'static [u8]),
}

/// Where a tag ends.
enum TagEnd {
    /// The byte behind its `>`.
    At(usize),
    /// Not before the end of the input; in a quoted value, where one is given: its quote, its first byte, and as what it
    /// is searched.
    Missing(Option<(u8, usize, Option<Attribute>)>),
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

    /// Reads what begins with the `<` at `at`; returns where to go on. `None` when more of the input is needed, or
    /// when all of it belongs to a construct that is noted as open.
    fn markup(
        &mut self,
        html: &str,
        at: usize,
        base: u64,
        state: &mut HtmlState,
        last: bool,
        gone: &mut Gone,
    ) -> Option<usize> {
        let bytes = html.as_bytes();
        let rest = &bytes[at..];
        if !last && rest.len() < 16 && memchr(b'>', rest).is_none() {
            return None;
        }
        let unfinished = |state: &mut HtmlState, open| {
            if rest.len() > UNFINISHED {
                state.open = open;
            }
            None
        };
        match rest.get(1).copied() {
            Some(b'!') if rest.starts_with(b"<!--") => {
                let kept = !rest[4..].trim_ascii_start().starts_with(b"[if");
                if rest[4..].starts_with(b">") {
                    return Some(at + 5);
                }
                if rest[4..].starts_with(b"->") {
                    return Some(at + 6);
                }
                let end = if gone.comment_end { None } else { memmem::find(&rest[4..], b"-->") };
                if let Some(end) = end {
                    if kept {
                        self.comment(html, at + 4, at + 4 + end, base);
                    }
                    return Some(at + 4 + end + 3);
                }
                if !last {
                    return unfinished(state, Open::Comment(kept));
                }
                gone.comment_end = true;
                Some(at + 4)
            }
            Some(b'!') if rest.starts_with(b"<![CDATA[") => Some(at + 9),
            Some(b'!' | b'?') => {
                self.to_angle(rest, at, last, gone).unwrap_or_else(|| self.literal(html, at, state))
            }
            Some(b'/') => match rest.get(2) {
                Some(b) if b.is_ascii_alphabetic() => self.tag(html, at, 2, base, state, last, gone),
                Some(b'>') => Some(at + 3),
                _ => self.literal(html, at, state),
            },
            Some(b) if b.is_ascii_alphabetic() => self.tag(html, at, 1, base, state, last, gone),
            _ => self.literal(html, at, state),
        }
    }

    /// The end of a declaration: the next `>`. The outer `None` stands for a `<` that begins nothing.
    fn to_angle(&self, rest: &[u8], at: usize, last: bool, gone: &mut Gone) -> Option<Option<usize>> {
        if gone.tag_end {
            return None;
        }
        match memchr(b'>', rest) {
            Some(i) => Some(Some(at + i + 1)),
            None if !last && rest.len() <= UNFINISHED => Some(None),
            None => {
                gone.tag_end = true;
                None
            }
        }
    }

    /// A `<` that is a character as any other.
    fn literal(&mut self, html: &str, at: usize, state: &mut HtmlState) -> Option<usize> {
        self.push_same(html, at, at + 1);
        state.spacing = Spacing::Word;
        Some(at + 1)
    }

    fn comment(&mut self, html: &str, from: usize, to: usize, base: u64) {
        let text = &html[from..to];
        if !text.trim_ascii().is_empty() {
            let source = base + from as u64..base + to as u64;
            self.asides.push(Aside { text: text.to_owned(), source, kind: AsideKind::Comment });
        }
    }

    /// Reads a tag whose name begins `skip` bytes behind `at`.
    #[expect(clippy::too_many_arguments, reason = "the state of the scan, in registers")]
    fn tag(
        &mut self,
        html: &str,
        at: usize,
        skip: usize,
        base: u64,
        state: &mut HtmlState,
        last: bool,
        gone: &mut Gone,
    ) -> Option<usize> {
        let bytes = html.as_bytes();
        if gone.tag_end {
            return self.literal(html, at, state);
        }
        let name_at = at + skip;
        let name_len = bytes[name_at..].iter().take_while(|&&b| NAME[usize::from(b)]).count();
        let name = &bytes[name_at..name_at + name_len];
        // `<jan@klant.example>`, `<http://…>`, `<tel:06…>`: what people put between angle brackets in plain text.
        if bytes
            .get(name_at + name_len)
            .is_some_and(|b| !matches!(b, b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\r' | 0x0c))
            || name.last() == Some(&b':')
            || (name.len() > 4 && name[..4].eq_ignore_ascii_case(b"tel:"))
        {
            return self.literal(html, at, state);
        }
        self.attributes.clear();
        let naive = gone.endless >= ENDLESS;
        let first = name_at + name_len;
        let end = if bytes.get(first) == Some(&b'>') {
            first + 1
        } else {
            let found = if naive { TagEnd::Missing(None) } else { self.tag_end(bytes, first) };
            match found {
                TagEnd::At(end) => end,
                TagEnd::Missing(value) => {
                    if !last && !naive {
                        let rest = bytes.len() - at;
                        if rest <= UNFINISHED {
                            return None;
                        }
                        if let Some((quote, value, attribute)) = value {
                            self.read_attributes(html, base);
                            state.open = Open::Value(quote, attribute);
                            self.value = value;
                            return None;
                        }
                        if self.behind_value > at + UNFINISHED / 2 {
                            self.read_attributes(html, base);
                            state.open = Open::Tag;
                            return None;
                        }
                    }
                    gone.endless += 1;
                    self.attributes.clear();
                    match memchr(b'>', &bytes[first..]) {
                        Some(i) => first + i + 1,
                        None => {
                            gone.tag_end = true;
                            return self.literal(html, at, state);
                        }
                    }
                }
            }
        };
        // `<Jan de Vries jan@klant.example>`: no tag has a name like that, and no attribute.
        let inside = &bytes[first..end - 1];
        if !inside.is_empty() && memchr(b'=', inside).is_none() && memchr(b'@', inside).is_some() {
            return self.literal(html, at, state);
        }
        self.read_attributes(html, base);
        let closing = skip == 2;
        let effect = effect(name);
        match effect {
            Effect::Inline => {}
            Effect::Cell => self.part(Spacing::Cell, state),
            Effect::Line => self.part(Spacing::Line, state),
            Effect::Preformatted => {
                self.part(Spacing::Line, state);
                state.pre = if closing { state.pre.saturating_sub(1) } else { state.pre.saturating_add(1) };
                self.pre_at = self.text.len();
            }
            Effect::Raw(end_tag) => {
                if closing {
                    return Some(end);
                }
                let style = end_tag == b"</style";
                let known = if style { gone.style_end } else { gone.script_end };
                if known {
                    return Some(end);
                }
                match find_end_tag(&bytes[end..], end_tag) {
                    Some(i) => return Some(end + i),
                    None if !last => {
                        if bytes.len() - at > UNFINISHED {
                            state.open = Open::Raw(end_tag);
                        } else {
                            self.forget_asides_from(base + at as u64);
                        }
                        return None;
                    }
                    None if style => gone.style_end = true,
                    None => gone.script_end = true,
                }
            }
        }
        if !state.quoting.ignores(name, closing)
            && let Some(tag) = quoting::Tag::read(name, inside, closing, at, self.text.len(), &state.quoting)
        {
            state.quoting.take(&tag, &mut self.marks);
            if !last {
                self.tags.push(tag);
            }
        }
        Some(end)
    }

    /// Takes back what a tag said that will be read again.
    fn forget_asides_from(&mut self, place: u64) {
        while self.asides.last().is_some_and(|a| a.source.start >= place) {
            self.asides.pop();
        }
    }

    /// Finds the end of a tag from behind its name, and notes the attributes that are looked at. A quote counts
    /// behind an equals sign only.
    fn tag_end(&mut self, bytes: &[u8], from: usize) -> TagEnd {
        self.behind_value = 0;
        let mut at = from;
        let mut name_from = from;
        // Names of attributes are short: a vectorised search would cost more than it saves.
        while let Some(i) = bytes[at..].iter().position(|b| matches!(b, b'>' | b'=')) {
            at += i;
            if bytes[at] == b'>' {
                return TagEnd::At(at + 1);
            }
            let attribute = aside::attribute(&bytes[name_from..at]);
            at += 1;
            at += bytes[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
            match bytes.get(at).copied() {
                Some(quote @ (b'"' | b'\'')) => {
                    let value = at + 1;
                    let window = &bytes[value..bytes.len().min(value + VALUE)];
                    let end = match memchr(quote, window) {
                        Some(i) => value + i,
                        None if window.len() < VALUE => {
                            return TagEnd::Missing(Some((quote, value, attribute)));
                        }
                        None => match memchr2(quote, b'>', &bytes[value..]) {
                            Some(i) if bytes[value + i] == quote => value + i,
                            Some(i) => return TagEnd::At(value + i + 1),
                            None => return TagEnd::Missing(Some((quote, value, attribute))),
                        },
                    };
                    if let Some(attribute) = attribute {
                        self.attributes.push((attribute, value, end));
                    }
                    at = end + 1;
                    self.behind_value = at;
                    name_from = end;
                }
                Some(_) => {
                    let len =
                        bytes[at..].iter().take_while(|b| !b.is_ascii_whitespace() && **b != b'>').count();
                    if let Some(attribute) = attribute {
                        self.attributes.push((attribute, at, at + len));
                    }
                    at += len;
                    name_from = at;
                }
                None => return TagEnd::Missing(None),
            }
        }
        TagEnd::Missing(None)
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

/// Finds an end tag, in any case; returns the byte behind its `>`, or behind its name where it has none.
fn find_end_tag(bytes: &[u8], end_tag: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(i) = memmem::find(&bytes[at..], b"</") {
        at += i;
        let tail = &bytes[at..];
        if tail.len() >= end_tag.len() && tail[..end_tag.len()].eq_ignore_ascii_case(end_tag) {
            return Some(at + memchr(b'>', &tail[..tail.len().min(1000)]).map_or(end_tag.len(), |i| i + 1));
        }
        at += 2;
    }
    None
}

fn effect(name: &[u8]) -> Effect {
    let mut lower = [0u8; 10];
    let Some(lower) = lower.get_mut(..name.len()) else { return Effect::Inline };
    for (to, from) in lower.iter_mut().zip(name) {
        *to = from.to_ascii_lowercase();
    }
    match &*lower {
        b"a" | b"b" | b"span" | b"font" | b"o:p" | b"i" | b"u" | b"strong" | b"em" | b"img" => Effect::Inline,
        b"td" | b"th" => Effect::Cell,
        b"p" | b"div" | b"br" | b"tr" | b"table" | b"li" | b"tbody" | b"h1" | b"h2" | b"h3" | b"h4"
        | b"h5" | b"h6" | b"ul" | b"ol" | b"hr" | b"dl" | b"dt" | b"dd" | b"address" | b"article"
        | b"aside" | b"blockquote" | b"body" | b"caption" | b"center" | b"details" | b"dialog" | b"dir"
        | b"fieldset" | b"figcaption" | b"figure" | b"footer" | b"form" | b"frameset" | b"head"
        | b"header" | b"hgroup" | b"html" | b"legend" | b"main" | b"menu" | b"nav" | b"optgroup"
        | b"option" | b"search" | b"section" | b"select" | b"summary" | b"tfoot" | b"thead" | b"title" => {
            Effect::Line
        }
        // of a drawing (SVG 2 §11.2): each stands at a place of its own
        b"text" | b"desc" => Effect::Line,
        b"pre" | b"textarea" | b"listing" | b"xmp" | b"plaintext" => Effect::Preformatted,
        b"style" => Effect::Raw(b"</style"),
        b"script" => Effect::Raw(b"</script"),
        _ => Effect::Inline,
    }
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

/// Characters of tag names, with those of `o:p` and custom elements.
static NAME: [bool; 256] = {
    let mut name = [false; 256];
    let mut b = 0;
    while b < 256 {
        name[b] = (b as u8).is_ascii_alphanumeric()
            || b == b':' as usize
            || b == b'-' as usize
            || b == b'_' as usize;
        b += 1;
    }
    name
};
