//! What is told of all mail in, whom each message that names somebody is about out.
//!
//! In: candidates (see [`watch`](super::watch)), and the findings of the same messages with whose they are. Out: hits. A name alone says
//! little; what else is told of whoever bears it, anywhere in the run, says whether that is the subject: one contact with an
//! identifier of the subject is the subject, one with identifiers of its own is somebody else.

mod case;

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, OnceLock, PoisonError};

use case::Case;

use super::Prepared;
use super::alike::{Made, is_alike, is_kin, made_of};
use super::beside::Beside;
use super::namesake::{mailbox, of_another};
use super::owners::Owners;
use super::person::initial;
use super::sought::Sought;
use super::watch::{Candidate, Noticing};
use crate::model::{
    Finding, Found, Hit, Kind, Mention, MessageMeta, Named, Party, RegionKind, Render, Role, SourceName,
    Weight, Written,
};

/// What is told of a contact that bears a subject's name.
#[derive(Debug, Default)]
struct Bearer {
    /// It has an identifier of the subject.
    is_subject: bool,
    /// E-mail addresses and telephone numbers that are not the subject's (hashes).
    emails: HashSet<u64>,
    phones: HashSet<u64>,
    /// One of these addresses is made of the subject's name.
    named_email: bool,
    /// It has people of other names: a firm.
    others: bool,
    /// Given names and initials that stand in it, beside the subject's surname.
    initials: HashMap<Vec<String>, u32>,
    /// It bears the subject's name in full; else no more than its initials.
    full: bool,
    /// Its initials stood beside an address of somebody else that is made of the same name.
    doubtful: bool,
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
    /// Contacts of which it has a telephone number.
    phoned: Vec<u64>,
    /// Mentions that are a namesake's by what stands beside them, unless that is of a contact that is the subject.
    namesakes: Vec<(usize, Option<u64>)>,
    /// The contact of each mention of the subject's postal address: mention, contact.
    homes: Vec<(usize, u64)>,
}

impl Told {
    /// It has an address that is made of the subject's name and is not the subject's.
    fn is_foreign(&mut self, made: Made) {
        self.foreign.0 |= made != Made::Other;
        self.foreign.1 |= made == Made::Given;
    }
}

