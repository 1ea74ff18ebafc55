//! Houses that are named in passing: `voor Bakkerij Klant`, `bei Spedition Kunde`.
//!
//! In: a page. Out: spans of organisations without a legal form. A word of a sort of house leads the name, a word that leads to
//! whom something is for or from stands before it, and a name in capitals behind it. This module refuses to know of names whose
//! word of a trade stands last: too much else is written so.

use std::ops::Range;

use super::Search;
use super::firms::Beginnings;
use super::sentence::is_led;
use super::trade;
use super::vocabulary::{Sort, Vocabulary};
use super::word::{self, Word};
use crate::model::Kind;
use crate::recognise::place::is_place;

/// Bytes of a name, the word of its house with it.
const NAME_MAX: usize = 56;
/// Words of a name, likewise.
const WORDS: usize = 5;

/// The search for words of houses.
pub(super) struct HouseSearch(Beginnings);

impl HouseSearch {
    pub(super) fn new(vocabulary: &Vocabulary) -> Self {
        let twos = vocabulary.houses().filter_map(|w| w.first_chunk::<2>());
        let threes = vocabulary.houses().filter_map(|w| w.first_chunk::<3>().copied());
        HouseSearch(Beginnings::new(twos.map(|[a, b]| (a.to_ascii_uppercase(), *b)), threes))
    }
}

/// Adds the houses that a text names.
pub(super) fn search(search: &mut Search<'_>) {
    let (text, own) = (search.text, search.own);
    own.houses.0.candidates(text.as_bytes(), |at| {
        let Some(span) = house_at(text, at, &own.vocabulary) else { return };
        if !is_body(search, &span) && !is_named(search, &span) {
            return;
        }
        if !search.is_person(&span) && !search.is_address(&span) {
            search.push(
                Kind::Organisation,
                span,
                -18,
                &["a word of a trade", "behind a word that leads to it"],
            );
        }
    });
}

/// The first word is one that a title may stand before.
fn is_body(search: &Search<'_>, span: &Range<usize>) -> bool {
    let words = word::words(&search.text[span.clone()], &search.own.vocabulary);
    words.is_some_and(|words| words.first().is_some_and(|w| w.sort.is(Sort::BODY)))
}

/// A word behind the first is none of the language and no place; what is called so is no street, rooms or chamber.
fn is_named(search: &Search<'_>, span: &Range<usize>) -> bool {
    let (text, names) = (search.text, &search.own.names);
    let strange = |word: &str| {
        word.len() > 3
            && word.starts_with(char::is_uppercase)
            && !names.is_word(word)
            && !is_place(word)
            && !matches!(word, "Noord" | "Oost" | "Zuid" | "Nord" | "Ost")
    };
    let mut words = text[span.clone()].split(' ');
    let first = words.next().unwrap_or_default();
    // `in via Fratelli Cliente` is a street
    let street = text[..span.start].ends_with(" via ");
    !street && !matches!(first, "International" | "Koophandel" | "Kringloop") && words.any(strange)
}

/// Houses that are as often spoken of as called by a name.
const HOUSES: [&str; 44] = [
    "hotel",
    "hotels",
    "museum",
    "school",
    "schule",
    "college",
    "university",
    "universiteit",
    "universität",
    "université",
    "universidad",
    "università",
    "restaurant",
    "ristorante",
    "restaurante",
    "kantoor",
    "office",
    "gemeente",
    "gemeinde",
    "commune",
    "comune",
    "ayuntamiento",
    "apotheek",
    "apotheke",
    "pharmacie",
    "farmacia",
    "hospital",
    "hôpital",
    "clinic",
    "kliniek",
    "klinik",
    "clinique",
    "theater",
    "theatre",
    "bank",
    "banque",
    "banca",
    "banco",
    "club",
    "center",
    "centre",
    "centrum",
    "zentrum",
    "praktijk",
];
/// Leads to a house, besides the words that lead to firms.
pub(super) fn leads(word: &str) -> bool {
    matches!(
        word,
        "op" | "via"
            | "is"
            | "inzake"
            | "Inzake"
            | "INZAKE"
            | "tegen"
            | "contra"
            | "namens"
            | "betreft"
            | "tussen"
            | "between"
            | "against"
            | "through"
            | "ist"
            | "est"
            | "es"
            | "è"
            | "gegen"
            | "contre"
    )
}
/// They open a name: `Hotel De Klant`.
const ARTICLES: [&str; 14] =
    ["De", "Den", "Het", "'t", "The", "La", "Le", "Les", "El", "Los", "Il", "Zum", "Zur", "Du"];
/// Words with a capital that are no names.
const COMMON: [&str; 30] = [
    "online", "direkt", "direct", "plus", "week", "dag", "dagen", "night", "nacht", "day", "sale", "shop",
    "staff", "guests", "students", "managers", "nieuws", "news", "loket", "aanvraag", "directie", "menu",
    "card", "service", "services", "app", "team", "info", "camera", "trip",
];

