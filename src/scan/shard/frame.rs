//! What is made of a shard, in frames: bytes that follow each other.
//!
//! In: what a run hands on, chunk by chunk. Out: frames, and from these the same again. A frame is a kind, one byte, and what it holds.

use std::io;

use serde::{Deserialize, Serialize};

use super::Shard;
use crate::model::{FrameSink, Problem, Summary};
use crate::relate::Telling;
use crate::scan::recall::KeptProblem;
use crate::scan::record::Vocabulary;

/// Version of what frames hold, records included.
const VERSION: u32 = 1;

/// What stands in front.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begin {
    /// The shard that it is of.
    pub shard: Shard,
    /// All that decides what is made of mail ([`Scanner::shard_options`](crate::scan::Scanner::shard_options)): only what was made by the same goes
    /// together.
    pub options: [u8; 32],
    /// What whoever ran it said.
    pub said: Vec<u8>,
    /// Of ranges of an mbox: where the first message begins.
    pub first: Option<u64>,
}

impl Begin {
    /// What a first frame holds; `None` for one that is none, or of another version.
    pub fn of(frame: &[u8]) -> Option<Begin> {
        let (kind, body) = frame.split_first()?;
        let (version, begin): (u32, Begin) = serde_json::from_slice(body).ok()?;
        (*kind == Kind::Begin as u8 && version == VERSION).then_some(begin)
    }
}

/// What a frame holds.
#[derive(Clone, Copy)]
enum Kind {
    Begin = 1,
    Words,
    Mail,
    Telling,
    End,
}

/// A frame that was read back.
pub(super) enum Frame<'f> {
    /// Words that the records behind it name.
    Words(Vec<String>, Vec<String>),
    /// Records, and the nodes that they name; problems.
    Mail(Mail<'f>),
    /// What so many messages tell of each other.
    Telling(Telling, u64),
    End(Box<Summary>, Option<Next>),
}

pub(super) struct Mail<'f> {
    pub(super) records: &'f [u8],
    pub(super) nodes: &'f [u8],
    pub(super) problems: Vec<KeptProblem>,
}

/// Where the first message behind some ranges begins, how many began in them, and that they were not read to their end.
pub(super) type Next = (u64, u64, bool);

fn framed<T: Serialize>(kind: Kind, body: &T) -> io::Result<Vec<u8>> {
    postcard::to_extend(body, vec![kind as u8]).map_err(io::Error::other)
}

pub(super) fn put_begin(frames: &dyn FrameSink, begin: &Begin) -> io::Result<()> {
    // as text: what is left out of a shard is left out there, too
    let body = serde_json::to_vec(&(VERSION, begin))?;
    frames.frame(&[&[Kind::Begin as u8][..], &body].concat())
}

pub(super) fn put_words(frames: &dyn FrameSink, vocabulary: &Vocabulary) -> io::Result<()> {
    frames.frame(&framed(Kind::Words, &vocabulary.words())?)
}

pub(super) fn put_mail(frames: &dyn FrameSink, lanes: &[Vec<u8>], problems: &[Problem]) -> io::Result<()> {
    let problems: Vec<KeptProblem> = problems.iter().map(KeptProblem::of).collect();
    let mut frame = framed(Kind::Mail, &problems)?;
    let [records, nodes] = lanes else { return frames.frame(&frame) };
    let tail = [records.as_slice(), nodes.as_slice(), &(records.len() as u64).to_le_bytes()];
    frame.extend_from_slice(&tail.concat());
    frame.extend_from_slice(&(nodes.len() as u64).to_le_bytes());
    frames.frame(&frame)
}

/// Puts what messages tell of each other into a frame. An error is told by the frame behind it.
pub(in crate::scan) fn put_telling(frames: &dyn FrameSink, telling: &Telling, messages: u64) {
    let mut frame = vec![Kind::Telling as u8];
    frame.extend_from_slice(&messages.to_le_bytes());
    telling.push_sums_to(&mut frame);
    // the sink remembers it
    let _ = frames.frame(&frame);
}

pub(super) fn put_end(frames: &dyn FrameSink, run: &Summary, next: Option<Next>) -> io::Result<()> {
    frames.frame(&framed(Kind::End, &(run, next))?)
}

impl<'f> Frame<'f> {
    /// Of the bytes of a frame behind the first; `None` for what is none.
    pub(super) fn of(frame: &'f [u8]) -> Option<Self> {
        let (kind, body) = frame.split_first()?;
        match *kind {
            kind if kind == Kind::Words as u8 => {
                let (fields, patterns) = postcard::from_bytes(body).ok()?;
                Some(Frame::Words(fields, patterns))
            }
            kind if kind == Kind::Mail as u8 => {
                let (problems, rest) = postcard::take_from_bytes(body).ok()?;
                if rest.is_empty() {
                    return Some(Frame::Mail(Mail { records: &[], nodes: &[], problems }));
                }
                let (rest, nodes) = rest.split_last_chunk::<8>()?;
                let (rest, records) = rest.split_last_chunk::<8>()?;
                let (records, rest) =
                    rest.split_at_checked(usize::try_from(u64::from_le_bytes(*records)).ok()?)?;
                (rest.len() as u64 == u64::from_le_bytes(*nodes)).then_some(())?;
                Some(Frame::Mail(Mail { records, nodes: rest, problems }))
            }
            kind if kind == Kind::Telling as u8 => {
                let (messages, mut rest) = body.split_first_chunk::<8>()?;
                let mut telling = Telling::default();
                telling.take_sums_from(&mut rest)?;
                rest.is_empty().then_some(Frame::Telling(telling, u64::from_le_bytes(*messages)))
            }
            kind if kind == Kind::End as u8 => {
                let (run, next) = postcard::from_bytes(body).ok()?;
                Some(Frame::End(Box::new(run), next))
            }
            _ => None,
        }
    }
}
