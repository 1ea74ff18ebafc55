//! `mailsweep search`: everything about a data subject, and a plan.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, ValueHint};
use jiff::civil::Date;

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
use crate::erase::plan::{Keeping, Making, Plan, Reason, Searched};
use crate::model::{Hit, Lang, Mention, Named, Summary};
use crate::relate::statutory::Message;
use crate::report::lang::text;
use crate::report::{Complete, HashKey, Masking, Output, Recipients, RunInfo, hits};
use crate::scan::Scanner;
use crate::subject::hold::Hold;
use crate::subject::request::{self, Identifiers, Request};
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

    /// Write to this file: .jsonl, the hits, one message a line; .json, the plan of an erasure, to be reviewed by a person. With several
    /// requests {request} in the name stands for the reference of one, and each has a file of its own; repeatable
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

    /// What must be kept, whoever asks: TOML with `message_ids`, `folders` (globs) and [[query]] tables, which have the lists of a
    /// request; the plan proposes to keep what it covers
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Plan")]
    hold: Option<PathBuf>,

    /// What is to stand where something was redacted [default: [removed], or [verwijderd] with --lang nl]
    #[arg(long, value_name = "TEXT", help_heading = "Plan")]
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
  mailsweep search --request requests/ archive/ -o 'plans/{request}.json'
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
                let request = request::load(&file).map_err(|e| Failure::Usage(e.to_string()))?;
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
            None if bare.as_os_str() == "-" && args.format.is_some() => Format::Lines,
            _ => {
                return Err(Failure::Usage(format!(
                    "-o {}: a search writes .jsonl (hits) and .json (the plan); other reports of it are not built in this version",
                    path.display()
                )));
            }
        };
        let name = path.to_string_lossy();
        if name.contains(PLACE) {
            let mut used = HashSet::new();
            for n in 0..requests.all.len() {
                let own = requests.file_name(n);
                if !used.insert(own.clone()) {
                    let why = format!("two requests have the reference {own}: {PLACE} cannot tell them apart");
                    return Err(Failure::Usage(why));
                }
                open(Path::new(&name.replace(PLACE, &own)), format, Some(n))?;
            }
        } else if format == Format::Plan && requests.all.len() > 1 {
            return Err(Failure::Usage(format!(
                "-o {name}: a plan is of one request; with several, put {PLACE} in its name, as in 'plans/{PLACE}.json'"
            )));
        } else {
            open(path, format, (format == Format::Plan).then_some(0))?;
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

impl Requests {
    /// The reference of a request as part of a file name, or its number.
    fn file_name(&self, n: usize) -> String {
        let reference = self.reference(n).unwrap_or_default();
        let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
        let name: String = reference.chars().take(80).map(plain).collect();
        let name = name.trim_start_matches('.');
        if name.is_empty() { format!("request-{}", n + 1) } else { name.to_owned() }
    }

    fn reference(&self, n: usize) -> Option<&str> {
        self.all.get(n).and_then(|r| r.reference.as_deref())
    }
}

/// The key by which plans are sealed.
pub(super) fn plan_key(key: &HashKey) -> [u8; 32] {
    key.derive("mailsweep 2026-11 seal of a plan")
}

/// Does it.
pub(super) fn run(args: &SearchArgs, settings: &FileSettings) -> Result<Exit, Failure> {
    let log = args.talk.log();
    log.settings(&settings.files);
    let requests = Requests::gather(args)?;
    let hold = match &args.hold {
        Some(path) => {
            super::patterns::regular(path)?;
            Hold::load(path).map_err(|e| Failure::Usage(e.to_string()))?
        }
        None => Hold::default(),
    };
    let scanned = check_paths(&args.reading.paths)?;
    let mut options = args.reading.options(&args.limits)?;
    if !args.country.is_empty() {
        options.countries = distinct(&args.country);
    }
    args.relations.apply(&mut options);
    // what is held is searched for in the same pass
    let all: Vec<Request> = requests.all.iter().chain(hold.queries()).cloned().collect();
    let prepared = Prepared::new(&all, &options.countries).map_err(|(n, why)| {
        let held = n.checked_sub(requests.all.len());
        let from = args.hold.as_ref().filter(|_| held.is_some());
        match from {
            Some(path) => Failure::Usage(format!("{}: [[query]] {why}", path.display())),
            None => requests.unusable(n, &why),
        }
    })?;
    let recipients = args.protect.recipients()?;
    let files = open_files(args, &requests, &recipients)?;
    if files.is_empty() && !recipients.is_empty() && args.reading.problems.is_none() {
        return Err(Failure::Usage("--encrypt-to: there is no report to encrypt; give -o or --format".to_owned()));
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
    let planned = files.iter().any(|f| f.format == Format::Plan);
    let reveal = args.reveal.unwrap_or(false);
    let key = if planned { Some(outputs::stored_key(args.state_key.as_deref(), log)?) } else { None };
    let masking = match &key {
        Some(key) if !reveal => Masking::Masked(key.clone()),
        _ => outputs::masking(reveal, !files.is_empty(), args.state_key.as_deref(), log)?,
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
    let run = RunInfo::default();
    let mut ready =
        prepare(&args.reading, &scanned, options, Vec::new(), run, Masking::Revealed, &recipients)?;
    let unfinished: Vec<PathBuf> =
        files.iter().filter_map(|f| f.output.temporary().map(Path::to_owned)).collect();
    super::scan::leave_unfinished(&unfinished, &scanned, &mut ready.options);
    let scanner = Scanner::new(ready.options);
    let notice = Notice::new(&prepared);
    let mut search = Some(Search::new(&notice));
    // hits are known when the run is done, and told by what closes it
    let found = std::cell::RefCell::new(Vec::new());
    let mut ending = Ending {
        log,
        requests: &requests,
        hold: &hold,
        settings,
        scanned: &scanned,
        options: searched,
        args,
        key,
        masking,
        lang,
        today,
        files,
        found: &found,
        hits: Vec::new(),
    };
    run_guarded(
        ready.writer,
        Watch { log, progress: args.talk.progress(), deadline: None, unfinished },
        |progress, stop| scanner.measure(&args.reading.paths, progress, stop),
        |writer, progress, stop| {
            let search = search.take().ok_or_else(|| {
                crate::scan::ScanError::Usage("a search is done once".to_owned())
            })?;
            let summary = scanner.run_watched(&args.reading.paths, (&search, &notice), writer, progress, stop)?;
            *found.borrow_mut() = search.finish();
            Ok(summary)
        },
        &mut ending,
    )
}

/// What a search does at its end.
struct Ending<'a> {
    log: Log,
    requests: &'a Requests,
    hold: &'a Hold,
    settings: &'a FileSettings,
    scanned: &'a [PathBuf],
    options: BTreeMap<String, Vec<String>>,
    args: &'a SearchArgs,
    key: Option<HashKey>,
    masking: Masking,
    lang: Lang,
    today: Date,
    files: Vec<File>,
    found: &'a std::cell::RefCell<Vec<Vec<Hit>>>,
    hits: Vec<Vec<Hit>>,
}

impl Ending<'_> {
    /// What was searched, for a plan.
    fn searched(&self, done: &Summary) -> Searched {
        let mut options = self.options.clone();
        if !done.proposed_own.is_empty() {
            options.insert("own-domain".to_owned(), done.proposed_own.clone());
        }
        let content = &done.content;
        Searched {
            paths: self.scanned.iter().map(|p| p.to_string_lossy().into_owned()).collect(),
            options,
            messages: content.messages,
            bytes: content.total,
            bytes_given_up: content.given_up,
            bytes_opaque: content.opaque.values().map(|o| o.bytes).sum(),
            problems: done.problems.iter().map(|(code, n)| (code.as_str().to_owned(), *n)).collect(),
        }
    }

    fn plan(&self, n: usize, done: &Summary, held: &HashSet<(String, u64)>) -> Option<Plan> {
        let (request, hits) = (self.requests.all.get(n)?, self.hits.get(n)?);
        let key = plan_key(self.key.as_ref()?);
        let keeping = |hit: &Hit| {
            let message = Message {
                source: hit.meta.source.as_str(),
                subject: hit.meta.subject.as_ref().map(|s| s.reveal().as_str()),
                archived_at: hit.meta.archived_at.as_deref(),
                date: hit.meta.date.as_deref(),
            };
            let duty = self.settings.retention.keep().covers(&message, self.today);
            Keeping {
                held: self.hold.covers(&hit.meta)
                    || held.contains(&(hit.meta.source.as_str().to_owned(), hit.meta.message)),
                retention: duty.map(|(rule, until)| (rule.to_string(), until.map(|d| d.to_string()))),
            }
        };
        let masked = self.masking.is_masked();
        let shown = |mention: &Mention| {
            let mut out = String::new();
            match (masked, mention.named) {
                (false, _) => out.push_str(mention.value.reveal()),
                (true, Named::Detail(kind)) => crate::report::mask::mask(kind, mention.value.reveal(), &mut out),
                (true, Named::Other) => crate::report::mask::mask_subject(mention.value.reveal(), &mut out),
            }
            out
        };
        let making = Making {
            program: concat!("mailsweep ", env!("CARGO_PKG_VERSION")).to_owned(),
            made: jiff::Timestamp::now().strftime("%FT%TZ").to_string(),
            request,
            searched: self.searched(done),
            second_approver: self.args.second_approver.unwrap_or(false),
            mark: self.args.mark.clone().unwrap_or_else(|| text(self.lang, "plan-mark", &[])),
            masked,
        };
        Some(Plan::new(making, hits, &key, &keeping, &shown, &|reason| said(self.lang, reason)))
    }
}

/// A reason in words.
fn said(lang: Lang, reason: &Reason) -> String {
    match reason {
        Reason::OnlySubject => text(lang, "plan-only-subject", &[]),
        Reason::Others => text(lang, "plan-others", &[]),
        Reason::Possible => text(lang, "plan-possible", &[]),
        Reason::SomebodyElse => text(lang, "plan-somebody-else", &[]),
        Reason::Hold => text(lang, "plan-hold", &[]),
        Reason::Retention { rule, until: Some(until) } => {
            text(lang, "plan-retention", &[("rule", rule.as_str().into()), ("until", until.as_str().into())])
        }
        Reason::Retention { rule, until: None } => {
            text(lang, "plan-retention-unknown", &[("rule", rule.as_str().into())])
        }
        Reason::OwnStaff => text(lang, "plan-own-staff", &[]),
        Reason::Access => text(lang, "plan-access", &[]),
        Reason::NotWhole => text(lang, "plan-not-whole", &[]),
    }
}

impl Closing for Ending<'_> {
    fn complete(&mut self, done: &Summary, _: &[Complete<'_>]) -> io::Result<()> {
        self.hits = self.found.take();
        let held = Hold::named(self.hits.get(self.requests.all.len()..).unwrap_or_default());
        self.hits.truncate(self.requests.all.len());
        let mut files = std::mem::take(&mut self.files);
        for file in &mut files {
            match file.format {
                Format::Plan => {
                    let plan = file.only.and_then(|n| self.plan(n, done, &held));
                    serde_json::to_writer_pretty(&mut file.output, &plan)?;
                    file.output.write_all(b"\n")?;
                }
                Format::Lines => {
                    let mut bytes = Vec::new();
                    for (n, list) in self.hits.iter().enumerate() {
                        if file.only.is_some_and(|only| only != n) {
                            continue;
                        }
                        for hit in list {
                            hits::push_hit(hit, self.requests.reference(n), &self.masking, &mut bytes);
                            if bytes.len() > 1 << 16 {
                                file.output.write_all(&bytes)?;
                                bytes.clear();
                            }
                        }
                    }
                    file.output.write_all(&bytes)?;
                }
            }
            file.output.sync()?;
        }
        self.files = files;
        Ok(())
    }

    fn close(&mut self, done: &Summary) -> Result<Exit, Failure> {
        if !done.proposed_own.is_empty() {
            self.log.note(&format!(
                "own domains, told from the mail: {}; --own-domain says it for sure",
                done.proposed_own.join(", ")
            ));
        }
        if done.stopped {
            return Ok(Exit::Done);
        }
        let tabled = self.files.is_empty();
        for file in std::mem::take(&mut self.files) {
            let name = file.output.target().map(|_| file.output.name().to_owned());
            file.output.put().map_err(super::guard::output_failure)?;
            if let Some(name) = name {
                self.log.note(&format!("wrote {name}"));
            }
        }
        if tabled {
            let masked = !self.args.reveal.unwrap_or(false);
            for (n, list) in self.hits.iter().enumerate() {
                print(hits::table(list, self.requests.reference(n), masked).as_bytes())?;
            }
        }
        Ok(Exit::Done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_no_path() {
        let of = |reference: Option<&str>| Request {
            reference: reference.map(str::to_owned),
            ..Request::default()
        };
        let requests = Requests {
            all: vec![of(Some("../AVG 2026/1")), of(None), of(Some("..")), of(Some("AVG-2026-014"))],
            from: Vec::new(),
        };
        let names: Vec<String> = (0..4).map(|n| requests.file_name(n)).collect();
        assert_eq!(names, ["_AVG_2026_1", "request-2", "request-3", "AVG-2026-014"]);
    }
}
