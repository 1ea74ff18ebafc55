//! Wrapping invariance: the same message in any container gives the same findings. A new container inherits every case.

use std::io::Write as _;

use serde_json::Value;

use crate::archive::{Archive, Run, mbox, message};
use crate::pack::{seven_z, tar, zip};

/// Messages that exercise the readers, with the phone numbers and addresses that stand in their bodies.
pub(crate) fn cases() -> Vec<(Vec<u8>, Vec<&'static str>)> {
    let plain = message("Bel 020-5550123 of 06 12 34 56 78.\nFrom hier begint een regel.\n>From ook.\n");
    let base64 = message("MIME below\n");
    let base64 = String::from_utf8(base64).unwrap().replace(
        "Content-Type: text/plain; charset=utf-8\n\nMIME below\n",
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n\
         VGVsOiAwMjAtNTU1MDEyMwpNYWlsOiBwaWV0QGtsYW50LmV4YW1wbGUK\n",
    );
    let multipart = String::from_utf8(message("x")).unwrap().replace(
        "Content-Type: text/plain; charset=utf-8\n\nx",
        "Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/html; charset=iso-8859-1\n\n\
         <p>Tel: <b>06</b>-1234&nbsp;5678</p>\n--b\nContent-Type: text/plain\n\nmail: an@klant.example\n--b--\nfooter@lijst.example\n",
    );
    vec![
        (plain, vec!["+31205550123", "+31612345678"]),
        (base64.into_bytes(), vec!["+31205550123", "piet@klant.example"]),
        (multipart.into_bytes(), vec!["+31612345678", "an@klant.example", "footer@lijst.example"]),
    ]
}

/// What must not depend on the container: all but the place of the message in it, and its length, which quoting changes.
pub(crate) fn essence(run: &Run) -> Vec<Value> {
    let keys = [
        "kind",
        "value",
        "text",
        "confidence",
        "pattern",
        "message_id",
        "date",
        "from",
        "part",
        "media_type",
        "region",
        "field",
        "start",
        "end",
        "fields",
    ];
    run.findings.iter().map(|f| keys.iter().map(|k| f[*k].clone()).collect()).collect()
}

fn body_values(run: &Run) -> Vec<String> {
    let outside = run.findings.iter().filter(|f| f["region"] != "header");
    outside.map(|f| f["value"].as_str().unwrap().to_owned()).collect()
}

