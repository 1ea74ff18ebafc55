//! What a stream's reader hands to the workers: much at a time, since an archive may hold millions of small messages.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use super::remember::Identity;
use super::stream::Outcome;
use crate::model::{Problem, SourceName};
use crate::source::mbox::Span;
use crate::source::walk::Input;

/// Bytes after which a bundle is handed on, or pieces.
const BYTES: usize = 2 << 20;
const PIECES: usize = 4096;

/// A file that is read as a stream, or by its directory. Its units of work share it; who is done with the last of them
/// counts it.
#[derive(Debug)]
pub(super) struct StreamFile {
    pub(super) input: Input,
    /// Some of it is mail. The workers tell, as they look at what is in an archive.
    pub(super) mail: Arc<AtomicBool>,
    /// How its reading ended.
    pub(super) outcome: OnceLock<Outcome>,
    /// Bytes of it that progress was told of.
    pub(super) done: AtomicU64,
    /// What it is known by, where what is made of it is to be kept, and units of it so far.
    pub(super) identity: Option<Identity>,
    pub(super) units: AtomicU64,
}

impl StreamFile {
    pub(super) fn new(input: Input, identity: Option<Identity>) -> Self {
        StreamFile {
            input,
            mail: Arc::default(),
            outcome: OnceLock::new(),
            done: AtomicU64::new(0),
            identity,
            units: AtomicU64::new(0),
        }
    }

    /// The number of the next unit of it.
    pub(super) fn next_unit(&self) -> u64 {
        self.units.fetch_add(1, Ordering::Relaxed)
    }
}

/// Where a stream's content comes from.
#[derive(Debug, Clone)]
pub(super) struct StreamPlace {
    pub(super) source: SourceName,
    pub(super) custodian: Arc<str>,
}

/// Pieces of a stream, in order.
#[derive(Debug, Default)]
pub(super) struct Bundle {
    /// What [`Small`] ones have their bytes in.
    pub(super) bytes: Vec<u8>,
    pub(super) pieces: Vec<Piece>,
    /// Bytes of the root file that were read since the bundle before this.
    pub(super) read: u64,
    weight: usize,
}

/// One piece of a stream.
#[derive(Debug)]
pub(super) enum Piece {
    Block(Block),
    Small(Small),
    /// A document that is searched beside the mail.
    Document(StreamPlace, Vec<u8>),
    Note(Note),
}

/// A small entry of an archive, as a whole, of which no more is known than that it is no container.
#[derive(Debug)]
pub(super) struct Small {
    /// The archive.
    pub(super) archive: Arc<StreamPlace>,
    pub(super) name: String,
    /// Where its content stands in the bundle.
    pub(super) range: Range<usize>,
}

/// Whole messages out of a stream, or bytes in front of them.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) place: StreamPlace,
    pub(super) bytes: Vec<u8>,
    /// Offset of `bytes` in the stream.
    pub(super) base: u64,
    pub(super) spans: Vec<Span>,
    /// Index of the first span's message.
    pub(super) index: u64,
    /// Its lines are quoted as in an mbox.
    pub(super) mbox: bool,
    /// Bytes of separator lines and the like, beside the messages.
    pub(super) framing: u64,
}

/// What a stream has to say beside messages.
#[derive(Debug)]
pub(super) enum Note {
    Problem(Problem),
    /// Bytes that belong to no message.
    Framing(u64),
    /// An entry that holds no mail.
    NotMail(u64),
    /// An entry that a glob left out.
    Excluded(u64),
    /// Bytes that were given up; a problem tells of them.
    GivenUp(u64),
}

impl Bundle {
    /// Appends a piece.
    pub(super) fn push(&mut self, piece: Piece) {
        self.weight += match &piece {
            Piece::Block(block) => block.bytes.len(),
            Piece::Document(_, bytes) => bytes.len(),
            Piece::Small(_) | Piece::Note(_) => 0,
        };
        self.pieces.push(piece);
    }

    /// True when it is time to hand it on.
    pub(super) fn is_full(&self) -> bool {
        self.weight + self.bytes.len() >= BYTES || self.pieces.len() >= PIECES
    }
}
