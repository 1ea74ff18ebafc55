//! Whose each group is, once all findings of the message are in one.
//!
//! In: the groups of a message as they were opened, each with what names somebody in it. Out: who each is, and what that tells
//! other messages. This module refuses to know where a group begins and ends.

use std::rc::Rc;

use super::{Group, Owner, Shape, Work, list};
use crate::model::{Finding, Person};
use crate::relate::faces::Face;
use crate::relate::key::{Key, Sort};
use crate::relate::open::Open;

/// Groups whose memory is kept.
const SPARE: usize = 256;

impl Work<'_> {
    /// Decides whose each group is.
    pub(super) fn close(mut self, findings: &[Finding], threshold: usize) {
        let open = std::mem::take(&mut self.open);
        for group in &open {
            let group = self.decide(group);
            self.out.groups.push(group);
        }
        list::mark(self.out, findings, threshold);
        self.spare.extend(open.into_iter().take(SPARE));
        self.spare.truncate(SPARE);
    }

    fn decide(&mut self, open: &Open) -> Group {
        let author = open.author.map(|(party, _)| party).or(open.author_name);
        let staff = open.staff.filter(|_| {
            // `onze Jan Smit, Jansen Bouw BV` is of the firm that stands beside him, where it is not the sender's
            let house = || {
                let sender = self.people.sender.as_ref().map(|sender| sender.party);
                self.people.may_be_senders(&open.firms)
                    || sender.is_some() && self.people.house(&open.firms) == sender
            };
            open.firms.is_empty() && (!(open.beside_job || open.roster) || open.addresses.is_empty())
                || !(open.beside_job || open.roster) && house()
        });
        let personal = |f: &&Rc<Face>| !f.role;
        let fitting = |f: &&Rc<Face>| !f.role && open.names_fit(f);
        let signed = open.shape == Shape::Signature && (open.author.is_some() || open.author_name.is_some());
        // in a signature stands what its author put there: an address that fits no name in it may be anybody's
        let address = open
            .addresses
            .iter()
            .find(fitting)
            .or_else(|| open.addresses.iter().find(personal).filter(|_| !signed));
        let office = open.addresses.first();
        let named = open.names.first();
        let known = named.and_then(|name| self.people.find(name));
        let (owner, node) = if signed {
            match (open.author, open.author_name) {
                (Some((party, node)), _) => (Owner::Party(party), Some(node)),
                (None, Some(name)) => (Owner::Named(name), None),
                (None, None) => (Owner::Nobody, None),
            }
        } else if let Some(address) = address {
            (Owner::Party(address.party), Some(address.node))
        } else if let Some((party, node)) = known {
            (Owner::Party(party), Some(node))
        } else if let Some((party, node)) = open.author
            && staff == Some(Person::First)
            // who writes from a private address has colleagues elsewhere
            && party != node
        {
            (Owner::Party(party), None)
        } else if let Some(office) = office {
            (Owner::Party(office.party), None)
        } else if let Some(party) = open.sites.first().copied().or_else(|| self.people.house(&open.firms)) {
            (Owner::Party(party), None)
        } else if let Some(name) = named.and_then(|n| n.full().or_else(|| n.short())) {
            (Owner::Named(name), None)
        } else if let Some(organisation) = open.organisation() {
            (Owner::Other(organisation), None)
        } else if open.person == Some(Person::Third) {
            (Owner::Other(Key::of(Sort::Loose, &["third"])), None)
        } else {
            (Owner::Nobody, None)
        };
        // an office or a page beside a name does not say that the two belong together
        let party_key = match owner {
            Owner::Party(key) if address.is_some() || node.is_some() => Some(key),
            _ => None,
        };
        // that a name is that of a correspondent is a guess: it joins nobody to a number
        let guessed = address.is_none() && known.is_some() && open.shape != Shape::Signature;
        let node = match node {
            Some(node) if guessed => node,
            _ => self.nodes(open, party_key, node, address),
        };
        self.tell(open, owner, node);
        Group {
            shape: open.shape,
            owner,
            author,
            guessed: open.guessed,
            node,
            person: match staff {
                // the number beside who works when is theirs
                Some(_) if open.roster => Some(Person::First),
                Some(_) => staff,
                None => open.person,
            },
            // at a private address nobody else works: who is ill there is of the family
            writers: staff == Some(Person::Third) && open.author.is_none_or(|(party, node)| party != node)
                || matches!(owner, Owner::Other(_)) && self.people.may_be_senders(&open.firms)
                || matches!(staff, Some(Person::Second | Person::Doing))
                    && matches!(owner, Owner::Named(_))
                    && self.people.are_organisations(),
            beside: match owner {
                Owner::Named(_) => open.firms.first().map(|f| f.value).or(open.phones.first().copied()),
                Owner::Other(_) => open.firms.first().map(|f| f.value),
                _ => None,
            },
            line: match owner {
                Owner::Party(_) => open.lines.first().copied(),
                // whose firm is named is not of the house of a neighbour's number
                _ if !open.firms.is_empty() => None,
                _ => open.lines.first().copied(),
            },
            counts: !open.names.is_empty() || !open.addresses.is_empty() || !open.phones.is_empty(),
            list: false,
        }
    }

    /// The node of the person, and which others it is the same as.
    fn nodes(
        &mut self,
        open: &Open,
        party: Option<Key>,
        node: Option<Key>,
        address: Option<&Rc<Face>>,
    ) -> Key {
        let mut all = std::mem::take(&mut self.nodes);
        all.clear();
        all.extend(address.map(|f| f.node));
        self.out.private.extend(address.filter(|f| f.domain.is_none()).map(|f| f.node));
        all.extend(node);
        // several people in one group tell nothing of each other
        let one = open.names.windows(2).all(|pair| pair[0].agrees(&pair[1]));
        // in a sentence, a name and an address that is not made of it may be two people's
        let told = open.shape != Shape::Passage || address.is_none_or(|f| open.names_fit(f));
        if let Some(name) = open.names.iter().find(|n| n.full().is_some()).or(open.names.first())
            && one
            && told
        {
            let short = name.short();
            if open.phones.len() <= 4 {
                for phone in &open.phones {
                    let initials = short.map(|short| short.with(Sort::Numbered, *phone));
                    match name.full() {
                        Some(full) => {
                            let full = full.with(Sort::Numbered, *phone);
                            all.push(full);
                            self.out.initials.extend(initials.map(|initials| (initials, full)));
                        }
                        None => all.extend(initials),
                    }
                }
            }
            if let (Some(full), Some(party)) = (name.full(), party) {
                all.push(full.with(Sort::Member, party));
            }
            if let (Some(full), Some(organisation)) = (name.full(), open.organisation()) {
                all.push(full.with(Sort::Member, organisation));
            }
            if all.is_empty() {
                all.extend(name.full().or(short));
            }
        }
        let node = all.first().copied().unwrap_or_else(|| {
            let firm = party.or(open.organisation());
            match (firm, open.phones.first(), open.values.first()) {
                (Some(firm), ..) => firm.with(Sort::Party, firm),
                (None, Some(value), _) | (None, None, Some(value)) => *value,
                (None, None, None) => Key::of(Sort::Loose, &[]),
            }
        });
        self.out.same.extend(all.iter().filter(|other| **other != node).map(|other| (node, *other)));
        if let Some(party) = party
            && party != node
            && !all.is_empty()
        {
            self.out.members.push((node, party));
        }
        self.nodes = all;
        node
    }

    /// What the group tells other messages: whose a value is, and who bears a name.
    fn tell(&mut self, open: &Open, owner: Owner, node: Key) {
        let Owner::Party(party) = owner else { return };
        // who did something on a platform is not of its house
        let programs = open.shape == Shape::Mailbox && open.addresses.first().is_some_and(|f| f.program);
        for name in open.names.iter().filter(|_| !programs) {
            for key in name.full().into_iter().chain(name.short()) {
                self.out.names.push((key, node, party));
            }
        }
        let weight = match open.shape {
            Shape::Signature => 8,
            Shape::Mailbox => 4,
            Shape::Passage => 2,
        };
        // next to the number of somebody at home are those of strangers
        let lines = if party == node { &[] } else { open.lines.as_slice() };
        let values = open.values.iter().chain(lines);
        self.out.values.extend(values.map(|value| (*value, party, weight)));
    }
}
