//! Bytes that wait on a disk while memory is needed for something else.

use std::fmt::Debug;
use std::io;

/// Where bytes can be put by for as long as a run takes. Nobody else can read them there.
pub trait Scratch: Debug + Send + Sync {
    /// Puts by some bytes, at most [`Piece::MOST`]; what `bytes` holds afterwards means nothing.
    ///
    /// # Errors
    ///
    /// What the operating system says: the disk is full.
    fn put(&self, bytes: &mut [u8]) -> io::Result<Piece>;

    /// Reads them back into `out`, instead of what that holds.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    fn read(&self, piece: &Piece, out: &mut Vec<u8>) -> io::Result<()>;

    /// Says that nobody will read them again, so that others can have their place.
    fn free(&self, piece: &Piece);
}

/// What was put by at once.
#[derive(Debug)]
pub struct Piece {
    /// The number of the place that it has, which others have before and behind it.
    pub place: u64,
    /// How many pieces were put by before it.
    pub serial: u64,
    /// Its bytes.
    pub length: u32,
}

impl Piece {
    /// Bytes of one piece at most.
    pub const MOST: usize = 64 << 10;
}
