//! Files that are no mail and lie among it, which are searched all the same.
//!
//! Address books and calendars (vCard, iCalendar) always are: they are kept by mail programs, and hold nothing but contact
//! details. Other documents are when that was asked for: a folder of mail may lie beside a disk of them.

use crate::source::format::Head;

/// True for a file that is searched, by its name and first bytes.
pub(super) fn searched(head: &Head<'_>, all: bool) -> bool {
    all && !head.bytes.is_empty() || is_card(head)
}

/// The first line of a vCard (RFC 6350 §3.3) or a calendar (RFC 5545 §3.4), behind a byte order mark and blank lines.
fn is_card(head: &Head<'_>) -> bool {
    let text = head.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head.bytes).trim_ascii_start();
    [&b"BEGIN:VCARD"[..], b"BEGIN:VCALENDAR"]
        .iter()
        .any(|begin| text.len() > begin.len() && text[..begin.len()].eq_ignore_ascii_case(begin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_and_calendars_are_told_by_their_first_line() {
        let head = |bytes| Head { bytes, name: "a", complete: true };
        assert!(searched(&head(b"\xef\xbb\xbfBEGIN:VCARD\r\nVERSION:3.0\r\n"), false));
        assert!(searched(&head(b"\nbegin:vcalendar\n"), false));
        assert!(!searched(&head(b"naam;telefoon\n"), false));
        assert!(searched(&head(b"naam;telefoon\n"), true));
        assert!(!searched(&head(b""), true));
    }
}
