//! Files that may hold mail and that no reader is built for: they are told from files that hold none.
//!
//! By the first bytes: magic(5), RAR 5.0 technote, RFC 8878's neighbours (lz4, snappy framing), POSIX cpio, and what Outlook Express and Lotus Notes write.

use super::{Head, recognise};
use crate::source::Shape;
use crate::source::mbox::separator_line;

const MAGIC: &[(usize, &[u8], &str)] = &[
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (0, b"\xcf\xad\x12\xfe", "an Outlook Express folder (dbx)"),
    (0, b"\x1a\x00\x00\x04\x00\x00", "a Lotus Notes database"),
    (0, b"\x1f\x9d", "a file compressed by compress (.Z)"),
    (0, b"\x1f\xa0", "a file compressed by compress of SCO (.Z)"),
    (0, b"\x1f\x1e", "a file compressed by pack (.z)"),
    (0, b"LZIP\x01", "a file compressed by lzip"),
    (0, b"\x89LZO\0\r\n\x1a\n", "a file compressed by lzop"),
    (0, b"\x04\x22\x4d\x18", "a file compressed by lz4"),
    (0, b"\x02\x21\x4c\x18", "a file compressed by lz4"),
    (0, b"\xff\x06\0\0sNaPpY", "a file compressed by snappy"),
    (0, b"!<arch>\n", "an ar archive"),
    (0, b"070701", "a cpio archive"),
    (0, b"070702", "a cpio archive"),
    (0, b"070707", "a cpio archive"),
    (0, b"\xc7\x71", "a cpio archive"),
    (0, b"\x71\xc7", "a cpio archive"),
    (0, b"MSCF\0\0\0\0", "a cabinet file (cab)"),
    (0, b"\x60\xea", "an ARJ archive"),
    (2, b"-lh", "an LHA archive"),
    (7, b"**ACE**", "an ACE archive"),
    (0, b"StuffIt (c)", "a StuffIt archive"),
    (0, b"SIT!", "a StuffIt archive"),
    (0, b"xar!", "a xar archive"),
    (0, b"MSWIM\0\0\0", "a Windows image (WIM)"),
    (0, b"TAPE", "a backup of Windows (bkf)"),
    (32_769, b"CD001", "an image of a disc (ISO 9660)"),
];

