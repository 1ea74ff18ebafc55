//! What the words of a mail are as parties and people, remembered: the same addresses and names come back a thousand times.
//!
//! In: an addr-spec, a name, a firm's name, a page. Out: what is compared of it. Each worker has its own, bounded; what is
//! told is the same whether it was remembered or not.

use std::rc::Rc;

use foldhash::{HashMap, HashMapExt as _};

use super::key::{Key, Sort};
use super::name::{self, Name};
use super::provider::{Parties, is_provider, is_role, registered};

/// Words of one sort that are remembered; all are forgotten when there are more.
const REMEMBERED: usize = 1 << 14;

/// Who is behind an address.
#[derive(Debug)]
pub(super) struct Face {
    /// The party that it belongs to.
    pub(super) party: Key,
    /// The person; of an office, the office.
    pub(super) node: Key,
    /// It is an office's: `info@`.
    pub(super) role: bool,
    /// It is that of a program, by which others let know what they did: `noreply@`.
    pub(super) program: bool,
    /// The letters of its local part.
    pub(super) letters: String,
    /// The name that its local part spells out.
    pub(super) name: Option<Rc<Name>>,
    /// The registered domain of an organisation; absent at providers.
    pub(super) domain: Option<Box<str>>,
    /// The letters of that domain's own label.
    pub(super) house: String,
}

/// A firm by its name.
#[derive(Debug)]
pub(super) struct Firm {
    /// The name without its legal form.
    pub(super) key: Option<Key>,
    /// The name as a value.
    pub(super) value: Key,
    /// The ways in which a domain may spell it.
    pub(super) spellings: Vec<String>,
    /// Its words that few other firms have.
    pub(super) words: Vec<String>,
}

/// What one worker remembers.
#[derive(Debug)]
pub struct Faces {
    parties: Parties,
    addresses: HashMap<Box<str>, Rc<Face>>,
    names: HashMap<Box<str>, Option<Rc<Name>>>,
    firms: HashMap<Box<str>, Rc<Firm>>,
    sites: HashMap<Box<str>, Option<Key>>,
}

impl Faces {
    /// Nothing is remembered yet.
    pub fn new(parties: &Parties) -> Self {
        Faces {
            parties: parties.clone(),
            addresses: HashMap::new(),
            names: HashMap::new(),
            firms: HashMap::new(),
            sites: HashMap::new(),
        }
    }

    /// Who is behind an addr-spec in lower case.
    pub(super) fn address(&mut self, address: &str) -> Rc<Face> {
        let parties = &self.parties;
        remember(&mut self.addresses, address, |address| {
            let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
            let party = parties.party(address);
            let own = Key::of(Sort::Address, &[address]);
            let role = is_role(local);
            let domain = (!domain.is_empty() && !is_provider(domain)).then(|| registered(domain));
            Rc::new(Face {
                party,
                node: if role { own.with(Sort::Party, party) } else { own },
                role,
                program: role && is_program(local),
                letters: name::folded(local).chars().filter(|c| c.is_alphabetic()).collect(),
                name: if role { None } else { spelled(local).map(Rc::new) },
                house: domain.and_then(|d| d.split('.').next()).map(name::letters).unwrap_or_default(),
                domain: domain.map(Box::from),
            })
        })
    }

    /// A person's name, taken apart.
    pub(super) fn name(&mut self, text: &str) -> Option<Rc<Name>> {
        remember(&mut self.names, text, |text| Name::read(text).map(Rc::new))
    }

    /// A person's name that was taken apart before, or is now without being remembered.
    pub(super) fn known_name(&self, text: &str) -> Option<Rc<Name>> {
        self.names.get(text).cloned().unwrap_or_else(|| Name::read(text).map(Rc::new))
    }

    /// A firm's name.
    pub(super) fn firm(&mut self, text: &str) -> Rc<Firm> {
        remember(&mut self.firms, text, |text| {
            let key = name::organisation(text);
            let value = key.unwrap_or_else(|| Key::of(Sort::Value, &["organisation", text]));
            Rc::new(Firm { key, value, spellings: name::spellings(text), words: name::telling(text) })
        })
    }

    /// The party whose page it is.
    pub(super) fn site(&mut self, url: &str) -> Option<Key> {
        let parties = &self.parties;
        remember(&mut self.sites, url, |url| {
            let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
            let host = rest.split(['/', '?', '#', ':']).next()?;
            Some(parties.party(&format!("@{host}")))
        })
    }
}

fn remember<T: Clone>(all: &mut HashMap<Box<str>, T>, text: &str, make: impl FnOnce(&str) -> T) -> T {
    if let Some(found) = all.get(text) {
        return found.clone();
    }
    if all.len() >= REMEMBERED {
        all.clear();
    }
    let made = make(text);
    all.insert(text.into(), made.clone());
    made
}

/// A mailbox of a program: whoever is named before it did something there, and is not of its house for that.
fn is_program(local: &str) -> bool {
    const PROGRAMS: [&str; 12] = [
        "donotreply",
        "keineantwort",
        "nepasrepondre",
        "nichtantworten",
        "nonrispondere",
        "noresponder",
        "noreply",
        "notification",
        "notifications",
        "notify",
        "partage",
        "sharing",
    ];
    let letters: String = local.chars().filter(char::is_ascii_alphabetic).collect();
    PROGRAMS.contains(&letters.to_ascii_lowercase().as_str())
}

/// The name in `jan.de.vries`.
fn spelled(local: &str) -> Option<Name> {
    let local = local.split('+').next().unwrap_or(local);
    if !local.contains(['.', '_', '-']) {
        return None;
    }
    let words: Vec<String> = local
        .split(['.', '_', '-'])
        .map(|w| w.chars().filter(|c| c.is_alphabetic()).collect::<String>())
        .filter(|w| !w.is_empty())
        .map(|w| if w.chars().count() == 1 { format!("{}.", w.to_uppercase()) } else { w })
        .collect();
    Name::read(&words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_tells() {
        let mut faces = Faces::new(&Parties::default());
        let jan = faces.address("jan.de.vries@mail.klant.nl");
        assert_eq!(jan.domain.as_deref(), Some("klant.nl"));
        assert_eq!((jan.house.as_str(), jan.letters.as_str(), jan.role), ("klant", "jandevries", false));
        assert_eq!(jan.name.as_ref().unwrap().full(), faces.name("Vries, Jan de").unwrap().full());
        assert_eq!(faces.address("info@klant.nl").party, jan.party);
        assert!(faces.address("info@klant.nl").role);
        let piet = faces.address("piet99@gmail.com");
        assert_eq!((piet.party, piet.domain.as_deref(), piet.name.is_none()), (piet.node, None, true));
        assert_eq!(faces.site("https://www.klant.nl/over?x"), Some(jan.party));
        assert_eq!(faces.firm("Klant B.V.").key, faces.firm("Klant").key);
    }

    #[test]
    fn what_is_forgotten_is_told_again() {
        let mut faces = Faces::new(&Parties::default());
        let first = faces.address("jan@klant.nl").party;
        for n in 0..REMEMBERED + 10 {
            faces.address(&format!("x{n}@ander.nl"));
        }
        assert!(faces.addresses.len() <= REMEMBERED);
        assert_eq!(faces.address("jan@klant.nl").party, first);
    }
}
