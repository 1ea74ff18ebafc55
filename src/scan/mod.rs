//! Wires sources, messages and recognisers together; the library's front door is [`Scanner`].

//!
//! What comes in: paths and options. What goes out: findings, rendered by a [`Render`] in the workers and taken by a
//! [`Sink`] in the order of the sources; problems the same way; and a [`Summary`]. It takes two steps: all mail is read and
//! its findings are put by; then, as it is known what messages tell of each other, they are told. What it refuses to know: report
//! formats, and how options were typed.

mod acquaint;
pub mod apart;
mod beside;
mod bundle;
mod counts;
mod directory;
mod filter;
mod findings;
mod handler;
mod heading;
mod ignore;
mod insight;
mod inspect;
mod look;
mod notation;
mod notes;
mod opener;
mod options;
mod order;
mod passing;
mod plan;
mod posting;
mod recall;
mod record;
mod register;
mod remember;
mod scratch;
mod seek;
pub mod shard;
mod split;
mod spool;
mod standing;
mod stream;
mod stretches;
mod telling;
mod turns;
mod twin;
mod worker;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::iter::{ParallelBridge, ParallelIterator};
use rayon::{ThreadPool, ThreadPoolBuilder};

pub use crate::extract::ExtractOptions;
use crate::model::{
    MemoryWords, ProblemCode, Render, Scratch, Sink, SplitSink, Stop, StoreUrl, Summary, Watch,
};
use crate::recognise::{Context, Recognisers};
use crate::relate::{Knowledge, Parties};
use crate::source::globs::Globs;
use crate::source::walk::{WalkError, WalkOptions, Walked, walk};
use findings::{FindingHandler, Gathering};
use handler::Handler;
use insight::Insight;
use inspect::InspectHandler;
use order::{Ordered, Outlet};
use passing::PassingHandler;
use plan::Plan;
use record::Vocabulary;
use remember::{Digest, Remembering};
use scratch::ScratchFile;
use split::{Taking, Telling};
use spool::Spool;
use stream::StreamOptions;
use telling::{Gathered, Intake};
use worker::Worker;

pub use filter::Filter;
pub use ignore::{Ignore, IgnoreError};
pub use inspect::Inspect;
pub use look::{Look, Told, Unread};
pub use opener::Attachments;
pub use options::{Remembered, ScanOptions};
pub use register::{Forms, Registered};
pub use turns::Turns;

/// How far a running scan is: for a progress bar in another thread. Bytes are those of files on disk.
#[derive(Debug, Default)]
pub struct Progress {
    /// Bytes of all files met so far by the counting walk; 0 until it is done.
    pub total_bytes: AtomicU64,
    /// Bytes of files done with.
    pub done_bytes: AtomicU64,
    /// Messages read.
    pub messages: AtomicU64,
    /// Findings.
    pub findings: AtomicU64,
    /// Problems.
    pub problems: AtomicU64,
}

impl Progress {
    /// A stretch of files is done with.
    fn done(&self, bytes: u64) {
        self.done_bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Takes over counts of a worker, less what it reported before.
    fn report(&self, reported: &mut (u64, u64, u64), messages: u64, findings: u64, problems: u64) {
        self.messages.fetch_add(messages.saturating_sub(reported.0), Ordering::Relaxed);
        self.findings.fetch_add(findings - reported.1, Ordering::Relaxed);
        self.problems.fetch_add(problems - reported.2, Ordering::Relaxed);
        *reported = (messages, findings, problems);
    }
}

/// Why a scan could not be done, or did not end.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// What was asked cannot be done: nothing was read.
    #[error("{0}")]
    Usage(String),
    /// A report could not be written; the run ended there.
    #[error("cannot write the report: {0}")]
    Output(#[source] std::io::Error),
    /// What is remembered of earlier runs cannot be read or added to; the run ended there.
    #[error("{0}")]
    Memory(String),
    /// What was made of shards does not go together; nothing was told.
    #[error("{0}")]
    Shards(String),
}

/// Sweeps paths for contact details.
pub struct Scanner {
    options: ScanOptions,
    recognisers: Recognisers,
}

impl Scanner {
    /// A scanner that works by these options, with the built-in recognisers.
    pub fn new(options: ScanOptions) -> Self {
        let recognisers = Recognisers::built_in(&options.kinds);
        Scanner { options, recognisers }
    }

