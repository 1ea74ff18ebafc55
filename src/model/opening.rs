use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;

use super::Problem;

/// How text that was taken out of a file is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// As plain text: paragraphs are lines; rows of a table are lines with a tab between two cells.
    Plain,
    /// As HTML.
    Html,
}

/// Takes what a file holds that came along with a message, in the order in which it stands in the file.
///
/// Each call answers whether more is wanted; after a `false` the reader of the file returns as soon as it can.
pub trait Contents {
    /// The next piece of the file's own text. All pieces together are the decoded text of the part; a piece is at most a few
    /// hundred kilobytes, cut at a line end where there is one. The kind is the same for all pieces of a file.
    fn text(&mut self, kind: TextKind, piece: &str) -> bool;
    /// A file in the file, by its name with `/` between folders, and its media type where it is known. What goes wrong
    /// while `content` is read is an error of that entry alone.
    fn entry(&mut self, name: &str, media_type: Option<&str>, content: &mut dyn Read) -> bool;
    /// The file is a message in another form; `content` is the same message by RFC 5322.
    fn message(&mut self, content: &mut dyn Read) -> bool;
    /// Something in the file could not be read. Its place is filled in by the caller.
    fn problem(&mut self, problem: Problem);
}

/// A file that came along with a message, decoded from its transfer encoding.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// All of it.
    pub bytes: &'a [u8],
    /// Its name without a path, where it has one; a hint.
    pub name: Option<&'a str>,
    /// Its declared media type in lower case, without parameters; a hint.
    pub media_type: &'a str,
}

/// Opens files that came along with messages: documents, archives, messages in other forms. Used by one thread at a time.
pub trait Opener: Send + Sync {
    /// A message begins: what its files may cost is counted anew.
    fn begin(&self);
    /// True where pictures are looked into.
    fn reads_pictures(&self) -> bool;
    /// Hands on what a file holds. `depth` counts the files around it, from 0. `None` where it is of no format that is read;
    /// then nothing was handed on.
    ///
    /// # Errors
    ///
    /// The problem, where the file cannot be read (any further). What was handed on before stays read.
    fn open(
        &self,
        document: &Document<'_>,
        depth: u32,
        out: &mut dyn Contents,
    ) -> Option<Result<(), Problem>>;
}

/// An [`Opener`] that is shared by the readers of one thread.
pub type SharedOpener = Arc<dyn Opener>;

/// A [`Problem`] on its way through a reader, as the cause of an [`io::Error`].
#[derive(Debug)]
pub struct Broken(pub Problem);

impl Broken {
    /// The problem that an error carries; damage where it carries none.
    pub fn problem(error: &io::Error) -> Problem {
        let carried = error.get_ref().and_then(|inner| inner.downcast_ref::<Broken>());
        carried.map_or_else(
            || Problem::new(super::ProblemCode::Corrupt, "a file is damaged; what came before was searched"),
            |broken| broken.0.clone(),
        )
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.detail)
    }
}

impl std::error::Error for Broken {}

impl From<Broken> for io::Error {
    fn from(broken: Broken) -> Self {
        io::Error::other(broken)
    }
}
