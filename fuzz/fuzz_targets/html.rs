//! The map of an HTML part leads into the part, on the borders of characters, in order; so does every text beside the
//! flow, and reading in chunks comes to the end.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mailsweep::message::html::{HtmlState, HtmlText};

const BASE: u64 = 1000;

fn check(read: &HtmlText, html: &str, base: u64) {
    let end = base + html.len() as u64;
    let inside = |start: u64, stop: u64| {
        assert!(base <= start && start <= stop && stop <= end, "{start}..{stop} of {base}..{end}");
        assert!(html.get((start - base) as usize..(stop - base) as usize).is_some(), "inside a character");
    };
    let mut last = base;
    for (at, c) in read.text.char_indices() {
        let span = read.map.source(at..at + c.len_utf8());
        inside(span.start, span.end);
        assert!(span.start >= last, "in order");
        last = span.start;
    }
    let all = read.map.source(0..read.text.len());
    inside(all.start, all.end);
    for aside in &read.asides {
        inside(aside.source.start, aside.source.end);
    }
}

fuzz_target!(|html: &str| {
    let mut read = HtmlText::new();
    read.read(html, BASE);
    check(&read, html, BASE);

    let mut state = HtmlState::default();
    let (mut from, mut upto) = (0, 0);
    while upto < html.len() {
        upto = html.len().min(upto + 512);
        while !html.is_char_boundary(upto) {
            upto += 1;
        }
        let last = upto == html.len();
        let n = read.read_chunk(&html[from..upto], from as u64, &mut state, last);
        assert!(n <= upto - from && html.is_char_boundary(from + n));
        assert!(!last || n == upto - from, "the last chunk is read to its end");
        check(&read, &html[from..from + n], from as u64);
        from += n;
    }
});