/// Contacts and details of a message that are looked at for somebody else of the same name.
const AROUND: usize = 64;

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
        for ((_, subject), told) in &mut told {
            // only now it is known of every contact whether it is the subject
            for (contact, made) in std::mem::take(&mut told.strange) {
                if !bearers.get(&(*subject, contact)).is_some_and(|b| b.is_subject) {
                    told.is_foreign(made);
                }
            }
        }
        for ((n, subject), told) in told.iter().filter(|(_, told)| told.foreign.0) {
            let Some((_, mentions, _)) =
                candidates.get(*n).and_then(|c| c.of.iter().find(|o| o.0 == *subject))
            else {
                continue;
            };
            for (m, contact) in &told.contacts {
                let initials = mentions.get(*m).is_some_and(|m| m.weight == Weight::Name(Written::Initials));
                if let Some(bearer) = bearers.get_mut(&(*subject, *contact)).filter(|_| initials) {
                    bearer.doubtful = true;
                }
            }
        }
        let mut hits: Vec<Vec<Hit>> = prepared.sought.iter().map(|_| Vec::new()).collect();
        let initials: Vec<Option<Vec<String>>> =
            (0_u16..).zip(&prepared.sought).map(|(n, sought)| learnt(n, sought, &bearers)).collect();
        let nothing = Told::default();
        let family = self.family.into_inner().unwrap_or_else(PoisonError::into_inner);
        // one that has an identifier of the subject is the subject by another given name
        let housemates = self.housemates.into_inner().unwrap_or_else(PoisonError::into_inner);
        let housed: HashSet<u16> = housemates
            .into_iter()
            .filter(|of| !bearers.get(of).is_some_and(|b| b.is_subject))
            .map(|(subject, _)| subject)
            .collect();
        let kin = self.kin.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut owners = self.owners;
        for (n, candidate) in candidates.into_iter().enumerate() {
            let Candidate { meta, sha256, whole, of } = candidate;
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
                    kin: kin.contains(&subject),
                    housed: housed.contains(&subject),
                    initials: initials[index].as_deref(),
                };
                let (strength, somebody_else) = case.judge(&mentions);
                let details = owners.details((n, subject), sought, &|contact| {
                    bearers.get(&(subject, contact)).is_some_and(|b| b.is_subject && !b.others)
                });
                // who is named on its way only, is not whom it is about
                let on_its_way = roles == [Role::Mentioned] && mentions.iter().all(is_routed);
                out.push(Hit {
                    meta: meta.clone(),
                    sha256,
                    whole,
                    strength,
                    roles,
                    // of what could not be read nobody knows whose details are in it
                    about_only_subject: !told.others && whole && !on_its_way,
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

/// Initials of a subject that the request does not tell, as its own contact has them.
fn learnt(subject: u16, sought: &Sought, bearers: &HashMap<(u16, u64), Bearer>) -> Option<Vec<String>> {
    let person = sought.people.first().filter(|p| sought.people.len() == 1 && p.initials.len() < 2)?;
    let mut counts: HashMap<&Vec<String>, u32> = HashMap::new();
    let own = bearers.iter().filter(|((s, _), b)| *s == subject && b.is_subject);
    for (letters, n) in own.flat_map(|(_, b)| &b.initials) {
        let first = person.givens.first().and_then(|g| initial(g.plain()));
        if letters.len() > 1 && (first.is_none() || letters.first() == first.as_ref()) {
            *counts.entry(letters).or_default() += n;
        }
    }
    // the same letters in most places, and the more of them
    let (best, n) = counts.iter().max_by_key(|(letters, n)| (**n, letters.len(), (**letters).clone()))?;
    let others: u32 = counts.iter().filter(|(l, _)| !alike(l, best)).map(|(_, n)| n).sum();
    (*n > others).then(|| (*best).clone())
}

/// One begins with the other.
fn alike(one: &[String], other: &[String]) -> bool {
    one.iter().zip(other).all(|(a, b)| a.chars().next() == b.chars().next())
}

/// It stands in a field of the header that is not for people.
fn is_routed(mention: &Mention) -> bool {
    let read = |field: &str| {
        matches!(field, "subject" | "content-description" | "content-disposition" | "content-type")
    };
    mention.region == RegionKind::Header && mention.field.as_deref().is_some_and(|field| !read(field))
}

impl Render for Judging<'_> {
    fn lanes(&self) -> usize {
        0
    }

    fn message(&self, meta: &MessageMeta, findings: &[Finding], _: &mut [Vec<u8>]) {
        let (candidates, places) = self.candidates();
        let Some(n) = places.get(&which(meta)) else {
            return self.relatives(findings);
        };
        for (subject, mentions, _) in &candidates[*n].of {
            self.owners.add((*n, *subject), findings);
            let sought = &self.prepared().sought[usize::from(*subject)];
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            let told = told.entry((*n, *subject)).or_default();
            let mut bearers = self.bearers.lock().unwrap_or_else(PoisonError::into_inner);
            self.tell((*subject, sought), mentions, findings, told, &mut bearers);
        }
    }
}

impl Judging<'_> {
    /// Takes in who bears a subject's surname, of a message that names no subject.
    fn relatives(&self, findings: &[Finding]) {
        let prepared = self.prepared();
        let lists = &prepared.normal;
        for finding in findings.iter().filter(|f| f.kind == Kind::PersonName) {
            for subject in prepared.bearing(finding.value.reveal()) {
                self.note_kin(subject, &prepared.sought[usize::from(subject)], finding);
            }
        }
        let others = findings.iter().filter(|f| f.kind == Kind::PersonName && f.party != Party::Own);
        for (finding, contact) in others.filter_map(|f| Some((f, f.contact?))) {
            for subject in prepared.bearing(finding.value.reveal()) {
                let sought = &prepared.sought[usize::from(subject)];
                if !is_alike(finding.value.reveal(), sought, lists) {
                    continue;
                }
                let mut family = self.family.lock().unwrap_or_else(PoisonError::into_inner);
                for detail in findings.iter().filter(|f| f.contact == Some(contact)) {
                    if sought.address(detail).is_some() {
                        self.is_housemate(subject, contact);
                    }
                    if matches!(detail.kind, Kind::Email | Kind::Phone | Kind::PostalAddress) {
                        family.insert((subject, self.hasher.hash_one((detail.kind, detail.value.reveal()))));
                    }
                }
            }
        }
    }

    /// A contact lives at the subject's address and is called as they are, but for the given name.
    fn is_housemate(&self, subject: u16, contact: u64) {
        self.housemates.lock().unwrap_or_else(PoisonError::into_inner).insert((subject, contact));
    }

    /// Takes in a name that is somebody else's of the subject's double surname.
    fn note_kin(&self, subject: u16, sought: &Sought, finding: &Finding) {
        if is_kin(finding.value.reveal(), sought, &self.prepared().normal) {
            self.kin.lock().unwrap_or_else(PoisonError::into_inner).insert(subject);
        }
    }

    /// Takes in what the findings of a message tell.
    fn tell(
        &self,
        (subject, sought): (u16, &Sought),
        mentions: &[Mention],
        findings: &[Finding],
        told: &mut Told,
        bearers: &mut HashMap<(u16, u64), Bearer>,
    ) {
        // contacts that bear the name or have an identifier
        let mut own: HashSet<u64> = HashSet::new();
        for (place, finding) in findings.iter().enumerate() {
            for (n, mention) in at(mentions, finding) {
                if matches!(mention.weight, Weight::Name(_))
                    && let Some(other) =
                        mailbox(findings, place, sought).or_else(|| of_another(findings, place, sought))
                {
                    // all of the own organisation are one contact
                    let contact = other.contact.filter(|_| other.party != Party::Own);
                    told.namesakes.push((n, contact));
                }
            }
            let Some(contact) = finding.contact else { continue };
            for (n, mention) in at(mentions, finding) {
                // an address that is packed into another one is somebody's, and the other one a program's
                let other = finding.kind == Kind::Email && sought.email(finding.value.reveal()).is_none();
                let named = mention.named == Named::Detail(finding.kind) && !other;
                match mention.weight {
                    Weight::Identifier if named => {
                        own.insert(contact);
                        bearers.entry((subject, contact)).or_default().is_subject = true;
                        told.own |= finding.party == Party::Own && finding.kind == Kind::Email;
                    }
                    // the own organisation is one contact with all its staff: it says nothing of one name
                    Weight::Name(_) if finding.party == Party::Own => {}
                    Weight::Address => told.homes.push((n, contact)),
                    Weight::Name(written) if finding.kind == Kind::PersonName => {
                        told.contacts.push((n, contact));
                        let bearer = bearers.entry((subject, contact)).or_default();
                        bearer.full |= written == Written::Full;
                        if written.tells_who() {
                            own.insert(contact);
                        }
                        if mention.initials.len() > 1 {
                            *bearer.initials.entry(mention.initials.clone()).or_default() += 1;
                        }
                    }
                    _ => {}
                }
            }
        }
        self.beside.note((subject, sought), mentions, findings);
        let lists = &self.prepared().normal;
        for finding in findings.iter().filter(|f| f.kind == Kind::PersonName) {
            self.note_kin(subject, sought, finding);
        }
        let other = |f: &&Finding| f.kind == Kind::PersonName && f.party != Party::Own;
        let mut families: HashSet<u64> = HashSet::new();
        for finding in findings.iter().filter(other) {
            if is_alike(finding.value.reveal(), sought, lists) {
                told.alike = true;
                families.extend(finding.contact);
            }
        }
        for finding in findings.iter().filter(|f| f.party != Party::Own && sought.address(f).is_some()) {
            if let Some(contact) = finding.contact.filter(|c| families.contains(c)) {
                self.is_housemate(subject, contact);
            }
        }
        for finding in findings {
            let mine = at(mentions, finding).next().is_some();
            let contact = finding.contact.filter(|c| own.contains(c));
            let value = finding.value.reveal();
            if let Some(contact) = contact
                && !mine
            {
                let bearer = bearers.entry((subject, contact)).or_default();
                match finding.kind {
                    Kind::Email => {
                        bearer.emails.insert(self.hasher.hash_one(value));
                        bearer.named_email |= made_of(value, sought).is_some();
                    }
                    Kind::Phone => drop(bearer.phones.insert(self.hasher.hash_one(value))),
                    Kind::PersonName => bearer.others = true,
                    _ => {}
                }
            }
            if let Some(contact) = finding.contact
                && matches!(finding.kind, Kind::Email | Kind::Phone | Kind::PostalAddress)
                && finding.party != Party::Own
                && !mine
            {
                let detail = self.hasher.hash_one((finding.kind, value));
                if told.details.len() < AROUND {
                    told.details.push(detail);
                    if finding.kind == Kind::Phone {
                        told.phoned.push(contact);
                    }
                }
                if families.contains(&contact) {
                    self.family.lock().unwrap_or_else(PoisonError::into_inner).insert((subject, detail));
                }
            }
            if mine || finding.party == Party::Own {
                continue;
            }
            if let Some(contact) = finding.contact
                && told.around.len() < AROUND
                && !told.around.contains(&contact)
            {
                told.around.push(contact);
            }
            let made = if finding.kind == Kind::Email { made_of(value, sought) } else { None };
            if let Some(made) = made.filter(|_| sought.has_emails) {
                match contact {
                    None => told.is_foreign(made),
                    Some(contact) if told.strange.contains(&(contact, made)) => {}
                    Some(contact) if told.strange.len() < AROUND => told.strange.push((contact, made)),
                    Some(_) => {}
                }
            }
            let subjects = match finding.kind {
                Kind::PersonName => false,
                Kind::Email => contact.is_some() && made.is_some(),
                _ => contact.is_some(),
            };
            told.others |= !subjects;
        }
    }
}

/// The mentions at the place of a finding, with their numbers.
pub(super) fn at<'m>(
    mentions: &'m [Mention],
    finding: &'m Finding,
) -> impl Iterator<Item = (usize, &'m Mention)> {
    mentions.iter().enumerate().filter(|(_, m)| m.is_at(&finding.part.section, finding.span.as_ref()))
}
