//! The tables that are written when all was read: summary, relations, lists, problems.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::book::{Book, Column, push_row, push_row_end};
use super::cell::{push_count, push_date, push_empty, push_heading, push_number, push_shared, push_text};
use super::{kind, party, region, status};
use crate::model::{Contact, Disclosure, Kind, Lang, Party, Sensitive, SourceName};
use crate::report::lang::text;
use crate::report::mask::shown;
use crate::report::outline::{Cell, lead, sections, unmarked};
use crate::report::verdict::verdict;
use crate::report::{Changes, RunEnd};

/// Bytes of rows that are gathered before they are packed.
const GATHERED: usize = 256 << 10;

/// Writes them, one after the other.
pub(super) fn push_all(book: &mut Book, end: &RunEnd<'_>, out: &mut dyn Write) -> io::Result<()> {
    summary(book, end)?;
    book.flush(out)?;
    if let Some(changes) = end.changes {
        changed_relations(book, end, changes)?;
        book.flush(out)?;
    }
    relations(book, end, out)?;
    lists(book, end)?;
    book.flush(out)?;
    problems(book, end)?;
    book.flush(out)
}

/// Appends the number of a contact as it stands in every report.
pub(super) fn push_contact(number: u64, out: &mut String) {
    // Writing to a String cannot fail.
    let _ = write!(out, "c{number}");
}

/// Appends a row that says something of the table.
pub(super) fn push_remark(remark: &str, out: &mut Vec<u8>) {
    push_row(out);
    push_text(remark, out);
    push_row_end(&[], out);
}

fn columns(lang: Lang, columns: &[(&str, u32)]) -> Vec<Column> {
    columns.iter().map(|(name, width)| (text(lang, &format!("column-{name}"), &[]), *width)).collect()
}

fn begin(book: &mut Book, lang: Lang, title: &str, named: &[(&str, u32)]) -> io::Result<()> {
    book.begin(&text(lang, title, &[]), columns(lang, named))
}

/// Every row says what it is about, so that the sheet can be filtered like the others.
fn summary(book: &mut Book, end: &RunEnd<'_>) -> io::Result<()> {
    let lang = end.run.lang;
    let mut columns = columns(lang, &[("section", 44), ("what", 60), ("number", 16), ("further", 24)]);
    // the tables by custodian and by year have a column a kind
    columns.extend((0..6).map(|_| (String::new(), 18)));
    book.begin(&text(lang, "sheet-summary", &[]), columns)?;
    let mut rows = Vec::new();
    let title = text(lang, "summary-title", &[]);
    let masked = if end.run.masked { "summary-masked" } else { "summary-revealed" };
    let made = [
        ("program", env!("CARGO_PKG_NAME").into()),
        ("version", env!("CARGO_PKG_VERSION").into()),
        ("paths", end.run.paths.join(", ").into()),
    ];
    let changes = end.changes.map(|changes| crate::report::changed::verdict(lang, changes));
    let said = changes
        .into_iter()
        .chain([verdict(lang, end.summary)])
        .chain(lead(end))
        .chain([text(lang, masked, &[]), text(lang, "summary-run", &made)]);
    for said in said {
        push_row(&mut rows);
        push_text(&title, &mut rows);
        push_text(&unmarked(&said), &mut rows);
        push_row_end(&[], &mut rows);
    }
    for section in sections(end) {
        if !section.heading.is_empty() {
            push_row(&mut rows);
            push_heading(&section.title, &mut rows);
            for cell in &section.heading {
                match cell {
                    Cell::Text(text) | Cell::Code(_, text) | Cell::Name(text) => {
                        push_heading(text, &mut rows);
                    }
                    Cell::Count(_) | Cell::Size(_) | Cell::Empty => push_empty(&mut rows),
                }
            }
            push_row_end(&[], &mut rows);
        }
        for cells in &section.rows {
            push_row(&mut rows);
            push_text(&section.title, &mut rows);
            for cell in cells {
                match cell {
                    Cell::Text(text) => push_text(&unmarked(text), &mut rows),
                    Cell::Name(text) | Cell::Code(_, text) => push_text(text, &mut rows),
                    Cell::Count(n) => push_count(*n, &mut rows),
                    Cell::Size(n) => push_text(&crate::report::lang::size(lang, *n), &mut rows),
                    Cell::Empty => push_empty(&mut rows),
                }
            }
            push_row_end(&[], &mut rows);
        }
        for remark in &section.remarks {
            push_row(&mut rows);
            push_text(&section.title, &mut rows);
            push_text(&unmarked(remark), &mut rows);
            push_row_end(&[], &mut rows);
        }
    }
    book.rows(&rows)?;
    book.end()
}

