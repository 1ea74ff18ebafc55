use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Bytes of files, as they lie on disk, by what became of them. The fields add up to the size of all files met.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FileCoverage {
    /// Files that hold mail.
    pub mail_files: u64,
    /// Their bytes, less what was given up.
    pub mail: u64,
    /// Files of other sorts, and their bytes: nothing was searched for in them.
    pub not_mail_files: u64,
    /// Bytes of those.
    pub not_mail: u64,
    /// Files left out by `--include` and `--exclude`.
    pub excluded_files: u64,
    /// Bytes of those.
    pub excluded: u64,
    /// Bytes of files that could not be read; each has a problem.
    pub given_up: u64,
}

impl FileCoverage {
    /// All bytes met.
    pub fn total(&self) -> u64 {
        self.mail + self.not_mail + self.excluded + self.given_up
    }
    /// Adds another count to this one.
    pub fn add(&mut self, other: &FileCoverage) {
        self.mail_files += other.mail_files;
        self.mail += other.mail;
        self.not_mail_files += other.not_mail_files;
        self.not_mail += other.not_mail;
        self.excluded_files += other.excluded_files;
        self.excluded += other.excluded;
        self.given_up += other.given_up;
    }
}

/// Bytes of decompressed sources, by what became of them. `total = read + opaque + given_up`, always.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ContentCoverage {
    /// Messages met.
    pub messages: u64,
    /// Parts met: leaves of the MIME trees.
    pub parts: u64,
    /// All bytes of decompressed sources.
    pub total: u64,
    /// Bytes that were searched, with the structure around them (boundaries, separator lines).
    pub read: u64,
    /// Bytes of parts that hold no text that this program reads, by media type.
    pub opaque: BTreeMap<String, Opaque>,
    /// Bytes given up; each has a problem.
    pub given_up: u64,
}

/// How much of one media type was not looked into.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Opaque {
    /// Parts.
    pub parts: u64,
    /// Bytes as they stand in the message, transfer encoding included.
    pub bytes: u64,
}

impl ContentCoverage {
    /// Counts one part that holds no text.
    pub fn add_opaque(&mut self, media_type: &str, bytes: u64) {
        match self.opaque.get_mut(media_type) {
            Some(o) => {
                o.parts += 1;
                o.bytes += bytes;
            }
            None => {
                self.opaque.insert(media_type.to_owned(), Opaque { parts: 1, bytes });
            }
        }
    }
    /// Bytes not looked into, of all media types.
    pub fn opaque_bytes(&self) -> u64 {
        self.opaque.values().map(|o| o.bytes).sum()
    }
    /// True when every byte is accounted for.
    pub fn adds_up(&self) -> bool {
        self.total == self.read + self.opaque_bytes() + self.given_up
    }
    /// Adds another count to this one.
    pub fn add(&mut self, other: &ContentCoverage) {
        self.messages += other.messages;
        self.parts += other.parts;
        self.total += other.total;
        self.read += other.read;
        self.given_up += other.given_up;
        for (k, v) in &other.opaque {
            let o = self.opaque.entry(k.clone()).or_default();
            o.parts += v.parts;
            o.bytes += v.bytes;
        }
    }
}
