//! Who works for the writer or the reader, by what he does there: stands in for somebody, comes along, is in charge, has letters addressed to
//! him.
//!
//! In: the text before a name, and what stands behind it. Out: whether it says so. This module refuses to know whose house that is.

use super::{Job, is_listed, job, skip_titles};
use crate::model::Person;
use crate::relate::cue::sentence::{until, words, words_back};
use crate::relate::cue::words::{ACCOMPANIED, EMPLOYMENT, IN_CHARGE, REPLACED, SUBSTITUTES, SUCCEEDING};
use crate::relate::cue::{Said, is_letter, word};

/// The text without whom the name comes after: `Onze monteur is niet meer Jan maar`, `is no longer Jan but`.
pub(super) fn without_former(text: &str) -> &str {
    /// Words of it.
    const MOST: usize = 8;
    const BUT: [&str; 6] = ["but", "ma", "maar", "mais", "sino", "sondern"];
    const NOT: [&str; 7] = ["niet", "nicht", "no", "non", "not", "pas", "plus"];
    if !text.ends_with(' ') {
        return text;
    }
    let mut back = words_back(text);
    if !back.next().is_some_and(|but| is_listed(&BUT, but)) {
        return text;
    }
    let mut back = back.take(MOST);
    if !back.any(|not| is_listed(&NOT, not)) {
        return text;
    }
    // `is niet`, `n'est plus`
    let Some(is) = back.next() else { return text };
    let at = is.as_ptr() as usize - text.as_ptr() as usize;
    if job(is) == Some(Job::Copula) || is.ends_with("est") { &text[..at] } else { &text[..at + is.len()] }
}

/// Behind a name stands that its bearer is the one who deals with it: `Herr Huber zuständig`, `is responsible`.
pub(super) fn is_in_charge(after: &str) -> bool {
    /// Words behind the name that are looked at.
    const MOST: usize = 2;
    // what the words begin with, and the verb before them
    if !after.bytes().take(32).any(|b| matches!(b, b'v' | b'r' | b'z')) {
        return false;
    }
    let mut all = words(until(after, b".,;:?!(\n|")).map(|(_, word)| word).take(MOST);
    let first = all.next().unwrap_or_default();
    is_listed(&IN_CHARGE, first)
        || job(first) == Some(Job::Copula) && all.next().is_some_and(|word| is_listed(&IN_CHARGE, word))
}

/// Somebody is in charge of what is the reader's, with what he is between commas perhaps: `Für Ihren Schaden ist Herr …, Haftpflicht
/// Firmenkunden, zuständig`.
pub(super) fn is_in_charge_for(text: &str, after: &str) -> bool {
    /// Bytes of what somebody is, behind the name.
    const MOST: usize = 64;
    const FOR: [&str; 6] = ["for", "fur", "para", "per", "pour", "voor"];
    let apposed = || {
        let (apposition, rest) = after.strip_prefix(", ")?.split_once(',')?;
        let one = apposition.len() <= MOST && !apposition.contains(['.', '\n', ';', '(', ':']);
        one.then(|| is_in_charge(rest))
    };
    if !is_in_charge(after) && apposed() != Some(true) {
        return false;
    }
    let clause = text.rsplit(['.', '?', '!', ';', '\n']).next().unwrap_or_default();
    words_back(clause).any(|word| is_listed(&FOR, word))
}

