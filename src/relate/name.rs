//! Names of people and firms, so that the ways in which one is written can be compared.
//!
//! In: a name as written: `Vries, J.A. de (Jan)`, `JAN DE VRIES`, `J. de Vries`. Out: what all of these share. This module
//! refuses to know whether it is a name.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::key::{Key, Sort};

/// Words within surnames that are often left out, moved or written otherwise: nl, de, fr, es, it, pt.
const INFIXES: &[&str] = &[
    "de", "den", "der", "het", "t", "van", "vanden", "vander", "vd", "v", "d", "ten", "ter", "te", "op",
    "in", "aan", "von", "vom", "zu", "zum", "zur", "du", "des", "la", "le", "les", "del", "della", "di",
    "da", "dal", "dos", "das", "do", "el", "y", "e", "i", "bin", "al", "l", "s",
];

/// Titles and forms of address that are no part of a name.
const TITLES: &[&str] = &[
    "dhr", "mw", "mevr", "mevrouw", "meneer", "heer", "mr", "mrs", "ms", "miss", "dr", "drs", "ir", "ing",
    "prof", "herr", "frau", "hr", "fr", "m", "mme", "mlle", "monsieur", "madame", "sr", "sra", "srta", "sig",
    "signor", "signora", "don", "dona", "bsc", "msc", "ba", "ma", "mba", "phd", "jr", "sir",
];

/// Bytes of a name that is looked at.
const NAME_MAX: usize = 120;

/// Words of a name that are looked at.
const WORDS_MAX: usize = 8;

/// Legal forms at the end of a firm's name.
const FORMS: &[&str] = &[
    "bv",
    "nv",
    "vof",
    "cv",
    "bvba",
    "sprl",
    "srl",
    "sa",
    "sas",
    "sarl",
    "eurl",
    "gmbh",
    "ag",
    "kg",
    "ohg",
    "ug",
    "gbr",
    "ev",
    "ltd",
    "limited",
    "llp",
    "plc",
    "inc",
    "llc",
    "corp",
    "co",
    "company",
    "sl",
    "slu",
    "spa",
    "snc",
    "asbl",
    "vzw",
    "stichting",
    "cie",
    "mbh",
    "se",
    "bvio",
    "ua",
    "wa",
];

/// Letters only, lower case, without marks: `Müller-Šmid` → `muller-smid`.
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'ß' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            'ø' | 'Ø' => out.push('o'),
            'ł' | 'Ł' => out.push('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
            'ı' => out.push('i'),
            'þ' | 'Þ' => out.push_str("th"),
            _ => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// A person's name, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The first given name, folded; absent where only initials stand there.
    given: Option<String>,
    /// First letter of the given names.
    initial: Option<char>,
    /// Words of the surname without infixes, folded; at least one.
    surname: Vec<String>,
    full: Option<Key>,
    short: Option<Key>,
}

impl Name {
    /// Takes a name apart; `None` where it is less than a given name or initials with a surname.
    pub fn read(text: &str) -> Option<Name> {
        let text = &text[..text.floor_char_boundary(NAME_MAX)];
        let bare = text.split_once(['|', '/']).map_or(text, |(first, _)| first);
        let (bare, called) = match bare.split_once('(') {
            Some((outside, inside)) => (outside, inside.split(')').next()),
            None => (bare, None),
        };
        let (last, first) = match bare.split_once(',') {
            Some((last, first)) => (words(last), words(first)),
            None => (Vec::new(), words(bare)),
        };
        if last.is_empty() {
            return Name::in_order(first);
        }
        // `Vries, Jan de`: given names first, then the infixes of the surname
        let mut name = Name::in_order(first.into_iter().chain(last).collect())?;
        if let Some(called) = called.map(words).and_then(|w| w.into_iter().next()).filter(|w| !w.initials) {
            name.given = Some(called.text);
            name.spell();
        }
        Some(name)
    }

    fn in_order(words: Vec<Word>) -> Option<Name> {
        let mut words = words.into_iter().peekable();
        let first = words.next()?;
        let initial = first.text.chars().next();
        let mut given = (!first.initials).then(|| first.text.clone());
        let mut surname: Vec<String> = Vec::new();
        for word in words {
            if word.initials && surname.is_empty() {
                continue;
            }
            surname.push(word.text);
        }
        surname.retain(|w| !INFIXES.contains(&w.as_str()));
        if surname.is_empty() {
            return None;
        }
        // `E. de Boer`, `S. Jansen`: an initial is no infix
        if !first.initials && INFIXES.contains(&first.text.as_str()) {
            given = None;
            if surname.len() < 2 {
                return None;
            }
        }
        let mut name = Name { given, initial, surname, full: None, short: None };
        name.spell();
        Some(name)
    }

