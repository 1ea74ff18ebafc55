//! Departments that other words are like: `Secretaría` and who works there, `Assistenza Tecnica` and a title, the team of a firm.
//!
//! In: the words of a phrase. Out: whether they are the name of a department; where the firm begins whose team it is. This module
//! refuses to know where the phrase stands.

use super::vocabulary::{Sort, Vocabulary};
use super::word::{Word, words};

/// What is a department although a word of it makes titles too; hundredths that its confidence is more.
pub(super) fn before_title(words: &[Word<'_>]) -> Option<i8> {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return None };
    // `Verpleegafdeling C2`, `Krankenstation 4B`
    if let [ward, code] = words
        && ward.is_capital()
        && ward.text.len() > 8
        && is_ward(ward.text)
        && code.text.len() <= 3
        && code.text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    {
        return Some(0);
    }
    if !first.is_capital()
        || words.len() > 5
        || last.is_joint()
        || words.iter().any(|w| w.parted || w.has_digit())
    {
        return None;
    }
    let field = |w: &Word<'_>| w.sort.is(Sort::PART) || w.is_joint();
    // the accent tells the room from her who works in it
    if matches!(first.text, "Secretaría" | "SECRETARÍA" | "Secretaria-Geral") && words[1..].iter().all(field)
    {
        return Some(0);
    }
    if let [stage, school] = words
        && is_stage(stage.text, school.text)
    {
        return Some(-2);
    }
    // `Binnendienst Zuid`
    if let [field @ .., last] = words
        && is_side(last.text)
        && !field.is_empty()
        && field.iter().all(|w| w.sort.is(Sort::PART) && !w.sort.is(Sort::TYPE) && !w.sort.is(Sort::HEAD))
    {
        return Some(-2);
    }
    // `Assistenza Tecnica`: all of its words are those of departments, and the first is no title
    let titled = words.iter().any(|w| w.sort.is(Sort::HEAD));
    (words.len() > 1
        && titled
        && first.sort.is(Sort::PART)
        && !first.sort.is(Sort::HEAD)
        && !first.sort.is(Sort::MODIFIER)
        && words.iter().all(field))
    .then_some(0)
}

/// A department in small letters, or with the number of its part, in brackets behind a name: `sociale dienst`, `inkoop`,
/// `Innendienst PLZ 7/8`.
pub(super) fn is_field(phrase: &str, vocabulary: &Vocabulary) -> bool {
    let Some(words) = words(phrase, vocabulary) else { return false };
    let whose = |w: &Word<'_>| {
        matches!(w.text, "PLZ" | "Region" | "regio" | "Regio" | "zone" | "Zone" | "team" | "Team")
    };
    let (fields, region) = match words.iter().position(whose).filter(|n| *n > 0) {
        Some(n) => words.split_at(n),
        None => (&*words, &[][..]),
    };
    let part = |w: &Word<'_>| w.sort.is(Sort::PART) && !w.sort.is(Sort::HEAD) && !w.sort.is(Sort::TYPE);
    // one word says more: `(export)`, `(transport)`
    let named = fields.len() > 1 || !region.is_empty() && fields.iter().all(Word::is_capital);
    let ends = fields.last().is_some_and(|w| w.sort.is(Sort::CLOSER) || part(w));
    named
        && ends
        && fields.iter().all(|w| part(w) || w.is_joint() || w.sort.is(Sort::CLOSER))
        && region.iter().skip(1).all(|w| w.has_digit() || w.is_capital())
}

/// The code of a land or a language, or two of them: `FR`, `BE/NL`.
pub(super) fn is_of_land(code: &str) -> bool {
    const CODES: [&str; 22] = [
        "NL", "BE", "LU", "DE", "AT", "CH", "FR", "ES", "PT", "IT", "UK", "GB", "IE", "US", "EU", "EN", "PL",
        "DK", "SE", "NO", "CZ", "VL",
    ];
    let two = |code: &str| code.len() == 2 && CODES.contains(&code);
    match code.len() {
        2 => two(code),
        5 => code.split_once('/').is_some_and(|(a, b)| two(a) && two(b)),
        _ => false,
    }
}

