//! The properties of a contact or a distribution list in, vCards out (RFC 6350; \[MS-OXOCNTC\]).
//!
//! All details of one contact stand in one card, each under the property that a reader of cards knows it by; what has none there
//! gets a name of its own (`X-…`).

use super::address::{self, Address, Directory, Party};
use super::item::{Named, Properties, Value};
use super::tag::{self, lid};
use super::typed;

/// Members of a distribution list that are read.
const MEMBERS: usize = 100_000;

/// Telephone numbers of a contact, and what they are.
const TELEPHONES: [(u16, &str); 20] = [
    (tag::BUSINESS_TELEPHONE, "work,voice"),
    (tag::BUSINESS2_TELEPHONES, "work,voice"),
    (tag::COMPANY_MAIN_TELEPHONE, "work,main-number"),
    (tag::MOBILE_TELEPHONE, "cell"),
    (tag::HOME_TELEPHONE, "home,voice"),
    (tag::HOME2_TELEPHONES, "home,voice"),
    (tag::PRIMARY_TELEPHONE, "voice"),
    (tag::OTHER_TELEPHONE, "voice"),
    (tag::CALLBACK_TELEPHONE, "voice"),
    (tag::ASSISTANT_TELEPHONE, "work,x-assistant"),
    (tag::CAR_TELEPHONE, "cell,x-car"),
    (tag::RADIO_TELEPHONE, "voice,x-radio"),
    (tag::BUSINESS_FAX, "work,fax"),
    (tag::HOME_FAX, "home,fax"),
    (tag::PRIMARY_FAX, "fax"),
    (tag::PAGER_TELEPHONE, "pager"),
    (tag::ISDN, "voice,x-isdn"),
    (tag::TELEX, "text,x-telex"),
    (tag::TTY_TELEPHONE, "textphone"),
    // PidTagTelecommunicationsDeviceForDeaf and others of that kind stand in one of the above
    (tag::LOCATION, "x-location"),
];

/// Texts of a contact that need no shaping.
const TEXTS: [(u16, &str); 14] = [
    (tag::NICKNAME, "NICKNAME"),
    (tag::TITLE, "TITLE"),
    (tag::PROFESSION, "ROLE"),
    (tag::BUSINESS_HOME_PAGE, "URL;TYPE=work"),
    (tag::PERSONAL_HOME_PAGE, "URL;TYPE=home"),
    (tag::SPOUSE_NAME, "RELATED;TYPE=spouse;VALUE=text"),
    (tag::CHILDRENS_NAMES, "RELATED;TYPE=child;VALUE=text"),
    (tag::ASSISTANT, "RELATED;TYPE=agent;VALUE=text"),
    (tag::MANAGER_NAME, "RELATED;TYPE=x-manager;VALUE=text"),
    (tag::REFERRED_BY_NAME, "RELATED;TYPE=contact;VALUE=text"),
    (tag::OFFICE_LOCATION, "X-OFFICE-LOCATION"),
    (tag::CUSTOMER_ID, "X-CUSTOMER-ID"),
    (tag::GOVERNMENT_ID, "X-GOVERNMENT-ID"),
    (tag::BODY, "NOTE"),
];

/// A card that is being written.
struct Card(String);

impl Card {
    fn new(name: &str) -> Self {
        let mut card = Card("BEGIN:VCARD\r\nVERSION:4.0\r\n".to_owned());
        card.line("FN", name);
        card
    }

    /// Adds a property whose value is one text.
    fn line(&mut self, property: &str, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            self.0.extend([property, ":", &escaped(value), "\r\n"]);
        }
    }

    /// Adds a property whose value has components; none where all are empty.
    fn components<const N: usize>(&mut self, property: &str, values: [&str; N]) {
        let values = values.map(str::trim);
        let Some(last) = values.iter().rposition(|value| !value.is_empty()) else { return };
        let values: Vec<String> = values[..=last].iter().map(|value| escaped(value)).collect();
        self.0.extend([property, ":", &values.join(";"), "\r\n"]);
    }

    fn end(mut self) -> String {
        self.0.push_str("END:VCARD\r\n");
        self.0
    }
}

