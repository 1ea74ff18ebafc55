//! Two versions of one text: which lines of the HTML version did the plain version show already?
//!
//! In: the text of a `text/plain` part, then that of a `text/html` part of the same multipart/alternative. Out: the stretches of
//! the second that hold a line which the first does not have. A line that stands in both, word for word, holds the same details
//! in both: each would be found twice, and joined again (see `fields.also`). Mail programs write a signature, a form or a quote
//! line by line in both versions, and only wrap sentences otherwise; so most of what is dear to search is searched once. This
//! module refuses to know what details are.

use std::ops::Range;

use crate::model::{OffsetMap, Section};

/// Bytes of a plain version that is kept until its HTML version has come.
const KEPT_MAX: usize = 64 << 10;
/// Lines of the plain version that are looked through for one of the HTML version: those of a wrapped paragraph, and more.
const AHEAD: usize = 48;
/// Lines before a new line that are searched with it, for the labels and phrases on them.
const ABOVE: usize = 4;
/// Lines behind a new line that are searched with it.
const BELOW: usize = 2;

/// The plain version of a text, kept until its HTML version comes.
#[derive(Debug, Default)]
pub(super) struct PlainVersion {
    /// The multipart/alternative that it stands in, and its own section; none while there is no plain version.
    place: Option<(Section, Section)>,
    text: String,
    lines: Vec<PlainLine>,
    /// The part that is its HTML version.
    html: Option<Section>,
    /// The first line that was not met in the HTML version yet.
    next: usize,
    /// Count of the findings that were held before it was searched.
    pub(super) from: usize,
}

#[derive(Debug)]
struct PlainLine {
    /// Bytes of the kept text, without marks and white space around them.
    words: Range<usize>,
    /// Where the line begins in the decoded text of the part.
    source: u64,
    repeated: bool,
}

impl PlainVersion {
    /// Forgets the text.
    pub(super) fn forget(&mut self) {
        (self.place, self.html) = (None, None);
        self.text.clear();
        self.lines.clear();
        self.next = 0;
    }

    /// Keeps a text, or one more piece of it; `held` counts the findings before it.
    pub(super) fn keep(
        &mut self,
        alternative: &Section,
        section: &Section,
        text: &str,
        map: &OffsetMap,
        held: usize,
    ) {
        if self.place.as_ref().is_none_or(|(_, own)| own != section) {
            self.forget();
            self.place = Some((alternative.clone(), section.clone()));
            self.from = held;
        }
        if self.text.len() + text.len() > KEPT_MAX {
            self.forget();
            return;
        }
        let begin = self.text.len();
        self.text.push_str(text);
        for line in lines(text) {
            let source = map.source(line.start..line.start).start;
            let words = words(text, line);
            if !words.is_empty() {
                let words = begin + words.start..begin + words.end;
                self.lines.push(PlainLine { words, source, repeated: false });
            }
        }
    }

    /// The section of the plain version whose HTML version this part is: the first one behind it in the multipart/alternative.
    pub(super) fn section(&mut self, alternative: &Section, html: &Section) -> Option<Section> {
        let (around, own) = self.place.as_ref()?;
        if around != alternative || self.html.as_ref().is_some_and(|first| first != html) {
            return None;
        }
        let own = own.clone();
        self.html = Some(html.clone());
        Some(own)
    }

    /// The stretches of an HTML version's text that hold lines which the plain version has not, each with the lines around it.
    pub(super) fn new_in(&mut self, text: &str) -> Vec<Range<usize>> {
        let mut stretches: Vec<Range<usize>> = Vec::new();
        // where the last few lines begin, and how many lines more belong to the stretch at hand
        let (mut begins, mut open) = ([0; ABOVE + 1], 0);
        for line in lines(text) {
            let words = words(text, line.clone());
            if words.is_empty() {
                continue;
            }
            begins.rotate_left(1);
            begins[ABOVE] = line.start;
            let new = !self.shows(&text[words]);
            if !new && open == 0 {
                continue;
            }
            open = if new { BELOW } else { open - 1 };
            match stretches.last_mut().filter(|last| last.end >= begins[0]) {
                Some(last) => last.end = line.end,
                None => stretches.push(begins[0]..line.end),
            }
        }
        stretches
    }

    /// True when one of the next lines has these words; the search goes on behind it.
    fn shows(&mut self, words: &str) -> bool {
        let ahead = self.lines.iter_mut().enumerate().skip(self.next).take(AHEAD);
        for (n, line) in ahead {
            if same(self.text[line.words.clone()].as_bytes(), words.as_bytes()) {
                line.repeated = true;
                self.next = n + 1;
                return true;
            }
        }
        false
    }

