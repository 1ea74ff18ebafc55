//! `--passwords`, `--ocr`, `--documents`: how files are read that are no mail themselves.
//!
//! In: what was typed. Out: how documents are opened, read before any mail is.

use std::fs;
use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{Args, ValueHint};

use super::exit::Failure;
use crate::model::Passwords;
use crate::scan::ExtractOptions;

/// How documents are opened.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "What is read")]
pub(super) struct DocumentArgs {
    /// Try the passwords in this file, one a line, on archives and documents that need one; keep it as safe as they are
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    passwords: Option<PathBuf>,

    /// Read the text in pictures and scanned pages by Tesseract, which must be installed, in these languages, as in
    /// `nld+eng` [default: pictures are counted, not read]
    #[arg(long, value_name = "LANGUAGES", value_parser = languages)]
    ocr: Option<String>,

    /// Also search documents that lie beside the mail (PDF, Office, text tables) [default: only those that came along with a
    /// message, and address books and calendars]
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true",
          value_parser = BoolishValueParser::new(), hide_possible_values = true)]
    documents: Option<bool>,
}

/// Bytes of a file of passwords.
const PASSWORDS: u64 = 1 << 20;

impl DocumentArgs {
    /// What is meant.
    pub(super) fn options(&self) -> Result<ExtractOptions, Failure> {
        let passwords = self.passwords.as_ref().map(read_passwords).transpose()?.unwrap_or_default();
        let passwords = Passwords::new(passwords);
        Ok(ExtractOptions { passwords, ocr: self.ocr.clone(), ..ExtractOptions::default() })
    }

    /// Documents beside the mail are searched too.
    pub(super) fn loose(&self) -> bool {
        self.documents.unwrap_or(false)
    }
}

/// The lines of a file of passwords. White space at their ends may be part of one; an empty line is none.
fn read_passwords(file: &PathBuf) -> Result<Vec<String>, Failure> {
    let wrong = |what: &str| Failure::Usage(format!("--passwords {}: {what}", file.display()));
    let size = fs::metadata(file).map_err(|e| wrong(&e.kind().to_string()))?.len();
    if size > PASSWORDS {
        return Err(wrong("larger than 1 MiB; expected one password a line"));
    }
    let bytes = fs::read(file).map_err(|e| wrong(&e.kind().to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| wrong("not UTF-8; expected one password a line"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

/// Languages as Tesseract names its data files (tesseract(1), `-l`): they become an argument of a program, so nothing else will do.
fn languages(text: &str) -> Result<String, &'static str> {
    let one = |name: &str| {
        !name.is_empty()
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    let good = text.len() <= 100 && text.split('+').all(one);
    good.then(|| text.to_owned()).ok_or("expected languages as Tesseract names them, as in nld+eng")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_names_and_nothing_else() {
        assert_eq!(languages("nld+eng").as_deref(), Ok("nld+eng"));
        assert_eq!(languages("chi_sim").as_deref(), Ok("chi_sim"));
        for wrong in ["", "nld+", "-psm", "nld eng", "../x", "nld;rm"] {
            assert!(languages(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn passwords_stand_one_a_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("passwords");
        fs::write(&file, "\u{feff}one\r\n two \n\nthree").unwrap();
        assert_eq!(read_passwords(&file).unwrap(), ["one", " two ", "three"]);
        fs::write(&file, b"\xff\xfe").unwrap();
        assert!(read_passwords(&file).is_err());
        assert!(read_passwords(&folder.path().join("missing")).is_err());
    }
}
