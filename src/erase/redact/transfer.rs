//! Changed bytes back into the transfer encoding that they were in.

use super::splice::{Splice, applied};
use super::{block, quoted};
use crate::message::transfer::{Decoder, Encoding};

/// The bytes of a body with their transfer encoding undone.
pub(super) fn decoded(raw: &[u8], encoding: Encoding, keep_tail: bool) -> Vec<u8> {
    let mut out = Vec::new();
    Decoder::new(encoding).keep_tail(keep_tail).decode(raw, true, &mut out);
    out
}

/// What is to stand in place of which bytes of the body, so that its decoded bytes, and nothing else of them, change as is
/// wanted; `None` where that cannot be.
pub(super) fn splices(
    raw: &[u8],
    encoding: Encoding,
    keep_tail: bool,
    before: &[u8],
    edits: &[Splice],
) -> Option<Vec<Splice>> {
    if edits.is_empty() {
        return Some(Vec::new());
    }
    match encoding {
        Encoding::Identity => Some(edits.to_vec()),
        Encoding::QuotedPrintable => {
            let splices = quoted::splices(raw, edits);
            let after = decoded(&applied(raw, &splices), encoding, keep_tail);
            (after == applied(before, edits)).then_some(splices)
        }
        Encoding::Base64 | Encoding::Uuencode => block::splices(raw, encoding, keep_tail, before, edits),
    }
}
