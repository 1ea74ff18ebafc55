//! What stands around a name in running text and speaks for it, where the name alone is not enough.
//!
//! In: a page, and a name that was read. Out: how much more speaks for it, and what. This module refuses to know how names are read, and
//! what is called as people are.

use super::behind::{Does, does};
use super::grammar::Name;
use super::job::Job;
use super::lower::is_cue;
use super::names::Sense;
use super::search::{ENOUGH, Search};
use super::surname::is_likely;
use crate::recognise::place::is_place;

impl Search<'_> {
    /// True where another name stands right before, with a comma or an `and` between.
    pub(super) fn is_listed(&self, at: usize) -> bool {
        /// Bytes between two names, with what a bracket says of the first.
        const FAR: usize = 32;
        const JOINTS: [&str; 13] =
            [",", ";", "en", "and", "und", "et", "y", "e", "&", "e/o", "en/of", "and/or", "und/oder"];
        if self.last == 0 || self.last >= at || at - self.last > FAR {
            return false;
        }
        let Some(between) = self.text.get(self.last..at).map(str::trim) else { return false };
        // `R.P. Hagedoorn (23-08-1989) en M. Hagevoort`
        let between = match between.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
            Some((_, rest)) => rest.trim(),
            None if at - self.last <= 10 => between,
            None => return false,
        };
        JOINTS.contains(&between)
    }

    /// True in the line above a quotation: an hour stands before the name, and a verb with a colon behind it.
    fn is_attributed(&self, name: &Name) -> bool {
        const WROTE: [&str; 7] = [
            " wrote:",
            " schreef:",
            " schrieb:",
            " ha scritto:",
            " a écrit :",
            " a écrit\u{a0}:",
            " escribió:",
        ];
        let hour = self.text[..name.span.start].trim_end().ends_with(|c: char| c.is_ascii_digit());
        hour && WROTE.iter().any(|verb| self.text[name.span.end..].starts_with(verb))
    }

    /// What stands around a name and speaks for it.
    pub(super) fn around(&self, name: &Name) -> (i32, &'static str) {
        let start = name.span.start;
        let text = self.text;
        if self.is_known(name) {
            return (60, "stands in an address field of the message");
        }
        // `blok C. Terugbellen op 02…`
        let letter = name.initials && text[name.given.clone()].len() <= 2;
        let counts = |word: &str| COUNTED.iter().any(|c| c.eq_ignore_ascii_case(word));
        if letter && !is_listed(self, name) && self.word_before(start).is_some_and(|(_, word)| counts(word)) {
            return (0, "");
        }
        let missing = ENOUGH - name.score;
        if missing <= 45 && self.are_capitals(name) && self.is_addressed(start) {
            return (45, "title before it");
        }
        if missing <= 40 && self.is_apposed(name) {
            return (40, "a job before it");
        }
        // `Nieuw bestuur: Geerhard Tjaden (voorzitter), …`
        if missing <= 40 && !name.initials && !name.inverted && self.has_office_behind(name) {
            return (40, "a job behind it");
        }
        if missing > 40 {
            return (0, "");
        }
        if !name.inverted && name.surname.start < name.span.end {
            let listed = is_listed(self, name) || is_likely(&text[name.surname.clone()]);
            let more = match (missing > 25, listed) {
                (true, true) => 40,
                (true, false) => 0,
                (false, _) => 30,
            };
            match self.job_before(start) {
                Some(Job::Sure) if more > 0 && !is_word(self, name) => return (more, "a job before it"),
                Some(Job::Vague) if more == 30 && listed => return (25, "a job before it"),
                _ => {}
            }
        }
        if missing > 35 && self.contacts().addresses.is_empty() {
            return (0, "");
        }
        let mut minus = 0;
        if let Some((from, word)) = self.word_before(start) {
            let sense = self.names.sense(word);
            if sense.is(Sense::TITLE)
                && text[..start].ends_with([' ', '\u{a0}', '.', '\n'])
                && !sense.is(Sense::GIVEN)
            {
                return (35, "title before it");
            }
            if from + word.len() + 2 >= start {
                let about = name.initials && ABOUT.iter().any(|a| a.eq_ignore_ascii_case(word));
                if sense.is(Sense::BEFORE) && (!about || is_listed(self, name)) {
                    return (30, "word before it that a name follows");
                }
                if sense.is(Sense::LABEL) && !sense.is(Sense::UNLABEL) && name.score >= 35 {
                    return (25, "label before it");
                }
            }
            // `Bijlage B. Tekening`
            let section =
                name.initials && word.starts_with(char::is_uppercase) && from + word.len() + 1 == start;
            if section && !sense.is(Sense::GIVEN) {
                minus -= 10;
            }
        }
        // `Betreft: H. Kruimink, …`
        let about = || {
            let before = text[..start].strip_suffix(": ")?;
            let word = before.rsplit([' ', '\n']).next()?;
            self.names.sense(word).is(Sense::BEFORE).then_some(())
        };
        let told = || {
            is_listed(self, name)
                || is_likely(&text[name.surname.clone()])
                || matches!(text.as_bytes()[name.span.end..], [b',', b' ', b'0'..=b'9', ..])
        };
        if name.initials && !name.inverted && about().is_some() && told() {
            return (30, "word before it that a name follows");
        }
        if is_cue(&text[..start]) {
            return (30, "words before it that a name follows");
        }
        // `Aangemeld door D. Hofste`, `gemaakt door Wil van Dam`
        let before_surname = || {
            text[name.surname.clone()].starts_with("van ")
                && self.names.sense(&text[name.given.clone()]).is(Sense::GIVEN_OR_WORD)
        };
        if (name.initials || !name.inverted && before_surname())
            && !is_word(self, name)
            && text[..start].ends_with([' ', '\n'])
            && self.word_before(start).is_some_and(|(_, word)| is_agent(word))
        {
            return (25, "words before it that a name follows");
        }
        // `S. Wijnbergen, huisarts`
        if name.initials && !name.inverted && !is_word(self, name) && self.has_job_behind(name) {
            return (25, "a job behind it");
        }
        // `Spoke to Gillian Dyer`, `Pay to Ngozi Okonkwo`
        if missing <= 10
            && !name.initials
            && !name.inverted
            && text[..start].ends_with(' ')
            && self.word_before(start).is_some_and(|(from, word)| is_joint(&text[..from], word))
        {
            return (10, "words before it that a name follows");
        }
        if self.is_echoed(name) {
            return (40, "address of it beside it");
        }
        if self.is_listed(start) {
            return (25, "list of names");
        }
        if let Some(why) = self.label_before(start) {
            return (30, why);
        }
        if self.is_in_column(start) {
            return (30, "label before it");
        }
        if missing <= 25 && !name.inverted && self.is_called_on(name.span.end) {
            return (25, "a number behind it");
        }
        // `A. Smit 06…`; not `Gebouw A. Utrecht, 030…`
        if missing <= 20
            && name.initials
            && !name.inverted
            && minus == 0
            && text[name.surname.clone()].len() > 3
            && self.is_reached(name.span.end)
            && !is_word(self, name)
            && !is_place(&text[name.surname.clone()])
            && !self.is_line_start(start)
        {
            return (20, "a number behind it");
        }
        // `J.G. Ruiter`, `J. K. Uttley`: with two initials, and in their manner alone
        let apart = || text[name.given.end..name.surname.start.max(name.given.end)].contains('.');
        let several = name.initials && !name.inverted && (text[name.given.clone()].len() > 3 || apart());
        // `(U. Krüll)`
        let bracketed = start > 0 && bytes_around(text, name) == (b'(', b')');
        if name.initials && bracketed && minus == 0 && (is_listed(self, name) || self.is_explained(start)) {
            return (20, "in brackets");
        }
        // `K. Molenaar heeft betaald`
        let single = text[name.given.clone()].len() <= 2;
        let counted = || {
            self.word_before(start)
                .is_some_and(|(_, word)| COUNTED.iter().any(|c| c.eq_ignore_ascii_case(word)))
        };
        // `On Tue, 3 Mar 2015, Harm Wassenaar wrote:`
        if !name.initials
            && !name.inverted
            && missing <= 25
            && !is_word(self, name)
            && does(&text[name.span.end..]) == Some(Does::Person)
        {
            return (25, "a verb behind it");
        }
        // `At Tue, 25 Jan. 2005 at 19:55 Smit, Anna wrote:`
        if name.inverted && name.known && missing <= 25 && self.is_attributed(name) {
            return (25, "a verb behind it");
        }
        let does = match name.initials && !name.inverted && !(single && counted()) {
            true => does(&text[name.span.end..]),
            false => None,
        };
        if does == Some(Does::Person) && !is_word(self, name) || does.is_some() && is_listed(self, name) {
            return (if minus == 0 { 20 } else { 0 }, "a verb behind it");
        }
        if self.is_line_start(start) {
            if self.closing_above(start) {
                return (30, "below a closing phrase");
            }
            if self.ends_piece(name.span.end) && self.has_contact(name, 120) {
                return (if name.initials { 15 } else { 10 }, "numbers behind it");
            }
            if several && minus == 0 && self.ends_piece(name.span.end) {
                minus += 15;
            }
            // `A. Algemeen` is a heading
            let plain = text[name.surname.clone()].starts_with(char::is_uppercase);
            if name.initials && plain && text[name.given.clone()].len() == 2 {
                minus -= 15;
            }
        } else if name.initials
            && minus == 0
            && !self.names.sense(&text[name.surname.clone()]).is(Sense::WORD)
        {
            minus += if several { 20 } else { 10 };
        }
        (minus, "")
    }
}

