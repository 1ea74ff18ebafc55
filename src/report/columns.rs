//! Findings in, batches of columns out: what the formats of columns ([`super::parquet`], [`super::arrow`]) have in common.
//!
//! Workers mask, hash and pack the findings of a message into bytes of no lasting form (postcard); who writes the report takes these apart
//! into the builders of columns, and hands on a batch when so many rows or bytes are in it. Where a batch ends depends on the rows alone, so
//! that a report has the same bytes however the work was divided.
//!
//! Columns are the fields of a finding in JSON; the lists that stand in `fields` there have columns of their own, so that every column has one
//! type. Texts are exact, as they are to whoever reads the JSON: nothing in such a file is shown by itself.

use std::io;
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Float64Builder, Int64Builder, ListBuilder, MapBuilder, MapFieldNames, StringBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Metadata, Schema, SchemaRef};
use serde::{Deserialize, Serialize};

use super::escape::push_hex;
use super::json::push_run;
use super::jsonl::from;
use super::mask::{mask_field, shown};
use super::{Before, Change, Masking, RunInfo};
use crate::model::{Disclosure, Finding, MessageMeta, RegisterStatus};

/// Version of the columns; it grows when one changes its meaning or type, or goes.
pub(super) const COLUMNS_VERSION: u32 = 1;

/// Rows of a batch.
pub(super) const BATCH_ROWS: usize = 8192;

/// Bytes of packed rows after which a batch ends, however few its rows are: mail decides how long a text is.
const BATCH_BYTES: usize = 8 << 20;

/// Bytes of one row. The texts of a column in a batch are counted in 32 bits.
const ROW_BYTES: usize = 1 << 30;

/// What all findings of a message have in common.
#[derive(Serialize, Deserialize)]
struct Message<'a> {
    source: &'a str,
    message: u64,
    offset: u64,
    length: Option<u64>,
    #[serde(borrow)]
    message_id: Option<&'a str>,
    #[serde(borrow)]
    date: Option<&'a str>,
    #[serde(borrow)]
    from: Option<&'a str>,
    custodian: &'a str,
    masked: bool,
    findings: usize,
}

/// A finding as the report shows it.
#[derive(Serialize, Deserialize)]
struct Row<'a> {
    kind: &'a str,
    value: &'a str,
    value_hash: Option<[u8; 32]>,
    #[serde(borrow)]
    text: Option<&'a str>,
    hundredths: u8,
    pattern: &'a str,
    part: &'a str,
    media_type: &'a str,
    #[serde(borrow)]
    filename: Option<&'a str>,
    region: &'a str,
    #[serde(borrow)]
    field: Option<&'a str>,
    start: Option<u64>,
    end: Option<u64>,
    party: &'a str,
    #[serde(borrow)]
    disclosure: Option<&'a str>,
    contact: Option<u64>,
    #[serde(borrow)]
    register: Option<&'a str>,
    #[serde(borrow)]
    also: Vec<&'a str>,
    #[serde(borrow)]
    why: Vec<&'a str>,
    #[serde(borrow)]
    present: Vec<&'a str>,
    #[serde(borrow)]
    fields: Vec<(&'a str, &'a str)>,
    #[serde(borrow)]
    change: Option<(&'a str, Earlier<'a>)>,
}

/// What an older run says of it, where that differs.
type Earlier<'a> = Vec<(&'a str, Option<&'a str>)>;

