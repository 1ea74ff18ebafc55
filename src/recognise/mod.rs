//! A region in, matches out: what looks like a contact detail, and is one.
//!
//! This room refuses to know about files, MIME and reports. A recogniser cannot fail; it is pure, so that the same
//! region gives the same matches whatever else is going on.

use crate::model::{Match, Region};

/// What is known of the message around a region and helps to read it.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Countries whose national notation numbers are read in, most likely first: ISO 3166-1 alpha-2, upper case.
    pub countries: Vec<[u8; 2]>,
}

/// Finds one sort of contact detail.
pub trait Recogniser: Send + Sync {
    /// Adds what it finds in `region` to `out`, in ascending order of place.
    fn find(&self, region: &Region<'_>, context: &Context, out: &mut Vec<Match>);
}
