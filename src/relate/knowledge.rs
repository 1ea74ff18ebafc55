//! What all messages of a run tell together: who is the same person, whose a value is, which domains are own.
//!
//! What comes in: what each message tells, in any order. What goes out: [`Known`], by which any finding can be given its
//! party and its contact. Every sum here is the same in whatever order it was added up, so that the number of jobs changes
//! nothing. Memory grows with the different persons and values of an archive, and holds none of them in clear: keys only.

use std::collections::BTreeMap;

use foldhash::HashMap;
use std::rc::Rc;

use super::faces::{Face, Faces};
use super::group::Groups;
use super::key::{Key, KeyMap};
use super::provider::Parties;
use crate::model::Envelope;

mod bytes;
mod nodes;
mod table;
mod tally;

use nodes::Nodes;
use table::Table;
use tally::Tally;

/// Recipients of one message whose domains are counted.
const RECIPIENTS: usize = 64;

/// What a stretch of messages tells.
#[derive(Debug, Default)]
pub struct Telling {
    same: Vec<(Key, Key)>,
    initials: Vec<(Key, Key)>,
    private: Vec<Key>,
    members: Vec<(Key, Key)>,
    names: Vec<(Key, Key, Key)>,
    values: Vec<(Key, Key, u8)>,
    domains: HashMap<Box<str>, Traffic>,
}

/// How a domain takes part in the mail.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Traffic {
    /// Messages that it sent.
    sent: u64,
    /// Messages that it was sent.
    received: u64,
    /// Messages that it sent to itself.
    inside: u64,
    /// Messages that were delivered to it, as Delivered-To and the like say.
    delivered: u64,
    /// Messages of a folder of sent mail that it sent.
    kept_as_sent: u64,
    /// Messages that it took part in.
    messages: u64,
}

impl Traffic {
    fn add(&mut self, other: &Traffic) {
        self.sent += other.sent;
        self.received += other.received;
        self.inside += other.inside;
        self.delivered += other.delivered;
        self.kept_as_sent += other.kept_as_sent;
        self.messages += other.messages;
    }
}

impl Telling {
    /// Takes in what the groups of a message tell.
    pub fn groups(&mut self, groups: &mut Groups) {
        self.same.append(&mut groups.same);
        self.members.append(&mut groups.members);
        self.initials.append(&mut groups.initials);
        self.private.append(&mut groups.private);
        self.names.append(&mut groups.names);
        self.values.append(&mut groups.values);
    }

    /// Takes in who sent a message to whom; `sent` says that it lies in a folder of sent mail.
    pub fn envelope(&mut self, envelope: &Envelope, faces: &mut Faces, sent: bool) {
        let mut domains: Vec<(Rc<Face>, Traffic)> = Vec::new();
        let mut note = |face: Rc<Face>, how: fn(&mut Traffic)| {
            if face.domain.is_none() {
                return;
            }
            match domains.iter_mut().find(|(known, _)| known.domain == face.domain) {
                Some((_, traffic)) => how(traffic),
                None => {
                    let mut traffic = Traffic { messages: 1, ..Traffic::default() };
                    how(&mut traffic);
                    domains.push((face, traffic));
                }
            }
        };
        if let Some(author) = envelope.author() {
            let mark: fn(&mut Traffic) =
                if sent { |t| (t.sent, t.kept_as_sent) = (1, 1) } else { |t| t.sent = 1 };
            note(faces.address(author.address.reveal()), mark);
        }
        for mailbox in envelope.recipients.iter().take(RECIPIENTS) {
            note(faces.address(mailbox.address.reveal()), |t| t.received = 1);
        }
        for address in &envelope.delivered_to {
            note(faces.address(address.reveal()), |t| t.delivered = 1);
        }
        for (face, mut traffic) in domains {
            traffic.inside = traffic.sent & traffic.received;
            if let Some(domain) = &face.domain {
                match self.domains.get_mut(domain) {
                    Some(known) => known.add(&traffic),
                    None => drop(self.domains.insert(domain.clone(), traffic)),
                }
            }
        }
    }

    /// Takes in what another stretch of messages tells.
    pub fn join(&mut self, mut other: Telling) {
        self.same.append(&mut other.same);
        self.initials.append(&mut other.initials);
        self.private.append(&mut other.private);
        self.members.append(&mut other.members);
        self.names.append(&mut other.names);
        self.values.append(&mut other.values);
        for (domain, traffic) in other.domains {
            self.domains.entry(domain).or_default().add(&traffic);
        }
    }

