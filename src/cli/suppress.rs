//! `mailsweep suppress`: the list of who was erased.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::{Args, Subcommand, ValueHint};

use super::exit::{Exit, Failure};
use super::log::{Log, print};
use super::outputs;
use super::search::plan_key;
use crate::erase::plan::Plan;
use crate::model::{Request, RequestKind};
use crate::recognise::Normaliser;
use crate::report::sanitise::sanitise;
use crate::report::summary::counted;
use crate::report::{Destination, HashKey, Output, Recipients};
use crate::scan::ScanOptions;
use crate::subject::suppress::{Added, List, ListKey, SUBJECTS};

/// Bytes of the largest list that is read.
const LARGEST: u64 = 1 << 30;

/// How long another run that changes a list is waited for, and between two looks.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(50);

/// What can be typed behind `suppress`.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct SuppressArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Add the subject of each plan to a list, which is made at first use
    Add {
        /// The list
        #[arg(value_name = "LIST", value_hint = ValueHint::FilePath)]
        list: PathBuf,

        /// A plan that `mailsweep search` wrote for a request for erasure; repeatable
        #[arg(long, value_name = "PLAN", required = true, value_hint = ValueHint::FilePath)]
        plan: Vec<PathBuf>,

        #[command(flatten)]
        key: KeyArgs,
    },
    /// Tell who is on a list: references, days and numbers of identifiers, for nothing else can be told from it
    List {
        /// The list
        #[arg(value_name = "LIST", value_hint = ValueHint::FilePath)]
        list: PathBuf,

        #[command(flatten)]
        key: KeyArgs,
    },
    /// Take the subject with a reference off a list
    Remove {
        /// The list
        #[arg(value_name = "LIST", value_hint = ValueHint::FilePath)]
        list: PathBuf,

        /// The reference, as `mailsweep suppress list` tells it
        reference: String,

        #[command(flatten)]
        key: KeyArgs,
    },
}

#[derive(Debug, Args)]
struct KeyArgs {
    /// File with the secret key that the plans were sealed with, and the list is made with [default: mailsweep/key in $XDG_STATE_HOME
    /// or ~/.local/state]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, env = "MAILSWEEP_STATE_KEY", hide_env = true)]
    state_key: Option<PathBuf>,
}

const AFTER_HELP: &str = "\
Examples:
  mailsweep suppress add erased.list --plan plan.json
  mailsweep suppress list erased.list
  mailsweep scan --suppress erased.list restored/       is anybody back?
  mailsweep erase --suppress erased.list restored/ -o 'plans/{request}.json'
                                                        plan to erase them again
  mailsweep suppress remove erased.list AVG-2026-014

The list holds keyed hashes and the references of requests, and no name, address or
number. Keep the key: without it nobody on the list can be known again. Keep it away
from the list: who has both can try numbers one by one.";

/// The plans of one run are read with a log that says nothing but errors: what is done is told on standard output.
const LOG: Log = Log { quiet: false, verbose: false };

/// Does it.
pub(super) fn run(args: &SuppressArgs) -> Result<Exit, Failure> {
    match &args.action {
        Action::Add { list, plan, key } => add(list, plan, key),
        Action::List { list, key } => {
            let list = load(list, &key_of(&stored(key)?))?;
            print(told(&list).as_bytes())?;
            Ok(Exit::Done)
        }
        Action::Remove { list: path, reference, key } => {
            let key = key_of(&stored(key)?);
            let _locked = lock(path)?;
            let mut list = load(path, &key)?;
            if !list.remove(reference) {
                return Err(Failure::Usage(format!(
                    "{}: nobody on it has the reference {}; `mailsweep suppress list` tells them",
                    path.display(),
                    sanitise(reference)
                )));
            }
            store(path, &list, &key)?;
            print(format!("{}: taken off the list\n", sanitise(reference)).as_bytes())?;
            Ok(Exit::Done)
        }
    }
}

fn stored(key: &KeyArgs) -> Result<HashKey, Failure> {
    outputs::stored_key(key.state_key.as_deref(), LOG)
}

/// What a list is made with.
pub(super) fn key_of(key: &HashKey) -> ListKey {
    ListKey::new(
        key.derive("mailsweep 2026-11 hashes of a list of erased subjects"),
        key.derive("mailsweep 2026-11 seal of a list of erased subjects"),
        key.id(),
    )
}

