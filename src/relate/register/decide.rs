//! Whose row it is, and whether a detail is the present one.
//!
//! In: details of one contact, as findings hold them. Out: the rows that are the contact's and those of its firm, and the
//! status of a detail. Strong identifiers come first (an e-mail address, a national number, an IBAN, a telephone number
//! with a name that agrees), then a name with an organisation, a mail domain or an address, then a full name that only one
//! row has. This file refuses to know which findings belong together.

use std::collections::BTreeMap;

use super::address::Parts;
use super::fold::{Word, squeezed};
use super::name::{Likeness, PersonName, organisation};
use super::row::{Sort, phone_key};
use super::{Normalise, Register, Row};
use crate::model::{Kind, RegisterStatus, Sensitive};

/// Rows that one key leads to and that are looked at: a name or a domain of more rows says nothing.
const UNDER_MAX: usize = 512;
/// Details of a contact that are looked at.
const DETAILS_MAX: usize = 200;
/// Names of a contact that are compared with those of rows.
const NAMES_MAX: usize = 16;
/// Rows that something may speak for.
const SIGNS_MAX: usize = 2_048;
/// Present values that are told of a stale detail.
const PRESENT_MAX: usize = 8;

/// A detail, as a finding holds it.
#[derive(Clone, Copy)]
pub struct Detail<'d> {
    /// Which sort.
    pub kind: Kind,
    /// Its normal form.
    pub value: &'d str,
    /// Parts of the value, by name.
    pub fields: Option<&'d BTreeMap<&'static str, String>>,
}

/// The rows of a contact.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// Rows that are the contact itself, in ascending order.
    pub own: Vec<Row>,
    /// Rows of the same firm, in ascending order; those of `own` left out.
    pub firm: Vec<Row>,
}

impl Identity {
    /// True when the register knows the contact or its firm.
    pub fn is_known(&self) -> bool {
        !self.own.is_empty() || !self.firm.is_empty()
    }
}

/// What the register says of a detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The status.
    pub status: RegisterStatus,
    /// For a stale detail: the present values of its kind, at most eight.
    pub present: Vec<Sensitive<String>>,
}

/// What speaks for a row.
#[derive(Debug, Clone, Copy, Default)]
struct Signs {
    row: u32,
    email: bool,
    national: bool,
    iban: bool,
    phone: bool,
    address: bool,
    firm: bool,
    /// The local part of an address at the row's domain is made of the row's name.
    called: bool,
    name: Option<Likeness>,
}

/// The key of an address; the whole of it, folded, where its parts are not known.
pub(super) fn address_key(value: &str, fields: Option<&BTreeMap<&'static str, String>>) -> String {
    let part = |name: &str| fields.and_then(|f| f.get(name)).map_or("", String::as_str);
    let parts = Parts {
        street: part("street"),
        number: part("house_number"),
        postcode: part("postcode"),
        place: part("locality"),
    };
    parts.key().unwrap_or_else(|| squeezed(value))
}

impl Register {
    /// Rows that hold a detail now, in ascending order, and at most 512 of them. Addresses, organisations and telephone numbers are compared as
    /// `docs/register.md` says; of names, those that agree in full.
    pub fn rows_with(&self, detail: Detail<'_>) -> Vec<Row> {
        let under = |text: &str| {
            let rows = self.under(Sort::Value(detail.kind), text).iter().take(UNDER_MAX);
            rows.copied().map(Row).collect()
        };
        match detail.kind {
            Kind::PostalAddress => under(&address_key(detail.value, detail.fields)),
            Kind::Phone => under(phone_key(detail.value)),
            Kind::Organisation => organisation(detail.value).map(|o| under(&o)).unwrap_or_default(),
            Kind::PersonName => {
                let Some(name) = PersonName::of(detail.value) else { return Vec::new() };
                let rows = self.named(&name).into_iter();
                rows.filter(|(_, likeness, _)| *likeness == Likeness::Full)
                    .map(|(row, ..)| Row(row))
                    .collect()
            }
            _ => under(detail.value),
        }
    }

