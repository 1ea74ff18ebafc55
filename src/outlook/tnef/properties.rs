//! Lists of properties in TNEF (\[MS-OXTNEF\] §2.1.3.4).

use std::ops::Range;

#[cfg(test)]
use crate::outlook::item::Value;
use crate::outlook::item::{Named, Properties};
use crate::outlook::{codepage, tag, typed};

/// Reads lists of properties one after the other.
pub(super) struct Reader<'b> {
    rest: &'b [u8],
    /// Where `rest` begins in the file.
    at: usize,
    codepage: u16,
}

impl<'b> Reader<'b> {
    /// Of the bytes that begin there in the file.
    pub(super) fn new(bytes: &'b [u8], at: usize, codepage: u16) -> Self {
        Reader { rest: bytes, at, codepage }
    }

    /// True when nothing is left.
    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    fn take(&mut self, n: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(n)?;
        self.rest = rest;
        self.at += n;
        Some(taken)
    }

    /// Bytes, and those that fill them up to a multiple of four; at the very end these may be missing.
    fn padded(&mut self, n: usize) -> Option<&'b [u8]> {
        let taken = self.take(n)?;
        let fill = (n.checked_next_multiple_of(4)? - n).min(self.rest.len());
        self.take(fill)?;
        Some(taken)
    }

    /// The next four bytes as a number.
    pub(super) fn word(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(*self.take(4)?.first_chunk()?))
    }

    /// Reads a list into properties; the place of PidTagAttachDataBinary or PidTagAttachDataObject into `data`. False where it
    /// could not be read to its end.
    pub(super) fn list(&mut self, into: &mut Properties, data: &mut Option<Range<usize>>) -> bool {
        let Some(count) = self.word() else { return false };
        for _ in 0..count {
            if self.property(into, data).is_none() {
                return false;
            }
        }
        true
    }

    fn property(&mut self, into: &mut Properties, data: &mut Option<Range<usize>>) -> Option<()> {
        let number = self.word()?;
        let (kind, id) = (number as u16, (number >> 16) as u16);
        let name = if id >= 0x8000 { Some(self.name()?) } else { None };
        let single = kind & !typed::MULTIPLE;
        let fixed = typed::size(single);
        let count = if kind & typed::MULTIPLE != 0 || fixed.is_none() { self.word()? } else { 1 };
        if fixed == Some(0) && count != 1 {
            return None; // nothing, any number of times
        }
        let mut all = Vec::new();
        for _ in 0..count {
            let bytes = match fixed {
                Some(size) => self.padded(size)?,
                None => {
                    let size = self.word()? as usize;
                    if id == tag::ATTACH_DATA && name.is_none() && size <= self.rest.len() {
                        // an object begins with the id of its interface
                        let skip = if single == typed::OBJECT { 16.min(size) } else { 0 };
                        *data = Some(self.at + skip..self.at + size);
                    }
                    self.padded(size)?
                }
            };
            // a type that says nothing here, and the file of an attachment, are gone over
            if !(id == tag::ATTACH_DATA && name.is_none())
                && let Some(value) = typed::value(single, bytes, self.codepage)
            {
                all.push(value);
            }
        }
        let value =
            if kind & typed::MULTIPLE != 0 { typed::values(kind, all) } else { all.into_iter().next() };
        match (value, name) {
            (Some(value), Some(name)) => {
                into.named.insert(name, value);
            }
            (Some(value), None) => {
                into.tagged.insert(id, value);
            }
            (None, _) => {}
        }
        Some(())
    }

    fn name(&mut self) -> Option<Named> {
        let set: [u8; 16] = *self.take(16)?.first_chunk()?;
        if self.word()? == 0 {
            return Some(Named::Number(set, self.word()?));
        }
        let length = self.word()? as usize;
        Some(Named::Word(set, codepage::utf16(self.padded(length)?)))
    }
}

/// A value that is no list of texts, for the tests.
#[cfg(test)]
pub(super) fn build(id: u16, value: &Value) -> Vec<u8> {
    fn variable(kind: u16, id: u16, all: &[Vec<u8>]) -> Vec<u8> {
        let mut out = kind.to_le_bytes().to_vec();
        out.extend(id.to_le_bytes());
        out.extend((all.len() as u32).to_le_bytes());
        for bytes in all {
            out.extend((bytes.len() as u32).to_le_bytes());
            out.extend(bytes);
            out.resize(out.len().next_multiple_of(4), 0);
        }
        out
    }
    let fixed = |kind: u16, bytes: &[u8]| [&kind.to_le_bytes()[..], &id.to_le_bytes(), bytes].concat();
    let utf16 =
        |text: &String| text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    match value {
        Value::Integer(n) => fixed(typed::INTEGER32, &(*n as u32).to_le_bytes()),
        Value::Boolean(b) => fixed(typed::BOOLEAN, &[u8::from(*b), 0, 0, 0]),
        Value::Time(at) => fixed(typed::TIME, &at.to_le_bytes()),
        Value::Text(text) => variable(typed::STRING, id, &[utf16(text)]),
        Value::Bytes(bytes) => variable(typed::BINARY, id, std::slice::from_ref(bytes)),
        Value::Texts(texts) => {
            variable(typed::STRING | typed::MULTIPLE, id, &texts.iter().map(utf16).collect::<Vec<_>>())
        }
        Value::Blobs(all) => variable(typed::BINARY | typed::MULTIPLE, id, all),
    }
}
