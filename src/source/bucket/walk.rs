//! A PATH in an object store in, what a walk meets there out.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Object;
use super::order::{Listed, Listing};
use crate::model::{
    Keys, Problem, ProblemCode, SourceName, Store, StoreError, StoreFailure, StoreUrl, Stored, Stores,
};
use crate::source::control;
use crate::source::custodian::custodian;
use crate::source::globs::Globs;
use crate::source::walk::{Between, Input, Lies, Walked, printable_bytes};

/// A walk over the objects of one PATH.
#[derive(Debug)]
pub(in crate::source) struct BucketWalk {
    url: StoreUrl,
    store: Arc<dyn Store>,
    /// An object of the very name of the PATH, or of the place to begin at.
    single: Option<Stored>,
    listings: VecDeque<Listing>,
    /// What all keys of the listings begin with: empty, or with `/` at its end.
    base: String,
    /// The folder that was left out last.
    left_out: Option<Vec<String>>,
    /// The folder `tmp` that was looked at last, and whether it is one of a Maildir.
    tmp: Option<(String, bool)>,
    /// Where what was given last lies.
    place: PathBuf,
    over: bool,
}

impl BucketWalk {
    /// Asks the store for the first of what lies there.
    pub(in crate::source) fn new(
        stores: &dyn Stores,
        url: &StoreUrl,
        between: &Between,
    ) -> Result<Self, StoreError> {
        let store = stores.open(url)?;
        let base = if url.prefix.is_empty() { String::new() } else { format!("{}/", url.prefix) };
        let mut walk = BucketWalk {
            url: url.clone(),
            store: store.clone(),
            single: None,
            listings: VecDeque::new(),
            base: base.clone(),
            left_out: None,
            tmp: None,
            place: PathBuf::new(),
            over: false,
        };
        if between.from.as_os_str().is_empty() {
            if !url.prefix.is_empty() && !url.folder && !between.behind {
                walk.single = walk.exactly(&url.prefix)?;
            }
            let mut listing = Listing::new(store, base, None);
            listing.look()?;
            if walk.single.is_none() && listing.is_empty() && !url.prefix.is_empty() && !between.behind {
                let why = "there is no such object, and none in a folder of this name";
                return Err(StoreError::new(StoreFailure::Missing, why));
            }
            // a folder may have an empty object of its name
            if !listing.is_empty() {
                walk.single = walk.single.filter(|object| object.size > 0);
            }
            walk.listings.push_back(listing);
            return Ok(walk);
        }
        // behind the place lie: what is in the folder that it is in, then what is in the folder around that, and so on
        let names: Vec<&str> = between.from.to_str().unwrap_or_default().split('/').collect();
        for count in (1..=names.len()).rev() {
            let above: String = names[..count - 1].iter().flat_map(|name| [name, "/"]).collect();
            let (prefix, key) = (format!("{base}{above}"), format!("{base}{above}{}", names[count - 1]));
            if count == names.len() {
                if !between.behind {
                    walk.single = walk.exactly(&key)?;
                }
                walk.listings.push_back(Listing::new(store.clone(), prefix, Some(key)));
            } else {
                walk.listings.push_back(Listing::new(store.clone(), prefix, Some(key.clone())).without(key));
            }
        }
        if let Some(first) = walk.listings.front_mut() {
            first.look()?;
        }
        Ok(walk)
    }

    /// Where what was given last lies, relative to the PATH.
    pub(in crate::source) fn place(&self) -> &Path {
        &self.place
    }

    /// The object of this key. It is the first of those whose keys begin so.
    fn exactly(&self, key: &str) -> Result<Option<Stored>, StoreError> {
        let keys = Keys { prefix: key, most: 1, ..Keys::default() };
        Ok(self.store.page(&keys)?.objects.into_iter().find(|object| object.key == key))
    }

    /// There is something in a folder.
    fn holds_any(&self, folder: &str) -> bool {
        let prefix = format!("{folder}/");
        let keys = Keys { prefix: &prefix, most: 1, ..Keys::default() };
        // what cannot be told is met again by the listing
        self.store.page(&keys).is_ok_and(|page| !page.objects.is_empty())
    }

    fn next_listed(&mut self) -> Option<Result<Listed, StoreError>> {
        if let Some(object) = self.single.take() {
            return Some(Ok(object.into()));
        }
        loop {
            match self.listings.front_mut()?.next() {
                Some(listed) => return Some(listed),
                None => self.listings.pop_front(),
            };
        }
    }

    /// What the walk meets next between two places.
    pub(in crate::source) fn next(&mut self, globs: &Globs, between: &Between) -> Option<Walked> {
        while !self.over {
            let object = match self.next_listed()? {
                Ok(Listed::Object(object)) => object,
                Ok(Listed::Odd(object)) => match self.odd(&object, globs, between) {
                    Some(walked) => return Some(walked),
                    None => continue,
                },
                Err(error) => {
                    self.over = true;
                    let name = self.url.prefix.rsplit('/').next().filter(|n| !n.is_empty());
                    let name = SourceName::new(name.unwrap_or(&self.url.bucket));
                    let detail = format!("what follows in this folder cannot be listed: {}", error.detail);
                    return Some(Walked::Problem(Problem::new(ProblemCode::Io, detail).in_source(&name)));
                }
            };
            if let Some(walked) = self.object(object, globs, between) {
                return Some(walked);
            }
        }
        None
    }

