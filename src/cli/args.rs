//! What can be typed: the subcommands, and the options that several of them share.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::BoolishValueParser;
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueHint};

use super::documents::DocumentArgs;
use super::exit::Failure;
use super::limits::LimitArgs;
use super::log::{Log, LogFormat};
use super::{
    erase, extract_worker, inspect, packaging, patterns, quarantine, report, scan, search, shards, stores,
    suppress, verify,
};
use crate::scan::ScanOptions;

/// Finds the contact details of an organisation's relations in its mail archives: where they stand, in whose mailbox,
/// and what could not be read.
#[derive(Debug, Parser)]
#[command(
    name = "mailsweep",
    version,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    after_help = AFTER_HELP
)]
pub(super) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  mailsweep scan archive/                   count what is there
  mailsweep scan archive/ -o findings.csv   list every place, values masked
  mailsweep scan --help                     all options of a scan

Exit status:
  0  done, all input read
  1  done, and --fail-on matched
  2  nothing was done: a wrong option, path or setting
  3  done, but some input could not be read in full; the report lists it
  4  stopped part-way (signal, --max-duration, full disk, another run goes on);
     nothing was lost, run it again";

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Audit: find contact details in mail and write reports; the mail is only read, never changed
    Scan(Box<scan::ScanArgs>),
    /// List the parts of every message as JSON lines, to see how mail was taken apart
    Parts(Box<inspect::InspectArgs>),
    /// List the regions of every message as JSON lines, to see which text was searched
    Regions(Box<inspect::InspectArgs>),
    /// Show or check the patterns by which details are recognised
    Patterns(patterns::PatternsArgs),
    /// One data subject: find every message about them, however they are spelt, and say why
    Search(Box<search::SearchArgs>),
    /// Carry out a reviewed plan: delete and redact messages, never losing another; a dry run unless --apply
    Erase(Box<erase::EraseArgs>),
    /// Check the certificate of an erasure, and whether what it says is gone is still gone
    Verify(Box<verify::VerifyArgs>),
    /// What erase removed and keeps encrypted: list it, destroy what is past its day, put one message back
    Quarantine(quarantine::QuarantineArgs),
    /// Keep a list of who was erased, as keyed hashes only, so that the erasure is repeated when a backup is restored
    Suppress(suppress::SuppressArgs),
    /// List an archive in pieces that many machines read, each by itself (`scan --shard`)
    Shards(shards::ShardsArgs),
    /// Tell what `scan --shard` found in all pieces of an archive, as one scan of it would
    Merge(Box<shards::MergeArgs>),
    /// Render a saved run again, in any format, or tell what changed since an older one; no mail is read
    Report(Box<report::ReportArgs>),
    /// Write a completion script for a shell to standard output
    Completions(packaging::CompletionsArgs),
    /// Write a manual page to standard output
    Man(packaging::ManArgs),
    /// Read documents for a scan that runs in another process
    #[command(hide = true)]
    ExtractWorker,
}

/// Subcommands that take settings from the environment and from files.
pub(super) const CONFIGURED: [&str; 9] =
    ["scan", "parts", "regions", "search", "shards", "merge", "report", "erase", "verify"];

/// Options that are given on the command line only: they say what one run is to do, or where settings come from. Mail is never changed
/// because a variable or a file says so, and whom to search for stands in no settings.
pub(super) const COMMAND_LINE_ONLY: [&str; 20] = [
    "output",
    "format",
    "split-by",
    "help",
    "version",
    "config",
    "apply",
    "no-quarantine",
    "journal",
    "request",
    "name",
    "email",
    "phone",
    "address",
    "shard",
    "results",
    "first",
    "company-number",
    "iban",
    "other",
];

/// Options of `report` that are not those of `scan` that are called the same: what is set for the runs of every night is not meant for what a
/// person asks of a saved run.
const TYPED_FOR_REPORT: [&str; 5] = ["since", "fail-on", "mailto-file", "mail-from", "mail-to"];

/// An option of a subcommand can be set by a variable, and in a settings file.
pub(super) fn is_setting(subcommand: &str, long: &str) -> bool {
    let typed = subcommand == "report" && TYPED_FOR_REPORT.contains(&long)
        // it makes another command of it
        || subcommand == "erase" && long == "suppress"
        // it was said when the shards were read
        || subcommand == "merge" && shards::is_of_reading(&long.replace('-', "_"));
    !(typed || COMMAND_LINE_ONLY.contains(&long))
}

