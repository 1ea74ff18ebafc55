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

/// For what is sealed before it reaches a disk: fields say `serde(with = "sealed")`, so that no value is written by chance.
pub(crate) mod sealed {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Sensitive;

    pub(crate) fn serialize<T: Serialize, S: Serializer>(
        value: &Sensitive<T>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        value.0.serialize(to)
    }

    pub(crate) fn deserialize<'d, T: Deserialize<'d>, D: Deserializer<'d>>(
        from: D,
    ) -> Result<Sensitive<T>, D::Error> {
        T::deserialize(from).map(Sensitive)
    }

    /// The same, of what may be absent.
    pub(crate) mod option {
        use serde::{Deserialize, Deserializer, Serialize, Serializer};

        use super::super::Sensitive;

        pub(crate) fn serialize<T: Serialize, S: Serializer>(
            value: &Option<Sensitive<T>>,
            to: S,
        ) -> Result<S::Ok, S::Error> {
            value.as_ref().map(|v| &v.0).serialize(to)
        }

        pub(crate) fn deserialize<'d, T: Deserialize<'d>, D: Deserializer<'d>>(
            from: D,
        ) -> Result<Option<Sensitive<T>>, D::Error> {
            Ok(Option::<T>::deserialize(from)?.map(Sensitive))
        }
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