/// One row a relation that came, went or has other details.
fn changed_relations(book: &mut Book, end: &RunEnd<'_>, changes: &Changes) -> io::Result<()> {
    let lang = end.run.lang;
    let named = [("change", 14), ("contact", 10), ("value", 34), ("added", 60), ("gone", 60)];
    begin(book, lang, "sheet-changed-relations", &named)?;
    let details = |all: &[(Kind, Sensitive<String>)], more: u64| {
        let mut out = String::new();
        for (n, (kind, value)) in all.iter().enumerate() {
            out.push_str(if n > 0 { "\n" } else { "" });
            shown(end.run.masked, *kind, value, &mut out);
        }
        if more > 0 {
            out.push_str("\n…");
        }
        out
    };
    let mut rows = Vec::new();
    for relation in &changes.told {
        push_row(&mut rows);
        push_shared(Some(super::CHANGES + relation.change), &mut rows);
        let mut contact = String::new();
        if let Some(n) = relation.contact {
            push_contact(n, &mut contact);
        }
        push_text(&contact, &mut rows);
        push_text(&details(relation.label.as_slice(), 0), &mut rows);
        push_text(&details(&relation.added, relation.more_added), &mut rows);
        push_text(&details(&relation.gone, relation.more_gone), &mut rows);
        push_row_end(&[], &mut rows);
    }
    book.rows(&rows)?;
    book.end()
}

/// One row a value of a contact outside the own organisation.
fn relations(book: &mut Book, end: &RunEnd<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = end.run.lang;
    let named = [
        ("contact", 10),
        ("party", 18),
        ("kind", 20),
        ("value", 34),
        ("findings", 12),
        ("first_seen", 14),
        ("last_seen", 14),
        ("register", 22),
        ("present", 34),
        ("disclosure", 60),
        ("source", 40),
        ("message", 10),
        ("part", 10),
        ("sources", 50),
    ];
    begin(book, lang, "sheet-relations", &named)?;
    let mut rows = Vec::new();
    let mut text_ = String::new();
    for contact in end.summary.directory.iter().filter(|c| c.party != Party::Own) {
        let ways = ways(&contact, lang);
        for detail in &contact.details {
            push_row(&mut rows);
            text_.clear();
            push_contact(contact.number, &mut text_);
            push_text(&text_, &mut rows);
            push_shared(party(contact.party), &mut rows);
            push_shared(kind(detail.kind), &mut rows);
            text_.clear();
            shown(end.run.masked, detail.kind, &detail.value, &mut text_);
            push_text(&text_, &mut rows);
            push_count(detail.findings, &mut rows);
            push_date(detail.days.as_ref().map(|d| d.0.as_str()), &mut rows);
            push_date(detail.days.as_ref().map(|d| d.1.as_str()), &mut rows);
            push_shared(status(detail.register), &mut rows);
            text_.clear();
            for (n, value) in detail.present.iter().enumerate() {
                text_.push_str(if n > 0 { "\n" } else { "" });
                shown(end.run.masked, detail.kind, value, &mut text_);
            }
            push_text(&text_, &mut rows);
            push_text(&ways, &mut rows);
            push_text(detail.place.0.as_str(), &mut rows);
            push_number(Some(detail.place.1), &mut rows);
            push_text(detail.place.2.as_str(), &mut rows);
            let mut sources: Vec<&str> = detail.sources.iter().map(SourceName::as_str).collect();
            sources.extend(detail.more_sources.then_some("…"));
            push_text(&sources.join("\n"), &mut rows);
            push_row_end(&[], &mut rows);
            if rows.len() > GATHERED {
                book.rows(&rows)?;
                book.flush(out)?;
                rows.clear();
            }
        }
        if contact.more_details {
            push_remark(&format!("c{}: …", contact.number), &mut rows);
        }
    }
    push_more(lang, end.summary.contacts_omitted, "sheet-contacts-hint", &mut rows);
    book.rows(&rows)?;
    book.end()?;
    book.flush(out)
}

