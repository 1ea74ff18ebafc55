//! Targets of one file, by the entries that they lie in.

use std::collections::{BTreeMap, HashMap};

use super::Target;

/// What is wanted of a file or entry: targets in it, or in entries of it.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// Numbers of targets, by the hash of what they stand for.
    pub(super) here: HashMap<[u8; 32], Vec<usize>>,
    pub(super) entries: BTreeMap<String, Wanted>,
}

impl Wanted {
    /// Of these targets, which are numbered as they come.
    pub(super) fn of(targets: &[&Target]) -> Self {
        let mut root = Wanted::default();
        for (number, target) in targets.iter().enumerate() {
            let mut at = &mut root;
            for name in &target.inner {
                at = at.entries.entry(name.clone()).or_default();
            }
            at.here.entry(target.sha256).or_default().push(number);
        }
        root
    }

    /// All targets here and below.
    pub(super) fn all(&self) -> Vec<usize> {
        let mut all = Vec::new();
        let mut open = vec![self];
        while let Some(at) = open.pop() {
            all.extend(at.here.values().flatten().copied());
            open.extend(at.entries.values());
        }
        all
    }
}

/// One entry on the way to a message: its name, and how many of that name stand before it in its container.
pub(super) type Step = (String, u32);

/// The way to a message.
pub(super) type Place = Vec<Step>;

/// By what a target is known in the journal: all that it says.
pub(super) fn key(target: &Target) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut part = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    part(target.file.as_os_str().as_encoded_bytes());
    part(&(target.inner.len() as u64).to_le_bytes());
    for name in &target.inner {
        part(name.as_bytes());
    }
    for number in [target.message, target.offset, target.length, target.id] {
        part(&number.to_le_bytes());
    }
    part(&target.sha256);
    hasher.finalize().to_hex().to_string()
}
