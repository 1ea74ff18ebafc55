//! Word files of 1993 to 2003 in, their text out (\[MS-DOC\]).
//!
//! The text stands in pieces that a table puts in order; what a paragraph is (a cell, the end of a row) stands in pages of their own. Both are
//! read with a bound, and the text piece by piece. Where a paragraph's page is lost, two cell marks in a row end a row.

use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use super::Budget;
use super::compound::{Compound, Part, damaged, embedded, long, properties, short, with_stream};
use super::flow::field_target;
use super::lines::Lines;
use super::relations::says;
use super::table::Tables;
use crate::extract::{Document, ExtractOptions, Extractor};
use crate::model::{Card, Contents, Problem, ProblemCode};

pub(in crate::extract) struct Document97;

static CARD: Card = Card {
    name: "doc",
    summary: "A Word file of 1993 to 2003: text, tables, notes, comments, headers and footers, text boxes, links, properties; documents and files in it.",
    caveats: "Files of Word 2 and before are not read; tables in tables lose their columns.",
    references: &["MS-DOC"],
};

/// The stream with the text.
pub(super) const STREAM: &str = "WordDocument";
/// Bytes of a table that are read: 16 MiB.
const TABLE: u64 = 16 << 20;
/// Paragraphs in tables that are kept.
const PARAGRAPHS: usize = 1 << 20;
/// Bytes of text that are read at a time; even, as two make a character.
const PIECE: usize = 32 << 10;
/// Bytes of a paragraph that are kept until it ends.
const PARAGRAPH: usize = 256 << 10;
/// Fields in one another that are told apart, and bytes of a field's code.
const FIELDS: usize = 32;
const CODE: usize = 4096;

impl Extractor for Document97 {
    fn card(&self) -> &'static Card {
        &CARD
    }
    fn recognises(&self, document: &Document<'_>) -> bool {
        with_stream(document.bytes, &[STREAM]).is_some()
    }
    fn extract(
        &self,
        document: &Document<'_>,
        options: &ExtractOptions,
        out: &mut dyn Contents,
    ) -> Result<(), Problem> {
        let budget = Budget::of(document, options);
        let mut file = with_stream(document.bytes, &[STREAM]).ok_or_else(damaged)?;
        let mut lines = Lines::new(out, &budget);
        let result = read(&mut file, Path::new("/"), &budget, &mut lines);
        embedded(&mut file, &budget, &mut lines);
        properties(&mut file, &mut lines);
        lines.finish();
        if budget.spent() { Err(budget.problem()) } else { result }
    }
}

/// A run of text: where it begins, how many characters, and how many bytes each has.
#[derive(Debug, Clone, Copy)]
struct Run {
    at: u32,
    length: u32,
    wide: bool,
}

/// A paragraph in a table: where it begins and ends.
#[derive(Debug, Clone, Copy)]
struct Paragraph {
    start: u32,
    end: u32,
    /// It ends a row.
    row: bool,
}

/// Writes the text of the document in this storage.
pub(super) fn read(
    file: &mut Compound<'_>,
    storage: &Path,
    budget: &Budget,
    lines: &mut Lines<'_>,
) -> Result<(), Problem> {
    let mut part = file.open_stream(storage.join(STREAM)).map_err(|_| damaged())?;
    // the File Information Block (§2.5)
    let fib = bytes_at(&mut part, 0, 0x200).ok_or_else(damaged)?;
    let flags = short(&fib, 0x0a).ok_or_else(damaged)?;
    if flags & 0x0100 != 0 {
        return Err(Problem::new(
            ProblemCode::Encrypted,
            "the document is protected by a password; passwords for Word files of before 2007 are not supported",
        ));
    }
    let field = |at: usize| long(&fib, at).unwrap_or(0);
    let mut text = Text::new(lines);
    if short(&fib, 2).is_some_and(|version| version < 0xc1) {
        // Word 6 and 95: one run
        let run = Run { at: field(0x18), length: field(0x1c).saturating_sub(field(0x18)), wide: false };
        return text.read(&mut part, &[run], &[], budget);
    }
    let table = storage.join(if flags & 0x0200 != 0 { "1Table" } else { "0Table" });
    let mut table = file.open_stream(table).map_err(|_| damaged())?;
    let clx =
        bytes_at(&mut table, field(0x1a2).into(), u64::from(field(0x1a6)).min(TABLE)).ok_or_else(damaged)?;
    let runs = runs(&clx).ok_or_else(damaged)?;
    let plc = bytes_at(&mut table, field(0x102).into(), u64::from(field(0x106)).min(TABLE));
    text.marks = paragraphs(&mut part, &plc.unwrap_or_default());
    // body, footnotes, headers, macros, comments, endnotes, boxes, boxes in headers
    let mut ends = [0_u32; 8];
    let mut end = 0_u32;
    for (n, at) in (0x4c..0x6c).step_by(4).enumerate() {
        end = end.saturating_add(field(at));
        ends[n] = end;
    }
    text.read(&mut part, &runs, &ends, budget)
}

