//! `mailsweep shards`, `scan --shard` and `mailsweep merge`: one archive, read by many machines.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args, ValueHint};
use serde::{Deserialize, Serialize};

use super::args::{TalkArgs, WhichArgs};
use super::config::FileSettings;
use super::exit::{Exit, Failure};
use super::guard::output_failure;
use super::limits::size;
use super::log::Log;
use super::outputs;
use super::progress;
use super::scan::{self, ScanArgs};
use super::signals;
use super::stores;
use crate::model::{FrameSink, FrameSource, Kind};
use crate::report::files::Output;
use crate::report::{HashKey, Recipients};
use crate::scan::shard::{Begin, Opened, Shard};
use crate::scan::{Progress, ScanError, ScanOptions, Scanner};
use crate::state::result::{ENDING, ResultReader, ResultWriter};

/// What keys of results are derived for.
const KEY: &str = "mailsweep 2026 shards";

/// What can be typed behind `shards`.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct ShardsArgs {
    /// Files and folders of mail, and places in object stores
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    which: WhichArgs,

    /// About how much mail is in one shard; whole MiB. A file that is no mbox is in one shard, however large [default: 256MiB]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    size: Option<u64>,

    /// Write the list to this file instead of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,

    #[command(flatten)]
    talk: TalkArgs,
}

const AFTER_HELP: &str = "\
Examples:
  mailsweep shards /mail -o manifest.jsonl      a JSON line for each shard
  mailsweep scan --shard manifest.jsonl:17 --results out/
                                                read one of them, on any machine
  mailsweep merge out/ -o audit.html            what one scan of all would tell

Give --include, --exclude and --follow as for the scans.";

/// What can be typed of one shard.
#[derive(Debug, Args)]
#[command(next_help_heading = "One shard of many")]
pub(super) struct ShardArgs {
    /// Read only shard N of this list, which `mailsweep shards` made, and keep what is found for `mailsweep merge`; no PATH and no report
    /// is given then
    #[arg(long, value_name = "MANIFEST:N", conflicts_with_all = ["paths", "output", "format"])]
    shard: Option<String>,

    /// Folder in which the results of shards are kept, encrypted with the key of --state-key, which all machines must share
    /// [default: the folder at hand]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, requires = "shard")]
    results: Option<PathBuf>,

    /// Where the first message of the shard begins, in bytes of its mbox: what `merge` asked for
    #[arg(long, value_name = "OFFSET", requires = "shard")]
    first: Option<u64>,
}

/// What can be typed behind `merge`: what can be typed of a scan, but of what is read and how, which was said when the shards were.
#[derive(Debug, Args)]
#[command(after_help = MERGE_HELP)]
pub(super) struct MergeArgs {
    #[command(flatten)]
    scan: ScanArgs,
}

const MERGE_HELP: &str = "\
Examples:
  mailsweep merge out/ -o audit.html           what all shards hold, as of one scan
  mailsweep merge out/ --format jsonl          JSON lines for other programs

All shards of the list must be there, read with the same options, and with the key
(--state-key) that they were read with.";

/// Options of a scan that say how mail is read: they were said when the shards were read, and are none of a merge.
pub(super) fn is_of_reading(id: &str) -> bool {
    const ALL: [&str; 20] = [
        "include",
        "exclude",
        "follow",
        "passwords",
        "ocr",
        "documents",
        "kinds",
        "country",
        "patterns",
        "min_confidence",
        "ignore",
        "suppress",
        "explain",
        "state",
        "index",
        "own_domain",
        "list_threshold",
        "shard",
        "results",
        "first",
    ];
    ALL.contains(&id) || id.starts_with("limit_")
}

/// Options of a scan that are of the whole archive: they are none of one shard.
const OF_WHOLE: [&str; 8] =
    ["register", "suppress", "state", "index", "fail_on", "problems", "split_by", "max_duration"];

/// What was typed and has no meaning there. What settings say is for other commands, and does not count.
pub(super) fn misplaced(matches: &ArgMatches) -> Option<String> {
    let typed = |sub: &ArgMatches, of: &dyn Fn(&str) -> bool| {
        let typed = |id: &&clap::Id| sub.value_source(id.as_str()) == Some(ValueSource::CommandLine);
        let id = sub.ids().filter(typed).map(clap::Id::as_str).find(|id| of(id));
        id.map(|id| format!("--{}", id.replace('_', "-")))
    };
    match matches.subcommand()? {
        ("merge", sub) => typed(sub, &is_of_reading).map(|option| {
            format!("{option} says how mail is read, and is given to `mailsweep scan --shard`: the results have it")
        }),
        ("scan", sub) if sub.value_source("shard").is_some() => {
            typed(sub, &|id| OF_WHOLE.contains(&id)).map(|option| {
                format!("{option} is of the whole archive, and is given to `mailsweep merge`")
            })
        }
        _ => None,
    }
}

