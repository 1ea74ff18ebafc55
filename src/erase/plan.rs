//! The plan of an erasure: what is proposed for each hit, for a person to read and to decide, and for `erase` to carry out.
//!
//! In: hits, and what speaks for keeping some of them. Out: a document in JSON that a person edits: `action`, `reason` and `by` of a
//! hit, the mark, and who approved. Everything else is sealed with a key (BLAKE3, keyed): a plan in which a hash, a place or a name was changed by
//! hand is refused. The plan holds what the request holds, for a mail is looked at again when it is redacted; places in mail are masked
//! unless they were to be shown.

mod strict;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::model::{Because, Hit, Identifiers, Mention, Request, RequestKind, Strength};

/// Version of the shape of a plan.
pub const SCHEMA_VERSION: u32 = 2;

/// Places of one hit that a plan tells; the rest is counted.
pub const MATCHED: usize = 20;

/// What is to be done with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// The whole message goes.
    Delete,
    /// The subject's details go, the rest stays.
    Redact,
    /// It stays as it is.
    Keep,
}

impl Action {
    /// All of them.
    pub const ALL: [Action; 3] = [Action::Delete, Action::Redact, Action::Keep];

    /// Its name in a plan.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Delete => "delete",
            Action::Redact => "redact",
            Action::Keep => "keep",
        }
    }
}

/// Why something is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Nobody else's details are in it.
    OnlySubject,
    /// Others' details are in it.
    Others,
    /// Another message may stand in it, which no separator line parts from it.
    Hidden,
    /// Not all of it could be read: nobody knows whose details are in the rest.
    NotRead,
    /// It is not sure that it is about the subject.
    Possible,
    /// A name in it is known to be somebody else's.
    SomebodyElse,
    /// It is under a legal hold.
    Hold,
    /// The law asks for it to be kept until a day, by a rule of this name.
    Retention {
        /// The rule's name.
        rule: String,
        /// The day from which it may go; absent where its age is not known.
        until: Option<String>,
    },
    /// The subject is somebody of the own organisation.
    OwnStaff,
    /// Access was asked for: nothing is to be erased.
    Access,
    /// Its bytes were not read as a whole: it cannot be known again.
    NotWhole,
}

impl Reason {
    /// Why it may still be there when the plan was carried out, in a word; `None` where nothing speaks for that.
    pub fn keeps(&self) -> Option<Because> {
        match self {
            Reason::OnlySubject | Reason::Others | Reason::Hidden => None,
            Reason::NotRead => Some(Because::NotRead),
            Reason::Possible => Some(Because::Possible),
            Reason::SomebodyElse => Some(Because::SomebodyElse),
            Reason::Hold => Some(Because::Hold),
            Reason::Retention { .. } => Some(Because::Retention),
            Reason::OwnStaff => Some(Because::OwnStaff),
            Reason::Access => Some(Because::Proposed),
            Reason::NotWhole => Some(Because::NotWhole),
        }
    }
}

/// What speaks for keeping a hit.
#[derive(Debug, Clone, Default)]
pub struct Keeping {
    /// It is under a legal hold.
    pub held: bool,
    /// A rule of statutory retention covers it: its name, and the first day on which it does no more.
    pub retention: Option<(String, Option<String>)>,
}

/// What is proposed for a hit, and why.
pub fn propose(hit: &Hit, kind: RequestKind, keeping: &Keeping) -> (Action, Reason) {
    if keeping.held {
        return (Action::Keep, Reason::Hold);
    }
    if kind == RequestKind::Access {
        return (Action::Keep, Reason::Access);
    }
    if let Some((rule, until)) = &keeping.retention {
        return (Action::Keep, Reason::Retention { rule: rule.clone(), until: until.clone() });
    }
    if hit.strength == Strength::Possible {
        let reason = if hit.somebody_else { Reason::SomebodyElse } else { Reason::Possible };
        return (Action::Keep, reason);
    }
    if hit.own_staff {
        return (Action::Keep, Reason::OwnStaff);
    }
    if hit.sha256.is_none() {
        return (Action::Keep, Reason::NotWhole);
    }
    match (hit.about_only_subject, hit.whole) {
        (true, _) => (Action::Delete, Reason::OnlySubject),
        (false, true) if !hit.alone => (Action::Redact, Reason::Hidden),
        (false, true) => (Action::Redact, Reason::Others),
        (false, false) => (Action::Redact, Reason::NotRead),
    }
}

