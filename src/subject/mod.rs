//! One data subject: a request in, what belongs to them in the mail out.
//!
//! What comes in: requests ([`request`]), and a run that is watched ([`Watch`]) and told
//! ([`Render`]). What goes out: hits, one a message, with what in it says so. Any number of requests are answered by
//! one run. This room refuses to know where mail lies, how reports look, and what is done about a hit.
//!
//! What decides: the text of each region is searched for the subjects' names, numbers and addresses in all their spellings
//! (`text`, `name`, `sought`); details that the recognisers find are compared by their normal forms; and when it is known
//! which details are one contact's, each name is the subject's or somebody else's (`judge`).

mod alike;
mod asked;
mod beside;
pub(crate) mod bystander;
mod called;
mod couple;
mod double;
mod fold;
mod given;
mod handle;
pub mod hold;
mod judge;
mod literal;
mod memorial;
mod name;
mod namesake;
mod needle;
mod nickname;
mod numeral;
mod one;
mod owners;
mod packed;
mod person;
mod pieces;
mod postal;
mod reading;
pub mod request;
#[cfg(test)]
mod sample;
mod slip;
mod sought;
mod spelt;
pub mod suppress;
mod terms;
mod text;
mod token;
mod walk;
mod watch;

use std::fmt;

use crate::model::{Found, Render, Watch};
use crate::recognise::Normaliser;
use judge::Judging;
use needle::Needles;
pub use one::OneMessage;
#[cfg(feature = "cli")]
pub(crate) use packed::each_before as packed_before;
#[cfg(feature = "cli")]
pub(crate) use reading::{backslash, encoded, is_hidden, percent, plain};
use request::Request;
use sought::Sought;
pub use sought::Unusable;
pub use terms::Terms;
use watch::Noticing;

/// Requests made ready for a search.
pub struct Prepared {
    sought: Vec<Sought>,
    needles: Needles,
    normal: Normaliser,
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared").field("requests", &self.sought.len()).finish_non_exhaustive()
    }
}

impl Prepared {
    /// Requests a run can answer; numbers in national notation are of these countries, the likeliest first.
    ///
    /// # Errors
    ///
    /// Which request (from 0) has an identifier that is none, and where.
    pub fn new(requests: &[Request], countries: &[[u8; 2]]) -> Result<Prepared, (usize, Unusable)> {
        let normal = Normaliser::new();
        let sought = requests
            .iter()
            .enumerate()
            .map(|(n, request)| Sought::of(request, &normal, countries).map_err(|e| (n, e)))
            .collect::<Result<Vec<_>, _>>()?;
        let needles = Needles::of(&sought);
        Ok(Prepared { sought, needles, normal })
    }

    /// An e-mail address is at a provider, where people of all sorts have theirs.
    fn is_private(&self, address: &str) -> bool {
        let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
        self.normal.is_provider(domain)
    }

    /// What is known of names and places.
    #[cfg(feature = "cli")]
    pub(crate) fn lists(&self) -> &Normaliser {
        &self.normal
    }

    /// An e-mail address is that of the subject of this request.
    #[cfg(feature = "cli")]
    pub(crate) fn is_address_of(&self, subject: u16, address: &str) -> bool {
        self.sought.get(usize::from(subject)).is_some_and(|sought| sought.email(address).is_some())
    }

    /// How many requests they are.
    pub fn requests(&self) -> u16 {
        u16::try_from(self.sought.len()).unwrap_or(u16::MAX)
    }
}

/// A search: watches a run, and is told what comes of it.
///
/// ```
/// use mailsweep::model::{Render, Watch};
/// use mailsweep::subject::{Notice, Prepared, Search};
/// use mailsweep::subject::request;
///
/// let request = request::parse("[subject]\nnames = [\"Jan de Vries\"]").map_err(|(_, what)| what)?;
/// let prepared = Prepared::new(&[request], &[*b"NL"]).map_err(|(_, e)| e.to_string())?;
/// let notice = Notice::new(&prepared);
/// let search = Search::new(&notice);
/// // a scanner runs with `notice` as its watch and `search` as its render
/// let found = search.finish();
/// assert!(found[0].hits.is_empty());
/// # Ok::<(), String>(())
/// ```
#[derive(Debug)]
pub struct Notice<'p>(Noticing<'p>);

impl<'p> Notice<'p> {
    /// One for these requests.
    pub fn new(prepared: &'p Prepared) -> Self {
        Notice(Noticing {
            prepared,
            candidates: std::sync::Mutex::default(),
            asked: std::sync::OnceLock::new(),
        })
    }
}

impl Watch for Notice<'_> {
    fn watcher(&self) -> Box<dyn crate::model::Watcher + '_> {
        self.0.watcher()
    }

    fn asked(&self) -> Option<&[crate::model::Asked]> {
        self.0.asked.get_or_init(|| self.0.prepared.asked()).as_deref()
    }
}

/// What is made of what was noticed.
#[derive(Debug)]
pub struct Search<'n>(Judging<'n>);

impl<'n> Search<'n> {
    /// One that judges what this noticed.
    pub fn new(notice: &'n Notice<'n>) -> Self {
        Search(Judging::new(&notice.0))
    }

    /// Keeps the details of the hits of these requests, with whose they are: for who asks for access.
    pub fn keep_details(mut self, of: std::collections::HashSet<u16>) -> Self {
        self.0.keep_details(of);
        self
    }

    /// What was found of each request.
    pub fn finish(self) -> Vec<Found> {
        self.0.finish()
    }
}

impl Render for Search<'_> {
    fn lanes(&self) -> usize {
        self.0.lanes()
    }

    fn message(
        &self,
        meta: &crate::model::MessageMeta,
        findings: &[crate::model::Finding],
        lanes: &mut [Vec<u8>],
    ) {
        self.0.message(meta, findings, lanes);
    }
}
