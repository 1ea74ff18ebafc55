//! What changed between two runs in, sentences and sections of a summary out: what came, what is gone, what is told otherwise.
//!
//! As in the rest of a summary no value is in them but masked ones. That less was read must not look as if mail was cleaned up: what speaks
//! for that stands right behind the counts.

use super::RunEnd;
use super::lang::{number, size, text};
use super::mask::mask;
use super::outline::{Cell, Section, counted, marked};
use super::sanitise::shortened;
use super::since::{Change, Changes, Doubt, Extent, RelationChange, Tally};
use crate::model::{Kind, Lang, SourceName};

/// Mailboxes, sources, relations, lists and problems that are told one by one.
const TOLD: usize = 10;

/// What changed, in a few sentences.
pub(super) fn verdict(lang: Lang, c: &Changes) -> String {
    let count = |name: &str, n: u64| text(lang, name, &[("n", n.into())]);
    let all = [("older", marked(&shortened(&c.older)).into())];
    let lists = Changes::tally(&c.lists);
    let mut said = Vec::new();
    if c.findings == Tally::default() && c.relations == Tally::default() && lists == Tally::default() {
        said.push(text(lang, "changes-none", &all));
    } else {
        let [older] = all;
        let with = [
            older,
            ("new", count("count-details", c.findings.new).into()),
            ("gone", number(lang, c.findings.gone).into()),
            ("changed", number(lang, c.findings.changed).into()),
        ];
        said.push(text(lang, "changes-findings", &with));
        for (name, n) in [
            ("changes-relations-new", c.relations.new),
            ("changes-relations-gone", c.relations.gone),
            ("changes-lists-new", lists.new),
            ("changes-lists-gone", lists.gone),
            ("changes-stale", c.became_stale),
        ] {
            if n > 0 {
                said.push(count(name, n));
            }
        }
    }
    said.extend(doubts(lang, c));
    said.join(" ")
}

/// What speaks against taking what is gone for cleaned up.
pub(super) fn doubts(lang: Lang, c: &Changes) -> Vec<String> {
    let say = |doubt: &Doubt| match doubt {
        Doubt::Asked(what) => {
            let what: Vec<String> =
                what.iter().map(|w| text(lang, &format!("changes-asked-{w}"), &[])).collect();
            text(lang, "changes-doubt-asked", &[("what", what.join(", ").into())])
        }
        Doubt::Mailboxes(n, first) => {
            let mut names: Vec<String> = first.iter().map(|name| marked(&shortened(name))).collect();
            names.extend((*n > first.len() as u64).then(|| "…".to_owned()));
            text(lang, "changes-doubt-mailboxes", &[("n", (*n).into()), ("names", names.join(", ").into())])
        }
        Doubt::Unread(n) => text(lang, "changes-doubt-unread", &[("n", (*n).into())]),
        Doubt::LessRead(then, now) => {
            let with = [("then", size(lang, *then).into()), ("now", size(lang, *now).into())];
            text(lang, "changes-doubt-less", &with)
        }
    };
    c.doubts.iter().map(say).collect()
}

/// Counts, by what can be cleaned up.
pub(super) fn sections(end: &RunEnd<'_>) -> Vec<Section> {
    let Some(c) = end.changes else { return Vec::new() };
    let lang = end.run.lang;
    let mut all = vec![by_kind(lang, c)];
    let disclosures = c.by_disclosure.iter().map(|(d, tally)| {
        let name = text(lang, &format!("disclosure-{}", d.as_str()), &[]);
        (Cell::Code(d.as_str(), name), *tally)
    });
    all.push(Section { coded: true, ..table(lang, "changes-by-disclosure", disclosures.collect()) });
    let mut custodians: Vec<_> = c.by_custodian.iter().collect();
    // most first; of equals, the order of names
    custodians.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.all()));
    let more = custodians.len().saturating_sub(TOLD) as u64;
    let custodians = custodians.into_iter().take(TOLD).map(|(name, t)| (Cell::Name(name.to_string()), *t));
    all.push(with_more(lang, table(lang, "changes-by-custodian", custodians.collect()), more));
    let sources = c.by_source.iter().take(TOLD).map(|(name, t)| (Cell::Name(name.clone()), *t));
    let more = c.by_source.len().saturating_sub(TOLD) as u64 + c.sources_omitted;
    all.push(with_more(lang, table(lang, "changes-by-source", sources.collect()), more));
    all.push(relations(lang, c));
    all.push(lists(lang, c));
    all.push(problems(lang, c));
    all.retain(|section| !section.rows.is_empty());
    all.push(coverage(lang, c));
    all
}

fn heading(lang: Lang) -> Vec<Cell> {
    let names = ["changes-new", "changes-gone", "changes-changed"];
    std::iter::once(Cell::Empty).chain(names.map(|name| Cell::text(lang, name))).collect()
}

fn cells(first: Cell, t: Tally) -> Vec<Cell> {
    vec![first, Cell::Count(t.new), Cell::Count(t.gone), Cell::Count(t.changed)]
}

