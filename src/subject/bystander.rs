//! Names that no recogniser takes for one: surnames behind a form of address or a title (`mevrouw Jansen`, `Herr Dr. Schmidt`, `Sra. García
//! López`), and behind initials (`J.A. van der Berg`).
//!
//! In: a text, and what is known of names and words. Out: places of the names, without the forms that stand before them. Better one too many than one
//! too few: who counts them knows whose name is that of the subject or of a colleague. It refuses to know whose.

use std::collections::HashSet;
use std::ops::Range;

use super::person::Person;
use super::token::tokens;
use crate::recognise::Normaliser;

/// Words of names that are words of the language too.
pub(crate) const PARTICLES: [&str; 40] = [
    "van", "von", "den", "der", "des", "del", "dela", "della", "dos", "das", "ter", "ten", "het", "the",
    "and", "und", "les", "las", "los", "aan", "bij", "uit", "voor", "over", "onder", "zum", "zur", "heer",
    "mevrouw", "dhr", "mevr", "mrs", "herr", "frau", "monsieur", "madame", "drs", "ing", "jhr", "via",
];

/// The shortest of those: they are in no name by themselves.
pub(crate) const SMALL: [&str; 12] = ["de", "di", "da", "do", "du", "la", "le", "te", "op", "d", "v", "t"];

/// Words that sentences begin with: `plan B. Daarna` is no name.
pub(crate) const BEGINNINGS: [&str; 64] = [
    "wij", "dit", "dat", "het", "een", "als", "maar", "daarna", "daarom", "dan", "toen", "ook", "hij", "zij",
    "hier", "deze", "die", "graag", "kunt", "wilt", "bij", "met", "voor", "van", "the", "this", "that",
    "these", "they", "you", "please", "then", "but", "and", "for", "with", "here", "there", "our", "your",
    "das", "dies", "diese", "wir", "sie", "der", "die", "ein", "eine", "bitte", "dann", "aber", "les",
    "cette", "nous", "vous", "merci", "puis", "mais", "pour", "avec", "est", "los", "per",
];

/// Behind a letter these are a part of the world.
const REGIONS: [&str; 6] = ["Europe", "Africa", "Asia", "America", "Australia", "Pacific"];

/// Forms of address and titles that stand before a name, in small letters and without full stops; in order.
const FORMS: &[&str] = &[
    "avv",
    "avvocato",
    "broeder",
    "burgemeester",
    "dhr",
    "docteur",
    "dokter",
    "dominee",
    "don",
    "dott",
    "doña",
    "dr",
    "dra",
    "drs",
    "ds",
    "dña",
    "eheleute",
    "fam",
    "familia",
    "familie",
    "famille",
    "frau",
    "geom",
    "heer",
    "herr",
    "herrn",
    "hr",
    "hrn",
    "ingénieur",
    "ir",
    "jhr",
    "judge",
    "juffrouw",
    "lady",
    "lic",
    "lord",
    "madame",
    "maestra",
    "maestro",
    "maître",
    "meester",
    "mej",
    "meneer",
    "mevr",
    "mevrouw",
    "miss",
    "mlle",
    "mm",
    "mme",
    "monsieur",
    "mr",
    "mrs",
    "ms",
    "mw",
    "mx",
    "notaris",
    "nurse",
    "pastoor",
    "prof",
    "professor",
    "rechtsanwalt",
    "rev",
    "señor",
    "señora",
    "sgt",
    "sig",
    "signor",
    "signora",
    "sir",
    "sr",
    "sra",
    "srta",
    "wed",
    "weduwe",
    "wethouder",
    "zuster",
];

/// Words of one name that begin with a capital.
const MOST: usize = 4;

/// Words of one name with those between them.
const WORDS: usize = 12;

/// Bytes of initials and of what stands before the surname.
const NAME: usize = 40;

/// Names behind forms of address.
pub(crate) fn behind_forms(text: &str, lists: &Normaliser) -> Vec<Range<usize>> {
    let spans: Vec<Range<usize>> = words(text).collect();
    let mut all = Vec::new();
    let mut n = 0;
    while n < spans.len() {
        let first = n;
        n += 1;
        // `MS Office`
        let word = &text[spans[first].clone()];
        let shouted = word.len() > 1 && !word.chars().any(char::is_lowercase);
        if shouted || !is_form(word) {
            continue;
        }
        while n < spans.len() && is_near(text, &spans, n) && is_form(&text[spans[n].clone()]) {
            n += 1;
        }
        let begin = n;
        let (mut end, mut count) = (n, 0);
        while n < spans.len() && n < begin + WORDS && count < MOST && is_near(text, &spans, n) {
            let word = &text[spans[n].clone()];
            let small = word.to_lowercase();
            let particle = [&PARTICLES[..], &SMALL].iter().any(|list| list.contains(&small.as_str()));
            let capital = word.starts_with(char::is_uppercase);
            let known = lists.is_given_name(word) || lists.is_surname(word);
            if !(particle || capital && (known || word.chars().count() == 1 || !lists.is_word(word))) {
                break;
            }
            n += 1;
            if capital && !particle {
                (end, count) = (n, count + 1);
            }
        }
        let named = spans[begin..end].iter().any(|span| text[span.clone()].chars().count() > 1);
        if named {
            all.push(spans[begin].start..spans[end - 1].end);
        }
        n = end.max(first + 1);
    }
    all
}