/// The command as it is parsed: every option of a configured subcommand also has a variable `MAILSWEEP_…`.
pub(super) fn command() -> clap::Command {
    // a certificate may be checked without any mail
    let mut command =
        Cli::command().mut_subcommand("verify", |sub| sub.mut_arg("paths", |paths| paths.required(false)));
    command = command
        .mut_subcommand("scan", |sub| {
            sub.mut_arg("paths", |p| p.required(false).required_unless_present("shard"))
        })
        .mut_subcommand("merge", |sub| {
            let results = "Results of `scan --shard`, or folders that hold them";
            let sub = sub.mut_arg("paths", |paths| paths.value_name("RESULTS").help(results));
            sub.mut_args(|arg| match shards::is_of_reading(arg.get_id().as_str()) {
                true => arg.hide(true),
                false => arg,
            })
        });
    for name in CONFIGURED {
        command = command.mut_subcommand(name, |sub| {
            sub.mut_args(|arg| match arg.get_long() {
                Some(long) if long == "config" || is_setting(name, long) => {
                    let variable = variable(long);
                    arg.env(variable).hide_env(true)
                }
                _ => arg,
            })
        });
    }
    command
}

/// The same countries, each once, in the order given.
pub(super) fn distinct(countries: &[Country]) -> Vec<[u8; 2]> {
    let mut all = Vec::with_capacity(countries.len());
    for Country(code) in countries {
        if !all.contains(code) {
            all.push(*code);
        }
    }
    all
}

/// The environment variable of an option.
fn variable(long: &str) -> String {
    format!("MAILSWEEP_{}", long.replace('-', "_").to_ascii_uppercase())
}

/// What is read, and how.
#[derive(Debug, Default, Args)]
pub(super) struct ReadingArgs {
    /// Files and folders of mail; `-` reads one message or mbox from standard input; s3://bucket/folder, az:// and gs:// read an object
    /// store, with credentials from the environment, where that is built (the feature `cloud`)
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) which: WhichArgs,

    #[command(flatten)]
    pub(super) documents: DocumentArgs,

    /// Write every problem (what could not be read in full) as a JSON line to this file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Reports")]
    pub(super) problems: Option<PathBuf>,
}

/// Which files are read, and by how many at a time.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct WhichArgs {
    /// Read only files whose path below PATH matches this glob, as in `**/*.mbox`; repeatable [default: all]
    #[arg(long, value_name = "GLOB", help_heading = "What is read")]
    include: Vec<String>,

    /// Leave out files whose path below PATH matches this glob; repeatable, wins over --include
    #[arg(long, value_name = "GLOB", help_heading = "What is read")]
    exclude: Vec<String>,

    /// Follow symbolic links [default: they are left alone]
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          value_parser = BoolishValueParser::new(), hide_possible_values = true, help_heading = "What is read")]
    follow: Option<bool>,

    /// Threads that read at the same time, from 1 to 1024; the report is the same [default: one for each processor]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024),
          help_heading = "What is read")]
    jobs: Option<u16>,
}

impl WhichArgs {
    /// Globs of files that are read, and of those that are not; whether links are followed.
    pub(super) fn globs(&self) -> (Vec<String>, Vec<String>, bool) {
        (self.include.clone(), self.exclude.clone(), self.follow.unwrap_or(false))
    }

    /// How many threads read at the same time.
    pub(super) fn jobs(&self) -> usize {
        let processors = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        self.jobs.map_or_else(processors, usize::from)
    }
}

impl ReadingArgs {
    /// What was typed of which files are read, for a report.
    pub(super) fn told(&self) -> Vec<String> {
        let globs = |option: &str, globs: &[String]| -> Vec<String> {
            globs.iter().map(|glob| format!("--{option}={glob}")).collect()
        };
        [globs("include", &self.which.include), globs("exclude", &self.which.exclude)].concat()
    }

    /// What is meant.
    pub(super) fn options(&self, limits: &LimitArgs) -> Result<ScanOptions, Failure> {
        Ok(ScanOptions {
            jobs: self.which.jobs(),
            limits: limits.limits(),
            follow_links: self.which.follow.unwrap_or(false),
            include: self.which.include.clone(),
            exclude: self.which.exclude.clone(),
            documents: self.documents.options()?,
            stores: stores::open(&self.paths, self.which.jobs())?,
            reader: extract_worker::program(),
            loose_documents: self.documents.loose(),
            ..ScanOptions::default()
        })
    }
}

