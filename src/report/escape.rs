//! JSON text, appended by hand: strings, numbers, nothing allocated.
//!
//! Half a million findings are a quarter of a gigabyte of JSON, so this is written for speed: a string of printable
//! ASCII is checked in one pass that the compiler turns into vector code, and copied. RFC 8259 §7 says what must be
//! escaped; on top of that, everything that would act on a terminal ([`super::sanitise::acts`]) is escaped too, which
//! any JSON reader undoes: a report that is looked at with `cat` is as harmless as one in a viewer.

use super::sanitise::acts;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends a JSON string, with its quotes.
pub fn push_string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    push_inner(text, out);
    out.push(b'"');
}

/// Appends a JSON string, or `null`.
pub fn push_option(text: Option<&str>, out: &mut Vec<u8>) {
    match text {
        Some(text) => push_string(text, out),
        None => out.extend_from_slice(b"null"),
    }
}

/// Appends the inside of a JSON string.
pub fn push_inner(text: &str, out: &mut Vec<u8>) {
    if text.bytes().fold(true, |plain, b| plain & (0x20..0x7f).contains(&b) & (b != b'"') & (b != b'\\')) {
        out.extend_from_slice(text.as_bytes());
    } else {
        push_escaped(text, out);
    }
}

#[cold]
fn push_escaped(text: &str, out: &mut Vec<u8>) {
    let mut done = 0;
    for (at, c) in text.char_indices() {
        let short = match c {
            '"' => b'"',
            '\\' => b'\\',
            '\n' => b'n',
            '\r' => b'r',
            '\t' => b't',
            '\x08' => b'b',
            '\x0c' => b'f',
            ' '..='~' => continue,
            _ if acts(c) => 0,
            _ => continue,
        };
        out.extend_from_slice(&text.as_bytes()[done..at]);
        done = at + c.len_utf8();
        if short == 0 {
            push_units(c, out);
        } else {
            out.extend_from_slice(&[b'\\', short]);
        }
    }
    out.extend_from_slice(&text.as_bytes()[done..]);
}

/// Appends JSON that another wrote, with what would act on a terminal escaped. In well-formed JSON such characters stand
/// inside strings, where an escape means the same; ASCII controls are escaped there already, or are line ends between.
pub fn push_json(json: &str, out: &mut Vec<u8>) {
    let mut done = 0;
    for (at, c) in json.char_indices().filter(|(_, c)| *c >= '\x7f' && acts(*c)) {
        out.extend_from_slice(&json.as_bytes()[done..at]);
        done = at + c.len_utf8();
        push_units(c, out);
    }
    out.extend_from_slice(&json.as_bytes()[done..]);
}

fn push_units(c: char, out: &mut Vec<u8>) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        out.extend_from_slice(b"\\u");
        for shift in [12, 8, 4, 0] {
            out.push(HEX[usize::from(*unit >> shift & 0xf)]);
        }
    }
}

/// Appends a number in decimal.
pub fn push_u64(mut n: u64, out: &mut Vec<u8>) {
    // u64::MAX has 20 digits.
    let mut digits = [0; 20];
    let mut first = digits.len();
    loop {
        first -= 1;
        digits[first] = b'0' + (n % 10) as u8;
        n /= 10;
        if n == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[first..]);
}

/// Appends a number in decimal, or `null`.
pub fn push_option_u64(n: Option<u64>, out: &mut Vec<u8>) {
    match n {
        Some(n) => push_u64(n, out),
        None => out.extend_from_slice(b"null"),
    }
}

/// Appends bytes in lower-case hexadecimal.
pub fn push_hex(bytes: &[u8], out: &mut Vec<u8>) {
    // a hash at once, and not digit by digit
    for some in bytes.chunks(32) {
        let mut digits = [0; 64];
        for (pair, b) in digits.as_chunks_mut::<2>().0.iter_mut().zip(some) {
            *pair = [HEX[usize::from(b >> 4)], HEX[usize::from(b & 0xf)]];
        }
        out.extend_from_slice(&digits[..2 * some.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn string(text: &str) -> String {
        let mut out = Vec::new();
        push_string(text, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn nothing_that_acts_on_a_terminal_is_left() {
        assert_eq!(string("a\x1b[1m\u{9b}\u{202e}\x7f"), r#""a\u001b[1m\u009b\u202e\u007f""#);
        assert_eq!(
            string("\u{e0041}"),
            r#""\udb40\udc41""#,
            "beyond the BMP: a surrogate pair (RFC 8259 §7)"
        );
        assert_eq!(string("Zoë 日本 “x”"), "\"Zoë 日本 “x”\"");
        assert_eq!(string("\"\\\n\r\t\x08\x0c"), r#""\"\\\n\r\t\b\f""#);
    }

    #[test]
    fn numbers_are_those_of_the_standard_library() {
        for n in [0, 9, 10, 99, 100, 48_211, u64::from(u32::MAX), u64::MAX] {
            let mut out = Vec::new();
            push_u64(n, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), n.to_string());
        }
        let mut out = Vec::new();
        push_hex(&[0, 0x1f, 0xff], &mut out);
        assert_eq!(out, b"001fff");
    }

    proptest! {
        #[test]
        fn serde_json_reads_back_what_went_in(text in any::<String>()) {
            prop_assert_eq!(serde_json::from_str::<String>(&string(&text)).unwrap(), text);
        }

        #[test]
        fn serde_json_writes_the_same_where_nothing_acts_on_a_terminal(text in "[ -~à-ÿ\n\t\"\\\\日]*") {
            prop_assume!(!text.contains('\u{ad}'));
            prop_assert_eq!(string(&text), serde_json::to_string(&text).unwrap());
        }
    }
}
