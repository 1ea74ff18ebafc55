//! What earlier runs of a plan did, where its decisions were changed since.
//!
//! In: a plan, where its messages lie, and its journal. Out: what is to be changed now, and what was done before that the plan says
//! otherwise of. A certificate tells what is so: a message that is gone is not kept, whatever the plan says now.

use std::collections::BTreeSet;

use super::whereabouts::{Whereabouts, places};
use crate::erase::plan::{Action, Plan, unhex};
use crate::erase::{Fate, Journal, Target};

/// What is to be done, and what was.
pub(super) struct Before {
    /// Messages that are to be changed, as they stand now.
    pub(super) wanted: Vec<Target>,
    /// Done by an earlier run, by number.
    pub(super) earlier: BTreeSet<u64>,
    /// Messages that are not to be changed (the plan keeps them now, or they are held), and that an earlier run changed.
    pub(super) against: Vec<Target>,
}

impl Before {
    pub(super) fn of(plan: &Plan, whereabouts: &[Whereabouts], journal: &Journal) -> Self {
        let (mut wanted, mut against) = (Vec::new(), Vec::new());
        for (item, place) in plan.hits.iter().zip(whereabouts) {
            match place {
                Whereabouts::Found(targets) => {
                    wanted.extend(targets.iter().map(|target| as_it_stands(target, item.action, journal)));
                }
                _ => {
                    let all = places(plan, item).into_iter();
                    // whatever the plan says, it stands as it was left
                    let all = all.map(|target| as_it_stands(&target, Action::Keep, journal));
                    against.extend(all.filter(|target| journal.fate(target).is_some()));
                }
            }
        }
        let earlier = wanted.iter().chain(&against).filter(|target| journal.fate(target).is_some());
        Before { earlier: earlier.map(|target| target.id).collect(), wanted, against }
    }
}

/// A message as an earlier run left it: one that was redacted, where it is to go now, or went since.
fn as_it_stands(target: &Target, action: Action, journal: &Journal) -> Target {
    let redacted = (journal.fate(target) == Some(Fate::Redacted)).then(|| journal.now(target)).flatten();
    let Some(sha256) = redacted.and_then(unhex) else { return target.clone() };
    let file = journal.moved_to(target).unwrap_or(&target.file).to_owned();
    let now = Target { sha256, file, ..target.clone() };
    if action == Action::Delete || journal.fate(&now) == Some(Fate::Deleted) { now } else { target.clone() }
}
