//! A phrase in, what it is out: a job title, a department, an organisation, a name, or nothing that is known.
//!
//! In: a short text that stands by itself: a line of a signature, a cell of a table, a piece between commas. Out: a kind and
//! how sure. The order of the questions matters: `Afdeling Beheer` is a department although `Beheer` may be more, and
//! `Hoofd Technische Dienst` is a title although it ends like a department.

use super::department;
use super::domain::{Domains, may_be_named};
use super::gender;
use super::heading::is_heading_too;
use super::legal::{form_first, legal};
use super::title::{is_firm_head, is_title, may_be_name};
use super::trade::{ends_within, is_practice, is_trade, opens_with_house};
use super::vocabulary::{Sort, Vocabulary};
use super::word::{WORDS_MAX, Word, Words, words};
use crate::model::Kind;
use crate::recognise::memory::Memory;

/// What a phrase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) kind: Kind,
    /// Hundredths that are added to the confidence of the kind.
    pub(super) more: i8,
    /// Which question settled it.
    pub(super) why: &'static str,
}

/// What is known where a phrase stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    /// The domains on the page.
    pub(super) domains: &'p Domains<'p>,
    /// The phrase may be the name of a person: the first line of a signature, or one that was found to be.
    pub(super) may_be_person: bool,
}

/// What a phrase is by itself.
#[derive(Debug, Clone, Copy, Default)]
struct Outcome {
    verdict: Option<Verdict>,
    /// A domain on the page that the phrase is called as settles it before.
    by_domain: bool,
}

impl Outcome {
    fn settled(verdict: Verdict) -> Self {
        Outcome { verdict: Some(verdict), by_domain: false }
    }

    /// What the phrase is in its place.
    fn in_place(self, phrase: &str, place: Place<'_>) -> Option<Verdict> {
        if self.by_domain && place.domains.name(phrase) {
            return Some(Verdict { kind: Kind::Organisation, more: 6, why: "like a domain beside it" });
        }
        self.verdict
    }
}

thread_local! {
    static OUTCOMES: Memory<Outcome> = const { Memory::new() };
}

/// What a phrase that stands by itself is.
pub(super) fn verdict(phrase: &str, vocabulary: &Vocabulary, place: Place<'_>) -> Option<Verdict> {
    let key = vocabulary.id() << 2 | u64::from(place.may_be_person);
    remembered(
        key,
        phrase,
        place,
        || if may_be(phrase) { words(phrase, vocabulary) } else { None },
        vocabulary,
    )
}

/// What a display name is: the same, but numbers and sentences are not ruled out before.
pub(super) fn judge(phrase: &str, vocabulary: &Vocabulary, place: Place<'_>) -> Option<Verdict> {
    let key = vocabulary.id() << 2 | 2 | u64::from(place.may_be_person);
    remembered(key, phrase, place, || words(phrase, vocabulary), vocabulary)
}

/// What a phrase is in its place; what it is by itself is not asked twice, as long as it is remembered.
fn remembered<'t>(
    key: u64,
    phrase: &str,
    place: Place<'_>,
    words: impl FnOnce() -> Option<Words<'t>>,
    vocabulary: &Vocabulary,
) -> Option<Verdict> {
    let make = || {
        let words = words();
        words.map_or_else(Outcome::default, |w| outcome(phrase, &w, vocabulary, place.may_be_person))
    };
    OUTCOMES.with(|outcomes| outcomes.answer(key, phrase, make)).in_place(phrase, place)
}

/// Most of what stands in a signature is none: addresses, numbers, sentences.
pub(super) fn may_be(phrase: &str) -> bool {
    let (mut digits, mut spaces, mut stops) = (0, 0, 0);
    let mut last = 0;
    for b in phrase.bytes() {
        match b {
            b'0'..=b'9' => digits += 1,
            b' ' => spaces += 1,
            b'@' | b'?' | b'!' | b'=' | b'{' | b'\\' => return false,
            b'/' if last == b'/' => return false,
            b'.' if last == b'.' => stops += 1,
            _ => {}
        }
        last = b;
    }
    let lower = phrase.as_bytes().first().is_some_and(u8::is_ascii_lowercase);
    !(digits > 4 || spaces > WORDS_MAX || stops > 1 || lower && phrase.len() > 44 && spaces > 4)
}

