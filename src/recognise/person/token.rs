//! Words as names are made of them, one at a time.
//!
//! In: a text and a place in it. Out: the word there, its shape, and what the lists say of it. This module refuses to know how
//! words make a name.

use super::key;
use super::names::{Names, Sense};

/// Bytes of the longest word that is looked at.
const WORD_MAX: usize = 40;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// `J.`, `J.A.`, `J.-P.`, `Th.`.
    Initials,
    /// `Jan`, `McDonald`, `IJzendoorn`, `Jean-Luc`.
    Capital,
    /// `JAN`, and a letter by itself.
    Capitals,
    /// `jan`.
    Lower,
}

/// A word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    /// Byte of its first character.
    pub(super) start: usize,
    /// Byte behind its last; for initials the full stop is in.
    pub(super) end: usize,
    /// How it is written.
    pub(super) shape: Shape,
    /// What it is known to be, and of a compound what its parts are.
    pub(super) sense: Sense,
    /// A hyphen between spaces stands before it.
    pub(super) dash: bool,
    /// It ends in a hyphen and what begins a surname: `IJzendoorn-van`.
    pub(super) open: bool,
    /// Its part behind the last hyphen begins in lower case, and begins no surname: `Steen-serie`.
    pub(super) tail_lower: bool,
    /// Its letters.
    pub(super) letters: u8,
}

impl Token {
    /// A word that is none yet.
    pub(super) const NONE: Token = Token {
        start: 0,
        end: 0,
        shape: Shape::Lower,
        sense: Sense(0),
        dash: false,
        open: false,
        tail_lower: false,
        letters: 0,
    };

    /// Its characters.
    pub(super) fn text<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }
    /// True for a given name, common word or not.
    pub(super) fn is_given(&self) -> bool {
        self.sense.is(Sense::GIVEN.or(Sense::GIVEN_OR_WORD))
    }
    /// True for a letter by itself.
    pub(super) fn is_letter(&self) -> bool {
        self.shape == Shape::Capitals && self.letters == 1
    }
}

/// The character at a byte and its length, where it is a letter or a mark on one.
fn letter(text: &str, at: usize) -> Option<(char, usize)> {
    let b = *text.as_bytes().get(at)?;
    if b < 0x80 {
        return b.is_ascii_alphabetic().then_some((b as char, 1));
    }
    let c = text.get(at..)?.chars().next()?;
    (c.is_alphabetic() || ('\u{300}'..='\u{36f}').contains(&c)).then_some((c, c.len_utf8()))
}

/// Bytes of an apostrophe at a byte; 0 where there is none.
fn apostrophe(text: &str, at: usize) -> usize {
    match text.as_bytes().get(at) {
        Some(b'\'' | b'`') => 1,
        Some(0xe2) if text[at..].starts_with(['’', '‘']) => 3,
        Some(0xc2) if text[at..].starts_with('´') => 2,
        _ => 0,
    }
}

/// Bytes of a hyphen at a byte; 0 where there is none.
fn hyphen(text: &str, at: usize) -> usize {
    match text.as_bytes().get(at) {
        Some(b'-') => 1,
        Some(0xe2) if text[at..].starts_with(['‐', '‑']) => 3,
        _ => 0,
    }
}

/// The word that begins at byte `at`, none of it beyond byte `limit`.
pub(super) fn token(names: &Names, text: &str, at: usize, limit: usize) -> Option<Token> {
    let limit = limit.min(text.len());
    // a reader that passed over a mark may stand behind its limit
    if at >= limit {
        return None;
    }
    let stop = limit.min(at + WORD_MAX);
    if matches!(text.as_bytes()[at], b'v' | b'i' | b'a')
        && let Some(word) = short_particle(text, at, stop)
    {
        return Some(word);
    }
    if let Some(word) = plain(names, text, at, stop) {
        return Some(word);
    }
    if let Some(word) = maria(names, text, at, stop) {
        return Some(word);
    }
    let mark = apostrophe(text, at);
    if mark > 0 {
        return lone_letter(text, at, mark, limit);
    }
    letter(text, at)?;
    // a full stop stands within four bytes, or there are no initials
    let near = &text.as_bytes()[at..stop.min(at + 5)];
    if near.contains(&b'.')
        && let Some(end) = initials(text, at, stop)
    {
        let letters = text[at..end].chars().filter(|c| c.is_alphabetic()).count() as u8;
        return Some(Token { start: at, end, shape: Shape::Initials, letters, ..Token::NONE });
    }
    any(names, text, at, stop)
}

