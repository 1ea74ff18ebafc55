//! The findings of one message as bytes, and back: the form in which they wait for what other messages tell.
//!
//! A record has two halves: what is counted, and what reports show besides; a run that only counts does without the second. Each
//! half is its length and that of its numbers, four bytes each, then its numbers, then its texts. Words that are the same
//! in all messages (ids of patterns, names of fields) are numbers in a [`Vocabulary`] of the run. There are as many records
//! as messages with findings, so nothing is built to write one, and what one was read into serves for the next.

mod kept;

use std::sync::{Arc, PoisonError, RwLock};

use super::notation::{Reading, Writing};
use crate::model::{Finding, MessageMeta, PartMeta, Person, RegionKind, Sensitive, Veil, hide};
use crate::relate::group::{Owner, Shape};
use crate::relate::{Circle, Group, Groups};

pub(super) use kept::{Kept, next};

/// Words of a run that every worker knows by the same number.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    fields: RwLock<Vec<&'static str>>,
    patterns: RwLock<Vec<Arc<str>>>,
}

impl Vocabulary {
    /// One that knows these words by their places: names of fields, and ids of patterns.
    pub(super) fn knowing(fields: Vec<String>, patterns: Vec<String>) -> Self {
        // names of fields are words of this program, a few dozen in all: they may stay for as long as it runs
        let fields = fields.into_iter().map(|word| &*word.leak()).collect();
        let patterns = patterns.into_iter().map(Arc::from).collect();
        Vocabulary { fields: RwLock::new(fields), patterns: RwLock::new(patterns) }
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        let fields = self.fields.read().unwrap_or_else(PoisonError::into_inner).len();
        fields + self.patterns.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// All words in the order of their places.
    pub(super) fn words(&self) -> (Vec<String>, Vec<String>) {
        let fields = self.fields.read().unwrap_or_else(PoisonError::into_inner);
        let patterns = self.patterns.read().unwrap_or_else(PoisonError::into_inner);
        (
            fields.iter().map(|w| (*w).to_owned()).collect(),
            patterns.iter().map(|w| (**w).to_owned()).collect(),
        )
    }
}

/// One worker's copy of it.
#[derive(Debug, Default)]
pub(super) struct Words {
    fields: Vec<&'static str>,
    patterns: Vec<Arc<str>>,
    /// The texts of the record at hand, in both its halves.
    texts: (Vec<u8>, Vec<u8>),
}

impl Words {
    fn field(&mut self, vocabulary: &Vocabulary, name: &'static str) -> u32 {
        // the same word is nearly always the same place in memory
        let known = self.fields.iter().position(|w| std::ptr::eq(*w, name));
        known.map_or_else(|| number(&mut self.fields, &vocabulary.fields, &name), |n| n as u32)
    }
    fn pattern(&mut self, vocabulary: &Vocabulary, id: &Arc<str>) -> u32 {
        let known = self.patterns.iter().position(|w| Arc::ptr_eq(w, id));
        known.map_or_else(|| number(&mut self.patterns, &vocabulary.patterns, id), |n| n as u32)
    }
    fn field_of(&mut self, vocabulary: &Vocabulary, number: u32) -> Option<&'static str> {
        if self.fields.len() <= number as usize {
            self.fields.clone_from(&vocabulary.fields.read().unwrap_or_else(PoisonError::into_inner));
        }
        self.fields.get(number as usize).copied()
    }
    /// Copies of its own, for whoever reads: a count of users that all workers share is slow.
    fn pattern_of(&mut self, vocabulary: &Vocabulary, number: u32) -> Option<&Arc<str>> {
        let all = || vocabulary.patterns.read().unwrap_or_else(PoisonError::into_inner);
        if self.patterns.len() <= number as usize {
            self.patterns = all().iter().map(|p| Arc::from(&**p)).collect();
        }
        self.patterns.get(number as usize)
    }
}

fn number<T: Clone + PartialEq>(own: &mut Vec<T>, all: &RwLock<Vec<T>>, word: &T) -> u32 {
    if let Some(n) = own.iter().position(|w| w == word) {
        return n as u32;
    }
    let mut all = all.write().unwrap_or_else(PoisonError::into_inner);
    let n = all.iter().position(|w| w == word).unwrap_or_else(|| {
        all.push(word.clone());
        all.len() - 1
    });
    own.clone_from(&all);
    n as u32
}

/// What a finding's [`Finding::text`] is.
mod slice {
    pub(super) const NONE: u8 = 0;
    /// The value as it is.
    pub(super) const VALUE: u8 = 1;
    pub(super) const TEXT: u8 = 2;
}

