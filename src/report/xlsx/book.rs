//! Rows in, the file of a workbook out, as it comes (ECMA-376 part 2: a ZIP package).
//!
//! One sheet is written at a time, straight into the package. A table whose rows come while another's are written is held,
//! deflated, up to a bound ([`Held`]). Nothing is ever put by in a file: it would hold values in clear.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use zip::write::{SimpleFileOptions, StreamWriter, ZipFileBuilder};
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::cell::push_heading;

/// How much goes into one sheet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Rows, the heading included: what Excel can hold.
    pub(super) rows: u64,
    /// Bytes of XML: below this no member of the package needs the sizes of ZIP64, which Excel refuses.
    pub(super) bytes: u64,
    /// Bytes of XML that are held, deflated, of a table whose turn comes later.
    pub(super) held: u64,
}

impl Bounds {
    pub(super) const EXCEL: Bounds = Bounds { rows: 1_048_576, bytes: 3_900_000_000, held: 128 << 20 };
}

/// Bytes that are packed at once.
const PIECE: usize = 64 << 10;

/// A column: its heading, and its width in characters.
pub(super) type Column = (String, u32);

/// What a file is packed by: fast, for most of the time of a large report goes into this. The same bytes whenever it is made.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1))
        .last_modified_time(DateTime::DEFAULT)
        .system(zip::System::Dos)
}

/// What was packed and not yet handed on.
#[derive(Clone, Default)]
struct Packed(Arc<Mutex<Vec<u8>>>);

impl Write for Packed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A sheet that is in the package.
struct Done {
    title: String,
    /// Its name in the package: `sheet3`.
    file: String,
    columns: usize,
    rows: u64,
}

/// The sheet that is written now.
struct Now {
    title: String,
    columns: Vec<Column>,
    /// Rows, the heading included, and bytes of this sheet.
    rows: u64,
    bytes: u64,
    /// Which sheet of this table it is, from 1.
    part: u64,
}

/// A workbook that is written as it comes.
pub(super) struct Book {
    zip: ZipWriter<StreamWriter<Packed>>,
    packed: Packed,
    bounds: Bounds,
    done: Vec<Done>,
    now: Option<Now>,
    /// Bytes of the sheet that are not packed yet.
    waiting: Vec<u8>,
}

impl Book {
    /// A workbook with nothing in it but its styles and the texts that cells share.
    pub(super) fn new(bounds: Bounds, shared: &[String]) -> io::Result<Self> {
        let packed = Packed::default();
        let zip = ZipWriter::new_stream(packed.clone());
        let mut book = Book { zip, packed, bounds, done: Vec::new(), now: None, waiting: Vec::new() };
        book.member("[Content_Types].xml", CONTENT_TYPES.as_bytes())?;
        book.member("_rels/.rels", RELATIONSHIPS.as_bytes())?;
        book.member("xl/styles.xml", STYLES.as_bytes())?;
        let mut strings =
            format!("{XML}<sst xmlns=\"{MAIN}\" uniqueCount=\"{}\">", shared.len()).into_bytes();
        for text in shared {
            strings.extend_from_slice(b"<si><t>");
            super::cell::push_escaped(text, &mut strings);
            strings.extend_from_slice(b"</t></si>");
        }
        strings.extend_from_slice(b"</sst>");
        book.member("xl/sharedStrings.xml", &strings)?;
        Ok(book)
    }

    fn member(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.zip.start_file(name, options())?;
        self.zip.write_all(bytes)
    }

    /// Begins a table.
    pub(super) fn begin(&mut self, title: &str, columns: Vec<Column>) -> io::Result<()> {
        self.start(title.to_owned(), columns, 1)
    }

    fn start(&mut self, title: String, columns: Vec<Column>, part: u64) -> io::Result<()> {
        self.zip.start_file(format!("xl/worksheets/sheet{}.xml", self.done.len() + 1), options())?;
        let head = head(&columns);
        self.zip.write_all(&head)?;
        self.now = Some(Now { title, columns, rows: 1, bytes: head.len() as u64, part });
        Ok(())
    }

    /// Writes rows of the table that was begun: each ends with a line feed, and holds no other. What does not go into one
    /// sheet goes on in a further one.
    pub(super) fn rows(&mut self, mut rows: &[u8]) -> io::Result<()> {
        while !rows.is_empty() {
            let Some(now) = &mut self.now else { return Ok(()) };
            let (room, bytes) = (self.bounds.rows - now.rows, self.bounds.bytes.saturating_sub(now.bytes));
            let mut taken = memchr::memchr_iter(b'\n', rows).count() as u64;
            let mut end = rows.len();
            if taken > room || end as u64 > bytes {
                (taken, end) = memchr::memchr_iter(b'\n', rows)
                    .map(|at| at + 1)
                    .zip(1..)
                    .take_while(|(at, n)| *n <= room && *at as u64 <= bytes)
                    .last()
                    .map_or((0, 0), |(at, n)| (n, at));
            }
            // a row that is larger than a sheet may be goes into one all the same
            if end == 0 && now.rows == 1 {
                (taken, end) = (1, memchr::memchr(b'\n', rows).map_or(rows.len(), |at| at + 1));
            }
            now.rows += taken;
            now.bytes += end as u64;
            self.pack(&rows[..end])?;
            rows = &rows[end..];
            if !rows.is_empty() {
                self.next()?;
            }
        }
        Ok(())
    }

