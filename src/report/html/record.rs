//! A message with its findings, or a relation, in; a line of JSON for the page out.
//!
//! Rows are arrays, and words of a fixed list are numbers: the page has the words once, in its language. What a row holds at which place is told
//! here and read in `page.js`; both change together. Every text is harmless to look at and of bounded length.

use std::borrow::Cow;
use std::sync::Arc;

use super::super::escape::{push_option_u64, push_string, push_u64};
use super::super::mask::{mask_field, show};
use super::super::sanitise::sanitise;
use super::super::{Change, Masking};
use super::blocks::push_line;
use crate::model::{
    Contact, ContactDetail, Disclosure, Finding, Kind, MessageMeta, PartMeta, RegisterStatus,
};

/// Characters of a text that the page shows.
pub(super) const LENGTH: usize = 400;

/// Findings of a message in one line; a line is not to be much larger than a block.
const TOGETHER: usize = 1_000;

/// Details of a relation that the page lists.
const DETAILS: usize = 50;

/// Sources of a relation that the page lists.
const SOURCES: usize = 8;

/// The first characters of a text, harmless to look at, with an ellipsis where there are more.
pub(super) fn shortened(text: &str, length: usize) -> Cow<'_, str> {
    match text.char_indices().nth(length) {
        None => sanitise(text),
        Some((end, _)) => Cow::Owned(format!("{}…", sanitise(&text[..end]))),
    }
}

/// Appends a text, made harmless to look at.
pub(super) fn push_text(text: &str, out: &mut Vec<u8>) {
    push_string(&shortened(text, LENGTH), out);
}

pub(super) fn push_optional(text: Option<&str>, out: &mut Vec<u8>) {
    match text {
        Some(text) => push_text(text, out),
        None => out.extend_from_slice(b"null"),
    }
}

fn push_numbers(numbers: &[u64], out: &mut Vec<u8>) {
    for n in numbers {
        push_u64(*n, out);
        out.push(b',');
    }
}

/// What stands between brackets, with commas between.
pub(super) fn push_list<T>(
    items: impl IntoIterator<Item = T>,
    out: &mut Vec<u8>,
    mut one: impl FnMut(T, &mut Vec<u8>),
) {
    out.push(b'[');
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        one(item, out);
    }
    out.push(b']');
}

/// A disclosure by its number, from 1; 0 for none.
fn disclosure(of: Option<Disclosure>) -> u64 {
    of.map_or(0, |d| d as u64 + 1)
}

/// What the register says by its number, from 1; 0 for nothing.
fn register(of: Option<RegisterStatus>) -> u64 {
    of.map_or(0, |r| r as u64 + 1)
}

/// Appends lines for the findings of one message:
/// `[source, message, offset, length, message-id, date, from, subject, custodian, findings]`.
/// What became of them since an older run is told where it is given.
pub(super) fn push_message(
    meta: &MessageMeta,
    findings: &[Finding],
    changes: Option<&[Change]>,
    masking: &Masking,
    out: &mut Vec<u8>,
) {
    let mut scratch = String::new();
    for (piece, findings) in findings.chunks(TOGETHER).enumerate() {
        let changes = changes.and_then(|all| all.get(piece * TOGETHER..)).unwrap_or_default();
        let stale = findings.iter().filter(|f| f.register == Some(RegisterStatus::Stale)).count();
        let past = findings.iter().filter(|f| is_past(f)).count();
        push_line([findings.len() as u64, stale as u64, past as u64], out, |out| {
            out.push(b'[');
            push_text(meta.source.as_str(), out);
            out.push(b',');
            push_numbers(&[meta.message, meta.offset], out);
            push_option_u64(meta.length, out);
            for text in [meta.message_id.as_deref(), meta.date.as_deref()] {
                out.push(b',');
                push_optional(text, out);
            }
            out.push(b',');
            match &meta.from {
                Some(from) => {
                    scratch.clear();
                    show(masking.is_masked(), Kind::Email, from, &mut scratch);
                    push_text(&scratch, out);
                }
                None => out.extend_from_slice(b"null"),
            }
            out.push(b',');
            match &meta.subject {
                Some(subject) => {
                    scratch.clear();
                    masking.subject(subject, &mut scratch);
                    push_text(&scratch, out);
                }
                None => out.extend_from_slice(b"null"),
            }
            out.push(b',');
            push_text(&meta.custodian, out);
            out.push(b',');
            let mut before: Option<&Finding> = None;
            push_list(findings.iter().enumerate(), out, |(n, finding), out| {
                push_finding(finding, (before, changes.get(n)), masking, &mut scratch, out);
                before = Some(finding);
            });
            out.push(b']');
        });
    }
}

