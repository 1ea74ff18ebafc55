use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{RequestKind, Strength};

/// What became of an item of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Ending {
    /// It is gone.
    Deleted,
    /// The subject's details are gone from it.
    Redacted,
    /// It was to be kept.
    Kept,
    /// It was not touched, for a reason.
    Refused,
    /// A person has to do it.
    WorkList,
    /// It could not be done this time.
    NotNow,
}

impl Ending {
    /// All of them.
    pub const ALL: [Ending; 6] =
        [Ending::Deleted, Ending::Redacted, Ending::Kept, Ending::Refused, Ending::WorkList, Ending::NotNow];

    /// Its name in a certificate.
    pub fn as_str(self) -> &'static str {
        match self {
            Ending::Deleted => "deleted",
            Ending::Redacted => "redacted",
            Ending::Kept => "kept",
            Ending::Refused => "refused",
            Ending::WorkList => "work-list",
            Ending::NotNow => "not-now",
        }
    }
}

/// Why a message about a subject is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Because {
    /// It is under a legal hold.
    Hold,
    /// The law asks for it to be kept.
    Retention,
    /// A person decided so when the plan was reviewed.
    Decision,
    /// It is not sure that it is about the subject, and the plan keeps it.
    Possible,
    /// The name in it is known to be somebody else's, and the plan keeps it.
    SomebodyElse,
    /// The subject is somebody of the own organisation.
    OwnStaff,
    /// It was not read as one whole, and cannot be known again.
    NotWhole,
    /// Kept as the plan proposed; the plan does not say why in a word.
    Proposed,
    /// Carrying it out was refused.
    Refused,
    /// A person has to do it, where this program does not write.
    WorkList,
    /// It could not be done this time.
    NotNow,
    /// It was redacted, and something like the subject is still seen in it.
    Redacted,
    /// It was redacted as far as it could be read; what stands in the rest is not known.
    NotRead,
    /// The plan does not have it: it came since, or it is a copy that is elsewhere.
    NotInPlan,
}

impl Because {
    /// All of them.
    pub const ALL: [Because; 14] = [
        Because::Hold,
        Because::Retention,
        Because::Decision,
        Because::Possible,
        Because::SomebodyElse,
        Because::OwnStaff,
        Because::NotWhole,
        Because::Proposed,
        Because::Refused,
        Because::WorkList,
        Because::NotNow,
        Because::Redacted,
        Because::NotRead,
        Because::NotInPlan,
    ];

    /// Its name in a certificate.
    pub fn as_str(self) -> &'static str {
        match self {
            Because::Hold => "hold",
            Because::Retention => "retention",
            Because::Decision => "decision",
            Because::Possible => "possible",
            Because::SomebodyElse => "somebody-else",
            Because::OwnStaff => "own-staff",
            Because::NotWhole => "not-whole",
            Because::Proposed => "proposed",
            Because::Refused => "refused",
            Because::WorkList => "work-list",
            Because::NotNow => "not-now",
            Because::Redacted => "redacted",
            Because::NotRead => "not-read",
            Because::NotInPlan => "not-in-plan",
        }
    }

    /// Somebody chose to leave it; else it is left although it was to go, or although nobody chose.
    pub fn is_chosen(self) -> bool {
        matches!(
            self,
            Because::Hold
                | Because::Retention
                | Because::Decision
                | Because::Possible
                | Because::SomebodyElse
                | Because::OwnStaff
                | Because::Proposed
        )
    }
}

/// Where data of a subject may be that no search of mail reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Outside {
    /// The property lists behind redacted messages of Apple Mail (.emlx), which may hold the subject line.
    PropertyLists,
    /// Indexes that mail programs keep elsewhere: Thunderbird's global search, Outlook's, Spotlight.
    SearchIndexes,
    /// Caches and indexes of mail servers, and copies on telephones and in other programs.
    Servers,
    /// Space of a disk that is free again, and snapshots of a file system.
    FreedSpace,
    /// Backups.
    Backups,
    /// Names of files and folders, names of entries of archives, and comments in archives.
    Names,
    /// Files that were under the searched paths and are no mail that this program reads.
    OtherFiles,
    /// Files under the searched paths that were left out: by name, or since they were not delivered yet (`tmp` of a Maildir).
    LeftOut,
    /// The plan, and reports of searches, which hold the request.
    Papers,
    /// What was removed is kept, encrypted, until its term is over.
    Quarantine,
}

impl Outside {
    /// Its name in a certificate.
    pub fn as_str(self) -> &'static str {
        match self {
            Outside::PropertyLists => "property-lists",
            Outside::SearchIndexes => "search-indexes",
            Outside::Servers => "servers",
            Outside::FreedSpace => "freed-space",
            Outside::Backups => "backups",
            Outside::Names => "names",
            Outside::OtherFiles => "other-files",
            Outside::LeftOut => "left-out",
            Outside::Papers => "papers",
            Outside::Quarantine => "quarantine",
        }
    }
}

