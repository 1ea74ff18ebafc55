//! What a number is called: the nearest word before it that some pattern knows.
//!
//! In: the labels of all number patterns together, a text and where a number begins. Out: whose label it is, and how far
//! away. All patterns ask the same question of the same text, so that the nearest label decides for all of them: behind
//! `KvK` a number is no BSN. This module refuses to know how numbers are built.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;
use std::ops::Range;

use super::filter::Filter;
use super::pieces::{Before, OTHER, Piece, Pieces};
use crate::recognise::mix::Mix;

/// Words between a label and its number that count: `BSN van mijn man Jan de Vries is 111222333`.
const WORDS: u8 = 7;
/// Words that one label may have.
const PHRASE: usize = 5;
/// Words that may stand below a label that ends its line, and before its number: those of a place.
const SEAT: u8 = 2;
/// Bytes of a label of several words.
const PHRASE_MAX: usize = 96;
/// Bytes behind a number that may hold its label.
const BEHIND: usize = 40;

/// Digits between a label and a number that are another number, though it is parted.
const OTHER_PARTED: usize = 8;

/// Whose label a phrase is: patterns by their place in the engine. None at all: it names another sort of number.
type Owners = Vec<u16>;

type Map<K, V> = HashMap<K, V, BuildHasherDefault<Mix>>;

/// What is known of a word.
#[derive(Debug, Default)]
struct Word {
    /// It is a label by itself.
    owners: Option<Owners>,
    /// Labels of more words end in it.
    ends_phrase: bool,
    /// It joins a label and its number, see [`is_joint`].
    joint: bool,
}

/// The beginning of a word, and whose label it is.
type Beginning = (Box<[u8]>, Owners);

/// The labels of all patterns.
#[derive(Debug)]
pub(super) struct Labels {
    words: Map<Box<[u8]>, Word>,
    /// Labels of more words than one.
    phrases: Map<Box<[u8]>, Owners>,
    /// By their first two bytes: words that may go on, as Dutch and German compounds do.
    beginnings: Map<[u8; 2], Vec<Beginning>>,
    /// What most words are told by.
    filter: Filter,
}

/// The label of one number.
#[derive(Debug, Clone, Default)]
pub(super) struct Label<'l> {
    owners: &'l [u16],
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    /// Words between it and the number that are no `nr.` or `is`.
    pub(super) skipped: u8,
}

impl Label<'_> {
    /// True when it names numbers of this pattern.
    pub(super) fn is_of(&self, pattern: u16) -> bool {
        self.owners.contains(&pattern)
    }
    /// The patterns whose numbers it names; none when it names numbers of another sort.
    pub(super) fn owners(&self) -> &[u16] {
        self.owners
    }
    /// The label as the patterns have it.
    pub(super) fn phrase(&self, text: &str) -> String {
        let mut pieces = Pieces::default();
        pieces.read(text.get(self.span.clone()).unwrap_or_default(), 0);
        String::from_utf8_lossy(pieces.all_plain()).into_owned()
    }
}

/// What a word says.
#[derive(Debug, Clone, Copy, Default)]
struct Said<'l> {
    owners: Option<&'l [u16]>,
    ends_phrase: bool,
    joint: bool,
}

impl Default for Labels {
    fn default() -> Self {
        let mut labels = Labels {
            words: Map::default(),
            phrases: Map::default(),
            beginnings: Map::default(),
            filter: Filter::default(),
        };
        for joint in JOINTS {
            labels.word(joint.as_bytes()).joint = true;
        }
        labels
    }
}

impl Labels {
    /// Adds the labels of one pattern; `None` for words that name numbers of another sort.
    pub(super) fn add(&mut self, labels: &BTreeMap<String, Vec<String>>, pattern: Option<u16>) {
        let mut pieces = Pieces::default();
        for label in labels.values().flatten() {
            let (label, open) = label.strip_suffix('*').map_or((label.as_str(), false), |l| (l, true));
            pieces.read(label, 0);
            let plain = pieces.all_plain();
            if plain.is_empty() {
                continue;
            }
            let owners =
                if let Some(space) = memchr::memrchr(b' ', plain).filter(|_| plain.len() <= PHRASE_MAX) {
                    self.word(&plain[space + 1..]).ends_phrase = true;
                    self.phrases.entry(plain.into()).or_default()
                } else if let Some(&first) = plain.first_chunk::<2>().filter(|_| open) {
                    self.filter.add_beginning(plain);
                    let list = self.beginnings.entry(first).or_default();
                    let known = list.iter().position(|(p, _)| **p == *plain).unwrap_or(list.len());
                    if known == list.len() {
                        list.push((plain.into(), Owners::default()));
                    }
                    &mut list[known].1
                } else {
                    self.word(plain).owners.get_or_insert_default()
                };
            if let Some(pattern) = pattern.filter(|p| !owners.contains(p)) {
                owners.push(pattern);
            }
        }
    }

    fn word(&mut self, plain: &[u8]) -> &mut Word {
        self.filter.add_word(plain);
        self.words.entry(plain.into()).or_default()
    }