/// Appends the findings of one message, with what became of each where that is told.
pub(super) fn push_packed(
    meta: &MessageMeta,
    findings: &[Finding],
    changes: Option<&[Change]>,
    masking: &Masking,
    out: &mut Vec<u8>,
) {
    let masked = masking.is_masked();
    let mut scratch = String::new();
    push(
        &Message {
            source: meta.source.as_str(),
            message: meta.message,
            offset: meta.offset,
            length: meta.length,
            message_id: meta.message_id.as_deref(),
            date: meta.date.as_deref(),
            from: from(meta, masking, &mut scratch),
            custodian: &meta.custodian,
            masked,
            findings: findings.len(),
        },
        out,
    );
    for (i, finding) in findings.iter().enumerate() {
        let mut value = String::new();
        masking.value(finding, &mut value);
        let present: Vec<String> = finding
            .present
            .iter()
            .map(|value| {
                let mut out = String::new();
                shown(masked, finding.kind, value, &mut out);
                out
            })
            .collect();
        // these have columns of their own
        let fields = finding.fields.iter().filter(|(name, _)| !matches!(**name, "also" | "why" | "present"));
        let fields: Vec<_> = fields
            .map(|(name, value)| {
                (*name, if masked { mask_field(name, value) } else { value.as_str().into() })
            })
            .collect();
        let change = changes.and_then(|all| all.get(i));
        let confidence = match change {
            Some(Change::Changed(before)) => before.confidence.hundredths(),
            _ => 0,
        };
        let confidence = format!("{}.{:02}", confidence / 100, confidence % 100);
        push(
            &Row {
                kind: finding.kind.as_str(),
                value: &value,
                value_hash: masking.hash(finding),
                text: finding.text.as_ref().filter(|_| !masked).map(|t| t.reveal().as_str()),
                hundredths: finding.confidence.hundredths(),
                pattern: &finding.pattern,
                part: finding.part.section.as_str(),
                media_type: &finding.part.media_type,
                filename: finding.part.filename.as_deref(),
                region: finding.region.as_str(),
                field: finding.field.as_deref(),
                start: finding.span.as_ref().map(|s| s.start),
                end: finding.span.as_ref().map(|s| s.end),
                party: finding.party.as_str(),
                disclosure: finding.disclosure.map(Disclosure::as_str),
                contact: finding.contact,
                register: finding.register.map(RegisterStatus::as_str),
                also: finding.also.iter().map(|twin| twin.section.as_str()).collect(),
                why: finding.why.iter().map(String::as_str).collect(),
                present: present.iter().map(String::as_str).collect(),
                fields: fields.iter().map(|(name, value)| (*name, value.as_ref())).collect(),
                change: change.map(|change| (change.as_str(), earlier(finding, change, &confidence))),
            },
            out,
        );
    }
}

/// What the older run says of a finding that changed: only what differs.
fn earlier<'a>(finding: &Finding, change: &Change, confidence: &'a str) -> Earlier<'a> {
    let Change::Changed(before) = change else { return Vec::new() };
    let now = Before::of(finding);
    let words = [
        ("party", Some(before.party.as_str()), Some(now.party.as_str())),
        ("disclosure", before.disclosure.map(Disclosure::as_str), now.disclosure.map(Disclosure::as_str)),
        ("register", before.register.map(RegisterStatus::as_str), now.register.map(RegisterStatus::as_str)),
        ("region", Some(before.region.as_str()), Some(now.region.as_str())),
    ];
    let mut all: Earlier<'a> =
        words.into_iter().filter(|(_, then, now)| then != now).map(|(name, then, _)| (name, then)).collect();
    if before.confidence != now.confidence {
        all.push(("confidence", Some(confidence)));
    }
    all
}

fn push<T: Serialize>(value: &T, out: &mut Vec<u8>) {
    // it fails only where there is no room, and a Vec makes room; were it otherwise, the reader would meet bytes that it refuses
    if let Ok(bytes) = postcard::to_allocvec(value) {
        out.extend_from_slice(&bytes);
    }
}

/// What a file says of itself: the version of its columns, and how the run was asked for.
pub(super) fn metadata(run: &RunInfo) -> [(String, String); 2] {
    let mut json = Vec::new();
    push_run(run, &mut json);
    [
        ("mailsweep.schema_version".to_owned(), COLUMNS_VERSION.to_string()),
        ("mailsweep.run".to_owned(), String::from_utf8_lossy(&json).into_owned()),
    ]
}

const TEXT: DataType = DataType::Utf8;
const NUMBER: DataType = DataType::Int64;

/// Type and names as the specification of Parquet has them (LogicalTypes.md, "Lists").
fn element() -> Field {
    Field::new("element", TEXT, false)
}

/// The same ("Maps").
fn entry_names() -> MapFieldNames {
    MapFieldNames { entry: "key_value".to_owned(), key: "key".to_owned(), value: "value".to_owned() }
}

fn list(name: &str) -> Field {
    Field::new_list(name, element(), false)
}

fn map(name: &str, values_nullable: bool) -> Field {
    let names = entry_names();
    let (key, value) = (Field::new(names.key, TEXT, false), Field::new(names.value, TEXT, values_nullable));
    Field::new_map(name, names.entry, key, value, false, false)
}

