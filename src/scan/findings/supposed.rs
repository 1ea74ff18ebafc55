//! Names that too little speaks for where they stand: they count where other messages tell who bears them.
//!
//! In: the findings of a message, these among them. Out: the others, and these with a group each, so that nothing else in the message
//! is told otherwise for their sake; in the order in which all of them stood. This module refuses to know who bears them.

use std::collections::VecDeque;
use std::ops::Range;

use crate::model::Finding;
use crate::relate::{Group, Grouper, Groups, Key};

/// The supposed names of a message, each with how many other findings stand before it.
#[derive(Default)]
pub(super) struct Supposed(VecDeque<(usize, Finding)>);

impl Supposed {
    /// Takes them out of all findings.
    pub(super) fn of(findings: &mut Vec<Finding>) -> Self {
        if !findings.iter().any(|finding| finding.supposed) {
            return Supposed::default();
        }
        let mut supposed = VecDeque::new();
        let mut others = Vec::with_capacity(findings.len());
        for finding in findings.drain(..) {
            match finding.supposed {
                true => supposed.push_back((others.len(), finding)),
                false => others.push(finding),
            }
        }
        *findings = others;
        Supposed(supposed)
    }

    /// Those that stand before or among these other findings; behind them too where they are the `last`. Their places are counted from
    /// the first of these.
    pub(super) fn take(&mut self, others: Range<usize>, last: bool) -> Vec<(usize, Finding)> {
        let mut among = Vec::new();
        while self.0.front().is_some_and(|(at, _)| last || *at < others.end) {
            let Some((at, finding)) = self.0.pop_front() else { break };
            among.push((at - others.start, finding));
        }
        among
    }
}

/// The group of each, and what is compared of it; those that are no names when looked at closely are let go.
pub(super) fn grouped(among: &mut Vec<(usize, Finding)>, grouper: &mut Grouper) -> Vec<(Group, Key)> {
    let mut groups = Vec::with_capacity(among.len());
    among.retain(|(at, finding)| {
        let group = grouper.suppose(finding, *at);
        let is_name = group.is_some();
        groups.extend(group);
        is_name
    });
    groups
}

/// All findings in their order; the groups are those of all.
pub(super) fn together<'f>(
    others: &'f [Finding],
    among: &'f [(usize, Finding)],
    names: Vec<(Group, Key)>,
    groups: &mut Groups,
) -> Vec<&'f Finding> {
    let (of, keys) = (std::mem::take(&mut groups.of), std::mem::take(&mut groups.keys));
    let mut all = Vec::with_capacity(others.len() + among.len());
    let mut among = among.iter().zip(names).peekable();
    for at in 0..=others.len() {
        while let Some(((_, finding), (group, key))) = among.next_if(|((before, _), _)| *before <= at) {
            groups.of.push(groups.groups.len() as u32);
            groups.keys.push(key);
            groups.groups.push(group);
            all.push(finding);
        }
        if let (Some(other), Some(of), Some(key)) = (others.get(at), of.get(at), keys.get(at)) {
            groups.of.push(*of);
            groups.keys.push(*key);
            all.push(other);
        }
    }
    all
}