    /// Makes the keys.
    fn spell(&mut self) {
        self.full = self.given.as_deref().map(|given| {
            let mut parts = vec![given];
            parts.extend(self.surname.iter().map(String::as_str));
            Key::of(Sort::Name, &parts)
        });
        let mut initial = [0; 4];
        self.short = self
            .initial
            .zip(self.surname.last())
            .map(|(first, last)| Key::of(Sort::ShortName, &[first.encode_utf8(&mut initial), last]));
    }

    /// What is the same for one full name, however its infixes stand; absent where the given name is not told.
    pub fn full(&self) -> Option<Key> {
        self.full
    }

    /// What is the same for a full name and for the initials: first letter and last word of the surname.
    pub fn short(&self) -> Option<Key> {
        self.short
    }

    /// The two can be names of one person.
    pub fn agrees(&self, other: &Name) -> bool {
        let surnames = self.surname.last() == other.surname.last()
            || self.surname.first() == other.surname.first()
            || self.surname.first() == other.surname.last()
            || self.surname.last() == other.surname.first();
        let givens = match (&self.given, &other.given) {
            (Some(a), Some(b)) => a == b || a.starts_with(b.as_str()) || b.starts_with(a.as_str()),
            _ => self.initial == other.initial,
        };
        surnames && givens
    }

    /// The other is this name with the surname first and no comma: `Bakker Jan`, as in registers. A name of two words only.
    pub fn is_turned(&self, other: &Name) -> bool {
        let turned = |one: &Name, other: &Name| one.given.as_ref() == other.surname.first();
        self.surname.len() == 1
            && other.surname.len() == 1
            && self.given.is_some()
            && turned(self, other)
            && turned(other, self)
    }

    /// Nothing of this name, as a local part spells it in whatever order, says that it is not the other: words are words of the other or
    /// joined ones, a letter is its initial or begins its surname.
    pub fn is_part_of(&self, other: &Name) -> bool {
        let all: Vec<&str> = other.given.iter().chain(&other.surname).map(String::as_str).collect();
        let joined: String = all.concat();
        // a given name that is known by its initial alone may be any
        let initial = |w: &str| other.given.is_none() && other.initial.is_some_and(|i| w.starts_with(i));
        let word = |w: &str| {
            w.len() < 3
                || joined.contains(w)
                || initial(w)
                || all.iter().any(|part| part.len() > 2 && (w.contains(part) || part.contains(w)))
        };
        let letter = match (&self.given, self.initial) {
            (None, Some(letter)) => {
                other.initial.is_none_or(|i| i == letter)
                    || other.surname.iter().any(|w| w.starts_with(letter))
            }
            _ => true,
        };
        letter && self.given.iter().chain(&self.surname).all(|w| word(w))
    }

    /// A letter beside the surname in a local part (`jdevries`, `vriesj`) is not this name's.
    pub fn is_of_another(&self, letters: &str) -> bool {
        let Some(initial) = self.initial else { return false };
        let rest = self
            .surname
            .iter()
            .find_map(|w| letters.strip_suffix(w.as_str()).or(letters.strip_prefix(w.as_str())));
        rest.is_some_and(|rest| rest.chars().count() == 1 && !rest.starts_with(initial))
    }

    /// The local part of an address, by its folded letters, can be made of this name: `jandevries`, `jdevries`, `vriesj`.
    pub fn fits(&self, letters: &str) -> bool {
        let surname = self.surname.iter().any(|w| {
            // a double name is written with its hyphen or without
            w.len() > 2
                && (letters.contains(w.as_str()) || w.contains('-') && letters.contains(&w.replace('-', "")))
        });
        surname || self.given.as_ref().is_some_and(|g| g.len() > 2 && letters.starts_with(g.as_str()))
    }
}

struct Word {
    text: String,
    initials: bool,
}

fn words(text: &str) -> Vec<Word> {
    let mut all = Vec::new();
    for raw in text.split_whitespace() {
        let edge = |c: char| !c.is_alphanumeric() && c != '.';
        let raw = raw.trim_matches(edge);
        let letters: Vec<char> = raw.chars().filter(|c| c.is_alphabetic()).collect();
        if letters.is_empty() {
            continue;
        }
        let capitals = letters.iter().all(|c| c.is_uppercase());
        let text = folded(raw);
        let plain = text.trim_matches('.');
        // `J.A.`, `J`, `Ph.`; a word of capitals without a stop is a name in capitals, but for one letter
        let stops = raw.contains('.');
        let initials = letters.len() == 1 && capitals
            || stops && letters.len() <= 5 && raw.split('.').all(|p| p.chars().count() <= 2);
        if TITLES.contains(&plain) && !(initials && letters.len() == 1) {
            continue;
        }
        let text = if initials { text.replace('.', "") } else { plain.replace(['.', '\'', '’'], "") };
        all.push(Word { text, initials });
        if all.len() == WORDS_MAX {
            break;
        }
    }
    all
}

