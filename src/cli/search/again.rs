//! `mailsweep erase --suppress`: what was erased and came back with a backup, planned to be erased again.
//!
//! Two passes over the mail. The first knows subjects of a list by hashes, and has from the mail what of them stands there; of that requests
//! are made. The second is a search for these, as any other, and its plans are plans as any other.

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use jiff::civil::Date;

use super::requests::Requests;
use super::{File, Format, PLACE, SearchArgs, answer};
use crate::cli::args::{Country, ReadingArgs, TalkArgs, WhichArgs, distinct};
use crate::cli::config::FileSettings;
use crate::cli::documents::DocumentArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::guard::{Closing, Watch, run_guarded};
use crate::cli::limits::LimitArgs;
use crate::cli::log::print;
use crate::cli::outputs;
use crate::cli::relations::RelationArgs;
use crate::cli::scan::{check_paths, prepare};
use crate::cli::suppress::{key_of, load};
use crate::model::{Finding, Lang, MessageMeta, Render, Request, Summary};
use crate::report::summary::counted;
use crate::report::{Masking, Recipients, RunInfo};
use crate::scan::Scanner;
use crate::subject::suppress::Guard;

/// What can be typed behind `erase --suppress`.
#[derive(Debug, Args)]
#[command(next_help_heading = "What came back (with --suppress)")]
pub(in crate::cli) struct AgainArgs {
    /// Plan the removal of what was erased earlier and is back: the subjects of this list, which `mailsweep suppress add` made. What is
    /// given is then no plan but mail, and nothing is changed: the plans are carried out as any other
    #[arg(long, value_name = "LIST", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) suppress: Option<PathBuf>,

    /// With --suppress: more files and folders of mail
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    more: Vec<PathBuf>,

    /// With --suppress: the plan, a .json file. Where several subjects are back, {request} in its name stands for the reference of one;
    /// so it does in a folder. There is no file for a subject of whom nothing is back [default: a table on standard output]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::AnyPath)]
    output: Vec<PathBuf>,

    #[command(flatten)]
    pub(in crate::cli) which: WhichArgs,

    /// Countries in whose national notation telephone numbers are read, most likely first, separated by commas
    /// [default: NL,BE,DE]
    #[arg(long, value_name = "COUNTRY", value_delimiter = ',')]
    country: Vec<Country>,

    /// Show values in the plan in full [default: masked]
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          value_parser = clap::builder::BoolishValueParser::new(), hide_possible_values = true)]
    reveal: Option<bool>,

    #[arg(
        help = "What is to stand where something was redacted [default: [removed], or [verwijderd] with --lang nl]",
        long,
        value_name = "TEXT"
    )]
    mark: Option<String>,

    /// Two people must put their names in the plan before it is carried out
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          value_parser = clap::builder::BoolishValueParser::new(), hide_possible_values = true)]
    second_approver: Option<bool>,

    /// The day that is taken for today when duties to keep ([retention.keep] in the settings) are judged, as in 2026-11-28
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<Date>,

    #[command(flatten)]
    relations: RelationArgs,
}

/// What `erase` has beside that.
pub(in crate::cli) struct Rest<'a> {
    /// What stands where a plan stands otherwise.
    pub(in crate::cli) first: &'a PathBuf,
    pub(in crate::cli) hold: Option<&'a PathBuf>,
    pub(in crate::cli) state_key: Option<&'a PathBuf>,
    pub(in crate::cli) lang: Option<Lang>,
    pub(in crate::cli) documents: &'a DocumentArgs,
    pub(in crate::cli) talk: &'a TalkArgs,
    pub(in crate::cli) limits: &'a LimitArgs,
}

impl AgainArgs {
    /// Something was typed that means nothing without `--suppress`.
    pub(in crate::cli) fn is_idle(&self) -> bool {
        self.suppress.is_none() && (!self.more.is_empty() || !self.output.is_empty())
    }

