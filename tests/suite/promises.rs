//! What the contract says of the outside: exit codes, masking, files, streams, settings.

use std::fs;
use std::process::Stdio;

use crate::archive::{Archive, feed, mbox, message, program};

fn sample() -> Archive {
    Archive::new().mbox(
        "verkoop.mbox",
        &[&message("Bel 020-5550123 of mail piet@klant-twee.example\n"), &message("Niets van belang.\n")],
    )
}

#[test]
fn values_are_masked_unless_revealed() {
    let archive = sample();
    let masked = archive.scan_with(&[]);
    assert_eq!(masked.code, 0);
    assert_eq!(masked.values("email"), ["p…@k….example"]);
    assert_eq!(masked.values("phone"), ["+31 2 … 23"]);
    let text = String::from_utf8(masked.stdout.clone()).unwrap();
    for secret in ["piet@", "5550123", "jan@klant"] {
        assert!(!text.contains(secret), "{secret}");
    }
    for finding in &masked.findings {
        assert_eq!((&finding["masked"], &finding["text"]), (&true.into(), &serde_json::Value::Null));
        assert_eq!(finding["value_hash"].as_str().map(str::len), Some(64));
    }
    assert_eq!(archive.scan_with(&[]).stdout, masked.stdout, "the same key, the same hashes");
    let revealed = archive.scan();
    assert_eq!(revealed.values("phone"), ["+31205550123"]);
    assert!(revealed.findings.iter().all(|f| f.get("value_hash").is_none() && f["masked"] == false));
}

#[test]
fn a_finding_has_the_fields_of_the_contract_in_their_order() {
    let run = sample().scan();
    let line = run.stdout.split(|b| *b == b'\n').find(|l| l.windows(7).any(|w| w == b"\"phone\"")).unwrap();
    let text = std::str::from_utf8(line).unwrap();
    let keys = [
        "kind",
        "value",
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
    let places: Vec<usize> =
        keys.iter().map(|k| text.find(&format!("\"{k}\":")).unwrap_or_else(|| panic!("{k}"))).collect();
    assert!(places.is_sorted(), "{text}");
    let finding = run.findings.iter().find(|f| f["kind"] == "phone").unwrap();
    assert_eq!(finding["source"], "verkoop.mbox");
    assert_eq!(finding["custodian"], "verkoop");
    assert_eq!(finding["date"], "2014-03-02T10:11:00+01:00");
    assert_eq!(finding["region"], "body");
    assert_eq!(finding["text"], "020-5550123");
    assert_eq!(finding.as_object().unwrap().len(), keys.len());
}

#[test]
fn exit_codes_say_how_it_ended() {
    let archive = sample();
    assert_eq!(archive.scan().code, 0);
    assert_eq!(archive.scan_with(&["--fail-on", "phone"]).code, 1);
    assert_eq!(archive.scan_with(&["--fail-on", "phone>1"]).code, 0);
    assert_eq!(archive.scan_with(&["--no-such-option"]).code, 2);
    assert_eq!(archive.scan_with(&["--include", "["]).code, 2);
    assert_eq!(archive.scan_with(&["--kinds", "iban"]).code, 0);
    let unsought = archive.scan_with(&["--kinds", "email", "--fail-on", "phone"]);
    assert_eq!(unsought.code, 2, "it is not looked for, and could never match");
    assert!(unsought.stderr.contains("--fail-on phone"), "{}", unsought.stderr);
    let absent = program().args(["scan", "/no/such/place"]).output().unwrap();
    assert_eq!(absent.status.code(), Some(2));
    let damaged = sample().file("b.eml", b"Subject: x\nFrom: a@b.example\nContent-Type: multipart/encrypted; boundary=b\n\n--b\nContent-Type: application/octet-stream\n\nx\n--b--\n");
    assert_eq!(damaged.scan().code, 3);
    assert_eq!(damaged.scan_with(&["--fail-on", "any"]).code, 3, "3 wins over 1");
}

#[test]
fn what_is_not_there_is_said_before_any_mail_is_read() {
    let archive = sample();
    for command in
        [&["search", "--request", "r.toml", "x"][..], &["erase", "plan.json"], &["report", "run.json"]]
    {
        let output = program().args(command).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{command:?}");
        let file = command.iter().find(|word| word.contains('.')).unwrap();
        assert!(String::from_utf8_lossy(&output.stderr).contains(file), "{command:?}");
    }
    for extension in ["pdf", "txt"] {
        let path = archive.beside(&format!("r.{extension}"));
        let output = program().args(["scan", "-o"]).arg(&path).arg(archive.root()).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(!path.exists());
        assert!(String::from_utf8_lossy(&output.stderr).contains("jsonl"), "it says which formats there are");
    }
}

#[test]
fn report_files_are_private_and_whole() {
    let archive = sample();
    let (jsonl, json, csv) = (archive.beside("r.jsonl"), archive.beside("r.json"), archive.beside("r.csv"));
    let mut command = program();
    command.env("MAILSWEEP_STATE_KEY", archive.beside("key")).arg("scan");
    for path in [&jsonl, &json, &csv] {
        command.arg("-o").arg(path);
    }
    let output = command.arg(archive.root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stdout.is_empty(), "standard output carries results only");
    for path in [&jsonl, &json, &csv, &archive.beside("key")] {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600, "{}", path.display());
        }
        assert!(fs::metadata(path).unwrap().len() > 0);
    }
    let left: Vec<_> = fs::read_dir(archive.beside("")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!left.iter().any(|n| n.to_string_lossy().starts_with(".mailsweep")), "{left:?}");
    let whole: serde_json::Value = serde_json::from_slice(&fs::read(&json).unwrap()).unwrap();
    assert_eq!(
        whole["findings"].as_array().unwrap().len(),
        fs::read_to_string(&jsonl).unwrap().lines().count()
    );
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_no_half_report() {
    let archive = sample();
    let output = program()
        .args(["scan", "--reveal", "--format", "jsonl"])
        .arg(archive.root())
        .stdout(fs::File::create("/dev/full").unwrap())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(4), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panic"));
}

