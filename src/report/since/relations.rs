//! The relations of two runs: which are the same, and which of their details came or went.
//!
//! Numbers of contacts are those of one run. A relation is the same as one of another run with which it shares what is most its own: addresses and
//! numbers before names, and these before what colleagues have in common.

use std::collections::HashMap;

use super::counts::{LISTED, RelationChange, Tally};
use super::identity::Naming;
use crate::model::{Finding, Kind, Party, Sensitive};

/// A detail of a contact: its kind, and the beginning of the hash of its value.
type Detail = (u8, u64);

/// Contacts with one detail that is followed to another run: what more of them have is nobody's own.
const SHARED: usize = 16;

/// Details of a relation that are told one by one.
const DETAILS: usize = 8;

/// How much it says of who somebody is to have the same value.
fn weight(kind: u8) -> u32 {
    const EMAIL: u8 = Kind::Email as u8;
    const NATIONAL_ID: u8 = Kind::NationalId as u8;
    const IBAN: u8 = Kind::Iban as u8;
    const SOCIAL_PROFILE: u8 = Kind::SocialProfile as u8;
    const PHONE: u8 = Kind::Phone as u8;
    const PERSON_NAME: u8 = Kind::PersonName as u8;
    const JOB_TITLE: u8 = Kind::JobTitle as u8;
    const DEPARTMENT: u8 = Kind::Department as u8;
    match kind {
        EMAIL | NATIONAL_ID => 8,
        IBAN | SOCIAL_PROFILE => 6,
        PHONE => 4,
        PERSON_NAME => OWN,
        JOB_TITLE | DEPARTMENT => 0,
        _ => 1,
    }
}

/// What somebody has who is a person, or is reached by it.
const OWN: u32 = 3;

/// The details of a run's contacts outside the own organisation: contact and detail.
#[derive(Debug, Default)]
pub(super) struct Contacts {
    all: Vec<(u32, Detail)>,
    /// So many were there when doubles were removed.
    tidied: usize,
}

fn detail(finding: &Finding, hash: &[u8; 32]) -> Detail {
    let beginning = hash.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
    (finding.kind as u8, beginning)
}

fn contact(finding: &Finding) -> Option<u32> {
    finding.contact.filter(|_| finding.party != Party::Own).and_then(|n| u32::try_from(n).ok())
}

impl Contacts {
    /// Takes in a finding with a value of this hash.
    pub(super) fn push(&mut self, finding: &Finding, hash: &[u8; 32]) {
        let Some(contact) = contact(finding) else { return };
        self.all.push((contact, detail(finding, hash)));
        // the same detail comes back a hundred times
        if self.all.len() > 2 * self.tidied + (1 << 16) {
            self.tidy();
        }
    }

    fn tidy(&mut self) {
        self.all.sort_unstable();
        self.all.dedup();
        self.tidied = self.all.len();
    }

    /// In order.
    pub(super) fn sorted(mut self) -> Self {
        self.tidy();
        self.all.shrink_to_fit();
        self
    }

    /// Each contact with its details.
    fn each(&self) -> impl Iterator<Item = (u32, &[(u32, Detail)])> {
        self.all.chunk_by(|a, b| a.0 == b.0).filter_map(|all| Some((all.first()?.0, all)))
    }
}

/// A relation that is told, without its values.
struct Told {
    newer: Option<u32>,
    older: Option<u32>,
    label: Detail,
    added: Vec<Detail>,
    gone: Vec<Detail>,
    more: (u64, u64),
}

/// The relations of two runs.
pub(super) struct Matched {
    naming: Naming,
    tally: Tally,
    told: Vec<Told>,
    /// Contacts of the older run by the number that they have in the newer.
    numbers: HashMap<u32, u32>,
    /// Values that are to be told, as far as they were met.
    values: HashMap<Detail, Option<Sensitive<String>>>,
}

/// Contacts of the older run by the number that they have in the newer one.
fn numbers(older: &Contacts, newer: &Contacts) -> HashMap<u32, u32> {
    let by_detail = |contacts: &Contacts| {
        let mut all: Vec<(Detail, u32)> =
            contacts.all.iter().filter(|(_, d)| weight(d.0) > 0).map(|(c, d)| (*d, *c)).collect();
        all.sort_unstable();
        all
    };
    let (one, other) = (by_detail(older), by_detail(newer));
    let mut pairs: Vec<(u32, u32, u32)> = Vec::new();
    let mut rest = other.as_slice();
    for same in one.chunk_by(|a, b| a.0 == b.0) {
        let Some((key, _)) = same.first() else { continue };
        rest = &rest[rest.partition_point(|(d, _)| d < key)..];
        let here = &rest[..rest.partition_point(|(d, _)| d == key)];
        if same.len() <= SHARED && here.len() <= SHARED {
            for (_, old) in same {
                pairs.extend(here.iter().map(|(_, new)| (*old, *new, weight(key.0))));
            }
        }
    }
    drop((one, other));
    pairs.sort_unstable();
    let owning = |contacts: &Contacts| -> std::collections::HashSet<u32> {
        contacts.all.iter().filter(|(_, d)| weight(d.0) >= OWN).map(|(c, _)| *c).collect()
    };
    let (old_own, new_own) = (owning(older), owning(newer));
    let mut sums: Vec<(u32, u32, u32)> = pairs
        .chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
        .filter_map(|all| {
            let (old, new, _) = *all.first()?;
            Some((all.iter().map(|p| p.2).sum(), old, new))
        })
        // colleagues have a firm in common; a firm has nothing else
        .filter(|(sum, old, new)| *sum >= OWN || !old_own.contains(old) && !new_own.contains(new))
        .collect();
    sums.sort_unstable_by_key(|(sum, old, new)| (std::cmp::Reverse(*sum), *old, *new));
    let mut numbers = HashMap::new();
    let mut taken = std::collections::HashSet::new();
    for (_, old, new) in sums {
        if !numbers.contains_key(&old) && taken.insert(new) {
            numbers.insert(old, new);
        }
    }
    numbers
}

