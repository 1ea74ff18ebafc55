//! The second step of a run: what was put by is related, counted and rendered.
//!
//! What comes in: the spool, and what all messages told. What goes out: findings in the order of the sources, and their
//! counts. Blocks are told by all workers at once; each is a function of its own bytes and of what is known.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::ThreadPool;
use rayon::iter::{ParallelBridge as _, ParallelIterator as _};

use super::ScanOptions;
use super::counts::Counts;
use super::directory::Directory;
use super::findings::Gathering;
use super::insight::{self, Insight};
use super::notes::{Noted, Notes};
use super::order::{Ordered, Outlet};
use super::record::{self, Kept, Words};
use super::spool::Spooled;
use super::standing::Standings;
use crate::model::{
    Contacts, Disclosure, Finding, MessageMeta, Party, Problem, ProblemCode, RegisterStatus, Render, Sink,
    Stop, Summary,
};
use crate::relate::disclose::Met;
use crate::relate::group::Owner;
use crate::relate::retention::{self, Term};
use crate::relate::{Circle, Group, Key, Known, disclose};

/// Findings that are rendered at once, so that the bytes they become are handed on before there are many.
const AT_ONCE: usize = 1024;

/// What the first step left.
pub(super) struct Gathered<'g> {
    pub(super) gathering: &'g Gathering,
    pub(super) known: Insight,
    pub(super) spooled: Spooled,
}

/// A sink that puts records by, and passes problems on.
pub(super) struct Intake<'i> {
    pub(super) sink: &'i mut dyn Sink,
    pub(super) spool: super::spool::Spool,
    pub(super) gathering: &'i Gathering,
    /// Problems of each custodian, by code.
    pub(super) problems: BTreeMap<Arc<str>, BTreeMap<ProblemCode, u64>>,
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
                knowledge.sound()?;
            }
        }
        for problem in problems {
            if let Some(custodian) = &problem.place.custodian {
                let counts = self.problems.entry(custodian.clone()).or_default();
                *counts.entry(problem.code).or_default() += 1;
            }
        }
        if problems.is_empty() { Ok(()) } else { self.sink.chunk(&[], problems) }
    }
}

/// Which contacts were met in which ways; a bit each.
struct Ways(Vec<AtomicU16>);

impl Ways {
    /// The bit of a contact that has a value which is out of date.
    const STALE: u16 = 1 << 15;

    /// The bit of a contact that was met at all.
    const MET: u16 = 1 << 14;

    fn note(&self, finding: &Finding) {
        let Some(contact) = finding.contact.and_then(|n| self.0.get(n as usize)) else { return };
        let mut bits = Self::MET;
        if finding.party != Party::Own {
            bits |= finding.disclosure.map_or(0, |d| 1 << d as u16);
        }
        if finding.party != Party::Own && finding.register == Some(RegisterStatus::Stale) {
            bits |= Self::STALE;
        }
        contact.fetch_or(bits, Ordering::Relaxed);
    }

    /// How many with a number beyond this one were met.
    fn beyond(&self, number: u64) -> u64 {
        let rest = usize::try_from(number).ok().and_then(|n| self.0.get(n + 1..)).unwrap_or_default();
        rest.iter().filter(|c| c.load(Ordering::Relaxed) & Self::MET != 0).count() as u64
    }

    fn count(&self, bit: u16) -> u64 {
        self.0.iter().filter(|c| c.load(Ordering::Relaxed) & bit != 0).count() as u64
    }
}

/// Which blocks hold messages of a custodian.
pub(super) type Mailboxes = BTreeMap<Arc<str>, Vec<usize>>;

/// What is to be told.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'w> {
    pub(super) standings: &'w Standings,
    /// Without it findings are only counted.
    pub(super) render: Option<&'w dyn Render>,
    /// Only what is in this custodian's mailbox, which lies in these blocks.
    pub(super) only: Option<(&'w Arc<str>, &'w [usize])>,
    /// Contacts are told too.
    pub(super) contacts: bool,
    /// The run was stopped while it read: what it read is told all the same.
    pub(super) stopped: bool,
}

