//! Office documents in, their text out: OOXML (Word, Excel, PowerPoint of 2007 and later), OpenDocument, and the binary files of before.
//!
//! All are read as a stream, from part to part, with bounded memory; nothing is built that is as large as the document. What they
//! share is here: packages, XML, tables, the numbers of spreadsheets, and the text on its way out.

mod beside;
mod budget;
mod compound;
mod document97;
mod flow;
mod grid;
mod lines;
mod number;
mod odf;
mod package;
mod protected;
mod records;
mod relations;
mod sheets;
mod sheets97;
mod slides;
mod slides97;
mod strings;
mod table;
mod word;
mod xml;

pub(super) use compound::Object;
pub(super) use document97::Document97;
pub(super) use odf::OpenDocument;
pub(super) use protected::Protected;
pub(super) use sheets::Sheets;
pub(super) use sheets97::Sheets97;
pub(super) use slides::Slides;
pub(super) use slides97::Slides97;
pub(super) use word::Word;

use std::io::Read;

use super::{Document, ExtractOptions};
use crate::model::{Contents, Problem, ProblemCode};
use budget::Budget;
use flow::Authors;
use lines::Lines;
use package::Package;
use relations::Relations;
use xml::Fault;

/// A document that is a package, while it is read.
struct Office<'o, 'a> {
    package: Package<'a>,
    budget: &'o Budget,
    lines: Lines<'o>,
    damaged: bool,
}

impl Office<'_, '_> {
    /// What a part refers to.
    fn relations(&mut self, part: &str) -> Relations {
        relations::of(&mut self.package, part, self.budget)
    }
    /// Reads a part, if there is one of this name, and tells what is wrong with it.
    fn part(&mut self, name: &str, read: impl FnOnce(&mut dyn Read, &mut Lines<'_>) -> Result<(), Fault>) {
        if !self.lines.more() {
            return;
        }
        match self.package.read(name, self.budget) {
            None => {}
            Some(Err(problem)) => self.lines.problem(problem),
            Some(Ok(mut bytes)) => {
                let result = read(&mut bytes, &mut self.lines);
                drop(bytes);
                match result {
                    _ if self.budget.spent() => {}
                    Ok(()) => {}
                    Err(Fault::TooMuch) => self.lines.problem(told(Fault::TooMuch)),
                    // told once: one damaged byte may spoil several parts
                    Err(Fault::Damaged) => self.damaged = true,
                }
            }
        }
    }
    /// Writes who changed and commented.
    fn authors(&mut self, authors: &Authors) {
        for author in authors {
            self.lines.labelled("Author", author);
        }
    }
}

/// True for a ZIP file with a folder of this name, and the list of types that each OOXML package has.
fn is_package_of(document: &Document<'_>, folder: &str) -> bool {
    if !document.bytes.starts_with(b"PK\x03\x04")
        || memchr::memmem::find(document.bytes, folder.trim_end_matches('/').as_bytes()).is_none()
            && memchr::memmem::find(document.bytes, folder.trim_end_matches('/').to_uppercase().as_bytes())
                .is_none()
    {
        return false;
    }
    let Some(package) = Package::open(document.bytes) else { return false };
    let holds = |start: &str| {
        package
            .names()
            .iter()
            .any(|name| name.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)))
    };
    holds(folder) && (holds("[Content_Types].xml") || holds("_rels/"))
}

/// Reads an OOXML package: its text by `read`, then its properties and the files in it.
fn read_package(
    document: &Document<'_>,
    options: &ExtractOptions,
    out: &mut dyn Contents,
    read: impl FnOnce(&mut Office<'_, '_>),
) -> Result<(), Problem> {
    let budget = Budget::of(document, options);
    let mut office = begin(document.bytes, &budget, out)?;
    read(&mut office);
    office.finish()
}

/// A package to be read.
fn begin<'o, 'a>(
    bytes: &'a [u8],
    budget: &'o Budget,
    out: &'o mut dyn Contents,
) -> Result<Office<'o, 'a>, Problem> {
    let Some(package) = Package::open(bytes) else {
        return Err(Problem::new(ProblemCode::Corrupt, "the document is no ZIP file"));
    };
    let mut office = Office { package, budget, lines: Lines::new(out, budget), damaged: false };
    if let Some(problem) = office.package.problem() {
        office.lines.problem(problem);
    }
    Ok(office)
}