/// The name is that of whom somebody's work goes to: `Bis Montag vertritt mich`, `X covers for me`.
pub(super) fn substitutes(text: &str, after: &str) -> bool {
    /// Words behind the name that are looked at.
    const MOST: usize = 4;
    // told by their length and their first letter to be another, most words need no look-up
    let whom = |word: &str| word.len() <= 4 && is_listed(&REPLACED, word);
    let begins = |word: &str| word.starts_with(['c', 'r', 's', 'v']);
    let does = |word: &str| word.len() > 5 && begins(word) && is_listed(&SUBSTITUTES, word);
    // who is of the family, or does another's work: `Mijn vrouw Els vervangt mij`, `Notaris Jan Bakker vervangt mij`
    let other =
        || words_back(text).next().is_some_and(|before| word(before) == Some(Said::Whose(Person::Third)));
    if other() {
        return false;
    }
    let mut back = words_back(&text[..skip_titles(text)]);
    if text.ends_with(' ') && back.next().is_some_and(whom) && back.next().is_some_and(does) {
        return true;
    }
    // `X vervangt mij`, `X me remplace`, `X is covering for me`
    let mut all = words(until(after, b".,;:?!(\n|")).map(|(_, word)| word).take(MOST);
    let Some(first) = all.next().filter(|first| first.len() < 12) else { return false };
    if whom(first) {
        return all.next().is_some_and(does);
    }
    let rest = || all.clone();
    let done = does(first) || job(first) == Some(Job::Copula) && rest().any(does);
    // `vervangt mij niet`, `vertritt mich vor Gericht`
    let not = || words(until(after, b".;:?!(\n|")).take(MOST + 4).any(|(_, word)| is_denied(word));
    done && rest().any(whom) && !not()
}

/// Nobody does it, or does it in another's business.
fn is_denied(word: &str) -> bool {
    matches!(
        word,
        "niet"
            | "nicht"
            | "not"
            | "pas"
            | "no"
            | "non"
            | "akte"
            | "gericht"
            | "Gericht"
            | "court"
            | "rechtbank"
            | "tribunal"
    )
}

/// Who comes along with the writer stands behind it: `I will be accompanied by`.
pub(super) fn accompanies(text: &str) -> bool {
    /// Words between the writer and who comes along.
    const MOST: usize = 6;
    let mut back = words_back(&text[..skip_titles(text)]);
    back.next().is_some_and(|by| by.len() <= 4 && is_listed(&SUCCEEDING, by))
        && back.next().is_some_and(|with| is_listed(&ACCOMPANIED, with))
        && back.take(MOST).any(|own| word(own) == Some(Said::Writer))
}

/// To whose attention something is sent stands behind it: `t.a.v.`, `à l'attention de`. Whom a letter to a firm is for works there.
pub(super) fn is_attention(text: &str) -> bool {
    const ENDS: [&str; 20] = [
        "t.a.v.",
        "t.n.v.",
        "tav",
        "ter attentie van",
        "attn.",
        "attn:",
        "attn",
        "fao",
        "attention of",
        "z.hd.",
        "z. hd.",
        "zu händen",
        "zu handen",
        "l'attention de",
        "l’attention de",
        "atención de",
        "att.",
        "attenzione di",
        "attenzione del",
        "c.a.",
    ];
    let text = text[..skip_titles(text)].trim_end_matches([' ', '\n', '\r', '\u{a0}']);
    // each ends in one of these
    if !matches!(
        text.as_bytes().last().map(u8::to_ascii_lowercase),
        Some(b'.' | b'n' | b'e' | b'v' | b'f' | b'o' | b':' | b'i' | b'l')
    ) {
        return false;
    }
    ENDS.iter().any(|end| {
        let (head, tail) = text.split_at(text.floor_char_boundary(text.len().saturating_sub(end.len())));
        tail.len() == end.len()
            && tail.eq_ignore_ascii_case(end)
            && !head.bytes().last().is_some_and(|b| is_letter(b) && !end.starts_with("l"))
    })
}

/// The name is that of whoever works for the reader, where an office sends what employers give: `Dienstzettel für`, `loonstrook van`.
pub(super) fn is_employed(text: &str) -> bool {
    /// Words between that and the name.
    const MOST: usize = 2;
    const FOR: [&str; 11] = ["de", "di", "for", "fur", "of", "para", "per", "pour", "van", "von", "voor"];
    let mut back = words_back(&text[..skip_titles(text)]);
    let Some(last) = back.next() else { return false };
    last.len() <= 4 && is_listed(&FOR, last) && back.take(MOST).any(|word| is_listed(&EMPLOYMENT, word))
}

