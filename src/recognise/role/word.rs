//! The words of a phrase, and what each of them is.
//!
//! In: a short text. Out: its words without the marks around them, each looked up in the lists once. This module refuses to
//! know what they make together.

use super::fold::fold;
use super::gender;
use super::vocabulary::{Sort, Vocabulary};

/// Bytes of a phrase.
pub(super) const PHRASE_MAX: usize = 90;
/// Words of a phrase.
pub(super) const WORDS_MAX: usize = 10;

/// A word of a phrase.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Word<'t> {
    /// As it is written, without brackets, quotes and commas around it.
    pub(super) text: &'t str,
    /// Where it begins in the phrase.
    pub(super) start: usize,
    pub(super) sort: Sort,
    /// A comma, a colon or a bracket stands behind it.
    pub(super) parted: bool,
    /// It is a comma that stands behind it.
    pub(super) comma: bool,
    /// A bracket or a quote opens before it.
    pub(super) opened: bool,
    /// It stands in brackets alone: `(UK)`.
    pub(super) bracketed: bool,
    capital: bool,
}

impl Word<'_> {
    /// Where it ends in the phrase.
    #[inline]
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }
    /// Begins with a capital.
    #[inline]
    pub(super) fn is_capital(&self) -> bool {
        self.capital
    }
    /// `van`, `de`, `&`: stands within names of people and firms, in lower case.
    #[inline]
    pub(super) fn is_joint(&self) -> bool {
        self.sort.is(Sort::JOINT)
    }
    /// `J.`, `J.-P.`, `J`.
    pub(super) fn is_initial(&self) -> bool {
        if self.text.len() > 1 && !self.text.contains('.') && self.text.is_ascii() {
            return self.capital && self.text.bytes().filter(u8::is_ascii_alphabetic).count() == 1;
        }
        let letters = self.text.chars().filter(|c| c.is_alphabetic()).count();
        letters <= 4
            && self.text.contains('.')
            && self.text.chars().all(|c| c.is_uppercase() || c == '.' || c == '-')
            || letters == 1 && self.is_capital()
    }
    /// Holds a digit.
    pub(super) fn has_digit(&self) -> bool {
        has_digit(self.text)
    }
}

/// A digit stands in the text.
pub(super) fn has_digit(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit())
}

/// The words of a phrase, without memory of their own.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Words<'t> {
    list: [Word<'t>; WORDS_MAX],
    length: usize,
}

impl<'t> std::ops::Deref for Words<'t> {
    type Target = [Word<'t>];
    fn deref(&self) -> &[Word<'t>] {
        &self.list[..self.length]
    }
}

/// The words of a phrase; `None` where it is too long to be one.
pub(super) fn words<'t>(phrase: &'t str, vocabulary: &Vocabulary) -> Option<Words<'t>> {
    if phrase.len() > PHRASE_MAX {
        return None;
    }
    let bytes = phrase.as_bytes();
    let mut all = Words::default();
    let mut from = 0;
    while from < bytes.len() {
        let (mut end, mut gap) = (from, 1);
        while end < bytes.len() {
            match bytes[end] {
                b' ' | b'\t' => break,
                // a space that does not break
                0xc2 if bytes[end + 1] == 0xa0 => {
                    gap = 2;
                    break;
                }
                _ => end += 1,
            }
        }
        if let Some(mut word) = word(phrase, from, end, vocabulary) {
            if word.sort.is(Sort::PAIRED) {
                word.sort = word.sort.without(Sort::PAIRED);
                if let Some(before) = all.length.checked_sub(1).and_then(|n| all.list.get_mut(n))
                    && vocabulary.is_pair(before.text, word.text)
                {
                    before.sort = before.sort.or(Sort::MODIFIER);
                    word.sort = word.sort.or(Sort::HEAD);
                }
            }
            *all.list.get_mut(all.length)? = word;
            all.length += 1;
        }
        from = end + gap;
    }
    Some(all)
}

/// The word of a piece between spaces; `None` where the piece is nothing but marks.
fn word<'t>(phrase: &'t str, from: usize, end: usize, vocabulary: &Vocabulary) -> Option<Word<'t>> {
    let piece = &phrase[from..end];
    let (first, last) = (piece.bytes().next()?, piece.bytes().next_back()?);
    let capital = |text: &str| match first {
        b'A'..=b'Z' => true,
        b'a'..=b'z' => elided(text).is_some_and(|rest| rest.starts_with(char::is_uppercase)),
        b'0'..=b'9' => false,
        _ => text.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase),
    };
    // most words have no marks around them
    if may_stay(first) && may_stay(last) && !piece.ends_with(").") {
        let sort = sort_of(piece, vocabulary);
        return Some(Word {
            text: piece,
            start: from,
            sort,
            parted: false,
            comma: false,
            opened: false,
            bracketed: false,
            capital: capital(piece),
        });
    }
    let text = strip(piece);
    if text.is_empty() {
        return None;
    }
    // `technicien(ne)`
    let joined = piece.starts_with(text) && text.contains('(') && gender::bare(text).is_some();
    let text = if joined { piece.get(..text.len() + 1).unwrap_or(text) } else { text };
    // `'t Hoekje`
    let start = text.as_ptr() as usize - phrase.as_ptr() as usize;
    let (text, start) = match start.checked_sub(1).and_then(|n| phrase.get(n..start + text.len())) {
        Some(longer) if longer.starts_with('\'') && text.len() == 1 => (longer, start - 1),
        _ => (text, start),
    };
    Some(Word {
        text,
        start,
        sort: sort_of(text, vocabulary),
        parted: piece.ends_with([',', ';', ':', ')', '(', '?', '!']) && !text.ends_with(')'),
        comma: piece.ends_with(','),
        opened: piece.starts_with(['(', '"', '[', '„', '“', '«']),
        bracketed: piece.starts_with('(') && piece.ends_with(')'),
        capital: capital(text),
    })
}