/// The columns of a report of this run, with its [`metadata`].
pub(super) fn schema(run: &RunInfo) -> Schema {
    let always = |name, kind| Field::new(name, kind, false);
    let maybe = |name, kind| Field::new(name, kind, true);
    let mut columns = vec![
        always("kind", TEXT),
        always("value", TEXT),
        maybe("value_hash", TEXT),
        maybe("text", TEXT),
        always("confidence", DataType::Float64),
        always("pattern", TEXT),
        always("source", TEXT),
        always("message", NUMBER),
        always("offset", NUMBER),
        maybe("length", NUMBER),
        maybe("message_id", TEXT),
        maybe("date", TEXT),
        maybe("from", TEXT),
        always("custodian", TEXT),
        always("part", TEXT),
        always("media_type", TEXT),
        maybe("filename", TEXT),
        always("region", TEXT),
        maybe("field", TEXT),
        maybe("start", NUMBER),
        maybe("end", NUMBER),
        always("party", TEXT),
        maybe("disclosure", TEXT),
        maybe("contact", TEXT),
        maybe("register", TEXT),
        always("masked", DataType::Boolean),
        map("fields", false),
        list("also"),
        list("why"),
        list("present"),
    ];
    if run.since.is_some() {
        columns.push(always("change", TEXT));
        columns.push(map("before", true));
    }
    Schema::new(columns).with_metadata(metadata(run).into_iter().collect::<Metadata>())
}

type Lists = ListBuilder<StringBuilder>;
type Maps = MapBuilder<StringBuilder, StringBuilder>;

/// One column while it is made.
enum Column {
    Text(StringBuilder),
    Number(Int64Builder),
    Fraction(Float64Builder),
    Truth(BooleanBuilder),
    List(Box<Lists>),
    Map(Box<Maps>),
}

impl Column {
    fn of(field: &Field) -> Self {
        match field.data_type() {
            DataType::Int64 => Column::Number(Int64Builder::new()),
            DataType::Float64 => Column::Fraction(Float64Builder::new()),
            DataType::Boolean => Column::Truth(BooleanBuilder::new()),
            DataType::List(_) => {
                Column::List(Box::new(ListBuilder::new(StringBuilder::new()).with_field(element())))
            }
            DataType::Map(entries, _) => {
                let maps = MapBuilder::new(Some(entry_names()), StringBuilder::new(), StringBuilder::new());
                let value = match entries.data_type() {
                    DataType::Struct(fields) => fields.get(1).cloned(),
                    _ => None,
                };
                Column::Map(Box::new(match value {
                    Some(value) => maps.with_values_field(value),
                    None => maps,
                }))
            }
            _ => Column::Text(StringBuilder::new()),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Column::Text(b) => Arc::new(b.finish()),
            Column::Number(b) => Arc::new(b.finish()),
            Column::Fraction(b) => Arc::new(b.finish()),
            Column::Truth(b) => Arc::new(b.finish()),
            Column::List(b) => Arc::new(b.finish()),
            Column::Map(b) => Arc::new(b.finish()),
        }
    }
}

/// What stands in one cell.
enum Cell<'a> {
    Text(Option<&'a str>),
    Number(Option<u64>),
    Fraction(f64),
    Truth(bool),
    List(&'a [&'a str]),
    Map(&'a [(&'a str, Option<&'a str>)]),
}

/// Takes packed findings, and gives batches of columns.
pub(super) struct Batches {
    schema: SchemaRef,
    columns: Vec<Column>,
    /// Of the batch that is made.
    rows: usize,
    bytes: usize,
}

/// A batch, and how many bytes its rows had.
pub(super) struct Batch {
    /// The columns.
    pub(super) columns: RecordBatch,
    /// Bytes as they came.
    pub(super) bytes: usize,
}

impl Batches {
    pub(super) fn new(schema: SchemaRef) -> Self {
        let columns = schema.fields().iter().map(|field| Column::of(field)).collect();
        Batches { schema, columns, rows: 0, bytes: 0 }
    }

