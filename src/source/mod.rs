//! Paths in, messages out: walking, recognising formats by content, splitting, decompressing.