    /// Entries that are held.
    pub fn len(&self) -> usize {
        self.same.len()
            + self.initials.len()
            + self.private.len()
            + self.members.len()
            + self.names.len()
            + self.values.len()
            + self.domains.len()
    }

    /// Nothing is held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What the messages so far tell together.
#[derive(Debug)]
pub struct Knowledge {
    nodes: Nodes,
    parents: Vec<u32>,
    /// When a node was first met, in the order of the sources; [`UNMET`] where it was not yet.
    first: Vec<u32>,
    met: u32,
    members: Tally<(Key, Key), u32>,
    /// The one full name that initials with a number stand for; `None` where there are several.
    initials: Tally<Key, Option<Key>>,
    private: Tally<Key, ()>,
    names: Tally<(Key, Key), (u32, Key)>,
    values: Tally<(Key, Key), u32>,
    domains: BTreeMap<Box<str>, Traffic>,
    messages: u64,
}

/// A node that no finding names.
const UNMET: u32 = u32::MAX;

impl Default for Knowledge {
    fn default() -> Self {
        Knowledge {
            nodes: Nodes::default(),
            parents: Vec::new(),
            first: Vec::new(),
            met: 0,
            members: Tally::new(u32::saturating_add),
            initials: Tally::new(|one, other| if one == other { one } else { None }),
            private: Tally::new(|(), ()| ()),
            names: Tally::new(|one, other| (one.0.saturating_add(other.0), one.1.min(other.1))),
            values: Tally::new(u32::saturating_add),
            domains: BTreeMap::new(),
            messages: 0,
        }
    }
}

impl Knowledge {
    fn node(&mut self, key: Key) -> u32 {
        let node = self.nodes.number(key);
        if node as usize == self.parents.len() {
            self.parents.push(node);
            self.first.push(UNMET);
        }
        node
    }

    /// Makes the parties of two nodes one.
    fn unite(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        self.parents[one.max(other) as usize] = one.min(other);
    }

    fn root(&mut self, mut node: u32) -> u32 {
        while self.parents[node as usize] != node {
            let above = self.parents[self.parents[node as usize] as usize];
            self.parents[node as usize] = above;
            node = above;
        }
        node
    }

    /// Takes in what a stretch of messages tells, and empties it.
    pub fn add(&mut self, telling: &mut Telling, messages: u64) {
        for (one, other) in telling.same.drain(..) {
            let (one, other) = (self.node(one), self.node(other));
            self.unite(one, other);
        }
        telling.initials.drain(..).for_each(|(initials, full)| self.initials.add(initials, Some(full)));
        telling.private.drain(..).for_each(|node| self.private.add(node, ()));
        telling.members.drain(..).for_each(|member| self.members.add(member, 1));
        telling.names.drain(..).for_each(|(name, node, party)| self.names.add((name, party), (1, node)));
        let values = telling.values.drain(..);
        values.for_each(|(value, party, weight)| self.values.add((value, party), u32::from(weight)));
        for (domain, traffic) in telling.domains.drain() {
            self.domains.entry(domain).or_default().add(&traffic);
        }
        self.messages += messages;
    }

    /// Says that a node is met next, in the order of the sources.
    pub fn meet(&mut self, key: Key) {
        let node = self.node(key) as usize;
        if self.first[node] == UNMET {
            self.first[node] = self.met;
            self.met += 1;
        }
    }

