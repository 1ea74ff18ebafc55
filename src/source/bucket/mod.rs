//! A PATH in an object store in, its objects out, as a walk over a folder gives files; and what reads them.
//!
//! Keys with `/` in them are taken for files in folders, so that what is printed, the order and the findings are those of the same tree on a
//! disk. How a store is talked to is not known here: see [`crate::model::Store`].

mod order;
mod read;
mod walk;

use std::io;
use std::sync::Arc;

use crate::model::{Slot, Store, StoreError, Stored};

pub use read::{ObjectFile, Opened, Sequential};
pub(super) use walk::BucketWalk;

/// An object that is to be read, as it was listed.
#[derive(Debug, Clone)]
pub struct Object {
    store: Arc<dyn Store>,
    stored: Arc<Stored>,
}

impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        self.stored == other.stored
    }
}

impl Eq for Object {}

impl Object {
    /// Begins to read all of it, which is to be small.
    pub fn fetch(&self) -> Fetched {
        let empty = self.stored.size == 0;
        Fetched((!empty).then(|| self.store.fetch(&self.stored, 0..self.stored.size, None)))
    }

    /// Reads it in large pieces, some of them ahead of who asks.
    pub fn open(&self) -> ObjectFile {
        ObjectFile::in_order(self.store.clone(), self.stored.clone())
    }
}

/// All of an object, on its way.
#[derive(Debug)]
pub struct Fetched(Option<Arc<Slot>>);

impl Fetched {
    /// Appends its bytes to these.
    ///
    /// # Errors
    ///
    /// Why it cannot be read.
    pub fn read(self, to: &mut Vec<u8>) -> io::Result<()> {
        if let Some(slot) = self.0 {
            let bytes = slot.wait().map_err(io::Error::from)?;
            to.extend_from_slice(&bytes);
        }
        Ok(())
    }
}

/// What went wrong in a store, in words; `None` for an error of something else.
pub fn told(error: &io::Error) -> Option<&str> {
    StoreError::within(error).map(|error| error.detail.as_str())
}