    /// The same, with these recognisers; `ScanOptions::kinds` does not count then.
    pub fn with_recognisers(options: ScanOptions, recognisers: Recognisers) -> Self {
        Scanner { options, recognisers }
    }

    /// The options it works by.
    pub fn options(&self) -> &ScanOptions {
        &self.options
    }

    /// Reads all `paths` (`-` is standard input) and hands on what it finds, in the order of the sources. Asking
    /// `stop` ends the run early, with what was found until then and `Summary::stopped`.
    ///
    /// # Errors
    ///
    /// [`ScanError::Usage`] for a broken glob and the like, before anything is read; [`ScanError::Output`] when the
    /// sink refuses. Damaged input is no error: it is a problem, in the sink and in the summary.
    pub fn run(
        &self,
        paths: &[PathBuf],
        render: &dyn Render,
        sink: &mut dyn Sink,
        progress: &Progress,
        stop: &Stop,
    ) -> Result<Summary, ScanError> {
        self.run_into(paths, (render, None), Taking::Whole(sink), progress, stop)
    }

    /// The same, with what is found handed on custodian by custodian, in the order of their names. The counts that it gives are those of
    /// all.
    ///
    /// # Errors
    ///
    /// As [`Scanner::run`].
    pub fn run_split(
        &self,
        paths: &[PathBuf],
        render: &dyn Render,
        sink: &mut dyn SplitSink,
        progress: &Progress,
        stop: &Stop,
    ) -> Result<Summary, ScanError> {
        self.run_into(paths, (render, None), Taking::Split(sink), progress, stop)
    }

    /// The same as [`Scanner::run`], with somebody who looks at all that is read. When findings come to `render`, all messages were
    /// looked at; with a memory that has an index, all that are wanted ([`Watch::asked`]).
    ///
    /// # Errors
    ///
    /// As [`Scanner::run`]; [`ScanError::Usage`] also with a memory that has no index ([`Scanner::is_indexed`]), for what is taken over
    /// from it is not read.
    pub fn run_watched(
        &self,
        paths: &[PathBuf],
        (render, watch): (&dyn Render, &dyn Watch),
        sink: &mut dyn Sink,
        progress: &Progress,
        stop: &Stop,
    ) -> Result<Summary, ScanError> {
        if self.options.memory.is_some() {
            return self.seek(paths, (render, watch), sink, progress, stop);
        }
        self.run_into(paths, (render, Some(watch)), Taking::Whole(sink), progress, stop)
    }

    fn run_into(
        &self,
        paths: &[PathBuf],
        (render, watch): (&dyn Render, Option<&dyn Watch>),
        mut taking: Taking<'_>,
        progress: &Progress,
        stop: &Stop,
    ) -> Result<Summary, ScanError> {
        let context = self.context();
        let begun = self.begin_memory(paths)?;
        if let Some(Begun { told: Some(summary), .. }) = begun {
            return Ok(*summary);
        }
        let words = begun.as_ref().map(|begun| begun.words.clone()).unwrap_or_default();
        let gathering = Gathering {
            parties: Parties::new(&self.options.own_domains),
            vocabulary: Vocabulary::knowing(words.fields, words.patterns),
            // what an index keeps of it is told by who holds it
            knowledge: Mutex::new(self.knowledge(self.options.index.is_none())),
            shown: render.shows() || self.options.contacts || self.options.register.is_some(),
            tellings: None,
        };
        let shared = self.options.memory.as_ref().map(|remembered| remember::Shared {
            memory: &*remembered.memory,
            vocabulary: &gathering.vocabulary,
            words: AtomicUsize::new(gathering.vocabulary.len()),
            shown: gathering.shown,
            indexed: self.options.index.is_some(),
            gap: AtomicBool::new(false),
            seeking: None,
        });
        let pool = self.pool()?;
        let spool = Spool::new(gathering.shown, shared.is_some()).map_err(ScanError::Output)?;
        let sink = taking.sink();
        let mut intake = Intake { sink, spool, gathering: &gathering, problems: BTreeMap::new() };
        let run = self.sweep(paths, &pool, &mut intake, (progress, stop), shared.as_ref(), &|ordered| {
            let outlet = Outlet::new(ordered, Gathering::LANES);
            let handler =
                FindingHandler::new(&self.recognisers, &self.options, &gathering, context.clone(), outlet);
            Box::new(handler.watched(watch.map(Watch::watcher)))
        })?;
        let Intake { spool, problems, .. } = intake;
        let (summary, known) =
            self.told(&gathering, spool, (run, &problems), (render, taking), (&pool, stop))?;
        if let (Some(remembered), Some(begun)) = (&self.options.memory, begun) {
            let whole = !summary.stopped;
            let kept = if whole { self.counts(&summary) } else { Vec::new() };
            // what was read and not kept is in no index: who searches must look at all files
            let gap = shared.as_ref().is_none_or(|shared| shared.gap.load(Ordering::Relaxed));
            if whole
                && !gap
                && self.options.index.is_some()
                && let Insight::Held(known) = known
            {
                remembered.memory.keep_known(known.to_pieces());
            }
            remembered.memory.finish(whole, begun.digest, &kept).map_err(|e| memory(&e))?;
        }
        Ok(summary)
    }

