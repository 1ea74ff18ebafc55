//! A header block in, fields and what the scan needs of them out (RFC 5322 §2.2, §3.6; RFC 2047; RFC 2045 §5).
//!
//! `mailparse` takes the block apart into fields. Around it: a bound on the block, lines that are no field, and decoding
//! that stays linear (`mailparse` is quadratic on unterminated encoded-words).

use std::sync::Arc;

use jiff::ZonedDateTime;
use jiff::fmt::rfc2822::DateTimeParser;

use super::declared::Declared;
use super::mailbox::mailboxes;
use super::{transport, words};
use crate::model::{Envelope, Sensitive, Transport};

/// What the scan needs of the header of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeaderInfo {
    /// msg-id without angle brackets.
    pub message_id: Option<String>,
    /// The Date field in RFC 3339, with the offset that it names.
    pub date: Option<String>,
    /// Lower-case addr-spec of the first From address.
    pub from: Option<String>,
    /// First language tag of Content-Language, in lower case (RFC 3282).
    pub language: Option<String>,
    /// How it travelled.
    pub transport: Transport,
    /// When it reached the archive, in RFC 3339: the topmost Received field that has a date-time.
    pub archived_at: Option<String>,
    /// Who sent it to whom.
    pub envelope: Arc<Envelope>,
}

/// What of an entity's header decides how its body is read.
#[derive(Debug, Clone, Default)]
pub(crate) struct EntityHeader {
    pub(crate) content_type: Option<words::Parameterised>,
    /// The boundary parameter of Content-Type, byte by byte: delimiter lines are not decoded.
    pub(crate) boundary: Option<Vec<u8>>,
    pub(crate) disposition: Option<words::Parameterised>,
    pub(super) transfer_encoding: Declared,
}

impl EntityHeader {
    /// Of a file in another, which has a name and nothing else.
    pub(super) fn of_file(name: &str) -> Self {
        let parameters = vec![("filename".to_owned(), name.to_owned())];
        let disposition = words::Parameterised { value: "attachment".to_owned(), parameters };
        EntityHeader { disposition: Some(disposition), ..EntityHeader::default() }
    }
}

/// How a header field is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FieldClass {
    /// Holds addresses.
    Address,
    /// Holds text for people.
    Text,
    /// Holds identifiers, routes and signatures that look like details and are none.
    Machine,
}

/// Decides by the lower-case name (RFC 5322 §3.6, RFC 2369, RFC 8098; the `X-` fields as mail programs write them:
/// Lotus and Enron's export `X-From`, Gmail `X-Forwarded-For`, Exim `Envelope-to`, fetchmail `X-Envelope-To`).
pub(crate) fn class(name: &str) -> FieldClass {
    match name {
        "from"
        | "sender"
        | "reply-to"
        | "to"
        | "cc"
        | "bcc"
        | "delivered-to"
        | "x-original-to"
        | "return-path"
        | "disposition-notification-to"
        | "return-receipt-to"
        | "errors-to"
        | "envelope-to"
        | "envelope-from"
        | "apparently-to"
        | "apparently-from"
        | "mail-followup-to"
        | "mail-reply-to"
        | "x-from"
        | "x-to"
        | "x-cc"
        | "x-bcc"
        | "x-sender"
        | "x-reply-to"
        | "x-envelope-from"
        | "x-envelope-to"
        | "x-rcpt-to"
        | "x-real-to"
        | "x-delivered-to"
        | "x-forwarded-to"
        | "x-forwarded-for"
        | "x-apparently-to"
        | "x-apparently-from"
        | "x-original-from"
        | "x-original-sender"
        | "x-google-original-from"
        | "x-failed-recipients"
        | "x-confirm-reading-to"
        | "x-complaints-to"
        | "x-abuse-reports-to"
        | "x-authenticated-sender"
        | "x-authenticated-user"
        | "x-auth-user"
        | "x-beenthere"
        | "x-loop"
        | "approved"
        | "final-recipient"
        | "original-recipient"
        | "x-ms-exchange-organization-authas-from" => FieldClass::Address,
        "subject"
        | "thread-topic"
        | "comments"
        | "keywords"
        | "organization"
        | "organisation"
        | "x-organization"
        | "x-phone"
        | "x-subject"
        | "x-contact"
        | "x-address"
        | "content-description" => FieldClass::Text,
        _ if name.starts_with("resent-") => match name {
            "resent-message-id" | "resent-date" => FieldClass::Machine,
            _ => FieldClass::Address,
        },
        _ if name.starts_with("list-") => FieldClass::Address,
        _ => FieldClass::Machine,
    }
}

