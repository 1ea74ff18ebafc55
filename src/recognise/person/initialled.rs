//! Lists of surnames with an initial behind them: `Hamelink R`, one below the other, as pagers, rosters and members' lists have them.
//!
//! In: a page, and a word on it. Out: the name that it begins, where the line above or below begins with another of that sort. This
//! module refuses to know such a name in a sentence: `Vitamine B` is written as it is.

use super::grammar::Name;
use super::names::Sense;
use super::search::Search;
use super::token::{Shape, Token, token};

/// Bytes of a line that are looked at.
const LINE: usize = 120;

/// Lines above and below that are looked at.
const NEAR: usize = 2;

impl Search<'_> {
    /// `13:04:31 Hamelink R KOMT`, `Wisse A.`: a surname of a list with an initial behind it. `first` is the word.
    pub(super) fn with_initial(&self, first: &Token) -> Option<Name> {
        let end = initial(self.text.as_bytes(), first.end)?;
        if first.shape != Shape::Capital || !self.may_be_listed(first) || !self.begins_row(first.start) {
            return None;
        }
        let text = self.text;
        let floor = text.floor_char_boundary(first.start.saturating_sub(LINE));
        let reach = text.floor_char_boundary((end + LINE).min(text.len()));
        let (above, below) = (text.get(floor..first.start)?, text.get(end..reach)?);
        let lines = above.rsplit('\n').skip(1).take(NEAR).chain(below.split('\n').skip(1).take(NEAR));
        let (mut rows, mut listed) = (0, first.sense.is(Sense::SURNAME));
        for word in lines.filter_map(|line| self.listed_surname(line, first.text(text))) {
            rows += 1;
            listed |= word.sense.is(Sense::SURNAME);
        }
        // `Ajax A`, `Paracetamol B` are written so too: one surname is in the lists
        (rows > 0 && listed).then(|| Name {
            span: first.start..end,
            surname: first.start..first.end,
            given: first.end + 1..end,
            score: 75,
            known: false,
            initials: true,
            inverted: true,
            lower: false,
            capitals: false,
        })
    }

    /// The surname that a line of such a list begins with, another than `same`.
    fn listed_surname(&self, line: &str, same: &str) -> Option<Token> {
        let at = line.len() - line.trim_start_matches(|c: char| !c.is_alphabetic()).len();
        let word = token(self.names, line, at, line.len())?;
        let named = word.shape == Shape::Capital && word.text(line) != same && self.may_be_listed(&word);
        (named && initial(line.as_bytes(), word.end).is_some()).then_some(word)
    }

    /// True for a word that is no common one, and no given name alone.
    fn may_be_listed(&self, word: &Token) -> bool {
        let spoils = Sense::WORD.or(Sense::NOUN).or(Sense::ROLE).or(Sense::TITLE).or(Sense::STREET);
        let spoils =
            spoils.or(Sense::NAMESAKE).or(Sense::FIRM).or(Sense::WHERE).or(Sense::LABEL).or(Sense::GIVEN);
        word.letters > 3 && !word.open && (!word.sense.is(spoils) || word.sense == Sense::SURNAME)
    }

    /// True where nothing but numbers and marks stands before on the line.
    fn begins_row(&self, at: usize) -> bool {
        let before = self.text.as_bytes().get(at.saturating_sub(LINE)..at).unwrap_or_default();
        let marks = before
            .iter()
            .rev()
            .take_while(|b| !matches!(b, b'\n' | b'A'..=b'Z' | b'a'..=b'z' | 0x80..))
            .count();
        marks == at || before.get(before.len().wrapping_sub(marks + 1)) == Some(&b'\n')
    }
}

/// The byte behind an initial that stands behind a byte, with a space before it: where the line or the cell ends, or goes on in capitals.
fn initial(bytes: &[u8], at: usize) -> Option<usize> {
    let [b' ', b'A'..=b'Z', rest @ ..] = bytes.get(at..)? else { return None };
    let stop = usize::from(rest.first() == Some(&b'.'));
    let behind = rest.get(stop..)?;
    let ends = matches!(
        behind,
        [] | [b'\n' | b'\r' | b'\t' | b';' | b'|', ..] | [b' ', b' ' | b'-' | b'(' | b'|' | b':', ..]
    );
    let shouted = matches!(behind, [b' ', a, b, ..] if a.is_ascii_uppercase() && b.is_ascii_uppercase());
    (ends || shouted).then_some(at + 2 + stop)
}

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::recognise::{Context, Recognisers, tests::find};

    /// Names of a text.
    fn names(text: &str) -> Vec<String> {
        static ALL: std::sync::LazyLock<Recognisers> =
            std::sync::LazyLock::new(|| Recognisers::built_in(&[]));
        let found = find(&ALL, text, &Context { countries: vec![*b"NL"], ..Context::default() });
        found.into_iter().filter(|m| m.kind == Kind::PersonName).map(|m| m.value.into_revealed()).collect()
    }

    #[test]
    fn surnames_with_initials_below_each_other_are_people() {
        let pager = "13:04:10 verzonden aan 9\n13:04:22 Hagedoorn K KOMT\n13:04:31 Postma R KOMT\n13:05:02 Jansen J KOMT NIET\n";
        assert_eq!(names(pager), ["Hagedoorn K", "Postma R", "Jansen J"]);
        assert_eq!(names("Hagedoornse A\nPostma R\nKlaverblad C\n").len(), 3, "one is in a list");
        assert_eq!(names("Hagedoornse A\nPostmaat B\nKlaverblad C\n").len(), 0, "none is");
        assert_eq!(names("- Postma R.\n- Hagedoorn A.\n"), ["Postma R.", "Hagedoorn A."]);
    }

    #[test]
    fn letters_that_count_are_no_initials() {
        for text in [
            "Vitamine A\nVitamine B\n",
            "Zaal A\nGang B\nHal C\n",
            "Postma R\n",
            "Bij Postma R en Jansen J",
            "Postma A\nPostma B\n",
            "Hagedoornse A\nPostmaat B\n",
            "Anna K\nKees B\n",
        ] {
            assert_eq!(names(text), [""; 0], "{text}");
        }
    }
}
