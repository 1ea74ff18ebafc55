//! Gives cells of a register the form that findings have.
//!
//! In: a cell and its country. Out: what the recognisers read in it. This file knows both rooms, so that neither has to know the
//! other.

use std::path::Path;

use crate::model::Kind;
use crate::recognise::Normaliser;
use crate::relate::register::{ColumnNames, Normalise, Register, RegisterError, Written};

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

/// Reads a register with as many threads as the machine has processors.
///
/// # Errors
///
/// As [`Register::load`].
pub fn load_register(path: &Path, names: &ColumnNames, forms: &Forms) -> Result<Register, RegisterError> {
    Register::load(path, names, forms)
}
