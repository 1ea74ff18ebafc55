//! Other programs, and other processes: Python reads what came out, a process is killed, another one delivers meanwhile.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::cases::{
    INSTEAD, MARK, Remember, SAYS, cases, files, hash, line, look, mbox, message, options, run, scratch,
};
use crate::erase::steps::{Step, Steps, Unhindered};
use crate::erase::{Fate, Options, lock, verify};

/// A file in the folder that a child process is started in: what it is to do.
const ORDER: &str = "order-of-the-tests-of-erase";

/// A process of this program that runs the test which obeys orders. `place` is a folder for the order alone.
fn child(place: &Path, order: &str) -> Command {
    fs::write(place.join(ORDER), order).unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "erase::tests::outside::a_child_of_the_tests"]).current_dir(place);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Ends the process at a step.
struct Abort {
    at: usize,
    count: AtomicUsize,
}

impl Steps for Abort {
    fn before(&self, _: Step, bytes: usize) -> io::Result<usize> {
        if self.count.fetch_add(1, Ordering::SeqCst) == self.at {
            std::process::abort();
        }
        Ok(bytes)
    }
}

/// Not a test by itself: what a child process does.
#[test]
fn a_child_of_the_tests() {
    let Ok(order) = fs::read_to_string(ORDER) else { return };
    let words: Vec<&str> = order.split('\t').collect();
    match words.as_slice() {
        ["erase", case, at, folder] => {
            let folder = Path::new(folder);
            let targets = cases()[case.parse::<usize>().unwrap()].targets(folder);
            let steps = Arc::new(Abort { at: at.parse().unwrap(), count: AtomicUsize::new(0) });
            run(folder, &targets, &mut Remember::default(), &options(steps));
        }
        ["deliver", path, count, order] => {
            for number in 0..count.parse().unwrap() {
                deliver(Path::new(path), number, *order == "dot-lock first");
            }
        }
        // for a look with other programs, by hand: the folders before and after, of each case
        ["show", folder] => {
            for (number, case) in cases().iter().enumerate() {
                let [before, after] = ["before", "after"]
                    .map(|w| Path::new(folder).join(format!("{number} {}/{w}", case.name)));
                case.put(&before);
                case.put(&after);
                run(&after, &case.targets(&after), &mut Remember::default(), &options(Arc::new(Unhindered)));
            }
        }
        _ => panic!("{order}"),
    }
}

/// The text of a delivered message.
fn delivered(number: u32) -> String {
    message(number, if number.is_multiple_of(3) { "DELETE" } else { "KEEP" })
}

/// Delivers as a delivery agent does, with both locks in one order or the other. In the second it opens the file before it has a lock, and
/// does not look whether it is the same afterwards.
fn deliver(path: &Path, number: u32, dot_first: bool) {
    let wait = || std::thread::sleep(Duration::from_millis(1));
    let dot = lock::dot_lock_of(path);
    let dot_lock = || {
        while fs::OpenOptions::new().write(true).create_new(true).open(&dot).is_err() {
            wait();
        }
    };
    if dot_first {
        dot_lock();
    }
    let mut file = fs::OpenOptions::new().append(true).open(path).unwrap();
    while !lock::record_lock(&file).unwrap() {
        wait();
    }
    if !dot_first {
        dot_lock();
    }
    file.write_all(format!("{}{}\n", line(number % 60), delivered(number)).as_bytes()).unwrap();
    file.sync_all().unwrap();
    drop(file);
    fs::remove_file(&dot).unwrap();
    wait();
}

#[test]
fn a_process_that_is_killed_leaves_the_old_or_the_new() {
    let mut killed = 0;
    for (number, case) in cases().iter().enumerate() {
        let mut at = number;
        loop {
            let scratch = scratch();
            let folder = scratch.path().join("mail");
            case.put(&folder);
            let targets = case.targets(&folder);
            let order = format!("erase\t{number}\t{at}\t{}", folder.display());
            let ended = child(scratch.path(), &order).status().unwrap();
            let what = format!("{} at step {at}", case.name);
            let journal = folder.with_extension("journal");
            if journal.exists() {
                verify(&journal).unwrap();
            }
            let again =
                run(&folder, &targets, &mut Remember::default(), &options(Arc::new(Unhindered))).unwrap();
            assert!(
                !again.iter().any(|f| matches!(f, Fate::NotNow(_) | Fate::WorkList(_))),
                "{what}: {again:?}"
            );
            let state = case.state(&folder);
            for (target, fate) in targets.iter().zip(&again) {
                let there = state.values().flatten().any(|hash| *hash == target.sha256);
                assert_eq!(there, !matches!(fate, Fate::Deleted | Fate::Redacted), "{what}");
            }
            for path in files(&folder) {
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                assert!(!name.ends_with(".lock") && !name.starts_with(".mailsweep"), "{what}: {name}");
            }
            if ended.success() {
                break;
            }
            killed += 1;
            at += 17;
        }
    }
    assert!(killed > 50, "{killed}");
}

