//! What is done with a message: the part that differs between a scan and a listing of parts.

use std::sync::Arc;

use super::posting::Form;
use super::recall::{Recalled, RecalledMessage, Recorder};
use crate::message::{MessageCoverage, PartSink};
use crate::model::{Kind, KindCounts, MessageKey, Problem, SourceName, Summary};

/// Where a message stands.
#[derive(Debug, Clone)]
pub(super) struct MessagePlace {
    pub(super) source: SourceName,
    pub(super) custodian: Arc<str>,
    pub(super) index: u64,
    pub(super) offset: u64,
    /// Absent while the end of a huge message in a stream was not seen.
    pub(super) length: Option<u64>,
    /// What the same message is known by elsewhere.
    pub(super) key: Option<MessageKey>,
    /// How it is read again.
    pub(super) form: Form,
}

/// Takes messages, one after the other, and puts what it makes of them where the unit's bytes go.
pub(super) trait Handler: PartSink {
    /// A unit of work begins.
    fn begin_unit(&mut self, seq: u64);
    /// It has ended.
    fn end_unit(&mut self);
    /// The counts so far.
    fn tally(&mut self) -> &mut Tally;
    /// A message begins.
    fn begin(&mut self, place: MessagePlace);
    /// It has ended, and had so many bytes.
    fn end(&mut self, length: u64, coverage: MessageCoverage);
    /// The bytes of the message at hand: all of them, or a piece.
    fn bytes(&mut self, bytes: &[u8], piece: bool) {
        let _ = (bytes, piece);
    }
    /// A problem outside any message.
    fn note(&mut self, problem: Problem);
    /// What is made from now on is noted, to be kept for later runs.
    fn begin_entry(&mut self) {}
    /// What was noted since, with its counts; `None` where nothing is noted.
    fn end_entry(&mut self) -> Option<(Recorder, Summary)> {
        None
    }
    /// Takes back what a recorder was given, to be used again.
    fn take_back(&mut self, recorder: Recorder) {
        let _ = recorder;
    }
    /// Takes over what an earlier run made of a stretch of this source; `false`, and nothing done, for what cannot be read back.
    fn recall(&mut self, entry: &Recalled<'_>, source: &SourceName, custodian: &Arc<str>) -> bool {
        let _ = (entry, source, custodian);
        false
    }
    /// Takes over what was made of the message at hand where it was met before; `false`, and nothing done, for what cannot be read
    /// back.
    fn recall_message(&mut self, message: &RecalledMessage<'_>) -> bool {
        let _ = message;
        false
    }
}

/// The counts of a stretch of a run.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) summary: Summary,
    /// Findings so far, for the progress.
    pub(super) findings: u64,
    /// What of it the progress was told.
    pub(super) reported: (u64, u64, u64),
}

impl Tally {
    /// Counts a problem.
    pub(super) fn count_problem(&mut self, problem: &Problem) {
        *self.summary.problems.entry(problem.code).or_default() += 1;
    }

    /// Counts the bytes of a message. Its own bytes are counted as met by the source.
    pub(super) fn coverage(&mut self, length: u64, found: MessageCoverage) {
        let content = &mut self.summary.content;
        content.messages += 1;
        content.parts += found.parts;
        let mut left = length;
        for (media_type, opaque) in found.opaque {
            let own = content.opaque.entry(media_type).or_default();
            own.parts += opaque.parts;
            let bytes = opaque.bytes.min(left);
            own.bytes += bytes;
            left -= bytes;
        }
        let given_up = found.given_up.min(left);
        content.given_up += given_up;
        content.read += left - given_up;
        content.total += length;
    }

    /// Counts bytes between messages.
    pub(super) fn framing(&mut self, bytes: u64) {
        self.summary.content.read += bytes;
        self.summary.content.total += bytes;
    }
}

/// Adds findings to counts by kind.
pub(super) fn add(counts: &mut KindCounts, kind: Kind, findings: u64) {
    *counts.entry(kind).or_default() += findings;
}
