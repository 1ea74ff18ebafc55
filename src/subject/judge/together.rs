//! What stands together in messages in, which of a contact's details are the subject's out.
//!
//! In: addresses and numbers (hashes) of one contact, message by message. Out: which of them some chain of messages binds to an identifier of the
//! subject, and which go with an identity of their own. Of two people of one name a run may make one contact, for a name alone joined some of it;
//! but what never stands in one message with anything of the subject's is not known to be theirs. The order of messages does not count.

use std::collections::{HashMap, HashSet};

/// Stands for all identifiers of the subject.
pub(super) const SUBJECT: u64 = 0;

/// Details that stand together, of one contact.
#[derive(Debug, Default)]
pub(super) struct Together {
    /// Of each detail one that it is bound to, up to one that is bound to itself.
    above: HashMap<u64, u64>,
    /// Details of the subject and of somebody else, once all is known.
    own: HashSet<u64>,
    others: HashSet<u64>,
}

impl Together {
    fn root(&mut self, node: u64) -> u64 {
        let mut at = node;
        loop {
            let above = *self.above.entry(at).or_insert(at);
            if above == at {
                return at;
            }
            // the way is shorter the next time
            let next = *self.above.entry(above).or_insert(above);
            self.above.insert(at, next);
            at = next;
        }
    }

    /// Two details stand in one message.
    pub(super) fn join(&mut self, one: u64, other: u64) {
        let (one, other) = (self.root(one), self.root(other));
        // the smaller is the root, so that the subject is one
        self.above.insert(one.max(other), one.min(other));
    }

    /// All is joined. What is bound to an e-mail address (of `emails`) or a telephone number (of `phones`) is somebody else's, if nothing of the
    /// subject's is.
    pub(super) fn settle(&mut self, emails: Option<&HashSet<u64>>, phones: Option<&HashSet<u64>>) {
        let has = |all: Option<&HashSet<u64>>, detail: &u64| all.is_some_and(|all| all.contains(detail));
        let all: Vec<u64> = self.above.keys().copied().collect();
        let roots: Vec<(u64, u64)> = all.into_iter().map(|detail| (detail, self.root(detail))).collect();
        let known = roots.iter().filter(|(detail, _)| has(emails, detail) || has(phones, detail));
        let strange: HashSet<u64> = known.map(|(_, root)| *root).filter(|root| *root != SUBJECT).collect();
        self.own = roots.iter().filter(|(_, root)| *root == SUBJECT).map(|(detail, _)| *detail).collect();
        let others = roots.iter().filter(|(_, root)| strange.contains(root));
        self.others = others.map(|(detail, _)| *detail).collect();
    }

    /// Some of it is somebody else's, as far as is known.
    pub(super) fn is_mixed(&self) -> bool {
        !self.others.is_empty()
    }

    /// A detail is the subject's.
    pub(super) fn is_own(&self, detail: u64) -> bool {
        self.own.contains(&detail)
    }

    /// A detail is somebody else's.
    pub(super) fn is_others(&self, detail: u64) -> bool {
        self.others.contains(&detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: u64 = 7;
    const EMAIL: u64 = 5;
    const HOUSE: u64 = 11;

    /// Details of which messages have pairs.
    fn others(pairs: &[(u64, u64)]) -> Vec<u64> {
        let mut all = Together::default();
        pairs.iter().for_each(|(one, other)| all.join(*one, *other));
        let (emails, phones) = (HashSet::from([EMAIL]), HashSet::from([PHONE, 9]));
        all.settle(Some(&emails), Some(&phones));
        let mut others: Vec<u64> = all.others.iter().copied().collect();
        others.sort_unstable();
        others
    }

    #[test]
    fn chains_of_messages_bind() {
        assert_eq!(others(&[(PHONE, 9), (EMAIL, HOUSE), (9, SUBJECT), (HOUSE, PHONE)]), [0; 0]);
        assert_eq!(others(&[(EMAIL, PHONE), (9, SUBJECT)]), [EMAIL, PHONE]);
        assert_eq!(others(&[(9, SUBJECT), (EMAIL, PHONE)]), [EMAIL, PHONE]);
    }

    #[test]
    fn a_house_alone_is_nobody_elses() {
        assert_eq!(others(&[(HOUSE, HOUSE), (9, SUBJECT)]), [0; 0]);
        assert_eq!(others(&[(PHONE, HOUSE), (9, SUBJECT)]), [PHONE, HOUSE]);
        assert_eq!(others(&[(EMAIL, EMAIL), (9, SUBJECT)]), [EMAIL]);
    }
}