/// Appends a message's findings: what is counted of them to `out`, and what reports show of them besides to `shown`.
pub(super) fn push<'f>(
    meta: &MessageMeta,
    findings: impl ExactSizeIterator<Item = &'f Finding>,
    groups: &Groups,
    circle: &Circle,
    continued: bool,
    (words, vocabulary, veil): (&mut Words, &Vocabulary, Option<&dyn Veil>),
    (out, shown): (&mut Vec<u8>, &mut Vec<u8>),
) {
    let starts = (out.len(), shown.len());
    out.extend_from_slice(&[0; 8]);
    shown.extend_from_slice(&[0; 8]);
    let mut texts = std::mem::take(&mut words.texts);
    let mut w = Writing { numbers: out, texts: &mut texts.0 };
    let mut s = Writing { numbers: shown, texts: &mut texts.1 };
    let place = Place {
        source: meta.source.as_str(),
        custodian: &meta.custodian,
        message: meta.message,
        offset: meta.offset,
        length: meta.length,
    };
    place.push(&mut w);
    w.byte(u8::from(continued));
    push_meta(meta, &mut w);
    s.text_option(meta.subject.as_ref().map(|s| s.reveal().as_str()));
    push_circle(circle, &mut w);
    w.number(groups.groups.len() as u64);
    for group in &groups.groups {
        push_group(group, &mut w);
    }
    w.number(findings.len() as u64);
    let mut said = Said::default();
    for ((finding, group), key) in findings.zip(&groups.of).zip(&groups.keys) {
        w.number(u64::from(*group));
        w.key(*key);
        push_counted(finding, &mut said, &mut w);
        push_shown(finding, &mut said, (words, vocabulary, veil), &mut s);
    }
    close(starts.0, &texts.0, out);
    close(starts.1, &texts.1, shown);
    for texts in [&mut texts.0, &mut texts.1] {
        texts.clear();
        texts.shrink_to(64 << 10);
    }
    words.texts = texts;
}

/// Ends the record that begins at `start`, where eight bytes were left free, with its texts.
fn close(start: usize, texts: &[u8], out: &mut Vec<u8>) {
    let numbers = (out.len() - start - 8) as u32;
    out.extend_from_slice(texts);
    let length = (out.len() - start - 4) as u32;
    out[start..start + 4].copy_from_slice(&length.to_le_bytes());
    out[start + 4..start + 8].copy_from_slice(&numbers.to_le_bytes());
}

/// Where a message stands: what of its record is not told by its own bytes. It comes first, so that the record of the same
/// message at another place is the same behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place<'p> {
    pub(super) source: &'p str,
    pub(super) custodian: &'p str,
    pub(super) message: u64,
    pub(super) offset: u64,
    pub(super) length: Option<u64>,
}

impl<'p> Place<'p> {
    fn push(&self, w: &mut Writing<'_>) {
        w.text(self.source);
        w.text(self.custodian);
        w.number(self.message);
        w.number(self.offset);
        w.option(self.length);
    }

    fn read(r: &mut Reading<'p>) -> Option<Self> {
        let (source, custodian) = (r.text()?, r.text()?);
        Some(Place { source, custodian, message: r.number()?, offset: r.number()?, length: r.option()? })
    }
}

/// Takes the next half of a record off the front of `bytes`: its numbers and its texts.
fn take<'r>(bytes: &mut &'r [u8]) -> Option<Reading<'r>> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (body, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    *bytes = rest;
    let (numbers, body) = body.split_first_chunk::<4>()?;
    let (numbers, texts) = body.split_at_checked(u32::from_le_bytes(*numbers) as usize)?;
    Reading::new(numbers, texts)
}

/// Bytes of the half of a record that begins so.
fn length(bytes: &[u8]) -> Option<usize> {
    let (length, _) = bytes.split_first_chunk::<4>()?;
    Some((u32::from_le_bytes(*length) as usize).saturating_add(4))
}

/// Bytes of the whole records at the front of `records` that are no more than `most` together; of the first one at least. `shown` says
/// that both halves of each are there.
pub(super) fn whole(records: &[u8], most: usize, shown: bool) -> usize {
    let (mut end, mut next) = (0, 0_usize);
    loop {
        for _ in 0..1 + usize::from(shown) {
            let Some(length) = records.get(next..).and_then(length) else { return records.len() };
            next = next.saturating_add(length);
        }
        if end > 0 && next > most {
            return end;
        }
        end = next;
    }
}

