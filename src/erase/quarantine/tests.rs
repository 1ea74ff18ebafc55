//! A quarantine from its first message to its last day, and a fault at every step of it.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use jiff::civil::date;

use super::*;
use crate::erase::steps::Steps;
use crate::erase::tests::cases::scratch;
use crate::erase::{Change, Editor, Journal, Options, apply};
use crate::model::{Quoting, Stop};

mod tampered;

const BEGIN: &[u8] = b"sealed:";
/// By which the index is sealed.
const OURS: Option<&[u8; 32]> = Some(&[9; 32]);
const WORD: &str = "Bel mij op 020-5550111";

fn seal() -> Seal<'static> {
    Box::new(|clear| Ok(BEGIN.iter().copied().chain(clear.iter().map(|b| b ^ 0x5a)).collect()))
}

fn unseal(sealed: &[u8]) -> Result<Vec<u8>, String> {
    let sealed = sealed.strip_prefix(BEGIN).ok_or("no identity fits")?;
    Ok(sealed.iter().map(|b| b ^ 0x5a).collect())
}

fn term(plan: &str, keep_until: Date) -> Term {
    Term { taken: date(2026, 11, 1), keep_until, reference: plan.to_owned() }
}

const LAST: Date = date(2027, 1, 30);

fn letter(number: u32) -> String {
    format!(
        "From: Els <els@relatie.example>\nDate: Sun, 1 Nov 2026 10:00:0{number} +0000\nSubject: {number}\n\n{WORD}.\n>From {number}\n"
    )
}

fn sha(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn target(file: &Path, message: u64, offset: u64, bytes: &[u8]) -> Target {
    let (length, sha256) = (bytes.len() as u64, sha(bytes));
    Target { file: file.to_owned(), inner: Vec::new(), message, offset, length, sha256, kept: 0, id: message }
}

/// A folder with an mbox of three, a Maildir and a message; and the targets in them: the mbox's first and second, the others.
fn mail(folder: &Path) -> Vec<Target> {
    let path = folder.join("box");
    let (mut bytes, mut targets) = (String::new(), Vec::new());
    for number in 0..3_u32 {
        bytes += "From els@relatie.example Sun Nov  1 10:00:00 2026\n";
        if number < 2 {
            targets.push(target(&path, number.into(), bytes.len() as u64, letter(number).as_bytes()));
        }
        bytes += &letter(number);
        bytes += "\n";
    }
    fs::create_dir_all(folder).unwrap();
    fs::write(&path, bytes).unwrap();
    for sub in ["cur", "new", "tmp"] {
        fs::create_dir_all(folder.join("Maildir").join(sub)).unwrap();
    }
    let files = [(folder.join("Maildir/cur/1700000000.a.host:2,S"), 3), (folder.join("4.eml"), 4)];
    for (file, number) in files {
        fs::write(&file, letter(number)).unwrap();
        targets.push(Target { id: number.into(), ..target(&file, 0, 0, letter(number).as_bytes()) });
    }
    targets
}

struct DeleteAll;

impl Editor for DeleteAll {
    fn change(&self, _: u64, _: &[u8], _: Quoting) -> Result<Change, String> {
        Ok(Change::Delete)
    }
}

/// Kills at a step: nothing is done from then on; or lets this step alone fail.
struct Faulty {
    at: usize,
    kill: bool,
    torn: bool,
    count: AtomicUsize,
    killed: AtomicBool,
}

impl Faulty {
    fn new(at: usize, sort: usize) -> Arc<Self> {
        let (count, killed) = (AtomicUsize::new(0), AtomicBool::new(false));
        Arc::new(Faulty { at, kill: sort < 2, torn: sort == 1, count, killed })
    }

    fn was_met(&self) -> bool {
        self.count.load(Ordering::SeqCst) > self.at
    }
}

impl Steps for Faulty {
    fn before(&self, _: Step, bytes: usize) -> io::Result<usize> {
        let number = self.count.fetch_add(1, Ordering::SeqCst);
        if self.killed.load(Ordering::SeqCst) {
            return Err(io::Error::other("killed"));
        }
        if number != self.at {
            return Ok(bytes);
        }
        self.killed.store(self.kill, Ordering::SeqCst);
        if self.torn { Ok(bytes / 2) } else { Err(io::Error::other("injected")) }
    }
}

fn run(folder: &Path, targets: &[Target], steps: &Arc<dyn Steps>) {
    let Ok(mut keeper) =
        Quarantine::through(Disk(steps.clone()), &folder.join("q"), seal(), term("p", LAST), OURS)
    else {
        return;
    };
    let Ok(mut journal) = Journal::open(&folder.join("journal")) else { return };
    let options = Options {
        patience: Duration::ZERO,
        grace: Duration::ZERO,
        steps: steps.clone(),
        ..Options::default()
    };
    let _ = apply(targets, &DeleteAll, &mut keeper, &mut journal, &options, &Stop::default());
}

/// Everything in these folders that stands in clear.
fn in_clear(folders: &[&Path]) -> Vec<u8> {
    let mut open: Vec<PathBuf> = folders.iter().map(|f| f.to_path_buf()).collect();
    let mut bytes = Vec::new();
    while let Some(path) = open.pop() {
        match fs::read_dir(&path) {
            Ok(entries) => open.extend(entries.map(|e| e.unwrap().path())),
            Err(_) => bytes.extend(fs::read(&path).unwrap()),
        }
    }
    bytes
}

fn has(haystack: &[u8], needle: &str) -> bool {
    memchr::memmem::find(haystack, needle.as_bytes()).is_some()
}

/// What can be had back.
fn kept(store: &Store) -> BTreeSet<Vec<u8>> {
    let kept = store.items().into_iter().filter(|item| item.state == State::Kept);
    kept.map(|item| store.message(&item.record.id, &unseal).unwrap().1).collect()
}

fn opened(folder: &Path, plan: &str, until: Date) -> Quarantine<'static> {
    Quarantine::open(folder, seal(), term(plan, until), OURS).unwrap()
}

