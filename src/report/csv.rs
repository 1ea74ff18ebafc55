//! Findings as comma-separated values, for people with a spreadsheet (RFC 4180: CRLF, quotes doubled, a header line).
//!
//! A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula, and mail is written by strangers. So
//! such a cell, or one that begins with a tab or a line end, or with the full-width form of those signs, is written
//! with a `'` before it (OWASP, "CSV Injection"). Every telephone number begins with `+`: in this format it reads
//! `'+31612345678`. Characters that act on a terminal are written as `\u{1b}`. Programs are better served by `.jsonl`,
//! where every value is exact.

use std::borrow::Cow;
use std::io::{self, Write};

use super::escape::{push_hex, push_u64};
use super::jsonl::{from, push_before, push_confidence, push_fields};
use super::mask::mask;
use super::sanitise::sanitise_lines;
use super::{Change, Encoder, Masking, ReportFormat, RunEnd, RunInfo};
use crate::model::{Card, Disclosure, Finding, MessageMeta, RegisterStatus};

/// The format `csv`.
#[derive(Debug)]
pub struct Csv;

/// Names of the columns: the fields of a finding, in the order of the contract. `fields` is a JSON object.
const COLUMNS: [&str; 27] = [
    "kind",
    "value",
    "value_hash",
    "text",
    "confidence",
    "pattern",
    "source",
    "message",
    "offset",
    "length",
    "message_id",
    "date",
    "from",
    "custodian",
    "part",
    "media_type",
    "filename",
    "region",
    "field",
    "start",
    "end",
    "party",
    "disclosure",
    "contact",
    "register",
    "masked",
    "fields",
];

impl ReportFormat for Csv {
    fn card(&self) -> &'static Card {
        &Card {
            name: "csv",
            summary: "Findings as comma-separated values, one line a finding, for a spreadsheet.",
            caveats: "A cell that a spreadsheet would run as a formula gets a ' before it; so do telephone numbers.",
            references: &["RFC 4180", "https://owasp.org/www-community/attacks/CSV_Injection"],
        }
    }
    fn extension(&self) -> &'static str {
        "csv"
    }
    fn encoder(&self) -> Box<dyn Encoder> {
        Box::new(Rows)
    }
    fn message(&self, meta: &MessageMeta, findings: &[Finding], masking: &Masking, out: &mut Vec<u8>) {
        push_rows(meta, findings, None, masking, out);
    }
    fn changes(
        &self,
        meta: &MessageMeta,
        findings: &[Finding],
        changes: &[Change],
        masking: &Masking,
        out: &mut Vec<u8>,
    ) {
        push_rows(meta, findings, Some(changes), masking, out);
    }
    fn only_changes(&self) -> bool {
        true
    }
}

