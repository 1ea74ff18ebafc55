//! Saved runs: rendered again they are what the run itself wrote, and two of them are compared.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::archive::{Archive, message, program};
use crate::letters::{
    ANNA, ELS, JAN, PIET, attached, csv, dated, passed_on, people, plain, quoted, signature,
};
use crate::reports::hostile;

/// Formats whose reports are the same byte by byte.
const FORMATS: [&str; 6] = ["json", "jsonl", "csv", "md", "html", "xlsx"];

/// Runs the program beside the mail.
fn beside(archive: &Archive, arguments: &[&str]) -> Output {
    let mut command = program();
    command
        .env("MAILSWEEP_STATE_KEY", "key")
        .current_dir(archive.beside(""))
        .args(arguments)
        .output()
        .unwrap()
}

/// The same, with status 0 or 3 and nothing but that said.
fn done(archive: &Archive, arguments: &[&str]) -> String {
    let output = beside(archive, arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(matches!(output.status.code(), Some(0 | 3)), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// What a refusal says.
fn refused(archive: &Archive, arguments: &[&str]) -> String {
    let output = beside(archive, arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    assert_eq!(output.stdout, b"", "{arguments:?}");
    said
}

/// Scans into a report of every format, `first.json` and so on.
fn scanned(archive: &Archive, name: &str, options: &[&str]) {
    let outputs: Vec<String> = FORMATS.iter().map(|format| format!("{name}.{format}")).collect();
    let mut arguments = vec!["scan", "mail"];
    arguments.extend(outputs.iter().flat_map(|output| ["-o", output]));
    arguments.extend(options);
    done(archive, &arguments);
}

/// Renders `from` in every format, and holds it against the reports called `like`.
fn same_again(archive: &Archive, from: &str, like: &str, options: &[&str]) {
    let outputs: Vec<String> = FORMATS.iter().map(|format| format!("again.{format}")).collect();
    let mut arguments = vec!["report", from];
    arguments.extend(outputs.iter().flat_map(|output| ["-o", output]));
    arguments.extend(options);
    done(archive, &arguments);
    for format in FORMATS {
        let read = |name: &str| fs::read(archive.beside(&format!("{name}.{format}"))).unwrap();
        let (once, again) = (read(like), read("again"));
        if once != again {
            let at = once.iter().zip(&again).position(|(a, b)| a != b).unwrap_or(once.len().min(again.len()));
            let piece = |all: &[u8]| {
                String::from_utf8_lossy(&all[at.saturating_sub(80)..all.len().min(at + 80)]).into_owned()
            };
            panic!("{from} as {format} differs at {at}:\n{}\n{}", piece(&once), piece(&again));
        }
    }
}

fn archive() -> Archive {
    let list = csv(&people(1_500));
    Archive::new()
        .file("register.csv", "naam;e-mail;telefoon\nJan de Vries;jan.devries@klant.example;020-5550199\n")
        .mbox(
            "sales/sales.mbox",
            &[
                &plain(JAN, ANNA, &format!("Kunt u mij bellen?\n\n{}", signature(false))),
                &plain(ANNA, PIET, &passed_on(false, "Zie hieronder.")),
                &plain(ANNA, ELS, &quoted(true, "Hij is het.")),
                &dated("Sun, 2 Mar 2014 10:11:00 +0100", ELS, ANNA, "Mijn nummer is 06-12345678.\n"),
            ],
        )
        .maildir("jan", &[&message("Tel 020-5550123\n"), &message("Dorpsstraat 12, 1234 AB Ons Dorp\n")])
        .eml(
            "anna/lijst.eml",
            attached("Tue, 6 May 2014 10:11:00 +0200", ANNA, PIET, ("text/csv", "lijst.csv"), &list),
        )
        .eml("undated.eml", "From: a@klant.example\n\nBel 020-5550177\n")
        .eml("broken.eml", b"Subject: x\nContent-Transfer-Encoding: base64\n\n!!!!\n")
}

const FULL: [&str; 10] = [
    "--own-domain",
    "huis.example",
    "--register",
    "mail/register.csv",
    "--config",
    "settings.toml",
    "--as-of",
    "2026-01-31",
    "--explain",
    "--lang=nl",
];

#[test]
fn a_run_that_is_rendered_again_is_the_same_in_every_format() {
    let archive = archive();
    fs::write(archive.beside("settings.toml"), "[retention]\ndefault = \"2y\"\n").unwrap();
    let settings: [&str; 3] = ["--config", "settings.toml", "--lang=nl"];
    scanned(&archive, "masked", &FULL);
    same_again(&archive, "masked.json", "masked", &settings);
    let revealed: Vec<&str> = FULL.iter().copied().chain(["--reveal"]).collect();
    scanned(&archive, "revealed", &revealed);
    same_again(&archive, "revealed.json", "revealed", &["--reveal", "--lang=nl"]);
    // masked afterwards it is what it would have been had it been masked from the beginning
    same_again(&archive, "revealed.json", "masked", &settings);
    // and once more
    fs::rename(archive.beside("again.json"), archive.beside("twice.json")).unwrap();
    same_again(&archive, "twice.json", "masked", &settings);

    // of parts of a run, with another language, and a note
    let options = ["--region", "body,signature", "--own-domain", "huis.example"];
    scanned(&archive, "part", &options);
    same_again(&archive, "part.json", "part", &[]);
    let noted: Vec<&str> =
        options.iter().copied().chain(["--expire-note", "2030-12-31", "--lang", "nl"]).collect();
    scanned(&archive, "noted", &noted);
    same_again(&archive, "noted.json", "noted", &["--lang", "nl"]);
    same_again(&archive, "part.json", "noted", &["--lang", "nl", "--expire-note", "2030-12-31"]);

    // the summary too
    for lang in ["nl", "en"] {
        let once = done(&archive, &["scan", "mail", "--lang", lang, "--own-domain", "huis.example"]);
        done(&archive, &["scan", "mail", "-o", "run.json", "--own-domain", "huis.example"]);
        assert_eq!(done(&archive, &["report", "run.json", "--lang", lang]), once);
    }
}

#[test]
fn hostile_mail_and_empty_mail_are_rendered_again_too() {
    let archive = hostile();
    scanned(&archive, "hostile", &["--register", "mail/register.csv", "--own-domain", "huis.example"]);
    same_again(&archive, "hostile.json", "hostile", &[]);
    scanned(&archive, "open", &["--reveal"]);
    same_again(&archive, "open.json", "open", &["--reveal"]);
    let archive = Archive::new().file("leeg.txt", "niets");
    scanned(&archive, "empty", &[]);
    same_again(&archive, "empty.json", "empty", &[]);
}

#[test]
fn a_run_with_a_state_is_rendered_again_too() {
    let archive = archive();
    for _ in 0..2 {
        scanned(&archive, "night", &["--state", "night.db", "--own-domain", "huis.example"]);
        same_again(&archive, "night.json", "night", &[]);
    }
    let said = refused(&archive, &["report", "night.db"]);
    assert!(said.contains("--state FILE -o run.json"), "{said}");
}

#[test]
fn reports_of_a_custodian_are_rendered_again() {
    let archive = archive();
    done(
        &archive,
        &["scan", "mail", "--split-by", "custodian", "-o", "{custodian}.json", "-o", "{custodian}.html"],
    );
    done(&archive, &["report", "jan.json", "-o", "again.json", "-o", "again.html"]);
    for format in ["json", "html"] {
        let read = |name: &str| fs::read(archive.beside(&format!("{name}.{format}"))).unwrap();
        assert!(read("jan") == read("again"), "{format}");
    }
    let said = refused(&archive, &["report", "jan.json", "-o", "{custodian}.html"]);
    assert!(said.contains("--split-by"), "{said}");
}

fn count(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

#[test]
fn what_cannot_be_rendered_is_said_and_nothing_is_written() {
    let archive = Archive::new().eml("a.eml", message("Bel jan.devries@klant.example of 020-5550123\n"));
    done(&archive, &["scan", "mail", "-o", "run.json", "-o", "run.jsonl", "-o", "run.csv"]);
    let said = refused(&archive, &["report", "run.json", "--reveal", "-o", "a.html"]);
    assert!(said.contains("were not kept"), "{said}");
    let said = refused(&archive, &["report", "run.json", "-o", "run.json"]);
    assert!(said.contains("read and written"), "{said}");
    for (name, text, part) in [
        ("x.age", "age-encryption.org/v1\n-> X25519", "age --decrypt"),
        ("y.age", "-----BEGIN AGE ENCRYPTED FILE-----\n", "age --decrypt"),
        ("page.html", "<!DOCTYPE html>", "no saved run"),
        ("none.json", "", "no saved run"),
        (
            "other.json",
            "{\"jan@klant.example\":\"jan@klant.example\"}",
            "other.json:1: expected `schema_version` first",
        ),
        ("later.json", "{\n\"schema_version\":2,", "later.json:2: expected schema_version 1, and this is 2"),
    ] {
        fs::write(archive.beside(name), text).unwrap();
        let said = refused(&archive, &["report", name, "-o", "out.html"]);
        assert!(said.contains(part) && !said.contains("klant"), "{name}: {said}");
    }
    assert!(refused(&archive, &["report", "run.jsonl"]).contains("JSON lines"));
    assert!(refused(&archive, &["report", "run.csv"]).contains("no saved run"));
    assert!(refused(&archive, &["report", "mail"]).contains("no regular file"));
    assert!(refused(&archive, &["report", "absent.json"]).contains("cannot read absent.json"));

    // damage of every sort: refused with its line, without a value, and nothing is left behind
    done(&archive, &["scan", "mail", "--reveal", "-o", "open.json"]);
    let whole = fs::read_to_string(archive.beside("open.json")).unwrap();
    let before = count(&archive.beside("")) + 1;
    let mut damaged = vec![
        whole.replace("\"kind\":\"phone\"", "\"kind\":\"jan.devries@klant.example\""),
        whole.replace("\"message\":0", "\"message\":\"jan.devries@klant.example\""),
        whole.replace("\"masked\":false,\"fields\"", "\"masked\":true,\"fields\""),
        whole.replace("\"confidence\":", "\"confidence\":-"),
        whole.replace("\"summary\":", "\"sumary\":"),
        whole.replace("\"contact\":\"c1\"", "\"contact\":\"jan.devries@klant.example\""),
        whole.replace("\"by_year\":{\"", "\"by_year\":{\"jan.devries@klant.example"),
        whole.replace("\"masked\":false,\"expires\"", "\"masked\":true,\"expires\""),
        whole.replace("\"value\":", "\"val\":"),
        format!("{whole}jan.devries@klant.example"),
        whole.replace("\"findings\":[", &format!("\"findings\":{}", "[".repeat(100_000))),
    ];
    damaged.extend((1..40).map(|n| whole[..whole.len() * n / 40].to_owned()));
    for text in &damaged {
        assert_ne!(*text, whole);
        fs::write(archive.beside("damaged.json"), text).unwrap();
        let said = refused(&archive, &["report", "damaged.json", "-o", "out.html"]);
        assert!(said.contains("damaged.json"), "{said}");
        assert!(!said.contains("devries") && !said.contains("5550123"), "{said}");
    }
    assert_eq!(count(&archive.beside("")), before);
}
