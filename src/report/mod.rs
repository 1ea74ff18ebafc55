//! A run in, bytes in one format out: rendering, masking, escaping, and report files that are whole or absent.
//!
//! What comes in: findings with the message they stand in, problems, and the counts of a run. What goes out: JSON
//! lines ([`jsonl`]), one JSON document ([`json`]), comma-separated values ([`csv`]), a workbook ([`xlsx`]), Markdown ([`md`]), a page for a
//! browser ([`html`]), columns for programs that count (`parquet`, `arrow`: the feature `parquet`) and a text
//! for a person ([`mod@summary`]). This room refuses to know how mail is read or searched, and who asked; it imports only
//! [`crate::model`]. Formats follow RFC 8259 (JSON) and RFC 4180 (CSV).
//!
//! A run that was saved as JSON is read back ([`saved`]), to be rendered again or compared with another ([`since`]): to formats it is like one that is
//! made just now.
//!
//! A new format is one file here and its two lines below: the `mod` line and its entry in [`FORMATS`].

pub mod access;
#[cfg(feature = "parquet")]
pub mod arrow;
pub mod calling;
mod changed;
#[cfg(feature = "parquet")]
mod columns;
pub mod csv;
pub mod escape;
pub mod files;
pub mod hits;
pub mod html;
pub mod json;
pub mod jsonl;
pub mod key;
pub mod lanes;
pub mod lang;
pub mod mask;
pub mod md;
mod outline;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod problems;
mod relations;
pub mod sanitise;
pub mod saved;
pub mod seal;
pub mod since;
pub mod split;
pub mod summary;
mod suppressed;
pub mod verdict;
pub mod xlsx;

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod schema;

pub use files::{Complete, Destination, OpenError, Output};
pub use key::{HashKey, KeyError};
pub use lanes::{Lane, Renderer, Reports, Writer, open, open_sealed};
pub use mask::Masking;
pub use seal::{RecipientError, Recipients};
pub use since::{Before, Change, Changes};
pub use split::{Split, SplitLane, open_split};
pub use summary::summary;

use std::io::{self, Write};

use crate::model::{Card, Finding, Kind, Lang, MessageMeta, Problem, Summary};

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
    /// Options that decide which findings are told, and what is said of them, as typed: runs with other ones differ without any mail having changed.
    pub options: Vec<String>,
    /// Values are masked.
    pub masked: bool,
    /// The language of texts for people.
    pub lang: Lang,
    /// The day by which reports of this run are to be destroyed (`YYYY-MM-DD`), where one was given.
    pub expires: Option<String>,
    /// The one custodian that the report is of; absent where it is of the whole run.
    pub custodian: Option<String>,
    /// Names the key of `value_hash` ([`HashKey::id`]); filled in where reports are opened, and kept where a run is rendered again.
    pub key_id: Option<String>,
    /// The older run that it is compared with, as it was named; absent where it is told by itself.
    pub since: Option<String>,
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
    /// What changed since an older run, where two are compared.
    pub changes: Option<&'a Changes>,
}

/// One format of a report.
pub trait ReportFormat: Send + Sync {
    /// What it is; the name is the one of `--format`.
    fn card(&self) -> &'static Card;
    /// File extension in lower case, without the dot.
    fn extension(&self) -> &'static str;
    /// Appends the findings of one message, at least one, with [`ReportFormat::separator`] between them but not around them:
    /// in the form that the format's [`Encoder`] takes. Pure, and called by workers at the same time: what is dear to make is
    /// made here.
    fn message(&self, meta: &MessageMeta, findings: &[Finding], masking: &Masking, out: &mut Vec<u8>);
    /// Appends findings of one message that changed since an older run, each with what became of it, in the same form as
    /// [`ReportFormat::message`] does, and what [`Encoder::changes`] takes. Formats that tell no finding tell none of these.
    fn changes(
        &self,
        _meta: &MessageMeta,
        _findings: &[Finding],
        _changes: &[Change],
        _masking: &Masking,
        _out: &mut Vec<u8>,
    ) {
    }
    /// Where two runs are compared, it tells only what changed, and no finding that stayed the same.
    fn only_changes(&self) -> bool {
        false
    }
    /// What stands between the findings of one message and those of the next; may be empty.
    fn separator(&self) -> &'static [u8] {
        b""
    }
    /// It tells of contacts (`Summary::directory`), which are then gathered.
    fn tells_contacts(&self) -> bool {
        false
    }
    /// What writes one report of this format.
    fn encoder(&self) -> Box<dyn Encoder>;
    /// What writes one to a file that is whole in the end, where that differs from one that is read while it is written.
    fn file_encoder(&self) -> Box<dyn Encoder> {
        self.encoder()
    }
}

