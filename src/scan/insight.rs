//! What is known at the end of a run, for who reads its records block by block.
//!
//! In: what all messages told, and the records. Out: what is known of a block: the same for all where memory holds it; else what the block asks for,
//! which is looked up for all blocks at once.

use std::io;
use std::sync::{Mutex, PoisonError};

use rayon::ThreadPool;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::findings::Gathering;
use super::record::Kept;
use super::spool::Spooled;
use super::telling::Records;
use crate::model::Kind;
use crate::relate::group::Owner;
use crate::relate::{Answers, Knowledge, Known, Questions, Settled};

/// Bytes of what messages tell of each other that memory holds.
pub(super) const HELD: usize = 192 << 20;

/// Blocks that ask together.
const TOGETHER: usize = 16;

/// What is known.
pub(super) enum Insight {
    Held(Known),
    Laid(Answers),
}

impl Insight {
    /// Of what messages told, for the records that are put by.
    ///
    /// # Errors
    ///
    /// What the operating system says: the disk is full.
    pub(super) fn new(
        knowledge: Knowledge,
        gathering: &Gathering,
        spooled: &Spooled,
        pool: &ThreadPool,
    ) -> io::Result<Self> {
        let laid = match knowledge.conclude(&gathering.parties)? {
            Settled::Held(known) => return Ok(Insight::Held(known)),
            Settled::Laid(laid) => laid,
        };
        let asking = Mutex::new(laid.asking());
        let groups = spooled.blocks().div_ceil(TOGETHER);
        pool.install(|| {
            (0..groups).into_par_iter().try_for_each_init(
                || (Records::new(gathering, spooled), Questions::default()),
                |(records, questions), group| {
                    let first = group * TOGETHER;
                    for block in first..(first + TOGETHER).min(spooled.blocks()) {
                        records.block(block, |kept| asks(kept, questions))?;
                    }
                    questions.sort();
                    asking.lock().unwrap_or_else(PoisonError::into_inner).ask(group as u64, questions)
                },
            )
        })?;
        let asking = asking.into_inner().unwrap_or_else(PoisonError::into_inner);
        asking.answers(groups as u64).map(Insight::Laid)
    }

    /// The own domains that were told from the mail, because none were given.
    pub(super) fn proposed(&self) -> &[String] {
        match self {
            Insight::Held(known) => known.proposed(),
            Insight::Laid(answers) => answers.proposed(),
        }
    }

    /// How many contacts there are.
    pub(super) fn contacts(&self) -> u64 {
        match self {
            Insight::Held(known) => known.contacts(),
            Insight::Laid(answers) => answers.contacts(),
        }
    }

    /// What is known of the blocks that one reader reads.
    pub(super) fn reading(&self) -> Reading<'_> {
        Reading { insight: self, group: None, part: Known::default() }
    }
}

/// What is known of one block after the other.
pub(super) struct Reading<'i> {
    insight: &'i Insight,
    /// The blocks of which `part` tells.
    group: Option<usize>,
    part: Known,
}

impl Reading<'_> {
    /// What is known of a block.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub(super) fn of(&mut self, block: usize) -> io::Result<&Known> {
        let answers = match self.insight {
            Insight::Held(known) => return Ok(known),
            Insight::Laid(answers) => answers,
        };
        let group = block / TOGETHER;
        if self.group != Some(group) {
            self.group = None;
            self.part = answers.of(group as u64)?;
            self.group = Some(group);
        }
        Ok(&self.part)
    }
}

/// All that [`disclose`](crate::relate::disclose) and the notes of a run may ask of a message.
fn asks(kept: &Kept, questions: &mut Questions) {
    let Questions { nodes, names, values } = questions;
    nodes.extend(kept.circle.sender);
    nodes.extend_from_slice(&kept.circle.recipients);
    nodes.extend(kept.circle.private.iter().map(|private| private.party));
    for group in &kept.groups {
        nodes.push(group.node);
        match group.owner {
            Owner::Party(party) => nodes.push(party),
            Owner::Named(name) => names.push(name),
            Owner::Other(_) | Owner::Nobody => {}
        }
        nodes.extend(group.author);
        names.extend(group.author);
        values.extend(group.line);
    }
    for (finding, (_, key)) in kept.findings.iter().zip(&kept.of) {
        if finding.kind == Kind::Email {
            nodes.push(*key);
        }
        values.push(*key);
    }
}
