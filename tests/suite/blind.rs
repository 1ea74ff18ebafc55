//! A search with a state opens only the messages that may be somebody's, and tells what a search of everything tells.

use std::fs;
use std::io::Write as _;
use std::process::Output;

use crate::archive::{Archive, mbox, program};
use crate::letters::{ANNA, ELS, JAN, PIET, attached, dated, letter, plain};
use crate::pack;

const DATE: &str = "Sun, 2 Mar 2014 10:11:00 +0100";

const REQUESTS: [&str; 5] = [
    "[request]\nreference = \"R1\"\n[subject]\nnames = [\"Jan de Vries\"]\nemails = [\"jan.devries@klant.example\"]\n\
     phones = [\"020-5550111\"]\naddresses = [\"Dorpsstraat 12a, 1012 AB Amsterdam\"]\nother = [\"KL-88213\"]\n",
    "[request]\nreference = \"R2\"\n[subject]\nnames = [\"Monique van den Beekhuizen\"]\nibans = [\"NL91 ABNA 0417 1643 00\"]\n",
    "[request]\nreference = \"R3\"\n[subject]\nemails = [\"m.beek@gmail.com\"]\ncompany_numbers = [\"NL-KVK 12345678\"]\n",
    "[request]\nreference = \"R4\"\n[subject]\nnames = [\"Jürgen Weiß\"]\nphones = [\"+49 30 5550123\"]\n",
    "[request]\nreference = \"R5\"\n[subject]\nnames = [\"Maria Jansen-de Vries\"]\naddresses = [\"6811 AA 19-2\"]\n",
];

/// What a search tells: hits, problems, and the status.
#[derive(PartialEq)]
struct Told {
    hits: String,
    problems: String,
    code: Option<i32>,
    said: String,
}

impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}, {} hits, {}", self.code, self.hits.lines().count(), self.said)
    }
}

fn scan(archive: &Archive, options: &[&str]) {
    let output = program()
        .env("MAILSWEEP_STATE_KEY", archive.beside("key"))
        .args(["scan", "--quiet", "--own-domain", "huis.example", "--state"])
        .arg(archive.beside("state.db"))
        .args(options)
        .arg(archive.root())
        .output()
        .unwrap();
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&output.stderr));
}

fn search(archive: &Archive, state: bool, listed: bool, options: &[&str]) -> Told {
    let requests = archive.beside("requests");
    fs::create_dir_all(&requests).unwrap();
    for (n, request) in REQUESTS.iter().enumerate() {
        fs::write(requests.join(format!("{n}.toml")), request).unwrap();
    }
    let problems = archive.beside("problems.jsonl");
    let _ = fs::remove_file(&problems);
    let mut command = program();
    command
        .env("MAILSWEEP_STATE_KEY", archive.beside("key"))
        .args(["search", "--format", "jsonl", "--own-domain", "huis.example", "--request"])
        .arg(requests)
        .args(options);
    if state {
        command.arg("--state").arg(archive.beside("state.db"));
    }
    if listed {
        command.arg("--problems").arg(&problems);
    }
    let Output { status, stdout, stderr } = command.arg(archive.root()).output().unwrap();
    Told {
        hits: String::from_utf8(stdout).unwrap(),
        problems: fs::read_to_string(&problems).unwrap_or_default(),
        code: status.code(),
        said: String::from_utf8(stderr).unwrap(),
    }
}

/// With the state, by what all mail told together at its end and anew, it is the same as without.
fn both(archive: &Archive) -> Told {
    let fresh = search(archive, false, false, &["--reveal"]);
    assert_eq!(search(archive, true, false, &["--reveal"]), fresh);
    let listed = search(archive, false, true, &["--reveal"]);
    assert_eq!(search(archive, true, true, &["--reveal"]), listed);
    fresh
}