/// Delivers in another process while this one erases, again and again; gives how often.
fn delivering(order: &str, count: u32, grace: Duration) -> usize {
    let scratch = scratch();
    let folder = scratch.path().join("mail");
    fs::create_dir(&folder).unwrap();
    let path = folder.join("box");
    fs::write(&path, mbox(&SAYS)).unwrap();
    let mut deliverer =
        child(scratch.path(), &format!("deliver\t{}\t{count}\t{order}", path.display())).spawn().unwrap();
    let case = cases().remove(0);
    let options = Options { patience: Duration::from_secs(20), grace, ..options(Arc::new(Unhindered)) };
    let (mut keeper, mut rounds) = (Remember::default(), 0);
    loop {
        let ended = deliverer.try_wait().unwrap();
        // a plan is made of what a scan sees, which takes no locks
        let mut targets = case.targets(&folder);
        targets.retain(|target| target.length > 0);
        let before = keeper.0.len();
        let fates = run(&folder, &targets, &mut keeper, &options).unwrap();
        assert!(!fates.iter().any(|fate| matches!(fate, Fate::WorkList(_) | Fate::NotNow(_))), "{fates:?}");
        rounds += usize::from(keeper.0.len() > before);
        fs::remove_file(folder.with_extension("journal")).unwrap();
        if let Some(status) = ended {
            assert!(status.success());
            break;
        }
    }
    let there: Vec<[u8; 32]> =
        look(&path, &[vec![]]).messages.into_iter().map(|(_, seen)| seen.sha256).collect();
    for number in 0..count {
        let hash = hash(delivered(number).as_bytes());
        let met =
            there.iter().filter(|h| **h == hash).count() + keeper.0.iter().filter(|h| **h == hash).count();
        assert_eq!(met, 1, "{order}: {number} of {count}, after {rounds} rounds");
    }
    rounds
}

#[test]
fn no_delivery_is_lost() {
    let rounds = delivering("dot-lock first", 1500, Duration::ZERO);
    assert!(rounds >= 100, "{rounds}");
}

#[test]
fn a_delivery_into_the_old_file_is_not_lost_either() {
    let rounds = delivering("record lock first", 60, Duration::from_millis(400));
    assert!(rounds >= 2, "{rounds}");
}

#[test]
fn python_reads_what_was_kept_byte_for_byte() {
    if Command::new("python3").arg("--version").output().is_err() {
        writeln!(io::stderr(), "SKIPPED: there is no python3").unwrap();
        return;
    }
    let mut checked = 0;
    // Python before 3.14 has no zstd
    let zstd = Command::new("zstd").arg("--version").output().is_ok();
    if !zstd {
        writeln!(
            io::stderr(),
            "SKIPPED: there is no zstd, with which Python would read what is compressed so"
        )
        .unwrap();
    }
    for case in cases().iter().filter(|case| zstd || !case.name.contains("zst")) {
        let scratch = scratch();
        let (before, folder) = (scratch.path().join("before"), scratch.path().join("mail"));
        case.put(&before);
        case.put(&folder);
        run(&folder, &case.targets(&folder), &mut Remember::default(), &options(Arc::new(Unhindered)))
            .unwrap();
        let _ = fs::remove_file(before.join("box.msf"));
        let _ = fs::remove_dir_all(before.join(".imap"));
        let output = Command::new("python3")
            .args(["-c", include_str!("check.py")])
            .args([before.as_os_str(), folder.as_os_str()])
            .args([MARK, INSTEAD])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}: {}", case.name, String::from_utf8_lossy(&output.stderr));
        checked += 1;
    }
    assert!(checked >= if zstd { 19 } else { 17 }, "{checked}");
}