#[test]
fn whatever_step_fails_each_message_is_in_the_mail_or_in_the_quarantine() {
    let mut met = 0;
    for sort in 0..3 {
        for at in 0.. {
            let scratch = scratch();
            let (root, mail_in, q) = (scratch.path(), scratch.path().join("mail"), scratch.path().join("q"));
            let targets = mail(&mail_in);
            let faulty = Faulty::new(at, sort);
            let steps: Arc<dyn Steps> = faulty.clone();
            run(root, &targets, &steps);
            if !faulty.was_met() {
                break;
            }
            met += 1;
            let what = format!("sort {sort} at step {at}");
            if q.exists() {
                assert!(!has(&in_clear(&[&q]), WORD), "{what}");
            }
            if q.join(index::NAME).exists() {
                let looked = Store::look(&q, OURS).unwrap();
                let store = Store::open(&q, OURS).unwrap();
                assert_eq!(store.strangers().unwrap(), 0, "{what}");
                let names = fs::read_dir(&q).unwrap().map(|e| e.unwrap().path());
                assert!(!names.into_iter().any(|path| fresh::is_named(&path)), "{what}");
                let kept = kept(&store);
                let clear = in_clear(&[&mail_in]);
                for number in 0..5 {
                    let there = has(&clear, &letter(number)) || kept.contains(letter(number).as_bytes());
                    assert!(there, "{what}: {number}");
                }
                let state = |store: &Store| {
                    let kept = store.items().into_iter().filter(|item| item.state == State::Kept);
                    kept.map(|item| item.record.id.clone()).collect::<Vec<_>>()
                };
                assert_eq!(state(&looked), state(&store), "{what}");
            }
            run(root, &targets, &(Arc::new(Unhindered) as Arc<dyn Steps>));
            let store = Store::open(&q, OURS).unwrap();
            let items = store.items();
            assert_eq!(items.len(), 4, "{what}: each once");
            assert!(items.iter().all(|item| item.state == State::Kept), "{what}");
            assert_eq!(kept(&store).len(), 4, "{what}");
            assert!(!has(&in_clear(&[&mail_in]), &letter(1)), "{what}");
        }
    }
    assert!(met > 300, "{met}");
}

