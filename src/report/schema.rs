//! The JSON Schema of what is written as JSON (draft 2020-12), made from the types of this room.
//!
//! In: the types that a `.json` report is serialised from, and two that say what is written by hand elsewhere: a finding and a
//! problem. Out: the files in `docs/schema/`, which the tests hold against the types; `MAILSWEEP_WRITE_SCHEMA=1 cargo test schema`
//! writes them anew. That reports are as the schemas say is tested through the program.

use std::path::Path;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::json::{Changed, Counts, Coverage, Known, Left, List, Run};
use crate::model::{Disclosure, Kind, Party, ProblemCode, RegionKind, RegisterStatus};

/// One contact detail, of one kind, at one place in one message: a line of `.jsonl`, an element of `findings` in `.json`.
#[derive(Serialize, JsonSchema)]
struct Finding {
    /// Which sort of detail.
    kind: Kind,
    /// Its normal form; the mask of it where `masked` is true.
    value: String,
    /// Keyed BLAKE3 of kind and value, for joins; there where `masked` is true, and only there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    value_hash: Option<String>,
    /// The slice of the part's decoded text; null where the value was put together, and where it is masked.
    text: Option<String>,
    /// How sure, in hundredths.
    #[schemars(range(min = 0.0, max = 1.0))]
    confidence: f64,
    /// The id of the pattern that found it.
    pattern: String,
    /// Which source, relative to the PATH given; nested places are written with `!`.
    source: String,
    /// Which message of it, from 0.
    message: u64,
    /// Offset of the message's first byte in the decompressed source.
    offset: u64,
    /// Its length in bytes; null where findings went out before the end of a huge message in a stream was seen.
    length: Option<u64>,
    /// msg-id without angle brackets.
    message_id: Option<String>,
    /// The Date field in RFC 3339; null where absent or unreadable.
    date: Option<String>,
    /// Lower-case addr-spec of the From field; the mask of it where `masked` is true.
    from: Option<String>,
    /// Whose mailbox.
    custodian: String,
    /// The Subject field, masked word by word where `masked` is true; in a `.json` report only.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// The part it stands in (RFC 3501 §6.4.5).
    part: String,
    /// The media type of the part.
    media_type: String,
    /// The file name of the part.
    filename: Option<String>,
    /// Where in the message.
    region: RegionKind,
    /// Lower-case field name where `region` is `header`.
    field: Option<String>,
    /// First byte in the part's decoded text as UTF-8; null where the value was put together.
    start: Option<u64>,
    /// The byte behind the last one.
    end: Option<u64>,
    /// Whose detail it is.
    party: Party,
    /// How it came to be where it is.
    disclosure: Option<Disclosure>,
    /// The contact it belongs to within the run.
    #[schemars(regex(pattern = "^c[1-9][0-9]*$"))]
    contact: Option<String>,
    /// What the register says; null without one.
    register: Option<RegisterStatus>,
    /// The value is masked.
    masked: bool,
    /// Parts of the value, and notes on it.
    fields: Fields,
    /// What became of it since an older run: `new`, `gone` or `changed`; where two runs are compared only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^(new|gone|changed)$"))]
    change: Option<String>,
    /// What the older run says of one that changed; only what differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Before>,
}

/// What an older run says of a finding, as far as that differs.
#[derive(Serialize, JsonSchema)]
struct Before {
    #[serde(skip_serializing_if = "Option::is_none")]
    party: Option<Party>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disclosure: Option<Disclosure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    register: Option<RegisterStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<RegionKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<f64>,
}

/// Parts of the value, and notes on it; all but those named here are texts.
#[derive(Serialize, JsonSchema)]
struct Fields {
    /// Parts of the same multipart/alternative that repeat it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<String>,
    /// Why it is one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    why: Vec<String>,
    /// Of a value that is out of date, the present ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    present: Vec<String>,
}

/// Something that could not be read in full: a line of `--problems`, an element of `problems` in `.json`.
#[derive(Serialize, JsonSchema)]
struct Problem {
    /// Which source, where one is known.
    source: Option<String>,
    /// Which message of it, from 0.
    message: Option<u64>,
    /// Which part of that.
    part: Option<String>,
    /// Why.
    code: ProblemCode,
    /// For a person, in English.
    detail: String,
    /// Bytes that were not read for it; in a `.json` report only.
    #[serde(skip_serializing_if = "Option::is_none")]
    given_up: Option<u64>,
}

