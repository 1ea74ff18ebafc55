//! Which lists are versions of one another, and who took many relations' details to a private address.
//!
//! What comes in: the contacts of each list; for each message from the own organisation to a private address, whose details
//! went. What goes out: numbers of series, and facts about senders. This module refuses to judge anybody.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::key::{Key, KeyMap, Sort};

/// Hashes of a list that are kept to compare it by.
const SKETCH: usize = 64;

/// The smallest hashes of the contacts of a list (bottom-k sketch; Broder 1997): what two lists share of them is what they
/// share of all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sketch(Vec<Key>);

impl Sketch {
    /// Of contacts or persons by their numbers.
    pub fn new(numbers: impl Iterator<Item = u64>) -> Self {
        let all: BTreeSet<Key> = numbers
            .map(|n| Key::of(Sort::Loose, &["contact"]).with(Sort::Loose, Key::from_bytes(n.to_le_bytes())))
            .collect();
        Sketch(all.into_iter().take(SKETCH).collect())
    }

    /// How much of both together is in both, between 0 and 1.
    fn likeness(&self, other: &Sketch) -> f64 {
        // both are in order, and so is what they come to
        let (mut one, mut two) = (self.0.as_slice(), other.0.as_slice());
        let (mut smallest, mut both) = (0, 0);
        while smallest < SKETCH {
            let (first, second) = (one.first(), two.first());
            match (first, second) {
                (None, None) => break,
                _ if first == second => both += 1,
                _ => {}
            }
            if second.is_none() || first.is_some_and(|first| second.is_some_and(|second| first <= second)) {
                one = &one[1..];
            }
            if first.is_none() || second.is_some_and(|second| first.is_some_and(|first| second <= first)) {
                two = &two[1..];
            }
            smallest += 1;
        }
        f64::from(both) / smallest.max(1) as f64
    }
}

/// Likeness from which two lists are versions of one.
const VERSIONS: f64 = 0.5;

/// Hashes by which lists that may be alike are found.
const PROBES: usize = 8;

/// For each list the number of its series, from 1 in the order in which they begin; `None` for a list that stands alone.
pub fn series(sketches: &[Sketch]) -> Vec<Option<u64>> {
    let mut parents: Vec<usize> = (0..sketches.len()).collect();
    fn root(parents: &mut [usize], mut n: usize) -> usize {
        while parents[n] != n {
            parents[n] = parents[parents[n]];
            n = parents[n];
        }
        n
    }
    // lists that are alike share one of their smallest hashes; the last few with it are looked at
    const LAST: usize = 16;
    let mut by_hash: KeyMap<Key, usize> = KeyMap::default();
    // for each hash of each list the list, and the place here of the same hash before it
    let mut met: Vec<(usize, Option<usize>)> = Vec::new();
    for (n, sketch) in sketches.iter().enumerate() {
        for probe in sketch.0.iter().take(PROBES) {
            let before = by_hash.insert(*probe, met.len());
            met.push((n, before));
            let mut at = before;
            for _ in 0..LAST {
                let Some((other, before)) = at.and_then(|at| met.get(at)).copied() else { break };
                let (one, two) = (root(&mut parents, n), root(&mut parents, other));
                if one != two && sketch.likeness(&sketches[other]) >= VERSIONS {
                    parents[one.max(two)] = one.min(two);
                }
                at = before;
            }
        }
    }
    let roots: Vec<usize> = (0..sketches.len()).map(|n| root(&mut parents, n)).collect();
    let mut sizes: HashMap<usize, usize> = HashMap::new();
    for root in &roots {
        *sizes.entry(*root).or_default() += 1;
    }
    let mut numbers: BTreeMap<usize, u64> = BTreeMap::new();
    let mut all = Vec::with_capacity(roots.len());
    for root in roots {
        all.push((sizes[&root] > 1).then(|| {
            let next = numbers.len() as u64 + 1;
            *numbers.entry(root).or_insert(next)
        }));
    }
    all
}

/// Days within which details that go to one address belong together.
pub const WITHIN: i64 = 14;

