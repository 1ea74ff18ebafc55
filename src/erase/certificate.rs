//! What was asked, searched, done and left, in a document that can be checked later.
//!
//! In: a plan, what became of its items, the journal's head, and what a second search found. Out: a [`Certificate`], hashed and, with a
//! key, signed. It holds hashes of messages and keyed hashes of identifiers, and no value of mail or of the request. How the second
//! search is made, and how a certificate looks to a person, is not known here.
//!
//! The hash and the signature are of the statement in compact JSON, its members in the order of their declaration. That is what
//! `json.dumps(certificate["statement"], separators=(",", ":"), ensure_ascii=False)` gives in Python, so that anybody can check both
//! without this program. A document with a member that is not known, or with one twice, is refused: what is not covered is not read.

mod erased;
mod key;

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

pub use erased::{Again, Erased, Looked};
pub use key::{SigningKey, SigningKeyError, VerifyingKey};

use super::plan::{Action, Item, Plan, hex};
use super::{Fate, Outcome};
use crate::model::{
    AskedOf, Because, Certificate, Chain, Done, Ending, Hit, Identifiers, LeftOver, Outside, Signature,
    Statement, Strength, Swept,
};

/// Version of the shape of a certificate.
pub const SCHEMA_VERSION: u32 = 1;

/// What a certificate calls itself.
const DOCUMENT: &str = "erasure-certificate";

/// How signatures are made.
const ALGORITHM: &str = "Ed25519";

/// Why a certificate is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// It is none, or of a shape that is not known.
    #[error("this is no certificate of an erasure that this version reads: {0}")]
    Malformed(String),
    /// It is of another version.
    #[error("the certificate has version {0}; this program reads version {SCHEMA_VERSION}")]
    Version(u32),
    /// It was changed after it was made.
    #[error("the certificate was changed: its hash is not that of what it states")]
    Hash,
    /// A signature was asked for, and there is none.
    #[error("the certificate is not signed")]
    Unsigned,
    /// It was signed with another key than the one that was given.
    #[error("the certificate is signed with another key ({0}) than the one that was given")]
    OtherKey(String),
    /// The signature is not of what it states.
    #[error("the signature of the certificate is not one of what it states")]
    Signature,
}

/// What is known when a certificate is made.
#[derive(Debug)]
pub struct Making<'m> {
    /// Which program makes it.
    pub program: String,
    /// When, RFC 3339.
    pub made: String,
    /// The plan that was carried out.
    pub plan: &'m Plan,
    /// The bytes of its file.
    pub plan_bytes: &'m [u8],
    /// Lines of the journal, and the hash of the last.
    pub journal: (u64, String),
    /// What became of the items, by their numbers.
    pub outcomes: &'m [Outcome],
    /// SHA-256 of what stands where a message was redacted, by the number of its item.
    pub after: &'m HashMap<u64, String>,
    /// Numbers of items that were redacted though not all of them could be read.
    pub unread: &'m BTreeSet<u64>,
    /// The second search.
    pub second: Swept,
    /// What it found.
    pub hits: &'m [Hit],
    /// Files under the searched paths that are no mail.
    pub other_files: bool,
    /// Files under the searched paths that were left out.
    pub left_out: bool,
    /// What was removed is kept in a quarantine.
    pub quarantined: bool,
    /// What the key of the hashes of identifiers is called.
    pub key_id: String,
}

impl Certificate {
    /// A certificate, not signed yet. `keyed` hashes an identifier of a list of the request.
    pub fn new(making: Making<'_>, keyed: &dyn Fn(&str, &str) -> String) -> Self {
        let plan = making.plan;
        let done = done(plan, making.outcomes, making.after);
        let left = left(plan, &done, making.unread, making.hits);
        let mut outside =
            vec![Outside::SearchIndexes, Outside::Servers, Outside::FreedSpace, Outside::Backups];
        let lists =
            |d: &Done| d.ending == Ending::Redacted && d.source.to_ascii_lowercase().ends_with(".emlx");
        if done.iter().any(lists) {
            outside.insert(0, Outside::PropertyLists);
        }
        outside.push(Outside::Names);
        if making.other_files {
            outside.push(Outside::OtherFiles);
        }
        if making.left_out {
            outside.push(Outside::LeftOut);
        }
        outside.push(Outside::Papers);
        if making.quarantined {
            outside.push(Outside::Quarantine);
        }
        let searched = &plan.searched;
        let statement = Statement {
            schema_version: SCHEMA_VERSION,
            document: DOCUMENT.to_owned(),
            program: making.program,
            made: making.made,
            asked: AskedOf {
                kind: plan.request.kind,
                reference: plan.request.reference.clone(),
                received: plan.request.received.clone(),
                identifiers: identifiers(&plan.request.subject, keyed),
                key_id: making.key_id,
            },
            approved_by: plan.approved_by.clone(),
            second_approver: plan.second_approver,
            chain: Chain {
                plan_made: plan.made.clone(),
                plan_program: plan.program.clone(),
                plan_sha256: sha256(making.plan_bytes),
                journal_lines: making.journal.0,
                journal_head: making.journal.1,
            },
            first: Swept {
                paths: searched.paths.clone(),
                messages: searched.messages,
                bytes: searched.bytes,
                bytes_given_up: searched.bytes_given_up,
                bytes_opaque: searched.bytes_opaque,
                problems: searched.problems.clone(),
            },
            second: making.second,
            done,
            left,
            outside,
        };
        let sha256 = sha256(&covered(&statement));
        Certificate { statement, sha256, signature: None }
    }

