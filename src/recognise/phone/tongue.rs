//! Which language the text around a number is written in, by its small words.
//!
//! In: a text and a place in it. Out: one of six languages, where its words are many and those of others few. Asked only where
//! nobody knows where the writer is at home. This module refuses to know numbers.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

use crate::recognise::mix::Mix;

/// Bytes on each side of a stretch that are looked at with it.
const REACH: usize = 256;
/// Stretches of so many bytes are told once.
const STRETCH: usize = 512;
/// Words of a language that tell it.
const ENOUGH: u32 = 2;
/// Bytes of a word that is asked about.
const WORD_MAX: usize = 7;

/// Words that one of the languages has, or few of them, by language.
#[rustfmt::skip]
const WORDS: [(&[u8; 2], &[&str]); 6] = [
    (b"nl", &["aan", "bij", "dat", "deze", "dit", "een", "en", "heeft", "het", "ik", "is", "maar", "met", "naar", "niet", "om", "ook", "op", "te", "uw", "van", "voor", "wij", "wordt", "zijn"]),
    (b"en", &["and", "are", "at", "be", "for", "from", "have", "is", "it", "my", "not", "of", "on", "our", "please", "that", "the", "this", "to", "was", "we", "will", "with", "you", "your"]),
    (b"de", &["auch", "auf", "bei", "bitte", "das", "dem", "den", "der", "die", "ein", "eine", "für", "ich", "ist", "mit", "nicht", "sie", "sind", "und", "von", "wir", "wird", "zu", "zum", "zur"]),
    (b"fr", &["après", "au", "aux", "avec", "avez", "ce", "chez", "dans", "de", "des", "du", "elle", "est", "et", "il", "je", "la", "le", "les", "mais", "ne", "nos", "nous", "ou", "où", "par", "pas", "plus", "pour", "que", "qui", "si", "sont", "sur", "tu", "une", "vos", "votre", "vous", "à", "été"]),
    (b"es", &["al", "como", "con", "de", "del", "el", "en", "es", "esta", "está", "la", "las", "lo", "los", "muy", "más", "no", "nos", "para", "pero", "por", "que", "se", "si", "su", "sus", "un", "una", "usted", "y"]),
    (b"it", &["al", "alla", "anche", "che", "ci", "come", "con", "da", "dal", "dei", "del", "della", "di", "e", "gli", "ho", "il", "in", "la", "le", "ma", "nel", "nella", "non", "per", "questo", "si", "sono", "un", "una"]),
];

/// The language, by its place in [`WORDS`], that alone has such letters or such an ending: `ñ`, `…ción`, `ß`, `…zione`.
fn by_letters(word: &str) -> Option<usize> {
    const ENDS: [(&str, usize); 11] = [
        ("ciones", 4),
        ("ción", 4),
        ("gkeit", 2),
        ("heden", 0),
        ("heid", 0),
        ("ungen", 2),
        ("zione", 5),
        ("zioni", 5),
        ("sión", 4),
        ("elijk", 0),
        ("elijke", 0),
    ];
    if word.len() < 4 {
        return None;
    }
    if !word.is_ascii() {
        let own = word.chars().find_map(|c| match c {
            'ñ' => Some(4),
            'ß' => Some(2),
            'œ' => Some(3),
            _ => None,
        });
        if own.is_some() {
            return own;
        }
    }
    ENDS.iter().find(|(end, _)| word.ends_with(end)).map(|(_, language)| *language)
}

/// Which languages have a word, a bit for each; by [`packed`].
static SPOKEN: LazyLock<HashMap<u64, u8, BuildHasherDefault<Mix>>> = LazyLock::new(|| {
    let mut all = HashMap::<u64, u8, _>::default();
    for (n, (_, list)) in WORDS.iter().enumerate() {
        for key in list.iter().filter_map(|word| packed(word)) {
            *all.entry(key).or_default() |= 1 << n;
        }
    }
    all
});

