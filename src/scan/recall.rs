//! What was made of a stretch of a file as bytes, and back: what a later run takes over instead of reading the file again.
//!
//! In: what a handler made, message by message: records, nodes, what they tell, problems and counts. Out: an entry of a
//! [`Memory`]. What it holds of values was hidden before ([`Veil`](crate::model::Veil)). Refuses to know where
//! entries are kept, and whether what they are of is still the same.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::plan::Split;
use super::posting::{Form, Postings, Standing};
use super::record::{self, Place};
use crate::message::MessageCoverage;
use crate::model::{
    ContentCoverage, FileCoverage, KindCounts, Memory, MessageKey, MessageMeta, Opaque, Problem, ProblemCode,
    Section, SourceName, Summary,
};

/// Bytes of an entry beyond which it is not worth keeping: what it is of is read again by the next run.
const LARGE: usize = 8 << 20;

/// Version of what an entry holds, records included: entries of another one are made again.
pub(super) const VERSION: u32 = 8;

/// The ordinal of the entry that says how the reading of a stream ended.
pub(super) const LAST: u64 = i64::MAX as u64;

/// A problem as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct KeptProblem {
    source: Option<String>,
    pub(super) message: Option<u64>,
    part: Option<String>,
    custodian: Option<Arc<str>>,
    code: ProblemCode,
    detail: String,
    given_up: u64,
}

impl KeptProblem {
    pub(super) fn of(problem: &Problem) -> Self {
        KeptProblem {
            source: problem.place.source.as_ref().map(|s| s.as_str().to_owned()),
            message: problem.place.message,
            part: problem.place.part.as_ref().map(|p| p.as_str().to_owned()),
            custodian: problem.place.custodian.clone(),
            code: problem.code,
            detail: problem.detail.clone().into_owned(),
            given_up: problem.given_up,
        }
    }

    pub(super) fn problem(self) -> Problem {
        let mut problem = Problem::new(self.code, Cow::Owned(self.detail)).giving_up(self.given_up);
        problem.place.source = self.source.map(SourceName::new);
        problem.place.message = self.message;
        problem.place.part = self.part.map(|p| Section::named(&p));
        problem.place.custodian = self.custodian;
        problem
    }
}

/// What was made of one message.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Message {
    key: Option<MessageKey>,
    records: u64,
    shown: u64,
    nodes: u64,
    told: u64,
    findings: u64,
    parts: u64,
    opaque: Vec<(String, Opaque)>,
    given_up: u64,
    armoured: bool,
    ignored: KindCounts,
    problems: Vec<KeptProblem>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Head {
    /// The file's name as it is printed, and whose mailbox it is, when it was read.
    source: String,
    custodian: String,
    /// Where the range of an mbox began and where the next begins: offset, and index of the message there.
    begins: (u64, u64),
    next: (u64, u64),
    /// Units of a stream, in the entry of its end.
    units: u64,
    files: FileCoverage,
    content: ContentCoverage,
    ignored: KindCounts,
    custodians: Vec<(String, u64)>,
    problem_counts: BTreeMap<ProblemCode, u64>,
    problems: Vec<KeptProblem>,
    messages: Vec<Message>,
    /// Messages that told something.
    told: u64,
    findings: u64,
    records: u64,
    nodes: u64,
}

/// Takes note of what is made of the stretch at hand.
#[derive(Debug, Default)]
pub(super) struct Recorder {
    head: Head,
    /// Halves of records.
    records: Vec<u8>,
    shown: Vec<u8>,
    nodes: Vec<u8>,
    told: Vec<u8>,
    /// What was there when the message at hand began, and what was ignored.
    at: (usize, usize, usize, usize, u64),
    ignored: KindCounts,
    key: Option<MessageKey>,
    /// It is too large, or the system refused something that it may not refuse next time.
    spoilt: bool,
    /// By what its messages may be found again, where that is wanted.
    pub(super) postings: Option<Postings>,
}

impl Recorder {
    /// One that takes note of terms too, in what another one did it in, where that is wanted.
    pub(super) fn new(mut postings: Option<Postings>) -> Self {
        if let Some(postings) = &mut postings {
            postings.clear();
        }
        Recorder { postings, ..Recorder::default() }
    }

