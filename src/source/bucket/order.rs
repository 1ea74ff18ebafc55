//! Keys in the order of a store in, objects in the order of a walk over folders out.
//!
//! A store lists keys in byte order, so that `a-b` comes before `a/c`. A walk reads a folder where its name stands among the others, so that
//! `a/c` comes before `a-b`: it is the order in which `/` comes before any other byte. Few keys are in another place there than here. They
//! wait until the folder that may come before them went by; where too many wait, the store is asked for that folder.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::model::{Keys, Page, Store, StoreError, StoreFailure, Stored};

/// Keys that wait at most.
const WAITING: usize = 10_000;
/// Keys of a page.
const PAGE: usize = 1000;
/// Pages without keys in a row: some stores give them where much was deleted, none gives so many.
const EMPTY: usize = 10_000;

/// What a listing gives.
#[derive(Debug)]
pub(super) enum Listed {
    Object(Stored),
    /// A key that cannot be read as a path.
    Key(StoreError),
}

/// The keys that begin with a prefix, in byte order.
#[derive(Debug)]
struct Feed {
    store: Arc<dyn Store>,
    prefix: String,
    /// The last key that was given, or what to begin behind.
    after: Option<String>,
    page: VecDeque<Stored>,
    /// How to go on; `None` where nothing follows.
    more: Option<More>,
    most: usize,
    /// A key that is no path, met at the end of what is in `page`.
    odd: Option<StoreError>,
    /// Something was given: what comes must be behind `after`.
    begun: bool,
}

#[derive(Debug)]
enum More {
    Token(String),
    Behind,
}

impl Feed {
    fn new(store: Arc<dyn Store>, prefix: String, after: Option<String>) -> Self {
        let more = Some(More::Behind);
        Feed { store, prefix, after, page: VecDeque::new(), more, most: PAGE, odd: None, begun: false }
    }

