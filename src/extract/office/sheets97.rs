//! Excel files of 1993 to 2003 in, their text out (\[MS-XLS\]; BIFF5 by the OpenOffice documentation of the format).

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::io::{BufReader, Read};
use std::path::Path;

use encoding_rs::Encoding;

use super::Budget;
use super::compound::{Compound, charset, damaged, embedded, properties, with_stream};
use super::grid::Grid;
use super::lines::Lines;
use super::number::{Style, built_in, shown, style_of};
use super::records::Records;
use super::relations::shown as link_shown;
use super::sheets::header;
use super::strings::Strings;
use crate::extract::{Document, ExtractOptions, Extractor};
use crate::model::{Card, Contents, Problem, ProblemCode};

pub(in crate::extract) struct Sheets97;

static CARD: Card = Card {
    name: "xls",
    summary: "An Excel file of 1993 to 2003: cells of all sheets, a row a line; notes, text boxes, links, headers and footers, properties.",
    caveats: "Embedded files and files of Excel 4 and before are not read.",
    references: &["MS-XLS"],
};

/// The streams of BIFF8 and of BIFF5.
pub(super) const STREAMS: [&str; 2] = ["Workbook", "Book"];
/// Formats, and names of sheets, that are kept.
const FORMATS: usize = 65_536;
/// Cells that are remembered, so that a link to what a cell says is not told again.
const SAID: usize = 500_000;

impl Extractor for Sheets97 {
    fn card(&self) -> &'static Card {
        &CARD
    }
    fn recognises(&self, document: &Document<'_>) -> bool {
        with_stream(document.bytes, &STREAMS).is_some()
    }
    fn extract(
        &self,
        document: &Document<'_>,
        options: &ExtractOptions,
        out: &mut dyn Contents,
    ) -> Result<(), Problem> {
        let budget = Budget::of(document, options);
        let mut file = with_stream(document.bytes, &STREAMS).ok_or_else(damaged)?;
        let mut lines = Lines::new(out, &budget);
        let mut result = Ok(());
        for name in STREAMS {
            // a file for Excel 5 and 97 alike has both; they say the same
            if file.is_stream(name) {
                result = read(&mut file, Path::new(name), &mut lines);
                break;
            }
        }
        embedded(&mut file, &budget, &mut lines);
        properties(&mut file, &mut lines);
        lines.finish();
        if budget.spent() { Err(budget.problem()) } else { result }
    }
}

/// Writes the cells of the workbook in this stream.
pub(super) fn read(file: &mut Compound<'_>, stream: &Path, lines: &mut Lines<'_>) -> Result<(), Problem> {
    let part = file.open_stream(stream).map_err(|_| damaged())?;
    Book::new(Records::new(BufReader::with_capacity(64 << 10, part))).read(lines)
}

/// A workbook on its way through.
struct Book<R> {
    records: Records<R>,
    /// BIFF8: strings are Unicode.
    wide: bool,
    charset: &'static Encoding,
    apple: bool,
    codes: BTreeMap<u16, Style>,
    formats: Vec<u16>,
    strings: Strings,
    full: bool,
    names: BTreeMap<u32, String>,
    grid: Grid,
    /// Where the string goes that a formula gives.
    formula: Option<(u32, u32)>,
    said: HashSet<u64>,
    hasher: RandomState,
}

impl<R: Read> Book<R> {
    fn new(records: Records<R>) -> Self {
        Book {
            records,
            wide: true,
            charset: encoding_rs::WINDOWS_1252,
            apple: false,
            codes: BTreeMap::new(),
            formats: Vec::new(),
            strings: Strings::default(),
            full: false,
            names: BTreeMap::new(),
            grid: Grid::default(),
            formula: None,
            said: HashSet::new(),
            hasher: RandomState::new(),
        }
    }

    fn read(mut self, lines: &mut Lines<'_>) -> Result<(), Problem> {
        while self.records.next() && lines.more() {
            if self.records.kind == 0x002f {
                return Err(Problem::new(
                    ProblemCode::Encrypted,
                    "the document is protected by a password; passwords for Excel files of before 2007 are not supported",
                ));
            }
            // a record that is too short for what it is: the next may be sound
            let _ = self.record(lines);
        }
        self.grid.end(lines);
        if self.full {
            lines.problem(Problem::new(
                ProblemCode::Limit,
                "limit: the workbook's shared strings are too many to be kept; the last of them stand out of their rows",
            ));
        }
        if self.records.cut { Err(damaged()) } else { Ok(()) }
    }