    /// Packs bytes of a sheet in pieces of one size, whatever calls they come in: what is made of the same bytes goes by how much of them is
    /// there at once.
    fn pack(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while self.waiting.len() + bytes.len() >= PIECE {
            let (now, later) = bytes.split_at(PIECE - self.waiting.len());
            self.waiting.extend_from_slice(now);
            self.zip.write_all(&self.waiting)?;
            self.waiting.clear();
            bytes = later;
        }
        self.waiting.extend_from_slice(bytes);
        Ok(())
    }

    /// Goes on in a further sheet.
    fn next(&mut self) -> io::Result<()> {
        let Some(now) = &self.now else { return Ok(()) };
        let (title, columns, part) = (now.title.clone(), now.columns.clone(), now.part + 1);
        self.end()?;
        self.start(title, columns, part)
    }

    /// Ends the table.
    pub(super) fn end(&mut self) -> io::Result<()> {
        let Some(now) = self.now.take() else { return Ok(()) };
        self.pack(&tail(now.columns.len(), now.rows))?;
        self.zip.write_all(&std::mem::take(&mut self.waiting))?;
        let title = if now.part == 1 { now.title } else { format!("{} {}", now.title, now.part) };
        let file = format!("sheet{}", self.done.len() + 1);
        self.done.push(Done { title, file, columns: now.columns.len(), rows: now.rows });
        Ok(())
    }

    /// Puts in a table that was held.
    pub(super) fn put(&mut self, mut held: Held) -> io::Result<()> {
        held.builder.write_all(&tail(held.columns, held.rows))?;
        self.zip.add_prepared_file(held.builder.finish()?)?;
        self.done.push(Done { title: held.title, file: held.file, columns: held.columns, rows: held.rows });
        Ok(())
    }

    /// Hands on what was packed.
    pub(super) fn flush(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut packed = self.packed.0.lock().unwrap_or_else(PoisonError::into_inner);
        out.write_all(&packed)?;
        packed.clear();
        Ok(())
    }

    /// Ends the workbook, with its sheets in the order of `titles`: further sheets of a table come behind its first.
    pub(super) fn finish(mut self, titles: &[String], out: &mut dyn Write) -> io::Result<()> {
        let place = |done: &Done| titles.iter().position(|t| done.title.starts_with(t.as_str()));
        // a stable sort: further sheets of one table are in their order
        self.done.sort_by_key(place);
        let mut book = format!("{XML}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{LINKS}\"><sheets>").into_bytes();
        let mut links = format!("{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">").into_bytes();
        let mut filters = Vec::new();
        for (n, done) in self.done.iter().enumerate() {
            let (id, title) = (n + 1, &done.title);
            book.extend_from_slice(
                format!("<sheet name=\"{title}\" sheetId=\"{id}\" r:id=\"rId{id}\"/>").as_bytes(),
            );
            links.extend_from_slice(
                format!(
                    "<Relationship Id=\"rId{id}\" Type=\"{LINKS}/worksheet\" Target=\"worksheets/{}.xml\"/>",
                    done.file
                )
                .as_bytes(),
            );
            let range = format!("$A$1:${}${}", column_name(done.columns), done.rows);
            filters.extend_from_slice(
                format!(
                    "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"{n}\" hidden=\"1\">'{title}'!{range}</definedName>"
                )
                .as_bytes(),
            );
        }
        for (n, what, target) in [(1, "styles", "styles.xml"), (2, "sharedStrings", "sharedStrings.xml")] {
            let id = self.done.len() + n;
            links.extend_from_slice(
                format!("<Relationship Id=\"rId{id}\" Type=\"{LINKS}/{what}\" Target=\"{target}\"/>")
                    .as_bytes(),
            );
        }
        book.extend_from_slice(b"</sheets><definedNames>");
        book.extend_from_slice(&filters);
        book.extend_from_slice(b"</definedNames></workbook>");
        links.extend_from_slice(b"</Relationships>");
        self.member("xl/workbook.xml", &book)?;
        self.member("xl/_rels/workbook.xml.rels", &links)?;
        let Book { zip, packed, .. } = self;
        zip.finish()?;
        let packed = packed.0.lock().unwrap_or_else(PoisonError::into_inner);
        out.write_all(&packed)
    }
}

/// A table whose rows come while another is written.
pub(super) struct Held {
    builder: ZipFileBuilder,
    title: String,
    file: String,
    columns: usize,
    rows: u64,
    bytes: u64,
    left_out: u64,
}

impl Held {
    /// A table without rows; `file` is its name in the package.
    pub(super) fn new(title: &str, file: &str, columns: &[Column]) -> io::Result<Self> {
        let mut builder = ZipFileBuilder::new(format!("xl/worksheets/{file}.xml"), options())?;
        let head = head(columns);
        builder.write_all(&head)?;
        Ok(Held {
            builder,
            title: title.to_owned(),
            file: file.to_owned(),
            columns: columns.len(),
            rows: 1,
            bytes: head.len() as u64,
            left_out: 0,
        })
    }