/// True when a line can begin a header field: a name of printable ASCII, white space as old programs put it
/// (RFC 5322 §4.5), a colon.
pub(crate) fn is_field_line(line: &[u8]) -> bool {
    let name = line.iter().take_while(|b| (33..=126).contains(*b) && **b != b':').count();
    if name == 0 || name > 200 {
        return false;
    }
    let rest = &line[name..];
    let blank = rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    rest.get(blank) == Some(&b':')
}

/// Where the header block at the start of `buf` ends: the length of the block and where the body begins, or `None`
/// when the end is not in `buf` and more may come.
///
/// The block ends at a blank line, at a delimiter line of an enclosing multipart, or at a line that cannot belong to a
/// header — unless a well-known field follows that line directly: a gateway put it there, and all that says how to
/// read the body is still to come.
pub(crate) fn block_end(
    buf: &[u8],
    complete: bool,
    is_delimiter: &dyn Fn(&[u8]) -> bool,
) -> Option<(usize, usize)> {
    let mut at = 0;
    let mut fields = 0;
    loop {
        let line_end = match memchr::memchr(b'\n', &buf[at..]) {
            Some(n) => at + n + 1,
            None if complete => buf.len(),
            None => return None,
        };
        let line = &buf[at..line_end];
        if matches!(line, b"\n" | b"\r\n") {
            return Some((at, line_end));
        }
        if line.is_empty() || line.starts_with(b"--") && is_delimiter(trim_line(line)) {
            return Some((at, at));
        }
        let continued = matches!(line[0], b' ' | b'\t');
        if continued && fields > 0 || is_field_line(line) {
            fields += 1;
        } else if at == 0 && (line.starts_with(b"From ") || line.starts_with(b">From ")) {
            // a separator line that a program left in the message
        } else if line.starts_with(b"--") {
            return Some((at, at)); // the delimiter line of a multipart whose header is this block
        } else if continued && fields == 0 && line.iter().all(u8::is_ascii_whitespace) {
            // a blank line with spaces in front of the header
        } else {
            let next = &buf[line_end..];
            let next_line = memchr::memchr(b'\n', next).map(|n| &next[..n]);
            match next_line {
                None if !complete => return None,
                Some(next) if is_well_known(next) => {}
                _ => return Some((at, at)),
            }
        }
        at = line_end;
    }
}

/// True for a line that begins a field that says how to read a message, or who wrote it.
fn is_well_known(line: &[u8]) -> bool {
    const NAMES: [&str; 14] = [
        "content-type",
        "content-transfer-encoding",
        "content-disposition",
        "mime-version",
        "from",
        "to",
        "cc",
        "subject",
        "date",
        "message-id",
        "received",
        "return-path",
        "reply-to",
        "in-reply-to",
    ];
    if !is_field_line(line) {
        return false;
    }
    let name = line.split(|b| *b == b':').next().unwrap_or_default().trim_ascii_end();
    NAMES.iter().any(|n| name.eq_ignore_ascii_case(n.as_bytes()))
}

/// True when text begins as a message does: with fields of which three are well known, or one when its name says `.eml`.
pub(crate) fn looks_like_message(head: &[u8], named_so: bool) -> bool {
    let mut known = 0;
    for line in head.split(|b| *b == b'\n').take(40) {
        if line.trim_ascii().is_empty() {
            break;
        }
        if is_well_known(line) {
            known += 1;
        } else if !(is_field_line(line) || matches!(line[0], b' ' | b'\t')) {
            return false;
        }
    }
    known >= if named_so { 1 } else { 3 }
}

/// A line without its line end and trailing white space.
pub(crate) fn trim_line(line: &[u8]) -> &[u8] {
    line.trim_ascii_end()
}

