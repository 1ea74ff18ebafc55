//! Phrases that end a letter, in the languages of Europe: `Met vriendelijke groet`. Both who tells signatures and who
//! tells names apart asks for them.
//!
//! In: a line. Out: whether it is such a phrase, alone or with a name, a place or another phrase behind it; whether it wishes a
//! good day, or is a long formula. Most lines are none, and the first look at them has to be cheap: their length, their first
//! three letters, and a search for a few stems. The words are in [`phrases`].

mod phrases;

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use phrases::{
    BEHALF, ENDS, FORMULA_WORDS, FORMULAS, GREETING_WORDS, JOINERS, PHRASES, PLACES, SECOND, SENTENCES,
    STEMS, WISH_BEGINS, WISH_LEADS, WISH_THINGS, WISH_WORDS, WITHIN,
};

/// Bytes of a line that may be a closing phrase, name included.
pub(crate) const CLOSING_MAX: usize = 64;

/// The same where letters take two bytes, as Greek and Cyrillic ones do.
const WIDE_MAX: usize = 110;

/// Words of a line that a phrase within it leaves room for, and those of a name behind a comma.
const WORDS_MAX: usize = 6;

/// Spaces of such a line.
const SPACES_MAX: u8 = 2 * WORDS_MAX as u8;

/// Bytes of a formula, as [`FORMULAS`] begin them.
const FORMULA_MAX: usize = 200;

struct Closings {
    /// By their length in bytes.
    phrases: Vec<Vec<&'static str>>,
    /// First three bytes of the phrases, and of their capitals: a bit for each, by [`start`].
    starts: Vec<u64>,
    stems: Option<AhoCorasick>,
    /// What the phrases and wishes begin with, five letters of it or all: a bit for each, by [`head`].
    heads: Vec<u64>,
    /// What the phrases are like.
    likes: Shapes,
    /// What the words are like that wishes begin with.
    wishes: Shapes,
    /// What the first words are like that lead from a phrase to another, or to a place.
    joints: Shapes,
}

impl Closings {
    /// The line begins as a phrase does; ASCII letters in any case.
    fn may_begin(&self, line: &[u8]) -> bool {
        start(line).is_some_and(|start| self.starts[start / 64] >> (start % 64) & 1 == 1)
    }

    /// The line, of ASCII, begins with five letters of a phrase, or with all of a shorter one; true where it begins with no letter. One
    /// that does not may be closed by a stem alone, or be several phrases.
    fn begins(&self, line: &[u8]) -> bool {
        let has = |length: usize| {
            let head = line.get(..length).map(head);
            head.is_some_and(|head| self.heads[head / 64] >> (head % 64) & 1 == 1)
        };
        let ends = |n: &usize| line.get(*n).is_none_or(|b| !b.is_ascii_alphanumeric());
        !line.first().is_some_and(u8::is_ascii_alphabetic) || has(HEAD) || (1..HEAD).filter(ends).any(has)
    }

