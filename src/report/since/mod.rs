//! Two saved runs in, what is new, gone and changed between them out.
//!
//! A finding is the same in both when source, message, part, place, kind and value are (`identity`); it is *changed* where it has another
//! disclosure, party, register status, region or confidence. Each run is read twice: once for the identities of its findings, 16 bytes each,
//! which are sorted and held against each other, and once for those findings that are told. So a million findings in each take some tens of
//! megabytes.
//!
//! That something is gone says nothing of why: what could not be read this time, or was not asked for, looks the same. What speaks for that is
//! told along ([`Changes::doubts`]).

mod counts;
mod identity;
mod index;
mod relations;

use std::io;
use std::path::Path;

use super::key::HashKey;
use super::saved::{Saved, SavedError};
use super::{Renderer, RunInfo, Writer};
use crate::model::{
    Confidence, Disclosure, Finding, Party, RegionKind, RegisterStatus, Render as _, Sink as _, Stop, Summary,
};
pub use counts::{Changes, Doubt, Extent, LISTED, RelationChange, Tally};
use identity::Naming;
use index::{Index, Marks};
use relations::{Contacts, Matched};

/// What became of a finding between two runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The older run does not have it.
    New,
    /// The newer run does not have it; the finding is that of the older one.
    Gone,
    /// Both have it, and this is what the older run says of it.
    Changed(Before),
}

impl Change {
    /// The names used in reports, in the order of [`Change::number`].
    pub const NAMES: [&'static str; 3] = ["new", "gone", "changed"];

    /// Which of [`Change::NAMES`] it has.
    pub fn number(&self) -> usize {
        match self {
            Change::New => 0,
            Change::Gone => 1,
            Change::Changed(_) => 2,
        }
    }

    /// The name used in reports.
    pub fn as_str(&self) -> &'static str {
        Change::NAMES[self.number()]
    }
}

/// What an older run says of a finding, as far as that may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// How it came there.
    pub disclosure: Option<Disclosure>,
    /// Whose it is.
    pub party: Party,
    /// What the register says.
    pub register: Option<RegisterStatus>,
    /// Where in the message.
    pub region: RegionKind,
    /// How sure.
    pub confidence: Confidence,
}

impl Before {
    /// What is said of this finding.
    pub fn of(finding: &Finding) -> Self {
        Before {
            disclosure: finding.disclosure,
            party: finding.party,
            register: finding.register,
            region: finding.region,
            confidence: finding.confidence,
        }
    }
}

/// Why two runs cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// One of them cannot be read.
    #[error(transparent)]
    Saved(#[from] SavedError),
    /// Their values are hashed under different keys.
    #[error(
        "{older} and {newer} cannot be compared: their values are masked with different keys (--state-key), so that the same value looks \
         like another one. Scan again with the key of the older run, or compare runs that were made with one key"
    )]
    Keys {
        /// The older run.
        older: String,
        /// The newer one.
        newer: String,
    },
    /// One has masked values and the other not, and the key is not at hand.
    #[error(
        "{older} and {newer} cannot be compared without the key: one of them is masked and the other not. Name the key that the masked one \
         was made with: --state-key FILE"
    )]
    NoKey {
        /// The older run.
        older: String,
        /// The newer one.
        newer: String,
    },
}

/// Two runs, compared.
pub struct Compared {
    older: Saved,
    newer: Saved,
    marks: Marks,
    matched: Matched,
    /// What is told of them; complete when they were rendered.
    changes: Changes,
}

impl std::fmt::Debug for Compared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Compared").field("counts", &self.changes.findings).finish_non_exhaustive()
    }
}

/// Reads a run, and what its findings are known by.
fn indexed(path: &Path, naming: &Naming) -> Result<(Saved, Index, Contacts), SavedError> {
    let (mut index, mut contacts) = (Index::default(), Contacts::default());
    let saved = Saved::open(path, &mut |meta, findings| {
        let message = naming.message(meta);
        for finding in findings {
            let hash = naming.value(finding);
            index.push(message.finding(finding, &hash), Before::of(finding))?;
            contacts.push(finding, &hash);
        }
        Ok(())
    })?;
    Ok((saved, index.sorted(), contacts.sorted()))
}

