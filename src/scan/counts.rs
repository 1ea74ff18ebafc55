//! Findings of a block counted, by number; and poured into the counts of the run, by name.
//!
//! What comes in: the findings of one message after the other. What goes out: the same sums that adding each message to the [`Summary`]
//! would give. A message has ten findings of as many sorts, and a summary is made of trees: to look a sort up in five of them for each
//! message was a tenth of telling an archive of which nothing is rendered.

use std::sync::Arc;

use crate::model::{Disclosure, Finding, Kind, MessageMeta, Party, RegionKind, Summary};

type Kinds = [u64; Kind::ALL.len()];

/// Mailboxes and years that are counted at once; with more of them the counts are poured out.
const AT_ONCE: usize = 32;

/// The counts of a block so far.
#[derive(Debug, Default)]
pub(super) struct Counts {
    in_header: Kinds,
    outside: Kinds,
    disclosures: [u64; Disclosure::ALL.len()],
    parties: [u64; Party::ALL.len()],
    regions: [u64; RegionKind::ALL.len()],
    custodians: Vec<(Arc<str>, Kinds)>,
    years: Vec<(Option<i16>, Kinds)>,
}

impl Counts {
    /// Adds the findings of a message; gives true where one of them stands outside the header.
    pub(super) fn add(&mut self, meta: &MessageMeta, findings: &[Finding], summary: &mut Summary) -> bool {
        if self.custodians.len() == AT_ONCE || self.years.len() == AT_ONCE {
            self.pour(summary);
        }
        let year = meta.date.as_deref().and_then(|date| date.get(..4)).and_then(|year| year.parse().ok());
        let is_custodian = |known: &Arc<str>| Arc::ptr_eq(known, &meta.custodian) || *known == meta.custodian;
        let custodian = found(&mut self.custodians, is_custodian, || meta.custodian.clone());
        let year = found(&mut self.years, |known| *known == year, || year);
        let mut outside = false;
        for finding in findings {
            let kind = finding.kind as usize;
            let header = finding.region == RegionKind::Header;
            outside |= !header;
            let counts = if header { &mut self.in_header } else { &mut self.outside };
            counts[kind] += 1;
            custodian[kind] += 1;
            year[kind] += 1;
            if let Some(disclosure) = finding.disclosure {
                self.disclosures[disclosure as usize] += 1;
            }
            self.parties[finding.party as usize] += 1;
            self.regions[finding.region as usize] += 1;
        }
        outside
    }

    /// Adds all to the counts of the run, and begins anew.
    pub(super) fn pour(&mut self, summary: &mut Summary) {
        let counts = std::mem::take(self);
        add_all(&mut summary.disclosures, &Disclosure::ALL, &counts.disclosures);
        add_all(&mut summary.parties, &Party::ALL, &counts.parties);
        add_all(&mut summary.regions, &RegionKind::ALL, &counts.regions);
        add_all(&mut summary.in_header, &Kind::ALL, &counts.in_header);
        for kinds in [&counts.in_header, &counts.outside] {
            add_all(&mut summary.findings, &Kind::ALL, kinds);
        }
        for (custodian, kinds) in &counts.custodians {
            let of_custodian = summary.by_custodian.entry(custodian.clone()).or_default();
            add_all(&mut of_custodian.findings, &Kind::ALL, kinds);
        }
        for (year, kinds) in &counts.years {
            add_all(summary.by_year.entry(*year).or_default(), &Kind::ALL, kinds);
        }
    }
}

/// The counts of one of few, the last of which is nearly always the one.
fn found<T>(all: &mut Vec<(T, Kinds)>, is: impl Fn(&T) -> bool, new: impl FnOnce() -> T) -> &mut Kinds {
    let at = all.iter().rposition(|(known, _)| is(known)).unwrap_or_else(|| {
        all.push((new(), Kinds::default()));
        all.len() - 1
    });
    &mut all[at].1
}

