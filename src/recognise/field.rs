//! Header fields and what was found in them, remembered for the next time: the same people write to each other.
//!
//! In: a header field, and what else its matches depend on. Out: what was found there the last time, or nothing. Each thread has its
//! own memory; it is bounded: what is newer takes the place of what is older. This module refuses to know how anything is found.

use std::cell::RefCell;
use std::hash::Hasher;

use super::mix::Mix;
use super::{Context, Page, person};
use crate::model::{Match, RegionKind};

/// Bytes of the longest field that is remembered.
const TEXT_MAX: usize = 512;
/// Matches in it at most.
const MATCHES_MAX: usize = 16;
/// Fields that are remembered at once: some 2 MB where all of them are full.
const ROOM: usize = 1024;

/// A header field: what its matches depend on, but for the names that are known.
#[derive(Clone, Copy)]
pub(super) struct Field<'f> {
    /// Number of the recognisers that are asked.
    recognisers: u64,
    name: &'f str,
    text: &'f str,
    context: &'f Context,
}

/// A field, and what was found in it.
#[derive(Clone)]
struct Slot {
    recognisers: u64,
    name: Box<str>,
    text: Box<str>,
    /// Without people.
    context: Context,
    /// The names of which was asked whether they are known, and the answers.
    asked: Vec<(Box<str>, bool)>,
    found: Vec<Match>,
}

thread_local! {
    static MEMORY: RefCell<Vec<Option<Slot>>> = const { RefCell::new(Vec::new()) };
}

impl<'f> Field<'f> {
    /// The page as a field that can be remembered; none where it is something else. Subjects do not come back often enough.
    pub(super) fn of(page: &Page<'f>, recognisers: u64) -> Option<Self> {
        let region = page.region;
        let name = region.field.filter(|name| !matches!(*name, "subject" | "thread-topic"))?;
        let fits = region.kind == RegionKind::Header
            && !region.aside
            && region.zones.is_none()
            && region.text.len() <= TEXT_MAX;
        fits.then_some(Field { recognisers, name, text: region.text, context: page.context })
    }

    /// Adds what was found in the field the last time, where the same names of it are known now as then; else false.
    pub(super) fn recall(self, out: &mut Vec<Match>) -> bool {
        MEMORY.with_borrow(|slots| {
            let Some(Some(slot)) = slots.get(self.place()) else { return false };
            let same = slot.is_of(self) && person::are_known(&self.context.people, &slot.asked);
            if same {
                out.extend_from_slice(&slot.found);
            }
            same
        })
    }

    /// Remembers what was found in the field, and of which names was asked for that whether they are known.
    pub(super) fn remember(self, asked: Vec<(Box<str>, bool)>, found: &[Match]) {
        if found.len() > MATCHES_MAX || asked.len() > MATCHES_MAX {
            return;
        }
        let Field { recognisers, name, text, context } = self;
        let Context {
            ref countries,
            sender,
            language,
            author: _,
            personal: _,
            people: _,
            hosts: _,
            explain,
            suppose: _,
        } = *context;
        let countries = countries.clone();
        let context = Context { countries, sender, language, explain, ..Context::default() };
        let slot =
            Slot { recognisers, name: name.into(), text: text.into(), context, asked, found: found.to_vec() };
        MEMORY.with_borrow_mut(|slots| {
            slots.resize(ROOM, None);
            slots[self.place()] = Some(slot);
        });
    }

    /// Where it is remembered.
    fn place(self) -> usize {
        let mut hasher = Mix::default();
        hasher.write(self.text.as_bytes());
        hasher.write(self.name.as_bytes());
        (hasher.finish() >> 16) as usize % ROOM
    }
}

