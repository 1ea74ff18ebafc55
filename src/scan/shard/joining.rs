//! What was made of all shards in, what one run tells out.
//!
//! Records, nodes and problems are taken in the order of the shards, so that they are those of one run; what messages tell of each other is
//! added up, which is the same in any order. Messages of later ranges of an mbox get the numbers that they have in the file.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};

use super::frame::{Frame, Mail};
use super::{Begin, Shard};
use crate::model::{FrameSource, Render, Sink, SplitSink, Stop, Summary};
use crate::relate::Parties;
use crate::scan::findings::Gathering;
use crate::scan::record::{self, Place, Vocabulary};
use crate::scan::split::Taking;
use crate::scan::spool::Spool;
use crate::scan::telling::Intake;
use crate::scan::{ScanError, Scanner};

/// The result of a shard.
pub type Opened<'r> = (Begin, Box<dyn FrameSource + 'r>);

/// The file whose ranges were joined last.
#[derive(Default)]
struct Joined {
    of: Option<(String, String)>,
    /// Where its next message begins; nobody knows where the reading ended before the end of a range.
    next: Option<u64>,
    messages: u64,
}

impl Scanner {
    /// Joins what was made of all shards, and tells it as one run does. They come in the order of their numbers.
    ///
    /// # Errors
    ///
    /// As [`Scanner::run`]; [`ScanError::Shards`] where one is missing, or was made otherwise or of something else than those before; nothing
    /// was told then but problems.
    pub fn join(
        &self,
        results: &mut dyn Iterator<Item = io::Result<Opened<'_>>>,
        render: &dyn Render,
        sink: &mut dyn Sink,
        stop: &Stop,
    ) -> Result<Summary, ScanError> {
        self.join_into(results, render, Taking::Whole(sink), stop)
    }

    /// The same, custodian by custodian, as [`Scanner::run_split`] does.
    ///
    /// # Errors
    ///
    /// As [`Scanner::join`].
    pub fn join_split(
        &self,
        results: &mut dyn Iterator<Item = io::Result<Opened<'_>>>,
        render: &dyn Render,
        sink: &mut dyn SplitSink,
        stop: &Stop,
    ) -> Result<Summary, ScanError> {
        self.join_into(results, render, Taking::Split(sink), stop)
    }

    fn join_into(
        &self,
        results: &mut dyn Iterator<Item = io::Result<Opened<'_>>>,
        render: &dyn Render,
        mut taking: Taking<'_>,
        stop: &Stop,
    ) -> Result<Summary, ScanError> {
        let gathering = Gathering {
            parties: Parties::new(&self.options.own_domains),
            vocabulary: Vocabulary::default(),
            knowledge: Mutex::new(self.knowledge(true)),
            shown: true,
            tellings: None,
        };
        let spool = Spool::new(true, false).map_err(ScanError::Output)?;
        let mut intake =
            Intake { sink: taking.sink(), spool, gathering: &gathering, problems: BTreeMap::new() };
        let mut joining = Joining {
            vocabularies: Vec::new(),
            joined: Joined::default(),
            options: None,
            after: String::new(),
            next: 0,
            last: false,
            run: Summary::default(),
        };
        for result in results {
            let (begin, mut frames) = result.map_err(|e| ScanError::Shards(e.to_string()))?;
            joining.begin(&begin)?;
            joining.frames(&begin, &mut *frames, &mut intake, stop)?;
            if stop.asked() {
                joining.run.stopped = true;
                return Ok(joining.run);
            }
        }
        if !joining.last {
            let why = format!("shard {} is missing, and there may be more behind it", joining.next);
            return Err(ScanError::Shards(why));
        }
        let Intake { spool, problems, .. } = intake;
        let pool = self.pool()?;
        let (summary, _) =
            self.told(&gathering, spool, (joining.run, &problems), (render, taking), (&pool, stop))?;
        Ok(summary)
    }
}

struct Joining {
    /// All that differ: those of most shards are the same.
    vocabularies: Vec<Arc<Vocabulary>>,
    joined: Joined,
    options: Option<[u8; 32]>,
    /// What the shard before is called.
    after: String,
    /// The shard that is next.
    next: u64,
    /// The last one was there.
    last: bool,
    run: Summary,
}

