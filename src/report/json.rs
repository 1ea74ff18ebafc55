//! A whole run as one JSON document, written as it comes: findings first, then what is known at the end.
//!
//! `{"schema_version", "run", "findings": […], "changes", "problems": […], "problems_omitted", "summary", "contacts", "contacts_omitted", "lists", "leaving", "coverage"}`. Findings
//! are objects as in [`super::jsonl`] with the `subject` of their message, problems as in [`super::problems`] with the bytes that were `given_up`: all that
//! other formats need to render the run again ([`super::saved`]). `coverage.files` and `coverage.content`
//! count bytes.

mod changed;
mod suppressed;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::Change;
use super::jsonl::{Shape, push_findings};
use super::mask::shown;
use super::problems::push_whole;
use super::{Encoder, Masking, ReportFormat, RunEnd, RunInfo, SCHEMA_VERSION};
use crate::model::{
    BulkList, Card, Contact, ContactDetail, ContentCoverage, Disclosure, FileCoverage, Finding, Kind,
    KindCounts, Leaving, MessageMeta, Party, RegionKind, RegisterStatus, Sensitive, SourceName,
};
#[cfg(test)]
pub(super) use changed::Changed;

/// The format `json`.
#[derive(Debug)]
pub struct Json;

/// How the run was asked for.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Run<'a> {
    /// `mailsweep`.
    program: &'static str,
    /// Its version.
    version: &'static str,
    /// The paths that were scanned, as typed.
    paths: &'a [String],
    /// Kinds that were looked for; empty for all that are built.
    kinds: Vec<&'static str>,
    /// Countries whose national notation was read (ISO 3166-1 alpha-2).
    countries: Vec<String>,
    /// Options that decide which findings are told, and what is said of them, as typed; of files only that they were given.
    options: &'a [String],
    /// Values are masked.
    masked: bool,
    /// The day by which the report is to be destroyed, where one was given.
    expires: Option<&'a str>,
    /// The one custodian that the report is of (`--split-by`); `coverage` is that of the whole run all the same.
    custodian: Option<&'a str>,
    /// Names the key of `value_hash` without telling it: only hashes of one key can be compared. Null where values are shown.
    #[cfg_attr(test, schemars(regex(pattern = "^[0-9a-f]{16}$")))]
    key_id: Option<&'a str>,
}

/// Appends how the run was asked for, as a JSON object.
pub(super) fn push_run(run: &RunInfo, out: &mut Vec<u8>) {
    let run = Run {
        program: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        paths: &run.paths,
        kinds: run.kinds.iter().map(|k| k.as_str()).collect(),
        countries: run.countries.iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect(),
        options: &run.options,
        masked: run.masked,
        expires: run.expires.as_deref(),
        custodian: run.custodian.as_deref(),
        key_id: run.key_id.as_deref(),
    };
    push_serialised(&run, out);
}

/// Counts of the run.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Summary"))]
pub(super) struct Counts<'a> {
    /// Messages read.
    messages: u64,
    /// Messages with at least one finding outside the header.
    messages_with_findings: u64,
    /// Findings by kind.
    findings: &'a KindCounts,
    /// Of these, those in header fields.
    in_header: &'a KindCounts,
    /// What was left out as `--ignore` asked.
    ignored: &'a KindCounts,
    /// By whose mailbox it is.
    by_custodian: BTreeMap<&'a str, Custodian<'a>>,
    /// By year of the Date field; `unknown` where it is absent or unreadable.
    by_year: BTreeMap<String, &'a KindCounts>,
    /// Problems by code.
    problems: BTreeMap<&'static str, u64>,
    /// Findings by how they came to be where they are.
    disclosures: &'a BTreeMap<Disclosure, u64>,
    /// Findings by whose they are.
    parties: &'a BTreeMap<Party, u64>,
    /// Findings by where in the message they stand.
    regions: &'a BTreeMap<RegionKind, u64>,
    /// Findings by what the register says.
    register: &'a BTreeMap<RegisterStatus, u64>,
    /// Contacts of all parties.
    contacts: u64,
    /// Contacts outside the own organisation, by each way in which a detail of theirs came there.
    relations: &'a BTreeMap<Disclosure, u64>,
    /// Contacts with a value that is out of date.
    relations_out_of_date: u64,
    /// Findings past their retention term.
    past_retention: u64,
    /// Findings under a term of which nothing says how old they are.
    retention_unknown: u64,
    /// Bulk lists.
    lists: u64,
    /// The own organisation is known: its domains were given, or told from the mail.
    own_known: bool,
    /// Own domains that were told from the mail.
    own_domains_proposed: &'a [String],
    /// What was erased earlier and is back; null where no list of that was given.
    suppressed: Option<suppressed::Back<'a>>,
    /// The run was stopped before its end.
    stopped: bool,
}

