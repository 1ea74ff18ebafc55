//! `mailsweep scan`: the audit.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, ValueHint};

use super::args::{Country, ReadingArgs, TalkArgs};
use super::config::FileSettings;
use super::exit::{Exit, Failure};
use super::fail_on::FailOn;
use super::limits::LimitArgs;
use super::log::{Log, print};
use super::protect::{ProtectArgs, without_seal};
use super::register::RegisterArgs;
use super::relations::{FilterArgs, RelationArgs};
use super::state::StateArgs;
use super::{outputs, progress, signals};
use crate::model::{Confidence, Kind, Lang, Stop, Summary};
use crate::recognise::{Recognisers, pattern};
use crate::report::summary::{counted, number, summary};
use crate::report::{
    FORMATS, Lane, Masking, Recipients, Renderer, ReportFormat, Reports, RunEnd, RunInfo, Writer, files,
    open_sealed, open_split,
};
use crate::scan::{Ignore, Progress, ScanError, ScanOptions, Scanner};

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

    /// Say for each finding why it is one, in `fields.why`: which words beside it, which check
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          value_parser = clap::builder::BoolishValueParser::new(), hide_possible_values = true,
          help_heading = "Reports")]
    explain: Option<bool>,

    /// Write a report to this file, in the format of its extension: .xlsx, .md, .csv, .json or .jsonl; repeatable. `-` is
    /// standard output [default: a summary on standard output]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Reports")]
    output: Vec<PathBuf>,

    /// Write the report in this format: to standard output, or to an -o without an extension
    #[arg(long, value_name = "NAME", help_heading = "Reports",
          value_parser = PossibleValuesParser::new(FORMATS.iter().map(|f| f.card().name)))]
    format: Option<String>,

    /// Show values in reports in full [default: masked, as in j…@e….nl and +31 6 … 78]
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          value_parser = clap::builder::BoolishValueParser::new(), hide_possible_values = true,
          help_heading = "Reports")]
    reveal: Option<bool>,

    /// Language of reports for people: `nl` or `en` [default: that of LC_ALL, LC_MESSAGES or LANG, else en]
    #[arg(long, value_name = "LANGUAGE", hide_possible_values = true, help_heading = "Reports",
          value_parser = PossibleValuesParser::new(Lang::ALL.map(Lang::as_str)).map(|tag| Lang::of_locale(&tag).unwrap_or_default()))]
    lang: Option<Lang>,

    /// Exit with status 1 when this was found: `any`, `messages` (with a detail outside the header), `problems` or a
    /// kind, alone or with a bound, as in `email` or `phone>100`; repeatable, one match is enough
    #[arg(long, value_name = "EXPR", help_heading = "Reports")]
    fail_on: Vec<FailOn>,

    #[command(flatten)]
    state: StateArgs,

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
    talk: TalkArgs,

    #[command(flatten)]
    limits: LimitArgs,
}

const AFTER_HELP: &str = "\
Examples:
  mailsweep scan archive/                      a summary of what is there
  mailsweep scan archive/ -o findings.csv      every place, values masked
  mailsweep scan archive/ -o audit.xlsx        a workbook: a sheet a table
  mailsweep scan archive/ -o all.json --reveal everything in full: store it safely
  mailsweep scan --format jsonl mail.mbox      JSON lines for other programs
  mailsweep scan --fail-on 'phone>100' archive/
                                               status 1 with more than 100 numbers

Every option but -o, --format and --split-by can also be set as a variable
(MAILSWEEP_JOBS=4) or in mailsweep.toml (jobs = 4). The command line wins over
variables, and these over the file. Report files are readable by you only, and are
put in place when they are complete; a run that is stopped leaves them as they were.";