/// Tells what was made of all shards.
pub(super) fn merge(args: &MergeArgs, settings: &FileSettings) -> Result<Exit, Failure> {
    scan::run_over(&args.scan, settings, true)
}

/// What a scan of a shard says to the merge.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Said {
    pub(super) kinds: Vec<Kind>,
    pub(super) countries: Vec<[u8; 2]>,
    pub(super) own_domains: Vec<String>,
    pub(super) list_threshold: usize,
    /// What was typed of which files are read, and of who is who.
    pub(super) told: Vec<String>,
    /// What else decided what is found.
    pub(super) given: Vec<String>,
}

/// Lists shards.
pub(super) fn list(args: &ShardsArgs) -> Result<Exit, Failure> {
    let log = args.talk.log();
    let (include, exclude, follow_links) = args.which.globs();
    let stores = stores::open(&args.paths, args.which.jobs())?;
    let scanner =
        Scanner::new(ScanOptions { include, exclude, follow_links, stores, ..ScanOptions::default() });
    let size = args.size.unwrap_or(256 << 20);
    let (mut shards, mut bytes) = (0_u64, 0_u64);
    let destination = args.output.as_deref().map_or_else(outputs::standard_output, outputs::destination);
    let mut output = Output::open(destination, &Recipients::default()).map_err(|e| outputs::usage(&e))?;
    let listed = scanner.shards(&args.paths, size, &mut |shard| {
        (shards, bytes) = (shards + 1, bytes + shard.bytes);
        let mut line = serde_json::to_vec(shard)?;
        line.push(b'\n');
        output.write_all(&line)
    });
    listed.map_err(|e| match e {
        ScanError::Output(e) => output_failure(e),
        ScanError::Usage(text) | ScanError::Memory(text) | ScanError::Shards(text) => Failure::Usage(text),
    })?;
    output.sync().and_then(|()| output.put()).map_err(output_failure)?;
    log.note(&format!("{shards} shards, {bytes} bytes of files"));
    Ok(Exit::Done)
}

impl ShardArgs {
    /// One shard is to be read.
    pub(super) fn is_given(&self) -> bool {
        self.shard.is_some()
    }

    /// The PATH that it is a part of.
    pub(super) fn roots(&self) -> Result<Vec<PathBuf>, Failure> {
        self.shard.as_deref().map(|typed| named(typed).map(|shard| shard.root())).into_iter().collect()
    }

    /// Reads it.
    pub(super) fn run(
        &self,
        scanner: &Scanner,
        said: &Said,
        key: &HashKey,
        (log, bar): (Log, bool),
    ) -> Result<Exit, Failure> {
        let typed = self.shard.as_deref().unwrap_or_default();
        let mut shard = named(typed)?;
        let folder = self.results.clone().unwrap_or_else(|| PathBuf::from("."));
        if !folder.is_dir() {
            let why = format!("--results {}: there is no such folder", folder.display());
            return Err(Failure::Usage(why));
        }
        // it would be met as a file of the mail, another one on every look
        let (real, root) = (folder.canonicalize(), shard.root().canonicalize());
        if let (Ok(real), Ok(root)) = (real, root)
            && real.starts_with(root)
        {
            let why = format!("--results {}: it lies in the mail; give another folder", folder.display());
            return Err(Failure::Usage(why));
        }
        let salt = super::state::salt(scanner.options());
        let name = name(&shard, &scanner.shard_options(&salt));
        let target = folder.join(format!("{name}.{ENDING}"));
        let stopped = |e: &io::Error| Failure::Stopped(format!("cannot write {}: {e}", target.display()));
        let writer = Arc::new(ResultWriter::new(&folder, &name, &key.derive(KEY)).map_err(|e| stopped(&e))?);
        let stop = signals::stop_flag(Vec::new(), log)
            .map_err(|e| Failure::Stopped(format!("cannot watch for signals: {e}")))?;
        if let (Some(range), Some(first)) = (&mut shard.range, self.first) {
            range.first = Some(first);
        }
        let said = serde_json::to_vec(said).map_err(|e| Failure::Stopped(e.to_string()))?;
        let frames: Arc<dyn FrameSink> = writer.clone();
        let state = Progress::default();
        let run = progress::watch(
            bar,
            &state,
            || state.total_bytes.store(shard.bytes, std::sync::atomic::Ordering::Relaxed),
            || scanner.run_shard(&shard, (&salt, &said), &frames, &state, &stop),
        );
        let run = run.map_err(|e| match e {
            ScanError::Usage(text) | ScanError::Shards(text) => Failure::Usage(text),
            ScanError::Output(e) => stopped(&e),
            ScanError::Memory(text) => Failure::Stopped(text),
        })?;
        if run.stopped {
            let why = "stopped part-way; nothing was kept. Run the same command again";
            return Err(Failure::Stopped(why.to_owned()));
        }
        let path = writer.finish().map_err(|e| stopped(&e))?;
        log.note(&format!("wrote {}", path.display()));
        Ok(if run.total_problems() > 0 { Exit::Incomplete } else { Exit::Done })
    }
}

