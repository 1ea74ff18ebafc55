//! The words of a card, by their numbers.
//!
//! In: the number of a word (see [`super::key`]), and what the word is. Out: that again. This module refuses to know the words. Nearly
//! every look-up finds nothing, and finds that in one step; so the table is half empty.

use super::sense::Sense;

/// A table of numbers, each with what its word is.
#[derive(Debug)]
pub(super) struct Card {
    /// An empty slot's word is nothing. A number stands in the slot of its upper bits or behind it.
    slots: Vec<(u64, Sense)>,
}

impl Card {
    /// A table with room for some words.
    pub(super) fn new(words: usize) -> Self {
        Card { slots: vec![(0, Sense::default()); (words * 2 + 2).next_power_of_two()] }
    }

    /// The slot of a number, or the empty one that it would take.
    fn slot(&self, key: u64) -> usize {
        let mut n = (key >> 32) as usize & (self.slots.len() - 1);
        while self.slots[n].0 != key && self.slots[n].1 != Sense::default() {
            n = (n + 1) & (self.slots.len() - 1);
        }
        n
    }

    /// What the word with a number is.
    #[inline]
    pub(super) fn sense(&self, key: u64) -> Option<Sense> {
        let (_, sense) = self.slots[self.slot(key)];
        (sense != Sense::default()).then_some(sense)
    }

    /// Says what the word with a number is.
    pub(super) fn set(&mut self, key: u64, sense: Sense) {
        let n = self.slot(key);
        self.slots[n] = (key, sense);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_found() {
        let mut card = Card::new(3);
        assert_eq!(card.sense(0), None);
        // numbers of the same slot
        for key in [7, 8, 9] {
            card.set(key, Sense::TITLE);
        }
        card.set(8, Sense::TITLE.or(Sense::FIRM));
        assert_eq!(
            [7, 8, 9].map(|key| card.sense(key).map(|s| s.is(Sense::FIRM))),
            [Some(false), Some(true), Some(false)]
        );
        assert_eq!((card.sense(10), card.sense(0)), (None, None));
    }
}
