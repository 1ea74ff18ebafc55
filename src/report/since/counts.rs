//! What is told of the changes between two runs: counts, and what speaks against taking what is gone for cleaned up.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use serde::Serialize;

use super::identity::{folder, stable};
use super::{Before, Change};
use crate::model::{
    BulkList, Disclosure, Finding, Kind, MessageMeta, Problem, ProblemCode, RegisterStatus, Sensitive,
    Summary,
};
use crate::report::saved::Saved;

/// Relations, and sources, that are told one by one.
pub const LISTED: usize = 10_000;

/// Sources that are counted one by one; of others only that they are there is told.
const SOURCES: usize = 100_000;

/// How many came, went and changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Tally {
    /// The newer run has them, and the older one not.
    pub new: u64,
    /// The older run has them, and the newer one not.
    pub gone: u64,
    /// Both have them, and they are told otherwise.
    pub changed: u64,
}

impl Tally {
    /// All of them.
    pub fn all(&self) -> u64 {
        self.new + self.gone + self.changed
    }

    fn count(&mut self, change: usize) {
        match change {
            0 => self.new += 1,
            1 => self.gone += 1,
            _ => self.changed += 1,
        }
    }

    fn add(&mut self, other: Tally) {
        self.new += other.new;
        self.gone += other.gone;
        self.changed += other.changed;
    }
}

/// A relation that came, went, or has other details.
#[derive(Debug, Clone)]
pub struct RelationChange {
    /// Its place in [`Change::NAMES`].
    pub change: usize,
    /// Its number in the newer run, where it is there.
    pub contact: Option<u64>,
    /// What it is called by.
    pub label: Option<(Kind, Sensitive<String>)>,
    /// Details that it did not have before; the first of them.
    pub added: Vec<(Kind, Sensitive<String>)>,
    /// Details that it has no more.
    pub gone: Vec<(Kind, Sensitive<String>)>,
    /// How many more came.
    pub more_added: u64,
    /// How many more went.
    pub more_gone: u64,
}

/// How much a run read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Extent {
    /// Files that hold mail.
    pub mail_files: u64,
    /// Their bytes.
    pub mail: u64,
    /// Messages.
    pub messages: u64,
    /// Bytes of mail that were searched.
    pub read: u64,
    /// Bytes of files and of mail that could not be read.
    pub given_up: u64,
    /// Problems.
    pub problems: u64,
    /// Findings.
    pub findings: u64,
}

impl Extent {
    fn of(s: &Summary) -> Self {
        Extent {
            mail_files: s.files.mail_files,
            mail: s.files.mail,
            messages: s.content.messages,
            read: s.content.read,
            given_up: s.files.given_up + s.content.given_up,
            problems: s.total_problems(),
            findings: s.total_findings(),
        }
    }
}

/// Why what is gone may not be gone at all, or what is new not new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// The runs were asked for otherwise, in this: `paths`, `kinds`, `countries`, `custodian` or `options`.
    Asked(Vec<&'static str>),
    /// Of these mailboxes the newer run met nothing at all; how many there are, and the first of them.
    Mailboxes(u64, Vec<Arc<str>>),
    /// So many findings are gone of sources that could not be read in full this time.
    Unread(u64),
    /// More could not be read than before: bytes then and now.
    LessRead(u64, u64),
}

/// What changed between two runs.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// The older run, as it was named.
    pub older: String,
    /// Findings.
    pub findings: Tally,
    /// Findings that both runs tell alike.
    pub same: u64,
    /// Findings by kind.
    pub by_kind: BTreeMap<Kind, Tally>,
    /// Findings by how they came to be where they are; gone ones by how they had.
    pub by_disclosure: BTreeMap<Disclosure, Tally>,
    /// Findings by whose mailbox it is.
    pub by_custodian: BTreeMap<Arc<str>, Tally>,
    /// Findings by source, the folder of a Maildir as one; most first, the first [`LISTED`] of them.
    pub by_source: Vec<(String, Tally)>,
    /// How many more sources there are.
    pub sources_omitted: u64,
    /// Findings that became out of date.
    pub became_stale: u64,
    /// Contacts outside the own organisation.
    pub relations: Tally,
    /// They one by one; the first [`LISTED`] of them.
    pub told: Vec<RelationChange>,
    /// Bulk lists that came or went, each with its place in [`Change::NAMES`].
    pub lists: Vec<(usize, BulkList)>,
    /// Problems that came or went, of those that both runs list.
    pub problems: Vec<(usize, Problem)>,
    /// How much the older run read.
    pub then: Extent,
    /// How much the newer one read.
    pub now: Extent,
    /// What speaks against taking what is gone for cleaned up.
    pub doubts: Vec<Doubt>,
    sources: HashMap<String, Tally>,
    /// Sources that could not be read in full by the newer run.
    unread: HashSet<String>,
    gone_unread: u64,
}