/// What a phrase is, domains aside.
fn outcome(phrase: &str, words: &[Word<'_>], vocabulary: &Vocabulary, may_be_person: bool) -> Outcome {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return Outcome::default() };
    let firm = |more, why| Outcome::settled(Verdict { kind: Kind::Organisation, more, why });
    if legal(words, vocabulary, true) == Some((0, words.len())) {
        return firm(10, "a legal form");
    }
    if form_first(words) {
        // what it is called after may be somebody on the page
        return firm(16, "a legal form before the name");
    }
    let never = |w: &Word<'_>| {
        w.sort.is(Sort::NEVER) && (w.text.len() > 3 || !w.text.chars().all(char::is_uppercase))
    };
    let digits = phrase.bytes().filter(u8::is_ascii_digit).count();
    // `Fachdienst 463` has a number of its own
    let most = if first.sort.is(Sort::OPENER) { 4 } else { 2 };
    if digits > most || words.iter().any(never) || first.sort.is(Sort::GREETING) || phrase.ends_with(':') {
        return Outcome::default();
    }
    let stops = ends_within(words);
    if words.len() >= 3 && is_tied(words) && !stops {
        return firm(5, "a word behind `&` that makes a firm");
    }
    let sentence =
        phrase.ends_with('.') && !last.text.trim_end_matches('.').contains('.') && last.text.len() > 4;
    Outcome {
        verdict: if sentence {
            None
        } else {
            // `Huisarts:  J. Klant` is a label and its value
            let fits = |v: &Verdict| match v.kind {
                Kind::Organisation => !stops,
                _ => {
                    !phrase.contains(':')
                        || phrase.split(' ').all(|w| !w.contains(':') || gender::bare(w).is_some())
                }
            };
            by_words(words, first, last, may_be_person).filter(fits)
        },
        by_domain: !may_be_person && !stops && may_be_named(phrase, words),
    }
}

