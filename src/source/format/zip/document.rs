//! A zip archive in, whether it is a document or a package of a program out: such a file is no archive of mail.

use std::io;

use super::directory::Directory;
use super::{File, LOCAL, u16_at, u32_at};

/// Bytes of a directory that is looked through as a whole; documents have small ones.
const LISTED: u64 = 1 << 20;

/// Names that only documents (Office Open XML) and packages (Java, Android) have.
fn tells(name: &[u8]) -> bool {
    matches!(name, b"[Content_Types].xml" | b"META-INF/MANIFEST.MF" | b"AndroidManifest.xml")
}

/// By the first bytes: of the files in them, one tells.
pub(super) fn begins(head: &[u8]) -> bool {
    let mut rest = head;
    while let Some(header) = rest.get(..30).filter(|h| h.starts_with(LOCAL)) {
        let data = 30 + usize::from(u16_at(header, 26)) + usize::from(u16_at(header, 28));
        let Some(name) = rest.get(30..30 + usize::from(u16_at(header, 26))) else { return false };
        // OpenDocument and EPUB begin with their media type, stored
        let content = rest.get(data..).unwrap_or_default();
        let typed = name == b"mimetype" && content.starts_with(b"application/");
        if typed || tells(name) {
            return true;
        }
        let packed = u32_at(header, 18) as usize;
        // of one whose size stands behind it nothing is known here
        if u16_at(header, 6) & 8 != 0 && packed == 0 {
            return false;
        }
        rest = data.checked_add(packed).and_then(|next| rest.get(next..)).unwrap_or_default();
    }
    false
}

/// By the directory: it lists a file that tells.
pub(super) fn is_listed(file: &File, directory: &Directory) -> io::Result<bool> {
    if directory.part || directory.end - directory.start > LISTED {
        return Ok(false);
    }
    let mut members = directory.members(file);
    loop {
        match members.next() {
            Ok(Some(member)) if tells(member.name.as_bytes()) => return Ok(true),
            Ok(Some(_)) => {}
            Ok(None) => return Ok(false),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return Ok(false),
            Err(error) => return Err(error),
        }
    }
}
