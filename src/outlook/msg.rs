//! A MSG file in, its item out (\[MS-OXMSG\]): a message, contact, appointment … as Outlook writes it into a file of its own.
//!
//! The properties are looked for where they stand, not where the file says that they are: a stream of a property is read
//! even if the list of properties is damaged.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::compound::{self, Compound};
use super::item::{Attachment, Content, Item, Named, Properties, Value};
use super::rfc822::Message;
use super::{address, codepage, tag, typed};
use crate::model::{Card, Contents, Problem, ProblemCode};

/// What this format says of itself.
pub static CARD: Card = Card {
    name: "msg",
    summary: "Messages, contacts, appointments, tasks, notes and distribution lists that Outlook wrote into a file each (.msg).",
    caveats: "Objects of other programs that are embedded in the text are read only where they keep a file of their own. Messages under rights management stay encrypted.",
    references: &["[MS-OXMSG]", "[MS-CFB]", "[MS-OXPROPS]"],
};

/// Values of one property.
const VALUES: usize = 1 << 20;

/// True for a MSG file, by its first bytes: a compound file in which a name stands that only these have. Where its directory
/// is further behind, more bytes are needed to know.
pub fn recognises(head: &[u8]) -> bool {
    // PidTagMessageClass and other properties, `__substg1.0_…`, in UTF-16
    const NAME: &[u8] = b"_\x00_\x00s\x00u\x00b\x00s\x00t\x00g\x001\x00.\x000\x00_\x00";
    compound::recognises(head) && memchr::memmem::find(head, NAME).is_some()
}

/// True for a file that [`recognises`] could not know by these first bytes, and that is named as a MSG file is.
pub fn recognises_named(head: &[u8], name: &str) -> bool {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    compound::recognises(head) && !stem.is_empty() && extension.eq_ignore_ascii_case("msg")
}

/// Opens a MSG file.
///
/// # Errors
///
/// The problem, where nothing of it can be read.
pub fn open<'a>(bytes: impl Into<Cow<'a, [u8]>>) -> Result<Box<dyn Item + 'a>, Problem> {
    let bytes = bytes.into();
    let length = bytes.len() as u64;
    let file = Compound::open(bytes).map(Arc::new).ok_or_else(|| {
        Problem::new(ProblemCode::Corrupt, "the Outlook message file is damaged; nothing of it can be read")
            .giving_up(length)
    })?;
    let names = Arc::new(names(&file));
    let mut problems = Vec::new();
    if file.damaged {
        let detail = "the Outlook message file is damaged; what could be found in it was read";
        problems.push(Problem::new(ProblemCode::Corrupt, detail));
    }
    Ok(Box::new(Msg::read(file, names, 0, HEADER, codepage::WESTERN, problems)))
}

/// Hands on a MSG file as a message by RFC 5322.
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

/// Bytes before the list of properties of a message; of an item in a message; of a recipient or attachment
/// (\[MS-OXMSG\] §2.4.1).
const HEADER: usize = 32;
const EMBEDDED_HEADER: usize = 24;
const PART_HEADER: usize = 8;

/// The names of properties from 0x8000 on.
type Names = BTreeMap<u16, Named>;