/// Takes a header block apart and hands on the name and the raw body of every field. Lines that are no field come with an
/// empty name.
///
/// Where a field ends is a matter of line ends alone; `mailparse` reads those that say how to read the message. Most of a
/// header is routes and signatures, of which nothing but their length is wanted.
pub(crate) fn fields(block: &[u8], mut on: impl FnMut(&[u8], &[u8])) {
    lines(block, |field, colon| {
        let Some(colon) = colon else { return on(b"", field.trim_ascii()) };
        let name = field[..colon].trim_ascii_end();
        match with_lower(name, is_read).then(|| mailparse::parse_header(field)) {
            Some(Ok((parsed, _))) => on(name, parsed.get_value_raw()),
            _ => on(name, field[colon + 1..].trim_ascii()),
        }
    });
}

/// Hands on every field of a header block, with all its lines and their line ends, and where its colon is; of a line that
/// is no field, none.
pub(crate) fn lines(block: &[u8], mut on: impl FnMut(&[u8], Option<usize>)) {
    let mut rest = block;
    while !rest.is_empty() {
        let line = first_line(rest);
        let Some(colon) = is_field_line(line).then(|| memchr::memchr(b':', line)).flatten() else {
            on(line, None);
            rest = &rest[line.len()..];
            continue;
        };
        let mut end = line.len();
        while matches!(rest.get(end), Some(b' ' | b'\t')) {
            end += first_line(&rest[end..]).len();
        }
        let (field, behind) = rest.split_at(end);
        on(field, Some(colon));
        rest = behind;
    }
}

/// True for a field (lower-case name) that says how to read the message.
fn is_read(name: &str) -> bool {
    name.starts_with("content-")
        || matches!(name, "message-id" | "date")
        || class(name) != FieldClass::Machine
}

/// Calls `f` with a field name in lower case; with an empty one where it is longer than any that is known.
pub(crate) fn with_lower<T>(name: &[u8], f: impl FnOnce(&str) -> T) -> T {
    let mut lower = [0; 64];
    match lower.get_mut(..name.len()) {
        Some(lower) => {
            lower.copy_from_slice(name);
            lower.make_ascii_lowercase();
            f(std::str::from_utf8(lower).unwrap_or_default())
        }
        None => f(""),
    }
}

fn first_line(text: &[u8]) -> &[u8] {
    match memchr::memchr(b'\n', text) {
        Some(n) => &text[..=n],
        None => text,
    }
}

/// Bytes of a value of mail that is shown beside every finding: a line of RFC 5322 §2.1.1.
const SHOWN: usize = 998;

/// The beginning of a value that is shown beside every finding: all of it, unless no program wrote it.
pub(crate) fn shown(mut value: String) -> String {
    value.truncate(value.floor_char_boundary(SHOWN));
    value
}

impl HeaderInfo {
    /// Takes note of one field of a message's header, by its lower-case name; of most, the first of its name counts.
    pub(crate) fn note(&mut self, name: &str, body: &str) {
        match name {
            "message-id" if self.message_id.is_none() => {
                self.message_id = message_id(body).map(shown);
            }
            "date" if self.date.is_none() => self.date = date(body),
            "received" => {
                if self.archived_at.is_none() {
                    self.archived_at = transport::date_time(body).and_then(date);
                }
                // what went both ways stays so
                if self.transport != Transport::PartlyTls
                    && let Some(tls) = transport::hop(body)
                {
                    self.transport = self.transport.after_hop(tls);
                }
            }
            "content-language" if self.language.is_none() => {
                self.language = body.split(',').next().map(|l| shown(l.trim().to_ascii_lowercase()));
            }
            _ => self.address(name, body),
        }
    }

    /// Takes note of what the whole message is.
    pub(crate) fn note_type(&mut self, content_type: &words::Parameterised) {
        if let Some(encrypted) = transport::encrypted(content_type) {
            self.transport = encrypted;
        }
    }

