//! A part in, the stretches of it that different people wrote out: body, signature, quoted, forwarded.
//!
//! What comes in: the decoded text of a text part in pieces, with the text that is searched where the two differ (HTML,
//! flowed text), and the envelope of the message around it. What goes out: [`Zone`]s in bytes of the decoded text. This
//! folder refuses to know what a contact detail is, and whose.

use std::sync::Arc;

use super::html::HtmlText;
use crate::model::{Envelope, Mailbox, RegionKind, Zone};

/// The message that a part belongs to: the outermost one, or one that is embedded in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Letter {
    /// Its address fields and subject.
    pub(crate) envelope: Arc<Envelope>,
    /// How many messages around it.
    pub(crate) level: u16,
    /// It is embedded: all of it is forwarded.
    pub(crate) forwarded: bool,
}

impl Letter {
    /// Who wrote what stands in it; `None` for the outermost message, whose sender is told elsewhere.
    pub(crate) fn author(&self) -> Option<Arc<Mailbox>> {
        (self.level > 0).then(|| self.envelope.author().cloned().map(Arc::new)).flatten()
    }
}

/// Tells the zones of one part, piece by piece.
#[derive(Debug, Default)]
pub(crate) struct Zoner {
    zones: Vec<Zone>,
}

impl Zoner {
    /// The zones of the next piece of plain text, which begins at byte `base` of the decoded text.
    pub(crate) fn plain(&mut self, letter: &Letter, text: &str, base: u64) -> &[Zone] {
        self.whole(letter, text.len(), base);
        &self.zones
    }

    /// The zones of the next piece of HTML; `length` is that of the piece in bytes, `html` what was made of it.
    pub(crate) fn html(&mut self, letter: &Letter, html: &HtmlText, length: usize, base: u64) -> &[Zone] {
        let _ = html;
        self.whole(letter, length, base);
        &self.zones
    }

    fn whole(&mut self, letter: &Letter, length: usize, base: u64) {
        self.zones.clear();
        if letter.forwarded {
            self.zones.push(Zone {
                span: base..base + length as u64,
                kind: RegionKind::Forwarded,
                signature: false,
                level: letter.level,
                author: letter.author(),
                heading: false,
            });
        }
    }
}
