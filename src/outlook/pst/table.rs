//! Table contexts (\[MS-PST\] §2.3.4): what a folder holds, who a message goes to, what is attached to it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

use super::bytes::{u16_at, u32_at};
use super::codepage::CodePages;
use super::data::Blocks;
use super::fault::Fault;
use super::file::File;
use super::header::Layout;
use super::heap::{Heap, TABLE};
use super::property::{self, Budget};
use crate::model::ProblemCode;
use crate::outlook::item::{Named, Properties};

/// Rows of one table that are listed: 50 times as many as Outlook bears in a folder.
const ROWS: usize = 1 << 22;

struct Column {
    kind: u16,
    id: u16,
    at: usize,
    size: usize,
    bit: usize,
}

/// A table.
pub(super) struct Table {
    heap: Heap,
    sub: u64,
    columns: Vec<Column>,
    /// Where in a row the bits begin that say which cells are there, and where the row ends.
    bits: usize,
    row: usize,
    index: u32,
    rows: u32,
}

/// Takes a row with its number.
type Show<'a, R> = dyn FnMut(&mut File<R>, u32, &[u8]) + 'a;

/// Rows by their place, as far as an index tells.
struct Index {
    rows: Vec<(u32, u32)>,
    whole: bool,
}

impl Table {
    /// The table in a node's data; `sub` has the node's own nodes.
    pub(super) fn open<R: Read + Seek + Send>(
        file: &mut File<R>,
        data: u64,
        sub: u64,
    ) -> Result<Self, Fault> {
        let heap = Heap::open(file, data)?;
        let damaged = Fault::corrupt("a table is damaged");
        if heap.client != TABLE {
            return Err(damaged);
        }
        let info = heap.piece(file, heap.root)?;
        let (Some(&TABLE), Some(&count)) = (info.first(), info.get(1)) else { return Err(damaged) };
        let (Some(bits), Some(row), Some(index), Some(rows)) =
            (u16_at(&info, 6), u16_at(&info, 8), u32_at(&info, 10), u32_at(&info, 14))
        else {
            return Err(damaged);
        };
        let (bits, row) = (usize::from(bits), usize::from(row));
        if row < 4 || bits > row {
            return Err(damaged);
        }
        let columns = info
            .get(22..)
            .unwrap_or_default()
            .chunks_exact(8)
            .take(usize::from(count))
            .filter_map(|column| {
                Some(Column {
                    kind: u16_at(column, 0)?,
                    id: u16_at(column, 2)?,
                    at: usize::from(u16_at(column, 4)?),
                    size: usize::from(*column.get(6)?),
                    bit: usize::from(*column.get(7)?),
                })
            })
            .collect();
        Ok(Table { heap, sub, columns, bits, row, index, rows })
    }

    fn index<R: Read + Seek + Send>(&self, file: &mut File<R>) -> Index {
        let mut rows = Vec::new();
        let mut many = false;
        let size = if file.layout() == Layout::Ansi { 2 } else { 4 };
        let read = self.heap.records(file, self.index, 4, size, &mut |key, value| {
            let row = u32_at(value, 0).or_else(|| u16_at(value, 0).map(u32::from));
            if let (Some(id), Some(row)) = (u32_at(key, 0), row) {
                many |= rows.len() >= ROWS;
                if !many {
                    rows.push((row, id));
                }
            }
        });
        rows.sort_unstable();
        rows.dedup_by_key(|(_, id)| *id);
        Index { rows, whole: read == Ok(0) && !many }
    }

