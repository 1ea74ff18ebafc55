//! The header block of an entity in, what its body is out: a multipart, a message, a leaf.
//!
//! In: the block, and where it stands in the tree. Out: its fields, of a message those that are searched handed on; and how the
//! walk goes on in what stands behind it. It refuses to know where that ends.

use std::ops::Range;
use std::sync::Arc;

use super::{Frame, Mode, Opening, Subtype, Walk};
use crate::message::delimiter::Delimiters;
use crate::message::embedded::Holds;
use crate::message::header::{self, EntityHeader, FieldClass, HeaderInfo};
use crate::message::leaf::HeaderScratch;
use crate::message::part::{Leaf, LeafReader, filename};
use crate::message::transfer::Encoding;
use crate::message::{PartSink, beside, words};
use crate::model::{OffsetMap, PartMeta, Problem, ProblemCode, Region, RegionKind};

impl Walk {
    /// Reads the fields of a header block, and hands on those that are searched where it is a message's.
    pub(super) fn read_header(
        &mut self,
        block: &[u8],
        opening: &Opening,
        scratch: &mut HeaderScratch,
        sink: &mut dyn PartSink,
    ) -> EntityHeader {
        let mut entity = EntityHeader::default();
        let own = opening.message && !self.opened;
        let HeaderScratch { text, names, fields, word } = scratch;
        // who is looked for may stand in fields that hold no details, and in those of parts
        let wanted = sink.wants_beside();
        let mut machine: Vec<(Range<usize>, Range<usize>)> = Vec::new();
        text.clear();
        names.clear();
        fields.clear();
        let mut info = HeaderInfo::default();
        header::fields(block, |raw_name, body| {
            let name_start = names.len();
            header::with_lower(raw_name, |name| names.push_str(name));
            let name = &names[name_start..];
            match name {
                "content-type" if entity.content_type.is_none() => {
                    let content_type = words::parameterised(body);
                    if content_type.value.starts_with("multipart/") {
                        entity.boundary = words::raw_parameter(body, b"boundary");
                    }
                    entity.content_type = Some(content_type);
                }
                "content-disposition" if entity.disposition.is_none() => {
                    entity.disposition = Some(words::parameterised(body));
                }
                "content-transfer-encoding" => entity.transfer_encoding.note(body),
                _ => {}
            }
            if !opening.message && !wanted {
                names.truncate(name_start);
                return;
            }
            let decoded = words::decode(body, word).trim();
            if opening.message {
                info.note(name, decoded);
            }
            if !raw_name.is_empty() {
                // a field name is ASCII, or the line would not have been taken for a field
                text.push_str(std::str::from_utf8(raw_name).unwrap_or_default());
                text.push_str(": ");
            }
            let start = text.len();
            text.push_str(decoded);
            let class = if raw_name.is_empty() { FieldClass::Text } else { header::class(name) };
            if decoded.is_empty() {
                names.truncate(name_start);
            } else if wanted && (class == FieldClass::Machine || !opening.message) {
                machine.push((name_start..names.len(), start..text.len()));
            } else if class != FieldClass::Machine {
                fields.push((name_start..names.len(), start..text.len()));
            } else {
                names.truncate(name_start);
            }
            text.push('\n');
        });
        if opening.message {
            self.open_letter(opening, &info);
        }
        if own {
            if let Some(content_type) = &entity.content_type {
                info.note_type(content_type);
            }
            self.info = info;
            self.opened = true;
            sink.header(&self.info);
        }
        if opening.message && !block.is_empty() {
            let part = Arc::new(PartMeta {
                section: opening.section.header(),
                media_type: "text/rfc822-headers".into(),
                ..PartMeta::default()
            });
            sink.decoded(&part, "utf-8", text);
            let kind = if self.attachment { RegionKind::Attachment } else { RegionKind::Header };
            for (name, range) in fields.iter() {
                let map = OffsetMap::identity(range.start as u64);
                let name = &names[name.clone()];
                let region = Region {
                    kind,
                    part: &part,
                    field: (!name.is_empty()).then_some(name),
                    text: &text[range.clone()],
                    map: &map,
                    aside: false,
                    zones: None,
                };
                sink.region(&part, &region, text, 0);
            }
        }
        if wanted && !block.is_empty() {
            beside::header(opening, &entity, (names, text), &machine, sink);
        }
        entity
    }

