use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::sensitive::sealed;

use super::{PartMeta, RegionKind, Sensitive, SourceName};

/// To whom a bulk list went, as far as the own organisation is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ListWay {
    /// It lies in a folder of drafts.
    Draft,
    /// Somebody of the own organisation sent it to themselves.
    NoteToSelf,
    /// It went from the own organisation to itself.
    Internal,
    /// It went from the own organisation to somebody outside.
    External,
    /// It came in.
    Received,
}

impl ListWay {
    /// The name used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            ListWay::Draft => "draft",
            ListWay::NoteToSelf => "note_to_self",
            ListWay::Internal => "internal",
            ListWay::External => "external",
            ListWay::Received => "received",
        }
    }
}

/// A bulk list: details of many contacts in one part of a message, told as one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkList {
    /// Which source.
    pub source: SourceName,
    /// Which message of it, from 0.
    pub message: u64,
    /// msg-id without angle brackets.
    pub message_id: Option<String>,
    /// The Date field in RFC 3339.
    pub date: Option<String>,
    /// Whose mailbox.
    pub custodian: Arc<str>,
    /// Who sent it: the From address.
    #[serde(with = "sealed::option")]
    pub from: Option<Sensitive<String>>,
    /// Parties outside the own organisation that it was sent to.
    pub outside: u64,
    /// Where it went.
    pub way: ListWay,
    /// The part that it is.
    pub part: Arc<PartMeta>,
    /// Where in the message.
    pub region: RegionKind,
    /// People and organisations in it, the own ones left out.
    pub contacts: u64,
    /// How many of these the register knows; absent without one.
    pub known: Option<u64>,
    /// How many of these have a value that is out of date; absent without a register.
    pub stale: Option<u64>,
    /// Lists that have most of their contacts in common have the same number, from 1; absent for one that stands alone.
    pub series: Option<u64>,
}

impl BulkList {
    /// A little list of somebody's own: it lies in drafts, was sent to oneself, or is kept in several versions.
    pub fn is_little(&self) -> bool {
        matches!(self.way, ListWay::Draft | ListWay::NoteToSelf) || self.series.is_some()
    }
}

/// Many relations' details that one sender of the own organisation sent to one private address within a short time. A fact
/// for a person to judge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaving {
    /// The sender.
    #[serde(with = "sealed")]
    pub from: Sensitive<String>,
    /// The address at a webmail or access provider.
    #[serde(with = "sealed")]
    pub to: Sensitive<String>,
    /// The address looks like the sender's own: its name, or the letters of its local part, are theirs.
    pub own: bool,
    /// Relations whose details went.
    pub relations: u64,
    /// Messages that they went in.
    pub messages: u64,
    /// First and last day (`YYYY-MM-DD`).
    pub days: (String, String),
}
