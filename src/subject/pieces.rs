//! Pieces of a subject's name, which tell of nobody by themselves: to be taken out of a message that is known to be about them.
//!
//! In: a text of such a message, and the person. Out: places: the given name in a greeting, under a letter and where mail is quoted (they count
//! where the subject's own address says to whom it is written); given name and initials behind the label of a form; the words of a name in
//! cells; the words of a name without spaces, and in the name of a machine. Each line is looked at by itself, but for the labels of a form. It refuses to know whose the
//! message is.

pub(super) mod borne;
mod sentence;

use std::collections::HashSet;
use std::ops::Range;

use super::fold::folded;
use super::person::{Person, Word, initial};
use super::text::in_address;
use super::token::{Gap, Token, tokens};

/// Bytes of a line that is looked at: none of these are longer.
const LINE: usize = 2048;

/// Words of a line that greets.
const GREETING: usize = 7;

/// Words of a line that ends a letter.
const CLOSING: usize = 6;

/// Letters of the shortest name without spaces.
const GLUED: usize = 6;

/// Words that greetings begin with; folded. Not those of `model::greeting`: with the subject's given name behind them `ha` and `yo` greet
/// too, and what greets several people or by a title does not.
const GREETINGS: &[&str] = &[
    "beste",
    "bonjour",
    "bonsoir",
    "buenas",
    "buenos",
    "buonasera",
    "buongiorno",
    "cara",
    "caro",
    "cher",
    "chere",
    "ciao",
    "coucou",
    "dag",
    "dear",
    "estimada",
    "estimado",
    "geachte",
    "gentile",
    "goedemiddag",
    "goedemorgen",
    "goedenavond",
    "goedendag",
    "goeiemiddag",
    "goeiemorgen",
    "good",
    "grussgott",
    "guten",
    "ha",
    "hai",
    "hallo",
    "halo",
    "he",
    "hee",
    "hello",
    "hey",
    "hi",
    "hoi",
    "hola",
    "liebe",
    "lieber",
    "lieve",
    "moin",
    "morgen",
    "morning",
    "querida",
    "querido",
    "salut",
    "salve",
    "sehr",
    "servus",
    "yo",
];

/// Words that lines begin with which end a letter; folded.
const CLOSINGS: &[&str] = &[
    "a",
    "all",
    "atentamente",
    "bedankt",
    "best",
    "bien",
    "bis",
    "bises",
    "bisous",
    "cheers",
    "cordialement",
    "cordiali",
    "dank",
    "danke",
    "distinti",
    "gr",
    "groet",
    "groeten",
    "groetjes",
    "grtjs",
    "grtz",
    "gruss",
    "hartelijke",
    "herzliche",
    "hoogachtend",
    "kind",
    "lg",
    "liebe",
    "liefs",
    "merci",
    "met",
    "mfg",
    "mit",
    "mvg",
    "mvrgr",
    "regards",
    "saludos",
    "saluti",
    "sincerely",
    "thanks",
    "thx",
    "tot",
    "un",
    "vg",
    "viele",
    "vrgr",
    "vriendelijke",
    "warm",
    "with",
    "xx",
    "yours",
];

/// Words that bind whoever wrote to what is quoted; folded.
const WROTE: &[&str] = &[
    "schreef", "wrote", "schrieb", "ecrit", "escribio", "scritto", "schreven", "writes", "schreibt",
    "schrijft",
];

/// Labels of given names and initials; folded, without spaces.
const LABELS: &[&str] = &[
    "callingname",
    "firstname",
    "firstnames",
    "fname",
    "forename",
    "forenames",
    "givenname",
    "givennames",
    "initialen",
    "initials",
    "naam",
    "name",
    "nom",
    "nombre",
    "nome",
    "prenom",
    "prenoms",
    "roepnaam",
    "rufname",
    "voorletter",
    "voorletters",
    "voornaam",
    "voornamen",
    "vorname",
    "vornamen",
];

/// Labels of surnames; folded, without spaces.
const SURNAMES: &[&str] = &[
    "achternaam",
    "apellido",
    "apellidos",
    "cognome",
    "familienaam",
    "familienname",
    "familyname",
    "geslachtsnaam",
    "lastname",
    "lname",
    "nachname",
    "nom",
    "nomdefamille",
    "surname",
    "zuname",
];

/// Lines with something in them, and labels, on either side of a piece among which the surname is looked for that goes with it.
const FORM: usize = 6;

