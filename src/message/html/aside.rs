//! What an HTML text says beside its flow: targets of links, attributes that people see, comments.

use std::ops::Range;

use super::super::border::border_in_markup;
use super::entity;

/// Bytes of a value that are handed on at once: a list of addresses may be as long as the message.
const ASIDE: usize = 64 << 10;

/// Where a text beside the flow comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsideKind {
    /// The target of a `mailto:` link: one address, or a stretch of a list that is very long.
    Mailto,
    /// The target of a `tel:`, `sms:`, `callto:` or WhatsApp link: one number.
    Telephone,
    /// The target of a link to a page that only a person has, as behind the word LinkedIn in a signature.
    Profile,
    /// The value of an `alt`, `title` or `aria-label` attribute, or the subject or body of a `mailto:` link.
    Attribute,
    /// A comment that is not a conditional one.
    Comment,
}

/// A text that stands beside the flow of an HTML part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// The text, entities and percent-encoding decoded.
    pub text: String,
    /// Where in the decoded text of the part it stands, in bytes. Not always as long as `text`.
    pub source: Range<u64>,
    /// Where it comes from.
    pub kind: AsideKind,
}

/// Attributes that are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attribute {
    Link,
    Words,
    /// Goes on in a `mailto:` link.
    Mailto(Field),
}

/// What is read in a `mailto:` link (RFC 6068).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// Addresses before the `?`.
    To,
    /// Addresses of a `to`, `cc` or `bcc`.
    Copies,
    /// The name of a field.
    Name,
    /// A `subject` or `body`.
    Words,
    /// Another field.
    Other,
}

/// Tells from what stands before the `=` whether an attribute is looked at.
pub(super) fn attribute(before: &[u8]) -> Option<Attribute> {
    let before = before.trim_ascii_end();
    let (name, kind): (&[u8], _) = match before.last()? | 0x20 {
        b'f' => (b"href", Attribute::Link),
        b'n' => (b"action", Attribute::Link),
        b't' => (b"alt", Attribute::Words),
        b'e' => (b"title", Attribute::Words),
        b'l' => (b"aria-label", Attribute::Words),
        _ => return None,
    };
    ends_with_name(before, name).then_some(kind)
}

fn ends_with_name(before: &[u8], name: &[u8]) -> bool {
    before.len() > name.len() && {
        let (head, tail) = before.split_at(before.len() - name.len());
        tail.eq_ignore_ascii_case(name)
            && head.last().is_some_and(|&b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'/'))
    }
}

/// Reads the value of an attribute, which stands at byte `at` of the part, or a piece of one that is too long to wait for.
/// Returns as what the next piece is to be read: `None` where the value is not searched.
pub(super) fn read(value: &str, attribute: Attribute, at: u64, out: &mut Vec<Aside>) -> Option<Attribute> {
    match attribute {
        Attribute::Words => {
            add(value, at, AsideKind::Attribute, false, out);
            Some(attribute)
        }
        Attribute::Link => link(value, at, out),
        Attribute::Mailto(field) => Some(Attribute::Mailto(mailto(value, at, field, out))),
    }
}

fn link(value: &str, at: u64, out: &mut Vec<Aside>) -> Option<Attribute> {
    let bytes = value.trim_ascii_start().as_bytes();
    let head = &bytes[..bytes.len().min(40)];
    let maybe = match head.first() {
        Some(b) if b"mtscw".contains(&(b | 0x20)) => true,
        Some(b'h' | b'H') => {
            let has = |sign: &str| memchr::memmem::find(head, sign.as_bytes()).is_some();
            if PROFILES.iter().any(|profile| has(profile)) {
                profile(value, at, out);
                return None;
            }
            has("wa.me") || has("whatsapp")
        }
        Some(b'&') => true,
        _ => false,
    };
    if !maybe {
        return None;
    }
    if let Some(scheme) = mailto_scheme(value) {
        let rest = &value[scheme..];
        let rest = rest.trim_start_matches('/');
        let place = at + (value.len() - rest.len()) as u64;
        return Some(Attribute::Mailto(mailto(rest, place, Field::To, out)));
    }
    // a number is short, whatever stands around it
    let value = &value[..value.floor_char_boundary(ASIDE)];
    let plain = unescaped(value);
    let target = plain.trim_ascii();
    let numbers = ["tel:", "sms:", "smsto:", "callto:", "whatsapp:"];
    let number = if let Some(rest) = numbers.iter().find_map(|p| after_prefix(target, p)) {
        let number = rest.trim_start_matches('/');
        query(number, "phone").or_else(|| number.split('?').next())
    } else if let Some((_, rest)) = target.split_once("wa.me/") {
        rest.split('?').next()
    } else if target.contains("whatsapp") {
        query(target, "phone")
    } else {
        None
    };
    let text = percent_decoded(number?);
    let text = text.trim();
    if !text.is_empty() {
        let source = match value.find(text) {
            Some(i) => at + i as u64..at + (i + text.len()) as u64,
            None => at..at + value.len() as u64,
        };
        out.push(Aside { text: text.to_owned(), source, kind: AsideKind::Telephone });
    }
    None
}

/// Paths of pages that only people have.
const PROFILES: [&str; 4] =
    ["linkedin.com/in/", "linkedin.com/pub/", "xing.com/profile/", "xing.com/profiles/"];
/// Bytes of a link to one.
const PROFILE_MAX: usize = 200;

/// The link to a person's page, without what counts who comes along.
fn profile(value: &str, at: u64, out: &mut Vec<Aside>) {
    let value = &value[..value.floor_char_boundary(PROFILE_MAX)];
    let trimmed = value.trim_ascii_start();
    let place = at + (value.len() - trimmed.len()) as u64;
    let text = trimmed.split(['?', '#', '&']).next().unwrap_or_default().trim_ascii_end();
    let source = place..place + text.len() as u64;
    out.push(Aside { text: text.to_owned(), source, kind: AsideKind::Profile });
}

