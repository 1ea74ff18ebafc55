//! A saved run in, what the run told out: findings as they were met, and its counts.
//!
//! In: a `.json` report ([`super::json`]), masked or not. Out: the same findings, with the messages they stand in, one message after the other,
//! and what is known at the end, so that every format can render the run again. A report of a million findings never stands in memory: it is
//! read from its beginning to its end, once to see that it is whole, and once more for its findings. What was masked comes as
//! hidden text ([`crate::model::hide`]), which formats show as the mask that it is.
//!
//! A file is not trusted: what it lacks, or has in a place where something else is expected, is said with its line, and
//! without a word of what stands there.

mod finding;
mod render;
mod rest;

use std::cell::RefCell;
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::Deserializer as _;
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{RunInfo, SCHEMA_VERSION, seal};
use crate::model::{Finding, MessageMeta, Problem, Summary};
use finding::{Gathering, Row};

/// Bytes that are read at once.
const PIECE: usize = 256 << 10;

/// Why a saved run cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// What the operating system says.
    #[error("cannot read {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The error.
        source: io::Error,
    },
    /// It is something else.
    #[error("{}: {what}", path.display())]
    NoRun {
        /// The file.
        path: PathBuf,
        /// What it is, and what to do.
        what: String,
    },
    /// It is damaged, or of another shape.
    #[error("{}:{line}: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is expected there.
        what: String,
    },
    /// Who takes the findings could not.
    #[error("{0}")]
    Taking(io::Error),
}

/// A saved run: all but its findings.
#[derive(Debug)]
pub struct Saved {
    path: PathBuf,
    /// How it was asked for. The language is that of nobody.
    pub run: RunInfo,
    /// Its counts.
    pub summary: Summary,
    /// Its problems; the first of them.
    pub problems: Vec<Problem>,
    /// How many more there were.
    pub problems_omitted: u64,
}

/// Takes the findings of one message, or of a piece of one that has very many; at least one.
pub type Take<'t> = dyn FnMut(&MessageMeta, &[Finding]) -> io::Result<()> + 't;

impl Saved {
    /// Reads the whole report in this file, and sees that it is one. `take` is shown its findings on the way.
    ///
    /// # Errors
    ///
    /// Every variant of [`SavedError`].
    pub fn open(path: &Path, take: &mut Take<'_>) -> Result<Saved, SavedError> {
        let document = read(path, Wanted::All, take)?;
        let at_end = |what: &str| SavedError::Damaged {
            path: path.to_owned(),
            line: document.lines,
            what: format!("the report ends without `{what}`: it is not whole"),
        };
        let rest = document.rest;
        let run = document.run.ok_or_else(|| at_end("run"))?;
        if !document.findings {
            return Err(at_end("findings"));
        }
        let mut summary = rest.summary.ok_or_else(|| at_end("summary"))?;
        (summary.files, summary.content) = rest.coverage.ok_or_else(|| at_end("coverage"))?;
        summary.directory = rest.contacts.ok_or_else(|| at_end("contacts"))?.into();
        summary.contacts_omitted = rest.contacts_omitted.ok_or_else(|| at_end("contacts_omitted"))?;
        summary.lists = rest.lists.ok_or_else(|| at_end("lists"))?;
        summary.leaving = rest.leaving.ok_or_else(|| at_end("leaving"))?;
        Ok(Saved {
            path: path.to_owned(),
            run,
            summary,
            problems: rest.problems.ok_or_else(|| at_end("problems"))?,
            problems_omitted: rest.problems_omitted.ok_or_else(|| at_end("problems_omitted"))?,
        })
    }

    /// Reads only how the run was asked for.
    ///
    /// # Errors
    ///
    /// As [`Saved::open`].
    pub fn head(path: &Path) -> Result<RunInfo, SavedError> {
        let document = read(path, Wanted::Head, &mut |_, _| Ok(()))?;
        document.run.ok_or_else(|| SavedError::NoRun {
            path: path.to_owned(),
            what: "expected a report of mailsweep, with `run`".to_owned(),
        })
    }

