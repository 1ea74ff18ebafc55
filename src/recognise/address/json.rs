//! Addresses in JSON (RFC 8259): a field for the street, one for the postcode, one for the place.
//!
//! In: a text and where digits begin in it. Out: where they are the postcode of an object, the address that its fields make, on one
//! line as people write it, and the bytes that the fields take. This module refuses to know what an address looks like.

use std::ops::Range;

use super::vocabulary::{Label, Vocabulary};

/// An address of an object.
pub(super) struct Object {
    /// The address as it is written on one line.
    pub(super) line: String,
    /// Bytes of the text: from the first of its fields to the last.
    pub(super) span: Range<usize>,
}

/// Bytes of an object on each side of its postcode.
const REACH: usize = 500;
/// Fields of an object that are looked at.
const FIELDS: usize = 24;
/// Bytes of a value.
const VALUE: usize = 80;

/// The address of the object in which a postcode begins, or ends, with the digits at byte `start`.
pub(super) fn read(text: &str, start: usize, vocabulary: &Vocabulary) -> Option<Object> {
    let bytes = text.as_bytes();
    // `"SW1A 1AA"`: the quotation mark stands a few letters before the last digit
    let back = bytes[..start].iter().rev().take(6);
    let letters = back.take_while(|b| b.is_ascii_alphanumeric() || **b == b' ').count();
    let mark = start.checked_sub(letters + 1)?;
    let quoted = bytes.get(mark) == Some(&b'"');
    let colon = bytes[..if quoted { mark } else { start }].trim_ascii_end();
    if !colon.ends_with(b":") || !colon[..colon.len() - 1].trim_ascii_end().ends_with(b"\"") {
        return None;
    }
    let floor = (start.saturating_sub(REACH)..=start).find(|n| text.is_char_boundary(*n))?;
    let open = open_brace(&bytes[floor..start])? + floor;
    let mut fields: Vec<(Label, Range<usize>)> = Vec::new();
    let (mut state, mut end) = (None, open);
    let mut at = open + 1;
    for _ in 0..FIELDS {
        let Some((key, value, next)) = field(text, at) else { break };
        at = next;
        end = next;
        let words = &text[key.clone()];
        if matches!(words, "state" | "region" | "addressRegion" | "stateCode" | "state_code" | "province") {
            state = Some(value);
        } else if let Some(label) = label(words, vocabulary)
            && !fields.iter().any(|(l, _)| *l == label)
        {
            fields.push((label, value));
        }
    }
    let of = |label: Label| fields.iter().find(|(l, _)| *l == label).map(|(_, value)| value.clone());
    let code = of(Label::Postcode).filter(|c| c.contains(&start) && start < end)?;
    let street = of(Label::Street).or_else(|| of(Label::Address))?;
    let (number, place) = (of(Label::Number), of(Label::Locality));
    let said = |range: &Range<usize>| unescaped(&text[range.clone()]);
    let mut line = said(&street);
    if let Some(number) = &number {
        line.push(' ');
        line.push_str(&said(number));
    }
    let (postcode, place_name) = (said(&code), place.as_ref().map(&said).unwrap_or_default());
    let state_name = state.as_ref().map(&said).unwrap_or_default();
    let british = postcode.starts_with(|c: char| c.is_ascii_uppercase()) && !postcode.contains('-');
    if british {
        line.push_str(&format!(", {place_name} {postcode}"));
    } else if vocabulary.is_state(&state_name) && postcode.len() >= 5 {
        line.push_str(&format!(", {place_name}, {state_name} {postcode}"));
    } else {
        line.push_str(&format!(", {postcode} {place_name}"));
    }
    if let Some(country) = of(Label::Country).filter(|c| vocabulary.country(&text[c.clone()]).is_some()) {
        line.push_str(&format!(", {}", said(&country)));
    }
    let ranges = [Some(street), number, Some(code), place, state];
    let starts = ranges.iter().flatten().map(|r| r.start).min()?;
    let ends = ranges.iter().flatten().map(|r| r.end).max()?;
    Some(Object { line, span: starts..ends })
}

/// What a key names: `postalCode`, `addressLocality`, `street_1` too.
fn label(key: &str, vocabulary: &Vocabulary) -> Option<Label> {
    vocabulary.label(key.trim_end_matches(['1', '_']))
}

