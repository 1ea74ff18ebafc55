//! How words make a name: given names or initials, what stands before a surname, surnames.
//!
//! In: words, and the text that they stand in. Out: the name that they begin with, and how much in it speaks for a name. This module
//! refuses to know what stands around it.

use std::ops::Range;

use super::names::{Names, Sense};
use super::surname::{is_of_estate, joins_people, may_be_surname, particles, surname};
use super::token::{Shape, Token};
use super::words::{Mode, Words};

/// A name that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// Where it stands.
    pub(super) span: Range<usize>,
    /// Where its surname stands, with what belongs before it.
    pub(super) surname: Range<usize>,
    /// Where its first given name or its initials stand.
    pub(super) given: Range<usize>,
    /// How much in it speaks for a name: from 20.
    pub(super) score: i32,
    /// A given name of the lists that is no common word.
    pub(super) known: bool,
    /// Initials with full stops.
    pub(super) initials: bool,
    /// The surname comes first.
    pub(super) inverted: bool,
    /// All in lower case.
    pub(super) lower: bool,
    /// All in capitals.
    pub(super) capitals: bool,
}

/// The name whose given names or initials begin at byte `at`, none of it beyond byte `limit`. In a whole text it ends at `limit`.
pub(super) fn forward(names: &Names, text: &str, at: usize, limit: usize, mode: Mode) -> Option<Name> {
    forward_of(text, &Words::of(names, text, at, limit, mode), false)
}

/// True when a name may begin with a word, going by that word alone; `titled` as in [`forward_of`].
pub(super) fn begins(first: &Token, mode: Mode, titled: bool) -> bool {
    if first.sense.is(Sense::GIVEN) {
        return true;
    }
    if first.sense.is(Sense::TITLE.or(Sense::FIRM).or(Sense::NAMESAKE)) {
        return false;
    }
    if first.shape == Shape::Initials || first.is_letter() {
        return true;
    }
    // `Eigentümer Ulrich Nägele`: what the lists know to stand before a name
    let listed = Sense::SURNAME.or(Sense::SURNAME_OR_WORD).or(Sense::GIVEN_OR_WORD);
    if mode == Mode::Running && first.sense.is(Sense::BEFORE) && !first.sense.is(listed) {
        return false;
    }
    if is_few_capitals(first) {
        return mode == Mode::Whole || titled;
    }
    let common = Sense::PARTICLE.or(Sense::WORD).or(Sense::ROLE).or(Sense::STREET);
    first.sense.is(Sense::GIVEN_OR_WORD) || !first.sense.is(common) && !first.open
}

/// `KF` before a surname: initials without full stops, if anything.
fn is_few_capitals(first: &Token) -> bool {
    first.shape == Shape::Capitals && first.letters <= 3 && !first.is_given()
}

