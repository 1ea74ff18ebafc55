//! Names all in lower case, behind words that a name follows: `op naam van rik verbeke`, `mvg miranda nijenhuis`.
//!
//! In: a page. Out: names that begin with a given name of the lists, and end in a surname of the lists, or with their sentence or
//! their line. This module refuses to know names with capitals.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::grammar::{Name, forward};
use super::names::Sense;
use super::search::Search;
use super::token::{Shape, Token};
use super::words::{Mode, Words};
use crate::recognise::lines::{Line, Marks};

/// What someone says before a name, and ends a word before it.
const CUES: [&str; 34] = [
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
/// Closing phrases that a name stands behind on their line, without a comma.
const CLOSINGS: [&str; 24] = [
    "mvg", "gr", "grt", "grtz", "groet", "groetjes", "groeten", "liefs", "lg", "vg", "mfg", "vlg", "gruß",
    "grüße", "thx", "thanks", "cheers", "regards", "rgds", "cdt", "cdlt", "saludos", "slds", "saluti",
];
/// Bytes of a name, with what may stand before its end.
const REACH: usize = 60;

/// The cues, in whatever case.
static SEARCHED: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder().ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA)).build(CUES).ok()
});

/// True where a text ends in what a name follows.
pub(super) fn is_cue(before: &str) -> bool {
    CUES.iter().any(|cue| {
        let from = before.len().checked_sub(cue.len());
        from.and_then(|n| before.get(n..)).is_some_and(|end| end.eq_ignore_ascii_case(cue))
    })
}

impl Search<'_> {
    /// Adds names in lower case.
    pub(super) fn lower(&mut self) {
        let page = self.page;
        for line in page.lines() {
            if line.span.len() < REACH && !line.marks.has(Marks::DIGIT.or(Marks::AT)) {
                self.behind_closing(line);
            }
        }
        let Some(cues) = SEARCHED.as_ref() else { return };
        let text = self.text;
        for cue in cues.find_iter(text) {
            let bytes = text.as_bytes();
            let mark = !bytes[cue.start()].is_ascii_alphabetic();
            let begins = mark || cue.start() == 0 || !bytes[cue.start() - 1].is_ascii_alphanumeric();
            if !begins || !bytes.get(cue.end()).is_some_and(|b| b.is_ascii_lowercase() || *b >= 0x80) {
                continue;
            }
            if let Some(name) = self.lower_at(cue.end()) {
                self.take(&name, 30, "words before it that a name follows");
            }
        }
    }

    /// Takes the name behind a closing phrase on the same line.
    fn behind_closing(&mut self, line: &Line) {
        let row = line.text(self.text);
        let Some(at) = row.find([' ', '.', ',']) else { return };
        if !CLOSINGS.iter().any(|c| row[..at].eq_ignore_ascii_case(c)) {
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
        if initial.letters == 1 && initial.shape == Shape::Lower && plain && at < 4 {
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
        if !listed && !(told && !last.sense.is(Sense::WORD)) {
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
