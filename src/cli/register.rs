//! `--register` and `--as-of`: the central register, and the day that is taken for today.
//!
//! In: what was typed, and what settings files say of columns. Out: a register, read before any mail is. This is the only place
//! where the clock is asked what day it is.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use jiff::civil::Date;

use super::config::FileSettings;
use super::exit::Failure;
use super::log::Log;
use crate::report::summary::counted;
use crate::scan::{Registered, ScanOptions};

/// What may be kept, and until when.
#[derive(Debug, Args)]
#[command(next_help_heading = "What may be kept")]
pub(super) struct RegisterArgs {
    /// The central register of relations, with which findings are compared: CSV with a header line, vCard or JSON lines
    /// (see docs/register.md)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    register: Option<PathBuf>,

    /// The day on which retention terms are judged, as in 2026-01-31 [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
}

impl RegisterArgs {
    /// Reads the register, where one is given.
    pub(super) fn load(
        &self,
        settings: &FileSettings,
        options: &ScanOptions,
        log: Log,
    ) -> Result<Option<Registered>, Failure> {
        let Some(file) = &self.register else { return Ok(None) };
        let registered = Registered::load(file, &settings.columns, &options.countries, options.jobs)
            .map_err(|e| Failure::Usage(e.to_string()))?;
        let register = registered.register();
        log.detail(&format!(
            "the register {} has {}; {} passed over, {} without a detail",
            file.display(),
            counted(register.len() as u64, "row"),
            counted(register.unknown_columns() as u64, "column"),
            counted(register.blank() as u64, "row"),
        ));
        if register.is_empty() {
            log.warning(&format!("the register {} holds no relation", file.display()));
        }
        Ok(Some(registered))
    }

    /// A register is given.
    pub(super) fn is_given(&self) -> bool {
        self.register.is_some()
    }

    /// The day that is taken for today.
    pub(super) fn today(&self) -> Date {
        today(self.as_of)
    }
}

/// The day that is taken for today: this one, or that of the clock.
pub(super) fn today(as_of: Option<Date>) -> Date {
    as_of.unwrap_or_else(|| jiff::ZonedDateTime::now().date())
}

/// A day as it is typed.
pub(super) fn date(text: &str) -> Result<Date, &'static str> {
    text.trim().parse().map_err(|_| "expected a day of the calendar, as in 2026-01-31")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_checked() {
        assert_eq!(date("2024-02-29"), Ok(jiff::civil::date(2024, 2, 29)));
        for wrong in ["2023-02-29", "31-01-2026", "", "today"] {
            assert!(date(wrong).is_err(), "{wrong}");
        }
        let args = RegisterArgs { register: None, as_of: Some(jiff::civil::date(2024, 2, 29)) };
        assert_eq!(args.today(), jiff::civil::date(2024, 2, 29));
    }
}
