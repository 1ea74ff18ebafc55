//! The old file and what is to become of it in, one hash out that the new file must have: of everything that stands in it, in order.
//!
//! Both files are read by the readers of [`source`](crate::source), which know nothing of how the new one was written.

use std::collections::BTreeMap;

use super::survey::{Seen, Witness};
use super::wanted::{Place, Wanted};
use crate::model::Problem;

/// What is to become of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Decided {
    Gone,
    /// SHA-256 and length of what takes its place, and BLAKE3 of its separator line, where that is another.
    Instead {
        sha256: [u8; 32],
        length: u64,
        before: Option<[u8; 32]>,
    },
}

/// Decisions, by the source of the message and its number in it.
pub(super) type Decisions = BTreeMap<(Place, u64), Decided>;

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Holding {
    pub(super) messages: u64,
    hash: blake3::Hash,
}

/// Takes the hash of what is met, as it is to be.
pub(super) struct Reckoner<'d> {
    hasher: blake3::Hasher,
    messages: u64,
    decisions: &'d Decisions,
    /// In an entry that goes as a whole.
    skipping: Option<Place>,
    /// Entries that were entered, and layers, in which nothing was met yet: one that is empty is passed over by some readers.
    empty: Vec<Empty>,
}

/// What holds nothing so far.
enum Empty {
    Entry(String),
    Layer(&'static str),
}

impl<'d> Reckoner<'d> {
    /// By these decisions; with none, of a file as it is.
    pub(super) fn new(decisions: &'d Decisions) -> Self {
        Reckoner { hasher: blake3::Hasher::new(), messages: 0, decisions, skipping: None, empty: Vec::new() }
    }

    pub(super) fn finish(self) -> Holding {
        Holding { messages: self.messages, hash: self.hasher.finalize() }
    }

    fn part(&mut self, kind: u8, bytes: &[u8]) {
        if self.skipping.is_none() {
            for empty in std::mem::take(&mut self.empty) {
                match empty {
                    Empty::Entry(name) => self.add(b'(', name.as_bytes()),
                    Empty::Layer(format) => self.add(b'l', format.as_bytes()),
                }
            }
            self.add(kind, bytes);
        }
    }

    fn add(&mut self, kind: u8, bytes: &[u8]) {
        self.hasher.update(&[kind]);
        self.hasher.update(&(bytes.len() as u64).to_le_bytes());
        self.hasher.update(bytes);
    }

    /// A message that is an entry of its own goes with that entry.
    fn goes_with(&self, place: &Place) -> bool {
        let first = self.decisions.get(&(place.clone(), 0));
        first == Some(&Decided::Gone) && self.decisions.contains_key(&(place.clone(), u64::MAX))
    }
}

/// What marks a message as one that is an entry, or a file, of its own, beside the decision on it.
pub(super) fn whole(place: &Place) -> ((Place, u64), Decided) {
    ((place.clone(), u64::MAX), Decided::Gone)
}

impl Witness for Reckoner<'_> {
    fn enter(&mut self, place: &Place) {
        if self.skipping.is_none() && self.goes_with(place) {
            self.skipping = Some(place.clone());
        }
        self.empty.push(Empty::Entry(place.last().map_or("", |(name, _)| name.as_str()).to_owned()));
    }

    fn leave(&mut self, place: &Place) {
        let mut passed = false;
        while let Some(empty) = self.empty.pop() {
            if matches!(empty, Empty::Entry(_)) {
                passed = true;
                break;
            }
        }
        if !passed {
            self.part(b')', &[]);
        }
        if self.skipping.as_ref() == Some(place) {
            self.skipping = None;
        }
    }

    fn layer(&mut self, format: &'static str) {
        self.empty.push(Empty::Layer(format));
    }

    fn bytes(&mut self, name: Option<&str>, length: u64, hash: [u8; 32]) {
        if let Some(name) = name {
            self.part(b'n', name.as_bytes());
        }
        self.part(b'b', &length.to_le_bytes());
        self.part(b'h', &hash);
    }

    fn message(&mut self, place: &Place, _: &Wanted, seen: Seen) {
        let (sha256, length, before) = match self.decisions.get(&(place.clone(), seen.index)) {
            Some(Decided::Gone) => return,
            Some(Decided::Instead { sha256, length, before }) => {
                (*sha256, *length, before.unwrap_or(seen.before))
            }
            None => (seen.sha256, seen.length, seen.before),
        };
        self.messages += u64::from(self.skipping.is_none());
        self.part(b'm', &length.to_le_bytes());
        self.part(b's', &before);
        self.part(b'h', &sha256);
    }

    fn problem(&mut self, problem: &Problem) {
        self.part(b'p', problem.code.as_str().as_bytes());
        self.part(b'd', problem.detail.as_bytes());
    }
}
