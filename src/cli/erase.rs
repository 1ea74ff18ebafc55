//! `mailsweep erase`: a reviewed plan is carried out, or shown what it would do.

mod before;
mod certifying;
mod editing;
mod keeping;
mod told;
pub(super) mod whereabouts;

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use clap::{Args, ValueHint};

use super::args::TalkArgs;
use super::config::FileSettings;
use super::documents::DocumentArgs;
use super::exit::{Exit, Failure};
use super::hold::Holds;
use super::limits::LimitArgs;
use super::log::print;
use super::search::again::{AgainArgs, Rest};
use super::search::plan_key;
use super::{extract_worker, outputs, signals};
use crate::erase::plan::{Action, Plan};
use crate::erase::{Fate, Journal, JournalError, KeepNothing, Keeper, Options, Outcome, apply, verify};
use crate::model::{Because, Lang, Request, RequestKind, Stop, Strength};
use crate::report::html::certificate::verdict;
use crate::scan::{ScanOptions, Scanner};
use crate::subject::Prepared;
use before::Before;
use certifying::{CertificateArgs, Known};
use editing::Editing;
use keeping::KeepingArgs;
use told::Told;
use whereabouts::{Whereabouts, targets};

/// What can be typed behind `erase`.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct EraseArgs {
    /// The plan that `mailsweep search -o plan.json` wrote, reviewed, or `mailsweep search -o plan.html` saved; it is a file, and is not read
    /// from standard input. With --suppress, a file or folder of mail
    #[arg(value_name = "PLAN", value_hint = ValueHint::FilePath)]
    plan: PathBuf,

    /// Do it; without this, nothing is changed and it is only shown what would be done
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          value_parser = clap::builder::BoolishValueParser::new(), hide_possible_values = true)]
    apply: Option<bool>,

    /// What was done and what is about to be, line by line, so that a run that was killed goes on; no personal data is in it
    /// [default: the plan's name with .journal]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    journal: Option<PathBuf>,

    /// What must be kept, whoever asks, beside the file that the search had, which the plan remembers and which is read again: a hold
    /// may have been added since
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    hold: Option<PathBuf>,

    /// File with the secret key that the plan was sealed with [default: mailsweep/key in $XDG_STATE_HOME or ~/.local/state]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    state_key: Option<PathBuf>,

    #[command(flatten)]
    keeping: KeepingArgs,

    #[command(flatten)]
    certificate: CertificateArgs,

    #[command(flatten)]
    documents: DocumentArgs,

    #[command(flatten)]
    talk: TalkArgs,

    #[command(flatten)]
    limits: LimitArgs,

    #[command(flatten)]
    again: AgainArgs,
}

const AFTER_HELP: &str = "\
Examples:
  mailsweep erase plan.json                          what would be done
  mailsweep erase plan.json --apply --quarantine /srv/quarantine --encrypt-to age1…
                                                     do it; keep what goes, encrypted, for 30 days
  mailsweep erase plan.json --apply --no-quarantine  do it, and keep nothing
  mailsweep erase --suppress erased.list restored/ -o 'plans/{request}.json'
                                                     plan again what a backup brought back

Each message is looked at again before it is touched: one that is not what it was when
the plan was made is left alone, and said. What cannot be changed here (stores of
Outlook, 7z, encrypted archives, what is read only) is listed for a person to do.
Afterwards all sources are searched again, and a certificate states what was done and what
is left; `mailsweep verify` checks it at any time later.
The status is 3 when something of the plan was not done or could not be read again, and 4
when running it again goes on.";

