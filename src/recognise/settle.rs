//! Which of what overlaps stays.
//!
//! In: a text, and all that the recognisers found in it. Out: that in order of place, nothing of it overlapping. This module refuses
//! to know how anything was found.

use super::phone;
use crate::model::{Confidence, Kind, Match};

/// Bytes between an address and the numbers behind it.
const GAP: usize = 40;
/// Hundredths from which an address says for sure in which country it is.
const SURE: u8 = 85;

/// Sorts the matches, and drops those that a better one overlaps. Whom a letter is for at an address is told beside the address, which
/// then stands before the name and behind it, as two findings of one value.
pub(super) fn settle(text: &str, out: &mut Vec<Match>) {
    let mut tails = Vec::new();
    out.sort_by(|a, b| {
        a.span.start.cmp(&b.span.start).then(b.span.end.cmp(&a.span.end)).then(a.kind.cmp(&b.kind))
    });
    let mut kept = 0;
    for n in 0..out.len() {
        let overlaps = kept > 0 && out[n].span.start < out[kept - 1].span.end;
        if !overlaps {
            out.swap(kept, n);
            kept += 1;
        } else if let Some(end) = street_end(text, &out[kept - 1], &out[n]) {
            let address = &mut out[kept - 1];
            let whole = std::mem::replace(&mut address.span.end, end);
            let mut tail = address.clone();
            out.swap(kept, n);
            tail.span = behind(text, out[kept].span.end, whole);
            kept += 1;
            tails.push(tail);
        } else if (out[n].confidence, out[n].span.len())
            > (out[kept - 1].confidence, out[kept - 1].span.len())
        {
            out.swap(kept - 1, n);
        }
    }
    out.truncate(kept);
    tails.retain(|tail| {
        let next = out.partition_point(|m| m.span.end <= tail.span.start);
        !tail.span.is_empty() && out.get(next).is_none_or(|m| m.span.start >= tail.span.end)
    });
    if !tails.is_empty() {
        out.append(&mut tails);
        out.sort_by_key(|m| m.span.start);
    }
    at_home(text, out);
}

/// What is left of an address behind the name in it, to its end: the same address once more, so that nothing of it stays where it is taken out.
fn behind(text: &str, start: usize, end: usize) -> std::ops::Range<usize> {
    let rest = text.get(start..end).unwrap_or_default();
    let skip = rest.len() - rest.trim_start_matches([' ', ',', '\n', '\r', ')', ';', '>', '|', '\t']).len();
    start + skip..end.max(start + skip)
}

/// Numbers right behind an address, and on its line, are those of its country: `Rheinstraße 14, 6971 Hard   05574 12 345`, in a list of a
/// German firm. A number that says its own country keeps it.
fn at_home(text: &str, out: &mut [Match]) {
    // the country of the address, and where it or the last number behind it ends
    let mut home: Option<([u8; 2], usize)> = None;
    for found in out.iter_mut() {
        let near = |end: usize| text.get(end..found.span.start).is_some_and(is_near);
        match found.kind {
            Kind::PostalAddress => {
                let sure = found.confidence >= Confidence::percent(SURE);
                home = land_of(found.value.reveal()).filter(|_| sure).map(|land| (land, found.span.end));
            }
            Kind::Phone => {
                let Some((land, end)) = home else { continue };
                if !near(end) {
                    home = None;
                    continue;
                }
                home = Some((land, found.span.end));
                let Some(value) = text
                    .get(found.span.clone())
                    .and_then(|t| phone::in_country(t, found.value.reveal(), land))
                else {
                    continue;
                };
                if *found.value.reveal() != value && !found.value.reveal().contains(";ext=") {
                    found.value = value.into();
                    if !found.why.is_empty() {
                        found.why.push("in the country of the address before it".to_owned());
                    }
                }
            }
            // somebody else's, or another detail's
            _ => home = None,
        }
    }
}

/// Nothing but blanks, marks and a word for a telephone stands between an address and a number: `, Tel. `, `   `, ` | G `. What is
/// called otherwise is another one's, or of another country.
fn is_near(gap: &str) -> bool {
    const LABELS: [&str; 14] = [
        "g",
        "p",
        "t",
        "tel",
        "telefon",
        "telefoon",
        "telefono",
        "teléfono",
        "téléphone",
        "tél",
        "telephone",
        "phone",
        "fon",
        "ph",
    ];
    if gap.len() > GAP || gap.contains(['\n', ';']) || gap.trim_start().starts_with('.') {
        return false;
    }
    let mut words = gap.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words.next().is_none_or(|word| LABELS.contains(&word.to_lowercase().as_str())) && words.next().is_none()
}

/// The country at the end of the value of an address (ISO 3166-1 alpha-2).
fn land_of(address: &str) -> Option<[u8; 2]> {
    let land = address.rsplit_once(", ")?.1.as_bytes();
    <[u8; 2]>::try_from(land).ok().filter(|land| land.iter().all(u8::is_ascii_uppercase))
}

/// Where the street of an address ends that somebody's name stands in, behind a word for whom it is for or with whom they live:
/// `Dorpsstraat 12, t.a.v. Jan de Vries, 9000 Gent`.
fn street_end(text: &str, address: &Match, name: &Match) -> Option<usize> {
    if address.kind != Kind::PostalAddress
        || name.kind != Kind::PersonName
        || name.span.end >= address.span.end
    {
        return None;
    }
    let head = text.get(address.span.start..name.span.start)?;
    let cut = head.rfind([',', '\n', '(', ';'])?;
    let (street, rest) = head.split_at_checked(cut)?;
    let label = rest.get(1..)?.trim_start();
    let labelled = rest.starts_with('(') || is_label(label);
    let street = street.trim_end_matches([' ', '\r', ',', '>']);
    (labelled && street.bytes().any(|b| b.is_ascii_digit())).then_some(address.span.start + street.len())
}

