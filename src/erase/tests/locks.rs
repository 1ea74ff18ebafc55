//! Locks and owners, from outside.

use std::fs;
use std::sync::Arc;

use super::cases::{Remember, cases, options, run, scratch};
use crate::erase::Fate;
use crate::erase::steps::Unhindered;

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
