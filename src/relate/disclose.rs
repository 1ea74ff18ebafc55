//! Whose a finding is and how it came to be there: the contract's table.
//!
//! In: a finding, its group, the circle of its message, and what is known of the run. Out: party, disclosure, contact.

use super::block::hundred;
use super::faces::Faces;
use super::group::{Group, Owner, Shape};
use super::key::Key;
use super::knowledge::{Known, Who};
use crate::model::{Disclosure, Envelope, Finding, Kind, Mailbox, Party, Person, RegionKind, Sensitive};

/// Who sent a message to whom, as parties.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Circle {
    /// Of the author.
    pub sender: Option<Key>,
    /// Of the recipients, each once, in ascending order.
    pub recipients: Vec<Key>,
    /// There are more recipients than were looked at.
    pub more: bool,
    /// It went to nobody but the author.
    pub to_self: bool,
    /// Recipients at webmail and access providers, where the author is at none; at most [`Circle::PRIVATE_MAX`].
    pub private: Vec<Private>,
}

/// A private address that a message went to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Private {
    /// Lower-case addr-spec.
    pub address: Sensitive<String>,
    /// Its party.
    pub party: Key,
    /// It looks like the author's own.
    pub own: bool,
}

impl Circle {
    /// Private addresses of one message that are remembered.
    pub const PRIVATE_MAX: usize = 4;

    /// The circle of an envelope.
    pub fn of(envelope: &Envelope, faces: &mut Faces) -> Circle {
        let Some(author) = envelope.author() else {
            let mut recipients: Vec<Key> =
                envelope.recipients.iter().map(|m| faces.address(m.address.reveal()).party).collect();
            recipients.sort_unstable();
            recipients.dedup();
            return Circle { recipients, ..Circle::default() };
        };
        let own = faces.address(author.address.reveal());
        let mut circle = Circle {
            more: envelope.more_recipients,
            sender: Some(own.party),
            to_self: !envelope.recipients.is_empty(),
            ..Circle::default()
        };
        for mailbox in &envelope.recipients {
            let face = faces.address(mailbox.address.reveal());
            circle.to_self &= face.node == own.node;
            if own.domain.is_some() && face.domain.is_none() {
                let named =
                    |m: &Mailbox, faces: &mut Faces| m.name.as_ref().and_then(|n| faces.name(n.reveal()));
                let (theirs, ours) =
                    (named(mailbox, faces), named(author, faces).or_else(|| own.name.clone()));
                let same = match (&theirs, &ours) {
                    (Some(theirs), Some(ours)) => theirs.agrees(ours),
                    (None, Some(ours)) => ours.fits(&face.letters),
                    _ => false,
                };
                let address = mailbox.address.clone();
                // the author's own comes before those of others
                let full = circle.private.len() >= Circle::PRIVATE_MAX;
                if full && same {
                    circle.private.pop();
                }
                if !full || same {
                    let at = if same { 0 } else { circle.private.len() };
                    circle.private.insert(at, Private { address, party: face.party, own: same });
                }
            }
            circle.recipients.push(face.party);
        }
        circle.recipients.sort_unstable();
        circle.recipients.dedup();
        circle
    }
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Related {
    /// Whose it is.
    pub party: Party,
    /// How it came there.
    pub disclosure: Option<Disclosure>,
    /// The number of its contact.
    pub contact: Option<u64>,
}

/// Weight from which what other messages say of a value counts for more than the sentence around it: one signature.
const SURE: u32 = 8;

/// Relates one finding. `key` is what is compared of its value.
pub fn relate(finding: &Finding, key: Key, group: &Group, circle: &Met, known: &Known) -> Related {
    let owner = owner(finding, key, group, circle, known);
    let contact = match owner {
        Some(owner) => known.contact(owner),
        None => known.contact(known.party(group.node)),
    };
    // whose contact it is, a line of a switchboard does not say: it is of the house, and of nobody in it
    let owner = owner.or_else(|| house(group, known));
    let party = match owner {
        Some(owner) if known.is_own(owner) => Party::Own,
        Some(_) => Party::Relation,
        None => Party::Unknown,
    };
    let address_field = finding.region == RegionKind::Header && finding.field.as_deref() != Some("subject");
    let disclosure = if address_field {
        Some(Disclosure::Header)
    } else if group.list {
        Some(Disclosure::List)
    } else {
        disclosure(owner, circle, known)
    };
    Related { party, disclosure, contact }
}

/// A circle, as it is known at the end of a run.
#[derive(Debug)]
pub struct Met {
    sender: Option<Who>,
    /// All parties of the circle, each once, in order: one message has a thousand recipients and more findings.
    all: Vec<Who>,
    /// The own organisation, where it is one of them.
    ours: Option<Who>,
    /// The one that is not the own organisation.
    relation: Option<Who>,
    own: bool,
    /// Parties outside the own organisation, each once.
    outside: Vec<Who>,
    /// There are more recipients than these.
    more: bool,
}

impl Met {
    /// The circle of a message.
    pub fn new(circle: &Circle, known: &Known) -> Met {
        let sender = circle.sender.map(|s| known.party(s));
        let mut all: Vec<Who> = circle.recipients.iter().map(|r| known.party(*r)).collect();
        all.sort_unstable();
        all.dedup();
        let outside: Vec<Who> = all.iter().filter(|p| !known.is_own(**p)).copied().collect();
        if let Some(sender) = sender
            && let Err(at) = all.binary_search(&sender)
        {
            all.insert(at, sender);
        }
        let own = sender.is_some_and(|s| known.is_own(s));
        let ours = all.iter().find(|p| known.is_own(**p)).copied();
        let mut relations = all.iter().filter(|p| !known.is_own(**p)).copied();
        let relation = relations.next().filter(|_| relations.next().is_none());
        Met { sender, all, ours, relation, own, outside, more: circle.more }
    }

