//! Objects of a PDF in that are no page, what they tell out: information of the file, annotations, fields, attached files.
//!
//! Objects refer to each other, and a hostile file makes circles: each list and tree here is walked with a bound on its steps.

use std::collections::HashMap;

use pdf_oxide::document::PdfDocument;
use pdf_oxide::extractors::forms::{FieldType, FieldValue, FormExtractor};
use pdf_oxide::object::Object;
use pdf_oxide::optional_content::decode_pdf_text_string;

type Dictionary = HashMap<String, Object>;

/// Annotations of one page that are looked at.
const NOTES: usize = 20_000;

/// Nodes of the tree of attached files that are looked at.
const NODES: usize = 10_000;

/// Bytes of one string that are kept.
const STRING: usize = 64 << 10;

fn resolved(pdf: &PdfDocument, object: &Object) -> Option<Object> {
    pdf.resolve_object(object).ok()
}

fn at(pdf: &PdfDocument, dictionary: &Dictionary, key: &str) -> Option<Object> {
    resolved(pdf, dictionary.get(key)?)
}

fn string(pdf: &PdfDocument, dictionary: &Dictionary, key: &str) -> Option<String> {
    let object = at(pdf, dictionary, key)?;
    let bytes = object.as_string()?;
    let text = decode_pdf_text_string(&bytes[..bytes.len().min(STRING)]);
    // a line end in it may be a lone carriage return
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "");
    (!text.trim().is_empty()).then_some(text)
}

/// What the file says of itself (§14.3.3), but for the programs that made it.
pub(super) fn information(pdf: &PdfDocument) -> Vec<(&'static str, String)> {
    let info = pdf.trailer().as_dict().and_then(|trailer| at(pdf, trailer, "Info"));
    let Some(info) = info.as_ref().and_then(Object::as_dict) else { return Vec::new() };
    ["Title", "Author", "Subject", "Keywords", "Company", "Manager"]
        .into_iter()
        .filter_map(|key| Some((key, string(pdf, info, key)?)))
        .filter(|(_, value)| {
            // what ReportLab writes where nobody said anything
            let said = value.trim().trim_start_matches('(').trim_end_matches(')');
            !["anonymous", "untitled", "unspecified"].contains(&said)
        })
        .collect()
}

/// What an annotation tells (§12.5).
pub(super) enum Note {
    /// Where a link leads.
    Link(String),
    /// What somebody wrote, with who wrote it.
    Comment(String),
    /// A file that is pinned to the page.
    File(String, Vec<u8>),
}

/// The annotations of a page.
pub(super) fn notes(pdf: &PdfDocument, page: usize) -> Vec<Note> {
    let page = pdf.get_page(page).ok();
    let annotations = page.as_ref().and_then(Object::as_dict).and_then(|page| at(pdf, page, "Annots"));
    let Some(annotations) = annotations.as_ref().and_then(Object::as_array) else { return Vec::new() };
    annotations.iter().take(NOTES).filter_map(|object| note(pdf, object)).collect()
}

fn note(pdf: &PdfDocument, object: &Object) -> Option<Note> {
    let object = resolved(pdf, object)?;
    let note = object.as_dict()?;
    match note.get("Subtype").and_then(Object::as_name).unwrap_or_default() {
        "Link" => {
            let action = at(pdf, note, "A")?;
            let target = string(pdf, action.as_dict()?, "URI")?;
            Some(Note::Link(target.trim().to_owned()))
        }
        // fields are told by themselves, and a pop-up shows another annotation
        "Widget" | "Popup" => None,
        "FileAttachment" => {
            let spec = at(pdf, note, "FS")?;
            let (name, bytes) = file(pdf, spec.as_dict()?)?;
            Some(Note::File(name, bytes))
        }
        _ => {
            let text = string(pdf, note, "Contents")?;
            Some(Note::Comment(match string(pdf, note, "T") {
                Some(author) => format!("{}: {text}", author.trim()),
                None => text,
            }))
        }
    }
}

/// The fields of a form that were filled in (§12.7): what the field is called, and what stands in it.
pub(super) fn fields(pdf: &PdfDocument) -> Vec<(String, String)> {
    let fields = FormExtractor::extract_fields(pdf).unwrap_or_default();
    fields
        .into_iter()
        .filter(|field| field.field_type != FieldType::Button)
        .filter_map(|field| {
            let value = match field.value {
                FieldValue::Text(text) | FieldValue::Name(text) => text,
                FieldValue::Array(texts) => texts.join(", "),
                FieldValue::Boolean(_) | FieldValue::None => return None,
            };
            let value = value.replace("\r\n", "\n").replace('\r', "\n");
            let label = field.tooltip.filter(|t| !t.trim().is_empty()).unwrap_or(field.name);
            (!value.trim().is_empty()).then(|| (label.trim().trim_end_matches(':').to_owned(), value))
        })
        .collect()
}

/// The files attached to the document (§7.11.4), by name, until one is answered by false.
pub(super) fn files(pdf: &PdfDocument, mut take: impl FnMut(&str, &[u8]) -> bool) {
    if pdf.is_encrypted() {
        // only the library itself has the key; it reads names as UTF-8
        let files = pdf.extract_embedded_files().unwrap_or_default();
        let _ = files.into_iter().all(|(name, bytes)| take(&legible(&name), &bytes));
        return;
    }
    let root = pdf.catalog().ok();
    let names = root.as_ref().and_then(Object::as_dict).and_then(|root| at(pdf, root, "Names"));
    let tree = names.as_ref().and_then(Object::as_dict).and_then(|names| names.get("EmbeddedFiles").cloned());
    let mut nodes: Vec<Object> = tree.into_iter().collect();
    let mut steps = 0;
    while let Some(node) = nodes.pop() {
        steps += 1;
        if steps > NODES {
            break;
        }
        let node = resolved(pdf, &node);
        let Some(node) = node.as_ref().and_then(Object::as_dict) else { continue };
        if let Some(Object::Array(pairs)) = at(pdf, node, "Names") {
            for spec in pairs.iter().skip(1).step_by(2).take(NODES) {
                let spec = resolved(pdf, spec);
                let file = spec.as_ref().and_then(Object::as_dict).and_then(|spec| file(pdf, spec));
                if file.is_some_and(|(name, bytes)| !take(&name, &bytes)) {
                    return;
                }
            }
        }
        if let Some(Object::Array(kids)) = at(pdf, node, "Kids") {
            nodes.extend(kids.into_iter().take(NODES).rev());
        }
    }
}

/// A name in UTF-16 that was read as UTF-8.
fn legible(name: &str) -> String {
    name.chars().filter(|c| !matches!(*c, '\0' | char::REPLACEMENT_CHARACTER)).collect()
}

fn file(pdf: &PdfDocument, spec: &Dictionary) -> Option<(String, Vec<u8>)> {
    let name = string(pdf, spec, "UF").or_else(|| string(pdf, spec, "F")).unwrap_or_default();
    let streams = at(pdf, spec, "EF")?;
    let streams = streams.as_dict()?;
    let stream = at(pdf, streams, "UF").or_else(|| at(pdf, streams, "F"))?;
    // the name of a file in a PDF may be a path; what stands here is told as a place in a report
    let name = name.rsplit(['/', '\\', '\n']).next().unwrap_or_default();
    let name = if name.is_empty() { "attachment" } else { name };
    // a stream of an encrypted document is not readable in this way
    (!pdf.is_encrypted()).then(|| stream.decode_stream_data().ok().map(|bytes| (name.to_owned(), bytes)))?
}
