//! The parts of a message: bodies, card or calendar, attachments, items in the item (RFC 2045, RFC 2046).

use std::io::Read;

use super::{Pen, Writing, base64, header};
use crate::model::{Problem, ProblemCode};
use crate::outlook::address::Directory;
use crate::outlook::item::{Attachment, Content, Item, Properties, Value};
use crate::outlook::{calendar, card, codepage, rtf_compression, tag};

/// Items in items, at most.
const DEPTH: u32 = 32;

/// Bytes of an attachment that are held at once.
const READ: usize = 512 * base64::LINE;

/// A part that is made of properties.
enum Part {
    Plain,
    Html,
    Rtf(Vec<u8>),
    Card(String),
    Calendar(String),
}

impl Part {
    fn content_type(&self, properties: &Properties) -> String {
        match self {
            Part::Plain => "text/plain; charset=utf-8".to_owned(),
            Part::Html => match html_charset(properties) {
                Some(charset) => format!("text/html; charset={charset}"),
                None => "text/html".to_owned(),
            },
            Part::Rtf(_) => "application/rtf".to_owned(),
            Part::Card(_) => "text/vcard; charset=utf-8".to_owned(),
            Part::Calendar(_) => "text/calendar; charset=utf-8".to_owned(),
        }
    }

    fn bytes<'p>(&'p self, properties: &'p Properties) -> &'p [u8] {
        match self {
            Part::Plain => plain(properties).as_bytes(),
            Part::Html => match properties.tagged.get(&tag::HTML) {
                Some(Value::Text(html)) => html.as_bytes(),
                Some(Value::Bytes(html)) => html,
                _ => &[],
            },
            Part::Rtf(rtf) => rtf,
            Part::Card(text) | Part::Calendar(text) => text.as_bytes(),
        }
    }

    async fn write(&self, properties: &Properties, pen: &Pen) {
        pen.put(
            format!(
                "Content-Type: {}\r\nContent-Transfer-Encoding: base64\r\n\r\n",
                self.content_type(properties)
            )
            .as_bytes(),
        );
        let mut bytes = self.bytes(properties);
        // bytes at hand have no errors
        let _ = encoded(&mut bytes, pen).await;
    }
}

/// The plain body; of a report that has none, what it reports.
fn plain(properties: &Properties) -> &str {
    [tag::BODY, tag::REPORT_TEXT]
        .into_iter()
        .filter_map(|id| properties.text(id))
        .find(|text| !text.trim().is_empty())
        .unwrap_or_default()
}

/// The charset of the HTML body, where it is known.
fn html_charset(properties: &Properties) -> Option<String> {
    match properties.tagged.get(&tag::HTML) {
        Some(Value::Bytes(_)) => {
            let page = properties
                .integer(tag::INTERNET_CODEPAGE)
                .or_else(|| properties.integer(tag::MESSAGE_CODEPAGE))
                .and_then(|page| u16::try_from(page).ok())?;
            codepage::label(page)
        }
        _ => Some("utf-8".to_owned()),
    }
}

/// What the properties of an item make: bodies that say the same, and what stands beside them.
fn parts(
    properties: &Properties,
    recipients: &[Properties],
    directory: &Directory,
    pen: &Pen,
) -> (Vec<Part>, Vec<Part>) {
    let (mut bodies, mut beside) = (Vec::new(), Vec::new());
    let class = properties.text(tag::MESSAGE_CLASS).unwrap_or_default().to_ascii_lowercase();
    let is =
        |name: &str| class.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let plain = !plain(properties).is_empty();
    let is_card = is("ipm.contact");
    if is_card {
        beside.push(Part::Card(card::contact(properties)));
    } else if is("ipm.distlist") {
        let cards = card::members(properties);
        if !cards.is_empty() {
            beside.push(Part::Card(cards));
        }
    } else if is("ipm.appointment") || is("ipm.schedule.meeting") {
        beside.push(Part::Calendar(calendar::event(properties, recipients, directory)));
    }
    if plain && is_card {
        // the card has it as its note
        return (bodies, beside);
    }
    if plain {
        bodies.push(Part::Plain);
    }
    if !Part::Html.bytes(properties).trim_ascii().is_empty() {
        bodies.push(Part::Html);
    } else if let Some(bytes) = properties.bytes(tag::RTF_COMPRESSED).filter(|b| !b.is_empty()) {
        match rtf_compression::decompress(bytes) {
            Some((rtf, cut)) => {
                if cut {
                    let detail = "the compressed RTF body ends before its end";
                    pen.problem(Problem::new(ProblemCode::Truncated, detail));
                }
                if !rtf.trim_ascii().is_empty() {
                    bodies.push(Part::Rtf(rtf));
                }
            }
            None => pen.problem(
                Problem::new(ProblemCode::Corrupt, "the RTF body cannot be decompressed")
                    .giving_up(bytes.len() as u64),
            ),
        }
    }
    (bodies, beside)
}

