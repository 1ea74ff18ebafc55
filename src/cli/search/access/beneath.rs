//! What stands in a message as no look at it shows: links in their notation, values of attributes, comments, style sheets, names of files, letters
//! with invisible signs between them or in another width, base64 within a text, a name over a line end.
//!
//! In: texts of a message. Out: a message of plain text in which all that stands as one reads it, to be looked at like any other, and
//! for places in that where they stand in the texts. It refuses to know what is looked for.

use std::ops::Range;

use crate::erase::redact::{Mark, unseen};
use crate::model::Section;
use crate::subject::{backslash, encoded, is_hidden, percent, plain};

/// Bytes that are looked at; of a message with more nothing is given.
const MOST: usize = 16 << 20;

/// Bytes on either side of a line end.
const NEAR: usize = 48;

/// What is looked at is behind this.
const HEAD: &str =
    "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n";

/// Names that come between the parts of a name.
const PARTICLES: [&str; 16] =
    ["van", "von", "de", "den", "der", "ten", "ter", "te", "'t", "di", "da", "la", "le", "del", "du", "op"];

/// What stands beneath.
#[derive(Debug, Default)]
pub(super) struct Beneath {
    text: String,
    pieces: Vec<Piece>,
    runs: Vec<Run>,
    full: bool,
}

/// A line of it.
#[derive(Debug)]
struct Piece {
    at: Range<usize>,
    section: Section,
    /// What counts only where it goes over this place.
    over: Option<usize>,
    /// It is the name of a file, which goes as a whole.
    name: bool,
    /// It stands for what it is encoded in, which goes as a whole whatever else is in it.
    encoded: bool,
}

/// Bytes that stand in a row in both.
#[derive(Debug)]
struct Run {
    at: usize,
    length: usize,
    source: Range<u64>,
}

/// The character that is written at the beginning of a text, and in how many bytes: `%40`, `&#64;`, `&amp;`, `=40` are.
fn written(text: &str) -> (char, usize) {
    let bytes = text.as_bytes();
    match bytes.first() {
        Some(b'%') => {
            if let Some(found) = in_percents(bytes) {
                return found;
            }
        }
        Some(b'\\') => {
            if let Some(found) = backslash(bytes) {
                return found;
            }
        }
        Some(b'&') => {
            let length = bytes
                .iter()
                .take(32)
                .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'&' | b'#'))
                .count();
            let whole = length + usize::from(bytes.get(length) == Some(&b';'));
            let name = format!("{};", &text[..length]);
            let decoded = html_escape::decode_html_entities(&name);
            let mut chars = decoded.chars();
            if let (Some(c), None) = (chars.next(), chars.next()) {
                return (c, whole);
            }
        }
        _ => {}
    }
    text.chars().next().map_or((' ', 1), |c| (plain(c).unwrap_or(c), c.len_utf8()))
}

/// A character in percent signs (RFC 3986 §2.1), also where those are written so again.
fn in_percents(bytes: &[u8]) -> Option<(char, usize)> {
    let (mut end, first) = percent(bytes)?;
    let length = match first {
        0..0x80 => return Some((char::from(first), end)),
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf5 => 4,
        _ => return Some((char::REPLACEMENT_CHARACTER, end)),
    };
    let mut all = vec![first];
    while all.len() < length {
        let Some((taken, next)) = percent(&bytes[end..]) else { break };
        all.push(next);
        end += taken;
    }
    let c = std::str::from_utf8(&all).ok().and_then(|text| text.chars().next());
    Some((c.unwrap_or(char::REPLACEMENT_CHARACTER), end))
}

/// Something stands in a text otherwise than one reads it.
fn is_written_otherwise(text: &str) -> bool {
    let bytes = text.as_bytes();
    let escaped = |at: usize| percent(&bytes[at..]).is_some();
    memchr::memchr_iter(b'%', bytes).any(escaped)
        || memchr::memchr_iter(b'\\', bytes).any(|at| backslash(&bytes[at..]).is_some())
        || memchr::memmem::find(bytes, b"&#").is_some()
        || !text.is_ascii() && text.chars().any(|c| is_hidden(c) || plain(c).is_some())
        || memchr::memmem::find(bytes, b"&shy").is_some()
}

