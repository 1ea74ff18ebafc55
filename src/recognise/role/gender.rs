//! Words that name women and men at once: `Sachbearbeiter:in`, `technicien(ne)`, `directeur·rice`, `Kaufmann/-frau`.
//!
//! In: a word. Out: the word for men that it begins with. This module refuses to know what the word means.

/// Endings that a mark joins to a word; those behind a full stop, which domains have too, are the last five.
const ENDINGS: [&str; 24] = [
    "in", "innen", "r", "n", "-in", "-r", "-frau", "frau", "mann", "ster", "esse", "a", "ora", "o", "re",
    "se", "ère", "ière", "ienne", "euse", "rice", "trice", "ne", "e",
];
/// How many of the endings may stand behind a full stop.
const STOPPED: usize = 5;

/// A quick look: a word without one of the marks names one alone.
#[inline]
pub(super) fn may_be(word: &str) -> bool {
    word.len() > 5 && word.bytes().any(|b| matches!(b, b'/' | b':' | b'*' | b'(' | b'.' | b'_' | 0xc2 | 0xe2))
}

/// The word before the mark and the ending; `None` where the word has none.
pub(super) fn bare(word: &str) -> Option<&str> {
    let n = word.find(|c: char| !c.is_alphabetic() && c != '-')?;
    let (base, rest) = word.split_at_checked(n)?;
    let mark = rest.chars().next()?;
    let ending = rest.get(mark.len_utf8()..)?;
    let ending = match mark {
        '/' | ':' | '*' | '_' | '·' | '•' | '.' => ending,
        '(' => ending.strip_suffix(')').unwrap_or(ending),
        _ => return None,
    };
    let allowed = if mark == '.' { &ENDINGS[ENDINGS.len() - STOPPED..] } else { &ENDINGS[..] };
    (base.chars().take(4).count() == 4 && allowed.contains(&ending)).then_some(base)
}

/// `medewerk(st)er`, `verkoop(st)er`: the word without what stands in brackets within it.
pub(super) fn without_infix(word: &str) -> Option<String> {
    let (base, rest) = word.split_once("(st)")?;
    (base.len() > 3 && matches!(rest, "er" | "ers")).then(|| format!("{base}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_before_the_ending() {
        for (word, want) in [
            ("Sachbearbeiter:in", "Sachbearbeiter"),
            ("Mitarbeiter*innen", "Mitarbeiter"),
            ("Kaufmann/-frau", "Kaufmann"),
            ("technicien(ne)", "technicien"),
            ("technicien(ne", "technicien"),
            ("directeur·rice", "directeur"),
            ("gérant.e", "gérant"),
            ("director/a", "director"),
        ] {
            assert_eq!(bare(word), Some(want), "{word}");
            assert!(may_be(word), "{word}");
        }
        assert_eq!(without_infix("Medewerk(st)er").as_deref(), Some("Medewerker"));
        assert!(without_infix("km(st)er").is_none() && without_infix("Medewerker").is_none());
        for word in ["bakker.se", "km/h", "Inkoop/Verkoop", "kaufmann.in", "Leiter", "a:in", "Tel:e", "Größe"]
        {
            assert_eq!(bare(word), None, "{word}");
        }
    }
}
