//! How names of places are compared; shared with the build script, which makes the table of them.

/// Countries in the order of their bits in the table; the bit behind them stands for all others.
pub(crate) const COUNTRIES: [[u8; 2]; 11] =
    [*b"NL", *b"BE", *b"DE", *b"FR", *b"GB", *b"US", *b"ES", *b"IT", *b"AT", *b"CH", *b"LU"];

/// Bits of a hash by which the table is cut.
pub(crate) const UPPER: u32 = 12;

/// Letters in lower case, and digits; noughts for all else.
static LOWER: [u8; 256] = {
    let mut all = [0; 256];
    let mut n = 0;
    while n < 256 {
        if (n as u8).is_ascii_alphanumeric() {
            all[n] = (n as u8).to_ascii_lowercase();
        }
        n += 1;
    }
    all
};

/// The letters and digits of a name in lower case, without marks; `Saint`, `Sankt`, `Sint`, `Santa` as their abbreviations.
/// `’s-Hertogenbosch` and `S HERTOGENBOSCH` are one.
pub(crate) fn fold(name: &str) -> Folded {
    let mut out = Folded::default();
    let mut word = 0;
    let mut rest = name.as_bytes();
    while let Some((b, tail)) = rest.split_first() {
        let length = out.length;
        if b.is_ascii() {
            out.push_lower(*b);
            rest = tail;
        } else {
            let Some(c) = name[name.len() - rest.len()..].chars().next() else { break };
            letters(c, &mut out);
            rest = &rest[c.len_utf8()..];
        }
        if out.length == length {
            // a mark ends a word
            abbreviate(&mut out, word);
            word = out.length;
        }
    }
    abbreviate(&mut out, word);
    out
}

/// ASCII that was made of a name; what is beyond its room is dropped.
#[derive(Debug, Clone)]
pub(crate) struct Folded {
    bytes: [u8; Folded::ROOM],
    length: usize,
}

impl Default for Folded {
    fn default() -> Self {
        Folded { bytes: [0; Folded::ROOM], length: 0 }
    }
}

impl Folded {
    /// Bytes.
    const ROOM: usize = 64;

    /// The letters and digits alone.
    #[allow(dead_code, reason = "the build script needs it not")]
    pub(crate) fn letters_of(word: &str) -> Self {
        let mut out = Folded::default();
        out.add_letters(word);
        out
    }
    /// Adds the letters and digits of one more word.
    pub(crate) fn add_letters(&mut self, word: &str) {
        if word.is_ascii() {
            word.bytes().for_each(|b| self.push_lower(b));
        } else {
            word.chars().for_each(|c| letters(c, self));
        }
    }
    /// Adds a byte of ASCII in lower case where it is a letter or a digit.
    #[inline]
    fn push_lower(&mut self, byte: u8) {
        let lower = LOWER[usize::from(byte)];
        if lower != 0 {
            self.push(lower);
        }
    }
    #[inline]
    fn push(&mut self, byte: u8) {
        if let Some(slot) = self.bytes.get_mut(self.length) {
            *slot = byte;
            self.length += 1;
        }
    }
    fn push_str(&mut self, text: &str) {
        text.bytes().for_each(|b| self.push(b));
    }
    /// Its bytes.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// Adds a letter or digit in lower case and without marks; of anything else, nothing.
fn letters(c: char, out: &mut Folded) {
    match c {
        '\0'..='\x7f' => out.push_lower(c as u8),
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' => out.push(b'a'),
        'Æ' | 'æ' => out.push_str("ae"),
        'Ç' | 'ç' | 'Ć'..='č' => out.push(b'c'),
        'Ď'..='đ' | 'Ð' | 'ð' => out.push(b'd'),
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' => out.push(b'e'),
        'Ĝ'..='ģ' => out.push(b'g'),
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => out.push(b'i'),
        'Ĳ' | 'ĳ' => out.push_str("ij"),
        'Ł' | 'ł' | 'Ĺ'..='ŀ' => out.push(b'l'),
        'Ñ' | 'ñ' | 'Ń'..='ŋ' => out.push(b'n'),
        'Ò'..='Ö' | 'ò'..='ö' | 'Ø' | 'ø' | 'Ō'..='ő' => out.push(b'o'),
        'Œ' | 'œ' => out.push_str("oe"),
        'Ŕ'..='ř' => out.push(b'r'),
        'Ś'..='š' => out.push(b's'),
        'ß' | 'ẞ' => out.push_str("ss"),
        'Ţ'..='ŧ' => out.push(b't'),
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => out.push(b'u'),
        'Ŵ' | 'ŵ' => out.push(b'w'),
        'Ý' | 'ý' | 'ÿ' | 'Ŷ' | 'ŷ' | 'Ÿ' => out.push(b'y'),
        'Ź'..='ž' => out.push(b'z'),
        _ => {}
    }
}

/// Cuts the last word short, which begins at byte `from`, where it is a saint.
fn abbreviate(out: &mut Folded, from: usize) {
    const SAINTS: [&[u8]; 8] = [b"saint", b"sainte", b"sint", b"sankt", b"san", b"santa", b"st", b"ste"];
    if out.as_bytes().get(from..).is_some_and(|word| word.first() == Some(&b's') && SAINTS.contains(&word)) {
        out.length = from + 1;
    }
}

/// A number for a folded name (FNV-1a, its halves folded together).
pub(crate) fn hash(folded: &[u8]) -> u32 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for b in folded {
        hash = (hash ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3);
    }
    (hash ^ (hash >> 32)) as u32
}
