//! Firms in running text: by their legal form.
//!
//! In: a page. Out: spans of firms. Candidates are the words that begin as a legal form does; the words before one are
//! read backwards over a bounded stretch, as long as they may belong to a name.

use std::ops::Range;

use super::phrase;
use super::vocabulary::{Sort, Vocabulary};

/// Bytes before a legal form that its firm may take.
const BACK: usize = 64;
/// Words before a legal form that its firm may take.
const BEFORE: usize = 5;
/// Bytes from the beginning of a legal form on.
const AHEAD: usize = 26;

/// The search for legal forms: which two bytes they may begin with behind a space.
pub(super) struct FormSearch {
    /// Second bytes by first one, a bit for each; empty for nearly all.
    seconds: Box<[[u64; 4]; 256]>,
}

impl FormSearch {
    pub(super) fn new(vocabulary: &Vocabulary) -> Self {
        let mut seconds = Box::new([[0; 4]; 256]);
        for (first, second) in vocabulary.form_beginnings() {
            seconds[usize::from(first)][usize::from(second >> 6)] |= 1 << (second & 63);
        }
        FormSearch { seconds }
    }

    fn may_begin(&self, first: u8, second: u8) -> bool {
        self.seconds[usize::from(first)][usize::from(second >> 6)] >> (second & 63) & 1 == 1
    }

    /// The firms of a text, in order.
    pub(super) fn firms(&self, text: &str, vocabulary: &Vocabulary, mut take: impl FnMut(Range<usize>)) {
        let mut done = 0;
        for (at, w) in text.as_bytes().windows(3).enumerate() {
            if w[0] != b' '
                || w[1].is_ascii_lowercase()
                    && w[2] != b'.'
                    && !matches!(w[1], b'e' | b'o' | b'g' | b'm' | b'v' | b'b' | b'p')
            {
                continue;
            }
            if !self.may_begin(w[1], w[2]) || at < done || at == 0 || !is_form_at(text, at + 1, vocabulary) {
                continue;
            }
            if let Some(span) = firm_at(text, at, done, vocabulary) {
                done = span.end;
                take(span);
            }
        }
    }
}

/// The word that begins at `at` is a legal form, or two letters with full stops and a space between are.
fn is_form_at(text: &str, at: usize, vocabulary: &Vocabulary) -> bool {
    let bytes = text.as_bytes();
    let length = bytes[at..]
        .iter()
        .take(15)
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'.' || **b >= 0x80 && **b != 0xc2 && **b != 0xe2)
        .count();
    if let [a, b'.', b' ', b, b'.', ..] = bytes[at..]
        && length == 2
    {
        let word = [a, b'.', b, b'.'];
        return std::str::from_utf8(&word).is_ok_and(|w| vocabulary.is_form(w));
    }
    // a full stop that ends a sentence behind it
    let word = text.get(at..at + length).unwrap_or_default();
    vocabulary.is_form(word) || word.ends_with('.') && vocabulary.is_form(word.trim_end_matches('.'))
}

