//! Terms of the messages of a stretch in, bytes to be kept out; and the messages of such bytes that are to be looked at.
//!
//! The bytes begin with the places of the messages. Then come the terms, hashed under a key ([`Memory::term`]), in ascending order,
//! each with its messages. A message of which too many terms would be kept is wanted whatever is asked. This room refuses to know what a
//! term is of, and what is asked.

use std::hash::BuildHasher as _;

use foldhash::fast::RandomState;

use crate::model::Memory;

mod seeking;

pub(super) use seeking::Seeking;

/// Terms of one message that are kept; one with more is a dictionary or an attack, and is looked at every time.
const MOST: usize = 1 << 18;

/// Terms and messages of a stretch that are kept together.
const PAIRS: usize = 1 << 22;

/// How a message is read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// From its bytes, as they stand.
    Plain,
    /// The same, with lines quoted as in an mbox.
    Quoted,
    /// A document beside the mail.
    Document,
    /// It is in a container, or what stands there is more than a message.
    Inside,
}

impl Form {
    const ALL: [Form; 4] = [Form::Plain, Form::Quoted, Form::Document, Form::Inside];
}

/// Where a message stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) form: Form,
    /// Its source's name; of one that was kept, what that name has behind the file's.
    pub(super) source: String,
    pub(super) index: u64,
    pub(super) offset: u64,
    pub(super) length: u64,
}

/// Notes the terms of a stretch, message by message.
#[derive(Debug, Default)]
pub(super) struct Postings {
    standings: Vec<Standing>,
    wild: Vec<u32>,
    /// Terms, each at the place that its hash says or behind it.
    table: Vec<Slot>,
    hasher: RandomState,
    terms: Vec<u64>,
    /// Terms by their numbers, and messages.
    pairs: Vec<(u32, u32)>,
    /// Hashed terms that were read back, and their messages.
    hashed: Vec<(u32, u32)>,
    /// Pairs when the message at hand began.
    begun: usize,
    full: bool,
}

/// A term, its number from 1 (0 for a free place), and the last message that has it, from 1.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    term: u64,
    number: u32,
    last: u32,
}

/// Places of a table that is new.
const PLACES: usize = 1 << 12;

impl Postings {
    /// Begins another stretch.
    pub(super) fn clear(&mut self) {
        self.standings.clear();
        self.wild.clear();
        // one that was large once is not swept for every small file
        if self.table.len() > 16 * self.terms.len().max(PLACES) {
            self.table.truncate(PLACES);
        }
        self.table.fill(Slot::default());
        for pairs in [&mut self.pairs, &mut self.hashed] {
            pairs.clear();
            pairs.shrink_to(1 << 18);
        }
        self.terms.clear();
        (self.begun, self.full) = (0, false);
    }

