//! The contacts of a run with all their details, for a report that tells them.
//!
//! In: findings that are told, with their contacts. Out: each contact with its values, how often and since when each goes round,
//! and where. Only the first contacts are held, so that memory stays bounded.

use std::cmp::Ordering;
use std::collections::HashMap;

use crate::model::{
    Contact, ContactBook, ContactDetail, Disclosure, Finding, Kind, MessageMeta, Party, RegisterStatus,
    Section, Sensitive, SourceName, Summary,
};

/// A day as it is written: `2014-03-02`.
type Day = [u8; 10];

/// Where a detail stands in the order of the run: block, and finding in it.
type Order = (u32, u32);

/// One value of a contact. There are hundreds of thousands: what few have is apart.
#[derive(Debug)]
struct Entry {
    /// The value, and behind it the section of the place: both in one piece of memory.
    text: Sensitive<Box<str>>,
    /// Bytes of the value.
    length: u32,
    kind: Kind,
    register: Option<RegisterStatus>,
    days: Option<(Day, Day)>,
    order: Order,
    findings: u64,
    source: SourceName,
    message: u64,
    rare: Option<Box<Rare>>,
}

/// What few details have.
#[derive(Debug, Default)]
struct Rare {
    /// All sources that are told, by name, where there is more than that of the place.
    sources: Vec<SourceName>,
    /// There are more.
    more: bool,
    present: Vec<Sensitive<String>>,
}

/// Where a detail stands, and what is said of it there.
struct Place<'p> {
    order: Order,
    source: &'p SourceName,
    message: u64,
    section: &'p str,
    register: Option<RegisterStatus>,
    present: &'p [Sensitive<String>],
}

fn text(value: &str, section: &str) -> Sensitive<Box<str>> {
    let mut text = String::with_capacity(value.len() + section.len());
    text.push_str(value);
    text.push_str(section);
    Sensitive::new(text.into_boxed_str())
}

impl Entry {
    fn new(kind: Kind, value: &str, day: Option<Day>, place: &Place<'_>) -> Self {
        let mut entry = Entry {
            text: text(value, place.section),
            length: u32::try_from(value.len()).unwrap_or_default(),
            kind,
            register: None,
            days: day.map(|day| (day, day)),
            order: place.order,
            findings: 1,
            source: place.source.clone(),
            message: place.message,
            rare: None,
        };
        entry.says(place.register, place.present);
        entry
    }

    fn halves(&self) -> (&str, &str) {
        self.text.reveal().split_at_checked(self.length as usize).unwrap_or_default()
    }

    fn value(&self) -> &str {
        self.halves().0
    }

    fn by_value(&self, kind: Kind, value: &str) -> Ordering {
        (self.kind, self.value()).cmp(&(kind, value))
    }

    fn sources(&self) -> &[SourceName] {
        match &self.rare {
            Some(rare) if !rare.sources.is_empty() => &rare.sources,
            _ => std::slice::from_ref(&self.source),
        }
    }

    fn source(&mut self, source: &SourceName) {
        let Err(at) = self.sources().binary_search(source) else { return };
        let rare = self.rare.get_or_insert_default();
        if rare.sources.is_empty() {
            rare.sources.push(self.source.clone());
        }
        rare.sources.insert(at, source.clone());
        if rare.sources.len() > ContactDetail::SOURCES {
            rare.sources.pop();
            rare.more = true;
        }
    }

    fn says(&mut self, register: Option<RegisterStatus>, present: &[Sensitive<String>]) {
        self.register = register;
        if !present.is_empty() || self.rare.is_some() {
            self.rare.get_or_insert_default().present = present.to_vec();
        }
    }

    /// Takes in that it was met elsewhere too.
    fn meet(&mut self, findings: u64, days: Option<(Day, Day)>, sources: &[SourceName], place: &Place<'_>) {
        self.findings += findings;
        for source in sources {
            self.source(source);
        }
        self.days = match (self.days, days) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (a, b) => a.or(b),
        };
        if place.order < self.order {
            // with another source than before there are several, which are listed: see above
            if self.halves().1 != place.section {
                self.text = text(self.value(), place.section);
            }
            (self.order, self.source, self.message) = (place.order, place.source.clone(), place.message);
            self.says(place.register, place.present);
        }
    }

    fn join(&mut self, other: &Entry) {
        let rare = other.rare.as_deref();
        let place = Place {
            order: other.order,
            source: &other.source,
            message: other.message,
            section: other.halves().1,
            register: other.register,
            present: rare.map_or(&[], |rare| &rare.present),
        };
        self.meet(other.findings, other.days, other.sources(), &place);
        if rare.is_some_and(|rare| rare.more) {
            self.rare.get_or_insert_default().more = true;
        }
    }

    fn tell(&self) -> ContactDetail {
        let day = |day: Day| String::from_utf8_lossy(&day).into_owned();
        let (value, section) = self.halves();
        ContactDetail {
            kind: self.kind,
            value: Sensitive::new(value.to_owned()),
            findings: self.findings,
            days: self.days.map(|(first, last)| (day(first), day(last))),
            sources: self.sources().to_vec(),
            more_sources: self.rare.as_ref().is_some_and(|rare| rare.more),
            place: (self.source.clone(), self.message, Section::named(section)),
            register: self.register,
            present: self.rare.as_ref().map(|rare| rare.present.clone()).unwrap_or_default(),
        }
    }
}

