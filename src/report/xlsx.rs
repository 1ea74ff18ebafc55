//! A run as a workbook (ECMA-376, Office Open XML), for people with a spreadsheet: one sheet a table.
//!
//! In: rows of findings, made by the workers as XML and written as they come. Out: the sheets Summary, Relations, Findings, Lists,
//! Out of date, Past retention and Problems, in the language of the run. Rows of Out of date and Past retention are those of Findings
//! again; they are held, deflated, until Findings is done. Beyond what a sheet can hold a table goes on in a further one.
//!
//! The file is written here rather than by a library: the one that was looked at puts rows by in temporary files where it streams, which would
//! hold values in clear.

mod book;
mod cell;
mod tables;

use std::io::{self, Write};

use super::jsonl::{from, push_fields};
use super::lang::text;
use super::mask::shown;
use super::{Before, Change, Encoder, Masking, ReportFormat, RunEnd, RunInfo};
use crate::model::{Card, Disclosure, Finding, Kind, Lang, MessageMeta, Party, RegionKind, RegisterStatus};
use book::{Book, Bounds, Column, Held, push_row, push_row_end};
use cell::{push_date, push_empty, push_hundredths, push_number, push_shared, push_text};

/// The format `xlsx`.
#[derive(Debug)]
pub struct Xlsx;

/// Columns of a finding, by the name of their heading, with their widths in characters. The third is the text where values
/// are shown, and the hash where they are masked.
const COLUMNS: [(&str, u32); 30] = [
    ("kind", 20),
    ("value", 34),
    ("text", 34),
    ("disclosure", 28),
    ("party", 18),
    ("contact", 10),
    ("register", 22),
    ("date", 20),
    ("subject", 40),
    ("from", 30),
    ("custodian", 20),
    ("source", 40),
    ("message", 10),
    ("region", 20),
    ("field", 14),
    ("part", 10),
    ("media_type", 22),
    ("filename", 28),
    ("present", 34),
    ("retention", 22),
    ("past_since", 14),
    ("confidence", 12),
    ("pattern", 18),
    ("start", 12),
    ("end", 12),
    ("offset", 16),
    ("length", 16),
    ("message_id", 36),
    ("utc_offset", 12),
    ("fields", 40),
];

/// White space behind a row that also belongs to Out of date, or to Past retention: it means nothing to a reader.
const STALE: u8 = b'\t';
const PAST: u8 = b'\r';

impl ReportFormat for Xlsx {
    fn card(&self) -> &'static Card {
        &Card {
            name: "xlsx",
            summary: "The run as a workbook: summary, relations, findings, lists, out of date, past retention, problems.",
            caveats: "Texts are never formulas here; saved as CSV by a spreadsheet they can become some. A cell holds \
                      32,767 characters, a longer text ends with …",
            references: &["ECMA-376", "https://owasp.org/www-community/attacks/CSV_Injection"],
        }
    }
    fn extension(&self) -> &'static str {
        "xlsx"
    }
    fn tells_contacts(&self) -> bool {
        true
    }
    fn message(&self, meta: &MessageMeta, findings: &[Finding], masking: &Masking, out: &mut Vec<u8>) {
        let mut rows = Rows::new(meta, masking);
        for finding in findings {
            rows.push(finding, None, out);
        }
    }
    fn changes(
        &self,
        meta: &MessageMeta,
        findings: &[Finding],
        changes: &[Change],
        masking: &Masking,
        out: &mut Vec<u8>,
    ) {
        let mut rows = Rows::new(meta, masking);
        for (finding, change) in findings.iter().zip(changes) {
            rows.push(finding, Some(change), out);
        }
    }
    fn encoder(&self) -> Box<dyn Encoder> {
        Box::new(Workbook { bounds: Bounds::EXCEL, open: None })
    }
}

/// Texts that many cells have in common: the workers know their numbers, and the language is known to who writes them.
fn shared_texts(lang: Lang) -> Vec<String> {
    let kinds = Kind::ALL.map(|k| format!("kind-{}", k.as_str()));
    let disclosures = Disclosure::ALL.map(|d| format!("disclosure-{}", d.as_str()));
    let parties = Party::ALL.map(|p| format!("party-{}", p.as_str()));
    let statuses = RegisterStatus::ALL.map(|r| format!("register-{r}"));
    let regions = RegionKind::ALL.map(|r| format!("region-{}", r.as_str()));
    let changes = Change::NAMES.map(|name| format!("change-{name}"));
    let names =
        kinds.iter().chain(&disclosures).chain(&parties).chain(&statuses).chain(&regions).chain(&changes);
    names.map(|name| text(lang, name, &[])).collect()
}

const DISCLOSURES: usize = Kind::ALL.len();
const PARTIES: usize = DISCLOSURES + Disclosure::ALL.len();
const STATUSES: usize = PARTIES + Party::ALL.len();
const REGIONS: usize = STATUSES + RegisterStatus::ALL.len();
const CHANGES: usize = REGIONS + RegionKind::ALL.len();

