//! Cells of one record in, what the register holds of one relation out: values in normal form, and keys to find them by.
//!
//! What comes in: cells whose role is known, and a [`Normalise`]. What it refuses to know: files, and other rows.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::address::{Parts, apart, cut, postcode};
use super::columns::Role;
use super::country::country;
use super::file::Cell;
use super::name::{PersonName, has_legal_form, organisation};
use super::{Normalise, Written};
use crate::model::Kind;

/// What a key is of, beside a [`Kind`]: keys of one sort are found by one sort of question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// A value of a kind.
    Value(Kind),
    /// A first initial and a word of a surname.
    Name,
    /// The domain of an e-mail address, where no provider's.
    Domain,
}

/// The number under which rows are found.
pub(super) fn key(sort: Sort, text: &str) -> u64 {
    let sort = match sort {
        Sort::Value(kind) => kind as u8,
        Sort::Name => 0x80,
        Sort::Domain => 0x81,
    };
    // `DefaultHasher::new` is the same in every run
    let mut hasher = DefaultHasher::new();
    sort.hash(&mut hasher);
    text.hash(&mut hasher);
    hasher.finish()
}

/// A value in a batch's text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    start: u32,
    length: u16,
    pub(super) kind: Kind,
}

/// Rows of a batch: values of all of them in one text.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    text: String,
    entries: Vec<Entry>,
    /// Where the entries of each row end.
    ends: Vec<u32>,
}

impl Shelf {
    /// Rows.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The values of a row, with their kinds.
    pub(super) fn values(&self, row: usize) -> impl Iterator<Item = (Kind, &str)> {
        let end = self.ends.get(row).map_or(0, |e| *e as usize);
        let start = row.checked_sub(1).and_then(|n| self.ends.get(n)).map_or(0, |e| *e as usize);
        let entries = self.entries.get(start..end).unwrap_or_default();
        entries.iter().filter_map(|e| {
            let start = e.start as usize;
            Some((e.kind, self.text.get(start..start + usize::from(e.length))?))
        })
    }

    /// Bytes that it takes.
    pub(super) fn bytes(&self) -> usize {
        self.text.capacity() + self.entries.capacity() * size_of::<Entry>() + self.ends.capacity() * 4
    }

    fn push(&mut self, kind: Kind, value: &str) -> bool {
        let (Ok(start), Ok(length)) = (u32::try_from(self.text.len()), u16::try_from(value.len())) else {
            return false;
        };
        let first = self.ends.last().map_or(0, |e| *e as usize);
        let held = self.entries.get(first..).unwrap_or_default();
        let text = &self.text;
        let known = held.iter().any(|e| {
            e.kind == kind
                && text.get(e.start as usize..e.start as usize + usize::from(e.length)) == Some(value)
        });
        if known || value.is_empty() {
            return false;
        }
        self.text.push_str(value);
        self.entries.push(Entry { start, length, kind });
        true
    }

    fn end_row(&mut self) {
        self.ends.push(self.entries.len() as u32);
    }

    /// Gives back room that is not used.
    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.entries.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

/// Makes rows of records.
pub(super) struct Builder<'n> {
    normalise: &'n dyn Normalise,
    pub(super) shelf: Shelf,
    /// Keys, and the row of this shelf.
    pub(super) keys: Vec<(u64, u32)>,
    /// Records that held nothing.
    pub(super) blank: usize,
}

impl<'n> Builder<'n> {
    pub(super) fn new(normalise: &'n dyn Normalise) -> Self {
        Builder { normalise, shelf: Shelf::default(), keys: Vec::new(), blank: 0 }
    }

