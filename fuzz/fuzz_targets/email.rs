//! Whatever the text: matches lie on the borders of characters, in order, without overlap, above the threshold, and in
//! their normal form.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use mailsweep::model::{Kind, OffsetMap, PartMeta, Region, RegionKind};
use mailsweep::recognise::{Context, Recognisers, pattern::THRESHOLD};

static RECOGNISERS: LazyLock<Recognisers> = LazyLock::new(|| Recognisers::built_in(&[Kind::Email]));

fuzz_target!(|text: &str| {
    let (part, map) = (PartMeta::default(), OffsetMap::identity(0));
    let region = Region {
        kind: RegionKind::Body,
        part: &part,
        field: None,
        text,
        map: &map,
        aside: false,
        zones: None,
    };
    let context = Context { countries: vec![*b"NL", *b"BE", *b"DE"], ..Context::default() };
    let mut matches = Vec::new();
    RECOGNISERS.find(&region, &context, &mut matches);
    let mut last = 0;
    for m in &matches {
        assert!(last <= m.span.start && m.span.start < m.span.end, "in order, not empty");
        assert!(text.get(m.span.clone()).is_some(), "inside a character");
        assert!((THRESHOLD..=100).contains(&m.confidence.hundredths()));
        last = m.span.end;
        let value = m.value.reveal();
        let (local, domain) = value.rsplit_once('@').expect("an address has an @");
        assert!(!local.is_empty() && domain.is_ascii() && domain.contains('.'));
        assert_eq!(value.to_lowercase(), *value);
    }
    let mut again = Vec::new();
    RECOGNISERS.find(&region, &context, &mut again);
    assert_eq!(matches, again, "the same text gives the same matches");
});
