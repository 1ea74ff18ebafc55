//! Mail that means harm, or is broken. No panic, no hang, nothing lost in silence: coverage always adds up.

use std::fmt::Write as _;
#[cfg(target_os = "linux")]
use std::io::Read as _;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::archive::{Archive, mbox, message, program};

fn adds_up(report: &Value) {
    let content = &report["coverage"]["content"];
    let opaque: u64 = content["opaque"]
        .as_object()
        .map(|o| o.values().map(|v| v["bytes"].as_u64().unwrap()).sum())
        .unwrap_or_default();
    let sum = content["read"].as_u64().unwrap() + opaque + content["given_up"].as_u64().unwrap();
    assert_eq!(content["total"].as_u64().unwrap(), sum, "{content}");
}

fn header(rest: &str) -> String {
    format!("Message-ID: <h@x.example>\nFrom: a@x.example\nTo: b@y.example\n{rest}")
}

/// A generator of bytes that needs no crate and gives the same ones each time (xorshift).
pub(crate) struct Dice(pub(crate) u64);
impl Dice {
    pub(crate) fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below.max(1) as u64) as usize
    }
}

#[test]
fn what_would_cost_too_much_ends_in_time_with_a_problem_or_a_finding() {
    let deep: String =
        (0..20_000).map(|i| format!("Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n")).collect();
    let mut many = header("Content-Type: multipart/mixed; boundary=b\n\n");
    for _ in 0..20_000 {
        many.push_str("--b\n\nx\n");
    }
    many.push_str("--b\n\nTel 020-5550123\n--b--\n");
    let nested = "Content-Type: message/rfc822\n\n".repeat(5_000);
    let links: String =
        (0..60_000).map(|i| format!("<a href=\"mailto:a{i}@b.example\">a{i}@b.example</a>\n")).collect();
    let cases: Vec<(&str, String)> = vec![
        ("links without end", header(&format!("Content-Type: text/html\n\n{links}"))),
        ("multiparts without end", header(&deep)),
        ("parts without end", many),
        ("messages in messages", header(&nested)),
        ("encoded-words without end", header(&format!("Subject: {}\n\nx", "=?utf-8?q?".repeat(100_000)))),
        (
            "a header of one field",
            header(&format!("X-Long: {}\n\nTel 020-5550123\n", "a ".repeat(1_000_000))),
        ),
        ("fields without end", header(&"X: y\n".repeat(300_000))),
        (
            "parameters without end",
            header(&format!("Content-Type: text/plain{}\n\nx", "; a=b".repeat(100_000))),
        ),
        ("tags without end", header(&format!("Content-Type: text/html\n\n{}", "<div>".repeat(300_000)))),
        ("an open comment", header(&format!("Content-Type: text/html\n\n{}", "<!--".repeat(300_000)))),
        (
            "an open attribute",
            header(&format!("Content-Type: text/html\n\n{}", "<a href=\"".repeat(200_000))),
        ),
        ("entities without end", header(&format!("Content-Type: text/html\n\n{}", "&#".repeat(500_000)))),
        ("digits without end", header(&format!("\n{}", "1 ".repeat(500_000)))),
        ("plus signs", header(&format!("\n{}", "+1-".repeat(300_000)))),
        ("at signs", header(&format!("\n{}", "a@".repeat(500_000)))),
        ("dots", header(&format!("\na@{}", "b.".repeat(500_000)))),
        ("quote marks", header(&format!("\n{}", ">".repeat(1_000_000)))),
        (
            "delimiters that are none",
            header(&format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--bb\n".repeat(300_000))),
        ),
        ("addresses in one field", header(&format!("Cc: {}\n\nx", "x@y.example, ".repeat(50_000)))),
    ];
    for (name, text) in cases {
        let archive = Archive::new().eml("a.eml", &text);
        let started = Instant::now();
        let run = archive.scan();
        assert!(matches!(run.code, 0 | 3), "{name}: exit {} {}", run.code, run.stderr);
        assert!(started.elapsed() < Duration::from_secs(30), "{name}: {:?}", started.elapsed());
        adds_up(&archive.report());
    }
}

#[test]
fn limits_are_named_when_they_are_reached() {
    let mut deep = header("");
    for i in 0..60 {
        write!(deep, "Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n").unwrap();
    }
    deep.push_str("\nTel 020-5550123\n");
    let run = Archive::new().eml("a.eml", &deep).scan();
    assert_eq!((run.codes(), run.code), (vec!["limit".to_owned()], 3));
    assert!(run.problems[0]["detail"].as_str().unwrap().contains("--limit-depth"));
    assert_eq!(run.values("phone"), ["+31205550123"], "what lies deeper is searched all the same");
}

#[test]
fn encoded_messages_in_encoded_messages_are_read_to_the_limit() {
    let mut inner = header("\nTel 020-5550123\n");
    for _ in 0..2_000 {
        inner = format!(
            "Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n{}",
            if inner.len() < 400_000 { inner } else { break }
        );
    }
    let archive = Archive::new().eml("a.eml", header(&inner));
    for depth in ["50", "1000"] {
        let run = archive.scan_with(&["--reveal", "--limit-depth", depth]);
        assert_eq!((run.codes(), run.code), (vec!["limit".to_owned()], 3), "{}", run.stderr);
        assert_eq!(run.values("phone"), ["+31205550123"], "what lies deeper is searched all the same");
    }
}

#[test]
fn a_compression_bomb_is_a_problem() {
    use std::io::Write as _;
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    bomb.write_all(&mbox(&[&message("Tel 020-5550123\n")])).unwrap();
    for _ in 0..400 {
        bomb.write_all(&vec![b'0'; 1 << 20]).unwrap();
    }
    let archive = Archive::new().file("a.mbox.gz", bomb.finish().unwrap());
    let run = archive.scan_with(&["--reveal", "--limit-expanded", "16MiB"]);
    assert_eq!((run.codes(), run.code), (vec!["limit".to_owned()], 3));
    assert_eq!(run.values("phone"), ["+31205550123"]);
}

#[test]
fn a_damaged_archive_gives_what_is_before_the_damage() {
    use std::io::Write as _;
    let mut messages = Vec::new();
    for i in 0..200 {
        messages.push(message(&format!("Tel 020-5550{i:03} {:x}\n", i * 7_919)));
    }
    let refs: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    gz.write_all(&mbox(&refs)).unwrap();
    let mut bytes = gz.finish().unwrap();
    bytes.truncate(bytes.len() / 2);
    let run = Archive::new().file("a.mbox.gz", bytes).scan();
    assert_eq!((run.codes(), run.code), (vec!["truncated".to_owned()], 3));
    assert!(run.values("phone").len() > 50);
}

pub(crate) fn collect(dir: &std::path::Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}

#[test]
fn control_characters_of_mail_never_reach_the_terminal() {
    let archive =
        Archive::new().file("box\u{1b}[31m.mbox", mbox(&[&message("\u{1b}]0;owned\u{7} Tel 020-5550123\n")]));
    let output = program().arg("scan").arg(archive.root()).output().unwrap();
    for stream in [&output.stdout, &output.stderr] {
        assert!(!stream.iter().any(|b| *b == 0x1b || *b == 7), "{}", String::from_utf8_lossy(stream));
    }
}

#[test]
fn formulas_of_mail_never_reach_a_spreadsheet() {
    let attack = message("=cmd|'/c calc'!A1@evil.example\n+31205550123\n");
    let archive = Archive::new().file("=1+1.eml", attack);
    let csv = archive.beside("out.csv");
    let status = program().args(["scan", "--reveal", "-o"]).arg(&csv).arg(archive.root()).status().unwrap();
    assert!(status.success());
    let mut reader = csv::Reader::from_path(&csv).unwrap();
    let mut cells = 0;
    for record in reader.records() {
        for cell in record.unwrap().iter() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
            cells += 1;
        }
    }
    assert!(cells > 10);
}

