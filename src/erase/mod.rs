//! The only room that changes mail.

pub mod redact;
