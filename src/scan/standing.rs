//! What the register says of the contacts of a run, asked once for each.
//!
//! In: all findings, with their contacts; a register. Out: whose row each contact is, and since when each value goes round. It takes
//! one more pass over what was put by, and is made with a register only. Memory grows with the contacts: of each a bounded
//! number of details is looked at, the best ones to know somebody by.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::sync::{Mutex, PoisonError};

use rayon::ThreadPool;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::Registered;
use super::telling::{Gathered, Reader, Told};
use crate::model::{Finding, Kind, Party, RegisterStatus};
use crate::relate::Key;
use crate::relate::register::{Detail, Identity, Standing};

/// Details of one contact that are looked at.
const DETAILS: usize = 64;

/// A detail of a contact: how well one knows somebody by it (the best first), and what it is.
type Asked = (u8, Kind, String, BTreeMap<&'static str, String>);

/// What is known of a contact and of a value when all was read.
#[derive(Default)]
pub(super) struct Standings {
    contacts: HashMap<u64, Identity>,
    people: HashMap<u64, Identity>,
    /// First and last day of the mail that a value stands in.
    seen: HashMap<Key, (Day, Day)>,
}

/// A day as it is written: `2014-03-02`.
type Day = [u8; 10];

impl Standings {
    /// Asks for all contacts.
    ///
    /// # Errors
    ///
    /// What was put by cannot be read back.
    pub(super) fn ask(
        gathered: &Gathered<'_>,
        registered: &Registered,
        pool: &ThreadPool,
    ) -> io::Result<Self> {
        let all: Mutex<Gatherer> = Mutex::default();
        pool.install(|| {
            let reader = || Reader::new(gathered);
            (0..gathered.spooled.blocks()).into_par_iter().try_for_each_init(reader, |reader, block| {
                let mut own = Gatherer::default();
                reader.block(block, |told, findings, keys| own.message(told, findings, keys))?;
                all.lock().unwrap_or_else(PoisonError::into_inner).join(own);
                io::Result::Ok(())
            })
        })?;
        let all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
        let identify = |details: HashMap<u64, BTreeSet<Asked>>| -> HashMap<u64, Identity> {
            details
                .into_par_iter()
                .map(|(number, details)| {
                    let asked: Vec<Detail<'_>> = details
                        .iter()
                        .map(|(_, kind, value, fields)| Detail { kind: *kind, value, fields: Some(fields) })
                        .collect();
                    (number, registered.identify(&asked))
                })
                .filter(|(_, identity)| identity.is_known())
                .collect()
        };
        let (contacts, people) = pool.install(|| (identify(all.contacts), identify(all.people)));
        Ok(Standings { contacts, people, seen: all.seen })
    }

    /// What the register says of a finding of somebody outside the own organisation; `person` is the number of who it is.
    pub(super) fn of(&self, finding: &Finding, person: Option<u64>, registered: &Registered) -> Standing {
        let nobody = Identity::default();
        let contact = finding.contact.and_then(|n| self.contacts.get(&n)).unwrap_or(&nobody);
        // a colleague of a registered contact has an address and a name of their own, and these are not out of date
        let identity = match finding.kind {
            Kind::Email | Kind::PersonName => {
                person.and_then(|n| self.people.get(&n)).filter(|i| !i.own.is_empty()).unwrap_or(&nobody)
            }
            _ => contact,
        };
        let mut standing = registered.status(detail(finding), identity);
        // another writing of a name, or a name that was not taken as one, is no old name
        if finding.kind == Kind::PersonName && standing.status == RegisterStatus::Stale {
            standing = Standing { status: RegisterStatus::Unregistered, present: Vec::new() };
        }
        standing
    }

    /// First and last day of the mail that a value stands in.
    pub(super) fn seen(&self, key: Key) -> Option<(&str, &str)> {
        let (first, last) = self.seen.get(&key)?;
        Some((std::str::from_utf8(first).ok()?, std::str::from_utf8(last).ok()?))
    }
}

fn detail(finding: &Finding) -> Detail<'_> {
    Detail { kind: finding.kind, value: finding.value.reveal(), fields: Some(&finding.fields) }
}

/// How well one knows somebody by a kind of detail; `None` where not at all.
fn rank(kind: Kind) -> Option<u8> {
    match kind {
        Kind::Email => Some(0),
        Kind::PersonName | Kind::Organisation => Some(1),
        Kind::NationalId | Kind::Iban | Kind::CompanyNumber | Kind::VatNumber => Some(2),
        Kind::Phone => Some(3),
        Kind::PostalAddress => Some(4),
        Kind::DateOfBirth => Some(5),
        Kind::JobTitle | Kind::Department | Kind::Url | Kind::SocialProfile => None,
    }
}

#[derive(Default)]
struct Gatherer {
    contacts: HashMap<u64, BTreeSet<Asked>>,
    people: HashMap<u64, BTreeSet<Asked>>,
    seen: HashMap<Key, (Day, Day)>,
}

impl Gatherer {
    fn message(&mut self, told: &Told<'_>, findings: &[Finding], keys: &[(u32, Key)]) {
        let day = told.meta.date.as_deref().and_then(|d| d.as_bytes().first_chunk::<10>()).copied();
        for (finding, (group, key)) in findings.iter().zip(keys) {
            if finding.party == Party::Own {
                continue;
            }
            let Some(rank) = rank(finding.kind) else { continue };
            if let Some(day) = day {
                let known = self.seen.entry(*key).or_insert((day, day));
                *known = (known.0.min(day), known.1.max(day));
            }
            let person = told.groups.get(*group as usize).and_then(|g| told.known.person(g.node));
            for (number, all) in [(finding.contact, &mut self.contacts), (person, &mut self.people)] {
                let Some(number) = number else { continue };
                let fields = if finding.kind == Kind::PostalAddress {
                    finding.fields.clone()
                } else {
                    BTreeMap::new()
                };
                let details = all.entry(number).or_default();
                details.insert((rank, finding.kind, finding.value.reveal().clone(), fields));
                bound(details);
            }
        }
    }

    fn join(&mut self, other: Gatherer) {
        for (own, other) in [(&mut self.contacts, other.contacts), (&mut self.people, other.people)] {
            for (number, mut details) in other {
                let own = own.entry(number).or_default();
                own.append(&mut details);
                bound(own);
            }
        }
        for (key, (first, last)) in other.seen {
            let known = self.seen.entry(key).or_insert((first, last));
            *known = (known.0.min(first), known.1.max(last));
        }
    }
}

/// Keeps the best; which these are does not depend on the order in which they came.
fn bound(details: &mut BTreeSet<Asked>) {
    while details.len() > DETAILS {
        details.pop_last();
    }
}
