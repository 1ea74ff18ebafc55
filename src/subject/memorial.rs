//! Streets and institutions that are called after somebody: `Rue Jean Dupont`, `Klinikum Käthe Möller`, `Jan-Bakker-Straße`.
//!
//! In: words of a stretch of text, and which of them are a name. Out: whether what stands beside the name makes it that of a place. Trades are
//! not among the words: `Bakkerij Jan de Vries` is his. It refuses to know who is looked for.

use std::ops::Range;

use super::token::{Gap, Token};

/// Words for streets that stand before the name, in whatever letters; folded.
const STREETS: &[&str] = &[
    "allee",
    "avda",
    "avenida",
    "avenue",
    "boulevard",
    "calle",
    "chemin",
    "corso",
    "cours",
    "impasse",
    "largo",
    "paseo",
    "piazza",
    "plaza",
    "quai",
    "rue",
    "square",
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
    "college",
    "ecole",
    "elementare",
    "escuela",
    "estadio",
    "fondation",
    "fondazione",
    "foundation",
    "fundacion",
    "gesamtschule",
    "grundschule",
    "gymnase",
    "gymnasium",
    "hopital",
    "hospital",
    "hospitalier",
    "instituto",
    "istituto",
    "kindergarten",
    "klinik",
    "klinikum",
    "krankenhaus",
    "liceo",
    "lycee",
    "lyceum",
    "maternelle",
    "mediatheque",
    "museo",
    "obs",
    "ospedale",
    "place",
    "premio",
    "prix",
    "realschule",
    "salle",
    "schule",
    "scuola",
    "spital",
    "sporthal",
    "stade",
    "stadio",
    "stadion",
    "stichting",
    "stiftung",
    "universidad",
    "universita",
    "universitat",
    "universite",
    "ziekenhuis",
];

/// Words that stand behind it, with a hyphen or as a word of its own with a capital; folded.
const BEHIND: &[&str] = &[
    "allee",
    "avenue",
    "award",
    "bibliothek",
    "bokaal",
    "boulevard",
    "bridge",
    "college",
    "cup",
    "foundation",
    "gasse",
    "gesamtschule",
    "grundschule",
    "gymnasium",
    "hospital",
    "house",
    "institut",
    "institute",
    "instituut",
    "kade",
    "klinik",
    "klinikum",
    "krankenhaus",
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
    "road",
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
    "universitat",
    "universiteit",
    "university",
    "ziekenhuis",
];

/// Words that do so with a hyphen only: by themselves they are words of other sentences, or surnames.
const BOUND: &[&str] =
    &["brug", "fonds", "halle", "haus", "hof", "huis", "pad", "park", "ring", "str", "weg"];

/// Words before the name that tell that a word behind it goes with it: `de Jan Bakker Stichting heeft`.
const ARTICLES: &[&str] = &[
    "am", "an", "das", "de", "dem", "den", "der", "des", "die", "el", "het", "il", "in", "la", "le", "the",
    "van", "von", "zum", "zur",
];

/// The words at `name` are what a street or an institution is called after; `text` is what the words are of.
pub(super) fn is_memorial(text: &str, all: &[Token], name: &Range<usize>) -> bool {
    let is = |list: &[&str], token: &Token| list.contains(&token.folded.as_str());
    let (Some(first), Some(last)) = (all.get(name.start), name.end.checked_sub(1).and_then(|n| all.get(n)))
    else {
        return false;
    };
    // one space, and no end of a sentence or of a cell
    let spaced = |one: &Token, other: &Token| text.get(one.span.end..other.span.start) == Some(" ");
    let before = || {
        let at = name.start.checked_sub(1)?;
        // `Plaza de Jan Bakker`
        let small = all[at].is_infix() && !all[at].capital && spaced(&all[at], first);
        let (word, next) = if small { (all.get(at.checked_sub(1)?)?, &all[at]) } else { (&all[at], first) };
        let named = is(STREETS, word) || word.capital && is(BEFORE, word);
        // `Via Giulia Rossi 12` is a street, and `via Giulia Rossi` how something came
        let via = || word.folded == "via" && has_number(&text[last.span.end..]);
        Some(spaced(word, next) && (named || via()))
    };
    let behind = || {
        let word = all.get(name.end)?;
        let bound = word.gap == Gap::Hyphen && (is(BEHIND, word) || is(BOUND, word));
        let article =
            name.start.checked_sub(1).is_some_and(|n| is(ARTICLES, &all[n]) && spaced(&all[n], first));
        // `Jan Bakker School: De Klimop` is a form, `John Ashworth School Governor` somebody there
        let own = || article && !goes_on_with_name(text, all, name.end) || ends(&text[word.span.end..]);
        Some(bound || spaced(last, word) && word.capital && is(BEHIND, word) && own())
    };
    before().unwrap_or(false) || behind().unwrap_or(false)
}

/// A house number stands at the beginning of a text.
fn has_number(text: &str) -> bool {
    let digits = text.strip_prefix(", ").or(text.strip_prefix(' ')).unwrap_or_default();
    let number = digits.bytes().take_while(u8::is_ascii_digit).count();
    (1..=4).contains(&number) && !digits[number..].starts_with([':', '.', '-'])
}

/// Behind the `at`-th word another one with a capital stands, or a colon.
fn goes_on_with_name(text: &str, all: &[Token], at: usize) -> bool {
    let label = text[all[at].span.end..].trim_start().starts_with(':');
    label || all.get(at + 1).is_some_and(|t| matches!(t.gap, Gap::Space | Gap::Hyphen) && t.capital)
}

/// A text ends, or goes on with a house number and ends: the line or the clause does.
fn ends(text: &str) -> bool {
    let rest = if has_number(text) {
        text.trim_start_matches([' ', ',']).trim_start_matches(|c: char| c.is_ascii_digit())
    } else {
        text
    };
    rest.is_empty() || rest.starts_with(['\n', '\r', ',', '.', ';', '!', '?', ')'])
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
            "Via Jan Bakker 12, Roma",
            "Plaza de Jan Bakker 2",
            "Stichting Jan Bakker",
            "de Jan-Bakker-Straße 4",
            "de Jan Bakker Stichting heeft",
            "Jan Bakker Straat 5",
            "Jan Bakker Memorial.",
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
            "dans la rue. Jan Bakker m'a vu",
            "Jan Bakker Avenue des Fleurs 5",
            "Jan Bakker Laan van Meerdervoort 5",
            "Jan Bakker Street 5 Elm Road",
            "Jan Bakker Straße Ahornweg 5",
            "Klant Jan Bakker Prijs 40 euro",
            "Prof. Jan Bakker University of Leeds",
            "Jan Bakker School Governor",
            "Jan Bakker  School",
            "Jan Bakker\tSchool",
            "Jan Bakker",
        ] {
            assert!(!memorial(text), "{text}");
        }
    }
}