    /// What a word says: whose label it is, as a whole or by the longest beginning that is listed.
    fn say(&self, plain: &[u8]) -> Said<'_> {
        let known = if self.filter.may_be_word(plain) { self.words.get(plain) } else { None };
        let begun = || {
            let list = self.beginnings.get(plain.first_chunk::<2>()?)?;
            let fits = list.iter().filter(|(p, _)| plain.starts_with(p));
            fits.max_by_key(|(p, _)| p.len()).map(|(_, owners)| owners.as_slice())
        };
        let owners = known.and_then(|w| w.owners.as_deref());
        Said {
            owners: if self.filter.may_be_begun(plain) { owners.or_else(begun) } else { owners },
            ends_phrase: known.is_some_and(|w| w.ends_phrase),
            joint: known.is_some_and(|w| w.joint),
        }
    }

    /// The label of what begins at byte `at`.
    pub(super) fn before(&self, text: &str, at: usize, pieces: &mut Pieces) -> Option<Label<'_>> {
        let mut before = Before::new(text, at, pieces);
        let (mut skipped, mut lines, mut bars, mut above, mut digits) = (0u8, 0, 0, 0u8, 0);
        // where the line above ends, which may go on here
        let mut broken: Option<usize> = None;
        for n in 0.. {
            match before.get(n)? {
                Piece::Digits(count) if *count >= OTHER => return None,
                Piece::Digits(count) => {
                    // `Tél. 04 42 24 61 30 - …`: the label has its number
                    digits += count;
                    if digits >= OTHER_PARTED {
                        return None;
                    }
                }
                Piece::Bar => {
                    bars += 1;
                    if bars > 1 || skipped > 0 {
                        return None;
                    }
                }
                Piece::Lines(count, end) => {
                    lines += count;
                    broken = Some(*end).filter(|_| lines == 1);
                    // `… | 1234 AB Delft | KvK⏎Utrecht 12345678`: right at its end
                    let goes_on = |end| before.is_wrapped(end) || skipped <= SEAT && before.is_long(end);
                    if lines > 2 || skipped > 4 || skipped > 0 && !broken.is_some_and(goes_on) {
                        return None;
                    }
                }
                Piece::Word { at: span, plain } => {
                    let (span, plain) = (span.clone(), plain.clone());
                    let word = before.plain(&plain);
                    let said = self.say(word);
                    let (joint, compound) = (said.joint, names_number(word));
                    let alone = said.owners.map(|owners| Label { owners, span: span.clone(), skipped });
                    let label = match said.ends_phrase {
                        true => self.phrase_before(&mut before, n, skipped).or(alone),
                        false => alone,
                    };
                    if label.is_some() {
                        return label;
                    }
                    if joint {
                        continue;
                    }
                    if compound {
                        // a compound that no pattern has names another sort of number
                        return Some(Label { owners: &[], span, skipped });
                    }
                    skipped += 1;
                    above += u8::from(lines > 0);
                    // a label of its own line stands at its end
                    if skipped > WORDS || above > 0 && !broken.is_some_and(|end| before.is_wrapped(end)) {
                        return None;
                    }
                }
            }
        }
        None
    }

    /// The longest label of more words than one that ends with piece `n`.
    fn phrase_before(&self, before: &mut Before<'_, '_>, n: usize, skipped: u8) -> Option<Label<'_>> {
        // the words are put together from the end on
        let mut room = [b' '; PHRASE_MAX];
        let mut from = room.len();
        let (mut best, mut end, mut words) = (None, 0, 0);
        for n in n.. {
            let (at, plain) = match before.get(n) {
                Some(Piece::Word { at, plain }) => (at.clone(), plain.clone()),
                // a phrase may be broken over a line
                Some(Piece::Lines(1, _)) => continue,
                _ => break,
            };
            let word = before.plain(&plain);
            let behind = from.saturating_sub(usize::from(words > 0));
            // what does not fit is longer than any phrase
            let Some(start) = behind.checked_sub(word.len()) else { break };
            room[start..behind].copy_from_slice(word);
            (from, words) = (start, words + 1);
            if words == 1 {
                end = at.end;
            } else if let Some(owners) = self.phrases.get(&room[from..]) {
                best = Some(Label { owners, span: at.start..end, skipped });
            }
            if words == PHRASE {
                break;
            }
        }
        best
    }

    /// The label right behind byte `at`, as in `12345678 (KvK)`: one that is not followed by a number of its own.
    pub(super) fn after(&self, text: &str, at: usize, pieces: &mut Pieces) -> Option<Label<'_>> {
        let end = (at..=(at + BEHIND).min(text.len())).rev().find(|n| text.is_char_boundary(*n))?;
        // most numbers have the end of a line or another number behind them
        let first =
            text.as_bytes()[at..end].iter().find(|b| !matches!(b, b' ' | b'.' | b',' | b'\r' | b')'))?;
        if matches!(first, b'0'..=b'9' | b'\n' | b'|' | b';' | b'\t') {
            return None;
        }
        let line = &text[at..end];
        let stop = |b: u8| matches!(b, b'\n' | b'|' | b';' | b'\t');
        let line = &line[..line.bytes().position(stop).unwrap_or(line.len())];
        // `… RCS Lyon - N° TVA : FR 12…`: another number, behind a dash
        let line =
            &line[..memchr::memmem::find(line.as_bytes(), b" - ").filter(|n| *n > 0).unwrap_or(line.len())];
        let words = pieces.read_words(line, at, 3);
        let label = (0..words).find_map(|n| self.phrase_in(pieces, n))?;
        let rest = &line[label.span.end - at..];
        let free = !rest.bytes().any(|b| b.is_ascii_digit()) && !text[label.span.end..].starts_with(':');
        free.then_some(label)
    }

    /// The longest label that ends with word `n` of a list that begins with words.
    fn phrase_in(&self, pieces: &Pieces, n: usize) -> Option<Label<'_>> {
        let list = pieces.list();
        let Some(Piece::Word { at: last, plain: end }) = list.get(n) else { return None };
        let said = self.say(pieces.plain(end));
        let label = |owners, start| Label { owners, span: start..last.end, skipped: n as u8 };
        let longer = (0..n).filter(|_| said.ends_phrase).find_map(|from| {
            let Piece::Word { at, plain } = &list[from] else { return None };
            let owners = self.phrases.get(pieces.plain(&(plain.start..end.end)))?;
            Some(label(owners.as_slice(), at.start))
        });
        longer.or_else(|| said.owners.map(|owners| label(owners, last.start)))
    }
}

