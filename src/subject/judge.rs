//! What is told of all mail in, whom each message that names somebody is about out.
//!
//! In: candidates (see [`watch`](super::watch)), and the findings of the same messages with whose they are. Out: hits. A name alone says
//! little; what else is told of whoever bears it, anywhere in the run, says whether that is the subject: one contact with an
//! identifier of the subject is the subject, one with identifiers of its own is somebody else.

mod case;
mod firms;
mod letters;
mod telling;
mod together;

use std::collections::{HashMap, HashSet};
use std::hash::RandomState;
use std::sync::{Mutex, OnceLock, PoisonError};

use case::Case;
use firms::Firms;
use letters::{Letters, alike, learnt};
pub(super) use telling::at;
use together::{SUBJECT, Together};

use super::Prepared;
use super::alike::Made;
use super::beside::Beside;
use super::owners::Owners;
use super::watch::{Candidate, Noticing};
use crate::model::{Found, Hit, Mention, MessageMeta, RegionKind, Role, SourceName, Weight, Written};

/// What is told of a contact that bears a subject's name.
#[derive(Debug, Default)]
struct Bearer {
    /// It has an identifier of the subject.
    has_identifier: bool,
    /// Its full name stands beside the subject's house.
    at_home: bool,
    /// Which of its details stand together in messages.
    together: Together,
    /// E-mail addresses and telephone numbers that are not the subject's (hashes).
    emails: HashSet<u64>,
    phones: HashSet<u64>,
    /// One of these addresses is made of the subject's name.
    named_email: bool,
    /// It has people of other names: a firm, or a household.
    others: bool,
    /// It has an address at a domain of its own, or the name of an organisation.
    firm: bool,
    /// It bears the subject's name in full; else no more than its initials.
    full: bool,
    /// Its initials that stood beside an address of somebody else that is made of the same name.
    doubtful: HashSet<Vec<String>>,
}

/// What is told of one candidate and one subject.
#[derive(Debug, Default)]
struct Told {
    /// The contact of each mention that is a finding: mention, contact.
    contacts: Vec<(usize, u64)>,
    /// Details of others were told.
    others: bool,
    /// The subject is of the own organisation.
    own: bool,
    /// The message has somebody else of the subject's surname and first letter.
    alike: bool,
    /// It has an e-mail address that is made of such a name and is not the subject's: of the first letter, of the given name.
    foreign: (bool, bool),
    /// Such addresses of contacts of which other mail may tell that they are the subject.
    strange: Vec<(u64, Made)>,
    /// Contacts of which it has details.
    around: Vec<u64>,
    /// Addresses and numbers in it (hashes).
    details: Vec<u64>,
    /// The details of contacts in it: contact, and a hash, or what stands for the subject's own.
    stands: Vec<(u64, u64)>,
    /// Contacts of which it has a telephone number.
    phoned: Vec<u64>,
    /// Mentions that are a namesake's by a detail that stands beside them, unless that is of the subject all the same: mention, contact, the detail
    /// (as in `stands`).
    namesakes: Vec<(usize, Option<u64>, u64)>,
    /// The contact of each mention of the subject's postal address: mention, contact.
    homes: Vec<(usize, u64)>,
}

impl Told {
    /// What stands in it of a contact.
    fn details_of(&self, contact: u64) -> impl Iterator<Item = u64> {
        self.stands.iter().filter(move |(of, _)| *of == contact).map(|(_, detail)| *detail)
    }

    /// It has an address that is made of the subject's name and is not the subject's.
    fn is_foreign(&mut self, made: Made) {
        self.foreign.0 |= made != Made::Other;
        self.foreign.1 |= made == Made::Given;
    }
}

/// Candidates in the order of their sources, and where each is.
type Sorted = (Vec<Candidate>, HashMap<Which, usize>);

/// Tells messages apart, also where two of the paths that are searched have a source of the same name.
type Which = (SourceName, u64, Option<u64>, Option<String>);

fn which(meta: &MessageMeta) -> Which {
    (meta.source.clone(), meta.message, meta.length, meta.message_id.clone())
}

