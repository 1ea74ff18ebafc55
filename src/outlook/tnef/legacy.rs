//! Attributes of the message that hold one value, as programs before MAPI wrote them (\[MS-OXTNEF\] §2.1.3.3).

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::outlook::item::{Named, Properties, Value};
use crate::outlook::tag::{self, lid};
use crate::outlook::{address, codepage};

/// Takes an attribute as the property that it stands for.
pub(super) fn attribute(id: u16, value: &[u8], page: u16, into: &mut Properties) {
    let text = || Some(Value::Text(codepage::decode(value, page)));
    let (id, value) = match id {
        super::SUBJECT => (tag::SUBJECT, text()),
        super::BODY => (tag::BODY, text()),
        super::MESSAGE_CLASS => {
            (tag::MESSAGE_CLASS, Some(Value::Text(class(&codepage::decode(value, page)))))
        }
        super::DATE_SENT => (tag::CLIENT_SUBMIT_TIME, date(value)),
        super::DATE_RECEIVED => (tag::MESSAGE_DELIVERY_TIME, date(value)),
        super::DATE_MODIFIED => (tag::LAST_MODIFICATION_TIME, date(value)),
        // 1 is high and 3 low here, 2 is high and 0 low there
        super::PRIORITY => {
            (tag::IMPORTANCE, value.first().map(|n| Value::Integer(3 - i64::from((*n).min(3)))))
        }
        super::DATE_START | super::DATE_END => {
            let lid = if id == super::DATE_START { lid::START_WHOLE } else { lid::END_WHOLE };
            if let Some(value) = date(value) {
                into.named.insert(Named::Number(tag::APPOINTMENT, lid), value);
            }
            return;
        }
        super::FROM => {
            party(triple(value, page), tag::SENDER_NAME, tag::SENDER_EMAIL_ADDRESS, into);
            return;
        }
        super::OWNER | super::SENT_FOR => {
            let names = counted(value, page);
            party(names, tag::SENT_REPRESENTING_NAME, tag::SENT_REPRESENTING_EMAIL_ADDRESS, into);
            return;
        }
        _ => return,
    };
    if let Some(value) = value {
        into.tagged.entry(id).or_insert(value);
    }
}

fn party(found: Option<(String, String)>, name_id: u16, address_id: u16, into: &mut Properties) {
    let Some((name, address)) = found else { return };
    // `SMTP:jan@klant.example`, `EX:/o=…`, `FAX:…`
    let bare = match address.split_once(':') {
        Some((kind, rest)) if !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_alphanumeric()) => rest,
        _ => &address,
    };
    let bare = address::addr_spec(bare).unwrap_or(bare).to_owned();
    into.tagged.entry(name_id).or_insert(Value::Text(name));
    into.tagged.entry(address_id).or_insert(Value::Text(bare));
}

/// A name and an address, with the length of each in front of both (a "triple", \[MS-OXTNEF\] §2.1.3.3.2).
fn triple(value: &[u8], page: u16) -> Option<(String, String)> {
    let [_, _, _, _, name_low, name_high, address_low, address_high] = *value.first_chunk()?;
    let name = usize::from(u16::from_le_bytes([name_low, name_high]));
    let address = usize::from(u16::from_le_bytes([address_low, address_high]));
    let rest = &value[8..];
    let (name, rest) = rest.split_at_checked(name)?;
    let address = &rest[..address.min(rest.len())];
    Some((codepage::decode(name, page), codepage::decode(address, page)))
}

/// A name and an address, each with its length in front (\[MS-OXTNEF\] §2.1.3.3.5).
fn counted(value: &[u8], page: u16) -> Option<(String, String)> {
    let (length, rest) = value.split_first_chunk::<2>()?;
    let (name, rest) = rest.split_at_checked(u16::from_le_bytes(*length).into())?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let address = &rest[..usize::from(u16::from_le_bytes(*length)).min(rest.len())];
    Some((codepage::decode(name, page), codepage::decode(address, page)))
}

/// A date: year, month, day, hour, minute, second, two bytes each (\[MS-OXTNEF\] §2.1.3.3.3). It is of the zone of its
/// writer, which is not told; taken as UTC.
fn date(value: &[u8]) -> Option<Value> {
    let [year, month, day, hour, minute, second] =
        [0, 2, 4, 6, 8, 10].map(|n| value.get(n..n + 2).map(|b| i16::from_le_bytes([b[0], b[1]])));
    let small = |n: Option<i16>| i8::try_from(n?).ok();
    let at =
        DateTime::new(year?, small(month)?, small(day)?, small(hour)?, small(minute)?, small(second)?, 0)
            .ok()?;
    let seconds = TimeZone::UTC.to_timestamp(at).ok()?.as_second();
    // seconds between 1601-01-01 and 1970-01-01
    Some(Value::Time(seconds.checked_add(11_644_473_600)?.checked_mul(10_000_000)?))
}

/// The class by its name of today (\[MS-OXTNEF\] §2.1.3.3.8).
fn class(class: &str) -> String {
    match class {
        "IPM.Microsoft Mail.Note" => "IPM.Note".to_owned(),
        "IPM.Microsoft Mail.Read Receipt" => "Report.IPM.Note.IPNRN".to_owned(),
        "IPM.Microsoft Mail.Non-Delivery" => "Report.IPM.Note.NDR".to_owned(),
        "IPM.Microsoft Schedule.MtgReq" => "IPM.Schedule.Meeting.Request".to_owned(),
        "IPM.Microsoft Schedule.MtgRespP" => "IPM.Schedule.Meeting.Resp.Pos".to_owned(),
        "IPM.Microsoft Schedule.MtgRespN" => "IPM.Schedule.Meeting.Resp.Neg".to_owned(),
        "IPM.Microsoft Schedule.MtgRespA" => "IPM.Schedule.Meeting.Resp.Tent".to_owned(),
        "IPM.Microsoft Schedule.MtgCncl" => "IPM.Schedule.Meeting.Canceled".to_owned(),
        _ => class.to_owned(),
    }
}
