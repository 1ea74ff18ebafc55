//! The counts of a run as Markdown (CommonMark with the tables of GFM), for a ticket or a wiki: no finding is in it.
//!
//! What others wrote (names of custodians, paths, media types) stands in code spans: there nothing is markup, no address is a
//! link, and neither `@name` nor `#1` calls on anybody in the systems where tickets are kept. A grave accent or a vertical bar in
//! it, which would end the span or the cell, is written as `\u{60}` or `\u{7c}`, like all else that acts.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::lang::{number, size, text};
use super::outline::{Cell, MARKS, Section, expires, lead, marked, sections};
use super::verdict::verdict;
use super::{Encoder, Masking, ReportFormat, RunEnd, RunInfo};
use crate::model::{Card, Finding, Lang, MessageMeta, Problem, SourceName};

/// Problems that are told one by one.
const PROBLEMS: usize = 20;

/// The format `md`.
#[derive(Debug)]
pub struct Markdown;

impl ReportFormat for Markdown {
    fn card(&self) -> &'static Card {
        &Card {
            name: "md",
            summary: "A summary as Markdown, for a ticket: the verdict, what was read, and the counts.",
            caveats: "Holds no finding and no value; the first 20 problems, by their places.",
            references: &["https://spec.commonmark.org/", "https://github.github.com/gfm/#tables-extension-"],
        }
    }
    fn extension(&self) -> &'static str {
        "md"
    }
    fn message(&self, _: &MessageMeta, _: &[Finding], _: &Masking, _: &mut Vec<u8>) {}
    fn encoder(&self) -> Box<dyn Encoder> {
        Box::new(Page)
    }
}

/// A page that is written at the end.
struct Page;

impl Encoder for Page {
    fn begin(&mut self, _: &RunInfo, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
    fn end(&mut self, end: &RunEnd<'_>, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(page(end).as_bytes())
    }
}

fn page(end: &RunEnd<'_>) -> String {
    let lang = end.run.lang;
    let mut out = String::with_capacity(4096);
    let title = escaped(&text(lang, "summary-title", &[]));
    let said = escaped(&verdict(lang, end.summary));
    // Writing to a String cannot fail.
    let _ = write!(out, "# {title}\n\n**{said}**\n");
    if let Some(changes) = end.changes {
        let _ = write!(out, "\n**{}**\n", escaped(&super::changed::verdict(lang, changes)));
    }
    let destroyed = expires(end);
    for said in lead(end) {
        let bold = if destroyed.as_ref() == Some(&said) { "**" } else { "" };
        let _ = write!(out, "\n{bold}{}{bold}\n", escaped(&said));
    }
    for part in sections(end) {
        section(&part, lang, &mut out);
    }
    if let Some(part) = problems(end) {
        section(&part, lang, &mut out);
    }
    let paths: Vec<String> = end.run.paths.iter().map(|path| marked(path)).collect();
    let with = [
        ("program", env!("CARGO_PKG_NAME").into()),
        ("version", env!("CARGO_PKG_VERSION").into()),
        ("paths", paths.join(", ").into()),
    ];
    let _ = write!(out, "\n---\n\n{}\n", escaped(&text(lang, "summary-run", &with)));
    out
}

/// The first problems, by their places.
fn problems(end: &RunEnd<'_>) -> Option<Section> {
    let lang = end.run.lang;
    if end.problems.is_empty() {
        return None;
    }
    let mut section = Section::new(lang, "summary-problem-places");
    section.heading = ["column-code", "column-source", "column-message", "column-part", "column-detail"]
        .map(|name| Cell::text(lang, name))
        .to_vec();
    let row = |problem: &Problem| {
        let place = &problem.place;
        let name = |name: Option<&str>| name.map_or(Cell::Empty, |name| Cell::Name(name.to_owned()));
        vec![
            name(Some(problem.code.as_str())),
            name(place.source.as_ref().map(SourceName::as_str)),
            place.message.map_or(Cell::Empty, Cell::Count),
            name(place.part.as_ref().map(crate::model::Section::as_str)),
            name(Some(&problem.detail)),
        ]
    };
    section.rows = end.problems.iter().take(PROBLEMS).map(row).collect();
    let more = end.summary.total_problems().saturating_sub(section.rows.len() as u64);
    if more > 0 {
        let hint = text(lang, "sheet-problems-hint", &[]);
        section.remarks.push(text(lang, "sheet-more", &[("n", more.into()), ("hint", hint.into())]));
    }
    Some(section)
}

fn section(section: &Section, lang: Lang, out: &mut String) {
    let _ = write!(out, "\n## {}\n", escaped(&section.title));
    let columns = section.rows.iter().map(Vec::len).max().unwrap_or_default();
    if columns > 0 {
        out.push('\n');
        let heading = section.heading.iter().chain(std::iter::repeat(&Cell::Empty)).take(columns);
        row(heading, lang, out);
        let numeric = |column: usize| {
            section.rows.iter().any(|row| matches!(row.get(column), Some(Cell::Count(_) | Cell::Size(_))))
        };
        out.push('|');
        for column in 0..columns {
            out.push_str(if numeric(column) { " ---: |" } else { " --- |" });
        }
        out.push('\n');
        for cells in &section.rows {
            row(cells.iter().chain(std::iter::repeat(&Cell::Empty)).take(columns), lang, out);
        }
    }
    if !section.remarks.is_empty() {
        out.push('\n');
    }
    for remark in &section.remarks {
        let _ = writeln!(out, "- {}", escaped(remark));
    }
}

fn row<'c>(cells: impl Iterator<Item = &'c Cell>, lang: Lang, out: &mut String) {
    out.push('|');
    for cell in cells {
        let text = match cell {
            Cell::Text(text) => escaped(text),
            Cell::Name(name) => escaped(&marked(name)),
            Cell::Code(_, name) => escaped(name),
            Cell::Count(n) => number(lang, *n),
            Cell::Size(n) => size(lang, *n),
            Cell::Empty => String::new(),
        };
        let _ = write!(out, " {}{}|", text, if text.is_empty() { "" } else { " " });
    }
    out.push('\n');
}

