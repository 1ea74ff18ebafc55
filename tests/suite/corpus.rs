//! Requests over the corpus beside the project, whose truth is known: what is found, and what is left when it was erased.
//!
//! What stands in mail is read here by means of its own, of raw bytes and what they are when they are decoded: a search that finds nothing
//! would not see what it does not look for. `MAILSWEEP_TEST_CORPUS` names another folder of the same shape.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use regex::bytes::Regex;
use serde_json::Value;

use crate::archive::program;

fn say(words: &str) {
    let _ = writeln!(std::io::stderr(), "{words}");
}

/// The corpus, where there is one.
fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let folder = std::env::var_os("MAILSWEEP_TEST_CORPUS").map_or(beside, PathBuf::from);
    if folder.join("requests").is_dir() && folder.join("mail").is_dir() {
        return Some(folder);
    }
    say("SKIPPED: no corpus beside the project; no requests are answered");
    None
}

/// A command with the own domains of the corpus.
fn search(corpus: &Path, key: &Path) -> Command {
    let mut command = program();
    command.env("MAILSWEEP_STATE_KEY", key).args(["search", "-q"]);
    for domain in fs::read_to_string(corpus.join("own-domains.txt")).unwrap().split_whitespace() {
        command.args(["--own-domain", domain]);
    }
    command
}

/// Files of requests, in order.
fn requests(corpus: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(corpus.join("requests")).unwrap().map(|e| e.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|e| e == "toml")).collect();
    files.sort();
    files
}

fn toml_of(path: &Path) -> toml::Table {
    fs::read_to_string(path).unwrap().parse().unwrap()
}

fn lines(path: &Path) -> Vec<Value> {
    fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn is_strong(strength: &str) -> bool {
    matches!(strength, "certain" | "likely")
}

#[test]
fn what_is_about_a_subject_is_found_and_what_is_about_a_namesake_is_not() {
    let Some(corpus) = corpus() else { return };
    let folder = tempfile::tempdir().unwrap();
    let hits = folder.path().join("hits.jsonl");
    let output = search(&corpus, &folder.path().join("key"))
        .args(["--reveal", "--request"])
        .arg(corpus.join("requests"))
        .arg("-o")
        .arg(&hits)
        .arg(corpus.join("mail"))
        .output()
        .unwrap();
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&output.stderr));
    // a message that lies in several places is told for each; the strongest counts
    let mut found: HashMap<String, BTreeMap<String, String>> = HashMap::new();
    for hit in lines(&hits) {
        let text = |name: &str| hit[name].as_str().unwrap_or_default().to_owned();
        let strength = found.entry(text("request")).or_default().entry(text("message_id")).or_default();
        if !is_strong(strength) {
            *strength = text("strength");
        }
    }
    let (mut right, mut missed, mut wrong, mut near) = (0_u32, Vec::new(), Vec::new(), Vec::new());
    for path in requests(&corpus) {
        let reference = toml_of(&path)["request"]["reference"].as_str().unwrap().to_owned();
        let mut told = found.remove(&reference).unwrap_or_default();
        for truth in lines(&path.with_extension("truth.jsonl")) {
            let text = |name: &str| truth[name].as_str().unwrap_or_default();
            let strength = told.remove(text("message_id")).unwrap_or_default();
            let place = format!("{reference} {}", text("message_id"));
            let allowed = truth["allowed"].as_array().into_iter().flatten();
            match (is_strong(text("strength")), is_strong(&strength)) {
                (true, true) => right += 1,
                (true, false) => missed.push(place),
                (false, true) if allowed.clone().any(|a| *a == strength.as_str()) => {}
                (false, true) if text("strength") == "none" => near.push(place),
                (false, true) => wrong.push(place),
                (false, false) => {}
            }
        }
        wrong.extend(
            told.into_iter().filter(|(_, s)| is_strong(s)).map(|(id, _)| format!("{reference} {id}")),
        );
    }
    let of = |all: &[String]| f64::from(right) / f64::from(right + u32::try_from(all.len()).unwrap());
    let both = [&wrong[..], &near[..]].concat();
    say(&format!(
        "   requests of the corpus: recall {:.4}, precision {:.4}, {right} right",
        of(&missed),
        of(&both)
    ));
    assert!(right > 100, "{right}");
    assert!(of(&missed) >= 0.99, "missed: {missed:?}");
    assert!(of(&both) >= 0.98, "wrong: {both:?}");
    assert!(near.is_empty(), "near misses above possible: {near:?}");
}

static SEPARATOR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m-u)^From [^\r\n]*\d\d:\d\d:\d\d[^\r\n]*\r?\n").unwrap());
static ID: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?im-u)^message-id:\s*<?([^>\s]+)").unwrap());
static BASE64: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?-u)(?:[A-Za-z0-9+/]{20,}={0,2}\s+)*[A-Za-z0-9+/]{8,}={0,2}").unwrap());
static WORD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?-u)=\?[^?\s]+\?([BbQq])\?([^?\s]*)\?=").unwrap());

