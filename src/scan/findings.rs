//! Regions in, findings out, one message at a time.

use foldhash::{HashMap, HashMapExt as _};
use std::sync::{Arc, Mutex, PoisonError};

use super::ScanOptions;
use super::acquaint;
use super::handler::{Handler, MessagePlace, Tally};
use super::heading::Heading;
use super::order::Outlet;
use super::posting::{Form, Postings};
use super::recall::{Recalled, RecalledMessage, Recorder};
use super::record::{self, Vocabulary, Words};
use super::shard;
use super::twin::PlainVersion;
use crate::message::{HeaderInfo, LeafKind, MessageCoverage, PartSink};
use crate::model::{
    Beside, Confidence, Envelope, Finding, FrameSink, Gatherer, Kind, Match, MessageMeta, PartMeta, Place,
    Problem, Region, RegionKind, Section, Sensitive, SourceName, Summary, Transport, Watcher, hide,
};
use crate::recognise::{Context, Recognisers};
use crate::relate::{Circle, Group, Grouper, Knowledge, Parties, Telling};
use crate::source::custodian::is_sent_folder;

mod search;
mod shown;
mod supposed;
mod taken;
mod veiled;

use shown::{Shown, join_twins};
use supposed::Supposed;
pub(super) use veiled::open;
use veiled::{beginning, hidden_value, hide_finding, opened, veiled};

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
    /// Looks at all that is read, where somebody does.
    watcher: Option<Box<dyn Watcher + 'r>>,
    /// Takes out of it by what it may be found again, where that is kept.
    gatherer: Option<Box<dyn Gatherer>>,
    /// Terms of the stretch that follows go here.
    postings: Option<Postings>,
    /// How the message at hand is read again.
    form: Form,
    /// What of it this run is told already.
    already: Already,
}

/// What of the mail that a handler is given a run is told already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Already {
    /// Nothing.
    #[default]
    Nothing,
    /// Of what is taken over: findings of it are not told, for they are hidden; those that are wanted are read again.
    Hidden,
    /// All that messages tell of each other: these ones are read again.
    All,
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
    /// Who takes what messages tell of each other, where it is not related in this run.
    pub(super) tellings: Option<Arc<dyn FrameSink>>,
}

impl Gathering {
    /// Lanes of a worker that gathers: records, and the nodes that they name.
    pub(super) const LANES: usize = 2;

    /// Takes in what so many messages tell, unless it is known.
    fn tell(&self, telling: &mut Telling, messages: u64, already: Already) {
        if already == Already::All {
            *telling = Telling::default();
            return;
        }
        if let Some(tellings) = &self.tellings {
            shard::put_telling(&**tellings, telling, messages);
            *telling = Telling::default();
            return;
        }
        self.knowledge.lock().unwrap_or_else(PoisonError::into_inner).add(telling, messages);
    }
}

/// How sure a name is that too little speaks for where it stands, and that other messages know.
pub(super) const CONFIRMED: Confidence = Confidence::percent(75);

/// Findings of one message that are grouped and put by at once.
const AT_ONCE: usize = 16_384;

/// Entries that a worker holds before it adds them to what all know.
const TELL: usize = 1 << 14;

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
            watcher: None,
            gatherer: options.index.as_ref().map(|index| index.gatherer()),
            postings: options.index.as_ref().map(|_| Postings::default()),
            form: Form::Inside,
            already: Already::default(),
        }
    }

    /// The same, in a run that is told so much already.
    pub(super) fn told(mut self, already: Already) -> Self {
        self.already = already;
        self
    }

    /// The same, with somebody who looks at all that is read.
    pub(super) fn watched(mut self, watcher: Option<Box<dyn Watcher + 'r>>) -> Self {
        self.watcher = watcher;
        self
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
        if self.meta.is_some() && !self.findings.is_empty() {
            let circle = Circle::of(&self.envelope, &mut self.grouper.faces);
            let circle = veiled(circle, self.options.veil.as_deref());
            let mut findings = std::mem::take(&mut self.findings);
            let mut supposed = Supposed::of(&mut findings);
            // a message with more than a few thousand findings is no letter: what stands together stays together anyway
            for from in (0..findings.len().max(1)).step_by(AT_ONCE) {
                let to = findings.len().min(from + AT_ONCE);
                let last = to == findings.len();
                let among = supposed.take(from..to, last);
                self.put_by(&mut findings[from..to], among, &circle);
            }
            self.findings = findings;
        }
        self.findings.clear();
        self.shown.begin(0);
        self.plain.from = 0;
    }

    /// Puts findings by, with the names that are supposed among them.
    fn put_by(&mut self, findings: &mut [Finding], mut among: Vec<(usize, Finding)>, circle: &Circle) {
        let Some(meta) = &self.meta else { return };
        self.grouper.group(findings, &self.envelope, self.options.list_threshold);
        let names = supposed::grouped(&mut among, &mut self.grouper);
        let groups = &mut self.grouper.groups;
        let veil = self.options.veil.as_deref();
        if let Some(veil) = veil {
            let all = findings.iter_mut().chain(among.iter_mut().map(|(_, finding)| finding));
            all.for_each(|finding| hide_finding(finding, veil));
        }
        if self.recorder.is_some() {
            self.noted.groups(groups);
        } else {
            self.telling.groups(groups);
        }
        let words = (&mut self.words, &self.gathering.vocabulary, veil);
        let [records, nodes] = self.outlet.chunk.lanes.as_mut_slice() else { return };
        let from = nodes.len();
        for key in groups.groups.iter().flat_map(Group::met) {
            nodes.extend_from_slice(&key.to_bytes());
        }
        let (counted, shown) = (&mut self.halves.0, &mut self.halves.1);
        let found = findings.len() as u64;
        let body = findings.iter().any(|f| f.region != RegionKind::Header);
        let continued = self.continued;
        if among.is_empty() {
            record::push(meta, findings.iter(), groups, circle, continued, words, (counted, shown));
        } else {
            let all = supposed::together(findings, &among, names, groups).into_iter();
            record::push(meta, all, groups, circle, continued, words, (counted, shown));
        }
        records.extend_from_slice(counted);
        if self.gathering.shown {
            records.extend_from_slice(shown);
        }
        if let Some(recorder) = &mut self.recorder {
            recorder.add((counted, shown), &nodes[from..], found);
        }
        for half in [counted, shown] {
            half.clear();
            half.shrink_to(1 << 20);
        }
        self.outlet.relieve();
        self.tally.findings += found;
        self.continued |= body;
        if self.telling.len() > TELL {
            self.gathering.tell(&mut self.telling, std::mem::take(&mut self.told), self.already);
        }
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
            self.gathering.tell(&mut self.telling, std::mem::take(&mut self.told), self.already);
        }
    }
}