/// Values in a business card or a calendar that are written in base64 (RFC 6350 §5, RFC 2426 §2.4.1), also as an address that holds its data
/// (RFC 2397): nobody reads them there.
pub(super) fn encoded_values(text: &str) -> Vec<Range<usize>> {
    let begins = |what: &str| text.get(..what.len()).is_some_and(|t| t.eq_ignore_ascii_case(what));
    let mut all: Vec<Range<usize>> = Vec::new();
    if !begins("BEGIN:VCARD") && !begins("BEGIN:VCALENDAR") {
        return all;
    }
    let (mut at, mut within) = (0, false);
    for line in text.split_inclusive('\n') {
        let end = at + line.trim_end().len();
        if within && line.starts_with([' ', '\t']) {
            all.last_mut().into_iter().for_each(|last| last.end = end.max(last.end));
        } else {
            let name = line.split_once(':').map_or("", |(name, _)| name);
            let encoding = name.to_ascii_uppercase();
            let mut parameters = encoding.split(';').skip(1);
            within = parameters.any(|p| matches!(p, "ENCODING=B" | "ENCODING=BASE64" | "BASE64" | "B"));
            let value = line.get(name.len() + 1..).unwrap_or_default();
            let scheme = value.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"));
            let data = value.find(',').filter(|_| scheme && !within).map_or(0, |comma| comma + 1);
            within |= data > 0;
            if within {
                all.push((at + name.len() + 1 + data).min(end)..end);
            }
        }
        at += line.len();
    }
    all.retain(|stretch| !stretch.is_empty());
    all
}

/// What a number stands behind, in small letters.
const NUMBERED: [&str; 16] = [
    "tel",
    "telefoon",
    "telephone",
    "telefon",
    "phone",
    "mobiel",
    "mobile",
    "mobil",
    "mob",
    "fax",
    "gsm",
    "kvk",
    "btw",
    "iban",
    "t",
    "m",
];

/// The first word of a line is a label, and goes on with no name of the line before: `Prioriteit: P3`, `Telefoon 020-…`.
fn is_label(first: &str, line: &str) -> bool {
    let rest = line.get(first.len()..).unwrap_or_default().trim_start_matches([' ', '\t', '*', '.']);
    let capital = first.starts_with(char::is_uppercase);
    let word = first.trim_end_matches('.').to_lowercase();
    capital
        && (rest.starts_with([':', '='])
            || NUMBERED.contains(&word.as_str())
                && rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '(')))
}

impl Beneath {
    /// Takes in a text of a part.
    pub(super) fn text(&mut self, section: &Section, base: u64, text: &str) {
        self.encoded(section, base, text);
        let markup = text.trim_start().starts_with('<') || text.contains("</");
        if markup {
            let mut shown = 0;
            for stretch in unseen(text) {
                self.shown(section, base, text, shown..stretch.start);
                shown = stretch.end;
                self.piece(section, base, text, stretch, (None, false));
            }
            self.shown(section, base, text, shown..text.len());
            return;
        }
        self.shown(section, base, text, 0..text.len());
        self.line_ends(section, base, text);
    }

    /// Lines of what is shown, where they are not written as one reads them.
    fn shown(&mut self, section: &Section, base: u64, text: &str, stretch: Range<usize>) {
        let mut at = stretch.start;
        for line in text[stretch].split_inclusive('\n') {
            if is_written_otherwise(line) {
                self.piece(section, base, text, at..at + line.trim_end().len(), (None, false));
            }
            at += line.len();
        }
    }

    /// Takes in the body of a field, which stands at `base`.
    pub(super) fn field(&mut self, section: &Section, base: u64, body: &str) {
        self.encoded(section, base, body);
        self.shown(section, base, body, 0..body.len());
    }

