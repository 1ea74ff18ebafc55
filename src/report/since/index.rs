//! The findings of a run by what they are known by, and which of two runs are the same.

use std::io;

use super::{Before, Change};
use crate::model::{Confidence, Disclosure, Party, RegionKind, RegisterStatus};

/// A finding: what it is known by, what is said of it, and which one of its run it is.
type Entry = ([u8; 16], u32, u32);

/// The findings of one run.
#[derive(Debug, Default)]
pub(super) struct Index(Vec<Entry>);

impl Index {
    /// Takes in the next finding.
    pub(super) fn push(&mut self, id: [u8; 16], said: Before) -> io::Result<()> {
        let ordinal = u32::try_from(self.0.len())
            .map_err(|_| io::Error::other("more than four thousand million findings"))?;
        self.0.push((id, packed(&said), ordinal));
        Ok(())
    }

    /// In order; of equals, that of the run.
    pub(super) fn sorted(mut self) -> Self {
        self.0.sort_unstable_by_key(|(id, _, ordinal)| (*id, *ordinal));
        self
    }
}

/// What became of the findings of two runs.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Of each finding of the newer run: 0 for the same, 1 for a new one, else what was said of it before, and 2.
    newer: Vec<u32>,
    /// Of each finding of the older run: it is gone.
    older: Vec<bool>,
    /// How many are the same.
    pub(super) same: u64,
}

impl Marks {
    /// What became of the finding of the newer run at this place.
    pub(super) fn newer(&self, at: usize) -> Option<Change> {
        match self.newer.get(at).copied()? {
            0 => None,
            1 => Some(Change::New),
            said => unpacked(said - 2).map(Change::Changed),
        }
    }

    /// What became of the finding of the older run at this place, where that is not told with the newer one.
    pub(super) fn older(&self, at: usize) -> Option<Change> {
        self.older.get(at).copied()?.then_some(Change::Gone)
    }
}

/// Holds two runs against each other. Of findings that are all known by the same, the first of one is the first of the other.
pub(super) fn compared(older: Index, newer: Index) -> Marks {
    let mut marks = Marks { newer: vec![1; newer.0.len()], older: vec![true; older.0.len()], same: 0 };
    let mut before = older.0.iter().peekable();
    for (id, said, ordinal) in &newer.0 {
        while before.next_if(|(old, ..)| old < id).is_some() {}
        if let Some((_, was, at)) = before.next_if(|(old, ..)| old == id) {
            marks.older[*at as usize] = false;
            let same = was == said;
            marks.newer[*ordinal as usize] = if same { 0 } else { was + 2 };
            marks.same += u64::from(same);
        }
    }
    marks
}

/// What is said of a finding in 24 bits.
fn packed(said: &Before) -> u32 {
    let disclosure = said.disclosure.map_or(0, |d| d as u32 + 1);
    let register = said.register.map_or(0, |r| r as u32 + 1);
    disclosure
        | register << 4
        | (said.party as u32) << 8
        | (said.region as u32) << 12
        | u32::from(said.confidence.hundredths()) << 16
}

fn unpacked(bits: u32) -> Option<Before> {
    let number = |shift: u32| (bits >> shift & 15) as usize;
    let before = |n: usize| n.checked_sub(1);
    Some(Before {
        disclosure: before(number(0)).and_then(|n| Disclosure::ALL.get(n).copied()),
        register: before(number(4)).and_then(|n| RegisterStatus::ALL.get(n).copied()),
        party: *Party::ALL.get(number(8))?,
        region: *RegionKind::ALL.get(number(12))?,
        confidence: Confidence::percent((bits >> 16) as u8),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn what_is_said_goes_into_bits_and_back() {
        let (_, findings) = sample::message();
        for disclosure in Disclosure::ALL.map(Some).into_iter().chain([None]) {
            for register in RegisterStatus::ALL.map(Some).into_iter().chain([None]) {
                for (party, region) in Party::ALL.into_iter().zip(RegionKind::ALL) {
                    let said = Before { disclosure, register, party, region, ..Before::of(&findings[0]) };
                    assert_eq!(unpacked(packed(&said)), Some(said));
                }
            }
        }
    }

    #[test]
    fn of_equal_findings_as_many_are_the_same_as_both_have() {
        let (_, findings) = sample::message();
        let said = Before::of(&findings[0]);
        let other = Before { register: Some(RegisterStatus::Stale), ..said };
        let index = |ids: &[(u8, Before)]| {
            let mut index = Index::default();
            ids.iter().for_each(|(id, said)| index.push([*id; 16], *said).unwrap());
            index.sorted()
        };
        let older = index(&[(5, said), (1, said), (5, said), (5, said), (9, said)]);
        let newer = index(&[(9, other), (5, said), (7, said), (5, said)]);
        let marks = compared(older, newer);
        let newer: Vec<_> = (0..5).map(|at| marks.newer(at)).collect();
        assert_eq!(newer, [Some(Change::Changed(said)), None, Some(Change::New), None, None]);
        let gone: Vec<bool> = (0..5).map(|at| marks.older(at).is_some()).collect();
        assert_eq!(gone, [false, true, false, true, false]);
        assert_eq!(marks.same, 2);
    }
}
