//! Surnames behind a form of address or a title: `mevrouw Jansen`, `Herr Dr. Schmidt`, `Sra. García López`.
//!
//! In: a text, and what is known of names and words. Out: places of the names, without what stands before them. A surname alone is a name to no
//! recogniser; with a form of address before it, it is somebody's. It refuses to know whose.

use std::ops::Range;

use super::words::{PARTICLES, SMALL, words};
use crate::recognise::Normaliser;

/// Forms of address and titles that stand before a name, in small letters and without full stops; in order.
const FORMS: &[&str] = &[
    "avv",
    "dhr",
    "don",
    "dott",
    "dr",
    "dra",
    "drs",
    "ds",
    "eheleute",
    "fam",
    "familia",
    "familie",
    "famille",
    "frau",
    "heer",
    "herr",
    "herrn",
    "hr",
    "ir",
    "jhr",
    "juffrouw",
    "lady",
    "lord",
    "madame",
    "maître",
    "mej",
    "meneer",
    "mevr",
    "mevrouw",
    "miss",
    "mlle",
    "mme",
    "monsieur",
    "mr",
    "mrs",
    "ms",
    "mw",
    "prof",
    "professor",
    "señor",
    "señora",
    "sig",
    "signor",
    "signora",
    "sir",
    "sr",
    "sra",
    "srta",
];

/// Words of one name.
const MOST: usize = 4;

/// Names behind forms of address.
pub(super) fn behind_forms(text: &str, lists: &Normaliser) -> Vec<Range<usize>> {
    let spans: Vec<Range<usize>> = words(text).collect();
    let mut all = Vec::new();
    let mut n = 0;
    while n < spans.len() {
        let first = n;
        n += 1;
        // `MS Office`
        let word = &text[spans[first].clone()];
        let shouted = word.len() > 1 && !word.chars().any(char::is_lowercase);
        if shouted || !is_form(word) {
            continue;
        }
        while n < spans.len() && is_near(text, &spans, n) && is_form(&text[spans[n].clone()]) {
            n += 1;
        }
        let begin = n;
        let (mut end, mut count) = (n, 0);
        while n < spans.len() && count < MOST && is_near(text, &spans, n) {
            let word = &text[spans[n].clone()];
            let small = word.to_lowercase();
            let particle = [&PARTICLES[..], &SMALL].iter().any(|list| list.contains(&small.as_str()));
            let capital = word.starts_with(char::is_uppercase);
            let known = lists.is_given_name(word) || lists.is_surname(word);
            if !(particle || capital && (known || word.chars().count() == 1 || !lists.is_word(word))) {
                break;
            }
            n += 1;
            if capital && !particle {
                (end, count) = (n, count + 1);
            }
        }
        let named = spans[begin..end].iter().any(|span| text[span.clone()].chars().count() > 1);
        if named {
            all.push(spans[begin].start..spans[end - 1].end);
        }
        n = end.max(first + 1);
    }
    all
}

fn is_form(word: &str) -> bool {
    FORMS.binary_search(&word.to_lowercase().as_str()).is_ok()
}

/// A word follows the one before within a name: behind a space, or the full stop of a letter or a title.
fn is_near(text: &str, spans: &[Range<usize>], n: usize) -> bool {
    let before = &text[spans[n - 1].clone()];
    let between = &text[spans[n - 1].end..spans[n].start];
    let short = before.chars().count() == 1 || is_form(before);
    let rest = if short { between.strip_prefix('.').unwrap_or(between) } else { between };
    rest.len() <= 3
        && rest.matches('\n').count() <= 1
        && rest.chars().all(|c| matches!(c, ' ' | '\r' | '\n' | '\u{a0}' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        behind_forms(text, &Normaliser::new()).into_iter().map(|span| &text[span]).collect()
    }

    #[test]
    fn forms_are_in_order() {
        assert!(FORMS.is_sorted());
    }

    #[test]
    fn a_surname_behind_a_form_of_address_is_a_name() {
        for (text, name) in [
            ("We spraken met mevrouw Oostvogel over dit dossier.", "Oostvogel"),
            ("Volgens dhr. van der Trekvogel klopt het.", "van der Trekvogel"),
            ("De heer J. Oostvogel belde", "J. Oostvogel"),
            ("I spoke to Mr Oostvogel.", "Oostvogel"),
            ("Frau Dr. Müller kommt", "Müller"),
            ("la Sra. García López llamó", "García López"),
            ("mevr.\nOostvogel", "Oostvogel"),
        ] {
            assert_eq!(found(text), [name], "{text}");
        }
    }

    #[test]
    fn other_words_are_none() {
        for text in
            ["MS Office", "een mevrouw belde", "de heer", "mevrouw, Dank u", "Dear Sir or Madam", "Mr. X."]
        {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