/// Reads the names (\[MS-OXMSG\] §2.2.3).
fn names(file: &Arc<Compound<'_>>) -> Names {
    let mut names = Names::new();
    let Some(storage) = file.child(0, "__nameid_version1.0") else { return names };
    let stream = |name| file.child(storage, name).map(|n| file.bytes(n).0).unwrap_or_default();
    let sets = stream("__substg1.0_00020102");
    let entries = stream("__substg1.0_00030102");
    let words = stream("__substg1.0_00040102");
    for entry in entries.as_chunks::<8>().0 {
        let [a, b, c, d, kind_low, kind_high, index_low, index_high] = *entry;
        let number = u32::from_le_bytes([a, b, c, d]);
        let kind = u16::from_le_bytes([kind_low, kind_high]);
        let Some(id) = u16::from_le_bytes([index_low, index_high]).checked_add(0x8000) else { continue };
        let set = match kind >> 1 {
            1 => tag::MAPI,
            2 => tag::PUBLIC_STRINGS,
            n => match sets.as_chunks::<16>().0.get(usize::from(n).wrapping_sub(3)) {
                Some(set) => *set,
                None => continue,
            },
        };
        let name = if kind & 1 == 0 {
            Named::Number(set, number)
        } else {
            let Some((length, rest)) = words.get(number as usize..).and_then(|w| w.split_first_chunk::<4>())
            else {
                continue;
            };
            // a name is no text: longer ones are damage, and could cost the square of the file
            let length = (u32::from_le_bytes(*length) as usize).min(rest.len()).min(512);
            Named::Word(set, codepage::utf16(&rest[..length]))
        };
        names.insert(id, name);
    }
    names
}

/// An item of a MSG file.
struct Msg<'a> {
    file: Arc<Compound<'a>>,
    names: Arc<Names>,
    properties: Properties,
    recipients: Vec<Properties>,
    /// Storages.
    attachments: Vec<usize>,
    codepage: u16,
    problems: Vec<Problem>,
}

impl<'a> Msg<'a> {
    /// Reads the item in a storage.
    fn read(
        file: Arc<Compound<'a>>,
        names: Arc<Names>,
        storage: usize,
        header: usize,
        codepage: u16,
        mut problems: Vec<Problem>,
    ) -> Self {
        let mut cut = false;
        let properties = properties(&file, &names, storage, header, codepage, &mut cut);
        let own = address::page(&properties);
        let codepage = if own == codepage::WESTERN { codepage } else { own };
        let mut recipients = Vec::new();
        let mut attachments = Vec::new();
        for (n, entry) in file.children(storage) {
            let name = entry.name.to_ascii_lowercase();
            if name.starts_with("__recip_version1.0_") {
                recipients.push(self::properties(&file, &names, n, PART_HEADER, codepage, &mut cut));
            } else if name.starts_with("__attach_version1.0_") {
                attachments.push(n);
            }
        }
        if cut {
            let detail = "a property of the Outlook message ends before its end";
            problems.push(Problem::new(ProblemCode::Truncated, detail));
        }
        Msg { file, names, properties, recipients, attachments, codepage, problems }
    }
}

/// Reads the properties in a storage; the code page is that of the item around it, where it names none.
fn properties(
    file: &Arc<Compound<'_>>,
    names: &Names,
    storage: usize,
    header: usize,
    codepage: u16,
    cut: &mut bool,
) -> Properties {
    let mut all = Properties::default();
    let mut put = |id: u16, value: Value| match names.get(&id) {
        Some(name) => {
            all.named.entry(name.clone()).or_insert(value);
        }
        None => {
            all.tagged.entry(id).or_insert(value);
        }
    };
    let mut page = None;
    if let Some(list) = file.child(storage, "__properties_version1.0") {
        let (list, complete) = file.bytes(list);
        *cut |= !complete;
        for entry in list.get(header..).unwrap_or_default().as_chunks::<16>().0 {
            let [kind_low, kind_high, id_low, id_high, ..] = *entry;
            let (kind, id) =
                (u16::from_le_bytes([kind_low, kind_high]), u16::from_le_bytes([id_low, id_high]));
            if typed::size(kind).is_some_and(|size| size <= 8)
                && let Some(value) = typed::value(kind, &entry[8..], codepage)
            {
                if let (tag::MESSAGE_CODEPAGE, Value::Integer(n)) = (id, &value) {
                    page = u16::try_from(*n).ok().filter(|n| *n != 0);
                }
                put(id, value);
            }
        }
    }
    let codepage = page.unwrap_or(codepage);
    // Unicode before code pages, which stand before it by name: `…1E`, `…1F`
    let mut streams: Vec<(u16, u16, usize)> = Vec::new();
    let mut values: BTreeMap<(u16, u16), Vec<usize>> = BTreeMap::new();
    for (n, entry) in file.children(storage) {
        let Some((id, kind, is_value)) = property_name(&entry.name) else { continue };
        if entry.is_storage || id == tag::ATTACH_DATA {
            continue;
        }
        if is_value {
            values.entry((id, kind)).or_default().push(n);
        } else {
            streams.push((id, kind, n));
        }
    }
    streams.sort_by_key(|(id, kind, _)| (*id, kind & 0xFF == typed::STRING8));
    for (id, kind, stream) in streams.into_iter().filter(|(_, kind, _)| kind & typed::MULTIPLE == 0) {
        let (bytes, complete) = file.bytes(stream);
        *cut |= !complete;
        if let Some(value) = typed::value(kind, &bytes, codepage) {
            put(id, value);
        }
    }
    for ((id, kind), streams) in values.into_iter().rev() {
        let single = kind & !typed::MULTIPLE;
        let each =
            streams.into_iter().take(VALUES).filter_map(|n| typed::value(single, &file.bytes(n).0, codepage));
        if let Some(value) = typed::values(kind, each.collect()) {
            put(id, value);
        }
    }
    all
}

