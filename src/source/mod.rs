//! Paths in, messages out: walking, recognising formats by content, splitting, decompressing.

mod field;
pub mod mbox;