/// What went to one private address, day by day.
#[derive(Debug, Clone, Default)]
pub struct Taken {
    /// The address looks like the sender's own.
    pub own: bool,
    /// Contacts by day (days since 1970-01-01), with the messages of the day.
    days: BTreeMap<i64, (BTreeSet<u64>, u64)>,
}

/// The most that went within [`WITHIN`] days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Most {
    /// Contacts.
    pub relations: u64,
    /// Messages.
    pub messages: u64,
    /// First and last day.
    pub days: (i64, i64),
}

impl Taken {
    /// Contacts of one day that are remembered.
    const CONTACTS: usize = 10_000;

    /// Takes in one message.
    pub fn add(&mut self, day: i64, contacts: impl Iterator<Item = u64>) {
        let (held, messages) = self.days.entry(day).or_default();
        held.extend(contacts);
        while held.len() > Self::CONTACTS {
            held.pop_last();
        }
        *messages += 1;
    }

    /// Takes in what another worker met.
    pub fn join(&mut self, other: Taken) {
        self.own |= other.own;
        for (day, (contacts, messages)) in other.days {
            let own = self.days.entry(day).or_default();
            own.0.extend(contacts);
            while own.0.len() > Self::CONTACTS {
                own.0.pop_last();
            }
            own.1 += messages;
        }
    }

    /// The days on which the most contacts went; of equals, the first.
    pub fn most(&self) -> Option<Most> {
        let mut best: Option<Most> = None;
        for first in self.days.keys() {
            let mut contacts: BTreeSet<u64> = BTreeSet::new();
            let (mut messages, mut last) = (0, *first);
            for (day, (held, n)) in self.days.range(*first..first + WITHIN) {
                contacts.extend(held);
                messages += n;
                last = *day;
            }
            let relations = contacts.len() as u64;
            if best.is_none_or(|b| relations > b.relations) {
                best = Some(Most { relations, messages, days: (*first, last) });
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_is_what_sets_of_both_have_in_common() {
        let plain = |one: &Sketch, other: &Sketch| {
            let union: BTreeSet<&Key> = one.0.iter().chain(&other.0).collect();
            let smallest: Vec<&Key> = union.into_iter().take(SKETCH).collect();
            let both = smallest.iter().filter(|key| one.0.contains(key) && other.0.contains(key)).count();
            both as f64 / smallest.len().max(1) as f64
        };
        for (one, other) in [(0..0, 0..0), (0..5, 0..0), (0..0, 0..200), (0..40, 20..60), (0..300, 100..400)]
        {
            let (one, other) = (Sketch::new(one), Sketch::new(other));
            assert!((one.likeness(&other) - plain(&one, &other)).abs() < 1e-9);
            assert!((other.likeness(&one) - plain(&one, &other)).abs() < 1e-9);
        }
    }

    #[test]
    fn versions_of_a_list_are_a_series() {
        let list = |range: std::ops::Range<u64>| Sketch::new(range);
        let lists =
            [list(0..100), list(500..520), list(3..104), list(1000..1012), list(5..110), list(500..519)];
        assert_eq!(series(&lists), [Some(1), Some(2), Some(1), None, Some(1), Some(2)]);
        assert_eq!(series(&[]), []);
    }

    #[test]
    fn likeness_is_what_is_shared() {
        let all = Sketch::new(0..1000);
        assert!((all.likeness(&all) - 1.0).abs() < f64::EPSILON);
        assert_eq!(all.likeness(&Sketch::new(2000..3000)), 0.0);
        let half = all.likeness(&Sketch::new(0..500));
        assert!((0.3..0.7).contains(&half), "{half}");
    }

    #[test]
    fn the_days_on_which_most_went() {
        let mut taken = Taken::default();
        taken.add(10, 0..3);
        taken.add(100, 0..4);
        taken.add(105, 3..9);
        taken.add(200, 0..1);
        let most = taken.most().unwrap();
        assert_eq!(most, Most { relations: 9, messages: 2, days: (100, 105) });
        assert_eq!(Taken::default().most(), None);
    }
}