    /// Takes findings of some messages, as [`push_packed`] made them; `full` gets each batch that became full.
    pub(super) fn take(
        &mut self,
        mut packed: &[u8],
        full: &mut dyn FnMut(Batch) -> io::Result<()>,
    ) -> io::Result<()> {
        while !packed.is_empty() {
            let before = packed.len();
            let (message, rest) =
                postcard::take_from_bytes::<Message<'_>>(packed).map_err(io::Error::other)?;
            let head = before - rest.len();
            packed = rest;
            for _ in 0..message.findings {
                let (row, rest) = postcard::take_from_bytes::<Row<'_>>(packed).map_err(io::Error::other)?;
                let bytes = head + packed.len() - rest.len();
                packed = rest;
                if bytes > ROW_BYTES {
                    return Err(io::Error::other("a finding is too large for a report in columns"));
                }
                self.push(&message, &row)?;
                self.rows += 1;
                self.bytes += bytes;
                if self.rows >= BATCH_ROWS || self.bytes >= BATCH_BYTES {
                    full(self.finish()?)?;
                }
            }
        }
        Ok(())
    }

    /// The rows that are left.
    pub(super) fn rest(&mut self) -> io::Result<Option<Batch>> {
        if self.rows == 0 { Ok(None) } else { self.finish().map(Some) }
    }

    fn finish(&mut self) -> io::Result<Batch> {
        let columns = self.columns.iter_mut().map(Column::finish).collect();
        let columns = RecordBatch::try_new(self.schema.clone(), columns).map_err(io::Error::other)?;
        self.rows = 0;
        Ok(Batch { columns, bytes: std::mem::take(&mut self.bytes) })
    }

    fn push(&mut self, message: &Message<'_>, row: &Row<'_>) -> io::Result<()> {
        let hash = row.value_hash.map(|hash| {
            let mut hex = Vec::with_capacity(2 * hash.len());
            push_hex(&hash, &mut hex);
            String::from_utf8_lossy(&hex).into_owned()
        });
        let contact = row.contact.map(|n| format!("c{n}"));
        let fields: Vec<_> = row.fields.iter().map(|(name, value)| (*name, Some(*value))).collect();
        let text = |text| Cell::Text(Some(text));
        let mut cells = vec![
            text(row.kind),
            text(row.value),
            Cell::Text(hash.as_deref()),
            Cell::Text(row.text),
            // the nearest number to the decimal fraction, as a reader of JSON gives it
            Cell::Fraction(f64::from(row.hundredths) / 100.0),
            text(row.pattern),
            text(message.source),
            Cell::Number(Some(message.message)),
            Cell::Number(Some(message.offset)),
            Cell::Number(message.length),
            Cell::Text(message.message_id),
            Cell::Text(message.date),
            Cell::Text(message.from),
            text(message.custodian),
            text(row.part),
            text(row.media_type),
            Cell::Text(row.filename),
            text(row.region),
            Cell::Text(row.field),
            Cell::Number(row.start),
            Cell::Number(row.end),
            text(row.party),
            Cell::Text(row.disclosure),
            Cell::Text(contact.as_deref()),
            Cell::Text(row.register),
            Cell::Truth(message.masked),
            Cell::Map(&fields),
            Cell::List(&row.also),
            Cell::List(&row.why),
            Cell::List(&row.present),
        ];
        if let Some((change, before)) = &row.change {
            cells.push(text(change));
            cells.push(Cell::Map(before));
        }
        if cells.len() != self.columns.len() {
            return Err(io::Error::other("a finding has other columns than its report"));
        }
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            match (column, cell) {
                (Column::Text(b), Cell::Text(text)) => b.append_option(text),
                // no file has as many bytes as a signed number of 64 bits can count
                (Column::Number(b), Cell::Number(n)) => {
                    b.append_option(n.map(|n| i64::try_from(n).unwrap_or(i64::MAX)));
                }
                (Column::Fraction(b), Cell::Fraction(f)) => b.append_value(f),
                (Column::Truth(b), Cell::Truth(t)) => b.append_value(t),
                (Column::List(b), Cell::List(all)) => {
                    for text in all {
                        b.values().append_value(text);
                    }
                    b.append(true);
                }
                (Column::Map(b), Cell::Map(all)) => {
                    for (name, value) in all {
                        b.keys().append_value(name);
                        b.values().append_option(*value);
                    }
                    b.append(true).map_err(io::Error::other)?;
                }
                _ => return Err(io::Error::other("a finding has other columns than its report")),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod tests;
