//! Reports as others read them: workbooks against the JSON lines of the same run, Markdown, schemas, encryption, one report a
//! custodian.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
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
    // past the capture of the test runner: it is to be seen of a test that passes
    let _ = writeln!(std::io::stderr(), "SKIPPED: no python3 with openpyxl; MAILSWEEP_TEST_PYTHON names one");
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

#[test]
fn a_summary_for_a_ticket_has_no_finding_and_no_markup_of_others() {
    let archive = hostile();
    let mut options = everything(&archive);
    options.extend(["--reveal", "--expire-note", "30d"].map(str::to_owned));
    for lang in Lang::ALL {
        let mut options = options.clone();
        options.extend(["--lang".to_owned(), lang.to_string()]);
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let (code, said) = scan(&archive, &options, &["audit.md"]);
        assert!([0, 3].contains(&code), "{said}");
        let page = fs::read_to_string(archive.beside("audit.md")).unwrap();
        assert!(page.starts_with(&format!("# {}\n", text(lang, "summary-title", &[]))));
        let day = if lang == Lang::En { "2 March 2026" } else { "2 maart 2026" };
        assert!(page.contains(day), "{page}");
        for value in ["jan.devries@", "5550111", "els.visser", "Jan de Vries"] {
            assert!(!page.contains(value), "{value}");
        }
        let outside: String = page.split('`').step_by(2).collect();
        assert!(!outside.contains(['@', '<', '[', '\u{1b}', '\u{202e}']), "{outside}");
        let table = |line: &&str| line.starts_with('|');
        assert!(page.lines().filter(table).all(|l| l.ends_with('|')));
    }
}

