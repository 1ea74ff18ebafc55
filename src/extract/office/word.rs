//! Word documents of 2007 and later in, their text out (ISO/IEC 29500-1 §11, §17; \[MS-DOCX\]).

use super::flow::{Authors, flow_of};
use super::{Office, is_package_of, read_package};
use crate::extract::{Document, ExtractOptions, Extractor};
use crate::model::{Card, Contents, Problem};

pub(in crate::extract) struct Word;

static CARD: Card = Card {
    name: "docx",
    summary: "A Word document (docx, docm, dotx): text, tables, notes, comments, headers and footers, changes, properties.",
    caveats: "Charts and pictures are not read; embedded files are handed on.",
    references: &["ISO/IEC 29500-1 §17", "MS-DOCX"],
};

/// Parts that hold no text of the document.
const SILENT: [&str; 14] = [
    "styles",
    "fonttable",
    "theme",
    "numbering",
    "websettings",
    "media",
    "embeddings",
    "charts",
    "activex",
    "vba",
    "ink",
    "customizations",
    "commentsextended",
    "commentsids",
];

impl Extractor for Word {
    fn card(&self) -> &'static Card {
        &CARD
    }
    fn recognises(&self, document: &Document<'_>) -> bool {
        is_package_of(document, "word/")
    }
    fn extract(
        &self,
        document: &Document<'_>,
        options: &ExtractOptions,
        out: &mut dyn Contents,
    ) -> Result<(), Problem> {
        read_package(document, options, out, |office| texts_of(office, &parts(office)))
    }
}

/// Writes the text of these parts, and who wrote in them.
pub(super) fn texts_of(office: &mut Office<'_, '_>, parts: &[String]) {
    let mut authors = Authors::new();
    for part in parts {
        text_of(office, part, &mut authors);
        office.lines.part();
    }
    office.authors(&authors);
}

/// Writes the text of one part.
pub(super) fn text_of(office: &mut Office<'_, '_>, part: &str, authors: &mut Authors) {
    let relations = office.relations(part);
    let lower = part.to_ascii_lowercase();
    let pattern = lower.contains("master") || lower.contains("slidelayouts/");
    office.part(part, |bytes, lines| flow_of(bytes, &relations, pattern, authors, lines));
}

/// The parts with text: the body first, then in the order of their names.
fn parts(office: &Office<'_, '_>) -> Vec<String> {
    let mut parts: Vec<(bool, String)> = office
        .package
        .names()
        .iter()
        .filter_map(|name| {
            let below =
                name.get(..5).filter(|folder| folder.eq_ignore_ascii_case("word/")).map(|_| &name[5..])?;
            let lower = below.to_ascii_lowercase();
            let silent = SILENT.iter().any(|silent| lower.starts_with(silent))
                || lower.starts_with("diagrams/") && !lower.starts_with("diagrams/data");
            (lower.ends_with(".xml") && !silent).then(|| (!lower.starts_with("document"), name.clone()))
        })
        .collect();
    parts.sort();
    parts.into_iter().map(|(_, name)| name).collect()
}
