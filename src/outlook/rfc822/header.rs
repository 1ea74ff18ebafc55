//! The header of a message: the one that it came with, or one made of properties (RFC 5322 §3.6).
//!
//! Values stand in it as UTF-8 (RFC 6532), since everything of this program reads that.

use std::collections::HashSet;
use std::fmt::Write as _;

use jiff::Timestamp;

use crate::outlook::address::{self, AUTHOR, Address, Directory, Party, RECIPIENT, SENDER};
use crate::outlook::item::{Named, Properties, Value};
use crate::outlook::tag::{self, lid};
use crate::outlook::{entry_id, typed};

/// The fields of an item, up to those that say how to read its body, and whether an X.500 name stands in one of them.
pub(super) fn fields(
    properties: &Properties,
    recipients: &[Properties],
    directory: &Directory,
) -> (String, bool) {
    let mut out = Header::default();
    if let Some(came_with) = properties.text(tag::TRANSPORT_MESSAGE_HEADERS) {
        out.take(came_with);
    }
    let author = directory.party(properties, AUTHOR);
    let sender = directory.party(properties, SENDER);
    let differ = matches!((&author, &sender), (Some(a), Some(s)) if a.address != s.address && s.address != Address::None);
    if differ && !out.has("from") {
        out.parties("Sender", sender.iter());
    }
    out.parties("From", author.or(sender).iter());
    let mut groups: [Vec<Party>; 3] = Default::default();
    for recipient in recipients {
        // the lower bits; others say that it was sent again (MAPI_SUBMITTED, MAPI_P1)
        let group = match recipient.integer(tag::RECIPIENT_TYPE).map_or(1, |kind| kind & 0xF) {
            0 => continue,
            2 => 1,
            3 => 2,
            _ => 0,
        };
        groups[group].extend(directory.party(recipient, RECIPIENT));
    }
    for ((name, shown), parties) in
        [("To", tag::DISPLAY_TO), ("Cc", tag::DISPLAY_CC), ("Bcc", tag::DISPLAY_BCC)].into_iter().zip(&groups)
    {
        if recipients.is_empty() {
            let parties = named(properties.text(shown).unwrap_or_default());
            out.mailboxes(name, &parties.collect::<Vec<_>>());
        } else {
            out.mailboxes(name, parties);
        }
    }
    let page = address::page(properties);
    let entries = properties.bytes(tag::REPLY_RECIPIENT_ENTRIES).unwrap_or_default();
    let mut replies: Vec<Party> =
        entry_id::list(entries).filter_map(|id| directory.entry(id, page)).collect();
    if replies.is_empty() {
        replies.extend(named(properties.text(tag::REPLY_RECIPIENT_NAMES).unwrap_or_default()));
    }
    out.mailboxes("Reply-To", &replies);
    if let Some(date) = date(properties) {
        out.field("Date", &date.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string());
    }
    if let Some(subject) = subject(properties) {
        out.field("Subject", &subject);
    }
    for (name, id) in [
        ("Message-ID", tag::INTERNET_MESSAGE_ID),
        ("In-Reply-To", tag::IN_REPLY_TO_ID),
        ("References", tag::INTERNET_REFERENCES),
    ] {
        out.field(name, properties.text(id).unwrap_or_default());
    }
    match properties.integer(tag::IMPORTANCE) {
        Some(0) => out.field("Importance", "low"),
        Some(2) => out.field("Importance", "high"),
        _ => {}
    }
    for (name, id) in [
        ("Keywords", Named::Word(tag::PUBLIC_STRINGS, "Keywords".to_owned())),
        ("X-Contact", Named::Number(tag::COMMON, lid::CONTACTS)),
        ("X-Organization", Named::Number(tag::COMMON, lid::COMPANIES)),
    ] {
        if let Some(Value::Texts(words)) = properties.named.get(&id) {
            out.field(name, &words.join(", "));
        }
    }
    out.text.push_str("MIME-Version: 1.0\r\n");
    (out.text, out.unresolved)
}

/// The parties of a list of names, as PidTagDisplayTo and the like hold them.
fn named(names: &str) -> impl Iterator<Item = Party> {
    let parties = names.split(';').map(|name| Party { name: name.to_owned(), address: Address::None });
    parties.filter_map(Party::settled)
}

