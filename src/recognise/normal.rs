//! Details that are known to be ones, in the form that findings have: for lists in which columns say what is what.
//!
//! In: what stands in a cell, and its country. Out: a normal form, the same as a recogniser gives the detail in mail. Nothing
//! is searched for: an e-mail address, a telephone number, an IBAN or a VAT number is read directly; where there are many
//! schemes, the recognisers read the cell behind a label of its country. It refuses to know where a cell comes from.

use std::collections::{BTreeMap, HashSet};

use super::number::check::passes;
use super::pattern::{self, Validator};
use super::{Context, Recognisers, email, person, phone, place, role};
use crate::model::{Kind, Match};

/// Countries of which addresses are read.
const TOWNS: [[u8; 2]; 10] = [*b"NL", *b"BE", *b"DE", *b"FR", *b"LU", *b"AT", *b"CH", *b"GB", *b"ES", *b"IT"];

/// The size of a place that is known beyond its country.
const CITY: u8 = 5;

/// Reads details of known kinds. Any number of threads may ask it at the same time.
pub struct Normaliser {
    numbers: Recognisers,
    addresses: Recognisers,
    providers: HashSet<String>,
    names: person::NameWords,
    /// Words for sorts of organisations, folded; those that begin with `*` are ends of words.
    firm_words: HashSet<String>,
    firm_ends: Vec<String>,
    legal_forms: HashSet<String>,
}

impl Default for Normaliser {
    fn default() -> Self {
        Self::new()
    }
}

impl Normaliser {
    /// One with the built-in patterns.
    pub fn new() -> Self {
        let of = |kinds: &[Kind]| {
            let files = pattern::built_in().into_iter().filter(|p| kinds.contains(&p.kind)).collect();
            Recognisers::from_patterns(files)
        };
        let (mut providers, mut firm_words, mut firm_ends) = (HashSet::new(), HashSet::new(), Vec::new());
        let mut legal_forms = HashSet::new();
        for file in pattern::built_in() {
            if let Some(lists) = file.vocabulary.get("types").filter(|_| file.kind == Kind::Organisation) {
                for word in lists.values().flatten() {
                    match word.strip_prefix('*') {
                        Some(end) => firm_ends.push(role::folded(end)),
                        None => drop(firm_words.insert(role::folded(word))),
                    }
                }
            }
            if let Some(lists) = file.vocabulary.get("legal_forms") {
                legal_forms.extend(lists.values().flatten().map(|form| form.replace('.', "")));
            }
            if let Some(lists) = file.vocabulary.get("providers") {
                providers.extend(lists.values().flatten().map(|name| name.to_lowercase()));
            }
        }
        Normaliser {
            numbers: of(&[Kind::CompanyNumber, Kind::NationalId, Kind::DateOfBirth]),
            addresses: of(&[Kind::PostalAddress]),
            providers,
            names: person::NameWords::default(),
            firm_words,
            firm_ends,
            legal_forms,
        }
    }

    /// An e-mail address that is the text, white space around it left out.
    pub fn email(&self, text: &str) -> Option<String> {
        email::normal(text.trim())
    }

    /// The telephone numbers of a cell, in the notation of these countries, likeliest first: one, or several between
    /// signs.
    pub fn phones(&self, text: &str, countries: &[[u8; 2]]) -> Vec<String> {
        if let Some(one) = phone::normal::normal(text, countries) {
            return vec![one];
        }
        let signs = |c: char| matches!(c, ';' | ',' | '|' | '/' | '\n' | '&');
        let words = [" of ", " en ", " or ", " and ", " und ", " oder ", " ou ", " et "];
        let mut all = Vec::new();
        // `030 / 23125000 / 0171 1234567`: a sign may be within a number
        let mut before: Option<&str> = None;
        let apart = words.iter().fold(text.to_owned(), |text, word| text.replace(word, ";"));
        for part in apart.split(signs) {
            let whole = || before.and_then(|b| phone::normal::normal(&format!("{b} {part}"), countries));
            match whole().or_else(|| phone::normal::normal(part, countries)) {
                Some(number) => {
                    all.push(number);
                    before = None;
                }
                None => before = Some(part),
            }
        }
        all
    }

    /// An address that is the text from end to end: its normal form and its parts.
    pub fn address(
        &self,
        text: &str,
        country: Option<[u8; 2]>,
        countries: &[[u8; 2]],
    ) -> Option<(String, BTreeMap<&'static str, String>)> {
        let text = text.trim();
        let found = self.read(&self.addresses, text, Kind::PostalAddress, country, countries)?;
        // a building or a department may stand before it
        (found.span.len() * 2 >= text.len()).then(|| (found.value.into_revealed(), found.fields))
    }

