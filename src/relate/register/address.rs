//! Postal addresses of registers, and when two are the same.
//!
//! In: the cells of an address, or the parts of one that was found in mail. Out: its normal form, and a key that all
//! writings of it share. A postcode with letters and a house number are enough (a Dutch postcode is one side of a street);
//! where a postcode is a whole town, the street counts too. This file refuses to know countries but by their postcodes.

use super::fold::squeezed;

/// The parts of an address, as written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    pub(super) street: &'a str,
    /// With what is added to it.
    pub(super) number: &'a str,
    pub(super) postcode: &'a str,
    pub(super) place: &'a str,
}

impl Parts<'_> {
    /// A key that all writings of the address share; nothing where too little of it is known.
    pub(super) fn key(&self) -> Option<String> {
        let postcode = squeezed(self.postcode);
        let number = number(self.number);
        let letters = postcode.bytes().any(|b| b.is_ascii_alphabetic());
        match (postcode.is_empty(), number.is_empty()) {
            (false, false) if letters => Some(format!("{postcode} {number}")),
            (false, false) => Some(format!("{postcode} {number} {}", street(self.street))),
            (false, true) if self.street.is_empty() => None,
            (false, true) => Some(format!("{postcode} - {}", street(self.street))),
            (true, _) if self.street.is_empty() || self.place.is_empty() => None,
            (true, _) => Some(format!("{} {number} {}", squeezed(self.place), street(self.street))),
        }
    }

    /// `street number, postcode place, CC`.
    pub(super) fn normal(&self, country: Option<[u8; 2]>) -> String {
        let code = country.map(|c| String::from_utf8_lossy(&c).into_owned()).unwrap_or_default();
        let mut out = String::new();
        let parts =
            [("", self.street), (" ", self.number), (", ", self.postcode), (" ", self.place), (", ", &code)];
        for (mark, part) in parts {
            if !part.is_empty() {
                if !out.is_empty() {
                    out.push_str(mark);
                }
                out.push_str(part);
            }
        }
        out
    }
}

/// A postcode as findings have it: Dutch ones without a space, others with one.
pub(super) fn postcode(text: &str, country: Option<[u8; 2]>) -> String {
    let upper = text.trim().to_uppercase();
    let bare: String = upper.chars().filter(char::is_ascii_alphanumeric).collect();
    let bytes = bare.as_bytes();
    let dutch = bytes.len() == 6
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && bytes[4..].iter().all(u8::is_ascii_alphabetic);
    if dutch {
        return bare;
    }
    if country == Some(*b"GB") && bytes.len() >= 5 {
        // the inward code is the last three
        return format!("{} {}", &bare[..bare.len() - 3], &bare[bare.len() - 3..]);
    }
    // `B-3001`, `D-50823`
    let local = upper
        .split_once(['-', ' '])
        .filter(|(head, _)| head.len() <= 2 && head.bytes().all(|b| b.is_ascii_alphabetic()));
    local
        .filter(|(_, code)| code.bytes().all(|b| b.is_ascii_digit()))
        .map_or(upper.clone(), |(_, code)| code.to_owned())
}

