//! The properties of an appointment or a meeting in, a VEVENT out (RFC 5545 §3.6.1; \[MS-OXOCAL\]).
//!
//! What the meeting is about stands in the bodies of the item, and is not told again.

use super::address::{AUTHOR, Address, Directory, Party, RECIPIENT, SENDER};
use super::card::escaped;
use super::item::{Named, Properties, Value};
use super::tag::{self, lid};
use super::typed;

/// The event of an item.
pub(super) fn event(properties: &Properties, recipients: &[Properties], directory: &Directory) -> String {
    let mut out = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n".to_owned();
    let named = |lid| properties.named.get(&Named::Number(tag::APPOINTMENT, lid));
    let text = |lid| match named(lid) {
        Some(Value::Text(text)) => text.trim(),
        _ => "",
    };
    for (property, lid) in [("DTSTART", lid::START_WHOLE), ("DTEND", lid::END_WHOLE)] {
        if let Some(Value::Time(at)) = named(lid)
            && let Some(at) = typed::timestamp(*at)
        {
            out.extend([property, ":", &at.strftime("%Y%m%dT%H%M%SZ").to_string(), "\r\n"]);
        }
    }
    if !text(lid::LOCATION).is_empty() {
        out.extend(["LOCATION:", &escaped(text(lid::LOCATION)), "\r\n"]);
    }
    if let Some(party) = directory.party(properties, AUTHOR).or_else(|| directory.party(properties, SENDER)) {
        person("ORGANIZER", &party, &mut out);
    }
    let mut attendees: Vec<Party> =
        recipients.iter().filter_map(|recipient| directory.party(recipient, RECIPIENT)).collect();
    if attendees.is_empty() {
        let all = text(lid::ALL_ATTENDEES);
        let lists =
            if all.is_empty() { [text(lid::TO_ATTENDEES), text(lid::CC_ATTENDEES)] } else { [all, ""] };
        let names = lists.into_iter().flat_map(|names| names.split(';'));
        attendees.extend(
            names.filter_map(|name| Party { name: name.to_owned(), address: Address::None }.settled()),
        );
    }
    for party in &attendees {
        person("ATTENDEE", party, &mut out);
    }
    out.push_str("END:VEVENT\r\nEND:VCALENDAR\r\n");
    out
}

fn person(property: &str, party: &Party, out: &mut String) {
    out.push_str(property);
    // RFC 5545 §3.2: a quoted value holds no quotes
    let name: String = party.name.chars().map(|c| if c.is_control() || c == '"' { ' ' } else { c }).collect();
    if !name.trim().is_empty() {
        out.extend([";CN=\"", name.trim(), "\""]);
    }
    match &party.address {
        Address::Smtp(smtp) => out.extend([":mailto:", smtp, "\r\n"]),
        Address::Other(other) => out.extend([":ex:", &escaped(other), "\r\n"]),
        // RFC 5545 wants an address; there is none
        Address::None => out.push_str(":invalid:nomail\r\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outlook::testing::{properties, text};

    #[test]
    fn organiser_and_attendees_are_told() {
        let mut item = properties([
            (tag::SENT_REPRESENTING_NAME, text("Jan \"J\" de Vries")),
            (tag::SENT_REPRESENTING_SMTP_ADDRESS, text("jan@ons.example")),
        ]);
        item.named.insert(Named::Number(tag::APPOINTMENT, lid::LOCATION), text("Zaal 1, Kade 2"));
        item.named
            .insert(Named::Number(tag::APPOINTMENT, lid::START_WHOLE), Value::Time(131_591_520_000_000_000));
        item.named
            .insert(Named::Number(tag::APPOINTMENT, lid::ALL_ATTENDEES), text("Piet; kees@klant.example"));
        assert_eq!(
            event(&item, &[], &Directory::default()),
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTART:20171231T000000Z\r\n\
             LOCATION:Zaal 1\\, Kade 2\r\nORGANIZER;CN=\"Jan  J  de Vries\":mailto:jan@ons.example\r\n\
             ATTENDEE;CN=\"Piet\":invalid:nomail\r\nATTENDEE:mailto:kees@klant.example\r\n\
             END:VEVENT\r\nEND:VCALENDAR\r\n"
        );
        let attendee = properties([(tag::EMAIL_ADDRESS, text("mies@klant.example"))]);
        assert!(
            event(&item, &[attendee], &Directory::default())
                .contains("\r\nATTENDEE:mailto:mies@klant.example\r\nEND")
        );
    }
}
