//! Files that stand uuencoded in plain text, as mail programs sent them before MIME (POSIX `uuencode`).
//!
//! What comes in: decoded text. What goes out: the text of one block after the other, and a map back to its lines; of a file
//! that is no text, its bytes. What these are it refuses to know.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memchr;
use memchr::memmem::Finder;

use super::transfer::{is_uu_begin, uu_data};
use crate::model::OffsetMap;

/// A file in the text.
pub(crate) struct Block {
    /// Where its first line, `begin`, stands.
    pub(crate) start: usize,
    /// Behind that line.
    pub(crate) data: usize,
    /// Behind its last line, `end`.
    pub(crate) end: usize,
    /// It is text, which was written out.
    pub(crate) text: bool,
    /// Its name and bytes, where it is no text and has an end.
    pub(crate) file: Option<(String, Vec<u8>)>,
    /// Its last line is there.
    pub(crate) ended: bool,
}

/// Finds the next file in `text` from `from` on, which is the beginning of a line, and writes its text to `out`.
///
/// Each line leads back to the line it was made of, so that what a value was made of is a line or two. Text is UTF-8, or
/// else windows-1252, for both can be read line by line.
pub(crate) fn next(
    text: &str,
    from: usize,
    base: u64,
    out: &mut String,
    map: &mut OffsetMap,
) -> Option<Block> {
    static BEGIN: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\nbegin "));
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        let start = match at {
            0 if bytes.starts_with(b"begin ") => 0,
            _ => at.saturating_sub(1) + BEGIN.find(&bytes[at.saturating_sub(1)..])? + 1,
        };
        let first = line(bytes, start);
        at = first.end.max(start + 1);
        if is_uu_begin(bytes[first.clone()].trim_ascii_end())
            && let Some(mut block) = read(bytes, first.end, base, out, map)
        {
            block.start = start;
            if let Some((name, _)) = &mut block.file {
                // `begin`, the mode, and the name, which may have blanks
                let words = text[first].splitn(3, ' ');
                name.push_str(words.last().unwrap_or_default().trim());
            }
            return Some(block);
        }
        if at >= bytes.len() {
            return None;
        }
    }
}

/// The line at `start`, with its line end.
fn line(bytes: &[u8], start: usize) -> Range<usize> {
    start..memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |n| start + n + 1)
}

/// Reads the lines of data from `from` on; `None` when there are none.
fn read(bytes: &[u8], from: usize, base: u64, out: &mut String, map: &mut OffsetMap) -> Option<Block> {
    let mut data = Vec::new();
    let mut lines = Vec::new();
    let mut at = from;
    let mut ended = false;
    // without an end, only lines of their full length before any other are data
    let mut doubt = None;
    while at < bytes.len() {
        let line = line(bytes, at);
        let trimmed = bytes[line.clone()].trim_ascii_end();
        if trimmed == b"end" {
            at = line.end;
            ended = true;
            break;
        }
        let before = data.len();
        let whole = if trimmed.is_empty() { Some(true) } else { uu_data(trimmed, &mut data) };
        if whole != Some(true) {
            doubt.get_or_insert((before, lines.len(), at));
        }
        if whole.is_none() {
            break;
        }
        lines.push((before..data.len(), line.start, trimmed.len()));
        at = line.end;
    }
    if let (false, Some((bytes, count, place))) = (ended, doubt) {
        data.truncate(bytes);
        lines.truncate(count);
        at = place;
    }
    // `begin 600 times` and a line in capitals are words
    if data.is_empty() {
        return None;
    }
    let control = data.iter().any(|b| *b < 9 || (14..32).contains(b) && *b != 27 || *b == 127);
    if control {
        let file = ended.then(|| (String::new(), data));
        return Some(Block { start: from, data: from, end: at, text: false, file, ended });
    }
    let block = Block { start: from, data: from, end: at, text: true, file: None, ended };
    out.clear();
    map.reset(base);
    let utf8 = std::str::from_utf8(&data).ok();
    out.push_str(utf8.unwrap_or_default());
    for (range, place, len) in lines {
        let mut to = range.start..range.end;
        if utf8.is_none() {
            to.start = out.len();
            out.push_str(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(&data[range]).0);
            to.end = out.len();
        }
        if !to.is_empty() {
            map.push_replaced(to.start, to.len(), place, len);
        }
    }
    Some(block)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<(String, bool, bool)> {
        let (mut out, mut map, mut from, mut found) = (String::new(), OffsetMap::default(), 0, Vec::new());
        while let Some(block) = next(text, from, 0, &mut out, &mut map) {
            from = block.end;
            found.push((if block.text { out.clone() } else { String::new() }, block.text, block.ended));
        }
        found
    }

    #[test]
    fn files_in_the_text() {
        let cat = "begin 644 cat.txt\n#0V%T\n`\nend\n";
        let one = || ("Cat".to_owned(), true, true);
        assert_eq!(texts(cat), [one()]);
        assert_eq!(texts(&format!("zie\n\n{cat}en\n{cat}{cat}")), [one(), one(), one()]);
        let archive = "begin 644 the box.zip\n#4&L#\n`\nend\n";
        assert_eq!(texts(archive), [(String::new(), false, true)]);
        let block = next(archive, 0, 0, &mut String::new(), &mut OffsetMap::default()).unwrap();
        assert_eq!(block.file, Some(("the box.zip".to_owned(), b"Pk\x03".to_vec())));
        let open = || ("Cat".to_owned(), true, false);
        assert_eq!(texts("begin 644 cat.txt\n#0V%T\n"), [open()]);
        assert_eq!(texts("begin 644 cat.txt\n#0V%T\n-- \nJan\n"), [open()], "cut off, with a footer");
        assert_eq!(texts("#0V%T\nend\n"), []);
        assert_eq!(texts("begin 2024 was good\nwe begin 644 times\nbegin \n"), []);
        assert_eq!(texts("begin 644 x\nJAN DE VRIES\n"), [], "words in capitals");
        assert_eq!(texts("begin 644 x\nJan de Vries\nend\n"), []);
    }

    #[test]
    fn a_value_leads_to_its_line() {
        let text = "x\nbegin 644 a\n#0V%T\n#0V%T\n`\nend\n";
        let (mut out, mut map) = (String::new(), OffsetMap::default());
        assert!(next(text, 0, 100, &mut out, &mut map).is_some());
        assert_eq!(out, "CatCat");
        let source = map.source(3..6);
        assert_eq!(&text[source.start as usize - 100..source.end as usize - 100], "#0V%T");
        assert_eq!(source.start, 120);
    }

    #[test]
    fn beginnings_without_end_cost_linear_time() {
        let text = "begin 644 a\n#0V%T\n".repeat(50_000);
        let start = crate::model::Busy::now();
        texts(&text);
        assert!(start.elapsed().as_secs() < 10);
    }
}