/// What an older run says of a finding: columns of Changes, named after those of a finding.
const BEFORE: [&str; 5] = ["disclosure", "party", "register", "region", "confidence"];

fn kind(kind: Kind) -> Option<usize> {
    Some(kind as usize)
}

fn disclosure(disclosure: Option<Disclosure>) -> Option<usize> {
    disclosure.map(|d| DISCLOSURES + d as usize)
}

fn party(party: Party) -> Option<usize> {
    Some(PARTIES + party as usize)
}

fn status(status: Option<RegisterStatus>) -> Option<usize> {
    status.map(|r| STATUSES + r as usize)
}

fn region(region: RegionKind) -> Option<usize> {
    Some(REGIONS + region as usize)
}

/// Makes the rows of one message.
struct Rows<'m> {
    masking: &'m Masking,
    /// Cells that are the same for all its findings: those from `date` to `message`, those from `offset` to `utc_offset`.
    first: Vec<u8>,
    last: Vec<u8>,
    scratch: String,
    json: Vec<u8>,
}

impl<'m> Rows<'m> {
    fn new(meta: &'m MessageMeta, masking: &'m Masking) -> Self {
        let (mut first, mut last, mut scratch) = (Vec::new(), Vec::new(), String::new());
        push_date(meta.date.as_deref(), &mut first);
        if let Some(subject) = &meta.subject {
            masking.subject(subject, &mut scratch);
        }
        push_text(&scratch, &mut first);
        push_text(from(meta, masking, &mut scratch).unwrap_or_default(), &mut first);
        push_text(&meta.custodian, &mut first);
        push_text(meta.source.as_str(), &mut first);
        push_number(Some(meta.message), &mut first);
        push_number(Some(meta.offset), &mut last);
        push_number(meta.length, &mut last);
        push_text(meta.message_id.as_deref().unwrap_or_default(), &mut last);
        // behind the seconds
        push_text(meta.date.as_deref().and_then(|d| d.get(19..)).unwrap_or_default(), &mut last);
        scratch.clear();
        Rows { masking, first, last, scratch, json: Vec::new() }
    }

    fn push(&mut self, finding: &Finding, change: Option<&Change>, out: &mut Vec<u8>) {
        let masked = self.masking.is_masked();
        push_row(out);
        if let Some(change) = change {
            push_shared(Some(CHANGES + change.number()), out);
            push_before(finding, change, out);
        }
        push_shared(kind(finding.kind), out);
        self.scratch.clear();
        self.masking.value(finding, &mut self.scratch);
        push_text(&self.scratch, out);
        match self.masking.hash(finding) {
            Some(hash) => {
                self.json.clear();
                super::escape::push_hex(&hash, &mut self.json);
                push_text(std::str::from_utf8(&self.json).unwrap_or_default(), out);
            }
            None => push_text(finding.text.as_ref().map_or("", |t| t.reveal()), out),
        }
        push_shared(disclosure(finding.disclosure), out);
        push_shared(party(finding.party), out);
        self.scratch.clear();
        if let Some(contact) = finding.contact {
            tables::push_contact(contact, &mut self.scratch);
        }
        push_text(&self.scratch, out);
        push_shared(status(finding.register), out);
        out.extend_from_slice(&self.first);
        push_shared(region(finding.region), out);
        push_text(finding.field.as_deref().unwrap_or_default(), out);
        push_text(finding.part.section.as_str(), out);
        push_text(&finding.part.media_type, out);
        push_text(finding.part.filename.as_deref().unwrap_or_default(), out);
        self.scratch.clear();
        for (n, value) in finding.present.iter().enumerate() {
            if n > 0 {
                self.scratch.push('\n');
            }
            shown(masked, finding.kind, value, &mut self.scratch);
        }
        push_text(&self.scratch, out);
        let rule = finding.fields.get("retention");
        push_text(rule.map_or("", String::as_str), out);
        push_date(finding.fields.get("past_since").map(String::as_str), out);
        push_hundredths(finding.confidence.hundredths(), out);
        push_text(&finding.pattern, out);
        push_number(finding.span.as_ref().map(|s| s.start), out);
        push_number(finding.span.as_ref().map(|s| s.end), out);
        out.extend_from_slice(&self.last);
        self.json.clear();
        push_fields(finding, self.masking, &mut self.json);
        match self.json.as_slice() {
            b"{}" => push_empty(out),
            json => push_text(std::str::from_utf8(json).unwrap_or_default(), out),
        }
        let stale = finding.register == Some(RegisterStatus::Stale);
        let marks = match (stale && change.is_none(), rule.is_some() && change.is_none()) {
            (false, false) => &[][..],
            (true, false) => &[STALE],
            (false, true) => &[PAST],
            (true, true) => &[STALE, PAST],
        };
        push_row_end(marks, out);
    }
}

