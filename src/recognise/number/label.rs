//! What a number is called: the nearest word before it that some pattern knows.
//!
//! In: the labels of all number patterns together, a text and where a number begins. Out: whose label it is, and how far
//! away. All patterns ask the same question of the same text, so that the nearest label decides for all of them: behind
//! `KvK` a number is no BSN. This module refuses to know how numbers are built.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::BuildHasherDefault;
use std::ops::Range;

use crate::recognise::mix::Mix;

/// Bytes before a number that may hold its label.
const REACH: usize = 112;
/// Words between a label and its number that count: `BSN van mijn man Jan de Vries is 111222333`.
const WORDS: u8 = 7;
/// Words that one label may have.
const PHRASE: usize = 5;
/// Digits that are another number, beyond which no label reaches.
const OTHER: usize = 3;
/// A line so long was broken by a program: the sentence goes on below it. Bytes.
const WRAPPED: usize = 48;

/// Whose label a phrase is: patterns by their place in the engine. None at all: it names another sort of number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Owners(Vec<u16>);

/// The beginning of a word, and whose label it is.
type Beginning = (Box<str>, Owners);

/// The labels of all patterns.
#[derive(Debug, Default)]
pub(super) struct Labels {
    exact: HashMap<Box<str>, Owners, BuildHasherDefault<Mix>>,
    /// Last words of labels that have more than one.
    lasts: HashSet<Box<str>, BuildHasherDefault<Mix>>,
    /// By their first two bytes: words that may go on, as Dutch and German compounds do.
    prefixes: HashMap<[u8; 2], Vec<Beginning>, BuildHasherDefault<Mix>>,
}

/// The label of one number.
#[derive(Debug, Clone, Default)]
pub(super) struct Label {
    owners: Vec<u16>,
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    /// The label as the patterns have it.
    pub(super) phrase: String,
    /// Words between it and the number that are no `nr.` or `is`.
    pub(super) skipped: u8,
}

impl Label {
    /// True when it names numbers of this pattern.
    pub(super) fn is_of(&self, pattern: u16) -> bool {
        self.owners.contains(&pattern)
    }
    /// The patterns whose numbers it names; none when it names numbers of another sort.
    pub(super) fn owners(&self) -> &[u16] {
        &self.owners
    }
}

/// What stands before a number, piece by piece.
#[derive(Debug)]
enum Piece {
    /// A word: bytes of the text, and of [`Scratch::plain`].
    Word { at: Range<usize>, plain: Range<usize> },
    /// Digits, so many.
    Digits(usize),
    /// Line ends, so many, and the bytes of the line before them.
    Lines(usize, usize),
    /// A mark that parts columns.
    Bar,
}

/// Memory that is used again for each number.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pieces: Vec<Piece>,
    /// The words, in lower case, a space behind each.
    plain: String,
}

impl Labels {
    /// Adds the labels of one pattern; `None` for words that name numbers of another sort.
    pub(super) fn add(&mut self, labels: &BTreeMap<String, Vec<String>>, pattern: Option<u16>) {
        let mut scratch = Scratch::default();
        for label in labels.values().flatten() {
            let (label, open) = label.strip_suffix('*').map_or((label.as_str(), false), |l| (l, true));
            scratch.read(label, 0);
            let plain = scratch.plain.trim_end();
            let Some(&first) =
                plain.as_bytes().first_chunk::<2>().or(plain.as_bytes().first().map(|_| b"  "))
            else {
                continue;
            };
            if let Some((_, last)) = plain.rsplit_once(' ') {
                self.lasts.insert(last.into());
            }
            let owners = if open && plain.len() > 1 && !plain.contains(' ') {
                let list = self.prefixes.entry(first).or_default();
                match list.iter().position(|(p, _)| **p == *plain) {
                    Some(n) => &mut list[n].1,
                    None => {
                        list.push((plain.into(), Owners::default()));
                        let last = list.len() - 1;
                        &mut list[last].1
                    }
                }
            } else {
                self.exact.entry(plain.into()).or_default()
            };
            if let Some(pattern) = pattern.filter(|p| !owners.0.contains(p)) {
                owners.0.push(pattern);
            }
        }
    }

