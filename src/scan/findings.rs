//! Regions in, findings out, one message at a time.

use foldhash::{HashMap, HashMapExt as _, HashSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use super::ScanOptions;
use super::handler::{Handler, MessagePlace, Tally, add};
use super::heading::{self, Heading};
use super::order::Outlet;
use super::recall::{Recalled, RecalledMessage, Recorder};
use super::record::{self, Vocabulary, Words};
use super::stretches::{STRETCH, stretches};
use super::twin::PlainVersion;
use crate::message::{HeaderInfo, LeafKind, MessageCoverage, PartSink};
use crate::model::{
    Cue, Envelope, Finding, Kind, Match, MessageMeta, PartMeta, Party, Place, Problem, Region, RegionKind,
    Section, Sensitive, SourceName, Summary, Transport, Veil, ZoneMark, hide,
};
use crate::recognise::{Context, Recognisers, country_of_domain};
use crate::relate::{Circle, Group, Grouper, Knowledge, Parties, Telling, cue};
use crate::source::custodian::is_sent_folder;

pub(super) struct FindingHandler<'r, 'o, 's> {
    outlet: Outlet<'o, 's>,
    tally: Tally,
    recognisers: &'r Recognisers,
    options: &'r ScanOptions,
    gathering: &'r Gathering,
    words: Words,
    /// The halves of the record at hand.
    halves: (Vec<u8>, Vec<u8>),
    grouper: Grouper,
    telling: Telling,
    told: u64,
    envelope: Arc<Envelope>,
    context: Context,
    limit: usize,
    matches: Vec<Match>,
    findings: Vec<Finding>,
    problems: Vec<Problem>,
    meta: Option<MessageMeta>,
    custodian: Arc<str>,
    part_section: Section,
    shown: Shown,
    plain: PlainVersion,
    /// Where the last match of the region at hand ends in its text; there was none yet.
    behind: usize,
    first: bool,
    heading: Heading,
    /// Lower-case header field names seen, so that each is held once.
    fields: HashMap<Box<str>, Arc<str>>,
    /// Findings of the message were let go before its end.
    continued: bool,
    /// The source of the message lies in a folder of sent mail.
    sent: (Option<SourceName>, bool),
    /// Takes note of what is made, where it is to be kept for later runs.
    recorder: Option<Recorder>,
    /// What the message at hand tells, as far as it is noted.
    noted: Telling,
    /// The counts of the unit before the entry at hand.
    outer: Summary,
    /// The message at hand was made before: it tells no more than was recalled.
    recalled: bool,
}

/// What a run gathers from all its messages before any finding is told.
pub(super) struct Gathering {
    /// Who is who by the address.
    pub(super) parties: Parties,
    /// Words in records.
    pub(super) vocabulary: Vocabulary,
    /// What messages tell of each other.
    pub(super) knowledge: Mutex<Knowledge>,
    /// Findings are shown by a report, or compared with a register; else only counted.
    pub(super) shown: bool,
}

impl Gathering {
    /// Lanes of a worker that gathers: records, and the nodes that they name.
    pub(super) const LANES: usize = 2;
}

/// Findings of one message that are grouped and put by at once.
const AT_ONCE: usize = 16_384;

/// Entries that a worker holds before it adds them to what all know.
const TELL: usize = 1 << 14;

/// Names of address fields that are remembered while the rest of their message is read.
const PEOPLE_MAX: usize = 256;

impl<'r, 'o, 's> FindingHandler<'r, 'o, 's> {
    pub(super) fn new(
        recognisers: &'r Recognisers,
        options: &'r ScanOptions,
        gathering: &'r Gathering,
        context: Context,
        outlet: Outlet<'o, 's>,
    ) -> Self {
        FindingHandler {
            outlet,
            tally: Tally::default(),
            recognisers,
            options,
            gathering,
            words: Words::default(),
            halves: Default::default(),
            grouper: Grouper::new(&gathering.parties),
            telling: Telling::default(),
            told: 0,
            envelope: Arc::default(),
            context,
            limit: options.limits.findings.max(1) as usize,
            matches: Vec::new(),
            findings: Vec::new(),
            problems: Vec::new(),
            meta: None,
            custodian: Arc::from("-"),
            part_section: Section::root(),
            shown: Shown::default(),
            plain: PlainVersion::default(),
            behind: 0,
            first: true,
            heading: Heading::default(),
            fields: HashMap::new(),
            continued: false,
            sent: (None, false),
            recorder: None,
            noted: Telling::default(),
            outer: Summary::default(),
            recalled: false,
        }
    }

