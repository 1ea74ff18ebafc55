//! Words that addresses are made of, from the lists of the card.
//!
//! In: `[vocabulary.…]` of the pattern file, by language. Out: what a word is. Words are compared by their letters and digits,
//! in lower case and without marks (see [`Folded`]). This module refuses to know in what order words stand.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::super::mix::Mix;
use super::super::pattern::PatternFile;
use super::super::place::Folded;

/// What a word can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Roles {
    /// Languages in which names of streets begin with it (`rue`), or end in it (`Road`), a bit each.
    first: u8,
    last: u8,
    bits: u32,
}

/// Fields of a form, by what their labels name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Label {
    /// The whole, or street and number.
    Address,
    /// Street alone.
    Street,
    /// House number.
    Number,
    /// Postcode.
    Postcode,
    /// Place.
    Locality,
    /// Country.
    Country,
    /// What is added to the house number, in a field of its own.
    Addition,
}

/// Lists that say one thing of a word; the bit of each is its place.
const LISTS: [&str; 18] = [
    "box",
    "unit",
    "addition",
    "particle",
    "no_place",
    "county",
    "no_street",
    "unit_apart",
    "floor",
    "building",
    "attention",
    "label_address",
    "label_street",
    "label_number",
    "label_postcode",
    "label_locality",
    "label_country",
    "label_addition",
];
const BOX: u32 = 1;
const UNIT: u32 = 1 << 1;
const ADDITION: u32 = 1 << 2;
const PARTICLE: u32 = 1 << 3;
const NO_PLACE: u32 = 1 << 4;
const COUNTY: u32 = 1 << 5;
const NO_STREET: u32 = 1 << 6;
const UNIT_APART: u32 = 1 << 7;
const FLOOR: u32 = 1 << 8;
const BUILDING: u32 = 1 << 9;
const ATTENTION: u32 = 1 << 10;
/// Labels, in the order of their bits, which follow those above.
const LABELS: [Label; 7] = [
    Label::Address,
    Label::Street,
    Label::Number,
    Label::Postcode,
    Label::Locality,
    Label::Country,
    Label::Addition,
];
/// Bytes of a label.
const LABEL_MAX: usize = 40;
/// Words that say whom a letter is for: `a la atención de`.
const ATTENTION_WORDS: usize = 4;

/// Languages of the lists, in the order of their bits.
const LANGUAGES: [&str; 6] = ["nl", "en", "de", "fr", "es", "it"];

/// Languages that write the first word of a street's name small.
const ROMANCE: u8 = 8 | 16 | 32;

type Map<V> = HashMap<Box<[u8]>, V, BuildHasherDefault<Mix>>;

/// The lists, ready to be asked.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    words: Map<Roles>,
    /// Ends of words by their last byte, as `straat`, each with its languages.
    ends: Vec<Vec<(Box<[u8]>, u8)>>,
    countries: Map<[u8; 2]>,
    states: Map<()>,
    /// Words for streets elsewhere, with their country: what names end in, and what they begin with.
    abroad_ends: Vec<(Box<[u8]>, [u8; 2])>,
    abroad_first: Vec<(Box<[u8]>, [u8; 2])>,
    /// First bytes of the names of boxes, a bit each.
    boxes: u128,
}

/// A set of languages, a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tongues(pub(super) u8);

impl Tongues {
    /// True when people in the country write so.
    pub(super) fn speak_of(self, country: [u8; 2]) -> bool {
        let spoken = match &country {
            b"NL" => 1,
            b"BE" => 1 | 8,
            b"DE" | b"AT" => 4,
            b"CH" => 4 | 8 | 32,
            b"LU" => 8 | 4,
            b"FR" => 8,
            b"ES" => 16,
            b"IT" => 32,
            _ => 2,
        };
        self.0 & spoken != 0
    }
    /// True for words of languages that put the type of a street before its name.
    pub(super) fn is_romance(self) -> bool {
        self.0 & ROMANCE != 0
    }
    /// True when no list has the word.
    pub(super) fn is_none(self) -> bool {
        self.0 == 0
    }
}

/// What a word says in the name of a street.
#[derive(Debug, Clone, Copy)]
pub(super) struct StreetWord {
    /// Names begin with it: `rue`, `Via`, `C/`, `Am`.
    pub(super) first: Tongues,
    /// Names end in it: `Road`, `…straat`, `…str.`.
    pub(super) last: Tongues,
    /// `van`, `der`: words in small letters within names.
    pub(super) particle: bool,
    /// `BV`, `Factuur`: no name holds it.
    pub(super) never: bool,
}