fn table(lang: Lang, title: &str, rows: Vec<(Cell, Tally)>) -> Section {
    let rows = rows.into_iter().map(|(first, tally)| cells(first, tally)).collect();
    Section { heading: heading(lang), rows, ..Section::new(lang, title) }
}

fn with_more(lang: Lang, mut section: Section, more: u64) -> Section {
    if more > 0 {
        section.remarks.push(counted(lang, "count-more", more));
    }
    section
}

fn by_kind(lang: Lang, c: &Changes) -> Section {
    let rows = c.by_kind.iter().map(|(kind, tally)| (Cell::kind(lang, *kind), *tally)).collect();
    let mut section = table(lang, "changes-by-kind", rows);
    section.remarks.push(text(lang, "changes-same", &[("n", c.same.into())]));
    section
}

/// What became of something.
fn change(lang: Lang, number: usize) -> Cell {
    let code = Change::NAMES.get(number).copied().unwrap_or_default();
    Cell::Text(text(lang, &format!("change-{code}"), &[]))
}

/// Which kinds of details came or went.
fn kinds<V>(lang: Lang, details: &[(Kind, V)], more: u64) -> Cell {
    let mut kinds: Vec<Kind> = details.iter().map(|(kind, _)| *kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let mut names: Vec<String> =
        kinds.iter().map(|kind| text(lang, &format!("kind-{}", kind.as_str()), &[])).collect();
    names.extend((more > 0).then(|| "…".to_owned()));
    Cell::Text(names.join(", "))
}

fn relations(lang: Lang, c: &Changes) -> Section {
    let names = ["changes-what", "changes-relation", "column-contact", "changes-came", "changes-went"];
    let row = |r: &RelationChange| {
        let mut label = String::new();
        if let Some((kind, value)) = &r.label {
            mask(*kind, value.reveal(), &mut label);
        }
        vec![
            change(lang, r.change),
            Cell::Name(label),
            r.contact.map_or(Cell::Empty, |n| Cell::Text(format!("c{n}"))),
            kinds(lang, &r.added, r.more_added),
            kinds(lang, &r.gone, r.more_gone),
        ]
    };
    let mut section = Section::new(lang, "changes-relations");
    section.heading = names.map(|name| Cell::text(lang, name)).to_vec();
    section.rows = c.told.iter().take(TOLD).map(row).collect();
    let r = c.relations;
    let with = [
        ("new", number(lang, r.new).into()),
        ("gone", number(lang, r.gone).into()),
        ("changed", number(lang, r.changed).into()),
    ];
    section.remarks.push(text(lang, "changes-relations-all", &with));
    section
}

fn lists(lang: Lang, c: &Changes) -> Section {
    let mut section = Section::new(lang, "summary-lists");
    section.heading = ["changes-what", "summary-list-contacts", "summary-list-way", "summary-list-where"]
        .map(|name| Cell::text(lang, name))
        .to_vec();
    for (number_, list) in c.lists.iter().take(TOLD) {
        let place = [
            ("source", marked(&shortened(list.source.as_str())).into()),
            ("message", number(lang, list.message).into()),
        ];
        section.rows.push(vec![
            change(lang, *number_),
            Cell::Count(list.contacts),
            Cell::Text(text(lang, &format!("way-{}", list.way.as_str()), &[])),
            Cell::Text(text(lang, "summary-place", &place)),
        ]);
    }
    with_more(lang, section, c.lists.len().saturating_sub(TOLD) as u64)
}

fn problems(lang: Lang, c: &Changes) -> Section {
    let mut section = Section::new(lang, "summary-problems");
    section.heading =
        ["changes-what", "column-code", "column-source"].map(|name| Cell::text(lang, name)).to_vec();
    for (number, problem) in c.problems.iter().take(TOLD) {
        let source = problem.place.source.as_ref().map_or("", SourceName::as_str);
        section.rows.push(vec![
            change(lang, *number),
            Cell::Text(problem.code.as_str().to_owned()),
            Cell::Name(source.to_owned()),
        ]);
    }
    with_more(lang, section, c.problems.len().saturating_sub(TOLD) as u64)
}

/// How much both runs read.
fn coverage(lang: Lang, c: &Changes) -> Section {
    let mut section = Section::new(lang, "changes-coverage");
    let named = |name: &str| Cell::text(lang, name);
    section.heading = vec![Cell::Empty, named("changes-then"), named("changes-now")];
    let mut row = |name: &str, of: &dyn Fn(&Extent) -> Cell| {
        section.rows.push(vec![named(name), of(&c.then), of(&c.now)]);
    };
    row("changes-mail-files", &|e| Cell::Count(e.mail_files));
    row("summary-files-mail", &|e| Cell::Size(e.mail));
    row("summary-messages", &|e| Cell::Count(e.messages));
    row("summary-searched", &|e| Cell::Size(e.read));
    row("summary-not-readable", &|e| Cell::Size(e.given_up));
    row("summary-problems", &|e| Cell::Count(e.problems));
    row("summary-findings", &|e| Cell::Count(e.findings));
    section
}