/// A bulk list.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct List<'a> {
    /// Which source.
    source: &'a str,
    /// Which message of it, from 0.
    message: u64,
    /// msg-id without angle brackets.
    message_id: Option<&'a str>,
    /// The Date field in RFC 3339.
    date: Option<&'a str>,
    /// Whose mailbox.
    custodian: &'a str,
    /// Who sent it.
    from: Option<String>,
    /// Recipients outside the own organisation.
    outside: u64,
    /// Where it went: `draft`, `note_to_self`, `internal`, `external` or `received`.
    way: &'static str,
    /// The part that it is.
    part: &'a str,
    /// The name of the part.
    filename: Option<&'a str>,
    /// Where in the message.
    region: &'static str,
    /// People and organisations in it, the own ones left out.
    contacts: u64,
    /// How many of these the register knows.
    known: Option<u64>,
    /// How many of these have a value that is out of date.
    stale: Option<u64>,
    /// Lists with most of their contacts in common have the same number.
    series: Option<u64>,
    /// A list of somebody's own.
    little: bool,
}

/// A contact with all its details.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Contact"))]
pub(super) struct Known<'a> {
    /// Its number, as in findings.
    contact: String,
    /// Whose it is.
    party: Party,
    /// Its values.
    details: Vec<Detail<'a>>,
    /// There are more than these.
    more_details: bool,
    /// Findings of it, by how they came to be where they are.
    disclosures: &'a BTreeMap<Disclosure, u64>,
}

/// One value of a contact, wherever it stands.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Detail<'a> {
    /// Which sort of detail.
    kind: Kind,
    /// Its normal form, or the mask of it.
    value: String,
    /// Findings of it.
    findings: u64,
    /// First day of the mail that it stands in.
    first_seen: Option<&'a str>,
    /// Last day.
    last_seen: Option<&'a str>,
    /// Sources that it stands in; the first of them.
    sources: Vec<&'a str>,
    /// There are more sources than these.
    more_sources: bool,
    /// What the register says; null without one.
    register: Option<RegisterStatus>,
    /// Of a value that is out of date, the present ones.
    present: Vec<String>,
    /// Where it stands first.
    source: &'a str,
    /// The message there.
    message: u64,
    /// The part of that.
    part: &'a str,
}

/// A contact as this report shows it.
fn known<'a>(end: &RunEnd<'_>, contact: &'a Contact) -> Known<'a> {
    let value = |kind, value: &Sensitive<String>| {
        let mut out = String::new();
        shown(end.run.masked, kind, value, &mut out);
        out
    };
    let detail = |d: &'a ContactDetail| Detail {
        kind: d.kind,
        value: value(d.kind, &d.value),
        findings: d.findings,
        first_seen: d.days.as_ref().map(|(first, _)| first.as_str()),
        last_seen: d.days.as_ref().map(|(_, last)| last.as_str()),
        sources: d.sources.iter().map(SourceName::as_str).collect(),
        more_sources: d.more_sources,
        register: d.register,
        present: d.present.iter().map(|present| value(d.kind, present)).collect(),
        source: d.place.0.as_str(),
        message: d.place.1,
        part: d.place.2.as_str(),
    };
    Known {
        contact: format!("c{}", contact.number),
        party: contact.party,
        details: contact.details.iter().map(detail).collect(),
        more_details: contact.more_details,
        disclosures: &contact.disclosures,
    }
}

