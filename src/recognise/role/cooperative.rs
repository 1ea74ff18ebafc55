//! Cooperatives by their words: `Soc. Coop. a r.l.`, `S. Coop. And.`
//!
//! In: the words of a phrase, or a text. Out: how many of them are the form. This module refuses to know of forms of one word.

use super::word::Word;

/// A cooperative in Spanish and Italian: `S. Coop.`, `Soc. Coop.`, `Sdad. Coop.`
pub(super) fn begins(rest: &[u8]) -> bool {
    ["S. Coop", "Soc. Coop", "Sdad. Coop"].iter().any(|form| {
        rest.starts_with(form.as_bytes()) && !rest.get(form.len()).is_some_and(u8::is_ascii_alphanumeric)
    })
}

/// A cooperative by its words: `Soc. Coop. a r.l.`, `Soc. Coop.`; how many words.
pub(super) fn cooperative(words: &[Word<'_>], n: usize) -> Option<usize> {
    let is = |n: usize, text: &str| words.get(n).is_some_and(|w| w.text.eq_ignore_ascii_case(text));
    let social = is(n, "Soc.") || is(n, "S.") || is(n, "Sdad.");
    if !(social && (is(n + 1, "Coop.") || is(n + 1, "Coop"))) {
        return None;
    }
    // where in Spain it is registered, and of what sort it is
    const OF_SPAIN: [&str; 12] =
        ["And.", "And", "Andaluza", "Mad.", "Galega", "Ltda.", "Lda.", "V.", "C-LM", "CyL", "Arag.", "Ext."];
    if OF_SPAIN.iter().any(|of| is(n + 2, of)) {
        return Some(3);
    }
    let limited = ["a.r.l.", "arl", "a.r.l", "p.a.", "p.A."].iter().any(|form| is(n + 2, form));
    if is(n + 2, "Agr.") || is(n + 2, "Agricola") {
        return Some(3);
    }
    Some(if is(n + 2, "a") && (is(n + 3, "r.l.") || is(n + 3, "r.l")) { 4 } else { 2 + usize::from(limited) })
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::Vocabulary;
    use super::super::word::words;
    use super::*;

    #[test]
    fn words_of_the_form() {
        let vocabulary = Vocabulary::built_in();
        for (text, count) in [
            ("Soc. Coop. a r.l.", Some(4)),
            ("Soc. Coop. Agricola", Some(3)),
            ("S. Coop. And.", Some(3)),
            ("S. Coop. de Madrid", Some(2)),
            ("Sdad. Coop. Andaluza", Some(3)),
            ("S. Cliente", None),
        ] {
            assert_eq!(cooperative(&words(text, &vocabulary).unwrap(), 0), count, "{text}");
            assert_eq!(begins(text.as_bytes()), count.is_some(), "{text}");
        }
        assert!(!begins(b"S. Cooper"));
    }
}