    fn field(&mut self, name: &str) -> Arc<str> {
        if let Some(held) = self.fields.get(name) {
            return held.clone();
        }
        let held: Arc<str> = Arc::from(name);
        // the names come from mail: a bound keeps made-up ones from piling up
        if self.fields.len() < 1024 {
            self.fields.insert(name.into(), held.clone());
        }
        held
    }

    /// Puts the findings held by, until it is known what other messages tell.
    fn let_go(&mut self) {
        join_twins(&mut self.findings);
        if let Some(meta) = &self.meta
            && !self.findings.is_empty()
        {
            let threshold = self.options.list_threshold;
            let circle = Circle::of(&self.envelope, &mut self.grouper.faces);
            let circle = veiled(circle, self.options.veil.as_deref());
            // a message with more than a few thousand findings is no letter: what stands together stays together anyway
            for findings in self.findings.chunks_mut(AT_ONCE) {
                self.grouper.group(findings, &self.envelope, threshold);
                let groups = &mut self.grouper.groups;
                let veil = self.options.veil.as_deref();
                if let Some(veil) = veil {
                    findings.iter_mut().for_each(|finding| hide_finding(finding, veil));
                }
                if self.recorder.is_some() {
                    self.noted.groups(groups);
                } else {
                    self.telling.groups(groups);
                }
                let words = (&mut self.words, &self.gathering.vocabulary, veil);
                let [records, nodes] = self.outlet.chunk.lanes.as_mut_slice() else { return };
                let from = nodes.len();
                let (counted, shown) = (&mut self.halves.0, &mut self.halves.1);
                record::push(meta, findings, groups, &circle, self.continued, words, (counted, shown));
                records.extend_from_slice(counted);
                if self.gathering.shown {
                    records.extend_from_slice(shown);
                }
                for key in groups.groups.iter().flat_map(Group::met) {
                    nodes.extend_from_slice(&key.to_bytes());
                }
                if let Some(recorder) = &mut self.recorder {
                    recorder.add((counted, shown), &nodes[from..], findings.len() as u64);
                }
                for half in [counted, shown] {
                    half.clear();
                    half.shrink_to(1 << 20);
                }
                self.outlet.relieve();
                self.tally.findings += findings.len() as u64;
                self.continued |= findings.iter().any(|f| f.region != RegionKind::Header);
                if self.telling.len() > TELL {
                    let mut knowledge =
                        self.gathering.knowledge.lock().unwrap_or_else(PoisonError::into_inner);
                    knowledge.add(&mut self.telling, std::mem::take(&mut self.told));
                }
            }
        }
        self.findings.clear();
        self.shown.begin(0);
        self.plain.from = 0;
    }

    /// Adds what the message at hand tells, its envelope included, to what the unit tells.
    fn tell_message(&mut self) {
        let (sent, faces) = (self.sent.1, &mut self.grouper.faces);
        let Some(recorder) = &mut self.recorder else {
            if !self.recalled {
                self.telling.envelope(&self.envelope, faces, sent);
            }
            return;
        };
        if !self.recalled {
            self.noted.envelope(&self.envelope, faces, sent);
        }
        self.noted.push_to(recorder.told());
        self.telling.join(std::mem::take(&mut self.noted));
    }

    /// Adds what was told to what all workers know.
    fn tell(&mut self) {
        if self.told > 0 {
            let mut knowledge = self.gathering.knowledge.lock().unwrap_or_else(PoisonError::into_inner);
            knowledge.add(&mut self.telling, std::mem::take(&mut self.told));
        }
    }

    /// Searches a range of a region's text, stretch by stretch.
    fn search(
        &mut self,
        part: &Arc<PartMeta>,
        region: &Region<'_>,
        range: Range<usize>,
        decoded: &str,
        base: u64,
    ) {
        self.behind = range.start;
        self.first = true;
        let mut goes_on = base > 0;
        let long = goes_on || range.len() > STRETCH;
        for stretch in stretches(&region.text[range.clone()]) {
            let stretch = range.start + stretch.start..range.start + stretch.end;
            self.stretch(part, region, stretch.clone(), decoded, base, goes_on);
            if long {
                self.heading.note(&part.section, &region.text[stretch], goes_on);
                goes_on = true;
            }
        }
    }

