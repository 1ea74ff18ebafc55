//! A group that is being put together, and what is compared of each value in it.
//!
//! In: the findings that belong to it, one after the other. Out: who and what is named in it. Whose it is, is not decided here.

use std::rc::Rc;

use super::block::hundred;
use super::faces::{Face, Faces, Firm};
use super::group::Shape;
use super::key::{Key, Sort};
use super::name::Name;
use crate::model::{Finding, Gap, Kind, Person};

/// A group that is being put together.
#[derive(Debug, Default)]
pub(super) struct Open {
    pub(super) shape: Shape,
    /// Party and node of who wrote the stretch that it stands in.
    pub(super) author: Option<(Key, Key)>,
    pub(super) author_name: Option<Key>,
    /// The author is guessed.
    pub(super) guessed: bool,
    pub(super) names: Vec<Rc<Name>>,
    pub(super) addresses: Vec<Rc<Face>>,
    pub(super) firms: Vec<Rc<Firm>>,
    /// Parties of the pages that are linked to.
    pub(super) sites: Vec<Key>,
    pub(super) phones: Vec<Key>,
    /// The hundreds of numbers that they are lines of.
    pub(super) lines: Vec<Key>,
    pub(super) values: Vec<Key>,
    pub(super) person: Option<Person>,
    /// For whom the one who is named works.
    pub(super) staff: Option<Person>,
    /// That is told by a job beside the name alone: no firm may stand there too.
    pub(super) beside_job: bool,
    /// That is told by the roster in which the name stands.
    pub(super) roster: bool,
    /// A date of birth and a number of identity: a person has one of each.
    pub(super) birth: Option<Key>,
    pub(super) identity: Option<Key>,
    /// Its name is that in a greeting.
    pub(super) greeted: bool,
    /// Its details stand before its name.
    pub(super) led: bool,
    pub(super) number: u32,
}

impl Open {
    /// An empty group in place of one that is done with: its memory serves again.
    pub(super) fn begin(&mut self, shape: Shape, number: u32) {
        (self.shape, self.number) = (shape, number);
        (self.author, self.author_name, self.person) = (None, None, None);
        (self.staff, self.led, self.greeted, self.guessed) = (None, false, false, false);
        (self.beside_job, self.roster) = (false, false);
        (self.birth, self.identity) = (None, None);
        self.names.clear();
        self.addresses.clear();
        self.firms.clear();
        self.sites.clear();
        self.phones.clear();
        self.lines.clear();
        self.values.clear();
    }

    pub(super) fn has_identity(&self) -> bool {
        !self.names.is_empty() || !self.addresses.is_empty() || !self.firms.is_empty()
    }

    /// Something by which somebody is reached stands in it.
    pub(super) fn has_details(&self) -> bool {
        !self.values.is_empty() || !self.addresses.is_empty()
    }

    /// Words say that it is somebody else's than a detail of this person.
    pub(super) fn is_anothers(&self, person: Option<Person>, gap: Gap) -> bool {
        let (own, other) = match (self.person, person) {
            (Some(own), Some(other)) => (own, other),
            // of what nothing says whose it is, the next sentence does not tell
            (None, Some(Person::Asking)) => return self.has_details(),
            (None, Some(Person::First)) => {
                return matches!(gap, Gap::Cell | Gap::Sentence) && self.has_details();
            }
            _ => return false,
        };
        let readers = |person| if person == Person::Doing { Person::Second } else { person };
        readers(own) != readers(other)
            && !matches!(
                (own, other),
                (Person::Asking, Person::First | Person::Third)
                    | (Person::First | Person::Third, Person::Asking)
            )
    }

    /// One of the names may be what the address is made of. Each address is compared with each name, so that of a list of
    /// thousands under one signature the first ones tell.
    pub(super) fn names_fit(&self, face: &Face) -> bool {
        const FITTING: usize = 64;
        self.names.iter().take(FITTING).any(|name| name.fits(&face.letters))
    }

    /// The finding is another person's than the one who is named here, who has one of its kind already.
    pub(super) fn has_other(&self, finding: &Finding) -> bool {
        let known = match finding.kind {
            Kind::DateOfBirth => self.birth,
            Kind::NationalId => self.identity,
            _ => None,
        };
        !self.names.is_empty() && known.is_some_and(|known| known != value_key(finding))
    }

    /// The first organisation.
    pub(super) fn organisation(&self) -> Option<Key> {
        self.firms.iter().find_map(|f| f.key)
    }

    /// Takes a finding in; gives what is compared of its value.
    pub(super) fn take(&mut self, finding: &Finding, faces: &mut Faces) -> Key {
        let value = finding.value.reveal();
        let key = match finding.kind {
            Kind::PersonName => {
                self.greeted |= finding.cue.greeted;
                self.led |= !self.has_identity() && self.has_details() && finding.cue.gap == Gap::Close;
                if !self.has_identity() && finding.cue.staff {
                    self.staff = finding.cue.person;
                }
                self.names.extend(faces.name(value));
                Key::of(Sort::Loose, &[])
            }
            Kind::JobTitle | Kind::Department => Key::of(Sort::Loose, &[]),
            Kind::Email => {
                let face = faces.address(value);
                let party = face.party;
                self.addresses.push(face);
                party
            }
            Kind::Organisation => {
                let firm = faces.firm(value);
                let key = firm.value;
                self.firms.push(firm);
                key
            }
            Kind::Url => {
                self.sites.extend(faces.site(value));
                value_key(finding)
            }
            _ => value_key(finding),
        };
        if finding.kind == Kind::Phone {
            self.phones.push(key);
            self.lines.extend(hundred(value));
        }
        match finding.kind {
            Kind::DateOfBirth => self.birth = self.birth.or(Some(key)),
            Kind::NationalId => self.identity = self.identity.or(Some(key)),
            _ => {}
        }
        if is_own_value(finding.kind) {
            self.values.push(key);
        }
        if !self.has_identity() {
            self.person = match (self.person, finding.cue.person) {
                (Some(told), None | Some(Person::Asking)) => Some(told),
                (_, person) => person,
            };
        }
        key
    }
}

/// Kinds of details that belong to one party and say so wherever they stand.
pub(super) fn is_own_value(kind: Kind) -> bool {
    !matches!(kind, Kind::PersonName | Kind::JobTitle | Kind::Department | Kind::Email)
}

/// What is the same for a value wherever it stands.
pub(super) fn value_key(finding: &Finding) -> Key {
    let value = finding.value.reveal();
    let part = |name| finding.fields.get(name).map(String::as_str);
    match (finding.kind, part("postcode"), part("house_number")) {
        (Kind::PostalAddress, Some(postcode), Some(number)) => {
            let plain =
                |t: &str| t.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
            Key::of(Sort::Value, &["postal_address", &plain(postcode), &plain(number)])
        }
        (kind, ..) if value.bytes().any(|b| b.is_ascii_uppercase() || b >= 0x80) => {
            Key::of(Sort::Value, &[kind.as_str(), &value.to_lowercase()])
        }
        (kind, ..) => Key::of(Sort::Value, &[kind.as_str(), value]),
    }
}