    /// Takes note of who sent the message to whom.
    fn address(&mut self, name: &str, body: &str) {
        const MOST: usize = Envelope::RECIPIENTS_MAX;
        // nobody else holds it while the header is read
        let Some(envelope) = Arc::get_mut(&mut self.envelope) else { return };
        match name {
            "from" if envelope.from.is_empty() => {
                envelope.from = mailboxes(body, 16);
                self.from = envelope.author().map(|m| m.address.reveal().clone());
            }
            "sender" if envelope.sender.is_none() => envelope.sender = mailboxes(body, 1).pop(),
            "reply-to" if envelope.reply_to.is_empty() => envelope.reply_to = mailboxes(body, 16),
            "to" | "cc" | "bcc" => {
                let room = MOST.saturating_sub(envelope.recipients.len());
                let mut more = mailboxes(body, room + 1);
                envelope.more_recipients |= more.len() > room;
                more.truncate(room);
                envelope.recipients.append(&mut more);
            }
            "delivered-to" | "x-original-to" | "envelope-to" | "x-envelope-to" | "x-delivered-to" => {
                let room = 16_usize.saturating_sub(envelope.delivered_to.len());
                envelope.delivered_to.extend(mailboxes(body, room).into_iter().map(|m| m.address));
            }
            "subject" if envelope.subject.is_none() => {
                envelope.subject = Some(Sensitive::new(shown(body.to_owned())));
            }
            "in-reply-to" | "references" => envelope.answers = true,
            "list-id" | "list-unsubscribe" | "auto-submitted" | "precedence" => {
                envelope.automatic |= name != "auto-submitted" || !body.eq_ignore_ascii_case("no");
            }
            _ => {}
        }
    }
}

/// The msg-id without its angle brackets (RFC 5322 §3.6.4); what is written without them as it stands.
fn message_id(body: &str) -> Option<String> {
    let body = body.trim();
    let id = match body.find('<') {
        Some(start) => {
            let rest = &body[start + 1..];
            &rest[..rest.find('>').unwrap_or(rest.len())]
        }
        None => body.split_whitespace().next().unwrap_or_default(),
    };
    let id = id.trim();
    (!id.is_empty()).then(|| id.to_owned())
}

/// The Date field in RFC 3339 with its own offset. jiff reads RFC 5322 dates; `mailparse` reads more (names of days in
/// other languages, missing parts), but takes an empty field for 1970.
fn date(body: &str) -> Option<String> {
    let body = body.trim();
    if body.is_empty() || body.len() > 200 {
        return None;
    }
    let without_comment = body.split('(').next().unwrap_or(body).trim();
    static PARSER: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);
    if let Ok(parsed) = PARSER.parse_zoned_datetime(without_comment) {
        return Some(rfc3339(&parsed));
    }
    let seconds = mailparse::dateparse(body).ok().filter(|s| *s != 0)?;
    let time = jiff::Timestamp::from_second(seconds).ok()?;
    let year = time.strftime("%Y").to_string().parse::<i32>().ok()?;
    (1970..2200).contains(&year).then(|| time.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string())
}

