//! Lines of data in, blocks that a browser unpacks out.
//!
//! A block is some thousands of rows: JSON, compressed (RFC 1951), in base64 (RFC 4648 §4), in a `script` element of a type that no
//! browser runs. Its attributes count what is in it, so that the page can go to a row without unpacking what stands before. Lines are
//! packed one by one, whatever calls they come in: the same lines give the same blocks.

use std::io::{self, Write};

use data_encoding::BASE64;
use flate2::Compression;
use flate2::write::DeflateEncoder;

/// Bytes of JSON in a block, more or less: enough for compression to find what is the same, and unpacked in a few milliseconds.
const BLOCK: usize = 384 << 10;

/// Which table of the page a block is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// Findings: all of them, those out of date, and those past their term.
    Findings,
    /// Findings that changed since an older run.
    Changes,
    /// Relations.
    Relations,
    /// Hits of a plan.
    Hits,
}

impl View {
    /// The name in the page.
    fn as_str(self) -> &'static str {
        match self {
            View::Findings => "findings",
            View::Changes => "changes",
            View::Relations => "relations",
            View::Hits => "hits",
        }
    }
}

/// What a line counts, in the order in which it stands before the line: rows, rows out of date, rows past their term.
pub(super) type Counts = [u64; 3];

/// Appends a line: counts, then JSON that `json` writes.
pub(super) fn push_line(counts: Counts, out: &mut Vec<u8>, json: impl FnOnce(&mut Vec<u8>)) {
    for n in counts {
        super::super::escape::push_u64(n, out);
        out.push(b' ');
    }
    json(out);
    out.push(b'\n');
}

/// Bytes compressed, in base64.
fn packed(bytes: &[u8]) -> io::Result<String> {
    let mut deflate = DeflateEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::new(7));
    deflate.write_all(bytes)?;
    Ok(BASE64.encode(&deflate.finish()?))
}

/// Writes bytes that the script asks for by this name.
pub(super) fn whole(name: &str, bytes: &[u8], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<script type=\"application/octet-stream\" id=\"{name}\">{}</script>", packed(bytes)?)
}

/// Packs lines into blocks.
#[derive(Debug)]
pub(super) struct Blocks {
    view: View,
    json: Vec<u8>,
    counts: Counts,
    rows: u64,
}

impl Blocks {
    /// None yet.
    pub(super) fn new(view: View) -> Self {
        Blocks { view, json: Vec::new(), counts: [0; 3], rows: 0 }
    }

    /// How many rows there were.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// Takes lines that [`push_line`] made, and writes the blocks that are full.
    pub(super) fn lines(&mut self, lines: &[u8], out: &mut dyn Write) -> io::Result<()> {
        let mut rest = lines;
        while let Some(end) = memchr::memchr(b'\n', rest) {
            self.line(&rest[..end], out)?;
            rest = &rest[end + 1..];
        }
        Ok(())
    }

    fn line(&mut self, mut line: &[u8], out: &mut dyn Write) -> io::Result<()> {
        if !self.json.is_empty() && self.json.len() + line.len() > BLOCK {
            self.end(out)?;
        }
        for (at, count) in self.counts.iter_mut().enumerate() {
            let Some(space) = memchr::memchr(b' ', line) else { break };
            let n = line[..space].iter().fold(0, |n, digit| 10 * n + u64::from(digit.wrapping_sub(b'0')));
            *count += n;
            if at == 0 {
                self.rows += n;
            }
            line = &line[space + 1..];
        }
        if !self.json.is_empty() {
            self.json.push(b',');
        }
        self.json.extend_from_slice(line);
        Ok(())
    }

    /// Writes what is left.
    pub(super) fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.json.is_empty() {
            return Ok(());
        }
        let packed = packed(&self.json)?;
        let [rows, stale, past] = std::mem::take(&mut self.counts);
        self.json.clear();
        writeln!(
            out,
            "<script type=\"application/octet-stream\" class=\"block\" data-view=\"{}\" data-rows=\"{rows}\" \
             data-stale=\"{stale}\" data-past=\"{past}\">{}</script>",
            self.view.as_str(),
            packed
        )
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Read as _;

    use super::*;

    /// The rows of all blocks of a view in a page.
    pub(in crate::report::html) fn unpacked(page: &str, view: &str) -> Vec<serde_json::Value> {
        let mut all = Vec::new();
        for piece in page.split("<script type=\"application/octet-stream\"").skip(1) {
            let (attributes, rest) = piece.split_once('>').unwrap();
            if !attributes.contains(&format!("data-view=\"{view}\"")) {
                continue;
            }
            let packed = BASE64.decode(rest.split_once("</script>").unwrap().0.as_bytes()).unwrap();
            let mut json = String::new();
            flate2::read::DeflateDecoder::new(packed.as_slice()).read_to_string(&mut json).unwrap();
            let rows: Vec<serde_json::Value> = serde_json::from_str(&format!("[{json}]")).unwrap();
            all.extend(rows);
        }
        all
    }

    fn pack(calls: &[&[u8]]) -> String {
        let mut out = Vec::new();
        let mut blocks = Blocks::new(View::Findings);
        for call in calls {
            blocks.lines(call, &mut out).unwrap();
        }
        blocks.end(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn lines_are_packed_alike_whatever_calls_they_come_in() {
        let mut lines = Vec::new();
        for i in 0..40_000_u64 {
            push_line([2, u64::from(i == 3), 0], &mut lines, |out| {
                out.extend_from_slice(format!("[{i},\"</script>é{}\"]", i * 7919).as_bytes());
            });
        }
        let whole = pack(&[&lines]);
        let cut = lines.iter().enumerate().filter(|(_, b)| **b == b'\n').nth(777).unwrap().0 + 1;
        assert_eq!(pack(&[&lines[..cut], &[], &lines[cut..]]), whole);
        let rows = unpacked(&whole, "findings");
        assert_eq!(rows.len(), 40_000);
        assert_eq!(rows[39_999][0], 39_999);
        let blocks = whole.lines().count();
        assert!((2..20).contains(&blocks), "{blocks}");
        assert_eq!(whole.matches("</script>").count(), blocks, "nothing of the data is markup");
        assert_eq!(whole.matches("data-stale=\"1\"").count(), 1);
        let counted: u64 = whole
            .split("data-rows=\"")
            .skip(1)
            .map(|piece| piece.split('"').next().unwrap().parse::<u64>().unwrap())
            .sum();
        assert_eq!(counted, 80_000);
    }

    #[test]
    fn nothing_is_no_block() {
        assert_eq!(pack(&[b""]), "");
    }
}
