//! Which code page the strings of a store are in that are bytes (PtypString8).

use crate::outlook::codepage;

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
        let shifted = self.likely.iter().flatten().any(|page| matches!(page, 50220..=50222));
        if !(shifted && bytes.contains(&0x1b))
            && let Ok(text) = std::str::from_utf8(bytes)
        {
            return text.trim_end_matches('\0').to_owned();
        }
        let mut pages = self.likely.iter().flatten().filter_map(|page| u16::try_from(*page).ok());
        // these bytes are neither UTF-8 nor UTF-16, whatever is said of the body
        let other =
            |page: &u16| !matches!(page, 1200 | 1201 | 65000 | 65001) && codepage::label(*page).is_some();
        codepage::decode(bytes, pages.find(other).unwrap_or(codepage::WESTERN))
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
}
