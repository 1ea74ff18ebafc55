//! Paths in, shards out.
//!
//! Small files are taken together in the order of the walk; of an mbox that is larger than a shard ranges are made, whose bounds are those of
//! the ranges that one run reads; any other file is in one shard, however large. Nothing is read but what tells that a large file is an
//! mbox.

use std::io;
use std::path::{Path, PathBuf};

use super::{LEAST, Shard, ShardRange};
use crate::scan::plan::is_large_mbox;
use crate::scan::{ScanError, usage};
use crate::source::walk::{Input, WalkOptions, Walked, printed, walk};

/// Files that are taken together at most.
const FILES: u64 = 1 << 16;

/// Lists the shards of some paths.
pub(super) fn list(
    paths: &[PathBuf],
    options: &WalkOptions,
    size: u64,
    on: &mut dyn FnMut(&Shard) -> io::Result<()>,
) -> Result<(), ScanError> {
    if paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(ScanError::Usage("standard input has no shards: it can be read only once".to_owned()));
    }
    // nothing is listed of paths that lead to nothing
    walk(paths, options).map_err(usage)?;
    let size = size.max(LEAST).next_multiple_of(LEAST);
    let mut listing = Listing { on, ready: None, number: 0, after: String::new() };
    for path in paths {
        listing.path(path, options, size)?;
    }
    listing.put(None).map_err(ScanError::Output)
}

struct Listing<'l> {
    on: &'l mut dyn FnMut(&Shard) -> io::Result<()>,
    /// The last one, which may be the last of all.
    ready: Option<Shard>,
    number: u64,
    /// What the one before that is called.
    after: String,
}

impl Listing<'_> {
    /// Hands on the one before this one.
    fn put(&mut self, next: Option<Shard>) -> io::Result<()> {
        if let Some(mut shard) = self.ready.take() {
            shard.last = next.is_none();
            shard.after = std::mem::take(&mut self.after);
            self.after = shard.id();
            (self.on)(&shard)?;
        }
        self.ready = next.map(|shard| Shard { shard: self.number, schema_version: Shard::VERSION, ..shard });
        self.number += 1;
        Ok(())
    }

    fn path(&mut self, root: &Path, options: &WalkOptions, size: u64) -> Result<(), ScanError> {
        let path = printed(root);
        let begun = |from: String| Shard { path: path.clone(), from, ..Shard::default() };
        let mut walk = walk(&[root.to_owned()], options).map_err(usage)?.telling_places();
        let mut open = Some(begun(String::new()));
        while let Some(walked) = walk.next() {
            let place = printed(walk.place());
            let full = |s: &Shard| s.bytes >= size || s.files >= FILES;
            if let Some(mut shard) = open.take_if(|s| full(s)) {
                shard.until = Some(place.clone());
                self.put(Some(shard)).map_err(ScanError::Output)?;
            }
            let large = match &walked {
                Walked::File(input) if input.size > size && is_large_mbox(input).unwrap_or(false) => {
                    Some(input)
                }
                _ => None,
            };
            if let Some(input) = large {
                // a PATH that is this file has nothing before it
                if let Some(mut shard) = open.take().filter(|s| s.behind || !place.is_empty()) {
                    shard.until = Some(place.clone());
                    self.put(Some(shard)).map_err(ScanError::Output)?;
                }
                self.ranges(&begun(place.clone()), input, size).map_err(ScanError::Output)?;
                // what comes there later is met there, as one scan would
                open = Some(Shard { behind: true, ..begun(place) });
                continue;
            }
            let shard = open.get_or_insert_with(|| begun(place));
            shard.files += 1;
            if let Walked::File(input) = walked {
                shard.bytes += input.size;
            }
        }
        match open {
            Some(shard) => self.put(Some(shard)).map_err(ScanError::Output),
            None => Ok(()),
        }
    }

    fn ranges(&mut self, of: &Shard, input: &Input, size: u64) -> io::Result<()> {
        let mut begin = 0;
        while begin < input.size {
            let end = (begin + size).min(input.size);
            let range = ShardRange { begin, end, size: input.size, modified: input.times.0, first: None };
            let files = u64::from(begin == 0);
            self.put(Some(Shard { range: Some(range), bytes: end - begin, files, ..of.clone() }))?;
            begin = end;
        }
        Ok(())
    }
}

/// The path that was printed so; see [`printed`].
pub(super) fn unprinted(text: &str) -> PathBuf {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\\x") {
        let (before, after) = rest.split_at(at);
        bytes.extend_from_slice(before.as_bytes());
        let byte = after.get(2..4).filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        let (byte, length) = match byte.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => (byte, 4),
            None => (b'\\', 1),
        };
        bytes.push(byte);
        rest = &after[length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    path_of(bytes)
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_the_same_again() {
        for path in ["a/b", r"a\b", r"a\x41", r"\x5c", r"\x", r"é\xff", "", "/"] {
            assert_eq!(unprinted(&printed(Path::new(path))), Path::new(path), "{path}");
        }
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt as _;
            let path = Path::new(std::ffi::OsStr::from_bytes(b"a\xff/\\xff"));
            assert_eq!(unprinted(&printed(path)), path);
        }
    }
}