    /// The line, in lower case, is a phrase.
    fn has(&self, line: &str) -> bool {
        let Some(first) = line.as_bytes().first().filter(|_| self.likes.may_have(line)) else { return false };
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

/// Bytes of what a line begins with.
const HEAD: usize = 5;

/// A number below 65,536 for what a line begins with, in lower case.
fn head(begin: &[u8]) -> usize {
    begin.iter().fold(begin.len(), |n, b| n * 97 + usize::from(b.to_ascii_lowercase())) & 0xffff
}

/// First and last letters of some texts, each with a bit for every length: most others are told by them to be none of these.
struct Shapes(Vec<u32>);

impl Shapes {
    fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut shapes = Shapes(vec![0; 1 << 10]);
        texts.for_each(|text| shapes.0[Self::place(text)] |= Self::bit(text));
        shapes
    }

    fn may_have(&self, text: &str) -> bool {
        self.0[Self::place(text)] & Self::bit(text) != 0
    }

    fn place(text: &str) -> usize {
        let letter = |b: Option<&u8>| usize::from(b.map_or(0, |b| b & 31));
        letter(text.as_bytes().first()) << 5 | letter(text.as_bytes().last())
    }

    fn bit(text: &str) -> u32 {
        1 << (text.len() & 31)
    }
}

static CLOSINGS: LazyLock<Closings> = LazyLock::new(|| {
    let mut starts = vec![0_u64; 1024];
    for phrase in PHRASES.iter().chain(WISH_WORDS.iter()).chain(WISH_BEGINS.iter()) {
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
    let mut phrases = vec![Vec::new(); WIDE_MAX + 1];
    for phrase in PHRASES.iter() {
        if let Some(list) = phrases.get_mut(phrase.len()) {
            list.push(*phrase);
        }
    }
    let wishes = || WISH_WORDS.iter().chain(WISH_BEGINS.iter()).chain(WISH_LEADS.iter());
    let mut heads = vec![0_u64; 1024];
    for phrase in PHRASES.iter().chain(wishes()) {
        let head = head(&phrase.as_bytes()[..phrase.len().min(HEAD)]);
        heads[head / 64] |= 1 << (head % 64);
    }
    let behalf = BEHALF.iter().filter_map(|words| words.split(' ').next());
    Closings {
        phrases,
        heads,
        likes: Shapes::of(PHRASES.iter().copied()),
        wishes: Shapes::of(wishes().copied()),
        joints: Shapes::of(JOINERS.iter().chain(PLACES.iter()).copied().chain(behalf)),
        starts,
        stems: AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(STEMS.iter())
            .ok(),
    }
});

/// The line begins as closing phrases do; a cheap first look.
pub(crate) fn may_be_closing(line: &str) -> bool {
    CLOSINGS.may_begin(line.as_bytes())
}

/// True when the line, without white space at its ends, is a phrase that ends a letter, also with a name of a few words
/// behind a comma, or with another phrase or a place behind it.
pub(crate) fn is_closing(line: &str) -> bool {
    let line = line.strip_prefix(['/', '~']).map_or(line, str::trim_start);
    let bytes = line.as_bytes();
    if is_long(line) || bytes.len() < 2 {
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
    // three letters are those of many a line: most of these go on otherwise
    if line.is_ascii()
        && !closings.begins(bytes)
        && memchr::memchr2(b'/', b'|', bytes).is_none()
        && !closings.has_stem(bytes)
    {
        return false;
    }
    in_lower_case(line, |lower| {
        let whole = lower.trim_end_matches(AROUND);
        if closings.has(whole) {
            return true;
        }
        // a capital that is not ASCII may hide a stem
        if (!known || !line.is_ascii() || has_stem()) && ends_or_holds(whole) {
            return true;
        }
        if has_several(whole) {
            return true;
        }
        if known && is_wished(whole) || (known || has_stem()) && goes_on(whole, line) {
            return true;
        }
        lower.split_once([',', '!']).is_some_and(|(first, _)| {
            closings.has(first.trim_end())
                && line.split_once([',', '!']).is_some_and(|(first, rest)| may_be_name(first, rest))
        })
    })
}

/// The line has more letters than a closing phrase, and than several of them.
fn is_long(line: &str) -> bool {
    line.len() > CLOSING_MAX
        && (line.len() > WIDE_MAX || line.chars().count() > CLOSING_MAX && !line.contains('/'))
}

/// The line, in lower case, is nothing but phrases: the same in two languages or three.
fn has_several(lower: &str) -> bool {
    let is_phrase = |text: &str| {
        let text = text.trim_matches(AROUND);
        CLOSINGS.has(text) || ends_or_holds(text) || is_wished(text)
    };
    lower.contains(['/', '|']) && lower.split(['/', '|']).all(is_phrase)
}

/// What stands behind a phrase, and around it.
const AROUND: &[char] = &[',', '.', '!', ';', ':', ' ', '-', '*', '…'];

/// What stands behind the comma of a phrase may be a name: words with capitals, or one where nothing has any.
fn may_be_name(first: &str, rest: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "de", "van", "der", "den", "ter", "ten", "te", "la", "le", "du", "von", "zu", "di", "da", "del",
        "della", "en", "and", "und", "et", "y", "e", "i", "a", "dos", "och", "og",
    ];
    let rest = rest.trim_matches(AROUND);
    let mut words = rest.split_whitespace();
    if rest.split_whitespace().count() >= WORDS_MAX {
        return false;
    }
    let small = |word: &str| word.chars().next().is_some_and(char::is_lowercase);
    if rest.chars().all(|c| !c.is_uppercase()) {
        return words.clone().count() < 3 && small(first) || rest.is_empty();
    }
    words.all(|word| !small(word) || PARTICLES.contains(&word))
}

/// The line, in lower case, wishes a good day or the like: `Een fijne dag verder`.
fn is_wished(lower: &str) -> bool {
    let mut words = lower.split([' ', ',']).filter(|word| !word.is_empty());
    let (mut led, mut left) = (false, 4);
    let kind = loop {
        let Some(word) = words.next().filter(|word| CLOSINGS.wishes.may_have(word)) else { return false };
        if WISH_WORDS.binary_search(&word).is_ok() {
            break word;
        }
        if left == 0 || !(WISH_BEGINS.binary_search(&word).is_ok() || WISH_LEADS.binary_search(&word).is_ok())
        {
            return false;
        }
        (led, left) = (true, left - 1);
    };
    let bare = !led && GREETING_WORDS.contains(&kind);
    let Some(thing) = words.next() else { return false };
    let words: Vec<&str> = words.collect();
    let greets = matches!(
        thing,
        "dag"
            | "avond"
            | "middag"
            | "tag"
            | "abend"
            | "nachmittag"
            | "day"
            | "evening"
            | "afternoon"
            | "kväll"
            | "kveld"
            | "aften"
            | "napot"
    );
    // `Guten Tag Frau …` greets, `Guten Tag noch` does not
    let more = |word: &&str| matches!(*word, "nog" | "noch" | "verder" | "toegewenst" | "gewenst" | "ahead");
    WISH_THINGS.binary_search(&thing).is_ok()
        && words.len() <= 3
        && !(bare && greets && !words.iter().any(more))
}

/// True when a line wishes a good day or the like: at the end of a letter, and as often in it.
pub(crate) fn is_wish(line: &str) -> bool {
    line.len() <= CLOSING_MAX
        && CLOSINGS.may_begin(line.as_bytes())
        && in_lower_case(line, |lower| is_wished(lower.trim_end_matches(AROUND)))
}

/// The line, in lower case, is a phrase with another one behind it, or with a place: `Groetjes uit Leeuwarden`.
fn goes_on(lower: &str, line: &str) -> bool {
    let closings = &*CLOSINGS;
    let is_phrase = |text: &str| closings.has(text) || ends_or_holds(text) || is_wished(text);
    lower.match_indices(' ').any(|(n, _)| {
        let behind = &lower[n + 1..];
        let Some((joiner, rest)) = behind.split_once(' ') else { return false };
        if !closings.joints.may_have(joiner) {
            return false;
        }
        let joins = JOINERS.contains(&joiner);
        let behalf = BEHALF.iter().any(|words| behind.starts_with(words));
        let place = behalf || PLACES.contains(&joiner);
        if !joins && !place {
            return false;
        }
        let first = lower[..n].trim_end_matches(AROUND);
        if !(closings.has(first) || ends_or_holds(first)) {
            return false;
        }
        let rest = rest.trim();
        if joins && is_phrase(rest) {
            return true;
        }
        // a short one is a word of its own
        let sentence = |begin: &&str| {
            let rest = first.strip_prefix(*begin);
            rest.is_some_and(|rest| {
                begin.len() > 4 || begin.ends_with(' ') || rest.is_empty() || rest.starts_with(' ')
            })
        };
        if SENTENCES.iter().any(sentence) || rest.contains([',', ':', '?']) {
            return false;
        }
        let words = rest.split_whitespace().count();
        let begins = || rest.split_whitespace().next().is_some_and(|word| SECOND.contains(&word));
        let capital = || {
            let last = line.trim_end_matches(AROUND).split_whitespace().next_back();
            last.is_some_and(|word| word.chars().next().is_some_and(char::is_uppercase))
        };
        // `Groet van de ledenadministratie,`
        let office = || {
            const ARTICLES: [&str; 17] = [
                "de", "het", "onze", "ons", "uw", "je", "the", "our", "your", "der", "dem", "ihrer", "ihrem",
                "la", "le", "notre", "el",
            ];
            line.ends_with([',', '!'])
                && rest.split_whitespace().next().is_some_and(|w| ARTICLES.contains(&w))
        };
        joins && words <= 4 && begins()
            || place && words <= 4 && office()
            || place && words <= if behalf { 6 } else { 4 } && capital()
    })
}

/// True when the line is, or begins, one of the long formulas of French letters: `Veuillez agréer, Madame, …`.
pub(crate) fn is_formula(line: &str, whole: bool) -> bool {
    if line.len() > FORMULA_MAX
        || !matches!(line.as_bytes().first(), Some(b'V' | b'J' | b'N' | b'R' | b'A' | b'v'))
    {
        return false;
    }
    let lower = line.to_lowercase();
    FORMULAS.iter().any(|begin| lower.starts_with(begin))
        && (!whole || FORMULA_WORDS.iter().any(|word| lower.contains(word)))
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
    fn wishes_and_formulas() {
        assert!(is_wish("Fijn weekend!") && is_wish("Belle journée") && is_wish("Have a nice day"));
        assert!(!is_wish("Fijn dat je komt") && !is_wish("Good day"));
        let formula = "Veuillez agréer, Monsieur, l'expression de mes salutations distinguées.";
        assert!(is_formula(formula, true) && !is_formula("Veuillez trouver ci-joint le contrat", false));
    }

    #[test]
    fn what_is_a_closing_phrase() {
        let in_capitals =
            |phrase: &str| is_closing(&format!("{},", phrase.to_uppercase())) || phrase.contains(['ß', 'ı']);
        let before_a_name =
            |phrase: &str| phrase.contains(',') || is_closing(&format!("{phrase}, Jan de Vries"));
        let wrong: Vec<_> = PHRASES
            .iter()
            .filter(|phrase| !(is_closing(phrase) && in_capitals(phrase) && before_a_name(phrase)))
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        for phrase in [
            "Warme groet,",
            "Schöne Grüße aus Köln!",
            "Reciba un cordial saludo",
            "GROETEN, JAN",
            "Distinti saluti",
            "Groetjes uit Leeuwarden",
            "Groetjes van juf Marie",
            "Beste Grüße aus Köln",
            "Viele Grüße und bis bald",
            "Cordialement et bonne fin de journée,",
            "Many thanks and best wishes,",
            "Vriendelijke groet en tot maandag,",
            "Een fijne dag verder,",
            "Schönes Wochenende!",
            "/Hälsningar",
            "S pozdravem",
            "Met vriendelijke groet / Kind regards / Mit freundlichen Grüßen,",
            "Cofion gorau / Best wishes,",
            "Groet van de ledenadministratie,",
            "Vr. gr.",
            "Mvg namens Anna,",
            "Met vriendelijke groet, mede namens Jan de Vries",
            "Kind regards on behalf of the board of Client",
            "Viele Grüße im Namen von Anna Kunde",
        ] {
            assert!(is_closing(phrase), "{phrase}");
        }
        for text in [
            "Thanks to all who came to the party",
            "De groeten van Jan aan allen in het land",
            "Best practice",
            "Thanks, that's clear.",
            "Merci, à vendredi pour les clés.",
            "Merci de me rappeler",
            "Guten Tag",
            "Guten Tag Frau de Vries,",
            "Good day",
            "Groeten uit de tuin",
            "Groet 12",
            "g",
            "",
        ] {
            assert!(!is_closing(text), "{text}");
        }
    }
}
