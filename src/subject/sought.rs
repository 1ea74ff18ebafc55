//! Identifiers as typed in, normal forms out, and whether a detail is one of them.
//!
//! In: a request. Out: what it names in the form in which details of mail are told, so that each way to write one is the same. It
//! refuses to know where details stand.

use crate::model::{Finding, How, Kind};
use crate::recognise::Normaliser;

use super::couple::is_of_two;
use super::fold::folded;
use super::person::Person;
use super::postal::{house, ways};
use super::request::Request;
use super::slip::near;
use super::terms::is_dotless;

/// An e-mail address.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct EmailSought {
    pub(super) typed: String,
    /// Lower case, without a tag behind `+`.
    pub(super) local: String,
    pub(super) domain: String,
}

/// A telephone number.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct PhoneSought {
    pub(super) typed: String,
    /// E.164, without an extension.
    pub(super) number: String,
    /// Country code, digits.
    pub(super) country: String,
    /// What follows it, digits.
    pub(super) national: String,
}

/// A postal address.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct AddressSought {
    pub(super) typed: String,
    pub(super) value: String,
    /// Folded.
    pub(super) street: String,
    /// In the form in which numbers are compared (see [`house`]): `12a`, `12-2`.
    pub(super) number: String,
    pub(super) postcode: String,
    /// Folded.
    pub(super) locality: String,
    /// The ways to write the street.
    pub(super) streets: Vec<StreetSought>,
    /// The ways to write the place; folded.
    pub(super) localities: Vec<String>,
    /// The longest run of a postcode that is of one side of a street, and how many bytes of the postcode stand before it.
    pub(super) post_run: Option<(String, usize)>,
}

/// One way to write a street, taken apart at the word that tells most; folded.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct StreetSought {
    pub(super) before: String,
    pub(super) anchor: String,
    pub(super) behind: String,
}

impl StreetSought {
    /// All of it.
    pub(super) fn whole(&self) -> String {
        [self.before.as_str(), &self.anchor, &self.behind].concat()
    }
}

/// A literal, as one of its words or numbers tells it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct OtherSought {
    pub(super) typed: String,
    /// Letters and digits, folded.
    pub(super) compact: String,
    /// Its longest word or number, as it is typed or without the signs in it.
    pub(super) anchor: String,
    /// Bytes of `compact` before that.
    pub(super) before: usize,
}

/// All identifiers of one subject. `Debug` does not show them.
#[derive(Clone, Default)]
pub(super) struct Sought {
    pub(super) people: Vec<Person>,
    pub(super) names: Vec<String>,
    pub(super) emails: Vec<EmailSought>,
    pub(super) phones: Vec<PhoneSought>,
    pub(super) addresses: Vec<AddressSought>,
    pub(super) companies: Vec<String>,
    pub(super) ibans: Vec<String>,
    pub(super) other: Vec<OtherSought>,
    /// There are e-mail addresses, told or not; telephone numbers.
    pub(super) has_emails: bool,
    pub(super) has_phones: bool,
}

impl std::fmt::Debug for Sought {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sought").field("people", &self.people.len()).finish_non_exhaustive()
    }
}

/// An identifier that cannot be used: the list it stands in, its place there from 0, and what is expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{list}[{place}]: {what}")]
pub struct Unusable {
    /// The list of the request.
    pub list: &'static str,
    /// Counts from 0.
    pub place: usize,
    /// What is expected there.
    pub what: &'static str,
}

/// Letters and digits of the shortest literal.
const SHORTEST: usize = 3;

