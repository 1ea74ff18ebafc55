//! Lists: what stands in a column below a heading.
//!
//! In: a line of headings, and the rows below it (separated values, RFC 4180, or wide gaps). Out: matches. This module refuses to know
//! labels that stand before a value.

use std::ops::Range;

use super::Search;
use super::fold::fold_into;
use super::form::{LABEL_MAX, WEAK, has_two_spaces, is_heading, label_kind};
use super::header::trim;
use super::sentence::ADDRESSED;
use super::vocabulary::is_of_people;
use super::word::PHRASE_MAX;
use crate::model::Kind;
use crate::recognise::lines::{Line, Marks};

/// Columns of a list.
const COLUMNS_MAX: usize = 40;
/// Bytes of a line of a list.
const ROW_MAX: usize = 1000;

/// A list under headings, as its first line tells.
#[derive(Debug)]
pub(super) struct Columns {
    mark: Mark,
    /// Where each heading begins on its line, in characters.
    starts: Vec<usize>,
    kinds: Vec<Option<Kind>>,
    /// The column holds who does what: duties and rooms as often as titles.
    roles: Option<usize>,
    /// A heading says what only a list of people has; `Funktion` stands above those of machines too.
    tells: bool,
    /// Rows in a row that did not fit.
    misfits: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Byte(u8),
    Spaces,
}

/// The headings of a list; `None` where a line is none.
pub(super) fn headings(search: &Search<'_>, line: &Line, scratch: &mut String) -> Option<Columns> {
    let (marks, line) = (line.marks, &line.span);
    let text = search.text.get(line.clone()).filter(|t| t.len() <= 400 && !marks.has(Marks::AT))?;
    let bytes = text.as_bytes();
    // most lines end here: a sentence with commas, that does not begin with a heading
    let commas_alone =
        !marks.has(Marks::BAR) && memchr::memchr(b';', bytes).is_none() && !has_two_spaces(bytes);
    if commas_alone && !memchr::memchr(b',', bytes).is_some_and(|n| is_heading(search, &text[..n], scratch)) {
        return None;
    }
    // or here: no mark, numbers
    let (mut digits, mut mark, mut run) = (0, None, 0);
    for b in bytes {
        run = if *b == b' ' { run + 1 } else { 0 };
        match b {
            b'0'..=b'9' => digits += 1,
            b'\t' | b';' | b'|' => mark = mark.or(Some(Mark::Byte(*b))),
            b',' if mark.is_none() => mark = Some(Mark::Byte(b',')),
            b'@' | b'?' | b'!' => return None,
            b' ' if run == 2 && matches!(mark, None | Some(Mark::Byte(b','))) => mark = Some(Mark::Spaces),
            _ => {}
        }
    }
    let mark = mark.filter(|_| digits <= 3)?;
    let first = match mark {
        Mark::Byte(m) => memchr::memchr(m, bytes),
        Mark::Spaces => memchr::memmem::find(bytes, b"  "),
    };
    let first = first.filter(|n| *n <= LABEL_MAX)?;
    // the first cell is a heading that is known, or the list begins with a number
    if !(first <= 12 && mark != Mark::Byte(b',') || is_heading(search, &text[..first], scratch)) {
        return None;
    }
    let mut cells = split(text, mark);
    if mark != Mark::Spaces && cells.last().is_some_and(Range::is_empty) {
        cells.pop();
    }
    if cells.len() < 2 || cells.len() > COLUMNS_MAX {
        return None;
    }
    let (mut known, mut ours, mut weak) = (0, 0, 0);
    let mut columns =
        Columns { mark, starts: Vec::new(), kinds: Vec::new(), roles: None, tells: false, misfits: 0 };
    for cell in cells {
        let span = line.start + cell.start..line.start + cell.end;
        let kind = label_kind(search, &span, scratch);
        if kind.is_some() {
            // `Service` and `Title` head other lists too
            if matches!(scratch.as_str(), "role" | "rol" | "rolle" | "ruolo") {
                columns.roles = Some(columns.kinds.len());
            }
            if WEAK.contains(&scratch.as_str()) {
                weak += 1;
            } else {
                ours += 1;
                columns.tells |= kind == Some(Kind::Organisation);
            }
        } else if search.text.get(span).is_some_and(|t| t.len() <= LABEL_MAX) {
            scratch.clear();
            fold_into(text[cell.clone()].trim().trim_matches('"'), scratch);
            let is = search.vocabulary().is_heading(scratch);
            known += u32::from(is);
            columns.tells |= is && is_of_people(scratch);
        } else {
            return None;
        }
        // prose with commas in it
        if columns.kinds.len() == 2 && ours + known + weak == 0 {
            return None;
        }
        columns.starts.push(text[..cell.start].chars().count());
        columns.kinds.push(kind);
    }
    (ours > 0 && ours + known + weak >= 2 || weak > 0 && known >= 2).then_some(columns)
}