/// True for what begins with a word for whom a letter is for, or with whom they live.
fn is_label(text: &str) -> bool {
    const LABELS: [&str; 32] = [
        "t.a.v",
        "tav ",
        "ter attentie",
        "o.v.v",
        "p/a",
        "p.a.",
        "c/o",
        "attn",
        "attention",
        "att.",
        "att:",
        "fao",
        "for the attention",
        "f.a.o",
        "z.hd",
        "z. hd",
        "zhd",
        "zu händen",
        "zu hd",
        "bei ",
        "à l'attention",
        "à l’attention",
        "a l'attention",
        "chez ",
        "a/a",
        "a la atención",
        "a la at",
        "all'attenzione",
        "alla c.a",
        "c.a.",
        "presso ",
        "inwonend bij",
    ];
    LABELS.iter().any(|label| text.get(..label.len()).is_some_and(|t| t.eq_ignore_ascii_case(label)))
}

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::recognise::{Context, Recognisers, tests::find};

    /// Addresses and names of a text, as they stand there.
    fn told(text: &str) -> Vec<(Kind, &str)> {
        static ALL: std::sync::LazyLock<Recognisers> =
            std::sync::LazyLock::new(|| Recognisers::built_in(&[]));
        let found = find(&ALL, text, &Context { countries: vec![*b"NL", *b"BE"], ..Context::default() });
        found
            .into_iter()
            .filter(|m| matches!(m.kind, Kind::PersonName | Kind::PostalAddress))
            .map(|m| (m.kind, &text[m.span]))
            .collect()
    }

    #[test]
    fn whom_a_letter_is_for_is_told_beside_the_address() {
        for (text, street, name) in [
            ("Dorpsstraat 12, t.a.v. Jan de Vries, 9000 Gent", "Dorpsstraat 12", "Jan de Vries"),
            ("Stuur naar Dorpsstraat 12 (Jan de Vries), 1234 AB Utrecht.", "Dorpsstraat 12", "Jan de Vries"),
            ("Hauptstraße 12, c/o Anna Schmidt, 10115 Berlin", "Hauptstraße 12", "Anna Schmidt"),
            ("Dorpsstraat 12\nt.a.v. mevr. Anna Smit\n9000 Gent", "Dorpsstraat 12", "Anna Smit"),
        ] {
            let all = told(text);
            assert_eq!(all[..2], [(Kind::PostalAddress, street), (Kind::PersonName, name)], "{text}");
            // and its town behind the name
            let [_, _, (Kind::PostalAddress, town)] = all[..] else { panic!("{text}: {all:?}") };
            assert!(text.trim_end_matches('.').ends_with(town), "{text}: {town}");
        }
    }

    #[test]
    fn numbers_behind_an_address_are_of_its_country() {
        let all = Recognisers::built_in(&[]);
        let german = Context { countries: vec![*b"DE"], sender: Some(*b"DE"), ..Context::default() };
        let numbers = |text: &str| -> Vec<String> {
            let found = find(&all, text, &german);
            found.iter().filter(|m| m.kind == Kind::Phone).map(|m| m.value.reveal().clone()).collect()
        };
        assert_eq!(numbers("01  Anna Kunde   Rheinstraße 14, 6971 Hard    05574 71 220"), ["+43557471220"]);
        let both = "Hans Kunde, Rathausstrasse 33, 9300 Wittenbach, G 071 298 40 55, P 071 290 17 28";
        assert_eq!(numbers(both), ["+41712984055", "+41712901728"]);
        // on a line of its own, with its own country, behind a German address
        for (text, number) in [
            ("Rheinstraße 14, 6971 Hard\n\nIhr Büro: 0751 359 08 80", "+497513590880"),
            ("Rheinstraße 14, 6971 Hard, +49 751 359 08 80", "+497513590880"),
            ("Lieferung an Rheinstraße 14, 6971 Hard. Rückfragen 0751 359 08 80", "+497513590880"),
            ("Hauptstraße 14, 88212 Ravensburg, 0751 359 08 80", "+497513590880"),
            ("Rheinstraße 14, 6971 Hard, mobil 0171 123 45 67", "+491711234567"),
            ("Rheinstraße 14, 6971 Hard, Tel. 0171 123 45 67", "+491711234567"),
            ("Rheinstraße 14, 6971 Hard, Anna 0751 359 08 80", "+497513590880"),
        ] {
            assert_eq!(numbers(text), [number], "{text}");
        }
    }

    #[test]
    fn other_addresses_of_the_page_make_no_number_theirs() {
        let all = Recognisers::built_in(&[]);
        let context =
            Context { countries: vec![*b"NL", *b"BE", *b"DE"], sender: Some(*b"BE"), ..Context::default() };
        for above in ["Rue du Lac 3, 1000 Lausanne\n", "12 rue de la Paix, 75002 Paris\n", ""] {
            let text = format!("{above}Meir 12, 2000 Antwerpen, 076-490 17 33");
            let found = find(&all, &text, &context);
            let numbers: Vec<_> =
                found.iter().filter(|m| m.kind == Kind::Phone).map(|m| m.value.reveal()).collect();
            assert_eq!(numbers, ["+31764901733"], "{text}");
        }
    }

    #[test]
    fn what_is_called_so_within_an_address_is_nobody() {
        for text in
            ["Dorpsstraat 12, Huize Anna Maria, 1234 AB Utrecht", "Jan de Vriesstraat 12, 1234 AB Utrecht"]
        {
            let all = told(text);
            assert!(!all.is_empty() && all.iter().all(|(kind, _)| *kind == Kind::PostalAddress), "{text}");
        }
    }
}
