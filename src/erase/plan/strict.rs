//! A plan as a person left it, read with no benefit of the doubt.
//!
//! In: the bytes of a plan. Out: an error where a name stands twice in one object, for readers differ on which of two counts; or where
//! the plan or a hit has a name that is not known, for it may be meant as one that is (`acton`). Deeper objects are covered by seals.

use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Names of a plan.
pub(super) const PLAN: &[&str] = &[
    "schema_version",
    "document",
    "program",
    "made",
    "request",
    "searched",
    "holds",
    "second_approver",
    "mark",
    "approved_by",
    "masked",
    "hits",
    "seal",
];

/// Names of a hit.
pub(super) const HIT: &[&str] = &[
    "number",
    "source",
    "message",
    "offset",
    "length",
    "message_id",
    "date",
    "custodian",
    "sha256",
    "strength",
    "role",
    "about_only_subject",
    "proposed",
    "because",
    "matched",
    "matched_omitted",
    "action",
    "why",
    "reason",
    "by",
    "seal",
];

/// Reads it all, and keeps nothing. The error quotes nothing.
pub(super) fn check(bytes: &[u8]) -> Result<(), String> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    Level::Plan.deserialize(&mut reader).map_err(|e| e.to_string())
}

/// What is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Plan,
    Hits,
    Hit,
    Inner,
}

impl Level {
    fn known(self) -> Option<&'static [&'static str]> {
        match self {
            Level::Plan => Some(PLAN),
            Level::Hit => Some(HIT),
            Level::Hits | Level::Inner => None,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Level {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let inner = if self == Level::Hits { Level::Hit } else { Level::Inner };
        while seq.next_element_seed(inner)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut names = HashSet::new();
        while let Some(name) = map.next_key::<String>()? {
            if self.known().is_some_and(|known| !known.contains(&name.as_str())) {
                return Err(A::Error::custom("a name that a plan does not have"));
            }
            let inner = if self == Level::Plan && name == "hits" { Level::Hits } else { Level::Inner };
            if !names.insert(name) {
                return Err(A::Error::custom("a name stands twice in one object"));
            }
            map.next_value_seed(inner)?;
        }
        Ok(())
    }
}