impl Sought {
    /// Normal forms of a request's identifiers; national notation is that of `countries`, the likeliest first.
    ///
    /// # Errors
    ///
    /// The first identifier that is none.
    pub(super) fn of(
        request: &Request,
        normal: &Normaliser,
        countries: &[[u8; 2]],
    ) -> Result<Sought, Unusable> {
        let ids = &request.subject;
        let mut sought = Sought { names: ids.names.clone(), ..Sought::default() };
        for (place, name) in ids.names.iter().enumerate() {
            let what = "the name of one person is expected; for two people make two requests, and put what a firm is called \
                        into other";
            if is_of_two(name, normal) {
                return Err(Unusable { list: "names", place, what });
            }
            let what = "a name with at least one word is expected";
            let person = Person::of(name, normal).ok_or(Unusable { list: "names", place, what })?;
            if !sought.people.iter_mut().any(|p| p.join(&person)) {
                sought.people.push(person);
            }
        }
        for (place, typed) in ids.emails.iter().enumerate() {
            let what = "an e-mail address is expected, as in jan@klant.example";
            // as links have it
            let scheme = typed.get(..7).is_some_and(|head| head.eq_ignore_ascii_case("mailto:"));
            let bare = if scheme { &typed[7..] } else { typed.as_str() };
            let value = normal.email(bare).ok_or(Unusable { list: "emails", place, what })?;
            let (local, domain) = value.rsplit_once('@').unwrap_or((&value, ""));
            sought.emails.push(EmailSought {
                typed: typed.clone(),
                local: untagged(local).to_owned(),
                domain: domain.to_owned(),
            });
        }
        for (place, typed) in ids.phones.iter().enumerate() {
            let what = "a telephone number is expected, as in +31 6 12345678; one without a country code is read as one \
                        of the countries of --country";
            let value = normal.phones(typed, countries).into_iter().next().ok_or(Unusable {
                list: "phones",
                place,
                what,
            })?;
            let number = value.split(';').next().unwrap_or_default().to_owned();
            let (country, national) = country_code(&number);
            sought.phones.push(PhoneSought {
                typed: typed.clone(),
                country: country.to_owned(),
                national: national.to_owned(),
                number,
            });
        }
        for (place, typed) in ids.addresses.iter().enumerate() {
            let what = "a postal address is expected: street, number and place or postcode, as in Dorpsstraat 12a, 1234 AB Ons Dorp";
            let address =
                address(typed, normal, countries).ok_or(Unusable { list: "addresses", place, what })?;
            sought.addresses.push(address);
        }
        for (place, typed) in ids.company_numbers.iter().enumerate() {
            let what = "a number in a register of companies is expected, as in NL-KVK 12345678";
            let (country, bare) = registered(typed);
            let value = normal.number(Kind::CompanyNumber, bare, country, countries).ok_or(Unusable {
                list: "company_numbers",
                place,
                what,
            })?;
            sought.companies.push(value);
        }
        for (place, typed) in ids.ibans.iter().enumerate() {
            let what = "an IBAN is expected, as in NL91 ABNA 0417 1643 00";
            let value = normal.number(Kind::Iban, typed, None, countries).ok_or(Unusable {
                list: "ibans",
                place,
                what,
            })?;
            sought.ibans.push(value);
        }
        for (place, typed) in ids.other.iter().enumerate() {
            let compact = folded(typed);
            let what = "three letters or digits at least are needed: what is shorter stands everywhere";
            if compact.chars().count() < SHORTEST {
                return Err(Unusable { list: "other", place, what });
            }
            // `POL-2231-77` is written `POL223177` too
            let mut runs = vec![longest_run(typed), longest_run(&compact)];
            runs.dedup();
            for (anchor, before) in runs {
                let (typed, compact) = (typed.clone(), compact.clone());
                sought.other.push(OtherSought { typed, compact, anchor, before });
            }
        }
        sought.has_emails = !sought.emails.is_empty() || ids.withholds("emails");
        sought.has_phones = !sought.phones.is_empty() || ids.withholds("phones");
        for person in &mut sought.people {
            person.given_withheld = ids.withholds("given_names");
            person.initials_withheld = ids.withholds("initials");
        }
        Ok(sought)
    }

    /// Which e-mail address one is, and how it is written; tags and sub-domains do not count.
    pub(super) fn email(&self, address: &str) -> Option<(usize, How)> {
        let (local, domain) = address.rsplit_once('@')?;
        let bare = untagged(local);
        self.emails.iter().enumerate().find_map(|(n, sought)| {
            let dotless = is_dotless(domain) && is_dotless(&sought.domain);
            let same_local =
                bare == sought.local || dotless && bare.replace('.', "") == sought.local.replace('.', "");
            let below = domain.strip_suffix(sought.domain.as_str()).is_some_and(|b| b.ends_with('.'));
            if !same_local || domain != sought.domain && !below && !dotless {
                return None;
            }
            let exact = address.eq_ignore_ascii_case(sought.typed.trim());
            Some((n, if exact { How::Exact } else { How::Variant }))
        })
    }