/// Bytes of a stream; fewer where it ends before.
fn bytes_at(part: &mut Part<'_>, at: u64, length: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    if at > part.len() {
        return None;
    }
    part.seek(SeekFrom::Start(at)).ok()?;
    part.take(length).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// The pieces of the text, in their order (§2.9.38 Clx, §2.9.177 PlcPcd).
fn runs(clx: &[u8]) -> Option<Vec<Run>> {
    let mut at = 0;
    while *clx.get(at)? == 1 {
        at += 3 + usize::from(short(clx, at + 1)?);
    }
    if clx[at] != 2 {
        return None;
    }
    let plc = clx.get(at + 5..)?;
    let length = (long(clx, at + 1)? as usize).min(plc.len());
    let count = length.checked_sub(4)? / 12;
    let mut runs = Vec::with_capacity(count);
    for n in 0..count {
        let (from, to) = (long(plc, 4 * n)?, long(plc, 4 * n + 4)?);
        let place = long(plc, 4 * (count + 1) + 8 * n + 2)?;
        let wide = place & 0x4000_0000 == 0;
        let at = if wide { place } else { (place & 0x3fff_ffff) / 2 };
        runs.push(Run { at, length: to.saturating_sub(from), wide });
    }
    Some(runs)
}

/// The paragraphs that stand in tables (§2.8.26 PlcBtePapx, §2.9.174 PapxFkp), in the order of where they stand.
fn paragraphs(part: &mut Part<'_>, plc: &[u8]) -> Vec<Paragraph> {
    let mut found = Vec::new();
    let count = plc.len().saturating_sub(4) / 8;
    for n in 0..count {
        let Some(page) = long(plc, 4 * (count + 1) + 4 * n) else { break };
        let Some(page) = bytes_at(part, u64::from(page & 0x3f_ffff) * 512, 512) else { continue };
        if page.len() < 512 {
            continue;
        }
        let runs = usize::from(page[511]);
        for run in 0..runs {
            let (Some(start), Some(end)) = (long(&page, 4 * run), long(&page, 4 * run + 4)) else { break };
            let Some(at) = page.get(4 * (runs + 1) + 13 * run).map(|words| usize::from(*words) * 2) else {
                break;
            };
            if at > 0
                && let Some(row) = in_table(&page, at)
                && found.len() < PARAGRAPHS
            {
                found.push(Paragraph { start, end, row });
            }
        }
    }
    found.sort_by_key(|paragraph| paragraph.start);
    found
}

/// Whether a paragraph ends a row of a table; `None` where it stands in none (§2.6.2: sprmPFInTable, sprmPFTtp).
fn in_table(page: &[u8], at: usize) -> Option<bool> {
    let words = usize::from(*page.get(at)?);
    let (start, length) =
        if words == 0 { (at + 2, 2 * usize::from(*page.get(at + 1)?)) } else { (at + 1, 2 * words - 1) };
    let changes = page.get(start + 2..(start + length).min(511))?;
    let (mut at, mut table, mut row) = (0, false, false);
    while let Some(change) = short(changes, at) {
        at += 2;
        let operand = *changes.get(at)?;
        match change {
            0x2416 => table = operand != 0,
            0x2417 => row = operand != 0,
            _ => {}
        }
        at += match change >> 13 {
            0 | 1 => 1,
            2 | 4 | 5 => 2,
            3 => 4,
            7 => 3,
            // the definition of a table has its length in two bytes
            _ if change == 0xd608 => usize::from(short(changes, at)?) + 1,
            _ => usize::from(operand) + 1,
        };
    }
    (table || row).then_some(row)
}

/// The text on its way through.
struct Text<'t, 'a> {
    lines: &'t mut Lines<'a>,
    marks: Vec<Paragraph>,
    tables: Tables,
    paragraph: String,
    /// For each open field: its code, where that has not ended, and where it leads.
    fields: Vec<(Option<String>, Option<String>)>,
    deeper: usize,
    /// The last character was a cell mark.
    cell: bool,
    high: Option<u16>,
}

impl<'t, 'a> Text<'t, 'a> {
    fn new(lines: &'t mut Lines<'a>) -> Self {
        Text {
            lines,
            marks: Vec::new(),
            tables: Tables::default(),
            paragraph: String::new(),
            fields: Vec::new(),
            deeper: 0,
            cell: false,
            high: None,
        }
    }