    /// An object whose key cannot be asked for.
    fn odd(&mut self, object: &Stored, globs: &Globs, between: &Between) -> Option<Walked> {
        let relative = object.key.strip_prefix(&self.base).unwrap_or(&object.key);
        let lies = between.of_key(relative);
        // what is called as the folder itself, and a `/`, comes before all that is in the folder, and behind an object of the folder's name
        let first = relative.is_empty() && between.from.as_os_str().is_empty();
        match lies {
            Lies::Within => {}
            Lies::Around if first => {}
            Lies::Behind => {
                self.over = true;
                return None;
            }
            Lies::Before | Lies::Around => return None,
        }
        self.place = PathBuf::from(relative);
        let size = object.size;
        let named = |text: &str| printable_bytes(text.as_bytes());
        let parts: Vec<String> = relative.split('/').filter(|name| !name.is_empty()).map(named).collect();
        if !globs.is_empty() && !parts.is_empty() && (globs.excludes(&parts) || !globs.includes(&parts)) {
            return Some(Walked::Excluded { size });
        }
        let name = SourceName::new(named(if relative.is_empty() { &object.key } else { relative }));
        let detail = "an object whose key begins or ends with `/`, or has an empty name, `.`, `..` or a control character in it, cannot be read";
        Some(Walked::Problem(Problem::new(ProblemCode::Unsupported, detail).in_source(&name).giving_up(size)))
    }

    fn object(&mut self, object: Stored, globs: &Globs, between: &Between) -> Option<Walked> {
        let itself = object.key == self.url.prefix;
        let relative = if itself { "" } else { object.key.strip_prefix(&self.base).unwrap_or(&object.key) };
        let place = PathBuf::from(relative);
        match between.of_key(relative) {
            Lies::Within => {}
            Lies::Behind => {
                self.over = true;
                return None;
            }
            Lies::Before | Lies::Around => return None,
        }
        let named = if itself { object.key.rsplit('/').next().unwrap_or_default() } else { relative };
        let parts: Vec<String> = named.split('/').map(|name| printable_bytes(name.as_bytes())).collect();
        if !itself && let Some(passed) = self.passed_over(&object.key, &parts, relative, globs, between) {
            return passed;
        }
        self.place = place;
        let name = SourceName::new(parts.join("/"));
        let above = format!("{}/{}", self.url.bucket, self.url.prefix);
        let custodian = custodian(Path::new(&above), &parts, itself);
        let size = object.size;
        if globs.excludes(&parts) {
            return Some(Walked::Excluded { size });
        }
        let included = globs.includes(&parts);
        if parts.last().is_some_and(|last| control::is_control_file(last)) {
            return Some(if included { Walked::NotMail { name, size } } else { Walked::Excluded { size } });
        }
        let path =
            PathBuf::from(format!("{}://{}/{}", self.url.service.scheme(), self.url.bucket, object.key));
        let times = (object.modified, 0, 0);
        let object = Some(Box::new(Object { store: self.store.clone(), stored: Arc::new(object) }));
        Some(Walked::File(Input { path, name, custodian, size, times, stdin: false, included, object }))
    }

    /// An object in a folder that is not entered. What is given in its place, once for the folder.
    fn passed_over(
        &mut self,
        key: &str,
        parts: &[String],
        relative: &str,
        globs: &Globs,
        between: &Between,
    ) -> Option<Option<Walked>> {
        let mut end = 0;
        for (depth, name) in relative.split('/').enumerate().take(parts.len() - 1) {
            end += name.len() + usize::from(depth > 0);
            let folder = &parts[..=depth];
            if !globs.is_empty() && globs.excludes(folder) {
                let told = self.left_out.as_deref() == Some(folder);
                self.left_out = Some(folder.to_vec());
                let place = PathBuf::from(relative.get(..end).unwrap_or_default());
                if told || !matches!(between.of(&place), Lies::Within) {
                    return Some(None);
                }
                self.place = place;
                return Some(Some(Walked::Excluded { size: 0 }));
            }
            // a bucket has no empty folders: one of the two beside it must do
            if name == "tmp" {
                let above = key.get(..key.len() - relative.len() + end - name.len()).unwrap_or_default();
                if self.tmp.as_ref().is_none_or(|(of, _)| of != above) {
                    let maildir =
                        ["cur", "new"].iter().any(|folder| self.holds_any(&format!("{above}{folder}")));
                    self.tmp = Some((above.to_owned(), maildir));
                }
                if self.tmp.as_ref().is_some_and(|(_, maildir)| *maildir) {
                    return Some(None);
                }
            }
        }
        None
    }
}
