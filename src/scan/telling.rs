//! The second step of a run: what was put by is related, counted and rendered.
//!
//! What comes in: the spool, and what all messages told. What goes out: findings in the order of the sources, and their
//! counts. Blocks are told by all workers at once; each is a function of its own bytes and of what is known.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::ThreadPool;
use rayon::iter::{ParallelBridge as _, ParallelIterator as _};

use super::findings::Gathering;
use super::handler::add;
use super::order::{Ordered, Outlet};
use super::record::{self, Kept, Words};
use super::spool::Spooled;
use super::{Filter, ScanOptions};
use crate::model::{
    Disclosure, Finding, KindCounts, MessageMeta, Party, Problem, RegionKind, RegisterStatus, Render, Sink,
    Summary,
};
use crate::relate::{Known, disclose};

/// Findings that are rendered at once, so that the bytes they become are handed on before there are many.
const AT_ONCE: usize = 1024;

/// What the first step left.
pub(super) struct Gathered<'g> {
    pub(super) gathering: &'g Gathering,
    pub(super) known: Known,
    pub(super) spooled: Spooled,
}

/// A sink that puts records by, and passes problems on.
pub(super) struct Intake<'i> {
    pub(super) sink: &'i mut dyn Sink,
    pub(super) spool: super::spool::Spool,
    pub(super) gathering: &'i Gathering,
}

impl Sink for Intake<'_> {
    fn chunk(&mut self, lanes: &[Vec<u8>], problems: &[Problem]) -> io::Result<()> {
        if let [records, nodes] = lanes {
            let kept = self.spool.push(records);
            kept.map_err(|e| {
                io::Error::new(e.kind(), format!("findings cannot be put by in a temporary file: {e}"))
            })?;
            if !nodes.is_empty() {
                let mut knowledge = self.gathering.knowledge.lock().unwrap_or_else(PoisonError::into_inner);
                for node in nodes.as_chunks::<8>().0 {
                    knowledge.meet(crate::relate::Key::from_bytes(*node));
                }
            }
        }
        if problems.is_empty() { Ok(()) } else { self.sink.chunk(&[], problems) }
    }
}

/// Which contacts were met in which ways; a bit each.
struct Contacts(Vec<AtomicU16>);

impl Contacts {
    /// The bit of a contact that has a value which is out of date.
    const STALE: u16 = 1 << 15;

    fn note(&self, finding: &Finding) {
        if finding.party == Party::Own {
            return;
        }
        let Some(contact) = finding.contact.and_then(|n| self.0.get(n as usize)) else { return };
        let mut bits = finding.disclosure.map_or(0, |d| 1 << d as u16);
        if finding.register == Some(RegisterStatus::Stale) {
            bits |= Self::STALE;
        }
        contact.fetch_or(bits, Ordering::Relaxed);
    }

    fn count(&self, bit: u16) -> u64 {
        self.0.iter().filter(|c| c.load(Ordering::Relaxed) & bit != 0).count() as u64
    }
}

/// Tells everything; gives the counts of what was told. Without `render` it only counts.
pub(super) fn tell(
    gathered: &Gathered<'_>,
    options: &ScanOptions,
    render: Option<&dyn Render>,
    sink: &mut dyn Sink,
    pool: &ThreadPool,
) -> Result<Summary, io::Error> {
    let lanes = render.map_or(0, Render::lanes);
    let ordered = Ordered::new(sink);
    let total = Mutex::new(Summary::default());
    let failure: Mutex<Option<io::Error>> = Mutex::new(None);
    let contacts = Contacts((0..=gathered.known.contacts()).map(|_| AtomicU16::new(0)).collect());
    pool.install(|| {
        (0..gathered.spooled.blocks() as u64).par_bridge().for_each_init(
            || Teller {
                gathered,
                filter: &options.filter,
                contacts: &contacts,
                render,
                words: Words::default(),
                bytes: Vec::new(),
                outlet: Outlet::new(&ordered, lanes),
                summary: Summary::default(),
            },
            |teller, block| {
                teller.outlet.begin(block);
                // what cannot be read back must not be passed over in silence
                if let Err(error) = teller.block(block as usize) {
                    *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                }
                teller.outlet.finish();
                let summary = std::mem::take(&mut teller.summary);
                total.lock().unwrap_or_else(PoisonError::into_inner).add(&summary);
            },
        );
    });
    if let Some(error) = ordered.into_error().or(failure.into_inner().unwrap_or_else(PoisonError::into_inner))
    {
        return Err(error);
    }
    let mut summary = total.into_inner().unwrap_or_else(PoisonError::into_inner);
    summary.contacts = Disclosure::ALL.iter().map(|d| (*d, contacts.count(1 << *d as u16))).collect();
    summary.contacts.retain(|_, n| *n > 0);
    summary.stale_contacts = contacts.count(Contacts::STALE);
    summary.proposed_own = gathered.known.proposed().to_vec();
    Ok(summary)
}

