//! Tags in text that is not read as markup: HTML that nobody declares as such, drawings, words that are cut into pieces.

use super::Change;

/// Bytes of the longest tag.
const TAG: usize = 2048;

/// Elements within a line of text: what stands on both sides is one word. Others part words.
const WITHIN: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "big", "em", "font", "i", "ins", "mark", "o:p", "s", "small", "span",
    "strike", "strong", "sub", "sup", "tspan", "tt", "u", "wbr",
];

/// Tags of elements (`</span>`, `<b class=x>`), and comments.
pub(super) fn tags(text: &str, out: &mut Vec<Change>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', &bytes[at..]).map(|n| at + n) {
        at = open + 1;
        let own = &bytes[at..bytes.len().min(at + TAG)];
        let Some(end) = memchr::memchr2(b'<', b'>', own).filter(|n| own[*n] == b'>') else { continue };
        let own = &text[at..at + end];
        let name = own.strip_prefix('/').unwrap_or(own);
        let length =
            name.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'-')).count();
        let (name, rest) = name.split_at(length);
        let comment = own.starts_with("!--") && own.ends_with("--");
        let tag = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && (rest.is_empty() || rest.starts_with(['/', ' ', '\t', '\r', '\n']));
        if !tag && !comment {
            continue;
        }
        at += end + 1;
        let within = comment || WITHIN.iter().any(|known| known.eq_ignore_ascii_case(name));
        out.push(Change { span: open..at, with: (!within).then_some(' ') });
    }
}
