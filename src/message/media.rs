//! What a part is, by its media type, its name and its first bytes: text, a message, or nothing that is read here.
//!
//! Media types are those of the IANA registry; names and first bytes mend what mail programs declare wrongly
//! (`application/octet-stream` for everything).

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
    /// Not at all, though it may hold text.
    Unread(Unread),
}

/// Why a part that may hold text is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unread {
    /// Needs a key.
    Encrypted,
    /// No reader for it is built.
    NotBuilt(&'static str),
}

/// Decides by media type (lower case, without parameters) and file name.
pub(crate) fn reading(media_type: &str, filename: Option<&str>) -> Reading {
    let (top, sub) = media_type.split_once('/').unwrap_or((media_type, ""));
    match top {
        "text" => match sub {
            "html" | "x-html" | "xhtml" => Reading::Html,
            "rtf" | "richtext-rtf" => Reading::Unread(Unread::NotBuilt("RTF text")),
            "vcard" | "x-vcard" | "calendar" | "x-vcalendar" | "directory" => Reading::Folded,
            // a name that speaks of no text is no reason not to look
            "plain" | "" => match by_name(filename) {
                None => Reading::Plain,
                Some(Reading::Opaque | Reading::Unread(_)) => Reading::Sniff,
                Some(reading) => reading,
            },
            _ => Reading::Plain,
        },
        "image" if sub == "svg+xml" => Reading::Html,
        "image" | "audio" | "video" | "font" => Reading::Opaque,
        "message" => Reading::Plain,
        "application" => {
            match sub {
                "xhtml+xml" | "html" => Reading::Html,
                "json" | "xml" | "javascript" | "x-javascript" | "csv" | "x-sh" | "sql" | "x-yaml"
                | "yaml" => Reading::Plain,
                "vcard" | "x-vcard" | "ics" => Reading::Folded,
                "pkcs7-mime" | "x-pkcs7-mime" | "pgp-encrypted" => Reading::Unread(Unread::Encrypted),
                "pkcs7-signature" | "x-pkcs7-signature" | "pgp-signature" | "pgp-keys" | "x-x509-ca-cert" => {
                    Reading::Opaque
                }
                "pdf" | "x-pdf" => Reading::Unread(Unread::NotBuilt("a PDF file")),
                "zip" | "x-zip-compressed" | "x-zip" | "gzip" | "x-gzip" | "x-tar" | "x-7z-compressed"
                | "x-rar-compressed" | "x-bzip2" | "vnd.rar" | "x-compressed" | "zstd" => {
                    Reading::Unread(Unread::NotBuilt("an archive"))
                }
                "ms-tnef" | "vnd.ms-tnef" => Reading::Unread(Unread::NotBuilt("a TNEF file (winmail.dat)")),
                "vnd.ms-outlook" => Reading::Unread(Unread::NotBuilt("an Outlook file")),
                "msword" | "rtf" | "x-rtf" | "vnd.ms-excel" | "x-excel" | "x-msexcel"
                | "vnd.ms-powerpoint" => by_name(filename).unwrap_or(Reading::Sniff),
                _ if sub.starts_with("vnd.openxmlformats-officedocument")
                    || sub.starts_with("vnd.oasis.opendocument") =>
                {
                    Reading::Unread(Unread::NotBuilt("an Office document"))
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
        "htm" | "html" | "xhtml" | "mht" | "mhtml" => Reading::Html,
        "jpg" | "jpeg" | "png" | "gif" | "bmp" | "tif" | "tiff" | "webp" | "heic" | "ico" | "mp3" | "mp4"
        | "wav" | "avi" | "mov" | "ttf" | "woff" | "p7s" | "sig" | "asc" => Reading::Opaque,
        "pdf" => Reading::Unread(Unread::NotBuilt("a PDF file")),
        "docx" | "xlsx" | "pptx" | "odt" | "ods" | "odp" => {
            Reading::Unread(Unread::NotBuilt("an Office document"))
        }
        "zip" | "gz" | "tgz" | "bz2" | "xz" | "7z" | "rar" | "tar" => {
            Reading::Unread(Unread::NotBuilt("an archive"))
        }
        "msg" | "pst" | "ost" => Reading::Unread(Unread::NotBuilt("an Outlook file")),
        "p7m" => Reading::Unread(Unread::Encrypted),
        "rtf" => Reading::Unread(Unread::NotBuilt("RTF text")),
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
    /// No text; where it may hold some, what it is.
    Binary(Option<&'static str>),
}

/// Looks at up to 1 KiB of decoded bytes.
pub(crate) fn sniff(head: &[u8], filename: Option<&str>) -> Sniffed {
    const MAGIC: [(&[u8], &str); 7] = [
        (b"%PDF-", "a PDF file"),
        (b"PK\x03\x04", "an archive or Office document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office or Outlook file"),
        (b"{\\rtf", "RTF text"),
        (b"\x1f\x8b", "an archive"),
        (b"7z\xbc\xaf\x27\x1c", "an archive"),
        (b"\x78\x9f\x3e\x22", "a TNEF file (winmail.dat)"),
    ];
    let head = &head[..head.len().min(1024)];
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Sniffed::Binary(Some(what));
    }
    let utf16 = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    let control = head.iter().filter(|b| **b < 9 || (14..32).contains(*b) && **b != 27 || **b == 127).count();
    if control > 0 && !utf16 {
        return Sniffed::Binary(None);
    }
    // bytes that are neither UTF-8 nor mostly ASCII: compressed or encoded data without a known beginning
    let high = head.iter().filter(|b| **b >= 128).count();
    if high * 3 > head.len() && std::str::from_utf8(head).is_err_and(|e| e.error_len().is_some()) && !utf16 {
        return Sniffed::Binary(None);
    }
    let named_eml = filename.is_some_and(|n| {
        n.len() > 4 && n.is_char_boundary(n.len() - 4) && n[n.len() - 4..].eq_ignore_ascii_case(".eml")
    });
    if super::header::looks_like_message(head, named_eml) {
        return Sniffed::Message;
    }
    let start = head.trim_ascii_start();
    let begins = |what: &[u8]| start.len() >= what.len() && start[..what.len()].eq_ignore_ascii_case(what);
    if begins(b"<!doctype html") || begins(b"<html") || begins(b"<head") || begins(b"<body") {
        return Sniffed::Html;
    }
    Sniffed::Plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declared_type_decides_then_the_name_then_the_bytes() {
        assert_eq!(reading("text/csv", None), Reading::Plain);
        assert_eq!(reading("text/plain", Some("page.HTML")), Reading::Html);
        assert_eq!(reading("image/png", Some("list.txt")), Reading::Opaque);
        assert_eq!(
            reading("application/octet-stream", Some("a.pdf")),
            Reading::Unread(Unread::NotBuilt("a PDF file"))
        );
        assert_eq!(reading("application/octet-stream", Some("a.dat")), Reading::Sniff);
        assert_eq!(reading("application/pkcs7-mime", None), Reading::Unread(Unread::Encrypted));
        assert_eq!(reading("message/delivery-status", None), Reading::Plain);
    }

    #[test]
    fn first_bytes_tell_text_from_data() {
        assert_eq!(sniff(b"name;phone\nJan;1\n", None), Sniffed::Plain);
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n\0\0", None), Sniffed::Binary(None));
        assert_eq!(sniff(b"%PDF-1.4", None), Sniffed::Binary(Some("a PDF file")));
        assert_eq!(sniff(b"\n <!DOCTYPE HTML><p>", None), Sniffed::Html);
        assert_eq!(sniff(b"From: a@b.example\nTo: c@d.example\nSubject: x\n\nhi", None), Sniffed::Message);
        assert_eq!(sniff(b"Subject: x\n\nhi", Some("mail.EML")), Sniffed::Message);
    }
}
