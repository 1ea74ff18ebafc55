//! Encoded-words and folding: a header field as it is written anew (RFC 2047, RFC 5322 §2.2.3).

use data_encoding::BASE64;

/// Characters of a line with an encoded-word in it (RFC 2047 §2).
const LINE: usize = 76;

/// Bytes that one encoded-word may stand for, so that it has no more than 75 characters.
const WORD: usize = 45;

/// Text as encoded-words of UTF-8, parted by spaces that stand for nothing; fit for a phrase too (RFC 2047 §5 (3)).
pub(super) fn encoded_words(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"!*+-/".contains(&b);
    let escapes = text.bytes().filter(|b| !plain(*b) && *b != b' ').count();
    // as Q when that is shorter, or can be read by a person
    let base64 = escapes > text.len() / 2;
    let mut words: Vec<String> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = 0;
        let mut size = 0;
        for (at, c) in rest.char_indices() {
            let mut utf8 = [0; 4];
            let bytes = c.encode_utf8(&mut utf8).bytes();
            let cost: usize = if base64 {
                c.len_utf8()
            } else {
                bytes.map(|b| if plain(b) || b == b' ' { 1 } else { 3 }).sum()
            };
            // both have sixty characters between their marks
            if size + cost > if base64 { WORD } else { WORD / 3 * 4 } {
                break;
            }
            size += cost;
            end = at + c.len_utf8();
        }
        let (now, behind) = rest.split_at(end);
        rest = behind;
        words.push(if base64 {
            format!("=?utf-8?B?{}?=", BASE64.encode(now.as_bytes()))
        } else {
            let mut word = String::from("=?utf-8?Q?");
            for b in now.bytes() {
                match b {
                    b' ' => word.push('_'),
                    b if plain(b) => word.push(char::from(b)),
                    b => word.push_str(&format!("={b:02X}")),
                }
            }
            word + "?="
        });
    }
    words.join(" ")
}

/// A field body, which has no line ends, over lines of no more than 76 characters where white space allows that; the first
/// begins behind `column` characters. White space stays: unfolding gives the body back.
pub(super) fn folded(body: &[u8], column: usize, eol: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() + body.len() / 32);
    let mut column = column;
    let mut at = 0;
    while at < body.len() {
        // white space, and the word behind it
        let blank = body[at..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let word = body[at + blank..].iter().take_while(|b| !matches!(b, b' ' | b'\t')).count();
        let chunk = &body[at..at + blank + word];
        if at > 0 && blank > 0 && word > 0 && column + chunk.len() > LINE {
            out.extend_from_slice(eol);
            column = 0;
        }
        out.extend_from_slice(chunk);
        column += chunk.len();
        at += blank + word;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::words::decode;
    use proptest::prelude::*;

    #[test]
    fn words_as_they_are_written() {
        assert_eq!(encoded_words("[weg] Jan"), "=?utf-8?Q?=5Bweg=5D_Jan?=");
        assert_eq!(encoded_words("\u{5220}\u{9664}"), "=?utf-8?B?5Yig6Zmk?=");
        let body = format!("a {} c", "b".repeat(80));
        assert_eq!(
            folded(body.as_bytes(), 9, b"\r\n"),
            format!("a\r\n {}\r\n c", "b".repeat(80)).into_bytes()
        );
        assert_eq!(folded(b"a b  ", 74, b"\n"), b"a\n b  ", "no line of nothing but white space");
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_was_written(text in "\\PC{1,120}") {
            let words = encoded_words(&text);
            let lines = folded(words.as_bytes(), 9, b"\r\n");
            for line in lines.split(|b| *b == b'\n') {
                prop_assert!(line.len() <= 77, "{}", String::from_utf8_lossy(line));
            }
            let mut buf = String::new();
            prop_assert_eq!(decode(&lines, &mut buf), text.as_str());
        }
    }
}
