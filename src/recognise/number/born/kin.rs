//! What stands between somebody's name or day of birth and another day: the sex, or who of the family was born on it.
//!
//! In: text before a day. Out: whether it leads to a day of birth. This module refuses to know dates.

use std::ops::Range;

use super::TITLES;
use super::above::says_birth;
use crate::recognise::person::NameWords;
use crate::recognise::place;

/// Bytes before a day that may hold a given name and marks.
const ROW: usize = 32;
/// Bytes between two days of birth.
const REACH: usize = 64;
/// Capitalised words of a name behind that of the family.
const NAMES: usize = 3;

/// Who of a family, or a household, in six languages.
#[rustfmt::skip]
const KIN: [&str; 94] = [
    "baby", "bambina", "bambino", "broer", "brother", "bruder", "child", "children", "compagna", "compagne", "compagno",
    "compagnon", "coniuge", "conjoint", "conjointe", "cónyuge", "daughter", "dochter", "dochters", "echtgenoot", "echtgenote",
    "ehefrau", "ehemann", "enfant", "enfants", "esposa", "esposo", "father", "femme", "fiancé", "fiancée", "fidanzata",
    "fidanzato", "figli", "figlia", "figlie", "figlio", "fille", "filles", "fils", "fratello", "frau", "frère", "gatte",
    "gattin", "hermana", "hermano", "hija", "hijas", "hijo", "hijos", "husband", "kind", "kinder", "kinderen", "lebensgefährte",
    "lebensgefährtin", "madre", "man", "mann", "mari", "marido", "marito", "moeder", "moglie", "mother", "mujer", "mutter",
    "mère", "padre", "pareja", "partner", "partnerin", "père", "schwester", "sister", "soeur", "sohn", "son", "sons", "sorella",
    "spouse", "söhne", "sœur", "tochter", "töchter", "vader", "vater", "vriendin", "vrouw", "wife", "zoon", "zus", "épouse",
];

/// Small words beside those.
#[rustfmt::skip]
const BESIDE: [&str; 54] = [
    "am", "an", "and", "de", "der", "die", "e", "el", "en", "et", "haar", "her", "het", "his", "ihr", "ihre", "il", "is",
    "jongste", "la", "le", "les", "los", "lui", "ma", "mein", "meine", "mes", "mi", "mia", "mij", "mijn", "mio", "mon", "my",
    "mí", "of", "oldest", "on", "onze", "op", "oudste", "our", "sa", "sein", "seine", "su", "sua", "suo", "the", "und", "y",
    "youngest", "zijn",
];

/// Signs of the sex in a cell of its own.
const SEX: [&str; 18] = [
    "d", "f", "female", "femme", "femmina", "frau", "h", "hombre", "homme", "m", "male", "man", "mann",
    "maschio", "mujer", "v", "vrouw", "w",
];

/// The text without a cell before its end that tells the sex: `Jan de Vries   m   `.
pub(super) fn without_sex(before: &str) -> &str {
    let plain = before.trim_end_matches([' ', '\u{a0}', ',', ';', '|', '\t', '(', '/']);
    let Some(at) = plain.rfind([' ', ',', ';', '|', '\t', '(', '/']) else { return before };
    let (cell, word) = plain.split_at(at + 1);
    let bare = cell.trim_end_matches(' ');
    let parted = cell.ends_with("  ") || bare.ends_with([',', ';', '|', '\t', '(']);
    // `Zwaluw, M   `: the first letter of a name
    let initial = bare.ends_with(',') && word.starts_with(char::is_uppercase);
    let told = plain.len() < before.len() && parted && !initial;
    let sex = told && SEX.iter().any(|s| s.eq_ignore_ascii_case(word));
    if sex { cell } else { before }
}