/// Reads a list.
pub(super) fn load(path: &Path, key: &ListKey) -> Result<List, Failure> {
    let failed = |e: &dyn std::fmt::Display| Failure::Usage(format!("{}: {e}", path.display()));
    super::patterns::regular(path)?;
    if fs::metadata(path).map_err(|e| failed(&e))?.len() > LARGEST {
        return Err(failed(&"this is no list of erased subjects: it is larger than 1 GiB"));
    }
    let bytes = fs::read(path).map_err(|e| failed(&e))?;
    List::read(&bytes, key).map_err(|e| failed(&e))
}

/// Has a list to itself, from the reading to the writing, until this is dropped: else of two that add at once the later one would take off
/// what the other one added. The lock is on a file beside it, for the list itself is another file when it was written.
fn lock(path: &Path) -> Result<File, Failure> {
    let mut name = path.as_os_str().to_owned();
    name.push("-lock");
    let beside = PathBuf::from(name);
    let failed = |e: io::Error| Failure::Usage(format!("cannot lock {}: {e}", beside.display()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&beside).map_err(failed)?;
    let waiting = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if waiting.elapsed() < PATIENCE => std::thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => {
                let why = format!("{}: another run has this list; it is as it was", path.display());
                return Err(Failure::Stopped(why));
            }
            Err(TryLockError::Error(e)) => return Err(failed(e)),
        }
    }
}

/// Writes a list, whole or not at all.
fn store(path: &Path, list: &List, key: &ListKey) -> Result<(), Failure> {
    let failed =
        |e: io::Error| Failure::Stopped(format!("cannot write {}: {e}; it is as it was", path.display()));
    let to = Destination::File(path.to_owned());
    let mut output = Output::open(to, &Recipients::default()).map_err(|e| outputs::usage(&e))?;
    output.write_all(&list.write(key)).and_then(|()| output.sync()).map_err(failed)?;
    output.put().map_err(failed)
}

fn add(path: &Path, plans: &[PathBuf], key: &KeyArgs) -> Result<Exit, Failure> {
    let stored = stored(key)?;
    let key = key_of(&stored);
    let _locked = lock(path)?;
    let mut list = if path.symlink_metadata().is_ok() { load(path, &key)? } else { List::default() };
    let before = list.clone();
    let normal = Normaliser::new();
    let today = jiff::ZonedDateTime::now().date().to_string();
    let mut said = String::new();
    for plan in plans {
        let usage = |e: &dyn std::fmt::Display| Failure::Usage(format!("{}: {e}", plan.display()));
        super::patterns::regular(plan)?;
        let bytes = fs::read(plan).map_err(|e| usage(&e))?;
        let read = Plan::read(&bytes, &plan_key(&stored)).map_err(|e| usage(&e))?;
        if read.request.kind == RequestKind::Access {
            return Err(usage(
                &"it answers a request for access: nobody is erased by it, or to be kept from coming back",
            ));
        }
        let countries = read.searched.options.get("country").map_or_else(
            || ScanOptions::default().countries,
            |all| all.iter().filter_map(|c| c.as_bytes().try_into().ok()).collect(),
        );
        let (reference, subject) = (read.request.reference, read.request.subject);
        if !subject.withheld.is_empty() {
            // less is named in it than is known
            let on = list.subjects().iter().find(|s| Some(&s.reference) == reference.as_ref());
            let Some(on) = on else {
                return Err(usage(
                    &"it was planned from a list, and does not name all that is known of the subject: add the plan of the request itself",
                ));
            };
            let _ = writeln!(said, "{}: is on the list already", sanitise(&on.reference));
            continue;
        }
        let request = Request { reference, subject, ..Request::default() };
        let added = list.add(&request, &today, &key, (&normal, &countries)).map_err(|e| usage(&e))?;
        // writing to a String cannot fail
        let _ = match added {
            Added::New(reference) => writeln!(said, "{}: added", sanitise(&reference)),
            Added::More(reference) => {
                writeln!(said, "{}: is on the list; what is new of it was added", sanitise(&reference))
            }
            Added::Already(reference) => writeln!(said, "{}: is on the list already", sanitise(&reference)),
        };
    }
    if list.subjects().len() > SUBJECTS {
        return Err(Failure::Usage(format!(
            "{}: a list holds {SUBJECTS} subjects at most; begin another one",
            path.display()
        )));
    }
    if list != before {
        store(path, &list, &key)?;
    }
    print(said.as_bytes())?;
    Ok(Exit::Done)
}

/// Who is on a list, for a person.
fn told(list: &List) -> String {
    let mut text = format!("{}\n", counted(list.subjects().len() as u64, "subject"));
    for subject in list.subjects() {
        let identifiers = counted(subject.identifiers() as u64, "identifier");
        let _ = writeln!(text, "  {}  added {}  {identifiers}", sanitise(&subject.reference), subject.added);
    }
    text
}
