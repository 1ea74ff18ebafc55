//! Words, lines and rows in, pieces of text out.
//!
//! What has no width is left out, as in HTML: soft hyphens, zero-width spaces, byte order marks, control characters. There is
//! never more than one blank line in a row, and none at the beginning.

use super::budget::Budget;
use crate::model::{Contents, Problem, TextKind};

/// Bytes of text that are handed on at a time, about.
const PIECE: usize = 128 << 10;

/// Text on its way out.
pub(in crate::extract) struct Lines<'a> {
    out: &'a mut dyn Contents,
    budget: &'a Budget,
    text: String,
    /// Line ends at the end of what was written; the beginning is as good as a blank line.
    ends: u8,
    more: bool,
}

/// True for a character that a text is the same without.
pub(in crate::extract) fn is_nothing(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{7f}') || (c < ' ' && c != '\t' && c != '\n')
}

impl<'a> Lines<'a> {
    pub(in crate::extract) fn new(out: &'a mut dyn Contents, budget: &'a Budget) -> Self {
        Lines { out, budget, text: String::new(), ends: 2, more: true }
    }
    /// False once nobody wants more, or may have it.
    pub(in crate::extract) fn more(&self) -> bool {
        self.more && !self.budget.spent()
    }
    /// Puts text behind what there is; a line feed in it ends a line.
    pub(in crate::extract) fn push(&mut self, text: &str) {
        if !self.more || text.is_empty() || !self.budget.take(text.len() as u64) {
            return;
        }
        for (n, line) in text.split('\n').enumerate() {
            if n > 0 {
                self.end();
            }
            let before = self.text.len();
            if line.contains(is_nothing) {
                self.text.extend(line.chars().filter(|c| !is_nothing(*c)));
            } else {
                self.text.push_str(line);
            }
            if self.text.len() > before {
                self.ends = 0;
            }
        }
        if self.text.len() >= PIECE {
            self.flush(false);
        }
    }
    /// Ends a line. A line that holds nothing is a blank line.
    pub(in crate::extract) fn end(&mut self) {
        if self.ends < 2 {
            self.text.push('\n');
            self.ends += 1;
        }
    }
    /// Ends the line, if one is open.
    pub(in crate::extract) fn close(&mut self) {
        if self.ends == 0 {
            self.end();
        }
    }
    /// Parts what comes from what was, by a blank line.
    pub(in crate::extract) fn part(&mut self) {
        self.close();
        self.end();
    }
    /// `Label: value` in a line of its own, where there is a value.
    pub(in crate::extract) fn labelled(&mut self, label: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        self.close();
        self.push(label);
        self.push(": ");
        self.push(&one_line(value));
        self.end();
    }
    /// A line of its own, where it says anything.
    pub(in crate::extract) fn line(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.close();
            self.push(text.trim());
            self.end();
        }
    }
    /// A file in the document; what was written comes before it.
    pub(in crate::extract) fn entry(&mut self, name: &str, content: &mut dyn std::io::Read) {
        if self.more() {
            self.flush(false);
            self.more = self.budget.away(|| self.out.entry(name, None, content));
        }
    }
    /// Something that could not be read.
    pub(in crate::extract) fn problem(&mut self, problem: Problem) {
        self.out.problem(problem);
    }
    /// Hands on what is left.
    pub(in crate::extract) fn finish(mut self) {
        self.close();
        self.flush(true);
    }

    fn flush(&mut self, all: bool) {
        let cut = match self.text.rfind('\n') {
            Some(end) if !all => end + 1,
            // a line longer than a few pieces is cut where it is
            None if !all && self.text.len() < 2 * PIECE => 0,
            _ => self.text.len(),
        };
        if cut > 0 && self.more {
            self.more = self.budget.away(|| self.out.text(TextKind::Plain, &self.text[..cut]));
        }
        self.text.drain(..cut);
    }
}

/// Lines joined to one, with commas where no mark stands at the end of a line.
pub(in crate::extract) fn one_line(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains(['\n', '\r', '\t']) {
        return text.into();
    }
    let mut joined = String::with_capacity(text.len() + 8);
    for line in text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()) {
        if !joined.is_empty() {
            joined.push_str(if joined.ends_with([',', ';', ':', '.', '-', '(']) { " " } else { ", " });
        }
        let from = joined.len();
        joined.push_str(line);
        if joined[from..].contains('\t') {
            let spaced = joined[from..].replace('\t', " ");
            joined.truncate(from);
            joined.push_str(&spaced);
        }
    }
    joined.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::collect::Collect;

    #[test]
    fn lines_are_parted_by_one_blank_line_at_most() {
        let (budget, mut taken) = (Budget::new(1000), Collect::default());
        let mut lines = Lines::new(&mut taken, &budget);
        lines.end();
        lines.push("a\n\n\n\nb\u{ad}c\u{0}");
        lines.part();
        lines.part();
        lines.labelled("Company", " De Molen\nBV ");
        lines.labelled("Manager", "  ");
        lines.push("d");
        lines.finish();
        assert_eq!(taken.text, "a\n\nbc\n\nCompany: De Molen, BV\nd\n");
    }

    #[test]
    fn pieces_end_at_line_ends() {
        let (budget, mut taken) = (Budget::new(u64::MAX), Collect::default());
        let mut lines = Lines::new(&mut taken, &budget);
        for _ in 0..40_000 {
            lines.line("Dorpsstraat 12");
        }
        lines.finish();
        assert!(taken.pieces > 3);
        assert_eq!(taken.text.lines().count(), 40_000);
        let mut taken = Collect { enough: Some(1), ..Collect::default() };
        let mut lines = Lines::new(&mut taken, &budget);
        while lines.more() {
            lines.line("Dorpsstraat 12");
        }
        lines.finish();
        assert!(taken.pieces == 1 && taken.text.ends_with("12\n"));
    }

    #[test]
    fn nothing_more_is_written_than_is_wanted() {
        let (budget, mut taken) = (Budget::new(10), Collect::default());
        let mut lines = Lines::new(&mut taken, &budget);
        lines.push("12345678");
        lines.push("9012");
        assert!(!lines.more());
        lines.finish();
        assert_eq!(taken.text, "12345678\n");
    }

    #[test]
    fn cells_of_several_lines() {
        assert_eq!(one_line("Dorpsstraat 12\r\n1234 AB Ons Dorp"), "Dorpsstraat 12, 1234 AB Ons Dorp");
        assert_eq!(one_line("Tel:\n020\t1"), "Tel: 020 1");
        assert_eq!(one_line("a b"), "a b");
    }
}
