//! Where everything in a message stands, and what it is read as.
//!
//! What comes in: what the reader tells while it reads. What goes out: the header blocks, leaves and texts in order, those in
//! a part that is decoded to be read as its own; and for the proof, a hash of every text and a list of all leaves.

use std::ops::Range;
use std::sync::Arc;

use crate::message::transfer::Encoding;
use crate::message::{Form, HeaderInfo, LeafKind, MessageReader, PartSink, Place};
use crate::model::{Limits, PartMeta, Problem, Quoting, Region, Section};

/// Hash of a text.
pub(super) type Hash = [u8; 32];

/// Something in a message, by its place in the bytes around it.
pub(super) enum Item {
    /// A header block.
    Header { section: Section, message: bool, block: Range<usize>, body: usize },
    /// A leaf: text where it has a form.
    Leaf { part: Arc<PartMeta>, bytes: Range<usize>, form: Option<Form> },
    /// A stretch of text of no part, and the bytes of decoded text of those before.
    Between { section: Section, bytes: Range<usize>, form: Form, base: u64 },
    /// A part whose decoded bytes hold what is in it.
    Space { part: Arc<PartMeta>, encoding: Encoding, bytes: Range<usize>, items: Vec<Item> },
}

/// What a message is read as.
#[derive(Default)]
pub(super) struct Layout {
    pub(super) items: Vec<Item>,
    /// Sections and hashes of all texts that are handed on, in order.
    pub(super) texts: Vec<(Section, Hash)>,
    /// All leaves, in order.
    pub(super) leaves: Vec<(Arc<PartMeta>, LeafKind)>,
    /// Sections and words of the problems.
    pub(super) problems: Vec<(Option<Section>, String)>,
    /// Parts that are being decoded, with what stands around them.
    open: Vec<(Vec<Item>, Arc<PartMeta>, Encoding)>,
}

impl Layout {
    /// Reads a message.
    pub(super) fn read(message: &[u8], quoting: Quoting, limits: &Limits) -> Self {
        let mut layout = Layout::default();
        MessageReader::new(limits).whole(message, quoting, &mut layout);
        layout
    }
}

/// Hash of a text.
pub(super) fn hash(text: &str) -> Hash {
    *blake3::hash(text.as_bytes()).as_bytes()
}

impl PartSink for Layout {
    fn header(&mut self, _: &HeaderInfo) {}

    fn decoded(&mut self, part: &Arc<PartMeta>, _: &str, text: &str) {
        self.texts.push((part.section.clone(), hash(text)));
    }

    fn region(&mut self, _: &Arc<PartMeta>, _: &Region<'_>, _: &str, _: u64) {}

    fn leaf(&mut self, part: &Arc<PartMeta>, kind: LeafKind, _: u64) {
        self.leaves.push((part.clone(), kind));
    }

    fn place(&mut self, place: Place<'_>) {
        let item = match place {
            Place::Header { section, message, block, body } => {
                Item::Header { section: section.clone(), message, block, body }
            }
            Place::Text { part, bytes, form } => Item::Leaf { part: part.clone(), bytes, form: Some(form) },
            Place::Other { part, bytes } => Item::Leaf { part: part.clone(), bytes, form: None },
            Place::Between { part, bytes, form, base } => {
                Item::Between { section: part.section.clone(), bytes, form, base }
            }
            Place::Enter { part, encoding } => {
                self.open.push((std::mem::take(&mut self.items), part.clone(), encoding));
                return;
            }
            Place::Leave { bytes } => {
                let Some((around, part, encoding)) = self.open.pop() else { return };
                let items = std::mem::replace(&mut self.items, around);
                Item::Space { part, encoding, bytes, items }
            }
        };
        self.items.push(item);
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push((problem.place.part, problem.detail.into_owned()));
    }
}
