//! Property contexts (\[MS-PST\] §2.3.3) and the values of properties.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use super::bytes::{u16_at, u32_at, u64_at};
use super::codepage::CodePages;
use super::data;
use super::fault::Fault;
use super::file::File;
use super::heap::{Heap, PROPERTIES};
use crate::model::{Problem, ProblemCode};
use crate::outlook::codepage;
use crate::outlook::item::{Named, Properties, Value};

/// Bytes of one value that are read.
const VALUE: u64 = 32 << 20;

/// Bytes of all values of an item.
const ITEM: u64 = 64 << 20;

/// What a value costs beyond its bytes.
const ENTRY: u64 = 64;

/// Room for the values of one item: many properties may name the same large value.
pub(super) struct Budget {
    left: u64,
}

impl Budget {
    pub(super) fn new() -> Self {
        Budget { left: ITEM }
    }

    pub(super) fn spend(&mut self, bytes: u64) -> Result<(), Fault> {
        match self.left.checked_sub(bytes + ENTRY) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                self.left = 0;
                Err(Fault::limit("the item has more than 64 MiB of properties"))
            }
        }
    }
}

/// Bytes where they are not in the record itself: in the heap, or in a node of the node.
pub(super) fn stored<R: Read + Seek + Send>(
    file: &mut File<R>,
    heap: &Heap,
    sub: u64,
    hnid: u32,
    budget: &mut Budget,
) -> Result<Vec<u8>, Fault> {
    if hnid & 0x1f == 0 {
        let piece = heap.piece(file, hnid)?;
        budget.spend(piece.len() as u64)?;
        file.spend(piece.len() as u64 + ENTRY)?;
        return Ok(piece.to_vec());
    }
    let node = file.subnode(sub, hnid)?.ok_or(Fault::corrupt("it names a node that is not there"))?;
    let mut room = VALUE;
    data::whole(file, node.data, &mut |bytes| {
        room = room.checked_sub(bytes).ok_or(Fault::limit("it is larger than 32 MiB"))?;
        budget.spend(bytes)
    })
}

/// Types whose values stand in the record of a property context, by their number (\[MS-OXCDATA\] §2.11.1).
fn within(kind: u16) -> bool {
    matches!(kind, 0x02 | 0x03 | 0x04 | 0x0a | 0x0b)
}

/// Types whose values stand in the row of a table.
pub(super) fn within_row(kind: u16) -> bool {
    within(kind) || matches!(kind, 0x05 | 0x06 | 0x07 | 0x14 | 0x40)
}

/// A value by its bytes. `None` for types that no one asks for: fractions, money, and lists of numbers.
pub(super) fn decode(kind: u16, bytes: &[u8], pages: &CodePages) -> Option<Value> {
    let items = || several(bytes).collect::<Vec<_>>();
    match kind {
        0x02 => u16_at(bytes, 0).map(|n| Value::Integer(i64::from(n.cast_signed()))),
        0x03 | 0x0a => u32_at(bytes, 0).map(|n| Value::Integer(i64::from(n.cast_signed()))),
        0x0b => bytes.first().map(|&b| Value::Boolean(b != 0)),
        0x14 => u64_at(bytes, 0).map(|n| Value::Integer(n.cast_signed())),
        0x40 => u64_at(bytes, 0).map(|n| Value::Time(n.cast_signed())),
        0x1e => Some(Value::Text(pages.decode(bytes))),
        0x1f => Some(Value::Text(codepage::utf16(bytes))),
        0x0d | 0x48 | 0x102 => Some(Value::Bytes(bytes.to_vec())),
        0x101e => Some(Value::Texts(items().into_iter().map(|item| pages.decode(item)).collect())),
        0x101f => Some(Value::Texts(items().into_iter().map(codepage::utf16).collect())),
        0x1102 => Some(Value::Blobs(items().into_iter().map(<[u8]>::to_vec).collect())),
        _ => None,
    }
}

