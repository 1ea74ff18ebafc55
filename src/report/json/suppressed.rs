//! What a list of erased subjects says of a run, as a document has it: places and counts, no value.

use serde::Serialize;

use crate::model::Suppressed;

/// What was erased earlier and is back.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Suppressed"))]
pub(in crate::report) struct Back<'a> {
    /// Subjects on the list.
    listed: u64,
    /// Messages with an identifier of any of them; of two of them it counts twice.
    messages: u64,
    /// Messages with no more than the name of one, which may be somebody else's.
    possible: u64,
    /// Subjects that are back, in the order of their references.
    subjects: Vec<Who<'a>>,
    /// Where, in the order of the sources.
    places: Vec<Where<'a>>,
    /// How many more places there are.
    places_omitted: u64,
}

/// A subject that is back.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "SuppressedSubject"))]
pub(in crate::report) struct Who<'a> {
    /// What it is called on the list: the reference of its request.
    reference: &'a str,
    /// Messages with an identifier of it.
    messages: u64,
    /// Messages with the name alone.
    possible: u64,
}

/// A message that a subject is back in.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "SuppressedPlace"))]
pub(in crate::report) struct Where<'a> {
    /// What the subject is called on the list.
    reference: &'a str,
    /// Which source.
    source: &'a str,
    /// Which message of it, from 0.
    message: u64,
    /// The Date field in RFC 3339.
    date: Option<&'a str>,
    /// An identifier that is the subject's alone is there; else no more than the name.
    certain: bool,
    /// Kinds of what is there, as in findings; `other` is a literal of the request.
    kinds: &'a [String],
}

impl<'a> Back<'a> {
    pub(super) fn of(s: &'a Suppressed) -> Self {
        let who = s.subjects.iter().map(|one| Who {
            reference: &one.reference,
            messages: one.messages,
            possible: one.possible,
        });
        let places = s.places.iter().map(|place| Where {
            reference: &place.reference,
            source: place.source.as_str(),
            message: place.message,
            date: place.date.as_deref(),
            certain: place.certain,
            kinds: &place.kinds,
        });
        Back {
            listed: s.listed,
            messages: s.messages,
            possible: s.possible,
            subjects: who.collect(),
            places: places.collect(),
            places_omitted: s.places_omitted,
        }
    }
}
