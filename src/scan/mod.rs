//! Wires sources, messages and recognisers together; the library's front door is [`Scanner`].

//!
//! What comes in: paths and options. What goes out: findings, rendered by a [`Render`] in the workers and taken by a
//! [`Sink`] in the order of the sources; problems the same way; and a [`Summary`]. It takes two steps: all mail is read and
//! its findings are put by; then, as it is known what messages tell of each other, they are told. What it refuses to know: report
//! formats, and how options were typed.

pub mod apart;
mod beside;
mod bundle;
mod directory;
mod filter;
mod findings;
mod handler;
mod heading;
mod ignore;
mod inspect;
mod notation;
mod notes;
mod opener;
mod order;
mod plan;
mod record;
mod register;
mod spool;
mod standing;
mod stream;
mod stretches;
mod telling;
mod turns;
mod twin;
mod worker;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use rayon::iter::{ParallelBridge, ParallelIterator};
use rayon::{ThreadPool, ThreadPoolBuilder};

pub use crate::extract::ExtractOptions;
use crate::model::{Confidence, Kind, Limits, Render, Sink, Stop, Summary};
use crate::recognise::{Context, Recognisers};
use crate::relate::retention::Retention;
use crate::relate::{Knowledge, Parties};
use crate::source::globs::Globs;
use crate::source::walk::{WalkError, WalkOptions, Walked, walk};
use findings::{FindingHandler, Gathering};
use handler::Handler;
use inspect::InspectHandler;
use order::{Ordered, Outlet};
use plan::Plan;
use record::Vocabulary;
use spool::Spool;
use stream::StreamOptions;
use telling::{Gathered, Intake};
use worker::Worker;

pub use filter::Filter;
pub use ignore::{Ignore, IgnoreError};
pub use inspect::Inspect;
pub use opener::Attachments;
pub use register::{Forms, Registered};
pub use turns::Turns;

/// What a scan is to do. `ScanOptions::default()` is a sensible start.
#[derive(Debug)]
pub struct ScanOptions {
    /// Worker threads; at least 1.
    pub jobs: usize,
    /// Kinds to look for; empty for all that are built.
    pub kinds: Vec<Kind>,
    /// Findings less sure than this are left out; what is below a half is never one.
    pub min_confidence: Confidence,
    /// Findings say why they are ones (`fields.why`).
    pub explain: bool,
    /// What is never reported.
    pub ignore: Ignore,
    /// Mail domains of the own organisation, sub-domains included; empty where they are to be told from the mail.
    pub own_domains: Vec<String>,
    /// Contacts in one part that make a bulk list.
    pub list_threshold: usize,
    /// Which findings are told.
    pub filter: Filter,
    /// Contacts are told with all their details (`Summary::directory`).
    pub contacts: bool,
    /// Countries whose national notation phone numbers are read in, most likely first (ISO 3166-1 alpha-2, upper case).
    pub countries: Vec<[u8; 2]>,
    /// The central register, with which findings are compared.
    pub register: Option<Registered>,
    /// How long details may be kept, and the day that is taken for today.
    pub retention: Option<(Retention, Date)>,
    /// Bounds on hostile input.
    pub limits: Limits,
    /// What opens documents that came along.
    pub documents: ExtractOptions,
    /// The program that documents are read in whose reader may fail badly; `None`: they are read in this process (see [`apart`]).
    pub reader: Option<apart::ReaderProgram>,
    /// Documents that lie beside the mail are searched too.
    pub loose_documents: bool,
    /// Follow symbolic links.
    pub follow_links: bool,
    /// Globs on the path relative to the PATH given; empty for all files.
    pub include: Vec<String>,
    /// Globs on the path relative to the PATH given.
    pub exclude: Vec<String>,
}

