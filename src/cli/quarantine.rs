//! `mailsweep quarantine`: what was taken out of mail is listed, destroyed when its day is over, or put back.
//!
//! In: a folder that `erase` keeps messages in, and a secret key where one of them is to be read. Out: lines for a person, and mail where it
//! was asked for. What a message says is shown nowhere.

mod identity;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Subcommand, ValueHint};
use jiff::civil::Date;

use super::exit::{Exit, Failure};
use super::log::{Log, print};
use super::outputs::default_key_file;
use super::register::{date, today};
use crate::erase::quarantine::{Destination, Item, KEY, QuarantineError, RestoreError, State, Store};
use crate::report::HashKey;
use crate::report::sanitise::{sanitise, shortened};
use crate::report::summary::{counted, number};
use identity::Identity;

/// How long the lock of a mailbox is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// Digits of an id that are shown: enough to tell messages apart.
const SHOWN: usize = 12;

/// What can be typed behind `quarantine`.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct QuarantineArgs {
    /// What to do
    #[command(subcommand)]
    command: QuarantineCommand,
}

const AFTER_HELP: &str = "\
Examples:
  mailsweep quarantine list quarantine/
  mailsweep quarantine purge quarantine/
  mailsweep quarantine restore quarantine/ 3f2a9c --identity key.txt -o message.eml";

#[derive(Debug, Subcommand)]
enum QuarantineCommand {
    /// List what is kept: where it was, since when and until when; no message is opened
    List(ListArgs),
    /// Destroy what is past its last day, and nothing else
    Purge(PurgeArgs),
    /// Put one message back: where it was, or elsewhere; it stays in the quarantine until its day
    Restore(RestoreArgs),
}

#[derive(Debug, Args)]
struct ListArgs {
    /// The folder of the quarantine
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    folder: PathBuf,

    /// List also what was destroyed
    #[arg(long)]
    all: bool,

    /// The day on which it is judged what is past its last day, as in 2026-01-31 [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,

    #[command(flatten)]
    key: KeyArgs,
}

#[derive(Debug, Args)]
struct PurgeArgs {
    /// The folder of the quarantine
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    folder: PathBuf,

    /// The day on which it is judged what is past its last day, as in 2026-01-31; a later day than today destroys what
    /// was to be kept until then [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,

    #[command(flatten)]
    key: KeyArgs,
}

#[derive(Debug, Args)]
struct RestoreArgs {
    /// The folder of the quarantine
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    folder: PathBuf,

    /// The message: its id, or as much of it as no other one has
    #[arg(value_name = "ID")]
    id: String,

    /// File with the secret key of age (AGE-SECRET-KEY-1…) that one of the recipients holds
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    identity: PathBuf,

    /// Write it to this new file; `-` is standard output [default: it is put back where it was]
    #[arg(short, long, value_name = "FILE.eml", value_hint = ValueHint::FilePath, conflicts_with = "into")]
    output: Option<PathBuf>,

    /// Deliver it into this Maildir, as new mail
    #[arg(long, value_name = "MAILDIR", value_hint = ValueHint::DirPath)]
    into: Option<PathBuf>,

    #[command(flatten)]
    key: KeyArgs,
}

#[derive(Debug, Args)]
struct KeyArgs {
    /// File with the secret key that the index was sealed with: that of the erasure [default: mailsweep/key in $XDG_STATE_HOME or
    /// ~/.local/state]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, env = "MAILSWEEP_STATE_KEY", hide_env = true)]
    state_key: Option<PathBuf>,
}

impl KeyArgs {
    /// The key, where there is one: none is made here, for it would not be the one that is looked for.
    fn found(&self) -> Result<Option<[u8; 32]>, Failure> {
        let default = || default_key_file().filter(|path| path.symlink_metadata().is_ok());
        let Some(path) = self.state_key.clone().or_else(default) else { return Ok(None) };
        let key = HashKey::load(&path).map_err(|e| Failure::Usage(e.to_string()))?;
        Ok(Some(key.derive(KEY)))
    }
}

/// Does it.
pub(super) fn run(args: &QuarantineArgs) -> Result<Exit, Failure> {
    match &args.command {
        QuarantineCommand::List(args) => list(args),
        QuarantineCommand::Purge(args) => purge(args),
        QuarantineCommand::Restore(args) => restore(args),
    }
}

fn unusable(error: &QuarantineError) -> Failure {
    match error {
        QuarantineError::NotOne { .. } | QuarantineError::Broken { .. } | QuarantineError::Seal { .. } => {
            Failure::Usage(error.to_string())
        }
        QuarantineError::Held(_) | QuarantineError::Io { .. } => Failure::Stopped(error.to_string()),
    }
}