    /// The own organisation sent it to itself.
    fn is_inside(&self) -> bool {
        self.own && self.outside.is_empty() && !self.more
    }

    /// The own organisation sent it.
    pub fn is_own(&self) -> bool {
        self.own
    }

    /// Parties outside the own organisation that it went to.
    pub fn outside(&self) -> u64 {
        self.outside.len() as u64
    }
}

/// The house of which somebody has a line, of whom nothing else is known. A neighbour's number makes nothing the own organisation's.
fn house(group: &Group, known: &Known) -> Option<Who> {
    let named = matches!(group.owner, Owner::Named(_) | Owner::Other(_));
    let told = group.line.filter(|_| named).and_then(|line| known.value(line))?;
    (!known.is_own(told.0)).then_some(told.0)
}

/// The party whose the finding is; `None` for somebody of whom nothing is known.
fn owner(finding: &Finding, key: Key, group: &Group, circle: &Met, known: &Known) -> Option<Who> {
    if finding.kind == Kind::Email {
        return Some(known.party(key));
    }
    let value = || known.value(key);
    let any = || value().map(|(party, _)| party);
    let of_itself = !matches!(finding.kind, Kind::PersonName | Kind::JobTitle | Kind::Department);
    if group.shape == Shape::Passage
        && of_itself
        && let Some((party, weight)) = value()
        && weight >= SURE
    {
        return Some(party);
    }
    let writer = group.author.map(|a| known.named(a).map_or_else(|| known.party(a), |(party, _)| party));
    // that a quote which nobody announces is the reader's is a guess: it makes nothing the own organisation's
    let writer = writer.filter(|w| !(group.guessed && known.is_own(*w)));
    let told = match group.owner {
        Owner::Party(party) => Some(known.party(party)),
        Owner::Named(name) => known.named(name).map(|(party, _)| party),
        Owner::Other(_) | Owner::Nobody => None,
    };
    match told {
        // numbers of the own organisation are learned from its signatures: one that is not among them, beside the name of
        // a colleague who deals with the matter, is the relation's; so is an account that a relation writes of
        Some(own)
            if known.is_own(own)
                && group.shape == Shape::Passage
                && group.person != Some(Person::First)
                && !is_own_line(finding, group, known)
                && (is_reachable(finding.kind) || finding.kind == Kind::Iban && !circle.is_own()) =>
        {
            return any().or(circle.relation).or(told);
        }
        Some(party) => return Some(party),
        None => {}
    }
    match group.owner {
        Owner::Nobody if group.shape == Shape::Signature => any().or(writer),
        Owner::Nobody => match group.person {
            Some(Person::First) => writer.or_else(any),
            Some(Person::Doing) if !circle.is_own() => any().or_else(|| default(writer, circle, known)),
            Some(Person::Second | Person::Doing) => {
                any().filter(|p| Some(*p) != writer).or_else(|| reader(writer, circle))
            }
            Some(Person::Asking) if !circle.is_inside() => any().or(writer),
            _ => any().or_else(|| default(writer, circle, known)),
        },
        // who works for the reader
        Owner::Named(_) if group.writers && group.person == Some(Person::Second) => {
            any().filter(|p| Some(*p) != writer).or_else(|| reader(writer, circle))
        }
        Owner::Named(_) if group.writers && group.person == Some(Person::Doing) => match writer {
            Some(own) if known.is_own(own) => any().or_else(|| reader(writer, circle)),
            _ => any(),
        },
        // whoever writes of what is to be done names who does it, and signs with a name that its domain resembles
        Owner::Named(_) | Owner::Other(_)
            if group.writers && (!circle.is_own() || writer.is_some_and(|w| !known.is_own(w))) =>
        {
            any().or(writer.filter(|w| !known.is_own(*w)))
        }
        // behind the name of a director: a firm's number, and the name itself
        Owner::Named(_) if is_of_a_firm(finding) => any().or_else(|| default(writer, circle, known)),
        // of namesakes the one whose firm or number stands beside the name; of a firm whose it is by other messages
        Owner::Named(_) | Owner::Other(_) => {
            any().or_else(|| match group.beside.and_then(|b| known.value(b)) {
                // a relation's own account below the name of whom its invoice is for
                Some((own, _)) if finding.kind == Kind::Iban && known.is_own(own) && !circle.is_own() => {
                    circle.relation
                }
                beside => beside.map(|(party, _)| party),
            })
        }
        Owner::Party(_) => any(),
    }
}

/// The number beside a colleague's name is a line of the own switchboard.
fn is_own_line(finding: &Finding, group: &Group, known: &Known) -> bool {
    finding.kind == Kind::Phone
        && group.line.is_some()
        && group.line == hundred(finding.value.reveal())
        && group.line.and_then(|line| known.value(line)).is_some_and(|(party, _)| known.is_own(party))
}

/// Kinds by which somebody is reached.
fn is_reachable(kind: Kind) -> bool {
    matches!(kind, Kind::Phone | Kind::PostalAddress)
}

/// Only firms have it.
fn is_of_a_firm(finding: &Finding) -> bool {
    matches!(finding.kind, Kind::CompanyNumber | Kind::VatNumber)
        || finding.fields.get("role").is_some_and(|role| role == "director")
}

/// Whom the writer of a message addresses: the others of its circle, where they are one party; else the own organisation.
fn reader(writer: Option<Who>, circle: &Met) -> Option<Who> {
    let mut others = circle.all.iter().copied().filter(|p| Some(*p) != writer);
    match (others.next(), others.next()) {
        (Some(one), None) => Some(one),
        _ => circle.ours.filter(|ours| Some(*ours) != writer),
    }
}

/// Whose a detail is beside which nobody is named: an organisation writes to a relation of what is the relation's, and a
/// relation of what is its own.
fn default(writer: Option<Who>, circle: &Met, known: &Known) -> Option<Who> {
    match writer {
        Some(own) if known.is_own(own) => reader(writer, circle).filter(|p| !known.is_own(*p)),
        _ => writer,
    }
}

fn disclosure(owner: Option<Who>, circle: &Met, known: &Known) -> Option<Disclosure> {
    if owner.is_some_and(|o| known.is_own(o)) {
        return Some(Disclosure::Own);
    }
    let sender = circle.sender?;
    if !known.is_own(sender) {
        return Some(if owner == Some(sender) { Disclosure::Itself } else { Disclosure::ThirdParty });
    }
    Some(match circle.outside.as_slice() {
        // nobody looked at them all: that none is outside is not known
        [] if !circle.more => Disclosure::Internal,
        [one] if owner == Some(*one) && !circle.more => Disclosure::Returned,
        _ => Disclosure::External,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::relate::key::Sort;
    use crate::relate::{Knowledge, Parties};

    fn key(n: u32) -> Key {
        Key::of(Sort::Address, &[&n.to_string()])
    }

    fn met(sender: u32, recipients: std::ops::Range<u32>) -> Met {
        let known = Knowledge::default().settle(&Parties::default());
        let recipients = recipients.map(key).collect();
        Met::new(&Circle { sender: Some(key(sender)), recipients, ..Circle::default() }, &known)
    }

    #[test]
    fn the_others_of_a_circle_are_addressed_where_they_are_one() {
        let one = |n: u32| Some(Who::Alone(key(n)));
        assert_eq!(reader(one(1), &met(1, 2..3)), one(2));
        assert_eq!(reader(one(2), &met(1, 1..3)), one(1), "the sender has a copy");
        assert_eq!(reader(one(1), &met(1, 2..4)), None);
        assert_eq!(reader(None, &met(1, 1..2)), one(1));
        assert_eq!(reader(one(1), &met(1, 1..2)), None);
        assert_eq!((met(1, 1..2).relation, met(1, 2..3).relation), (one(1), None));
    }

    #[test]
    fn a_thousand_recipients_are_not_gone_through_for_each_finding() {
        let took = |recipients: u32| {
            let circle = met(0, 1..recipients);
            let began = std::time::Instant::now();
            assert!((0..20_000).all(|_| reader(circle.sender, &circle).is_none()));
            began.elapsed()
        };
        let slow = || {
            let (few, many) = (took(4), took(1_000));
            many > few * 24
        };
        assert!(!slow() || !slow() || !slow());
    }
}
