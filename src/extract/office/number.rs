//! The numbers of a spreadsheet and how they are shown in, what stands in the cell out (ISO/IEC 29500-1 §18.8.30).
//!
//! As shown where that says more than the number: dates are ISO dates, and numbers that a format gives leading zeros or marks between
//! the digits (telephone numbers, file numbers) have them. All others are digits: no group marks, no exponent, no currency.

/// How a number is shown.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Style {
    Plain,
    /// A date, a time of day, or both: as the number says.
    Date,
    /// Digits in a mask, by size.
    Masks(Vec<(Bound, Vec<Token>)>),
}

/// Which numbers a section of a format is for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Bound {
    All,
    Below(f64),
    UpTo(f64),
    From(f64),
    Above(f64),
}

/// One character of a mask.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token {
    /// A digit, 0 where there is none.
    Digit,
    /// A digit where there is one.
    Maybe,
    Literal(char),
}

/// Days from 1899-12-30 to 1970-01-01.
const EPOCH: i64 = 25_569;
/// Days from 1899-12-30 to 1904-01-01, where the dates of old Apple files begin.
const APPLE: f64 = 1462.0;
/// The day behind 9999-12-31.
const LAST: f64 = 2_958_466.0;

/// The style of a format that has no code in the file (§18.8.30).
pub(super) fn built_in(id: u32) -> Style {
    match id {
        14..=22 | 27..=36 | 45..=47 | 50..=58 => Style::Date,
        _ => Style::Plain,
    }
}

/// The style that a format code gives.
pub(super) fn style_of(code: &str) -> Style {
    let mut masks = Vec::new();
    for (n, section) in sections(code).into_iter().enumerate() {
        match section_style(section) {
            Section::Date if n == 0 => return Style::Date,
            Section::Mask(bound, tokens) => masks.push((bound, tokens)),
            _ if n == 0 => return Style::Plain,
            _ => break,
        }
    }
    if masks.is_empty() { Style::Plain } else { Style::Masks(masks) }
}

enum Section {
    Plain,
    Date,
    Mask(Bound, Vec<Token>),
}

/// The parts of a code between semicolons.
fn sections(code: &str) -> Vec<&str> {
    let (mut parts, mut from, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, c) in code.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => {
                parts.push(&code[from..at]);
                from = at + 1;
                if parts.len() == 4 {
                    return parts;
                }
            }
            _ => {}
        }
    }
    parts.push(&code[from..]);
    parts
}

fn section_style(section: &str) -> Section {
    let mut tokens = Vec::new();
    let mut bound = Bound::All;
    let (mut date, mut plain, mut typed) = (false, false, false);
    let mut chars = section.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => tokens.extend(chars.by_ref().take_while(|c| *c != '"').map(Token::Literal)),
            '\\' => tokens.extend(chars.next().map(Token::Literal)),
            // a gap as wide as the next character; filled with the next character
            '_' | '*' => drop(chars.next()),
            '[' => {
                let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                let lower = inner.to_ascii_lowercase();
                if !lower.is_empty() && lower.bytes().all(|b| matches!(b, b'h' | b'm' | b's')) {
                    // a duration
                    plain = true;
                } else if let Some(limit) = bound_of(&inner) {
                    bound = limit;
                }
            }
            '0' => tokens.push(Token::Digit),
            '#' | '?' => tokens.push(Token::Maybe),
            'y' | 'Y' | 'd' | 'D' | 'm' | 'M' | 'h' | 'H' | 's' | 'S' | 'j' | 'J' => date = true,
            '.' | ',' | '%' | 'E' | 'e' | '@' | 'G' | 'g' => typed = true,
            '-' | '+' | '(' | ')' | ' ' | '/' | ':' | '\'' => tokens.push(Token::Literal(c)),
            _ => {}
        }
    }
    if date && !plain {
        return Section::Date;
    }
    let digits = tokens.iter().filter(|t| !matches!(t, Token::Literal(_))).count();
    let zeros = tokens.iter().filter(|t| matches!(t, Token::Digit)).count();
    // marks between digits, or zeros in front: else the digits alone say it
    let between = tokens
        .iter()
        .skip_while(|t| matches!(t, Token::Literal(_)))
        .zip(tokens.iter().skip_while(|t| matches!(t, Token::Literal(_))).skip(1))
        .any(|(a, b)| matches!(a, Token::Literal(_)) && !matches!(b, Token::Literal(_)));
    let plus = tokens.contains(&Token::Literal('+'));
    if plain || typed || digits < 4 || !(between || zeros > 1 || plus) {
        return Section::Plain;
    }
    Section::Mask(bound, tokens)
}

fn bound_of(text: &str) -> Option<Bound> {
    let (make, number): (fn(f64) -> Bound, &str) = if let Some(n) = text.strip_prefix("<=") {
        (Bound::UpTo, n)
    } else if let Some(n) = text.strip_prefix(">=") {
        (Bound::From, n)
    } else if let Some(n) = text.strip_prefix('<') {
        (Bound::Below, n)
    } else {
        (Bound::Above, text.strip_prefix('>')?)
    };
    number.trim().parse().ok().map(make)
}