/// The items of a list (§2.3.3.4.2): their number, where each begins, their bytes. One that begins before the one
/// before it ends the list, so that all together are no longer than the bytes they stand in.
fn several(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let count = u32_at(bytes, 0).unwrap_or(0) as usize;
    let count = count.min(bytes.len() / 4);
    let at = move |n: usize| {
        if n == count { Some(bytes.len()) } else { u32_at(bytes, 4 + 4 * n).map(|n| n as usize) }
    };
    (0..count).map_while(move |n| bytes.get(at(n)?..at(n + 1)?))
}

/// The records of a property context.
pub(super) struct Context {
    heap: Heap,
    sub: u64,
    records: BTreeMap<u16, (u16, u32)>,
    /// Pieces of its tree that were lost.
    pub(super) lost: u64,
}

impl Context {
    /// The context in a node's data; `sub` has the node's own nodes.
    pub(super) fn open<R: Read + Seek + Send>(
        file: &mut File<R>,
        data: u64,
        sub: u64,
    ) -> Result<Self, Fault> {
        let heap = Heap::open(file, data)?;
        if heap.client != PROPERTIES {
            return Err(Fault::corrupt("a node does not hold properties"));
        }
        let mut records = BTreeMap::new();
        let lost = heap.records(file, heap.root, 2, 6, &mut |key, value| {
            if let (Some(id), Some(kind), Some(hnid)) = (u16_at(key, 0), u16_at(value, 0), u32_at(value, 2)) {
                records.insert(id, (kind, hnid));
            }
        })?;
        Ok(Context { heap, sub, records, lost })
    }

    /// Type and record of a property.
    pub(super) fn record(&self, id: u16) -> Option<(u16, u32)> {
        self.records.get(&id).copied()
    }

    /// A number that stands in its record.
    pub(super) fn integer(&self, id: u16) -> Option<u32> {
        self.record(id).filter(|(kind, _)| *kind == 0x03).map(|(_, n)| n)
    }

    /// The bytes of a property that is not in its record.
    pub(super) fn bytes<R: Read + Seek + Send>(
        &self,
        file: &mut File<R>,
        id: u16,
        budget: &mut Budget,
    ) -> Result<Option<Vec<u8>>, Fault> {
        match self.record(id) {
            Some((kind, hnid)) if !within(kind) => stored(file, &self.heap, self.sub, hnid, budget).map(Some),
            _ => Ok(None),
        }
    }

    /// The text of a property.
    pub(super) fn text<R: Read + Seek + Send>(
        &self,
        file: &mut File<R>,
        id: u16,
        pages: &CodePages,
    ) -> Option<String> {
        let (kind, _) = self.record(id)?;
        let bytes = self.bytes(file, id, &mut Budget::new()).ok()??;
        match decode(kind, &bytes, pages) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// All properties but one, and a problem where some of them are lost.
    pub(super) fn read<R: Read + Seek + Send>(
        &self,
        file: &mut File<R>,
        names: &BTreeMap<u16, Named>,
        pages: &CodePages,
        but: Option<u16>,
        budget: &mut Budget,
    ) -> (Properties, Option<Problem>) {
        let mut properties = Properties::default();
        let mut fault = (self.lost > 0).then_some(Fault::corrupt("a tree in a heap is damaged"));
        for (&id, &(kind, hnid)) in &self.records {
            if Some(id) == but {
                continue;
            }
            let value = if within(kind) {
                decode(kind, &hnid.to_le_bytes(), pages)
            } else {
                match stored(file, &self.heap, self.sub, hnid, budget) {
                    Ok(bytes) => decode(kind, &bytes, pages),
                    Err(e) => {
                        // The worst is told: a limit may be raised, a damage not.
                        if fault.is_none_or(|fault| fault.code == ProblemCode::Limit) {
                            fault = Some(e);
                        }
                        None
                    }
                }
            };
            keep(&mut properties, names, id, value);
        }
        (properties, fault.map(|fault| fault.of("some properties of an item could not be read")))
    }
}

/// Puts a value where it belongs.
pub(super) fn keep(properties: &mut Properties, names: &BTreeMap<u16, Named>, id: u16, value: Option<Value>) {
    let Some(value) = value else { return };
    if id < 0x8000 {
        properties.tagged.insert(id, value);
    } else if let Some(name) = names.get(&id) {
        properties.named.insert(name.clone(), value);
    }
}
