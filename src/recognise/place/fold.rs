//! How names of places are compared; shared with the build script, which makes the table of them.

/// Countries in the order of their bits in the table; the bit behind them stands for all others.
pub(crate) const COUNTRIES: [[u8; 2]; 11] =
    [*b"NL", *b"BE", *b"DE", *b"FR", *b"GB", *b"US", *b"ES", *b"IT", *b"AT", *b"CH", *b"LU"];

/// The letters and digits of a name in lower case, without marks; `Saint`, `Sankt`, `Sint`, `Santa` as their abbreviations.
/// `’s-Hertogenbosch` and `S HERTOGENBOSCH` are one. `out` is emptied first.
pub(crate) fn fold_into(name: &str, out: &mut String) {
    out.clear();
    let mut word = 0;
    for c in name.chars() {
        let length = out.len();
        letters(c, out);
        if out.len() == length {
            // a mark ends a word
            abbreviate(out, word);
            word = out.len();
        }
    }
    abbreviate(out, word);
}

/// Adds a letter or digit in lower case and without marks; of anything else, nothing.
pub(crate) fn letters(c: char, out: &mut String) {
    match c {
        'a'..='z' | '0'..='9' => out.push(c),
        'A'..='Z' => out.push(c.to_ascii_lowercase()),
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' => out.push('a'),
        'Æ' | 'æ' => out.push_str("ae"),
        'Ç' | 'ç' | 'Ć'..='č' => out.push('c'),
        'Ď'..='đ' | 'Ð' | 'ð' => out.push('d'),
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' => out.push('e'),
        'Ĝ'..='ģ' => out.push('g'),
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => out.push('i'),
        'Ĳ' | 'ĳ' => out.push_str("ij"),
        'Ł' | 'ł' | 'Ĺ'..='ŀ' => out.push('l'),
        'Ñ' | 'ñ' | 'Ń'..='ŋ' => out.push('n'),
        'Ò'..='Ö' | 'ò'..='ö' | 'Ø' | 'ø' | 'Ō'..='ő' => out.push('o'),
        'Œ' | 'œ' => out.push_str("oe"),
        'Ŕ'..='ř' => out.push('r'),
        'Ś'..='š' => out.push('s'),
        'ß' | 'ẞ' => out.push_str("ss"),
        'Ţ'..='ŧ' => out.push('t'),
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => out.push('u'),
        'Ŵ' | 'ŵ' => out.push('w'),
        'Ý' | 'ý' | 'ÿ' | 'Ŷ' | 'ŷ' | 'Ÿ' => out.push('y'),
        'Ź'..='ž' => out.push('z'),
        _ => {}
    }
}

/// Cuts the last word short, which begins at byte `from`, where it is a saint.
fn abbreviate(out: &mut String, from: usize) {
    match out.get(from..) {
        Some("saint" | "sainte" | "sint" | "sankt" | "san" | "santa" | "st" | "ste") => {
            out.truncate(from + 1);
        }
        _ => {}
    }
}

/// A number for a folded name (FNV-1a, its halves folded together).
pub(crate) fn hash(folded: &str) -> u32 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for b in folded.bytes() {
        hash = (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
    }
    (hash ^ (hash >> 32)) as u32
}
