//! Mail files that are changed, and never lose a mail that is not meant.

pub mod plan;
