//! Who wrote a message, as the line above it says: the value of a `From:` field, or what stands around an address.
//!
//! In: a stretch of such a line. Out: a name, an address, or both. What is only a name has an empty address.

use std::sync::LazyLock;

use crate::model::{Mailbox, Sensitive};

/// Bytes of a name that is kept.
const NAME_MAX: usize = 100;

/// An address in a text, with the bytes around it that belong to it: `<jan@…>`, `[mailto:jan@…]`.
pub(super) struct Found<'t> {
    pub(super) address: &'t str,
    /// Before its bracket.
    pub(super) before: &'t str,
    /// Behind its bracket.
    pub(super) behind: &'t str,
}

fn ends_address(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '<' | '>' | '"' | '(' | ')' | '[' | ']' | ',' | ';' | ':' | '\'' | '«' | '»')
}

/// The answers of [`ends_address`] for ASCII.
static ENDS: LazyLock<[bool; 128]> =
    LazyLock::new(|| std::array::from_fn(|b| u8::try_from(b).is_ok_and(|b| ends_address(char::from(b)))));

/// Where the word begins that the text ends with; not told where it is not ASCII.
fn before(text: &[u8]) -> Result<usize, ()> {
    let at = text.iter().rposition(|b| !b.is_ascii() || ENDS[usize::from(*b & 0x7f)]);
    match at {
        Some(n) if text[n].is_ascii() => Ok(n + 1),
        Some(_) => Err(()),
        None => Ok(0),
    }
}

/// The first address of a text.
pub(super) fn address(text: &str) -> Option<Found<'_>> {
    let mut from = 0;
    while let Some(n) = memchr::memchr(b'@', text.as_bytes().get(from..)?) {
        let at = from + n;
        let start = match before(&text.as_bytes()[..at]) {
            Ok(start) => start,
            Err(()) => text[..at]
                .rfind(ends_address)
                .map_or(0, |i| i + text[i..].chars().next().map_or(1, char::len_utf8)),
        };
        let ascii = text.as_bytes()[at..].iter().position(|b| !b.is_ascii() || ENDS[usize::from(*b & 0x7f)]);
        let end = match ascii.map(|n| at + n) {
            Some(end) if text.as_bytes()[end].is_ascii() => end,
            Some(_) => text[at..].find(ends_address).map_or(text.len(), |i| at + i),
            None => text.len(),
        };
        let address = text[start..end].trim_end_matches('.');
        let domain = address.get(at - start + 1..).unwrap_or_default();
        if at > start && domain.contains('.') && !domain.contains('@') {
            let before = text[..start].trim_end_matches(['<', '(', '[', '"', '\'', ' ']);
            let before = before.strip_suffix("mailto:").unwrap_or(before);
            let behind = text[end..].trim_start_matches(['>', ')', ']', '"', '\'']);
            return Some(Found { address, before, behind });
        }
        from = at + 1;
    }
    None
}

/// What stands around names, and is no part of them.
fn is_around(c: char) -> bool {
    const MARKS: &[char] = &[
        '"', '\'', '<', '>', '(', ')', '[', ']', ',', ';', ':', '*', '«', '»', '“', '”', '„', '|', '-', '=',
    ];
    c.is_whitespace() || MARKS.contains(&c)
}

/// Takes off what stands around a name.
pub(super) fn name(text: &str) -> Option<String> {
    let mut text = text.trim();
    // `Jan de Vries/NL/Firma@Firma`, as Notes writes
    if let Some((head, _)) = text.split_once('/')
        && !head.is_empty()
    {
        text = head;
    }
    let text = text.split('@').next().unwrap_or_default();
    let text = text.trim_start_matches(is_around);
    let inner = text.trim_end_matches(is_around);
    // `Vries, J. de (Jan)`: the bracket is the name's
    let open = inner.rfind('(').is_some_and(|n| !inner[n..].contains(')'));
    let text = if open && text[inner.len()..].starts_with(')') { &text[..=inner.len()] } else { inner };
    let letters = text.chars().any(char::is_alphabetic);
    (letters && text.len() <= NAME_MAX).then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A mailbox of these.
pub(super) fn mailbox(name: Option<String>, address: Option<&str>) -> Option<Mailbox> {
    if name.is_none() && address.is_none() {
        return None;
    }
    // a name that only repeats the address is none
    let name = name.filter(|name| address.is_none_or(|address| !name.eq_ignore_ascii_case(address)));
    Some(Mailbox {
        name: name.map(Sensitive::new),
        address: Sensitive::new(address.unwrap_or_default().to_lowercase()),
    })
}

/// The mailbox of a `From:` field as mail programs show it.
pub(super) fn of_field(value: &str) -> Option<Mailbox> {
    let value = &value[..value.floor_char_boundary(400)];
    match address(value) {
        Some(found) => {
            let before = found.before.trim_end_matches("mailto:");
            let name =
                name(before).or_else(|| name(found.behind.split(['<', '[']).next().unwrap_or_default()));
            mailbox(name, Some(found.address))
        }
        // `Jan de Vries on 03/03/2001 10:11 AM`
        None => {
            let end = value.bytes().position(|b| b.is_ascii_digit()).unwrap_or(value.len());
            let value = value[..end].trim();
            mailbox(name(value.strip_suffix(" on").unwrap_or(value)), None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_as_programs_show_them() {
        for (value, name, address) in [
            ("Jan de Vries <Jan@Klant.example>", Some("Jan de Vries"), "jan@klant.example"),
            ("Jan de Vries [mailto:jan@klant.example]", Some("Jan de Vries"), "jan@klant.example"),
            ("\"Vries, Jan de\" <jan@klant.example>", Some("Vries, Jan de"), "jan@klant.example"),
            ("jan@klant.example", None, "jan@klant.example"),
            ("Jan <jan@klant.example<mailto:jan@klant.example>>", Some("Jan"), "jan@klant.example"),
            ("jan@klant.example (Jan)", Some("Jan"), "jan@klant.example"),
            ("Vries, J. de (Jan) <jan@klant.example>", Some("Vries, J. de (Jan)"), "jan@klant.example"),
            ("Jan de Vries", Some("Jan de Vries"), ""),
            ("Jan de Vries/NL/Firma@Firma", Some("Jan de Vries"), ""),
            ("Jan de Vries on 03/03/2001 10:11 AM", Some("Jan de Vries"), ""),
        ] {
            let mailbox = of_field(value).unwrap();
            assert_eq!(mailbox.name.as_ref().map(|n| n.reveal().as_str()), name, "{value}");
            assert_eq!(mailbox.address.reveal(), address, "{value}");
        }
        assert!(of_field("12-3").is_none());
    }
}
