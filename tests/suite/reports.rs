//! Reports as others read them: workbooks against the JSON lines of the same run, Markdown, schemas, encryption, one report a
//! custodian.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader as _};
use mailsweep::model::Lang;
use mailsweep::report::lang::text;
use mailsweep::report::sanitise::sanitise_lines;
use serde_json::Value;

use crate::archive::{Archive, program};
use crate::letters::{ANNA, OWN, PIET, attached, csv, people, signature};

/// Names that a terminal, a spreadsheet, a browser or a ticket might act on.
const EVIL: [&str; 6] = [
    "=cmd|' -C calc'!A0",
    "<script>alert(1)<-script>",
    "@jan #1 `x` [a](http:--x.example)|",
    "a\u{202e}fdp\u{200b}\u{feff}",
    "b\u{1b}]0;x\u{7}\u{9b}31m",
    "_x003D_1+1",
];

/// Mail that means harm, with details that are found all the same.
pub(crate) fn hostile() -> Archive {
    let mut archive = Archive::new()
        .file("register.csv", "naam;e-mail;telefoon\nJan de Vries;jan.devries@klant.example;020-5550199\n");
    for (n, name) in EVIL.into_iter().enumerate() {
        let long = if n == 0 { "x".repeat(40_000) } else { format!("m{n}") };
        let message = format!(
            "Message-ID: <{long}@klant.example>\nDate: Sun, {} Mar 2014 10:11:0{n} +0100\nFrom: \"{name}\" <jan.devries@klant.example>\n\
             To: {ANNA}\nSubject: {name}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=grens\n\n\
             --grens\nContent-Type: text/plain; charset=utf-8\n\n{name} {}\n\n{}\n\
             --grens\nContent-Type: text/plain; name=\"{name}.txt\"\nContent-Disposition: attachment; filename=\"{name}.txt\"\n\n\
             Bel 020-555014{n} of mail piet@klant-twee.example\n--grens--\n",
            n + 1,
            "y".repeat(1 << 20),
            signature(false),
        );
        archive = archive.mbox(&format!("{name}/{name}.mbox"), &[message.as_bytes()]);
    }
    let list = csv(&people(12));
    archive.eml(
        "anna/lijst.eml",
        attached("Tue, 6 May 2014 10:11:00 +0200", ANNA, PIET, ("text/csv", "lijst.csv"), &list),
    )
}

