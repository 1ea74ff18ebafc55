//! The findings of one message as bytes, and back: the form in which they wait for what other messages tell.
//!
//! Words that are the same in all messages (ids of patterns, names of fields) are numbers in a [`Vocabulary`] of the run.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use serde::{Deserialize, Serialize};

use crate::model::{
    Confidence, Cue, Finding, Kind, MessageMeta, PartMeta, Party, RegionKind, Section, Sensitive, SourceName,
    Transport, ZoneMark,
};
use crate::relate::{Circle, Group, Groups, Key};

/// Words of a run that every worker knows by the same number.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    fields: RwLock<Vec<&'static str>>,
    patterns: RwLock<Vec<Arc<str>>>,
}

/// One worker's copy of it.
#[derive(Debug, Default)]
pub(super) struct Words {
    fields: Vec<&'static str>,
    patterns: Vec<Arc<str>>,
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
        word(&mut self.fields, &vocabulary.fields, number)
    }
    fn pattern_of(&mut self, vocabulary: &Vocabulary, number: u32) -> Option<Arc<str>> {
        word(&mut self.patterns, &vocabulary.patterns, number)
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

fn word<T: Clone>(own: &mut Vec<T>, all: &RwLock<Vec<T>>, number: u32) -> Option<T> {
    if own.len() <= number as usize {
        own.clone_from(&all.read().unwrap_or_else(PoisonError::into_inner));
    }
    own.get(number as usize).cloned()
}

#[derive(Serialize, Deserialize)]
struct Record<'a> {
    source: &'a str,
    message: u64,
    offset: u64,
    length: Option<u64>,
    message_id: Option<&'a str>,
    date: Option<&'a str>,
    archived_at: Option<&'a str>,
    transport: Transport,
    from: Option<&'a str>,
    custodian: &'a str,
    /// Findings of the message went out before these.
    continued: bool,
    circle: Circle,
    parts: Vec<Part<'a>>,
    authors: Vec<&'a str>,
    groups: Vec<Group>,
    findings: Vec<Found<'a>>,
}

#[derive(Serialize, Deserialize)]
struct Part<'a> {
    section: &'a str,
    media_type: &'a str,
    filename: Option<&'a str>,
    attachment: bool,
}

/// The slice of the part that a finding is.
#[derive(Serialize, Deserialize)]
enum Slice<'a> {
    None,
    /// The value as it is.
    Value,
    Text(&'a str),
}

#[derive(Serialize, Deserialize)]
struct Found<'a> {
    kind: Kind,
    value: &'a str,
    text: Slice<'a>,
    span: Option<(u64, u64)>,
    confidence: u8,
    pattern: u32,
    part: u32,
    region: RegionKind,
    /// Number of the author from 1; 0 for none.
    author: u32,
    field: Option<&'a str>,
    fields: Vec<(u32, &'a str)>,
    why: Vec<&'a str>,
    also: Vec<u32>,
    group: u32,
    key: Key,
}

/// What was told of a message when its findings were put by.
pub(super) struct Kept {
    pub(super) meta: MessageMeta,
    pub(super) findings: Vec<Finding>,
    pub(super) groups: Vec<Group>,
    /// The group of each finding, and what is compared of its value.
    pub(super) of: Vec<(u32, Key)>,
    /// Who wrote the stretch that each finding stands in, where it was not the sender.
    pub(super) authors: Vec<Option<Arc<str>>>,
    pub(super) circle: Circle,
    pub(super) continued: bool,
}

/// Appends a message's findings, with their length in four bytes in front.
pub(super) fn push(
    meta: &MessageMeta,
    findings: &[Finding],
    groups: &Groups,
    circle: &Circle,
    continued: bool,
    (words, vocabulary): (&mut Words, &Vocabulary),
    out: &mut Vec<u8>,
) {
    let mut parts: Vec<&Arc<PartMeta>> = Vec::new();
    let mut authors: Vec<&str> = Vec::new();
    let mut found = Vec::with_capacity(findings.len());
    for ((finding, group), key) in findings.iter().zip(&groups.of).zip(&groups.keys) {
        let author =
            finding.zone.author.as_deref().filter(|_| finding.region != RegionKind::Header).and_then(|a| {
                let address = a.address.reveal().as_str();
                if address.is_empty() { a.name.as_ref().map(|n| n.reveal().as_str()) } else { Some(address) }
            });
        let author = author.map_or(0, |author| {
            let known = authors.iter().rposition(|a| *a == author).unwrap_or_else(|| {
                authors.push(author);
                authors.len() - 1
            });
            known as u32 + 1
        });
        found.push(Found {
            kind: finding.kind,
            value: finding.value.reveal(),
            text: match &finding.text {
                None => Slice::None,
                Some(text) if text == &finding.value => Slice::Value,
                Some(text) => Slice::Text(text.reveal()),
            },
            span: finding.span.as_ref().map(|s| (s.start, s.end)),
            confidence: finding.confidence.hundredths(),
            pattern: words.pattern(vocabulary, &finding.pattern),
            part: place(&mut parts, &finding.part),
            region: finding.region,
            author,
            field: finding.field.as_deref(),
            fields: finding.fields.iter().map(|(n, v)| (words.field(vocabulary, n), v.as_str())).collect(),
            why: finding.why.iter().map(String::as_str).collect(),
            also: finding.also.iter().map(|p| place(&mut parts, p)).collect(),
            group: *group,
            key: *key,
        });
    }
    let record = Record {
        source: meta.source.as_str(),
        message: meta.message,
        offset: meta.offset,
        length: meta.length,
        message_id: meta.message_id.as_deref(),
        date: meta.date.as_deref(),
        archived_at: meta.archived_at.as_deref(),
        transport: meta.transport,
        from: meta.from.as_deref(),
        custodian: &meta.custodian,
        continued,
        circle: circle.clone(),
        parts: parts
            .iter()
            .map(|p| Part {
                section: p.section.as_str(),
                media_type: &p.media_type,
                filename: p.filename.as_deref(),
                attachment: p.attachment,
            })
            .collect(),
        authors,
        groups: groups.groups.clone(),
        findings: found,
    };
    let start = out.len();
    out.extend_from_slice(&[0; 4]);
    let taken = std::mem::take(out);
    // writing into a vector cannot fail; were it to, nothing of the message would be kept in half
    match postcard::to_extend(&record, taken) {
        Ok(filled) => *out = filled,
        Err(_) => return,
    }
    let length = (out.len() - start - 4) as u32;
    out[start..start + 4].copy_from_slice(&length.to_le_bytes());
}