/// A house number, compared: small letters, groups of digits apart, words for a unit left out.
fn number(text: &str) -> String {
    let folded = text.to_lowercase();
    let mut out = String::new();
    let mut rest = folded.as_str();
    while let Some(first) = rest.chars().next() {
        if !first.is_alphanumeric() {
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let digits = first.is_ascii_digit();
        let end =
            rest.find(|c: char| !c.is_alphanumeric() || c.is_ascii_digit() != digits).unwrap_or(rest.len());
        let (group, behind) = rest.split_at(end);
        rest = behind;
        if digits {
            if out.ends_with(|c: char| c.is_ascii_digit()) {
                out.push('-');
            }
            // `012`
            out.push_str(group.trim_start_matches('0'));
        } else if !matches!(
            squeezed(group).as_str(),
            "bus" | "bte" | "boite" | "box" | "app" | "apt" | "appt" | "nr" | "no" | "n"
        ) {
            out.push_str(&squeezed(group));
        }
    }
    out
}

/// The name of a street, compared: without marks, words for a street as they are cut short.
fn street(text: &str) -> String {
    const SHORT: [(&str, &str); 14] = [
        ("strasse", "str"),
        ("straat", "str"),
        ("street", "st"),
        ("road", "rd"),
        ("drive", "dr"),
        ("lane", "ln"),
        ("avenue", "ave"),
        ("avenida", "avda"),
        ("boulevard", "bd"),
        ("blvd", "bd"),
        ("steenweg", "stwg"),
        ("sint", "st"),
        ("saint", "st"),
        ("professor", "prof"),
    ];
    let mut out = squeezed(text);
    for (long, short) in SHORT {
        if out.contains(long) {
            out = out.replace(long, short);
        }
    }
    out
}

/// Cuts a line of a street and a house number: `Dorpsstraat 12 a`, `12 rue de Lille`.
pub(super) fn cut(line: &str) -> (&str, &str) {
    let line = line.trim();
    if line.starts_with(|c: char| c.is_ascii_digit()) {
        let end = line.find([' ', ',']).unwrap_or(line.len());
        let (mut number, mut rest) = line.split_at(end);
        let next = rest.trim_start_matches([' ', ',']);
        let word = next.split([' ', ',']).next().unwrap_or_default();
        if matches!(squeezed(word).as_str(), "bis" | "ter" | "quater")
            || word.len() == 1 && !next[word.len()..].is_empty()
        {
            let taken = line.len() - next.len() + word.len();
            (number, rest) = line.split_at(taken);
        }
        let street = rest.trim_start_matches([' ', ',']);
        return if street.is_empty() { (line, "") } else { (street, number) };
    }
    // the last word that begins with a digit, and all behind it
    let mut found = None;
    for (at, _) in line.match_indices([' ', ',']) {
        if line[at + 1..].starts_with(|c: char| c.is_ascii_digit()) {
            found = Some(at);
        }
    }
    match found {
        Some(at) if line[..at].chars().any(char::is_alphabetic) => {
            (line[..at].trim_end_matches([' ', ',']), &line[at + 1..])
        }
        _ => (line, ""),
    }
}

/// Takes an address in one cell apart at its commas: a line of a street, a postcode with a place on either side of it. The
/// country is no part of it. Nothing where there is no postcode.
pub(super) fn apart(text: &str) -> Option<Parts<'_>> {
    let mut pieces = text.split([',', ';', '\n']).map(str::trim).filter(|p| !p.is_empty());
    let (street, number) = cut(pieces.next()?);
    let has_digit = |word: &str| word.bytes().any(|b| b.is_ascii_digit());
    let line = pieces.find(|piece| has_digit(piece))?;
    let words: Vec<&str> = line.split(' ').filter(|w| !w.is_empty()).collect();
    let of_code = |n: usize| {
        let letters = words[n].len() == 2 && words[n].bytes().all(|b| b.is_ascii_uppercase());
        // `1234 AB`; `B2 4QA`
        has_digit(words[n]) || letters && n > 0 && words[n - 1].len() == 4 && has_digit(words[n - 1])
    };
    let leading = (0..words.len()).take_while(|n| of_code(*n)).count();
    let trailing = (0..words.len()).rev().take_while(|n| of_code(*n)).count();
    let (code, place) = match (leading, trailing) {
        (0, 0) => return None,
        (0, n) => (&words[words.len() - n..], &words[..words.len() - n]),
        (n, _) => (&words[..n], &words[n..]),
    };
    let within = |words: &[&str]| match (words.first(), words.last()) {
        (Some(first), Some(last)) => {
            let start = first.as_ptr() as usize - text.as_ptr() as usize;
            let end = last.as_ptr() as usize + last.len() - text.as_ptr() as usize;
            text.get(start..end).unwrap_or_default()
        }
        _ => "",
    };
    let parts = Parts { street, number, postcode: within(code), place: within(place) };
    (code.iter().map(|w| w.len()).sum::<usize>() >= 4).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(street: &str, number: &str, postcode: &str, place: &str) -> Option<String> {
        Parts { street, number, postcode, place }.key()
    }

    #[test]
    fn one_address_in_many_writings() {
        assert_eq!(
            key("Dorpsstraat", "12 A", "1234 AB", "Ons Dorp"),
            key("Dorpsstr.", "12a", "1234ab", "ONS DORP")
        );
        assert_eq!(key("Dorpsstraat", "96-12", "1234AB", ""), key("", "96 12", "1234AB", ""));
        assert_ne!(key("Dorpsstraat", "12", "1234AB", ""), key("Dorpsstraat", "12 A", "1234AB", ""));
        assert_eq!(key("Hauptstraße", "5", "50823", ""), key("Hauptstr.", "5", "50823", ""));
        assert_ne!(key("Hauptstraße", "5", "50823", ""), key("Am Markt", "5", "50823", ""));
        assert_eq!(key("Lei", "12 bus 3", "3001", ""), key("Lei", "12/3", "3001", ""));
        assert_eq!(key("", "", "1234AB", ""), None);
        assert_eq!(key("", "12", "", "Ons Dorp"), None);
    }

    #[test]
    fn addresses_in_one_cell() {
        let read = |text| apart(text).map(|p| (p.street, p.number, p.postcode, p.place));
        assert_eq!(
            read("High Street 172, B2 4QA Birmingham, Verenigd Koninkrijk"),
            Some(("High Street", "172", "B2 4QA", "Birmingham"))
        );
        assert_eq!(
            read("172 High Street, Birmingham B2 4QA"),
            Some(("High Street", "172", "B2 4QA", "Birmingham"))
        );
        assert_eq!(
            read("Dorpsstraat 12 a, 1234 AB Ons Dorp"),
            Some(("Dorpsstraat", "12 a", "1234 AB", "Ons Dorp"))
        );
        assert_eq!(read("Hauptstr. 5, 50667 Köln"), Some(("Hauptstr.", "5", "50667", "Köln")));
        for none in ["", "geen", "Dorpsstraat 12", "Dorpsstraat 12, Ons Dorp"] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn normal_forms() {
        let parts = Parts { street: "Dorpsstraat", number: "12 a", postcode: "1234AB", place: "Ons Dorp" };
        assert_eq!(parts.normal(Some(*b"NL")), "Dorpsstraat 12 a, 1234AB Ons Dorp, NL");
        assert_eq!(postcode("1234 ab", None), "1234AB");
        assert_eq!(postcode("eh39qn", Some(*b"GB")), "EH3 9QN");
        assert_eq!(postcode("B-3001", Some(*b"BE")), "3001");
    }

    #[test]
    fn lines_of_a_street_and_a_number() {
        assert_eq!(cut("Dorpsstraat 12 a"), ("Dorpsstraat", "12 a"));
        assert_eq!(cut("Plein 1940 12"), ("Plein 1940", "12"));
        assert_eq!(cut("12 bis, rue de Lille"), ("rue de Lille", "12 bis"));
        assert_eq!(cut("105 High Street"), ("High Street", "105"));
        assert_eq!(cut("Dorpsstraat"), ("Dorpsstraat", ""));
        assert_eq!(cut("12"), ("12", ""));
    }
}
