//! An erasure with its certificate, and what `verify` says of it later.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::archive::{Archive, program};
use crate::browser::is_silent;
use crate::letters::{ANNA, ELS, JAN, plain};
use crate::webdriver::{Browser, Wish, skip};

const REQUEST: &str = "[request]\nkind = \"erasure\"\nreference = \"AVG-2026-014\"\nreceived = 2026-11-01\n\n\
                       [subject]\nnames = [\"Jan de Vries\"]\nemails = [\"jan.devries@klant.example\"]\n\
                       phones = [\"020-5550111\"]\n";

/// An archive, a plan for it, and what becomes of it.
struct Erasure {
    archive: Archive,
}

impl Erasure {
    /// Mail of Jan alone and mail with Els in it, in three kinds of mailbox; some of it under a hold.
    fn new() -> Self {
        Erasure::asked(REQUEST)
    }

    fn asked(request: &str) -> Self {
        let alone = plain(JAN, ANNA, "Dag,\n\nbel me op 020-5550111.\nFrom hier verder.\n");
        let shared = plain(ELS, ANNA, "Jan de Vries (jan.devries@klant.example) belde Els Bakker.\n");
        let other = plain(ELS, ANNA, "Niets over hem.\n");
        let held = plain(JAN, ANNA, "Dit hoort bij zaak 2031-77.\n");
        let archive = Archive::new()
            .mbox("m.mbox", &[&other, &alone, &shared, &other])
            .maildir("md", &[&plain(JAN, ANNA, "Nog een.\n"), &other])
            .eml("h/held.eml", held);
        fs::write(archive.beside("request.toml"), request).unwrap();
        fs::write(archive.beside("hold.toml"), "folders = [\"h/**\"]\n").unwrap();
        let erasure = Erasure { archive };
        let plan = erasure.run(&["search", "--own-domain", "huis.example"], |command| {
            command
                .arg("--request")
                .arg(erasure.at("request.toml"))
                .arg("--hold")
                .arg(erasure.at("hold.toml"));
            command.arg("-o").arg(erasure.at("plan.json")).arg(erasure.archive.root());
        });
        assert_eq!(plan.status.code(), Some(0), "{}", String::from_utf8_lossy(&plan.stderr));
        erasure
    }

    fn at(&self, name: &str) -> PathBuf {
        self.archive.beside(name)
    }

    fn run(&self, args: &[&str], more: impl FnOnce(&mut Command)) -> Output {
        let mut command = program();
        command.args(args).env("MAILSWEEP_STATE_KEY", self.at("key"));
        more(&mut command);
        command.output().unwrap()
    }

    fn erase(&self, options: &[&str]) -> Output {
        self.run(&["erase", "--apply", "--no-quarantine"], |command| {
            command.args(options).arg("--hold").arg(self.at("hold.toml")).arg(self.at("plan.json"));
        })
    }

    fn certificate(&self) -> Value {
        serde_json::from_slice(&fs::read(self.at("plan.certificate.json")).unwrap()).unwrap()
    }

    fn verify(&self, options: &[&str], paths: &[&Path]) -> (Option<i32>, String, String) {
        let output = self.run(&["verify"], |command| {
            command.arg(self.at("plan.certificate.json")).args(options).args(paths);
        });
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    }

    fn new_key(&self, name: &str) -> String {
        let path = self.at(name);
        let made = self.run(&["verify", "--new-key"], |command| {
            command.arg(&path);
        });
        assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
        path.to_str().unwrap().to_owned()
    }
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn an_erasure_is_certified_and_checked_later() {
    let erasure = Erasure::new();
    let before = fs::read(erasure.archive.root().join("m.mbox")).unwrap();
    let dry = erasure.run(&["erase"], |command| {
        command.arg(erasure.at("plan.json"));
    });
    assert!(text(&dry).contains("Nothing was changed"));
    assert!(!erasure.at("plan.certificate.json").exists(), "nothing was done, and nothing is certified");
    let key = erasure.new_key("officer.key");
    let done = erasure.erase(&["--sign-key", &key, "--lang", "nl"]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done));
    assert!(text(&done).contains(
        "Everything that was planned is gone; 1 message is kept on purpose: 1 under a legal hold."
    ));

