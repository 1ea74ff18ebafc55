use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// How a body line that begins with `From ` was kept from looking like a separator line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quoting {
    /// Not at all: Maildir, EML, mboxcl2.
    #[default]
    None,
    /// With a `>` before any run of `>` that is followed by `From `; one is taken off (mboxrd; serves mboxo too).
    From,
}

/// Where a message stands in its source, in bytes of the decompressed source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MessageStart {
    /// Counts from 0 within the source.
    pub index: u64,
    /// Offset of its first byte; the separator line is not part of it.
    pub offset: u64,
    /// How its lines were protected.
    pub quoting: Quoting,
}

/// The name of a source as it is printed: relative to the PATH given, always with `/`, nested places behind `!`.
/// Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourceName(Arc<str>);

impl SourceName {
    /// A name as it is to be printed.
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        SourceName(name.into())
    }
    /// An entry inside this source: `backup/2014.tar.gz!mail/sales.mbox`.
    pub fn entry(&self, name: &str) -> Self {
        SourceName(format!("{}!{name}", self.0).into())
    }
    /// As printed; may hold any character, so escape it for a terminal.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SourceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}