/// Scans into these files beside the mail.
fn scan(archive: &Archive, options: &[&str], outputs: &[&str]) -> (i32, String) {
    let mut command = program();
    command.env("MAILSWEEP_STATE_KEY", "key").current_dir(archive.beside("")).arg("scan");
    for output in outputs {
        command.arg("-o").arg(output);
    }
    let output = command.args(options).arg("mail").output().unwrap();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn lines(path: &Path) -> Vec<Value> {
    fs::read_to_string(path).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// Sheets by name: rows of cells, each with a letter for its type. Days and times are in seconds.
type Sheets = BTreeMap<String, Vec<Vec<String>>>;

fn by_calamine(path: &Path) -> Sheets {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).unwrap();
    let cell = |cell: &Data| match cell {
        Data::Empty => String::new(),
        Data::String(text) => format!("s {text}"),
        Data::Float(n) => format!("n {n}"),
        Data::Int(n) => format!("n {n}"),
        Data::DateTime(date) => format!("d {:.0}", date.as_f64() * 86_400.0),
        other => format!("? {other:?}"),
    };
    let names = book.sheet_names();
    let mut sheets = Sheets::new();
    for name in names {
        let formulas = book.worksheet_formula(&name).unwrap();
        assert_eq!(formulas.used_cells().count(), 0, "a formula in {name}");
        let rows = book.worksheet_range(&name).unwrap();
        let rows = rows.rows().map(|row| row.iter().map(cell).collect()).collect();
        sheets.insert(name, rows);
    }
    sheets
}

/// A Python that has openpyxl; what needs it is skipped aloud where there is none.
fn python() -> Option<Command> {
    let python = std::env::var_os("MAILSWEEP_TEST_PYTHON").unwrap_or_else(|| "python3".into());
    let found = Command::new(&python).args(["-c", "import openpyxl"]).output();
    if found.is_ok_and(|o| o.status.success()) {
        return Some(Command::new(python));
    }
    eprintln!("SKIPPED: no python3 with openpyxl; MAILSWEEP_TEST_PYTHON names one");
    None
}

fn by_openpyxl(path: &Path) -> Option<Sheets> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/openpyxl_cells.py");
    let output = python()?.arg(script).arg(path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// Columns of the sheet of findings by the fields of a finding in JSON.
const COLUMNS: [&str; 23] = [
    "kind",
    "value",
    "text",
    "disclosure",
    "party",
    "contact",
    "register",
    "date",
    "from",
    "custodian",
    "source",
    "message",
    "region",
    "field",
    "part",
    "media_type",
    "filename",
    "confidence",
    "pattern",
    "start",
    "end",
    "offset",
    "message_id",
];

/// A field as its cell is to be.
fn expected(name: &str, value: &Value, lang: Lang) -> String {
    let shown = |text: &str| {
        let text = sanitise_lines(text).into_owned();
        if text.chars().count() > 32_767 {
            format!("s {}…", text.chars().take(32_766).collect::<String>())
        } else {
            format!("s {text}")
        }
    };
    match (name, value) {
        (_, Value::Null) => String::new(),
        (_, Value::Number(n)) => format!("n {}", n.as_f64().unwrap()),
        (_, Value::String(text)) if text.is_empty() => String::new(),
        ("kind" | "disclosure" | "party" | "register" | "region", Value::String(code)) => {
            format!("s {}", text(lang, &format!("{name}-{code}"), &[]))
        }
        ("date", Value::String(date)) => {
            let local: jiff::civil::DateTime = date[..19].parse().unwrap();
            let days = local - jiff::civil::datetime(1899, 12, 30, 0, 0, 0, 0);
            format!(
                "d {:.0}",
                days.total((jiff::Unit::Second, jiff::SpanRelativeTo::days_are_24_hours())).unwrap()
            )
        }
        (_, Value::String(text)) => shown(text),
        other => panic!("{other:?}"),
    }
}

fn assert_findings(sheets: &Sheets, findings: &[Value], lang: Lang) {
    let title = |name: &str| text(lang, name, &[]);
    let rows = &sheets[&title("sheet-findings")];
    assert_eq!(rows.len(), findings.len() + 1);
    let masked = findings[0]["masked"] == true;
    for (row, finding) in rows[1..].iter().zip(findings) {
        for name in COLUMNS {
            let name = if masked && name == "text" { "value_hash" } else { name };
            let heading = format!("s {}", title(&format!("column-{name}")));
            let at = rows[0].iter().position(|h| *h == heading).unwrap_or_else(|| panic!("{heading}"));
            let cell = row.get(at).map_or("", String::as_str);
            assert_eq!(cell, expected(name, &finding[name], lang), "{name} of {finding}");
        }
    }
    // the rows of what is out of date, and past a term, are those of the findings that are
    let stale: Vec<&Vec<String>> = rows[1..]
        .iter()
        .zip(findings)
        .filter(|(_, f)| f["register"] == "stale")
        .map(|(row, _)| row)
        .collect();
    assert!(!stale.is_empty());
    assert_eq!(sheets[&title("sheet-stale")][1..].iter().collect::<Vec<_>>(), stale);
    let past = findings.iter().filter(|f| f["fields"].get("retention").is_some()).count();
    assert_eq!(sheets[&title("sheet-past")].len(), past + 1);
    assert!(past > 0);
}

/// Options by which there is something in every sheet.
fn everything(archive: &Archive) -> Vec<String> {
    let settings = archive.beside("settings.toml");
    fs::write(&settings, "[[retention.rule]]\nname = \"zeven jaar\"\nterm = \"7 years\"\n").unwrap();
    let register = archive.root().join("register.csv");
    ["--own-domain", "huis.example", "--as-of", "2026-01-31", "--exclude", "register.csv", "--config"]
        .map(str::to_owned)
        .into_iter()
        .chain([settings.display().to_string(), "--register".to_owned(), register.display().to_string()])
        .collect()
}

#[test]
fn a_workbook_holds_the_findings_of_the_json_lines_whoever_reads_it() {
    let archive = hostile();
    for (lang, reveal) in [(Lang::En, true), (Lang::Nl, false)] {
        let mut options = everything(&archive);
        options.extend(["--lang".to_owned(), lang.to_string()]);
        options.extend(reveal.then(|| "--reveal".to_owned()));
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let (code, said) = scan(&archive, &options, &["audit.xlsx", "findings.jsonl"]);
        assert!([0, 3].contains(&code), "{code}: {said}");
        let findings = lines(&archive.beside("findings.jsonl"));
        assert!(findings.len() > 60);
        let path = archive.beside("audit.xlsx");
        let sheets = by_calamine(&path);
        assert_findings(&sheets, &findings, lang);
        assert!(sheets[&text(lang, "sheet-relations", &[])].len() > 12);
        assert_eq!(sheets[&text(lang, "sheet-lists", &[])].len(), 2);
        let others = by_openpyxl(&path);
        if let Some(others) = others {
            assert_findings(&others, &findings, lang);
            assert_eq!(others.keys().collect::<Vec<_>>(), sheets.keys().collect::<Vec<_>>());
        }
        let all = format!("{sheets:?}");
        if !reveal {
            for value in ["jan.devries@", "5550111", "els.visser", "Jan de Vries"] {
                assert!(!all.contains(value), "{value}");
            }
        }
    }
}

/// The program reads its own reports as it reads any document.
#[test]
fn a_workbook_is_scanned_like_any_other() {
    let archive = Archive::new().eml("a.eml", crate::archive::message("Bel 020-5550123\n"));
    let (code, said) = scan(&archive, &OWN, &["mail/audit.xlsx"]);
    assert_eq!(code, 0, "{said}");
    let run = archive.scan_with(&["--reveal", "--documents=true"]).clean();
    let found = run.findings.iter().any(|f| f["source"] == "audit.xlsx" && f["value"] == "+31205550123");
    assert!(found, "{:?}", run.findings);
}
