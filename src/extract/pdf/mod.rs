//! A PDF file in, its text out: what the file says of itself, each page, links, comments, fields of forms, the files in it.
//!
//! The library gives letters and their places; [`layout`] makes lines of them. Damaged files make it panic, hang or ask for much
//! memory, so it runs apart.

mod layout;
mod objects;

use std::collections::{HashMap, HashSet};

use pdf_oxide::document::{PdfDocument, ReadingOrder};
use pdf_oxide::error::Error;
use pdf_oxide::extractors::images::PdfFilter;
use pdf_oxide::layout::TextSpan;

use super::link;
use super::output::Output;
use super::{Document, ExtractOptions, Extractor};
use crate::model::{Card, Contents, Problem, ProblemCode};
use layout::Run;

/// Objects of a file, not counting those in streams: a table of a million takes some 200 MiB, and files that people make have a
/// tenth of this.
const OBJECTS: usize = 500_000;

pub(super) struct Pdf;

static CARD: Card = Card {
    name: "pdf",
    summary: "PDF: pages in reading order with tables as rows, the file's own information, links, comments, forms, attached files.",
    caveats: "A scanned page without text is a problem of code unsupported (with --ocr its pictures are read); XFA forms and \
              pages that only a script fills are not read.",
    references: &["ISO 32000-2:2020"],
};

/// Bytes in which `%PDF-` must stand; programs put all sorts of things before it.
const HEAD: usize = 1024;

/// Bytes from the end in which `%%EOF` is looked for; what sends files puts all sorts of things behind it.
const TAIL: usize = 64 << 10;

impl Extractor for Pdf {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        let head = &document.bytes[..document.bytes.len().min(HEAD)];
        memchr::memmem::find(head, b"%PDF-").is_some()
    }

    fn risky(&self) -> bool {
        true
    }

    fn extract(
        &self,
        document: &Document<'_>,
        options: &ExtractOptions,
        out: &mut dyn Contents,
    ) -> Result<(), Problem> {
        self.extract_whole(document.bytes.to_vec(), (document.name, document.media_type), options, out)
    }
    fn extract_whole(
        &self,
        bytes: Vec<u8>,
        _: (Option<&str>, &str),
        options: &ExtractOptions,
        out: &mut dyn Contents,
    ) -> Result<(), Problem> {
        let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
        let whole = memchr::memmem::find(tail, b"%%EOF").is_some();
        let damaged = || {
            if whole {
                Problem::new(ProblemCode::Corrupt, "a damaged PDF")
            } else {
                Problem::new(ProblemCode::Truncated, "a PDF that ends before its end")
            }
        };
        if memchr::memmem::find_iter(&bytes, b" obj").take(OBJECTS + 1).count() > OBJECTS {
            let detail = format!("a PDF of more than {OBJECTS} objects, as in a bomb; it was not read");
            return Err(Problem::new(ProblemCode::Limit, detail));
        }
        // without a word of a page, or of what pages may be packed in, there is none, and looking for one costs dearly
        if ![&b"/Page"[..], b"/ObjStm", b"/Encrypt"]
            .iter()
            .any(|word| memchr::memmem::find(&bytes, word).is_some())
        {
            return Err(damaged());
        }
        let pdf = PdfDocument::from_bytes(bytes).map_err(|e| match e {
            Error::EncryptedPdf => encrypted(),
            _ => damaged(),
        })?;
        unlock(&pdf, options)?;
        let pages = pdf.page_count().unwrap_or(0);
        let mut reader =
            Reader { pdf: &pdf, pages, out: Output::new(out, options.expanded), seen: HashSet::new() };
        reader.information();
        let mut read = Pages::default();
        for page in 0..pages {
            if reader.out.stopped() {
                return reader.out.finish();
            }
            reader.page(page, options.ocr.is_some(), &mut read);
        }
        reader.fields();
        if !reader.out.stopped() {
            reader.files();
        }
        for problem in read.problems() {
            reader.out.problem(problem);
        }
        reader.out.finish()?;
        if pages == 0 || !whole { Err(damaged()) } else { Ok(()) }
    }
}

