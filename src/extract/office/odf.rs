//! OpenDocument files and those of OpenOffice 1 in, their text out (ODF 1.3 parts 2 and 3): packages and flat files.
//!
//! Text documents and presentations flow, with tables by [`Tables`]; sheets are read by [`Grid`]. Repeated rows and columns are empty for
//! the most part: what is empty costs nothing, what is repeated is read once.

use std::io::Read;

use super::flow::Authors;
use super::grid::Grid;
use super::lines::Lines;
use super::number::plain;
use super::package::Package;
use super::relations::{labelled, says, shown};
use super::table::Tables;
use super::xml::{Fault, Step, Tag, each};
use super::{Office, begin};
use crate::extract::{Document, ExtractOptions, Extractor};
use crate::model::{Card, Contents, Problem, ProblemCode};

pub(in crate::extract) struct OpenDocument;

static CARD: Card = Card {
    name: "odf",
    summary: "An OpenDocument text, sheet or presentation (odt, ods, odp, flat files, and sxw, sxc, sxi): text, tables, notes, comments, headers and footers, properties.",
    caveats: "Charts and pictures are not read; what a password protects is not read.",
    references: &["ODF 1.3 part 2", "ODF 1.3 part 3"],
};

/// Cells that a repeated cell is written out to at most: a longer repetition is decoration.
const REPEATED: u32 = 48;
/// Paragraphs in one another (boxes, notes, comments) that are told apart.
const NESTED: usize = 16;
/// Bytes of a paragraph, or of a cell, that are kept until it ends.
const KEPT: usize = 256 << 10;
/// Spaces that one element stands for at most.
const SPACES: usize = 64;

impl Extractor for OpenDocument {
    fn card(&self) -> &'static Card {
        &CARD
    }
    fn recognises(&self, document: &Document<'_>) -> bool {
        if is_flat(document.bytes) {
            return true;
        }
        if !document.bytes.starts_with(b"PK\x03\x04")
            || memchr::memmem::find(document.bytes, b"content.xml").is_none()
        {
            return false;
        }
        let Some(mut package) = Package::open(document.bytes) else { return false };
        match package.head("mimetype", 64) {
            Some(kind) => [&b"application/vnd.oasis.opendocument"[..], b"application/vnd.sun.xml"]
                .iter()
                .any(|start| kind.starts_with(start)),
            None => package.find("content.xml").is_some() && package.find("META-INF/manifest.xml").is_some(),
        }
    }
    fn extract(
        &self,
        document: &Document<'_>,
        options: &ExtractOptions,
        out: &mut dyn Contents,
    ) -> Result<(), Problem> {
        let budget = super::Budget::of(document, options);
        if is_flat(document.bytes) {
            return flat(document.bytes, &budget, out);
        }
        let mut office = begin(document.bytes, &budget, out)?;
        if is_encrypted(&mut office) {
            return Err(Problem::new(
                ProblemCode::Encrypted,
                "the document is protected by a password; passwords for OpenDocument files are not supported",
            )
            .giving_up(document.bytes.len() as u64));
        }
        let mut authors = Authors::new();
        for part in parts(&office) {
            office.part(&part, |bytes, lines| body(bytes, &mut authors, lines));
            office.lines.part();
        }
        office.authors(&authors);
        office.part("meta.xml", |bytes, lines| labelled(bytes, lines));
        let files: Vec<(usize, String)> = office
            .package
            .names()
            .iter()
            .enumerate()
            .filter(|(_, name)| name.starts_with("Object ") && !name.contains('/') || super::is_strange(name))
            .map(|(n, name)| (n, name.clone()))
            .collect();
        office.hand_on(files);
        office.close()
    }
}

/// True for a document that is one XML file.
fn is_flat(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(8 << 10)];
    memchr::memmem::find(head, b"<office:document").is_some()
        && memchr::memmem::find(head, b"urn:oasis:names:tc:opendocument:xmlns:office").is_some()
}

/// Reads a document that is one XML file.
fn flat(bytes: &[u8], budget: &super::Budget, out: &mut dyn Contents) -> Result<(), Problem> {
    let mut lines = Lines::new(out, budget);
    let mut authors = Authors::new();
    let result = body(super::budget::Metered::new(bytes, budget), &mut authors, &mut lines)
        .and_then(|()| labelled(super::budget::Metered::new(bytes, budget), &mut lines));
    for author in &authors {
        lines.labelled("Author", author);
    }
    lines.finish();
    match result {
        _ if budget.spent() => Err(budget.problem()),
        Ok(()) => Ok(()),
        Err(fault) => Err(super::told(fault)),
    }
}

