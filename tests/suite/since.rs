//! Saved runs: rendered again they are what the run itself wrote, and two of them are compared.

use std::fs;
use std::path::Path;
use std::process::Output;

use calamine::Reader as _;
use serde_json::{Value, json};

use crate::archive::{Archive, message, program};
use crate::letters::{
    ANNA, ELS, JAN, PIET, attached, csv, dated, letter, passed_on, people, plain, quoted, signature,
};
use crate::reports::hostile;

/// Formats whose reports are the same byte by byte.
const FORMATS: &[&str] = if cfg!(feature = "parquet") {
    &["json", "jsonl", "csv", "md", "html", "xlsx", "parquet", "arrow"]
} else {
    &["json", "jsonl", "csv", "md", "html", "xlsx"]
};

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

/// A message with a number of its own.
fn numbered(n: u32, from: &str, to: &str, body: &str) -> Vec<u8> {
    letter(&format!("Message-ID: <m{n}@klant.example>\n"), from, to, "text/plain", body)
}

/// An archive as it was a month ago, and what was done to it since.
fn month(archive: Archive) -> Archive {
    archive
        .mbox(
            "sales/sales.mbox",
            &[
                &numbered(1, JAN, ANNA, "Bel mij op 020-5550111.\n"),
                &numbered(2, ELS, ANNA, "Mijn nummer is 06-12345678.\n"),
                &numbered(3, JAN, ANNA, "Of op 020-5550112.\n"),
            ],
        )
        .maildir(
            "jan",
            &[&numbered(4, ELS, ANNA, "Tel 06-12345679\n"), &numbered(5, JAN, PIET, "Groet, Jan\n")],
        )
        .file("register.csv", "naam;e-mail;telefoon\nJan de Vries;jan.devries@klant.example;020-5550111\n")
}

const ASKED: [&str; 4] = ["--own-domain", "huis.example", "--register", "mail/register.csv"];

fn saved(archive: &Archive, name: &str, options: &[&str]) {
    let arguments = [&["scan", "mail", "-o", name][..], &ASKED[..], options].concat();
    done(archive, &arguments);
}