    /// Reads one record; `None` where it is too short.
    fn record(&mut self, lines: &mut Lines<'_>) -> Option<()> {
        match self.records.kind {
            // BOF: of the workbook, or of a sheet
            0x0809 => {
                self.wide = self.records.short()? >= 0x0600;
                self.grid.end(lines);
                if let Some(name) = self.names.get(&u32::try_from(self.records.offset).ok()?) {
                    lines.line(name);
                    lines.part();
                }
            }
            0x0042 => self.charset = charset(self.records.short()?),
            0x0022 => self.apple = self.records.short()? == 1,
            0x041e => self.format()?,
            0x00e0 => {
                self.records.skip(2)?;
                let format = self.records.short()?;
                if self.formats.len() < FORMATS {
                    self.formats.push(format);
                }
            }
            0x0085 => {
                let offset = self.records.long()?;
                self.records.skip(2)?;
                let name = self.short_string()?;
                if self.names.len() < FORMATS {
                    self.names.insert(offset, name);
                }
            }
            0x00fc => self.shared(lines)?,
            // LABELSST
            0x00fd => {
                let (row, column, _) = self.place()?;
                let number = self.records.long()? as usize;
                // taken out for as long as the cell is written
                let strings = std::mem::take(&mut self.strings);
                if let Some(text) = strings.of(number) {
                    self.cell(row, column, text, lines);
                }
                self.strings = strings;
            }
            // LABEL, RSTRING
            0x0204 | 0x00d6 => {
                let (row, column, _) = self.place()?;
                let text = self.string()?;
                self.cell(row, column, &text, lines);
            }
            0x0203 => {
                let (row, column, format) = self.place()?;
                let value = f64::from_le_bytes(self.records.double()?);
                self.number(row, column, format, value, lines);
            }
            0x027e => {
                let (row, column, format) = self.place()?;
                let value = rk(self.records.long()?);
                self.number(row, column, format, value, lines);
            }
            0x00bd => {
                let row = u32::from(self.records.short()?);
                let mut column = u32::from(self.records.short()?);
                // the last column stands behind all values
                while self.records.rest().len() >= 6 + 2 {
                    let format = self.records.short()?;
                    let value = rk(self.records.long()?);
                    self.number(row, column, format, value, lines);
                    column += 1;
                }
            }
            0x0006 | 0x0406 => {
                let (row, column, format) = self.place()?;
                let value = self.records.double()?;
                match value {
                    [0, _, _, _, _, _, 0xff, 0xff] => self.formula = Some((row, column)),
                    [_, _, _, _, _, _, 0xff, 0xff] => {}
                    value => self.number(row, column, format, f64::from_le_bytes(value), lines),
                }
            }
            0x0207 => {
                let text = self.string()?;
                if let Some((row, column)) = self.formula.take() {
                    self.cell(row, column, &text, lines);
                }
            }
            0x0014 | 0x0015 => {
                if !self.records.rest().is_empty() {
                    let text = if self.wide { self.string()? } else { self.short_string()? };
                    for line in header(&text).lines() {
                        lines.line(line);
                    }
                    lines.part();
                }
            }
            // TXO: the text of a note or a box, in the records that continue it
            0x01b6 => {
                self.records.skip(10)?;
                let length = usize::from(self.records.short()?);
                let left = self.records.rest().len();
                self.records.skip(left)?;
                let mut text = String::new();
                if length > 0 && self.records.go_on() {
                    let flags = *self.records.rest().first()?;
                    self.records.skip(1)?;
                    let _ = self.records.characters(length, flags, &mut text);
                    self.grid.end(lines);
                    lines.push(&text.replace('\r', "\n"));
                    lines.part();
                }
            }
            // NOTE: in BIFF8 who wrote it, in BIFF5 its text
            0x001c => {
                self.grid.end(lines);
                if self.wide {
                    self.records.skip(8)?;
                    let author = self.string()?;
                    lines.labelled("Author", &author);
                } else {
                    self.records.skip(4)?;
                    let length = usize::from(self.records.short()?);
                    let mut text = String::new();
                    let here = length.min(self.records.rest().len());
                    self.records.narrow_string(here, self.charset, &mut text);
                    lines.line(&text);
                }
            }
            0x01b8 => self.link(lines)?,
            _ => {}
        }
        Some(())
    }