/// Adds counts by number to those by name.
fn add_all<K: Ord + Copy, const N: usize>(
    to: &mut std::collections::BTreeMap<K, u64>,
    all: &[K; N],
    counts: &[u64; N],
) {
    for (key, count) in all.iter().zip(counts).filter(|(_, count)| **count > 0) {
        *to.entry(*key).or_default() += count;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::{Confidence, Cue, PartMeta, SourceName, Transport, ZoneMark};

    fn message(custodian: &str, date: Option<String>) -> MessageMeta {
        MessageMeta { date, ..MessageMeta::at(SourceName::new("a.mbox"), 0, custodian.into()) }
    }

    fn finding(kind: Kind, region: RegionKind) -> Finding {
        Finding {
            kind,
            value: String::new().into(),
            text: None,
            span: None,
            confidence: Confidence::percent(90),
            pattern: "p".into(),
            part: Arc::new(PartMeta::default()),
            region,
            zone: ZoneMark::default(),
            field: None,
            party: Party::Relation,
            disclosure: (region == RegionKind::Body).then_some(Disclosure::External),
            cue: Cue::default(),
            contact: None,
            register: None,
            present: Vec::new(),
            fields: BTreeMap::new(),
            why: Vec::new(),
            also: Vec::new(),
            supposed: false,
        }
    }

    #[test]
    fn the_same_sums_whatever_is_poured_when() {
        let mut summary = Summary::default();
        let mut counts = Counts::default();
        let mut years: BTreeMap<Option<i16>, u64> = BTreeMap::new();
        let mut custodians: BTreeMap<String, u64> = BTreeMap::new();
        // more mailboxes and years than are counted at once, and some without a date that can be read
        for n in 0..500_u64 {
            let year = (n % 7 > 0).then_some(1_950 + (n % 90) as i16);
            let date = match year {
                Some(year) => Some(format!("{year}-01-02T00:00:00Z")),
                None => (n % 2 == 0).then(|| "never".to_owned()),
            };
            let custodian = format!("box{}", n % 45);
            let mut findings = vec![finding(Kind::Email, RegionKind::Header)];
            findings.extend((0..n % 4).map(|_| finding(Kind::Phone, RegionKind::Body)));
            let outside = counts.add(&message(&custodian, date), &findings, &mut summary);
            assert_eq!(outside, n % 4 > 0);
            *years.entry(year).or_default() += findings.len() as u64;
            *custodians.entry(custodian).or_default() += findings.len() as u64;
        }
        counts.pour(&mut summary);
        let phones: u64 = (0..500).map(|n| n % 4).sum();
        assert_eq!(summary.findings, BTreeMap::from([(Kind::Email, 500), (Kind::Phone, phones)]));
        assert_eq!(summary.in_header, BTreeMap::from([(Kind::Email, 500)]));
        assert_eq!(summary.disclosures, BTreeMap::from([(Disclosure::External, phones)]));
        assert_eq!(summary.parties, BTreeMap::from([(Party::Relation, 500 + phones)]));
        assert_eq!(summary.regions[&RegionKind::Header], 500);
        let sums = |kinds: &BTreeMap<Kind, u64>| kinds.values().sum::<u64>();
        let by_year: BTreeMap<_, _> = summary.by_year.iter().map(|(y, kinds)| (*y, sums(kinds))).collect();
        assert_eq!(by_year, years);
        let told = summary.by_custodian.iter();
        let told: BTreeMap<_, _> = told.map(|(c, counts)| (c.to_string(), sums(&counts.findings))).collect();
        assert_eq!(told, custodians);
        let before = summary.clone();
        counts.pour(&mut summary);
        assert_eq!(summary, before, "what was poured out is gone");
    }

    #[test]
    fn a_number_is_the_place_among_all() {
        for (n, kind) in Kind::ALL.iter().enumerate() {
            assert_eq!(*kind as usize, n);
        }
        for (n, disclosure) in Disclosure::ALL.iter().enumerate() {
            assert_eq!(*disclosure as usize, n);
        }
        for (n, party) in Party::ALL.iter().enumerate() {
            assert_eq!(*party as usize, n);
        }
        for (n, region) in RegionKind::ALL.iter().enumerate() {
            assert_eq!(*region as usize, n);
        }
        for (n, transport) in Transport::ALL.iter().enumerate() {
            assert_eq!(*transport as usize, n);
        }
    }
}
