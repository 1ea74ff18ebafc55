//! What is known at the end of a run as bytes, and back: for a later run that looks up what it says of some messages, and nothing
//! else.
//!
//! In: [`Known`]. Out: bytes in pieces of some megabytes, and from these the same again. What was read back is sorted and not hashed: it
//! is there as soon as it is read. The names of own domains stand there in clear, so that whoever keeps the bytes must seal them.

use super::{Key, Known};
use crate::relate::key::KeyMap;

/// Entries of one piece.
const PIECE: usize = 1 << 18;

/// What is known of keys.
#[derive(Debug)]
pub(super) enum Table<V> {
    /// Of a run.
    Met(KeyMap<Key, V>),
    /// Read back, in ascending order.
    Kept(Vec<(Key, V)>),
}

impl<V> Default for Table<V> {
    fn default() -> Self {
        Table::Kept(Vec::new())
    }
}

impl<V: Copy> Table<V> {
    /// What is known of a key.
    pub(super) fn of(&self, key: Key) -> Option<V> {
        match self {
            Table::Met(all) => all.get(&key).copied(),
            Table::Kept(all) => all.binary_search_by_key(&key, |(k, _)| *k).ok().map(|n| all[n].1),
        }
    }

    fn sorted(&self) -> Vec<(Key, V)> {
        let mut all = match self {
            Table::Met(all) => all.iter().map(|(k, v)| (*k, *v)).collect(),
            Table::Kept(all) => all.clone(),
        };
        all.sort_unstable_by_key(|(k, _)| *k);
        all
    }
}

/// What a piece holds.
#[derive(Clone, Copy)]
enum Of {
    Nodes = 1,
    Rows,
    Names,
    Values,
}

impl Known {
    /// All of it, in pieces.
    pub fn to_pieces(&self) -> Vec<Vec<u8>> {
        let mut first = vec![0];
        first.extend_from_slice(&self.own.to_le_bytes());
        first.extend_from_slice(&self.contacts_met.to_le_bytes());
        first.extend_from_slice(self.proposed.join("\n").as_bytes());
        let mut all = vec![first];
        let mut put = |of: Of, piece: &mut dyn Iterator<Item = Vec<u8>>| {
            let mut bytes = vec![of as u8];
            piece.for_each(|one| bytes.extend_from_slice(&one));
            all.push(bytes);
        };
        let number = |n: u32| n.to_le_bytes();
        for piece in self.nodes.sorted().chunks(PIECE) {
            put(Of::Nodes, &mut piece.iter().map(|(k, n)| [&k.to_bytes()[..], &number(*n)].concat()));
        }
        let rows = self.parties.iter().zip(&self.persons).zip(&self.contacts);
        let rows: Vec<[u32; 3]> =
            rows.map(|((party, person), contact)| [*party, *person, *contact]).collect();
        for piece in rows.chunks(PIECE) {
            put(Of::Rows, &mut piece.iter().map(|row| row.map(number).concat()));
        }
        for piece in self.names.sorted().chunks(PIECE) {
            let one = |(k, (party, node)): &(Key, (u32, Key))| {
                [&k.to_bytes()[..], &number(*party), &node.to_bytes()].concat()
            };
            put(Of::Names, &mut piece.iter().map(one));
        }
        for piece in self.values.sorted().chunks(PIECE) {
            let one = |(k, (party, n)): &(Key, (u32, u32))| {
                [&k.to_bytes()[..], &number(*party), &number(*n)].concat()
            };
            put(Of::Values, &mut piece.iter().map(one));
        }
        all
    }

    /// Of the pieces that it was made into; `None` where they are none.
    pub fn of_pieces(pieces: &[Vec<u8>]) -> Option<Known> {
        let (first, rest) = pieces.split_first()?;
        let (sort, first) = first.split_first()?;
        let (own, first) = first.split_first_chunk()?;
        let (met, proposed) = first.split_first_chunk()?;
        if *sort != 0 {
            return None;
        }
        let proposed = std::str::from_utf8(proposed).ok()?;
        let mut known = Known {
            own: u32::from_le_bytes(*own),
            contacts_met: u32::from_le_bytes(*met),
            proposed: proposed.split('\n').filter(|d| !d.is_empty()).map(str::to_owned).collect(),
            ..Known::default()
        };
        let (mut nodes, mut names, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for piece in rest {
            let (of, bytes) = piece.split_first()?;
            match *of {
                of if of == Of::Nodes as u8 => {
                    nodes.extend(whole::<12>(bytes)?.iter().map(|b| (key(b, 0), number(b, 8))));
                }
                of if of == Of::Rows as u8 => {
                    for b in whole::<12>(bytes)? {
                        known.parties.push(number(b, 0));
                        known.persons.push(number(b, 4));
                        known.contacts.push(number(b, 8));
                    }
                }
                of if of == Of::Names as u8 => {
                    names.extend(whole::<20>(bytes)?.iter().map(|b| (key(b, 0), (number(b, 8), key(b, 12)))));
                }
                of if of == Of::Values as u8 => {
                    values.extend(
                        whole::<16>(bytes)?.iter().map(|b| (key(b, 0), (number(b, 8), number(b, 12)))),
                    );
                }
                _ => return None,
            }
        }
        Some(Known {
            nodes: Table::Kept(nodes),
            names: Table::Kept(names),
            values: Table::Kept(values),
            ..known
        })
    }
}

/// Entries of so many bytes each, and nothing behind them.
fn whole<const N: usize>(bytes: &[u8]) -> Option<&[[u8; N]]> {
    let (all, rest) = bytes.as_chunks::<N>();
    rest.is_empty().then_some(all)
}

fn number<const N: usize>(bytes: &[u8; N], at: usize) -> u32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |b| u32::from_le_bytes(*b))
}

fn key<const N: usize>(bytes: &[u8; N], at: usize) -> Key {
    Key::from_bytes(bytes.get(at..).and_then(<[u8]>::first_chunk).copied().unwrap_or_default())
}