/// Messages of a file, or of what it holds.
fn split(bytes: Vec<u8>, out: &mut Vec<Vec<u8>>) {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut clear = Vec::new();
        flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut clear).unwrap();
        split(clear, out);
    } else if bytes.starts_with(b"PK\x03\x04") {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        for n in 0..zip.len() {
            let mut inner = Vec::new();
            zip.by_index(n).unwrap().read_to_end(&mut inner).unwrap();
            split(inner, out);
        }
    } else if bytes.get(257..262) == Some(b"ustar") {
        for entry in tar::Archive::new(&bytes[..]).entries().unwrap() {
            let mut inner = Vec::new();
            entry.unwrap().read_to_end(&mut inner).unwrap();
            split(inner, out);
        }
    } else if SEPARATOR.find(&bytes).is_some_and(|first| first.start() == 0) {
        out.extend(SEPARATOR.split(&bytes).filter(|m| !m.is_empty()).map(<[u8]>::to_vec));
    } else {
        out.push(bytes);
    }
}

/// All messages below a folder, by their ids.
fn messages(folder: &Path) -> BTreeMap<String, Vec<Vec<u8>>> {
    let mut all = Vec::new();
    for entry in walkdir::WalkDir::new(folder).follow_links(true).into_iter().map(Result::unwrap) {
        if entry.file_type().is_file() {
            split(fs::read(entry.path()).unwrap(), &mut all);
        }
    }
    let mut by_id: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
    for message in all {
        if let Some(id) = ID.captures(&message) {
            let id = String::from_utf8_lossy(&id[1]).into_owned();
            by_id.entry(id).or_default().push(message.trim_ascii_end().to_vec());
        }
    }
    by_id.values_mut().for_each(|list| list.sort());
    by_id
}

/// Quoted-printable of a body or of a header.
fn quoted(bytes: &[u8]) -> Vec<u8> {
    let hex = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at + 1..];
        let pair = rest.first().zip(rest.get(1)).and_then(|(a, b)| Some(hex(*a)? << 4 | hex(*b)?));
        at += match (byte, pair) {
            (b'=', Some(value)) => {
                out.push(value);
                3
            }
            (b'=', None) if rest.starts_with(b"\r\n") => 3,
            (b'=', None) if rest.starts_with(b"\n") => 2,
            _ => {
                out.push(byte);
                1
            }
        };
    }
    out
}

/// What base64 stands for, as far as it goes.
fn base64(bytes: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = bytes.iter().copied().filter(|b| !b.is_ascii_whitespace() && *b != b'=').collect();
    let whole = digits.len() - usize::from(digits.len() % 4 == 1);
    let mut encoding = data_encoding::BASE64_NOPAD.specification();
    encoding.check_trailing_bits = false;
    encoding.encoding().unwrap().decode(&digits[..whole]).unwrap_or_default()
}

/// A message as it is, and decoded: all of it as quoted-printable, what looks like base64, encoded-words; and that once more, for what lies in
/// an attached message.
fn readings(message: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![message.to_vec()];
    let mut fresh = 0..1;
    for _ in 0..2 {
        for n in fresh.clone() {
            let bytes = all[n].clone();
            all.push(quoted(&bytes));
            let blocks: Vec<Vec<u8>> = BASE64.find_iter(&bytes).map(|m| base64(m.as_bytes())).collect();
            all.extend(blocks.into_iter().filter(|b| b.len() > 8));
            let mut words = Vec::new();
            for word in WORD.captures_iter(&bytes) {
                words.extend(if word[1].eq_ignore_ascii_case(b"b") {
                    base64(&word[2])
                } else {
                    quoted(&word[2])
                });
            }
            all.push(words);
        }
        fresh = fresh.end..all.len();
    }
    all
}

/// What must not be there: text in any case, and the digits of a number with no more than three marks between two.
fn needles(request: &toml::Table) -> Vec<Regex> {
    let list = |name: &str| -> Vec<String> {
        let list = request["subject"].get(name).and_then(|v| v.as_array().cloned()).unwrap_or_default();
        list.iter().map(|v| v.as_str().unwrap().to_owned()).collect()
    };
    let texts = list("emails").into_iter().chain(list("other")).map(|t| regex::escape(&t));
    let numbers = list("phones").into_iter().map(|phone| {
        let digits: Vec<String> = phone.chars().filter(char::is_ascii_digit).map(String::from).collect();
        digits[digits.len().saturating_sub(8)..].join(r"(?:[ .()/\-]|\xc2?\xa0){0,3}")
    });
    texts.chain(numbers).map(|needle| Regex::new(&format!("(?i-u){needle}")).unwrap()).collect()
}

