//! Who a property set speaks of: a name, and an address that mail can be sent to, where there is one.
//!
//! Exchange keeps X.500 names (`/O=…/CN=…`, address type `EX`) in place of addresses. The addr-spec often stands in another
//! property of the same recipient, or at another place in the item where the same X.500 name stands; all of these are asked.
//! An X.500 name that stays without an addr-spec is kept as it is.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::codepage;
use super::entry_id;
use super::item::{Properties, Value};
use super::tag;

/// An address as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Address {
    /// An addr-spec.
    Smtp(String),
    /// Of another kind: an X.500 name, a telephone number for faxes.
    Other(String),
    /// None.
    None,
}

/// A person or list that is named in an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Party {
    /// Display name; empty where there is none.
    pub(super) name: String,
    /// Where mail for it goes.
    pub(super) address: Address,
}

/// The properties that name one party.
#[derive(Clone, Copy)]
pub(super) struct Role {
    names: &'static [u16],
    smtp: &'static [u16],
    address: u16,
    entry_ids: &'static [u16],
    search_key: u16,
}

/// The recipient, in its own properties.
pub(super) const RECIPIENT: Role = Role {
    names: &[tag::DISPLAY_NAME, tag::RECIPIENT_DISPLAY_NAME, tag::TRANSMITTABLE_DISPLAY_NAME],
    smtp: &[tag::SMTP_ADDRESS],
    address: tag::EMAIL_ADDRESS,
    entry_ids: &[tag::ENTRY_ID, tag::RECIPIENT_ENTRY_ID],
    search_key: tag::SEARCH_KEY,
};

/// Who sent the message.
pub(super) const SENDER: Role = Role {
    names: &[tag::SENDER_NAME],
    smtp: &[tag::SENDER_SMTP_ADDRESS],
    address: tag::SENDER_EMAIL_ADDRESS,
    entry_ids: &[tag::SENDER_ENTRY_ID],
    search_key: tag::SENDER_SEARCH_KEY,
};

/// For whom it was sent.
pub(super) const AUTHOR: Role = Role {
    names: &[tag::SENT_REPRESENTING_NAME],
    smtp: &[tag::SENT_REPRESENTING_SMTP_ADDRESS],
    address: tag::SENT_REPRESENTING_EMAIL_ADDRESS,
    entry_ids: &[tag::SENT_REPRESENTING_ENTRY_ID],
    search_key: tag::SENT_REPRESENTING_SEARCH_KEY,
};

/// X.500 names that are kept with their addr-spec: more than nearly any organisation has.
const BOOK: usize = 100_000;

/// Bytes of a name and of an addr-spec that are kept; longer ones are no program's.
const KEPT: usize = 1024;

/// The addr-specs of X.500 names, as items of a store told them so far. Clones are the same book, so that the folders of a store
/// can share one: Exchange of old wrote the addr-spec beside the name in some messages only.
#[derive(Clone, Default)]
pub struct AddressBook(Arc<Mutex<HashMap<String, String>>>);

impl AddressBook {
    fn with<T>(&self, f: impl FnOnce(&mut HashMap<String, String>) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl std::fmt::Debug for AddressBook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AddressBook").field("entries", &self.with(|book| book.len())).finish()
    }
}

/// The X.500 names of an item of which an addr-spec is known: from the item itself, or from others before it.
#[derive(Default)]
pub(super) struct Directory {
    own: HashMap<String, String>,
    book: AddressBook,
}

impl Directory {
    /// Of an item and its recipients, which are added to the book.
    pub(super) fn of(properties: &Properties, recipients: &[Properties], book: &AddressBook) -> Self {
        let mut known: HashMap<String, String> = HashMap::new();
        let places = [(properties, AUTHOR), (properties, SENDER)]
            .into_iter()
            .chain(recipients.iter().map(|recipient| (recipient, RECIPIENT)));
        for (properties, role) in places {
            let found = read(properties, role);
            if let (Address::Smtp(smtp), Some(other)) = (found.address, exchange(properties, role)) {
                known.entry(other.to_ascii_lowercase()).or_insert(smtp);
            }
        }
        book.with(|book| {
            for (name, smtp) in known.iter().filter(|(name, smtp)| name.len() + smtp.len() <= KEPT) {
                if book.len() < BOOK || book.contains_key(name) {
                    book.insert(name.clone(), smtp.clone());
                }
            }
        });
        Directory { own: known, book: book.clone() }
    }

    /// The addr-spec of an X.500 name.
    fn addr_spec(&self, name: &str) -> Option<String> {
        let name = name.to_ascii_lowercase();
        self.own.get(&name).cloned().or_else(|| self.book.with(|book| book.get(&name).cloned()))
    }

