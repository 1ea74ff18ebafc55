//! What was typed about reports, and what is meant: which formats go where, and whether values are masked.

use std::env;
use std::io;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};
use clap::{Args, ValueHint};

use super::exit::Failure;
use super::log::Log;
use super::protect::without_seal;
use crate::model::Lang;
use crate::report::split::PLACE;
use crate::report::{
    Destination, FORMATS, HashKey, Lane, Masking, NOT_BUILT, OpenError, ReportFormat, SplitLane,
    format_named, format_of_extension,
};

/// What can be typed about reports, and how they are written.
#[derive(Debug, Args)]
pub(super) struct OutputArgs {
    /// Write a report to this file, in the format of its extension: .html, .xlsx, .md, .csv, .json, .jsonl, .parquet or
    /// .arrow; repeatable.
    /// `-` is standard output [default: a summary on standard output]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Reports")]
    pub(super) output: Vec<PathBuf>,

    /// Write the report in this format: to standard output, or to an -o without an extension
    #[arg(long, value_name = "NAME", help_heading = "Reports",
          value_parser = PossibleValuesParser::new(names()))]
    pub(super) format: Option<String>,

    #[arg(help = "Show values in reports in full [default: masked, as in j…@e….nl and +31 6 … 78]",
          long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          value_parser = clap::builder::BoolishValueParser::new(), hide_possible_values = true,
          help_heading = "Reports")]
    reveal: Option<bool>,

    /// Language of reports for people: `nl` or `en` [default: that of LC_ALL, LC_MESSAGES or LANG, else en]
    #[arg(long, value_name = "LANGUAGE", hide_possible_values = true, help_heading = "Reports",
          value_parser = PossibleValuesParser::new(Lang::ALL.map(Lang::as_str)).map(|tag| Lang::of_locale(&tag).unwrap_or_default()))]
    lang: Option<Lang>,
}

impl OutputArgs {
    /// Values are to be shown.
    pub(super) fn reveal(&self) -> bool {
        self.reveal.unwrap_or(false)
    }

    /// The language of reports for people.
    pub(super) fn lang(&self) -> Lang {
        self.lang.unwrap_or_else(lang_of_environment)
    }
}

/// Names of formats. Those that were not built are known too, so that it can be said.
fn names() -> impl Iterator<Item = PossibleValue> {
    let built = FORMATS.iter().map(|f| PossibleValue::new(f.card().name));
    built.chain(NOT_BUILT.iter().map(|name| PossibleValue::new(*name).hide(true)))
}

/// The format that `--format` names.
fn format_asked(name: Option<&str>) -> Result<Option<&'static dyn ReportFormat>, Failure> {
    match name {
        Some(name) if NOT_BUILT.contains(&name) => {
            Err(Failure::Usage(format!("--format {name}: {}", not_built(name))))
        }
        other => Ok(other.and_then(format_named)),
    }
}

fn not_built(name: &str) -> String {
    format!("this program was built without reports of the form {name} (the feature `parquet`)")
}

/// One lane for every `-o`, or one on standard output for a `--format` without any; none: a summary for a person.
///
/// The extension of a file says its format; `--format` says it for a file without an extension and for `-`, which is
/// standard output. `sealed`: they are encrypted, and their names say so.
pub(super) fn lanes(outputs: &[PathBuf], format: Option<&str>, sealed: bool) -> Result<Vec<Lane>, Failure> {
    let named = format_asked(format)?;
    if outputs.is_empty() {
        return Ok(named
            .map(|f| vec![Lane { format: Some(f), destination: standard_output() }])
            .unwrap_or_default());
    }
    if outputs.iter().filter(|p| p.as_os_str() == "-").count() > 1 {
        return Err(Failure::Usage("-o - is given twice: there is only one standard output".to_owned()));
    }
    outputs
        .iter()
        .map(|path| {
            let bare = without_seal("-o", path, sealed).map_err(Failure::Usage)?;
            let format = format_of(path, bare, named).map_err(Failure::Usage)?;
            Ok(Lane { format: Some(format), destination: destination(path) })
        })
        .collect()
}