/// The brace that opens the object which the end of `bytes` is in.
fn open_brace(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0;
    for at in memchr::memchr2_iter(b'{', b'}', bytes).rev() {
        match bytes[at] {
            b'}' => depth += 1,
            _ if depth == 0 => return Some(at),
            _ => depth -= 1,
        }
    }
    None
}

/// A field at byte `at`: key, value, and where the next may begin. Objects within are passed over.
fn field(text: &str, at: usize) -> Option<(Range<usize>, Range<usize>, usize)> {
    let bytes = text.as_bytes();
    let mut at = at + blank(bytes, at);
    if bytes.get(at) == Some(&b',') {
        at += 1 + blank(bytes, at + 1);
    }
    let key = string(text, at)?;
    at = key.end + 1;
    at += blank(bytes, at);
    if bytes.get(at) != Some(&b':') {
        return None;
    }
    at += 1 + blank(bytes, at + 1);
    match *bytes.get(at)? {
        b'"' => {
            let value = string(text, at)?;
            let next = value.end + 1;
            Some((key, value, next))
        }
        b'{' | b'[' => {
            let mut depth = 0;
            let inside = bytes[at..].iter().take(REACH).position(|b| {
                depth += i32::from(matches!(b, b'{' | b'[')) - i32::from(matches!(b, b'}' | b']'));
                depth == 0
            })?;
            Some((key, at..at, at + inside + 1))
        }
        _ => {
            let length = bytes[at..]
                .iter()
                .take(24)
                .take_while(|b| b.is_ascii_alphanumeric() || **b == b'.' || **b == b'-')
                .count();
            (length > 0).then(|| (key, at..at + length, at + length))
        }
    }
}

fn blank(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..).unwrap_or_default().iter().take(64).take_while(|b| b.is_ascii_whitespace()).count()
}

/// What stands between the quotation marks at byte `at`.
fn string(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    if bytes.get(at) != Some(&b'"') {
        return None;
    }
    let mut end = at + 1;
    while end < at + 4 * VALUE {
        match *bytes.get(end)? {
            b'"' => return Some(at + 1..end),
            b'\\' => end += 2,
            _ => end += 1,
        }
    }
    None
}

/// A value with its escapes read, on one line.
fn unescaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let tail = &rest[at + 1..];
        let code = tail.strip_prefix('u').and_then(|t| t.get(..4));
        let read = code.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        match (read, tail.chars().next()) {
            (Some(c), _) => {
                out.push(c);
                rest = &tail[5..];
            }
            (None, Some(c)) => {
                out.push(if matches!(c, 'n' | 'r' | 't') { ' ' } else { c });
                rest = &tail[c.len_utf8()..];
            }
            (None, None) => rest = tail,
        }
    }
    out.push_str(rest);
    out.replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_become_lines() {
        let file = crate::recognise::pattern::built_in().into_iter().find(|p| &*p.id == "postal-address");
        let vocabulary = Vocabulary::new(&file.unwrap());
        let line = |text: &str, code: &str| {
            let at = text.find(code)?;
            read(text, at, &vocabulary).map(|o| o.line)
        };
        for (text, code, found) in [
            (
                r#"{"straat": "Dorpsstraat", "huisnummer": 12, "postcode": "1234 AB", "plaats": "Delft"}"#,
                "1234",
                "Dorpsstraat 12, 1234 AB Delft",
            ),
            (
                r#"{"streetAddress":"6 High Road","addressLocality":"Cardiff","postalCode":"CF11 9AA"}"#,
                "9AA",
                "6 High Road, Cardiff CF11 9AA",
            ),
            (
                r#"[{"a": {"line1": "12 Main St", "city": "Austin", "state": "TX", "zip": "78701"}}]"#,
                "78701",
                "12 Main St, Austin, TX 78701",
            ),
            (
                r#"{"calle": "Calle Ur\u00eda", "numero": "3", "cp": "33003", "ciudad": "Oviedo"}"#,
                "33003",
                "Calle Uría 3, 33003 Oviedo",
            ),
        ] {
            assert_eq!(line(text, code).as_deref(), Some(found), "{text}");
        }
        assert_eq!(line(r#"{"order": "1234 AB", "plaats": "Delft", "straat": "Markt 1"}"#, "1234"), None);
        assert_eq!(line("Postcode: 1234 AB", "1234"), None);
    }
}