/// Joins what is told with what was noticed.
#[derive(Debug)]
pub(super) struct Judging<'j> {
    noticing: &'j Noticing<'j>,
    /// Candidates in the order of their sources, once all mail was read; and where each is.
    sorted: OnceLock<Sorted>,
    told: Mutex<HashMap<(usize, u16), Told>>,
    bearers: Mutex<HashMap<(u16, u64), Bearer>>,
    /// Addresses and numbers (hashes) of somebody with a subject's surname and first letter, and another given name.
    family: Mutex<HashSet<(u16, u64)>>,
    /// Contacts at a subject's postal address of somebody with their surname and first letter, and another given name.
    housemates: Mutex<HashSet<(u16, u64)>>,
    /// Subjects of whose double surname there is somebody else.
    kin: Mutex<HashSet<u16>>,
    firms: Firms,
    beside: Beside,
    hasher: RandomState,
    /// Subjects of whose hits the details are kept, and these.
    owners: Owners,
}

impl<'j> Judging<'j> {
    pub(super) fn new(noticing: &'j Noticing<'j>) -> Self {
        Judging {
            noticing,
            sorted: OnceLock::new(),
            told: Mutex::default(),
            bearers: Mutex::default(),
            family: Mutex::default(),
            housemates: Mutex::default(),
            kin: Mutex::default(),
            firms: Firms::of(noticing.prepared),
            beside: Beside::default(),
            hasher: RandomState::new(),
            owners: Owners::default(),
        }
    }

    /// The details of the hits of these requests are kept.
    pub(super) fn keep_details(&mut self, of: HashSet<u16>) {
        self.owners = Owners::of(of);
    }

    fn candidates(&self) -> &Sorted {
        self.sorted.get_or_init(|| {
            let mut all =
                std::mem::take(&mut *self.noticing.candidates.lock().unwrap_or_else(PoisonError::into_inner));
            all.sort_by(|a, b| {
                let key = |c: &Candidate| (c.meta.message, c.meta.offset);
                a.meta.source.cmp(&b.meta.source).then(key(a).cmp(&key(b)))
            });
            let places = all.iter().enumerate().map(|(n, c)| (which(&c.meta), n)).collect();
            (all, places)
        })
    }

    fn prepared(&self) -> &Prepared {
        self.noticing.prepared
    }