#[cfg(unix)]
#[test]
fn only_its_owner_reads_it_and_the_index_holds_nothing_of_the_mail() {
    use std::os::unix::fs::PermissionsExt as _;
    let scratch = tempfile::tempdir().unwrap();
    let targets = mail(&scratch.path().join("mail"));
    run(scratch.path(), &targets, &(Arc::new(Unhindered) as Arc<dyn Steps>));
    let q = scratch.path().join("q");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&q), 0o700);
    for entry in fs::read_dir(&q).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
    }
    let index = fs::read_to_string(q.join(index::NAME)).unwrap();
    for word in ["els@", "Subject", "5550111", "Els"] {
        assert!(!index.contains(word), "{word}");
    }
    // one that was opened to others is closed again
    fs::set_permissions(&q, fs::Permissions::from_mode(0o755)).unwrap();
    drop(Store::open(&q, OURS).unwrap());
    assert_eq!(mode(&q), 0o700);
}

#[test]
fn a_folder_with_other_things_is_left_as_it_is() {
    let scratch = tempfile::tempdir().unwrap();
    fs::write(scratch.path().join("a.eml"), "x").unwrap();
    let refused = Quarantine::open(scratch.path(), seal(), term("p", LAST), OURS);
    assert!(matches!(refused, Err(QuarantineError::NotOne { .. })));
    assert!(matches!(Store::open(scratch.path(), OURS), Err(QuarantineError::NotOne { .. })));
    assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 1);
    let file = scratch.path().join("a.eml");
    assert!(matches!(
        Quarantine::open(&file, seal(), term("p", LAST), OURS),
        Err(QuarantineError::NotOne { .. })
    ));
}

