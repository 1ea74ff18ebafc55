//! What is looked for in text: the words, runs of digits and addresses by which a place is noticed.
//!
//! In: subjects, several at once. Out: tables in which one look-up says whether a word may be one of theirs, so that a search for
//! twenty subjects takes the time of one. It refuses to know what stands around a place.

use std::collections::{HashMap, HashSet};

use super::sought::Sought;
use super::terms::{DOTLESS_DOMAINS, is_dotless};

/// What a hash is made with; odd, so that no bit is lost.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

/// Letters of a word in which one typing error is looked for, and of one in which two are.
pub(super) const FUZZY: [usize; 2] = [4, 9];

/// Letters of the longest word that is looked at.
pub(super) const LONGEST: usize = 48;

/// A hash of bytes that can be made of its parts (a polynomial), so that a word without one letter is a step from the word.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(1, |h, b| step(h, *b))
}

/// The hash that goes on with a byte.
#[inline]
pub(super) fn step(hash: u64, byte: u8) -> u64 {
    hash.wrapping_mul(BASE).wrapping_add(u64::from(byte) + 1)
}

/// A word of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Needle {
    /// Whose.
    pub(super) subject: u16,
    pub(super) what: What,
}

/// What a word is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    /// The word of a surname that tells most: person, surname.
    Surname(u16, u16),
    /// A surname and what stands before it, written as one word.
    Glued(u16, u16),
    /// A given name before a surname of several words: person.
    Given(u16),
    /// The longest word or number of a literal.
    Other(u16),
    /// The longest word of a street.
    Street(u16),
    /// The longest run of a postcode that is of one side of a street.
    Postcode(u16),
    /// The last digits of a number, in digits that may stand apart: telephone number or account.
    Phone(u16),
    Iban(u16),
}

/// Bits that say whether a hash may be there.
#[derive(Debug)]
struct Filter(Box<[u64; 1024]>);

impl Filter {
    fn place(hash: u64) -> (usize, u64) {
        let mixed = hash ^ hash >> 32;
        ((mixed >> 6) as usize % 1024, 1 << (mixed % 64))
    }
    fn set(&mut self, hash: u64) {
        let (slot, bit) = Self::place(hash);
        self.0[slot] |= bit;
    }
    #[inline]
    fn may_hold(&self, hash: u64) -> bool {
        let (slot, bit) = Self::place(hash);
        self.0[slot] & bit != 0
    }
}

/// All that is looked for.
#[derive(Debug)]
pub(super) struct Needles {
    words: HashMap<u64, Vec<Needle>>,
    filter: Filter,
    /// Words with a letter or two left out, for typing errors.
    near: HashMap<u64, Vec<Needle>>,
    near_filter: Filter,
    /// Lengths of the words of which typing errors are looked for: from, to.
    lengths: (usize, usize),
    /// The last eight digits of numbers.
    digits: HashMap<u32, Vec<Needle>>,
    /// E-mail addresses.
    addresses: HashSet<u64>,
}

