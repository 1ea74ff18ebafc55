//! Which mark concerns what of a message.
//!
//! What comes in: the layout of a message, and marks. What goes out: for every item of the layout, by its number in the order in
//! which they stand, what is to be done with it. A mark that leads to no item, or to several, is refused.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use super::layout::{Item, Layout};
use super::{Mark, Refused};
use crate::model::Section;

/// What is to be done with one item.
#[derive(Default)]
pub(super) struct Task {
    /// Stretches of its text to take out, in order; none touch.
    pub(super) spans: Vec<Range<usize>>,
    /// The item goes as a whole.
    pub(super) whole: bool,
    /// The name of the file goes.
    pub(super) rename: bool,
    /// Files in its text that go, by their sections.
    pub(super) files: Vec<Section>,
    /// The leaf behind this header goes as a whole.
    pub(super) heads_whole: bool,
}

/// What is to be done with a message.
pub(super) struct Plan {
    tasks: BTreeMap<usize, Task>,
    /// Sections in whose bodies something is done.
    pub(super) bodies: BTreeSet<Section>,
    /// Headers in which something is done, by their own sections (`2.HEADER`, `2.MIME`).
    pub(super) headers: BTreeSet<Section>,
    /// Parts that go as a whole, and files in texts.
    pub(super) gone: BTreeSet<Section>,
}

/// The section of a header block.
pub(super) fn header_section(section: &Section, message: bool) -> Section {
    if message { section.header() } else { Section::named(&format!("{section}.MIME")) }
}

/// How many items these are, with those in them.
pub(super) fn count(items: &[Item]) -> usize {
    let inner = |item: &Item| if let Item::Space { items, .. } = item { count(items) } else { 0 };
    items.iter().map(|item| 1 + inner(item)).sum()
}

/// An item as marks find it.
struct Entry {
    number: usize,
    kind: Kind,
    /// Number of the header in front of it.
    header: Option<usize>,
    section: Section,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Header,
    Text,
    File,
    Space,
    Between(u64),
}

/// Lists items in the order in which they stand, with those in a space behind it.
fn list(items: &[Item], next: &mut usize, out: &mut HashMap<Section, Vec<Entry>>) {
    let mut header = None;
    for item in items {
        let number = *next;
        *next += 1;
        let (key, kind, section) = match item {
            Item::Header { section, message, .. } => {
                (header_section(section, *message), Kind::Header, section.clone())
            }
            Item::Leaf { part, form, .. } => {
                let kind = if form.is_some() { Kind::Text } else { Kind::File };
                (part.section.clone(), kind, part.section.clone())
            }
            Item::Space { part, .. } => (part.section.clone(), Kind::Space, part.section.clone()),
            Item::Between { section, base, .. } => (section.clone(), Kind::Between(*base), section.clone()),
        };
        out.entry(key).or_default().push(Entry { number, kind, header, section });
        if kind == Kind::Header {
            header = Some(number);
        }
        if let Item::Space { items, .. } = item {
            list(items, next, out);
        }
    }
}

impl Plan {
    /// Finds out what marks concern.
    pub(super) fn new(layout: &Layout, marks: &[Mark]) -> Result<Self, Refused> {
        let mut entries = HashMap::new();
        list(&layout.items, &mut 0, &mut entries);
        let mut plan = Plan {
            tasks: BTreeMap::new(),
            bodies: BTreeSet::new(),
            headers: BTreeSet::new(),
            gone: BTreeSet::new(),
        };
        for mark in marks {
            plan.take(mark, &entries, layout)?;
        }
        for task in plan.tasks.values_mut() {
            task.spans.sort_by_key(|span| (span.start, span.end));
            // what touches is one place
            task.spans.dedup_by(|next, one| {
                let same = next.start <= one.end;
                if same {
                    one.end = one.end.max(next.end);
                }
                same
            });
            task.files.sort();
            task.files.dedup();
        }
        Ok(plan)
    }

    fn take(
        &mut self,
        mark: &Mark,
        entries: &HashMap<Section, Vec<Entry>>,
        layout: &Layout,
    ) -> Result<(), Refused> {
        let refused = |why| Err(Refused::of(&mark.section, why));
        let found = entries.get(&mark.section).map(Vec::as_slice).unwrap_or_default();
        let span = match &mark.span {
            Some(span) => match (usize::try_from(span.start), usize::try_from(span.end)) {
                (Ok(start), Ok(end)) if start < end => Some(start..end),
                _ => return refused("a mark is empty"),
            },
            None => None,
        };
        if let (Some(span), Some(Entry { kind: Kind::Between(_), .. })) = (&span, found.first()) {
            return self.between(mark, span, found);
        }
        let [entry] = found else {
            return match found {
                [] => self.inside(mark, entries, layout),
                _ => refused("several parts have the section of a mark"),
            };
        };
        let task = self.tasks.entry(entry.number).or_default();
        match (entry.kind, span) {
            (Kind::Header, Some(span)) => {
                task.spans.push(span);
                self.headers.insert(mark.section.clone());
            }
            (Kind::Header, None) => {
                task.rename = true;
                self.headers.insert(mark.section.clone());
            }
            (Kind::Text, Some(span)) => {
                task.spans.push(span);
                self.bodies.insert(entry.section.clone());
            }
            (Kind::Text | Kind::File | Kind::Space, None) | (Kind::File, Some(_)) => {
                return self.whole(mark, entry);
            }
            (Kind::Space, Some(_)) => return refused("a mark lies in a part that has no text of its own"),
            (Kind::Between(_), _) => return refused("text of no part cannot be replaced as a whole"),
        }
        Ok(())
    }

