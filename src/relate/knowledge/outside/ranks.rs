//! How many numbers of a set are no larger than one: which place in order it has.

/// A set of numbers, a bit for each that there may be.
#[derive(Debug, Default)]
pub(super) struct Ranks {
    bits: Vec<u64>,
    /// Numbers in the set before each [`TOGETHER`] of the words.
    before: Vec<u64>,
}

/// Words that are counted as one.
const TOGETHER: usize = 8;

impl Ranks {
    /// Of numbers below this one.
    pub(super) fn below(most: u64) -> Self {
        Ranks { bits: vec![0; most.div_ceil(64) as usize], before: Vec::new() }
    }

    /// Puts a number in. One that is too large is none.
    pub(super) fn put(&mut self, number: u64) {
        if let Some(word) = self.bits.get_mut((number / 64) as usize) {
            *word |= 1 << (number % 64);
        }
    }

    /// Ends the putting in.
    pub(super) fn count(&mut self) {
        let mut sum = 0;
        let sums = self.bits.chunks(TOGETHER).map(|words| {
            let before = sum;
            sum += words.iter().map(|word| u64::from(word.count_ones())).sum::<u64>();
            before
        });
        self.before = sums.collect();
        self.before.push(sum);
    }

    /// How many there are.
    pub(super) fn len(&self) -> u64 {
        self.before.last().copied().unwrap_or_default()
    }

    /// How many are no larger than this one, which is in the set; 0 for one that is too large.
    pub(super) fn of(&self, number: u64) -> u64 {
        let at = (number / 64) as usize;
        let Some(last) = self.bits.get(at) else { return 0 };
        let begin = at / TOGETHER;
        let whole: u64 =
            self.bits[begin * TOGETHER..at].iter().map(|word| u64::from(word.count_ones())).sum();
        let rest = last & (u64::MAX >> (63 - number % 64));
        self.before.get(begin).copied().unwrap_or_default() + whole + u64::from(rest.count_ones())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_places_in_order() {
        let numbers: Vec<u64> = (0..2000).filter(|n| n % 3 == 1 || n % 64 == 63).collect();
        let mut ranks = Ranks::below(2000);
        numbers.iter().for_each(|n| ranks.put(*n));
        ranks.put(u64::MAX);
        ranks.count();
        assert_eq!(ranks.len(), numbers.len() as u64);
        for (place, n) in numbers.iter().enumerate() {
            assert_eq!(ranks.of(*n), place as u64 + 1);
        }
        assert_eq!((ranks.of(u64::MAX), Ranks::below(0).of(0)), (0, 0));
    }
}
