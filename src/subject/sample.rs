//! What the tests of this room share.

/// A list of a request.
pub(super) fn list(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|t| (*t).to_owned()).collect()
}
