//! Subjects that were erased: a list of keyed hashes, as it stands in a file.
//!
//! In: plans' requests, or the bytes of a list. Out: a list, or its bytes. A list holds no name, address or number, only hashes that need a key
//! to be made, and the references of the requests; all of it is sealed with another key of the same origin, so that a list that was changed, or made
//! with another key, is refused. It refuses to know where files lie, and what is in mail.

use serde::{Deserialize, Serialize};

use super::key::{Hash, Hashed, Hasher, hashed};
use crate::recognise::Normaliser;
use crate::subject::request::Request;
use crate::subject::sought::Unusable;

/// Version of the shape of a list.
pub const SCHEMA_VERSION: u32 = 1;

/// What the document calls itself.
const DOCUMENT: &str = "mailsweep-suppress-list";

/// Subjects of one list.
pub const SUBJECTS: usize = 60_000;

/// What a list is made with, all of it made from the key of the state. `Debug` does not show it.
#[derive(Clone)]
pub struct ListKey {
    pub(super) hasher: Hasher,
    seal: [u8; 32],
    id: String,
}

impl ListKey {
    /// A key for hashes, one for seals, and what both are called: from these nothing can be told of the key they were made from.
    pub fn new(hashes: [u8; 32], seal: [u8; 32], id: String) -> Self {
        ListKey { hasher: Hasher(hashes), seal, id }
    }
}

impl std::fmt::Debug for ListKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ListKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Why a list is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// It is no list.
    #[error("this is no list of erased subjects that this version reads: {0}")]
    Malformed(String),
    /// It is of another version.
    #[error("the list has version {0}; this program reads version {SCHEMA_VERSION}")]
    Version(u32),
    /// It was made with another key.
    #[error(
        "the list was made with another key ({theirs}) than that of --state-key ({ours}): nobody on it could be known again"
    )]
    Key {
        /// What the list calls its key.
        theirs: String,
        /// What the key at hand is called.
        ours: String,
    },
    /// It was changed.
    #[error(
        "the seal of the list is broken: it was changed by hand, or is damaged. Take it from a copy, or make it anew from the plans"
    )]
    Seal,
}

/// How one identifier of a subject is known again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Identifier {
    /// Its list in a request.
    pub(super) of: String,
    /// Keyed hashes, hexadecimal, in their order.
    pub(super) hashes: Vec<String>,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) given: u8,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) initials: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) shape: Option<(u8, u16)>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands on a reference")]
fn is_zero(n: &u8) -> bool {
    *n == 0
}

/// One subject that was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// What it is called: the reference of the request, or where that has none a name made of the hashes.
    pub reference: String,
    /// The day on which it was added.
    pub added: String,
    identifiers: Vec<Identifier>,
}

impl Subject {
    /// How many identifiers it has.
    pub fn identifiers(&self) -> usize {
        self.identifiers.len()
    }

    pub(super) fn known(&self) -> &[Identifier] {
        &self.identifiers
    }
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List {
    subjects: Vec<Subject>,
}

/// What became of a subject that was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added {
    /// It was not on the list.
    New(String),
    /// It was, under this reference; more identifiers are known of it now.
    More(String),
    /// It was, under this reference, with all its identifiers.
    Already(String),
}

/// A list as it stands in a file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    schema_version: u32,
    document: String,
    /// What the key is called.
    key_id: String,
    subjects: Vec<Subject>,
    seal: String,
}

/// What the seal covers.
#[derive(Serialize)]
struct Whole<'l> {
    schema_version: u32,
    document: &'l str,
    key_id: &'l str,
    subjects: &'l [Subject],
}

#[derive(Deserialize)]
struct Version {
    schema_version: u32,
    document: String,
    key_id: String,
}

fn seal(subjects: &[Subject], key: &ListKey) -> String {
    let whole = Whole { schema_version: SCHEMA_VERSION, document: DOCUMENT, key_id: &key.id, subjects };
    let bytes = serde_json::to_vec(&whole).unwrap_or_default();
    blake3::keyed_hash(&key.seal, &bytes).to_hex().to_string()
}

