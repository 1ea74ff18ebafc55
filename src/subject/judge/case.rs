//! One message and one subject in, how sure it is that the one is about the other out.
//!
//! In: what the message says of them, and what is told of the contacts in it by all mail. Out: a strength, and whether it would be more but
//! for somebody else. It refuses to know how that was gathered.

use std::collections::{HashMap, HashSet};

use super::{Bearer, SUBJECT, Told, alike};
use crate::model::{Mention, RegionKind, Strength, Weight, Written};
use crate::subject::namesake::is_beside;
use crate::subject::sought::Sought;

/// A message and a subject.
pub(super) struct Case<'c> {
    pub(super) subject: u16,
    pub(super) sought: &'c Sought,
    pub(super) told: &'c Told,
    pub(super) bearers: &'c HashMap<(u16, u64), Bearer>,
    pub(super) family: &'c HashSet<(u16, u64)>,
    /// Details (hashes) of contacts that bear the subject's name and are somebody else.
    pub(super) of_others: &'c HashSet<(u16, u64)>,
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
                // a name alone is that of whoever of the name has something beside it
                Says::Called => somebody_else || self.is_with_somebody_else(*written),
                // who writes under the name about the house of the subject may have another address by now
                Says::SomebodyElse if address && self.writes(*n, mention, *written) => {
                    likely = true;
                    true
                }
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
                Written::Part => likely |= address || matches!(says, Says::Subject | Says::Called),
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
        // of a firm or a household the house may be somebody else's
        let own = |contact: &u64| {
            let several = self.bearers.get(&(self.subject, *contact)).is_some_and(|b| b.others);
            self.told.contacts.contains(&(n, *contact)) && !several
        };
        let mut addresses = mentions.iter().filter(|m| m.weight == Weight::Address);
        self.told.homes.iter().any(|(_, contact)| own(contact)) || addresses.any(|a| is_beside(mention, a))
    }

    /// A full name is that of the sender, from an address of which nothing else is known.
    fn writes(&self, n: usize, mention: &Mention, written: Written) -> bool {
        let field = mention.field.as_deref().unwrap_or_default();
        let known = |contact: &u64| {
            let bearer = self.bearers.get(&(self.subject, *contact));
            bearer.is_none_or(|b| !b.phones.is_empty() || b.emails.len() > 1)
        };
        let contacts = || self.told.contacts.iter().filter(|(m, _)| *m == n).map(|(_, contact)| contact);
        written == Written::Full
            && mention.region == RegionKind::Header
            && matches!(field, "from" | "sender" | "reply-to")
            && contacts().next().is_some()
            && !contacts().any(known)
    }

    /// Whose a name is, as the contact that it belongs to says.
    fn says(&self, n: usize, mention: &Mention, written: Written) -> Says {
        if let Some(known) = self.initials
            && mention.initials.len() > 1
            && !alike(&mention.initials, known)
        {
            return Says::SomebodyElse;
        }
        // what stands beside the name is the subject's where some mail binds it to them
        let own = |contact: u64, detail: u64| {
            let bearer = self.bearers.get(&(self.subject, contact)).filter(|b| b.has_identifier);
            bearer.is_some_and(|b| detail == SUBJECT || b.together.is_own(detail))
        };
        let mut namesakes = self.told.namesakes.iter().filter(|(m, ..)| *m == n);
        if namesakes.any(|(_, contact, detail)| !contact.is_some_and(|c| own(c, *detail))) {
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
        if let Some((contact, _)) = bearers.iter().find(|(contact, _)| self.is_subject(*contact)) {
            let alone = self.told.details_of(*contact).next().is_none();
            return if alone { Says::Called } else { Says::Subject };
        }
        // `J. Wiersma` beside the account of Jelle, whoever else is called so
        let known = |(contact, _): &(u64, &Bearer)| {
            self.told.details_of(*contact).any(|detail| self.of_others.contains(&(self.subject, detail)))
        };
        if bearers.iter().any(known) {
            return Says::SomebodyElse;
        }
        // letters as far as both are known
        let doubted = |b: &Bearer| {
            let several = mention.initials.len() > 1;
            b.doubtful.iter().any(|own| !several || own.len() > 1 && alike(own, &mention.initials))
        };
        // what is known of a contact counts where something of it stands beside the name, a number where it does itself: names alone join
        // what is not one contact
        let else_ = |(contact, b): &(u64, &Bearer)| {
            self.told.details_of(*contact).next().is_some()
                && (self.is_somebody_else(*contact, self.told.phoned.contains(contact))
                    || written == Written::Initials && doubted(b))
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
        given && full || (letter || self.told.alike) && !full || self.is_with_somebody_else(written)
    }

    /// The message has details of somebody else who is called so.
    fn is_with_somebody_else(&self, written: Written) -> bool {
        let full = !matches!(written, Written::Initials | Written::Titled);
        self.told.around.iter().any(|contact| {
            self.bearers
                .get(&(self.subject, *contact))
                .is_some_and(|b| self.is_somebody_else(*contact, true) && (b.full || !full))
        })
    }

    /// A contact is the subject, by what of it stands in this message.
    fn is_subject(&self, contact: u64) -> bool {
        let bearer = self.bearers.get(&(self.subject, contact));
        bearer.is_some_and(|b| b.is_subject(self.told.details_of(contact)))
    }

    /// A contact is not, and has identifiers of its own.
    fn is_somebody_else(&self, contact: u64, phoned: bool) -> bool {
        let bearer = self.bearers.get(&(self.subject, contact));
        bearer.is_some_and(|b| b.is_somebody_else(self.told.details_of(contact), self.sought, phoned))
    }
}

/// Whose a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Subject,
    /// The subject's, by nothing but the name: of this contact no other detail stands in the message.
    Called,
    SomebodyElse,
    Nothing,
}

impl Bearer {
    /// It is the subject, as far as the details of it that stand in a message say.
    pub(super) fn is_subject(&self, mut here: impl Iterator<Item = u64>) -> bool {
        self.has_identifier && (!self.is_mixed() || here.any(|detail| self.together.is_own(detail)))
    }

    /// It has identifiers of the subject, and others of such sorts that no message binds to them: it may be two people of one name.
    pub(super) fn is_mixed(&self) -> bool {
        !(self.others && self.firm) && self.together.is_mixed()
    }

    /// It has an identifier of a sort that the subject has another of; `here` are its details in a message.
    pub(super) fn is_somebody_else(
        &self,
        here: impl Iterator<Item = u64>,
        sought: &Sought,
        phoned: bool,
    ) -> bool {
        if self.has_identifier {
            // of a name alone nobody knows which of the two it is
            let (mut own, mut others) = (false, false);
            for detail in here {
                (own, others) =
                    (own || self.together.is_own(detail), others || self.together.is_others(detail));
            }
            return self.is_mixed() && others && !own;
        }
        let email = !self.emails.is_empty() && (self.named_email || !self.others);
        let phone = phoned && !self.phones.is_empty() && !self.others;
        email && sought.has_emails || phone && sought.has_phones
    }
}