impl Default for ScanOptions {
    fn default() -> Self {
        ScanOptions {
            jobs: 1,
            kinds: Vec::new(),
            min_confidence: Confidence::percent(crate::recognise::pattern::THRESHOLD),
            explain: false,
            ignore: Ignore::default(),
            own_domains: Vec::new(),
            list_threshold: 10,
            filter: Filter::default(),
            contacts: false,
            countries: vec![*b"NL", *b"BE", *b"DE"],
            register: None,
            retention: None,
            limits: Limits::default(),
            documents: ExtractOptions::default(),
            reader: None,
            loose_documents: false,
            follow_links: false,
            include: Vec::new(),
            exclude: Vec::new(),
        }
    }
}

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
        let context = Context {
            countries: self.options.countries.clone(),
            explain: self.options.explain,
            ..Context::default()
        };
        let gathering = Gathering {
            parties: Parties::new(&self.options.own_domains),
            vocabulary: Vocabulary::default(),
            knowledge: Mutex::new(Knowledge::default()),
        };
        let pool = self.pool()?;
        let spool = Spool::new().map_err(ScanError::Output)?;
        let mut intake = Intake { sink, spool, gathering: &gathering };
        let mut summary = self.sweep(paths, &pool, &mut intake, progress, stop, &|ordered| {
            let outlet = Outlet::new(ordered, Gathering::LANES);
            Box::new(FindingHandler::new(
                &self.recognisers,
                &self.options,
                &gathering,
                context.clone(),
                outlet,
            ))
        })?;
        let Intake { sink, spool, .. } = intake;
        let knowledge =
            std::mem::take(&mut *gathering.knowledge.lock().unwrap_or_else(PoisonError::into_inner));
        let known = knowledge.settle(&gathering.parties);
        let spooled = spool.finish().map_err(ScanError::Output)?;
        let gathered = Gathered { gathering: &gathering, known, spooled };
        // of a run that was stopped only the counts are wanted
        let render = (!summary.stopped).then_some(render);
        let told =
            telling::tell(&gathered, &self.options, render, sink, &pool, stop).map_err(ScanError::Output)?;
        summary.add(&told);
        let run = Summary { contacts: told.contacts, ..summary };
        Ok(Summary {
            stale_contacts: told.stale_contacts,
            proposed_own: told.proposed_own,
            own_known: told.own_known,
            lists: told.lists,
            lists_met: told.lists_met,
            leaving: told.leaving,
            directory: told.directory,
            contacts_met: told.contacts_met,
            ..run
        })
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
        self.sweep(paths, &self.pool()?, sink, progress, stop, &|ordered| {
            Box::new(InspectHandler::new(what, Outlet::new(ordered, 1)))
        })
    }

    /// Counts the bytes of all files that a run would meet, and tells `progress` when it is done; looks at no content.
    /// Without a total, a progress bar still shows how far the run is, but no time left.
    pub fn measure(&self, paths: &[PathBuf], progress: &Progress, stop: &Stop) {
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
        }
    }

    /// What streams are read by.
    fn stream_options(&self, stop: &Stop) -> Result<Arc<StreamOptions>, ScanError> {
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
        progress: &Progress,
        stop: &Stop,
        handler: &(dyn for<'o> Fn(&'o Ordered<'s>) -> Box<dyn Handler + 'o> + Sync),
    ) -> Result<Summary, ScanError> {
        let options = self.stream_options(stop)?;
        let plan = Plan::new(self.walk(paths)?, &options, stop);
        let ordered = Ordered::new(sink);
        let total = Mutex::new(Summary::default());
        let turns = Turns::default();
        pool.install(|| {
            // the bridge hands units out one by one, in their order, to whichever worker is free
            plan.par_bridge().for_each_init(
                || {
                    let opener = Arc::new(self.attachments(&turns, stop));
                    Worker::new(handler(&ordered), &options, opener, stop, progress)
                },
                |worker, unit| {
                    worker.work(unit);
                    let summary = worker.take_summary();
                    total.lock().unwrap_or_else(PoisonError::into_inner).add(&summary);
                    if ordered.failed() {
                        stop.ask();
                    }
                },
            );
        });
        let mut summary = total.into_inner().unwrap_or_else(PoisonError::into_inner);
        summary.stopped = stop.asked();
        match ordered.into_error() {
            Some(error) => Err(ScanError::Output(error)),
            None => Ok(summary),
        }
    }
}

fn usage(error: WalkError) -> ScanError {
    ScanError::Usage(error.to_string())
}

impl std::fmt::Debug for Scanner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scanner").field("options", &self.options).finish_non_exhaustive()
    }
}
