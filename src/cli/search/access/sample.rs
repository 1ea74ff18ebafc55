//! What the tests of this room share.

use std::ops::Range;

/// What stands at places of a text.
pub(super) fn found(text: &str, spans: impl Iterator<Item = Range<usize>>) -> Vec<&str> {
    spans.map(|span| &text[span]).collect()
}
