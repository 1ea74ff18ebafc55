//! Messages in, whole or in pieces, one after the other; what the walk through each finds out.
//!
//! It keeps the buffers from one message to the next, and knows who opens what came along. How a message is taken apart is the
//! walk's to know.

use super::PartSink;
use super::leaf::Scratch;
use super::media;
use super::structure::{MessageCoverage, Walk};
use crate::model::{Limits, Quoting, SharedOpener};

/// Takes messages apart, one after the other; keeps its buffers from one to the next.
pub struct MessageReader {
    limits: Limits,
    scratch: Scratch,
    walk: Option<Walk>,
    held: Vec<u8>,
}

impl MessageReader {
    /// A reader that keeps within these limits.
    pub fn new(limits: &Limits) -> Self {
        MessageReader { limits: limits.clone(), scratch: Scratch::default(), walk: None, held: Vec::new() }
    }

    /// The same, with someone who opens files that came along; without, they are counted as not read.
    pub fn opening(mut self, opener: SharedOpener) -> Self {
        self.scratch.opener = Some(opener);
        self
    }

    fn reads_pictures(&self) -> bool {
        self.scratch.opener.as_ref().is_some_and(|opener| opener.reads_pictures())
    }

    fn begin_files(&self) {
        if let Some(opener) = &self.scratch.opener {
            opener.begin();
        }
    }

    /// Reads a message that is at hand as a whole.
    pub fn whole(&mut self, message: &[u8], quoting: Quoting, sink: &mut dyn PartSink) -> MessageCoverage {
        self.begin_files();
        let mut walk = Walk::new(self.limits.clone(), quoting);
        walk.pictures = self.reads_pictures();
        walk.places = true;
        walk.advance(&media::with_line_ends(message), true, &mut self.scratch, sink);
        self.scratch.shrink();
        walk.finish(sink)
    }

    /// Reads a file that is no message but lies among them, as one part of a message without a header.
    pub fn document(&mut self, name: &str, bytes: &[u8], sink: &mut dyn PartSink) -> MessageCoverage {
        self.begin_files();
        let mut walk = Walk::new(self.limits.clone(), Quoting::None);
        walk.pictures = self.reads_pictures();
        walk.attachment = true;
        walk.opened = true;
        sink.header(&walk.info);
        walk.document(name, bytes, &mut self.scratch, sink);
        self.scratch.shrink();
        walk.finish(sink)
    }

    /// Begins a message that comes in pieces, by [`MessageReader::push`], and is ended by [`MessageReader::end`].
    pub fn begin(&mut self, quoting: Quoting) {
        self.held.clear();
        self.begin_files();
        let mut walk = Walk::new(self.limits.clone(), quoting);
        walk.pictures = self.reads_pictures();
        self.walk = Some(walk);
    }

    /// Takes the next bytes of the message that was begun. Holds at most a header block, or the bytes of one line.
    pub fn push(&mut self, piece: &[u8], sink: &mut dyn PartSink) {
        if let Some(walk) = &mut self.walk {
            self.held.extend_from_slice(piece);
            let used = walk.advance(&self.held, false, &mut self.scratch, sink);
            self.held.drain(..used);
        }
    }

    /// Ends the message that was begun.
    pub fn end(&mut self, sink: &mut dyn PartSink) -> MessageCoverage {
        let Some(mut walk) = self.walk.take() else { return MessageCoverage::default() };
        let held = std::mem::take(&mut self.held);
        walk.advance(&held, true, &mut self.scratch, sink);
        self.scratch.shrink();
        walk.finish(sink)
    }
}

#[cfg(test)]
mod tests;