struct Teller<'t, 'o, 's> {
    gathered: &'t Gathered<'t>,
    filter: &'t Filter,
    contacts: &'t Contacts,
    render: Option<&'t dyn Render>,
    words: Words,
    bytes: Vec<u8>,
    outlet: Outlet<'o, 's>,
    summary: Summary,
}

impl Teller<'_, '_, '_> {
    fn block(&mut self, block: usize) -> io::Result<()> {
        let mut bytes = std::mem::take(&mut self.bytes);
        self.gathered.spooled.read(block, &mut bytes)?;
        let mut rest = bytes.as_slice();
        let mut before: Option<MessageMeta> = None;
        while !rest.is_empty() {
            let words = (&mut self.words, &self.gathered.gathering.vocabulary);
            let Some(kept) = record::next(&mut rest, before.as_ref(), words) else {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "findings that were put by cannot be read back",
                ));
            };
            before = Some(self.message(kept));
        }
        self.bytes = bytes;
        Ok(())
    }

    fn message(&mut self, kept: Kept) -> MessageMeta {
        let Kept { meta, mut findings, groups, of, authors, circle, continued } = kept;
        if !self.filter.takes_message(&meta) {
            return meta;
        }
        let known = &self.gathered.known;
        let circle = disclose::Met::new(&circle, known);
        for ((finding, (group, key)), author) in findings.iter_mut().zip(&of).zip(authors) {
            let Some(group) = groups.get(*group as usize) else { continue };
            let related = disclose::relate(finding, *key, group, &circle, known);
            (finding.party, finding.disclosure, finding.contact) =
                (related.party, related.disclosure, related.contact);
            if let Some(author) = author {
                finding.fields.insert("zone_author", author.to_string());
            }
        }
        findings.retain(|f| self.filter.takes(f));
        self.count(&meta, &findings, continued);
        if let Some(render) = self.render {
            for findings in findings.chunks(AT_ONCE) {
                render.message(&meta, findings, &mut self.outlet.chunk.lanes);
                self.outlet.relieve();
            }
        }
        meta
    }

    fn count(&mut self, meta: &MessageMeta, findings: &[Finding], continued: bool) {
        if findings.is_empty() {
            return;
        }
        let (mut in_header, mut outside) = (KindCounts::new(), KindCounts::new());
        for finding in findings {
            let counts = if finding.region == RegionKind::Header { &mut in_header } else { &mut outside };
            add(counts, finding.kind, 1);
            self.contacts.note(finding);
            let count = |to: &mut BTreeMap<_, u64>, key| *to.entry(key).or_default() += 1;
            if let Some(disclosure) = finding.disclosure {
                count(&mut self.summary.disclosures, disclosure);
            }
            *self.summary.parties.entry(finding.party).or_default() += 1;
            *self.summary.regions.entry(finding.region).or_default() += 1;
            if let Some(status) = finding.register {
                *self.summary.register.entry(status).or_default() += 1;
            }
        }
        let summary = &mut self.summary;
        let found = u64::from(!outside.is_empty() && !continued);
        summary.messages_with_findings += found;
        let year = meta.date.as_deref().and_then(|d| d.get(..4)).and_then(|y| y.parse::<i16>().ok());
        let custodian = match summary.by_custodian.get_mut(&meta.custodian) {
            Some(found) => found,
            None => summary.by_custodian.entry(meta.custodian.clone()).or_default(),
        };
        custodian.messages_with_findings += found;
        let of_year = summary.by_year.entry(year).or_default();
        for (counts, header) in [(&in_header, true), (&outside, false)] {
            for (kind, n) in counts {
                add(&mut summary.findings, *kind, *n);
                add(&mut custodian.findings, *kind, *n);
                add(of_year, *kind, *n);
                if header {
                    add(&mut summary.in_header, *kind, *n);
                }
            }
        }
    }
}
