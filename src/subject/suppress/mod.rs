//! The restore guard: subjects that were erased in, what of them is back in the mail out.
//!
//! A backup that must not be changed is legitimate, as long as the erasure is repeated when it is put back. For that it must be known who was
//! erased, without keeping what was erased: a [`List`] has keyed hashes only. A [`Guard`] watches a run and knows identifiers by them, in
//! all the ways in which a search knows them; what it finds, it has from the mail at hand, and puts together the request that a search
//! needs to find all of it again. This room refuses to know what is done about it.

mod guard;
mod key;
mod list;
mod look;
mod names;
mod runs;

pub use guard::Guard;
pub use list::{Added, List, ListError, ListKey, SCHEMA_VERSION, SUBJECTS, Subject};

#[cfg(test)]
mod tests;
