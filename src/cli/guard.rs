//! A run from its first byte to its exit: progress, signals, a deadline, and reports that come together or not at all.
//!
//! In: what writes reports, and what does the work. Out: how the run ended. What a run is of is not known here.

use std::io;
use std::path::{Path, PathBuf};

use super::exit::{Exit, Failure};
use super::log::Log;
use super::mailto::Letter;
use super::metrics::Metrics;
use super::nightly::Deadline;
use super::{progress, signals};
use crate::model::{Stop, Summary};
use crate::report::summary::{counted, number};
use crate::report::{Complete, Reports};
use crate::scan::{Progress, ScanError};

/// Reports that are named one by one when they are in place.
const NAMED: usize = 20;

/// How a run is watched.
#[derive(Debug)]
pub(super) struct Watch {
    /// What is said.
    pub(super) log: Log,
    /// A progress bar is wanted.
    pub(super) progress: bool,
    /// When the run is to end.
    pub(super) deadline: Option<Deadline>,
    /// Files beside the reports that must be removed when the program ends at once.
    pub(super) unfinished: Vec<PathBuf>,
}

/// Files that a run writes beside its reports.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// Where they will be.
    targets: Vec<PathBuf>,
    /// Where they are meanwhile.
    pub(super) unfinished: Vec<PathBuf>,
}

impl Beside {
    /// The files of these.
    pub(super) fn of(letter: Option<&Letter>, metrics: Option<&Metrics>) -> Self {
        let targets = [letter.and_then(Letter::target), metrics.and_then(Metrics::target)];
        let unfinished = [letter.and_then(Letter::temporary), metrics.and_then(Metrics::temporary)];
        Beside {
            targets: targets.into_iter().flatten().map(Path::to_owned).collect(),
            unfinished: unfinished.into_iter().flatten().collect(),
        }
    }

    /// Each of them is a file of its own, and none of these others.
    pub(super) fn check(&self, others: &[PathBuf]) -> Result<(), Failure> {
        let twice = |at: usize, path: &PathBuf| others.contains(path) || self.targets[..at].contains(path);
        match self.targets.iter().enumerate().find(|(at, path)| twice(*at, path)) {
            Some((_, path)) => Err(Failure::Usage(format!(
                "{} is another file of this run already: each needs one of its own",
                path.display()
            ))),
            None => Ok(()),
        }
    }

    /// These files, and where those of the run will be: none of them is to be written by anybody else.
    pub(super) fn and(&self, others: &[PathBuf]) -> Vec<PathBuf> {
        self.targets.iter().chain(&self.unfinished).chain(others).cloned().collect()
    }
}