    /// True when the lines that hold these bytes of the part's decoded text stand in the HTML version too.
    pub(super) fn is_repeated(&self, source: &Range<u64>) -> bool {
        let behind = |at: u64| self.lines.partition_point(|line| line.source <= at);
        let (first, last) = (behind(source.start), behind(source.end.saturating_sub(1).max(source.start)));
        first > 0 && self.lines[first - 1..last].iter().all(|line| line.repeated)
    }
}

/// The lines of a text, without their ends.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.as_bytes().get(start..).filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = start..start + length;
        start = line.end + 1;
        Some(line)
    })
}

/// A line without the white space around it, and without the marks of quotes and lists before it.
fn words(text: &str, line: Range<usize>) -> Range<usize> {
    let whole = &text[line.clone()];
    let head = whole.trim_start_matches([' ', '\t', '\r', '\u{a0}', '>', '*', '-', '•']);
    let start = line.end - head.len();
    start..start + head.trim_end().len()
}

/// True when two lines have the same words; white space between words may differ.
fn same(one: &[u8], other: &[u8]) -> bool {
    if one.first() != other.first() {
        return false;
    }
    if one == other {
        return true;
    }
    let mut ones = one.split(u8::is_ascii_whitespace).filter(|w| !w.is_empty());
    let mut others = other.split(u8::is_ascii_whitespace).filter(|w| !w.is_empty());
    loop {
        match (ones.next(), others.next()) {
            (None, None) => return true,
            (a, b) if a != b => return false,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new_in<'t>(plain: &str, rich: &'t str) -> (PlainVersion, Vec<&'t str>) {
        let mut version = PlainVersion::default();
        let (around, own) = (Section::root(), Section::root());
        version.keep(&around, &own, plain, &OffsetMap::identity(100), 0);
        let new = version.new_in(rich).into_iter().map(|s| &rich[s]).collect();
        (version, new)
    }

    #[test]
    fn what_is_repeated_is_not_new() {
        let plain = "Beste Anna,\n\n> Tel:  020-5550123\n> Jan de Vries\n\n * Ons Dorp\n";
        let (version, new) = new_in(plain, "Beste Anna,\nTel: 020-5550123\nJan de Vries\n\nOns Dorp");
        assert_eq!(new, [""; 0]);
        assert!(version.is_repeated(&(100..100 + plain.len() as u64)));
    }

    #[test]
    fn what_is_new_comes_with_the_lines_around_it() {
        let same: Vec<String> = (10..30).map(|n| format!("regel {n}")).collect();
        let plain = [&same[..8], &["Dit is een\nlange zin".into()], &same[8..]].concat().join("\n");
        let rich =
            [&same[..8], &["Dit is een lange zin".into()], &same[8..], &["nieuw".into()]].concat().join("\n");
        let (version, new) = new_in(&plain, &rich);
        let stretch =
            |from: &str, to: &str| &rich[rich.find(from).unwrap()..rich.find(to).unwrap() + to.len()];
        let (first, last) = (&same[8 - ABOVE], &same[7 + BELOW]);
        assert_eq!(new, [stretch(first, last), stretch(&same[20 - ABOVE], "nieuw")]);
        let repeated = |from: &str, to: &str| {
            let at = |text: &str| 100 + plain.find(text).unwrap() as u64;
            version.is_repeated(&(at(from)..at(to) + to.len() as u64))
        };
        assert!(repeated("regel 25", "regel 25") && repeated("regel 25", "regel 26"));
        assert!(!repeated("lange", "lange"));
        assert!(
            !repeated("regel 17", "lange"),
            "a detail that begins on a repeated line and ends on another"
        );
    }

    #[test]
    fn words_that_run_together_are_other_words() {
        for (plain, rich) in [("Jan Smit", "JanSmit"), ("Jan Smit", "Jan Smits"), ("Jan", "Jan Smit")] {
            assert_eq!(new_in(plain, rich).1, [rich], "{plain} {rich}");
        }
    }

    #[test]
    fn a_long_text_is_not_kept() {
        let long = "Een regel\n".repeat(KEPT_MAX / 10 + 1);
        let (mut version, new) = new_in(&long, "Een regel");
        assert_eq!((version.section(&Section::root(), &Section::root()), new), (None, vec!["Een regel"]));
    }
}