    /// Reads the findings again, in the order of the run.
    ///
    /// # Errors
    ///
    /// As [`Saved::open`]; the file may be another one by now.
    pub fn findings(&self, take: &mut Take<'_>) -> Result<(), SavedError> {
        let document = read(&self.path, Wanted::Findings, take)?;
        match document.run {
            Some(run) if (run.masked, &run.key_id) == (self.run.masked, &self.run.key_id) => Ok(()),
            _ => Err(SavedError::NoRun {
                path: self.path.clone(),
                what: "it was changed while it was read".to_owned(),
            }),
        }
    }
}

/// What was read of a document.
#[derive(Default)]
struct Document {
    version: bool,
    run: Option<RunInfo>,
    findings: bool,
    rest: rest::Rest,
    lines: usize,
}

/// How far a document is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Head,
    /// Up to their end.
    Findings,
    All,
}

/// Reads a document.
fn read(path: &Path, wanted: Wanted, take: &mut Take<'_>) -> Result<Document, SavedError> {
    let io_error = |source| SavedError::Io { path: path.to_owned(), source };
    let meta = std::fs::metadata(path).map_err(io_error)?;
    if !meta.is_file() {
        // it is read twice
        let what = "it is no regular file: save the run in one";
        return Err(SavedError::NoRun { path: path.to_owned(), what: what.to_owned() });
    }
    let file = File::open(path).map_err(io_error)?;
    let mut reader = BufReader::with_capacity(PIECE, file);
    if let Some(what) = other(&mut reader).map_err(io_error)? {
        return Err(SavedError::NoRun { path: path.to_owned(), what });
    }
    let mut document = Document::default();
    let state = RefCell::new(Reading { failed: None, done: false });
    let mut json = serde_json::Deserializer::from_reader(reader);
    let visitor = Whole { document: &mut document, wanted, take, state: &state };
    let result = json.deserialize_map(visitor).and_then(|()| json.end());
    let state = state.into_inner();
    if let Some(error) = state.failed {
        return Err(SavedError::Taking(error));
    }
    match result {
        Err(_) if state.done => Ok(document),
        Err(error) if error.is_io() => Err(io_error(error.into())),
        Err(error) => {
            Err(SavedError::Damaged { path: path.to_owned(), line: error.line(), what: said(&error) })
        }
        Ok(()) => {
            document.lines = lines(path).map_err(io_error)?;
            Ok(document)
        }
    }
}

/// Lines of a file.
fn lines(path: &Path) -> io::Result<usize> {
    let mut file = File::open(path)?;
    let mut piece = vec![0; PIECE];
    let mut count = 0;
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(count),
            n => count += memchr::memchr_iter(b'\n', &piece[..n]).count(),
        }
    }
}

/// What a file is that is no `.json` report, as its first bytes tell.
fn other(reader: &mut BufReader<File>) -> io::Result<Option<String>> {
    let begin = io::BufRead::fill_buf(reader)?;
    let text = begin.trim_ascii_start();
    let is = if begin.starts_with(b"age-encryption.org/")
        || text.starts_with(b"-----BEGIN AGE ENCRYPTED FILE")
    {
        format!(
            "it is encrypted (age). Decrypt it first, to where only you can read it: \
             (umask 077; age --decrypt -i KEY-FILE -o run.json run.json.{}); and remove run.json afterwards",
            seal::EXTENSION
        )
    } else if begin.starts_with(b"SQLite format 3\0") {
        "it is a state file, which says what the next run need not read. Save the run that it holds as a report first, \
         which takes moments: mailsweep scan --state FILE -o run.json PATH..."
            .to_owned()
    } else if text.starts_with(b"{\"kind\":") {
        "it holds findings as JSON lines, and nothing of the run. A saved run is a .json report (scan -o run.json)".to_owned()
    } else if !text.starts_with(b"{") {
        "it is no saved run, which is a .json report (scan -o run.json)".to_owned()
    } else {
        return Ok(None);
    };
    Ok(Some(is))
}