/// Writes an item as a message.
pub(super) fn message<'a>(mut item: Box<dyn Item + 'a>, pen: Pen, depth: u32) -> Writing<'a> {
    Box::pin(async move {
        let directory = Directory::of(item.properties(), item.recipients(), &pen.book);
        let (fields, unresolved) = header::fields(item.properties(), item.recipients(), &directory);
        pen.put(fields.as_bytes());
        drop(fields);
        if unresolved {
            let detail = "an address of Exchange (X.500) has no SMTP address in the item; it stands in the header as it is";
            pen.problem(Problem::new(ProblemCode::Unsupported, detail));
        }
        let (bodies, beside) = parts(item.properties(), item.recipients(), &directory, &pen);
        drop(directory);
        let attachments = item.attachments();
        if attachments == 0 && beside.is_empty() {
            alternatives(&bodies, item.properties(), &pen).await;
        } else if attachments == 0 && bodies.is_empty() && beside.len() == 1 {
            beside[0].write(item.properties(), &pen).await;
        } else {
            let boundary = multipart("mixed", &pen);
            if !bodies.is_empty() {
                pen.put(format!("--{boundary}\r\n").as_bytes());
                alternatives(&bodies, item.properties(), &pen).await;
            }
            for part in &beside {
                pen.put(format!("--{boundary}\r\n").as_bytes());
                part.write(item.properties(), &pen).await;
            }
            drop((bodies, beside));
            for number in 0..attachments {
                match item.attachment(number) {
                    Ok(attachment) => {
                        pen.put(format!("--{boundary}\r\n").as_bytes());
                        attached(attachment, &pen, depth).await;
                    }
                    Err(problem) => pen.problem(problem),
                }
                pen.turn().await;
            }
            pen.put(format!("--{boundary}--\r\n").as_bytes());
        }
        for problem in item.problems() {
            pen.problem(problem);
        }
        pen.turn().await;
    })
}

/// Ends a header with the Content-Type of a multipart; returns its boundary.
fn multipart(subtype: &str, pen: &Pen) -> String {
    let boundary = pen.boundary();
    pen.put(format!("Content-Type: multipart/{subtype}; boundary=\"{boundary}\"\r\n\r\n").as_bytes());
    boundary
}

/// Ends a header with bodies that say the same.
async fn alternatives(bodies: &[Part], properties: &Properties, pen: &Pen) {
    match bodies {
        [] => pen.put(b"Content-Type: text/plain; charset=utf-8\r\n\r\n"),
        [one] => one.write(properties, pen).await,
        several => {
            let boundary = multipart("alternative", pen);
            for part in several {
                pen.put(format!("--{boundary}\r\n").as_bytes());
                part.write(properties, pen).await;
            }
            pen.put(format!("--{boundary}--\r\n").as_bytes());
        }
    }
}