    let made = erasure.certificate();
    let s = &made["statement"];
    assert_eq!(s["asked"]["reference"], "AVG-2026-014");
    assert_eq!(s["asked"]["identifiers"]["emails"].as_array().unwrap().len(), 1);
    let endings: Vec<&str> =
        s["done"].as_array().unwrap().iter().map(|d| d["ending"].as_str().unwrap()).collect();
    assert_eq!(endings.iter().filter(|e| **e == "deleted").count(), 2, "{endings:?}");
    assert_eq!(endings.iter().filter(|e| **e == "redacted").count(), 1, "{endings:?}");
    assert_eq!(s["left"].as_array().unwrap().len(), 1);
    assert_eq!((&s["left"][0]["source"], &s["left"][0]["because"]), (&"h/held.eml".into(), &"hold".into()));
    assert_eq!(s["first"]["messages"], 7);
    assert_eq!(s["second"]["messages"], 5);
    // what stands where it was redacted is what the certificate says
    let redacted = s["done"].as_array().unwrap().iter().find(|d| d["ending"] == "redacted").unwrap();
    let mbox = fs::read(erasure.archive.root().join("m.mbox")).unwrap();
    use sha2::Digest as _;
    let hashes: Vec<String> = mailbox(&mbox)
        .iter()
        .map(|message| sha2::Sha256::digest(message).iter().map(|b| format!("{b:02x}")).collect())
        .collect();
    assert!(hashes.contains(&redacted["sha256_after"].as_str().unwrap().to_owned()));
    let raw = fs::read_to_string(erasure.at("plan.certificate.json")).unwrap();
    for value in ["Vries", "klant.example", "5550111"] {
        assert!(!raw.contains(value), "{value}");
    }
    let page = fs::read_to_string(erasure.at("plan.certificate.html")).unwrap();
    assert!(
        page.contains("Verklaring van wissing")
            && page.contains("plan.certificate.json")
            && !page.contains("<script")
    );
    assert!(!page.contains("klant.example"));

    let root = erasure.archive.root();
    let public = format!("{key}.pub");
    let journal = erasure.at("plan.json.journal");
    let options = ["--key", &public, "--journal", journal.to_str().unwrap()];
    let (code, said, _) = erasure.verify(&options, &[&root]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("none of the 3 that were erased is there"), "{said}");
    assert!(
        said.contains("signed with the key that was given") && said.contains("the journal is whole"),
        "{said}"
    );

    // the old mailbox comes back as single files, as another program writes them
    let restored = erasure.at("restored");
    fs::create_dir_all(&restored).unwrap();
    for (n, message) in mailbox(&before).iter().enumerate() {
        let text = String::from_utf8(message.clone()).unwrap();
        let crlf = text.replace("\n>From ", "\nFrom ").replace('\n', "\r\n");
        fs::write(restored.join(format!("{n}.eml")), crlf).unwrap();
    }
    let (code, said, _) = erasure.verify(&options, &[&restored, &root]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("at 2 places") && said.contains("1.eml#0") && said.contains("2.eml#0"), "{said}");
    // and as a compressed mailbox in a folder
    let packed = erasure.at("packed");
    fs::create_dir_all(&packed).unwrap();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut encoder, &before).unwrap();
    fs::write(packed.join("m.mbox.gz"), encoder.finish().unwrap()).unwrap();
    let (code, said, _) = erasure.verify(&[], &[&packed]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("m.mbox.gz#1") && said.contains("m.mbox.gz#2"), "{said}");
    // what cannot be read is said
    fs::write(packed.join("b.mbox.gz"), &fs::read(packed.join("m.mbox.gz")).unwrap()[..60]).unwrap();
    let (code, said, errors) = erasure.verify(&[], &[&packed]);
    assert_eq!(code, Some(3), "{said}{errors}");
    assert!(said.contains("m.mbox.gz#1") && errors.contains("could not be read"), "{said}{errors}");
}

/// Messages of an mbox that was written here.
fn mailbox(bytes: &[u8]) -> Vec<Vec<u8>> {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let mut all: Vec<String> = Vec::new();
    for line in text.split_inclusive('\n') {
        match all.last_mut() {
            _ if line.starts_with("From ") => all.push(String::new()),
            Some(message) => message.push_str(line),
            None => {}
        }
    }
    all.into_iter().map(|m| m.strip_suffix('\n').unwrap().as_bytes().to_vec()).collect()
}

