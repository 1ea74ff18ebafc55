//! Whose detail it is, as far as the words between two details say so.
//!
//! In: the text between a finding and the one before it. Out: how far apart they stand, and whether the words before the
//! finding name the writer, the reader or somebody else. This module refuses to know who these are.

use foldhash::HashMap;
use std::sync::LazyLock;

use super::name::folded;
use crate::model::{Cue, Gap, Person};

/// Bytes before a finding that are looked at for words.
const NEAR: usize = 160;

/// Words that say the detail is the writer's: nl, en, de, fr, es, it.
const FIRST: &[&str] = &[
    "mijn",
    "m'n",
    "mij",
    "ik",
    "ons",
    "onze",
    "wij",
    "we",
    "ondergetekende",
    "my",
    "mine",
    "me",
    "our",
    "us",
    "i",
    "myself",
    "mein",
    "meine",
    "meinen",
    "meinem",
    "meiner",
    "mich",
    "mir",
    "ich",
    "unser",
    "unsere",
    "unseren",
    "unserem",
    "unserer",
    "uns",
    "wir",
    "mon",
    "ma",
    "mes",
    "moi",
    "nous",
    "notre",
    "nos",
    "mi",
    "mis",
    "nuestro",
    "nuestra",
    "nuestros",
    "nuestras",
    "nosotros",
    "mio",
    "mia",
    "miei",
    "nostro",
    "nostra",
    "nostri",
    "nostre",
    "ci",
    "noi",
];

/// Words that say it is the reader's. Spanish `su` and Italian `suo` are `your` in letters to people one does not know.
const SECOND: &[&str] = &[
    "uw", "uwe", "jouw", "jou", "your", "yours", "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer", "Ihnen", "Ihres",
    "euch", "euer", "eure", "dein", "deine", "deinen", "deinem", "votre", "vos", "su", "sus", "vuestro",
    "vuestra", "tus", "suo", "sua", "suoi", "sue", "vostro", "vostra", "vostri",
];

/// Words for the reader that may be what does something: `u kunt bellen op`.
const YOU: &[&str] = &["u", "jullie", "je", "you", "vous", "usted", "ustedes", "tu", "lei"];

/// What the reader is asked or allowed to do, beside [`YOU`].
const MODAL: &[&str] = &[
    "kunt", "kun", "mag", "mocht", "wilt", "moet", "can", "could", "may", "should", "must", "pouvez",
    "pourrez", "pourriez", "devez", "peux", "puede", "pueden", "puedes", "podeis", "puo", "puoi", "potete",
];

/// What is done with a detail of somebody else's: the one who is called does not call.
const DONE: &[&str] = &[
    "bellen",
    "terugbellen",
    "opbellen",
    "mailen",
    "schrijven",
    "sturen",
    "opsturen",
    "toesturen",
    "faxen",
    "appen",
    "overmaken",
    "storten",
    "betalen",
    "leveren",
    "afleveren",
    "bezorgen",
    "langskomen",
    "aanmelden",
    "call",
    "ring",
    "phone",
    "dial",
    "email",
    "write",
    "send",
    "text",
    "transfer",
    "pay",
    "deliver",
    "visit",
    "appeler",
    "telephoner",
    "contacter",
    "ecrire",
    "envoyer",
    "virer",
    "verser",
    "livrer",
    "llamar",
    "telefonear",
    "contactar",
    "escribir",
    "enviar",
    "transferir",
    "ingresar",
    "chiamare",
    "telefonare",
    "contattare",
    "scrivere",
    "inviare",
    "versare",
    "pagare",
];

/// What the reader may have who is to call.
const QUESTIONS: &[&str] = &["vragen", "question", "preguntas", "domande", "problem"];

/// French verbs behind `je`, which is `I` there: `je suis joignable au`.
const I_FRENCH: &[&str] = &[
    "suis",
    "serai",
    "reste",
    "resterai",
    "travaille",
    "habite",
    "demeure",
    "dispose",
    "viens",
    "vais",
    "peux",
    "change",
    "loge",
];

