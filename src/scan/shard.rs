//! Shards: an archive in pieces that any number of machines read, each by itself, and the whole of what they made.
//!
//! In: paths, and a size. Out: a list of [`Shard`]s. In: one of them. Out: frames ([`FrameSink`]), in which is all that a run makes of
//! mail before it relates it. In: those of all shards. Out: the same as of one run over all, to the byte. It refuses to know where shards are
//! worked off, and how frames are kept; what they hold is in clear, so that whoever keeps them must seal them.
//!
//! A shard is a part of a walk over one PATH, or ranges of one large mbox there. Its reader finds the first separator line of these
//! ranges as a reader of text splits does (see [`first_from`](crate::source::mbox::first_from)); that it is where the ranges before ended is
//! looked at when all are joined. Messages are numbered from there, and as in the file only then.

mod frame;
mod joining;
mod listing;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};

use super::findings::{FindingHandler, Gathering};
use super::order::Outlet;
use super::plan::{BLOCK, Plan};
use super::record::Vocabulary;
use super::{Progress, ScanError, Scanner, usage};
use crate::model::{FrameSink, Problem, Sink, Stop, Summary};
use crate::relate::{Knowledge, Parties};
use crate::source::walk::{Between, Input, Walked, walk_between};

pub use frame::Begin;
pub(super) use frame::put_telling;
pub use joining::Opened;

/// The smallest shard, in bytes; all of them are of some times this.
pub const LEAST: u64 = BLOCK;

/// A piece of an archive that is read by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Version of the format: [`Shard::VERSION`].
    pub schema_version: u32,
    /// Its number, from 0.
    pub shard: u64,
    /// The PATH that it is a part of, as it was given; bytes that are not UTF-8 as `\xNN`.
    pub path: String,
    /// Where it begins, relative to the PATH; empty for its beginning.
    pub from: String,
    /// What is there is not in it, but what comes behind that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub behind: bool,
    /// Where the next begins; none for the end of the PATH. Of ranges of an mbox there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Of an mbox: the bytes in which the separator lines of its messages stand, and what the file looks like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<ShardRange>,
    /// Bytes of its files.
    pub bytes: u64,
    /// Its files; 0 for a later range of an mbox.
    pub files: u64,
    /// It is the last one.
    pub last: bool,
    /// The [`Shard::id`] of the one before it, so that those of several lists do not pass for those of one; empty for the first.
    pub after: String,
}

/// Ranges of a large mbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardRange {
    /// The first byte.
    pub begin: u64,
    /// The first byte behind them.
    pub end: u64,
    /// The size of the file, when it was listed.
    pub size: u64,
    /// When its content was changed, in nanoseconds since 1970; 0 where the system does not tell.
    pub modified: i64,
    /// Where the first message begins whose separator line stands in the ranges, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<u64>,
}

impl Shard {
    /// Version of the format.
    pub const VERSION: u32 = 1;

    /// The PATH that it is a part of.
    pub fn root(&self) -> PathBuf {
        listing::unprinted(&self.path)
    }

    /// What it is called by the one behind it: a hash of all that is said of it, in hexadecimal digits.
    pub fn id(&self) -> String {
        let mut said = self.clone();
        if let Some(range) = &mut said.range {
            range.first = None;
        }
        blake3::hash(&serde_json::to_vec(&said).unwrap_or_default()).to_hex()[..32].to_owned()
    }

    fn between(&self) -> Between {
        Between {
            from: listing::unprinted(&self.from),
            behind: self.behind,
            until: self.until.as_deref().map(listing::unprinted),
        }
    }
}

impl Scanner {
    /// Lists the shards of some paths, of about `size` bytes each, in the order of the sources. A file that is no mbox is in one shard, however
    /// large it is.
    ///
    /// # Errors
    ///
    /// [`ScanError::Usage`] for paths that lead to nothing, standard input, a broken glob; [`ScanError::Output`] where `on` refuses.
    pub fn shards(
        &self,
        paths: &[PathBuf],
        size: u64,
        on: &mut dyn FnMut(&Shard) -> io::Result<()>,
    ) -> Result<(), ScanError> {
        listing::list(paths, &self.walk_options(), size, on)
    }

    /// All that decides what is made of a shard, as a hash; `salt` as in [`Remembered`](super::Remembered).
    pub fn shard_options(&self, salt: &[u8]) -> [u8; 32] {
        *blake3::hash(&self.decisive(salt)).as_bytes()
    }

