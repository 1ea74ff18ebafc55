//! What earlier runs saw: a run with a state reads only what is new, and tells what a run from nothing would.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::Duration;

use serde_json::Value;

use crate::archive::{Archive, mbox, message, program};
use crate::letters::{ANNA, ELS, JAN, PIET, dated};
use crate::pack;

/// One run: findings as lines, problems as lines, what was said, and the status.
#[derive(PartialEq)]
struct Night {
    findings: String,
    problems: String,
    code: Option<i32>,
    said: String,
}

impl std::fmt::Debug for Night {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}, {} findings, {}", self.code, self.findings.lines().count(), self.said)
    }
}

fn command(archive: &Archive) -> Command {
    let mut command = program();
    command.env("MAILSWEEP_STATE_KEY", archive.beside("key")).arg("scan").arg(archive.root());
    command
}

fn night(archive: &Archive, state: Option<&str>, options: &[&str]) -> Night {
    let problems = archive.beside("problems.jsonl");
    let mut command = command(archive);
    command.args(["--format", "jsonl", "--problems"]).arg(&problems).args(options);
    if let Some(state) = state {
        command.arg("--state").arg(archive.beside(state));
    }
    let Output { status, stdout, stderr } = command.output().unwrap();
    Night {
        findings: String::from_utf8(stdout).unwrap(),
        problems: fs::read_to_string(&problems).unwrap_or_default(),
        code: status.code(),
        said: String::from_utf8(stderr).unwrap(),
    }
}

/// The same run from nothing and with the state.
fn both(archive: &Archive, options: &[&str]) -> Night {
    let fresh = night(archive, None, options);
    let known = night(archive, Some("state.db"), options);
    assert_eq!(fresh.findings, known.findings);
    assert_eq!(fresh.problems, known.problems);
    assert_eq!(fresh.code, known.code, "{}", known.said);
    known
}