/// What the labels of a form tell: on which line, and what.
#[derive(Debug)]
enum Told {
    /// A surname: the person's, or another.
    Surname(bool),
    /// A piece of the name, behind this label; whether it is no more than initials.
    Piece(String, bool, Range<usize>),
}

/// What is known of a person's name that is looked for in pieces.
pub(super) struct Pieces<'p> {
    person: &'p Person,
    /// The name without spaces, as people are called by programs.
    glued: HashSet<String>,
}

/// What a piece counts by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Counts {
    /// The message is about the subject.
    About,
    /// It is written to the subject or by them.
    Addressed,
    /// It stands in what is quoted, and that or the message is written to the subject or by them.
    Quoted,
    /// The subject sent it.
    Signed,
    /// It is written to the subject or by them, or names them with that given name.
    Told,
}

impl<'p> Pieces<'p> {
    /// Of this person.
    pub(super) fn of(person: &'p Person) -> Self {
        let mut glued = HashSet::new();
        let letters =
            person.givens.first().and_then(|g| initial(g.plain())).or(person.initials.first().cloned());
        let short: Vec<&str> = letters.iter().map(String::as_str).collect();
        let names = person.givens.iter().take(1).flat_map(|g| &g.0).map(String::as_str);
        let all_letters = person.initials.concat();
        for given in names.chain(short).chain(Some(all_letters.as_str())).filter(|g| !g.is_empty()) {
            for surname in &person.surnames {
                let core: String = surname.core.iter().map(Word::plain).collect();
                let infix = surname.infix.concat().replace(' ', "");
                glued.extend([
                    format!("{given}{infix}{core}"),
                    format!("{given}{core}"),
                    format!("{infix}{core}{given}"),
                    format!("{core}{given}"),
                    format!("{core}{given}{infix}"),
                ]);
            }
        }
        glued.retain(|name| {
            name.len() >= GLUED && person.surnames.iter().all(|s| s.core.iter().all(|w| w.plain() != name))
        });
        Pieces { person, glued }
    }

    fn is_surname(&self, word: &str) -> bool {
        self.person.surnames.iter().flat_map(|s| &s.core).any(|w| w.is(word))
    }

    fn is_given(&self, token: &Token) -> bool {
        token.letters > 1 && self.person.givens.iter().any(|g| g.is(&token.folded))
    }

    /// All letters of the given names: `J.P.`, `JP`.
    fn are_initials(&self, all: &[Token]) -> usize {
        let own = self.person.initials.concat();
        let first = self.person.givens.first().and_then(|g| initial(g.plain()));
        let fits =
            |letters: &str| !letters.is_empty() && (letters == own || Some(letters) == first.as_deref());
        let mut letters = String::new();
        let mut best = 0;
        for (n, token) in all.iter().enumerate().take(6) {
            if token.letters > 6 || n > 0 && token.letters > 1 || token.clipped {
                break;
            }
            letters.push_str(&token.folded);
            if fits(&letters) && (token.capital || token.dot) {
                best = n + 1;
            }
        }
        best
    }