    /// The party that some properties name in a role; `None` where they name nobody.
    pub(super) fn party(&self, properties: &Properties, role: Role) -> Option<Party> {
        let mut party = read(properties, role);
        if let Address::Other(other) = &party.address
            && let Some(smtp) = self.addr_spec(other)
        {
            party.address = Address::Smtp(smtp);
        }
        party.settled()
    }

    /// The party of an entry id.
    pub(super) fn entry(&self, bytes: &[u8], codepage: u16) -> Option<Party> {
        let entry = entry_id::read(bytes, codepage)?;
        let known = addr_spec(&entry.address).map(str::to_owned).or_else(|| self.addr_spec(&entry.address));
        let address = known.map_or_else(|| other(&entry.address), Address::Smtp);
        Party { name: entry.name, address }.settled()
    }
}

impl Party {
    /// Without what only looks like a name; `None` where nothing is left.
    pub(super) fn settled(mut self) -> Option<Self> {
        let mut name = self.name.trim();
        if let (Address::Smtp(smtp), Some((before, inner))) =
            (&self.address, name.strip_suffix('>').and_then(|name| name.rsplit_once('<')))
            && inner.eq_ignore_ascii_case(smtp)
        {
            name = before.trim();
        }
        let name = name.trim_matches(['\'', '"']).trim();
        match &self.address {
            // Outlook shows `'jan@klant.example'` where it knows no name
            Address::Smtp(smtp) if name.eq_ignore_ascii_case(smtp) => self.name = String::new(),
            _ if name.len() < self.name.len() => self.name = name.to_owned(),
            _ => {}
        }
        if self.address == Address::None
            && let Some(smtp) = addr_spec(&self.name)
        {
            self.address = Address::Smtp(smtp.to_owned());
            self.name = String::new();
        }
        (!self.name.is_empty() || self.address != Address::None).then_some(self)
    }
}

/// What properties say of a party without a look at others.
fn read(properties: &Properties, role: Role) -> Party {
    let name = role.names.iter().filter_map(|id| properties.text(*id)).find(|name| !name.trim().is_empty());
    let given = properties.text(role.address).map_or("", str::trim);
    let entries =
        || role.entry_ids.iter().filter_map(|id| entry_id::read(properties.bytes(*id)?, page(properties)));
    let smtp = role
        .smtp
        .iter()
        .filter_map(|id| properties.text(*id))
        .chain([given])
        .find_map(addr_spec)
        .map(str::to_owned)
        .or_else(|| proxy(properties))
        .or_else(|| entries().find_map(|entry| addr_spec(&entry.address).map(str::to_owned)))
        .or_else(|| search_key(properties.bytes(role.search_key)?));
    let name = match name {
        Some(name) => name.to_owned(),
        None => entries().map(|entry| entry.name).find(|name| !name.is_empty()).unwrap_or_default(),
    };
    let address = match smtp {
        Some(smtp) => Address::Smtp(smtp),
        None if given.is_empty() => match entries().find(|entry| !entry.address.is_empty()) {
            Some(entry) => other(&entry.address),
            None => Address::None,
        },
        None => other(given),
    };
    Party { name, address }
}

fn other(address: &str) -> Address {
    if address.trim().is_empty() { Address::None } else { Address::Other(address.trim().to_owned()) }
}

/// The X.500 name that stands beside an addr-spec.
fn exchange(properties: &Properties, role: Role) -> Option<String> {
    let is_name = |text: &str| text.starts_with('/') && text.contains('=');
    let given = properties.text(role.address).map(str::trim).filter(|text| is_name(text)).map(str::to_owned);
    given.or_else(|| {
        let mut ids = role.entry_ids.iter().filter_map(|id| properties.bytes(*id));
        ids.find_map(|id| {
            entry_id::read(id, page(properties)).map(|entry| entry.address).filter(|a| is_name(a))
        })
    })
}

/// The primary one of PidTagAddressBookProxyAddresses: `SMTP:` in capitals (\[MS-OXOABK\] §2.2.3.23).
fn proxy(properties: &Properties) -> Option<String> {
    let Some(Value::Texts(all)) = properties.tagged.get(&tag::PROXY_ADDRESSES) else { return None };
    let of =
        |prefix: &str| all.iter().find_map(|text| addr_spec(text.strip_prefix(prefix)?).map(str::to_owned));
    of("SMTP:").or_else(|| of("smtp:"))
}

/// `SMTP:JAN@KLANT.EXAMPLE` and a zero (\[MS-OXCDATA\] §2.2.7): in capitals, so that it is asked last.
fn search_key(bytes: &[u8]) -> Option<String> {
    let text = codepage::decode(bytes.strip_prefix(b"SMTP:")?, codepage::WESTERN);
    addr_spec(&text).map(str::to_lowercase)
}

