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
    "ad",
    "al",
    "an",
    "angel",
    "art",
    "as",
    "bas",
    "ben",
    "bent",
    "bill",
    "bob",
    "chase",
    "christian",
    "dan",
    "dean",
    "door",
    "drew",
    "elke",
    "els",
    "ernst",
    "faith",
    "fleur",
    "floor",
    "frank",
    "grace",
    "grant",
    "guy",
    "hope",
    "iris",
    "jack",
    "job",
    "joy",
    "ken",
    "lies",
    "lieve",
    "lot",
    "mark",
    "max",
    "mees",
    "mia",
    "mies",
    "nick",
    "pat",
    "per",
    "pien",
    "pierre",
    "pim",
    "puck",
    "ray",
    "rich",
    "rob",
    "roos",
    "rose",
    "sem",
    "sterre",
    "storm",
    "sue",
    "tom",
    "toon",
    "wade",
    "wil",
    "will",
    "zon",
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
    "france",
    "georgia",
    "india",
    "israel",
    "jordan",
    "juli",
    "june",
    "kent",
    "lincoln",
    "madison",
    "mai",
    "may",
    "mei",
    "milan",
    "nancy",
    "paris",
    "sofia",
    "sydney",
    "victoria",
    "virginia",
];

/// Words behind which a name is a word, or somebody else's or a firm's: `the Bill`, `onze collega Jan`, `café Jan`; folded.
const OTHERS: &[&str] = &[
    "a",
    "an",
    "bar",
    "broer",
    "brother",
    "bruder",
    "buurman",
    "cafe",
    "colleague",
    "collega",
    "das",
    "de",
    "dem",
    "den",
    "der",
    "die",
    "een",
    "eine",
    "einen",
    "father",
    "firma",
    "frere",
    "het",
    "hotel",
    "kollege",
    "kollegin",
    "la",
    "le",
    "les",
    "monteur",
    "neef",
    "oom",
    "opa",
    "pere",
    "restaurant",
    "rue",
    "saint",
    "sint",
    "sohn",
    "son",
    "st",
    "the",
    "un",
    "uncle",
    "une",
    "vader",
    "vater",
    "winkel",
    "zoon",
];

/// Months, beside which `Jan` is one; folded.
const MONTHS: &[&str] = &[
    "apr",
    "april",
    "aug",
    "august",
    "augustus",
    "dec",
    "december",
    "dez",
    "dezember",
    "feb",
    "februar",
    "februari",
    "february",
    "jul",
    "juli",
    "july",
    "jun",
    "june",
    "juni",
    "maart",
    "mar",
    "march",
    "marz",
    "may",
    "mei",
    "mrt",
    "nov",
    "november",
    "oct",
    "october",
    "okt",
    "oktober",
    "sep",
    "sept",
    "september",
];

/// Words behind which `Jan` is a month; folded.
const WHEN: &[&str] = &["begin", "eind", "end", "ende", "in", "since", "sinds", "ultimo", "until", "year"];

/// `Jan & Co`, `Jan en Zonen`.
fn is_firm(behind: &str) -> bool {
    let rest: String = behind.chars().take(12).flat_map(char::to_lowercase).collect();
    let rest = rest.trim_start();
    rest.starts_with(['&', '+'])
        || [
            "en zonen",
            "en zn",
            "and sons",
            "and co",
            "et fils",
            "et cie",
            "und s\u{f6}hne",
            "und co",
            "e figli",
        ]
        .iter()
        .any(|firm| rest.starts_with(firm))
}

/// The word is a month by what stands around it: `in Jan`, `Jan, Feb en Mrt`, `end of Jan`.
fn is_month(all: &[Token], n: usize) -> bool {
    let is = |list: &[&str], n: usize| {
        all.get(n).is_some_and(|token| list.binary_search(&token.folded.as_str()).is_ok())
    };
    let near = n.saturating_sub(4)..n + 5;
    let of = n > 1 && all[n - 1].folded == "of" && is(WHEN, n - 2);
    all[n].folded == "jan" && (near.into_iter().any(|n| is(MONTHS, n)) || n > 0 && is(WHEN, n - 1) || of)
}

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
            let other =
                n.checked_sub(1).is_some_and(|n| OTHERS.binary_search(&all[n].folded.as_str()).is_ok());
            if other && !before.contains(['!', '?', ',']) || is_firm(behind) || is_month(all, *n) {
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
    use super::{BEFORE, MONTHS, OTHERS, PLACES, WHEN, WORDS};

    #[test]
    fn lists_are_in_order() {
        for list in [WORDS, BEFORE, PLACES, OTHERS, MONTHS, WHEN] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }
}
