//! Reports in columns: what pyarrow, pandas and DuckDB read of them against JSON lines, and what holds for every report.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use crate::archive::{Archive, program};
use crate::letters::{ANNA, ELS, JAN, plain};
use crate::reports::hostile;

/// Mail that means harm, and so much of another sort that there are several batches.
fn archive() -> Archive {
    let mails: Vec<Vec<u8>> = (0..400)
        .map(|n| {
            let lines: String = (0..12)
                .map(|m| format!("Bel 030-55{:05} of mail klant{m}@relatie{n}.example\n", n * 12 + m))
                .collect();
            plain(if n % 3 == 0 { ELS } else { JAN }, ANNA, &lines)
        })
        .collect();
    let all: Vec<&[u8]> = mails.iter().map(Vec::as_slice).collect();
    hostile().mbox("sales.mbox", &all)
}

fn run(archive: &Archive, arguments: &[&str]) -> Vec<u8> {
    let mut command = program();
    command.env("MAILSWEEP_STATE_KEY", "key").current_dir(archive.beside("")).args(arguments);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 3)), "{arguments:?}: {said}");
    output.stdout
}

const SCAN: [&str; 10] = [
    "scan",
    "mail",
    "-q",
    "--own-domain",
    "huis.example",
    "--register",
    "mail/register.csv",
    "--explain",
    "--exclude",
    "register.csv",
];

