//! Texts, numbers and days in, cells of a sheet out (ECMA-376 part 1, §18.3.1.4 and §18.18.11).
//!
//! Mail is written by strangers, and a spreadsheet runs formulas. A text is always an inline string, which no reader takes
//! for a formula; one that would become a formula when a person edits its cell is also marked as quoted. What XML 1.0 cannot
//! hold, and what acts on a reader (controls, direction, no width), is written as `\u{1b}`, as in every report.

use crate::report::escape::push_u64;
use crate::report::sanitise::acts;

/// Characters that a cell can hold, as Excel counts them: UTF-16 units.
pub(super) const LONGEST: usize = 32_767;

/// Styles, by their places in `cellXfs` of [`super::book::STYLES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Heading = 1,
    Time = 2,
    Day = 3,
    Count = 4,
    /// A text that would be a formula if it were typed.
    Quoted = 5,
    Fraction = 6,
}

/// Appends a cell of text; an empty one where there is none.
pub(super) fn push_text(text: &str, out: &mut Vec<u8>) {
    push_styled(text, text.starts_with(is_sign).then_some(Style::Quoted), out);
}

/// Appends a heading.
pub(super) fn push_heading(text: &str, out: &mut Vec<u8>) {
    push_styled(text, Some(Style::Heading), out);
}

fn push_styled(text: &str, style: Option<Style>, out: &mut Vec<u8>) {
    if text.is_empty() {
        return push_empty(out);
    }
    match style {
        Some(style) => {
            out.extend_from_slice(b"<c s=\"");
            push_u64(style as u64, out);
            out.extend_from_slice(b"\" t=\"inlineStr\"><is><t");
        }
        None => out.extend_from_slice(b"<c t=\"inlineStr\"><is><t"),
    }
    let bytes = text.as_bytes();
    let plain = |b: u8| (0x20..0x7f).contains(&b) & (b != b'&') & (b != b'<') & (b != b'>') & (b != b'_');
    if bytes.len() <= LONGEST
        && bytes.iter().fold(true, |all, b| all & plain(*b))
        && bytes[0] != b' '
        && bytes[bytes.len() - 1] != b' '
    {
        out.push(b'>');
        out.extend_from_slice(bytes);
    } else {
        out.extend_from_slice(b" xml:space=\"preserve\">");
        push_escaped(text, out);
    }
    out.extend_from_slice(b"</t></is></c>");
}

/// A sign by which a formula begins, in a spreadsheet or in a file that one made of it (OWASP, "CSV Injection").
fn is_sign(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
}

/// Appends the inside of a string: escaped, what acts made visible, and cut where a cell ends.
pub(super) fn push_escaped(text: &str, out: &mut Vec<u8>) {
    let mut length = 0;
    // where the text is cut, if more comes: room for the mark is kept
    let mut cut = None;
    for (at, c) in text.char_indices() {
        let start = out.len();
        let mut utf8 = [0; 4];
        let units = match c {
            '&' => push_as(b"&amp;", out),
            '<' => push_as(b"&lt;", out),
            '>' => push_as(b"&gt;", out),
            // a line feed of its own ends a row here
            '\n' => push_as(b"&#10;", out),
            '\t' => push_as(b"&#9;", out),
            // `_x001b_` stands for a character (ECMA-376, ST_Xstring): the underscore is written so itself
            '_' if is_code(&text.as_bytes()[at..]) => push_as(b"_x005F_", out),
            _ if acts(c) || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                let visible = format!("\\u{{{:x}}}", u32::from(c));
                out.extend_from_slice(visible.as_bytes());
                visible.len()
            }
            _ => {
                out.extend_from_slice(c.encode_utf8(&mut utf8).as_bytes());
                c.len_utf16()
            }
        };
        if cut.is_none() && length + units > LONGEST - 1 {
            cut = Some(start);
        }
        length += units;
        if length > LONGEST {
            out.truncate(cut.unwrap_or(start));
            out.extend_from_slice("…".as_bytes());
            return;
        }
    }
}

fn push_as(bytes: &[u8], out: &mut Vec<u8>) -> usize {
    out.extend_from_slice(bytes);
    1
}

/// The text begins with `_xHHHH_`.
fn is_code(bytes: &[u8]) -> bool {
    matches!(bytes, [b'_', b'x', a, b, c, d, b'_', ..]
        if [a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()))
}

/// Appends an empty cell: cells have no names here, so that each takes the place behind the one before it.
pub(super) fn push_empty(out: &mut Vec<u8>) {
    out.extend_from_slice(b"<c/>");
}

/// Appends a text of the table of shared strings.
pub(super) fn push_shared(n: Option<usize>, out: &mut Vec<u8>) {
    let Some(n) = n else { return push_empty(out) };
    out.extend_from_slice(b"<c t=\"s\"><v>");
    push_u64(n as u64, out);
    out.extend_from_slice(b"</v></c>");
}

/// Appends a number as it is.
pub(super) fn push_number(n: Option<u64>, out: &mut Vec<u8>) {
    let Some(n) = n else { return push_empty(out) };
    out.extend_from_slice(b"<c><v>");
    push_u64(n, out);
    out.extend_from_slice(b"</v></c>");
}

/// Appends a count, which is shown with separators.
pub(super) fn push_count(n: u64, out: &mut Vec<u8>) {
    open(Style::Count, out);
    push_u64(n, out);
    out.extend_from_slice(b"</v></c>");
}

/// Appends hundredths as a fraction.
pub(super) fn push_hundredths(n: u8, out: &mut Vec<u8>) {
    open(Style::Fraction, out);
    out.extend_from_slice(format!("{}.{:02}", n / 100, n % 100).as_bytes());
    out.extend_from_slice(b"</v></c>");
}