    /// The domains that look like the own organisation's, most mail first; none where the mail does not clearly say.
    ///
    /// An archive is kept by somebody: what was delivered there, and what lies in folders of sent mail, names them.
    /// Without such marks it is the domain that takes part in most messages, by far; with it go those that write to
    /// themselves there as it does.
    pub fn proposed(&self) -> Vec<String> {
        /// Messages from which a domain without marks may be told.
        const LEAST: u64 = 10;
        let mut ranked: Vec<(&str, &Traffic)> = self.domains.iter().map(|(d, t)| (&**d, t)).collect();
        let marks = |t: &Traffic| t.delivered + t.kept_as_sent;
        ranked.sort_by(|a, b| {
            (marks(b.1) > 1, b.1.messages).cmp(&(marks(a.1) > 1, a.1.messages)).then(a.0.cmp(b.0))
        });
        let Some((first, most)) = ranked.first().copied() else { return Vec::new() };
        let marked = |t: &Traffic| marks(t) > 1 && marks(t) * 20 >= t.messages;
        let mut own = vec![first.to_owned()];
        let mut next = 0;
        for (domain, traffic) in ranked.iter().skip(1) {
            // another domain of the same house: it writes to itself, and takes part in much
            let much = traffic.messages * 20 >= most.messages && traffic.messages >= LEAST;
            let inside = traffic.inside * 20 >= traffic.messages && traffic.inside > 1;
            let both = traffic.sent * 5 >= traffic.messages && traffic.received * 5 >= traffic.messages;
            if much && both && inside && (marked(traffic) || !marked(most)) {
                own.push((*domain).to_owned());
            } else {
                next = next.max(traffic.messages);
            }
        }
        let clear = most.messages >= LEAST && most.messages >= 2 * next;
        if marked(most) && most.messages * 4 >= self.messages || clear { own } else { Vec::new() }
    }

    /// Makes up its mind. Own domains are those of `parties`, or those proposed where none are given.
    pub fn settle(mut self, parties: &Parties) -> Known {
        let proposed = if parties.are_given() { Vec::new() } else { self.proposed() };
        let own = self.node(Parties::own_key());
        for domain in &proposed {
            let node = self.node(Parties::of_domain(domain));
            self.unite(own, node);
        }
        // initials with a number are the one person who has it, not a husband or a sister
        for (initials, full) in self.initials.take_sorted() {
            if let (Some(initials), Some(full)) = (self.nodes.of(initials), full) {
                let full = self.node(full);
                self.unite(initials, full);
            }
        }
        let members = self.members.take_sorted();
        for ((node, party), _) in &members {
            self.node(*node);
            self.node(*party);
        }
        let (names, values) = (self.names.take_sorted(), self.values.take_sorted());
        for party in
            names.iter().map(|((_, party), _)| party).chain(values.iter().map(|((_, party), _)| party))
        {
            self.node(*party);
        }
        let roots: Vec<u32> = (0..self.parents.len() as u32).map(|n| self.root(n)).collect();
        self.parents = Vec::new();
        let nodes = &self.nodes;
        // a person belongs to the organisation that most of its mail says
        let votes = members
            .into_iter()
            .filter_map(|((node, party), n)| Some(((roots[nodes.of(node)? as usize], party), n)));
        let mut votes: Vec<((u32, Key), u32)> = votes.collect();
        votes.sort_unstable();
        let mut belongs: KeyMap<u32, (u32, Key)> = KeyMap::default();
        for votes in votes.chunk_by(|a, b| a.0 == b.0) {
            let (root, party) = votes[0].0;
            let n = votes.iter().fold(0_u32, |n, vote| n.saturating_add(vote.1));
            let best = belongs.entry(root).or_insert((n, party));
            if (n, std::cmp::Reverse(party)) > (best.0, std::cmp::Reverse(best.1)) {
                *best = (n, party);
            }
        }
        drop(votes);
        // the party of a root: its organisation, or itself
        let party_of = |root: u32| {
            let party = belongs.get(&root).and_then(|(_, party)| nodes.of(*party));
            party.map_or(root, |node| roots[node as usize])
        };
        let mut parties: Vec<u32> = roots.iter().map(|root| party_of(*root)).collect();
        // a private address is outside, whoever's name and number it goes with: anybody can write from one
        let own_party = parties[own as usize];
        for (key, ()) in self.private.take_sorted() {
            if let Some(node) = nodes.of(key)
                && parties[node as usize] == own_party
            {
                parties[node as usize] = node;
            }
        }
        drop(belongs);
        let persons = numbers(&roots, &self.first);
        drop(roots);
        let contacts = numbers(&parties, &self.first);
        let met = |key: Key| nodes.of(key).map(|node| parties[node as usize]);
        let told = |name: Key, of: Key, n: u32, node: Key| met(of).map(|party| (name, party, n, node));
        let names = names.into_iter().filter_map(|((name, of), (n, node))| told(name, of, n, node)).collect();
        let names = most(names, true, |party, node, _| (party, node));
        let values = values.into_iter().filter_map(|((value, of), n)| told(value, of, n, of)).collect();
        let values = most(values, false, |party, _, n| (party, n));
        Known {
            own: parties[own as usize],
            proposed,
            contacts_met: contacts.iter().copied().max().unwrap_or_default(),
            nodes: Table::of_sorted(self.nodes.into_sorted()),
            parties,
            persons,
            contacts,
            names: Table::of_sorted(names),
            values: Table::of_sorted(values),
        }
    }
}

/// That something is a party's: what, the party by its node, how much says so, and a node of it.
type Vote = (Key, u32, u32, Key);

/// Numbers what has the same root, from 1, in the order in which the first of it was met; 0 for what was not.
fn numbers(roots: &[u32], first: &[u32]) -> Vec<u32> {
    let mut number = vec![UNMET; roots.len()];
    for (node, root) in roots.iter().enumerate() {
        let own = &mut number[*root as usize];
        *own = (*own).min(first[node]);
    }
    let mut order: Vec<u32> =
        (0..roots.len() as u32).filter(|root| number[*root as usize] != UNMET).collect();
    order.sort_unstable_by_key(|root| number[*root as usize]);
    number.fill(0);
    for (n, root) in order.iter().enumerate() {
        number[*root as usize] = n as u32 + 1;
    }
    drop(order);
    roots.iter().map(|root| number[*root as usize]).collect()
}

/// For each key the party that most speaks for, a node of it, and how much does; with `clearly`, only where four of five
/// do. Of parties for which as much speaks, the one with the smallest node: numbers of parties depend on the order of
/// reading, keys do not. In ascending order of the keys.
fn most<V>(mut votes: Vec<Vote>, clearly: bool, told: impl Fn(u32, Key, u32) -> V) -> Vec<(Key, V)> {
    votes.sort_unstable();
    let mut all = Vec::with_capacity(votes.chunk_by(|a, b| a.0 == b.0).count());
    for votes in votes.chunk_by(|a, b| a.0 == b.0) {
        let mut sum = 0_u32;
        let mut best: Option<(u32, Key, u32)> = None;
        for party in votes.chunk_by(|a, b| a.1 == b.1) {
            let n = party.iter().fold(0_u32, |n, vote| n.saturating_add(vote.2));
            let node = party.iter().map(|vote| vote.3).min();
            sum = sum.saturating_add(n);
            if let Some(node) = node
                && best.is_none_or(|b| (n, std::cmp::Reverse(node)) > (b.2, std::cmp::Reverse(b.1)))
            {
                best = Some((party[0].1, node, n));
            }
        }
        if let Some((party, node, n)) = best
            && (!clearly || u64::from(n) * 5 >= u64::from(sum) * 4)
        {
            all.push((votes[0].0, told(party, node, n)));
        }
    }
    all
}

/// A party, as it is known at the end of a run: all its keys are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// One that others are told of, by a number that means nothing outside the run.
    Met(u32),
    /// One that only its key tells.
    Alone(Key),
}

