//! The lists of the three pattern files, ready to be asked.
//!
//! In: pattern files. Out: what sort of word a word is, whether a label names a kind, whether a token is a legal form. The
//! lists are data (see `patterns/`), so that a user can replace them.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;
use std::sync::atomic::{AtomicU64, Ordering};

use super::fold::{fold, fold_into};
use crate::model::Kind;
use crate::recognise::mix::Mix;
use crate::recognise::pattern::PatternFile;

type Map<K, V> = HashMap<K, V, BuildHasherDefault<Mix>>;

/// What a word is; several at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sort(u16);

impl Sort {
    /// Makes a phrase a job title.
    pub(super) const HEAD: Sort = Sort(1);
    /// Stands around a head.
    pub(super) const MODIFIER: Sort = Sort(1 << 1);
    /// Opens the name of a department, without doubt.
    pub(super) const OPENER: Sort = Sort(1 << 2);
    /// Opens the name of a department, or of something else.
    pub(super) const SOFT_OPENER: Sort = Sort(1 << 3);
    /// Ends the name of a department.
    pub(super) const CLOSER: Sort = Sort(1 << 4);
    /// The name of a department may be made of such words alone.
    pub(super) const PART: Sort = Sort(1 << 5);
    /// A trade, or a sort of organisation.
    pub(super) const TYPE: Sort = Sort(1 << 6);
    /// Makes a name behind a `&`.
    pub(super) const TIE: Sort = Sort(1 << 7);
    /// Stands before a firm, and is no part of its name.
    pub(super) const LEAD: Sort = Sort(1 << 8);

    /// A head that people are called too: with a stranger beside it, it is a name.
    pub(super) const SURNAME: Sort = Sort(1 << 9);

    /// Stands in lower case within names.
    pub(super) const JOINT: Sort = Sort(1 << 10);
    /// In no title, and in no name of a department.
    pub(super) const NEVER: Sort = Sort(1 << 11);
    /// Begins a greeting.
    pub(super) const GREETING: Sort = Sort(1 << 12);

    /// A sort of organisation that a title stands before without a word between.
    pub(super) const BODY: Sort = Sort(1 << 13);

    /// Makes a title with some words before it: `Managing Member`.
    pub(super) const PAIRED: Sort = Sort(1 << 14);

    /// A part of an organisation that no firm is called by.
    pub(super) const ROOM: Sort = Sort(1 << 15);

    /// True when it is in no list.
    #[inline]
    pub(super) fn is_none(self) -> bool {
        self.0 == 0
    }
    /// True when it is one of these.
    #[inline]
    pub(super) fn is(self, other: Sort) -> bool {
        self.0 & other.0 != 0
    }
    /// One and the other.
    #[inline]
    pub(super) fn or(self, other: Sort) -> Sort {
        Sort(self.0 | other.0)
    }
    /// Without the other.
    #[inline]
    pub(super) fn without(self, other: Sort) -> Sort {
        Sort(self.0 & !other.0)
    }
    /// What both are.
    #[inline]
    pub(super) fn and(self, other: Sort) -> Sort {
        Sort(self.0 & other.0)
    }
}

/// Lists by name, and what their words are.
const LISTS: [(&str, Sort); 12] = [
    ("heads", Sort::HEAD),
    ("modifiers", Sort::MODIFIER),
    ("openers", Sort::OPENER),
    ("soft_openers", Sort::SOFT_OPENER),
    ("closers", Sort::CLOSER),
    ("parts", Sort::PART),
    ("types", Sort::TYPE),
    ("bodies", Sort::BODY),
    ("ties", Sort::TIE),
    ("leads", Sort::LEAD),
    ("surnames", Sort::SURNAME),
    ("rooms", Sort::ROOM),
];

