//! What is told of all mail in, whom each message that names somebody is about out.
//!
//! In: candidates (see [`watch`](super::watch)), and the findings of the same messages with whose they are. Out: hits. A name alone says
//! little; what else is told of whoever bears it, anywhere in the run, says whether that is the subject: one contact with an
//! identifier of the subject is the subject, one with identifiers of its own is somebody else.

mod case;
mod firms;
mod letters;
mod together;

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, OnceLock, PoisonError};

use case::Case;
use firms::Firms;
use letters::{Letters, alike, learnt};
use together::{SUBJECT, Together};

use super::Prepared;
use super::alike::{Made, is_alike, is_kin, made_of};
use super::beside::Beside;
use super::bystander::Bystander;
use super::namesake::{is_beside, mailbox, of_another};
use super::owners::Owners;
use super::sought::Sought;
use super::token::tokens;
use super::watch::{Candidate, Noticing};
use crate::model::{
    Finding, Found, Hit, Kind, Mention, MessageMeta, Named, Party, RegionKind, Render, Role, SourceName,
    Weight, Written,
};

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

/// Contacts and details of a message that are looked at for somebody else of the same name.
const AROUND: usize = 64;

/// Details of a message that are kept of contacts which bear the name.
const STANDING: usize = 4096;

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

/// One of these is neither the subject nor told of by a finding.
fn somebody_beside(bystanders: &[Bystander], sought: &Sought, findings: &[Finding]) -> bool {
    let mut others = bystanders.iter().filter(|one| !sought.people.iter().any(|person| one.is(person)));
    let Some(first) = others.next() else { return false };
    // who is found is told of by what was found: a colleague, a street that is called after somebody
    let mut found: HashSet<String> = HashSet::new();
    for finding in findings {
        let text = finding.text.as_ref().map(|text| text.reveal().as_str()).unwrap_or_default();
        for text in [finding.value.reveal().as_str(), text] {
            found.extend(tokens(text).into_iter().map(|token| token.folded));
        }
    }
    std::iter::once(first).chain(others).any(|one| !one.is_made_of(&found))
}

/// A detail that people of one name do not share unless they share a house.
fn is_personal(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Email | Kind::Phone | Kind::PostalAddress | Kind::Iban | Kind::NationalId | Kind::DateOfBirth
    )
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
        let n = places.get(&which(meta));
        let of = n.map_or(&[][..], |n| &candidates[*n].of);
        // what it says of the others' families is the same whoever else is looked for
        self.relatives(findings, &|subject| of.iter().all(|(own, ..)| *own != subject));
        let Some(n) = n else { return };
        for (subject, mentions, _) in of {
            self.owners.add((*n, *subject), findings);
            let sought = &self.prepared().sought[usize::from(*subject)];
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            let told = told.entry((*n, *subject)).or_default();
            let mut bearers = self.bearers.lock().unwrap_or_else(PoisonError::into_inner);
            self.tell((*subject, sought), mentions, findings, told, &mut bearers);
            told.others |= somebody_beside(&candidates[*n].bystanders, sought, findings);
        }
    }
}