/// The number of a part among those met so far; findings come part by part, so it is nearly always the last.
fn place<'p>(parts: &mut Vec<&'p Arc<PartMeta>>, part: &'p Arc<PartMeta>) -> u32 {
    let known = parts.iter().rposition(|p| Arc::ptr_eq(p, part) || p.section == part.section);
    known.unwrap_or_else(|| {
        parts.push(part);
        parts.len() - 1
    }) as u32
}

/// Takes the next record off the front of `bytes`. `before` is the message that was read last: what the two share is
/// shared.
pub(super) fn next(
    bytes: &mut &[u8],
    before: Option<&MessageMeta>,
    (words, vocabulary): (&mut Words, &Vocabulary),
) -> Option<Kept> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (body, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    *bytes = rest;
    let record: Record<'_> = postcard::from_bytes(body).ok()?;
    let source = before.map(|b| &b.source).filter(|s| s.as_str() == record.source).cloned();
    let custodian = before.map(|b| &b.custodian).filter(|c| &***c == record.custodian).cloned();
    let meta = MessageMeta {
        source: source.unwrap_or_else(|| SourceName::new(record.source)),
        message: record.message,
        offset: record.offset,
        length: record.length,
        message_id: record.message_id.map(str::to_owned),
        date: record.date.map(str::to_owned),
        archived_at: record.archived_at.map(str::to_owned),
        transport: record.transport,
        from: record.from.map(str::to_owned),
        custodian: custodian.unwrap_or_else(|| record.custodian.into()),
    };
    let parts: Vec<Arc<PartMeta>> = record
        .parts
        .iter()
        .map(|p| {
            Arc::new(PartMeta {
                section: Section::named(p.section),
                media_type: p.media_type.to_owned(),
                filename: p.filename.map(str::to_owned),
                attachment: p.attachment,
                alternative: None,
            })
        })
        .collect();
    let names: Vec<Arc<str>> = record.authors.iter().map(|a| Arc::from(*a)).collect();
    let mut kept = Kept {
        meta,
        findings: Vec::with_capacity(record.findings.len()),
        groups: record.groups,
        of: Vec::with_capacity(record.findings.len()),
        authors: Vec::with_capacity(record.findings.len()),
        circle: record.circle,
        continued: record.continued,
    };
    let mut field: Option<Arc<str>> = None;
    for found in record.findings {
        let mut fields = BTreeMap::new();
        for (n, value) in found.fields {
            fields.insert(words.field_of(vocabulary, n)?, value.to_owned());
        }
        if found.field != field.as_deref() {
            field = found.field.map(Arc::from);
        }
        kept.findings.push(Finding {
            kind: found.kind,
            value: Sensitive::new(found.value.to_owned()),
            text: match found.text {
                Slice::None => None,
                Slice::Value => Some(Sensitive::new(found.value.to_owned())),
                Slice::Text(text) => Some(Sensitive::new(text.to_owned())),
            },
            span: found.span.map(|(start, end)| start..end),
            confidence: Confidence::percent(found.confidence),
            pattern: words.pattern_of(vocabulary, found.pattern)?,
            part: parts.get(found.part as usize)?.clone(),
            region: found.region,
            zone: ZoneMark::default(),
            field: field.clone(),
            party: Party::Unknown,
            disclosure: None,
            cue: Cue::default(),
            contact: None,
            register: None,
            present: Vec::new(),
            fields,
            why: found.why.into_iter().map(str::to_owned).collect(),
            also: found.also.iter().filter_map(|n| parts.get(*n as usize).cloned()).collect(),
        });
        kept.of.push((found.group, found.key));
        kept.authors.push(found.author.checked_sub(1).and_then(|n| names.get(n as usize).cloned()));
    }
    Some(kept)
}
