use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What sort of contact detail a finding is. The order is the order of summaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Kind {
    /// Lower case addr-spec, domain as A-label.
    Email,
    /// E.164, extension as `;ext=` (RFC 3966).
    Phone,
    /// `street number, postcode locality, CC`.
    PostalAddress,
    /// As written, one space between parts, no title.
    PersonName,
    /// As written, one space.
    JobTitle,
    /// As written, one space.
    Department,
    /// As written, one space.
    Organisation,
    /// Register code, space, digits.
    CompanyNumber,
    /// Country prefix, no separators.
    VatNumber,
    /// No spaces.
    Iban,
    /// Scheme, space, digits.
    NationalId,
    /// ISO 8601 date.
    DateOfBirth,
    /// A personal or company page in contact context.
    Url,
    /// Network, colon, handle.
    SocialProfile,
}

impl Kind {
    /// Every kind, in the order of summaries.
    pub const ALL: [Kind; 14] = [
        Kind::Email,
        Kind::Phone,
        Kind::PostalAddress,
        Kind::PersonName,
        Kind::JobTitle,
        Kind::Department,
        Kind::Organisation,
        Kind::CompanyNumber,
        Kind::VatNumber,
        Kind::Iban,
        Kind::NationalId,
        Kind::DateOfBirth,
        Kind::Url,
        Kind::SocialProfile,
    ];

    /// The name used in reports and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Email => "email",
            Kind::Phone => "phone",
            Kind::PostalAddress => "postal_address",
            Kind::PersonName => "person_name",
            Kind::JobTitle => "job_title",
            Kind::Department => "department",
            Kind::Organisation => "organisation",
            Kind::CompanyNumber => "company_number",
            Kind::VatNumber => "vat_number",
            Kind::Iban => "iban",
            Kind::NationalId => "national_id",
            Kind::DateOfBirth => "date_of_birth",
            Kind::Url => "url",
            Kind::SocialProfile => "social_profile",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The word is not the name of a [`Kind`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no kind of detail is called {0:?}")]
pub struct UnknownKind(pub String);

impl FromStr for Kind {
    type Err = UnknownKind;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Kind::ALL.into_iter().find(|k| k.as_str() == s).ok_or_else(|| UnknownKind(s.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip_and_agree_with_serde() {
        for kind in Kind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        assert!("e-mail".parse::<Kind>().is_err());
    }
}
