//! Phrases that end a letter, in the languages of Europe: `Met vriendelijke groet`. Both who tells signatures and who
//! tells names apart asks for them.
//!
//! In: a line. Out: whether it is such a phrase, alone or with a name behind a comma. Most lines are none, and the first
//! look at them has to be cheap: their length, their first two letters, and a search for a few stems.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// Bytes of a line that may be a closing phrase, name included.
const CLOSING_MAX: usize = 64;

/// Whole phrases, in lower case.
const PHRASES: &[&str] = &[
    // nl
    "met vriendelijke groet",
    "met vriendelijke groeten",
    "met hartelijke groet",
    "met hartelijke groeten",
    "met collegiale groet",
    "met sportieve groet",
    "met groet",
    "met groeten",
    "met een vriendelijke groet",
    "vriendelijke groet",
    "vriendelijke groeten",
    "hartelijke groet",
    "hartelijke groeten",
    "hartelijk groetend",
    "beste groet",
    "beste groeten",
    "groet",
    "groeten",
    "groetjes",
    "gr",
    "grtz",
    "mvg",
    "m.v.g",
    "m.vr.gr",
    "vr.gr",
    "vrgr",
    "met vriendelijk groet",
    "met de vriendelijke groeten",
    "met beste groet",
    "vriendelijk groetend",
    "m.vr.gr.",
    "mvrgr",
    "m.v.gr",
    "met vr. gr",
    "vr. groet",
    "m.h.g",
    "gr.",
    "groetjes van",
    "hoogachtend en met vriendelijke groet",
    "met hoogachting",
    "liefs",
    "tot ziens",
    "dank alvast",
    "bvd",
    "b.v.d",
    "met dank",
    "veel groeten",
    "warme groet",
    "hoogachtend",
    "met de meeste hoogachting",
    "namens",
    "alvast bedankt",
    "bij voorbaat dank",
    // en
    "with kind regards",
    "kind regards",
    "kindest regards",
    "best regards",
    "warm regards",
    "warmest regards",
    "regards",
    "rgds",
    "br",
    "kr",
    "best wishes",
    "with best wishes",
    "all the best",
    "best",
    "cheers",
    "many thanks",
    "thanks",
    "thank you",
    "thanks in advance",
    "many thanks in advance",
    "kind rgds",
    "best rgds",
    "with regards",
    "with best regards",
    "with warm regards",
    "yours",
    "take care",
    "thanks again",
    "thanks and regards",
    "thanks & regards",
    "thank you and regards",
    "very truly yours",
    "thank you in advance",
    "thank you very much",
    "thanks very much",
    "thx",
    "tks",
    "sincerely",
    "sincerely yours",
    "yours sincerely",
    "yours faithfully",
    "yours truly",
    "respectfully",
    "cordially",
    // de
    "mit freundlichen grüßen",
    "mit freundlichen grüssen",
    "mit freundlichen gruessen",
    "mit freundlichem gruß",
    "mit besten grüßen",
    "freundliche grüße",
    "freundliche grüsse",
    "beste grüße",
    "viele grüße",
    "liebe grüße",
    "herzliche grüße",
    "gruß",
    "mit freundlichem gruss",
    "mit freundlichem gruß aus",
    "mit herzlichen grüßen",
    "mit vielen grüßen",
    "mit lieben grüßen",
    "mit besten gruessen",
    "freundliche gruesse",
    "viele gruesse",
    "beste gruesse",
    "schönen gruß",
    "herzlichst",
    "m.f.g",
    "mbg",
    "danke und gruß",
    "vielen dank im voraus",
    "hochachtungsvoll",
    "mfg",
    "lg",
    "vg",
    "vielen dank",
    "besten dank",
    "danke",
    // fr
    "cordialement",
    "bien cordialement",
    "cordialement vôtre",
    "bien à vous",
    "bàv",
    "cdt",
    "cdlt",
    "très cordialement",
    "cordialement votre",
    "bien à toi",
    "sincèrement",
    "sincères salutations",
    "salutations",
    "avec mes remerciements",
    "merci d'avance",
    "merci",
    "bonne réception",
    "meilleures salutations",
    "salutations distinguées",
    "respectueusement",
    "amicalement",
    "bien amicalement",
    "bonne journée",
    "à bientôt",
    "dans l'attente de vous lire",
    // es
    "atentamente",
    "muy atentamente",
    "le saluda atentamente",
    "gracias",
    "muchas gracias",
    "gracias y saludos",
    "saludos",
    "un abrazo",
    "cordiales saludos",
    "un cordial saludo",
    "atte",
    "cordialmente",
    "quedo a su disposición",
    // it
    "in fede",
    "grazie",
    "grazie mille",
    "un caro saluto",
    "con i migliori saluti",
    "saluti",
    "cari saluti",
    "in attesa di un suo riscontro",
    // pt
    "atenciosamente",
    "com os melhores cumprimentos",
    "melhores cumprimentos",
    "cumprimentos",
    "abraço",
    "um abraço",
    "abraços",
    // da, no, sv, fi
    "med venlig hilsen",
    "venlig hilsen",
    "mange hilsner",
    "bedste hilsner",
    "mvh",
    "vh",
    "med vennlig hilsen",
    "vennlig hilsen",
    "beste hilsen",
    "hilsen",
    "med vänlig hälsning",
    "med vänliga hälsningar",
    "vänliga hälsningar",
    "vänlig hälsning",
    "hälsningar",
    "bästa hälsningar",
    "ystävällisin terveisin",
    "ystävällisesti",
    "parhain terveisin",
    "terveisin",
    // pl, cs, sk, hu, ro, hr
    "z poważaniem",
    "pozdrawiam",
    "serdecznie pozdrawiam",
    "z wyrazami szacunku",
    "s pozdravem",
    "s přátelským pozdravem",
    "s pozdravom",
    "üdvözlettel",
    "tisztelettel",
    "cu stimă",
    "cu respect",
    "lijep pozdrav",
    "srdačan pozdrav",
    "lp",
    // tr, ru, uk, el
    "saygılarımla",
    "saygılarımızla",
    "iyi çalışmalar",
    "с уважением",
    "с наилучшими пожеланиями",
    "з повагою",
    "με εκτίμηση",
];