/// The house whose name begins behind the space at `at`.
fn house_at(text: &str, at: usize, vocabulary: &Vocabulary) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    // who it is for, or from
    let low = at.saturating_sub(10);
    let from = bytes[low..at].iter().rposition(u8::is_ascii_whitespace).map_or(low, |n| low + n + 1);
    let lead = text.get(from..at)?;
    if from == low && low > 0 || !(is_led(lead) || leads(lead)) {
        return None;
    }
    let start = at + 1;
    let bound = bytes.len().min(start + NAME_MAX);
    let stop = |b: &u8| matches!(b, b'\n' | b'\r' | b'\t' | b'|' | b'<' | b'@' | b'/' | b'"');
    let end = bytes[start..bound].iter().position(stop).map_or(bound, |n| start + n);
    let mut end = (start..=end).rev().find(|n| text.is_char_boundary(*n))?;
    // no more words than a phrase may have, and none that is cut
    if let Some(n) = memchr::memchr_iter(b' ', &bytes[start..end]).nth(WORDS) {
        end = start + n;
    } else if end == bound && bound < bytes.len() {
        end = start + memchr::memrchr(b' ', &bytes[start..end])?;
    }
    let words = word::words(text.get(start..end)?, vocabulary)?;
    let house = |w: &&Word<'_>| {
        w.sort.is(Sort::BODY) || w.sort.is(Sort::TYPE) && !w.sort.is(Sort::PART) && w.text.len() >= 8
    };
    let first = words.first().filter(|w| house(w) && w.is_capital() && !w.parted)?;
    // `for Hotel Guests`: of what every town has, more is said where it is a name
    let article = |w: &Word<'_>| w.is_joint() || ARTICLES.contains(&w.text);
    if HOUSES.iter().any(|house| house.eq_ignore_ascii_case(first.text)) && !words.get(1).is_some_and(article)
        || words.get(1).is_some_and(|w| COMMON.iter().any(|common| common.eq_ignore_ascii_case(w.text)))
    {
        return None;
    }
    let mut last = first;
    let mut named = false;
    for (n, word) in words[1..].iter().enumerate() {
        let ends = last.text.ends_with('.') && last.text.len() > 4 && n > 0;
        if word.opened || ends || !(word.is_capital() || joins(word)) || word.has_digit() {
            break;
        }
        let proper = word.is_capital()
            && !word.is_joint()
            && !word.sort.is(Sort::LEAD)
            && !word.sort.is(Sort::PART)
            && !word.sort.is(Sort::NEVER)
            && (!word.sort.is(Sort::HEAD) || word.sort.is(Sort::SURNAME));
        // `Stichting Landschap Klant`: what a foundation is for stands before its name
        let purpose = n == 0 && word.sort.is(Sort::PART) && is_foundation(first.text);
        if word.is_capital() && !word.is_joint() && !proper && !purpose {
            break;
        }
        named |= proper;
        if proper {
            last = word;
        }
        if word.parted {
            break;
        }
    }
    let stop = usize::from(last.text.ends_with('.') && last.text.len() > 4);
    let span = start..start + last.end() - stop;
    (named && trade::is_trade(&word::words(&text[span.clone()], vocabulary)?, true)).then_some(span)
}

/// A word for a house that has a purpose in its name.
fn is_foundation(word: &str) -> bool {
    matches!(
        word,
        "Stichting"
            | "Vereniging"
            | "Stiftung"
            | "Verein"
            | "Fondation"
            | "Association"
            | "Fundación"
            | "Asociación"
            | "Fondazione"
            | "Associazione"
            | "Fundació"
    )
}

/// Stands in small letters within the name of a house.
fn joins(word: &Word<'_>) -> bool {
    matches!(
        word.text,
        "de" | "der"
            | "den"
            | "het"
            | "'t"
            | "van"
            | "&"
            | "+"
            | "di"
            | "del"
            | "della"
            | "du"
            | "des"
            | "la"
            | "le"
            | "les"
            | "el"
            | "los"
            | "las"
            | "dei"
            | "of"
            | "the"
            | "zum"
            | "zur"
            | "am"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn houses(text: &str) -> Vec<&str> {
        let vocabulary = Vocabulary::built_in();
        let mut all = Vec::new();
        HouseSearch::new(&vocabulary).0.candidates(text.as_bytes(), |at| {
            all.extend(house_at(text, at, &vocabulary).map(|span| &text[span]));
        });
        all
    }

    #[test]
    fn houses_named_in_passing() {
        for (text, house) in [
            ("Graag 2 pallets voor Bakkerij Klant op dinsdag.", "Bakkerij Klant"),
            ("Zet de factuur op Kapsalon De Klant, dan klopt het.", "Kapsalon De Klant"),
            ("Die Ware steht noch bei Spedition Kunde.", "Spedition Kunde"),
            ("La lista sale de Talleres Ejemplo a las ocho", "Talleres Ejemplo"),
            ("Questo è per Pasticceria Esempio, grazie", "Pasticceria Esempio"),
            ("Namens het bestuur van Stichting Landschap Klantdorp, groet", "Stichting Landschap Klantdorp"),
        ] {
            assert_eq!(houses(text), [house], "{text}");
        }
        for text in [
            "We gaan voor Bakkerij en koffie",
            "het Hotel Klant",
            "bij School morgen",
            "op Universiteit Twaalf2",
            "voor Garage Verkoop",
            "van Stichting Landschap morgen",
        ] {
            assert_eq!(houses(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn words_for_trades_need_a_name() {
        use crate::recognise::role::tests::found_of;
        let firms = |text: &str| {
            let found = found_of(text, &[Kind::Organisation, Kind::PersonName]).into_iter();
            found.filter(|(kind, _)| *kind == Kind::Organisation).map(|(_, name)| name).collect::<Vec<_>>()
        };
        assert_eq!(firms("Wij geven dat door aan Liftservice Klantuwe morgen."), ["Liftservice Klantuwe"]);
        for text in [
            "Ingeschreven bij de Kamer van Koophandel Utrecht.",
            "De AED hangt bij Sanitair Noord.",
            "Il mercato è spostato in via Fratelli Clientevi.",
            "We spelen voor Kringloop Wijzer vandaag.",
        ] {
            assert_eq!(firms(text), [""; 0], "{text}");
        }
    }
}
