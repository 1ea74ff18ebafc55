//! What stands before a name in running text: titles, jobs, words that a name follows, what belongs before a surname.
//!
//! In: a page, and the byte that a name begins at. Out: whether that is so. This module refuses to know names.

use super::grammar::Name;
use super::job::{Job, job};
use super::names::Sense;
use super::search::Search;
use super::token::{Shape, Token, token};

impl Search<'_> {
    /// True behind a title of Spain: `DOÑA`, `Sr.`.
    pub(super) fn is_don(&self, at: usize) -> bool {
        const TITLES: [&str; 10] =
            ["don", "doña", "dña", "sr", "sra", "srta", "señor", "señora", "dn", "d.ª"];
        self.word_before(at).is_some_and(|(from, word)| {
            self.text[from..at].len() < word.len() + 3
                && TITLES.iter().any(|title| word == *title || word.to_lowercase() == *title)
        })
    }

    /// True for a word behind one that a name follows, with a surname behind it.
    pub(super) fn is_called(&self, word: &Token) -> bool {
        let next = token(self.names, self.text, word.end + 1, self.text.len());
        next.is_some_and(|w| w.shape == Shape::Capital && w.sense.is(Sense::SURNAME))
            && self.word_before(word.start).is_some_and(|(from, before)| {
                from + before.len() + 1 == word.start && self.names.sense(before).is(Sense::BEFORE)
            })
    }

    /// True for a word that a name in the address fields of the message begins with; the first of them are looked at.
    pub(super) fn is_known_word(&self, word: &Token) -> bool {
        const LOOKED_AT: usize = 12;
        let word = word.text(self.text);
        let begins = |name: &str| name.strip_prefix(word).is_some_and(|rest| rest.starts_with(' '));
        self.page.context.people.iter().take(LOOKED_AT).any(|name| begins(name))
    }

    /// True in a bracket behind a word for a person: `Chef (U. Krüll)`.
    pub(super) fn is_explained(&self, at: usize) -> bool {
        let people = Sense::ROLE.or(Sense::LABEL).or(Sense::BEFORE).or(Sense::TITLE);
        self.word_before(at - 1).is_some_and(|(_, word)| self.names.sense(word).is(people))
    }

    /// True behind a title.
    pub(super) fn is_titled(&self, at: usize) -> bool {
        self.word_before(at).is_some_and(|(_, word)| self.names.sense(word).is(Sense::TITLE))
    }

    /// The job that a name stands behind: `mijn medewerkster …`, and with a verb between, `de huisarts van mevrouw is …`.
    pub(super) fn job_before(&self, at: usize) -> Option<Job> {
        const IS: [&str; 9] = ["is", "was", "wordt", "ist", "wird", "est", "es", "è", "será"];
        /// Bytes of a clause before its verb that are looked at.
        const CLAUSE: usize = 64;
        let (from, word) = self.word_before(at).filter(|(_, word)| word.starts_with(char::is_lowercase))?;
        if self.text.get(from + word.len()..at).is_none_or(|gap| gap.len() > 2 || gap.contains('.')) {
            return None;
        }
        if !IS.contains(&word) {
            return job(word);
        }
        let floor = (from.saturating_sub(CLAUSE)..=from).find(|n| self.text.is_char_boundary(*n))?;
        let clause = self.text.get(floor..from)?;
        let clause = clause.rsplit(['.', '!', '?', ';', ':', ',', '(', '\n']).next()?;
        // a word that is cut is none
        let people = |word: &str| self.names.sense(word).is(Sense::BEFORE).then_some(Job::Vague);
        let mut words = clause.split(' ').skip(usize::from(clause.len() == from - floor && floor > 0));
        words.find_map(|word| job(word).or_else(|| people(word)))
    }

    /// True right behind a title that nothing but a name follows: `Mrs Hideko Tan`.
    pub(super) fn is_addressed(&self, at: usize) -> bool {
        const TITLES: [&str; 24] = [
            "mrs", "mr", "ms", "miss", "mw", "mevr", "mevrouw", "dhr", "heer", "frau", "herr", "herrn",
            "mme", "monsieur", "mlle", "sra", "señora", "señor", "signora", "signor", "sig.ra", "dott.ssa",
            "fam", "hr",
        ];
        self.word_before(at).is_some_and(|(from, word)| {
            // `5 MW Zonnepark Klant`, `HR Ketel`: megawatts, and what saves heat
            let counted = || self.text[..from].trim_end().ends_with(|c: char| c.is_ascii_digit());
            let unit = matches!(word, "MW" | "HR") || matches!(word, "mw" | "hr") && counted();
            from + word.len() + 3 > at && !unit && TITLES.iter().any(|title| word.eq_ignore_ascii_case(title))
        })
    }

    /// True behind a label that begins the line, with a gap between: `griffier     C. Vermeer`.
    pub(super) fn is_in_column(&self, at: usize) -> bool {
        /// Bytes of a gap.
        const GAP: usize = 32;
        let floor = (at.saturating_sub(GAP)..=at).find(|n| self.text.is_char_boundary(*n)).unwrap_or(at);
        let near = &self.text[floor..at];
        let label = near.trim_end_matches([' ', '\u{a0}', '\t']);
        if near.len() - label.len() < 2 {
            return false;
        }
        // the word is whole where the line begins before it
        let Some((_, word)) = label.rsplit_once('\n').or((floor == 0).then_some(("", label))) else {
            return false;
        };
        let sense = self.names.sense(word.trim_start_matches([' ', '>']));
        sense.is(Sense::LABEL) && !sense.is(Sense::UNLABEL)
    }

    /// True between commas behind somebody's job or kin: `de beheerder, Geerhard Tjaden (06…`, `Mijn moeder, G. Bruins-Kuiper (geboren…`.
    pub(super) fn is_apposed(&self, name: &Name) -> bool {
        let (start, end) = (name.span.start, name.span.end);
        let Some(before) = self.text[..start].strip_suffix(", ") else { return false };
        if name.inverted
            || !self.text[end..].starts_with([',', '(', ')', ';']) && !self.text[end..].starts_with(" (")
        {
            return false;
        }
        let at = before.len();
        let floor = (at.saturating_sub(32)..=at).find(|n| self.text.is_char_boundary(*n)).unwrap_or(at);
        let word = before[floor..].rsplit([' ', '\n', '(']).next().unwrap_or_default();
        if !word.starts_with(char::is_lowercase) {
            return false;
        }
        let person = job(word).is_some() || self.names.sense(word).is(Sense::BEFORE);
        person && (name.initials || self.are_capitals(name))
    }

    /// True before somebody's job, with a comma or a bracket between and nothing else in the piece: `S. Wijnbergen, huisarts`.
    pub(super) fn has_job_behind(&self, name: &Name) -> bool {
        let rest = self.text.get(name.span.end..).unwrap_or_default();
        let Some(rest) = rest.strip_prefix(", ").or_else(|| rest.strip_prefix(" (")) else { return false };
        let end = rest.find(|c: char| !c.is_alphabetic() && c != '-').unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        word.len() > 3
            && word.starts_with(char::is_lowercase)
            && job(word).is_some()
            && matches!(behind.as_bytes(), [] | [b'\n' | b'\r' | b')' | b',' | b'.' | b';', ..])
    }

    /// True before a bracket with an office that people hold, alone or with more behind a comma: `Geerhard Tjaden (voorzitter)`,
    /// `(penningmeester, 06…)`. Firms stand before what they do: `Tjaden Noord (aannemer)`.
    pub(super) fn has_office_behind(&self, name: &Name) -> bool {
        const OFFICES: [&str; 58] = [
            "bestuurslid",
            "beisitzer",
            "beisitzerin",
            "chair",
            "chairman",
            "chairperson",
            "chairwoman",
            "coordinator",
            "coordinatrice",
            "dirigent",
            "kassenwart",
            "kassenwartin",
            "kassier",
            "moderator",
            "notulist",
            "notuliste",
            "penningmeester",
            "portavoce",
            "portavoz",
            "presidenta",
            "presidente",
            "presidentessa",
            "president",
            "présidente",
            "président",
            "protokoll",
            "protokollführer",
            "protokollführerin",
            "quästor",
            "redacteur",
            "schatzmeister",
            "schatzmeisterin",
            "schriftführer",
            "schriftführerin",
            "secretaire",
            "secretaria",
            "secretario",
            "secretaris",
            "secretary",
            "secrétaire",
            "segretaria",
            "segretario",
            "tesorera",
            "tesorero",
            "tesoriera",
            "tesoriere",
            "treasurer",
            "trésorier",
            "trésorière",
            "trustee",
            "vicepresidente",
            "vicevoorzitter",
            "vice-voorzitter",
            "vocal",
            "voorzitter",
            "voorzitster",
            "vorsitzende",
            "vorsitzender",
        ];
        let Some(rest) = self.text.get(name.span.end..).and_then(|rest| rest.strip_prefix(" (")) else {
            return false;
        };
        let end = rest.find(|c: char| !c.is_alphabetic() && c != '-').unwrap_or(rest.len());
        if !(4..=24).contains(&end) || !rest[end..].starts_with([')', ',']) {
            return false;
        }
        let word = rest[..end].to_lowercase();
        let office = OFFICES.contains(&word.as_str()) || job(&word) == Some(Job::Sure);
        office && self.are_capitals(name)
    }

    /// True where a name is words with a capital that are nothing else.
    pub(super) fn are_capitals(&self, name: &Name) -> bool {
        let other = Sense::WORD.or(Sense::ROLE).or(Sense::FIRM).or(Sense::NAMESAKE).or(Sense::STREET);
        let text = self.text.get(name.span.clone()).unwrap_or_default();
        !name.lower
            && !name.initials
            && text.split([' ', '\u{a0}', '\n']).all(|word| {
                let sense = self.names.sense(word);
                word.starts_with(char::is_uppercase) && !sense.is(other) || sense.is(Sense::PARTICLE)
            })
    }

    /// Where the words in lower case that belong before a surname begin: `van den Heuvel, Cornelis`.
    pub(super) fn back_over_particles(&self, at: usize) -> usize {
        let mut start = at;
        for _ in 0..3 {
            match self.word_before(start) {
                Some((from, word))
                    if self.names.sense(word).is(Sense::PARTICLE)
                        && from + word.len() + 1 == start
                        && !word.ends_with('.') =>
                {
                    start = from;
                }
                _ => break,
            }
        }
        start
    }
}