/// Asks the register of everything, where there is one.
pub(super) fn standings(
    gathered: &Gathered<'_>,
    options: &ScanOptions,
    pool: &ThreadPool,
) -> io::Result<Standings> {
    match &options.register {
        Some(registered) => Standings::ask(gathered, registered, pool),
        None => Ok(Standings::default()),
    }
}

/// Tells what is wanted; gives the counts of what was told, and where each custodian's mail lies.
pub(super) fn tell(
    gathered: &Gathered<'_>,
    options: &ScanOptions,
    wanted: Wanted<'_>,
    sink: &mut dyn Sink,
    pool: &ThreadPool,
    stop: &Stop,
) -> Result<(Summary, Mailboxes), io::Error> {
    // what was read before a stop is still counted; one that came since all was read ends the run where it is
    let stopped = || !wanted.stopped && stop.asked();
    let lanes = wanted.render.map_or(0, Render::lanes);
    let all: Vec<usize>;
    let blocks = match wanted.only {
        Some((_, blocks)) => blocks,
        None => {
            all = (0..gathered.spooled.blocks()).collect();
            &all
        }
    };
    let mailboxes: Mutex<Mailboxes> = Mutex::default();
    let ordered = Ordered::new(sink);
    let total = Mutex::new(Summary::default());
    let failure: Mutex<Option<io::Error>> = Mutex::new(None);
    let noted: Mutex<Noted> = Mutex::default();
    let directory: Mutex<Directory> = Mutex::default();
    let contacts = Ways((0..=gathered.known.contacts()).map(|_| AtomicU16::new(0)).collect());
    pool.install(|| {
        (0_u64..).zip(blocks).par_bridge().for_each_init(
            || {
                let teller = Teller {
                    gathered,
                    notes: Notes::default(),
                    directory: Directory::default(),
                    block: 0,
                    options,
                    wanted,
                    met: BTreeSet::new(),
                    contacts: &contacts,
                    outlet: Outlet::new(&ordered, lanes),
                    counts: Counts::default(),
                    summary: Summary::default(),
                };
                (Reader::new(gathered), teller)
            },
            |(reader, teller), (turn, block)| {
                teller.outlet.begin(turn);
                if stopped() {
                    teller.outlet.finish();
                    return;
                }
                teller.directory.begin();
                let block = *block;
                teller.block = block as u64;
                // what cannot be read back must not be passed over in silence
                let read = reader.block(block, |told, findings, keys| {
                    teller.message(told, findings, keys);
                });
                if let Err(error) = read {
                    *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                }
                teller.outlet.finish();
                teller.counts.pour(&mut teller.summary);
                let summary = std::mem::take(&mut teller.summary);
                total.lock().unwrap_or_else(PoisonError::into_inner).add(&summary);
                if !teller.directory.is_empty() {
                    let met = std::mem::take(&mut teller.directory);
                    directory.lock().unwrap_or_else(PoisonError::into_inner).join(met);
                }
                if !teller.notes.is_empty() {
                    let notes = std::mem::take(&mut teller.notes);
                    noted.lock().unwrap_or_else(PoisonError::into_inner).join(block as u64, notes);
                }
                if !teller.met.is_empty() {
                    let mut mailboxes = mailboxes.lock().unwrap_or_else(PoisonError::into_inner);
                    for custodian in std::mem::take(&mut teller.met) {
                        mailboxes.entry(custodian).or_default().push(block);
                    }
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
    if wanted.contacts {
        summary.directory = Contacts::new(directory.into_inner().unwrap_or_else(PoisonError::into_inner));
    }
    // of one custodian, those that were met there
    (summary.contacts_met, summary.contacts_omitted) = match wanted.only {
        Some(_) => (contacts.count(Ways::MET), contacts.beyond(Summary::CONTACTS_KEPT)),
        None => (gathered.known.contacts(), gathered.known.contacts().saturating_sub(Summary::CONTACTS_KEPT)),
    };
    summary.stale_contacts = contacts.count(Ways::STALE);
    noted.into_inner().unwrap_or_else(PoisonError::into_inner).tell(options.list_threshold, &mut summary);
    summary.proposed_own = gathered.known.proposed().to_vec();
    summary.own_known = gathered.gathering.parties.are_given() || !summary.proposed_own.is_empty();
    let mut mailboxes = mailboxes.into_inner().unwrap_or_else(PoisonError::into_inner);
    mailboxes.values_mut().for_each(|blocks| blocks.sort_unstable());
    Ok((summary, mailboxes))
}

/// Reads what was put by, block by block.
pub(super) struct Records<'r> {
    gathering: &'r Gathering,
    spooled: &'r Spooled,
    words: Words,
    /// The block that was read last; of another vocabulary the words are others.
    last: usize,
    bytes: Vec<u8>,
    kept: Kept,
}

impl<'r> Records<'r> {
    pub(super) fn new(gathering: &'r Gathering, spooled: &'r Spooled) -> Self {
        let (words, bytes, kept) = (Words::default(), Vec::new(), Kept::default());
        Records { gathering, spooled, words, last: 0, bytes, kept }
    }

    /// Hands on the messages of a block.
    ///
    /// # Errors
    ///
    /// What the operating system says; records that are none.
    pub(super) fn block(&mut self, block: usize, mut on: impl FnMut(&mut Kept)) -> io::Result<()> {
        self.spooled.read(block, &mut self.bytes)?;
        let vocabulary = self.spooled.words(block);
        if vocabulary.map(Arc::as_ptr) != self.spooled.words(self.last).map(Arc::as_ptr) {
            self.words = Words::default();
        }
        self.last = block;
        let vocabulary = vocabulary.map_or(&self.gathering.vocabulary, |words| &**words);
        let mut rest = self.bytes.as_slice();
        while !rest.is_empty() {
            let words = (&mut self.words, vocabulary);
            if record::next(&mut rest, &mut self.kept, self.spooled.shown(), words).is_none() {
                let detail = "findings that were put by cannot be read back";
                return Err(io::Error::new(io::ErrorKind::InvalidData, detail));
            }
            on(&mut self.kept);
        }
        Ok(())
    }
}

/// Reads what was put by, block by block, and relates it.
pub(super) struct Reader<'r> {
    records: Records<'r>,
    known: insight::Reading<'r>,
}

impl<'r> Reader<'r> {
    pub(super) fn new(gathered: &'r Gathered<'r>) -> Self {
        let records = Records::new(gathered.gathering, &gathered.spooled);
        Reader { records, known: gathered.known.reading() }
    }

    /// Hands on the messages of a block, with their findings and what is compared of the value of each.
    ///
    /// # Errors
    ///
    /// What the operating system says; records that are none.
    pub(super) fn block(
        &mut self,
        block: usize,
        mut on: impl FnMut(&Told<'_>, &mut Vec<Finding>, &[(u32, Key)]),
    ) -> io::Result<()> {
        let known = self.known.of(block)?;
        self.records.block(block, |kept| tell_of(kept, known, &mut on))
    }
}

/// Relates the findings of a message, and hands them on.
fn tell_of(kept: &mut Kept, known: &Known, on: &mut impl FnMut(&Told<'_>, &mut Vec<Finding>, &[(u32, Key)])) {
    if kept.findings.iter().any(|finding| finding.supposed) {
        confirm(kept, known);
        if kept.findings.is_empty() {
            return;
        }
    }
    let met = Met::new(&kept.circle, known);
    for ((finding, (group, key)), author) in kept.findings.iter_mut().zip(&kept.of).zip(&kept.authors) {
        let Some(group) = kept.groups.get(*group as usize) else { continue };
        let related = disclose::relate(finding, *key, group, &met, known);
        (finding.party, finding.disclosure, finding.contact) =
            (related.party, related.disclosure, related.contact);
        if let Some(author) = author {
            finding.fields.insert("zone_author", author.to_string());
        }
    }
    let told = Told {
        meta: &kept.meta,
        continued: kept.continued,
        circle: met,
        kept: &kept.circle,
        groups: &kept.groups,
        known,
    };
    on(&told, &mut kept.findings, &kept.of);
}

/// Leaves out the supposed names that nobody is known to bear.
fn confirm(kept: &mut Kept, known: &Known) {
    let groups = std::mem::take(&mut kept.groups);
    kept.without(|finding, group| {
        let Some(group) = groups.get(group as usize).filter(|_| finding.supposed) else { return false };
        !matches!(group.owner, Owner::Named(name) if known.is_borne(name))
    });
    kept.groups = groups;
}

/// A message whose findings are told.
pub(super) struct Told<'k> {
    pub(super) meta: &'k MessageMeta,
    /// Findings of it were told before.
    continued: bool,
    /// Who sent it to whom.
    pub(super) circle: Met,
    pub(super) kept: &'k Circle,
    pub(super) groups: &'k [Group],
    /// What is known of its keys.
    pub(super) known: &'k Known,
}

struct Teller<'t, 'o, 's> {
    gathered: &'t Gathered<'t>,
    notes: Notes,
    directory: Directory,
    block: u64,
    options: &'t ScanOptions,
    wanted: Wanted<'t>,
    /// Whose mail was met in this block.
    met: BTreeSet<Arc<str>>,
    contacts: &'t Ways,
    outlet: Outlet<'o, 's>,
    /// Of this block.
    counts: Counts,
    summary: Summary,
}

impl Teller<'_, '_, '_> {
    fn message(&mut self, told: &Told<'_>, findings: &mut Vec<Finding>, keys: &[(u32, Key)]) {
        let meta = told.meta;
        match self.wanted.only {
            Some((custodian, _)) if *custodian != meta.custodian => return,
            Some(_) => {}
            None if self.met.contains(&meta.custodian) => {}
            None => drop(self.met.insert(meta.custodian.clone())),
        }
        if !self.options.filter.takes_message(meta) {
            return;
        }
        let shown = self.gathered.spooled.shown();
        for (finding, (group, key)) in findings.iter_mut().zip(keys) {
            self.register(finding, *key, told.groups.get(*group as usize), told.known);
            if shown && matches!(finding.disclosure, Some(Disclosure::Internal | Disclosure::External)) {
                finding.fields.insert("transport", meta.transport.as_str().to_owned());
            }
        }
        self.notes.message(told, findings, keys);
        findings.retain(|f| self.options.filter.takes(f));
        for finding in findings.iter_mut() {
            self.retention(finding, meta);
        }
        self.count(meta, findings, told.continued);
        if self.wanted.contacts {
            self.directory.message(self.block, meta, findings);
        }
        if let Some(render) = self.wanted.render {
            for findings in findings.chunks(AT_ONCE) {
                render.message(meta, findings, &mut self.outlet.chunk.lanes);
                self.outlet.relieve();
            }
        }
    }

    /// Says what the register says, and of a value that is out of date since when it goes round.
    fn register(&self, finding: &mut Finding, key: Key, group: Option<&Group>, known: &Known) {
        let Some(registered) = &self.options.register else { return };
        if finding.party == Party::Own {
            return;
        }
        let person = group.and_then(|g| known.person(g.node));
        let standing = self.wanted.standings.of(finding, person, registered);
        finding.register = Some(standing.status);
        if standing.status == RegisterStatus::Stale {
            finding.present = standing.present;
            if let Some((first, last)) = self.wanted.standings.seen(key) {
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
        for finding in findings {
            self.contacts.note(finding);
            if let Some(status) = finding.register {
                *self.summary.register.entry(status).or_default() += 1;
            }
        }
        let outside = self.counts.add(meta, findings, &mut self.summary);
        if !outside || continued {
            return;
        }
        let summary = &mut self.summary;
        summary.messages_with_findings += 1;
        let custodian = match summary.by_custodian.get_mut(&meta.custodian) {
            Some(found) => found,
            None => summary.by_custodian.entry(meta.custodian.clone()).or_default(),
        };
        custodian.messages_with_findings += 1;
        if let Some(day) = meta.date.as_deref().and_then(|d| d.get(..10)) {
            // a day is seldom new to a custodian: nothing is made for one that lies between
            let within =
                custodian.days.as_ref().is_some_and(|(first, last)| **first <= *day && *day <= **last);
            if !within {
                let day: std::sync::Arc<str> = day.into();
                custodian.add_days(&day, &day);
            }
        }
    }
}