/// What is told of a part that was not read to its end.
fn told(fault: Fault) -> Problem {
    match fault {
        Fault::TooMuch => Problem::new(
            ProblemCode::Limit,
            "limit: an element of the document is too long or too deep, the rest of its part was not read",
        ),
        Fault::Damaged => Problem::new(
            ProblemCode::Corrupt,
            "a part of the document is damaged, it was read as far as the damage",
        ),
    }
}

impl Office<'_, '_> {
    /// Writes what is said of the document as a whole, hands on the files in it, and ends.
    fn finish(mut self) -> Result<(), Problem> {
        let Office { package, budget, lines, damaged } = &mut self;
        if relations::properties(package, budget, lines).is_err() {
            *damaged = true;
        }
        let files = embedded(package);
        self.hand_on(files);
        self.close()
    }
    /// Hands on members as files.
    fn hand_on(&mut self, files: Vec<(usize, String)>) {
        for (index, name) in files {
            if !self.lines.more() {
                return;
            }
            match self.package.member(index, self.budget) {
                Ok(mut bytes) => self.lines.entry(&name, &mut bytes),
                Err(problem) => self.lines.problem(problem),
            }
        }
    }
    /// Ends, with the one problem that was kept.
    fn close(self) -> Result<(), Problem> {
        let Office { budget, lines, damaged, .. } = self;
        lines.finish();
        if budget.spent() {
            return Err(budget.problem());
        }
        if damaged {
            return Err(told(Fault::Damaged));
        }
        Ok(())
    }
}

/// Where the members of a package stand that have a place in documents of these formats (ISO/IEC 29500-1 to -4, ODF 1.3 part 2).
const PLACES: [&str; 31] = [
    "[content_types].xml",
    "[trash]/",
    "_rels/",
    "_xmlsignatures/",
    "customui/",
    "customxml/",
    "docmetadata/",
    "docprops/",
    "package/",
    "ppt/",
    "usercustomization/",
    "word/",
    "xl/",
    "basic/",
    "configurations2/",
    "content.xml",
    "dialogs/",
    "fonts/",
    "layout-cache",
    "manifest.rdf",
    "media/",
    "meta-inf/",
    "meta.xml",
    "mimetype",
    "object ",
    "objectreplacements/",
    "pictures/",
    "scripts/",
    "settings.xml",
    "styles.xml",
    "thumbnails/",
];

/// Endings of the names of members that documents are made of.
const KINDS: [&str; 40] = [
    "avi", "bin", "bmp", "emf", "emz", "eps", "fntdata", "gif", "ico", "jfif", "jpe", "jpeg", "jpg", "m4a",
    "m4v", "mov", "mp3", "mp4", "mpeg", "mpg", "odttf", "pcx", "pict", "png", "psmdcp", "rdf", "rels",
    "sigs", "svg", "svm", "tif", "tiff", "ttf", "vml", "wav", "wdp", "webp", "wmf", "wmv", "xml",
];

/// True for a member that has no place in a document: no program shows it, but it lies there. It is handed on as a file.
fn is_strange(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let placed = PLACES.iter().any(|place| lower.starts_with(place));
    let file = lower.rsplit('/').next().unwrap_or_default();
    let kind = file.rsplit_once('.').map(|(_, kind)| kind);
    // a part of OpenDocument needs no ending, as its manifest tells what it is
    let known = kind.is_none_or(|kind| KINDS.contains(&kind));
    let folder = file.is_empty();
    !(folder || placed && known)
}

/// The files that stand in an OOXML package as files.
fn embedded(package: &Package<'_>) -> Vec<(usize, String)> {
    package
        .names()
        .iter()
        .enumerate()
        .filter(|(_, name)| {
            let lower = name.to_ascii_lowercase();
            let embedded = (lower.contains("/embeddings/") || lower.contains("/afchunk"))
                && !lower.ends_with('/')
                && !lower.contains("/_rels/");
            embedded || is_strange(name)
        })
        .map(|(n, name)| (n, name.clone()))
        .collect()
}

#[cfg(test)]
mod tests;
