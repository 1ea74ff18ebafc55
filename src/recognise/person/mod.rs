//! Names of people: in address fields, under letters, behind labels, in lists and cards, and in running text.
//!
//! In: a page, with the e-mail addresses and numbers that were found on it. Out: names as they are written, without titles. A
//! name alone on a line, behind a label or before an address needs little more than its shape, for surnames are open-ended; in
//! running text two signs must agree: a known given name and a capitalised surname, initials and a surname of the lists, a title
//! and a name, an address beside it that is made of it, or the same name in the address fields of the message. This module refuses
//! to know whose name it is. A given name or a surname alone is no name (contract, "A finding").

mod address;
mod around;
mod before;
mod behind;
mod card;
mod columns;
mod director;
mod forms;
mod goods;
mod grammar;
mod impersonal;
mod initialled;
mod inverted;
mod job;
mod key;
mod known;
mod lower;
mod named;
mod names;
mod note;
mod places;
mod readings;
mod rows;
mod running;
mod search;
mod sense;
mod starts;
mod surname;
mod table;
mod things;
mod token;
mod whole;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::pattern::PatternFile;
use super::{Page, Recogniser, SUPPOSED};
use crate::model::{Confidence, Kind, Match, RegionKind};
use director::Directors;
use known::Known;
use names::Names;
use search::{Found, Search};

/// What single words are known to be, for who compares names.
#[derive(Debug)]
pub(super) struct NameWords(Names);

impl Default for NameWords {
    fn default() -> Self {
        NameWords(Names::new(&BTreeMap::new()))
    }
}

impl NameWords {
    /// A given name, also one that is a common word too.
    pub(super) fn is_given(&self, word: &str) -> bool {
        self.0.sense(word).is(sense::Sense::GIVEN.or(sense::Sense::GIVEN_OR_WORD))
    }

    /// A surname, and no common word.
    pub(super) fn is_only_surname(&self, word: &str) -> bool {
        let sense = self.0.sense(word);
        sense.is(sense::Sense::SURNAME) && !sense.is(sense::Sense::SURNAME_OR_WORD)
    }

    /// A given name that is no common word, place or month.
    pub(super) fn is_given_alone(&self, word: &str) -> bool {
        self.0.sense(word).is(sense::Sense::GIVEN)
    }

    /// A surname, also one that is a common word too.
    pub(super) fn is_surname(&self, word: &str) -> bool {
        self.0.sense(word).is(sense::Sense::SURNAME.or(sense::Sense::SURNAME_OR_WORD))
    }

    /// A common word, and no name.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.0.sense(word).is(sense::Sense::WORD)
    }
}

/// True where of these names those are among `people` that are said to be, and no others.
pub(super) fn are_known(people: &[Box<str>], names: &[(Box<str>, bool)]) -> bool {
    if people.is_empty() || names.is_empty() {
        return names.iter().all(|(_, known)| !known);
    }
    let all = Known::of(people);
    let same = names.iter().all(|(name, known)| all.holds(name) == *known);
    all.keep();
    same
}

/// Finds names of people.
pub(super) struct PersonRecogniser {
    id: Arc<str>,
    regions: Vec<RegionKind>,
    confidence: u8,
    names: Names,
}

impl PersonRecogniser {
    pub(super) fn new(file: &PatternFile) -> Self {
        PersonRecogniser {
            id: file.id.clone(),
            regions: file.regions.clone(),
            confidence: file.confidence,
            names: Names::new(&file.vocabulary),
        }
    }

    fn push(&self, page: &Page<'_>, found: Found, director: bool, out: &mut Vec<Match>) {
        let value = match found.value {
            Some(value) => value,
            None => one_space(&page.region.text[found.span.clone()]),
        };
        let why = if page.context.explain {
            found.why.iter().filter(|w| !w.is_empty()).map(ToString::to_string).collect()
        } else {
            Vec::new()
        };
        let fields = if director { BTreeMap::from([("role", "director".into())]) } else { BTreeMap::new() };
        out.push(Match {
            kind: Kind::PersonName,
            value: value.into(),
            span: found.span,
            confidence: Confidence::percent(found.confidence.min(self.confidence)),
            pattern: self.id.clone(),
            fields,
            why,
        });
    }
}