/// Nothing but who of the family stands between a day of birth that ends at byte `born` and byte `at`: `born 3 April 1972; wife …`.
pub(in crate::recognise::number) fn follows(text: &str, born: usize, at: usize) -> bool {
    let Some(between) = text.get(born..at).filter(|b| born > 0 && b.len() <= REACH && b.len() > 3) else {
        return false;
    };
    if between.contains(|c: char| c == '\n' || c.is_ascii_digit()) {
        return false;
    }
    let (mut kin, mut names) = (false, 0);
    let words =
        between.split(|c: char| !c.is_alphabetic() && c != '-' && c != '\'').filter(|w| !w.is_empty());
    for word in words {
        let lower = word.to_lowercase();
        if KIN.contains(&lower.as_str()) {
            kin = true;
        } else if word.starts_with(char::is_uppercase) && kin && names < NAMES {
            names += 1;
        } else if !BESIDE.contains(&lower.as_str()) {
            return false;
        }
    }
    kin
}

/// Somebody's given name stands before a day of birth, and nothing but another's between it and byte `at`: `Farid 06.06.1990, Parisa …`.
pub(in crate::recognise::number) fn goes_on(
    text: &str,
    born: &Range<usize>,
    at: usize,
    names: &NameWords,
) -> bool {
    let Some(between) = text.get(born.end..at).filter(|b| born.end > 0 && b.len() <= REACH && b.len() > 3)
    else {
        return false;
    };
    let Some(first) = joined(between) else { return false };
    if is_addressed(first) {
        return true;
    }
    let from = text.floor_char_boundary(born.start.saturating_sub(REACH));
    let last = name(text.get(from..born.start).unwrap_or_default());
    let capital = |word: &str| word.starts_with(char::is_uppercase) && word.chars().all(is_of_name);
    let all = first.split(' ').all(capital) && first.split(' ').count() <= NAMES;
    let other = |word: &str| names.is_word(word) || place::is_place(word);
    let given = |word: &str| names.is_given_alone(word);
    let next = first.split(' ').next().unwrap_or_default();
    all && capital(last) && given(next) && (given(last) || !other(last))
}

/// Somebody's given name is all that stands before byte `at` on its line, and the line above says that those below were born:
/// `Geboortedata kinderen:⏎- Sem: 12-03-2010`.
pub(in crate::recognise::number) fn is_first(text: &str, at: usize, names: &NameWords) -> bool {
    let bytes = text.as_bytes();
    let Some(start) = memchr::memrchr(b'\n', &bytes[at.saturating_sub(ROW)..at]) else { return false };
    let start = at.saturating_sub(ROW) + start + 1;
    let marks = [' ', '>', '-', '*', '•', '\t'];
    let given =
        text.get(start..at).unwrap_or_default().trim_matches(|c| marks.contains(&c) || ":(,".contains(c));
    if given.is_empty() || !given.chars().all(is_of_name) || !names.is_given_alone(given) {
        return false;
    }
    let above = &bytes[start.saturating_sub(REACH + 1)..start - 1];
    let from = start - 1 - above.len();
    let line = memchr::memrchr(b'\n', above).map_or((from == 0).then_some(0), |n| Some(from + n + 1));
    let said = line.and_then(|from| text.get(from..start - 1)).unwrap_or_default();
    !said.contains(|c: char| c.is_ascii_digit()) && says_birth(&said.to_lowercase())
}

/// The name between two days, behind what joins the two: `, Parisa `, ` en Lotte: `, `⏎- Lotte: `.
fn joined(between: &str) -> Option<&str> {
    let rest = between.trim_start_matches([' ', ')']);
    let words = ["en ", "and ", "und ", "et ", "y ", "e ", "& "];
    let rest = match rest.strip_prefix([',', ';', '/', '\n', '\r']) {
        Some(rest) => rest.trim_start_matches([' ', '\n', '>', '-', '*', '•', '\t']),
        None => words.iter().find_map(|w| rest.strip_prefix(w))?,
    };
    let rest = words.iter().find_map(|w| rest.strip_prefix(w)).unwrap_or(rest);
    Some(rest.trim_end_matches([' ', ':', '(', '*', ',', '\t'])).filter(|name| !name.is_empty())
}