/// `Wie is contactpersoon op de bouw? Dat is`: the question before asked for one.
pub(super) fn answers(text: &str) -> bool {
    /// Words of the answer before the name.
    const SHORT: usize = 2;
    /// Words of the question that are looked at.
    const MOST: usize = 10;
    let Some((question, answer)) = text[..skip_titles(text)].rsplit_once('?') else { return false };
    if words_back(answer).take(SHORT + 1).count() > SHORT {
        return false;
    }
    let question = question.rsplit(['.', '?', '!', '\n']).next().unwrap_or_default();
    let mut all = words(question).map(|(_, word)| word).take(MOST);
    all.next().is_some_and(|who| is_listed(&["chi", "qui", "quien", "wer", "who", "wie"], who))
        && all.any(|own| job(own) == Some(Job::Is))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_stands_in_for_somebody() {
        for (text, after) in [
            ("Bis Montag vertritt mich ", ", 020"),
            ("", " vervangt mij deze week"),
            ("", " me remplace jusqu'au 3"),
            ("", " is covering for me"),
            ("Frau ", " wird mich vertreten"),
        ] {
            assert!(substitutes(text, after), "{text}|{after}");
        }
        for (text, after) in
            [("Ik vervang ", ""), ("", " vervangt de pomp"), ("Call me: ", ""), ("", " for me")]
        {
            assert!(!substitutes(text, after), "{text}|{after}");
        }
    }

    #[test]
    fn who_comes_along_with_the_writer() {
        assert!(accompanies("I will be accompanied by ") && accompanies("Ich werde begleitet von Frau "));
        assert!(accompanies("Ik word vergezeld door mw. ") && !accompanies("The client is accompanied by "));
        assert!(!accompanies("I was told by "));
    }

    #[test]
    fn who_is_in_charge() {
        assert!(is_in_charge(" zuständig.") && is_in_charge(" is responsible for it"));
        assert!(!is_in_charge(" zahlt") && !is_in_charge("") && !is_in_charge(" is really responsible"));
    }

    #[test]
    fn to_whose_attention() {
        for text in [
            "Factuur t.a.v. ",
            "Klant BV\nt.n.v. mevrouw ",
            "z.Hd. Frau ",
            "(à l'attention de ",
            "Facturas a la atención de ",
            "Please send it FAO ",
            "t.a.v. mw.\n",
        ] {
            assert!(is_attention(text), "{text}");
        }
        for text in ["", "we spraken over ", "octav ", "het adres van ", "i.p.v. "] {
            assert!(!is_attention(text), "{text}");
        }
    }

    #[test]
    fn who_comes_after_somebody() {
        assert_eq!(without_former("Onze monteur is niet meer Jan maar "), "Onze monteur ");
        assert_eq!(without_former("Our driver is no longer Jan but "), "Our driver ");
        assert_eq!(without_former("Notre monteur n'est plus Jan mais "), "Notre monteur ");
        for text in ["Ik kom, maar ", "Bel Jan, maar niet ", "maar "] {
            assert_eq!(without_former(text), text);
        }
    }

    #[test]
    fn what_employers_give() {
        assert!(is_employed("anbei der Dienstzettel für Herrn ") && is_employed("De loonstrook van "));
        assert!(
            is_employed("payslip for Mr ") && !is_employed("De factuur voor ") && !is_employed("loonstrook ")
        );
    }

    #[test]
    fn answers_to_who_has_a_job() {
        assert!(
            answers("1. Wie is contactpersoon op de bouw?\nDat is ") && answers("Wer ist Bauleiter? Herr ")
        );
        assert!(
            !answers("Wie is ziek?\nDat is ") && !answers("Wie is contactpersoon? Ik ken alleen de heer ")
        );
        assert!(!answers("Is de chauffeur er? Dat is "));
    }
}