    /// A message begins that is known by this key.
    pub(super) fn begin(&mut self, key: Option<MessageKey>, ignored: &KindCounts) {
        self.key = key;
        let Recorder { records, shown, nodes, told, head, .. } = &*self;
        self.at = (records.len(), shown.len(), nodes.len(), told.len(), head.findings);
        self.ignored.clone_from(ignored);
    }

    /// Records of the message at hand, in halves, and nodes.
    pub(super) fn add(&mut self, (records, shown): (&[u8], &[u8]), nodes: &[u8], findings: u64) {
        if self.records.len() + self.shown.len() + records.len() + shown.len() > LARGE {
            self.spoilt = true;
        }
        if self.spoilt {
            return;
        }
        self.records.extend_from_slice(records);
        self.shown.extend_from_slice(shown);
        self.nodes.extend_from_slice(nodes);
        self.head.findings += findings;
    }

    /// What the message at hand tells goes here.
    pub(super) fn told(&mut self) -> &mut Vec<u8> {
        self.head.told += 1;
        &mut self.told
    }

    /// A problem, at its place.
    pub(super) fn problem(&mut self, problem: &Problem) {
        // what the system refused it may give next time
        self.spoilt |= matches!(problem.code, ProblemCode::Io | ProblemCode::Locked);
        if self.head.problems.len() > 10_000 {
            self.spoilt = true;
            return;
        }
        self.head.problems.push(KeptProblem::of(problem));
    }

    /// The message at hand stands there.
    pub(super) fn stands(&mut self, form: Form, meta: &MessageMeta) {
        let Some(postings) = &mut self.postings else { return };
        let source = meta.source.as_str().to_owned();
        let length = meta.length.unwrap_or_default();
        postings.end(Standing { form, source, index: meta.message, offset: meta.offset, length });
    }

    /// The message at hand has ended.
    pub(super) fn end(&mut self, coverage: &MessageCoverage, problems: &[Problem], ignored: &KindCounts) {
        let mut own = ignored.clone();
        for (kind, before) in &self.ignored {
            if let Some(n) = own.get_mut(kind) {
                *n -= before;
            }
        }
        own.retain(|_, n| *n > 0);
        self.head.messages.push(Message {
            key: self.key.take(),
            records: (self.records.len() - self.at.0) as u64,
            shown: (self.shown.len() - self.at.1) as u64,
            nodes: (self.nodes.len() - self.at.2) as u64,
            told: (self.told.len() - self.at.3) as u64,
            findings: self.head.findings - self.at.4,
            parts: coverage.parts,
            opaque: coverage.opaque.iter().map(|(media_type, o)| (media_type.clone(), *o)).collect(),
            given_up: coverage.given_up,
            armoured: coverage.armoured,
            ignored: own,
            problems: problems.iter().map(KeptProblem::of).collect(),
        });
    }

    /// The stretch is over: what was made of it; `None` for one that is not to be kept. `counts` are those of the stretch.
    pub(super) fn finish(
        &mut self,
        source: &SourceName,
        custodian: &str,
        ranges: (Option<Split>, Option<Split>),
        units: u64,
        (counts, memory): (&Summary, &dyn Memory),
    ) -> Option<Made> {
        let size = self.records.len() + self.nodes.len() + self.told.len();
        if self.spoilt || size + self.shown.len() > LARGE {
            return None;
        }
        let place = |split: Option<Split>| split.map_or((0, 0), |s| (s.from, s.index));
        self.head.source = source.as_str().to_owned();
        self.head.custodian = custodian.to_owned();
        (self.head.begins, self.head.next) = (place(ranges.0), place(ranges.1));
        self.head.units = units;
        self.head.files = counts.files.clone();
        self.head.content = counts.content.clone();
        self.head.ignored.clone_from(&counts.ignored);
        self.head.custodians =
            counts.by_custodian.iter().map(|(name, c)| (name.to_string(), c.messages)).collect();
        self.head.problem_counts.clone_from(&counts.problems);
        (self.head.records, self.head.nodes) = (self.records.len() as u64, self.nodes.len() as u64);
        let keys = self.head.messages.iter().map(|m| m.key).collect();
        let head = postcard::to_allocvec(&self.head).ok()?;
        let mut bytes = Vec::with_capacity(4 + head.len() + size);
        bytes.extend_from_slice(&u32::try_from(head.len()).ok()?.to_le_bytes());
        bytes.extend_from_slice(&head);
        bytes.extend_from_slice(&self.records);
        bytes.extend_from_slice(&self.nodes);
        bytes.extend_from_slice(&self.told);
        let terms = match &self.postings {
            Some(postings) => Some(postings.finish(memory, source.as_str())?),
            None => None,
        };
        Some(Made { bytes, shown: std::mem::take(&mut self.shown), terms, keys })
    }
}