    /// Makes sure that the next key is at hand, if there is one. Of an empty object it must be known whether it stands for a folder.
    fn look(&mut self) -> Result<(), StoreError> {
        let mut empty = 0;
        while (self.page.is_empty() || self.page.len() == 1 && self.page[0].size == 0) && self.odd.is_none() {
            let Some(more) = self.more.take() else { return Ok(()) };
            let token = match more {
                More::Token(token) => Some(token),
                More::Behind => None,
            };
            let keys = Keys { prefix: &self.prefix, after: self.after.as_deref(), token, most: self.most };
            match self.store.page(&keys) {
                Ok(Page { objects, token }) => {
                    empty = if objects.is_empty() { empty + 1 } else { 0 };
                    if empty > EMPTY {
                        let why = "the store lists empty pages without end";
                        return Err(StoreError::new(StoreFailure::Unreachable, why));
                    }
                    self.more = match token {
                        // a short page may be one of many
                        Some(token) if self.most == PAGE => Some(More::Token(token)),
                        Some(_) => Some(More::Behind),
                        // a full one that says that it is the last may be wrong
                        None => (objects.len() >= self.most).then_some(More::Behind),
                    };
                    self.most = PAGE.min(self.most * 4);
                    self.take(objects)?;
                }
                // fewer are asked for, until it is the only one
                Err(error) if error.failure == StoreFailure::Key && self.most > 1 => {
                    self.most = (self.most / 8).max(1);
                    self.more = Some(More::Behind);
                }
                Err(error) if error.failure == StoreFailure::Key => {
                    // its detail is the key
                    self.after = Some(error.detail.clone());
                    self.more = Some(More::Behind);
                    self.odd = Some(error);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Takes a page, whose keys must go up. Empty objects that stand for folders are no objects: their keys end with a `/`, which is not
    /// told here.
    fn take(&mut self, objects: Vec<Stored>) -> Result<(), StoreError> {
        let refused = |why: &str| Err(StoreError::new(StoreFailure::Refused, why));
        let (asked, any) = (self.after.clone(), !objects.is_empty());
        for object in objects {
            if self.after.as_ref().is_some_and(|after| *after >= object.key) {
                if object.size == 0 {
                    let behind = format!("{}/", object.key);
                    self.after = self.after.take().max(Some(behind));
                } else if self.begun {
                    return refused(
                        "the store does not list its keys in byte order; such stores are not read",
                    );
                }
                continue;
            }
            let stands = |o: &Stored| o.size == 0 && within(&object.key, &o.key);
            if self.page.back().is_some_and(stands) {
                self.page.pop_back();
            }
            self.begun = true;
            self.after = Some(object.key.clone());
            self.page.push_back(object);
        }
        if any && self.after == asked {
            return refused("the store lists the same keys again; such stores are not read");
        }
        Ok(())
    }

    /// The next key, which is not taken.
    fn next_key(&self) -> Option<&str> {
        self.page.front().map(|o| o.key.as_str())
    }

    fn is_over(&self) -> bool {
        self.page.is_empty() && self.odd.is_none() && self.more.is_none()
    }

    /// Passes over the keys in a folder.
    fn jump(&mut self, folder: &str) {
        while self.page.front().is_some_and(|o| within(&o.key, folder)) {
            self.page.pop_front();
        }
        if self.page.is_empty() && self.more.is_some() {
            // '0' follows '/': nothing that begins so lies in the folder, and no key in it comes behind
            let behind = format!("{folder}/{}", char::MAX);
            if self.after.as_ref().is_none_or(|after| *after < behind) {
                self.after = Some(behind);
                self.more = Some(More::Behind);
            }
        }
    }
}

/// A key lies in a folder.
fn within(key: &str, folder: &str) -> bool {
    key.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// A key, so that byte order is the order of a walk.
fn walked(key: &str) -> Vec<u8> {
    key.bytes().map(|b| if b == b'/' { 0 } else { b.saturating_add(1) }).collect()
}

/// Objects below a prefix, in the order of a walk.
#[derive(Debug)]
pub(super) struct Listing {
    store: Arc<dyn Store>,
    feed: Feed,
    /// Those whose turn has not come.
    waiting: BTreeMap<Vec<u8>, Stored>,
    /// Folders of which is known that they come no more: they are not there, or were given already (`true`).
    settled: BTreeMap<String, bool>,
    /// The folder that is given now, out of turn.
    inner: Option<(String, Box<Listing>)>,
    most: usize,
    /// Why no more keys come. What waits is there nevertheless.
    failed: Option<StoreError>,
    over: bool,
}

impl Listing {
    /// Of the keys that begin with `prefix`, which is empty or ends with `/`, and come behind `after`.
    pub(super) fn new(store: Arc<dyn Store>, prefix: String, after: Option<String>) -> Self {
        let feed = Feed::new(store.clone(), prefix, after);
        let (waiting, settled) = (BTreeMap::new(), BTreeMap::new());
        Listing { store, feed, waiting, settled, inner: None, most: WAITING, failed: None, over: false }
    }

    /// The same, without what lies in this folder.
    pub(super) fn without(mut self, folder: String) -> Self {
        self.settled.insert(folder, true);
        self
    }

    /// Asks for the first keys.
    pub(super) fn look(&mut self) -> Result<(), StoreError> {
        self.feed.look()
    }

    /// True where it is known that there is nothing, after [`Listing::look`].
    pub(super) fn is_empty(&self) -> bool {
        self.feed.is_over() && self.waiting.is_empty() && self.inner.is_none()
    }

    /// The folder that may still come before a key.
    fn awaited<'k>(&self, key: &'k str) -> Option<&'k str> {
        let next = self.feed.next_key();
        let bytes = key.as_bytes();
        (self.feed.prefix.len() + 1..bytes.len())
            .filter(|i| bytes[*i] < b'/' && bytes[i - 1] != b'/')
            .filter_map(|i| key.get(..i))
            // what begins with the folder's name and a byte behind '/' comes behind all that lies in it
            .find(|folder| {
                let passed = match next {
                    None => self.feed.is_over(),
                    Some(next) => {
                        next > *folder && !next.starts_with(*folder)
                            || next
                                .strip_prefix(*folder)
                                .is_some_and(|rest| rest.as_bytes().first() > Some(&b'/'))
                    }
                };
                !passed && !self.settled.contains_key(*folder)
            })
    }

    /// Passes over folders that were given already, and forgets those that went by.
    fn settle(&mut self) {
        loop {
            let Some(next) = self.feed.next_key().map(str::to_owned) else { return };
            let given = self.settled.iter().find(|(folder, given)| **given && within(&next, folder));
            match given.map(|(folder, _)| folder.clone()) {
                Some(folder) => self.feed.jump(&folder),
                None => {
                    if self.settled.len() > 64 {
                        self.settled.retain(|folder, _| format!("{folder}/{}", char::MAX) > next);
                    }
                    return;
                }
            }
        }
    }

    fn step(&mut self) -> Result<Option<Listed>, StoreError> {
        loop {
            if let Some((folder, inner)) = &mut self.inner {
                if let Some(listed) = inner.next().transpose()? {
                    return Ok(Some(listed));
                }
                let folder = std::mem::take(folder);
                self.settled.insert(folder, true);
                self.inner = None;
            }
            self.feed.look()?;
            self.settle();
            self.feed.look()?;
            if self.feed.page.is_empty()
                && let Some(odd) = self.feed.odd.take()
            {
                return Ok(Some(Listed::Key(odd)));
            }
            if let Some(first) = self.waiting.first_entry() {
                let key = first.get().key.clone();
                match self.awaited(&key) {
                    None => return Ok(self.waiting.pop_first().map(|(_, object)| Listed::Object(object))),
                    Some(folder) if self.waiting.len() >= self.most => {
                        let prefix = format!("{folder}/");
                        let mut inner = Listing::new(self.store.clone(), prefix, None);
                        inner.most = self.most;
                        inner.look()?;
                        if inner.is_empty() {
                            self.settled.insert(folder.to_owned(), false);
                        } else {
                            self.inner = Some((folder.to_owned(), Box::new(inner)));
                        }
                        continue;
                    }
                    Some(_) => {}
                }
            }
            match self.feed.page.pop_front() {
                Some(object) => {
                    self.waiting.insert(walked(&object.key), object);
                }
                None if self.feed.is_over() && self.waiting.is_empty() => return Ok(None),
                None => {}
            }
        }
    }
}

impl Iterator for Listing {
    type Item = Result<Listed, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        if self.failed.is_none() {
            match self.step() {
                Ok(listed) => return listed.map(Ok),
                Err(error) => self.failed = Some(error),
            }
        }
        match self.waiting.pop_first() {
            Some((_, object)) => Some(Ok(Listed::Object(object))),
            None => {
                self.over = true;
                self.failed.take().map(Err)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use proptest::prelude::*;

    use super::*;
    use crate::model::Slot;

    /// A bucket of keys. `page`: so many are given at once at most.
    #[derive(Debug, Default)]
    struct Bucket {
        keys: Vec<String>,
        page: usize,
        asked: AtomicUsize,
    }

    impl Store for Bucket {
        fn page(&self, keys: &Keys<'_>) -> Result<Page, StoreError> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            let after = keys.token.as_deref().or(keys.after).unwrap_or("");
            let mut found = self.keys.iter().filter(|k| k.starts_with(keys.prefix) && k.as_str() > after);
            let some: Vec<&String> = found.by_ref().take(keys.most.min(self.page)).collect();
            if let Some(odd) = some.iter().find(|k| k.contains("//")) {
                return Err(StoreError::new(StoreFailure::Key, odd.as_str()));
            }
            let token = found.next().and(some.last()).map(|last| (*last).clone());
            let objects = some.into_iter().map(|key| {
                let (key, size) = key.strip_suffix('/').map_or((key.as_str(), 1), |folder| (folder, 0));
                Stored { key: key.to_owned(), size, ..Stored::default() }
            });
            Ok(Page { objects: objects.collect(), token })
        }
        fn fetch(&self, _: &Stored, _: Range<u64>) -> Arc<Slot> {
            Arc::default()
        }
        fn at_once(&self) -> usize {
            1
        }
    }

    fn listed(keys: &[&str], page: usize, most: usize) -> (Vec<String>, usize) {
        let mut keys: Vec<String> = keys.iter().map(|k| (*k).to_owned()).collect();
        keys.sort();
        keys.dedup();
        let bucket = Arc::new(Bucket { keys, page, asked: AtomicUsize::new(0) });
        let mut listing = Listing::new(bucket.clone(), String::new(), None);
        listing.most = most;
        let all = listing.map(|listed| match listed.unwrap() {
            Listed::Object(object) => object.key,
            Listed::Key(odd) => format!("!{}", odd.detail),
        });
        (all.collect(), bucket.asked.load(Ordering::Relaxed))
    }

    #[test]
    fn folders_come_where_their_names_stand() {
        let keys = ["a-b/1", "a.mbox", "a/.x/1", "a/-", "a/1", "a/b", "a0", "b", ".c/1"];
        let order = [".c/1", "a/-", "a/.x/1", "a/1", "a/b", "a-b/1", "a.mbox", "a0", "b"];
        for (page, most) in [(1, 1), (2, 1), (3, 2), (100, 100)] {
            assert_eq!(listed(&keys, page, most).0, order, "{page} {most}");
        }
    }

    #[test]
    fn few_are_asked_for_more_than_once() {
        let keys: Vec<String> = (0..5000).map(|n| format!("msg-{n:06}.eml")).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let (all, asked) = listed(&keys, 1000, 100);
        assert_eq!(all, keys);
        assert!(asked <= 8, "{asked}");
    }

    #[test]
    fn odd_keys_and_empty_folders_hide_nothing() {
        let (all, _) = listed(&["a/", "a/1", "a-/", "a-/2", "b//x", "b/y", "b//z", "c"], 4, 10);
        assert_eq!(
            all.iter().filter(|k| !k.starts_with('!')).collect::<Vec<_>>(),
            ["a/1", "a-/2", "b/y", "c"]
        );
        assert_eq!(all.iter().filter(|k| k.starts_with('!')).count(), 2);
    }

    /// One that says that more follows, and never gives any.
    #[derive(Debug)]
    struct Empty;

    impl Store for Empty {
        fn page(&self, _: &Keys<'_>) -> Result<Page, StoreError> {
            Ok(Page { objects: Vec::new(), token: Some("more".to_owned()) })
        }
        fn fetch(&self, _: &Stored, _: Range<u64>) -> Arc<Slot> {
            Arc::default()
        }
        fn at_once(&self) -> usize {
            1
        }
    }

    #[test]
    fn empty_pages_come_to_an_end() {
        let all: Vec<_> = Listing::new(Arc::new(Empty), String::new(), None).collect();
        assert!(matches!(&all[..], [Err(error)] if error.failure == StoreFailure::Unreachable));
    }

    proptest! {
        #[test]
        fn the_order_is_that_of_names(
            keys in proptest::collection::vec("[ab.0-]{1,2}(/[ab.-]{1,2}){0,2}", 0..60),
            page in 1_usize..9,
            most in 1_usize..6,
        ) {
            // what is a folder is no object
            let keys: Vec<&str> = keys
                .iter()
                .filter(|k| !keys.iter().any(|o| o.strip_prefix(k.as_str()).is_some_and(|r| r.starts_with('/'))))
                .map(String::as_str)
                .collect();
            let mut order: Vec<Vec<&str>> = keys.iter().map(|k| k.split('/').collect()).collect();
            order.sort();
            order.dedup();
            let order: Vec<String> = order.iter().map(|names| names.join("/")).collect();
            prop_assert_eq!(listed(&keys, page, most).0, order);
        }
    }
}
