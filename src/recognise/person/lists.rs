//! The table of words, made by the build script from the lists in `data/`; [`super::names`] reads it.
//!
//! In: the lists. Out: bytes. This module refuses to know the lists of a card, which come with the run.

#[path = "key.rs"]
#[allow(dead_code, reason = "whole names are compared in the crate alone")]
mod key;
#[path = "../particles.rs"]
mod particles;
#[path = "sense.rs"]
#[allow(dead_code, reason = "most of what a word may be comes from cards")]
mod sense;

use std::collections::BTreeMap;
use std::error::Error;

use key::{FILTER, UPPER, filter_place, key, table_place};
use particles::PARTICLES;
use sense::Sense;

/// What belongs to a surname that follows, beside [`PARTICLES`], in the languages whose speakers write mail; folded. `number/born.rs`
/// and `role/legal.rs` have `las` and `los` too, which are none here, and few of these.
const BESIDE: &str = "zum zur het in les l' dello delle dei degli dal dalla dos das do al af av ben bin ibn aan uit uijt onder \
                      over lo y e und vd 'n 's thoe";

/// Makes the table: a filter with a bit for each word that is there (u64s); for each upper part of a word's number how many
/// words are below it (u16s), and how many there are; of each word the rest of its number (u32s), sorted; what each is (u16s).
/// All little-endian.
pub(crate) fn make(given: &str, surnames: &str, words: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut known: BTreeMap<u64, u32> = BTreeMap::new();
    let mut add = |word: &str, sense: Sense| *known.entry(key(word)).or_default() |= sense.0;
    for (list, plain, marked) in [
        (given, Sense::GIVEN, Sense::GIVEN_OR_WORD),
        (surnames, Sense::SURNAME, Sense::SURNAME_OR_WORD),
        (words, Sense::WORD, Sense::WORD),
    ] {
        for line in list.lines() {
            match line.strip_suffix('~') {
                Some(name) => add(name, marked),
                None => add(line, plain),
            }
        }
    }
    PARTICLES.into_iter().chain(BESIDE.split(' ')).for_each(|particle| add(particle, Sense::PARTICLE));

    let mut filter = vec![0_u64; FILTER];
    let mut below = vec![0_u16; (1 << UPPER) + 1];
    let mut rests: BTreeMap<(usize, u32), u16> = BTreeMap::new();
    for (key, sense) in known {
        let (slot, bit) = filter_place(key);
        filter[slot] |= bit;
        if rests.insert(table_place(key), u16::try_from(sense)?).is_some() {
            return Err("two words have one number".into());
        }
    }
    u16::try_from(rests.len())
        .map_err(|_| "more words than a table that counts them in two bytes can hold")?;
    for (upper, _) in rests.keys() {
        below[upper + 1] += 1;
    }
    let mut sum = 0;
    let mut table: Vec<u8> = filter.into_iter().flat_map(u64::to_le_bytes).collect();
    for count in below {
        sum += count;
        table.extend(sum.to_le_bytes());
    }
    table.extend(rests.keys().flat_map(|(_, rest)| rest.to_le_bytes()));
    table.extend(rests.values().flat_map(|sense| sense.to_le_bytes()));
    Ok(table)
}
