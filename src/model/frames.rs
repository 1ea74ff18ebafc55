//! Where what is made of a piece of an archive is kept until all pieces are there: bytes that follow each other, and nobody in between knows what
//! they say.

use std::io;

/// Takes frames, from several threads.
pub trait FrameSink: Send + Sync {
    /// Takes the next one. Of what messages tell of each other an error need not be told at once: the frame behind it is refused, too.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    fn frame(&self, frame: &[u8]) -> io::Result<()>;
}

/// Gives frames back in the order in which they were taken.
pub trait FrameSource {
    /// The next one; `None` at the end.
    ///
    /// # Errors
    ///
    /// What the operating system says; `InvalidData` for what is no frame.
    fn next(&mut self) -> io::Result<Option<Vec<u8>>>;
}
