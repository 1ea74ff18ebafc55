//! A run watched for subjects that were erased: where they are, and what of them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::key::{GIVENS, Hash, postal};
use super::list::{List, ListKey};
use super::look::{Clear, ClearName, Index, Looking, Which};
use crate::model::{
    Beside, Envelope, Finding, Identifiers, MessageMeta, PartMeta, Region, Request, SourceName, Suppressed,
    SuppressedPlace, SuppressedSubject, Watch, Watcher,
};
use crate::recognise::Normaliser;
use crate::subject::fold::{folded, spellings};
use crate::subject::sought::Sought;

/// Ways to write one identifier that are kept.
const WAYS: usize = 16;

/// Ways to write a part of a name that a request has.
const NAMES: usize = 3;

/// Watches for the subjects of a list.
pub struct Guard<'l> {
    list: &'l List,
    index: Index,
    normal: Normaliser,
    told: Mutex<Told>,
}

/// What was seen so far, by all threads.
#[derive(Default)]
struct Told {
    /// By subject: messages, and those with no more than the name.
    messages: BTreeMap<u16, (u64, u64)>,
    /// The first places, in the order of their sources.
    places: BTreeMap<(SourceName, u64, u64, u16), SuppressedPlace>,
    places_met: u64,
    clear: HashMap<Which, Known>,
}

/// What is known of an identifier.
#[derive(Default)]
struct Known {
    texts: BTreeSet<(u8, String)>,
    surnames: BTreeSet<String>,
    givens: [BTreeSet<String>; GIVENS],
    initials: Vec<String>,
    full: bool,
}

/// Adds to a set that stays small, whatever comes in which order.
fn keep<T: Ord>(set: &mut BTreeSet<T>, one: T) {
    set.insert(one);
    if set.len() > WAYS {
        set.pop_last();
    }
}

impl Known {
    fn add(&mut self, clear: Clear) {
        match clear {
            Clear::Text(rank, text) => keep(&mut self.texts, (rank, text)),
            Clear::Name(ClearName { surname, givens, initials, full }) => {
                keep(&mut self.surnames, surname);
                for (n, given) in givens {
                    if let Some(set) = self.givens.get_mut(usize::from(n)) {
                        keep(set, given);
                    }
                }
                let longer = initials.len().cmp(&self.initials.len());
                if longer.then_with(|| self.initials.cmp(&initials)).is_gt() {
                    self.initials = initials;
                }
                self.full |= full;
            }
        }
    }

    /// Names as a request has them.
    fn names(&self) -> Vec<String> {
        let surnames = telling(&self.surnames);
        let mut all = Vec::new();
        for surname in &surnames {
            let of = |givens: Vec<(u8, String)>, initials: &[String]| {
                let surname = (*surname).clone();
                ClearName { surname, givens, initials: initials.to_vec(), full: true }.typed()
            };
            for first in telling(&self.givens[0]) {
                let mut givens = vec![(0, first.clone())];
                // a second name only behind the ones before it
                for (n, set) in (1_u8..).zip(&self.givens[1..]) {
                    match telling(set).first() {
                        Some(given) => givens.push((n, (*given).clone())),
                        None => break,
                    }
                }
                all.push(of(givens, &[]));
            }
            if self.initials.len() > usize::from(!self.givens[0].is_empty()) {
                all.push(of(Vec::new(), &self.initials));
            }
        }
        all
    }
}

/// Of ways to write one word those that a search does not take for the same; the ones that say most.
fn telling(all: &BTreeSet<String>) -> Vec<&String> {
    let mut sorted: Vec<&String> = all.iter().collect();
    // of `Jose` and `José` the latter
    sorted.sort_by_key(|word| std::cmp::Reverse((spellings(word).len(), !word.is_ascii())));
    let mut kept: Vec<&String> = Vec::new();
    for word in sorted {
        let own = folded(word);
        if kept.len() < NAMES && !kept.iter().any(|k| spellings(k).contains(&own)) {
            kept.push(word);
        }
    }
    kept
}

impl<'l> Guard<'l> {
    /// One for the subjects of this list.
    pub fn new(list: &'l List, key: &ListKey) -> Self {
        Guard { list, index: Index::new(list, key), normal: Normaliser::new(), told: Mutex::default() }
    }