/// What is known at the end of a run.
#[derive(Debug, Default)]
pub struct Known {
    own: u32,
    proposed: Vec<String>,
    nodes: Table<u32>,
    parties: Vec<u32>,
    persons: Vec<u32>,
    contacts: Vec<u32>,
    contacts_met: u32,
    names: Table<(u32, Key)>,
    values: Table<(u32, u32)>,
}

impl Known {
    /// The own domains that were told from the mail, because none were given.
    pub fn proposed(&self) -> &[String] {
        &self.proposed
    }

    /// How many contacts there are.
    pub fn contacts(&self) -> u64 {
        u64::from(self.contacts_met)
    }

    /// The party of a key: of a person at an organisation the organisation, of a person with several addresses the one
    /// person.
    pub fn party(&self, key: Key) -> Who {
        let party = self.nodes.of(key).and_then(|node| self.parties.get(node as usize));
        party.map_or(Who::Alone(key), |party| Who::Met(*party))
    }

    /// True for the own organisation.
    pub fn is_own(&self, party: Who) -> bool {
        party == Who::Met(self.own)
    }

    /// The number of the contact that a party is, from 1.
    pub fn contact(&self, party: Who) -> Option<u64> {
        let Who::Met(node) = party else { return None };
        self.contacts.get(node as usize).filter(|n| **n > 0).map(|n| u64::from(*n))
    }