/// Many relations' details that one sender sent to one private address within a short time.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Leaving"))]
pub(super) struct Left<'a> {
    /// The sender.
    from: String,
    /// The private address.
    to: String,
    /// It looks like the sender's own.
    own_address: bool,
    /// Relations whose details went.
    relations: u64,
    /// Messages that they went in.
    messages: u64,
    /// First day.
    first_day: &'a str,
    /// Last day.
    last_day: &'a str,
}

/// An address as this report shows it.
fn address(end: &RunEnd<'_>, address: &Sensitive<String>) -> String {
    let mut out = String::new();
    shown(end.run.masked, Kind::Email, address, &mut out);
    out
}

fn list<'a>(end: &RunEnd<'_>, l: &'a BulkList) -> List<'a> {
    List {
        source: l.source.as_str(),
        message: l.message,
        message_id: l.message_id.as_deref(),
        date: l.date.as_deref(),
        custodian: &l.custodian,
        from: l.from.as_ref().map(|f| address(end, f)),
        outside: l.outside,
        way: l.way.as_str(),
        part: l.part.section.as_str(),
        filename: l.part.filename.as_deref(),
        region: l.region.as_str(),
        contacts: l.contacts,
        known: l.known,
        stale: l.stale,
        series: l.series,
        little: l.is_little(),
    }
}

fn leaving<'a>(end: &RunEnd<'a>) -> Vec<Left<'a>> {
    let left = |l: &'a Leaving| Left {
        from: address(end, &l.from),
        to: address(end, &l.to),
        own_address: l.own,
        relations: l.relations,
        messages: l.messages,
        first_day: &l.days.0,
        last_day: &l.days.1,
    };
    end.summary.leaving.iter().map(left).collect()
}

/// What one custodian's mail holds.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Custodian<'a> {
    /// Messages read.
    messages: u64,
    /// Messages with at least one finding outside the header.
    messages_with_findings: u64,
    /// Findings by kind.
    findings: &'a KindCounts,
    /// First day of the messages with findings outside the header; null where none has a date.
    first_day: Option<&'a str>,
    /// Last day.
    last_day: Option<&'a str>,
}

/// What became of every byte.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Coverage<'a> {
    /// Bytes of files, as they lie on disk.
    files: &'a FileCoverage,
    /// Bytes of decompressed sources.
    content: &'a ContentCoverage,
}

impl ReportFormat for Json {
    fn card(&self) -> &'static Card {
        &Card {
            name: "json",
            summary: "The whole run as one JSON document: findings, problems, counts and coverage.",
            caveats: "Lists the first 10,000 problems and counts the rest; --problems writes them all.",
            references: &["RFC 8259"],
        }
    }
    fn extension(&self) -> &'static str {
        "json"
    }
    fn message(&self, meta: &MessageMeta, findings: &[Finding], masking: &Masking, out: &mut Vec<u8>) {
        push_findings(
            meta,
            findings,
            masking,
            Shape { between: self.separator(), subject: true, changes: None },
            out,
        );
    }
    fn changes(
        &self,
        meta: &MessageMeta,
        findings: &[Finding],
        changes: &[Change],
        masking: &Masking,
        out: &mut Vec<u8>,
    ) {
        let shape = Shape { between: self.separator(), subject: true, changes: Some(changes) };
        push_findings(meta, findings, masking, shape, out);
    }
    fn separator(&self) -> &'static [u8] {
        b",\n"
    }
    fn tells_contacts(&self) -> bool {
        true
    }
    fn encoder(&self) -> Box<dyn Encoder> {
        Box::new(Document { begun: false, changes: None })
    }
}