    /// Takes in a row; counts it only, once the bounds are reached.
    pub(super) fn row(&mut self, row: &[u8], bounds: Bounds) -> io::Result<()> {
        let bytes = self.bytes + row.len() as u64;
        // a row is left for a word on what was left out
        if self.left_out > 0 || bytes > bounds.held || self.rows + 1 >= bounds.rows {
            self.left_out += 1;
            return Ok(());
        }
        (self.rows, self.bytes) = (self.rows + 1, bytes);
        self.builder.write_all(row)
    }

    /// Rows that were only counted.
    pub(super) fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Takes in a last row, whatever the bounds.
    pub(super) fn last(&mut self, row: &[u8]) -> io::Result<()> {
        self.rows += 1;
        self.builder.write_all(row)
    }
}

/// What stands before the rows of a sheet: the heading stays in sight, columns have their widths.
fn head(columns: &[Column]) -> Vec<u8> {
    let mut out = format!(
        "{XML}<worksheet xmlns=\"{MAIN}\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr><sheetViews>\
         <sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" \
         state=\"frozen\"/></sheetView></sheetViews><cols>"
    )
    .into_bytes();
    for ((_, width), n) in columns.iter().zip(1..) {
        out.extend_from_slice(
            format!("<col min=\"{n}\" max=\"{n}\" width=\"{width}\" customWidth=\"1\"/>").as_bytes(),
        );
    }
    out.extend_from_slice(b"</cols><sheetData>\n<row>");
    for (heading, _) in columns {
        push_heading(heading, &mut out);
    }
    out.extend_from_slice(b"</row>\n");
    out
}

/// What stands behind them: every column filters.
fn tail(columns: usize, rows: u64) -> Vec<u8> {
    format!(
        "</sheetData><autoFilter ref=\"A1:{}{rows}\"/><pageSetup orientation=\"landscape\" fitToHeight=\"0\"/></worksheet>",
        column_name(columns)
    )
    .into_bytes()
}

/// The letters of a column, from 1: `A`, `Z`, `AA`.
fn column_name(mut n: usize) -> String {
    let mut name = Vec::new();
    while n > 0 {
        n -= 1;
        name.push(char::from(b'A' + (n % 26) as u8));
        n /= 26;
    }
    name.iter().rev().collect()
}

/// Begins a row.
pub(super) fn push_row(out: &mut Vec<u8>) {
    out.extend_from_slice(b"<row>");
}

/// Ends a row. `marks` are white space, which means nothing to a reader: the tables that the row also belongs to.
pub(super) fn push_row_end(marks: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(b"</row>");
    out.extend_from_slice(marks);
    out.push(b'\n');
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// Every part whose name ends in `.xml` is a sheet, but for these: so that it can be written before it is known how many
/// sheets there will be.
const CONTENT_TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
<Default Extension=\"xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>\
<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>\
<Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>\
<Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml\"/>\
</Types>";

const RELATIONSHIPS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/>\
</Relationships>";

/// The styles of cells, in the order of [`super::cell::Style`]. 3 is `#,##0`, 49 text, 2 `0.00`.
pub(super) const STYLES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
<numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss\"/>\
<numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\"/></numFmts>\
<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
<fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>\
<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFE7ECF2\"/><bgColor indexed=\"64\"/></patternFill></fill></fills>\
<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
<cellXfs count=\"7\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
<xf numFmtId=\"0\" fontId=\"1\" fillId=\"2\" borderId=\"0\" xfId=\"0\" applyFont=\"1\" applyFill=\"1\"/>\
<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
<xf numFmtId=\"165\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
<xf numFmtId=\"3\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" quotePrefix=\"1\"/>\
<xf numFmtId=\"2\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs>\
</styleSheet>";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        assert_eq!([1, 26, 27, 52, 53, 703].map(column_name), ["A", "Z", "AA", "AZ", "BA", "AAA"]);
    }

    #[test]
    fn styles_are_as_many_as_they_say() {
        assert_eq!(STYLES.split("<cellXfs").nth(1).unwrap().matches("<xf ").count(), 7);
    }
}