    /// Searches one stretch of a region's text.
    fn stretch(
        &mut self,
        part: &Arc<PartMeta>,
        region: &Region<'_>,
        stretch: Range<usize>,
        decoded: &str,
        base: u64,
        goes_on: bool,
    ) {
        self.matches.clear();
        let text = &region.text[stretch.clone()];
        let (text, heading) = if goes_on { self.heading.before(&part.section, text) } else { (text, 0) };
        self.recognisers.find(&Region { text, ..*region }, &self.context, &mut self.matches);
        heading::without(&mut self.matches, heading);
        if self.matches.is_empty() {
            return;
        }
        if self.part_section != part.section {
            self.part_section = part.section.clone();
            self.shown.begin(self.findings.len());
        }
        let field = region.field.map(|name| self.field(name));
        let address = region.kind == RegionKind::Header && region.field.is_some_and(|f| f != "subject");
        let mut matches = std::mem::take(&mut self.matches);
        for m in matches.drain(..) {
            if address && m.kind == Kind::PersonName && self.context.people.len() < PEOPLE_MAX {
                self.context.people.push(m.value.reveal().as_str().into());
            }
            if m.confidence < self.options.min_confidence {
                continue;
            }
            if !self.options.ignore.is_empty() && self.options.ignore.covers(&m) {
                add(&mut self.tally.summary.ignored, m.kind, 1);
                continue;
            }
            if region.aside && self.shown.holds(&self.findings, m.kind, m.value.reveal()) {
                continue;
            }
            let span = region.map.source(stretch.start + m.span.start..stretch.start + m.span.end);
            let slice = (span.start.checked_sub(base))
                .and_then(|start| decoded.get(start as usize..(span.end - base) as usize))
                .map(|text| Sensitive::new(text.to_owned()));
            let (kind, zone) = ZoneMark::at(region.zones(), region.kind, span.start);
            // in a signature and in an address field everything is somebody's; elsewhere words say whose
            let cue = if address || zone.signature {
                Cue::default()
            } else {
                let from = self.behind.min(stretch.start + m.span.start);
                cue::between(&region.text[from..stretch.start + m.span.start], self.first)
            };
            (self.behind, self.first) = (stretch.start + m.span.end, false);
            let mut fields = m.fields;
            fields.values_mut().filter(|v| v.starts_with('\0')).for_each(|v| *v = opened(std::mem::take(v)));
            self.findings.push(Finding {
                kind: m.kind,
                value: Sensitive::new(opened(m.value.into_revealed())),
                span: slice.is_some().then_some(span),
                text: slice,
                confidence: m.confidence,
                pattern: m.pattern,
                part: part.clone(),
                region: kind,
                zone,
                field: field.clone(),
                party: Party::Unknown,
                disclosure: None,
                cue,
                contact: None,
                register: None,
                present: Vec::new(),
                fields,
                why: m.why,
                also: Vec::new(),
            });
        }
        self.matches = matches;
        if self.findings.len() >= self.limit {
            self.let_go();
        }
    }
}

/// What the part at hand shows so far, for what stands beside its text: a link, an `alt`.
///
/// A page may have a hundred thousand links: to look through all findings for each would take time with the square of
/// them. It holds no more than the findings do, for it is emptied when they are let go.
#[derive(Default)]
struct Shown {
    /// Findings from here on are not in it yet: most parts have nothing beside their text, and need none of this.
    from: usize,
    /// Findings in the plain version of the part that the part repeats, not in it yet.
    repeated: Vec<usize>,
    values: HashMap<Kind, HashSet<Box<str>>>,
}

impl Shown {
    /// A part begins whose first finding will be this one.
    fn begin(&mut self, from: usize) {
        self.from = from;
        self.repeated.clear();
        // not cleared: what a huge part made it grow to would have to be gone through for every part after it
        if !self.values.is_empty() {
            self.values = HashMap::new();
        }
    }

