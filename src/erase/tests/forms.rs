//! Every form, changed without a fault.

use std::fs;
use std::sync::Arc;

use super::cases::{
    ByText, INSTEAD, MARK, Remember, SAYS, cases, hash, look, mbox, message, options, run, scratch,
};
use crate::erase::steps::Unhindered;
use crate::erase::{Editor, Fate};
use crate::model::Quoting;

#[test]
fn every_form_is_changed_as_meant() {
    for case in cases() {
        let scratch = scratch();
        let folder = scratch.path().join("mail");
        case.put(&folder);
        let targets = case.targets(&folder);
        let before = case.state(&folder);
        let mut keeper = Remember::default();
        let fates = run(&folder, &targets, &mut keeper, &options(Arc::new(Unhindered))).unwrap();
        let deleted = fates.iter().filter(|fate| **fate == Fate::Deleted).count();
        let redacted = fates.iter().filter(|fate| **fate == Fate::Redacted).count();
        let name = case.name;
        assert!(
            deleted >= 1
                && fates
                    .iter()
                    .all(|f| matches!(f, Fate::Deleted | Fate::Redacted | Fate::Kept | Fate::Refused(_))),
            "{name}: {fates:?}"
        );
        assert_eq!(keeper.0.len(), deleted + redacted, "{name}");
        let after = case.state(&folder);
        let count = |state: &std::collections::BTreeMap<String, Vec<[u8; 32]>>| {
            state.values().map(Vec::len).sum::<usize>()
        };
        // the property list of a message of Apple Mail goes with it
        let lists = usize::from(name == "EMLX");
        assert_eq!(count(&after) + deleted + lists, count(&before), "{name}");
        for (number, target) in targets.iter().enumerate() {
            let there = after.values().flatten().any(|hash| *hash == target.sha256);
            assert_eq!(there, !matches!(fates[number], Fate::Deleted | Fate::Redacted), "{name} {number}");
        }
        for hash in before.values().flatten().filter(|h| targets.iter().all(|t| t.sha256 != **h)) {
            assert!(after.values().flatten().any(|h| h == hash), "{name}: what is no target stays");
        }
        // nothing of it is left in clear beside the mail, and a second run has nothing to do
        for path in super::cases::files(&folder) {
            let file = path.file_name().unwrap().to_str().unwrap().to_owned();
            assert!(!file.ends_with(".lock") && !file.starts_with(".mailsweep"), "{name}: {file}");
            assert!(file != "box.msf" && file != "dovecot.index.cache", "{name}");
        }
        let again = run(&folder, &targets, &mut keeper, &options(Arc::new(Unhindered))).unwrap();
        assert_eq!(again, fates, "{name}");
        assert_eq!((keeper.0.len(), case.state(&folder)), (deleted + redacted, after), "{name}");
    }
}

#[test]
fn an_mbox_is_what_it_was_but_for_what_changed() {
    let (scratch, case) = (scratch(), cases().remove(0));
    let folder = scratch.path().join("mail");
    case.put(&folder);
    // only the third one, and the one that is to go
    let mut targets = case.targets(&folder);
    targets.retain(|target| target.message == 1 || target.message == 3);
    run(&folder, &targets, &mut Remember::default(), &options(Arc::new(Unhindered))).unwrap();
    let all = mbox(&SAYS);
    let one = mbox(&SAYS[..1]).len();
    let two = mbox(&SAYS[..2]).len();
    let three = mbox(&SAYS[..3]).len();
    let four = mbox(&SAYS[..4]).len();
    // the separator line is the mailbox's, not the message's: an editor cannot change it
    let changed = all[three..four].replacen(MARK, "\0", 1).replace(MARK, INSTEAD).replace('\0', MARK);
    let expected = [&all[..one], &all[two..three], &changed, &all[four..]].concat();
    assert_eq!(fs::read_to_string(folder.join("box")).unwrap(), expected);
}

#[test]
fn a_source_that_changed_since_is_searched_by_hash() {
    let scratch = scratch();
    let folder = scratch.path().join("mail");
    let case = cases().remove(0);
    case.put(&folder);
    let path = folder.join("box");
    let targets = case.targets(&folder);
    let old = fs::read_to_string(&path).unwrap();
    // one was removed before them, one has come, and one is there twice
    let gone = mbox(&SAYS[..1]).len();
    let twice = &old[mbox(&SAYS[..3]).len()..mbox(&SAYS[..4]).len()];
    fs::write(&path, format!("{}{twice}{}", &old[gone..], mbox(&["KEEP a new one"]))).unwrap();
    let fates = run(&folder, &targets, &mut Remember::default(), &options(Arc::new(Unhindered))).unwrap();
    assert!(matches!(&fates[0], Fate::Refused(why) if why.contains("changed since")), "{fates:?}");
    assert_eq!(fates[1], Fate::Deleted);
    assert!(matches!(&fates[3], Fate::Refused(why) if why.contains("several")), "{fates:?}");
    let now = look(&path, &[vec![]]);
    assert_eq!(now.messages.len(), 5);
    assert!(fs::read_to_string(&path).unwrap().contains("KEEP a new one"));
}

