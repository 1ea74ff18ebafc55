//! The first bytes of a file in, what it is out. One file a format; the registry is [`FORMATS`].
//!
//! A format is recognised by content; the name is a hint that may lower the bar where the content is odd.

use crate::model::{Card, Problem};

use super::nested::{OpenNested, OpenRandom};

mod bzip2;
mod emlx;
mod gzip;
mod lzma;
mod mbox;
mod message;
mod msg;
mod pst;
mod sevenz;
mod tar;
mod tnef;
mod xz;
mod zip;
mod zstd;

/// Bytes of content that [`recognise`] wants to see: 64 KiB.
pub const HEAD: usize = 64 << 10;

pub use zip::name_of as zip_name;

/// The beginning of a file or entry.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// The first bytes, at most [`HEAD`].
    pub bytes: &'a [u8],
    /// Its file name, the last component only; a hint.
    pub name: &'a str,
    /// `bytes` is all of it.
    pub complete: bool,
}

/// How a file is to be read.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// By [`super::mbox`]; there may be bytes before the first separator line.
    Mbox,
    /// As one message.
    Message {
        /// Bytes before it: a byte order mark, blank lines, a line of numbers.
        skip: u64,
        /// Its length in bytes, as the file says; it may be shorter than that. `None`: to the end.
        length: Option<u64>,
    },
    /// As a container, by [`super::nested::open`].
    Nested(OpenNested),
    /// As a container that must be read at any place, by [`super::nested::open_random`].
    Random(OpenRandom),
    /// Not at all.
    NotMail,
}

/// One file format.
pub trait Format: Sync {
    /// What it says of itself.
    fn card(&self) -> &'static Card;
    /// How to read a file that begins like this, if it is of this format. Never panics, whatever the bytes.
    fn recognise(&self, head: &Head<'_>) -> Option<Shape>;
}

/// All formats, in the order in which they are asked: those of containers, which have bytes that tell them from anything
/// else, then the stricter before the more lenient.
pub const FORMATS: &[&dyn Format] = &[
    &gzip::Gzip,
    &bzip2::Bzip2,
    &xz::Xz,
    &zstd::Zstd,
    &lzma::Lzma,
    &pst::Pst,
    &msg::Msg,
    &tnef::Tnef,
    &zip::Zip,
    &sevenz::SevenZ,
    &tar::Tar,
    &emlx::Emlx,
    &mbox::Mbox,
    &message::Message,
];

/// So many of [`FORMATS`], the first ones, are containers.
const CONTAINERS: usize = 11;

/// How to read a file that begins like this: as the first of [`FORMATS`] that recognises it says.
pub fn recognise(head: &Head<'_>) -> Shape {
    FORMATS.iter().find_map(|format| format.recognise(head)).unwrap_or(Shape::NotMail)
}

/// How to read a file that begins like this, if it is a container.
pub fn container(head: &Head<'_>) -> Option<Shape> {
    let shape = FORMATS[..CONTAINERS].iter().find_map(|format| format.recognise(head));
    shape.filter(|shape| !matches!(shape, Shape::NotMail))
}

/// Bytes behind a message of declared length that [`checked`] wants to see.
pub const BEHIND: usize = 32;

/// A declared length in, what is to be made of it out: `None` where the message goes on to the end of the file of `size`
/// bytes, and the problem to be told. `behind` are the bytes behind the message, [`BEHIND`] or as many as there are.
pub fn checked(skip: u64, length: u64, size: u64, behind: &[u8]) -> (Option<u64>, Option<Problem>) {
    match emlx::doubt(skip.saturating_add(length), size, behind) {
        None => (Some(length), None),
        doubt => (None, doubt),
    }
}

#[cfg(test)]
mod tests;
