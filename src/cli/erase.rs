//! `mailsweep erase`: a reviewed plan is carried out, or shown what it would do.

mod editing;
mod told;
pub(super) mod whereabouts;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use clap::{Args, ValueHint};

use super::args::TalkArgs;
use super::config::FileSettings;
use super::documents::DocumentArgs;
use super::exit::{Exit, Failure};
use super::limits::LimitArgs;
use super::log::print;
use super::search::plan_key;
use super::{extract_worker, outputs, signals};
use crate::erase::plan::{Action, Plan};
use crate::erase::{Fate, Journal, JournalError, KeepNothing, Options, Outcome, apply};
use crate::model::{Request, RequestKind, Stop};
use crate::scan::{ScanOptions, Scanner};
use crate::subject::Prepared;
use crate::subject::hold::Hold;
use editing::Editing;
use told::Told;
use whereabouts::{Whereabouts, targets};

/// What can be typed behind `erase`.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct EraseArgs {
    /// The plan that `mailsweep search -o plan.json` wrote, reviewed
    #[arg(value_name = "PLAN", value_hint = ValueHint::FilePath)]
    plan: PathBuf,

    /// Do it; without this, nothing is changed and it is only shown what would be done
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          value_parser = clap::builder::BoolishValueParser::new(), hide_possible_values = true)]
    apply: Option<bool>,

    /// Messages are deleted and changed for good, and nothing of them is kept
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          value_parser = clap::builder::BoolishValueParser::new(), hide_possible_values = true)]
    no_quarantine: Option<bool>,

    /// What was done and what is about to be, line by line, so that a run that was killed goes on; no personal data is in it
    /// [default: the plan's name with .journal]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    journal: Option<PathBuf>,

    /// What must be kept, whoever asks: it is looked at again, for it may have been added since the plan was made
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    hold: Option<PathBuf>,

    /// File with the secret key that the plan was sealed with [default: mailsweep/key in $XDG_STATE_HOME or ~/.local/state]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    state_key: Option<PathBuf>,

    #[command(flatten)]
    documents: DocumentArgs,

    #[command(flatten)]
    talk: TalkArgs,

    #[command(flatten)]
    limits: LimitArgs,
}

const AFTER_HELP: &str = "\
Examples:
  mailsweep erase plan.json                          what would be done
  mailsweep erase plan.json --apply --no-quarantine  do it, and keep nothing

Each message is looked at again before it is touched: one that is not what it was when
the plan was made is left alone, and said. What cannot be changed here (stores of
Outlook, 7z, encrypted archives, what is read only) is listed for a person to do.
The status is 3 when something of the plan was not done, and 4 when running it again
goes on.";

/// Does it.
pub(super) fn run(args: &EraseArgs, settings: &FileSettings) -> Result<Exit, Failure> {
    let log = args.talk.log();
    log.settings(&settings.files);
    let key = outputs::stored_key(args.state_key.as_deref(), log)?;
    super::patterns::regular(&args.plan)?;
    let usage = |e: &dyn std::fmt::Display| Failure::Usage(format!("{}: {e}", args.plan.display()));
    let bytes = fs::read(&args.plan).map_err(|e| usage(&e))?;
    let plan = Plan::read(&bytes, &plan_key(&key)).map_err(|e| usage(&e))?;
    if plan.request.kind == RequestKind::Access && plan.hits.iter().any(|item| item.action != Action::Keep) {
        return Err(usage(&"it answers a request for access, and such a request erases nothing"));
    }
    let hold = match &args.hold {
        Some(path) => {
            super::patterns::regular(path)?;
            Hold::load(path).map_err(|e| Failure::Usage(e.to_string()))?
        }
        None => Hold::default(),
    };
    let carried_out = args.apply.unwrap_or(false);
    if carried_out {
        plan.check_approval().map_err(|e| usage(&e))?;
        if !args.no_quarantine.unwrap_or(false) {
            return Err(Failure::Usage(
                "--apply keeps what it removes in a quarantine, which is not built in this version; --no-quarantine says that \
                 nothing is to be kept"
                    .to_owned(),
            ));
        }
    }
    let request = Request { subject: plan.request.subject.clone(), ..Request::default() };
    let all: Vec<Request> = std::iter::once(request).chain(hold.queries().iter().cloned()).collect();
    let mut options = ScanOptions {
        limits: args.limits.limits(),
        documents: args.documents.options()?,
        reader: extract_worker::program(),
        ..ScanOptions::default()
    };
    if let Some(countries) = plan.searched.options.get("country") {
        options.countries =
            countries.iter().filter_map(|c| c.as_bytes().try_into().ok()).collect::<Vec<[u8; 2]>>();
    }
    let prepared = Prepared::new(&all, &options.countries).map_err(|(_, why)| usage(&why))?;
    let places = targets(&plan, &hold);
    let mut told = Told::new(&plan, &places);
    if !carried_out {
        print(told.dry().as_bytes())?;
        return Ok(if told.all_can_be_done() { Exit::Done } else { Exit::Incomplete });
    }
    let scanner = Scanner::new(options);
    let stop = signals::stop_flag(Vec::new(), log)
        .map_err(|e| Failure::Stopped(format!("cannot watch for signals: {e}")))?;
    let (outcomes, unread) = carry_out(args, &plan, &places, &prepared, &scanner, &stop)?;
    told.outcomes(&outcomes, unread);
    print(told.done().as_bytes())?;
    if stop.asked() || told.some_later() {
        return Err(Failure::Stopped(
            "stopped part-way. Run the same command again to go on; every mail file is whole".to_owned(),
        ));
    }
    Ok(if told.all_done() { Exit::Done } else { Exit::Incomplete })
}

/// Changes what is to be changed; tells of which of that not all could be read.
fn carry_out(
    args: &EraseArgs,
    plan: &Plan,
    places: &[Whereabouts],
    prepared: &Prepared,
    scanner: &Scanner,
    stop: &Stop,
) -> Result<(Vec<Outcome>, BTreeSet<u64>), Failure> {
    let path = args.journal.clone().unwrap_or_else(|| beside(&args.plan));
    let stopped = |e: JournalError| Failure::Stopped(e.to_string());
    let mut journal = Journal::open(&path).map_err(|error| match error {
        // nothing was done, and running it again does not help
        JournalError::Broken { .. } => Failure::Usage(error.to_string()),
        other => Failure::Stopped(other.to_string()),
    })?;
    let wanted: Vec<_> = places.iter().flat_map(Whereabouts::targets).cloned().collect();
    let editing = Editing {
        plan,
        prepared,
        scanner,
        look: Mutex::new(scanner.look(stop)),
        limits: &scanner.options().limits,
        unread: Mutex::default(),
    };
    let options = Options { limits: scanner.options().limits.clone(), ..Options::default() };
    let outcomes =
        apply(&wanted, &editing, &mut KeepNothing, &mut journal, &options, stop).map_err(stopped)?;
    Ok((outcomes, editing.unread.into_inner().unwrap_or_else(PoisonError::into_inner)))
}

/// The journal beside a plan.
fn beside(plan: &Path) -> PathBuf {
    let mut name = plan.as_os_str().to_owned();
    name.push(".journal");
    PathBuf::from(name)
}

/// What became of it, in a word.
fn word(fate: &Fate) -> &'static str {
    match fate {
        Fate::Deleted => "deleted",
        Fate::Redacted => "redacted",
        Fate::Kept => "kept",
        Fate::Refused(_) => "refused",
        Fate::WorkList(_) => "for a person",
        Fate::NotNow(_) => "not now",
    }
}
