//! Where what an erasure removes is kept, for whom, and until when.
//!
//! In: what was typed, and the plan. Out: something that keeps messages, ready before any mail is touched.

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::cli::exit::Failure;
use crate::cli::protect::Expiry;
use crate::cli::register::today;
use crate::erase::plan::Plan;
use crate::erase::quarantine::{KEY, Quarantine, QuarantineError, Term};
use crate::report::{HashKey, Recipients};

/// Days that messages are kept where nothing else is said.
const DAYS: Expiry = Expiry::In(30);

/// What is kept of what goes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Quarantine")]
pub(super) struct KeepingArgs {
    /// Keep every message as it was before it is deleted or redacted, encrypted, in this folder; `mailsweep quarantine` lists them, destroys them
    /// when their day is over, and puts one back
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    quarantine: Option<PathBuf>,

    /// Who can read what is in the quarantine: a recipient of age (age1…), or a file of recipients, one a line; repeatable. The
    /// secret key need not be on this machine
    #[arg(long, value_name = "RECIPIENT")]
    encrypt_to: Vec<String>,

    /// How long it is kept: so many days from today, as in 90d, or through a day, as in 2026-12-31 [default: 30d]
    #[arg(long, value_name = "DATE|DAYSd")]
    keep_for: Option<Expiry>,

    /// Keep nothing: messages are deleted and changed for good
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          value_parser = clap::builder::BoolishValueParser::new(), hide_possible_values = true)]
    no_quarantine: Option<bool>,
}

impl KeepingArgs {
    /// Opens the quarantine; `None` where nothing is to be kept.
    pub(super) fn open(&self, plan: &Plan, key: &HashKey) -> Result<Option<Quarantine<'static>>, Failure> {
        let usage = |why: String| Err(Failure::Usage(why));
        let Some(folder) = &self.quarantine else {
            if self.no_quarantine.unwrap_or(false) {
                return Ok(None);
            }
            return usage(
                "--apply needs to know what becomes of what it removes: --quarantine DIR --encrypt-to age1… keeps it encrypted for a \
                 time; --no-quarantine keeps nothing"
                    .to_owned(),
            );
        };
        if self.no_quarantine.unwrap_or(false) {
            return usage(
                "both --quarantine and --no-quarantine are given, one of them perhaps in the settings; give one"
                    .to_owned(),
            );
        }
        let mut recipients = Recipients::default();
        for given in &self.encrypt_to {
            recipients.add(given).map_err(|e| Failure::Usage(format!("--encrypt-to: {e}")))?;
        }
        if recipients.is_empty() {
            return usage(
                "--quarantine keeps mail encrypted: name who can read it with --encrypt-to age1… (`age-keygen -o key.txt` makes a key)"
                    .to_owned(),
            );
        }
        if let Some(path) = plan.searched.paths.iter().find(|path| lies_in(folder, Path::new(path))) {
            return usage(format!(
                "--quarantine {}: it lies in {path}, which is searched; name a folder elsewhere",
                folder.display()
            ));
        }
        let day = today(None);
        let keep_until = until(self.keep_for.unwrap_or(DAYS), day)?;
        let reference = plan.request.reference.clone().unwrap_or_else(|| format!("a plan of {}", plan.made));
        let term = Term { taken: day, keep_until, reference };
        let opened = Quarantine::open(
            folder,
            Box::new(move |clear| recipients.seal(clear)),
            term,
            Some(&key.derive(KEY)),
        );
        opened.map(Some).map_err(|error| match error {
            QuarantineError::NotOne { .. }
            | QuarantineError::Broken { .. }
            | QuarantineError::Seal { .. } => Failure::Usage(error.to_string()),
            QuarantineError::Held(_) | QuarantineError::Io { .. } => Failure::Stopped(error.to_string()),
        })
    }
}

/// The last day.
fn until(term: Expiry, today: Date) -> Result<Date, Failure> {
    let day = match term {
        Expiry::On(day) => day,
        Expiry::In(days) => today
            .checked_add(days.days())
            .map_err(|_| Failure::Usage("--keep-for: so many days lead beyond the calendar".to_owned()))?,
    };
    match day < today {
        true => Err(Failure::Usage(format!("--keep-for {day}: that day is over"))),
        false => Ok(day),
    }
}

/// A folder, which need not be there yet, lies in another.
fn lies_in(folder: &Path, other: &Path) -> bool {
    let Ok(other) = other.canonicalize() else { return false };
    let Ok(folder) = std::path::absolute(folder) else { return false };
    let there = folder.ancestors().find_map(|ancestor| ancestor.canonicalize().ok());
    there.is_some_and(|there| there.starts_with(&other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_ends_on_a_day_that_is_to_come() {
        let today = jiff::civil::date(2026, 11, 28);
        assert_eq!(until(DAYS, today).unwrap(), jiff::civil::date(2026, 12, 28));
        assert_eq!(until("2026-11-28".parse().unwrap(), today).unwrap(), today);
        assert!(until("2026-11-27".parse().unwrap(), today).is_err());
    }

    #[test]
    fn a_folder_lies_in_another_also_where_it_is_not_made_yet() {
        let folder = tempfile::tempdir().unwrap();
        let mail = folder.path().join("mail");
        std::fs::create_dir(&mail).unwrap();
        assert!(lies_in(&mail.join("a/quarantine"), &mail) && lies_in(&mail, &mail));
        assert!(!lies_in(&folder.path().join("mail2"), &mail));
    }
}
