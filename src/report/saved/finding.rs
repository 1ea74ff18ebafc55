//! Findings of a `.json` report in, findings and the messages they stand in out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::super::mask::PLAIN_FIELDS;
use crate::model::{
    Confidence, Cue, Disclosure, Finding, Kind, MessageMeta, PartMeta, Party, RegionKind, RegisterStatus,
    Section, Sensitive, SourceName, Transport, ZoneMark, hide,
};

/// Findings that are handed on at once: as many as a scan renders at once, so that the same lines are made of them.
const AT_ONCE: usize = 1024;

/// Names of fields that a report may have: those of this program are a few dozen, and those of a user's patterns some more.
const NAMES: usize = 1_000;

/// Bytes of such a name.
const NAME: usize = 100;

/// A finding as it stands in a report.
#[derive(Deserialize)]
pub(super) struct Row {
    kind: Kind,
    value: String,
    value_hash: Option<Hash>,
    text: Option<String>,
    confidence: f64,
    pattern: String,
    source: String,
    message: u64,
    offset: u64,
    length: Option<u64>,
    message_id: Option<String>,
    date: Option<String>,
    from: Option<String>,
    custodian: String,
    subject: Option<String>,
    part: String,
    media_type: String,
    filename: Option<String>,
    region: RegionKind,
    field: Option<String>,
    start: Option<u64>,
    end: Option<u64>,
    party: Party,
    disclosure: Option<Disclosure>,
    contact: Option<Number>,
    register: Option<RegisterStatus>,
    masked: bool,
    fields: Fields,
}

/// The keyed hash of a value.
struct Hash([u8; 32]);

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let mut bytes = [0; 32];
        // the decoder takes nothing but what just fits
        match text.len() == 64 && data_encoding::HEXLOWER.decode_mut(text.as_bytes(), &mut bytes).is_ok() {
            true => Ok(Hash(bytes)),
            false => Err(super::own("expected 64 hexadecimal digits as value_hash")),
        }
    }
}

/// The number of a contact: `c7`.
pub(super) struct Number(pub(super) u64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.strip_prefix('c')
            .and_then(|n| n.parse().ok())
            .filter(|n| *n > 0)
            .map(Number)
            .ok_or_else(|| super::own("expected a contact as `c1`"))
    }
}

/// Parts of a value, and notes on it.
#[derive(Default)]
struct Fields {
    also: Vec<String>,
    why: Vec<String>,
    present: Vec<String>,
    others: Vec<(String, String)>,
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Fields;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the fields of a finding")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut all = Fields::default();
                while let Some(name) = map.next_key::<String>()? {
                    match name.as_str() {
                        "also" => all.also = map.next_value()?,
                        "why" => all.why = map.next_value()?,
                        "present" => all.present = map.next_value()?,
                        _ => all.others.push((name, map.next_value()?)),
                    }
                }
                Ok(all)
            }
        }
        from.deserialize_map(All)
    }
}

/// The same name for as long as the program runs: names of fields are words of a program, not of mail. A report has few of them.
fn name(text: &str) -> &'static str {
    static ALL: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = all.get(text) {
        return known;
    }
    let new: &'static str = text.to_owned().leak();
    all.insert(new);
    new
}

/// Gathers the findings of one message.
pub(super) struct Gathering {
    masked: bool,
    meta: Option<MessageMeta>,
    findings: Vec<Finding>,
    // what the finding before had is shared with the next
    part: Arc<PartMeta>,
    pattern: Arc<str>,
    custodian: Arc<str>,
    /// Names of fields that were met.
    names: BTreeSet<&'static str>,
}

