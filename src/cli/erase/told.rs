//! What a plan would do, and what was done, as a table for a person.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::before::Before;
use super::whereabouts::Whereabouts;
use super::word;
use crate::erase::plan::{Action, Item, Plan};
use crate::erase::{Fate, Journal, Outcome};
use crate::report::sanitise::{sanitise, shortened};
use crate::report::summary::{counted, number};

/// Places that are listed one by one.
const NAMED: usize = 100;

/// What is told of a plan.
pub(super) struct Told<'t> {
    plan: &'t Plan,
    places: &'t [Whereabouts],
    fates: BTreeMap<u64, Fate>,
    /// Redacted, though not all could be read.
    unread: BTreeSet<u64>,
    /// Done by an earlier run of the same plan.
    earlier: BTreeSet<u64>,
}

impl<'t> Told<'t> {
    pub(super) fn new(plan: &'t Plan, places: &'t [Whereabouts]) -> Self {
        let fates = places
            .iter()
            .enumerate()
            .filter_map(|(n, place)| match place {
                Whereabouts::Kept => Some((n as u64, Fate::Kept)),
                Whereabouts::Refused(why) => Some((n as u64, Fate::Refused(why.clone()))),
                Whereabouts::WorkList(why) => Some((n as u64, Fate::WorkList(why.clone()))),
                Whereabouts::Found(_) => None,
            })
            .collect();
        Told { plan, places, fates, unread: BTreeSet::new(), earlier: BTreeSet::new() }
    }

    /// Takes in what became of what was to be changed.
    pub(super) fn outcomes(&mut self, outcomes: &[Outcome], unread: BTreeSet<u64>, earlier: BTreeSet<u64>) {
        (self.unread, self.earlier) = (unread, earlier);
        for outcome in outcomes {
            // of several places at which a message may lie, the one where it lay counts
            let known = self.fates.get(&outcome.id);
            let not_there = matches!(outcome.fate, Fate::Refused(_)) && known.is_some();
            let done = matches!(known, Some(Fate::Deleted | Fate::Redacted));
            if !not_there && !done {
                self.fates.insert(outcome.id, outcome.fate.clone());
            }
        }
    }

    /// Takes in what earlier runs did.
    pub(super) fn before(&mut self, before: &Before, journal: &Journal) {
        self.earlier.clone_from(&before.earlier);
        for target in before.wanted.iter().chain(&before.against) {
            if let Some(fate) = journal.fate(target) {
                self.fates.insert(target.id, fate);
            }
        }
    }

    /// What became of every hit.
    pub(super) fn all(&self) -> Vec<Outcome> {
        self.fates.iter().map(|(id, fate)| Outcome { id: *id, fate: fate.clone() }).collect()
    }

    /// Every hit that is to be changed lies where it can be.
    pub(super) fn all_can_be_done(&self) -> bool {
        self.places.iter().all(|p| matches!(p, Whereabouts::Kept | Whereabouts::Found(_)))
    }

    /// Everything was done that the plan asks for, and nothing else.
    pub(super) fn all_done(&self) -> bool {
        self.unread.is_empty()
            && self.fates.values().all(|f| matches!(f, Fate::Deleted | Fate::Redacted | Fate::Kept))
            && self.otherwise().next().is_none()
    }