/// A report of each custodian for every `-o`, which has a place for the custodian in its file name: there folders are not
/// made.
pub(super) fn split_lanes(
    outputs: &[PathBuf],
    format: Option<&str>,
    sealed: bool,
) -> Result<Vec<SplitLane>, Failure> {
    let named = format_asked(format)?;
    if outputs.is_empty() {
        let why = "--split-by custodian: give the reports names, as in -o 'out/{custodian}.csv'";
        return Err(Failure::Usage(why.to_owned()));
    }
    let lane = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let folder = path.parent().unwrap_or(Path::new(""));
        if !name.contains(PLACE) || folder.to_string_lossy().contains(PLACE) {
            return Err(format!(
                "-o {}: with --split-by its file name (and not its folder) needs {PLACE}, as in 'out/{PLACE}.csv'",
                path.display()
            ));
        }
        let bare = without_seal("-o", path, sealed)?;
        Ok(SplitLane { format: format_of(path, bare, named)?, path: path.clone() })
    };
    outputs.iter().map(lane).collect::<Result<_, _>>().map_err(Failure::Usage)
}

/// The name of a report has a place for the custodian.
pub(super) fn names_custodian(path: &Path) -> bool {
    path.to_string_lossy().contains(PLACE)
}

/// Where `-o` points to.
pub(super) fn destination(path: &Path) -> Destination {
    if path.as_os_str() == "-" { standard_output() } else { Destination::File(path.to_owned()) }
}

/// Standard output as a place for a report.
pub(super) fn standard_output() -> Destination {
    Destination::Stream(Box::new(io::stdout()))
}

/// The format of a report at `path`, as its name without `.age` says.
fn format_of(
    path: &Path,
    bare: &Path,
    named: Option<&'static dyn ReportFormat>,
) -> Result<&'static dyn ReportFormat, String> {
    let built = || FORMATS.iter().map(|f| format!(".{}", f.extension())).collect::<Vec<_>>().join(", ");
    let Some(extension) = bare.extension() else {
        return named.ok_or_else(|| {
            format!(
                "-o {}: the format of a report goes by its extension; give one of {}, or --format",
                path.display(),
                built()
            )
        });
    };
    let extension = extension.to_string_lossy();
    if let Some(format) = format_of_extension(&extension) {
        return Ok(format);
    }
    if let Some(name) = NOT_BUILT.iter().find(|name| extension.eq_ignore_ascii_case(name)) {
        return Err(format!("-o {}: {}", path.display(), not_built(name)));
    }
    Err(format!("-o {}: no report has the extension .{extension}; built are {}", path.display(), built()))
}

/// The language that the locale asks for (POSIX: `LC_ALL` wins over `LC_MESSAGES`, that over `LANG`).
pub(super) fn lang_of_environment() -> Lang {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()))
        .and_then(|locale| Lang::of_locale(&locale))
        .unwrap_or_default()
}

/// How values are shown. The key is looked for only where masked values are written.
pub(super) fn masking(reveal: bool, wanted: bool, key: Option<&Path>, log: Log) -> Result<Masking, Failure> {
    if reveal || !wanted {
        return Ok(Masking::Revealed);
    }
    let usage = |e: crate::report::KeyError| Failure::Usage(e.to_string());
    if let Some(path) = key {
        log.detail(&format!("the key of value_hash is in {}", path.display()));
        return HashKey::load_or_create(path).map(Masking::Masked).map_err(usage);
    }
    let path = default_key_file();
    let loaded = path.as_deref().map(HashKey::load_or_create);
    let reason = match loaded {
        Some(Ok(key)) => {
            log.detail(&format!("the key of value_hash is in {}", path.unwrap_or_default().display()));
            return Ok(Masking::Masked(key));
        }
        Some(Err(e @ crate::report::KeyError::Io { .. })) => e.to_string(),
        Some(Err(e)) => return Err(usage(e)),
        None => "there is no home folder for the key file".to_owned(),
    };
    log.warning(&format!(
        "{reason}; value_hash is made with a key for this run only, so that reports of different runs cannot be \
         joined by it (--state-key names a file)"
    ));
    HashKey::random().map(Masking::Masked).map_err(usage)
}

/// The key that is kept from run to run, for what must be known again: without one that is kept there is none.
pub(super) fn stored_key(key: Option<&Path>, log: Log) -> Result<HashKey, Failure> {
    let default = default_key_file();
    let Some(path) = key.or(default.as_deref()) else {
        let why = "there is no home folder for the key file: name one with --state-key";
        return Err(Failure::Usage(why.to_owned()));
    };
    log.detail(&format!("the key is in {}", path.display()));
    HashKey::load_or_create(path).map_err(|e| Failure::Usage(e.to_string()))
}

