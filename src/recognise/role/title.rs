//! Titles by their words, and where one ends that something else stands behind.
//!
//! In: the words of a phrase. Out: whether they are a job title; where a firm or a department begins in it. This module refuses to
//! know where the phrase stands.

use super::degree::credential;
use super::domain::{Domains, may_be_named};
use super::gender;
use super::phrase::may_be;
use super::vocabulary::{Sort, Vocabulary};
use super::word::{Word, words};
use crate::model::Kind;
use crate::recognise::memory::Memory;

/// A phrase with a word that makes it a title, and with nothing that a title has not.
pub(super) fn is_title(words: &[Word<'_>]) -> bool {
    let words = without_rank(words);
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    // `Chef de rang`: nobody is called so
    let of = words.len() > 2
        && words[1].is_joint()
        && !words[1].is_capital()
        && (!words[2].is_capital() || matches!(words[1].text, "of" | "in" | "for" | "für"));
    // `mayor de edad` is somebody of age
    if words.len() > 1 && first.text.eq_ignore_ascii_case("mayor") && words[1].text == "de" {
        return false;
    }
    // `Commercial Lines`: an adjective in English
    if let [_, things] = words
        && matches!(first.text, "Commercial" | "commercial")
        && things.text.ends_with('s')
        && things.is_capital()
        && !things.sort.is(Sort::HEAD)
    {
        return false;
    }
    if words.len() > 1 && matches!(first.text, "Their" | "Our" | "My" | "Your" | "His" | "Her") {
        return false;
    }
    let family = !of && words.iter().all(|w| !w.sort.is(Sort::HEAD) || w.sort.is(Sort::SURNAME));
    let stranger = |w: &Word<'_>| w.sort.is_none();
    let owned = |w: &Word<'_>| (w.text.ends_with("'s") || w.text.ends_with("’s")) && !is_plural(w.text);
    // `Garage Timmerman`
    let office = matches!(first.text, "Étude" | "Etude") && words.len() > 2;
    let house =
        office || first.sort.is(Sort::TYPE) && !first.sort.is(Sort::PART) && !first.sort.is(Sort::HEAD);
    // `Klant & Co, W.S.`
    let tied = |w: &[Word<'_>]| {
        w[0].text == "&"
            && matches!(w[1].text, "Co" | "Co." | "Cie" | "Zn" | "Zn." | "Zonen" | "Sons" | "Söhne" | "Fils")
    };
    if words.len() > 2 && words.windows(2).any(tied) {
        return false;
    }
    if office || family && words.len() > 1 && (house || words.iter().any(stranger)) || words.iter().any(owned)
    {
        return false;
    }
    if words.len() > 9
        || !words.iter().any(|w| w.sort.is(Sort::HEAD))
        || is_only_capital_letters_of_name(words)
    {
        return false;
    }
    // a degree alone is no title
    if words.len() == 1 && first.text.len() <= 12 && first.text.starts_with("Dipl") {
        return false;
    }
    let number = |w: &Word<'_>| w.has_digit();
    let ordinal = is_office_by_number(words);
    let counted = words.iter().skip(usize::from(ordinal)).position(number);
    // `Technician 2`, not `Hoogwerker 12 m`
    if number(first) && !ordinal
        || counted.is_some_and(|n| n + usize::from(ordinal) + 1 < words.len())
        || last.is_joint()
    {
        return false;
    }
    if ordinal && words.len() == 2 {
        return true;
    }
    let known = |w: &Word<'_>| {
        w.is_joint()
            || matches!(w.text, "II" | "III" | "IV")
            || w.sort.is(Sort::HEAD)
            || w.sort.is(Sort::MODIFIER)
            || w.sort.is(Sort::PART)
            || w.sort.is(Sort::OPENER)
            || w.sort.is(Sort::CLOSER)
    };
    let lead = words.iter().position(|w| !w.sort.is(Sort::MODIFIER) || w.sort.is(Sort::HEAD));
    let opens = lead.is_some_and(|n| words[n].sort.is(Sort::HEAD));
    let closes = last.sort.is(Sort::HEAD);
    let all_known = words.iter().all(known);
    let followed =
        words.windows(2).any(|w| w[0].sort.is(Sort::HEAD) && (w[1].is_joint() || w[1].text == "-"));
    let strangers = words.iter().filter(|w| !known(w)).count();
    // what is said of a person in a sentence begins in lower case
    let bound_by = first.sort.is(Sort::MODIFIER)
        && words.get(1).is_some_and(|w| w.is_capital() && w.sort.is(Sort::HEAD) && !w.sort.is(Sort::SURNAME));
    let begins = first.is_capital() || all_known || bound_by;
    let capitals = words.iter().all(|w| w.is_capital() || known(w));
    let bound = if opens || followed { 3 } else { 1 };
    // `Export Manager Benelux`
    if words.len() <= 4 && words.iter().all(Word::is_capital) && !followed {
        let head = words.iter().position(|w| w.sort.is(Sort::HEAD));
        let within = head.is_some_and(|n| {
            n > 0 && n + 1 < words.len() && is_firm_head(words[n].text) && words.len() - n <= 2
        });
        if within && strangers <= 2 && !words.iter().any(|w| w.sort.is(Sort::TYPE) && !known(w)) {
            return true;
        }
    }
    begins
        && (!first.is_joint() || first.sort.is(Sort::HEAD))
        && (all_known || (opens || closes || followed) && (capitals || strangers <= bound))
        && (closes || opens || followed || all_known)
}

