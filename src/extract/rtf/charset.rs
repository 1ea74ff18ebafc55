//! Code pages and charsets of fonts, as RTF numbers them, and bytes in them to text.

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GBK, KOI8_R, KOI8_U, MACINTOSH, SHIFT_JIS, UTF_8, WINDOWS_874, WINDOWS_1250,
    WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257,
    WINDOWS_1258, X_MAC_CYRILLIC,
};
use oem_cp::code_table::DECODING_TABLE_CP_MAP;
use oem_cp::code_table_type::TableType;

/// What bytes above 127 mean.
#[derive(Clone, Copy)]
pub(super) enum Charset {
    Encoding(&'static Encoding),
    Oem(&'static TableType),
    /// Pictures in place of letters (Wingdings): bytes have no text.
    Symbol,
}

impl PartialEq for Charset {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Charset::Encoding(a), Charset::Encoding(b)) => a == b,
            (Charset::Oem(a), Charset::Oem(b)) => std::ptr::eq(*a, *b),
            (Charset::Symbol, Charset::Symbol) => true,
            _ => false,
        }
    }
}

impl Charset {
    pub(super) const ANSI: Charset = Charset::Encoding(WINDOWS_1252);

    /// The charset of a Windows code page (`\ansicpg`, `\cpg`).
    pub(super) fn of_page(page: i32) -> Option<Charset> {
        let encoding = match page {
            874 => WINDOWS_874,
            932 => SHIFT_JIS,
            936 => GBK,
            949 | 1361 => EUC_KR,
            950 => BIG5,
            1250 => WINDOWS_1250,
            1251 => WINDOWS_1251,
            1252 => WINDOWS_1252,
            1253 => WINDOWS_1253,
            1254 => WINDOWS_1254,
            1255 => WINDOWS_1255,
            1256 => WINDOWS_1256,
            1257 => WINDOWS_1257,
            1258 => WINDOWS_1258,
            10000 => MACINTOSH,
            10007 => X_MAC_CYRILLIC,
            20866 => KOI8_R,
            21866 => KOI8_U,
            65001 => UTF_8,
            _ => {
                let page = u16::try_from(page).ok()?;
                return DECODING_TABLE_CP_MAP.get(&page).map(Charset::Oem);
            }
        };
        Some(Charset::Encoding(encoding))
    }

    /// The charset of a font (`\fcharset`); `None` for that of the document.
    pub(super) fn of_font(number: i32) -> Option<Charset> {
        let page = match number {
            0 => 1252,
            2 => return Some(Charset::Symbol),
            77 => 10000,
            128 => 932,
            129 | 130 => 949,
            134 => 936,
            136 => 950,
            161 => 1253,
            162 => 1254,
            163 => 1258,
            177 => 1255,
            178..=180 => 1256,
            181 => 1255,
            186 => 1257,
            204 => 1251,
            222 => 874,
            238 => 1250,
            254 => 437,
            255 => 850,
            _ => return None,
        };
        Charset::of_page(page)
    }

    /// Puts bytes behind `out` as text.
    pub(super) fn decode(self, bytes: &[u8], out: &mut String) {
        match self {
            Charset::Encoding(encoding) => out.push_str(&encoding.decode_without_bom_handling(bytes).0),
            Charset::Oem(table) => {
                out.extend(bytes.iter().map(|&b| match (b.checked_sub(128).map(usize::from), table) {
                    (None, _) => char::from(b),
                    (Some(at), TableType::Complete(chars)) => chars[at],
                    (Some(at), TableType::Incomplete(chars)) => {
                        chars[at].unwrap_or(char::REPLACEMENT_CHARACTER)
                    }
                }));
            }
            Charset::Symbol => out.push(' '),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_by_code_page_and_by_font() {
        let read = |charset: Option<Charset>, bytes: &[u8]| {
            let mut text = String::new();
            charset.unwrap().decode(bytes, &mut text);
            text
        };
        assert_eq!(read(Charset::of_page(1252), b"Ren\xe9 \x80"), "René €");
        assert_eq!(read(Charset::of_page(850), b"M\x81ller"), "Müller");
        assert_eq!(read(Charset::of_page(437), b"M\x81ller"), "Müller");
        assert_eq!(read(Charset::of_font(204), b"\xc8\xe2\xe0\xed"), "Иван");
        assert_eq!(read(Charset::of_font(238), b"Dvo\xf8\xe1k"), "Dvořák");
        assert_eq!(read(Charset::of_font(128), b"\x93\x63\x92\x86"), "田中");
        assert_eq!(read(Charset::of_font(2), b"\x28"), " ");
        assert!(Charset::of_font(1).is_none() && Charset::of_page(-5).is_none());
    }
}
