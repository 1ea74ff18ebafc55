use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

use super::{Section, SourceName};

/// Why something could not be read in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum ProblemCode {
    /// Needs a key or a password.
    Encrypted,
    /// Damaged; what could be read around the damage was.
    Corrupt,
    /// A format that this program does not read.
    Unsupported,
    /// A limit was reached (see [`Limits`](super::Limits)); the detail names it.
    Limit,
    /// The operating system refused.
    Io,
    /// Ends before its end.
    Truncated,
    /// The charset is missing, unknown or wrong, so that the text is a guess.
    Charset,
    /// Locked by another program.
    Locked,
}

impl ProblemCode {
    /// All of them.
    pub const ALL: [ProblemCode; 8] = [
        ProblemCode::Encrypted,
        ProblemCode::Corrupt,
        ProblemCode::Unsupported,
        ProblemCode::Limit,
        ProblemCode::Io,
        ProblemCode::Truncated,
        ProblemCode::Charset,
        ProblemCode::Locked,
    ];

    /// The name used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            ProblemCode::Encrypted => "encrypted",
            ProblemCode::Corrupt => "corrupt",
            ProblemCode::Unsupported => "unsupported",
            ProblemCode::Limit => "limit",
            ProblemCode::Io => "io",
            ProblemCode::Truncated => "truncated",
            ProblemCode::Charset => "charset",
            ProblemCode::Locked => "locked",
        }
    }
}

/// Where a problem is. Rooms fill in what they know; `scan/` completes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Which source, where one is known.
    pub source: Option<SourceName>,
    /// Which message of it, from 0.
    pub message: Option<u64>,
    /// Which part of that.
    pub part: Option<Section>,
    /// Whose mailbox it is in, where that is known.
    pub custodian: Option<Arc<str>>,
}

/// Something that could not be read in full. It is data: it travels with the findings, is counted and reported, and is
/// never a reason to stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// Why.
    pub code: ProblemCode,
    /// For a person, in English; never a word of the message itself.
    pub detail: Cow<'static, str>,
    /// Bytes of the message (or file) that were given up; 0 where all was read in spite of the problem.
    pub given_up: u64,
}

impl Problem {
    /// Something could not be read for it. A charset that was guessed, and damage that was read around, lose nothing.
    pub fn is_loss(&self) -> bool {
        self.given_up > 0 || !matches!(self.code, ProblemCode::Charset | ProblemCode::Corrupt)
    }

    /// A problem at a place that the caller will complete; nothing given up.
    pub fn new(code: ProblemCode, detail: impl Into<Cow<'static, str>>) -> Self {
        Problem { place: Place::default(), code, detail: detail.into(), given_up: 0 }
    }
    /// The same, in this part.
    pub fn in_part(mut self, part: &Section) -> Self {
        self.place.part = Some(part.clone());
        self
    }
    /// The same, in this source.
    pub fn in_source(mut self, source: &SourceName) -> Self {
        self.place.source = Some(source.clone());
        self
    }
    /// The same, in this source of this custodian.
    pub fn in_mailbox(mut self, source: &SourceName, custodian: &Arc<str>) -> Self {
        self.place.source = Some(source.clone());
        self.place.custodian = Some(custodian.clone());
        self
    }
    /// The same, with so many bytes not read.
    pub fn giving_up(mut self, bytes: u64) -> Self {
        self.given_up = bytes;
        self
    }
}