    /// True when the part has shown this: the same, or the same number with an extension, which links to `tel:` leave out.
    fn holds(&mut self, findings: &[Finding], kind: Kind, value: &str) -> bool {
        let own = findings.get(self.from..).unwrap_or_default();
        let repeated = self.repeated.drain(..).filter_map(|n| findings.get(n));
        for f in own.iter().chain(repeated) {
            let shown = f.value.reveal().as_str();
            let values = self.values.entry(f.kind).or_default();
            if let Some((bare, _)) = shown.split_once(";ext=") {
                values.insert(bare.into());
            }
            values.insert(shown.into());
        }
        self.from = findings.len();
        self.values.get(&kind).is_some_and(|values| values.contains(value))
    }
}

/// An HTML version that repeats its plain text is one finding: the plain text's, with the twin's part noted.
fn join_twins(findings: &mut Vec<Finding>) {
    let version = |f: &Finding| f.part.alternative.is_some() && f.region != RegionKind::Header;
    if !findings.iter().any(|f| version(f) && f.part.media_type != "text/plain") {
        return;
    }
    // the value first: nearly all of a message have the same section, and a comparison ends where they differ
    let mut plain: Vec<(&str, Kind, &Section, usize)> = Vec::new();
    for (i, f) in findings.iter().enumerate() {
        if let Some(alternative) = &f.part.alternative
            && f.part.media_type == "text/plain"
        {
            plain.push((f.value.reveal(), f.kind, alternative, i));
        }
    }
    if plain.is_empty() {
        return;
    }
    // the first of those that are the same comes first
    plain.sort_unstable();
    let mut twins: Vec<(usize, Arc<PartMeta>)> = Vec::new();
    let mut gone = vec![false; findings.len()];
    for (i, f) in findings.iter().enumerate() {
        let rich = matches!(
            f.part.media_type.as_str(),
            "text/html" | "text/enriched" | "text/richtext" | "text/watch-html"
        );
        if let Some(alternative) = &f.part.alternative
            && rich
        {
            let wanted = (f.value.reveal().as_str(), f.kind, alternative);
            let at = plain.partition_point(|(value, kind, section, _)| (*value, *kind, *section) < wanted);
            if let Some((value, kind, section, first)) = plain.get(at)
                && (*value, *kind, *section) == wanted
            {
                gone[i] = true;
                twins.push((*first, f.part.clone()));
            }
        }
    }
    for (first, part) in twins {
        let also = &mut findings[first].also;
        if !also.iter().any(|p| p.section == part.section) {
            also.push(part);
        }
    }
    let mut i = 0;
    findings.retain(|_| {
        i += 1;
        !gone[i - 1]
    });
}

impl FindingHandler<'_, '_, '_> {
    /// For the HTML version of a text: what in it the plain version did not show, and the search of which is left. Findings in the
    /// plain version on lines that the HTML version repeats are findings in both.
    fn twin(&mut self, part: &Arc<PartMeta>, region: &Region<'_>) -> Option<Vec<Range<usize>>> {
        let alternative = part.alternative.as_ref()?;
        if region.kind != RegionKind::Body || region.aside {
            return None;
        }
        match part.media_type.as_str() {
            "text/plain" => {
                self.plain.keep(alternative, &part.section, region.text, region.map, self.findings.len());
                None
            }
            "text/html" => {
                let section = self.plain.section(alternative, &part.section)?;
                let new = self.plain.new_in(region.text);
                if self.part_section != part.section {
                    self.part_section = part.section.clone();
                    self.shown.begin(self.findings.len());
                }
                for (n, finding) in self.findings.iter_mut().enumerate().skip(self.plain.from) {
                    let repeated = finding.part.section == section
                        && !matches!(finding.region, RegionKind::Header | RegionKind::Attachment)
                        && finding.span.as_ref().is_some_and(|s| self.plain.is_repeated(s))
                        && finding.also.is_empty();
                    if repeated {
                        finding.also.push(part.clone());
                        self.shown.repeated.push(n);
                    }
                }
                Some(new)
            }
            _ => None,
        }
    }
}

/// What stands for a value that is hidden.
fn hidden_value(kind: Kind, value: &str, veil: &dyn Veil) -> String {
    let (mask, hash) = veil.value(kind, value);
    hide(&mask, Some(&hash))
}

/// Hides what a finding says of somebody. Whose it is was told before.
fn hide_finding(finding: &mut Finding, veil: &dyn Veil) {
    finding.value = Sensitive::new(hidden_value(finding.kind, finding.value.reveal(), veil));
    finding.text = None;
    for (name, value) in &mut finding.fields {
        *value = hide(&veil.field(name, value), None);
    }
}

