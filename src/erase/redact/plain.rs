//! What is to stand in place of a stretch of plain text, of a card or calendar, or of a language that is searched as text.
//!
//! What comes in: decoded text and stretches of it. What goes out: edits of it that leave the rest what it was: a field of a
//! table, a string of JSON, a line of uuencoded data.

use std::ops::Range;

use memchr::memmem;

use super::block;
use super::html::{Edit, escaped};
use super::sign::Sign;
use super::splice::{line_end, line_ends, line_start};
use crate::message::uu;
use crate::model::OffsetMap;

/// The edits that take these stretches out, which are in order.
pub(super) fn edits(
    text: &str,
    spans: &[Range<usize>],
    media_type: &str,
    flowed: bool,
    sign: &Sign,
) -> Result<Vec<Edit>, &'static str> {
    let form = form(media_type, sign);
    let mut blocks = Blocks::new(text);
    let yenc = yenc(text);
    let mut edits: Vec<Edit> = Vec::new();
    let markup = is_markup(text, media_type);
    for span in spans {
        let before = yenc.partition_point(|data| data.start < span.end);
        if before > 0 && yenc[before - 1].end > span.start {
            return Err("a mark lies in yEnc data");
        }
        let Some(block) = blocks.around(span)? else {
            let linked = is_in_link(text, span);
            let mut span = span.clone();
            // a space at the end of a flowed line joins it with the next
            if flowed && form.is_empty() {
                let behind = &text[span.end..];
                if behind.is_empty() || behind.starts_with(['\r', '\n']) {
                    span.start -= text[..span.start].bytes().rev().take_while(|b| *b == b' ').count();
                }
            }
            let mut with = if linked { sign.word().to_owned() } else { form.clone() };
            // what opens a tag in it, or closes one, is needed for what stands outside; in plain text `<Jan>` is a name in brackets
            let parts = if markup { between_tags(text, span) } else { vec![span] };
            for words in parts {
                edits.push((words, std::mem::take(&mut with)));
            }
            continue;
        };
        // of encoded data, the lines; what they decode to is the sign
        let start = line_start(text.as_bytes(), span.start).max(block.start);
        let end = start
            + text[start..line_end(text.as_bytes(), span.end - 1).min(block.end)].trim_ascii_end().len();
        if edits.last().is_some_and(|(last, _)| start < last.end) {
            continue; // its lines have gone
        }
        let data = block::uu(sign.ascii().as_bytes(), line_ends(text.as_bytes()));
        edits.push((start..end, String::from_utf8_lossy(&data).into_owned()));
    }
    Ok(edits)
}

/// Text in which words between angle brackets are tags: its type says so, or tags are closed in it.
fn is_markup(text: &str, media_type: &str) -> bool {
    let subtype = media_type.rsplit('/').next().unwrap_or_default();
    let typed = subtype.ends_with("xml") || matches!(subtype, "html" | "enriched" | "richtext" | "sgml");
    let closes = |at: usize| text.as_bytes().get(at + 2).is_some_and(u8::is_ascii_alphabetic);
    typed || memmem::find_iter(text.as_bytes(), b"</").any(closes)
}

/// A stretch without the tags in it, where it has some.
fn between_tags(text: &str, span: Range<usize>) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let (mut from, mut at) = (span.start, span.start);
    while let Some(open) = memchr::memchr(b'<', &text.as_bytes()[at..span.end]).map(|n| at + n) {
        at = open + 1;
        let own = &text[at..span.end];
        let end = own.find(['<', '>']).filter(|n| own[*n..].starts_with('>'));
        let tag = own.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        let Some(end) = end.filter(|n| tag && !own[..*n].contains('@')) else { continue };
        if from < open {
            all.push(from..open);
        }
        at += end + 1;
        from = at;
    }
    if from < span.end {
        all.push(from..span.end);
    }
    all
}

/// Bytes before a stretch in which the beginning of the link is looked for that it is part of.
const LINK: usize = 2048;

/// The stretch is a part of a link, or of an address that stays: only a word can stand there.
pub(super) fn is_in_link(text: &str, span: &Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'<' | b'>' | b'"' | b'(' | b'[');
    let length = bytes[..span.start].iter().rev().take(LINK).take_while(|b| !ends(b)).count();
    let before = &bytes[span.start - length..span.start];
    let opens = ["://", "www.", "mailto:", "tel:"];
    let link = opens.iter().any(|o| before.windows(o.len()).any(|w| w.eq_ignore_ascii_case(o.as_bytes())));
    let of_address = |b: Option<&u8>| matches!(b, Some(b'@' | b'+' | b'='));
    link || of_address(bytes.get(span.end)) && of_address(before.last()) || bytes.get(span.end) == Some(&b'@')
}

