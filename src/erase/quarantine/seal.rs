//! Lines of an index in, lines with a seal out; and whether those that are read are the ones that were written.
//!
//! The seal of a line is a hash of the seal before it and of the line, keyed where there is a key: a line that was changed, taken out or put elsewhere
//! breaks all behind it. How many lines there are stands beside the index, sealed too: else the last ones could be cut off. With a key nobody
//! without it can make a seal. Without one it tells damage and changes by hand, and not somebody who knows how it is made.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::QuarantineError;

/// Begins the seal at the end of a line.
const SEAL: &[u8] = b",\"seal\":\"";
/// Hexadecimal digits of a seal.
const DIGITS: usize = 64;

/// The seals of lines, as far as they came.
#[derive(Clone)]
pub(super) struct Chain {
    key: Option<[u8; 32]>,
    last: [u8; 32],
    /// Lines that were sealed, or seen to be.
    pub(super) lines: u64,
}

/// How far an index goes at least, as it stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) lines: u64,
    seal: String,
}

impl Head {
    /// What stands in this file; `None` where there is none.
    pub(super) fn read(path: &Path) -> Result<Option<Head>, QuarantineError> {
        let path = path.to_owned();
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(QuarantineError::Io { path, source }),
        };
        let head = serde_json::from_slice(&bytes);
        head.map(Some)
            .map_err(|_| QuarantineError::Seal { path, why: "it is not as it was written".to_owned() })
    }
}

/// So many lines, in words.
pub(super) fn counted(lines: u64) -> String {
    if lines == 1 { "1 line".to_owned() } else { format!("{lines} lines") }
}

impl Chain {
    pub(super) fn new(key: Option<&[u8; 32]>) -> Self {
        Chain { key: key.copied(), last: [0; 32], lines: 0 }
    }

    /// What the key is called; nothing else can be told from it.
    pub(super) fn key_id(&self) -> Option<String> {
        let key = self.key.as_ref()?;
        Some(blake3::keyed_hash(key, b"name of the key").to_hex()[..16].to_owned())
    }

    /// Adds the line of an object, and gives it with its seal and a line end.
    pub(super) fn add(&mut self, object: &[u8]) -> Vec<u8> {
        self.last = self.hash(object);
        self.lines += 1;
        let mut line = object.strip_suffix(b"}").unwrap_or(object).to_vec();
        line.extend_from_slice(SEAL);
        line.extend_from_slice(data_encoding::HEXLOWER.encode(&self.last).as_bytes());
        line.extend_from_slice(b"\"}\n");
        line
    }

    /// The object of a line with a line end, if its seal is the one that it must have here.
    pub(super) fn check(&mut self, line: &[u8]) -> Option<Vec<u8>> {
        let bare = line.strip_suffix(b"\"}\n")?;
        let (rest, seal) = bare.split_at_checked(bare.len().checked_sub(DIGITS)?)?;
        let mut object = rest.strip_suffix(SEAL)?.to_vec();
        object.push(b'}');
        let expected = self.hash(&object);
        if data_encoding::HEXLOWER.encode(&expected).as_bytes() != seal {
            return None;
        }
        self.last = expected;
        self.lines += 1;
        Some(object)
    }

    /// That there are so many lines.
    pub(super) fn head(&self) -> Head {
        // no object of a line begins with a digit
        let seal = self.hash(self.lines.to_string().as_bytes());
        Head { lines: self.lines, seal: data_encoding::HEXLOWER.encode(&seal) }
    }

    fn hash(&self, bytes: &[u8]) -> [u8; 32] {
        let mut hasher = match &self.key {
            Some(key) => blake3::Hasher::new_keyed(key),
            None => blake3::Hasher::new(),
        };
        hasher.update(&self.last);
        hasher.update(bytes);
        hasher.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_where_it_was_written_and_nowhere_else() {
        for key in [None, Some([7; 32])] {
            let mut written = Chain::new(key.as_ref());
            let lines = [&b"{\"do\":1}"[..], b"{\"do\":2}", b"{\"do\":2}"].map(|object| written.add(object));
            let mut read = Chain::new(key.as_ref());
            let objects = lines.each_ref().map(|line| read.check(line).unwrap());
            assert_eq!(objects[1], b"{\"do\":2}");
            assert_eq!((read.head(), read.lines), (written.head(), 3));
            let mut swapped = Chain::new(key.as_ref());
            assert!(swapped.check(&lines[1]).is_none() && swapped.check(&lines[0]).is_some());
            assert!(swapped.check(&lines[2]).is_none(), "the same object elsewhere");
            assert_ne!(swapped.head(), written.head());
            for broken in [&b""[..], b"\n", b"{\"do\":1}\n", b"{\"do\":1,\"seal\":\"00\"}\n"] {
                assert!(Chain::new(key.as_ref()).check(broken).is_none());
            }
        }
        let line = Chain::new(None).add(b"{}");
        assert!(Chain::new(Some(&[7; 32])).check(&line).is_none());
        assert!(Chain::new(None).key_id().is_none());
    }
}
