//! `mailsweep scan`: the audit.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, ValueHint};

use super::args::{Country, ReadingArgs, TalkArgs, distinct};
use super::config::FileSettings;
use super::exit::{Exit, Failure};
use super::fail_on::FailOn;
use super::guard::{Beside, Closing, Watch, output_failure, run_guarded};
use super::limits::LimitArgs;
use super::log::{Log, print};
use super::mailto::{Letter, MailtoArgs};
use super::metrics;
use super::nightly::NightArgs;
use super::outputs::{self, OutputArgs};
use super::protect::{ProtectArgs, without_seal};
use super::register::RegisterArgs;
use super::relations::{FilterArgs, RelationArgs};
use super::shards::{Results, Said, ShardArgs};
use super::state::StateArgs;
use super::suppress::{key_of, load};
use crate::model::{Confidence, Kind, Stop, StoreUrl, Summary};
use crate::recognise::{Recognisers, pattern};
use crate::report::summary::summary;
use crate::report::{
    Complete, Lane, Masking, Recipients, Renderer, ReportFormat, Reports, RunEnd, RunInfo, Writer, files,
    open_sealed, open_split,
};
use crate::scan::{Ignore, Progress, ScanOptions, Scanner};
use crate::subject::suppress::{Guard, List, ListKey};

/// What can be typed behind `scan`.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct ScanArgs {
    #[command(flatten)]
    reading: ReadingArgs,

    /// Look only for these kinds, separated by commas, as in `email,phone` [default: all that are built]
    #[arg(long, value_name = "KIND", value_delimiter = ',', help_heading = "What is looked for",
          hide_possible_values = true,
          value_parser = PossibleValuesParser::new(Kind::ALL.map(Kind::as_str)).try_map(|name| name.parse::<Kind>()))]
    kinds: Vec<Kind>,

    /// Countries in whose national notation telephone numbers are read, most likely first, separated by commas
    /// [default: NL,BE,DE]
    #[arg(long, value_name = "COUNTRY", value_delimiter = ',', help_heading = "What is looked for")]
    country: Vec<Country>,

    /// Also use the patterns in this file, or in the .toml files of this folder; one with the id of a built-in pattern
    /// takes its place; repeatable (see `mailsweep patterns check`)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::AnyPath, help_heading = "What is looked for")]
    patterns: Vec<PathBuf>,

    /// Leave out findings that are less sure than this, between 0.5 and 1 [default: 0.5]
    #[arg(long, value_name = "NUMBER", value_parser = confidence, help_heading = "What is looked for")]
    min_confidence: Option<Confidence>,

    /// Never report what this file lists: TOML with `values`, `domains` and `patterns`; it is counted as ignored
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "What is looked for")]
    ignore: Option<PathBuf>,

    /// Say what was erased earlier and is back, as with a backup: the subjects of this list, which `mailsweep suppress add` made. All mail is
    /// read for it, also with --state
    #[arg(long, value_name = "LIST", value_hint = ValueHint::FilePath, help_heading = "What is looked for")]
    suppress: Option<PathBuf>,

    /// Say for each finding why it is one, in `fields.why`: which words beside it, which check
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          value_parser = clap::builder::BoolishValueParser::new(), hide_possible_values = true,
          help_heading = "Reports")]
    explain: Option<bool>,

    #[command(flatten)]
    outputs: OutputArgs,

    /// Exit with status 1 when this was found: `any`, `messages` (with a detail outside the header), `suppressed` (messages of
    /// somebody who was erased, with --suppress), `problems` or a kind, alone or with a bound, as in `email` or `phone>100`; repeatable, one match is enough
    #[arg(long, value_name = "EXPR", help_heading = "Reports")]
    fail_on: Vec<FailOn>,

    #[command(flatten)]
    state: StateArgs,

    #[command(flatten)]
    night: NightArgs,

    #[command(flatten)]
    mailto: MailtoArgs,

    /// Write a report of each custodian (whose mailbox it is) instead of one of all: each -o then has {custodian} in its
    /// file name, as in 'out/{custodian}.xlsx'
    #[arg(long, value_name = "WHAT", value_parser = PossibleValuesParser::new(["custodian"]), help_heading = "Reports")]
    split_by: Option<String>,

    #[command(flatten)]
    protect: ProtectArgs,

    #[command(flatten)]
    relations: RelationArgs,

    #[command(flatten)]
    filter: FilterArgs,

    #[command(flatten)]
    register: RegisterArgs,

    #[command(flatten)]
    shard: ShardArgs,

    #[command(flatten)]
    talk: TalkArgs,

    #[command(flatten)]
    limits: LimitArgs,
}