/// The same parties, private addresses hidden.
fn veiled(mut circle: Circle, veil: Option<&dyn Veil>) -> Circle {
    for private in &mut circle.private {
        private.address = Sensitive::new(match veil {
            Some(veil) => hidden_value(Kind::Email, private.address.reveal(), veil),
            None => open(private.address.reveal()).to_owned(),
        });
    }
    circle
}

/// A text of mail as it may go to reports: with a NUL at its beginning it could pass for one that is masked already
/// ([`crate::model::hidden`]), and would be shown as it is.
pub(super) fn open(text: &str) -> &str {
    text.trim_start_matches('\0')
}

/// The same, of a text that is there already; hardly any has to be made anew.
fn opened(text: String) -> String {
    if text.starts_with('\0') { open(&text).to_owned() } else { text }
}

/// As much of a subject as is kept.
fn beginning(subject: &str) -> &str {
    let subject = open(subject);
    &subject[..subject.floor_char_boundary(MessageMeta::SUBJECT)]
}

impl PartSink for FindingHandler<'_, '_, '_> {
    fn header(&mut self, info: &HeaderInfo) {
        self.envelope = info.envelope.clone();
        self.context.sender = info
            .from
            .as_deref()
            .and_then(|f| f.rsplit_once('@'))
            .and_then(|(_, domain)| country_of_domain(domain));
        if let Some(meta) = &mut self.meta {
            meta.message_id.clone_from(&info.message_id);
            meta.date.clone_from(&info.date);
            meta.archived_at.clone_from(&info.archived_at);
            meta.transport = info.transport;
            meta.from = info.from.as_deref().map(|from| open(from).to_owned());
            meta.subject =
                info.envelope.subject.as_ref().map(|s| Sensitive::new(beginning(s.reveal()).to_owned()));
            if let Some(veil) = &self.options.veil {
                if let Some(from) = &mut meta.from {
                    *from = hidden_value(Kind::Email, from, &**veil);
                }
                if let Some(subject) = &mut meta.subject {
                    *subject = Sensitive::new(hide(&veil.subject(subject.reveal()), None));
                }
            }
        }
    }

    fn region(&mut self, part: &Arc<PartMeta>, region: &Region<'_>, decoded: &str, base: u64) {
        match self.twin(part, region) {
            None => self.search(part, region, 0..region.text.len(), decoded, base),
            Some(new) => {
                for range in new {
                    self.search(part, region, range, decoded, base);
                }
            }
        }
    }

    fn leaf(&mut self, _: &Arc<PartMeta>, _: LeafKind, _: u64) {}

    fn problem(&mut self, problem: Problem) {
        // one sort of problem a part says enough
        let known =
            self.problems.iter().any(|p| p.code == problem.code && p.place.part == problem.place.part);
        if !known || problem.given_up > 0 {
            self.problems.push(problem);
        }
    }
}

