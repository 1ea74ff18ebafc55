//! What is kept of stretches and messages for later runs, and what earlier runs kept taken over in place of reading.

use std::sync::atomic::Ordering;

use super::super::plan::{LargeMbox, Split};
use super::super::remember::{Found, Identity, same};
use super::Worker;
use crate::message::MessageCoverage;
use crate::model::{MessageKey, Quoting, Stamp};
use crate::source::walk::Input;

impl Worker<'_> {
    /// What is made from now on is to be kept.
    pub(super) fn begin_entry(&mut self, identity: Option<Identity>) {
        if identity.is_some() && self.memory.as_ref().is_some_and(|memory| !memory.is_seeking()) {
            self.handler.begin_entry();
        }
    }

    /// Nothing is kept of something that was read.
    pub(super) fn gap(&self) {
        if let Some(memory) = &self.memory {
            memory.gap();
        }
    }

    /// Keeps what was made of a stretch of a file since.
    pub(super) fn end_entry(
        &mut self,
        identity: Option<Identity>,
        ordinal: u64,
        input: &Input,
        ranges: (Option<Split>, Option<Split>),
        units: u64,
    ) {
        let entry = self.handler.end_entry();
        // what a stop cut short is made again by the next run
        if let (Some(memory), Some(identity), false) = (&mut self.memory, identity, self.stop.asked())
            && let Some((mut recorder, counts)) = entry
        {
            let counts = (&counts, memory.memory());
            let made = recorder.finish(&input.name, &input.custodian, ranges, units, counts);
            self.handler.take_back(recorder);
            if let Some(made) = made {
                return memory.made(identity, ordinal, made);
            }
        }
        self.gap();
    }

    /// Takes over what an earlier run made of a stretch of a file that is the same.
    pub(super) fn recall(&mut self, input: &Input, identity: Identity, ordinal: u64) {
        let Some(memory) = &mut self.memory else { return };
        let known = memory.stretch(&identity.file, ordinal);
        let done = known.is_some_and(|(stamp, found)| {
            let entry = found.entry().filter(|_| memory.seek(input, &found));
            let done = entry.is_some_and(|e| self.handler.recall(&e, &input.name, &input.custodian));
            memory.holds(identity, ordinal, (stamp, found.kept));
            done
        });
        if !done {
            // it was there a moment ago: the file that it was in is damaged, and mail must not be passed over for that
            self.forgot.store(true, Ordering::Relaxed);
            self.stop.ask();
        }
    }

    /// Takes over what was made of a small file, where it is the same.
    pub(super) fn recall_small(&mut self, input: &Input) -> bool {
        let Some(memory) = &mut self.memory else { return false };
        let Some((identity, stamp, found)) = memory.small(input) else { return false };
        let entry = found.entry().filter(|_| memory.seek(input, &found));
        let done = entry.is_some_and(|entry| self.handler.recall(&entry, &input.name, &input.custodian));
        if done {
            memory.holds(identity, 0, (stamp, found.kept));
        }
        done
    }

    /// What was made of a range of an mbox that is as it was, wherever the range begins. It is looked up while the ranges before it are.
    pub(super) fn known_range(&mut self, mbox: &LargeMbox, number: u64) -> Option<(Stamp, Found)> {
        let (identity, unchanged) = mbox.known?;
        // the last range of a file that grew may hold more now
        if unchanged.bytes != mbox.size && mbox.end(number) > unchanged.bytes {
            return None;
        }
        self.memory.as_mut()?.stretch(&identity.file, number)
    }

    /// Takes that over where the range begins at the same message; gives where the next begins, which is passed on at once, for nothing
    /// that is done here changes it.
    pub(super) fn recall_range(
        &mut self,
        mbox: &LargeMbox,
        number: u64,
        split: Split,
        (stamp, found): (Stamp, Found),
    ) -> Option<Split> {
        let (identity, unchanged) = mbox.known.filter(|_| !split.lost)?;
        let memory = self.memory.as_mut()?;
        let entry = found.entry()?;
        let (begins, next) = entry.range();
        if !same(&stamp, &unchanged.stamp) || begins != (split.from, split.index) {
            return None;
        }
        if unchanged.bytes != mbox.size && next.0 >= unchanged.bytes {
            return None;
        }
        let next = Split { number: number + 1, from: next.0, index: next.1, lost: false };
        mbox.pass_on(next);
        if !memory.seek(&mbox.input, &found)
            || !self.handler.recall(&entry, &mbox.input.name, &mbox.input.custodian)
        {
            return None;
        }
        memory.holds(identity, number, (stamp, found.kept));
        Some(next)
    }

    /// What the same message is known by elsewhere. How its lines are quoted counts only where a line is.
    pub(super) fn message_key(&self, bytes: &[u8], quoting: Quoting) -> Option<MessageKey> {
        // who looks at all that is new looks at what is the same elsewhere, too
        let memory = self.memory.as_ref().filter(|memory| !memory.is_seeking())?;
        let quoted = quoting != Quoting::None && memchr::memmem::find(bytes, b">From ").is_some();
        let mut key = memory.message_key(bytes);
        key[0] ^= u8::from(quoted);
        Some(key)
    }

    /// Takes over what was made of the message at hand where it was met before.
    pub(super) fn recall_message(&mut self, key: &MessageKey) -> Option<MessageCoverage> {
        let (found, number) = self.memory.as_mut()?.message(key)?;
        let mut message = found.entry()?.message(number)?;
        message.terms = found.terms().map(|terms| (terms, number));
        self.handler.recall_message(&message).then_some(message.coverage)
    }
}