/// True where the manifest says that members are encrypted.
fn is_encrypted(office: &mut Office<'_, '_>) -> bool {
    let mut encrypted = false;
    office.part("META-INF/manifest.xml", |bytes, _| {
        each(bytes, |step| {
            encrypted |= matches!(step, Step::Start(tag) if tag.name() == "encryption-data");
            !encrypted
        })
    });
    encrypted
}

/// The parts with text: the document, what is on each page, then the documents in it.
fn parts(office: &Office<'_, '_>) -> Vec<String> {
    let mut parts = vec!["content.xml".to_owned(), "styles.xml".to_owned()];
    parts.extend(office.package.names().iter().filter(|name| name.ends_with("/content.xml")).cloned());
    parts
}

/// A part on its way through.
struct Body<'f, 'a> {
    lines: &'f mut Lines<'a>,
    authors: &'f mut Authors,
    tables: Tables,
    /// The sheet that is open, where the document is one of sheets.
    grid: Option<Grid>,
    row: u32,
    column: u32,
    /// Rows that the open row stands for.
    rows: u32,
    cell: Option<Cell>,
    /// Paragraphs that are open; text counts in them only.
    paragraphs: u32,
    paragraph: String,
    outer: Vec<(String, u32)>,
    links: Vec<String>,
    skipped: u32,
    author: Option<String>,
    /// Comments on the cells of the open sheet: they come behind its rows.
    asides: String,
}

/// The cell of a sheet that is open.
struct Cell {
    kind: String,
    value: Option<f64>,
    date: String,
    columns: u32,
    text: String,
}

/// Writes the text of a part.
fn body(bytes: impl Read, authors: &mut Authors, lines: &mut Lines<'_>) -> Result<(), Fault> {
    let mut body = Body {
        lines,
        authors,
        tables: Tables::default(),
        grid: None,
        row: 0,
        column: 0,
        rows: 1,
        cell: None,
        paragraphs: 0,
        paragraph: String::new(),
        outer: Vec::new(),
        links: Vec::new(),
        skipped: 0,
        author: None,
        asides: String::new(),
    };
    let result = each(bytes, |step| {
        match step {
            Step::Start(tag) => body.start(&tag),
            Step::End(name) => body.end(name),
            Step::Text(text) => body.put(text),
        }
        body.lines.more()
    });
    body.end_paragraph();
    if let Some(mut grid) = body.grid.take() {
        grid.end(body.lines);
        body.end_asides();
    }
    body.tables.end_all(body.lines);
    result
}

impl Body<'_, '_> {
    fn start(&mut self, tag: &Tag<'_>) {
        if self.skipped > 0 {
            self.skipped += 1;
            return;
        }
        match tag.name() {
            "p" | "h" => self.paragraphs += 1,
            "s" => {
                let spaces = tag.number("c").unwrap_or(1_usize).clamp(1, SPACES);
                self.paragraph.extend(std::iter::repeat_n(' ', spaces));
            }
            "tab" | "tab-stop" if self.paragraphs > 0 => {
                let cell = self.grid.is_some() || !self.tables.is_empty();
                self.paragraph.push(if cell { ' ' } else { '\t' });
            }
            "line-break" => self.paragraph.push('\n'),
            "a" => self.links.extend(tag.value("href").and_then(|target| shown(&target))),
            // a picture's bytes, what a picture is called, how a word is pronounced, a note's number
            "binary-data" | "desc" | "ruby-text" | "note-citation" | "chart" | "event-listeners" => {
                self.skipped = 1;
            }
            "text-box" | "annotation" | "note-body" if self.outer.len() < NESTED => {
                self.outer.push((std::mem::take(&mut self.paragraph), self.paragraphs));
                self.paragraphs = 0;
            }
            "creator" if self.author.is_none() => self.author = Some(String::new()),
            "chg-author" if self.author.is_none() => self.author = Some(String::new()),
            "spreadsheet" => self.grid = Some(Grid::default()),
            "table" => self.table(tag),
            "table-row" => {
                self.column = 0;
                self.rows = tag.number("number-rows-repeated").unwrap_or(1).max(1);
            }
            "table-cell" | "covered-table-cell" if self.grid.is_some() => {
                self.cell = Some(Cell {
                    kind: tag.value("value-type").unwrap_or_default().into_owned(),
                    value: tag.number("value"),
                    date: tag.value("date-value").unwrap_or_default().into_owned(),
                    columns: tag.number("number-columns-repeated").unwrap_or(1).max(1),
                    text: String::new(),
                });
            }
            "table-cell" | "covered-table-cell" => {
                self.rows = tag.number("number-columns-repeated").unwrap_or(1).max(1);
            }
            _ => {}
        }
    }

