//! Names of people and of organisations, and whether two are of the same.
//!
//! In: a name as somebody wrote it: `Jan de Vries`, `Vries, J.A. de (Jan)`, `dhr. J. de Vries`. Out: its given names,
//! initials and surname, keys under which it is found again, and how well two names agree. This file refuses to know who
//! has a name.

use super::fold::{Word, squeezed, words};

/// Words before a surname that do not tell people apart, and that lists leave out or put behind the name.
const PARTICLES: [&str; 51] = [
    "de", "den", "der", "het", "t", "van", "vd", "vande", "vander", "vanden", "ter", "ten", "te", "tot",
    "op", "in", "aan", "bij", "uit", "over", "onder", "voor", "von", "vom", "zu", "zum", "zur", "dem", "du",
    "des", "la", "le", "les", "l", "d", "di", "da", "del", "della", "dei", "dello", "degli", "dal", "dos",
    "das", "do", "el", "al", "los", "las", "s",
];

/// Titles and forms of address, that are no part of a name.
const TITLES: [&str; 52] = [
    "mr", "mrs", "ms", "miss", "sir", "dr", "drs", "ir", "ing", "prof", "msc", "bsc", "ba", "ma", "mba",
    "llm", "phd", "ra", "aa", "rc", "dhr", "mevr", "mw", "heer", "mevrouw", "meneer", "fam", "familie",
    "herr", "herrn", "frau", "familie", "dipl", "mag", "m", "mme", "mlle", "monsieur", "madame", "sr", "sra",
    "srta", "senor", "senora", "don", "dona", "sig", "signor", "signora", "dott", "ds", "jhr",
];

/// How well two names agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// The surname and the initials.
    Initials,
    /// The surname and a given name.
    Full,
}

/// A person's name, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PersonName {
    given: Vec<Word>,
    /// Of the given names, written out or not.
    initials: Vec<char>,
    surname: Vec<Word>,
}

/// Words of a name that are looked at.
const WORDS_MAX: usize = 8;
/// Keys of a name.
const KEYS_MAX: usize = 16;

impl PersonName {
    /// Takes a name apart; nothing where it has no surname, or no sign of a given name.
    pub(super) fn of(text: &str) -> Option<PersonName> {
        let (text, called) = without_brackets(text);
        let (given_part, surname_part) = match text.split_once(',') {
            // `Vries, Jan de`; a title behind a comma leaves a name without one
            Some((surname, rest)) if !only_titles(rest) => (rest, Some(surname)),
            Some((name, _)) => (name, None),
            None => (text.as_str(), None),
        };
        let mut name = PersonName { given: Vec::new(), initials: Vec::new(), surname: Vec::new() };
        let mut in_surname = false;
        let tokens: Vec<&str> = tokens(given_part).take(WORDS_MAX).collect();
        let count = tokens.iter().filter(|t| !is_particle(t)).count();
        let mut seen = 0;
        for token in &tokens {
            let Some(word) = Word::of(token) else { continue };
            if is_particle(token) {
                // an initial is no particle: `D. Jansen`, `T. de Vries`
                in_surname |= surname_part.is_none() && seen > 0;
                continue;
            }
            seen += 1;
            let initials = are_initials(token);
            let last = surname_part.is_none() && seen == count && !(initials && count == 1);
            // behind initials no given name follows: `L. Martínez Ortega`
            in_surname |= surname_part.is_none() && !initials && seen > 1 && name.given.is_empty();
            if !in_surname && !last && initials {
                name.initials.extend(word.plain().chars());
            } else if surname_part.is_some() || !in_surname && !last {
                name.initials.extend(word.plain().chars().next());
                name.given.push(word);
            } else {
                in_surname = true;
                name.surname.push(word);
            }
        }
        if let Some(surname) = surname_part {
            let kept = self::tokens(surname).take(WORDS_MAX).filter(|t| !is_particle(t));
            name.surname.extend(kept.filter_map(Word::of));
        }
        if let Some(called) = called.as_deref().and_then(Word::of) {
            if name.initials.is_empty() {
                name.initials.extend(called.plain().chars().next());
            }
            name.given.insert(0, called);
        }
        (!name.surname.is_empty() && !name.initials.is_empty()).then_some(name)
    }

    /// Keys under which the name is found: a first initial and a word of the surname. Of two names that agree, one key at
    /// least is the same.
    pub(super) fn keys(&self) -> Vec<String> {
        let mut initials: Vec<char> = self.initials.first().copied().into_iter().collect();
        initials.extend(self.given.iter().filter_map(|w| w.plain().chars().next()));
        initials.sort_unstable();
        initials.dedup();
        // `Lucía Martínez Ortega`: what looks like a second given name may be the first surname
        let words = self.surname.iter().chain(self.given.iter().skip(1));
        let mut keys: Vec<String> = words
            .map(Word::loose)
            .flat_map(|word| initials.iter().map(move |i| format!("{i} {word}")))
            .collect();
        keys.sort_unstable();
        keys.dedup();
        keys.truncate(KEYS_MAX);
        keys
    }

