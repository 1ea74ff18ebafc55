//! Where an HTML text says, by its elements, that somebody else is quoted: what mail programs write around it.
//!
//! What comes in: tags, one by one. What goes out: marks in the text, where a container opens and where it ends. Only as
//! much of the tree is kept as is needed to find the end of a container: this file refuses to know about any other element.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// What a container says of the text in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// Somebody else's text: `<blockquote type=cite>`, `<div class=gmail_quote>`.
    Quote,
    /// A `<blockquote>` without any sign: a quotation, or an indented paragraph.
    Indent,
    /// An attribution line or a header block: `moz-cite-prefix`, `divRplyFwdMsg`, the upper border of Outlook.
    Heading,
    /// A signature: `gmail_signature`, `moz-signature`.
    Signature,
}

/// A place in the text where a container opens or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Bytes of the text before it.
    pub at: usize,
    /// Which container.
    pub container: Container,
    /// It opens; else it ends.
    pub opens: bool,
}

/// Elements that may be containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    Blockquote,
    Div,
    Span,
}

/// One tag of such an element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag {
    /// Its place in the HTML.
    pub(super) place: usize,
    /// Bytes of the text before it.
    pub(super) at: usize,
    element: Element,
    closes: bool,
    container: Option<Container>,
}

/// Containers that are open at once; deeper ones are counted only.
const OPEN_MAX: usize = 64;

/// Bytes of a tag's attributes that are looked at.
const ATTRIBUTES: usize = 512;

/// The containers that are open.
#[derive(Debug, Clone, Default)]
pub(super) struct Open {
    /// Each with the number of elements of the same name that are open in it.
    containers: Vec<(Element, Container, u32)>,
    /// Blockquotes that are open beyond [`OPEN_MAX`].
    beyond: u32,
}

impl Tag {
    /// What a tag is to the containers; `None` for nearly all tags. `inside` is what stands behind its name, `place` its
    /// place in the HTML, `at` in the text.
    #[inline(never)] // the reading of text around it is the better for it
    pub(super) fn read(
        name: &[u8],
        inside: &[u8],
        closes: bool,
        place: usize,
        at: usize,
        open: &Open,
    ) -> Option<Tag> {
        let element = match name {
            [b'd' | b'D', b'i' | b'I', b'v' | b'V'] => Element::Div,
            [b's' | b'S', b'p' | b'P', b'a' | b'A', b'n' | b'N'] => Element::Span,
            name if name.eq_ignore_ascii_case(b"blockquote") => Element::Blockquote,
            _ => return None,
        };
        let container = if closes { None } else { container(element, inside) };
        if container.is_none() && open.containers.is_empty() {
            return None;
        }
        Some(Tag { place, at, element, closes, container })
    }
}

impl Open {
    /// Nothing follows from a tag of this name, whatever stands in it; a cheap first look.
    #[inline]
    pub(super) fn ignores(&self, name: &[u8], closes: bool) -> bool {
        closes && self.containers.is_empty() && self.beyond == 0
            || !matches!(name.first(), Some(b'd' | b'D' | b's' | b'S' | b'b' | b'B'))
            || !matches!(name.len(), 3 | 4 | 10)
    }

    /// Takes the next tag; adds the marks that follow from it.
    pub(super) fn take(&mut self, tag: &Tag, marks: &mut Vec<Mark>) {
        if !tag.closes {
            match tag.container {
                Some(container) if self.containers.len() < OPEN_MAX => {
                    self.containers.push((tag.element, container, 0));
                    marks.push(Mark { at: tag.at, container, opens: true });
                }
                Some(_) if tag.element == Element::Blockquote => self.beyond = self.beyond.saturating_add(1),
                _ => {
                    if let Some(i) = self.innermost(tag.element) {
                        self.containers[i].2 = self.containers[i].2.saturating_add(1);
                    }
                }
            }
            return;
        }
        if tag.element == Element::Blockquote && self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let Some(i) = self.innermost(tag.element) else { return };
        if self.containers[i].2 > 0 {
            self.containers[i].2 -= 1;
            return;
        }
        while self.containers.len() > i {
            if let Some((_, container, _)) = self.containers.pop() {
                marks.push(Mark { at: tag.at, container, opens: false });
            }
        }
    }

    fn innermost(&self, element: Element) -> Option<usize> {
        self.containers.iter().rposition(|(own, ..)| *own == element)
    }
}