/// Last words of phrases that have many beginnings: `Schöne Grüße`, `Reciba un cordial saludo`.
const ENDS: &[&str] = &[
    "groet",
    "groeten",
    "groetjes",
    "grüße",
    "grüßen",
    "grüsse",
    "grüssen",
    "gruß",
    "regards",
    "salutations",
    "saludos",
    "saludo",
    "saluti",
    "saluto",
    "hilsen",
    "hälsning",
    "hälsningar",
    "cumprimentos",
];

/// Phrases that other words often stand around, on both sides.
const WITHIN: &[&str] = &[
    "vriendelijke groet",
    "salutations",
    "sentiments distingués",
    "bien cordialement",
    "saludos",
    "un saludo",
    "atentamente",
    "cordiali saluti",
    "distinti saluti",
    "freundlichen grüßen",
    "freundlichen grüssen",
    "venlig hilsen",
    "vennlig hilsen",
];

/// Words of a line that a phrase within it leaves room for, and those of a name behind a comma.
const WORDS_MAX: usize = 6;

/// Spaces of such a line.
const SPACES_MAX: u8 = 2 * WORDS_MAX as u8;

/// Every line that ends or holds a phrase of [`ENDS`] or [`WITHIN`] holds one of these, whatever its case. Bytes: `Ü` is
/// passed over.
const STEMS: &[&str] = &[
    "groet",
    "gr\u{fc}\u{df}",
    "gr\u{fc}ss",
    "gru\u{df}",
    "gr\u{dc}",
    "regards",
    "salutation",
    "salud",
    "salut",
    "sentiments",
    "cordialement",
    "tamente",
    "hilsen",
    "lsning",
    "cumprimentos",
];

struct Closings {
    /// By their length in bytes.
    phrases: Vec<Vec<&'static str>>,
    /// First three bytes of the phrases, and of their capitals: a bit for each, by [`start`].
    starts: Vec<u64>,
    stems: Option<AhoCorasick>,
}

impl Closings {
    /// The line begins as a phrase does; ASCII letters in any case.
    fn may_begin(&self, line: &[u8]) -> bool {
        start(line).is_some_and(|start| self.starts[start / 64] >> (start % 64) & 1 == 1)
    }

    /// The line, in lower case, is a phrase.
    fn has(&self, line: &str) -> bool {
        let Some(first) = line.as_bytes().first() else { return false };
        let phrases = self.phrases.get(line.len()).map_or(&[][..], Vec::as_slice);
        phrases.iter().any(|phrase| phrase.as_bytes()[0] == *first && *phrase == line)
    }

    /// A phrase of [`ENDS`] or [`WITHIN`] may stand on the line.
    fn has_stem(&self, line: &[u8]) -> bool {
        self.stems.as_ref().is_none_or(|stems| stems.is_match(line))
    }
}

/// A number below 65,536 for the first three bytes of a line, in lower case.
fn start(line: &[u8]) -> Option<usize> {
    let byte = |n: usize| line.get(n).map_or(0, |b| usize::from(b.to_ascii_lowercase()));
    (line.len() > 1).then(|| (byte(0) * 961 + byte(1) * 31 + byte(2)) & 0xffff)
}

