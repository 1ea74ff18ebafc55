//! Settings files in, defaults of options out.
//!
//! A settings file is TOML; its keys are the long names of the options of `scan`, and its values are what would be
//! typed: `jobs = 4`, `country = ["NL", "BE"]`, `limit-header = "2MiB"`. So there is one list of options, one place
//! where a value is checked, and the order comes by itself: command line over environment over file over default. Of
//! two files, the one in the current folder wins over the user's own, key by key. Beside options there are two tables:
//! `[register]` with the `file` and what its columns hold, and `[retention]` with the terms.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{ArgAction, ArgMatches, CommandFactory as _};
use toml::de::{DeTable, DeValue};

use super::args::{COMMAND_LINE_ONLY, CONFIGURED, Cli, command, is_setting};
use super::exit::Failure;
use crate::relate::register::{ColumnNames, Role};
use crate::relate::retention::Retention;

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

/// What settings files say beside options, and which files these were.
#[derive(Debug, Default)]
pub(super) struct FileSettings {
    /// The files that were read.
    pub(super) files: Vec<PathBuf>,
    /// What columns of a register hold.
    pub(super) columns: ColumnNames,
    /// How long details may be kept.
    pub(super) retention: Retention,
}

/// What was typed, with what settings files say behind it.
pub(super) fn parse(typed: &[OsString]) -> Result<(ArgMatches, FileSettings), Refusal> {
    let matches = command().try_get_matches_from(typed)?;
    let config = match matches.subcommand() {
        Some((name, sub)) if CONFIGURED.contains(&name) => sub.get_one::<PathBuf>("config").cloned(),
        _ => return Ok((matches, FileSettings::default())),
    };
    let files = match config {
        Some(file) => vec![(file, true)],
        None => default_files().into_iter().map(|file| (file, false)).collect(),
    };
    let mut settings = BTreeMap::new();
    let mut all = FileSettings::default();
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
        let one = read(&file, &text).map_err(|e| Refusal::Settings(Failure::Usage(e)))?;
        settings.extend(one.options);
        all.columns = one.columns.unwrap_or(all.columns);
        all.retention = one.retention.unwrap_or(all.retention);
        all.files.push(file);
    }
    if settings.is_empty() {
        return Ok((matches, all));
    }
    Ok((with_defaults(command(), &settings).try_get_matches_from(typed)?, all))
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
            sub.mut_args(|arg| {
                match settings.get(arg.get_id().as_str()).filter(|_| is_settable(name, &arg)) {
                    Some(values) => arg.default_values(values.clone()).hide_default_value(true),
                    None => arg,
                }
            })
        });
    }
    command
}

/// What a settings file says of an option of this name is meant for this subcommand.
fn is_settable(subcommand: &str, arg: &clap::Arg) -> bool {
    arg.get_long().is_none_or(|long| is_setting(subcommand, long))
}

/// One file.
#[derive(Debug, Default)]
struct Read {
    options: Settings,
    columns: Option<ColumnNames>,
    retention: Option<Retention>,
}

/// Reads and checks one file; what is wrong is said with file and line.
fn read(file: &Path, text: &str) -> Result<Read, String> {
    let at = |offset: usize| {
        let line = text.as_bytes()[..offset.min(text.len())].iter().filter(|b| **b == b'\n').count() + 1;
        format!("{}:{line}", file.display())
    };
    let table = DeTable::parse(text)
        .map_err(|e| format!("{}: {}", at(e.span().map_or(0, |s| s.start)), e.message()))?;
    // Without variables: what they hold is checked with the command line.
    let command = Cli::command();
    let Some(scan) = command.find_subcommand("scan") else { return Ok(Read::default()) };
    let known: Vec<&str> = scan
        .get_arguments()
        .filter_map(clap::Arg::get_long)
        .filter(|long| !COMMAND_LINE_ONLY.contains(long))
        .collect();
    let mut all = Read::default();
    for (key, value) in table.get_ref() {
        let place = at(key.span().start);
        let key = key.get_ref().as_ref();
        let value = match (key, value.get_ref()) {
            ("retention", DeValue::Table(terms)) => {
                all.retention = Some(Retention::from_table(terms, &at).map_err(|e| e.to_string())?);
                continue;
            }
            ("register", DeValue::Table(register)) => {
                all.columns = columns(register, &at)?;
                match register.get("file") {
                    Some(file) => file,
                    None => continue,
                }
            }
            _ => value,
        };
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
        all.options.insert(arg.get_id().to_string(), values);
    }
    Ok(all)
}

/// What the table `[register.columns]` says: roles, and the header names of the columns that have them.
fn columns(register: &DeTable<'_>, at: &dyn Fn(usize) -> String) -> Result<Option<ColumnNames>, String> {
    let mut named = None;
    for (key, value) in register {
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("file", _) => {}
            ("columns", DeValue::Table(roles)) => {
                let names: &mut ColumnNames = named.get_or_insert_default();
                for (role, columns) in roles {
                    let word = role.get_ref().as_ref();
                    let Some(role) = Role::named(word) else {
                        let place = at(role.span().start);
                        let known = Role::ALL.map(Role::as_str).join(", ");
                        return Err(format!(
                            "{place}: register.columns: \"{word}\" is no role; expected of {known}"
                        ));
                    };
                    let place = at(columns.span().start);
                    let values = values(columns.get_ref(), true);
                    for column in values.map_err(|e| format!("{place}: register.columns.{word}: {e}"))? {
                        names.add(role, &column);
                    }
                }
            }
            (other, _) => {
                let place = at(key.span().start);
                return Err(format!(
                    "{place}: unknown setting \"register.{other}\"; expected `file` and [register.columns]"
                ));
            }
        }
    }
    Ok(named)
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
        read(Path::new("mailsweep.toml"), text).map(|all| all.options)
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
    fn tables_say_what_columns_hold_and_how_long_details_are_kept() {
        let text = "[register]\nfile = 'r.csv'\n[register.columns]\nemail = ['Adres 1', 'Adres 2']\nname = 'Wie'\n\
                    [retention]\ndefault = '2 years'\n[[retention.rule]]\nname = 'lists'\nterm = 'P1M'\n";
        let all = read(Path::new("mailsweep.toml"), text).unwrap();
        assert_eq!(all.options["register"], ["r.csv"]);
        let mut want = ColumnNames::default();
        want.add(Role::Email, "Adres 1");
        want.add(Role::Email, "Adres 2");
        want.add(Role::Name, "Wie");
        assert_eq!(all.columns, Some(want));
        assert_eq!(all.retention.unwrap().names().collect::<Vec<_>>(), ["lists", "default"]);
        assert_eq!(settings("register = 'r.csv'").unwrap()["register"], ["r.csv"]);
        for (text, expected) in [
            (
                "[register.columns]\nmail = 'x'",
                "mailsweep.toml:2: register.columns: \"mail\" is no role; expected of name, ",
            ),
            (
                "[register.columns]\nemail = 1.5",
                "mailsweep.toml:2: register.columns.email: expected a string",
            ),
            (
                "[register]\npath = 'x'",
                "mailsweep.toml:2: unknown setting \"register.path\"; expected `file`",
            ),
            ("[retention]\ndefault = 'long'", "mailsweep.toml:2: retention.default: expected a term"),
        ] {
            let error = settings(text).unwrap_err();
            assert!(error.starts_with(expected), "{error}");
        }
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