impl Compared {
    /// Reads both runs and compares them. `key` is that of `value_hash`, where it is at hand: a masked run and one that shows its values
    /// can be compared by it.
    ///
    /// # Errors
    ///
    /// Every variant of [`CompareError`]; nothing is written then.
    pub fn open(newer: &Path, older: &Path, key: Option<&HashKey>) -> Result<Compared, CompareError> {
        let names = (older.display().to_string(), newer.display().to_string());
        let (one, other) = (Saved::head(older)?, Saved::head(newer)?);
        let key = match (&one.key_id, &other.key_id) {
            // all is shown: any key tells values apart
            (None, None) => HashKey::new([0; 32]),
            (Some(a), Some(b)) if a == b => HashKey::new([0; 32]),
            (Some(_), Some(_)) => return Err(CompareError::Keys { older: names.0, newer: names.1 }),
            (Some(id), None) | (None, Some(id)) => match key.filter(|key| key.id() == *id) {
                Some(key) => key.clone(),
                None => return Err(CompareError::NoKey { older: names.0, newer: names.1 }),
            },
        };
        let naming = Naming::new(key);
        let (one, old_index, old_contacts) = indexed(older, &naming)?;
        let (other, new_index, new_contacts) = indexed(newer, &naming)?;
        let marks = index::compared(old_index, new_index);
        let matched = relations::matched(old_contacts, new_contacts, naming);
        let changes = counts::begun(names.0, &one, &other, marks.same);
        Ok(Compared { older: one, newer: other, marks, matched, changes })
    }

    /// How the newer run was asked for.
    pub fn run(&self) -> &RunInfo {
        &self.newer.run
    }

    /// The newer run, and the older one.
    pub fn runs(&self) -> (&Saved, &Saved) {
        (&self.newer, &self.older)
    }

    /// Renders the newer run, with what changed since the older one. Gives its counts, which the writer is to be finished with, and what
    /// changed, which the writer knows.
    ///
    /// # Errors
    ///
    /// As [`Saved::render`].
    pub fn render(
        self,
        renderer: &Renderer,
        writer: &mut Writer,
        stop: &Stop,
    ) -> Result<(Summary, Changes), SavedError> {
        let Compared { older, newer, marks, mut matched, mut changes } = self;
        let mut lanes = vec![Vec::new(); renderer.lanes()];
        // what changed comes behind all findings, so that the newer run is read once more for it
        let mut at = 0;
        let told = newer.findings(&mut |meta, findings| {
            let here = at;
            at += findings.len();
            changes.took(
                meta,
                findings.iter().enumerate().filter_map(|(n, f)| Some((f, marks.newer(here + n)?))),
            );
            findings.iter().for_each(|finding| matched.newer(finding));
            renderer.message(meta, findings, &mut lanes);
            handed_on(&mut lanes, stop, |lanes| writer.chunk(lanes, &[]))
        });
        if stopped(told, stop)? {
            return Ok((Summary { stopped: true, ..newer.summary }, changes));
        }
        writer.chunk(&lanes, &newer.problems).map_err(SavedError::Taking)?;
        writer.omit(newer.problems_omitted);
        lanes.iter_mut().for_each(Vec::clear);
        let mut halted = false;
        for (saved, is_newer) in [(&newer, true), (&older, false)] {
            // a summary wants no findings of the newer run, whose changes are counted already
            if is_newer && renderer.lanes() == 0 {
                continue;
            }
            let (mut at, mut some, mut what) = (0, Vec::new(), Vec::new());
            let told = saved.findings(&mut |meta, findings| {
                some.clear();
                what.clear();
                for finding in findings {
                    let change = if is_newer { marks.newer(at) } else { marks.older(at) };
                    at += 1;
                    if !is_newer {
                        matched.older(finding);
                    }
                    if let Some(change) = change {
                        // numbers of contacts are those of the newer run
                        let contact = if is_newer { finding.contact } else { matched.contact_of(finding) };
                        some.push(Finding { contact, ..finding.clone() });
                        what.push(change);
                    }
                }
                if !is_newer {
                    changes.took(meta, some.iter().zip(what.iter().copied()));
                }
                renderer.changes(meta, &some, &what, &mut lanes);
                handed_on(&mut lanes, stop, |lanes| writer.changes(lanes))
            });
            if stopped(told, stop)? {
                halted = true;
                break;
            }
        }
        if halted {
            return Ok((Summary { stopped: true, ..newer.summary }, changes));
        }
        writer.changes(&lanes).map_err(SavedError::Taking)?;
        (changes.relations, changes.told) = matched.told();
        changes.finish();
        writer.changed(changes.clone());
        Ok((newer.summary, changes))
    }
}

/// Bytes that are gathered before they are written.
const GATHERED: usize = 256 << 10;

fn handed_on(
    lanes: &mut [Vec<u8>],
    stop: &Stop,
    write: impl FnOnce(&[Vec<u8>]) -> io::Result<()>,
) -> io::Result<()> {
    if lanes.iter().map(Vec::len).sum::<usize>() >= GATHERED {
        write(lanes)?;
        lanes.iter_mut().for_each(Vec::clear);
    }
    if stop.asked() { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
}

/// True where the reading ended because it was asked to.
fn stopped(told: Result<(), SavedError>, stop: &Stop) -> Result<bool, SavedError> {
    match told {
        Err(SavedError::Taking(_)) if stop.asked() => Ok(true),
        told => told.map(|()| false),
    }
}
