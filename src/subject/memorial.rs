//! Streets and institutions that are called after somebody: `Rue Jean Dupont`, `Klinikum Käthe Möller`, `Jan-Bakker-Straße`.
//!
//! In: words of a stretch of text, and which of them are a name. Out: whether what stands beside the name makes it that of a place. Trades are
//! not among the words: `Bakkerij Jan de Vries` is his. It refuses to know who is looked for.

use std::ops::Range;

use super::token::{Gap, Token};

/// Words for streets that stand before the name, in whatever letters; folded.
const STREETS: &[&str] = &[
    "avenida",
    "avenue",
    "boulevard",
    "calle",
    "chemin",
    "corso",
    "impasse",
    "paseo",
    "piazza",
    "plaza",
    "quai",
    "rue",
    "viale",
];

/// Words that do so with a capital (`heeft het ziekenhuis Jan Bakker opgenomen?`); folded.
const BEFORE: &[&str] = &[
    "basisschool",
    "biblioteca",
    "bibliotheek",
    "bibliothek",
    "bibliotheque",
    "colegio",
    "ecole",
    "escuela",
    "estadio",
    "gesamtschule",
    "grundschule",
    "gymnasium",
    "hopital",
    "hospital",
    "instituto",
    "istituto",
    "klinik",
    "klinikum",
    "krankenhaus",
    "liceo",
    "lycee",
    "lyceum",
    "mediatheque",
    "museo",
    "ospedale",
    "premio",
    "prix",
    "realschule",
    "scuola",
    "spital",
    "stade",
    "stadio",
    "stadion",
    "universidad",
    "universita",
    "universitat",
    "universite",
    "via",
    "ziekenhuis",
];

/// Words that stand behind it, with a hyphen or as a word of its own with a capital; folded.
const BEHIND: &[&str] = &[
    "allee",
    "avenue",
    "award",
    "bibliothek",
    "boulevard",
    "bridge",
    "foundation",
    "gasse",
    "gesamtschule",
    "grundschule",
    "gymnasium",
    "hospital",
    "institut",
    "institute",
    "instituut",
    "klinik",
    "klinikum",
    "krankenhaus",
    "kade",
    "laan",
    "library",
    "lyceum",
    "memorial",
    "museum",
    "plantsoen",
    "platz",
    "plein",
    "preis",
    "prijs",
    "prize",
    "realschule",
    "school",
    "schule",
    "stadion",
    "stadium",
    "stichting",
    "stiftung",
    "straat",
    "strasse",
    "street",
    "toernooi",
    "trofee",
    "ufer",
    "university",
    "universiteit",
    "universitat",
    "ziekenhuis",
];

/// Words that do so with a hyphen only: by themselves they are words of other sentences, or surnames.
const BOUND: &[&str] =
    &["brug", "cup", "fonds", "halle", "haus", "hof", "huis", "park", "pad", "ring", "str", "weg"];

/// The words at `name` are what a street or an institution is called after; `text` is what the words are of.
pub(super) fn is_memorial(text: &str, all: &[Token], name: &Range<usize>) -> bool {
    let is = |list: &[&str], token: &Token| list.contains(&token.folded.as_str());
    let first = all.get(name.start);
    let before = || {
        let word = all.get(name.start.checked_sub(1)?)?;
        // `Via Jan Bakker kreeg ik uw nummer` begins a sentence with it
        let sentence = word.folded == "via" && matches!(word.gap, Gap::Start | Gap::Break | Gap::Line);
        let named = is(STREETS, word) || word.capital && !sentence && is(BEFORE, word);
        Some(first?.gap == Gap::Space && named)
    };
    let behind = || {
        let word = all.get(name.end)?;
        // `Jan Bakker School: De Klimop` is a form
        let label = text[word.span.end..].trim_start().starts_with(':');
        Some(match word.gap {
            Gap::Hyphen => is(BEHIND, word) || is(BOUND, word),
            Gap::Space => word.capital && !label && is(BEHIND, word),
            _ => false,
        })
    };
    before().unwrap_or(false) || behind().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    #[test]
    fn a_place_is_called_after_somebody() {
        let memorial = |text: &str| {
            let all = tokens(text);
            let at = all.iter().position(|t| t.folded == "jan").unwrap();
            is_memorial(text, &all, &(at..at + 2))
        };
        for text in [
            "Klinikum Jan Bakker in Arnhem",
            "12, rue Jan Bakker",
            "in de Via Jan Bakker 4",
            "de Jan-Bakker-Straße 4",
            "de Jan Bakker Stichting",
            "de Jan Bakker-prijs",
            "het Jan Bakker-huis",
        ] {
            assert!(memorial(text), "{text}");
        }
        for text in [
            "Via Jan Bakker kreeg ik uw nummer",
            "Bakkerij Jan Bakker",
            "Jan Bakker weg",
            "Jan Bakker School: De Klimop",
            "Hospital: Jan Bakker",
            "Jan Bakker, School De Klimop",
            "Jan Bakker\nSchool De Klimop",
            "heeft het ziekenhuis Jan Bakker opgenomen",
            "we gaan via Jan Bakker",
            "Jan Bakker",
        ] {
            assert!(!memorial(text), "{text}");
        }
    }
}