/// A place in a message, as a plan tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matched {
    /// Of which kind.
    pub kind: String,
    /// Its value, masked unless it was to be shown.
    pub value: String,
    /// How it is written.
    pub how: String,
    /// IMAP section number.
    pub part: String,
    /// Where in the message.
    pub region: String,
}

/// One hit of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What of it nobody may change.
    #[serde(flatten)]
    pub fixed: Fixed,
    /// What is to be done; a person changes it.
    pub action: Action,
    /// Why it is proposed; sealed.
    pub why: String,
    /// Why a person decided otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The seal of what is fixed and of why it is proposed, hexadecimal.
    pub seal: String,
}

/// What a plan says of a message as it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fixed {
    /// Counts from 0 within the plan.
    pub number: u64,
    /// As reports print it.
    pub source: String,
    /// Counts from 0 within its source.
    pub message: u64,
    /// Its first byte in its (decompressed) source.
    pub offset: u64,
    /// Its length in bytes.
    pub length: Option<u64>,
    /// msg-id without angle brackets.
    pub message_id: Option<String>,
    /// The Date field in RFC 3339.
    pub date: Option<String>,
    /// Whose mailbox.
    pub custodian: String,
    /// SHA-256 of its bytes as they were read, hexadecimal.
    pub sha256: Option<String>,
    /// How sure it is.
    pub strength: String,
    /// Parts that the subject plays in it.
    pub role: Vec<String>,
    /// Nobody else's details are in it.
    pub about_only_subject: bool,
    /// What was proposed.
    pub proposed: Action,
    /// Why it was proposed to keep it, in a word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Because>,
    /// What in it says so; the first places.
    pub matched: Vec<Matched>,
    /// How many more places there are.
    pub matched_omitted: u64,
}

/// What was searched.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Searched {
    /// Absolute paths.
    pub paths: Vec<String>,
    /// What some of them are called too, absolute, where a link leads there: a legal hold may name them so. Absent where none does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub called: Vec<String>,
    /// Options that decided what was found, as typed.
    pub options: BTreeMap<String, Vec<String>>,
    /// Messages that were read.
    pub messages: u64,
    /// Bytes of messages, and how many of them could not be read.
    pub bytes: u64,
    /// See [`Searched::bytes`].
    pub bytes_given_up: u64,
    /// Bytes that are opaque: pictures and the like.
    pub bytes_opaque: u64,
    /// Problems by code.
    pub problems: BTreeMap<String, u64>,
}

/// A file that says what is under a legal hold: the search had it, and an erasure reads it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldFile {
    /// Absolute.
    pub path: String,
    /// A keyed hash of what stood in it, hexadecimal.
    pub digest: String,
}

impl HoldFile {
    /// The file at an absolute path, with these bytes in it, for a plan with this key.
    pub fn new(path: String, bytes: &[u8], key: &[u8; 32]) -> Self {
        HoldFile { path, digest: HoldFile::digest(bytes, key) }
    }

    /// What stands in it now is what stood in it then.
    pub fn is_as_it_was(&self, bytes: &[u8], key: &[u8; 32]) -> bool {
        self.digest == HoldFile::digest(bytes, key)
    }

    // a hold names people, and a hash without a key can be tried
    fn digest(bytes: &[u8], key: &[u8; 32]) -> String {
        hex(blake3::keyed_hash(key, bytes).as_bytes())
    }
}

/// What was asked, as a plan has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Erasure, or access.
    pub kind: RequestKind,
    /// The organisation's own reference.
    pub reference: Option<String>,
    /// The day on which it came in.
    pub received: Option<String>,
    /// Of whom.
    pub subject: Identifiers,
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// `erasure-plan`.
    pub document: String,
    /// Which program made it.
    pub program: String,
    /// When, RFC 3339.
    pub made: String,
    /// What was asked.
    pub request: Asked,
    /// What was searched.
    pub searched: Searched,
    /// What was under a legal hold; absent where nothing was, and in plans of before it was remembered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<HoldFile>,
    /// Two people must have approved before it is carried out.
    pub second_approver: bool,
    /// What stands where something was.
    pub mark: String,
    /// Who approved it; a person fills it in.
    pub approved_by: Vec<String>,
    /// Places in mail are masked.
    pub masked: bool,
    /// What was found, in the order of sources and messages.
    pub hits: Vec<Item>,
    /// The seal of all that is fixed, the seals of the hits included; hexadecimal.
    pub seal: String,
}