/// A Dutch word for several of a thing: `beroepsrisico's`.
fn is_plural(word: &str) -> bool {
    const THINGS: [&str; 14] = [
        "risico",
        "auto",
        "foto",
        "video",
        "camera",
        "agenda",
        "programma",
        "thema",
        "firma",
        "logo",
        "villa",
        "menu",
        "taxi",
        "diploma",
    ];
    let base = word.trim_end_matches('s').trim_end_matches(['\'', '’']).to_lowercase();
    THINGS.iter().any(|thing| base.ends_with(thing))
}

/// A head that nobody is called and that is no word for anything else: words may stand on both sides of it.
pub(super) fn is_firm_head(word: &str) -> bool {
    const ENDS: [&str; 16] = [
        "manager",
        "managerin",
        "engineer",
        "director",
        "specialist",
        "consultant",
        "adviseur",
        "coordinator",
        "officer",
        "controller",
        "analyst",
        "technician",
        "supervisor",
        "directeur",
        "developer",
        "assistant",
    ];
    let lower = word.to_lowercase();
    ENDS.iter().any(|end| lower.ends_with(end))
}

/// Offices of clubs and councils of which there are several.
const OFFICES: [&str; 11] = [
    "Vorsitzende",
    "Vorstand",
    "Bürgermeister",
    "Beigeordnete",
    "Schriftführer",
    "Kassier",
    "Kassenwart",
    "Stellvertret",
    "Vizepräsident",
    "Sekretär",
    "Geschäftsführer",
];