    /// Vouches for what it states.
    pub fn sign(&mut self, key: &SigningKey) {
        self.signature = Some(Signature {
            algorithm: ALGORITHM.to_owned(),
            public_key: key.public().to_string(),
            value: key.sign(&covered(&self.statement)),
        });
    }

    /// Reads a certificate; whether it is to be believed is told by [`Certificate::check`].
    ///
    /// # Errors
    ///
    /// [`CertificateError::Malformed`] and [`CertificateError::Version`].
    pub fn read(bytes: &[u8]) -> Result<Self, CertificateError> {
        // what the JSON reader says of a place; its own words may quote what stands there
        let malformed = |e: serde_json::Error| {
            CertificateError::Malformed(format!("line {}, column {}", e.line(), e.column()))
        };
        let version: Version = serde_json::from_slice(bytes).map_err(malformed)?;
        if version.statement.schema_version != SCHEMA_VERSION {
            return Err(CertificateError::Version(version.statement.schema_version));
        }
        let read: Certificate = serde_json::from_slice(bytes).map_err(malformed)?;
        if read.statement.document != DOCUMENT {
            return Err(CertificateError::Malformed("it is another document".to_owned()));
        }
        Ok(read)
    }

    /// Checks its hash and its signature: that of the key that is given, which must be there then; else that of the key it names,
    /// where it has one. Gives the key that vouches for it.
    ///
    /// # Errors
    ///
    /// [`CertificateError`].
    pub fn check(&self, verifying: Option<&VerifyingKey>) -> Result<Option<VerifyingKey>, CertificateError> {
        let covered = covered(&self.statement);
        if sha256(&covered) != self.sha256 {
            return Err(CertificateError::Hash);
        }
        let Some(signature) = &self.signature else {
            return if verifying.is_some() { Err(CertificateError::Unsigned) } else { Ok(None) };
        };
        let named = VerifyingKey::of_hex(&signature.public_key).ok_or(CertificateError::Signature)?;
        if let Some(given) = verifying
            && *given != named
        {
            return Err(CertificateError::OtherKey(named.to_string()));
        }
        if signature.algorithm != ALGORITHM || !named.holds(&covered, &signature.value) {
            return Err(CertificateError::Signature);
        }
        Ok(Some(named))
    }
}

#[derive(serde::Deserialize)]
struct Version {
    statement: VersionOf,
}

#[derive(serde::Deserialize)]
struct VersionOf {
    schema_version: u32,
}

/// What the hash and the signature are of.
fn covered(statement: &Statement) -> Vec<u8> {
    serde_json::to_vec(statement).unwrap_or_default()
}

/// SHA-256, hexadecimal.
fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Keyed hashes of identifiers, by their lists; lists without any are left out.
fn identifiers(
    subject: &Identifiers,
    keyed: &dyn Fn(&str, &str) -> String,
) -> std::collections::BTreeMap<String, Vec<String>> {
    let lists = subject.lists().into_iter().filter(|(_, list)| !list.is_empty());
    lists
        .map(|(name, list)| (name.to_owned(), list.iter().map(|value| keyed(name, value.trim())).collect()))
        .collect()
}