/// Does it.
pub(super) fn run(args: &EraseArgs, settings: &FileSettings) -> Result<Exit, Failure> {
    let log = args.talk.log();
    log.settings(&settings.files);
    if let Some(list) = &args.again.suppress {
        return again(args, list, settings);
    }
    if args.again.is_idle() {
        let why = "erase carries out one plan; with --suppress LIST it plans (-o) what of the list came back to mail";
        return Err(Failure::Usage(why.to_owned()));
    }
    let key = outputs::stored_key(args.state_key.as_deref(), log)?;
    if args.plan.as_os_str() == "-" {
        let why = "a plan is a file, beside which its journal and its certificate stand, and is not read from standard input";
        return Err(Failure::Usage(why.to_owned()));
    }
    super::patterns::regular(&args.plan)?;
    let usage = |e: &dyn std::fmt::Display| Failure::Usage(format!("{}: {e}", args.plan.display()));
    let bytes = fs::read(&args.plan).map_err(|e| usage(&e))?;
    let plan = Plan::read(&bytes, &plan_key(&key)).map_err(|e| usage(&e))?;
    let searched: Vec<_> = plan.searched.paths.iter().map(Into::into).collect();
    super::stores::refuse(&searched, "erase")?;
    if plan.request.kind == RequestKind::Access && plan.hits.iter().any(|item| item.action != Action::Keep) {
        return Err(usage(&"it answers a request for access, and such a request erases nothing"));
    }
    let holds = Holds::of_plan(&plan, args.hold.as_deref(), &plan_key(&key), log)?;
    let carried_out = args.apply.unwrap_or(false);
    match plan.check_approval() {
        Err(e) if carried_out => return Err(usage(&e)),
        Err(e) => log.note(&format!("{}: {e}", args.plan.display())),
        Ok(()) => {}
    }
    let request = Request { subject: plan.request.subject.clone(), ..Request::default() };
    let all: Vec<Request> = std::iter::once(request).chain(holds.queries().cloned()).collect();
    let options = scan_options(args, &plan)?;
    let prepared = Prepared::new(&all, &options.countries).map_err(|(n, why)| {
        match n.checked_sub(1).and_then(|query| holds.file_of(query)) {
            Some(path) => Failure::Usage(format!("{}: [[query]] {why}", path.display())),
            None => usage(&why),
        }
    })?;
    let places = targets(&plan, &holds);
    let mut told = Told::new(&plan, &places);
    if !carried_out {
        if let Some(journal) = looked_at(args, &plan)? {
            told.before(&Before::of(&plan, &places, &journal), &journal);
        }
        print(told.dry().as_bytes())?;
        return Ok(if told.all_can_be_done() { Exit::Done } else { Exit::Incomplete });
    }
    let ready = args.certificate.ready(&args.plan)?;
    let mut kept = args.keeping.open(&plan, &key)?;
    let quarantined = kept.is_some();
    let scanner = Scanner::new(options);
    let stop = signals::stop_flag(ready.unfinished(), log)
        .map_err(|e| Failure::Stopped(format!("cannot watch for signals: {e}")))?;
    let Carried { outcomes, unread, earlier, after, journal } = match &mut kept {
        Some(keeper) => carry_out(args, &plan, &places, (&prepared, &scanner), keeper, &stop)?,
        None => carry_out(args, &plan, &places, (&prepared, &scanner), &mut KeepNothing, &stop)?,
    };
    drop(kept);
    told.outcomes(&outcomes, unread.clone(), earlier);
    print(told.done().as_bytes())?;
    if stop.asked() || told.some_later() {
        return Err(Failure::Stopped(
            "stopped part-way. Run the same command again to go on; every mail file is whole".to_owned(),
        ));
    }
    let outcomes = told.all();
    let known = Known {
        plan: &plan,
        plan_bytes: &bytes,
        journal,
        outcomes: &outcomes,
        after: &after,
        unread: &unread,
        quarantined,
        key: &key,
    };
    let again = scan_options(args, &plan)?;
    let certificate = ready.certify(&known, again, &prepared, (log, args.talk.progress(), &stop))?;
    let statement = &certificate.statement;
    print(format!("\n{}\n", verdict(Lang::En, statement)).as_bytes())?;
    let unplanned = statement.left.iter();
    if unplanned.filter(|l| l.because == Because::NotInPlan && l.strength != Strength::Possible).count() > 0 {
        log.warning(
            "mail of the subject is there that the plan does not have; search again and make a plan for it",
        );
    }
    if !statement.second.is_whole() {
        log.warning("not all of the mail could be read in the second search; the certificate says what");
    }
    let whole = told.all_done() && statement.is_carried_out() && statement.second.is_whole();
    Ok(if whole { Exit::Done } else { Exit::Incomplete })
}

