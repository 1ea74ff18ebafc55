//! Where on a page a link or a labelled handle may be.
//!
//! In: the bytes of a page, and its lines. Out: places, in order: at a scheme, at `www.` and at the commonest profile anywhere;
//! at names of networks and at labels on lines that are said to be worth it. This module refuses to know what stands there.

use std::cell::RefCell;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::recognise::lines::{Line, Marks as Characters};
use crate::recognise::literals::Literals;

/// What may be a link begins with one of these, or follows it. Lower case. The first two are found anywhere.
const MARKS: [&str; 51] = [
    "://",
    "www.",
    "linkedin",
    "twitter",
    "facebook",
    "instagram",
    "insta:",
    "insta @",
    "youtube",
    "xing",
    "mastodon",
    "bsky",
    "bluesky",
    "tiktok",
    "github",
    "wa.me/",
    "skype",
    "threads.",
    "pinterest",
    "//t.me",
    "x.com/",
    "fb.com",
    "web:",
    "web ",
    "site:",
    "site ",
    "internet:",
    "homepage",
    "url:",
    "sito:",
    "página:",
    "siteweb",
    "hjemmeside",
    "webseite",
    "telegram:",
    "ig:",
    "ig @",
    "fb:",
    "fb @",
    "yt:",
    "yt @",
    "op x",
    "on x",
    "auf x",
    "sur x",
    "su x",
    "en x",
    "x: @",
    "| @",
    "· @",
    SHORTEST,
];
/// Too short for the first look, which is made of the others.
const SHORTEST: &str = "w:";
/// What is found anywhere, whatever line it stands on; none of them can overlap another.
const ANYWHERE: [&str; 3] = ["://", "www.", "linkedin.com/in/"];
/// Handles and labels have one of these behind them; a tab is a bar.
const BEHIND: Characters = Characters::COLON.or(Characters::AT).or(Characters::BAR);

/// Memory that is used again for each page.
#[derive(Default)]
struct Scratch {
    /// What may have marks, in lower case, one line behind the other.
    lower: Vec<u8>,
    /// Where each line begins in it, and which it is.
    starts: Vec<(usize, usize)>,
    /// What the first look saw: which mark, and where.
    hits: Vec<(usize, usize)>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// Searches for marks.
pub(super) struct Marks {
    /// [`ANYWHERE`].
    anywhere: Literals,
    /// On a line, all of them.
    automaton: Option<AhoCorasick>,
    /// On many lines, in lower case: most have none.
    first_look: Literals,
}

impl Marks {
    pub(super) fn new() -> Self {
        let builder =
            AhoCorasick::builder().ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA)).build(MARKS);
        Marks {
            anywhere: Literals::new(ANYWHERE.into_iter()),
            automaton: builder.ok(),
            first_look: Literals::new(MARKS[1..].iter().copied().filter(|m| *m != SHORTEST)),
        }
    }

    /// Adds the places where a link is, whatever line it stands on.
    pub(super) fn anywhere(&self, bytes: &[u8], places: &mut Vec<Range<usize>>) {
        self.anywhere.each(bytes, |_, start, end| places.push(start..end));
    }

    /// False for lines that nothing can come of: there is no label and no host.
    pub(super) fn may_stand_on(line: &Line) -> bool {
        line.marks.has(BEHIND.or(Characters::STOP))
    }

    /// Adds the places on some lines, in order; those that nothing can come of are passed over.
    pub(super) fn on_lines(&self, bytes: &[u8], lines: &[&Line], places: &mut Vec<Range<usize>>) {
        let Some(automaton) = self.automaton.as_ref().filter(|_| !lines.is_empty()) else { return };
        SCRATCH.with_borrow_mut(|Scratch { lower, starts, hits }| {
            lower.clear();
            starts.clear();
            hits.clear();
            for (n, line) in lines.iter().enumerate() {
                if line.marks.has(BEHIND) || line.marks.has(Characters::STOP) && has_host(bytes, &line.span) {
                    starts.push((lower.len(), n));
                    lower.extend_from_slice(&bytes[line.span.clone()]);
                    lower.push(b'\n');
                }
            }
            lower.make_ascii_lowercase();
            self.first_look.each(lower, |n, start, _| hits.push((n, start)));
            let mut hits = hits.iter().peekable();
            for (start, line) in starts.iter().filter_map(|(start, n)| Some((*start, lines.get(*n)?))) {
                let text = &bytes[line.span.clone()];
                let mut worth = line.marks.has(Characters::COLON) && has_shortest(text);
                while let Some((n, at)) = hits.next_if(|(_, at)| *at < start + text.len()) {
                    // as it is written most often, it is found anywhere
                    worth |= *n > 0 || !text[at - start..].starts_with(b"www.");
                }
                // a domain by itself is told by its full stop
                if line.marks.has(Characters::STOP) {
                    places.extend(stops(bytes, &line.span));
                }
                if worth {
                    let found = automaton.find_iter(text);
                    places.extend(found.map(|m| line.span.start + m.start()..line.span.start + m.end()));
                }
            }
        });
    }
}

/// Full stops between two letters or digits, the first of each word.
fn stops(bytes: &[u8], line: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let of_name = |b: &u8| b.is_ascii_alphanumeric() || *b >= 0x80;
    memchr::memchr_iter(b'.', &bytes[line.clone()]).map(move |n| line.start + n).filter_map(move |at| {
        let before = &bytes[line.start..at];
        let name = before.iter().rev().take_while(|b| of_name(b) || **b == b'-').count();
        let free = before
            .len()
            .checked_sub(name + 1)
            .is_none_or(|n| !matches!(before[n], b'.' | b'@' | b'/' | b'_'));
        let good = name > 1 && free && bytes.get(at + 1).is_some_and(of_name);
        good.then_some(at..at + 1)
    })
}

/// True where a line has a full stop that something follows, as each host has.
fn has_host(bytes: &[u8], line: &Range<usize>) -> bool {
    memchr::memchr_iter(b'.', &bytes[line.clone()]).any(|n| {
        let next = bytes.get(line.start + n + 1);
        next.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'-' || *b >= 0x80)
    })
}

/// True where [`SHORTEST`] stands on a line, in either case.
fn has_shortest(line: &[u8]) -> bool {
    memchr::memchr_iter(b':', line).any(|n| n > 0 && line[n - 1] | 0x20 == b'w')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::lines::lines;

    fn on_lines(text: &str) -> Vec<&str> {
        let lines = lines(text);
        let mut places = Vec::new();
        Marks::new().on_lines(text.as_bytes(), &lines.iter().collect::<Vec<_>>(), &mut places);
        places.into_iter().map(|p| &text[p]).collect()
    }

    #[test]
    fn the_first_look_passes_nothing_over() {
        for mark in &MARKS[2..] {
            for mark in [mark.to_string(), mark.to_ascii_uppercase()] {
                let text = format!("Jan de Vries\n-{mark}@x.y\nKlant BV");
                assert!(on_lines(&text).iter().any(|found| mark.starts_with(found)), "{mark}");
            }
        }
        assert_eq!(on_lines("WWW.KLANT.NL"), [".", "WWW."]);
        assert_eq!(on_lines("www.klant.nl\nTwitter\nJan"), ["."], "found anywhere; nothing behind it");
        assert_eq!(
            on_lines("mail a.b@klant.nl en klant.co.uk of B.V."),
            ["."],
            "the first full stop of a name"
        );
    }
}
