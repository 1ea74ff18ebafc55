//! The first bytes of a store (\[MS-PST\] §2.2.2.6): which of three layouts it has, and where its two trees begin.
//!
//! CRCs are not looked at: a store whose header was written by another program, or half of it, is read all the same.

use super::bytes::{u16_at, u32_at, u64_at};
use super::tree::PageRef;
use crate::model::{Problem, ProblemCode};

/// Bytes of a header that are looked at.
pub(super) const HEADER: usize = 564;

/// How large things are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Versions 14 and 15: ids and places of 4 bytes.
    Ansi,
    /// Versions 21 and 23: of 8 bytes.
    Unicode,
    /// Versions 36 and 37 (OST of Outlook 2013 and later): the same with pages of 4096 bytes, and blocks that may be
    /// compressed. Known from libpff's documentation.
    Large,
}

impl Layout {
    /// Bytes of a page.
    pub(super) fn page(self) -> usize {
        match self {
            Layout::Ansi | Layout::Unicode => 512,
            Layout::Large => 4096,
        }
    }
    /// Bytes of an id or a place in the file.
    pub(super) fn id(self) -> usize {
        match self {
            Layout::Ansi => 4,
            Layout::Unicode | Layout::Large => 8,
        }
    }
    /// An id or a place at `at`.
    pub(super) fn id_at(self, bytes: &[u8], at: usize) -> Option<u64> {
        match self {
            Layout::Ansi => u32_at(bytes, at).map(u64::from),
            Layout::Unicode | Layout::Large => u64_at(bytes, at),
        }
    }
    /// Bytes of which a block and its trailer together are a multiple.
    pub(super) fn align(self) -> usize {
        match self {
            Layout::Ansi | Layout::Unicode => 64,
            Layout::Large => 512,
        }
    }
    /// Bytes of a block's trailer.
    pub(super) fn trailer(self) -> usize {
        match self {
            Layout::Ansi => 12,
            Layout::Unicode => 16,
            Layout::Large => 24,
        }
    }
    /// Bytes of the largest block, with its trailer.
    pub(super) fn block(self) -> usize {
        match self {
            Layout::Ansi | Layout::Unicode => 8192,
            Layout::Large => 65536,
        }
    }
}

/// `bCryptMethod`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Crypt {
    None,
    Permute,
    Cyclic,
}

/// What a header says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header {
    pub(super) layout: Layout,
    pub(super) crypt: Crypt,
    pub(super) nodes: PageRef,
    pub(super) blocks: PageRef,
    /// Where the file is to end.
    pub(super) end: u64,
}

/// True where a file begins as a store does: PST, OST or PAB. Needs 12 bytes.
pub fn recognises(head: &[u8]) -> bool {
    head.starts_with(b"!BDN") && matches!(head.get(8..10), Some(b"SM" | b"SO" | b"AB"))
}

/// Reads a header, whose bytes may end too early.
///
/// # Errors
///
/// A problem where this is no store, or one that cannot be read.
pub(super) fn read(head: &[u8]) -> Result<Header, Problem> {
    let short = || Problem::new(ProblemCode::Truncated, "the store ends in its header");
    if !recognises(head) {
        return Err(Problem::new(ProblemCode::Unsupported, "this is no Outlook store"));
    }
    let layout = match u16_at(head, 10).ok_or_else(short)? {
        14 | 15 => Layout::Ansi,
        20..=35 => Layout::Unicode,
        36 | 37 => Layout::Large,
        version => {
            let detail = format!("Outlook store of version {version}");
            return Err(Problem::new(ProblemCode::Unsupported, detail));
        }
    };
    let (root, crypt) = match layout {
        Layout::Ansi => (164, 461),
        Layout::Unicode | Layout::Large => (180, 513),
    };
    let crypt = match head.get(crypt).ok_or_else(short)? {
        0 => Crypt::None,
        1 => Crypt::Permute,
        2 => Crypt::Cyclic,
        0x10 => {
            let detail = "the store is encrypted by Windows Information Protection";
            return Err(Problem::new(ProblemCode::Encrypted, detail));
        }
        _ => return Err(Problem::new(ProblemCode::Unsupported, "the store is hidden in an unknown way")),
    };
    // ROOT (§2.2.2.5): dwReserved, ibFileEof, ibAMapLast, cbAMapFree, cbPMapFree, BREFNBT, BREFBBT
    let field = |n: usize| layout.id_at(head, root + 4 + n * layout.id()).ok_or_else(short);
    Ok(Header {
        layout,
        crypt,
        end: field(0)?,
        nodes: PageRef { id: field(4)?, at: field(5)? },
        blocks: PageRef { id: field(6)?, at: field(7)? },
    })
}