impl Vocabulary {
    pub(super) fn new(file: &PatternFile) -> Self {
        let mut all = Vocabulary::default();
        for (name, lists) in &file.vocabulary {
            for (language, words) in lists {
                let tongue = LANGUAGES.iter().position(|l| l == language).map_or(0, |n| 1u8 << n);
                for word in words {
                    all.add(name, language, tongue, word);
                }
            }
        }
        all
    }

    fn add(&mut self, list: &str, language: &str, tongue: u8, word: &str) {
        let key: Box<[u8]> = Folded::letters_of(word).as_bytes().into();
        match list {
            "country" => {
                if let Ok(code) = <[u8; 2]>::try_from(language.as_bytes()) {
                    self.countries.insert(key, code);
                }
            }
            "abroad_end" | "abroad_first" => {
                let Ok(code) = <[u8; 2]>::try_from(language.as_bytes()) else { return };
                let all = if list == "abroad_end" { &mut self.abroad_ends } else { &mut self.abroad_first };
                all.push((key, code));
            }
            "state" => {
                self.states.insert(key, ());
            }
            "street_end" => {
                let Some(&last) = key.last() else { return };
                self.ends.resize_with(256, Vec::new);
                let list = &mut self.ends[usize::from(last)];
                match list.iter_mut().find(|(end, _)| *end == key) {
                    Some((_, tongues)) => *tongues |= tongue,
                    None => list.push((key, tongue)),
                }
            }
            "street_first" => self.words.entry(key).or_default().first |= tongue,
            "street_last" => self.words.entry(key).or_default().last |= tongue,
            _ => {
                let bit = LISTS.iter().position(|name| *name == list).map_or(0, |n| 1 << n);
                if bit == BOX {
                    self.boxes |= key.first().map_or(0, |b| 1 << (b & 0x7f));
                }
                self.words.entry(key).or_default().bits |= bit;
            }
        }
    }

    fn roles(&self, word: &str) -> Roles {
        self.words.get(Folded::letters_of(word).as_bytes()).copied().unwrap_or_default()
    }

    fn is(&self, word: &str, bit: u32) -> bool {
        self.roles(word).bits & bit != 0
    }

    /// The ends of words with the last byte of this one.
    fn ends_like(&self, key: &[u8]) -> &[(Box<[u8]>, u8)] {
        key.last().and_then(|last| self.ends.get(usize::from(*last))).map_or(&[], Vec::as_slice)
    }

    /// What a word says in the name of a street.
    pub(super) fn in_street(&self, word: &str) -> StreetWord {
        let key = Folded::letters_of(word);
        let key = key.as_bytes();
        let roles = self.words.get(key).copied().unwrap_or_default();
        let ends = self.ends_like(key).iter().filter(|(end, _)| key.ends_with(end));
        let written = if word.starts_with(char::is_lowercase) { ROMANCE } else { !0 };
        StreetWord {
            first: Tongues(roles.first & written),
            last: Tongues(ends.fold(roles.last, |all, (_, t)| all | t)),
            particle: roles.bits & PARTICLE != 0,
            never: roles.bits & NO_STREET != 0,
        }
    }

    /// Names of streets begin with it: `rue`, `Via`, `C/`, `Am`.
    pub(super) fn street_first(&self, word: &str) -> Tongues {
        self.in_street(word).first
    }

    /// Names of streets end in it: `Road`, `…straat`, `…str.`.
    pub(super) fn street_last(&self, word: &str) -> Tongues {
        self.in_street(word).last
    }

    /// The word is what streets are called, and no name by itself: `Gracht`, `Road`.
    pub(super) fn is_street_word(&self, word: &str) -> bool {
        let key = Folded::letters_of(word);
        let key = key.as_bytes();
        self.roles(word).last != 0 || self.ends_like(key).iter().any(|(end, _)| **end == *key)
    }

