//! `mailsweep patterns`: what the recognisers are, and whether pattern files hold what they promise.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueHint};

use super::exit::{Exit, Failure};
use super::log::print;
use crate::recognise::pattern::{Found, PatternFile, built_in, check, load};
use crate::report::sanitise::{sanitise, sanitise_lines};
use crate::report::summary::counted;

/// What can be typed behind `patterns`.
#[derive(Debug, Args)]
pub(super) struct PatternsArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List all patterns: id, kind and what each finds
    List,
    /// Show one pattern in full, with what it misses and its examples
    Show {
        /// The id of the pattern, as `list` prints it
        id: String,
    },
    /// Run the examples and counter-examples of pattern files; exit status 2 when one does not hold
    Check {
        /// Pattern files, or folders of them [default: the patterns that are built in]
        #[arg(value_name = "FILE", value_hint = ValueHint::AnyPath)]
        files: Vec<PathBuf>,
    },
}

/// Does it.
pub(super) fn run(args: &PatternsArgs) -> Result<Exit, Failure> {
    match &args.action {
        Action::List => print(list(&built_in()).as_bytes())?,
        Action::Show { id } => print(show(&built_in(), id)?.as_bytes())?,
        Action::Check { files } => {
            let (text, failed) = checked(&loaded(files)?);
            print(text.as_bytes())?;
            if failed {
                return Ok(Exit::Usage);
            }
        }
    }
    Ok(Exit::Done)
}

fn loaded(files: &[PathBuf]) -> Result<Vec<PatternFile>, Failure> {
    if files.is_empty() {
        return Ok(built_in());
    }
    let mut patterns = Vec::new();
    for file in files {
        regular(file)?;
        patterns.extend(load(file).map_err(|e| Failure::Usage(e.to_string()))?);
    }
    Ok(patterns)
}

/// Refuses what is no regular file: to read a pipe may wait for ever. What is not there is left to the reader to say.
pub(super) fn regular(path: &Path) -> Result<(), Failure> {
    let inside = |folder| std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path());
    let files: Vec<PathBuf> = if path.is_dir() {
        inside(path).filter(|file| file.extension().is_some_and(|e| e == "toml")).collect()
    } else {
        vec![path.to_owned()]
    };
    match files.iter().find(|file| std::fs::metadata(file).is_ok_and(|m| !m.is_file())) {
        Some(file) => Err(Failure::Usage(format!("{}: expected a regular file", file.display()))),
        None => Ok(()),
    }
}

fn list(patterns: &[PatternFile]) -> String {
    let width = |text: fn(&PatternFile) -> &str| {
        patterns.iter().map(|p| text(p).chars().count()).max().unwrap_or_default()
    };
    let (ids, kinds) = (width(|p| p.id.as_ref()), width(|p| p.kind.as_str()));
    let mut out = String::new();
    for p in patterns {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{:ids$}  {:kinds$}  {}", p.id, p.kind, one_line(&p.summary));
    }
    out
}

fn show(patterns: &[PatternFile], id: &str) -> Result<String, Failure> {
    let Some(p) = patterns.iter().find(|p| p.id.as_ref() == id) else {
        let nearest = patterns
            .iter()
            .map(|p| (strsim::jaro_winkler(&p.id, id), p.id.as_ref()))
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .filter(|(likeness, _)| *likeness > 0.7);
        let hint = match nearest {
            Some((_, name)) => format!("did you mean {name:?}?"),
            None => "`mailsweep patterns list` lists them".to_owned(),
        };
        return Err(Failure::Usage(format!("there is no pattern {id:?}; {hint}")));
    };
    let mut out = String::new();
    let mut line = |text: std::fmt::Arguments<'_>| {
        // Writing to a String cannot fail.
        let _ = out.write_fmt(text);
        out.push('\n');
    };
    line(format_args!("{}: {}", p.id, p.name));
    line(format_args!("kind: {}", p.kind));
    line(format_args!("confidence: {}", f64::from(p.confidence) / 100.0));
    line(format_args!("finds: {}", one_line(&p.summary)));
    if !p.misses.is_empty() {
        line(format_args!("misses: {}", one_line(&p.misses)));
    }
    for reference in &p.references {
        line(format_args!("reference: {reference}"));
    }
    for example in &p.examples {
        let values: Vec<&str> = example.finds.iter().map(Found::value).collect();
        line(format_args!("finds in {}: {}", sanitise(&example.text), values.join(", ")));
    }
    for counter in &p.counter_examples {
        line(format_args!("finds nothing in {}: {}", sanitise(&counter.text), one_line(&counter.why)));
    }
    Ok(sanitise_lines(&out).into_owned())
}

/// What failed, and how many things were checked; true when something failed.
fn checked(patterns: &[PatternFile]) -> (String, bool) {
    let outcomes = check(patterns);
    let mut out = String::new();
    let mut failed = 0;
    for o in outcomes.iter().filter(|o| !o.passed) {
        failed += 1;
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}: {}: {}", sanitise(&o.pattern), o.what, one_line(&o.message));
    }
    let _ = writeln!(
        out,
        "{}, {}: {} failed",
        counted(patterns.len() as u64, "pattern"),
        counted(outcomes.len() as u64, "check"),
        failed
    );
    (out, failed > 0)
}

fn one_line(text: &str) -> String {
    sanitise(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_pattern_is_listed_and_shown() {
        let patterns = built_in();
        let list = list(&patterns);
        assert_eq!(list.lines().count(), patterns.len());
        for p in &patterns {
            assert!(list.contains(p.id.as_ref()));
            let text = show(&patterns, &p.id).unwrap();
            assert!(text.starts_with(&format!("{}: {}\n", p.id, p.name)));
            assert_eq!(text.matches("\nfinds nothing in ").count(), p.counter_examples.len());
        }
        assert!(matches!(show(&patterns, "emial"), Err(Failure::Usage(text)) if text.contains("\"email\"")));
        assert!(
            matches!(show(&patterns, "zzz"), Err(Failure::Usage(text)) if text.contains("patterns list"))
        );
    }

    #[test]
    fn what_fails_is_named() {
        let mut patterns = built_in();
        let (text, failed) = checked(&patterns);
        assert!(!failed, "{text}");
        patterns.push(patterns[0].clone());
        let (text, failed) = checked(&patterns);
        assert!(failed && text.contains(&format!("{}: id: ", patterns[0].id)), "{text}");
    }

    #[test]
    fn a_file_that_is_no_pattern_is_refused() {
        assert!(matches!(loaded(&["absent.toml".into()]), Err(Failure::Usage(_))));
    }
}
