//! What a `.json` report says beside its findings in, the same as the types of a run out.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::MapAccess;

use super::super::RunInfo;
use super::finding::{Number, hidden};
use super::own;
use crate::model::{
    BulkList, Contact, ContactDetail, ContentCoverage, CustodianCounts, Disclosure, FileCoverage, Kind,
    KindCounts, Leaving, ListWay, PartMeta, Party, Problem, ProblemCode, RegionKind, RegisterStatus, Section,
    SourceName, Summary, Suppressed,
};

/// What stands behind the findings, as far as it was read.
#[derive(Default)]
pub(super) struct Rest {
    pub(super) problems: Option<Vec<Problem>>,
    pub(super) problems_omitted: Option<u64>,
    pub(super) summary: Option<Summary>,
    pub(super) contacts: Option<Vec<Contact>>,
    pub(super) contacts_omitted: Option<u64>,
    pub(super) lists: Option<Vec<BulkList>>,
    pub(super) leaving: Option<Vec<Leaving>>,
    pub(super) coverage: Option<(FileCoverage, ContentCoverage)>,
}

impl Rest {
    /// Reads the member of this name; false where none is known.
    pub(super) fn take<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        masked: bool,
        map: &mut A,
    ) -> Result<bool, A::Error> {
        match name {
            "problems" => {
                let all: Vec<ProblemRow> = map.next_value()?;
                self.problems = Some(all.into_iter().map(ProblemRow::problem).collect());
            }
            "problems_omitted" => self.problems_omitted = Some(map.next_value()?),
            "summary" => self.summary = Some(map.next_value::<Counts>()?.summary().map_err(own)?),
            "contacts" => {
                let all: Vec<Known> = map.next_value()?;
                self.contacts = Some(all.into_iter().map(|known| known.contact(masked)).collect());
            }
            "contacts_omitted" => self.contacts_omitted = Some(map.next_value()?),
            "lists" => {
                let all: Vec<List> = map.next_value()?;
                let all: Result<_, _> = all.into_iter().map(|list| list.list(masked)).collect();
                self.lists = Some(all.map_err(own)?);
            }
            "leaving" => {
                let all: Vec<Left> = map.next_value()?;
                self.leaving = Some(all.into_iter().map(|left| left.leaving(masked)).collect());
            }
            "coverage" => {
                let Coverage { files, content } = map.next_value()?;
                self.coverage = Some((files, content));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// How a run was asked for.
#[derive(Deserialize)]
pub(super) struct Run {
    paths: Vec<String>,
    kinds: Vec<Kind>,
    countries: Vec<String>,
    options: Vec<String>,
    masked: bool,
    expires: Option<String>,
    custodian: Option<String>,
    key_id: Option<String>,
}

/// The same as a run.
pub(super) fn run<E: serde::de::Error>(run: Run) -> Result<RunInfo, E> {
    let country = |code: &String| {
        let bytes = <[u8; 2]>::try_from(code.as_bytes()).ok().filter(|b| b.is_ascii());
        bytes.ok_or_else(|| own("expected countries of two letters"))
    };
    let is_id = |id: &String| id.len() == 16 && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if run.masked != run.key_id.as_ref().is_some_and(is_id) {
        return Err(own(
            "expected a key_id of 16 hexadecimal digits where values are masked, and only there",
        ));
    }
    if run.expires.as_ref().is_some_and(|day| day.len() != 10 || day.parse::<jiff::civil::Date>().is_err()) {
        return Err(own("expected a day in `expires`, as 2026-12-31"));
    }
    Ok(RunInfo {
        countries: run.countries.iter().map(country).collect::<Result<_, _>>()?,
        paths: run.paths,
        kinds: run.kinds,
        options: run.options,
        masked: run.masked,
        expires: run.expires,
        custodian: run.custodian,
        key_id: run.key_id,
        ..RunInfo::default()
    })
}

#[derive(Deserialize)]
struct ProblemRow {
    source: Option<String>,
    message: Option<u64>,
    part: Option<String>,
    code: ProblemCode,
    detail: String,
    given_up: u64,
}

impl ProblemRow {
    fn problem(self) -> Problem {
        let mut problem = Problem::new(self.code, self.detail).giving_up(self.given_up);
        problem.place.source = self.source.map(SourceName::new);
        problem.place.message = self.message;
        problem.place.part = self.part.as_deref().map(Section::named);
        problem
    }
}

#[derive(Deserialize)]
struct Custodian {
    messages: u64,
    messages_with_findings: u64,
    findings: KindCounts,
    first_day: Option<Arc<str>>,
    last_day: Option<Arc<str>>,
}

#[derive(Deserialize)]
struct Counts {
    messages_with_findings: u64,
    findings: KindCounts,
    in_header: KindCounts,
    ignored: KindCounts,
    by_custodian: BTreeMap<Arc<str>, Custodian>,
    by_year: BTreeMap<String, KindCounts>,
    problems: BTreeMap<ProblemCode, u64>,
    disclosures: BTreeMap<Disclosure, u64>,
    parties: BTreeMap<Party, u64>,
    regions: BTreeMap<RegionKind, u64>,
    register: BTreeMap<RegisterStatus, u64>,
    contacts: u64,
    relations: BTreeMap<Disclosure, u64>,
    relations_out_of_date: u64,
    past_retention: u64,
    retention_unknown: u64,
    lists: u64,
    own_known: bool,
    own_domains_proposed: Vec<String>,
    #[serde(default)]
    suppressed: Option<Suppressed>,
    stopped: bool,
}

impl Counts {
    fn summary(self) -> Result<Summary, &'static str> {
        let custodian = |(name, c): (Arc<str>, Custodian)| {
            let counts = CustodianCounts {
                messages: c.messages,
                messages_with_findings: c.messages_with_findings,
                findings: c.findings,
                days: c.first_day.zip(c.last_day),
            };
            (name, counts)
        };
        let year = |(year, counts): (String, KindCounts)| match year.as_str() {
            "unknown" => Ok((None, counts)),
            year => {
                year.parse().map(|year| (Some(year), counts)).map_err(|_| "expected a year, or `unknown`")
            }
        };
        Ok(Summary {
            findings: self.findings,
            in_header: self.in_header,
            ignored: self.ignored,
            messages_with_findings: self.messages_with_findings,
            by_custodian: self.by_custodian.into_iter().map(custodian).collect(),
            by_year: self.by_year.into_iter().map(year).collect::<Result<_, _>>()?,
            problems: self.problems,
            disclosures: self.disclosures,
            parties: self.parties,
            regions: self.regions,
            register: self.register,
            contacts: self.relations,
            past_retention: self.past_retention,
            retention_unknown: self.retention_unknown,
            contacts_met: self.contacts,
            lists_met: self.lists,
            stale_contacts: self.relations_out_of_date,
            own_known: self.own_known,
            proposed_own: self.own_domains_proposed,
            suppressed: self.suppressed,
            stopped: self.stopped,
            ..Summary::default()
        })
    }
}

#[derive(Deserialize)]
struct Known {
    contact: Number,
    party: Party,
    details: Vec<Detail>,
    more_details: bool,
    disclosures: BTreeMap<Disclosure, u64>,
}

#[derive(Deserialize)]
struct Detail {
    kind: Kind,
    value: String,
    findings: u64,
    first_seen: Option<String>,
    last_seen: Option<String>,
    sources: Vec<String>,
    more_sources: bool,
    register: Option<RegisterStatus>,
    present: Vec<String>,
    source: String,
    message: u64,
    part: String,
}

impl Known {
    fn contact(self, masked: bool) -> Contact {
        let detail = |d: Detail| ContactDetail {
            kind: d.kind,
            value: hidden(masked, d.value),
            findings: d.findings,
            days: d.first_seen.zip(d.last_seen),
            sources: d.sources.into_iter().map(SourceName::new).collect(),
            more_sources: d.more_sources,
            place: (SourceName::new(d.source), d.message, Section::named(&d.part)),
            register: d.register,
            present: d.present.into_iter().map(|value| hidden(masked, value)).collect(),
        };
        Contact {
            number: self.contact.0,
            party: self.party,
            details: self.details.into_iter().map(detail).collect(),
            more_details: self.more_details,
            disclosures: self.disclosures,
        }
    }
}

#[derive(Deserialize)]
struct List {
    source: String,
    message: u64,
    message_id: Option<String>,
    date: Option<String>,
    custodian: Arc<str>,
    from: Option<String>,
    outside: u64,
    way: String,
    part: String,
    filename: Option<String>,
    region: RegionKind,
    contacts: u64,
    known: Option<u64>,
    stale: Option<u64>,
    series: Option<u64>,
}

impl List {
    fn list(self, masked: bool) -> Result<BulkList, &'static str> {
        use ListWay::{Draft, External, Internal, NoteToSelf, Received};
        let way = [Draft, NoteToSelf, Internal, External, Received]
            .into_iter()
            .find(|way| way.as_str() == self.way);
        let part =
            PartMeta { section: Section::named(&self.part), filename: self.filename, ..PartMeta::default() };
        Ok(BulkList {
            source: SourceName::new(self.source),
            message: self.message,
            message_id: self.message_id,
            date: self.date,
            custodian: self.custodian,
            from: self.from.map(|from| hidden(masked, from)),
            outside: self.outside,
            way: way.ok_or("expected the way that a list went")?,
            part: Arc::new(part),
            region: self.region,
            contacts: self.contacts,
            known: self.known,
            stale: self.stale,
            series: self.series,
        })
    }
}

#[derive(Deserialize)]
struct Left {
    from: String,
    to: String,
    own_address: bool,
    relations: u64,
    messages: u64,
    first_day: String,
    last_day: String,
}

impl Left {
    fn leaving(self, masked: bool) -> Leaving {
        Leaving {
            from: hidden(masked, self.from),
            to: hidden(masked, self.to),
            own: self.own_address,
            relations: self.relations,
            messages: self.messages,
            days: (self.first_day, self.last_day),
        }
    }
}

#[derive(Deserialize)]
struct Coverage {
    files: FileCoverage,
    content: ContentCoverage,
}
