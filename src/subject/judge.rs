//! What is told of all mail in, whom each message that names somebody is about out.
//!
//! In: candidates (see [`watch`](super::watch)), and the findings of the same messages with whose they are. Out: hits. A name alone says
//! little; what else is told of whoever bears it, anywhere in the run, says whether that is the subject: one contact with an
//! identifier of the subject is the subject, one with identifiers of its own is somebody else.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::Prepared;
use super::fold::folded;
use super::person::{Person, initial};
use super::sought::Sought;
use super::watch::{Candidate, Noticing};
use crate::model::{
    Finding, Hit, Kind, Mention, MessageMeta, Named, Party, Render, SourceName, Strength, Weight, Written,
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
}

/// Joins what is told with what was noticed.
#[derive(Debug)]
pub(super) struct Judging<'j> {
    noticing: &'j Noticing<'j>,
    /// Candidates in the order of their sources, once all mail was read; and where each is.
    sorted: OnceLock<(Vec<Candidate>, HashMap<(SourceName, u64), usize>)>,
    told: Mutex<HashMap<(usize, u16), Told>>,
    bearers: Mutex<HashMap<(u16, u64), Bearer>>,
    hasher: RandomState,
}

impl<'j> Judging<'j> {
    pub(super) fn new(noticing: &'j Noticing<'j>) -> Self {
        Judging {
            noticing,
            sorted: OnceLock::new(),
            told: Mutex::default(),
            bearers: Mutex::default(),
            hasher: RandomState::new(),
        }
    }

    fn candidates(&self) -> &(Vec<Candidate>, HashMap<(SourceName, u64), usize>) {
        self.sorted.get_or_init(|| {
            let mut all = std::mem::take(
                &mut *self.noticing.candidates.lock().unwrap_or_else(PoisonError::into_inner),
            );
            all.sort_by(|a, b| {
                let key = |c: &Candidate| (c.meta.message, c.meta.offset);
                a.meta.source.cmp(&b.meta.source).then(key(a).cmp(&key(b)))
            });
            let places = all
                .iter()
                .enumerate()
                .map(|(n, c)| ((c.meta.source.clone(), c.meta.message), n))
                .collect();
            (all, places)
        })
    }

    fn prepared(&self) -> &Prepared {
        self.noticing.prepared
    }

    /// The hits of each request, the surest first.
    pub(super) fn finish(self) -> Vec<Vec<Hit>> {
        self.candidates();
        let told = self.told.into_inner().unwrap_or_else(PoisonError::into_inner);
        let bearers = self.bearers.into_inner().unwrap_or_else(PoisonError::into_inner);
        let prepared = self.noticing.prepared;
        let candidates = self.sorted.into_inner().map(|(all, _)| all).unwrap_or_default();
        let mut hits: Vec<Vec<Hit>> = prepared.sought.iter().map(|_| Vec::new()).collect();
        let initials: Vec<Option<Vec<String>>> =
            (0_u16..).zip(&prepared.sought).map(|(n, sought)| learnt(n, sought, &bearers)).collect();
        let nothing = Told::default();
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
                    initials: initials[index].as_deref(),
                };
                let (strength, somebody_else) = case.judge(&mentions);
                out.push(Hit {
                    meta: meta.clone(),
                    sha256,
                    whole,
                    strength,
                    roles,
                    about_only_subject: !told.others,
                    own_staff: told.own,
                    mentions,
                    somebody_else,
                });
            }
        }
        for list in &mut hits {
            list.sort_by_key(|hit| hit.strength);
        }
        hits
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

/// A message and a subject.
struct Case<'c> {
    subject: u16,
    sought: &'c Sought,
    told: &'c Told,
    bearers: &'c HashMap<(u16, u64), Bearer>,
    initials: Option<&'c [String]>,
}

impl Case<'_> {
    /// How sure it is, and whether it would be surer but for what is known of somebody else.
    fn judge(&self, mentions: &[Mention]) -> (Strength, bool) {
        if mentions.iter().any(|m| m.weight == Weight::Identifier) {
            return (Strength::Certain, false);
        }
        let address = mentions.iter().any(|m| m.weight == Weight::Address);
        let mut against = false;
        let mut likely = false;
        for (n, mention) in mentions.iter().enumerate() {
            let Weight::Name(written) = mention.weight else { continue };
            if !written.tells_who() {
                continue;
            }
            if self.speaks_against(n, mention, written) {
                against = true;
                continue;
            }
            if address && written != Written::Fuzzy {
                return (Strength::Certain, false);
            }
            likely = true;
        }
        if likely { (Strength::Likely, false) } else { (Strength::Possible, against) }
    }

    /// The name is known to be somebody else's.
    fn speaks_against(&self, n: usize, mention: &Mention, written: Written) -> bool {
        if let Some(known) = self.initials
            && mention.initials.len() > 1
            && !alike(&mention.initials, known)
        {
            return true;
        }
        if written == Written::Initials && self.told.alike {
            return true;
        }
        let mut contacts = self.told.contacts.iter().filter(|(m, _)| *m == n).peekable();
        if contacts.peek().is_none() {
            return false;
        }
        contacts.all(|(_, contact)| {
            self.bearers.get(&(self.subject, *contact)).is_some_and(|b| b.is_somebody_else(self.sought))
        })
    }
}

