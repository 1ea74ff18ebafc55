//! Keys in the order of a store in, objects in the order of a walk over folders out.
//!
//! A store lists keys in byte order, so that `a-b` comes before `a/c`. A walk reads a folder where its name stands among the others, so that
//! `a/c` comes before `a-b`: it is the order in which `/` comes before any other byte. Few keys are in another place there than here. They
//! wait until the folder that may come before them went by; where too many wait, the store is asked for that folder.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::model::{Keys, Page, Slot, Store, StoreError, StoreFailure, Stored};

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
    /// One whose key cannot be asked for.
    Odd(Stored),
}

impl From<Stored> for Listed {
    fn from(object: Stored) -> Self {
        if object.can_be_read() { Listed::Object(object) } else { Listed::Odd(object) }
    }
}

/// The keys that begin with a prefix, in byte order.
#[derive(Debug)]
struct Feed {
    store: Arc<dyn Store>,
    prefix: String,
    /// The last key that was given, or what to begin behind.
    after: Option<String>,
    page: VecDeque<Stored>,
    /// The next page, which was asked for before it is wanted.
    coming: Option<Arc<Slot<Page>>>,
    /// How to go on behind that; `None` where nothing follows.
    more: Option<More>,
    /// A key behind `after` came since it was asked for what comes there: from then on each must be behind the one before.
    begun: bool,
}

#[derive(Debug)]
enum More {
    Token(String),
    Behind,
}

impl Feed {
    fn new(store: Arc<dyn Store>, prefix: String, after: Option<String>) -> Self {
        let after = after.filter(|after| !after.is_empty());
        let more = Some(More::Behind);
        Feed { store, prefix, after, page: VecDeque::new(), coming: None, more, begun: false }
    }

    /// Asks for the next page, if there is one and it was not asked for.
    fn ask(&mut self) {
        if self.coming.is_some() {
            return;
        }
        let token = match self.more.take() {
            None => return,
            Some(More::Token(token)) => Some(token),
            Some(More::Behind) => {
                self.begun = false;
                None
            }
        };
        let keys = Keys { prefix: &self.prefix, after: self.after.as_deref(), token, most: PAGE };
        self.coming = Some(self.store.list(&keys));
    }

    /// Makes sure that the next key is at hand, if there is one. The page behind the one that is at hand is asked for when half of that is gone.
    fn look(&mut self) -> Result<(), StoreError> {
        let mut nothing_new = 0;
        while self.page.is_empty() {
            self.ask();
            let Some(coming) = self.coming.take() else { return Ok(()) };
            let page = coming.wait()?;
            drop(coming);
            self.take(Arc::unwrap_or_clone(page))?;
            nothing_new += 1;
            if nothing_new > EMPTY {
                let why = "the store lists pages without end in which there is nothing new";
                return Err(StoreError::new(StoreFailure::Unreachable, why));
            }
        }
        if self.page.len() <= PAGE / 2 && matches!(self.more, Some(More::Token(_))) {
            self.ask();
        }
        Ok(())
    }

    /// Takes a page, whose keys must go up. Empty objects that stand for folders are no objects: their keys end with a `/`.
    fn take(&mut self, Page { objects, token }: Page) -> Result<(), StoreError> {
        let refused = |why: &str| Err(StoreError::new(StoreFailure::Refused, why));
        let (full, any, asked) = (objects.len() >= PAGE, !objects.is_empty(), self.after.clone());
        for object in objects {
            // the first may be what was asked to begin behind, or all from the beginning on
            if self.after.as_ref().is_some_and(|after| *after >= object.key) {
                if self.begun {
                    return refused(
                        "the store does not list its keys in byte order; such stores are not read",
                    );
                }
                continue;
            }
            self.begun = true;
            self.after = Some(object.key.clone());
            if object.size > 0 || !object.key.ends_with('/') {
                self.page.push_back(object);
            }
        }
        if any && full && token.is_none() && self.after == asked {
            return refused("the store lists the same keys again; such stores are not read");
        }
        self.more = match token {
            Some(token) => Some(More::Token(token)),
            // a full one that says that it is the last may be wrong
            None => full.then_some(More::Behind),
        };
        Ok(())
    }