    /// True where no given name is written out.
    pub(super) fn is_short(&self) -> bool {
        self.given.is_empty()
    }

    /// The words of the surname, particles left out.
    pub(super) fn surname_words(&self) -> &[Word] {
        &self.surname
    }

    /// First letters of the given names.
    pub(super) fn initial_letters(&self) -> &[char] {
        &self.initials
    }

    /// How well another name agrees with this one.
    pub(super) fn likeness(&self, other: &PersonName) -> Option<Likeness> {
        let (few, many) =
            if self.surname.len() <= other.surname.len() { (self, other) } else { (other, self) };
        let in_given = |w: &Word, all: &[Word]| all.iter().skip(1).any(|o| o.is(w));
        let all_there = few.surname.iter().all(|w| many.surname.iter().any(|o| o.is(w)));
        let shifted = |a: &PersonName, b: &PersonName| {
            a.surname.iter().all(|w| b.surname.iter().any(|o| o.is(w)) || in_given(w, &b.given))
        };
        if !all_there && !shifted(self, other) && !shifted(other, self) {
            return None;
        }
        match (self.given.is_empty(), other.given.is_empty()) {
            (false, false) => {
                let (a, b) = (&self.given, &other.given);
                let same = a[0].is(&b[0])
                    || a.iter().any(|w| w.is(&b[0]))
                    || b.iter().any(|w| w.is(&a[0]))
                    || is_short_for(a[0].plain(), b[0].plain())
                    || is_short_for(b[0].plain(), a[0].plain());
                same.then_some(Likeness::Full)
            }
            (true, true) => {
                let both = self.initials.iter().zip(&other.initials);
                both.clone().all(|(a, b)| a == b).then_some(Likeness::Initials)
            }
            (short, _) => {
                let (short, long) = if short { (self, other) } else { (other, self) };
                let first = short.initials.first()?;
                let long_given = long.given.iter().filter_map(|w| w.plain().chars().next());
                let agree = long.initials.first() == Some(first) || long_given.clone().any(|i| i == *first);
                agree.then_some(Likeness::Initials)
            }
        }
    }
}

/// `Chris` for `Christiaan`: a beginning of at least three letters.
fn is_short_for(short: &str, long: &str) -> bool {
    short.len() >= 3 && long.starts_with(short)
}

/// The words of a name, titles left out.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '–' | '/' | '&' | '"'))
        .flat_map(|t| {
            // `J.Jansen`: initials that a space is missing behind
            let cut =
                t.rfind('.').filter(|at| t.len() - at > 3 && t[..*at].len() <= 8).map_or(0, |at| at + 1);
            let (head, tail) = t.split_at(cut);
            [head, tail]
        })
        .filter(|t| !t.is_empty() && !is_title(t))
}

fn is_title(token: &str) -> bool {
    let folded = squeezed(token);
    // `M. Jansen` has an initial, `M Dupont` too
    if folded.len() == 1 {
        return false;
    }
    let capitals = token.chars().filter(|c| c.is_uppercase()).count();
    // `R.A.` and `M.A.` may be initials
    TITLES.contains(&folded.as_str())
        && !(capitals > 1 && token.contains('.') && token.len() > folded.len() + 1)
}

fn only_titles(text: &str) -> bool {
    tokens(text).next().is_none()
}

/// Written in small letters, or a word that is never a given name.
fn is_particle(token: &str) -> bool {
    let folded = squeezed(token);
    // `D.`, `E.L.`, `T` are initials; `v.d.` is none
    let capitals = token.chars().all(|c| c.is_uppercase() || !c.is_alphabetic());
    if capitals && (token.contains('.') || folded.len() == 1) {
        return false;
    }
    PARTICLES.contains(&folded.as_str())
}

/// `J.A.`, `J`, `J.`, `Th.`, `JA`.
fn are_initials(token: &str) -> bool {
    let letters = token.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = token.chars().filter(|c| c.is_uppercase()).count();
    letters == 1
        || token.contains('.') && letters <= 8 && (capitals == letters || letters <= 2)
        || letters <= 3 && capitals == letters && !token.chars().any(|c| "AEIOUY".contains(c) && letters == 3)
}

/// A name without what stands in brackets, and the name a person is called by that stood there.
fn without_brackets(text: &str) -> (String, Option<String>) {
    let Some((before, rest)) = text.split_once('(') else { return (text.to_owned(), None) };
    let (inside, behind) = rest.split_once(')').unwrap_or((rest, ""));
    let called = inside.trim();
    let is_name =
        !called.contains(char::is_whitespace) && called.chars().all(|c| c.is_alphabetic() || c == '-');
    let called = (is_name && called.chars().nth(1).is_some()).then(|| called.to_owned());
    (format!("{before} {behind}"), called)
}

