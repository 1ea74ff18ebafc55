//! The end of a run in, what the page says of it out: sentences, counts and the rows of the small tables.
//!
//! All texts are in the language of the report. Values are masked here, where the report is; making texts harmless is left to the template.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::super::lang::{number, text, texts_below};
use super::super::mask::show;
use super::super::outline::{Cell, Section, unmarked};
use super::super::{Change, Changes, RunEnd};
use super::charts::Chart;
use super::counted::charts;
use super::record::{LENGTH, shortened};
use crate::model::{
    BulkList, Disclosure, Kind, Lang, Leaving, Opaque, Party, Problem, ProblemCode, RegionKind,
    RegisterStatus, Sensitive, SourceName, Summary,
};

/// Custodians, and media types, that are told one by one beside a chart.
pub(super) const TOLD: usize = 100;

/// Custodians that the page offers to choose from.
const CHOICES: usize = 1_000;

/// What the end of the page is made of.
#[derive(Debug, Serialize)]
pub(super) struct Page<'a> {
    masked: bool,
    stopped: bool,
    verdict: String,
    /// What changed since an older run.
    changes: Option<Changed>,
    actions: Vec<String>,
    kinds: Vec<String>,
    own_domains: Vec<&'a str>,
    coverage: Coverage,
    tiles: Vec<Tile>,
    charts: Vec<Chart>,
    findings: u64,
    relations: u64,
    relations_omitted: u64,
    stale: u64,
    past: u64,
    register: bool,
    lists: Vec<List<'a>>,
    lists_omitted: u64,
    leaving: Vec<Left>,
    problems: Vec<ProblemRow<'a>>,
    problems_omitted: u64,
}

#[derive(Debug, Serialize)]
struct Changed {
    verdict: String,
    /// Rows of the table.
    rows: u64,
    tables: Vec<ChangedTable>,
}

/// A small table of the summary.
#[derive(Debug, Serialize)]
struct ChangedTable {
    title: String,
    heading: Vec<String>,
    rows: Vec<Vec<(String, bool)>>,
    remarks: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Coverage {
    complete: bool,
    read: u64,
    total: u64,
    percent: u64,
    opaque: u64,
    given_up: u64,
    files_given_up: u64,
    not_mail_files: u64,
    not_mail: u64,
    excluded_files: u64,
    excluded: u64,
    opaque_types: Vec<(String, Opaque)>,
    opaque_more: usize,
    codes: Vec<Code>,
}

#[derive(Debug, Serialize)]
struct Code {
    name: String,
    count: u64,
    bytes: u64,
    at_least: bool,
}

#[derive(Debug, Serialize)]
struct Tile {
    count: u64,
    label: String,
    grave: bool,
}

#[derive(Debug, Serialize)]
struct List<'a> {
    contacts: u64,
    way: String,
    little: bool,
    known: Option<u64>,
    stale: Option<u64>,
    outside: u64,
    date: Option<&'a str>,
    from: Option<String>,
    file: &'a str,
    series: Option<u64>,
    source: &'a str,
    message: u64,
    message_id: Option<&'a str>,
    custodian: &'a str,
}

#[derive(Debug, Serialize)]
struct Left {
    from: String,
    to: String,
    own: bool,
    relations: u64,
    messages: u64,
    first: String,
    last: String,
}

#[derive(Debug, Serialize)]
struct ProblemRow<'a> {
    code: String,
    bytes: u64,
    source: Option<&'a str>,
    message: Option<u64>,
    part: Option<&'a str>,
    detail: &'a str,
}

/// What the page says, beside findings and relations, of which there are so many rows.
pub(super) fn page<'a>(end: &'a RunEnd<'a>, [findings, relations, changes]: [u64; 3]) -> Page<'a> {
    let (s, lang) = (end.summary, end.run.lang);
    let relations_omitted = s.contacts_met.saturating_sub(Summary::CONTACTS_KEPT);
    Page {
        masked: end.run.masked,
        stopped: s.stopped,
        verdict: verdict(end),
        changes: end.changes.map(|c| changed(end, c, changes)),
        actions: actions(end),
        kinds: end.run.kinds.iter().map(|k| text(lang, &format!("kind-{}", k.as_str()), &[])).collect(),
        own_domains: s.proposed_own.iter().map(String::as_str).collect(),
        coverage: coverage(end),
        tiles: tiles(end, relations + relations_omitted),
        charts: charts(end),
        findings,
        relations,
        relations_omitted,
        stale: of_status(end, RegisterStatus::Stale),
        past: s.past_retention,
        register: !s.register.is_empty(),
        lists: s.lists.iter().map(|l| list(end, l)).collect(),
        lists_omitted: s.lists_met.saturating_sub(s.lists.len() as u64),
        leaving: s.leaving.iter().map(|l| left(end, l)).collect(),
        problems: end.problems.iter().map(|p| problem(lang, p)).collect(),
        problems_omitted: end.problems_omitted,
    }
}