/// KiB that a scan with two jobs may hold at most where mail is nothing but findings: 200 MB.
#[cfg(target_os = "linux")]
const MEMORY: u64 = 200_000_000 / 1024;

/// Peak memory of a child, in KiB, and the lines that it wrote to standard output (Linux). They are read as they come, so
/// that gigabytes of findings need no disk.
#[cfg(target_os = "linux")]
fn peak_of(mut command: std::process::Command) -> (std::process::ExitStatus, u64, usize) {
    let mut child = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let lines = std::thread::spawn(move || {
        let (mut block, mut lines) = (vec![0; 1 << 16], 0);
        loop {
            match out.read(&mut block).unwrap() {
                0 => return lines,
                n => lines += block[..n].iter().filter(|b| **b == b'\n').count(),
            }
        }
    });
    let mut peak = 0;
    loop {
        if let Ok(status) = std::fs::read_to_string(format!("/proc/{}/status", child.id())) {
            let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
            let kib = line.and_then(|l| l.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0);
            peak = peak.max(kib);
        }
        if let Some(status) = child.try_wait().unwrap() {
            return (status, peak, lines.join().unwrap());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_a_message() {
    let line = "Een lange regel in een lange mail, met niets erin dan woorden en een punt.\n";
    for (name, text) in [
        ("text", header(&format!("\n{}\nTel 020-5550123\n", line.repeat(1_500_000)))),
        (
            "html",
            header(&format!("Content-Type: text/html\n\n<p>{}</p>Tel 020-5550123\n", line.repeat(1_500_000))),
        ),
        ("one line", header(&format!("\n{} Tel 020-5550123\n", "woord ".repeat(18_000_000)))),
    ] {
        assert!(text.len() > 100_000_000);
        let archive = Archive::new().file("a.mbox", mbox(&[text.as_bytes(), text.as_bytes()]));
        let out = archive.beside("out.jsonl");
        let mut command = program();
        command.args(["scan", "--reveal", "--jobs", "2", "-o"]).arg(&out).arg(archive.root());
        let (status, peak, _) = peak_of(command);
        assert!(status.success(), "{name}");
        assert!(peak < 150 * 1024, "{name}: {peak} KiB");
        let found = std::fs::read_to_string(&out).unwrap();
        assert_eq!(found.matches("+31205550123").count(), 2, "{name}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_findings() {
    let mut text = header("\n");
    for i in 0..700_000 {
        // memory grows with the different contacts of an archive, and with nothing else
        writeln!(text, "a{}@b.example", i % 10_000).unwrap();
    }
    let archive = Archive::new().eml("a.eml", &text).eml("b.eml", &text);
    let mut command = program();
    command.args(["scan", "--reveal", "--jobs", "2", "--format", "jsonl"]).arg(archive.root());
    let (status, peak, lines) = peak_of(command);
    assert!(status.success());
    assert!(peak < MEMORY, "{peak} KiB");
    assert_eq!(lines, 2 * (700_000 + 2));
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_findings_in_a_message_that_is_held() {
    let text = header(&format!("\n{}", "a@b.example\n".repeat(300_000)));
    let archive = Archive::new().file("a.mbox", mbox(&[text.as_bytes(), text.as_bytes()]));
    let mut command = program();
    command.args(["scan", "--reveal", "--jobs", "2", "--format", "jsonl"]).arg(archive.root());
    let (status, peak, lines) = peak_of(command);
    assert!(status.success());
    assert!(peak < MEMORY, "{peak} KiB");
    assert_eq!(lines, 2 * (300_000 + 2));
}

#[test]
fn a_subject_cannot_pass_for_one_that_is_masked() {
    let mail = b"From: a@klant.example\nTo: b@example.nl\nDate: Sun, 2 Mar 2014 10:00:00 +0100\n\
                 Subject: =?utf-8?q?=00=00Geheime_klant?=\n\nTel 020-5550123\n";
    let archive = Archive::new().eml("a.eml", mail);
    let report = archive.beside("a.xlsx");
    let run = program()
        .args(["scan", "--quiet", "-o"])
        .arg(&report)
        .arg(archive.root())
        .env("MAILSWEEP_STATE_KEY", archive.beside("key"))
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(0));
    let mut book = zip::ZipArchive::new(std::fs::File::open(report).unwrap()).unwrap();
    let mut all = String::new();
    for at in 0..book.len() {
        let mut bytes = Vec::new();
        std::io::copy(&mut book.by_index(at).unwrap(), &mut bytes).unwrap();
        all.push_str(&String::from_utf8_lossy(&bytes));
    }
    assert!(all.contains("a.eml") && all.contains("+31"), "there is a finding");
    assert!(!all.contains("Geheime"), "the subject is shown");
}