/// Appends a row for each finding, with what became of it where that is told.
fn push_rows(
    meta: &MessageMeta,
    findings: &[Finding],
    changes: Option<&[Change]>,
    masking: &Masking,
    out: &mut Vec<u8>,
) {
    let mut message = 0..0;
    let mut scratch = String::new();
    let mut json = Vec::new();
    for (i, finding) in findings.iter().enumerate() {
        out.extend_from_slice(finding.kind.as_str().as_bytes());
        out.push(b',');
        match masking {
            Masking::Revealed => {
                push_cell(finding.value.reveal(), out);
                out.extend_from_slice(b",,");
                push_cell(finding.text.as_ref().map_or("", |t| t.reveal()), out);
            }
            Masking::Masked(key) => {
                let value = finding.value.reveal();
                scratch.clear();
                mask(finding.kind, value, &mut scratch);
                push_cell(&scratch, out);
                out.push(b',');
                push_hex(&key.hash(finding.kind.as_str(), value), out);
                out.push(b',');
            }
        }
        out.push(b',');
        push_confidence(finding.confidence, out);
        out.push(b',');
        push_cell(&finding.pattern, out);
        if i == 0 {
            let start = out.len();
            out.push(b',');
            push_cell(meta.source.as_str(), out);
            out.push(b',');
            push_u64(meta.message, out);
            out.push(b',');
            push_u64(meta.offset, out);
            out.push(b',');
            push_number(meta.length, out);
            for cell in [meta.message_id.as_deref(), meta.date.as_deref()] {
                out.push(b',');
                push_cell(cell.unwrap_or_default(), out);
            }
            out.push(b',');
            push_cell(from(meta, masking, &mut scratch).unwrap_or_default(), out);
            out.push(b',');
            push_cell(&meta.custodian, out);
            message = start..out.len();
        } else {
            out.extend_from_within(message.clone());
        }
        for cell in [
            finding.part.section.as_str(),
            &finding.part.media_type,
            finding.part.filename.as_deref().unwrap_or_default(),
            finding.region.as_str(),
            finding.field.as_deref().unwrap_or_default(),
        ] {
            out.push(b',');
            push_cell(cell, out);
        }
        for number in [finding.span.as_ref().map(|s| s.start), finding.span.as_ref().map(|s| s.end)] {
            out.push(b',');
            push_number(number, out);
        }
        out.push(b',');
        out.extend_from_slice(finding.party.as_str().as_bytes());
        out.push(b',');
        out.extend_from_slice(finding.disclosure.map_or("", Disclosure::as_str).as_bytes());
        out.push(b',');
        if let Some(n) = finding.contact {
            out.push(b'c');
            push_u64(n, out);
        }
        out.push(b',');
        out.extend_from_slice(finding.register.map_or("", RegisterStatus::as_str).as_bytes());
        out.extend_from_slice(if masking.is_masked() { b",true," } else { b",false," });
        if finding.fields.is_empty()
            && finding.also.is_empty()
            && finding.why.is_empty()
            && finding.present.is_empty()
        {
            out.extend_from_slice(b"{}");
        } else {
            json.clear();
            push_fields(finding, masking, &mut json);
            push_cell(&String::from_utf8_lossy(&json), out);
        }
        if let Some(change) = changes.and_then(|all| all.get(i)) {
            out.push(b',');
            out.extend_from_slice(change.as_str().as_bytes());
            out.push(b',');
            if let Change::Changed(before) = change {
                json.clear();
                push_before(finding, before, &mut json);
                push_cell(&String::from_utf8_lossy(&json), out);
            }
        }
        out.extend_from_slice(b"\r\n");
    }
}

/// A heading, and rows as they come.
struct Rows;

