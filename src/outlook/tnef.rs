//! TNEF in, its item out (\[MS-OXTNEF\]): the file `winmail.dat` that Outlook sends along with a message, which holds bodies,
//! attachments and the details of contacts and meetings.
//!
//! A TNEF is a list of attributes, of the message or of an attachment. Some hold one old-fashioned value, some a list of
//! properties. Checksums are not looked at, and lengths not trusted: what was read before the damage stays.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::item::{Attachment, Content, Item, Properties, Value};
use super::rfc822::Message;
use super::{codepage, tag};
use crate::model::{Card, Contents, Problem, ProblemCode};

mod legacy;
mod properties;

use properties::Reader;

/// What this format says of itself.
pub static CARD: Card = Card {
    name: "tnef",
    summary: "What Outlook sends along with a message in a file winmail.dat: bodies, attachments, contacts, meetings.",
    caveats: "Dates of old programs have no zone, and are taken as UTC.",
    references: &["[MS-OXTNEF]", "[MS-OXPROPS]"],
};

const SIGNATURE: [u8; 4] = [0x78, 0x9F, 0x3E, 0x22];

/// Attachments and recipients that are read.
const MOST: usize = 100_000;

/// An attribute of an attachment; others are of the message.
const OF_ATTACHMENT: u8 = 2;

// attributes (\[MS-OXTNEF\] §2.1.2), by the lower half of their number; the upper half is their type
const OWNER: u16 = 0x0000;
const SENT_FOR: u16 = 0x0001;
const DATE_START: u16 = 0x0006;
const DATE_END: u16 = 0x0007;
const FROM: u16 = 0x8000;
const SUBJECT: u16 = 0x8004;
const DATE_SENT: u16 = 0x8005;
const DATE_RECEIVED: u16 = 0x8006;
const MESSAGE_CLASS: u16 = 0x8008;
const BODY: u16 = 0x800C;
const PRIORITY: u16 = 0x800D;
const ATTACH_DATA: u16 = 0x800F;
const ATTACH_TITLE: u16 = 0x8010;
const DATE_MODIFIED: u16 = 0x8020;
const ATTACH_TRANSPORT_FILENAME: u16 = 0x9001;
const ATTACH_REND_DATA: u16 = 0x9002;
const MESSAGE_PROPERTIES: u16 = 0x9003;
const RECIPIENTS: u16 = 0x9004;
const ATTACHMENT_PROPERTIES: u16 = 0x9005;
const OEM_CODEPAGE: u16 = 0x9007;

/// True for TNEF, by its first bytes.
pub fn recognises(head: &[u8]) -> bool {
    head.starts_with(&SIGNATURE)
}

/// Opens a TNEF.
///
/// # Errors
///
/// The problem, where nothing of it can be read.
pub fn open<'a>(bytes: impl Into<Cow<'a, [u8]>>) -> Result<Box<dyn Item + 'a>, Problem> {
    let bytes = bytes.into();
    let length = bytes.len();
    match Tnef::read(Arc::new(bytes), 0..length) {
        Some(item) => Ok(Box::new(item)),
        None => {
            Err(Problem::new(ProblemCode::Corrupt, "the TNEF file is damaged; nothing of it can be read")
                .giving_up(length as u64))
        }
    }
}

/// Hands on a TNEF as a message by RFC 5322, with the header fields that it has values for.
///
/// # Errors
///
/// The problem, where nothing of it can be read.
pub fn read(bytes: &[u8], out: &mut dyn Contents) -> Result<(), Problem> {
    let mut message = Message::new(open(bytes)?);
    out.message(&mut message);
    message.problems().into_iter().for_each(|problem| out.problem(problem));
    Ok(())
}

/// The item of a TNEF.
struct Tnef<'a> {
    bytes: Arc<Cow<'a, [u8]>>,
    properties: Properties,
    recipients: Vec<Properties>,
    attachments: Vec<Attached>,
    problems: Vec<Problem>,
}

/// An attachment of it.
#[derive(Default)]
struct Attached {
    properties: Properties,
    /// Where its file stands.
    data: Option<Range<usize>>,
    /// Where an object stands: an item when it begins as a TNEF does.
    object: Option<Range<usize>>,
}

impl<'a> Tnef<'a> {
    /// Reads the TNEF in a range of some bytes; `None` where there is no attribute.
    fn read(bytes: Arc<Cow<'a, [u8]>>, range: Range<usize>) -> Option<Self> {
        let mut item = Tnef {
            bytes: Arc::clone(&bytes),
            properties: Properties::default(),
            recipients: Vec::new(),
            attachments: Vec::new(),
            problems: Vec::new(),
        };
        let all = bytes.get(range.clone())?;
        if !recognises(all) {
            return None;
        }
        let page = oem_codepage(all);
        // legacy attributes say less than the properties do, whatever comes first
        let mut legacy = Properties::default();
        let mut at = range.start + 6;
        let mut any = false;
        while at < range.end {
            let rest = &bytes[at..range.end];
            let Some(attribute) = Attribute::read(rest) else {
                // mail programs leave a line end or zeros behind it
                if rest.iter().any(|b| *b != 0 && !b.is_ascii_whitespace()) {
                    let detail = "the TNEF file has bytes behind its last attribute, or is damaged; they were not read";
                    item.problems
                        .push(Problem::new(ProblemCode::Corrupt, detail).giving_up(rest.len() as u64));
                }
                break;
            };
            any = true;
            if attribute.cut {
                let detail = "the TNEF file ends before its end";
                item.problems.push(Problem::new(ProblemCode::Truncated, detail));
            }
            let value = at + 9..at + 9 + attribute.length;
            at = value.end + 2;
            if attribute.level == OF_ATTACHMENT {
                item.attachment_attribute(attribute.id, value, page);
            } else {
                item.message_attribute(attribute.id, &bytes[value.clone()], value.start, page, &mut legacy);
            }
        }
        for (id, value) in legacy.tagged {
            item.properties.tagged.entry(id).or_insert(value);
        }
        item.properties.named.extend(legacy.named);
        item.properties.tagged.entry(tag::MESSAGE_CODEPAGE).or_insert(Value::Integer(page.into()));
        any.then_some(item)
    }

