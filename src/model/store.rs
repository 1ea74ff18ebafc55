//! An object store, as those who list and read it see it.
//!
//! Who talks to it is in the room `cloud`, which may not be built; nobody else knows of networks.

use std::fmt;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};

use super::{Budget, Held, Stop};

/// Which service a URL names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// `s3://`: Amazon S3, and all that speaks its protocol.
    S3,
    /// `az://`: Azure Blob Storage.
    Azure,
    /// `gs://`: Google Cloud Storage.
    Google,
}

impl Service {
    /// All of them.
    pub const ALL: [Service; 3] = [Service::S3, Service::Azure, Service::Google];

    /// What stands before `://`.
    pub fn scheme(self) -> &'static str {
        match self {
            Service::S3 => "s3",
            Service::Azure => "az",
            Service::Google => "gs",
        }
    }
}

/// A PATH in an object store: `s3://bucket`, `s3://bucket/folder`, `s3://bucket/folder/sales.mbox`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreUrl {
    /// Where the bucket is.
    pub service: Service,
    /// The bucket, or container.
    pub bucket: String,
    /// The key, or the folder of keys, without `/` at either end; empty for the whole bucket.
    pub prefix: String,
    /// It was typed with a `/` at its end: a folder is meant.
    pub folder: bool,
}

impl StoreUrl {
    /// True where a path is typed as a place in an object store.
    pub fn is_one(path: &Path) -> bool {
        Self::split(path).is_some()
    }

    fn split(path: &Path) -> Option<(Service, &str)> {
        let (scheme, rest) = path.to_str()?.split_once("://")?;
        Service::ALL.into_iter().find(|s| s.scheme().eq_ignore_ascii_case(scheme)).map(|s| (s, rest))
    }

    /// Reads one; `None` for the path of a file or folder.
    ///
    /// # Errors
    ///
    /// What is wrong with it, without quoting what may be a secret.
    pub fn of(path: &Path) -> Option<Result<Self, &'static str>> {
        let (service, rest) = Self::split(path)?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.contains('@') {
            return Some(Err(
                "a URL with a user name is refused: credentials are taken from the environment only",
            ));
        }
        if rest.contains(['?', '#']) {
            return Some(Err(
                "a URL with a query or a fragment is refused: credentials and settings are taken from the environment only",
            ));
        }
        let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '$');
        if bucket.is_empty() || !bucket.chars().all(named) {
            return Some(Err("expected the name of a bucket or container, as in s3://bucket/folder"));
        }
        let folder = prefix.ends_with('/');
        let prefix = prefix.strip_suffix('/').unwrap_or(prefix).to_owned();
        if prefix.split('/').any(|name| name.is_empty() || name == "." || name == "..") && !prefix.is_empty()
        {
            return Some(Err("an empty name, `.` or `..` between two `/` names no object that is read here"));
        }
        Some(Ok(StoreUrl { service, bucket: bucket.to_owned(), prefix, folder }))
    }
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.service.scheme(), self.bucket)?;
        if self.prefix.is_empty() { Ok(()) } else { write!(f, "/{}", self.prefix) }
    }
}

/// What kept a store from answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreFailure {
    /// Settings or credentials are missing or wrong, or the store refuses them.
    Refused,
    /// There is no such bucket or object.
    Missing,
    /// The object is not what it was when it was listed.
    Changed,
    /// A key that cannot be asked for; see [`Stored::can_be_read`].
    Key,
    /// It did not answer as it should, however often it was asked.
    Unreachable,
    /// The run was to end.
    Stopped,
}

/// The same, in words without a secret or an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct StoreError {
    /// What it is.
    pub failure: StoreFailure,
    /// For a person.
    pub detail: String,
}

impl StoreError {
    /// A failure, and what is to be said of it.
    pub fn new(failure: StoreFailure, detail: impl Into<String>) -> Self {
        StoreError { failure, detail: detail.into() }
    }

    /// The words of one that an error of reading carries.
    pub fn within(error: &io::Error) -> Option<&StoreError> {
        error.get_ref().and_then(|e| e.downcast_ref())
    }
}

impl From<StoreError> for io::Error {
    fn from(error: StoreError) -> Self {
        let kind = match error.failure {
            StoreFailure::Refused => io::ErrorKind::PermissionDenied,
            StoreFailure::Missing => io::ErrorKind::NotFound,
            StoreFailure::Changed | StoreFailure::Key => io::ErrorKind::InvalidData,
            StoreFailure::Unreachable => io::ErrorKind::TimedOut,
            StoreFailure::Stopped => io::ErrorKind::ConnectionAborted,
        };
        io::Error::new(kind, error)
    }
}

/// An object, as it was listed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stored {
    /// Its whole key.
    pub key: String,
    /// Bytes.
    pub size: u64,
    /// What it is recognised by, where the listing tells.
    pub tag: Option<String>,
    /// What it is recognised by since it was read first, where the listing does not tell.
    pub learned: Arc<OnceLock<String>>,
    /// When it was written, in nanoseconds since 1970.
    pub modified: i64,
}

