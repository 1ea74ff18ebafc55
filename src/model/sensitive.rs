use std::fmt;

/// Somebody's personal data. Its `Debug` never shows it, and it has no `Display`: a value reaches a report only
/// through [`Sensitive::reveal`], which is easy to search for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Sensitive<T>(T);

impl<T> Sensitive<T> {
    /// Takes a value into protection.
    pub fn new(value: T) -> Self {
        Sensitive(value)
    }
    /// The value itself. Callers are reports (after masking was decided) and comparisons.
    pub fn reveal(&self) -> &T {
        &self.0
    }
    /// The value itself, owned.
    pub fn into_revealed(self) -> T {
        self.0
    }
}

impl<T> From<T> for Sensitive<T> {
    fn from(value: T) -> Self {
        Sensitive(value)
    }
}

impl<T> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sensitive(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Some(Sensitive::new("jan@klant.example"))), "Some(Sensitive(…))");
    }
}
