//! Several reports at once: rendering in the workers, writing in one place, in order.
//!
//! [`Renderer`] is shared by the workers and turns one message's findings into the bytes of every report; [`Writer`]
//! takes those bytes in the order of the sources and writes them. They come apart because the first is needed by many
//! threads at once and the second by one.

use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::files::{Complete, Destination, OpenError, Output};
use super::problems::push_lines;
use super::seal::Recipients;
use super::{Change, Changes, Encoder, Masking, ReportFormat, RunEnd, RunInfo};
use crate::model::{Finding, MessageMeta, Problem, Render, Sink, Summary};

/// Problems that a `.json` report lists; memory stays small whatever the damage. All are counted, and `--problems`
/// writes all.
pub const PROBLEMS_KEPT: usize = 10_000;

/// One report that is asked for.
pub struct Lane {
    /// Its format; `None` for bytes that are passed on as they come.
    pub format: Option<&'static dyn ReportFormat>,
    /// Where it goes.
    pub destination: Destination,
}

impl fmt::Debug for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lane")
            .field("format", &self.format.map(|x| x.card().name))
            .field("destination", &self.destination)
            .finish()
    }
}

/// The half that workers share.
pub struct Renderer {
    formats: Vec<Option<&'static dyn ReportFormat>>,
    masking: Masking,
    /// Two runs are compared.
    compared: bool,
}

impl fmt::Debug for Renderer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Renderer")
            .field("lanes", &self.formats.len())
            .field("masking", &self.masking)
            .finish()
    }
}

impl Renderer {
    pub(super) fn new(formats: Vec<Option<&'static dyn ReportFormat>>, masking: Masking) -> Self {
        Renderer { formats, masking, compared: false }
    }

    /// Renders findings of one message that changed since an older run, as [`Render::message`] does all.
    pub fn changes(
        &self,
        meta: &MessageMeta,
        findings: &[Finding],
        changes: &[Change],
        lanes: &mut [Vec<u8>],
    ) {
        if findings.is_empty() {
            return;
        }
        for (format, lane) in self.formats.iter().zip(lanes) {
            let Some(format) = format else { continue };
            if !lane.is_empty() {
                lane.extend_from_slice(format.separator());
            }
            format.changes(meta, findings, changes, &self.masking, lane);
        }
    }
}

impl Render for Renderer {
    fn lanes(&self) -> usize {
        self.formats.len()
    }

    fn shows(&self) -> bool {
        !self.formats.is_empty()
    }

    fn message(&self, meta: &MessageMeta, findings: &[Finding], lanes: &mut [Vec<u8>]) {
        if findings.is_empty() {
            return;
        }
        for (format, lane) in self.formats.iter().zip(lanes) {
            let Some(format) = format.filter(|f| !(self.compared && f.only_changes())) else { continue };
            if !lane.is_empty() {
                lane.extend_from_slice(format.separator());
            }
            format.message(meta, findings, &self.masking, lane);
        }
    }
}

/// The half that writes.
#[derive(Debug)]
pub struct Writer {
    run: RunInfo,
    lanes: Vec<Open>,
    problem_lines: Option<Output>,
    problems: Vec<Problem>,
    problems_omitted: u64,
    changes: Option<Changes>,
    scratch: Vec<u8>,
    /// The beginnings are written.
    begun: bool,
}

/// A report that is written.
pub(super) struct Open {
    /// `None` for bytes that are passed on as they come.
    encoder: Option<Box<dyn Encoder>>,
    output: Output,
    /// The reader of this stream went away.
    gone: bool,
}

impl Open {
    pub(super) fn new(format: Option<&'static dyn ReportFormat>, output: Output) -> Self {
        let whole = output.target().is_some();
        let encoder = format.map(|f| if whole { f.file_encoder() } else { f.encoder() });
        Open { encoder, output, gone: false }
    }