/// What stands between the findings and those that changed.
const CHANGES: &[u8] = b"\n],\"changes\":{\"findings\":[\n";

/// A document that is written as it comes.
struct Document {
    /// A finding was written.
    begun: bool,
    /// Where two runs are compared: a finding that changed was written.
    changes: Option<bool>,
}

impl Encoder for Document {
    fn begin(&mut self, run: &RunInfo, to: &mut dyn Write) -> io::Result<()> {
        self.changes = run.since.is_some().then_some(false);
        let mut out = Vec::new();
        out.extend_from_slice(format!("{{\"schema_version\":{SCHEMA_VERSION},\"run\":").as_bytes());
        push_run(run, &mut out);
        out.extend_from_slice(b",\"findings\":[\n");
        to.write_all(&out)
    }
    fn findings(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<()> {
        if std::mem::replace(&mut self.begun, true) {
            out.write_all(Json.separator())?;
        }
        out.write_all(bytes)
    }
    fn changes(&mut self, bytes: &[u8], out: &mut dyn Write) -> io::Result<()> {
        let begun = self.changes.replace(true) == Some(true);
        out.write_all(if begun { Json.separator() } else { CHANGES })?;
        out.write_all(bytes)
    }
    fn end(&mut self, end: &RunEnd<'_>, to: &mut dyn Write) -> io::Result<()> {
        let out = &mut Vec::new();
        if let Some(begun) = self.changes {
            out.extend_from_slice(if begun { &b""[..] } else { CHANGES });
            out.extend_from_slice(b"\n]");
            if let Some(changes) = end.changes {
                out.extend_from_slice(b",\"counts\":");
                push_serialised(&changed::changed(end, changes), out);
            }
            out.extend_from_slice(b"},\"problems\":[\n");
        } else {
            out.extend_from_slice(b"\n],\"problems\":[\n");
        }
        for (i, problem) in end.problems.iter().enumerate() {
            if i > 0 {
                out.extend_from_slice(b",\n");
            }
            push_whole(problem, out);
        }
        out.extend_from_slice(
            format!("\n],\"problems_omitted\":{},\"summary\":", end.problems_omitted).as_bytes(),
        );
        let s = end.summary;
        let counts = Counts {
            messages: s.content.messages,
            messages_with_findings: s.messages_with_findings,
            findings: &s.findings,
            in_header: &s.in_header,
            ignored: &s.ignored,
            by_custodian: s
                .by_custodian
                .iter()
                .map(|(name, c)| {
                    let own = Custodian {
                        messages: c.messages,
                        messages_with_findings: c.messages_with_findings,
                        findings: &c.findings,
                        first_day: c.days.as_ref().map(|(first, _)| &**first),
                        last_day: c.days.as_ref().map(|(_, last)| &**last),
                    };
                    (name.as_ref(), own)
                })
                .collect(),
            by_year: s
                .by_year
                .iter()
                .map(|(year, counts)| (year.map_or_else(|| "unknown".to_owned(), |y| y.to_string()), counts))
                .collect(),
            problems: s.problems.iter().map(|(code, n)| (code.as_str(), *n)).collect(),
            disclosures: &s.disclosures,
            parties: &s.parties,
            regions: &s.regions,
            register: &s.register,
            contacts: s.contacts_met,
            relations: &s.contacts,
            relations_out_of_date: s.stale_contacts,
            past_retention: s.past_retention,
            retention_unknown: s.retention_unknown,
            lists: s.lists_met,
            own_known: s.own_known,
            own_domains_proposed: &s.proposed_own,
            suppressed: s.suppressed.as_ref().map(suppressed::Back::of),
            stopped: s.stopped,
        };
        push_serialised(&counts, out);
        out.extend_from_slice(b",\"contacts\":[");
        for (n, contact) in s.directory.iter().enumerate() {
            out.extend_from_slice(if n == 0 { b"\n" } else { b",\n" });
            push_serialised(&known(end, &contact), out);
            to.write_all(out)?;
            out.clear();
        }
        let omitted = s.contacts_omitted;
        out.extend_from_slice(format!("\n],\"contacts_omitted\":{omitted}").as_bytes());
        out.extend_from_slice(b",\"lists\":");
        push_serialised(&s.lists.iter().map(|l| list(end, l)).collect::<Vec<_>>(), out);
        out.extend_from_slice(b",\"leaving\":");
        push_serialised(&leaving(end), out);
        out.extend_from_slice(b",\"coverage\":");
        push_serialised(&Coverage { files: &s.files, content: &s.content }, out);
        out.extend_from_slice(b"}\n");
        to.write_all(out)
    }
}

/// Appends what serde makes of a value, with what would act on a terminal escaped.
fn push_serialised(value: &impl Serialize, out: &mut Vec<u8>) {
    // Maps with string keys and numbers: serialising these cannot fail. Escaping afterwards is right because outside
    // of strings JSON has no character that acts on a terminal, and inside of them serde_json has escaped C0 already.
    let text = serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned());
    for c in text.chars() {
        let mut utf8 = [0; 4];
        let c = c.encode_utf8(&mut utf8);
        if c.chars().any(super::sanitise::acts) {
            super::escape::push_inner(c, out);
        } else {
            out.extend_from_slice(c.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn document(run: &RunInfo, groups: &[Vec<Finding>]) -> String {
        let (meta, _) = sample::message();
        let mut out = Vec::new();
        let mut encoder = Json.encoder();
        encoder.begin(run, &mut out).unwrap();
        for group in groups {
            let mut bytes = Vec::new();
            Json.message(&meta, group, &Masking::Revealed, &mut bytes);
            encoder.findings(&bytes, &mut out).unwrap();
        }
        let summary = sample::summary();
        let end = RunEnd {
            run,
            summary: &summary,
            problems: &sample::problems(),
            problems_omitted: 3,
            changes: None,
        };
        encoder.end(&end, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn one_document_with_everything() {
        let run = RunInfo {
            paths: vec!["mail\u{9b}".to_owned()],
            kinds: vec![Kind::Email],
            countries: vec![*b"NL"],
            ..RunInfo::default()
        };
        let (_, findings) = sample::message();
        let text = document(&run, &[findings.clone(), findings]);
        assert!(!text.chars().any(|c| c != '\n' && super::super::sanitise::acts(c)));
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["schema_version"], 1);
        assert_eq!(
            json["run"],
            serde_json::json!({"program": "mailsweep", "version": env!("CARGO_PKG_VERSION"), "paths": ["mail\u{9b}"],
                "kinds": ["email"], "countries": ["NL"], "options": [], "masked": false, "expires": null, "custodian": null, "key_id": null})
        );
        assert_eq!(json["findings"].as_array().unwrap().len(), 4);
        assert_eq!(json["findings"][3]["value"], "jan@klant.example");
        assert_eq!(json["problems"].as_array().unwrap().len(), 2);
        assert_eq!(json["problems_omitted"], 3);
        assert_eq!(json["summary"]["findings"], serde_json::json!({"email": 5, "phone": 2}));
        assert_eq!(json["summary"]["by_year"]["unknown"], serde_json::json!({"email": 1}));
        assert_eq!(json["summary"]["by_custodian"]["sales"]["messages_with_findings"], 2);
        assert_eq!(json["summary"]["problems"], serde_json::json!({"corrupt": 1, "charset": 1}));
        assert_eq!(json["coverage"]["files"]["mail"], 9000);
        assert_eq!(
            json["coverage"]["content"]["opaque"]["image/png"],
            serde_json::json!({"parts": 1, "bytes": 990})
        );
    }

    #[test]
    fn a_run_without_findings_is_a_document_too() {
        let json: serde_json::Value = serde_json::from_str(&document(&RunInfo::default(), &[])).unwrap();
        assert_eq!(json["findings"], serde_json::json!([]));
    }
}