    /// What an earlier run did, and the plan says otherwise of since.
    fn otherwise(&self) -> impl Iterator<Item = (u64, &'static str, Action)> + '_ {
        self.plan.hits.iter().filter_map(|item| {
            let done = match (self.fates.get(&item.fixed.number)?, item.action) {
                (Fate::Deleted, Action::Keep | Action::Redact) => "deleted",
                (Fate::Redacted, Action::Keep | Action::Delete) => "redacted",
                _ => return None,
            };
            Some((item.fixed.number, done, item.action))
        })
    }

    /// Something is to be tried again.
    pub(super) fn some_later(&self) -> bool {
        self.fates.values().any(|f| matches!(f, Fate::NotNow(_)))
    }

    /// What would be done.
    pub(super) fn dry(&self) -> String {
        let mut out = String::from("Nothing was changed; --apply carries this out:\n\n");
        let _ = writeln!(out, "  {:<8}  {:>8}  {:>14}  sources", "action", "messages", "bytes");
        let done = |item: &Item| self.earlier.contains(&item.fixed.number);
        let of = |action: Action| self.plan.hits.iter().filter(move |i| i.action == action);
        let rows = Action::ALL
            .into_iter()
            .map(|action| (action.as_str(), of(action).filter(|item| !done(item)).collect::<Vec<_>>()));
        let before: Vec<&Item> = self.plan.hits.iter().filter(|item| done(item)).collect();
        let before = (!before.is_empty()).then_some(("done", before));
        for (what, items) in rows.chain(before) {
            let bytes: u64 = items.iter().filter_map(|i| i.fixed.length).sum();
            let sources: BTreeSet<&str> = items.iter().map(|i| i.fixed.source.as_str()).collect();
            let _ = writeln!(
                out,
                "  {what:<8}  {:>8}  {:>14}  {}",
                number(items.len() as u64),
                number(bytes),
                number(sources.len() as u64)
            );
        }
        self.reasons(&mut out);
        out
    }

    /// What was done.
    pub(super) fn done(&self) -> String {
        let mut counts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for (item, fate) in self.plan.hits.iter().filter_map(|i| Some((i, self.fates.get(&i.fixed.number)?)))
        {
            let word = match fate {
                Fate::Deleted if self.earlier.contains(&item.fixed.number) => "deleted before",
                Fate::Redacted if self.earlier.contains(&item.fixed.number) => "redacted before",
                fate => word(fate),
            };
            let (n, bytes) = counts.entry(word).or_default();
            *n += 1;
            *bytes += item.fixed.length.unwrap_or_default();
        }
        let mut out = String::new();
        let _ = writeln!(out, "  {:<15}  {:>8}  {:>14}", "", "messages", "bytes");
        for (what, (n, bytes)) in counts {
            let _ = writeln!(out, "  {what:<15}  {:>8}  {:>14}", number(n), number(bytes));
        }
        self.reasons(&mut out);
        out
    }

    /// Why something is not done, place by place.
    fn reasons(&self, out: &mut String) {
        let unread = self.unread.iter().filter(|n| self.fates.get(n) == Some(&Fate::Redacted));
        let unread: Vec<u64> = unread.copied().collect();
        if !unread.is_empty() {
            let _ = writeln!(
                out,
                "\n{} redacted as far as it can be read; what cannot may still name the subject:",
                counted(unread.len() as u64, "message")
            );
            for n in unread.iter().take(NAMED) {
                self.place(
                    *n,
                    "a part of it is encrypted, damaged, of an unknown type or escaped too deeply",
                    out,
                );
            }
        }
        let otherwise: Vec<_> = self.otherwise().collect();
        if !otherwise.is_empty() {
            let _ = writeln!(
                out,
                "\n{} dealt with by an earlier run, before what the plan says was changed:",
                counted(otherwise.len() as u64, "message")
            );
            for (n, done, action) in otherwise.iter().take(NAMED) {
                self.place(*n, &format!("was {done}; the plan says {} now", action.as_str()), out);
            }
            more(otherwise.len(), out);
        }
        let left: Vec<(u64, &Fate, &str)> = self
            .fates
            .iter()
            .filter_map(|(n, fate)| match fate {
                Fate::Refused(why) | Fate::WorkList(why) | Fate::NotNow(why) => {
                    Some((*n, fate, why.as_str()))
                }
                _ => None,
            })
            .collect();
        if left.is_empty() {
            return;
        }
        let _ = writeln!(out, "\n{} not done:", counted(left.len() as u64, "message"));
        for (n, fate, why) in left.iter().take(NAMED) {
            self.place(*n, &format!("{}: {}", word(fate), sanitise(why)), out);
        }
        more(left.len(), out);
    }

    fn place(&self, n: u64, what: &str, out: &mut String) {
        let Some(item) = usize::try_from(n).ok().and_then(|n| self.plan.hits.get(n)) else { return };
        let source = shortened(&item.fixed.source);
        let _ = writeln!(out, "  {}#{}  {what}", sanitise(&source), item.fixed.message);
    }
}

/// That not all of so many places were named.
fn more(places: usize, out: &mut String) {
    if let Some(rest) = places.checked_sub(NAMED).filter(|rest| *rest > 0) {
        let _ = writeln!(out, "  … and {} more", number(rest as u64));
    }
}
