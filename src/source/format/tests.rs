use super::*;
use crate::source::nested::Opening;
use crate::source::pack;

fn shape(name: &str, bytes: impl AsRef<[u8]>) -> Shape {
    recognise(&Head { bytes: bytes.as_ref(), name, complete: true })
}

/// `message` with its skip and length, `mbox`, `nested` or `not mail`.
fn said(name: &str, bytes: impl AsRef<[u8]>) -> String {
    match shape(name, bytes) {
        Shape::Mbox => "mbox".into(),
        Shape::Message { skip, length: None } => format!("message {skip}"),
        Shape::Message { skip, length: Some(length) } => format!("message {skip} {length}"),
        Shape::Nested(_) => "nested".into(),
        Shape::Random(_) => "random".into(),
        Shape::NotMail => "not mail".into(),
    }
}

#[test]
fn every_file_of_the_folder_is_registered() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/source/format");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "mod" && name != "tests")
        // no name of Rust begins with a digit
        .map(|name| if name == "sevenz" { "7z".to_owned() } else { name })
        .collect();
    files.sort();
    // one of several files has a folder beside it
    files.dedup();
    let mut names: Vec<&str> = FORMATS.iter().map(|f| f.card().name).collect();
    names.sort_unstable();
    assert_eq!(
        names, files,
        "a format is a file in format/ and a line in FORMATS; its card bears the file's name"
    );
    let containers = FORMATS.iter().position(|format| format.card().name == "emlx");
    assert_eq!(containers, Some(CONTAINERS), "containers come first");
    for format in FORMATS {
        let card = format.card();
        assert!(card.summary.ends_with('.') && !card.references.is_empty(), "{}", card.name);
    }
}

#[test]
fn mboxes() {
    let one = "From jan@example.com Fri Jun 23 02:56:55 2000\nSubject: x\n\ny\n";
    for before in ["", "\n", "\r\n\n", "\u{feff}", "some junk\n\n", "Note: junk\nmore\n\n"] {
        assert_eq!(said("Inbox", format!("{before}{one}")), "mbox", "{before:?}");
    }
    assert_eq!(said("x", one.replace('\n', "\r\n")), "mbox");
    assert_eq!(said("x", "From jan@example.com Fri Jun 23 02:56:55 2000"), "mbox", "an empty message");
    assert_eq!(said("x", "From 123@xxx\nSubject: x\n\n"), "mbox");
    assert_eq!(said("x", "From - \nReturn-Path: <>\n\n"), "mbox");
    for before in ["\0\0\0\n", "\0\0\0\n\n", "junk with \0\n\n"] {
        assert_eq!(said("x", format!("{before}{one}")), "mbox", "what a damaged disk leaves: {before:?}");
    }
    for magic in ["%PDF-1.4\0\n\n", "SQLite format 3\0\n\n", "\u{7f}ELF\0\n\n"] {
        assert_eq!(said("x", format!("{magic}{one}")), "not mail", "another format may hold an mbox");
    }
    assert_eq!(said("x", "From Monday on, we close\nat 17:00:00\n"), "not mail");
    let quoting = format!("Subject: an mbox\nFrom: jan@example.com\n\n{one}");
    assert_eq!(said("x", &quoting), "message 0", "a message that quotes an mbox is no mbox");
}