/// What is done at the end of a run.
pub(super) trait Closing {
    /// Called when all reports are complete and none is in place yet. By an error all of them are given up.
    fn complete(&mut self, _: &Summary, _: &[Complete<'_>]) -> io::Result<()> {
        Ok(())
    }

    /// The run reads mail itself: what could not be read is said at its end.
    fn reads_mail(&self) -> bool {
        true
    }

    /// Called with the counts once the reports are in place, or when the run was stopped.
    fn close(&mut self, done: &Summary) -> Result<Exit, Failure>;
}

impl<F: FnMut(&Summary) -> Result<Exit, Failure>> Closing for F {
    fn close(&mut self, done: &Summary) -> Result<Exit, Failure> {
        self(done)
    }
}

/// Runs `work` with progress and signals, finishes the reports, and says how it ended.
pub(super) fn run_guarded<W: Reports>(
    mut writer: W,
    watch: Watch,
    measure: impl FnOnce(&Progress, &Stop) + Send,
    work: impl FnOnce(&mut W, &Progress, &Stop) -> Result<Summary, ScanError>,
    closing: &mut dyn Closing,
) -> Result<Exit, Failure> {
    let log = watch.log;
    let unfinished = writer.temporaries().into_iter().chain(watch.unfinished).collect();
    let stop = signals::stop_flag(unfinished, log)
        .map_err(|e| Failure::Stopped(format!("cannot watch for signals: {e}")))?;
    let watched = watch
        .deadline
        .map(|deadline| deadline.watch(&stop))
        .transpose()
        .map_err(|e| Failure::Stopped(format!("cannot watch the time: {e}")))?;
    let progress = Progress::default();
    let result = progress::watch(
        watch.progress,
        &progress,
        || measure(&progress, &stop),
        || work(&mut writer, &progress, &stop),
    );
    let done = match result {
        Ok(done) => done,
        Err(ScanError::Usage(text)) => return Err(Failure::Usage(text)),
        Err(ScanError::Output(e)) => return Err(output_failure(e)),
        Err(ScanError::Memory(text) | ScanError::Shards(text)) => return Err(Failure::Stopped(text)),
    };
    let problems_listed = writer.lists_problems();
    if done.stopped {
        let files = writer.targets().len();
        drop(writer);
        closing.close(&done)?;
        let reports = if files > 0 { " No report file was changed." } else { "" };
        let over = watch.deadline.filter(|_| watched.is_some_and(|w| w.reached()));
        let why = over.map_or(String::new(), |d| format!(" after --max-duration {}", d.length()));
        // also where nothing else is said: who reads the report of tonight must know that it is of another night
        return Err(Failure::Stopped(format!(
            "stopped part-way{why}.{reports} Run the same command again to do it in full"
        )));
    }
    let names = writer.finish_told(&done, &mut |all| closing.complete(&done, all)).map_err(output_failure)?;
    for name in names.iter().take(NAMED) {
        log.note(&format!("wrote {name}"));
    }
    if names.len() > NAMED {
        log.note(&format!("wrote {} more", number((names.len() - NAMED) as u64)));
    }
    let exit = closing.close(&done)?;
    if done.total_problems() == 0 || !closing.reads_mail() {
        return Ok(exit);
    }
    let hint = if problems_listed { "" } else { "; --problems FILE lists them" };
    log.warning(&format!(
        "some input could not be read in full: {}{hint}",
        counted(done.total_problems(), "problem")
    ));
    Ok(exit.merge(Exit::Incomplete))
}

/// What becomes of a run whose reports cannot be written.
pub(super) fn output_failure(error: io::Error) -> Failure {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Failure::ReaderGone;
    }
    Failure::Stopped(format!("cannot write a report: {error}; unfinished reports were removed"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    use crate::model::{Problem, ProblemCode, Sink as _};
    use crate::report::{Destination, Lane, Masking, Recipients, RunInfo, Writer, open_sealed};

    const QUIET: Log = Log { quiet: true, verbose: false };

    fn writer(path: &Path) -> Writer {
        let lane =
            Lane { format: crate::report::format_named("json"), destination: Destination::File(path.into()) };
        open_sealed(vec![lane], None, RunInfo::default(), Masking::Revealed, &Recipients::default())
            .unwrap()
            .1
    }

    fn run(
        path: &Path,
        work: impl FnOnce(&mut Writer, &Stop) -> Result<Summary, ScanError>,
    ) -> Result<Exit, Failure> {
        let watch = Watch { log: QUIET, progress: false, deadline: None, unfinished: Vec::new() };
        let mut closing = |_: &Summary| Ok(Exit::FailOn);
        run_guarded(writer(path), watch, |_, _| (), |w, _, stop| work(w, stop), &mut closing)
    }

    #[test]
    fn how_a_run_ends_says_what_becomes_of_its_reports() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.json");
        let problem = || Problem::new(ProblemCode::Io, "x");

        let stopped = run(&path, |_, _| Ok(Summary { stopped: true, ..Summary::default() }));
        assert!(
            matches!(stopped, Err(Failure::Stopped(text)) if text.starts_with("stopped part-way. No report"))
        );
        assert!(!path.exists());

        let usage = run(&path, |_, _| Err(ScanError::Usage("bad glob".into())));
        assert!(matches!(usage, Err(Failure::Usage(text)) if text == "bad glob"));
        let full = run(&path, |_, _| Err(ScanError::Output(io::ErrorKind::StorageFull.into())));
        assert!(matches!(full, Err(Failure::Stopped(_))));
        let gone = run(&path, |_, _| Err(ScanError::Output(io::ErrorKind::BrokenPipe.into())));
        assert!(matches!(gone, Err(Failure::ReaderGone)));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);

        assert_eq!(run(&path, |_, _| Ok(Summary::default())).unwrap(), Exit::FailOn);
        assert!(path.exists());
        let incomplete = run(&path, |writer, stop| {
            assert!(!stop.asked());
            writer.chunk(&[Vec::new()], &[problem()]).unwrap();
            let mut summary = Summary::default();
            summary.problems.insert(ProblemCode::Io, 1);
            Ok(summary)
        });
        assert_eq!(incomplete.unwrap(), Exit::Incomplete, "3 wins over 1");
        assert!(fs::read_to_string(&path).unwrap().contains("\"code\":\"io\""));
    }

    #[test]
    fn reports_that_are_complete_are_given_up_together() {
        struct Refusing(Vec<String>);
        impl Closing for Refusing {
            fn complete(&mut self, _: &Summary, all: &[Complete<'_>]) -> io::Result<()> {
                self.0.extend(all.iter().map(|one| fs::read_to_string(one.bytes).unwrap()));
                Err(io::ErrorKind::StorageFull.into())
            }
            fn close(&mut self, _: &Summary) -> Result<Exit, Failure> {
                panic!("the reports are not in place")
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.json");
        let watch = Watch { log: QUIET, progress: false, deadline: None, unfinished: Vec::new() };
        let mut closing = Refusing(Vec::new());
        let ended =
            run_guarded(writer(&path), watch, |_, _| (), |_, _, _| Ok(Summary::default()), &mut closing);
        assert!(matches!(ended, Err(Failure::Stopped(_))));
        assert!(closing.0[0].trim_end().ends_with('}'), "it was complete");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