impl PartSink for FindingHandler<'_, '_, '_> {
    fn header(&mut self, info: &HeaderInfo) {
        self.envelope = info.envelope.clone();
        acquaint::with_header(&mut self.context, info);
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
        if let Some(watcher) = &mut self.watcher {
            watcher.region(part, region, decoded, base);
        }
        if let (Some(gatherer), Some(recorder)) = (&mut self.gatherer, &mut self.recorder)
            && let Some(postings) = &mut recorder.postings
        {
            gatherer.text(region.text, &mut |term| postings.add(term));
        }
        match self.twin(part, region) {
            None => self.search(part, region, 0..region.text.len(), decoded, base),
            Some(new) => {
                for range in new {
                    self.search(part, region, range, decoded, base);
                }
            }
        }
    }

    fn wants_beside(&self) -> bool {
        self.watcher.is_some() || self.gatherer.is_some()
    }

    fn beside(&mut self, part: &Arc<PartMeta>, region: &Region<'_>, decoded: &str, base: u64, sort: Beside) {
        if let Some(watcher) = &mut self.watcher {
            watcher.beside(part, region, decoded, base, sort);
        }
        if let (Some(gatherer), Some(recorder)) = (&mut self.gatherer, &mut self.recorder)
            && let Some(postings) = &mut recorder.postings
        {
            gatherer.beside(region.text, sort, &mut |term| postings.add(term));
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

    fn bytes(&mut self, bytes: &[u8], piece: bool) {
        if let Some(watcher) = &mut self.watcher {
            watcher.bytes(bytes, piece);
        }
    }

    fn begin(&mut self, place: MessagePlace) {
        if let Some(watcher) = &mut self.watcher {
            watcher.begin();
        }
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
        self.context.begin();
        self.custodian = place.custodian.clone();
        self.form = place.form;
        self.meta = Some(MessageMeta {
            offset: place.offset,
            length: place.length,
            ..MessageMeta::at(place.source, place.index, place.custodian)
        });
    }

    fn end(&mut self, length: u64, coverage: MessageCoverage) {
        let Some(meta) = &mut self.meta else { return };
        meta.length = Some(length);
        if coverage.armoured && meta.transport != Transport::EncryptedSmime {
            meta.transport = Transport::EncryptedPgp;
        }
        if let Some(watcher) = &mut self.watcher {
            watcher.end(meta, &self.envelope, !self.problems.iter().any(Problem::is_loss));
        }
        let place = Place {
            source: Some(meta.source.clone()),
            message: Some(meta.message),
            part: None,
            custodian: Some(meta.custodian.clone()),
        };
        self.let_go();
        // one message with many findings is no reason to hold room for as many from then on
        self.findings.shrink_to(AT_ONCE);
        self.tell_message();
        if let (Some(recorder), Some(meta)) = (&mut self.recorder, &self.meta) {
            recorder.stands(self.form, meta);
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
        self.record();
    }

    fn end_entry(&mut self) -> Option<(Recorder, Summary)> {
        self.recorded()
    }

    fn take_back(&mut self, mut recorder: Recorder) {
        if let Some(postings) = recorder.postings.take() {
            self.postings = Some(postings);
        }
    }

    fn recall(&mut self, entry: &Recalled<'_>, source: &SourceName, custodian: &Arc<str>) -> bool {
        self.take_over(entry, source, custodian)
    }

    fn recall_message(&mut self, message: &RecalledMessage<'_>) -> bool {
        self.take_over_message(message)
    }
}
