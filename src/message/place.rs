//! Where parts stand in the bytes that they were read from: for somebody who is to change a message and nothing else in it.
//!
//! What comes in: nothing; the walk fills these in as it goes. What goes out: byte ranges, and how each was made into text.
//! It refuses to know what they are for. Only a message that is at hand as a whole has places
//! ([`MessageReader::whole`](super::MessageReader::whole)), and of these only what stands in the message itself: not what
//! an opener took out of a file.

use std::ops::Range;
use std::sync::Arc;

use super::media::Reading;
use super::transfer::Encoding;
use crate::model::{PartMeta, Quoting, Section};

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// As plain text, or in a language that is read as such.
    Plain,
    /// As content lines, which may be folded: vCard, iCalendar.
    Folded,
    /// As HTML.
    Html,
}

/// How bytes were made into the decoded text of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The transfer encoding that was undone.
    pub encoding: Encoding,
    /// The charset that was declared.
    pub charset: Option<String>,
    /// How the text is written.
    pub syntax: Syntax,
    /// It has `format=flowed`.
    pub flowed: bool,
    /// Lines that begin with `From ` were unquoted first.
    pub quoting: Quoting,
}

/// Where something stands. Ranges are bytes of the message, or of the decoded bytes of the innermost part that was entered.
#[derive(Debug)]
pub enum Place<'p> {
    /// The header block of an entity.
    Header {
        /// Of a part, its section; of a message, that of the part it is in.
        section: &'p Section,
        /// It is a message's.
        message: bool,
        /// Its fields, without the blank line behind them.
        block: Range<usize>,
        /// Where the body begins.
        body: usize,
    },
    /// A leaf that is text. Its decoded text was handed on before.
    Text {
        /// Which.
        part: &'p Arc<PartMeta>,
        /// Its body.
        bytes: Range<usize>,
        /// How it was read.
        form: Form,
    },
    /// Text that belongs to no part. There may be several stretches with the same section.
    Between {
        /// Its section, which other stretches have too.
        part: &'p Arc<PartMeta>,
        /// Where it stands.
        bytes: Range<usize>,
        /// How it was read.
        form: Form,
        /// Bytes of decoded text of the stretches before.
        base: u64,
    },
    /// A leaf that is no text.
    Other {
        /// Which.
        part: &'p Arc<PartMeta>,
        /// Its body.
        bytes: Range<usize>,
    },
    /// A part that is decoded to be read begins: what follows stands in its decoded bytes.
    Enter {
        /// Which.
        part: &'p Arc<PartMeta>,
        /// Its transfer encoding, undone without keeping text behind it.
        encoding: Encoding,
    },
    /// It ends.
    Leave {
        /// Its body, in the bytes around it.
        bytes: Range<usize>,
    },
}

impl Syntax {
    /// How a text is written that is read so.
    pub(super) fn of(reading: Reading) -> Syntax {
        match reading {
            Reading::Html => Syntax::Html,
            Reading::Folded => Syntax::Folded,
            _ => Syntax::Plain,
        }
    }
}