/// `1. Vorsitzender`: an office of which there are several, counted.
fn is_office_by_number(words: &[Word<'_>]) -> bool {
    let [number, office, ..] = words else { return false };
    matches!(number.text, "1." | "2." | "3." | "4.") && is_counted_office(office.text)
}

/// An office of which there are several: `Vorsitzender`, before which its number may stand.
pub(super) fn is_counted_office(word: &str) -> bool {
    OFFICES.iter().any(|office| word.starts_with(office))
}

/// A phrase that is a title where it stands beside or below the name of a person: it may begin in lower case, and have a
/// word or two that no list has. `architect BNA`, `consulent Wmo`, `déclarant en douane`.
pub(super) fn is_title_of_person(phrase: &str, vocabulary: &Vocabulary) -> bool {
    let marked = |c: char| matches!(c, '(' | ',' | ':' | '.' | '|');
    if !may_be(phrase)
        || phrase.contains(marked)
            && phrase.split(' ').any(|w| w.contains(marked) && gender::bare(w).is_none())
    {
        return false;
    }
    let Some(words) = words(phrase, vocabulary) else { return false };
    // `leerkracht groep 5`, `monteur 1e klas`
    let words = match without_rank(&words) {
        [.., group, number] if words.len() > 2 && is_numbered(group.text) && is_group_number(number.text) => {
            &words[..words.len() - 2]
        }
        all => all,
    };
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let no = |w: &Word<'_>| w.has_digit() || w.sort.is(Sort::NEVER) || w.sort.is(Sort::GREETING);
    if words.len() > 5 || words.iter().any(no) || last.is_joint() || first.is_capital() && words.len() > 4 {
        return false;
    }
    let Some(head) = words.iter().position(|w| !w.sort.is(Sort::MODIFIER) || w.sort.is(Sort::HEAD)) else {
        return false;
    };
    let head = described(words).unwrap_or(head);
    // it goes on below: `Executive Vice`
    if matches!(
        last.text,
        "Vice" | "vice" | "Senior" | "senior" | "Chief" | "Deputy" | "Managing" | "Executive"
    ) && words.len() > 1
    {
        return false;
    }
    let behind = &words[head + 1..];
    // `Guida alpina`: a surname that a word in small letters follows is none
    let described = matches!(
        behind,
        [word] if !word.is_capital() && !word.is_joint() && word.text.len() > 3
    );
    // `leerling banketbakker`
    let led = head > 0 && !words[head].is_capital();
    let called = words[head].sort.is(Sort::SURNAME) && !described && !led;
    let heads = words[head].sort.is(Sort::HEAD) && !called;
    let strangers = behind.iter().filter(|w| w.sort.is_none()).count();
    // the first half of `Oost- en West-Vlaanderen` is no name of its own
    let named = |w: &Word<'_>| w.sort.is_none() && w.is_capital() && !w.text.ends_with('-');
    let names = match behind {
        // `beleidsadviseur Verkeer en Vervoer`
        [a, joint, b] if is_firm_head(words[head].text) && joint.is_joint() => {
            usize::from(named(a) || named(b))
        }
        _ => behind.iter().filter(|w| named(w)).count(),
    };
    heads
        && words[head].text.len() > 3
        && strangers <= 2
        && names <= 1
        // `monteur koudetechniek`: a trade in small letters is a field
        && !behind.iter().any(|w| w.sort.is(Sort::TYPE) && (w.is_capital() || first.is_capital()))
}

/// A title without the class of its bearer: `monteur 1e klas`, `agent de maîtrise 1ère classe`.
fn without_rank<'w, 't>(words: &'w [Word<'t>]) -> &'w [Word<'t>] {
    const CLASSES: [&str; 9] =
        ["klas", "klasse", "classe", "Klasse", "class", "Class", "clase", "categoría", "categoria"];
    let counts = |w: &Word<'_>| w.text.len() <= 5 && w.text.starts_with(|c: char| matches!(c, '1'..='4'));
    match words {
        [title @ .., number, class]
            if !title.is_empty() && counts(number) && CLASSES.contains(&class.text) =>
        {
            title
        }
        all => all,
    }
}

/// What a school or an office counts: groups, classes, districts.
fn is_numbered(word: &str) -> bool {
    const COUNTED: [&str; 14] = [
        "groep", "klas", "leerjaar", "team", "wijk", "rayon", "district", "Klasse", "Jahrgang", "Year",
        "year", "grade", "classe", "secteur",
    ];
    COUNTED.contains(&word)
}

/// `5`, `7/8`, `3a`.
fn is_group_number(word: &str) -> bool {
    word.len() <= 4
        && word.starts_with(|c: char| c.is_ascii_digit())
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-'))
}

/// Where the head stands behind one or two words in small letters that say which: `sworn translator`, `civil-law notary`, `fiscaal
/// raadgever`. They need not be in a list.
fn described(words: &[Word<'_>]) -> Option<usize> {
    const OWN: [&str; 16] = [
        "jouw", "onze", "haar", "hun", "jullie", "your", "their", "this", "deine", "ihre", "notre", "votre",
        "leur", "nuestro", "vostro", "nostro",
    ];
    let heads =
        |w: &Word<'_>| w.sort.is(Sort::HEAD) && !w.sort.is(Sort::SURNAME) && !w.sort.is(Sort::MODIFIER);
    let head = words.iter().position(heads).filter(|n| (1..=2).contains(n))?;
    let says = |w: &Word<'_>| {
        !w.is_capital()
            && !w.is_joint()
            && !w.parted
            && w.text.len() >= 4
            && w.text.chars().all(|c| c.is_lowercase() || c == '-')
            && !w.sort.is(Sort::LEAD)
            && !w.sort.is(Sort::TYPE)
            && !w.sort.is(Sort::TIE)
            && !OWN.contains(&w.text)
    };
    (!words[head].is_capital() && words[..head].iter().all(says)).then_some(head)
}

/// A word that no list has stands before the head, and nothing else says that it is a title: `Rockwell tester`, `Atlético Marinero`.
pub(super) fn is_led_by_stranger(phrase: &str, vocabulary: &Vocabulary) -> bool {
    words(phrase, vocabulary).is_some_and(|words| {
        let head = words.iter().position(|w| w.sort.is(Sort::HEAD)).unwrap_or(0);
        words[..head].iter().any(|w| w.sort.is_none())
    })
}