/// A date-time as RFC 3339 writes it, with its own offset. Every message has some: a template would be read for each.
fn rfc3339(time: &ZonedDateTime) -> String {
    let offset = time.offset().seconds();
    let sign = if offset < 0 { b'-' } else { b'+' };
    let minutes = offset.unsigned_abs() / 60;
    let Ok(year @ 0..=9_999) = u16::try_from(time.year()) else {
        return time.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    };
    let mut text = String::with_capacity(25);
    let mut push = |number: u16, mark: u8| {
        text.push(char::from(b'0' + (number / 10 % 10) as u8));
        text.push(char::from(b'0' + (number % 10) as u8));
        if mark > 0 {
            text.push(char::from(mark));
        }
    };
    push(year / 100, 0);
    push(year % 100, b'-');
    push(time.month() as u16, b'-');
    push(time.day() as u16, b'T');
    push(time.hour() as u16, b':');
    push(time.minute() as u16, b':');
    push(time.second() as u16, sign);
    push((minutes / 60) as u16, b':');
    push((minutes % 60) as u16, 0);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str) -> Option<(usize, usize)> {
        block_end(text.as_bytes(), true, &|line| line == b"--b")
    }

    #[test]
    fn a_block_ends_at_a_blank_line_a_delimiter_or_text() {
        assert_eq!(block("A: 1\nB: 2\n\nbody"), Some((10, 11)));
        assert_eq!(block("A: 1\r\n\r\nbody"), Some((6, 8)));
        assert_eq!(block("A: 1\n--b\nC: 3\n\n"), Some((5, 5)));
        assert_eq!(block("A: 1\nno field here\nB: 2\n\n"), Some((5, 5)));
        assert_eq!(block("A: 1\nstray line\nContent-Type: text/plain\n\nx"), Some((41, 42)));
        assert_eq!(block("\nbody"), Some((0, 1)));
        assert_eq!(block("A: 1"), Some((4, 4)));
        assert_eq!(block_end(b"A: 1\nB", false, &|_| false), None);
    }

    #[test]
    fn fields_come_with_their_raw_bodies() {
        let mut seen = Vec::new();
        fields(b"Subject : one\r\n two\r\nbroken\r\nTo:\r\n", |name, body| {
            seen.push((
                String::from_utf8_lossy(name).into_owned(),
                String::from_utf8_lossy(body).into_owned(),
            ));
        });
        let expected = [("Subject", "one\r\n two"), ("", "broken"), ("To", "")];
        assert_eq!(seen, expected.map(|(n, b)| (n.to_owned(), b.to_owned())));
    }

    #[test]
    fn what_is_shown_beside_findings_is_bounded() {
        let mut info = HeaderInfo::default();
        let long = "\u{e9}".repeat(1000);
        info.note("message-id", &format!("<x{long}>"));
        info.note("from", &format!("{long}@klant.example"));
        assert_eq!(info.message_id.unwrap(), format!("x{}", &long[..996]));
        assert_eq!(info.from.unwrap(), long[..998]);
    }

    #[test]
    fn the_way_of_a_message() {
        let mut info = HeaderInfo::default();
        info.note("received", "from a.example by b.example with ESMTPS id 1");
        info.note("received", "from c.example by a.example with SMTP;\r\n Sun, 2 Mar 2014 10:11:00 +0100");
        info.note("received", "by c.example with HTTP; Sun, 2 Mar 2014 09:00:00 +0100");
        assert_eq!(info.transport, Transport::PartlyTls);
        assert_eq!(info.archived_at.as_deref(), Some("2014-03-02T10:11:00+01:00"));
        info.note_type(&words::parameterised(b"multipart/encrypted; protocol=application/pgp-encrypted"));
        assert_eq!(info.transport, Transport::EncryptedPgp);
    }

    #[test]
    fn dates_keep_their_offset() {
        assert_eq!(date("Sun, 2 Mar 2014 10:11:00 +0100").as_deref(), Some("2014-03-02T10:11:00+01:00"));
        assert_eq!(date("Mon, 2 Mar 2014 10:11 GMT (summer)").as_deref(), Some("2014-03-02T10:11:00+00:00"));
        assert_eq!(date("ma, 07 jan 2019 10:00:00 +0100").as_deref(), Some("2019-01-07T09:00:00+00:00"));
        assert_eq!(date("Sun, 2 Mar 2014 10:11:09 -0330").as_deref(), Some("2014-03-02T10:11:09-03:30"));
        assert_eq!(date("2 Mar 70 00:00 -0000").as_deref(), Some("1970-03-02T00:00:00+00:00"));
        for text in ["31 Dec 1999 23:59:60 +1400", "1 Jan 0001 00:00:00 +0000", "1 Jan 9998 00:00:00 -2359"] {
            if let Ok(time) = DateTimeParser::new().parse_zoned_datetime(text) {
                let told = time.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
                assert_eq!(rfc3339(&time), told, "{text}");
            }
        }
        assert_eq!(date(""), None);
        assert_eq!(date("yesterday"), None);
    }

    #[test]
    fn identifiers_and_routes_are_not_searched() {
        for name in ["message-id", "references", "in-reply-to", "received", "dkim-signature", "content-id"] {
            assert_eq!(class(name), FieldClass::Machine, "{name}");
        }
        for name in ["from", "resent-to", "list-unsubscribe", "x-from"] {
            assert_eq!(class(name), FieldClass::Address, "{name}");
        }
    }
}
