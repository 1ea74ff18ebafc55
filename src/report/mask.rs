//! A value in, a form of it out that tells what it is and not whose: `j…@e….nl`, `+31 6 … 78`.
//!
//! The same value always gives the same mask. What is left is chosen so that a reader can tell a mistake (an order
//! number taken for a telephone number) from a find, and no more: a name, number or label of fewer than three
//! characters is left out altogether, because its first character would be most of it.

use std::borrow::Cow;

use super::RunInfo;
use super::calling::code_length;
use super::key::HashKey;
use crate::model::{Finding, Kind, Sensitive, Veil, hidden};

/// Whether a report shows values.
#[derive(Debug, Clone)]
pub enum Masking {
    /// It shows them.
    Revealed,
    /// It shows masks, and hashes under this key.
    Masked(HashKey),
}

impl Masking {
    /// True when values are hidden.
    pub fn is_masked(&self) -> bool {
        matches!(self, Masking::Masked(_))
    }

    /// The run with the name of the key, where it has none yet.
    pub(super) fn named(&self, run: RunInfo) -> RunInfo {
        match self {
            Masking::Masked(key) if run.key_id.is_none() => RunInfo { key_id: Some(key.id()), ..run },
            _ => run,
        }
    }

    /// Appends the value of a finding as the report shows it.
    pub fn value(&self, finding: &Finding, out: &mut String) {
        shown(self.is_masked(), finding.kind, &finding.value, out);
    }

    /// The keyed hash that stands for the value of a finding; `None` where the value itself is shown.
    pub fn hash(&self, finding: &Finding) -> Option<[u8; 32]> {
        match self {
            Masking::Revealed => None,
            Masking::Masked(key) => Some(key.hash(finding.kind.as_str(), finding.value.reveal())),
        }
    }

    /// Appends the subject of a message as the report shows it: masked, the first characters of its words.
    pub fn subject(&self, subject: &Sensitive<String>, out: &mut String) {
        if self.is_masked() {
            mask_subject(subject.reveal(), out);
        } else {
            out.push_str(subject.reveal());
        }
    }
}

/// Appends a value of this kind: its mask, or in a report that is not masked the value itself.
pub fn show(masked: bool, kind: Kind, value: &str, out: &mut String) {
    if masked {
        mask(kind, value, out);
    } else {
        out.push_str(value);
    }
}

/// Appends a value that is no finding's own (a contact's, the present one of one that is out of date) as a report shows it.
pub fn shown(masked: bool, kind: Kind, value: &Sensitive<String>, out: &mut String) {
    show(masked, kind, value.reveal(), out);
}

/// Hides values as masked reports show them, before anything is put by.
#[derive(Debug, Clone)]
pub struct Hiding(pub HashKey);

impl Veil for Hiding {
    fn value(&self, kind: Kind, value: &str) -> (String, [u8; 32]) {
        let mut masked = String::with_capacity(16);
        mask(kind, value, &mut masked);
        (masked, self.0.hash(kind.as_str(), value))
    }

    fn field(&self, name: &str, value: &str) -> String {
        mask_field(name, value).into_owned()
    }

    fn subject(&self, subject: &str) -> String {
        let mut masked = String::with_capacity(subject.len() / 3);
        mask_subject(subject, &mut masked);
        masked
    }
}

/// Appends the mask of a subject: the first characters of its words.
pub fn mask_subject(subject: &str, out: &mut String) {
    if let Some((mask, _)) = hidden(subject) {
        return out.push_str(mask);
    }
    for (i, word) in subject.split_whitespace().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        initial(word, out);
    }
}

/// Names in `fields` whose values say nothing of a person; all others are masked.
pub(super) const PLAIN_FIELDS: [&str; 10] = [
    "country",
    "disguise",
    "first_seen",
    "last_seen",
    "past_since",
    "region",
    "retention",
    "role",
    "transport",
    "type",
];

/// Appends the mask of a value in its normal form (see the table of kinds: e-mail in lower case, E.164 and so on). A
/// value that is not in the form of its kind is masked as a word.
///
/// One that was hidden before ([`crate::model::hide`]) has its mask already.
pub fn mask(kind: Kind, value: &str, out: &mut String) {
    if let Some((mask, _)) = hidden(value) {
        return out.push_str(mask);
    }
    let done = match kind {
        Kind::Email => email(value, out),
        Kind::Phone => phone(value, out),
        Kind::PostalAddress => postal_address(value, out),
        Kind::CompanyNumber => company_number(value, out),
        Kind::VatNumber | Kind::Iban => country_first(value, out),
        Kind::NationalId => scheme_only(value, out),
        Kind::DateOfBirth => date_of_birth(value, out),
        Kind::Url => url(value, out),
        Kind::SocialProfile => social_profile(value, out),
        Kind::PersonName | Kind::JobTitle | Kind::Department | Kind::Organisation => None,
    };
    if done.is_none() {
        words(value, out);
    }
}

