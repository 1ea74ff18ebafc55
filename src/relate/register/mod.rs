//! The central register: the export of relations that holds the only data that is meant to be kept.
//!
//! In: a file (CSV, vCard or JSON lines), names of its columns, and a [`Normalise`] that gives details the form that
//! findings have. Out: a [`Register`], which answers which rows hold a value, whose row the details of a contact belong to
//! ([`Register::identify`]), and whether a detail is the present one ([`Register::status`]). It refuses to know how mail is
//! read, how details are recognised, and which findings belong together. `docs/register.md` is for users.

mod address;
mod columns;
mod country;
mod decide;
mod file;
mod fold;
mod jsonl;
mod name;
mod row;
mod table;
mod vcard;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Mutex;
use std::sync::PoisonError;

use rayon::iter::{ParallelBridge as _, ParallelIterator as _};
use rayon::slice::ParallelSliceMut as _;

use crate::model::Kind;
use file::{BATCH, Head};
use row::{Builder, Shelf, Sort, key};

pub use columns::{ColumnNames, Role};
pub use decide::{Detail, Identity, Standing};

/// Gives what stands in a cell the form that findings have. `country` is that of the row, where it names one.
pub trait Normalise: Sync {
    /// An e-mail address.
    fn email(&self, text: &str) -> Option<String>;
    /// The telephone numbers of a cell.
    fn phones(&self, text: &str, country: Option<[u8; 2]>) -> Vec<String>;
    /// An address that is in one cell.
    fn address(&self, text: &str, country: Option<[u8; 2]>) -> Option<Written>;
    /// A company number, VAT number, IBAN, national number or day of birth.
    fn number(&self, kind: Kind, text: &str, country: Option<[u8; 2]>) -> Option<String>;
    /// True for the domain of a provider, which says nothing of a firm.
    fn is_provider(&self, domain: &str) -> bool;
    /// The country of addresses that name none.
    fn home(&self) -> Option<[u8; 2]>;
}

/// An address as findings have it.
#[derive(Clone, PartialEq, Eq)]
pub struct Written {
    value: String,
    key: String,
}

impl Written {
    /// An address of this normal form and these parts (`fields` of a finding).
    pub fn new(value: String, fields: &BTreeMap<&'static str, String>) -> Self {
        let key = decide::address_key(&value, Some(fields));
        Written { value, key }
    }
}

impl fmt::Debug for Written {
    /// Nothing of it: it is somebody's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Written(…)")
    }
}

/// Why a register cannot be used: file, line, and what is expected. It shows nothing of what a row holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RegisterError(String);

/// A row of a register; counts from 0, records that hold nothing left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row(u32);

/// Rows of a register.
const ROWS_MAX: usize = u32::MAX as usize / BATCH * BATCH;

/// The central register. Any number of threads may ask it at the same time.
#[derive(Default)]
pub struct Register {
    shelves: Vec<Shelf>,
    /// The number of the first row of each shelf.
    firsts: Vec<u32>,
    /// In ascending order, and the row of each.
    keys: Vec<u64>,
    rows: Vec<u32>,
    known_columns: usize,
    unknown_columns: usize,
    blank: usize,
}

/// What a thread made of a batch.
struct Done {
    number: usize,
    shelf: Shelf,
    keys: Vec<(u64, u32)>,
    blank: usize,
    head: Head,
}

impl Register {
    /// Reads a register, with as many threads as the pool that it is called in has.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or has none of the forms, a table without a known column, a quotation mark that is not
    /// closed, a line that is no JSON object.
    pub fn load(path: &Path, names: &ColumnNames, normalise: &dyn Normalise) -> Result<Self, RegisterError> {
        let text = file::read(path)?;
        Self::read(path, &text, names, normalise)
    }

