//! Redaction over mail as it is: every finding of a message taken out in turn, and all of them at once.
//!
//! Over the corpus beside the project, where there is one, or the mail in `MAILSWEEP_TEST_MAIL`; `MAILSWEEP_TEST_FINDINGS` says how many findings of a message are
//! taken in turn (default 2). Python's parser of mail reads the results too (`redact.py`).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use mailsweep::erase::redact::{Mark, redact, texts};
use mailsweep::message::transfer::{Decoder, Encoding};
use mailsweep::model::{Limits, Quoting, Section};
use serde_json::{Value, json};

use crate::archive::program;

const SIGN: &str = "[verwijderd]";

/// A message with what was found in it.
struct Found {
    bytes: Vec<u8>,
    quoting: Quoting,
    findings: Vec<Value>,
}

fn say(words: &str) {
    let _ = writeln!(std::io::stderr(), "{words}");
}

/// The corpus, and its messages that lie in files as they are.
fn found() -> Option<Vec<Found>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/mail");
    let mail = std::env::var_os("MAILSWEEP_TEST_MAIL").map_or(corpus, PathBuf::from);
    if !mail.is_dir() {
        say("SKIPPED: no corpus beside the project; no mail is redacted");
        return None;
    }
    let output = program()
        .args(["scan", "--reveal", "--format", "jsonl"])
        .arg(&mail)
        .stderr(Stdio::null())
        .output()
        .unwrap();
    let mut files: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
    let mut messages: BTreeMap<(PathBuf, u64), Found> = BTreeMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let finding: Value = serde_json::from_str(line).unwrap();
        let path = mail.join(finding["source"].as_str().unwrap());
        let file = files.entry(path.clone()).or_insert_with(|| fs::read(&path).unwrap_or_default());
        let (offset, length) = (finding["offset"].as_u64().unwrap(), finding["length"].as_u64().unwrap());
        let Some(bytes) = file.get(offset as usize..(offset + length) as usize) else { continue };
        // a compressed file has other offsets
        let packed = [".gz", ".zip"].iter().any(|end| path.to_string_lossy().ends_with(end));
        if packed || bytes.is_empty() {
            continue;
        }
        let mbox = file.starts_with(b"From ");
        let quoting = if mbox { Quoting::From } else { Quoting::None };
        messages
            .entry((path, finding["offset"].as_u64().unwrap()))
            .or_insert_with(|| Found { bytes: bytes.to_vec(), quoting, findings: Vec::new() })
            .findings
            .push(finding);
    }
    Some(messages.into_values().collect())
}

fn sections(message: &[u8], quoting: Quoting) -> Vec<(String, u64, String)> {
    let mut out = Vec::new();
    texts(message, quoting, &Limits::default(), &mut |section, base, text| {
        out.push((section.to_string(), base, text.to_owned()));
    });
    out
}

/// A mark for every place of a value, and for every place in the message at which it stands literally.
fn marks(message: &Found, finding: &Value, all: &[(String, u64, String)]) -> Vec<Mark> {
    let section = |name: &str| Section::named(name);
    let part = finding["part"].as_str().unwrap();
    let mut marks = Vec::new();
    match (finding["start"].as_u64(), finding["end"].as_u64()) {
        (Some(start), Some(end)) => marks.push(Mark { section: section(part), span: Some(start..end) }),
        _ => return marks,
    }
    let Some(text) = finding["text"].as_str().filter(|text| text.len() > 3) else { return marks };
    for (name, base, own) in all {
        marks.extend(own.match_indices(text).map(|(at, _)| {
            let start = base + at as u64;
            Mark { section: section(name), span: Some(start..start + text.len() as u64) }
        }));
    }
    let _ = message;
    marks
}

/// The bytes of a message as others may read them: as they stand, with quoted-printable undone, and base64.
fn readings(message: &[u8]) -> Vec<Vec<u8>> {
    let mut quoted = Vec::new();
    Decoder::new(Encoding::QuotedPrintable).decode(message, true, &mut quoted);
    let mut base64 = Vec::new();
    for block in
        message.split(|b| !(b.is_ascii_alphanumeric() || b"+/=\r\n".contains(b))).filter(|b| b.len() > 7)
    {
        // a run of lines, which may have words of text at either end
        for lines in block.split(|b| *b == b'\n').collect::<Vec<_>>().chunks(1) {
            Decoder::new(Encoding::Base64).decode(&lines.concat(), true, &mut base64);
        }
        Decoder::new(Encoding::Base64).decode(block, true, &mut base64);
    }
    vec![message.to_vec(), quoted, base64]
}

/// Texts of parts with nothing marked in them.
fn others(
    all: &[(String, u64, String)],
    marks: &[Mark],
    gone: &BTreeSet<String>,
) -> Vec<(String, u64, String)> {
    let touched = |name: &str| {
        marks.iter().any(|mark| mark.section.as_str() == name)
            || name == "HEADER"
            || gone.iter().any(|gone| {
                // of a message with one part only, the header is that of the part
                let message =
                    gone.strip_suffix(".1").is_some_and(|message| name == format!("{message}.HEADER"));
                name == format!("{gone}.MIME") || name == gone.as_str() || message
            })
    };
    all.iter().filter(|(name, _, _)| !touched(name)).cloned().collect()
}

