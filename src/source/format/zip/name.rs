//! The name of a file in a zip archive in, as its program wrote it; text out.

use crate::source::entry;

use super::extra_fields;

/// Its bytes are UTF-8 by declaration (APPNOTE 4.4.4).
const UTF_8: u16 = 1 << 11;

/// The name of an entry of a zip archive by its bytes, the flags of its header, and its extra fields, of which one may give it in UTF-8 (APPNOTE 4.6.9).
pub fn of(raw: &[u8], flags: u16, extra: &[u8]) -> String {
    if flags & UTF_8 != 0 || std::str::from_utf8(raw).is_ok() {
        return slashed(raw);
    }
    let unicode = extra_fields(extra)
        .find(|(id, content)| *id == 0x7075 && content.len() > 5)
        .and_then(|(_, content)| std::str::from_utf8(&content[5..]).ok());
    match unicode {
        Some(name) => slashed(name.as_bytes()),
        None => slashed(decoded(raw).as_bytes()),
    }
}

/// As a name is printed; programs for Windows wrote its own separators.
fn slashed(name: &[u8]) -> String {
    if name.contains(&b'/') || !name.contains(&b'\\') {
        return entry::of_bytes(name);
    }
    let name: Vec<u8> = name.iter().map(|b| if *b == b'\\' { b'/' } else { *b }).collect();
    entry::of_bytes(&name)
}

/// Chinese, where every pair of bytes is of its common characters, which as code page 437 would be borders and Greek; else
/// the code page of DOS (437), or that of Western Europe (850) where the first would show borders.
fn decoded(raw: &[u8]) -> String {
    let mut rest = raw;
    let chinese = loop {
        match rest {
            [] => break true,
            [0..0x80, tail @ ..] | [0xb0..=0xf7, 0xa1..=0xfe, tail @ ..] => rest = tail,
            _ => break false,
        }
    };
    if chinese {
        return encoding_rs::GBK.decode_without_bom_handling(raw).0.into_owned();
    }
    // shades, lines and blocks (U+2500 to U+259F) are one range of code page 437
    let bordered = raw.iter().any(|byte| (0xb0..=0xdf).contains(byte));
    let table = if bordered {
        &oem_cp::code_table::DECODING_TABLE_CP850
    } else {
        &oem_cp::code_table::DECODING_TABLE_CP437
    };
    oem_cp::decode_string_complete_table(raw, table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borders_of_code_page_437_are_one_range_of_bytes() {
        for byte in 0x80..=0xff_u8 {
            let dos =
                oem_cp::decode_string_complete_table(&[byte][..], &oem_cp::code_table::DECODING_TABLE_CP437);
            let border = dos.chars().all(|c| ('\u{2500}'..='\u{259f}').contains(&c));
            assert_eq!(border, (0xb0..=0xdf).contains(&byte), "{byte:x}");
        }
    }

    #[test]
    fn names_of_any_age() {
        let extra = [&b"\x75\x70\x09\0\x01\0\0\0\0"[..], "\u{e9}.b".as_bytes()].concat();
        for (raw, flags, extra, expected) in [
            (&b"mail/a.mbox"[..], 0, &b""[..], "mail/a.mbox"),
            ("caf\u{e9}.mbox".as_bytes(), UTF_8, b"", "caf\u{e9}.mbox"),
            ("caf\u{e9}.mbox".as_bytes(), 0, b"", "caf\u{e9}.mbox"),
            (b"caf\x82.mbox", 0, b"", "caf\u{e9}.mbox"),
            (b"\xb5gua.mbox", 0, b"", "\u{c1}gua.mbox"),
            (b"\xce\xc4\xbc\xfe.mbox", 0, b"", "\u{6587}\u{4ef6}.mbox"),
            (b"caf\xff.mbox", UTF_8, b"", r"caf\xff.mbox"),
            (b"x\xff", 0, &extra, "\u{e9}.b"),
            (b"mail\\jan\\a.eml", 0, b"", "mail/jan/a.eml"),
            (b"./mail//a.eml", 0, b"", "mail/a.eml"),
        ] {
            assert_eq!(of(raw, flags, extra), expected, "{raw:?}");
        }
    }
}
