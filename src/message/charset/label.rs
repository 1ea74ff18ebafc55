//! What the name of a charset means, spelt as it may be.
//!
//! In: the `charset` parameter of a text, as it was found. Out: the charset, or that nobody knows it. This module refuses to
//! look at the text: whether the label is believed is decided by its neighbours.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use oem_cp::code_table::DECODING_TABLE_CP_MAP;

/// What a label means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Label {
    Absent,
    Unknown,
    Ascii,
    Known(&'static Encoding),
    /// UTF-16 of the byte order that the text shows.
    Utf16,
    /// UTF-32 of the byte order that the text shows; where it shows none, big endian when set.
    Utf32(bool),
    Oem(u16),
    Utf7,
    Hz,
    Iso2022Kr,
}

impl Label {
    /// True where bytes that are valid ASCII may not be ASCII.
    pub(super) fn hides_in_ascii(self) -> bool {
        match self {
            Label::Utf16 | Label::Utf32(_) | Label::Utf7 | Label::Hz | Label::Iso2022Kr => true,
            Label::Known(e) => !e.is_ascii_compatible(),
            _ => false,
        }
    }

    pub(super) fn name(self) -> Cow<'static, str> {
        match self {
            Label::Absent | Label::Unknown | Label::Ascii => Cow::Borrowed("us-ascii"),
            Label::Known(e) => name(e),
            Label::Utf16 => Cow::Borrowed("utf-16be"),
            Label::Utf32(true) => Cow::Borrowed("utf-32be"),
            Label::Utf32(false) => Cow::Borrowed("utf-32le"),
            Label::Oem(page) => Cow::Owned(format!("cp{page}")),
            Label::Utf7 => Cow::Borrowed("utf-7"),
            Label::Hz => Cow::Borrowed("hz-gb-2312"),
            Label::Iso2022Kr => Cow::Borrowed("iso-2022-kr"),
        }
    }
}

pub(super) fn name(encoding: &'static Encoding) -> Cow<'static, str> {
    if encoding == UTF_8 {
        Cow::Borrowed("utf-8")
    } else if encoding == WINDOWS_1252 {
        Cow::Borrowed("windows-1252")
    } else {
        Cow::Owned(encoding.name().to_ascii_lowercase())
    }
}

/// What a `charset` parameter means, spelt as it may be.
pub(super) fn label(declared: Option<&str>) -> Label {
    let Some(declared) = declared else { return Label::Absent };
    let trimmed =
        declared.trim_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | ';' | '<' | '>'));
    let word = trimmed.split([';', ' ', ',', '"']).next().unwrap_or_default();
    if word.is_empty() {
        return Label::Absent;
    }
    if word.len() > 40 || !word.is_ascii() {
        return Label::Unknown;
    }
    if word.eq_ignore_ascii_case("utf-8") {
        return Label::Known(UTF_8);
    }
    if word.eq_ignore_ascii_case("us-ascii") {
        return Label::Ascii;
    }
    if word.eq_ignore_ascii_case("iso-8859-1") || word.eq_ignore_ascii_case("windows-1252") {
        return Label::Known(WINDOWS_1252);
    }
    let lower = word.to_ascii_lowercase();
    let word = lower.strip_prefix("charset=").unwrap_or(&lower);
    match word {
        "ascii" | "ansi_x3.4-1968" | "iso646-us" | "iso_646.irv:1991" | "us" | "cp367" | "ibm367"
        | "7bit" | "us_ascii" | "usascii" => return Label::Ascii,
        "x-unknown" | "unknown" | "unknown-8bit" | "unknown8bit" | "8bit" | "binary" | "default" | "none"
        | "null" | "_autodetect" | "_autodetect_all" | "x-user-defined" | "undefined" | "charset"
        | "replacement" => {
            return Label::Absent;
        }
        "utf-16" | "utf16" | "ucs-2" | "iso-10646-ucs-2" | "unicode" | "csunicode" | "utf_16" => {
            return Label::Utf16;
        }
        "utf-32" | "utf32" | "utf_32" | "utf-32be" | "utf32be" | "ucs-4" | "iso-10646-ucs-4" => {
            return Label::Utf32(true);
        }
        "utf-32le" | "utf32le" | "ucs-4le" => return Label::Utf32(false),
        "hz-gb-2312" | "hz" | "hz-gb" => return Label::Hz,
        "iso-2022-kr" | "csiso2022kr" => return Label::Iso2022Kr,
        "utf7" | "utf_7" => return Label::Utf7,
        "ansi_x3.110" | "ansi_x3.110-1983" | "ansi" | "west" | "western" | "x-ansi" => {
            return Label::Known(WINDOWS_1252);
        }
        _ => {}
    }
    if word.starts_with("utf-8") || word.starts_with("utf8") || word == "utf_8" || word == "unicode-1-1-utf-8"
    {
        return Label::Known(UTF_8);
    }
    if charset::Charset::for_label_no_replacement(word.as_bytes()) == Some(charset::UTF_7) {
        return Label::Utf7;
    }
    if let Some(known) = Encoding::for_label_no_replacement(word.as_bytes()) {
        return Label::Known(known);
    }
    numbered(word)
}

/// Labels made of a family and a number: `cp-1252`, `win-1252`, `ibm850`, `iso8859_15`, `iso-8859-1-i`, `latin-1`.
pub(super) fn numbered(word: &str) -> Label {
    let known = |label: String| {
        Encoding::for_label_no_replacement(label.as_bytes()).map_or(Label::Unknown, Label::Known)
    };
    if let Some((_, rest)) = word.split_once("8859") {
        let digits: String =
            rest.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        return known(format!("iso-8859-{digits}"));
    }
    let at = word.find(|c: char| c.is_ascii_digit()).unwrap_or(word.len());
    let (family, digits) = word.split_at(at);
    let family = family.trim_end_matches(['-', '_']);
    let family = family.strip_prefix("x-").unwrap_or(family);
    if family == "latin" {
        return known(format!("latin{digits}"));
    }
    if !matches!(
        family,
        "" | "cp" | "win" | "windows" | "ms" | "ibm" | "dos" | "oem" | "codepage" | "ansi" | "pc" | "msdos"
    ) {
        return Label::Unknown;
    }
    let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
    let Ok(page) = digits.parse::<u16>() else { return Label::Unknown };
    match page {
        367 | 20127 => Label::Ascii,
        65001 => Label::Known(UTF_8),
        65000 => Label::Utf7,
        1200 => Label::Known(UTF_16LE),
        1201 => Label::Known(UTF_16BE),
        819 | 28591 => Label::Known(WINDOWS_1252),
        28592..=28606 => known(format!("iso-8859-{}", page - 28590)),
        932 => known("shift_jis".into()),
        936 => known("gbk".into()),
        949 | 51949 => known("euc-kr".into()),
        950 => known("big5".into()),
        20866 => known("koi8-r".into()),
        21866 => known("koi8-u".into()),
        10000 => known("macintosh".into()),
        50220..=50222 => known("iso-2022-jp".into()),
        51932 => known("euc-jp".into()),
        54936 => known("gb18030".into()),
        866 => known("ibm866".into()),
        page if DECODING_TABLE_CP_MAP.contains_key(&page) => Label::Oem(page),
        page => known(format!("windows-{page}")),
    }
}