fn bodies() -> Vec<String> {
    let mut all: Vec<String> = [
        "Bel +31 20 555 01 11 even.",
        "Bel (020) 555-0111.",
        "Mail naar jan.devries [at] klant punt example.",
        "Mail naar jan.devries+nieuws@post.klant.example.",
        "Klant KL 88213 heeft betaald.",
        "Jan de Vries, Dorpsstraat 12 A, 1012AB AMSTERDAM",
        "Postcode 1012AB huisnummer 12 A.",
        "12-a, 1012 ab",
        "1012 AB\n12a",
        "Dorpsstr. 12a te Amsterdam",
        "1012 AB Amsterdam, Dorpsstraat 12",
        "Dorpsstraat 12-2, 1012 AB Amsterdam",
        "Woont op 6811AA-19 II.",
        "Postcode: 6811 AA\nHuisnummer: 19\nToevoeging: 2",
        "Kerkstraat 19/2, 6811 AA Arnhem",
        "Kerkstraat 192, 6811 AA Arnhem",
        "Maria de Vries - Jansen belde.",
        "Mevrouw De Vries-Jansen belde.",
        "Maria Jansen belde.",
        "Maria Jansen, 6811AA 19-2.",
        "Maria Jansen-d eVries en Vries-Jansen, M. de.",
        "Gisteren belde JAN DE VRIES nog.",
        "Het dossier van Vries, J. de (Jan) is af.",
        "Met Jan de Vreis gesproken.",
        "Met Jan\nde Vries gesproken.",
        "> Met Jan de\n> Vries gesproken.",
        "Jan deVries en Jan d eVries.",
        "Mevrouw, meneer De Vries belde.",
        "Hans de Vries was er, 020-5550333, hans@elders.example.",
        "J. de Vries, 020-5550333.",
        "Monique van den Beekhuisen.",
        "Monique va nden Beekhuizen.",
        "Van NL91ABNA0417164300 betaald, of NL91 ABNA 0417 1643 00.",
        "Zie m.b.eek@googlemail.com.",
        "Klant B.V.\nKvK 12345678",
        "Juergen Weiss belde, +49 (0)30 5550123.",
        "Jürgen Wiess belde.",
    ]
    .iter()
    .map(|text| format!("Beste collega,\n\n{text}\n\nGroet,\nAnna\n"))
    .collect();
    for n in 0..300 {
        all.push(format!(
            "Zie klant{n}@relatie.example of 020-555 {n:04}.\n\nGroet,\nKlant Nummer{n}\nDorpsstraat {n}\n"
        ));
    }
    all
}

fn archive() -> Archive {
    let letters: Vec<Vec<u8>> = bodies()
        .iter()
        .enumerate()
        .map(|(n, body)| {
            dated(&format!("Sun, 2 Mar 2014 10:{:02}:00 +0100", n % 60), ELS, [ANNA, PIET][n % 2], body)
        })
        .collect();
    let all: Vec<&[u8]> = letters.iter().map(Vec::as_slice).collect();
    // a file that is large enough to be read in stretches, of mail about nobody for the most part
    let filler = dated(DATE, PIET, ANNA, &"De vergadering is verzet.\n".repeat(2_000));
    let mut large: Vec<&[u8]> = Vec::new();
    for letter in &all {
        large.push(letter);
        if large.len().is_multiple_of(4) {
            large.push(&filler);
        }
    }
    let spaced = mbox(&large);
    assert!(spaced.len() > 3 << 20, "{}", spaced.len());
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(&spaced).unwrap();
    let mut archive = Archive::new()
        .mbox("small.mbox", &all[..12])
        .mbox("large.mbox", &large)
        .maildir("anna", &all[5..30])
        .file("large.mbox.gz", gz.finish().unwrap())
        .file(
            "backup.tar",
            pack::tar(&[("old/cur/1.M1.host:2,S", all[0]), ("old/c.eml", all[9]), ("d.eml", all[40])]),
        )
        .eml("nested.eml", letter("", ANNA, PIET, "message/rfc822", &String::from_utf8_lossy(all[8])))
        .eml(
            "attached.eml",
            attached(
                DATE,
                ELS,
                ANNA,
                ("text/plain", "lijst.txt"),
                "Jan de Vries\nMonique van den Beekhuizen\n",
            ),
        )
        .file("broken.eml", b"From: a@b.example\nSubject: x\nContent-Transfer-Encoding: base64\n\n!!!!\n");
    for (n, letter) in all.iter().enumerate().take(40) {
        archive = archive.eml(&format!("{n}.eml"), letter);
    }
    archive
        .eml("from.eml", plain(JAN, ANNA, "Dag.\n"))
        .eml("damaged.eml", b"From: jan.devries@klant.example\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjcK\n")
}

