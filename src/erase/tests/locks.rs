//! Locks and owners, from outside.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::cases::{ByText, Remember, cases, files, options, run, scratch};
use crate::erase::steps::{Step, Steps, Unhindered};
use crate::erase::{Fate, Journal, KeepNothing, Keeper, Target, apply};
use crate::model::Stop;

#[test]
fn a_mailbox_that_is_locked_is_left_for_another_time() {
    let (scratch, case) = (scratch(), cases().remove(0));
    let folder = scratch.path().join("mail");
    case.put(&folder);
    let lock = folder.join("box.lock");
    fs::write(&lock, "1").unwrap();
    let (before, targets) = (case.state(&folder), case.targets(&folder));
    let fates = run(&folder, &targets, &mut Remember::default(), &options(Arc::new(Unhindered))).unwrap();
    assert!(fates.iter().all(|fate| matches!(fate, Fate::NotNow(why) if why.contains("lock"))), "{fates:?}");
    assert!(case.state(&folder) == before && lock.exists());
    fs::remove_file(lock).unwrap();
    let fates = run(&folder, &targets, &mut Remember::default(), &options(Arc::new(Unhindered))).unwrap();
    assert_eq!(fates[1], Fate::Deleted);
}

#[cfg(unix)]
#[test]
fn mode_and_owner_stay_and_nobody_else_reads_meanwhile() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let (scratch, case) = (scratch(), cases().remove(0));
    let folder = scratch.path().join("mail");
    case.put(&folder);
    let path = folder.join("box");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o660)).unwrap();
    let before = fs::metadata(&path).unwrap();
    run(&folder, &case.targets(&folder), &mut Remember::default(), &options(Arc::new(Unhindered))).unwrap();
    let after = fs::metadata(&path).unwrap();
    assert_eq!((after.mode(), after.uid(), after.gid()), (before.mode(), before.uid(), before.gid()));
    assert_ne!(after.ino(), before.ino());
}

/// May read, and nothing else.
struct Denied(std::io::ErrorKind);

impl Steps for Denied {
    fn before(&self, step: Step, bytes: usize) -> std::io::Result<usize> {
        match step {
            Step::Lock | Step::Create => Err(self.0.into()),
            _ => Ok(bytes),
        }
    }
}

#[test]
fn what_may_not_be_written_is_a_list_of_work() {
    use std::io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
    for (case, kind) in cases().iter().flat_map(|case| [(case, PermissionDenied), (case, ReadOnlyFilesystem)])
    {
        let scratch = scratch();
        let folder = scratch.path().join("mail");
        case.put(&folder);
        let (before, targets) = (case.state(&folder), case.targets(&folder));
        let fates =
            run(&folder, &targets, &mut Remember::default(), &options(Arc::new(Denied(kind)))).unwrap();
        assert!(fates.iter().all(|fate| matches!(fate, Fate::WorkList(_))), "{}: {fates:?}", case.name);
        assert!(case.state(&folder) == before, "{}", case.name);
    }
}

#[test]
fn a_run_that_is_stopped_touches_nothing_more() {
    let (scratch, case) = (scratch(), cases().remove(0));
    let folder = scratch.path().join("mail");
    case.put(&folder);
    let (before, targets) = (case.state(&folder), case.targets(&folder));
    let mut journal = Journal::open(&folder.with_extension("journal")).unwrap();
    let stop = Stop::default();
    stop.ask();
    let options = options(Arc::new(Unhindered));
    let outcomes = apply(&targets, &ByText, &mut KeepNothing, &mut journal, &options, &stop).unwrap();
    assert!(outcomes.iter().all(|o| matches!(&o.fate, Fate::NotNow(why) if why.contains("stopped"))));
    assert!(case.state(&folder) == before);
}

#[test]
fn the_journal_holds_no_personal_data_and_a_keeper_that_fails_saves_the_mail() {
    struct Full;
    impl Keeper for Full {
        fn keep(&mut self, _: &Target, _: &[u8]) -> std::io::Result<()> {
            Ok(())
        }
        fn sync(&mut self) -> std::io::Result<()> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
    }
    let (scratch, case) = (scratch(), cases().remove(0));
    let folder = scratch.path().join("mail");
    case.put(&folder);
    let (before, targets) = (case.state(&folder), case.targets(&folder));
    let (path, options) = (folder.with_extension("journal"), options(Arc::new(Unhindered)));
    let mut journal = Journal::open(&path).unwrap();
    let mut apply = |keeper: &mut dyn Keeper| {
        apply(&targets, &ByText, keeper, &mut journal, &options, &Stop::default()).unwrap()
    };
    let outcomes = apply(&mut Full);
    assert!(outcomes.iter().all(|outcome| matches!(outcome.fate, Fate::NotNow(_))), "{outcomes:?}");
    assert!(case.state(&folder) == before);
    assert_eq!(apply(&mut KeepNothing)[1].fate, Fate::Deleted);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("\"do\":\"rename\"") && !text.contains("els") && !text.contains("Els"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

/// Sets a flag on every message, by another name, when one is about to be removed for good.
struct Flags {
    folder: PathBuf,
    kept: AtomicUsize,
}

impl Steps for Flags {
    fn before(&self, step: Step, bytes: usize) -> std::io::Result<usize> {
        if step == Step::Keep {
            self.kept.fetch_add(1, Ordering::SeqCst);
        }
        // after a message was taken, and all of them brought to the disk
        if step == Step::Remove && self.kept.load(Ordering::SeqCst) >= 2 {
            self.kept.store(0, Ordering::SeqCst);
            for path in files(&self.folder) {
                let name = path.file_name().unwrap().to_str().unwrap();
                let base = name.split(':').next().unwrap();
                if name.starts_with('1') {
                    fs::rename(&path, self.folder.join("Maildir/cur").join(format!("{base}:2,RST"))).unwrap();
                }
            }
        }
        Ok(bytes)
    }
}

#[test]
fn a_message_that_gets_a_flag_meanwhile_goes_all_the_same() {
    let (scratch, case) = (scratch(), cases().into_iter().find(|case| case.maildir).unwrap());
    let folder = scratch.path().join("mail");
    case.put(&folder);
    let targets = case.targets(&folder);
    let steps = Arc::new(Flags { folder: folder.clone(), kept: AtomicUsize::new(0) });
    let fates = run(&folder, &targets, &mut Remember::default(), &options(steps)).unwrap();
    assert_eq!(fates, [Fate::Deleted, Fate::Redacted]);
    let state = case.state(&folder);
    assert!(targets.iter().all(|target| !state["Maildir"].contains(&target.sha256)));
}