    /// Which identifier that is the subject's alone a finding is, and how it is written there.
    pub(super) fn identifier(&self, finding: &Finding) -> Option<(usize, How)> {
        let value = finding.value.reveal().as_str();
        let text = finding.text.as_ref().map(|t| t.reveal().as_str());
        let told = |typed: &str| {
            if text.is_some_and(|t| t.trim() == typed.trim()) { How::Exact } else { How::Variant }
        };
        match finding.kind {
            Kind::Email => {
                let (n, how) = self.email(value)?;
                // `jan [at] klant punt nl` has the same value
                let plain = text.is_none_or(|t| t.trim().eq_ignore_ascii_case(value));
                Some((n, if plain { how } else { How::Variant }))
            }
            Kind::Phone => {
                let number = value.split(';').next().unwrap_or_default();
                let n = self.phones.iter().position(|p| p.number == number)?;
                Some((n, told(&self.phones[n].typed)))
            }
            Kind::Iban => {
                let n = self.ibans.iter().position(|i| i == value)?;
                Some((n, if text.is_some_and(|t| t == value) { How::Exact } else { How::Variant }))
            }
            Kind::CompanyNumber => {
                let n = self.companies.iter().position(|c| c == value)?;
                Some((n, How::Exact))
            }
            _ => None,
        }
    }

    /// A finding is a postal address of the subject to the last letter of the house number.
    pub(super) fn is_home(&self, finding: &Finding) -> bool {
        let number = finding.fields.get("house_number").map(|n| house::normal(n)).unwrap_or_default();
        self.address(finding).is_some_and(|(n, _)| self.addresses[n].number == number)
    }

    /// Which address a finding is.
    pub(super) fn address(&self, finding: &Finding) -> Option<(usize, How)> {
        self.address_of(finding, &AddressTold::of(finding)?)
    }

    /// The same, of what the finding tells.
    pub(super) fn address_of(&self, finding: &Finding, told: &AddressTold) -> Option<(usize, How)> {
        let street = told.street.as_str();
        self.addresses.iter().enumerate().find_map(|(n, a)| {
            let coded = !a.postcode.is_empty() && !told.postcode.is_empty();
            if !house::same(&a.number, &told.number) || coded && a.postcode != told.postcode {
                return None;
            }
            let one_street = same_street(&a.street, street);
            let place = coded
                || !a.street.is_empty()
                    && (a.locality.is_empty() || a.locality == told.locality)
                    && one_street;
            // a postcode of a whole town says little without the street
            let wide = !is_narrow(&a.postcode);
            // a name in front of number and postcode is read as a street: these alone are the subject's, and are found so
            let akin = || {
                a.street.is_empty()
                    || street.is_empty()
                    || finding.span.is_none()
                    || one_street
                    || near(&a.street, street)
            };
            let typed = finding.text.as_ref().is_some_and(|t| t.reveal().trim() == a.typed.trim());
            (place && (!wide || one_street) && akin())
                .then_some((n, if typed { How::Exact } else { How::Variant }))
        })
    }
}

/// What a finding tells of a postal address, as it is compared.
pub(super) struct AddressTold {
    number: String,
    postcode: String,
    street: String,
    locality: String,
}

impl AddressTold {
    /// Of a finding; `None` where it is no postal address.
    pub(super) fn of(finding: &Finding) -> Option<Self> {
        let field = |name: &str| finding.fields.get(name).map(String::as_str).unwrap_or_default();
        (finding.kind == Kind::PostalAddress).then(|| AddressTold {
            number: house::normal(field("house_number")),
            postcode: folded(field("postcode")),
            street: folded(field("street")),
            locality: folded(field("locality")),
        })
    }
}

/// A postcode of one side of a street or less: with the number of the house it tells which house. Others are of a town or a part of it.
pub(super) fn is_narrow(postcode: &str) -> bool {
    let shape: String = postcode
        .chars()
        .map(|c| {
            if c.is_ascii_digit() {
                '0'
            } else if c.is_ascii_alphabetic() {
                'a'
            } else {
                c
            }
        })
        .collect();
    // of the Netherlands; of the United Kingdom
    matches!(shape.as_str(), "0000aa" | "a00aa" | "aa00aa" | "a000aa" | "aa000aa" | "a0a0aa" | "aa0a0aa")
}

/// A street as it is compared: how the word is written that many streets have does not count.
pub(super) fn short_street(street: &str) -> String {
    street.replace("straat", "str").replace("strasse", "str").replace("street", "st")
}

fn same_street(one: &str, other: &str) -> bool {
    one == other || !one.is_empty() && short_street(one) == short_street(other)
}

/// The part of a local part before a tag.
pub(super) fn untagged(local: &str) -> &str {
    match local.split_once('+') {
        Some((bare, _)) if !bare.is_empty() => bare,
        _ => local,
    }
}

