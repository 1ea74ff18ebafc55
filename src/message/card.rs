//! What is searched in a vCard or a calendar: content lines, unfolded (RFC 6350 §3.2, RFC 5545 §3.1), their values without the
//! escapes of text (RFC 6350 §3.4, RFC 5545 §3.3.11), and decoded as vCard 2.1 encodes them, which Outlook and telephones
//! write.
//!
//! What comes in: decoded text. What goes out: the text to search, and a map back. Of properties this file knows only which have
//! a value in pieces, whose escapes tell the pieces apart.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memchr;
use memchr::memmem::Finder;

use super::charset;
use super::transfer::{Decoder, Encoding};
use crate::model::OffsetMap;

/// Bytes of a base64 value that is decoded; a longer one is a picture.
const VALUE: usize = 64 << 10;

/// What says that values are encoded.
static ENCODED: LazyLock<[Finder<'static>; 5]> = LazyLock::new(|| {
    ["QUOTED-PRINTABLE", "ENCODING=B", "quoted-printable", "ENCODING=b", "encoding=b"]
        .map(|n| Finder::new(n.as_bytes()))
});

/// Makes the text to search. False, and `out` and `map` left alone, when there is nothing to change.
pub(super) fn view(text: &str, base: u64, out: &mut String, map: &mut OffsetMap) -> bool {
    let bytes = text.as_bytes();
    let folded = |n: usize| matches!(bytes.get(n + 1), Some(b' ' | b'\t'));
    if memchr(b'\\', bytes).is_none()
        && !ENCODED.iter().any(|f| f.find(bytes).is_some())
        && !memchr::memchr_iter(b'\n', bytes).any(folded)
    {
        return false;
    }
    out.clear();
    map.reset(base);
    let mut at = 0;
    while at < bytes.len() {
        let line = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |n| at + n + 1);
        let head = memchr(b':', &bytes[at..line]).map_or(at, |n| at + n + 1);
        let name = text[at..head].to_ascii_uppercase();
        same(text, at, head, out, map);
        at = if name.contains("QUOTED-PRINTABLE") {
            quoted_printable(text, head, charset_of(&name), out, map)
        } else {
            let end = folded_end(bytes, head);
            let encoded = name.contains("ENCODING=B") && end - head <= VALUE;
            if !(encoded && base64(text, head, end, charset_of(&name), out, map)) {
                read(text, head..end, is_in_pieces(&name), out, map);
            }
            end
        };
    }
    true
}

fn charset_of(name: &str) -> Option<&str> {
    name.split_once("CHARSET=").and_then(|(_, rest)| rest.split([';', ':']).next())
}

fn same(text: &str, from: usize, to: usize, out: &mut String, map: &mut OffsetMap) {
    map.push_same(out.len(), from, to - from);
    out.push_str(&text[from..to]);
}

/// Behind the line at `from` and those that continue it.
fn folded_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(n) = memchr(b'\n', &bytes[at..]) {
        at += n + 1;
        if !matches!(bytes.get(at), Some(b' ' | b'\t')) {
            return at;
        }
    }
    bytes.len()
}

/// The value of this property has pieces, with semicolons between them (RFC 6350 §6.2.2, §6.3.1, §6.6.4).
fn is_in_pieces(name: &str) -> bool {
    let property = name.split([';', ':']).next().unwrap_or_default();
    matches!(property.rsplit('.').next(), Some("N" | "ADR" | "ORG"))
}

/// Behind a fold that stands here: a line end and the white space character behind it.
fn behind_fold(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at..).unwrap_or_default() {
        [b'\r', b'\n', b' ' | b'\t', ..] => at + 3,
        [b'\n', b' ' | b'\t', ..] => at + 2,
        _ => at,
    }
}

/// Copies a value without its folds, with what its escapes stand for; of a value in pieces, a semicolon that parts nothing stays
/// escaped, and a line end is a space.
fn read(text: &str, value: Range<usize>, pieces: bool, out: &mut String, map: &mut OffsetMap) {
    let bytes = &text.as_bytes()[..value.end];
    let mut from = value.start;
    let mut at = from;
    while let Some(n) = memchr::memchr2(b'\\', b'\n', &bytes[at..]).map(|n| at + n) {
        at = n + 1;
        let (start, behind, stands_for) = if bytes[n] == b'\n' {
            let start = if n > from && bytes[n - 1] == b'\r' { n - 1 } else { n };
            (start, behind_fold(bytes, start), None)
        } else {
            let sign = behind_fold(bytes, n + 1);
            let c = match bytes.get(sign) {
                Some(b'n' | b'N') if pieces => ' ',
                Some(b'n' | b'N') => '\n',
                Some(b';') if pieces => continue,
                Some(&b @ (b',' | b';' | b':' | b'\\')) => char::from(b),
                _ => continue,
            };
            (n, sign + 1, Some(c))
        };
        if behind == start {
            continue;
        }
        same(text, from, start, out, map);
        if let Some(c) = stands_for {
            map.push_replaced(out.len(), 1, start, behind - start);
            out.push(c);
        }
        from = behind;
        at = from;
    }
    same(text, from, value.end, out, map);
}