    /// Nothing yet of what messages tell of each other. `spare` says that a disk takes what is too much for memory.
    fn knowledge(&self, spare: bool) -> Knowledge {
        let parties = Parties::new(&self.options.own_domains);
        let spare = spare.then(|| (Arc::new(ScratchFile::new()) as Arc<dyn Scratch>, self.options.held));
        Knowledge::new(&parties, spare)
    }

    /// What recognisers are told before they see any mail.
    fn context(&self) -> Context {
        let ScanOptions { countries, explain, .. } = &self.options;
        // what is shown at the end is as sure as this
        let suppose = self.options.min_confidence <= findings::CONFIRMED;
        Context { countries: countries.clone(), explain: *explain, suppose, ..Context::default() }
    }

    /// The second step: what was gathered is told. Gives what is known, too.
    fn told(
        &self,
        gathering: &Gathering,
        spool: Spool,
        (run, problems): (Summary, &BTreeMap<Arc<str>, BTreeMap<ProblemCode, u64>>),
        (render, taking): (&dyn Render, Taking<'_>),
        (pool, stop): (&ThreadPool, &Stop),
    ) -> Result<(Summary, Insight), ScanError> {
        let knowledge =
            std::mem::take(&mut *gathering.knowledge.lock().unwrap_or_else(PoisonError::into_inner));
        let spooled = spool.finish().map_err(ScanError::Output)?;
        let known = Insight::new(knowledge, gathering, &spooled, pool).map_err(ScanError::Output)?;
        let gathered = Gathered { gathering, known, spooled };
        let telling = Telling { gathered: &gathered, options: &self.options, render, pool, stop };
        let summary = match taking {
            Taking::Whole(sink) => telling.whole(run, sink),
            Taking::Split(sink) => telling.split(run, problems, sink),
        }
        .map_err(ScanError::Output)?;
        Ok((summary, gathered.known))
    }

    /// Begins the memory, where there is one: words that it knows, what all files look like, and the counts of the run before where
    /// they are those of this one.
    fn begin_memory(&self, paths: &[PathBuf]) -> Result<Option<Begun>, ScanError> {
        let Some(remembered) = &self.options.memory else { return Ok(None) };
        let memory = &*remembered.memory;
        if paths.iter().any(|path| StoreUrl::is_one(path)) {
            return Err(ScanError::Usage("of an object store nothing is remembered".to_owned()));
        }
        if self.options.veil.is_none() || self.options.register.is_some() {
            let what = "a memory holds no values: without a veil, or with a register, it cannot be used";
            return Err(ScanError::Usage(what.to_owned()));
        }
        let words = memory.begin(&self.decisive(&remembered.salt)).map_err(|e| self::memory(&e))?;
        let mut digest = Digest::new();
        for walked in self.walk(paths)? {
            // what comes down a pipe is new every time
            if matches!(&walked, Walked::File(input) if input.stdin) {
                return Err(ScanError::Usage(
                    "standard input cannot be read with --state: of it nothing can be known again".to_owned(),
                ));
            }
            digest.walked(memory, &walked);
        }
        let digest = digest.finish();
        let told = match memory.last().map_err(|e| self::memory(&e))? {
            Some((last, counts)) if last == digest && remembered.counts_suffice => self.same_counts(&counts),
            _ => None,
        };
        Ok(Some(Begun { words, digest, told: told.map(Box::new) }))
    }

    /// All that decides what is made of a message.
    fn decisive(&self, salt: &[u8]) -> Vec<u8> {
        let o = &self.options;
        let cards: Vec<String> = self.recognisers.cards().map(|card| format!("{card:?}")).collect();
        let documents = (&o.documents, o.reader.is_some(), o.loose_documents);
        let globs = (&o.include, &o.exclude, o.follow_links);
        let what = (&o.kinds, o.min_confidence, o.explain, &o.own_domains, o.list_threshold, &o.countries);
        let text = format!(
            "{} {} {what:?} {:?} {:?} {documents:?} {globs:?} {cards:?}",
            env!("CARGO_PKG_VERSION"),
            recall::VERSION,
            o.ignore.sorted(),
            o.limits,
        );
        // a file that was made without an index is the same as before there were any
        let index = o.index.as_ref().map(|index| format!(" index {}", index.version()));
        let mut all = (text + index.as_deref().unwrap_or_default()).into_bytes();
        all.extend_from_slice(salt);
        all
    }

    /// All that decides, beside that, which counts a run has.
    fn telling(&self) -> String {
        let o = &self.options;
        format!("{:?} {:?} {}", o.filter, o.retention, o.contacts)
    }

    /// The counts of a run, for the next one.
    fn counts(&self, summary: &Summary) -> Vec<u8> {
        postcard::to_allocvec(&(self.telling(), summary)).unwrap_or_default()
    }

    /// The counts of the run before, where this one would count the same.
    fn same_counts(&self, bytes: &[u8]) -> Option<Summary> {
        let (telling, summary): (String, Summary) = postcard::from_bytes(bytes).ok()?;
        (telling == self.telling()).then_some(summary)
    }

    /// Lists how mail is taken apart, for people who debug and for tests: JSON lines in lane 0 of the sink.
    ///
    /// # Errors
    ///
    /// As [`Scanner::run`].
    pub fn inspect(
        &self,
        what: Inspect,
        paths: &[PathBuf],
        sink: &mut dyn Sink,
        progress: &Progress,
        stop: &Stop,
    ) -> Result<Summary, ScanError> {
        self.sweep(paths, &self.pool()?, sink, (progress, stop), None, &|ordered| {
            Box::new(InspectHandler::new(what, Outlet::new(ordered, 1)))
        })
    }

    /// Hands all messages to a watcher, as they stand in their sources, and looks into none. It is told of no region and no finding, and
    /// of a message it learns where it stands. The sink gets the problems of sources.
    ///
    /// # Errors
    ///
    /// As [`Scanner::run`].
    pub fn pass(
        &self,
        paths: &[PathBuf],
        watch: &dyn Watch,
        sink: &mut dyn Sink,
        progress: &Progress,
        stop: &Stop,
    ) -> Result<Summary, ScanError> {
        self.sweep(paths, &self.pool()?, sink, (progress, stop), None, &|ordered| {
            Box::new(PassingHandler::new(watch.watcher(), Outlet::new(ordered, 0)))
        })
    }

    /// Counts the bytes of all files that a run would meet, and tells `progress` when it is done; looks at no content.
    /// Without a total, a progress bar still shows how far the run is, but no time left.
    pub fn measure(&self, paths: &[PathBuf], progress: &Progress, stop: &Stop) {
        // to list a bucket twice takes as long as the listing, and costs as much
        if paths.iter().any(|path| StoreUrl::is_one(path)) {
            return;
        }
        let Ok(walk) = self.walk(paths) else { return };
        let mut total = 0;
        for walked in walk {
            if stop.asked() {
                return;
            }
            if let Walked::File(input) = walked {
                total += input.size;
            }
        }
        progress.total_bytes.store(total, Ordering::Relaxed);
    }

    fn walk(&self, paths: &[PathBuf]) -> Result<crate::source::walk::Walk, ScanError> {
        walk(paths, &self.walk_options()).map_err(usage)
    }

    fn walk_options(&self) -> WalkOptions {
        WalkOptions {
            follow_links: self.options.follow_links,
            include: self.options.include.clone(),
            exclude: self.options.exclude.clone(),
            stores: self.options.stores.clone(),
        }
    }

    /// What streams are read by.
    fn stream_options(&self, stop: &Stop) -> Result<Arc<StreamOptions>, ScanError> {
        if let Some(stores) = &self.options.stores {
            stores.stopped_by(stop);
        }
        Ok(Arc::new(StreamOptions {
            stop: stop.clone(),
            limits: self.options.limits.clone(),
            passwords: self.options.documents.passwords.clone(),
            loose: self.options.loose_documents,
            globs: Globs::new(&self.walk_options()).map_err(usage)?,
        }))
    }

    /// What opens files that came along, for one thread.
    fn attachments(&self, turns: &Turns, stop: &Stop) -> Attachments {
        let options = ExtractOptions { stop: stop.clone(), ..self.options.documents.clone() };
        Attachments::new(&self.options.limits, &options, self.options.reader.clone()).taking_turns(turns)
    }

    /// The workers.
    fn pool(&self) -> Result<ThreadPool, ScanError> {
        ThreadPoolBuilder::new()
            .num_threads(self.options.jobs.max(1))
            .thread_name(|n| format!("sweep-{n}"))
            // messages in encoded messages are read by recursion, as deep as --limit-depth allows
            .stack_size(8 << 20)
            .build()
            .map_err(|error| ScanError::Usage(format!("cannot start {} jobs: {error}", self.options.jobs)))
    }

    fn sweep<'s>(
        &'s self,
        paths: &[PathBuf],
        pool: &ThreadPool,
        sink: &'s mut dyn Sink,
        (progress, stop): (&Progress, &Stop),
        remembered: Option<&remember::Shared<'_>>,
        handler: &(dyn for<'o> Fn(&'o Ordered<'s>) -> Box<dyn Handler + 'o> + Sync),
    ) -> Result<Summary, ScanError> {
        let options = self.stream_options(stop)?;
        let known = match remembered {
            Some(shared) => Some((shared.memory, shared.memory.reader().map_err(|e| memory(&e))?)),
            None => None,
        };
        let plan = Plan::new(self.walk(paths)?, &options, stop, known);
        self.work_off(plan, (pool, &options), sink, (progress, stop), (remembered, None), handler)
    }

