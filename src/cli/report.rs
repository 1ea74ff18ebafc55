//! `mailsweep report`: a saved run is rendered again.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use clap::{Args, ValueHint};
use jiff::civil::Date;

use super::args::TalkArgs;
use super::config::FileSettings;
use super::exit::{Exit, Failure};
use super::fail_on::FailOn;
use super::guard::{Beside, Closing, Watch, output_failure, run_guarded};
use super::log::{Log, print};
use super::mailto::{Letter, MailtoArgs};
use super::outputs::{self, OutputArgs};
use super::protect::ProtectArgs;
use super::register;
use crate::model::Summary;
use crate::report::saved::{Saved, SavedError};
use crate::report::since::Compared;
use crate::report::summary::summary;
use crate::report::{Changes, Complete, HashKey, KeyError, Masking, RunEnd, RunInfo, open_sealed};
use crate::scan::ScanError;

/// What can be typed behind `report`.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct ReportArgs {
    /// A saved run: a .json report, as `scan -o run.json` writes it
    #[arg(value_name = "RUN", value_hint = ValueHint::FilePath)]
    saved: PathBuf,

    /// Tell what is new, gone and changed since this older saved run: .jsonl and .csv hold only that, other reports hold it beside all else
    #[arg(long = "since", value_name = "RUN", value_hint = ValueHint::FilePath)]
    older: Option<PathBuf>,

    #[command(flatten)]
    outputs: OutputArgs,

    /// File with the secret key of value_hash, where a run with its values shown is rendered with them masked, or is
    /// compared with one that is masked; made at first use
    /// [default: mailsweep/key in $XDG_STATE_HOME or ~/.local/state]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Reports")]
    state_key: Option<PathBuf>,

    /// Exit with status 1 when this was found: `any`, `messages` (with a detail outside the header), `problems` or a
    /// kind, or with --since what is `new`, `gone` or `changed`, alone or with a bound, as in `email` or `new>100`; repeatable, one match is enough
    #[arg(long, value_name = "EXPR", help_heading = "Reports")]
    fail_on: Vec<FailOn>,

    #[command(flatten)]
    protect: ProtectArgs,

    /// The day from which --expire-note counts, as in 2026-01-31 [default: today]
    #[arg(long, value_name = "DATE", value_parser = register::date, help_heading = "Reports")]
    as_of: Option<Date>,

    #[command(flatten)]
    mailto: MailtoArgs,

    #[command(flatten)]
    talk: TalkArgs,
}

const AFTER_HELP: &str = "\
Examples:
  mailsweep scan archive/ -o run.json          save a run
  mailsweep report run.json                    its summary
  mailsweep report run.json -o audit.html      the page of it, as the run itself would have written it
  mailsweep report run.json -o audit.xlsx.age --encrypt-to age1…
  mailsweep report 2026-11.json --since 2026-10.json
                                               what came, what is gone, what is out of date since
  mailsweep report 2026-11.json --since 2026-10.json -o changes.html --fail-on new

A run whose values are masked stays masked. One with its values shown is rendered masked too, unless --reveal is given. A run with
problems ends with 0 here: what could not be read was said when the mail was.";

/// Does it.
pub(super) fn run(args: &ReportArgs, settings: &FileSettings) -> Result<Exit, Failure> {
    let log = args.talk.log();
    log.settings(&settings.files);
    let recipients = args.protect.recipients()?;
    let sealed = !recipients.is_empty();
    if let Some(path) = args.outputs.output.iter().find(|p| outputs::names_custodian(p)) {
        return Err(Failure::Usage(format!(
            "-o {}: a saved run is rendered as one report; give {{custodian}} to `scan --split-by custodian`, and render what it wrote",
            path.display()
        )));
    }
    let lanes = outputs::lanes(&args.outputs.output, args.outputs.format.as_deref(), sealed)?;
    let summarised = lanes.is_empty();
    if sealed && summarised {
        let why = "--encrypt-to: there is no report to encrypt; give -o or --format";
        return Err(Failure::Usage(why.to_owned()));
    }
    if args.older.is_none() && args.fail_on.iter().any(|e| e.counts_changes()) {
        return Err(Failure::Usage("--fail-on new, gone and changed need --since RUN".to_owned()));
    }
    // all of it is looked at before anything is written
    let source = Source::open(args, log)?;
    let read: Vec<PathBuf> =
        args.older.iter().chain([&args.saved]).filter_map(|path| fs::canonicalize(path).ok()).collect();
    let reveal = args.outputs.reveal();
    for (saved, path) in source.runs().zip([Some(&args.saved), args.older.as_ref()].into_iter().flatten()) {
        if reveal && saved.run.masked {
            return Err(Failure::Usage(format!(
                "--reveal: the values of {} are masked, and were not kept; scan with --reveal to have a run that shows them",
                path.display()
            )));
        }
        if saved.summary.stopped {
            return Err(Failure::Usage(format!("{}: the run was stopped before its end", path.display())));
        }
    }
    let saved = source.run();
    let masked = source.runs().map(|saved| &saved.run).find(|run| run.masked);
    let masking = if source.runs().all(|saved| saved.run.masked) {
        // values are masks already, and bring their hashes along: no key makes any
        Masking::Masked(HashKey::random().map_err(|e| Failure::Usage(e.to_string()))?)
    } else {
        outputs::masking(reveal, !summarised, args.state_key.as_deref(), log)?
    };
    let expires = args.protect.expires(register::today(args.as_of))?;
    let run = RunInfo {
        // of a run that shows its values, and is compared with one that does not, what is told is masked under the same key
        key_id: masked.and_then(|run| run.key_id.clone()),
        since: args.older.as_ref().map(|path| path.display().to_string()),
        masked: !reveal,
        lang: args.outputs.lang(),
        expires: expires.or_else(|| saved.expires.clone()),
        ..saved.clone()
    };
    let mut ending = Ending {
        run: run.clone(),
        summarised,
        fail_on: &args.fail_on,
        changes: None,
        letter: args.mailto.open(&recipients, run.lang, &[])?,
    };
    let (renderer, writer) =
        open_sealed(lanes, None, run, masking, &recipients).map_err(|e| outputs::usage(&e))?;
    let beside = Beside::of(ending.letter.as_ref(), None);
    beside.check(&writer.targets())?;
    if let Some(target) = beside.and(&writer.targets()).iter().find(|target| read.contains(target)) {
        let why = "{} is to be read and written: give another -o";
        return Err(Failure::Usage(why.replacen("{}", &target.display().to_string(), 1)));
    }
    let watch = Watch { log, progress: false, deadline: None, unfinished: beside.unfinished.clone() };
    // what changed is known when it was rendered
    let changes = Mutex::new(None);
    ending.changes = Some(&changes);
    run_guarded(
        writer,
        watch,
        |_, _| (),
        |writer, _, stop| {
            let rendered = match source {
                Source::One(saved) => saved.render(&renderer, writer, stop).map(|done| (done, None)),
                Source::Two(two) => {
                    two.render(&renderer, writer, stop).map(|(done, changes)| (done, Some(changes)))
                }
            };
            let (done, told) = rendered.map_err(|error| match error {
                SavedError::Taking(error) => ScanError::Output(error),
                other => ScanError::Usage(other.to_string()),
            })?;
            *changes.lock().unwrap_or_else(PoisonError::into_inner) = told;
            Ok(done)
        },
        &mut ending,
    )
}

