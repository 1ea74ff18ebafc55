//! The counts of a run in, the sections of a summary out: titles, tables and remarks, in the language of the run.
//!
//! A terminal ([`mod@super::summary`]), Markdown ([`super::md`]) and a sheet ([`super::xlsx`]) each show the same sections in
//! their own way. They hold no value of any message but masked addresses. Names that others wrote (custodians, media types,
//! paths) are as they came: who shows them makes them harmless.

use super::RunEnd;
use super::lang::{day, number, size, text};
use super::sanitise::{sanitise, shortened};
use crate::model::{Kind, KindCounts, Lang, Summary};

/// Custodians that are listed; the rest is added up.
const CUSTODIANS: usize = 20;

/// Media types that are listed; the rest is added up.
const MEDIA_TYPES: usize = 10;

/// Kinds that have a column in the tables by custodian and by year; when there are more, the rest share the last one.
const KINDS: usize = 5;

/// What stands around a name that others wrote in a text of ours, so that who shows the text can tell them apart. No name
/// holds these characters: they act on a terminal, and are made visible.
pub(super) const MARKS: [char; 2] = ['\x01', '\x02'];

/// A name that others wrote, harmless and marked as theirs.
pub(super) fn marked(name: &str) -> String {
    format!("{}{}{}", MARKS[0], sanitise(name), MARKS[1])
}

/// A text of ours without the marks in it.
pub(super) fn unmarked(text: &str) -> String {
    text.replace(MARKS, "")
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    /// A text in the language of the run; names in it are [`marked`].
    Text(String),
    /// A name that somebody else wrote.
    Name(String),
    /// What options call by a code, and people by a name.
    Code(&'static str, String),
    Count(u64),
    /// Bytes.
    Size(u64),
    Empty,
}

impl Cell {
    pub(super) fn text(lang: Lang, name: &str) -> Self {
        Cell::Text(text(lang, name, &[]))
    }

    pub(super) fn kind(lang: Lang, kind: Kind) -> Self {
        Cell::Code(kind.as_str(), text(lang, &format!("kind-{}", kind.as_str()), &[]))
    }
}

/// A part of the summary.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) title: String,
    pub(super) heading: Vec<Cell>,
    pub(super) rows: Vec<Vec<Cell>>,
    /// Rows begin with a code; where only that is shown, its name comes last.
    pub(super) coded: bool,
    /// What is said below the table.
    pub(super) remarks: Vec<String>,
}

impl Section {
    pub(super) fn new(lang: Lang, title: &str) -> Self {
        Section { title: text(lang, title, &[]), ..Section::default() }
    }
}

/// A count with its noun.
pub(super) fn counted(lang: Lang, noun: &str, n: u64) -> String {
    text(lang, noun, &[("n", n.into())])
}

/// What is said first: how much was read, and what this report is.
pub(super) fn lead(end: &RunEnd<'_>) -> Vec<String> {
    let (lang, s) = (end.run.lang, end.summary);
    let mut said = vec![text(
        lang,
        "summary-read",
        &[
            ("messages", counted(lang, "count-messages", s.content.messages).into()),
            ("files", counted(lang, "count-mail-files", s.files.mail_files).into()),
            ("size", size(lang, s.files.mail).into()),
        ],
    )];
    if s.stopped {
        said.push(text(lang, "summary-stopped", &[]));
    }
    if let Some(custodian) = &end.run.custodian {
        said.push(text(lang, "summary-custodian", &[("name", marked(custodian).into())]));
    }
    said.extend(expires(end));
    said
}

/// By when this report is to be destroyed.
pub(super) fn expires(end: &RunEnd<'_>) -> Option<String> {
    let date = end.run.expires.as_deref()?;
    Some(text(end.run.lang, "summary-expires", &[("day", day(end.run.lang, date).into())]))
}

/// All sections that have something to say.
pub(super) fn sections(end: &RunEnd<'_>) -> Vec<Section> {
    let s = end.summary;
    let kinds: Vec<Kind> = s.findings.iter().filter(|(_, n)| **n > 0).map(|(k, _)| *k).collect();
    let columns = Columns::of(end, &kinds);
    let mut all = super::changed::sections(end);
    all.extend(super::suppressed::section(end));
    all.push(found(end, &kinds));
    all.extend(super::relations::sections(end));
    all.extend(custodians(end, &columns));
    all.extend(years(end, &columns));
    all.push(coverage(end));
    all.extend(problems(end));
    all
}