/// Where a title ends and what its bearer works for begins, without a word between: `Directeur Basisschool De Zon`,
/// `maatschappelijk werker afdeling Geriatrie`; bytes of the phrase, and what the second part is.
pub(super) fn title_and_house(phrase: &str, vocabulary: &Vocabulary) -> Option<(usize, usize, Kind)> {
    if !phrase.contains(' ') {
        return None;
    }
    let found =
        HOUSES.with(|all| all.answer(vocabulary.id(), phrase, || house_behind(phrase, vocabulary)))?;
    let kind = if found.2 { Kind::Organisation } else { Kind::Department };
    Some((found.0.into(), found.1.into(), kind))
}

thread_local! {
    static HOUSES: Memory<Option<(u8, u8, bool)>> = const { Memory::new() };
}

/// Where the title ends, where the other begins, and whether that is an organisation.
/// A title of one word, and a firm by its legal form or trade: `projectleider Klant Bouw & Techniek`.
fn firm_behind(phrase: &str, words: &[Word<'_>], vocabulary: &Vocabulary) -> Option<(u8, u8, bool)> {
    let (head, firm) = words.split_first()?;
    let first = firm.first()?;
    let heads = head.sort.is(Sort::HEAD) && !head.parted && !head.has_digit() && !head.sort.is(Sort::NEVER);
    // `Director Klant Ltd` may be all of a firm's name
    let told = !head.is_capital() || head.text.len() < 4 && head.text.chars().all(char::is_uppercase);
    let last = firm.last()?;
    let of_a_firm = last.sort.is(Sort::TYPE) && firm.len() > 2 || vocabulary.is_form(last.text);
    let named = firm.len() > 1
        && first.is_capital()
        && !firm.iter().any(|w| w.sort.is(Sort::HEAD) || w.sort.is(Sort::NEVER) || w.parted)
        && firm.iter().all(|w| w.is_capital() || w.is_joint() || w.text == "&" || vocabulary.is_form(w.text));
    (heads && told && of_a_firm && named && phrase.len() <= usize::from(u8::MAX)).then_some((
        u8::try_from(head.end()).ok()?,
        u8::try_from(first.start).ok()?,
        true,
    ))
}

/// A title of several words, and a firm by its legal form: `Director of Sales Klant Ceramics Ltd`, `Sachbearbeiterin Export Spedition
/// Kunde GmbH`. The firm begins where the words of titles end.
fn title_before_form(phrase: &str, words: &[Word<'_>], vocabulary: &Vocabulary) -> Option<(u8, u8, bool)> {
    if !vocabulary.is_form(words.last()?.text) || words.len() < 4 || phrase.len() > usize::from(u8::MAX) {
        return None;
    }
    let first = words.first()?;
    let heads = |w: &Word<'_>| w.sort.is(Sort::HEAD) && !w.sort.is(Sort::SURNAME);
    let field = |w: &Word<'_>| {
        !w.sort.is(Sort::TYPE)
            && (w.sort.is(Sort::HEAD) || w.sort.is(Sort::MODIFIER) || w.sort.is(Sort::PART))
    };
    let plain = |w: &Word<'_>| {
        !w.parted && !w.has_digit() && !w.sort.is(Sort::NEVER) && !vocabulary.is_form(w.text) && w.text != "&"
    };
    // `Guía de montaña`: what is in small letters behind a joint
    let small =
        |n: usize| words[n].sort.is_none() && !words[n].is_capital() && n > 1 && words[n - 1].is_joint();
    let ends = (0..words.len()).take_while(|n| {
        let w = &words[*n];
        plain(w) && (field(w) || w.is_joint() && !w.is_capital() || small(*n))
    });
    let mut count = ends.count();
    while count > 0 && words[count - 1].is_joint() {
        count -= 1;
    }
    let (title, firm) = words.split_at_checked(count)?;
    let name = firm.first()?;
    let whole = title.len() > 1
        && (heads(first) || title.last().is_some_and(heads))
        && first.is_capital()
        && firm.len() > 1
        && name.is_capital()
        && !name.is_joint()
        && (name.sort.is_none() || name.sort.is(Sort::TYPE))
        && firm.iter().all(|w| w.is_capital() || w.is_joint() || w.text == "&" || vocabulary.is_form(w.text));
    whole.then_some((u8::try_from(title.last()?.end()).ok()?, u8::try_from(name.start).ok()?, true))
}

