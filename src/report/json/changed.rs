//! What changed between two runs in, the counts of it as they stand in a `.json` report out.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::RunEnd;
use super::super::mask::shown;
use super::super::since::{Change, Changes, Doubt, Extent, RelationChange, Tally};
use super::{List, list};
use crate::model::{Disclosure, Kind, Problem, Sensitive, SourceName};

/// A detail of a relation that came or went.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::report) struct OfRelation {
    /// Which sort of detail.
    kind: Kind,
    /// Its normal form, or the mask of it.
    value: String,
}

/// A relation that came, went, or has other details.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::report) struct ChangedRelation {
    /// What became of it: `new`, `gone` or `changed`.
    change: &'static str,
    /// Its number in the newer run; null where it is gone.
    contact: Option<String>,
    /// What it is called by.
    label: Option<OfRelation>,
    /// Details that it did not have before; the first of them.
    added: Vec<OfRelation>,
    /// Details that it has no more; the first of them.
    gone: Vec<OfRelation>,
    /// How many more came.
    more_added: u64,
    /// How many more went.
    more_gone: u64,
}

/// A source in which something changed; the folder of a Maildir is one.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::report) struct ChangedSource<'a> {
    /// Its name.
    source: &'a str,
    /// Findings that came, went and changed.
    findings: &'a Tally,
}

/// A bulk list that came or went.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::report) struct ChangedList<'a> {
    /// `new` or `gone`.
    change: &'static str,
    /// The list.
    list: List<'a>,
}

/// A problem that came or went.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::report) struct ChangedProblem<'a> {
    /// `new` or `gone`.
    change: &'static str,
    /// Why.
    code: &'static str,
    /// Which source.
    source: Option<&'a str>,
    /// Which message of it, from 0.
    message: Option<u64>,
    /// Which part of that.
    part: Option<&'a str>,
    /// For a person, in English.
    detail: &'a str,
}

/// Counts of what changed.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::report) struct Changed<'a> {
    /// The older run, as it was named.
    since: &'a str,
    /// What speaks against taking what is gone for cleaned up, and what is new for new: `asked`, `mailboxes`, `unread`, `less_read`.
    doubts: Vec<&'static str>,
    /// Findings.
    findings: &'a Tally,
    /// Findings that both runs tell alike.
    same: u64,
    /// Findings that became out of date.
    became_stale: u64,
    /// Findings by kind.
    by_kind: &'a BTreeMap<Kind, Tally>,
    /// Findings by how they came to be where they are.
    by_disclosure: &'a BTreeMap<Disclosure, Tally>,
    /// Findings by whose mailbox it is.
    by_custodian: BTreeMap<&'a str, &'a Tally>,
    /// Findings by source, most first; the first of them.
    by_source: Vec<ChangedSource<'a>>,
    /// How many more sources there are.
    sources_omitted: u64,
    /// Contacts outside the own organisation.
    relations: &'a Tally,
    /// They one by one; the first of them.
    relations_told: Vec<ChangedRelation>,
    /// Bulk lists that came or went.
    lists: Vec<ChangedList<'a>>,
    /// Problems that came or went, of those that both runs list.
    problems: Vec<ChangedProblem<'a>>,
    /// How much the older run read.
    then: &'a Extent,
    /// How much the newer one read.
    now: &'a Extent,
}

/// What a report says of it.
pub(super) fn changed<'a>(end: &RunEnd<'_>, c: &'a Changes) -> Changed<'a> {
    let detail = |(kind, value): &(Kind, Sensitive<String>)| {
        let mut out = String::new();
        shown(end.run.masked, *kind, value, &mut out);
        OfRelation { kind: *kind, value: out }
    };
    let name = |number: usize| Change::NAMES.get(number).copied().unwrap_or_default();
    let relation = |r: &RelationChange| ChangedRelation {
        change: r.as_str(),
        contact: r.contact.map(|n| format!("c{n}")),
        label: r.label.as_ref().map(detail),
        added: r.added.iter().map(detail).collect(),
        gone: r.gone.iter().map(detail).collect(),
        more_added: r.more_added,
        more_gone: r.more_gone,
    };
    let problem = |(number, p): &'a (usize, Problem)| ChangedProblem {
        change: name(*number),
        code: p.code.as_str(),
        source: p.place.source.as_ref().map(SourceName::as_str),
        message: p.place.message,
        part: p.place.part.as_ref().map(crate::model::Section::as_str),
        detail: &p.detail,
    };
    let doubt = |doubt: &Doubt| match doubt {
        Doubt::Asked(_) => "asked",
        Doubt::Mailboxes(..) => "mailboxes",
        Doubt::Unread(_) => "unread",
        Doubt::LessRead(..) => "less_read",
    };
    Changed {
        since: &c.older,
        doubts: c.doubts.iter().map(doubt).collect(),
        findings: &c.findings,
        same: c.same,
        became_stale: c.became_stale,
        by_kind: &c.by_kind,
        by_disclosure: &c.by_disclosure,
        by_custodian: c.by_custodian.iter().map(|(name, tally)| (&**name, tally)).collect(),
        by_source: c.by_source.iter().map(|(source, findings)| ChangedSource { source, findings }).collect(),
        sources_omitted: c.sources_omitted,
        relations: &c.relations,
        relations_told: c.told.iter().map(relation).collect(),
        lists: c.lists.iter().map(|(n, l)| ChangedList { change: name(*n), list: list(end, l) }).collect(),
        problems: c.problems.iter().map(problem).collect(),
        then: &c.then,
        now: &c.now,
    }
}
