//! A search by what earlier runs kept: only messages that may be wanted are read.
//!
//! In: paths, a memory with an index of terms, and somebody who looks for something. Out: what a run that reads everything would tell of
//! the messages that are wanted. What is the same as it was is not read: the index says which of its messages may be wanted, and these
//! are opened; what is new or was changed is read as ever. Where nothing is new at all, what all mail tells together was put by, too.
//! Whoever looks judges by the messages themselves. This room refuses to know what is looked for.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::ThreadPool;
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::findings::{Already, FindingHandler, Gathering};
use super::insight::Insight;
use super::order::Outlet;
use super::plan::{BLOCK, Plan, Unit, Work, read_ahead};
use super::posting::{Form, Seeking, Standing};
use super::record::Vocabulary;
use super::remember::{self, Digest, Shared};
use super::split::Telling;
use super::spool::Spool;
use super::stream::{Root, StreamOptions};
use super::telling::{Gathered, Intake};
use super::{Progress, ScanError, Scanner, memory};
use crate::model::{
    ContentCoverage, CustodianCounts, FileKey, Memory, Problem, Render, Sink, SourceName, Stop, Summary,
    Watch,
};
use crate::relate::{Knowledge, Known, Parties};
use crate::source::walk::{Input, Walked};

/// Messages of a file that are opened by one worker at once, and their bytes.
const AT_ONCE: (usize, u64) = (64, 1 << 20);

/// The messages that are wanted, file by file.
#[derive(Debug, Default)]
pub(super) struct Wanted(Mutex<Vec<(Input, Vec<Standing>)>>);

impl Wanted {
    /// Those of a stretch of a file.
    pub(super) fn add(&self, input: &Input, mut standings: Vec<Standing>) {
        for standing in &mut standings {
            standing.source.insert_str(0, input.name.as_str());
        }
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((input.clone(), standings));
    }

    /// All of them, in the order of files and messages.
    fn sorted(self) -> Vec<(Input, Vec<Standing>)> {
        let all = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut by_file: BTreeMap<(SourceName, PathBuf), (Input, Vec<Standing>)> = BTreeMap::new();
        for (input, mut standings) in all {
            let of = by_file
                .entry((input.name.clone(), input.path.clone()))
                .or_insert_with(|| (input, Vec::new()));
            of.1.append(&mut standings);
        }
        let mut all: Vec<_> = by_file.into_values().collect();
        for (_, standings) in &mut all {
            standings.sort_by_key(|s| (s.offset, s.index));
        }
        all
    }
}

/// Messages in containers that are wanted.
#[derive(Debug, Default)]
pub(super) struct Only {
    all: HashMap<String, HashSet<u64>>,
    /// Those that were not met yet.
    missing: Mutex<HashSet<(String, u64)>>,
}

impl Only {
    fn add(&mut self, standing: &Standing) {
        self.all.entry(standing.source.clone()).or_default().insert(standing.index);
        let missing = self.missing.get_mut().unwrap_or_else(PoisonError::into_inner);
        missing.insert((standing.source.clone(), standing.index));
    }

    /// A message is met; `true` where it is wanted.
    pub(super) fn meets(&self, source: &SourceName, index: u64) -> bool {
        let wanted = self.all.get(source.as_str()).is_some_and(|all| all.contains(&index));
        if wanted {
            let mut missing = self.missing.lock().unwrap_or_else(PoisonError::into_inner);
            missing.remove(&(source.as_str().to_owned(), index));
        }
        wanted
    }

    fn all_met(&self) -> bool {
        self.missing.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }
}

/// Opens what is wanted, unit by unit.
struct Opening {
    files: std::vec::IntoIter<(Input, Vec<Standing>)>,
    ready: std::collections::VecDeque<Work>,
    stream: Option<Receiver<Work>>,
    options: Arc<StreamOptions>,
    stop: Stop,
    seq: u64,
    /// A file that is to be opened is not there any more, or cannot be read for want of a thread.
    failed: Arc<AtomicBool>,
}

