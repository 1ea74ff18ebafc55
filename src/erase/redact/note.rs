//! What is said about what was done: a field in the header, a sentence in place of a file.

use super::Notes;
use super::header::Block;
use super::sign::Sign;
use crate::message::words;

/// The field that says what was done. It holds no data of anybody, and no date.
pub(super) const FIELD: &str = "X-Mailsweep-Redacted";

/// Its body.
pub(super) fn body(notes: &Notes) -> String {
    let counted = |n: u64, one: &str, more: &str| format!("{n} {}", if n == 1 { one } else { more });
    let mut body = counted(notes.places, "place", "places");
    if !notes.replaced.is_empty() {
        body = body + ", " + &counted(notes.replaced.len() as u64, "file", "files");
    }
    if !notes.broken.is_empty() {
        body = body + "; no longer valid: " + &notes.broken.join(", ");
    }
    body
}

/// What stands in place of a file of this media type.
pub(super) fn sentence(media_type: &str, sign: &Sign, eol: &[u8]) -> String {
    let eol = std::str::from_utf8(eol).unwrap_or("\n");
    let sign = sign.ascii();
    let blank = if sign.is_empty() { "" } else { " " };
    format!(
        "{sign}{blank}Dit bestand ({media_type}) bevatte persoonsgegevens en is verwijderd.{eol}\
         {sign}{blank}This file ({media_type}) held personal data and was removed."
    )
}

/// Makes the header of a file that of the sentence in its place.
pub(super) fn head(block: &mut Block<'_>, sign: &Sign) {
    block.drop_fields(|name| {
        matches!(
            name,
            "content-type"
                | "content-transfer-encoding"
                | "content-disposition"
                | "content-description"
                | "content-location"
                | "content-duration"
                | "content-features"
                | "content-md5"
                | "x-attachment-id"
        )
    });
    block.add("Content-Type", "text/plain; charset=utf-8".to_owned());
    block.add("Content-Transfer-Encoding", "7bit".to_owned());
    block.add("Content-Disposition", format!("attachment; filename=\"{}.txt\"", sign.word()));
}

/// Notes which signatures no longer hold that this header speaks of. `inside`: something in the body has changed.
pub(super) fn broken(block: &Block<'_>, message: bool, inside: bool, out: &mut Vec<&'static str>) {
    if inside && let Some(body) = block.body("content-type") {
        let content_type = words::parameterised(body);
        if content_type.value == "multipart/signed" {
            let protocol = content_type.parameter("protocol").unwrap_or_default();
            out.push(if protocol.to_ascii_lowercase().contains("pgp") { "PGP" } else { "S/MIME" });
        }
    }
    if !message {
        return;
    }
    let touched: Vec<&str> = block.touched().collect();
    // a signature that says which fields it is of holds as long as these do (RFC 6376 §3.5, RFC 8617 §4.1.2)
    let fails = |body: &[u8]| {
        let signature = words::parameterised(&[b"x;", body].concat());
        let signed = signature.parameter("h").unwrap_or_default().to_ascii_lowercase();
        let mut names = signed.split(':').map(str::trim);
        inside || names.any(|name| touched.contains(&name) || name == "x-mailsweep-redacted")
    };
    for (name, shown) in [
        ("dkim-signature", "DKIM-Signature"),
        ("arc-message-signature", "ARC-Message-Signature"),
        ("domainkey-signature", "DomainKey-Signature"),
    ] {
        // one that is changed itself holds no more
        if touched.contains(&name) || block.bodies(name).any(fails) {
            out.push(shown);
        }
    }
}

#[cfg(test)]
#[expect(clippy::single_range_in_vec_init, reason = "one place is what is meant")]
mod tests {
    use super::*;
    use crate::model::Section;

    #[test]
    fn what_the_field_says() {
        let notes = Notes { places: 1, replaced: Vec::new(), broken: Vec::new() };
        assert_eq!(body(&notes), "1 place");
        let replaced = vec![Section::named("2")];
        let notes = Notes { places: 2, replaced, broken: vec!["DKIM-Signature", "S/MIME"] };
        assert_eq!(body(&notes), "2 places, 1 file; no longer valid: DKIM-Signature, S/MIME");
    }

    #[test]
    fn signatures_of_fields_hold_while_these_do() {
        let raw = b"DKIM-Signature: v=1; d=klant.example; h=From:To :\n Subject; b=x\nCc: Jan\nTo: Jan\n";
        let broken_by = |what: &str, inside: bool| {
            let mut block = Block::new(raw);
            let at = block.text().find(what).unwrap() + 4;
            block.redact(&[at..at + 3], &Sign::new("x")).unwrap();
            let mut out = Vec::new();
            broken(&block, true, inside, &mut out);
            out
        };
        assert_eq!(broken_by("Cc: Jan", false), [""; 0]);
        assert_eq!(broken_by("To: Jan", false), ["DKIM-Signature"]);
        assert_eq!(broken_by("Cc: Jan", true), ["DKIM-Signature"]);
    }
}
