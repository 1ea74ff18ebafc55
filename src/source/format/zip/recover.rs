//! A zip archive without its directory in, its files out, by the headers that stand before each (APPNOTE 4.3.7, 4.3.9).

use std::collections::HashMap;
use std::io;

use super::member::{BEHIND, Decoders, Member};
use super::{File, LOCAL, Read, extra_fields, name, u16_at, u32_at, u64_at};
use crate::source::nested::{Visit, problem_of};

/// Bytes that are searched at a time.
const CHUNK: usize = 64 << 10;

/// Goes from header to header; what stands at the places of `ends` was read before, up to the places that those lead to.
pub(super) fn each(
    file: &File,
    ends: &HashMap<u64, u64>,
    decoders: &mut Decoders<'_>,
    visit: &mut Visit<'_>,
) {
    let mut at = 0;
    let ended = loop {
        let (header, member) = match next(file, at) {
            Ok(Some(found)) => found,
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        };
        // whatever becomes of this one, the next one stands behind its header
        at = header + LOCAL.len() as u64;
        if let Some(end) = ends.get(&header) {
            at = at.max(*end);
            continue;
        }
        let Some(mut member) = member else { continue };
        let data = member.data.unwrap_or(at);
        let unknown = member.flags & BEHIND != 0 && member.packed == 0;
        if unknown && member.method != 8 {
            member.packed = match search(file, data, find_any) {
                Ok(found) => found.unwrap_or(file.size).saturating_sub(data),
                Err(error) => break Err(error),
            };
        } else if unknown {
            member.packed = file.size.saturating_sub(data);
        }
        if matches!(decoders.member(&member, visit), Read::Enough) {
            return;
        }
        let taken = if unknown && member.method == 8 { decoders.inflated_from() } else { member.packed };
        let next = data.saturating_add(taken);
        // a size that leads out of the file is a lie, or the last file was cut short
        if next <= file.size {
            at = at.max(next);
        }
    };
    if let Err(error) = ended {
        visit(Err(problem_of(&error)));
    }
}

/// The next header from `at` on: where it stands, and what it says, if that can be so.
pub(super) fn next(file: &File, at: u64) -> io::Result<Option<(u64, Option<Member>)>> {
    let Some(header) = search(file, at, |bytes| memchr::memmem::find(bytes, LOCAL))? else { return Ok(None) };
    let mut bytes = vec![0; 30];
    if file.read(header, &mut bytes)? < 30 {
        return Ok(Some((header, None)));
    }
    let (named, extra) = (usize::from(u16_at(&bytes, 26)), usize::from(u16_at(&bytes, 28)));
    bytes.resize(30 + named + extra, 0);
    let (version, flags, method) = (bytes[4], u16_at(&bytes, 6), u16_at(&bytes, 8));
    if file.read(header, &mut bytes)? < bytes.len() || version > 99 || named == 0 {
        return Ok(Some((header, None)));
    }
    let (raw, extra) = bytes[30..].split_at(named);
    let behind = flags & BEHIND != 0;
    let mut member = Member {
        flags,
        method,
        time: u16_at(&bytes, 10),
        crc: (!behind || u32_at(&bytes, 14) != 0).then(|| u32_at(&bytes, 14)),
        packed: u64::from(u32_at(&bytes, 18)),
        size: u64::from(u32_at(&bytes, 22)),
        header,
        data: Some(header + bytes.len() as u64),
        aes: Vec::new(),
        name: name::of(raw, flags, extra),
        regular: true,
        link: false,
    };
    for (id, content) in extra_fields(extra) {
        if id == 1 && content.len() >= 16 && member.packed == 0xffff_ffff {
            (member.size, member.packed) = (u64_at(content, 0), u64_at(content, 8));
        }
        if id == 0x9901 {
            member.aes = content.to_vec();
        }
    }
    member.regular = !member.is_folder(raw);
    Ok(Some((header, Some(member))))
}

/// Where something stands, from `at` on; it is at most four bytes long.
fn search(file: &File, at: u64, find: impl Fn(&[u8]) -> Option<usize>) -> io::Result<Option<u64>> {
    let mut at = at;
    let mut bytes = vec![0; CHUNK];
    loop {
        let n = file.read(at, &mut bytes)?;
        if let Some(found) = find(&bytes[..n]) {
            return Ok(Some(at + found as u64));
        }
        if n < CHUNK {
            return Ok(None);
        }
        // the end of one chunk may be the beginning of what is looked for
        at += (n - 3) as u64;
    }
}

/// Where something of the archive itself begins: a header, what stands behind a file, or the directory.
fn find_any(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(bytes, b"PK")
        .find(|at| matches!(bytes.get(at + 2..at + 4), Some(b"\x03\x04" | b"\x07\x08" | b"\x01\x02")))
}