fn encrypted() -> Problem {
    Problem::new(ProblemCode::Encrypted, "a PDF that needs a password")
}

/// Opens it: without a password, as most files that only forbid printing, or with one that was given.
fn unlock(pdf: &PdfDocument, options: &ExtractOptions) -> Result<(), Problem> {
    if !pdf.is_encrypted() {
        return Ok(());
    }
    let passwords = std::iter::once("").chain(options.passwords.iter());
    for password in passwords {
        if matches!(pdf.authenticate(password.as_bytes()), Ok(true)) && pdf.is_authenticated() {
            return Ok(());
        }
        // PDF 1.7 and older have passwords in PDFDocEncoding, which is Latin-1 as far as letters go
        let latin: Option<Vec<u8>> = password.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
        if let Some(latin) = latin.filter(|l| l != password.as_bytes())
            && matches!(pdf.authenticate(&latin), Ok(true))
            && pdf.is_authenticated()
        {
            return Ok(());
        }
    }
    Err(encrypted())
}

/// What became of pages.
#[derive(Default)]
struct Pages {
    damaged: u64,
    scanned: u64,
}

impl Pages {
    fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut tell = |code, count: u64, one: &'static str, many: &str| match count {
            0 => {}
            1 => problems.push(Problem::new(code, one)),
            n => problems.push(Problem::new(code, format!("{n} {many}"))),
        };
        tell(ProblemCode::Corrupt, self.damaged, "a damaged page of a PDF", "damaged pages of a PDF");
        tell(
            ProblemCode::Unsupported,
            self.scanned,
            "a scanned page without text",
            "scanned pages without text",
        );
        problems
    }
}

struct Reader<'a> {
    pdf: &'a PdfDocument,
    pages: usize,
    out: Output<'a>,
    /// Targets of links that were told.
    seen: HashSet<String>,
}

/// Pages beyond which the library is not asked for the places of letters as exactly as it can tell them: before the first page it
/// would read all others, to see which lines they share, and a document that takes too long would give nothing.
const LONG: usize = 200;

/// Targets that are kept, to tell each once.
const TARGETS: usize = 100_000;

/// Pictures of one page that are handed on.
const PICTURES: usize = 64;

impl Reader<'_> {
    fn say(&mut self, line: &str) {
        let line = line.trim();
        if !line.is_empty() {
            self.out.line();
            self.out.push(line);
            self.out.push("\n");
        }
    }

    fn information(&mut self) {
        for (label, value) in objects::information(self.pdf) {
            self.say(&format!("{label}: {value}"));
        }
    }

    fn page(&mut self, page: usize, ocr: bool, read: &mut Pages) {
        // a page whose contents cannot be expanded is an empty one to the library, and no error
        let whole = self.pdf.get_page_content_data(page).is_ok();
        let spans = if self.pages > LONG {
            self.pdf.extract_spans_with_reading_order(page, ReadingOrder::TopToBottom)
        } else {
            self.pdf.extract_spans(page)
        };
        read.damaged += u64::from(!whole || spans.is_err());
        let text = text(&spans.unwrap_or_default(), &Widths::new(self.pdf, page));
        if text.is_empty() {
            self.pictures(page, ocr, read);
        } else {
            self.out.line();
            self.out.push(&text);
        }
        for note in objects::notes(self.pdf, page) {
            match note {
                objects::Note::Link(target) => {
                    if !link::shown(&text, &target)
                        && self.seen.len() < TARGETS
                        && self.seen.insert(target.clone())
                    {
                        self.say(&format!("<{target}>"));
                    }
                }
                objects::Note::Comment(comment) => self.say(&comment),
                objects::Note::File(name, bytes) => {
                    self.entry(&name, None, &bytes);
                }
            }
        }
        self.out.line();
        self.out.hand_on();
    }

    /// A page without text: empty, or a scan.
    fn pictures(&mut self, page: usize, ocr: bool, read: &mut Pages) {
        let handles = match self.pdf.page_image_handles(page) {
            Ok(handles) if !handles.is_empty() => handles,
            _ => return,
        };
        let mut handed = false;
        if ocr {
            // specks and lines are no text
            for handle in handles.iter().filter(|h| h.width >= 50 && h.height >= 15).take(PICTURES) {
                let jpeg =
                    handle.filter_chain.len() == 1 && matches!(handle.filter_chain[0], PdfFilter::DCTDecode);
                let (bytes, kind) = if jpeg {
                    (handle.raw_compressed_bytes(), "jpeg")
                } else {
                    (handle.decode().and_then(|image| image.to_png_bytes()), "png")
                };
                let Ok(bytes) = bytes else { continue };
                handed = true;
                let name = format!("page {}, picture {}.{kind}", page + 1, handle.paint_order + 1);
                let media_type = format!("image/{kind}");
                if !self.entry(&name, Some(&media_type), &bytes) {
                    return;
                }
            }
        }
        if !handed {
            read.scanned += 1;
        }
    }

    fn fields(&mut self) {
        for (label, value) in objects::fields(self.pdf) {
            self.say(&format!("{label}: {value}"));
        }
    }

    fn files(&mut self) {
        objects::files(self.pdf, |name, bytes| self.entry(name, None, bytes));
    }

    /// A file in the file; false where no more is wanted.
    fn entry(&mut self, name: &str, media_type: Option<&str>, mut bytes: &[u8]) -> bool {
        let Some(to) = self.out.contents() else { return false };
        let more = to.entry(name, media_type, &mut bytes);
        if !more {
            self.out.stop();
        }
        more
    }
}