    /// Adds a record; one that holds no detail is counted and left out.
    pub(super) fn add(&mut self, cells: &[Cell<'_>]) {
        let of = |role: Role| cells.iter().filter(move |c| c.column.role == role);
        let home = of(Role::Country).find_map(|c| country(&c.text));
        let before = self.shelf.entries.len();
        let first_key = self.keys.len();
        for cell in of(Role::Email) {
            for address in cell.text.split([';', ',', ' ', '<', '>', '|', '\n']).filter(|a| a.contains('@')) {
                if let Some(value) = self.normalise.email(address) {
                    self.email(&value);
                }
            }
        }
        for cell in of(Role::Phone) {
            for value in self.normalise.phones(&cell.text, home) {
                self.value(Kind::Phone, &value, phone_key(&value));
            }
        }
        let mut organised = false;
        for cell in of(Role::Organisation) {
            organised |= self.organisation(&cell.text);
        }
        self.names(cells, organised);
        self.addresses(cells, home);
        for (role, kind) in [
            (Role::CompanyNumber, Kind::CompanyNumber),
            (Role::VatNumber, Kind::VatNumber),
            (Role::Iban, Kind::Iban),
            (Role::NationalId, Kind::NationalId),
            (Role::BirthDate, Kind::DateOfBirth),
        ] {
            for cell in of(role) {
                let parts = cell.text.split([';', ',', '|', '\n']).filter(|p| !p.trim().is_empty());
                for part in parts {
                    if let Some(value) =
                        self.normalise.number(kind, part.trim(), cell.column.country.or(home))
                    {
                        self.value(kind, &value, &value);
                    }
                }
            }
        }
        if self.shelf.entries.len() == before {
            self.blank += 1;
            self.keys.truncate(first_key);
            return;
        }
        self.shelf.end_row();
    }

    fn key(&mut self, sort: Sort, text: &str) {
        self.keys.push((key(sort, text), self.shelf.ends.len() as u32));
    }

    fn value(&mut self, kind: Kind, value: &str, compared: &str) {
        if self.shelf.push(kind, value) {
            self.key(Sort::Value(kind), compared);
        }
    }

    fn email(&mut self, value: &str) {
        self.value(Kind::Email, value, value);
        if let Some((_, domain)) = value.rsplit_once('@')
            && !self.normalise.is_provider(domain)
        {
            self.key(Sort::Domain, domain);
        }
    }

    fn organisation(&mut self, text: &str) -> bool {
        let Some(compared) = organisation(text) else { return false };
        let value = one_space(text);
        self.value(Kind::Organisation, &value, &compared);
        true
    }

    fn names(&mut self, cells: &[Cell<'_>], organised: bool) {
        for cell in cells.iter().filter(|c| c.column.role == Role::Name) {
            if !organised && has_legal_form(&cell.text) {
                self.organisation(&cell.text);
            } else {
                self.name(&cell.text);
            }
        }
        for surname in cells.iter().filter(|c| c.column.role == Role::Surname) {
            let part = |role: Role| {
                let same =
                    cells.iter().find(|c| c.column.role == role && c.column.group == surname.column.group);
                let any = same.or_else(|| cells.iter().find(|c| c.column.role == role));
                any.map_or("", |c| &*c.text)
            };
            let (given, initials, infix) = (part(Role::GivenName), part(Role::Initials), part(Role::Infix));
            let given = if given.is_empty() { initials } else { given };
            self.name(&[given, infix, &surname.text].join(" "));
        }
    }

    fn name(&mut self, text: &str) {
        let value = one_space(text);
        if value.is_empty() || !self.shelf.push(Kind::PersonName, &value) {
            return;
        }
        if let Some(name) = PersonName::of(&value) {
            for key in name.keys() {
                self.key(Sort::Name, &key);
            }
        }
    }

    fn addresses(&mut self, cells: &[Cell<'_>], home: Option<[u8; 2]>) {
        let anchors = |c: &&Cell<'_>| matches!(c.column.role, Role::Street | Role::Postcode);
        let mut groups: Vec<u16> = cells.iter().filter(anchors).map(|c| c.column.group).collect();
        groups.sort_unstable();
        groups.dedup();
        for group in groups {
            let part = |role: Role| {
                let found = cells.iter().find(|c| c.column.role == role && c.column.group == group);
                found.map_or("", |c| &*c.text)
            };
            let at = country(part(Role::Country)).or(home);
            let (street, inline) = match part(Role::HouseNumber) {
                "" => cut(part(Role::Street)),
                number => (part(Role::Street), number),
            };
            let number = one_space(&[inline, part(Role::Addition)].join(" "));
            let code = postcode(part(Role::Postcode), at);
            let place = one_space(part(Role::Place));
            let street = one_space(street);
            let parts = Parts { street: &street, number: &number, postcode: &code, place: &place };
            if let Some(key) = parts.key() {
                let at = at.or_else(|| self.normalise.home());
                self.value(Kind::PostalAddress, &parts.normal(at), &key);
            }
        }
        for cell in cells.iter().filter(|c| c.column.role == Role::Address) {
            let line = cell.text.replace('\n', ", ");
            // the country may stand behind the last comma
            let named = line.rsplit_once(',').and_then(|(_, last)| country(last));
            let at = home.or(named);
            match (self.normalise.address(&line, at), apart(&line).and_then(|p| Some((p, p.key()?)))) {
                (Some(Written { value, key }), _) => self.value(Kind::PostalAddress, &value, &key),
                // in an order that mail seldom has
                (None, Some((parts, key))) => {
                    let code = postcode(parts.postcode, at);
                    let value =
                        Parts { postcode: &code, ..parts }.normal(at.or_else(|| self.normalise.home()));
                    self.value(Kind::PostalAddress, &value, &key);
                }
                (None, None) => {
                    let value = one_space(&cell.text);
                    self.value(Kind::PostalAddress, &value, &super::fold::squeezed(&value));
                }
            }
        }
    }
}

/// A number without its extension: who has the one has the other.
pub(super) fn phone_key(value: &str) -> &str {
    value.split_once(";ext=").map_or(value, |(bare, _)| bare)
}

/// One space between words.
fn one_space(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
