//! A region in, matches out: what looks like a contact detail, and is one.
//!
//! This room refuses to know about files, MIME and reports. A recogniser cannot fail; it is pure, so that the same
//! region gives the same matches whatever else is going on.

mod address;
mod domain;
mod email;
mod field;
mod lines;
mod link;
mod literals;
mod memory;
mod mix;
mod normal;
mod number;
mod particles;
pub mod pattern;
mod person;
mod phone;
mod place;
mod role;
mod settle;
mod words;
mod zone;

use std::cell::{OnceCell, RefCell};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::model::{Confidence, Kind, Match, OffsetMap, PartMeta, Region, RegionKind};
use field::Field;
use lines::Line;
use pattern::{Engine, PatternFile};

pub use domain::country_of_domain;
pub use normal::Normaliser;

/// What is known of the message around a region and helps to read it.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Countries whose national notation numbers are read in, most likely first: ISO 3166-1 alpha-2, upper case.
    pub countries: Vec<[u8; 2]>,
    /// Country of the sender, as the domain of its address tells (see [`country_of_domain`]).
    pub sender: Option<[u8; 2]>,
    /// Language of the text (ISO 639-1, lower case), where it is declared.
    pub language: Option<[u8; 2]>,
    /// Local part of the author's address, in lower case; `None` where the text is no message's, or nobody is its author.
    pub author: Option<Box<str>>,
    /// The author is somebody who is named, or the author's address is not that of an office or a program.
    pub personal: bool,
    /// Names of people that the address fields of this message hold, as written there.
    pub people: Vec<Box<str>>,
    /// Hosts of the addresses in the address fields of this message, the author's first, in lower case; see [`Context::meet`].
    pub hosts: Vec<Box<str>>,
    /// Each match is to say why it is one (`Match::why`).
    pub explain: bool,
    /// Names of people and houses that too little speaks for are found too, with [`SUPPOSED`] for their confidence.
    pub suppose: bool,
}

/// Confidence of a name that is none as long as nothing else tells who bears it; below what any other match has.
pub const SUPPOSED: Confidence = Confidence::percent(pattern::THRESHOLD - 1);

impl Context {
    /// Hosts that are remembered.
    const HOSTS_MAX: usize = 8;

    /// Forgets the message.
    pub fn begin(&mut self) {
        self.sender = None;
        (self.author, self.personal) = (None, false);
        self.people.clear();
        self.hosts.clear();
    }

    /// Takes note of who a message is from, and of all who stand in its address fields, the author first: addr-specs.
    pub fn meet<'a>(&mut self, author: Option<&str>, all: impl Iterator<Item = &'a str>) {
        let author = author.and_then(|a| a.rsplit_once('@'));
        self.sender = author.and_then(|(_, host)| country_of_domain(host));
        self.author = author.map(|(local, _)| local.to_lowercase().into());
        self.hosts.clear();
        for (_, host) in all.filter_map(|address| address.rsplit_once('@')) {
            if self.hosts.len() == Self::HOSTS_MAX {
                break;
            }
            if !self.hosts.iter().any(|known| known.eq_ignore_ascii_case(host)) {
                self.hosts.push(host.to_ascii_lowercase().into());
            }
        }
    }
}

/// A region that is being searched, and what is made of it at most once for all recognisers.
pub struct Page<'p> {
    /// The region.
    pub region: &'p Region<'p>,
    /// What is known around it.
    pub context: &'p Context,
    /// How far before the region's text that text begins which the region's map leads back from, in bytes: for a stretch of it
    /// where the stretch begins, less what was put in front.
    from: isize,
    lines: OnceCell<Vec<Line>>,
    /// In a header field, the names of which was asked whether the message's address fields hold them, and the answers.
    asked: RefCell<Vec<(Box<str>, bool)>>,
    /// Names that are none as long as nothing else tells who bears them: no recogniser goes by them.
    supposed: RefCell<Vec<Match>>,
}

impl<'p> Page<'p> {
    /// A page of nothing but the region.
    pub fn new(region: &'p Region<'p>, context: &'p Context) -> Self {
        Page {
            region,
            context,
            from: 0,
            lines: OnceCell::new(),
            asked: RefCell::default(),
            supposed: RefCell::default(),
        }
    }

    /// Its lines that are not blank.
    fn lines(&self) -> &[Line] {
        self.lines.get_or_init(|| lines::lines(self.region.text))
    }

    /// Where in the decoded text of the part a byte of the page's text stands, as the zones of the region count.
    fn decoded(&self, at: usize) -> u64 {
        let at = at.saturating_add_signed(self.from);
        self.region.map.source(at..at + 1).start
    }

    /// To be told of each name of which is asked whether it is among [`Context::people`]: a field is found in as it was the last time
    /// where the answers are the same.
    fn has_asked(&self, name: &str, known: bool) {
        if self.region.kind == RegionKind::Header {
            self.asked.borrow_mut().push((name.into(), known));
        }
    }
}

/// Finds one sort of contact detail.
pub trait Recogniser: Send + Sync {
    /// Adds what it finds on the page to `out`, in ascending order of place. What `out` holds was found on the same page by
    /// recognisers before; it stays untouched.
    fn find(&self, page: &Page<'_>, out: &mut Vec<Match>);
}

/// All recognisers of a run. Built once; any number of threads may ask it at the same time.
pub struct Recognisers {
    /// No others have it.
    id: u64,
    /// Kinds that are reported; empty for all.
    kinds: Vec<Kind>,
    patterns: Vec<PatternFile>,
    members: Vec<Box<dyn Recogniser>>,
}

impl Recognisers {
    /// The recognisers that are built in, for some kinds; for all when `kinds` is empty.
    pub fn built_in(kinds: &[Kind]) -> Self {
        let none = Recognisers { id: 0, kinds: kinds.to_vec(), patterns: Vec::new(), members: Vec::new() };
        none.with_patterns(pattern::built_in())
    }

