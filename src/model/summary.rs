use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    BulkList, Contacts, ContentCoverage, Disclosure, FileCoverage, Kind, Leaving, Party, ProblemCode,
    RegionKind, RegisterStatus, Suppressed,
};

/// Findings by kind.
pub type KindCounts = BTreeMap<Kind, u64>;

/// What one custodian's mail holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustodianCounts {
    /// Messages read.
    pub messages: u64,
    /// Messages with at least one finding outside address fields and other header fields.
    pub messages_with_findings: u64,
    /// Findings, header fields included.
    pub findings: KindCounts,
    /// First and last day (`YYYY-MM-DD`) of the messages with findings outside the header; absent where none has a date.
    pub days: Option<(Arc<str>, Arc<str>)>,
}

impl CustodianCounts {
    /// Takes in the days of more messages.
    pub fn add_days(&mut self, first: &Arc<str>, last: &Arc<str>) {
        match &mut self.days {
            None => self.days = Some((first.clone(), last.clone())),
            Some((from, to)) => {
                if first < from {
                    *from = first.clone();
                }
                if last > to {
                    *to = last.clone();
                }
            }
        }
    }
}

/// The counts of a run; small, whatever the size of the archive.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Bytes of files.
    pub files: FileCoverage,
    /// Bytes of messages.
    pub content: ContentCoverage,
    /// All findings by kind.
    pub findings: KindCounts,
    /// Of these, those that stand in header fields.
    pub in_header: KindCounts,
    /// What was found and left out as the user asked; not among the others.
    pub ignored: KindCounts,
    /// Messages with at least one finding outside the header.
    pub messages_with_findings: u64,
    /// By whose mailbox it is.
    pub by_custodian: BTreeMap<Arc<str>, CustodianCounts>,
    /// By year of the Date field; `None` where it is absent or unreadable.
    pub by_year: BTreeMap<Option<i16>, KindCounts>,
    /// Problems by code.
    pub problems: BTreeMap<ProblemCode, u64>,
    /// Findings by how they came to be where they are.
    pub disclosures: BTreeMap<Disclosure, u64>,
    /// Findings by whose they are.
    pub parties: BTreeMap<Party, u64>,
    /// Findings by where in the message they stand.
    pub regions: BTreeMap<RegionKind, u64>,
    /// Findings by what the register says.
    pub register: BTreeMap<RegisterStatus, u64>,
    /// Contacts outside the own organisation, by each way in which a detail of theirs came to be there. One that came in two
    /// ways is counted in both.
    pub contacts: BTreeMap<Disclosure, u64>,
    /// Findings that are past their retention term.
    pub past_retention: u64,
    /// Findings under a retention term of which nothing says how old they are.
    pub retention_unknown: u64,
    /// Contacts, where they were asked for: the first [`Summary::CONTACTS_KEPT`] of them.
    #[serde(skip)]
    pub directory: Contacts,
    /// How many contacts there are, the own organisation included.
    pub contacts_met: u64,
    /// How many of these are beyond the ones that are told one by one.
    pub contacts_omitted: u64,
    /// Bulk lists, in the order of the sources; the first [`Summary::LISTS_KEPT`] of them.
    pub lists: Vec<BulkList>,
    /// How many bulk lists there are.
    pub lists_met: u64,
    /// Many relations' details that went to a private address, most first.
    pub leaving: Vec<Leaving>,
    /// Contacts with a value that is out of date.
    pub stale_contacts: u64,
    /// The own organisation is known: its domains were given, or told from the mail.
    pub own_known: bool,
    /// Own domains that were told from the mail, because none were given.
    pub proposed_own: Vec<String>,
    /// What was erased earlier and is back, where a list of that was given.
    pub suppressed: Option<Suppressed>,
    /// The run was stopped before its end.
    pub stopped: bool,
}

impl Summary {
    /// Bulk lists that are told one by one; all are counted.
    pub const LISTS_KEPT: usize = 10_000;

    /// Contacts that are told one by one; all are counted.
    pub const CONTACTS_KEPT: u64 = 100_000;

    /// Adds the counts of another stretch of the same run. Contacts and own domains are counts of whole runs: they stay.
    pub fn add(&mut self, other: &Summary) {
        fn add_kinds(to: &mut KindCounts, from: &KindCounts) {
            for (k, n) in from {
                *to.entry(*k).or_default() += n;
            }
        }
        self.files.add(&other.files);
        self.content.add(&other.content);
        add_kinds(&mut self.findings, &other.findings);
        add_kinds(&mut self.in_header, &other.in_header);
        add_kinds(&mut self.ignored, &other.ignored);
        self.messages_with_findings += other.messages_with_findings;
        self.past_retention += other.past_retention;
        self.retention_unknown += other.retention_unknown;
        for (name, c) in &other.by_custodian {
            let own = self.by_custodian.entry(name.clone()).or_default();
            own.messages += c.messages;
            own.messages_with_findings += c.messages_with_findings;
            add_kinds(&mut own.findings, &c.findings);
            if let Some((first, last)) = &c.days {
                own.add_days(first, last);
            }
        }
        for (year, counts) in &other.by_year {
            add_kinds(self.by_year.entry(*year).or_default(), counts);
        }
        fn add_counts<K: Ord + Copy>(to: &mut BTreeMap<K, u64>, from: &BTreeMap<K, u64>) {
            for (key, n) in from {
                *to.entry(*key).or_default() += n;
            }
        }
        add_counts(&mut self.problems, &other.problems);
        add_counts(&mut self.disclosures, &other.disclosures);
        add_counts(&mut self.parties, &other.parties);
        add_counts(&mut self.regions, &other.regions);
        add_counts(&mut self.register, &other.register);
        self.stopped |= other.stopped;
    }

    /// Findings of all kinds.
    pub fn total_findings(&self) -> u64 {
        self.findings.values().sum()
    }

    /// Problems of all codes.
    pub fn total_problems(&self) -> u64 {
        self.problems.values().sum()
    }
}