impl Encoder for Rows {
    fn begin(&mut self, run: &RunInfo, out: &mut dyn Write) -> io::Result<()> {
        let changes = if run.since.is_some() { ",change,before" } else { "" };
        write!(out, "{}{changes}\r\n", COLUMNS.join(","))
    }
    fn end(&mut self, _: &RunEnd<'_>, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

fn push_number(n: Option<u64>, out: &mut Vec<u8>) {
    if let Some(n) = n {
        push_u64(n, out);
    }
}

/// Appends one cell, harmless and quoted where it must be.
pub(super) fn push_cell(text: &str, out: &mut Vec<u8>) {
    let plain = |b: u8| (0x20..0x7f).contains(&b) && b != b'"' && b != b',';
    let formula = text
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    if text.bytes().fold(true, |all, b| all & plain(b)) {
        if formula {
            out.push(b'\'');
        }
        out.extend_from_slice(text.as_bytes());
        return;
    }
    // CR is let through by no list of line ends that all spreadsheets share; it becomes visible, like the others.
    let safe: Cow<'_, str> = sanitise_lines(text);
    let quoted = safe.contains(['"', ',', '\n', '\r']);
    if quoted {
        out.push(b'"');
    }
    if formula {
        out.push(b'\'');
    }
    for (i, piece) in safe.split('"').enumerate() {
        if i > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(piece.as_bytes());
    }
    if quoted {
        out.push(b'"');
    }
}

#[cfg(test)]
mod tests {
    use super::super::{HashKey, sample};
    use super::*;
    use proptest::prelude::*;

    fn cell(text: &str) -> String {
        let mut out = Vec::new();
        push_cell(text, &mut out);
        String::from_utf8(out).unwrap()
    }

    fn records(
        masking: &Masking,
        change: impl Fn(&mut MessageMeta),
    ) -> Vec<std::collections::BTreeMap<String, String>> {
        let (mut meta, findings) = sample::message();
        change(&mut meta);
        let mut out = Vec::new();
        Csv.encoder().begin(&RunInfo::default(), &mut out).unwrap();
        Csv.message(&meta, &findings, masking, &mut out);
        ::csv::Reader::from_reader(&out[..]).deserialize().map(Result::unwrap).collect()
    }

    #[test]
    fn columns_hold_what_their_names_say() {
        let records = records(&Masking::Revealed, |meta| meta.message_id = Some("a,\"b\"@x".into()));
        assert_eq!(records.len(), 2);
        for (column, expected) in [
            ("kind", "phone"),
            ("value", "'+31612345678"),
            ("value_hash", ""),
            ("text", "06-12 34 56 78"),
            ("confidence", "0.98"),
            ("source", "sales.mbox"),
            ("message", "12"),
            ("length", "9120"),
            ("message_id", "a,\"b\"@x"),
            ("from", "jan@klant.example"),
            ("custodian", "sales"),
            ("part", "1.2"),
            ("start", "120"),
            ("end", "134"),
            ("party", "relation"),
            ("contact", ""),
            ("masked", "false"),
            ("fields", "{}"),
        ] {
            assert_eq!(records[0][column], expected, "{column}");
        }
        assert_eq!(records[1]["message_id"], "a,\"b\"@x");
        assert_eq!(records[1]["disclosure"], "header");
        assert_eq!(records[1]["field"], "from");
        assert_eq!(
            records[1]["fields"],
            r#"{"also":["1.1","1.3"],"why":["word for it: mail*","check: \"x\""],"disguise":"at \"x\""}"#
        );
        assert_eq!(records[0].len(), COLUMNS.len());
    }

    #[test]
    fn a_masked_line_holds_no_value() {
        let records = records(&Masking::Masked(HashKey::new([1; 32])), |_| {});
        assert_eq!(records[0]["value"], "'+31 6 … 78");
        assert_eq!(records[0]["value_hash"].len(), 64);
        assert_eq!(records[0]["text"], "");
        assert_eq!(records[0]["from"], "j…@k….example");
        assert_eq!(records[0]["masked"], "true");
    }

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(cell("=HYPERLINK(\"http://x.example\")"), "\"'=HYPERLINK(\"\"http://x.example\"\")\"");
        for text in ["=1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1"] {
            assert!(cell(text).starts_with('\''), "{text:?}");
        }
        assert_eq!(cell("\r=1"), "'\\u{d}=1");
        assert_eq!(cell("\n=1"), "\"'\n=1\"");
        assert_eq!(cell("a\x1b[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(cell("020-123\n4567"), "\"020-123\n4567\"");
    }

    proptest! {
        #[test]
        fn the_csv_crate_reads_back_what_went_in(cells in proptest::collection::vec("[ -~é日\n]{0,12}", 2..5)) {
            let mut out = Vec::new();
            for (i, text) in cells.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                push_cell(text, &mut out);
            }
            out.extend_from_slice(b"\r\n");
            let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(&out[..]);
            let record = reader.records().next().unwrap().unwrap();
            let read: Vec<&str> = record.iter().map(|c| c.strip_prefix('\'').unwrap_or(c)).collect();
            let wrote: Vec<&str> = cells.iter().map(|c| c.strip_prefix('\'').unwrap_or(c)).collect();
            prop_assert_eq!(read, wrote);
        }
    }
}