/// The subject, without the mark of where its prefix ends (\[MS-PST\] §2.5.3.1.1.1): U+0001, and a character that counts.
fn subject(properties: &Properties) -> Option<String> {
    let whole = properties.text(tag::SUBJECT).map(|subject| match subject.strip_prefix('\u{1}') {
        Some(rest) => rest.chars().skip(1).collect(),
        None => subject.to_owned(),
    });
    whole
        .or_else(|| {
            let rest = properties.text(tag::NORMALIZED_SUBJECT)?;
            Some(format!("{}{rest}", properties.text(tag::SUBJECT_PREFIX).unwrap_or_default()))
        })
        .or_else(|| properties.text(tag::CONVERSATION_TOPIC).map(str::to_owned))
}

/// When the item was sent; of one that never was, when it was last written.
fn date(properties: &Properties) -> Option<Timestamp> {
    [tag::CLIENT_SUBMIT_TIME, tag::MESSAGE_DELIVERY_TIME, tag::LAST_MODIFICATION_TIME, tag::CREATION_TIME]
        .into_iter()
        .find_map(|id| match properties.tagged.get(&id) {
            Some(Value::Time(at)) => typed::timestamp(*at),
            _ => None,
        })
}

/// The date of an item as asctime writes it; that of the epoch where it has none.
pub(super) fn separator_date(properties: &Properties) -> String {
    date(properties).unwrap_or(Timestamp::UNIX_EPOCH).strftime("%a %b %e %H:%M:%S %Y").to_string()
}

/// A header that is being written.
#[derive(Default)]
struct Header {
    text: String,
    /// Lower-case names of the fields that it came with.
    names: HashSet<String>,
    unresolved: bool,
}

impl Header {
    fn has(&self, name: &str) -> bool {
        self.names.contains(&name.to_ascii_lowercase())
    }

    /// Adds a field that the header has not yet and that has a body.
    fn field(&mut self, name: &str, body: &str) {
        let body = clean(body);
        if !body.is_empty() && !self.has(name) {
            let _ = write!(self.text, "{name}: {body}\r\n");
        }
    }

    /// Adds a field of those parties that have an addr-spec, and one for the others: programs that read a list of addresses
    /// give up, or take a name for a part of the next, where one of them is none. `X-To` and the like are what Enron's export
    /// has for that.
    fn mailboxes(&mut self, name: &str, parties: &[Party]) {
        if !self.has(name) {
            let (those, others): (Vec<_>, Vec<_>) =
                parties.iter().partition(|party| matches!(party.address, Address::Smtp(_)));
            self.parties(name, those.into_iter());
            self.parties(&format!("X-{name}"), others.into_iter());
        }
    }

    /// Adds a field of parties, each on a line of its own.
    fn parties<'p>(&mut self, name: &str, parties: impl Iterator<Item = &'p Party>) {
        if self.has(name) {
            return;
        }
        let mut first = true;
        for party in parties {
            if first {
                self.text.push_str(name);
                self.text.push_str(": ");
            } else {
                self.text.push_str(",\r\n ");
            }
            first = false;
            let name = clean(&party.name);
            if !name.is_empty() {
                self.text.push_str(&quoted(&name));
            }
            match &party.address {
                Address::Smtp(smtp) if name.is_empty() => self.text.push_str(smtp),
                Address::Smtp(smtp) => {
                    let _ = write!(self.text, " <{smtp}>");
                }
                Address::Other(other) => {
                    self.unresolved |= other.starts_with('/');
                    // no reader may take it for an addr-spec, and none may lose its way in it
                    let other = clean(other)
                        .replace(['<', '>', '"', '(', ')', ',', ';', '\\'], "_")
                        .replace('@', "(at)");
                    let _ = write!(self.text, " <{other}>");
                }
                Address::None => self.text.push_str(" <>"),
            }
        }
        if !first {
            self.text.push_str("\r\n");
        }
    }

    /// Takes the fields that the message came with, but for those that say how to read a body that is another now.
    fn take(&mut self, came_with: &str) {
        let mut lines = came_with.lines().map(|line| line.trim_end_matches('\r')).peekable();
        let mut kept = false;
        while let Some(line) = lines.next() {
            if line.trim().is_empty() {
                // the headers of parts may follow; they begin with a boundary, or are of no use
                let next = loop {
                    match lines.peek() {
                        Some(line) if line.trim().is_empty() => lines.next(),
                        next => break next.copied(),
                    };
                };
                match next.and_then(field_name) {
                    Some(name) if !says_how_to_read(&name) => continue,
                    _ if self.names.is_empty() => continue,
                    _ => return,
                }
            }
            let is_continuation = line.starts_with([' ', '\t']);
            match field_name(line).filter(|_| !is_continuation) {
                Some(name) => {
                    kept = !(says_how_to_read(&name) || only_once(&name) && self.names.contains(&name));
                    if kept {
                        let body = line.split_once(':').map_or("", |(_, body)| body);
                        let written = line.split(':').next().unwrap_or_default().trim_end();
                        let _ = write!(self.text, "{written}: {}\r\n", clean(body));
                        self.names.insert(name);
                    }
                }
                // Exchange's own first line
                None if line.starts_with("Microsoft Mail Internet Headers") => kept = false,
                None if self.names.is_empty() => {
                    let _ = write!(self.text, "Comments: {}\r\n", clean(line));
                    self.names.insert("comments".to_owned());
                    kept = true;
                }
                None if kept => {
                    let _ = write!(self.text, " {}\r\n", clean(line));
                }
                None => {}
            }
        }
    }
}