/// How much is said meanwhile, and where settings come from.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Messages and settings")]
pub(super) struct TalkArgs {
    /// Show no progress bar; there is none either when standard error is no terminal
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          value_parser = BoolishValueParser::new(), hide_possible_values = true)]
    no_progress: Option<bool>,

    /// Say nothing on standard error but why a run came to no end
    #[arg(short, long, value_name = "true|false", num_args = 0..=1, require_equals = true,
          default_missing_value = "true", value_parser = BoolishValueParser::new(), hide_possible_values = true)]
    quiet: Option<bool>,

    /// Say more on standard error: which settings and keys are used
    #[arg(short, long, value_name = "true|false", num_args = 0..=1, require_equals = true,
          default_missing_value = "true", value_parser = BoolishValueParser::new(), hide_possible_values = true)]
    verbose: Option<bool>,

    /// Form of the lines on standard error: `text`, or `json` for a collector of logs, an object a line with time, level and
    /// message [default: text]
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    log_format: Option<LogFormat>,

    /// Read settings from this file [default: mailsweep.toml in this folder, and mailsweep/mailsweep.toml in
    /// $XDG_CONFIG_HOME or ~/.config]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) config: Option<PathBuf>,
}

impl TalkArgs {
    /// How much is said; from now on also in which form.
    pub(super) fn log(&self) -> Log {
        if let Some(format) = self.log_format {
            format.choose();
        }
        Log { quiet: self.quiet.unwrap_or(false), verbose: self.verbose.unwrap_or(false) }
    }

    /// A progress bar is wanted, if there is a terminal to show it on.
    pub(super) fn progress(&self) -> bool {
        !self.quiet.unwrap_or(false) && !self.no_progress.unwrap_or(false) && !LogFormat::is_json()
    }
}

/// A country whose national notation of telephone numbers is known: ISO 3166-1 alpha-2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Country(pub(super) [u8; 2]);

/// The word is no country code.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct UnknownCountry;

impl fmt::Display for UnknownCountry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a country code of two letters (ISO 3166-1), as in NL or BE")
    }
}

impl std::error::Error for UnknownCountry {}

impl FromStr for Country {
    type Err = UnknownCountry;
    fn from_str(text: &str) -> Result<Self, UnknownCountry> {
        let upper = text.trim().to_ascii_uppercase();
        let code: [u8; 2] = upper.as_bytes().try_into().map_err(|_| UnknownCountry)?;
        upper.parse::<phonenumber::country::Id>().map_err(|_| UnknownCountry)?;
        Ok(Country(code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clap_finds_nothing_wrong() {
        command().debug_assert();
    }

    #[test]
    fn every_option_says_what_it_does() {
        for sub in command().get_subcommands() {
            assert!(sub.get_about().is_some(), "{}", sub.get_name());
            for arg in sub.get_arguments().filter(|a| !["help", "version"].contains(&a.get_id().as_str())) {
                let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(help.len() > 15, "{} {}: {help:?}", sub.get_name(), arg.get_id());
            }
        }
    }

    #[test]
    fn settings_have_variables_and_the_rest_has_not() {
        let command = command();
        let scan = command.find_subcommand("scan").unwrap();
        let of = |long: &str| {
            let arg = scan.get_arguments().find(|a| a.get_long() == Some(long)).unwrap();
            arg.get_env().map(|e| e.to_str().unwrap().to_owned())
        };
        assert_eq!(of("jobs").as_deref(), Some("MAILSWEEP_JOBS"));
        assert_eq!(of("limit-header").as_deref(), Some("MAILSWEEP_LIMIT_HEADER"));
        assert_eq!(of("config").as_deref(), Some("MAILSWEEP_CONFIG"));
        assert_eq!(of("state-key").as_deref(), Some("MAILSWEEP_STATE_KEY"));
        assert_eq!(of("output"), None);
    }

    #[test]
    fn countries_are_checked() {
        assert_eq!("nl".parse(), Ok(Country(*b"NL")));
        for text in ["", "N", "NLD", "ZZ", "é", "1A"] {
            assert_eq!(text.parse::<Country>(), Err(UnknownCountry), "{text:?}");
        }
    }
}