impl PersonRecogniser {
    /// Puts names by that too little speaks for.
    fn suppose(&self, page: &Page<'_>, mut supposed: Vec<Found>) {
        settle(&mut supposed);
        let mut matches = Vec::with_capacity(supposed.len());
        for one in supposed {
            let why = ["another message has it beside an address", "", ""];
            self.push(page, Found { why, ..one }, false, &mut matches);
        }
        matches.iter_mut().for_each(|m| m.confidence = SUPPOSED);
        page.supposed.replace(matches);
    }
}

impl Recogniser for PersonRecogniser {
    fn find(&self, page: &Page<'_>, out: &mut Vec<Match>) {
        let region = page.region;
        if !self.regions.is_empty() && !self.regions.contains(&region.kind) || region.aside {
            return;
        }
        let (mut found, mut supposed) = {
            let mut search = Search::new(&self.names, page, out);
            match (region.kind, region.field) {
                (RegionKind::Header, Some(field)) if address::is_address_field(field) => {
                    search.address_field();
                }
                (RegionKind::Header, Some("subject" | "thread-topic")) => search.running(),
                (RegionKind::Header, Some(_)) => {}
                _ if table::is_card(region.text) => search.card(),
                _ => {
                    search.columns();
                    search.labels();
                    search.beside_addresses();
                    search.signatures();
                    search.rows();
                    search.running();
                    search.lower();
                }
            }
            search.end()
        };
        if !found.is_empty() {
            settle(&mut found);
            supposed.append(&mut impersonal::without_weak(page, &self.names, out, &mut found));
        }
        if page.context.suppose && !supposed.is_empty() {
            self.suppose(page, supposed);
        }
        if found.is_empty() {
            return;
        }
        let firms = out.iter().filter(|m| m.kind == Kind::CompanyNumber).map(|m| m.span.clone()).collect();
        let mut directors = Directors::new(&self.names, region.text, firms);
        for one in found {
            let director = directors.holds(&one.span);
            self.push(page, one, director, out);
        }
    }
}

/// Sorts what was found, and of what overlaps keeps the surer, else the longer.
fn settle(found: &mut Vec<Found>) {
    found.sort_by(|a, b| a.span.start.cmp(&b.span.start).then(b.span.end.cmp(&a.span.end)));
    found.dedup_by(|next, kept| {
        if next.span.start >= kept.span.end {
            return false;
        }
        let better = (next.confidence, next.span.len()) > (kept.confidence, kept.span.len());
        // a name within a longer one is a part of it
        let within = next.span.end <= kept.span.end && next.value.is_none();
        if better && !within {
            std::mem::swap(next, kept);
        }
        true
    });
}

/// The text with white space as single spaces.
fn one_space(text: &str) -> String {
    if is_spaced_singly(text) {
        return text.to_owned();
    }
    let mut value = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !value.is_empty() {
            value.push(' ');
        }
        value.push_str(word);
    }
    value
}

/// True when a text has no white space but single spaces between its words, as most names have; of text beyond ASCII, what may
/// be white space is taken for it.
fn is_spaced_singly(text: &str) -> bool {
    let mut before = b' ';
    for b in text.bytes() {
        if b <= b' ' && (b != b' ' || before == b' ') || matches!(b, 0xc2 | 0xe1..=0xe3) {
            return false;
        }
        before = b;
    }
    before != b' '
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_one_space() {
        for text in ["Jan de Vries", "Jan\u{a0}de\n Vries", "Jan\u{2003}de  Vries", " Jan de Vries "] {
            assert_eq!(one_space(text), "Jan de Vries");
        }
    }
}
