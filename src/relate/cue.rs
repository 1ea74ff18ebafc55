//! Whose detail it is, as far as the words between two details say so.
//!
//! In: the text between a finding and the one before it, and what stands behind it. Out: how far apart they stand, and
//! whether the sentence names the writer, the reader or somebody else. A possessive says so itself; else it is told by who
//! does what: whom the writer calls and pays has the number and the account (`wij storten terug op`), and whom the reader is
//! asked to call is the writer (`belt u voortaan`). This module refuses to know who these are.

use foldhash::HashMap;
use std::sync::LazyLock;

use super::name::folded;
use crate::model::{Cue, Gap, Kind, Person};

mod bearer;
mod carrier;
pub mod crew;
mod sentence;
mod verbs;
mod words;

use verbs::{Form, VERBS, Verb};
use words::{
    ASK, FIRST, FIRST_ENDS, FORMAL, MODAL, OTHER, REQUEST, SECOND, STAFF, STATE, THEREFORE, THIRD, TITLES,
    WRITER, YOU,
};

/// Bytes before a finding that are looked at for words.
const NEAR: usize = 160;

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// Whose it is.
    Whose(Person),
    /// People who work for somebody.
    Staff,
    /// A form of address before a name.
    Title,
    /// The writer, who does something.
    Writer,
    /// Somebody else, who does something.
    Other,
    /// Another clause begins behind it.
    Therefore,
    /// The reader, who may be the one that does something.
    You,
    /// The same, or people that are spoken of.
    Formal,
    /// The reader may or should.
    Modal,
    /// What is done with a detail.
    Verb(Verb, Form),
    /// Where somebody is.
    State,
    /// Something is asked for.
    Request,
    /// The writer asks for something.
    Ask,
}

static WORDS: LazyLock<HashMap<&'static str, Said>> = LazyLock::new(|| {
    let lists: [(&[&str], Said); 14] = [
        (&FIRST, Said::Whose(Person::First)),
        (&SECOND, Said::Whose(Person::Second)),
        (&THIRD, Said::Whose(Person::Third)),
        (&STAFF, Said::Staff),
        (&TITLES, Said::Title),
        (&WRITER, Said::Writer),
        (&OTHER, Said::Other),
        (&THEREFORE, Said::Therefore),
        (&YOU, Said::You),
        (&FORMAL, Said::Formal),
        (&MODAL, Said::Modal),
        (&STATE, Said::State),
        (&REQUEST, Said::Request),
        (&ASK, Said::Ask),
    ];
    let verbs = VERBS.iter().flat_map(|(verb, form, words)| {
        words.split_ascii_whitespace().map(move |word| (word, Said::Verb(*verb, *form)))
    });
    let words = lists.into_iter().flat_map(|(list, said)| list.iter().map(move |w| (*w, said)));
    verbs.chain(words).collect()
});

/// First and last letters of [`WORDS`], each with a bit for every length: most words are told by them to be another.
static SHAPES: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let mut shapes = vec![0; 1 << 10];
    for word in WORDS.keys() {
        shapes[ends(word.as_bytes())] |= 1 << (word.len() & 31);
    }
    shapes
});

/// A number below 1,024 for the first and the last byte of a word, in whatever case.
fn ends(word: &[u8]) -> usize {
    let letter = |b: Option<&u8>| usize::from(b.map_or(0, |b| b & 31));
    letter(word.first()) << 5 | letter(word.last())
}

/// Bytes between two findings that are looked at; what is farther apart has nothing to do with each other.
const FAR: usize = 320;

