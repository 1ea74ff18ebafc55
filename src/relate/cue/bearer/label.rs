//! What a label or a clause says beside who has a job: endings for women, where to, what for, and when.
//!
//! In: the text of a label. Out: it without that. This module refuses to know jobs and names.

use super::is_listed;
use crate::relate::cue::folded;
use crate::relate::cue::is_letter;
use crate::relate::cue::sentence::words_back;

/// A job without the ending that stands for women behind it: `Sachbearbeiter/in`, `conseiller(ère)`.
pub(super) fn without_ending(clause: &str) -> &str {
    let clause = clause.strip_suffix(')').unwrap_or(clause);
    let letters = clause.bytes().rev().take(5).take_while(|b| is_letter(*b)).count();
    let head = clause.get(..clause.len() - letters).unwrap_or_default();
    head.strip_suffix("/-").or_else(|| head.strip_suffix(['/', '(', '*', '_'])).unwrap_or(clause)
}

/// A contact without the words that say where to: `contact sur place`.
pub(super) fn without_place(clause: &str) -> &str {
    const PLACES: [&str; 9] = [
        "ter plaatse",
        "op locatie",
        "on site",
        "onsite",
        "vor ort",
        "sur place",
        "in loco",
        "sul posto",
        "in situ",
    ];
    let ends = |place: &&&str| {
        clause.len() > place.len()
            && clause.get(clause.len() - place.len()..).is_some_and(|end| end.eq_ignore_ascii_case(place))
    };
    match PLACES.iter().find(ends) {
        Some(place) => clause[..clause.len() - place.len()].trim_end(),
        None => clause,
    }
}

/// A label without what it is for, or when: `remplaçants pour Noël`, `Vertretung bis Montag`, `remplaçant en novembre`.
pub(super) fn without_purpose(clause: &str) -> &str {
    const FOR: [&str; 20] = [
        "ab", "bis", "dal", "desde", "during", "durante", "fino", "for", "from", "fur", "para", "pendant",
        "per", "pour", "tijdens", "tot", "until", "vanaf", "voor", "wahrend",
    ];
    /// Where a month follows.
    const IN: [&str; 4] = ["a", "en", "im", "in"];
    /// What the months begin with.
    const MONTHS: [&str; 29] = [
        "abr", "ago", "aou", "apr", "aug", "avr", "dec", "dez", "dic", "ene", "feb", "fev", "gen", "giu",
        "jan", "jui", "jul", "jun", "lug", "mag", "mai", "mar", "may", "mei", "nov", "oct", "okt", "ott",
        "sep",
    ];
    let is_month = |behind: &str| {
        let word = behind.split(' ').nth(1).map(folded).unwrap_or_default();
        (3..=10).contains(&word.len()) && word.get(..3).is_some_and(|begin| MONTHS.contains(&begin))
    };
    /// Words behind it.
    const MOST: usize = 3;
    let at = |word: &str| word.as_ptr() as usize - clause.as_ptr() as usize;
    let Some(word) = words_back(clause)
        .skip(1)
        .take(MOST)
        .find(|word| is_listed(&FOR, word) || is_listed(&IN, word) && is_month(&clause[at(word)..]))
    else {
        return clause;
    };
    clause[..at(word)].trim_end()
}
