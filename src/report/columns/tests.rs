use arrow_array::cast::AsArray as _;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef};
use serde_json::{Map, Value, json};

use super::super::{HashKey, ReportFormat, RunEnd, jsonl::Jsonl, sample};
use super::*;
use crate::model::Confidence;

/// Findings of one message, with what became of them where that is told.
pub(in super::super) type Piece<'a> = (&'a MessageMeta, &'a [Finding], Option<&'a [Change]>);

/// What a format makes of findings that come in such pieces; with changes where there are any.
pub(in super::super) fn written(
    format: &dyn ReportFormat,
    file: bool,
    run: &RunInfo,
    masking: &Masking,
    pieces: &[Piece<'_>],
) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = if file { format.file_encoder() } else { format.encoder() };
    encoder.begin(run, &mut out).unwrap();
    for (meta, findings, changes) in pieces {
        let mut bytes = Vec::new();
        match changes {
            Some(changes) => {
                format.changes(meta, findings, changes, masking, &mut bytes);
                encoder.changes(&bytes, &mut out).unwrap();
            }
            None => {
                format.message(meta, findings, masking, &mut bytes);
                encoder.findings(&bytes, &mut out).unwrap();
            }
        }
    }
    let summary = sample::summary();
    let end = RunEnd { run, summary: &summary, problems: &[], problems_omitted: 0, changes: None };
    encoder.end(&end, &mut out).unwrap();
    out
}

