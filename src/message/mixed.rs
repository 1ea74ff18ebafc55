//! Text that is UTF-8 but for some bytes: these as Windows has them (windows-1252), one a character.
//!
//! In: bytes. Out: text, and of a header field which bytes a stretch of it stands for. It refuses to know what a label says.

use encoding_rs::WINDOWS_1252;

/// UTF-8 in which a byte was lost, that was cut off, or to which somebody added what another program wrote, is still mostly UTF-8: of other
/// charsets two or more bytes are hardly ever a character of it.
pub(super) fn is_mixed(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 0 && good >= bad
}

/// Reads UTF-8, and as Windows has it what is none; true where something is none.
pub(super) fn decode(carry: &mut Vec<u8>, bytes: &[u8], last: bool, out: &mut String) -> bool {
    carry.extend_from_slice(bytes);
    let (mut from, mut errors) = (0, false);
    while let Err(fault) = std::str::from_utf8(&carry[from..]) {
        let end = from + fault.valid_up_to();
        out.push_str(std::str::from_utf8(&carry[from..end]).unwrap_or_default());
        from = end;
        match fault.error_len() {
            Some(length) => {
                let (text, _) = WINDOWS_1252.decode_without_bom_handling(&carry[from..from + length]);
                out.push_str(&text);
                from += length;
            }
            // a character that was cut off
            None if last => {
                out.push(char::REPLACEMENT_CHARACTER);
                from = carry.len();
            }
            None => break,
        }
        errors = true;
    }
    if let Ok(rest) = std::str::from_utf8(&carry[from..]) {
        out.push_str(rest);
        from = carry.len();
    }
    carry.drain(..from);
    errors
}

/// Reads raw bytes of a header field: UTF-8, and as Windows has it what is none.
pub(super) fn push_raw(bytes: &[u8], out: &mut String) {
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
}

/// Raw bytes that so many characters of a field stand for, where no encoded-word does: UTF-8, or one byte each.
pub(crate) fn raw_length(raw: &[u8], chars: usize) -> usize {
    let (mut left, mut length) = (chars, 0);
    for chunk in raw.utf8_chunks() {
        for c in chunk.valid().chars() {
            if left == 0 {
                return length;
            }
            left -= 1;
            length += c.len_utf8();
        }
        let odd = chunk.invalid().len().min(left);
        left -= odd;
        length += odd;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_of_a_field_are_those_of_its_characters() {
        let both = [b"Caf\xe9 ", "Jürgen".as_bytes(), b" \xc3"].concat();
        for (text, length) in
            [("Caf", 3), ("Café", 4), ("Café Jü", 8), ("Café Jürgen Ã", 14), ("Café Jürgen Ã and more", 14)]
        {
            assert_eq!(raw_length(&both, text.chars().count()), length, "{text}");
        }
    }

    #[test]
    fn a_chunk_may_be_cut_anywhere() {
        let both = ["Jürgen €".as_bytes(), b"\x93x\xe2\x82 ", "ß".as_bytes(), b"\xc3"].concat();
        let mut whole = String::new();
        assert!(decode(&mut Vec::new(), &both, true, &mut whole));
        assert_eq!(whole, "Jürgen €“xâ‚ ß\u{fffd}");
        for cut in 0..both.len() {
            let (mut carry, mut text) = (Vec::new(), String::new());
            decode(&mut carry, &both[..cut], false, &mut text);
            decode(&mut carry, &both[cut..], true, &mut text);
            assert_eq!(text, whole, "{cut}");
        }
        assert!(is_mixed(&both) && !is_mixed(b"Andr\xe9") && !is_mixed(b"x"));
    }
}