/// Writes one report: called by one thread, in the order of the run. Errors are those of `out`, passed on.
pub trait Encoder: Send {
    /// Writes what stands before the first finding.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    fn begin(&mut self, run: &RunInfo, out: &mut dyn Write) -> io::Result<()>;
    /// Writes the findings of some messages: what [`ReportFormat::message`] made of them, with separators between.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    fn findings(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<()> {
        out.write_all(bytes)
    }
    /// Writes findings that changed: what [`ReportFormat::changes`] made of them. They come behind all others.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    fn changes(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<()> {
        out.write_all(bytes)
    }
    /// Writes what stands after the last finding.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    fn end(&mut self, end: &RunEnd<'_>, out: &mut dyn Write) -> io::Result<()>;
}

/// Every format that is built, in the order of help texts.
pub const FORMATS: &[&dyn ReportFormat] = &[
    &jsonl::Jsonl,
    &json::Json,
    &csv::Csv,
    &xlsx::Xlsx,
    &md::Markdown,
    &html::Html,
    #[cfg(feature = "parquet")]
    &parquet::Parquet,
    #[cfg(feature = "parquet")]
    &arrow::Arrow,
];

/// Names, which are extensions too, of formats that this program was built without.
pub const NOT_BUILT: &[&str] = if cfg!(feature = "parquet") { &[] } else { &["parquet", "arrow"] };

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
        "access",
        "calling",
        "changed",
        "columns",
        "escape",
        "files",
        "hits",
        "key",
        "lanes",
        "lang",
        "mask",
        "mod",
        "outline",
        "problems",
        "relations",
        "sample",
        "sanitise",
        "saved",
        "schema",
        "seal",
        "since",
        "split",
        "summary",
        "suppressed",
        "verdict",
    ];

    #[test]
    fn every_format_is_registered_once_and_describes_itself() {
        let mut files: Vec<String> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/report"))
            .unwrap()
            .filter_map(|e| {
                let path = e.unwrap().path();
                let name = path.file_name()?.to_str()?;
                name.strip_suffix(".rs").or(path.join("mod.rs").exists().then_some(name)).map(str::to_owned)
            })
            .filter(|name| !OTHERS.contains(&name.as_str()) && !NOT_BUILT.contains(&name.as_str()))
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
                ..RunInfo::default()
            };
            // what is packed is read back by tests of its own; so is the page
            for format in
                FORMATS.iter().filter(|f| !matches!(f.extension(), "xlsx" | "html" | "parquet" | "arrow"))
            {
                let mut out = Vec::new();
                let mut encoder = format.encoder();
                encoder.begin(&run, &mut out).unwrap();
                for findings in [&findings, &findings[1..]] {
                    let mut bytes = Vec::new();
                    format.message(&meta, findings, &masking, &mut bytes);
                    encoder.findings(&bytes, &mut out).unwrap();
                }
                let problems = sample::problems();
                let end = RunEnd {
                    run: &run,
                    summary: &counts,
                    problems: &problems,
                    problems_omitted: 0,
                    changes: None,
                };
                encoder.end(&end, &mut out).unwrap();
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
