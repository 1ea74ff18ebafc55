//! PATHs in object stores: what the environment says of them, and who talks to them, where that is built.

use std::path::PathBuf;
use std::sync::Arc;

use super::exit::Failure;
use crate::model::{StoreUrl, Stores};

/// A PATH is in an object store.
pub(super) fn any(paths: &[PathBuf]) -> bool {
    paths.iter().any(|path| StoreUrl::is_one(path))
}

/// Refuses PATHs in object stores for what does not read them.
pub(super) fn refuse(paths: &[PathBuf], what: &str) -> Result<(), Failure> {
    match any(paths) {
        true => Err(Failure::Usage(format!(
            "{what} is of files and folders; PATHs in object stores are only read, by scan, search, parts, regions and shards"
        ))),
        false => Ok(()),
    }
}

/// What opens these PATHs, where any of them is in an object store.
///
/// # Errors
///
/// A PATH that may hold a secret, which is not quoted; a program that was built without.
pub(super) fn open(paths: &[PathBuf], jobs: usize) -> Result<Option<Arc<dyn Stores>>, Failure> {
    let mut first = None;
    for path in paths {
        match StoreUrl::of(path) {
            None => {}
            Some(Ok(url)) => first = first.or(Some(url)),
            Some(Err(why)) => return Err(Failure::Usage(format!("a PATH in an object store: {why}"))),
        }
    }
    first.map(|url| connect(&url, jobs)).transpose()
}

/// Seconds that are spent on one request, with all that it takes to try it again.
#[cfg(feature = "cloud")]
const PATIENCE: &str = "MAILSWEEP_STORE_PATIENCE";

#[cfg(feature = "cloud")]
fn connect(_: &StoreUrl, jobs: usize) -> Result<Arc<dyn Stores>, Failure> {
    use std::time::Duration;

    use crate::cloud;

    let settings = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| cloud::is_setting(name))
        .collect();
    let patience = match std::env::var(PATIENCE) {
        Err(_) => cloud::PATIENCE,
        Ok(text) => match text.trim().parse::<u64>() {
            Ok(seconds @ 1..=86_400) => Duration::from_secs(seconds),
            _ => {
                return Err(Failure::Usage(format!(
                    "{PATIENCE}: expected a number of seconds from 1 to 86400"
                )));
            }
        },
    };
    match cloud::Cloud::new(settings, jobs, patience) {
        Ok(stores) => Ok(Arc::new(stores)),
        Err(e) => Err(Failure::Usage(format!("no thread for object stores can be started: {e}"))),
    }
}

#[cfg(not(feature = "cloud"))]
fn connect(url: &StoreUrl, _: usize) -> Result<Arc<dyn Stores>, Failure> {
    Err(Failure::Usage(format!("{url}: this program was built without object stores (the feature `cloud`)")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_in_a_path_is_not_quoted() {
        for text in ["s3://key:geheim@bucket/x", "gs://bucket/x?token=geheim"] {
            let Err(Failure::Usage(why)) = open(&[text.into()], 1) else { panic!("{text} was taken") };
            assert!(!why.contains("geheim") && why.contains("environment"), "{why}");
        }
        assert!(open(&["mail".into(), "-".into()], 1).unwrap().is_none());
    }

    #[cfg(not(feature = "cloud"))]
    #[test]
    fn a_program_without_object_stores_says_so() {
        let Err(Failure::Usage(why)) = open(&["s3://bucket/mail".into()], 1) else { panic!("it was taken") };
        assert_eq!(
            why,
            "s3://bucket/mail: this program was built without object stores (the feature `cloud`)"
        );
    }
}