/// A part of a hospital that letters and numbers tell from others.
fn is_ward(word: &str) -> bool {
    ["afdeling", "abteilung", "station", "polikliniek", "ambulanz"].iter().any(|end| word.ends_with(end))
}

/// Where a part of a department is: `Noord`, `Süd`.
pub(super) fn is_side(word: &str) -> bool {
    matches!(
        word,
        "Noord"
            | "Oost"
            | "Zuid"
            | "West"
            | "Midden"
            | "Noordoost"
            | "Noordwest"
            | "Zuidoost"
            | "Zuidwest"
            | "Nord"
            | "Ost"
            | "Süd"
            | "Mitte"
            | "Nordost"
            | "Nordwest"
            | "Südost"
            | "Südwest"
            | "North"
            | "East"
            | "South"
            | "Norte"
            | "Sur"
            | "Este"
            | "Oeste"
            | "Sud"
            | "Est"
            | "Ouest"
            | "Ovest"
            | "Centro"
    )
}

/// A department by its first word, where it stands below a name: `Urgences pédiatriques`, `Accueil et orientation`. What stands behind it in
/// small letters need not be known.
pub(super) fn is_begun(phrase: &str, vocabulary: &Vocabulary) -> bool {
    let Some(words) = words(phrase, vocabulary) else { return false };
    let [first, behind @ .., last] = &*words else { return false };
    // `Lager 3`
    let counted = last.text.len() <= 2 && last.text.bytes().all(|b| b.is_ascii_digit());
    if counted && behind.is_empty() {
        return first.is_capital()
            && first.text.len() > 4
            && first.sort.is(Sort::PART)
            && !first.sort.is(Sort::HEAD)
            && !first.sort.is(Sort::TYPE);
    }
    let strange = |w: &Word<'_>| w.sort.is_none();
    let small = |w: &Word<'_>| {
        !w.is_capital()
            && !w.has_digit()
            && !w.parted
            && w.text.len() > 1
            && (w.is_joint() || strange(w) && w.text.len() > 4 || w.sort.is(Sort::PART))
    };
    // `afdeling familierecht`
    let opener = matches!(
        first.text,
        "afdeling"
            | "Afdeling"
            | "afd."
            | "sectie"
            | "Sectie"
            | "vakgroep"
            | "Vakgroep"
            | "Abteilung"
            | "service"
    );
    (opener || first.is_capital() && first.text.len() > 4 && first.sort.is(Sort::PART))
        && !first.sort.is(Sort::HEAD)
        && !first.sort.is(Sort::TYPE)
        && words.len() <= 4
        && !last.is_joint()
        && behind.iter().all(small)
        && small(last)
        && words.iter().filter(|w| strange(w)).count() <= 1
}

/// Parts of a school: `Senior School`, `Sixth Form`.
fn is_stage(stage: &str, school: &str) -> bool {
    const STAGES: [&str; 11] = [
        "Senior",
        "Junior",
        "Upper",
        "Lower",
        "Middle",
        "Prep",
        "Preparatory",
        "Infant",
        "Pre-Prep",
        "Primary",
        "Secondary",
    ];
    school == "School" && STAGES.contains(&stage)
        || matches!(
            (stage, school),
            ("Facilitair", "Bedrijf" | "bedrijf") | ("Sixth", "Form") | ("Early", "Years")
        )
}

/// Joins a team to the firm that it is of.
fn joins(word: &str) -> bool {
    matches!(
        word,
        "vom"
            | "von"
            | "van"
            | "der"
            | "de"
            | "het"
            | "des"
            | "du"
            | "del"
            | "della"
            | "di"
            | "of"
            | "the"
            | "from"
            | "at"
            | "bij"
            | "la"
    )
}

fn is_team(word: &str) -> bool {
    matches!(word, "Team" | "team" | "TEAM" | "Équipe" | "équipe" | "Equipo" | "equipo")
}