    fn whole(&mut self, mark: &Mark, entry: &Entry) -> Result<(), Refused> {
        let Some(header) = entry.header else {
            return Err(Refused::of(&mark.section, "a part without a header cannot be replaced"));
        };
        self.tasks.entry(entry.number).or_default().whole = true;
        self.tasks.entry(header).or_default().heads_whole = true;
        self.bodies.insert(entry.section.clone());
        self.gone.insert(entry.section.clone());
        Ok(())
    }

    /// Text between parts: the stretch that the mark is in.
    fn between(&mut self, mark: &Mark, span: &Range<usize>, found: &[Entry]) -> Result<(), Refused> {
        let refused = |why| Err(Refused::of(&mark.section, why));
        let base = |entry: &Entry| match entry.kind {
            Kind::Between(base) => usize::try_from(base).unwrap_or(usize::MAX),
            _ => usize::MAX,
        };
        if !found.is_sorted_by(|one, next| base(one) < base(next)) {
            return refused("texts of no part cannot be told apart");
        }
        let at = found.partition_point(|entry| base(entry) <= span.start);
        let Some(entry) = at.checked_sub(1).and_then(|n| found.get(n)) else {
            return refused("a mark lies outside the text of its part");
        };
        let before = base(entry);
        self.tasks.entry(entry.number).or_default().spans.push(span.start - before..span.end - before);
        self.bodies.insert(entry.section.clone());
        Ok(())
    }

    /// The mark is in something that the reader alone does not open: the file around it goes.
    fn inside(
        &mut self,
        mark: &Mark,
        entries: &HashMap<Section, Vec<Entry>>,
        layout: &Layout,
    ) -> Result<(), Refused> {
        let refused = |why| Err(Refused::of(&mark.section, why));
        let mut outer = mark.section.as_str();
        if let Some((file, _)) = outer.split_once('!') {
            outer = file;
        } else {
            let Some((around, _)) = outer.rsplit_once('.') else {
                return refused("the message has no such part");
            };
            outer = around;
        }
        loop {
            match entries.get(&Section::named(outer)).map(Vec::as_slice).unwrap_or_default() {
                [entry] if entry.kind == Kind::File => return self.whole(mark, entry),
                [entry]
                    if entry.kind == Kind::Text && mark.section.as_str()[outer.len()..].starts_with('!') =>
                {
                    // a file in the text, which may hold others
                    let files = layout.leaves.iter().map(|(part, _)| &part.section);
                    let around = files.filter(|file| {
                        file.as_str().starts_with(outer)
                            && file.as_str()[outer.len()..].starts_with('!')
                            && mark.section.is_within(file)
                    });
                    let Some(file) = around.min_by_key(|file| file.as_str().len()) else {
                        return refused("the message has no such part");
                    };
                    self.tasks.entry(entry.number).or_default().files.push(file.clone());
                    self.bodies.insert(entry.section.clone());
                    self.gone.insert(file.clone());
                    return Ok(());
                }
                [] => {}
                _ => return refused("the message has no such part"),
            }
            let Some((around, _)) = outer.rsplit_once('.') else {
                return refused("the message has no such part");
            };
            outer = around;
        }
    }

    /// What is to be done with the item of this number.
    pub(super) fn task(&self, number: usize) -> Option<&Task> {
        self.tasks.get(&number)
    }

    /// Something in the body of this entity is changed; with `message`, of the message that it is.
    pub(super) fn touches_body_of(&self, section: &Section, message: bool) -> bool {
        // a message in part 2 has its header in 2.HEADER, and that of the part is 2.MIME
        let own = |other: &Section| {
            *other == header_section(section, false) || message && *other == header_section(section, true)
        };
        // what is within a section comes next to it in order, for no digit is less than a full stop
        let within = |all: &BTreeSet<Section>, except: &dyn Fn(&Section) -> bool| {
            all.range(section..).take_while(|other| other.is_within(section)).any(|other| !except(other))
        };
        within(&self.bodies, &|_| false) || within(&self.headers, &own)
    }

    /// What has gone that this section is, or stands in.
    pub(super) fn gone_around(&self, section: &Section) -> Option<&Section> {
        if self.gone.is_empty() {
            return None;
        }
        let name = section.as_str();
        let ends = name.match_indices(['.', '!']).map(|(at, _)| at).chain([name.len()]);
        ends.filter_map(|end| self.gone.get(&Section::named(&name[..end]))).next()
    }

    /// This section has gone, or stands in one that has.
    pub(super) fn is_gone(&self, section: &Section) -> bool {
        self.gone_around(section).is_some()
    }

    /// How many places there are.
    pub(super) fn places(&self) -> u64 {
        self.tasks.values().map(|task| task.spans.len() as u64 + u64::from(task.rename)).sum()
    }
}
