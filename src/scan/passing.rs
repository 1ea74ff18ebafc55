//! Messages as they stand in their sources, handed to a watcher and not looked into.
//!
//! What is in them is not searched, and what of them cannot be read is no problem: their bytes are there. What of a source cannot be read is
//! one, as in a scan.

use std::sync::Arc;

use super::handler::{Handler, MessagePlace, Tally};
use super::order::Outlet;
use crate::message::{HeaderInfo, LeafKind, MessageCoverage, PartSink};
use crate::model::{Envelope, MessageMeta, PartMeta, Problem, Region, Watcher};

pub(super) struct PassingHandler<'o, 's> {
    outlet: Outlet<'o, 's>,
    watcher: Box<dyn Watcher + 'o>,
    envelope: Envelope,
    tally: Tally,
    place: Option<MessagePlace>,
}

impl<'o, 's> PassingHandler<'o, 's> {
    pub(super) fn new(watcher: Box<dyn Watcher + 'o>, outlet: Outlet<'o, 's>) -> Self {
        PassingHandler {
            outlet,
            watcher,
            envelope: Envelope::default(),
            tally: Tally::default(),
            place: None,
        }
    }
}

impl PartSink for PassingHandler<'_, '_> {
    fn header(&mut self, _: &HeaderInfo) {}
    fn region(&mut self, _: &Arc<PartMeta>, _: &Region<'_>, _: &str, _: u64) {}
    fn leaf(&mut self, _: &Arc<PartMeta>, _: LeafKind, _: u64) {}
    fn problem(&mut self, _: Problem) {}
}

impl Handler for PassingHandler<'_, '_> {
    fn begin_unit(&mut self, seq: u64) {
        self.outlet.begin(seq);
    }

    fn end_unit(&mut self) {
        self.outlet.finish();
    }

    fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    fn begin(&mut self, place: MessagePlace) {
        self.watcher.begin();
        self.place = Some(place);
    }

    fn bytes(&mut self, bytes: &[u8], piece: bool) {
        self.watcher.bytes(bytes, piece);
    }

    fn end(&mut self, length: u64, _: MessageCoverage) {
        let Some(place) = self.place.take() else { return };
        let meta = MessageMeta {
            offset: place.offset,
            length: Some(length),
            ..MessageMeta::at(place.source, place.index, place.custodian)
        };
        self.watcher.end(&meta, &self.envelope, true);
        self.tally.coverage(length, MessageCoverage::default());
    }

    fn note(&mut self, problem: Problem) {
        self.tally.count_problem(&problem);
        self.outlet.chunk.problems.push(problem);
        self.outlet.relieve();
    }
}