fn house_behind(phrase: &str, vocabulary: &Vocabulary) -> Option<(u8, u8, bool)> {
    let words = words(phrase, vocabulary)?;
    // `Diensthoofd Sociale dienst`: the head says of what, and the rest stands by itself
    if let [head, first, .., last] = &*words
        && ["diensthoofd", "afdelingshoofd"].iter().any(|h| head.text.eq_ignore_ascii_case(h))
        && first.is_capital()
        && last.text.to_lowercase().ends_with("dienst")
    {
        return Some((u8::try_from(head.end()).ok()?, u8::try_from(first.start).ok()?, false));
    }
    if let Some(split) = title_before_form(phrase, &words, vocabulary) {
        return Some(split);
    }
    let opens = |w: &Word<'_>| {
        w.sort.is(Sort::BODY)
            || w.sort.is(Sort::OPENER)
            || matches!(w.text, "team" | "dienst" | "unit" | "Team")
    };
    let at = (1..words.len()).find(|n| opens(&words[*n]));
    let Some(at) = at else { return firm_behind(phrase, &words, vocabulary) };
    let (title, house) = words.split_at_checked(at)?;
    let (head, first) = (title.last()?, house.first()?);
    // `Chef werkplaats Autobedrijf Klant`
    let field = |w: &Word<'_>| w.sort.is(Sort::PART) && !w.is_capital();
    let led = title[0].sort.is(Sort::HEAD) && title.len() > 1 && title[1..].iter().all(field);
    let heads = (head.sort.is(Sort::HEAD) || led && first.sort.is(Sort::BODY))
        && !head.parted
        && title.iter().all(|w| !w.has_digit() && !w.sort.is(Sort::NEVER));
    let known = |w: &Word<'_>| {
        w.sort.is(Sort::HEAD) || w.sort.is(Sort::MODIFIER) || w.sort.is(Sort::PART) || w.is_joint()
    };
    if !heads
        || !title.iter().all(known)
        || house.iter().any(|w| w.sort.is(Sort::NEVER) || w.parted || w.sort.is(Sort::HEAD))
    {
        return None;
    }
    let body = if first.sort.is(Sort::BODY) {
        // `directeur basisschool De Kameleon`
        let begins = first.is_capital() || house.get(1).is_some_and(Word::is_capital);
        let named = begins && house.len() >= 2 && house[1..].iter().all(|w| w.is_capital() || w.is_joint());
        let proper =
            house[1..].iter().any(|w| !w.is_joint() && !w.sort.is(Sort::PART) && !w.sort.is(Sort::MODIFIER));
        (named && proper).then_some(true)?
    } else {
        // `Leiter Abteilung Einkauf` is one title
        const OF: [&str; 12] = [
            "hoofd",
            "chef",
            "leider",
            "leiter",
            "leiterin",
            "leitung",
            "head",
            "responsable",
            "responsabile",
            "manager",
            "directeur",
            "coördinator",
        ];
        let lower = head.text.to_lowercase();
        let leads = OF.iter().any(|w| lower.ends_with(w));
        let fits = (!first.is_capital() || first.text == "Team")
            && house.len() >= 2
            && house[1..].iter().all(|w| w.is_capital() || w.is_joint() || w.sort.is(Sort::PART));
        (!leads && fits).then_some(false)?
    };
    Some((u8::try_from(head.end()).ok()?, u8::try_from(first.start).ok()?, body))
}

/// Where a title ends and a firm begins that a domain is called after: `architect Hofstee Tekent`, in bytes of the phrase,
/// and whether it is a title indeed: the firm is found behind `directie` too.
pub(super) fn title_and_named(
    phrase: &str,
    vocabulary: &Vocabulary,
    domains: &Domains<'_>,
) -> Option<(usize, usize, bool)> {
    let may = || splits(phrase, vocabulary, |_| true).is_some();
    if !phrase.contains(' ') || !SPLIT.with(|all| all.answer(vocabulary.id(), phrase, may)) {
        return None;
    }
    splits(phrase, vocabulary, |name| domains.name(name))
}

thread_local! {
    /// Whether a phrase has a title and what may be a firm behind it, whatever the domains.
    static SPLIT: Memory<bool> = const { Memory::new() };
}

