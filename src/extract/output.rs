//! Text in, as it is read; pieces of it out, cut at line ends, and no more of it than was asked for.

use crate::model::{Contents, Problem, ProblemCode, TextKind};

/// Bytes that are handed on together, where a line ends in time.
const PIECE: usize = 64 << 10;

/// Gathers text of one document.
pub(crate) struct Output<'a> {
    to: &'a mut dyn Contents,
    kind: TextKind,
    buffer: String,
    left: u64,
    limit: u64,
    /// Cells that have ended in this line; their tabs are written before the text of the next.
    tabs: usize,
    /// What was handed on last ends a line, or nothing was yet.
    fresh: bool,
    end: Option<End>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// No more is wanted.
    Enough,
    /// There is more than may be read.
    Limit,
}

/// Tabs that are kept for one line; a row has no more cells than that in any program.
const TABS: usize = 16_384;

impl<'a> Output<'a> {
    /// Hands on at most `limit` bytes.
    pub(crate) fn new(to: &'a mut dyn Contents, limit: u64) -> Self {
        Output {
            to,
            kind: TextKind::Plain,
            buffer: String::new(),
            left: limit,
            limit,
            tabs: 0,
            fresh: true,
            end: None,
        }
    }

    /// What the text is; said before the first of it.
    pub(crate) fn kind(&mut self, kind: TextKind) {
        self.kind = kind;
    }

    /// True where nothing that follows will be taken.
    pub(crate) fn stopped(&self) -> bool {
        self.end.is_some()
    }

    /// The other things that a document holds go to the same place, behind the text that came before them; `None` where nothing
    /// that follows will be taken.
    pub(crate) fn contents(&mut self) -> Option<&mut dyn Contents> {
        self.flush(true);
        if self.stopped() { None } else { Some(self.to) }
    }

    /// Hands on what came so far, so that it stays read whatever happens next. At the end of a line.
    #[cfg(feature = "pdf")]
    pub(crate) fn hand_on(&mut self) {
        self.flush(true);
    }

    /// Something that could not be read.
    pub(crate) fn problem(&mut self, problem: Problem) {
        if let Some(to) = self.contents() {
            to.problem(problem);
        }
    }

    /// No more is wanted, as the place to which it goes has said.
    #[cfg(feature = "pdf")]
    pub(crate) fn stop(&mut self) {
        self.end = Some(End::Enough);
    }

    /// The next text.
    pub(crate) fn push(&mut self, text: &str) {
        if self.stopped() || text.is_empty() {
            return;
        }
        if self.tabs > 0 && !text.starts_with('\n') {
            self.buffer.extend(std::iter::repeat_n('\t', self.tabs));
        }
        self.tabs = 0;
        self.buffer.push_str(text);
        if self.buffer.len() >= PIECE {
            self.flush(false);
        }
    }

    /// The end of a cell: a tab, unless nothing follows in the line.
    pub(crate) fn cell(&mut self) {
        self.tabs = (self.tabs + 1).min(TABS);
    }

    /// The end of a line, where it is not at its beginning.
    pub(crate) fn line(&mut self) {
        self.tabs = 0;
        let fresh = if self.buffer.is_empty() { self.fresh } else { self.buffer.ends_with('\n') };
        if !fresh {
            self.push("\n");
        }
    }

    fn flush(&mut self, all: bool) {
        if self.stopped() {
            return;
        }
        let end = match self.buffer.rfind('\n') {
            Some(at) if !all => at + 1,
            _ if !all && self.buffer.len() < 4 * PIECE => return,
            _ => self.buffer.len(),
        };
        let within = usize::try_from(self.left).unwrap_or(usize::MAX).min(end);
        let cut = self.buffer.floor_char_boundary(within);
        self.left -= cut as u64;
        if cut > 0 {
            self.fresh = self.buffer[..cut].ends_with('\n');
        }
        if cut > 0 && !self.to.text(self.kind, &self.buffer[..cut]) {
            self.end = Some(End::Enough);
        } else if cut < end {
            self.end = Some(End::Limit);
        }
        self.buffer.drain(..end);
    }

    /// Hands on what is left.
    ///
    /// # Errors
    ///
    /// The limit, where it was reached.
    pub(crate) fn finish(mut self) -> Result<(), Problem> {
        if self.kind == TextKind::Plain {
            self.line();
        }
        self.flush(true);
        match self.end {
            Some(End::Limit) => {
                Err(Problem::new(ProblemCode::Limit, format!("holds more than {} bytes of text", self.limit)))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::collect::Collect;
    use super::*;

    #[test]
    fn pieces_are_cut_at_line_ends_and_nothing_is_lost() {
        let mut collect = Collect::default();
        let mut output = Output::new(&mut collect, 1 << 20);
        let line = "Jan de Vries\tjan@klant.example\n";
        for _ in 0..10_000 {
            output.push(line);
        }
        output.push("één");
        output.finish().unwrap();
        assert_eq!(collect.text, line.repeat(10_000) + "één\n");
        assert!(collect.pieces > 3 && collect.pieces < 10);
    }

    #[test]
    fn a_limit_cuts_and_is_told() {
        let mut collect = Collect::default();
        let mut output = Output::new(&mut collect, 5);
        output.push("éééé");
        let problem = output.finish().unwrap_err();
        assert_eq!((collect.text.as_str(), problem.code), ("éé", ProblemCode::Limit));
    }

    #[test]
    fn nothing_is_handed_on_when_no_more_is_wanted() {
        let mut collect = Collect { enough: Some(1), ..Collect::default() };
        let mut output = Output::new(&mut collect, 1 << 30);
        for _ in 0..1_000 {
            output.push(&"x".repeat(1 << 10));
        }
        assert!(output.stopped());
        output.finish().unwrap();
        assert_eq!(collect.pieces, 1);
    }

    #[test]
    fn cells_are_parted_by_tabs_and_empty_ones_at_the_end_are_left_out() {
        let mut collect = Collect::default();
        let mut output = Output::new(&mut collect, 1 << 10);
        for text in ["Jan", "", "jan@klant.example", "", ""] {
            output.push(text);
            output.cell();
        }
        output.push("\n");
        output.cell();
        output.push("x");
        output.finish().unwrap();
        assert_eq!(collect.text, "Jan\t\tjan@klant.example\n\tx\n");
    }
}
