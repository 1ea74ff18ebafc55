//! A line in, whether it separates messages out.
//!
//! Knows lines only; where a line stands (after a blank line, before a header field) is judged in
//! `super::split`.
//! The grammars: asctime of C with the variants that qmail's mbox(5), Mutt's mbox(5) and UW c-client's `VALID`
//! macro
//! list; RFC 4155 appendix A; RFC 5322 §3.3 and ISO 8601 for writers that put such dates there.

/// Longest separator line that is taken for one, line end included. RFC 5322 §2.1.1 allows 998 characters to a
/// line.
pub(super) const LINE_MAX: usize = 1_000;

/// What a line that begins with `From ` may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Prose.
    Not,
    /// A sender without a date that can be read: `From 1234@xxx` (Gmail Takeout), dates in the words of other
    /// languages. Needs a blank line before and a header field after it.
    Undated,
    /// `From -` and nothing else (Netscape, where the date was lost): never prose; needs a header field after
    /// it.
    Bare,
    /// Sender and date, but the year has two digits or is missing.
    Dated,
    /// Sender and a full date.
    Full,
}

/// True when a line, by itself, is a separator line: `From `, a plausible sender and a plausible date.
///
/// The line may have its line end. Sender: one word (an addr-spec, a local name, a UUCP path, `-`,
/// `MAILER-DAEMON`,
/// `???@???` as Eudora writes), a quoted local part, several words of which the last bears an `@` or ends with
/// `>` or `)`, or nothing at all.
/// Date: with a time of day, as asctime writes it (seconds, zone and weekday may be missing, the zone may
/// stand before or after the
/// year), as RFC 5322 does, or as ISO 8601 does. After it only `remote from HOST` (UUCP) may follow.
pub fn separator_line(line: &[u8]) -> bool {
    matches!(classify(line), Class::Dated | Class::Full)
}

