//! What a part is, by its media type, its name and its first bytes: text, a message, or nothing that is read here.
//!
//! Media types are those of the IANA registry; names and first bytes mend what mail programs declare wrongly
//! (`application/octet-stream` for everything).

use std::borrow::Cow;

use super::header;

/// How the body of a leaf is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// As plain text.
    Plain,
    /// As content lines, folded ones joined: vCard (RFC 6350 §3.2), iCalendar (RFC 5545 §3.1).
    Folded,
    /// As HTML.
    Html,
    /// By a look at its first bytes.
    Sniff,
    /// Not at all, and nothing is missed: pictures, sound, film, fonts, signatures.
    Opaque,
    /// Not at all, and nothing is missed unless pictures are looked into.
    Picture,
    /// As a file that must be opened to be read, such as a document or an archive; and what it is.
    File(&'static str),
    /// As a file that is signed (RFC 8551 §3.5.2), unless it is encrypted.
    Wrapped,
    /// Not at all: it needs a key.
    Encrypted,
}

/// What stands for a media type that is none.
const UNKNOWN: &str = "application/x-unknown";

/// The media type as reports show it: a type and a subtype of RFC 6838 §4.2, or else `application/x-unknown`. It is
/// shown in the clear and kept for every part that is not read, so it holds no address, no telephone number, and no
/// more than its 127 bytes twice.
pub(crate) fn shown(media_type: &str) -> &str {
    let is_name = |name: &str| {
        name.len() <= 127
            && name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    let has_number = media_type.as_bytes().windows(7).any(|w| w.iter().all(u8::is_ascii_digit));
    match media_type.split_once('/') {
        Some((top, sub)) if is_name(top) && is_name(sub) && !has_number => media_type,
        _ => UNKNOWN,
    }
}

/// Decides by media type (lower case, without parameters) and file name.
pub(crate) fn reading(media_type: &str, filename: Option<&str>) -> Reading {
    let (top, sub) = media_type.split_once('/').unwrap_or((media_type, ""));
    match top {
        "text" => match sub {
            "html" | "x-html" | "xhtml" => Reading::Html,
            "rtf" | "richtext-rtf" => Reading::File("RTF text"),
            "vcard" | "x-vcard" | "calendar" | "x-vcalendar" | "directory" => Reading::Folded,
            // a name that speaks of no text is no reason not to look
            "plain" | "" => match by_name(filename) {
                None => Reading::Plain,
                Some(Reading::Opaque | Reading::File(_) | Reading::Wrapped) => Reading::Sniff,
                Some(reading) => reading,
            },
            _ => Reading::Plain,
        },
        "image" if matches!(sub, "svg+xml" | "svg") => Reading::Html,
        "image" => Reading::Picture,
        "audio" | "video" | "font" => Reading::Opaque,
        "message" => Reading::Plain,
        "application" => {
            match sub {
                "xhtml+xml" | "html" => Reading::Html,
                "json" | "xml" | "javascript" | "x-javascript" | "csv" | "x-sh" | "sql" | "x-yaml"
                | "yaml" => Reading::Plain,
                "vcard" | "x-vcard" | "ics" => Reading::Folded,
                "pkcs7-mime" | "x-pkcs7-mime" => Reading::Wrapped,
                "pgp-encrypted" => Reading::Encrypted,
                "pkcs7-signature" | "x-pkcs7-signature" | "pgp-signature" | "pgp-keys" | "x-x509-ca-cert" => {
                    Reading::Opaque
                }
                "pdf" | "x-pdf" => Reading::File("a PDF file"),
                "zip" | "x-zip-compressed" | "x-zip" | "gzip" | "x-gzip" | "x-tar" | "x-7z-compressed"
                | "x-rar-compressed" | "x-bzip2" | "vnd.rar" | "x-compressed" | "zstd" => {
                    Reading::File("an archive")
                }
                "ms-tnef" | "vnd.ms-tnef" => Reading::File("a TNEF file (winmail.dat)"),
                "vnd.ms-outlook" => Reading::File("an Outlook file"),
                "msword" | "rtf" | "x-rtf" | "vnd.ms-excel" | "x-excel" | "x-msexcel"
                | "vnd.ms-powerpoint" => by_name(filename).unwrap_or(Reading::Sniff),
                _ if sub.starts_with("vnd.openxmlformats-officedocument")
                    || sub.starts_with("vnd.oasis.opendocument") =>
                {
                    Reading::File("an Office document")
                }
                _ if sub.ends_with("+json") || sub.ends_with("+xml") => Reading::Plain,
                _ => by_name(filename).unwrap_or(Reading::Sniff),
            }
        }
        _ => by_name(filename).unwrap_or(Reading::Sniff),
    }
}

/// What a file name says of a part whose media type says too little.
fn by_name(filename: Option<&str>) -> Option<Reading> {
    let (_, extension) = filename?.rsplit_once('.')?;
    Some(match extension.to_ascii_lowercase().as_str() {
        "vcf" | "ics" | "ical" => Reading::Folded,
        "htm" | "html" | "xhtml" => Reading::Html,
        "eml" | "mht" | "mhtml" | "mbox" | "mbx" => Reading::Sniff,
        "jpg" | "jpeg" | "png" | "gif" | "bmp" | "tif" | "tiff" | "webp" => Reading::Picture,
        "heic" | "ico" | "mp3" | "mp4" | "wav" | "avi" | "mov" | "ttf" | "woff" | "p7s" | "sig" | "asc" => {
            Reading::Opaque
        }
        "pdf" => Reading::File("a PDF file"),
        "docx" | "xlsx" | "pptx" | "docm" | "xlsm" | "pptm" | "dotx" | "xltx" | "ppsx" | "xlsb" | "odt"
        | "ods" | "odp" | "ott" | "ots" => Reading::File("an Office document"),
        "zip" | "gz" | "tgz" | "bz2" | "tbz" | "tbz2" | "xz" | "txz" | "zst" | "7z" | "rar" | "tar" => {
            Reading::File("an archive")
        }
        "msg" | "pst" | "ost" => Reading::File("an Outlook file"),
        "p7m" => Reading::Wrapped,
        "rtf" => Reading::File("RTF text"),
        _ => return None,
    })
}

/// What the first decoded bytes of a part say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sniffed {
    /// Text for people or programs.
    Plain,
    /// HTML.
    Html,
    /// A message.
    Message,
    /// Messages behind separator lines.
    Mbox,
    /// No text; where it may hold some, what it is.
    Binary(Option<&'static str>),
    /// A picture.
    Picture,
    /// No text, and nobody knows what it is.
    Unknown,
}

/// What bytes are that are no text, by the signatures of formats that are known.
fn binary(head: &[u8]) -> Sniffed {
    use infer::MatcherType;
    match infer::get(head).map(|format| format.matcher_type()) {
        Some(MatcherType::Image) => Sniffed::Picture,
        Some(MatcherType::Audio | MatcherType::Video | MatcherType::Font | MatcherType::App) => {
            Sniffed::Binary(None)
        }
        Some(MatcherType::Archive) => Sniffed::Binary(Some("an archive or database")),
        Some(MatcherType::Doc | MatcherType::Book) => Sniffed::Binary(Some("a document")),
        Some(MatcherType::Text | MatcherType::Custom) | None => Sniffed::Unknown,
    }
}

/// The media type of a file in an archive, which has none, by its name: one that names text, or none at all.
pub(crate) fn by_extension(name: &str) -> &'static str {
    const TYPES: [(&str, &str); 11] = [
        ("txt", "text/plain"),
        ("csv", "text/csv"),
        ("tsv", "text/tab-separated-values"),
        ("htm", "text/html"),
        ("html", "text/html"),
        ("vcf", "text/vcard"),
        ("ics", "text/calendar"),
        ("json", "application/json"),
        ("xml", "application/xml"),
        ("pdf", "application/pdf"),
        ("rtf", "application/rtf"),
    ];
    let extension = name.rsplit_once('.').map(|(_, e)| e).unwrap_or_default();
    let known = TYPES.iter().find(|(known, _)| known.eq_ignore_ascii_case(extension));
    known.map_or("application/octet-stream", |(_, media_type)| media_type)
}

