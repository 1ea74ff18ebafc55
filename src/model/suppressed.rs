use serde::{Deserialize, Serialize};

use super::SourceName;

/// A subject that was erased earlier, and in how many messages it is back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuppressedSubject {
    /// What it is called on the list: the reference of its request.
    pub reference: String,
    /// Messages with an identifier that is the subject's alone.
    pub messages: u64,
    /// Messages with the name alone, which may be somebody else's.
    pub possible: u64,
}

/// A message with something of a subject that was erased earlier. No value of it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuppressedPlace {
    /// What the subject is called on the list.
    pub reference: String,
    /// Which source.
    pub source: SourceName,
    /// Which message of it, from 0.
    pub message: u64,
    /// The Date field in RFC 3339.
    pub date: Option<String>,
    /// An identifier that is the subject's alone is there; else no more than the name.
    pub certain: bool,
    /// Names of the kinds that are there, in their order.
    pub kinds: Vec<String>,
}

/// What a list of erased subjects says of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppressed {
    /// Subjects on the list.
    pub listed: u64,
    /// Messages with an identifier of any of them.
    pub messages: u64,
    /// Messages with no more than the name of one.
    pub possible: u64,
    /// Subjects that are back, in the order of their references.
    pub subjects: Vec<SuppressedSubject>,
    /// Where, in the order of the sources; the first [`Suppressed::KEPT`] of them.
    pub places: Vec<SuppressedPlace>,
    /// How many more places there are.
    pub places_omitted: u64,
}

impl Suppressed {
    /// Places that are told one by one; all are counted.
    pub const KEPT: usize = 10_000;
}