    /// The number of the person that a node is, from 1.
    pub fn person(&self, node: Key) -> Option<u64> {
        let node = self.nodes.of(node)?;
        self.persons.get(node as usize).filter(|n| **n > 0).map(|n| u64::from(*n))
    }

    /// The party and the node of the person who bears this name, where it is one.
    pub fn named(&self, name: Key) -> Option<(Who, Key)> {
        self.names.of(name).map(|(party, node)| (Who::Met(party), node))
    }

    /// The party whose this value is, as signatures, address fields and the text around it say, and how much says so.
    pub fn value(&self, value: Key) -> Option<(Who, u32)> {
        self.values.of(value).map(|(party, n)| (Who::Met(party), n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Mailbox, Sensitive};

    fn mailbox(address: &str) -> Mailbox {
        Mailbox { name: None, address: Sensitive::new(address.to_owned()) }
    }

    fn proposed(mails: &[(&str, &str, bool, u32)]) -> Vec<String> {
        let mut faces = Faces::new(&Parties::default());
        let mut knowledge = Knowledge::default();
        let mut telling = Telling::default();
        for (from, to, delivered, times) in mails {
            let envelope = Envelope {
                from: vec![mailbox(from)],
                recipients: vec![mailbox(to)],
                delivered_to: if *delivered { vec![mailbox(to).address] } else { Vec::new() },
                ..Envelope::default()
            };
            for _ in 0..*times {
                telling.envelope(&envelope, &mut faces, false);
                knowledge.add(&mut telling, 1);
            }
        }
        knowledge.proposed()
    }

    #[test]
    fn own_domains_are_told_where_the_mail_clearly_says() {
        let many = [
            ("a@eigen.nl", "b@eigen.nl", false, 5),
            ("a@eigen.nl", "c@klant.nl", false, 6),
            ("d@ander.nl", "b@eigen.nl", false, 9),
        ];
        assert_eq!(proposed(&many), ["eigen.nl"]);
        let delivered = [("d@ander.nl", "b@eigen.nl", true, 3), ("e@ander.nl", "x@gmail.com", false, 1)];
        assert_eq!(proposed(&delivered), ["eigen.nl"]);
        let sister = [
            ("a@eigen.nl", "b@eigen.nl", false, 20),
            ("a@zuster.nl", "b@zuster.nl", false, 10),
            ("a@zuster.nl", "c@eigen.nl", false, 10),
            ("c@klant.nl", "b@zuster.nl", false, 5),
        ];
        assert_eq!(proposed(&sister), ["eigen.nl", "zuster.nl"]);
        assert!(proposed(&[("jan@klant.nl", "info@eigen.nl", false, 3)]).is_empty(), "either may be it");
        assert!(proposed(&[("jan@gmail.com", "piet@ziggo.nl", true, 50)]).is_empty(), "providers are nobody");
    }

    #[test]
    fn what_is_known_does_not_depend_on_the_order() {
        let key = |n: u64| Key::from_bytes(n.to_le_bytes());
        let pairs = [(1, 2), (3, 4), (2, 5), (6, 4)];
        let settled = |order: &[usize]| {
            let mut knowledge = Knowledge::default();
            for n in order {
                let mut telling =
                    Telling { same: vec![(key(pairs[*n].0), key(pairs[*n].1))], ..Telling::default() };
                telling.values.push((key(100), key(pairs[*n].0), 2));
                telling.members.push((key(pairs[*n].1), key(50)));
                knowledge.add(&mut telling, 1);
            }
            for n in 1..7 {
                knowledge.meet(key(n));
            }
            let known = knowledge.settle(&Parties::default());
            let persons: Vec<_> = (1..7).map(|n| known.person(key(n))).collect();
            let contacts: Vec<_> = (1..7).map(|n| known.contact(known.party(key(n)))).collect();
            (persons, contacts, known.value(key(100)).map(|(who, n)| (known.contact(who), n)))
        };
        let first = settled(&[0, 1, 2, 3]);
        assert_eq!(first.0, [1, 1, 2, 2, 1, 2].map(Some));
        assert_eq!(first.1, [1; 6].map(Some), "all belong to one organisation");
        assert_eq!(first, settled(&[3, 2, 1, 0]));
        assert_eq!(first, settled(&[2, 0, 3, 1]));
    }
}
