//! What all messages of a run tell together: who is the same person, whose a value is, which domains are own.
//!
//! What comes in: what each message tells, in any order. What goes out: [`Known`], by which any finding can be given its
//! party and its contact. Every sum here is the same in whatever order it was added up, so that the number of jobs changes
//! nothing. What is held grows with the different persons and values of an archive, and is none of them in clear: keys only. When it is as much as
//! memory may hold, all of it goes to a disk, and is settled there (`outside`).

use std::collections::BTreeMap;
use std::io;
use std::rc::Rc;
use std::sync::Arc;

use foldhash::HashMap;

use super::faces::{Face, Faces};
use super::group::Groups;
use super::key::{Key, KeyMap};
use super::provider::Parties;
use crate::model::{Envelope, Scratch};

mod bytes;
mod leading;
mod nodes;
mod outside;
mod table;
mod tally;

pub use outside::{Answers, Asking, Laid, Questions};

use leading::proposed;
use nodes::Nodes;
use outside::Outside;
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
    /// Not counted where own domains are given: nobody asks then.
    domains: Option<BTreeMap<Box<str>, Traffic>>,
    messages: u64,
    /// Where all goes when there is more than may be held, and how many bytes that is.
    spare: Option<(Arc<dyn Scratch>, usize)>,
    /// All of it, once it went there.
    outside: Option<Box<Outside>>,
    /// Why nothing more could be taken in.
    failure: Option<io::Error>,
}

/// What is known at the end of a run, wherever it is.
#[derive(Debug)]
pub enum Settled {
    /// In memory.
    Held(Known),
    /// On a disk: it is asked for many keys at once.
    Laid(Laid),
}

/// Bytes that a domain takes in memory beside its name.
const DOMAIN: usize = 96;

/// Bytes that a node takes: its key and number, its parent, and when it was met.
const NODE: usize = 24;

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
            domains: Some(BTreeMap::new()),
            messages: 0,
            spare: None,
            outside: None,
            failure: None,
        }
    }
}

impl Knowledge {
    /// Nothing yet. Own domains are those of `parties`, if any are given there; what is more than so many bytes goes to `spare`.
    pub fn new(parties: &Parties, spare: Option<(Arc<dyn Scratch>, usize)>) -> Self {
        let domains = (!parties.are_given()).then(BTreeMap::new);
        Knowledge { domains, spare, ..Knowledge::default() }
    }

    /// Bytes that are held, nearly.
    fn held(&self) -> usize {
        let tallies = self.members.held()
            + self.initials.held()
            + self.private.held()
            + self.names.held()
            + self.values.held();
        tallies + self.nodes.len() * NODE + self.domains.as_ref().map_or(0, |all| all.len() * DOMAIN)
    }

    /// Puts all by where there is more than may be held.
    fn relieve(&mut self) {
        let Some((scratch, most)) = &self.spare else { return };
        if self.held() > *most {
            let outside = Outside::new(scratch.clone(), *most, self.domains.is_some());
            match self.moved(outside) {
                Ok(outside) => self.outside = Some(Box::new(outside)),
                Err(error) => self.failure = Some(error),
            }
        }
    }

    fn moved(&mut self, mut outside: Outside) -> io::Result<Outside> {
        for node in 0..self.parents.len() as u32 {
            let root = self.root(node);
            outside.same(self.nodes.key(node), self.nodes.key(root))?;
            let first = self.first[node as usize];
            if first != UNMET {
                outside.first(self.nodes.key(node), first.into())?;
            }
        }
        (self.nodes, self.parents, self.first) = Default::default();
        for (initials, full) in self.initials.take_sorted() {
            outside.initials(initials, full)?;
        }
        for (node, ()) in self.private.take_sorted() {
            outside.private(node)?;
        }
        for ((node, party), n) in self.members.take_sorted() {
            outside.member(node, party, n)?;
        }
        for ((name, party), told) in self.names.take_sorted() {
            outside.name(name, party, told)?;
        }
        for ((value, party), weight) in self.values.take_sorted() {
            outside.value(value, party, weight)?;
        }
        for (domain, traffic) in self.domains.take().unwrap_or_default() {
            outside.domain(&domain, &traffic)?;
        }
        outside.goes_on(self.met.into(), self.messages);
        Ok(outside)
    }

    /// Says whether all could be taken in.
    ///
    /// # Errors
    ///
    /// What the operating system said: the disk is full.
    pub fn sound(&mut self) -> io::Result<()> {
        self.failure.take().map_or(Ok(()), Err)
    }

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
        if let Some(outside) = &mut self.outside {
            if let Err(error) = outside.add(telling, messages) {
                self.failure = Some(error);
            }
            return;
        }
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
            if let Some(domains) = &mut self.domains {
                domains.entry(domain).or_default().add(&traffic);
            }
        }
        self.messages += messages;
        self.relieve();
    }

    /// Says that a node is met next, in the order of the sources.
    pub fn meet(&mut self, key: Key) {
        if let Some(outside) = &mut self.outside {
            if let Err(error) = outside.meet(key) {
                self.failure = Some(error);
            }
            return;
        }
        let node = self.node(key) as usize;
        if self.first[node] == UNMET {
            self.first[node] = self.met;
            self.met += 1;
        }
    }

    /// The domains that look like the own organisation's, most mail first; none where the mail does not clearly say.
    fn proposed(&self) -> Vec<String> {
        let domains = self.domains.iter().flatten().map(|(domain, traffic)| (&**domain, traffic));
        proposed(domains, 0, self.messages)
    }

    /// Makes up its mind, wherever what it knows is. Own domains are those of `parties`, or those proposed where none are given.
    ///
    /// # Errors
    ///
    /// What the operating system says of what lies on a disk.
    pub fn conclude(mut self, parties: &Parties) -> io::Result<Settled> {
        self.sound()?;
        match self.outside.take() {
            Some(outside) => outside.settle(parties).map(Settled::Laid),
            None => Ok(Settled::Held(self.settle(parties))),
        }
    }

    /// The same of what nothing of which went to a disk, as it had no spare room.
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

/// For each key the party that most speaks for, a node of it, and how much does; with `clearly`, the node only where four of five
/// do: where fewer do, the node is none. Of parties for which as much speaks, the one with the smallest node: numbers of parties depend on the order of
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
        if let Some((party, node, n)) = best {
            let clear = !clearly || u64::from(n) * 5 >= u64::from(sum) * 4;
            all.push((votes[0].0, told(party, if clear { node } else { Key::NONE }, n)));
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
        let (party, node) = self.names.of(name)?;
        (node != Key::NONE).then_some((Who::Met(party), node))
    }

    /// Somebody is known to bear this name; several may.
    pub fn is_borne(&self, name: Key) -> bool {
        self.names.of(name).is_some()
    }

    /// The party whose this value is, as signatures, address fields and the text around it say, and how much says so.
    pub fn value(&self, value: Key) -> Option<(Who, u32)> {
        self.values.of(value).map(|(party, n)| (Who::Met(party), n))
    }
}

#[cfg(test)]
mod tests;