/// The number and type of the property that a stream is named after, and whether it is one of several values:
/// `__substg1.0_37010102`, `__substg1.0_8011101F-00000000`.
fn property_name(name: &str) -> Option<(u16, u16, bool)> {
    let (prefix, rest) = name.split_at_checked(12)?;
    if !prefix.eq_ignore_ascii_case("__substg1.0_") {
        return None;
    }
    let number = u32::from_str_radix(rest.get(..8)?, 16).ok()?;
    Some(((number >> 16) as u16, number as u16, rest.as_bytes().get(8) == Some(&b'-')))
}

impl<'a> Item for Msg<'a> {
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
        let none = || Problem::new(ProblemCode::Corrupt, "an attachment of the Outlook message is missing");
        let storage = *self.attachments.get(number).ok_or_else(none)?;
        let (file, names) = (&self.file, &self.names);
        let mut cut = false;
        let properties = properties(file, names, storage, PART_HEADER, self.codepage, &mut cut);
        if cut {
            let detail = "a property of an attachment ends before its end";
            self.problems.push(Problem::new(ProblemCode::Truncated, detail));
        }
        let data = file
            .children(storage)
            .find(|(_, entry)| matches!(property_name(&entry.name), Some((tag::ATTACH_DATA, _, false))));
        let content = match data {
            Some((stream, entry)) if !entry.is_storage => Content::File(Box::new(file.open_stream(stream))),
            Some((inner, _)) => {
                // an object keeps the file that it was made of, if it keeps one, under one of these names
                let file_in_object =
                    ["Package", "CONTENTS"].into_iter().find_map(|name| file.child(inner, name));
                if file.child(inner, "__properties_version1.0").is_some()
                    || properties.integer(tag::ATTACH_METHOD) == Some(5)
                {
                    let item = Msg::read(
                        Arc::clone(file),
                        Arc::clone(names),
                        inner,
                        EMBEDDED_HEADER,
                        self.codepage,
                        Vec::new(),
                    );
                    Content::Item(Box::new(item))
                } else if let Some(stream) = file_in_object {
                    Content::File(Box::new(file.open_stream(stream)))
                } else {
                    let size = file.children(inner).map(|(_, entry)| entry.size).fold(0, u64::saturating_add);
                    let detail = "an object in the Outlook message is of a kind that is not read";
                    self.problems
                        .push(Problem::new(ProblemCode::Unsupported, detail).giving_up(size.min(1 << 32)));
                    Content::None
                }
            }
            None => Content::None,
        };
        Ok(Attachment { properties, content })
    }

    fn problems(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.problems)
    }
}

#[cfg(test)]
mod tests;