/// No byte of a mark that stands around words.
#[inline]
fn may_stay(b: u8) -> bool {
    matches!(b, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'&' | b'+' | b'-' | b'/' | b'@')
}

/// What stands behind an article or a preposition that has lost its vowel: `l'Oise`, `dell'Arsenale`, `d’Ivry`.
fn elided(word: &str) -> Option<&str> {
    const ARTICLES: [&str; 13] =
        ["l", "d", "dell", "all", "nell", "dall", "sull", "un", "qu", "degl", "coll", "quell", "s"];
    if !matches!(word.as_bytes().first(), Some(b'l' | b'd' | b'a' | b'n' | b's' | b'u' | b'q' | b'c')) {
        return None;
    }
    let n = word.bytes().take(6).position(|b| matches!(b, b'\'' | 0xe2))?;
    let rest = word.get(n..)?;
    let rest = rest.strip_prefix('\'').or_else(|| rest.strip_prefix('’'))?;
    ARTICLES.contains(&word.get(..n)?).then_some(rest)
}

/// A piece without the marks around it.
fn strip(piece: &str) -> &str {
    let around = |c: char| {
        matches!(c, '(' | ')' | '[' | ']' | '"' | '\'' | '*' | '_' | '<' | '>' | '„' | '“' | '”' | '«' | '»')
    };
    let behind = |c: char| matches!(c, ',' | ';' | ':' | '?' | '!' | '®' | '™' | '}');
    let text = piece.trim_start_matches(around).trim_end_matches(behind);
    // a sentence ends behind a bracket
    let text = text.strip_suffix(").").unwrap_or(text);
    if text.starts_with("haftungs") {
        text.trim_end_matches(')')
    } else {
        text.trim_end_matches(around).trim_end_matches(behind)
    }
}

/// What a word is, or both halves of it are: `Sachbearbeiter:in`, `Personal/Ausbildung`.
fn sort_of(word: &str, vocabulary: &Vocabulary) -> Sort {
    let sort = looked_up(word, vocabulary);
    if !sort.is_none() || !gender::may_be(word) {
        return sort;
    }
    if let Some(base) = gender::bare(word) {
        return looked_up(base, vocabulary);
    }
    if let Some(man) = gender::without_infix(word) {
        return looked_up(&man, vocabulary);
    }
    match word.split_once('/') {
        Some((a, b)) if a.len() > 2 && b.len() > 2 && !b.contains('/') => {
            looked_up(a, vocabulary).and(looked_up(b, vocabulary))
        }
        _ => sort,
    }
}

/// What a word is: looked up in lower case.
fn looked_up(word: &str, vocabulary: &Vocabulary) -> Sort {
    let bare = match word.as_bytes() {
        [.., b'.'] => word.trim_end_matches('.'),
        _ => word,
    };
    if !bare.is_ascii() {
        let sort = vocabulary.sort(fold(bare).as_bytes());
        let rest = if sort.is_none() { elided(bare) } else { None };
        return rest.map_or(sort, |rest| vocabulary.sort(fold(rest).as_bytes()));
    }
    if let Some(rest) = elided(bare) {
        return vocabulary.sort(fold(rest).as_bytes());
    }
    if !vocabulary.may_be_known(bare.as_bytes()) && !bare.contains('-') {
        return Sort::default();
    }
    let mut short = [0; PHRASE_MAX];
    let Some(lower) = short.get_mut(..bare.len()) else { return Sort::default() };
    lower.copy_from_slice(bare.as_bytes());
    lower.make_ascii_lowercase();
    vocabulary.sort(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_the_marks_around_them() {
        let vocabulary = Vocabulary::new(&[]);
        let all = words("(Café 't\u{a0}Hoekje), J.-P. \"van\" Dam_ ", &vocabulary).unwrap();
        let texts: Vec<_> = all.iter().map(|w| w.text).collect();
        assert_eq!(texts, ["Café", "'t", "Hoekje", "J.-P.", "van", "Dam"]);
        assert!(all[0].opened && all[2].parted && all[2].is_capital() && all[3].is_initial());
        assert!(all[4].is_joint() && !all[4].is_capital() && !all[5].parted);
        assert_eq!(all[5].end(), all[5].start + 3);
        assert!(words("a b c d e f g h i j k", &vocabulary).is_none());
        let all = words("Teatro dell'Arsenale de l’Oise d'ivoire o'Neil", &vocabulary).unwrap();
        let capitals: Vec<_> = all.iter().map(Word::is_capital).collect();
        assert_eq!(capitals, [true, true, false, true, false, false]);
    }
}