/// The team of a firm, which is no department of that name: `Team vom Steuerbüro Kunde`.
pub(super) fn is_of_firm(words: &[Word<'_>]) -> bool {
    let [team, joint, rest @ ..] = words else { return false };
    let behind = rest.iter().position(|w| !joins(w.text)).and_then(|n| rest.get(n..)).unwrap_or_default();
    is_team(team.text)
        && joins(joint.text)
        && behind.len() > 1
        && behind[0].is_capital()
        && behind.iter().any(|w| w.sort.is(Sort::TYPE) && !w.sort.is(Sort::PART))
}

/// Where in a phrase the firm stands whose team it names, and whether a word joins the two: `Team vom Steuerbüro Kunde`, `Team Klant
/// Tekent`, `The Client Toys Team`.
pub(super) fn team_of(phrase: &str, vocabulary: &Vocabulary) -> Option<(usize, usize, bool)> {
    let bytes = phrase.as_bytes();
    let (first, last) = (memchr::memchr(b' ', bytes)?, memchr::memrchr(b' ', bytes)?);
    if !is_team(&phrase[..first]) && !is_team(&phrase[last + 1..]) {
        return None;
    }
    let words = words(phrase, vocabulary)?;
    let (first, last) = (words.first()?, words.last()?);
    if is_team(first.text) {
        let at = words[1..].iter().position(|w| !joins(w.text))? + 1;
        let name = words.get(at).filter(|w| w.is_capital())?;
        return Some((name.start, last.end(), at > 1));
    }
    if is_team(last.text) && words.len() > 2 {
        let name = words.iter().find(|w| w.text != "The" && w.text != "Het")?;
        let before = words.get(words.len() - 2)?;
        return (name.start < before.end() && name.is_capital()).then_some((name.start, before.end(), false));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists() -> Vocabulary {
        Vocabulary::built_in()
    }

    #[test]
    fn departments_that_are_like_titles() {
        let lists = lists();
        let is = |text: &str| before_title(&words(text, &lists).unwrap()).is_some();
        for text in ["Secretaría", "Secretaría General", "Assistenza Tecnica", "Senior School", "Sixth Form"]
        {
            assert!(is(text), "{text}");
        }
        for text in [
            "Secretaria",
            "Secretaria General",
            "Responsabile Tecnica",
            "Senior Schooling",
            "assistenza tecnica",
        ] {
            assert!(!is(text), "{text}");
        }
    }

    #[test]
    fn departments_by_their_first_word() {
        let lists = lists();
        for text in
            ["Urgences pédiatriques", "Accueil et orientation", "afdeling appartementsrecht", "Lager 3"]
        {
            assert!(is_begun(text, &lists), "{text}");
        }
        for text in ["Klachten", "Inkoop", "Marketing is leuk", "afdeling 12 gesloten", "Halle 312"] {
            assert!(!is_begun(text, &lists), "{text}");
        }
    }

    #[test]
    fn codes_of_lands() {
        for code in ["FR", "BE/NL"] {
            assert!(is_of_land(code), "{code}");
        }
        for code in ["fr", "QX", "BE-NL", "BE/QX", "NLBEL", "IT 1"] {
            assert!(!is_of_land(code), "{code}");
        }
    }

    #[test]
    fn the_team_of_a_firm() {
        let lists = lists();
        let firm =
            |text: &'static str| team_of(text, &lists).map(|(from, to, joined)| (&text[from..to], joined));
        assert_eq!(firm("Team vom Steuerbüro Kunde"), Some(("Steuerbüro Kunde", true)));
        assert_eq!(firm("Team Klant Tekent"), Some(("Klant Tekent", false)));
        assert_eq!(firm("The Client Toys Team"), Some(("Client Toys", false)));
        assert_eq!(firm("Team van inkoop"), None);
        assert!(is_of_firm(&words("Team vom Steuerbüro Kunde", &lists).unwrap()));
        for text in ["Team Wijkzorg Midden", "Team of Sales", "Team van Inkoop"] {
            assert!(!is_of_firm(&words(text, &lists).unwrap()), "{text}");
        }
    }
}
