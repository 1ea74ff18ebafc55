//! What stands beside a subject's identifiers and is not in the request: it may be added to it.
//!
//! In: the findings and mentions of each message with a hit. Out: identifiers, and in how many messages. Nothing is looked for by them.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, PoisonError};

use super::alike::{Made, made_of};
use super::judge::at;
use super::sought::Sought;
use crate::model::{Addition, Finding, Found, Kind, Mention, Party, Sensitive, Weight};

/// Identifiers that are remembered.
const ADDITIONS: usize = 10_000;

/// Identifiers of a kind beside those of a subject, and in how many messages.
type Counts = BTreeMap<(u16, Kind, Sensitive<String>), u64>;

/// Counts them.
#[derive(Debug, Default)]
pub(super) struct Beside(Mutex<Counts>);

impl Beside {
    /// Takes note of what stands beside a subject's identifiers and is the same contact's: of a firm with its people only what is made of
    /// the subject's name.
    pub(super) fn note(&self, (subject, sought): (u16, &Sought), mentions: &[Mention], findings: &[Finding]) {
        let sure = |f: &Finding| at(mentions, f).any(|(_, m)| m.weight == Weight::Identifier);
        let own: HashSet<u64> =
            findings.iter().filter(|f| f.party != Party::Own && sure(f)).filter_map(|f| f.contact).collect();
        if own.is_empty() {
            return;
        }
        let is_own = |f: &Finding| f.contact.is_some_and(|c| own.contains(&c)) && f.party != Party::Own;
        let firm = findings.iter().any(|f| {
            is_own(f)
                && (f.kind == Kind::Organisation
                    || f.kind == Kind::PersonName && at(mentions, f).next().is_none())
        });
        let mut values: HashSet<(Kind, &String)> = HashSet::new();
        // a second address is no contact yet, or one of its own, without a name; made of the whole name, it may be the subject's
        let unnamed = |f: &Finding| {
            f.contact.is_none()
                || !findings.iter().any(|o| o.kind == Kind::PersonName && o.contact == f.contact)
        };
        let named = |f: &Finding| {
            f.kind == Kind::Email
                && unnamed(f)
                && f.party != Party::Own
                && made_of(f.value.reveal(), sought) == Some(Made::Given)
        };
        let candidates = findings.iter().filter(|f| is_own(f) || named(f));
        for finding in candidates.filter(|f| at(mentions, f).next().is_none()) {
            let value = finding.value.reveal();
            let personal = match finding.kind {
                Kind::Email => !firm || made_of(value, sought).is_some(),
                Kind::Phone | Kind::PostalAddress | Kind::Iban => !firm,
                _ => false,
            };
            if personal {
                values.insert((finding.kind, value));
            }
        }
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (kind, value) in values {
            *all.entry((subject, kind, Sensitive::new(value.clone()))).or_default() += 1;
            // the first ones in the order of their values stay, whatever order messages come in
            if all.len() > ADDITIONS {
                all.pop_last();
            }
        }
    }

    /// Adds them to what was found, the most frequent first.
    pub(super) fn finish(self, found: &mut [Found]) {
        for ((subject, kind, value), messages) in self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
        {
            if let Some(found) = found.get_mut(usize::from(subject)) {
                found.additions.push(Addition { kind, value, messages });
            }
        }
        for found in found {
            found.additions.sort_by_key(|a| std::cmp::Reverse(a.messages));
        }
    }
}
