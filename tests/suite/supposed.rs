//! Names of people and of houses that too little speaks for where they stand, and that other messages know.

use std::fs;

use serde_json::Value;

use crate::archive::{Archive, program};

/// Mail of an office, in which nothing but this line tells of anybody.
fn notice(line: &str) -> String {
    let rest = "Uw pakket is vandaag bezorgd en wij danken u voor uw bestelling bij onze webwinkel, tot de volgende keer.\n";
    format!(
        "From: orders@post.example\nTo: info@huis.example\nSubject: Pakket\n\n{rest}\n{line}   14,50\n\n{rest}{rest}"
    )
}

/// Mail with somebody in an address field.
fn from(mailbox: &str) -> String {
    format!("From: {mailbox}\nTo: info@klant.example\nSubject: Morgen\n\ntot dan\n")
}

/// An archive in which the names come before and after the message that knows them.
fn archive() -> Archive {
    Archive::new()
        .eml("a.eml", notice("D. Klantsgin"))
        .eml("b.eml", from("\"Dilara Klantsgin\" <d.klantsgin@huis.example>"))
        .eml("c.eml", notice("D. Onbekende"))
        .eml("d.eml", notice("Emma Hamilton"))
        .eml("e.eml", from("Emma Hamilton <emma@relatie.example>"))
        .eml("f.eml", notice("12 D. Klantsgin, 13 D. Onbekende, 14 pakketten, 020-5550111"))
        .eml("g.eml", notice("Karel Bakker"))
}

const OPTIONS: [&str; 5] = ["scan", "--quiet", "--format", "jsonl", "--own-domain=huis.example"];

/// Names in bodies, each with its source and whose it is, and all that was said.
fn names(archive: &Archive, options: &[&str]) -> (Vec<String>, Vec<u8>) {
    let output = program().args(OPTIONS).args(options).arg(archive.root()).output().unwrap();
    assert!(matches!(output.status.code(), Some(0)), "{}", String::from_utf8_lossy(&output.stderr));
    (of(&output.stdout), output.stdout)
}

fn of(stdout: &[u8]) -> Vec<String> {
    let lines = std::str::from_utf8(stdout).unwrap().lines();
    let findings = lines.map(|line| serde_json::from_str::<Value>(line).unwrap());
    findings
        .filter(|f| f["kind"] == "person_name" && f["region"] != "header")
        .map(|f| {
            format!(
                "{} {} {}",
                f["source"].as_str().unwrap(),
                f["value"].as_str().unwrap(),
                f["disclosure"].as_str().unwrap()
            )
        })
        .collect()
}

const FOUND: [&str; 3] =
    ["a.eml D. Klantsgin own", "d.eml Emma Hamilton third_party", "f.eml D. Klantsgin own"];

#[test]
fn a_name_that_other_messages_know_is_found() {
    let (found, _) = names(&archive(), &["--reveal"]);
    assert_eq!(found, FOUND);
    // each by itself is nobody
    for line in ["D. Klantsgin", "Emma Hamilton"] {
        assert_eq!(names(&Archive::new().eml("a.eml", notice(line)), &["--reveal"]).0, [""; 0], "{line}");
    }
}

#[test]
fn for_any_number_of_jobs_and_with_what_is_kept_it_is_the_same() {
    let archive = archive();
    let (masked, one) = names(&archive, &["--jobs", "1"]);
    assert_eq!(masked.len(), FOUND.len());
    for jobs in ["2", "5"] {
        assert_eq!(names(&archive, &["--jobs", jobs]).1, one, "{jobs}");
    }
    let state = archive.beside("state.db");
    let state = state.to_str().unwrap();
    for run in 0..2 {
        assert_eq!(names(&archive, &["--state", state]).1, one, "{run}");
    }
    // who knows them comes or goes later
    fs::remove_file(archive.root().join("b.eml")).unwrap();
    assert_eq!(names(&archive, &["--state", state]).0, masked[1..2]);
    let archive = archive.eml("z.eml", from("\"Klantsgin, D.\" <d.klantsgin@huis.example>"));
    assert_eq!(names(&archive, &["--state", state]).0, masked);
}

#[test]
fn what_is_certain_in_one_version_is_not_supposed_in_the_other() {
    let signed = "Met vriendelijke groet,<br>D. Klantsgin<br>verkoop<br>06-12345678";
    for plain in ["", "\n\nContactpersoon: de heer D. Klantsgin\n"] {
        let text = notice("D. Klantsgin").split_once("\n\n").unwrap().1.to_owned() + plain;
        let mail = format!(
            "From: orders@post.example\nTo: info@huis.example\nSubject: Pakket\nContent-Type: multipart/alternative; boundary=x\n\n\
             --x\nContent-Type: text/plain\n\n{text}\n--x\nContent-Type: text/html\n\n<p>{signed}</p>\n--x--\n"
        );
        let output = names(&Archive::new().eml("a.eml", mail), &["--reveal", "--explain"]);
        assert_eq!(output.0, ["a.eml D. Klantsgin self"], "{plain}");
        assert!(!String::from_utf8(output.1).unwrap().contains("another message"));
    }
}

