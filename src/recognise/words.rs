//! Words beside a candidate that speak for it (`Tel.`) or against it (`Factuur`).
//!
//! In: the lists of a pattern file, and a place in a text. Out: the nearest word that says something. This module
//! refuses to know what is being looked for.

pub(super) mod desk;

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

use super::mix::Mix;
use desk::{is_department, is_of_desk};

/// What a word says of the candidate beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// Speaks for it.
    Raise,
    /// Speaks against it.
    Sink,
}

/// A word that says something, and where it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    /// For or against.
    pub(super) effect: Effect,
    /// The word names a number (`Ordernummer`, `Kenmerk`), not only what it may be about (`Order`, `Project`).
    pub(super) names_number: bool,
    /// The word names a mobile telephone: `GSM`, `Handy`.
    pub(super) mobile: bool,
    /// The languages whose lists have the word.
    pub(super) languages: Languages,
    /// Which word of the lists it is; see [`Words::listed`].
    word: u16,
}

/// A set of languages that mail is read in; others are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Languages(u8);

impl Languages {
    const CODES: [&'static [u8; 2]; 6] = [b"nl", b"de", b"en", b"fr", b"es", b"it"];

    /// The set of one language, by its ISO 639-1 code.
    pub(super) fn of(code: &[u8]) -> Self {
        Languages(Self::CODES.iter().position(|c| c.as_slice() == code).map_or(0, |n| 1 << n))
    }
    /// True when the set is one language alone.
    pub(super) fn is_one(self) -> bool {
        self.0.count_ones() == 1
    }
    /// What the two sets share, or this one where they share nothing.
    pub(super) fn meant_in(self, other: Self) -> Self {
        match self.0 & other.0 {
            0 => self,
            both => Languages(both),
        }
    }
    /// The languages of the set.
    pub(super) fn iter(self) -> impl Iterator<Item = &'static [u8; 2]> {
        Self::CODES.into_iter().enumerate().filter(move |(n, _)| self.0 >> n & 1 == 1).map(|(_, c)| c)
    }
}

/// The lists of one pattern, ready to be asked.
#[derive(Debug, Default)]
pub(super) struct Words {
    exact: HashMap<Box<str>, Said, BuildHasherDefault<Mix>>,
    /// By first byte, from 0 on: words that may go on, as Dutch and German compounds do.
    prefixes: Vec<Vec<(Box<str>, Said)>>,
    /// The words as they are listed, to say which one was met.
    listed: Vec<Box<str>>,
}

/// The number of a word that is in no list: a compound that names a number.
const UNLISTED: u16 = u16::MAX;

/// What words for mobile telephones begin with.
const MOBILE: [&str; 9] =
    ["mob", "gsm", "cell", "celular", "handy", "portable", "móvil", "movil", "06-nummer"];

/// Words further than this before a candidate say nothing of it. Bytes.
const REACH: usize = 72;
/// How many words back a label may stand: `Tel. (alleen op werkdagen): …`.
const WORDS: usize = 6;

impl Words {
    /// From lists by language; a word that ends in `*` stands for all words that begin so.
    pub(super) fn new(raise: &BTreeMap<String, Vec<String>>, sink: &BTreeMap<String, Vec<String>>) -> Self {
        let mut words = Words::default();
        for (effect, lists) in [(Effect::Raise, raise), (Effect::Sink, sink)] {
            for (language, list) in lists {
                let languages = Languages::of(language.as_bytes());
                for word in list {
                    let number = words.listed.len().min(usize::from(UNLISTED)) as u16;
                    words.listed.push(word.as_str().into());
                    words.add(
                        &word.to_lowercase(),
                        Said {
                            effect,
                            names_number: false,
                            mobile: MOBILE.iter().any(|m| word.starts_with(m)),
                            languages,
                            word: number,
                        },
                    );
                }
            }
        }
        words
    }

    fn add(&mut self, word: &str, said: Said) {
        fn merge(old: &mut Said, new: Said) {
            old.languages.0 |= new.languages.0;
        }
        match word.strip_suffix('*') {
            Some(prefix) => {
                let Some(&first) = prefix.as_bytes().first() else { return };
                let first = usize::from(first);
                if self.prefixes.len() <= first {
                    self.prefixes.resize_with(first + 1, Vec::new);
                }
                let list = &mut self.prefixes[first];
                match list.iter_mut().find(|(w, s)| **w == *prefix && s.effect == said.effect) {
                    Some((_, old)) => merge(old, said),
                    None => list.push((prefix.into(), said)),
                }
            }
            None => match self.exact.get_mut(word) {
                Some(old) if old.effect == said.effect => merge(old, said),
                Some(_) => {}
                None => {
                    self.exact.insert(word.into(), said);
                }
            },
        }
    }

