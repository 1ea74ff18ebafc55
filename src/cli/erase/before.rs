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
    /// Messages that the plan keeps now, and that an earlier run changed.
    pub(super) against: Vec<Target>,
}

impl Before {
    pub(super) fn of(plan: &Plan, whereabouts: &[Whereabouts], journal: &Journal) -> Self {
        let action =
            |id: u64| usize::try_from(id).ok().and_then(|n| plan.hits.get(n)).map(|item| item.action);
        let wanted = whereabouts.iter().flat_map(Whereabouts::targets);
        let wanted: Vec<_> = wanted.map(|target| as_it_stands(target, action(target.id), journal)).collect();
        let kept = plan.hits.iter().filter(|item| item.action == Action::Keep);
        let against: Vec<_> = kept
            .flat_map(|item| places(plan, item))
            .filter(|target| journal.fate(target).is_some())
            .collect();
        let earlier = wanted.iter().chain(&against).filter(|target| journal.fate(target).is_some());
        Before { earlier: earlier.map(|target| target.id).collect(), wanted, against }
    }
}

/// A message that is to go, as an earlier run left it when it was only to be redacted.
fn as_it_stands(target: &Target, action: Option<Action>, journal: &Journal) -> Target {
    let mut stands = target.clone();
    if action == Some(Action::Delete)
        && journal.fate(target) == Some(Fate::Redacted)
        && let Some(now) = journal.now(target).and_then(unhex)
    {
        stands.sha256 = now;
        if let Some(file) = journal.moved_to(target) {
            file.clone_into(&mut stands.file);
        }
    }
    stands
}