/// What is rendered.
enum Source {
    One(Box<Saved>),
    Two(Box<Compared>),
}

impl Source {
    fn open(args: &ReportArgs, log: Log) -> Result<Self, Failure> {
        let Some(older) = &args.older else {
            let saved = Saved::open(&args.saved, &mut |_, _| Ok(()));
            return saved
                .map(|saved| Source::One(Box::new(saved)))
                .map_err(|e| Failure::Usage(e.to_string()));
        };
        // no key is made for what was masked before
        let key = match (&args.state_key, outputs::default_key_file()) {
            (Some(path), _) => match HashKey::load(path) {
                // it may be there to be made, for what is rendered
                Err(KeyError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => None,
                key => Some(key.map_err(|e| Failure::Usage(e.to_string()))?),
            },
            (None, path) => path.and_then(|path| HashKey::load(&path).ok()),
        };
        if key.is_some() {
            log.detail("a key of value_hash is at hand");
        }
        let compared = Compared::open(&args.saved, older, key.as_ref());
        compared.map(|two| Source::Two(Box::new(two))).map_err(|e| Failure::Usage(e.to_string()))
    }

    /// The run that is told, and the older one.
    fn runs(&self) -> impl Iterator<Item = &Saved> {
        let (newer, older) = match self {
            Source::One(saved) => (&**saved, None),
            Source::Two(two) => (two.runs().0, Some(two.runs().1)),
        };
        std::iter::once(newer).chain(older)
    }

    /// How the run that is told was asked for.
    fn run(&self) -> &RunInfo {
        match self {
            Source::One(saved) => &saved.run,
            Source::Two(two) => two.run(),
        }
    }
}

/// What is done at the end.
struct Ending<'a> {
    run: RunInfo,
    /// The summary goes to standard output.
    summarised: bool,
    fail_on: &'a [FailOn],
    /// What changed, once that is known.
    changes: Option<&'a Mutex<Option<Changes>>>,
    /// The message that is to be sent.
    letter: Option<Letter>,
}

impl Ending<'_> {
    fn changes(&self) -> Option<MutexGuard<'_, Option<Changes>>> {
        self.changes.map(|changes| changes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn summary(&self, done: &Summary) -> String {
        let changes = self.changes();
        let end = RunEnd {
            run: &self.run,
            summary: done,
            problems: &[],
            problems_omitted: 0,
            changes: changes.as_deref().and_then(Option::as_ref),
        };
        format!("{}\n", summary(&end, false).trim_end())
    }
}

impl Closing for Ending<'_> {
    fn complete(&mut self, done: &Summary, files: &[Complete<'_>]) -> io::Result<()> {
        let summary = self.summary(done);
        self.letter.as_mut().map_or(Ok(()), |letter| letter.write(&summary, files))
    }

    fn reads_mail(&self) -> bool {
        false
    }

    fn close(&mut self, done: &Summary) -> Result<Exit, Failure> {
        if !done.stopped {
            self.letter.take().map_or(Ok(()), Letter::put).map_err(output_failure)?;
        }
        if self.summarised && !done.stopped {
            print(self.summary(done).as_bytes())?;
        }
        let changes = self.changes();
        let tally = changes.as_deref().and_then(Option::as_ref).map(|c| &c.findings);
        let failed = self.fail_on.iter().any(|e| e.matches(done, tally));
        Ok(if failed { Exit::FailOn } else { Exit::Done })
    }
}
