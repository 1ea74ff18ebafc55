//! How names of places are compared; shared with the build script, which makes the table of them.

/// Countries in the order of their bits in the table; the bit behind them stands for all others.
pub(crate) const COUNTRIES: [[u8; 2]; 11] =
    [*b"NL", *b"BE", *b"DE", *b"FR", *b"GB", *b"US", *b"ES", *b"IT", *b"AT", *b"CH", *b"LU"];

/// Bits of a hash by which the table is cut.
pub(crate) const UPPER: u32 = 12;

/// The letters and digits of a name in lower case, without marks; `Saint`, `Sankt`, `Sint`, `Santa` as their abbreviations.
/// `’s-Hertogenbosch` and `S HERTOGENBOSCH` are one.
pub(crate) fn fold(name: &str) -> Folded {
    let mut out = Folded::default();
    let mut word = 0;
    for c in name.chars() {
        let length = out.length;
        letters(c, &mut out);
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
        word.chars().for_each(|c| letters(c, &mut out));
        out
    }
    fn push(&mut self, byte: u8) {
        if let Some(slot) = self.bytes.get_mut(self.length) {
            *slot = byte;
            self.length += 1;
        }
    }
    fn push_str(&mut self, text: &str) {
        text.bytes().for_each(|b| self.push(b));
    }
    /// As text.
    pub(crate) fn as_str(&self) -> &str {
        self.bytes.get(..self.length).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or_default()
    }
}

/// Adds a letter or digit in lower case and without marks; of anything else, nothing.
fn letters(c: char, out: &mut Folded) {
    if c.is_ascii() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase() as u8);
        }
        return;
    }
    match c {
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
    const SAINTS: [&str; 8] = ["saint", "sainte", "sint", "sankt", "san", "santa", "st", "ste"];
    if out.as_str().get(from..).is_some_and(|word| SAINTS.contains(&word)) {
        out.length = from + 1;
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