/// What a file is that may hold mail, where no reader for it is built; `None` for any other.
pub fn unread(head: &Head<'_>) -> Option<&'static str> {
    if is_wide(head) {
        return Some("mail in UTF-16");
    }
    if cr_alone(head.bytes) {
        return Some("an mbox whose lines end in a bare CR");
    }
    let extension = head.name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    // it has no magic bytes
    if extension == "br" && !head.bytes.is_empty() {
        return Some("a file compressed by brotli");
    }
    let archive = matches!(
        extension.as_str(),
        "zip"
            | "7z"
            | "tar"
            | "gz"
            | "tgz"
            | "bz2"
            | "tbz2"
            | "xz"
            | "txz"
            | "zst"
            | "lzma"
            | "pst"
            | "ost"
            | "rar"
            | "cpio"
    );
    let magic =
        MAGIC.iter().any(|(at, magic, _)| head.bytes.get(*at..).is_some_and(|rest| rest.starts_with(magic)));
    // a zip that is a document is none; nor is a tar of nothing
    if archive && !magic && !head.bytes.starts_with(b"PK") && head.bytes.iter().any(|b| *b != 0) {
        return Some("a file that is an archive by its name and not by its content");
    }
    let (_, _, what) = *MAGIC
        .iter()
        .find(|(at, magic, _)| head.bytes.get(*at..).is_some_and(|rest| rest.starts_with(magic)))?;
    // libraries and packages of programs are archives too
    let program = match what {
        "an ar archive" => matches!(extension.as_str(), "a" | "lib" | "deb" | "udeb" | "ipk"),
        "a cabinet file (cab)" => matches!(extension.as_str(), "msu" | "msp"),
        _ => false,
    };
    (!program).then_some(what)
}

/// What files that hold no mail begin with: pictures, sound, film, documents, programs, databases, disk images. An mbox in
/// such a file is not looked for; behind other bytes, as a damaged disk leaves them, it is.
const OTHER: &[(usize, &[u8])] = &[
    (0, b"\x89PNG"),
    (0, b"\xff\xd8\xff"),
    (0, b"GIF8"),
    (0, b"RIFF"),
    (0, b"II*\0"),
    (0, b"MM\0*"),
    (0, b"\0\0\x01\0"),
    (0, b"8BPS"),
    (4, b"ftyp"),
    (0, b"\x1a\x45\xdf\xa3"),
    (0, b"\0\0\x01\xba"),
    (0, b"ID3"),
    (0, b"OggS"),
    (0, b"fLaC"),
    (0, b"%PDF"),
    (0, b"%!PS"),
    (0, b"{\\rtf"),
    (0, b"\xd0\xcf\x11\xe0"),
    (0, b"PK"),
    (0, b"7z\xbc\xaf\x27\x1c"),
    (257, b"ustar"),
    (0, b"\x7fELF"),
    (0, b"MZ"),
    (0, b"\xca\xfe\xba\xbe"),
    (0, b"\xcf\xfa\xed\xfe"),
    (0, b"\xce\xfa\xed\xfe"),
    (0, b"\0asm"),
    (0, b"SQLite format 3"),
    (12, b"\x62\x31\x05\0"),
    (12, b"\x61\x15\x06\0"),
    (0, b"bplist"),
    (0, b"PACK\0"),
    (0, b"PAR1"),
    (0, b"KDMV"),
    (0, b"QFI\xfb"),
];

/// True for a file of a known format that holds no mail, or holds it in a way that is not read: what looks like mail in
/// it is not to be taken for the whole.
pub fn is_other(head: &Head<'_>) -> bool {
    let stands = |at: usize, magic| head.bytes.get(at..).is_some_and(|rest| rest.starts_with(magic));
    OTHER.iter().any(|(at, magic)| stands(*at, magic))
        || MAGIC.iter().any(|(at, magic, _)| stands(*at, magic))
}

/// UTF-16 throughout, and mail once it is narrowed.
fn is_wide(head: &Head<'_>) -> bool {
    let text = head.bytes.strip_prefix(b"\xff\xfe").or(head.bytes.strip_prefix(b"\xfe\xff"));
    let text = text.unwrap_or(head.bytes);
    let text = &text[..text.len().min(8 << 10) & !1];
    [0, 1].into_iter().any(|low| {
        let high = text.iter().skip(1 - low).step_by(2);
        // a name may have letters that are none of Latin-1
        let zeros = high.filter(|b| **b == 0).count();
        zeros > 16 && zeros * 2 > text.len() * 9 / 10 && {
            let narrow: Vec<u8> = text.iter().skip(low).step_by(2).copied().collect();
            let head = Head { bytes: &narrow, name: "", complete: head.complete };
            matches!(recognise(&head), Shape::Mbox | Shape::Message { .. })
        }
    })
}

/// An mbox as Mac OS 9 wrote it: the first line is a separator line, and no line ends in LF.
pub(super) fn cr_alone(bytes: &[u8]) -> bool {
    let end = memchr::memchr2(b'\r', b'\n', bytes).filter(|_| bytes.starts_with(b"From "));
    end.is_some_and(|end| {
        let bare = memchr::memchr(b'\n', &bytes[end..]).is_none();
        bare && separator_line(&bytes[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8], name: &str) -> Option<&'static str> {
        unread(&Head { bytes, name, complete: true })
    }

    #[test]
    fn archives_and_stores_are_named_and_documents_are_not() {
        assert_eq!(of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc"), None);
        assert_eq!(of(b"070701....", "backup"), Some("a cpio archive"));
        assert_eq!(of(b"!<arch>\nx", "mail.ar"), Some("an ar archive"));
        assert_eq!(of(b"!<arch>\nx", "libz.a"), None);
        assert_eq!(of(b"\x8b\x02\x80x", "mail.mbox.br"), Some("a file compressed by brotli"));
        let mut disc = vec![0; 33_000];
        disc[32_769..32_774].copy_from_slice(b"CD001");
        assert_eq!(of(&disc, "mail.iso"), Some("an image of a disc (ISO 9660)"));
        assert_eq!(of(b"just text", "notes.txt"), None);
        assert_eq!(of(b"", ""), None);
    }

    #[test]
    fn mail_in_utf_16_is_named_and_other_text_is_not() {
        let wide = |text: &str, big: bool| -> Vec<u8> {
            text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
        };
        let mail = "From: a@b.example\nTo: c@d.example\nSubject: Zo\u{142}y\n\nhallo\n";
        for big in [false, true] {
            assert_eq!(of(&wide(mail, big), "a.eml"), Some("mail in UTF-16"));
            assert_eq!(of(&wide(&format!("\u{feff}{mail}"), big), "a"), Some("mail in UTF-16"));
            assert_eq!(of(&wide("only a text of some length, and no mail", big), "a"), None);
        }
        assert_eq!(of(mail.as_bytes(), "a"), None);
    }
}