impl Needles {
    pub(super) fn of(all: &[Sought]) -> Self {
        let filter = || Filter(Box::new([0; 1024]));
        let mut needles = Needles {
            words: HashMap::new(),
            filter: filter(),
            near: HashMap::new(),
            near_filter: filter(),
            lengths: (usize::MAX, 0),
            digits: HashMap::new(),
            addresses: HashSet::new(),
        };
        for (subject, sought) in (0_u16..).zip(all) {
            let mut add = |word: &str, what| needles.word(word, Needle { subject, what });
            for (n, person) in (0_u16..).zip(&sought.people) {
                for (m, surname) in (0_u16..).zip(&person.surnames) {
                    let Some(word) = surname.core.get(surname.anchor()) else { continue };
                    for spelling in &word.0 {
                        add(spelling, What::Surname(n, m));
                    }
                    let before = surname.infix.concat();
                    if surname.core.len() == 1 && !before.is_empty() {
                        for spelling in &word.0 {
                            add(&format!("{before}{spelling}"), What::Glued(n, m));
                        }
                    }
                }
            }
            for (n, person) in (0_u16..).zip(&sought.people) {
                if person.surnames.iter().any(|s| !s.infix.is_empty()) {
                    for spelling in person.givens.first().iter().flat_map(|g| &g.0) {
                        add(spelling, What::Given(n));
                    }
                }
            }
            for (n, other) in (0_u16..).zip(&sought.other) {
                add(&other.anchor, What::Other(n));
            }
            for (n, address) in (0_u16..).zip(&sought.addresses) {
                for street in &address.streets {
                    add(&street.anchor, What::Street(n));
                }
                if let Some((run, _)) = &address.post_run {
                    add(run, What::Postcode(n));
                }
            }
            for (n, person) in (0_u16..).zip(&sought.people) {
                for (m, surname) in (0_u16..).zip(&person.surnames) {
                    let Some(word) = surname.core.get(surname.anchor()) else { continue };
                    needles.typing_errors(word.plain(), Needle { subject, what: What::Surname(n, m) });
                }
            }
            for (n, phone) in (0_u16..).zip(&sought.phones) {
                needles.number(&phone.national, Needle { subject, what: What::Phone(n) });
            }
            for (n, iban) in (0_u16..).zip(&sought.ibans) {
                needles.number(iban, Needle { subject, what: What::Iban(n) });
            }
            for email in &sought.emails {
                needles.addresses.insert(hash(email.domain.as_bytes()));
                if is_dotless(&email.domain) {
                    needles.addresses.extend(DOTLESS_DOMAINS.map(|domain| hash(domain.as_bytes())));
                }
            }
        }
        needles
    }

    fn word(&mut self, word: &str, needle: Needle) {
        let hash = hash(word.as_bytes());
        self.filter.set(hash);
        let all = self.words.entry(hash).or_default();
        if !all.contains(&needle) {
            all.push(needle);
        }
    }

    /// Notes the forms of a word in which letters are missing.
    fn typing_errors(&mut self, word: &str, needle: Needle) {
        let bytes = word.as_bytes();
        if !word.is_ascii() || bytes.len() < FUZZY[0] || bytes.len() > LONGEST {
            return;
        }
        let most = 1 + usize::from(bytes.len() >= FUZZY[1]);
        self.lengths = (self.lengths.0.min(bytes.len() - most), self.lengths.1.max(bytes.len() + most));
        let mut note = |hash: u64| {
            self.near_filter.set(hash);
            let all = self.near.entry(hash).or_default();
            if !all.contains(&needle) {
                all.push(needle);
            }
        };
        note(hash(bytes));
        Shorter::of(bytes).each(most, &mut note);
    }

    fn number(&mut self, digits: &str, needle: Needle) {
        let bytes = digits.as_bytes();
        let Some(last) = bytes.len().checked_sub(8).and_then(|from| bytes.get(from..)) else { return };
        if last.iter().all(u8::is_ascii_digit) {
            let value = last.iter().fold(0, |v: u32, b| v * 10 + u32::from(b - b'0'));
            self.digits.entry(value).or_default().push(needle);
        }
    }

    /// Whose a word or run of digits with this hash may be.
    #[inline]
    pub(super) fn of_word(&self, hash: u64) -> &[Needle] {
        if self.filter.may_hold(hash) { self.words.get(&hash).map_or(&[], Vec::as_slice) } else { &[] }
    }

