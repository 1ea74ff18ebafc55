use serde::{Deserialize, Serialize};
use std::ops::Range;

use super::{PartMeta, Zone, Zones};

/// Where in a message a detail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum RegionKind {
    /// A header field.
    Header,
    /// What the sender wrote.
    Body,
    /// The block under it that says who the sender is.
    Signature,
    /// A message that this one answers.
    Quoted,
    /// A message that this one passes on.
    Forwarded,
    /// A file that came along.
    Attachment,
}

impl RegionKind {
    /// Every kind, in the order of a message.
    pub const ALL: [RegionKind; 6] = [
        RegionKind::Header,
        RegionKind::Body,
        RegionKind::Signature,
        RegionKind::Quoted,
        RegionKind::Forwarded,
        RegionKind::Attachment,
    ];

    /// The name used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            RegionKind::Header => "header",
            RegionKind::Body => "body",
            RegionKind::Signature => "signature",
            RegionKind::Quoted => "quoted",
            RegionKind::Forwarded => "forwarded",
            RegionKind::Attachment => "attachment",
        }
    }
}

/// Leads from a text that is searched back to the decoded text of the part that it was made of.
///
/// The searched text differs from the decoded one where tags were dropped, entities decoded, lines joined or quote
/// marks removed. The map holds the stretches that are the same, in order; what lies between two stretches was put in
/// or taken out. Offsets are bytes of UTF-8.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OffsetMap {
    /// (offset in the searched text, offset in the decoded text, searched length, decoded length), ascending. Empty:
    /// the two texts are the same, shifted by `base`.
    runs: Vec<Run>,
    base: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    out: u32,
    src: u64,
    out_len: u32,
    src_len: u32,
}

impl OffsetMap {
    /// The searched text is the decoded text from byte `base` on.
    pub fn identity(base: u64) -> Self {
        OffsetMap { runs: Vec::new(), base }
    }

    /// Forgets all stretches and starts anew with the decoded text from byte `base` on; keeps the memory.
    pub fn reset(&mut self, base: u64) {
        self.runs.clear();
        self.base = base;
    }

    /// Says that `len` bytes at `out` of the searched text are the bytes at `src` of the decoded text (counted from
    /// the base). Stretches come in ascending order of `out`; adjoining ones are joined.
    pub fn push_same(&mut self, out: usize, src: usize, len: usize) {
        if len == 0 {
            return;
        }
        if let Some(last) = self.runs.last_mut()
            && last.out_len == last.src_len
            && last.out as usize + last.out_len as usize == out
            && last.src + u64::from(last.src_len) == src as u64
        {
            last.out_len += len as u32;
            last.src_len += len as u32;
            return;
        }
        self.runs.push(Run { out: out as u32, src: src as u64, out_len: len as u32, src_len: len as u32 });
    }

    /// Says that `out_len` bytes at `out` of the searched text stand for `src_len` bytes at `src` of the decoded text,
    /// as a character does for its entity. They are kept or left as a whole.
    pub fn push_replaced(&mut self, out: usize, out_len: usize, src: usize, src_len: usize) {
        self.runs.push(Run {
            out: out as u32,
            src: src as u64,
            out_len: out_len as u32,
            src_len: src_len as u32,
        });
    }

    /// The stretches of a range of the decoded text that the searched text was made of, in ascending order: what is left of
    /// the range was taken out. A stretch that stands for something as a whole is given as a whole. For maps whose stretches
    /// ascend in the decoded text too, as those of markup do.
    pub fn made_of(&self, decoded: Range<u64>) -> Vec<Range<u64>> {
        if self.runs.is_empty() {
            return vec![decoded];
        }
        let first = self.runs.partition_point(|r| self.base + r.src + u64::from(r.src_len) <= decoded.start);
        let reached = self.runs[first..].iter().take_while(|r| self.base + r.src < decoded.end);
        reached
            .map(|r| {
                let all = self.base + r.src..self.base + r.src + u64::from(r.src_len);
                if r.out_len == r.src_len {
                    all.start.max(decoded.start)..all.end.min(decoded.end)
                } else {
                    all
                }
            })
            .collect()
    }

    /// Where the last stretch ends that begins before this place of the decoded text; 0 where there is none. For such maps as
    /// [`OffsetMap::made_of`] is for.
    pub fn end_before(&self, decoded: u64) -> u64 {
        let behind = self.runs.partition_point(|r| self.base + r.src < decoded);
        behind.checked_sub(1).map_or(0, |n| self.base + self.runs[n].src + u64::from(self.runs[n].src_len))
    }

