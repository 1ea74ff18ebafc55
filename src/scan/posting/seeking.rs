//! What is asked of an index, and which messages of a stretch have it.
//!
//! In: conditions ([`Asked`]), and what was kept of a stretch. Out: the messages that fulfil one, by where they stand. It refuses to know
//! what is looked for.

use super::{Reading, Standing, messages};
use crate::model::{Asked, Memory};

/// What is asked of the terms of a stretch, hashed once for all of them.
#[derive(Debug)]
pub(in crate::scan) struct Seeking {
    conditions: Vec<Condition>,
    /// Hashed terms with what each serves, in ascending order.
    roles: Vec<(u32, Role)>,
    /// Bits that say whether a hash may be there.
    filter: Vec<u64>,
    shift: u32,
}

#[derive(Debug)]
enum Condition {
    Each(u16),
    Laid { length: u8, most: u8 },
}

/// What a term serves: which condition, and which of its lists, or where in its text the word would stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Role {
    condition: u32,
    from: u8,
    to: u8,
}

/// Stands for the `first` of [`Asked::Laid`].
const FIRST: u8 = u8::MAX;

impl Seeking {
    pub(in crate::scan) fn new(asked: &[Asked], memory: &dyn Memory) -> Self {
        let mut conditions = Vec::new();
        let mut roles = Vec::new();
        for one in asked {
            let condition = conditions.len() as u32;
            match one {
                Asked::Each(lists) => {
                    conditions.push(Condition::Each(lists.len() as u16));
                    for (n, list) in (0_u8..).zip(lists) {
                        let role = Role { condition, from: n, to: 0 };
                        roles.extend(list.iter().map(|term| (memory.term(*term), role)));
                    }
                }
                Asked::Laid { first, words, length, most } => {
                    conditions.push(Condition::Laid { length: *length, most: *most });
                    let role = Role { condition, from: FIRST, to: 0 };
                    roles.extend(first.iter().map(|term| (memory.term(*term), role)));
                    for (from, to, term) in words {
                        roles.push((memory.term(*term), Role { condition, from: *from, to: *to }));
                    }
                }
            }
        }
        roles.sort_unstable();
        roles.dedup();
        let bits = (roles.len().max(1) as u64 * 16).next_power_of_two().clamp(1 << 16, 1 << 28);
        let shift = 32 - bits.trailing_zeros();
        let mut filter = vec![0_u64; (bits / 64) as usize];
        for (key, _) in &roles {
            let bit = key >> shift;
            filter[bit as usize / 64] |= 1 << (bit % 64);
        }
        Seeking { conditions, roles, filter, shift }
    }

    /// The messages that are to be looked at, of what was kept of a stretch; `None` where it cannot be read back.
    pub(in crate::scan) fn of(&self, kept: &[u8]) -> Option<Vec<Standing>> {
        let mut reading = Reading::of(kept)?;
        let may = |key: u32| {
            let bit = key >> self.shift;
            self.filter[bit as usize / 64] >> (bit % 64) & 1 == 1
        };
        let (chosen, behind) = reading.chosen(may)?;
        let mut met: Vec<(Role, u64)> = Vec::new();
        for (n, key) in chosen {
            let from = self.roles.partition_point(|(k, _)| *k < key);
            let own = self.roles[from..].iter().take_while(|(k, _)| *k == key);
            met.extend(own.map(|(_, role)| (*role, n)));
        }
        met.sort_unstable();
        // most stretches have not even all that is asked for of one message in all of theirs
        let conditions = met.chunk_by(|a, b| a.0.condition == b.0.condition);
        let hopeful: Vec<&[(Role, u64)]> =
            conditions.filter(|own| self.is_fulfilled(own, |_| true)).collect();
        let mut wanted = std::mem::take(&mut reading.wild);
        if !hopeful.is_empty() {
            let mut numbers: Vec<u64> = hopeful.iter().copied().flatten().map(|(_, n)| *n).collect();
            numbers.sort_unstable();
            numbers.dedup();
            let mut all: Vec<Vec<u32>> = Vec::with_capacity(numbers.len());
            messages(behind, numbers.iter().copied(), |_, own| all.push(own.to_vec()))?;
            let of = |n: u64| numbers.binary_search(&n).ok().and_then(|at| all.get(at));
            for own in hopeful {
                self.fulfilling(own, of, &mut wanted);
            }
        }
        if wanted.is_empty() {
            return Some(Vec::new());
        }
        wanted.sort_unstable();
        wanted.dedup();
        let mut standings: Vec<Option<Standing>> = reading.standings()?.into_iter().map(Some).collect();
        wanted.into_iter().map(|m| standings.get_mut(m as usize)?.take()).collect()
    }

    /// Appends the messages that fulfil a condition, of which these terms are there, each in the messages that `of` tells.
    fn fulfilling<'m>(
        &self,
        own: &[(Role, u64)],
        of: impl Fn(u64) -> Option<&'m Vec<u32>>,
        wanted: &mut Vec<u32>,
    ) {
        let has = |n: u64, message: u32| of(n).is_some_and(|all| all.binary_search(&message).is_ok());
        // of one list, or of the words that must stand first, each message is tried
        let first = own.iter().map(|(role, _)| role.from).max().unwrap_or_default();
        let gate = own.iter().filter(|(role, _)| role.from == first);
        let mut tried: Vec<u32> = gate.filter_map(|(_, n)| of(*n)).flatten().copied().collect();
        tried.sort_unstable();
        tried.dedup();
        wanted.extend(tried.into_iter().filter(|message| self.is_fulfilled(own, |n| has(n, *message))));
    }

    /// What one condition asks for is there, of these terms those that `has` says.
    fn is_fulfilled(&self, own: &[(Role, u64)], has: impl Fn(u64) -> bool) -> bool {
        match own.first().and_then(|(role, _)| self.conditions.get(role.condition as usize)) {
            Some(Condition::Each(lists)) => {
                let met = own.chunk_by(|a, b| a.0.from == b.0.from);
                met.filter(|list| list.iter().any(|(_, n)| has(*n))).count() == usize::from(*lists)
            }
            Some(Condition::Laid { length, most }) => {
                // that is the last
                if !own.iter().rev().take_while(|(role, _)| role.from == FIRST).any(|(_, n)| has(*n)) {
                    return false;
                }
                // the fewest words that reach each place; words come in the order of where they begin
                let mut fewest = [u8::MAX; u8::MAX as usize + 1];
                fewest[0] = 0;
                for (role, n) in own.iter().take_while(|(role, _)| role.from != FIRST) {
                    let words = fewest[usize::from(role.from)].saturating_add(1);
                    if words <= *most && words < fewest[usize::from(role.to)] && has(*n) {
                        fewest[usize::from(role.to)] = words;
                    }
                }
                fewest[usize::from(*length)] <= *most
            }
            None => false,
        }
    }
}
