//! What a surname is made of: what stands before it, and words that may be one.
//!
//! In: words. Out: how many of them make a surname, and what speaks for it. This module refuses to know what stands before them.

use super::names::Sense;
use super::token::{Shape, Token};
use super::words::Mode;
use crate::recognise::place::place;

/// True for a word that may be a surname or a part of one.
pub(super) fn may_be_surname(word: &Token, mode: Mode) -> bool {
    let listed = word.sense.is(Sense::SURNAME.or(Sense::SURNAME_OR_WORD));
    let spoilt = word.sense.is(Sense::ROLE.or(Sense::TITLE)) && !word.sense.is(Sense::SURNAME)
        || word.sense.is(Sense::FIRM)
            && !word.sense.is(if mode == Mode::Whole {
                Sense::SURNAME.or(Sense::SURNAME_OR_WORD)
            } else {
                Sense::SURNAME
            })
        || word.sense.is(Sense::NAMESAKE.or(Sense::STREET)) && !listed
        || word.tail_lower && mode == Mode::Running;
    let common =
        word.sense.is(Sense::WORD) && !listed && (mode == Mode::Running || word.shape == Shape::Lower);
    let written = match word.shape {
        Shape::Capital => word.letters >= 2,
        Shape::Capitals => {
            word.letters > 4 || word.letters >= 2 && (mode == Mode::Whole || word.sense.is(Sense::SURNAME))
        }
        Shape::Lower => mode == Mode::Whole && word.letters >= 2,
        Shape::Initials => false,
    };
    written && !common && !spoilt
}

/// How many words from the first on belong before a surname; none where what follows is no surname.
pub(super) fn particles(all: &[Token]) -> usize {
    let count = all.iter().take(4).take_while(|w| w.sense.is(Sense::PARTICLE) && !w.open).count();
    let known = |w: &Token| w.sense.is(Sense::SURNAME) && w.shape != Shape::Lower;
    let fore = fores(&all[count..]);
    if fore > 0 {
        return count + fore;
    }
    // a surname that is a particle too: `Jan Las`, `Anna Ten`; the last one is then the surname
    let follows =
        |w: &Token| may_be_surname(w, Mode::Whole) || w.shape == Shape::Capital && !w.sense.is(Sense::FIRM);
    if count > 0 && all.get(count).is_none_or(|w| !follows(w)) {
        if known(&all[count - 1]) { count - 1 } else { 0 }
    } else {
        count
    }
}

/// How many words from the first on begin a surname that goes on with another word: `Oude Vrielink`, `Mac Giolla Phádraig`. What
/// they go on with is no common word, and is written as they are.
fn fores(all: &[Token]) -> usize {
    let count = all.iter().take(2).take_while(|w| w.sense.is(Sense::FORE) && !w.open).count();
    let Some(last) = count.checked_sub(1).and_then(|n| all.get(n)) else { return 0 };
    let listed = |w: &Token| w.sense.is(Sense::SURNAME.or(Sense::GIVEN));
    let other = Sense::WORD.or(Sense::ROLE).or(Sense::TITLE).or(Sense::AFTER).or(Sense::PARTICLE);
    let spoils = other.or(Sense::FIRM).or(Sense::NAMESAKE).or(Sense::STREET);
    // `St John`, but not `King St Manchester`
    let strict = last.sense.is(Sense::NAMESAKE.or(Sense::STREET));
    let goes_on = |w: &&Token| {
        w.shape == last.shape
            && !w.dash
            && !w.tail_lower
            && w.letters > 2
            && (listed(w) || !strict && !w.sense.is(spoils))
    };
    let follows = all.get(count).filter(goes_on).is_some();
    if follows { count } else { 0 }
}

/// True for what ends as surnames do and hardly any other word, of the lists or not: `Hermsen`, `Reumers`, `Terpstra`.
pub(super) fn is_likely(surname: &str) -> bool {
    const ENDS: [&str; 28] = [
        "ssen", "rsen", "msen", "lsen", "nsen", "mans", "kens", "eumers", "emers", "ommers", "ijkers",
        "ekkers", "stra", "sma", "inga", "inck", "mann", "meier", "meyer", "meijer", "maier", "berger",
        "czyk", "wicz", "enko", "ović", "idis", "escu",
    ];
    let last = surname.rsplit([' ', '\u{a0}', '-']).next().unwrap_or_default();
    let (length, first) = (last.len(), last.chars().next());
    length >= 6 && first.is_some_and(char::is_uppercase) && ENDS.iter().any(|end| last.ends_with(end))
}

/// True for a surname that goes on behind `van`, as those of old families do: `Quarles van Ufford`. Behind others stands what somebody
/// is of: `Jansen van de gemeente`.
pub(super) fn is_of_estate(surname: &str) -> bool {
    ESTATES.binary_search(&surname).is_ok()
}

