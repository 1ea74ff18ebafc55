use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

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

/// Holds the contacts of a run, smaller than they are as [`Contact`]s.
pub trait ContactBook: Send + Sync {
    /// Makes one after the other, in the order of their numbers.
    fn contacts(&self) -> Box<dyn Iterator<Item = Contact> + '_>;
}

impl ContactBook for Vec<Contact> {
    fn contacts(&self) -> Box<dyn Iterator<Item = Contact> + '_> {
        Box::new(self.iter().cloned())
    }
}

/// The contacts of a run. There may be a hundred thousand with millions of details, so that each is made when it is asked for.
#[derive(Clone, Default)]
pub struct Contacts(Option<Arc<dyn ContactBook>>);

impl Contacts {
    /// Those that are held there.
    pub fn new(book: impl ContactBook + 'static) -> Self {
        Contacts(Some(Arc::new(book)))
    }

    /// One after the other, in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = Contact> + '_ {
        self.0.iter().flat_map(|book| book.contacts())
    }
}

impl From<Vec<Contact>> for Contacts {
    fn from(contacts: Vec<Contact>) -> Self {
        Contacts::new(contacts)
    }
}

impl PartialEq for Contacts {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Contacts {}

impl fmt::Debug for Contacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