    fn message_attribute(&mut self, id: u16, value: &[u8], at: usize, page: u16, legacy: &mut Properties) {
        match id {
            MESSAGE_PROPERTIES => {
                let mut reader = Reader::new(value, at, page);
                let complete = reader.list(&mut self.properties, &mut None);
                self.damaged(complete);
            }
            RECIPIENTS => {
                let mut reader = Reader::new(value, at, page);
                let rows = reader.word().unwrap_or(0) as usize;
                for _ in 0..rows {
                    if self.recipients.len() == MOST || reader.is_at_end() {
                        self.damaged(false);
                        break;
                    }
                    let mut recipient = Properties::default();
                    let complete = reader.list(&mut recipient, &mut None);
                    self.recipients.push(recipient);
                    if !complete {
                        self.damaged(false);
                        break;
                    }
                }
            }
            _ => legacy::attribute(id, value, page, legacy),
        }
    }

    fn attachment_attribute(&mut self, id: u16, value: Range<usize>, page: u16) {
        if self.attachments.len() == MOST {
            return;
        }
        if id == ATTACH_REND_DATA || self.attachments.is_empty() {
            self.attachments.push(Attached::default());
        }
        let bytes = Arc::clone(&self.bytes);
        let Some(attached) = self.attachments.last_mut() else { return };
        let text = || Value::Text(codepage::decode(&bytes[value.clone()], page));
        match id {
            ATTACH_DATA => attached.data = Some(value),
            ATTACH_TITLE => {
                attached.properties.tagged.entry(tag::ATTACH_FILENAME).or_insert_with(text);
            }
            ATTACH_TRANSPORT_FILENAME => {
                attached.properties.tagged.entry(tag::ATTACH_TRANSPORT_NAME).or_insert_with(text);
            }
            ATTACHMENT_PROPERTIES => {
                let mut reader = Reader::new(&bytes[value.clone()], value.start, page);
                let complete = reader.list(&mut attached.properties, &mut attached.object);
                self.damaged(complete);
            }
            _ => {}
        }
    }

    /// Tells once that a list of properties could not be read to its end.
    fn damaged(&mut self, complete: bool) {
        let detail =
            "a list of properties in the TNEF file is damaged; what stands before the damage was read";
        if !complete && !self.problems.iter().any(|problem| problem.detail == detail) {
            self.problems.push(Problem::new(ProblemCode::Corrupt, detail));
        }
    }
}

/// One attribute: its level, number and length; less than it claims where the file is cut off.
struct Attribute {
    level: u8,
    id: u16,
    length: usize,
    cut: bool,
}

impl Attribute {
    fn read(rest: &[u8]) -> Option<Self> {
        let [level @ (1 | 2), id_low, id_high, _, _, a, b, c, d] = *rest.first_chunk()? else { return None };
        let claimed = u32::from_le_bytes([a, b, c, d]) as usize;
        let length = claimed.min(rest.len() - 9);
        Some(Attribute { level, id: u16::from_le_bytes([id_low, id_high]), length, cut: length < claimed })
    }
}

/// The code page that the TNEF names, which may stand behind text that is written in it.
fn oem_codepage(all: &[u8]) -> u16 {
    let mut rest = all.get(6..).unwrap_or_default();
    while let Some(attribute) = Attribute::read(rest) {
        let value = &rest[9..9 + attribute.length];
        if attribute.level != OF_ATTACHMENT
            && attribute.id == OEM_CODEPAGE
            && let Some(&[low, high, ..]) = value.first_chunk::<4>()
        {
            let page = u16::from_le_bytes([low, high]);
            return if page == 0 { codepage::WESTERN } else { page };
        }
        rest = rest.get(9 + attribute.length + 2..).unwrap_or_default();
    }
    codepage::WESTERN
}

impl Item for Tnef<'_> {
    fn properties(&self) -> &Properties {
        &self.properties
    }

    fn recipients(&self) -> &[Properties] {
        &self.recipients
    }

    fn attachments(&self) -> usize {
        self.attachments.len()
    }

    fn attachment(&mut self, number: usize) -> Result<Attachment<'_>, Problem> {
        let none = || Problem::new(ProblemCode::Corrupt, "an attachment of the TNEF file is missing");
        let attached = self.attachments.get(number).ok_or_else(none)?;
        let properties = attached.properties.clone();
        // where both are there, the object is what the file shows a picture of
        let item = attached
            .object
            .as_ref()
            .or(attached.data.as_ref())
            .filter(|range| recognises(&self.bytes[(*range).clone()]));
        let content = match (item, attached.data.as_ref().or(attached.object.as_ref())) {
            (Some(range), _) => match Tnef::read(Arc::clone(&self.bytes), range.clone()) {
                Some(item) => Content::Item(Box::new(item)),
                None => {
                    return Err(Problem::new(
                        ProblemCode::Corrupt,
                        "an item in the TNEF file cannot be read",
                    )
                    .giving_up(range.len() as u64));
                }
            },
            (None, Some(range)) => Content::File(Box::new(&self.bytes[range.clone()])),
            (None, None) => Content::None,
        };
        Ok(Attachment { properties, content })
    }

    fn problems(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.problems)
    }
}

#[cfg(test)]
mod tests;