/// The same as JSON lines have it, with the lists of `fields` beside it and no `value_hash` left out.
pub(in super::super) fn by_json(masking: &Masking, pieces: &[Piece<'_>]) -> Vec<Value> {
    let mut lines = Vec::new();
    for (meta, findings, changes) in pieces {
        match changes {
            Some(changes) => Jsonl.changes(meta, findings, changes, masking, &mut lines),
            None => Jsonl.message(meta, findings, masking, &mut lines),
        }
    }
    let lines = String::from_utf8(lines).unwrap();
    lines
        .lines()
        .map(|line| {
            let mut row: Value = serde_json::from_str(line).unwrap();
            let all = row.as_object_mut().unwrap();
            for name in ["also", "why", "present"] {
                let list = all["fields"].as_object_mut().unwrap().remove(name).unwrap_or(json!([]));
                all.insert(name.to_owned(), list);
            }
            all.entry("value_hash").or_insert(Value::Null);
            // numbers as they are: 12 is 12, and 1 is 1.0
            all["confidence"] = json!(all["confidence"].as_f64().unwrap());
            if all.contains_key("change") {
                let before = all.entry("before").or_insert(json!({}));
                if let Some(confidence) = before.get_mut("confidence") {
                    *confidence = json!(format!("{:.2}", confidence.as_f64().unwrap()));
                }
            }
            row
        })
        .collect()
}

/// The rows of a batch as JSON.
pub(in super::super) fn rows(batch: &RecordBatch) -> Vec<Value> {
    let schema = batch.schema();
    (0..batch.num_rows())
        .map(|at| {
            let cells = schema.fields().iter().zip(batch.columns());
            Value::Object(cells.map(|(field, column)| (field.name().clone(), cell(column, at))).collect())
        })
        .collect()
}

fn texts(column: &ArrayRef) -> Vec<Value> {
    column.as_string::<i32>().iter().map(|text| json!(text)).collect()
}

fn cell(column: &ArrayRef, at: usize) -> Value {
    if column.is_null(at) {
        return Value::Null;
    }
    match column.data_type() {
        DataType::Utf8 => json!(column.as_string::<i32>().value(at)),
        DataType::Int64 => json!(column.as_primitive::<Int64Type>().value(at)),
        DataType::Float64 => json!(column.as_primitive::<Float64Type>().value(at)),
        DataType::Boolean => json!(column.as_boolean().value(at)),
        DataType::List(_) => Value::Array(texts(&column.as_list::<i32>().value(at))),
        DataType::Map(..) => {
            let entries = column.as_map().value(at);
            let names = texts(entries.column(0)).into_iter().map(|name| name.as_str().unwrap().to_owned());
            Value::Object(names.zip(texts(entries.column(1))).collect::<Map<_, _>>())
        }
        other => panic!("{other}"),
    }
}

/// Findings whose texts mean harm: quotes, NUL, escape sequences, marks of direction, and a long one.
pub(in super::super) fn hostile() -> (MessageMeta, Vec<Finding>) {
    let (mut meta, mut findings) = sample::message();
    meta.message_id = Some("\0\"'\\,\r\n\u{1b}[2J\u{202e}@x".into());
    meta.date = None;
    meta.length = None;
    meta.offset = u64::from(u32::MAX) * 9;
    findings[0].value = format!("\0\"\u{1b}]0;x\u{7}{}", "日".repeat(400_000)).into();
    findings[0].text = None;
    findings[0].span = None;
    findings[0].contact = Some(7);
    findings[0].register = Some(RegisterStatus::Stale);
    findings[0].present = vec!["+31612345679".to_owned().into(), "'; DROP TABLE x --".to_owned().into()];
    findings[1].fields.insert("zone_author", "els\0@klant.example".to_owned());
    findings[1].fields.insert("present", "has a column of its own".to_owned());
    (meta, findings)
}

#[test]
fn a_batch_ends_by_its_rows_and_bytes_however_they_come() {
    let (meta, findings) = sample::message();
    let (long_meta, long) = hostile();
    let mut pieces = vec![(&meta, &findings[..]); BATCH_ROWS * 3 / 4];
    pieces.extend(vec![(&long_meta, &long[..]); 9]);
    let sizes = |together: usize| {
        let mut batches = Batches::new(Arc::new(schema(&RunInfo::default())));
        let mut sizes = Vec::new();
        for some in pieces.chunks(together) {
            let mut packed = Vec::new();
            for (meta, findings) in some {
                push_packed(meta, findings, None, &Masking::Revealed, &mut packed);
            }
            batches
                .take(&packed, &mut |batch| {
                    sizes.push((batch.columns.num_rows(), batch.bytes));
                    Ok(())
                })
                .unwrap();
        }
        sizes.extend(batches.rest().unwrap().map(|batch| (batch.columns.num_rows(), batch.bytes)));
        assert!(batches.rest().unwrap().is_none());
        sizes
    };
    let all = sizes(1);
    assert_eq!(all[0].0, BATCH_ROWS);
    assert!(all[1].0 < BATCH_ROWS && all[1].1 >= BATCH_BYTES && all.len() == 3, "{all:?}");
    assert_eq!(all.iter().map(|(rows, _)| rows).sum::<usize>(), 2 * pieces.len());
    for together in [2, 7, 1000, pieces.len()] {
        assert_eq!(sizes(together), all);
    }
}

#[test]
fn bytes_of_another_form_are_an_error_and_no_panic() {
    let (meta, findings) = sample::message();
    let mut packed = Vec::new();
    push_packed(&meta, &findings, None, &Masking::Revealed, &mut packed);
    for cut in 1..packed.len() {
        let mut batches = Batches::new(Arc::new(schema(&RunInfo::default())));
        assert!(batches.take(&packed[..cut], &mut |_| Ok(())).is_err(), "{cut}");
    }
    let since = RunInfo { since: Some("old.json".to_owned()), ..RunInfo::default() };
    let mut batches = Batches::new(Arc::new(schema(&since)));
    assert!(batches.take(&packed, &mut |_| Ok(())).is_err(), "rows without changes in a report of them");
}

#[test]
fn columns_are_the_fields_of_a_finding_and_their_version_is_looked_after() {
    let (meta, findings) = sample::message();
    let masking = Masking::Masked(HashKey::new([1; 32]));
    let row = by_json(&masking, &[(&meta, &findings, None)]).remove(0);
    let schema = schema(&RunInfo::default());
    let mut names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
    names.sort_unstable();
    let mut fields: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(names, fields);
}

/// As the page says it.
fn named(kind: &DataType) -> String {
    match kind {
        DataType::List(_) => "List<Utf8>".to_owned(),
        DataType::Map(..) => "Map<Utf8, Utf8>".to_owned(),
        other => other.to_string(),
    }
}

#[test]
fn the_page_tells_columns_and_types_and_their_version() {
    let page = include_str!("../../../docs/parquet.md");
    let since = RunInfo { since: Some("old.json".to_owned()), ..RunInfo::default() };
    let told: Vec<String> = page
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.splitn(5, '|').skip(1).take(3).map(str::trim).collect::<Vec<_>>().join(" "))
        .collect();
    let are: Vec<String> = schema(&since)
        .fields()
        .iter()
        .map(|f| {
            let null = if f.is_nullable() { "yes" } else { "no" };
            format!("`{}` {} {null}", f.name(), named(f.data_type()))
        })
        .collect();
    assert_eq!(told, are, "a column of another type or meaning asks for another COLUMNS_VERSION too");
    assert!(page.contains(&format!("`mailsweep.schema_version` is `{COLUMNS_VERSION}`")));
}

/// A finding that came, one that went, and one that is told otherwise.
pub(in super::super) fn changed() -> (MessageMeta, Vec<Finding>, Vec<Change>) {
    let (meta, mut findings) = sample::message();
    findings.push(findings[0].clone());
    let before = Before {
        confidence: Confidence::percent(70),
        register: Some(RegisterStatus::Current),
        ..Before::of(&findings[2])
    };
    findings[2].disclosure = Some(Disclosure::External);
    (meta, findings, vec![Change::New, Change::Gone, Change::Changed(before)])
}
