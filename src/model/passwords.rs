use std::fmt;
use std::sync::Arc;

/// Passwords to be tried on what is encrypted, in order. Never shown; cheap to clone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Passwords(Arc<[String]>);

impl Passwords {
    /// These, in this order.
    pub fn new(passwords: impl IntoIterator<Item = String>) -> Self {
        Passwords(passwords.into_iter().collect())
    }
    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Passwords({})", self.0.len())
    }
}