impl Bearer {
    /// It has an identifier of a sort that the subject has another of.
    fn is_somebody_else(&self, sought: &Sought) -> bool {
        if self.is_subject {
            return false;
        }
        let email = !self.emails.is_empty() && (self.named_email || !self.others);
        let phone = !self.phones.is_empty() && !self.others;
        email && !sought.emails.is_empty() || phone && !sought.phones.is_empty() || email && phone
    }
}

impl Render for Judging<'_> {
    fn lanes(&self) -> usize {
        0
    }

    fn message(&self, meta: &MessageMeta, findings: &[Finding], _: &mut [Vec<u8>]) {
        let (candidates, places) = self.candidates();
        let Some(n) = places.get(&(meta.source.clone(), meta.message)) else { return };
        for (subject, mentions, _) in &candidates[*n].of {
            let sought = &self.prepared().sought[usize::from(*subject)];
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            let told = told.entry((*n, *subject)).or_default();
            let mut bearers = self.bearers.lock().unwrap_or_else(PoisonError::into_inner);
            self.tell((*subject, sought), mentions, findings, told, &mut bearers);
        }
    }
}

impl Judging<'_> {
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
        for finding in findings {
            let Some(contact) = finding.contact else { continue };
            for (n, mention) in at(mentions, finding) {
                let named = mention.named == Named::Detail(finding.kind);
                match mention.weight {
                    Weight::Identifier if named => {
                        own.insert(contact);
                        bearers.entry((subject, contact)).or_default().is_subject = true;
                        told.own |= finding.party == Party::Own;
                    }
                    Weight::Name(written) if finding.kind == Kind::PersonName => {
                        told.contacts.push((n, contact));
                        let bearer = bearers.entry((subject, contact)).or_default();
                        if written.tells_who() {
                            own.insert(contact);
                            told.own |= finding.party == Party::Own;
                        }
                        if mention.initials.len() > 1 {
                            *bearer.initials.entry(mention.initials.clone()).or_default() += 1;
                        }
                    }
                    _ => {}
                }
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
                        bearer.named_email |= is_made_of_name(value, sought);
                    }
                    Kind::Phone => drop(bearer.phones.insert(self.hasher.hash_one(value))),
                    Kind::PersonName => bearer.others = true,
                    _ => {}
                }
            }
            if mine || finding.party == Party::Own {
                continue;
            }
            if finding.kind == Kind::PersonName {
                told.alike |= is_alike(value, sought);
            }
            let subjects = match finding.kind {
                Kind::PersonName => false,
                Kind::Email => contact.is_some() && is_made_of_name(value, sought),
                _ => contact.is_some(),
            };
            told.others |= !subjects;
        }
    }
}

/// The mentions at the place of a finding, with their numbers.
fn at<'m>(mentions: &'m [Mention], finding: &'m Finding) -> impl Iterator<Item = (usize, &'m Mention)> {
    mentions.iter().enumerate().filter(|(_, m)| m.is_at(&finding.part.section, finding.span.as_ref()))
}

/// An e-mail address whose local part is made of a subject's name.
fn is_made_of_name(address: &str, sought: &Sought) -> bool {
    let local = address.split('@').next().unwrap_or_default();
    let local = folded(local);
    sought.people.iter().flat_map(|p| p.surnames.iter()).any(|s| {
        let word = &s.core[s.anchor()];
        word.0.iter().any(|w| w.len() > 2 && local.contains(w.as_str()))
    })
}

/// The name of somebody with the same surname and the same first letter, and another given name.
fn is_alike(name: &str, sought: &Sought) -> bool {
    let Some(other) = Person::of(name) else { return false };
    let Some(given) = other.givens.first() else { return false };
    sought.people.iter().any(|p| {
        let same = p.surnames.iter().any(|s| other.surnames.iter().any(|o| o.core == s.core));
        same && p.givens.first().is_some_and(|g| {
            g.plain() != given.plain() && initial(g.plain()) == initial(given.plain())
        })
    })
}
