//! What a run notes beside its findings: bulk lists, and what went to private addresses.
//!
//! In: the findings of one message after the other. Out: lists told as one thing, series of them, and senders who took many
//! relations' details along; in the order of the sources, whoever met them first.

use std::collections::{BTreeMap, BTreeSet};

use super::telling::Told;
use crate::model::{
    BulkList, Disclosure, Finding, Leaving, ListWay, Party, RegisterStatus, Sensitive, Summary,
};
use crate::relate::Key;
use crate::relate::lists::{Sketch, Taken, series};
use crate::source::custodian::is_draft_folder;

/// Pairs of a sender and a private address that are remembered.
const PAIRS: usize = 100_000;

/// What one worker notes.
#[derive(Default)]
pub(super) struct Notes {
    lists: Vec<(BulkList, Sketch)>,
    taken: BTreeMap<(Sensitive<String>, Sensitive<String>), Taken>,
}

/// What all noted, by the block that it stands in.
#[derive(Default)]
pub(super) struct Noted {
    lists: BTreeMap<u64, Vec<(BulkList, Sketch)>>,
    /// Lists in it, and lists that were met.
    held: usize,
    met: u64,
    taken: BTreeMap<(Sensitive<String>, Sensitive<String>), Taken>,
}

impl Notes {
    pub(super) fn is_empty(&self) -> bool {
        self.lists.is_empty() && self.taken.is_empty()
    }

    /// Notes what there is to note of a message.
    pub(super) fn message(&mut self, told: &Told<'_>, findings: &[Finding], keys: &[(u32, Key)]) {
        if told.groups.iter().any(|g| g.list) {
            self.list(told, findings, keys);
        }
        if told.circle.is_own() && !told.kept.private.is_empty() {
            self.private(told, findings);
        }
    }

    fn list(&mut self, told: &Told<'_>, findings: &[Finding], keys: &[(u32, Key)]) {
        let in_list = |f: &Finding| f.disclosure == Some(Disclosure::List);
        let mut from = 0;
        while from < findings.len() {
            let first = &findings[from];
            let length = findings[from..].iter().take_while(|f| f.part.section == first.part.section).count();
            let range = from..from + length;
            from += length;
            // who is in it, and whether the register knows them
            let mut people: BTreeMap<u64, (bool, bool)> = BTreeMap::new();
            let mut judged = false;
            for (finding, (group, _)) in findings[range.clone()].iter().zip(&keys[range.clone()]) {
                let Some(group) = told.groups.get(*group as usize) else { continue };
                if !in_list(finding) || finding.party == Party::Own || !group.counts {
                    continue;
                }
                let Some(person) = told.known.person(group.node) else { continue };
                let (is_known, is_stale) = people.entry(person).or_default();
                judged |= finding.register.is_some();
                *is_known |=
                    matches!(finding.register, Some(RegisterStatus::Current | RegisterStatus::Stale));
                *is_stale |= finding.register == Some(RegisterStatus::Stale);
            }
            let Some(listed) = findings[range].iter().find(|f| in_list(f)) else { continue };
            if people.is_empty() {
                continue;
            }
            let count = |of: fn(&(bool, bool)) -> bool| {
                judged.then(|| people.values().filter(|p| of(p)).count() as u64)
            };
            let list = BulkList {
                source: told.meta.source.clone(),
                message: told.meta.message,
                message_id: told.meta.message_id.clone(),
                date: told.meta.date.clone(),
                custodian: told.meta.custodian.clone(),
                from: told.meta.from.clone().map(Sensitive::new),
                outside: told.circle.outside(),
                way: way(told),
                part: listed.part.clone(),
                region: listed.region,
                contacts: people.len() as u64,
                known: count(|p| p.0),
                stale: count(|p| p.1),
                series: None,
            };
            self.lists.push((list, Sketch::new(people.keys().copied())));
        }
    }

    /// Notes whose details went to a private address, its owner's own left out.
    fn private(&mut self, told: &Told<'_>, findings: &[Finding]) {
        let Some(from) = &told.meta.from else { return };
        let date = told.meta.archived_at.as_deref().or(told.meta.date.as_deref());
        let Some(day) = date.and_then(|d| d.get(..10)).and_then(|d| d.parse::<jiff::civil::Date>().ok())
        else {
            return;
        };
        let day = i64::from((day - jiff::civil::Date::constant(1970, 1, 1)).get_days());
        for private in &told.kept.private {
            let theirs = told.known.contact(told.known.party(private.party));
            let contacts: BTreeSet<u64> = findings
                .iter()
                .filter(|f| f.party != Party::Own && f.disclosure != Some(Disclosure::Header))
                .filter_map(|f| f.contact)
                .filter(|c| Some(*c) != theirs)
                .collect();
            if contacts.is_empty() {
                continue;
            }
            let pair = (Sensitive::new(from.clone()), private.address.clone());
            let taken = self.taken.entry(pair).or_default();
            taken.own |= private.own;
            taken.add(day, contacts.into_iter());
        }
    }
}

fn way(told: &Told<'_>) -> ListWay {
    if is_draft_folder(told.meta.source.as_str()) {
        ListWay::Draft
    } else if !told.circle.is_own() {
        ListWay::Received
    } else if told.kept.to_self {
        ListWay::NoteToSelf
    } else if told.circle.outside() > 0 {
        ListWay::External
    } else {
        ListWay::Internal
    }
}

impl Noted {
    /// Takes in what a worker noted in a block.
    pub(super) fn join(&mut self, block: u64, notes: Notes) {
        if !notes.lists.is_empty() {
            self.met += notes.lists.len() as u64;
            self.held += notes.lists.len();
            self.lists.entry(block).or_default().extend(notes.lists);
        }
        // the first in the order of the sources are kept, whoever met them first
        while let Some(last) = self.lists.last_entry()
            && self.held - last.get().len() >= Summary::LISTS_KEPT
        {
            self.held -= last.remove().len();
        }
        for (pair, taken) in notes.taken {
            self.taken.entry(pair).or_default().join(taken);
        }
        while self.taken.len() > PAIRS {
            self.taken.pop_last();
        }
    }

    /// Tells it. `least` is the number of relations from which it is told that their details went to one address.
    pub(super) fn tell(self, least: usize, summary: &mut Summary) {
        let kept = self.lists.into_values().flatten().take(Summary::LISTS_KEPT);
        let (mut lists, sketches): (Vec<BulkList>, Vec<Sketch>) = kept.unzip();
        for (list, number) in lists.iter_mut().zip(series(&sketches)) {
            list.series = number;
        }
        summary.lists_met = self.met;
        summary.lists = lists;
        let mut leaving: Vec<Leaving> = Vec::new();
        for ((from, to), taken) in self.taken {
            let Some(most) = taken.most().filter(|m| m.relations >= least as u64) else { continue };
            let day = |n: i64| {
                let day = jiff::civil::Date::constant(1970, 1, 1)
                    .checked_add(jiff::SignedDuration::from_hours(n.saturating_mul(24)));
                day.map(|d| d.to_string()).unwrap_or_default()
            };
            leaving.push(Leaving {
                from,
                to,
                own: taken.own,
                relations: most.relations,
                messages: most.messages,
                days: (day(most.days.0), day(most.days.1)),
            });
        }
        leaving.sort_by(|a, b| {
            (b.own, b.relations)
                .cmp(&(a.own, a.relations))
                .then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to)))
        });
        summary.leaving = leaving;
    }
}
