//! Files that may hold mail and that no reader is built for: they are told from files that hold none.
//!
//! By the first bytes: APPNOTE 4.3.7 (zip), POSIX pax (tar), 7zFormat.txt, RAR 5.0 technote, \[MS-PST\] §2.2.2.6, \[MS-CFB\]
//! §2.2, \[MS-OXTNEF\] §2.1.3, and what Outlook Express and Lotus Notes write.

use super::Head;

const MAGIC: [(usize, &[u8], &str); 10] = [
    (0, b"PK\x03\x04", "a zip archive"),
    (0, b"PK\x05\x06", "a zip archive"),
    (257, b"ustar", "a tar archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (0, b"!BDN", "an Outlook store (PST, OST)"),
    (0, b"\x78\x9f\x3e\x22", "a TNEF file (winmail.dat)"),
    (0, b"\xcf\xad\x12\xfe", "an Outlook Express folder (dbx)"),
    (0, b"\x1a\x00\x00\x04\x00\x00", "a Lotus Notes database"),
    (0, b"\x1f\x9d", "a compress (.Z) file"),
];

/// What a file is that may hold mail, where no reader for it is built; `None` for any other.
///
/// An Office document is a zip archive too: one is named as such only when its name does not say otherwise, since the
/// documents of a folder are no mail. An Outlook message shares its first bytes with Word; its name tells.
pub fn unread(head: &Head<'_>) -> Option<&'static str> {
    let extension = head.name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    let (_, _, what) = *MAGIC
        .iter()
        .find(|(at, magic, _)| head.bytes.get(*at..).is_some_and(|rest| rest.starts_with(magic)))
        .or_else(|| {
            const MESSAGE: (usize, &[u8], &str) =
                (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Outlook message (MSG)");
            (extension == "msg" && head.bytes.starts_with(MESSAGE.1)).then_some(&MESSAGE)
        })?;
    let document = matches!(
        extension.as_str(),
        "docx" | "xlsx" | "pptx" | "docm" | "xlsm" | "odt" | "ods" | "odp" | "epub" | "jar" | "apk"
    );
    (!document).then_some(what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8], name: &str) -> Option<&'static str> {
        unread(&Head { bytes, name, complete: true })
    }

    #[test]
    fn archives_and_stores_are_named_and_documents_are_not() {
        assert_eq!(of(b"PK\x03\x04rest", "backup.zip"), Some("a zip archive"));
        assert_eq!(of(b"PK\x03\x04rest", "Letter.DOCX"), None);
        assert_eq!(of(b"!BDN....", "jan.pst"), Some("an Outlook store (PST, OST)"));
        assert_eq!(of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.msg"), Some("an Outlook message (MSG)"));
        assert_eq!(of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc"), None);
        let mut tar = vec![0; 512];
        tar[257..262].copy_from_slice(b"ustar");
        assert_eq!(of(&tar, "backup"), Some("a tar archive"));
        assert_eq!(of(b"just text", "notes.txt"), None);
        assert_eq!(of(b"", ""), None);
    }
}
