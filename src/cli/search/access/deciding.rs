//! Whose each detail of a message is: the subject's, the own organisation's, or somebody else's.
//!
//! In: details, whose they are as the whole run tells it, and what stands in the fields of the message. Out: what is to become of each, and who
//! sent the message and got it, as the subject may know it. It refuses to know where anything is marked.

use std::collections::{HashMap, HashSet};

use data_encoding::BASE64_MIME_PERMISSIVE;

use super::others::{Cleaned, Cleaning};
use crate::model::{Envelope, Finding, Kind, Mailbox, Owner};
use crate::relate::provider::{is_provider, registered};
use crate::report::access::Whom;
use crate::subject::OneMessage;
use crate::subject::bystander::words;

/// A domain of addresses that are nobody's: what redaction puts there.
pub(super) const NOBODY: &str = "redacted.invalid";

/// What is to become of a detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is the subject's.
    Theirs,
    /// It is the own organisation's, or nobody's.
    Stays,
    Goes,
}

impl Cleaning<'_> {
    /// What is to become of a detail.
    pub(super) fn fate(
        &self,
        finding: &Finding,
        one: &OneMessage<'_>,
        owners: &HashMap<(Kind, &str), Owner>,
        alone: bool,
    ) -> Fate {
        let value = finding.value.reveal().as_str();
        if one.is_of_subject(finding) {
            return Fate::Theirs;
        }
        let stands = finding.text.as_ref().is_some_and(|text| self.is_sign(text.reveal()));
        if stands || self.is_sign(value) {
            return Fate::Stays;
        }
        if finding.kind == Kind::Email && (value.ends_with(NOBODY) || self.is_own(value)) {
            return Fate::Stays;
        }
        match owners.get(&(finding.kind, value)) {
            Some(Owner::Own) => Fate::Stays,
            Some(Owner::Subject) => Fate::Theirs,
            // where nobody else is in the message, what has no other owner is the subject's
            _ if alone && matches!(finding.kind, Kind::DateOfBirth | Kind::NationalId | Kind::Iban) => {
                Fate::Theirs
            }
            _ => Fate::Goes,
        }
    }

    /// What stands there is what redaction puts there: in a column of names a sign is read as one.
    pub(super) fn is_sign(&self, value: &str) -> bool {
        let letters = |text: &str| {
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
        };
        let (value, sign) = (letters(value), letters(&self.sign));
        !sign.is_empty() && value.len() >= sign.len() && value.replace(&sign, "").is_empty()
    }

    /// The same in base64.
    pub(super) fn is_encoded_sign(&self, value: &str) -> bool {
        let bytes = BASE64_MIME_PERMISSIVE.decode(value.trim().as_bytes());
        bytes.is_ok_and(|bytes| self.is_sign(&String::from_utf8_lossy(&bytes)))
    }

    /// An address of the own organisation.
    pub(super) fn is_own(&self, address: &str) -> bool {
        self.is_own_domain(address.rsplit_once('@').map_or("", |(_, domain)| domain))
    }

    /// Addresses that stand beside the subject's name, where the request names none.
    pub(super) fn own_mailboxes(&self, envelope: &Envelope) -> HashSet<String> {
        let named = |mailbox: &&Mailbox| {
            mailbox.name.as_ref().is_some_and(|name| self.prepared.is_name_of(self.subject, name.reveal()))
        };
        let all = mailboxes(envelope).filter(|_| self.unaddressed).filter(named);
        all.map(|mailbox| mailbox.address.reveal().to_lowercase()).collect()
    }

    pub(super) fn is_own_domain(&self, domain: &str) -> bool {
        let below = |own: &String| {
            domain.strip_suffix(own.as_str()).is_some_and(|d| d.is_empty() || d.ends_with('.'))
        };
        self.own.iter().any(below)
    }

    /// Who sent the message and to whom it went, as the subject may know it.
    pub(super) fn whom(&self, envelope: &Envelope, fates: &HashMap<String, Fate>, cleaned: &mut Cleaned) {
        let of = |mailbox: &Mailbox| {
            let address = mailbox.address.reveal().to_lowercase();
            let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
            match fates.get(&address) {
                Some(Fate::Theirs) => Whom::Subject(address),
                _ if self.is_own(&address) => Whom::Own(domain.to_owned()),
                _ if domain.is_empty() => Whom::Unknown,
                _ if is_provider(domain) || names_person(mailbox, domain) => Whom::Private,
                _ => Whom::Organisation(registered(domain).to_owned()),
            }
        };
        cleaned.sender = envelope.from.iter().map(of).collect();
        cleaned.recipients = envelope.recipients.iter().map(of).collect();
        cleaned.more_recipients = envelope.more_recipients;
    }
}

/// What stands in a signature of the subject, in which nobody else is named, is the subject's.
pub(super) fn in_own_signature(findings: &[Finding], one: &OneMessage<'_>, fates: &mut [Fate]) {
    let zone = |f: &Finding| f.zone.signature.then(|| (f.part.section.clone(), f.zone.number));
    let names = |f: &Finding| matches!(f.kind, Kind::PersonName | Kind::Email);
    let mut of_subject = HashSet::new();
    let mut of_others = HashSet::new();
    for (finding, fate) in findings.iter().zip(&*fates).filter(|(f, _)| names(f)) {
        let Some(zone) = zone(finding) else { continue };
        match fate {
            Fate::Theirs if one.is_of_subject(finding) => of_subject.insert(zone),
            Fate::Theirs => false,
            Fate::Stays | Fate::Goes => of_others.insert(zone),
        };
    }
    for (finding, fate) in findings.iter().zip(fates).filter(|(_, fate)| **fate == Fate::Goes) {
        if zone(finding).is_some_and(|zone| of_subject.contains(&zone) && !of_others.contains(&zone)) {
            *fate = Fate::Theirs;
        }
    }
}

/// Kinds that are somebody's own: of the others what is not shown is no more than markup.
pub(super) fn tells_who(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::PersonName
            | Kind::Email
            | Kind::Phone
            | Kind::PostalAddress
            | Kind::Iban
            | Kind::NationalId
            | Kind::DateOfBirth
    )
}

/// A domain that is made of somebody's own name is a detail of theirs.
fn names_person(mailbox: &Mailbox, domain: &str) -> bool {
    let name = mailbox.name.as_ref().map(|n| n.reveal().to_lowercase()).unwrap_or_default();
    let label = registered(domain).split('.').next().unwrap_or_default();
    words(&name).map(|span| &name[span]).any(|word| word.chars().count() > 3 && label.contains(word))
}

pub(super) fn mailboxes(envelope: &Envelope) -> impl Iterator<Item = &Mailbox> {
    envelope.from.iter().chain(&envelope.sender).chain(&envelope.reply_to).chain(&envelope.recipients)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_that_is_a_name_is_private() {
        let mailbox = |name: &str| Mailbox {
            name: Some(crate::model::Sensitive::new(name.to_owned())),
            address: crate::model::Sensitive::new(String::new()),
        };
        assert!(names_person(&mailbox("Els Bakker"), "mail.elsbakker.example"));
        assert!(!names_person(&mailbox("Els Bakker"), "relatie.example"));
    }
}
