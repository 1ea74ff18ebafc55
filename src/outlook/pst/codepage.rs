//! Strings of a store as text: UTF-16, or bytes in a Windows code page (PtypString8).

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use oem_cp::code_table::DECODING_TABLE_CP_MAP;
use oem_cp::code_table_type::TableType;

/// Text from UTF-16, little endian, without what stands after its end.
pub(super) fn utf16(bytes: &[u8]) -> String {
    let mut units: Vec<u16> =
        bytes.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
    while units.last() == Some(&0) {
        units.pop();
    }
    String::from_utf16_lossy(&units)
}

enum How {
    Encoding(&'static Encoding),
    Oem(&'static TableType),
}

/// What a code page number means; `None` for numbers that name none for bytes of 8 bits.
fn known(page: u32) -> Option<How> {
    let label = match page {
        874 => "windows-874",
        932 => "shift_jis",
        936 => "gbk",
        949 | 51949 => "euc-kr",
        950 => "big5",
        1250..=1258 => return Encoding::for_label(format!("windows-{page}").as_bytes()).map(How::Encoding),
        10000 => "macintosh",
        10007 => "x-mac-cyrillic",
        20866 => "koi8-r",
        20932 | 51932 => "euc-jp",
        20936 | 51936 => "gb2312",
        21866 => "koi8-u",
        // Nobody who says US-ASCII or ISO 8859-1 means more than the code page of Windows.
        20127 | 28591 => "windows-1252",
        28592..=28606 => {
            return Encoding::for_label(format!("iso-8859-{}", page - 28590).as_bytes()).map(How::Encoding);
        }
        50220..=50222 => "iso-2022-jp",
        54936 => "gb18030",
        65001 => "utf-8",
        _ => return DECODING_TABLE_CP_MAP.get(&u16::try_from(page).ok()?).map(How::Oem),
    };
    Encoding::for_label(label.as_bytes()).map(How::Encoding)
}

/// Code pages that a string may be in, the likeliest first.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CodePages {
    /// PidTagMessageCodepage, PidTagInternetCodepage, and that of the store.
    pub(super) likely: [Option<u32>; 3],
}

impl CodePages {
    /// Text from bytes, without what stands after its end. Text that is UTF-8 is taken for that, as it is in no other
    /// code page by chance.
    pub(super) fn decode(&self, bytes: &[u8]) -> String {
        let end = bytes.iter().rposition(|&b| b != 0).map_or(0, |last| last + 1);
        let bytes = &bytes[..end];
        let shifted = self.likely.iter().flatten().any(|page| matches!(page, 50220..=50222));
        if !(shifted && bytes.contains(&0x1b))
            && let Ok(text) = std::str::from_utf8(bytes)
        {
            return text.to_owned();
        }
        let how = self
            .likely
            .iter()
            .flatten()
            .filter_map(|&page| known(page))
            // These bytes are not UTF-8, whatever is said of the body.
            .find(|how| !matches!(how, How::Encoding(e) if *e == UTF_8))
            .unwrap_or(How::Encoding(WINDOWS_1252));
        match how {
            How::Encoding(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            How::Oem(table) => bytes.iter().map(|&b| oem(table, b)).collect(),
        }
    }
}

fn oem(table: &TableType, byte: u8) -> char {
    match (byte.checked_sub(128).map(usize::from), table) {
        (None, _) => char::from(byte),
        (Some(n), TableType::Complete(chars)) => chars[n],
        (Some(n), TableType::Incomplete(chars)) => chars[n].unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(pages: [Option<u32>; 3], bytes: &[u8]) -> String {
        CodePages { likely: pages }.decode(bytes)
    }

    #[test]
    fn the_first_code_page_that_can_be_counts() {
        assert_eq!(text([None; 3], b"Andr\xe9 \x80"), "André €");
        assert_eq!(text([Some(1251), None, None], b"\xcf\xf0"), "Пр");
        assert_eq!(text([Some(850), None, None], b"Andr\x82"), "André");
        assert_eq!(text([None, None, Some(28605)], b"\xa4"), "€");
        assert_eq!(text([Some(99), Some(932), None], b"\x93\xfa\x96\x7b"), "日本");
        assert_eq!(text([Some(65001), None, None], b"Andr\xe9\0"), "André");
        assert_eq!(text([Some(1252), None, None], "André".as_bytes()), "André");
        assert_eq!(text([None, Some(50220), None], b"\x1b$BF|K\\\x1b(B"), "日本");
    }

    #[test]
    fn utf16_ends_where_the_text_does() {
        assert_eq!(utf16(b"J\0a\0n\0\0\0\0\0"), "Jan");
        assert_eq!(utf16(b"J\0\x00\xd8x"), "J\u{fffd}");
    }
}
