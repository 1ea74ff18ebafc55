//! Whatever the text: matches lie on the borders of characters, in order, without overlap, above the threshold, and
//! their normal form is one line. All kinds together.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mailsweep::model::{OffsetMap, PartMeta, Region, RegionKind};
use mailsweep::recognise::{Context, Recognisers, SUPPOSED, pattern::THRESHOLD};

static RECOGNISERS: LazyLock<Recognisers> = LazyLock::new(|| Recognisers::built_in(&[]));

fuzz_target!(|text: &str| {
    search(text, RegionKind::Body, None);
    search(text, RegionKind::Header, Some("from"));
});

fn search(text: &str, kind: RegionKind, field: Option<&str>) {
    let (part, map) = (PartMeta::default(), OffsetMap::identity(0));
    let region = Region { kind, part: &part, field, text, map: &map, aside: false, zones: None };
    let countries = vec![*b"NL", *b"BE", *b"DE"];
    let context = Context { countries, explain: true, suppose: true, ..Context::default() };
    let mut matches = Vec::new();
    RECOGNISERS.find(&region, &context, &mut matches);
    let mut last = 0;
    for m in &matches {
        assert!(last <= m.span.start && m.span.start < m.span.end, "in order, not empty");
        assert!(text.get(m.span.clone()).is_some(), "inside a character");
        assert!((THRESHOLD..=100).contains(&m.confidence.hundredths()) || m.confidence == SUPPOSED);
        last = m.span.end;
        let value = m.value.reveal();
        assert!(!value.is_empty() && value.trim() == value && !value.contains(['\n', '\r']), "one line");
    }
    let mut again = Vec::new();
    RECOGNISERS.find(&region, &context, &mut again);
    assert_eq!(matches, again, "the same text gives the same matches");
}
