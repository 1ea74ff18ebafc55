//! What is known of the keys of a few records at a time.
//!
//! In: the keys that each group of records asks for, in any order. Out: for each group what is known of its keys, and nothing else. Questions are sorted by their
//! keys, met with what is known, and sorted back.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;

use super::super::table::Table;
use super::super::{Key, Known};
use super::Pieces;
use super::settling::Laid;
use super::sorter::{Lookup, Sorted, Sorter, once};
use crate::model::Piece;

/// What is asked of keys.
#[derive(Debug, Default, Clone)]
pub struct Questions {
    /// Whose party and person is asked for.
    pub nodes: Vec<Key>,
    /// Names whose bearer is asked for.
    pub names: Vec<Key>,
    /// Values whose owner is asked for.
    pub values: Vec<Key>,
}

impl Questions {
    /// Puts them in order, and leaves each once.
    pub fn sort(&mut self) {
        for keys in [&mut self.nodes, &mut self.names, &mut self.values] {
            keys.sort_unstable();
            keys.dedup();
        }
    }
}

/// Takes questions.
#[derive(Debug)]
pub struct Asking {
    laid: Laid,
    nodes: Sorter<2>,
    names: Sorter<2>,
    values: Sorter<2>,
}

/// What an answer is of, beside the number of its group.
const NODE: u64 = 0;
const NAME: u64 = 1;
const VALUE: u64 = 2;
const SORTS: u64 = 3;

/// Group and sort, key, party, what is known of it.
const COLUMNS: usize = 5;

impl Laid {
    /// Begins to take questions.
    pub fn asking(self) -> Asking {
        let new = || Sorter::new(&self.room, once);
        Asking { nodes: new(), names: new(), values: new(), laid: self }
    }
}

impl Asking {
    /// Takes the questions of a group, in order and each once, and empties them.
    ///
    /// # Errors
    ///
    /// What the operating system says: the disk is full.
    pub fn ask(&mut self, group: u64, questions: &mut Questions) -> io::Result<()> {
        let Questions { nodes, names, values } = questions;
        for (keys, all) in [(nodes, &mut self.nodes), (names, &mut self.names), (values, &mut self.values)] {
            keys.drain(..).try_for_each(|key| all.push([key.bits(), group]))?;
        }
        Ok(())
    }

    /// Answers them all, of so many groups.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub fn answers(self, groups: u64) -> io::Result<Answers> {
        let Asking { laid, nodes, names, values } = self;
        let mut answers = Sorter::new(&laid.room, once);
        let numbered = |first: u64, ranks: &super::ranks::Ranks| ranks.of(first);
        met_with(&nodes.finish()?, &laid.nodes, |group, key, known| {
            let [_, party, person, contact] = known.unwrap_or([key, key, u64::MAX, u64::MAX]);
            let person = numbered(person, &laid.persons) << 32 | numbered(contact, &laid.contacts);
            answers.push([group * SORTS + NODE, key, party, person, 0])
        })?;
        met_with(&names.finish()?, &laid.names, |group, key, known| match known {
            Some([_, party, contact, node]) => {
                let contact = numbered(contact, &laid.contacts);
                answers.push([group * SORTS + NAME, key, party, contact, node])
            }
            None => Ok(()),
        })?;
        met_with(&values.finish()?, &laid.values, |group, key, known| match known {
            Some([_, party, contact, n]) => {
                let contact = numbered(contact, &laid.contacts);
                answers.push([group * SORTS + VALUE, key, party, contact, n])
            }
            None => Ok(()),
        })?;
        let (own, contacts, proposed) = (laid.own, laid.contacts(), laid.proposed().to_vec());
        let room = laid.room.clone();
        drop(laid);
        let answers = answers.finish()?;
        let mut rows = answers.rows()?;
        let mut next = rows.next()?;
        let (mut pieces, mut bytes, mut places) = (Pieces::new(&room.scratch), Vec::new(), Vec::new());
        for group in 0..groups {
            let begin = pieces.all.len();
            while let Some([of, row @ ..]) = next.filter(|row| row[0] / SORTS == group) {
                [of % SORTS, row[0], row[1], row[2], row[3]]
                    .iter()
                    .for_each(|n| bytes.extend_from_slice(&n.to_le_bytes()));
                if bytes.len() + COLUMNS * 8 > Piece::MOST {
                    pieces.put(&mut bytes)?;
                    bytes.clear();
                }
                next = rows.next()?;
            }
            pieces.put(&mut bytes)?;
            bytes.clear();
            places.push(begin as u32..pieces.all.len() as u32);
        }
        Ok(Answers { own, contacts, proposed, pieces, places })
    }
}

