//! What a column holds, by its header name.
//!
//! In: a header name in Dutch, English, German or French, or as an address book of Google, Outlook or a vCard-like JSON
//! writes it; and names that the user gave to roles. Out: the role of the column, and which address or person of the row it
//! belongs to. This file refuses to know what is in the cells.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::fold::{squeezed, words};
use crate::relate::listed::listed;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A person's name in one cell.
    Name,
    /// Given names, or the name a person is called by.
    GivenName,
    /// Initials.
    Initials,
    /// What stands between given name and surname: `van der`.
    Infix,
    /// The surname.
    Surname,
    /// An organisation.
    Organisation,
    /// One or more e-mail addresses.
    Email,
    /// One or more telephone numbers: fixed, mobile, direct, fax.
    Phone,
    /// The name of a street, with or without a house number.
    Street,
    /// A house number, with or without an addition.
    HouseNumber,
    /// What follows a house number.
    Addition,
    /// A postcode.
    Postcode,
    /// A place.
    Place,
    /// A country.
    Country,
    /// An address in one cell.
    Address,
    /// A number in a trade register.
    CompanyNumber,
    /// A VAT number.
    VatNumber,
    /// One or more IBANs.
    Iban,
    /// A day of birth.
    BirthDate,
    /// A number that a state gives to a person.
    NationalId,
    /// A number by which the organisation itself knows the relation.
    CustomerNumber,
}

impl Role {
    /// Every role, in the order of the documentation.
    pub const ALL: [Role; 21] = [
        Role::Name,
        Role::GivenName,
        Role::Initials,
        Role::Infix,
        Role::Surname,
        Role::Organisation,
        Role::Email,
        Role::Phone,
        Role::Street,
        Role::HouseNumber,
        Role::Addition,
        Role::Postcode,
        Role::Place,
        Role::Country,
        Role::Address,
        Role::CompanyNumber,
        Role::VatNumber,
        Role::Iban,
        Role::BirthDate,
        Role::NationalId,
        Role::CustomerNumber,
    ];

    /// The name by which settings call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Name => "name",
            Role::GivenName => "given_name",
            Role::Initials => "initials",
            Role::Infix => "infix",
            Role::Surname => "surname",
            Role::Organisation => "organisation",
            Role::Email => "email",
            Role::Phone => "phone",
            Role::Street => "street",
            Role::HouseNumber => "house_number",
            Role::Addition => "addition",
            Role::Postcode => "postcode",
            Role::Place => "place",
            Role::Country => "country",
            Role::Address => "address",
            Role::CompanyNumber => "company_number",
            Role::VatNumber => "vat_number",
            Role::Iban => "iban",
            Role::BirthDate => "birth_date",
            Role::NationalId => "national_id",
            Role::CustomerNumber => "customer_number",
        }
    }

    /// The role of this name.
    pub fn named(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// Words of a header name that say which of several it is.
const WHICH: [&str; 62] = [
    "werk",
    "zakelijk",
    "zakelijke",
    "prive",
    "thuis",
    "algemeen",
    "algemene",
    "primair",
    "primaire",
    "secundair",
    "extra",
    "overig",
    "tweede",
    "work",
    "business",
    "home",
    "private",
    "personal",
    "primary",
    "secondary",
    "other",
    "main",
    "general",
    "office",
    "second",
    "geschaftlich",
    "privat",
    "allgemein",
    "bureau",
    "domicile",
    "travail",
    "prof",
    "professionnel",
    "principal",
    "value",
    "bezoek",
    "post",
    "factuur",
    "correspondentie",
    "aflever",
    "verzend",
    "vestiging",
    "billing",
    "shipping",
    "mailing",
    "visiting",
    "delivery",
    "invoice",
    "rechnung",
    "liefer",
    "facturation",
    "livraison",
    "klant",
    "relatie",
    "contact",
    "customer",
    "client",
    "debiteur",
    "van",
    "of",
    "de",
    "the",
];

/// Beginnings of Dutch and German compounds that say which address it is: `bezoekadres`, `Rechnungsanschrift`.
const WHICH_BEGINNINGS: [&str; 13] = [
    "correspondentie",
    "correspondenz",
    "bezoek",
    "factuur",
    "aflever",
    "verzend",
    "vestigings",
    "woon",
    "rechnungs",
    "liefer",
    "post",
    "werk",
    "prive",
];

/// A column of a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) role: Role,
    /// Columns of one group make one address, or one name.
    pub(super) group: u16,
    /// The country whose numbers the column holds: a `KvK-nummer` is Dutch.
    pub(super) country: Option<[u8; 2]>,
    /// A contact person, beside which a plain name is that of the organisation.
    pub(super) contact: bool,
}

