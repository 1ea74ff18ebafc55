//! Runs that nobody watches: how long they take, what they say and to whom, and what is told of them elsewhere.

use std::fs;
use std::process::Output;

use serde_json::Value;

use crate::archive::{Archive, message, program};
use crate::letters::{ANNA, JAN, dated};

fn run(archive: &Archive, options: &[&str]) -> Output {
    let mut command = program();
    command.current_dir(archive.beside("")).env("MAILSWEEP_STATE_KEY", archive.beside("key"));
    command.arg("scan").arg("mail").args(options).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Mail that takes some time.
fn many(letters: u32) -> Archive {
    let letters: Vec<Vec<u8>> = (0..letters)
        .map(|n| {
            let body =
                format!("Zie klant{n}@relatie{}.example, Jan de Boer, 020-555 {:04}.\n", n % 7, n % 10_000);
            dated("Sun, 2 Mar 2014 10:00:00 +0100", JAN, ANNA, &body.repeat(20))
        })
        .collect();
    let bytes: Vec<&[u8]> = letters.iter().map(Vec::as_slice).collect();
    Archive::new().mbox("a.mbox", &bytes)
}

#[test]
fn a_run_ends_when_its_time_is_over_and_the_next_goes_on() {
    let options = |most| {
        [
            "--jobs",
            "1",
            "-o",
            "a.jsonl",
            "--quiet",
            "--max-duration",
            most,
            "--state",
            "state.db",
            "--metrics",
            "m.prom",
        ]
    };
    let mut letters = 300;
    let archive = loop {
        let archive = many(letters);
        let output = run(&archive, &options("1s"));
        if output.status.code() == Some(4) {
            assert!(said(&output).contains("stopped part-way after --max-duration 1s"), "{}", said(&output));
            assert_eq!(said(&output).lines().count(), 1, "{}", said(&output));
            assert!(!archive.beside("a.jsonl").exists());
            let metrics = fs::read_to_string(archive.beside("m.prom")).unwrap();
            assert!(metrics.contains("\nmailsweep_run_exit_status 4\n"), "{metrics}");
            assert!(metrics.contains("\nmailsweep_run_whole 0\n") && !metrics.contains("mailsweep_messages"));
            break archive;
        }
        letters *= 4;
        assert!(letters < 1_000_000, "no run was stopped: {}", said(&output));
    };
    assert_eq!(run(&archive, &["--quiet", "-o", "whole.jsonl"]).status.code(), Some(0));
    let last = run(&archive, &options("1h"));
    assert_eq!(last.status.code(), Some(0), "{}", said(&last));
    let read = |name| fs::read_to_string(archive.beside(name)).unwrap();
    assert!(read("a.jsonl") == read("whole.jsonl"), "the reports differ");
}

#[test]
fn what_is_no_duration_or_priority_is_said_before_anything_is_read() {
    let archive = Archive::new().eml("a.eml", message("Tel 020-5550123\n"));
    for (options, expected) in [
        (["--max-duration", "90"], "whole seconds, minutes, hours or days"),
        (["--max-duration", "0s"], "whole seconds, minutes, hours or days"),
        (["--nice=20", "--quiet"], "0..=19"),
        (["--log-format", "xml"], "invalid value 'xml'"),
    ] {
        let output = run(&archive, &options);
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains(expected), "{}", said(&output));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_lower_priority_is_that_of_the_whole_program() {
    use std::io::{Read as _, Write as _};
    use std::process::Stdio;

    let archive = Archive::new();
    for (option, more) in [("--nice", 10), ("--nice=3", 3), ("--nice=0", 0)] {
        // the run waits for more mail, so that it can be looked at
        let mut child = program()
            .args(["scan", "-", "--format", "jsonl", "--quiet", "--reveal", option])
            .env("MAILSWEEP_STATE_KEY", archive.beside("key"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(&message("Tel 020-5550123\n")).unwrap();
        let nice_of = |path: &str| -> i32 {
            let stat = fs::read_to_string(path).unwrap();
            stat.rsplit(')').next().unwrap().split_whitespace().nth(16).unwrap().parse().unwrap()
        };
        let expected = (nice_of("/proc/self/stat") + more).min(19);
        let tasks = format!("/proc/{}/task", child.id());
        let threads = || -> Vec<i32> {
            let all = fs::read_dir(&tasks).unwrap();
            all.filter_map(|t| fs::read_to_string(t.unwrap().path().join("stat")).ok())
                .map(|stat| {
                    stat.rsplit(')').next().unwrap().split_whitespace().nth(16).unwrap().parse().unwrap()
                })
                .collect()
        };
        let waited = std::time::Instant::now();
        while threads().len() < 3 {
            assert!(waited.elapsed().as_secs() < 20, "the run has threads");
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        assert!(threads().iter().all(|nice| *nice == expected), "{option}: {:?}", threads());
        drop(stdin);
        let mut lines = String::new();
        child.stdout.take().unwrap().read_to_string(&mut lines).unwrap();
        assert!(child.wait().unwrap().success());
        assert!(lines.contains("+31205550123"), "{lines}");
    }
}

#[test]
fn lines_for_a_program_are_json_and_hold_no_value() {
    let archive = Archive::new()
        .eml("a.eml", message("Tel 020-5550123, jan@relatie.example\n"))
        .eml("\u{1b}[2J\u{202e}.eml", b"Subject: x\nContent-Transfer-Encoding: base64\n\n!!!!\n");
    let lines = |options: &[&str]| -> Vec<Value> {
        let output = run(&archive, options);
        said(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let json = lines(&["--log-format", "json", "--verbose", "--max-duration", "1h", "-o", "a.csv"]);
    let levels: Vec<&str> = json.iter().map(|line| line["level"].as_str().unwrap()).collect();
    assert!(
        levels.contains(&"debug") && levels.contains(&"info") && levels.contains(&"warning"),
        "{levels:?}"
    );
    for line in &json {
        assert_eq!(line.as_object().unwrap().len(), 3, "{line}");
        let time = line["time"].as_str().unwrap();
        assert!(time.ends_with('Z') && time.parse::<jiff::Timestamp>().is_ok(), "{time}");
        let text = line.to_string();
        assert!(!text.contains("5550123") && !text.contains("jan@") && !text.contains('\u{202e}'), "{text}");
    }
    // also of what clap refuses, and of settings
    for (options, expected) in [
        (["--log-format=json", "--wrong"], "unexpected argument '--wrong'"),
        (["--log-format=json", "--config=absent.toml"], "absent.toml"),
        (["--log-format=json", "absent"], "no such file"),
    ] {
        let json = lines(&options);
        assert_eq!((json.len(), &json[0]["level"]), (1, &"error".into()), "{json:?}");
        assert!(json[0]["message"].as_str().unwrap().contains(expected), "{json:?}");
    }
}

#[test]
fn a_run_in_which_nothing_is_wrong_says_nothing() {
    let archive = Archive::new().eml("a.eml", message("Tel 020-5550123\n"));
    for options in [
        &["--quiet", "-o", "a.csv", "-o", "a.html", "--nice", "--max-duration", "1h"][..],
        &["--quiet", "-o", "b.csv", "--state", "state.db", "--log-format", "json"],
        &["--quiet", "-o", "c-{custodian}.md", "--split-by", "custodian", "--own-domain", "example.nl"],
    ] {
        let output = run(&archive, options);
        assert_eq!((output.status.code(), said(&output).as_str(), output.stdout.len()), (Some(0), "", 0));
    }
}

#[test]
fn counts_for_prometheus_are_those_of_the_report() {
    let archive = Archive::new()
        .eml("jan/a.eml", message("Tel 020-5550123, jan@relatie.example\n"))
        .eml("jan/b.eml", b"Subject: x\nContent-Transfer-Encoding: base64\n\n!!!!\n");
    let metric = |name: &str| -> Option<f64> {
        let text = fs::read_to_string(archive.beside("m.prom")).unwrap();
        text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
    };
    let options = ["-o", "a.json", "--metrics", "m.prom", "--quiet"];
    assert_eq!(run(&archive, &options).status.code(), Some(3));
    let report: Value = serde_json::from_slice(&fs::read(archive.beside("a.json")).unwrap()).unwrap();
    let phones = report["findings"].as_array().unwrap().iter().filter(|f| f["kind"] == "phone").count();
    assert!(phones > 0);
    assert_eq!(metric("mailsweep_findings{kind=\"phone\"}"), Some(phones as f64));
    assert_eq!(
        metric("mailsweep_problems{code=\"corrupt\"}"),
        Some(report["problems"].as_array().unwrap().len() as f64)
    );
    assert_eq!((metric("mailsweep_run_exit_status"), metric("mailsweep_run_whole")), (Some(3.0), Some(1.0)));
    assert_eq!(metric("mailsweep_messages"), Some(2.0));
    let text = fs::read_to_string(archive.beside("m.prom")).unwrap();
    assert!(!text.contains("jan") && !text.contains("5550123"), "{text}");

    let failed = run(
        &archive,
        &[
            "--metrics",
            "m.prom",
            "--quiet",
            "--kinds",
            "phone",
            "--fail-on",
            "phone",
            "jan/../mail/jan/a.eml",
        ],
    );
    assert_eq!(failed.status.code(), Some(2), "that is no path here");
    assert_eq!(metric("mailsweep_run_exit_status"), Some(3.0), "nothing was done: the file is as it was");
    let same = run(&archive, &["--metrics", "m.prom", "-o", "m.prom", "--format", "csv", "--quiet"]);
    assert_eq!(same.status.code(), Some(2), "{}", said(&same));
    let same = run(
        &archive,
        &[
            "--metrics",
            "x.prom",
            "-o",
            "x.csv",
            "-o",
            "./y.csv",
            "--quiet",
            "--mailto-file",
            "x.prom",
            "--mail-from",
            "a@example.org",
            "--mail-to",
            "b@example.org",
        ],
    );
    assert!(
        same.status.code() == Some(2) && said(&same).contains("another file of this run"),
        "{}",
        said(&same)
    );
    let names: Vec<_> = fs::read_dir(archive.beside("")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!names.iter().any(|n| n.to_string_lossy().starts_with(".mailsweep-")), "{names:?}");
}

/// The parts of the message: name and bytes.
fn parts(mail: &mailparse::ParsedMail<'_>) -> Vec<(String, Vec<u8>)> {
    mail.subparts
        .iter()
        .map(|part| {
            let name = part.get_content_disposition().params.get("filename").cloned().unwrap_or_default();
            (name, part.get_body_raw().unwrap())
        })
        .collect()
}

const MAIL: [&str; 8] = [
    "--mailto-file",
    "out.eml",
    "--mail-from",
    "Onderzoek, mail <audit@example.org>",
    "--mail-to",
    "fg@example.org",
    "--mail-to",
    "Coördinator <co@example.org>",
];

#[test]
fn a_message_is_ready_to_be_sent_with_the_reports_attached() {
    let archive = Archive::new().eml("jan/a.eml", message("Tel 020-5550123, jan@relatie.example\n"));
    let options = [
        "-o",
        "a.xlsx",
        "-o",
        "vérslag.csv",
        "-o",
        "a.json",
        "--problems",
        "p.jsonl",
        "--lang",
        "nl",
        "--quiet",
    ];
    let output = run(&archive, &[&options[..], &MAIL].concat());
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0), "{}", said(&output));
    let bytes = fs::read(archive.beside("out.eml")).unwrap();
    assert!(bytes.is_ascii());
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.split_terminator("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])));
    assert!(text.ends_with("--\r\n"));
    let mail = mailparse::parse_mail(&bytes).unwrap();
    let field = |name: &str| {
        mailparse::MailHeaderMap::get_first_value(mail.headers.as_slice(), name).unwrap_or_default()
    };
    assert_eq!(field("From"), "\"Onderzoek, mail\" <audit@example.org>");
    assert_eq!(field("To"), "fg@example.org, Coördinator <co@example.org>");
    assert_eq!(field("Subject"), "Mailonderzoek: rapport");
    assert!(field("Message-ID").ends_with("@example.org>") && field("Auto-Submitted") == "auto-generated");
    mailparse::dateparse(&field("Date")).unwrap();
    let parts = parts(&mail);
    let names: Vec<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["", "a.xlsx", "vérslag.csv", "a.json"]);
    let summary = String::from_utf8(parts[0].1.clone()).unwrap();
    assert!(summary.contains("Wat nu te doen") && !summary.contains("5550123"), "{summary}");
    for (name, bytes) in &parts[1..] {
        assert!(*bytes == fs::read(archive.beside(name)).unwrap(), "{name}");
    }
    assert_eq!(
        mail.subparts[1].ctype.mimetype,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(archive.beside("out.eml")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // one report a mailbox: all of them
    let split = run(
        &archive,
        &[&["-o", "s-{custodian}.md", "--split-by", "custodian", "--quiet"][..], &MAIL].concat(),
    );
    assert_eq!(split.status.code(), Some(0), "{}", said(&split));
    let bytes = fs::read(archive.beside("out.eml")).unwrap();
    let mail = mailparse::parse_mail(&bytes).unwrap();
    assert_eq!(mail.subparts.len(), 2);
}

#[cfg(feature = "age")]
#[test]
fn a_message_with_encrypted_reports_tells_nothing_in_clear() {
    use std::io::Read as _;
    let archive = Archive::new().eml("jan/a.eml", message("Tel 020-5550123, jan@relatie.example\n"));
    let key = age::x25519::Identity::generate();
    let to = key.to_public().to_string();
    let output = run(&archive, &[&["-o", "a.csv.age", "--encrypt-to", &to, "--quiet"][..], &MAIL].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let bytes = fs::read(archive.beside("out.eml")).unwrap();
    let mail = mailparse::parse_mail(&bytes).unwrap();
    let parts = parts(&mail);
    let open = |sealed: &[u8]| {
        let mut text = String::new();
        let decryptor = age::Decryptor::new(sealed).unwrap();
        decryptor.decrypt(std::iter::once(&key as _)).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let clear = String::from_utf8(parts[0].1.clone()).unwrap();
    assert!(clear.contains("encrypted") && !clear.contains(|c: char| c.is_ascii_digit()), "{clear}");
    assert_eq!(parts[1].0, "summary.txt.age");
    assert!(open(&parts[1].1).contains("What to do now"));
    assert_eq!(parts[2].0, "a.csv.age");
    assert!(open(&parts[2].1).starts_with("kind,"));
    let refused = run(
        &archive,
        &[
            "-o",
            "b.csv.age",
            "--encrypt-to",
            &to,
            "--mailto-file",
            "x.eml.age",
            "--mail-from",
            "a@example.org",
            "--mail-to",
            "b@example.org",
        ],
    );
    assert!(
        refused.status.code() == Some(2) && said(&refused).contains("cannot be sent"),
        "{}",
        said(&refused)
    );
}

#[test]
fn a_message_cannot_be_given_a_header_or_be_read_as_mail_of_the_archive() {
    let archive = Archive::new().eml("jan/a.eml", message("Tel 020-5550123\n"));
    for (file, from, to, expected) in [
        ("x.eml", "a@example.org\r\nBcc: x@evil.example", "b@example.org", "control character"),
        ("x.eml", "a@example.org", "b@example.org, c@example.org", "expected one address"),
        ("mail/jan/x.eml", "a@example.org", "b@example.org", "read as mail by the next run"),
        ("absent/x.eml", "a@example.org", "b@example.org", "absent/x.eml"),
    ] {
        let output = run(&archive, &["--mailto-file", file, "--mail-from", from, "--mail-to", to]);
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains(expected), "{}", said(&output));
        assert!(!archive.beside(file).exists());
    }
    let output = run(&archive, &["--mailto-file", "x.eml", "--mail-from", "a@example.org"]);
    assert!(output.status.code() == Some(2) && said(&output).contains("--mail-to"), "{}", said(&output));
}
