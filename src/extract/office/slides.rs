//! Presentations of 2007 and later in, their text out (ISO/IEC 29500-1 §13, §19; \[MS-PPTX\]).

use super::word::texts_of;
use super::{Office, is_package_of, read_package};
use crate::extract::{Document, ExtractOptions, Extractor};
use crate::model::{Card, Contents, Problem};

pub(in crate::extract) struct Slides;

static CARD: Card = Card {
    name: "pptx",
    summary: "A presentation (pptx, pptm, ppsx, potx): slides, tables, speaker notes, comments, properties.",
    caveats: "Charts and pictures are not read; embedded files are handed on.",
    references: &["ISO/IEC 29500-1 §19", "MS-PPTX"],
};

/// Folders whose parts hold text, in the order in which they are read.
const SPEAKING: [&str; 9] = [
    "slides/",
    "notesslides/",
    "comments",
    "diagrams/data",
    "authors",
    "slidemasters/",
    "slidelayouts/",
    "notesmasters/",
    "handoutmasters/",
];

impl Extractor for Slides {
    fn card(&self) -> &'static Card {
        &CARD
    }
    fn recognises(&self, document: &Document<'_>) -> bool {
        is_package_of(document, "ppt/")
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

/// The parts with text: slides by their numbers, what is on all of them last.
fn parts(office: &Office<'_, '_>) -> Vec<String> {
    let mut parts: Vec<(usize, u64, String)> = office
        .package
        .names()
        .iter()
        .filter_map(|name| {
            let below =
                name.get(..4).filter(|folder| folder.eq_ignore_ascii_case("ppt/")).map(|_| &name[4..])?;
            let lower = below.to_ascii_lowercase();
            let rank = SPEAKING.iter().position(|folder| lower.starts_with(folder))?;
            let digits: String = lower.chars().filter(char::is_ascii_digit).take(9).collect();
            (lower.ends_with(".xml")).then(|| (rank, digits.parse().unwrap_or(0), name.clone()))
        })
        .collect();
    // the file with the names of those who commented is called so, in whatever case
    parts.extend(
        office.package.find("ppt/commentAuthors.xml").map(|n| (2, 0, office.package.names()[n].clone())),
    );
    parts.sort();
    parts.dedup();
    parts.into_iter().map(|(_, _, name)| name).collect()
}
