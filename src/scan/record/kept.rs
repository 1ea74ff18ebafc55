//! Records read back, each over the one before.
//!
//! In: bytes that [`push`](super::push) wrote. Out: the message with its findings, in memory that serves for all messages of a worker.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{DIRECTOR, Place, SUPPOSED, Vocabulary, Words, slice, take};
use crate::model::{
    Confidence, Cue, Finding, Kind, MessageMeta, PartMeta, Party, Person, RegionKind, Section, Sensitive,
    SourceName, Transport, ZoneMark,
};
use crate::relate::disclose::Private;
use crate::relate::group::{Owner, Shape};
use crate::relate::{Circle, Group, Key};
use crate::scan::notation::Reading;

/// What was told of a message when its findings were put by; one is read after the other into the same.
pub(in crate::scan) struct Kept {
    pub(in crate::scan) meta: MessageMeta,
    pub(in crate::scan) findings: Vec<Finding>,
    pub(in crate::scan) groups: Vec<Group>,
    /// The group of each finding, and what is compared of its value.
    pub(in crate::scan) of: Vec<(u32, Key)>,
    /// Who wrote the stretch that each finding stands in, where it was not the sender.
    pub(in crate::scan) authors: Vec<Option<Arc<str>>>,
    pub(in crate::scan) circle: Circle,
    pub(in crate::scan) continued: bool,
    /// Parts of the messages before, by their number, and how many of them are of this one.
    parts: Vec<Arc<PartMeta>>,
    met: usize,
    /// Authors of this message.
    names: Vec<Arc<str>>,
    /// Names of header fields.
    fields: Vec<Arc<str>>,
    /// Findings whose memory serves again.
    spare: Vec<Finding>,
    /// What stands for the pattern of a finding that is only counted.
    unnamed: Arc<str>,
}

/// Findings, and names of fields, that are kept for the messages that follow.
const SPARE: usize = 256;

impl Default for Kept {
    fn default() -> Self {
        Kept {
            meta: MessageMeta::at(SourceName::new(""), 0, Arc::from("")),
            findings: Vec::new(),
            groups: Vec::new(),
            of: Vec::new(),
            authors: Vec::new(),
            circle: Circle::default(),
            continued: false,
            parts: Vec::new(),
            met: 0,
            names: Vec::new(),
            fields: Vec::new(),
            spare: Vec::new(),
            unnamed: Arc::from(""),
        }
    }
}

/// Takes the next record off the front of `bytes` and reads it into `kept`; `shown` says that both its halves are there. Without the
/// second, findings have no value, nor anything else that is not counted.
pub(in crate::scan) fn next(
    bytes: &mut &[u8],
    kept: &mut Kept,
    shown: bool,
    (words, vocabulary): (&mut Words, &Vocabulary),
) -> Option<()> {
    let mut r = take(bytes)?;
    let mut s = if shown { Some(take(bytes)?) } else { None };
    let place = Place::read(&mut r)?;
    kept.place(place);
    kept.continued = r.byte()? != 0;
    kept.meta(&mut r)?;
    kept.subject(s.as_mut())?;
    kept.circle(&mut r)?;
    kept.groups.clear();
    for _ in 0..r.count()? {
        kept.groups.push(group(&mut r)?);
    }
    let count = r.count()?;
    kept.spare.extend(kept.findings.drain(count.min(kept.findings.len())..));
    kept.spare.truncate(SPARE);
    kept.of.clear();
    kept.authors.clear();
    kept.names.clear();
    kept.met = 0;
    let mut field: Option<Arc<str>> = None;
    for n in 0..count {
        let of = (u32::try_from(r.number()?).ok()?, r.key()?);
        kept.of.push(of);
        kept.counted(n, &mut field, &mut r)?;
        match &mut s {
            Some(s) => kept.shown(n, s, (words, vocabulary))?,
            None => kept.authors.push(None),
        }
    }
    Some(())
}

impl Kept {
    /// Leaves out the findings of which this says so.
    pub(in crate::scan) fn without(&mut self, mut out: impl FnMut(&Finding, u32) -> bool) {
        let mut kept = 0;
        for n in 0..self.findings.len() {
            if self.of.get(n).is_some_and(|(group, _)| out(&self.findings[n], *group)) {
                continue;
            }
            self.findings.swap(kept, n);
            self.of.swap(kept, n);
            self.authors.swap(kept, n);
            kept += 1;
        }
        self.spare.extend(self.findings.drain(kept..));
        self.spare.truncate(SPARE);
        self.of.truncate(kept);
        self.authors.truncate(kept);
    }
}

/// Puts a text in the place of another, into the same memory.
fn put(held: &mut Sensitive<String>, text: &str) {
    let mut string = std::mem::take(held).into_revealed();
    string.clear();
    string.push_str(text);
    *held = Sensitive::new(string);
}