    /// A number of a kind, or a day of birth.
    pub fn number(
        &self,
        kind: Kind,
        text: &str,
        country: Option<[u8; 2]>,
        countries: &[[u8; 2]],
    ) -> Option<String> {
        match kind {
            Kind::Iban => iban(text),
            Kind::VatNumber => vat(text, country),
            Kind::CompanyNumber | Kind::NationalId | Kind::DateOfBirth => {
                let home = country.or(countries.first().copied()).unwrap_or_default();
                if kind == Kind::CompanyNumber
                    && home == *b"NL"
                    && let Some(digits) = dutch(text)
                {
                    return Some(format!("NL-KVK {digits}"));
                }
                labels(kind, &home).iter().find_map(|label| {
                    let line = format!("{label}: {}", text.trim());
                    let found = self.read(&self.numbers, &line, kind, country, countries)?;
                    Some(found.value.into_revealed())
                })
            }
            _ => None,
        }
    }

    /// True for a word that is known to be a given name, whatever its case and diacritics.
    pub fn is_given_name(&self, word: &str) -> bool {
        self.names.is_given(word)
    }

    /// True for a word that is known to be a given name, and no common word, place or month.
    pub fn is_no_more_than_a_given_name(&self, word: &str) -> bool {
        self.names.is_given_alone(word)
    }

    /// True for a word that is known to be a surname.
    pub fn is_surname(&self, word: &str) -> bool {
        self.names.is_surname(word)
    }

    /// True for a word for a trade or a sort of organisation, in small letters without diacritics: `bakkerij`, `krankenhaus`.
    pub fn is_firm_word(&self, word: &str) -> bool {
        let ends = |end: &String| word.len() > end.len() && word.ends_with(end.as_str());
        self.firm_words.contains(word) || self.firm_ends.iter().any(ends)
    }

    /// True for the letters of a legal form, without full stops: `BV`, `GmbH`.
    pub fn is_legal_form(&self, letters: &str) -> bool {
        self.legal_forms.contains(letters)
    }

    /// True for a word that is known to be a surname and nothing else.
    pub fn is_only_surname(&self, word: &str) -> bool {
        self.names.is_only_surname(word)
    }

    /// True for a common word that is no name.
    pub fn is_word(&self, word: &str) -> bool {
        self.names.is_word(word)
    }

    /// The size of the largest place of this name, in whatever letters, if one of the countries whose addresses are read has such a place, or any country a large one: 1 below
    /// 1,000 inhabitants, 2 below 5,000, 3 below 20,000, 4 below 100,000, 5 from there on.
    pub fn town(&self, name: &str) -> Option<u8> {
        let known =
            |place: &place::Place| place.size() >= CITY || TOWNS.iter().any(|country| place.is_in(*country));
        place::place(name).filter(known).map(place::Place::size)
    }

    /// True for the domain of a provider, under which people of all sorts have addresses.
    pub fn is_provider(&self, domain: &str) -> bool {
        let registered = psl::domain_str(domain).unwrap_or(domain);
        let name = registered.split('.').next().unwrap_or_default();
        self.providers.contains(name) || self.providers.contains(registered)
    }

    fn read(
        &self,
        recognisers: &Recognisers,
        text: &str,
        kind: Kind,
        country: Option<[u8; 2]>,
        countries: &[[u8; 2]],
    ) -> Option<Match> {
        let mut home: Vec<[u8; 2]> = country.into_iter().collect();
        home.extend(countries.iter().copied().filter(|c| Some(*c) != country));
        let context = Context { countries: home, sender: country, ..Context::default() };
        recognisers.find_in(text, &context).into_iter().find(|m| m.kind == kind)
    }
}

impl std::fmt::Debug for Normaliser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Normaliser").finish_non_exhaustive()
    }
}