/// How the details of a contact came to be where they are, with counts.
fn ways(contact: &Contact, lang: Lang) -> String {
    let way = |(disclosure, n): (&Disclosure, &u64)| {
        let name = text(lang, &format!("disclosure-{}", disclosure.as_str()), &[]);
        format!("{name}: {}", crate::report::lang::number(lang, *n))
    };
    contact.disclosures.iter().map(way).collect::<Vec<_>>().join("\n")
}

/// Says that there are more than the table has.
fn push_more(lang: Lang, more: u64, hint: &str, rows: &mut Vec<u8>) {
    if more > 0 {
        let hint = text(lang, hint, &[]);
        push_remark(&text(lang, "sheet-more", &[("n", more.into()), ("hint", hint.into())]), rows);
    }
}

fn lists(book: &mut Book, end: &RunEnd<'_>) -> io::Result<()> {
    let lang = end.run.lang;
    let named = [
        ("contacts", 10),
        ("way", 24),
        ("outside", 20),
        ("known", 22),
        ("stale", 14),
        ("series", 10),
        ("little", 16),
        ("date", 20),
        ("from", 30),
        ("custodian", 20),
        ("source", 40),
        ("message", 10),
        ("region", 20),
        ("part", 10),
        ("filename", 28),
        ("message_id", 36),
    ];
    begin(book, lang, "sheet-lists", &named)?;
    let mut rows = Vec::new();
    for list in &end.summary.lists {
        push_row(&mut rows);
        push_count(list.contacts, &mut rows);
        push_text(&text(lang, &format!("way-{}", list.way.as_str()), &[]), &mut rows);
        push_count(list.outside, &mut rows);
        push_number(list.known, &mut rows);
        push_number(list.stale, &mut rows);
        push_number(list.series, &mut rows);
        push_text(&if list.is_little() { text(lang, "word-yes", &[]) } else { String::new() }, &mut rows);
        push_date(list.date.as_deref(), &mut rows);
        let mut from = String::new();
        if let Some(address) = &list.from {
            shown(end.run.masked, crate::model::Kind::Email, address, &mut from);
        }
        push_text(&from, &mut rows);
        push_text(&list.custodian, &mut rows);
        push_text(list.source.as_str(), &mut rows);
        push_number(Some(list.message), &mut rows);
        push_shared(region(list.region), &mut rows);
        push_text(list.part.section.as_str(), &mut rows);
        push_text(list.part.filename.as_deref().unwrap_or_default(), &mut rows);
        push_text(list.message_id.as_deref().unwrap_or_default(), &mut rows);
        push_row_end(&[], &mut rows);
    }
    let left = end.summary.lists_met.saturating_sub(end.summary.lists.len() as u64);
    push_more(lang, left, "sheet-lists-hint", &mut rows);
    book.rows(&rows)?;
    book.end()
}

fn problems(book: &mut Book, end: &RunEnd<'_>) -> io::Result<()> {
    let lang = end.run.lang;
    let named =
        [("code", 14), ("problem", 40), ("source", 50), ("message", 10), ("part", 12), ("detail", 60)];
    begin(book, lang, "sheet-problems", &named)?;
    let mut rows = Vec::new();
    for problem in end.problems {
        let code = problem.code.as_str();
        push_row(&mut rows);
        push_text(code, &mut rows);
        push_text(&text(lang, &format!("problem-{code}"), &[]), &mut rows);
        push_text(problem.place.source.as_ref().map_or("", SourceName::as_str), &mut rows);
        push_number(problem.place.message, &mut rows);
        push_text(problem.place.part.as_ref().map_or("", crate::model::Section::as_str), &mut rows);
        push_text(&problem.detail, &mut rows);
        push_row_end(&[], &mut rows);
    }
    push_more(lang, end.problems_omitted, "sheet-problems-hint", &mut rows);
    book.rows(&rows)?;
    book.end()
}
