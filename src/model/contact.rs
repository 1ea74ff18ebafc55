use std::collections::BTreeMap;

use super::{Disclosure, Kind, Party, RegisterStatus, Section, Sensitive, SourceName};

/// A contact of a run: one party, with all that was found of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Its number, from 1, in the order in which contacts are first met.
    pub number: u64,
    /// Whose it is.
    pub party: Party,
    /// Its details, in order of kind and of where each stands first.
    pub details: Vec<ContactDetail>,
    /// There are more than these.
    pub more_details: bool,
    /// Findings of it, by how they came to be where they are.
    pub disclosures: BTreeMap<Disclosure, u64>,
}

impl Contact {
    /// Details of one contact that are told.
    pub const DETAILS: usize = 4_096;
}

/// One value of a contact, wherever it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactDetail {
    /// Which sort of detail.
    pub kind: Kind,
    /// Its normal form.
    pub value: Sensitive<String>,
    /// Findings of it.
    pub findings: u64,
    /// First and last day of the mail that it stands in (`YYYY-MM-DD`); absent where none has a date.
    pub days: Option<(String, String)>,
    /// Sources that it stands in, by name; the first [`ContactDetail::SOURCES`] of them.
    pub sources: Vec<SourceName>,
    /// There are more sources than these.
    pub more_sources: bool,
    /// Where it stands first: source, message, part.
    pub place: (SourceName, u64, Section),
    /// What the register says; absent without one, and for details of the own organisation.
    pub register: Option<RegisterStatus>,
    /// Of a value that is out of date, the present ones of its kind.
    pub present: Vec<Sensitive<String>>,
}

impl ContactDetail {
    /// Sources of one detail that are told.
    pub const SOURCES: usize = 8;
}
