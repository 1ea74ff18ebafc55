//! One message that is at hand, looked at once more: what a [`Watcher`] is told of it in a run, and nothing else.
//!
//! In: a message's bytes, and how its lines are quoted. Out: regions and findings, each where it stands, also in a version that repeats
//! another: who takes something out of a message must see it in all of its versions. Nothing is put by, related or counted.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::stretches::stretches;
use super::{Attachments, ScanOptions, Scanner, Turns, acquaint};
use crate::message::{HeaderInfo, LeafKind, MessageReader, PartSink};
use crate::model::{
    Beside, Cue, Envelope, Finding, Match, PartMeta, Party, Problem, Quoting, Region, Section, Sensitive,
    Stop, Watcher, ZoneMark,
};
use crate::recognise::{Context, Recognisers};

/// Looks at messages one by one. One for each thread: it holds what opens files that came along.
pub struct Look<'s> {
    reader: MessageReader,
    recognisers: &'s Recognisers,
    options: &'s ScanOptions,
    opener: Arc<Attachments>,
}

/// What a look tells beside what its watcher is told.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// Who sent it to whom, and its subject.
    pub envelope: Arc<Envelope>,
    /// Parts that hold no text that is read, and their media types.
    pub opaque: Vec<(Section, String)>,
}

/// The message at hand could not be read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the message could not be read to its end")]
pub struct Unread;

impl Scanner {
    /// What looks at messages one by one, by the options of this scanner.
    pub fn look(&self, stop: &Stop) -> Look<'_> {
        let opener = Arc::new(self.attachments(&Turns::default(), stop));
        let reader = MessageReader::new(&self.options.limits).opening(opener.clone());
        Look { reader, recognisers: &self.recognisers, options: &self.options, opener }
    }
}

impl Look<'_> {
    /// Tells a watcher of a message. Gives what of it could not be read.
    ///
    /// # Errors
    ///
    /// An internal error.
    pub fn at(
        &mut self,
        message: &[u8],
        quoting: Quoting,
        watcher: &mut dyn Watcher,
    ) -> Result<Vec<Problem>, Unread> {
        self.told(message, quoting, watcher).map(|told| told.problems)
    }

    /// The same, with what its header and its parts are.
    ///
    /// # Errors
    ///
    /// An internal error.
    pub fn told(
        &mut self,
        message: &[u8],
        quoting: Quoting,
        watcher: &mut dyn Watcher,
    ) -> Result<Told, Unread> {
        let context = Context { countries: self.options.countries.clone(), ..Context::default() };
        let mut sink = Looking {
            watcher,
            recognisers: self.recognisers,
            options: self.options,
            context,
            matches: Vec::new(),
            told: Told::default(),
        };
        sink.watcher.begin();
        let reader = &mut self.reader;
        if catch_unwind(AssertUnwindSafe(|| reader.whole(message, quoting, &mut sink))).is_err() {
            self.reader = MessageReader::new(&self.options.limits).opening(self.opener.clone());
            return Err(Unread);
        }
        Ok(sink.told)
    }
}

impl std::fmt::Debug for Look<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Look").finish_non_exhaustive()
    }
}

struct Looking<'l> {
    watcher: &'l mut dyn Watcher,
    recognisers: &'l Recognisers,
    options: &'l ScanOptions,
    context: Context,
    matches: Vec<Match>,
    told: Told,
}

impl PartSink for Looking<'_> {
    fn header(&mut self, info: &HeaderInfo) {
        acquaint::with_header(&mut self.context, info);
        self.told.envelope = info.envelope.clone();
    }

    fn region(&mut self, part: &Arc<PartMeta>, region: &Region<'_>, decoded: &str, base: u64) {
        self.watcher.region(part, region, decoded, base);
        for stretch in stretches(region.text) {
            self.matches.clear();
            let text = &region.text[stretch.clone()];
            let from = stretch.start as isize;
            self.recognisers.find_from(&Region { text, ..*region }, from, &self.context, &mut self.matches);
            let address = acquaint::is_address_field(region);
            for m in self.matches.drain(..) {
                if address {
                    acquaint::with_name(&mut self.context, region.field, &m);
                }
                if m.confidence < self.options.min_confidence {
                    continue;
                }
                let span = region.map.source(stretch.start + m.span.start..stretch.start + m.span.end);
                let slice = (span.start.checked_sub(base))
                    .and_then(|start| decoded.get(start as usize..(span.end - base) as usize))
                    .map(|text| Sensitive::new(text.to_owned()));
                let (kind, zone) = ZoneMark::at(region.zones(), region.kind, span.start);
                self.watcher.finding(&Finding {
                    kind: m.kind,
                    value: m.value,
                    span: slice.is_some().then_some(span),
                    text: slice,
                    confidence: m.confidence,
                    pattern: m.pattern,
                    part: part.clone(),
                    region: kind,
                    zone,
                    field: region.field.map(Arc::from),
                    party: Party::Unknown,
                    disclosure: None,
                    cue: Cue::default(),
                    contact: None,
                    register: None,
                    present: Vec::new(),
                    fields: m.fields,
                    why: m.why,
                    also: Vec::new(),
                    supposed: false,
                });
            }
        }
    }

    fn wants_beside(&self) -> bool {
        true
    }

    fn beside(&mut self, part: &Arc<PartMeta>, region: &Region<'_>, decoded: &str, base: u64, sort: Beside) {
        self.watcher.beside(part, region, decoded, base, sort);
    }

    fn leaf(&mut self, part: &Arc<PartMeta>, kind: LeafKind, bytes: u64) {
        if kind == LeafKind::Opaque && bytes > 0 {
            self.told.opaque.push((part.section.clone(), part.media_type.to_string()));
        }
    }

    fn problem(&mut self, problem: Problem) {
        self.told.problems.push(problem);
    }
}
