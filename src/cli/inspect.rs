//! `mailsweep parts` and `mailsweep regions`: how mail was taken apart, as JSON lines.

use std::io;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueHint};

use super::args::{ReadingArgs, TalkArgs};
use super::exit::{Exit, Failure};
use super::guard::{Watch, run_guarded};
use super::limits::LimitArgs;
use super::outputs::{self, standard_output};
use super::scan::{check_paths, prepare};
use crate::model::{Problem, Sink, Summary};
use crate::report::escape::push_json;
use crate::report::{Lane, Masking, Recipients, RunInfo, Writer};
use crate::scan::{Inspect, Scanner};

/// What can be typed behind `parts` and `regions`.
#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    #[command(flatten)]
    reading: ReadingArgs,

    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Reports")]
    output: Option<PathBuf>,

    /// The format, which is always JSON lines
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(["jsonl"]), help_heading = "Reports")]
    format: Option<String>,

    #[command(flatten)]
    talk: TalkArgs,

    #[command(flatten)]
    limits: LimitArgs,
}

/// Does it.
pub(super) fn run(what: Inspect, args: &InspectArgs, settings: &[PathBuf]) -> Result<Exit, Failure> {
    let log = args.talk.log();
    log.settings(settings);
    let scanned = check_paths(&args.reading.paths)?;
    let destination = args.output.as_deref().map_or_else(standard_output, outputs::destination);
    let lanes = vec![Lane { format: None, destination }];
    let run = RunInfo::default();
    let prepared = prepare(
        &args.reading,
        &scanned,
        args.reading.options(&args.limits)?,
        lanes,
        run,
        Masking::Revealed,
        &Recipients::default(),
    )?;
    let scanner = Scanner::new(prepared.options);
    run_guarded(
        prepared.writer,
        Watch { log, progress: args.talk.progress(), deadline: None, unfinished: Vec::new() },
        |progress, stop| scanner.measure(&args.reading.paths, progress, stop),
        |writer, progress, stop| {
            let mut harmless = Harmless { writer, lanes: Vec::new() };
            scanner.inspect(what, &args.reading.paths, &mut harmless, progress, stop)
        },
        &mut |_: &Summary| Ok(Exit::Done),
    )
}

/// Escapes what would act on a terminal, as reports do: in JSON such characters stand in strings alone, but for line ends.
struct Harmless<'w> {
    writer: &'w mut Writer,
    lanes: Vec<Vec<u8>>,
}

impl Sink for Harmless<'_> {
    fn chunk(&mut self, lanes: &[Vec<u8>], problems: &[Problem]) -> io::Result<()> {
        self.lanes.resize_with(lanes.len(), Vec::new);
        for (bytes, out) in lanes.iter().zip(&mut self.lanes) {
            out.clear();
            push_json(&String::from_utf8_lossy(bytes), out);
        }
        self.writer.chunk(&self.lanes, problems)
    }
}
