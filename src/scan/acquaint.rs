//! What recognisers are told of the message around a region.
//!
//! In: a header, and what was found in its fields. Out: a context that knows who writes to whom. This module refuses to know what
//! recognisers make of it.

use crate::message::HeaderInfo;
use crate::model::{Kind, Match, Region, RegionKind};
use crate::recognise::Context;

/// Names of address fields that are remembered while the rest of their message is read.
const PEOPLE_MAX: usize = 256;

/// Takes note of who a message is from and to.
pub(super) fn with_header(context: &mut Context, info: &HeaderInfo) {
    let envelope = &info.envelope;
    let others = envelope.sender.iter().chain(&envelope.reply_to).chain(&envelope.recipients);
    let all = envelope.from.iter().chain(others).map(|mailbox| mailbox.address.reveal().as_str());
    context.meet(info.from.as_deref(), all);
}

/// True for a header field in which people are named.
pub(super) fn is_address_field(region: &Region<'_>) -> bool {
    region.kind == RegionKind::Header && region.field.is_some_and(|field| field != "subject")
}

/// Takes note of what was found in an address field.
pub(super) fn with_name(context: &mut Context, field: Option<&str>, found: &Match) {
    if found.kind != Kind::PersonName {
        return;
    }
    context.personal |= matches!(field, Some("from" | "sender" | "reply-to"));
    if context.people.len() < PEOPLE_MAX {
        context.people.push(found.value.reveal().as_str().into());
    }
}