    /// What was found of each request.
    pub(super) fn finish(self) -> Vec<Found> {
        self.candidates();
        let mut told = self.told.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut bearers = self.bearers.into_inner().unwrap_or_else(PoisonError::into_inner);
        let prepared = self.noticing.prepared;
        let candidates = self.sorted.into_inner().map(|(all, _)| all).unwrap_or_default();
        let house = self.firms.into_numbers();
        for ((_, subject), told) in &mut told {
            told.stands.retain(|(_, detail)| !house.contains(&(*subject, *detail)));
            let mut firsts: HashMap<u64, u64> = HashMap::new();
            for (contact, detail) in &told.stands {
                let first = *firsts.entry(*contact).or_insert(*detail);
                if let Some(bearer) = bearers.get_mut(&(*subject, *contact)) {
                    bearer.together.join(first, *detail);
                }
            }
        }
        for ((subject, _), bearer) in &mut bearers {
            let sought = &prepared.sought[usize::from(*subject)];
            // a firm may have a namesake of one whom it writes to
            bearer.has_identifier |= bearer.at_home && !bearer.firm;
            bearer.phones.retain(|phone| !house.contains(&(*subject, *phone)));
            let (emails, phones) = (&bearer.emails, &bearer.phones);
            bearer.together.settle(sought.has_emails.then_some(emails), sought.has_phones.then_some(phones));
        }
        for ((_, subject), told) in &mut told {
            // only now it is known of every contact whether it is the subject
            for (contact, made) in std::mem::take(&mut told.strange) {
                let own = |b: &Bearer| b.is_subject(told.details_of(contact));
                if !bearers.get(&(*subject, contact)).is_some_and(own) {
                    told.is_foreign(made);
                }
            }
        }
        let mentions_of = |n: usize, subject: u16| {
            let of = candidates.get(n).and_then(|c| c.of.iter().find(|o| o.0 == subject));
            of.map(|(_, mentions, _)| mentions.as_slice()).unwrap_or_default()
        };
        for ((n, subject), told) in told.iter().filter(|(_, told)| told.foreign.0) {
            let mentions = mentions_of(*n, *subject);
            for (m, contact) in &told.contacts {
                let mention = mentions.get(*m).filter(|m| m.weight == Weight::Name(Written::Initials));
                if let (Some(mention), Some(bearer)) = (mention, bearers.get_mut(&(*subject, *contact))) {
                    bearer.doubtful.insert(mention.initials.clone());
                }
            }
        }
        let mut of_others: HashSet<(u16, u64)> = HashSet::new();
        for ((_, subject), told) in &told {
            let sought = &prepared.sought[usize::from(*subject)];
            for (contact, detail) in &told.stands {
                let bearer = bearers.get(&(*subject, *contact));
                if bearer.is_some_and(|b| b.is_somebody_else(told.details_of(*contact), sought, true)) {
                    of_others.insert((*subject, *detail));
                }
            }
        }
        let mut letters: Vec<Letters> = prepared.sought.iter().map(|_| Letters::new()).collect();
        for ((n, subject), told) in &told {
            let mentions = mentions_of(*n, *subject);
            for (m, contact) in &told.contacts {
                let bearer = bearers.get(&(*subject, *contact));
                let mention = mentions.get(*m).filter(|m| m.initials.len() > 1);
                if let (Some(bearer), Some(mention)) = (bearer, mention)
                    && bearer.is_subject(told.details_of(*contact))
                {
                    *letters[usize::from(*subject)].entry(mention.initials.clone()).or_default() += 1;
                }
            }
        }
        let mut hits: Vec<Vec<Hit>> = prepared.sought.iter().map(|_| Vec::new()).collect();
        let initials: Vec<Option<Vec<String>>> =
            prepared.sought.iter().zip(&letters).map(|(sought, letters)| learnt(sought, letters)).collect();
        let nothing = Told::default();
        let family = self.family.into_inner().unwrap_or_else(PoisonError::into_inner);
        // one that has an identifier of the subject is the subject by another given name
        let housemates = self.housemates.into_inner().unwrap_or_else(PoisonError::into_inner);
        let housed: HashSet<u16> = housemates
            .into_iter()
            .filter(|of| !bearers.get(of).is_some_and(|b| b.has_identifier))
            .map(|(subject, _)| subject)
            .collect();
        let kin = self.kin.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut owners = self.owners;
        for (n, candidate) in candidates.into_iter().enumerate() {
            let Candidate { meta, sha256, whole, alone, of, .. } = candidate;
            for (subject, mentions, roles) in of {
                let index = usize::from(subject);
                let (Some(sought), Some(out)) = (prepared.sought.get(index), hits.get_mut(index)) else {
                    continue;
                };
                let told = told.get(&(n, subject)).unwrap_or(&nothing);
                let case = Case {
                    subject,
                    sought,
                    told,
                    bearers: &bearers,
                    family: &family,
                    of_others: &of_others,
                    kin: kin.contains(&subject),
                    housed: housed.contains(&subject),
                    initials: initials[index].as_deref(),
                };
                let (strength, somebody_else) = case.judge(&mentions);
                let details = owners.details((n, subject), sought, &|contact| {
                    bearers
                        .get(&(subject, contact))
                        .is_some_and(|b| b.has_identifier && !b.others && !b.is_mixed())
                });
                // who is named on its way only, is not whom it is about
                let on_its_way = roles == [Role::Mentioned] && mentions.iter().all(is_routed);
                out.push(Hit {
                    meta: meta.clone(),
                    sha256,
                    whole,
                    strength,
                    roles,
                    alone,
                    // of what could not be read nobody knows whose details are in it
                    about_only_subject: !told.others && whole && alone && !on_its_way,
                    own_staff: told.own,
                    mentions,
                    somebody_else,
                    details,
                });
            }
        }
        let mut found: Vec<Found> =
            hits.into_iter().map(|hits| Found { hits, additions: Vec::new() }).collect();
        self.beside.finish(&mut found);
        for found in &mut found {
            found.hits.sort_by_key(|hit| hit.strength);
        }
        found
    }
}

/// It stands in a field of the header that is not for people.
fn is_routed(mention: &Mention) -> bool {
    let read = |field: &str| {
        matches!(field, "subject" | "content-description" | "content-disposition" | "content-type")
    };
    mention.region == RegionKind::Header && mention.field.as_deref().is_some_and(|field| !read(field))
}
