//! Which lines stand among contact details, by their length and by what was found on them.
//!
//! In: the lines of a page. Out: whether a block is prose, or one of contact details; whether a line begins something else. This
//! module refuses to know what the words of a line mean.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::Search;
use crate::model::Kind;
use crate::recognise::lines::{Line, Marks};
use crate::recognise::zone::is_address_line;

/// Lines of a block that is read as one of contact details.
const BLOCK_MAX: usize = 16;
/// Bytes of its lines: text that was wrapped has longer ones.
const SHORT: usize = 60;

/// Bytes of the last line of a block of contact details, with several numbers in a row.
const WIDEST: usize = 84;

/// Which lines hold what was found before.
pub(super) fn touched(search: &Search<'_>, lines: &[Line]) -> Vec<bool> {
    let mut touched = vec![false; lines.len()];
    for m in search.before {
        let tells = matches!(
            m.kind,
            Kind::Email
                | Kind::Phone
                | Kind::PostalAddress
                | Kind::CompanyNumber
                | Kind::VatNumber
                | Kind::Iban
                | Kind::Url
                | Kind::SocialProfile
        );
        if tells && let Some(n) = lines.partition_point(|l| l.span.start <= m.span.start).checked_sub(1) {
            touched[n] = true;
        }
    }
    touched
}

/// The line above or below is touched.
pub(super) fn near(touched: &[bool], at: usize) -> bool {
    at > 0 && touched[at - 1] || touched.get(at + 1).is_some_and(|t| *t)
}

/// A block that was wrapped, or a paragraph on a line: most of its lines are long, and no footers.
pub(super) fn is_prose(text: &str, lines: &[Line]) -> bool {
    let (mut long, mut bytes) = (0, 0);
    for line in lines {
        long += usize::from(line.span.len() > SHORT);
        bytes += line.span.len();
    }
    long * 2 > lines.len()
        && bytes > 2 * SHORT
        && !lines.iter().take(8).any(|l| l.span.len() > SHORT && is_footer(l, text))
}

/// A block of short lines, of which one at least holds a number or an address.
pub(super) fn is_block(text: &str, lines: &[Line], touched: &[bool]) -> bool {
    let mut touches = touched.iter().filter(|t| **t).count();
    if lines.len() > BLOCK_MAX * 8 || touches == 0 && lines.len() > BLOCK_MAX {
        return false;
    }
    let mut long = lines.iter().filter(|l| l.span.len() > SHORT && !is_footer(l, text)).count();
    // the last line of text that was wrapped is no longer than the others: this one holds numbers in a row
    if let ([.., last], [.., true]) = (lines, touched)
        && long == 1
        && lines.len() >= 3
        && (SHORT + 1..=WIDEST).contains(&last.span.len())
    {
        long = 0;
    }
    if long * 4 > lines.len() {
        return false;
    }
    if touches == 0 && lines.len() >= 2 && long == 0 {
        let is_address = |l: &&Line| l.marks.has(Marks::DIGIT) && is_address_line(l.text(text));
        touches = lines.iter().filter(is_address).count();
    }
    // a list of many needs many
    touches > 0 && (lines.len() <= BLOCK_MAX || touches * 8 >= lines.len())
}

/// A few short lines, with a blank line between them and a block of contact details: a name and a title often stand so.
pub(super) fn is_block_before(text: &str, lines: &[Line], block: Range<usize>, touched: &[bool]) -> bool {
    let few = |b: &Range<usize>| {
        b.len() <= 4
            && lines[b.clone()]
                .iter()
                .all(|l| l.span.len() <= 60 && !l.text(text).ends_with([',', '.', '!', '?', ':']))
    };
    let Some(next) = lines.get(block.end) else { return false };
    if !few(&block) {
        return false;
    }
    let end = block.end
        + lines[block.end..].iter().take(BLOCK_MAX + 1).take_while(|l| l.block == next.block).count();
    end - block.end <= BLOCK_MAX && is_block(text, &lines[block.end..end], &touched[block.end..end])
}

/// A line of pieces with bars or bullets between.
pub(super) fn is_footer(line: &Line, text: &str) -> bool {
    let marks = line.marks;
    if is_row(line.text(text)) {
        return true;
    }
    if !marks.has(Marks::BAR.or(Marks::HYPHEN).or(Marks::SLASH)) {
        return false;
    }
    let line = line.text(text);
    let bytes = line.as_bytes();
    marks.has(Marks::BAR)
        && (memchr::memchr2(b'|', 0xc2, bytes).is_some_and(|n| bytes[n] == b'|' || line.contains(" · "))
            || memchr::memchr(0xe2, bytes).is_some() && line.contains(" • ")
            // two columns of HTML
            || marks.has(Marks::WIDE)
                && memchr::memchr_iter(0xc2, bytes)
                    .any(|n| bytes[n..].starts_with("\u{a0}\u{a0}\u{a0}".as_bytes())))
        || marks.has(Marks::HYPHEN) && has_two(b'-', bytes)
        || marks.has(Marks::SLASH)
            && (memchr::memchr_iter(b'/', bytes).any(|n| n > 0 && bytes[n - 1..].starts_with(b" // "))
                || has_two(b'/', bytes))
}

/// Three cells or more with wide gaps between, the last of which may be long: a row of a table.
fn is_row(line: &str) -> bool {
    static GAP: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"   "));
    let mut from = 0;
    for _ in 0..2 {
        let Some(n) = GAP.find(&line.as_bytes()[from..]) else { return false };
        from += n + line.as_bytes()[from + n..].iter().take_while(|b| **b == b' ').count();
    }
    from < line.len()
}

/// Two hyphens or slashes at least, with a space on both sides of each that is not that of the other.
fn has_two(mark: u8, bytes: &[u8]) -> bool {
    let mut free = 1;
    let mut dashes = memchr::memchr_iter(mark, bytes).filter(|n| {
        let is = *n >= free && bytes[n - 1] == b' ' && bytes.get(n + 1) == Some(&b' ');
        free = if is { n + 3 } else { free };
        is
    });
    dashes.nth(1).is_some()
}

/// A line that begins another message below a signature, or the small print.
pub(super) fn begins_other(line: &Line, text: &str) -> bool {
    let (line, whole) = (line.text(text), line);
    let headers: &[&str] = match line.as_bytes().first() {
        Some(b'V') => &["Van:", "Von:"],
        Some(b'F') => &["From:"],
        Some(b'D') => &["De:", "De :", "Da:"],
        Some(b'B') => &["Begin forwarded"],
        Some(b'O') => &["On ", "Op "],
        Some(b'A') => &["Am "],
        Some(b'L') => &["Le "],
        Some(b'E') => &["El "],
        Some(b'I') => &["Il "],
        Some(b'-') if line.starts_with("-----") => {
            return line.ends_with(':') || line.len() > 8 && line.bytes().any(|b| b.is_ascii_alphabetic());
        }
        Some(b'_') if line.starts_with("________") => return true,
        _ => &[],
    };
    match headers.iter().find(|h| line.starts_with(**h)) {
        Some(head) => head.ends_with(':') || line.ends_with(':'),
        None => line.len() > 140 && !is_footer(whole, text),
    }
}