/// Legal forms, that people write or leave out.
const FORMS: [&str; 60] = [
    "bv",
    "nv",
    "vof",
    "cv",
    "ua",
    "ba",
    "wa",
    "bvba",
    "sprl",
    "srl",
    "vzw",
    "asbl",
    "cvba",
    "comm",
    "commv",
    "gmbh",
    "mbh",
    "ag",
    "kg",
    "kgaa",
    "ohg",
    "ug",
    "gbr",
    "ev",
    "eg",
    "ek",
    "se",
    "sa",
    "sas",
    "sasu",
    "sarl",
    "eurl",
    "sci",
    "snc",
    "scop",
    "scp",
    "spa",
    "srls",
    "sapa",
    "ss",
    "sl",
    "slu",
    "sal",
    "scoop",
    "ltd",
    "limited",
    "llp",
    "plc",
    "llc",
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "company",
    "lp",
    "pllc",
    "eenmanszaak",
    "besloten",
    "vennootschap",
    "holding",
];

/// What is compared of an organisation's name: without its legal form, signs and joining words; nothing where no letter is
/// left.
pub(super) fn organisation(text: &str) -> Option<String> {
    // `B.V.` is one word
    let joined = text.replace('.', "");
    let all: Vec<String> = words(&joined)
        .filter(|w| !matches!(w.as_str(), "en" | "und" | "and" | "et" | "the" | "de" | "co"))
        .collect();
    let kept: String = all
        .iter()
        .filter(|w| !FORMS.contains(&w.as_str()))
        .map(|w| w.replace("ae", "a").replace("oe", "o").replace("ue", "u"))
        .collect();
    // a firm may be called after a form: `Holding B.V.`
    let kept = if kept.len() > 1 { kept } else { all.concat() };
    (!kept.is_empty()).then_some(kept)
}

/// True where a name ends or begins with a legal form that no person has.
pub(super) fn has_legal_form(text: &str) -> bool {
    let joined = text.replace('.', "");
    let all: Vec<String> = words(&joined).collect();
    all.len() > 1 && all.last().is_some_and(|w| w.len() > 1 && FORMS.contains(&w.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn alike(a: &str, b: &str) -> Option<Likeness> {
        let (x, y) = (PersonName::of(a).unwrap(), PersonName::of(b).unwrap());
        let found = x.likeness(&y);
        assert_eq!(found, y.likeness(&x), "{a} / {b}");
        if found.is_some() {
            assert!(
                x.keys().iter().any(|k| y.keys().contains(k)),
                "{a} / {b}: {:?} {:?}",
                x.keys(),
                y.keys()
            );
        }
        found
    }

    #[test]
    fn one_person_in_many_writings() {
        use Likeness::{Full, Initials};
        for (a, b, want) in [
            ("Jan de Vries", "Vries, Jan de", Some(Full)),
            ("Jan de Vries", "de Vries, Jan", Some(Full)),
            ("Jan de Vries", "Vries, J.A. de (Jan)", Some(Full)),
            ("Jan de Vries", "dhr. J. de Vries", Some(Initials)),
            ("J.A. de Vries", "J. de Vries", Some(Initials)),
            ("J.A. de Vries", "J.B. de Vries", None),
            ("Jan de Vries", "Piet de Vries", None),
            ("Jan de Vries", "P. de Vries", None),
            ("Jan de Vries", "Jan de Boer", None),
            ("Jürgen Müller", "Juergen Mueller", Some(Full)),
            ("Jürgen Müller", "JURGEN MULLER", Some(Full)),
            ("Lucía Martínez Ortega", "Lucia Martinez", Some(Full)),
            ("Lucía Martínez Ortega", "L. Martínez Ortega", Some(Initials)),
            ("Monique Zijlstra-de Haan", "M. de Haan", Some(Initials)),
            ("Jan Willem de Vries", "Jan de Vries", Some(Full)),
            ("Chris Smit", "Christiaan Smit", Some(Full)),
            ("Prof. dr. A. Dijk MBA", "A. van Dijk", Some(Initials)),
            ("J.Jansen", "Jan Jansen", Some(Initials)),
            ("T. de Vries", "Tom de Vries", Some(Initials)),
            ("E.L. Smit", "Emily Smit", Some(Initials)),
            ("JAN VAN DER BERG", "J. v.d. Berg", Some(Initials)),
        ] {
            assert_eq!(alike(a, b), want, "{a} / {b}");
        }
        for none in ["Jansen", "de heer De Vries", "", "1234", "(Jan)"] {
            assert_eq!(PersonName::of(none), None, "{none}");
        }
    }

    #[test]
    fn firms_without_their_legal_form() {
        let same = |a: &str, b: &str| organisation(a) == organisation(b);
        assert!(same("Klant & Zonen B.V.", "klant en zonen bv"));
        assert!(same("Müller GmbH & Co. KG", "Mueller"));
        assert!(same("Bäckerei Klant", "BAECKEREI KLANT GMBH"));
        assert!(!same("Klant Techniek BV", "Klant Zorg BV"));
        assert_eq!(organisation("B.V."), Some("bv".to_owned()));
        assert_eq!(organisation(" - "), None);
        assert!(has_legal_form("Klant B.V.") && !has_legal_form("Jan de Vries"));
    }
}
