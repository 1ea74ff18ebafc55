//! How fast each room is, and the whole: `cargo bench`, or `cargo bench -- phone` for some.
//!
//! All text is made up and made here, the same on every machine. Each benchmark asserts what it found, so that speed is
//! never bought with misses; figures are bytes of input a second.

mod mail;

mod html;
mod mbox;
mod message;
mod recognise;
mod scan;

fn main() {
    divan::main();
}
