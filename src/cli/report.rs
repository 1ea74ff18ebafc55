//! `mailsweep report`: a saved run is rendered again.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap::{Args, ValueHint};
use jiff::civil::Date;

use super::args::TalkArgs;
use super::config::FileSettings;
use super::exit::{Exit, Failure};
use super::fail_on::FailOn;
use super::guard::{Beside, Closing, Watch, output_failure, run_guarded};
use super::log::print;
use super::mailto::{Letter, MailtoArgs};
use super::outputs::{self, OutputArgs};
use super::protect::ProtectArgs;
use super::register;
use crate::model::Summary;
use crate::report::saved::{Saved, SavedError};
use crate::report::summary::summary;
use crate::report::{Complete, HashKey, Masking, RunEnd, RunInfo, open_sealed};
use crate::scan::ScanError;

/// What can be typed behind `report`.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct ReportArgs {
    /// A saved run: a .json report, as `scan -o run.json` writes it
    #[arg(value_name = "RUN", value_hint = ValueHint::FilePath)]
    saved: PathBuf,

    #[command(flatten)]
    outputs: OutputArgs,

    /// File with the secret key of value_hash, where a run with its values shown is rendered with them masked; made at first use
    /// [default: mailsweep/key in $XDG_STATE_HOME or ~/.local/state]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Reports")]
    state_key: Option<PathBuf>,

    /// Exit with status 1 when this was found: `any`, `messages` (with a detail outside the header), `problems` or a
    /// kind, alone or with a bound, as in `email` or `phone>100`; repeatable, one match is enough
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
    // all of it is looked at before anything is written
    let saved = Saved::open(&args.saved, &mut |_, _| Ok(())).map_err(|e| usage(&e))?;
    let read = fs::canonicalize(&args.saved).into_iter().collect::<Vec<_>>();
    let reveal = args.outputs.reveal();
    if reveal && saved.run.masked {
        return Err(Failure::Usage(format!(
            "--reveal: the values of {} are masked, and were not kept; scan with --reveal to have a run that shows them",
            args.saved.display()
        )));
    }
    if saved.summary.stopped {
        return Err(Failure::Usage(format!("{}: the run was stopped before its end", args.saved.display())));
    }
    let masking = if saved.run.masked {
        // values are masks already, and bring their hashes along: no key makes any
        Masking::Masked(HashKey::random().map_err(|e| Failure::Usage(e.to_string()))?)
    } else {
        outputs::masking(reveal, !summarised, args.state_key.as_deref(), log)?
    };
    let expires = args.protect.expires(register::today(args.as_of))?;
    let run = RunInfo {
        masked: !reveal,
        lang: args.outputs.lang(),
        expires: expires.or_else(|| saved.run.expires.clone()),
        ..saved.run.clone()
    };
    let mut ending = Ending {
        run: run.clone(),
        summarised,
        fail_on: &args.fail_on,
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
    run_guarded(
        writer,
        watch,
        |_, _| (),
        |writer, _, stop| {
            saved.render(&renderer, writer, stop).map_err(|error| match error {
                SavedError::Taking(error) => ScanError::Output(error),
                other => ScanError::Usage(other.to_string()),
            })
        },
        &mut ending,
    )
}

fn usage(error: &SavedError) -> Failure {
    Failure::Usage(error.to_string())
}

/// What is done at the end.
struct Ending<'a> {
    run: RunInfo,
    /// The summary goes to standard output.
    summarised: bool,
    fail_on: &'a [FailOn],
    /// The message that is to be sent.
    letter: Option<Letter>,
}

impl Ending<'_> {
    fn summary(&self, done: &Summary) -> String {
        let end = RunEnd { run: &self.run, summary: done, problems: &[], problems_omitted: 0 };
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
        let failed = self.fail_on.iter().any(|e| e.matches(done));
        Ok(if failed { Exit::FailOn } else { Exit::Done })
    }
}
