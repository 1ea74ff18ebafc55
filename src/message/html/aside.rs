//! What an HTML text says beside its flow: targets of links, attributes that people see, comments.

use std::ops::Range;

use super::entity;

/// Where a text beside the flow comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsideKind {
    /// The target of a `mailto:` link: one address.
    Mailto,
    /// The target of a `tel:`, `sms:`, `callto:` or WhatsApp link: one number.
    Telephone,
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

/// Reads the value of an attribute, which stands at byte `at` of the part.
pub(super) fn read(value: &str, attribute: Attribute, at: u64, out: &mut Vec<Aside>) {
    match attribute {
        Attribute::Words => words(value, at, out),
        Attribute::Link => link(value, at, out),
    }
}

fn words(value: &str, at: u64, out: &mut Vec<Aside>) {
    if value.trim().is_empty() {
        return;
    }
    out.push(Aside {
        text: unescaped(value),
        source: at..at + value.len() as u64,
        kind: AsideKind::Attribute,
    });
}

fn link(value: &str, at: u64, out: &mut Vec<Aside>) {
    let bytes = value.trim_ascii_start().as_bytes();
    let head = &bytes[..bytes.len().min(40)];
    let maybe = match head.first() {
        Some(b) if b"mtscw".contains(&(b | 0x20)) => true,
        Some(b'h' | b'H') => {
            memchr::memmem::find(head, b"wa.me").or(memchr::memmem::find(head, b"whatsapp")).is_some()
        }
        Some(b'&') => true,
        _ => false,
    };
    if !maybe {
        return;
    }
    let plain = unescaped(value);
    let target = plain.trim_ascii();
    let numbers = ["tel:", "sms:", "smsto:", "callto:", "whatsapp:"];
    let place = Place { value, at };
    if let Some(rest) = after_prefix(target, "mailto:") {
        mailto(rest, place, out);
    } else if let Some(rest) = numbers.iter().find_map(|p| after_prefix(target, p)) {
        let number = rest.trim_start_matches('/');
        match query(number, "phone") {
            Some(phone) => place.add(phone, AsideKind::Telephone, out),
            None => place.add(number.split('?').next().unwrap_or_default(), AsideKind::Telephone, out),
        }
    } else if let Some((_, rest)) = target.split_once("wa.me/") {
        place.add(rest.split('?').next().unwrap_or_default(), AsideKind::Telephone, out);
    } else if target.contains("whatsapp")
        && let Some(phone) = query(target, "phone")
    {
        place.add(phone, AsideKind::Telephone, out);
    }
}

/// RFC 6068: addresses before the `?`, parted by commas; more in `to`, `cc` and `bcc`; text in `subject` and `body`.
fn mailto(rest: &str, place: Place<'_>, out: &mut Vec<Aside>) {
    let rest = rest.trim_start_matches('/');
    let (addresses, fields) = rest.split_once('?').unwrap_or((rest, ""));
    place.add_addresses(addresses, out);
    // Mail programs write `&amp;` twice over; what is left of it stands before the name.
    for field in fields.split('&').take(50) {
        let (name, value) = field.split_once('=').unwrap_or((field, ""));
        let name = name.trim_start_matches("amp;");
        if ["to", "cc", "bcc"].iter().any(|n| name.eq_ignore_ascii_case(n)) {
            place.add_addresses(value, out);
        } else if ["subject", "body"].iter().any(|n| name.eq_ignore_ascii_case(n)) {
            place.add(value, AsideKind::Attribute, out);
        }
    }
}

#[derive(Clone, Copy)]
struct Place<'v> {
    value: &'v str,
    at: u64,
}

impl Place<'_> {
    fn add_addresses(self, list: &str, out: &mut Vec<Aside>) {
        // Outlook parts them with semicolons.
        for address in list.split([',', ';']).take(1000) {
            self.add(address, AsideKind::Mailto, out);
        }
    }

    fn add(self, piece: &str, kind: AsideKind, out: &mut Vec<Aside>) {
        let text = percent_decoded(piece);
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        // Where the words stand in the value as they are, the place is theirs alone. The search is for the last piece
        // of at most 1,000, in a value of some length: bounded, for long lists give the place of the whole value.
        let own = if self.value.len() <= 4096 { self.value.find(text) } else { None };
        let source = match own {
            Some(i) => self.at + i as u64..self.at + (i + text.len()) as u64,
            None => self.at..self.at + self.value.len() as u64,
        };
        out.push(Aside { text: text.to_owned(), source, kind });
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