    /// `Postbus`, `BP`; several words are given as one.
    pub(super) fn is_box(&self, words: &str) -> bool {
        // few words begin as such a name does; what is not ASCII is not looked at here
        let first = words.bytes().find(|b| b.is_ascii_alphanumeric() || *b >= 0x80);
        let may = first.is_some_and(|b| b >= 0x80 || self.boxes >> b.to_ascii_lowercase() & 1 == 1);
        may && self.is(words, BOX)
    }
    /// `bus`, `bte`, `Suite`: a value follows.
    pub(super) fn is_unit(&self, word: &str) -> bool {
        self.is(word, UNIT)
    }
    /// `Whg`, `étage`: a part of the building that is no part of the house number.
    pub(super) fn is_unit_apart(&self, word: &str) -> bool {
        self.is(word, UNIT_APART)
    }
    /// `bajo`, `entlo`, `dcha`: a floor or a door by its name.
    pub(super) fn is_floor(&self, word: &str) -> bool {
        self.is(word, FLOOR)
    }
    /// `House`, `Farm`: a building, by a word of its name.
    pub(super) fn is_building(&self, word: &str) -> bool {
        self.is(word, BUILDING)
    }
    /// `t.a.v. Jan Klant`, `z. Hd. Frau Klant`: whom a letter is for, by its first words, which are given as one.
    pub(super) fn is_attention(&self, piece: &str) -> bool {
        // `p/a Dorpsstraat 12`: the address itself
        if piece.bytes().any(|b| b.is_ascii_digit()) {
            return false;
        }
        let mut letters = Folded::default();
        piece.split([' ', '\u{a0}', '\'', '’']).take(ATTENTION_WORDS).any(|word| {
            letters.add_letters(word);
            // `c/o`, not `Co Durham`
            let short = letters.as_bytes().len() <= 2;
            let signed = word.contains('/') || word.matches('.').count() > 1;
            (!short || signed)
                && self.words.get(letters.as_bytes()).is_some_and(|roles| roles.bits & ATTENTION != 0)
        })
    }
    /// `bis`, `hs`: an addition by itself.
    pub(super) fn is_addition(&self, word: &str) -> bool {
        self.is(word, ADDITION)
    }
    /// `van`, `der`: words in small letters within names.
    pub(super) fn is_particle(&self, word: &str) -> bool {
        self.is(word, PARTICLE)
    }
    /// `Tel`, `KvK`: no name of a place goes on with it.
    pub(super) fn is_no_place(&self, word: &str) -> bool {
        self.is(word, NO_PLACE)
    }
    /// `Surrey`, which stands between place and postcode.
    pub(super) fn is_county(&self, words: &str) -> bool {
        self.is(words, COUNTY)
    }
    /// The country that is named so.
    pub(super) fn country(&self, words: &str) -> Option<[u8; 2]> {
        self.country_of(Folded::letters_of(words).as_bytes())
    }
    /// The same for letters and digits as [`Folded`] has them.
    pub(super) fn country_of(&self, letters: &[u8]) -> Option<[u8; 2]> {
        self.countries.get(letters).copied()
    }
    /// Names of streets in one of the other countries begin with it: `ul.`.
    pub(super) fn begins_abroad(&self, word: &str) -> bool {
        let key = Folded::letters_of(word);
        self.abroad_first.iter().any(|(first, _)| **first == *key.as_bytes())
    }
    /// The other countries where a street may be called so, by its last word or its first.
    pub(super) fn speaks_abroad(&self, street: &str) -> Vec<[u8; 2]> {
        let mut words = street.split(' ');
        let first = Folded::letters_of(words.next().unwrap_or_default());
        let last = Folded::letters_of(words.next_back().unwrap_or(street));
        let begun = self.abroad_first.iter().filter(|(word, _)| **word == *first.as_bytes());
        let ended = self.abroad_ends.iter().filter(|(end, _)| last.as_bytes().ends_with(end));
        begun.chain(ended).map(|(_, country)| *country).collect()
    }
    /// One of the United States, by its code or its name.
    pub(super) fn is_state(&self, words: &str) -> bool {
        self.states.contains_key(Folded::letters_of(words).as_bytes())
    }
    /// The field of a form that a label names.
    pub(super) fn label(&self, words: &str) -> Option<Label> {
        if words.len() > LABEL_MAX {
            return None;
        }
        let bits = self.roles(words).bits >> (LISTS.len() - LABELS.len());
        LABELS.iter().enumerate().find(|(n, _)| bits >> n & 1 == 1).map(|(_, label)| *label)
    }
}