/// Lines of what changed: change, kind, source, message.
fn changes(archive: &Archive, arguments: &[&str]) -> Vec<Value> {
    let text = done(
        archive,
        &[&["report", "new.json", "--since", "old.json", "--format", "jsonl"], arguments].concat(),
    );
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn told(changes: &[Value], change: &str) -> Vec<String> {
    let text = |v: &Value| v.as_str().unwrap_or("-").to_owned();
    let of = changes.iter().filter(|f| f["change"] == change && f["region"] != "header");
    of.map(|f| format!("{} {}", text(&f["value"]), text(&f["message_id"]))).collect()
}

#[test]
fn what_came_and_went_is_told_and_what_only_moved_is_not() {
    let archive = month(Archive::new());
    saved(&archive, "old.json", &["--reveal"]);
    saved(&archive, "new.json", &["--reveal"]);
    assert_eq!(changes(&archive, &["--reveal"]), Vec::<Value>::new());
    let said = done(&archive, &["report", "new.json", "--since", "old.json"]);
    assert!(said.starts_with("Nothing has changed since old.json."), "{said}");

    // a message is gone from the middle of an mbox, and one came; flags of a Maildir changed; one has a new field on top
    let archive = archive.mbox(
        "sales/sales.mbox",
        &[
            &numbered(1, JAN, ANNA, "Bel mij op 020-5550111.\n"),
            &[&b"Status: RO\n"[..], &numbered(3, JAN, ANNA, "Of op 020-5550112.\n")].concat(),
            &numbered(9, ELS, ANNA, "Mijn nummer is nu 06-87654321.\n"),
        ],
    );
    let cur = archive.root().join("jan/cur");
    for file in fs::read_dir(&cur).unwrap().map(|e| e.unwrap().path()) {
        let name = file.file_name().unwrap().to_str().unwrap().replace(":2,S", ":2,RS");
        fs::rename(&file, cur.join(name)).unwrap();
    }
    saved(&archive, "new.json", &["--reveal"]);
    let all = changes(&archive, &["--reveal"]);
    assert_eq!(told(&all, "new"), ["+31687654321 m9@klant.example"]);
    assert_eq!(told(&all, "gone"), ["+31612345678 m2@klant.example"]);
    assert_eq!(told(&all, "changed"), [""; 0]);
    // header fields are told with their message
    assert!(
        all.iter().all(|f| f["message_id"] == "m9@klant.example" || f["message_id"] == "m2@klant.example")
    );

    // masked, the same is told
    saved(&archive, "masked.json", &[]);
    let lines = done(&archive, &["report", "masked.json", "--since", "masked.json", "--format", "jsonl"]);
    assert_eq!(lines, "");
    let mixed = done(
        &archive,
        &["report", "masked.json", "--since", "old.json", "--format", "jsonl", "--state-key", "key"],
    );
    assert_eq!(mixed.lines().count(), all.len());
    assert!(!mixed.contains("12345678") && mixed.contains("\"change\":\"gone\""));

    // a value that the register has no longer
    let archive = archive
        .file("register.csv", "naam;e-mail;telefoon\nJan de Vries;jan.devries@klant.example;020-5550112\n");
    fs::rename(archive.beside("new.json"), archive.beside("old.json")).unwrap();
    saved(&archive, "new.json", &["--reveal"]);
    let all = changes(&archive, &["--reveal"]);
    assert_eq!(told(&all, "changed"), ["+31205550111 m1@klant.example", "+31205550112 m3@klant.example"]);
    let stale = all.iter().find(|f| f["value"] == "+31205550111").unwrap();
    assert_eq!(stale["before"], json!({"register": "current"}));
    assert_eq!(stale["register"], "stale");
    let said = done(&archive, &["report", "new.json", "--since", "old.json", "--lang", "nl"]);
    assert!(said.contains("1 gegeven is sindsdien verouderd"), "{said}");
}

#[test]
fn every_format_tells_the_changes() {
    let archive = month(Archive::new());
    saved(&archive, "old.json", &[]);
    let archive = archive
        .mbox("sales/sales.mbox", &[&numbered(1, JAN, ANNA, "Bel mij op 020-5550111.\n")])
        .eml("piet/nieuw.eml", numbered(12, "Kees Visser <kees@derde.example>", PIET, "Bel 020-5550133.\n"))
        .eml(
            "piet/lijst.eml",
            attached(
                "Tue, 6 May 2014 10:11:00 +0200",
                ANNA,
                PIET,
                ("text/csv", "lijst.csv"),
                &csv(&people(12)),
            ),
        );
    saved(&archive, "new.json", &[]);
    let lines = changes(&archive, &[]);
    let count = |change: &str| lines.iter().filter(|f| f["change"] == change).count() as u64;
    assert!(count("new") > 10 && count("gone") > 3);
    for lang in ["en", "nl"] {
        let outputs = ["c.json", "c.csv", "c.md", "c.html", "c.xlsx"];
        let mut arguments = vec!["report", "new.json", "--since", "old.json", "--lang", lang];
        arguments.extend(outputs.iter().flat_map(|output| ["-o", output]));
        done(&archive, &arguments);
    }
    let whole: Value = serde_json::from_slice(&fs::read(archive.beside("c.json")).unwrap()).unwrap();
    let counts = &whole["changes"]["counts"];
    assert_eq!(whole["changes"]["findings"].as_array().unwrap().len(), lines.len());
    assert_eq!(
        counts["findings"],
        json!({"new": count("new"), "gone": count("gone"), "changed": count("changed")})
    );
    assert_eq!(counts["relations"]["gone"], 0, "Els still stands in another mailbox");
    assert!(counts["relations"]["new"].as_u64().unwrap() > 10);
    assert_eq!(counts["lists"][0]["change"], "new");
    assert_eq!(counts["doubts"], json!([]));
    assert_eq!(counts["by_source"].as_array().unwrap().len(), 3);
    let sum: u64 = counts["by_kind"].as_object().unwrap().values().map(|t| t["new"].as_u64().unwrap()).sum();
    assert_eq!(sum, count("new"));
    let schema: Value = serde_json::from_str(include_str!("../../docs/schema/report.schema.json")).unwrap();
    let errors: Vec<String> =
        jsonschema::draft202012::new(&schema).unwrap().iter_errors(&whole).map(|e| e.to_string()).collect();
    assert_eq!(errors, [""; 0]);
    // it can be rendered again, as the run that it is of
    done(&archive, &["report", "c.json", "-o", "again.json"]);
    assert!(fs::read(archive.beside("again.json")).unwrap() == fs::read(archive.beside("new.json")).unwrap());

    let rows: Vec<::csv::StringRecord> =
        ::csv::Reader::from_path(archive.beside("c.csv")).unwrap().records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), lines.len());
    assert_eq!(&rows[0][27], "new");
    let page = fs::read_to_string(archive.beside("c.html")).unwrap();
    assert!(page.contains("data-view=\"changes\"") && page.contains("Sinds old.json"), "the page");
    let page = fs::read_to_string(archive.beside("c.md")).unwrap();
    assert!(page.contains("Sinds `old.json`: "), "{page}");
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(archive.beside("c.xlsx")).unwrap();
    assert_eq!(book.worksheet_range("Veranderingen").unwrap().height(), lines.len() + 1);
    assert!(book.worksheet_range("Gewijzigde relaties").unwrap().height() > 10);
    assert_eq!(
        book.worksheet_range("Vondsten").unwrap().height(),
        whole["findings"].as_array().unwrap().len() + 1
    );

    // the exit status of what changed
    let status = |arguments: &[&str]| beside(&archive, arguments).status.code();
    let two = ["report", "new.json", "--since", "old.json", "--fail-on"];
    assert_eq!(status(&[&two[..], &["new>3"]].concat()), Some(1));
    assert_eq!(status(&[&two[..], &["changed>1000"]].concat()), Some(0));
    assert!(refused(&archive, &["report", "new.json", "--fail-on", "new"]).contains("--since"));
    assert!(refused(&archive, &["scan", "mail", "--fail-on", "gone"]).contains("report RUN --since RUN"));
}