/// Appends records with both their halves, the one behind the other.
pub(super) fn joined<'r>(mut records: &'r [u8], mut shown: &'r [u8], out: &mut Vec<u8>) -> Option<()> {
    while !records.is_empty() {
        for half in [&mut records, &mut shown] {
            let (one, rest) = half.split_at_checked(length(half)?)?;
            out.extend_from_slice(one);
            *half = rest;
        }
    }
    Some(())
}

/// The place of the next record's counted half, which is taken off the front of `records`.
pub(super) fn place<'r>(records: &mut &'r [u8]) -> Option<Place<'r>> {
    Place::read(&mut take(records)?)
}

/// Appends counted halves of records with the places that `place` gives for theirs.
pub(super) fn moved<'r, 'p>(
    mut records: &'r [u8],
    place: impl Fn(Place<'r>) -> Place<'p>,
    out: &mut Vec<u8>,
) -> Option<()>
where
    'r: 'p,
{
    let mut texts = Vec::new();
    while !records.is_empty() {
        let mut r = take(&mut records)?;
        let new = place(Place::read(&mut r)?);
        let start = out.len();
        out.extend_from_slice(&[0; 8]);
        texts.clear();
        new.push(&mut Writing { numbers: out, texts: &mut texts });
        let (numbers, behind) = r.rest();
        out.extend_from_slice(numbers);
        texts.extend_from_slice(behind.as_bytes());
        close(start, &texts, out);
    }
    Some(())
}

/// Appends records, with both their halves where these are there, with the places that `place` gives for theirs.
pub(super) fn relocated<'r, 'p>(
    mut records: &'r [u8],
    shown: bool,
    place: impl Fn(Place<'r>) -> Place<'p>,
    out: &mut Vec<u8>,
) -> Option<()>
where
    'r: 'p,
{
    while !records.is_empty() {
        let (counted, rest) = records.split_at_checked(length(records)?)?;
        moved(counted, &place, out)?;
        records = rest;
        if shown {
            let (half, rest) = records.split_at_checked(length(records)?)?;
            out.extend_from_slice(half);
            records = rest;
        }
    }
    Some(())
}

fn push_meta(meta: &MessageMeta, w: &mut Writing<'_>) {
    w.text_option(meta.message_id.as_deref());
    w.text_option(meta.date.as_deref());
    w.text_option(meta.archived_at.as_deref());
    w.byte(meta.transport as u8);
    w.text_option(meta.from.as_deref());
}

fn push_circle(circle: &Circle, w: &mut Writing<'_>) {
    w.byte(u8::from(circle.more) | u8::from(circle.to_self) << 1 | u8::from(circle.sender.is_some()) << 2);
    if let Some(sender) = circle.sender {
        w.key(sender);
    }
    w.number(circle.recipients.len() as u64);
    for recipient in &circle.recipients {
        w.key(*recipient);
    }
    w.number(circle.private.len() as u64);
    for private in &circle.private {
        w.text(private.address.reveal());
        w.key(private.party);
        w.byte(u8::from(private.own));
    }
}

/// Shape, owner, whether there is an author, something beside and a line, marks, person: two bytes; then the keys.
fn push_group(group: &Group, w: &mut Writing<'_>) {
    let shape = match group.shape {
        Shape::Mailbox => 0,
        Shape::Signature => 1,
        Shape::Passage => 2,
    };
    let (owner, key) = match group.owner {
        Owner::Party(key) => (0, Some(key)),
        Owner::Named(key) => (1, Some(key)),
        Owner::Other(key) => (2, Some(key)),
        Owner::Nobody => (3, None),
    };
    let person = match group.person {
        None => 0,
        Some(Person::First) => 1,
        Some(Person::Second) => 2,
        Some(Person::Third) => 3,
        Some(Person::Asking) => 1 << 4,
        Some(Person::Doing) => 1 << 5,
    };
    w.byte(
        shape
            | owner << 2
            | u8::from(group.author.is_some()) << 4
            | u8::from(group.beside.is_some()) << 5
            | u8::from(group.line.is_some()) << 6,
    );
    w.byte(
        person
            | u8::from(group.counts) << 2
            | u8::from(group.list) << 3
            | u8::from(group.writers) << 6
            | u8::from(group.guessed) << 7,
    );
    for key in key.into_iter().chain(group.author).chain([group.node]).chain(group.beside).chain(group.line) {
        w.key(key);
    }
}

/// What the findings before told, which those behind may repeat.
#[derive(Default)]
struct Said<'f> {
    parts: Vec<&'f Arc<PartMeta>>,
    authors: Vec<&'f str>,
    field: Option<&'f Arc<str>>,
}

impl<'f> Said<'f> {
    /// Writes the number of a part; the part itself where it is new.
    fn part(&mut self, part: &'f Arc<PartMeta>, w: &mut Writing<'_>) {
        // findings come part by part, so it is nearly always the last
        let known = self.parts.iter().rposition(|p| Arc::ptr_eq(p, part) || p.section == part.section);
        w.number(known.unwrap_or(self.parts.len()) as u64);
        if known.is_none() {
            self.parts.push(part);
            w.text(part.section.as_str());
            w.text(&part.media_type);
            w.text_option(part.filename.as_deref());
            w.byte(u8::from(part.attachment));
        }
    }

    /// Writes the number of an author, from 1, and the author where he is new; 0 for none.
    fn author(&mut self, author: Option<&'f str>, veil: Option<&dyn Veil>, w: &mut Writing<'_>) {
        let Some(author) = author else { return w.number(0) };
        let known = self.authors.iter().rposition(|a| *a == author);
        w.number(known.unwrap_or(self.authors.len()) as u64 + 1);
        if known.is_none() {
            self.authors.push(author);
            match veil {
                Some(veil) => w.text(&hide(&veil.field("zone_author", author), None)),
                None => w.text(super::findings::open(author)),
            }
        }
    }
}

/// The mark of a finding that is a director's, beside its kind: it decides whose a number is.
const DIRECTOR: u8 = 1 << 7;

/// The mark of a name that counts only where other messages tell who bears it.
const SUPPOSED: u8 = 1 << 6;

/// What is counted of a finding.
fn push_counted<'f>(finding: &'f Finding, said: &mut Said<'f>, w: &mut Writing<'_>) {
    // a field is named where it is another than before
    let renamed = match (&finding.field, said.field) {
        (Some(one), Some(other)) => !Arc::ptr_eq(one, other) && one != other,
        (Some(_), None) => true,
        (None, _) => false,
    };
    let director = finding.fields.get("role").is_some_and(|role| role == "director");
    let marks = if director { DIRECTOR } else { 0 } | if finding.supposed { SUPPOSED } else { 0 };
    w.byte(finding.kind as u8 | marks);
    w.byte(
        finding.region as u8
            | u8::from(finding.also.is_empty()) << 5
            | u8::from(finding.field.is_some()) << 6
            | u8::from(renamed) << 7,
    );
    if let Some(field) = &finding.field
        && renamed
    {
        w.text(field);
        said.field = Some(field);
    }
    said.part(&finding.part, w);
    if !finding.also.is_empty() {
        w.number(finding.also.len() as u64);
        for also in &finding.also {
            said.part(also, w);
        }
    }
}