/// What was made of a stretch, to be kept.
pub(super) struct Made {
    pub(super) bytes: Vec<u8>,
    pub(super) shown: Vec<u8>,
    pub(super) terms: Option<Vec<u8>>,
    /// Keys of its messages.
    pub(super) keys: Vec<Option<MessageKey>>,
}

/// An entry read back.
pub(super) struct Recalled<'r> {
    head: Head,
    /// Counted halves of records.
    records: &'r [u8],
    /// The others, where they were read back.
    shown: &'r [u8],
    /// Nodes that they name.
    pub(super) nodes: &'r [u8],
    /// What its messages tell, one after the other.
    pub(super) told: &'r [u8],
}

impl<'r> Recalled<'r> {
    /// Of the bytes of an entry, and what reports show of it where that was read back; `None` where they are none.
    pub(super) fn of(bytes: &'r [u8], shown: &'r [u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (head, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        let head: Head = postcard::from_bytes(head).ok()?;
        let (records, rest) = rest.split_at_checked(usize::try_from(head.records).ok()?)?;
        let (nodes, told) = rest.split_at_checked(usize::try_from(head.nodes).ok()?)?;
        Some(Recalled { head, records, shown, nodes, told })
    }

    /// Where the range of an mbox began, and where the next begins.
    pub(super) fn range(&self) -> ((u64, u64), (u64, u64)) {
        (self.head.begins, self.head.next)
    }

    /// Units of the stream whose end it tells.
    pub(super) fn units(&self) -> u64 {
        self.head.units
    }

    /// Messages that told something, and findings.
    pub(super) fn counts(&self) -> (u64, u64) {
        (self.head.told, self.head.findings)
    }

    /// Keys of its messages.
    pub(super) fn keys(&self) -> Vec<Option<MessageKey>> {
        self.head.messages.iter().map(|m| m.key).collect()
    }

    /// Records with the file's present name, and whose mailbox it is now; with both halves where they are to be shown.
    pub(super) fn records_at(
        &self,
        source: &SourceName,
        custodian: &str,
        shown: bool,
        out: &mut Vec<u8>,
    ) -> Option<()> {
        let put = |records: &[u8], out: &mut Vec<u8>| {
            if shown {
                return record::joined(records, self.shown, out);
            }
            out.extend_from_slice(records);
            Some(())
        };
        if self.is_at(source, custodian) {
            return put(self.records, out);
        }
        let mut renamed: BTreeMap<&str, String> = BTreeMap::new();
        let mut records = self.records;
        let mut one = Vec::new();
        // names have to live somewhere while the records are written
        while !records.is_empty() {
            let place = record::place(&mut records)?;
            renamed.entry(place.source).or_insert_with(|| self.renamed(place.source, source));
        }
        record::moved(
            self.records,
            |place| Place {
                source: renamed.get(place.source).map_or(place.source, String::as_str),
                custodian: if place.custodian == self.head.custodian { custodian } else { place.custodian },
                ..place
            },
            &mut one,
        )?;
        put(&one, out)
    }

    fn is_at(&self, source: &SourceName, custodian: &str) -> bool {
        self.head.source == source.as_str() && self.head.custodian == custodian
    }

    /// The name of something in the file, as the file is called now.
    fn renamed(&self, name: &str, source: &SourceName) -> String {
        match name.strip_prefix(&self.head.source) {
            Some(behind) => format!("{}{behind}", source.as_str()),
            None => name.to_owned(),
        }
    }

    /// Its problems, at their places in the file as it is called now.
    pub(super) fn problems(&self, source: &SourceName, custodian: &Arc<str>) -> Vec<Problem> {
        let renamed = |mut kept: KeptProblem| {
            kept.source = kept.source.map(|name| self.renamed(&name, source));
            if kept.custodian.as_deref() == Some(&*self.head.custodian) {
                kept.custodian = Some(custodian.clone());
            }
            kept.problem()
        };
        self.head.problems.iter().cloned().map(renamed).collect()
    }

    /// Its counts.
    pub(super) fn summary(&self, custodian: &str) -> Summary {
        let mut counts = Summary {
            files: self.head.files.clone(),
            content: self.head.content.clone(),
            ignored: self.head.ignored.clone(),
            problems: self.head.problem_counts.clone(),
            ..Summary::default()
        };
        for (name, messages) in &self.head.custodians {
            let name = if *name == self.head.custodian { custodian } else { name };
            counts.by_custodian.entry(Arc::from(name)).or_default().messages += messages;
        }
        counts
    }

    /// One of its messages.
    pub(super) fn message(&self, number: u64) -> Option<RecalledMessage<'r>> {
        let (mut records, mut shown) = (self.records, self.shown);
        let (mut nodes, mut told) = (self.nodes, self.told);
        for (n, message) in (0_u64..).zip(&self.head.messages) {
            let (own_records, rest) = records.split_at_checked(usize::try_from(message.records).ok()?)?;
            records = rest;
            let (own_shown, rest) = shown.split_at_checked(usize::try_from(message.shown).ok()?)?;
            shown = rest;
            let (own_nodes, rest) = nodes.split_at_checked(usize::try_from(message.nodes).ok()?)?;
            nodes = rest;
            let (own_told, rest) = told.split_at_checked(usize::try_from(message.told).ok()?)?;
            told = rest;
            if n == number {
                return Some(RecalledMessage {
                    terms: None,
                    records: own_records,
                    shown: own_shown,
                    nodes: own_nodes,
                    told: own_told,
                    findings: message.findings,
                    coverage: MessageCoverage {
                        parts: message.parts,
                        opaque: message.opaque.iter().cloned().collect(),
                        given_up: message.given_up,
                        armoured: message.armoured,
                    },
                    ignored: message.ignored.clone(),
                    problems: message.problems.iter().cloned().map(KeptProblem::problem).collect(),
                });
            }
        }
        None
    }
}

/// What was made of a message that stands elsewhere too.
pub(super) struct RecalledMessage<'r> {
    /// What its stretch may be found by, and which message of it this one is.
    pub(super) terms: Option<(&'r [u8], u64)>,
    pub(super) records: &'r [u8],
    pub(super) shown: &'r [u8],
    pub(super) nodes: &'r [u8],
    pub(super) told: &'r [u8],
    pub(super) findings: u64,
    pub(super) coverage: MessageCoverage,
    pub(super) ignored: KindCounts,
    pub(super) problems: Vec<Problem>,
}

#[cfg(test)]
pub(super) mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use crate::model::{
        Entry, FileKey, Finding, Kept, Kind, Memory, MemoryWords, MessageKey, MessageMeta, Problem,
        Recollection, Render, Sink, Stamp, Stop, Veil,
    };
    use crate::scan::{Progress, Remembered, ScanOptions, Scanner};

