//! What stands beside the sheets of a workbook in, its text out: notes, comments and those who wrote them, text boxes, and what is kept of
//! other files and of data that pivot tables were made from (ISO/IEC 29500-1 §18.7, §18.10, §18.14; \[MS-XLSX\] §2.1.16).

use std::io::Read;

use super::Office;
use super::flow::{Authors, flow};
use super::lines::{Lines, one_line};
use super::sheets::{CELL, unescaped};
use super::xml::{Fault, Step, each};

/// Writes what stands beside the sheets: notes, comments and those who wrote them, text boxes, and what is kept of other files.
pub(super) fn beside(office: &mut Office<'_, '_>) {
    let names: Vec<String> = office.package.names().to_vec();
    let mut authors = Authors::new();
    for name in names {
        let lower = name.to_ascii_lowercase();
        if !lower.ends_with(".xml") || lower.contains("/_rels/") {
            continue;
        }
        let Some(below) = lower.strip_prefix("xl/") else { continue };
        if below.starts_with("drawings/drawing") || below.starts_with("diagrams/data") {
            let relations = office.relations(&name);
            office.part(&name, |bytes, lines| flow(bytes, &relations, &mut authors, lines));
        } else if below.starts_with("comments") || below.starts_with("threadedcomments/") {
            office.part(&name, notes);
        } else if below.starts_with("persons/") {
            office.part(&name, persons);
        } else if below.starts_with("pivotcache/") || below.starts_with("externallinks/") {
            office.part(&name, kept);
        }
    }
    office.authors(&authors);
}

/// Notes and comments: a line each, or as many as they have, and those who wrote them.
fn notes(bytes: &mut dyn Read, lines: &mut Lines<'_>) -> Result<(), Fault> {
    let mut open = 0_u32;
    let mut author = None;
    lines.part();
    each(bytes, |step| {
        match step {
            Step::Start(tag) => match tag.name() {
                "t" | "text" => open += 1,
                "author" => author = Some(String::new()),
                _ => {}
            },
            Step::Text(text) => {
                if let Some(author) = author.as_mut().filter(|author| author.len() < CELL) {
                    author.push_str(text);
                } else if open > 0 {
                    lines.push(&unescaped(text).replace('\r', ""));
                }
            }
            Step::End(name) => match name {
                "t" | "text" => open = open.saturating_sub(1),
                "author" => {
                    if let Some(author) = author.take() {
                        lines.labelled("Author", &author);
                    }
                }
                "comment" | "threadedComment" => lines.part(),
                _ => {}
            },
        }
        lines.more()
    })
}

/// Those who wrote comments: name and address.
fn persons(bytes: &mut dyn Read, lines: &mut Lines<'_>) -> Result<(), Fault> {
    each(bytes, |step| {
        if let Step::Start(tag) = step
            && tag.name() == "person"
            && let Some(name) = tag.value("displayName")
        {
            let user = tag.value("userId").filter(|user| user.contains('@')).unwrap_or_default();
            let user = user.rsplit("::").nth(1).filter(|part| part.contains('@')).unwrap_or(&user);
            lines.labelled(
                "Author",
                &if user.is_empty() { name.into_owned() } else { format!("{name} <{user}>") },
            );
        }
        lines.more()
    })
}

/// What a workbook keeps of others, or of data that pivot tables were made from: values that may stand in no sheet.
fn kept(bytes: &mut dyn Read, lines: &mut Lines<'_>) -> Result<(), Fault> {
    let (mut open, mut items, mut line) = (false, false, String::new());
    lines.part();
    let put = |line: &mut String, text: &str| {
        if !line.is_empty() {
            line.push('\t');
        }
        line.push_str(&one_line(text));
    };
    each(bytes, |step| {
        match step {
            Step::Start(tag) => match tag.name() {
                "cacheField" => lines.line(tag.value("name").as_deref().unwrap_or_default()),
                "s" | "n" | "d" => {
                    if let Some(value) = tag.value("v") {
                        put(&mut line, value.strip_suffix("T00:00:00").unwrap_or(&value));
                    }
                }
                "sharedItems" => items = true,
                "v" => open = true,
                _ => {}
            },
            Step::Text(text) if open => put(&mut line, text),
            Step::End(name) => {
                match name {
                    "v" => open = false,
                    "sharedItems" => items = false,
                    _ => {}
                }
                // an item of a list is a line, and so is a record or a row
                if items || matches!(name, "r" | "row" | "sharedItems") || line.len() > CELL {
                    lines.line(&line);
                    line.clear();
                }
            }
            _ => {}
        }
        lines.more()
    })
}
