//! Object stores: the one place where the program talks to a network, and only to what a PATH and the environment name.
//!
//! In: settings, as the environment has them, and places in buckets. Out: keys, and stretches of objects ([`Store`]). All that is
//! asynchronous stays in here: it runs in one thread, and whoever wants bytes waits for a [`Slot`]. Every stretch is read on the condition
//! that the object is still the one that was listed. What fails is tried again, with growing pauses and for a bounded time, and goes on in
//! the middle of a stretch; then it is an error. What is said of an error holds no address, no key and no text of an answer.

mod asked;
mod connector;
mod names;
mod settings;
mod words;

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use object_store::list::{PaginatedListOptions, PaginatedListStore};
use object_store::path::Path as Key;
use object_store::{ObjectMeta, ObjectStore};
use tokio::runtime::{Builder, Handle};
use tokio::sync::{Semaphore, oneshot};

use crate::model::{
    Budget, Held, Keys, Page, Slot, Stop, Store, StoreError, StoreFailure, StoreUrl, Stored, Stores,
};
pub use settings::is_setting;

/// How long one request, with all that it takes to try it again, may take where nothing else is said.
pub const PATIENCE: Duration = Duration::from_secs(180);

/// Requests in a row that came to nothing, after which a store is taken for unreachable.
const LOST: u32 = 3;
/// How long it is then left alone.
const REST: Duration = Duration::from_secs(30);

/// Bytes of a piece of an object: two for each request that may run at once may be held, and two more.
const AHEAD: u64 = 4 << 20;

/// Opens buckets; what it does it does in a thread of its own, which ends with it.
pub struct Cloud {
    /// Names and values of variables.
    settings: Vec<(String, String)>,
    shared: Arc<Shared>,
    _end: oneshot::Sender<()>,
}

/// What all buckets of a run share.
struct Shared {
    runtime: Handle,
    /// Requests at once.
    permits: Semaphore,
    at_once: usize,
    patience: Duration,
    /// For what is read ahead.
    budget: Arc<Budget>,
    stops: Mutex<Vec<Stop>>,
}

impl Shared {
    fn stopped(&self) -> bool {
        self.stops.lock().unwrap_or_else(PoisonError::into_inner).iter().any(Stop::asked)
    }
}

impl Cloud {
    /// With these settings ([`is_setting`] tells which variables are ones), at most `at_once` requests at the same time, and `patience`
    /// with each.
    ///
    /// # Errors
    ///
    /// The operating system gives no thread for it.
    pub fn new(settings: Vec<(String, String)>, at_once: usize, patience: Duration) -> std::io::Result<Self> {
        // whoever chose another one before may keep it
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = Builder::new_current_thread().enable_all().max_blocking_threads(4).build()?;
        let handle = runtime.handle().clone();
        let (end, ended) = oneshot::channel();
        thread::Builder::new().name("store".to_owned()).spawn(move || {
            // the other end is dropped when nobody wants anything any more
            let _ = runtime.block_on(ended);
            runtime.shutdown_background();
        })?;
        let at_once = at_once.max(1);
        let permits = Semaphore::new(at_once);
        let budget = Arc::new(Budget::new((2 * at_once as u64 + 2) * AHEAD));
        let shared = Shared { runtime: handle, permits, at_once, patience, budget, stops: Mutex::default() };
        Ok(Cloud { settings, shared: Arc::new(shared), _end: end })
    }
}

impl fmt::Debug for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cloud(…)")
    }
}

impl Stores for Cloud {
    fn open(&self, url: &StoreUrl) -> Result<Arc<dyn Store>, StoreError> {
        let (objects, listing) = settings::open(url, &self.settings)?;
        let bucket = Bucket { objects, listing, shared: self.shared.clone(), health: Mutex::default() };
        Ok(Arc::new(Connected(Arc::new(bucket))))
    }

    fn stopped_by(&self, stop: &Stop) {
        self.shared.stops.lock().unwrap_or_else(PoisonError::into_inner).push(stop.clone());
    }
}

/// A bucket.
struct Bucket {
    objects: Arc<dyn ObjectStore>,
    listing: Arc<dyn PaginatedListStore>,
    shared: Arc<Shared>,
    health: Mutex<Health>,
}

/// How the last requests went.
#[derive(Default)]
struct Health {
    /// So many came to nothing since one did not.
    lost: u32,
    last: Option<Instant>,
}