/// The shard of this number in a list: `manifest.jsonl:17`.
fn named(typed: &str) -> Result<Shard, Failure> {
    let usage = |why: &str| Failure::Usage(format!("--shard {typed}: {why}"));
    let parts = typed.rsplit_once(':').and_then(|(path, number)| Some((path, number.parse::<u64>().ok()?)));
    let Some((path, number)) = parts else {
        return Err(usage("expected MANIFEST:N, as in manifest.jsonl:17"));
    };
    let file = File::open(path).map_err(|e| usage(&format!("cannot be read: {e}")))?;
    for line in BufReader::new(file).lines() {
        let line = line.map_err(|e| usage(&format!("cannot be read: {e}")))?;
        // most lines are others, and not taken apart
        if !line.contains(&format!("\"shard\":{number},")) {
            continue;
        }
        let shard: Shard = serde_json::from_str(&line).map_err(|_| usage("this is no list of shards"))?;
        if shard.schema_version != Shard::VERSION {
            return Err(usage("the list was made by another version of mailsweep"));
        }
        if shard.shard == number {
            return Ok(shard);
        }
    }
    Err(usage("there is no such shard in the list"))
}

/// The hash of a shard, and of all that decides what is made of it.
fn name(shard: &Shard, options: &[u8; 32]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&serde_json::to_vec(shard).unwrap_or_default());
    hasher.update(options);
    hasher.finalize().to_hex()[..32].to_owned()
}

/// The results that are to be merged, in the order of their shards, and what was said with them.
pub(super) struct Results {
    files: Vec<(u64, PathBuf)>,
    key: [u8; 32],
    /// What was said with the first.
    pub(super) said: Said,
    /// The PATHs that the shards are of.
    pub(super) paths: Vec<String>,
}

impl Results {
    /// Finds out what the files are; of folders, those in them.
    pub(super) fn open(paths: &[PathBuf], key: &HashKey) -> Result<Self, Failure> {
        let key = key.derive(KEY);
        let mut files = Vec::new();
        for path in paths {
            let refused = |e: io::Error| Failure::Usage(format!("{}: {e}", path.display()));
            if path.is_file() {
                files.push(path.clone());
                continue;
            }
            if !path.is_dir() {
                return Err(Failure::Usage(format!("{}: it is no file and no folder", path.display())));
            }
            for entry in fs::read_dir(path).map_err(refused)? {
                let file = entry.map_err(refused)?.path();
                if file.extension().is_some_and(|e| e == ENDING) && file.is_file() {
                    files.push(file);
                }
            }
        }
        let mut all: Vec<(u64, PathBuf)> = Vec::with_capacity(files.len());
        let mut named: Vec<(u64, String)> = Vec::new();
        let mut said = None;
        for file in files {
            let begin = ResultReader::open(&file, &key)
                .and_then(|mut reader| begin(&mut reader))
                .map_err(|e| Failure::Usage(format!("{}: {e}", file.display())))?;
            let number = begin.shard.shard;
            let shard = &begin.shard;
            let first = shard.range.is_none_or(|range| range.begin == 0);
            if shard.from.is_empty() && !shard.behind && first {
                named.push((number, shard.path.clone()));
            }
            if said.is_none() {
                said = serde_json::from_slice(&begin.said).ok();
            }
            all.push((number, file));
        }
        all.sort();
        named.sort();
        let Some(said) = said else {
            let why = "there is no result of a shard; `mailsweep scan --shard` makes them";
            return Err(Failure::Usage(why.to_owned()));
        };
        Ok(Results { files: all, key, said, paths: named.into_iter().map(|(_, path)| path).collect() })
    }

    /// Opens one after the other.
    pub(super) fn each(&self) -> impl Iterator<Item = io::Result<Opened<'static>>> + '_ {
        self.files.iter().map(|(_, file)| {
            let named = |e: io::Error| io::Error::new(e.kind(), format!("{}: {e}", file.display()));
            let mut reader = ResultReader::open(file, &self.key).map_err(named)?;
            let begin = begin(&mut reader).map_err(named)?;
            Ok((begin, Box::new(reader) as Box<dyn FrameSource>))
        })
    }
}

/// What a result begins with.
fn begin(reader: &mut ResultReader) -> io::Result<Begin> {
    let other = || io::Error::new(io::ErrorKind::InvalidData, "it was made by another version of mailsweep");
    let frame = reader.next()?.ok_or_else(other)?;
    Begin::of(&frame).ok_or_else(other)
}