    /// Reads a shard, and hands on what a run makes of it before it relates it. `said` is for whoever joins them, and not looked at.
    ///
    /// # Errors
    ///
    /// As [`Scanner::run`]; [`ScanError::Shards`] where the shard is not what it was when it was listed.
    pub fn run_shard(
        &self,
        shard: &Shard,
        (salt, said): (&[u8], &[u8]),
        frames: &Arc<dyn FrameSink>,
        progress: &Progress,
        stop: &Stop,
    ) -> Result<Summary, ScanError> {
        let context = self.context();
        let gathering = Gathering {
            parties: Parties::new(&self.options.own_domains),
            vocabulary: Vocabulary::knowing(Vec::new(), self.pattern_ids()),
            knowledge: Mutex::new(Knowledge::default()),
            shown: true,
            tellings: Some(frames.clone()),
        };
        let options = self.stream_options(stop)?;
        let (plan, ranges) = match &shard.range {
            None => {
                let walk =
                    walk_between(&shard.root(), shard.between(), &self.walk_options()).map_err(usage)?;
                (Plan::new(walk, &options, stop, None), None)
            }
            Some(range) => {
                let input = self.mbox_of(shard, range)?;
                let of = Plan::of_ranges(input, (range.begin, range.end), range.first, &options, stop);
                let (plan, mbox, first) = of.map_err(|e| match e.kind() {
                    io::ErrorKind::InvalidInput => ScanError::Usage(format!("--first: {e}")),
                    kind => changed(shard, &format!("cannot be read: {kind}")),
                })?;
                (plan, Some((mbox, first)))
            }
        };
        let begin = Begin {
            shard: shard.clone(),
            options: self.shard_options(salt),
            said: said.to_vec(),
            first: ranges.as_ref().map(|(_, first)| *first),
        };
        frame::put_begin(&**frames, &begin).map_err(ScanError::Output)?;
        let mut intake =
            Intake { frames: &**frames, vocabulary: &gathering.vocabulary, words: AtomicUsize::new(0) };
        let pool = self.pool()?;
        let run = self.work_off(
            plan,
            (&pool, &options),
            &mut intake,
            (progress, stop),
            (None, None),
            &|ordered| {
                let outlet = Outlet::new(ordered, Gathering::LANES);
                Box::new(FindingHandler::new(
                    &self.recognisers,
                    &self.options,
                    &gathering,
                    context.clone(),
                    outlet,
                ))
            },
        )?;
        if !run.stopped {
            let next =
                ranges.map(|(mbox, _)| mbox.reached()).map(|split| (split.from, split.index, split.lost));
            frame::put_end(&**frames, &run, next).map_err(ScanError::Output)?;
        }
        Ok(run)
    }

    /// Ids of the patterns, in an order that is always the same: records of all shards name them by their places.
    fn pattern_ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.recognisers.cards().map(|card| card.id.to_string()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// The file of which a shard has ranges, if it is what it was.
    fn mbox_of(&self, shard: &Shard, range: &ShardRange) -> Result<Input, ScanError> {
        let between = Between { from: listing::unprinted(&shard.from), ..Between::default() };
        let mut walk = walk_between(&shard.root(), between, &self.walk_options()).map_err(usage)?;
        match walk.next() {
            Some(Walked::File(input)) if input.size == range.size && input.times.0 == range.modified => {
                Ok(input)
            }
            Some(Walked::File(_)) => Err(changed(shard, "is not what it was when the shards were listed")),
            _ => Err(changed(shard, "is not there any more")),
        }
    }
}

fn changed(shard: &Shard, what: &str) -> ScanError {
    let place = if shard.from.is_empty() {
        shard.path.clone()
    } else {
        Path::new(&shard.path).join(&shard.from).display().to_string()
    };
    ScanError::Shards(format!("shard {}: {place} {what}; list the shards anew", shard.shard))
}

/// Puts what workers hand on into frames.
struct Intake<'i> {
    frames: &'i dyn FrameSink,
    vocabulary: &'i Vocabulary,
    /// Words that were put there.
    words: AtomicUsize,
}

impl Sink for Intake<'_> {
    fn chunk(&mut self, lanes: &[Vec<u8>], problems: &[Problem]) -> io::Result<()> {
        let known = self.vocabulary.len();
        if self.words.swap(known, Ordering::Relaxed) != known {
            frame::put_words(self.frames, self.vocabulary)?;
        }
        frame::put_mail(self.frames, lanes, problems)
    }
}