/// Scans into JSON lines, Parquet, Arrow in a file and as a stream.
fn scanned(archive: &Archive, name: &str, options: &[&str]) -> [Vec<u8>; 4] {
    let files = ["jsonl", "parquet", "arrow"].map(|e| format!("{name}.{e}"));
    let outputs: Vec<&str> = files.iter().flat_map(|file| ["-o", file]).collect();
    let stream = run(archive, &[&SCAN[..], options, &outputs, &["-o", "-", "--format", "arrow"]].concat());
    fs::write(archive.beside(&format!("{name}.stream")), &stream).unwrap();
    for file in &files {
        let mode = fs::metadata(archive.beside(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    let [lines, parquet, arrow] = files.map(|file| fs::read(archive.beside(&file)).unwrap());
    [lines, parquet, arrow, stream]
}

/// A Python that has what columns are for; what needs it is skipped aloud where there is none.
fn python() -> Option<Command> {
    for name in ["MAILSWEEP_TEST_COLUMNS_PYTHON", "MAILSWEEP_TEST_PYTHON", ""] {
        let python = std::env::var_os(name).or_else(|| name.is_empty().then(|| "python3".into()));
        let Some(python) = python else { continue };
        let found = Command::new(&python).args(["-c", "import pyarrow, pandas, duckdb"]).output();
        if found.is_ok_and(|o| o.status.success()) {
            return Some(Command::new(python));
        }
    }
    // past the capture of the test runner: it is to be seen of a test that passes
    let _ = writeln!(
        std::io::stderr(),
        "SKIPPED: no python3 with pyarrow, pandas and duckdb; MAILSWEEP_TEST_COLUMNS_PYTHON names one"
    );
    None
}

/// How many rows others read in each of these; each row is what the JSON lines hold.
fn read_by_others(archive: &Archive, name: &str) -> Option<usize> {
    let mut python = python()?;
    python.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/columns.py"));
    python.args(["jsonl", "parquet", "arrow", "stream"].map(|e| archive.beside(&format!("{name}.{e}"))));
    let output = python.output().unwrap();
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap().trim().parse().unwrap())
}

#[test]
fn others_read_what_json_lines_hold() {
    let archive = archive();
    let none: &[&str] = &["--kinds", "iban"];
    for (name, options) in [("masked", &[][..]), ("shown", &["--reveal"]), ("none", none)] {
        let [lines, ..] = scanned(&archive, name, options);
        let lines = lines.iter().filter(|b| **b == b'\n').count();
        assert!((lines > 9000) != (name == "none"), "{name}: {lines}");
        if let Some(rows) = read_by_others(&archive, name) {
            assert_eq!(rows, lines, "{name}");
        }
    }
}

#[test]
fn bytes_are_the_same_whatever_the_jobs_and_hold_no_value_when_masked() {
    let archive = archive();
    let one = scanned(&archive, "one", &["--jobs", "1"]);
    let many = scanned(&archive, "many", &["--jobs", "5"]);
    assert!(one == many);
    let [_, parquet, file, stream] = &one;
    assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"));
    assert!(file.starts_with(b"ARROW1") && file.ends_with(b"ARROW1"));
    assert!(stream.starts_with(b"\xff\xff\xff\xff"), "the stream has no magic, but the mark of a message");
    for bytes in [parquet, file, stream] {
        for value in ["klant1@relatie1.example", "+3130550", "jan.devries@"] {
            assert!(!bytes.windows(value.len()).any(|w| w == value.as_bytes()), "{value}");
        }
    }
}

#[test]
fn each_custodian_has_columns_of_their_own() {
    let archive = archive();
    fs::create_dir(archive.beside("out")).unwrap();
    let outputs = ["out/{custodian}.jsonl", "out/{custodian}.parquet", "out/{custodian}.arrow"];
    let outputs = outputs.iter().flat_map(|o| ["-o", o]).collect::<Vec<_>>();
    run(&archive, &[&SCAN[..], &["--split-by", "custodian"], &outputs].concat());
    let made = |extension: &str| {
        let files = fs::read_dir(archive.beside("out")).unwrap().map(|e| e.unwrap().path());
        files.filter(|f| f.extension().is_some_and(|e| e == extension)).count()
    };
    assert!(made("jsonl") > 3);
    assert_eq!((made("parquet"), made("arrow")), (made("jsonl"), made("jsonl")));
    // the stream of one custodian is not asked for: the file of another run stands for it
    for extension in ["jsonl", "parquet", "arrow"] {
        let from = archive.beside(&format!("out/sales.{extension}"));
        fs::copy(from, archive.beside(&format!("sales.{extension}"))).unwrap();
    }
    if let Some(mut python) = python() {
        let code = "import pyarrow.ipc as i, sys; t = i.open_file(sys.argv[1]).read_all(); \
                    w = i.new_stream(sys.argv[2], t.schema); w.write_table(t); w.close()";
        python.args(["-c", code]).args(["arrow", "stream"].map(|e| archive.beside(&format!("sales.{e}"))));
        assert!(python.status().unwrap().success());
    }
    if let Some(rows) = read_by_others(&archive, "sales") {
        let lines = fs::read_to_string(archive.beside("sales.jsonl")).unwrap();
        assert_eq!(rows, lines.lines().count());
        assert!(lines.lines().all(|line| line.contains("\"custodian\":\"sales\"")));
    }
}

#[cfg(feature = "age")]
#[test]
fn columns_are_sealed_as_they_are_written() {
    use std::io::Read as _;

    let archive = archive();
    let [_, parquet, file, stream] = scanned(&archive, "clear", &["--reveal"]);
    let key = age::x25519::Identity::generate();
    let to = key.to_public().to_string();
    let sealed = ["--reveal", "--encrypt-to", &to, "-o", "a.parquet.age", "-o", "a.arrow.age", "-o", "-"];
    let stdout = run(&archive, &[&SCAN[..], &sealed, &["--format", "arrow"]].concat());
    let read = |name: &str| fs::read(archive.beside(name)).unwrap();
    for (sealed, clear) in [(read("a.parquet.age"), parquet), (read("a.arrow.age"), file), (stdout, stream)] {
        let mut opened = Vec::new();
        let reader = age::Decryptor::new(&sealed[..]).unwrap().decrypt(std::iter::once(&key as _)).unwrap();
        { reader }.read_to_end(&mut opened).unwrap();
        assert!(opened == clear);
    }
}