#[test]
fn what_was_not_read_does_not_look_as_if_it_was_cleaned_up() {
    let archive = month(Archive::new()).eml("els/brief.eml", numbered(20, ELS, ANNA, "Bel 020-5550144.\n"));
    saved(&archive, "old.json", &[]);
    // an archive that is damaged now, a mailbox that is not there, and other kinds
    fs::write(archive.root().join("sales/sales.mbox"), [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]).unwrap();
    fs::remove_dir_all(archive.root().join("els")).unwrap();
    saved(&archive, "new.json", &["--kinds", "phone"]);
    let said = done(&archive, &["report", "new.json", "--since", "old.json"]);
    let said = said.replace('\n', " ");
    assert!(said.contains("not asked for the same (kinds of details)"), "{said}");
    assert!(said.contains("not met this time (els"), "{said}");
    assert!(said.contains("could not be read in full this time"), "{said}");
    done(&archive, &["report", "new.json", "--since", "old.json", "-o", "c.json"]);
    let whole: Value = serde_json::from_slice(&fs::read(archive.beside("c.json")).unwrap()).unwrap();
    let doubts = &whole["changes"]["counts"]["doubts"];
    assert!(
        ["asked", "mailboxes", "unread"].iter().all(|d| doubts.as_array().unwrap().contains(&json!(d))),
        "{doubts}"
    );
}

#[test]
fn runs_that_cannot_be_compared_are_refused() {
    let archive = month(Archive::new());
    saved(&archive, "old.json", &[]);
    saved(&archive, "new.json", &["--state-key", "other"]);
    saved(&archive, "open.json", &["--reveal"]);
    let said = refused(&archive, &["report", "new.json", "--since", "old.json"]);
    assert!(said.contains("different keys") && said.contains("--state-key"), "{said}");
    let said = refused(&archive, &["report", "open.json", "--since", "old.json", "--state-key", "other"]);
    assert!(said.contains("without the key"), "{said}");
    let said = refused(&archive, &["report", "open.json", "--since", "old.json", "--reveal"]);
    assert!(said.contains("were not kept"), "{said}");
    let said = refused(&archive, &["report", "open.json", "--since", "absent.json"]);
    assert!(said.contains("absent.json"), "{said}");
    assert_eq!(beside(&archive, &["report", "open.json", "--since", "old.json"]).status.code(), Some(0));
    let whole = fs::read_to_string(archive.beside("old.json")).unwrap();
    fs::write(archive.beside("cut.json"), &whole[..whole.len() / 2]).unwrap();
    let said = refused(&archive, &["report", "new.json", "--since", "cut.json", "--state-key", "other"]);
    assert!(said.contains("different keys") || said.contains("cut.json:"), "{said}");
    let said = refused(&archive, &["report", "old.json", "--since", "cut.json"]);
    assert!(said.contains("cut.json:") && said.contains("not whole"), "{said}");
}

#[test]
fn changes_of_hostile_mail_are_inert() {
    let archive = hostile();
    done(&archive, &["scan", "mail", "-o", "old.json", "--reveal"]);
    let (first, second) = {
        let mut names: Vec<_> =
            fs::read_dir(archive.root()).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()).collect();
        names.sort();
        (names[0].clone(), names[1].clone())
    };
    fs::remove_dir_all(first).unwrap();
    fs::rename(&second, archive.root().join("<b>&=1\u{202e}")).unwrap();
    done(&archive, &["scan", "mail", "-o", "new.json", "--reveal"]);
    fs::rename(archive.beside("old.json"), archive.beside("=cmd<script>\u{1b}[2J`.json")).unwrap();
    let outputs = ["c.json", "c.jsonl", "c.csv", "c.md", "c.html", "c.xlsx"];
    let mut arguments = vec!["report", "new.json", "--since", "=cmd<script>\u{1b}[2J`.json", "--reveal"];
    arguments.extend(outputs.iter().flat_map(|output| ["-o", output]));
    done(&archive, &arguments);
    let summary = done(&archive, &["report", "new.json", "--since", "=cmd<script>\u{1b}[2J`.json"]);
    let acts = |c: char| c == '\u{1b}' || c == '\u{202e}' || c == '\u{9b}' || c == '\u{200b}';
    assert!(!summary.contains(acts));
    for output in &outputs[..5] {
        let text = fs::read_to_string(archive.beside(output)).unwrap();
        assert!(!text.contains(acts), "{output}");
        assert!(output.ends_with("html").then(|| text.contains("<script>\\u")).is_none_or(|found| !found));
    }
    let page = fs::read_to_string(archive.beside("c.html")).unwrap();
    assert_eq!(page.matches("<script>").count(), 1, "the one of the page");
    let rows =
        ::csv::Reader::from_path(archive.beside("c.csv")).unwrap().into_records().map(Result::unwrap).count();
    assert_eq!(rows, fs::read_to_string(archive.beside("c.jsonl")).unwrap().lines().count());
    assert!(rows > 10);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(archive.beside("c.xlsx")).unwrap();
    for name in book.sheet_names() {
        assert_eq!(book.worksheet_formula(&name).unwrap().used_cells().count(), 0);
    }
}
