use std::fmt;

use super::{Beside, Finding};

/// Takes out of mail by what it may be found again: words, ends of numbers, addresses. What it hands on are numbers that no key made:
/// who keeps them must hash them with one.
pub trait Indexer: fmt::Debug + Send + Sync {
    /// Who does so for one thread.
    fn gatherer(&self) -> Box<dyn Gatherer>;

    /// What decides which terms a text has: other terms are another index.
    fn version(&self) -> u32;
}

/// Hands on the terms of a message, piece by piece; the same term any number of times.
pub trait Gatherer: Send {
    /// Those of a region's text.
    fn text(&mut self, text: &str, on: &mut dyn FnMut(u64));

    /// Those of a text that is searched for somebody only.
    fn beside(&mut self, text: &str, sort: Beside, on: &mut dyn FnMut(u64));

    /// Those of a detail that was found.
    fn finding(&mut self, finding: &Finding, on: &mut dyn FnMut(u64));
}

/// What a message must hold to be looked at. Terms are those of a [`Gatherer`]; a message that is wanted for what it says fulfils one
/// condition at least, and others may fulfil it too.
#[derive(Clone, PartialEq, Eq)]
pub enum Asked {
    /// One term of each list.
    Each(Vec<Vec<u64>>),
    /// One term of `first`; and words of which at most `most` laid one behind the other make up a text of `length` letters. Of each word
    /// its place in that text is told, from and to.
    Laid {
        /// See above.
        first: Vec<u64>,
        /// Words, and where each would stand.
        words: Vec<(u8, u8, u64)>,
        /// Letters.
        length: u8,
        /// Words that it may be made of.
        most: u8,
    },
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // unkeyed numbers of somebody's name
        f.write_str(match self {
            Asked::Each(_) => "Each(…)",
            Asked::Laid { .. } => "Laid(…)",
        })
    }
}