/// A word of ASCII letters and nothing else, as most are; `None` says that it must be looked at more closely.
fn plain(names: &Names, text: &str, at: usize, stop: usize) -> Option<Token> {
    let bytes = text.as_bytes();
    let (mut key, mut all, mut end) = (key::START, 0, at);
    for b in &bytes[at..stop] {
        let lower = LOWER[usize::from(*b)];
        if lower == 0 {
            break;
        }
        key = key::with(key, lower);
        all |= b;
        end += 1;
    }
    match bytes.get(end) {
        _ if end == at => return None,
        None => {}
        // a no-break space
        Some(0xc2) if bytes.get(end + 1) == Some(&0xa0) => {}
        // initials have three letters at most before a full stop
        Some(b'.') if end - at <= 3 && bytes[at].is_ascii_uppercase() => return None,
        // marks that a word goes on behind, and a word that is cut short
        Some(b'\'' | b'`' | b'-' | 0x80.. | b'A'..=b'Z' | b'a'..=b'z') => return None,
        Some(_) => {}
    }
    // in ASCII, lower case is a bit
    let shape = match (bytes[at] & 0x20 == 0, all & 0x20 != 0) {
        (true, false) => Shape::Capitals,
        (true, true) => Shape::Capital,
        (false, _) => Shape::Lower,
    };
    Some(Token {
        start: at,
        end,
        shape,
        sense: names.sense_of(key),
        letters: (end - at) as u8,
        ..Token::NONE
    })
}

/// ASCII letters in lower case; 0 for what is none.
static LOWER: [u8; 256] = {
    let mut all = [0; 256];
    let mut n = 0;
    while n < 256 {
        let b = n as u8;
        all[n] = if b.is_ascii_alphabetic() { b | 0x20 } else { 0 };
        n += 1;
    }
    all
};

/// `v.d. Velde`, `v/d Velde`, `Puig i Vila`, `ap Rhys`: what belongs before a surname, cut short or in lower case alone.
fn short_particle(text: &str, at: usize, stop: usize) -> Option<Token> {
    let length = match &text.as_bytes()[at..stop] {
        [b'v', b'.', b'd' | b'h', b'.', ..] => 4,
        [b'v', b'.' | b'/', b'd' | b'h', b' ', ..] => 3,
        [b'v', b'/', b'd' | b'h', b'.', ..] => 4,
        [b'i', b' ', ..] => 1,
        [b'a', b'p', b' ', ..] => 2,
        _ => return None,
    };
    let letters = length.min(2) as u8;
    Some(Token { start: at, end: at + length, sense: Sense::PARTICLE, letters, ..Token::NONE })
}

/// `M.ª Dolores`: a given name cut short, with a full stop within it.
fn maria(names: &Names, text: &str, at: usize, stop: usize) -> Option<Token> {
    let word = "M.ª";
    let here = text.as_bytes()[at..stop].starts_with(word.as_bytes());
    let sense = Sense(if here { names.sense(word).0 } else { return None });
    Some(Token { start: at, end: at + word.len(), shape: Shape::Capital, sense, letters: 2, ..Token::NONE })
}

/// `'t Hart`, `‘s`: a letter behind an apostrophe that stands at byte `at` and has some bytes.
fn lone_letter(text: &str, at: usize, mark: usize, limit: usize) -> Option<Token> {
    let end = at + mark + 1;
    let b = text.as_bytes().get(end - 1).map(u8::to_ascii_lowercase)?;
    let ends = text.as_bytes().get(end).is_none_or(|b| *b == b' ' || *b == 0xc2);
    if !matches!(b, b't' | b's' | b'n') || !ends || end > limit {
        return None;
    }
    Some(Token { start: at, end, sense: Sense::PARTICLE, letters: 1, ..Token::NONE })
}