/// Appends the cells of what an older run says: only what differs.
fn push_before(finding: &Finding, change: &Change, out: &mut Vec<u8>) {
    let Change::Changed(before) = change else {
        BEFORE.iter().for_each(|_| push_empty(out));
        return;
    };
    let now = Before::of(finding);
    let differing = |then: Option<usize>, now: Option<usize>| then.filter(|_| then != now);
    push_shared(differing(disclosure(before.disclosure), disclosure(now.disclosure)), out);
    push_shared(differing(party(before.party), party(now.party)), out);
    push_shared(differing(status(before.register), status(now.register)), out);
    push_shared(differing(region(before.region), region(now.region)), out);
    if before.confidence == now.confidence {
        push_empty(out);
    } else {
        push_hundredths(before.confidence.hundredths(), out);
    }
}

/// Writes a workbook.
struct Workbook {
    bounds: Bounds,
    open: Option<Open>,
}

struct Open {
    book: Book,
    /// Out of date and Past retention, as long as Findings is written.
    held: Option<(Held, Held)>,
    run: RunInfo,
}

/// The columns of a finding.
fn columns(run: &RunInfo) -> Vec<Column> {
    let column = |(name, width): &(&str, u32)| {
        let name = if *name == "text" && run.masked { "value_hash" } else { *name };
        (text(run.lang, &format!("column-{name}"), &[]), *width)
    };
    COLUMNS.iter().map(column).collect()
}

/// The columns of a finding that changed.
fn changed_columns(run: &RunInfo) -> Vec<Column> {
    let before = |name: &str| {
        let column = text(run.lang, &format!("column-{name}"), &[]);
        (text(run.lang, "column-before", &[("column", column.into())]), 24)
    };
    let change = (text(run.lang, "column-change", &[]), 14);
    std::iter::once(change).chain(BEFORE.map(before)).chain(columns(run)).collect()
}

impl Open {
    /// Ends Findings, and puts in what was held meanwhile.
    fn end_findings(&mut self) -> io::Result<()> {
        let Some((mut stale, mut past)) = self.held.take() else { return Ok(()) };
        let lang = self.run.lang;
        let title = |name: &str| text(lang, name, &[]);
        self.book.end()?;
        for (held, column) in [(&mut stale, "column-register"), (&mut past, "column-retention")] {
            if held.left_out() > 0 {
                let with = [
                    ("n", held.left_out().into()),
                    ("sheet", title("sheet-findings").into()),
                    ("column", title(column).into()),
                ];
                let mut row = Vec::new();
                tables::push_remark(&text(lang, "sheet-left-out", &with), &mut row);
                held.last(&row)?;
            }
        }
        self.book.put(stale)?;
        self.book.put(past)?;
        if self.run.since.is_some() {
            self.book.begin(&title("sheet-changes"), changed_columns(&self.run))?;
        }
        Ok(())
    }
}

impl Workbook {
    fn open(&mut self) -> io::Result<&mut Open> {
        self.open.as_mut().ok_or_else(|| io::Error::other("a workbook goes on that was not begun"))
    }
}

impl Encoder for Workbook {
    fn begin(&mut self, run: &RunInfo, out: &mut dyn Write) -> io::Result<()> {
        let lang = run.lang;
        let columns = columns(run);
        let title = |name: &str| text(lang, name, &[]);
        let mut book = Book::new(self.bounds, &shared_texts(lang))?;
        let stale = Held::new(&title("sheet-stale"), "stale", &columns)?;
        let past = Held::new(&title("sheet-past"), "past", &columns)?;
        book.begin(&title("sheet-findings"), columns)?;
        book.flush(out)?;
        self.open = Some(Open { book, held: Some((stale, past)), run: run.clone() });
        Ok(())
    }

    fn findings(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<()> {
        let bounds = self.bounds;
        let Open { book, held, .. } = self.open()?;
        let Some((stale, past)) = held else { return Ok(()) };
        // such marks stand nowhere else: in texts they are escaped
        if memchr::memchr2(STALE, PAST, bytes).is_some() {
            for line in bytes.split_inclusive(|b| *b == b'\n') {
                let end = line.trim_ascii_end().len();
                for (mark, held) in [(STALE, &mut *stale), (PAST, &mut *past)] {
                    if line[end..].contains(&mark) {
                        held.row(line, bounds)?;
                    }
                }
            }
        }
        book.rows(bytes)?;
        book.flush(out)
    }

    fn changes(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<()> {
        let open = self.open()?;
        open.end_findings()?;
        open.book.rows(bytes)?;
        open.book.flush(out)
    }

    fn end(&mut self, end: &RunEnd<'_>, out: &mut dyn Write) -> io::Result<()> {
        let lang = end.run.lang;
        let title = |name: &str| text(lang, name, &[]);
        let Some(mut open) = self.open.take() else {
            return Err(io::Error::other("a workbook ends that was not begun"));
        };
        open.end_findings()?;
        let Open { mut book, .. } = open;
        // Changes, where that was begun
        book.end()?;
        tables::push_all(&mut book, end, out)?;
        let order = [
            "summary",
            "changes",
            "changed-relations",
            "relations",
            "findings",
            "lists",
            "stale",
            "past",
            "problems",
        ];
        book.finish(&order.map(|name| title(&format!("sheet-{name}"))), out)
    }
}

#[cfg(test)]
mod tests;