/// What is the same for one firm's name, with or without its legal form.
pub fn organisation(text: &str) -> Option<Key> {
    let text = &text[..text.floor_char_boundary(NAME_MAX)];
    let folded = folded(text).replace(['.', '\'', '’'], "").replace('&', " en ");
    let mut words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    while words.len() > 1 && words.last().is_some_and(|w| FORMS.contains(w)) {
        words.pop();
    }
    while words.len() > 1 && words.first().is_some_and(|w| FORMS.contains(w)) {
        words.remove(0);
    }
    (!words.is_empty()).then(|| Key::of(Sort::Organisation, &words))
}

/// Words that join the parts of a firm's name, and that a domain spells out or leaves out.
const JOINING: &[&str] = &["en", "and", "und", "et"];

/// The letters of a firm's name without its legal form, or of a domain's label: what the two share. A word that joins is
/// left out.
pub fn letters(text: &str) -> String {
    joined(text, "")
}

/// The ways in which a domain may spell a firm's name: without a word that joins its parts, and with each.
pub fn spellings(text: &str) -> Vec<String> {
    let mut all = vec![letters(text)];
    let joins = |word: &str| JOINING.contains(&word.to_lowercase().as_str());
    if text.contains(['&', '+']) || text.split_whitespace().any(joins) {
        all.extend(JOINING.iter().map(|word| joined(text, word)));
    }
    // `De Klant Techniek` has deklant-techniek.example
    let whole: String =
        words_of(text).split(|c: char| !c.is_alphanumeric()).filter(|w| !FORMS.contains(w)).collect();
    if !all.contains(&whole) {
        all.push(whole);
    }
    all
}

/// Words of many firms' names: trades, and what firms are.
const COMMON: &[&str] = &[
    "aannemer",
    "aannemers",
    "abogados",
    "academie",
    "academy",
    "accountants",
    "administratie",
    "advies",
    "adviseurs",
    "advocaat",
    "advocaten",
    "agentur",
    "apotheek",
    "apotheke",
    "architect",
    "architecten",
    "architectes",
    "architects",
    "architekten",
    "asesores",
    "assurances",
    "autobedrijf",
    "avocats",
    "avvocati",
    "bakkerij",
    "boekhandel",
    "bouwbedrijf",
    "college",
    "construction",
    "consult",
    "consultancy",
    "consulting",
    "cooperatie",
    "design",
    "dienst",
    "diensten",
    "digital",
    "drukkerij",
    "energie",
    "energy",
    "engineering",
    "europe",
    "fabriek",
    "finance",
    "financial",
    "fondation",
    "fonds",
    "foundation",
    "garage",
    "gemeente",
    "groupe",
    "gruppe",
    "handel",
    "handwerk",
    "holding",
    "hospital",
    "hoveniers",
    "immobilien",
    "immobilier",
    "industrie",
    "industries",
    "installatie",
    "installaties",
    "institut",
    "institute",
    "instituut",
    "international",
    "kantoor",
    "kanzlei",
    "kliniek",
    "klinik",
    "logistics",
    "logistik",
    "makelaar",
    "makelaardij",
    "makelaars",
    "management",
    "marketing",
    "metaal",
    "nederland",
    "netherlands",
    "notaires",
    "notaris",
    "notarissen",
    "partner",
    "partners",
    "pharmacie",
    "politie",
    "praktijk",
    "praxis",
    "projecten",
    "projects",
    "provincie",
    "restaurant",
    "scholen",
    "school",
    "schools",
    "service",
    "services",
    "software",
    "solicitors",
    "solutions",
    "stadtwerke",
    "stichting",
    "studio",
    "systeem",
    "systems",
    "techniek",
    "technik",
    "technology",
    "trading",
    "transport",
    "transports",
    "universiteit",
    "university",
    "vastgoed",
    "verein",
    "vereniging",
    "versicherung",
    "versicherungen",
    "verzekeringen",
    "verzorging",
    "waterschap",
    "werkplaats",
    "woning",
    "woningen",
    "woonstichting",
    "ziekenhuis",
];

