//! The separator line in front of a message of an mbox: the sender in it is somebody too.
//!
//! It is no part of the message: what stands in it is told before the message is read, and only to who looks for somebody.

use std::sync::Arc;

use super::Worker;
use crate::model::{Beside, OffsetMap, PartMeta, Region, RegionKind, Section};

/// Bytes of a separator line (RFC 5322 §2.1.1).
pub(super) const LINE: usize = 1000;

/// The name under which it is told where a place stands that is in no header field.
const FIELD: &str = "from_";

impl Worker<'_> {
    /// This line stands in front of the message that comes.
    pub(super) fn separated_by(&mut self, line: &[u8]) {
        self.separator.clear();
        if line.len() <= LINE && self.handler.wants_beside() {
            self.separator.extend_from_slice(line.trim_ascii_end());
        }
    }

    /// Tells of the line in front of the message that has begun.
    pub(super) fn tell_separator(&mut self) {
        if self.separator.is_empty() {
            return;
        }
        let text = String::from_utf8_lossy(&self.separator);
        let part = PartMeta { section: Section::root().header(), ..PartMeta::default() };
        let (part, map) = (Arc::new(part), OffsetMap::identity(0));
        let region = Region {
            kind: RegionKind::Header,
            part: &part,
            field: Some(FIELD),
            text: &text,
            map: &map,
            aside: false,
            zones: None,
        };
        self.handler.beside(&part, &region, &text, 0, Beside::Separator);
        self.separator.clear();
    }
}