pub(super) fn classify(line: &[u8]) -> Class {
    let Some(rest) = line.strip_prefix(b"From ") else { return Class::Not };
    if line.len() > LINE_MAX {
        return Class::Not;
    }
    let mut words: Vec<&[u8]> = rest
        .split(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n'))
        .filter(|w| !w.is_empty())
        .take(MAX_WORDS + 1)
        .collect();
    if words.len() > MAX_WORDS {
        return Class::Not;
    }
    if let [head @ .., b"remote", b"from", _] = words.as_slice() {
        words.truncate(head.len());
    }
    // The date reaches to the end of the line, so that its first word decides how many words the sender has.
    for first in 0..words.len() {
        if let Some(full) = date(&words[first..]) {
            // The weekday is optional: without this a sender would be taken for it, and never the reverse.
            if sender(&words[..first]) {
                return if full { Class::Full } else { Class::Dated };
            }
        }
    }
    match words.as_slice() {
        [b"-"] => Class::Bare,
        [one] if one.contains(&b'@') => Class::Undated,
        [one, rest @ ..]
            if (one.contains(&b'@') || *one == b"-" || *one == b"MAILER-DAEMON")
                && rest.iter().any(|w| w.iter().any(u8::is_ascii_digit))
                && rest.len() <= 7 =>
        {
            Class::Undated
        }
        _ => Class::Not,
    }
}

/// Words on a separator line: a sender of several, a date of at most eight, `remote from HOST`.
const MAX_WORDS: usize = 24;

fn sender(words: &[&[u8]]) -> bool {
    match words {
        [] => true,
        [one] => !one.ends_with(b":") && !one.ends_with(b","),
        [first, .., last] => {
            first.starts_with(b"\"") && last.contains(&b'"')
                || last.contains(&b'@')
                || last.ends_with(b">")
                || last.ends_with(b")")
        }
    }
}

/// Reads a date that takes all the words; says whether it has a year of four digits.
fn date(words: &[&[u8]]) -> Option<bool> {
    let words = match words {
        [first, rest @ ..] if weekday(first) => rest,
        _ => words,
    };
    match words {
        // asctime: Jan 2 03:04:05 2006, with zones before or after the year
        [m, d, t, rest @ ..] if month(m) && day(d) && time(t) => zones_and_year(rest),
        // RFC 5322 §3.3: 2 Jan 2006 03:04:05 +0100
        [d, m, y, t, rest @ ..] if day(d) && month(m) && time(t) && year(y).is_some() => {
            (rest.len() <= 2 && rest.iter().all(|w| zone(w))).then(|| year(y) == Some(true))
        }
        // 2-Jan-2006 03:04:05 +0100, as IMAP's INTERNALDATE (RFC 3501 §9) does
        [dmy, t, rest @ ..] if time(t) && dashed(dmy) && rest.len() <= 2 && rest.iter().all(|w| zone(w)) => {
            Some(true)
        }
        // ISO 8601: 2006-01-02 03:04:05 +01:00
        [ymd, t, rest @ ..]
            if iso_date(ymd) && iso_time(t) && rest.len() <= 1 && rest.iter().all(|w| zone(w)) =>
        {
            Some(true)
        }
        [both] => {
            let (ymd, t) = both.split_at_checked(10)?;
            (iso_date(ymd) && t.first() == Some(&b'T') && iso_time(&t[1..])).then_some(true)
        }
        _ => None,
    }
}

/// What follows the time of an asctime date: at most three zones or `AM`/`PM`, and at most one year among them.
fn zones_and_year(words: &[&[u8]]) -> Option<bool> {
    if words.len() > 4 {
        return None;
    }
    let mut found = None;
    for word in words {
        match year(word) {
            Some(full) if found.is_none() => found = Some(full),
            _ if zone(word) => {}
            _ => return None,
        }
    }
    Some(found == Some(true))
}

fn weekday(word: &[u8]) -> bool {
    let word = word.strip_suffix(b",").unwrap_or(word);
    const NAMES: [&[u8]; 7] = [b"mon", b"tue", b"wed", b"thu", b"fri", b"sat", b"sun"];
    word.len() == 3 && NAMES.iter().any(|n| word.eq_ignore_ascii_case(n))
}

fn month(word: &[u8]) -> bool {
    const NAMES: [&[u8]; 12] =
        [b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"];
    word.len() == 3 && NAMES.iter().any(|n| word.eq_ignore_ascii_case(n))
}

fn number(word: &[u8]) -> Option<u32> {
    if word.is_empty() || word.len() > 4 || !word.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(word.iter().fold(0, |n, b| n * 10 + u32::from(b - b'0')))
}

fn day(word: &[u8]) -> bool {
    word.len() <= 2 && number(word).is_some_and(|n| (1..=31).contains(&n))
}

/// `Some(true)` for four digits, `Some(false)` for two.
fn year(word: &[u8]) -> Option<bool> {
    match (word.len(), number(word)?) {
        (4, 1900..=2199) => Some(true),
        (2, _) => Some(false),
        _ => None,
    }
}

/// `3:04`, `03:04:05`.
fn time(word: &[u8]) -> bool {
    let mut pieces = word.split(|b| *b == b':');
    let (Some(h), Some(m), s, None) = (pieces.next(), pieces.next(), pieces.next(), pieces.next()) else {
        return false;
    };
    h.len() <= 2
        && number(h).is_some_and(|n| n < 24)
        && m.len() == 2
        && number(m).is_some_and(|n| n < 60)
        && s.is_none_or(|s| s.len() == 2 && number(s).is_some_and(|n| n < 61))
}

/// `+0100`, `-01:00`, `CET`, `CEST`, `(CET)`, `AM`.
fn zone(word: &[u8]) -> bool {
    let bare = word.strip_prefix(b"(").and_then(|w| w.strip_suffix(b")")).unwrap_or(word);
    match bare {
        [b'+' | b'-', digits @ ..] => {
            (4..=5).contains(&digits.len()) && digits.iter().all(|b| b.is_ascii_digit() || *b == b':')
        }
        _ => (1..=5).contains(&bare.len()) && bare.iter().all(u8::is_ascii_uppercase),
    }
}

/// `2-Jan-2006`.
fn dashed(word: &[u8]) -> bool {
    let mut pieces = word.split(|b| *b == b'-');
    let (Some(d), Some(m), Some(y), None) = (pieces.next(), pieces.next(), pieces.next(), pieces.next())
    else {
        return false;
    };
    day(d) && month(m) && year(y) == Some(true)
}

/// `2006-01-02`.
fn iso_date(word: &[u8]) -> bool {
    let mut pieces = word.split(|b| *b == b'-');
    let (Some(y), Some(m), Some(d), None) = (pieces.next(), pieces.next(), pieces.next(), pieces.next())
    else {
        return false;
    };
    year(y) == Some(true) && m.len() == 2 && number(m).is_some_and(|n| (1..=12).contains(&n)) && day(d)
}

/// `03:04:05`, with a fraction and a zone behind it or not.
fn iso_time(word: &[u8]) -> bool {
    let end = word.iter().position(|b| !b.is_ascii_digit() && *b != b':').unwrap_or(word.len());
    let (clock, rest) = word.split_at(end);
    let rest = match rest {
        [b'.' | b',', rest @ ..] => &rest[rest.iter().take_while(|b| b.is_ascii_digit()).count()..],
        _ => rest,
    };
    time(clock) && (rest.is_empty() || zone(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separator_lines_of_every_writer() {
        for line in [
            "From jan@example.com Fri Jun 23 02:56:55 2000",
            "From jan@example.com  Fri Jun 23 02:56:55 2000\r\n",
            "From jan@example.com Fri Jun  3 02:56:55 2000\n",
            "From jan@example.com Fri Jun 23 02:56 2000",
            "From jan Fri Jun 23 2:56:55 2000",
            "From jan@example.com Fri Jun 23 02:56:55 CEST 2000",
            "From jan@example.com Fri Jun 23 02:56:55 MET DST 2000",
            "From jan@example.com Fri Jun 23 02:56:55 2000 CEST",
            "From jan@example.com Fri Jun 23 02:56:55 2000 +0200",
            "From jan@example.com Fri Jun 23 02:56:55 +0200 2000",
            "From 1844347792267117879@xxx Fri Sep 26 17:18:40 +0000 2025",
            "From - Mon Jun  3 12:50:27 1996",
            "From MAILER-DAEMON Fri Jul  8 12:08:34 2011",
            "From ???@??? Mon Mar 17 17:19:30 1997",
            "From host!relay!jan Mon Mar 17 17:19 1997",
            "From jan Mon Mar 17 17:19:30 1997 remote from host",
            "From jan@example.com Mon Mar 17 17:19:30 97",
            "From jan@example.com Mon Mar 17 17:19:30",
            "From jan@example.com Mar 17 17:19:30 1997",
            "From  Mon Mar 17 17:19:30 1997",
            "From \"jan de vries\"@example.com Mon Mar 17 17:19:30 1997",
            "From Jan de Vries <jan@example.com> Mon Mar 17 17:19:30 1997",
            "From jan@example.com Mon, 17 Mar 1997 17:19:30 +0100",
            "From jan@example.com 17 Mar 1997 17:19:30 +0100 (CET)",
            "From jan@example.com 17-Mar-1997 17:19:30 +0100",
            "From jan@example.com 1997-03-17 17:19:30",
            "From jan@example.com 1997-03-17T17:19:30Z",
            "From jan@example.com 1997-03-17T17:19:30.123+01:00",
            "From bijlsma@voorbeeld\u{e9}.example Mon Mar 17 17:19:30 1997",
            "From 9b8f7e6d5c4b3a29180706050403020100ffeedd Mon Sep 17 00:00:00 2001",
        ] {
            assert!(separator_line(line.as_bytes()), "{line}");
        }
        assert!(separator_line(b"From j\xe9@example.com Mon Mar 17 17:19:30 1997"), "Latin-1");
    }

    #[test]
    fn prose_is_no_separator_line() {
        for line in [
            "From Monday we close at 17:00",
            "From Monday Jan 5 on, the office is closed",
            "From Jan 2004 on we pay by bank",
            "From 10:00 to 12:00 we meet",
            "From Mon to Fri 09:00",
            "From: jan@example.com Mon Mar 17 17:19:30 1997",
            "From the log of Mon Mar 17 17:19:30 1997",
            "From the log of the server, Mon Mar 17 17:19:30 1997 it was down",
            "From jan@example.com on Mon Mar 17 17:19:30 1997",
            "From jan@example.com Mon Mar 17 25:19:30 1997",
            "From jan@example.com Mon Mar 32 17:19:30 1997",
            "From jan@example.com",
            "From ",
            "From",
            "from jan@example.com Mon Mar 17 17:19:30 1997",
            ">From jan@example.com Mon Mar 17 17:19:30 1997",
            " From jan@example.com Mon Mar 17 17:19:30 1997",
        ] {
            assert!(!separator_line(line.as_bytes()), "{line}");
        }
        let long = format!("From {} Mon Mar 17 17:19:30 1997", "x".repeat(LINE_MAX));
        assert!(!separator_line(long.as_bytes()));
    }

    #[test]
    fn lines_without_a_date_are_told_apart() {
        assert_eq!(classify(b"From - \n"), Class::Bare);
        assert_eq!(classify(b"From 12345@xxx\r\n"), Class::Undated);
        assert_eq!(classify(b"From - ma jan  5 10:11:12 2004\n"), Class::Undated);
        assert_eq!(classify(b"From jan@example.com and others\n"), Class::Not);
        assert_eq!(classify(b"From jan\n"), Class::Not);
        assert_eq!(classify(b"From a@example.com Mon Mar 17 17:19:30 97"), Class::Dated);
        assert_eq!(classify(b"From a@example.com Mon Mar 17 17:19:30 1997"), Class::Full);
    }
}