    /// Does it.
    pub(in crate::cli) fn run(
        &self,
        list: &Path,
        rest: &Rest<'_>,
        settings: &FileSettings,
    ) -> Result<Exit, Failure> {
        let log = rest.talk.log();
        let key = outputs::stored_key(rest.state_key.map(PathBuf::as_path), log)?;
        let key = key_of(&key);
        let listed = load(list, &key)?;
        let paths: Vec<PathBuf> = std::iter::once(rest.first).chain(&self.more).cloned().collect();
        if paths.iter().any(|path| path.as_os_str() == "-") {
            let why =
                "--suppress reads mail twice, and standard input can be read once: give files and folders";
            return Err(Failure::Usage(why.to_owned()));
        }
        let args = SearchArgs {
            reading: ReadingArgs {
                paths,
                which: self.which.clone(),
                documents: rest.documents.clone(),
                problems: None,
            },
            country: self.country.clone(),
            output: self.output.iter().map(|path| in_folder(path)).collect(),
            reveal: self.reveal,
            state_key: rest.state_key.cloned(),
            hold: rest.hold.cloned(),
            mark: self.mark.clone(),
            second_approver: self.second_approver,
            as_of: self.as_of,
            lang: rest.lang,
            relations: self.relations.clone(),
            talk: rest.talk.clone(),
            limits: rest.limits.clone(),
            ..SearchArgs::default()
        };
        let guard = Guard::new(&listed, &key);
        let (exit, back) = first_pass(&args, &guard, listed.subjects().len())?;
        if back.is_empty() {
            return Ok(exit);
        }
        let from = back.iter().map(|_| "what came back".to_owned()).collect();
        answer(&args, &Requests { all: back, from }, settings, true)
    }
}

/// A journal beside a plan says of its messages that they are done, and what a backup brings back are the same messages.
pub(super) fn no_journal(files: &[File]) -> Result<(), Failure> {
    let plans = files.iter().filter(|file| file.format == Format::Plan);
    let journals = plans.filter_map(|file| file.output.target()).map(crate::cli::erase::beside);
    match journals.into_iter().find(|journal| journal.symlink_metadata().is_ok()) {
        Some(journal) => Err(Failure::Usage(format!(
            "{}: there is the journal of an earlier erasure, by which what is back would count as done: give another -o",
            journal.display()
        ))),
        None => Ok(()),
    }
}

/// Plans in a folder have the references for names.
fn in_folder(path: &Path) -> PathBuf {
    let slash = path.as_os_str().as_encoded_bytes().last().is_some_and(|b| *b == b'/');
    if slash || path.is_dir() { path.join(format!("{PLACE}.json")) } else { path.to_owned() }
}

/// Looks for the subjects of a list; gives how that ended, and requests for those that are back.
fn first_pass(args: &SearchArgs, guard: &Guard<'_>, listed: usize) -> Result<(Exit, Vec<Request>), Failure> {
    crate::cli::stores::refuse(&args.reading.paths, "--suppress")?;
    let scanned = check_paths(&args.reading.paths)?;
    let mut options = args.reading.options(&args.limits)?;
    if !args.country.is_empty() {
        options.countries = distinct(&args.country);
    }
    args.relations.apply(&mut options);
    let countries = options.countries.clone();
    let (run, nobody) = (RunInfo::default(), Recipients::default());
    let ready = prepare(&args.reading, &scanned, options, Vec::new(), run, Masking::Revealed, &nobody)?;
    let scanner = Scanner::new(ready.options);
    let watch = Watch {
        log: args.talk.log(),
        progress: args.talk.progress(),
        deadline: None,
        unfinished: Vec::new(),
    };
    let mut looked = Looked { guard, countries, listed, back: Vec::new() };
    let exit = run_guarded(
        ready.writer,
        watch,
        |progress, stop| scanner.measure(&args.reading.paths, progress, stop),
        |writer, progress, stop| {
            scanner.run_watched(&args.reading.paths, (&Silent, guard), writer, progress, stop)
        },
        &mut looked,
    )?;
    Ok((exit, looked.back))
}

/// Tells no findings.
struct Silent;

impl Render for Silent {
    fn lanes(&self) -> usize {
        0
    }

    fn message(&self, _: &MessageMeta, _: &[Finding], _: &mut [Vec<u8>]) {}

    fn shows(&self) -> bool {
        false
    }
}

/// What the first pass does at its end.
struct Looked<'g> {
    guard: &'g Guard<'g>,
    countries: Vec<[u8; 2]>,
    listed: usize,
    back: Vec<Request>,
}

impl Closing for Looked<'_> {
    fn reads_mail(&self) -> bool {
        // else the second pass says what could not be read
        self.back.is_empty()
    }

    fn close(&mut self, done: &Summary) -> Result<Exit, Failure> {
        if done.stopped {
            return Ok(Exit::Done);
        }
        self.back = self.guard.requests(&self.countries);
        if self.back.is_empty() {
            let text = format!(
                "Nothing of {} on the list is back, in what could be read of {}.\n",
                counted(self.listed as u64, "subject"),
                counted(done.content.messages, "message"),
            );
            print(text.as_bytes())?;
        }
        Ok(Exit::Done)
    }
}