/// The details of one contact.
#[derive(Debug)]
struct Details {
    party: Party,
    more: bool,
    disclosures: [u64; Disclosure::ALL.len()],
    /// Which entries, by kind and value.
    all: Vec<u32>,
}

impl Details {
    fn new(party: Party) -> Self {
        Details { party, more: false, disclosures: Default::default(), all: Vec::new() }
    }
}

/// What was met of the contacts.
#[derive(Default)]
pub(super) struct Directory {
    contacts: HashMap<u64, Details>,
    entries: Vec<Entry>,
    met: u32,
}

impl Directory {
    /// A block begins.
    pub(super) fn begin(&mut self) {
        self.met = 0;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.contacts.is_empty()
    }

    /// Takes in the findings of a message of this block.
    pub(super) fn message(&mut self, block: u64, meta: &MessageMeta, findings: &[Finding]) {
        let day = meta.date.as_deref().and_then(|d| d.as_bytes().first_chunk::<10>()).copied();
        let block = u32::try_from(block).unwrap_or(u32::MAX);
        for finding in findings {
            self.met = self.met.saturating_add(1);
            let Some(number) = finding.contact.filter(|n| *n <= Summary::CONTACTS_KEPT) else { continue };
            let place = Place {
                order: (block, self.met),
                source: &meta.source,
                message: meta.message,
                section: finding.part.section.as_str(),
                register: finding.register,
                present: &finding.present,
            };
            let details = contact(&mut self.contacts, number, finding.party);
            if let Some(disclosure) = finding.disclosure {
                details.disclosures[disclosure as usize] += 1;
            }
            let (kind, value) = (finding.kind, finding.value.reveal().as_str());
            match find(&self.entries, &details.all, kind, value) {
                Ok(at) => {
                    let sources = std::slice::from_ref(&meta.source);
                    let days = day.map(|day| (day, day));
                    self.entries[details.all[at] as usize].meet(1, days, sources, &place);
                }
                Err(at) => put(&mut self.entries, details, at, Entry::new(kind, value, day, &place)),
            }
        }
    }

    /// Takes in what another worker met.
    pub(super) fn join(&mut self, other: Directory) {
        let mut entries: Vec<Option<Entry>> = other.entries.into_iter().map(Some).collect();
        for (number, theirs) in other.contacts {
            let details = contact(&mut self.contacts, number, theirs.party);
            details.more |= theirs.more;
            for (sum, n) in details.disclosures.iter_mut().zip(theirs.disclosures) {
                *sum += n;
            }
            for entry in theirs.all {
                let Some(entry) = entries.get_mut(entry as usize).and_then(Option::take) else { continue };
                match find(&self.entries, &details.all, entry.kind, entry.value()) {
                    Ok(at) => self.entries[details.all[at] as usize].join(&entry),
                    Err(at) => put(&mut self.entries, details, at, entry),
                }
            }
        }
    }
}

fn contact(contacts: &mut HashMap<u64, Details>, number: u64, party: Party) -> &mut Details {
    let details = contacts.entry(number).or_insert_with(|| Details::new(party));
    // what one finding leaves open another tells
    details.party = details.party.min(party);
    details
}

/// Where a value stands among the details of a contact, or would.
fn find(entries: &[Entry], all: &[u32], kind: Kind, value: &str) -> Result<usize, usize> {
    all.binary_search_by(|entry| entries[*entry as usize].by_value(kind, value))
}

/// Puts in a detail that is new. Which are left out where there are too many does not depend on the order in which they came.
fn put(entries: &mut Vec<Entry>, details: &mut Details, at: usize, entry: Entry) {
    if details.all.len() < Contact::DETAILS {
        details.all.insert(at, entries.len() as u32);
        return entries.push(entry);
    }
    details.more = true;
    if at < details.all.len()
        && let Some(last) = details.all.pop()
    {
        entries[last as usize] = entry;
        details.all.insert(at, last);
    }
}