    /// What one word says; `word` is in lower case. The longest listed beginning decides.
    pub(super) fn say(&self, word: &str) -> Option<Said> {
        let said = match self.exact.get(word) {
            Some(said) => Some(*said),
            None => self.prefixes.get(usize::from(*word.as_bytes().first()?)).and_then(|list| {
                let fits = list.iter().filter(|(w, _)| word.starts_with(&**w));
                fits.max_by_key(|(w, _)| w.len()).map(|(_, said)| *said)
            }),
        };
        match said {
            Some(said) if said.effect == Effect::Sink => {
                let names_number = names_number(word);
                (names_number || !is_department(word)).then_some(Said { names_number, ..said })
            }
            Some(said) => Some(said),
            // a compound that no list has: `Partijnummer`, `garantiecode`
            None if is_number_compound(word) => Some(Said {
                effect: Effect::Sink,
                names_number: true,
                mobile: false,
                languages: Languages::default(),
                word: UNLISTED,
            }),
            None => None,
        }
    }

    /// The word of the lists that said it, in a phrase for a person: `word for it: tel*`.
    pub(super) fn listed(&self, said: Said) -> String {
        let word = self.listed.get(usize::from(said.word)).map_or("a word that names a number", |w| &**w);
        match said.effect {
            Effect::Raise => format!("word for it: {word}"),
            Effect::Sink => format!("word against it: {word}"),
        }
    }

    /// What the nearest telling word before byte `at` of `text` says: on its line, or, when the line has no word
    /// before it, on the line above. Beyond another number only words that raise count: what sinks belongs to that
    /// number.
    pub(super) fn before(&self, text: &str, at: usize) -> Option<Said> {
        let bytes = text.as_bytes();
        let floor = at.saturating_sub(REACH);
        let (mut pos, mut words, mut lines, mut numbers) = (at, 0, 0, 0);
        // A word that sinks belongs to what stands right behind it, not beyond a comma.
        let mut parted = false;
        // Another number stands between, long enough to be one that is called.
        let mut long = false;
        while pos > floor && words < WORDS {
            let b = bytes[pos - 1];
            if b == b'\n' {
                lines += 1;
                if lines > 1 || words > 0 || numbers > 0 {
                    return None;
                }
                pos -= 1;
            } else if b.is_ascii_digit() {
                numbers += 1;
                let mut digits = 0;
                while pos > floor && (bytes[pos - 1].is_ascii_digit() || is_number_mark(bytes[pos - 1])) {
                    pos -= 1;
                    digits += usize::from(bytes[pos].is_ascii_digit());
                }
                long |= digits >= 7;
                // a label on the line above has this number for its own
                if numbers > 2 || lines > 0 {
                    return None;
                }
            } else if is_word_byte(b) {
                let end = pos;
                while pos > floor && (is_word_byte(bytes[pos - 1]) || bytes[pos - 1] == b'.') {
                    pos -= 1;
                }
                while pos < end && !text.is_char_boundary(pos) {
                    pos += 1;
                }
                if pos == floor && floor > 0 {
                    return None;
                }
                words += 1;
                // Letters in a code or in `t/m` are no label.
                let odd = pos > 0 && (bytes[pos - 1].is_ascii_digit() || bytes[pos - 1] == b'_')
                    || end - pos == 1 && !is_lone_label(bytes, pos);
                if !odd
                    && let Some(said) =
                        self.say_joined(text, pos, end).or_else(|| self.say_token(&text[pos..end]))
                    && (said.effect == Effect::Raise || said.names_number || !is_of_desk(text, pos))
                {
                    // On the line above, what sinks must be a label: `Klant` may be part of a name.
                    let above = lines > 0
                        && bytes.get(end) != Some(&b':')
                        && !(said.names_number && is_alone_on_line(bytes, pos));
                    if said.effect == Effect::Raise || (numbers == 0 && !parted && !above && words <= 3) {
                        return Some(said);
                    }
                    return None;
                }
                // beyond another number, only what joins the two may stand before its label
                if long && !is_joint(&text[pos..end]) {
                    return None;
                }
            } else {
                let sentence = b == b'.' && words > 0 && bytes.get(pos) == Some(&b' ');
                parted |= matches!(b, b',' | b';' | b'|' | b'?' | b'!' | b'(') || sentence;
                pos -= 1;
            }
        }
        None
    }