impl Bucket {
    /// A store that does not answer is left alone for a while: a million objects would each be waited for.
    fn is_lost(&self) -> bool {
        let health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        health.lost >= LOST && health.last.is_some_and(|last| last.elapsed() < REST)
    }

    fn note(&self, failure: Option<StoreFailure>) {
        let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        match failure {
            Some(StoreFailure::Unreachable) => {
                health.lost = health.lost.saturating_add(1);
                health.last = Some(Instant::now());
            }
            Some(StoreFailure::Stopped) => {}
            _ => health.lost = 0,
        }
    }

    async fn stretch(&self, stored: &Stored, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
        if self.is_lost() {
            return Err(StoreError::new(StoreFailure::Unreachable, "the store does not answer any more"));
        }
        let key = Key::parse(&stored.key)
            .map_err(|_| StoreError::new(StoreFailure::Key, "its key cannot be read as a path"))?;
        let read = asked::stretch(&*self.objects, &key, stored, range, &self.shared).await;
        self.note(read.as_ref().err().map(|e| e.failure));
        read
    }

    async fn page(&self, prefix: String, options: PaginatedListOptions) -> Result<Page, StoreError> {
        let listed = asked::page(&*self.listing, &prefix, &options, &self.shared).await?;
        let objects: Option<Vec<Stored>> = listed.result.objects.into_iter().map(stored).collect();
        let unreadable =
            || StoreError::new(StoreFailure::Unreachable, "the store gives no answer that can be read");
        Ok(Page { objects: objects.ok_or_else(unreadable)?, token: listed.page_token })
    }
}

fn stored(meta: ObjectMeta) -> Option<Stored> {
    Some(Stored {
        key: names::shown(meta.location.as_ref())?,
        size: meta.size,
        tag: meta.e_tag.and_then(quoted),
        learned: Arc::default(),
        modified: meta.last_modified.timestamp_nanos_opt().unwrap_or_default(),
    })
}

/// A tag as it is told with an object, and asked for. Azure leaves out the quotes where it lists, and some stores have none for an object.
fn quoted(tag: String) -> Option<String> {
    match tag.trim_matches('"') {
        "" => None,
        bare if bare.len() == tag.len() => Some(format!("\"{tag}\"")),
        _ => Some(tag),
    }
}

/// The same, for those who wait.
struct Connected(Arc<Bucket>);

impl fmt::Debug for Connected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connected(…)")
    }
}

/// Fills a slot, whatever happens.
struct Filling<T>(Arc<Slot<T>>);

impl<T> Drop for Filling<T> {
    fn drop(&mut self) {
        // when it was filled before, this does nothing
        self.0.fill(Err(StoreError::new(StoreFailure::Stopped, "it was not read to its end")));
    }
}

impl Store for Connected {
    fn list(&self, keys: &Keys<'_>) -> Arc<Slot<Page>> {
        let bucket = self.0.clone();
        let prefix = keys.prefix.to_owned();
        let options = PaginatedListOptions {
            offset: keys.after.map(str::to_owned),
            page_token: keys.token.clone(),
            max_keys: Some(keys.most),
            ..PaginatedListOptions::default()
        };
        let slot = Arc::new(Slot::default());
        let filling = Filling(slot.clone());
        self.0.shared.runtime.spawn(async move {
            filling.0.fill(bucket.page(prefix, options).await);
        });
        slot
    }

    fn fetch(&self, object: &Stored, range: Range<u64>, held: Option<Held>) -> Arc<Slot> {
        let (bucket, object) = (self.0.clone(), object.clone());
        let slot = Arc::new(Slot::holding(held));
        let filling = Filling(slot.clone());
        self.0.shared.runtime.spawn(async move {
            filling.0.fill(bucket.stretch(&object, range).await);
        });
        slot
    }

    fn at_once(&self) -> usize {
        self.0.shared.at_once
    }

    fn budget(&self) -> &Arc<Budget> {
        &self.0.shared.budget
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_asked_for_as_they_are_told() {
        let of = |tag: &str| quoted(tag.to_owned());
        assert_eq!(of("0x8DB").as_deref(), Some("\"0x8DB\""));
        assert_eq!(of("\"a1\"").as_deref(), Some("\"a1\""));
        assert_eq!(of("W/\"a1\"").as_deref(), Some("W/\"a1\""));
        assert_eq!((of(""), of("\"\"")), (None, None));
    }
}
