//! Firms in running text: by their legal form.
//!
//! In: a page. Out: spans of firms. Candidates are found by a search for all legal forms at once; the words before one are
//! read backwards over a bounded stretch, as long as they may belong to a name.

use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::phrase;
use super::vocabulary::{Sort, Vocabulary};

/// Bytes before a legal form that its firm may take.
const BACK: usize = 64;
/// Bytes from the beginning of a legal form on.
const AHEAD: usize = 26;

/// The search for legal forms.
pub(super) struct FormSearch {
    marks: Option<AhoCorasick>,
}

impl FormSearch {
    pub(super) fn new(vocabulary: &Vocabulary) -> Self {
        let spellings = vocabulary.form_spellings();
        FormSearch { marks: if spellings.is_empty() { None } else { AhoCorasick::new(spellings).ok() } }
    }

    /// The firms of a text, in order.
    pub(super) fn firms(&self, text: &str, vocabulary: &Vocabulary, mut take: impl FnMut(Range<usize>)) {
        let Some(marks) = &self.marks else { return };
        let bytes = text.as_bytes();
        let mut done = 0;
        for mark in marks.find_iter(bytes) {
            let at = mark.start();
            if at < done || at == 0 {
                continue;
            }
            // the last letter of the spelling is the last of the word, or a dotted form goes on
            let after = bytes.get(mark.end()).copied().unwrap_or(b' ');
            let dotted = bytes[at..mark.end()].contains(&b'.');
            if !dotted && (after.is_ascii_alphanumeric() || after >= 0x80 && after != 0xc2 && after != 0xe2) {
                continue;
            }
            if let Some(span) = firm_at(text, at, done, vocabulary) {
                done = span.end;
                take(span);
            }
        }
    }
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
    let mut end = (at + AHEAD).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    if let Some(n) = bytes[at..end].iter().position(|b| matches!(b, b'\n' | b'\r' | b'|' | b'\t' | b';')) {
        end = at + n;
    }
    let piece = text.get(start..end)?;
    let words = phrase::words(piece, vocabulary)?;
    let wanted = at + 1 - start;
    let (from, to) = phrase::legal(&words, vocabulary, false)?;
    let (first, last) = (words.get(from)?, words.get(to.checked_sub(1)?)?);
    let covers = words[from..to].iter().any(|w| w.start == wanted || w.start == wanted + 1);
    let firm = start + first.start..start + last.end();
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