const AFTER_HELP: &str = "\
Examples:
  mailsweep scan archive/                      a summary of what is there
  mailsweep scan archive/ -o findings.csv      every place, values masked
  mailsweep scan archive/ -o audit.html        a page for a person, in a browser
  mailsweep scan archive/ -o audit.xlsx        a workbook: a sheet a table
  mailsweep scan archive/ -o all.json --reveal everything in full: store it safely
  mailsweep scan --format jsonl mail.mbox      JSON lines for other programs
  mailsweep scan archive/ -o findings.parquet  columns for DuckDB, pandas, Spark
  mailsweep scan --fail-on 'phone>100' archive/
                                               status 1 with more than 100 numbers

Every option but -o, --format and --split-by can also be set as a variable
(MAILSWEEP_JOBS=4) or in mailsweep.toml (jobs = 4). The command line wins over
variables, and these over the file. Report files are readable by you only, and are
put in place when they are complete; a run that is stopped leaves them as they were.";

/// Does it.
pub(super) fn run(args: &ScanArgs, settings: &FileSettings) -> Result<Exit, Failure> {
    run_over(args, settings, false)
}

/// The same over mail, or over what was made of its shards: then the paths are those of the results.
pub(super) fn run_over(args: &ScanArgs, settings: &FileSettings, merging: bool) -> Result<Exit, Failure> {
    let log = args.talk.log();
    log.settings(&settings.files);
    args.night.yield_to_others()?;
    let (began, deadline) = (Instant::now(), args.night.deadline());
    let scanned = check_paths(&args.reading.paths)?;
    let mut options = args.reading.options(&args.limits)?;
    options.kinds = args.kinds.clone();
    if !args.country.is_empty() {
        options.countries = distinct(&args.country);
    }
    args.relations.apply(&mut options);
    options.filter = args.filter.filter();
    let merged = match merging {
        true => Some(Results::open(&args.reading.paths, &outputs::stored_key(args.state.key_file(), log)?)?),
        false => None,
    };
    if let Some(Results { said, .. }) = &merged {
        options.kinds.clone_from(&said.kinds);
        options.countries.clone_from(&said.countries);
        options.own_domains.clone_from(&said.own_domains);
        options.list_threshold = said.list_threshold;
    }
    let recognisers = recognisers(&options.kinds, &args.patterns)?;
    options.explain = args.explain.unwrap_or(false);
    if let Some(least) = args.min_confidence {
        options.min_confidence = least;
    }
    if let Some(file) = &args.ignore {
        super::patterns::regular(file)?;
        options.ignore = Ignore::load(file, &recognisers, &options.countries)
            .map_err(|e| Failure::Usage(e.to_string()))?;
    }
    if args.shard.is_given() {
        return one_shard(args, options, recognisers, log);
    }
    // a register that cannot be used is said before any mail is read
    options.register = args.register.load(settings, &options, log)?;
    if !settings.retention.is_empty() {
        options.retention = Some((settings.retention.clone(), args.register.today()));
    }
    let sought = |kind: &Kind| recognisers.cards().any(|card| card.kind == *kind);
    // patterns of one's own were named when the shards were read
    let unsought = args.fail_on.iter().filter_map(|e| e.kind()).find(|kind| !sought(kind));
    if let Some(kind) = unsought.filter(|_| !merging) {
        return Err(Failure::Usage(format!(
            "--fail-on {kind}: such details are not looked for, and none can be found"
        )));
    }
    if args.fail_on.iter().any(|e| e.counts_changes()) {
        let why = "--fail-on new, gone and changed are of two runs: give them to `mailsweep report RUN --since RUN`";
        return Err(Failure::Usage(why.to_owned()));
    }
    let listed = args.suppress.as_ref().map(|path| suppressed(path, args, log)).transpose()?;
    if listed.is_none() && args.fail_on.iter().any(|e| e.counts_suppressed()) {
        let why = "--fail-on suppressed: give the list of who was erased with --suppress";
        return Err(Failure::Usage(why.to_owned()));
    }
    let guard = listed.as_ref().map(|(list, key)| Guard::new(list, key));
    let recipients = args.protect.recipients()?;
    let sealed = !recipients.is_empty();
    let split = args.split_by.is_some();
    let lanes = if split {
        Vec::new()
    } else {
        if let Some(path) = args.outputs.output.iter().find(|p| outputs::names_custodian(p)) {
            let why = "-o {}: {custodian} stands for one only with --split-by custodian";
            return Err(Failure::Usage(why.replacen("{}", &path.display().to_string(), 1)));
        }
        outputs::lanes(&args.outputs.output, args.outputs.format.as_deref(), sealed)?
    };
    let split_lanes = if split {
        outputs::split_lanes(&args.outputs.output, args.outputs.format.as_deref(), sealed)?
    } else {
        Vec::new()
    };
    if let Some(path) = &args.reading.problems {
        without_seal("--problems", path, sealed).map_err(Failure::Usage)?;
    }
    let summarised = lanes.is_empty() && split_lanes.is_empty();
    if sealed && summarised && args.reading.problems.is_none() {
        return Err(Failure::Usage(
            "--encrypt-to: there is no report to encrypt; give -o or --format".to_owned(),
        ));
    }
    let mut formats = lanes.iter().filter_map(|l| l.format).chain(split_lanes.iter().map(|l| l.format));
    options.contacts = formats.any(ReportFormat::tells_contacts);
    let reveal = args.outputs.reveal();
    let masking = outputs::masking(reveal, !summarised, args.state.key_file(), log)?;
    // what is printed, and problems that are listed, are told anew each time
    let counts_suffice = summarised && args.reading.problems.is_none();
    let _locked = args.state.apply(&args.reading.paths, (reveal, counts_suffice), &mut options, log)?;
    if guard.is_some() && options.memory.take().is_some() {
        options.veil = None;
        log.note(
            "with --suppress all mail is read: a state keeps no text in which names could be looked for",
        );
    }
    let run = RunInfo {
        paths: match &merged {
            Some(merged) => merged.paths.clone(),
            None => args.reading.paths.iter().map(|p| p.to_string_lossy().into_owned()).collect(),
        },
        kinds: options.kinds.clone(),
        countries: options.countries.clone(),
        options: told(args, merged.as_ref().map(|m| &m.said)),
        masked: !reveal,
        lang: args.outputs.lang(),
        expires: args.protect.expires(args.register.today())?,
        custodian: None,
        key_id: None,
        since: None,
    };
    let mut ending = Ending {
        log,
        run: run.clone(),
        summarised,
        listed: args.reading.problems.is_some(),
        fail_on: &args.fail_on,
        letter: args.mailto.open(&recipients, run.lang, &scanned)?,
        counts: None,
    };
    let metrics = args.night.metrics(began)?;
    let beside = Beside::of(ending.letter.as_ref(), metrics.as_ref());
    beside.check(&scanned)?;
    let watch =
        Watch { log, progress: args.talk.progress(), deadline, unfinished: beside.unfinished.clone() };
    // a merge is soon over, and reads no mail
    let measure = |scanner: &Scanner, progress: &Progress, stop: &Stop| {
        if !merging {
            scanner.measure(&args.reading.paths, progress, stop);
        }
    };
    let ended = if split {
        let problems = args.reading.problems.clone();
        let (renderer, writer) =
            open_split(split_lanes, problems, run, masking, recipients, beside.and(&scanned))
                .map_err(|e| outputs::usage(&e))?;
        leave_unfinished(&beside.and(&writer.temporaries()), &scanned, &mut options);
        let scanner = Scanner::with_recognisers(options, recognisers);
        run_guarded(
            writer,
            watch,
            |progress, stop| measure(&scanner, progress, stop),
            |writer, progress, stop| match &merged {
                Some(merged) => scanner.join_split(&mut merged.each(), &renderer, writer, stop),
                None => scanner.run_split(&args.reading.paths, &renderer, writer, progress, stop),
            },
            &mut ending,
        )
    } else {
        let Prepared { mut options, renderer, writer } =
            prepare(&args.reading, &scanned, options, lanes, run, masking, &recipients)?;
        beside.check(&writer.targets())?;
        leave_unfinished(&beside.unfinished, &scanned, &mut options);
        let scanner = Scanner::with_recognisers(options, recognisers);
        run_guarded(
            writer,
            watch,
            |progress, stop| measure(&scanner, progress, stop),
            |writer, progress, stop| {
                if let Some(merged) = &merged {
                    return scanner.join(&mut merged.each(), &renderer, writer, stop);
                }
                let Some(guard) = &guard else {
                    return scanner.run(&args.reading.paths, &renderer, writer, progress, stop);
                };
                let watched = (&renderer as _, guard as _);
                let mut summary =
                    scanner.run_watched(&args.reading.paths, watched, writer, progress, stop)?;
                summary.suppressed = Some(guard.suppressed());
                Ok(summary)
            },
            &mut ending,
        )
    };
    if let Some(metrics) = metrics {
        let exit = match &ended {
            Ok(exit) => *exit,
            Err(Failure::Usage(_)) => return ended,
            Err(failure) => failure.exit(),
        };
        let written = metrics.write(exit, ending.counts.as_deref());
        // what kept the run from its end matters more
        if let (Ok(_), Err(e)) = (&ended, written) {
            return Err(Failure::Stopped(format!("cannot write --metrics: {e}; the reports are in place")));
        }
    }
    ended
}