    /// Decides what the body behind a header block is.
    pub(super) fn open(&mut self, opening: Opening, entity: &EntityHeader, sink: &mut dyn PartSink) -> Mode {
        let declared = entity.content_type.as_ref();
        let default = if opening.digest { "message/rfc822" } else { "text/plain" };
        let mut media_type = declared.map_or(default, |c| c.value.as_str());
        if !media_type.contains('/') || media_type.starts_with('/') || media_type.ends_with('/') {
            // RFC 2045 §5.2: what cannot be read is plain text
            media_type = if media_type == "text" || declared.is_none() { default } else { "text/plain" };
        }
        let deep = opening.depth + self.depth >= self.limits.depth;
        if let Some(subtype) = media_type.strip_prefix("multipart/") {
            if deep {
                self.report_deep(&opening, sink);
                return self.leaf(opening, "text/plain", entity, sink);
            }
            let decoded = declared.and_then(|c| c.parameter("boundary")).map(str::as_bytes);
            let alternative = match subtype {
                "alternative" => Some(opening.section.clone()),
                _ => opening.alternative,
            };
            self.stack.push(Frame {
                delimiters: Delimiters::new(decoded.into_iter().chain(entity.boundary.as_deref())),
                encodings: entity.transfer_encoding.changing.clone(),
                section: opening.section,
                children: 0,
                subtype: if subtype == "digest" { Subtype::Digest } else { Subtype::Other },
                alternative,
                encrypted: opening.encrypted || subtype == "encrypted",
                depth: opening.depth,
                between: 0,
            });
            return self.gap();
        }
        let encoding = entity.transfer_encoding.settled();
        if media_type == "message/partial" {
            let detail = "a fragment of a message (message/partial) was searched as text; what is encoded in it was not read";
            let section = if opening.message { opening.section.child(1) } else { opening.section.clone() };
            sink.problem(Problem::new(ProblemCode::Unsupported, detail).in_part(&section));
        }
        let is_message = matches!(media_type, "message/rfc822" | "message/global" | "message/news");
        if is_message && !opening.encrypted {
            if deep {
                self.report_deep(&opening, sink);
                return self.leaf(opening, "text/plain", entity, sink);
            }
            let section = if opening.message { opening.section.child(1) } else { opening.section };
            let part = Arc::new(PartMeta {
                section: section.clone(),
                media_type: media_type.into(),
                filename: filename(entity).map(header::shown),
                attachment: false,
                alternative: None,
            });
            if encoding == Some(Encoding::Identity) {
                return Mode::Header(Opening {
                    section,
                    message: true,
                    digest: false,
                    alternative: None,
                    encrypted: false,
                    depth: opening.depth + 1,
                });
            }
            let reader = LeafReader::Embedded(Box::new(self.embedded(
                encoding.unwrap_or_default(),
                &part,
                Holds::Itself,
            )));
            let doubt = encoding.is_none().then(|| entity.transfer_encoding.clone());
            return Mode::Leaf(Leaf { part, raw: 0, reader, doubt });
        }
        let media_type = media_type.to_owned();
        self.leaf(opening, &media_type, entity, sink)
    }

    fn report_deep(&mut self, opening: &Opening, sink: &mut dyn PartSink) {
        if !self.too_deep {
            self.too_deep = true;
            let detail =
                "parts are nested deeper than --limit-depth; what is inside was searched as one text";
            sink.problem(Problem::new(ProblemCode::Limit, detail).in_part(&opening.section));
        }
    }
}