/// What the words make, neither legal forms nor domains being asked.
fn by_words(words: &[Word<'_>], first: &Word<'_>, last: &Word<'_>, may_be_person: bool) -> Option<Verdict> {
    let said = |kind, more, why| Some(Verdict { kind, more, why });
    // `Team vom Steuerbüro Kunde`
    if department::is_of_firm(words) {
        return None;
    }
    // `Area Manager Benelux`, `Service Engineer`
    let titled = words.len() >= 2 && words[1].sort.is(Sort::HEAD) && is_firm_head(words[1].text);
    // `Poli Marco` is somebody, as `Poli Cardiologie` is not
    let surname =
        first.text.eq_ignore_ascii_case("poli") && !words.get(1).is_some_and(|w| w.sort.is(Sort::PART));
    if words.len() >= 2
        && !titled
        && !surname
        && first.sort.is(Sort::OPENER)
        && !first.sort.is(Sort::HEAD)
        && (first.is_capital() || first.text.len() <= 4)
        && words.len() <= 7
    {
        return said(Kind::Department, 6, "a word that opens the name of a department");
    }
    if words.len() >= 2
        && first.sort.is(Sort::OPENER)
        && words[1..].iter().all(|w| w.sort.is(Sort::PART) || w.is_joint())
    {
        return said(Kind::Department, 4, "a word that opens the name of a department");
    }
    // `afdeling Watersysteem`, `eenheid Ruimte en Bereikbaarheid`
    if matches!(
        first.text,
        "afdeling"
            | "afd"
            | "afd."
            | "dienst"
            | "cluster"
            | "eenheid"
            | "sectie"
            | "sector"
            | "vakgroep"
            | "faculteit"
            | "service"
            | "pôle"
            | "ufficio"
            | "servizio"
            | "reparto"
            | "departamento"
            | "department"
    ) && (2..=6).contains(&words.len())
        && words[1].is_capital()
        // `service Gratuit`, `dienst Morgen`: they open much else
        && (matches!(first.text, "afdeling" | "afd" | "afd.")
            || words[1].sort.is(Sort::PART)
            || words.len() == 4 && words[2].text == "&" && last.sort.is(Sort::PART))
        && words[1..].iter().all(|w| {
            // `afdeling Onroerend goed`
            let field = w.sort.is(Sort::PART) || w.sort.is(Sort::MODIFIER);
            (w.is_capital() || w.is_joint() || field) && !w.has_digit() && !w.parted
        })
        && !last.is_joint()
    {
        return said(Kind::Department, 0, "a word that opens the name of a department");
    }
    // `School of Geography` is a part of a university
    if let [school, of, field, ..] = words
        && matches!(school.text, "School" | "Schools")
        && of.text == "of"
        && field.is_capital()
        && words.len() <= 7
    {
        return said(Kind::Department, 0, "a part of a university");
    }
    // `Klinik für Geriatrie` is a part of a hospital
    if let [house, of, field, ..] = words
        && matches!(house.text, "Klinik" | "Poliklinik" | "Clinique" | "Kliniek")
        && matches!(of.text, "für" | "voor")
        && field.is_capital()
    {
        return said(Kind::Department, 0, "a part of a hospital");
    }
    // `Office of the Mayor`
    if words.len() >= 3
        && first.sort.is(Sort::SOFT_OPENER)
        && !first.sort.is(Sort::PART)
        && first.is_capital()
        && words[1].is_joint()
        && !words.iter().any(Word::has_digit)
    {
        return said(Kind::Department, -4, "a word that may open the name of a department");
    }
    if let Some(more) = department::before_title(words) {
        return said(Kind::Department, more, "words of departments alone");
    }
    // `Notaría Ballester`, `Secretaría Klant`: the word is the house or the room, not who works in it
    let room = first.sort.is(Sort::TYPE) && first.text.starts_with("Notaría")
        || matches!(first.text, "Secretaría" | "SECRETARÍA") && words.len() > 1;
    if is_title(words) && !(may_be_person && may_be_name(words)) && !room {
        return said(Kind::JobTitle, 0, "a word that makes a title");
    }
    if first.is_capital()
        && !first.is_joint()
        && words.len() <= 5
        && words.iter().all(|w| w.sort.is(Sort::PART) || w.is_joint())
        && !last.is_joint()
        && (words.len() > 1
            || (first.text.len() > 3 || first.text.chars().all(|c| !c.is_lowercase()))
                && !is_heading_too(first.text))
    {
        return said(Kind::Department, 0, "words of departments alone");
    }
    // `Business Unit MKB`
    if matches!(first.text, "Business" | "business")
        && words.len() > 2
        && matches!(words[1].text, "Unit" | "unit" | "Line" | "Area")
        && words[2].is_capital()
    {
        return said(Kind::Department, 0, "a word that opens the name of a department");
    }
    let field = |w: &Word<'_>| {
        w.sort.is(Sort::PART) || w.sort.is(Sort::TYPE) || w.is_joint() || department::is_side(w.text)
    };
    if words.len() >= 2
        && first.sort.is(Sort::SOFT_OPENER)
        && first.is_capital()
        && words[1..].iter().all(field)
    {
        return said(Kind::Department, 2, "a word that opens the name of a department");
    }
    // `Einkauf & Stammdaten`, `Design & Construction`
    if let [a, and, b] = words
        && a.sort.is(Sort::PART)
        && (b.sort.is(Sort::PART) || b.sort.is(Sort::TYPE) && !a.sort.is(Sort::TYPE))
        && matches!(and.text, "&" | "+" | "en" | "und" | "and" | "et" | "y" | "e")
        && a.is_capital()
        && b.is_capital()
        && !b.sort.is(Sort::TIE)
    {
        return said(Kind::Department, 0, "words of departments alone");
    }
    // `team Noord`, `Team Wijkzorg Midden`
    if matches!(first.text, "team" | "équipe" | "equipo" | "Team" | "Équipe" | "Equipo")
        && (2..=3).contains(&words.len())
        && words[1..].iter().all(|w| w.is_capital() && !w.has_digit())
    {
        return said(Kind::Department, -6, "a word that may open the name of a department");
    }
    // `Enterprise Storage Team`
    // `Pharmacy Department`
    let closed = last.sort.is(Sort::CLOSER)
        && !last.sort.is(Sort::TYPE)
        && (!first.sort.is(Sort::TYPE) || matches!(last.text, "Department" | "Dept" | "Dept." | "Division"));
    if !closed && is_trade(words, may_be_person) {
        let more = if opens_with_house(words) { 12 } else { -4 };
        return said(Kind::Organisation, more, "a word of a trade");
    }
    if is_practice(words) {
        return said(Kind::Organisation, 4, "professions behind a name");
    }
    if words.len() >= 2 && words.len() <= 6 && first.is_capital() {
        // `Unit 7` and `Office hours` are no departments, and neither is `Einkauf neuer Maschinen`
        let named = words[1].is_capital() && !words[1].is_initial()
            || words[1].is_joint() && words.len() > 2 && words[2].is_capital()
            || words[1].sort.is(Sort::PART);
        let few = !first.sort.is(Sort::PART) || words.len() <= 3 && words.iter().all(Word::is_capital);
        if first.sort.is(Sort::SOFT_OPENER) && named && few && !last.has_digit() {
            return said(Kind::Department, -6, "a word that may open the name of a department");
        }
        let known = |w: &Word<'_>| w.sort.is(Sort::PART) || w.sort.is(Sort::MODIFIER) || w.is_joint();
        if last.sort.is(Sort::CLOSER)
            && words[..words.len() - 1].iter().all(|w| known(w) || w.is_capital())
            && (!may_be_person || words[..words.len() - 1].iter().all(|w| w.sort.is(Sort::PART)))
        {
            return said(Kind::Department, -4, "a word that ends the name of a department");
        }
    } else if words.len() == 1 && first.is_capital() && first.sort.is(Sort::CLOSER) && first.text.len() >= 6 {
        return said(Kind::Department, -6, "a word that ends the name of a department");
    }
    // `Klantendienst FR`, `Export BE/NL`: for whom it is there
    if let [.., name, code] = words
        && department::is_of_land(code.text)
    {
        let rest = &words[..words.len() - 1];
        return by_words(rest, first, name, may_be_person).filter(|v| v.kind == Kind::Department);
    }
    None
}

