//! The given name of a subject within a sentence: `ik sprak Jan`.
//!
//! In: a line, and its words. Out: which words are that name and nothing else. Words of a language, months, places and other people's names are
//! not. It refuses to know whose the message is.

use super::{Pieces, is_of_name};
use crate::subject::text::in_address;
use crate::subject::token::{Gap, Token};

/// Words that stand right before a name at the start of a sentence, and are none; folded.
const BEFORE: &[&str] = &[
    "aan", "als", "and", "belde", "bij", "call", "dat", "door", "en", "for", "from", "fur", "gisteren",
    "heeft", "is", "kan", "met", "mit", "morgen", "namens", "of", "omdat", "sprak", "tell", "to", "und",
    "van", "vandaag", "von", "voor", "vraag", "want", "wil", "with", "zou",
];

/// Given names that are words too: at the start of a sentence they are; folded.
const WORDS: &[&str] = &[
    "ad", "al", "an", "art", "as", "bas", "ben", "bent", "bill", "bob", "chase", "door", "drew", "els",
    "faith", "fleur", "floor", "frank", "grace", "grant", "guy", "hope", "iris", "jack", "joy", "lies",
    "lot", "mark", "mees", "mia", "mies", "nick", "pat", "pien", "pim", "puck", "ray", "rich", "rob", "roos",
    "rose", "sem", "sterre", "storm", "sue", "tom", "toon", "wade", "wil", "will", "zon",
];

/// Given names that are months, days and places too, which nothing in a sentence tells apart; folded.
const PLACES: &[&str] = &[
    "april",
    "august",
    "austin",
    "charlotte",
    "chelsea",
    "dallas",
    "florence",
    "israel",
    "jordan",
    "juli",
    "june",
    "madison",
    "mai",
    "may",
    "mei",
    "paris",
    "sydney",
    "victoria",
];

impl Pieces<'_> {
    /// The given name within a sentence: `ik sprak Jan`, `Met Jan gebeld`.
    pub(super) fn told(&self, line: &str, all: &[Token]) -> Vec<usize> {
        let margin = |c: char| matches!(c, ' ' | '\u{a0}' | '.' | '-' | '/');
        let number = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        // `5 Jan`, `Jan. 2014`
        let dated = |token: &Token| {
            number(line[..token.span.start].trim_end_matches(margin).chars().next_back())
                || number(line[token.span.end..].trim_start_matches(margin).chars().next())
        };
        let begins = |n: usize| {
            let head = &line[n.checked_sub(1).map_or(0, |before| all[before].span.end)..all[n].span.start];
            n == 0 || head.contains(['.', '!', '?', ':'])
        };
        let own = |n: &usize| {
            let token = &all[*n];
            let is = |list: &[&str]| list.binary_search(&token.folded.as_str()).is_ok();
            if !token.capital || !self.is_given(token) || is(PLACES) || token.gap == Gap::Hyphen {
                return false;
            }
            let before = &line[n.checked_sub(1).map_or(0, |before| all[before].span.end)..token.span.start];
            let behind = &line[token.span.end..];
            let goes_on =
                |sign| behind.strip_prefix(sign).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
            // cells and forms are looked at as such
            let bound = behind.starts_with(['@', '-', '_', '=', '/', ';', '|', '\t', '<', '"'])
                || goes_on('.')
                || goes_on(',')
                || before.contains([':', ';', '|', '\t', '=', '<', '>', '"']) && *n > 0
                || before.ends_with(['@', '-', '_', '/', '.', '%', ',', ';', '|', '\t', '=', '"']);
            if bound || dated(token) || is_of_name(all, *n) || in_address(line.as_bytes(), &token.span) {
                return false;
            }
            if begins(*n) {
                return !is(WORDS);
            }
            // `Robert Jan` is somebody else, and so is `Sint Jan`
            let before = &all[n - 1];
            let joined = matches!(token.gap, Gap::Space | Gap::Line) && before.capital;
            !joined || begins(n - 1) && BEFORE.binary_search(&before.folded.as_str()).is_ok()
        };
        (0..all.len()).filter(own).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{BEFORE, PLACES, WORDS};

    #[test]
    fn lists_are_in_order() {
        assert!(WORDS.is_sorted() && BEFORE.is_sorted() && PLACES.is_sorted());
    }
}