/// Writes an attachment, from its header on.
async fn attached(attachment: Attachment<'_>, pen: &Pen, depth: u32) {
    let Attachment { properties, content } = attachment;
    let name =
        [tag::ATTACH_LONG_FILENAME, tag::ATTACH_FILENAME, tag::ATTACH_TRANSPORT_NAME, tag::DISPLAY_NAME]
            .into_iter()
            .filter_map(|id| properties.text(id))
            .map(header::clean)
            .find(|name| !name.is_empty());
    let quoted = name.as_deref().map(header::quoted);
    if media_type(&properties, name.as_deref().unwrap_or_default()) == RIGHTS_MANAGED {
        let detail = "the message is encrypted under rights management (rpmsg)";
        pen.problem(Problem::new(ProblemCode::Encrypted, detail));
    }
    let mut lines = match &content {
        Content::Item(_) => "Content-Type: message/rfc822\r\n".to_owned(),
        _ => {
            let named = quoted.as_deref().map(|name| format!(";\r\n name={name}")).unwrap_or_default();
            format!(
                "Content-Type: {}{named}\r\nContent-Transfer-Encoding: base64\r\n",
                media_type(&properties, name.as_deref().unwrap_or_default())
            )
        }
    };
    // PidTagAttachmentHidden, or ATT_MHTML_REF of PidTagAttachFlags: it is shown within the body
    let hidden = matches!(properties.tagged.get(&0x7FFE), Some(Value::Boolean(true)))
        || properties.integer(0x3714).is_some_and(|flags| flags & 4 != 0);
    lines.push_str("Content-Disposition: ");
    lines.push_str(if hidden { "inline" } else { "attachment" });
    if let Some(name) = quoted {
        lines.push_str(&format!(";\r\n filename={name}"));
    }
    lines.push_str("\r\n");
    if let Some(id) = properties.text(tag::ATTACH_CONTENT_ID).map(header::clean).filter(|id| !id.is_empty()) {
        lines.push_str(&format!("Content-ID: <{}>\r\n", id.trim_matches(['<', '>'])));
    }
    lines.push_str("\r\n");
    pen.put(lines.as_bytes());
    match content {
        Content::Item(item) if depth < DEPTH => message(item, pen.clone(), depth + 1).await,
        Content::Item(_) => {
            let detail = "items stand in items more than 32 deep; what is deeper was not read";
            pen.problem(Problem::new(ProblemCode::Limit, detail));
        }
        Content::File(mut content) => {
            if let Err(error) = encoded(&mut *content, pen).await {
                let (code, detail) = match error.kind() {
                    std::io::ErrorKind::UnexpectedEof => {
                        (ProblemCode::Truncated, "an attachment ends before its end")
                    }
                    _ => (ProblemCode::Corrupt, "an attachment could not be read to its end"),
                };
                pen.problem(Problem::new(code, detail));
            }
        }
        Content::None => {}
    }
}

/// What a message under rights management holds beside a notice (\[MS-OXORMMS\] §2.2.2).
const RIGHTS_MANAGED: &str = "application/x-microsoft-rpmsg-message";

/// The media type of a file. Outlook seldom declares that of a message that is encrypted as a whole (\[MS-OXOSMIME\] §2.1.3.2).
fn media_type(properties: &Properties, name: &str) -> String {
    let named = match name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).as_deref() {
        Some("p7m") => "application/pkcs7-mime",
        Some("rpmsg") => RIGHTS_MANAGED,
        _ => "application/octet-stream",
    };
    let Some(declared) = properties.text(tag::ATTACH_MIME_TAG) else { return named.to_owned() };
    let declared = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_token = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    match declared.split_once('/') {
        // a signed message in clear is kept as an attachment, with its header ([MS-OXOSMIME] §2.1.3.1)
        Some(("multipart", _)) => "message/rfc822".to_owned(),
        Some(("message", sub)) if !matches!(sub, "rfc822" | "global" | "delivery-status") => named.to_owned(),
        Some((top, sub)) if is_token(top) && is_token(sub) && declared.len() <= 127 => declared,
        _ => named.to_owned(),
    }
}

/// Writes bytes as base64; up to where an error is.
async fn encoded(content: &mut (dyn Read + Send), pen: &Pen) -> std::io::Result<()> {
    let mut piece = Vec::new();
    loop {
        piece.clear();
        let read = content.take(READ as u64).read_to_end(&mut piece);
        base64::encode(&piece, &mut pen.sheet().written);
        if read? < READ {
            return Ok(());
        }
        pen.turn().await;
    }
}
