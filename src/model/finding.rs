use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::{Cue, Kind, PartMeta, RegionKind, RegisterStatus, Sensitive, SourceName, Transport, ZoneMark};

/// How sure, in hundredths: whole numbers compare and print the same everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Confidence(u8);

impl Confidence {
    /// From hundredths; more than 100 is 100.
    pub const fn percent(hundredths: u8) -> Self {
        Confidence(if hundredths > 100 { 100 } else { hundredths })
    }
    /// In hundredths.
    pub const fn hundredths(self) -> u8 {
        self.0
    }
    /// Between 0 and 1.
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl fmt::Display for Confidence {
    /// As a decimal fraction: `0.98`, `1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.as_f64())
    }
}

/// What a recogniser found in a region.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Which sort of detail.
    pub kind: Kind,
    /// Its normal form.
    pub value: Sensitive<String>,
    /// Bytes of the region's text.
    pub span: Range<usize>,
    /// How sure.
    pub confidence: Confidence,
    /// The id of the pattern that found it.
    pub pattern: Arc<str>,
    /// Parts of the value, by name; see the contract.
    pub fields: BTreeMap<&'static str, String>,
    /// Why it is one, in a phrase each: which words beside it, which check. Empty unless it was asked for, and without
    /// anything that mail says: words are those of a list.
    pub why: Vec<String>,
}

/// Whose detail a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Party {
    /// The own organisation's.
    Own,
    /// A relation's.
    Relation,
    /// Not known.
    Unknown,
}

impl Party {
    /// Every party.
    pub const ALL: [Party; 3] = [Party::Own, Party::Relation, Party::Unknown];

    /// The name used in reports and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Party::Own => "own",
            Party::Relation => "relation",
            Party::Unknown => "unknown",
        }
    }
}

/// How a detail came to be where it is: who sent the message, to whom, and whose the detail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Disclosure {
    /// The party sent it, of itself.
    #[serde(rename = "self")]
    Itself,
    /// Sent by an own domain, to own domains only, about a relation.
    Internal,
    /// A relation's details, sent by an own domain to somebody outside who is not that relation.
    External,
    /// A relation's own details, sent back to it.
    Returned,
    /// Sent in by one outside party, about another.
    ThirdParty,
    /// Part of a bulk list; wins over the others.
    List,
    /// An address field.
    Header,
    /// A detail of the own organisation.
    Own,
}

impl Disclosure {
    /// Every disclosure, in the order of the contract.
    pub const ALL: [Disclosure; 8] = [
        Disclosure::Itself,
        Disclosure::Internal,
        Disclosure::External,
        Disclosure::Returned,
        Disclosure::ThirdParty,
        Disclosure::List,
        Disclosure::Header,
        Disclosure::Own,
    ];

    /// The name used in reports and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Disclosure::Itself => "self",
            Disclosure::Internal => "internal",
            Disclosure::External => "external",
            Disclosure::Returned => "returned",
            Disclosure::ThirdParty => "third_party",
            Disclosure::List => "list",
            Disclosure::Header => "header",
            Disclosure::Own => "own",
        }
    }
}

/// One contact detail, of one kind, at one place in one message.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Which sort of detail.
    pub kind: Kind,
    /// Its normal form.
    pub value: Sensitive<String>,
    /// The slice of the part's decoded text, as it stands there; absent where the value was put together.
    pub text: Option<Sensitive<String>>,
    /// Bytes of the part's decoded text; absent with `text`.
    pub span: Option<Range<u64>>,
    /// How sure.
    pub confidence: Confidence,
    /// The id of the pattern that found it.
    pub pattern: Arc<str>,
    /// The part it stands in.
    pub part: Arc<PartMeta>,
    /// Where in the message.
    pub region: RegionKind,
    /// Which stretch of its part it stands in, and who wrote that.
    pub zone: ZoneMark,
    /// Lower-case field name when `region` is `Header`.
    pub field: Option<Arc<str>>,
    /// Whose it is.
    pub party: Party,
    /// How it came there; absent where that is not decided.
    pub disclosure: Option<Disclosure>,
    /// How it follows the finding before it.
    pub cue: Cue,
    /// Number of the contact it belongs to within the run, from 1; absent where none is known.
    pub contact: Option<u64>,
    /// What the register says; absent without one, and for details of the own organisation.
    pub register: Option<RegisterStatus>,
    /// Of a value that is out of date, the present ones of its kind.
    pub present: Vec<Sensitive<String>>,
    /// Parts of the value and notes on it, by name: `also` lists the sections of HTML twins.
    pub fields: BTreeMap<&'static str, String>,
    /// Why it is one; see [`Match::why`].
    pub why: Vec<String>,
    /// Sections of the other versions in the same multipart/alternative that repeat it (`fields.also`).
    pub also: Vec<Arc<PartMeta>>,
    /// A name that too little speaks for: it counts where other messages tell who bears it, and no report is told of it otherwise.
    pub supposed: bool,
}

/// The message that findings stand in.
#[derive(Debug, Clone)]
pub struct MessageMeta {
    /// Which source.
    pub source: SourceName,
    /// Counts from 0 within the source.
    pub message: u64,
    /// Offset of its first byte in the decompressed source.
    pub offset: u64,
    /// Length in bytes there; absent where findings went out before the end of a huge message in a stream was seen.
    pub length: Option<u64>,
    /// msg-id without angle brackets.
    pub message_id: Option<String>,
    /// The Date field in RFC 3339.
    pub date: Option<String>,
    /// When it reached the archive, as its topmost Received field says, in RFC 3339.
    pub archived_at: Option<String>,
    /// How it travelled.
    pub transport: Transport,
    /// Lower-case addr-spec of the From field.
    pub from: Option<String>,
    /// The Subject field, decoded; its first [`MessageMeta::SUBJECT`] bytes or so.
    pub subject: Option<Sensitive<String>>,
    /// Whose mailbox.
    pub custodian: Arc<str>,
}

impl MessageMeta {
    /// Of a message of which no more is known than where it stands: in which source, as the how manieth from 0, and in whose mailbox.
    pub(crate) fn at(source: SourceName, message: u64, custodian: Arc<str>) -> Self {
        MessageMeta {
            source,
            message,
            offset: 0,
            length: None,
            message_id: None,
            date: None,
            archived_at: None,
            transport: Transport::Unknown,
            from: None,
            subject: None,
            custodian,
        }
    }

    /// Bytes of a subject that are kept: enough to know a message again in a list.
    pub const SUBJECT: usize = 160;
}