    /// What stands in base64 in a text.
    fn encoded(&mut self, section: &Section, base: u64, text: &str) {
        encoded(text, &mut |piece, own| {
            if self.text.len() + piece.len() > MOST {
                self.full = true;
                return;
            }
            let at = self.text.len();
            for c in piece.chars().filter(|c| !is_hidden(*c)) {
                let sign = matches!(c, '\r' | '\n' | '\0' | '"' | '<' | '>' | '?' | '=' | '&' | '|' | '\\');
                self.text.push(if sign { ' ' } else { c });
            }
            let source = base + own.start as u64..base + own.end as u64;
            self.runs.push(Run { at, length: self.text.len() - at, source });
            let (section, at) = (section.clone(), at..self.text.len());
            self.pieces.push(Piece { at, section, over: None, name: false, encoded: true });
            self.text.push('\n');
        });
    }

    /// A place is in what stands for something encoded.
    pub(super) fn is_encoded(&self, span: &Range<u64>) -> bool {
        let first = self.pieces.partition_point(|piece| piece.at.end as u64 <= span.start);
        self.pieces.get(first).is_some_and(|piece| piece.encoded && (piece.at.start as u64) < span.end)
    }

    /// The name of a file in a field, as it is read.
    pub(super) fn name(&mut self, section: &Section, name: &str) {
        self.piece(section, 0, name, 0..name.len(), (None, true));
    }