#[test]
fn what_is_found_can_be_taken_out_and_nothing_else_goes() {
    let Some(messages) = found() else { return };
    let own = std::env::var_os("MAILSWEEP_TEST_MAIL").is_none();
    let in_turn = std::env::var("MAILSWEEP_TEST_FINDINGS").ok().and_then(|n| n.parse().ok()).unwrap_or(2);
    let (mut done, mut refused) = (0u64, BTreeMap::<String, u64>::new());
    let mut with = BTreeSet::new();
    let mut lines = String::new();
    let dir = tempfile::tempdir().unwrap();
    for (number, message) in messages.iter().enumerate() {
        let all = sections(&message.bytes, message.quoting);
        let step = (message.findings.len() / in_turn).max(1);
        let mut rounds: Vec<Vec<&Value>> = message.findings.iter().step_by(step).map(|f| vec![f]).collect();
        rounds.push(message.findings.iter().collect());
        for (round, findings) in rounds.iter().enumerate() {
            let marks: Vec<Mark> =
                findings.iter().flat_map(|finding| marks(message, finding, &all)).collect();
            if marks.is_empty() {
                continue;
            }
            let out = match redact(&message.bytes, message.quoting, &marks, SIGN, &Limits::default()) {
                Ok(out) => out,
                Err(why) => {
                    *refused.entry(why.to_string()).or_default() += 1;
                    let shown = std::env::var_os("MAILSWEEP_TEST_FINDINGS").is_some();
                    if shown {
                        let f = findings[0];
                        say(&format!(
                            "refused: {why} {:?} {} {} {}..{}",
                            why.section, f["source"], f["part"], f["start"], f["end"]
                        ));
                    }
                    continue;
                }
            };
            done += 1;
            with.insert(number);
            let after = sections(&out.bytes, message.quoting);
            // a file that goes is a leaf without a text, or an entry of one
            let gone: BTreeSet<String> =
                out.notes.replaced.iter().map(|part| part.as_str().to_owned()).collect();
            assert_eq!(
                others(&all, &marks, &gone),
                others(&after, &marks, &gone),
                "{} {}",
                findings[0]["source"],
                findings[0]["message"]
            );
            let readings = readings(&out.bytes);
            for finding in findings {
                let Some(text) = finding["text"].as_str().filter(|text| text.len() > 5) else { continue };
                let left = |name: &str| {
                    let words = format!(
                        "{} {} {name}: a value is there still",
                        finding["source"], finding["message"]
                    );
                    // of other mail, a value may stand in what is not read
                    assert!(!own, "{words}");
                    say(&words);
                };
                after.iter().filter(|(_, _, t)| t.contains(text)).for_each(|(name, _, _)| left(name));
                for (bytes, name) in readings.iter().zip(["bytes", "quoted-printable", "base64"]) {
                    if memchr::memmem::find(bytes, text.as_bytes()).is_some() {
                        left(name);
                    }
                }
            }
            if round % 4 == 0 || round + 1 == rounds.len() {
                let name = format!("{number}-{round}");
                fs::write(dir.path().join(format!("{name}.old")), unquoted(&message.bytes, message.quoting))
                    .unwrap();
                fs::write(dir.path().join(format!("{name}.new")), unquoted(&out.bytes, message.quoting))
                    .unwrap();
                let touched: BTreeSet<&str> = marks
                    .iter()
                    .map(|mark| mark.section.as_str())
                    .chain(gone.iter().map(String::as_str))
                    .collect();
                let values: Vec<&str> =
                    findings.iter().filter_map(|f| f["text"].as_str()).filter(|t| t.len() > 5).collect();
                lines += &json!({"name": name, "source": findings[0]["source"], "touched": touched, "values": values}).to_string();
                lines.push('\n');
            }
        }
    }
    let all: u64 = refused.values().sum();
    say(&format!(
        "{done} redactions of {} of {} messages; {all} refused: {refused:#?}",
        with.len(),
        messages.len()
    ));
    if !own {
        return python_of(dir.path(), &lines, own);
    }
    assert!(with.len() >= 1000, "{} messages were redacted", with.len());
    assert!(all * 200 <= done, "{all} of {done} were refused");
    python_of(dir.path(), &lines, own);
}

fn unquoted(message: &[u8], quoting: Quoting) -> Vec<u8> {
    if quoting == Quoting::None {
        return message.to_vec();
    }
    let mut out = Vec::new();
    for line in message.split_inclusive(|b| *b == b'\n') {
        let marks = line.iter().take_while(|b| **b == b'>').count();
        let quoted = marks > 0 && line[marks..].starts_with(b"From ");
        out.extend_from_slice(&line[usize::from(quoted)..]);
    }
    out
}