/// The length of `mailto:` at the beginning of a value, with white space before it, however it is escaped.
fn mailto_scheme(value: &str) -> Option<usize> {
    let mut at = value.len() - value.trim_ascii_start().len();
    for want in "mailto:".chars() {
        let rest = &value.as_bytes()[at..];
        let (len, c) = match *rest.first()? {
            b'&' => entity::decode(rest, true).map(|(len, c)| (len, c.single()))?,
            b => (1, Some(char::from(b))),
        };
        if !c?.eq_ignore_ascii_case(&want) {
            return None;
        }
        at += len;
    }
    Some(at)
}

/// Reads a `mailto:` link, or a piece of one, from `field` on: addresses before the `?`, parted by commas; more in `to`,
/// `cc` and `bcc`; text in `subject` and `body` (RFC 6068). Returns what is open at its end.
///
/// Each address has its own place in the value. Of a list longer than [`ASIDE`] what is not escaped is handed on in
/// stretches, for the addresses of a list that long are not worth the memory of one aside each.
fn mailto(value: &str, at: u64, mut field: Field, out: &mut Vec<Aside>) -> Field {
    let bytes = value.as_bytes();
    let long = value.len() > ASIDE;
    let mut from = 0;
    let mut i = 0;
    while let Some(n) = bytes[i..].iter().position(|b| matches!(b, b',' | b';' | b'&' | b'?' | b'=')) {
        i += n;
        let mut len = 1;
        let next = match (bytes[i], field) {
            (b'?', Field::To) => Some(Field::Name),
            // Outlook parts addresses with semicolons.
            (b',' | b';', Field::To | Field::Copies) => {
                let plain = !long || i - from > ASIDE / 2;
                if plain { Some(field) } else { None }
            }
            (b'=', Field::Name) => Some(field_named(&value[from..i])),
            (b'&', _) => {
                let reference = entity::decode(&bytes[i..], true);
                let and = reference.is_none_or(|(_, c)| c.single() == Some('&'));
                len = reference.map_or(1, |(len, _)| len);
                if and && field != Field::To { Some(Field::Name) } else { None }
            }
            _ => None,
        };
        if let Some(next) = next {
            flush(value, from, i, at, field, out);
            field = next;
            from = i + len;
        }
        i += len;
    }
    flush(value, from, value.len(), at, field, out);
    field
}

/// Mail programs write `&amp;` twice over; what is left of it stands before the name.
fn field_named(name: &str) -> Field {
    let name = name.trim_start_matches("amp;");
    if ["to", "cc", "bcc"].iter().any(|n| name.eq_ignore_ascii_case(n)) {
        Field::Copies
    } else if ["subject", "body"].iter().any(|n| name.eq_ignore_ascii_case(n)) {
        Field::Words
    } else {
        Field::Other
    }
}

fn flush(value: &str, from: usize, to: usize, at: u64, field: Field, out: &mut Vec<Aside>) {
    let kind = match field {
        Field::To | Field::Copies => AsideKind::Mailto,
        Field::Words => AsideKind::Attribute,
        Field::Name | Field::Other => return,
    };
    add(&value[from..to], at + from as u64, kind, true, out);
}

/// Adds a value that stands at `at`, in stretches of at most [`ASIDE`] bytes.
fn add(value: &str, at: u64, kind: AsideKind, percent: bool, out: &mut Vec<Aside>) {
    let mut rest = value;
    let mut at = at;
    while !rest.is_empty() {
        let cut = if rest.len() > ASIDE {
            let bound = rest.floor_char_boundary(ASIDE);
            border_in_markup(&rest.as_bytes()[..bound]).unwrap_or(bound)
        } else {
            rest.len()
        };
        let (raw, behind) = rest.split_at(cut);
        let mut place = at;
        let mut own = raw;
        if percent {
            own = raw.trim_start();
            place += (raw.len() - own.len()) as u64;
            own = own.trim_end();
        }
        if !own.trim().is_empty() {
            let text = unescaped(own);
            let text = if percent { percent_decoded(&text).trim().to_owned() } else { text };
            if !text.is_empty() {
                out.push(Aside { text, source: place..place + own.len() as u64, kind });
            }
        }
        at += cut as u64;
        rest = behind;
    }
}

fn after_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

fn query<'t>(target: &'t str, name: &str) -> Option<&'t str> {
    let (_, query) = target.split_once('?')?;
    query.split('&').find_map(|field| field.split_once('=').filter(|(n, _)| *n == name).map(|(_, v)| v))
}

/// Decodes `%40` and the like; what is no such escape stays.
fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        let digit = |i: usize| bytes.get(at + i).and_then(|&b| char::from(b).to_digit(16));
        if b == b'%'
            && let (Some(high), Some(low)) = (digit(1), digit(2))
        {
            out.push((high << 4 | low) as u8);
            at += 3;
        } else {
            out.push(b);
            at += 1;
        }
    }
    String::from_utf8(out).unwrap_or_else(|e| encoding_rs::mem::decode_latin1(e.as_bytes()).into_owned())
}

/// Decodes the character references of an attribute value.
fn unescaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(i) = memchr::memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..i]);
        rest = &rest[i..];
        let used = match entity::decode(rest.as_bytes(), true) {
            Some((len, character)) => {
                character.push_to(&mut out);
                len
            }
            None => {
                out.push('&');
                1
            }
        };
        rest = &rest[used..];
    }
    out.push_str(rest);
    out
}