/// The value of one of a finding's `fields`, as a masked report shows it.
pub fn mask_field<'v>(name: &str, value: &'v str) -> Cow<'v, str> {
    if let Some((mask, _)) = hidden(value) {
        return Cow::Borrowed(mask);
    }
    if PLAIN_FIELDS.contains(&name) {
        return Cow::Borrowed(value);
    }
    let mut out = String::with_capacity(8);
    initial(value, &mut out);
    Cow::Owned(out)
}

/// First character and an ellipsis; the ellipsis alone where that would give too much away.
fn initial(word: &str, out: &mut String) {
    let mut chars = word.chars();
    if let Some(first) = chars.next()
        && first.is_alphanumeric()
        && chars.nth(1).is_some()
    {
        out.push(first);
    }
    out.push('…');
}

/// First and last word, by their first characters.
fn words(value: &str, out: &mut String) {
    let mut words = value.split_whitespace();
    initial(words.next().unwrap_or_default(), out);
    if let Some(last) = words.next_back() {
        out.push(' ');
        initial(last, out);
    }
}

/// `j…@e….nl`: local part, first label and top-level domain.
fn email(value: &str, out: &mut String) -> Option<()> {
    let (local, domain) = value.rsplit_once('@')?;
    initial(local, out);
    out.push('@');
    host(domain, out);
    Some(())
}

/// `e….nl`; an address literal or a name without a dot is hidden.
fn host(host: &str, out: &mut String) {
    match host.split_once('.') {
        Some((first, rest)) if !host.starts_with('[') => {
            initial(first, out);
            let top = rest.rsplit('.').next().unwrap_or_default();
            if !top.bytes().all(|b| b.is_ascii_digit()) {
                out.push('.');
                out.push_str(top);
            }
        }
        _ => out.push('…'),
    }
}

/// `+31 6 … 78`: calling code, first digit of the national number, last two digits; never the extension.
fn phone(value: &str, out: &mut String) -> Option<()> {
    let number = value.split(';').next().unwrap_or_default();
    let digits = number.strip_prefix('+')?;
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (code, national) = digits.split_at(code_length(digits.as_bytes()));
    out.push('+');
    out.push_str(code);
    // Of a short national number three digits would be half of it.
    if national.len() < 7 {
        out.push_str(" …");
        return Some(());
    }
    out.push(' ');
    out.push_str(&national[..1]);
    out.push_str(" … ");
    out.push_str(&national[national.len() - 2..]);
    Some(())
}

/// `…, 12…, NL`: the first two characters of the postcode, and the country.
fn postal_address(value: &str, out: &mut String) -> Option<()> {
    let (rest, country) = value.rsplit_once(", ")?;
    let (_, locality) = rest.split_once(", ")?;
    out.push_str("…, ");
    out.extend(locality.chars().take(2).filter(char::is_ascii_digit));
    out.push_str("…, ");
    out.push_str(two_letters(country)?);
    Some(())
}

fn two_letters(text: &str) -> Option<&str> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())).then_some(text)
}

/// `NL-KVK … 78`.
fn company_number(value: &str, out: &mut String) -> Option<()> {
    let (code, number) = value.split_once(' ')?;
    out.push_str(code);
    out.push_str(" …");
    if number.len() >= 6 && number.is_ascii() {
        out.push(' ');
        out.push_str(&number[number.len() - 2..]);
    }
    Some(())
}

/// `NL … 00`: country and last two characters.
fn country_first(value: &str, out: &mut String) -> Option<()> {
    if value.len() < 8 || !value.is_ascii() {
        return None;
    }
    out.push_str(two_letters(&value[..2])?);
    out.push_str(" … ");
    out.push_str(&value[value.len() - 2..]);
    Some(())
}

/// `NL-BSN …`: check digits make every digit that is left worth ten.
fn scheme_only(value: &str, out: &mut String) -> Option<()> {
    let (scheme, _) = value.split_once(' ')?;
    out.push_str(scheme);
    out.push_str(" …");
    Some(())
}

/// `19…`.
fn date_of_birth(value: &str, out: &mut String) -> Option<()> {
    let century = value.get(..2)?;
    if value.len() != 10 || !century.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    out.push_str(century);
    out.push('…');
    Some(())
}

/// `https://k….nl/…`: a leading `www` is passed over, path and query are hidden.
fn url(value: &str, out: &mut String) -> Option<()> {
    let (scheme, rest) = value.split_once("://")?;
    out.push_str(scheme);
    out.push_str("://");
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = rest[..end].rsplit('@').next().unwrap_or_default();
    host(authority.strip_prefix("www.").unwrap_or(authority), out);
    if rest.len() > end + 1 {
        out.push_str("/…");
    }
    Some(())
}

