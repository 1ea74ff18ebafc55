use std::io::{Cursor, Write as _};

use ::zip::unstable::write::FileOptionsExt as _;
use ::zip::write::SimpleFileOptions;
use ::zip::{AesMode, CompressionMethod, ZipWriter};

use super::*;
use crate::model::Limits;
use crate::source::nested::tests::all;
use crate::source::nested::{Budget, open_random};
use crate::source::pack::{self, zip, zip_by};

type Got = Vec<(String, Result<Vec<u8>, ProblemCode>)>;

fn read(bytes: &[u8]) -> Got {
    all(bytes, &Limits::default())
}

fn ok(name: &str, content: &[u8]) -> (String, Result<Vec<u8>, ProblemCode>) {
    (format!("x!{name}"), Ok(content.to_vec()))
}

fn err(code: ProblemCode) -> (String, Result<Vec<u8>, ProblemCode>) {
    ("x".to_owned(), Err(code))
}

type Opened = (Option<String>, Result<Vec<u8>, Problem>);

/// With these passwords: names and contents, and problems.
fn opened(bytes: &[u8], passwords: &[&str]) -> Vec<Opened> {
    let passwords = Passwords::new(passwords.iter().map(|p| (*p).to_owned()));
    let budget = Budget::of(Opening { passwords, ..Opening::default() });
    let reader = Box::new(Cursor::new(bytes.to_vec()));
    let mut out = Vec::new();
    open_random(open, reader, bytes.len() as u64, 0, &budget).unwrap().unwrap().each(&mut |entry| {
        out.push(match entry {
            Ok(mut entry) => {
                let mut content = Vec::new();
                let ended = entry.reader.read_to_end(&mut content);
                (entry.name, ended.map(|_| content).map_err(|e| problem_of(&e)))
            }
            Err(problem) => (None, Err(problem)),
        });
        true
    });
    out
}

fn text() -> Vec<u8> {
    (0..3000).flat_map(|i| format!("line {i} of a text\n").into_bytes()).collect()
}

#[test]
fn every_method_is_read() {
    let text = text();
    for method in [
        CompressionMethod::Stored,
        CompressionMethod::Deflated,
        CompressionMethod::Bzip2,
        CompressionMethod::Zstd,
        CompressionMethod::Xz,
        CompressionMethod::Ppmd,
    ] {
        let bytes = zip_by(method, &[("mail/a.mbox", &text), ("empty", b""), ("b", b"2")]);
        let mut got = read(&bytes);
        got.retain(|(_, content)| content != &Ok(Vec::new()));
        assert!(got == [ok("mail/a.mbox", &text), ok("b", b"2")], "{method:?}");
    }
}

#[test]
fn what_a_program_before_it_or_a_comment_behind_it_moves() {
    let bytes = zip(&[("a", b"1")]);
    let moved = [LOCAL, &b"\0 a program that unpacks itself"[..], &bytes].concat();
    assert_eq!(read(&moved), [ok("a", b"1")]);
    let mut commented = bytes.clone();
    let at = commented.len() - 2;
    commented[at..].copy_from_slice(&8_u16.to_le_bytes());
    commented.extend_from_slice(b"PK\x05\x06 etc");
    assert_eq!(read(&commented), [ok("a", b"1")]);
}