/// Words that stand in lower case within names.
const JOINTS: [&str; 73] = [
    "tevens", "sowie", "upon", "bij", "&", "+", "van", "de", "der", "den", "het", "'t", "'s", "ter", "ten",
    "te", "op", "in", "aan", "en", "voor", "a/d", "und", "fur", "von", "vom", "zu", "zum", "zur", "am", "an",
    "im", "of", "the", "and", "for", "on", "by", "et", "du", "des", "la", "le", "les", "l'", "d'", "sur",
    "sous", "aux", "au", "pour", "y", "del", "el", "los", "las", "para", "e", "di", "da", "dei", "degli",
    "della", "delle", "dello", "per", "i", "il", "do", "al", "alla", "allo", "con",
];
/// Words that no title and no name of a department has.
const NEVER: [&str; 69] = [
    "reg", "is", "zijn", "ik", "wij", "we", "u", "je", "jij", "jullie", "you", "heeft", "hebben", "heb",
    "kan", "kunt", "kunnen", "wordt", "worden", "niet", "not", "will", "have", "has", "are", "was", "were",
    "be", "ich", "wir", "nicht", "haben", "nous", "vous", "est", "sont", "non", "sono", "siamo", "they",
    "that", "dit", "deze", "dat", "this", "these", "your", "my", "our", "mijn", "uw", "onze", "please",
    "graag", "bitte", "merci", "gracias", "grazie", "bedankt", "dank", "thanks", "thank", "als", "wenn",
    "can", "zal", "moet", "contact", "from",
];
/// Words that a greeting begins with and no firm or department is called, wherever they stand: `model::greeting` has those that are.
const GREETINGS: [&str; 32] = [
    "beste",
    "geachte",
    "hallo",
    "hoi",
    "hi",
    "hey",
    "dag",
    "goedemorgen",
    "goedemiddag",
    "dear",
    "hello",
    "good",
    "sehr",
    "liebe",
    "lieber",
    "guten",
    "moin",
    "cher",
    "chere",
    "chers",
    "cheres",
    "bonjour",
    "madame",
    "monsieur",
    "estimado",
    "estimada",
    "estimados",
    "hola",
    "gentile",
    "egregio",
    "spett.le",
    "buongiorno",
];
/// Headings of columns that only a list of people has, folded.
const PEOPLE: [&str; 40] = [
    "voornaam",
    "achternaam",
    "vorname",
    "nachname",
    "prenom",
    "apellidos",
    "apellido",
    "cognome",
    "first name",
    "last name",
    "surname",
    "firstname",
    "lastname",
    "telefoon",
    "telefoonnummer",
    "phone",
    "telefon",
    "telephone",
    "telefono",
    "mobiel",
    "mobile",
    "mobil",
    "movil",
    "cellulare",
    "gsm",
    "e-mail",
    "email",
    "e-mailadres",
    "emailadres",
    "e-mail address",
    "email address",
    "correo",
    "courriel",
    "contactpersoon",
    "ansprechpartner",
    "contacto",
    "contatto",
    "contact person",
    "nome e cognome",
    "nombre y apellidos",
];
/// Headings of columns for other details, beside [`PEOPLE`]; folded.
const OTHERS: [&str; 71] = [
    "date",
    "datum",
    "fecha",
    "data",
    "visitor",
    "bezoeker",
    "host",
    "persona de contacto",
    "referente",
    "persona di riferimento",
    "interlocuteur",
    "ansprechpartnerin",
    "ansprechperson",
    "contact name",
    "full name",
    "nom et prenom",
    "volledige naam",
    "poblacion",
    "localidad",
    "cap",
    "cp",
    "prov.",
    "huisnummer",
    "straat",
    "naam",
    "name",
    "nom",
    "nombre",
    "nome",
    "tel",
    "tel.",
    "portable",
    "mail",
    "adres",
    "address",
    "adresse",
    "direccion",
    "indirizzo",
    "anschrift",
    "plaats",
    "woonplaats",
    "city",
    "town",
    "ort",
    "stadt",
    "ville",
    "ciudad",
    "citta",
    "postcode",
    "plz",
    "nr",
    "no",
    "nr.",
    "id",
    "klantnr",
    "klantnummer",
    "aanhef",
    "anrede",
    "land",
    "country",
    "contact",
    "street",
    "strasse",
    "kvk",
    "btw",
    "website",
    "initialen",
    "voorletters",
    "achter naam",
    "relatienummer",
    "lidnummer",
];