/// Who was erased, and what they are known by.
fn suppressed(path: &Path, args: &ScanArgs, log: Log) -> Result<(List, ListKey), Failure> {
    if args.split_by.is_some() {
        let why = "--suppress tells of the whole archive: leave out --split-by";
        return Err(Failure::Usage(why.to_owned()));
    }
    let key = key_of(&outputs::stored_key(args.state.key_file(), log)?);
    Ok((load(path, &key)?, key))
}

/// Reads one shard, and keeps what is found of it.
fn one_shard(
    args: &ScanArgs,
    mut options: ScanOptions,
    recognisers: Recognisers,
    log: Log,
) -> Result<Exit, Failure> {
    let said = Said {
        kinds: options.kinds.clone(),
        countries: options.countries.clone(),
        own_domains: options.own_domains.clone(),
        list_threshold: options.list_threshold,
        told: [args.reading.told(), args.relations.told()].concat(),
        given: given(args),
    };
    let key = outputs::stored_key(args.state.key_file(), log)?;
    options.stores = super::stores::open(&args.shard.roots()?, options.jobs)?;
    let scanner = Scanner::with_recognisers(options, recognisers);
    args.shard.run(&scanner, &said, &key, (log, args.talk.progress()))
}

/// Options that decide which findings are told, and what is said of them. Names of files change from month to month, and what is in them
/// is not to be told here.
fn told(args: &ScanArgs, merged: Option<&Said>) -> Vec<String> {
    let (reading, others) = match merged {
        Some(said) => (said.told.clone(), said.given.clone()),
        None => ([args.reading.told(), args.relations.told()].concat(), given(args)),
    };
    let files = [(args.register.is_given(), "--register"), (args.suppress.is_some(), "--suppress")];
    let files = files.into_iter().filter(|(given, _)| *given).map(|(_, option)| option.to_owned());
    [reading, args.filter.told(), others].concat().into_iter().chain(files).collect()
}