impl List {
    /// Reads a list.
    ///
    /// # Errors
    ///
    /// Every variant of [`ListError`].
    pub fn read(bytes: &[u8], key: &ListKey) -> Result<List, ListError> {
        let malformed =
            |e: serde_json::Error| ListError::Malformed(format!("line {}, column {}", e.line(), e.column()));
        let version: Version = serde_json::from_slice(bytes).map_err(malformed)?;
        if version.document != DOCUMENT {
            return Err(ListError::Malformed("it is another document".to_owned()));
        }
        if version.schema_version != SCHEMA_VERSION {
            return Err(ListError::Version(version.schema_version));
        }
        if version.key_id != key.id {
            let is_id = version.key_id.len() <= 64 && version.key_id.bytes().all(|b| b.is_ascii_hexdigit());
            let theirs = if is_id { version.key_id } else { "unknown".to_owned() };
            return Err(ListError::Key { theirs, ours: key.id.clone() });
        }
        let document: Document = serde_json::from_slice(bytes).map_err(malformed)?;
        if seal(&document.subjects, key) != document.seal {
            return Err(ListError::Seal);
        }
        Ok(List { subjects: document.subjects })
    }

    /// The bytes of its file.
    pub fn write(&self, key: &ListKey) -> Vec<u8> {
        let document = Document {
            schema_version: SCHEMA_VERSION,
            document: DOCUMENT.to_owned(),
            key_id: key.id.clone(),
            subjects: self.subjects.clone(),
            seal: seal(&self.subjects, key),
        };
        let mut bytes = serde_json::to_vec_pretty(&document).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// Subjects in the order in which they were added.
    pub fn subjects(&self) -> &[Subject] {
        &self.subjects
    }

    /// Adds the subject of a request; national notation is that of `countries`. One that is on the list already is there once.
    ///
    /// # Errors
    ///
    /// An identifier of the request is none.
    pub fn add(
        &mut self,
        request: &Request,
        day: &str,
        key: &ListKey,
        (normal, countries): (&Normaliser, &[[u8; 2]]),
    ) -> Result<Added, Unusable> {
        let mut found: Vec<Identifier> =
            hashed(request, normal, countries, &key.hasher)?.into_iter().map(Identifier::of).collect();
        found.sort_by(|a, b| (&a.of, &a.hashes).cmp(&(&b.of, &b.hashes)));
        found.dedup();
        let holds = |s: &Subject| found.iter().all(|i| s.identifiers.contains(i));
        let named = |s: &Subject| request.reference.as_deref() == Some(s.reference.as_str());
        if let Some(same) = self.subjects.iter().find(|s| named(s) && holds(s)) {
            return Ok(Added::Already(same.reference.clone()));
        }
        if let Some(own) = self.subjects.iter_mut().find(|s| named(s)) {
            found.retain(|i| !own.identifiers.contains(i));
            own.identifiers.append(&mut found);
            return Ok(Added::More(own.reference.clone()));
        }
        if let Some(same) = self.subjects.iter().find(|s| holds(s)) {
            return Ok(Added::Already(same.reference.clone()));
        }
        let reference = match &request.reference {
            Some(reference) if !reference.trim().is_empty() => reference.clone(),
            _ => unnamed(&found),
        };
        self.subjects.push(Subject {
            reference: reference.clone(),
            added: day.to_owned(),
            identifiers: found,
        });
        Ok(Added::New(reference))
    }

    /// Takes the subject with a reference off the list; false when there is none.
    pub fn remove(&mut self, reference: &str) -> bool {
        let before = self.subjects.len();
        self.subjects.retain(|s| s.reference != reference);
        self.subjects.len() < before
    }
}

/// What a subject without a reference is called.
fn unnamed(identifiers: &[Identifier]) -> String {
    let mut hasher = blake3::Hasher::new();
    identifiers.iter().flat_map(|i| &i.hashes).for_each(|hash| {
        hasher.update(hash.as_bytes());
    });
    format!("unnamed-{}", hasher.finalize().to_hex().get(..8).unwrap_or_default())
}

impl Identifier {
    fn of(hashed: Hashed) -> Self {
        Identifier {
            of: hashed.of.to_owned(),
            hashes: hashed.hashes.iter().map(hex).collect(),
            given: hashed.given,
            initials: hashed.initials,
            shape: hashed.shape,
        }
    }

    /// Its hashes; what is none is left out.
    pub(super) fn hashes(&self) -> impl Iterator<Item = Hash> {
        self.hashes.iter().filter_map(|text| bytes(text))
    }
}

fn hex(hash: &Hash) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(32);
    for byte in hash {
        // writing to a String cannot fail
        let _ = write!(out, "{byte:02x}");
    }
    out
}

fn bytes(hex: &str) -> Option<Hash> {
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let (pairs, rest) = hex.as_bytes().as_chunks::<2>();
    if pairs.len() != 16 || !rest.is_empty() {
        return None;
    }
    let mut hash = [0; 16];
    for (byte, [high, low]) in hash.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(hash)
}
