//! A quarantine that somebody changed: it is refused, and left as it is.

use super::*;
use crate::erase::quarantine::seal::Chain;

/// A quarantine with two messages of one mailbox, the second of which is kept until another day.
fn two(root: &Path, key: Option<&[u8; 32]>) -> PathBuf {
    let (q, targets) = (root.join("q"), mail(&root.join("mail")));
    for (n, until) in [(0, LAST), (1, date(2027, 6, 1))] {
        let mut keeper = Quarantine::open(&q, seal(), term("p", until), key).unwrap();
        keeper.keep(&targets[n], letter(n as u32).as_bytes()).unwrap();
        keeper.sync().unwrap();
    }
    q
}

fn folder_of(q: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let names = fs::read_dir(q).unwrap().map(|e| e.unwrap().path());
    let mut all: Vec<_> = names.map(|path| (path.clone(), fs::read(&path).unwrap())).collect();
    all.sort();
    all
}

#[test]
fn an_index_that_was_changed_is_refused_and_nothing_is_touched() {
    for key in [OURS, None] {
        let scratch = scratch();
        let q = two(scratch.path(), key);
        let (path, head) = (q.join(index::NAME), q.join(index::HEAD));
        let (whole, sealed) = (fs::read_to_string(&path).unwrap(), fs::read(&head).unwrap());
        let lines: Vec<&str> = whole.split_inclusive('\n').collect();
        assert_eq!(lines.len(), 5, "{whole}");
        let joined = |order: &[usize]| order.iter().map(|n| lines[*n]).collect::<String>();
        let changed = [
            ("its day", whole.replace("2027-06-01", "2026-11-02")),
            ("its place", whole.replace("/mail/box", "/mail/bax")),
            ("its file", whole.replacen("\"file\":\"", "\"file\":\"../", 1)),
            ("its form", whole.replace("\"mbox\"", "\"entry\"")),
            ("what was put in its file", whole.replacen("\"sealed\":\"", "\"sealed\":\"0", 1)),
            (
                "a line that was made by hand",
                format!("{whole}{{\"do\":\"purged\",\"id\":\"x\",\"on\":\"2026-11-02\"}}\n"),
            ),
            ("a line twice", joined(&[0, 1, 2, 2, 3, 4])),
            ("a line that is gone", joined(&[0, 1, 2, 4])),
            ("the first lines gone", joined(&[3, 4])),
            ("two that are swapped", joined(&[0, 3, 4, 1, 2])),
            ("the last line gone", joined(&[0, 1, 2, 3])),
            ("the last message gone", joined(&[0, 1, 2])),
            ("the last line cut", whole[..whole.len() - 9].to_owned()),
            ("all gone", String::new()),
        ];
        for (what, text) in changed {
            assert_ne!(text, whole, "{what}");
            fs::write(&path, &text).unwrap();
            let before = folder_of(&q);
            let opened = Quarantine::open(&q, seal(), term("p", LAST), key).unwrap_err();
            let errors = [opened, Store::open(&q, key).unwrap_err(), Store::look(&q, key).unwrap_err()];
            for error in errors {
                assert!(matches!(error, QuarantineError::Seal { .. }), "{what}: {error}");
                assert!(error.to_string().contains("Nothing was touched"), "{error}");
            }
            assert_eq!(folder_of(&q), before, "{what}");
        }
        fs::write(&path, &whole).unwrap();
        for (what, text) in [("no lines at all", Some(Chain::new(key).head())), ("gone", None)] {
            match text {
                Some(head_) => fs::write(&head, serde_json::to_vec(&head_).unwrap()).unwrap(),
                None => fs::remove_file(&head).unwrap(),
            }
            let opened = Store::open(&q, key);
            // as a run leaves it that was killed before it had counted
            assert_eq!(opened.is_ok(), what == "no lines at all", "{what}");
        }
        fs::write(&head, b"{\"lines\":5,\"seal\":\"00\"}").unwrap();
        assert!(matches!(Store::open(&q, key), Err(QuarantineError::Seal { .. })));
        fs::write(&head, sealed).unwrap();
        assert_eq!(kept(&Store::open(&q, key).unwrap()).len(), 2);
        let others: [Option<&[u8; 32]>; 2] = [Some(&[1; 32]), if key.is_some() { None } else { OURS }];
        for other in others {
            let before = folder_of(&q);
            let error = Store::open(&q, other).unwrap_err();
            assert!(matches!(error, QuarantineError::Seal { .. }), "{error}");
            assert_eq!(folder_of(&q), before);
        }
    }
}

#[test]
fn an_entry_whose_id_is_not_of_its_place_is_refused_whoever_sealed_it() {
    let scratch = scratch();
    let q = two(scratch.path(), OURS);
    let path = q.join(index::NAME);
    let whole = fs::read_to_string(&path).unwrap();
    for (from, to) in [("/mail/box", "/mail/bax"), ("\"message\":0", "\"message\":1")] {
        let (mut read, mut written) = (Chain::new(OURS), Chain::new(OURS));
        let mut text = Vec::new();
        for line in whole.split_inclusive('\n') {
            let object = String::from_utf8(read.check(line.as_bytes()).unwrap()).unwrap();
            text.extend(written.add(object.replacen(from, to, 1).as_bytes()));
        }
        fs::write(&path, &text).unwrap();
        fs::write(q.join(index::HEAD), serde_json::to_vec(&written.head()).unwrap()).unwrap();
        let error = Store::open(&q, OURS).unwrap_err();
        assert!(matches!(error, QuarantineError::Broken { line: 2, .. }), "{error}");
    }
}

#[test]
fn files_that_were_swapped_are_neither_destroyed_nor_taken_for_kept() {
    let scratch = scratch();
    let q = two(scratch.path(), OURS);
    let ids = ids(&Store::open(&q, OURS).unwrap());
    let file = |n: usize| q.join(format!("{}.eml.age", ids[n]));
    let (first, second) = (fs::read(file(0)).unwrap(), fs::read(file(1)).unwrap());
    fs::write(file(0), &second).unwrap();
    fs::write(file(1), &first).unwrap();
    let before = folder_of(&q);
    let mut store = Store::open(&q, OURS).unwrap();
    let error = store.purge(date(2027, 2, 1)).unwrap_err();
    assert!(matches!(&error, QuarantineError::Seal { path, .. } if *path == file(0)), "{error}");
    assert!(matches!(back(&mut store, &ids[0]), Err(RestoreError::Another(_))));
    assert_eq!(folder_of(&q), before);
    drop(store);
    // a run that takes the message again does not go by a file that is another one
    let targets = mail(&scratch.path().join("mail"));
    let mut keeper = opened(&q, "p", LAST);
    keeper.keep(&targets[0], letter(0).as_bytes()).unwrap();
    keeper.sync().unwrap();
    drop(keeper);
    let store = Store::open(&q, OURS).unwrap();
    assert_eq!(store.message(&ids[0], &unseal).unwrap().1, letter(0).as_bytes());
}
