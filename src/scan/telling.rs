//! The second step of a run: what was put by is related, counted and rendered.
//!
//! What comes in: the spool, and what all messages told. What goes out: findings in the order of the sources, and their
//! counts. Blocks are told by all workers at once; each is a function of its own bytes and of what is known.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::ThreadPool;
use rayon::iter::{ParallelBridge as _, ParallelIterator as _};

use super::ScanOptions;
use super::directory::Directory;
use super::findings::Gathering;
use super::handler::add;
use super::notes::{Noted, Notes};
use super::order::{Ordered, Outlet};
use super::record::{self, Kept, Words};
use super::spool::Spooled;
use super::standing::Standings;
use crate::model::{
    Disclosure, Finding, KindCounts, MessageMeta, Party, Problem, RegionKind, RegisterStatus, Render, Sink,
    Summary,
};
use crate::relate::disclose::Met;
use crate::relate::retention::{self, Term};
use crate::relate::{Circle, Group, Key, Known, disclose};

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
    stop: &AtomicBool,
) -> Result<Summary, io::Error> {
    // what was read before a stop is still counted; a stop from now on ends the run where it is
    let stopped_before = stop.load(Ordering::Relaxed);
    let stopped = || !stopped_before && stop.load(Ordering::Relaxed);
    let standings = match &options.register {
        Some(registered) => Standings::ask(gathered, registered, pool)?,
        None => Standings::default(),
    };
    let lanes = render.map_or(0, Render::lanes);
    let ordered = Ordered::new(sink);
    let total = Mutex::new(Summary::default());
    let failure: Mutex<Option<io::Error>> = Mutex::new(None);
    let noted: Mutex<Noted> = Mutex::default();
    let directory: Mutex<Directory> = Mutex::default();
    let contacts = Contacts((0..=gathered.known.contacts()).map(|_| AtomicU16::new(0)).collect());
    pool.install(|| {
        (0..gathered.spooled.blocks() as u64).par_bridge().for_each_init(
            || {
                let teller = Teller {
                    gathered,
                    notes: Notes::default(),
                    directory: Directory::default(),
                    block: 0,
                    options,
                    standings: &standings,
                    contacts: &contacts,
                    render,
                    outlet: Outlet::new(&ordered, lanes),
                    summary: Summary::default(),
                };
                (Reader::new(gathered), teller)
            },
            |(reader, teller), block| {
                teller.outlet.begin(block);
                if stopped() {
                    teller.outlet.finish();
                    return;
                }
                teller.directory.begin();
                teller.block = block;
                // what cannot be read back must not be passed over in silence
                let read = reader.block(block as usize, |meta, findings, keys| {
                    teller.message(&meta, findings, keys);
                });
                if let Err(error) = read {
                    *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                }
                teller.outlet.finish();
                let summary = std::mem::take(&mut teller.summary);
                total.lock().unwrap_or_else(PoisonError::into_inner).add(&summary);
                if !teller.directory.is_empty() {
                    let met = std::mem::take(&mut teller.directory);
                    directory.lock().unwrap_or_else(PoisonError::into_inner).join(met);
                }
                if !teller.notes.is_empty() {
                    let notes = std::mem::take(&mut teller.notes);
                    noted.lock().unwrap_or_else(PoisonError::into_inner).join(block, notes);
                }
            },
        );
    });
    if let Some(error) = ordered.into_error().or(failure.into_inner().unwrap_or_else(PoisonError::into_inner))
    {
        return Err(error);
    }
    let mut summary = total.into_inner().unwrap_or_else(PoisonError::into_inner);
    summary.stopped = stopped();
    summary.contacts = Disclosure::ALL.iter().map(|d| (*d, contacts.count(1 << *d as u16))).collect();
    summary.contacts.retain(|_, n| *n > 0);
    summary.directory = directory.into_inner().unwrap_or_else(PoisonError::into_inner).tell();
    summary.contacts_met = gathered.known.contacts();
    summary.stale_contacts = contacts.count(Contacts::STALE);
    noted.into_inner().unwrap_or_else(PoisonError::into_inner).tell(options.list_threshold, &mut summary);
    summary.proposed_own = gathered.known.proposed().to_vec();
    summary.own_known = gathered.gathering.parties.are_given() || !summary.proposed_own.is_empty();
    Ok(summary)
}

/// Reads what was put by, block by block, and relates it.
pub(super) struct Reader<'r> {
    gathered: &'r Gathered<'r>,
    words: Words,
    bytes: Vec<u8>,
}

impl<'r> Reader<'r> {
    pub(super) fn new(gathered: &'r Gathered<'r>) -> Self {
        Reader { gathered, words: Words::default(), bytes: Vec::new() }
    }