fn is_past(finding: &Finding) -> bool {
    finding.fields.contains_key("past_since")
}

/// `[kind, value, region, disclosure, party, register, contact, confidence, part, pattern, more]`, where `part` is
/// `[section, media type, file name, header field]`, or 0 for that of the finding before, and `more` is 0 or an object.
fn push_finding(
    finding: &Finding,
    (before, change): (Option<&Finding>, Option<&Change>),
    masking: &Masking,
    scratch: &mut String,
    out: &mut Vec<u8>,
) {
    out.push(b'[');
    push_numbers(&[finding.kind as u64], out);
    scratch.clear();
    masking.value(finding, scratch);
    push_text(scratch, out);
    out.push(b',');
    push_numbers(
        &[
            finding.region as u64,
            disclosure(finding.disclosure),
            finding.party as u64,
            register(finding.register),
            finding.contact.unwrap_or_default(),
            u64::from(finding.confidence.hundredths()),
        ],
        out,
    );
    if before.is_some_and(|b| same_part(&b.part, &finding.part) && b.field == finding.field) {
        out.push(b'0');
    } else {
        let part = &finding.part;
        let texts = [
            Some(part.section.as_str()),
            Some(part.media_type.as_str()),
            part.filename.as_deref(),
            finding.field.as_deref(),
        ];
        push_list(texts, out, push_optional);
    }
    out.push(b',');
    push_text(&finding.pattern, out);
    out.push(b',');
    push_more(finding, change, masking, scratch, out);
    out.push(b']');
}

/// The page tells the same of both.
fn same_part(one: &Arc<PartMeta>, other: &Arc<PartMeta>) -> bool {
    Arc::ptr_eq(one, other)
        || (&one.section, &one.media_type, &one.filename)
            == (&other.section, &other.media_type, &other.filename)
}

/// What few findings have: `{change, before, text, present, also, why, fields}`, each only where it is there. `change` is its place in
/// [`Change::NAMES`], and `before` what an older run says: `[region, disclosure, party, register, confidence]`.
fn push_more(
    finding: &Finding,
    change: Option<&Change>,
    masking: &Masking,
    scratch: &mut String,
    out: &mut Vec<u8>,
) {
    let text = finding.text.as_ref().filter(|_| !masking.is_masked());
    if text.is_none()
        && change.is_none()
        && finding.present.is_empty()
        && finding.also.is_empty()
        && finding.why.is_empty()
        && finding.fields.is_empty()
    {
        out.push(b'0');
        return;
    }
    out.push(b'{');
    let mut first = true;
    let mut key = |name: &str, out: &mut Vec<u8>| {
        if !std::mem::take(&mut first) {
            out.push(b',');
        }
        push_string(name, out);
        out.push(b':');
    };
    if let Some(change) = change {
        key("change", out);
        push_u64(change.number() as u64, out);
        if let Change::Changed(before) = change {
            key("before", out);
            let said = [
                before.region as u64,
                disclosure(before.disclosure),
                before.party as u64,
                register(before.register),
                u64::from(before.confidence.hundredths()),
            ];
            push_list(said, out, push_u64);
        }
    }
    if let Some(text) = text {
        key("text", out);
        push_text(text.reveal(), out);
    }
    if !finding.present.is_empty() {
        key("present", out);
        push_list(&finding.present, out, |value, out| {
            scratch.clear();
            show(masking.is_masked(), finding.kind, value.reveal(), scratch);
            push_text(scratch, out);
        });
    }
    if !finding.also.is_empty() {
        key("also", out);
        push_list(&finding.also, out, |part, out| push_text(part.section.as_str(), out));
    }
    if !finding.why.is_empty() {
        key("why", out);
        push_list(&finding.why, out, |why, out| push_text(why, out));
    }
    if !finding.fields.is_empty() {
        key("fields", out);
        push_list(&finding.fields, out, |(name, value), out| {
            let value =
                if masking.is_masked() { mask_field(name, value) } else { Cow::Borrowed(value.as_str()) };
            push_list([name, value.as_ref()], out, push_text);
        });
    }
    out.push(b'}');
}