impl Judging<'_> {
    /// Takes in who bears a subject's surname, of a message that does not name that subject.
    fn relatives(&self, findings: &[Finding], wanted: &dyn Fn(u16) -> bool) {
        let prepared = self.prepared();
        let lists = &prepared.normal;
        for finding in findings.iter().filter(|f| f.kind == Kind::PersonName) {
            for subject in prepared.bearing(finding.value.reveal()).into_iter().filter(|s| wanted(*s)) {
                self.note_kin(subject, &prepared.sought[usize::from(subject)], finding);
            }
        }
        let others = findings.iter().filter(|f| f.kind == Kind::PersonName && f.party != Party::Own);
        for (finding, contact) in others.filter_map(|f| Some((f, f.contact?))) {
            for subject in prepared.bearing(finding.value.reveal()).into_iter().filter(|s| wanted(*s)) {
                let sought = &prepared.sought[usize::from(subject)];
                if !is_alike(finding.value.reveal(), sought, lists) {
                    continue;
                }
                let mut family = self.family.lock().unwrap_or_else(PoisonError::into_inner);
                for detail in findings.iter().filter(|f| f.contact == Some(contact)) {
                    if sought.address(detail).is_some() {
                        self.is_housemate(subject, contact);
                    }
                    if is_personal(detail.kind) {
                        family.insert((subject, self.hash(detail)));
                    }
                }
            }
        }
    }

    /// A hash of a detail; of a telephone number without its extension. It is never what stands for the subject.
    fn hash(&self, finding: &Finding) -> u64 {
        let value = finding.value.reveal().as_str();
        let value =
            if finding.kind == Kind::Phone { value.split(';').next().unwrap_or_default() } else { value };
        self.hasher.hash_one((finding.kind, value)) | 1
    }

    /// What a finding is among those that stand together: its hash, or what stands for the subject.
    fn standing(
        &self,
        (subject, sought): (u16, &Sought),
        mentions: &[Mention],
        finding: &Finding,
    ) -> Option<u64> {
        if !is_personal(finding.kind) {
            return None;
        }
        let named = |m: &Mention| m.named == Named::Detail(finding.kind);
        let own = at(mentions, finding)
            .any(|(_, m)| named(m) && matches!(m.weight, Weight::Identifier | Weight::Address));
        // whoever is called so at one firm is one; there a number tells two of one name apart
        let numbered = || {
            let value = finding.value.reveal();
            value.rsplit_once('@').is_some_and(|(local, _)| local.bytes().any(|b| b.is_ascii_digit()))
        };
        let firm = || finding.kind == Kind::Email && self.firms.at(finding).contains(&subject) && !numbered();
        let known = own || sought.identifier(finding).is_some() || sought.address(finding).is_some();
        Some(if known || firm() { SUBJECT } else { self.hash(finding) })
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
                    let detail = self.standing((subject, sought), mentions, other);
                    told.namesakes.push((n, contact, detail.unwrap_or_else(|| self.hash(other))));
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
                        bearers.entry((subject, contact)).or_default().has_identifier = true;
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
                    }
                    _ => {}
                }
            }
        }
        self.beside.note((subject, sought), mentions, findings);
        self.firms.note(subject, findings, &|phone| self.hash(phone));
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
            if let Some(of) = finding.contact
                && told.stands.len() < if contact.is_some() { STANDING } else { AROUND }
                && let Some(detail) = self.standing((subject, sought), mentions, finding)
            {
                told.stands.push((of, detail));
            }
            if let Some(contact) = contact
                && !mine
            {
                let bearer = bearers.entry((subject, contact)).or_default();
                match finding.kind {
                    Kind::Email => {
                        bearer.emails.insert(self.hash(finding));
                        bearer.named_email |= made_of(value, sought).is_some();
                    }
                    Kind::Phone => drop(bearer.phones.insert(self.hash(finding))),
                    Kind::PersonName => bearer.others = true,
                    _ => {}
                }
            }
            if let Some(contact) = contact
                && (finding.kind == Kind::Organisation
                    || finding.kind == Kind::Email && !self.prepared().is_private(value))
            {
                bearers.entry((subject, contact)).or_default().firm = true;
            }
            // whoever bears the full name and lives in the house is the subject
            if let Some(contact) =
                finding.contact.filter(|_| finding.party != Party::Own && sought.is_home(finding))
            {
                let mut named =
                    told.contacts.iter().filter(|(_, c)| *c == contact).map(|(n, _)| &mentions[*n]);
                let mut houses =
                    at(mentions, finding).map(|(_, m)| m).filter(|m| m.weight == Weight::Address);
                if let Some(house) = houses.next()
                    && named.any(|m| m.weight == Weight::Name(Written::Full) && is_beside(m, house))
                {
                    bearers.entry((subject, contact)).or_default().at_home = true;
                }
            }
            if let Some(contact) = finding.contact
                && is_personal(finding.kind)
                && finding.party != Party::Own
                && !mine
            {
                let detail = self.hash(finding);
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
