//! One message and one subject in, how sure it is that the one is about the other out.
//!
//! In: what the message says of them, and what is told of the contacts in it by all mail. Out: a strength, and whether it would be more but
//! for somebody else. It refuses to know how that was gathered.

use std::collections::{HashMap, HashSet};

use super::{Bearer, Told, alike};
use crate::model::{Mention, Strength, Weight, Written};
use crate::subject::namesake::is_beside;
use crate::subject::sought::Sought;

/// A message and a subject.
pub(super) struct Case<'c> {
    pub(super) subject: u16,
    pub(super) sought: &'c Sought,
    pub(super) told: &'c Told,
    pub(super) bearers: &'c HashMap<(u16, u64), Bearer>,
    pub(super) family: &'c HashSet<(u16, u64)>,
    /// Somebody else has the subject's double surname.
    pub(super) kin: bool,
    /// Somebody else lives at the subject's address who has their surname and first letter.
    pub(super) housed: bool,
    pub(super) initials: Option<&'c [String]>,
}

impl Case<'_> {
    /// How sure it is, and whether it would be surer but for what is known of somebody else.
    pub(super) fn judge(&self, mentions: &[Mention]) -> (Strength, bool) {
        if mentions.iter().any(|m| m.weight == Weight::Identifier) {
            return (Strength::Certain, false);
        }
        let address = mentions.iter().any(|m| m.weight == Weight::Address);
        let names: Vec<(usize, &Mention, Written)> = mentions
            .iter()
            .enumerate()
            .filter_map(|(n, m)| match m.weight {
                Weight::Name(written) if written.tells_who() || written == Written::Part => {
                    Some((n, m, written))
                }
                _ => None,
            })
            .collect();
        let said: Vec<Says> = names.iter().map(|(n, m, w)| self.says(*n, m, *w)).collect();
        let for_it = said.contains(&Says::Subject);
        // in one message a name is one person's
        let somebody_else = said.contains(&Says::SomebodyElse) && !for_it;
        let mut likely = false;
        for ((n, mention, written), says) in names.iter().zip(&said) {
            let home = address && self.is_at_home(*n, mention, mentions);
            let against = match says {
                Says::Subject => false,
                Says::SomebodyElse => true,
                // `mevrouw De Vries-Jansen`, and there are two of them
                Says::Nothing if self.kin && *written == Written::Titled => true,
                // `A. Bakker` at the house of Albert and Anna
                Says::Nothing if home && self.housed && *written == Written::Initials => true,
                // whoever else is called so in this message, this one lives where the subject does
                Says::Nothing if home && written.tells_who() => false,
                Says::Nothing => somebody_else || !for_it && self.is_beside_somebody_else(*written),
            };
            if against {
                continue;
            }
            match written {
                // one of two surnames is many people's: something else of the subject's must stand there
                Written::Part => likely |= address || *says == Says::Subject,
                Written::Fuzzy => likely = true,
                _ if home => return (Strength::Certain, false),
                _ => likely = true,
            }
        }
        let tells_who = names.iter().any(|(_, _, written)| written.tells_who());
        if likely { (Strength::Likely, false) } else { (Strength::Possible, tells_who) }
    }

    /// The subject's postal address is that of a name: it stands beside it, or is of the same contact.
    fn is_at_home(&self, n: usize, mention: &Mention, mentions: &[Mention]) -> bool {
        let own = |contact: &u64| self.told.contacts.contains(&(n, *contact));
        let mut addresses = mentions.iter().filter(|m| m.weight == Weight::Address);
        self.told.homes.iter().any(|(_, contact)| own(contact)) || addresses.any(|a| is_beside(mention, a))
    }

    /// Whose a name is, as the contact that it belongs to says.
    fn says(&self, n: usize, mention: &Mention, written: Written) -> Says {
        if let Some(known) = self.initials
            && mention.initials.len() > 1
            && !alike(&mention.initials, known)
        {
            return Says::SomebodyElse;
        }
        let is_subject = |contact: &Option<u64>| {
            let bearer = contact.and_then(|c| self.bearers.get(&(self.subject, c)));
            bearer.is_some_and(|b| b.is_subject)
        };
        if self.told.namesakes.iter().any(|(m, contact)| *m == n && !is_subject(contact)) {
            return Says::SomebodyElse;
        }
        let contacts = self.told.contacts.iter().filter(|(m, _)| *m == n);
        // `J. Wiersma` beside the number of Jan Wiersma is not Jelle
        let mut details = self.told.details.iter();
        if written == Written::Initials && details.any(|d| self.family.contains(&(self.subject, *d))) {
            return Says::SomebodyElse;
        }
        let bearers: Vec<(u64, &Bearer)> =
            contacts.filter_map(|(_, c)| self.bearers.get(&(self.subject, *c)).map(|b| (*c, b))).collect();
        if bearers.iter().any(|(_, b)| b.is_subject) {
            return Says::Subject;
        }
        // a number counts where it stands beside the name: names alone join what is not one contact
        let else_ = |(contact, b): &(u64, &Bearer)| {
            b.is_somebody_else(self.sought, self.told.phoned.contains(contact))
                || b.doubtful && written == Written::Initials
        };
        if !bearers.is_empty() && bearers.iter().all(else_) {
            return Says::SomebodyElse;
        }
        Says::Nothing
    }

    /// The message tells of somebody else who bears the name.
    fn is_beside_somebody_else(&self, written: Written) -> bool {
        let full = !matches!(written, Written::Initials | Written::Titled);
        let (letter, given) = self.told.foreign;
        if given && full || (letter || self.told.alike) && !full {
            return true;
        }
        self.told.around.iter().any(|contact| {
            self.bearers
                .get(&(self.subject, *contact))
                .is_some_and(|b| b.is_somebody_else(self.sought, true) && (b.full || !full))
        })
    }
}

/// Whose a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Subject,
    SomebodyElse,
    Nothing,
}

impl Bearer {
    /// It has an identifier of a sort that the subject has another of.
    fn is_somebody_else(&self, sought: &Sought, phoned: bool) -> bool {
        if self.is_subject {
            return false;
        }
        let email = !self.emails.is_empty() && (self.named_email || !self.others);
        let phone = phoned && !self.phones.is_empty() && !self.others;
        email && sought.has_emails || phone && sought.has_phones
    }
}