/// Words that say it is somebody else's: possessives, forms of address, and what people are to each other.
const THIRD: &[&str] = &[
    "diens",
    "haar",
    "hem",
    "hen",
    "hun",
    "him",
    "them",
    "ihn",
    "his",
    "her",
    "their",
    "sein",
    "seine",
    "seinen",
    "seinem",
    "ihr",
    "ihre",
    "ihren",
    "ihrem",
    "leur",
    "leurs",
    "mevrouw",
    "mevr",
    "mw",
    "meneer",
    "dhr",
    "heer",
    "mr",
    "mrs",
    "ms",
    "herr",
    "herrn",
    "frau",
    "monsieur",
    "madame",
    "mme",
    "mlle",
    "sr",
    "sra",
    "senor",
    "senora",
    "signor",
    "signora",
    "sig",
    "huurder",
    "huurster",
    "bewoner",
    "bewoonster",
    "eigenaar",
    "eigenares",
    "contactpersoon",
    "collega",
    "aannemer",
    "onderaannemer",
    "monteur",
    "klant",
    "klante",
    "leverancier",
    "buurman",
    "buurvrouw",
    "buren",
    "schoonmoeder",
    "schoonvader",
    "moeder",
    "vader",
    "broer",
    "zus",
    "zoon",
    "dochter",
    "partner",
    "echtgenoot",
    "echtgenote",
    "huisarts",
    "arts",
    "makelaar",
    "opvolger",
    "opvolgster",
    "verhuurder",
    "beheerder",
    "huismeester",
    "architect",
    "adviseur",
    "boekhouder",
    "accountant",
    "notaris",
    "advocaat",
    "chauffeur",
    "tenant",
    "owner",
    "landlord",
    "customer",
    "client",
    "contractor",
    "subcontractor",
    "supplier",
    "colleague",
    "neighbour",
    "neighbor",
    "mother",
    "father",
    "brother",
    "sister",
    "son",
    "daughter",
    "husband",
    "wife",
    "manager",
    "agent",
    "solicitor",
    "plumber",
    "electrician",
    "driver",
    "successor",
    "mieter",
    "mieterin",
    "eigentumer",
    "ansprechpartner",
    "ansprechpartnerin",
    "kollege",
    "kollegin",
    "kollegen",
    "kunde",
    "kundin",
    "kunden",
    "lieferant",
    "vermieter",
    "hausmeister",
    "nachbar",
    "nachbarin",
    "nachfolger",
    "locataire",
    "proprietaire",
    "collegue",
    "voisin",
    "voisine",
    "fournisseur",
    "installateur",
    "gardien",
    "successeur",
    "inquilino",
    "inquilina",
    "propietario",
    "cliente",
    "companero",
    "companera",
    "colega",
    "proveedor",
    "instalador",
    "vecino",
    "inquilina",
    "proprietario",
    "collega",
    "installatore",
    "fornitore",
    "vicino",
];

/// Ends of Spanish and Italian verbs that name the writer: `llamarme`, `contattarci`.
const FIRST_ENDS: &[&str] =
    &["arme", "erme", "irme", "arnos", "ernos", "irnos", "armi", "ermi", "irmi", "arci", "erci", "irci"];

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// Whose it is.
    Whose(Person),
    /// The reader, who may be the one that does something.
    You,
    /// The reader may or should.
    Modal,
    /// What is done with a detail.
    Done,
}

static WORDS: LazyLock<HashMap<&'static str, Said>> = LazyLock::new(|| {
    let lists = [
        (FIRST, Said::Whose(Person::First)),
        (SECOND, Said::Whose(Person::Second)),
        (THIRD, Said::Whose(Person::Third)),
        (YOU, Said::You),
        (MODAL, Said::Modal),
        (DONE, Said::Done),
    ];
    lists.into_iter().flat_map(|(list, said)| list.iter().map(move |w| (*w, said))).collect()
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

/// Reads the text between a finding and the one before it, or between it and the beginning of its text (`first`).
pub fn between(text: &str, first: bool) -> Cue {
    let near = &text[text.ceil_char_boundary(text.len().saturating_sub(FAR))..];
    let gap = if first || near.len() < text.len() { Gap::Block } else { gap(near) };
    Cue { gap, person: person(near) }
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
        line = true;
        from = at + 1;
    }
    if line {
        return Gap::Line;
    }
    if bytes.iter().any(|b| matches!(b, b'\t' | b'|')) || has_sentence_end(bytes) {
        return Gap::Sentence;
    }
    Gap::Close
}

/// A sentence ends in the text.
fn has_sentence_end(bytes: &[u8]) -> bool {
    memchr::memchr3_iter(b'.', b'?', b'!', bytes).any(|n| {
        bytes.get(n + 1).is_some_and(u8::is_ascii_whitespace)
            && (bytes[n] != b'.' || n == 0 || ends_sentence(bytes, n))
    })
}

