//! Settings files in, defaults of options out.
//!
//! A settings file is TOML; its keys are the long names of the options of `scan`, and its values are what would be
//! typed: `jobs = 4`, `country = ["NL", "BE"]`, `limit-header = "2MiB"`. So there is one list of options, one place
//! where a value is checked, and the order comes by itself: command line over environment over file over default. Of
//! two files, the one in the current folder wins over the user's own, key by key.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{ArgAction, ArgMatches, CommandFactory as _};
use toml::de::{DeTable, DeValue};

use super::args::{COMMAND_LINE_ONLY, CONFIGURED, Cli, command};
use super::exit::Failure;

/// The name of a settings file.
const FILE: &str = "mailsweep.toml";

/// Why nothing is to be run.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The command line: clap says it, or shows help.
    Clap(clap::Error),
    /// A settings file.
    Settings(Failure),
}

impl From<clap::Error> for Refusal {
    fn from(error: clap::Error) -> Self {
        Refusal::Clap(error)
    }
}

/// What was typed, with what settings files say behind it, and which files these were.
pub(super) fn parse(typed: &[OsString]) -> Result<(ArgMatches, Vec<PathBuf>), Refusal> {
    let matches = command().try_get_matches_from(typed)?;
    let config = match matches.subcommand() {
        Some((name, sub)) if CONFIGURED.contains(&name) => sub.get_one::<PathBuf>("config").cloned(),
        _ => return Ok((matches, Vec::new())),
    };
    let files = match config {
        Some(file) => vec![(file, true)],
        None => default_files().into_iter().map(|file| (file, false)).collect(),
    };
    let mut settings = BTreeMap::new();
    let mut used = Vec::new();
    for (file, wanted) in files {
        if fs::metadata(&file).is_ok_and(|m| !m.is_file()) {
            // to read a pipe may wait for ever
            let why = format!("{}: expected a settings file, and this is no regular file", file.display());
            return Err(Refusal::Settings(Failure::Usage(why)));
        }
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(e) if e.kind() == io::ErrorKind::NotFound && !wanted => continue,
            Err(e) => {
                let why = format!("cannot read the settings file {}: {e}", file.display());
                return Err(Refusal::Settings(Failure::Usage(why)));
            }
        };
        settings.extend(read(&file, &text).map_err(|e| Refusal::Settings(Failure::Usage(e)))?);
        used.push(file);
    }
    if settings.is_empty() {
        return Ok((matches, used));
    }
    Ok((with_defaults(command(), &settings).try_get_matches_from(typed)?, used))
}

/// Where settings are looked for when no file is named; later ones win.
fn default_files() -> Vec<PathBuf> {
    let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    let own = absolute("XDG_CONFIG_HOME").or_else(|| absolute("HOME").map(|home| home.join(".config")));
    own.map(|folder| folder.join("mailsweep").join(FILE)).into_iter().chain([PathBuf::from(FILE)]).collect()
}

/// Values by the id of the option.
type Settings = BTreeMap<String, Vec<String>>;

fn with_defaults(mut command: clap::Command, settings: &Settings) -> clap::Command {
    for name in CONFIGURED {
        command = command.mut_subcommand(name, |sub| {
            sub.mut_args(|arg| match settings.get(arg.get_id().as_str()) {
                Some(values) => arg.default_values(values.clone()).hide_default_value(true),
                None => arg,
            })
        });
    }
    command
}

/// Reads and checks one file; what is wrong is said with file and line.
fn read(file: &Path, text: &str) -> Result<Settings, String> {
    let at = |offset: usize| {
        let line = text.as_bytes()[..offset.min(text.len())].iter().filter(|b| **b == b'\n').count() + 1;
        format!("{}:{line}", file.display())
    };
    let table = DeTable::parse(text)
        .map_err(|e| format!("{}: {}", at(e.span().map_or(0, |s| s.start)), e.message()))?;
    // Without variables: what they hold is checked with the command line.
    let command = Cli::command();
    let Some(scan) = command.find_subcommand("scan") else { return Ok(Settings::new()) };
    let known: Vec<&str> = scan
        .get_arguments()
        .filter_map(clap::Arg::get_long)
        .filter(|long| !COMMAND_LINE_ONLY.contains(long))
        .collect();
    let mut settings = Settings::new();
    for (key, value) in table.get_ref() {
        let place = at(key.span().start);
        let key = key.get_ref().as_ref();
        let Some(arg) = scan.get_arguments().find(|a| a.get_long() == Some(key) && known.contains(&key))
        else {
            return Err(format!("{place}: {}", unknown(key, &known)));
        };
        let list = matches!(arg.get_action(), ArgAction::Append);
        let place = at(value.span().start);
        let values =
            values(value.get_ref(), list).map_err(|expected| format!("{place}: {key}: {expected}"))?;
        // What clap says of these values by themselves.
        let typed = values.iter().map(|v| format!("--{key}={v}"));
        let typed = ["scan".to_owned()].into_iter().chain(typed).chain(["--".to_owned(), "-".to_owned()]);
        if let Err(e) = scan.clone().try_get_matches_from(typed) {
            let text = e.to_string();
            let first = text.lines().next().unwrap_or_default();
            return Err(format!("{place}: {}", first.strip_prefix("error: ").unwrap_or(first)));
        }
        settings.insert(arg.get_id().to_string(), values);
    }
    Ok(settings)
}

