//! `mailsweep search`: everything about a data subject, and a plan.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueHint};

use super::args::{Country, ReadingArgs, TalkArgs, distinct};
use super::config::FileSettings;
use super::exit::{Exit, Failure};
use super::guard::{Closing, Watch, run_guarded};
use super::limits::LimitArgs;
use super::log::{Log, print};
use super::outputs;
use super::protect::{ProtectArgs, without_seal};
use super::relations::RelationArgs;
use super::scan::{check_paths, prepare};
use crate::model::{Hit, Summary};
use crate::report::{Complete, Masking, Output, RunInfo, hits};
use crate::scan::Scanner;
use crate::subject::request::{Identifiers, Request};
use crate::subject::{Notice, Prepared, Search, Unusable};

/// What can be typed behind `search`.
#[derive(Debug, Args)]
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

    /// Write the hits to this file: .jsonl, one message a line; repeatable. `-` is standard output
    /// [default: a table on standard output]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Reports")]
    output: Vec<PathBuf>,

    /// Write hits in this format to standard output
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(["jsonl"]), help_heading = "Reports")]
    format: Option<String>,

    /// Show values in full [default: masked, as in j…@e….nl and +31 6 … 78]
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          value_parser = clap::builder::BoolishValueParser::new(), hide_possible_values = true,
          help_heading = "Reports")]
    reveal: Option<bool>,

    /// File with the secret key of value_hash; made at first use [default: mailsweep/key in $XDG_STATE_HOME or ~/.local/state]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Reports")]
    state_key: Option<PathBuf>,

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

/// Requests, and the names that they have in reports.
struct Requests {
    all: Vec<Request>,
    /// Where each comes from, for messages.
    from: Vec<String>,
}

impl Requests {
    fn gather(args: &SearchArgs) -> Result<Requests, Failure> {
        let mut requests = Requests { all: Vec::new(), from: Vec::new() };
        for path in &args.request {
            for file in files_of(path)? {
                let request = Request::load(&file).map_err(|e| Failure::Usage(e.to_string()))?;
                requests.all.push(request);
                requests.from.push(file.display().to_string());
            }
        }
        let typed = Identifiers {
            names: args.name.clone(),
            emails: args.email.clone(),
            phones: args.phone.clone(),
            addresses: args.address.clone(),
            company_numbers: args.company_number.clone(),
            ibans: args.iban.clone(),
            other: args.other.clone(),
        };
        if !typed.is_empty() {
            requests.all.push(Request { subject: typed, ..Request::default() });
            requests.from.push("the command line".to_owned());
        }
        if requests.all.is_empty() {
            let why = "whom to search for is not said: give --request FILE, or --name, --email, --phone and so on";
            return Err(Failure::Usage(why.to_owned()));
        }
        if requests.all.len() > usize::from(u16::MAX) {
            return Err(Failure::Usage("more requests than one run can answer (65,535)".to_owned()));
        }
        Ok(requests)
    }

    /// What an identifier that is none is told as.
    fn unusable(&self, n: usize, why: &Unusable) -> Failure {
        let from = self.from.get(n).map_or("", String::as_str);
        let line = match fs::read_to_string(from) {
            Ok(text) => format!(", line {}", crate::subject::request::line_of(&text, why.list)),
            Err(_) => String::new(),
        };
        Failure::Usage(format!("{from}{line}: {why}"))
    }
}

/// A request, or those of a folder in the order of their names.
fn files_of(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |e: io::Error| Failure::Usage(format!("cannot read {}: {e}", path.display()));
    if !fs::metadata(path).map_err(failed)?.is_dir() {
        super::patterns::regular(path)?;
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        let file = entry.map_err(failed)?.path();
        if file.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml")) && file.is_file() {
            files.push(file);
        }
    }
    if files.is_empty() {
        return Err(Failure::Usage(format!("{}: there is no request (.toml) in this folder", path.display())));
    }
    files.sort();
    Ok(files)
}

