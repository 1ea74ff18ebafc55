//! An identifier in, the keyed hashes out by which it is known again however it is written.
//!
//! In: the identifiers of a request. Out: hashes (BLAKE3, keyed, 16 bytes) of their normal forms and of the forms that a search takes for
//! the same: an address without its tag, a number without its country, a surname with each spelling of a given name. Without the key
//! they tell nothing. It refuses to know where they are kept, and where they are looked for.

use crate::recognise::Normaliser;
use crate::subject::double;
use crate::subject::person::{Person, Surname, Word, initial};
use crate::subject::postal::house;
use crate::subject::request::Request;
use crate::subject::sought::{AddressSought, Sought, Unusable, is_narrow, short_street};
use crate::subject::terms::is_dotless;

use super::runs::Runs;

/// A keyed hash.
pub(super) type Hash = [u8; 16];

/// Given names of one name that are told apart.
pub(super) const GIVENS: usize = 4;

/// Runs of letters and of digits of the longest literal.
pub(super) const RUNS: usize = 64;

/// Spellings of one surname that are told apart.
const SPELLINGS: usize = 32;

/// What a text is hashed as; the same text as something else has another hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Label {
    /// An e-mail address without its tag.
    Email,
    /// A local part without full stops, of a provider to which they are nothing.
    Gmail,
    /// The last eight digits of a telephone number or an account.
    Tail,
    /// A telephone number without country code; with it, E.164.
    National,
    Phone,
    Iban,
    Company,
    /// A literal without what stands between its runs, and how many these are.
    Literal,
    /// A postcode and a house number; one with any addition or none.
    Postcode,
    PostcodeAny,
    /// The same with the street, where a postcode is that of a whole town.
    Wide,
    WideAny,
    /// Street, number and place; of an address that has a postcode too, which then must not be another one.
    Street,
    StreetAny,
    StreetBeside,
    StreetBesideAny,
    /// The word of a surname that tells most.
    Surname,
    /// A surname without what stands before it; with it.
    Core,
    Whole,
    /// A given name (the first is 0) and a surname.
    Given(u8),
    /// Initials, as many as stand there, and a surname.
    Initials,
}

impl Label {
    fn name(self) -> [u8; 2] {
        match self {
            Label::Email => *b"em",
            Label::Gmail => *b"gm",
            Label::Tail => *b"tl",
            Label::National => *b"na",
            Label::Phone => *b"ph",
            Label::Iban => *b"ib",
            Label::Company => *b"co",
            Label::Literal => *b"ot",
            Label::Postcode => *b"pc",
            Label::PostcodeAny => *b"pa",
            Label::Wide => *b"wi",
            Label::WideAny => *b"wa",
            Label::Street => *b"st",
            Label::StreetAny => *b"sa",
            Label::StreetBeside => *b"sb",
            Label::StreetBesideAny => *b"sc",
            Label::Surname => *b"sn",
            Label::Core => *b"cr",
            Label::Whole => *b"wh",
            Label::Given(n) => [b'g', n],
            Label::Initials => *b"in",
        }
    }
}

/// What hashes are made with. `Debug` does not show it.
#[derive(Clone)]
pub(super) struct Hasher(pub(super) [u8; 32]);

impl std::fmt::Debug for Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hasher(…)")
    }
}

impl Hasher {
    pub(super) fn hash(&self, label: Label, text: &str) -> Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(&label.name()).update(text.as_bytes());
        let mut hash = [0; 16];
        hash.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        hash
    }
}

/// One identifier, as it is known again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Hashed {
    /// Its list in a request.
    pub(super) of: &'static str,
    pub(super) hashes: Vec<Hash>,
    /// Of a name: how many given names and initials it has.
    pub(super) given: u8,
    pub(super) initials: u8,
    /// Of a literal: how many runs it has, and how many bytes they have together.
    pub(super) shape: Option<(u8, u16)>,
}

/// All identifiers of a request.
///
/// # Errors
///
/// One is none, or a literal is longer than is looked for.
pub(super) fn hashed(
    request: &Request,
    normal: &Normaliser,
    countries: &[[u8; 2]],
    hasher: &Hasher,
) -> Result<Vec<Hashed>, Unusable> {
    // what it names as a whole is checked as a search checks it
    let sought = Sought::of(request, normal, countries)?;
    let mut all = Vec::new();
    let mut add = |of: &'static str, parts: Vec<(Label, String)>, rest: Hashed| {
        let mut hashes: Vec<Hash> = parts.iter().map(|(label, text)| hasher.hash(*label, text)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        all.push(Hashed { of, hashes, ..rest });
    };
    for typed in &request.subject.names {
        // names are taken one by one: which are one person's is told again when they are found
        let Some(person) = Person::of(typed, normal) else { continue };
        let count = |n: usize| u8::try_from(n.min(GIVENS)).unwrap_or_default();
        let (given, initials) = (count(person.givens.len()), count(person.initials.len()));
        add("names", name(&person), Hashed { given, initials, ..Hashed::default() });
    }
    for email in &sought.emails {
        let mut parts = vec![(Label::Email, format!("{}@{}", email.local, email.domain))];
        if is_dotless(&email.domain) {
            parts.push((Label::Gmail, email.local.replace('.', "")));
        }
        add("emails", parts, Hashed::default());
    }
    for phone in &sought.phones {
        let mut parts = vec![(Label::Phone, phone.number.clone()), (Label::National, phone.national.clone())];
        parts.extend(tail(&phone.national).map(|tail| (Label::Tail, tail.to_owned())));
        add("phones", parts, Hashed::default());
    }
    for address in &sought.addresses {
        add("addresses", postal(address), Hashed::default());
    }
    for company in &sought.companies {
        add("company_numbers", vec![(Label::Company, company.clone())], Hashed::default());
    }
    for iban in &sought.ibans {
        let mut parts = vec![(Label::Iban, iban.clone())];
        parts.extend(tail(iban).map(|tail| (Label::Tail, tail.to_owned())));
        add("ibans", parts, Hashed::default());
    }
    // each once, by whatever it is noticed in text
    let mut literals: Vec<_> = sought.other.iter().collect();
    literals.dedup_by(|a, b| a.typed == b.typed);
    for (place, other) in literals.into_iter().enumerate() {
        let (mut runs, mut n) = (Runs::new(&other.typed), 0);
        while runs.next().is_some() {
            n += 1;
        }
        let (count, length) = (u8::try_from(n).unwrap_or(u8::MAX), u16::try_from(other.compact.len()));
        let Some(length) = length.ok().filter(|_| n <= RUNS) else {
            let what = "it is longer than a text that can be known again by its hash";
            return Err(Unusable { list: "other", place, what });
        };
        let parts = vec![(Label::Literal, literal(n, &other.compact))];
        add("other", parts, Hashed { shape: Some((count, length)), ..Hashed::default() });
    }
    Ok(all)
}

