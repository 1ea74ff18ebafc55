//! Whose a number is that nobody is named beside: `mijn man is te bereiken op 06-…`.
//!
//! In: the text before a number and behind it. Out: whether it is of somebody who is no more than something to the writer. It refuses to know
//! who the subject is.

use super::adjoining::shown;
use super::people::people;
use super::roles::OWN;

/// The writer, in small letters: a number behind these is theirs, whoever was told of before.
const FIRST: [&str; 25] = [
    "wij", "we", "ons", "us", "wir", "uns", "nous", "ik", "ikzelf", "mij", "mijzelf", "me", "mezelf", "i",
    "i'm", "i'll", "myself", "mine", "ich", "mich", "mir", "j'ai", "moi", "io", "yo",
];

/// The writer in French; in Dutch it is whoever reads.
const JE: &str = "je";

/// Somebody else again, in small letters: `mijn man heeft mij gevraagd u hem te laten bellen op`.
const THIRD: [&str; 11] = ["hem", "haar", "him", "his", "her", "ihn", "ihm", "ihr", "ihre", "sein", "seine"];

/// Say of the writer, who stands right behind them, that it is somebody else, in small letters: `niet mij`.
const NOT: [&str; 8] = ["niet", "not", "nicht", "pas", "non", "no", "statt", "anstatt"];

/// The same in two words.
const INSTEAD: [[&str; 2]; 6] = [
    ["plaats", "van"],
    ["liever", "dan"],
    ["instead", "of"],
    ["rather", "than"],
    ["lieu", "de"],
    ["plutôt", "que"],
];

/// What people are reached by, in small letters: `mijn nummer`.
const NUMBER: [&str; 24] = [
    "nummer",
    "adres",
    "address",
    "adresse",
    "anschrift",
    "dirección",
    "domicilio",
    "indirizzo",
    "telefoonnummer",
    "mobiel",
    "mobiele",
    "telefoon",
    "number",
    "phone",
    "mobile",
    "cell",
    "telefonnummer",
    "handynummer",
    "handy",
    "telefon",
    "numéro",
    "portable",
    "téléphone",
    "numero",
];

/// The words of a text in small letters; between two that a sign parts there is an empty one.
fn parted(text: &str) -> Vec<String> {
    let own = |c: char| c.is_alphabetic() || c == '\'';
    let (mut all, mut apart) = (Vec::new(), true);
    let mut word = String::new();
    for c in text.chars().chain([' ']) {
        if own(c) {
            word.extend(c.to_lowercase());
            continue;
        }
        if !word.is_empty() {
            all.push(std::mem::take(&mut word));
            apart = false;
        }
        if !c.is_whitespace() && !apart {
            all.push(String::new());
            apart = true;
        }
    }
    all
}

/// Text before a number and behind it says whose it is.
pub(super) fn is_of_relative(before: &str, behind: &str) -> bool {
    let before = shown(before);
    let ends = |c: char| matches!(c, '!' | '?' | ';' | '\u{2029}');
    let before = before.rsplit(ends).next().unwrap_or_default();
    let before = before.rsplit("\n\n").next().unwrap_or_default();
    let before = before.rsplit(". ").next().unwrap_or_default();
    // `06-… (mijn man)`, `06-… is van mijn man`
    let behind = shown(behind);
    let behind = behind.split(['.', ',', ';', '\n']).next().unwrap_or_default();
    let says = |text: &str| {
        let all = parted(text);
        // `my contact number` is the writer's
        let number = |n: usize| all.get(n).is_some_and(|word| NUMBER.contains(&word.as_str()));
        let relative =
            |n: &usize| OWN.contains(&all[*n].as_str()) && people(&all[n + 1]).is_some() && !number(n + 2);
        // the writer comes in between: `mijn man is ziek, dus bel mij op`
        let last = (0..all.len().saturating_sub(1)).rev().find(relative);
        last.is_some_and(|n| {
            let french = ["mon", "ma", "mes", "notre"].contains(&all[n].as_str());
            let (mut theirs, mut before, mut last) = (false, "", "");
            for word in all[n + 2..].iter().map(String::as_str) {
                let number = NUMBER.contains(&word);
                let first = FIRST.contains(&word) || french && word == JE || number && OWN.contains(&before);
                // `mijn man, niet mij,`
                let first = first && !NOT.contains(&before) && !INSTEAD.contains(&[last, before]);
                let third = THIRD.contains(&word) || number && before == "zijn";
                theirs = first || theirs && !third;
                (last, before) = (before, word);
            }
            !theirs
        })
    };
    let tells = behind.trim_start().starts_with(['(', '-', '='])
        || behind.contains(" van ")
        || behind.contains(" of ");
    says(before) || tells && says(behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_somebody_who_is_not_named() {
        for (before, behind) in [
            ("Bel mijn man op ", "."),
            ("Het nummer van mijn\ncollega is ", " overdag"),
            ("You can reach my wife at ", ""),
            ("Meine Schwester: ", ""),
            ("of ", " (mijn buurvrouw)"),
            ("want ", " is van mijn zoon"),
            ("Mijn man heeft mij gevraagd zijn nummer door te geven: ", ""),
            ("Mijn man kun je bellen op ", ""),
            ("Ik werk, bel daarom mijn vrouw maar op ", ""),
            ("Bel mijn man, niet mij, op ", ""),
            ("Bel mijn vrouw in plaats van mij op ", ""),
            ("Call my husband, not me, on ", ""),
            ("Bitte rufen Sie meinen Mann an, nicht mich: ", ""),
            ("Appelez mon mari, pas moi, au ", ""),
        ] {
            assert!(is_of_relative(before, behind), "{before}");
        }
        for (before, behind) in [
            ("Mijn nummer is ", "."),
            ("Mijn man komt ook. Bel mij op ", ""),
            ("mijn vrouw\n\nTel. ", ""),
            ("Mijn man is ziek, dus bel mij maar op ", ""),
            ("As my partner and I moved last week please call me on ", "."),
            ("Meine Frau ist krank, Sie erreichen mich unter ", ""),
            ("Mon mari est malade, appelez-moi au ", ""),
            ("mijn dochter slaapt, mijn nummer is ", ""),
            ("Mijn man kan niet, ik wel: ", ""),
            ("Bel niet mijn man maar mij op ", ""),
            ("Bel mijn man of mij op ", ""),
            ("My contact number is ", ""),
            ("Mijn ouder nummer was ", ""),
            ("bel ", " morgen, mijn man is thuis"),
        ] {
            assert!(!is_of_relative(before, behind), "{before}");
        }
    }
}
