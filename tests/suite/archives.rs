//! Folders of mail in tar, zip and 7z: read as the folder would be, within limits.

use serde_json::Value;

use crate::archive::{Archive, Run, mbox, message};
use crate::containers::gz;
use crate::pack::{File, seven_z, tar, zip};

type Pack = fn(&[File<'_>]) -> Vec<u8>;

const PACKS: [(&str, Pack); 4] = [("tar", tar), ("tar.gz", |f| gz(&tar(f))), ("zip", zip), ("7z", seven_z)];

/// Somebody's folder, with what lies in such folders beside mail.
fn folder() -> Archive {
    let one = message("Bel 020-5550123\n");
    let two = message("Bel 020-5550124\n");
    Archive::new()
        .file("els/Inbox", mbox(&[&one, &two]))
        .file("els/Inbox.msf", "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n")
        .file("foto.jpg", [0xff, 0xd8, 0xff, 0xe0, 0, 0x10])
        .maildir("jan/Maildir", &[&one, &two])
        .file("jan/Maildir/tmp/1700000000.M9P9.host", &one)
        .eml("piet/brief.eml", &two)
        .file("piet/notitie.txt", "Bel Jan op 020-5550125\n")
}

/// Findings with their places: the name behind the last `!`, and whose mailbox it is.
fn placed(run: &Run) -> Vec<(String, String, Value)> {
    let mut all: Vec<_> = run
        .findings
        .iter()
        .map(|f| {
            let source = f["source"].as_str().unwrap();
            let inside = source.rsplit('!').next().unwrap().to_owned();
            let what = ["kind", "value", "message", "offset", "part", "start"].map(|k| f[k].clone());
            (inside, f["custodian"].as_str().unwrap().to_owned(), Value::from(what.to_vec()))
        })
        .collect();
    all.sort_by_key(|f| format!("{f:?}"));
    all
}

#[test]
fn an_archive_of_a_folder_is_read_as_the_folder() {
    let want = placed(&folder().scan().clean());
    assert!(want.iter().any(|(name, whose, _)| name.starts_with("jan/Maildir/cur/") && whose == "jan"));
    for (name, pack) in PACKS {
        let run = folder().packed(&format!("backup.{name}"), pack).scan().clean();
        assert_eq!(placed(&run), want, "{name}");
        assert!(run.findings.iter().all(|f| f["source"].as_str().unwrap().starts_with("backup.")));
        let nested = folder().packed("inner", pack);
        for (outer, pack) in PACKS {
            let archive =
                Archive::new().file("a", pack(&[("inner", &nested.files()[0].1), ("z", b"no mail")]));
            let run = archive.scan().clean();
            assert_eq!(placed(&run), want, "{name} in {outer}");
            let source = run.findings[0]["source"].as_str().unwrap();
            assert!(source.starts_with("a!inner!"), "{source}");
        }
    }
}

#[test]
fn globs_choose_entries_as_they_choose_files() {
    for options in [
        &["--include", "*.eml"][..],
        &["--exclude", "jan"],
        &["--exclude", "jan", "--include", "*.eml", "--include", "Inbox"],
        &["--include", "jan/**"],
        &["--include", "nobody"],
    ] {
        let options = [&["--reveal"], options].concat();
        let want = placed(&folder().scan_with(&options).clean());
        for (name, pack) in PACKS {
            let packed = folder().packed("backup", pack);
            assert_eq!(placed(&packed.scan_with(&options).clean()), want, "{name} {options:?}");
        }
        let twice = folder().packed("inner", tar).packed("outer", zip);
        assert_eq!(placed(&twice.scan_with(&options).clean()), want, "{options:?}");
    }
    let named = folder().packed("backup.zip", zip);
    assert!(named.scan_with(&["--reveal", "--exclude", "*.zip"]).clean().findings.is_empty());
    assert!(!named.scan_with(&["--reveal", "--include", "*.zip"]).clean().findings.is_empty());
}

#[test]
fn bytes_add_up() {
    for (name, pack) in PACKS {
        let archive = folder().packed("backup", pack);
        let size = archive.files()[0].1.len() as u64;
        let report = archive.report();
        let files = &report["coverage"]["files"];
        assert_eq!((files["mail"].as_u64(), files["mail_files"].as_u64()), (Some(size), Some(1)), "{name}");
        let content = &report["coverage"]["content"];
        let opaque: u64 =
            content["opaque"].as_object().unwrap().values().map(|o| o["bytes"].as_u64().unwrap()).sum();
        let [total, read, given_up] = ["total", "read", "given_up"].map(|k| content[k].as_u64().unwrap());
        assert_eq!(total, read + opaque + given_up, "{name}: {content}");
        // what was not delivered yet is not read, and counted
        let tmp = message("Bel 020-5550123\n").len();
        let all: usize = folder().files().iter().map(|(_, bytes)| bytes.len()).sum();
        assert_eq!(total, all as u64, "{name}");
        assert_eq!(content["opaque"]["left out"]["bytes"].as_u64(), Some(tmp as u64), "{name}");
    }
    let none = Archive::new().file("a.txt", "nothing").packed("a.zip", zip).report();
    assert_eq!(none["coverage"]["files"]["not_mail_files"], 1);
    let left = folder().packed("a.zip", zip);
    assert_eq!(left.scan_with(&["--include", "nobody"]).code, 0);
}

#[test]
fn what_cannot_be_read_in_a_mail_folder_is_a_problem() {
    let junk = b"\x93\x11 nothing that is known".to_vec();
    for (name, pack) in PACKS {
        let archive = Archive::new()
            .maildir("box", &[&message("Bel 020-5550123\n")])
            .file("box/new/1700000001.M1P1.host", &junk)
            .file("new/logo.png", &junk)
            .packed("a", pack);
        let run = archive.scan();
        assert_eq!((run.codes(), run.code), (vec!["corrupt".to_owned()], 3), "{name}");
        assert_eq!(run.problems[0]["source"], "a!box/new/1700000001.M1P1.host");
        assert_eq!(run.values("phone"), ["+31205550123"]);
    }
}

#[test]
fn the_findings_are_the_same_for_any_number_of_jobs() {
    let messages: Vec<Vec<u8>> = (0..400)
        .map(|i| message(&format!("{}Bel 020-555{:04}\n", "regel\n".repeat(i * 37 % 900), i)))
        .collect();
    let names: Vec<String> =
        (0..messages.len()).map(|i| format!("box/cur/{}.M{i}.host:2,S", 1_700_000_000 + i)).collect();
    let mut files: Vec<File<'_>> =
        names.iter().map(String::as_str).zip(messages.iter().map(Vec::as_slice)).collect();
    let refs: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
    let large = mbox(&refs);
    let small = zip(&files[..5]);
    files.insert(100, ("groot.mbox", &large));
    files.insert(300, ("klein.zip", &small));
    for (name, pack) in PACKS {
        let archive = Archive::new().file("a", pack(&files));
        let one = archive.scan_with(&["--reveal", "--jobs", "1"]).clean();
        assert_eq!(one.values("phone").len(), 805, "{name}");
        assert!(archive.scan_with(&["--reveal", "--jobs", "3"]).clean().stdout == one.stdout, "{name}");
    }
}

#[test]
fn office_documents_are_no_archives() {
    let docx: &[File<'_>] = &[
        ("word/document.xml", b"<w/>"),
        ("word/embeddings/brief.eml", &message("Bel 020-5550123\n")),
        ("[Content_Types].xml", b"<Types/>"),
    ];
    let archive = Archive::new()
        .file("a.docx", zip(docx))
        .file("b", zip(docx))
        .file("c.tar", tar(&[("d", &zip(docx))]));
    assert!(archive.scan().clean().findings.is_empty());
    assert_eq!(archive.report()["coverage"]["files"]["not_mail_files"], 3);
}

#[test]
fn limits_are_problems_that_name_them() {
    let one = message("Bel 020-5550123\n");
    let mut deep = tar(&[("a.eml", &one)]);
    for _ in 0..10 {
        deep = tar(&[("inner.tar", &deep)]);
    }
    let run = Archive::new().file("deep", &deep).file("z.eml", &one).scan();
    assert_eq!((run.codes(), run.code), (vec!["limit".to_owned()], 3));
    assert!(run.problems[0]["detail"].as_str().unwrap().contains("--limit-containers"));
    assert_eq!(run.values("phone").len(), 1, "of the message beside it");
    let many: Vec<String> = (0..50).map(|i| format!("{i}.eml")).collect();
    let many: Vec<File<'_>> = many.iter().map(|name| (name.as_str(), one.as_slice())).collect();
    for (name, pack) in PACKS {
        let archive = Archive::new().file("a", pack(&many));
        let run = archive.scan_with(&["--reveal", "--limit-entries", "20"]);
        assert_eq!((run.codes(), run.code), (vec!["limit".to_owned()], 3), "{name}");
        assert!(run.problems[0]["detail"].as_str().unwrap().contains("--limit-entries"));
        assert!((18..=20).contains(&run.values("phone").len()), "{name}");
        let zeros = vec![0; 20 << 20];
        let bomb = Archive::new().file("a", pack(&[("a.eml", &one), ("b", &zeros), ("c.eml", &one)]));
        let run = bomb.scan_with(&["--reveal", "--limit-expanded", "10MiB"]);
        if name != "tar" {
            assert_eq!((run.codes()[0].as_str(), run.code), ("limit", 3), "{name}");
            assert!(run.problems[0]["detail"].as_str().unwrap().contains("--limit-expanded"), "{name}");
        }
        assert!(!run.values("phone").is_empty(), "what stands before it is read: {name}");
    }
}