/// Words that join a label and its number and say nothing: `KvK-nummer is`, `onder nr.`.
#[rustfmt::skip]
const JOINTS: [&str; 83] = [
    "nr", "nrs", "nummer", "nummern", "nummers", "no", "nos", "n", "num", "number", "numbers", "numero",
    "número", "numéro", "núm", "onder", "under", "unter", "sous", "bajo", "con", "met", "with", "mit", "is",
    "are", "ist", "est", "es", "è", "was", "als", "as", "the", "de", "der", "die", "das", "den", "het",
    "van", "of", "von", "du", "del", "della", "di", "le", "la", "il", "el", "op", "on", "am", "to", "at",
    "en", "et", "in", "im", "te", "zu", "à", "a", "s", "mijn", "my", "id", "ident", "registratienummer",
    "dossiernummer", "dossiernr", "registration", "inscription", "reg", "regnr", "regno", "b", "e", "y",
    "d", "l", "luidt",
];

/// True for a word that joins a label and its number.
pub(super) fn is_joint(word: &str) -> bool {
    word.len() <= 17 && JOINTS.contains(&word)
}

/// `Debiteurennummer`, `ordernr`: compounds whose end says that they name a number.
fn names_number(word: &[u8]) -> bool {
    const ENDS: [&[u8]; 6] = [b"nummer", b"nummern", b"nr", b"code", b"kenmerk", b"zeichen"];
    // most words end otherwise
    let may = word.len() > 5 && matches!(word.last(), Some(b'r' | b'n' | b'e' | b'k'));
    may && ENDS.iter().any(|end| word.ends_with(end))
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
        labels().before(text, at, &mut Pieces::default()).map(|l| (l.owners.to_vec(), l.skipped))
    }

    #[test]
    fn the_nearest_label_decides() {
        assert_eq!(said("KvK #"), Some((vec![0], 0)));
        assert_eq!(said("BSN en KvK-nr. #"), Some((vec![0], 0)));
        assert_eq!(said("K.v.K. Capelle aan den IJssel nr. #"), Some((vec![0], 3)));
        assert_eq!(said("ingeschreven bij de Kamer van\nKoophandel onder nummer #"), Some((vec![0], 0)));
        assert_eq!(said("KvK 12345678, #"), None, "it has its number");
        assert_eq!(said("KvK 12 34 56 78 - #"), None, "it has its number");
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
        let long = "Klant BV | Postbus 12, 1234 AB Ons Dorp | 06 12 34 56 78 |";
        assert_eq!(said(&format!("> {long} K.v.K.\n> Delft #")), Some((vec![0], 1)), "it ends a long line");
        assert_eq!(said(&format!("> {long} K.v.K.\n> ons oude Delft #")), None);
        assert_eq!(said(&format!("> {long} K.v.K. van\n> de eerste dag na Delft #")), None);
        assert_eq!(
            said("De vennootschap is ingeschreven bij de Kamer van Koophandel\nte Delft onder nummer #"),
            Some((vec![0], 1)),
            "a sentence that a program broke"
        );
    }

    #[test]
    fn a_label_may_stand_behind() {
        let said = |text: &str| labels().after(text, 1, &mut Pieces::default()).map(|l| l.owners.to_vec());
        assert_eq!(said("# (KvK)"), Some(vec![0]));
        assert_eq!(said("# KvK 12345678"), None);
        assert_eq!(said("# KvK Delft - BTW: 12345678"), Some(vec![0]));
        assert_eq!(said("# KvK: onbekend"), None);
    }
}