    /// What a word says with the one before it that a mark joins to it.
    fn say_joined(&self, text: &str, start: usize, end: usize) -> Option<Said> {
        let bytes = text.as_bytes();
        // the curly apostrophe is part of the word
        if matches!(bytes.get(start..start + 2), Some([b'd' | b'D', 0xe2])) {
            let word = text[start + 1..end].strip_prefix('’')?;
            return self.say_elided(word);
        }
        match bytes.get(..start)? {
            [.., b'-'] => self.say_hyphenated(text, start, end),
            [b'd' | b'D', b'\''] | [.., b' ', b'd' | b'D', b'\''] => self.say_elided(&text[start..end]),
            _ => None,
        }
    }

    /// `numéro d'entreprise`, `numéro d’agrément`: a word that says so behind `d'` only.
    fn say_elided(&self, word: &str) -> Option<Said> {
        self.say(&format!("d'{}", word.trim_matches('.').to_lowercase()))
    }

    /// `CMR-nr`, `Order-no.`: what a number word behind a hyphen says with the word before it.
    fn say_hyphenated(&self, text: &str, start: usize, end: usize) -> Option<Said> {
        let bytes = text.as_bytes();
        let word = text[start..end].trim_matches('.').to_ascii_lowercase();
        if !matches!(word.as_str(), "nr" | "nummer" | "no" | "code" | "ref" | "id") {
            return None;
        }
        // `Art.-Nr.`
        let short = start > 1 && bytes[start - 2] == b'.';
        let before = start - 1 - usize::from(short);
        let stem = bytes[..before].iter().rev().take(24).take_while(|b| is_word_byte(**b)).count();
        let from = (before - stem..=before).find(|n| text.is_char_boundary(*n))?;
        if stem < 2 {
            return None;
        }
        if short {
            return self.say(&format!("{}{word}", text[from..before].to_lowercase()));
        }
        self.say(&text[from..end].trim_matches('.').to_lowercase())
    }

    /// What the word right behind byte `at` says for it, as in `06-… (mobiel)`: on the same line, after at most 3 bytes that
    /// are no letters.
    pub(super) fn after(&self, text: &str, at: usize) -> Option<Said> {
        self.behind(text, at).map(|(said, _)| said).filter(|s| s.effect == Effect::Raise)
    }

    /// The same for a word that says that the number is another one, as in `323829663 RCS Aix`: a number of that sort that
    /// stands behind the word is what it names instead.
    pub(super) fn named_behind(&self, text: &str, at: usize) -> Option<Said> {
        let (said, end) = self.behind(text, at)?;
        let rest = &text.as_bytes()[end..];
        let line = &rest[..rest.len().min(40)];
        let parted = line.windows(3).position(|w| matches!(w, [b'\n' | b',' | b';' | b'|', ..] | b" - "));
        let digits = line[..parted.unwrap_or(line.len())].iter().filter(|b| b.is_ascii_digit()).count();
        (said.effect == Effect::Sink && said.names_number && digits < 4).then_some(said)
    }

    /// What the word right behind byte `at` says, and where it ends.
    fn behind(&self, text: &str, at: usize) -> Option<(Said, usize)> {
        let bytes = text.as_bytes();
        let mut pos = at;
        while pos < bytes.len() && pos < at + 3 && matches!(bytes[pos], b' ' | b'(' | b'[') {
            pos += 1;
        }
        let start = pos;
        while pos < bytes.len() && is_word_byte(bytes[pos]) && pos < start + 24 {
            pos += 1;
        }
        // A label with a colon belongs to what comes behind it.
        if pos == start || bytes.get(pos).is_some_and(|b| *b == b':') || !text.is_char_boundary(pos) {
            return None;
        }
        self.say_token(&text[start..pos]).map(|said| (said, pos))
    }

    /// What a token of letters and full stops says: `K.v.K` is one word, of `mij.Tel` the last counts.
    pub(super) fn say_token(&self, token: &str) -> Option<Said> {
        let token = token.trim_matches('.');
        let dotted = token.contains('.');
        let abbreviation = dotted && token.split('.').all(|p| p.len() <= 2);
        // `Art.nr` is `artnr`
        if dotted
            && !abbreviation
            && token.len() <= 24
            && let Some((stem, "nr" | "no" | "Nr" | "No" | "NR" | "nummer")) = token.rsplit_once('.')
            && let Some(said) = self
                .say(&token.chars().filter(|c| *c != '.').flat_map(char::to_lowercase).collect::<String>())
            && stem.len() > 1
        {
            return Some(said);
        }
        let last = if abbreviation || !dotted { token } else { token.rsplit('.').next().unwrap_or(token) };
        let mut short = [0; 32];
        let mut length = 0;
        for b in last.bytes().filter(|b| *b != b'.') {
            match short.get_mut(length) {
                Some(slot) if b.is_ascii() => *slot = b.to_ascii_lowercase(),
                _ => {
                    let letters = last.chars().filter(|c| *c != '.');
                    return self.say(&letters.flat_map(char::to_lowercase).collect::<String>());
                }
            }
            length += 1;
        }
        self.say(std::str::from_utf8(&short[..length]).ok()?)
    }
}

