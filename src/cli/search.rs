//! `mailsweep search`: everything about a data subject, and a plan.

mod access;
pub(super) mod again;
mod ending;
mod requests;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, ValueHint};
use jiff::civil::Date;

use super::args::{Country, ReadingArgs, TalkArgs, distinct};
use super::config::FileSettings;
use super::exit::{Exit, Failure};
use super::guard::{Watch, run_guarded};
use super::hold::Holds;
use super::limits::LimitArgs;
use super::outputs;
use super::protect::{ProtectArgs, without_seal};
use super::relations::RelationArgs;
use super::scan::{check_paths, leave_unfinished, prepare};
use super::state;
use crate::model::{Lang, Request, RequestKind, Stop, StoreUrl};
use crate::report::{HashKey, Masking, Output, Recipients, RunInfo};
use crate::scan::{ScanError, Scanner};
use crate::subject::{Notice, Prepared, Search};
use ending::Ending;
use requests::Requests;

/// What can be typed behind `search`.
#[derive(Debug, Default, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct SearchArgs {
    #[command(flatten)]
    reading: ReadingArgs,

    /// Whom to search for: a request in TOML, or a folder of them; repeatable, all are answered by one pass
    #[arg(long, value_name = "FILE", value_hint = ValueHint::AnyPath, help_heading = "Whom")]
    request: Vec<PathBuf>,

    /// A name of the person, as in `Jan de Vries`; with the options below a request without a file; repeatable
    #[arg(long, value_name = "NAME", help_heading = "Whom")]
    name: Vec<String>,

    /// An e-mail address; repeatable
    #[arg(long, value_name = "ADDRESS", help_heading = "Whom")]
    email: Vec<String>,

    /// A telephone number; repeatable
    #[arg(long, value_name = "NUMBER", help_heading = "Whom")]
    phone: Vec<String>,

    /// A postal address, as in `Dorpsstraat 12a, 1234 AB Ons Dorp`; repeatable
    #[arg(long, value_name = "ADDRESS", help_heading = "Whom")]
    address: Vec<String>,

    /// A number in a register of companies; repeatable
    #[arg(long, value_name = "NUMBER", help_heading = "Whom")]
    company_number: Vec<String>,

    /// A bank account; repeatable
    #[arg(long, value_name = "IBAN", help_heading = "Whom")]
    iban: Vec<String>,

    /// A literal text that is the person's alone: a customer number, a policy number; repeatable
    #[arg(long, value_name = "TEXT", help_heading = "Whom")]
    other: Vec<String>,

    /// Countries in whose national notation telephone numbers are read, most likely first, separated by commas
    /// [default: NL,BE,DE]
    #[arg(long, value_name = "COUNTRY", value_delimiter = ',', help_heading = "Whom")]
    country: Vec<Country>,

    /// Write to this file: .jsonl, the hits, one message a line; .json, the plan of an erasure, to be reviewed by a person; .html, the
    /// plan as a page on which that is done, in a browser and offline, and that saves it as .json; .zip, what a request for access is
    /// answered with: the messages without the details of others, and an index. With several requests {request} in the name stands
    /// for the reference of one, and each has a file of its own; repeatable
    /// [default: a table on standard output]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Reports")]
    output: Vec<PathBuf>,

    /// Write hits in this format to standard output
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(["jsonl"]), help_heading = "Reports")]
    format: Option<String>,

    #[arg(help = "Show values in full [default: masked, as in j…@e….nl and +31 6 … 78]",
          long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          value_parser = clap::builder::BoolishValueParser::new(), hide_possible_values = true,
          help_heading = "Reports")]
    reveal: Option<bool>,

    /// File with the secret key of value_hash, of the seal of a plan and of --state; made at first use [default: mailsweep/key in $XDG_STATE_HOME or ~/.local/state]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Reports")]
    state_key: Option<PathBuf>,

    /// Read only the messages that may be somebody's, as this file says, which `mailsweep scan --state FILE --index` made of the same
    /// paths with the same options; mail that is new since then is read as a whole. What is told is that of a search without it
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Whom")]
    state: Option<PathBuf>,

    /// Say which identifiers stand beside sure hits and are not in the request (another address, a new number): to be added to it by a
    /// person, and searched for again. They are masked unless --reveal is given
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          value_parser = clap::builder::BoolishValueParser::new(), hide_possible_values = true, help_heading = "Whom")]
    expand: Option<bool>,

    #[arg(help = "What must be kept, whoever asks: TOML with `message_ids`, `folders` (globs) and [[query]] tables, which have the lists \
                  of a request; the plan proposes to keep what it covers, and remembers the file: `erase` reads it again, and touches \
                  nothing without it",
          long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Plan")]
    hold: Option<PathBuf>,

    #[arg(
        help = "What is to stand where something was redacted [default: [removed], or [verwijderd] with --lang nl]",
        long,
        value_name = "TEXT",
        help_heading = "Plan"
    )]
    mark: Option<String>,

    /// Two people must put their names in the plan before it is carried out
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          value_parser = clap::builder::BoolishValueParser::new(), hide_possible_values = true, help_heading = "Plan")]
    second_approver: Option<bool>,

    /// The day that is taken for today when duties to keep ([retention.keep] in the settings) are judged, as in 2026-11-28
    #[arg(long, value_name = "YYYY-MM-DD", help_heading = "Plan")]
    as_of: Option<Date>,

    /// Language of texts for people: `nl` or `en` [default: that of LC_ALL, LC_MESSAGES or LANG, else en]
    #[arg(long, value_name = "LANGUAGE", hide_possible_values = true, help_heading = "Reports",
          value_parser = PossibleValuesParser::new(Lang::ALL.map(Lang::as_str)).map(|tag| Lang::of_locale(&tag).unwrap_or_default()))]
    lang: Option<Lang>,

    #[command(flatten)]
    protect: ProtectArgs,

    #[command(flatten)]
    relations: RelationArgs,

    #[command(flatten)]
    talk: TalkArgs,

    #[command(flatten)]
    limits: LimitArgs,
}

