//! One run in, a report of each custodian out: only what is in that custodian's mailbox.
//!
//! Custodians are written one after the other, so that only one of them has files open and is in memory. Their reports wait, complete,
//! in a folder of their own beside where they are to be (mode 0700), and are put in place together at the end, or not at all.
//! Names of custodians come from paths that others made: [`file_name`] makes names of files of them.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;
use unicode_normalization::UnicodeNormalization as _;

use super::files::{Destination, OpenError, Output, Ready, TEMPORARY_PREFIX, folder_of};
use super::lanes::{Open, PROBLEMS_KEPT, Reports, Told, Writer};
use super::problems::push_lines;
use super::sanitise::acts;
use super::seal::Recipients;
use super::{Masking, Renderer, ReportFormat, RunInfo};
use crate::model::{Problem, Sink, SplitSink, Summary};

/// What stands for the custodian in the name of a report.
pub const PLACE: &str = "{custodian}";

/// Bytes of a name of a file that a custodian may take; file systems take 255 for all of it.
const LONGEST: usize = 120;

/// Problems of all custodians that are kept, to be listed in their reports.
const KEPT: usize = 10 * PROBLEMS_KEPT;

/// A report of each custodian that is asked for.
pub struct SplitLane {
    /// Its format.
    pub format: &'static dyn ReportFormat,
    /// Where it goes, with [`PLACE`] in its file name.
    pub path: PathBuf,
}

impl std::fmt::Debug for SplitLane {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SplitLane")
            .field("format", &self.format.card().name)
            .field("path", &self.path)
            .finish()
    }
}

/// One kind of report, and the folder in which those that are done wait.
struct Kind {
    format: &'static dyn ReportFormat,
    path: PathBuf,
    waiting: TempDir,
}

/// Writes a report of each custodian.
pub struct Split {
    run: RunInfo,
    kinds: Vec<Kind>,
    recipients: Recipients,
    /// Files that are read, and must not be written.
    read: Vec<PathBuf>,
    problem_lines: Option<Output>,
    problems: BTreeMap<Arc<str>, (Vec<Problem>, u64)>,
    kept: usize,
    now: Option<Writer>,
    names: HashSet<String>,
    targets: HashSet<PathBuf>,
    done: Vec<Ready>,
}

impl std::fmt::Debug for Split {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Split").field("kinds", &self.kinds.len()).field("done", &self.done.len()).finish()
    }
}

/// Makes ready for a report of each custodian, before anything is scanned. `read` are files that must not be written.
///
/// # Errors
///
/// [`OpenError`] where a folder cannot be written to; nothing is left behind.
pub fn open_split(
    lanes: Vec<SplitLane>,
    problems: Option<PathBuf>,
    run: RunInfo,
    masking: Masking,
    recipients: Recipients,
    read: Vec<PathBuf>,
) -> Result<(Renderer, Split), OpenError> {
    let run = masking.named(run);
    let renderer = Renderer::new(lanes.iter().map(|l| Some(l.format)).collect(), masking);
    let mut kinds: Vec<Kind> = Vec::with_capacity(lanes.len());
    for SplitLane { format, path } in lanes {
        let folder =
            folder_of(&path).canonicalize().map_err(|source| OpenError::Io { path: path.clone(), source })?;
        let path = folder.join(path.file_name().unwrap_or_default());
        if kinds.iter().any(|kind| kind.path == path) {
            return Err(OpenError::Twice(path));
        }
        let waiting = tempfile::Builder::new()
            .prefix(TEMPORARY_PREFIX)
            .tempdir_in(&folder)
            .map_err(|source| OpenError::Io { path: path.clone(), source })?;
        kinds.push(Kind { format, path, waiting });
    }
    let problem_lines =
        problems.map(|path| Output::open(Destination::File(path), &recipients)).transpose()?;
    let split = Split {
        run,
        kinds,
        recipients,
        read,
        problem_lines,
        problems: BTreeMap::new(),
        kept: 0,
        now: None,
        names: HashSet::new(),
        targets: HashSet::new(),
        done: Vec::new(),
    };
    Ok((renderer, split))
}

