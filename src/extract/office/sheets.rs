//! Workbooks of Excel 2007 and later in, their text out (ISO/IEC 29500-1 §12, §18; \[MS-XLSX\]).
//!
//! Sheets are read cell by cell, hidden ones too. What the cells share (strings, formats) is kept, with a bound.

use std::collections::BTreeMap;
use std::io::Read;

use super::flow::{Authors, flow};
use super::grid::Grid;
use super::lines::Lines;
use super::number::{Style, built_in, plain, shown, style_of};
use super::relations::{Relations, says, shown as link_shown};
use super::strings::Strings;
use super::xml::{Fault, Step, Tag, each};
use super::{Office, is_package_of, read_package};
use crate::extract::{Document, ExtractOptions, Extractor};
use crate::model::{Card, Contents, Problem, ProblemCode};

pub(in crate::extract) struct Sheets;

static CARD: Card = Card {
    name: "xlsx",
    summary: "An Excel workbook (xlsx, xlsm, xltx): cells of all sheets, a row a line; notes, comments, links, text boxes, headers and footers, properties.",
    caveats: "Binary workbooks (xlsb), charts and pictures are not read; embedded files are handed on.",
    references: &["ISO/IEC 29500-1 §18", "MS-XLSX"],
};

/// Bytes of one cell that are kept together; Excel writes 32,767 characters at most.
const CELL: usize = 128 << 10;
/// Links of one sheet that are put into their cells.
const LINKS: usize = 100_000;
/// Cell formats that are told apart; Excel has 65,490.
const FORMATS: usize = 65_536;

impl Extractor for Sheets {
    fn card(&self) -> &'static Card {
        &CARD
    }
    fn recognises(&self, document: &Document<'_>) -> bool {
        is_package_of(document, "xl/")
    }
    fn extract(
        &self,
        document: &Document<'_>,
        options: &ExtractOptions,
        out: &mut dyn Contents,
    ) -> Result<(), Problem> {
        read_package(document, options, out, |office| {
            if office.package.find("xl/workbook.bin").is_some() {
                office.lines.problem(Problem::new(
                    ProblemCode::Unsupported,
                    "the cells of a binary workbook (xlsb) are not read",
                ));
            }
            let book = Book::read(office);
            for (name, part) in sheets(office, &book) {
                sheet(office, &book, &name, &part);
            }
            beside(office);
        })
    }
}

/// What the sheets of a workbook share.
#[derive(Default)]
struct Book {
    /// Name and relation of each sheet.
    sheets: Vec<(String, String)>,
    /// Days count from 1904.
    apple: bool,
    /// The style of each cell format.
    styles: Vec<Style>,
    strings: Strings,
}

impl Book {
    fn read(office: &mut Office<'_, '_>) -> Self {
        let mut book = Book::default();
        office.part("xl/workbook.xml", |bytes, _| {
            each(bytes, |step| {
                if let Step::Start(tag) = step {
                    match tag.name() {
                        "workbookPr" => book.apple = tag.holds("date1904"),
                        "sheet" if book.sheets.len() < FORMATS => book.sheets.push((
                            tag.value("name").unwrap_or_default().into_owned(),
                            tag.value("id").unwrap_or_default().into_owned(),
                        )),
                        _ => {}
                    }
                }
                true
            })
        });
        office.part("xl/styles.xml", |bytes, _| styles(bytes, &mut book.styles));
        let mut full = false;
        // strings without end must not cost the cells that say which of them stand where
        let aside = office.budget.set_aside();
        office.part("xl/sharedStrings.xml", |bytes, lines| {
            shared(bytes, |text| {
                if !book.strings.push(text) {
                    // out of its row, but not out of sight
                    full = true;
                    lines.line(text);
                }
                lines.more()
            })
        });
        if office.budget.give_back(aside) {
            office.lines.problem(office.budget.problem());
        }
        if full {
            office.lines.problem(Problem::new(
                ProblemCode::Limit,
                "limit: the workbook's shared strings are too many to be kept; the last of them stand out of their rows",
            ));
        }
        book
    }
}