impl Gathering {
    /// The name of a field; `None` where there are too many of them, or this is too long, to be words of a program.
    fn name(&mut self, text: &str) -> Option<&'static str> {
        if let Some(known) = self.names.get(text) {
            return Some(known);
        }
        if self.names.len() == NAMES || text.len() > NAME {
            return None;
        }
        let new = name(text);
        self.names.insert(new);
        Some(new)
    }

    /// Of a run whose values are masked, or not.
    pub(super) fn new(masked: bool) -> Self {
        Gathering {
            masked,
            meta: None,
            findings: Vec::new(),
            part: Arc::default(),
            pattern: "".into(),
            custodian: "".into(),
            names: BTreeSet::new(),
        }
    }

    /// The message at hand with its findings, where there are any.
    pub(super) fn message(&self) -> Option<(&MessageMeta, &[Finding])> {
        self.meta.as_ref().filter(|_| !self.findings.is_empty()).map(|meta| (meta, self.findings.as_slice()))
    }

    /// They were handed on.
    pub(super) fn taken(&mut self) {
        self.findings.clear();
    }

    /// The finding stands in the message at hand, and there is room for it.
    pub(super) fn goes_on(&self, row: &Row) -> bool {
        self.findings.len() < AT_ONCE && self.is_of_message(row)
    }

    fn is_of_message(&self, row: &Row) -> bool {
        self.meta.as_ref().is_some_and(|meta| {
            (meta.source.as_str(), meta.message, meta.offset, meta.length)
                == (row.source.as_str(), row.message, row.offset, row.length)
                && (&meta.message_id, &meta.date, &*meta.custodian)
                    == (&row.message_id, &row.date, row.custodian.as_str())
        })
    }

    /// Takes in the next finding.
    pub(super) fn push(&mut self, row: Row) -> Result<(), &'static str> {
        if row.masked != self.masked {
            return Err("expected a finding that is masked as its run is");
        }
        if !self.is_of_message(&row) {
            if *self.custodian != *row.custodian {
                self.custodian = row.custodian.as_str().into();
            }
            self.meta = Some(MessageMeta {
                source: SourceName::new(row.source.as_str()),
                message: row.message,
                offset: row.offset,
                length: row.length,
                message_id: row.message_id,
                date: row.date,
                archived_at: None,
                transport: Transport::default(),
                from: row.from.map(|from| if self.masked { hide(&from, None) } else { from }),
                subject: row.subject.map(|subject| hidden(self.masked, subject)),
                custodian: self.custodian.clone(),
            });
        }
        let value = match (self.masked, row.value_hash) {
            (true, Some(Hash(hash))) => hide(&row.value, Some(&hash)).into(),
            (false, None) => row.value.into(),
            (true, None) => return Err("expected a value_hash, for the value is masked"),
            (false, Some(_)) => return Err("expected no value_hash, for the value is shown"),
        };
        if (self.part.section.as_str(), &self.part.media_type, &self.part.filename)
            != (&row.part, &row.media_type, &row.filename)
        {
            self.part = Arc::new(PartMeta {
                section: Section::named(&row.part),
                media_type: row.media_type,
                filename: row.filename,
                ..PartMeta::default()
            });
        }
        if *self.pattern != *row.pattern {
            self.pattern = row.pattern.into();
        }
        let mut fields = BTreeMap::new();
        for (given, value) in row.fields.others {
            let name = self.name(&given).ok_or("expected fewer names of fields, and shorter ones")?;
            let plain = !self.masked || PLAIN_FIELDS.contains(&name);
            fields.insert(name, if plain { value } else { hide(&value, None) });
        }
        let also =
            |section: &String| Arc::new(PartMeta { section: Section::named(section), ..PartMeta::default() });
        self.findings.push(Finding {
            kind: row.kind,
            value,
            text: row.text.filter(|_| !self.masked).map(Sensitive::new),
            span: row.start.zip(row.end).map(|(start, end)| start..end),
            confidence: hundredths(row.confidence).ok_or("expected a confidence from 0 to 1")?,
            pattern: self.pattern.clone(),
            part: self.part.clone(),
            region: row.region,
            zone: ZoneMark::default(),
            field: row.field.map(Arc::from),
            party: row.party,
            disclosure: row.disclosure,
            cue: Cue::default(),
            contact: row.contact.map(|Number(n)| n),
            register: row.register,
            present: row.fields.present.into_iter().map(|value| hidden(self.masked, value)).collect(),
            fields,
            why: row.fields.why,
            also: row.fields.also.iter().map(also).collect(),
            supposed: false,
        });
        Ok(())
    }
}

/// A text as it comes out of a report.
pub(super) fn hidden(masked: bool, text: String) -> Sensitive<String> {
    Sensitive::new(if masked { hide(&text, None) } else { text })
}

fn hundredths(confidence: f64) -> Option<Confidence> {
    (0.0..=1.0).contains(&confidence).then(|| Confidence::percent((confidence * 100.0).round() as u8))
}