/// Ends of words that name a number of some sort, in the languages of the lists.
const NUMBERS: [&str; 22] = [
    "nummer",
    "nummern",
    "nummers",
    "nr",
    "nrs",
    "number",
    "no",
    "num",
    "code",
    "kenmerk",
    "ref",
    "referentie",
    "reference",
    "referenz",
    "zeichen",
    "id",
    "numero",
    "número",
    "numéro",
    "réf",
    "iban",
    "barcode",
];
/// Words that are what [`NUMBERS`] end, by themselves.
const WHOLE: [&str; 36] = [
    "bic", "kvk", "btw", "vat", "bsn", "isbn", "issn", "ean", "rsin", "siret", "siren", "tva", "cif", "nif",
    "iva", "piva", "cf", "hrb", "hra", "blz", "kto", "imei", "gps", "lat", "lon", "ip", "mac", "datum",
    "date", "sn", "rcs", "rpm", "rpr", "kbo", "bce", "crn",
];
/// Numbers by which people are called: compounds of these are no other number.
const CALLED: [&str; 62] = [
    "tele",
    "telefoon",
    "telefon",
    "mobiel",
    "mobil",
    "gsm",
    "fax",
    "06",
    "door",
    "doorkies",
    "kies",
    "bel",
    "inbel",
    "contact",
    "nood",
    "spoed",
    "storings",
    "meld",
    "service",
    "privé",
    "prive",
    "werk",
    "whatsapp",
    "sms",
    "alarm",
    "info",
    "rück",
    "rückruf",
    "ruf",
    "team",
    "winkel",
    "kantoor",
    "afdeling",
    "afdelings",
    "filiaal",
    "praktijk",
    "balie",
    "receptie",
    "thuis",
    "centrale",
    "bureau",
    "secretariaat",
    "school",
    "club",
    "magazijn",
    "desk",
    "lijn",
    "hulp",
    "wacht",
    "crisis",
    "bereikbaarheids",
    "directie",
    "büro",
    "zentral",
    "filial",
    "laden",
    "praxis",
    "abteilungs",
    "bereitschafts",
    "privat",
    "festnetz",
    "handy",
];

fn names_number(word: &str) -> bool {
    NUMBERS.iter().any(|n| word.ends_with(n)) || WHOLE.contains(&word)
}

fn is_number_compound(word: &str) -> bool {
    const ENDS: [&str; 8] = ["nummern", "nummer", "nr", "code", "kenmerk", "referentie", "zeichen", "ref"];
    // most words end otherwise
    let may = word.len() >= 5 && matches!(word.as_bytes().last(), Some(b'n' | b'r' | b'e' | b'k' | b'f'));
    may && ENDS.iter().find_map(|end| word.strip_suffix(end)).is_some_and(|stem| {
        let stem = stem.trim_end_matches('-');
        stem.len() >= 3 && !CALLED.iter().any(|called| stem.ends_with(called))
    })
}

fn is_word_byte(b: u8) -> bool {
    b.is_ascii_alphabetic() || b >= 0x80
}

/// A single letter is a label at the start of a line or a column, or before a colon or a full stop: `T 020-…`, `M: …`.
fn is_lone_label(bytes: &[u8], at: usize) -> bool {
    let before = bytes[..at].trim_ascii_end();
    let opens = match before.last() {
        None => true,
        Some(b) => {
            matches!(b, b'|' | b',' | b';' | b'/' | b'>' | b'*' | b'(') && before.len() < at
                || bytes[before.len()..at].iter().any(|b| matches!(b, b'\n' | b'\t'))
                || at - before.len() >= 2
                || *b >= 0x80
        }
    };
    let free =
        before.len() < at || at == 0 || matches!(bytes[at - 1], b'|' | b'>' | b'*' | b'(' | b',' | b';');
    match bytes.get(at + 1) {
        Some(b':') => free,
        Some(b'.' | b' ' | b')' | b'\t' | b'+' | b'(' | b'-' | b'*') | None => free && opens,
        Some(b) => free && opens && b.is_ascii_digit(),
    }
}