impl Stored {
    /// Its key can be asked for, and has a place in folders: no name in it is empty, `.` or `..`, and no character is one for control.
    pub fn can_be_read(&self) -> bool {
        let named =
            |name: &str| !matches!(name, "" | "." | "..") && !name.contains(|c: char| c.is_ascii_control());
        self.key.split('/').all(named)
    }
}

/// Which keys are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys<'k> {
    /// They begin with this.
    pub prefix: &'k str,
    /// They come behind this one, in byte order.
    pub after: Option<&'k str>,
    /// What the page before gave, to go on from.
    pub token: Option<String>,
    /// At most so many.
    pub most: usize,
}

/// Some keys, in byte order.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The objects.
    pub objects: Vec<Stored>,
    /// There are more: what to ask for them with.
    pub token: Option<String>,
}

/// Opens buckets.
pub trait Stores: fmt::Debug + Send + Sync {
    /// Prepares to talk to a bucket; nothing is asked of it yet.
    ///
    /// # Errors
    ///
    /// What is missing in the settings.
    fn open(&self, url: &StoreUrl) -> Result<Arc<dyn Store>, StoreError>;

    /// Who waits for a store waits no longer when this is asked.
    fn stopped_by(&self, stop: &Stop);
}

/// A bucket.
pub trait Store: fmt::Debug + Send + Sync {
    /// Begins to list keys, and tries again where the store does not answer. Keys are given as they are, whatever they are.
    fn list(&self, keys: &Keys<'_>) -> Arc<Slot<Page>>;

    /// The same, for who waits for them.
    ///
    /// # Errors
    ///
    /// Why they cannot be listed.
    fn page(&self, keys: &Keys<'_>) -> Result<Page, StoreError> {
        let page = self.list(keys).wait()?;
        Ok(Arc::unwrap_or_clone(page))
    }

    /// Begins to read a stretch of an object, which must not reach beyond its end; what comes, or why nothing does, is put in the slot.
    /// What is held of the budget is held as long as the slot is.
    fn fetch(&self, object: &Stored, range: Range<u64>, held: Option<Held>) -> Arc<Slot>;

    /// How many stretches are read at once.
    fn at_once(&self) -> usize;

    /// What all that is read ahead, of any object, is taken from.
    fn budget(&self) -> &Arc<Budget>;
}

/// What is on its way: bytes as a rule.
#[derive(Debug)]
pub struct Slot<T = Vec<u8>> {
    given: Mutex<Option<Result<Arc<T>, StoreError>>>,
    filled: Condvar,
    _held: Option<Held>,
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Slot::holding(None)
    }
}

impl<T> Slot<T> {
    /// Nothing is there yet; as long as it is, so much of a budget is held.
    pub fn holding(held: Option<Held>) -> Self {
        Slot { given: Mutex::new(None), filled: Condvar::new(), _held: held }
    }

    /// It is there.
    pub fn fill(&self, given: Result<T, StoreError>) {
        let mut slot = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        if slot.is_none() {
            *slot = Some(given.map(Arc::new));
        }
        self.filled.notify_all();
    }

    /// Waits for it.
    ///
    /// # Errors
    ///
    /// Why it does not come.
    pub fn wait(&self) -> Result<Arc<T>, StoreError> {
        let mut slot = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match &*slot {
                Some(given) => return given.clone(),
                None => slot = self.filled.wait(slot).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Result<StoreUrl, &'static str>> {
        StoreUrl::of(Path::new(text))
    }

    #[test]
    fn urls_are_taken_apart() {
        let url = of("s3://bucket/a/b c/").unwrap().unwrap();
        assert_eq!((url.bucket.as_str(), url.prefix.as_str(), url.folder), ("bucket", "a/b c", true));
        assert_eq!(url.to_string(), "s3://bucket/a/b c");
        assert_eq!(of("AZ://box").unwrap().unwrap().service, Service::Azure);
        assert_eq!(of("gs://my_bucket.example/x.mbox").unwrap().unwrap().prefix, "x.mbox");
        for file in ["s3:/bucket", "mail/s3", "https://x.example/", "-", "s3", "./s3://x"] {
            assert_eq!(of(file), None, "{file}");
        }
    }

    #[test]
    fn keys_that_are_no_paths_are_told() {
        let read = |key: &str| Stored { key: key.to_owned(), ..Stored::default() }.can_be_read();
        for key in ["a", "a/b c", ".x/..y", "é/ ", "a\\b"] {
            assert!(read(key), "{key}");
        }
        for key in ["", "/", "/a", "a/", "a//b", "./a", "a/..", "a\nb", "a/\u{7f}"] {
            assert!(!read(key), "{key}");
        }
    }

    #[test]
    fn what_may_hold_a_secret_is_refused_without_quoting_it() {
        let bad = [
            "s3://",
            "s3:///key",
            "s3://key:geheim@bucket/x",
            "s3://bucket/x?X-Amz-Signature=geheim",
            "az://box/x#geheim",
            "s3://bucket//x",
            "s3://bucket/a/../b",
            "s3://a b/x",
        ];
        for text in bad {
            let why = of(text).unwrap().unwrap_err();
            assert!(!why.contains("geheim"), "{text}: {why}");
        }
    }
}