    /// Lets the encoder write, where there is one and somebody still reads.
    fn encode(
        &mut self,
        write: impl FnOnce(&mut dyn Encoder, &mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        match &mut self.encoder {
            Some(encoder) if !self.gone => write(encoder.as_mut(), &mut self.output),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.output.fmt(f)
    }
}

/// Opens all reports, and the file for problems where one is wanted, before anything is scanned.
///
/// # Errors
///
/// [`OpenError`] for the first target that cannot be written; nothing is left behind.
pub fn open(
    lanes: Vec<Lane>,
    problems: Option<PathBuf>,
    run: RunInfo,
    masking: Masking,
) -> Result<(Renderer, Writer), OpenError> {
    open_sealed(lanes, problems, run, masking, &Recipients::default())
}

/// The same, with every report and the file for problems sealed for these recipients, where there are any.
///
/// # Errors
///
/// As [`open`].
pub fn open_sealed(
    lanes: Vec<Lane>,
    problems: Option<PathBuf>,
    run: RunInfo,
    masking: Masking,
    recipients: &Recipients,
) -> Result<(Renderer, Writer), OpenError> {
    let mut open = Vec::with_capacity(lanes.len());
    let run = masking.named(run);
    let mut renderer = Renderer::new(lanes.iter().map(|l| l.format).collect(), masking);
    renderer.compared = run.since.is_some();
    for lane in lanes {
        let output = Output::open(lane.destination, recipients)?;
        open.push(Open::new(lane.format, output));
    }
    let problem_lines = problems.map(|path| Output::open(Destination::File(path), recipients)).transpose()?;
    let mut targets: Vec<&Path> =
        open.iter().map(|l| &l.output).chain(&problem_lines).filter_map(Output::target).collect();
    targets.sort_unstable();
    if let Some(twice) = targets.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(OpenError::Twice(twice[0].to_owned()));
    }
    Ok((renderer, Writer { problem_lines, ..Writer::of(run, open, Vec::new(), 0) }))
}

/// The reports of a run, however many they are: what becomes of their files.
pub trait Reports {
    /// Files and folders that must be removed when the program ends without dropping this.
    fn temporaries(&self) -> Vec<PathBuf>;
    /// Files that are to be there in the end, links resolved, as far as they are known.
    fn targets(&self) -> Vec<PathBuf>;
    /// True when problems are written to a file of their own.
    fn lists_problems(&self) -> bool;
    /// Writes the end of every report, brings all to the disk, and then puts the files in place. Gives their names.
    ///
    /// # Errors
    ///
    /// As [`Sink::chunk`]. An error before the first file is in place leaves every target as it was.
    fn finish(self, summary: &Summary) -> io::Result<Vec<String>>
    where
        Self: Sized,
    {
        self.finish_told(summary, &mut |_| Ok(()))
    }
    /// The same; `told` sees the files when all of them are complete and none is in place yet.
    ///
    /// # Errors
    ///
    /// As [`Reports::finish`], and those of `told`.
    fn finish_told(self, summary: &Summary, told: &mut Told<'_>) -> io::Result<Vec<String>>;
}

/// Who is told of files that are complete.
pub type Told<'t> = dyn FnMut(&[Complete<'_>]) -> io::Result<()> + 't;

impl Reports for Writer {
    fn temporaries(&self) -> Vec<PathBuf> {
        Writer::temporaries(self)
    }

    fn targets(&self) -> Vec<PathBuf> {
        Writer::targets(self)
    }

    fn lists_problems(&self) -> bool {
        Writer::lists_problems(self)
    }

    fn finish_told(self, summary: &Summary, told: &mut Told<'_>) -> io::Result<Vec<String>> {
        let reports = self.lanes.len();
        let outputs = self.complete(summary)?;
        let files = outputs.iter().enumerate().filter_map(|(at, output)| {
            Some(Complete { target: output.target()?, bytes: output.temporary()?, report: at < reports })
        });
        told(&files.collect::<Vec<_>>())?;
        let mut names = Vec::new();
        for output in outputs {
            if output.target().is_some() {
                names.push(output.name().to_owned());
            }
            output.put()?;
        }
        Ok(names)
    }
}

impl Writer {
    /// Takes findings that changed, as [`Renderer::changes`] renders them.
    pub(super) fn changes(&mut self, lanes: &[Vec<u8>]) -> io::Result<()> {
        self.begin()?;
        for (at, bytes) in lanes.iter().enumerate().take(self.lanes.len()).filter(|(_, b)| !b.is_empty()) {
            let written = self.lanes[at].encode(|encoder, out| encoder.changes(bytes, out));
            self.lenient(at, written)?;
        }
        Ok(())
    }

    /// What changed, to be told at the end.
    pub(super) fn changed(&mut self, changes: Changes) {
        self.changes = Some(changes);
    }

    /// There were so many more problems than came here.
    pub(super) fn omit(&mut self, problems: u64) {
        self.problems_omitted += problems;
    }

    /// Files that must be removed when the program ends without dropping this.
    pub fn temporaries(&self) -> Vec<PathBuf> {
        self.outputs().filter_map(|o| o.temporary().map(Path::to_owned)).collect()
    }

    /// Files that are to be there in the end, links resolved.
    pub fn targets(&self) -> Vec<PathBuf> {
        self.outputs().filter_map(|o| o.target().map(Path::to_owned)).collect()
    }