    /// Hands on the messages of a block, with their findings and what is compared of the value of each.
    ///
    /// # Errors
    ///
    /// What the operating system says; records that are none.
    pub(super) fn block(
        &mut self,
        block: usize,
        mut on: impl FnMut(Told, Vec<Finding>, &[(u32, Key)]),
    ) -> io::Result<()> {
        let mut bytes = std::mem::take(&mut self.bytes);
        self.gathered.spooled.read(block, &mut bytes)?;
        let mut rest = bytes.as_slice();
        let mut before: Option<MessageMeta> = None;
        while !rest.is_empty() {
            let words = (&mut self.words, &self.gathered.gathering.vocabulary);
            let Some(kept) = record::next(&mut rest, before.as_ref(), words) else {
                let detail = "findings that were put by cannot be read back";
                return Err(io::Error::new(io::ErrorKind::InvalidData, detail));
            };
            before = Some(self.message(kept, &mut on));
        }
        self.bytes = bytes;
        Ok(())
    }

    fn message(&mut self, kept: Kept, on: &mut impl FnMut(Told, Vec<Finding>, &[(u32, Key)])) -> MessageMeta {
        let Kept { meta, mut findings, groups, of, authors, circle, continued } = kept;
        let known = &self.gathered.known;
        let met = Met::new(&circle, known);
        for ((finding, (group, key)), author) in findings.iter_mut().zip(&of).zip(authors) {
            let Some(group) = groups.get(*group as usize) else { continue };
            let related = disclose::relate(finding, *key, group, &met, known);
            (finding.party, finding.disclosure, finding.contact) =
                (related.party, related.disclosure, related.contact);
            if let Some(author) = author {
                finding.fields.insert("zone_author", author.to_string());
            }
        }
        let told = Told { meta: meta.clone(), continued, circle: met, kept: circle, groups };
        on(told, findings, &of);
        meta
    }
}

/// A message whose findings are told.
pub(super) struct Told {
    pub(super) meta: MessageMeta,
    /// Findings of it were told before.
    continued: bool,
    /// Who sent it to whom.
    pub(super) circle: Met,
    pub(super) kept: Circle,
    pub(super) groups: Vec<Group>,
}

struct Teller<'t, 'o, 's> {
    gathered: &'t Gathered<'t>,
    notes: Notes,
    directory: Directory,
    block: u64,
    options: &'t ScanOptions,
    standings: &'t Standings,
    contacts: &'t Contacts,
    render: Option<&'t dyn Render>,
    outlet: Outlet<'o, 's>,
    summary: Summary,
}

impl Teller<'_, '_, '_> {
    fn message(&mut self, told: &Told, mut findings: Vec<Finding>, keys: &[(u32, Key)]) {
        let meta = &told.meta;
        if !self.options.filter.takes_message(meta) {
            return;
        }
        for (finding, (group, key)) in findings.iter_mut().zip(keys) {
            self.register(finding, *key, told.groups.get(*group as usize));
            if matches!(finding.disclosure, Some(Disclosure::Internal | Disclosure::External)) {
                finding.fields.insert("transport", meta.transport.as_str().to_owned());
            }
        }
        self.notes.message(told, &findings, keys, &self.gathered.known);
        findings.retain(|f| self.options.filter.takes(f));
        for finding in &mut findings {
            self.retention(finding, meta);
        }
        self.count(meta, &findings, told.continued);
        if self.options.contacts {
            self.directory.message(self.block, meta, &findings);
        }
        if let Some(render) = self.render {
            for findings in findings.chunks(AT_ONCE) {
                render.message(meta, findings, &mut self.outlet.chunk.lanes);
                self.outlet.relieve();
            }
        }
    }

    /// Says what the register says, and of a value that is out of date since when it goes round.
    fn register(&self, finding: &mut Finding, key: Key, group: Option<&Group>) {
        let Some(registered) = &self.options.register else { return };
        if finding.party == Party::Own {
            return;
        }
        let person = group.and_then(|g| self.gathered.known.person(g.node));
        let standing = self.standings.of(finding, person, registered);
        finding.register = Some(standing.status);
        if standing.status == RegisterStatus::Stale {
            finding.present = standing.present;
            if let Some((first, last)) = self.standings.seen(key) {
                finding.fields.insert("first_seen", first.to_owned());
                finding.fields.insert("last_seen", last.to_owned());
            }
        }
    }

    /// Says whether it should be gone.
    fn retention(&mut self, finding: &mut Finding, meta: &MessageMeta) {
        let Some((retention, today)) = &self.options.retention else { return };
        let kept = retention::Kept {
            kind: finding.kind,
            region: finding.region,
            disclosure: finding.disclosure.map(Disclosure::as_str),
            source: meta.source.as_str(),
            archived_at: meta.archived_at.as_deref(),
            date: meta.date.as_deref(),
        };
        match retention.term(&kept, *today) {
            Term::Past { rule, since } => {
                finding.fields.insert("retention", rule.to_string());
                finding.fields.insert("past_since", since.to_string());
                self.summary.past_retention += 1;
            }
            Term::DateUnknown { .. } => self.summary.retention_unknown += 1,
            Term::None | Term::Within { .. } => {}
        }
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