/// A short word as a number.
fn packed(word: &str) -> Option<u64> {
    let mut bytes = [0; 8];
    bytes.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
    Some(u64::from_le_bytes(bytes))
}

/// Tells languages, and remembers the last answer.
#[derive(Debug, Default)]
pub(super) struct Tongue {
    last: Option<(usize, Option<[u8; 2]>)>,
}

impl Tongue {
    /// The language around byte `at`.
    pub(super) fn near(&mut self, text: &str, at: usize) -> Option<[u8; 2]> {
        let stretch = at / STRETCH;
        match self.last {
            Some((known, language)) if known == stretch => language,
            _ => {
                let language = tell(text, stretch * STRETCH);
                self.last = Some((stretch, language));
                language
            }
        }
    }
}

/// The language of a stretch and what stands around it.
fn tell(text: &str, from: usize) -> Option<[u8; 2]> {
    let low = (from.saturating_sub(REACH)..=from).find(|n| text.is_char_boundary(*n))?;
    let high = text.len().min(from + STRETCH + REACH);
    let high = (low..=high).rev().find(|n| text.is_char_boundary(*n))?;
    let mut counts = [0; WORDS.len()];
    let words = text.get(low..high)?.split(|c: char| !c.is_alphanumeric());
    for word in words {
        // letters and endings that one of them alone has, in names as well
        if let Some(language) = by_letters(word) {
            counts[language] += 1;
        }
        if !(1..=WORD_MAX).contains(&word.len()) {
            continue;
        }
        // names have capitals
        if !word.starts_with(char::is_lowercase) {
            continue;
        }
        let Some(spoken) = packed(word).and_then(|key| SPOKEN.get(&key)) else { continue };
        for (n, count) in counts.iter_mut().enumerate() {
            *count += u32::from(spoken >> n & 1);
        }
    }
    let most = counts.iter().copied().max().filter(|most| *most >= ENOUGH)?;
    let mut near = counts.iter().zip(WORDS).filter(|(count, _)| **count * 3 >= most * 2);
    let (_, (language, _)) = near.next()?;
    near.next().is_none().then_some(*language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_tell_a_language() {
        for (_, list) in WORDS {
            assert!(list.is_sorted() && list.iter().all(|w| w.len() <= WORD_MAX), "{list:?}");
        }
        for (text, language) in [
            ("Si comunica che da domani il signor Klant è assente, in caso di urgenza", Some(*b"it")),
            ("Quien quiera apuntarse a la cena, que avise a su tutora por el correo", Some(*b"es")),
            ("Si besoin, je suis joignable au bureau pour le dossier", Some(*b"fr")),
            (
                "Elle veut savoir si le chèque est arrivé. Tu peux la joindre jusqu'à midi, après au",
                Some(*b"fr"),
            ),
            ("Bel mij even terug, want het is niet in orde met de ketel", Some(*b"nl")),
            ("Bitte rufen Sie mich an, ich bin nicht mehr bei der Firma", Some(*b"de")),
            ("Please call me at the office, we are open", Some(*b"en")),
            ("Les recibe la casera, Encarnación Nueva", Some(*b"es")),
            ("Jan de Vries, Klant BV, Dorpsstraat 12", None),
            ("Encarnación Nueva", None),
            ("", None),
        ] {
            assert_eq!(Tongue::default().near(text, text.len()), language, "{text}");
        }
    }

    #[test]
    fn a_place_of_each_stretch_is_told() {
        let text = format!(
            "{}{}",
            "wij zijn er niet bij é ".repeat(80),
            "nous ne sommes pas dans les temps ".repeat(80)
        );
        let mut tongue = Tongue::default();
        assert_eq!(tongue.near(&text, 10), Some(*b"nl"));
        assert_eq!(tongue.near(&text, text.len() - 10), Some(*b"fr"));
    }
}
