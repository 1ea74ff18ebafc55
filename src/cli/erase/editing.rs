//! What is to become of a message as it stands now: it goes, or what is the subject's is taken out of it.

use std::sync::{Mutex, PoisonError};

use crate::erase::plan::{Action, Plan};
use crate::erase::redact::{Mark, redact, texts};
use crate::erase::{Change, Editor};
use crate::model::{Limits, Quoting};
use crate::scan::{Look, Scanner};
use crate::subject::{OneMessage, Prepared};

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
}

impl Editing<'_> {
    /// What of a message is a subject's.
    fn see(&self, subject: u16, message: &[u8], quoting: Quoting) -> Result<OneMessage<'_>, String> {
        let mut seen = OneMessage::new(self.prepared, subject);
        let mut look = self.look.lock().unwrap_or_else(PoisonError::into_inner);
        look.at(message, quoting, &mut seen).map_err(|e| e.to_string())?;
        drop(look);
        texts(message, quoting, self.limits, &mut |section, base, text| seen.text(section, base, text));
        Ok(seen)
    }

    /// A message without what is the subject's.
    fn redacted(&self, message: &[u8], quoting: Quoting) -> Result<Vec<u8>, String> {
        let mut bytes = message.to_vec();
        for round in 0..ROUNDS {
            let seen = self.see(0, &bytes, quoting)?;
            if seen.is_full() {
                return Err("it names the subject in more places than can be redacted".to_owned());
            }
            if round > 0 && !seen.is_named() {
                return Ok(bytes);
            }
            let places = seen.places();
            if places.is_empty() {
                let why = "nothing of the subject is seen in it any more; a person must look at it";
                return if round == 0 { Err(why.to_owned()) } else { Ok(bytes) };
            }
            let marks: Vec<Mark> = places.into_iter().map(|(section, span)| Mark { section, span }).collect();
            let done = redact(&bytes, quoting, &marks, &self.plan.mark, self.limits)
                .map_err(|refused| format!("it cannot be redacted for certain: {refused}"))?;
            bytes = done.bytes;
        }
        // what was taken out leaves what may be read as the subject's again
        match self.see(0, &bytes, quoting)?.is_named() {
            false => Ok(bytes),
            true => Err("what is left of it still names the subject; a person must redact it".to_owned()),
        }
    }
}

impl Editor for Editing<'_> {
    fn change(&self, id: u64, message: &[u8], quoting: Quoting) -> Result<Change, String> {
        let item = usize::try_from(id).ok().and_then(|n| self.plan.hits.get(n));
        let Some(item) = item else { return Err("it is not in the plan".to_owned()) };
        if item.action == Action::Keep {
            return Ok(Change::Keep);
        }
        for held in 1..self.prepared.requests() {
            if self.see(held, message, quoting)?.is_named() {
                return Err("it is under a legal hold".to_owned());
            }
        }
        match item.action {
            Action::Keep => Ok(Change::Keep),
            Action::Delete => Ok(Change::Delete),
            Action::Redact => self.redacted(message, quoting).map(Change::Replace),
        }
    }
}

impl std::fmt::Debug for Editing<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Editing").field("scanner", self.scanner).finish_non_exhaustive()
    }
}
