//! What single words say: given name, surname, title, firm, street.
//!
//! In: the lists in `data/` and those of a card, and a word. Out: what it is known to be, in one look-up. The build script makes
//! a table of the lists in `data/` (see `lists.rs`). This module refuses to know about places in a text. Words are compared without
//! case and diacritics; about one word in a billion that is in no list is taken for one of them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use super::card::Card;
use super::key::{FILTER, UPPER, filter_place, key, table_place};
pub(super) use super::sense::Sense;

/// The filter, how many words are below each upper part of a number, the rests of their numbers, and what they are; `lists.rs`
/// says it byte by byte.
static TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/names.bin"));

/// All lists of a recogniser.
#[derive(Debug)]
pub(super) struct Names {
    /// Tells these lists from others of the same run.
    id: u32,
    /// The words of the card; of those that are built in too, all that they are.
    card: Card,
    built_in: BuiltIn,
    /// A bit for each word that is there.
    filter: Box<[u64; FILTER]>,
}

/// The lists that are built in.
#[derive(Debug, Default)]
struct BuiltIn {
    below: &'static [[u8; 2]],
    rests: &'static [[u8; 4]],
    senses: &'static [[u8; 2]],
}

impl BuiltIn {
    /// The filter, and the lists.
    fn read() -> Option<(&'static [[u8; 8]], BuiltIn)> {
        let (filter, table) = TABLE.split_at_checked(FILTER * 8)?;
        let (below, words) = table.split_at_checked(((1 << UPPER) + 1) * 2)?;
        let (rests, senses) = words.split_at_checked(words.len() / 6 * 4)?;
        let (below, rests, senses) = (below.as_chunks().0, rests.as_chunks().0, senses.as_chunks().0);
        Some((filter.as_chunks().0, BuiltIn { below, rests, senses }))
    }

    /// What the word with a number is known to be.
    fn sense(&self, key: u64) -> Option<Sense> {
        let (upper, rest) = table_place(key);
        let number = |n: usize| self.below.get(n).map(|bytes| usize::from(u16::from_le_bytes(*bytes)));
        let from = number(upper)?;
        let rests = self.rests.get(from..number(upper + 1)?)?;
        let n = rests.iter().position(|bytes| u32::from_le_bytes(*bytes) == rest)?;
        self.senses.get(from + n).map(|bytes| Sense(u32::from(u16::from_le_bytes(*bytes))))
    }
}

impl Names {
    /// The lists that are built in, and those of a card: by what they are, and by language.
    pub(super) fn new(card: &BTreeMap<String, BTreeMap<String, Vec<String>>>) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let (bits, built_in) = BuiltIn::read().unwrap_or_default();
        let mut filter = Box::new([0; FILTER]);
        for (slot, bits) in filter.iter_mut().zip(bits) {
            *slot = u64::from_le_bytes(*bits);
        }
        let id = COUNT.fetch_add(1, Ordering::Relaxed);
        let words = card.values().flat_map(BTreeMap::values).map(Vec::len).sum();
        let mut names = Names { id, card: Card::new(words), built_in, filter };
        for (list, by_language) in card {
            let sense = match list.as_str() {
                "given" => Sense::GIVEN,
                "given_or_word" => Sense::GIVEN_OR_WORD,
                "surname" => Sense::SURNAME,
                "word" => Sense::WORD,
                "title" => Sense::TITLE,
                "after" => Sense::AFTER,
                "label" => Sense::LABEL,
                "label_given" => Sense::LABEL_GIVEN,
                "label_surname" => Sense::LABEL_SURNAME,
                "unlabel" => Sense::UNLABEL,
                "firm" => Sense::FIRM,
                "role" => Sense::ROLE,
                "mailboxes" => Sense::MAILBOXES,
                "street" => Sense::STREET,
                "before" => Sense::BEFORE,
                "where" => Sense::WHERE,
                "director" => Sense::DIRECTOR,
                "namesake" => Sense::NAMESAKE,
                "fore" => Sense::FORE,
                "heir" => Sense::HEIR,
                "portuguese" => Sense::PORTUGUESE.or(Sense::SURNAME_OR_WORD),
                "landmark" => Sense::LANDMARK,
                "thing" => Sense::THING,
                "honoured" => Sense::HONOURED,
                "noun" => Sense::NOUN,
                "named_before" => Sense::NAMED_BEFORE,
                "named_place" => Sense::NAMED_PLACE,
                "named_behind" => Sense::NAMED_BEHIND,
                "short_given" => Sense::SHORT.or(Sense::GIVEN),
                "short_surname" => Sense::SHORT.or(Sense::SURNAME),
                _ => continue,
            };
            for word in by_language.values().flatten() {
                names.add(word, sense);
            }
        }
        names
    }

    fn add(&mut self, word: &str, sense: Sense) {
        let key = key(word);
        let (slot, bit) = filter_place(key);
        self.filter[slot] |= bit;
        let known = self.listed(key);
        self.card.set(key, known.or(sense));
    }

    /// Tells these lists from others of the same run.
    pub(super) fn id(&self) -> u32 {
        self.id
    }

    /// What a word is known to be.
    pub(super) fn sense(&self, word: &str) -> Sense {
        self.sense_of(key(word))
    }

    /// What the word with a number (see [`key`]) is known to be.
    #[inline]
    pub(super) fn sense_of(&self, key: u64) -> Sense {
        let (slot, bit) = filter_place(key);
        // most words of mail are in no list: one bit says so, and stays in the processor's cache
        if self.filter[slot] & bit == 0 { Sense::default() } else { self.listed(key) }
    }

    fn listed(&self, key: u64) -> Sense {
        self.card.sense(key).or_else(|| self.built_in.sense(key)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read() {
        let names = Names::new(&BTreeMap::new());
        assert!(names.sense("Tjitske").is(Sense::GIVEN));
        assert!(names.sense("Mark").is(Sense::GIVEN_OR_WORD));
        assert!(names.sense("JANSEN").is(Sense::SURNAME));
        assert!(names.sense("van").is(Sense::PARTICLE));
        assert!(!names.sense("Wasmachine").is(Sense(u32::MAX)));
    }

    #[test]
    fn the_table_says_what_the_lists_say() {
        let names = Names::new(&BTreeMap::new());
        for (list, plain, marked) in [
            (include_str!("data/given.txt"), Sense::GIVEN, Sense::GIVEN_OR_WORD),
            (include_str!("data/surnames.txt"), Sense::SURNAME, Sense::SURNAME_OR_WORD),
        ] {
            for line in list.lines() {
                let name = line.trim_end_matches('~');
                assert!(names.sense(name).is(if name == line { plain } else { marked }), "{line}");
            }
        }
        let (_, built_in) = BuiltIn::read().unwrap();
        assert!(built_in.rests.len() == built_in.senses.len() && built_in.rests.len() > 30_000);
        let last = built_in.below.last().unwrap();
        assert_eq!(usize::from(u16::from_le_bytes(*last)), built_in.rests.len());
    }

    #[test]
    fn a_card_adds_to_what_is_built_in() {
        let words = BTreeMap::from([("nl".to_owned(), vec!["Tjitske".to_owned(), "Wasmachine".to_owned()])]);
        let names = Names::new(&BTreeMap::from([("firm".to_owned(), words)]));
        assert_eq!(names.sense("tjitske"), Sense::GIVEN.or(Sense::FIRM));
        assert_eq!(names.sense("WASMACHINE"), Sense::FIRM);
    }
}