fn found(end: &RunEnd<'_>, kinds: &[Kind]) -> Section {
    let (lang, s) = (end.run.lang, end.summary);
    let mut section = Section::new(lang, "summary-found");
    if kinds.is_empty() {
        section.remarks.push(text(lang, "summary-found-nothing", &[]));
    } else {
        section.heading =
            vec![Cell::Empty, Cell::text(lang, "summary-all"), Cell::text(lang, "summary-outside-header")];
        for kind in kinds {
            let all = s.findings.get(kind).copied().unwrap_or_default();
            let header = s.in_header.get(kind).copied().unwrap_or_default();
            let outside = all.saturating_sub(header);
            section.rows.push(vec![Cell::kind(lang, *kind), Cell::Count(all), Cell::Count(outside)]);
        }
        let with = [
            ("n", number(lang, s.messages_with_findings).into()),
            ("messages", counted(lang, "count-messages", s.content.messages).into()),
        ];
        section.remarks.push(text(lang, "summary-holding", &with));
    }
    let ignored: u64 = s.ignored.values().sum();
    if ignored > 0 {
        let details = counted(lang, "count-details", ignored);
        section.remarks.push(text(lang, "summary-ignored", &[("details", details.into())]));
    }
    section
}

/// The kinds that have a column of their own, and those that share one: lines are to fit a terminal.
struct Columns {
    own: Vec<Kind>,
    shared: Vec<Kind>,
    lang: Lang,
}

impl Columns {
    /// All kinds, where they are few; else those with the most findings, in the order of kinds.
    fn of(end: &RunEnd<'_>, kinds: &[Kind]) -> Self {
        let lang = end.run.lang;
        if kinds.len() <= KINDS {
            return Columns { own: kinds.to_vec(), shared: Vec::new(), lang };
        }
        let mut most: Vec<Kind> = kinds.to_vec();
        most.sort_by_key(|k| std::cmp::Reverse(end.summary.findings.get(k).copied().unwrap_or_default()));
        let mut own: Vec<Kind> = most.iter().take(KINDS - 1).copied().collect();
        own.sort_unstable();
        let shared = kinds.iter().filter(|k| !own.contains(k)).copied().collect();
        Columns { own, shared, lang }
    }

    fn heading(&self, first: &[&str]) -> Vec<Cell> {
        let names = self.own.iter().map(|kind| Cell::kind(self.lang, *kind));
        let other = (!self.shared.is_empty()).then(|| Cell::text(self.lang, "summary-other"));
        let first = first.iter().map(|name| Cell::text(self.lang, name));
        std::iter::once(Cell::Empty).chain(first).chain(names).chain(other).collect()
    }

    /// The numbers of several counts, added up.
    fn numbers(&self, found: &[&KindCounts]) -> impl Iterator<Item = Cell> {
        let sum = |kinds: &[Kind]| {
            Cell::Count(kinds.iter().flat_map(|k| found.iter().filter_map(|counts| counts.get(k))).sum())
        };
        let own: Vec<Cell> = self.own.iter().map(|k| sum(&[*k])).collect();
        own.into_iter().chain((!self.shared.is_empty()).then(|| sum(&self.shared)))
    }
}

fn custodians(end: &RunEnd<'_>, columns: &Columns) -> Option<Section> {
    let (lang, all) = (end.run.lang, &end.summary.by_custodian);
    if all.is_empty() {
        return None;
    }
    let mut section = Section::new(lang, "summary-custodians");
    section.heading = columns.heading(&["summary-messages", "summary-with-details"]);
    let mut sorted: Vec<_> = all.iter().collect();
    // Most findings first; of equals, the order of names.
    sorted.sort_by_key(|(_, c)| std::cmp::Reverse(c.findings.values().sum::<u64>()));
    for (name, c) in sorted.iter().take(CUSTODIANS) {
        let mut row = vec![
            Cell::Name(name.to_string()),
            Cell::Count(c.messages),
            Cell::Count(c.messages_with_findings),
        ];
        row.extend(columns.numbers(&[&c.findings]));
        section.rows.push(row);
    }
    if let Some(rest) = sorted.get(CUSTODIANS..)
        && !rest.is_empty()
    {
        let mut row = vec![
            Cell::Text(counted(lang, "count-more", rest.len() as u64)),
            Cell::Count(rest.iter().map(|(_, c)| c.messages).sum()),
            Cell::Count(rest.iter().map(|(_, c)| c.messages_with_findings).sum()),
        ];
        row.extend(columns.numbers(&rest.iter().map(|(_, c)| &c.findings).collect::<Vec<_>>()));
        section.rows.push(row);
    }
    Some(section)
}