    fn owners(&self, phrase: &str, words: usize) -> Option<&Owners> {
        if let Some(owners) = self.exact.get(phrase) {
            return Some(owners);
        }
        if words > 1 {
            return None;
        }
        let list = self.prefixes.get(phrase.as_bytes().first_chunk::<2>()?)?;
        list.iter().filter(|(p, _)| phrase.starts_with(&**p)).max_by_key(|(p, _)| p.len()).map(|(_, o)| o)
    }

    /// The label of what begins at byte `at`.
    pub(super) fn before(&self, text: &str, at: usize, scratch: &mut Scratch) -> Option<Label> {
        let floor = (floor(text.as_bytes(), at)..=at).find(|n| text.is_char_boundary(*n))?;
        scratch.read(&text[floor..at], floor);
        let (mut skipped, mut lines, mut bars, mut above) = (0u8, 0, 0, 0u8);
        let mut wrapped = false;
        for n in (0..scratch.pieces.len()).rev() {
            match &scratch.pieces[n] {
                Piece::Digits(count) if *count >= OTHER => return None,
                Piece::Digits(_) => {}
                Piece::Bar => {
                    bars += 1;
                    if bars > 1 || skipped > 0 {
                        return None;
                    }
                }
                Piece::Lines(count, length) => {
                    lines += count;
                    wrapped = lines == 1 && *length >= WRAPPED;
                    if lines > 2 || skipped > 0 && !wrapped || skipped > 4 {
                        return None;
                    }
                }
                Piece::Word { at: span, plain } => {
                    if let Some(label) = self.phrase(scratch, n, skipped) {
                        return Some(label);
                    }
                    let word = &scratch.plain[plain.clone()];
                    if is_joint(word) {
                        continue;
                    }
                    if names_number(word) {
                        // a compound that no pattern has names another sort of number
                        return Some(Label { span: span.clone(), skipped, ..Label::default() });
                    }
                    skipped += 1;
                    above += u8::from(lines > 0);
                    // a label of its own line stands at its end
                    if skipped > WORDS || above > 0 && !wrapped {
                        return None;
                    }
                }
            }
        }
        None
    }

    /// The longest label that ends with piece `n`.
    fn phrase(&self, scratch: &Scratch, n: usize, skipped: u8) -> Option<Label> {
        let Piece::Word { at: last, plain: end } = &scratch.pieces[n] else { return None };
        let mut best = None;
        let (mut words, mut from) = (0, n + 1);
        let most = if self.lasts.contains(&scratch.plain[end.clone()]) { PHRASE } else { 1 };
        while from > 0 && words < most {
            from -= 1;
            let Piece::Word { at, plain } = &scratch.pieces[from] else {
                // a phrase may be broken over a line
                if matches!(scratch.pieces[from], Piece::Lines(1, _)) {
                    continue;
                }
                break;
            };
            words += 1;
            let phrase = &scratch.plain[plain.start..end.end];
            if let Some(owners) = self.owners(phrase, words) {
                best = Some(Label {
                    owners: owners.0.clone(),
                    span: at.start..last.end,
                    phrase: phrase.to_owned(),
                    skipped,
                });
            }
        }
        best
    }

    /// The label right behind byte `at`, as in `12345678 (KvK)`: one that is not followed by a number of its own.
    pub(super) fn after(&self, text: &str, at: usize, scratch: &mut Scratch) -> Option<Label> {
        let end = (at..=(at + 40).min(text.len())).rev().find(|n| text.is_char_boundary(*n))?;
        let line = text[at..end].split(['\n', '|', ';', '\t']).next()?;
        scratch.read(line, at);
        let first = scratch.pieces.iter().take_while(|p| matches!(p, Piece::Word { .. })).count().min(3);
        for n in 0..first {
            let Some(label) = self.phrase(scratch, n, n as u8) else { continue };
            let rest = scratch.pieces.get(n + 1..).unwrap_or_default();
            let free = !rest.iter().any(|p| matches!(p, Piece::Digits(_)))
                && !text[label.span.end..].starts_with(':');
            return free.then_some(label);
        }
        None
    }
}