/// Decodes a value in quoted-printable, whose lines end with `=` where it goes on; returns where it ends.
fn quoted_printable(
    text: &str,
    from: usize,
    charset: Option<&str>,
    out: &mut String,
    map: &mut OffsetMap,
) -> usize {
    let bytes = text.as_bytes();
    let (mut decoded, mut buf) = (Vec::new(), String::new());
    let mut at = from;
    while let Some(n) = memchr::memchr2(b'=', b'\n', &bytes[at..]).map(|n| at + n) {
        if bytes[n] == b'\n' {
            same(text, at, n + 1, out, map);
            return n + 1;
        }
        same(text, at, n, out, map);
        at = n;
        decoded.clear();
        while let [b'=', high, low, ..] = bytes[at..]
            && let (Some(high), Some(low)) = (char::from(high).to_digit(16), char::from(low).to_digit(16))
        {
            decoded.push((high << 4 | low) as u8);
            at += 3;
        }
        if at > n {
            let (plain, ..) = charset::decode(&decoded, charset, &mut buf);
            map.push_replaced(out.len(), plain.len(), n, at - n);
            out.push_str(plain);
            continue;
        }
        at = match bytes[n + 1..] {
            [b'\n', ..] => n + 2,
            [b'\r', b'\n', ..] => n + 3,
            _ => {
                same(text, n, n + 1, out, map);
                n + 1
            }
        };
    }
    same(text, at, bytes.len(), out, map);
    bytes.len()
}

/// Decodes a value in base64 when it holds text.
fn base64(
    text: &str,
    from: usize,
    to: usize,
    charset: Option<&str>,
    out: &mut String,
    map: &mut OffsetMap,
) -> bool {
    let mut decoded = Vec::new();
    let value = text[from..to].trim_end();
    Decoder::new(Encoding::Base64).decode(value.as_bytes(), true, &mut decoded);
    if decoded.is_empty() || decoded.iter().any(|b| *b < 9 || (14..32).contains(b) || *b == 127) {
        return false;
    }
    let mut buf = String::new();
    let (plain, ..) = charset::decode(&decoded, charset, &mut buf);
    map.push_replaced(out.len(), plain.len(), from, value.len());
    out.push_str(plain);
    same(text, from + value.len(), to, out, map);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(text: &str, want: Option<&str>) {
        let (mut out, mut map) = (String::new(), OffsetMap::default());
        let changed = view(text, 0, &mut out, &mut map);
        assert_eq!(changed.then_some(out.as_str()), want, "{text}");
    }

    #[test]
    fn lines_are_unfolded() {
        is("TEL:020-\r\n 1234567\r\nN:Jan\r\n", Some("TEL:020-1234567\r\nN:Jan\r\n"));
        is("TEL:020\n", None);
    }

    #[test]
    fn escapes_are_read_as_what_they_stand_for() {
        is(
            "NOTE:Dag\\nJan\\N06\\, a\\;b\\:c\\\\d\\e\\\r\n n1\\",
            Some("NOTE:Dag\nJan\n06, a;b:c\\d\\e\n1\\"),
        );
        is(
            "item1.ADR;TYPE=home:;;Laan 3\\, achter\\;x\\nb;;\nX:\\;\n",
            Some("item1.ADR;TYPE=home:;;Laan 3, achter\\;x b;;\nX:;\n"),
        );
        let text = "NOTE:x\\nJan\\n06\n";
        let (mut out, mut map) = (String::new(), OffsetMap::default());
        assert!(view(text, 7, &mut out, &mut map));
        let at = out.find("Jan\n06").unwrap();
        let source = map.source(at..at + 6);
        assert_eq!(&text[source.start as usize - 7..source.end as usize - 7], "Jan\\n06");
    }

    #[test]
    fn values_of_version_2_1_are_decoded() {
        is(
            "EMAIL;ENCODING=QUOTED-PRINTABLE:jan=40klant=\r\n.example\r\nTEL:1\n 2\n",
            Some("EMAIL;ENCODING=QUOTED-PRINTABLE:jan@klant.example\r\nTEL:12\n"),
        );
        is("N;quoted-printable;charset=utf-8:Zo=C3=AB=\n", Some("N;quoted-printable;charset=utf-8:Zoë"));
        is(
            "N;CHARSET=iso-8859-1;QUOTED-PRINTABLE:Zo=EB=x",
            Some("N;CHARSET=iso-8859-1;QUOTED-PRINTABLE:Zoë=x"),
        );
        is("NOTE;ENCODING=BASE64:amFu\n QGE=\n\nX:y", Some("NOTE;ENCODING=BASE64:jan@a\n\nX:y"));
        is("NOTE;ENCODING=b:amFuQGE=\n", Some("NOTE;ENCODING=b:jan@a\n"));
        is("PHOTO;ENCODING=B:AAEC\n", Some("PHOTO;ENCODING=B:AAEC\n"));
    }

    #[test]
    fn the_map_leads_to_the_encoded_value() {
        let text = "EMAIL;QUOTED-PRINTABLE:jan=40a=\n.example\n";
        let (mut out, mut map) = (String::new(), OffsetMap::default());
        assert!(view(text, 5, &mut out, &mut map));
        let at = out.find("jan@a.example").unwrap();
        let source = map.source(at..at + 13);
        assert_eq!(&text[source.start as usize - 5..source.end as usize - 5], "jan=40a=\n.example");
    }
}