impl Split {
    /// The writer of a custodian's reports.
    fn writer(&mut self, custodian: &Arc<str>) -> io::Result<Writer> {
        let mut name = file_name(custodian);
        // two names that a file system takes for one are told apart
        if !self.names.insert(folded(&name)) {
            name = told_apart(&name, custodian);
            self.names.insert(folded(&name));
        }
        let mut open = Vec::with_capacity(self.kinds.len());
        for kind in &self.kinds {
            let pattern = kind.path.file_name().unwrap_or_default().to_string_lossy();
            let path = kind.path.with_file_name(pattern.replace(PLACE, &name));
            let destination = Destination::File(path);
            let output = Output::open_in(destination, &self.recipients, Some(kind.waiting.path()))
                .map_err(|e| io::Error::other(e.to_string()))?;
            if let Some(target) = output.target()
                && (self.read.iter().any(|read| read == target) || !self.targets.insert(target.to_owned()))
            {
                let why =
                    format!("{} is another file of this run already: give another -o", target.display());
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, why));
            }
            open.push(Open::new(Some(kind.format), output));
        }
        let run = RunInfo { custodian: Some(custodian.to_string()), ..self.run.clone() };
        let (problems, omitted) = self.problems.remove(custodian).unwrap_or_default();
        Ok(Writer::of(run, open, problems, omitted))
    }
}

impl Sink for Split {
    fn chunk(&mut self, lanes: &[Vec<u8>], problems: &[Problem]) -> io::Result<()> {
        if let Some(writer) = &mut self.now {
            writer.chunk(lanes, &[])?;
        }
        if let Some(lines) = &mut self.problem_lines
            && !problems.is_empty()
        {
            let mut bytes = Vec::new();
            push_lines(problems, &mut bytes);
            io::Write::write_all(lines, &bytes)?;
        }
        for problem in problems {
            let Some(custodian) = &problem.place.custodian else { continue };
            let (kept, omitted) = self.problems.entry(custodian.clone()).or_default();
            if self.kept < KEPT && kept.len() < PROBLEMS_KEPT {
                kept.push(problem.clone());
                self.kept += 1;
            } else {
                *omitted += 1;
            }
        }
        Ok(())
    }
}

impl SplitSink for Split {
    fn begin(&mut self, custodian: &Arc<str>) -> io::Result<()> {
        self.now = Some(self.writer(custodian)?);
        Ok(())
    }

    fn end(&mut self, summary: &Summary) -> io::Result<()> {
        let Some(writer) = self.now.take() else { return Ok(()) };
        for output in writer.complete(summary)? {
            self.done.extend(output.ready()?);
        }
        Ok(())
    }
}

impl Reports for Split {
    fn temporaries(&self) -> Vec<PathBuf> {
        let lines = self.problem_lines.as_ref().and_then(Output::temporary).map(Path::to_owned);
        self.kinds.iter().map(|kind| kind.waiting.path().to_owned()).chain(lines).collect()
    }

    fn targets(&self) -> Vec<PathBuf> {
        let lines = self.problem_lines.as_ref().and_then(Output::target).map(Path::to_owned);
        self.done.iter().map(|ready| ready.target().to_owned()).chain(lines).collect()
    }

    fn lists_problems(&self) -> bool {
        self.problem_lines.is_some()
    }

    fn finish_told(mut self, _: &Summary, told: &mut Told<'_>) -> io::Result<Vec<String>> {
        let reports = self.done.len();
        if let Some(mut lines) = self.problem_lines.take() {
            lines.sync()?;
            self.done.extend(lines.ready()?);
        }
        let files: Vec<_> =
            self.done.iter().zip(0..).map(|(ready, at)| ready.complete(at < reports)).collect();
        told(&files)?;
        let mut names = Vec::with_capacity(self.done.len());
        for ready in self.done {
            names.push(ready.put()?);
        }
        Ok(names)
    }
}

/// Names that Windows takes for devices, whatever stands behind a dot.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The name that a custodian has in names of files: no separator, nothing that acts, no device, and not too long. A name that had to be
/// changed ends in a piece of its hash, so that different custodians stay different.
pub fn file_name(custodian: &str) -> String {
    let mut name = String::with_capacity(custodian.len());
    for c in custodian.chars() {
        let safe = !acts(c) && !matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
        name.push(if safe { c } else { '_' });
    }
    let bare = name.trim_start_matches(['.', ' ', '-']).trim_end_matches(['.', ' ']);
    let mut end = bare.len().min(LONGEST);
    while !bare.is_char_boundary(end) {
        end -= 1;
    }
    let bare = &bare[..end];
    let stem = bare.split('.').next().unwrap_or_default().to_lowercase();
    let numbered = |word: &str| {
        stem.strip_prefix(word).is_some_and(|n| n.chars().count() == 1 && n.chars().all(char::is_numeric))
    };
    let device = RESERVED.contains(&stem.as_str()) || numbered("com") || numbered("lpt");
    if bare == custodian && !device && !bare.is_empty() {
        return bare.to_owned();
    }
    let bare = if bare.is_empty() || device { format!("_{bare}") } else { bare.to_owned() };
    told_apart(&bare, custodian)
}

