//! Small words before surnames, that all rooms which read names take.
//!
//! In: nothing. Out: a list, for the build script too, which makes the table of names. This module refuses to know where a
//! name may stand: each room has words of its own beside these (`number/born.rs`, `person/lists.rs`, `role/legal.rs`). What one
//! of them would find with the words of another has not been measured, so they stay apart.

/// What stands before a surname in Dutch, German, French, Spanish or Italian; in lower case.
pub(crate) const PARTICLES: [&str; 21] = [
    "van", "de", "der", "den", "ter", "ten", "te", "von", "vom", "zu", "da", "del", "della", "di", "du",
    "des", "le", "la", "el", "'t", "op",
];
