//! What begins with a `<`: tags, comments, declarations, or nothing of the kind (HTML Living Standard §13.2.5.6 to §13.2.5.53).
//!
//! In: the HTML from such a character on. Out: where it ends, what stands beside the text in it, and what it does to the text
//! around it. This module refuses to know how text itself is read, and how a construct goes on in the next chunk.

use memchr::{memchr, memchr2, memmem};

use super::aside::{self, Aside, AsideKind, Attribute};
use super::{Gone, HtmlState, HtmlText, Open, Spacing, UNFINISHED, VALUE, quoting};

/// Tags without end that are searched for one to the end of the text.
const ENDLESS: u32 = 16;

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
pub(super) enum TagEnd {
    /// The byte behind its `>`.
    At(usize),
    /// Not before the end of the input; in a quoted value, where one is given: its quote, its first byte, and as what it
    /// is searched.
    Missing(Option<(u8, usize, Option<Attribute>)>),
}

impl HtmlText {
    /// Reads what begins with the `<` at `at`; returns where to go on. `None` when more of the input is needed, or
    /// when all of it belongs to a construct that is noted as open.
    pub(super) fn markup(
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

    pub(super) fn comment(&mut self, html: &str, from: usize, to: usize, base: u64) {
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
    pub(super) fn forget_asides_from(&mut self, place: u64) {
        while self.asides.last().is_some_and(|a| a.source.start >= place) {
            self.asides.pop();
        }
    }

    /// Finds the end of a tag from behind its name, and notes the attributes that are looked at. A quote counts
    /// behind an equals sign only.
    pub(super) fn tag_end(&mut self, bytes: &[u8], from: usize) -> TagEnd {
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

/// Finds an end tag, in any case; returns the byte behind its `>`, or behind its name where it has none.
pub(super) fn find_end_tag(bytes: &[u8], end_tag: &[u8]) -> Option<usize> {
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