    /// Mail could be made whose terms all fall together, were the hash known.
    fn place(table: &[Slot], hasher: &RandomState, term: u64) -> usize {
        let mask = table.len() - 1;
        let mut at = hasher.hash_one(term) as usize & mask;
        while table[at].number != 0 && table[at].term != term {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let mut table = vec![Slot::default(); (self.table.len() * 2).max(PLACES)];
        for slot in self.table.iter().filter(|slot| slot.number != 0) {
            let at = Self::place(&table, &self.hasher, slot.term);
            table[at] = *slot;
        }
        self.table = table;
    }

    /// A message has a term.
    pub(super) fn add(&mut self, term: u64) {
        if self.full {
            return;
        }
        if self.terms.len() * 2 >= self.table.len() {
            self.grow();
        }
        let own = self.standings.len() as u32;
        let at = Self::place(&self.table, &self.hasher, term);
        let slot = &mut self.table[at];
        if slot.number == 0 {
            self.terms.push(term);
            *slot = Slot { term, number: self.terms.len() as u32, last: 0 };
        }
        if slot.last == own + 1 {
            return;
        }
        slot.last = own + 1;
        self.pairs.push((slot.number - 1, own));
        self.full = self.pairs.len() - self.begun > MOST || self.pairs.len() + self.hashed.len() > PAIRS;
    }

    /// The message at hand has ended, and stands there.
    pub(super) fn end(&mut self, standing: Standing) {
        if self.full {
            self.want();
        }
        self.standings.push(standing);
        self.begun = self.pairs.len();
        self.full = self.pairs.len() + self.hashed.len() > PAIRS;
    }

    /// The message at hand is to be looked at whatever is asked.
    pub(super) fn want(&mut self) {
        self.pairs.truncate(self.begun);
        let own = self.standings.len() as u32;
        if self.wild.last() != Some(&own) {
            self.wild.push(own);
        }
    }

    /// The message at hand has the terms that one had which was kept; `None` where it cannot be read back.
    pub(super) fn copy(&mut self, kept: &[u8], message: u64) -> Option<()> {
        let own = self.standings.len() as u32;
        let reading = Reading::of(kept)?;
        if reading.wild.iter().any(|w| u64::from(*w) == message) {
            self.want();
            return Some(());
        }
        let hashed = &mut self.hashed;
        let (all, behind) = reading.chosen(|_| true)?;
        let mut keys = all.iter().map(|(_, key)| *key);
        messages(behind, all.iter().map(|(n, _)| *n), |_, messages| {
            let key = keys.next().unwrap_or_default();
            if messages.iter().any(|m| u64::from(*m) == message) {
                hashed.push((key, own));
            }
        })
    }

    /// What is to be kept, of a file of this name; `None` where a message stands in another one.
    pub(super) fn finish(&self, memory: &dyn Memory, file: &str) -> Option<Vec<u8>> {
        let keys: Vec<u32> = self.terms.iter().map(|term| memory.term(*term)).collect();
        let one = |key: u32, message: u32| u64::from(key) << 32 | u64::from(message);
        let made = self.pairs.iter().filter_map(|(n, m)| Some(one(*keys.get(*n as usize)?, *m)));
        let mut all: Vec<u64> = made.chain(self.hashed.iter().map(|(key, m)| one(*key, *m))).collect();
        all.sort_unstable();
        all.dedup();
        let mut standings = Vec::with_capacity(self.standings.len() * 8);
        let mut end = 0;
        for s in &self.standings {
            let behind = s.source.strip_prefix(file)?;
            standings.push(s.form as u8);
            push(behind.len() as u64, &mut standings);
            standings.extend_from_slice(behind.as_bytes());
            push(s.index, &mut standings);
            // mostly each begins where the one before it ended
            push(s.offset.wrapping_sub(end), &mut standings);
            push(s.length, &mut standings);
            end = s.offset.wrapping_add(s.length);
        }
        let terms = all.chunk_by(|a, b| a >> 32 == b >> 32);
        let count = terms.clone().count();
        let mut out = Vec::with_capacity(standings.len() + count * 5 + 64);
        push(self.standings.len() as u64, &mut out);
        push(standings.len() as u64, &mut out);
        out.extend_from_slice(&standings);
        push(self.wild.len() as u64, &mut out);
        self.wild.iter().for_each(|w| push(u64::from(*w), &mut out));
        push(count as u64, &mut out);
        // of many, three bytes nearly always hold the step from one to the next
        let short = count >= SHORT;
        let mut before = 0;
        let mut messages = Vec::with_capacity(count * 2);
        for own in terms {
            let key = (own[0] >> 32) as u32;
            let step = key - before;
            before = key;
            match step.to_le_bytes() {
                [a, b, c, 0] if short && step < ESCAPE => out.extend_from_slice(&[a, b, c]),
                whole => {
                    if short {
                        out.extend_from_slice(&ESCAPE.to_le_bytes()[..3]);
                    }
                    out.extend_from_slice(&whole);
                }
            }
            match own {
                [only] => push((only & u64::from(u32::MAX)) << 1, &mut messages),
                all => {
                    push((all.len() as u64) << 1 | 1, &mut messages);
                    let mut last = 0;
                    for one in all {
                        let message = one & u64::from(u32::MAX);
                        push(message - last, &mut messages);
                        last = message;
                    }
                }
            }
        }
        out.extend_from_slice(&messages);
        Some(out)
    }
}

/// Terms from which steps are short.
const SHORT: usize = 1024;

/// Stands before a step that is not.
const ESCAPE: u32 = 0xff_ffff;

fn push(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

#[inline]
fn take(bytes: &mut &[u8]) -> Option<u64> {
    let (mut number, mut shift) = (0_u64, 0);
    loop {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if *byte < 0x80 {
            return Some(number);
        }
        shift += 7;
    }
}

/// A term: its number in its stretch, and its hash.
type Chosen = (u64, u32);

/// What was kept, as it is read back.
struct Reading<'r> {
    /// Places of messages.
    standings: &'r [u8],
    messages: u64,
    wild: Vec<u32>,
    count: u64,
    /// Terms, and behind them the messages of each.
    terms: &'r [u8],
}

impl<'r> Reading<'r> {
    fn of(bytes: &'r [u8]) -> Option<Self> {
        let mut rest = bytes;
        let messages = take(&mut rest)?;
        let length = usize::try_from(take(&mut rest)?).ok()?;
        let (standings, mut rest) = rest.split_at_checked(length)?;
        let mut wild = Vec::new();
        for _ in 0..take(&mut rest)? {
            wild.push(u32::try_from(take(&mut rest)?).ok()?);
        }
        let count = take(&mut rest)?;
        Some(Reading { standings, messages, wild, count, terms: rest })
    }