/// Why a plan is not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// It is no plan.
    #[error("this is no plan of an erasure that this version reads: {0}")]
    Malformed(String),
    /// It is of another version.
    #[error("the plan has version {0}; this program reads version {SCHEMA_VERSION}: search again")]
    Version(u32),
    /// Something was changed that is not to be, or the key is another one.
    #[error(
        "{0}: the seal is broken. Either it was changed by hand (only action, reason, by, mark and approved_by may be), or the key of \
         --state-key is not the one with which the plan was made. Nothing was touched"
    )]
    Seal(String),
    /// A second person has not approved.
    #[error("the plan asks for two people: put two different names in approved_by. Nothing was touched")]
    Approval,
}

/// What the seal of a plan covers beside its hits.
#[derive(Serialize)]
struct Whole<'p> {
    schema_version: u32,
    document: &'p str,
    made: &'p str,
    request: &'p Asked,
    searched: &'p Searched,
    #[serde(skip_serializing_if = "<[HoldFile]>::is_empty")]
    holds: &'p [HoldFile],
    second_approver: bool,
    masked: bool,
    hits: Vec<&'p str>,
}

/// What is known when a plan is made.
#[derive(Debug)]
pub struct Making<'m> {
    /// Which program makes it.
    pub program: String,
    /// When, RFC 3339.
    pub made: String,
    /// What was asked.
    pub request: &'m Request,
    /// What was searched.
    pub searched: Searched,
    /// What is under a legal hold.
    pub holds: Vec<HoldFile>,
    /// Two people must approve.
    pub second_approver: bool,
    /// What is to stand where something was.
    pub mark: String,
    /// Places in mail are masked.
    pub masked: bool,
}

impl Plan {
    /// A plan for these hits. `keeping` says what speaks for keeping each; `shown` shows the value of a place; `say` puts a reason
    /// into words.
    pub fn new(
        making: Making<'_>,
        hits: &[Hit],
        key: &[u8; 32],
        keeping: &dyn Fn(&Hit) -> Keeping,
        shown: &dyn Fn(&Mention) -> String,
        say: &dyn Fn(&Reason) -> String,
    ) -> Plan {
        let kind = making.request.kind;
        let mut sorted: Vec<&Hit> = hits.iter().collect();
        sorted.sort_by(|a, b| (&a.meta.source, a.meta.message).cmp(&(&b.meta.source, b.meta.message)));
        let items = (0..).zip(sorted).map(|(number, hit)| {
            let (action, reason) = propose(hit, kind, &keeping(hit));
            let fixed = Fixed {
                number,
                source: hit.meta.source.as_str().to_owned(),
                message: hit.meta.message,
                offset: hit.meta.offset,
                length: hit.meta.length,
                message_id: hit.meta.message_id.clone(),
                date: hit.meta.date.clone(),
                custodian: hit.meta.custodian.to_string(),
                sha256: hit.sha256.map(|h| hex(&h)),
                strength: hit.strength.as_str().to_owned(),
                role: hit.roles.iter().map(|r| r.as_str().to_owned()).collect(),
                about_only_subject: hit.about_only_subject,
                proposed: action,
                because: reason.keeps(),
                matched: hit.mentions.iter().take(MATCHED).map(|m| matched(m, shown)).collect(),
                matched_omitted: hit.mentions.len().saturating_sub(MATCHED) as u64,
            };
            let why = say(&reason);
            let seal = item_seal(&fixed, &why, key);
            Item { fixed, action, why, reason: None, by: None, seal }
        });
        let mut plan = Plan {
            schema_version: SCHEMA_VERSION,
            document: "erasure-plan".to_owned(),
            program: making.program,
            made: making.made,
            request: Asked {
                kind,
                reference: making.request.reference.clone(),
                received: making.request.received.map(|d| d.to_string()),
                subject: making.request.subject.clone(),
            },
            searched: making.searched,
            holds: making.holds,
            second_approver: making.second_approver,
            mark: making.mark,
            approved_by: Vec::new(),
            masked: making.masked,
            hits: items.collect(),
            seal: String::new(),
        };
        plan.seal = plan.whole_seal(key);
        plan
    }