/// Looks at up to 1 KiB of decoded bytes.
pub(crate) fn sniff(head: &[u8], filename: Option<&str>) -> Sniffed {
    const MAGIC: [(usize, &[u8], &str); 13] = [
        (0, b"%PDF-", "a PDF file"),
        (0, b"PK\x03\x04", "an archive or Office document"),
        (0, b"PK\x05\x06", "an archive"),
        (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office or Outlook file"),
        (0, b"{\\rtf", "RTF text"),
        (0, b"\x1f\x8b", "an archive"),
        (0, b"7z\xbc\xaf\x27\x1c", "an archive"),
        (0, b"BZh", "an archive"),
        (0, b"\xfd7zXZ\0", "an archive"),
        (0, b"\x28\xb5\x2f\xfd", "an archive"),
        (257, b"ustar", "an archive"),
        (0, b"!BDN", "an Outlook store (PST, OST)"),
        (0, b"\x78\x9f\x3e\x22", "a TNEF file (winmail.dat)"),
    ];
    let stands = |at: usize, magic: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(magic));
    if let Some((_, _, what)) = MAGIC.iter().find(|(at, magic, _)| stands(*at, magic)) {
        return Sniffed::Binary(Some(what));
    }
    let bytes = head;
    let head = with_line_ends(&head[..head.len().min(1024)]);
    let head = &*head;
    let utf16 = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    let control = head.iter().filter(|b| **b < 9 || (14..32).contains(*b) && **b != 27 || **b == 127).count();
    if control > 0 && !utf16 {
        return binary(bytes);
    }
    // bytes that are neither UTF-8 nor mostly ASCII: compressed or encoded data without a known beginning
    let high = head.iter().filter(|b| **b >= 128).count();
    if high * 3 > head.len() && std::str::from_utf8(head).is_err_and(|e| e.error_len().is_some()) && !utf16 {
        return binary(bytes);
    }
    let extension = filename.and_then(|n| n.rsplit_once('.')).map(|(_, e)| e.to_ascii_lowercase());
    let archived = matches!(extension.as_deref(), Some("mht" | "mhtml")); // a web page as a message, RFC 2557
    let named = archived || extension.as_deref() == Some("eml");
    let separated = head.starts_with(b"From ").then(|| memchr::memchr(b'\n', head)).flatten();
    let fields = separated.map_or(head, |n| &head[n + 1..]);
    if header::looks_like_message(fields, named || separated.is_some()) {
        return if separated.is_some() && !named { Sniffed::Mbox } else { Sniffed::Message };
    }
    let start = head.trim_ascii_start();
    let begins = |what: &[u8]| start.len() >= what.len() && start[..what.len()].eq_ignore_ascii_case(what);
    if begins(b"<!doctype html") || begins(b"<html") || begins(b"<head") || begins(b"<body") {
        return Sniffed::Html;
    }
    if archived { Sniffed::Html } else { Sniffed::Plain }
}