    /// Hands on the pieces in a text.
    pub(super) fn each(&self, text: &str, on: &mut dyn FnMut(Counts, Range<usize>)) {
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let from = at;
            at += line.len();
            let line = line.trim_end();
            if line.is_empty() || line.len() > LINE {
                continue;
            }
            self.glued_in(line, &mut |span| on(Counts::About, from + span.start..from + span.end));
            let all = tokens(line);
            let mut put = |counts, span: &Range<usize>| on(counts, from + span.start..from + span.end);
            if let Some(n) = self.greeted(line, &all) {
                put(Counts::Addressed, &all[n].span);
            } else if let Some(n) = self.closing(line, &all) {
                // what is quoted was sent by whoever it goes back to
                let quoted = line.trim_start().starts_with('>');
                put(if quoted { Counts::Addressed } else { Counts::Signed }, &all[n].span);
            }
            for n in self.writers(&all) {
                put(Counts::Addressed, &all[n].span);
            }
            if self.greeted(line, &all).is_none() && self.closing(line, &all).is_none() {
                for n in self.told(line, &all) {
                    put(Counts::Told, &all[n].span);
                }
            }
        }
        self.labelled(text, on);
    }

    /// The given name in a greeting: `Hallo Jan, …`, `Beste Els en Jan,`. With another surname it is somebody else.
    fn greeted(&self, line: &str, all: &[Token]) -> Option<usize> {
        let begins = all.first().is_some_and(|t| GREETINGS.binary_search(&t.folded.as_str()).is_ok());
        let margin = |c: char| !c.is_alphanumeric();
        if !begins || line[..all.first()?.span.start].contains(|c: char| !margin(c)) {
            return None;
        }
        let n = all.iter().take(GREETING).skip(1).position(|t| self.is_given(t))? + 1;
        (!is_of_name(all, n)).then_some(n)
    }

    /// The given name alone on a line, or behind what ends a letter: `Groeten, Jan`.
    fn closing(&self, line: &str, all: &[Token]) -> Option<usize> {
        let last = all.len().checked_sub(1)?;
        let alone = last == 0
            && all[0].capital
            && !line.contains(|c: char| c.is_numeric() || matches!(c, '@' | ':' | '/' | ';' | '='));
        let ends = last > 0 && last < CLOSING && CLOSINGS.contains(&all[0].folded.as_str());
        let behind = line[all[last].span.end..].chars().all(|c| !c.is_alphanumeric());
        (self.is_given(&all[last]) && (alone || ends) && behind).then_some(last)
    }

    /// The given name beside what says that somebody wrote: `Op 3 mei schreef Jan:`.
    fn writers(&self, all: &[Token]) -> Vec<usize> {
        let is_verb = |n: usize| all.get(n).is_some_and(|t| WROTE.contains(&t.folded.as_str()));
        let own = |n: &usize| {
            self.is_given(&all[*n]) && (is_verb(n + 1) || *n > 0 && is_verb(n - 1) && !is_of_name(all, *n))
        };
        (0..all.len()).filter(own).collect()
    }

    /// The name without spaces: `JandeVries`, `jdevries`, with a number behind it.
    pub(super) fn glued_in(&self, line: &str, on: &mut dyn FnMut(Range<usize>)) {
        if self.glued.is_empty() {
            return;
        }
        let longest = self.glued.iter().map(String::len).max().unwrap_or_default();
        for word in line.split(|c: char| !c.is_alphanumeric()) {
            let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
            if letters.len() < GLUED || letters.len() > 2 * longest || !self.glued.contains(&folded(letters))
            {
                continue;
            }
            let start = word.as_ptr() as usize - line.as_ptr() as usize;
            let span = start..start + word.len();
            if !in_address(line.as_bytes(), &span) {
                on(span);
            }
        }
    }

    /// What stands behind the label of a form: `Voornaam: Jan`, `<initials>J.P.</initials>`.
    fn labelled(&self, text: &str, on: &mut dyn FnMut(Counts, Range<usize>)) {
        let mut at = 0;
        // where the last label ends, what it is, and whether it is of a surname
        let mut label: Option<(usize, String, bool)> = None;
        let mut told: Vec<(usize, Told)> = Vec::new();
        let mut number = 0;
        for line in text.split_inclusive('\n') {
            let from = at;
            at += line.len();
            number += usize::from(!line.trim().is_empty());
            if line.len() > LINE {
                label = None;
                continue;
            }
            let all = tokens(line);
            for (n, token) in all.iter().enumerate() {
                // `First name`, `firstName`, `voornaam`
                let before = n.checked_sub(1).map(|n| all[n].folded.as_str()).unwrap_or_default();
                let is_in = |list: &[&str]| {
                    list.binary_search(&token.folded.as_str()).is_ok()
                        || token.folded == "name"
                            && list.binary_search(&format!("{before}name").as_str()).is_ok()
                };
                let surname = is_in(SURNAMES);
                if surname || is_in(LABELS) {
                    label = Some((from + token.span.end, token.folded.clone(), surname));
                    continue;
                }
                let Some((end, name, surname)) = label.take() else { continue };
                let Some(between) = text.get(end..from + token.span.start) else { continue };
                if !is_behind_label(between) {
                    continue;
                }
                let joined = |t: &&Token| matches!(t.gap, Gap::Space | Gap::Hyphen | Gap::Dash);
                let mut value =
                    std::iter::once(token).chain(all[n + 1..].iter().take_while(joined)).take(FORM);
                if value.any(|t| self.is_surname(&t.folded)) {
                    told.push((number, Told::Surname(true)));
                    continue;
                }
                // the label of the next where this one has nothing behind it
                let empty = line[token.span.end..].trim_start().starts_with(':');
                if surname && !(name == "nom" && self.is_given(token)) {
                    if token.letters > 1 && !empty {
                        told.push((number, Told::Surname(false)));
                    }
                    continue;
                }
                let initials = self.are_initials(&all[n..]);
                // the label of the next, on the same line
                let labels =
                    |t: &Token| line[t.span.end..].trim_start_matches([' ', '*']).starts_with([':', '=']);
                let goes_on =
                    |all: &[Token], n: usize| is_of_name(all, n) && !all.get(n + 1).is_some_and(labels);
                if self.is_given(token) && !goes_on(&all, n) {
                    let span = from + token.span.start..from + token.span.end;
                    told.push((number, Told::Piece(name, false, span)));
                } else if initials > 0 && !goes_on(&all, n + initials - 1) {
                    let last = &all[n + initials - 1];
                    let end = last.span.end + usize::from(last.dot);
                    told.push((number, Told::Piece(name, true, from + token.span.start..from + end)));
                }
            }
        }
        // people are listed with the surname before the rest, or behind it
        let surname_first = matches!(told.first(), Some((_, Told::Surname(_))));
        for (n, (line, one)) in told.iter().enumerate() {
            let Told::Piece(name, initials, span) = one else { continue };
            let near = |(other, _): &&(usize, Told)| other.abs_diff(*line) <= FORM;
            // the same label again is somebody else's
            let same =
                |(_, other): &&(usize, Told)| !matches!(other, Told::Piece(label, ..) if label == name);
            let own = |(_, other): &(usize, Told)| match other {
                Told::Surname(own) => Some(*own),
                Told::Piece(..) => None,
            };
            let before = || told[..n].iter().rev().take(FORM).take_while(near).take_while(same).find_map(own);
            let behind = || told[n + 1..].iter().take(FORM).take_while(near).take_while(same).find_map(own);
            let surname = if surname_first { before().or_else(behind) } else { behind().or_else(before) };
            // initials are of many people
            if surname.unwrap_or(!initials) {
                on(Counts::About, span.clone());
            }
        }
    }
}