/// The name with a piece of the hash of whose it is.
fn told_apart(name: &str, custodian: &str) -> String {
    let mut out = format!("{name}-");
    for byte in &blake3::hash(custodian.as_bytes()).as_bytes()[..4] {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// What a file system that passes over case and composition makes of a name.
fn folded(name: &str) -> String {
    name.nfc().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{format_named, sample};
    use proptest::prelude::*;
    use std::fs;

    #[test]
    fn names_of_custodians_become_names_of_files() {
        for name in ["sales", "Jan de Vries", "jan@example.nl", "Zoë", "a.b"] {
            assert_eq!(file_name(name), name);
        }
        for (custodian, begins) in [
            ("../../etc/passwd", "_.._etc_passwd-"),
            (".hidden", "hidden-"),
            ("-", "_-"),
            ("", "_-"),
            ("..", "_-"),
            ("CON", "_CON-"),
            ("nul.mbox", "_nul.mbox-"),
            ("LPT1", "_LPT1-"),
            ("a\u{202e}b\n", "a_b_-"),
            ("dot.", "dot-"),
            ("<script>|", "_script__-"),
        ] {
            let name = file_name(custodian);
            assert!(name.starts_with(begins), "{custodian:?}: {name}");
        }
        assert_ne!(file_name("a/b"), file_name("a:b"));
        assert!(file_name(&"é".repeat(500)).len() <= LONGEST + 10);
    }

    proptest! {
        #[test]
        fn any_name_is_one_of_a_file(custodian in any::<String>(), other in any::<String>()) {
            let name = file_name(&custodian);
            prop_assert_eq!(Path::new(&name).components().count(), 1);
            prop_assert!(!name.starts_with('.') && !name.starts_with('-') && !name.chars().any(acts));
            prop_assert_eq!(name == file_name(&other), custodian == other);
        }
    }

    fn lanes(folder: &Path) -> Vec<SplitLane> {
        ["jsonl", "json"]
            .map(|name| SplitLane {
                format: format_named(name).unwrap(),
                path: folder.join(format!("x-{PLACE}.{name}")),
            })
            .into()
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn split(folder: &Path) -> (Renderer, Split) {
        let lanes = lanes(folder);
        open_split(lanes, None, RunInfo::default(), Masking::Revealed, Recipients::default(), Vec::new())
            .unwrap()
    }

    #[test]
    fn all_reports_come_together_at_the_end() {
        use crate::model::Render as _;
        let folder = tempfile::tempdir().unwrap();
        let (renderer, mut split) = split(folder.path());
        let (meta, findings) = sample::message();
        let mut problem = sample::problems().remove(0);
        problem.place.custodian = Some("Jan".into());
        split.chunk(&[], &[problem, sample::problems().remove(1)]).unwrap();
        for custodian in ["Jan", "jan", "a/b"] {
            split.begin(&custodian.into()).unwrap();
            let mut bytes = vec![Vec::new(); renderer.lanes()];
            renderer.message(&meta, &findings, &mut bytes);
            split.chunk(&bytes, &[]).unwrap();
            split.end(&sample::summary()).unwrap();
        }
        assert!(names(folder.path()).iter().all(|name| name.starts_with(TEMPORARY_PREFIX)));
        assert_eq!(split.finish(&Summary::default()).unwrap().len(), 6);
        let all = names(folder.path());
        assert_eq!(all.len(), 6, "{all:?}");
        let json = |name: &str| -> serde_json::Value {
            serde_json::from_slice(&fs::read(folder.path().join(name)).unwrap()).unwrap()
        };
        let jan = json("x-Jan.json");
        assert_eq!((&jan["run"]["custodian"], jan["problems"].as_array().unwrap().len()), (&"Jan".into(), 1));
        let other = all.iter().find(|n| n.starts_with("x-jan-") && n.ends_with(".json")).unwrap();
        assert_eq!(json(other)["problems"].as_array().unwrap().len(), 0);
        assert!(all.iter().any(|n| n.starts_with("x-a_b-")));
    }

    #[test]
    fn what_is_not_finished_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (_, mut split) = split(folder.path());
        split.begin(&"jan".into()).unwrap();
        split.end(&sample::summary()).unwrap();
        split.begin(&"els".into()).unwrap();
        drop(split);
        assert_eq!(names(folder.path()), [""; 0]);
        let mut twice = lanes(folder.path());
        twice.extend(lanes(folder.path()));
        let error =
            open_split(twice, None, RunInfo::default(), Masking::Revealed, Recipients::default(), Vec::new());
        assert!(matches!(error, Err(OpenError::Twice(_))));
        assert_eq!(names(folder.path()), [""; 0]);
    }
}