#[test]
fn what_cannot_be_written_is_a_list_of_work() {
    use crate::source::pack;
    let scratch = scratch();
    let folder = scratch.path().join("mail");
    fs::create_dir(&folder).unwrap();
    let text = message(1, "DELETE");
    let seven = folder.join("mail.7z");
    fs::write(&seven, pack::seven_z(&[("a.eml", text.as_bytes())])).unwrap();
    let mut damaged = super::cases::gzip(mbox(&SAYS).as_bytes());
    damaged.truncate(damaged.len() - 9);
    fs::write(folder.join("cut.gz"), damaged).unwrap();
    let (linked, link, other) = (folder.join("linked"), folder.join("link"), folder.join("other"));
    fs::write(&linked, mbox(&SAYS)).unwrap();
    fs::hard_link(&linked, &other).unwrap();
    std::os::unix::fs::symlink("linked", &link).unwrap();
    let first = hash(message(1, "DELETE").as_bytes());
    let mut targets: Vec<_> = [
        (&seven, vec!["a.eml".to_owned()]),
        (&folder.join("cut.gz"), vec![]),
        (&linked, vec![]),
        (&link, vec![]),
    ]
    .iter()
    .map(|(file, inner)| super::cases::target(file, inner, 0, first))
    .collect();
    targets.push(super::cases::target(&folder.join("absent"), &[], 0, first));
    let before: Vec<_> = super::cases::files(&folder).iter().map(|p| fs::read(p).unwrap()).collect();
    let fates = run(&folder, &targets, &mut Remember::default(), &options(Arc::new(Unhindered))).unwrap();
    for (fate, word) in fates.iter().zip(["7z", "read in full", "hard links", "symbolic link"]) {
        assert!(matches!(fate, Fate::WorkList(why) if why.contains(word)), "{word}: {fate:?}");
    }
    assert!(matches!(&fates[4], Fate::Refused(why) if why.contains("gone")));
    let after: Vec<_> = super::cases::files(&folder).iter().map(|p| fs::read(p).unwrap()).collect();
    assert!(before == after);
}

#[test]
fn a_refusal_and_the_data_of_a_folder_stay() {
    assert!(ByText.change(0, b"REFUSE", Quoting::None).is_err());
    let (scratch, case) = (scratch(), cases().remove(2));
    let folder = scratch.path().join("mail");
    case.put(&folder);
    let fates =
        run(&folder, &case.targets(&folder), &mut Remember::default(), &options(Arc::new(Unhindered)))
            .unwrap();
    assert!(matches!(&fates[0], Fate::Refused(why) if why.contains("data of the folder")), "{fates:?}");
    assert!(fs::read_to_string(folder.join("box")).unwrap().contains("X-IMAP: 0878614400"));
}

#[test]
fn what_stands_before_an_mbox_and_what_is_encrypted_is_a_list_of_work() {
    let scratch = scratch();
    let folder = scratch.path().join("mail");
    fs::create_dir(&folder).unwrap();
    let (path, archive) = (folder.join("box"), folder.join("mail.zip"));
    fs::write(&path, format!("a lost end\n\n{}", mbox(&SAYS))).unwrap();
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let aes = zip::write::SimpleFileOptions::default().with_aes_encryption(zip::AesMode::Aes256, "secret");
    writer.start_file("a.eml", aes).unwrap();
    std::io::Write::write_all(&mut writer, message(1, "DELETE").as_bytes()).unwrap();
    writer.start_file("b.eml", zip::write::SimpleFileOptions::default()).unwrap();
    std::io::Write::write_all(&mut writer, message(2, "DELETE").as_bytes()).unwrap();
    fs::write(&archive, writer.finish().unwrap().into_inner()).unwrap();
    let target = super::cases::target;
    let targets = [
        target(&path, &[], 0, hash(b"a lost end\n\n")),
        target(&archive, &["a.eml".to_owned()], 0, hash(message(1, "DELETE").as_bytes())),
        target(&archive, &["b.eml".to_owned()], 0, hash(message(2, "DELETE").as_bytes())),
    ];
    let fates = run(&folder, &targets, &mut Remember::default(), &options(Arc::new(Unhindered))).unwrap();
    assert!(matches!(&fates[0], Fate::WorkList(why) if why.contains("separator line")), "{fates:?}");
    assert!(matches!(&fates[1], Fate::WorkList(why) if why.contains("encrypted")), "{fates:?}");
    assert_eq!(fates[2], Fate::Deleted);
    let mut left = zip::ZipArchive::new(fs::File::open(&archive).unwrap()).unwrap();
    assert_eq!(left.len(), 1);
    let mut text = String::new();
    std::io::Read::read_to_string(&mut left.by_index_decrypt(0, b"secret").unwrap(), &mut text).unwrap();
    assert_eq!(text, message(1, "DELETE"));
}

#[cfg(target_os = "linux")]
#[test]
fn extended_attributes_stay() {
    use rustix::fs::{XattrFlags, fgetxattr, fsetxattr};
    // not every file system has them
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("mail");
    let case = cases().remove(0);
    case.put(&folder);
    let file = fs::File::open(folder.join("box")).unwrap();
    if fsetxattr(&file, "user.colour", b"blue", XattrFlags::empty()).is_err() {
        return;
    }
    run(&folder, &case.targets(&folder), &mut Remember::default(), &options(Arc::new(Unhindered))).unwrap();
    let mut value = [0; 8];
    let n = fgetxattr(fs::File::open(folder.join("box")).unwrap(), "user.colour", &mut value[..]).unwrap();
    assert_eq!(&value[..n], b"blue");
}