fn put_option(held: &mut Option<String>, text: Option<&str>) {
    match (held.as_mut(), text) {
        (Some(held), Some(text)) => {
            held.clear();
            held.push_str(text);
        }
        _ => *held = text.map(str::to_owned),
    }
}

/// Puts what many threads may count the users of in the place of another, unless it is the same.
fn put_shared<T: ?Sized>(held: &mut Arc<T>, other: &Arc<T>) {
    if !Arc::ptr_eq(held, other) {
        *held = other.clone();
    }
}

impl Kept {
    fn place(&mut self, place: Place<'_>) {
        let meta = &mut self.meta;
        if meta.source.as_str() != place.source {
            meta.source = SourceName::new(place.source);
        }
        if &*meta.custodian != place.custodian {
            meta.custodian = Arc::from(place.custodian);
        }
        (meta.message, meta.offset, meta.length) = (place.message, place.offset, place.length);
    }

    fn meta(&mut self, r: &mut Reading<'_>) -> Option<()> {
        let meta = &mut self.meta;
        put_option(&mut meta.message_id, r.text_option()?);
        put_option(&mut meta.date, r.text_option()?);
        put_option(&mut meta.archived_at, r.text_option()?);
        meta.transport = *Transport::ALL.get(usize::from(r.byte()?))?;
        put_option(&mut meta.from, r.text_option()?);
        Some(())
    }

    fn subject(&mut self, s: Option<&mut Reading<'_>>) -> Option<()> {
        let subject = match s {
            Some(s) => s.text_option()?,
            None => None,
        };
        match (&mut self.meta.subject, subject) {
            (Some(held), Some(text)) => put(held, text),
            (held, text) => *held = text.map(|t| Sensitive::new(t.to_owned())),
        }
        Some(())
    }

    fn circle(&mut self, r: &mut Reading<'_>) -> Option<()> {
        let circle = &mut self.circle;
        let marks = r.byte()?;
        (circle.more, circle.to_self) = (marks & 1 != 0, marks & 2 != 0);
        circle.sender = if marks & 4 != 0 { Some(r.key()?) } else { None };
        circle.recipients.clear();
        for _ in 0..r.count()? {
            circle.recipients.push(r.key()?);
        }
        circle.private.clear();
        for _ in 0..r.count()? {
            let address = Sensitive::new(r.text()?.to_owned());
            circle.private.push(Private { address, party: r.key()?, own: r.byte()? != 0 });
        }
        Some(())
    }

    /// The part whose number comes next, and what it is where it was not told before in this message.
    fn part(&mut self, r: &mut Reading<'_>) -> Option<usize> {
        let number = r.count()?;
        if number < self.met {
            return Some(number);
        }
        let (section, media_type) = (r.text()?, r.text()?);
        let (filename, attachment) = (r.text_option()?, r.byte()? != 0);
        let same = |p: &PartMeta| {
            p.section.as_str() == section
                && p.media_type == media_type
                && p.filename.as_deref() == filename
                && p.attachment == attachment
        };
        // the message before mostly had the same
        if !self.parts.get(self.met).is_some_and(|p| same(p)) {
            self.parts.truncate(self.met);
            self.parts.push(Arc::new(PartMeta {
                section: Section::named(section),
                media_type: media_type.to_owned(),
                filename: filename.map(str::to_owned),
                attachment,
                alternative: None,
            }));
        }
        self.met += 1;
        Some(self.met - 1)
    }

    /// The name of a header field, held once.
    fn field(&mut self, name: &str) -> Arc<str> {
        if let Some(held) = self.fields.iter().find(|f| &***f == name) {
            return held.clone();
        }
        let held: Arc<str> = Arc::from(name);
        // the names come from mail: a bound keeps made-up ones from piling up
        if self.fields.len() < SPARE {
            self.fields.push(held.clone());
        }
        held
    }

    /// The author whose number comes next.
    fn author(&mut self, r: &mut Reading<'_>) -> Option<Option<Arc<str>>> {
        let Some(number) = r.count()?.checked_sub(1) else { return Some(None) };
        if number >= self.names.len() {
            self.names.push(Arc::from(r.text()?));
        }
        Some(Some(self.names.get(number)?.clone()))
    }