/// Reads the text between a finding and the one before it, or between it and the beginning of its text (`first`), and what
/// stands behind it, up to the next.
pub fn between(text: &str, first: bool, after: &str, kind: Kind) -> Cue {
    let near = &text[text.ceil_char_boundary(text.len().saturating_sub(FAR))..];
    let gap = if first || near.len() < text.len() { Gap::Block } else { gap(near) };
    let told = sentence::told(near, first, after, kind == Kind::PostalAddress);
    let told = match kind {
        Kind::PersonName => bearer::working(near, after, told),
        Kind::Iban => sentence::paying(near, told),
        _ => told,
    };
    let named = kind == Kind::PersonName;
    let greeted = named && bearer::greets(near);
    let may_head = named || matches!(kind, Kind::JobTitle | Kind::Department);
    let heads = may_head && bearer::heads_team(near);
    let row = named && bearer::is_row(near);
    let joined = named && row && crew::is_joined(near);
    let labelled = match kind {
        Kind::Organisation => crew::is_addressed(near),
        _ => row && crew::is_labelled(near),
    };
    let asked = kind == Kind::Iban && after.trim_start().starts_with('?');
    let carried = kind == Kind::Phone && gap == Gap::Sentence && crew::names_carrier(near);
    let apposed = may_head && !named && crew::is_apposed(near);
    let holder = matches!(kind, Kind::PersonName | Kind::Organisation) && crew::is_holder(near);
    Cue {
        gap,
        person: told.person,
        staff: told.staff,
        greeted,
        heads,
        row,
        joined,
        labelled,
        apposed,
        asked,
        holder,
        carried,
    }
}

fn gap(text: &str) -> Gap {
    let bytes = text.as_bytes();
    let mut line = false;
    let mut from = 0;
    while let Some(at) = memchr::memchr(b'\n', &bytes[from..]).map(|n| from + n) {
        let next = memchr::memchr(b'\n', &bytes[at + 1..]).map(|n| at + 1 + n);
        if let Some(next) = next
            && bytes[at + 1..next].iter().all(|b| b.is_ascii_whitespace() || *b == b'>')
        {
            return Gap::Block;
        }
        if is_numbered(&bytes[at + 1..]) {
            return Gap::Block;
        }
        line = true;
        from = at + 1;
    }
    if line {
        return if has_sentence_end(bytes, SENTENCE) { Gap::Sentence } else { Gap::Line };
    }
    if has_sentence_end(bytes, 0) {
        return Gap::Sentence;
    }
    if bytes.iter().any(|b| matches!(b, b'\t' | b'|')) { Gap::Cell } else { Gap::Close }
}

/// Words behind the end of a sentence that make another where a line ends between: a row begins with what it is about.
const SENTENCE: usize = 3;

/// An item of a list begins, that has a number: `2. mevrouw A. Smit`.
fn is_numbered(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    let digits = line.iter().take_while(|b| b.is_ascii_digit()).count();
    (1..=2).contains(&digits) && matches!(line[digits..], [b'.' | b')', b' ' | b'\t', ..])
}

/// A sentence ends in the text, and so many words follow.
fn has_sentence_end(bytes: &[u8], words: usize) -> bool {
    let follow = |from: usize| {
        let all = bytes[from..].split(|b| !is_letter(*b)).filter(|w| !w.is_empty());
        words == 0 || all.take(words).count() == words
    };
    memchr::memchr3_iter(b'.', b'?', b'!', bytes).any(|n| {
        bytes.get(n + 1).is_some_and(u8::is_ascii_whitespace)
            && (bytes[n] != b'.'
                || n == 0
                || ends_sentence(bytes, n)
                || words > 0 && bytes[n - 1].is_ascii_digit())
            && follow(n + 1)
    })
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'\'' || byte >= 0x80
}

/// The stop at this place ends a sentence: `tel.` and `nr.` end none, `is.` does.
fn ends_sentence(bytes: &[u8], stop: usize) -> bool {
    let letters = bytes[..stop].iter().rev().take(4).take_while(|b| is_letter(**b)).count();
    let last = std::str::from_utf8(&bytes[stop - letters..stop]).unwrap_or_default();
    letters == 4
        || letters > 1 && ENDINGS.iter().any(|word| word.eq_ignore_ascii_case(last))
        || letters < 4 && bytes[..stop].iter().rev().take(4).filter(|b| is_letter(**b)).count() == 4
}

/// Short words that a sentence may end in and that are cut short from no other.
const ENDINGS: [&str; 48] = [
    "is", "was", "kan", "wil", "mag", "aan", "uit", "toe", "mee", "me", "us", "it", "up", "out", "off",
    "uhr", "uur", "ist", "war", "hat", "zu", "pas", "moi", "est", "sei",
    "hai", // what verbs end a sentence with
    "op", "af", "om", "weg", "ab", "auf", "aus", "ein", "vor", "mit", "hin", "los", // whom it is about
    "hem", "ons", "ihn", "ihr", "uns", "him", "her", "you", "lui", "toi",
];