/// Finds uuencoded data around stretches that come in order.
struct Blocks<'t> {
    text: &'t str,
    next: Option<uu::Block>,
    view: String,
    map: OffsetMap,
}

impl<'t> Blocks<'t> {
    fn new(text: &'t str) -> Self {
        let mut blocks = Blocks { text, next: None, view: String::new(), map: OffsetMap::default() };
        blocks.step(0);
        blocks
    }

    fn step(&mut self, from: usize) {
        self.next = uu::next(self.text, from, 0, &mut self.view, &mut self.map);
    }

    /// The data that a stretch is in.
    fn around(&mut self, span: &Range<usize>) -> Result<Option<Range<usize>>, &'static str> {
        while let Some(block) = &self.next {
            if span.end <= block.start {
                return Ok(None);
            }
            if span.start >= block.end {
                let end = block.end;
                self.step(end);
                continue;
            }
            if span.start < block.data {
                // the name of the file
                return if span.end <= block.data {
                    Ok(None)
                } else {
                    Err("a mark lies across the beginning of a uuencoded file")
                };
            }
            if !block.text || span.end > block.end {
                return Err("a mark lies in a uuencoded file that is no text");
            }
            return Ok(Some(block.data..block.end));
        }
        Ok(None)
    }
}

/// The edit that puts a sentence in place of every uuencoded file of this name; `None` where there is none.
pub(super) fn without_file(text: &str, is_named: impl Fn(&str) -> bool, sentence: &str) -> Option<Vec<Edit>> {
    let (mut view, mut map, mut from) = (String::new(), OffsetMap::default(), 0);
    let mut edits = Vec::new();
    while let Some(block) = uu::next(text, from, 0, &mut view, &mut map) {
        from = block.end;
        if block.file.is_some_and(|(name, _)| is_named(&name)) {
            edits.push((block.start..block.end, sentence.to_owned()));
        }
    }
    (!edits.is_empty()).then_some(edits)
}

/// The data of files in yEnc, whose lines are no text.
fn yenc(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(begin) = memmem::find(&bytes[at..], b"=ybegin ").map(|n| at + n) {
        at = begin + 1;
        if line_start(bytes, begin) == begin {
            at = memmem::find(&bytes[begin..], b"\n=yend ").map_or(bytes.len(), |n| begin + n + 1);
            out.push(begin..at);
        }
    }
    out
}

/// The sign as it stands in text of this media type.
fn form(media_type: &str, sign: &Sign) -> String {
    let subtype = media_type.rsplit('/').next().unwrap_or_default();
    let without = |marks: &[char]| sign.text().replace(marks, "");
    match subtype {
        "csv" | "tab-separated-values" | "comma-separated-values" => without(&[',', ';', '"', '\t', '|']),
        "enriched" | "richtext" => without(&['<', '>']),
        "json" | "javascript" | "x-javascript" => json(sign),
        "xml" => xml(sign),
        _ if subtype.ends_with("+json") => json(sign),
        _ if subtype.ends_with("+xml") => xml(sign),
        _ => sign.text().to_owned(),
    }
}

fn json(sign: &Sign) -> String {
    sign.text().replace('\\', "\\\\").replace('"', "\\\"")
}

fn xml(sign: &Sign) -> String {
    escaped(sign.text()).replace('"', "&quot;").replace('\'', "&#39;")
}

/// Bytes of a folded value in front of which its name is looked for.
const FOLDED: usize = 128 << 10;

/// The edit that takes a stretch out of a value of a card or calendar (RFC 6350 §3.4, RFC 5545 §3.3.11).
pub(super) fn property(text: &str, span: &Range<usize>, sign: &Sign) -> Edit {
    let bytes = text.as_bytes();
    let mut start = line_start(bytes, span.start);
    while start > 0 && span.start - start < FOLDED && matches!(bytes.get(start), Some(b' ' | b'\t')) {
        start = line_start(bytes, start - 1);
    }
    let line = &text[start..span.start];
    let name = line.split(':').next().unwrap_or_default().to_ascii_uppercase();
    let with = if name.contains("ENCODING=B") {
        data_encoding::BASE64.encode(sign.ascii().as_bytes())
    } else if name.contains("QUOTED-PRINTABLE") {
        let mut out = String::new();
        for c in sign.ascii().chars() {
            match c {
                '=' => out.push_str("=3D"),
                ';' => out.push_str("\\;"),
                c => out.push(c),
            }
        }
        out
    } else {
        let mut out = String::new();
        for c in sign.text().chars() {
            if matches!(c, '\\' | ',' | ';') {
                out.push('\\');
            }
            out.push(c);
        }
        out
    };
    (span.clone(), with)
}

