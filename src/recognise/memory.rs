//! What short texts were found to be: mail says the same things over and over, in quotes, signatures and address fields.
//!
//! In: a text, and a number for everything else that the answer depends on. Out: the answer, made or remembered. The memory is a
//! table of a fixed size in which a text has one place: a newer one takes it over. Each thread has its own.

use std::cell::RefCell;
use std::hash::Hasher;

use crate::recognise::mix::Mix;

/// Texts that are remembered at most.
const PLACES: usize = 2048;

/// A table of answers for texts of `TEXT` bytes at most.
pub(super) struct Memory<V, const TEXT: usize = 40> {
    /// Empty before the first answer.
    places: RefCell<Vec<Place<V, TEXT>>>,
}

#[derive(Clone)]
struct Place<V, const TEXT: usize> {
    key: u64,
    length: u8,
    text: [u8; TEXT],
    value: Option<V>,
}

impl<V: Clone, const TEXT: usize> Memory<V, TEXT> {
    pub(in crate::recognise) const fn new() -> Self {
        Memory { places: RefCell::new(Vec::new()) }
    }

    /// The answer for a text. `key` tells apart all that the answer depends on besides; `make` must depend on nothing else.
    pub(in crate::recognise) fn answer(&self, key: u64, text: &str, make: impl FnOnce() -> V) -> V {
        if text.len() > TEXT {
            return make();
        }
        let bytes = text.as_bytes();
        let at = place(key, bytes);
        if let Some(place) = self.places.borrow().get(at)
            && place.key == key
            && place.text.get(..usize::from(place.length)) == Some(bytes)
            && let Some(value) = &place.value
        {
            return value.clone();
        }
        let value = make();
        let mut places = self.places.borrow_mut();
        if places.is_empty() {
            places.resize(PLACES, Place { key: 0, length: 0, text: [0; TEXT], value: None });
        }
        let place = &mut places[at];
        (place.key, place.length, place.value) = (key, bytes.len() as u8, Some(value.clone()));
        place.text[..bytes.len()].copy_from_slice(bytes);
        value
    }
}

/// The place of a text.
fn place(key: u64, text: &[u8]) -> usize {
    let mut mix = Mix::default();
    mix.write_u64(key << 6 ^ text.len() as u64);
    // the last eight bytes at once, some of them for the second time
    if let Some(last) = text.last_chunk::<8>() {
        for chunk in text.as_chunks::<8>().0 {
            mix.write_u64(u64::from_le_bytes(*chunk));
        }
        mix.write_u64(u64::from_le_bytes(*last));
    } else {
        mix.write(text);
    }
    (mix.finish() >> 16) as usize % PLACES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_those_of_the_text_and_the_key() {
        let memory = Memory::<(usize, u64)>::new();
        let mut made = 0;
        // more texts than places, each asked twice in a row, and all of them twice
        for _ in 0..2 {
            for n in 0..2 * PLACES {
                let text = format!("text {n}");
                for key in [1, 2, 1, 2] {
                    let answer = memory.answer(key, &text, || {
                        made += 1;
                        (n, key)
                    });
                    assert_eq!(answer, (n, key));
                }
            }
        }
        assert!((4 * PLACES..=10 * PLACES).contains(&made), "{made}");
        let long = "x".repeat(41);
        assert_eq!(
            [memory.answer(1, &long, || (1, 1)), memory.answer(1, &long, || (2, 2))],
            [(1, 1), (2, 2)]
        );
    }
}
