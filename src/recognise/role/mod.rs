//! Who somebody is for whom: job titles, departments, organisations.
//!
//! In: a page, and what was found on it before. Out: the three kinds, as written with one space between words. None of them
//! has a form that tells it: so a phrase counts by the words that it has (lists of the pattern files) and by where it stands:
//! below a closing phrase, in a block with a number or an address, behind a label, in a column, in a card (RFC 6350), beside
//! a name in an address field. A legal form (ISO 20275) makes a firm anywhere. This module refuses to know whether a firm
//! exists, and what people are called: names are told from firms only as far as it needs to.

mod agents;
mod ahead;
mod alone;
mod belong;
mod between;
mod block;
mod body;
mod bracket;
mod called;
mod cell;
mod columns;
mod cooperative;
mod degree;
mod department;
mod domain;
mod fields;
mod firms;
mod fold;
mod foot;
mod form;
mod gender;
mod header;
mod heading;
mod hosted;
mod kin;
mod label;
mod leaders;
mod legal;
mod mention;
mod opener;
mod phrase;
mod place;
mod prose;
mod room;
mod row;
mod sentence;
mod signer;
mod slot;
mod stack;
mod standing;
mod supposed;
mod tail;
mod title;
mod trade;
mod vocabulary;
mod whole;
mod word;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::pattern::{PatternFile, THRESHOLD};
use super::person::NameWords;
use super::{Page, Recogniser};
use crate::model::{Confidence, Kind, Match, RegionKind};
use domain::Domains;
use firms::FormSearch;
use mention::HouseSearch;
use phrase::{Place, Verdict};
use vocabulary::Vocabulary;

/// A word in small letters, without marks.
pub(super) fn folded(word: &str) -> String {
    fold::fold(word)
}

/// Finds organisations, job titles and departments.
pub(super) struct RoleRecogniser {
    cards: Vec<Card>,
    vocabulary: Vocabulary,
    forms: FormSearch,
    houses: HouseSearch,
    /// What people are called.
    names: NameWords,
}

/// What of a pattern file the search needs.
struct Card {
    kind: Kind,
    id: Arc<str>,
    regions: Vec<RegionKind>,
    confidence: u8,
}

/// A page that is being searched.
struct Search<'s> {
    page: &'s Page<'s>,
    text: &'s str,
    own: &'s RoleRecogniser,
    /// What was found by recognisers before.
    before: &'s [Match],
    domains: Domains<'s>,
    /// Where names of people stand, as recognisers before have found them; in order.
    people: Vec<Range<usize>>,
    /// Where postal addresses stand, likewise.
    addresses: Vec<Range<usize>>,
    /// Where numbers, mail addresses and links stand, likewise.
    details: Vec<Range<usize>>,
    /// Where numbers of firms stand, likewise.
    registers: Vec<Range<usize>>,
    found: Vec<Match>,
}

impl RoleRecogniser {
    pub(super) fn new(files: &[&PatternFile]) -> Self {
        let card = |f: &&PatternFile| Card {
            kind: f.kind,
            id: f.id.clone(),
            regions: f.regions.clone(),
            confidence: f.confidence,
        };
        let vocabulary = Vocabulary::new(files);
        let forms = FormSearch::new(&vocabulary);
        let houses = HouseSearch::new(&vocabulary);
        RoleRecogniser {
            cards: files.iter().map(card).collect(),
            vocabulary,
            forms,
            houses,
            names: NameWords::default(),
        }
    }
}

impl Recogniser for RoleRecogniser {
    fn find(&self, page: &Page<'_>, out: &mut Vec<Match>) {
        // links and pictures that stand beside a text say nothing of who it is from
        if page.region.aside {
            return;
        }
        // a header field is found in as it was the last time, whatever else the header holds
        let hosts = if page.region.kind == RegionKind::Header { &[][..] } else { &page.context.hosts };
        let mut found = {
            let mut search = Search {
                page,
                text: page.region.text,
                own: self,
                before: out.as_slice(),
                domains: Domains::new(out, hosts, &self.vocabulary),
                people: spans(out, &[Kind::PersonName]),
                addresses: spans(out, &[Kind::PostalAddress]),
                details: spans(out, &[Kind::Phone, Kind::Email, Kind::Url]),
                registers: spans(out, &[Kind::CompanyNumber, Kind::VatNumber]),
                found: Vec::new(),
            };
            if page.region.kind == RegionKind::Header {
                header::search(&mut search);
            } else {
                body::search(&mut search);
                if page.context.suppose {
                    supposed::add(&search, &mut page.supposed.borrow_mut());
                }
            }
            search.found
        };
        keep_best(&mut found);
        out.append(&mut found);
    }
}

/// Where matches of some kinds stand, in order.
fn spans(before: &[Match], kinds: &[Kind]) -> Vec<Range<usize>> {
    let of_kind = before.iter().filter(|m| kinds.contains(&m.kind));
    let mut spans: Vec<_> = of_kind.map(|m| m.span.clone()).collect();
    spans.sort_unstable_by_key(|p| p.start);
    spans
}

/// Of matches that overlap the surer stays, else the longer; then they are in order of place.
fn keep_best(found: &mut Vec<Match>) {
    found.sort_by_key(|m| (m.span.start, std::cmp::Reverse((m.confidence, m.span.end))));
    let mut kept = 0;
    for n in 0..found.len() {
        if kept > 0 && found[n].span.start < found[kept - 1].span.end {
            let rank = |m: &Match| (m.confidence, m.span.len());
            if rank(&found[n]) > rank(&found[kept - 1]) {
                found.swap(kept - 1, n);
            }
        } else {
            found.swap(kept, n);
            kept += 1;
        }
    }
    found.truncate(kept);
}