/// The lists.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    /// No other vocabulary of this process has it: what was found with one is not remembered for another.
    id: u64,
    words: Map<Box<[u8]>, Sort>,
    /// Lengths that these have, by the [`slot`] of their first two bytes, a bit for each.
    word_lengths: Vec<u64>,
    /// Ends of compounds.
    ends: Map<Box<[u8]>, Sort>,
    /// Lengths that ends have, by the [`slot`] of their last two bytes: none for nearly all.
    lengths: Vec<Vec<usize>>,
    labels: Map<Box<str>, Kind>,
    /// Lengths that labels have, by the [`slot`] of their first two bytes, a bit for each.
    label_lengths: Vec<u64>,
    /// Legal forms without dots, as they are spelled and in capitals.
    forms: HashSet<Box<str>, BuildHasherDefault<Mix>>,
    /// Lengths that these have, by the [`slot`] of their first two bytes, a bit for each.
    form_lengths: Vec<u64>,
    /// Legal forms in lower case, without dots: for those that are written with dots.
    dotted: HashSet<Box<str>, BuildHasherDefault<Mix>>,
    providers: HashSet<Box<str>, BuildHasherDefault<Mix>>,
    /// Two words that make a title together, the last of which is [`Sort::PAIRED`].
    pairs: HashSet<Box<str>, BuildHasherDefault<Mix>>,
    headings: HashSet<Box<str>, BuildHasherDefault<Mix>>,
    /// By two ASCII letters: a label or a heading begins so.
    beginnings: Vec<bool>,
}

/// True for a heading that only a list of people has; folded.
pub(super) fn is_of_people(heading: &str) -> bool {
    PEOPLE.contains(&heading)
}

/// Bytes of a legal form, dots and all.
pub(super) const FORM_MAX: usize = 14;
/// Bytes from which on lengths are not told apart.
const LENGTH_MAX: usize = 63;
/// How many slots there are.
const SLOTS: usize = 1 << 10;

/// A number for two bytes: letters alone have one of their own, whatever their case.
#[inline]
fn slot(a: u8, b: u8) -> usize {
    usize::from(a & 31) << 5 | usize::from(b & 31)
}

/// Notes the length of a text in the slot of its first two bytes.
fn mark(lengths: &mut [u64], text: &[u8]) {
    if let [a, b, ..] = text {
        lengths[slot(*a, *b)] |= 1 << text.len().min(LENGTH_MAX);
    }
}

/// A quick look: false where no text that was marked has the first two bytes, in any case, and the length of this one.
#[inline]
fn is_marked(lengths: &[u64], text: &[u8]) -> bool {
    match text {
        [a, b, ..] => lengths[slot(*a, *b)] >> text.len().min(LENGTH_MAX) & 1 == 1,
        _ => true,
    }
}

/// The slot of the last two bytes of a word of three bytes or more.
#[inline]
fn last_slot(word: &[u8]) -> Option<usize> {
    match word {
        [_, .., a, b] => Some(slot(*a, *b)),
        _ => None,
    }
}

