//! Organisations by a word of their trade: `Bakkerij Groen`, `Groen & Klant advocaten`.
//!
//! In: the words of a phrase. Out: whether they are an organisation. This module refuses to know where the phrase stands.

use super::vocabulary::Sort;
use super::word::Word;

/// In small letters behind the word of a house that they belong to, in French, Spanish and Italian.
const ADJECTIVES: [&str; 57] = [
    "agricola",
    "agricole",
    "agrícola",
    "assicurativa",
    "catholique",
    "comercial",
    "commerciale",
    "communal",
    "communale",
    "comunale",
    "cultural",
    "culturale",
    "culturel",
    "culturelle",
    "dentaire",
    "dental",
    "dentistico",
    "deportivo",
    "départemental",
    "départementale",
    "hospitalier",
    "medicale",
    "medico",
    "municipal",
    "municipale",
    "musical",
    "musicale",
    "médical",
    "médicale",
    "médico",
    "nautico",
    "nautique",
    "náutico",
    "olearia",
    "paramédical",
    "professionnel",
    "provincial",
    "provinciale",
    "regional",
    "regionale",
    "royal",
    "royale",
    "régional",
    "régionale",
    "sanitaria",
    "sanitario",
    "scolaire",
    "scolastico",
    "social",
    "sociale",
    "sportif",
    "sportiva",
    "sportivo",
    "technique",
    "vinicola",
    "viticole",
    "vétérinaire",
];