/// What surnames of two halves begin with.
const ESTATES: [&str; 65] = [
    "Alberda",
    "Alewijn",
    "Asbeck",
    "Baerken",
    "Beelaerts",
    "Bentinck",
    "Beyma",
    "Bicker",
    "Boddens",
    "Boreel",
    "Calkoen",
    "Canneman",
    "Collot",
    "Dedel",
    "Dommer",
    "Dumonceau",
    "Dutry",
    "Elout",
    "Engelbert",
    "Foreest",
    "Gevaerts",
    "Gevers",
    "Godin",
    "Goltstein",
    "Graswinckel",
    "Grothe",
    "Haersma",
    "Haersolte",
    "Hardenbroek",
    "Harinxma",
    "Heerdt",
    "Heloma",
    "Hoeufft",
    "Hooft",
    "Huydecoper",
    "Huyssen",
    "Junius",
    "Kneppelhout",
    "Knobelsdorff",
    "Lewe",
    "Lycklama",
    "Melvill",
    "Michiels",
    "Nahuys",
    "Paspoort",
    "Quarles",
    "Repelaer",
    "Rijckevorsel",
    "Roest",
    "Roëll",
    "Ruijs",
    "Ruys",
    "Sandberg",
    "Schimmelpenninck",
    "Sloet",
    "Smissaert",
    "Snouckaert",
    "Steengracht",
    "Strick",
    "Teding",
    "Terwisscha",
    "Tuyll",
    "Vegelin",
    "Wickevoort",
    "Wttewaall",
];

/// `in`, `op`, `aan`: belong to a surname only with more behind them; `da Silva`, `do Carmo` are surnames all the same. `next` is the
/// word behind them.
pub(super) fn is_loose(text: &str, words: &[Token], next: Option<&Token>) -> bool {
    let [word] = words else { return false };
    if next.is_some_and(|w| w.sense.is(Sense::PORTUGUESE) && w.shape != Shape::Lower) {
        return false;
    }
    let mut folded = [0; 5];
    let Some(folded) = folded.get_mut(..word.end - word.start) else { return false };
    folded.copy_from_slice(&text.as_bytes()[word.start..word.end]);
    folded.make_ascii_lowercase();
    match &*folded {
        b"in" | b"op" | b"aan" | b"uit" | b"over" | b"onder" => true,
        b"zu" | b"lo" | b"y" | b"i" | b"e" | b"und" | b"af" | b"av" | b"do" | b"al" | b"da" | b"'s"
        | b"'n" => word.shape == Shape::Lower,
        _ => false,
    }
}

/// True where the first of these words, which belong before a surname, joins two people rather than two surnames: `Ruiz y Mendoza`
/// is one name, `Ana Ruiz y Pedro Gil` two.
pub(super) fn joins_people(text: &str, all: &[Token]) -> bool {
    let before = particles(all);
    let Some(joint) = all.first() else { return false };
    let behind = || all.get(before).is_some_and(|w| w.sense.is(Sense::GIVEN) && !w.sense.is(Sense::SURNAME));
    match joint.text(text) {
        _ if before == 0 || joint.dash => false,
        "und" => true,
        "y" | "e" | "i" => all.len() > before + 1 || behind(),
        // `Christophe Huillier du Crédit`: what they belong to
        "du" | "des" | "vom" | "dei" | "dello" => true,
        _ => false,
    }
}

/// True for `te` before a town, which is where something is; `te Wierik` is a surname.
fn is_where(text: &str, all: &[Token], before: usize) -> bool {
    /// Towns of 20,000 inhabitants or more.
    const TOWN: u8 = 4;
    before == 1
        && all[0].text(text) == "te"
        && all.get(1).is_some_and(|w| {
            !w.sense.is(Sense::SURNAME) && place(w.text(text)).is_some_and(|p| p.size() >= TOWN)
        })
}

/// Words that one surname takes, from its particles on, and what speaks for it; `None` where there is no surname.
pub(super) fn surname(text: &str, all: &[Token], mode: Mode, first: bool) -> Option<(usize, i32)> {
    let before = particles(all);
    let strict = mode == Mode::Running;
    if strict && before > 0 && is_loose(text, &all[..before], all.get(before)) {
        return None;
    }
    // `uitgeverij De Hoge Schans te Amsterdam`
    if strict && is_where(text, all, before) {
        return None;
    }
    // `Orto e Giardino`: right behind a given name, these join no surname to it
    if first && before == 1 && matches!(all[0].text(text), "e" | "y" | "i") {
        return None;
    }
    let mut score = if before > 0 { 20 } else { 0 };
    let mut used = before;
    loop {
        let mut word = *all.get(used)?;
        if before > 0 && word.shape != Shape::Lower {
            // `van 't Hof`: behind what belongs to a surname, what else the word may be does not count
            let other = Sense::NAMESAKE.or(Sense::STREET).or(Sense::ROLE).or(Sense::TITLE);
            word.sense = Sense(word.sense.0 & !other.0);
        }
        let word = &word;
        // `Jonas ten Have`: behind what belongs to a surname, a word with a capital is one
        let upper = used > 0 && word.shape == Shape::Capitals && all[used - 1].shape == Shape::Capitals;
        let mode = if used > 0 && word.shape == Shape::Capital || upper { Mode::Whole } else { mode };
        if !may_be_surname(word, mode) || (first && used == 0 && word.dash) {
            return None;
        }
        used += 1;
        if word.sense.is(Sense::WORD) && !word.sense.is(Sense::SURNAME) {
            score -= 10;
        } else if word.sense.is(Sense::SURNAME) {
            score += 15;
        } else if word.sense.is(Sense::SURNAME_OR_WORD) {
            score += 5;
        }
        if word.sense.is(Sense::GIVEN) && !word.sense.is(Sense::SURNAME) {
            score += 5;
        }
        if !word.open {
            break;
        }
        score += 10;
        used += all[used..].iter().take(3).take_while(|w| w.sense.is(Sense::PARTICLE) && !w.open).count();
        if used > 8 {
            return None;
        }
    }
    Some((used, score.min(35)))
}
