//! How mail is taken apart, as JSON lines: parts with a hash of their text, or regions.

use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::handler::{Handler, MessagePlace, Tally};
use super::order::Outlet;
use crate::message::{HeaderInfo, LeafKind, MessageCoverage, PartSink};
use crate::model::{PartMeta, Place, Problem, Region, RegionKind};

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inspect {
    /// The parts of every message: leaves of the MIME tree and header blocks, with a hash of their decoded text.
    Parts,
    /// The regions of every message, as byte ranges of the decoded text of their part.
    Regions,
}

pub(super) struct InspectHandler<'o, 's> {
    what: Inspect,
    outlet: Outlet<'o, 's>,
    tally: Tally,
    place: Option<MessagePlace>,
    message_id: Option<String>,
    hash: TextHash,
    charset: String,
    problems: Vec<Problem>,
}

/// SHA-256 of text with LF line ends and without the white space at its end.
#[derive(Default)]
struct TextHash {
    hash: Sha256,
    /// White space that counts only if more text follows.
    held: String,
    /// The last character was a carriage return: a line feed that follows belongs to it.
    carriage_return: bool,
    seen: bool,
}

impl TextHash {
    fn update(&mut self, text: &str) {
        self.seen = true;
        let kept = text.trim_end_matches(is_space);
        if kept.is_empty() {
            self.held.push_str(text);
            return;
        }
        let held = std::mem::take(&mut self.held);
        if !held.is_empty() {
            self.add(&held);
        }
        self.add(kept);
        self.held.push_str(&text[kept.len()..]);
    }

    fn add(&mut self, text: &str) {
        let mut rest = text.as_bytes();
        if self.carriage_return && rest.first() == Some(&b'\n') {
            rest = &rest[1..];
        }
        self.carriage_return = rest.last() == Some(&b'\r');
        while let Some(n) = memchr::memchr(b'\r', rest) {
            self.hash.update(&rest[..n]);
            self.hash.update(b"\n");
            rest = &rest[n + 1..];
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        self.hash.update(rest);
    }

    fn finish(&mut self) -> Option<String> {
        let seen = std::mem::take(&mut self.seen);
        self.held.clear();
        self.carriage_return = false;
        let digest = std::mem::take(&mut self.hash).finalize();
        seen.then(|| digest.iter().map(|b| format!("{b:02x}")).collect())
    }
}

fn is_space(c: char) -> bool {
    c.is_whitespace()
}

#[derive(Serialize)]
struct PartLine<'a> {
    source: &'a str,
    message: u64,
    message_id: Option<&'a str>,
    part: &'a str,
    media_type: &'a str,
    charset: Option<&'a str>,
    bytes: u64,
    text_sha256: Option<String>,
}

#[derive(Serialize)]
struct RegionLine<'a> {
    source: &'a str,
    message: u64,
    message_id: Option<&'a str>,
    part: &'a str,
    media_type: &'a str,
    region: &'static str,
    field: Option<&'a str>,
    start: u64,
    end: u64,
    /// It is a signature, also of somebody quoted.
    signature: bool,
    /// How many messages deep.
    level: u16,
}

impl<'o, 's> InspectHandler<'o, 's> {
    pub(super) fn new(what: Inspect, outlet: Outlet<'o, 's>) -> Self {
        InspectHandler {
            what,
            outlet,
            tally: Tally::default(),
            place: None,
            message_id: None,
            hash: TextHash::default(),
            charset: String::new(),
            problems: Vec::new(),
        }
    }

    fn line(&mut self, value: &impl Serialize) {
        if let Some(lane) = self.outlet.chunk.lanes.first_mut()
            && serde_json::to_writer(&mut *lane, value).is_ok()
        {
            lane.push(b'\n');
        }
        self.outlet.relieve();
    }

    fn part_line(&mut self, part: &Arc<PartMeta>, bytes: u64, listed: bool) {
        let digest = self.hash.finish();
        let charset = std::mem::take(&mut self.charset);
        if self.what != Inspect::Parts || !listed {
            return;
        }
        let Some(place) = self.place.clone() else { return };
        let id = self.message_id.clone();
        self.line(&PartLine {
            source: place.source.as_str(),
            message: place.index,
            message_id: id.as_deref(),
            part: part.section.as_str(),
            media_type: &part.media_type,
            charset: digest.is_some().then_some(charset.as_str()),
            bytes,
            text_sha256: digest,
        });
    }
}

