//! What is known at the end of a run as bytes, and back: for a later run that looks up what it says of some messages, and nothing
//! else.
//!
//! In: [`Known`]. Out: bytes in pieces of some megabytes, and from these the same again. The names of own domains stand there in clear, so that whoever keeps the bytes must seal them.

use super::{Key, Known};

/// Entries of one piece.
const PIECE: usize = 1 << 18;

/// What is known of keys, in ascending order: no larger than it must be. Keys are spread evenly, so that their first bits tell nearly
/// where they stand.
#[derive(Debug)]
pub(super) struct Table<V> {
    entries: Vec<(Key, V)>,
    /// Where the keys begin of which the first bits are the number of the place here; and the end.
    starts: Vec<u32>,
    /// Bits of a key that are not its first ones.
    rest: u32,
}

/// Entries that share their first bits, on average.
const SHARED: usize = 4;

impl<V> Default for Table<V> {
    fn default() -> Self {
        Table { entries: Vec::new(), starts: Vec::new(), rest: 0 }
    }
}

impl<V: Copy> Table<V> {
    /// Of entries in ascending order.
    pub(super) fn of_sorted(mut entries: Vec<(Key, V)>) -> Self {
        entries.shrink_to_fit();
        let first = (entries.len() / SHARED).next_power_of_two().ilog2().max(1);
        let rest = u64::BITS - first;
        let mut starts = Vec::with_capacity((1 << first) + 1);
        for (n, (key, _)) in entries.iter().enumerate() {
            let place = (key.bits() >> rest) as usize;
            while starts.len() <= place {
                starts.push(n as u32);
            }
        }
        starts.resize((1 << first) + 1, entries.len() as u32);
        Table { entries, starts, rest }
    }

    /// What is known of a key.
    pub(super) fn of(&self, key: Key) -> Option<V> {
        let place = (key.bits().checked_shr(self.rest)?) as usize;
        let (start, end) = (*self.starts.get(place)?, *self.starts.get(place + 1)?);
        let near = self.entries.get(start as usize..end as usize)?;
        near.binary_search_by_key(&key, |(k, _)| *k).ok().map(|n| near[n].1)
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
        for piece in self.nodes.entries.chunks(PIECE) {
            put(Of::Nodes, &mut piece.iter().map(|(k, n)| [&k.to_bytes()[..], &number(*n)].concat()));
        }
        let rows = self.parties.iter().zip(&self.persons).zip(&self.contacts);
        let rows: Vec<[u32; 3]> =
            rows.map(|((party, person), contact)| [*party, *person, *contact]).collect();
        for piece in rows.chunks(PIECE) {
            put(Of::Rows, &mut piece.iter().map(|row| row.map(number).concat()));
        }
        for piece in self.names.entries.chunks(PIECE) {
            let one = |(k, (party, node)): &(Key, (u32, Key))| {
                [&k.to_bytes()[..], &number(*party), &node.to_bytes()].concat()
            };
            put(Of::Names, &mut piece.iter().map(one));
        }
        for piece in self.values.entries.chunks(PIECE) {
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
            nodes: Table::of_sorted(nodes),
            names: Table::of_sorted(names),
            values: Table::of_sorted(values),
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