/// Words of a firm's name that few other firms have, folded: no legal forms, no trades. A domain may have one of them alone.
pub fn telling(text: &str) -> Vec<String> {
    /// Letters of such a word.
    const LEAST: usize = 6;
    let words = words_of(text);
    let all = words.split(|c: char| !c.is_alphanumeric());
    all.filter(|w| w.len() >= LEAST && COMMON.binary_search(w).is_err()).map(String::from).collect()
}

/// The words of a firm's name, folded, without full stops and apostrophes.
fn words_of(text: &str) -> String {
    folded(&text[..text.floor_char_boundary(NAME_MAX)]).replace(['.', '\'', '’'], "")
}

/// The letters of a text, with this word in place of `&` and of words that join.
fn joined(text: &str, joining: &str) -> String {
    let text = &text[..text.floor_char_boundary(NAME_MAX)];
    let folded = folded(text).replace(['.', '\'', '’'], "").replace(['&', '+'], " and ");
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty() && !FORMS.contains(w));
    words
        .filter(|w| !matches!(*w, "the" | "de" | "y" | "e"))
        .map(|w| if JOINING.contains(&w) { joining } else { w })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::read(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn a_name_may_stand_turned_round() {
        let turned = |a: &str, b: &str| Name::read(a).unwrap().is_turned(&Name::read(b).unwrap());
        assert!(turned("Brigitte Mulder", "Mulder Brigitte"));
        assert!(!turned("Brigitte Mulder", "Mulder Anna") && !turned("B. Mulder", "Mulder Brigitte"));
    }

    #[test]
    fn one_name_in_many_writings() {
        let plain = name("Jan de Vries");
        for text in [
            "JAN DE VRIES",
            "Vries, Jan de",
            "de Vries, Jan",
            "Dhr. Jan de Vries",
            "jan de vries",
            "Jan Vries",
        ] {
            assert_eq!(name(text).full(), plain.full(), "{text}");
        }
        for text in ["J. de Vries", "J.A. de Vries", "Vries, J.A. de", "J de Vries"] {
            assert_eq!(name(text).full(), None, "{text}");
            assert_eq!(name(text).short(), plain.short(), "{text}");
            assert!(name(text).agrees(&plain), "{text}");
        }
        assert_eq!(name("Vries, J.A. de (Jan)").full(), plain.full());
        assert_eq!(name("José Müller").full(), name("Jose Muller").full());
        assert_ne!(name("Jan de Vries").full(), name("Piet de Vries").full());
        assert!(!name("Jan de Vries").agrees(&name("Piet de Vries")));
        assert!(!name("Jan de Vries").agrees(&name("Jan Jansen")));
    }

    #[test]
    fn an_initial_is_no_infix() {
        for text in ["E. Mulder", "D. Mulder", "S. Mulder", "V. Mulder", "L. Mulder", "T Mulder"] {
            let initial = text.chars().next().unwrap();
            let (short, long) = (name(text), name(&format!("{initial}xyz Mulder")));
            assert!(short.agrees(&long), "{text}");
            assert_eq!((short.short(), short.full()), (long.short(), None), "{text}");
        }
        assert!(!name("E. Mulder").agrees(&name("Anja Bakker")));
    }

    #[test]
    fn less_than_a_name_is_none() {
        for text in ["Jan", "de Vries", "", "J.", "de"] {
            assert_eq!(Name::read(text), None, "{text}");
        }
    }

    #[test]
    fn local_parts_of_a_name() {
        for local in ["jandevries", "jdevries", "vries", "jan"] {
            assert!(name("Jan de Vries").fits(local), "{local}");
        }
        assert!(name("Anna Vries-Bakker").fits("vriesbakker"));
        assert!(!name("Jan de Vries").fits("pietbakker"));
    }

    #[test]
    fn what_a_domain_makes_of_a_firm() {
        assert_eq!(letters("Klant & Zoon B.V."), "klantzoon");
        assert_eq!(letters("klant-en-zoon"), "klantzoon");
        assert!(spellings("Klant & Zoon BV").contains(&"klantenzoon".to_owned()));
        assert!(spellings("Groß und Söhne KG").contains(&"grossundsohne".to_owned()));
        assert_eq!(spellings("Klant BV"), ["klant"]);
    }

    #[test]
    fn firms_with_and_without_their_form() {
        assert_eq!(organisation("Klant B.V."), organisation("klant"));
        assert_eq!(organisation("Groß & Söhne KG"), organisation("Gross & Sohne"));
        assert_ne!(organisation("Klant BV"), organisation("Andere BV"));
        assert_eq!(organisation("---"), None);
    }
}