/// A literal of so many runs.
pub(super) fn literal(runs: usize, compact: &str) -> String {
    format!("{runs} {compact}")
}

/// The last eight digits of a number that ends in as many.
fn tail(number: &str) -> Option<&str> {
    let tail = number.get(number.len().checked_sub(8)?..)?;
    tail.bytes().all(|b| b.is_ascii_digit()).then_some(tail)
}

/// What an address is known by.
pub(super) fn postal(a: &AddressSought) -> Vec<(Label, String)> {
    let bare = house::digits(&a.number);
    let street = short_street(&a.street);
    let mut all = Vec::new();
    if is_narrow(&a.postcode) {
        all.push((Label::Postcode, parts(&[&a.postcode, &a.number])));
        all.push((Label::PostcodeAny, parts(&[&a.postcode, bare])));
    } else if !a.postcode.is_empty() {
        all.push((Label::Wide, parts(&[&a.postcode, &a.number, &street])));
        all.push((Label::WideAny, parts(&[&a.postcode, bare, &street])));
    }
    let (exact, any) = if a.postcode.is_empty() {
        (Label::Street, Label::StreetAny)
    } else {
        (Label::StreetBeside, Label::StreetBesideAny)
    };
    if !street.is_empty() {
        all.push((exact, parts(&[&street, &a.number, &a.locality])));
        all.push((any, parts(&[&street, bare, &a.locality])));
    }
    all
}

/// Texts that cannot be mistaken for others that are cut elsewhere.
pub(super) fn parts(all: &[&str]) -> String {
    all.join("|")
}

/// What a name is known by.
fn name(person: &Person) -> Vec<(Label, String)> {
    let mut all = Vec::new();
    for surname in &person.surnames {
        if let Some(word) = surname.core.get(surname.anchor()) {
            all.extend(word.0.iter().map(|spelling| (Label::Surname, spelling.clone())));
        }
    }
    // of a double name both orders
    let (mut reversed, two) = (person.surnames.clone(), double::parts(person).len() == 2);
    reversed.reverse();
    let orders = [Some(&person.surnames), Some(&reversed).filter(|_| two)];
    for (infix, core) in orders.into_iter().flatten().flat_map(|surnames| {
        let (infix, cores) = whole(surnames);
        cores.into_iter().map(move |core| (infix.clone(), core))
    }) {
        let core = &core;
        all.push((Label::Core, core.clone()));
        all.push((Label::Whole, parts(&[&infix, core])));
        for (n, given) in (0_u8..).zip(person.givens.iter().take(GIVENS)) {
            all.extend(given.0.iter().map(|g| (Label::Given(n), parts(&[g, core]))));
        }
        let first = person.givens.first().and_then(|g| initial(g.plain()));
        let letters: Vec<String> =
            if person.initials.is_empty() { first.into_iter().collect() } else { person.initials.clone() };
        for n in 1..=letters.len().min(GIVENS) {
            all.push((Label::Initials, parts(&[&letters[..n].join("."), core])));
        }
    }
    all
}

/// What stands before a surname, and the surname in all its spellings; of a double name both parts.
fn whole(surnames: &[Surname]) -> (String, Vec<String>) {
    let double = surnames.iter().all(|s| s.part);
    let all = if double { surnames } else { &surnames[..surnames.len().min(1)] };
    let infix = all.first().map(|s| s.infix.join(" ")).unwrap_or_default();
    let mut cores = vec![String::new()];
    let mut add = |between: &str, spellings: &[String]| {
        let longer = cores.iter().flat_map(|core| {
            spellings
                .iter()
                .map(move |s| if core.is_empty() { s.clone() } else { format!("{core}{between}{s}") })
        });
        cores = longer.take(SPELLINGS).collect();
    };
    for (n, surname) in all.iter().enumerate() {
        let mut between = if n == 0 { " " } else { "-" };
        for word in surname.infix.iter().filter(|_| n > 0) {
            add(between, std::slice::from_ref(word));
            between = " ";
        }
        for Word(spellings) in &surname.core {
            add(between, spellings);
            between = " ";
        }
    }
    (infix, cores)
}