    /// What is back, and where.
    pub fn suppressed(&self) -> Suppressed {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let subjects: Vec<SuppressedSubject> = told
            .messages
            .iter()
            .map(|(subject, (messages, possible))| SuppressedSubject {
                reference: self.reference(*subject).to_owned(),
                messages: *messages,
                possible: *possible,
            })
            .collect();
        let mut suppressed = Suppressed {
            listed: self.list.subjects().len() as u64,
            messages: subjects.iter().map(|s| s.messages).sum(),
            possible: subjects.iter().map(|s| s.possible).sum(),
            subjects,
            places: told.places.values().cloned().collect(),
            places_omitted: told.places_met - told.places.len() as u64,
        };
        suppressed.subjects.sort_by(|a, b| a.reference.cmp(&b.reference));
        suppressed
    }

    /// Requests for the subjects that are back, with what of them stands in the mail; numbers are read as `countries` write them. One of whom no more
    /// than initials and surname or an address is there is not back: that may be anybody.
    pub fn requests(&self, countries: &[[u8; 2]]) -> Vec<Request> {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let subjects = (0_u16..).zip(self.list.subjects());
        subjects.filter_map(|(subject, _)| self.request(subject, &told, countries)).collect()
    }

    fn request(&self, subject: u16, told: &Told, countries: &[[u8; 2]]) -> Option<Request> {
        let listed = self.list.subjects().get(usize::from(subject))?;
        let mut ids = Identifiers::default();
        let mut back = false;
        let (mut given, mut initials, mut known_given, mut known_initials) = (false, 0, false, 0);
        for (identifier, one) in (0_u16..).zip(listed.known()) {
            let known = told.clear.get(&Which { subject, identifier });
            if one.of == "names" {
                given |= one.given > 0;
                initials = initials.max(usize::from(one.initials));
                if let Some(known) = known {
                    known_given |= !known.givens[0].is_empty();
                    let letters = known.givens.iter().take_while(|g| !g.is_empty()).count();
                    known_initials = known_initials.max(known.initials.len()).max(letters);
                    back |= known.full;
                    ids.names.extend(known.names());
                }
                continue;
            }
            let (Some(known), Some(list)) = (known, ids.list_mut(&one.of)) else { continue };
            let usable = |text: &&String| self.is_usable(&one.of, text, countries);
            let texts = known.texts.iter().map(|(_, text)| text);
            let text = if one.of == "addresses" {
                let of: HashSet<Hash> = one.hashes().collect();
                // the one that tells most of what the erased one told; of equals the first
                let told = texts.map(|text| (self.told_by(text, &of, countries), Reverse(text)));
                told.max().filter(|(n, _)| *n > 0).map(|(_, Reverse(text))| text)
            } else {
                texts.into_iter().find(usable)
            };
            if let Some(text) = text {
                list.push(text.clone());
                back |= one.of != "addresses";
            }
        }
        if !back {
            return None;
        }
        let has = |of: &str| listed.known().iter().any(|one| one.of == of);
        let withheld = [
            ("emails", ids.emails.is_empty() && has("emails")),
            ("phones", ids.phones.is_empty() && has("phones")),
            ("given_names", given && !known_given),
            ("initials", initials > 1 && known_initials < initials),
        ];
        ids.withheld = withheld.into_iter().filter(|(_, is)| *is).map(|(what, _)| what.to_owned()).collect();
        ids.names.sort();
        ids.names.dedup();
        Some(Request { reference: Some(listed.reference.clone()), subject: ids, ..Request::default() })
    }

    /// How much of what an address was known by another way to write it tells.
    fn told_by(&self, text: &str, of: &HashSet<Hash>, countries: &[[u8; 2]]) -> usize {
        let subject = Identifiers { addresses: vec![text.to_owned()], ..Identifiers::default() };
        let request = Request { subject, ..Request::default() };
        let Ok(sought) = Sought::of(&request, &self.normal, countries) else { return 0 };
        let parts: HashSet<Hash> =
            sought.addresses.iter().flat_map(|a| self.index.hashes(postal(a))).collect();
        parts.intersection(of).count()
    }

    /// A search can be asked for it.
    fn is_usable(&self, of: &str, text: &str, countries: &[[u8; 2]]) -> bool {
        let mut one = Request::default();
        if let Some(list) = one.subject.list_mut(of) {
            list.push(text.to_owned());
        }
        Sought::of(&one, &self.normal, countries).is_ok()
    }

