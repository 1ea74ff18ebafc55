//! What is searched in text whose format escapes characters: encoded-words in header fields that stand in a part (RFC 3462
//! §2, RFC 3464 §2.1), `\u0040` in JSON (RFC 8259 §7), `&#64;` in XML and in HTML that does not say that it is, commands in enriched text
//! (RFC 1896).
//!
//! What comes in: decoded text and its media type. What goes out: the text to search, and a map back. This file refuses
//! to know the rest of these formats.

use memchr::{memchr, memmem};

use super::html::entity;
use super::words;
use crate::model::OffsetMap;

/// How characters are escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Fields,
    Json,
    Xml,
    Enriched,
}

/// The text begins as a page of HTML does.
fn is_page(text: &str) -> bool {
    let head = text.trim_start_matches('\u{feff}').trim_ascii_start().as_bytes();
    [&b"<!doctype html"[..], b"<html", b"<head", b"<body"]
        .iter()
        .any(|begin| head.get(..begin.len()).is_some_and(|own| own.eq_ignore_ascii_case(begin)))
}

fn format(media_type: &str, text: &str) -> Option<Format> {
    let (main, sub) = media_type.split_once('/')?;
    match (main, sub) {
        ("text", "rfc822-headers")
        | ("message", "delivery-status" | "global-headers" | "global-delivery-status") => {
            Some(Format::Fields)
        }
        ("text", "plain") if is_page(text) => Some(Format::Xml),
        ("text", "enriched" | "richtext") => Some(Format::Enriched),
        ("text" | "application", "json") => Some(Format::Json),
        ("text" | "application", "xml") => Some(Format::Xml),
        ("application", sub) if sub.ends_with("+json") => Some(Format::Json),
        ("application", sub) if sub.ends_with("+xml") => Some(Format::Xml),
        _ => None,
    }
}

/// Makes the text to search. False, and `out` and `map` left alone, when there is nothing to change.
pub(super) fn view(media_type: &str, text: &str, base: u64, out: &mut String, map: &mut OffsetMap) -> bool {
    let Some(format) = format(media_type, text) else { return false };
    let bytes = text.as_bytes();
    let escaped = match format {
        Format::Fields => memmem::find(bytes, b"=?").is_some(),
        Format::Json => memchr(b'\\', bytes).is_some(),
        Format::Xml => memchr(b'&', bytes).is_some(),
        Format::Enriched => memchr(b'<', bytes).is_some(),
    };
    if !escaped {
        return false;
    }
    out.clear();
    map.reset(base);
    match format {
        Format::Fields => fields(text, out, map),
        Format::Json => references(text, b'\\', json, out, map),
        Format::Xml => references(text, b'&', xml, out, map),
        Format::Enriched => references(text, b'<', enriched, out, map),
    }
    true
}

fn same(text: &str, from: usize, to: usize, out: &mut String, map: &mut OffsetMap) {
    map.push_same(out.len(), from, to - from);
    out.push_str(&text[from..to]);
}

/// Decodes the bodies that hold encoded-words, each as a whole; the others stay as they are.
fn fields(text: &str, out: &mut String, map: &mut OffsetMap) {
    let bytes = text.as_bytes();
    let mut buf = String::new();
    let mut at = 0;
    while at < bytes.len() {
        let mut end = at;
        loop {
            end = memchr(b'\n', &bytes[end..]).map_or(bytes.len(), |n| end + n + 1);
            if !matches!(bytes.get(end), Some(b' ' | b'\t')) {
                break;
            }
        }
        let from = memchr(b':', &bytes[at..end]).map_or(at, |n| at + n + 1);
        let to = from + text[from..end].trim_ascii_end().len();
        if memmem::find(&bytes[from..to], b"=?").is_some() {
            let from = to - text[from..to].trim_ascii_start().len();
            same(text, at, from, out, map);
            let body = words::decode(&bytes[from..to], &mut buf);
            map.push_replaced(out.len(), body.len(), from, to - from);
            out.push_str(body);
            same(text, to, end, out, map);
        } else {
            same(text, at, end, out, map);
        }
        at = end;
    }
}

