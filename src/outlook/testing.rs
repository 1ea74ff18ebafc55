//! What the tests of this room share.

use std::io::Read;

use super::item::{Attachment, Content, Item, Properties, Value};
use crate::model::{Contents, Problem, TextKind};

/// Properties by their number.
pub(super) fn properties(all: impl IntoIterator<Item = (u16, Value)>) -> Properties {
    Properties { tagged: all.into_iter().collect(), ..Properties::default() }
}

/// The value of a property that is a text.
pub(super) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// An item that a test makes up.
#[derive(Clone, Default)]
pub(super) struct Made {
    pub(super) properties: Properties,
    pub(super) recipients: Vec<Properties>,
    pub(super) attachments: Vec<(Properties, Holds)>,
}

/// What an attachment of it holds.
#[derive(Clone)]
pub(super) enum Holds {
    /// So many of this byte.
    Bytes(u8, u64),
    /// A file that ends with an error.
    Broken(Vec<u8>),
    Item(Box<Made>),
    /// It cannot be read.
    Problem,
}

struct Error;

impl Read for Error {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::InvalidData.into())
    }
}

impl Item for Made {
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
        let (properties, holds) = &mut self.attachments[number];
        let content = match holds {
            Holds::Bytes(byte, length) => Content::File(Box::new(std::io::repeat(*byte).take(*length))),
            Holds::Broken(bytes) => Content::File(Box::new(bytes.as_slice().chain(Error))),
            Holds::Item(item) => Content::Item(Box::new(&mut **item)),
            Holds::Problem => return Err(Problem::new(crate::model::ProblemCode::Corrupt, "made so")),
        };
        Ok(Attachment { properties: properties.clone(), content })
    }
    fn problems(&mut self) -> Vec<Problem> {
        Vec::new()
    }
}

/// Keeps what a file held.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) messages: Vec<String>,
    pub(super) problems: Vec<Problem>,
}

impl Contents for Kept {
    fn text(&mut self, _: TextKind, _: &str) -> bool {
        panic!("a message is no text")
    }
    fn entry(&mut self, _: &str, _: Option<&str>, _: &mut dyn Read) -> bool {
        panic!("a message is no entry")
    }
    fn message(&mut self, content: &mut dyn Read) -> bool {
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes).unwrap();
        self.messages.push(String::from_utf8(bytes).unwrap());
        true
    }
    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
}

/// The decoded bodies of all parts of a message, with their media types, in order; embedded messages are entered.
pub(super) fn leaves(message: &str) -> Vec<(String, String)> {
    fn walk(mail: &mailparse::ParsedMail<'_>, out: &mut Vec<(String, String)>) {
        if mail.ctype.mimetype == "message/rfc822" {
            let inner = mail.get_body_raw().unwrap();
            walk(&mailparse::parse_mail(&inner).unwrap(), out);
        } else if mail.subparts.is_empty() {
            let body = String::from_utf8_lossy(&mail.get_body_raw().unwrap()).into_owned();
            out.push((mail.ctype.mimetype.clone(), body));
        }
        mail.subparts.iter().for_each(|part| walk(part, out));
    }
    let mut out = Vec::new();
    walk(&mailparse::parse_mail(message.as_bytes()).unwrap(), &mut out);
    out
}
