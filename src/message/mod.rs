//! One message in, parts and regions of decoded text out.
//!
//! What comes in: the bytes of a message (RFC 5322), whole or in consecutive pieces when it is too large to be held.
//! What goes out, to a [`PartSink`]: its header fields, the leaves of its MIME tree (RFC 2045, RFC 2046) with their
//! decoded text, the [`Region`]s to search, and a [`Problem`] for all that could not be read. What it refuses to know:
//! where the bytes come from, and what a contact detail is.
//!
//! Parsing never fails as a whole: what has no structure is searched as one text.
//!
//! Offsets of a region are bytes of the *decoded text* of its part: after transfer decoding and charset conversion to
//! UTF-8 (a byte order mark removed), with line ends as they stand, before tags are dropped or lines joined. The decoded
//! text of a header block is its fields, one a line, as `Name: body` with folding and encoded-words undone.

mod beside;
mod border;
mod card;
pub mod charset;
mod declared;
mod delimiter;
mod embedded;
mod escaped;
mod file;
pub(crate) mod header;
pub mod html;
mod leaf;
mod mailbox;
pub(crate) mod media;
pub(crate) mod mixed;
#[cfg(test)]
mod oracle;
mod part;
mod place;
pub mod plain;
pub(crate) mod quoting;
mod reader;
mod structure;
pub mod transfer;
mod transport;
pub(crate) mod uu;
mod wide;
pub mod words;
mod zones;

use std::sync::Arc;

use crate::model::{Beside, PartMeta, Problem, Region};

pub use header::HeaderInfo;
pub use place::{Form, Place, Syntax};
pub use reader::MessageReader;
pub use structure::MessageCoverage;

/// What became of a leaf of the MIME tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeafKind {
    /// Its text was handed on.
    Text,
    /// It holds no text that this program reads.
    Opaque,
    /// It is a file that holds a message, whose parts came before it.
    Embedded,
}

/// Takes what a [`MessageReader`] finds, in the order in which it stands in the message.
///
/// The calls for a leaf come in this order: [`PartSink::decoded`] and [`PartSink::region`], as often as needed, then
/// [`PartSink::leaf`]. A file that holds a message is a leaf behind the parts of that message.
pub trait PartSink {
    /// The message's own header was read. Called once, first.
    fn header(&mut self, info: &HeaderInfo);

    /// Decoded text of a part; a huge one comes in consecutive pieces.
    fn decoded(&mut self, part: &Arc<PartMeta>, charset: &str, text: &str) {
        let _ = (part, charset, text);
    }

    /// A region to search. `decoded` is the stretch of the part's decoded text that it was made of; it begins at byte
    /// `base` of that text, and the region's map leads into it.
    fn region(&mut self, part: &Arc<PartMeta>, region: &Region<'_>, decoded: &str, base: u64);

    /// Somebody wants [`PartSink::beside`].
    fn wants_beside(&self) -> bool {
        false
    }

    /// A text that is searched for somebody who is known, and not for details.
    fn beside(&mut self, part: &Arc<PartMeta>, region: &Region<'_>, decoded: &str, base: u64, sort: Beside) {
        let _ = (part, region, decoded, base, sort);
    }

    /// A leaf has ended; `raw` is its length in bytes as it stands in the message, transfer encoding included.
    fn leaf(&mut self, part: &Arc<PartMeta>, kind: LeafKind, raw: u64);

    /// Where something stands that was read, or is about to be; only of a message that is at hand as a whole.
    fn place(&mut self, place: Place<'_>) {
        let _ = place;
    }

    /// Something could not be read in full.
    fn problem(&mut self, problem: Problem);
}
