//! Files with several names, links in archives, and a first line that promises too much: what would be left is said.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::cases::{INSTEAD, MARK, Remember, files, hash, message, options, run, scratch, target};
use crate::erase::steps::Unhindered;
use crate::erase::{Fate, Target};

fn apply(folder: &Path, targets: &[Target]) -> Vec<Fate> {
    run(folder, targets, &mut Remember::default(), &options(Arc::new(Unhindered))).unwrap()
}

fn is_listed(fate: &Fate, word: &str) -> bool {
    matches!(fate, Fate::WorkList(why) if why.contains(word))
}

#[cfg(unix)]
#[test]
fn a_message_goes_under_all_its_names_or_under_none() {
    for (says, fate) in [("DELETE", Fate::Deleted), ("please", Fate::Redacted)] {
        let scratch = scratch();
        let folder = scratch.path().join("mail");
        for sub in ["cur", "new", "tmp"] {
            fs::create_dir_all(folder.join("Maildir").join(sub)).unwrap();
        }
        let text = message(1, says);
        let names = ["a.eml", "b.eml", "Maildir/cur/1700000001.M1P1.host:2,"].map(|name| folder.join(name));
        fs::write(&names[0], &text).unwrap();
        fs::hard_link(&names[0], &names[1]).unwrap();
        fs::hard_link(&names[0], &names[2]).unwrap();
        let mut targets: Vec<Target> =
            names.iter().map(|name| target(name, &[], 0, hash(text.as_bytes()))).collect();
        // the third name is known, but a program has set a flag
        let flagged = folder.join("Maildir/cur/1700000001.M1P1.host:2,S");
        fs::rename(&names[2], &flagged).unwrap();

        let some = apply(&folder, &targets[..2]);
        assert!(some.iter().all(|fate| is_listed(fate, "several names")), "{some:?}");
        for name in [&names[0], &names[1], &flagged] {
            assert_eq!(fs::read_to_string(name).unwrap(), text, "nothing is touched");
        }
        targets.iter_mut().zip(1..).for_each(|(target, id)| target.id = id);
        assert_eq!(apply(&folder, &targets), vec![fate.clone(); 3], "{says}");
        let left: Vec<String> = files(&folder).iter().map(|path| fs::read_to_string(path).unwrap()).collect();
        let expected = if says == "DELETE" { vec![] } else { vec![text.replace(MARK, INSTEAD); 3] };
        assert_eq!(left, expected);
    }
}

/// A header of tar with its data.
fn entry(kind: u8, name: &str, to: &str, content: &str) -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.set_path(name).unwrap();
    header.set_entry_type(tar::EntryType::new(kind));
    if !to.is_empty() {
        header.set_link_name(to).unwrap();
    }
    header.set_size(content.len() as u64);
    header.set_mode(0o640);
    header.set_cksum();
    let mut out = header.as_bytes().to_vec();
    out.extend_from_slice(content.as_bytes());
    out.resize(out.len().next_multiple_of(512), 0);
    out
}

/// A target for each of these entries.
fn entries(path: &Path, all: &[(&str, &str)]) -> Vec<Target> {
    all.iter().map(|(name, text)| target(path, &[(*name).to_owned()], 0, hash(text.as_bytes()))).collect()
}

#[test]
fn no_link_of_a_tar_archive_is_left_without_its_file() {
    let [one, two, three, four] = [1, 2, 3, 4].map(|n| message(n, "DELETE"));
    let changes = message(5, "please");
    let long = format!("mail/{}/long.eml", "d".repeat(120));
    let ahead = |kind: u8, text: &str| entry(kind, "././@LongLink", "", &format!("{text}\0"));
    let record = format!("{} linkpath={long}\n", long.len() + 14);
    let bytes = [
        // a symbolic link may come before its file
        entry(b'2', "mail/old/first", "../one.eml", ""),
        entry(b'0', "mail/one.eml", "", &one),
        entry(b'0', "mail/two.eml", "", &two),
        entry(b'1', "mail/second", "./mail/two.eml", ""),
        entry(b'0', "mail/three.eml", "", &three),
        ahead(b'L', &long),
        entry(b'0', &long[..100], "", &four),
        entry(b'x', "pax", "", &record),
        entry(b'1', "mail/fourth", "cut off", ""),
        entry(b'0', "mail/changes.eml", "", &changes),
        entry(b'1', "mail/fifth", "mail/changes.eml", ""),
        vec![0; 1024],
    ]
    .concat();
    for name in ["mail.tar", "mail.tar.gz"] {
        let scratch = scratch();
        let folder = scratch.path().join("mail");
        fs::create_dir(&folder).unwrap();
        let path = folder.join(name);
        let packed = name.ends_with("gz");
        fs::write(&path, if packed { super::cases::gzip(&bytes) } else { bytes.clone() }).unwrap();
        let targets = entries(
            &path,
            &[
                ("mail/one.eml", &one),
                ("mail/two.eml", &two),
                ("mail/three.eml", &three),
                (&long, &four),
                ("mail/changes.eml", &changes),
            ],
        );
        let fates = apply(&folder, &targets);
        for n in [0, 1, 3] {
            assert!(is_listed(&fates[n], "lead nowhere"), "{n}: {fates:?}");
        }
        assert_eq!((&fates[2], &fates[4]), (&Fate::Deleted, &Fate::Redacted), "the rest is done");
        let mut now = fs::read(&path).unwrap();
        if packed {
            let mut clear = Vec::new();
            std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&now[..]), &mut clear).unwrap();
            now = clear;
        }
        let contains = |text: &str| memchr::memmem::find(&now, text.as_bytes()).is_some();
        assert!(contains(&one) && contains(&two) && contains(&four) && !contains(&three));
        assert!(contains(&changes.replace(MARK, INSTEAD)) && !contains(&changes));
        assert_eq!(tar::Archive::new(&now[..]).entries().unwrap().count(), 8);
    }
}

#[test]
fn a_message_that_is_shorter_than_its_first_line_says_is_for_a_person() {
    let scratch = scratch();
    let folder = scratch.path().join("mail");
    fs::create_dir(&folder).unwrap();
    let text = message(1, "DELETE");
    let whole = format!("{:<10}\n{text}", text.len() + 100);
    let path = folder.join("1.emlx");
    fs::write(&path, &whole).unwrap();
    let read = Target { length: text.len() as u64, ..target(&path, &[], 11, hash(text.as_bytes())) };
    let fates = apply(&folder, &[read]);
    assert!(is_listed(&fates[0], "longer by its first line"), "{fates:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), whole);
}