/// The code page of the text of an item.
pub(super) fn page(properties: &Properties) -> u16 {
    [tag::MESSAGE_CODEPAGE, tag::INTERNET_CODEPAGE]
        .into_iter()
        .find_map(|id| u16::try_from(properties.integer(id)?).ok().filter(|page| *page != 0))
        .unwrap_or(codepage::WESTERN)
}

/// An addr-spec, bare of what is written around it: something, an `@`, and something, without white space and marks.
pub(super) fn addr_spec(text: &str) -> Option<&str> {
    let text = text.trim();
    // `Jan <jan@klant.example>` stands in place of an address now and then
    let text = text.strip_suffix('>').and_then(|text| text.rsplit_once('<')).map_or(text, |(_, inner)| inner);
    let text = text.trim_matches(['<', '>', '\'', '"']).trim();
    let text = match text.get(..5) {
        Some(scheme) if scheme.eq_ignore_ascii_case("smtp:") => &text[5..],
        _ => text,
    };
    let stands_in_none = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | '"' | '/')
    };
    let (local, domain) = text.rsplit_once('@')?;
    (!local.is_empty() && !domain.is_empty() && !text.contains(stands_in_none) && !local.contains('@'))
        .then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outlook::testing::properties;

    #[test]
    fn an_x500_name_is_replaced_by_the_addr_spec_that_stands_elsewhere() {
        let item = properties([
            (tag::SENT_REPRESENTING_NAME, Value::Text("Jan de Vries".into())),
            (tag::SENT_REPRESENTING_EMAIL_ADDRESS, Value::Text("/O=ONS/CN=JAN".into())),
        ]);
        let book = AddressBook::default();
        let recipient = properties([
            (tag::EMAIL_ADDRESS, Value::Text("/o=ons/cn=jan".into())),
            (tag::SMTP_ADDRESS, Value::Text("jan@ons.example".into())),
        ]);
        let party = Directory::of(&item, &[recipient], &book).party(&item, AUTHOR).unwrap();
        assert_eq!(
            party,
            Party { name: "Jan de Vries".into(), address: Address::Smtp("jan@ons.example".into()) }
        );
        let later = Directory::of(&item, &[], &book).party(&item, AUTHOR).unwrap();
        assert_eq!(later, party, "an item before it told");
        let alone = Directory::of(&item, &[], &AddressBook::default()).party(&item, AUTHOR).unwrap();
        assert_eq!(alone.address, Address::Other("/O=ONS/CN=JAN".into()));
    }

    #[test]
    fn every_place_of_an_addr_spec_is_asked() {
        let id = entry_id::build_one_off("Piet", "SMTP", "piet@klant.example");
        for (from, want) in [
            (properties([(tag::SMTP_ADDRESS, Value::Text("a@klant.example".into()))]), "a@klant.example"),
            (
                properties([(tag::EMAIL_ADDRESS, Value::Text(" 'a@klant.example' ".into()))]),
                "a@klant.example",
            ),
            (properties([(tag::ENTRY_ID, Value::Bytes(id))]), "piet@klant.example"),
            (
                properties([(tag::SEARCH_KEY, Value::Bytes(b"SMTP:A@KLANT.EXAMPLE\0".to_vec()))]),
                "a@klant.example",
            ),
            (
                properties([(
                    tag::PROXY_ADDRESSES,
                    Value::Texts(vec![
                        "x500:/o=x".into(),
                        "smtp:b@klant.example".into(),
                        "SMTP:a@klant.example".into(),
                    ]),
                )]),
                "a@klant.example",
            ),
            (properties([(tag::DISPLAY_NAME, Value::Text("'a@klant.example'".into()))]), "a@klant.example"),
        ] {
            let party = Directory::default().party(&from, RECIPIENT).unwrap();
            assert_eq!(party.address, Address::Smtp(want.into()));
        }
        assert_eq!(Directory::default().party(&Properties::default(), RECIPIENT), None);
    }

    #[test]
    fn a_name_that_is_the_address_is_no_name() {
        let from = properties([
            (tag::DISPLAY_NAME, Value::Text("'Jan@klant.example'".into())),
            (tag::EMAIL_ADDRESS, Value::Text("jan@klant.example".into())),
        ]);
        assert_eq!(Directory::default().party(&from, RECIPIENT).unwrap().name, "");
        let from = properties([
            (tag::DISPLAY_NAME, Value::Text("Jan <jan@klant.example>".into())),
            (tag::EMAIL_ADDRESS, Value::Text("jan <Jan@klant.example>".into())),
        ]);
        let party = Directory::default().party(&from, RECIPIENT).unwrap();
        assert_eq!(party, Party { name: "Jan".into(), address: Address::Smtp("Jan@klant.example".into()) });
    }
}
