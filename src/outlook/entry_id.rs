//! Entry ids that hold an address (\[MS-OXCDATA\] §2.2.5): a person outside the address book, or a contact wrapped around one.
//!
//! What comes in: the bytes of an entry id. What goes out: a name and an address. Ids that point into an address book or a store
//! hold no address; they give nothing, or the X.500 name that they are made of.

use super::codepage;

/// Provider of one-off entry ids (\[MS-OXCDATA\] §2.2.5.1).
const ONE_OFF: [u8; 16] =
    [0x81, 0x2B, 0x1F, 0xA4, 0xBE, 0xA3, 0x10, 0x19, 0x9D, 0x6E, 0x00, 0xDD, 0x01, 0x0F, 0x54, 0x02];

/// Provider of address book entry ids (\[MS-OXCDATA\] §2.2.5.2).
const ADDRESS_BOOK: [u8; 16] =
    [0xDC, 0xA7, 0x40, 0xC8, 0xC0, 0x42, 0x10, 0x1A, 0xB4, 0xB9, 0x08, 0x00, 0x2B, 0x2F, 0xE1, 0x82];

/// Provider of wrapped entry ids in distribution lists (\[MS-OXOCNTC\] §2.2.2.4.1).
const WRAPPED: [u8; 16] =
    [0xC0, 0x91, 0xAD, 0xD3, 0x51, 0x9D, 0xCF, 0x11, 0xA4, 0xA9, 0x00, 0xAA, 0x00, 0x47, 0xFA, 0xA4];

/// What an entry id says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Entry {
    /// Display name.
    pub(super) name: String,
    /// `SMTP`, `EX`, `FAX` …
    pub(super) address_type: String,
    /// The address, of that type.
    pub(super) address: String,
}

/// Reads an entry id that holds an address; text without Unicode is of this code page.
pub(super) fn read(bytes: &[u8], codepage: u16) -> Option<Entry> {
    let mut bytes = bytes;
    // a wrapped id holds another id; one around another is not written by any program
    for _ in 0..2 {
        let provider = bytes.get(4..20)?;
        let rest = &bytes[20..];
        if provider == ONE_OFF {
            return one_off(rest, codepage);
        }
        if provider == ADDRESS_BOOK {
            let (address, _) = text(rest.get(8..)?, false, codepage)?;
            return Some(Entry { name: String::new(), address_type: "EX".to_owned(), address });
        }
        if provider != WRAPPED {
            return None;
        }
        bytes = rest.get(1..)?;
    }
    None
}

fn one_off(rest: &[u8], codepage: u16) -> Option<Entry> {
    let flags = u16::from_le_bytes([*rest.get(2)?, *rest.get(3)?]);
    let unicode = flags & 0x8000 != 0;
    let (name, rest) = text(rest.get(4..)?, unicode, codepage)?;
    let (address_type, rest) = text(rest, unicode, codepage)?;
    let (address, _) = text(rest, unicode, codepage)?;
    Some(Entry { name, address_type, address })
}

/// The text up to its zero, or to the end where that is missing, and what is behind it.
fn text(bytes: &[u8], unicode: bool, page: u16) -> Option<(String, &[u8])> {
    if unicode {
        let end = bytes.chunks_exact(2).position(|c| c == [0, 0]).map_or(bytes.len(), |n| 2 * n);
        Some((codepage::utf16(&bytes[..end]), bytes.get(end + 2..).unwrap_or_default()))
    } else {
        let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
        Some((codepage::decode(&bytes[..end], page), bytes.get(end + 1..).unwrap_or_default()))
    }
}

/// The ids of a FlatEntryList (\[MS-OXCDATA\] §2.3.3): a number of them, their bytes in all, and each with its length, filled up
/// to four bytes. The numbers in front are not trusted.
pub(super) fn list(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes.get(8..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (length, behind) = rest.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        let entry = behind.get(..length)?;
        rest = behind.get(length.checked_next_multiple_of(4)?..).unwrap_or_default();
        (length > 0).then_some(entry)
    })
}

#[cfg(test)]
pub(super) fn build_one_off(name: &str, address_type: &str, address: &str) -> Vec<u8> {
    let mut bytes = [&[0; 4][..], &ONE_OFF, &[0, 0, 0x01, 0x90]].concat();
    for text in [name, address_type, address] {
        bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.extend([0, 0]);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jan() -> Entry {
        Entry {
            name: "Zoë de Vries".to_owned(),
            address_type: "SMTP".to_owned(),
            address: "zoe@klant.example".to_owned(),
        }
    }

    #[test]
    fn one_off_ids_hold_name_and_address() {
        let bytes = build_one_off("Zoë de Vries", "SMTP", "zoe@klant.example");
        assert_eq!(read(&bytes, 1252), Some(jan()));
        let ansi =
            [&[0; 4][..], &ONE_OFF, &[0, 0, 0, 0], b"Zo\xeb de Vries\0SMTP\0zoe@klant.example\0"].concat();
        assert_eq!(read(&ansi, 1252), Some(jan()));
        let wrapped = [&[0; 4][..], &WRAPPED, &[0xB5], &bytes].concat();
        assert_eq!(read(&wrapped, 1252), Some(jan()));
        for n in 0..bytes.len() {
            let _ = read(&bytes[..n], 1252);
        }
    }

    #[test]
    fn ids_of_an_address_book_hold_an_x500_name() {
        let bytes = [&[0; 4][..], &ADDRESS_BOOK, &[1, 0, 0, 0, 0, 0, 0, 0], b"/o=Ons/cn=jan\0"].concat();
        assert_eq!(read(&bytes, 1252).unwrap().address, "/o=Ons/cn=jan");
        assert_eq!(read(&[7; 60], 1252), None);
    }

    #[test]
    fn lists_of_ids_are_taken_apart() {
        let mut bytes = vec![2, 0, 0, 0, 0, 0, 0, 0];
        for id in [&b"abcde"[..], b"fgh"] {
            bytes.extend((id.len() as u32).to_le_bytes());
            bytes.extend(id);
            bytes.resize(bytes.len().next_multiple_of(4), 0);
        }
        assert_eq!(list(&bytes).collect::<Vec<_>>(), [&b"abcde"[..], b"fgh"]);
        assert_eq!(list(&bytes[..14]).count(), 0);
        assert_eq!(list(&[0xFF; 20]).count(), 0);
    }
}
