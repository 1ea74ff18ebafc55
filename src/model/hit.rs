use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Disclosure, Kind, MessageMeta, PartMeta, RegionKind, Section, Sensitive};

/// How a place says what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// As it was typed in the request.
    Exact,
    /// The same, written otherwise.
    Variant,
    /// With one or two typing errors.
    Fuzzy,
}

impl How {
    /// Its name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            How::Exact => "exact",
            How::Variant => "variant",
            How::Fuzzy => "fuzzy",
        }
    }
}

/// How a name of somebody is written; what tells most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Written {
    /// A given name and the surname.
    Full,
    /// Initials and the surname.
    Initials,
    /// A title and both surnames of a double name.
    Titled,
    /// As [`Written::Full`], with a typing error.
    Fuzzy,
    /// A given name and one of the two surnames of a double name.
    Part,
    /// The given name, and a surname that differs by a letter or two and is somebody's too.
    OtherSurname,
    /// A name that stands for the given name, and the surname.
    Nickname,
    /// The given name or the right initial, with initials that are not those of the person.
    OtherInitials,
    /// The surname alone.
    Surname,
}

impl Written {
    /// It tells one person from most others of that surname.
    pub fn tells_who(self) -> bool {
        matches!(self, Written::Full | Written::Initials | Written::Titled | Written::Fuzzy)
    }
}

/// What of a subject a place names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Named {
    /// A detail of a kind.
    Detail(Kind),
    /// A literal of the request.
    Other,
}

impl Named {
    /// Its name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Named::Detail(kind) => kind.as_str(),
            Named::Other => "other",
        }
    }
}

/// What a place is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// It is the subject's alone.
    Identifier,
    /// A name, as it is written.
    Name(Written),
    /// A postal address: others may live there.
    Address,
}

/// One place in a message that names a subject.
#[derive(Debug, Clone)]
pub struct Mention {
    /// What it is.
    pub named: Named,
    /// Its normal form.
    pub value: Sensitive<String>,
    /// As it stands there; `None` where it is put together from more than one place.
    pub text: Option<Sensitive<String>>,
    /// How it is written.
    pub how: How,
    /// What it is worth.
    pub weight: Weight,
    /// Which part it stands in.
    pub part: Arc<PartMeta>,
    /// Where in the message.
    pub region: RegionKind,
    /// The header field, in lower case.
    pub field: Option<Arc<str>>,
    /// Bytes of the part's decoded text.
    pub span: Option<Range<u64>>,
    /// Initials that stand there, folded.
    pub initials: Vec<String>,
}

impl Mention {
    /// The part it stands in.
    pub fn section(&self) -> &Section {
        &self.part.section
    }

    /// It says of whom it is, by itself.
    pub fn tells(&self) -> bool {
        match self.weight {
            Weight::Identifier | Weight::Address => true,
            Weight::Name(written) => written.tells_who(),
        }
    }

    /// It names something at this place: the same, or what has bytes in common with it.
    pub fn is_at(&self, section: &Section, span: Option<&Range<u64>>) -> bool {
        self.part.section == *section
            && match (&self.span, span) {
                (Some(a), Some(b)) => a.start < b.end && b.start < a.end,
                (None, None) => true,
                _ => false,
            }
    }
}

/// A part that a subject plays in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Sent it.
    Sender,
    /// It went to them.
    Recipient,
    /// It speaks of them.
    Mentioned,
}

impl Role {
    /// Its name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Sender => "sender",
            Role::Recipient => "recipient",
            Role::Mentioned => "mentioned",
        }
    }
}

/// How sure it is that a message is about a subject; the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Strength {
    /// An identifier that is the subject's alone, or name with address.
    Certain,
    /// The full name, initials and surname or a variant of it, and nothing that speaks against it.
    Likely,
    /// Weaker: a surname or an address alone, or a name beside what is known to be somebody else's.
    Possible,
}

impl Strength {
    /// All, the surest first.
    pub const ALL: [Strength; 3] = [Strength::Certain, Strength::Likely, Strength::Possible];

    /// Its name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Strength::Certain => "certain",
            Strength::Likely => "likely",
            Strength::Possible => "possible",
        }
    }
}

/// Whose a detail is, as seen from a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// The own organisation's.
    Own,
    /// The subject's: it belongs to the contact that the subject is, and to nobody else.
    Subject,
    /// Somebody else's, or nobody knows whose.
    Other,
}

/// A detail of a message, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owned {
    /// Which sort of detail.
    pub kind: Kind,
    /// Its normal form.
    pub value: Sensitive<String>,
    /// Where it first stands in the message.
    pub region: RegionKind,
    /// How it came to be there, where that is decided.
    pub disclosure: Option<Disclosure>,
    /// Whose it is.
    pub owner: Owner,
}

/// A message that is about a subject.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Which message.
    pub meta: MessageMeta,
    /// SHA-256 of its bytes as they stand in their source; `None` where they were not there as a whole.
    pub sha256: Option<[u8; 32]>,
    /// All of it could be read.
    pub whole: bool,
    /// How sure it is.
    pub strength: Strength,
    /// Parts that the subject plays in it, in the order of [`Role`].
    pub roles: Vec<Role>,
    /// No other message may stand in its bytes.
    pub alone: bool,
    /// No other relation's details are in it, all of it could be read, and no other message may stand in it.
    pub about_only_subject: bool,
    /// The subject is somebody of the own organisation.
    pub own_staff: bool,
    /// Places, in the order of parts and of bytes.
    pub mentions: Vec<Mention>,
    /// Why it is not surer: a name stands beside an identifier of somebody else.
    pub somebody_else: bool,
    /// Its details and whose they are, each once, in the order of kinds and values; empty where a search does not keep them.
    pub details: Vec<Owned>,
}

/// An identifier that stands beside sure hits and is not in the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    /// Of which kind.
    pub kind: Kind,
    /// Its normal form.
    pub value: Sensitive<String>,
    /// Messages in which it stands beside an identifier of the subject.
    pub messages: u64,
}

/// What was found of one subject.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Messages, the surest first, then in the order of sources and messages.
    pub hits: Vec<Hit>,
    /// What might be added to the request; the most frequent first.
    pub additions: Vec<Addition>,
}
