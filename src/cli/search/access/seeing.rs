//! What one look at a message sees: its details, what is the subject's, and places of words that may be somebody's name.
//!
//! In: what a look tells ([`Watcher`]). Out: places. It refuses to decide what goes.

use std::ops::Range;
use std::sync::Arc;

use super::adjoining::numbers_behind;
use super::columns::{columns, unseen};
use super::fields::behind_fields;
use super::letters::{Said, names};
use super::others::MOST;
use super::roles::{behind_roles, in_sentences};
use super::words::Words;
use crate::model::{
    Envelope, Finding, Kind, MessageMeta, PartMeta, Region, RegionKind, Section, Watcher, Zone,
};
use crate::recognise::Normaliser;
use crate::subject::OneMessage;
use crate::subject::bystander::{behind_forms, initials, words};

/// A name that stands alone in a letter.
#[derive(Debug)]
struct Alone {
    said: Said,
    section: Section,
    span: Range<u64>,
    /// In what is quoted or forwarded: written by whoever.
    quoted: bool,
}

/// What one look at a message sees.
pub(super) struct Seen<'s> {
    pub(super) one: OneMessage<'s>,
    pub(super) findings: Vec<Finding>,
    words: &'s Words,
    lists: &'s Normaliser,
    /// Words of names are taken in small letters too.
    small: bool,
    /// Words that are others' names.
    pub(super) places: Vec<(Section, Range<u64>)>,
    alone: Vec<Alone>,
    columns: Vec<(Section, Vec<Range<u64>>)>,
}

impl<'s> Seen<'s> {
    pub(super) fn new(one: OneMessage<'s>, (words, lists): (&'s Words, &'s Normaliser), small: bool) -> Self {
        let (findings, places) = (Vec::new(), Vec::new());
        Seen { one, findings, words, lists, small, places, alone: Vec::new(), columns: Vec::new() }
    }

    /// It has more than is looked at.
    pub(super) fn is_full(&self) -> bool {
        let cells: usize = self.columns.iter().map(|(_, cells)| cells.len()).sum();
        self.findings.len() >= MOST
            || self.places.len() >= MOST
            || self.alone.len() >= MOST
            || cells >= MOST
            || self.one.is_full()
    }

    /// Cells of tables that are names and were not seen as such.
    pub(super) fn in_tables(&self) -> Vec<(Section, Range<u64>)> {
        let mut named: Vec<(&str, Range<u64>)> = Vec::new();
        for finding in self.findings.iter().filter(|f| f.kind == Kind::PersonName && !self.columns.is_empty())
        {
            named.extend(finding.span.clone().map(|span| (finding.part.section.as_str(), span)));
        }
        named.sort_by_key(|(section, span)| (*section, span.start));
        let mut all = Vec::new();
        for (section, cells) in &self.columns {
            let seen = |cell: &Range<u64>| {
                let at =
                    named.partition_point(|(own, span)| (*own, span.start) < (section.as_str(), cell.start));
                named.get(at).is_some_and(|(own, span)| *own == section.as_str() && span.start < cell.end)
            };
            all.extend(
                unseen(std::slice::from_ref(cells), seen).into_iter().map(|span| (section.clone(), span)),
            );
        }
        all
    }

    /// Names that stand alone in a letter: `others_read`, somebody else gets the message; `others_wrote`, somebody else sent it.
    pub(super) fn alone(&self, others_read: bool, others_wrote: bool) -> Vec<(Section, Range<u64>)> {
        let goes = |alone: &&Alone| match alone.said {
            _ if alone.quoted => others_read || others_wrote,
            Said::Greeted => others_read,
            Said::Signed => others_wrote,
        };
        self.alone.iter().filter(goes).map(|alone| (alone.section.clone(), alone.span.clone())).collect()
    }
}

/// Header fields that people write, as they are called in regions.
const WRITTEN: [&str; 4] = ["subject", "comments", "keywords", "content-description"];

impl Watcher for Seen<'_> {
    fn begin(&mut self) {
        self.one.begin();
        self.findings.clear();
        self.places.clear();
        self.alone.clear();
        self.columns.clear();
    }

    fn region(&mut self, part: &Arc<PartMeta>, region: &Region<'_>, decoded: &str, base: u64) {
        self.one.region(part, region, decoded, base);
        let spared = |span: &Range<usize>| self.words.is_spared(&region.text[span.clone()]);
        // headers are looked at line by line; what people write there is told as it is in a text
        if region.kind == RegionKind::Header {
            if WRITTEN.iter().any(|field| region.field == Some(field)) {
                let named = initials(region.text).chain(behind_forms(region.text, self.lists));
                for span in named.filter(|span| !spared(span)) {
                    if self.places.len() < MOST {
                        self.places.push((part.section.clone(), region.map.source(span)));
                    }
                }
            }
            return;
        }
        let known = |span: &Range<usize>| match &region.text[span.clone()] {
            word if self.small => self.words.is_anywhere(word),
            word => self.words.is_in_text(word),
        };
        let all = words(region.text).filter(known).chain(initials(region.text));
        let roles = behind_roles(region.text, self.lists)
            .chain(behind_fields(region.text, self.lists))
            .chain(behind_forms(region.text, self.lists))
            .filter(|span| !spared(span));
        // with the number that stands at its side
        let told: Vec<Range<usize>> =
            in_sentences(region.text, self.lists).filter(|span| !spared(span)).collect();
        let numbers = told.iter().flat_map(|name| numbers_behind(region.text, name.end, false));
        let told = told.iter().cloned().chain(numbers);
        for span in all.chain(self.words.pairs(region.text)).chain(roles).chain(told) {
            if self.places.len() < MOST {
                self.places.push((part.section.clone(), region.map.source(span)));
            }
        }
        if self.small {
            return;
        }
        for (said, span) in names(region.text, self.lists).into_iter().filter(|(_, span)| !spared(span)) {
            let span = region.map.source(span);
            let quoted = Zone::at(region.zones(), span.start).is_some_and(|zone| zone.level > 0);
            if self.alone.len() < MOST {
                self.alone.push(Alone { said, section: part.section.clone(), span, quoted });
            }
        }
        for cells in columns(region.text) {
            let cells: Vec<Range<u64>> =
                cells.into_iter().filter(|span| !spared(span)).map(|span| region.map.source(span)).collect();
            self.columns.push((part.section.clone(), cells));
        }
    }

    fn finding(&mut self, finding: &Finding) {
        self.one.finding(finding);
        if self.findings.len() < MOST {
            self.findings.push(finding.clone());
        }
    }

    fn bytes(&mut self, _: &[u8], _: bool) {}

    fn end(&mut self, _: &MessageMeta, _: &Envelope, _: bool) {}
}
