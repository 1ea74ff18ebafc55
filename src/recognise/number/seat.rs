//! The place where a firm is established, as it stands beside its number.
//!
//! In: a text, a number and its label. Out: a place, as written: `KvK Utrecht 12345678`, `Sitz: Köln`, `RCS Lyon B …`. Words
//! with a capital are taken at their word: this module refuses to know which places there are.

use std::ops::Range;

use super::label::is_joint;

/// Bytes on both sides of a number where its seat may be stated.
const NEAR: usize = 200;
/// Words that a place may have: `Capelle aan den IJssel`.
const WORDS: usize = 5;

/// What introduces a place, the most telling first.
#[derive(Debug)]
pub(super) struct Seats {
    /// In lower case.
    phrases: Vec<Box<str>>,
    /// By first byte, in both cases: the phrases that begin so, by their places. Few words do.
    firsts: Vec<Vec<usize>>,
}

/// A phrase that stands in a text: which, on which side of the number, and where it ends.
type Stated = (usize, usize, usize);

impl Seats {
    /// From phrases in any case.
    pub(super) fn new<'p>(phrases: impl Iterator<Item = &'p String>) -> Self {
        let phrases: Vec<Box<str>> =
            phrases.filter(|s| !s.is_empty()).map(|s| s.to_lowercase().into()).collect();
        let mut firsts = vec![Vec::new(); 256];
        for (n, first) in phrases.iter().map(|p| p.as_bytes()[0]).enumerate() {
            for first in [first, first.to_ascii_uppercase()] {
                firsts[usize::from(first)].push(n);
            }
        }
        Seats { phrases, firsts }
    }

    /// The place, where one is stated.
    pub(super) fn find(
        &self,
        text: &str,
        number: &Range<usize>,
        label: Option<&Range<usize>>,
    ) -> Option<String> {
        let from = (number.start.saturating_sub(NEAR)..=number.start).find(|n| text.is_char_boundary(*n))?;
        let to =
            (number.end..=(number.end + NEAR).min(text.len())).rev().find(|n| text.is_char_boundary(*n))?;
        let (before, after) = (text.get(from..number.start)?, text.get(number.end..to)?);
        // no further than the paragraph
        let (before, after) = (paragraphs(before).1, paragraphs(after).0);
        let mut stated = Vec::new();
        for (side, stretch) in [before, after].into_iter().enumerate() {
            self.stated(stretch, side, &mut stated);
        }
        stated.sort_unstable();
        let stretch = |side: usize| if side == 0 { before } else { after };
        let found = stated.into_iter().find_map(|(_, side, end)| stretch(side).get(end..).and_then(place));
        found.or_else(|| {
            let label = label.filter(|l| l.end < number.start)?;
            place(text.get(label.end..number.start)?)
        })
    }

    /// The phrases that stand in a text as words.
    fn stated(&self, text: &str, side: usize, all: &mut Vec<Stated>) {
        let bytes = text.as_bytes();
        let free = |b: Option<&u8>| !b.is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0x80);
        for (at, b) in bytes.iter().enumerate() {
            let begun = &self.firsts[usize::from(*b)];
            if begun.is_empty() || !free(at.checked_sub(1).and_then(|n| bytes.get(n))) {
                continue;
            }
            for (n, phrase) in begun.iter().filter_map(|n| Some((*n, self.phrases.get(*n)?))) {
                let end = at + phrase.len();
                let here = bytes.get(at..end).is_some_and(|b| b.eq_ignore_ascii_case(phrase.as_bytes()));
                if here && free(bytes.get(end)) {
                    all.push((n, side, end));
                }
            }
        }
    }
}

/// What stands before the first blank line of a text, and behind the last.
fn paragraphs(text: &str) -> (&str, &str) {
    let bytes = text.as_bytes();
    let blank = |n: &usize| bytes.get(n + 1) == Some(&b'\n');
    let first = memchr::memchr_iter(b'\n', bytes).find(blank).unwrap_or(bytes.len());
    let last = memchr::memrchr_iter(b'\n', bytes).find(blank).map_or(0, |n| n + 2);
    (&text[..first], &text[last..])
}

/// The place that a text begins with, behind marks and words that join.
fn place(text: &str) -> Option<String> {
    const PARTICLES: [&str; 22] = [
        "aan", "den", "de", "der", "am", "an", "im", "bij", "op", "en", "la", "le", "les", "sur", "sous",
        "di", "del", "della", "van", "in", "upon", "a",
    ];
    let rest =
        text.trim_start_matches([' ', ':', ',', '(', '\u{a0}', '\t', '\n', '\r', '.', '-', '–', '/', '>']);
    let mut found = String::new();
    let mut held = String::new();
    let mut words = 0;
    for raw in rest.split([' ', '\u{a0}']).take(9) {
        let word = raw.trim_end_matches([',', '.', ')', ';', ':', '|']);
        let letters = word.trim_start_matches(['\'', '’', '(']);
        let bare = letters.trim_end_matches('.').to_lowercase();
        let whole = word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.' | '/'));
        let capital = letters.chars().next().is_some_and(char::is_uppercase)
            || word.starts_with("'s-")
            || word.starts_with("’s-");
        let short = word.chars().count() <= 3 && word.chars().all(|c| c.is_uppercase() || c == '.');
        if found.is_empty() && (is_joint(&bare) || bare == "amtsgericht" || bare == "ag" || bare == "regio") {
            continue;
        }
        if word.is_empty()
            || !whole
            || words >= WORDS
            || short && bare != "ede" && bare != "epe"
            || is_joint(&bare) && !PARTICLES.contains(&&*bare)
        {
            break;
        }
        if capital {
            if !found.is_empty() {
                found.push(' ');
            }
            found.push_str(&std::mem::take(&mut held));
            found.push_str(word);
        } else if PARTICLES.contains(&&*bare) && !found.is_empty() {
            held.push_str(word);
            held.push(' ');
        } else {
            break;
        }
        words += 1;
        if word.len() < raw.len() || raw.contains('\n') {
            break;
        }
    }
    (found.chars().count() >= 3).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str, label: &str) -> Option<String> {
        let at = text.find('#').unwrap();
        let label = text.find(label).map(|n| n..n + label.len());
        let phrases = ["gevestigd te", "Sitz", "amtsgericht"].map(str::to_owned);
        Seats::new(phrases.iter()).find(text, &(at..at + 1), label.as_ref())
    }

    #[test]
    fn where_a_seat_is_stated() {
        for (text, label, place) in [
            ("KvK Capelle aan den IJssel nr. #", "KvK", "Capelle aan den IJssel"),
            ("K.v.K. 's-Gravenhage #", "K.v.K.", "'s-Gravenhage"),
            ("RCS Lyon B #", "RCS", "Lyon"),
            ("Klant BV, gevestigd te Ede, KvK #", "KvK", "Ede"),
            ("Amtsgericht Köln # | Sitz: Bad Homburg", "#", "Bad Homburg"),
            ("# beim Amtsgericht Frankfurt am Main", "#", "Frankfurt am Main"),
            ("KvK\n> Utrecht #", "KvK", "Utrecht"),
            ("KvK te Utrecht onder nummer #", "KvK", "Utrecht"),
        ] {
            assert_eq!(find(text, label).as_deref(), Some(place), "{text}");
        }
        assert_eq!(find("KvK-nummer: #", "KvK"), None);
        assert_eq!(find("KvK NR #", "KvK"), None);
    }
}
