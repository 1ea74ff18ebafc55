//! A run in, bytes in one format out: rendering, masking, escaping, and report files that are whole or absent.
//!
//! What comes in: findings with the message they stand in, problems, and the counts of a run. What goes out: JSON
//! lines ([`jsonl`]), one JSON document ([`json`]), comma-separated values ([`csv`]) and a text for a person
//! ([`mod@summary`]). This room refuses to know how mail is read or searched, and who asked; it imports only
//! [`crate::model`]. Formats follow RFC 8259 (JSON) and RFC 4180 (CSV).
//!
//! A new format is one file here and its two lines below: the `mod` line and its entry in [`FORMATS`].

pub mod calling;
pub mod csv;
pub mod escape;
pub mod files;
pub mod json;
pub mod jsonl;
pub mod key;
pub mod lanes;
pub mod mask;
pub mod problems;
mod relations;
pub mod sanitise;
pub mod summary;

#[cfg(test)]
pub(crate) mod sample;

pub use files::{Destination, OpenError};
pub use key::{HashKey, KeyError};
pub use lanes::{Lane, Renderer, Writer, open};
pub use mask::Masking;
pub use summary::summary;

use crate::model::{Card, Finding, Kind, MessageMeta, Problem, Summary};

/// Version of the shape of `.json` and `.jsonl`; it grows when a field changes its meaning or goes.
pub const SCHEMA_VERSION: u32 = 1;

/// What a report says of the run it is of. It holds no time and no number of jobs: the same input and options give the
/// same bytes.
#[derive(Debug, Clone, Default)]
pub struct RunInfo {
    /// The paths that were scanned, as typed.
    pub paths: Vec<String>,
    /// Kinds that were looked for; empty for all that are built.
    pub kinds: Vec<Kind>,
    /// Countries whose national notation was read, most likely first.
    pub countries: Vec<[u8; 2]>,
    /// Values are masked.
    pub masked: bool,
}

/// What is known once all was read.
#[derive(Debug, Clone, Copy)]
pub struct RunEnd<'a> {
    /// The run.
    pub run: &'a RunInfo,
    /// Its counts.
    pub summary: &'a Summary,
    /// Its problems, in the order of the sources; the first [`lanes::PROBLEMS_KEPT`] of them.
    pub problems: &'a [Problem],
    /// How many more there were.
    pub problems_omitted: u64,
}

/// One format of a report. All functions are pure and append to `out`.
pub trait ReportFormat: Send + Sync {
    /// What it is; the name is the one of `--format`.
    fn card(&self) -> &'static Card;
    /// File extension in lower case, without the dot.
    fn extension(&self) -> &'static str;
    /// What stands before the first finding.
    fn begin(&self, run: &RunInfo, out: &mut Vec<u8>);
    /// The findings of one message, at least one, with [`ReportFormat::separator`] between them but not around them.
    /// Workers call it at the same time.
    fn message(&self, meta: &MessageMeta, findings: &[Finding], masking: &Masking, out: &mut Vec<u8>);
    /// What stands between the findings of one message and those of the next; may be empty.
    fn separator(&self) -> &'static [u8];
    /// What stands after the last finding.
    fn end(&self, end: &RunEnd<'_>, out: &mut Vec<u8>);
}

/// Every format that is built, in the order of help texts.
pub const FORMATS: &[&dyn ReportFormat] = &[&jsonl::Jsonl, &json::Json, &csv::Csv];

/// Extensions that are promised for later versions: asking for one gets its own answer.
pub const PROMISED: &[&str] = &["xlsx", "html", "md"];

/// The format of this name.
pub fn format_named(name: &str) -> Option<&'static dyn ReportFormat> {
    FORMATS.iter().copied().find(|f| f.card().name == name)
}

/// The format of files with this extension (without the dot, in any case).
pub fn format_of_extension(extension: &str) -> Option<&'static dyn ReportFormat> {
    FORMATS.iter().copied().find(|f| f.extension().eq_ignore_ascii_case(extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Files of this room that are no format.
    const OTHERS: &[&str] = &[
        "calling",
        "escape",
        "files",
        "key",
        "lanes",
        "mask",
        "mod",
        "problems",
        "relations",
        "sample",
        "sanitise",
        "summary",
    ];

    #[test]
    fn every_format_is_registered_once_and_describes_itself() {
        let mut files: Vec<String> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/report"))
            .unwrap()
            .filter_map(|e| e.unwrap().file_name().to_str()?.strip_suffix(".rs").map(str::to_owned))
            .filter(|name| !OTHERS.contains(&name.as_str()))
            .collect();
        files.sort();
        let mut names: Vec<&str> = FORMATS.iter().map(|f| f.card().name).collect();
        names.sort_unstable();
        assert_eq!(
            files, names,
            "a file of a format is not in FORMATS, or one of another sort is not in OTHERS"
        );

        let mut extensions: Vec<&str> = FORMATS.iter().map(|f| f.extension()).collect();
        extensions.sort_unstable();
        extensions.dedup();
        assert_eq!(extensions.len(), FORMATS.len(), "two formats with one extension");
        for format in FORMATS {
            let card = format.card();
            assert!(card.summary.ends_with('.') && card.summary.len() > 20, "{}: no summary", card.name);
            assert!(!card.references.is_empty(), "{}: no references", card.name);
            assert!(!PROMISED.contains(&format.extension()), "{} is built: take it off PROMISED", card.name);
            assert_eq!(format_named(card.name).unwrap().extension(), format.extension());
            assert_eq!(
                format_of_extension(&format.extension().to_uppercase()).unwrap().card().name,
                card.name
            );
        }
    }

    #[test]
    fn every_format_of_one_run() {
        let (meta, findings) = sample::message();
        let counts = sample::summary();
        let mut text = String::new();
        for masking in [Masking::Masked(HashKey::new([7; 32])), Masking::Revealed] {
            let run = RunInfo {
                paths: vec!["mail".into()],
                kinds: vec![Kind::Email, Kind::Phone],
                countries: vec![*b"NL", *b"BE"],
                masked: masking.is_masked(),
            };
            for format in FORMATS {
                let mut out = Vec::new();
                format.begin(&run, &mut out);
                format.message(&meta, &findings, &masking, &mut out);
                out.extend_from_slice(format.separator());
                format.message(&meta, &findings[1..], &masking, &mut out);
                let problems = sample::problems();
                let end = RunEnd { run: &run, summary: &counts, problems: &problems, problems_omitted: 0 };
                format.end(&end, &mut out);
                let out = String::from_utf8(out).unwrap();
                text.push_str(&format!(
                    "== {}, masked: {}\n{out}\n",
                    format.card().name,
                    masking.is_masked()
                ));
            }
        }
        // Snapshots hold LF only.
        insta::assert_snapshot!(text.replace('\r', ""));
    }
}