/// The styles of cell formats.
fn styles(bytes: impl Read, styles: &mut Vec<Style>) -> Result<(), Fault> {
    let mut codes: BTreeMap<u32, Style> = BTreeMap::new();
    let mut cells = false;
    each(bytes, |step| {
        match step {
            Step::Start(tag) => match tag.name() {
                "numFmt" if codes.len() < FORMATS => {
                    if let (Some(id), Some(code)) = (tag.number("numFmtId"), tag.value("formatCode")) {
                        let code: &str = &code;
                        codes.insert(id, if code.len() <= 1024 { style_of(code) } else { Style::Plain });
                    }
                }
                "cellXfs" => cells = true,
                "xf" if cells && styles.len() < FORMATS => {
                    let id = tag.number("numFmtId").unwrap_or(0);
                    styles.push(codes.get(&id).cloned().unwrap_or_else(|| built_in(id)));
                }
                _ => {}
            },
            Step::End("cellXfs") => cells = false,
            _ => {}
        }
        true
    })
}

/// Hands on shared strings one by one.
fn shared(bytes: impl Read, mut take: impl FnMut(&str) -> bool) -> Result<(), Fault> {
    let (mut text, mut open, mut reading) = (String::new(), false, 0_u32);
    each(bytes, |step| {
        match step {
            Step::Start(tag) => match tag.name() {
                "si" => text.clear(),
                "t" => open = true,
                // how it is pronounced
                "rPh" => reading += 1,
                _ => {}
            },
            Step::Text(piece) => {
                if open && reading == 0 && text.len() < CELL {
                    text.push_str(piece);
                }
            }
            Step::End("t") => open = false,
            Step::End("rPh") => reading = reading.saturating_sub(1),
            Step::End("si") => return take(&text),
            Step::End(_) => {}
        }
        true
    })
}

/// Name and part of each sheet: in the order of the workbook, then those that it does not know.
fn sheets(office: &mut Office<'_, '_>, book: &Book) -> Vec<(String, String)> {
    let relations = office.relations("xl/workbook.xml");
    let mut sheets: Vec<(String, String)> = book
        .sheets
        .iter()
        .filter_map(|(name, id)| Some((name.clone(), relations.get(id)?.target.clone())))
        .filter(|(_, part)| office.package.find(part).is_some())
        .collect();
    let known: std::collections::BTreeSet<String> =
        sheets.iter().map(|(_, part)| part.to_ascii_lowercase()).collect();
    for name in office.package.names() {
        let lower = name.to_ascii_lowercase();
        let sheet =
            ["xl/worksheets/", "xl/dialogsheets/", "xl/macrosheets/"].iter().any(|f| lower.starts_with(f));
        if sheet && lower.ends_with(".xml") && !known.contains(&lower) {
            sheets.push((String::new(), name.clone()));
        }
    }
    sheets
}

/// Writes one sheet.
fn sheet(office: &mut Office<'_, '_>, book: &Book, name: &str, part: &str) {
    let relations = office.relations(part);
    let mut links = BTreeMap::new();
    if relations.values().any(|relation| relation.external) {
        // links stand behind the cells that they belong to
        office.part(part, |bytes, _| {
            each(bytes, |step| {
                if let Step::Start(tag) = step
                    && tag.name() == "hyperlink"
                {
                    link(&tag, &relations, &mut links);
                }
                links.len() < LINKS
            })
        });
    }
    office.lines.part();
    office.lines.line(name);
    office.lines.part();
    office.part(part, |bytes, lines| {
        let mut reader = Reader { links, ..Reader::new(book) };
        let result = each(bytes, |step| {
            reader.step(step, lines);
            lines.more()
        });
        reader.grid.end(lines);
        for link in reader.links.values() {
            lines.line(link);
        }
        result
    });
}

/// Keeps where a cell's link leads.
fn link(tag: &Tag<'_>, relations: &Relations, links: &mut BTreeMap<(u32, u32), String>) {
    let target =
        tag.value("id").and_then(|id| relations.get(id.as_ref())).and_then(|r| link_shown(&r.target));
    let place = tag.value("ref").and_then(|place| place_of(place.split(':').next().unwrap_or_default()));
    if let (Some(target), Some(place)) = (target, place) {
        links.insert(place, target);
    }
}

/// Row and column of a cell, from 0: `B3` is (2, 1).
fn place_of(text: &str) -> Option<(u32, u32)> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters == 0 || letters > 3 {
        return None;
    }
    let column = text.as_bytes()[..letters]
        .iter()
        .fold(0_u32, |column, b| column * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = text[letters..].parse().ok()?;
    Some((row.checked_sub(1)?, column - 1))
}

