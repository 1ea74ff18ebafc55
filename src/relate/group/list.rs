//! Bulk lists within one message.
//!
//! In: the groups of a message. Out: those that stand in a list are marked. This module refuses to know who sent it to whom.

use foldhash::{HashMap, HashMapExt as _, HashSet};

use super::{Groups, Shape};
use crate::model::{Finding, RegionKind};
use crate::relate::key::Key;

/// Marks the groups of parts in which many contacts stand that are neither correspondents nor signatures.
pub(super) fn mark(out: &mut Groups, findings: &[Finding], threshold: usize) {
    if out.groups.len() < threshold {
        return;
    }
    let mut parts: HashMap<(&str, bool), HashSet<Key>> = HashMap::new();
    for (finding, group) in findings.iter().zip(&out.of) {
        let group = &out.groups[*group as usize];
        if group.shape == Shape::Passage && group.counts {
            let key = (finding.part.section.as_str(), finding.region == RegionKind::Header);
            parts.entry(key).or_default().insert(group.node);
        }
    }
    parts.retain(|_, nodes| nodes.len() >= threshold);
    if parts.is_empty() {
        return;
    }
    for (finding, group) in findings.iter().zip(&out.of) {
        let key = (finding.part.section.as_str(), finding.region == RegionKind::Header);
        if parts.contains_key(&key) {
            out.groups[*group as usize].list = true;
        }
    }
}