/// Line ends of Mac OS 9: text of carriage returns alone.
pub(crate) fn is_bare_cr(text: &[u8]) -> bool {
    let head = &text[..text.len().min(1024)];
    memchr::memchr(b'\n', head).is_none() && head.iter().filter(|b| **b == b'\r').count() > 1
}

/// Text of carriage returns alone with the line ends that the rest of this program knows.
pub(crate) fn with_line_ends(text: &[u8]) -> Cow<'_, [u8]> {
    if !is_bare_cr(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.iter().map(|b| if *b == b'\r' { b'\n' } else { *b }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declared_type_decides_then_the_name_then_the_bytes() {
        assert_eq!(reading("text/csv", None), Reading::Plain);
        assert_eq!(reading("text/plain", Some("page.HTML")), Reading::Html);
        assert_eq!(reading("image/svg", None), Reading::Html);
        assert_eq!(reading("image/png", Some("list.txt")), Reading::Picture);
        assert_eq!(reading("application/octet-stream", Some("a.pdf")), Reading::File("a PDF file"));
        assert_eq!(reading("application/octet-stream", Some("a.dat")), Reading::Sniff);
        assert_eq!(reading("application/pkcs7-mime", None), Reading::Wrapped);
        assert_eq!(reading("message/delivery-status", None), Reading::Plain);
    }

    #[test]
    fn a_media_type_is_shown_when_it_is_one() {
        let long = format!("image/{}", "x".repeat(127));
        for good in ["text/plain", "application/vnd.x-y+xml", "image/x-123456", &long] {
            assert_eq!(shown(good), good);
        }
        let longer = format!("{long}x");
        for bad in [
            "image/jan@klant.example",
            "image/1234567",
            "a/b/c",
            "image/caf\u{e9}",
            "text/ x",
            "text",
            &longer,
        ] {
            assert_eq!(shown(bad), UNKNOWN, "{bad}");
        }
    }

    #[test]
    fn first_bytes_tell_text_from_data() {
        assert_eq!(sniff(b"name;phone\nJan;1\n", None), Sniffed::Plain);
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n\0\0", None), Sniffed::Picture);
        let program = [b"\x7fELF\x02\x01\x01".as_slice(), &[0; 64]].concat();
        assert_eq!(sniff(&program, None), Sniffed::Binary(None));
        assert_eq!(sniff(b"\x01\x02\x03\0\0\xff", None), Sniffed::Unknown);
        assert_eq!(sniff(b"%PDF-1.4", None), Sniffed::Binary(Some("a PDF file")));
        assert_eq!(sniff(b"\n <!DOCTYPE HTML><p>", None), Sniffed::Html);
        assert_eq!(sniff(b"From: a@b.example\nTo: c@d.example\nSubject: x\n\nhi", None), Sniffed::Message);
        assert_eq!(sniff(b"Subject: x\n\nhi", Some("mail.EML")), Sniffed::Message);
        assert_eq!(sniff(b"Subject: x\rDate: y\r\rhi", Some("mail.eml")), Sniffed::Message);
        assert_eq!(sniff(b"Subject: x\n\nhi", Some("page.mht")), Sniffed::Message);
        assert_eq!(sniff(b"tekst", Some("page.mht")), Sniffed::Html);
        assert_eq!(
            sniff(b"From a@b.example Sun Mar  2 10:11:00 2014\nSubject: x\n\nhi", None),
            Sniffed::Mbox
        );
        assert_eq!(sniff(b"From a@b.example\nSubject: x\n\nhi", Some("a.eml")), Sniffed::Message);
        assert_eq!(sniff(b"From here on\nnothing\n", None), Sniffed::Plain);
    }
}