/// Finds the relations of one run in the other.
pub(super) fn matched(older: Contacts, newer: Contacts, naming: Naming) -> Matched {
    let numbers = numbers(&older, &newer);
    let of: HashMap<u32, u32> = numbers.iter().map(|(old, new)| (*new, *old)).collect();
    let before: HashMap<u32, &[(u32, Detail)]> = older.each().collect();
    let mut all = Matched {
        naming,
        tally: Tally::default(),
        told: Vec::new(),
        numbers: HashMap::new(),
        values: HashMap::new(),
    };
    for (new, details) in newer.each() {
        let old = of.get(&new).copied();
        let was = old.and_then(|old| before.get(&old).copied()).unwrap_or_default();
        all.take((Some(new), old), was, details);
    }
    for (old, details) in older.each() {
        if !numbers.contains_key(&old) {
            all.take((None, Some(old)), details, &[]);
        }
    }
    all.numbers = numbers;
    all
}

impl Matched {
    fn take(
        &mut self,
        (newer, older): (Option<u32>, Option<u32>),
        was: &[(u32, Detail)],
        is: &[(u32, Detail)],
    ) {
        let less = |all: &[(u32, Detail)], others: &[(u32, Detail)]| -> Vec<Detail> {
            // both are in order of their details
            let lacks = |d: &Detail| others.binary_search_by(|(_, other)| other.cmp(d)).is_err();
            all.iter().map(|(_, d)| *d).filter(lacks).collect()
        };
        let (mut added, mut gone) = (less(is, was), less(was, is));
        match (newer, older) {
            (_, None) => self.tally.new += 1,
            (None, _) => self.tally.gone += 1,
            _ if added.is_empty() && gone.is_empty() => return,
            _ => self.tally.changed += 1,
        }
        if self.told.len() == LISTED {
            return;
        }
        let order = [Kind::PersonName, Kind::Organisation, Kind::Email, Kind::Phone].map(|k| k as u8);
        let here = if is.is_empty() { was } else { is };
        let named = order.into_iter().find_map(|kind| here.iter().find(|(_, d)| d.0 == kind));
        let Some((_, label)) = named.or(here.first()) else { return };
        let more = |all: &[Detail]| all.len().saturating_sub(DETAILS) as u64;
        let more = (more(&added), more(&gone));
        added.truncate(DETAILS);
        gone.truncate(DETAILS);
        for detail in added.iter().chain(&gone).chain([label]) {
            self.values.insert(*detail, None);
        }
        self.told.push(Told { newer, older, label: *label, added, gone, more });
    }

    /// Sees a finding of the newer run, for its value.
    pub(super) fn newer(&mut self, finding: &Finding) {
        self.see(finding);
    }

    /// Sees a finding of the older run.
    pub(super) fn older(&mut self, finding: &Finding) {
        self.see(finding);
    }

    fn see(&mut self, finding: &Finding) {
        if self.values.is_empty() || contact(finding).is_none() {
            return;
        }
        let detail = detail(finding, &self.naming.value(finding));
        if let Some(value @ None) = self.values.get_mut(&detail) {
            *value = Some(finding.value.clone());
        }
    }

    /// The number that the contact of a finding of the older run has in the newer one.
    pub(super) fn contact_of(&self, finding: &Finding) -> Option<u64> {
        contact(finding).and_then(|old| self.numbers.get(&old)).map(|new| u64::from(*new))
    }

    /// What there is to tell.
    pub(super) fn told(self) -> (Tally, Vec<RelationChange>) {
        let value = |(kind, hash): &Detail| {
            let kind = Kind::ALL.get(usize::from(*kind)).copied()?;
            Some((kind, self.values.get(&(kind as u8, *hash))?.clone()?))
        };
        let told = self.told.iter().map(|told| RelationChange {
            change: match (told.newer, told.older) {
                (_, None) => 0,
                (None, _) => 1,
                _ => 2,
            },
            contact: told.newer.map(u64::from),
            label: value(&told.label),
            added: told.added.iter().filter_map(value).collect(),
            gone: told.gone.iter().filter_map(value).collect(),
            more_added: told.more.0,
            more_gone: told.more.1,
        });
        (self.tally, told.collect())
    }
}