    /// The range of the decoded text that a range of the searched text was made of: from the first byte of its first
    /// character to the last byte of its last, with what was dropped between.
    ///
    /// A range that covers no byte of the decoded text gives an empty range at the nearest place before it.
    pub fn source(&self, range: Range<usize>) -> Range<u64> {
        if self.runs.is_empty() {
            return self.base + range.start as u64..self.base + range.end as u64;
        }
        let first = self.runs.partition_point(|r| r.out as usize + r.out_len as usize <= range.start);
        let start = match self.runs.get(first) {
            Some(r) if range.start >= r.out as usize && r.out_len == r.src_len => {
                r.src + (range.start - r.out as usize) as u64
            }
            Some(r) => r.src,
            None => self.runs.last().map_or(0, |r| r.src + u64::from(r.src_len)),
        };
        let after = self.runs.partition_point(|r| (r.out as usize) < range.end);
        let end = match after.checked_sub(1).map(|i| self.runs[i]) {
            Some(r) if range.end < r.out as usize + r.out_len as usize && r.out_len == r.src_len => {
                r.src + (range.end - r.out as usize) as u64
            }
            Some(r) => r.src + u64::from(r.src_len),
            None => start,
        };
        self.base + start..self.base + end.max(start)
    }
}

/// One stretch of text as a recogniser sees it.
#[derive(Debug, Clone, Copy)]
pub struct Region<'t> {
    /// Where in the message.
    pub kind: RegionKind,
    /// The part it stands in.
    pub part: &'t PartMeta,
    /// Lower-case field name when `kind` is `Header`.
    pub field: Option<&'t str>,
    /// The text to search: UTF-8, tags dropped, entities and encoded-words decoded, flowed lines joined.
    pub text: &'t str,
    /// Leads back to the decoded text of the part.
    pub map: &'t OffsetMap,
    /// The text does not stand in the flow of the part but beside it, as the target of a link does: what it repeats is
    /// no second finding.
    pub aside: bool,
    /// Who wrote which stretch of the part's decoded text, as far as this region reaches; in ascending order. What lies in
    /// none is of the region's own kind.
    pub zones: Option<&'t Zones<'t>>,
}

impl Region<'_> {
    /// Who wrote which stretch; see [`Region::zones`].
    pub fn zones(&self) -> &[Zone] {
        self.zones.map_or(&[], Zones::all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_map_only_shifts() {
        assert_eq!(OffsetMap::identity(100).source(3..7), 103..107);
    }

    #[test]
    fn tags_and_entities_are_spanned() {
        // decoded: `<b>06</b>-1&nbsp;2`   searched: `06-1 2`, the no-break space being two bytes
        let mut map = OffsetMap::identity(0);
        map.push_same(0, 3, 2);
        map.push_same(2, 9, 2);
        map.push_replaced(4, 2, 11, 6);
        map.push_same(6, 17, 1);
        assert_eq!(map.source(0..7), 3..18, "the whole number, with its tag inside");
        assert_eq!(map.source(0..2), 3..5, "no tag behind the last character");
        assert_eq!(map.source(2..4), 9..11);
        assert_eq!(map.source(4..6), 11..17, "an entity as a whole");
        assert_eq!(map.source(3..6), 10..17);
    }

    #[test]
    fn what_a_text_was_made_of() {
        let mut map = OffsetMap::identity(10);
        map.push_same(0, 3, 2);
        map.push_replaced(2, 2, 9, 6);
        map.push_same(4, 15, 4);
        assert_eq!(map.made_of(14..27), [14..15, 19..25, 25..27]);
        assert!(map.made_of(20..21).into_iter().eq(std::iter::once(19..25)));
        assert_eq!(map.made_of(15..19), []);
        assert_eq!((map.end_before(13), map.end_before(16), map.end_before(99)), (0, 15, 29));
        assert!(OffsetMap::identity(10).made_of(12..13).into_iter().eq(std::iter::once(12..13)));
    }

    #[test]
    fn adjoining_stretches_join() {
        let mut map = OffsetMap::identity(0);
        map.push_same(0, 5, 2);
        map.push_same(2, 7, 3);
        assert_eq!(map.source(1..4), 6..9);
    }
}
