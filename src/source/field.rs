//! A line in, the header field that it begins out (RFC 5322 §2.2, with what §4.5 tolerates).
//!
//! Only what is needed to tell mail from other text; header fields are read in earnest elsewhere.

/// Names that only mail (and news) has, in lower case. Sources: RFC 5322 §3.6, RFC 4021 §2, and what Mozilla,
/// mbox
/// writers and delivery agents add.
const MAIL_NAMES: &[&str] = &[
    "apparently-to",
    "arc-authentication-results",
    "arc-message-signature",
    "arc-seal",
    "authentication-results",
    "bcc",
    "cc",
    "delivered-to",
    "delivery-date",
    "disposition-notification-to",
    "dkim-signature",
    "domainkey-signature",
    "envelope-to",
    "errors-to",
    "followup-to",
    "from",
    "in-reply-to",
    "list-archive",
    "list-help",
    "list-id",
    "list-post",
    "list-subscribe",
    "list-unsubscribe",
    "mail-followup-to",
    "message-id",
    "mime-version",
    "newsgroups",
    "nntp-posting-host",
    "received",
    "received-spf",
    "reply-to",
    "resent-cc",
    "resent-date",
    "resent-from",
    "resent-message-id",
    "resent-sender",
    "resent-to",
    "return-path",
    "return-receipt-to",
    "sender",
    "subject",
    "thread-index",
    "thread-topic",
    "to",
];

/// Names that mail shares with other texts.
const SHARED_NAMES: &[&str] = &[
    "comments",
    "content-class",
    "content-description",
    "content-disposition",
    "content-id",
    "content-language",
    "content-length",
    "content-location",
    "content-md5",
    "content-transfer-encoding",
    "content-type",
    "date",
    "encoding",
    "encrypted",
    "importance",
    "keywords",
    "lines",
    "organisation",
    "organization",
    "path",
    "precedence",
    "priority",
    "references",
    "sensitivity",
    "status",
    "user-agent",
];

/// Names that stand in HTTP messages and never in mail (RFC 9110 §18.4).
const HTTP_NAMES: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-ranges",
    "age",
    "cache-control",
    "connection",
    "content-encoding",
    "cookie",
    "etag",
    "expires",
    "host",
    "if-modified-since",
    "if-none-match",
    "last-modified",
    "location",
    "referer",
    "server",
    "set-cookie",
    "strict-transport-security",
    "transfer-encoding",
    "vary",
    "via",
    "www-authenticate",
];

/// What sort of name a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Of mail.
    Mail,
    /// Of mail and other texts; `X-` names too.
    Shared,
    /// Of HTTP.
    Http,
    /// Not known.
    Other,
}

/// Longest field name that is looked at.
const NAME_MAX: usize = 76;

/// The name of the field that a line begins, as written (more lines may follow it); `None` where it begins
/// none. White space before the colon is
/// let through (RFC 5322 §4.5, obs-fields).
pub(super) fn name(line: &[u8]) -> Option<&[u8]> {
    let colon = memchr::memchr(b':', &line[..line.len().min(NAME_MAX + 1)])?;
    let mut name = &line[..colon];
    // Not line ends: the colon may stand on the next line.
    while let [shorter @ .., b' ' | b'\t'] = name {
        name = shorter;
    }
    let plausible = !name.is_empty() && name.iter().all(|b| (b'!'..=b'~').contains(b));
    let other = line[colon + 1..].starts_with(b"//") || line[colon + 1..].starts_with(b":");
    (plausible && !other).then_some(name)
}

/// Sorts a name.
pub(super) fn sort(name: &[u8]) -> Sort {
    let listed = |names: &[&str]| names.iter().any(|n| name.eq_ignore_ascii_case(n.as_bytes()));
    if listed(MAIL_NAMES) {
        Sort::Mail
    } else if name.len() > 2 && name[..2].eq_ignore_ascii_case(b"x-") || listed(SHARED_NAMES) {
        Sort::Shared
    } else if listed(HTTP_NAMES) {
        Sort::Http
    } else {
        Sort::Other
    }
}

/// True when a line begins with a field that mail is known to have.
pub(super) fn known(line: &[u8]) -> bool {
    name(line).is_some_and(|name| matches!(sort(name), Sort::Mail | Sort::Shared))
}

/// The number of a Content-Length field; `None` for every other line and for numbers that are none.
pub(super) fn content_length(line: &[u8]) -> Option<u64> {
    const NAME: &[u8] = b"content-length";
    if !line.first().is_some_and(|b| b.eq_ignore_ascii_case(&b'c')) || !name(line)?.eq_ignore_ascii_case(NAME)
    {
        return None;
    }
    let colon = memchr::memchr(b':', line)?;
    let digits = line[colon + 1..].trim_ascii();
    if digits.is_empty() || digits.len() > 18 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(digits.iter().fold(0, |n, b| n * 10 + u64::from(b - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_sorted() {
        assert_eq!(name(b"Subject: x"), Some(&b"Subject"[..]));
        assert_eq!(name(b"Subject \t: x"), Some(&b"Subject"[..]));
        assert_eq!(name(b"Dear Jan: hello"), None);
        assert_eq!(name(b": x"), None);
        assert_eq!(name(b"From \r\n:x"), None);
        assert_eq!(name(b"http://example.com"), None);
        assert_eq!(name(b"From::to"), None);
        assert_eq!(name(b"caf\xe9: x"), None);
        assert_eq!(sort(b"FROM"), Sort::Mail);
        assert_eq!(sort(b"X-Mozilla-Status"), Sort::Shared);
        assert_eq!(sort(b"X-"), Sort::Other);
        assert_eq!(sort(b"Set-Cookie"), Sort::Http);
        assert_eq!(sort(b"Note"), Sort::Other);
        assert!(known(b"Return-Path: <>\r\n") && !known(b"Note: x") && !known(b""));
    }

    #[test]
    fn lists_are_sorted_and_disjoint() {
        for list in [MAIL_NAMES, SHARED_NAMES, HTTP_NAMES] {
            assert!(list.is_sorted());
        }
        assert!(MAIL_NAMES.iter().all(|n| !SHARED_NAMES.contains(n) && !HTTP_NAMES.contains(n)));
    }

    #[test]
    fn content_length_is_strict() {
        assert_eq!(content_length(b"Content-Length: 120\r"), Some(120));
        assert_eq!(content_length(b"CONTENT-LENGTH :7"), Some(7));
        assert_eq!(content_length(b"Content-Length: -1"), None);
        assert_eq!(content_length(b"Content-Length: 99999999999999999999"), None);
        assert_eq!(content_length(b"Content-Length:"), None);
        assert_eq!(content_length(b"Content-Type: 5"), None);
    }
}
