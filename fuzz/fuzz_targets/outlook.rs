//! Whatever the bytes of a MSG or TNEF file: its item is written as a message, the same one twice, of bounded length, and no line
//! of it can be taken for a separator line of an mbox.

#![no_main]

use std::io::Read;

use libfuzzer_sys::fuzz_target;
use mailsweep::outlook::rfc822::Message;
use mailsweep::outlook::{msg, tnef};

fuzz_target!(|bytes: &[u8]| {
    let Some(message) = written(bytes) else { return };
    assert_eq!(written(bytes), Some(message.clone()), "the same file gives the same message");
    assert!(message.len() <= 64 * bytes.len() + (8 << 20), "bounded by the file");
    assert!(!message.split(|b| *b == b'\n').any(|line| line.starts_with(b"From ")), "no separator line");
});

fn written(bytes: &[u8]) -> Option<Vec<u8>> {
    let item = if tnef::recognises(bytes) { tnef::open(bytes) } else { msg::open(bytes) };
    let mut message = Vec::new();
    Message::new(item.ok()?).read_to_end(&mut message).ok()?;
    Some(message)
}
