//! Names all in lower case, behind words that a name follows: `op naam van rik verbeke`, `mvg miranda nijenhuis`.
//!
//! In: a page. Out: names that begin with a given name of the lists, and end in a surname of the lists, or with their sentence or
//! their line. This module refuses to know names with capitals.

use crate::model::is_greeting_word;
use std::sync::LazyLock;

use super::grammar::{Name, forward};
use super::names::Sense;
use super::search::Search;
use super::token::{Shape, Token};
use super::words::{Mode, Words};
use crate::recognise::lines::{Line, Marks};
use crate::recognise::literals::Literals;

/// What someone says before a name, and ends a word before it.
const CUES: [&str; 36] = [
    "spreekt met ",
    ", met ",
    ": met ",
    "this is ",
    "hier ist ",
    "soy ",
    "sono ",
    "ik ben ",
    "mijn naam is ",
    "ik heet ",
    "op naam van ",
    "ten name van ",
    "een zekere ",
    "t.n.v. ",
    "my name is ",
    "i am ",
    "i'm ",
    "in the name of ",
    "ich bin ",
    "ich heiße ",
    "ich heisse ",
    "mein name ist ",
    "auf den namen ",
    "je m'appelle ",
    "je m’appelle ",
    "s'appelle ",
    "je suis ",
    "mon nom est ",
    "au nom de ",
    "me llamo ",
    "mi nombre es ",
    "a nombre de ",
    "mi chiamo ",
    "il mio nome è ",
    "a nome di ",
    "intestato a ",
];
/// Those that much else stands behind: `je suis claire sur ce point`.
const VAGUE: [&str; 11] = [
    "this is ",
    "hier ist ",
    "soy ",
    "sono ",
    "ik ben ",
    "i am ",
    "i'm ",
    "ich bin ",
    "je suis ",
    ", met ",
    ": met ",
];
/// Closing phrases that a name stands behind on their line, without a comma.
const CLOSINGS: [&str; 21] = [
    "mvg", "gr", "grt", "grtz", "groet", "groetjes", "groeten", "liefs", "lg", "vg", "mfg", "vlg", "gruß",
    "grüße", "regards", "rgds", "cdt", "cdlt", "saludos", "slds", "saluti",
];
/// Bytes of the longest of them.
const CLOSING_MAX: usize = 9;
/// Bytes of a name, with what may stand before its end.
const REACH: usize = 60;

/// The cues without what may be a capital, as they are searched for; of one with another capital within, that too.
static SEARCHED: LazyLock<Literals> = LazyLock::new(|| {
    const CAPITALS: [&str; 3] = ["ein Name ist ", "uf den Namen ", "y Name is "];
    let ends = CUES.iter().map(|cue| if is_cut(cue) { &cue[1..] } else { *cue });
    Literals::new(ends.chain(CAPITALS))
});

/// True where a text ends in what a name follows.
pub(super) fn is_cue(before: &str) -> bool {
    ends_in(before, &CUES)
}

/// True where a text ends in one of these, in whatever case.
fn ends_in(before: &str, list: &[&str]) -> bool {
    list.iter().any(|end| {
        let from = before.len().checked_sub(end.len());
        from.and_then(|n| before.get(n..)).is_some_and(|own| own.eq_ignore_ascii_case(end))
    })
}

/// It is searched for without its first letter.
fn is_cut(cue: &str) -> bool {
    cue.len() > 4 && cue.as_bytes()[0].is_ascii_lowercase()
}

/// A word or a mark begins at `at`.
fn begins_word(bytes: &[u8], at: usize) -> bool {
    !bytes[at].is_ascii_alphabetic() || at == 0 || !bytes[at - 1].is_ascii_alphanumeric()
}

