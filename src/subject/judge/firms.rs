//! Whose firm an e-mail address is at, and which telephone numbers are that firm's.
//!
//! In: requests, and the findings of messages that name their subjects. Out: numbers (hashes) that stand with somebody at the domain of a subject's firm. Beside a name
//! they tell of nobody: neither of the subject nor of a namesake.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use crate::model::{Finding, Kind};
use crate::subject::Prepared;

/// The firms of subjects.
#[derive(Debug, Default)]
pub(super) struct Firms {
    domains: HashMap<String, Vec<u16>>,
    numbers: Mutex<HashSet<(u16, u64)>>,
}

impl Firms {
    /// By the domains of e-mail addresses that are no provider's.
    pub(super) fn of(prepared: &Prepared) -> Self {
        let mut domains: HashMap<String, Vec<u16>> = HashMap::new();
        for (subject, sought) in (0_u16..).zip(&prepared.sought) {
            for email in sought.emails.iter().filter(|e| !prepared.normal.is_provider(&e.domain)) {
                let domain = psl::domain_str(&email.domain).unwrap_or(&email.domain);
                let subjects = domains.entry(domain.to_owned()).or_default();
                if !subjects.contains(&subject) {
                    subjects.push(subject);
                }
            }
        }
        Firms { domains, numbers: Mutex::default() }
    }

    /// The subjects at whose firm an e-mail address is.
    pub(super) fn at(&self, finding: &Finding) -> &[u16] {
        let domain = finding.value.reveal().rsplit_once('@').map_or("", |(_, domain)| domain);
        let mut up = std::iter::successors(Some(domain), |d| d.split_once('.').map(|(_, rest)| rest));
        up.find_map(|d| self.domains.get(d)).map_or(&[], Vec::as_slice)
    }

    /// Takes in the numbers of a message that names a subject, of one contact with an address at their firm. Mail that does not name them says
    /// nothing: who searches by an index does not open it.
    pub(super) fn note(&self, subject: u16, findings: &[Finding], hash: &dyn Fn(&Finding) -> u64) {
        if self.domains.is_empty() {
            return;
        }
        let emails = findings.iter().filter(|f| f.kind == Kind::Email && self.at(f).contains(&subject));
        let contacts: HashSet<u64> = emails.filter_map(|f| f.contact).collect();
        if contacts.is_empty() {
            return;
        }
        let mut numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        let phones = findings.iter().filter(|f| f.kind == Kind::Phone);
        let own = phones.filter(|f| f.contact.is_some_and(|contact| contacts.contains(&contact)));
        numbers.extend(own.map(|phone| (subject, hash(phone))));
    }

    pub(super) fn into_numbers(self) -> HashSet<(u16, u64)> {
        self.numbers.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