    fn table(&mut self, tag: &Tag<'_>) {
        let Some(grid) = &mut self.grid else {
            self.end_paragraph();
            self.tables.begin();
            return;
        };
        grid.end(self.lines);
        self.row = 0;
        if let Some(name) = tag.value("name") {
            self.lines.line(&name);
            self.lines.part();
        }
    }

    fn end(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "p" | "h" => {
                self.end_paragraph();
                self.paragraphs = self.paragraphs.saturating_sub(1);
            }
            "a" => {
                if let Some(link) = self.links.pop()
                    && !says(&self.paragraph, &link)
                {
                    self.paragraph.push_str(if self.paragraph.is_empty() { "<" } else { " <" });
                    self.paragraph.push_str(&link);
                    self.paragraph.push('>');
                }
            }
            "text-box" | "annotation" | "note-body" => {
                self.end_paragraph();
                if let Some((paragraph, paragraphs)) = self.outer.pop() {
                    (self.paragraph, self.paragraphs) = (paragraph, paragraphs);
                }
            }
            "creator" | "chg-author" => {
                if let Some(author) = self.author.take()
                    && self.authors.len() < REPEATED as usize * 4
                    && !author.trim().is_empty()
                {
                    self.authors.insert(author.trim().to_owned());
                }
            }
            "table-cell" | "covered-table-cell" => match self.cell.take() {
                Some(cell) => self.end_cell(&cell),
                None => self.tables.end_cell(self.rows as usize),
            },
            "table-row" if self.grid.is_some() => self.row = self.row.saturating_add(self.rows),
            "table-row" => self.tables.end_row(self.lines),
            "table" => match &mut self.grid {
                Some(grid) => {
                    grid.end(self.lines);
                    self.end_asides();
                }
                None => self.tables.end(self.lines),
            },
            "page" | "header" | "footer" => self.lines.part(),
            _ => {}
        }
    }

    fn put(&mut self, text: &str) {
        if self.skipped > 0 {
            return;
        }
        if let Some(author) = &mut self.author {
            if author.len() < 128 {
                author.push_str(text);
            }
            return;
        }
        if self.paragraphs > 0 {
            // white space is one space, as in HTML (part 3 §6.1.2)
            for (n, word) in text.split([' ', '\n', '\r', '\t']).enumerate() {
                if n > 0 && !self.paragraph.ends_with([' ', '\n']) && !self.paragraph.is_empty() {
                    self.paragraph.push(' ');
                }
                self.paragraph.push_str(word);
            }
            if self.paragraph.len() > KEPT {
                self.end_paragraph();
            }
        }
    }

    fn end_paragraph(&mut self) {
        if self.paragraphs == 0 && self.paragraph.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.paragraph);
        // a comment in a cell is no part of it
        match &mut self.cell {
            Some(cell) if self.outer.is_empty() && cell.text.len() < KEPT => {
                if !cell.text.is_empty() {
                    cell.text.push('\n');
                }
                cell.text.push_str(&text);
            }
            Some(_) => self.aside(&text),
            None => {
                for line in text.split('\n') {
                    self.tables.text(line.trim_end(), self.lines);
                }
            }
        }
    }

    /// Text that stands in a cell but not in its row.
    fn aside(&mut self, text: &str) {
        self.asides.push_str(text);
        self.asides.push('\n');
        if self.asides.len() > KEPT {
            self.end_asides();
        }
    }

    fn end_asides(&mut self) {
        self.lines.push(&self.asides);
        self.asides.clear();
        self.lines.part();
    }

    fn end_cell(&mut self, cell: &Cell) {
        let shown = cell.text.trim();
        let number;
        let said = match (cell.kind.as_str(), cell.value) {
            ("date", _) if !cell.date.is_empty() => {
                number = cell.date.trim_end_matches("T00:00:00").replace('T', " ");
                number.as_str()
            }
            ("float", Some(value)) if !is_number_as_shown(shown) => {
                number = plain(value);
                number.as_str()
            }
            _ => shown,
        };
        if let Some(grid) = &mut self.grid
            && !said.is_empty()
        {
            let columns = if cell.columns > REPEATED { 1 } else { cell.columns };
            for n in 0..columns {
                grid.cell(self.row, self.column.saturating_add(n), said, self.lines);
            }
        }
        self.column = self.column.saturating_add(cell.columns);
    }
}

/// True for digits as a person would write them: not `6,1E+08`, not `###`.
fn is_number_as_shown(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit()) && !text.contains("E+") && !text.contains("E-")
}
