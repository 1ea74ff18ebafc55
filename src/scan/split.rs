//! A run that was gathered in, the same as one run or as one of each custodian out.
//!
//! What one custodian's mail holds is told by itself: findings, counts, lists and contacts are made of that alone. Whose details
//! they are, and how they came there, was settled from all mail before, so that a finding says the same in both.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use rayon::ThreadPool;

use super::ScanOptions;
use super::telling::{Gathered, Wanted, standings, tell};
use crate::model::{
    ContentCoverage, CustodianCounts, Problem, ProblemCode, Render, Sink, SplitSink, Stop, Summary,
};

/// Who takes what is told.
pub(super) enum Taking<'t> {
    Whole(&'t mut dyn Sink),
    Split(&'t mut dyn SplitSink),
}

impl Taking<'_> {
    /// Who takes problems as they come.
    pub(super) fn sink(&mut self) -> &mut dyn Sink {
        match self {
            Taking::Whole(sink) => *sink,
            Taking::Split(sink) => *sink,
        }
    }
}

/// Takes nothing: for counts alone.
struct Nobody;

impl Sink for Nobody {
    fn chunk(&mut self, _: &[Vec<u8>], _: &[Problem]) -> io::Result<()> {
        Ok(())
    }
}

/// What all telling needs.
#[derive(Clone, Copy)]
pub(super) struct Telling<'t> {
    pub(super) gathered: &'t Gathered<'t>,
    pub(super) options: &'t ScanOptions,
    pub(super) render: &'t dyn Render,
    pub(super) pool: &'t ThreadPool,
    pub(super) stop: &'t Stop,
}

impl Telling<'_> {
    /// Tells all as one.
    pub(super) fn whole(&self, run: Summary, sink: &mut dyn Sink) -> io::Result<Summary> {
        let standings = standings(self.gathered, self.options, self.pool)?;
        // of a run that was stopped only the counts are wanted
        let render = (!run.stopped && self.render.shows()).then_some(self.render);
        let wanted = Wanted {
            standings: &standings,
            render,
            only: None,
            contacts: self.options.contacts,
            stopped: run.stopped,
        };
        let (told, _) = tell(self.gathered, self.options, wanted, sink, self.pool, self.stop)?;
        Ok(joined(run, told))
    }

    /// Tells each custodian's mail by itself; gives the counts of all.
    pub(super) fn split(
        &self,
        run: Summary,
        problems: &BTreeMap<Arc<str>, BTreeMap<ProblemCode, u64>>,
        sink: &mut dyn SplitSink,
    ) -> io::Result<Summary> {
        let standings = standings(self.gathered, self.options, self.pool)?;
        let counted =
            Wanted { standings: &standings, render: None, only: None, contacts: false, stopped: run.stopped };
        let (told, mailboxes) =
            tell(self.gathered, self.options, counted, &mut Nobody, self.pool, self.stop)?;
        let all = joined(run.clone(), told);
        if all.stopped {
            return Ok(all);
        }
        let custodians: BTreeSet<&Arc<str>> =
            run.by_custodian.keys().chain(problems.keys()).chain(mailboxes.keys()).collect();
        for custodian in custodians {
            sink.begin(custodian)?;
            let blocks = mailboxes.get(custodian).map_or(&[][..], Vec::as_slice);
            let wanted = Wanted {
                standings: &standings,
                render: Some(self.render),
                only: Some((custodian, blocks)),
                contacts: self.options.contacts,
                stopped: false,
            };
            let (told, _) = tell(self.gathered, self.options, wanted, sink, self.pool, self.stop)?;
            if told.stopped || self.stop.asked() {
                return Ok(Summary { stopped: true, ..all });
            }
            let mut own = Summary {
                files: run.files.clone(),
                problems: problems.get(custodian).cloned().unwrap_or_default(),
                ..Summary::default()
            };
            let messages = run.by_custodian.get(custodian).map_or(0, |c| c.messages);
            // what became of all bytes is known of the whole run only
            own.content = ContentCoverage { messages, ..run.content.clone() };
            let counts = CustodianCounts { messages, ..CustodianCounts::default() };
            own.by_custodian.insert(custodian.clone(), counts);
            sink.end(&joined(own, told))?;
        }
        Ok(all)
    }
}

/// The counts of reading with those of telling.
fn joined(mut run: Summary, told: Summary) -> Summary {
    run.add(&told);
    Summary {
        contacts: told.contacts,
        stale_contacts: told.stale_contacts,
        proposed_own: told.proposed_own,
        own_known: told.own_known,
        lists: told.lists,
        lists_met: told.lists_met,
        leaving: told.leaving,
        directory: told.directory,
        contacts_met: told.contacts_met,
        contacts_omitted: told.contacts_omitted,
        ..run
    }
}