/// How wide letters are, by where they stand. The library makes a letter of a run as wide as the way to the next one, and so closes
/// the gaps of programs that place each letter and write no spaces.
struct Widths(HashMap<(i32, i32), (char, f32)>);

impl Widths {
    fn new(pdf: &PdfDocument, page: usize) -> Self {
        let letters = pdf.extract_chars(page).unwrap_or_default();
        Widths(
            letters
                .iter()
                .map(|c| (Self::place(c.origin_x, c.origin_y), (c.char, c.advance_width)))
                .collect(),
        )
    }

    /// To a tenth of a point: places were computed in two ways.
    fn place(x: f32, y: f32) -> (i32, i32) {
        ((x * 10.0).round() as i32, (y * 10.0).round() as i32)
    }

    fn of(&self, letter: char, x: f32, y: f32) -> Option<f32> {
        let (found, width) = self.0.get(&Self::place(x, y))?;
        (*found == letter && *width > 0.0).then_some(*width)
    }
}

/// The text of a page. Text that does not run from left to right is read after the rest, as if the page were turned.
fn text(spans: &[TextSpan], widths: &Widths) -> String {
    let mut turned: [Vec<Run>; 4] = Default::default();
    for span in spans {
        let quarter = match span.rotation_degrees.round() as i32 {
            46..135 => 1,
            -134..-45 => 3,
            n if n.abs() >= 135 => 2,
            _ => 0,
        };
        let size = if span.font_size > 0.1 { span.font_size } else { span.bbox.height };
        let runs = &mut turned[quarter];
        if quarter != 0 {
            let (x, y) = (span.bbox.x, span.bbox.y);
            let length = span.bbox.width.max(span.bbox.height);
            let (left, base) = match quarter {
                1 => (y, -x),
                2 => (-x - length, -y),
                _ => (-y - length, x),
            };
            runs.push(Run { text: span.text.clone(), left, right: left + length, base, size });
            continue;
        }
        let letters: Vec<(char, f32, f32)> = span
            .to_chars()
            .iter()
            .map(|c| {
                let width = widths.of(c.char, c.bbox.x, span.bbox.y).unwrap_or(c.bbox.width);
                (c.char, c.bbox.x, c.bbox.x + width)
            })
            .collect();
        if letters.windows(2).all(|pair| pair[0].1 <= pair[1].1) {
            layout::runs(&letters, span.bbox.y, size, runs);
        } else {
            // written from right to left: the library has put it in order
            let (left, right) = (span.bbox.x, span.bbox.x + span.bbox.width);
            runs.push(Run { text: span.text.clone(), left, right, base: span.bbox.y, size });
        }
    }
    turned.into_iter().map(layout::lines).collect()
}

#[cfg(test)]
mod tests;
