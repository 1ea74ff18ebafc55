//! Items as Outlook keeps them: numbered properties, recipients, attachments (\[MS-OXCMSG\], \[MS-OXPROPS\]).

use std::collections::BTreeMap;
use std::io::Read;

use crate::model::Problem;

/// The value of a property (\[MS-OXCDATA\] §2.11.1). Text is decoded already.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// PtypInteger16, PtypInteger32, PtypInteger64, PtypErrorCode.
    Integer(i64),
    /// PtypBoolean.
    Boolean(bool),
    /// PtypTime: 100 nanoseconds since 1601-01-01 UTC.
    Time(i64),
    /// PtypString, PtypString8.
    Text(String),
    /// PtypBinary, PtypGuid, PtypObject.
    Bytes(Vec<u8>),
    /// PtypMultipleString, PtypMultipleString8.
    Texts(Vec<String>),
    /// PtypMultipleBinary.
    Blobs(Vec<Vec<u8>>),
}

/// The name of a property that has no number of its own (\[MS-OXCDATA\] §2.6.1): a property set, as its 16 bytes stand in a file,
/// and a number or a word in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// PidLid…
    Number([u8; 16], u32),
    /// PidName…
    Word([u8; 16], String),
}

/// The properties of an item, a recipient or an attachment.
#[derive(Clone, Default)]
pub struct Properties {
    /// By their number, the upper half of a property tag; below 0x8000.
    pub tagged: BTreeMap<u16, Value>,
    /// By their name.
    pub named: BTreeMap<Named, Value>,
}

impl Properties {
    /// The text of a property.
    pub fn text(&self, id: u16) -> Option<&str> {
        match self.tagged.get(&id) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }
    /// The number of a property.
    pub fn integer(&self, id: u16) -> Option<i64> {
        match self.tagged.get(&id) {
            Some(Value::Integer(n)) => Some(*n),
            _ => None,
        }
    }
    /// The bytes of a property.
    pub fn bytes(&self, id: u16) -> Option<&[u8]> {
        match self.tagged.get(&id) {
            Some(Value::Bytes(bytes)) => Some(bytes),
            _ => None,
        }
    }
}

/// What an attachment holds.
pub enum Content<'a> {
    /// A file. A stream ends with an error where it is damaged.
    File(Box<dyn Read + Send + 'a>),
    /// An item in the item.
    Item(Box<dyn Item + 'a>),
    /// Nothing: a link, or an object that holds no file.
    None,
}

/// An attachment: its properties (without PidTagAttachDataBinary), and what it holds.
pub struct Attachment<'a> {
    /// Name, media type, content id and the like.
    pub properties: Properties,
    /// The file or item.
    pub content: Content<'a>,
}

/// A message, contact, appointment, task, note or distribution list.
/// It is written as a stream that workers hand on, so it can be sent to another thread.
pub trait Item: Send {
    /// Its own properties, bodies among them.
    fn properties(&self) -> &Properties;
    /// Those of its recipients.
    fn recipients(&self) -> &[Properties];
    /// How many attachments it has.
    fn attachments(&self) -> usize;
    /// The attachment of this number, from 0.
    ///
    /// # Errors
    ///
    /// The problem, where it is damaged; others can be asked for all the same.
    fn attachment(&mut self, number: usize) -> Result<Attachment<'_>, Problem>;
    /// What of the item could not be read so far, taken out.
    fn problems(&mut self) -> Vec<Problem>;
}