#[test]
fn a_gentleman_is_no_initial() {
    let archive = |host: &str| {
        let notice = notice("M. Klantvernier").replace("post.example", host);
        let known = from("\"Michel Klantvernier\" <m.klantvernier@relatie.example>");
        Archive::new().eml("a.eml", notice).eml("b.eml", known)
    };
    assert_eq!(names(&archive("poste.fr"), &["--reveal"]).0, [""; 0]);
    assert_eq!(names(&archive("post.nl"), &["--reveal"]).0, ["a.eml M. Klantvernier third_party"]);
}

#[test]
fn what_asks_for_more_or_for_others_is_not_told() {
    let archive = archive();
    assert_eq!(names(&archive, &["--min-confidence", "0.9"]).0, [""; 0]);
    assert_eq!(names(&archive, &["--reveal", "--min-confidence", "0.5"]).0, FOUND);
    assert_eq!(names(&archive, &["--kinds", "phone"]).0, [""; 0]);
    let (_, found) = names(&archive, &["--explain"]);
    let why = "another message has it beside an address";
    assert_eq!(String::from_utf8(found).unwrap().matches(why).count(), FOUND.len());
}

#[test]
fn what_is_counted_is_what_is_told() {
    let archive = archive();
    let (_, found) = names(&archive, &[]);
    let told =
        std::str::from_utf8(&found).unwrap().lines().filter(|line| line.contains("\"person_name\"")).count();
    let output = program()
        .args(["scan", "--quiet", "--format", "json", "--own-domain=huis.example"])
        .arg(archive.root())
        .output()
        .unwrap();
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(summary["summary"]["findings"]["person_name"], told);
}

/// A colleague writes this to another.
fn note(text: &str) -> String {
    format!("From: els@huis.example\nTo: jan@huis.example\nSubject: Morgen\n\nHoi,\n\n{text}\n\ngroet\n")
}

/// A letter that is signed for a house.
fn signed(house: &str) -> String {
    let signature =
        format!("Met vriendelijke groet,\n\nPiet Bakker\n{house}\nDorpsstraat 12\n3512 AB Utrecht\n");
    format!("From: piet@relatie.example\nTo: els@huis.example\nSubject: Morgen\n\nAkkoord.\n\n{signature}")
}

/// Houses in bodies that another message names for sure, each with its source and whose it is.
fn houses(archive: &Archive, options: &[&str]) -> Vec<String> {
    let output = program().args(OPTIONS).arg("--explain").args(options).arg(archive.root()).output().unwrap();
    assert!(matches!(output.status.code(), Some(0)), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = std::str::from_utf8(&output.stdout).unwrap().lines();
    let findings = lines.map(|line| serde_json::from_str::<Value>(line).unwrap());
    findings
        .filter(|f| f["fields"]["why"].to_string().contains("another message names it for sure"))
        .map(|f| {
            assert_eq!(f["kind"], "organisation");
            format!("{} {}", f["source"].as_str().unwrap(), f["disclosure"].as_str().unwrap())
        })
        .collect()
}

#[test]
fn a_house_that_other_messages_name_for_sure_is_found() {
    let archive = || {
        Archive::new()
            .eml("a.eml", note("Dat gaat morgen met Klantenberg Expeditie mee."))
            .eml("b.eml", signed("Klantenberg Expeditie B.V."))
            .eml("c.eml", note("Dat gaat morgen met Onbekendenberg Expeditie mee."))
            .eml("d.eml", note("De rest komt bij Klantenberg Expeditie, zeggen ze."))
    };
    let all = archive();
    let found = houses(&all, &[]);
    assert_eq!(found, ["a.eml internal", "d.eml internal"]);
    for jobs in ["2", "5"] {
        assert_eq!(houses(&all, &["--jobs", jobs]), found, "{jobs}");
    }
    let state = all.beside("state.db");
    let state = state.to_str().unwrap();
    for run in 0..2 {
        assert_eq!(houses(&all, &["--state", state]), found, "{run}");
    }
    // one supposed name does not make the other sure
    fs::remove_file(all.root().join("b.eml")).unwrap();
    assert_eq!(houses(&all, &["--state", state]), [""; 0]);
    assert_eq!(houses(&archive(), &["--kinds", "person_name,phone"]), [""; 0]);
    assert_eq!(houses(&archive(), &["--min-confidence", "0.9"]), [""; 0]);
}
