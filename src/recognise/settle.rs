//! Which of what overlaps stays.
//!
//! In: a text, and all that the recognisers found in it. Out: that in order of place, nothing of it overlapping. This module refuses
//! to know how anything was found.

use crate::model::{Kind, Match};

/// Sorts the matches, and drops those that a better one overlaps. Whom a letter is for at an address is told beside the address, which
/// then stands before the name.
pub(super) fn settle(text: &str, out: &mut Vec<Match>) {
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
            out[kept - 1].span.end = end;
            out.swap(kept, n);
            kept += 1;
        } else if (out[n].confidence, out[n].span.len())
            > (out[kept - 1].confidence, out[kept - 1].span.len())
        {
            out.swap(kept - 1, n);
        }
    }
    out.truncate(kept);
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
            assert_eq!(told(text), [(Kind::PostalAddress, street), (Kind::PersonName, name)], "{text}");
        }
    }

    #[test]
    fn what_is_called_so_within_an_address_is_nobody() {
        for text in
            ["Dorpsstraat 12, Huize Anna Maria, 1234 AB Utrecht", "Jan de Vriesstraat 12, 1234 AB Utrecht"]
        {
            assert!(told(text).iter().all(|(kind, _)| *kind == Kind::PostalAddress), "{text}");
        }
    }
}