/// Has Python read the messages before and after.
fn python_of(dir: &Path, list: &str, own: bool) {
    fs::write(dir.join("list.jsonl"), list).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/redact.py");
    let Ok(output) = Command::new("python3").arg(script).arg(dir).output() else {
        return say("SKIPPED: no python3; no other parser reads what was redacted");
    };
    say(&String::from_utf8_lossy(&output.stdout));
    // of other mail, it has its own views on what is broken
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() || !own, "{words}");
    say(&words);
}

/// Numbers that look like chance, and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

/// Damages a message somewhere.
fn damaged(message: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = message.to_vec();
    for _ in 0..dice.roll(4) {
        let at = dice.roll(out.len());
        match dice.roll(4) {
            0 => out[at] = dice.roll(256) as u8,
            1 => {
                let end = (at + dice.roll(40)).min(out.len());
                out.drain(at..end);
            }
            2 => {
                let from = dice.roll(out.len());
                let piece = out[from..(from + dice.roll(60)).min(out.len())].to_vec();
                out.splice(at..at, piece);
            }
            _ => out.splice(at..at, *b"\r\n").for_each(drop),
        }
        if out.is_empty() {
            break;
        }
    }
    out
}

#[test]
fn in_damaged_mail_nothing_else_goes() {
    let base64 = data_encoding::BASE64.encode(b"From: Jan <jan@klant.example>\nSubject: y\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nJan zelf\n--c\nContent-Type: text/html\n\n<p>Jan <a href=mailto:jan@klant.example>mail</a>\n--c--\n");
    let message = format!(
        "Received: from x (jan@klant.example) by y; Sun, 2 Mar 2014 10:11:00 +0100\r\nFrom: =?utf-8?Q?Zo=C3=AB?= <z@klant.example>\r\nTo: \"Vries, Jan de\"\r\n <jan@klant.example>\r\nSubject: Van Jan\r\nLines: 99\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\nvooraf\r\n--b\r\n\
         Content-Type: text/plain; charset=iso-8859-1; format=flowed\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nZo=EB Jan \r\n>From Jan =\r\nde Vries 06=2D12\r\nbegin 644 a.txt\r\n#2F%N\r\n`\r\nend\r\n--b\r\n\
         Content-Type: text/html\r\n\r\n<p title=\"Jan\">Jan <b>de</b>&nbsp;Vries<!-- Jan --></p>\r\n--b\r\n\
         Content-Type: text/plain; charset=utf-16le\r\nContent-Transfer-Encoding: base64\r\n\r\nSgBhAG4AIABkAGUAIABWAHIAaQBlAHMA\r\n--b\r\n\
         Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n\x1b$B;3ED\x1b(B Jan\r\n--b\r\n\
         Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n{base64}\r\n--b\r\n\
         Content-Type: application/pdf; name=Jan.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n--b--\r\nna\r\n"
    );
    let mut dice = Dice(7);
    let (mut done, mut refused) = (0, BTreeMap::<String, u64>::new());
    let rounds = std::env::var("MAILSWEEP_TEST_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1500);
    for round in 0..rounds {
        let message = damaged(message.as_bytes(), &mut dice);
        let quoting = if dice.roll(2) == 0 { Quoting::None } else { Quoting::From };
        let all = sections(&message, quoting);
        let mut marks = Vec::new();
        for _ in 0..1 + dice.roll(4) {
            let (name, base, text) = &all[dice.roll(all.len())];
            let start = text.floor_char_boundary(dice.roll(text.len() + 1));
            let mut end = text.floor_char_boundary((start + 1 + dice.roll(12)).min(text.len()));
            if name.ends_with("HEADER") || name.ends_with("MIME") {
                // of a header, within the body of a field of which nothing depends
                let line = text[..start].rfind('\n').map_or(0, |n| n + 1);
                let field = &text[line..start];
                if !field.contains(": ") || field.starts_with("Content-") || field.starts_with("MIME-") {
                    continue;
                }
                end = text[start..end].find('\n').map_or(end, |n| start + n);
            }
            if start < end {
                let span = base + start as u64..base + end as u64;
                marks.push(Mark { section: Section::named(name), span: Some(span) });
            }
        }
        if dice.roll(6) == 0 {
            let (name, _, _) = &all[dice.roll(all.len())];
            marks.push(Mark { section: Section::named(name), span: None });
        }
        let out = match redact(&message, quoting, &marks, SIGN, &Limits::default()) {
            Ok(out) => out,
            Err(why) => {
                *refused.entry(why.to_string()).or_default() += 1;
                continue;
            }
        };
        done += 1;
        let after = sections(&out.bytes, quoting);
        let gone: BTreeSet<String> = out.notes.replaced.iter().map(|part| part.as_str().to_owned()).collect();
        let headers = |all: Vec<(String, u64, String)>| -> Vec<(String, u64, String)> {
            // places between parts move with what goes before them
            all.into_iter().filter(|(name, _, _)| !name.ends_with("TEXT")).collect()
        };
        assert_eq!(
            headers(others(&all, &marks, &gone)),
            headers(others(&after, &marks, &gone)),
            "round {round}"
        );
    }
    say(&format!("{done} damaged messages were redacted; refused: {refused:#?}"));
    assert!(done > rounds / 3, "{done} of {rounds}");
}