    /// True when problems are written to a file of their own.
    pub fn lists_problems(&self) -> bool {
        self.problem_lines.is_some()
    }

    /// Writes the end of every report, brings all to the disk, and then puts the files in place. Gives their names.
    ///
    /// # Errors
    ///
    /// As [`Sink::chunk`]. An error before the first file is in place leaves every target as it was.
    pub fn finish(self, summary: &Summary) -> io::Result<Vec<String>> {
        Reports::finish(self, summary)
    }

    /// One that has met these problems already.
    pub(super) fn of(run: RunInfo, lanes: Vec<Open>, problems: Vec<Problem>, problems_omitted: u64) -> Self {
        Writer {
            run,
            lanes,
            problem_lines: None,
            problems,
            problems_omitted,
            changes: None,
            scratch: Vec::new(),
            begun: false,
        }
    }

    fn outputs(&self) -> impl Iterator<Item = &Output> {
        self.lanes.iter().map(|l| &l.output).chain(&self.problem_lines)
    }

    /// Writes what stands before the first finding of every report, once: a run that is refused at its start then
    /// leaves nothing on standard output.
    fn begin(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        for at in 0..self.lanes.len() {
            let run = &self.run;
            let begun = self.lanes[at].encode(|encoder, out| encoder.begin(run, out));
            self.lenient(at, begun)?;
        }
        Ok(())
    }

    /// Writes the end of every report, and brings all to the disk.
    pub(super) fn complete(mut self, summary: &Summary) -> io::Result<Vec<Output>> {
        self.begin()?;
        for at in 0..self.lanes.len() {
            let end = RunEnd {
                run: &self.run,
                summary,
                problems: &self.problems,
                problems_omitted: self.problems_omitted,
                changes: self.changes.as_ref(),
            };
            let ended = self.lanes[at].encode(|encoder, out| encoder.end(&end, out));
            self.lenient(at, ended)?;
        }
        for at in 0..self.lanes.len() {
            if !self.lanes[at].gone {
                let done = self.lanes[at].output.sync();
                self.lenient(at, done)?;
            }
        }
        if let Some(lines) = &mut self.problem_lines {
            lines.sync()?;
        }
        Ok(self.lanes.into_iter().map(|l| l.output).chain(self.problem_lines).collect())
    }

    /// A reader that goes away (`| head`) ends its own lane, and the run only when nobody is left to write for.
    fn lenient(&mut self, at: usize, done: io::Result<()>) -> io::Result<()> {
        match done {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => {
                self.lanes[at].gone = true;
                if self.problem_lines.is_none() && self.lanes.iter().all(|l| l.gone) {
                    Err(e)
                } else {
                    Ok(())
                }
            }
            other => other,
        }
    }
}

impl Sink for Writer {
    fn chunk(&mut self, lanes: &[Vec<u8>], problems: &[Problem]) -> io::Result<()> {
        self.begin()?;
        for (at, bytes) in lanes.iter().enumerate().take(self.lanes.len()) {
            if bytes.is_empty() {
                continue;
            }
            let lane = &mut self.lanes[at];
            let written = match lane.encoder {
                None if lane.gone => Ok(()),
                None => lane.output.write_all(bytes),
                Some(_) => lane.encode(|encoder, out| encoder.findings(bytes, out)),
            };
            self.lenient(at, written)?;
        }
        if problems.is_empty() {
            return Ok(());
        }
        if let Some(lines) = &mut self.problem_lines {
            self.scratch.clear();
            push_lines(problems, &mut self.scratch);
            lines.write_all(&self.scratch)?;
        }
        let kept = problems.len().min(PROBLEMS_KEPT - self.problems.len());
        self.problems.extend_from_slice(&problems[..kept]);
        self.problems_omitted += (problems.len() - kept) as u64;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FORMATS, format_named, sample};
    use super::*;
    use std::fs;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn lane(name: &str, destination: Destination) -> Lane {
        Lane { format: format_named(name), destination }
    }

    fn summary() -> Summary {
        sample::summary()
    }

    /// How many findings each chunk's messages have.
    fn run(plan: &[&[usize]], lanes: Vec<Lane>, problems: Option<PathBuf>) -> io::Result<Vec<String>> {
        let (renderer, mut writer) = open(lanes, problems, RunInfo::default(), Masking::Revealed).unwrap();
        let (meta, findings) = sample::message();
        for chunk in plan {
            let mut bytes = vec![Vec::new(); renderer.lanes()];
            for n in *chunk {
                renderer.message(&meta, &findings[..*n], &mut bytes);
            }
            writer.chunk(&bytes, &sample::problems())?;
        }
        writer.finish(&summary())
    }

