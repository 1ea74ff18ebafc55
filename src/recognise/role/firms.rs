//! Firms in running text: by their legal form.
//!
//! In: a page. Out: spans of firms. Candidates are the words that begin as a legal form does; the words before one are
//! read backwards over a bounded stretch, as long as they may belong to a name.

use std::ops::Range;

use super::vocabulary::{FORM_MAX, Sort, Vocabulary};
use super::{cooperative, legal, word};
use crate::recognise::memory::Memory;

/// Bytes before a legal form that its firm may take.
const BACK: usize = 64;
/// Words before a legal form that its firm may take.
const BEFORE: usize = 5;
/// Bytes of a word in brackets before a legal form, the brackets with it.
const IN_BRACKETS: usize = 16;
/// Bytes from the beginning of a legal form on.
const AHEAD: usize = 26;

/// The search for legal forms.
pub(super) struct FormSearch(Beginnings);

/// Which bytes the words of a list may begin with, behind a space.
pub(super) struct Beginnings {
    /// A bit for each pair of bytes; empty for nearly all.
    pairs: Box<[u64; 1024]>,
    /// A bit for each [`triple`] of letters that one begins with.
    triples: Box<[u64; 512]>,
}

impl Beginnings {
    pub(super) fn new(twos: impl Iterator<Item = (u8, u8)>, threes: impl Iterator<Item = [u8; 3]>) -> Self {
        let mut pairs = Box::new([0; 1024]);
        for (first, second) in twos {
            let pair = pair(first, second);
            pairs[pair >> 6] |= 1 << (pair & 63);
        }
        let mut triples = Box::new([0; 512]);
        for [first, second, third] in threes {
            let triple = triple(first, second, third);
            triples[triple >> 6] |= 1 << (triple & 63);
        }
        Beginnings { pairs, triples }
    }

    #[inline]
    fn may_begin(&self, first: u8, second: u8) -> bool {
        let pair = pair(first, second);
        self.pairs[pair >> 6] >> (pair & 63) & 1 == 1
    }

    /// A word whose first two bytes these are ends there, has a dot there, or goes on with this one.
    #[inline]
    fn may_go_on(&self, first: u8, second: u8, third: u8) -> bool {
        let triple = triple(first, second, third);
        !second.is_ascii_alphanumeric()
            || !third.is_ascii_alphanumeric()
            || self.triples[triple >> 6] >> (triple & 63) & 1 == 1
    }

    /// Calls `take` with the place of each space or hyphen behind which a legal form may begin, as two bytes tell.
    pub(super) fn candidates(&self, bytes: &[u8], mut take: impl FnMut(usize)) {
        let mut from = 0;
        while let Some(block) = bytes.get(from..).and_then(<[u8]>::first_chunk::<{ BLOCK + 3 }>) {
            let mut mask = mask(&flags(block));
            while mask != 0 {
                let n = mask.trailing_zeros() as usize;
                let (first, second, third) = (block[n + 1], block[n + 2], block[n + 3]);
                if self.may_begin(first, second) && self.may_go_on(first, second, third) {
                    take(from + n);
                }
                mask &= mask - 1;
            }
            from += BLOCK;
        }
        for (n, three) in bytes[from..].windows(3).enumerate() {
            if matches!(three[0], b' ' | b'-') && self.may_begin(three[1], three[2]) {
                take(from + n);
            }
        }
    }
}

impl FormSearch {
    pub(super) fn new(vocabulary: &Vocabulary) -> Self {
        let may = |(first, second): &(u8, u8)| {
            !first.is_ascii_lowercase() || *second == b'.' || begins_small(*first)
        };
        // `Soc. Coop.`, `Sdad. Coop.`, `S. Coop.`
        let cooperatives = [(b'S', b'o'), (b'S', b'd'), (b'S', b'.')];
        let twos = vocabulary.form_beginnings().into_iter().filter(may).chain(cooperatives);
        FormSearch(Beginnings::new(twos, vocabulary.form_triples().chain([*b"soc", *b"sda"])))
    }

    /// The firms of a text, in order.
    pub(super) fn firms(&self, text: &str, vocabulary: &Vocabulary, mut take: impl FnMut(Range<usize>)) {
        let mut done = 0;
        self.0.candidates(text.as_bytes(), |at| {
            if at >= done
                && at > 0
                && is_form_at(text, at + 1, vocabulary)
                && let Some(span) = firm_at(text, at, done, vocabulary)
            {
                done = span.end;
                take(span);
            }
        });
    }
}

/// Bytes of a text that are looked at together.
const BLOCK: usize = 64;