impl Opening {
    fn file(&mut self, input: Input, standings: Vec<Standing>) {
        let input = Arc::new(input);
        let (inside, plain): (Vec<_>, Vec<_>) = standings.into_iter().partition(|s| s.form == Form::Inside);
        let (mut some, mut bytes) = (Vec::new(), 0);
        for standing in plain {
            bytes += standing.length;
            some.push(standing);
            if some.len() >= AT_ONCE.0 || bytes >= AT_ONCE.1 {
                bytes = 0;
                self.ready
                    .push_back(Work::Open { input: input.clone(), standings: std::mem::take(&mut some) });
            }
        }
        if !some.is_empty() {
            self.ready.push_back(Work::Open { input: input.clone(), standings: some });
        }
        if inside.is_empty() {
            return;
        }
        if input.size <= BLOCK {
            self.ready.push_back(Work::OpenInside { input });
            return;
        }
        let stream = input
            .open()
            .and_then(|file| read_ahead(Arc::unwrap_or_clone(input), Root::File(file), &self.options, None));
        match stream {
            Ok(stream) => self.stream = Some(stream),
            Err(_) => self.failed.store(true, Ordering::Relaxed),
        }
    }
}

impl Iterator for Opening {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        loop {
            if self.stop.asked() {
                return None;
            }
            let work = match self.ready.pop_front() {
                Some(work) => Some(work),
                None => self.stream.as_ref().and_then(|stream| stream.recv().ok()),
            };
            if let Some(work) = work {
                self.seq += 1;
                return Some(Unit { seq: self.seq - 1, work });
            }
            self.stream = None;
            let (input, standings) = self.files.next()?;
            self.file(input, standings);
        }
    }
}

/// Takes records of messages that are opened; their problems were told before.
struct Quiet<'q, 'i>(&'q mut Intake<'i>);

impl Sink for Quiet<'_, '_> {
    fn chunk(&mut self, lanes: &[Vec<u8>], _: &[Problem]) -> io::Result<()> {
        match lanes {
            [records, _] => self.0.chunk(&[records.clone(), Vec::new()], &[]),
            _ => Ok(()),
        }
    }
}

/// Files that were met, by what a memory knows them by.
type Files = HashMap<FileKey, Input>;

impl Scanner {
    /// The memory has an index that serves a run with these options, and somebody who looks for what it tells.
    ///
    /// # Errors
    ///
    /// [`ScanError::Memory`]: what is remembered cannot be read.
    pub fn is_indexed(&self, watch: &dyn Watch) -> Result<bool, ScanError> {
        let Some(remembered) = self.options.memory.as_ref().filter(|_| self.options.index.is_some()) else {
            return Ok(false);
        };
        // what is asked is worked out once, by as many threads as the run may have
        if self.pool()?.install(|| watch.asked().is_none()) {
            return Ok(false);
        }
        let options = self.decisive(&remembered.salt);
        Ok(remembered.memory.begin_reading(&options).map_err(|e| memory(&e))?.is_some())
    }

    /// Forgets what earlier runs made: all is read.
    #[must_use]
    pub fn forgetting(mut self) -> Self {
        self.options.memory = None;
        self.options.index = None;
        self
    }

