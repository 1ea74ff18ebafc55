//! The strings that the cells of a workbook share, with a bound on what is kept of them.

/// Bytes of strings that are kept.
const BYTES: usize = 48 << 20;
/// Strings that are kept.
const COUNT: usize = 4 << 20;
/// Bytes and strings of one chunk: no buffer grows so far that it takes twice its room.
const CHUNK: usize = 256 << 10;

/// Strings by their number.
#[derive(Debug, Default)]
pub(super) struct Strings {
    chunks: Vec<Chunk>,
    bytes: usize,
    count: usize,
}

#[derive(Debug, Default)]
struct Chunk {
    /// The number of its first string.
    first: usize,
    text: String,
    /// Where each string ends.
    ends: Vec<u32>,
}

impl Strings {
    /// Keeps the next string; false where there is no room for it, or for one before it.
    pub(super) fn push(&mut self, text: &str) -> bool {
        if self.bytes + text.len() > BYTES || self.count >= COUNT {
            self.bytes = BYTES;
            return false;
        }
        let chunk = match self.chunks.last_mut() {
            Some(chunk) if chunk.text.len() < CHUNK && chunk.ends.len() < CHUNK / 8 => chunk,
            _ => {
                self.chunks.push(Chunk { first: self.count, ..Chunk::default() });
                let Some(chunk) = self.chunks.last_mut() else { return false };
                chunk
            }
        };
        chunk.text.push_str(text);
        chunk.ends.push(chunk.text.len() as u32);
        self.bytes += text.len();
        self.count += 1;
        true
    }
    /// The string of this number, from 0.
    pub(super) fn of(&self, number: usize) -> Option<&str> {
        let chunk = self.chunks.get(self.chunks.partition_point(|c| c.first <= number).checked_sub(1)?)?;
        let n = number - chunk.first;
        let end = *chunk.ends.get(n)? as usize;
        let start = n.checked_sub(1).map_or(0, |before| chunk.ends[before] as usize);
        chunk.text.get(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_by_number() {
        let mut strings = Strings::default();
        for n in 0..100_000 {
            assert!(strings.push(&format!("naam {n}")));
        }
        assert!(strings.push(""));
        assert_eq!(strings.of(0), Some("naam 0"));
        assert_eq!(strings.of(99_999), Some("naam 99999"));
        assert_eq!((strings.of(100_000), strings.of(100_001)), (Some(""), None));
    }

    #[test]
    fn no_more_is_kept_than_there_is_room() {
        let mut strings = Strings::default();
        let long = "x".repeat(1 << 20);
        assert_eq!((0..100).filter(|_| strings.push(&long)).count(), 48);
        // numbers must not shift
        assert!(!strings.push("kort"));
    }
}
