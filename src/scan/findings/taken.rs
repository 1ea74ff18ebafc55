//! What is made taken note of for later runs, and what earlier runs made taken over.

use std::sync::Arc;

use super::super::handler::add;
use super::super::recall::{Recalled, RecalledMessage, Recorder};
use super::super::record;
use super::{Already, FindingHandler, TELL};
use crate::model::{SourceName, Summary};
use crate::relate::Telling;

impl FindingHandler<'_, '_, '_> {
    /// What is made from now on is taken note of.
    pub(super) fn record(&mut self) {
        let postings = self.options.index.as_ref().map(|_| self.postings.take().unwrap_or_default());
        self.recorder = Some(Recorder::new(postings));
        self.outer = std::mem::take(&mut self.tally.summary);
    }

    /// What was made since, and its counts.
    pub(super) fn recorded(&mut self) -> Option<(Recorder, Summary)> {
        let recorder = self.recorder.take()?;
        let own = std::mem::replace(&mut self.tally.summary, std::mem::take(&mut self.outer));
        self.tally.summary.add(&own);
        Some((recorder, own))
    }

    /// Takes over what an earlier run made of a stretch of a source; `false` for what cannot be read back.
    pub(super) fn take_over(
        &mut self,
        entry: &Recalled<'_>,
        source: &SourceName,
        custodian: &Arc<str>,
    ) -> bool {
        let [records, nodes] = self.outlet.chunk.lanes.as_mut_slice() else { return false };
        let mut told = Telling::default();
        let mut rest = entry.told;
        while !rest.is_empty() {
            if told.take_from(&mut rest, None).is_none() {
                return false;
            }
        }
        if self.already == Already::Nothing
            && entry.records_at(source, custodian, self.gathering.shown, records).is_none()
        {
            return false;
        }
        nodes.extend_from_slice(entry.nodes);
        self.telling.join(told);
        let (messages, findings) = entry.counts();
        self.told += messages;
        self.tally.findings += findings;
        self.tally.summary.add(&entry.summary(custodian));
        self.outlet.chunk.problems.extend(entry.problems(source, custodian));
        self.outlet.relieve();
        if self.telling.len() > TELL {
            self.tell();
        }
        true
    }

    /// The same, of the message at hand.
    pub(super) fn take_over_message(&mut self, message: &RecalledMessage<'_>) -> bool {
        let Some(meta) = &self.meta else { return false };
        if let Some(postings) = self.recorder.as_mut().and_then(|recorder| recorder.postings.as_mut()) {
            let copied = message.terms.and_then(|(terms, number)| postings.copy(terms, number));
            if copied.is_none() {
                return false;
            }
        }
        let mut told = Telling::default();
        let mut rest = message.told;
        if !rest.is_empty() && told.take_from(&mut rest, Some(self.sent.1)).is_none() {
            return false;
        }
        let [records, nodes] = self.outlet.chunk.lanes.as_mut_slice() else { return false };
        let from = records.len();
        let place = record::Place {
            source: meta.source.as_str(),
            custodian: &meta.custodian,
            message: meta.message,
            offset: meta.offset,
            length: meta.length,
        };
        let counted = &mut self.halves.0;
        counted.clear();
        let moved = record::moved(message.records, |_| place, counted).and_then(|()| {
            if self.gathering.shown {
                return record::joined(counted, message.shown, records);
            }
            records.extend_from_slice(counted);
            Some(())
        });
        if moved.is_none() {
            records.truncate(from);
            counted.clear();
            return false;
        }
        nodes.extend_from_slice(message.nodes);
        self.tally.findings += message.findings;
        for (kind, n) in &message.ignored {
            add(&mut self.tally.summary.ignored, *kind, *n);
        }
        match &mut self.recorder {
            Some(recorder) => {
                recorder.add((counted, message.shown), message.nodes, message.findings);
                self.noted = told;
            }
            None => self.telling.join(told),
        }
        counted.clear();
        self.problems.extend(message.problems.iter().cloned());
        self.recalled = true;
        self.outlet.relieve();
        true
    }
}
