//! What single words say: given name, surname, title, firm, street.
//!
//! In: the lists in `data/` and those of a card, and a word. Out: what it is known to be, in one look-up. This module refuses to
//! know about places in a text. Words are compared without case and diacritics.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

use crate::recognise::mix::Mix;

/// A set of things that a word may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sense(pub(super) u32);

impl Sense {
    /// A given name, and no common word.
    pub(super) const GIVEN: Sense = Sense(1);
    /// A given name, and a common word, a place or a month too.
    pub(super) const GIVEN_OR_WORD: Sense = Sense(1 << 1);
    /// A surname.
    pub(super) const SURNAME: Sense = Sense(1 << 2);
    /// A surname, and a common word too.
    pub(super) const SURNAME_OR_WORD: Sense = Sense(1 << 3);
    /// No part of a name.
    pub(super) const WORD: Sense = Sense(1 << 4);
    /// Stands before a name: `mevrouw`, `Dr`.
    pub(super) const TITLE: Sense = Sense(1 << 5);
    /// Stands behind a name: `MSc`.
    pub(super) const AFTER: Sense = Sense(1 << 6);
    /// Labels a name: `Contactpersoon`.
    pub(super) const LABEL: Sense = Sense(1 << 7);
    /// In a label, says that it is the name of something else: `Company name`.
    pub(super) const UNLABEL: Sense = Sense(1 << 8);
    /// Part of the name of a firm, a school, a club.
    pub(super) const FIRM: Sense = Sense(1 << 9);
    /// A function or a department.
    pub(super) const ROLE: Sense = Sense(1 << 10);
    /// Labels mailboxes: `Van`, `To`.
    pub(super) const MAILBOXES: Sense = Sense(1 << 11);
    /// Streets, buildings, ships, awards: what is named after people.
    pub(super) const NAMESAKE: Sense = Sense(1 << 12);
    /// Stands before a surname as a part of it: `van`, `de la`.
    pub(super) const PARTICLE: Sense = Sense(1 << 13);
    /// Labels a given name alone.
    pub(super) const LABEL_GIVEN: Sense = Sense(1 << 14);
    /// Labels a surname alone.
    pub(super) const LABEL_SURNAME: Sense = Sense(1 << 15);

    /// Stands before the name of a street: `rue`, `calle`.
    pub(super) const STREET: Sense = Sense(1 << 16);

    /// Both sets together.
    pub(super) const fn or(self, other: Sense) -> Sense {
        Sense(self.0 | other.0)
    }
    /// True when the two sets share something.
    pub(super) const fn is(self, other: Sense) -> bool {
        self.0 & other.0 != 0
    }
}

/// What belongs to a surname that follows, in the languages whose speakers write mail; folded.
const PARTICLES: &str = "van von vom zu zum zur de den der het 't ter te ten op in la le les l' du des da di del della dello delle \
                         dei degli dal dalla dos das do el al af av ben bin ibn aan uit uijt onder over lo y e und 'n 's";

/// All lists of a recogniser.
#[derive(Debug)]
pub(super) struct Names {
    senses: HashMap<u64, u32, BuildHasherDefault<Mix>>,
    /// A bit for each key that is there.
    filter: Box<[u64; FILTER]>,
}

/// Words of 64 bits of the filter: 32 KiB.
const FILTER: usize = 1 << 12;

/// Where the bit of a key stands.
fn filter_place(key: u64) -> (usize, u64) {
    let mixed = key ^ key >> 29;
    ((mixed >> 6) as usize % FILTER, 1 << (mixed % 64))
}

