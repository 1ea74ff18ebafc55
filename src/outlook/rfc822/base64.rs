//! Bytes in, lines of base64 out (RFC 2045 §6.8).

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes that make a line of 76 characters.
pub(super) const LINE: usize = 57;

/// Appends the lines of some bytes: a whole number of [`LINE`]s, or the last ones.
pub(super) fn encode(bytes: &[u8], out: &mut Vec<u8>) {
    out.reserve(bytes.len() / LINE * 78 + 80);
    for line in bytes.chunks(LINE) {
        for three in line.chunks(3) {
            let [a, b, c] = [0, 1, 2].map(|n| u32::from(three.get(n).copied().unwrap_or(0)));
            let bits = a << 16 | b << 8 | c;
            let mut four = [18, 12, 6, 0].map(|shift| ALPHABET[(bits >> shift & 63) as usize]);
            four[three.len() + 1..].fill(b'=');
            out.extend_from_slice(&four);
        }
        out.extend_from_slice(b"\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_rfc_4648() {
        for (text, want) in
            [("", ""), ("f", "Zg==\r\n"), ("fo", "Zm8=\r\n"), ("foo", "Zm9v\r\n"), ("foobar", "Zm9vYmFy\r\n")]
        {
            let mut out = Vec::new();
            encode(text.as_bytes(), &mut out);
            assert_eq!(out, want.as_bytes());
        }
        let mut out = Vec::new();
        encode(&[0xFF; 58], &mut out);
        assert_eq!(out, format!("{}\r\n/w==\r\n", "/".repeat(76)).as_bytes());
    }
}