/// The schema of this name, ready to judge; nothing is fetched.
fn schema(name: &str) -> jsonschema::Validator {
    let path = format!("{}/docs/schema/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
    jsonschema::draft202012::new(&serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()).unwrap()
}

#[test]
fn what_is_written_as_json_is_as_the_schemas_say() {
    let (report, finding, problem) = (schema("report"), schema("finding"), schema("problem"));
    let says = |validator: &jsonschema::Validator, value: &Value| {
        let wrong: Vec<String> =
            validator.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    };
    let damaged = "From a@b.example Sun Mar  2 10:11:00 2014\nFrom: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n\
                   --x\nContent-Type: text/plain; charset=x-none\nContent-Transfer-Encoding: base64\n\n!!!\n";
    let archive = hostile().file("kapot.mbox", damaged).file("leeg.pst", "!BDN");
    for reveal in [true, false] {
        let mut options = everything(&archive);
        options.extend(
            ["--explain", "--expire-note", "2026-12-31", "--problems", "problems.jsonl"].map(str::to_owned),
        );
        options.extend(reveal.then(|| "--reveal".to_owned()));
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let (code, said) = scan(&archive, &options, &["all.json", "findings.jsonl"]);
        assert_eq!(code, 3, "{said}");
        let whole: Value = serde_json::from_slice(&fs::read(archive.beside("all.json")).unwrap()).unwrap();
        says(&report, &whole);
        assert_eq!(whole["run"]["expires"], "2026-12-31");
        for line in lines(&archive.beside("findings.jsonl")) {
            says(&finding, &line);
        }
        let problems = lines(&archive.beside("problems.jsonl"));
        assert!(!problems.is_empty());
        problems.iter().for_each(|line| says(&problem, line));

        // a field too much, one too few, and one of another type are seen
        let mut one = lines(&archive.beside("findings.jsonl")).remove(0);
        one["more"] = 1.into();
        assert!(!finding.is_valid(&one));
        one.as_object_mut().unwrap().remove("more");
        assert!(finding.is_valid(&one));
        one["masked"] = reveal.into();
        assert!(!finding.is_valid(&one), "a masked finding has a hash, another has none");
        one["masked"] = (!reveal).into();
        for name in ["kind", "value", "text", "contact", "register", "fields"] {
            let mut lacking = one.clone();
            lacking.as_object_mut().unwrap().remove(name);
            assert!(!finding.is_valid(&lacking), "{name}");
        }
        let mut other = whole.clone();
        other["summary"]["findings"]["surname"] = 1.into();
        assert!(!report.is_valid(&other));
    }
}

#[test]
fn json_of_the_corpus_of_all_kinds_is_as_the_schema_says() {
    let archive = Archive::new()
        .eml("anna/a.eml", crate::letters::dated("Mon, 3 Mar 2014 00:01:00 +0100", ANNA, PIET, &crate::letters::passed_on(false, "Kijk.")))
        .eml("jan/b.eml", crate::archive::message(
            "Met vriendelijke groet,\nJan de Vries\nHoofd Inkoop\nKlant BV\nDorpsstraat 12, 1234 AB Ons Dorp\nTel. 020-5550111 ext. 12\n\
             KvK 12345678 BTW NL123456789B01 IBAN NL91ABNA0417164300\nwww.klant.example https://www.linkedin.com/in/jan-de-vries\n\
             geboren op 31-01-1970, BSN 111222333\n",
        ));
    let (code, said) = scan(&archive, &["--reveal", "--explain"], &["all.json"]);
    assert_eq!(code, 0, "{said}");
    let whole: Value = serde_json::from_slice(&fs::read(archive.beside("all.json")).unwrap()).unwrap();
    assert!(whole["summary"]["findings"].as_object().unwrap().len() > 8, "{}", whole["summary"]);
    assert!(schema("report").is_valid(&whole));
}

#[cfg(feature = "age")]
mod sealed {
    use super::*;
    use std::io::Read as _;

    fn opened(path: &Path, key: &age::x25519::Identity) -> Vec<u8> {
        let bytes = fs::read(path).unwrap();
        unseal(&bytes, key)
    }

    fn unseal(bytes: &[u8], key: &age::x25519::Identity) -> Vec<u8> {
        let mut read = Vec::new();
        let opened = age::Decryptor::new(bytes).unwrap().decrypt(std::iter::once(key as _)).unwrap();
        { opened }.read_to_end(&mut read).unwrap();
        read
    }

    #[test]
    fn every_output_is_sealed_and_opens_to_what_it_would_have_been() {
        let archive = hostile();
        let keys = [age::x25519::Identity::generate(), age::x25519::Identity::generate()];
        fs::write(archive.beside("recipients"), format!("# officer\n{}\n", keys[1].to_public())).unwrap();
        let (names, bare) = (["a.jsonl", "a.json", "a.csv", "a.md", "a.xlsx"], everything(&archive));
        let mut options: Vec<&str> = bare.iter().map(String::as_str).collect();
        options.push("--reveal");
        let plain = [&options[..], &["--problems", "p.jsonl"]].concat();
        let (code, said) = scan(&archive, &plain, &names);
        assert!([0, 3].contains(&code), "{said}");
        let first = keys[0].to_public().to_string();
        let sealed = [
            &options[..],
            &["--problems", "p.jsonl.age", "--encrypt-to", &first, "--encrypt-to", "recipients"],
        ];
        let ends = names.map(|name| format!("{name}.age"));
        let (code, said) = scan(&archive, &sealed.concat(), &ends.each_ref().map(String::as_str));
        assert!([0, 3].contains(&code), "{said}");
        for name in names.into_iter().chain(["p.jsonl"]) {
            let path = archive.beside(&format!("{name}.age"));
            let bytes = fs::read(&path).unwrap();
            assert!(bytes.starts_with(b"age-encryption.org/v1\n"), "{name}");
            assert!(!bytes.windows(12).any(|w| w == b"jan.devries@"), "{name}");
            for key in &keys {
                assert_eq!(opened(&path, key), fs::read(archive.beside(name)).unwrap(), "{name}");
            }
        }
        let left: Vec<_> =
            fs::read_dir(archive.beside("")).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert!(left.iter().all(|name| !name.to_string_lossy().starts_with(".mailsweep")), "{left:?}");
    }

    #[test]
    fn standard_output_is_sealed_too() {
        let archive = Archive::new().eml("a.eml", crate::archive::message("Bel 020-5550123\n"));
        let key = age::x25519::Identity::generate();
        let run = |encrypt: &[&str]| {
            let mut command = program();
            command.args(["scan", "--reveal", "--format", "jsonl"]).args(encrypt).arg(archive.root());
            command.output().unwrap()
        };
        let sealed = run(&["--encrypt-to", &key.to_public().to_string()]);
        assert_eq!(unseal(&sealed.stdout, &key), run(&[]).stdout);
    }

    #[test]
    fn what_cannot_be_sealed_is_refused_before_anything_is_read() {
        let archive = Archive::new().eml("a.eml", crate::archive::message("Bel 020-5550123\n"));
        let key = age::x25519::Identity::generate().to_public().to_string();
        fs::write(archive.beside("broken"), "age1nonsense\n").unwrap();
        for (options, outputs, why) in [
            (&["--encrypt-to", "age1nonsense"][..], &["a.csv.age"][..], "expected a recipient of age"),
            (&["--encrypt-to", "broken"], &["a.csv.age"], "broken:1"),
            (&["--encrypt-to", "absent"], &["a.csv.age"], "cannot read"),
            (&["--encrypt-to", &key], &["a.csv"], "give a.csv.age"),
            (&["--encrypt-to", &key, "--problems", "p.jsonl"], &["a.csv.age"], "give p.jsonl.age"),
            (&["--encrypt-to", &key], &[], "no report to encrypt"),
            (&["--encrypt-to", &key], &["a.pdf.age"], "no report has the extension .pdf"),
            (&[], &["a.csv.age"], "give --encrypt-to"),
            (&["--expire-note", "soon"], &["a.csv"], "expected a day of the calendar"),
        ] {
            let (code, said) = scan(&archive, options, outputs);
            assert_eq!(code, 2, "{options:?}: {said}");
            assert!(said.contains(why), "{options:?}: {said}");
            assert!(!archive.beside("a.csv.age").exists() && !archive.beside("a.csv").exists());
        }
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_report_of_each_custodian_holds_what_is_theirs() {
    let mut archive = hostile();
    for (name, body) in [("jan", "Bel 020-5550181\n"), ("Jan", "Bel 020-5550182\n"), ("els", "Niets.\n")] {
        archive = archive.mbox(&format!("{name}.mbox"), &[&crate::archive::message(body)]);
    }
    let archive = archive.file("kees/stuk.eml.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x00nonsense");
    fs::create_dir(archive.beside("out")).unwrap();
    let options = everything(&archive);
    let mut options: Vec<&str> = options.iter().map(String::as_str).collect();
    options.push("--reveal");
    let (code, _) = scan(&archive, &options, &["findings.jsonl", "all.json"]);
    assert_eq!(code, 3);
    let all = lines(&archive.beside("findings.jsonl"));
    let split = [&options[..], &["--split-by", "custodian", "--problems", "p.jsonl"]].concat();
    let outputs = ["jsonl", "json", "csv", "md", "xlsx"].map(|e| format!("out/{{custodian}}.{e}"));
    let (code, said) = scan(&archive, &split, &outputs.each_ref().map(String::as_str));
    assert_eq!(code, 3, "{said}");

    let made = names(&archive.beside("out"));
    let whole: Value = serde_json::from_slice(&fs::read(archive.beside("all.json")).unwrap()).unwrap();
    let custodians = whole["summary"]["by_custodian"].as_object().unwrap();
    let reports = made.iter().filter(|n| n.ends_with(".json")).count();
    assert!(reports >= custodians.len() && made.len() == 5 * reports, "{made:?}");
    let mut told = 0;
    let mut problems = 0;
    for name in made.iter().filter(|n| n.ends_with(".json")) {
        let mut own: Value =
            serde_json::from_slice(&fs::read(archive.beside("out").join(name)).unwrap()).unwrap();
        let wrong: Vec<String> = schema("report").iter_errors(&own).map(|e| e.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        // the same findings as in the report of all, which has no subjects
        for finding in own["findings"].as_array_mut().unwrap() {
            finding.as_object_mut().unwrap().remove("subject").unwrap();
        }
        let custodian = own["run"]["custodian"].as_str().unwrap();
        let theirs: Vec<&Value> = all.iter().filter(|f| f["custodian"] == custodian).collect();
        let found: Vec<&Value> = own["findings"].as_array().unwrap().iter().collect();
        assert_eq!(found, theirs, "{custodian}");
        let stem = name.strip_suffix(".json").unwrap();
        assert_eq!(
            lines(&archive.beside("out").join(format!("{stem}.jsonl"))).iter().collect::<Vec<_>>(),
            theirs
        );
        let counts = &own["summary"]["by_custodian"][custodian];
        if let Some(counted) = custodians.get(custodian) {
            assert_eq!(counts, counted, "{custodian}");
            assert_eq!(own["summary"]["messages"], counted["messages"]);
        }
        assert_eq!(own["summary"]["by_custodian"].as_object().unwrap().len(), 1);
        assert!(own["lists"].as_array().unwrap().iter().all(|l| l["custodian"] == custodian));
        told += found.len();
        problems += own["problems"].as_array().unwrap().len();
        let sheets = by_calamine(&archive.beside("out").join(format!("{stem}.xlsx")));
        assert_eq!(sheets["Findings"].len(), found.len() + 1);
    }
    assert_eq!(told, all.len());
    assert_eq!(problems, lines(&archive.beside("p.jsonl")).len());
    // the two Jans are told apart whatever the file system makes of case
    let lower: std::collections::BTreeSet<String> = made.iter().map(|n| n.to_lowercase()).collect();
    assert_eq!(lower.len(), made.len());
    let first = fs::read(archive.beside("out").join("jan.jsonl"));
    scan(&archive, &[&split[..], &["--jobs", "1"]].concat(), &outputs.each_ref().map(String::as_str));
    assert_eq!(names(&archive.beside("out")), made);
    assert_eq!(
        fs::read(archive.beside("out").join("jan.jsonl")).ok(),
        first.ok(),
        "the same whatever the jobs"
    );
}

#[test]
fn many_custodians_need_few_open_files() {
    let mut archive = Archive::new();
    for n in 0..120 {
        archive = archive
            .mbox(&format!("m{n:03}.mbox"), &[&crate::archive::message(&format!("Bel 020-5551{n:03}\n"))]);
    }
    fs::create_dir(archive.beside("out")).unwrap();
    // far fewer files than reports may be open
    let script = "ulimit -n 64; exec \"$0\" scan --quiet --reveal --split-by custodian -o 'out/{custodian}.csv' -o 'out/{custodian}.xlsx' mail";
    let mut command = Command::new("sh");
    command.args(["-c", script]).arg(program().get_program()).current_dir(archive.beside(""));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(names(&archive.beside("out")).len(), 240);
}

#[test]
fn reports_of_custodians_are_asked_for_in_full() {
    let archive = Archive::new().mbox("jan.mbox", &[&crate::archive::message("Bel 020-5550123\n")]);
    let split = &["--split-by", "custodian"][..];
    for (options, output, why) in [
        (split, "a.csv", "needs {custodian}"),
        (split, "{custodian}/a.csv", "needs {custodian}"),
        (split, "-", "needs {custodian}"),
        (&[], "{custodian}.csv", "only with --split-by"),
        (split, "absent/{custodian}.csv", "cannot write a report"),
        (split, "{custodian}.pdf", "no report has the extension .pdf"),
        (&["--split-by", "year"], "{custodian}.csv", "invalid value"),
    ] {
        let (code, said) = scan(&archive, options, &[output]);
        assert_eq!(code, 2, "{output}: {said}");
        assert!(said.contains(why), "{output}: {said}");
    }
    assert_eq!(scan(&archive, split, &[]).0, 2);
    assert_eq!(names(&archive.beside("")), ["key", "mail"], "nothing is left behind");
}