impl Columns {
    /// A row of the list: adds what its cells hold. False where the list has ended.
    pub(super) fn row(&mut self, search: &mut Search<'_>, line: &Range<usize>) -> bool {
        let Some(text) = search.text.get(line.clone()).filter(|t| t.len() <= ROW_MAX) else { return false };
        // a rule below the headings
        if text.bytes().all(|b| matches!(b, b'-' | b'|' | b'=' | b'+' | b' ' | b':' | b'_')) {
            return true;
        }
        let mut cells = split(text, self.mark);
        // marks at the end of a row are one more than between its cells, in some exports
        while cells.len() > self.kinds.len() && cells.last().is_some_and(Range::is_empty) {
            cells.pop();
        }
        // empty cells at the end of a row are white space too, and cut off
        let begins = line.start == 0 || search.text.as_bytes().get(line.start - 1) == Some(&b'\n');
        let cut =
            self.mark == Mark::Byte(b'\t') && begins && cells.len() >= 2 && cells.len() < self.kinds.len();
        let same = cells.len() == self.kinds.len() || cut;
        if !same && (self.mark != Mark::Spaces || cells.len() < 2) {
            self.misfits += 1;
            return self.misfits < 3;
        }
        self.misfits = 0;
        for (n, cell) in cells.iter().enumerate() {
            let column = if same {
                n
            } else {
                let at = text[..cell.start].chars().count();
                self.starts.iter().enumerate().min_by_key(|(_, s)| s.abs_diff(at)).map_or(n, |(n, _)| n)
            };
            let Some(Some(kind)) = self.kinds.get(column) else { continue };
            let span = trim(search.text, line.start + cell.start..line.start + cell.end);
            let phrase = &search.text[span.clone()];
            // `Title | First name`, as English lists have it: `Mr`, `Ms`
            if *kind == Kind::JobTitle && ADDRESSED.contains(&phrase.trim_end_matches('.')) {
                continue;
            }
            let digits = phrase.bytes().filter(u8::is_ascii_digit).count();
            let letters = phrase.bytes().filter(|b| b.is_ascii_alphabetic() || *b >= 0x80).count();
            // `Fonction | Planning`: tasks, and so is what else stands in the column
            if *kind == Kind::JobTitle
                && self.roles != Some(column)
                && search.verdict(&span, false).is_some_and(|v| v.kind == Kind::Department)
            {
                self.roles = Some(column);
            }
            if letters >= 2
                && phrase.len() <= PHRASE_MAX
                && !phrase.contains('@')
                && digits < letters
                && !(*kind == Kind::Organisation && is_nobodys(phrase))
                && (*kind == Kind::Organisation || !search.is_person(&span))
                && (*kind != Kind::JobTitle
                    || self.tells && self.roles != Some(column)
                    || search.verdict(&span, false).is_some_and(|v| v.kind == Kind::JobTitle))
            {
                // a firm, where its legal form says so
                let firm = *kind == Kind::JobTitle
                    && search.verdict(&span, false).is_some_and(|v| v.why == "a legal form");
                let kind = if firm { Kind::Organisation } else { *kind };
                search.push(kind, span, 8, &["in a column below a heading"]);
            }
        }
        true
    }
}

/// What stands in a column of firms where somebody has none.
fn is_nobodys(cell: &str) -> bool {
    const NONE: [&str; 20] = [
        "privat",
        "privé",
        "prive",
        "particulier",
        "particuliere",
        "private",
        "privato",
        "privata",
        "particular",
        "n.v.t.",
        "nvt",
        "geen",
        "none",
        "keine",
        "n/a",
        "idem",
        "dito",
        "ditto",
        "onbekend",
        "unknown",
    ];
    cell.len() <= 12 && NONE.contains(&cell.to_lowercase().as_str())
}

/// The cells of a line, empty ones too, without white space at both ends.
fn split(text: &str, mark: Mark) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut cells = Vec::new();
    let (mut from, mut at, mut quoted) = (0, 0, false);
    while at < bytes.len() && cells.len() <= COLUMNS_MAX {
        let b = bytes[at];
        quoted ^= b == b'"' && mark != Mark::Spaces;
        let length = match mark {
            Mark::Byte(m) => usize::from(b == m && !quoted),
            Mark::Spaces => bytes[at..].iter().take_while(|b| **b == b' ').count(),
        };
        if length > usize::from(mark == Mark::Spaces) {
            cells.push(from..at);
            from = at + length;
        }
        at += length.max(1);
    }
    cells.push(from..bytes.len());
    // bars stand at both ends too
    if mark == Mark::Byte(b'|') {
        if cells.first().is_some_and(|c| text[c.clone()].trim().is_empty()) {
            cells.remove(0);
        }
        if cells.last().is_some_and(|c| text[c.clone()].trim().is_empty()) {
            cells.pop();
        }
    }
    for cell in &mut cells {
        let piece = &text[cell.clone()];
        let start = cell.start + (piece.len() - piece.trim_start().len());
        *cell = start..start + piece.trim().len();
    }
    cells
}