    /// What a run over these paths tells of the messages that are wanted.
    pub(super) fn seek(
        &self,
        paths: &[PathBuf],
        (render, watch): (&dyn Render, &dyn Watch),
        sink: &mut dyn Sink,
        progress: &Progress,
        stop: &Stop,
    ) -> Result<Summary, ScanError> {
        let unserved = || ScanError::Usage("no index serves this run: all must be read".to_owned());
        let asked = watch.asked().ok_or_else(unserved)?;
        if !self.is_indexed(watch)? {
            return Err(unserved());
        }
        let remembered = self.options.memory.as_ref().ok_or_else(unserved)?;
        let kept = &*remembered.memory;
        let seeking = Seeking::new(asked, kept);
        let wanted = Wanted::default();
        let gathering = Gathering {
            parties: Parties::new(&self.options.own_domains),
            vocabulary: Vocabulary::default(),
            knowledge: Mutex::new(Knowledge::default()),
            shown: true,
            tellings: None,
        };
        let pool = self.pool()?;
        let spool = Spool::new(gathering.shown, false).map_err(ScanError::Output)?;
        let mut intake = Intake { sink, spool, gathering: &gathering, problems: BTreeMap::new() };
        let told = if remembered.counts_suffice { self.same(paths, kept)? } else { None };
        let told = match told {
            Some((files, summary, known)) => {
                find_all(kept, &seeking, &files, &wanted, &pool, stop)?.then_some((summary, known))
            }
            None => None,
        };
        let (run, known) = match told {
            Some(told) => told,
            None => {
                let wanted = &wanted;
                wanted.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
                let run =
                    self.new_ones(paths, watch, (&seeking, wanted), &mut intake, &pool, (progress, stop))?;
                let knowledge = &mut *gathering.knowledge.lock().unwrap_or_else(PoisonError::into_inner);
                (run, std::mem::take(knowledge).settle(&gathering.parties))
            }
        };
        let opened = self.open(watch, wanted.sorted(), &mut intake, &pool, (progress, stop))?;
        let spooled = intake.spool.finish().map_err(ScanError::Output)?;
        let known = Insight::Held(known);
        let gathered = Gathered { gathering: &gathering, known, spooled };
        let telling = Telling { gathered: &gathered, options: &self.options, render, pool: &pool, stop };
        let run = Summary { stopped: run.stopped || !opened, ..run };
        telling.whole(run, sink).map_err(ScanError::Output)
    }

    /// All files, the counts of the run before, and what it knew at its end, where nothing is new.
    fn same(
        &self,
        paths: &[PathBuf],
        kept: &dyn Memory,
    ) -> Result<Option<(Files, Summary, Known)>, ScanError> {
        let Some((last, counts)) = kept.last().map_err(|e| memory(&e))? else { return Ok(None) };
        let mut files = Files::new();
        // of two files that are known by one key, one was kept
        let mut alone = true;
        let mut digest = Digest::new();
        for walked in self.walk(paths)? {
            if let Walked::File(input) = &walked {
                alone &= files.insert(remember::key(kept, input), input.clone()).is_none();
            }
            digest.walked(kept, &walked);
        }
        if digest.finish() != last || !alone {
            return Ok(None);
        }
        let Some(summary) = read_counts(&counts) else { return Ok(None) };
        let pieces = kept.known().map_err(|e| memory(&e))?;
        let known = pieces.and_then(|pieces| Known::of_pieces(&pieces));
        Ok(known.map(|known| (files, summary, known)))
    }

    /// Takes over what was kept, but for findings, reads the rest, and takes note of what is wanted of the former.
    fn new_ones(
        &self,
        paths: &[PathBuf],
        watch: &dyn Watch,
        seeking: (&Seeking, &Wanted),
        intake: &mut Intake<'_>,
        pool: &ThreadPool,
        (progress, stop): (&Progress, &Stop),
    ) -> Result<Summary, ScanError> {
        let remembered = self.options.memory.as_ref().ok_or_else(|| ScanError::Usage(String::new()))?;
        let gathering = intake.gathering;
        let shared = Shared {
            memory: &*remembered.memory,
            vocabulary: &gathering.vocabulary,
            words: AtomicUsize::new(0),
            shown: false,
            indexed: true,
            gap: AtomicBool::new(false),
            seeking: Some(seeking),
        };
        let options = self.stream_options(stop)?;
        let reader = shared.memory.reader().map_err(|e| memory(&e))?;
        let plan = Plan::new(self.walk(paths)?, &options, stop, Some((shared.memory, reader)));
        self.work_off(plan, (pool, &options), intake, (progress, stop), (Some(&shared), None), &|ordered| {
            Box::new(self.finder(gathering, ordered, watch).told(Already::Hidden))
        })
    }