/// What is known before the findings are told.
pub(super) fn begun(name: String, older: &Saved, newer: &Saved, same: u64) -> Changes {
    let (then, now) = (Extent::of(&older.summary), Extent::of(&newer.summary));
    let mut doubts = Vec::new();
    let asked: Vec<&'static str> = [
        (older.run.paths != newer.run.paths, "paths"),
        (older.run.kinds != newer.run.kinds, "kinds"),
        (older.run.countries != newer.run.countries, "countries"),
        (older.run.custodian != newer.run.custodian, "custodian"),
        (older.run.options != newer.run.options, "options"),
    ]
    .into_iter()
    .filter_map(|(differs, what)| differs.then_some(what))
    .collect();
    if !asked.is_empty() {
        doubts.push(Doubt::Asked(asked));
    }
    let met = |name: &Arc<str>| newer.summary.by_custodian.get(name).is_some_and(|c| c.messages > 0);
    let absent: Vec<Arc<str>> = older
        .summary
        .by_custodian
        .iter()
        .filter(|(name, c)| c.messages > 0 && !met(name))
        .map(|(name, _)| name.clone())
        .collect();
    if !absent.is_empty() {
        doubts.push(Doubt::Mailboxes(absent.len() as u64, absent.into_iter().take(5).collect()));
    }
    if now.given_up > then.given_up {
        doubts.push(Doubt::LessRead(then.given_up, now.given_up));
    }
    let list = |l: &BulkList| {
        let message = l.message_id.clone().or_else(|| l.date.clone());
        (stable(l.source.as_str()), message, l.part.section.as_str().to_owned(), l.region)
    };
    let problem = |p: &Problem| {
        let source = p.place.source.as_ref().map(|s| stable(s.as_str()));
        (source, p.place.part.as_ref().map(|p| p.as_str().to_owned()), p.code, p.detail.clone())
    };
    Changes {
        older: name,
        same,
        then,
        now,
        lists: differing(&older.summary.lists, &newer.summary.lists, list),
        problems: differing(&older.problems, &newer.problems, problem),
        unread: newer
            .problems
            .iter()
            .filter(|p| p.code != ProblemCode::Charset)
            .filter_map(|p| p.place.source.as_ref().map(|s| stable(s.as_str())))
            .collect(),
        doubts,
        ..Changes::default()
    }
}

/// What only one of two lists has: new ones in their order, then those that are gone.
fn differing<T: Clone, K: Ord>(older: &[T], newer: &[T], key: impl Fn(&T) -> K) -> Vec<(usize, T)> {
    let mut only = Vec::new();
    for (all, others, change) in [(newer, older, 0), (older, newer, 1)] {
        let mut known: BTreeMap<K, u64> = BTreeMap::new();
        others.iter().for_each(|one| *known.entry(key(one)).or_default() += 1);
        for one in all {
            match known.get_mut(&key(one)) {
                Some(n) if *n > 0 => *n -= 1,
                _ => only.push((change, one.clone())),
            }
        }
    }
    only
}

impl Changes {
    /// How many of these there are, by change.
    pub fn tally<T>(all: &[(usize, T)]) -> Tally {
        let mut tally = Tally::default();
        all.iter().for_each(|(change, _)| tally.count(*change));
        tally
    }

    /// Counts findings of one message that changed.
    pub(super) fn took<'f>(
        &mut self,
        meta: &MessageMeta,
        changed: impl Iterator<Item = (&'f Finding, Change)>,
    ) {
        let (mut here, mut gone) = (Tally::default(), false);
        for (finding, change) in changed {
            let number = change.number();
            here.count(number);
            self.by_kind.entry(finding.kind).or_default().count(number);
            if let Some(disclosure) = finding.disclosure {
                self.by_disclosure.entry(disclosure).or_default().count(number);
            }
            let was_stale =
                matches!(change, Change::Changed(Before { register: Some(RegisterStatus::Stale), .. }));
            if matches!(change, Change::Changed(_))
                && finding.register == Some(RegisterStatus::Stale)
                && !was_stale
            {
                self.became_stale += 1;
            }
            gone |= change == Change::Gone;
        }
        if here == Tally::default() {
            return;
        }
        self.findings.add(here);
        self.by_custodian.entry(meta.custodian.clone()).or_default().add(here);
        if gone && self.unread.contains(&stable(meta.source.as_str())) {
            self.gone_unread += here.gone;
        }
        let name = folder(meta.source.as_str());
        let room = self.sources.len() < SOURCES;
        match self.sources.get_mut(name) {
            Some(tally) => tally.add(here),
            None if room => drop(self.sources.insert(name.to_owned(), here)),
            // a source that comes back is counted again: it is said that there are more, not how many at most
            None => self.sources_omitted += 1,
        }
    }

    /// All findings were told.
    pub(super) fn finish(&mut self) {
        let mut all: Vec<(String, Tally)> = self.sources.drain().collect();
        all.sort_unstable_by(|a, b| b.1.all().cmp(&a.1.all()).then_with(|| a.0.cmp(&b.0)));
        self.sources_omitted += all.len().saturating_sub(LISTED) as u64;
        all.truncate(LISTED);
        self.by_source = all;
        if self.gone_unread > 0 {
            self.doubts.push(Doubt::Unread(self.gone_unread));
        }
        self.unread = HashSet::new();
    }
}

impl RelationChange {
    /// The name of what became of it.
    pub fn as_str(&self) -> &'static str {
        Change::NAMES.get(self.change).copied().unwrap_or_default()
    }
}
