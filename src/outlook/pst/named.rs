//! Properties that have a name in place of a number: which number of this store stands for which name
//! (\[MS-PST\] §2.4.7).

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use super::bytes::{u16_at, u32_at};
use super::file::File;
use super::property::{Budget, Context};
use crate::outlook::codepage;
use crate::outlook::item::Named;

/// The node that holds the map.
const MAP: u32 = 0x61;

/// Bytes of the longest name: 254 UTF-16 units, by \[MS-OXCPRPT\] §2.2.12.1.
const NAME: usize = 508;

const PS_MAPI: [u8; 16] = [0x28, 0x03, 0x02, 0x00, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46];
const PS_PUBLIC_STRINGS: [u8; 16] = [0x29, 0x03, 0x02, 0x00, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46];

/// Reads the map; what of it is damaged is left out.
pub(super) fn read<R: Read + Seek + Send>(file: &mut File<R>) -> BTreeMap<u16, Named> {
    let mut names = BTreeMap::new();
    let Ok(Some(node)) = file.node(MAP) else { return names };
    let Ok(context) = Context::open(file, node.data, node.sub) else { return names };
    let mut budget = Budget::new();
    let mut stream = |id| context.bytes(file, id, &mut budget).ok().flatten().unwrap_or_default();
    let (sets, entries, words) = (stream(2), stream(3), stream(4));
    for entry in entries.chunks_exact(8) {
        let (Some(name), Some(set), Some(number)) = (u32_at(entry, 0), u16_at(entry, 4), u16_at(entry, 6))
        else {
            continue;
        };
        let guid = match set >> 1 {
            0 => Some([0; 16]),
            1 => Some(PS_MAPI),
            2 => Some(PS_PUBLIC_STRINGS),
            n => {
                let at = (usize::from(n) - 3) * 16;
                sets.get(at..at + 16).and_then(|guid| guid.try_into().ok())
            }
        };
        let (Some(guid), Some(number)) = (guid, number.checked_add(0x8000)) else { continue };
        let name = if set & 1 == 0 {
            Named::Number(guid, name)
        } else {
            let at = name as usize;
            let word = u32_at(&words, at)
                .map(|length| length as usize)
                .filter(|&length| length <= NAME)
                .and_then(|length| words.get(at + 4..at + 4 + length));
            let Some(word) = word else { continue };
            Named::Word(guid, codepage::utf16(word))
        };
        names.insert(number, name);
    }
    names
}
