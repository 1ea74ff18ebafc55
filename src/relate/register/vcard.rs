//! vCards, versions 2.1 to 4.0 (RFC 6350), many in one text.
//!
//! In: text that holds whole cards. Out: for each card its cells. Properties that hold no detail of ours are passed over, and
//! so is what is no property: a card never fails as a whole.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

use super::columns::{Column, Role};
use super::file::{CELL_MAX, CELLS_MAX, Cell};

/// Hands on the cells of each card.
pub(super) fn cards(text: &str, on: &mut dyn FnMut(&[Cell<'_>])) {
    let mut cells: Vec<Cell<'static>> = Vec::new();
    let mut inside = false;
    let mut named = false;
    let mut lines = text.lines().peekable();
    while let Some(first) = lines.next() {
        let mut line = Cow::Borrowed(first);
        let upper = first.split(':').next().unwrap_or_default().to_ascii_uppercase();
        let printable = upper.contains("QUOTED-PRINTABLE");
        // RFC 6350 §3.2: a line that begins with white space goes on with the one before; in 2.1 a `=` at the end does
        while let Some(next) = lines.peek() {
            if printable && line.ends_with('=') {
                let kept = line.len() - 1;
                line.to_mut().truncate(kept);
                line.to_mut().push_str(next);
            } else if next.starts_with([' ', '\t']) {
                line.to_mut().push_str(&next[1..]);
            } else {
                break;
            }
            lines.next();
        }
        match upper.trim() {
            "BEGIN" | "END" => {
                if inside {
                    on(&cells);
                }
                cells.clear();
                named = false;
                inside = upper.trim() == "BEGIN";
            }
            _ if inside && cells.len() < CELLS_MAX && line.len() <= CELL_MAX * 2 => {
                property(&line, &upper, printable, &mut named, &mut cells);
            }
            _ => {}
        }
    }
    if inside {
        on(&cells);
    }
}

/// Adds the cells of one property.
fn property(line: &str, upper: &str, printable: bool, named: &mut bool, cells: &mut Vec<Cell<'static>>) {
    let Some((_, raw)) = line.split_once(':') else { return };
    if upper.contains("ENCODING=B") || upper.contains("BASE64") {
        return;
    }
    // `item1.EMAIL;TYPE=work`
    let name = upper.split(';').next().unwrap_or_default();
    let name = name.rsplit('.').next().unwrap_or(name);
    let decoded;
    let value = if printable {
        decoded = quoted_printable(raw, upper);
        decoded.as_str()
    } else {
        raw
    };
    let group = cells.len() as u16 + 1;
    let mut add = |role: Role, group: u16, text: &str| {
        let text = text.trim();
        if !text.is_empty() && text.len() <= CELL_MAX {
            let column = Column { role, group, country: None, contact: false };
            cells.push(Cell { column, text: Cow::Owned(text.to_owned()) });
        }
    };
    match name {
        "FN" if !*named => {
            *named = true;
            add(Role::Name, 0, &plain(value));
        }
        "N" => {
            // family; given; additional; prefixes; suffixes
            let parts = split(value, ';');
            let part = |n: usize| parts.get(n).map(|p| plain(p)).unwrap_or_default();
            let given = format!("{} {}", part(1), part(2));
            if !part(0).is_empty() {
                add(Role::Surname, group, &part(0));
                add(Role::GivenName, group, &given);
            }
        }
        "ORG" => add(Role::Organisation, 0, &plain(split(value, ';').first().copied().unwrap_or_default())),
        "EMAIL" => add(Role::Email, 0, plain(value).trim_start_matches("mailto:")),
        "TEL" => add(Role::Phone, 0, plain(value).trim_start_matches("tel:")),
        "ADR" => {
            // post office box; extended; street; locality; region; postcode; country
            let parts = split(value, ';');
            let roles = [(2, Role::Street), (3, Role::Place), (5, Role::Postcode), (6, Role::Country)];
            for (n, role) in roles {
                if let Some(part) = parts.get(n) {
                    add(role, group, &plain(part).replace('\n', ", "));
                }
            }
        }
        "BDAY" => add(Role::BirthDate, 0, &date(value)),
        _ => {}
    }
}

/// `19700131` as `1970-01-31`; anything else without its time.
fn date(value: &str) -> String {
    let day = value.split(['T', ' ']).next().unwrap_or_default();
    match (day.len(), day.get(..4), day.get(4..6), day.get(6..)) {
        (8, Some(year), Some(month), Some(day)) if day.len() == 2 => format!("{year}-{month}-{day}"),
        _ => day.to_owned(),
    }
}

/// The parts of a structured value: a separator behind `\` is text.
fn split(value: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (at, c) in value.char_indices() {
        if c == separator && !escaped {
            parts.push(&value[start..at]);
            start = at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    parts.push(&value[start..]);
    parts
}

/// Undoes the escapes of RFC 6350 §3.4.
fn plain(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            _ => out.push(c),
        }
    }
    out
}

/// Decodes quoted-printable, in the charset that the property names.
fn quoted_printable(value: &str, upper: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first == b'='
            && let [high, low, tail @ ..] = tail
            && let (Some(high), Some(low)) = (char::from(*high).to_digit(16), char::from(*low).to_digit(16))
        {
            bytes.push((high << 4 | low) as u8);
            rest = tail;
        } else {
            bytes.push(*first);
        }
    }
    let charset = upper.split_once("CHARSET=").and_then(|(_, rest)| rest.split([';', ':']).next());
    let encoding = charset.and_then(|c| Encoding::for_label(c.as_bytes())).unwrap_or(UTF_8);
    encoding.decode_without_bom_handling(&bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Vec<(Role, String)>> {
        let mut all = Vec::new();
        cards(text, &mut |cells| {
            all.push(cells.iter().map(|c| (c.column.role, c.text.clone().into_owned())).collect());
        });
        all
    }

    #[test]
    fn cards_of_three_versions() {
        let text = "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Jan de Vries\r\nN:de Vries;Jan;;;\r\nORG:Klant\\, Zonen;Inkoop\r\n\
                    item1.EMAIL;TYPE=work:jan@\r\n klant.example\r\nTEL;VALUE=uri:tel:+31-20-1234567\r\n\
                    ADR;TYPE=home:;;Dorpsstraat 12;Ons Dorp;;1234 AB;Nederland\r\nBDAY:19700131\r\nEND:VCARD\r\n\
                    BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Zo=EB=\n;Ann\nTEL;CELL:0612345678\n\
                    PHOTO;ENCODING=BASE64:AAAA\nEND:VCARD\n";
        let [first, second] = read(text).try_into().unwrap();
        let has = |card: &[(Role, String)], role, text: &str| {
            assert!(card.contains(&(role, text.to_owned())), "{card:?} {text}");
        };
        has(&first, Role::Name, "Jan de Vries");
        has(&first, Role::Organisation, "Klant, Zonen");
        has(&first, Role::Email, "jan@klant.example");
        has(&first, Role::Phone, "+31-20-1234567");
        has(&first, Role::Street, "Dorpsstraat 12");
        has(&first, Role::Postcode, "1234 AB");
        has(&first, Role::BirthDate, "1970-01-31");
        has(&second, Role::Surname, "Zoë");
        has(&second, Role::Phone, "0612345678");
        assert_eq!(second.len(), 3);
    }

    #[test]
    fn a_card_that_does_not_end_is_read() {
        assert_eq!(read("BEGIN:VCARD\nEMAIL:a@klant.example\nBEGIN:VCARD\nEMAIL:b@klant.example").len(), 2);
        assert_eq!(read("EMAIL:a@klant.example\n").len(), 0);
    }
}
