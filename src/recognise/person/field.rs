//! Address fields and the names that were found in them, remembered for the next time: the same people write to each other.
//!
//! In: the body of an address field, and what else its names depend on. Out: what was found there the last time, or nothing. Each
//! thread has its own memory; it is bounded: what is newer takes the place of what is older. This module refuses to know how
//! names are found.

use std::cell::RefCell;
use std::hash::Hasher;
use std::ops::Range;

use super::search::Found;
use crate::recognise::mix::Mix;

/// Bytes of the longest field that is remembered.
const TEXT_MAX: usize = 512;
/// Fields that are remembered at once: some 500 KiB at the utmost, with what was found in them.
const ROOM: usize = 512;

/// An address field: what its names depend on, but for those that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field<'f> {
    /// Number of the lists of words that are asked.
    pub(super) lists: u32,
    /// `M.` is a title.
    pub(super) french: bool,
    /// Its body.
    pub(super) text: &'f str,
}

/// A field, and what was found in it.
#[derive(Debug, Clone)]
struct Slot {
    lists: u32,
    french: bool,
    text: Box<str>,
    /// The names of which was asked whether they are known, and the answers.
    asked: Vec<(Range<usize>, bool)>,
    found: Vec<Found>,
}

thread_local! {
    static MEMORY: RefCell<Vec<Option<Slot>>> = const { RefCell::new(Vec::new()) };
}

impl Field<'_> {
    /// What was found in the field the last time, where the same names of it are known now as then.
    pub(super) fn recall(self, knows: impl Fn(&str) -> bool) -> Option<Vec<Found>> {
        MEMORY.with_borrow(|slots| {
            let slot = slots.get(self.place())?.as_ref()?;
            let same = Field { lists: slot.lists, french: slot.french, text: &slot.text } == self
                && slot.asked.iter().all(|(name, known)| knows(&self.text[name.clone()]) == *known);
            same.then(|| slot.found.clone())
        })
    }

    /// Remembers what was found in the field, and what was asked for that.
    pub(super) fn remember(self, asked: &[(Range<usize>, bool)], found: &[Found]) {
        if self.text.len() > TEXT_MAX {
            return;
        }
        let Field { lists, french, text } = self;
        let slot = Slot { lists, french, text: text.into(), asked: asked.to_vec(), found: found.to_vec() };
        MEMORY.with_borrow_mut(|slots| {
            slots.resize(ROOM, None);
            slots[self.place()] = Some(slot);
        });
    }

    /// Where it is remembered.
    fn place(self) -> usize {
        let mut hasher = Mix::default();
        hasher.write(self.text.as_bytes());
        hasher.write_u64(u64::from(self.lists) << 8 | u64::from(self.french));
        hasher.finish() as usize % ROOM
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(confidence: u8) -> Vec<Found> {
        vec![Found { span: 0..12, value: None, confidence, why: ["", "", ""] }]
    }

    fn confidence(found: Option<Vec<Found>>) -> Option<u8> {
        found.map(|found| found[0].confidence)
    }

    #[test]
    fn a_field_is_read_once() {
        let field = Field { lists: u32::MAX, french: false, text: "Jan de Vries <jan@klant.example>" };
        assert!(field.recall(|_| false).is_none());
        field.remember(&[(0..12, false)], &found(70));
        assert_eq!(confidence(field.recall(|_| false)), Some(70));
        assert!(field.recall(|name| name == "Jan de Vries").is_none(), "he is known by now");
        field.remember(&[(0..12, true)], &found(90));
        assert_eq!(confidence(field.recall(|name| name == "Jan de Vries")), Some(90));
        for other in [
            Field { lists: 7, ..field },
            Field { french: true, ..field },
            Field { text: "Jan de Vries <jan@klant.exampl>", ..field },
        ] {
            assert!(other.recall(|_| true).is_none(), "{other:?}");
        }
    }

    #[test]
    fn memory_is_bounded() {
        for n in 0..3 * ROOM {
            let text = n.to_string();
            Field { lists: u32::MAX, french: false, text: &text }.remember(&[], &found(70));
        }
        MEMORY.with_borrow(|slots| assert_eq!(slots.len(), ROOM));
        let long = "a".repeat(TEXT_MAX + 1);
        let field = Field { lists: u32::MAX, french: false, text: &long };
        field.remember(&[], &found(70));
        assert!(field.recall(|_| false).is_none());
    }
}
