use std::sync::Arc;

use super::{Asked, Envelope, Finding, MessageMeta, PartMeta, Region};

/// A text that is searched for somebody who is known, and not for details: nobody reads it, but a program does, or another person may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Beside {
    /// The value of an attribute in markup, as a link has one; or a description.
    Link,
    /// The name of a file.
    FileName,
    /// A header field that holds routes, identifiers and signatures: of it, addresses count.
    Machine,
    /// The separator line in front of the message, which is no part of it; as [`Beside::Machine`].
    Separator,
}

/// Looks at all that a run reads, beside the recognisers: for what belongs to one data subject, say.
pub trait Watch: Sync {
    /// What looks at the messages that one thread reads.
    fn watcher(&self) -> Box<dyn Watcher + '_>;

    /// What a message must have to be looked at, where an index of terms says what each has ([`Indexer`](super::Indexer)); `None` where
    /// nothing less than all will do.
    fn asked(&self) -> Option<&[Asked]> {
        None
    }
}

/// Looks at messages, one after the other. The calls for a message come in this order: [`Watcher::begin`]; [`Watcher::region`] and
/// [`Watcher::finding`], as often as needed; [`Watcher::bytes`]; [`Watcher::end`]. Of a message that is read in pieces,
/// [`Watcher::bytes`] is called between them.
pub trait Watcher {
    /// A message begins.
    fn begin(&mut self);

    /// A region of it, as the recognisers see it; also of a version that repeats another. `decoded` is the stretch of the part's
    /// decoded text that it was made of, which begins at byte `base` of that text.
    fn region(&mut self, part: &Arc<PartMeta>, region: &Region<'_>, decoded: &str, base: u64);

    /// A text of it that is searched for somebody, and not for details.
    fn beside(&mut self, part: &Arc<PartMeta>, region: &Region<'_>, decoded: &str, base: u64, sort: Beside) {
        let _ = (part, region, decoded, base, sort);
    }

    /// A detail that was found in it. Whose it is is not known yet.
    fn finding(&mut self, finding: &Finding);

    /// Its bytes as they stand in its source: all of them, after it was read, or a `piece` of them.
    fn bytes(&mut self, bytes: &[u8], piece: bool);

    /// It has ended. `whole` is false when not all of it could be read.
    fn end(&mut self, meta: &MessageMeta, envelope: &Envelope, whole: bool);
}
