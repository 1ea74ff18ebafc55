//! The table of places, made by the build script from `places.txt`; [`super`] reads it.

#[path = "fold.rs"]
mod fold;

use std::collections::BTreeMap;
use std::error::Error;

/// Makes the table: for each value of a hash's upper [`fold::UPPER`] bits how many hashes are below it (u32), and how many there
/// are; the hashes, sorted (u32); of each the countries (a bit each) and the size (from bit 12 on) as u16. All little-endian.
pub(crate) fn make(text: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut known: BTreeMap<u32, u16> = BTreeMap::new();
    let (mut bit, mut size) = (0, 0);
    for line in text.lines() {
        if let Some(section) = line.strip_prefix("# ") {
            let (country, number) = section.split_once(' ').ok_or("expected `# CC size`")?;
            bit =
                fold::COUNTRIES.iter().position(|c| c == country.as_bytes()).unwrap_or(fold::COUNTRIES.len());
            size = number.parse()?;
            continue;
        }
        let folded = fold::fold(line);
        let folded = folded.as_bytes();
        if folded.len() >= 2 {
            let value = known.entry(fold::hash(folded)).or_default();
            *value = (*value & 0xfff) | 1 << bit | (*value >> 12).max(size) << 12;
        }
    }
    let mut below = vec![0_u32; (1 << fold::UPPER) + 1];
    for hash in known.keys() {
        below[(hash >> (32 - fold::UPPER)) as usize + 1] += 1;
    }
    let mut sum = 0;
    let mut table: Vec<u8> = Vec::new();
    for count in below {
        sum += count;
        table.extend(sum.to_le_bytes());
    }
    table.extend(known.keys().flat_map(|hash| hash.to_le_bytes()));
    table.extend(known.values().flat_map(|value| value.to_le_bytes()));
    Ok(table)
}
