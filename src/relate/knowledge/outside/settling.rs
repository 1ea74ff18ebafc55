//! Who is who, told from what was gathered outside of memory.
//!
//! In: what was gathered. Out: [`Laid`]: for each key its person and its party, for each name and value whose it is, in the order of the keys. It comes to the
//! same as [`Knowledge::settle`](crate::relate::Knowledge::settle), step by step.

use std::io;

use super::components::components;
use super::ranks::Ranks;
use super::sorter::{Laying, Lookup, Room, Row, Rows, Sorted, Sorter, once};
use super::{Outside, add, weights};
use crate::relate::provider::Parties;

/// When a node was first met that was not.
pub(super) const UNMET: u64 = u64::MAX >> 1;

/// What is known at the end of a run, outside of memory.
#[derive(Debug)]
pub struct Laid {
    pub(super) room: Room,
    pub(super) own: u64,
    proposed: Vec<String>,
    /// Key, party, when its person was first met, when its party was.
    pub(super) nodes: Sorted<4>,
    /// Name, party, when that was first met, a node of it.
    pub(super) names: Sorted<4>,
    /// Value, party, when that was first met, how much says so.
    pub(super) values: Sorted<4>,
    pub(super) persons: Ranks,
    pub(super) contacts: Ranks,
}

impl Laid {
    /// The own domains that were told from the mail, because none were given.
    pub fn proposed(&self) -> &[String] {
        &self.proposed
    }

    /// How many contacts there are.
    pub fn contacts(&self) -> u64 {
        self.contacts.len()
    }
}

impl Outside {
    /// Makes up its mind. Own domains are those of `parties`, or those proposed where none are given.
    pub(in super::super) fn settle(self, parties: &Parties) -> io::Result<Laid> {
        let Outside { room, same, initials, private, members, names, values, first, met, domains, messages } =
            self;
        let proposed = match domains {
            Some(domains) if !parties.are_given() => domains.proposed(messages)?,
            _ => Vec::new(),
        };
        let own = Parties::own_key().bits();
        let (first, private, members) = (first.finish()?, private.finish()?, members.finish()?);
        let same = same.finish()?;
        // initials with a number are the one person who has it, not a husband or a sister
        let mut more = Sorter::new(&room, once);
        let initials = initials.finish()?;
        {
            let (mut told, mut seen) = (Lookup::new(&same)?, Lookup::new(&first)?);
            let mut rows = initials.rows()?;
            while let Some([initials, full, several]) = rows.next()? {
                let met = told.of(initials)?.is_some() || seen.of(initials)?.is_some();
                if several == 0 && met && initials != full {
                    more.push([initials, full])?;
                    more.push([full, initials])?;
                }
            }
        }
        drop(initials);
        for domain in &proposed {
            let domain = Parties::of_domain(domain).bits();
            if domain != own {
                more.push([own, domain])?;
                more.push([domain, own])?;
            }
        }
        let roots = components(same.with(more.finish()?, &room)?, &room)?;
        let (belongs, houses) = belongs(&members, &roots, &room)?;
        let own_root = Lookup::new(&roots)?.of(own)?.map_or(own, |[_, root]| root);
        let own = Lookup::new(&belongs)?.of(own_root)?.map_or(own_root, |[_, party]| party);
        let by_root = by_root([&roots, &first], [&private, &houses], &members, &room)?;
        drop((roots, first, private, members, houses));
        // a person's party; a private address is outside, whoever's name and number it goes with: anybody can write from one
        let mut by_party = Sorter::new(&room, once);
        let mut persons = Ranks::below(met);
        {
            let mut organisations = Lookup::new(&belongs)?;
            let mut rows = by_root.rows()?;
            let mut of: Option<(u64, u64, u64)> = None;
            while let Some([root, mark, key]) = rows.next()? {
                let (seen, private) = (mark >> 1, mark & 1 == 1);
                let (_, party, begun) = match of {
                    Some(known @ (of, ..)) if of == root => known,
                    _ => {
                        persons.put(seen);
                        let party = organisations.of(root)?.map_or(root, |[_, party]| party);
                        *of.insert((root, party, seen))
                    }
                };
                let party = if private && party == own { key } else { party };
                by_party.push([party, seen, key, begun])?;
            }
        }
        drop((by_root, belongs));
        let by_party = by_party.finish()?;
        let mut contacts = Ranks::below(met);
        let mut nodes = Sorter::new(&room, once);
        {
            let mut rows = by_party.rows()?;
            let mut of: Option<(u64, u64)> = None;
            while let Some([party, seen, key, person]) = rows.next()? {
                let (_, begun) = match of {
                    Some(known @ (of, _)) if of == party => known,
                    _ => {
                        contacts.put(seen);
                        *of.insert((party, seen))
                    }
                };
                nodes.push([key, party, person, begun])?;
            }
        }
        drop(by_party);
        let nodes = nodes.finish()?;
        persons.count();
        contacts.count();
        let names = {
            let mut by_party = Sorter::new(&room, once);
            let names = names.finish()?;
            let mut rows = names.rows()?;
            while let Some([name, party, node, n]) = rows.next()? {
                by_party.push([party, name, node, n])?;
            }
            drop(rows);
            drop(names);
            most(&by_party.finish()?, &nodes, true, &room)?
        };
        let values = {
            let mut by_party = Sorter::new(&room, once);
            let values = values.finish()?;
            let mut rows = values.rows()?;
            while let Some([value, party, n]) = rows.next()? {
                by_party.push([party, value, party, n])?;
            }
            drop(rows);
            drop(values);
            most(&by_party.finish()?, &nodes, false, &room)?
        };
        Ok(Laid { room, own, proposed, nodes, names, values, persons, contacts })
    }
}