const AFTER_HELP: &str = "\
Examples:
  mailsweep search --request avg-2026-014.toml archive/
  mailsweep search --request requests/ archive/ -o hits.jsonl
  mailsweep search --request avg-2026-014.toml archive/ -o plan.json
  mailsweep search --request avg-2026-014.toml archive/ -o plan.html
  mailsweep search --request requests/ archive/ -o 'plans/{request}.json'
  mailsweep search --request inzage-015.toml archive/ --lang nl -o pack.zip
  mailsweep search --name 'Jan de Vries' --email jan@klant.example archive/

A request is a file like this; every list may be left out, one identifier is needed:
  [request]
  kind = \"erasure\"                 # or \"access\"
  reference = \"AVG-2026-014\"
  received = 2026-11-01
  [subject]
  names = [\"Jan de Vries\"]
  emails = [\"jan.de.vries@klant.example\"]
  phones = [\"06-12345678\"]
  addresses = [\"Dorpsstraat 12a, 1234 AB Ons Dorp\"]
  company_numbers = []
  ibans = []
  other = [\"KL-88213\"]             # a customer number, a policy number";

/// A file that a search writes.
struct File {
    output: Output,
    format: Format,
    /// The one request that it is of.
    only: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// Hits, one a line.
    Lines,
    /// The plan of an erasure.
    Plan,
    /// The plan as a page for a person.
    Page,
    /// What a request for access is answered with.
    Pack,
}

impl Format {
    /// It is of one request.
    fn is_of_one(self) -> bool {
        self != Format::Lines
    }

    /// It is a plan, and has a seal.
    fn is_planned(self) -> bool {
        matches!(self, Format::Plan | Format::Page)
    }
}

/// Stands for the reference of a request in the name of a file.
const PLACE: &str = "{request}";

/// What a search writes, opened before any mail is read.
fn open_files(args: &SearchArgs, requests: &Requests, recipients: &Recipients) -> Result<Vec<File>, Failure> {
    let mut files = Vec::new();
    let mut open = |path: &Path, format, only| {
        let output = Output::open(outputs::destination(path), recipients).map_err(|e| outputs::usage(&e))?;
        files.push(File { output, format, only });
        Ok::<(), Failure>(())
    };
    for path in &args.output {
        let bare = without_seal("-o", path, !recipients.is_empty()).map_err(Failure::Usage)?;
        let extension = bare.extension().map(|e| e.to_string_lossy().to_lowercase());
        let format = match extension.as_deref() {
            Some("jsonl") => Format::Lines,
            Some("json") => Format::Plan,
            Some("html") => Format::Page,
            Some("zip") => Format::Pack,
            None if bare.as_os_str() == "-" && args.format.is_some() => Format::Lines,
            _ => {
                return Err(Failure::Usage(format!(
                    "-o {}: a search writes .jsonl (hits), .json (the plan), .html (the plan as a page) and .zip (what a request for access \
                     is answered with); other reports of it are not built in this version",
                    path.display()
                )));
            }
        };
        let name = path.to_string_lossy();
        if format == Format::Pack {
            requests.check_access(path)?;
        }
        if name.contains(PLACE) {
            let mut used = HashSet::new();
            for n in 0..requests.all.len() {
                let own = requests.file_name(n);
                if !used.insert(own.clone()) {
                    let why =
                        format!("two requests have the reference {own}: {PLACE} cannot tell them apart");
                    return Err(Failure::Usage(why));
                }
                open(Path::new(&name.replace(PLACE, &own)), format, Some(n))?;
            }
        } else if format.is_of_one() && requests.all.len() > 1 {
            let what = if format.is_planned() { "plan" } else { "pack" };
            return Err(Failure::Usage(format!(
                "-o {name}: a {what} is of one request; with several, put {PLACE} in its name, as in '{what}s/{PLACE}.{}'",
                extension.unwrap_or_default()
            )));
        } else {
            open(path, format, format.is_of_one().then_some(0))?;
        }
    }
    if args.output.is_empty() && args.format.is_some() {
        open(Path::new("-"), Format::Lines, None)?;
    }
    let mut targets: Vec<&Path> = files.iter().filter_map(|f| f.output.target()).collect();
    targets.sort();
    if let Some(twice) = targets.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Failure::Usage(format!("-o {} is given twice", twice[0].display())));
    }
    Ok(files)
}

/// The key by which plans are sealed.
pub(super) fn plan_key(key: &HashKey) -> [u8; 32] {
    key.derive("mailsweep 2026-11 seal of a plan")
}

/// Does it.
pub(super) fn run(args: &SearchArgs, settings: &FileSettings) -> Result<Exit, Failure> {
    args.talk.log().settings(&settings.files);
    answer(args, &Requests::gather(args)?, settings, false)
}

/// Answers requests. `sure`: there is a plan only for a request of which something was found that is sure.
fn answer(
    args: &SearchArgs,
    requests: &Requests,
    settings: &FileSettings,
    sure: bool,
) -> Result<Exit, Failure> {
    let log = args.talk.log();
    let holds = Holds::typed(args.hold.as_deref(), &args.reading.paths)?;
    let scanned = check_paths(&args.reading.paths)?;
    let mut options = args.reading.options(&args.limits)?;
    if !args.country.is_empty() {
        options.countries = distinct(&args.country);
    }
    args.relations.apply(&mut options);
    // what is held is searched for in the same pass
    let all: Vec<Request> = requests.all.iter().chain(holds.queries()).cloned().collect();
    let prepared = Prepared::new(&all, &options.countries).map_err(|(n, why)| {
        match n.checked_sub(requests.all.len()).and_then(|query| holds.file_of(query)) {
            Some(path) => Failure::Usage(format!("{}: [[query]] {why}", path.display())),
            None => requests.unusable(n, &why),
        }
    })?;
    let recipients = args.protect.recipients()?;
    let files = open_files(args, requests, &recipients)?;
    if files.is_empty() && !recipients.is_empty() && args.reading.problems.is_none() {
        return Err(Failure::Usage(
            "--encrypt-to: there is no report to encrypt; give -o or --format".to_owned(),
        ));
    }
    for file in &files {
        if let Some(target) = file.output.target()
            && scanned.iter().any(|path| path == target)
        {
            return Err(Failure::Usage(format!(
                "{} is to be read and written: give another -o",
                target.display()
            )));
        }
    }
    if sure {
        again::no_journal(&files)?;
    }
    let planned = files.iter().any(|f| f.format.is_planned());
    let reveal = args.reveal.unwrap_or(false);
    let key = if planned || args.state.is_some() {
        Some(outputs::stored_key(args.state_key.as_deref(), log)?)
    } else {
        None
    };
    let masking = match &key {
        Some(key) if !reveal => Masking::Masked(key.clone()),
        _ => outputs::masking(
            reveal,
            files.iter().any(|f| f.format != Format::Pack),
            args.state_key.as_deref(),
            log,
        )?,
    };
    let lang = args.lang.unwrap_or_else(outputs::lang_of_environment);
    let today = args.as_of.unwrap_or_else(|| jiff::ZonedDateTime::now().date());
    let mut searched = BTreeMap::new();
    searched.insert(
        "country".to_owned(),
        options.countries.iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect::<Vec<_>>(),
    );
    if !options.own_domains.is_empty() {
        searched.insert("own-domain".to_owned(), options.own_domains.clone());
    }
    let _locked = match (&args.state, &key) {
        (Some(file), Some(key)) => {
            let counts_suffice = args.reading.problems.is_none();
            Some(state::searched(file, key, &args.reading.paths, counts_suffice, &mut options)?)
        }
        _ => None,
    };
    let run = RunInfo::default();
    let mut ready =
        prepare(&args.reading, &scanned, options, Vec::new(), run, Masking::Revealed, &recipients)?;
    let unfinished: Vec<PathBuf> =
        files.iter().filter_map(|f| f.output.temporary().map(Path::to_owned)).collect();
    leave_unfinished(&unfinished, &scanned, &mut ready.options);
    let notice = Notice::new(&prepared);
    let mut scanner = Scanner::new(ready.options);
    let packed = files.iter().any(|f| f.format == Format::Pack);
    if packed && args.state.is_some() {
        log.note("for a pack all mail is read: whose a detail is may be told by mail that does not name the subject");
        scanner = scanner.forgetting();
    } else if args.state.is_some()
        && !scanner.is_indexed(&notice).map_err(|e| Failure::Stopped(e.to_string()))?
    {
        log.warning(
            "the state has no index that serves this search: it was made without --index, over other paths, with \
             other options or by another version, or one is asked for at a host without a domain; all mail is read",
        );
        scanner = scanner.forgetting();
    }
    let asked = (0..).zip(&requests.all).filter(|(_, r)| r.kind == RequestKind::Access).map(|(n, _)| n);
    let asked = if packed { asked.collect() } else { HashSet::new() };
    let mut search = Some(Search::new(&notice).keep_details(asked));
    let stopping = RefCell::new(Stop::default());
    // hits are known when the run is done, and told by what closes it
    let in_stores = args.reading.paths.iter().filter(|path| StoreUrl::is_one(path)).cloned();
    let all_searched: Vec<PathBuf> = scanned.iter().cloned().chain(in_stores).collect();
    let found = RefCell::new(Vec::new());
    let mut ending = Ending {
        log,
        sure,
        requests,
        holds: &holds,
        settings,
        scanned: &all_searched,
        options: searched,
        args,
        key,
        masking,
        lang,
        today,
        planned: !files.is_empty(),
        files,
        found: &found,
        hits: Vec::new(),
        prepared: &prepared,
        scanner: &scanner,
        stopping: &stopping,
        packed: Vec::new(),
    };
    run_guarded(
        ready.writer,
        Watch { log, progress: args.talk.progress(), deadline: None, unfinished },
        |progress, stop| scanner.measure(&args.reading.paths, progress, stop),
        |writer, progress, stop| {
            let search = search.take().ok_or_else(|| ScanError::Usage("a search is done once".to_owned()))?;
            let summary =
                scanner.run_watched(&args.reading.paths, (&search, &notice), writer, progress, stop)?;
            *found.borrow_mut() = search.finish();
            *stopping.borrow_mut() = stop.clone();
            Ok(summary)
        },
        &mut ending,
    )
}
