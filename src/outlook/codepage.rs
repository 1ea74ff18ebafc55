//! Text of a Windows code page, or UTF-16, in; a string out (\[MS-UCODEREF\] §2.2.1).
//!
//! What a code page does not have becomes U+FFFD; a code page that is not known is read as windows-1252. Valid UTF-8 that is not
//! ASCII is taken as such where the code page is one of single bytes: that is hardly ever by chance.

use encoding_rs::Encoding;
use oem_cp::code_table::DECODING_TABLE_CP_MAP;

/// Windows-1252, which is taken in doubt.
pub(super) const WESTERN: u16 = 1252;

/// Decodes text of a code page, up to its end or the zeros that it is filled up with.
pub(super) fn decode(bytes: &[u8], page: u16) -> String {
    let end = bytes.iter().rposition(|b| *b != 0).map_or(0, |n| n + 1);
    if page == 1200 {
        return utf16(bytes);
    }
    let bytes = &bytes[..end];
    let encoding = encoding(page);
    // ISO-2022-JP hides in ASCII
    if encoding.is_none_or(Encoding::is_ascii_compatible)
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return text.to_owned();
    }
    match encoding {
        Some(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
        None => match DECODING_TABLE_CP_MAP.get(&page) {
            Some(table) => table.decode_string_lossy(bytes),
            None => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
        },
    }
}

/// Decodes little-endian UTF-16 up to its end or the zeros that it is filled up with. A last odd byte is left out.
pub(super) fn utf16(bytes: &[u8]) -> String {
    let text = encoding_rs::UTF_16LE.decode_without_bom_handling(&bytes[..bytes.len() & !1]).0;
    text.trim_end_matches('\0').trim_start_matches('\u{feff}').to_owned()
}

/// The encoding of a code page, where the WHATWG standard knows it.
fn encoding(page: u16) -> Option<&'static Encoding> {
    let label = label(page)?;
    Encoding::for_label(label.as_bytes())
}

/// The name of a code page as a charset of MIME.
pub(super) fn label(page: u16) -> Option<String> {
    Some(match page {
        65001 => "utf-8".to_owned(),
        65000 => "utf-7".to_owned(),
        20127 => "us-ascii".to_owned(),
        1200 => "utf-16le".to_owned(),
        1201 => "utf-16be".to_owned(),
        874 => "windows-874".to_owned(),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 | 51949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        1250..=1258 => format!("windows-{page}"),
        10000 => "macintosh".to_owned(),
        10007 => "x-mac-cyrillic".to_owned(),
        20866 => "koi8-r".to_owned(),
        21866 => "koi8-u".to_owned(),
        20932 | 51932 => "euc-jp".to_owned(),
        // 28591 and so on: the parts of ISO 8859
        28591..=28606 => format!("iso-8859-{}", page - 28590),
        38598 => "iso-8859-8-i".to_owned(),
        50220..=50222 => "iso-2022-jp".to_owned(),
        50225 => "iso-2022-kr".to_owned(),
        20936 | 51936 => "gb2312".to_owned(),
        52936 => "hz-gb-2312".to_owned(),
        54936 => "gb18030".to_owned(),
        _ if DECODING_TABLE_CP_MAP.contains_key(&page) => format!("cp{page}"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_pages_are_decoded() {
        assert_eq!(decode(b"Zo\xeb\0", 1252), "Zoë");
        assert_eq!(decode(b"\xc6v\xe1n", 1250), "Ćván");
        assert_eq!(decode(b"Zo\x89", 850), "Zoë");
        assert_eq!(decode(b"\x93\xfa\x96{", 932), "日本");
        assert_eq!(decode(b"Zo\xeb", 9999), "Zoë");
        assert_eq!(decode("Zoë".as_bytes(), 1252), "Zoë", "valid UTF-8 is UTF-8");
        assert_eq!(decode(b"Z\0o\0", 1200), "Zo");
        assert_eq!(utf16(b"Z\0o\0\xeb\0\0\0x"), "Zoë");
        assert_eq!(utf16(b"\x00\xd8"), "\u{fffd}");
    }

    #[test]
    fn code_pages_have_names() {
        assert_eq!(label(28605).as_deref(), Some("iso-8859-15"));
        assert_eq!(label(850).as_deref(), Some("cp850"));
        assert_eq!(label(9999), None);
    }
}