impl<'s> Search<'s> {
    #[inline]
    fn vocabulary(&self) -> &'s Vocabulary {
        &self.own.vocabulary
    }

    /// What the phrase of a span is. What covers an address or a number is none; what is a person's name for an earlier
    /// recogniser must have a legal form to be a firm.
    fn verdict(&self, span: &Range<usize>, may_be_person: bool) -> Option<Verdict> {
        let phrase = self.text.get(span.clone())?;
        let may_be_person = may_be_person || self.is_person(span);
        phrase::verdict(phrase, self.vocabulary(), Place { domains: &self.domains, may_be_person })
    }

    /// The span is, for the most part, a name that was found before.
    fn is_person(&self, span: &Range<usize>) -> bool {
        let from = self.people.partition_point(|p| p.end <= span.start);
        self.people[from..]
            .iter()
            .take_while(|p| p.start < span.end)
            .any(|p| (p.end.min(span.end) - p.start.max(span.start)) * 3 >= span.len() * 2)
    }

    /// An address that was found before begins within these bytes.
    fn address_begins(&self, span: Range<usize>) -> bool {
        let from = self.addresses.partition_point(|a| a.start < span.start);
        self.addresses.get(from).is_some_and(|a| a.start < span.end)
    }

    /// A number of a firm stands within these bytes.
    fn has_register(&self, span: Range<usize>) -> bool {
        let from = self.registers.partition_point(|r| r.start < span.start);
        self.registers.get(from).is_some_and(|r| r.start < span.end)
    }

    /// The span is a part of an address that was found before.
    fn is_address(&self, span: &Range<usize>) -> bool {
        let from = self.addresses.partition_point(|a| a.end <= span.start);
        self.addresses.get(from).is_some_and(|a| a.start < span.end)
    }

    /// A match of one of these kinds was found within the span.
    fn holds(&self, span: &Range<usize>, kinds: &[Kind]) -> bool {
        let last = self.found.iter().rev().take(12);
        last.filter(|m| m.span.start >= span.start && m.span.end <= span.end).any(|m| kinds.contains(&m.kind))
    }

    /// Adds a match; of a department with the house behind a comma, both: `Department of Soil Science, University of Onsdorp`.
    fn push(&mut self, kind: Kind, span: Range<usize>, more: i8, why: &[&str]) {
        if kind == Kind::Department
            && let Some(at) = self.text.get(span.clone()).and_then(|phrase| phrase.rfind(", "))
        {
            let house = span.start + at + 2..span.end;
            let verdict = self.verdict(&house, false).filter(|v| v.kind == Kind::Organisation);
            if let Some(verdict) = verdict {
                self.push_one(kind, span.start..span.start + at, more, why);
                return self.push_one(
                    Kind::Organisation,
                    house,
                    verdict.more,
                    &[verdict.why, "behind a department"],
                );
            }
        }
        self.push_one(kind, span, more, why);
    }

    fn push_one(&mut self, kind: Kind, span: Range<usize>, more: i8, why: &[&str]) {
        let Some(card) = self.own.cards.iter().find(|c| c.kind == kind) else { return };
        if !card.regions.is_empty() && !card.regions.contains(&self.page.region.kind) {
            return;
        }
        let confidence = card.confidence.saturating_add_signed(more).min(98);
        let span = match kind {
            Kind::Organisation => {
                let name = self.text.get(span.clone()).unwrap_or_default();
                span.start + elision(name)..span.start + tail::without(name).len()
            }
            Kind::JobTitle => span.start + article(self.text.get(span.clone()).unwrap_or_default())..span.end,
            _ => span,
        };
        let Some(slice) = self.text.get(span.clone()) else { return };
        let value = spaced(slice);
        if confidence < THRESHOLD || value.len() < 2 {
            return;
        }
        let why = if self.page.context.explain {
            why.iter().map(|w| (*w).to_owned()).collect()
        } else {
            Vec::new()
        };
        self.found.push(Match {
            kind,
            value: value.into(),
            span,
            confidence: Confidence::percent(confidence),
            pattern: card.id.clone(),
            fields: BTreeMap::new(),
            why,
        });
    }
}

/// Bytes of what is joined to a name before it, in small letters: `d'Air Klant SA`, `dell'Ente S.p.A.`
fn elision(name: &str) -> usize {
    const JOINED: [&str; 13] =
        ["d", "l", "qu", "n", "s", "dell", "all", "nell", "dall", "sull", "quell", "un", "coll"];
    match name.split_once(['\'', '’']) {
        Some((before, rest)) if JOINED.contains(&before) && rest.starts_with(char::is_uppercase) => {
            name.len() - rest.len()
        }
        _ => 0,
    }
}

/// Bytes of the article that is joined to a title: `L'adjoint au maire`.
fn article(title: &str) -> usize {
    ["L'", "L’", "l'", "l’"].iter().find(|a| title.starts_with(**a)).map_or(0, |a| a.len())
}

/// The words of a text with one space between them.
fn spaced(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !value.is_empty() {
            value.push(' ');
        }
        value.push_str(word);
    }
    value
}