#[test]
fn hits_are_those_of_a_search_without_a_state() {
    let archive = archive();
    scan(&archive, &["--index"]);
    let first = both(&archive);
    assert!(first.hits.lines().count() > 100, "{first:?}");
    for place in ["large.mbox.gz", "backup.tar!", "nested.eml", "attached.eml", "damaged.eml", "anna/"] {
        assert!(first.hits.contains(place), "{place}");
    }
    assert!(!first.said.contains("all mail is read"), "{}", first.said);

    // mail that came, changed, moved and went
    fs::OpenOptions::new()
        .append(true)
        .open(archive.root().join("large.mbox"))
        .unwrap()
        .write_all(&mbox(&[&plain(ELS, ANNA, "Jan de Vries, nieuw.\n")]))
        .unwrap();
    let archive =
        archive.eml("5.eml", plain(ELS, ANNA, "Piet Smit.\n")).eml("z.eml", plain(ELS, ANNA, "KL-88213\n"));
    fs::remove_file(archive.root().join("small.mbox")).unwrap();
    fs::rename(archive.root().join("0.eml"), archive.root().join("moved.eml")).unwrap();
    let second = both(&archive);
    assert!(second.hits.contains("z.eml") && second.hits.contains("moved.eml"));
    assert!(!second.hits.contains("small.mbox") && !second.hits.contains("\"5.eml\""));
    assert_ne!(second.hits, first.hits);
    // the state was read only; the next scan takes the changes in
    scan(&archive, &["--index"]);
    assert_eq!(both(&archive).hits, second.hits);
}

#[test]
fn what_nobody_is_named_in_is_not_read() {
    let archive = archive();
    scan(&archive, &["--index"]);
    let before = both(&archive);
    // another content in the same place, at the same time: only who reads it sees it
    let path = archive.root().join("large.mbox");
    let modified = fs::metadata(&path).unwrap().modified().unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let word = b"De vergadering is verzet.\n";
    let middle = bytes.len() * 3 / 5;
    let at = middle + memchr::memmem::find(&bytes[middle..], word).unwrap();
    bytes[at..at + word.len()].copy_from_slice(b"Jan de Vries is verzet...\n");
    fs::write(&path, bytes).unwrap();
    fs::File::open(&path).unwrap().set_modified(modified).unwrap();
    assert_eq!(search(&archive, true, true, &["--reveal"]).hits, before.hits);
    assert_ne!(search(&archive, false, true, &["--reveal"]).hits, before.hits);
}

#[test]
fn a_state_that_does_not_serve_is_said_aloud() {
    let archive = archive();
    let fresh = search(&archive, false, false, &[]);
    let no_file = search(&archive, true, false, &[]);
    assert_eq!(no_file.code, Some(2));
    assert!(no_file.said.contains("no such file"), "{}", no_file.said);
    // made without an index
    scan(&archive, &[]);
    let all = search(&archive, true, false, &[]);
    assert!(all.said.contains("all mail is read"), "{}", all.said);
    assert_eq!(all.hits, fresh.hits);
    scan(&archive, &["--index"]);
    assert!(!search(&archive, true, false, &[]).said.contains("all mail is read"));
    // with other options
    let other = search(&archive, true, false, &["--country", "NL,DE"]);
    assert!(other.said.contains("all mail is read"), "{}", other.said);
    // with another key
    let output = program()
        .args(["search", "--name", "Jan de Vries", "--state-key"])
        .arg(archive.beside("another"))
        .arg("--state")
        .arg(archive.beside("state.db"))
        .arg(archive.root())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("another key"));
    // and a search leaves the file as it is
    scan(&archive, &["--index"]);
    assert_eq!(search(&archive, true, false, &[]).hits, fresh.hits);
}

#[test]
fn no_word_stands_in_the_index() {
    let archive = archive();
    scan(&archive, &["--index"]);
    for name in ["state.db", "state.db-wal"] {
        let Ok(bytes) = fs::read(archive.beside(name)) else { continue };
        for word in
            ["vries", "Vries", "Beekhuizen", "beekhuizen", "klant.example", "5550111", "88213", "vergadering"]
        {
            assert!(memchr::memmem::find(&bytes, word.as_bytes()).is_none(), "{word}");
        }
    }
}