/// What else decides what is found.
fn given(args: &ScanArgs) -> Vec<String> {
    let confidence = args.min_confidence.map(|least| format!("--min-confidence={least}"));
    let files = [(!args.patterns.is_empty(), "--patterns"), (args.ignore.is_some(), "--ignore")];
    let files = files.into_iter().filter(|(given, _)| *given).map(|(_, option)| option.to_owned());
    confidence.into_iter().chain(files).collect()
}

/// What a scan does at its end.
struct Ending<'a> {
    log: Log,
    run: RunInfo,
    /// The summary goes to standard output.
    summarised: bool,
    /// Problems are listed in a file.
    listed: bool,
    fail_on: &'a [FailOn],
    /// The message that is to be sent.
    letter: Option<Letter>,
    /// The counts of a run that came to its end.
    counts: Option<String>,
}

impl Ending<'_> {
    fn summary(&self, done: &Summary) -> String {
        let end = RunEnd { run: &self.run, summary: done, problems: &[], problems_omitted: 0, changes: None };
        format!("{}\n", summary(&end, self.listed).trim_end())
    }
}

impl Closing for Ending<'_> {
    fn complete(&mut self, done: &Summary, files: &[Complete<'_>]) -> io::Result<()> {
        let summary = self.summary(done);
        self.letter.as_mut().map_or(Ok(()), |letter| letter.write(&summary, files))
    }

    fn close(&mut self, done: &Summary) -> Result<Exit, Failure> {
        if !done.proposed_own.is_empty() {
            self.log.note(&format!(
                "own domains, told from the mail: {}; --own-domain says it for sure",
                done.proposed_own.join(", ")
            ));
        }
        // of a run that was stopped there is no message, and no counts of all
        let letter = self.letter.take();
        if !done.stopped {
            self.counts = Some(metrics::counts(done));
            letter.map_or(Ok(()), Letter::put).map_err(output_failure)?;
        }
        if self.summarised {
            print(self.summary(done).as_bytes())?;
        }
        let failed = self.fail_on.iter().any(|e| e.matches(done, None));
        Ok(if failed { Exit::FailOn } else { Exit::Done })
    }
}