/// Does it.
pub(super) fn run(args: &SearchArgs, settings: &FileSettings) -> Result<Exit, Failure> {
    let log = args.talk.log();
    log.settings(&settings.files);
    let requests = Requests::gather(args)?;
    let scanned = check_paths(&args.reading.paths)?;
    let mut options = args.reading.options(&args.limits)?;
    if !args.country.is_empty() {
        options.countries = distinct(&args.country);
    }
    args.relations.apply(&mut options);
    let prepared = Prepared::new(&requests.all, &options.countries)
        .map_err(|(n, why)| requests.unusable(n, &why))?;
    let recipients = args.protect.recipients()?;
    let sealed = !recipients.is_empty();
    let mut files = Vec::new();
    for path in &args.output {
        let bare = without_seal("-o", path, sealed).map_err(Failure::Usage)?;
        let lines = bare.extension().is_some_and(|e| e.eq_ignore_ascii_case("jsonl"));
        if !lines && !(bare.as_os_str() == "-" && args.format.is_some()) {
            return Err(Failure::Usage(format!(
                "-o {}: a search writes hits as .jsonl; other reports of it are not built in this version",
                path.display()
            )));
        }
        files.push(Output::open(outputs::destination(path), &recipients).map_err(|e| outputs::usage(&e))?);
    }
    if args.output.is_empty() && args.format.is_some() {
        files.push(
            Output::open(outputs::standard_output(), &recipients).map_err(|e| outputs::usage(&e))?,
        );
    }
    let reveal = args.reveal.unwrap_or(false);
    let tabled = files.is_empty();
    let masking = outputs::masking(reveal, !tabled, args.state_key.as_deref(), log)?;
    let run = RunInfo::default();
    let ready = prepare(&args.reading, &scanned, options, Vec::new(), run, Masking::Revealed, &recipients)?;
    let unfinished: Vec<PathBuf> =
        files.iter().filter_map(|f| f.temporary().map(Path::to_owned)).collect();
    let scanner = Scanner::new(ready.options);
    let notice = Notice::new(&prepared);
    let mut search = Some(Search::new(&notice));
    let mut ending =
        Ending { log, requests: &requests, masking, reveal, files, hits: Vec::new() };
    // hits are known when the run is done, and told by what closes it
    let found = std::cell::RefCell::new(Vec::new());
    let mut closing = Found { ending: &mut ending, found: &found };
    run_guarded(
        ready.writer,
        Watch { log, progress: args.talk.progress(), deadline: None, unfinished },
        |progress, stop| scanner.measure(&args.reading.paths, progress, stop),
        |writer, progress, stop| {
            let Some(search) = search.take() else { unreachable!("a run is done once") };
            let summary = scanner.run_watched(&args.reading.paths, (&search, &notice), writer, progress, stop)?;
            *found.borrow_mut() = search.finish();
            Ok(summary)
        },
        &mut closing,
    )
}

/// What a search does at its end.
struct Ending<'a> {
    log: Log,
    requests: &'a Requests,
    masking: Masking,
    reveal: bool,
    files: Vec<Output>,
    hits: Vec<Vec<Hit>>,
}

struct Found<'f, 'a> {
    ending: &'f mut Ending<'a>,
    found: &'f std::cell::RefCell<Vec<Vec<Hit>>>,
}

impl Ending<'_> {
    fn reference(&self, n: usize) -> Option<&str> {
        self.requests.all.get(n).and_then(|r| r.reference.as_deref())
    }
}

impl Closing for Found<'_, '_> {
    fn complete(&mut self, _: &Summary, _: &[Complete<'_>]) -> io::Result<()> {
        self.ending.hits = self.found.take();
        let ending = &mut *self.ending;
        let mut bytes = Vec::new();
        for (n, hits) in ending.hits.iter().enumerate() {
            let reference = ending.requests.all.get(n).and_then(|r| r.reference.as_deref());
            for hit in hits {
                hits::push_hit(hit, reference, &ending.masking, &mut bytes);
                if bytes.len() > 1 << 16 {
                    for file in &mut ending.files {
                        file.write_all(&bytes)?;
                    }
                    bytes.clear();
                }
            }
        }
        for file in &mut ending.files {
            file.write_all(&bytes)?;
            file.sync()?;
        }
        Ok(())
    }

    fn close(&mut self, done: &Summary) -> Result<Exit, Failure> {
        let ending = &mut *self.ending;
        if !done.proposed_own.is_empty() {
            ending.log.note(&format!(
                "own domains, told from the mail: {}; --own-domain says it for sure",
                done.proposed_own.join(", ")
            ));
        }
        if done.stopped {
            return Ok(Exit::Done);
        }
        let tabled = ending.files.is_empty();
        for file in std::mem::take(&mut ending.files) {
            let name = file.name().to_owned();
            let to_file = file.target().is_some();
            file.put().map_err(super::guard::output_failure)?;
            if to_file {
                ending.log.note(&format!("wrote {name}"));
            }
        }
        if tabled {
            for (n, hits) in ending.hits.iter().enumerate() {
                print(hits::table(hits, ending.reference(n), !ending.reveal).as_bytes())?;
            }
        }
        Ok(Exit::Done)
    }
}