/// The country code of an E.164 number, and what follows it.
pub(super) fn country_code(number: &str) -> (&str, &str) {
    let digits = number.trim_start_matches('+');
    // ITU-T E.164: zones 1 and 7 have one digit; these have two
    const TWO: &[&str] = &[
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48",
        "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81",
        "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
    ];
    let length = match digits.as_bytes().first() {
        Some(b'1' | b'7') => 1,
        _ if digits.get(..2).is_some_and(|two| TWO.contains(&two)) => 2,
        _ => 3,
    };
    digits.split_at_checked(length).unwrap_or((digits, ""))
}

/// `NL-KVK 12345678`: the country, and the number.
fn registered(typed: &str) -> (Option<[u8; 2]>, &str) {
    let country = typed.as_bytes().first_chunk::<2>().filter(|c| c.iter().all(u8::is_ascii_uppercase));
    match (country, typed.get(2..3), typed.rsplit_once(' ')) {
        (Some(country), Some("-"), Some((_, number))) => (Some(*country), number),
        _ => (None, typed),
    }
}

fn address(typed: &str, normal: &Normaliser, countries: &[[u8; 2]]) -> Option<AddressSought> {
    let read = |text: &str| {
        countries.iter().find_map(|c| normal.address(text, Some(*c), countries)).or_else(|| {
            // what stands in a request may be of any country that is read
            [*b"NL", *b"BE", *b"DE", *b"FR", *b"GB", *b"US", *b"ES", *b"IT", *b"AT", *b"CH", *b"LU"]
                .into_iter()
                .find_map(|c| normal.address(text, Some(c), &[c]))
        })
    };
    let found = read(typed).or_else(|| read(&typed.replace(" - ", ", "))).or_else(|| {
        let spaced: Vec<&str> = typed.split_whitespace().collect();
        read(&spaced.join(" "))
    });
    let mut address = AddressSought { typed: typed.to_owned(), ..AddressSought::default() };
    let street;
    if let Some((value, fields)) = found {
        let field = |name: &str| fields.get(name).map(|f| folded(f)).unwrap_or_default();
        address.value = value;
        address.number = fields.get("house_number").map(|n| house::normal(n)).unwrap_or_default();
        address.postcode = field("postcode");
        address.locality = field("locality");
        street = fields.get("street").cloned().unwrap_or_default();
    } else if let Some((postcode, number)) = postcode_and_number(typed) {
        address.value = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        (address.postcode, address.number) = (postcode, number);
        street = String::new();
    } else {
        // `Dorpsstraat 12a, Ons Dorp`: street, number, place
        let (line, place) = typed.split_once(',')?;
        let at = line.find(|c: char| c.is_ascii_digit()).filter(|n| *n > 0)?;
        let (name, number) = line.split_at(at);
        address.value = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        address.number = house::normal(number.trim());
        address.locality = folded(place);
        street = name.to_owned();
        if address.locality.is_empty() {
            return None;
        }
    }
    address.street = folded(&street);
    address.streets = ways::streets(&street);
    address.localities = ways::places(&address.locality);
    if is_narrow(&address.postcode) {
        address.post_run = Some(longest_run(&address.postcode));
    }
    let placed = !address.street.is_empty() || address.post_run.is_some();
    (placed && !address.number.is_empty()).then_some(address)
}

/// `1234 AB 12a`: a postcode of one side of a street, and a number; folded.
fn postcode_and_number(typed: &str) -> Option<(String, String)> {
    let words: Vec<&str> = typed
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
        .filter(|w| !w.is_empty())
        .collect();
    let joined = words.join(" ");
    let cuts = || joined.char_indices().filter(|(_, c)| matches!(c, ' ' | '-')).map(|(at, _)| at);
    let read = |postcode: &str, number: &str| {
        let postcode = folded(postcode);
        let number = house::whole(number.trim_start_matches([' ', '-']))?;
        is_narrow(&postcode).then_some((postcode, number))
    };
    // the postcode may stand behind the number too
    cuts().find_map(|at| read(&joined[..at], &joined[at..])).or_else(|| {
        let mut all: Vec<usize> = cuts().collect();
        all.reverse();
        all.into_iter().find_map(|at| read(&joined[at..], &joined[..at]))
    })
}