    /// The same, from a text that came from `path`.
    ///
    /// # Errors
    ///
    /// As [`Register::load`].
    pub fn read(
        path: &Path,
        text: &str,
        names: &ColumnNames,
        normalise: &dyn Normalise,
    ) -> Result<Self, RegisterError> {
        let (layout, head) = file::layout(path, text, names)?;
        let failed: Mutex<Option<(usize, RegisterError)>> = Mutex::new(None);
        let fail = |number: usize, error: RegisterError| {
            let mut first = failed.lock().unwrap_or_else(PoisonError::into_inner);
            if first.as_ref().is_none_or(|(n, _)| number < *n) {
                *first = Some((number, error));
            }
        };
        let mut done: Vec<Done> = layout
            .batches(path, text)
            .enumerate()
            .par_bridge()
            .filter_map(|(number, batch)| {
                let mut builder = Builder::new(normalise);
                let read = batch
                    .and_then(|batch| layout.records(&batch, path, names, &mut |cells| builder.add(cells)));
                match read {
                    Ok(head) => {
                        builder.shelf.shrink();
                        let Builder { shelf, keys, blank, .. } = builder;
                        Some(Done { number, shelf, keys, blank, head })
                    }
                    Err(error) => {
                        fail(number, error);
                        None
                    }
                }
            })
            .collect();
        if let Some((_, error)) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(error);
        }
        done.sort_unstable_by_key(|d| d.number);
        let mut register =
            Register { known_columns: head.known, unknown_columns: head.unknown, ..Register::default() };
        let mut all: Vec<(u64, u32)> = Vec::with_capacity(done.iter().map(|d| d.keys.len()).sum());
        let mut count = 0;
        for Done { shelf, keys, blank, head, .. } in done {
            if count + shelf.len() > ROWS_MAX {
                return Err(RegisterError(format!("{}: expected at most {ROWS_MAX} rows", path.display())));
            }
            let first = count as u32;
            all.extend(keys.into_iter().map(|(key, row)| (key, first + row)));
            count += shelf.len();
            register.firsts.push(first);
            register.shelves.push(shelf);
            register.blank += blank;
            register.known_columns = register.known_columns.max(head.known);
            register.unknown_columns = register.unknown_columns.max(head.unknown);
        }
        all.par_sort_unstable();
        all.dedup();
        register.keys = all.iter().map(|(key, _)| *key).collect();
        register.rows = all.into_iter().map(|(_, row)| row).collect();
        Ok(register)
    }

    /// How many rows hold something.
    pub fn len(&self) -> usize {
        match (self.firsts.last(), self.shelves.last()) {
            (Some(first), Some(shelf)) => *first as usize + shelf.len(),
            _ => 0,
        }
    }

    /// True when no row holds anything.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Columns (keys of JSON lines) whose name is known; 0 for vCards.
    pub fn known_columns(&self) -> usize {
        self.known_columns
    }

    /// Columns that were passed over.
    pub fn unknown_columns(&self) -> usize {
        self.unknown_columns
    }

    /// Records that were left out: they hold no detail.
    pub fn blank(&self) -> usize {
        self.blank
    }

    /// Bytes of memory that it takes.
    pub fn bytes(&self) -> usize {
        let shelves: usize = self.shelves.iter().map(Shelf::bytes).sum();
        shelves + self.keys.capacity() * 8 + self.rows.capacity() * 4
    }

    /// The values that a row holds, with their kinds.
    pub fn values(&self, row: Row) -> impl Iterator<Item = (Kind, &str)> {
        let shelf = self.firsts.partition_point(|first| *first <= row.0).saturating_sub(1);
        let first = self.firsts.get(shelf).copied().unwrap_or_default();
        self.shelves.get(shelf).into_iter().flat_map(move |s| s.values((row.0 - first) as usize))
    }

    /// Rows under a key.
    fn under(&self, sort: Sort, text: &str) -> &[u32] {
        let key = key(sort, text);
        let start = self.keys.partition_point(|k| *k < key);
        let length = self.keys[start..].partition_point(|k| *k == key);
        self.rows.get(start..start + length).unwrap_or_default()
    }
}

impl fmt::Debug for Register {
    /// Counts only: the rows are personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Register").field("rows", &self.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