    #[test]
    fn separators_are_right_whatever_the_chunks() {
        for plan in [
            &[&[2_usize, 1, 2][..]][..],
            &[&[2], &[1], &[2]],
            &[&[], &[2], &[0, 0], &[], &[1, 0, 2], &[]],
            &[&[0], &[0, 2, 0, 1], &[2]],
        ] {
            let out = Shared::default();
            run(plan, vec![lane("json", Destination::Stream(Box::new(out.clone())))], None).unwrap();
            let json: serde_json::Value = serde_json::from_slice(&out.0.lock().unwrap()).unwrap();
            assert_eq!(json["findings"].as_array().unwrap().len(), 5, "{plan:?}");
            assert_eq!(json["problems"].as_array().unwrap().len(), 2 * plan.len());
        }
    }

    #[test]
    fn all_reports_of_one_run() {
        let folder = tempfile::tempdir().unwrap();
        let lanes = FORMATS
            .iter()
            .map(|f| Lane {
                format: Some(*f),
                destination: Destination::File(folder.path().join(format!("r.{}", f.extension()))),
            })
            .collect();
        let names = run(&[&[2], &[1]], lanes, Some(folder.path().join("problems.jsonl"))).unwrap();
        assert_eq!(names.len(), FORMATS.len() + 1);
        let lines = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap().lines().count();
        assert_eq!(lines("r.jsonl"), 3);
        assert_eq!(lines("r.csv"), 4);
        assert_eq!(lines("problems.jsonl"), 4);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), FORMATS.len() + 1);
    }

    #[test]
    fn a_file_is_given_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.csv");
        let lanes = |a: &Path, b: &Path| {
            vec![lane("csv", Destination::File(a.into())), lane("csv", Destination::File(b.into()))]
        };
        let same = folder.path().join("./r.csv");
        let twice = open(lanes(&path, &same), None, RunInfo::default(), Masking::Revealed);
        assert!(matches!(twice, Err(OpenError::Twice(_))));
        let with_problems = open(
            vec![lane("csv", Destination::File(path.clone()))],
            Some(path),
            RunInfo::default(),
            Masking::Revealed,
        );
        assert!(matches!(with_problems, Err(OpenError::Twice(_))));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_reader_that_goes_away_ends_its_lane_only() {
        let folder = tempfile::tempdir().unwrap();
        let closed = || lane("jsonl", Destination::Stream(Box::new(Closed)));
        // More than the buffer holds, so that the pipe is noticed before the end.
        let many = [2_usize; 400];
        let error = run(&[&many, &many], vec![closed()], None).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
        let path = folder.path().join("r.jsonl");
        run(&[&many, &many], vec![closed(), lane("jsonl", Destination::File(path.clone()))], None).unwrap();
        assert_eq!(fs::read_to_string(path).unwrap().lines().count(), 1600);
    }

    #[test]
    fn nothing_is_written_before_the_scan_has_something_to_say() {
        let out = Shared::default();
        let lanes = vec![lane("csv", Destination::Stream(Box::new(out.clone())))];
        let (_, writer) = open(lanes, None, RunInfo::default(), Masking::Revealed).unwrap();
        drop(writer);
        assert!(out.0.lock().unwrap().is_empty());
        run(&[], vec![lane("csv", Destination::Stream(Box::new(out.clone())))], None).unwrap();
        assert!(out.0.lock().unwrap().ends_with(b",fields\r\n"), "the heading of a report without findings");
    }

    #[test]
    fn a_full_disk_is_named_and_leaves_nothing() {
        if !Path::new("/dev/full").exists() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let lanes = vec![
            lane("csv", Destination::File(folder.path().join("r.csv"))),
            lane("jsonl", Destination::File("/dev/full".into())),
        ];
        let error = run(&[&[2]], lanes, None).unwrap_err();
        assert!(error.to_string().starts_with("/dev/full"), "{error}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn the_list_of_problems_is_capped_and_the_rest_counted() {
        let out = Shared::default();
        let lanes = vec![lane("json", Destination::Stream(Box::new(out.clone())))];
        let (_, mut writer) = open(lanes, None, RunInfo::default(), Masking::Revealed).unwrap();
        let problems = vec![sample::problems().remove(0); PROBLEMS_KEPT - 1];
        writer.chunk(&[Vec::new()], &problems).unwrap();
        writer.chunk(&[Vec::new()], &problems).unwrap();
        writer.finish(&summary()).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&out.0.lock().unwrap()).unwrap();
        assert_eq!(json["problems"].as_array().unwrap().len(), PROBLEMS_KEPT);
        assert_eq!(json["problems_omitted"], PROBLEMS_KEPT as u64 - 2);
    }
}