#[test]
fn a_reader_that_goes_away_is_a_quiet_end() {
    let body = "a@b.example\n".repeat(200_000);
    let archive = Archive::new().eml("a.eml", message(&body));
    let mut child = program()
        .args(["scan", "--reveal", "--format", "jsonl"])
        .arg(archive.root())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_with_4_and_changes_no_report() {
    use std::io::Write as _;
    let archive = sample();
    let report = archive.beside("r.jsonl");
    fs::write(&report, "the report of yesterday").unwrap();
    let mut child = program()
        .args(["scan", "--reveal", "-o"])
        .arg(&report)
        .arg("-")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(&mbox(&[&message("Bel 020-5550123\n")])).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(500));
    let kill = std::process::Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    std::thread::sleep(std::time::Duration::from_millis(300));
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(4), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read_to_string(&report).unwrap(), "the report of yesterday");
}

#[test]
fn settings_come_from_line_environment_and_file_in_that_order() {
    let archive = sample();
    let settings = archive.beside("mailsweep.toml");
    fs::write(&settings, "reveal = true\nkinds = [\"email\"]\n").unwrap();
    let run = |command: &mut std::process::Command| {
        let output = command.arg(archive.root()).output().unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let base = || {
        let mut command = program();
        command.args(["scan", "--format", "jsonl", "--config"]).arg(&settings);
        command
    };
    let (_, file, _) = run(&mut base());
    assert!(file.contains("piet@klant-twee.example") && !file.contains("+31205550123"));
    let (_, environment, _) = run(base().env("MAILSWEEP_KINDS", "phone"));
    assert!(environment.contains("+31205550123") && !environment.contains("piet@klant-twee.example"));
    let (_, line, _) = run(base().env("MAILSWEEP_KINDS", "phone").args(["--kinds", "email"]));
    assert!(line.contains("piet@klant-twee.example"));
    fs::write(&settings, "reveal = true\nkindz = [\"email\"]\n").unwrap();
    let (code, _, error) = run(&mut base());
    assert_eq!(code, Some(2));
    assert!(error.contains("mailsweep.toml") && error.contains('2') && error.contains("kinds"), "{error}");
}

#[test]
fn problems_are_listed_as_the_contract_says() {
    let archive = Archive::new()
        .file("a.mbox", b"junk in front\n\nFrom a@b.example Sun Mar  2 10:11:00 2014\nSubject: x\n\nhi\n");
    let run = archive.scan();
    assert_eq!(run.problems.len(), 1, "{:?}", run.problems);
    let problem = run.problems[0].as_object().unwrap();
    assert_eq!(
        problem.keys().map(String::as_str).collect::<Vec<_>>(),
        ["code", "detail", "message", "part", "source"]
    );
    assert_eq!(problem["source"], "a.mbox");
}

#[test]
fn the_summary_goes_to_a_person_and_tells_what_to_do() {
    let archive = sample();
    let output = program().arg("scan").arg(archive.root()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    for wanted in ["email", "phone", "verkoop", "2014", "--reveal"] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    assert!(text.ends_with('\n') && !text.contains("piet@"));
}

#[test]
fn parts_and_regions_show_how_mail_is_taken_apart() {
    let archive = Archive::new().eml("a.eml", message("eerste regel\r\ntweede\n\n"));
    let lines = |command: &str| -> Vec<serde_json::Value> {
        let output = program().arg(command).arg(archive.root()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect()
    };
    let parts = lines("parts");
    let body = parts.iter().find(|p| p["part"] == "1").unwrap();
    assert_eq!(
        (&body["media_type"], &body["message_id"]),
        (&"text/plain".into(), &"m1@klant.example".into())
    );
    // printf 'eerste regel\ntweede' | sha256sum
    assert_eq!(body["text_sha256"], "16d71cb260eb8228c2b36f5d9287ade13b1615072c071545976055fe68dbfb6d");
    let regions = lines("regions");
    assert!(
        regions
            .iter()
            .any(|r| r["region"] == "body" && r["part"] == "1" && r["start"] == 0 && r["end"] == 22)
    );
    assert!(regions.iter().any(|r| r["region"] == "header" && r["part"] == "HEADER"));
}

#[test]
fn patterns_are_listed_shown_and_checked() {
    for arguments in [&["patterns", "list"][..], &["patterns", "show", "phone"], &["patterns", "check"]] {
        let output = program().args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        let wanted = if arguments.contains(&"check") { "0 failed" } else { "phone" };
        assert!(String::from_utf8_lossy(&output.stdout).contains(wanted), "{arguments:?}");
    }
}

#[test]
fn a_pattern_of_ones_own_needs_no_code() {
    let archive = Archive::new().eml("a.eml", message("Klantnummer KL-88213 en KL-1.\n"));
    let pattern = archive.beside("klant.toml");
    fs::write(
        &pattern,
        "id = \"klantnummer\"\nkind = \"national_id\"\nname = \"Customer number\"\nsummary = \"KL- and five digits\"\n\
         misses = \"numbers without KL-\"\nconfidence = 90\nengine = \"regex\"\nregex = 'KL-[0-9]{5}'\n\
         [[example]]\ntext = \"nummer KL-12345\"\nfinds = [\"KL-12345\"]\n\
         [[counter_example]]\ntext = \"KL-1\"\nwhy = \"too short\"\n",
    )
    .unwrap();
    let run = archive.scan_with(&["--reveal", "--patterns", pattern.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.values("national_id"), ["KL-88213"]);
    let checked = program().args(["patterns", "check"]).arg(&pattern).output().unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    fs::write(&pattern, "id = \"x\"\nkindd = \"email\"\n").unwrap();
    let broken = archive.scan_with(&["--patterns", pattern.to_str().unwrap()]);
    assert_eq!(broken.code, 2);
    assert!(broken.stderr.contains("klant.toml"), "{}", broken.stderr);
}

#[test]
fn completions_and_manual_are_made() {
    for shell in ["bash", "zsh", "fish"] {
        assert!(program().args(["completions", shell]).output().unwrap().stdout.len() > 500);
    }
    assert!(String::from_utf8_lossy(&program().arg("man").output().unwrap().stdout).contains(".TH"));
}

#[test]
fn the_archive_that_ships_gives_what_the_readme_shows() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/archive");
    let output = program().args(["scan", "--reveal", "--format", "jsonl", root]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    let count =
        |kind: &str| text.lines().filter(|l| l.starts_with(&format!("{{\"kind\":\"{kind}\""))).count();
    assert_eq!((count("email"), count("phone"), count("iban")), (31, 17, 1));
    // the summary in the README is the one that the program prints
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let output = program().args(["scan", "--quiet", root]).output().unwrap();
    let summary = String::from_utf8(output.stdout).unwrap();
    assert!(readme.contains(&format!("```text\n{}\n```", summary.trim_end())), "{summary}");
    // the same mail on standard input
    let one = fs::read(format!("{root}/verkoop.mbox")).unwrap();
    let mut command = program();
    command.args(["scan", "--reveal", "--format", "jsonl", "-"]);
    let piped = feed(command, &one).stdout;
    let direct = program()
        .args(["scan", "--reveal", "--format", "jsonl"])
        .arg(format!("{root}/verkoop.mbox"))
        .output()
        .unwrap()
        .stdout;
    let strip = |bytes: &[u8]| {
        String::from_utf8_lossy(bytes)
            .replace("\"source\":\"-\"", "\"source\":\"verkoop.mbox\"")
            .replace("\"custodian\":\"-\"", "\"custodian\":\"verkoop\"")
    };
    assert_eq!(strip(&piped), strip(&direct));
}

#[test]
fn listings_of_parts_and_regions_hold_nothing_that_acts_on_a_terminal() {
    let text = "Message-ID: <\u{9b}31m\u{85}\u{7f}\u{202e}@x.example>\nFrom: a@x.example\nTo: b@y.example\n\
                Content-Type: text/\u{2028}x\n\nhallo\n";
    let archive = Archive::new().eml("a\u{9b}.eml", text);
    for command in ["parts", "regions"] {
        let output = program().arg(command).arg(archive.root()).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("\\u009b"), "{text}");
        assert!(!text.contains(['\u{9b}', '\u{85}', '\u{7f}', '\u{2028}', '\u{202e}']), "{text:?}");
        for line in text.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!(line["source"], "a\u{9b}.eml");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_is_excluded_is_not_entered() {
    let archive = sample().file("un/a.eml", message("Bel 020-5550123\n"));
    // a link that leads to where it lies is a problem to whoever enters
    std::os::unix::fs::symlink("..", archive.root().join("un/loop")).unwrap();
    assert_eq!(archive.scan_with(&["--reveal", "--follow"]).code, 3);
    let run = archive.scan_with(&["--reveal", "--follow", "--exclude", "un"]).clean();
    assert_eq!(run.values("phone").len(), 1);
}

#[cfg(unix)]
#[test]
fn a_pipe_for_a_file_of_settings_or_patterns_is_refused() {
    let archive = sample();
    let pipe = archive.beside("pipe.toml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for option in ["--patterns", "--config"] {
        let run = archive.scan_with(&[option, pipe.to_str().unwrap()]);
        assert_eq!(run.code, 2, "{option}");
        assert!(run.stderr.contains("regular file"), "{}", run.stderr);
    }
    let checked = program().args(["patterns", "check"]).arg(archive.beside("")).output().unwrap();
    assert_eq!(checked.status.code(), Some(2));
}

#[test]
fn an_expression_is_tried_on_bounded_text() {
    let archive = Archive::new().eml("a.eml", message(&format!("{}kl 12345x\n", "kl ".repeat(100_000))));
    let pattern = archive.beside("klant.toml");
    fs::write(
        &pattern,
        "id = \"klantnummer\"\nkind = \"national_id\"\nname = \"n\"\nsummary = \"s\"\nconfidence = 90\n\
         engine = \"regex\"\nregex = 'kl.*[0-9]y|kl (?<value>[0-9]{5})x'\n\
         [[example]]\ntext = \"kl 12345x\"\nfinds = [\"12345\"]\n[[counter_example]]\ntext = \"KL-1\"\nwhy = \"w\"\n",
    )
    .unwrap();
    let started = std::time::Instant::now();
    let options = ["--reveal", "--kinds", "national_id", "--patterns", pattern.to_str().unwrap()];
    assert_eq!(archive.scan_with(&options).values("national_id"), ["12345"]);
    assert!(started.elapsed() < std::time::Duration::from_secs(30), "{:?}", started.elapsed());
}

#[test]
fn findings_say_why_and_the_unsure_and_the_ignored_are_left_out() {
    let archive = Archive::new().mbox(
        "verkoop.mbox",
        &[&message(
            "Tel. 020-5550123, jan [at] klant punt example, info@eigen.example, piet@klant-twee.example\n",
        )],
    );
    let plain = archive.scan_with(&["--kinds", "email,phone", "--reveal"]);
    assert!(plain.findings.iter().all(|f| f["fields"].get("why").is_none()));
    let run = archive.scan_with(&["--kinds", "email,phone", "--explain"]);
    assert_eq!(run.findings.len(), plain.findings.len());
    for finding in &run.findings {
        let why = finding["fields"]["why"].as_array().unwrap();
        assert!(why.iter().any(|w| w.as_str().unwrap().starts_with("check: ")), "{finding}");
        assert!(!why.iter().any(|w| w.as_str().unwrap().contains("klant")), "{finding}");
    }
    let phone = run.findings.iter().find(|f| f["kind"] == "phone").unwrap();
    assert!(phone["fields"]["why"].as_array().unwrap().contains(&"word for it: tel".into()), "{phone}");

    let sure = archive.scan_with(&["--kinds", "email,phone", "--min-confidence", "0.9", "--reveal"]);
    assert!(plain.values("email").contains(&"jan@klant.example".into()));
    assert!(sure.findings.iter().all(|f| f["confidence"].as_f64().unwrap() >= 0.9));
    assert!(sure.findings.len() < plain.findings.len());
    assert_eq!(archive.scan_with(&["--min-confidence", "0.2"]).code, 2);

    let list = archive.beside("ignore.toml");
    fs::write(&list, "values = ['020 555 01 23']\ndomains = ['eigen.example']\n").unwrap();
    let report = archive.beside("r.json");
    let (list, report) = (list.to_str().unwrap(), report.to_str().unwrap());
    let run = archive.scan_with(&["--kinds", "email,phone", "--reveal", "--ignore", list, "-o", report]);
    assert_eq!(run.code, 0);
    let whole: serde_json::Value = serde_json::from_slice(&fs::read(report).unwrap()).unwrap();
    assert_eq!(whole["summary"]["ignored"], serde_json::json!({"email": 1, "phone": 1}));
    let text = whole["findings"].to_string();
    assert!(text.contains("piet@klant-twee.example") && !text.contains("eigen") && !text.contains("5550123"));

    fs::write(list, "values = [1]\n").unwrap();
    let refused = archive.scan_with(&["--ignore", list]);
    assert_eq!(refused.code, 2);
    let said = refused.stderr;
    assert!(said.contains("ignore.toml:1: ") && said.contains("expected lists of strings"), "{said}");
}