fn changed(end: &RunEnd<'_>, c: &Changes, rows: u64) -> Changed {
    let lang = end.run.lang;
    let cell = |cell: &Cell| match cell {
        Cell::Text(text) => (unmarked(text), false),
        Cell::Name(text) | Cell::Code(_, text) => (text.clone(), false),
        Cell::Count(n) => (number(lang, *n), true),
        Cell::Size(n) => (super::super::lang::size(lang, *n), true),
        Cell::Empty => (String::new(), false),
    };
    let table = |section: Section| ChangedTable {
        title: section.title,
        heading: section.heading.iter().map(|one| cell(one).0).collect(),
        rows: section.rows.iter().map(|row| row.iter().map(cell).collect()).collect(),
        remarks: section.remarks.iter().map(|remark| unmarked(remark)).collect(),
    };
    Changed {
        verdict: unmarked(&super::super::changed::verdict(lang, c)),
        rows,
        tables: super::super::changed::sections(end).into_iter().map(table).collect(),
    }
}

fn of_status(end: &RunEnd<'_>, status: RegisterStatus) -> u64 {
    end.summary.register.get(&status).copied().unwrap_or_default()
}

fn relations_told(end: &RunEnd<'_>, disclosure: Disclosure) -> u64 {
    end.summary.contacts.get(&disclosure).copied().unwrap_or_default()
}

fn outside_header(end: &RunEnd<'_>) -> u64 {
    end.summary.total_findings().saturating_sub(end.summary.in_header.values().sum())
}

/// How bad it is, in a sentence.
fn verdict(end: &RunEnd<'_>) -> String {
    let (s, lang) = (end.summary, end.run.lang);
    let say = |name: &str, n: u64| text(lang, name, &[("n", n.into())]);
    if s.total_findings() == 0 {
        return text(
            lang,
            if s.content.messages == 0 { "html-verdict-no-mail" } else { "html-verdict-nothing" },
            &[],
        );
    }
    let mut clauses = Vec::new();
    if s.disclosures.is_empty() || !s.own_known {
        let messages = ("messages", s.messages_with_findings.into());
        clauses.push(text(lang, "html-verdict-found", &[("n", outside_header(end).into()), messages]));
    } else {
        let inside = ("inside", relations_told(end, Disclosure::Internal).into());
        let outside = ("outside", relations_told(end, Disclosure::External).into());
        clauses.push(text(lang, "html-verdict-relations", &[inside, outside]));
    }
    if s.lists_met > 0 {
        let little = s.lists.iter().filter(|l| l.is_little()).count() as u64;
        clauses.push(text(
            lang,
            "html-verdict-lists",
            &[("n", s.lists_met.into()), ("little", little.into())],
        ));
    }
    if of_status(end, RegisterStatus::Stale) > 0 {
        clauses.push(say("html-verdict-stale", of_status(end, RegisterStatus::Stale)));
    }
    if s.past_retention > 0 {
        clauses.push(say("html-verdict-past", s.past_retention));
    }
    format!("{}.", clauses.join("; "))
}

/// What to do now.
fn actions(end: &RunEnd<'_>) -> Vec<String> {
    let s = end.summary;
    let found = s.total_findings() > 0;
    [
        (s.stopped, "html-do-stopped"),
        (s.content.messages == 0, "html-do-no-mail"),
        (found && !s.own_known, "html-do-own"),
        (relations_told(end, Disclosure::External) > 0, "html-do-external"),
        (!s.leaving.is_empty(), "html-do-leaving"),
        (s.lists_met > 0, "html-do-lists"),
        (of_status(end, RegisterStatus::Stale) > 0, "html-do-stale"),
        (s.past_retention > 0, "html-do-past"),
        (relations_told(end, Disclosure::Internal) > 0, "html-do-internal"),
        (s.problems.contains_key(&ProblemCode::Encrypted), "html-do-encrypted"),
        (s.total_problems() > 0, "html-do-problems"),
    ]
    .into_iter()
    .filter(|(said, _)| *said)
    .map(|(_, name)| text(end.run.lang, name, &[]))
    .collect()
}