    fn read(
        &mut self,
        part: &mut Part<'_>,
        runs: &[Run],
        ends: &[u32],
        budget: &Budget,
    ) -> Result<(), Problem> {
        let mut result = Ok(());
        let (mut count, mut ends) = (0_u32, ends.iter().copied().filter(|end| *end > 0).peekable());
        let mut buffer = vec![0; PIECE];
        for run in runs {
            let size = if run.wide { 2 } else { 1 };
            let mut at = run.at;
            let mut left = u64::from(run.length) * size;
            if u64::from(at) > part.len() || part.seek(SeekFrom::Start(at.into())).is_err() {
                result = Err(damaged());
                continue;
            }
            while left > 0 && self.lines.more() {
                let want = left.min(PIECE as u64) as usize;
                let mut read = 0;
                while read < want {
                    match part.read(&mut buffer[read..want]) {
                        Ok(n) if n > 0 => read += n,
                        _ => break,
                    }
                }
                if !budget.take(read as u64) {
                    break;
                }
                for unit in buffer[..read].chunks_exact(size as usize) {
                    if ends.next_if(|end| *end <= count).is_some() {
                        while ends.next_if(|end| *end <= count).is_some() {}
                        self.end_part();
                    }
                    match *unit {
                        [byte] => self.put(narrow(byte), at),
                        [low, high] => self.unit(u16::from_le_bytes([low, high]), at),
                        _ => {}
                    }
                    at = at.saturating_add(size as u32);
                    count = count.saturating_add(1);
                }
                left -= read as u64;
                if read < want {
                    result = Err(damaged());
                    break;
                }
            }
        }
        self.end_part();
        result
    }

    fn unit(&mut self, unit: u16, at: u32) {
        let pair = self.high.take();
        match unit {
            0xd800..0xdc00 => self.high = Some(unit),
            0xdc00..0xe000 => {
                if let Some(high) = pair
                    && let Some(Ok(c)) = char::decode_utf16([high, unit]).next()
                {
                    self.put(c, at);
                }
            }
            _ => self.put(char::from_u32(unit.into()).unwrap_or(' '), at),
        }
    }

    fn put(&mut self, c: char, at: u32) {
        let after_cell = std::mem::replace(&mut self.cell, false);
        match c {
            '\r' => self.end_paragraph(at),
            '\u{7}' => self.end_cell(at, after_cell),
            '\u{c}' | '\u{e}' => {
                self.end_paragraph(at);
                if self.tables.is_empty() {
                    self.lines.part();
                }
            }
            '\u{13}' if self.fields.len() < FIELDS => self.fields.push((Some(String::new()), None)),
            '\u{13}' => self.deeper += 1,
            '\u{14}' => {
                if self.deeper == 0
                    && let Some((code, link)) = self.fields.last_mut()
                    && let Some(code) = code.take()
                {
                    *link = field_target(&code);
                }
            }
            '\u{15}' if self.deeper > 0 => self.deeper -= 1,
            '\u{15}' => {
                if let Some((code, link)) = self.fields.pop()
                    && let Some(link) = link.or_else(|| field_target(&code?))
                    && !says(&self.paragraph, &link)
                {
                    self.paragraph.push_str(if self.paragraph.is_empty() { "<" } else { " <" });
                    self.paragraph.push_str(&link);
                    self.paragraph.push('>');
                }
            }
            '\u{b}' => self.text("\n"),
            '\u{1e}' => self.text("-"),
            '\t' => self.text(if self.tables.is_empty() { "\t" } else { " " }),
            '\0'..' ' => {}
            c => {
                let mut bytes = [0; 4];
                self.text(c.encode_utf8(&mut bytes));
            }
        }
    }

    fn text(&mut self, text: &str) {
        match self.fields.iter_mut().rev().find_map(|(code, _)| code.as_mut()) {
            Some(code) if code.len() < CODE => code.push_str(text),
            Some(_) => {}
            None => {
                self.paragraph.push_str(text);
                if self.paragraph.len() > PARAGRAPH {
                    self.write();
                }
            }
        }
    }

    /// The paragraph in a table that a mark belongs to.
    fn mark(&self, at: u32) -> Option<Paragraph> {
        let n = self.marks.partition_point(|paragraph| paragraph.start <= at).checked_sub(1)?;
        self.marks.get(n).copied().filter(|paragraph| at < paragraph.end)
    }

    fn write(&mut self) {
        for line in std::mem::take(&mut self.paragraph).split('\n') {
            self.tables.text(line.trim_end(), self.lines);
        }
    }

    fn end_paragraph(&mut self, at: u32) {
        match self.mark(at) {
            Some(_) if self.tables.is_empty() => self.tables.begin(),
            None if !self.marks.is_empty() => self.tables.end_all(self.lines),
            // no page says it: a paragraph behind a row's end stands in no table
            None if self.paragraph.is_empty() => self.tables.end_all(self.lines),
            _ => {}
        }
        self.write();
    }

    fn end_cell(&mut self, at: u32, after_cell: bool) {
        if self.tables.is_empty() {
            self.tables.begin();
        }
        let row = match self.mark(at) {
            Some(paragraph) => paragraph.row,
            None => after_cell && self.paragraph.is_empty(),
        };
        self.write();
        if row {
            self.tables.end_row(self.lines);
        } else {
            self.tables.end_cell(1);
            self.cell = true;
        }
    }

    fn end_part(&mut self) {
        self.fields.clear();
        self.deeper = 0;
        self.write();
        self.tables.end_all(self.lines);
        self.lines.part();
    }
}

/// A character of one byte (windows-1252, §2.9.73).
fn narrow(byte: u8) -> char {
    if byte.is_ascii() {
        return char::from(byte);
    }
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next().unwrap_or(' ')
}
