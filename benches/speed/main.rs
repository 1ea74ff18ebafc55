//! How fast each room is, and the whole: `cargo bench`, or `cargo bench -- phone` for some.
//!
//! All text is made up and made here, the same on every machine. Each benchmark asserts what it found, so that speed is
//! never bought with misses; figures are bytes of input a second.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run has nothing to say")]

mod mail;

mod html;
mod mbox;
mod message;
mod recognise;
mod requests;
mod scan;

fn main() {
    divan::main();
}
