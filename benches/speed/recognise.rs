//! Recognisers over running text, one detail of each kind to a paragraph.

use divan::Bencher;
use divan::counter::BytesCount;
use mailsweep::model::{Kind, OffsetMap, PartMeta, Region, RegionKind};
use mailsweep::recognise::{Context, Recognisers};

use crate::mail::paragraph;

const PARAGRAPHS: usize = 4_000;

fn search(bencher: Bencher<'_, '_>, kinds: &[Kind], texts: &[String], expected: usize) {
    let recognisers = Recognisers::built_in(kinds);
    let context = Context { countries: vec![*b"NL", *b"BE", *b"DE"], ..Context::default() };
    let (part, map) = (PartMeta::default(), OffsetMap::identity(0));
    let mut out = Vec::new();
    let bytes: usize = texts.iter().map(String::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        let mut count = 0;
        for text in texts {
            out.clear();
            let region = Region {
                kind: RegionKind::Body,
                part: &part,
                field: None,
                text,
                map: &map,
                aside: false,
                zones: None,
            };
            recognisers.find(&region, &context, &mut out);
            count += out.len();
        }
        assert_eq!(count, expected);
    });
}

fn paragraphs() -> Vec<String> {
    (0..PARAGRAPHS).map(paragraph).collect()
}

#[divan::bench(sample_count = 10)]
fn email(bencher: Bencher<'_, '_>) {
    search(bencher, &[Kind::Email], &paragraphs(), PARAGRAPHS);
}

#[divan::bench(sample_count = 10)]
fn phone(bencher: Bencher<'_, '_>) {
    search(bencher, &[Kind::Phone], &paragraphs(), PARAGRAPHS);
}

#[divan::bench(sample_count = 10)]
fn person_name(bencher: Bencher<'_, '_>) {
    search(bencher, &[Kind::PersonName], &paragraphs(), PARAGRAPHS);
}

#[divan::bench(sample_count = 10)]
fn all(bencher: Bencher<'_, '_>) {
    search(bencher, &[], &paragraphs(), 3 * PARAGRAPHS);
}

/// Text without a detail: what most mail is.
#[divan::bench(sample_count = 10)]
fn nothing(bencher: Bencher<'_, '_>) {
    let texts: Vec<String> = (0..PARAGRAPHS)
        .map(|i| paragraph(i).lines().take_while(|line| !line.starts_with("Met")).collect())
        .collect();
    search(bencher, &[], &texts, 0);
}