/// The first place where a title ends and what may be a firm begins, of which `is_firm` says so.
fn splits(
    phrase: &str,
    vocabulary: &Vocabulary,
    is_firm: impl Fn(&str) -> bool,
) -> Option<(usize, usize, bool)> {
    let words = words(phrase, vocabulary)?;
    (1..words.len()).find_map(|n| {
        let (title, name) = words.split_at_checked(n)?;
        let (head, first) = (title.last()?, name.first()?);
        let known = |w: &Word<'_>| {
            w.sort.is(Sort::HEAD)
                || w.sort.is(Sort::MODIFIER)
                || w.sort.is(Sort::PART)
                || w.is_joint()
                || w.sort.is(Sort::OPENER)
        };
        let titled = title.iter().any(|w| w.sort.is(Sort::HEAD) && !w.sort.is(Sort::SURNAME));
        let fits = (titled || n == 1 && head.sort.is(Sort::OPENER) && !head.is_capital())
            && !head.parted
            && !head.is_joint()
            && title.iter().all(known)
            && first.is_capital()
            && !name.iter().any(|w| w.parted || w.sort.is(Sort::HEAD));
        let behind = phrase.get(first.start..)?;
        (fits && may_be_named(behind, name) && is_firm(behind)).then(|| (head.end(), first.start, titled))
    })
}

/// A title that people are addressed by: before a name it is a part of that.
pub(super) fn is_form_of_address(title: &str) -> bool {
    const FORMS: [&str; 41] = [
        "docteur",
        "notaris",
        "notar",
        "notarin",
        "notaire",
        "notario",
        "notaria",
        "notaio",
        "maître",
        "maitre",
        "advocaat",
        "advocate",
        "avvocato",
        "avvocata",
        "abogado",
        "abogada",
        "rechtsanwalt",
        "rechtsanwältin",
        "dokter",
        "dottore",
        "dottoressa",
        "professor",
        "professorin",
        "professore",
        "professoressa",
        "professeur",
        "profesor",
        "profesora",
        "ingegnere",
        "geometra",
        "ragioniere",
        "pastoor",
        "pastor",
        "pfarrer",
        "pfarrerin",
        "dominee",
        "wethouder",
        "burgemeester",
        "bürgermeister",
        "captain",
        "councillor",
    ];
    title.len() <= 24 && FORMS.contains(&title.to_lowercase().as_str())
}

/// A title of several words of which one is no surname, and none is of a sentence.
pub(super) fn is_sure(phrase: &str, vocabulary: &Vocabulary) -> bool {
    words(phrase, vocabulary).is_some_and(|words| {
        let heads = |w: &Word<'_>| w.sort.is(Sort::HEAD) && !w.sort.is(Sort::SURNAME) && w.text.len() > 3;
        let house = |w: &Word<'_>| w.sort.is(Sort::TYPE) && !w.sort.is(Sort::PART) && !w.sort.is(Sort::HEAD);
        words.iter().any(heads) && !words.iter().any(|w| w.sort.is(Sort::NEVER) || w.parted || house(w))
    })
}

/// Bytes of a title in small letters, all of it, `adviseur / functionaris privacy (FP)`, or the one word of it before what may be a firm:
/// `gérant Taxis Klant`.
pub(super) fn in_small_letters(phrase: &str, vocabulary: &Vocabulary) -> Option<usize> {
    let bare = match phrase.rfind(" (") {
        Some(n) if credential(&phrase[..n], &phrase[n..]) > 0 => &phrase[..n],
        _ => phrase,
    };
    if bare.starts_with(char::is_lowercase)
        && bare.split(' ').all(|w| !w.starts_with(char::is_uppercase) || !w.contains(char::is_lowercase))
        && bare.split(" / ").all(|piece| is_title_of_person(piece, vocabulary))
    {
        return Some(phrase.len());
    }
    let words = words(phrase, vocabulary)?;
    let (head, rest) = words.split_first()?;
    let heads =
        head.sort.is(Sort::HEAD) && !head.sort.is(Sort::SURNAME) && !head.is_capital() && !head.parted;
    let name = (1..=4).contains(&rest.len())
        && rest.iter().all(|w| (w.is_capital() || w.is_joint()) && !w.has_digit() && !w.sort.is(Sort::HEAD))
        && !rest.iter().any(|w| w.text == "&")
        && rest.first()?.is_capital();
    (heads && name && head.text.len() > 4).then_some(head.end())
}

/// Every word one capital letter: initials, no title.
fn is_only_capital_letters_of_name(words: &[Word<'_>]) -> bool {
    words.iter().all(Word::is_initial)
}

/// A title that may be a name as well: a word of the lists, and one that is in none.
pub(super) fn may_be_name(words: &[Word<'_>]) -> bool {
    (2..=3).contains(&words.len())
        && words.iter().all(|w| w.is_capital() && !w.has_digit())
        && words.iter().any(|w| w.sort.is_none())
}