/// A word of whatever letters, with hyphens and apostrophes.
fn any(names: &Names, text: &str, at: usize, stop: usize) -> Option<Token> {
    let (first, _) = letter(text, at)?;
    let mut pos = at;
    let (mut letters, mut lower, mut last_hyphen) = (0_u8, false, None);
    while pos < stop {
        let b = text.as_bytes()[pos];
        if b.is_ascii_alphabetic() {
            letters += 1;
            lower |= b & 0x20 != 0;
            pos += 1;
            continue;
        }
        if matches!(b, b' ' | b'\n' | b',' | b'.') {
            break;
        }
        if let Some((c, length)) = letter(text, pos) {
            letters += 1;
            lower |= c.is_lowercase();
            pos += length;
            continue;
        }
        let (mark, dash) = (apostrophe(text, pos), hyphen(text, pos));
        let join = mark.max(dash);
        if join == 0 || pos == at || letter(text, pos + join).is_none() {
            break;
        }
        // `Anna Smith's letter`
        let possessive = mark > 0 && text[pos + mark..].starts_with(['s', 'S']);
        if possessive && letter(text, pos + mark + 1).is_none() {
            break;
        }
        if dash > 0 {
            last_hyphen.get_or_insert(pos);
        }
        pos += join;
    }
    if pos >= stop && letter(text, pos).is_some() {
        return None;
    }
    let word = &text[at..pos];
    let mut sense = names.sense(word);
    let (mut open, mut tail_lower, mut article) = (false, false, false);
    if let Some(hyphen_at) = last_hyphen {
        let tail_at = word.rfind(['-', '‐', '‑']).map_or(0, |n| at + n + hyphen(text, at + n));
        let (head, tail) = (names.sense(&text[at..hyphen_at]), names.sense(&text[tail_at..pos]));
        open = tail.is(Sense::PARTICLE) && pos - tail_at > 1;
        tail_lower = !open && first.is_uppercase() && text[tail_at..pos].starts_with(char::is_lowercase);
        // a compound is what its first part is; and a firm's where any part is
        let kept = Sense::GIVEN.or(Sense::GIVEN_OR_WORD).or(Sense::SURNAME).or(Sense::SURNAME_OR_WORD);
        let spoils = Sense::FIRM.or(Sense::ROLE).or(Sense::NAMESAKE).or(Sense::WORD);
        sense = sense.or(Sense(head.0 & kept.0)).or(Sense((head.0 | tail.0) & spoils.0));
        // `al-Masri`, `El-Sayed`
        article = is_article(&text[at..hyphen_at]) && text[tail_at..pos].starts_with(char::is_uppercase);
        if article {
            sense = Sense::SURNAME;
        }
        if open {
            sense = Sense(sense.0 & !Sense::PARTICLE.0 & !Sense::WORD.0);
        }
    } else if let Some((begin, rest)) = word.split_once(['\'', '’'])
        && begin.len() <= 2
        && rest.len() > 1
    {
        // `d'Angelo`, `O'Brien`
        sense = sense.or(Sense(names.sense(rest).0 & Sense::SURNAME.0));
        if matches!(begin, "d" | "D" | "O" | "L" | "l") {
            sense = sense.or(Sense::SURNAME);
        }
    }
    let shape = match (first.is_uppercase(), lower, letters) {
        (true, false, _) => Shape::Capitals,
        (true, true, _) => Shape::Capital,
        // `d'Angelo`
        (false, ..)
            if word.len() > 3
                && word.get(1..).is_some_and(|w| {
                    w.strip_prefix(['\'', '’']).is_some_and(|w| w.starts_with(char::is_uppercase))
                }) =>
        {
            Shape::Capital
        }
        (false, ..) if article => Shape::Capital,
        (false, ..) => Shape::Lower,
    };
    Some(Token { start: at, end: pos, shape, sense, dash: false, open, tail_lower, letters })
}

/// True for the article of an Arabic surname, as Latin letters write it.
fn is_article(word: &str) -> bool {
    matches!(word.as_bytes(), [a, b'l' | b'd' | b's' | b'r' | b'z' | b'n' | b't', ..] if word.len() == 2 && matches!(a, b'a' | b'A'))
        || matches!(word, "el" | "El" | "ash" | "Ash" | "abu" | "Abu" | "ibn" | "Ibn")
}

/// Behind initials that begin at byte `at`: `J.`, `J.A.M.`, `J.-P.`, `Th.M.`, `IJ.`.
fn initials(text: &str, at: usize, stop: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut pos, mut end) = (at, None);
    while pos < stop {
        let Some((first, length)) = letter(text, pos) else { break };
        if !first.is_uppercase() {
            break;
        }
        let mut next = pos + length;
        // `Th.`, `Chr.`, `Joh.`, `IJ.`
        let rest = text.get(next..).unwrap_or_default();
        let more: &[&str] = match bytes[pos] {
            b'T' | b'P' => &["h."],
            b'C' => &["h.", "hr."],
            b'I' => &["J."],
            b'J' => &["oh."],
            _ => &[],
        };
        if let Some(more) = more.iter().find(|m| rest.starts_with(**m)) {
            next += more.len() - 1;
        }
        if bytes.get(next) != Some(&b'.') || next >= stop {
            break;
        }
        pos = next + 1;
        end = Some(pos);
        if bytes.get(pos) == Some(&b'-') {
            pos += 1;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn words_and_their_shapes() {
        let names = Names::new(&BTreeMap::new());
        for (text, word, shape, open) in [
            ("Jan de", "Jan", Shape::Capital, false),
            ("J.A. de", "J.A.", Shape::Initials, false),
            ("J.-P. Dupont", "J.-P.", Shape::Initials, false),
            ("Th.M. Smit", "Th.M.", Shape::Initials, false),
            ("J.Jansen", "J.", Shape::Initials, false),
            ("JAN", "JAN", Shape::Capitals, false),
            ("IJzendoorn-van Leeuwen", "IJzendoorn-van", Shape::Capital, true),
            ("Jean-Luc,", "Jean-Luc", Shape::Capital, false),
            ("O’Brien-", "O’Brien", Shape::Capital, false),
            ("d'Angelo", "d'Angelo", Shape::Capital, false),
            ("'t Veld", "'t", Shape::Lower, false),
            ("élodie", "élodie", Shape::Lower, false),
        ] {
            let found = token(&names, text, 0, text.len()).unwrap();
            assert_eq!((found.text(text), found.shape, found.open), (word, shape, open));
        }
        assert!(token(&names, "'x y", 0, 4).is_none());
        assert!(token(&names, &"a".repeat(100), 0, 100).is_none());
    }
}
