//! Which shapes of which patterns a run of letters and digits can have at all.
//!
//! In: the shapes of all patterns, once. Out: for a first character, a length, and whether there are letters, the shapes that
//! are left: none for nearly all that stands in mail. This module refuses to know the text around.

use super::shape::{MAX, MadeOf, Shape};
use crate::recognise::pattern::Validator;

/// Numbers so short are looked at only where the letters that belong to them stand near: `HRB-Nr. 12345`.
const SHORT: usize = 6;
/// Bytes between such letters and their number.
const BETWEEN: usize = 9;

/// How strict patterns are about what parts the groups of a number; a bit each, so that several are one number.
pub(super) mod strict {
    /// There are no check digits: nothing but the way it is written says that groups belong together.
    pub(in crate::recognise::number) const LAYOUT: u8 = 1;
    /// Check digits say so, but not across lines or before more digits.
    pub(in crate::recognise::number) const CHECKED: u8 = 2;
    /// A VAT number, also before more digits.
    pub(in crate::recognise::number) const VAT: u8 = 4;
    /// An IBAN, also broken over a line.
    pub(in crate::recognise::number) const IBAN: u8 = 8;

    use crate::recognise::pattern::Validator;

    /// How strict a pattern with this check is.
    pub(super) fn of(validator: Validator) -> u8 {
        match validator {
            Validator::None => LAYOUT,
            Validator::Vat => VAT,
            Validator::Iban => IBAN,
            _ => CHECKED,
        }
    }
}

/// A shape that a text may have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) scheme: u16,
    pub(super) shape: u16,
    /// How strict the pattern is, as `strict`.
    pub(super) strict: u8,
    /// There is nothing to ask but that all are digits.
    pub(super) any_digits: bool,
    /// The letters that it adds must stand near, see [`stands_near`].
    pub(super) short: bool,
    /// Without a label of its pattern it is nothing.
    pub(super) needs_label: bool,
}

/// The shapes that texts of one first character and length may have, and how strict any of them are.
#[derive(Debug, Clone, Default)]
pub(super) struct Slot {
    pub(super) strict: u8,
    pub(super) candidates: Vec<Candidate>,
}

static EMPTY: Slot = Slot { strict: 0, candidates: Vec::new() };

/// All shapes, and by first character and length those that a text may have.
#[derive(Debug, Default)]
pub(super) struct Index {
    shapes: Vec<Shape>,
    /// For texts of digits alone, then for those with a letter.
    slots: [Vec<Slot>; 2],
    /// First letters of what short shapes add, in both cases, and how long the longest is.
    near: [u8; 2],
    others_near: bool,
    longest: usize,
}

fn slot(first: u8, length: usize) -> usize {
    let first = if first.is_ascii_digit() { first - b'0' } else { first.wrapping_sub(b'A') % 26 + 10 };
    usize::from(first) * (MAX + 1) + length.min(MAX)
}

impl Slot {
    fn push(&mut self, candidate: Candidate) {
        self.strict |= candidate.strict;
        self.candidates.push(candidate);
    }
}

impl Index {
    pub(super) fn new() -> Self {
        let slots = || vec![Slot::default(); 36 * (MAX + 1)];
        Index { slots: [slots(), slots()], ..Index::default() }
    }

    /// Adds a shape of a pattern; those that come first are asked first.
    pub(super) fn add(&mut self, scheme: u16, shape: Shape, validator: Validator, needs_label: bool) {
        let Ok(number) = u16::try_from(self.shapes.len()) else { return };
        let made_of = shape.made_of();
        let candidate = Candidate {
            scheme,
            shape: number,
            strict: strict::of(validator),
            any_digits: made_of == MadeOf::AnyDigits,
            short: shape.lengths.1 <= SHORT,
            needs_label,
        };
        if candidate.short {
            self.note_near(shape.added.as_bytes());
        }
        for first in (b'0'..=b'9').chain(b'A'..=b'Z').filter(|b| shape.may_begin(*b)) {
            for length in shape.lengths.0..=shape.lengths.1 {
                if made_of != MadeOf::SomeLetter {
                    self.slots[0][slot(first, length)].push(candidate);
                }
                if matches!(made_of, MadeOf::SomeLetter | MadeOf::Either) {
                    self.slots[1][slot(first, length)].push(candidate);
                }
            }
        }
        self.shapes.push(shape);
    }

    fn note_near(&mut self, added: &[u8]) {
        self.longest = self.longest.max(added.len());
        match added.first() {
            Some(first) if self.near[0] == 0 || self.near[0] == *first => {
                self.near = [*first, first.to_ascii_lowercase()];
            }
            _ => self.others_near = true,
        }
    }

    /// The shapes that a text with this first character, in upper case, and this length may have.
    #[inline]
    pub(super) fn of(&self, first: u8, length: usize, digits: bool) -> &Slot {
        self.slots[usize::from(!digits)].get(slot(first, length)).unwrap_or(&EMPTY)
    }

    /// The shape of a candidate.
    pub(super) fn shape(&self, candidate: Candidate) -> Option<&Shape> {
        self.shapes.get(usize::from(candidate.shape))
    }

    /// False where none of the letters that short shapes add can stand before byte `start`.
    pub(super) fn may_stand_near(&self, bytes: &[u8], start: usize) -> bool {
        let before = &bytes[start.saturating_sub(self.longest + BETWEEN)..start];
        self.others_near || memchr::memchr2(self.near[0], self.near[1], before).is_some()
    }
}

/// True where the letters that a shape adds stand before the number, with no more than a word between.
pub(super) fn stands_near(bytes: &[u8], start: usize, shape: &Shape) -> bool {
    let letters = shape.added.as_bytes();
    let before = &bytes[start.saturating_sub(letters.len() + BETWEEN)..start];
    letters.is_empty() || before.windows(letters.len()).any(|w| w.eq_ignore_ascii_case(letters))
}
