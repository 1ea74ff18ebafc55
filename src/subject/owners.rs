//! Whose the details of a message are, kept for who asks for access.
//!
//! In: the findings of messages that name a subject, as they are told of them. Out: each detail once, and whether it is the own
//! organisation's, the subject's or somebody else's. What nobody knows the owner of is somebody else's; and a detail is the subject's only where the
//! subject told it of themselves somewhere.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use super::alike::made_of;
use super::sought::Sought;
use crate::model::{Disclosure, Finding, Kind, Owned, Owner, Party, RegionKind, Sensitive};

/// What is told of a detail.
#[derive(Debug)]
struct Detail {
    region: RegionKind,
    disclosure: Option<Disclosure>,
    /// All places at which it stands are the own organisation's.
    own: bool,
    /// The contacts that it stands with; `None` for none.
    contacts: Vec<Option<u64>>,
}

/// Details by subject.
type Said = HashSet<(u16, Kind, Sensitive<String>)>;

type Details = BTreeMap<(Kind, Sensitive<String>), Detail>;

/// Details of candidates, by number, and subject.
#[derive(Debug, Default)]
pub(super) struct Owners {
    of: HashSet<u16>,
    told: Mutex<HashMap<(usize, u16), Details>>,
    /// What somebody told of themselves, in any candidate: which contact a number belongs to that stands in running text may be a guess.
    said: Mutex<Said>,
}

impl Owners {
    pub(super) fn of(of: HashSet<u16>) -> Self {
        Owners { of, ..Owners::default() }
    }

    /// Takes in findings of a candidate.
    pub(super) fn add(&self, which: (usize, u16), findings: &[Finding]) {
        if !self.of.contains(&which.1) {
            return;
        }
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let details = told.entry(which).or_default();
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        for finding in findings {
            if finding.disclosure == Some(Disclosure::Itself) {
                said.insert((which.1, finding.kind, finding.value.clone()));
            }
            let own = finding.party == Party::Own;
            let detail = details.entry((finding.kind, finding.value.clone())).or_insert_with(|| Detail {
                region: finding.region,
                disclosure: finding.disclosure,
                own: true,
                contacts: Vec::new(),
            });
            detail.own &= own;
            if !own && !detail.contacts.contains(&finding.contact) {
                detail.contacts.push(finding.contact);
            }
        }
    }

    /// The details of a candidate; `is_subject` says of a contact that it is the subject and has nobody else in it.
    pub(super) fn details(
        &mut self,
        which: (usize, u16),
        sought: &Sought,
        is_subject: &dyn Fn(u64) -> bool,
    ) -> Vec<Owned> {
        let told = self.told.get_mut().unwrap_or_else(PoisonError::into_inner);
        let details = told.remove(&which).unwrap_or_default();
        let said = self.said.get_mut().unwrap_or_else(PoisonError::into_inner);
        let owned = details.into_iter().map(|((kind, value), detail)| {
            let theirs =
                || !detail.contacts.is_empty() && detail.contacts.iter().all(|c| c.is_some_and(is_subject));
            let may_be = match kind {
                // names and addresses say for themselves whose they are
                Kind::PersonName => false,
                Kind::Email => made_of(value.reveal(), sought).is_some(),
                _ => true,
            };
            let owner = match () {
                () if detail.own => Owner::Own,
                () if may_be && theirs() && said.contains(&(which.1, kind, value.clone())) => Owner::Subject,
                () => Owner::Other,
            };
            Owned { kind, value, region: detail.region, disclosure: detail.disclosure, owner }
        });
        owned.collect()
    }
}