impl Search<'_> {
    /// Adds names in lower case.
    pub(super) fn lower(&mut self) {
        let page = self.page;
        for line in page.lines() {
            if line.span.len() < REACH && !line.marks.has(Marks::DIGIT.or(Marks::AT)) {
                self.behind_closing(line);
                self.behind_greeting(line);
                self.known_line(line);
            }
        }
        let text = self.text;
        let bytes = text.as_bytes();
        let mut found = Vec::new();
        SEARCHED.each(bytes, |n, start, end| {
            let cut = CUES.get(n).is_none_or(|cue| is_cut(cue));
            let Some(start) = start.checked_sub(usize::from(cut)) else { return };
            let begins = |b: u8| b.is_ascii_lowercase() || b >= 0x80;
            if bytes.get(end).is_some_and(|b| begins(*b))
                && begins_word(bytes, start)
                && text.get(start..end).is_some_and(is_cue)
            {
                found.push(end);
            }
        });
        for at in found {
            if let Some(name) = self.lower_at(at) {
                self.take(&name, 30, "words before it that a name follows");
            }
        }
    }

    /// Takes the name behind a greeting that is the whole of a line, where the address fields hold it: `beste jan de vries,`.
    fn behind_greeting(&mut self, line: &Line) {
        let row = line.text(self.text);
        let Some((first, rest)) = row.split_once(' ') else { return };
        if !rest.starts_with(char::is_lowercase) || !is_greeting_word(first) {
            return;
        }
        let name = rest.trim_end_matches([',', '!', '.', ':', ' ']);
        let start = line.span.end - rest.len();
        let plain = |c: char| c.is_lowercase() || matches!(c, ' ' | '.' | '-' | '\'' | '’');
        let may_be = name.contains(' ') && name.len() <= REACH && name.chars().all(plain);
        let Some(space) = name.find(' ').filter(|_| may_be && self.knows(name)) else { return };
        let (end, given) = (start + name.len(), start..start + space);
        let name = Name {
            span: start..end,
            surname: given.end + 1..end,
            given,
            score: 65,
            known: false,
            initials: false,
            inverted: false,
            lower: true,
            capitals: false,
        };
        self.take(&name, 20, "behind a greeting, as the address fields have it");
    }

    /// Takes a line in lower case that is the name of somebody in the address fields.
    fn known_line(&mut self, line: &Line) {
        let row = line.text(self.text);
        let plain = |c: char| c.is_lowercase() || matches!(c, ' ' | '-' | '\'' | '’');
        if !row.starts_with(char::is_lowercase)
            || self.page.context.people.is_empty()
            || !row.chars().all(plain)
        {
            return;
        }
        let Some(space) = row.find(' ').filter(|_| self.knows(row)) else { return };
        let (start, end) = (line.span.start, line.span.end);
        let name = Name {
            span: start..end,
            surname: start + space + 1..end,
            given: start..start + space,
            score: 65,
            known: false,
            initials: false,
            inverted: false,
            lower: true,
            capitals: false,
        };
        self.take(&name, 20, "a line of its own, as the address fields have it");
    }

    /// Takes the name behind a closing phrase on the same line.
    fn behind_closing(&mut self, line: &Line) {
        let row = line.text(self.text);
        let head = &row.as_bytes()[..row.len().min(CLOSING_MAX + 1)];
        let Some(at) = head.iter().position(|b| matches!(b, b' ' | b'.' | b',')) else { return };
        if at < 2 || !CLOSINGS.iter().any(|c| row[..at].eq_ignore_ascii_case(c)) {
            return;
        }
        let rest = row[at..].trim_start_matches([' ', '.', ',', '!']);
        if !rest.starts_with(char::is_lowercase) {
            return;
        }
        let end = line.span.start + row.trim_end_matches([' ', '.', '!']).len();
        let start = line.span.end - rest.len();
        if let Some(name) = self.whole(start..end).filter(|name| name.lower && name.known) {
            self.take(&name, 30, "behind a closing phrase");
            return;
        }
        // `mvg g snippert`
        let words = Words::of(self.names, self.text, start, end, Mode::Whole);
        let [initial, rest @ ..] = words.all() else { return };
        let Some((last, before)) = rest.split_last() else { return };
        let plain = before.iter().all(|w| w.sense.is(Sense::PARTICLE))
            && last.shape == Shape::Lower
            && last.letters > 3
            && last.end == end
            && !last.sense.is(Sense::WORD.or(Sense::ROLE).or(Sense::FIRM).or(Sense::PARTICLE));
        // `gr d vrienden`, `lg n mama`: people, and no one by name
        let others = [
            "vrienden",
            "collega",
            "collegae",
            "kollegen",
            "kolleginnen",
            "mama",
            "papa",
            "oma",
            "opa",
            "bussi",
            "buren",
            "thuisfront",
            "familie",
            "kinder",
            "kinderen",
        ];
        let letter = initial.text(self.text);
        let told = last.sense.is(Sense::SURNAME)
            || !matches!(letter, "u" | "i" | "o" | "k" | "y" | "x")
                && !others.contains(&last.text(self.text));
        if initial.letters == 1 && initial.shape == Shape::Lower && plain && told && at < 4 {
            let name = Name {
                span: start..end,
                surname: rest[0].start..end,
                given: initial.start..initial.end,
                score: 65,
                known: false,
                initials: true,
                inverted: false,
                lower: true,
                capitals: false,
            };
            self.take(&name, 0, "behind a closing phrase");
        }
    }

    /// The name in lower case that begins at a byte.
    fn lower_at(&self, at: usize) -> Option<Name> {
        let text = self.text;
        let reach = (at..=text.len().min(at + REACH)).rev().find(|n| text.is_char_boundary(*n))?;
        let reach = memchr::memchr(b'\n', &text.as_bytes()[at..reach]).map_or(reach, |n| at + n);
        let words = Words::of(self.names, text, at, reach, Mode::Whole);
        let all = words.all();
        let first = all.first().filter(|w| w.shape == Shape::Lower && w.sense.is(Sense::GIVEN))?;
        let before = all[1..].iter().take(3).take_while(|w| w.sense.is(Sense::PARTICLE)).count();
        let last = all.get(before + 1).filter(|w| w.shape == Shape::Lower && w.letters > 2 && !w.dash)?;
        let listed = last.sense.is(Sense::SURNAME) || before > 0 && last.sense.is(Sense::SURNAME_OR_WORD);
        // `ten`, `van der`: no word that is a thing follows these
        let told =
            all[1..=before].iter().any(|w: &Token| matches!(w.text(text), "ten" | "ter" | "der" | "den"));
        // `je suis claire sur ce point`: a name ends with its sentence, its line, or before a word that is none
        let behind = text.as_bytes().get(last.end..).unwrap_or_default();
        let ends = matches!(behind, [] | [b'.' | b',' | b';' | b'!' | b'?' | b')' | b'\n' | b'\r', ..]);
        let short = last.letters < 5 || last.sense.is(Sense::WORD.or(Sense::SURNAME_OR_WORD));
        if !listed && (!told || last.sense.is(Sense::WORD))
            || short && !told && !ends && ends_in(&text[..at], &VAGUE)
        {
            return None;
        }
        forward(self.names, text, first.start, last.end, Mode::Whole)
    }
}

#[cfg(test)]
mod tests {
    use super::is_cue;

    #[test]
    fn cues() {
        assert!(is_cue("De auto staat op naam van ") && is_cue("Mijn naam is "));
        assert!(!is_cue("op naam van de ") && !is_cue("é ") && !is_cue(""));
    }
}
