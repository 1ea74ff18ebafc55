//! One request in, what it is for out, however often it must be asked again.

use std::future::Future;
use std::ops::Range;
use std::time::Duration;

use futures_util::StreamExt as _;
use object_store::list::{PaginatedListOptions, PaginatedListResult, PaginatedListStore};
use object_store::path::Path as Key;
use object_store::{GetOptions, GetRange, ObjectStore};
use tokio::time::{Instant, sleep, timeout_at};

use super::{Shared, words};
use crate::model::{StoreError, StoreFailure, Stored};

/// The first pause before something is asked again; each is twice as long as the one before, up to the last.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_secs(10)];
/// How often something is asked again of which nothing came.
const TRIES: u32 = 10;
/// How often it is looked whether the run is to end.
const LOOK: Duration = Duration::from_millis(100);

/// One thing that is asked for, until it is there, there is no use in asking, or all patience is at its end.
struct Course<'s> {
    shared: &'s Shared,
    /// When patience ends.
    end: Instant,
    /// Attempts in a row by which nothing came.
    tries: u32,
    last: Option<StoreError>,
}

impl<'s> Course<'s> {
    fn new(shared: &'s Shared) -> Self {
        Course { shared, end: Instant::now() + shared.patience, tries: 0, last: None }
    }

    async fn stopped(&self) {
        while !self.shared.stopped() {
            sleep(LOOK).await;
        }
    }

    /// What an attempt gives, if it ends in time. Nothing else holds the place of a request: who pauses lets others be answered.
    async fn attempt<T>(
        &self,
        asked: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<Result<T, StoreError>, StoreError> {
        let held = async {
            let _permit = self.shared.permits.acquire().await;
            asked.await
        };
        self.in_time(held).await
    }

    async fn in_time<T>(&self, what: impl Future<Output = T>) -> Result<T, StoreError> {
        tokio::select! {
            () = self.stopped() => Err(StoreError::new(StoreFailure::Stopped, "the run was stopped")),
            done = timeout_at(self.end, what) => done.map_err(|_| match &self.last {
                Some(error) => tired(error, "waited for too long"),
                None => StoreError::new(StoreFailure::Unreachable, "the store answers too slowly"),
            }),
        }
    }

    /// Pauses after an attempt that failed; `moved`: something came by it.
    async fn pause(&mut self, error: StoreError, moved: bool) -> Result<(), StoreError> {
        if error.failure != StoreFailure::Unreachable {
            return Err(error);
        }
        if moved {
            self.tries = 0;
        }
        if self.tries >= TRIES {
            return Err(tired(&error, "asked again and again"));
        }
        self.last = Some(error);
        let pause = PAUSES[0].saturating_mul(1 << self.tries).min(PAUSES[1]);
        self.tries += 1;
        // who failed together shall not come back together
        self.in_time(sleep(pause / 2 + pause.mul_f64(f64::from(jitter()) / 512.0))).await
    }
}

fn tired(error: &StoreError, why: &str) -> StoreError {
    StoreError::new(StoreFailure::Unreachable, format!("{} ({why})", error.detail))
}

fn jitter() -> u8 {
    let mut byte = [0];
    // without random numbers they come back together
    let _ = getrandom::fill(&mut byte);
    byte[0]
}

/// Lists some keys.
pub(super) async fn page(
    listing: &dyn PaginatedListStore,
    prefix: &str,
    options: &PaginatedListOptions,
    shared: &Shared,
) -> Result<PaginatedListResult, StoreError> {
    let mut course = Course::new(shared);
    let prefix = (!prefix.is_empty()).then_some(prefix);
    loop {
        let asked =
            async { listing.list_paginated(prefix, options.clone()).await.map_err(|e| words::listing(&e)) };
        match course.attempt(asked).await? {
            Ok(listed) => return Ok(listed),
            Err(error) => course.pause(error, false).await?,
        }
    }
}

/// Reads a stretch of an object, if it is still the one that was listed. What came before a connection broke is not read again.
pub(super) async fn stretch(
    objects: &dyn ObjectStore,
    key: &Key,
    stored: &Stored,
    range: Range<u64>,
    shared: &Shared,
) -> Result<Vec<u8>, StoreError> {
    let mut course = Course::new(shared);
    let want = usize::try_from(range.end.saturating_sub(range.start)).unwrap_or(usize::MAX);
    let mut got: Vec<u8> = Vec::with_capacity(want);
    while got.len() < want {
        let before = got.len();
        let rest = range.start + before as u64..range.end;
        let asked = more(objects, key, stored, rest, &mut got, want);
        if let Err(error) = course.attempt(asked).await? {
            let moved = got.len() > before;
            course.pause(error, moved).await?;
        }
    }
    Ok(got)
}

/// Reads on, as far as one answer goes.
async fn more(
    objects: &dyn ObjectStore,
    key: &Key,
    stored: &Stored,
    range: Range<u64>,
    got: &mut Vec<u8>,
    want: usize,
) -> Result<(), StoreError> {
    let changed = || StoreError::new(StoreFailure::Changed, "it was changed while it was read");
    let options = GetOptions {
        range: Some(GetRange::Bounded(range)),
        if_match: stored.tag.as_ref().or(stored.learned.get()).cloned(),
        ..GetOptions::default()
    };
    let answer = objects.get_opts(key, options).await.map_err(|e| words::reading(&e))?;
    // a store may not know the condition
    let other = |tag: &String| answer.meta.e_tag.as_ref().is_some_and(|now| now != tag);
    if answer.meta.size != stored.size || stored.tag.as_ref().is_some_and(other) {
        return Err(changed());
    }
    if stored.tag.is_none() {
        // a listing without tags has times, to the second where the answer has them so
        let listed = stored.modified.div_euclid(1_000_000_000);
        let same = answer.meta.last_modified.timestamp().abs_diff(listed) <= 1;
        let tag = answer.meta.e_tag.clone();
        if !same || tag.is_some_and(|tag| *stored.learned.get_or_init(|| tag.clone()) != tag) {
            return Err(changed());
        }
    }
    let mut stream = answer.into_stream();
    while got.len() < want {
        match stream.next().await {
            Some(Ok(bytes)) => got.extend_from_slice(&bytes[..bytes.len().min(want - got.len())]),
            Some(Err(error)) => return Err(words::reading(&error)),
            None => {
                let why = "the store sent less than it was asked for";
                return Err(StoreError::new(StoreFailure::Unreachable, why));
            }
        }
    }
    Ok(())
}