/// What became of each item.
fn done(plan: &Plan, outcomes: &[Outcome], after: &HashMap<u64, String>) -> Vec<Done> {
    let fates: HashMap<u64, &Fate> = outcomes.iter().map(|outcome| (outcome.id, &outcome.fate)).collect();
    plan.hits
        .iter()
        .map(|item| {
            let number = item.fixed.number;
            let (ending, why) = match fates.get(&number) {
                Some(Fate::Deleted) => (Ending::Deleted, None),
                Some(Fate::Redacted) => (Ending::Redacted, None),
                Some(Fate::Kept) => (Ending::Kept, Some(item.why.clone())),
                Some(Fate::Refused(why)) => (Ending::Refused, Some(why.clone())),
                Some(Fate::WorkList(why)) => (Ending::WorkList, Some(why.clone())),
                Some(Fate::NotNow(why)) => (Ending::NotNow, Some(why.clone())),
                None if item.action == Action::Keep => (Ending::Kept, Some(item.why.clone())),
                None => (Ending::NotNow, Some("it was not come to".to_owned())),
            };
            Done {
                number,
                source: item.fixed.source.clone(),
                message: item.fixed.message,
                length: item.fixed.length,
                sha256: item.fixed.sha256.clone(),
                ending,
                sha256_after: after.get(&number).filter(|_| ending == Ending::Redacted).cloned(),
                why,
                reason: item.reason.clone(),
                by: item.by.clone(),
            }
        })
        .collect()
}

/// Why an item is still there; `None` where it should not be.
fn because(item: &Item, done: &Done) -> Option<Because> {
    match done.ending {
        Ending::Deleted | Ending::Redacted => None,
        Ending::Kept if item.fixed.proposed != Action::Keep => Some(Because::Decision),
        Ending::Kept => Some(item.fixed.because.unwrap_or(Because::Proposed)),
        Ending::Refused => Some(Because::Refused),
        Ending::WorkList => Some(Because::WorkList),
        Ending::NotNow => Some(Because::NotNow),
    }
}

/// What is left: what the second search met, and items that were not done and that it did not meet.
fn left(plan: &Plan, done: &[Done], unread: &BTreeSet<u64>, hits: &[Hit]) -> Vec<LeftOver> {
    let mut by_hash: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut by_place: HashMap<(&str, u64), usize> = HashMap::new();
    for (n, item) in done.iter().enumerate() {
        for hash in item.sha256.iter().chain(&item.sha256_after) {
            by_hash.entry(hash).or_default().push(n);
        }
        if item.sha256.is_none() {
            by_place.insert((&item.source, item.message), n);
        }
    }
    let mut met = vec![false; done.len()];
    let mut all = Vec::new();
    for hit in hits {
        let source = hit.meta.source.as_str();
        let hash = hit.sha256.map(|hash| hex(&hash));
        let of_hash = hash.as_deref().and_then(|hash| by_hash.get(hash)).map_or(&[][..], Vec::as_slice);
        let still_there = |n: usize| match done[n].ending {
            Ending::Deleted => false,
            Ending::Redacted => done[n].sha256_after == hash,
            _ => true,
        };
        // of messages that are alike, the one that stands here and was not met yet; the plan may know a copy in another place
        let item = of_hash
            .iter()
            .copied()
            .filter(|n| done[*n].source == source && still_there(*n))
            .min_by_key(|n| (met[*n], done[*n].message != hit.meta.message))
            .or_else(|| by_place.get(&(source, hit.meta.message)).copied().filter(|_| hash.is_none()));
        let because = match item {
            Some(n) => {
                met[n] = true;
                because(&plan.hits[n], &done[n]).unwrap_or(Because::Redacted)
            }
            None => Because::NotInPlan,
        };
        all.push(LeftOver {
            source: source.to_owned(),
            message: hit.meta.message,
            strength: hit.strength,
            seen: true,
            number: item.map(|n| done[n].number),
            because,
        });
    }
    for (n, item) in done.iter().enumerate().filter(|(n, _)| !met[*n]) {
        // an earlier run may have redacted it: the plan knows of most whether all could be read
        let known = plan.hits[n].fixed.because == Some(Because::NotRead) || unread.contains(&item.number);
        let not_read = (item.ending == Ending::Redacted && known).then_some(Because::NotRead);
        let Some(because) = because(&plan.hits[n], item).or(not_read) else { continue };
        let named = |s: &Strength| s.as_str() == plan.hits[n].fixed.strength;
        all.push(LeftOver {
            source: item.source.clone(),
            message: item.message,
            strength: Strength::ALL.into_iter().find(named).unwrap_or(Strength::Possible),
            seen: false,
            number: Some(item.number),
            because,
        });
    }
    all.sort_by(|a, b| {
        (a.strength, &a.source, a.message, a.seen, a.number)
            .cmp(&(b.strength, &b.source, b.message, b.seen, b.number))
    });
    all
}

/// A hash of bytes with a key, hexadecimal; lists of a request are told apart.
pub fn keyed(key: &[u8; 32], list: &str, value: &str) -> String {
    let mut hasher = blake3::Hasher::new_keyed(key);
    hasher.update(list.as_bytes()).update(b":").update(value.as_bytes());
    let mut out = String::with_capacity(64);
    let _ = write!(out, "{}", hasher.finalize().to_hex());
    out
}

#[cfg(test)]
mod tests;
