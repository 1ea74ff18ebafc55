//! A fault at every step, over all forms: an error, a short write, a disk that is full, a kill. After each: the old or the new file is
//! whole, no message is lost, the journal's chain holds; and a second run comes to what a run without a fault does.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::cases::{Case, Remember, cases, files, options, run, scratch};
use crate::erase::steps::{Step, Steps, Unhindered};
use crate::erase::{Fate, verify};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Sort {
    /// This step fails, once.
    Error,
    /// From this step on nothing can be written.
    Full,
    /// As little as possible is read or written at this step, and then the process is killed.
    Torn,
    /// The process is killed before this step.
    Kill,
}

/// Stands in the way of one step. After a kill nothing is done any more, so that nothing is tidied up either; the system lets go of
/// locks and descriptors, as it does.
struct Faulty {
    at: usize,
    sort: Sort,
    count: AtomicUsize,
    killed: AtomicBool,
}

impl Faulty {
    fn new(at: usize, sort: Sort) -> Arc<Self> {
        Arc::new(Faulty { at, sort, count: AtomicUsize::new(0), killed: AtomicBool::new(false) })
    }
}

impl Steps for Faulty {
    fn before(&self, step: Step, bytes: usize) -> io::Result<usize> {
        let number = self.count.fetch_add(1, Ordering::SeqCst);
        if self.killed.load(Ordering::SeqCst) {
            return Err(io::Error::other("killed"));
        }
        let writes = matches!(step, Step::Lock | Step::Create | Step::Write | Step::Journal | Step::Keep);
        match self.sort {
            Sort::Error if number == self.at => Err(io::Error::other("injected")),
            Sort::Full if number >= self.at && writes => Err(io::ErrorKind::StorageFull.into()),
            Sort::Torn if number == self.at => {
                self.killed.store(true, Ordering::SeqCst);
                Ok(bytes.min(1))
            }
            Sort::Kill if number == self.at => {
                self.killed.store(true, Ordering::SeqCst);
                Err(io::Error::other("killed"))
            }
            _ => Ok(bytes),
        }
    }
}

type State = BTreeMap<String, Vec<[u8; 32]>>;

/// Every file is as it was or as it is to be.
fn is_whole(case: &Case, now: &State, old: &State, new: &State) -> bool {
    if case.maildir {
        // for an instant there are both the message and what takes its place
        let (old, new, now) = (&old["Maildir"], &new["Maildir"], &now["Maildir"]);
        let kept = old.iter().filter(|hash| new.contains(hash)).all(|hash| now.contains(hash));
        let known = now.iter().all(|hash| old.contains(hash) || new.contains(hash));
        let replaced = new.iter().filter(|hash| !old.contains(hash)).count();
        let there = now.iter().filter(|hash| !old.contains(hash)).count();
        let to_go = old.iter().filter(|hash| !new.contains(hash)).count();
        let left = now.iter().filter(|hash| old.contains(hash) && !new.contains(hash)).count();
        // one of those that go is replaced: it is there, or its replacement is
        return kept
            && known
            && there <= replaced
            && left <= to_go
            && (there == replaced || left >= replaced);
    }
    old.keys().all(|name| now.get(name) == old.get(name) || now.get(name) == new.get(name))
        && now.keys().all(|name| old.contains_key(name))
}

fn one(case: &Case, at: usize, sort: Sort, wanted: &(State, State, Vec<Fate>)) {
    let what = || format!("{}: {sort:?} at step {at}", case.name);
    let (old, new, fates) = wanted;
    let scratch = scratch();
    let folder = scratch.path().join("mail");
    case.put(&folder);
    let targets = case.targets(&folder);
    let mut keeper = Remember::default();
    let journal = folder.with_extension("journal");
    let first = run(&folder, &targets, &mut keeper, &options(Faulty::new(at, sort)));
    let between = case.state(&folder);
    assert!(is_whole(case, &between, old, new), "{}", what());
    verify(&journal).unwrap_or_else(|error| panic!("{}: {error}", what()));
    #[cfg(unix)]
    for path in files(&folder) {
        use std::os::unix::fs::PermissionsExt as _;
        // what is to be a lock says who holds it, and holds no mail
        let lock = std::fs::read(&path).unwrap().len() < 100;
        let ours = path.file_name().unwrap().to_str().unwrap().starts_with(".mailsweep");
        let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        // in the end it has the mode of the file whose place it is to take
        assert!(!ours || lock || mode == 0o600 || mode == 0o640, "{}: {mode:o}", what());
    }
    // what is said to be done is done
    for (target, fate) in targets.iter().zip(first.iter().flatten()) {
        let there = between.values().flatten().any(|hash| *hash == target.sha256);
        assert!(!there || !matches!(fate, Fate::Deleted | Fate::Redacted), "{}", what());
    }
    let again = run(&folder, &targets, &mut keeper, &options(Arc::new(Unhindered))).unwrap();
    assert_eq!(&again, fates, "{}", what());
    assert!(case.state(&folder) == *new, "{}", what());
    verify(&journal).unwrap_or_else(|error| panic!("{}: {error}", what()));
    for path in files(&folder) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        assert!(!name.ends_with(".lock") && !name.starts_with(".mailsweep"), "{}: {name}", what());
    }
    for (target, fate) in targets.iter().zip(&again) {
        let went = matches!(fate, Fate::Deleted | Fate::Redacted);
        assert!(!went || keeper.0.contains(&target.sha256), "{}: it was kept before it went", what());
    }
}

/// In how many steps a case is done, and what it comes to.
fn without_fault(case: &Case) -> (usize, (State, State, Vec<Fate>)) {
    let scratch = scratch();
    let folder = scratch.path().join("mail");
    case.put(&folder);
    let (old, targets) = (case.state(&folder), case.targets(&folder));
    let steps = Faulty::new(usize::MAX, Sort::Error);
    let fates = run(&folder, &targets, &mut Remember::default(), &options(steps.clone())).unwrap();
    (steps.count.load(Ordering::SeqCst), (old, case.state(&folder), fates))
}

/// Faults at every `stride`th step of every form, others for each sort of fault; gives how many.
fn faults(stride: usize) -> usize {
    let mut faults = 0;
    for (number, case) in cases().iter().enumerate() {
        let (steps, wanted) = without_fault(case);
        for (n, sort) in [Sort::Error, Sort::Full, Sort::Torn, Sort::Kill].into_iter().enumerate() {
            for at in (0..steps).skip((number + n) % stride).step_by(stride) {
                one(case, at, sort, &wanted);
                faults += 1;
            }
        }
    }
    faults
}

#[test]
fn no_fault_costs_a_mail() {
    let faults = faults(3);
    assert!(faults >= 1_000, "{faults}");
}

#[test]
#[ignore = "takes three times as long as the one above, which takes every third step"]
fn no_fault_at_any_step_costs_a_mail() {
    let faults = faults(1);
    assert!(faults >= 4_000, "{faults}");
}