impl Slot {
    fn is_of(&self, field: Field<'_>) -> bool {
        let Context {
            countries,
            sender,
            language,
            author: _,
            personal: _,
            people: _,
            hosts: _,
            explain,
            suppose: _,
        } = field.context;
        self.recognisers == field.recognisers
            && *self.text == *field.text
            && *self.name == *field.name
            && self.context.countries == *countries
            && self.context.sender == *sender
            && self.context.language == *language
            && self.context.explain == *explain
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{OffsetMap, PartMeta, Region};
    use crate::recognise::Recognisers;
    use proptest::prelude::*;

    const NAMES: [&str; 6] = ["from", "to", "cc", "return-path", "list-post", "subject"];
    const TEXTS: [&str; 8] = [
        "Jan de Vries <jan@klant.example>",
        "\"Vries, J. de\" <j.devries@klant.example>, Piet Bakker <p.bakker@klant.nl.example>",
        "Raymond <m.raymond@klant.example>",
        "M. Raymond <info@klant.example>",
        "Installatiebedrijf De Boer B.V. <info@klant.example>",
        "Bel 020 624 1111 <jan@klant.example>",
        "jan@klant.example",
        "tel:+31206241111",
    ];

    fn region<'r>(name: &'r str, text: &'r str, part: &'r PartMeta, map: &'r OffsetMap) -> Region<'r> {
        Region { kind: RegionKind::Header, part, field: Some(name), text, map, aside: false, zones: None }
    }

    fn context() -> impl Strategy<Value = Context> {
        let country = || prop::sample::select(vec![*b"NL", *b"FR", *b"DE"]);
        let people =
            prop::sample::subsequence(vec!["Raymond", "Jan de Vries", "Piet Bakker", "Anna Raymond"], 0..4);
        let hosts = prop::sample::subsequence(vec!["deboer.example", "klant.example"], 0..2);
        let countries = prop::collection::vec(country(), 0..3);
        (countries, prop::option::of(country()), people, hosts, any::<bool>()).prop_map(
            |(countries, sender, people, hosts, explain)| Context {
                countries,
                sender,
                language: None,
                people: people.into_iter().map(Into::into).collect(),
                hosts: hosts.into_iter().map(Into::into).collect(),
                explain,
                author: None,
                personal: false,
                suppose: false,
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn what_is_remembered_is_what_would_be_found(
            fields in prop::collection::vec(
                (prop::sample::select(NAMES.to_vec()), prop::sample::select(TEXTS.to_vec()), context()), 1..60),
        ) {
            static ALL: std::sync::LazyLock<Recognisers> = std::sync::LazyLock::new(|| Recognisers::built_in(&[]));
            let (part, map) = (PartMeta::default(), OffsetMap::default());
            let mut found = Vec::new();
            for (name, text, context) in fields {
                let region = region(name, text, &part, &map);
                ALL.find(&region, &context, &mut found);
                MEMORY.take();
                let mut anew = Vec::new();
                let kept = MEMORY.take();
                ALL.find(&region, &context, &mut anew);
                prop_assert_eq!(&found, &anew);
                MEMORY.set(kept);
            }
        }
    }

    #[test]
    fn a_field_is_read_once() {
        let all = Recognisers::built_in(&[]);
        let (part, map) = (PartMeta::default(), OffsetMap::default());
        let region = region("from", TEXTS[0], &part, &map);
        let context = Context::default();
        let page = Page::new(&region, &context);
        let mut found = Vec::new();
        MEMORY.take();
        let field = Field::of(&page, all.id).unwrap();
        assert!(!field.recall(&mut Vec::new()));
        all.find(&region, &context, &mut found);
        let mut again = Vec::new();
        assert!(field.recall(&mut again));
        assert!(again == found && found.len() == 2, "{found:?}");

        let known = Context { people: vec!["Jan de Vries".into()], ..Context::default() };
        assert!(!Field { context: &known, ..field }.recall(&mut again), "he is known by now");
        let abroad = Context { sender: Some(*b"FR"), ..Context::default() };
        for other in [
            Field { recognisers: 0, ..field },
            Field { name: "to", ..field },
            Field { text: TEXTS[1], ..field },
            Field { context: &abroad, ..field },
        ] {
            assert!(!other.recall(&mut again));
        }
    }

    #[test]
    fn memory_is_bounded() {
        let (context, part, map) = (Context::default(), PartMeta::default(), OffsetMap::default());
        let is_field = |length| {
            let text = "a".repeat(length);
            Field::of(&Page::new(&region("from", &text, &part, &map), &context), 7).is_some()
        };
        assert!(is_field(TEXT_MAX) && !is_field(TEXT_MAX + 1));
        for n in 0..3 * ROOM {
            Field { recognisers: 7, name: "from", text: &n.to_string(), context: &context }
                .remember(Vec::new(), &[]);
        }
        MEMORY.with_borrow(|slots| assert_eq!(slots.len(), ROOM));
    }
}