    /// Reads what is counted of a finding into its place, over the one of another message that stands there.
    fn counted(&mut self, n: usize, field: &mut Option<Arc<str>>, r: &mut Reading<'_>) -> Option<()> {
        let first = r.byte()?;
        let kind = *Kind::ALL.get(usize::from(first & !(DIRECTOR | SUPPOSED)))?;
        let marks = r.byte()?;
        let region = *RegionKind::ALL.get(usize::from(marks & 7))?;
        if marks & 1 << 7 != 0 {
            *field = Some(self.field(r.text()?));
        }
        let field = field.as_ref().filter(|_| marks & 1 << 6 != 0);
        let part = self.part(r)?;
        if n >= self.findings.len() {
            let finding = match self.spare.pop() {
                Some(finding) => finding,
                None => blank(self.parts.get(part)?.clone(), self.unnamed.clone()),
            };
            self.findings.push(finding);
        }
        let finding = self.findings.get_mut(n)?;
        finding.kind = kind;
        finding.supposed = first & SUPPOSED != 0;
        put_shared(&mut finding.part, self.parts.get(part)?);
        finding.region = region;
        match (&mut finding.field, field) {
            (Some(held), Some(field)) => put_shared(held, field),
            (held, field) => *held = field.cloned(),
        }
        (finding.party, finding.disclosure) = (Party::Unknown, None);
        (finding.contact, finding.register) = (None, None);
        finding.present.clear();
        finding.fields.clear();
        if first & DIRECTOR != 0 {
            finding.fields.insert("role", "director".to_owned());
        }
        finding.also.clear();
        if marks & 1 << 5 == 0 {
            for _ in 0..r.count()? {
                let also = self.part(r)?;
                let part = self.parts.get(also)?.clone();
                self.findings.get_mut(n)?.also.push(part);
            }
        }
        Some(())
    }

    /// Reads what reports show of it besides.
    fn shown(
        &mut self,
        n: usize,
        s: &mut Reading<'_>,
        (words, vocabulary): (&mut Words, &Vocabulary),
    ) -> Option<()> {
        let marks = s.byte()?;
        let value = s.text()?;
        let text = match marks & 3 {
            slice::NONE => None,
            slice::VALUE => Some(value),
            slice::TEXT => Some(s.text()?),
            _ => return None,
        };
        let span = if marks & 1 << 2 != 0 {
            let start = s.number()?;
            Some(start..start.saturating_add(s.number()?))
        } else {
            None
        };
        let confidence = Confidence::percent(s.byte()?);
        let pattern = words.pattern_of(vocabulary, u32::try_from(s.number()?).ok()?)?;
        let finding = self.findings.get_mut(n)?;
        put(&mut finding.value, value);
        match (&mut finding.text, text) {
            (Some(held), Some(text)) => put(held, text),
            (held, text) => *held = text.map(|text| Sensitive::new(text.to_owned())),
        }
        finding.span = span;
        finding.confidence = confidence;
        put_shared(&mut finding.pattern, pattern);
        let author = self.author(s)?;
        self.authors.push(author);
        let finding = self.findings.get_mut(n)?;
        finding.fields.clear();
        for _ in 0..s.count()? {
            let name = words.field_of(vocabulary, u32::try_from(s.number()?).ok()?)?;
            finding.fields.insert(name, s.text()?.to_owned());
        }
        finding.why.clear();
        for _ in 0..s.count()? {
            finding.why.push(s.text()?.to_owned());
        }
        Some(())
    }
}

/// A finding of which nothing is known.
pub(super) fn blank(part: Arc<PartMeta>, pattern: Arc<str>) -> Finding {
    Finding {
        kind: Kind::Email,
        value: Sensitive::default(),
        span: None,
        text: None,
        confidence: Confidence::percent(0),
        pattern,
        part,
        region: RegionKind::Body,
        zone: ZoneMark::default(),
        field: None,
        party: Party::Unknown,
        disclosure: None,
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

fn group(r: &mut Reading<'_>) -> Option<Group> {
    let (first, second) = (r.byte()?, r.byte()?);
    let shape = match first & 3 {
        0 => Shape::Mailbox,
        1 => Shape::Signature,
        2 => Shape::Passage,
        _ => return None,
    };
    let owner = match first >> 2 & 3 {
        0 => Owner::Party(r.key()?),
        1 => Owner::Named(r.key()?),
        2 => Owner::Other(r.key()?),
        _ => Owner::Nobody,
    };
    let author = if first & 1 << 4 != 0 { Some(r.key()?) } else { None };
    let person = match second & 3 {
        0 if second & 1 << 4 != 0 => Some(Person::Asking),
        0 if second & 1 << 5 != 0 => Some(Person::Doing),
        0 => None,
        1 => Some(Person::First),
        2 => Some(Person::Second),
        _ => Some(Person::Third),
    };
    let node = r.key()?;
    let beside = if first & 1 << 5 != 0 { Some(r.key()?) } else { None };
    let line = if first & 1 << 6 != 0 { Some(r.key()?) } else { None };
    let (counts, list) = (second & 4 != 0, second & 8 != 0);
    let (writers, guessed) = (second & 1 << 6 != 0, second & 1 << 7 != 0);
    Some(Group { shape, owner, author, guessed, node, person, writers, beside, line, counts, list })
}