/// What may stand between a label and what it tells: signs, and one line end.
fn is_behind_label(between: &str) -> bool {
    let sign = |c: char| !c.is_alphanumeric();
    between.len() <= 24
        && between.chars().all(sign)
        && (between.contains([':', '=', '|', ';', '\t', '>', '\n', ',']) || between.contains("  "))
        && between.matches('\n').count() <= 1
}

/// A name goes on behind this word: a surname that is not looked for here.
fn is_of_name(all: &[Token], n: usize) -> bool {
    let next = |n: usize| all.get(n).filter(|t| matches!(t.gap, Gap::Space | Gap::Hyphen));
    let mut at = n + 1;
    while next(at).is_some_and(|t| t.is_infix() && !t.capital) && at < n + 4 {
        at += 1;
    }
    next(at).is_some_and(|t| t.capital)
}

/// The lines of a text in which signs stand between words, and these lines with spaces for them: cells of tables, words that hyphens bind in
/// the name of a machine. Bytes stay where they are.
pub(super) fn spaced(text: &str, machine: bool, on: &mut dyn FnMut(usize, &str, &str)) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let from = at;
        at += line.len();
        let line = line.trim_end();
        if line.len() > LINE || line.is_empty() {
            continue;
        }
        let bytes = line.as_bytes();
        let letter = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphabetic() || *b >= 0x80);
        let quote = |b: Option<&u8>| matches!(b, Some(b'"' | b'\''));
        let parts = |n: usize| match bytes[n] {
            b';' | b'|' | b'\t' => !machine,
            b',' => {
                let after = bytes.get(n + 1);
                !machine && (letter(after) || quote(after)) && n > 0
            }
            b'"' => !machine,
            b'-' | b'_' | b'.' => machine && n > 0 && letter(bytes.get(n - 1)) && letter(bytes.get(n + 1)),
            _ => false,
        };
        let mut out: Vec<u8> = Vec::new();
        for n in 0..bytes.len() {
            if parts(n) {
                if out.is_empty() {
                    out = bytes.to_vec();
                }
                out[n] = b' ';
            }
        }
        // signs of ASCII stand for signs of ASCII
        if let Ok(spaced) = String::from_utf8(out)
            && !spaced.is_empty()
        {
            on(from, line, &spaced);
        }
    }
}

#[cfg(test)]
mod tests;