/// Where to begin to read, so that all is read that can tell: not before another number, nor more than two lines above.
fn floor(bytes: &[u8], at: usize) -> usize {
    let from = at.saturating_sub(REACH);
    let (mut digits, mut lines) = (0, 0);
    for (n, b) in bytes[from..at].iter().enumerate().rev() {
        match b {
            b'0'..=b'9' => digits += 1,
            _ if digits >= OTHER => return from + n + 1,
            _ => digits = 0,
        }
        lines += usize::from(*b == b'\n');
        if lines > 3 {
            return from + n;
        }
    }
    from
}

impl Scratch {
    /// Takes a text apart; `base` is where it begins.
    fn read(&mut self, text: &str, base: usize) {
        self.pieces.clear();
        self.plain.clear();
        let bytes = text.as_bytes();
        let (mut at, mut line) = (0, 0);
        while at < bytes.len() {
            let from = at;
            match bytes[at] {
                b'0'..=b'9' => {
                    while bytes.get(at).is_some_and(u8::is_ascii_digit) {
                        at += 1;
                    }
                    self.pieces.push(Piece::Digits(at - from));
                }
                b'\n' => {
                    at += 1;
                    match self.pieces.last_mut() {
                        Some(Piece::Lines(count, _)) => *count += 1,
                        _ => self.pieces.push(Piece::Lines(1, from - line)),
                    }
                    line = at;
                }
                // a card tells what its value is
                b';' if bytes[at..].get(..7).is_some_and(|b| b.eq_ignore_ascii_case(b";VALUE=")) => {
                    at += bytes[at..].iter().position(|b| *b == b':').unwrap_or(bytes.len() - at);
                }
                b'|' | b'\t' | b';' => {
                    at += 1;
                    self.pieces.push(Piece::Bar);
                }
                b'a'..=b'z' | b'A'..=b'Z' => at += self.word(&text[at..], base + at),
                0..=0x7f => at += 1,
                _ => {
                    let rest = &text[at..];
                    let Some(first) = rest.chars().next() else { return };
                    if first.is_alphabetic() && !matches!(first, 'º' | 'ª') {
                        at += self.word(rest, base + at);
                    } else {
                        if matches!(first, '•' | '·' | '●' | '▪' | '│' | '¦') {
                            self.pieces.push(Piece::Bar);
                        }
                        at += first.len_utf8();
                    }
                }
            }
        }
    }

    /// Reads one word at the beginning of a text; gives its bytes. The parts of `K.v.K` and `P.IVA` are one word.
    fn word(&mut self, text: &str, base: usize) -> usize {
        let start = self.plain.len();
        let bytes = text.as_bytes();
        let (mut at, mut part) = (0, 0);
        while let Some(&b) = bytes.get(at) {
            match b {
                b'a'..=b'z' | b'A'..=b'Z' => {
                    self.plain.push(char::from(b.to_ascii_lowercase()));
                    at += 1;
                }
                b'.' if part <= 3 && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) => {
                    at += 1;
                    part = 0;
                    continue;
                }
                0x80.. => {
                    let letter = text[at..].chars().next().filter(|c| c.is_alphabetic());
                    let Some(c) = letter.filter(|c| !matches!(c, 'º' | 'ª')) else { break };
                    self.plain.extend(c.to_lowercase());
                    at += c.len_utf8();
                }
                _ => break,
            }
            part += 1;
        }
        self.pieces.push(Piece::Word { at: base..base + at, plain: start..self.plain.len() });
        self.plain.push(' ');
        at
    }
}

