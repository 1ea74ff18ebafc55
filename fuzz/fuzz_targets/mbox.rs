//! Both readers of an mbox give the same messages, whatever the bytes and however they come in.
//!
//! The first byte of the input says how large a message may be to be held, and how much is read at a time.

#![no_main]

use std::io::Read;

use libfuzzer_sys::fuzz_target;
use mailsweep::source::mbox::{Batch, MboxStream, Span, leading, spans};

/// Gives a few bytes at a time.
struct Slow<'a>(&'a [u8], usize);

impl Read for Slow<'_> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.1.min(buf.len()).min(self.0.len());
        buf[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

fn by_ranges(mbox: &[u8], step: u64, whole: usize) -> (u64, Vec<Span>) {
    let (mut all, mut buf, mut found) = (Vec::new(), Vec::new(), Vec::new());
    let first = leading(&mbox).unwrap();
    let mut from = first;
    while from < mbox.len() as u64 {
        let next = spans(&mbox, from, from + step, whole, &mut buf, &mut found).unwrap();
        assert!(next > from, "a range gets on");
        assert!(mbox[from as usize..].starts_with(&buf));
        all.extend_from_slice(&found);
        from = next;
    }
    (first, all)
}

fn by_stream(mbox: &[u8], slow: usize, target: usize, whole: usize) -> (u64, Vec<Span>) {
    let head = mbox.len().min(slow);
    let mut stream = MboxStream::new(Slow(&mbox[head..], slow), mbox[..head].to_vec(), whole);
    let (mut before, mut all, mut buf, mut found) = (0, Vec::new(), Vec::new(), Vec::new());
    loop {
        match stream.batch(target, &mut buf, &mut found).unwrap() {
            Batch::Leading { base } => {
                assert_eq!(base, before);
                before += buf.len() as u64;
            }
            Batch::Messages { base } => {
                assert!(mbox[base as usize..].starts_with(&buf));
                all.extend_from_slice(&found);
            }
            Batch::Huge { offset, separator } => {
                let mut bytes = Vec::new();
                let length = stream.huge(&mut |piece| bytes.extend_from_slice(piece)).unwrap();
                assert_eq!(length, bytes.len() as u64);
                assert!(mbox[offset as usize..].starts_with(&bytes));
                all.push(Span { offset, length, separator });
            }
            Batch::End => return (before, all),
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((&how, mbox)) = data.split_first() else { return };
    let whole = [64, 300, 4096, 1 << 20][usize::from(how & 3)];
    let slow = [1, 7, 100, 1 << 16][usize::from(how >> 2 & 3)];
    let (before, messages) = by_ranges(mbox, u64::MAX / 2, whole);
    let mut end = before;
    for m in &messages {
        assert!(m.separator >= end && m.offset > m.separator, "in order, without overlap");
        end = m.offset + m.length;
    }
    assert!(end <= mbox.len() as u64);
    assert_eq!(by_ranges(mbox, 1, whole), (before, messages.clone()));
    assert_eq!(by_ranges(mbox, 100, whole), (before, messages.clone()));
    assert_eq!(by_stream(mbox, slow, 1 << usize::from(how >> 4), whole), (before, messages));
});