/// What an error says, without what stands in the file: that may be a value.
fn said(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(said, _)| said);
    if error.is_eof() {
        return "the report ends here, in the middle: it is not whole".to_owned();
    }
    if error.is_syntax() {
        // the parser quotes nothing of what it reads
        return format!("this is no JSON: {text}");
    }
    if let Some(own) = text.strip_prefix(OWN) {
        return own.to_owned();
    }
    // of others only what they wait for: before that stands what they met
    match text.rsplit_once(", expected ") {
        Some((_, expected)) => format!("expected {expected}"),
        None if text.starts_with("missing field `") => {
            format!("{text}: it was cut out, or an earlier version of mailsweep made the report")
        }
        None => "expected a report of mailsweep".to_owned(),
    }
}

/// Begins an error of this reader's own, which quotes nothing.
const OWN: &str = "mailsweep: ";

/// An error that says this.
fn own<E: serde::de::Error>(what: impl fmt::Display) -> E {
    E::custom(format_args!("{OWN}{what}"))
}

/// How far the reading is.
struct Reading {
    /// Who takes the findings could not.
    failed: Option<io::Error>,
    /// All that is wanted was read.
    done: bool,
}

/// Reads a document from its beginning to its end.
struct Whole<'r, 't> {
    document: &'r mut Document,
    wanted: Wanted,
    take: &'r mut Take<'t>,
    state: &'r RefCell<Reading>,
}

impl<'de> Visitor<'de> for Whole<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a report of mailsweep")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Whole { document, wanted, take, state } = self;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "schema_version" => match map.next_value::<u32>()? {
                    SCHEMA_VERSION => document.version = true,
                    n => {
                        return Err(own(format_args!(
                            "expected schema_version {SCHEMA_VERSION}, and this is {n}: another version of mailsweep made it"
                        )));
                    }
                },
                _ if !document.version => return Err(own("expected `schema_version` first")),
                "run" => {
                    document.run = Some(rest::run(map.next_value()?)?);
                    if wanted == Wanted::Head {
                        state.borrow_mut().done = true;
                        return Err(A::Error::custom("enough"));
                    }
                }
                "findings" => {
                    let Some(run) = &document.run else {
                        return Err(own("expected `run` before `findings`"));
                    };
                    if std::mem::replace(&mut document.findings, true) {
                        return Err(own("expected `findings` once"));
                    }
                    let gathering = Gathering::new(run.masked);
                    map.next_value_seed(Findings { gathering, take: &mut *take, state })?;
                    if wanted == Wanted::Findings {
                        state.borrow_mut().done = true;
                        return Err(A::Error::custom("enough"));
                    }
                }
                other => {
                    let Some(run) = &document.run else {
                        return Err(own("expected `run` before the others"));
                    };
                    if !document.rest.take(other, run.masked, &mut map)? {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Reads the findings, and hands them on message by message.
struct Findings<'r, 't> {
    gathering: Gathering,
    take: &'r mut Take<'t>,
    state: &'r RefCell<Reading>,
}

impl Findings<'_, '_> {
    fn hand_on<E: serde::de::Error>(&mut self) -> Result<(), E> {
        let Some((meta, findings)) = self.gathering.message() else { return Ok(()) };
        let taken = (self.take)(meta, findings);
        self.gathering.taken();
        taken.map_err(|error| {
            self.state.borrow_mut().failed = Some(error);
            E::custom("it could not be taken")
        })
    }
}

impl<'de> DeserializeSeed<'de> for Findings<'_, '_> {
    type Value = ();
    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Findings<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of findings")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut all: A) -> Result<(), A::Error> {
        while let Some(row) = all.next_element::<Row>()? {
            if !self.gathering.goes_on(&row) {
                self.hand_on()?;
            }
            self.gathering.push(row).map_err(own)?;
        }
        self.hand_on()
    }
}

#[cfg(test)]
mod tests;
