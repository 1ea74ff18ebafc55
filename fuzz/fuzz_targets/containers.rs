//! Archives of any damage: every format ends, keeps to its limits, and says of each entry what it is.
//!
//! Entries are opened in turn, so that formats stand in one another.

#![no_main]

use std::io::{self, Cursor, Read};
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use mailsweep::model::{Limits, Passwords, Stop};
use mailsweep::source::nested::{open, open_random};
use mailsweep::source::{Budget, Head, Nested, Opening, Shape, recognise};

/// Bytes of an entry that are kept, to be opened in turn.
const KEPT: u64 = 1 << 20;

fn go(bytes: Vec<u8>, name: &str, depth: u32, budget: &Arc<Budget>) {
    let head = Head { bytes: &bytes[..bytes.len().min(64 << 10)], name, complete: bytes.len() <= 64 << 10 };
    let shape = recognise(&head);
    let size = bytes.len() as u64;
    let reader = Cursor::new(bytes);
    let opened: Option<Box<dyn Nested>> = match shape {
        Shape::Nested(how) => open(how, Box::new(reader), depth, budget).ok(),
        Shape::Random(how) => open_random(how, Box::new(reader), size, depth, budget).ok().flatten(),
        _ => None,
    };
    let Some(mut nested) = opened else { return };
    nested.each(&mut |entry| {
        if let Ok(mut entry) = entry {
            let mut kept = Vec::new();
            let read = entry.reader.by_ref().take(KEPT).read_to_end(&mut kept);
            if read.is_ok() {
                let _ = io::copy(&mut entry.reader, &mut io::sink());
            }
            go(kept, entry.name.as_deref().unwrap_or(name), depth + 1, budget);
        }
        true
    });
}

fuzz_target!(|data: &[u8]| {
    let limits =
        Limits { containers: 4, expanded: 32 << 20, ratio: 100, entries: 10_000, ..Limits::default() };
    let passwords = Passwords::new(["geheim".to_owned()]);
    let budget = Budget::of(Opening { limits, passwords, stop: Stop::default() });
    go(data.to_vec(), "x", 0, &budget);
    assert!(budget.expanded() < 33 << 20);
});