/// The name that begins with given names or initials, and with the first of these words; behind a title, letters without full
/// stops are initials too: `de heer KF Dijkstra`.
pub(super) fn forward_of(text: &str, words: &Words, titled: bool) -> Option<Name> {
    let all = words.all();
    let mode = words.mode;
    let whole = mode == Mode::Whole;
    if all.len() < 2 || whole && all[all.len() - 1].end != words.limit || !begins(&all[0], mode, titled) {
        return None;
    }
    let behind =
        if whole { all[2..].iter().rev().take_while(|w| w.sense.is(Sense::AFTER)).count() } else { 0 };
    let all = &all[..all.len() - behind];
    let first = &all[0];
    let mut score = 20;
    let (mut known, mut initials) = (false, false);
    let mut used = 1;
    match first.shape {
        Shape::Initials => {
            initials = true;
            score += 25;
            while all.get(used).is_some_and(|w| matches!(w.shape, Shape::Initials) || w.is_letter()) {
                used += 1;
            }
        }
        _ if first.is_letter() || is_few_capitals(first) => {
            // `KF Dijkstra`, `J de Vries`
            score += 5;
            while all.get(used).is_some_and(Token::is_letter) {
                used += 1;
            }
        }
        Shape::Capital | Shape::Capitals | Shape::Lower => {
            if first.sense.is(Sense::GIVEN) {
                known = true;
                score += 40;
            } else if first.sense.is(Sense::GIVEN_OR_WORD) {
                score += 15;
            } else if all[1].sense.is(Sense::GIVEN)
                && all.len() > 2
                && !all[1].sense.is(Sense::SURNAME)
                && !(first.shape == Shape::Capitals && all[1].shape == Shape::Capital)
            {
                // `Introducing Wim Timmermans`: the name begins behind it
                if !whole {
                    return None;
                }
                score -= 20;
            }
        }
    }
    // `María del Carmen`, `Mª de los Ángeles`
    let count = all[1..].iter().take(2).take_while(|w| w.sense.is(Sense::PARTICLE)).count();
    if count > 0
        && all.len() > count + 2
        && all[count + 1].is_given()
        && matches!(first.text(text), "Mª" | "M.ª" | "María" | "Maria" | "MARÍA" | "MARIA")
    {
        used = count + 2;
    }
    // second given names and initials: `Wiebe P. Terpstra`, `Jan Willem de Boer`
    while used < 4 && used + 1 < all.len() && !all[used].dash {
        let (word, next) = (&all[used], &all[used + 1]);
        let middle = word.shape == Shape::Initials || word.is_letter();
        let given = (word.sense.is(Sense::GIVEN) || first.sense.is(Sense::SHORT) && word.is_given())
            && (word.shape == first.shape || first.shape == Shape::Initials)
            && !next.dash
            && (next.sense.is(Sense::PARTICLE) && particles(&all[used + 1..]) > 0
                || may_be_surname(next, mode));
        if !middle && !given {
            break;
        }
        score += if given { 10 } else { 5 };
        if given && first.shape == Shape::Initials {
            known = true;
        }
        used += 1;
    }
    let surname_at = used;
    let (taken, more) = surname(text, &all[used..], mode, true)?;
    score += more;
    used += taken;
    // `Freunde der Museumsbahn`, `Verreries de la Bresle`: behind a stranger, these say whose something is
    let german = |n: usize| all.get(n).is_some_and(|w| w.shape == Shape::Lower && w.text(text) == "der");
    if !known
        && !initials
        && (!first.is_given() || german(surname_at))
        && is_genitive(text, &all[surname_at..used])
    {
        score -= 20;
    }
    // second surnames
    while used < all.len() && used - surname_at < 7 {
        let rest = &all[used..];
        let dash = rest[0].dash;
        // `Ravi Tjon A Fat`
        if rest[0].is_letter()
            && rest[0].text(text) == "A"
            && rest.len() > 1
            && may_be_surname(&rest[1], mode)
        {
            used += 2;
            continue;
        }
        if joins_people(text, rest) {
            break;
        }
        // `Nuria Castells i Bofill`, of Catalonia; `Anna Nowak i Piotr` are two
        if known && !whole && is_catalan(text, rest, mode) {
            used += 2;
            continue;
        }
        let Some((taken, more)) = surname(text, rest, mode, false) else { break };
        let last = &rest[taken - 1];
        let allowed = if whole {
            // `A. Hagedoorn van Hagedoorn Bewind in Borne`: what they belong to, and where it is
            let before = particles(rest).min(taken);
            let place = before == 1 && rest[0].text(text) == "in";
            let own = before > 0
                && !dash
                && all[surname_at..used]
                    .iter()
                    .any(|w| w.text(text) == rest[before.min(taken - 1)].text(text));
            !place && !own && (!dash || particles(rest) > 0 || last.sense.is(Sense::SURNAME))
        } else if dash {
            particles(rest) > 0 && all[surname_at].sense.is(Sense::PARTICLE)
        } else if particles(rest) > 0 {
            // `Aukje Terwisscha van Scheltinga`
            all[used - 1].shape == Shape::Capital && is_of_estate(all[used - 1].text(text))
        } else {
            last.sense.is(Sense::SURNAME)
                && last.shape == all[used - 1].shape
                && !last.sense.is(Sense::FIRM)
                && (all[used - 1].sense.is(Sense::SURNAME)
                    // `Celeste Boudreaux Hahn`
                    || known && all[used - 1].sense == Sense::default() && !last.sense.is(Sense::SURNAME_OR_WORD.or(Sense::GIVEN)))
        };
        if !allowed {
            break;
        }
        score += if dash { 10 } else { more / 3 };
        used += taken;
    }
    if whole && used != all.len() {
        return None;
    }
    if !whole
        && used > 1
        && all[surname_at].start > 0
        && all[1..used].iter().any(|w| w.dash)
        && !known
        && !initials
    {
        return None;
    }
    let parts = &all[..used];
    let written = &text.as_bytes()[first.start..parts[used - 1].end];
    if let Some(at) = memchr::memchr(b'\n', written) {
        // a line begins with a capital for other reasons too
        let behind = parts.iter().find(|w| w.start > first.start + at);
        let name = Sense::SURNAME.or(Sense::GIVEN).or(Sense::PARTICLE);
        // `ten name van H.⏎Klaassen-Opmeer`: no sentence ends in an initial, but behind a letter that counts
        let other =
            Sense::WORD.or(Sense::NOUN).or(Sense::ROLE).or(Sense::FIRM).or(Sense::STREET).or(Sense::TITLE);
        let broken = initials
            && behind.is_some_and(|w| {
                w.start == all[surname_at].start && (w.sense.is(name) || !w.sense.is(other))
            });
        if !broken && (!known || behind.is_some_and(|w| !w.sense.is(name))) {
            return None;
        }
    }
    // `L  F  A  Pts` are the headings of columns
    if !whole && first.is_letter() && memchr::memmem::find(written, b"  ").is_some() {
        return None;
    }
    // `Mª Dolores` is no more than a given name
    let short = first.sense.is(Sense::SHORT) && first.sense.is(Sense::GIVEN);
    let given = |w: &&Token| !w.sense.is(Sense::PARTICLE);
    if short
        && parts[1..].iter().filter(given).all(Token::is_given)
        && (parts[1..].iter().filter(given).count() == 1 || !parts[used - 1].sense.is(Sense::SURNAME))
    {
        return None;
    }
    let lower = parts.iter().all(|w| w.shape == Shape::Lower);
    let mixed = parts.iter().any(|w| w.shape == Shape::Lower && !w.sense.is(Sense::PARTICLE));
    if !lower && (mixed || first.shape == Shape::Lower) {
        return None;
    }
    let capitals =
        parts.iter().all(|w| w.shape == Shape::Capitals || w.shape == Shape::Initials) && !initials;
    if lower && !known {
        score -= 10;
    }
    if capitals {
        score -= 5;
    }
    if whole && used > 4 && !known && !initials {
        score -= 15;
    }
    Some(Name {
        span: first.start..parts[used - 1].end,
        surname: all[surname_at].start..parts[used - 1].end,
        given: first.start..first.end,
        score,
        known,
        initials,
        inverted: false,
        lower,
        capitals,
    })
}

