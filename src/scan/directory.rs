//! The contacts of a run with all their details, for a report that tells them.
//!
//! In: findings that are told, with their contacts. Out: each contact with its values, how often and since when each goes round,
//! and where. Only the first contacts are held, so that memory stays bounded.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::{
    Contact, ContactDetail, Disclosure, Finding, Kind, MessageMeta, Party, RegisterStatus, Section,
    Sensitive, SourceName, Summary,
};

/// A day as it is written: `2014-03-02`.
type Day = [u8; 10];

/// Where a detail stands in the order of the run: block, and finding in it.
type Order = (u64, u64);

#[derive(Debug)]
struct Entry {
    findings: u64,
    days: Option<(Day, Day)>,
    sources: BTreeSet<SourceName>,
    more: bool,
    place: (Order, SourceName, u64, Section),
    register: Option<RegisterStatus>,
    present: Vec<Sensitive<String>>,
}

impl Entry {
    fn source(&mut self, source: &SourceName) {
        if !self.sources.contains(source) {
            self.sources.insert(source.clone());
            if self.sources.len() > ContactDetail::SOURCES {
                self.sources.pop_last();
                self.more = true;
            }
        }
    }

    fn join(&mut self, other: Entry) {
        self.findings += other.findings;
        self.more |= other.more;
        for source in &other.sources {
            self.source(source);
        }
        self.days = match (self.days, other.days) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (a, b) => a.or(b),
        };
        if other.place.0 < self.place.0 {
            self.place = other.place;
            (self.register, self.present) = (other.register, other.present);
        }
    }
}

/// The details of one contact.
#[derive(Debug)]
struct Details {
    party: Party,
    /// Boxed: a map keeps room for eleven where most contacts have two.
    all: BTreeMap<(Kind, Sensitive<String>), Box<Entry>>,
    more: bool,
    disclosures: [u64; Disclosure::ALL.len()],
}

impl Details {
    fn new(party: Party) -> Self {
        Details { party, all: BTreeMap::new(), more: false, disclosures: Default::default() }
    }
}

/// What was met of the contacts.
#[derive(Debug, Default)]
pub(super) struct Directory {
    contacts: HashMap<u64, Details>,
    met: u64,
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
        for finding in findings {
            self.met += 1;
            let Some(number) = finding.contact.filter(|n| *n <= Summary::CONTACTS_KEPT) else { continue };
            let entry = Entry {
                findings: 1,
                days: day.map(|d| (d, d)),
                sources: BTreeSet::from([meta.source.clone()]),
                more: false,
                place: ((block, self.met), meta.source.clone(), meta.message, finding.part.section.clone()),
                register: finding.register,
                present: finding.present.clone(),
            };
            let details = self.put(number, finding.party, (finding.kind, finding.value.clone()), entry);
            if let Some(disclosure) = finding.disclosure {
                details.disclosures[disclosure as usize] += 1;
            }
        }
    }

    fn put(
        &mut self,
        number: u64,
        party: Party,
        key: (Kind, Sensitive<String>),
        entry: Entry,
    ) -> &mut Details {
        let details = self.contacts.entry(number).or_insert_with(|| Details::new(party));
        // what one finding leaves open another tells
        details.party = details.party.min(party);
        match details.all.get_mut(&key) {
            Some(known) => known.join(entry),
            None => drop(details.all.insert(key, Box::new(entry))),
        }
        // which are left out does not depend on the order in which they came
        if details.all.len() > Contact::DETAILS {
            details.all.pop_last();
            details.more = true;
        }
        details
    }

    /// Takes in what another worker met.
    pub(super) fn join(&mut self, other: Directory) {
        for (number, details) in other.contacts {
            for (key, entry) in details.all {
                self.put(number, details.party, key, *entry);
            }
            let own = self.contacts.entry(number).or_insert_with(|| Details::new(details.party));
            own.more |= details.more;
            for (sum, n) in own.disclosures.iter_mut().zip(details.disclosures) {
                *sum += n;
            }
        }
    }

    /// Tells them, in the order of their numbers.
    pub(super) fn tell(self) -> Vec<Contact> {
        let sorted: BTreeMap<u64, _> = self.contacts.into_iter().collect();
        let text = |day: Day| String::from_utf8_lossy(&day).into_owned();
        let detail = |((kind, value), entry): ((Kind, Sensitive<String>), Box<Entry>)| ContactDetail {
            kind,
            value,
            findings: entry.findings,
            days: entry.days.map(|(first, last)| (text(first), text(last))),
            sources: entry.sources.into_iter().collect(),
            more_sources: entry.more,
            place: (entry.place.1, entry.place.2, entry.place.3),
            register: entry.register,
            present: entry.present,
        };
        let disclosures = |counts: [u64; Disclosure::ALL.len()]| {
            Disclosure::ALL.into_iter().zip(counts).filter(|(_, n)| *n > 0).collect()
        };
        // by where they stand first, and not by value: that is the same where values are hidden
        let in_order = |all: BTreeMap<(Kind, Sensitive<String>), Box<Entry>>| {
            let mut all: Vec<_> = all.into_iter().collect();
            all.sort_by_key(|((kind, _), entry)| (*kind, entry.place.0));
            all
        };
        sorted
            .into_iter()
            .map(|(number, details)| Contact {
                number,
                party: details.party,
                details: in_order(details.all).into_iter().map(detail).collect(),
                more_details: details.more,
                disclosures: disclosures(details.disclosures),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::model::{Confidence, Cue, PartMeta, RegionKind, Transport, ZoneMark};

    fn meta(source: &str, date: Option<&str>) -> MessageMeta {
        MessageMeta {
            source: SourceName::new(source),
            message: 3,
            offset: 0,
            length: None,
            message_id: None,
            date: date.map(str::to_owned),
            archived_at: None,
            transport: Transport::Unknown,
            from: None,
            subject: None,
            custodian: Arc::from("a"),
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
            all.tell()
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
        let told = all.tell();
        assert_eq!((told.len(), told[0].details.len(), told[0].more_details), (1, Contact::DETAILS, true));
        assert_eq!(told[0].details[0].days, None);
    }
}