/// What `we'll`, `j'ai`, `m'appeler` and `customer's` say.
fn elided(text: &str) -> Option<Said> {
    let at = text.find(['\'', '’']).filter(|at| *at > 0)?;
    let (head, tail) = (&text[..at], text[at..].trim_start_matches(['\'', '’']));
    match head {
        "j" | "J" => Some(Said::Writer),
        "m" | "M" if tail.len() > 1 => Some(Said::Whose(Person::First)),
        "i" | "I" | "we" | "We" | "you" | "You" => word(head),
        _ if head.len() == 1 || tail == "s" => word(if tail == "s" { head } else { tail }),
        _ => None,
    }
}

/// What this word says.
fn word(word: &str) -> Option<Said> {
    const LONGEST: usize = 20;
    let word = word.trim_matches('\'');
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let may_be_verb = matches!(
        word.as_bytes(),
        [.., b'm' | b'M' | b'c' | b'C' | b'o' | b'O', b'e' | b'E' | b'i' | b'I' | b's' | b'S']
    );
    let cut = memchr::memchr(b'\'', word.as_bytes()).is_some();
    if word.is_ascii() && !may_be_verb && !cut && SHAPES[ends(word.as_bytes())] >> (word.len() & 31) & 1 == 0
    {
        return None;
    }
    if let Some(said) = elided(word) {
        return Some(said);
    }
    // a capital tells `Ihr` from `ihr`
    let capital = word.bytes().any(|b| b.is_ascii_uppercase() || b >= 0x80);
    if capital && let Some(said) = WORDS.get(word) {
        return Some(*said);
    }
    let verb = |lower: &str| {
        let first = FIRST_ENDS.iter().any(|e| lower.len() > e.len() + 2 && lower.ends_with(e));
        first.then_some(Said::Whose(Person::First))
    };
    if !word.is_ascii() {
        let folded = folded(word);
        return WORDS.get(folded.as_str()).copied().or_else(|| verb(&folded));
    }
    let mut lower = [0; LONGEST];
    let lower = &mut lower[..word.len()];
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    let lower = std::str::from_utf8(lower).unwrap_or_default();
    WORDS.get(lower).copied().or_else(|| verb(lower))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_numbered_item_stands_by_itself() {
        let gap = |text: &str| between(text, false, "", Kind::PersonName).gap;
        assert_eq!(gap(";\n2. mevrouw "), Gap::Block);
        assert_eq!(gap(",\n  12) "), Gap::Block);
        assert_eq!(gap(",\n2e verdieping, "), Gap::Line);
        assert_eq!(gap(",\n020-"), Gap::Line);
    }

    #[test]
    fn how_far_apart() {
        for (text, want) in [
            (", ", Gap::Close),
            (" of via tel. ", Gap::Close),
            (" weet ervan. Bel ", Gap::Sentence),
            ("\t", Gap::Cell),
            (" voor als er nog iets is. Ons nummer is ", Gap::Sentence),
            (" of tel. ", Gap::Close),
            (" |\n ", Gap::Line),
            (".\nThe officer is Mrs ", Gap::Sentence),
            (" komt langs. Zij\nwerkt bij ", Gap::Sentence),
            (", nr. 22.\nThe officer is Mrs ", Gap::Sentence),
            (", Ons Dorp.\nMevrouw ", Gap::Line),
            (", tel.\nof bij de firma ", Gap::Line),
            ("\n \nx ", Gap::Block),
            ("\r\n\r\n", Gap::Block),
            ("\n>\n", Gap::Block),
        ] {
            assert_eq!(gap(text), want, "{text:?}");
        }
    }

    #[test]
    fn every_word_of_the_lists_is_known_in_any_case() {
        for (text, said) in WORDS.iter() {
            assert_eq!(word(text), Some(*said), "{text}");
            let capitals = text.to_uppercase();
            let alone = WORDS.get(capitals.as_str()).or(WORDS.get(text.to_lowercase().as_str()));
            assert!(word(&capitals).is_some() || alone.is_none(), "{text}");
        }
        for end in FIRST_ENDS.iter() {
            assert_eq!(word(&format!("abc{end}")), Some(Said::Whose(Person::First)));
            assert_eq!(word(&format!("ABC{}", end.to_uppercase())), Some(Said::Whose(Person::First)));
        }
    }
}