/// The last word of the sentence that says whose what follows is. Read from its end: most sentences say so close by.
fn person(text: &str) -> Option<Person> {
    let bytes = text.as_bytes();
    let least = bytes.len().saturating_sub(NEAR);
    let mut end = bytes.len();
    let mut lines = 0;
    // what stands between the word and the detail: something that is done with it; and the word right behind
    let mut done = false;
    let mut behind = 0..0;
    while end > least {
        let mut start = end;
        while start > least && is_letter(bytes[start - 1]) {
            start -= 1;
        }
        if start < end {
            match text.get(start..end).and_then(word) {
                Some(Said::Whose(person)) => return Some(person),
                Some(Said::You) => {
                    let next = text.get(behind.clone()).unwrap_or_default();
                    if text[start..end].eq_ignore_ascii_case("je") && I_FRENCH.contains(&next) {
                        return Some(Person::First);
                    }
                    // `als u vragen hebt`, `u kunt bellen op`: who is asked or called is somebody else
                    let asks = || QUESTIONS.iter().any(|question| text[end..].contains(question));
                    let may = || word(next) == Some(Said::Modal) || is_behind_modal(text, start);
                    if !(asks() || done && may()) {
                        return Some(Person::Second);
                    }
                }
                Some(Said::Done) => done = true,
                Some(Said::Modal) | None => {}
            }
            lines = 0;
            behind = start..end;
            end = start;
        }
        // what stands between this word and the one before it
        while end > least && !is_letter(bytes[end - 1]) {
            end -= 1;
            let ends = match bytes[end] {
                b'\n' => {
                    lines += 1;
                    lines > 1
                }
                b'?' | b'!' => true,
                b'.' => ends_sentence(bytes, end) && bytes.get(end + 1).is_some_and(u8::is_ascii_whitespace),
                _ => false,
            };
            if ends {
                return None;
            }
        }
    }
    None
}

/// The word before this place says that the reader may or should: `kunt u`.
fn is_behind_modal(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '-', '\n', '\r', '>']);
    let start = before.len() - before.bytes().rev().take_while(|b| is_letter(*b)).count();
    before.get(start..).and_then(word) == Some(Said::Modal)
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'\'' || byte >= 0x80
}

/// The stop at this place ends a sentence: `tel.` and `nr.` end none.
fn ends_sentence(bytes: &[u8], stop: usize) -> bool {
    bytes[..stop].iter().rev().take(4).filter(|b| is_letter(**b)).count() == 4
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
    if word.is_ascii() && !may_be_verb && SHAPES[ends(word.as_bytes())] >> (word.len() & 31) & 1 == 0 {
        return None;
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
    fn how_far_apart() {
        for (text, want) in [
            (", ", Gap::Close),
            (" of via tel. ", Gap::Close),
            (" weet ervan. Bel ", Gap::Sentence),
            ("\t", Gap::Sentence),
            (" |\n ", Gap::Line),
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
        for end in FIRST_ENDS {
            assert_eq!(word(&format!("abc{end}")), Some(Said::Whose(Person::First)));
            assert_eq!(word(&format!("ABC{}", end.to_uppercase())), Some(Said::Whose(Person::First)));
        }
    }

    #[test]
    fn whose_it_is() {
        for (text, want) in [
            ("U kunt mij bereiken op ", Some(Person::First)),
            ("Het bedrag komt op uw rekening ", Some(Person::Second)),
            ("Wir überweisen auf Ihr Konto ", Some(Person::Second)),
            ("Sie erreichen mich unter ", Some(Person::First)),
            ("Puede llamarme al ", Some(Person::First)),
            ("De huurder is mevrouw Smit, ", Some(Person::Third)),
            ("Onze klant, ", Some(Person::Third)),
            ("Mijn vader belde. Adres: ", None),
            ("Vous pouvez nous joindre au ", Some(Person::First)),
            ("Je suis joignable au ", Some(Person::First)),
            ("Klopt je nummer ", Some(Person::Second)),
            ("U kunt bellen op ", None),
            ("Mocht u vragen hebben: ", None),
            ("Onze monteur kunt u bellen op ", Some(Person::Third)),
            ("Onze storingsdienst kunt u bellen op ", Some(Person::First)),
            ("Kunt u hem bellen op ", Some(Person::Third)),
            ("Ik zal u morgen bellen op ", Some(Person::Second)),
            ("You can transfer it to ", None),
            ("Kun je het storten op ", None),
            ("Pouvez-vous appeler le ", None),
            ("", None),
        ] {
            assert_eq!(person(text), want, "{text:?}");
        }
    }
}