/// How messages are read, before they are changed and after.
fn scan_options(args: &EraseArgs, plan: &Plan) -> Result<ScanOptions, Failure> {
    let mut options = ScanOptions {
        jobs: args.again.which.jobs(),
        limits: args.limits.limits(),
        documents: args.documents.options()?,
        loose_documents: args.documents.loose(),
        reader: extract_worker::program(),
        ..ScanOptions::default()
    };
    if let Some(countries) = plan.searched.options.get("country") {
        options.countries =
            countries.iter().filter_map(|c| c.as_bytes().try_into().ok()).collect::<Vec<[u8; 2]>>();
    }
    Ok(options)
}

/// What came of carrying a plan out.
struct Carried {
    outcomes: Vec<Outcome>,
    /// Done by an earlier run, by number.
    earlier: BTreeSet<u64>,
    /// Redacted, though not all could be read.
    unread: BTreeSet<u64>,
    /// SHA-256 of what stands where a message was redacted, by the number of its hit.
    after: HashMap<u64, String>,
    /// Lines of the journal, and the hash of the last.
    journal: (u64, String),
}

/// Plans the removal of what came back.
fn again(args: &EraseArgs, list: &Path, settings: &FileSettings) -> Result<Exit, Failure> {
    if args.apply.unwrap_or(false) {
        let why = "--suppress makes plans, and changes nothing: review them, and give each to `mailsweep erase --apply`";
        return Err(Failure::Usage(why.to_owned()));
    }
    let rest = Rest {
        first: &args.plan,
        hold: args.hold.as_ref(),
        state_key: args.state_key.as_ref(),
        lang: args.certificate.lang,
        documents: &args.documents,
        talk: &args.talk,
        limits: &args.limits,
    };
    args.again.run(list, &rest, settings)
}

/// Changes what is to be changed; tells of which of that not all could be read.
fn carry_out(
    args: &EraseArgs,
    plan: &Plan,
    places: &[Whereabouts],
    (prepared, scanner): (&Prepared, &Scanner),
    keeper: &mut dyn Keeper,
    stop: &Stop,
) -> Result<Carried, Failure> {
    let path = journal_of(args);
    let stopped = |e: JournalError| Failure::Stopped(e.to_string());
    let mut journal = Journal::open(&path).map_err(|error| match error {
        // nothing was done, and running it again does not help
        JournalError::Broken { .. } => Failure::Usage(error.to_string()),
        other => Failure::Stopped(other.to_string()),
    })?;
    journal.belong_to(&plan.seal).map_err(|e| Failure::Usage(e.to_string()))?;
    let Before { wanted, earlier, against } = Before::of(plan, places, &journal);
    let editing = Editing {
        plan,
        prepared,
        scanner,
        look: Mutex::new(scanner.look(stop)),
        limits: &scanner.options().limits,
        unread: Mutex::default(),
    };
    let options = Options { limits: scanner.options().limits.clone(), ..Options::default() };
    let mut outcomes = apply(&wanted, &editing, keeper, &mut journal, &options, stop).map_err(stopped)?;
    let done = against.iter().map(|target| (target.id, journal.fate(target)));
    outcomes.extend(done.filter_map(|(id, fate)| Some(Outcome { id, fate: fate? })));
    let all = wanted.iter().chain(&against);
    let now = all.filter_map(|target| Some((target.id, journal.now(target)?.to_owned())));
    let after = now.collect();
    drop(journal);
    let journal = verify(&path).map_err(stopped)?;
    let unread = editing.unread.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(Carried { outcomes, unread, earlier, after, journal })
}

/// The file of the journal.
fn journal_of(args: &EraseArgs) -> PathBuf {
    args.journal.clone().unwrap_or_else(|| beside(&args.plan))
}

/// What earlier runs did, where there were any.
fn looked_at(args: &EraseArgs, plan: &Plan) -> Result<Option<Journal>, Failure> {
    let journal = Journal::look(&journal_of(args)).map_err(|e| Failure::Usage(e.to_string()))?;
    let Some(mut journal) = journal else { return Ok(None) };
    journal.belong_to(&plan.seal).map_err(|e| Failure::Usage(e.to_string()))?;
    Ok(Some(journal))
}

/// The journal beside a plan.
pub(super) fn beside(plan: &Path) -> PathBuf {
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