static CLOSINGS: LazyLock<Closings> = LazyLock::new(|| {
    let mut starts = vec![0_u64; 1024];
    for phrase in PHRASES {
        for text in [(*phrase).to_owned(), phrase.to_uppercase()] {
            // behind a phrase of two letters a mark or white space stands
            let thirds = if text.len() > 2 { 0..=0 } else { 0..=255_u8 };
            for third in thirds.filter(|b| !b.is_ascii_alphanumeric()) {
                let mut bytes = text.clone().into_bytes();
                bytes.push(third);
                if let Some(start) = start(&bytes) {
                    starts[start / 64] |= 1 << (start % 64);
                }
            }
        }
    }
    let mut phrases = vec![Vec::new(); CLOSING_MAX + 1];
    for phrase in PHRASES {
        if let Some(list) = phrases.get_mut(phrase.len()) {
            list.push(*phrase);
        }
    }
    Closings {
        phrases,
        starts,
        stems: AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(STEMS)
            .ok(),
    }
});

/// The line begins as closing phrases do; a cheap first look.
pub(crate) fn may_be_closing(line: &str) -> bool {
    CLOSINGS.may_begin(line.as_bytes())
}

/// True when the line, without white space at its ends, is a phrase that ends a letter, also with a name of a few words
/// behind a comma.
pub(crate) fn is_closing(line: &str) -> bool {
    let bytes = line.as_bytes();
    if bytes.len() > CLOSING_MAX || bytes.len() < 2 {
        return false;
    }
    let closings = &*CLOSINGS;
    let has_stem = || {
        // a stem on a line of many words is of no use
        bytes.iter().map(|b| u8::from(*b == b' ')).sum::<u8>() <= SPACES_MAX && closings.has_stem(bytes)
    };
    let known = closings.may_begin(bytes);
    // all of the short line at once, and not byte by byte
    let has_number = bytes.iter().fold(false, |any, b| any | b.is_ascii_digit() | (*b == b'@'));
    if has_number || !known && !has_stem() {
        return false;
    }
    in_lower_case(line, |lower| {
        let whole = lower.trim_end_matches([',', '.', '!', ';', ':', ' ', '-']);
        if closings.has(whole) {
            return true;
        }
        // a capital that is not ASCII may hide a stem
        if (!known || !line.is_ascii() || has_stem()) && ends_or_holds(whole) {
            return true;
        }
        lower.split_once([',', '!']).is_some_and(|(first, rest)| {
            rest.split_whitespace().count() < WORDS_MAX && closings.has(first.trim_end())
        })
    })
}

/// Hands on a line in lower case; nothing is allocated for a short one in ASCII, as most are.
pub(crate) fn in_lower_case<R>(line: &str, ask: impl FnOnce(&str) -> R) -> R {
    let mut buffer = [0; 2 * CLOSING_MAX];
    if line.is_ascii()
        && let Some(lower) = buffer.get_mut(..line.len())
    {
        lower.copy_from_slice(line.as_bytes());
        lower.make_ascii_lowercase();
        if let Ok(lower) = std::str::from_utf8(lower) {
            return ask(lower);
        }
    }
    ask(&line.to_lowercase())
}

/// The line, in lower case, ends with a word of [`ENDS`], or a phrase of [`WITHIN`] stands on it.
fn ends_or_holds(line: &str) -> bool {
    let words = line.split_whitespace().count();
    words < WORDS_MAX && line.split_whitespace().next_back().is_some_and(|last| ENDS.contains(&last))
        || words <= WORDS_MAX && WITHIN.iter().any(|phrase| line.contains(phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_closing_phrase() {
        for phrase in PHRASES {
            assert!(is_closing(phrase), "{phrase}");
            assert!(
                is_closing(&format!("{},", phrase.to_uppercase())) || phrase.contains(['ß', 'ı']),
                "{phrase}"
            );
            assert!(is_closing(&format!("{phrase}, Jan de Vries")), "{phrase}");
        }
        for phrase in [
            "Warme groet,",
            "Schöne Grüße aus Köln!",
            "Reciba un cordial saludo",
            "GROETEN, JAN",
            "Distinti saluti",
        ] {
            let far = phrase.contains("Köln");
            assert_eq!(is_closing(phrase), !far, "{phrase}");
        }
        for text in [
            "Thanks to all who came to the party",
            "De groeten van Jan aan allen in het land",
            "Best practice",
            "Groet 12",
            "g",
            "",
        ] {
            assert!(!is_closing(text), "{text}");
        }
    }
}