#[cfg(unix)]
#[test]
fn an_index_of_somebody_else_is_left_as_it_is() {
    use std::os::unix::fs::PermissionsExt as _;
    for (text, beside) in [
        ("{\"a\": 1}\n", false),
        ("no end of line", false),
        ("{\"do\":\"taken\",\"id\":\"x\"}\n", false),
        ("", true),
        ("{\"do\":\"beg", true),
    ] {
        let scratch = tempfile::tempdir().unwrap();
        fs::set_permissions(scratch.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let index = scratch.path().join(index::NAME);
        fs::write(&index, text).unwrap();
        if beside {
            fs::write(scratch.path().join("a.eml"), "x").unwrap();
        }
        assert!(Quarantine::open(scratch.path(), seal(), term("p", LAST), OURS).is_err(), "{text}");
        assert!(Store::open(scratch.path(), OURS).is_err(), "{text}");
        assert_eq!(fs::read_to_string(&index).unwrap(), text);
        assert_eq!(fs::metadata(scratch.path()).unwrap().permissions().mode() & 0o777, 0o755, "{text}");
    }
    // one whose first line was cut off is ours
    let scratch = tempfile::tempdir().unwrap();
    fs::write(scratch.path().join(index::NAME), "{\"do\":\"beg").unwrap();
    opened(scratch.path(), "p", LAST);
}

#[test]
fn one_run_has_it_and_others_may_look() {
    let scratch = tempfile::tempdir().unwrap();
    let q = scratch.path().join("q");
    let held = opened(&q, "p", LAST);
    assert!(matches!(
        Quarantine::open(&q, seal(), term("p", LAST), OURS),
        Err(QuarantineError::Held(path)) if path == q
    ));
    assert!(matches!(Store::open(&q, OURS), Err(QuarantineError::Held(_))));
    assert!(Store::look(&q, OURS).unwrap().items().is_empty());
    drop(held);
    Store::open(&q, OURS).unwrap();
}

#[test]
fn the_same_message_comes_once_and_the_later_day_of_two_plans_counts() {
    let scratch = tempfile::tempdir().unwrap();
    let (q, targets) = (scratch.path().join("q"), mail(&scratch.path().join("mail")));
    let later = date(2027, 6, 1);
    for (plan, until, wanted) in [
        ("p", LAST, LAST),
        // carried out again some days later
        ("p", later, LAST),
        ("another", later, later),
        ("third", LAST, later),
    ] {
        let mut keeper = opened(&q, plan, until);
        for _ in 0..2 {
            keeper.keep(&targets[0], letter(0).as_bytes()).unwrap();
        }
        keeper.sync().unwrap();
        drop(keeper);
        let store = Store::open(&q, OURS).unwrap();
        let [item] = store.items()[..] else { panic!("once") };
        assert_eq!((item.record.expires, item.record.plan.as_str()), (wanted, "p"));
        assert_eq!((item.record.form.as_str(), item.record.quoting.as_deref()), ("mbox", Some("from")));
        assert_eq!(item.record.source(), std::path::absolute(&targets[0].file).unwrap());
    }
    let mut keeper = opened(&q, "p", LAST);
    assert!(keeper.keep(&targets[0], b"another one").is_err());
    // written, not synced: nothing of it stays
    keeper.keep(&targets[1], letter(1).as_bytes()).unwrap();
    drop(keeper);
    assert_eq!(fs::read_dir(&q).unwrap().count(), 3);
}

#[test]
fn a_line_that_is_cut_off_is_dropped() {
    let scratch = tempfile::tempdir().unwrap();
    let (q, targets) = (scratch.path().join("q"), mail(&scratch.path().join("mail")));
    let mut keeper = opened(&q, "p", LAST);
    keeper.keep(&targets[0], letter(0).as_bytes()).unwrap();
    keeper.sync().unwrap();
    drop(keeper);
    let path = q.join(index::NAME);
    let whole = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{whole}{{\"do\":\"take\",\"id\":\"00")).unwrap();
    let mut keeper = opened(&q, "p", LAST);
    keeper.keep(&targets[1], letter(1).as_bytes()).unwrap();
    keeper.sync().unwrap();
    drop(keeper);
    assert_eq!(Store::open(&q, OURS).unwrap().items().len(), 2);
    assert!(fs::read_to_string(&path).unwrap().starts_with(&whole));
}

#[test]
fn what_is_past_its_day_is_destroyed_whatever_step_fails() {
    for sort in 0..3 {
        for at in 0.. {
            let scratch = scratch();
            let (q, targets) = (scratch.path().join("q"), mail(&scratch.path().join("mail")));
            for (n, until) in [(0, LAST), (1, LAST), (2, date(2027, 6, 1))] {
                let mut keeper = opened(&q, "p", until);
                keeper.keep(&targets[n], letter([0, 1, 3][n]).as_bytes()).unwrap();
                keeper.sync().unwrap();
            }
            let due = date(2027, 1, 31);
            let mut store = Store::open(&q, OURS).unwrap();
            assert_eq!(store.due(LAST), 0);
            let nothing = Purged { purged: 0, left: 3, next: Some(LAST) };
            assert_eq!(store.purge(LAST).unwrap(), nothing, "its last day is one on which it is kept");
            drop(store);
            let faulty = Faulty::new(at, sort);
            if let Ok(mut store) = Store::through(Disk(faulty.clone()), &q, OURS) {
                let _ = store.purge(due);
            }
            let mut store = Store::open(&q, OURS).unwrap();
            store.purge(due).unwrap();
            assert_eq!(store.due(due), 0);
            let gone = |item: &&Item| item.state == State::Purged(due);
            assert_eq!(store.items().iter().filter(|item| gone(item)).count(), 2, "{sort} {at}");
            assert_eq!(kept(&store), BTreeSet::from([letter(3).into_bytes()]));
            assert_eq!(fs::read_dir(&q).unwrap().count(), 3);
            let id = store.items()[0].record.id.clone();
            assert!(matches!(store.message(&id, &unseal), Err(RestoreError::Purged { on, .. }) if on == due));
            drop(store);
            // it may come again
            let mut keeper = opened(&q, "p", LAST);
            keeper.keep(&targets[0], letter(0).as_bytes()).unwrap();
            keeper.sync().unwrap();
            drop(keeper);
            assert_eq!(kept(&Store::open(&q, OURS).unwrap()).len(), 2);
            if !faulty.was_met() {
                assert!(at > 4);
                break;
            }
        }
    }
}

fn erased(root: &Path) -> (PathBuf, PathBuf) {
    let targets = mail(&root.join("mail"));
    run(root, &targets, &(Arc::new(Unhindered) as Arc<dyn Steps>));
    (root.join("mail"), root.join("q"))
}

fn back(store: &mut Store, id: &str) -> Result<PathBuf, RestoreError> {
    store.restore(id, &unseal, &Destination::Back, date(2026, 11, 2), Duration::ZERO)
}

fn ids(store: &Store) -> Vec<String> {
    store.items().iter().map(|item| item.record.id.clone()).collect()
}

#[test]
fn each_goes_back_to_where_it_was_once_whatever_step_fails() {
    for sort in 0..3 {
        for at in 0.. {
            let scratch = scratch();
            let (mail, q) = erased(scratch.path());
            let ids = ids(&Store::open(&q, OURS).unwrap());
            let faulty = Faulty::new(at, sort);
            if let Ok(mut store) = Store::through(Disk(faulty.clone()), &q, OURS) {
                for id in &ids {
                    let _ = back(&mut store, id);
                }
            }
            let what = format!("sort {sort} at step {at}");
            let mut store = Store::open(&q, OURS).unwrap();
            for id in &ids {
                match back(&mut store, id) {
                    Ok(_) => {}
                    Err(RestoreError::There { .. }) => {}
                    Err(error) => panic!("{what}: {error}"),
                }
            }
            let clear = in_clear(&[&mail]);
            for number in 0..5 {
                let times = memchr::memmem::find_iter(&clear, letter(number).as_bytes()).count();
                assert_eq!(times, 1, "{what}: {number}");
            }
            assert_eq!(memchr::memmem::find_iter(&clear, WORD.as_bytes()).count(), 5, "{what}: no pieces");
            assert_eq!(fs::read_to_string(mail.join("4.eml")).unwrap(), letter(4), "{what}");
            let new: Vec<_> = fs::read_dir(mail.join("Maildir/new")).unwrap().collect();
            assert_eq!(new.len(), 1, "{what}");
            assert!(fs::read_dir(mail.join("Maildir/tmp")).unwrap().next().is_none(), "{what}");
            let text = fs::read_to_string(mail.join("box")).unwrap();
            let separators =
                text.match_indices("From ").filter(|(n, _)| *n == 0 || text[..*n].ends_with("\n\n"));
            assert_eq!(separators.count(), 3, "{what}: {text}");
            let names = fs::read_dir(&mail).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
            assert_eq!(names.collect::<BTreeSet<_>>(), ["4.eml", "Maildir", "box"].map(String::from).into());
            if !faulty.was_met() {
                assert!(at > 40, "{at}");
                assert!(store.items().iter().all(|item| item.restored.is_some()));
                break;
            }
        }
    }
}

#[test]
fn nothing_is_written_over_and_wrong_keys_and_places_are_told() {
    let scratch = tempfile::tempdir().unwrap();
    let (mail, q) = erased(scratch.path());
    let mut store = Store::open(&q, OURS).unwrap();
    let ids = ids(&store);
    let today = date(2026, 11, 2);
    let file = |path: &str| Destination::File(scratch.path().join(path));
    let mut to = |id: &str, to: &Destination| store.restore(id, &unseal, to, today, Duration::ZERO);

    let out = to(&ids[0][..8], &file("out.eml")).unwrap();
    assert_eq!(fs::read(&out).unwrap(), letter(0).as_bytes());
    fs::write(&out, "mine").unwrap();
    assert!(matches!(to(&ids[0], &file("out.eml")), Err(RestoreError::There { .. })));
    assert_eq!(fs::read(&out).unwrap(), b"mine");

    fs::write(mail.join("4.eml"), "new mail of that name").unwrap();
    assert!(matches!(to(&ids[3], &Destination::Back), Err(RestoreError::There { .. })));
    assert_eq!(fs::read(mail.join("4.eml")).unwrap(), b"new mail of that name");

    let into = Destination::Maildir(mail.join("Maildir"));
    let first = to(&ids[0], &into).unwrap();
    let seen = mail.join("Maildir/cur").join(format!("{}:2,S", first.file_name().unwrap().to_str().unwrap()));
    fs::rename(&first, &seen).unwrap();
    assert!(matches!(to(&ids[0], &into), Err(RestoreError::There { path, .. }) if path == seen));
    assert!(matches!(to(&ids[0], &Destination::Maildir(mail.clone())), Err(RestoreError::NoMaildir(_))));

    to(&ids[0], &Destination::Back).unwrap();
    let box_ = fs::read(mail.join("box")).unwrap();
    assert!(matches!(to(&ids[0], &Destination::Back), Err(RestoreError::There { .. })));
    for (wrong, at) in [("not mail any more", "no mailbox"), ("{\"a\": 1}\n", "no mailbox")] {
        fs::write(mail.join("box"), wrong).unwrap();
        let error = to(&ids[1], &Destination::Back).unwrap_err().to_string();
        assert!(error.contains(at) && error.contains("-o FILE"), "{error}");
        assert_eq!(fs::read_to_string(mail.join("box")).unwrap(), wrong);
    }
    fs::write(mail.join("box"), &box_).unwrap();
    fs::write(mail.join("box.lock"), format!("1:{}", crate::erase::lock::host())).unwrap();
    assert!(to(&ids[1], &Destination::Back).unwrap_err().to_string().contains("lock"));
    assert_eq!(fs::read(mail.join("box")).unwrap(), box_);
    fs::remove_file(mail.join("box.lock")).unwrap();
    fs::remove_file(mail.join("box")).unwrap();
    assert!(to(&ids[1], &Destination::Back).unwrap_err().to_string().contains("not there any more"));

    assert!(matches!(to("", &Destination::Back), Err(RestoreError::Unknown(_))));
    assert!(matches!(to("zz", &Destination::Back), Err(RestoreError::Unknown(_))));
    let wrong = |_: &[u8]| Err("it was sealed for others".to_owned());
    let error = store.restore(&ids[2], &wrong, &file("x.eml"), today, Duration::ZERO).unwrap_err();
    assert!(error.to_string().contains("sealed for others"), "{error}");
    let other = |_: &[u8]| Ok(letter(4).into_bytes());
    let error = store.restore(&ids[2], &other, &file("x.eml"), today, Duration::ZERO).unwrap_err();
    assert!(matches!(error, RestoreError::Another(_)) && !scratch.path().join("x.eml").exists());
    fs::remove_file(q.join(format!("{}.eml.age", ids[2]))).unwrap();
    assert!(matches!(store.message(&ids[2], &unseal), Err(RestoreError::Missing(_))));
}

#[test]
fn a_mailbox_of_any_shape_takes_one_more() {
    let scratch = tempfile::tempdir().unwrap();
    for (n, (there, line_end)) in
        [("", "\n"), ("none\n", "\n"), ("two", "\n"), ("x\r\n\r\n", "\r\n"), ("\n\n", "\n")]
            .iter()
            .enumerate()
    {
        let root = scratch.path().join(n.to_string());
        let path = root.join("box");
        fs::create_dir(&root).unwrap();
        let message = letter(7).replace('\n', line_end).trim_end().to_owned();
        let head = "From a@b.example Sun Nov  1 10:00:00 2026\nFrom: a@b.example\nSubject: x\n\n";
        let before = if there.is_empty() { String::new() } else { format!("{head}{there}") };
        let whole = format!("From a@b.example Sun Nov  1 10:00:00 2026{line_end}{message}");
        let offset = whole.len() - message.len();
        fs::write(&path, &whole).unwrap();
        let mut keeper = opened(&root.join("q"), "p", LAST);
        keeper.keep(&target(&path, 0, offset as u64, message.as_bytes()), message.as_bytes()).unwrap();
        keeper.sync().unwrap();
        drop(keeper);
        fs::write(&path, &before).unwrap();
        let mut store = Store::open(&root.join("q"), OURS).unwrap();
        let id = ids(&store)[0].clone();
        let done = back(&mut store, &id);
        let after = fs::read_to_string(&path).unwrap();
        // what does not end a line would be read back with an end; that is not the message that was taken
        if message.ends_with('\n') {
            done.unwrap();
            assert!(after.starts_with(&before) && after.contains(&message), "{after:?}");
        } else {
            match done {
                Ok(_) => assert!(after.starts_with(&before) && after.contains(&message), "{after:?}"),
                Err(error) => {
                    assert!(error.to_string().contains("read back"), "{error}");
                    assert_eq!(after, before);
                }
            }
        }
    }
}