/// Hands on each question with what is known of its key.
fn met_with(
    questions: &Sorted<2>,
    known: &Sorted<4>,
    mut on: impl FnMut(u64, u64, Option<[u64; 4]>) -> io::Result<()>,
) -> io::Result<()> {
    let mut lookup = Lookup::new(known)?;
    let mut rows = questions.rows()?;
    while let Some([key, group]) = rows.next()? {
        on(group, key, lookup.of(key)?)?;
    }
    Ok(())
}

/// What is known of the keys of each group.
#[derive(Debug)]
pub struct Answers {
    own: u64,
    contacts: u64,
    proposed: Vec<String>,
    pieces: Pieces,
    places: Vec<Range<u32>>,
}

impl Answers {
    /// The own domains that were told from the mail, because none were given.
    pub fn proposed(&self) -> &[String] {
        &self.proposed
    }

    /// How many contacts there are in all groups.
    pub fn contacts(&self) -> u64 {
        self.contacts
    }

    /// What is known of the keys of a group. Numbers of parties mean nothing outside of it; those of contacts and persons do.
    ///
    /// # Errors
    ///
    /// What the operating system says; there is no such group.
    pub fn of(&self, group: u64) -> io::Result<Known> {
        let places = self.places.get(group as usize).ok_or(io::ErrorKind::UnexpectedEof)?;
        let (mut bytes, mut rows) = (Vec::new(), Vec::new());
        for place in places.clone() {
            self.pieces.read(place as usize, &mut bytes)?;
            let (numbers, _) = bytes.as_chunks::<8>();
            let (all, _) = numbers.as_chunks::<COLUMNS>();
            rows.extend(all.iter().map(|row| row.map(u64::from_le_bytes)));
        }
        // parties, by the numbers that they have here
        let mut contacts: BTreeMap<u64, u32> = BTreeMap::new();
        contacts.insert(self.own, 0);
        for [_, _, party, of, _] in &rows {
            let contact = *of as u32;
            contacts.entry(*party).and_modify(|known| *known = contact.max(*known)).or_insert(contact);
        }
        let numbers: Vec<u64> = contacts.keys().copied().collect();
        let number = |party: u64| numbers.binary_search(&party).unwrap_or_default() as u32;
        let mut known = Known {
            own: number(self.own),
            contacts: contacts.values().copied().collect(),
            ..Known::default()
        };
        let (mut nodes, mut names, mut values) = (Vec::new(), Vec::new(), Vec::new());
        let key = |n: u64| Key::from_bytes(n.to_le_bytes());
        for [sort, of, party, first, second] in rows {
            let party = number(party);
            match sort {
                NODE => {
                    nodes.push((key(of), known.parties.len() as u32));
                    known.parties.push(party);
                    known.persons.push((first >> 32) as u32);
                }
                NAME => names.push((key(of), (party, key(second)))),
                _ => values.push((key(of), (party, u32::try_from(second).unwrap_or(u32::MAX)))),
            }
        }
        known.nodes = Table::of_sorted(nodes);
        known.names = Table::of_sorted(names);
        known.values = Table::of_sorted(values);
        Ok(known)
    }
}