/// The lower-case name of the field that a line begins.
fn field_name(line: &str) -> Option<String> {
    let name = line.split_once(':')?.0.trim_end();
    let fits = !name.is_empty() && name.len() <= 200 && name.bytes().all(|b| (33..=126).contains(&b));
    fits.then(|| name.to_ascii_lowercase())
}

/// True for a field that speaks of the body as it was sent.
fn says_how_to_read(name: &str) -> bool {
    matches!(
        name,
        "content-type"
            | "content-transfer-encoding"
            | "content-disposition"
            | "content-length"
            | "content-id"
            | "content-md5"
            | "mime-version"
            | "lines"
    )
}

/// True for a field that a message has one of (RFC 5322 §3.6).
fn only_once(name: &str) -> bool {
    matches!(name, "from" | "sender" | "date" | "subject" | "message-id")
}

/// A value on one line: what is no character of text becomes a blank.
pub(super) fn clean(text: &str) -> String {
    let is_break = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    text.trim_matches(|c: char| is_break(c) || c.is_whitespace()).replace(is_break, " ")
}

/// A quoted-string (RFC 5322 §3.2.4).
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outlook::testing::{properties, text};

    fn header(entries: Vec<(u16, Value)>, recipients: &[Properties]) -> String {
        fields(&properties(entries), recipients, &Directory::default()).0
    }

    #[test]
    fn fields_are_made_of_properties() {
        let recipient = |name: &str, address: &str, kind| {
            properties([
                (tag::DISPLAY_NAME, text(name)),
                (tag::EMAIL_ADDRESS, text(address)),
                (tag::RECIPIENT_TYPE, Value::Integer(kind)),
            ])
        };
        let made = header(
            vec![
                (tag::SENT_REPRESENTING_NAME, text("Vries, Jan \"J\" de")),
                (tag::SENT_REPRESENTING_EMAIL_ADDRESS, text("jan@klant.example")),
                (tag::SENDER_NAME, text("Secretariaat")),
                (tag::SENDER_EMAIL_ADDRESS, text("sec@klant.example")),
                (tag::SUBJECT, text("\u{1}\u{5}RE: Zoë\r\nBcc: x@y.example")),
                (tag::CLIENT_SUBMIT_TIME, Value::Time(131_591_520_000_000_000)),
                (tag::INTERNET_MESSAGE_ID, text("<a1@klant.example>")),
                (tag::IMPORTANCE, Value::Integer(2)),
            ],
            &[
                recipient("Piet", "piet@ons.example", 1),
                recipient("", "mies@ons.example", 2),
                recipient("kees@ons.example", "kees@ons.example", 3 | 0x1000_0000),
                recipient("Zelf", "jan@klant.example", 0),
            ],
        );
        assert_eq!(
            made,
            "Sender: \"Secretariaat\" <sec@klant.example>\r\n\
             From: \"Vries, Jan \\\"J\\\" de\" <jan@klant.example>\r\n\
             To: \"Piet\" <piet@ons.example>\r\n\
             Cc: mies@ons.example\r\n\
             Bcc: kees@ons.example\r\n\
             Date: Sun, 31 Dec 2017 00:00:00 +0000\r\n\
             Subject: RE: Zoë  Bcc: x@y.example\r\n\
             Message-ID: <a1@klant.example>\r\n\
             Importance: high\r\n\
             MIME-Version: 1.0\r\n"
        );
    }

    #[test]
    fn names_alone_are_told_where_there_is_no_recipient() {
        let made = header(vec![(tag::DISPLAY_TO, text("Jan de Vries; piet@ons.example;"))], &[]);
        assert_eq!(made, "To: piet@ons.example\r\nX-To: \"Jan de Vries\" <>\r\nMIME-Version: 1.0\r\n");
    }

    #[test]
    fn replies_go_to_those_of_whom_an_entry_id_tells() {
        let id = entry_id::build_one_off("Mies", "SMTP", "mies@klant.example");
        let mut list = vec![1, 0, 0, 0, 0, 0, 0, 0];
        list.extend((id.len() as u32).to_le_bytes());
        list.extend(id);
        let names = (tag::REPLY_RECIPIENT_NAMES, text("Mies de Boer"));
        let made = header(vec![(tag::REPLY_RECIPIENT_ENTRIES, Value::Bytes(list)), names.clone()], &[]);
        assert_eq!(made, "Reply-To: \"Mies\" <mies@klant.example>\r\nMIME-Version: 1.0\r\n");
        assert_eq!(header(vec![names], &[]), "X-Reply-To: \"Mies de Boer\" <>\r\nMIME-Version: 1.0\r\n");
    }

    #[test]
    fn the_header_that_came_with_it_is_taken() {
        let came_with = "Microsoft Mail Internet Headers Version 2.0\r\n\
            Received: from a\r\n\tby b\r\n\
            From : Jan <jan@klant.example>\r\n\
            Content-Type: multipart/mixed;\r\n boundary=x\r\n\
            content-length: 12\r\n\
            Subject: een\r\n\
            a line that is no field\r\n\
            Subject: twee\r\n\
            \r\n\
            To: piet@ons.example\r\n\
            \r\n\
            --x\r\n\
            Content-Type: text/plain\r\n\
            X: y\r\n";
        let made = header(
            vec![
                (tag::TRANSPORT_MESSAGE_HEADERS, text(came_with)),
                (tag::SUBJECT, text("drie")),
                (tag::DISPLAY_CC, text("kees@ons.example")),
            ],
            &[],
        );
        assert_eq!(
            made,
            "Received: from a\r\n by b\r\n\
             From: Jan <jan@klant.example>\r\n\
             Subject: een\r\n a line that is no field\r\n\
             To: piet@ons.example\r\n\
             Cc: kees@ons.example\r\n\
             MIME-Version: 1.0\r\n"
        );
        let odd = header(vec![(tag::TRANSPORT_MESSAGE_HEADERS, text("tel 020-1234567\n\n--x\n"))], &[]);
        assert_eq!(odd, "Comments: tel 020-1234567\r\nMIME-Version: 1.0\r\n");
    }

    #[test]
    fn a_header_of_very_many_fields_takes_no_longer_than_it_is() {
        let came_with = format!(
            "{}{}",
            (0..200_000).map(|n| format!("x-{n}:\n")).collect::<String>(),
            "from:\n".repeat(200_000)
        );
        let start = crate::model::Busy::now();
        let made = header(vec![(tag::TRANSPORT_MESSAGE_HEADERS, text(&came_with))], &[]);
        assert_eq!(made.matches("from:").count(), 1);
        assert!(start.elapsed().as_secs() < 20);
    }

    #[test]
    fn a_party_without_an_address_does_not_stand_among_those_that_have_one() {
        let recipient = |name: &str, address: &str| {
            properties([(tag::DISPLAY_NAME, text(name)), (tag::EMAIL_ADDRESS, text(address))])
        };
        let made = header(
            vec![
                (tag::SENT_REPRESENTING_NAME, text("Jan")),
                (tag::SENT_REPRESENTING_EMAIL_ADDRESS, text("/o=ons/cn=j")),
            ],
            &[
                recipient("Wim", "/o=ons/cn=w@im,x"),
                recipient("Piet", "piet@ons.example"),
                recipient("Vries, Jan", ""),
            ],
        );
        assert_eq!(
            made,
            "From: \"Jan\" </o=ons/cn=j>\r\n\
             To: \"Piet\" <piet@ons.example>\r\n\
             X-To: \"Wim\" </o=ons/cn=w(at)im_x>,\r\n \"Vries, Jan\" <>\r\n\
             MIME-Version: 1.0\r\n"
        );
        assert!(
            mailparse::addrparse("\"Wim\" </o=ons/cn=w>, \"Piet\" <piet@ons.example>").is_err(),
            "so they stand apart"
        );
    }
}
