//! The bytes of a document that came along with a message in, its text out.
//!
//! What comes in: a whole file, decoded from its transfer encoding. What goes out, to a
//! [`Contents`]: its text in pieces, tables as lines with tabs, the files in it, and a [`Problem`] for what could not be
//! read. What it refuses to know: where the file comes from, what a contact detail is, and in which process it runs: whoever
//! calls it for a risky format does so in a process of its own, which speaks by [`wire`].
//!
//! A format is one file here and its line in [`EXTRACTORS`].

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use crate::model::{Card, Contents, Passwords, Problem, ProblemCode, Stop};

mod link;
mod office;
mod output;
#[cfg(feature = "pdf")]
mod pdf;
mod picture;
mod rtf;
mod signed;
pub mod wire;

#[cfg(test)]
mod collect;

pub use crate::model::Document;

/// What bounds the reading of one document, and what opens it.
#[derive(Debug, Clone)]
pub struct ExtractOptions {
    /// Bytes of text, and of everything that is expanded to get at it; the rest is a problem of code `limit`.
    pub expanded: u64,
    /// How long a document may take that is read in this process; what others do with its text meanwhile does not count. `None` where
    /// it is read apart, and its time bounded from outside.
    pub time: Option<Duration>,
    /// Passwords to be tried, in order.
    pub passwords: Passwords,
    /// Languages for the recognition of text in pictures, as Tesseract names them (`nld+eng`); `None`: pictures are not read.
    pub ocr: Option<String>,
    /// Asked where the run is to end: what is being read is given up then.
    pub stop: Stop,
}

impl Default for ExtractOptions {
    fn default() -> Self {
        ExtractOptions {
            expanded: 1 << 30,
            time: None,
            passwords: Passwords::default(),
            ocr: None,
            stop: Stop::default(),
        }
    }
}

/// One document format.
pub trait Extractor: Sync {
    /// What it says of itself.
    fn card(&self) -> &'static Card;
    /// True for files of this format, by their bytes (name and media type may lower the bar). Never panics, and looks at no
    /// more than it needs: a directory of a zip, the first kilobytes.
    fn recognises(&self, document: &Document<'_>) -> bool;
    /// A damaged or hostile file may make it hang, panic, overflow the stack or ask for all memory: it must run apart.
    fn risky(&self) -> bool {
        false
    }
    /// False where the user has not asked for this format to be read; its files then count as not read.
    fn wanted(&self, _: &ExtractOptions) -> bool {
        true
    }
    /// Hands on what the document holds.
    ///
    /// # Errors
    ///
    /// The problem, where the document cannot be read (any further): `encrypted`, `corrupt`, `limit`, `unsupported`. What was
    /// handed on before it stays read.
    fn extract(
        &self,
        document: &Document<'_>,
        options: &ExtractOptions,
        out: &mut dyn Contents,
    ) -> Result<(), Problem>;
    /// The same, of bytes that nobody needs any more: a format that must hold the whole file spares a copy of it.
    ///
    /// # Errors
    ///
    /// As [`Extractor::extract`].
    fn extract_whole(
        &self,
        bytes: Vec<u8>,
        (name, media_type): (Option<&str>, &str),
        options: &ExtractOptions,
        out: &mut dyn Contents,
    ) -> Result<(), Problem> {
        self.extract(&Document { bytes: &bytes, name, media_type }, options, out)
    }
}

/// All document formats, in the order in which they are asked.
pub const EXTRACTORS: &[&dyn Extractor] = &[
    &signed::Signed,
    &office::Word,
    &office::Slides,
    &office::Sheets,
    &office::OpenDocument,
    &office::Document97,
    &office::Sheets97,
    &office::Slides97,
    &office::Object,
    &office::Protected,
    #[cfg(feature = "pdf")]
    &pdf::Pdf,
    &rtf::Rtf,
    &picture::Picture,
];

/// The format of a document, if it is one that is read here and wanted.
pub fn recognise(document: &Document<'_>, options: &ExtractOptions) -> Option<&'static dyn Extractor> {
    EXTRACTORS.iter().copied().find(|extractor| extractor.recognises(document) && extractor.wanted(options))
}

/// The format of this name, as its card tells it.
pub fn named(name: &str) -> Option<&'static dyn Extractor> {
    EXTRACTORS.iter().copied().find(|extractor| extractor.card().name == name)
}

/// What is said of a document whose reader panicked, crashed or asked for too much memory.
pub const FAILED: &str = "the reader of this document failed";

/// What is said of a document that was being read when the run was stopped.
pub const STOPPED: &str = "the run was stopped before this document was read in full";

/// How often one that waits for another program looks whether the run was stopped.
pub const LOOK: Duration = Duration::from_millis(50);

/// Reads a document in this process; a panic of the extractor is a problem of this document. What else a risky format can do
/// (overflow the stack, ask for all memory, never end) is not caught here.
///
/// # Errors
///
/// As [`Extractor::extract`] tells them.
pub fn guarded(
    extractor: &dyn Extractor,
    document: &Document<'_>,
    options: &ExtractOptions,
    out: &mut dyn Contents,
) -> Result<(), Problem> {
    catch_unwind(AssertUnwindSafe(|| extractor.extract(document, options, out)))
        .unwrap_or_else(|_| Err(Problem::new(ProblemCode::Corrupt, FAILED)))
}
