//! Bytes to take out, and what comes there instead.

use std::ops::Range;

pub(super) use crate::message::charset::Splice;

/// Bytes with other bytes in place of some; `splices` are in order and do not overlap.
pub(super) fn applied(bytes: &[u8], splices: &[Splice]) -> Vec<u8> {
    let more: usize = splices.iter().map(|(_, with)| with.len()).sum();
    let mut out = Vec::with_capacity(bytes.len() + more);
    let mut at = 0;
    for (range, with) in splices {
        out.extend_from_slice(bytes.get(at..range.start).unwrap_or_default());
        out.extend_from_slice(with);
        at = range.end;
    }
    out.extend_from_slice(bytes.get(at..).unwrap_or_default());
    out
}

/// The same of text.
pub(super) fn replaced(text: &str, edits: &[(Range<usize>, String)]) -> String {
    let more: usize = edits.iter().map(|(_, with)| with.len()).sum();
    let mut out = String::with_capacity(text.len() + more);
    let mut at = 0;
    for (range, with) in edits {
        out.push_str(text.get(at..range.start).unwrap_or_default());
        out.push_str(with);
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// Puts stretches in order; false where two overlap, or one is outside `length` bytes.
pub(super) fn in_order<T>(length: usize, stretches: &mut [(Range<usize>, T)]) -> bool {
    stretches.sort_by_key(|(range, _)| (range.start, range.end));
    let mut at = 0;
    stretches.iter().all(|(range, _)| {
        let good = at <= range.start && range.start <= range.end && range.end <= length;
        at = range.end;
        good
    })
}

/// Where the line begins that byte `at` is in.
pub(super) fn line_start(bytes: &[u8], at: usize) -> usize {
    memchr::memrchr(b'\n', &bytes[..at.min(bytes.len())]).map_or(0, |n| n + 1)
}

/// Where the line ends that byte `at` is in, with its line end.
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..).and_then(|rest| memchr::memchr(b'\n', rest)).map_or(bytes.len(), |n| at + n + 1)
}

/// The line end that is used in these bytes: that of the first line that has one.
pub(super) fn line_ends(bytes: &[u8]) -> &'static [u8] {
    match memchr::memchr(b'\n', bytes) {
        Some(n) if n > 0 && bytes[n - 1] == b'\r' => b"\r\n",
        _ => b"\n",
    }
}