#[test]
fn the_readings_of_this_test_see_what_is_encoded() {
    let request: toml::Table =
        "[subject]\nemails = [\"jan@klant.example\"]\nphones = [\"020-555 01 11\"]\nother = []"
            .parse()
            .unwrap();
    let [email, phone] = &needles(&request)[..] else { panic!("two") };
    let is_there =
        |message: &str, needle: &Regex| readings(message.as_bytes()).iter().any(|r| needle.is_match(r));
    for text in [
        "x JAN@klant.example",
        "jan=40klant=2Eexa=\nmple",
        "=?utf-8?Q?jan=40klant.example?=",
        "=?utf-8?b?amFuQGtsYW50LmV4YW1wbGU=?=",
    ] {
        assert!(is_there(text, email), "{text}");
    }
    let body = data_encoding::BASE64
        .encode(b"Bel jan@klant.example op +31 (0)20 - 555 01 11, liefst in de ochtend.");
    let twice = data_encoding::BASE64.encode(body.as_bytes());
    for text in [&body, &twice] {
        let folded: Vec<&str> = text.as_bytes().chunks(60).map(|c| std::str::from_utf8(c).unwrap()).collect();
        let text = format!("Content-Transfer-Encoding: base64\n\n{}\n", folded.join("\r\n"));
        assert!(is_there(&text, email) && is_there(&text, phone), "{text}");
    }
    assert!(!is_there("els@klant.example 030-5550122", email) && !is_there("020-5550112", phone));
}

#[test]
fn what_is_erased_is_gone_from_the_bytes_and_all_else_is_as_it_was() {
    let Some(corpus) = corpus() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (mail, key) = (folder.path().join("mail"), folder.path().join("key"));
    let copy = || {
        let _ = fs::remove_dir_all(&mail);
        for entry in walkdir::WalkDir::new(corpus.join("mail")).into_iter().map(Result::unwrap) {
            let to = mail.join(entry.path().strip_prefix(corpus.join("mail")).unwrap());
            if entry.file_type().is_dir() {
                fs::create_dir_all(&to).unwrap();
            } else {
                assert!(fs::copy(entry.path(), &to).is_ok());
            }
        }
    };
    copy();
    let before = messages(&mail);
    let asked = |path: &&PathBuf| {
        let request = toml_of(path);
        let is_given = |list: &str| {
            request["subject"].get(list).and_then(|v| v.as_array()).is_some_and(|l| !l.is_empty())
        };
        request["request"]["kind"].as_str() == Some("erasure") && is_given("emails") && is_given("phones")
    };
    let all = requests(&corpus);
    // the last ones have several addresses and names
    let some: Vec<&PathBuf> = all.iter().filter(asked).rev().take(2).collect();
    assert_eq!(some.len(), 2, "a corpus has requests for erasure");
    let mut command = search(&corpus, &key);
    for path in &some {
        command.arg("--request").arg(path);
    }
    let output = command.arg("-o").arg(folder.path().join("{request}.json")).arg(&mail).output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&output.stderr));
    for (n, path) in some.into_iter().enumerate() {
        if n > 0 {
            copy();
        }
        let request = toml_of(path);
        let reference = request["request"]["reference"].as_str().unwrap();
        let plan = folder.path().join(format!("{reference}.json"));
        let mut command = program();
        command.env("MAILSWEEP_STATE_KEY", &key).args(["erase", "-q", "--apply", "--no-quarantine"]);
        let output = command.arg(&plan).output().unwrap();
        assert!(matches!(output.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&output.stderr));
        let mut actions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let plan: Value = serde_json::from_slice(&fs::read(&plan).unwrap()).unwrap();
        for hit in plan["hits"].as_array().unwrap() {
            let text = |name: &str| hit[name].as_str().unwrap_or_default().to_owned();
            actions.entry(text("message_id")).or_default().insert(text("action"));
        }
        actions.retain(|_, set| set.iter().any(|action| action != "keep"));
        let (after, needles) = (messages(&mail), needles(&request));
        let (mut kept, mut changed) = (0, 0);
        for (id, old) in &before {
            let now = after.get(id);
            match actions.get(id) {
                None => {
                    assert!(now == Some(old), "{reference}: {id} was to be kept as it was");
                    kept += 1;
                }
                Some(actions) if now.is_none() => {
                    assert!(actions.contains("delete"), "{reference}: {id} is lost");
                }
                Some(_) => {
                    for message in now.into_iter().flatten() {
                        let readings = readings(message);
                        let left = needles.iter().find(|needle| readings.iter().any(|r| needle.is_match(r)));
                        assert!(left.is_none(), "{reference}: {id} still has something of {left:?}");
                    }
                    changed += 1;
                }
            }
        }
        let named = |list: &[Vec<u8>]| {
            list.iter().any(|m| readings(m).iter().any(|r| needles.iter().any(|n| n.is_match(r))))
        };
        let was = actions.keys().filter(|id| before.get(*id).is_some_and(|list| named(list))).count();
        say(&format!(
            "   {reference}: {kept} kept, {changed} redacted, {was} had an address or a number in their bytes"
        ));
        assert!(kept > 500 && was > 3, "{kept} {was}");
    }
}