/// The longest run of letters or of digits, folded, and how many folded bytes stand before it.
fn longest_run(text: &str) -> (String, usize) {
    let mut best = (String::new(), 0);
    let (mut run, mut start, mut done) = (String::new(), 0, 0);
    let mut digits = None;
    for c in text.chars() {
        let piece = folded(c.encode_utf8(&mut [0; 4]));
        let sort = (!piece.is_empty()).then(|| c.is_ascii_digit());
        if sort.is_none() && matches!(c, '\'' | '’') {
            continue;
        }
        if sort != digits || sort.is_none() {
            if run.len() > best.0.len() {
                best = (run.clone(), start);
            }
            run.clear();
            start = done;
            digits = sort;
        }
        run.push_str(&piece);
        done += piece.len();
    }
    if run.len() > best.0.len() { (run, start) } else { best }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject::request::Identifiers;
    use crate::subject::sample::list;

    fn sought(ids: Identifiers) -> Result<Sought, Unusable> {
        let request = Request { subject: ids, ..Request::default() };
        Sought::of(&request, &Normaliser::new(), &[*b"NL", *b"BE", *b"DE"])
    }

    #[test]
    fn identifiers_have_normal_forms() {
        let sought = sought(Identifiers {
            names: list(&["Jan de Vries"]),
            emails: list(&["Jan@Klant.example"]),
            phones: list(&["+31(0)612345678"]),
            addresses: list(&["Parkzicht 111 b, 5040 WA TILBURG", "Dorpsstraat 12a, Ons Dorp"]),
            company_numbers: list(&["NL-KVK 12345678", "12345678"]),
            ibans: list(&["NL91 ABNA 0417 1643 00"]),
            other: list(&["KL-88213"]),
            ..Identifiers::default()
        })
        .unwrap();
        assert_eq!(
            (sought.emails[0].local.as_str(), sought.emails[0].domain.as_str()),
            ("jan", "klant.example")
        );
        assert_eq!(
            (sought.phones[0].country.as_str(), sought.phones[0].national.as_str()),
            ("31", "612345678")
        );
        let a = &sought.addresses[0];
        assert_eq!(
            (a.street.as_str(), a.number.as_str(), a.postcode.as_str()),
            ("parkzicht", "111b", "5040wa")
        );
        assert_eq!(sought.addresses[1].locality, "onsdorp");
        assert_eq!(sought.companies, ["NL-KVK 12345678", "NL-KVK 12345678"]);
        assert_eq!(sought.ibans, ["NL91ABNA0417164300"]);
        assert_eq!((sought.other[0].anchor.as_str(), sought.other[0].before), ("88213", 2));
    }

    #[test]
    fn what_is_none_is_told_by_its_place() {
        for (ids, list, place) in [
            (Identifiers { phones: list(&["0612345678", "12"]), ..Identifiers::default() }, "phones", 1),
            (Identifiers { emails: list(&["jan"]), ..Identifiers::default() }, "emails", 0),
            (Identifiers { ibans: list(&["12"]), ..Identifiers::default() }, "ibans", 0),
            (Identifiers { other: list(&["a1"]), ..Identifiers::default() }, "other", 0),
            (Identifiers { addresses: list(&["Ons Dorp"]), ..Identifiers::default() }, "addresses", 0),
            (Identifiers { names: list(&["12"]), ..Identifiers::default() }, "names", 0),
            (
                Identifiers {
                    names: list(&["Jan de Vries", "Jan de Vries, Els Bakker"]),
                    ..Identifiers::default()
                },
                "names",
                1,
            ),
            (Identifiers { names: list(&["Jan en Els de Vries"]), ..Identifiers::default() }, "names", 0),
        ] {
            let unusable = sought(ids).unwrap_err();
            assert_eq!((unusable.list, unusable.place), (list, place));
        }
    }

    #[test]
    fn a_firm_may_be_called_after_two_people() {
        for name in ["Bakker & Smit", "Jan & Els de Vries B.V.", "Maria und Josef Krankenhaus"] {
            let ids = Identifiers { names: list(&[name]), ..Identifiers::default() };
            assert!(sought(ids).is_ok(), "{name}");
        }
        let ids = Identifiers { emails: list(&["mailto:Jan@Klant.example"]), ..Identifiers::default() };
        assert_eq!(sought(ids).unwrap().emails[0].local, "jan");
    }

    #[test]
    fn tags_and_sub_domains_do_not_count() {
        let sought = sought(Identifiers {
            emails: list(&["jan@klant.example", "jan.bakker@gmail.com"]),
            ..Identifiers::default()
        })
        .unwrap();
        assert_eq!(sought.email("jan@klant.example"), Some((0, How::Exact)));
        assert_eq!(sought.email("jan+nieuws@klant.example"), Some((0, How::Variant)));
        assert_eq!(sought.email("jan@post.klant.example"), Some((0, How::Variant)));
        assert_eq!(sought.email("janbakker@gmail.com"), Some((1, How::Variant)));
        assert_eq!(sought.email("jan@andereklant.example"), None);
        assert_eq!(sought.email("janssen@klant.example"), None);
    }
}
