use std::io::Read;

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