/// A form of address and a name, with a word before the day perhaps: `M. Cissé le`.
fn is_addressed(named: &str) -> bool {
    const BEFORE_DAY: [&str; 7] = [" am", " el", " il", " le", " on", " op", " den"];
    let Some((title, name)) = named.split_once(' ') else { return false };
    let name = BEFORE_DAY.iter().find_map(|word| name.strip_suffix(word)).unwrap_or(name);
    let title = title.trim_end_matches('.');
    let titled = title == "M" || TITLES.iter().any(|t| t.eq_ignore_ascii_case(title));
    let word =
        |word: &str| word.starts_with(char::is_uppercase) && word.chars().all(|c| is_of_name(c) || c == '.');
    titled && name.split(' ').count() <= NAMES && name.split(' ').all(word)
}

/// A bracket right behind a day says of what it is, and not that somebody was born: `wife 19 June 1995 (wedding)`.
pub(in crate::recognise::number) fn is_of_else(text: &str, end: usize) -> bool {
    /// Bytes of the bracket.
    const MOST: usize = 24;
    const BORN: [&str; 8] = ["born", "b.", "geb", "nac", "nasc", "nat", "né", "d.o.b"];
    let Some(rest) = text.get(end..).and_then(|rest| rest.trim_start_matches(' ').strip_prefix('(')) else {
        return false;
    };
    let cut = rest.floor_char_boundary(MOST.min(rest.len()));
    let Some((inside, _)) = rest[..cut].split_once(')') else { return false };
    inside.chars().filter(|c| c.is_alphabetic()).count() > 3
        && inside.split(' ').count() < 3
        && inside.starts_with(char::is_lowercase)
        && !BORN.iter().any(|born| inside.starts_with(born))
        && !says_birth(inside)
}

/// The word before a day.
fn name(before: &str) -> &str {
    let before = before.trim_end_matches([' ', ':', '(', '*', ',', '\t']);
    before.rsplit([' ', ':', '(', '\n', ',', ';', '\t']).next().unwrap_or_default()
}

fn is_of_name(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '-' | '\'' | '’')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sex_has_a_cell_of_its_own() {
        for (before, plain) in [
            ("Jan de Vries   m   ", "Jan de Vries   "),
            ("Jan de Vries, v, ", "Jan de Vries,"),
            ("Jan de Vries;M;", "Jan de Vries;"),
            ("Jan de Vries m ", "Jan de Vries m "),
            ("Zwaluw, M.   ", "Zwaluw, M.   "),
            ("Zwaluw, M   ", "Zwaluw, M   "),
            ("Jan de Vries   ", "Jan de Vries   "),
            ("m ", "m "),
        ] {
            assert_eq!(without_sex(before).trim_end(), plain.trim_end(), "{before}");
        }
    }

    #[test]
    fn with_a_form_of_address() {
        assert!(
            is_addressed("M. Cissé le") && is_addressed("Frau Anna Smit am") && is_addressed("mevr. A. Smit")
        );
        assert!(!is_addressed("Cissé le") && !is_addressed("M. le maire le") && !is_addressed("Paris"));
    }

    #[test]
    fn another_day_says_so_behind() {
        let of = |text: &str| is_of_else(text, 0);
        assert!(of(" (wedding)") && of(" (overleden)"));
        assert!(!of(" (born)") && !of(" (Anna)") && !of(" (46)") && !of(" and more (wedding)"));
    }

    #[test]
    fn who_of_the_family() {
        let of = |text: &str| {
            let born = text.find("72").unwrap() + 2;
            follows(text, born, text.len())
        };
        for text in [
            "1972; wife ",
            "1972, mijn vrouw Anna de Vries: ",
            "1972 und meine Tochter Lena ",
            "1972, hijo Luis, ",
        ] {
            assert!(of(text), "{text}");
        }
        for text in ["1972; married ", "1972. Broker Anna ", "1972, wife died ", "1972\nwife ", "1972, "] {
            assert!(!of(text), "{text}");
        }
    }
}