#[test]
fn a_certificate_that_was_changed_is_refused() {
    let erasure = Erasure::new();
    let (key, other) = (erasure.new_key("officer.key"), erasure.new_key("other.key"));
    assert_eq!(erasure.erase(&["--sign-key", &key]).status.code(), Some(0));
    let (public, other) = (format!("{key}.pub"), format!("{other}.pub"));
    let (code, said, _) = erasure.verify(&["--key", &public], &[]);
    assert_eq!(code, Some(0));
    assert!(said.contains("no mail was looked at"), "{said}");
    let (code, _, why) = erasure.verify(&["--key", &other], &[]);
    assert_eq!(code, Some(2));
    assert!(why.contains("another key"), "{why}");
    let (code, _, why) = erasure.verify(&["--key", &key], &[]);
    assert_eq!(code, Some(2), "the secret one is not to be given away");
    assert!(why.contains("give the public one"), "{why}");

    let path = erasure.at("plan.certificate.json");
    let original = fs::read_to_string(&path).unwrap();
    for (from, to, says) in [
        ("\"deleted\"", "\"kept\"", "its hash is not"),
        ("AVG-2026-014", "AVG-2026-015", "its hash is not"),
        ("\"second_approver\": false", "\"second_approver\": true", "its hash is not"),
        ("\"algorithm\": \"Ed25519\"", "\"algorithm\": \"none\"", "the signature"),
        ("\"statement\": {", "\"statement\": { \"note\": 1,", "no certificate"),
    ] {
        let changed = original.replacen(from, to, 1);
        assert_ne!(changed, original, "{from}");
        fs::write(&path, changed).unwrap();
        let (code, _, why) = erasure.verify(&[], &[&erasure.archive.root()]);
        assert_eq!(code, Some(2), "{from}");
        assert!(why.contains(says), "{from}: {why}");
    }
    // without a signature it is what anybody may have made: whoever has the key to compare asks for it
    let mut bare: Value = serde_json::from_str(&original).unwrap();
    bare["signature"] = Value::Null;
    fs::write(&path, bare.to_string()).unwrap();
    assert_eq!(erasure.verify(&["--key", &public], &[]).0, Some(2));
    let (code, said, _) = erasure.verify(&[], &[]);
    assert_eq!(code, Some(0));
    assert!(said.contains("not signed"), "{said}");

    fs::write(&path, &original).unwrap();
    let journal = erasure.at("plan.json.journal");
    let lines = fs::read_to_string(&journal).unwrap();
    let option = journal.to_str().unwrap().to_owned();
    let (code, ..) = erasure.verify(&["--journal", &option], &[]);
    assert_eq!(code, Some(0));
    fs::write(&journal, lines.replacen("\"done\"", "\"left\"", 1)).unwrap();
    assert_eq!(erasure.verify(&["--journal", &option], &[]).0, Some(2), "it was changed");
    let whole: Vec<&str> = lines.lines().collect();
    fs::write(&journal, whole[..whole.len() - 1].join("\n") + "\n").unwrap();
    let (code, _, why) = erasure.verify(&["--journal", &option], &[]);
    assert_eq!(code, Some(2), "it is shorter");
    assert!(why.contains("not the journal"), "{why}");
}

#[test]
fn what_is_wrong_is_said_before_any_mail_is_touched() {
    let erasure = Erasure::new();
    let before = erasure.archive.files();
    let key = erasure.new_key("officer.key");
    let hostile = erasure.at("a.pdf");
    for options in [
        &["--sign-key", "/nonexistent/key"][..],
        &["--sign-key", &format!("{key}.pub")],
        &["--certificate", hostile.to_str().unwrap()],
        &["--certificate", "/nonexistent/folder/c.json"],
        &["--certificate", erasure.at("plan.json").to_str().unwrap()],
    ] {
        let done = erasure.erase(options);
        assert_eq!(done.status.code(), Some(2), "{options:?} {}", text(&done));
    }
    assert_eq!(erasure.archive.files(), before);
    assert!(!erasure.at("plan.json.journal").exists());
}

#[test]
fn mail_that_came_since_and_copies_are_left_and_said() {
    let erasure = Erasure::new();
    let root = erasure.archive.root();
    let mbox = fs::read(root.join("m.mbox")).unwrap();
    fs::write(root.join("copy.eml"), &mailbox(&mbox)[1]).unwrap();
    let done = erasure.erase(&[]);
    assert_eq!(done.status.code(), Some(0), "what was planned was done: {}", text(&done));
    assert!(text(&done).contains("make a plan for it"), "{}", text(&done));
    let left = &erasure.certificate()["statement"]["left"];
    let because = |source: &str| {
        let of = left.as_array().unwrap().iter().find(|l| l["source"] == source).unwrap();
        of["because"].as_str().unwrap().to_owned()
    };
    assert_eq!(because("copy.eml"), "not-in-plan");
    assert_eq!(because("h/held.eml"), "hold");
    let (code, said, _) = erasure.verify(&[], &[&root]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("copy.eml#0"), "{said}");
    // the same command again has nothing more to do, and certifies what it did
    let again = erasure.erase(&[]);
    assert_eq!(again.status.code(), Some(0), "{}", text(&again));
    let s = &erasure.certificate()["statement"];
    assert_eq!(s["done"].as_array().unwrap().iter().filter(|d| d["ending"] == "deleted").count(), 2);
    assert!(s["done"].as_array().unwrap().iter().any(|d| d["sha256_after"].is_string()));
}