fn unknown(key: &str, known: &[&str]) -> String {
    if COMMAND_LINE_ONLY.contains(&key) {
        return format!("\"{key}\" is given on the command line, not in a settings file");
    }
    let wanted = key.replace('_', "-").to_lowercase();
    let nearest = known
        .iter()
        .map(|name| (strsim::jaro_winkler(name, &wanted), *name))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(likeness, _)| *likeness > 0.7);
    match nearest {
        Some((_, name)) => format!("unknown setting \"{key}\"; did you mean \"{name}\"?"),
        None => format!("unknown setting \"{key}\"; known are: {}", known.join(", ")),
    }
}

fn values(value: &DeValue<'_>, list: bool) -> Result<Vec<String>, String> {
    match value {
        DeValue::Array(items) if list => {
            items.iter().map(|item| one(item.get_ref())).collect::<Result<Vec<_>, _>>().map_err(str::to_owned)
        }
        DeValue::Array(_) => Err("expected one value, not a list".to_owned()),
        single => one(single).map(|v| vec![v]).map_err(str::to_owned),
    }
}

fn one(value: &DeValue<'_>) -> Result<String, &'static str> {
    match value {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Boolean(b) => Ok(b.to_string()),
        DeValue::Integer(n) if n.radix() == 10 => Ok(n.as_str().trim_start_matches('+').to_owned()),
        _ => Err("expected a string, a whole number, true or false, or a list of these"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> Result<Settings, String> {
        read(Path::new("mailsweep.toml"), text)
    }

    #[test]
    fn keys_are_the_names_of_options() {
        let read = settings(
            "# comment\njobs = 4\ncountry = [\"NL\", \"BE\"]\nreveal = true\nlimit-header = \"2MiB\"\nfail-on = \"phone>3\"\n",
        )
        .unwrap();
        assert_eq!(read["jobs"], ["4"]);
        assert_eq!(read["country"], ["NL", "BE"]);
        assert_eq!(read["reveal"], ["true"]);
        assert_eq!(read["limit_header"], ["2MiB"]);
        assert_eq!(read["fail_on"], ["phone>3"]);
        assert_eq!(settings("").unwrap(), Settings::new());
    }

    #[test]
    fn what_is_wrong_is_said_with_file_line_and_what_is_expected() {
        for (text, expected) in [
            (
                "jobs = 2\nkind = \"email\"\n",
                "mailsweep.toml:2: unknown setting \"kind\"; did you mean \"kinds\"?",
            ),
            (
                "limit_header = 3",
                "mailsweep.toml:1: unknown setting \"limit_header\"; did you mean \"limit-header\"?",
            ),
            (
                "\noutput = \"x\"",
                "mailsweep.toml:2: \"output\" is given on the command line, not in a settings file",
            ),
            ("jobs = [1, 2]", "mailsweep.toml:1: jobs: expected one value, not a list"),
        ] {
            assert_eq!(settings(text).unwrap_err(), expected);
        }
        for (text, beginning, part) in [
            ("zzzzzz = 1", "mailsweep.toml:1: unknown setting \"zzzzzz\"; known are: ", "limit-depth"),
            ("\n\njobs = 0", "mailsweep.toml:3: invalid value '0' for '--jobs <N>'", "1..=1024"),
            ("kinds = [\n\"email\",\n\"fax\"]", "mailsweep.toml:1: invalid value 'fax' for '--kinds", ""),
            ("jobs = 1.5", "mailsweep.toml:1: jobs: expected a string, a whole number", ""),
            ("jobs 4", "mailsweep.toml:1: ", ""),
            ("[limits]\nheader = 1", "mailsweep.toml:1: unknown setting \"limits\"", ""),
            ("jobs = 1\njobs = 2", "mailsweep.toml:2: ", "duplicate"),
        ] {
            let error = settings(text).unwrap_err();
            assert!(error.starts_with(beginning) && error.contains(part), "{error}");
        }
    }

    #[test]
    fn the_command_line_wins_over_a_file_and_a_file_over_the_default() {
        let settings = settings("jobs = 4\nkinds = [\"email\"]\nfollow = true").unwrap();
        let matches = |typed: &[&str]| {
            let all = with_defaults(command(), &settings).try_get_matches_from(typed).unwrap();
            all.subcommand_matches("scan").unwrap().clone()
        };
        let plain = matches(&["mailsweep", "scan", "x"]);
        assert_eq!(plain.get_one::<u16>("jobs"), Some(&4));
        assert_eq!(plain.get_one::<bool>("follow"), Some(&true));
        let typed = matches(&["mailsweep", "scan", "x", "--jobs=2", "--kinds", "phone", "--follow=false"]);
        assert_eq!(typed.get_one::<u16>("jobs"), Some(&2));
        assert_eq!(typed.get_one::<bool>("follow"), Some(&false));
        let kinds: Vec<crate::model::Kind> = typed.get_many("kinds").unwrap().copied().collect();
        assert_eq!(kinds, [crate::model::Kind::Phone]);
    }
}