/// What of a cell is being read.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    Nothing,
    Value,
    Text,
    Header,
}

/// One sheet on its way through.
struct Reader<'b> {
    book: &'b Book,
    links: BTreeMap<(u32, u32), String>,
    grid: Grid,
    row: u32,
    column: u32,
    kind: String,
    style: usize,
    open: Open,
    reading: u32,
    text: String,
}

impl<'b> Reader<'b> {
    fn new(book: &'b Book) -> Self {
        Reader {
            book,
            links: BTreeMap::new(),
            grid: Grid::default(),
            row: 0,
            column: 0,
            kind: String::new(),
            style: 0,
            open: Open::Nothing,
            reading: 0,
            text: String::new(),
        }
    }

    fn step(&mut self, step: Step<'_>, lines: &mut Lines<'_>) {
        match step {
            Step::Start(tag) => match tag.name() {
                "row" => {
                    self.row = tag.number("r").unwrap_or_else(|| self.row.saturating_add(1));
                    self.column = 0;
                }
                "c" => {
                    self.text.clear();
                    self.kind.clear();
                    self.kind.push_str(tag.value("t").as_deref().unwrap_or("n"));
                    self.style = tag.number("s").unwrap_or(0);
                    if let Some((row, column)) = tag.value("r").and_then(|place| place_of(&place)) {
                        (self.row, self.column) = (row + 1, column);
                    }
                }
                "v" => self.open = Open::Value,
                "t" => self.open = Open::Text,
                "rPh" => self.reading += 1,
                "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter" => {
                    self.grid.end(lines);
                    self.text.clear();
                    self.open = Open::Header;
                }
                _ => {}
            },
            Step::Text(text) => {
                if self.open != Open::Nothing && self.reading == 0 {
                    self.text.push_str(text);
                    if self.text.len() > CELL {
                        lines.line(&self.text);
                        self.text.clear();
                    }
                }
            }
            Step::End(name) => match name {
                "v" | "t" => self.open = Open::Nothing,
                "rPh" => self.reading = self.reading.saturating_sub(1),
                "c" => {
                    self.cell(lines);
                    self.column = self.column.saturating_add(1);
                }
                "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter" => {
                    self.open = Open::Nothing;
                    for line in header(&self.text).lines() {
                        lines.line(line);
                    }
                }
                _ => {}
            },
        }
    }

    fn cell(&mut self, lines: &mut Lines<'_>) {
        let text = std::mem::take(&mut self.text);
        let place = (self.row.saturating_sub(1), self.column);
        let number;
        let said: &str = match self.kind.as_str() {
            "s" => text.trim().parse().ok().and_then(|n| self.book.strings.of(n)).unwrap_or_default(),
            "b" => {
                if text.trim() == "1" {
                    "TRUE"
                } else {
                    "FALSE"
                }
            }
            "n" => match text.trim().parse::<f64>() {
                Ok(value) => {
                    number = match self.book.styles.get(self.style) {
                        Some(style) => shown(value, style, self.book.apple),
                        None => plain(value),
                    };
                    &number
                }
                Err(_) => &text,
            },
            // as ISO 8601 already; `T` and zeros say nothing of a day
            "d" => text.strip_suffix("T00:00:00").unwrap_or(&text),
            _ => &text,
        };
        let said = unescaped(said);
        match self.links.remove(&place) {
            Some(target) if !says(&said, &target) => {
                let both = if said.is_empty() { target } else { format!("{said} <{target}>") };
                self.grid.cell(place.0, place.1, &both, lines);
            }
            _ => self.grid.cell(place.0, place.1, &said, lines),
        }
        self.text = text;
        self.text.clear();
    }
}

