use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What somebody asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum RequestKind {
    /// To be forgotten (GDPR article 17).
    #[default]
    Erasure,
    /// To see what is held (GDPR article 15).
    Access,
}

/// Identifiers of one person or firm, as typed. `Debug` does not show them.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Identifiers {
    /// Names of people.
    pub names: Vec<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Telephone numbers.
    pub phones: Vec<String>,
    /// Postal addresses.
    pub addresses: Vec<String>,
    /// Numbers in a register of companies.
    pub company_numbers: Vec<String>,
    /// Bank accounts.
    pub ibans: Vec<String>,
    /// Literal strings: a customer number, a policy number.
    pub other: Vec<String>,
    /// What the subject has, though nothing of it is told here ([`Identifiers::WITHHELD`]): what else of that sort stands in mail is
    /// somebody else's. So it is where identifiers were known again by their hashes alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<String>,
}

impl Identifiers {
    /// What can be withheld: e-mail addresses, telephone numbers, the given name, further initials.
    pub const WITHHELD: [&'static str; 4] = ["emails", "phones", "given_names", "initials"];

    /// Nothing of this sort is told, and there is something.
    pub fn withholds(&self, what: &str) -> bool {
        self.withheld.iter().any(|w| w == what)
    }

    /// The lists by their names in a request.
    pub fn lists(&self) -> [(&'static str, &Vec<String>); 7] {
        [
            ("names", &self.names),
            ("emails", &self.emails),
            ("phones", &self.phones),
            ("addresses", &self.addresses),
            ("company_numbers", &self.company_numbers),
            ("ibans", &self.ibans),
            ("other", &self.other),
        ]
    }

    /// A list by its name in a request.
    pub fn list_mut(&mut self, name: &str) -> Option<&mut Vec<String>> {
        Some(match name {
            "names" => &mut self.names,
            "emails" => &mut self.emails,
            "phones" => &mut self.phones,
            "addresses" => &mut self.addresses,
            "company_numbers" => &mut self.company_numbers,
            "ibans" => &mut self.ibans,
            "other" => &mut self.other,
            _ => return None,
        })
    }

    /// Nothing is given.
    pub fn is_empty(&self) -> bool {
        self.lists().iter().all(|(_, list)| list.is_empty())
    }
}

impl fmt::Debug for Identifiers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Identifiers");
        for (name, list) in self.lists() {
            shown.field(name, &list.len());
        }
        shown.finish()
    }
}

/// What one person asks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// What is asked.
    pub kind: RequestKind,
    /// The organisation's own reference.
    pub reference: Option<String>,
    /// The day on which it came in.
    pub received: Option<Date>,
    /// Of whom.
    pub subject: Identifiers,
}