    /// The recognisers of these patterns alone.
    pub fn from_patterns(patterns: Vec<PatternFile>) -> Self {
        Recognisers { id: 0, kinds: Vec::new(), patterns: Vec::new(), members: Vec::new() }
            .with_patterns(patterns)
    }

    /// Adds patterns; one with the id of an earlier one takes its place.
    #[must_use]
    pub fn with_patterns(mut self, patterns: Vec<PatternFile>) -> Self {
        for file in patterns {
            match self.patterns.iter().position(|p| p.id == file.id) {
                Some(n) => self.patterns[n] = file,
                None => self.patterns.push(file),
            }
        }
        static NEXT: AtomicU64 = AtomicU64::new(1);
        self.id = NEXT.fetch_add(1, Ordering::Relaxed);
        self.members = Engine::ALL.into_iter().flat_map(|engine| self.members(engine)).collect();
        self
    }

    /// The recognisers of one engine's patterns, where what they find is wanted, or helps others to decide.
    fn members(&self, engine: Engine) -> Vec<Box<dyn Recogniser>> {
        let finds = |engine: Engine| self.cards().any(|p| p.engine == engine);
        if !finds(engine) && !engine.helps().iter().any(|other| finds(*other)) {
            return Vec::new();
        }
        let files: Vec<&PatternFile> = self.patterns.iter().filter(|p| p.engine == engine).collect();
        let mut members: Vec<Box<dyn Recogniser>> = Vec::new();
        match engine {
            Engine::Email => {
                for file in files {
                    members.push(Box::new(email::EmailRecogniser::new(file)));
                }
            }
            Engine::Phone => {
                for file in files {
                    members.push(Box::new(phone::PhoneRecogniser::new(file)));
                }
            }
            Engine::Number if files.is_empty() => {}
            Engine::Number => members.push(Box::new(number::NumberRecogniser::new(&files))),
            Engine::Link => members.push(Box::new(link::LinkRecogniser::new(&files))),
            Engine::Address => {
                for file in files {
                    members.push(Box::new(address::AddressRecogniser::new(file)));
                }
            }
            Engine::Person => {
                for file in files {
                    members.push(Box::new(person::PersonRecogniser::new(file)));
                }
            }
            Engine::Role => members.push(Box::new(role::RoleRecogniser::new(&files))),
            Engine::Regex => {
                for file in files.into_iter().filter(|f| self.wants(f.kind)) {
                    if let Some(member) = pattern::RegexRecogniser::new(file.clone()) {
                        members.push(Box::new(member));
                    }
                }
            }
        }
        members
    }

    fn wants(&self, kind: Kind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    /// The patterns in use whose kind is wanted, each with its name, what it finds and what it misses, in the order of the
    /// files.
    pub fn cards(&self) -> impl Iterator<Item = &PatternFile> {
        self.patterns.iter().filter(|p| self.wants(p.kind))
    }

    /// Puts all matches of all recognisers into `out`, in order of place, instead of what it held. Of matches that overlap
    /// one stays: the surer, else the longer, else the first.
    pub fn find(&self, region: &Region<'_>, context: &Context, out: &mut Vec<Match>) {
        self.find_from(region, 0, context, out);
    }

    /// All matches in a text that stands by itself, read as a body.
    pub(crate) fn find_in(&self, text: &str, context: &Context) -> Vec<Match> {
        let (part, map) = (PartMeta::default(), OffsetMap::identity(0));
        let (kind, field, zones) = (RegionKind::Body, None, None);
        let region = Region { kind, part: &part, field, text, map: &map, aside: false, zones };
        let mut out = Vec::new();
        self.find(&region, context, &mut out);
        out
    }

    /// What [`Recognisers::find`] does, where the region's text is a stretch of the one that its map leads back from, and begins `from` bytes behind the
    /// beginning of that; less, or before it, where a heading was put in front of the stretch.
    pub fn find_from(&self, region: &Region<'_>, from: isize, context: &Context, out: &mut Vec<Match>) {
        out.clear();
        let page = Page { from, ..Page::new(region, context) };
        let field = Field::of(&page, self.id);
        if field.is_some_and(|field| field.recall(out)) {
            return;
        }
        for member in &self.members {
            member.find(&page, out);
        }
        if out.len() > 1 {
            settle::settle(region.text, out);
        }
        if !self.kinds.is_empty() {
            out.retain(|m| self.wants(m.kind));
        }
        let supposed = page.supposed.take();
        if !supposed.is_empty() {
            add_supposed(supposed, |kind| self.kinds.is_empty() || self.wants(kind), out);
        }
        if let Some(field) = field {
            field.remember(page.asked.take(), out);
        }
    }
}

impl std::fmt::Debug for Recognisers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.cards().map(|p| &p.id)).finish()
    }
}

/// Adds the names of wanted kinds that nothing found overlaps, nor one of them. What was found is in order, and so is the sum.
fn add_supposed(mut supposed: Vec<Match>, wanted: impl Fn(Kind) -> bool, out: &mut Vec<Match>) {
    // a name of a person before one of a house in the same words
    supposed.sort_by_key(|m| m.span.start);
    let mut end = 0;
    supposed.retain(|one| {
        if !wanted(one.kind) || one.span.start < end {
            return false;
        }
        end = one.span.end;
        let next = out.partition_point(|m| m.span.end <= one.span.start);
        out.get(next).is_none_or(|m| m.span.start >= one.span.end)
    });
    out.append(&mut supposed);
    out.sort_by_key(|m| m.span.start);
}

#[cfg(test)]
mod tests;
