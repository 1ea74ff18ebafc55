//! `--encrypt-to` and `--expire-note`: how reports are kept from others, and until when they may be kept at all.
//!
//! In: what was typed. Out: recipients, read before any mail is, and the day that every report names.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use clap::Args;
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::exit::Failure;
use crate::report::{Recipients, seal};

/// What protects reports.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Reports")]
pub(super) struct ProtectArgs {
    /// Encrypt every report, and the file of --problems, for this recipient of age: age1…, or a file of recipients, one a
    /// line; repeatable. Names of files then end in .age, as in audit.xlsx.age
    #[arg(long, value_name = "RECIPIENT")]
    encrypt_to: Vec<String>,

    /// Say in reports by when they are to be destroyed, for they hold personal data themselves: a day, as in 2026-12-31, or
    /// so many days from today (see --as-of), as in 30d
    #[arg(long, value_name = "DATE|DAYSd")]
    expire_note: Option<Expiry>,
}

impl ProtectArgs {
    /// Who can read the reports; nobody is named where they are in clear.
    pub(super) fn recipients(&self) -> Result<Recipients, Failure> {
        let mut recipients = Recipients::default();
        for given in &self.encrypt_to {
            recipients.add(given).map_err(|e| Failure::Usage(format!("--encrypt-to: {e}")))?;
        }
        Ok(recipients)
    }

    /// The day that reports name, where one is wanted.
    pub(super) fn expires(&self, today: Date) -> Result<Option<String>, Failure> {
        let day = match self.expire_note {
            None => return Ok(None),
            Some(Expiry::On(day)) => day,
            Some(Expiry::In(days)) => today.checked_add(days.days()).map_err(|_| {
                Failure::Usage("--expire-note: so many days lead beyond the calendar".to_owned())
            })?,
        };
        Ok(Some(day.to_string()))
    }
}

/// The name of a report without the extension of encrypted files, where it has that. An encrypted report says so by its name, so that nobody opens it in
/// vain, and no other one does.
pub(super) fn without_seal<'p>(option: &str, path: &'p Path, sealed: bool) -> Result<&'p Path, String> {
    let text = path.display();
    let ends = path.extension().is_some_and(|e| e.eq_ignore_ascii_case(seal::EXTENSION));
    if ends && !sealed {
        return Err(format!(
            "{option} {text}: it ends in .age, and nobody is named to encrypt it for; give --encrypt-to"
        ));
    }
    // a stream has no name that anybody opens later
    let stream = path.as_os_str() == "-" || path.metadata().is_ok_and(|m| !m.is_file() && !m.is_dir());
    if sealed && !ends && !stream {
        return Err(format!(
            "{option} {text}: it is to be encrypted, and its name must say so; give {text}.age"
        ));
    }
    Ok(if ends { Path::new(path.file_stem().unwrap_or_default()) } else { path })
}

/// When a report is to be destroyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expiry {
    On(Date),
    /// Days from today.
    In(i32),
}

/// The word is neither a day nor a number of days.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct UnknownExpiry;

impl fmt::Display for UnknownExpiry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a day of the calendar, as in 2026-12-31, or a number of days, as in 30d")
    }
}

impl std::error::Error for UnknownExpiry {}

impl FromStr for Expiry {
    type Err = UnknownExpiry;
    fn from_str(text: &str) -> Result<Self, UnknownExpiry> {
        let text = text.trim();
        if let Some(days) = text.strip_suffix(['d', 'D']) {
            let digits = (1..=5).contains(&days.len()) && days.bytes().all(|b| b.is_ascii_digit());
            return digits.then(|| days.parse().ok()).flatten().map(Expiry::In).ok_or(UnknownExpiry);
        }
        let day = (text.len() == 10).then(|| text.parse().ok()).flatten();
        day.map(Expiry::On).ok_or(UnknownExpiry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn expires(text: &str) -> Result<Option<String>, Failure> {
        let args = ProtectArgs { encrypt_to: Vec::new(), expire_note: Some(text.parse().unwrap()) };
        args.expires(date(2026, 1, 31))
    }

    #[test]
    fn a_day_or_days_from_today() {
        assert_eq!(expires("2026-12-31").unwrap().as_deref(), Some("2026-12-31"));
        assert_eq!(expires("30d").unwrap().as_deref(), Some("2026-03-02"));
        assert_eq!(expires("0d").unwrap().as_deref(), Some("2026-01-31"));
        assert!(expires("99999d").is_ok());
        for wrong in ["", "d", "30", "-3d", "2026-02-30", "soon", "999999d", "2026-12-31T00:00:00Z"] {
            assert_eq!(wrong.parse::<Expiry>(), Err(UnknownExpiry), "{wrong}");
        }
    }

    #[test]
    fn names_say_whether_a_report_is_encrypted() {
        let bare = |path: &'static str, sealed| without_seal("-o", Path::new(path), sealed);
        assert_eq!(bare("out/a.csv.age", true), Ok(Path::new("a.csv")));
        assert_eq!(bare("out/a.csv", false), Ok(Path::new("out/a.csv")));
        assert_eq!(bare("-", true), Ok(Path::new("-")));
        assert!(bare("a.csv", true).unwrap_err().contains("give a.csv.age"));
        assert!(bare("a.csv.AGE", false).unwrap_err().contains("--encrypt-to"));
    }
}