/// What reports show of a finding besides.
fn push_shown<'f>(
    finding: &'f Finding,
    said: &mut Said<'f>,
    (words, vocabulary, veil): (&mut Words, &Vocabulary, Option<&dyn Veil>),
    w: &mut Writing<'_>,
) {
    let value = finding.value.reveal();
    let text = finding.text.as_ref().map(Sensitive::reveal);
    let slice = match text {
        None => slice::NONE,
        Some(text) if text == value => slice::VALUE,
        Some(_) => slice::TEXT,
    };
    w.byte(slice | u8::from(finding.span.is_some()) << 2);
    w.text(value);
    if let Some(text) = text
        && slice == slice::TEXT
    {
        w.text(text);
    }
    if let Some(span) = &finding.span {
        w.number(span.start);
        w.number(span.end.saturating_sub(span.start));
    }
    w.byte(finding.confidence.hundredths());
    w.number(u64::from(words.pattern(vocabulary, &finding.pattern)));
    let author = finding.zone.author.as_deref().filter(|_| finding.region != RegionKind::Header);
    let author = author.and_then(|a| {
        let address = a.address.reveal().as_str();
        if address.is_empty() { a.name.as_ref().map(|n| n.reveal().as_str()) } else { Some(address) }
    });
    said.author(author, veil, w);
    w.number(finding.fields.len() as u64);
    for (name, value) in &finding.fields {
        w.number(u64::from(words.field(vocabulary, name)));
        w.text(value);
    }
    w.number(finding.why.len() as u64);
    for why in &finding.why {
        w.text(why);
    }
}

#[cfg(test)]
mod tests;