/// Does it.
pub(super) fn run(args: &ScanArgs, settings: &FileSettings) -> Result<Exit, Failure> {
    let log = args.talk.log();
    log.settings(&settings.files);
    let scanned = check_paths(&args.reading.paths)?;
    let mut options = args.reading.options(&args.limits)?;
    options.kinds = args.kinds.clone();
    if !args.country.is_empty() {
        options.countries = distinct(&args.country);
    }
    args.relations.apply(&mut options);
    options.filter = args.filter.filter();
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
    // a register that cannot be used is said before any mail is read
    options.register = args.register.load(settings, &options, log)?;
    if !settings.retention.is_empty() {
        options.retention = Some((settings.retention.clone(), args.register.today()));
    }
    let sought = |kind: &Kind| recognisers.cards().any(|card| card.kind == *kind);
    if let Some(kind) = args.fail_on.iter().filter_map(|e| e.kind()).find(|kind| !sought(kind)) {
        return Err(Failure::Usage(format!(
            "--fail-on {kind}: such details are not looked for, and none can be found"
        )));
    }
    let recipients = args.protect.recipients()?;
    let sealed = !recipients.is_empty();
    let split = args.split_by.is_some();
    let lanes = if split {
        Vec::new()
    } else {
        if let Some(path) = args.output.iter().find(|p| outputs::names_custodian(p)) {
            let why = "-o {}: {custodian} stands for one only with --split-by custodian";
            return Err(Failure::Usage(why.replacen("{}", &path.display().to_string(), 1)));
        }
        outputs::lanes(&args.output, args.format.as_deref(), sealed)?
    };
    let split_lanes =
        if split { outputs::split_lanes(&args.output, args.format.as_deref(), sealed)? } else { Vec::new() };
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
    let reveal = args.reveal.unwrap_or(false);
    let masking = outputs::masking(reveal, !summarised, args.state.key_file(), log)?;
    // what is printed, and problems that are listed, are told anew each time
    let counts_suffice = summarised && args.reading.problems.is_none();
    let _locked = args.state.apply(&args.reading.paths, (reveal, counts_suffice), &mut options, log)?;
    let run = RunInfo {
        paths: args.reading.paths.iter().map(|p| p.to_string_lossy().into_owned()).collect(),
        kinds: options.kinds.clone(),
        countries: options.countries.clone(),
        masked: !reveal,
        lang: args.lang.unwrap_or_else(outputs::lang_of_environment),
        expires: args.protect.expires(args.register.today())?,
        custodian: None,
    };
    let listed = args.reading.problems.is_some();
    let close = |done: &Summary| {
        if !done.proposed_own.is_empty() {
            log.note(&format!(
                "own domains, told from the mail: {}; --own-domain says it for sure",
                done.proposed_own.join(", ")
            ));
        }
        if summarised {
            let end = RunEnd { run: &run, summary: done, problems: &[], problems_omitted: 0 };
            print(format!("{}\n", summary(&end, listed).trim_end()).as_bytes())?;
        }
        let failed = args.fail_on.iter().any(|e| e.matches(done));
        Ok(if failed { Exit::FailOn } else { Exit::Done })
    };
    if split {
        let (renderer, writer) = open_split(
            split_lanes,
            args.reading.problems.clone(),
            run.clone(),
            masking,
            recipients,
            scanned.clone(),
        )
        .map_err(|e| outputs::usage(&e))?;
        leave_unfinished(&writer, &scanned, &mut options);
        let scanner = Scanner::with_recognisers(options, recognisers);
        return run_guarded(
            writer,
            args.talk.progress(),
            log,
            |progress, stop| scanner.measure(&args.reading.paths, progress, stop),
            |writer, progress, stop| {
                scanner.run_split(&args.reading.paths, &renderer, writer, progress, stop)
            },
            close,
        );
    }
    let Prepared { options, renderer, writer } =
        prepare(&args.reading, &scanned, options, lanes, run.clone(), masking, &recipients)?;
    let scanner = Scanner::with_recognisers(options, recognisers);
    run_guarded(
        writer,
        args.talk.progress(),
        log,
        |progress, stop| scanner.measure(&args.reading.paths, progress, stop),
        |writer, progress, stop| scanner.run(&args.reading.paths, &renderer, writer, progress, stop),
        close,
    )
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

/// The same countries, each once, in the order given.
fn distinct(countries: &[Country]) -> Vec<[u8; 2]> {
    let mut all = Vec::with_capacity(countries.len());
    for Country(code) in countries {
        if !all.contains(code) {
            all.push(*code);
        }
    }
    all
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
    leave_unfinished(&writer, scanned, &mut options);
    Ok(Prepared { options, renderer, writer })
}

/// Unfinished reports are not read, where they lie among the mail: they would be met as files of the archive, larger on every
/// look.
fn leave_unfinished(writer: &impl Reports, scanned: &[PathBuf], options: &mut ScanOptions) {
    if writer.temporaries().iter().any(|file| scanned.iter().any(|path| file.starts_with(path))) {
        options.exclude.extend(["", "/**"].map(|below| format!("**/{}*{below}", files::TEMPORARY_PREFIX)));
    }
}

/// Every path, links resolved, without standard input; an error when there is nothing at one of them.
pub(super) fn check_paths(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    if paths.iter().filter(|p| p.as_os_str() == "-").count() > 1 {
        return Err(Failure::Usage("`-` is given twice: there is only one standard input".to_owned()));
    }
    let mut resolved = Vec::with_capacity(paths.len());
    for path in paths.iter().filter(|p| p.as_os_str() != "-") {
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

/// Reports that are named one by one when they are in place.
const NAMED: usize = 20;

/// Runs `work` with progress and signals, finishes the reports, and says how it ended. `close` is called with the
/// counts once the reports are in place, or when the run was stopped.
pub(super) fn run_guarded<W: Reports>(
    mut writer: W,
    show_progress: bool,
    log: Log,
    measure: impl FnOnce(&Progress, &Stop) + Send,
    work: impl FnOnce(&mut W, &Progress, &Stop) -> Result<Summary, ScanError>,
    close: impl FnOnce(&Summary) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    let stop = signals::stop_flag(writer.temporaries())
        .map_err(|e| Failure::Stopped(format!("cannot watch for signals: {e}")))?;
    let progress = Progress::default();
    let result = progress::watch(
        show_progress,
        &progress,
        || measure(&progress, &stop),
        || work(&mut writer, &progress, &stop),
    );
    let done = match result {
        Ok(done) => done,
        Err(ScanError::Usage(text)) => return Err(Failure::Usage(text)),
        Err(ScanError::Output(e)) => return Err(output_failure(e)),
        Err(ScanError::Memory(text)) => return Err(Failure::Stopped(text)),
    };
    let problems_listed = writer.lists_problems();
    if done.stopped {
        let files = writer.targets().len();
        drop(writer);
        close(&done)?;
        let reports = if files > 0 { " No report file was changed." } else { "" };
        log.warning(&format!("stopped part-way.{reports} Run the same command again to do it in full"));
        return Ok(Exit::Stopped);
    }
    let names = writer.finish(&done).map_err(output_failure)?;
    for name in names.iter().take(NAMED) {
        log.note(&format!("wrote {name}"));
    }
    if names.len() > NAMED {
        log.note(&format!("wrote {} more", number((names.len() - NAMED) as u64)));
    }
    let exit = close(&done)?;
    if done.total_problems() == 0 {
        return Ok(exit);
    }
    let hint = if problems_listed { "" } else { "; --problems FILE lists them" };
    log.warning(&format!(
        "some input could not be read in full: {}{hint}",
        counted(done.total_problems(), "problem")
    ));
    Ok(exit.merge(Exit::Incomplete))
}

fn output_failure(error: io::Error) -> Failure {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Failure::ReaderGone;
    }
    Failure::Stopped(format!("cannot write a report: {error}; unfinished reports were removed"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Problem, ProblemCode, Sink as _};
    use crate::report::Destination;

    const QUIET: Log = Log { quiet: true, verbose: false };

    fn writer(path: &Path) -> Writer {
        let lane =
            Lane { format: crate::report::format_named("json"), destination: Destination::File(path.into()) };
        open_sealed(vec![lane], None, RunInfo::default(), Masking::Revealed, &Recipients::default())
            .unwrap()
            .1
    }

    fn run(
        path: &Path,
        work: impl FnOnce(&mut Writer, &Stop) -> Result<Summary, ScanError>,
    ) -> Result<Exit, Failure> {
        run_guarded(writer(path), false, QUIET, |_, _| (), |w, _, stop| work(w, stop), |_| Ok(Exit::FailOn))
    }

    #[test]
    fn how_a_run_ends_says_what_becomes_of_its_reports() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.json");
        let problem = || Problem::new(ProblemCode::Io, "x");

        assert_eq!(
            run(&path, |_, _| Ok(Summary { stopped: true, ..Summary::default() })).unwrap(),
            Exit::Stopped
        );
        assert!(!path.exists());

        let usage = run(&path, |_, _| Err(ScanError::Usage("bad glob".into())));
        assert!(matches!(usage, Err(Failure::Usage(text)) if text == "bad glob"));
        let full = run(&path, |_, _| Err(ScanError::Output(io::ErrorKind::StorageFull.into())));
        assert!(matches!(full, Err(Failure::Stopped(_))));
        let gone = run(&path, |_, _| Err(ScanError::Output(io::ErrorKind::BrokenPipe.into())));
        assert!(matches!(gone, Err(Failure::ReaderGone)));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);

        assert_eq!(run(&path, |_, _| Ok(Summary::default())).unwrap(), Exit::FailOn);
        assert!(path.exists());
        let incomplete = run(&path, |writer, stop| {
            assert!(!stop.asked());
            writer.chunk(&[Vec::new()], &[problem()]).unwrap();
            let mut summary = Summary::default();
            summary.problems.insert(ProblemCode::Io, 1);
            Ok(summary)
        });
        assert_eq!(incomplete.unwrap(), Exit::Incomplete, "3 wins over 1");
        assert!(fs::read_to_string(&path).unwrap().contains("\"code\":\"io\""));
    }

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