/// What was asked, without any identifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AskedOf {
    /// Erasure; of a request for access nothing is erased.
    pub kind: RequestKind,
    /// The organisation's own reference.
    pub reference: Option<String>,
    /// The day on which it came in.
    pub received: Option<String>,
    /// By the lists of the request: a keyed hash of each identifier.
    pub identifiers: BTreeMap<String, Vec<String>>,
    /// What the key of these hashes is called.
    pub key_id: String,
}

/// A search, and what of the mail it did not reach.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Swept {
    /// Absolute paths.
    pub paths: Vec<String>,
    /// Messages that were read.
    pub messages: u64,
    /// Bytes of messages.
    pub bytes: u64,
    /// Of these, bytes that could not be read.
    pub bytes_given_up: u64,
    /// Of these, bytes that hold no text that this program reads: pictures and the like.
    pub bytes_opaque: u64,
    /// What could not be read, by the codes of problems.
    pub problems: BTreeMap<String, u64>,
}

impl Swept {
    /// Everything was read.
    pub fn is_whole(&self) -> bool {
        self.problems.is_empty() && self.bytes_given_up == 0
    }
}

/// A message of the plan, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Done {
    /// Its number in the plan.
    pub number: u64,
    /// Where it stood.
    pub source: String,
    /// Which message of that, from 0.
    pub message: u64,
    /// Its length in bytes; null where that was not known.
    pub length: Option<u64>,
    /// SHA-256 of its bytes before; null where it was not read as one whole.
    pub sha256: Option<String>,
    /// What became of it.
    pub ending: Ending,
    /// SHA-256 of what stands in its place, where it was redacted.
    pub sha256_after: Option<String>,
    /// Why, where it was not deleted or redacted.
    pub why: Option<String>,
    /// What the person wrote who decided otherwise than was proposed.
    pub reason: Option<String>,
    /// Who that was.
    pub by: Option<String>,
}

/// A message about the subject that is still there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LeftOver {
    /// Where.
    pub source: String,
    /// Which message of that, from 0.
    pub message: u64,
    /// How sure it is.
    pub strength: Strength,
    /// The second search met it; else the plan says that it is there.
    pub seen: bool,
    /// Its number in the plan, where it has one.
    pub number: Option<u64>,
    /// Why.
    pub because: Because,
}

/// What a certificate follows from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Chain {
    /// When the plan was made.
    pub plan_made: String,
    /// Which program made it.
    pub plan_program: String,
    /// SHA-256 of the plan's file as it was carried out.
    pub plan_sha256: String,
    /// Lines of the journal when this was made.
    pub journal_lines: u64,
    /// Hash of the last of them (BLAKE3), which covers all.
    pub journal_head: String,
}

/// What a certificate states: all of it is covered by its hash and its signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Statement {
    /// The version of this shape.
    pub schema_version: u32,
    /// `erasure-certificate`.
    pub document: String,
    /// Which program made it.
    pub program: String,
    /// When, RFC 3339.
    pub made: String,
    /// What was asked.
    pub asked: AskedOf,
    /// Who approved the plan.
    pub approved_by: Vec<String>,
    /// Two people had to.
    pub second_approver: bool,
    /// What it follows from.
    pub chain: Chain,
    /// The search that the plan was made of.
    pub first: Swept,
    /// The search after it was carried out.
    pub second: Swept,
    /// Every message of the plan.
    pub done: Vec<Done>,
    /// Every message that is left.
    pub left: Vec<LeftOver>,
    /// Where the subject's data may be beside that.
    pub outside: Vec<Outside>,
}

impl Statement {
    /// How many messages had this ending.
    pub fn count(&self, ending: Ending) -> u64 {
        self.done.iter().filter(|done| done.ending == ending).count() as u64
    }

    /// All that the plan asked for was done, all of what was redacted could be read, and the second search met none of it again.
    pub fn is_carried_out(&self) -> bool {
        let done = |d: &Done| matches!(d.ending, Ending::Deleted | Ending::Redacted | Ending::Kept);
        self.done.iter().all(done)
            && !self.left.iter().any(|l| matches!(l.because, Because::Redacted | Because::NotRead))
    }

    /// Messages that are left, by why.
    pub fn left_by_why(&self) -> BTreeMap<Because, u64> {
        let mut all = BTreeMap::new();
        for left in &self.left {
            *all.entry(left.because).or_default() += 1;
        }
        all
    }
}

/// Who vouches for a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Signature {
    /// `Ed25519` (RFC 8032).
    pub algorithm: String,
    /// The public key, 32 bytes in hexadecimal digits.
    pub public_key: String,
    /// The signature of the statement in compact JSON, 64 bytes in hexadecimal digits.
    pub value: String,
}

/// States what was erased for somebody, and what was not; values of mail and of the request are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Certificate {
    /// What it states.
    pub statement: Statement,
    /// SHA-256 of the statement in compact JSON, its members in the order in which they stand; hexadecimal digits.
    pub sha256: String,
    /// Who vouches for it; null where it was not signed.
    pub signature: Option<Signature>,
}
