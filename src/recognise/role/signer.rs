//! Who signs for a house, and which branch of it: `Peter van Garage Klant`, `KLANTO – Sede di Bari`.
//!
//! In: a phrase. Out: where the house begins in it, or that all of it is one. This module refuses to know where the phrase stands.

use std::ops::Range;

use super::Search;
use super::called::first_of;
use super::domain::may_be_named;
use super::vocabulary::Sort;
use super::word::{self, PHRASE_MAX};
use crate::model::Kind;

/// Where a firm begins behind a name that signs for it: `Siebe van Garage Klant`, `A. Jongsma van Jongsma & Zn. Taxaties`. Bytes of the
/// phrase.
pub(super) fn behind_signer(search: &Search<'_>, phrase: &str) -> Option<usize> {
    let leads = |word: &str| {
        matches!(word, "van" | "von" | "from" | "bij" | "bei" | "at" | "of" | "de" | "di" | "del")
    };
    let (at, lead) = first_of(phrase, leads)?;
    let words = word::words(phrase.get(..at)?, search.vocabulary())?;
    let begin = at + lead.len() + 1;
    let firm = word::words(phrase.get(begin..)?, search.vocabulary())?;
    let given = matches!(&*words, [w] if search.own.names.is_given_alone(w.text));
    let initials =
        matches!(&*words, [w, .., last] if w.is_initial() && last.is_capital() && last.text.len() > 2);
    let tied = firm.iter().any(|w| w.text == "&") && firm.iter().any(|w| w.sort.is(Sort::TIE));
    let house =
        firm.len() >= 2 && firm.first().is_some_and(|w| w.is_capital() && (w.sort.is(Sort::TYPE) || tied));
    ((given || initials) && house).then_some(begin)
}

/// The name of a domain, and behind a dash what the letters stand for or which branch of the house it is: `KLANTO – Unión de Clientes`,
/// `KLANTO – Sede di Bari`.
pub(super) fn long_name(search: &Search<'_>, cell: &Range<usize>) -> bool {
    const BRANCHES: [&str; 26] = [
        "agence",
        "agenzia",
        "antenne",
        "bijkantoor",
        "branch",
        "delegación",
        "délégation",
        "district",
        "filiaal",
        "filial",
        "filiale",
        "geschäftsstelle",
        "kantoor",
        "locatie",
        "niederlassung",
        "regio",
        "region",
        "regionalbüro",
        "regione",
        "région",
        "sede",
        "standort",
        "succursale",
        "sucursal",
        "vestiging",
        "zweigstelle",
    ];
    let Some(phrase) = search.text.get(cell.clone()) else { return false };
    let Some((name, rest)) = [" – ", " - ", " — "].iter().find_map(|mark| phrase.split_once(mark)) else {
        return false;
    };
    let alone =
        |s: &str| !s.contains([',', '|', '(', ':', '@', '/']) && !s.contains(" - ") && !s.contains(" – ");
    if name.contains(' ') || name.len() < 4 || !alone(rest) || !rest.contains(' ') || rest.len() > PHRASE_MAX
    {
        return false;
    }
    let is_name = word::words(name, search.vocabulary()).is_some_and(|w| may_be_named(name, &w))
        && search.domains.name(name);
    let first = rest.split(' ').next().unwrap_or_default().to_lowercase();
    let branch = BRANCHES.binary_search(&first.as_str()).is_ok()
        && rest.rsplit(' ').next().is_some_and(|last| last.starts_with(char::is_uppercase));
    let start = cell.end - rest.len();
    // a firm of another name behind the dash is another firm
    let spelled = || {
        search
            .verdict(&(start..cell.end), false)
            .is_some_and(|v| v.kind == Kind::Organisation && v.why == "a word of a trade")
            && name.chars().all(|c| !c.is_lowercase())
    };
    is_name && (branch || spelled())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::tests::find;
    use crate::recognise::{Context, Recognisers};

    fn houses(text: &str) -> Vec<String> {
        let context = Context { countries: vec![*b"NL"], ..Context::default() };
        let found = find(&Recognisers::built_in(&[]), text, &context);
        found.iter().filter(|m| m.kind == Kind::Organisation).map(|m| m.value.reveal().clone()).collect()
    }

    #[test]
    fn who_signs_for_a_house_is_no_part_of_it() {
        let text = "groetjes,\nPeter van Garage Klantma Drachten\n020-2345678";
        assert_eq!(houses(text), ["Garage Klantma Drachten"]);
        let text = "De taxateur, A. Klantsma van Klantsma & Zn. Taxaties, belt. 020-2345678";
        assert_eq!(houses(text), ["Klantsma & Zn. Taxaties"]);
    }

    #[test]
    fn a_name_and_a_branch_behind_a_dash() {
        for line in ["KLANTO – Unión Mediterránea de Vino", "KLANTO – Sede di Bari"] {
            let text = format!("Saluti,\nMario Rossi\n{line}\n020-2345678\ninfo@klanto.org");
            assert_eq!(houses(&text), [line]);
        }
        let text = "Saluti,\nMario Rossi\nKLANTO – Ufficio Acquisti\n020-2345678\ninfo@klanto.org";
        assert_eq!(houses(text), ["KLANTO"]);
    }
}