    /// Works units off, in their order.
    fn work_off<'s>(
        &'s self,
        units: impl Iterator<Item = plan::Unit> + Send,
        (pool, options): (&ThreadPool, &Arc<StreamOptions>),
        sink: &'s mut dyn Sink,
        (progress, stop): (&Progress, &Stop),
        (remembered, only): (Option<&remember::Shared<'_>>, Option<&seek::Only>),
        handler: &(dyn for<'o> Fn(&'o Ordered<'s>) -> Box<dyn Handler + 'o> + Sync),
    ) -> Result<Summary, ScanError> {
        let forgot = AtomicBool::new(false);
        let ordered = Ordered::new(sink);
        let total = Mutex::new(Summary::default());
        let turns = Turns::default();
        pool.install(|| {
            // the bridge hands units out one by one, in their order, to whichever worker is free
            units.par_bridge().for_each_init(
                || {
                    let opener = Arc::new(self.attachments(&turns, stop));
                    // who cannot look anything up reads it all
                    let memory = remembered.and_then(|shared| {
                        let memory = Remembering::new(shared).ok();
                        shared.gap.fetch_or(memory.is_none(), Ordering::Relaxed);
                        memory
                    });
                    Worker::new(handler(&ordered), options, opener, (stop, &forgot), progress, memory)
                        .opening(only)
                },
                |worker, unit| {
                    worker.work(unit);
                    if remembered.is_some_and(|shared| shared.memory.failed()) {
                        stop.ask();
                    }
                    let summary = worker.take_summary();
                    total.lock().unwrap_or_else(PoisonError::into_inner).add(&summary);
                    if ordered.failed() {
                        stop.ask();
                    }
                },
            );
        });
        if forgot.load(Ordering::Relaxed) {
            return Err(ScanError::Memory("what earlier runs put by is damaged".to_owned()));
        }
        let mut summary = total.into_inner().unwrap_or_else(PoisonError::into_inner);
        summary.stopped = stop.asked();
        match ordered.into_error() {
            Some(error) => Err(ScanError::Output(error)),
            None => Ok(summary),
        }
    }
}

/// A memory that a run begins with.
struct Begun {
    words: MemoryWords,
    /// What all files look like.
    digest: [u8; 32],
    /// The counts of the run before, where this one has nothing to read and nothing but counts to tell.
    told: Option<Box<Summary>>,
}

fn memory(error: &std::io::Error) -> ScanError {
    ScanError::Memory(error.to_string())
}

fn usage(error: WalkError) -> ScanError {
    ScanError::Usage(error.to_string())
}

impl std::fmt::Debug for Scanner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scanner").field("options", &self.options).finish_non_exhaustive()
    }
}