/// A whole run: what is written to a `.json` report.
#[derive(Serialize, JsonSchema)]
struct Report<'a> {
    /// The version of this shape.
    schema_version: u32,
    run: Run<'a>,
    /// Every finding, in the order of the sources.
    findings: Vec<Finding>,
    /// What changed since an older run, where two are compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Changes<'a>>,
    /// What could not be read in full; the first of them.
    problems: Vec<Problem>,
    /// How many more problems there were.
    problems_omitted: u64,
    summary: Counts<'a>,
    /// Contacts, in the order in which they are first met; the first of them.
    contacts: Vec<Known<'a>>,
    /// How many more contacts there were.
    contacts_omitted: u64,
    /// Bulk lists, in the order of the sources; the first of them.
    lists: Vec<List<'a>>,
    /// What many relations' details went to one private address.
    leaving: Vec<Left<'a>>,
    coverage: Coverage<'a>,
}

/// What changed since an older run.
#[derive(Serialize, JsonSchema)]
struct Changes<'a> {
    /// Findings that came, went or changed: in the order of the newer run, then those that are gone in the order of the older one.
    findings: Vec<Finding>,
    counts: Changed<'a>,
}

/// The schema of a type as it is written.
fn schema<T: JsonSchema>(title: &str) -> Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = generator.into_root_schema_for::<T>().to_value();
    close(&mut schema);
    let root = schema.as_object_mut().unwrap();
    root.insert("title".to_owned(), json!(title));
    for finding in definitions(root, "Finding") {
        // a masked finding has a hash for its value, and shows no text
        finding.insert("if".to_owned(), json!({"properties": {"masked": {"const": true}}}));
        finding.insert(
            "then".to_owned(),
            json!({"required": ["value_hash"], "properties": {"text": {"type": "null"}}}),
        );
        finding.insert("else".to_owned(), json!({"properties": {"value_hash": false}}));
    }
    for fields in definitions(root, "Fields") {
        fields.insert("additionalProperties".to_owned(), json!({"type": "string"}));
    }
    for name in ["Summary", "Custodian"] {
        for counts in definitions(root, name) {
            name_keys(counts);
        }
    }
    if let Some(version) = root.get_mut("properties").and_then(|p| p.get_mut("schema_version")) {
        version["const"] = json!(super::SCHEMA_VERSION);
    }
    schema
}

/// The definition of this name, or the root, where that is it.
fn definitions<'s>(root: &'s mut Map<String, Value>, name: &str) -> Vec<&'s mut Map<String, Value>> {
    if root["title"] == name.to_lowercase() {
        return vec![root];
    }
    let found = root.get_mut("$defs").and_then(|defs| defs.get_mut(name)).and_then(Value::as_object_mut);
    found.into_iter().collect()
}

/// What the keys of counts are; the types say it, and the generator does not.
fn name_keys(counts: &mut Map<String, Value>) {
    let Some(properties) = counts.get_mut("properties").and_then(Value::as_object_mut) else { return };
    for (name, keys) in [
        ("findings", "Kind"),
        ("in_header", "Kind"),
        ("ignored", "Kind"),
        ("disclosures", "Disclosure"),
        ("relations", "Disclosure"),
        ("parties", "Party"),
        ("regions", "RegionKind"),
        ("register", "RegisterStatus"),
        ("problems", "ProblemCode"),
    ] {
        if let Some(map) = properties.get_mut(name) {
            map["propertyNames"] = json!({"$ref": format!("#/$defs/{keys}")});
        }
    }
    if let Some(years) = properties.get_mut("by_year") {
        years["propertyNames"] = json!({"pattern": "^(-?[0-9]+|unknown)$"});
        years["additionalProperties"]["propertyNames"] = json!({"$ref": "#/$defs/Kind"});
    }
}

/// No object has other members than those that are named.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.get("properties").is_some_and(Value::is_object) {
                members.entry("additionalProperties").or_insert(json!(false));
            }
            members.values_mut().for_each(close);
        }
        Value::Array(all) => all.iter_mut().for_each(close),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schemas_in_docs_are_those_of_the_types() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema");
        for (name, schema) in [
            ("report", schema::<Report<'_>>("report")),
            ("finding", schema::<Finding>("finding")),
            ("problem", schema::<Problem>("problem")),
            ("certificate", schema::<crate::model::Certificate>("certificate")),
        ] {
            let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
            let path = folder.join(format!("{name}.schema.json"));
            if std::env::var_os("MAILSWEEP_WRITE_SCHEMA").is_some() {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(&path, &text).unwrap();
            }
            let written = std::fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(written, text, "{name}: MAILSWEEP_WRITE_SCHEMA=1 cargo test schema writes it anew");
        }
    }
}
