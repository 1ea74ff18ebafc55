//! HTML to text.

use divan::Bencher;
use divan::counter::BytesCount;
use mailsweep::message::html::HtmlText;

use crate::mail;

#[divan::bench(sample_count = 10)]
fn to_text(bencher: Bencher<'_, '_>) {
    let html: String = (0..2_000).map(mail::html).collect();
    let mut read = HtmlText::new();
    bencher.counter(BytesCount::of_str(&html)).bench_local(|| {
        read.read(&html, 0);
        assert_eq!(read.text.matches("Jan de Vries").count(), 2_000);
        assert!(!read.text.contains("margin"), "a style sheet is no text");
    });
}

/// Tags that never end, which must cost no more than others.
#[divan::bench(sample_count = 10)]
fn hostile(bencher: Bencher<'_, '_>) {
    let html = "<a href=\"<!-- <b><![CDATA[".repeat(40_000);
    let mut read = HtmlText::new();
    bencher.counter(BytesCount::of_str(&html)).bench_local(|| {
        read.read(&html, 0);
        assert!(read.map.source(0..read.text.len()).end <= html.len() as u64);
    });
}