/// A file written as a stream: sizes and checksum behind its bytes.
fn streamed(files: &[pack::File<'_>]) -> Vec<u8> {
    let mut writer = ZipWriter::new_stream(Vec::new());
    for (name, content) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn without_its_directory_every_file_is_found() {
    let text = text();
    let files: &[pack::File<'_>] = &[("a", b"1"), ("b", &text), ("c", b"333")];
    for bytes in [zip(files), streamed(files), zip_by(CompressionMethod::Stored, files)] {
        let directory = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
        assert_eq!(read(&bytes), [ok("a", b"1"), ok("b", &text), ok("c", b"333")]);
        let cut = read(&bytes[..directory]);
        assert_eq!(cut, [err(ProblemCode::Truncated), ok("a", b"1"), ok("b", &text), ok("c", b"333")]);
        // within the second file
        let third = memchr::memmem::rfind(&bytes, LOCAL).unwrap();
        let cut = read(&bytes[..third - 60]);
        assert_eq!(cut[..2], [err(ProblemCode::Truncated), ok("a", b"1")]);
        assert!(cut[2].1.as_ref().is_ok_and(|b| text.starts_with(b) && b.len() * 2 > text.len()), "{cut:?}");
        assert_eq!(cut[3], ("x!b".to_owned(), Err(ProblemCode::Truncated)));
        // the directory is damaged at its second entry
        let mut damaged = bytes.clone();
        let second = directory + 4 + memchr::memmem::find(&damaged[directory + 4..], b"PK\x01\x02").unwrap();
        damaged[second] ^= 0xff;
        assert_eq!(
            read(&damaged),
            [ok("a", b"1"), err(ProblemCode::Corrupt), ok("b", &text), ok("c", b"333")]
        );
    }
}

#[test]
fn a_damaged_file_costs_itself() {
    let text = text();
    let mut bytes = zip_by(CompressionMethod::Stored, &[("a", b"1"), ("b", &text), ("c", b"3")]);
    bytes[1000] ^= 1;
    let got = read(&bytes);
    assert_eq!((&got[0], &got[3]), (&ok("a", b"1"), &ok("c", b"3")));
    assert_eq!(got[2], ("x!b".to_owned(), Err(ProblemCode::Corrupt)));
    let second = 4 + memchr::memmem::find(&bytes[4..], LOCAL).unwrap();
    bytes[second] = 0;
    assert_eq!(read(&bytes), [ok("a", b"1"), ok("c", b"3"), err(ProblemCode::Corrupt)]);
}

#[test]
fn a_directory_that_leads_astray_is_not_believed() {
    let text = text();
    let mut bytes = zip_by(CompressionMethod::Stored, &[("a", b"1"), ("b", &text), ("c", b"3")]);
    let places: Vec<usize> = memchr::memmem::find_iter(&bytes, b"PK\x01\x02").collect();
    for at in &places[1..] {
        bytes[at + 42] ^= 5;
    }
    let got = read(&bytes);
    assert_eq!(got, [ok("a", b"1"), err(ProblemCode::Corrupt), ok("b", &text), ok("c", b"3")]);
}

#[test]
fn passwords_are_tried_and_what_stays_locked_is_told() {
    let text = text();
    for aes in [true, false] {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("open", SimpleFileOptions::default()).unwrap();
        writer.write_all(b"1").unwrap();
        for (name, password) in [("a", "geheim"), ("b", "anders")] {
            if aes {
                let options = SimpleFileOptions::default().with_aes_encryption(AesMode::Aes256, password);
                writer.start_file(name, options).unwrap();
            } else {
                let options = SimpleFileOptions::default().with_deprecated_encryption(password.as_bytes());
                writer.start_file(name, options.unwrap()).unwrap();
            }
            writer.write_all(&text).unwrap();
        }
        let bytes = writer.finish().unwrap().into_inner();
        let codes = |passwords: &[&str]| -> Vec<String> {
            let got = opened(&bytes, passwords);
            got.into_iter()
                .map(|(name, got)| match got {
                    Ok(content) => format!("{} {}", name.unwrap(), content.len()),
                    Err(problem) => {
                        assert!(problem.given_up > 0);
                        problem.code.as_str().to_owned()
                    }
                })
                .collect()
        };
        let whole = |name: &str| format!("{name} {}", text.len());
        assert_eq!(codes(&[]), ["open 1", "encrypted", "encrypted"], "{aes}");
        assert_eq!(codes(&["wrong", "anders"]), ["open 1", "encrypted", &whole("b")], "{aes}");
        assert_eq!(codes(&["geheim", "anders"]), ["open 1", &whole("a"), &whole("b")], "{aes}");
    }
}

#[test]
fn links_and_folders_are_passed_over() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_directory("mail/", SimpleFileOptions::default()).unwrap();
    writer.add_symlink("link", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    writer.start_file("../../etc/passwd", SimpleFileOptions::default()).unwrap();
    writer.write_all(b"1").unwrap();
    writer.start_file("-", SimpleFileOptions::default()).unwrap();
    writer.write_all(b"2").unwrap();
    let mut bytes = writer.finish().unwrap().into_inner();
    // a pipe, as `zip -` says of what it read from one
    let last = memchr::memmem::rfind(&bytes, b"PK\x01\x02").unwrap();
    bytes[last + 41] = 0x11;
    assert_eq!(read(&bytes), [ok("../../etc/passwd", b"1"), ok("-", b"2")]);
}

#[test]
fn what_is_called_a_link_and_is_none_is_read() {
    let mail = "From: jan@klant.example\n\nbel 020-1234567\n";
    let long = "x".repeat(5000);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [("a", mail), ("b", "../c"), ("c", long.as_str())] {
        writer.add_symlink(name, content, SimpleFileOptions::default()).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    assert_eq!(read(&bytes), [ok("a", mail.as_bytes()), ok("c", long.as_bytes())]);
}

#[test]
fn what_a_directory_hides_is_read_or_told() {
    let empty = err(ProblemCode::Corrupt);
    // a file with the name of a folder; one that the directory calls empty; one in an archive that another was put behind
    assert_eq!(read(&zip(&[("mail/", b"text of some length")])), [ok("mail", b"text of some length")]);
    let mut bytes = zip(&[("a", b"text of some length"), ("b", b"2 and more")]);
    let at = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
    bytes[at + 20..at + 24].fill(0);
    assert_eq!(read(&bytes), [ok("b", b"2 and more"), empty.clone(), ok("a", b"text of some length")]);
    let two = [zip(&[("a", b"1 and more")]), zip(&[("b", b"2 and more")])].concat();
    assert_eq!(read(&two), [ok("b", b"2 and more"), empty, ok("a", b"1 and more")]);
}

#[test]
fn what_is_called_a_zip_is_one_whatever_lies_in_it() {
    let bytes = zip(&[("[Content_Types].xml", b"<Types/>"), ("mail.mbox", b"From a@b.example")]);
    let head = |name| Head { bytes: &bytes, name, complete: true };
    assert!(matches!(Zip.recognise(&head("backup.ZIP")), Some(Shape::Random(_))));
    assert!(matches!(Zip.recognise(&head("brief.docx")), Some(Shape::NotMail)));
    let Some(Shape::Random(open)) = Zip.recognise(&head("backup.zip")) else { unreachable!() };
    let reader = Box::new(Cursor::new(bytes.clone()));
    assert!(open(reader, &Opening::default()).unwrap().is_some());
}

#[test]
fn files_that_lie_over_one_another_are_a_bomb() {
    let bytes = zip(&[("a", &vec![b'a'; 1 << 20])]);
    let at = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
    let end = bytes.len() - 22;
    let entry = &bytes[at..end];
    let mut bomb = bytes[..end].to_vec();
    for _ in 0..999 {
        bomb.extend_from_slice(entry);
    }
    let mut record = bytes[end..].to_vec();
    record[8..10].copy_from_slice(&1000_u16.to_le_bytes());
    record[10..12].copy_from_slice(&1000_u16.to_le_bytes());
    record[12..16].copy_from_slice(&(entry.len() as u32 * 1000).to_le_bytes());
    bomb.extend(record);
    let got = read(&bomb);
    assert!(got.len() < 60, "{}", got.len());
    assert_eq!(got.last().unwrap(), &err(ProblemCode::Corrupt));
}

#[test]
fn one_volume_of_several_is_read_as_far_as_it_goes() {
    let mut bytes = zip(&[("a", b"1")]);
    let end = bytes.len() - 22;
    bytes[end + 4] = 1;
    assert_eq!(read(&bytes), [err(ProblemCode::Truncated), ok("a", b"1")]);
    let first = [b"PK\x07\x08", &zip(&[("a", b"1")])[..60]].concat();
    assert_eq!(read(&first)[..1], [err(ProblemCode::Truncated)]);
}

#[test]
fn no_damage_makes_it_panic_or_run_on() {
    let text = &text()[..200];
    let mut locked = ZipWriter::new(Cursor::new(Vec::new()));
    locked.start_file("a", SimpleFileOptions::default().with_aes_encryption(AesMode::Aes128, "p")).unwrap();
    locked.write_all(text).unwrap();
    let locked = locked.finish().unwrap().into_inner();
    let files: &[pack::File<'_>] = &[("a", b"1"), ("b", text)];
    // what is locked takes its time
    let cases =
        [(zip(files), 1), (streamed(files), 1), (zip_by(CompressionMethod::Zstd, files), 1), (locked, 9)];
    for (whole, step) in cases {
        for at in (0..whole.len()).step_by(step) {
            opened_or_not(&whole[..at]);
            for by in [1, 0x80, 0xff] {
                let mut bytes = whole.clone();
                bytes[at] ^= by;
                opened_or_not(&bytes);
            }
        }
    }
}

fn opened_or_not(bytes: &[u8]) {
    let budget = Budget::of(Opening { passwords: Passwords::new(["p".to_owned()]), ..Opening::default() });
    let reader = Box::new(Cursor::new(bytes.to_vec()));
    let Ok(Some(mut nested)) = open_random(open, reader, bytes.len() as u64, 0, &budget) else { return };
    let mut count = 0;
    nested.each(&mut |entry| {
        if let Ok(mut entry) = entry {
            let _ = io::copy(&mut entry.reader, &mut io::sink());
        }
        count += 1;
        assert!(count < 1000);
        true
    });
}