    /// What stands on both sides of a line end, and may be one name.
    fn line_ends(&mut self, section: &Section, base: u64, text: &str) {
        let margin = |c: char| c.is_whitespace() || matches!(c, '>' | '|' | '*' | '-');
        let word = |c: char| c.is_alphanumeric() || matches!(c, '.' | '\'' | '-');
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let end = at + line.trim_end().len();
            at += line.len();
            let before = &text[end - line.trim_end().len()..end];
            let rest = &text[at..];
            let next = rest.find('\n').map_or(rest, |n| &rest[..n]);
            let from = at + (next.len() - next.trim_start_matches(margin).len());
            let next = &text[from..at + next.trim_end().len().max(from - at)];
            let last = before.rsplit(|c: char| !word(c)).next().unwrap_or_default();
            let first = next.split(|c: char| !word(c) && c != '+').next().unwrap_or_default();
            let begins = |word: &str| {
                word.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric() || c == '+')
            };
            let small = |word: &str| PARTICLES.contains(&word.to_lowercase().as_str());
            if !(begins(last) || small(last)) || !(begins(first) || small(first)) || is_label(first, next) {
                continue;
            }
            let start =
                before.char_indices().rev().take(NEAR).last().map_or(end, |(n, _)| end - before.len() + n);
            let behind: usize = next.chars().take(NEAR).map(char::len_utf8).sum();
            self.piece(section, base, text, start..end, (Some(0), false));
            self.extend(base, text, from..from + behind);
        }
    }

    /// Adds a line; one that counts over its end only waits for what comes behind it.
    fn piece(
        &mut self,
        section: &Section,
        base: u64,
        text: &str,
        stretch: Range<usize>,
        (over, name): (Option<usize>, bool),
    ) {
        if self.text.len() + stretch.len() > MOST {
            self.full = true;
            return;
        }
        let at = self.text.len();
        let source = &text[stretch.clone()];
        self.put(base, source, stretch.start, false);
        let end = self.text.len();
        let (section_of, over_end) = (section.clone(), over.map(|_| end));
        self.pieces.push(Piece { at: at..end, section: section_of, over: over_end, name, encoded: false });
        self.text.push('\n');
        // `Jan+de+Vries`, `Jan_de_Vries.pdf`
        if over.is_none() && source.bytes().any(|b| matches!(b, b'+' | b'_' | b'-' | b'.')) {
            let at = self.text.len();
            self.put(base, source, stretch.start, true);
            let (section, at) = (section.clone(), at..self.text.len());
            self.pieces.push(Piece { at, section, over, name, encoded: false });
            self.text.push('\n');
        }
    }

    /// Adds to the last line, behind a space.
    fn extend(&mut self, base: u64, text: &str, stretch: Range<usize>) {
        if self.full {
            return;
        }
        if self.text.pop().is_some() {
            self.text.push(' ');
        }
        self.put(base, &text[stretch.clone()], stretch.start, false);
        if let Some(piece) = self.pieces.last_mut() {
            piece.at.end = self.text.len();
        }
        self.text.push('\n');
    }

    fn put(&mut self, base: u64, source: &str, from: usize, spaced: bool) {
        let mut at = 0;
        while let Some(rest) = source.get(at..).filter(|rest| !rest.is_empty()) {
            let (c, length) = written(rest);
            let place = base + (from + at) as u64;
            at += length;
            if is_hidden(c) {
                continue;
            }
            let c = match c {
                '\r' | '\n' | '\0' | '"' | '<' | '>' | '?' | '=' | '|' | '\\' => ' ',
                '&' if length == 1 || rest.starts_with("&amp") => ' ',
                '+' | '_' | '-' | '.' if spaced => ' ',
                c => c,
            };
            let start = self.text.len();
            self.text.push(c);
            let same = c.len_utf8() == length;
            match self.runs.last_mut() {
                Some(run)
                    if same
                        && run.at + run.length == start
                        && run.source.end == place
                        && run.length as u64 == run.source.end - run.source.start =>
                {
                    run.length += length;
                    run.source.end += length as u64;
                }
                _ => self.runs.push(Run {
                    at: start,
                    length: c.len_utf8(),
                    source: place..place + length as u64,
                }),
            }
        }
    }

    /// It cannot be looked at whole.
    pub(super) fn is_full(&self) -> bool {
        self.full
    }

    /// A message of all that; `None` where nothing is.
    pub(super) fn message(&self) -> Option<Vec<u8>> {
        (!self.text.is_empty()).then(|| [HEAD.as_bytes(), self.text.as_bytes()].concat())
    }

    /// What is to be marked in the message, so that what stands at a place of the text goes.
    pub(super) fn marks(&self, span: &Range<u64>) -> Vec<Mark> {
        let (Ok(start), Ok(end)) = (usize::try_from(span.start), usize::try_from(span.end)) else {
            return Vec::new();
        };
        let first = self.pieces.partition_point(|piece| piece.at.end <= start);
        let pieces = self.pieces.iter().skip(first).take_while(|piece| piece.at.start < end);
        let counts = |piece: &&Piece| piece.over.is_none_or(|over| start < over && over < end);
        let mark = |piece: &Piece| {
            if piece.name {
                return Some(Mark { section: piece.section.clone(), span: None });
            }
            let (start, end) = (start.max(piece.at.start), end.min(piece.at.end));
            let first = self.runs.partition_point(|run| run.at + run.length <= start);
            let last = self.runs.partition_point(|run| run.at < end).checked_sub(1)?;
            let (first, last) = (self.runs.get(first)?, self.runs.get(last)?);
            let same = |run: &Run| run.length as u64 == run.source.end - run.source.start;
            let from = if same(first) {
                first.source.start + start.saturating_sub(first.at) as u64
            } else {
                first.source.start
            };
            let to = if same(last) {
                last.source.start + (end - last.at).min(last.length) as u64
            } else {
                last.source.end
            };
            (from < to).then(|| Mark { section: piece.section.clone(), span: Some(from..to) })
        };
        pieces.filter(counts).filter_map(mark).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of what stands beneath a text, and what is marked where `needle` is found in them.
    fn found<'t>(text: &'t str, needle: &str) -> Vec<&'t str> {
        let mut beneath = Beneath::default();
        beneath.text(&Section::named("1"), 100, text);
        let places = beneath.text.match_indices(needle).map(|(at, _)| at as u64..(at + needle.len()) as u64);
        let marks = places.flat_map(|span| beneath.marks(&span));
        marks
            .map(|m| m.span.map(|s| &text[s.start as usize - 100..s.end as usize - 100]).unwrap_or_default())
            .collect()
    }

    #[test]
    fn what_is_written_otherwise_is_found_where_it_stands() {
        let link = "zie https://x.example/?n=Els+Bakker&m=els%40ander.example&t=%2B31201234567, ja";
        assert_eq!(found(link, "Els Bakker"), ["Els+Bakker"]);
        assert_eq!(found(link, "els@ander.example"), ["els%40ander.example"]);
        assert_eq!(found(link, "+31201234567"), ["%2B31201234567"]);
        assert_eq!(found("a%2540b.example", "a@b.example"), ["a%2540b.example"]);
        assert_eq!(found("E\u{200b}ls Bak\u{ad}ker", "Els Bakker"), ["E\u{200b}ls Bak\u{ad}ker"]);
        assert_eq!(found("var a='x\\nEls Bakker\\u0020x'", " Els Bakker x"), ["\\nEls Bakker\\u0020x"]);
        assert_eq!(found("100% zeker", "zeker"), [""; 0], "as it is read");
        assert_eq!(found("caf%C3%A9", "café"), ["caf%C3%A9"]);
        assert_eq!(found("ｅｌｓ＠ander.example of Ⓔⓛⓢ", "els@ander.example"), ["ｅｌｓ＠ander.example"]);
        assert_eq!(found("?u=RWxzIEJha2tlcg==&a", "Els Bakker"), ["RWxzIEJha2tlcg=="]);
    }

    #[test]
    fn in_markup_what_is_not_shown() {
        let html = "<p title='Els Bakker' class=Jan data-x=\"a&#64;b.example\">Els <!-- Els --><a href=\"mailto:a%40b.example\">Jan</a>";
        assert_eq!(found(html, "Els"), ["Els", "Els"]);
        assert_eq!(found(html, "a@b.example"), ["a&#64;b.example", "a%40b.example"]);
        assert!(found(html, "Jan").is_empty());
        assert_eq!(found("<p>a&shy;b&#8203;c</p>", "abc"), ["a&shy;b&#8203;c"]);
    }

    #[test]
    fn values_that_nobody_reads() {
        let card = "BEGIN:VCARD\r\nN;ENCODING=b:QmFra2Vy\r\n O0Vscw==\r\nFN:Els\r\nPHOTO;TYPE=JPEG;ENCODING=BASE64:AAAA\r\n\r\nEND:VCARD\r\n";
        let found: Vec<&str> = encoded_values(card).into_iter().map(|span| &card[span]).collect();
        assert_eq!(found, ["QmFra2Vy\r\n O0Vscw==", "AAAA"]);
        assert!(encoded_values("N;ENCODING=b:QmFra2Vy").is_empty(), "no card");
    }

    #[test]
    fn a_name_over_a_line_end() {
        let text = "met Els\r\n> van Dam, en Jan\nkomt. Bel 020\n1234567";
        assert_eq!(found(text, "Els van Dam"), ["Els\r\n> van Dam"]);
        assert!(found(text, "van Dam").is_empty(), "it is seen without");
        assert!(found(text, "Jan komt").is_empty());
        assert_eq!(found(text, "020 1234567"), ["020\n1234567"]);
        for text in ["Els Bakker\nPrioriteit: P3", "Els Bakker\r\nTel. 020-1234567", "Els\nPostcode = 1"] {
            let mut beneath = Beneath::default();
            beneath.text(&Section::named("1"), 0, text);
            assert!(!beneath.text.contains("Els"), "{text}: the label goes on with no name");
        }
    }

    #[test]
    fn a_name_of_a_file_goes_as_a_whole() {
        let mut beneath = Beneath::default();
        beneath.name(&Section::named("2.MIME"), "cv_Els_Bakker.pdf");
        let at = beneath.text.find("Els Bakker").unwrap() as u64;
        assert_eq!(beneath.marks(&(at..at + 10)), [Mark { section: Section::named("2.MIME"), span: None }]);
        assert!(beneath.message().unwrap().ends_with(b"cv Els Bakker pdf\n"));
        assert!(Beneath::default().message().is_none());
    }
}