/// One of many different messages.
fn letter(n: u32) -> Vec<u8> {
    let (from, to) = [(JAN, ANNA), (ANNA, PIET), (ELS, ANNA), (PIET, JAN)][n as usize % 4];
    let date = format!("Sun, 2 Mar 2014 {:02}:{:02}:00 +0100", n / 60 % 24, n % 60);
    let body = format!(
        "Beste collega,\n\nZie klant{n}@relatie{}.example of 020-555 {:04}.\n\nMet vriendelijke groet,\nKlant Nummer{n}\n\
         Hoofd Inkoop\nRelatie{} B.V.\nDorpsstraat {}, 1234 AB Ons Dorp\nKvK 12345678\n",
        n % 7,
        n % 10_000,
        n % 7,
        n % 90 + 1
    );
    dated(&date, from, to, &body)
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn archive() -> Archive {
    let letters: Vec<Vec<u8>> = (0..3_000).map(letter).collect();
    let bytes: Vec<&[u8]> = letters.iter().map(Vec::as_slice).collect();
    Archive::new()
        .mbox("sales.mbox", &bytes[..10])
        .mbox("large.mbox", &bytes[30..])
        .maildir("jan", &bytes[10..20])
        .eml("a.eml", bytes[20])
        .eml("Sent/b.eml", bytes[20])
        .file(
            "backup.tar.gz",
            gz(&pack::tar(&[("old/cur/1.M1.host:2,S", bytes[21]), ("old/c.eml", bytes[10])])),
        )
        .file("broken.eml", b"Subject: x\nContent-Transfer-Encoding: base64\n\n!!!!\n")
        .file("notes.bin", [0, 1, 2, 3])
}

#[test]
fn a_second_run_tells_the_same_and_so_does_one_after_changes() {
    let archive = archive();
    let first = both(&archive, &[]);
    assert!(first.findings.lines().count() > 1_000);
    assert_eq!(both(&archive, &[]), first);

    // mail that is added, changed, moved and taken away
    fs::OpenOptions::new()
        .append(true)
        .open(archive.root().join("large.mbox"))
        .unwrap()
        .write_all(&mbox(&[&letter(5_000), &letter(5_001)]))
        .unwrap();
    let archive = archive.eml("new/x.eml", letter(5_002)).eml("a.eml", letter(5_003));
    let cur = archive.root().join("jan/cur");
    let one = fs::read_dir(&cur).unwrap().map(|e| e.unwrap().path()).min().unwrap();
    let name = one.file_name().unwrap().to_str().unwrap().replace(":2,S", ":2,RS");
    fs::rename(&one, cur.join(name)).unwrap();
    fs::remove_file(archive.root().join("sales.mbox")).unwrap();
    let second = both(&archive, &[]);
    assert_ne!(second.findings, first.findings);
    assert!(second.findings.contains("RS\""), "the message is told under its present name");
    assert!(!second.findings.contains("sales.mbox"));
    assert_eq!(both(&archive, &["--jobs", "1"]).findings, second.findings);
    assert_eq!(both(&archive, &["--jobs", "5"]).findings, second.findings);
}

#[test]
fn whose_a_director_is_does_not_hang_on_what_is_kept() {
    let foot = "Wartung   480,00\n\nBei Rückfragen: Frau Anna Berg, Tel. 030 23125 111\nKlant GmbH · Dorfstraße 8 · 10115 Berlin\n\
                Geschäftsführer: Otto Krause\nAmtsgericht Berlin HRB 12345\n";
    let letter = dated("Sun, 2 Mar 2014 10:00:00 +0100", "<rechnung@klant.example>", ANNA, foot);
    let run = both(&Archive::new().eml("a.eml", letter), &["--own-domain", "huis.example"]);
    let lines = run.findings.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let director = lines.clone().find(|f| f["fields"]["role"] == "director").unwrap();
    assert_eq!(director["disclosure"], "self", "{director}");
}

#[test]
fn the_whole_report_is_the_same_too() {
    let archive = archive();
    let report = |state: bool, options: &[&str]| -> Value {
        let mut command = command(&archive);
        command.args(["--format", "json"]).args(options);
        if state {
            command.arg("--state").arg(archive.beside("state.db"));
        }
        let value: Value = serde_json::from_slice(&command.output().unwrap().stdout).unwrap();
        value
    };
    let fresh = report(false, &[]);
    for _ in 0..2 {
        assert_eq!(report(true, &[]), fresh);
    }
    assert_eq!(report(true, &["--region", "body"]), report(false, &["--region", "body"]));
}

#[test]
fn a_summary_of_nothing_new_is_the_summary_of_before() {
    let archive = archive();
    let summary = |options: &[&str]| {
        let mut command = command(&archive);
        command.arg("--state").arg(archive.beside("state.db")).args(options);
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let fresh = String::from_utf8(command(&archive).output().unwrap().stdout).unwrap();
    for _ in 0..3 {
        assert_eq!(summary(&[]), fresh);
    }
    assert_ne!(summary(&["--region", "signature"]), fresh, "other filters count otherwise");
    fs::remove_file(archive.root().join("large.mbox")).unwrap();
    let fresh = String::from_utf8(command(&archive).output().unwrap().stdout).unwrap();
    assert_eq!(summary(&[]), fresh);
}

#[test]
fn what_is_known_is_not_read_again() {
    let archive = archive();
    let first = both(&archive, &[]);
    // content that is another, of the same size, with the same times: only who reads it sees it
    let path = archive.root().join("large.mbox");
    let modified = fs::metadata(&path).unwrap().modified().unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2 + 5_000;
    bytes[middle..middle + 400].fill(b' ');
    fs::write(&path, bytes).unwrap();
    fs::File::open(&path).unwrap().set_modified(modified).unwrap();
    assert_eq!(night(&archive, Some("state.db"), &[]).findings, first.findings);
}

#[test]
fn no_value_stands_in_the_state_and_it_is_private() {
    let archive = archive();
    let revealed = night(&archive, None, &["--reveal"]);
    night(&archive, Some("state.db"), &[]);
    let mut values = 0;
    let files: Vec<PathBuf> = ["state.db", "state.db-wal", "state.db-lock"].map(|n| archive.beside(n)).into();
    for file in files.iter().filter(|f| f.exists()) {
        let bytes = fs::read(file).unwrap();
        for line in revealed.findings.lines().take(500) {
            let finding: Value = serde_json::from_str(line).unwrap();
            let value = finding["value"].as_str().unwrap();
            values += 1;
            assert!(memchr::memmem::find(&bytes, value.as_bytes()).is_none(), "{value}");
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
    assert!(values > 500);
}

#[test]
fn a_run_that_is_killed_goes_on_where_it_was() {
    let archive = archive();
    let whole = night(&archive, None, &[]);
    for pause in [30, 90, 180, 400, 800] {
        let mut child = command(&archive)
            .args(["--format", "jsonl", "--quiet", "--state"])
            .arg(archive.beside("killed.db"))
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(pause));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let last = night(&archive, Some("killed.db"), &[]);
    assert_eq!(last.findings, whole.findings);
    assert_eq!((last.problems, last.code), (whole.problems, whole.code));
}

/// A compressed file of which a run reads some when it is stopped: what it read is not all of it.
#[cfg(unix)]
#[test]
fn a_run_that_is_stopped_amid_a_stream_goes_on() {
    let letters: Vec<Vec<u8>> = (0..12_000).map(letter).collect();
    let all = mbox(&letters.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    encoder.write_all(&all).unwrap();
    let archive = Archive::new().file("a.mbox.gz", encoder.finish().unwrap());
    let options = ["--kinds", "phone", "--jobs", "1"];
    let whole = night(&archive, None, &options);
    let mut stopped = 0;
    for pause in [200, 500, 1_000, 2_000, 4_000] {
        let mut child = command(&archive)
            .args(["--format", "jsonl", "--quiet", "--state"])
            .arg(archive.beside("stopped.db"))
            .args(options)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(pause));
        Command::new("kill").arg(child.id().to_string()).status().unwrap();
        if child.wait().unwrap().code() == Some(4) {
            stopped += 1;
        }
        let last =
            night(&archive, Some("stopped.db"), &["--max-duration", "1s", "--kinds", "phone", "--jobs", "1"]);
        stopped += u32::from(last.code == Some(4));
    }
    assert!(stopped > 0, "nothing was stopped part-way");
    for _ in 0..2 {
        assert_eq!(night(&archive, Some("stopped.db"), &options).findings, whole.findings);
    }
}

#[test]
fn one_run_at_a_time() {
    let archive = Archive::new().eml("a.eml", message("Tel 020-5550123\n"));
    // as another run would hold it
    let lock = fs::File::create(archive.beside("state.db-lock")).unwrap();
    lock.lock().unwrap();
    let second = night(&archive, Some("state.db"), &[]);
    assert_eq!(second.code, Some(4));
    assert!(second.said.contains("in use by another run"), "{}", second.said);
    assert_eq!(second.findings, "");
    drop(lock);
    assert_eq!(night(&archive, Some("state.db"), &[]).code, Some(0));
}

#[test]
fn what_does_not_go_together_is_said_before_anything_is_read() {
    let archive = Archive::new().eml("a.eml", message("Tel 020-5550123\n"));
    let revealed = night(&archive, Some("state.db"), &["--reveal"]);
    assert_eq!(revealed.code, Some(2));
    let among = night(&archive, Some("mail/state.db"), &[]);
    assert_eq!(among.code, Some(2));
    assert!(among.said.contains("lies in what is to be scanned"), "{}", among.said);
    assert!(revealed.said.contains("--reveal"), "{}", revealed.said);
    fs::write(archive.beside("text"), "no database".repeat(1_000)).unwrap();
    let refused = night(&archive, Some("text"), &[]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.said.contains("no state file"), "{}", refused.said);
    assert_eq!(night(&archive, Some("state.db"), &[]).code, Some(0));
    fs::remove_file(archive.beside("key")).unwrap();
    let other_key = night(&archive, Some("state.db"), &[]);
    assert_eq!(other_key.code, Some(2));
    assert!(other_key.said.contains("another key"), "{}", other_key.said);
}