/// One for each space or hyphen behind which no word begins as nearly all words of a sentence do, with a small letter. Without
/// branches, so that many bytes are looked at with one instruction.
#[inline]
fn flags(block: &[u8; BLOCK + 3]) -> [u8; BLOCK] {
    let mut flags = [0; BLOCK];
    for (n, flag) in flags.iter_mut().enumerate() {
        let next = block[n + 1];
        let small = next.is_ascii_lowercase();
        let rare = begins_small(next) | (block[n + 2] == b'.');
        *flag = u8::from((block[n] == b' ') | (block[n] == b'-')) & u8::from(!small | rare);
    }
    flags
}

/// Bit n stands for flag n. A multiplication brings eight flags together, which saves a loop for each eight.
#[inline]
fn mask(flags: &[u8; BLOCK]) -> u64 {
    let eights = flags.as_chunks::<8>().0.iter().enumerate();
    eights.fold(0, |mask, (n, eight)| {
        mask | (u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * n)
    })
}

/// The small letters that legal forms without dots begin with.
#[inline]
fn begins_small(b: u8) -> bool {
    (b == b'e')
        | (b == b'c')
        | (b == b'o')
        | (b == b'g')
        | (b == b'm')
        | (b == b'v')
        | (b == b'b')
        | (b == b'p')
        | (b == b'n')
        | (b == b's')
}

#[inline]
fn pair(first: u8, second: u8) -> usize {
    usize::from(first) << 8 | usize::from(second)
}

/// A number for three bytes: letters alone have one of their own, whatever their case.
#[inline]
fn triple(first: u8, second: u8, third: u8) -> usize {
    let letter = |b: u8| usize::from(b & 31);
    letter(first) << 10 | letter(second) << 5 | letter(third)
}

/// Bytes that a legal form may hold.
static IN_FORM: [bool; 256] = {
    let mut all = [false; 256];
    let mut n = 0;
    while n < 256 {
        let b = n as u8;
        all[n] = b.is_ascii_alphanumeric() || b == b'.' || b >= 0x80 && b != 0xc2 && b != 0xe2;
        n += 1;
    }
    all
};

/// The word that begins at `at` is a legal form, or two letters with full stops and a space between are.
fn is_form_at(text: &str, at: usize, vocabulary: &Vocabulary) -> bool {
    let bytes = text.as_bytes();
    let rest = &bytes[at..bytes.len().min(at + FORM_MAX + 1)];
    let length = rest.iter().position(|b| !IN_FORM[usize::from(*b)]).unwrap_or(rest.len());
    if let [a, b'.', b' ', b, b'.', ..] = bytes[at..]
        && length == 2
    {
        let word = [a, b'.', b, b'.'];
        return std::str::from_utf8(&word).is_ok_and(|w| vocabulary.is_form(w));
    }
    let word = &bytes[at..at + length];
    if matches!(word, b"Soc." | b"Sdad." | b"S.") && cooperative::begins(&bytes[at..]) {
        return true;
    }
    if legal::is_half(word) && bytes[at + length..].first() == Some(&b' ') {
        return legal::is_other_half(&bytes[at + length + 1..]);
    }
    // a full stop that ends a sentence behind it
    let is_form = |word: &[u8]| {
        vocabulary.may_be_form(word) && std::str::from_utf8(word).is_ok_and(|w| vocabulary.is_form(w))
    };
    is_form(word)
        || word.ends_with(b".")
            && is_form(&word[..word.iter().rposition(|b| *b != b'.').map_or(0, |n| n + 1)])
}

/// The firm whose legal form stands behind the space at `at`; it does not begin before `floor`.
fn firm_at(text: &str, at: usize, floor: usize, vocabulary: &Vocabulary) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let low = at.saturating_sub(BACK).max(floor);
    let mut start = at;
    if bytes[at] == b'-' {
        // `Verwaltungs-GmbH`
        let joined = bytes.get(at + 1..).is_some_and(legal::begins_joined);
        if !joined || !bytes[at - 1].is_ascii_lowercase() {
            return None;
        }
    } else if bytes[at - 1] == b',' {
        if !legal::stands_behind_comma(text.get(at + 1..)?, vocabulary) {
            return None;
        }
        start -= 1;
    } else if bytes[at - 1] == b')'
        && let Some(near) = bytes.get(at.saturating_sub(IN_BRACKETS).max(low)..at - 1)
        && let Some(n) = near.iter().rposition(|b| *b == b'(')
    {
        // `Tiles (UK) Ltd`
        let open = at.saturating_sub(IN_BRACKETS).max(low) + n;
        let one = bytes[open + 1..at - 1].iter().all(|b| b.is_ascii_alphabetic() || *b >= 0x80);
        if one && open > low && bytes[open - 1] == b' ' {
            start = open;
        }
    }
    while start > low && !parts(bytes[start - 1]) {
        start -= 1;
    }
    if start > floor && start == low {
        // within a word
        start += bytes[start..at].iter().position(|b| *b == b' ')?;
    }
    // a dash between spaces parts too, and so does a full stop behind a word
    for behind in behind_dashes(text.get(start..at)?.as_bytes()).into_iter().flatten() {
        start = start.max(start_of(text, start, at, behind));
    }
    let piece = text.get(start..at)?;
    if let Some(n) = piece.as_bytes().windows(2).rposition(|w| w == b". ") {
        let before = piece[..n].rsplit(' ').next().unwrap_or_default();
        let gebr =
            || word::words(before, vocabulary).is_some_and(|w| w.iter().any(|w| w.sort.is(Sort::TYPE)));
        if before.len() > 3 && !before.contains('.') && !gebr() {
            start += n + 2;
        }
    }
    // a name has few words
    if let Some(n) = memchr::memrchr_iter(b' ', text.get(start..at)?.as_bytes()).nth(BEFORE) {
        start += n + 1;
    }
    let mut end = (at + AHEAD).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    if let Some(n) =
        bytes[at..end].iter().position(|b| matches!(b, b'\n' | b'\r' | b'|' | b'\t' | b';' | b'"' | b'}'))
    {
        end = at + n;
    }
    if let Some(n) = memchr::memchr_iter(b' ', text.get(at + 1..end)?.as_bytes()).nth(3) {
        end = at + 1 + n;
    }
    let piece = text.get(start..end)?;
    let wanted = at + 1 - start;
    let key = vocabulary.id() << 8 | wanted as u64;
    let (from, to) = FIRMS.with(|all| all.answer(key, piece, || firm_in(piece, wanted, vocabulary)))?;
    Some(start + usize::from(from)..start + usize::from(to))
}