#[test]
fn others_check_it_without_this_program() {
    let python = Command::new("python3").arg("--version").stdout(Stdio::null()).status();
    if !python.is_ok_and(|s| s.success()) {
        let _ = std::io::Write::write_all(&mut std::io::stderr(), b"SKIPPED: no python3\n");
        return;
    }
    let erasure = Erasure::new();
    let key = erasure.new_key("officer.key");
    assert_eq!(erasure.erase(&["--sign-key", &key]).status.code(), Some(0));
    let script = "import json, sys, hashlib\n\
                  c = json.load(open(sys.argv[1], encoding='utf-8'))\n\
                  b = json.dumps(c['statement'], separators=(',', ':'), ensure_ascii=False).encode()\n\
                  assert hashlib.sha256(b).hexdigest() == c['sha256']\n\
                  open(sys.argv[2], 'wb').write(b)\n\
                  open(sys.argv[3], 'wb').write(bytes.fromhex(c['signature']['value']))\n";
    let (body, signature) = (erasure.at("body"), erasure.at("signature"));
    let hashed = Command::new("python3")
        .args(["-c", script])
        .arg(erasure.at("plan.certificate.json"))
        .args([&body, &signature])
        .output()
        .unwrap();
    assert!(hashed.status.success(), "{}", text(&hashed));
    let openssl = Command::new("openssl")
        .args(["pkeyutl", "-verify", "-pubin", "-rawin", "-inkey", &format!("{key}.pub"), "-in"])
        .arg(&body)
        .arg("-sigfile")
        .arg(&signature)
        .output();
    match openssl {
        Ok(checked) => assert!(checked.status.success(), "{}", text(&checked)),
        Err(_) => {
            let _ = std::io::Write::write_all(&mut std::io::stderr(), b"SKIPPED: no openssl\n");
        }
    }
}

#[test]
fn the_certificate_is_as_its_schema_says() {
    let erasure = Erasure::new();
    assert_eq!(erasure.erase(&[]).status.code(), Some(0));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/certificate.schema.json");
    let schema: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&erasure.certificate()).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn the_page_loads_nothing_prints_and_is_for_everybody() {
    let hostile = "AVG\u{202e} </title><script>document.title='ran'</script><img src=http://a.example/x onerror=alert(1)>";
    let erasure = Erasure::asked(&REQUEST.replace("AVG-2026-014", &hostile.replace('\u{202e}', "\\u202e")));
    assert_eq!(erasure.erase(&["--lang", "nl"]).status.code(), Some(0));
    let axe = std::env::var_os("MAILSWEEP_AXE").map(|path| fs::read_to_string(path).unwrap());
    if axe.is_none() {
        skip("MAILSWEEP_AXE does not name axe.min.js");
    }
    let mut papers = Vec::new();
    for (dark, width) in [(false, 1280), (true, 360)] {
        let Some(browser) = Browser::start(&Wish { dark, width }) else { return };
        browser.visit(&erasure.at("plan.certificate.html"));
        assert_eq!(browser.text("return document.documentElement.lang"), "nl");
        let title = browser.text("return document.title");
        assert!(title.starts_with("Verklaring van wissing AVG\\u{202e} </title><script>"), "{title}");
        assert_eq!(browser.number("return document.scripts.length + document.images.length"), 0);
        let wide = browser.number("return document.documentElement.scrollWidth");
        assert!(wide <= width as u64, "{wide}");
        papers.push(browser.text("return getComputedStyle(document.body).backgroundColor"));
        assert!(browser.print().starts_with("JVBERi"));
        is_silent(&browser);
        if let Some(axe) = &axe {
            browser.run(axe);
            let found = browser.run_async(
                "const done = arguments[arguments.length - 1];
                 axe.run(document, { resultTypes: ['violations'] }).then(r => done({ rules: r.passes.length, found: r.violations.map(v =>
                     `${v.impact} ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(' | ')}`) }))",
            );
            assert!(found["rules"].as_u64().unwrap() > 10, "it looked: {found}");
            assert_eq!(found["found"], json!([]), "dark: {dark}, {width}");
        }
    }
    assert_ne!(papers[0], papers[1]);
}