    /// Opens what is wanted; `false` where the run was stopped before its end.
    fn open(
        &self,
        watch: &dyn Watch,
        wanted: Vec<(Input, Vec<Standing>)>,
        intake: &mut Intake<'_>,
        pool: &ThreadPool,
        (progress, stop): (&Progress, &Stop),
    ) -> Result<bool, ScanError> {
        let mut only = Only::default();
        let inside = wanted.iter().flat_map(|(_, standings)| standings).filter(|s| s.form == Form::Inside);
        inside.for_each(|standing| only.add(standing));
        let options = self.stream_options(stop)?;
        let failed: Arc<AtomicBool> = Arc::default();
        let opening = Opening {
            files: wanted.into_iter(),
            ready: std::collections::VecDeque::new(),
            stream: None,
            options: options.clone(),
            stop: stop.clone(),
            seq: 0,
            failed: failed.clone(),
        };
        let gathering = intake.gathering;
        let mut quiet = Quiet(intake);
        let done = self.work_off(
            opening,
            (pool, &options),
            &mut quiet,
            (progress, stop),
            (None, Some(&only)),
            &|ordered| Box::new(self.finder(gathering, ordered, watch).told(Already::All)),
        )?;
        if failed.load(Ordering::Relaxed) || !done.stopped && !only.all_met() {
            let why = "a message that the state tells of is not at its place: the mail was changed meanwhile; \
                       search again";
            return Err(ScanError::Memory(why.to_owned()));
        }
        Ok(!done.stopped)
    }

    /// What finds details for one worker, and lets somebody look.
    fn finder<'f, 'o, 's>(
        &'f self,
        gathering: &'f Gathering,
        ordered: &'o super::order::Ordered<'s>,
        watch: &'f dyn Watch,
    ) -> FindingHandler<'f, 'o, 's> {
        let outlet = Outlet::new(ordered, Gathering::LANES);
        let context = self.context();
        FindingHandler::new(&self.recognisers, &self.options, gathering, context, outlet)
            .watched(Some(watch.watcher()))
    }
}

/// Looks through the index of all segments; `false` where some of it cannot be read.
fn find_all(
    kept: &dyn Memory,
    seeking: &Seeking,
    files: &Files,
    wanted: &Wanted,
    pool: &ThreadPool,
    stop: &Stop,
) -> Result<bool, ScanError> {
    let segments = kept.segments().map_err(|e| memory(&e))?;
    let whole = AtomicBool::new(true);
    pool.install(|| {
        segments.into_par_iter().for_each_init(
            || kept.reader().ok(),
            |reader, segment| {
                if stop.asked() || !whole.load(Ordering::Relaxed) {
                    return;
                }
                let found = reader.as_mut().and_then(|reader| {
                    let (bytes, entries) = reader.all_terms(segment)?;
                    for (position, range) in (0..).zip(entries) {
                        let standings = seeking.of(bytes.get(range)?)?;
                        if standings.is_empty() {
                            continue;
                        }
                        // an entry of which another one has taken the place is of what is no more
                        let Some((file, _)) = reader.place(segment, position) else { continue };
                        wanted.add(files.get(&file)?, standings);
                    }
                    Some(())
                });
                if found.is_none() {
                    whole.store(false, Ordering::Relaxed);
                }
            },
        );
    });
    Ok(whole.load(Ordering::Relaxed))
}

/// What the counts of the run before say of what was read; what was found is counted by what is told now.
fn read_counts(bytes: &[u8]) -> Option<Summary> {
    let (_, last): (String, Summary) = postcard::from_bytes(bytes).ok()?;
    let messages =
        |c: CustodianCounts| CustodianCounts { messages: c.messages, ..CustodianCounts::default() };
    let content: ContentCoverage = last.content;
    Some(Summary {
        files: last.files,
        content,
        ignored: last.ignored,
        problems: last.problems,
        by_custodian: last.by_custodian.into_iter().map(|(name, c)| (name, messages(c))).collect(),
        ..Summary::default()
    })
}
