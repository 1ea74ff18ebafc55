//! Workbooks read back by another's reader.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx as Reading};

use super::*;
use crate::model::{Contact, ContactDetail, Problem, ProblemCode, Section, SourceName, Summary};
use crate::report::{HashKey, sample};

const SMALL: Bounds = Bounds { rows: 4, bytes: 1 << 20, held: 6000 };

/// A workbook of so many times the two findings of the sample, all out of date and past a term.
fn written(run: &RunInfo, masking: &Masking, bounds: Bounds, times: usize, s: &Summary) -> Vec<u8> {
    let (meta, mut findings) = sample::message();
    for finding in &mut findings {
        finding.register = Some(RegisterStatus::Stale);
        finding.present = vec!["=new@klant.example".to_owned().into()];
        finding.fields.insert("retention", "zeven jaar".to_owned());
        finding.fields.insert("past_since", "2021-03-02".to_owned());
    }
    findings[1].register = None;
    let mut out = Vec::new();
    let mut encoder = Workbook { bounds, open: None };
    encoder.begin(run, &mut out).unwrap();
    for _ in 0..times {
        let mut rows = Vec::new();
        Xlsx.message(&meta, &findings, masking, &mut rows);
        encoder.findings(&rows, &mut out).unwrap();
    }
    let end = RunEnd { run, summary: s, problems: &sample::problems(), problems_omitted: 3, changes: None };
    encoder.end(&end, &mut out).unwrap();
    out
}

fn read(bytes: Vec<u8>) -> Vec<(String, Vec<Vec<Data>>)> {
    let mut book: Reading<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    book.sheet_names()
        .into_iter()
        .map(|name| {
            let range = book.worksheet_range(&name).unwrap();
            (name, range.rows().map(<[Data]>::to_vec).collect())
        })
        .collect()
}

fn names(sheets: &[(String, Vec<Vec<Data>>)]) -> Vec<&str> {
    sheets.iter().map(|(name, _)| name.as_str()).collect()
}

fn text(text: &str) -> Data {
    Data::String(text.to_owned())
}

#[test]
fn a_sheet_for_every_table() {
    let run = RunInfo { paths: vec!["mail".to_owned()], ..RunInfo::default() };
    let sheets = read(written(&run, &Masking::Revealed, Bounds::EXCEL, 1, &sample::summary()));
    assert_eq!(
        names(&sheets),
        ["Summary", "Relations", "Findings", "Lists", "Out of date", "Past retention", "Problems"]
    );
    let findings = &sheets[2].1;
    assert_eq!(findings.len(), 3);
    assert_eq!(&findings[0][..2], [text("Kind"), text("Value")]);
    let row = &findings[1];
    assert_eq!(row.len(), COLUMNS.len());
    assert_eq!(&row[..3], [text("telephone number"), text("+31612345678"), text("06-12 34 56 78")]);
    let at = |name: &str| &row[COLUMNS.iter().position(|(n, _)| *n == name).unwrap()];
    assert!(matches!(at("date"), Data::DateTime(d) if (d.as_f64() - 41700.4243055556).abs() < 1e-9));
    assert!(matches!(at("past_since"), Data::DateTime(d) if d.as_f64() == 44257.0));
    assert_eq!((at("offset"), at("start")), (&Data::Float(48_211.0), &Data::Float(120.0)));
    assert_eq!((at("utc_offset"), at("present")), (&text("+01:00"), &text("=new@klant.example")));
    // the tables of what is out of date and past its term hold the same rows
    assert_eq!(&sheets[4].1[..], &findings[..2]);
    assert_eq!(&sheets[5].1[..], &findings[..]);
    assert_eq!(sheets[6].1.len(), 4);
    assert_eq!(sheets[6].1[3][0], text("3 more: --problems writes them all"));
}

#[test]
fn a_masked_workbook_holds_no_value() {
    let run = RunInfo { masked: true, lang: Lang::Nl, ..RunInfo::default() };
    let mut s = sample::summary();
    let value = || "jan@klant.example".to_owned().into();
    s.directory = vec![Contact {
        number: 1,
        party: Party::Relation,
        details: vec![ContactDetail {
            kind: Kind::Email,
            value: value(),
            findings: 3,
            days: Some(("2014-03-02".to_owned(), "2015-03-02".to_owned())),
            sources: vec![SourceName::new("a"), SourceName::new("b")],
            more_sources: true,
            place: (SourceName::new("a"), 1, Section::root().child(1)),
            register: Some(RegisterStatus::Stale),
            present: vec![value()],
        }],
        more_details: false,
        disclosures: [(Disclosure::Internal, 2)].into(),
    }]
    .into();
    s.contacts_omitted = 2;
    let masking = Masking::Masked(HashKey::new([7; 32]));
    let sheets = read(written(&run, &masking, Bounds::EXCEL, 1, &s));
    assert_eq!(names(&sheets)[2..5], ["Vondsten", "Lijsten", "Verouderd"]);
    let all = format!("{sheets:?}");
    for value in ["jan@", "Jan@", "345678", "34 56", "Offerte", "new@"] {
        assert!(!all.contains(value), "{value}");
    }
    assert!(all.contains("O… v… J…") && all.contains("j…@k….example") && all.contains("+31 6 … 78"));
    let relations = &sheets[1].1;
    assert_eq!(relations[1][1..4], [text("relatie"), text("e-mailadres"), text("j…@k….example")]);
    assert_eq!((&relations[1][9], &relations[1][13]), (&text("intern doorgegeven: 2"), &text("a\nb\n…")));
    assert!(format!("{:?}", relations[2]).contains("nog 2: een .jsonl-rapport"));
}

