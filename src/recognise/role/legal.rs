//! Firms by their legal form, and by the word that joins a person to one.
//!
//! In: the words of a phrase. Out: which of them are the firm. This module refuses to know where the phrase stands, but for
//! whether it stands alone or within a sentence.

use super::vocabulary::{Sort, Vocabulary};
use super::word::Word;

/// Legal forms that are also words, plates or abbreviations: in a sentence they make no firm.
const RISKY: [&str; 26] = [
    "CV", "SE", "EU", "SC", "CB", "AS", "AE", "BA", "WA", "UA", "LP", "CO", "Co", "SP", "Sp", "EG", "EK",
    "EV", "AB", "CIO", "CIC", "GIE", "DAC", "SCP", "PARTG", "SAS",
];

/// The words of a firm with a legal form: from which word, and up to which. Within a sentence only forms count that are
/// nothing else, and what begins a sentence is no part of the name.
pub(super) fn legal(words: &[Word<'_>], vocabulary: &Vocabulary, alone: bool) -> Option<(usize, usize)> {
    let spaced = |n: usize| {
        // `B. V.`, `e. K.`
        let [a, b] = [words.get(n), words.get(n + 1)].map(|w| w.map_or("", |w| w.text).as_bytes());
        let (&[a, b'.'], &[b, b'.']) = (a, b) else { return false };
        std::str::from_utf8(&[a, b'.', b, b'.']).is_ok_and(|word| vocabulary.is_form(word))
    };
    let form = |n: usize| {
        let w = words.get(n)?;
        if spaced(n) {
            return Some(2);
        }
        let risky = !alone && RISKY.contains(&w.text);
        (vocabulary.is_form(w.text) && !risky).then_some(1)
    };
    let (at, mut next) = (1..words.len()).find_map(|n| form(n).map(|length| (n, n + length)))?;
    let before = &words[at - 1];
    let digits = before.text.bytes().filter(u8::is_ascii_digit).count();
    let wordly = before.text.chars().filter(|c| c.is_alphabetic()).count() >= 2 && digits < 3
        || alone && digits > 0 && digits < 4
        || before.is_initial()
        || before.text == "&";
    if before.parted && !alone
        || !wordly
        || !(before.is_capital()
            || before.sort.is(Sort::TYPE)
            || before.sort.is(Sort::TIE)
            || before.has_digit())
    {
        return None;
    }
    // `GmbH & Co. KG`, `Coöperatie U.A.`, `UG (haftungsbeschränkt)`
    loop {
        let w = |n: usize| words.get(n).map_or("", |w| w.text.trim_end_matches('.'));
        if matches!(w(next), "&" | "und" | "et" | "e") && matches!(w(next + 1), "Co" | "CO" | "co" | "Cie") {
            next += 2;
        } else if w(next).starts_with("haftungsbeschr") {
            next += 1;
        } else if !words[next - 1].parted && form(next).is_some() {
            next += form(next).unwrap_or(1);
        } else {
            break;
        }
    }
    let mut from = at;
    while from > 0 {
        let w = &words[from - 1];
        let numbered = w.has_digit() && w.text.len() <= 4 && from < at;
        let fits = w.is_capital()
            || w.is_joint()
            || numbered
            || w.sort.is(Sort::TIE)
            || alone && w.sort.is(Sort::TYPE);
        if !fits || from < at && w.parted || w.text.ends_with('.') && !w.is_initial() && w.text.len() > 5 {
            break;
        }
        from -= 1;
        if w.opened {
            break;
        }
    }
    if let Some(skip) = after_person(&words[from..at]) {
        from += skip;
    }
    // what a sentence begins with, and what joins it to the name
    while from < at {
        let w = &words[from];
        let lead = w.sort.is(Sort::LEAD) && !(alone && from == 0 && w.is_capital() && w.is_joint());
        let joint = w.is_joint()
            && !w.is_capital()
            && !matches!(w.text, "van" | "de" | "'t" | "von" | "der" | "den" | "the");
        let hanging = w.is_joint() && !w.is_capital() && from > 0;
        if lead && w.text != "De" || joint || hanging {
            from += 1;
        } else {
            break;
        }
    }
    let name = &words[from..at];
    let proper = name.iter().any(|w| !w.is_joint());
    (proper && !name.is_empty()).then_some((from, next))
}

/// `Piet Jansen van Klant Bouw`: where the firm begins behind a name of two words or more and a word that joins the two.
pub(super) fn after_person(words: &[Word<'_>]) -> Option<usize> {
    let joins = |w: &Word<'_>| {
        matches!(
            w.text,
            "van" | "von" | "of" | "from" | "de" | "di" | "del" | "bij" | "bei" | "at" | "chez" | "@"
        )
    };
    let firmly = |w: &Word<'_>| w.sort.is(Sort::TYPE) || w.sort.is(Sort::TIE) || matches!(w.text, "&" | "+");
    (2..words.len().saturating_sub(1))
        .rev()
        .find(|n| {
            let (name, firm) = (&words[..*n], &words[n + 1..]);
            let own = firm.first().is_some_and(|w| {
                w.is_capital() && !w.is_joint()
                    || w.sort.is(Sort::TYPE)
                    || matches!(w.text, "De" | "Het" | "The" | "La" | "Le")
            });
            joins(&words[*n])
                && own
                && name.iter().filter(|w| w.is_capital()).count() >= 2
                && !name.iter().any(firmly)
                && (firm.len() >= 2 || words.len() > n + 1 && firm.iter().any(firmly))
        })
        .map(|n| n + 1)
}