fn is_form(word: &str) -> bool {
    // most words are none
    let begins = |b: &u8| b"abdefghijlmnprswz".contains(&b.to_ascii_lowercase());
    matches!(word.len(), 2..=12)
        && word.as_bytes().first().is_some_and(begins)
        && FORMS.binary_search(&word.to_lowercase().as_str()).is_ok()
}

/// A word follows the one before within a name: behind a space, or the full stop of a letter or a title.
fn is_near(text: &str, spans: &[Range<usize>], n: usize) -> bool {
    let before = &text[spans[n - 1].clone()];
    let between = &text[spans[n - 1].end..spans[n].start];
    let short = before.chars().count() == 1 || is_form(before);
    let rest = if short { between.strip_prefix('.').unwrap_or(between) } else { between };
    rest.len() <= 3
        && rest.matches('\n').count() <= 1
        && rest.chars().all(|c| matches!(c, ' ' | '\r' | '\n' | '\u{a0}' | '-'))
}

/// The words of a text: letters with what joins them.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, _) = rest.find(|(_, c)| c.is_alphabetic())?;
        let mut end = start + text[start..].chars().next().map_or(1, char::len_utf8);
        while let Some((at, c)) = rest.next_if(|(_, c)| c.is_alphabetic() || is_mark(*c)) {
            end = at + c.len_utf8();
        }
        Some(start..end)
    })
}

/// Initials with a surname behind them, also where no recogniser takes them for a name: `J.A. van der Berg`. Better one too many than one
/// too few: what is the subject's or a colleague's stays by other means.
pub(crate) fn initials(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(dot) = memchr::memchr(b'.', &text.as_bytes()[at..]).map(|n| at + n) {
        at = dot + 1;
        let Some(letter) = text[..dot].chars().next_back().filter(|c| c.is_uppercase()) else { continue };
        let start = dot - letter.len_utf8();
        let behind_word =
            text[..start].chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '°'));
        if behind_word {
            continue;
        }
        let mut end = dot + 1;
        // more initials, then small words, then the name
        loop {
            let rest = text[end..].strip_prefix(' ').unwrap_or(&text[end..]);
            let from = text.len() - rest.len();
            let mut chars = rest.chars();
            let Some(first) = chars.next().filter(|c| c.is_alphabetic()) else { break };
            if first.is_uppercase() && from - start <= NAME && chars.next() == Some('.') {
                end = from + first.len_utf8() + 1;
                continue;
            }
            let length: usize = rest
                .chars()
                .take_while(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '\u{2019}'))
                .map(char::len_utf8)
                .sum();
            let word = &rest[..length];
            // `W. Europe Standard Time`, a zone of calendars
            let begins = BEGINNINGS.contains(&word.to_lowercase().as_str()) || REGIONS.contains(&word);
            if first.is_uppercase() && word.chars().count() > 2 && !(begins && end == dot + 1) {
                all.push(start..from + length);
                at = from + length;
                break;
            }
            if word.chars().count() > 5 || from == end && first.is_lowercase() || from - start > NAME {
                break;
            }
            end = from + length;
        }
    }
    all.into_iter()
}

/// A letter's accent that is written behind it.
fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Somebody whom a message names so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bystander {
    /// The letters that stand before the name, folded.
    initials: Vec<String>,
    /// The words of it, folded, without what stands between them.
    words: Vec<String>,
}

impl Bystander {
    fn of(name: &str) -> Self {
        let mut one = Bystander { initials: Vec::new(), words: Vec::new() };
        for token in tokens(name).into_iter().filter(|token| !token.is_infix()) {
            match token.is_initial() {
                true if one.words.is_empty() => one.initials.push(token.folded),
                _ if token.is_title() => {}
                _ => one.words.push(token.folded),
            }
        }
        one
    }

    /// It is somebody of this name, or may be.
    pub(super) fn is(&self, person: &Person) -> bool {
        let own = |word: &String| {
            person.givens.iter().any(|g| g.is(word))
                || person.surnames.iter().any(|s| s.core.iter().any(|w| w.is(word)))
        };
        let first = self.initials.first().and_then(|letters| letters.chars().next());
        let letter = |word: &str| word.chars().next();
        let mut known = person.givens.iter().map(|g| letter(g.plain()));
        let mut letters = person.initials.iter().map(|i| letter(i));
        self.words.iter().all(own)
            && (first.is_none() || known.any(|l| l == first) || letters.any(|l| l == first))
    }

