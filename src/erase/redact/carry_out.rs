//! The plan carried out: from the innermost bytes outwards.
//!
//! What comes in: a message, its layout, and what is to be done with each item. What goes out: the message with that done, and
//! what its texts are to be read as. Parts that are decoded to be read are changed in their decoded bytes, and encoded again;
//! how deep they may lie in one another is bounded by `Limits::depth`.

use std::collections::HashSet;
use std::ops::Range;

use super::layout::{Hash, Item, Layout, hash};
use super::note;
use super::plan::{Plan, Task, count, header_section};
use super::sign::Sign;
use super::splice::{Splice, applied, in_order, line_ends};
use super::text::Source;
use super::{Notes, Refused, header, transfer};
use crate::message::{Form, media};
use crate::model::{PartMeta, Section};

/// A text that changes.
pub(super) struct Changed {
    pub(super) section: Section,
    /// Its hash as it was; `None` where there was none, or where the part goes as a whole.
    pub(super) before: Option<Hash>,
    /// As it is to be.
    pub(super) after: Hash,
}

/// A message as it is to be.
pub(super) struct Done {
    pub(super) bytes: Vec<u8>,
    pub(super) notes: Notes,
    pub(super) texts: Vec<Changed>,
}

/// Calls `on` for every item, with the bytes that it stands in.
pub(super) fn visit<'i>(bytes: &[u8], items: &'i [Item], on: &mut dyn FnMut(&'i Item, &[u8])) {
    for item in items {
        on(item, bytes);
        if let Item::Space { encoding, bytes: range, items, .. } = item {
            visit(&space_bytes(&bytes[range.clone()], *encoding), items, on);
        }
    }
}

/// The bytes that the items of a space stand in.
fn space_bytes(raw: &[u8], encoding: crate::message::transfer::Encoding) -> Vec<u8> {
    let decoded = transfer::decoded(raw, encoding, false);
    media::with_line_ends(&decoded).into_owned()
}

/// What is done with one message.
pub(super) struct Job<'m> {
    bytes: &'m [u8],
    layout: &'m Layout,
    plan: &'m Plan,
    sign: &'m Sign,
    next: usize,
    known: HashSet<(&'m Section, Hash)>,
    texts: Vec<Changed>,
    broken: Vec<&'static str>,
}

impl<'m> Job<'m> {
    pub(super) fn new(bytes: &'m [u8], layout: &'m Layout, plan: &'m Plan, sign: &'m Sign) -> Self {
        let known = layout.texts.iter().map(|(section, hash)| (section, *hash)).collect();
        Job { bytes, layout, plan, sign, next: 0, known, texts: Vec::new(), broken: Vec::new() }
    }

    /// Does what the plan says; so many places outside of the message are noted too.
    pub(super) fn carry_out(mut self, outside: u64) -> Result<Done, Refused> {
        let mut splices = self.items(self.bytes, &self.layout.items)?;
        let Some(Item::Header { section, block, body, .. }) = self.layout.items.first() else {
            return Err(Refused::whole("the message has no beginning"));
        };
        let head = &self.bytes[block.clone()];
        let mut own = self.header(head, section, true, self.plan.task(0))?;
        let old = &self.bytes[*body..];
        let shifted: Vec<Splice> = splices
            .iter()
            .map(|(range, with)| (range.start - body..range.end - body, with.clone()))
            .collect();
        let new = applied(old, &shifted);
        let lines = |bytes: &[u8]| memchr::memchr_iter(b'\n', bytes).count();
        counted(&mut own, "content-length", old.len(), new.len());
        counted(&mut own, "lines", lines(old), lines(&new));
        self.broken.sort_unstable();
        self.broken.dedup();
        let notes = Notes {
            places: self.plan.places() + outside,
            replaced: self.plan.gone.iter().cloned().collect(),
            broken: self.broken,
        };
        own.add(note::FIELD, note::body(&notes));
        let before = (!head.is_empty()).then(|| hash(own.text()));
        let closed = *body > block.end;
        let (header, text) = own.finish(line_ends(self.bytes), closed);
        self.texts.push(Changed { section: section.header(), before, after: hash(&text) });
        // where a message ends with its header, what is added to that comes first
        let mut all = Vec::with_capacity(header.len() + splices.len());
        add(header, block.start, &mut all);
        all.append(&mut splices);
        let mut splices = all;
        if !in_order(self.bytes.len(), &mut splices) {
            return Err(Refused::whole("what is to change in the message cannot be told apart"));
        }
        Ok(Done { bytes: applied(self.bytes, &splices), notes, texts: self.texts })
    }