/// A value as it stands in a content line (RFC 6350 §3.4).
pub(super) fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\n' | '\u{b}' | '\u{2028}' | '\u{2029}' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn number(properties: &Properties, lid: u32) -> Option<&Value> {
    properties.named.get(&Named::Number(tag::ADDRESS, lid))
}

fn named(properties: &Properties, lid: u32) -> &str {
    match number(properties, lid) {
        Some(Value::Text(text)) => text,
        _ => "",
    }
}

/// The texts of a property that may have several.
fn texts(properties: &Properties, id: u16) -> Vec<&str> {
    match properties.tagged.get(&id) {
        Some(Value::Text(text)) => vec![text],
        Some(Value::Texts(texts)) => texts.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The card of a contact.
pub(super) fn contact(properties: &Properties) -> String {
    let text = |id| properties.text(id).unwrap_or_default().trim();
    let [prefix, given, middle, surname, generation] =
        [tag::DISPLAY_NAME_PREFIX, tag::GIVEN_NAME, tag::MIDDLE_NAME, tag::SURNAME, tag::GENERATION]
            .map(text);
    let put_together =
        [given, middle, surname].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let name =
        [text(tag::DISPLAY_NAME), &put_together.join(" "), text(tag::SUBJECT), text(tag::COMPANY_NAME)]
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or_default()
            .to_owned();
    let mut card = Card::new(&name);
    card.components("N", [surname, given, middle, prefix, generation]);
    card.components("ORG", [text(tag::COMPANY_NAME), text(tag::DEPARTMENT_NAME)]);
    for (id, kind) in TELEPHONES {
        for number in texts(properties, id) {
            let property =
                if id == tag::LOCATION { "X-LOCATION".to_owned() } else { format!("TEL;TYPE={kind}") };
            card.line(&property, number);
        }
    }
    emails(properties, &mut card);
    addresses(properties, &mut card);
    for (id, property) in TEXTS {
        for text in texts(properties, id) {
            card.line(property, text);
        }
    }
    // Outlook keeps the business home page twice
    let page = named(properties, lid::HTML);
    if properties.text(tag::BUSINESS_HOME_PAGE) != Some(page) {
        card.line("URL", page);
    }
    card.line("IMPP", named(properties, lid::INSTANT_MESSAGING_ADDRESS));
    for n in 0..4 {
        card.line("X-USER-FIELD", named(properties, lid::CONTACT_USER_FIELD_1 + n));
    }
    // PidLidBirthdayLocal and PidLidWeddingAnniversaryLocal are dates; the others are of the zone in which they were written
    for (property, local, utc) in
        [("BDAY", 0x80DE, tag::BIRTHDAY), ("ANNIVERSARY", 0x80DF, tag::WEDDING_ANNIVERSARY)]
    {
        if let Some(Value::Time(at)) = number(properties, local).or_else(|| properties.tagged.get(&utc)) {
            card.line(property, &day(*at).unwrap_or_default());
        }
    }
    card.end()
}

/// The day of a point in time that is midnight somewhere, or noon.
fn day(time: i64) -> Option<String> {
    const HALF_A_DAY: i64 = 12 * 3600 * 10_000_000;
    let at = typed::timestamp(time)?;
    let at = typed::timestamp(time.saturating_add(HALF_A_DAY)).unwrap_or(at);
    Some(at.strftime("%Y-%m-%d").to_string())
}

/// The three addresses of a contact: PidLidEmail1DisplayName, …AddressType, …EmailAddress, …OriginalDisplayName,
/// …OriginalEntryId, and 0x10 further the next.
fn emails(properties: &Properties, card: &mut Card) {
    let page = address::page(properties);
    for n in 0..3 {
        let first = lid::EMAIL_1_DISPLAY_NAME + 0x10 * n;
        let texts = [3, 4, 0].map(|n| named(properties, first + n));
        let entry = match number(properties, first + 5) {
            Some(Value::Bytes(id)) => Directory::default().entry(id, page).map(|party| party.address),
            _ => None,
        };
        let found = texts.into_iter().find_map(address::addr_spec);
        match (found, entry) {
            (Some(smtp), _) => card.line("EMAIL", smtp),
            (None, Some(Address::Smtp(smtp))) => card.line("EMAIL", &smtp),
            (None, _) => card.line("X-EX-ADDRESS", texts[0]),
        }
    }
    // an item of an address book has them as a recipient has
    if let Some(Party { address: Address::Smtp(smtp), .. }) =
        Directory::default().party(properties, address::RECIPIENT)
        && !card.0.contains(&format!("EMAIL:{smtp}\r\n"))
    {
        card.line("EMAIL", &smtp);
    }
}

fn addresses(properties: &Properties, card: &mut Card) {
    let text = |id| properties.text(id).unwrap_or_default();
    let work = [
        lid::WORK_POST_OFFICE_BOX,
        lid::WORK_STREET,
        lid::WORK_CITY,
        lid::WORK_STATE,
        lid::WORK_POSTAL_CODE,
        lid::WORK_COUNTRY,
    ]
    .map(|lid| named(properties, lid));
    let home = [
        tag::HOME_POST_OFFICE_BOX,
        tag::HOME_STREET,
        tag::HOME_CITY,
        tag::HOME_STATE,
        tag::HOME_POSTAL_CODE,
        tag::HOME_COUNTRY,
    ]
    .map(text);
    let other = [
        tag::OTHER_POST_OFFICE_BOX,
        tag::OTHER_STREET,
        tag::OTHER_CITY,
        tag::OTHER_STATE,
        tag::OTHER_POSTAL_CODE,
        tag::OTHER_COUNTRY,
    ]
    .map(text);
    let mailing = [
        tag::POST_OFFICE_BOX,
        tag::STREET_ADDRESS,
        tag::LOCALITY,
        tag::STATE,
        tag::POSTAL_CODE,
        tag::COUNTRY,
    ]
    .map(text);
    let mut written: Vec<[&str; 6]> = Vec::new();
    for (property, parts, whole) in [
        ("ADR;TYPE=work", work, named(properties, lid::WORK_ADDRESS)),
        ("ADR;TYPE=home", home, named(properties, lid::HOME_ADDRESS)),
        ("ADR", other, named(properties, lid::OTHER_ADDRESS)),
        ("ADR;PREF=1", mailing, text(tag::POSTAL_ADDRESS)),
    ] {
        if parts.iter().all(|part| part.trim().is_empty()) {
            // only the address as a whole; the mailing address is one of the others
            if property != "ADR;PREF=1" || written.is_empty() {
                card.components(property, ["", "", whole]);
                written.extend((!whole.is_empty()).then_some([whole, "", "", "", "", ""]));
            }
            continue;
        }
        if !written.contains(&parts) {
            let [post_box, street, city, state, code, country] = parts;
            card.components(property, [post_box, "", street, city, state, code, country]);
            written.push(parts);
        }
    }
}

/// A card for each member of a distribution list whose name or address stands in the list itself.
pub(super) fn members(properties: &Properties) -> String {
    let page = address::page(properties);
    let ids = |lid| match number(properties, lid) {
        Some(Value::Blobs(ids)) => ids.as_slice(),
        _ => &[],
    };
    let one_off = ids(lid::DISTRIBUTION_LIST_ONE_OFF_MEMBERS);
    let all = if one_off.is_empty() { ids(lid::DISTRIBUTION_LIST_MEMBERS) } else { one_off };
    let mut cards = String::new();
    for party in all.iter().take(MEMBERS).filter_map(|id| Directory::default().entry(id, page)) {
        let (smtp, other) = match &party.address {
            Address::Smtp(smtp) => (smtp.as_str(), ""),
            Address::Other(other) => ("", other.as_str()),
            Address::None => ("", ""),
        };
        // `Jan de Vries (jan@klant.example)` is how Outlook shows a member
        let shown = party.name.strip_suffix(')').and_then(|name| name.strip_suffix(smtp)?.strip_suffix('('));
        let name = if smtp.is_empty() { &party.name } else { shown.unwrap_or(&party.name) };
        let mut card = Card::new(if name.trim().is_empty() { smtp } else { name });
        card.line("EMAIL", smtp);
        card.line("X-EX-ADDRESS", other);
        cards.push_str(&card.end());
    }
    cards
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outlook::entry_id::build_one_off;
    use crate::outlook::testing::{properties, text};

    #[test]
    fn a_contact_is_one_card() {
        let mut contact_item = properties([
            (tag::DISPLAY_NAME, text("Jan de Vries")),
            (tag::GIVEN_NAME, text("Jan")),
            (tag::SURNAME, text("de Vries")),
            (tag::COMPANY_NAME, text("Klant B.V.; Rotterdam")),
            (tag::DEPARTMENT_NAME, text("Inkoop")),
            (tag::TITLE, text("Hoofd, inkoop")),
            (tag::MOBILE_TELEPHONE, text("06-12345678")),
            (tag::BUSINESS2_TELEPHONES, Value::Texts(vec!["020-1234567".into(), "020-7654321".into()])),
            (tag::BUSINESS_FAX, text("020-1112222")),
            (tag::HOME_STREET, text("Dorpsstraat 12\r\n2e verdieping")),
            (tag::HOME_CITY, text("Ons Dorp")),
            (tag::HOME_POSTAL_CODE, text("1234 AB")),
            (tag::STREET_ADDRESS, text("Kade 1")),
            (tag::LOCALITY, text("Havenstad")),
            (tag::BIRTHDAY, Value::Time(122_224_824_000_000_000)),
            (tag::BODY, text("Belt graag\r\nna vijven")),
        ]);
        for (lid, value) in [
            (lid::WORK_STREET, "Kade 1"),
            (lid::WORK_CITY, "Havenstad"),
            (0x8083, "jan@klant.example"),
            (0x8082, "SMTP"),
            (0x8093, "/o=klant/cn=jan"),
            (0x8094, "j.devries@klant.example"),
            (0x80A3, "/o=klant/cn=vries"),
            (lid::HTML, "https://www.klant.example"),
        ] {
            contact_item.named.insert(Named::Number(tag::ADDRESS, lid), text(value));
        }
        assert_eq!(
            contact(&contact_item),
            "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Jan de Vries\r\nN:de Vries;Jan\r\n\
             ORG:Klant B.V.\\; Rotterdam;Inkoop\r\n\
             TEL;TYPE=work,voice:020-1234567\r\nTEL;TYPE=work,voice:020-7654321\r\nTEL;TYPE=cell:06-12345678\r\n\
             TEL;TYPE=work,fax:020-1112222\r\n\
             EMAIL:jan@klant.example\r\nEMAIL:j.devries@klant.example\r\nX-EX-ADDRESS:/o=klant/cn=vries\r\n\
             ADR;TYPE=work:;;Kade 1;Havenstad\r\n\
             ADR;TYPE=home:;;Dorpsstraat 12\\n2e verdieping;Ons Dorp;;1234 AB\r\n\
             TITLE:Hoofd\\, inkoop\r\nNOTE:Belt graag\\nna vijven\r\nURL:https://www.klant.example\r\n\
             BDAY:1988-04-26\r\nEND:VCARD\r\n"
        );
    }

    #[test]
    fn a_birthday_is_a_day_wherever_it_was_written() {
        // 1988-04-26 in Amsterdam (22:00 UTC of the day before), at noon, and in New York (04:00 UTC)
        for time in [122_224_824_000_000_000_i64, 122_225_327_400_000_000, 122_225_040_000_000_000] {
            assert_eq!(day(time).as_deref(), Some("1988-04-26"), "{time}");
        }
    }

    #[test]
    fn members_of_a_list_are_cards() {
        let mut list = Properties::default();
        list.named.insert(
            Named::Number(tag::ADDRESS, lid::DISTRIBUTION_LIST_ONE_OFF_MEMBERS),
            Value::Blobs(vec![
                build_one_off("Jan de Vries (jan@klant.example)", "SMTP", "jan@klant.example"),
                vec![1, 2, 3],
                build_one_off("Piet", "EX", "/o=klant/cn=piet"),
            ]),
        );
        assert_eq!(
            members(&list),
            "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Jan de Vries\r\nEMAIL:jan@klant.example\r\nEND:VCARD\r\n\
             BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Piet\r\nX-EX-ADDRESS:/o=klant/cn=piet\r\nEND:VCARD\r\n"
        );
    }
}