fn open(style: Style, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<c s=\"");
    push_u64(style as u64, out);
    out.extend_from_slice(b"\"><v>");
}

/// Appends a time (RFC 3339) as it stands on the clock of who wrote it, or a day; what a spreadsheet has no number for is
/// written as text.
pub(super) fn push_date(date: Option<&str>, out: &mut Vec<u8>) {
    let Some(date) = date else { return push_empty(out) };
    match serial(date.as_bytes()) {
        Some((day, None)) => {
            open(Style::Day, out);
            push_u64(day, out);
            out.extend_from_slice(b"</v></c>");
        }
        Some((day, Some(second))) => {
            open(Style::Time, out);
            push_u64(day, out);
            // ten digits: a second is 1.157e-5 of a day, and a double holds no more behind five before
            let fraction = (second * 10_000_000_000 + 43_200) / 86_400;
            if fraction > 0 {
                out.extend_from_slice(format!(".{fraction:010}").trim_end_matches('0').as_bytes());
            }
            out.extend_from_slice(b"</v></c>");
        }
        None => push_text(date, out),
    }
}

/// Day and second of the 1900 date system (ECMA-376 part 1, §18.17.4.1). Days before March 1900 have other numbers in Excel
/// than elsewhere, for it counts a 29 February 1900, and none before 1900: these stay texts.
fn serial(date: &[u8]) -> Option<(u64, Option<u64>)> {
    let number = |range: std::ops::Range<usize>| {
        date.get(range)?
            .iter()
            .try_fold(0_u64, |n, b| b.is_ascii_digit().then(|| n * 10 + u64::from(b - b'0')))
    };
    let separated = |places: &[(usize, u8)]| places.iter().all(|(at, b)| date.get(*at) == Some(b));
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let civil =
        jiff::civil::Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
            .ok()?;
    if !separated(&[(4, b'-'), (7, b'-')]) || civil < jiff::civil::date(1900, 3, 1) {
        return None;
    }
    let days = (civil - jiff::civil::date(1899, 12, 30)).get_days();
    let days = u64::try_from(days).ok()?;
    if date.len() == 10 {
        return Some((days, None));
    }
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    (separated(&[(10, b'T'), (13, b':'), (16, b':')]) && hour < 24 && minute < 60 && second < 60)
        .then_some((days, Some(hour * 3600 + minute * 60 + second)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> String {
        let mut out = Vec::new();
        push_text(text, &mut out);
        String::from_utf8(out).unwrap()
    }

    fn escaped(text: &str) -> String {
        let mut out = Vec::new();
        push_escaped(text, &mut out);
        String::from_utf8(out).unwrap()
    }

    fn date(date: &str) -> String {
        let mut out = Vec::new();
        push_date(Some(date), &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn no_text_is_a_formula() {
        for formula in ["=1+1", "+31", "-1", "@SUM(A1)", "＝1"] {
            let cell = text(formula);
            assert!(cell.starts_with("<c s=\"5\" t=\"inlineStr\"><is><t") && !cell.contains("<f"), "{cell}");
        }
        assert_eq!(text("jan@klant.example"), "<c t=\"inlineStr\"><is><t>jan@klant.example</t></is></c>");
        assert_eq!(text(""), "<c/>");
    }

    #[test]
    fn what_xml_cannot_hold_and_what_acts_is_visible() {
        assert_eq!(escaped("a\x1b[2J\0\u{202e}\u{fffe}"), "a\\u{1b}[2J\\u{0}\\u{202e}\\u{fffe}");
        assert_eq!(escaped("<b>&\n\t\r"), "&lt;b&gt;&amp;&#10;&#9;\\u{d}");
        assert_eq!(escaped("_x001B_ _x1_ __x0041_"), "_x005F_x001B_ _x1_ __x005F_x0041_");
        assert!(text(" a ").contains("xml:space=\"preserve\"> a <"));
    }

    #[test]
    fn a_cell_ends_with_a_mark_where_more_came() {
        let units = |text: &str| escaped(text).replace("&amp;", "&").encode_utf16().count();
        for (unit, wide) in [("a", 1), ("&", 1), ("é", 1), ("😀", 2)] {
            let fits = unit.repeat(LONGEST / wide);
            assert!(!escaped(&fits).ends_with('…'), "{unit}");
            let more = unit.repeat(LONGEST / wide + 1);
            assert!(escaped(&more).ends_with('…'), "{unit}");
            assert!((LONGEST - 1..=LONGEST).contains(&units(&more)), "{unit}: {}", units(&more));
        }
        assert!(text(&"a".repeat(LONGEST + 1)).contains('…'));
        assert!(escaped(&"\u{1b}".repeat(LONGEST)).len() <= LONGEST + 3);
    }

    #[test]
    fn days_are_numbers() {
        assert_eq!(date("1900-03-01"), "<c s=\"3\"><v>61</v></c>");
        assert_eq!(date("2014-03-02"), "<c s=\"3\"><v>41700</v></c>");
        assert_eq!(date("2014-03-02T12:00:00+01:00"), "<c s=\"2\"><v>41700.5</v></c>");
        assert_eq!(date("2014-03-02T00:00:00Z"), "<c s=\"2\"><v>41700</v></c>");
        assert_eq!(date("2014-03-02T23:59:59Z"), "<c s=\"2\"><v>41700.9999884259</v></c>");
        for text in ["1899-01-01", "0000-99-99", "2014-03-02 10:11", "x"] {
            assert!(date(text).contains("inlineStr"), "{text}");
        }
    }
}