#[test]
fn messages() {
    for (text, expected) in [
        ("From: jan@example.com\nTo: els@example.org\n\nhello", "message 0"),
        ("FROM: jan@example.com\r\nTO: els@example.org\r\n\r\nhello", "message 0"),
        ("received: from x by y\nfrom: jan@example.com\n\nhello", "message 0"),
        ("Return-Path: <>\nX-Spam: no\nReceived: from x\n\tby y\n\nhello", "message 0"),
        ("Subject: only this\n\nhello", "message 0"),
        ("Subject : x\nFrom : jan@example.com\n\n", "message 0"),
        ("X-Odd: 1\nX-Odder: 2\nMIME-Version: 1.0\nContent-Type: text/plain\n\nx", "message 0"),
        ("MIME-Version: 1.0\nContent-Type: text/plain", "message 0"),
        ("Content-Type: Multipart/Mixed; boundary=x\n\n--x\n", "message 0"),
        ("\n\r\n\nFrom: jan@example.com\nDate: x\n\n", "message 4"),
        ("\u{feff}From: jan@example.com\nDate: x\n\n", "message 3"),
        (">From jan Mon Jan  5 10:11:12 2004\nFrom: jan@example.com\nTo: x\n\n", "message 0"),
        ("From Jan on Monday\nFrom: jan@example.com\nTo: x\n\n", "message 0"),
        ("From: jan@example.com\nTo: x@example.com\nSubject: x\nno blank line here\nnor here\n", "message 0"),
        ("From: <Saved by a browser>\nSubject: a page\nMIME-Version: 1.0\n\n", "message 0"),
    ] {
        assert_eq!(said("1", text), expected, "{text:?}");
    }
    let many = "X-Hop: 1\n".repeat(60) + "From: jan@example.com\nTo: x@example.com\n\n";
    for (text, expected) in [
        (many.as_str(), "message 0"),
        ("from: jan@example.com\nto: x@example.com\nsubject: s\ndate: Mon, 3 Mar 2014\n\nhello", "message 0"),
        ("Host: mail1\nFrom: jan@example.com\nTo: x@example.com\nSubject: s\nDate: x\n\nhello", "message 0"),
        ("garbage\nReceived: x\nFrom: jan@example.com\nTo: x@example.com\n\nhello", "message 0"),
        ("\0\0\0\0From: jan@example.com\nTo: x@example.com\n\nhello", "message 4"),
        ("\0\0\n\nFrom: jan@example.com\nTo: x@example.com\n\nhello", "message 4"),
        ("From: jan@example.com\nTo: x@example.com\nSubject: s\0\n\nhello", "message 0"),
        ("From: jan@example.com\rTo: x@example.com\rSubject: s\r\rhello", "message 0"),
    ] {
        assert_eq!(said("1", text), expected, "{text:?}");
    }
    assert_eq!(said("1", b"Subject: \xe9t\xe9\nFrom: jan@example.com\n\n"), "message 0", "raw 8-bit");
    assert_eq!(
        said("1", b"From: a@example.com\nTo: b@example.com\n\nt\0e\0x\0t\0"),
        "message 0",
        "a UTF-16 body"
    );
}

#[test]
fn a_name_lowers_the_bar() {
    for odd in ["Fro :uMmlti Sender <jan@example.com>\nhello", "hello there\n", "Note: x\n"] {
        assert_eq!(said("a.txt", odd), "not mail");
        for name in ["a.eml", "A.EML", "b.emlx", "1700000000.M1P2.host:2,S", "1700000000.M1P2.host;2,"] {
            assert_eq!(said(name, odd), "message 0", "{name}");
        }
    }
    assert_eq!(said("a.eml", ""), "not mail");
    let mail = "Received: x\nFrom: jan@example.com\nTo: x@example.com\nSubject: s\n\nx\n";
    let mut tar = vec![0; 512];
    tar[257..262].copy_from_slice(b"ustar");
    tar.extend_from_slice(mail.repeat(2).as_bytes());
    tar.extend_from_slice(b"\nFrom jan@example.com Fri Jun 23 02:56:55 2000\nSubject: x\n\n");
    tar[0] = b'a';
    assert_eq!(said("a", &tar), "nested", "an archive of messages is no message");
    assert_eq!(said("a", format!("name\0\0\0{mail}")), "not mail", "nor is one of an unknown sort");
    assert_eq!(said("a.eml", "\n\n"), "not mail");
    assert_eq!(said("a.eml", b"PK\x03\x04\0\0\0"), "random", "an archive");
}