/// The recognisers of the wanted kinds: those that are built in, and those of the user's pattern files.
fn recognisers(kinds: &[Kind], files: &[PathBuf]) -> Result<Recognisers, Failure> {
    let mut all = Recognisers::built_in(kinds);
    for path in files {
        super::patterns::regular(path)?;
        let patterns = pattern::load(path).map_err(|e| Failure::Usage(e.to_string()))?;
        if let Some(bad) = pattern::check(&patterns).into_iter().find(|outcome| !outcome.passed) {
            return Err(Failure::Usage(format!(
                "{}: pattern {}, {}: {}",
                path.display(),
                bad.pattern,
                bad.what,
                bad.message
            )));
        }
        all = all.with_patterns(patterns);
    }
    match kinds.iter().find(|kind| !all.cards().any(|card| card.kind == **kind)) {
        Some(kind) => {
            let mut built: Vec<&str> = all.cards().map(|card| card.kind.as_str()).collect();
            built.dedup();
            Err(Failure::Usage(format!(
                "--kinds {kind}: this version finds no such details yet{}",
                if built.is_empty() {
                    "; without --kinds it finds all it can".to_owned()
                } else {
                    format!("; it finds {}", built.join(", "))
                }
            )))
        }
        None => Ok(all),
    }
}

/// A confidence as it is typed: `0.75`.
fn confidence(text: &str) -> Result<Confidence, String> {
    let least = f64::from(pattern::THRESHOLD) / 100.0;
    match text.parse::<f64>() {
        Ok(n) if (least..=1.0).contains(&n) => Ok(Confidence::percent((n * 100.0).round() as u8)),
        _ => Err(format!("expected a number from {least} to 1; less sure is never reported")),
    }
}