impl Handler for FindingHandler<'_, '_, '_> {
    fn begin_unit(&mut self, seq: u64) {
        self.outlet.begin(seq);
    }

    fn end_unit(&mut self) {
        self.tell();
        self.outlet.finish();
    }

    fn note(&mut self, problem: Problem) {
        self.tally.count_problem(&problem);
        if let Some(recorder) = &mut self.recorder {
            recorder.problem(&problem);
        }
        self.outlet.chunk.problems.push(problem);
        self.outlet.relieve();
    }

    fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    fn begin(&mut self, place: MessagePlace) {
        self.findings.clear();
        self.problems.clear();
        self.continued = false;
        self.recalled = false;
        if let Some(recorder) = &mut self.recorder {
            recorder.begin(place.key, &self.tally.summary.ignored);
        }
        self.envelope = Arc::default();
        if self.sent.0.as_ref() != Some(&place.source) {
            self.sent = (Some(place.source.clone()), is_sent_folder(place.source.as_str()));
        }
        self.shown.begin(0);
        self.plain.forget();
        self.part_section = Section::root();
        self.context.sender = None;
        self.context.people.clear();
        self.custodian = place.custodian.clone();
        self.meta = Some(MessageMeta {
            source: place.source,
            message: place.index,
            offset: place.offset,
            length: place.length,
            message_id: None,
            date: None,
            archived_at: None,
            transport: Transport::Unknown,
            from: None,
            subject: None,
            custodian: place.custodian,
        });
    }

    fn end(&mut self, length: u64, coverage: MessageCoverage) {
        let Some(meta) = &mut self.meta else { return };
        meta.length = Some(length);
        if coverage.armoured && meta.transport != Transport::EncryptedSmime {
            meta.transport = Transport::EncryptedPgp;
        }
        let place = Place {
            source: Some(meta.source.clone()),
            message: Some(meta.message),
            part: None,
            custodian: Some(meta.custodian.clone()),
        };
        self.let_go();
        self.tell_message();
        if let Some(recorder) = &mut self.recorder {
            recorder.end(&coverage, &self.problems, &self.tally.summary.ignored);
        }
        for mut problem in self.problems.drain(..) {
            problem.place = Place { part: problem.place.part, ..place.clone() };
            self.tally.count_problem(&problem);
            if let Some(recorder) = &mut self.recorder {
                recorder.problem(&problem);
            }
            self.outlet.chunk.problems.push(problem);
        }
        self.tally.coverage(length, coverage);
        let custodians = &mut self.tally.summary.by_custodian;
        let custodian = match custodians.get_mut(&self.custodian) {
            Some(found) => found,
            None => custodians.entry(self.custodian.clone()).or_default(),
        };
        custodian.messages += 1;
        self.told += 1;
        if self.telling.len() > TELL {
            self.tell();
        }
        self.meta = None;
    }

    fn begin_entry(&mut self) {
        self.recorder = Some(Recorder::default());
        self.outer = std::mem::take(&mut self.tally.summary);
    }

    fn end_entry(&mut self) -> Option<(Recorder, Summary)> {
        let recorder = self.recorder.take()?;
        let own = std::mem::replace(&mut self.tally.summary, std::mem::take(&mut self.outer));
        self.tally.summary.add(&own);
        Some((recorder, own))
    }

    fn recall(&mut self, entry: &Recalled<'_>, source: &SourceName, custodian: &Arc<str>) -> bool {
        let [records, nodes] = self.outlet.chunk.lanes.as_mut_slice() else { return false };
        let mut told = Telling::default();
        let mut rest = entry.told;
        while !rest.is_empty() {
            if told.take_from(&mut rest, None).is_none() {
                return false;
            }
        }
        if entry.records_at(source, custodian, self.gathering.shown, records).is_none() {
            return false;
        }
        nodes.extend_from_slice(entry.nodes);
        self.telling.join(told);
        let (messages, findings) = entry.counts();
        self.told += messages;
        self.tally.findings += findings;
        self.tally.summary.add(&entry.summary(custodian));
        self.outlet.chunk.problems.extend(entry.problems(source, custodian));
        self.outlet.relieve();
        if self.telling.len() > TELL {
            self.tell();
        }
        true
    }

    fn recall_message(&mut self, message: &RecalledMessage<'_>) -> bool {
        let Some(meta) = &self.meta else { return false };
        let mut told = Telling::default();
        let mut rest = message.told;
        if !rest.is_empty() && told.take_from(&mut rest, Some(self.sent.1)).is_none() {
            return false;
        }
        let [records, nodes] = self.outlet.chunk.lanes.as_mut_slice() else { return false };
        let from = records.len();
        let place = record::Place {
            source: meta.source.as_str(),
            custodian: &meta.custodian,
            message: meta.message,
            offset: meta.offset,
            length: meta.length,
        };
        let counted = &mut self.halves.0;
        counted.clear();
        let moved = record::moved(message.records, |_| place, counted).and_then(|()| {
            if self.gathering.shown {
                return record::joined(counted, message.shown, records);
            }
            records.extend_from_slice(counted);
            Some(())
        });
        if moved.is_none() {
            records.truncate(from);
            counted.clear();
            return false;
        }
        nodes.extend_from_slice(message.nodes);
        self.tally.findings += message.findings;
        for (kind, n) in &message.ignored {
            add(&mut self.tally.summary.ignored, *kind, *n);
        }
        match &mut self.recorder {
            Some(recorder) => {
                recorder.add((counted, message.shown), message.nodes, message.findings);
                self.noted = told;
            }
            None => self.telling.join(told),
        }
        counted.clear();
        self.problems.extend(message.problems.iter().cloned());
        self.recalled = true;
        self.outlet.relieve();
        true
    }
}