    /// The terms that are wanted, each with its number; and what follows all of them.
    #[inline]
    fn chosen(&self, wanted: impl Fn(u32) -> bool) -> Option<(Vec<Chosen>, &'r [u8])> {
        let mut rest = self.terms;
        let mut key = 0_u32;
        let mut chosen = Vec::new();
        let short = self.count >= SHORT as u64;
        for n in 0..self.count {
            let step = if short {
                let ([a, b, c], behind) = rest.split_first_chunk::<3>()?;
                rest = behind;
                u32::from_le_bytes([*a, *b, *c, 0])
            } else {
                ESCAPE
            };
            let step = if step == ESCAPE {
                let (whole, behind) = rest.split_first_chunk::<4>()?;
                rest = behind;
                u32::from_le_bytes(*whole)
            } else {
                step
            };
            key = key.checked_add(step)?;
            if wanted(key) {
                chosen.push((n, key));
            }
        }
        Some((chosen, rest))
    }

    /// Where each message stands.
    fn standings(&self) -> Option<Vec<Standing>> {
        let mut rest = self.standings;
        let mut end = 0_u64;
        (0..self.messages)
            .map(|_| {
                let (form, behind) = rest.split_first()?;
                rest = behind;
                let length = usize::try_from(take(&mut rest)?).ok()?;
                let (behind, after) = rest.split_at_checked(length)?;
                rest = after;
                let index = take(&mut rest)?;
                let offset = take(&mut rest)?.wrapping_add(end);
                let length = take(&mut rest)?;
                end = offset.wrapping_add(length);
                Some(Standing {
                    form: *Form::ALL.get(usize::from(*form))?,
                    source: std::str::from_utf8(behind).ok()?.to_owned(),
                    index,
                    offset,
                    length,
                })
            })
            .collect()
    }
}

/// Hands on the messages of terms, by their numbers in ascending order; `bytes` are those behind the terms.
fn messages(
    mut bytes: &[u8],
    numbers: impl Iterator<Item = u64>,
    mut on: impl FnMut(u64, &[u32]),
) -> Option<()> {
    let mut own: Vec<u32> = Vec::new();
    let mut at = 0;
    for number in numbers {
        while at < number {
            at += 1;
            let first = take(&mut bytes)?;
            if first & 1 == 1 {
                for _ in 0..first >> 1 {
                    take(&mut bytes)?;
                }
            }
        }
        at += 1;
        own.clear();
        let first = take(&mut bytes)?;
        if first & 1 == 0 {
            own.push(u32::try_from(first >> 1).ok()?);
        } else {
            let mut message = 0_u32;
            for _ in 0..first >> 1 {
                message = message.checked_add(u32::try_from(take(&mut bytes)?).ok()?)?;
                own.push(message);
            }
        }
        on(number, &own);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Asked;
    use crate::scan::recall::tests::Listening;

    fn standing(index: u64) -> Standing {
        let behind = if index == 2 { "!a/b.eml" } else { "" };
        Standing { form: Form::Quoted, source: behind.to_owned(), index, offset: 100 * index + 7, length: 60 }
    }

    fn kept(messages: &[&[u64]]) -> Vec<u8> {
        let mut postings = Postings::default();
        for (n, terms) in (0..).zip(messages) {
            terms.iter().for_each(|t| postings.add(*t));
            postings.end(standing(n));
        }
        postings.finish(&Listening::default(), "").unwrap()
    }

    fn found(asked: &[Asked], kept: &[u8]) -> Vec<u64> {
        let found = Seeking::new(asked, &Listening::default()).of(kept).unwrap();
        for one in &found {
            assert_eq!(*one, standing(one.index));
        }
        found.iter().map(|s| s.index).collect()
    }

    #[test]
    fn messages_are_found_by_their_terms() {
        let kept = kept(&[&[1, 2, 3], &[3, 3, 4], &[], &[1, 4], &[u64::MAX]]);
        let each = |lists: &[&[u64]]| Asked::Each(lists.iter().map(|l| l.to_vec()).collect());
        assert_eq!(found(&[each(&[&[3]])], &kept), [0, 1]);
        assert_eq!(found(&[each(&[&[1], &[4]])], &kept), [3]);
        assert_eq!(found(&[each(&[&[1, 3], &[2, 4]])], &kept), [0, 1, 3]);
        assert_eq!(found(&[each(&[&[9]]), each(&[&[u64::MAX]])], &kept), [4]);
        assert!(found(&[each(&[&[1], &[9]])], &kept).is_empty());
    }

    #[test]
    fn words_are_laid_behind_each_other() {
        // `degraaf` of `de`, `gra`, `af`, or of `deg` and `raaf`
        let words = vec![(0, 2, 11), (2, 5, 12), (5, 7, 13), (0, 3, 14), (3, 7, 15)];
        let asked = [Asked::Laid { first: vec![10], words, length: 7, most: 2 }];
        let kept = kept(&[&[10, 11, 12, 13], &[10, 14, 15], &[14, 15], &[10, 11, 15], &[10]]);
        assert_eq!(found(&asked, &kept), [1]);
    }

    #[test]
    fn a_message_of_too_many_terms_is_wanted_always() {
        let mut postings = Postings::default();
        postings.add(5);
        postings.end(standing(0));
        (0..MOST as u64 + 2).for_each(|t| postings.add(t));
        postings.end(standing(1));
        postings.add(6);
        postings.end(standing(2));
        let kept = postings.finish(&Listening::default(), "").unwrap();
        assert_eq!(found(&[Asked::Each(vec![vec![6]])], &kept), [1, 2]);
        assert_eq!(found(&[Asked::Each(vec![vec![5]])], &kept), [0, 1]);
    }

    #[test]
    fn terms_that_were_kept_are_kept_once_more() {
        let before = kept(&[&[1, 2], &[2, 3]]);
        let mut postings = Postings::default();
        postings.add(1);
        postings.end(standing(0));
        postings.copy(&before, 1).unwrap();
        postings.end(standing(1));
        let after = postings.finish(&Listening::default(), "").unwrap();
        assert_eq!(found(&[Asked::Each(vec![vec![3]])], &after), [1]);
        assert_eq!(found(&[Asked::Each(vec![vec![1]])], &after), [0]);
    }

    #[test]
    fn what_is_cut_off_is_not_read() {
        let whole = kept(&[&[1, 2, 3], &[3, 4, 1 << 40]]);
        let seeking = Seeking::new(&[Asked::Each(vec![vec![3]])], &Listening::default());
        for length in 0..whole.len() {
            // cut between two terms it is shorter, and the seal says so; it is never a panic
            let _ = seeking.of(&whole[..length]);
        }
        assert!(seeking.of(&[]).is_none());
    }
}
