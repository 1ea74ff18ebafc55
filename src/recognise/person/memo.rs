//! What was made of a short text, remembered for the next time: the same names recur in mail all the time.
//!
//! In: a text, and what else the answer depends on. Out: the answer that was given the last time, or none. Each thread has its own
//! memory; it is bounded: what is newer takes the place of what is older. This module refuses to know what the answers mean.

use std::cell::RefCell;
use std::hash::Hasher;

use super::grammar::Name;
use crate::recognise::mix::Mix;

/// Bytes of the longest text that is remembered.
const TEXT_MAX: usize = 56;
/// Texts that are remembered at once: about 300 KiB.
const ROOM: usize = 2048;

/// A question: all that its answer depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Question<'q> {
    /// Number of the lists of words that are asked.
    pub(super) lists: u32,
    /// A space stands behind the text, or nothing.
    pub(super) spaced: bool,
    /// The text.
    pub(super) text: &'q str,
}

/// A question and its answer.
#[derive(Debug, Clone)]
struct Slot {
    lists: u32,
    spaced: bool,
    length: u8,
    text: [u8; TEXT_MAX],
    answer: Option<Name>,
}

thread_local! {
    static MEMORY: RefCell<Vec<Option<Slot>>> = const { RefCell::new(Vec::new()) };
}

/// The answer to a question: that of the last time, else what `answer` gives.
pub(super) fn recall(question: Question<'_>, answer: impl FnOnce() -> Option<Name>) -> Option<Name> {
    if question.text.len() > TEXT_MAX {
        return answer();
    }
    let place = question.place();
    let known = MEMORY.with_borrow(|slots| match slots.get(place) {
        Some(Some(slot)) if slot.question_is(question) => Some(slot.answer.clone()),
        _ => None,
    });
    known.unwrap_or_else(|| {
        let answer = answer();
        let slot = Slot::new(question, answer.clone());
        MEMORY.with_borrow_mut(|slots| {
            slots.resize(ROOM, None);
            slots[place] = Some(slot);
        });
        answer
    })
}

impl Question<'_> {
    /// Where its answer is remembered.
    fn place(self) -> usize {
        let mut hasher = Mix::default();
        hasher.write(self.text.as_bytes());
        hasher.write_u64(u64::from(self.lists) << 8 | u64::from(self.spaced));
        hasher.finish() as usize % ROOM
    }
}

impl Slot {
    fn new(question: Question<'_>, answer: Option<Name>) -> Self {
        let mut text = [0; TEXT_MAX];
        text[..question.text.len()].copy_from_slice(question.text.as_bytes());
        let Question { lists, spaced, .. } = question;
        Slot { lists, spaced, length: question.text.len() as u8, text, answer }
    }

    fn question_is(&self, question: Question<'_>) -> bool {
        self.lists == question.lists
            && self.spaced == question.spaced
            && self.text[..usize::from(self.length)] == *question.text.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(score: i32) -> Option<Name> {
        let (known, initials, inverted, lower, capitals) = (true, false, false, false, false);
        let (span, surname, given) = (0..12, 4..12, 0..3);
        Some(Name { span, surname, given, score, known, initials, inverted, lower, capitals })
    }

    #[test]
    fn a_question_is_answered_once() {
        let question = Question { lists: u32::MAX, spaced: true, text: "Jan de Vries" };
        assert_eq!(recall(question, || name(60)), name(60));
        assert_eq!(recall(question, || unreachable!()), name(60));
        for other in [
            Question { lists: 7, ..question },
            Question { spaced: false, ..question },
            Question { text: "Jan de Vrie", ..question },
            Question { text: "Jan de Vries\0", ..question },
        ] {
            assert_eq!(recall(other, || None), None, "{other:?}");
            assert_eq!(recall(other, || unreachable!()), None, "{other:?}");
        }
    }

    #[test]
    fn memory_is_bounded() {
        for n in 0..3 * ROOM {
            let text = n.to_string();
            recall(Question { lists: u32::MAX, spaced: true, text: &text }, || name(n as i32));
        }
        MEMORY.with_borrow(|slots| assert_eq!(slots.len(), ROOM));
        let long = "a".repeat(TEXT_MAX + 1);
        let question = Question { lists: u32::MAX, spaced: true, text: &long };
        assert_eq!(recall(question, || name(1)), name(1));
        assert_eq!(recall(question, || None), None, "long texts are not remembered");
    }
}
