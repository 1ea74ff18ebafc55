//! A message, contact, appointment or other item of a store as an [`Item`] (\[MS-PST\] §2.4.5, §2.4.6).

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Seek};
use std::sync::Arc;

use super::bytes::u32_at;
use super::codepage::CodePages;
use super::data::Data;
use super::fault::Fault;
use super::file::File;
use super::property::{Budget, Context};
use super::table::Table;
use crate::model::Problem;
use crate::outlook::item::{Attachment, Content, Item, Named, Properties, Value};

/// Items in one another.
const DEPTH: u8 = 32;

/// PidTagAttachDataBinary, PidTagAttachDataObject.
const DATA: u16 = 0x3701;

/// The nodes of a message that hold its recipients and its attachments.
const RECIPIENTS: u32 = 0x692;
const ATTACHMENTS: u32 = 0x671;

/// Types of nodes (§2.2.2.1).
const MESSAGE: u32 = 0x04;
const ATTACHMENT: u32 = 0x05;

/// What all items of a store share.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) names: BTreeMap<u16, Named>,
    /// Of text that does not say which it is in.
    pub(super) page: Option<u32>,
}

/// An item of a store.
pub struct Message<'a, R> {
    file: &'a mut File<R>,
    shared: Arc<Shared>,
    sub: u64,
    depth: u8,
    pages: CodePages,
    properties: Properties,
    recipients: Vec<Properties>,
    attachments: Vec<u32>,
    problems: Vec<Problem>,
}

impl<'a, R: Read + Seek + Send> Message<'a, R> {
    /// The item in a node's data; `sub` has the node's own nodes.
    pub(super) fn open(
        file: &'a mut File<R>,
        shared: Arc<Shared>,
        data: u64,
        sub: u64,
        depth: u8,
    ) -> Result<Self, Fault> {
        let context = Context::open(file, data, sub)?;
        let pages = CodePages { likely: [context.integer(0x3ffd), context.integer(0x3fde), shared.page] };
        let mut problems = Vec::new();
        let mut budget = Budget::new();
        let (mut properties, problem) = context.read(file, &shared.names, &pages, None, &mut budget);
        problems.extend(problem);
        if properties.tagged.is_empty() && context.lost > 0 {
            return Err(Fault::corrupt("all its properties are lost"));
        }
        trim_subject(&mut properties);
        let mut message = Message {
            file,
            shared,
            sub,
            depth,
            pages,
            properties,
            recipients: Vec::new(),
            attachments: Vec::new(),
            problems,
        };
        message.read_recipients(&mut budget);
        message.list_attachments();
        Ok(message)
    }

    fn table(&mut self, nid: u32) -> Result<Option<Table>, Fault> {
        match self.file.subnode(self.sub, nid)? {
            Some(node) => Table::open(self.file, node.data, node.sub).map(Some),
            None => Ok(None),
        }
    }

    fn read_recipients(&mut self, budget: &mut Budget) {
        let fault = match self.table(RECIPIENTS) {
            Ok(None) => None,
            Ok(Some(table)) => {
                let (rows, fault) = table.read(self.file, &self.shared.names, &self.pages, budget);
                self.recipients = rows;
                fault
            }
            Err(fault) => Some(fault),
        };
        self.problems.extend(fault.map(|fault| fault.of("recipients of an item could not be read")));
    }

    fn list_attachments(&mut self) {
        let fault = match self.table(ATTACHMENTS) {
            Ok(None) => None,
            Ok(Some(table)) => match table.ids(self.file) {
                Ok((ids, whole)) => {
                    self.attachments = ids;
                    (!whole).then_some(Fault::corrupt("rows of a table are lost"))
                }
                Err(fault) => Some(fault),
            },
            Err(fault) => Some(fault),
        };
        if let Some(fault) = fault {
            // The table is only a list of nodes that are there all the same.
            let known: BTreeSet<u32> = self.attachments.iter().copied().collect();
            let there = self.file.subnodes(self.sub, ATTACHMENT);
            self.attachments.extend(there.into_iter().filter(|nid| !known.contains(nid)));
            if self.attachments.is_empty() {
                self.problems.push(fault.of("attachments of an item could not be read"));
            }
        }
    }

    fn read_attachment(&mut self, nid: u32) -> Result<Attachment<'_>, Fault> {
        let missing = Fault::corrupt("it names a node that is not there");
        let node = self.file.subnode(self.sub, nid)?.ok_or(missing)?;
        let context = Context::open(self.file, node.data, node.sub)?;
        let mut budget = Budget::new();
        let (properties, problem) =
            context.read(self.file, &self.shared.names, &self.pages, Some(DATA), &mut budget);
        self.problems.extend(problem);
        let item = context.integer(0x3705) == Some(5);
        let data = match context.record(DATA) {
            Some((0x0d, _)) => {
                let object = context.bytes(self.file, DATA, &mut budget)?.unwrap_or_default();
                Some(u32_at(&object, 0).ok_or(missing)?)
            }
            Some((0x102, hnid)) if hnid & 0x1f == 0 => {
                let bytes = context.bytes(self.file, DATA, &mut budget)?.unwrap_or_default();
                return Ok(Attachment { properties, content: Content::File(Box::new(Cursor::new(bytes))) });
            }
            Some((0x102, hnid)) => Some(hnid),
            // What the record should have said can be seen from the nodes.
            _ if item => self.file.subnodes(node.sub, MESSAGE).first().copied(),
            _ => None,
        };
        let Some(data) = data else { return Ok(Attachment { properties, content: Content::None }) };
        let held = self.file.subnode(node.sub, data)?.ok_or(missing)?;
        let content = if item || data & 0x1f == MESSAGE {
            if self.depth >= DEPTH {
                return Err(Fault::limit("items stand in items more than 32 deep"));
            }
            self.file.nest()?;
            let shared = Arc::clone(&self.shared);
            Content::Item(Box::new(Message::open(self.file, shared, held.data, held.sub, self.depth + 1)?))
        } else {
            Content::File(Box::new(Data::of(self.file, held.data)?))
        };
        Ok(Attachment { properties, content })
    }
}

/// A subject begins, in a store, with a mark and the length of its `RE: ` (§2.5.3.1.1.1).
fn trim_subject(properties: &mut Properties) {
    if let Some(Value::Text(subject)) = properties.tagged.get_mut(&0x37)
        && subject.starts_with('\u{1}')
    {
        *subject = subject.chars().skip(2).collect();
    }
}

impl<R: Read + Seek + Send> Item for Message<'_, R> {
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
        let subject = "an attachment could not be read";
        let Some(&nid) = self.attachments.get(number) else {
            return Err(Fault::corrupt("there is none of this number").of(subject));
        };
        self.read_attachment(nid).map_err(|fault| fault.of(subject))
    }

    fn problems(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.problems)
    }
}