/// Header names that the user gave to roles, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnNames(BTreeMap<String, Role>);

impl ColumnNames {
    /// Gives a column to a role; of one name, the last role counts.
    pub fn add(&mut self, role: Role, column: &str) {
        self.0.insert(squeezed(column), role);
    }

    /// What a column holds; nothing where its name is not known.
    pub(super) fn column(&self, name: &str) -> Option<Column> {
        let whole = squeezed(name);
        if let Some(role) = self.0.get(&whole) {
            return Some(Column { role: *role, group: 0, country: country_of(&whole), contact: false });
        }
        if let Some(role) = known(&whole) {
            let contact = whole.contains("contact") || whole == "ansprechpartner";
            return Some(Column { role, group: 0, country: country_of(&whole), contact });
        }
        // which of several it is: `E-mail (werk)`, `Address 1 - City`, `factuuradres.postcode`
        let mut which = String::new();
        let mut rest: Vec<String> = Vec::new();
        for word in words(name) {
            let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
            if bare.len() < word.len() {
                which.push_str(&word[bare.len()..]);
            }
            if bare.is_empty() {
                continue;
            }
            if WHICH.contains(&bare) {
                which.push_str(bare);
                continue;
            }
            // `postcode` itself is a word
            let cut = if known(bare).is_some() {
                None
            } else {
                WHICH_BEGINNINGS
                    .iter()
                    .find_map(|b| bare.strip_prefix(b).filter(|r| known(r).is_some()).map(|r| (*b, r)))
            };
            match cut {
                Some((beginning, tail)) => {
                    which.push_str(beginning);
                    rest.push(tail.to_owned());
                }
                None => rest.push(bare.to_owned()),
            }
        }
        let mut role = known(&rest.concat());
        if role.is_none() && rest.len() > 1 {
            // `adres postcode`, `Organization 1 - Name`, `address.street`
            let (first, tail) = rest.split_at(1);
            role = match (known(&first[0]), known(&tail.concat())) {
                (Some(Role::Address | Role::Name), Some(inner)) => Some(inner),
                (Some(Role::Organisation), Some(Role::Name)) => Some(Role::Organisation),
                (Some(outer), Some(inner)) if outer == inner => Some(outer),
                // `E-mail adres werk`, `tel. nr.`
                (
                    Some(
                        outer @ (Role::Email
                        | Role::Phone
                        | Role::CompanyNumber
                        | Role::VatNumber
                        | Role::Iban),
                    ),
                    Some(Role::Address | Role::HouseNumber),
                ) => Some(outer),
                _ => None,
            };
        }
        let role = role?;
        let group = which.bytes().fold(0u16, |h, b| h.wrapping_mul(31).wrapping_add(u16::from(b)));
        Some(Column { role, group, country: country_of(&whole), contact: false })
    }
}

/// Header names, and the roles that they name.
static NAMES: LazyLock<HashMap<&'static str, Role>> = LazyLock::new(|| names().collect());

/// The names of `columns.txt`, role after role.
fn names() -> impl Iterator<Item = (&'static str, Role)> {
    listed(include_str!("columns.txt")).filter_map(|(role, name)| Some((name, Role::named(role)?)))
}

fn known(folded: &str) -> Option<Role> {
    let named = |name: &str| NAMES.get(name).copied();
    // `Phone numbers`, `telefoonnummers`, `adressen`
    named(folded).or_else(|| ["s", "en", "sen"].iter().find_map(|plural| named(folded.strip_suffix(plural)?)))
}

/// The country whose numbers a header name speaks of.
fn country_of(folded: &str) -> Option<[u8; 2]> {
    const NAMED: [(&str, &[u8; 2]); 20] = [
        ("kvk", b"NL"),
        ("kamervankoophandel", b"NL"),
        ("bsn", b"NL"),
        ("burgerservice", b"NL"),
        ("sofinummer", b"NL"),
        ("kbo", b"BE"),
        ("ondernemingsn", b"BE"),
        ("entreprise", b"BE"),
        ("rijksregister", b"BE"),
        ("registrenational", b"BE"),
        ("siren", b"FR"),
        ("siret", b"FR"),
        ("hrb", b"DE"),
        ("hra", b"DE"),
        ("steuerid", b"DE"),
        ("crn", b"GB"),
        ("nationalinsurance", b"GB"),
        ("nino", b"GB"),
        ("firmenbuch", b"AT"),
        ("codicefiscale", b"IT"),
    ];
    let found = NAMED.iter().find(|(name, _)| folded.starts_with(name) || folded.ends_with(name));
    found
        .filter(|_| known(folded).is_some_and(|r| matches!(r, Role::CompanyNumber | Role::NationalId)))
        .map(|(_, c)| **c)
}