#[cfg(test)]
#[expect(clippy::single_range_in_vec_init, reason = "one place is what is meant")]
mod tests {
    use super::super::splice::replaced;
    use super::*;

    #[track_caller]
    fn is(text: &str, media_type: &str, what: &str, want: &str) {
        let at = text.find(what).unwrap();
        let sign = Sign::new("[\"weg\"; <x>]");
        let edits = edits(text, &[at..at + what.len()], media_type, true, &sign).unwrap();
        assert_eq!(replaced(text, &edits), want);
    }

    #[test]
    fn languages_that_are_searched_as_text() {
        is("a;Jan;b\n", "text/csv", "Jan", "a;[weg <x>];b\n");
        is("{\"a\":\"Jan\"}", "application/ld+json", "Jan", "{\"a\":\"[\\\"weg\\\"; <x>]\"}");
        is("<a>Jan</a>", "text/xml", "Jan", "<a>[&quot;weg&quot;; &lt;x&gt;]</a>");
        is(
            "<text>J<tspan x='1'>an</tspan> de</text>",
            "image/svg+xml",
            "J<tspan x='1'>an</tspan> de",
            "<text>[&quot;weg&quot;; &lt;x&gt;]<tspan x='1'></tspan></text>",
        );
        is("Jan <jan@x.example>, a", "text/plain", "Jan <jan@x.example>", "[\"weg\"; <x>], a");
        is("Jan <Jan>, a", "text/plain", "Jan <Jan>", "[\"weg\"; <x>], a");
        is("<b>Jan</b> an", "text/plain", "Jan</b> an", "<b>[\"weg\"; <x>]</b>");
        is("Tel 06 \r\n12, Jan\r\n", "text/plain", "06 \r\n12", "Tel [\"weg\"; <x>], Jan\r\n");
    }

    #[test]
    fn a_flowed_line_is_not_joined_by_what_goes() {
        let edits = edits("Tel: 06\nx\n", &[5..7], "text/plain", true, &Sign::new("")).unwrap();
        assert_eq!(replaced("Tel: 06\nx\n", &edits), "Tel:\nx\n");
    }

    #[test]
    fn uuencoded_text_stays_so() {
        let text = "zie\nbegin 644 a.txt\n#0V%T\n#0V%T\n`\nend\nen\n";
        let at = text.find("#0V%T").unwrap();
        let sign = Sign::new("[weg]");
        let edits = edits(text, &[at..at + 5, at + 6..at + 11], "text/plain", false, &sign).unwrap();
        let out = replaced(text, &edits);
        let (mut view, mut map) = (String::new(), OffsetMap::default());
        let block = uu::next(&out, 0, 0, &mut view, &mut map).unwrap();
        assert!(block.text && block.ended);
        assert_eq!(view, "[weg][weg]");
        assert!(out.ends_with("`\nend\nen\n"));
    }

    #[test]
    fn data_that_is_no_text_is_refused() {
        let text = "begin 644 the box.zip\n#4&L#\n`\nend\n";
        assert!(edits(text, &[22..26], "text/plain", false, &Sign::new("x")).is_err());
        let gone = without_file(text, |name| name == "the box.zip", "weg\n").unwrap();
        assert_eq!(replaced(text, &gone), "weg\n");
        assert!(without_file(text, |name| name == "x", "weg\n").is_none());
        let text = "=ybegin line=128 size=9 name=a\nabcJan\n=yend size=9\nJan\n";
        assert!(edits(text, &[34..37], "text/plain", false, &Sign::new("x")).is_err());
        assert!(edits(text, &[51..54], "text/plain", false, &Sign::new("x")).is_ok());
    }

    #[test]
    fn values_of_cards() {
        let is = |text: &str, what: &str, want: &str| {
            let at = text.find(what).unwrap();
            let edit = property(text, &(at..at + what.len()), &Sign::new("[a;b]"));
            assert_eq!(replaced(text, &[edit]), want);
        };
        is("N:Vries;Jan\nTEL:06\n", "Vries", "N:[a\\;b];Jan\nTEL:06\n");
        is("NOTE:x\n  Jan\n", "Jan", "NOTE:x\n  [a\\;b]\n");
        is("N;ENCODING=b:SmFu\n", "SmFu", "N;ENCODING=b:W2E7Yl0=\n");
        is("N;ENCODING=QUOTED-PRINTABLE:J=61n\n", "J=61n", "N;ENCODING=QUOTED-PRINTABLE:[a\\;b]\n");
    }
}
