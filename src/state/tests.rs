use super::*;
use crate::model::Stamp;

const KEY: [u8; 32] = [7; 32];

fn stamp(size: u64) -> Stamp {
    Stamp { size, modified: 5, changed: 6, inode: 7, sample: [8; 16] }
}

fn entry(state: &State, file: &[u8], ordinal: u64, bytes: &[u8], messages: &[&[u8]]) -> Entry {
    Entry {
        file: state.file_key(file),
        ordinal,
        stamp: stamp(bytes.len() as u64),
        bytes: bytes.to_vec(),
        shown: bytes.repeat(2),
        terms: Some(bytes.repeat(3)),
        messages: messages.iter().map(|m| Some(state.message_key(m))).collect(),
    }
}

fn open(folder: &Path) -> State {
    State::open(&folder.join("s.db"), &KEY, &[folder.to_owned()]).unwrap()
}

/// What a state holds of a file.
fn held(state: &State, file: &[u8], ordinal: u64) -> Option<(Stamp, Vec<u8>)> {
    let mut reader = state.reader().unwrap();
    let (stamp, kept) = reader.entry(&state.file_key(file), ordinal)?;
    Some((stamp, kept.bytes[kept.range].to_vec()))
}

#[test]
fn what_was_put_by_is_there_in_the_next_run() {
    let folder = tempfile::tempdir().unwrap();
    let words = MemoryWords { fields: vec!["also".into()], patterns: vec!["email".into(), "phone".into()] };
    {
        let state = open(folder.path());
        assert_eq!(state.begin(b"options").unwrap(), MemoryWords::default());
        assert_eq!(state.last().unwrap(), None);
        let entries =
            vec![entry(&state, b"a", 0, b"one", &[b"m1", b"m2"]), entry(&state, b"b", 0, b"two", &[b"m3"])];
        state.keep(entries, Some(words.clone()));
        state.finish(true, [9; 32], b"counts").unwrap();
    }
    let state = open(folder.path());
    assert_eq!(state.begin(b"options").unwrap(), words);
    assert_eq!(state.last().unwrap(), Some(([9; 32], b"counts".to_vec())));
    assert_eq!(held(&state, b"a", 0), Some((stamp(3), b"one".to_vec())));
    assert_eq!(held(&state, b"a", 1), None);
    let mut reader = state.reader().unwrap();
    let (kept, number) = reader.message(&state.message_key(b"m2")).unwrap();
    assert_eq!((&kept.bytes[kept.range.clone()], number, kept.of), (&b"one"[..], 1, 2));
    let (bytes, range) = reader.shown(&kept).unwrap();
    assert_eq!((&bytes[range], kept.position), (&b"oneone"[..], 0));
    assert_eq!(reader.stretches(&state.file_key(b"b"), &stamp(3)), 1);
    assert_eq!(reader.stretches(&state.file_key(b"b"), &stamp(4)), 0);
}

#[test]
fn what_is_gone_from_the_archive_is_gone_from_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let secret = b"a word that compression leaves as it is: 8Jz4kQ";
    {
        let state = open(folder.path());
        state.begin(b"options").unwrap();
        state.keep(vec![entry(&state, b"gone", 0, secret, &[b"m1"])], None);
        state.keep(vec![entry(&state, b"stays", 0, b"two", &[b"m2"])], None);
        state.finish(true, [1; 32], b"").unwrap();
    }
    {
        let state = open(folder.path());
        state.begin(b"options").unwrap();
        let mut reader = state.reader().unwrap();
        let (_, kept) = reader.entry(&state.file_key(b"stays"), 0).unwrap();
        state.still(kept.segment);
        state.restamp(state.file_key(b"stays"), 0, stamp(99));
        drop(reader);
        state.finish(true, [2; 32], b"").unwrap();
    }
    let state = open(folder.path());
    state.begin(b"options").unwrap();
    assert_eq!(held(&state, b"gone", 0), None);
    assert_eq!(held(&state, b"stays", 0), Some((stamp(99), b"two".to_vec())));
    let mut reader = state.reader().unwrap();
    assert!(reader.message(&state.message_key(b"m1")).is_none());
    assert!(reader.message(&state.message_key(b"m2")).is_some());
}

#[test]
fn a_run_that_does_not_come_to_its_end_removes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    {
        let state = open(folder.path());
        state.begin(b"options").unwrap();
        state.keep(vec![entry(&state, b"a", 0, b"one", &[])], None);
        state.finish(true, [1; 32], b"").unwrap();
    }
    {
        let state = open(folder.path());
        state.begin(b"options").unwrap();
        state.keep(vec![entry(&state, b"b", 0, b"two", &[])], None);
    }
    let state = open(folder.path());
    state.begin(b"options").unwrap();
    assert!(held(&state, b"a", 0).is_some());
    assert!(held(&state, b"b", 0).is_some(), "what was put by before a stop is there");
}

#[test]
fn other_options_know_nothing_and_other_paths_stay() {
    let folder = tempfile::tempdir().unwrap();
    let other = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.db");
    for root in [folder.path(), other.path()] {
        let state = State::open(&path, &KEY, &[root.to_owned()]).unwrap();
        state.begin(b"options").unwrap();
        state.keep(vec![entry(&state, b"a", 0, b"one", &[])], None);
        state.finish(true, [1; 32], b"").unwrap();
    }
    let state = open(folder.path());
    state.begin(b"other options").unwrap();
    assert!(held(&state, b"a", 0).is_none());
    assert_eq!(state.last().unwrap(), None);
    drop(state);
    let state = State::open(&path, &KEY, &[other.path().to_owned()]).unwrap();
    state.begin(b"options").unwrap();
    assert!(held(&state, b"a", 0).is_some());
}

#[test]
fn nothing_of_it_can_be_read_in_the_file_and_others_cannot_open_it() {
    let folder = tempfile::tempdir().unwrap();
    let state = open(folder.path());
    state.begin(b"options").unwrap();
    state.keep(vec![entry(&state, b"/mail/jan", 0, b"verkoop.mbox j\xe2\x80\xa6@k", &[b"m"])], None);
    state.finish(true, [1; 32], b"verkoop").unwrap();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for word in [&b"verkoop"[..], b"/mail/jan", b"mbox"] {
            assert!(memchr::memmem::find(&bytes, word).is_none(), "{}", path.display());
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{}", path.display());
        }
    }
}

#[test]
fn one_run_at_a_time_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let state = open(folder.path());
    let again = State::open(&folder.path().join("s.db"), &KEY, &[]);
    assert!(matches!(again, Err(StateError::Locked(_))));
    drop(state);
    drop(open(folder.path()));
}

#[test]
fn what_is_no_state_of_this_key_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |path: &Path, key: &[u8; 32], part: &str| {
        let before = std::fs::read(path).unwrap();
        match State::open(path, key, &[]) {
            Err(StateError::Unusable { what, .. }) => assert!(what.contains(part), "{what}"),
            other => panic!("{other:?}"),
        }
        assert_eq!(std::fs::read(path).unwrap(), before);
    };
    let text = folder.path().join("text");
    std::fs::write(&text, "dear customer, ".repeat(100)).unwrap();
    refused(&text, &KEY, "no state file");
    let foreign = folder.path().join("foreign.db");
    Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t(a)").unwrap();
    refused(&foreign, &KEY, "another program");
    drop(open(folder.path()));
    refused(&folder.path().join("s.db"), &[8; 32], "another key");
    let later = folder.path().join("s.db");
    Connection::open(&later).unwrap().pragma_update(None, "user_version", 99).unwrap();
    refused(&later, &KEY, "later version");
}