    /// What is to be done with items that stand in these bytes; all but the header of the whole message.
    fn items(&mut self, bytes: &[u8], items: &[Item]) -> Result<Vec<Splice>, Refused> {
        let mut out: Vec<Splice> = Vec::new();
        for item in items {
            let number = self.next;
            self.next += 1;
            let task = self.plan.task(number);
            match item {
                Item::Header { .. } if number == 0 => {}
                Item::Header { section, message, block, body } => {
                    let raw = &bytes[block.clone()];
                    let own = self.header(raw, section, *message, task)?;
                    let before = hash(own.text());
                    let (splices, text) = own.finish(line_ends(bytes), *body > block.end);
                    if *message && !splices.is_empty() {
                        let section = section.header();
                        self.texts.push(Changed { section, before: Some(before), after: hash(&text) });
                    }
                    add(splices, block.start, &mut out);
                }
                Item::Leaf { part, bytes: range, form } => {
                    let Some(task) = task else { continue };
                    if task.whole {
                        self.replace(part, bytes, range, &mut out);
                    } else if let Some(form) = form {
                        let splices =
                            self.text(&bytes[range.clone()], &part.section, &part.media_type, form, task)?;
                        add(splices, range.start, &mut out);
                    }
                }
                Item::Between { section, bytes: range, form, .. } => {
                    let Some(task) = task else { continue };
                    let splices = self.text(&bytes[range.clone()], section, "text/plain", form, task)?;
                    add(splices, range.start, &mut out);
                }
                Item::Space { part, encoding, bytes: range, items } => {
                    if task.is_some_and(|task| task.whole) {
                        self.next += count(items);
                        self.replace(part, bytes, range, &mut out);
                        continue;
                    }
                    let raw = &bytes[range.clone()];
                    let decoded = transfer::decoded(raw, *encoding, false);
                    let mut splices = self.items(&decoded, items)?;
                    if splices.is_empty() {
                        continue;
                    }
                    let refused = |why| Refused::of(&part.section, why);
                    if media::is_bare_cr(&decoded) || !in_order(decoded.len(), &mut splices) {
                        return Err(refused("what is to change in an attached message cannot be told apart"));
                    }
                    let damaged = "the transfer encoding of an attached message is damaged";
                    let splices = transfer::splices(raw, *encoding, false, &decoded, &splices);
                    add(splices.ok_or_else(|| refused(damaged))?, range.start, &mut out);
                }
            }
        }
        Ok(out)
    }

    /// A text with what is marked in it gone.
    fn text(
        &mut self,
        raw: &[u8],
        section: &Section,
        media_type: &str,
        form: &Form,
        task: &Task,
    ) -> Result<Vec<Splice>, Refused> {
        let source = Source::new(raw, form, media_type);
        let before = self.known(section, source.text())?;
        let sentence = note::sentence("application/octet-stream", self.sign, line_ends(raw)) + "\n";
        let files = (section, task.files.as_slice(), sentence.as_str());
        let done = source.redacted(&task.spans, files, self.sign).map_err(|why| Refused::of(section, why))?;
        if source.text().contains("-----BEGIN PGP SIGNED MESSAGE-----") {
            self.broken.push("PGP");
        }
        self.texts.push(Changed { section: section.clone(), before: Some(before), after: hash(&done.text) });
        Ok(done.splices)
    }

    /// The hash of a text that the reader has read too.
    fn known(&self, section: &Section, text: &str) -> Result<Hash, Refused> {
        let own = hash(text);
        if self.known.contains(&(section, own)) {
            Ok(own)
        } else {
            Err(Refused::of(section, "the raw place of the text cannot be told for certain"))
        }
    }

    /// A sentence in place of a part.
    fn replace(&mut self, part: &PartMeta, bytes: &[u8], range: &Range<usize>, out: &mut Vec<Splice>) {
        if part.media_type.ends_with("pkcs7-mime") {
            self.broken.push("S/MIME");
        }
        let eol = line_ends(bytes);
        let mut sentence = note::sentence(&part.media_type, self.sign, eol);
        if range.end == bytes.len() {
            sentence.push_str(std::str::from_utf8(eol).unwrap_or("\n"));
        }
        self.texts.push(Changed { section: part.section.clone(), before: None, after: hash(&sentence) });
        out.push((range.clone(), sentence.into_bytes()));
    }

    /// A header block with what is to be done in it noted.
    fn header<'b>(
        &mut self,
        raw: &'b [u8],
        section: &Section,
        message: bool,
        task: Option<&Task>,
    ) -> Result<header::Block<'b>, Refused> {
        let mut block = header::Block::new(raw);
        let own = header_section(section, message);
        let refused = |why| Refused::of(&own, why);
        if message && !raw.is_empty() {
            self.known(&own, block.text())?;
        }
        if let Some(task) = task {
            block.redact(&task.spans, self.sign).map_err(refused)?;
            if task.rename && !block.rename_file(self.sign) {
                return Err(refused("the name of a file cannot be taken out for certain"));
            }
        }
        let inside = self.plan.touches_body_of(section, message);
        note::broken(&block, message, inside, &mut self.broken);
        if inside {
            block.drop_fields(|name| name == "content-md5");
            if message && !section.is_root() {
                block.drop_fields(|name| matches!(name, "content-length" | "lines"));
            }
        }
        if task.is_some_and(|task| task.heads_whole) {
            note::head(&mut block, self.sign);
        }
        Ok(block)
    }
}

/// Adds what is to be done in bytes that begin at `from`.
fn add(splices: Vec<Splice>, from: usize, out: &mut Vec<Splice>) {
    out.extend(splices.into_iter().map(|(range, with)| (range.start + from..range.end + from, with)));
}

/// Corrects a field that says how much there is, or takes it out where it said something else before: programs count a line end
/// more or less.
fn counted(block: &mut header::Block<'_>, name: &str, old: usize, new: usize) {
    let Some(body) = block.body(name) else { return };
    let said = std::str::from_utf8(body).ok().and_then(|body| body.trim().parse::<usize>().ok());
    match said {
        Some(said) if said.abs_diff(old) <= 2 && new + said >= old => {
            if old != new {
                block.set(name, &(new + said - old).to_string());
            }
        }
        _ => block.drop_fields(|field| field == name),
    }
}