/// `linkedin:j…`.
fn social_profile(value: &str, out: &mut String) -> Option<()> {
    let (network, handle) = value.split_once(':')?;
    out.push_str(network);
    out.push(':');
    initial(handle, out);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn masked(kind: Kind, value: &str) -> String {
        let mut out = String::new();
        mask(kind, value, &mut out);
        out
    }

    #[test]
    fn every_kind_has_its_mask() {
        for (kind, value, expected) in [
            (Kind::Email, "jan.de.vries@example.nl", "j…@e….nl"),
            (Kind::Email, "jan@mail.klant.example", "j…@m….example"),
            (Kind::Phone, "+31612345678", "+31 6 … 78"),
            (Kind::Phone, "+31201234567;ext=12", "+31 2 … 67"),
            (Kind::Phone, "+352621123456", "+352 6 … 56"),
            (Kind::Phone, "+12025550123", "+1 2 … 23"),
            (Kind::PostalAddress, "Dorpsstraat 12 a, 1234AB Ons Dorp, NL", "…, 12…, NL"),
            (Kind::PersonName, "Jan de Vries", "J… V…"),
            (Kind::JobTitle, "Hoofd Inkoop", "H… I…"),
            (Kind::Department, "Inkoop", "I…"),
            (Kind::Organisation, "Klant Example BV", "K… …"),
            (Kind::CompanyNumber, "NL-KVK 12345678", "NL-KVK … 78"),
            (Kind::VatNumber, "NL123456789B01", "NL … 01"),
            (Kind::Iban, "NL91ABNA0417164300", "NL … 00"),
            (Kind::NationalId, "NL-BSN 111222333", "NL-BSN …"),
            (Kind::DateOfBirth, "1970-01-31", "19…"),
            (Kind::Url, "https://www.klant.example/team?id=3", "https://k….example/…"),
            (Kind::Url, "https://klant.example/", "https://k….example"),
            (Kind::SocialProfile, "linkedin:jan-de-vries", "linkedin:j…"),
        ] {
            assert_eq!(masked(kind, value), expected, "{kind}");
        }
    }

    #[test]
    fn short_values_are_not_given_away() {
        for (kind, value, expected) in [
            (Kind::Email, "j@e.nl", "…@….nl"),
            (Kind::Email, "jo@ab.nl", "…@….nl"),
            (Kind::Email, "\"jan p\"@example.nl", "…@e….nl"),
            (Kind::Email, "jan@[192.0.2.1]", "j…@…"),
            (Kind::Email, "jan@192.0.2.1", "j…@1…"),
            (Kind::Email, "jan@localhost", "j…@…"),
            (Kind::Phone, "+3112", "+31 …"),
            (Kind::Phone, "+31", "+31 …"),
            (Kind::PersonName, "Bo Li", "… …"),
            (Kind::CompanyNumber, "DE-HRB 123", "DE-HRB …"),
            (Kind::SocialProfile, "x:jp", "x:…"),
        ] {
            assert_eq!(masked(kind, value), expected);
        }
    }

    #[test]
    fn fields_are_masked_unless_they_say_nothing_of_a_person() {
        assert_eq!(mask_field("street", "Dorpsstraat"), "D…");
        assert_eq!(mask_field("house_number", "12"), "…");
        assert_eq!(mask_field("country", "NL"), "NL");
    }

    #[test]
    fn a_subject_is_masked_word_by_word() {
        let shown = |masking: Masking| {
            let mut out = String::new();
            masking
                .subject(&Sensitive::new("Re: Offerte  voor Jan de Vries (KL-88213)".to_owned()), &mut out);
            out
        };
        assert_eq!(shown(Masking::Masked(HashKey::new([7; 32]))), "R… O… v… J… … V… …");
        assert!(shown(Masking::Revealed).ends_with("(KL-88213)"));
    }

    proptest! {
        #[test]
        fn no_value_of_any_form_survives(kind in proptest::sample::select(Kind::ALL.to_vec()), value in ".{0,40}") {
            // no value has the form of one that is hidden
            let value = value.trim_start_matches('\0');
            let mask = masked(kind, value);
            prop_assert!(mask.contains('…'));
            prop_assert_eq!(&mask, &masked(kind, value));
        }

        #[test]
        fn an_address_keeps_two_letters_at_most(local in "[a-z]{3,20}", label in "[a-z]{3,20}") {
            let mask = masked(Kind::Email, &format!("{local}@{label}.example"));
            prop_assert_eq!(mask, format!("{}…@{}….example", &local[..1], &label[..1]));
        }
    }
}