    /// Shows every row with its number. Says whether all could be read.
    fn each<R: Read + Seek + Send>(&self, file: &mut File<R>, show: &mut Show<'_, R>) -> bool {
        if self.rows == 0 {
            return true;
        }
        if self.rows & 0x1f == 0 {
            let Ok(piece) = self.heap.piece(file, self.rows) else { return false };
            for (n, row) in (0..).zip(piece.chunks_exact(self.row)) {
                show(file, n, row);
            }
            return true;
        }
        let Ok(Some(node)) = file.subnode(self.sub, self.rows) else { return false };
        // No row lies across two blocks; all blocks but the last are full.
        let full = ((file.layout().block() - file.layout().trailer()) / self.row) as u32;
        let mut whole = true;
        let mut blocks = match Blocks::of(file, node.data) {
            Ok(blocks) => blocks,
            Err(_) => return false,
        };
        let mut n = 0u32;
        while let Some(block) = blocks.next(file) {
            match block {
                Ok(block) => {
                    for row in block.chunks_exact(self.row) {
                        show(file, n, row);
                        n = n.saturating_add(1);
                    }
                }
                Err(fault) => {
                    whole = false;
                    n = n.saturating_add(full);
                    if fault.code == ProblemCode::Limit {
                        break;
                    }
                }
            }
        }
        whole
    }

    /// The numbers of its rows in their order: nodes that they stand for. Says whether these are all.
    pub(super) fn ids<R: Read + Seek + Send>(&self, file: &mut File<R>) -> Result<(Vec<u32>, bool), Fault> {
        file.list(0)?;
        let index = self.index(file);
        file.list(index.rows.len())?;
        let mut ids: Vec<u32> = index.rows.iter().map(|(_, id)| *id).collect();
        if index.whole {
            return Ok((ids, true));
        }
        // The rows themselves say who they are.
        let known: BTreeSet<u32> = ids.iter().copied().collect();
        let whole = self.each(file, &mut |_, _, row| {
            if let Some(id) = u32_at(row, 0)
                && ids.len() < ROWS
                && !known.contains(&id)
            {
                ids.push(id);
            }
        });
        file.list(ids.len())?;
        Ok((ids, whole))
    }

    /// Its rows as properties. The second is the first fault, where some were lost.
    pub(super) fn read<R: Read + Seek + Send>(
        &self,
        file: &mut File<R>,
        names: &BTreeMap<u16, Named>,
        pages: &CodePages,
        budget: &mut Budget,
    ) -> (Vec<Properties>, Option<Fault>) {
        let index = self.index(file);
        let live: Option<BTreeSet<u32>> =
            index.whole.then(|| index.rows.iter().map(|(row, _)| *row).collect());
        let mut rows = Vec::new();
        let mut fault = None;
        let mut seen = 0;
        let whole = self.each(file, &mut |file, n, row| {
            if live.as_ref().is_none_or(|live| live.contains(&n)) {
                seen += 1;
                if let Err(e) = budget.spend(0) {
                    fault = fault.or(Some(e));
                    return;
                }
                match self.cells(file, row, names, pages, budget) {
                    (cells, None) => rows.push(cells),
                    (cells, Some(e)) => {
                        fault = fault.or(Some(e));
                        if !cells.tagged.is_empty() {
                            rows.push(cells);
                        }
                    }
                }
            }
        });
        let missing = live.is_some_and(|live| live.len() > seen);
        if !whole || missing {
            fault = fault.or(Some(Fault::corrupt("rows of a table are lost")));
        }
        (rows, fault)
    }

    fn cells<R: Read + Seek + Send>(
        &self,
        file: &mut File<R>,
        row: &[u8],
        names: &BTreeMap<u16, Named>,
        pages: &CodePages,
        budget: &mut Budget,
    ) -> (Properties, Option<Fault>) {
        let mut properties = Properties::default();
        let mut fault = None;
        for column in &self.columns {
            let there = row
                .get(self.bits + column.bit / 8)
                .is_some_and(|byte| byte & (0x80 >> (column.bit % 8)) != 0);
            let Some(cell) = row.get(column.at..column.at + column.size).filter(|_| there) else { continue };
            let value = if property::within_row(column.kind) {
                if let Err(e) = budget.spend(0) {
                    return (properties, Some(e));
                }
                property::decode(column.kind, cell, pages)
            } else {
                let hnid = u32_at(cell, 0).unwrap_or(0);
                match property::stored(file, &self.heap, self.sub, hnid, budget) {
                    Ok(bytes) => property::decode(column.kind, &bytes, pages),
                    Err(e) => {
                        fault = fault.or(Some(e));
                        None
                    }
                }
            };
            property::keep(&mut properties, names, column.id, value);
        }
        (properties, fault)
    }
}