    /// Row, column and format of a cell.
    fn place(&mut self) -> Option<(u32, u32, u16)> {
        Some((self.records.short()?.into(), self.records.short()?.into(), self.records.short()?))
    }

    /// A string with its length in two bytes.
    fn string(&mut self) -> Option<String> {
        let length = usize::from(self.records.short()?);
        let mut text = String::new();
        let _ = if self.wide {
            self.records.wide_string(length, &mut text)
        } else {
            self.records.narrow_string(length, self.charset, &mut text)
        };
        Some(text)
    }

    /// A string with its length in one byte.
    fn short_string(&mut self) -> Option<String> {
        let length = usize::from(*self.records.rest().first()?);
        self.records.skip(1)?;
        let mut text = String::new();
        let _ = if self.wide {
            self.records.wide_string(length, &mut text)
        } else {
            self.records.narrow_string(length, self.charset, &mut text)
        };
        Some(text)
    }

    fn format(&mut self) -> Option<()> {
        let id = self.records.short()?;
        let code = if self.wide { self.string()? } else { self.short_string()? };
        if self.codes.len() < FORMATS && code.len() <= 1024 {
            self.codes.insert(id, style_of(&code));
        }
        Some(())
    }

    /// The strings that cells share (§2.4.265).
    fn shared(&mut self, lines: &mut Lines<'_>) -> Option<()> {
        self.records.skip(4)?;
        let count = self.records.long()?;
        let mut text = String::new();
        for _ in 0..count {
            if !lines.more() {
                break;
            }
            text.clear();
            let length = usize::from(self.records.short()?);
            let whole = self.records.wide_string(length, &mut text);
            if !self.strings.push(&text) {
                self.full = true;
                lines.line(&text);
            }
            whole?;
        }
        Some(())
    }

    fn number(&mut self, row: u32, column: u32, format: u16, value: f64, lines: &mut Lines<'_>) {
        let id = self.formats.get(usize::from(format)).copied().unwrap_or(0);
        let style = self.codes.get(&id).cloned().unwrap_or_else(|| built_in(id.into()));
        self.cell(row, column, &shown(value, &style, self.apple), lines);
    }

    fn cell(&mut self, row: u32, column: u32, text: &str, lines: &mut Lines<'_>) {
        if self.said.len() < SAID && (text.contains('@') || text.contains("www") || text.contains("://")) {
            self.said.insert(self.hasher.hash_one(text.trim().to_lowercase()));
        }
        self.grid.cell(row, column, text, lines);
    }

    /// A link, where no cell says what it leads to (§2.4.140; \[MS-OSHARED\] §2.3.7.1).
    fn link(&mut self, lines: &mut Lines<'_>) -> Option<()> {
        self.records.skip(8 + 16 + 4)?;
        let flags = self.records.long()?;
        for flag in [0x10, 0x80] {
            if flags & flag != 0 {
                let length = self.records.long()? as usize;
                self.records.skip(length.checked_mul(2)?)?;
            }
        }
        if flags & 1 == 0 {
            return None;
        }
        let length = if flags & 0x100 != 0 {
            (self.records.long()? as usize).checked_mul(2)?
        } else {
            // the moniker of an address begins with 0x79EAC9E0
            if self.records.long()? != 0x79ea_c9e0 {
                return None;
            }
            self.records.skip(12)?;
            self.records.long()? as usize
        };
        let bytes = self.records.rest();
        let bytes = &bytes[..length.min(bytes.len())];
        let target = encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0;
        let target = link_shown(target.split('\0').next().unwrap_or_default())?;
        let bare = target
            .trim_start_matches("https://")
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .to_lowercase();
        if ![&bare, &target.to_lowercase()]
            .iter()
            .any(|t| self.said.contains(&self.hasher.hash_one(t.as_str())))
        {
            self.grid.end(lines);
            lines.line(&target);
        }
        Some(())
    }
}

/// A number in four bytes (§2.5.217): a shortened double or an integer, maybe in hundredths.
fn rk(raw: u32) -> f64 {
    let value =
        if raw & 2 != 0 { f64::from(raw as i32 >> 2) } else { f64::from_bits(u64::from(raw & !3) << 32) };
    if raw & 1 != 0 { value / 100.0 } else { value }
}