#[test]
fn other_texts_are_not_mail() {
    for text in [
        "",
        "\n",
        "hello",
        "Dear Jan,\n\nSubject: see below\n",
        "Groceries: milk\nLater: bread\n",
        "to: x\nfrom: y\nsubject: settings\n",
        "name: build\non: push\njobs:\n  test:\n    runs-on: x\n",
        "---\nfrom: x\nto: y\n",
        "HTTP/1.1 200 OK\r\nServer: x\r\nDate: x\r\nContent-Type: text/html\r\n\r\n",
        "Server: x\r\nDate: x\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello",
        "Host: example.com\r\nFrom: jan@example.com\r\nUser-Agent: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n",
        "From,To,Subject\njan@example.com,els@example.org,x\n",
        "{\"From\": \"jan@example.com\", \"To\": \"els@example.org\"}",
        "BEGIN:VCARD\nVERSION:3.0\nEMAIL:jan@example.com\nEND:VCARD\n",
        "BEGIN:VCALENDAR\nORGANIZER:mailto:jan@example.com\n",
        "Package: x\nMaintainer: Jan <jan@example.com>\nDescription: y\n",
        "Format: 1.8\nDate: Mon\nSource: x\nMaintainer: y\n\n",
        "http://example.com\nTo: x\n",
        "std::string From::to(int x) { return y; }\n",
        "case To: break;\ndefault: return;\n",
        "10:15:00 From: jan\n10:16:00 To: els\n",
        "<html><body>From: jan@example.com</body></html>",
        "[Desktop Entry]\nFrom: x\n",
        "42\nis the answer\n",
    ] {
        assert_eq!(said("notes.txt", text), "not mail", "{text:?}");
    }
}

#[test]
fn emlx() {
    assert_eq!(said("1.emlx", "123       \nReturn-Path: <>\n\nx<?xml"), "message 11 123");
    assert_eq!(said("1", "9\r\nSubject: x\n\nx"), "message 3 9");
    assert_eq!(said("1.emlx", "9\nodd\n\nx"), "message 2 9", "the name helps");
    assert_eq!(said("1", "9\nodd\n\nx"), "not mail");
    assert_eq!(said("1", "9 apples\nSubject: x\n\nx"), "not mail");
    assert_eq!(said("1", "9999999999999\nSubject: x\n\nx"), "not mail");
}

#[test]
fn archives() {
    let files: &[pack::File<'_>] = &[("mail/a.mbox", b"From x"), ("b", b"")];
    assert_eq!(said("x", pack::tar(files)), "nested");
    let mut old = pack::tar(files);
    old[257..265].fill(0);
    assert_eq!(said("x", &old), "not mail", "the checksum is wrong now");
    let sum: u32 = old[..512].iter().map(|b| u32::from(*b)).sum::<u32>();
    let own: u32 = old[148..156].iter().map(|b| u32::from(*b)).sum();
    old[148..156].copy_from_slice(format!("{:06o}\0 ", sum - own + 256).as_bytes());
    assert_eq!(said("x", &old), "nested", "a tar of version 7");
    assert_eq!(said("x", pack::zip(files)), "random");
    assert_eq!(said("x", pack::zip(&[])), "random");
    assert_eq!(said("x", pack::seven_z(files)), "random");
    assert_eq!(said("x", vec![0; 1024]), "not mail");
}

#[test]
fn documents_are_no_archives() {
    let stored = |files| pack::zip_by(::zip::CompressionMethod::Stored, files);
    for document in [
        stored(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]),
        stored(&[("word/document.xml", b"<w/>"), ("[Content_Types].xml", b"<Types/>")]),
        stored(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<o/>")]),
        stored(&[("META-INF/MANIFEST.MF", b"Manifest-Version: 1.0"), ("A.class", b"")]),
    ] {
        assert_eq!(said("x", &document), "not mail");
    }
    // the telling one stands behind what is looked at first
    let long = vec![b'x'; HEAD];
    let late = stored(&[("word/document.xml", &long), ("[Content_Types].xml", b"<Types/>")]);
    let Shape::Random(open) = shape("x", &late[..HEAD]) else { panic!() };
    let opened = open(Box::new(std::io::Cursor::new(late)), &Opening::default());
    assert!(opened.unwrap().is_none());
}

#[test]
fn magic_bytes() {
    for magic in [
        &b"\x1f\x8b\x08\0"[..],
        b"BZh91AY&SY",
        b"BZh1\x17\x72\x45\x38\x50\x90",
        b"\xfd7zXZ\0\0\x04",
        b"\x28\xb5\x2f\xfd",
        b"\x5e\x2a\x4d\x18",
    ] {
        assert_eq!(said("x", magic), "nested", "{magic:?}");
        assert_eq!(said("x", &magic[..2]), "not mail");
    }
    assert_eq!(said("x", "BZh9 is how it begins"), "not mail");
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..proptest::test_runner::Config::with_cases(300) })]

    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>, text in "[\\n\\r >:FTro0-9é]{0,80}", name: String) {
        let _ = (said(&name, bytes), said(&name, text));
    }
}