impl Joining {
    /// Looks whether a result is the next one, and goes on where the one before ended.
    fn begin(&mut self, begin: &Begin) -> Result<(), ScanError> {
        let shard = &begin.shard;
        let refused = |why: String| Err(ScanError::Shards(why));
        if self.last {
            return refused(format!(
                "shard {} stands behind the last one: the results are of several lists",
                shard.shard
            ));
        }
        if shard.shard != self.next {
            return refused(if shard.shard < self.next {
                format!("shard {} is there twice", shard.shard)
            } else {
                format!("shard {} is missing", self.next)
            });
        }
        if *self.options.get_or_insert(begin.options) != begin.options {
            let why =
                "shard {} was read with other options, patterns or by another version than those before";
            return refused(why.replacen("{}", &shard.shard.to_string(), 1));
        }
        if shard.after != self.after {
            return refused(format!("shard {} is of another list than those before it", shard.shard));
        }
        self.after = shard.id();
        (self.next, self.last) = (self.next + 1, shard.last);
        let of = shard.range.map(|_| (shard.path.clone(), shard.from.clone()));
        let Some(range) = shard.range.filter(|range| range.begin > 0 && self.joined.of == of) else {
            self.joined = Joined { of, ..Joined::default() };
            return Ok(());
        };
        match (self.joined.next, begin.first) {
            // what began before may reach beyond all of these ranges
            (Some(next), Some(first)) if next != first && next.max(range.begin) != first => refused(format!(
                "shard {}: a message ends at byte {next}, and the first one was taken to begin at byte {first}; read it again \
                 with --first {next}",
                shard.shard
            )),
            _ => Ok(()),
        }
    }

    fn frames(
        &mut self,
        begin: &Begin,
        frames: &mut dyn FrameSource,
        intake: &mut Intake<'_>,
        stop: &Stop,
    ) -> Result<(), ScanError> {
        let shard = &begin.shard;
        let damaged = || ScanError::Shards(format!("the result of shard {} is damaged", shard.shard));
        let mut records = Vec::new();
        while let Some(frame) = frames.next().map_err(|e| unread(shard, &e))? {
            if stop.asked() {
                return Ok(());
            }
            match Frame::of(&frame).ok_or_else(damaged)? {
                Frame::Words(fields, patterns) => {
                    let words = (fields, patterns);
                    let vocabulary = match self.vocabularies.iter().find(|v| v.words() == words) {
                        Some(known) => known.clone(),
                        None => {
                            self.vocabularies.push(Arc::new(Vocabulary::knowing(words.0, words.1)));
                            self.vocabularies.last().cloned().unwrap_or_default()
                        }
                    };
                    intake.spool.under(&vocabulary);
                }
                Frame::Mail(mail) => {
                    self.mail(mail, &mut records, intake).ok_or_else(damaged)?.map_err(ScanError::Output)?;
                }
                Frame::Telling(mut telling, messages) => {
                    let mut knowledge =
                        intake.gathering.knowledge.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    knowledge.add(&mut telling, messages);
                    knowledge.sound().map_err(ScanError::Output)?;
                }
                Frame::End(run, next) => {
                    self.run.add(&run);
                    if let Some((next, messages, lost)) = next {
                        self.joined.next = (!lost).then_some(next);
                        self.joined.messages += messages;
                    }
                    return Ok(());
                }
            }
        }
        Err(damaged())
    }

    /// Takes in records, nodes and problems; `None` for records that are none.
    fn mail(&self, mail: Mail<'_>, records: &mut Vec<u8>, intake: &mut Intake<'_>) -> Option<io::Result<()>> {
        let before = self.joined.messages;
        records.clear();
        if before == 0 {
            records.extend_from_slice(mail.records);
        } else {
            record::relocated(mail.records, true, |p| Place { message: p.message + before, ..p }, records)?;
        }
        let problems: Vec<_> = mail
            .problems
            .into_iter()
            .map(|mut problem| {
                problem.message = problem.message.map(|n| n + before);
                problem.problem()
            })
            .collect();
        let lanes = [std::mem::take(records), mail.nodes.to_vec()];
        let done = intake.chunk(&lanes, &problems);
        [*records, _] = lanes;
        Some(done)
    }
}

fn unread(shard: &Shard, error: &io::Error) -> ScanError {
    ScanError::Shards(format!("the result of shard {} cannot be read: {error}", shard.shard))
}