    fn reference(&self, subject: u16) -> &str {
        self.list.subjects().get(usize::from(subject)).map_or("", |s| s.reference.as_str())
    }

    fn of(&self, which: Which) -> &str {
        let subject = self.list.subjects().get(usize::from(which.subject));
        subject.and_then(|s| s.known().get(usize::from(which.identifier))).map_or("", |one| one.of.as_str())
    }
}

impl std::fmt::Debug for Guard<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guard").field("subjects", &self.list.subjects().len()).finish_non_exhaustive()
    }
}

impl Watch for Guard<'_> {
    fn watcher(&self) -> Box<dyn Watcher + '_> {
        Box::new(Guarding { guard: self, looking: Looking::new(&self.index), met: Vec::new() })
    }
}

/// Identifiers of one message that are told; of more of them the first say enough.
const MET: usize = 4096;

/// What one thread sees of the message at hand.
struct Guarding<'g> {
    guard: &'g Guard<'g>,
    looking: Looking<'g>,
    met: Vec<(Which, Clear)>,
}

fn note(met: &mut Vec<(Which, Clear)>, which: Which, clear: Clear) {
    let one = (which, clear);
    if met.len() < MET && !met.contains(&one) {
        met.push(one);
    }
}

/// The kind of what stands in a list of a request.
const KINDS: [(&str, &str); 7] = [
    ("names", "person_name"),
    ("emails", "email"),
    ("phones", "phone"),
    ("addresses", "postal_address"),
    ("company_numbers", "company_number"),
    ("ibans", "iban"),
    ("other", "other"),
];

impl Watcher for Guarding<'_> {
    fn begin(&mut self) {
        self.met.clear();
    }

    fn region(&mut self, _: &Arc<PartMeta>, region: &Region<'_>, _: &str, _: u64) {
        let (looking, met) = (&mut self.looking, &mut self.met);
        looking.readings(region.text, false, &self.guard.normal, &mut |which, clear| note(met, which, clear));
    }

    fn beside(&mut self, _: &Arc<PartMeta>, region: &Region<'_>, _: &str, _: u64, sort: Beside) {
        let (looking, met) = (&mut self.looking, &mut self.met);
        if matches!(sort, Beside::Machine | Beside::Separator) {
            return looking.machine(region.text, &mut |which, clear| note(met, which, clear));
        }
        let name = sort == Beside::FileName;
        looking.readings(region.text, name, &self.guard.normal, &mut |which, clear| note(met, which, clear));
    }

    fn finding(&mut self, finding: &Finding) {
        let (looking, met) = (&mut self.looking, &mut self.met);
        looking.finding(finding, &self.guard.normal, &mut |which, clear| note(met, which, clear));
    }

    fn bytes(&mut self, _: &[u8], _: bool) {}

    fn end(&mut self, meta: &MessageMeta, _: &Envelope, _: bool) {
        if self.met.is_empty() {
            return;
        }
        let guard = self.guard;
        let mut told = guard.told.lock().unwrap_or_else(PoisonError::into_inner);
        let mut subjects: BTreeMap<u16, (bool, bool, bool, BTreeSet<&str>)> = BTreeMap::new();
        for (which, clear) in self.met.drain(..) {
            let (identifier, name, address, kinds) = subjects.entry(which.subject).or_default();
            let of = guard.of(which);
            match (of, &clear) {
                ("names", Clear::Name(clear)) => *name |= clear.full,
                ("addresses", _) => *address = true,
                _ => *identifier = true,
            }
            kinds.insert(of);
            told.clear.entry(which).or_default().add(clear);
        }
        for (subject, (identifier, name, address, of)) in subjects {
            let certain = identifier || name && address;
            if !certain && !name {
                continue;
            }
            let counts = told.messages.entry(subject).or_default();
            *(if certain { &mut counts.0 } else { &mut counts.1 }) += 1;
            let kinds = KINDS.iter().filter(|(list, _)| of.contains(list));
            told.places_met += 1;
            told.places.insert(
                (meta.source.clone(), meta.message, meta.offset, subject),
                SuppressedPlace {
                    reference: guard.reference(subject).to_owned(),
                    source: meta.source.clone(),
                    message: meta.message,
                    date: meta.date.clone(),
                    certain,
                    kinds: kinds.map(|(_, kind)| (*kind).to_owned()).collect(),
                },
            );
            if told.places.len() > Suppressed::KEPT {
                told.places.pop_last();
            }
        }
    }
}
