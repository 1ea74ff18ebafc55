//! Numbers for words, the same whatever their case, diacritics and white space, and where a table keeps such a number.
//!
//! In: a word or a whole name. Out: its number. Shared with the build script, which makes the table of words; so this module
//! refuses to know anything of the crate.

/// What the number of a text begins with (FNV-1a, 64 bits).
pub(crate) const START: u64 = 0xcbf2_9ce4_8422_2325;

/// Words of 64 bits of the filter: 32 KiB.
pub(crate) const FILTER: usize = 1 << 12;

/// Bits of a number by which the table of words is cut.
pub(crate) const UPPER: u32 = 13;

/// The number of a text that goes on with a folded byte.
#[inline]
pub(crate) fn with(key: u64, byte: u8) -> u64 {
    (key ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// A number for a word or a whole name: FNV-1a over what [`fold`] gives.
pub(crate) fn key(word: &str) -> u64 {
    let mut key = START;
    fold(word, |b| key = with(key, b));
    key
}

/// Where the bit of a number stands in the filter.
#[inline]
pub(crate) fn filter_place(key: u64) -> (usize, u64) {
    let mixed = key ^ key >> 29;
    ((mixed >> 6) as usize % FILTER, 1 << (mixed % 64))
}

/// Where the table keeps a number, and what of it is kept there; 45 bits in all.
#[inline]
pub(crate) fn table_place(key: u64) -> (usize, u32) {
    ((key >> (64 - UPPER)) as usize, key as u32)
}

/// Gives each byte of a text in lower case, without diacritics, white space as one space.
#[inline]
pub(crate) fn fold(text: &str, mut each: impl FnMut(u8)) {
    let bytes = text.as_bytes();
    let (mut at, mut space) = (0, false);
    while let Some(&b) = bytes.get(at) {
        let plain = PLAIN[usize::from(b)];
        if plain > b' ' {
            if std::mem::take(&mut space) {
                each(b' ');
            }
            each(plain);
            at += 1;
            continue;
        }
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { return };
        at += c.len_utf8();
        if c.is_whitespace() {
            space = true;
            continue;
        }
        if std::mem::take(&mut space) {
            each(b' ');
        }
        if c.is_ascii() { each(b) } else { fold_char(c, &mut each) }
    }
}

/// What each byte of ASCII is folded to; 0 beyond ASCII.
static PLAIN: [u8; 256] = {
    let mut all = [0; 256];
    let mut b = 0;
    while b < 128 {
        all[b as usize] = match b {
            b'\t'..=b'\r' => b' ',
            b'`' => b'\'',
            _ => b.to_ascii_lowercase(),
        };
        b += 1;
    }
    all
};

fn fold_char(c: char, each: &mut impl FnMut(u8)) {
    /// U+00C0 to U+017F, base letters; `*` for those that are no letter of a name or more than one.
    const BASE: &[u8; 192] = b"aaaaaa*ceeeeiiiidnooooo*ouuuuy**aaaaaa*ceeeeiiiidnooooo*ouuuuy*y\
aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll\
lllnnnnnnnnnoooooo**rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
    match c {
        '\u{300}'..='\u{36f}' => {}
        '’' | '‘' | '´' => each(b'\''),
        '‐' | '‑' => each(b'-'),
        'ß' | 'ẞ' => [b's', b's'].into_iter().for_each(each),
        'æ' | 'Æ' => [b'a', b'e'].into_iter().for_each(each),
        'œ' | 'Œ' => [b'o', b'e'].into_iter().for_each(each),
        'þ' | 'Þ' => [b't', b'h'].into_iter().for_each(each),
        'ĳ' | 'Ĳ' => [b'i', b'j'].into_iter().for_each(each),
        'Ș' | 'ș' => each(b's'),
        'Ț' | 'ț' => each(b't'),
        'À'..='ſ' => each(BASE[c as usize - 0xc0]),
        _ => {
            let mut buffer = [0; 4];
            c.encode_utf8(&mut buffer).bytes().for_each(each);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut out = Vec::new();
        fold(text, |b| out.push(b));
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn case_and_diacritics_do_not_count() {
        for (text, want) in [
            ("Désirée", "desiree"),
            ("ÖZTÜRK", "ozturk"),
            ("Łukasz", "lukasz"),
            ("Groß", "gross"),
            ("Şahin", "sahin"),
            ("Željko", "zeljko"),
            ("Ğ", "g"),
            ("ısık", "isik"),
            ("Ñuñez", "nunez"),
            ("Jan  de\u{a0}Vries", "jan de vries"),
            ("Jan\t\u{b}Smit\n", "jan smit"),
            ("Rene\u{301}e", "renee"),
            ("’t", "'t"),
            ("`t", "'t"),
            ("žÿ", "zy"),
        ] {
            assert_eq!(folded(text), want);
            assert_eq!(key(text), key(want));
        }
    }
}