pub(crate) fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn bz2(bytes: &[u8]) -> Vec<u8> {
    let mut out = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut out = liblzma::write::XzEncoder::new(Vec::new(), 6);
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

#[test]
fn every_container_gives_the_findings_of_the_bare_message() {
    for (message, expected) in cases() {
        let bare = Archive::new().eml("a.eml", &message).scan().clean();
        assert_eq!(body_values(&bare), expected);
        let want = essence(&bare);
        let one = mbox(&[&message]);
        let emlx =
            [format!("{}\n", message.len()).as_bytes(), &message, b"<?xml version=\"1.0\"?>\n<plist/>\n"]
                .concat();
        let wrapped: Vec<(&str, Archive)> = vec![
            ("mbox", Archive::new().file("a.mbox", &one)),
            ("mbox without a name", Archive::new().file("Inbox", &one)),
            ("mbox without a final line end", Archive::new().file("a", &one[..one.len() - 1])),
            ("maildir", Archive::new().maildir("box", &[&message])),
            ("maildir++", Archive::new().maildir("box/.Sub.Folder", &[&message])),
            ("mh", Archive::new().file("inbox/1", &message).file("inbox/.mh_sequences", "cur: 1\n")),
            ("emlx", Archive::new().file("Messages/1.emlx", emlx)),
            ("gz", Archive::new().file("a.mbox.gz", gz(&one))),
            ("bz2", Archive::new().file("a.mbox.bz2", bz2(&one))),
            ("xz", Archive::new().file("a.mbox.xz", xz(&one))),
            ("zst", Archive::new().file("a.mbox.zst", zstd::encode_all(&one[..], 3).unwrap())),
            ("gz of a message", Archive::new().file("a.eml.gz", gz(&message))),
            ("gz in gz", Archive::new().file("a.gz", gz(&gz(&one)))),
            ("tar", Archive::new().file("a.mbox", &one).packed("a.tar", tar)),
            ("tar of a message", Archive::new().file("1.eml", &message).packed("a.tar", tar)),
            ("tar of a Maildir", Archive::new().maildir("box", &[&message]).packed("a.tar", tar)),
            ("tar.gz", Archive::new().file("a.mbox", &one).packed("a.tgz", |f| gz(&tar(f)))),
            ("zip", Archive::new().file("a.mbox", &one).packed("a.zip", zip)),
            ("zip of a Maildir", Archive::new().maildir("box", &[&message]).packed("a.zip", zip)),
            ("7z", Archive::new().file("a.mbox", &one).packed("a.7z", seven_z)),
            ("7z of a message", Archive::new().file("a.eml", &message).packed("a.7z", seven_z)),
            (
                "tar.gz of a Maildir in a zip",
                Archive::new()
                    .maildir("box", &[&message])
                    .packed("a.tgz", |f| gz(&tar(f)))
                    .packed("b.zip", zip),
            ),
            (
                "zip in a tar.xz",
                Archive::new().file("a", &one).packed("a.zip", zip).packed("b", |f| xz(&tar(f))),
            ),
            ("zip in a 7z", Archive::new().file("a", &one).packed("a.zip", zip).packed("b", seven_z)),
            ("7z in a zip", Archive::new().file("a", &one).packed("a", seven_z).packed("b", zip)),
            ("mbox.bz2 in a tar.zst", {
                let pack = |f: &[crate::pack::File<'_>]| zstd::encode_all(&tar(f)[..], 3).unwrap();
                Archive::new().file("a.mbox.bz2", bz2(&one)).packed("b.tar.zst", pack)
            }),
        ];
        for (name, archive) in wrapped {
            let run = archive.scan().clean();
            assert_eq!(essence(&run), want, "{name}");
        }
        let stdin = Archive::new();
        assert_eq!(essence(&stdin.scan_stdin(&message).clean()), want, "message on standard input");
        assert_eq!(essence(&stdin.scan_stdin(&one).clean()), want, "mbox on standard input");
        assert_eq!(essence(&stdin.scan_stdin(&gz(&one)).clean()), want, "gz on standard input");
        for (name, bytes) in
            [("tar", tar(&[("a", &one)])), ("zip", zip(&[("a", &one)])), ("7z", seven_z(&[("a", &one)]))]
        {
            assert_eq!(essence(&stdin.scan_stdin(&bytes).clean()), want, "{name} on standard input");
        }
    }
}

#[test]
fn chained_members_are_one_stream() {
    let (a, b) = (mbox(&[&message("Bel 020-5550123\n")]), mbox(&[&message("Bel 020-5550124\n")]));
    for (name, bytes) in [
        ("a.gz", [gz(&a), gz(&b)].concat()),
        ("a.bz2", [bz2(&a), bz2(&b)].concat()),
        ("a.xz", [xz(&a), xz(&b)].concat()),
        ("a.zst", [zstd::encode_all(&a[..], 3).unwrap(), zstd::encode_all(&b[..], 3).unwrap()].concat()),
    ] {
        let run = Archive::new().file(name, bytes).scan().clean();
        assert_eq!(run.values("phone"), ["+31205550123", "+31205550124"], "{name}");
        assert_eq!(run.findings.last().unwrap()["message"], 1, "{name}");
    }
}

#[test]
fn crlf_changes_no_finding() {
    for (message, expected) in cases() {
        let crlf = String::from_utf8(mbox(&[&message, &message])).unwrap().replace('\n', "\r\n");
        let run = Archive::new().file("a.mbox", crlf).scan().clean();
        assert_eq!(body_values(&run), [expected.clone(), expected].concat());
    }
}

#[test]
fn offsets_lead_back_to_the_bytes_of_the_file() {
    let messages: Vec<Vec<u8>> =
        (0..50).map(|i| message(&format!("Bel 020-55501{i:02}\n>From x\n"))).collect();
    let refs: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
    let bytes = mbox(&refs);
    let run = Archive::new().file("a.mbox", &bytes).scan().clean();
    assert_eq!(run.values("phone").len(), 50);
    for finding in &run.findings {
        let offset = finding["offset"].as_u64().unwrap() as usize;
        let length = finding["length"].as_u64().unwrap() as usize;
        let message = &bytes[offset..offset + length];
        assert!(message.starts_with(b"Message-ID: "), "the separator line is no part of the message");
        assert!(bytes[..offset].ends_with(b"From sender@example.org Sun Mar  2 10:11:00 2014\n"));
        let text = finding["text"].as_str().unwrap().as_bytes();
        assert!(message.windows(text.len()).any(|w| w == text));
        if finding["part"] == "1" {
            let body = message.windows(2).position(|w| w == b"\n\n").unwrap() + 2;
            let (start, end) = (finding["start"].as_u64().unwrap(), finding["end"].as_u64().unwrap());
            assert_eq!(&message[body + start as usize..body + end as usize], text);
        }
    }
}

#[test]
fn a_large_mbox_gives_the_same_bytes_for_any_number_of_jobs() {
    // more than two of the ranges that workers take, with messages of all sizes, one across a whole range
    let mut messages = Vec::new();
    for i in 0..900_u64 {
        let filler = "Een regel zonder gegevens, om de maat vol te maken.\n".repeat((i * 37 % 500) as usize);
        messages.push(message(&format!("{filler}Bel 020-5550{:03}\n", i)));
    }
    let long = "nog een regel zonder iets erin\n".repeat(200_000);
    messages.insert(300, message(&format!("{long}laatste@klant.example\n")));
    let refs: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
    let archive = Archive::new().mbox("groot.mbox", &refs).file("b.mbox.gz", gz(&mbox(&refs[..400])));
    let one = archive.scan_with(&["--reveal", "--jobs", "1"]).clean();
    assert_eq!(one.values("phone").len(), 900 + 399);
    assert_eq!(one.values("email").len(), 2);
    let mut last = (String::new(), 0);
    for finding in &one.findings {
        let source = finding["source"].as_str().unwrap().to_owned();
        let number = finding["message"].as_u64().unwrap();
        assert!(source != last.0 || number >= last.1, "messages come in order");
        last = (source, number);
    }
    for jobs in ["2", "7"] {
        let run = archive.scan_with(&["--reveal", "--jobs", jobs]).clean();
        assert!(run.stdout == one.stdout, "--jobs {jobs} gives other bytes than --jobs 1");
    }
}

#[test]
fn what_is_no_mail_is_counted() {
    let archive = Archive::new()
        .eml("a.eml", message("Bel 020-5550123\n"))
        .file("foto.jpg", [0xff, 0xd8, 0xff, 0xe0, 0, 0x10])
        .file("notitie.txt", "Bel Jan op 020-5550124\n")
        .file("Inbox.msf", "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n")
        .file("leeg", "")
        .file("box/cur/.keep", "");
    let report = archive.report();
    let files = &report["coverage"]["files"];
    assert_eq!(files["mail_files"], 1);
    assert_eq!(files["not_mail_files"], 5);
    let total: u64 =
        ["mail", "not_mail", "excluded", "given_up"].iter().map(|k| files[*k].as_u64().unwrap()).sum();
    let on_disk: u64 = walk(&archive.root());
    assert_eq!(total, on_disk);
}

fn walk(dir: &std::path::Path) -> u64 {
    std::fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap())
        .map(|e| if e.path().is_dir() { walk(&e.path()) } else { e.metadata().unwrap().len() })
        .sum()
}

#[test]
fn a_store_that_cannot_be_read_is_never_called_clean() {
    let archive = Archive::new()
        .file("a.rar", b"Rar!\x1a\x07\x01\0 rest")
        .file("b.cpio.gz", gz(b"070701 rest"))
        .file("c.tar", tar(&[("mail.ace", b"1234567**ACE** rest")]))
        .file("d.zip", b"no archive at all");
    let run = archive.scan();
    assert_eq!((run.codes(), run.code), (vec!["unsupported".to_owned(); 4], 3));
    assert_eq!(archive.report()["coverage"]["files"]["not_mail_files"], 0);
}

#[test]
fn maildir_tmp_is_left_alone() {
    let archive = Archive::new()
        .maildir("box", &[&message("Bel 020-5550123\n")])
        .file("box/tmp/1.x.y", message("Bel 020-5550124\n"));
    assert_eq!(archive.scan().clean().values("phone"), ["+31205550123"]);
}

#[test]
fn include_and_exclude_choose_files() {
    let archive = Archive::new()
        .eml("a/one.eml", message("Bel 020-5550123\n"))
        .eml("b/two.eml", message("Bel 020-5550124\n"))
        .eml("b/three.txt", message("Bel 020-5550125\n"));
    assert_eq!(archive.scan_with(&["--reveal", "--include", "*.eml"]).values("phone").len(), 2);
    assert_eq!(archive.scan_with(&["--reveal", "--exclude", "b/**"]).values("phone"), ["+31205550123"]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_only_when_asked_and_loops_end() {
    let archive = Archive::new().eml("real/a.eml", message("Bel 020-5550123\n"));
    let elsewhere = Archive::new().eml("b.eml", message("Bel 020-5550124\n"));
    std::os::unix::fs::symlink(elsewhere.root(), archive.root().join("link")).unwrap();
    std::os::unix::fs::symlink(archive.root(), archive.root().join("real/loop")).unwrap();
    assert_eq!(archive.scan().clean().values("phone"), ["+31205550123"]);
    let followed = archive.scan_with(&["--reveal", "--follow"]);
    assert_eq!(followed.values("phone"), ["+31205550124", "+31205550123"]);
    assert_eq!(followed.code, 3, "the loop is a problem");
}

#[test]
fn an_mbox_behind_much_else_is_found() {
    // what is left when the beginning of a file was lost: the rest of an attachment, then messages
    let junk = |lines: usize| "R0lGODdhAQABAIAAAP///////ywAAAAAAQABAAACAkQBADs=\r\n".repeat(lines);
    let mail = mbox(&[&message("Bel 020-5550123\n"), &message("Bel 020-5550124\n")]);
    // within one read, in ranges of a file, beyond what is held of a message
    for lines in [3_000, 60_000, 200_000] {
        let file = [junk(lines).as_bytes(), b"\n", &mail].concat();
        let archive = Archive::new().file("rest", &file);
        let run = archive.scan();
        assert_eq!(run.values("phone"), ["+31205550123", "+31205550124"], "{lines} lines");
        assert_eq!((run.codes(), run.code), (vec!["corrupt".to_owned()], 3), "{lines} lines");
        let found = run.findings.iter().find(|f| f["value"] == "+31205550124").unwrap();
        assert_eq!(found["message"], 1);
        let report = archive.report();
        assert_eq!(report["coverage"]["files"]["mail"], file.len(), "{lines} lines");
    }
    let file = [junk(3_000).as_bytes(), b"\n", &mail].concat();
    for run in [Archive::new().file("rest.gz", gz(&file)).scan(), Archive::new().scan_stdin(&file)] {
        assert_eq!(run.values("phone"), ["+31205550123", "+31205550124"]);
        assert_eq!((run.codes(), run.code), (vec!["corrupt".to_owned()], 3));
    }
    let run = Archive::new().file("text.txt", junk(3_000)).scan().clean();
    assert!(run.findings.is_empty(), "text without a separator line is no mail");
}

#[test]
fn zeros_and_junk_of_a_damaged_disk_hide_no_mail() {
    let one = message("Tel 020-5550123\n");
    let mail = mbox(&[&one]);
    let zeros = vec![0; 4096];
    for (name, bytes) in [
        ("a.mbox", [&zeros, &b"\n"[..], &mail].concat()),
        ("inbox/1", [&zeros[..], &one].concat()),
        (
            "a.eml",
            String::from_utf8(one.clone()).unwrap().replace("Subject: Test", "Subject: \0").into_bytes(),
        ),
    ] {
        let run = Archive::new().file(name, bytes).scan().clean();
        assert_eq!(run.values("phone"), ["+31205550123"], "{name}");
    }
    let junk: Vec<u8> = (0..200_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8 | 1).collect();
    for bytes in [[&b"\0\x01\x02\n\n"[..], &mail].concat(), [&b"\0"[..], &junk, b"\n\n", &mail].concat()] {
        let run = Archive::new().file("a.mbox", bytes).scan();
        assert_eq!((run.codes()[0].as_str(), run.code), ("corrupt", 3));
        assert_eq!(run.values("phone"), ["+31205550123"]);
    }
    let other = [&b"SQLite format 3\0\n\n"[..], &mail].concat();
    assert_eq!(Archive::new().file("a", other).scan().clean().findings.len(), 0);
}

#[test]
fn mail_that_cannot_be_read_is_a_problem_and_not_other_mail() {
    let one = message("Tel 020-5550123\n");
    let wide: Vec<u8> = one.iter().flat_map(|b| [*b, 0]).collect();
    let bare: Vec<u8> = mbox(&[&one, &one]).iter().map(|b| if *b == b'\n' { b'\r' } else { *b }).collect();
    for (name, bytes, code) in [
        ("a", wide.clone(), "unsupported"),
        ("a.mbox", bare, "unsupported"),
        ("a.mbox.lz4", b"\x04\x22\x4d\x18 rest".to_vec(), "unsupported"),
        ("inbox/12", b"\x93\x11 nothing that is known".to_vec(), "corrupt"),
        ("box/cur/1700000000.M1P1.host", b"\x93\x11 nothing that is known".to_vec(), "corrupt"),
    ] {
        let length = bytes.len();
        let archive = Archive::new()
            .file(name, bytes)
            .file("inbox/.mh_sequences", "cur: 1\n")
            .file("box/new/1700000001.M1P1.host", &one);
        let run = archive.scan();
        assert_eq!((run.codes(), run.code), (vec![code.to_owned()], 3), "{name}");
        assert_eq!(archive.report()["coverage"]["files"]["given_up"], length, "{name}");
    }
}

#[test]
fn mail_behind_more_than_can_be_held_is_read_and_the_rest_given_up() {
    let junk = "dit is tekst\n".repeat(800_000);
    let bytes = [junk.as_bytes(), b"\n", &mbox(&[&message("Tel 020-5550123\n")])].concat();
    let archive = Archive::new().file("a.gz", gz(&bytes));
    let run = archive.scan();
    assert_eq!((run.codes(), run.code), (vec!["limit".to_owned(), "corrupt".to_owned()], 3));
    assert_eq!(run.values("phone"), ["+31205550123"]);
    let phone = run.findings.iter().find(|f| f["kind"] == "phone").unwrap();
    assert_eq!(phone["offset"], junk.len() + 1 + "From sender@example.org Sun Mar  2 10:11:00 2014\n".len());
    let content = &archive.report()["coverage"]["content"];
    assert_eq!(content["total"], bytes.len());
    assert!(content["given_up"].as_u64().unwrap() > 8 << 20);
    Archive::new().file("a.gz", gz(junk.as_bytes())).scan().clean();
}

#[test]
fn an_emlx_is_read_to_its_end_when_its_first_line_lies() {
    let one = message("Tel 020-5550123\n");
    for (name, length, wrap) in [("a.emlx", 20, false), ("a", 0, false), ("a.emlx", 20, true)] {
        let bytes = [format!("{length}\n").as_bytes(), &one].concat();
        let run = Archive::new().file(name, if wrap { gz(&bytes) } else { bytes }).scan();
        assert_eq!((run.codes(), run.code), (vec!["corrupt".to_owned()], 3), "{name}");
        assert_eq!(run.values("phone"), ["+31205550123"], "{name}");
    }
    let run = Archive::new().file("a.emlx", [&b"99999\n"[..], &one].concat()).scan();
    assert_eq!(
        (run.codes(), run.values("phone")),
        (vec!["truncated".to_owned()], vec!["+31205550123".into()])
    );
}

#[test]
fn what_was_decompressed_before_damage_is_read() {
    let one = mbox(&[&message("Tel 020-5550123\n")]);
    for (name, packed) in [("a.gz", gz(&one)), ("a.bz2", bz2(&one)), ("a.xz", xz(&one))] {
        let run = Archive::new().file(name, [&packed[..], b"GARBAGE BEHIND IT"].concat()).scan();
        assert_eq!(run.values("phone"), ["+31205550123"], "{name}");
    }
    let cut = xz(&one);
    let run = Archive::new().file("a.xz", &cut[..cut.len() - 4]).scan();
    assert_eq!(
        (run.codes(), run.values("phone")),
        (vec!["truncated".to_owned()], vec!["+31205550123".into()])
    );
}

#[test]
fn what_is_not_read_of_a_damaged_file_is_given_up() {
    let mut messages = Vec::new();
    for i in 0..3_000 {
        messages.push(message(&format!("Tel 020-5550{:03} {:x}\n", i % 1_000, i * 7_919)));
    }
    let refs: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
    let mut packed = zstd::encode_all(&mbox(&refs)[..], 3).unwrap();
    let next = packed.len();
    packed.extend_from_slice(&[0xee; 300_000]);
    let archive = Archive::new().file("a.mbox.zst", &packed);
    let run = archive.scan();
    assert_eq!((run.codes(), run.code), (vec!["corrupt".to_owned()], 3));
    let files = &archive.report()["coverage"]["files"];
    let (mail, given_up) = (files["mail"].as_u64().unwrap(), files["given_up"].as_u64().unwrap());
    assert_eq!(mail + given_up, packed.len() as u64);
    assert!(given_up > 0 && mail >= next as u64, "{files}");
}

#[test]
fn a_window_that_is_too_large_is_a_limit() {
    let mut writer = zstd::Encoder::new(Vec::new(), 3).unwrap();
    writer.window_log(29).unwrap();
    writer.include_contentsize(false).unwrap();
    writer.write_all(&mbox(&[&message("Tel 020-5550123\n")])).unwrap();
    let run = Archive::new().file("a.mbox.zst", writer.finish().unwrap()).scan();
    assert_eq!((run.codes(), run.code), (vec!["limit".to_owned()], 3), "{:?}", run.problems);
}