/// True for a word before whoever did something: `placed by phone by …`.
pub(super) fn is_agent(word: &str) -> bool {
    matches!(word, "door" | "by" | "durch" | "par" | "por")
}

/// True for a word that joins somebody to what is done: `with`, `aan`; `before` is the text before it. Ways lead `to` places too.
fn is_joint(before: &str, word: &str) -> bool {
    const JOINTS: [&str; 11] =
        ["with", "met", "aan", "bij", "mit", "von", "bei", "avec", "chez", "con", "ask"];
    const DONE: [&str; 13] = [
        "spoke", "spoken", "speak", "talk", "talked", "pay", "paid", "sent", "send", "wrote", "write",
        "thanks", "report",
    ];
    let verb = || before.trim_end().rsplit([' ', '\n']).next().unwrap_or_default();
    JOINTS.contains(&word) || word == "to" && DONE.iter().any(|done| verb().eq_ignore_ascii_case(done))
}

/// The bytes before and behind a name; spaces where the text ends.
fn bytes_around(text: &str, name: &Name) -> (u8, u8) {
    let bytes = text.as_bytes();
    let at = |n: usize| bytes.get(n).copied().unwrap_or(b' ');
    (at(name.span.start.wrapping_sub(1)), at(name.span.end))
}

/// True where the surname is a common word.
fn is_word(search: &Search<'_>, name: &Name) -> bool {
    search.names.sense(&search.text[name.surname.clone()]).is(Sense::WORD.or(Sense::ROLE))
}

/// True where the surname is one of the lists.
fn is_listed(search: &Search<'_>, name: &Name) -> bool {
    let last = search.text[name.surname.clone()].rsplit(' ').next().unwrap_or_default();
    search.names.sense(last).is(Sense::SURNAME.or(Sense::SURNAME_OR_WORD))
}

/// What letters count: `bijlage C`, `vitamin B`.
const COUNTED: [&str; 34] = [
    "fase",
    "phase",
    "bijlage",
    "groep",
    "group",
    "groupe",
    "grupo",
    "gruppe",
    "gruppo",
    "team",
    "plan",
    "optie",
    "option",
    "opzione",
    "versie",
    "version",
    "vitamine",
    "vitamin",
    "hepatitis",
    "blok",
    "block",
    "section",
    "sectie",
    "serie",
    "punt",
    "punto",
    "point",
    "variant",
    "variante",
    "answer",
    "antwoord",
    "nr",
    "anhang",
    "annexe",
];

/// Words before the matter of a letter.
const ABOUT: [&str; 5] = ["betreft", "inzake", "dossier", "betreff", "betrifft"];