impl PartSink for InspectHandler<'_, '_> {
    fn header(&mut self, info: &HeaderInfo) {
        self.message_id.clone_from(&info.message_id);
    }

    fn decoded(&mut self, part: &Arc<PartMeta>, charset: &str, text: &str) {
        if self.what == Inspect::Parts {
            self.hash.update(text);
            charset.clone_into(&mut self.charset);
            if part.is_header() {
                self.part_line(part, text.len() as u64, true);
            } else if part.section.is_text() {
                // text between parts: searched, and no part
                self.part_line(part, 0, false);
            }
        }
    }

    fn region(&mut self, part: &Arc<PartMeta>, region: &Region<'_>, _: &str, _: u64) {
        if self.what != Inspect::Regions || region.aside {
            return;
        }
        let Some(place) = self.place.clone() else { return };
        let id = self.message_id.clone();
        let whole = region.map.source(0..region.text.len());
        let mut span = |kind: RegionKind, span: Range<u64>, signature: bool, level: u16| {
            if !span.is_empty() {
                self.line(&RegionLine {
                    source: place.source.as_str(),
                    message: place.index,
                    message_id: id.as_deref(),
                    part: part.section.as_str(),
                    media_type: &part.media_type,
                    region: kind.as_str(),
                    field: region.field,
                    start: span.start,
                    end: span.end,
                    signature,
                    level,
                });
            }
        };
        let mut from = whole.start;
        for zone in region.zones() {
            span(region.kind, from..zone.span.start.min(whole.end), false, 0);
            span(zone.kind, zone.span.clone(), zone.signature, zone.level);
            from = zone.span.end;
        }
        span(region.kind, from..whole.end, false, 0);
    }

    fn leaf(&mut self, part: &Arc<PartMeta>, _: LeafKind, raw: u64) {
        self.part_line(part, raw, true);
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
}

impl Handler for InspectHandler<'_, '_> {
    fn begin_unit(&mut self, seq: u64) {
        self.outlet.begin(seq);
    }

    fn end_unit(&mut self) {
        self.outlet.finish();
    }

    fn note(&mut self, problem: Problem) {
        self.tally.count_problem(&problem);
        self.outlet.chunk.problems.push(problem);
        self.outlet.relieve();
    }

    fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    fn begin(&mut self, place: MessagePlace) {
        self.problems.clear();
        self.message_id = None;
        self.hash.finish();
        self.place = Some(place);
    }

    fn end(&mut self, length: u64, coverage: MessageCoverage) {
        let Some(place) = self.place.take() else { return };
        for mut problem in self.problems.drain(..) {
            let part = problem.place.part;
            problem.place = Place {
                source: Some(place.source.clone()),
                message: Some(place.index),
                part,
                custodian: Some(place.custodian.clone()),
            };
            self.tally.count_problem(&problem);
            self.outlet.chunk.problems.push(problem);
        }
        self.tally.coverage(length, coverage);
        self.outlet.relieve();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(pieces: &[&str]) -> Option<String> {
        let mut hash = TextHash::default();
        for piece in pieces {
            hash.update(piece);
        }
        hash.finish()
    }

    #[test]
    fn the_hash_is_of_text_with_lf_and_no_white_space_at_its_end() {
        let plain = hash(&["one\ntwo"]);
        assert_eq!(hash(&["one\r\ntwo\r\n \n"]), plain);
        assert_eq!(hash(&["one\r\n", "tw", "o", "\r\n", " \n"]), plain);
        assert_ne!(hash(&["one\n two"]), plain);
        assert_eq!(hash(&[]), None);
        assert_eq!(hash(&["a\rb\r", "\nc"]), hash(&["a\nb\nc"]), "line ends of Mac OS 9, and one cut in two");
        assert_eq!(hash(&["a\r\r\nb"]), hash(&["a\n\nb"]));
    }
}