thread_local! {
    static FIRMS: Memory<Option<(u8, u8)>> = const { Memory::new() };
}

/// The firm in a piece of a sentence whose legal form begins at `wanted`; a piece is no longer than a phrase.
fn firm_in(piece: &str, wanted: usize, vocabulary: &Vocabulary) -> Option<(u8, u8)> {
    let words = word::words(piece, vocabulary)?;
    let (from, to) = legal::legal(&words, vocabulary, false)?;
    let (first, last) = (words.get(from)?, words.get(to.checked_sub(1)?)?);
    let covers = words[from..to].iter().any(|w| w.start <= wanted + 1 && wanted < w.end());
    // the full stop of a sentence, not that of `Ltd.`
    let shortened = [
        "Ltd.", "Inc.", "Corp.", "Co.", "Lda.", "Pty.", "Cyf.", "LTD.", "INC.", "CORP.", "Coop.", "And.",
        "Mad.", "Arag.", "Ext.",
    ]
    .contains(&last.text);
    let stop = last.text.ends_with('.')
        && !shortened
        && !last.text.trim_end_matches('.').contains('.')
        && last.text.len() > 2;
    let stop = stop || last.text.ends_with("..");
    let firm = first.start..last.end() - usize::from(stop);
    // capitals throughout: a heading in which two letters are a word
    let heading = firm.len() > 24
        && piece.get(firm.clone())?.bytes().all(|b| !b.is_ascii_lowercase())
        && last.text.len() <= 2;
    let within = Some((u8::try_from(firm.start).ok()?, u8::try_from(firm.end).ok()?));
    within.filter(|_| covers && !heading)
}

/// Where the last of each mark ends: a hyphen, a dash, a long dash, each between spaces, and three spaces.
fn behind_dashes(bytes: &[u8]) -> [Option<usize>; 4] {
    let mut ends = [None; 4];
    for (n, _) in bytes.iter().enumerate().filter(|(_, b)| **b == b' ') {
        match bytes[n + 1..] {
            [b'-', b' ', ..] => ends[0] = Some(n + 3),
            [0xe2, 0x80, 0x93, b' ', ..] => ends[1] = Some(n + 5),
            [0xe2, 0x80, 0x94, b' ', ..] => ends[2] = Some(n + 5),
            [b' ', b' ', ..] => ends[3] = Some(n + 3),
            _ => {}
        }
    }
    ends
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

    fn firms(text: &str) -> Vec<&str> {
        let vocabulary = Vocabulary::built_in();
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
            ("Bij Klant Water cvba in Gent", "Klant Water cvba"),
            ("(Cliente Forjados, S.A.L.).", "Cliente Forjados, S.A.L."),
            ("\"Client Bâtiment SARL\"}]", "Client Bâtiment SARL"),
        ] {
            assert_eq!(firms(text), [firm], "{text}");
        }
    }

    #[test]
    fn candidates_are_seen_wherever_they_stand() {
        let search = FormSearch::new(&Vocabulary::built_in());
        for form in ["BV", "vof", "s.r.l.", "Sàrl", "eG"] {
            for before in 0..2 * BLOCK {
                let text =
                    format!("{} {form} xx cc", "\u{a0}x ".repeat(before / 4) + &"-".repeat(before % 4));
                let mut seen = Vec::new();
                search.0.candidates(text.as_bytes(), |at| seen.push(at));
                assert_eq!(seen, [text.find(form).unwrap() - 1], "{text}");
            }
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