/// A text as Markdown: what others wrote in code spans, the rest without markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut foreign = false;
    // a row that stands below another
    let text = match text.strip_prefix("  ") {
        Some(rest) => {
            out.push_str("– ");
            rest
        }
        None => text,
    };
    for c in text.chars() {
        match c {
            _ if MARKS.contains(&c) => {
                foreign = c == MARKS[0];
                out.push('`');
            }
            '`' | '|' if foreign => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            _ if foreign => out.push(c),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '@' | '~' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ProblemCode;
    use crate::report::sample;

    fn shown(run: &RunInfo) -> String {
        let mut s = sample::summary();
        s.proposed_own = vec!["www.huis.example".to_owned()];
        s.disclosures.insert(crate::model::Disclosure::Internal, 3);
        let custodian = s.by_custodian["sales"].clone();
        s.by_custodian.insert("@team #1 <img src=x> `|` [a](http://x.example)\n# x".into(), custodian);
        s.content.add_opaque("image/@x|y", 12);
        let mut problems = sample::problems();
        problems[0].place.source = Some(SourceName::new("a|b`c/@jan #2 !14.mbox"));
        problems.push(Problem::new(ProblemCode::Io, "x"));
        let end = RunEnd { run, summary: &s, problems: &problems, problems_omitted: 4, changes: None };
        page(&end)
    }

    #[test]
    fn what_others_wrote_is_code_and_no_markup() {
        let run = RunInfo { paths: vec!["<b>@a`|".to_owned()], ..RunInfo::default() };
        let text = shown(&run);
        for name in [
            "`@team #1 <img src=x> \\u{60}\\u{7c}\\u{60} [a](http://x.example)\\u{a}# x`",
            "`a\\u{7c}b\\u{60}c/@jan #2 !14.mbox`",
            "`<b>@a\\u{60}\\u{7c}`",
            "`image/@x\\u{7c}y`",
            "`www.huis.example`",
        ] {
            assert!(text.contains(name), "{name} in {text}");
        }
        // without its code spans nothing is left that acts
        let outside: String = text.split('`').step_by(2).collect();
        assert!(!outside.contains(['@', '<', '[', '!']), "{outside}");
        for line in text.lines().filter(|l| l.starts_with('|')) {
            assert!(line.ends_with('|') && !line.contains("||"), "{line}");
        }
    }

    #[test]
    fn both_languages() {
        for lang in Lang::ALL {
            let run = RunInfo {
                lang,
                masked: true,
                expires: Some("2026-12-31".to_owned()),
                paths: vec!["mail".to_owned()],
                ..RunInfo::default()
            };
            insta::assert_snapshot!(format!("markdown_{lang}"), shown(&run));
        }
    }
}