/// What is ready before anything is read.
pub(super) struct Prepared {
    /// How to scan.
    pub(super) options: ScanOptions,
    /// What renders findings.
    pub(super) renderer: Renderer,
    /// What writes them.
    pub(super) writer: Writer,
}

/// Opens all reports, so that whatever is wrong fails before the first byte of mail is read.
pub(super) fn prepare(
    reading: &ReadingArgs,
    scanned: &[PathBuf],
    mut options: ScanOptions,
    lanes: Vec<Lane>,
    run: RunInfo,
    masking: Masking,
    recipients: &Recipients,
) -> Result<Prepared, Failure> {
    let (renderer, writer) = open_sealed(lanes, reading.problems.clone(), run, masking, recipients)
        .map_err(|e| outputs::usage(&e))?;
    for target in writer.targets() {
        if scanned.contains(&target) {
            return Err(Failure::Usage(format!(
                "{} is to be read and written: give another -o",
                target.display()
            )));
        }
    }
    leave_unfinished(&writer.temporaries(), scanned, &mut options);
    Ok(Prepared { options, renderer, writer })
}

/// Unfinished reports are not read, where they lie among the mail: they would be met as files of the archive, larger on every
/// look.
pub(super) fn leave_unfinished(unfinished: &[PathBuf], scanned: &[PathBuf], options: &mut ScanOptions) {
    if unfinished.iter().any(|file| scanned.iter().any(|path| file.starts_with(path))) {
        options.exclude.extend(["", "/**"].map(|below| format!("**/{}*{below}", files::TEMPORARY_PREFIX)));
    }
}

/// Every path, links resolved, without standard input and places in object stores; an error when there is nothing at one of them.
pub(super) fn check_paths(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    if paths.iter().filter(|p| p.as_os_str() == "-").count() > 1 {
        return Err(Failure::Usage("`-` is given twice: there is only one standard input".to_owned()));
    }
    let mut resolved = Vec::with_capacity(paths.len());
    for path in paths.iter().filter(|p| p.as_os_str() != "-" && !StoreUrl::is_one(p)) {
        match fs::canonicalize(path) {
            Ok(real) => resolved.push(real),
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                return Err(Failure::Usage(format!("{}: there is no such file or folder", path.display())));
            }
            // What cannot be read is a problem of the scan, which goes on with the other paths.
            Err(_) => resolved.push(fs::canonicalize(parent(path)).unwrap_or_default().join(path)),
        }
    }
    Ok(resolved)
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(p) if !p.as_os_str().is_empty() => p,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_checked_first() {
        let folder = tempfile::tempdir().unwrap();
        let absent = folder.path().join("absent");
        assert!(matches!(check_paths(&[absent]), Err(Failure::Usage(text)) if text.contains("no such file")));
        assert!(check_paths(&["-".into(), "-".into()]).is_err());
        assert!(check_paths(&["-".into()]).unwrap().is_empty());
        assert_eq!(check_paths(&[folder.path().into()]).unwrap(), [fs::canonicalize(folder.path()).unwrap()]);
    }

    #[test]
    fn countries_keep_their_order_and_come_once() {
        assert_eq!(distinct(&[Country(*b"DE"), Country(*b"NL"), Country(*b"DE")]), [*b"DE", *b"NL"]);
    }
}