/// `020-… of 06-…`, `Tel. 020-… / fax`: words between two numbers of one label.
fn is_joint(word: &str) -> bool {
    let word = word.trim_matches('.');
    ["of", "en", "or", "and", "und", "oder", "et", "ou", "y", "o", "e", "b.g.g", "bgg"]
        .iter()
        .any(|joint| word.eq_ignore_ascii_case(joint))
}

/// Before byte `at`, its line has no more than one short word: the line is a label, as in a form.
fn is_alone_on_line(bytes: &[u8], at: usize) -> bool {
    let line = bytes[..at].rsplit(|b| *b == b'\n').next().unwrap_or_default().trim_ascii();
    line.len() <= 16 && !line.iter().any(|b| b.is_ascii_digit() || matches!(b, b',' | b';' | b':'))
}

fn is_number_mark(b: u8) -> bool {
    matches!(b, b' ' | b'-' | b'.' | b'/' | b'(' | b')' | b'+')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let list = |l: &str, w: &[&str]| (l.to_owned(), w.iter().map(|s| (*s).to_owned()).collect());
        Words::new(
            &BTreeMap::from([list("nl", &["tel", "bel", "mobiel*"]), list("de", &["tel", "mobil*"])]),
            &BTreeMap::from([list("nl", &["order*", "kvk"]), list("fr", &["d'affilié"])]),
        )
    }

    fn effect(text: &str) -> Option<Effect> {
        words().before(text, text.find('#').unwrap()).map(|s| s.effect)
    }

    #[test]
    fn the_nearest_telling_word_decides() {
        assert_eq!(effect("Tel. #"), Some(Effect::Raise));
        assert_eq!(effect("Ordernummer: #"), Some(Effect::Sink));
        assert_eq!(effect("over order 12, bel #"), Some(Effect::Raise));
        assert_eq!(effect("Tel. order #"), Some(Effect::Sink));
        assert_eq!(effect("K.v.K. #"), Some(Effect::Sink));
        assert_eq!(effect("Graag gedaan #"), None);
        assert_eq!(effect("Tel. d'affilié : #"), Some(Effect::Sink));
        assert_eq!(effect("Tel. d’affilié : #"), Some(Effect::Sink));
        assert_eq!(effect("Tel. l'affilié : #"), Some(Effect::Raise));
    }

    #[test]
    fn a_word_that_sinks_has_its_own_number() {
        assert_eq!(effect("order 12345, #"), None);
        assert_eq!(effect("Tel. 020-1234567 / #"), Some(Effect::Raise));
    }

    #[test]
    fn the_line_above_counts_when_the_line_is_empty() {
        assert_eq!(effect("Mobiel:\n  #"), Some(Effect::Raise));
        assert_eq!(effect("Mobiel:\nik zeg #"), None);
        assert_eq!(effect("Mobiel:\n\n #"), None);
    }

    #[test]
    fn a_word_knows_its_languages() {
        assert!(!words().say("tel").unwrap().languages.is_one());
        assert_eq!(words().say("mobilfunk").unwrap().languages, Languages::of(b"de"));
        assert_eq!(words().say("mobiele").unwrap().languages.iter().collect::<Vec<_>>(), [b"nl"]);
    }

    #[test]
    fn desks_are_called_about_what_else_sinks() {
        assert_eq!(effect("Service orders : #"), None);
        assert_eq!(effect("Tel. afd. orders #"), Some(Effect::Raise));
        assert_eq!(effect("Service ordernummer : #"), Some(Effect::Sink), "a number with a name of its own");
    }

    #[test]
    fn the_word_behind_counts() {
        let at = |t: &str| words().after(t, 1).map(|s| s.effect);
        assert_eq!(at("# (mobiel)"), Some(Effect::Raise));
        assert_eq!(at("# mobiel: 2"), None, "a label of what follows");
        let named = |t: &str| words().named_behind(t, 1).is_some();
        assert!(named("# KvK te Utrecht") && !named("# KvK te Utrecht 12345678") && !named("# mobiel"));
    }

    #[test]
    fn numbers_of_places_and_groups_are_called() {
        for word in ["Teamnummer", "winkelnummer", "kantoornummer", "Büronummer"] {
            assert_eq!(effect(&format!("{word}: #")), None, "{word}");
        }
        for word in ["partijnummer", "zaaknummer", "vestigingsnummer"] {
            assert_eq!(effect(&format!("{word}: #")), Some(Effect::Sink), "{word}");
        }
    }
}