    /// The next key, which is not taken.
    fn next_key(&self) -> Option<&str> {
        self.page.front().map(|o| o.key.as_str())
    }

    fn is_over(&self) -> bool {
        self.page.is_empty() && self.coming.is_none() && self.more.is_none()
    }

    /// Passes over the keys in a folder.
    fn jump(&mut self, folder: &str) {
        while self.page.front().is_some_and(|o| within(&o.key, folder)) {
            self.page.pop_front();
        }
        if self.page.is_empty() && !self.is_over() {
            // '0' follows '/': nothing that begins so lies in the folder, and no key in it comes behind
            let behind = format!("{folder}/{}", char::MAX);
            if self.after.as_ref().is_none_or(|after| *after < behind) {
                self.after = Some(behind);
                self.coming = None;
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
        // a folder may have an empty name
        (self.feed.prefix.len()..bytes.len())
            .filter(|i| bytes[*i] < b'/')
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
            if let Some(first) = self.waiting.first_entry() {
                let key = first.get().key.clone();
                match self.awaited(&key) {
                    None => return Ok(self.waiting.pop_first().map(|(_, object)| object.into())),
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
            Some((_, object)) => Some(Ok(object.into())),
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
    use crate::model::{Budget, Held};

    /// A bucket of keys. `page`: so many are given at once at most.
    #[derive(Debug, Default)]
    struct Bucket {
        keys: Vec<String>,
        page: usize,
        asked: AtomicUsize,
    }

    fn slot(page: Page) -> Arc<Slot<Page>> {
        let slot = Arc::new(Slot::default());
        slot.fill(Ok(page));
        slot
    }

    impl Store for Bucket {
        fn list(&self, keys: &Keys<'_>) -> Arc<Slot<Page>> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            let after = keys.token.as_deref().or(keys.after).unwrap_or("");
            let mut found = self.keys.iter().filter(|k| k.starts_with(keys.prefix) && k.as_str() > after);
            let some: Vec<&String> = found.by_ref().take(keys.most.min(self.page)).collect();
            let token = found.next().and(some.last()).map(|last| (*last).clone());
            let objects = some.into_iter().map(|key| {
                let (key, size) = key.strip_suffix(EMPTY_ONE).map_or((key.as_str(), 1), |key| (key, 0));
                Stored { key: key.to_owned(), size, ..Stored::default() }
            });
            slot(Page { objects: objects.collect(), token })
        }
        fn fetch(&self, _: &Stored, _: Range<u64>, _: Option<Held>) -> Arc<Slot> {
            Arc::default()
        }
        fn at_once(&self) -> usize {
            1
        }
        fn budget(&self) -> &Arc<Budget> {
            unreachable!("nothing is read")
        }
    }

    /// At the end of a key here: the object is empty.
    const EMPTY_ONE: char = '\u{0}';

    fn listed(keys: &[&str], page: usize, most: usize) -> (Vec<String>, usize) {
        let mut keys: Vec<String> = keys.iter().map(|k| (*k).to_owned()).collect();
        keys.sort();
        keys.dedup();
        let bucket = Arc::new(Bucket { keys, page, asked: AtomicUsize::new(0) });
        let mut listing = Listing::new(bucket.clone(), String::new(), None);
        listing.most = most;
        let all = listing.map(|listed| match listed.unwrap() {
            Listed::Object(object) => object.key,
            Listed::Odd(odd) => format!("!{}", odd.key),
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
        let keys = [
            "/", "/x", "a/\u{0}", "a/1", "a-/\u{0}", "a-/2", "b//x", "b/y", "b//z", "b/-", "c/", "-d", "e",
            "e/",
        ];
        let order = ["!/", "!/x", "-d", "a/1", "a-/2", "!b//x", "!b//z", "b/-", "b/y", "!c/", "e", "!e/"];
        for (page, most) in [(1, 1), (2, 3), (4, 10), (100, 100)] {
            assert_eq!(listed(&keys, page, most).0, order, "{page} {most}");
        }
    }

    /// One that does not know of beginning behind a key, and gives from the beginning on.
    #[derive(Debug)]
    struct Deaf(Bucket);

    impl Store for Deaf {
        fn list(&self, keys: &Keys<'_>) -> Arc<Slot<Page>> {
            self.0.list(&Keys { after: None, ..keys.clone() })
        }
        fn fetch(&self, stored: &Stored, range: Range<u64>, held: Option<Held>) -> Arc<Slot> {
            self.0.fetch(stored, range, held)
        }
        fn at_once(&self) -> usize {
            1
        }
        fn budget(&self) -> &Arc<Budget> {
            self.0.budget()
        }
    }

    #[test]
    fn what_was_asked_to_be_left_out_is_left_out() {
        let keys: Vec<String> = ["a", "b", "b/1", "c", "d"].iter().map(|k| (*k).to_owned()).collect();
        for page in [1, 2, 9] {
            let bucket = Bucket { keys: keys.clone(), page, asked: AtomicUsize::new(0) };
            let all = Listing::new(Arc::new(Deaf(bucket)), String::new(), Some("b".to_owned()));
            let all: Vec<String> = all
                .map(|listed| match listed.unwrap() {
                    Listed::Object(object) | Listed::Odd(object) => object.key,
                })
                .collect();
            assert_eq!(all, ["b/1", "c", "d"], "{page}");
        }
    }

    #[test]
    fn one_page_is_asked_for_ahead() {
        let keys: Vec<String> = (0..3000).map(|n| format!("m{n:06}.eml")).collect();
        let bucket = Arc::new(Bucket { keys, page: 1000, asked: AtomicUsize::new(0) });
        let mut listing = Listing::new(bucket.clone(), String::new(), None);
        let mut asked_after = |count: usize| {
            assert_eq!(listing.by_ref().take(count).count(), count);
            bucket.asked.load(Ordering::Relaxed)
        };
        assert_eq!(asked_after(400), 1);
        assert_eq!(asked_after(200), 2, "before the first page is at its end");
        assert_eq!(asked_after(800), 2);
        assert_eq!(asked_after(200), 3);
    }

    /// One that says that more follows, and never gives any.
    #[derive(Debug)]
    struct Empty;

    impl Store for Empty {
        fn list(&self, _: &Keys<'_>) -> Arc<Slot<Page>> {
            slot(Page { objects: Vec::new(), token: Some("more".to_owned()) })
        }
        fn fetch(&self, _: &Stored, _: Range<u64>, _: Option<Held>) -> Arc<Slot> {
            Arc::default()
        }
        fn at_once(&self) -> usize {
            1
        }
        fn budget(&self) -> &Arc<Budget> {
            unreachable!("nothing is read")
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
            keys in proptest::collection::vec("[ab.0-]{0,2}(/[ab.-]{0,2}){0,2}", 0..60),
            page in 1_usize..9,
            most in 1_usize..6,
        ) {
            // what is a folder is no object
            let keys: Vec<&str> = keys
                .iter()
                .filter(|k| !k.is_empty() && !keys.iter().any(|o| o.strip_prefix(k.as_str()).is_some_and(|r| r.starts_with('/'))))
                .map(String::as_str)
                .collect();
            let mut order: Vec<Vec<&str>> = keys.iter().map(|k| k.split('/').collect()).collect();
            order.sort();
            order.dedup();
            let order: Vec<String> = order.iter().map(|names| names.join("/")).collect();
            let all = listed(&keys, page, most).0;
            let all: Vec<&str> = all.iter().map(|key| key.strip_prefix('!').unwrap_or(key)).collect();
            prop_assert_eq!(all, order);
        }
    }
}