#[test]
fn what_a_sheet_cannot_hold_goes_on_in_a_further_one() {
    let sheets = read(written(&RunInfo::default(), &Masking::Revealed, SMALL, 4, &Summary::default()));
    let all: Vec<(&str, usize)> = sheets.iter().map(|(name, rows)| (name.as_str(), rows.len())).collect();
    let findings: Vec<_> = all.iter().copied().filter(|(name, _)| name.starts_with("Findings")).collect();
    assert_eq!(findings, [("Findings", 4), ("Findings 2", 4), ("Findings 3", 3)]);
    let summary = all.iter().filter(|(name, _)| name.starts_with("Summary")).count();
    assert!(summary > 1, "{all:?}");
    // what was held stops at its bound, and says so
    let past = sheets.iter().find(|(name, _)| name == "Past retention").unwrap();
    let last = format!("{:?}", past.1.last().unwrap()[0]);
    assert!(
        last.contains("more rows are in the sheet Findings only: filter its column Retention rule"),
        "{last}"
    );
    assert!(past.1.len() < 8);
    let one_row = Bounds { bytes: 1, ..SMALL };
    let sheets = read(written(&RunInfo::default(), &Masking::Revealed, one_row, 1, &Summary::default()));
    assert_eq!(sheets.iter().filter(|(name, _)| name.starts_with("Findings")).count(), 2);
}

#[test]
fn hostile_texts_are_read_back_as_texts() {
    let (mut meta, findings) = sample::message();
    let evil = "=cmd|' /C calc'!A0\u{1b}]0;x\u{7}\u{202e}<script>&\u{ffff}_x001B_\t\n\u{0} ";
    meta.custodian = evil.into();
    meta.source = SourceName::new(evil);
    meta.subject = Some(evil.to_owned().into());
    meta.message_id = Some("x".repeat(50_000));
    let mut out = Vec::new();
    let mut encoder = Xlsx.encoder();
    encoder.begin(&RunInfo::default(), &mut out).unwrap();
    let mut rows = Vec::new();
    Xlsx.message(&meta, &findings, &Masking::Revealed, &mut rows);
    assert_eq!(
        memchr::memchr_iter(b'\n', &rows).count(),
        findings.len(),
        "a line feed ends a row and is nowhere else"
    );
    encoder.findings(&rows, &mut out).unwrap();
    let problems = [Problem::new(ProblemCode::Io, evil)];
    let mut summary = sample::summary();
    summary.by_custodian.insert(evil.into(), summary.by_custodian["sales"].clone());
    let end = RunEnd {
        run: &RunInfo::default(),
        summary: &summary,
        problems: &problems,
        problems_omitted: 0,
        changes: None,
    };
    encoder.end(&end, &mut out).unwrap();
    let shown = "=cmd|' /C calc'!A0\\u{1b}]0;x\\u{7}\\u{202e}<script>&\\u{ffff}_x001B_\t\n\\u{0} ";
    let sheets = read(out.clone());
    let row = &sheets[2].1[1];
    for column in ["subject", "custodian", "source"] {
        let at = COLUMNS.iter().position(|(n, _)| *n == column).unwrap();
        assert_eq!(row[at], text(shown), "{column}");
    }
    let at = COLUMNS.iter().position(|(n, _)| *n == "message_id").unwrap();
    assert!(matches!(&row[at], Data::String(t) if t.ends_with("x…") && t.chars().count() == cell::LONGEST));
    assert_eq!(sheets[6].1[1][5], text(shown));
    assert!(format!("{:?}", sheets[0].1).contains("_x001B_"));
    // no part of the package holds a formula, a link or a macro
    let mut package = zip::ZipArchive::new(Cursor::new(out)).unwrap();
    for n in 0..package.len() {
        let mut member = package.by_index(n).unwrap();
        let mut xml = String::new();
        io::Read::read_to_string(&mut member, &mut xml).unwrap();
        let name = format!("{:?}", member.name());
        assert!(!xml.contains("<f>") && !xml.contains("<f ") && !xml.contains("hyperlink"), "{name}");
        assert!(!xml.chars().any(|c| c != '\n' && crate::report::sanitise::acts(c)), "{name}");
    }
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let one = || written(&RunInfo::default(), &Masking::Revealed, Bounds::EXCEL, 3, &sample::summary());
    assert_eq!(one(), one());
}