fn years(end: &RunEnd<'_>, columns: &Columns) -> Option<Section> {
    let (lang, all) = (end.run.lang, &end.summary.by_year);
    if columns.own.is_empty() || all.is_empty() {
        return None;
    }
    let mut section = Section::new(lang, "summary-years");
    section.heading = columns.heading(&[]);
    // Messages without a date come last.
    for (year, found) in
        all.iter().filter(|(y, _)| y.is_some()).chain(all.iter().filter(|(y, _)| y.is_none()))
    {
        let mut row =
            vec![year.map_or_else(|| Cell::text(lang, "summary-no-date"), |y| Cell::Text(y.to_string()))];
        row.extend(columns.numbers(&[found]));
        section.rows.push(row);
    }
    Some(section)
}

/// What stands below another row begins with two spaces.
fn below(text: &str) -> Cell {
    Cell::Text(format!("  {text}"))
}

fn coverage(end: &RunEnd<'_>) -> Section {
    let (lang, s) = (end.run.lang, end.summary);
    let (files, content) = (&s.files, &s.content);
    let named = |name: &str| below(&text(lang, name, &[]));
    let n = |noun: &str, n: u64| Cell::Text(counted(lang, noun, n));
    let mut section = Section::new(lang, "summary-coverage");
    section.rows = vec![
        vec![Cell::text(lang, "summary-files"), Cell::Size(files.total()), Cell::Empty],
        vec![named("summary-files-mail"), Cell::Size(files.mail), n("count-files", files.mail_files)],
        vec![
            named("summary-files-not-mail"),
            Cell::Size(files.not_mail),
            n("count-files", files.not_mail_files),
        ],
    ];
    let rows = &mut section.rows;
    if files.excluded_files > 0 {
        rows.push(vec![
            named("summary-files-left-out"),
            Cell::Size(files.excluded),
            n("count-files", files.excluded_files),
        ]);
    }
    rows.push(vec![named("summary-not-readable"), Cell::Size(files.given_up), Cell::Empty]);
    rows.push(vec![Cell::text(lang, "summary-content"), Cell::Size(content.total), Cell::Empty]);
    rows.push(vec![named("summary-searched"), Cell::Size(content.read), n("count-parts", content.parts)]);
    let mut opaque: Vec<_> = content.opaque.iter().collect();
    opaque.sort_by_key(|(_, o)| std::cmp::Reverse(o.bytes));
    let mut not_searched = |what: String, bytes: u64, parts: u64| {
        let said = text(lang, "summary-not-searched", &[("what", what.into())]);
        rows.push(vec![below(&said), Cell::Size(bytes), n("count-parts", parts)]);
    };
    for (media_type, o) in opaque.iter().take(MEDIA_TYPES) {
        not_searched(marked(&shortened(media_type)), o.bytes, o.parts);
    }
    if let Some(rest) = opaque.get(MEDIA_TYPES..)
        && !rest.is_empty()
    {
        not_searched(
            counted(lang, "count-other-types", rest.len() as u64),
            rest.iter().map(|(_, o)| o.bytes).sum(),
            rest.iter().map(|(_, o)| o.parts).sum(),
        );
    }
    rows.push(vec![named("summary-not-readable"), Cell::Size(content.given_up), Cell::Empty]);
    section
}

fn problems(end: &RunEnd<'_>) -> Option<Section> {
    let (lang, s) = (end.run.lang, end.summary);
    if s.total_problems() == 0 {
        return None;
    }
    let mut section = Section { coded: true, ..Section::new(lang, "summary-problems") };
    for (code, n) in &s.problems {
        let name = text(lang, &format!("problem-{}", code.as_str()), &[]);
        section.rows.push(vec![Cell::Code(code.as_str(), name), Cell::Count(*n)]);
    }
    Some(section)
}

/// What a person may do with the result of a run in a terminal. `problems_listed` says that the user has asked for the file of
/// all problems already.
pub(super) fn next(end: &RunEnd<'_>, problems_listed: bool) -> Section {
    let (lang, s): (Lang, &Summary) = (end.run.lang, end.summary);
    let mut section = Section::new(lang, "summary-next");
    let mut say = |name: &str| section.remarks.push(text(lang, name, &[]));
    if s.content.messages == 0 && !s.stopped {
        say("summary-no-mail");
    }
    if s.total_problems() > 0 {
        let what = counted(lang, "count-problems", s.total_problems());
        let name = if problems_listed { "summary-problems-listed" } else { "summary-problems-unlisted" };
        section.remarks.push(text(lang, name, &[("problems", what.into())]));
    }
    let mut say = |name: &str| section.remarks.push(text(lang, name, &[]));
    if s.total_findings() > 0 {
        say("summary-places");
        if end.run.masked {
            say("summary-reveal");
        }
    } else if s.content.messages > 0 {
        say("summary-nothing");
    }
    section
}