/// Words that join a label and its number and say nothing: `KvK-nummer is`, `onder nr.`.
pub(super) fn is_joint(word: &str) -> bool {
    const JOINTS: [&str; 83] = [
        "nr",
        "nrs",
        "nummer",
        "nummern",
        "nummers",
        "no",
        "nos",
        "n",
        "num",
        "number",
        "numbers",
        "numero",
        "número",
        "numéro",
        "núm",
        "onder",
        "under",
        "unter",
        "sous",
        "bajo",
        "con",
        "met",
        "with",
        "mit",
        "is",
        "are",
        "ist",
        "est",
        "es",
        "è",
        "was",
        "als",
        "as",
        "the",
        "de",
        "der",
        "die",
        "das",
        "den",
        "het",
        "van",
        "of",
        "von",
        "du",
        "del",
        "della",
        "di",
        "le",
        "la",
        "il",
        "el",
        "op",
        "on",
        "am",
        "to",
        "at",
        "en",
        "et",
        "in",
        "im",
        "te",
        "zu",
        "à",
        "a",
        "s",
        "mijn",
        "my",
        "id",
        "ident",
        "registratienummer",
        "dossiernummer",
        "dossiernr",
        "registration",
        "inscription",
        "reg",
        "regnr",
        "regno",
        "b",
        "e",
        "y",
        "d",
        "l",
        "luidt",
    ];
    word.len() <= 17 && JOINTS.contains(&word)
}

/// `Debiteurennummer`, `ordernr`: compounds whose end says that they name a number.
fn names_number(word: &str) -> bool {
    const ENDS: [&str; 6] = ["nummer", "nummern", "nr", "code", "kenmerk", "zeichen"];
    word.len() > 5 && ENDS.iter().any(|end| word.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels() -> Labels {
        let list =
            |w: &[&str]| BTreeMap::from([("nl".to_owned(), w.iter().map(|s| (*s).to_owned()).collect())]);
        let mut labels = Labels::default();
        labels.add(&list(&["kvk*", "K.v.K.", "kamer van koophandel"]), Some(0));
        labels.add(&list(&["bsn"]), Some(1));
        labels.add(&list(&["order*", "company number"]), None);
        labels
    }

    fn said(text: &str) -> Option<(Vec<u16>, u8)> {
        let at = text.find('#').unwrap();
        labels().before(text, at, &mut Scratch::default()).map(|l| (l.owners, l.skipped))
    }

    #[test]
    fn the_nearest_label_decides() {
        assert_eq!(said("KvK #"), Some((vec![0], 0)));
        assert_eq!(said("BSN en KvK-nr. #"), Some((vec![0], 0)));
        assert_eq!(said("K.v.K. Capelle aan den IJssel nr. #"), Some((vec![0], 3)));
        assert_eq!(said("ingeschreven bij de Kamer van\nKoophandel onder nummer #"), Some((vec![0], 0)));
        assert_eq!(said("KvK 12345678, #"), None, "it has its number");
        assert_eq!(said("Bestelnummer #"), Some((vec![], 0)), "a compound that nobody knows");
        assert_eq!(said("Order number #"), Some((vec![], 0)));
        assert_eq!(said("KvK | #"), Some((vec![0], 0)));
        assert_eq!(said("KvK | zie #"), None);
    }

    #[test]
    fn the_line_above_counts_where_the_line_has_nothing_else() {
        assert_eq!(said("KvK:\n#"), Some((vec![0], 0)));
        assert_eq!(said("KvK hebben wij\n#"), None);
        assert_eq!(said("KvK:\nDelft #"), None);
        assert_eq!(
            said("De vennootschap is ingeschreven bij de Kamer van Koophandel\nte Delft onder nummer #"),
            Some((vec![0], 1)),
            "a sentence that a program broke"
        );
    }

    #[test]
    fn a_label_may_stand_behind() {
        let said = |text: &str| labels().after(text, 1, &mut Scratch::default()).map(|l| l.owners);
        assert_eq!(said("# (KvK)"), Some(vec![0]));
        assert_eq!(said("# KvK 12345678"), None);
        assert_eq!(said("# KvK: onbekend"), None);
    }
}
