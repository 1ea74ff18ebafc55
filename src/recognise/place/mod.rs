//! Names of places, for asking whether a name is one, and where.
//!
//! In: a name, in any writing. Out: the countries that have a place of that name, and how large it is. The data is GeoNames'
//! (CC BY 4.0, see README.md in this folder): `places.txt` as text, which the build script turns into a table of hashes of
//! folded names. About one name in thirty thousand that is none is taken for one; nobody should decide by it alone. This
//! module refuses to know what a name is part of.

mod fold;

use fold::{UPPER, fold, hash};

/// How many hashes are below each upper part of one, the hashes, and what is known of each; `table.rs` says it byte by byte.
static TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/places.bin"));

/// Bytes of its first part.
const INDEX: usize = ((1 << UPPER) + 1) * 4;

pub(super) use fold::{COUNTRIES, Folded};

/// What is known of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place(u16);

impl Place {
    /// True when there is a place of this name in the country (ISO 3166-1 alpha-2, upper case); false for countries that are
    /// not in [`COUNTRIES`].
    pub(super) fn is_in(self, country: [u8; 2]) -> bool {
        COUNTRIES.iter().position(|c| *c == country).is_some_and(|bit| self.0 >> bit & 1 == 1)
    }

    /// Size of the largest place of this name: 1 below 1,000 inhabitants, 2 below 5,000, 3 below 20,000, 4 below 100,000, 5
    /// from there on.
    pub(super) fn size(self) -> u8 {
        (self.0 >> 12) as u8
    }
}

/// Names longer than this are none. Bytes.
const NAME_MAX: usize = 60;

/// What is known of a name as a place: upper or lower case, with or without marks, hyphens and apostrophes.
pub(super) fn place(name: &str) -> Option<Place> {
    if name.len() > NAME_MAX || name.len() < 2 {
        return None;
    }
    let folded = fold(name);
    let folded = folded.as_bytes();
    if folded.len() < 2 {
        return None;
    }
    find(folded).or_else(|| {
        // `Muenchen`, where the data has `München` alone
        if !folded.windows(2).any(|pair| matches!(pair, b"ue" | b"oe" | b"ae")) {
            return None;
        }
        let plain = String::from_utf8_lossy(folded).replace("ue", "u").replace("oe", "o").replace("ae", "a");
        find(plain.as_bytes())
    })
}

/// True when there is a place of this name anywhere that the data knows of.
#[allow(dead_code, reason = "for those who ask whether a name is a person's")]
pub(super) fn is_place(name: &str) -> bool {
    place(name).is_some()
}

fn find(folded: &[u8]) -> Option<Place> {
    let (below, rest) = TABLE.split_at_checked(INDEX)?;
    let (below, _) = below.as_chunks::<4>();
    let count = rest.len() / 6;
    let (hashes, _) = rest.get(..count * 4)?.as_chunks::<4>();
    let (values, _) = rest.get(count * 4..)?.as_chunks::<2>();
    let hash = hash(folded);
    let upper = (hash >> (32 - UPPER)) as usize;
    let number = |n: usize| below.get(n).map(|bytes| u32::from_le_bytes(*bytes) as usize);
    let from = number(upper)?;
    let n = hashes.get(from..number(upper + 1)?)?.iter().position(|b| u32::from_le_bytes(*b) == hash)?;
    values.get(from + n).map(|bytes| Place(u16::from_le_bytes(*bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_any_writing() {
        for (name, country) in [
            ("Den Haag", b"NL"),
            ("'s-Gravenhage", b"NL"),
            ("’S GRAVENHAGE", b"NL"),
            ("Den Bosch", b"NL"),
            ("'s-Hertogenbosch", b"NL"),
            ("beekbergen", b"NL"),
            ("Sint-Niklaas", b"BE"),
            ("St. Niklaas", b"BE"),
            ("Bruxelles", b"BE"),
            ("BRUSSEL", b"BE"),
            ("Liège", b"BE"),
            ("Muenchen", b"DE"),
            ("Köln", b"DE"),
            ("Koeln", b"DE"),
            ("Genève", b"CH"),
            ("Sankt Gallen", b"CH"),
            ("St. Gallen", b"CH"),
            ("Villeneuve-d'Ascq", b"FR"),
            ("A Coruña", b"ES"),
            ("Forlì", b"IT"),
            ("Wien", b"AT"),
            ("Luxembourg", b"LU"),
            ("Sheffield", b"GB"),
            ("San José", b"US"),
        ] {
            assert!(place(name).is_some_and(|p| p.is_in(*country)), "{name}");
        }
        assert!(place("Amsterdam").is_some_and(|p| p.size() == 5 && !p.is_in(*b"BE")));
        assert!(is_place("Kraków"), "places abroad");
    }

    #[test]
    fn what_is_none() {
        for name in ["Ons Dorp", "Met vriendelijke groet", "", "-", "Factuurnummer"] {
            assert!(!is_place(name), "{name}");
        }
    }

    #[test]
    fn the_table_is_whole() {
        let count = (TABLE.len() - INDEX) / 6;
        assert_eq!((TABLE.len() - INDEX) % 6, 0);
        assert_eq!(TABLE[INDEX - 4..INDEX], (count as u32).to_le_bytes());
        assert!(count > 100_000 && TABLE.len() < 2 << 20, "{}", TABLE.len());
    }
}