    /// Reads a plan and checks its seals.
    ///
    /// # Errors
    ///
    /// Every variant of [`PlanError`] but [`PlanError::Approval`].
    pub fn read(bytes: &[u8], key: &[u8; 32]) -> Result<Plan, PlanError> {
        // what the JSON reader says quotes no values
        let version: Version = serde_json::from_slice(bytes)
            .map_err(|e| PlanError::Malformed(format!("line {}, column {}", e.line(), e.column())))?;
        if version.schema_version != SCHEMA_VERSION {
            return Err(PlanError::Version(version.schema_version));
        }
        strict::check(bytes).map_err(PlanError::Malformed)?;
        let plan: Plan = serde_json::from_slice(bytes)
            .map_err(|e| PlanError::Malformed(format!("line {}, column {}", e.line(), e.column())))?;
        if plan.document != "erasure-plan" {
            return Err(PlanError::Malformed("it is another document".to_owned()));
        }
        for (n, item) in plan.hits.iter().enumerate() {
            if item.fixed.number != n as u64 || item_seal(&item.fixed, &item.why, key) != item.seal {
                return Err(PlanError::Seal(format!("hit {n}")));
            }
        }
        if plan.whole_seal(key) != plan.seal {
            return Err(PlanError::Seal("the plan".to_owned()));
        }
        Ok(plan)
    }

    /// Whoever had to approve has.
    ///
    /// # Errors
    ///
    /// [`PlanError::Approval`].
    pub fn check_approval(&self) -> Result<(), PlanError> {
        // the same name in another spelling is no second person (`JanBos`), nor is it turned round (`Bos, Jan`)
        let plain = |name: &String| -> (String, Vec<String>) {
            let letters: String = name.nfkd().filter(|c| !is_combining_mark(*c)).collect();
            let words = letters.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            let mut words: Vec<String> = words.map(str::to_lowercase).collect();
            let whole = words.concat();
            words.sort();
            (whole, words)
        };
        let names: Vec<_> =
            self.approved_by.iter().map(plain).filter(|(whole, _)| !whole.is_empty()).collect();
        let two = names.first().is_some_and(|one| names.iter().any(|n| n.0 != one.0 && n.1 != one.1));
        if self.second_approver && !two { Err(PlanError::Approval) } else { Ok(()) }
    }

    /// How many hits have an action.
    pub fn count(&self, action: Action) -> u64 {
        self.hits.iter().filter(|i| i.action == action).count() as u64
    }

    fn whole_seal(&self, key: &[u8; 32]) -> String {
        let whole = Whole {
            schema_version: self.schema_version,
            document: &self.document,
            made: &self.made,
            request: &self.request,
            searched: &self.searched,
            holds: &self.holds,
            second_approver: self.second_approver,
            masked: self.masked,
            hits: self.hits.iter().map(|i| i.seal.as_str()).collect(),
        };
        seal(&whole, key)
    }
}

#[derive(Deserialize)]
struct Version {
    schema_version: u32,
}

fn matched(mention: &Mention, shown: &dyn Fn(&Mention) -> String) -> Matched {
    Matched {
        kind: mention.named.as_str().to_owned(),
        value: shown(mention),
        how: mention.how.as_str().to_owned(),
        part: mention.section().as_str().to_owned(),
        region: mention.region.as_str().to_owned(),
    }
}

/// The seal of a hit.
fn item_seal(fixed: &Fixed, why: &str, key: &[u8; 32]) -> String {
    seal(&(fixed, why), key)
}

/// A keyed hash of a document's JSON, whose fields stand in the order of their declaration.
fn seal(what: &impl Serialize, key: &[u8; 32]) -> String {
    let bytes = serde_json::to_vec(what).unwrap_or_default();
    hex(blake3::keyed_hash(key, &bytes).as_bytes())
}

/// Hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// The bytes that hexadecimal digits stand for.
pub fn unhex(text: &str) -> Option<[u8; 32]> {
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let mut out = [0; 32];
    if pairs.len() != 32 || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in out.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(out)
}

#[cfg(test)]
mod tests;
