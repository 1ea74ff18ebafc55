//! What stands in archives beside what is changed: headers, names, data, byte for byte.

use std::fs;
use std::io::{Read as _, Write as _};
use std::sync::Arc;

use super::cases::{INSTEAD, MARK, Remember, SAYS, hash, mbox, message, options, run, scratch, target};
use crate::erase::Fate;
use crate::erase::steps::Unhindered;
use crate::source::pack;

/// Rewrites an archive of one target for each of these entries; gives what it is then.
fn rewritten(name: &str, bytes: &[u8], targets: &[(&str, u64, &str)]) -> (Vec<u8>, Vec<Fate>) {
    let scratch = scratch();
    let folder = scratch.path().join("mail");
    fs::create_dir(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    let targets: Vec<_> = targets
        .iter()
        .map(|(entry, offset, text)| target(&path, &[(*entry).to_owned()], *offset, hash(text.as_bytes())))
        .collect();
    let fates = run(&folder, &targets, &mut Remember::default(), &options(Arc::new(Unhindered))).unwrap();
    (fs::read(&path).unwrap(), fates)
}

/// One header with its data, as some program wrote it.
fn entry(kind: u8, name: &[u8], content: &[u8], extra: impl Fn(&mut tar::Header)) -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.as_mut_bytes()[..name.len().min(100)].copy_from_slice(&name[..name.len().min(100)]);
    header.set_entry_type(tar::EntryType::new(kind));
    header.set_size(content.len() as u64);
    header.set_mode(0o640);
    header.set_mtime(1_234_567_890);
    extra(&mut header);
    header.set_cksum();
    let mut out = header.as_bytes().to_vec();
    out.extend_from_slice(content);
    out.resize(out.len().next_multiple_of(512), 0);
    out
}

fn record(key: &str, value: &str) -> Vec<u8> {
    let rest = key.len() + value.len() + 3;
    let length = rest + (rest + 2).to_string().len();
    format!("{length} {key}={value}\n").into_bytes()
}

#[test]
fn a_tar_archive_keeps_every_other_block() {
    let (goes, changes) = (message(1, "DELETE"), message(2, "please"));
    let long = format!("mail/{}/goes.eml", "d".repeat(150));
    let plain = |_: &mut tar::Header| {};
    let sparse = |header: &mut tar::Header| {
        let gnu = header.as_gnu_mut().unwrap();
        gnu.sparse[0].set_offset(512);
        gnu.sparse[0].set_length(5);
        gnu.set_real_size(517);
    };
    let pieces: Vec<(Vec<u8>, bool)> = vec![
        (entry(b'g', b"pax_global_header", &record("comment", "a backup"), plain), true),
        (entry(b'5', b"mail/", b"", plain), true),
        (entry(b'0', b"mail/first.txt", b"first\n", plain), true),
        (entry(b'2', b"mail/link", b"", |h| h.set_link_name("first.txt").unwrap()), true),
        (entry(b'L', b"././@LongLink", format!("{long}\0").as_bytes(), plain), false),
        (entry(b'0', long.as_bytes(), goes.as_bytes(), plain), false),
        (entry(b'L', b"././@LongLink", format!("{long}.txt\0").as_bytes(), plain), true),
        (entry(b'0', long.as_bytes(), b"beside it\n", plain), true),
        (entry(b'S', b"mail/holes", b"holes", sparse), true),
    ];
    let mut bytes: Vec<u8> = pieces.iter().flat_map(|(bytes, _)| bytes.clone()).collect();
    let mut expected: Vec<u8> =
        pieces.iter().filter(|(_, stays)| *stays).flat_map(|(bytes, _)| bytes.clone()).collect();
    let pax = |size: usize| {
        let size = record("size", &size.to_string());
        let records = [record("path", "mail/caf\u{e9}.eml"), size, record("mtime", "1234567890.5")].concat();
        entry(b'x', b"PaxHeaders/x", &records, plain)
    };
    let now = changes.replace(MARK, INSTEAD);
    for (out, text) in [(&mut bytes, &changes), (&mut expected, &now)] {
        out.extend(pax(text.len()));
        out.extend(entry(b'0', b"mail/caf.eml", text.as_bytes(), plain));
        // an end, as it was padded, and what somebody put behind it
        out.extend([0; 10_240]);
        out.extend(entry(b'0', b"second.txt", b"second archive\n", plain));
        out.extend([0; 1024]);
    }
    let (after, fates) =
        rewritten("mail.tar", &bytes, &[(&long, 0, &goes), ("mail/caf\u{e9}.eml", 0, &changes)]);
    assert_eq!(fates, [Fate::Deleted, Fate::Redacted]);
    assert!(after == expected);
}