/// The firm whose legal form stands behind the space at `at`; it does not begin before `floor`.
fn firm_at(text: &str, at: usize, floor: usize, vocabulary: &Vocabulary) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let low = at.saturating_sub(BACK).max(floor);
    let mut start = at;
    while start > low && !parts(bytes[start - 1]) {
        start -= 1;
    }
    if start > floor && start == low {
        // within a word
        start += bytes[start..at].iter().position(|b| *b == b' ')?;
    }
    // a dash between spaces parts too, and so does a full stop behind a word
    let piece = text.get(start..at)?;
    for mark in [" - ", " – ", " — ", "   "] {
        if let Some(n) = piece.rfind(mark) {
            start = start.max(start_of(text, start, at, n + mark.len()));
        }
    }
    if let Some(n) = text.get(start..at)?.rfind(". ") {
        let before = text[start..start + n].rsplit(' ').next().unwrap_or_default();
        let gebr = phrase::words(before, vocabulary).is_some_and(|w| w.iter().any(|w| w.sort.is(Sort::TYPE)));
        if before.len() > 3 && !before.contains('.') && !gebr {
            start += n + 2;
        }
    }
    // a name has few words
    if let Some((n, _)) = text.get(start..at)?.rmatch_indices(' ').nth(BEFORE) {
        start += n + 1;
    }
    let mut end = (at + AHEAD).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    if let Some(n) = bytes[at..end].iter().position(|b| matches!(b, b'\n' | b'\r' | b'|' | b'\t' | b';')) {
        end = at + n;
    }
    if let Some(n) = text.get(at + 1..end)?.match_indices(' ').nth(3) {
        end = at + 1 + n.0;
    }
    let piece = text.get(start..end)?;
    let words = phrase::words(piece, vocabulary)?;
    let wanted = at + 1 - start;
    let (from, to) = phrase::legal(&words, vocabulary, false)?;
    let (first, last) = (words.get(from)?, words.get(to.checked_sub(1)?)?);
    let covers = words[from..to].iter().any(|w| w.start == wanted || w.start == wanted + 1);
    // the full stop of a sentence, not that of `Ltd.`
    let shortened =
        ["Ltd.", "Inc.", "Corp.", "Co.", "Lda.", "Pty.", "LTD.", "INC.", "CORP."].contains(&last.text);
    let stop = last.text.ends_with('.')
        && !shortened
        && !last.text.trim_end_matches('.').contains('.')
        && last.text.len() > 2;
    let stop = stop || last.text.ends_with("..");
    let firm = start + first.start..start + last.end() - usize::from(stop);
    // capitals throughout: a heading in which two letters are a word
    let heading = firm.len() > 24
        && text.get(firm.clone())?.bytes().all(|b| !b.is_ascii_lowercase())
        && last.text.len() <= 2;
    (covers && !heading).then_some(firm)
}

fn start_of(text: &str, start: usize, at: usize, n: usize) -> usize {
    (start + n..=at).find(|n| text.is_char_boundary(*n)).unwrap_or(at)
}

fn parts(b: u8) -> bool {
    matches!(
        b,
        b'\n'
            | b'\r'
            | b'\t'
            | b'|'
            | b','
            | b';'
            | b':'
            | b'('
            | b')'
            | b'<'
            | b'>'
            | b'"'
            | b'['
            | b']'
            | b'='
            | b'?'
            | b'!'
            | b'@'
            | b'/'
            | b'*'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::pattern;

    fn firms(text: &str) -> Vec<&str> {
        let files = pattern::built_in();
        let files: Vec<_> = files.iter().filter(|f| f.engine == pattern::Engine::Role).collect();
        let vocabulary = Vocabulary::new(&files);
        let mut all = Vec::new();
        FormSearch::new(&vocabulary).firms(text, &vocabulary, |span| all.push(&text[span]));
        all
    }

    #[test]
    fn firms_in_sentences() {
        for (text, firm) in [
            ("Wij werken met Klant Bouw B.V. aan de weg.", "Klant Bouw B.V."),
            ("Offerte Klant & Co VOF", "Klant & Co VOF"),
            ("bij De Verfpot BV.", "De Verfpot BV"),
            ("Factuur 2014-12 - Van Dam Bouw b.v. is betaald", "Van Dam Bouw b.v."),
            ("Die Kunde Bau GmbH & Co. KG liefert", "Kunde Bau GmbH & Co. KG"),
            ("agent is Client Engineering plc, contact", "Client Engineering plc"),
            ("la Termica Cliente S.p.A. di Milano", "Termica Cliente S.p.A."),
            ("Klant Zorg Coöperatie U.A.", "Klant Zorg Coöperatie U.A."),
        ] {
            assert_eq!(firms(text), [firm], "{text}");
        }
    }

    #[test]
    fn no_firms() {
        for text in [
            "Mijn CV is bijgevoegd",
            "1234 AG Ons Dorp",
            "de BV",
            "EEN LANGE REGEL IN KAPITALEN ZEGT SA",
            "In SA we trust",
        ] {
            assert_eq!(firms(text), [""; 0], "{text}");
        }
    }
}