/// `Groen & Zn.`, `Kühn & Partner`, `Architectenbureau Evers + Co`, `Plomberie Rousseau et Fils`.
fn is_tied(words: &[Word<'_>]) -> bool {
    let Some((last, rest)) = words.split_last() else { return false };
    let Some((joint, name)) = rest.split_last() else { return false };
    let joins = matches!(joint.text, "&" | "+" | "en" | "und" | "and" | "et" | "y" | "e");
    let sign = matches!(joint.text, "&" | "+");
    joins
        && (sign || last.is_capital())
        && last.sort.is(Sort::TIE)
        && name.iter().all(|w| w.is_capital() || w.is_joint())
        && name.iter().any(|w| w.is_capital() && !w.sort.is(Sort::HEAD) && !w.sort.is(Sort::PART))
}

/// A phrase that begins with a word of a house: `Drukkerij De Klant`.
pub(super) fn is_house(phrase: &str, vocabulary: &Vocabulary) -> bool {
    // somebody may lie in a hospital, or study at a school
    const OPEN: [&str; 24] = [
        "hôp", "hosp", "osp", "zieken", "kranken", "klin", "clin", "clín", "hotel", "hôtel", "mus", "théâ",
        "theat", "teatro", "école", "lyc", "coll", "univ", "camping", "rest", "café", "grund", "gymn",
        "hoge",
    ];
    let lower = phrase.to_lowercase();
    if OPEN.iter().any(|begin| lower.starts_with(begin)) {
        return false;
    }
    words(phrase, vocabulary)
        .is_some_and(|words| words.first().is_some_and(|w| w.sort.is(Sort::BODY) && w.is_capital()))
}

/// The last word of a phrase is one of departments: `Living Capital Markets`.
pub(super) fn ends_as_department(phrase: &str, vocabulary: &Vocabulary) -> bool {
    words(phrase, vocabulary).is_some_and(|words| words.last().is_some_and(|w| w.sort.is(Sort::PART)))
}

/// What may be the name of a firm, as far as its words tell: capitals, no words of titles, greetings or buildings.
pub(super) fn may_be_firm(phrase: &str, vocabulary: &Vocabulary) -> bool {
    const NONE: [&str; 87] = [
        "house",
        "court",
        "lodge",
        "cottage",
        "building",
        "tower",
        "towers",
        "mews",
        "gebäude",
        "haus",
        "gebouw",
        "toren",
        "immeuble",
        "bâtiment",
        "résidence",
        "edificio",
        "palazzo",
        "polígono",
        "zi",
        "za",
        "zac",
        "gewerbegebiet",
        "gewerbepark",
        "bedrijventerrein",
        "industriepark",
        "bezoekadres",
        "postadres",
        "c.da",
        // wishes
        "grüße",
        "grüßen",
        "gruß",
        "groeten",
        "groet",
        "wishes",
        "regards",
        "saludos",
        "saludo",
        "saluti",
        "salutations",
        "kerst",
        "kerstdagen",
        "weihnachten",
        "ostern",
        "navidad",
        "noël",
        "natale",
        "christmas",
        "easter",
        "year",
        "year!",
        "nieuwjaar",
        "année",
        "año",
        "anno",
        "happy",
        "merry",
        "frohe",
        "prettige",
        "gelukkig",
        "feliz",
        "bonne",
        "joyeux",
        "buon",
        "buone",
        "gracias",
        "grazie",
        "merci",
        "thanks",
        "iphone",
        "android",
        "outlook",
        // streets
        "rue",
        "boulevard",
        "calle",
        "plaza",
        "piazza",
        "viale",
        "straße",
        "strasse",
        "straat",
        "laan",
        "plein",
        "kade",
        "chaussée",
        "steenweg",
        "quai",
        "chemin",
    ];
    // a country or a label alone
    const ALONE: [&str; 18] = [
        "home",
        "mobile",
        "office",
        "phone",
        "adres",
        "adresse",
        "address",
        "nederland",
        "netherlands",
        "deutschland",
        "germany",
        "france",
        "españa",
        "italia",
        "belgium",
        "belgië",
        "luxembourg",
        "schweiz",
    ];
    if phrase.len() < 4
        || phrase.ends_with(['.', ':', ',', '!', '?', '-', '_'])
        || ALONE.contains(&phrase.to_lowercase().as_str())
    {
        return false;
    }
    if phrase
        .bytes()
        .any(|b| matches!(b, b'@' | b'/' | b':' | b'(' | b'|' | b'\\' | b'"' | b'=' | b'0'..=b'9'))
    {
        return false;
    }
    let Some(words) = words(phrase, vocabulary) else { return false };
    const STREETS: [&str; 8] = ["straße", "strasse", "straat", "laan", "plein", "steenweg", "gasse", "allee"];
    let no = |w: &Word<'_>| {
        w.sort.is(Sort::NEVER)
            || w.sort.is(Sort::GREETING)
            || w.parted
            || w.text.len() > 8 && STREETS.iter().any(|end| w.text.ends_with(end))
            || NONE.contains(&w.text.to_lowercase().as_str())
    };
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    words.len() <= 6
        && words.iter().all(|w| w.is_capital() || w.is_joint())
        && words.iter().any(|w| {
            w.is_capital()
                && !w.is_joint()
                && !w.sort.is(Sort::PART)
                && !w.sort.is(Sort::HEAD)
                && w.text.len() > 2
        })
        && !words.iter().any(no)
        && !last.is_joint()
        && !first.sort.is(Sort::LEAD)
        && !first.sort.is(Sort::HEAD)
}

/// Two to five words that a person may be called.
pub(super) fn is_name(words: &[Word<'_>]) -> bool {
    (2..=6).contains(&words.len())
        && words.iter().all(|w| (w.is_capital() || w.is_joint() || w.text.len() <= 3) && !w.has_digit())
        && words.iter().any(|w| w.is_capital() && w.text.len() > 2)
        && !words.iter().any(|w| matches!(w.text, "&" | "+"))
        && !words.iter().any(|w| w.sort.is(Sort::TYPE) || w.sort.is(Sort::HEAD) || w.sort.is(Sort::PART))
}