fn coverage(end: &RunEnd<'_>) -> Coverage {
    let (files, content) = (&end.summary.files, &end.summary.content);
    let mut opaque: Vec<(String, Opaque)> =
        content.opaque.iter().map(|(name, o)| (name.clone(), *o)).collect();
    opaque.sort_by_key(|(_, o)| std::cmp::Reverse(o.bytes));
    let opaque_more = opaque.len().saturating_sub(TOLD);
    opaque.truncate(TOLD);
    let mut bytes: BTreeMap<ProblemCode, u64> = BTreeMap::new();
    for problem in end.problems {
        *bytes.entry(problem.code).or_default() += problem.given_up;
    }
    let code = |(code, count): (&ProblemCode, &u64)| Code {
        name: text(end.run.lang, &format!("problem-{}", code.as_str()), &[]),
        count: *count,
        bytes: bytes.get(code).copied().unwrap_or_default(),
        at_least: end.problems_omitted > 0,
    };
    Coverage {
        complete: end.summary.total_problems() == 0 && files.given_up == 0 && content.given_up == 0,
        read: content.read,
        total: content.total,
        // rounded down: 100 is said of all only
        percent: (u128::from(content.read) * 100).checked_div(content.total.into()).unwrap_or(100) as u64,
        opaque: content.opaque_bytes(),
        given_up: content.given_up,
        files_given_up: files.given_up,
        not_mail_files: files.not_mail_files,
        not_mail: files.not_mail,
        excluded_files: files.excluded_files,
        excluded: files.excluded,
        opaque_types: opaque,
        opaque_more,
        codes: end.summary.problems.iter().map(code).collect(),
    }
}

fn tiles(end: &RunEnd<'_>, relations: u64) -> Vec<Tile> {
    let s = end.summary;
    let known = !s.disclosures.is_empty();
    let register = !s.register.is_empty();
    let past = s.past_retention + s.retention_unknown > 0;
    [
        (true, false, "messages", s.content.messages),
        (true, false, "with-details", s.messages_with_findings),
        (true, false, "findings", outside_header(end)),
        (s.contacts_met > 0, false, "relations", relations),
        (known, true, "external", relations_told(end, Disclosure::External)),
        (known, true, "internal", relations_told(end, Disclosure::Internal)),
        (known, true, "lists", s.lists_met),
        (register, true, "stale", of_status(end, RegisterStatus::Stale)),
        (past, true, "past", s.past_retention),
        (true, true, "problems", s.total_problems()),
    ]
    .into_iter()
    .filter(|(shown, ..)| *shown)
    .map(|(_, grave, name, count)| Tile {
        count,
        label: text(end.run.lang, &format!("html-tile-{name}"), &[("n", count.into())]),
        grave: grave && count > 0,
    })
    .collect()
}

fn address(end: &RunEnd<'_>, address: &Sensitive<String>) -> String {
    let mut shown = String::new();
    show(end.run.masked, Kind::Email, address.reveal(), &mut shown);
    shown
}

fn list<'a>(end: &RunEnd<'_>, l: &'a BulkList) -> List<'a> {
    List {
        contacts: l.contacts,
        way: text(end.run.lang, &format!("way-{}", l.way.as_str()), &[]),
        little: l.is_little(),
        known: l.known,
        stale: l.stale,
        outside: l.outside,
        date: l.date.as_deref(),
        from: l.from.as_ref().map(|f| address(end, f)),
        file: l.part.filename.as_deref().unwrap_or(l.part.section.as_str()),
        series: l.series,
        source: l.source.as_str(),
        message: l.message,
        message_id: l.message_id.as_deref(),
        custodian: &l.custodian,
    }
}

fn left(end: &RunEnd<'_>, l: &Leaving) -> Left {
    Left {
        from: address(end, &l.from),
        to: address(end, &l.to),
        own: l.own,
        relations: l.relations,
        messages: l.messages,
        first: l.days.0.clone(),
        last: l.days.1.clone(),
    }
}

fn problem(lang: Lang, p: &Problem) -> ProblemRow<'_> {
    ProblemRow {
        code: text(lang, &format!("problem-{}", p.code.as_str()), &[]),
        bytes: p.given_up,
        source: p.place.source.as_ref().map(SourceName::as_str),
        message: p.place.message,
        part: p.place.part.as_ref().map(crate::model::Section::as_str),
        detail: &p.detail,
    }
}

/// What the script needs to know: its texts, and the words that rows have as numbers.
pub(super) fn data(end: &RunEnd<'_>) -> Value {
    let (s, lang) = (end.summary, end.run.lang);
    let texts: serde_json::Map<String, Value> =
        texts_below(lang, "ui-").into_iter().map(|(name, text)| (name, text.into())).collect();
    let words = |prefix: &str, names: Vec<&str>| -> Vec<String> {
        names.iter().map(|name| text(lang, &format!("{prefix}-{name}"), &[])).collect()
    };
    let custodians: Vec<_> = s.by_custodian.keys().take(CHOICES).map(|c| shortened(c, LENGTH)).collect();
    json!({
        "lang": lang.as_str(),
        "texts": texts,
        "kinds": words("kind", Kind::ALL.map(Kind::as_str).to_vec()),
        "regions": words("region", RegionKind::ALL.map(RegionKind::as_str).to_vec()),
        "disclosures": words("disclosure", Disclosure::ALL.map(Disclosure::as_str).to_vec()),
        "parties": words("party", Party::ALL.map(Party::as_str).to_vec()),
        "changes": words("change", Change::NAMES.to_vec()),
        "registers": words("register", RegisterStatus::ALL.map(RegisterStatus::as_str).to_vec()),
        "custodians": custodians,
        "register": !s.register.is_empty(),
    })
}