/// The second surname of a Catalan stands behind an `i`: one that is no given name.
fn is_catalan(text: &str, rest: &[Token], mode: Mode) -> bool {
    matches!(rest, [i, next, ..] if i.text(text) == "i"
        && next.shape == Shape::Capital
        && !next.is_given()
        && may_be_surname(next, mode))
}

/// Articles that say whose something is as often as they begin a surname, in lower case: `der`, `du`, `de la`.
fn is_genitive(text: &str, surname: &[Token]) -> bool {
    let lower = |n: usize| surname.get(n).filter(|w| w.shape == Shape::Lower).map_or("", |w| w.text(text));
    matches!(
        (lower(0), lower(1)),
        ("der" | "du" | "des" | "del" | "della" | "dei" | "delle" | "degli" | "dello", _)
            | ("de", "la" | "las" | "los" | "l'")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn names() -> Names {
        Names::new(&BTreeMap::new())
    }

    #[test]
    fn names_in_running_text() {
        let names = names();
        for (text, want) in [
            ("Jan de Vries belde", "Jan de Vries"),
            ("J.A. van den Berg-Smit is er", "J.A. van den Berg-Smit"),
            ("Ans van Es-in 't Veld komt", "Ans van Es-in 't Veld"),
            ("Wiebe P. Terpstra, hoofd", "Wiebe P. Terpstra"),
            ("Manuel Martínez Ortega llama", "Manuel Martínez Ortega"),
            ("Pieter-Jan van Leeuwen", "Pieter-Jan van Leeuwen"),
            ("Jan-Willem Kuyt", "Jan-Willem Kuyt"),
            ("Karin Coenen-van Loon.", "Karin Coenen-van Loon"),
            ("Lotte op den Kamp is", "Lotte op den Kamp"),
            ("Emma van 't Hof", "Emma van 't Hof"),
            ("Patrick O'Brien said", "Patrick O'Brien"),
            ("Mohamed El Amrani", "Mohamed El Amrani"),
            ("Jean DUPONT", "Jean DUPONT"),
            ("Wilhelmina v.d. Velde-Smit belde", "Wilhelmina v.d. Velde-Smit"),
            ("Khaled al-Masri belde", "Khaled al-Masri"),
            ("María del Carmen Pérez llama", "María del Carmen Pérez"),
            ("RUUD HOFMAN", "RUUD HOFMAN"),
            ("Aukje Terwisscha van Hagedoorn belde", "Aukje Terwisscha van Hagedoorn"),
            ("Jan Quarles thoe Hagedoorn belde", "Jan Quarles thoe Hagedoorn"),
            ("Jan Jansen van Hagedoorn belde", "Jan Jansen"),
            ("Montserrat Hagens i Bofarull llama", "Montserrat Hagens i Bofarull"),
            ("Anna Nowak i Piotr Hagen", "Anna Nowak"),
        ] {
            let name =
                forward(&names, text, 0, text.len(), Mode::Running).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(&text[name.span.clone()], want);
            assert!(name.score >= 60, "{text}: {}", name.score);
        }
        for text in [
            "L  F  A  Pts",
            "Jan l'avocat",
            "Jan komt",
            "Jan in Amsterdam",
            "Jan van het",
            "Jan",
            "J. de",
            "De Vries",
        ] {
            assert!(forward(&names, text, 0, text.len(), Mode::Running).is_none(), "{text}");
        }
    }

    #[test]
    fn surnames_of_two_words_and_names_cut_short() {
        let list = |words: &[&str]| {
            BTreeMap::from([("all".to_owned(), words.iter().map(ToString::to_string).collect())])
        };
        let names = Names::new(&BTreeMap::from([
            ("fore".to_owned(), list(&["oude", "klein", "mac", "giolla"])),
            ("short_given".to_owned(), list(&["fco", "mª"])),
        ]));
        for (text, want) in [
            ("Saskia Oude Hagedoorn belde", "Saskia Oude Hagedoorn"),
            ("Anouk Klein Hagevoort-Wolf", "Anouk Klein Hagevoort-Wolf"),
            ("Norbert Klein belde", "Norbert Klein"),
            ("Fearghal Mac Giolla Hagan", "Fearghal Mac Giolla Hagan"),
            ("Fco. Javier Ortega llama", "Fco. Javier Ortega"),
            ("Mª Dolores Peris llama", "Mª Dolores Peris"),
        ] {
            let name =
                forward(&names, text, 0, text.len(), Mode::Running).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(&text[name.span.clone()], want);
        }
        assert!(forward(&names, "Mª Dolores", 0, 11, Mode::Running).is_none());
        assert!(forward(&names, "Petra Mayer und Dirk Lambert", 0, 28, Mode::Whole).is_none());
    }

    #[test]
    fn whole_texts() {
        let names = names();
        for text in [
            "jan de vries",
            "De Vries Jan",
            "Jan De Vries - van Dijk",
            "ANNA VAN DER MEER",
            "Yvonne in 't Veld",
        ] {
            let found = forward(&names, text, 0, text.len(), Mode::Whole);
            assert_eq!(found.is_some(), !text.starts_with("De"), "{text}");
        }
        for text in [
            "A. Hagedoorn van Hagedoorn Bewind",
            "A. Hagedoorn Bewind in Borne",
            "Orto e Giardino",
            "Vajillas y Más",
        ] {
            assert!(forward(&names, text, 0, text.len(), Mode::Whole).is_none(), "{text}");
        }
    }
}
