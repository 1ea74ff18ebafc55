//! Gives cells of a register the form that findings have.
//!
//! In: a cell and its country. Out: what the recognisers read in it. This file knows both rooms, so that neither has to know the
//! other.

use std::path::Path;

use rayon::ThreadPoolBuilder;

use crate::model::Kind;
use crate::recognise::Normaliser;
use crate::relate::register::{
    ColumnNames, Detail, Identity, Normalise, Register, RegisterError, Standing, Written,
};

/// Normal forms by the recognisers, for the countries of a run.
#[derive(Debug)]
pub struct Forms {
    normaliser: Normaliser,
    countries: Vec<[u8; 2]>,
}

impl Forms {
    /// For details of these countries where nothing names another, likeliest first.
    pub fn new(countries: &[[u8; 2]]) -> Self {
        Forms { normaliser: Normaliser::new(), countries: countries.to_vec() }
    }
}

impl Normalise for Forms {
    fn email(&self, text: &str) -> Option<String> {
        self.normaliser.email(text)
    }

    fn phones(&self, text: &str, country: Option<[u8; 2]>) -> Vec<String> {
        let mut all: Vec<[u8; 2]> = country.into_iter().collect();
        all.extend(self.countries.iter().copied().filter(|c| Some(*c) != country));
        self.normaliser.phones(text, &all)
    }

    fn address(&self, text: &str, country: Option<[u8; 2]>) -> Option<Written> {
        let (value, fields) = self.normaliser.address(text, country, &self.countries)?;
        Some(Written::new(value, &fields))
    }

    fn number(&self, kind: Kind, text: &str, country: Option<[u8; 2]>) -> Option<String> {
        self.normaliser.number(kind, text, country, &self.countries)
    }

    fn is_provider(&self, domain: &str) -> bool {
        self.normaliser.is_provider(domain)
    }

    fn home(&self) -> Option<[u8; 2]> {
        self.countries.first().copied()
    }
}

/// A register, and the forms that it was read with.
#[derive(Debug)]
pub struct Registered {
    register: Register,
    forms: Forms,
}

impl Registered {
    /// Reads a register with so many threads.
    ///
    /// # Errors
    ///
    /// As [`Register::load`].
    pub fn load(
        path: &Path,
        names: &ColumnNames,
        countries: &[[u8; 2]],
        jobs: usize,
    ) -> Result<Self, RegisterError> {
        let forms = Forms::new(countries);
        let register = match ThreadPoolBuilder::new().num_threads(jobs.max(1)).build() {
            Ok(pool) => pool.install(|| Register::load(path, names, &forms)),
            // without threads of its own, with those that there are
            Err(_) => Register::load(path, names, &forms),
        }?;
        Ok(Registered { register, forms })
    }

    /// The register.
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// Whose rows these details, all of one contact, belong to.
    pub fn identify(&self, details: &[Detail<'_>]) -> Identity {
        self.register.identify(details, &self.forms)
    }

    /// What the register says of a detail of a contact that has this identity.
    pub fn status(&self, detail: Detail<'_>, identity: &Identity) -> Standing {
        self.register.status(detail, identity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RegisterStatus;

    const ROWS: &str = "naam;organisatie;e-mail;telefoon;straat;huisnummer;postcode;plaats;land;kvk;btw;adres\n\
        Jan de Vries;Klant B.V.;Jan@Klant.example;+31 (0)20-1234567;Dorpsstraat;12 a;1234 AB;Zwolle;Nederland;12345678;NL123456782B90;\n\
        Hans Müller;;hans@gmail.com;030 / 23125000;;;;;Duitsland;;;Hauptstraße 5, 50667 Köln\n";

    #[test]
    fn cells_have_the_form_of_findings() {
        let forms = Forms::new(&[*b"NL", *b"BE"]);
        let register =
            Register::read(Path::new("register.csv"), ROWS, &ColumnNames::default(), &forms).unwrap();
        let held = |kind, value| !register.rows_with(Detail { kind, value, fields: None }).is_empty();
        for (kind, value) in [
            (Kind::Email, "jan@klant.example"),
            (Kind::Phone, "+31201234567"),
            (Kind::Phone, "+493023125000"),
            (Kind::CompanyNumber, "NL-KVK 12345678"),
            (Kind::VatNumber, "NL123456782B90"),
            (Kind::Organisation, "klant"),
            (Kind::PersonName, "Vries, Jan de"),
        ] {
            assert!(held(kind, value), "{kind} {value}");
        }
    }

    #[test]
    fn an_address_in_mail_is_the_one_of_a_row() {
        let forms = Forms::new(&[*b"NL", *b"BE"]);
        let register =
            Register::read(Path::new("register.csv"), ROWS, &ColumnNames::default(), &forms).unwrap();
        let normaliser = Normaliser::new();
        for text in ["Dorpsstr. 12A, 1234AB ZWOLLE", "Hauptstr. 5, 50667 Koeln, Deutschland"] {
            let (value, fields) = normaliser.address(text, None, &[*b"NL", *b"DE"]).unwrap();
            let asked = Detail { kind: Kind::PostalAddress, value: &value, fields: Some(&fields) };
            let standing = register.status(asked, &Default::default());
            assert_eq!(standing.status, RegisterStatus::Current, "{text}: {value}");
        }
    }
}