/// `$XDG_STATE_HOME/mailsweep/key`, or the same in `~/.local/state` (XDG Base Directory Specification).
pub(super) fn default_key_file() -> Option<PathBuf> {
    let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    let state =
        absolute("XDG_STATE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/state")))?;
    Some(state.join("mailsweep").join("key"))
}

/// A target that cannot be written. What was typed may be right, and the place not: a disk that is full or may only be read, a permission
/// that was taken away; then running it again is worth something, as it is when that happens later.
pub(super) fn usage(error: &OpenError) -> Failure {
    use std::io::ErrorKind::{PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    match error {
        OpenError::Io { source, .. }
            if matches!(
                source.kind(),
                PermissionDenied | QuotaExceeded | ReadOnlyFilesystem | StorageFull
            ) =>
        {
            Failure::Stopped(error.to_string())
        }
        _ => Failure::Usage(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_cannot_be_written_now_is_no_wrong_use() {
        use std::io::{Error, ErrorKind};
        for (kind, stopped) in [
            (ErrorKind::PermissionDenied, true),
            (ErrorKind::ReadOnlyFilesystem, true),
            (ErrorKind::StorageFull, true),
            (ErrorKind::NotFound, false),
        ] {
            let failure = usage(&OpenError::Io { path: "a.csv".into(), source: Error::from(kind) });
            assert_eq!(matches!(failure, Failure::Stopped(_)), stopped, "{kind:?}");
        }
    }

    fn formats(outputs: &[&str], format: Option<&str>) -> Result<Vec<&'static str>, String> {
        let paths: Vec<PathBuf> = outputs.iter().map(PathBuf::from).collect();
        match lanes(&paths, format, false) {
            Ok(lanes) => Ok(lanes.iter().map(|l| l.format.unwrap().card().name).collect()),
            Err(Failure::Usage(text)) => Err(text),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn extensions_say_the_format_and_format_says_the_rest() {
        assert_eq!(formats(&[], None).unwrap(), [""; 0]);
        assert_eq!(formats(&[], Some("csv")).unwrap(), ["csv"]);
        assert_eq!(formats(&["a.jsonl", "b.JSON", "c.HTML"], None).unwrap(), ["jsonl", "json", "html"]);
        assert_eq!(formats(&["a.jsonl", "-", "/dev/null"], Some("csv")).unwrap(), ["jsonl", "csv", "csv"]);
    }

    #[test]
    fn what_cannot_be_written_says_what_can() {
        for (outputs, part) in [
            (
                &["a.pdf"][..],
                "no report has the extension .pdf; built are .jsonl, .json, .csv, .xlsx, .md, .html",
            ),
            (&["report"], "give one of .jsonl, .json, .csv, .xlsx, .md, .html, "),
            (&["-"], "or --format"),
            (&["-", "-"], "only one standard output"),
        ] {
            let error = formats(outputs, None).unwrap_err();
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn columns_are_written_where_they_are_built_and_missed_by_name_elsewhere() {
        let outputs = ["a.parquet", "b.Arrow"];
        if NOT_BUILT.is_empty() {
            assert_eq!(formats(&outputs, None).unwrap(), ["parquet", "arrow"]);
            return;
        }
        for (outputs, format) in [(&outputs[..1], None), (&outputs[1..], None), (&[], Some("arrow"))] {
            let error = formats(outputs, format).unwrap_err();
            assert!(error.contains("built without") && error.contains("the feature `parquet`"), "{error}");
        }
    }

    #[test]
    fn a_key_is_made_only_for_masked_reports() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let log = Log { quiet: true, verbose: false };
        assert!(!masking(true, true, Some(&path), log).unwrap().is_masked());
        assert!(!masking(false, false, Some(&path), log).unwrap().is_masked());
        assert!(!path.exists());
        assert!(masking(false, true, Some(&path), log).unwrap().is_masked());
        assert!(path.exists());
        std::fs::write(&path, "x").unwrap();
        assert!(matches!(masking(false, true, Some(&path), log), Err(Failure::Usage(_))));
    }
}