    /// Rows whose name agrees with this one, how well, and whether the row has initials only; in ascending order.
    fn named(&self, name: &PersonName) -> Vec<(u32, Likeness, bool)> {
        let mut rows: Vec<u32> = Vec::new();
        for key in name.keys() {
            let room = UNDER_MAX.saturating_sub(rows.len());
            rows.extend(self.under(Sort::Name, &key).iter().take(room));
        }
        rows.sort_unstable();
        rows.dedup();
        let judge = |row: u32| {
            let names = self.values(Row(row)).filter(|(kind, _)| *kind == Kind::PersonName);
            let alike = names.filter_map(|(_, held)| PersonName::of(held)).filter_map(|held| {
                let likeness = name.likeness(&held)?;
                Some((row, likeness, held.is_short()))
            });
            alike.max_by_key(|(_, likeness, _)| *likeness)
        };
        rows.into_iter().filter_map(judge).collect()
    }

    /// Whose rows these details, all of one contact, belong to. `normalise` is the one that the register was read with.
    pub fn identify(&self, details: &[Detail<'_>], normalise: &dyn Normalise) -> Identity {
        let details = &details[..details.len().min(DETAILS_MAX)];
        let mut signs: Vec<Signs> = Vec::new();
        let mut sign = |row: u32, mark: &dyn Fn(&mut Signs)| {
            let at = match signs.binary_search_by_key(&row, |s| s.row) {
                Ok(at) => at,
                Err(_) if signs.len() >= SIGNS_MAX => return,
                Err(at) => {
                    signs.insert(at, Signs { row, ..Signs::default() });
                    at
                }
            };
            if let Some(found) = signs.get_mut(at) {
                mark(found);
            }
        };
        let mut names: Vec<PersonName> = Vec::new();
        let mut firms = 0;
        // rows that a name alone leads to: all of one name
        let mut alone: Vec<Vec<(u32, Likeness, bool)>> = Vec::new();
        for detail in details {
            let rows = match detail.kind {
                Kind::PersonName => Vec::new(),
                _ => self.rows_with(*detail),
            };
            let rows = rows.iter().take(UNDER_MAX).map(|r| r.0);
            match detail.kind {
                Kind::Email => {
                    rows.for_each(|row| sign(row, &|s| s.email = true));
                    let Some((local, domain)) = detail.value.rsplit_once('@') else { continue };
                    if normalise.is_provider(domain) {
                        continue;
                    }
                    firms += 1;
                    for row in self.under(Sort::Domain, domain).iter().take(UNDER_MAX) {
                        let called = self
                            .values(Row(*row))
                            .any(|(kind, held)| kind == Kind::PersonName && is_called(local, held));
                        sign(*row, &|s| {
                            s.firm = true;
                            s.called |= called;
                        });
                    }
                }
                Kind::Phone => rows.for_each(|row| sign(row, &|s| s.phone = true)),
                Kind::PostalAddress => rows.for_each(|row| sign(row, &|s| s.address = true)),
                Kind::NationalId => rows.for_each(|row| sign(row, &|s| s.national = true)),
                Kind::Iban => rows.for_each(|row| sign(row, &|s| s.iban = true)),
                Kind::CompanyNumber | Kind::VatNumber => rows.for_each(|row| sign(row, &|s| s.firm = true)),
                Kind::Organisation => {
                    firms += 1;
                    rows.for_each(|row| sign(row, &|s| s.firm = true));
                }
                Kind::PersonName => {
                    let Some(name) = PersonName::of(detail.value) else { continue };
                    if names.len() >= NAMES_MAX {
                        continue;
                    }
                    let found = self.named(&name);
                    for (row, likeness, _) in &found {
                        sign(*row, &|s| s.name = s.name.max(Some(*likeness)));
                    }
                    let short = name.is_short();
                    let fit = |(_, likeness, row_short): &(u32, Likeness, bool)| {
                        *likeness == Likeness::Full || *row_short && !short
                    };
                    alone.push(found.into_iter().filter(fit).collect());
                    names.push(name);
                }
                _ => {}
            }
        }
        // of a name that very many rows have, not all were looked at
        for s in signs.iter_mut().filter(|s| s.name.is_none() && !names.is_empty()) {
            let held = self.values(Row(s.row)).filter(|(kind, _)| *kind == Kind::PersonName);
            let held = held.filter_map(|(_, held)| PersonName::of(held));
            s.name = held.filter_map(|held| names.iter().filter_map(|n| n.likeness(&held)).max()).max();
        }
        let mut identity = Identity::default();
        let named = |s: &Signs| s.name.is_some() || s.called;
        for s in &signs {
            let has_firm = self.values(Row(s.row)).any(|(kind, _)| kind == Kind::Organisation);
            let own = s.email
                || s.national
                || s.iban && (named(s) || names.is_empty() && !has_firm)
                || s.phone && (named(s) || s.address || names.is_empty())
                || named(s) && (s.firm || s.address);
            if own {
                identity.own.push(Row(s.row));
            } else if has_firm && (s.firm || s.iban || s.phone) {
                // a family has one domain too: without an organisation it says nothing of a firm
                identity.firm.push(Row(s.row));
            }
        }
        // of one relation seldom all has changed: where two sorts of identifiers are known and none is the row's, it is a
        // namesake's
        let sorts = [Kind::Email, Kind::Phone, Kind::PostalAddress, Kind::Iban];
        let known = sorts.iter().filter(|kind| details.iter().any(|d| d.kind == **kind)).count();
        if identity.own.is_empty() && known < 2 {
            for rows in alone {
                // a namesake at another firm is somebody else
                if let [(row, ..)] = rows.as_slice()
                    && (firms == 0 || identity.firm.is_empty())
                {
                    identity.own.push(Row(*row));
                }
            }
            identity.own.sort_unstable();
            identity.own.dedup();
            let own = identity.own.clone();
            identity.firm.retain(|row| !own.contains(row));
        }
        identity
    }

    /// What the register says of a detail of a contact that has this identity. Details of the own organisation have no
    /// status: the caller does not ask.
    pub fn status(&self, detail: Detail<'_>, identity: &Identity) -> Standing {
        let only = |status| Standing { status, present: Vec::new() };
        let held = |rows: &[Row]| -> Vec<Sensitive<String>> {
            let mut values: Vec<&str> = rows
                .iter()
                .take(UNDER_MAX)
                .flat_map(|row| self.values(*row))
                .filter(|(kind, _)| *kind == detail.kind)
                .map(|(_, value)| value)
                .collect();
            values.sort_unstable();
            values.dedup();
            values.truncate(PRESENT_MAX);
            values.into_iter().map(|v| Sensitive::new(v.to_owned())).collect()
        };
        if detail.kind == Kind::PersonName {
            let agrees = PersonName::of(detail.value).is_some_and(|name| {
                let rows = identity.own.iter().chain(&identity.firm).take(UNDER_MAX);
                let mut held =
                    rows.flat_map(|row| self.values(*row)).filter(|(kind, _)| *kind == Kind::PersonName);
                held.any(|(_, held)| PersonName::of(held).is_some_and(|held| name.likeness(&held).is_some()))
            });
            if agrees {
                return only(RegisterStatus::Current);
            }
        } else if !self.rows_with(detail).is_empty() {
            return only(RegisterStatus::Current);
        }
        let mut present = held(&identity.own);
        let of_firm = matches!(
            detail.kind,
            Kind::Phone | Kind::PostalAddress | Kind::CompanyNumber | Kind::VatNumber | Kind::Iban
        );
        if present.is_empty() && of_firm {
            present = held(&identity.firm);
        }
        match present.is_empty() {
            true => only(RegisterStatus::Unregistered),
            false => Standing { status: RegisterStatus::Stale, present },
        }
    }
}

/// A local part that is made of a name: its surname, and nothing before it that speaks against the given name.
fn is_called(local: &str, name: &str) -> bool {
    let Some(name) = PersonName::of(name) else { return false };
    let local: String = local.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    let folded = squeezed(local.split('+').next().unwrap_or_default());
    name.is_called(&folded)
}

impl PersonName {
    /// True for `jdevries`, `j.de.vries`, `jan`+`vries` and the like, folded.
    fn is_called(&self, local: &str) -> bool {
        let Some(surname) = self.surname_words().last() else { return false };
        let loose = Word::of(local).map(|w| w.loose()).unwrap_or_default();
        let last = surname.loose();
        let Some(at) = loose.find(&last).filter(|_| last.len() >= 3) else { return false };
        let before = &loose[..at];
        let behind = &loose[at + last.len()..];
        let given = if before.is_empty() { behind } else { before };
        match given.chars().next() {
            None => true,
            Some(first) => self.initial_letters().contains(&first),
        }
    }
}