    /// Whose surname a word may be that has typing errors in it; hands on each.
    pub(super) fn near(&self, word: &[u8], mut on: impl FnMut(Needle)) {
        if word.len() < self.lengths.0 || word.len() > self.lengths.1 {
            return;
        }
        let mut found: Vec<Needle> = Vec::new();
        let mut look = |hash: u64| {
            if self.near_filter.may_hold(hash)
                && let Some(all) = self.near.get(&hash)
            {
                found.extend(all);
            }
        };
        look(hash(word));
        let most = 1 + usize::from(word.len() + 1 >= FUZZY[1]);
        Shorter::of(word).each(most, &mut look);
        found.sort_unstable();
        found.dedup();
        found.into_iter().for_each(&mut on);
    }

    /// Some number is looked for.
    pub(super) fn has_numbers(&self) -> bool {
        !self.digits.is_empty()
    }

    /// Whose number may end in these eight digits.
    #[inline]
    pub(super) fn of_digits(&self, value: u32) -> &[Needle] {
        self.digits.get(&value).map_or(&[], Vec::as_slice)
    }

    /// Somebody has an address at this domain.
    pub(super) fn has_domain(&self, domain: &str) -> bool {
        !self.addresses.is_empty()
            && (std::iter::successors(Some(domain), |d| d.split_once('.').map(|(_, rest)| rest)))
                .any(|d| self.addresses.contains(&hash(d.as_bytes())))
    }

    /// Some address is looked for.
    pub(super) fn has_addresses(&self) -> bool {
        !self.addresses.is_empty()
    }
}

/// The hashes of a word with letters left out.
struct Shorter {
    /// Hash of the first n bytes.
    before: [u64; LONGEST + 1],
    /// Value of the last bytes from n on, without what comes before them.
    behind: [u64; LONGEST + 1],
    /// BASE to the power of n.
    power: [u64; LONGEST + 1],
    length: usize,
}

impl Shorter {
    fn of(word: &[u8]) -> Self {
        let length = word.len().min(LONGEST);
        let mut all =
            Shorter { before: [1; LONGEST + 1], behind: [0; LONGEST + 1], power: [1; LONGEST + 1], length };
        for (n, byte) in word[..length].iter().enumerate() {
            all.before[n + 1] = step(all.before[n], *byte);
            all.power[n + 1] = all.power[n].wrapping_mul(BASE);
        }
        for n in (0..length).rev() {
            let own = (u64::from(word[n]) + 1).wrapping_mul(all.power[length - 1 - n]);
            all.behind[n] = own.wrapping_add(all.behind[n + 1]);
        }
        all
    }

    /// The bytes between two places, as they count at the end of a word.
    fn between(&self, from: usize, to: usize) -> u64 {
        // behind[from] = between * BASE^(length - to) + behind[to]
        self.before[to].wrapping_sub(self.before[from].wrapping_mul(self.power[to - from]))
    }

    /// Hands on the hash of the word with one letter left out, and with `most` of 2 those with two.
    fn each(&self, most: usize, on: &mut impl FnMut(u64)) {
        let length = self.length;
        for i in 0..length {
            let tail = length - i - 1;
            on(self.before[i].wrapping_mul(self.power[tail]).wrapping_add(self.behind[i + 1]));
            if most < 2 {
                continue;
            }
            for j in i + 1..length {
                let (middle, end) = (self.between(i + 1, j), length - j - 1);
                let head = self.before[i].wrapping_mul(self.power[j - i - 1]).wrapping_add(middle);
                on(head.wrapping_mul(self.power[end]).wrapping_add(self.behind[j + 1]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_letters_left_out_have_the_hash_of_what_is_left() {
        let word = b"lacroix";
        let mut hashes = Vec::new();
        Shorter::of(word).each(2, &mut |h| hashes.push(h));
        assert_eq!(hashes.len(), 7 + 21);
        for (i, _) in word.iter().enumerate() {
            let mut one = word.to_vec();
            one.remove(i);
            assert!(hashes.contains(&hash(&one)));
            for j in 0..one.len() {
                let mut two = one.clone();
                two.remove(j);
                assert!(hashes.contains(&hash(&two)), "without {i} and {j}");
            }
        }
    }
}