/// Words in a `class`, `id`, `type` or `style`, and what the element is that has one; the first that holds counts.
const WORDS: &[(&str, Container)] = &[
    ("gmail_attr", Container::Heading),
    ("moz-cite-prefix", Container::Heading),
    ("divrplyfwdmsg", Container::Heading),
    ("outlookmessageheader", Container::Heading),
    ("border-top", Container::Heading),
    ("gmail_quote", Container::Quote),
    ("moz-forward-container", Container::Quote),
    ("yahoo_quoted", Container::Quote),
    ("yahoo-quoted", Container::Quote),
    ("olk_src_body_section", Container::Quote),
    ("protonmail_quote", Container::Quote),
    ("tutanota_quote", Container::Quote),
    ("zmail_extra", Container::Quote),
    ("reference-message", Container::Quote),
    ("isforwardcontent", Container::Quote),
    ("isreplycontent", Container::Quote),
    ("iwcquote", Container::Quote),
    ("signature", Container::Signature),
    ("bloop_sign", Container::Signature),
    // of a blockquote only
    ("cite", Container::Quote),
    ("border-left", Container::Quote),
];

/// How many of [`WORDS`], at its end, count on a blockquote only.
const BLOCKQUOTE_ONLY: usize = 2;

static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build(WORDS.iter().map(|(word, _)| word))
        .ok()
});

fn container(element: Element, inside: &[u8]) -> Option<Container> {
    let indent = (element == Element::Blockquote).then_some(Container::Indent);
    let inside = &inside[..inside.len().min(ATTRIBUTES)];
    if inside.len() < 5 {
        return indent;
    }
    // spans are many, and one program only makes a container of them
    let outlook = |mark: usize| mark.checked_sub(3).is_some_and(|n| inside[n..].starts_with(b"OLK_SRC"));
    if element == Element::Span && !memchr::memchr_iter(b'_', inside).any(outlook) {
        return None;
    }
    let words = if indent.is_some() { WORDS.len() } else { WORDS.len() - BLOCKQUOTE_ONLY };
    let found = FINDER.as_ref()?.find_iter(inside).map(|m| m.pattern().as_usize()).find(|n| *n < words);
    let container = found.map(|n| WORDS[n].1);
    match (container, indent) {
        (Some(Container::Quote), _) | (Some(_), None) => container,
        _ => indent,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{HtmlState, HtmlText};
    use super::*;

    fn marks(html: &str) -> Vec<(usize, Container, bool)> {
        let mut text = HtmlText::new();
        text.read(html, 0);
        text.marks.iter().map(|m| (m.at, m.container, m.opens)).collect()
    }

    #[test]
    fn containers_open_and_end() {
        use Container::*;
        assert_eq!(
            marks("a<div class=\"gmail_quote\"><div>b</div><blockquote type='cite'>c</blockquote></div>d"),
            [(2, Quote, true), (4, Quote, true), (6, Quote, false), (6, Quote, false)]
        );
        assert_eq!(
            marks("<span id=OLK_SRC_BODY_SECTION><span>a</span><span>b</span></span>c"),
            [(0, Quote, true), (2, Quote, false)]
        );
        assert_eq!(marks("<blockquote>a</blockquote>b"), [(0, Indent, true), (2, Indent, false)]);
        assert_eq!(marks("<div style='border:none;border-top:solid #E1E1E1 1.0pt'>a").len(), 1);
        assert_eq!(marks("<div class=cite>a</div><span class=x>b</span><div>c</div>"), []);
    }

    #[test]
    fn a_container_that_is_not_closed_ends_with_the_one_around_it() {
        use Container::*;
        assert_eq!(
            marks("<blockquote type=cite><div id=Signature>a</blockquote>b"),
            [(0, Quote, true), (0, Signature, true), (2, Signature, false), (2, Quote, false)]
        );
        assert_eq!(marks("</div></blockquote>a"), []);
    }

    #[test]
    fn depth_without_end_is_counted_only() {
        let deep = "<blockquote>".repeat(10_000) + "a" + &"</blockquote>".repeat(10_000) + "b";
        let marks = marks(&deep);
        assert_eq!(marks.len(), 2 * OPEN_MAX);
        assert!(!marks[marks.len() - 1].1.eq(&Container::Quote));
    }

    #[test]
    fn in_chunks_as_in_one_piece() {
        let mut html = String::new();
        for n in 0..2_000 {
            html += &format!(
                "<div>woord {n} <div class=gmail_quote>citaat <div>{n}</div> nog wat</div> einde</div>\n"
            );
        }
        let whole = marks(&html).len();
        let (mut text, mut state) = (HtmlText::new(), HtmlState::default());
        let (mut count, mut from) = (0, 0);
        let mut balance = 0i32;
        while from < html.len() {
            let to = (from + 10_000).min(html.len());
            from += text.read_chunk(&html[from..to], from as u64, &mut state, to == html.len());
            count += text.marks.len();
            balance += text.marks.iter().map(|m| if m.opens { 1 } else { -1 }).sum::<i32>();
        }
        assert_eq!((count, balance), (whole, 0));
    }
}