/// Header names that are known, for a person who has none of them.
pub(super) fn known_names() -> String {
    const SHOWN: [Role; 14] = [
        Role::Name,
        Role::GivenName,
        Role::Surname,
        Role::Organisation,
        Role::Email,
        Role::Phone,
        Role::Street,
        Role::HouseNumber,
        Role::Postcode,
        Role::Place,
        Role::Country,
        Role::CompanyNumber,
        Role::VatNumber,
        Role::Iban,
    ];
    let both = |role: Role| {
        let first = names().find(|(_, of)| *of == role).map_or("", |(name, _)| name);
        let english = role.as_str().replace('_', " ");
        if first == english { english } else { format!("{first} / {english}") }
    };
    SHOWN.map(both).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(name: &str) -> Option<Role> {
        ColumnNames::default().column(name).map(|c| c.role)
    }

    #[test]
    fn header_names_of_many_programs() {
        for (name, want) in [
            ("naam", Role::Name),
            ("E-mail", Role::Email),
            ("E-mailadres (werk)", Role::Email),
            ("E-mail 1 - Value", Role::Email),
            ("E-mail Address", Role::Email),
            ("email2", Role::Email),
            ("Tel.nr.", Role::Phone),
            ("Mobile Phone", Role::Phone),
            ("Phone numbers", Role::Phone),
            ("Telefoonnummers", Role::Phone),
            ("E-mailadressen", Role::Email),
            ("Phone 2 - Value", Role::Phone),
            ("Mobiel privé", Role::Phone),
            ("First Name", Role::GivenName),
            ("lastName", Role::Surname),
            ("Tussenvoegsel", Role::Infix),
            ("Organization 1 - Name", Role::Organisation),
            ("Bedrijfsnaam", Role::Organisation),
            ("Business Street", Role::Street),
            ("Address 1 - City", Role::Place),
            ("Home Postal Code", Role::Postcode),
            ("address.postcode", Role::Postcode),
            ("Factuuradres postcode", Role::Postcode),
            ("Postadres", Role::Address),
            ("Bezoekadres", Role::Address),
            ("PLZ", Role::Postcode),
            ("Straße", Role::Street),
            ("Prénom", Role::GivenName),
            ("KvK-nummer", Role::CompanyNumber),
            ("BTW-nr.", Role::VatNumber),
            ("USt-IdNr.", Role::VatNumber),
            ("IBAN", Role::Iban),
            ("Geboortedatum", Role::BirthDate),
            ("Klantnr.", Role::CustomerNumber),
        ] {
            assert_eq!(role(name), Some(want), "{name}");
        }
        for name in ["", "opmerking", "saldo", "Type", "datum laatste contact", "Label 1"] {
            assert_eq!(role(name), None, "{name}");
        }
    }

    #[test]
    fn no_name_belongs_to_two_roles() {
        let mut all: Vec<(&str, Role)> = names().collect();
        all.sort_unstable();
        for pair in all.windows(2) {
            assert_ne!(pair[0].0, pair[1].0);
        }
        for role in Role::ALL {
            assert!(all.iter().any(|(_, of)| *of == role), "{role:?}");
        }
        assert!(Role::ALL.iter().all(|r| Role::named(r.as_str()) == Some(*r)));
    }

    #[test]
    fn parts_of_one_address_are_one_group() {
        let names = ColumnNames::default();
        let group = |name| names.column(name).unwrap().group;
        assert_eq!(group("Address 2 - Street"), group("Address 2 - City"));
        assert_ne!(group("Address 1 - Street"), group("Address 2 - Street"));
        assert_eq!(group("factuuradres straat"), group("factuuradres plaats"));
        assert_eq!(names.column("KvK-nummer").unwrap().country, Some(*b"NL"));
    }

    #[test]
    fn the_user_may_name_columns() {
        let mut names = ColumnNames::default();
        names.add(Role::Email, "Adres (elektronisch)");
        assert_eq!(names.column("adres elektronisch").unwrap().role, Role::Email);
    }
}