impl ContactBook for Directory {
    fn contacts(&self) -> Box<dyn Iterator<Item = Contact> + '_> {
        let mut sorted: Vec<(u64, &Details)> =
            self.contacts.iter().map(|(n, details)| (*n, details)).collect();
        sorted.sort_unstable_by_key(|(number, _)| *number);
        Box::new(sorted.into_iter().map(|(number, details)| {
            let mut all: Vec<&Entry> =
                details.all.iter().map(|entry| &self.entries[*entry as usize]).collect();
            // by where they stand first, and not by value: that is the same where values are hidden
            all.sort_by_key(|entry| (entry.kind, entry.order));
            let disclosures = Disclosure::ALL.into_iter().zip(details.disclosures);
            Contact {
                number,
                party: details.party,
                details: all.into_iter().map(Entry::tell).collect(),
                more_details: details.more,
                disclosures: disclosures.filter(|(_, n)| *n > 0).collect(),
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use crate::model::{Confidence, Cue, PartMeta, RegionKind, ZoneMark};

    fn meta(source: &str, date: Option<&str>) -> MessageMeta {
        MessageMeta {
            date: date.map(str::to_owned),
            ..MessageMeta::at(SourceName::new(source), 3, Arc::from("a"))
        }
    }

    fn finding(value: &str, contact: u64, party: Party) -> Finding {
        Finding {
            kind: Kind::Email,
            value: value.to_owned().into(),
            text: None,
            span: None,
            confidence: Confidence::percent(100),
            pattern: "email".into(),
            part: Arc::new(PartMeta::default()),
            region: RegionKind::Body,
            zone: ZoneMark::default(),
            field: None,
            party,
            disclosure: None,
            cue: Cue::default(),
            contact: Some(contact),
            register: None,
            present: Vec::new(),
            fields: BTreeMap::new(),
            why: Vec::new(),
            also: Vec::new(),
            supposed: false,
        }
    }

    #[test]
    fn contacts_are_the_same_whoever_met_them_first() {
        let jan = |party| finding("jan@klant.example", 1, party);
        let blocks = [
            (0, meta("b.mbox", Some("2014-03-02T10:00:00+01:00")), vec![jan(Party::Unknown)]),
            (1, meta("a.mbox", Some("2012-01-01T10:00:00+01:00")), vec![jan(Party::Relation)]),
            (
                2,
                meta("a.mbox", None),
                vec![finding("piet@klant.example", 1, Party::Relation), jan(Party::Unknown)],
            ),
        ];
        let told = |order: &[usize]| {
            let mut all = Directory::default();
            for n in order {
                let mut own = Directory::default();
                own.begin();
                own.message(blocks[*n].0, &blocks[*n].1, &blocks[*n].2);
                all.join(own);
            }
            all.contacts().collect::<Vec<_>>()
        };
        let first = told(&[0, 1, 2]);
        assert_eq!(first, told(&[2, 1, 0]));
        assert_eq!(first, told(&[1, 2, 0]));
        assert_eq!((first.len(), first[0].number, first[0].party), (1, 1, Party::Relation));
        let jan = &first[0].details[0];
        assert_eq!((jan.findings, jan.sources.len(), jan.more_sources), (3, 2, false));
        assert_eq!(jan.days, Some(("2012-01-01".to_owned(), "2014-03-02".to_owned())));
        assert_eq!(jan.place.0.as_str(), "b.mbox", "where it stands first in the order of the sources");
    }

    #[test]
    fn which_sources_are_told_does_not_depend_on_who_met_them_first() {
        let told = |order: &[u64]| {
            let mut all = Directory::default();
            for n in order {
                let mut own = Directory::default();
                own.begin();
                let mut found = finding("jan@klant.example", 1, Party::Relation);
                found.part =
                    Arc::new(PartMeta { section: Section::named(&format!("1.{n}")), ..PartMeta::default() });
                own.message(*n, &meta(&format!("{}.mbox", 99 - n), None), &[found]);
                all.join(own);
            }
            all.contacts().collect::<Vec<_>>()
        };
        let count = ContactDetail::SOURCES as u64 + 4;
        let forward: Vec<u64> = (0..count).collect();
        let backward: Vec<u64> = (0..count).rev().collect();
        let first = told(&forward);
        assert_eq!(first, told(&backward));
        let detail = &first[0].details[0];
        assert_eq!((detail.sources.len(), detail.more_sources, detail.findings), (8, true, count));
        assert!(detail.sources.is_sorted() && detail.sources[0].as_str() == "88.mbox");
        assert_eq!((detail.place.0.as_str(), detail.place.2.as_str()), ("99.mbox", "1.0"));
    }

    #[test]
    fn more_than_is_told_is_said() {
        let mut all = Directory::default();
        let many: Vec<Finding> = (0..Contact::DETAILS + 5)
            .map(|n| finding(&format!("a{n}@b.example"), 1, Party::Relation))
            .collect();
        all.message(0, &meta("a.mbox", None), &many);
        all.message(
            0,
            &meta("a.mbox", None),
            &[finding("x@y.example", Summary::CONTACTS_KEPT + 1, Party::Unknown)],
        );
        let told = all.contacts().collect::<Vec<_>>();
        assert_eq!((told.len(), told[0].details.len(), told[0].more_details), (1, Contact::DETAILS, true));
        assert_eq!(told[0].details[0].days, None);
    }
}