#[test]
fn an_entry_that_stands_twice_in_a_tar_archive_is_told_apart() {
    let boxes = [mbox(&["KEEP", "DELETE"]), mbox(&["KEEP", "DELETE", "KEEP a later one"])];
    let bytes = pack::tar(&[("box", boxes[0].as_bytes()), ("box", boxes[1].as_bytes())]);
    // both have it; the plan has a hit in each
    let text = message(1, "DELETE");
    let at = boxes[0].find(&text).unwrap() as u64;
    let (after, fates) = rewritten("mail.tar", &bytes, &[("box", at, &text), ("box", at, &text)]);
    assert_eq!(fates, [Fate::Deleted, Fate::Deleted]);
    let mut archive = tar::Archive::new(&after[..]);
    let texts: Vec<String> = archive
        .entries()
        .unwrap()
        .map(|e| {
            let mut text = String::new();
            e.unwrap().read_to_string(&mut text).unwrap();
            text
        })
        .collect();
    assert_eq!(texts.len(), 2);
    assert!(texts.iter().all(|text| !text.contains("DELETE")) && texts[1].contains("a later one"));
}

/// A zip archive with a comment, and files of several methods.
fn zip(zip64: bool) -> (Vec<u8>, Vec<(&'static str, Vec<u8>)>) {
    use zip::CompressionMethod as Method;
    let files = vec![
        ("a.txt", b"first\n".repeat(100), Method::Deflated),
        ("box", mbox(&SAYS).into_bytes(), Method::Deflated),
        ("goes.eml", message(1, "DELETE").into_bytes(), Method::Stored),
        ("b.bin", vec![7; 1000], Method::Stored),
        ("bzip2.eml", message(2, "please").into_bytes(), Method::Bzip2),
        ("zstd.eml", message(3, "please").into_bytes(), Method::Zstd),
        ("empty", Vec::new(), Method::Stored),
        ("last.txt", b"last\n".to_vec(), Method::Deflated),
    ];
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.set_comment("made by hand").unwrap();
    for (name, content, method) in &files {
        let options = zip::write::SimpleFileOptions::default().compression_method(*method).large_file(zip64);
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    (bytes, files.into_iter().map(|(name, content, _)| (name, content)).collect())
}

#[test]
fn a_zip_archive_keeps_every_other_file_as_it_is_stored() {
    for zip64 in [false, true] {
        let (bytes, files) = zip(zip64);
        let box_ = mbox(&SAYS);
        let (second, fourth) = (message(1, "DELETE"), message(3, SAYS[3]));
        let at = |text: &str| box_.find(text).unwrap() as u64;
        let targets = [
            ("box", at(&second), second.as_str()),
            ("box", at(&fourth), &fourth),
            ("goes.eml", 0, &message(1, "DELETE")),
            ("bzip2.eml", 0, &message(2, "please")),
            ("zstd.eml", 0, &message(3, "please")),
        ]
        .map(|(name, at, text)| (name, at, text.to_owned()));
        let targets: Vec<_> = targets.iter().map(|(name, at, text)| (*name, *at, text.as_str())).collect();
        let (after, fates) = rewritten("mail.zip", &bytes, &targets);
        let deleted = [Fate::Deleted, Fate::Redacted, Fate::Deleted, Fate::Redacted, Fate::Redacted];
        assert_eq!(fates, deleted);
        assert!(after.ends_with(b"made by hand"));
        let open = |bytes: &[u8]| zip::ZipArchive::new(std::io::Cursor::new(bytes.to_vec())).unwrap();
        let (mut old, mut new) = (open(&bytes), open(&after));
        assert_eq!(new.len(), files.len() - 1);
        for (name, content) in files.iter().filter(|(name, _)| *name != "goes.eml") {
            // all of it, from its header to its last byte
            let raw = |archive: &mut zip::ZipArchive<_>, bytes: &[u8]| {
                let file = archive.by_name(name).unwrap();
                let (from, to) = (file.header_start(), file.data_start().unwrap() + file.compressed_size());
                bytes[from as usize..to as usize].to_vec()
            };
            let mut text = Vec::new();
            new.by_name(name).unwrap().read_to_end(&mut text).unwrap();
            match *name {
                "box" => assert!(!String::from_utf8(text).unwrap().contains("DELETE")),
                "bzip2.eml" | "zstd.eml" => {
                    assert_eq!(
                        String::from_utf8(text).unwrap(),
                        String::from_utf8(content.clone()).unwrap().replace(MARK, INSTEAD)
                    );
                    let method =
                        |archive: &mut zip::ZipArchive<_>| archive.by_name(name).unwrap().compression();
                    assert_eq!(method(&mut old), method(&mut new));
                }
                _ => {
                    assert_eq!(&text, content);
                    assert!(raw(&mut old, &bytes) == raw(&mut new, &after), "{name}");
                }
            }
        }
    }
}