/// A word of a trade, and another that is a name: `Bakkerij Groen`, `Jansen Schilderwerken`, `University of Leeds`.
pub(super) fn is_trade(words: &[Word<'_>], may_be_person: bool) -> bool {
    if words.len() < 2 || words.len() > 8 || is_subject(words) {
        return false;
    }
    let typed = |w: &Word<'_>| w.sort.is(Sort::TYPE);
    // `gemeente Ons Dorp`
    let small = words[0].sort.is(Sort::BODY)
        && typed(&words[0])
        && matches!(
            words[0].text,
            "gemeente" | "stad" | "provincie" | "waterschap" | "basisschool" | "stadt"
        )
        && words.len() <= 5
        && words[1].is_capital();
    let Some(at) = words.iter().position(|w| typed(w) && w.is_capital()).or(small.then_some(0)) else {
        return false;
    };
    // a building that every town has
    if let [sort, centre] = words
        && matches!(centre.text, "Centre" | "Center" | "CENTRE" | "CENTER")
        && ["civic", "town", "city", "business", "shopping", "community", "leisure"]
            .contains(&sort.text.to_lowercase().as_str())
    {
        return false;
    }
    // where a firm has its seat
    if words[0].text == "Sitz" {
        return false;
    }
    // a road, and a Spanish surname that is a club too
    if is_road(words) || at > 0 && matches!(words[at].text, "Peña" | "PEÑA") {
        return false;
    }
    if words.iter().any(|w| w.text.bytes().filter(u8::is_ascii_digit).count() > 1)
        || words[words.len() - 1].has_digit()
        || words[0].sort.is(Sort::NEVER)
    {
        return false;
    }
    if may_be_person && at > 0 && words.len() == 2 {
        return false;
    }
    let first = &words[0];
    let opens = small || first.is_capital() || first.is_joint() && words[1].is_capital();
    // `Centre médical de Klant`
    let said = |n: usize| {
        n == 1 && (typed(first) || first.sort.is(Sort::BODY)) && ADJECTIVES.contains(&words[1].text)
    };
    let fits = |w: &Word<'_>| w.is_capital() || w.is_joint() || typed(w) || w.has_digit();
    let fits = |(n, w): (usize, &Word<'_>)| fits(w) || said(n);
    let proper = |w: &Word<'_>| {
        w.is_capital()
            && !w.has_digit()
            && !w.sort.is(Sort::LEAD)
            && !typed(w)
            && !w.sort.is(Sort::HEAD)
            && !w.sort.is(Sort::PART)
            && !w.sort.is(Sort::MODIFIER)
    };
    // behind a word of a trade that opens it, any word with a capital is a name
    let named = words.iter().any(proper)
        || at == 0
            && words[1..]
                .iter()
                .any(|w| w.is_capital() && (!w.sort.is(Sort::HEAD) || w.sort.is(Sort::SURNAME)));
    opens && words.iter().enumerate().all(fits) && named && !words[words.len() - 1].is_joint()
}

/// `County Road`, `Abbey Lane`: the last word is that of a street in English.
fn is_road(words: &[Word<'_>]) -> bool {
    const ROADS: [&str; 14] = [
        "Avenue",
        "Ave",
        "Boulevard",
        "Close",
        "Crescent",
        "Drive",
        "Highway",
        "Lane",
        "Parade",
        "Rd",
        "Road",
        "Street",
        "Terrace",
        "Turnpike",
    ];
    words.last().is_some_and(|w| ROADS.contains(&w.text))
}

/// A subject that is studied, and no firm: `Civil Engineering`.
fn is_subject(words: &[Word<'_>]) -> bool {
    const FIELDS: [&str; 18] = [
        "civil",
        "mechanical",
        "chemical",
        "structural",
        "electrical",
        "electronic",
        "industrial",
        "biomedical",
        "computer",
        "software",
        "environmental",
        "aerospace",
        "aeronautical",
        "nuclear",
        "materials",
        "process",
        "geotechnical",
        "systems",
    ];
    matches!(words, [field, engineering]
        if engineering.text.eq_ignore_ascii_case("engineering")
            && FIELDS.iter().any(|f| field.text.eq_ignore_ascii_case(f)))
}

/// Professions in small letters behind the names of those who are in practice: `Klant Groen advocaten & notarissen`. There are two of
/// them with a joint between, or one that is a word of several people; names of the firm stand before.
pub(super) fn is_practice(words: &[Word<'_>]) -> bool {
    // nobody is called these; other trades stand in small letters behind names of people too
    const PROFESSIONS: [&str; 44] = [
        "advocaten",
        "notarissen",
        "accountants",
        "makelaars",
        "architecten",
        "adviseurs",
        "belastingadviseurs",
        "taxateurs",
        "rentmeesters",
        "gerechtsdeurwaarders",
        "deurwaarders",
        "mediators",
        "fiscalisten",
        "bedrijfsrevisoren",
        "vastgoedmakelaars",
        "netwerknotarissen",
        "bouwadviseurs",
        "ingenieurs",
        "tandartsen",
        "huisartsen",
        "dierenartsen",
        "fysiotherapeuten",
        "notariaat",
        "advocatuur",
        "makelaardij",
        "accountancy",
        "belastingadvies",
        "bewindvoerders",
        "juristen",
        "landmeters",
        "avocats",
        "notaires",
        "architectes",
        "géomètres",
        "huissiers",
        "abogados",
        "asesores",
        "arquitectos",
        "avvocati",
        "notai",
        "architetti",
        "solicitors",
        "surveyors",
        "architects",
    ];
    let of = |w: &Word<'_>| !w.is_capital() && PROFESSIONS.contains(&w.text);
    // `Klant & Groen installateurs`
    let tied =
        words.iter().take_while(|w| w.is_capital() || w.is_joint()).any(|w| matches!(w.text, "&" | "+"));
    let of = |w: &Word<'_>| of(w) || tied && !w.is_capital() && !w.is_joint() && w.sort.is(Sort::TYPE);
    let Some(at) = words.iter().position(of) else { return false };
    let (names, behind) = words.split_at(at);
    let mut wanted = true;
    for w in behind {
        let joins = matches!(w.text, "&" | "+" | "en" | "et" | "y" | "e" | "and");
        if !of(w) && (wanted || !joins) {
            return false;
        }
        wanted = joins;
    }
    let fits = |w: &Word<'_>| (w.is_capital() || w.is_joint()) && !w.has_digit() && !w.parted;
    let proper = |w: &&Word<'_>| {
        w.is_capital()
            && !w.is_joint()
            && !w.sort.is(Sort::LEAD)
            && !w.sort.is(Sort::HEAD)
            && !w.sort.is(Sort::PART)
    };
    !wanted
        && (1..=5).contains(&names.len())
        && names.iter().all(fits)
        && names.iter().any(|w| proper(&w))
        && !names.iter().any(|w| w.sort.is(Sort::NEVER) || w.sort.is(Sort::GREETING))
}

/// A sentence ends within the words, and another begins: `Ons Dorp. Hotel De Klant`. A short word before a full stop, one that ends in a
/// consonant, and one of the lists are abbreviated: `Gebr. Klant`.
pub(super) fn ends_within(words: &[Word<'_>]) -> bool {
    words.windows(2).any(|pair| {
        let [before, behind] = pair else { return false };
        let Some(bare) = before.text.strip_suffix('.').filter(|b| !b.contains('.')) else { return false };
        let letters = bare.chars().count();
        let vowel = bare.ends_with(['a', 'e', 'i', 'o', 'u', 'y', 'é', 'è', 'à', 'ò', 'ù', 'ó', 'á', 'í']);
        (letters > 7 || letters > 3 && vowel) && (behind.is_capital() || behind.has_digit())
    })
}

/// A word of a house, and a word in small letters that joins it to its place: `Ville de Klant`, `Comune di Esempio`. Nobody is called so,
/// although a word of it may be a given name somewhere.
pub(super) fn opens_with_house(words: &[Word<'_>]) -> bool {
    let [house, joint, .., last] = words else { return false };
    house.is_capital()
        && (house.sort.is(Sort::TYPE) || house.sort.is(Sort::BODY))
        && !house.sort.is(Sort::HEAD)
        && !house.sort.is(Sort::SURNAME)
        && matches!(joint.text, "de" | "du" | "des" | "di" | "del" | "della" | "do" | "da" | "of")
        && last.is_capital()
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::Vocabulary;
    use super::super::word::words;
    use super::*;

    fn of(text: &str, test: impl Fn(&[Word<'_>]) -> bool) -> bool {
        test(&words(text, &Vocabulary::built_in()).unwrap())
    }

    #[test]
    fn professions_behind_names() {
        for text in [
            "Klant Groen advocaten & notarissen",
            "Van der Klant advocaten",
            "Klant & Groen accountants en belastingadviseurs",
            "Kliento & Klantsma makelaars taxateurs",
            "Client Dupont avocats",
            "Klant & Groen installateurs",
        ] {
            assert!(of(text, is_practice), "{text}");
        }
        for text in [
            "Beste advocaten",
            "Drie notarissen en Jan",
            "advocaten & notarissen",
            "Alle Inkopers makelaars of",
        ] {
            assert!(!of(text, is_practice), "{text}");
        }
    }

    #[test]
    fn a_firm_does_not_run_over_a_full_stop() {
        for text in
            ["Ons Lago. Albergo Santa Klant", "Robert-Klant-Bau. 6 Punkte", "Ons Dorp Bakkerij. Morgen"]
        {
            assert!(of(text, ends_within), "{text}");
        }
        for text in [
            "Gebr. Klant Bouw",
            "St. Klant Ziekenhuis",
            "Soc. Coop. Cliente",
            "Fam. Klant Transport",
            "Klant Bouw B.V.",
        ] {
            assert!(!of(text, ends_within), "{text}");
        }
    }

    #[test]
    fn subjects_and_houses() {
        let trade = |text| of(text, |w| is_trade(w, false));
        assert!(!trade("Civil Engineering") && trade("Klantworth Engineering"));
        assert!(
            trade("Centre médical de Klant") && !trade("Klantona County Road") && !trade("Ana Peña Klantos")
        );
        for text in ["Ville de Klant-Dorp", "Comune di Esempio", "Concello de Cliente Novo"] {
            assert!(of(text, opens_with_house), "{text}");
        }
        assert!(!of("Ville Klantonen", opens_with_house) && !of("Jean de Klant", opens_with_house));
    }
}
