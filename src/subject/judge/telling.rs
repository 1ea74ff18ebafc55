//! The findings of a message that names somebody who is looked for in, what they tell of whoever bears the name out.
//!
//! In: the findings of one message, and the mentions in it. Out: what it adds to what is told of that message, and of each contact. It
//! refuses to know what follows from that: nothing is weighed before all mail was read.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher as _;
use std::sync::PoisonError;

use super::{Bearer, Judging, SUBJECT, Told, which};
use crate::model::{Finding, Kind, Mention, MessageMeta, Named, Party, Render, Weight, Written};
use crate::subject::alike::{is_alike, is_kin, made_of};
use crate::subject::bystander::Bystander;
use crate::subject::namesake::{is_beside, mailbox, of_another};
use crate::subject::sought::Sought;
use crate::subject::token::tokens;

/// Contacts and details of a message that are looked at for somebody else of the same name.
const AROUND: usize = 64;

/// Details of a message that are kept of contacts which bear the name.
const STANDING: usize = 4096;

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

/// The mentions at the place of a finding, with their numbers.
pub(in crate::subject) fn at<'m>(
    mentions: &'m [Mention],
    finding: &'m Finding,
) -> impl Iterator<Item = (usize, &'m Mention)> {
    mentions.iter().enumerate().filter(|(_, m)| m.is_at(&finding.part.section, finding.span.as_ref()))
}