    /// All its words are among these.
    pub(super) fn is_made_of(&self, words: &HashSet<String>) -> bool {
        self.words.iter().all(|word| words.contains(word))
    }
}

/// Gathers whom a message names so. A text is kept until something else says that anybody wants to know.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    text: String,
    people: Vec<Bystander>,
}

/// Bytes of text that are kept.
const KEPT: usize = 64 << 10;

/// People of one message.
const PEOPLE: usize = 64;

impl Gathered {
    /// A message begins.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.people.clear();
    }

    /// Takes in a text of it.
    pub(super) fn add(&mut self, text: &str, lists: &Normaliser) {
        if self.text.len() + text.len() > KEPT {
            self.look(lists);
        }
        // a long one piece by piece, so that memory does not grow with it
        let mut rest = text;
        while rest.len() > KEPT {
            let most = rest.floor_char_boundary(KEPT);
            let cut = rest[..most].rfind('\n').map_or(most, |line| line + 1);
            self.people_of(&rest[..cut], lists);
            rest = &rest[cut..];
        }
        self.text.push_str(rest);
        self.text.push_str("\n\n");
    }

    /// Those that it names.
    pub(super) fn take(&mut self, lists: &Normaliser) -> Vec<Bystander> {
        self.look(lists);
        std::mem::take(&mut self.people)
    }

    fn look(&mut self, lists: &Normaliser) {
        let text = std::mem::take(&mut self.text);
        self.people_of(&text, lists);
        self.text = text;
        self.text.clear();
    }

    fn people_of(&mut self, text: &str, lists: &Normaliser) {
        for span in behind_forms(text, lists).into_iter().chain(initials(text)) {
            let one = Bystander::of(&text[span]);
            if self.people.len() < PEOPLE && !one.words.is_empty() && !self.people.contains(&one) {
                self.people.push(one);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        behind_forms(text, &Normaliser::new()).into_iter().map(|span| &text[span]).collect()
    }

    #[test]
    fn forms_are_in_order() {
        assert!(FORMS.is_sorted() && FORMS.iter().all(|form| is_form(form) && is_form(&form.to_uppercase())));
    }

    #[test]
    fn a_surname_behind_a_form_of_address_is_a_name() {
        for (text, name) in [
            ("We spraken met mevrouw Oostvogel over dit dossier.", "Oostvogel"),
            ("Volgens dhr. van der Trekvogel klopt het.", "van der Trekvogel"),
            ("De heer J. Oostvogel belde", "J. Oostvogel"),
            ("I spoke to Mr Oostvogel.", "Oostvogel"),
            ("Frau Dr. Müller kommt", "Müller"),
            ("la Sra. García López llamó", "García López"),
            ("mevr.\nOostvogel", "Oostvogel"),
        ] {
            assert_eq!(found(text), [name], "{text}");
        }
    }

    #[test]
    fn other_words_are_none() {
        for text in
            ["MS Office", "een mevrouw belde", "de heer", "mevrouw, Dank u", "Dear Sir or Madam", "Mr. X."]
        {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn initials_and_what_stands_behind_them() {
        let text = "Dhr. J.A. van der Berg, B.C.  Smit en A. de Boer-Prins; plan B. Daarna; vanaf A.S. maandag. X. Y.Z. nee.nl W.Wit U.S. 38 °C. Kan W. Europe";
        assert_eq!(
            initials(text).map(|span| &text[span]).collect::<Vec<_>>(),
            ["J.A. van der Berg", "A. de Boer-Prins", "W.Wit"]
        );
    }

    #[test]
    fn who_is_named_so_is_the_subject_or_somebody_else() {
        let lists = Normaliser::new();
        let mut all = Gathered::default();
        all.add("Geachte mevrouw De Vries, volgens dhr. P. Oostvogel", &lists);
        all.add("en J.A. de Vries en K. de Vries", &lists);
        all.add(&format!("{}\nFrau Dr. Wagner kommt", "lang ".repeat(KEPT)), &lists);
        let person = Person::of("Jan de Vries", &lists).unwrap();
        let people = all.take(&lists);
        let words: Vec<_> = people.iter().map(|p| (p.words.join(" "), p.is(&person))).collect();
        let w = |t: &str, own| (t.to_owned(), own);
        assert_eq!(
            words,
            [
                w("vries", true),
                w("oostvogel", false),
                w("vries", true),
                w("vries", false),
                w("wagner", false)
            ]
        );
        assert!(people[1].is_made_of(&HashSet::from(["oostvogel".to_owned()])));
        assert!(all.take(&lists).is_empty());
    }
}