/// What a relation is called by: its name, or what comes nearest to one.
fn label(contact: &Contact) -> Option<&ContactDetail> {
    let most = |kind: Kind| {
        let of_kind = contact.details.iter().filter(|d| d.kind == kind);
        // of equals the first, as details are in order of value
        of_kind.reduce(|a, b| if b.findings > a.findings { b } else { a })
    };
    [Kind::PersonName, Kind::Organisation, Kind::Email, Kind::PostalAddress]
        .into_iter()
        .find_map(most)
        .or(contact.details.first())
}

/// Appends a line for a relation: `[number, party, label, kinds, disclosures, findings, first day, last day, out of date, sources, details,
/// details that are not listed]`; kinds and disclosures with their counts, details as
/// `[kind, value, findings, first day, last day, register, present, source, message, part]`.
pub(super) fn push_relation(contact: &Contact, masked: bool, out: &mut Vec<u8>) {
    let mut value = String::new();
    let details = &contact.details;
    let first = details.iter().filter_map(|d| d.days.as_ref().map(|(first, _)| first.as_str())).min();
    let last = details.iter().filter_map(|d| d.days.as_ref().map(|(_, last)| last.as_str())).max();
    let stale = details.iter().filter(|d| d.register == Some(RegisterStatus::Stale)).count() as u64;
    let mut kinds = [0_u64; Kind::ALL.len()];
    for detail in details {
        kinds[detail.kind as usize] += 1;
    }
    let kinds = (0_u64..).zip(kinds).filter(|(_, n)| *n > 0);
    let mut sources: Vec<&str> = Vec::new();
    let mut more = false;
    for detail in details {
        more |= detail.more_sources;
        for source in &detail.sources {
            if sources.contains(&source.as_str()) {
                continue;
            }
            if sources.len() == SOURCES {
                more = true;
                break;
            }
            sources.push(source.as_str());
        }
    }
    if more {
        sources.push("…");
    }
    let pair = |(what, n): (u64, u64), out: &mut Vec<u8>| push_list([what, n], out, push_u64);
    push_line([1, stale.min(1), 0], out, |out| {
        out.push(b'[');
        push_numbers(&[contact.number, contact.party as u64], out);
        match label(contact) {
            Some(detail) => {
                show(masked, detail.kind, detail.value.reveal(), &mut value);
                push_text(&value, out);
            }
            None => out.extend_from_slice(b"null"),
        }
        out.push(b',');
        push_list(kinds, out, pair);
        out.push(b',');
        push_list(contact.disclosures.iter().map(|(d, n)| (disclosure(Some(*d)), *n)), out, pair);
        out.push(b',');
        push_numbers(&[details.iter().map(|d| d.findings).sum()], out);
        for day in [first, last] {
            push_optional(day, out);
            out.push(b',');
        }
        push_numbers(&[stale], out);
        push_list(sources, out, push_text);
        out.push(b',');
        push_list(details.iter().take(DETAILS), out, |detail, out| {
            push_detail(detail, masked, &mut value, out);
        });
        out.push(b',');
        push_u64(details.len().saturating_sub(DETAILS) as u64 + u64::from(contact.more_details), out);
        out.push(b']');
    });
}

fn push_detail(detail: &ContactDetail, masked: bool, value: &mut String, out: &mut Vec<u8>) {
    out.push(b'[');
    push_numbers(&[detail.kind as u64], out);
    value.clear();
    show(masked, detail.kind, detail.value.reveal(), value);
    push_text(value, out);
    out.push(b',');
    push_numbers(&[detail.findings], out);
    for day in [detail.days.as_ref().map(|d| &d.0), detail.days.as_ref().map(|d| &d.1)] {
        push_optional(day.map(String::as_str), out);
        out.push(b',');
    }
    push_numbers(&[register(detail.register)], out);
    push_list(&detail.present, out, |present, out| {
        value.clear();
        show(masked, detail.kind, present.reveal(), value);
        push_text(value, out);
    });
    out.push(b',');
    push_text(detail.place.0.as_str(), out);
    out.push(b',');
    push_numbers(&[detail.place.1], out);
    push_text(detail.place.2.as_str(), out);
    out.push(b']');
}
