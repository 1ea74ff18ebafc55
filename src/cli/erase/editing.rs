//! What is to become of a message as it stands now: it goes, or what is the subject's is taken out of it.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use crate::erase::plan::{Action, Plan};
use crate::erase::redact::{Mark, noted, redact, texts};
use crate::erase::{Change, Editor};
use crate::model::{Limits, Problem, Quoting, may_hold_another};
use crate::scan::{Look, Scanner};
use crate::subject::{OneMessage, Prepared};

/// Stands in a separator line where nobody sent the message (RFC 4155, appendix A).
const NOBODY: &[u8; 13] = b"MAILER-DAEMON";

/// How often what was left is taken out too, before it is given up.
const ROUNDS: usize = 3;

/// Decides by a plan. The request that it answers is the first of those that are prepared; what stands behind it is under a legal hold.
pub(super) struct Editing<'e> {
    pub(super) plan: &'e Plan,
    pub(super) prepared: &'e Prepared,
    pub(super) scanner: &'e Scanner,
    /// Messages are looked at one after the other.
    pub(super) look: Mutex<Look<'e>>,
    pub(super) limits: &'e Limits,
    /// Messages that were redacted and of which not all could be read: nobody knows what stands in the rest.
    pub(super) unread: Mutex<BTreeSet<u64>>,
}

impl Editing<'_> {
    /// What of a message is a subject's, and whether all of it could be read.
    fn see(&self, subject: u16, message: &[u8], quoting: Quoting) -> Result<(OneMessage<'_>, bool), String> {
        let mut seen = OneMessage::new(self.prepared, subject);
        let mut look = self.look.lock().unwrap_or_else(PoisonError::into_inner);
        let problems = look.at(message, quoting, &mut seen).map_err(|e| e.to_string())?;
        drop(look);
        texts(message, quoting, self.limits, &mut |section, base, text| seen.text(section, base, text));
        let whole = !problems.iter().any(Problem::is_loss) && !seen.is_deeper();
        Ok((seen, whole))
    }

    /// A separator line without a sender who is the subject; `None` where it is somebody else, or nobody.
    fn separator(&self, line: &[u8]) -> Result<Option<Vec<u8>>, String> {
        let Ok(text) = std::str::from_utf8(line) else { return Ok(None) };
        let mut line = line.to_vec();
        for span in self.prepared.addresses_of(0, text).into_iter().rev() {
            let blank = |b: &u8| b.is_ascii_whitespace();
            let from = line[..span.start].iter().rposition(blank).map_or(0, |n| n + 1);
            let to = line[span.end..].iter().position(blank).map_or(line.len(), |n| span.end + n);
            line.splice(from.max(b"From ".len().min(to))..to, *NOBODY);
        }
        if line == text.as_bytes() {
            return Ok(None);
        }
        let left =
            std::str::from_utf8(&line).is_ok_and(|text| !self.prepared.addresses_of(0, text).is_empty());
        if left || !line.starts_with(b"From ") {
            return Err("its separator line cannot be written anew for certain".to_owned());
        }
        Ok(Some(line))
    }

    /// A message without what is the subject's; `spare` tells that nothing of them need be in it.
    fn redacted(&self, id: u64, message: &[u8], quoting: Quoting, spare: bool) -> Result<Vec<u8>, String> {
        let mut bytes = message.to_vec();
        for round in 0..ROUNDS {
            let (seen, whole) = self.see(0, &bytes, quoting)?;
            if !whole {
                self.unread.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
            }
            if seen.is_full() {
                return Err("it names the subject in more places than can be redacted".to_owned());
            }
            if round > 0 && !seen.is_named() {
                return Ok(bytes);
            }
            let places = seen.places();
            if places.is_empty() {
                let why = "nothing of the subject is seen in it any more; a person must look at it";
                return if round == 0 && !spare { Err(why.to_owned()) } else { Ok(bytes) };
            }
            let marks: Vec<Mark> = places.into_iter().map(|(section, span)| Mark { section, span }).collect();
            let done = redact(&bytes, quoting, &marks, &self.plan.mark, self.limits)
                .map_err(|refused| format!("it cannot be redacted for certain: {refused}"))?;
            bytes = done.bytes;
        }
        // what was taken out leaves what may be read as the subject's again
        match self.see(0, &bytes, quoting)?.0.is_named() {
            false => Ok(bytes),
            true => Err("what is left of it still names the subject; a person must redact it".to_owned()),
        }
    }
}

impl Editor for Editing<'_> {
    fn change(&self, id: u64, message: &[u8], quoting: Quoting) -> Result<Change, String> {
        self.change_in_mbox(id, b"", message, quoting).map(|(change, _)| change)
    }

    fn change_in_mbox(
        &self,
        id: u64,
        separator: &[u8],
        message: &[u8],
        quoting: Quoting,
    ) -> Result<(Change, Option<Vec<u8>>), String> {
        let item = usize::try_from(id).ok().and_then(|n| self.plan.hits.get(n));
        let Some(item) = item else { return Err("it is not in the plan".to_owned()) };
        if item.action == Action::Keep {
            return Ok((Change::Keep, None));
        }
        for held in 1..self.prepared.requests() {
            if self.see(held, message, quoting)?.0.is_named() {
                return Err("it is under a legal hold".to_owned());
            }
        }
        match item.action {
            Action::Keep => Ok((Change::Keep, None)),
            // to lose the one would be to lose the other
            Action::Delete if may_hold_another(message) => {
                Err("another message may stand in it, which no separator line parts from it; a person must look at it".to_owned())
            }
            Action::Delete => Ok((Change::Delete, None)),
            Action::Redact => {
                let line = self.separator(separator)?;
                let mut new = self.redacted(id, message, quoting, line.is_some())?;
                if line.is_some() && new == message {
                    // else nobody could tell it from the one that was there
                    new = noted(message, quoting, self.limits)
                        .map_err(|refused| format!("it cannot be redacted for certain: {refused}"))?
                        .bytes;
                }
                Ok((Change::Replace(new), line))
            }
        }
    }
}

impl std::fmt::Debug for Editing<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Editing").field("scanner", self.scanner).finish_non_exhaustive()
    }
}