/// Letters and digits, in upper case.
fn compact(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// An IBAN; also one whose check digits are wrong, which is what the list holds.
fn iban(text: &str) -> Option<String> {
    let text = text.trim();
    let bare = text.get(..4).filter(|s| s.eq_ignore_ascii_case("iban")).map_or(text, |_| &text[4..]);
    let value = compact(bare);
    let bytes = value.as_bytes();
    let shaped = (15..=34).contains(&bytes.len())
        && bytes[..2].iter().all(u8::is_ascii_alphabetic)
        && bytes[2..4].iter().all(u8::is_ascii_digit);
    shaped.then_some(value)
}

/// A VAT number, with the prefix of its country where the cell leaves it out.
fn vat(text: &str, country: Option<[u8; 2]>) -> Option<String> {
    let value = compact(text);
    if passes(Validator::Vat, value.as_bytes()) {
        return Some(value);
    }
    if let Some(country) = country {
        let prefix = if country == *b"GR" { *b"EL" } else { country };
        let with = format!("{}{value}", String::from_utf8_lossy(&prefix));
        if passes(Validator::Vat, with.as_bytes()) {
            return Some(with);
        }
    }
    let shaped = value.len() >= 8 && value.bytes().take(2).all(|b| b.is_ascii_alphabetic());
    (shaped && value.bytes().filter(u8::is_ascii_digit).count() >= 6).then_some(value)
}

/// The eight digits of a Dutch trade register number; spreadsheets drop zeros before it.
fn dutch(text: &str) -> Option<String> {
    let bare = text.trim();
    let digits: String = bare.chars().filter(char::is_ascii_digit).collect();
    let plain = bare.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.'));
    // the twelve digits of a branch begin with those of the firm: not taken apart here
    (plain && (7..=8).contains(&digits.len())).then(|| format!("{digits:0>8}"))
}

/// Labels under which a number of a country is written.
fn labels(kind: Kind, country: &[u8; 2]) -> &'static [&'static str] {
    match (kind, country) {
        (Kind::CompanyNumber, b"BE") => &["Ondernemingsnummer"],
        (Kind::CompanyNumber, b"FR") => &["SIREN", "SIRET"],
        (Kind::CompanyNumber, b"GB") => &["Company number"],
        (Kind::CompanyNumber, b"DE") => &["Handelsregister", "HRB"],
        (Kind::CompanyNumber, b"AT") => &["Firmenbuchnummer"],
        (Kind::CompanyNumber, b"CH") => &["UID"],
        (Kind::CompanyNumber, b"LU") => &["RCS Luxembourg"],
        (Kind::CompanyNumber, _) => &["KvK-nummer", "Handelsregister"],
        (Kind::NationalId, b"BE") => &["Rijksregisternummer"],
        (Kind::NationalId, b"DE") => &["Steuer-ID", "Rentenversicherungsnummer"],
        (Kind::NationalId, b"FR") => &["Numéro de sécurité sociale"],
        (Kind::NationalId, b"GB") => &["National Insurance number"],
        (Kind::NationalId, b"ES") => &["DNI", "NIE"],
        (Kind::NationalId, b"IT") => &["Codice fiscale"],
        (Kind::NationalId, b"AT") => &["SV-Nummer"],
        (Kind::NationalId, b"CH") => &["AHV-Nummer"],
        (Kind::NationalId, b"US") => &["SSN"],
        (Kind::NationalId, _) => &["BSN"],
        _ => &["Geboortedatum"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: [[u8; 2]; 3] = [*b"NL", *b"BE", *b"DE"];

    #[test]
    fn numbers_as_findings_have_them() {
        let all = Normaliser::new();
        let number = |kind, text, country: Option<&[u8; 2]>| all.number(kind, text, country.copied(), &HOME);
        for (kind, text, country, want) in [
            (Kind::CompanyNumber, "12345678", None, "NL-KVK 12345678"),
            (Kind::CompanyNumber, "1234567", Some(b"NL"), "NL-KVK 01234567"),
            (Kind::CompanyNumber, "0403.170.701", Some(b"BE"), "BE-KBO 0403170701"),
            (Kind::CompanyNumber, "HRB 12345", Some(b"DE"), "DE-HRB 12345"),
            (Kind::CompanyNumber, "12345678", Some(b"GB"), "GB-CRN 12345678"),
            (Kind::VatNumber, "NL 1234.56.789.B01", None, "NL123456789B01"),
            (Kind::Iban, "NL91 ABNA 0417 1643 00", None, "NL91ABNA0417164300"),
            (Kind::NationalId, "111222333", None, "NL-BSN 111222333"),
            (Kind::DateOfBirth, "31-01-1970", None, "1970-01-31"),
            (Kind::DateOfBirth, "1970-01-31", None, "1970-01-31"),
        ] {
            assert_eq!(number(kind, text, country).as_deref(), Some(want), "{text}");
        }
        for kind in [Kind::CompanyNumber, Kind::VatNumber, Kind::Iban, Kind::NationalId, Kind::DateOfBirth] {
            for none in ["", "-", "n.v.t.", "onbekend"] {
                assert_eq!(number(kind, none, None), None, "{kind} {none}");
            }
        }
    }

    #[test]
    fn addresses_and_several_numbers_in_a_cell() {
        let all = Normaliser::new();
        let (value, fields) = all.address("Dorpsstraat 12 a, 1234 AB Zwolle", None, &HOME).unwrap();
        assert_eq!(value, "Dorpsstraat 12 a, 1234AB Zwolle, NL");
        assert_eq!(fields["postcode"], "1234AB");
        assert_eq!(all.address("geen vast adres", None, &HOME), None);
        assert_eq!(all.phones("020-1234567 / 06-12345678", &HOME), ["+31201234567", "+31612345678"]);
        for text in
            ["+31 20 1234567 / +31 6 12345678", "020-1234567 of 06-12345678", "020 1234567, 06-12345678"]
        {
            assert_eq!(all.phones(text, &HOME), ["+31201234567", "+31612345678"], "{text}");
        }
        assert_eq!(
            all.phones("030 / 23125000 / 0171 1234567", &[*b"DE"]),
            ["+493023125000", "+491711234567"]
        );
        assert_eq!(all.email(" Jan@Klant.Example ").as_deref(), Some("jan@klant.example"));
        assert_eq!(all.email("Jan"), None);
    }

    #[test]
    fn providers_say_nothing_of_a_firm() {
        let all = Normaliser::new();
        assert!(all.is_provider("gmail.com") && all.is_provider("yahoo.co.uk"));
        assert!(!all.is_provider("klant.example"));
    }
}