/// What stands in a cell with this number.
pub(super) fn shown(value: f64, style: &Style, apple: bool) -> String {
    match style {
        Style::Date => date(value, apple).unwrap_or_else(|| plain(value)),
        Style::Masks(masks) if (0.0..1e15).contains(&value) && value.fract() == 0.0 => masks
            .iter()
            .find(|(bound, _)| match bound {
                Bound::All => true,
                Bound::Below(n) => value < *n,
                Bound::UpTo(n) => value <= *n,
                Bound::From(n) => value >= *n,
                Bound::Above(n) => value > *n,
            })
            .map_or_else(|| plain(value), |(_, tokens)| masked(value, tokens)),
        _ => plain(value),
    }
}

/// Digits in the places of a mask, the last in the last.
fn masked(value: f64, tokens: &[Token]) -> String {
    let digits = format!("{value:.0}");
    let mut rest = if value == 0.0 { b"".as_slice() } else { digits.as_bytes() };
    let first = tokens.iter().position(|t| !matches!(t, Token::Literal(_)));
    let mut back = Vec::with_capacity(tokens.len() + digits.len());
    for (n, token) in tokens.iter().enumerate().rev() {
        match token {
            Token::Literal(c) => back.push(*c),
            Token::Digit | Token::Maybe => match rest.split_last() {
                Some((digit, before)) => {
                    back.push(char::from(*digit));
                    rest = before;
                    if Some(n) == first {
                        back.extend(rest.iter().rev().map(|d| char::from(*d)));
                        rest = b"";
                    }
                }
                None if *token == Token::Digit => back.push('0'),
                None => {}
            },
        }
    }
    back.iter().rev().collect::<String>().trim().to_owned()
}

/// All its digits.
pub(super) fn plain(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    let size = value.abs();
    if value.fract() == 0.0 && size < 1e21 {
        return format!("{value:.0}");
    }
    if !(1e-9..1e21).contains(&size) {
        return format!("{value:e}");
    }
    // fifteen digits, as many as a spreadsheet shows
    let whole = if size < 1.0 { 1 } else { size.log10() as usize + 1 };
    let text = format!("{value:.*}", 15_usize.saturating_sub(whole));
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A day number as an ISO date, with its time where it has one.
fn date(value: f64, apple: bool) -> Option<String> {
    let value = if apple { value + APPLE } else { value };
    if !(0.0..LAST).contains(&value) {
        return None;
    }
    let mut days = value.floor();
    let mut seconds = ((value - days) * 86_400.0).round() as i64;
    if seconds == 86_400 {
        days += 1.0;
        seconds = 0;
    }
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let time = if rest == 0 {
        format!("{hours:02}:{minutes:02}")
    } else {
        format!("{hours:02}:{minutes:02}:{rest:02}")
    };
    if days == 0.0 {
        return Some(time);
    }
    // before 1900-03-01 a spreadsheet is a day behind, as it takes 1900 for a leap year
    let shift = i64::from(!apple && days < 60.0);
    let (year, month, day) = civil(days as i64 + shift - EPOCH);
    Some(if seconds == 0 {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {time}")
    })
}

/// Year, month and day of a day since 1970-01-01 (the civil calendar, with years that begin in March).
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(value: f64, code: &str) -> String {
        shown(value, &style_of(code), false)
    }

    #[test]
    fn numbers_are_digits() {
        assert_eq!(told(612_345_678.0, "General"), "612345678");
        assert_eq!(told(6.123_456_78e8, "0"), "612345678");
        assert_eq!(told(31_612_345_678.0, "#,##0"), "31612345678");
        assert_eq!(told(0.1 + 0.2, "General"), "0.3");
        assert_eq!(told(-12.5, "0.00"), "-12.5");
        assert_eq!(told(1e300, "General"), "1e300");
        assert_eq!(told(1234.5, "\"EUR\"\\ #,##0.00"), "1234.5");
        assert_eq!(told(f64::NAN, "General"), "");
    }

    #[test]
    fn masks_of_telephone_numbers() {
        assert_eq!(told(612_345_678.0, "0000000000"), "0612345678");
        assert_eq!(told(612_345_678.0, "0#\" \"##\" \"##\" \"##\" \"##"), "06 12 34 56 78");
        assert_eq!(told(201_234_567.0, "000\\-0000000"), "020-1234567");
        assert_eq!(told(31_201_234_567.0, "\"+\"00\\ 00\\ 0000000"), "+31 20 1234567");
        assert_eq!(told(31_201_234_567.0, "+0"), "31201234567");
        let american = "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####";
        assert_eq!(told(5_550_123.0, american), "555-0123");
        assert_eq!(told(2_025_550_123.0, american), "(202) 555-0123");
        assert_eq!(told(0.0, "00000"), "00000");
    }

    #[test]
    fn dates_are_iso_dates() {
        assert_eq!(told(25_569.0, "dd/mm/yyyy"), "1970-01-01");
        assert_eq!(told(36_526.0, "[$-413]d mmmm yyyy;@"), "2000-01-01");
        assert_eq!(told(43_831.5, "d-m-yy h:mm"), "2020-01-01 12:00");
        assert_eq!(told(0.75, "h:mm"), "18:00");
        assert_eq!(told(1.5, "[h]:mm"), "1.5");
        assert_eq!(told(1.0, "yyyy"), "1900-01-01");
        assert_eq!(told(61.0, "yyyy"), "1900-03-01");
        assert_eq!(shown(24_107.0, &built_in(14), true), "1970-01-01");
        assert_eq!(told(1e9, "yyyy-mm-dd"), "1000000000");
        assert_eq!(told(5.0, "\"dagen\" 0"), "5");
    }
}