impl Vocabulary {
    /// From the lists of pattern files.
    pub(super) fn new(files: &[&PatternFile]) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let mut all = Vocabulary { id: NEXT.fetch_add(1, Ordering::Relaxed), ..Vocabulary::default() };
        for (words, sort) in [(&JOINTS[..], Sort::JOINT), (&NEVER, Sort::NEVER), (&GREETINGS, Sort::GREETING)]
        {
            for word in words {
                let held = all.words.entry(word.as_bytes().into()).or_default();
                *held = held.or(sort);
            }
        }
        all.headings.extend(PEOPLE.iter().chain(&OTHERS).map(|h| Box::from(*h)));
        all.beginnings = vec![false; 128 * 128];
        all.lengths = vec![Vec::new(); SLOTS];
        all.word_lengths = vec![0; SLOTS];
        all.label_lengths = vec![0; SLOTS];
        all.form_lengths = vec![0; SLOTS];
        for file in files {
            for (name, lists) in &file.vocabulary {
                for word in lists.values().flatten() {
                    all.add(name, word, file.kind);
                }
            }
        }
        for label in all.labels.keys().chain(&all.headings) {
            if let [a, b, ..] = *label.as_bytes()
                && let Some(may) = all.beginnings.get_mut(usize::from(a) << 7 | usize::from(b))
            {
                *may = true;
            }
        }
        for lengths in &mut all.lengths {
            lengths.sort_unstable();
            lengths.dedup();
        }
        for label in all.labels.keys().chain(&all.headings) {
            mark(&mut all.label_lengths, label.as_bytes());
        }
        for word in all.words.keys() {
            mark(&mut all.word_lengths, word);
        }
        for form in &all.forms {
            mark(&mut all.form_lengths, form.as_bytes());
        }
        all
    }

    fn add(&mut self, list: &str, word: &str, kind: Kind) {
        match list {
            "labels" => {
                self.labels.entry(fold(word).into()).or_insert(kind);
            }
            "legal_forms" => {
                let bare: String = word.chars().filter(|c| *c != '.').collect();
                self.dotted.insert(bare.to_lowercase().into());
                // one that is listed with dots is not written in capitals without them: `EU`
                if bare.len() == word.len() {
                    self.forms.insert(bare.to_uppercase().into());
                }
                self.forms.insert(bare.into());
            }
            "providers" => {
                self.providers.insert(fold(word).into());
            }
            "pairs" => {
                let folded = fold(word);
                if let Some((_, last)) = folded.split_once(' ') {
                    let held = self.words.entry(last.as_bytes().into()).or_default();
                    *held = held.or(Sort::PAIRED);
                }
                self.pairs.insert(folded.into());
            }
            _ => {
                let Some((_, sort)) = LISTS.iter().find(|(name, _)| *name == list) else { return };
                let folded = fold(word);
                match folded.strip_prefix('*') {
                    Some(end) if end.len() > 1 => {
                        let last = end.as_bytes();
                        self.lengths[slot(last[last.len() - 2], last[last.len() - 1])].push(end.len());
                        let held = self.ends.entry(last.into()).or_default();
                        *held = held.or(*sort);
                    }
                    _ => {
                        let held = self.words.entry(folded.into_bytes().into()).or_default();
                        *held = held.or(*sort);
                    }
                }
            }
        }
    }

    /// Two words that make a title together; as they are written.
    pub(super) fn is_pair(&self, before: &str, last: &str) -> bool {
        let mut both = fold(before);
        both.push(' ');
        fold_into(last, &mut both);
        self.pairs.contains(both.as_str())
    }

    /// A number that no other vocabulary has.
    pub(super) fn id(&self) -> u64 {
        self.id
    }

    /// What a word is; `word` is folded, without marks of punctuation around it. A compound with a hyphen that is in no
    /// list makes a title as its last half does: `technico-commercial`.
    pub(super) fn sort(&self, word: &[u8]) -> Sort {
        let sort = self.listed(word);
        if sort.is_none()
            && let Some(n) = memchr::memrchr(b'-', word)
            && n >= 4
            && word.len() - n > 6
        {
            let last = self.listed(&word[n + 1..]);
            // nobody is called `advocaat-partner`, though some are called Partner
            if last.is(Sort::HEAD) && (!last.is(Sort::SURNAME) || self.listed(&word[..n]).is(Sort::HEAD)) {
                return Sort::HEAD;
            }
        }
        sort
    }

    /// What a word of the lists is, or one that ends as one of them does.
    fn listed(&self, word: &[u8]) -> Sort {
        let listed = is_marked(&self.word_lengths, word).then(|| self.words.get(word)).flatten();
        let mut sort = listed.copied().unwrap_or_default();
        let Some(slot) = last_slot(word) else { return sort };
        for length in &self.lengths[slot] {
            // a lone letter or two before it make another word of it
            let from = word.len().checked_sub(*length).filter(|from| *from == 0 || *from > 2);
            if let Some(from) = from
                && let Some(held) = self.ends.get(&word[from..])
            {
                sort = sort.or(*held);
            }
        }
        sort
    }

    /// A quick look at a word in any case: false where it is in no list.
    pub(super) fn may_be_known(&self, word: &[u8]) -> bool {
        is_marked(&self.word_lengths, word) || last_slot(word).is_some_and(|n| !self.lengths[n].is_empty())
    }

    /// A quick look at an ASCII text in any case: false where it is no label and no heading.
    pub(super) fn may_be_whole_label(&self, label: &str) -> bool {
        is_marked(&self.label_lengths, label.as_bytes())
    }

    /// The kind that a label names.
    pub(super) fn label(&self, label: &str) -> Option<Kind> {
        self.labels.get(label).copied()
    }

    /// A quick look: false where a token is no legal form.
    pub(super) fn may_be_form(&self, token: &[u8]) -> bool {
        let (&[a, b, ..], true) = (token, token.len() <= FORM_MAX) else { return false };
        if !a.is_ascii_alphanumeric() || !b.is_ascii_alphanumeric() {
            return true;
        }
        // one with dots begins with the letters of one without, where the dots stand behind them
        let lengths = self.form_lengths[slot(a, b)];
        lengths >> token.len() & 1 == 1 || lengths != 0 && token.contains(&b'.')
    }

    /// True when a token is a legal form; as it is written, without brackets and commas.
    pub(super) fn is_form(&self, token: &str) -> bool {
        if !self.may_be_form(token.as_bytes()) {
            return false;
        }
        if !token.contains('.') {
            return self.forms.contains(token);
        }
        // `Ltd.`, `Inc.`
        let bare = token.trim_end_matches('.');
        if !bare.contains('.') {
            return bare.len() > 1 && self.forms.contains(bare);
        }
        let letters: String = bare.chars().filter(|c| *c != '.').flat_map(char::to_lowercase).collect();
        self.dotted.contains(letters.as_str())
    }

    /// The two bytes that a legal form may begin with, as it may be written.
    pub(super) fn form_beginnings(&self) -> Vec<(u8, u8)> {
        let two = |f: &str| f.as_bytes().first().copied().zip(f.as_bytes().get(1).copied());
        let mut all: Vec<(u8, u8)> = self.forms.iter().filter_map(|f| two(f)).collect();
        for form in self.dotted.iter().filter(|f| f.len() <= 5) {
            let first = form.as_bytes().first().copied().unwrap_or(b'.');
            all.extend([(first, b'.'), (first.to_ascii_uppercase(), b'.')]);
        }
        all
    }

    /// The three bytes that a legal form of three or more begins with, dots left out.
    pub(super) fn form_triples(&self) -> impl Iterator<Item = [u8; 3]> + '_ {
        self.forms.iter().chain(&self.dotted).filter_map(|f| f.as_bytes().first_chunk::<3>().copied())
    }

    /// Words of houses that a title stands before, folded; those that begin a compound alone are none.
    pub(super) fn houses(&self) -> impl Iterator<Item = &[u8]> {
        let long = |word: &[u8], sort: Sort| word.len() >= 8 && sort.is(Sort::TYPE) && !sort.is(Sort::PART);
        self.words
            .iter()
            .filter(move |(word, sort)| sort.is(Sort::BODY) || long(word, **sort))
            .map(|(word, _)| &**word)
    }

    /// True when a label or a heading may begin with these two bytes.
    pub(super) fn may_be_label(&self, a: u8, b: u8) -> bool {
        let fold = |b: u8| usize::from(b.to_ascii_lowercase());
        a >= 0x80 || b >= 0x80 || self.beginnings.get(fold(a) << 7 | fold(b)).is_some_and(|may| *may)
    }

    /// True when a column under this heading holds another detail; folded.
    pub(super) fn is_heading(&self, label: &str) -> bool {
        self.headings.contains(label)
    }

    /// True when a domain of this name is a provider's.
    pub(super) fn is_provider(&self, name: &str) -> bool {
        self.providers.contains(name)
    }
}

#[cfg(test)]
impl Vocabulary {
    /// Of the pattern files that come with the program.
    pub(super) fn built_in() -> Self {
        use crate::recognise::pattern::{self, Engine};
        let files = pattern::built_in();
        Vocabulary::new(&files.iter().filter(|f| f.engine == Engine::Role).collect::<Vec<_>>())
    }
}