/// `_x000D_` is how characters are written that XML has not (§22.9.2.19).
fn unescaped(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains("_x") {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        let code = rest.get(at + 2..at + 7).filter(|code| code.ends_with('_'));
        match code.and_then(|code| u32::from_str_radix(&code[..4], 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    out.into()
}

/// The text of a page's header or footer, without its codes (§18.3.1.39): `&LDe Molen BV&R&P`.
pub(super) fn header(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '&' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('&') => out.push('&'),
            Some('L' | 'C' | 'R') => out.push('\n'),
            Some('"') => drop(chars.by_ref().take_while(|c| *c != '"').count()),
            // a colour: six digits, or a theme's number and tint
            Some('K') => {
                for _ in 0..6 {
                    chars.next_if(|c| c.is_ascii_hexdigit() || matches!(c, '+' | '-'));
                }
            }
            Some(c) if c.is_ascii_digit() => while chars.next_if(char::is_ascii_digit).is_some() {},
            _ => {}
        }
    }
    out
}

/// Writes what stands beside the sheets: notes, comments and those who wrote them, text boxes, and what is kept of other files.
fn beside(office: &mut Office<'_, '_>) {
    let names: Vec<String> = office.package.names().to_vec();
    let mut authors = Authors::new();
    for name in names {
        let lower = name.to_ascii_lowercase();
        if !lower.ends_with(".xml") || lower.contains("/_rels/") {
            continue;
        }
        let Some(below) = lower.strip_prefix("xl/") else { continue };
        if below.starts_with("drawings/drawing") || below.starts_with("diagrams/data") {
            let relations = office.relations(&name);
            office.part(&name, |bytes, lines| flow(bytes, &relations, &mut authors, lines));
        } else if below.starts_with("comments") || below.starts_with("threadedcomments/") {
            office.part(&name, notes);
        } else if below.starts_with("persons/") {
            office.part(&name, persons);
        } else if below.starts_with("pivotcache/") || below.starts_with("externallinks/") {
            office.part(&name, kept);
        }
    }
    office.authors(&authors);
}

/// Notes and comments: a line each, or as many as they have, and those who wrote them.
fn notes(bytes: &mut dyn Read, lines: &mut Lines<'_>) -> Result<(), Fault> {
    let mut open = 0_u32;
    let mut author = None;
    lines.part();
    each(bytes, |step| {
        match step {
            Step::Start(tag) => match tag.name() {
                "t" | "text" => open += 1,
                "author" => author = Some(String::new()),
                _ => {}
            },
            Step::Text(text) => {
                if let Some(author) = author.as_mut().filter(|author| author.len() < CELL) {
                    author.push_str(text);
                } else if open > 0 {
                    lines.push(&unescaped(text).replace('\r', ""));
                }
            }
            Step::End(name) => match name {
                "t" | "text" => open = open.saturating_sub(1),
                "author" => {
                    if let Some(author) = author.take() {
                        lines.labelled("Author", &author);
                    }
                }
                "comment" | "threadedComment" => lines.part(),
                _ => {}
            },
        }
        lines.more()
    })
}

/// Those who wrote comments: name and address.
fn persons(bytes: &mut dyn Read, lines: &mut Lines<'_>) -> Result<(), Fault> {
    each(bytes, |step| {
        if let Step::Start(tag) = step
            && tag.name() == "person"
            && let Some(name) = tag.value("displayName")
        {
            let user = tag.value("userId").filter(|user| user.contains('@')).unwrap_or_default();
            let user = user.rsplit("::").nth(1).filter(|part| part.contains('@')).unwrap_or(&user);
            lines.labelled(
                "Author",
                &if user.is_empty() { name.into_owned() } else { format!("{name} <{user}>") },
            );
        }
        lines.more()
    })
}

/// What a workbook keeps of others, or of data that pivot tables were made from: values that may stand in no sheet.
fn kept(bytes: &mut dyn Read, lines: &mut Lines<'_>) -> Result<(), Fault> {
    let (mut open, mut items, mut line) = (false, false, String::new());
    lines.part();
    let put = |line: &mut String, text: &str| {
        if !line.is_empty() {
            line.push('\t');
        }
        line.push_str(&super::lines::one_line(text));
    };
    each(bytes, |step| {
        match step {
            Step::Start(tag) => match tag.name() {
                "cacheField" => lines.line(tag.value("name").as_deref().unwrap_or_default()),
                "s" | "n" | "d" => {
                    if let Some(value) = tag.value("v") {
                        put(&mut line, value.strip_suffix("T00:00:00").unwrap_or(&value));
                    }
                }
                "sharedItems" => items = true,
                "v" => open = true,
                _ => {}
            },
            Step::Text(text) if open => put(&mut line, text),
            Step::End(name) => {
                match name {
                    "v" => open = false,
                    "sharedItems" => items = false,
                    _ => {}
                }
                // an item of a list is a line, and so is a record or a row
                if items || matches!(name, "r" | "row" | "sharedItems") || line.len() > CELL {
                    lines.line(&line);
                    line.clear();
                }
            }
            _ => {}
        }
        lines.more()
    })
}