impl Names {
    /// The lists that are built in, and those of a card: by what they are, and by language.
    pub(super) fn new(card: &BTreeMap<String, BTreeMap<String, Vec<String>>>) -> Self {
        let mut names = Names {
            senses: HashMap::with_capacity_and_hasher(40_000, Default::default()),
            filter: Box::new([0; FILTER]),
        };
        for (list, plain, marked) in [
            (include_str!("data/given.txt"), Sense::GIVEN, Sense::GIVEN_OR_WORD),
            (include_str!("data/surnames.txt"), Sense::SURNAME, Sense::SURNAME_OR_WORD),
            (include_str!("data/words.txt"), Sense::WORD, Sense::WORD),
        ] {
            for line in list.lines() {
                match line.strip_suffix('~') {
                    Some(name) => names.add(name, marked),
                    None => names.add(line, plain),
                }
            }
        }
        for particle in PARTICLES.split(' ') {
            names.add(particle, Sense::PARTICLE);
        }
        for (list, by_language) in card {
            let sense = match list.as_str() {
                "given" => Sense::GIVEN,
                "surname" => Sense::SURNAME,
                "word" => Sense::WORD,
                "title" => Sense::TITLE,
                "after" => Sense::AFTER,
                "label" => Sense::LABEL,
                "label_given" => Sense::LABEL_GIVEN,
                "label_surname" => Sense::LABEL_SURNAME,
                "unlabel" => Sense::UNLABEL,
                "firm" => Sense::FIRM,
                "role" => Sense::ROLE,
                "mailboxes" => Sense::MAILBOXES,
                "street" => Sense::STREET,
                "namesake" => Sense::NAMESAKE,
                _ => continue,
            };
            for word in by_language.values().flatten() {
                names.add(word, sense);
            }
        }
        names
    }

    fn add(&mut self, word: &str, sense: Sense) {
        let key = key(word);
        let (slot, bit) = filter_place(key);
        self.filter[slot] |= bit;
        *self.senses.entry(key).or_default() |= sense.0;
    }

    /// What a word is known to be.
    pub(super) fn sense(&self, word: &str) -> Sense {
        let key = key(word);
        let (slot, bit) = filter_place(key);
        // most words of mail are in no list: one bit says so, and stays in the processor's cache
        if self.filter[slot] & bit == 0 {
            return Sense::default();
        }
        Sense(self.senses.get(&key).copied().unwrap_or_default())
    }
}

/// A number for a word or a whole name, the same whatever its case, its diacritics and its white space (FNV-1a, 64 bits, over
/// what [`fold`] gives).
pub(super) fn key(word: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    if word.len() < 48 && word.bytes().all(|b| b.is_ascii_graphic()) {
        for b in word.bytes() {
            hash = (hash ^ u64::from(if b == b'`' { b'\'' } else { b.to_ascii_lowercase() }))
                .wrapping_mul(0x0000_0100_0000_01b3);
        }
        return hash;
    }
    fold(word, |b| hash = (hash ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3));
    hash
}

/// Gives each byte of a text in lower case, without diacritics, white space as one space.
pub(super) fn fold(text: &str, mut each: impl FnMut(u8)) {
    let mut space = false;
    for c in text.chars() {
        if c.is_whitespace() {
            space = true;
            continue;
        }
        if std::mem::take(&mut space) {
            each(b' ');
        }
        if c.is_ascii() && c != '`' {
            each(c.to_ascii_lowercase() as u8);
        } else {
            fold_char(c, &mut each);
        }
    }
}

fn fold_char(c: char, each: &mut impl FnMut(u8)) {
    /// U+00C0 to U+017F, base letters; `*` for those that are no letter of a name or more than one.
    const BASE: &[u8; 192] = b"aaaaaa*ceeeeiiiidnooooo*ouuuuy**aaaaaa*ceeeeiiiidnooooo*ouuuuy*y\
aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll\
lllnnnnnnnnnoooooo**rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
    match c {
        '\u{300}'..='\u{36f}' => {}
        '’' | '‘' | '´' | '`' => each(b'\''),
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
            ("Rene\u{301}e", "renee"),
            ("’t", "'t"),
            ("žÿ", "zy"),
        ] {
            assert_eq!(folded(text), want);
            assert_eq!(key(text), key(want));
        }
    }

    #[test]
    fn lists_are_read() {
        let names = Names::new(&BTreeMap::new());
        assert!(names.sense("Tjitske").is(Sense::GIVEN));
        assert!(names.sense("Mark").is(Sense::GIVEN_OR_WORD));
        assert!(names.sense("JANSEN").is(Sense::SURNAME));
        assert!(names.sense("van").is(Sense::PARTICLE));
        assert!(!names.sense("Wasmachine").is(Sense(u32::MAX)));
    }
}