    /// Keeps nothing but what it is given.
    #[derive(Debug, Default)]
    pub(in crate::scan) struct Listening(Mutex<Vec<u8>>);

    struct Nothing;

    impl Recollection for Nothing {
        fn entry(&mut self, _: &FileKey, _: u64) -> Option<(Stamp, Kept)> {
            None
        }
        fn shown(&mut self, _: &Kept) -> Option<(Arc<[u8]>, std::ops::Range<usize>)> {
            None
        }
        fn terms(&mut self, _: &Kept) -> Option<(Arc<[u8]>, std::ops::Range<usize>)> {
            None
        }
        fn all_terms(&mut self, _: i64) -> Option<(Vec<u8>, Vec<std::ops::Range<usize>>)> {
            None
        }
        fn place(&mut self, _: i64, _: u64) -> Option<(FileKey, u64)> {
            None
        }
        fn stretches(&mut self, _: &FileKey, _: &Stamp) -> u64 {
            0
        }
        fn message(&mut self, _: &MessageKey) -> Option<(Kept, u64)> {
            None
        }
    }

    impl Memory for Listening {
        fn begin(&self, _: &[u8]) -> io::Result<MemoryWords> {
            Ok(MemoryWords::default())
        }
        fn file_key(&self, _: &[u8]) -> FileKey {
            [0; 16]
        }
        fn message_key(&self, _: &[u8]) -> MessageKey {
            [0; 16]
        }
        fn term(&self, term: u64) -> u32 {
            (term as u32).rotate_left(9)
        }
        fn begin_reading(&self, _: &[u8]) -> io::Result<Option<MemoryWords>> {
            Ok(None)
        }
        fn keep_known(&self, _: Vec<Vec<u8>>) {}
        fn known(&self) -> io::Result<Option<Vec<Vec<u8>>>> {
            Ok(None)
        }
        fn segments(&self) -> io::Result<Vec<i64>> {
            Ok(Vec::new())
        }
        fn reader(&self) -> io::Result<Box<dyn Recollection + '_>> {
            Ok(Box::new(Nothing))
        }
        fn keep(&self, entries: Vec<Entry>, _: Option<MemoryWords>) {
            let mut all = self.0.lock().unwrap();
            for entry in entries {
                all.extend_from_slice(&entry.bytes);
                all.extend_from_slice(entry.terms.as_deref().unwrap_or_default());
            }
        }
        fn still(&self, _: i64) {}
        fn restamp(&self, _: FileKey, _: u64, _: Stamp) {}
        fn finish(&self, _: bool, _: [u8; 32], told: &[u8]) -> io::Result<()> {
            self.0.lock().unwrap().extend_from_slice(told);
            Ok(())
        }
        fn last(&self) -> io::Result<Option<([u8; 32], Vec<u8>)>> {
            Ok(None)
        }
        fn failed(&self) -> bool {
            false
        }
    }

    #[derive(Debug)]
    struct Stars;

    impl Veil for Stars {
        fn value(&self, _: Kind, _: &str) -> (String, [u8; 32]) {
            ("***".to_owned(), [1; 32])
        }
        fn field(&self, _: &str, _: &str) -> String {
            "**".to_owned()
        }
        fn subject(&self, _: &str) -> String {
            "*".to_owned()
        }
    }

    struct Silent;

    impl Render for Silent {
        fn lanes(&self) -> usize {
            0
        }
        fn message(&self, _: &MessageMeta, _: &[Finding], _: &mut [Vec<u8>]) {}
    }

    impl Sink for Silent {
        fn chunk(&mut self, _: &[Vec<u8>], _: &[Problem]) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn nothing_that_is_kept_says_a_value() {
        let folder = tempfile::tempdir().unwrap();
        let mail = "Message-ID: <m1@x.example>\nDate: Sun, 2 Mar 2014 10:11:00 +0100\n\
            From: Anna Smit <anna.smit@huis.example>\nTo: Anna Smit <annasmit@gmail.com>\n\
            Subject: Offerte Wintertuin\n\nGa naar Dorpsstraat 12, 1234 AB Ons Dorp, of bel 020-5550123.\n\n\
            > Op di 3 mrt. 2015 om 10:11 schreef Jan de Vries <jan.devries@klant.example>:\n\
            > Met vriendelijke groet,\n> Jan de Vries\n> Hoofd Inkoop\n> Klant B.V.\n> KvK 12345678\n";
        std::fs::write(folder.path().join("a.eml"), mail).unwrap();
        let memory = Arc::new(Listening::default());
        let scanner = Scanner::new(ScanOptions {
            own_domains: vec!["huis.example".to_owned()],
            memory: Some(Remembered { memory: memory.clone(), salt: Vec::new(), counts_suffice: true }),
            veil: Some(Arc::new(Stars)),
            ..ScanOptions::default()
        });
        let paths = [folder.path().to_owned()];
        let summary =
            scanner.run(&paths, &Silent, &mut Silent, &Progress::default(), &Stop::default()).unwrap();
        assert!(summary.total_findings() > 8);
        let kept = memory.0.lock().unwrap();
        assert!(memchr::memmem::find(&kept, b"***").is_some());
        for word in [
            "anna.smit",
            "annasmit",
            "Anna",
            "Wintertuin",
            "Dorpsstraat",
            "1234",
            "5550123",
            "devries",
            "Jan",
            "Vries",
            "Inkoop",
            "Klant B",
        ] {
            assert!(memchr::memmem::find(&kept, word.as_bytes()).is_none(), "{word}");
        }
    }
}