/// The organisation of each root that has one, as a root, by the root; and these organisations' keys.
///
/// A person belongs to the organisation that most of its mail says.
fn belongs(members: &Sorted<3>, roots: &Sorted<2>, room: &Room) -> io::Result<(Sorted<2>, Sorted<1>)> {
    let mut votes = Sorter::new(room, weights);
    {
        let mut lookup = Lookup::new(roots)?;
        let mut rows = members.rows()?;
        while let Some([node, party, n]) = rows.next()? {
            let root = lookup.of(node)?.map_or(node, |[_, root]| root);
            votes.push([root, party, n])?;
        }
    }
    let votes = votes.finish()?;
    let mut by_party = Sorter::new(room, once);
    {
        let mut rows = votes.rows()?;
        let mut best: Option<[u64; 3]> = None;
        while let Some(vote) = rows.next()? {
            match &mut best {
                // parties come in ascending order: of those that as much speaks for, the first stays
                Some(best) if best[0] == vote[0] => {
                    if vote[2] > best[2] {
                        *best = vote;
                    }
                }
                _ => {
                    if let Some([root, party, _]) = best.replace(vote) {
                        by_party.push([party, root])?;
                    }
                }
            }
        }
        if let Some([root, party, _]) = best {
            by_party.push([party, root])?;
        }
    }
    drop(votes);
    let by_party = by_party.finish()?;
    let (mut belongs, mut houses) = (Sorter::new(room, once), Sorter::new(room, once));
    // the own organisation is there, whoever belongs to it
    houses.push([Parties::own_key().bits()])?;
    let mut lookup = Lookup::new(roots)?;
    let mut rows = by_party.rows()?;
    while let Some([party, root]) = rows.next()? {
        let house = lookup.of(party)?.map_or(party, |[_, root]| root);
        belongs.push([root, house])?;
        houses.push([house])?;
    }
    Ok((belongs.finish()?, houses.finish()?))
}

/// All keys by their roots: root, when the key was first met and whether it is private, key.
fn by_root(
    [roots, first]: [&Sorted<2>; 2],
    [private, houses]: [&Sorted<1>; 2],
    members: &Sorted<3>,
    room: &Room,
) -> io::Result<Sorted<3>> {
    let mut all = Sorter::new(room, once);
    let (mut roots, mut first) = (Lookup::new(roots)?, Lookup::new(first)?);
    let (mut private, mut houses) = (Lookup::new(private)?, Lookup::new(houses)?);
    let mut members = Lookup::new(members)?;
    while let Some(next) =
        [roots.first(), first.first(), houses.first(), members.first()].into_iter().flatten().min()
    {
        let root = roots.of(next)?.map_or(next, |[_, root]| root);
        let seen = first.of(next)?.map_or(UNMET, |[_, seen]| seen);
        let is_private = private.of(next)?.is_some();
        all.push([root, seen << 1 | u64::from(is_private), next])?;
        roots.leave(next)?;
        first.leave(next)?;
        houses.leave(next)?;
        members.leave(next)?;
    }
    all.finish()
}

/// The node of nobody: [`Key::NONE`].
const NOBODY: u64 = 0;

/// For each name or value the party that most speaks for, when that was first met, and a node of it or how much does.
///
/// Rows that come in: party as it is said, name or value, node, how often. With `clearly` what is told is a node, which is [`NOBODY`]
/// where fewer than four of five speak for the party.
fn most(by_party: &Sorted<4>, nodes: &Sorted<4>, clearly: bool, room: &Room) -> io::Result<Sorted<4>> {
    let mut votes = Sorter::new(room, sums);
    {
        let mut lookup = Lookup::new(nodes)?;
        let mut rows = by_party.rows()?;
        while let Some([of, key, node, n]) = rows.next()? {
            let (party, seen) = lookup.of(of)?.map_or((of, UNMET), |[_, party, _, seen]| (party, seen));
            votes.push([key, party, node, seen, n])?;
        }
    }
    let votes = votes.finish()?;
    let mut told = Laying::new(room);
    let mut rows = votes.rows()?;
    let mut next = rows.next()?;
    while let Some([key, ..]) = next {
        let (mut sum, mut best) = (0, None);
        while let Some([_, party, node, ..]) = next.filter(|row| row[0] == key) {
            // the first of a party has its smallest node
            let (n, seen) = party_of(&mut rows, &mut next, key, party)?;
            sum = add(sum, n);
            if best
                .is_none_or(|(_, other, m, _)| (n, std::cmp::Reverse(node)) > (m, std::cmp::Reverse(other)))
            {
                best = Some((party, node, n, seen));
            }
        }
        if let Some((party, node, n, seen)) = best {
            let node = if n * 5 >= sum * 4 { node } else { NOBODY };
            told.push([key, party, seen, if clearly { node } else { n }])?;
        }
    }
    told.finish()
}

/// How much speaks for a party, whose rows are left behind, and when it was first met.
fn party_of(
    rows: &mut Rows<'_, 5>,
    next: &mut Option<[u64; 5]>,
    key: u64,
    party: u64,
) -> io::Result<(u64, u64)> {
    let (mut n, mut first) = (0, UNMET);
    while let Some([_, _, _, seen, more]) = next.filter(|row| row[..2] == [key, party]) {
        (n, first) = (add(n, more), first.min(seen));
        *next = rows.next()?;
    }
    Ok((n, first))
}

/// What is said of the same party and node comes together.
fn sums(one: &mut Row<5>, next: &Row<5>) -> bool {
    let same = one[..4] == next[..4];
    if same {
        one[4] = add(one[4], next[4]);
    }
    same
}