/// Something is not as it should be, for a person to look at: what the index says is kept is gone, or there is more than it says.
fn troubles(store: &Store, folder: &Path) -> Result<Vec<String>, Failure> {
    let mut troubles = Vec::new();
    let kept = store.items().into_iter().filter(|item| item.state == State::Kept);
    let missing = kept.filter(|item| !store.has(item)).count() as u64;
    if missing > 0 {
        troubles.push(format!("{} of those that are kept: the file is missing", counted(missing, "message")));
    }
    let io = |e| Failure::Stopped(format!("cannot read {}: {e}", folder.display()));
    let strangers = store.strangers().map_err(io)?;
    if strangers > 0 {
        let what = counted(strangers, "file");
        troubles.push(format!("{what} in {} that the index does not know; left alone", folder.display()));
    }
    Ok(troubles)
}

fn told(troubles: &[String]) -> Exit {
    for trouble in troubles {
        Log { quiet: false, verbose: false }.warning(trouble);
    }
    if troubles.is_empty() { Exit::Done } else { Exit::Incomplete }
}

fn list(args: &ListArgs) -> Result<Exit, Failure> {
    let store = Store::look(&args.folder, args.key.found()?.as_ref()).map_err(|e| unusable(&e))?;
    let as_of = today(args.as_of);
    let mut out = String::new();
    let (mut kept, mut destroyed) = (0, 0);
    let _ = writeln!(
        out,
        "  {:<SHOWN$}  {:<10}  {:<10}  {:>12}  {:<20}  was",
        "id", "taken", "kept until", "bytes", "state"
    );
    for item in store.items() {
        match item.state {
            State::Kept => kept += 1,
            State::Purged(_) => destroyed += 1,
            State::Announced | State::Left => {}
        }
        let shown = match item.state {
            State::Kept => true,
            State::Purged(_) => args.all,
            State::Announced | State::Left => false,
        };
        if shown {
            line(&mut out, &store, item, as_of);
        }
    }
    let due = store.due(as_of);
    let _ = write!(out, "\n{} kept, {} past the last day", counted(kept, "message"), number(due));
    let _ = writeln!(out, "; {} destroyed", number(destroyed));
    print(out.as_bytes())?;
    Ok(told(&troubles(&store, &args.folder)?))
}

fn line(out: &mut String, store: &Store, item: &Item, as_of: Date) {
    let record = &item.record;
    let state = match (item.state, &item.restored) {
        (State::Purged(on), _) => format!("destroyed {on}"),
        _ if !store.has(item) => "missing".to_owned(),
        _ if item.is_due(as_of) => "past its last day".to_owned(),
        (_, Some((on, _))) => format!("put back {on}"),
        _ => "kept".to_owned(),
    };
    let mut place = record.source().to_string_lossy().into_owned();
    for name in &record.inner {
        place.push('!');
        place.push_str(name);
    }
    let _ = writeln!(
        out,
        "  {}  {}  {}  {:>12}  {state:<20}  {}#{}",
        record.id.get(..SHOWN).unwrap_or(&record.id),
        record.taken,
        record.expires,
        number(record.length),
        sanitise(&shortened(&place)),
        record.message
    );
}

fn purge(args: &PurgeArgs) -> Result<Exit, Failure> {
    let mut store = Store::open(&args.folder, args.key.found()?.as_ref()).map_err(|e| unusable(&e))?;
    let done = store.purge(today(args.as_of)).map_err(|e| unusable(&e))?;
    let mut out = match done.purged {
        0 => "Nothing is past its last day".to_owned(),
        n => format!("{} destroyed", counted(n, "message")),
    };
    let _ = match done.next {
        Some(next) => writeln!(out, "; {} left, the first of them until {next}", number(done.left)),
        None => writeln!(out, "; none is left"),
    };
    print(out.as_bytes())?;
    Ok(told(&troubles(&store, &args.folder)?))
}

fn restore(args: &RestoreArgs) -> Result<Exit, Failure> {
    let identity = Identity::load(&args.identity)
        .map_err(|why| Failure::Usage(format!("--identity {}: {why}", args.identity.display())))?;
    let open = |sealed: &[u8]| identity.open(sealed);
    let failure = |error: RestoreError| match &error {
        RestoreError::Io { .. } => Failure::Stopped(error.to_string()),
        _ => Failure::Usage(error.to_string()),
    };
    if args.output.as_deref() == Some(Path::new("-")) {
        let store = Store::look(&args.folder, args.key.found()?.as_ref()).map_err(|e| unusable(&e))?;
        let (_, message) = store.message(&args.id, &open).map_err(failure)?;
        print(&message)?;
        return Ok(Exit::Done);
    }
    let to = match (&args.output, &args.into) {
        (Some(file), _) => Destination::File(file.clone()),
        (None, Some(maildir)) => Destination::Maildir(maildir.clone()),
        (None, None) => Destination::Back,
    };
    let mut store = Store::open(&args.folder, args.key.found()?.as_ref()).map_err(|e| unusable(&e))?;
    let path = store.restore(&args.id, &open, &to, today(None), PATIENCE).map_err(failure)?;
    print(format!("Put back, as it was taken: {}\n", sanitise(&path.to_string_lossy())).as_bytes())?;
    Ok(Exit::Done)
}
