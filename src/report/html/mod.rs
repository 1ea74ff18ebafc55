//! A run as one page for a person, that opens from disk in a browser and needs nothing else.
//!
//! What comes in: findings, problems and counts. What goes out: HTML with its style, its script and its data inside. The page may load and
//! send nothing, and run nothing but the one script whose hash it names (Content Security Policy Level 3). This room refuses to know
//! how findings came about.
//!
//! The verdict, the counts, the charts and the small tables are HTML (`begin.html`, `end.html`). Findings and relations may be a million,
//! so they are data (`blocks`): compressed, in stretches that the script unpacks when they are looked at. They stand before
//! what is to be seen, because a report is written as it comes and what it says on top is known last.
//!
//! Everything that mail says is escaped by the template engine, made harmless before by [`super::sanitise`], and of bounded length.

pub(super) mod access;
mod blocks;
pub mod certificate;
mod charts;
mod counted;
mod page;
pub mod plan;
mod record;
mod template;

use std::io::{self, Write};

use blocks::{Blocks, View};

use super::{Change, Encoder, Masking, ReportFormat, RunEnd, RunInfo};
use crate::model::{Card, Finding, MessageMeta, Party};

/// The format `html`.
#[derive(Debug)]
pub struct Html;

impl ReportFormat for Html {
    fn card(&self) -> &'static Card {
        &Card {
            name: "html",
            summary: "The whole run as one page for a person: verdict, charts, and tables that sort, filter and search.",
            caveats: "Needs a browser of 2023 or later for the tables of findings and relations. Long texts are cut; .json has them whole.",
            references: &[
                "https://html.spec.whatwg.org/",
                "https://www.w3.org/TR/CSP3/",
                "https://www.w3.org/TR/WCAG22/",
                "RFC 1951",
            ],
        }
    }
    fn extension(&self) -> &'static str {
        "html"
    }
    fn message(&self, meta: &MessageMeta, findings: &[Finding], masking: &Masking, out: &mut Vec<u8>) {
        record::push_message(meta, findings, None, masking, out);
    }
    fn changes(
        &self,
        meta: &MessageMeta,
        findings: &[Finding],
        changes: &[Change],
        masking: &Masking,
        out: &mut Vec<u8>,
    ) {
        record::push_message(meta, findings, Some(changes), masking, out);
    }
    fn tells_contacts(&self) -> bool {
        true
    }
    fn encoder(&self) -> Box<dyn Encoder> {
        Box::new(Page { findings: Blocks::new(View::Findings), changes: Blocks::new(View::Changes) })
    }
}

/// A page that is written as it comes.
struct Page {
    findings: Blocks,
    changes: Blocks,
}

impl Encoder for Page {
    fn begin(&mut self, run: &RunInfo, out: &mut dyn Write) -> io::Result<()> {
        template::begin(run, out)
    }
    fn findings(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<()> {
        self.findings.lines(bytes, out)
    }
    fn changes(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<()> {
        self.changes.lines(bytes, out)
    }
    fn end(&mut self, end: &RunEnd<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.findings.end(out)?;
        self.changes.end(out)?;
        let mut relations = Blocks::new(View::Relations);
        let mut line = Vec::new();
        for contact in end.summary.directory.iter().filter(|c| c.party != Party::Own) {
            line.clear();
            record::push_relation(&contact, end.run.masked, &mut line);
            relations.lines(&line, out)?;
        }
        relations.end(out)?;
        template::end(end, [self.findings.rows(), relations.rows(), self.changes.rows()], out)
    }
}

#[cfg(test)]
mod tests;
