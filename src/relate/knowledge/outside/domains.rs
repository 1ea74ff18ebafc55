//! How domains take part in the mail, more of them than memory holds.
//!
//! In: domains with what was counted of them. Out: those that look like the own organisation's.

use std::io;

use super::super::Traffic;
use super::super::leading::{Leading, proposed};
use super::Pieces;
use super::sorter::{Room, Row, Sorted, Sorter};
use crate::model::Piece;
use crate::relate::key::Key;

/// Key, where its name stands, and its traffic.
const COLUMNS: usize = 8;

/// Domains, by their keys.
#[derive(Debug)]
pub(super) struct Domains {
    counts: Sorter<COLUMNS>,
    /// Their names, each with its length before it, none in two pieces.
    names: Pieces,
    bytes: Vec<u8>,
}

fn sums(one: &mut Row<COLUMNS>, next: &Row<COLUMNS>) -> bool {
    let same = one[0] == next[0];
    if same {
        for (sum, n) in one[2..].iter_mut().zip(&next[2..]) {
            *sum = sum.saturating_add(*n);
        }
    }
    same
}

impl Domains {
    pub(super) fn new(room: &Room) -> Self {
        Domains { counts: Sorter::new(room, sums), names: Pieces::new(&room.scratch), bytes: Vec::new() }
    }

    pub(super) fn add(&mut self, key: Key, domain: &str, traffic: &Traffic) -> io::Result<()> {
        // the longest that there is has 253 bytes (RFC 1035 §2.3.4); what is longer is told apart by its beginning
        let length = domain.floor_char_boundary(usize::from(u8::MAX));
        if self.bytes.len() + 1 + length > Piece::MOST {
            self.names.put(&mut self.bytes)?;
            self.bytes.clear();
        }
        let at = (self.names.all.len() as u64) << 16 | self.bytes.len() as u64;
        self.bytes.push(length as u8);
        self.bytes.extend_from_slice(&domain.as_bytes()[..length]);
        let mut row = [key.bits(), at, 0, 0, 0, 0, 0, 0];
        row[2..].copy_from_slice(&traffic.marks());
        self.counts.push(row)
    }

    /// The domains that look like the own organisation's, of so many messages.
    pub(super) fn proposed(mut self, messages: u64) -> io::Result<Vec<String>> {
        self.names.put(&mut self.bytes)?;
        let (counts, names) = (self.counts.finish()?, self.names);
        let mut leading = Leading::default();
        each(&counts, |_, traffic| {
            leading.rank(traffic);
            Ok(())
        })?;
        if leading.is_nobody(messages) {
            return Ok(Vec::new());
        }
        let (mut all, mut bytes, mut held) = (Vec::new(), Vec::new(), None);
        each(&counts, |at, traffic| {
            if !leading.is_named(traffic) {
                return Ok(());
            }
            let piece = (at >> 16) as usize;
            if held != Some(piece) {
                names.read(piece, &mut bytes)?;
                held = Some(piece);
            }
            let name = bytes.get((at & 0xffff) as usize..).and_then(|b| {
                let (length, rest) = b.split_first()?;
                std::str::from_utf8(rest.get(..usize::from(*length))?).ok()
            });
            all.push((name.ok_or(io::ErrorKind::InvalidData)?.to_owned(), *traffic));
            Ok(())
        })?;
        Ok(proposed(all.iter().map(|(name, traffic)| (name.as_str(), traffic)), leading.beside(), messages))
    }
}

fn each(counts: &Sorted<COLUMNS>, mut on: impl FnMut(u64, &Traffic) -> io::Result<()>) -> io::Result<()> {
    let mut rows = counts.rows()?;
    while let Some([_, at, marks @ ..]) = rows.next()? {
        on(at, &Traffic::of(marks))?;
    }
    Ok(())
}