/// Puts what `read` makes of an escape in its place; `read` gives its length, and appends what it stands for.
fn references(
    text: &str,
    mark: u8,
    read: impl Fn(&[u8], &mut String) -> Option<usize>,
    out: &mut String,
    map: &mut OffsetMap,
) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(n) = memchr(mark, &bytes[at..]).map(|n| at + n) {
        same(text, at, n, out, map);
        let before = out.len();
        at = match read(&bytes[n..], out) {
            Some(len) => {
                map.push_replaced(before, out.len() - before, n, len);
                n + len
            }
            None => {
                same(text, n, n + 1, out, map);
                n + 1
            }
        };
    }
    same(text, at, bytes.len(), out, map);
}

fn xml(bytes: &[u8], out: &mut String) -> Option<usize> {
    let (len, character) = entity::decode(bytes, true)?;
    character.push_to(out);
    Some(len)
}

/// A command, which stands for nothing; `<<` is a sign.
fn enriched(bytes: &[u8], out: &mut String) -> Option<usize> {
    if bytes.get(1) == Some(&b'<') {
        out.push('<');
        return Some(2);
    }
    let from = 1 + usize::from(bytes.get(1) == Some(&b'/'));
    let length =
        bytes[from..].iter().take(61).take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
    (length > 0 && bytes.get(from + length) == Some(&b'>')).then_some(from + length + 1)
}

fn json(bytes: &[u8], out: &mut String) -> Option<usize> {
    let unit = |at: usize| {
        let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
        digits.iter().try_fold(0, |n, &b| Some(n * 16 + char::from(b).to_digit(16)?))
    };
    let (len, c) = match bytes.get(1)? {
        b'n' => (2, '\n'),
        b'r' => (2, '\r'),
        b't' => (2, '\t'),
        b'b' | b'f' => (2, ' '),
        &b @ (b'"' | b'\\' | b'/') => (2, char::from(b)),
        _ => match (unit(0)?, unit(6)) {
            (high @ 0xd800..0xdc00, Some(low @ 0xdc00..0xe000)) => {
                (12, char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00))?)
            }
            (n, _) => (6, char::from_u32(n).unwrap_or(char::REPLACEMENT_CHARACTER)),
        },
    };
    out.push(c);
    Some(len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(media_type: &str, text: &str, want: Option<&str>) {
        let (mut out, mut map) = (String::new(), OffsetMap::default());
        let changed = view(media_type, text, 0, &mut out, &mut map);
        assert_eq!(changed.then_some(out.as_str()), want, "{text}");
    }

    #[test]
    fn encoded_words_in_the_headers_of_a_bounce() {
        let text = "To: a@klant.example\nSubject: =?utf-8?B?amFuQGtsYW50LmV4?=\n =?utf-8?Q?ample?=\n\nX: y";
        let want = "To: a@klant.example\nSubject: jan@klant.example\n\nX: y";
        is("text/rfc822-headers", text, Some(want));
        is(
            "message/delivery-status",
            "Diagnostic-Code: =?utf-8?Q?Zo=C3=AB?=\n",
            Some("Diagnostic-Code: Zoë\n"),
        );
        is("text/rfc822-headers", "To: a\n b\n", None);
        is("text/plain", text, None);
        let (mut out, mut map) = (String::new(), OffsetMap::default());
        assert!(view("text/rfc822-headers", text, 9, &mut out, &mut map));
        let at = out.find("jan@").unwrap();
        let source = map.source(at..at + 17);
        let words = &text[source.start as usize - 9..source.end as usize - 9];
        assert_eq!(words, "=?utf-8?B?amFuQGtsYW50LmV4?=\n =?utf-8?Q?ample?=");
    }

    #[test]
    fn escapes_of_json_and_xml() {
        is(
            "application/json",
            r#"{"e":"\njan\u0040klant.example\ud83d\ude00\ud83d\x"}"#,
            Some("{\"e\":\"\njan@klant.example\u{1f600}\u{fffd}\\x\"}"),
        );
        is("application/ld+json", r"a\/b\", Some(r"a/b\"));
        is("text/xml", "<a>jan&#64;klant.example &amp; &</a>", Some("<a>jan@klant.example & &</a>"));
        is(
            "text/enriched",
            "<x-tad>06-<bold>12</bold>34 <<jan@klant.example> <jan@klant.example> <",
            Some("06-1234 <jan@klant.example> <jan@klant.example> <"),
        );
        is("text/plain", "\n<HTML><p>Jan&nbsp;de</p>", Some("\n<HTML><p>Jan\u{a0}de</p>"));
        is("text/plain", "Jan&nbsp;de <html>", None);
        is("application/json", "{}", None);
        is("text/plain", r"\u0040", None);
    }
}
