//! What stands behind the name of a house and is no part of it: `Klant Tweewielers (eenmanszaak)`, `Klant Agencies NV as agents only`,
//! `Transportbedrijf Klant te Utrecht`.
//!
//! In: a phrase. Out: the phrase without that. This module refuses to know whether the phrase is a house.

use crate::recognise::place::is_place;

/// What a business without a legal form is, in brackets behind its name.
const SOLE: [&str; 12] = [
    "autónomo",
    "autónoma",
    "auto-entrepreneur",
    "ditta individuale",
    "eenmanszaak",
    "einzelfirma",
    "einzelunternehmen",
    "entreprise individuelle",
    "micro-entreprise",
    "sole proprietor",
    "sole trader",
    "zzp",
];

/// How an agent signs who is bound to nothing.
const AGENTS: [&str; 4] = [" as agents only", " as agent only", " as agents", " als agent"];

/// A name without what only stands behind it.
pub(super) fn without(name: &str) -> &str {
    if let Some((head, inside)) = name.strip_suffix(')').and_then(|rest| rest.rsplit_once(" ("))
        && inside.len() <= 24
        && SOLE.contains(&inside.to_lowercase().as_str())
    {
        return head;
    }
    if let Some(head) = AGENTS.iter().find_map(|agent| name.strip_suffix(agent)) {
        return head;
    }
    // a Dutch firm, and the town where it is
    match name.split_once(" te ") {
        Some((head, town)) if head.contains(' ') && town.len() <= 32 && is_place(town) => head,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_behind_a_name() {
        for (name, want) in [
            ("Klant Tweewielers (eenmanszaak)", "Klant Tweewielers"),
            ("Klant Agencies NV as agents only", "Klant Agencies NV"),
            ("Transportbedrijf Klant & Zn te Utrecht", "Transportbedrijf Klant & Zn"),
            ("Klant te Utrecht", "Klant te Utrecht"),
            ("Huis te Klantvraag Advies", "Huis te Klantvraag Advies"),
            ("Klant Tweewielers (Noord)", "Klant Tweewielers (Noord)"),
            ("", ""),
        ] {
            assert_eq!(without(name), want);
        }
    }
}
