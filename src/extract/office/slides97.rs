//! PowerPoint files of 1997 to 2003 in, the text of their slides and notes out (\[MS-PPT\]).
//!
//! Records are gone through one after the other, containers by going on into them: the tree is never built. A file that was saved fast holds
//! what was changed and deleted too; it is in the file, so it counts.

use std::io::{BufReader, Read};
use std::path::Path;

use super::Budget;
use super::compound::{Compound, damaged, embedded, properties, with_stream};
use super::lines::Lines;
use crate::extract::{Document, ExtractOptions, Extractor};
use crate::model::{Card, Contents, Problem, ProblemCode};

pub(in crate::extract) struct Slides97;

static CARD: Card = Card {
    name: "ppt",
    summary: "A PowerPoint file of 1997 to 2003: text of slides and notes, links, properties.",
    caveats: "Texts come in the order of the file; pictures and embedded files are not read.",
    references: &["MS-PPT"],
};

/// The stream with the slides.
pub(super) const STREAM: &str = "PowerPoint Document";
/// Bytes of text that are read at a time; even, as two make a character.
const PIECE: u64 = 64 << 10;

impl Extractor for Slides97 {
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
        let result = read(&mut file, Path::new(STREAM), &mut lines);
        embedded(&mut file, &budget, &mut lines);
        properties(&mut file, &mut lines);
        lines.finish();
        if budget.spent() { Err(budget.problem()) } else { result }
    }
}

/// Writes the texts in this stream.
pub(super) fn read(file: &mut Compound<'_>, stream: &Path, lines: &mut Lines<'_>) -> Result<(), Problem> {
    let part = file.open_stream(stream).map_err(|_| damaged())?;
    records(&mut BufReader::new(part), lines)
}

/// Goes through all records (§2.3.1).
fn records(from: &mut impl Read, lines: &mut Lines<'_>) -> Result<(), Problem> {
    let mut head = [0; 8];
    let mut buffer = Vec::new();
    while lines.more() {
        buffer.clear();
        if from.take(8).read_to_end(&mut buffer).is_err() || buffer.is_empty() {
            break;
        }
        if buffer.len() < 8 {
            return Err(damaged());
        }
        head.copy_from_slice(&buffer);
        let kind = u16::from_le_bytes([head[2], head[3]]);
        let length = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
        match kind {
            // CryptSession10Container
            0x2f14 => {
                return Err(Problem::new(
                    ProblemCode::Encrypted,
                    "the document is protected by a password; passwords for PowerPoint files of before 2007 are not supported",
                ));
            }
            // TextCharsAtom, CString, TextBytesAtom
            0x0fa0 | 0x0fba => text(from, length, true, lines)?,
            0x0fa8 => text(from, length, false, lines)?,
            // a container: what is in it comes next
            _ if head[0] & 0x0f == 0x0f => {}
            _ => {
                if std::io::copy(&mut from.take(length), &mut std::io::sink()).is_ok_and(|n| n < length) {
                    return Err(damaged());
                }
            }
        }
    }
    Ok(())
}

/// Writes the text of one record.
fn text(from: &mut impl Read, length: u64, wide: bool, lines: &mut Lines<'_>) -> Result<(), Problem> {
    let mut left = length;
    let mut bytes = Vec::new();
    lines.close();
    let mut first = true;
    while left > 0 && lines.more() {
        bytes.clear();
        let want = left.min(PIECE);
        if from.take(want).read_to_end(&mut bytes).is_err() || (bytes.len() as u64) < want {
            return Err(damaged());
        }
        left -= want;
        let text = if wide {
            encoding_rs::UTF_16LE.decode_without_bom_handling(&bytes).0
        } else {
            encoding_rs::mem::decode_latin1(&bytes)
        };
        // names of tags of the program
        if first && text.starts_with("___PPT") {
            continue;
        }
        first = false;
        lines.push(&text.replace(['\r', '\u{b}'], "\n"));
    }
    lines.close();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::compound::tests::compound;
    use super::*;
    use crate::extract::collect::Collect;

    fn record(version: u8, kind: u16, content: &[u8]) -> Vec<u8> {
        let mut bytes = vec![version, 0];
        bytes.extend(kind.to_le_bytes());
        bytes.extend((content.len() as u32).to_le_bytes());
        bytes.extend(content);
        bytes
    }

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn slides() -> Vec<u8> {
        let mut inner = record(0, 0x0fa0, &wide("Jan de Vries\rInkoper \u{20ac}"));
        inner.extend(record(0, 0x0fba, &wide("___PPT10")));
        inner.extend(record(0, 0x0400, &[0; 40]));
        inner.extend(record(0, 0x0fa8, b"Tel. 020-1234567\x0bRen\xe9"));
        compound(&[("PowerPoint Document", &record(0x0f, 0x03e8, &inner))])
    }

    #[test]
    fn texts_of_slides() {
        let bytes = slides();
        let document = Document { bytes: &bytes, name: None, media_type: "" };
        let mut taken = Collect::default();
        assert!(Slides97.recognises(&document));
        let options = ExtractOptions { expanded: 10_000, ..ExtractOptions::default() };
        assert!(Slides97.extract(&document, &options, &mut taken).is_ok());
        assert_eq!(taken.text, "Jan de Vries\nInkoper \u{20ac}\nTel. 020-1234567\nRen\u{e9}\n\n");
    }

    #[test]
    fn a_password_is_told() {
        let bytes = compound(&[("PowerPoint Document", &record(0x0f, 0x2f14, b""))]);
        let document = Document { bytes: &bytes, name: None, media_type: "" };
        let options = ExtractOptions { expanded: 10_000, ..ExtractOptions::default() };
        let problem = Slides97.extract(&document, &options, &mut Collect::default()).unwrap_err();
        assert_eq!(problem.code, ProblemCode::Encrypted);
    }
}
