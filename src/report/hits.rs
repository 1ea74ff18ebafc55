//! Hits of a search as JSON lines, and as a table for a person.
//!
//! In: hits. Out: one object a line, in the order of the contract; or a few lines for each message, for a terminal. Values are masked
//! unless they are to be revealed.

use std::fmt::Write as _;

use serde::Serialize;

use super::Masking;
use super::escape::{push_hex, push_json};
use super::mask::mask_subject;
use super::sanitise::{sanitise, shortened};
use super::summary::counted;
use crate::model::{Addition, Hit, Mention, Named, Strength, Weight, Written};

/// Hits that a table for a person names; a file holds them all.
const NAMED: usize = 50;

#[derive(Serialize)]
struct Line<'h> {
    request: Option<&'h str>,
    source: &'h str,
    message: u64,
    offset: u64,
    length: Option<u64>,
    message_id: Option<&'h str>,
    date: Option<&'h str>,
    custodian: &'h str,
    strength: &'static str,
    role: Vec<&'static str>,
    about_only_subject: bool,
    read_in_full: bool,
    sha256: Option<String>,
    masked: bool,
    matched: Vec<Matched<'h>>,
}

/// A place in a message, as reports and plans tell it.
#[derive(Debug, Serialize)]
pub struct Matched<'h> {
    kind: &'static str,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_hash: Option<String>,
    text: Option<&'h str>,
    how: &'static str,
    why: &'static str,
    part: &'h str,
    region: &'static str,
    field: Option<&'h str>,
    start: Option<u64>,
    end: Option<u64>,
}

/// The value of a place as a report shows it.
pub fn shown(mention: &Mention, masked: bool) -> String {
    let mut out = String::new();
    match mention.named {
        Named::Detail(kind) => super::mask::shown(masked, kind, &mention.value, &mut out),
        // of whatever sort, it is masked word by word
        Named::Other if masked => mask_subject(mention.value.reveal(), &mut out),
        Named::Other => out.push_str(mention.value.reveal()),
    }
    out
}

/// What in a message says so.
pub fn matched<'h>(mention: &'h Mention, masking: &Masking) -> Matched<'h> {
    let (text, value_hash) = match masking {
        Masking::Revealed => (mention.text.as_ref().map(|t| t.reveal().as_str()), None),
        Masking::Masked(key) => (None, Some(hex(&key.hash(mention.named.as_str(), mention.value.reveal())))),
    };
    Matched {
        kind: mention.named.as_str(),
        value: shown(mention, masking.is_masked()),
        value_hash,
        text,
        how: mention.how.as_str(),
        why: why(mention.weight),
        part: mention.section().as_str(),
        region: mention.region.as_str(),
        field: mention.field.as_deref(),
        start: mention.span.as_ref().map(|s| s.start),
        end: mention.span.as_ref().map(|s| s.end),
    }
}

/// What a place is worth, in a word for programs.
fn why(weight: Weight) -> &'static str {
    match weight {
        Weight::Identifier => "identifier",
        Weight::Address => "address",
        Weight::Name(Written::Full) => "full_name",
        Weight::Name(Written::Initials) => "initials",
        Weight::Name(Written::Titled) => "double_name",
        Weight::Name(Written::Fuzzy) => "typing_error",
        Weight::Name(Written::Part) => "part_of_name",
        Weight::Name(Written::OtherSurname) => "other_surname",
        Weight::Name(Written::Nickname) => "nickname",
        Weight::Name(Written::OtherInitials) => "other_initials",
        Weight::Name(Written::Surname) => "surname",
    }
}

/// Hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let mut out = Vec::with_capacity(bytes.len() * 2);
    push_hex(bytes, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

/// Appends a hit as one line; `request` is the reference of whom it is of.
pub fn push_hit(hit: &Hit, request: Option<&str>, masking: &Masking, out: &mut Vec<u8>) {
    let line = Line {
        request,
        source: hit.meta.source.as_str(),
        message: hit.meta.message,
        offset: hit.meta.offset,
        length: hit.meta.length,
        message_id: hit.meta.message_id.as_deref(),
        date: hit.meta.date.as_deref(),
        custodian: &hit.meta.custodian,
        strength: hit.strength.as_str(),
        role: hit.roles.iter().map(|r| r.as_str()).collect(),
        about_only_subject: hit.about_only_subject,
        read_in_full: hit.whole,
        sha256: hit.sha256.as_ref().map(|h| hex(h)),
        masked: masking.is_masked(),
        matched: hit.mentions.iter().map(|m| matched(m, masking)).collect(),
    };
    if let Ok(json) = serde_json::to_string(&line) {
        push_json(&json, out);
        out.push(b'\n');
    }
}

/// What might be added to a request, for a person.
pub fn additions(additions: &[Addition], request: Option<&str>, masked: bool) -> String {
    let name = request.map_or(String::new(), |r| format!("{}: ", sanitise(r)));
    if additions.is_empty() {
        return format!("{name}nothing stands beside sure hits that is not in the request");
    }
    let mut out = format!(
        "{name}beside sure hits, and not in the request; look at each, add what is the subject's, search again:"
    );
    for addition in additions.iter().take(NAMED) {
        let mut shown = String::new();
        super::mask::shown(masked, addition.kind, &addition.value, &mut shown);
        let _ = write!(
            out,
            "\n  {}  {}  ({})",
            addition.kind.as_str(),
            sanitise(&shown),
            counted(addition.messages, "message")
        );
    }
    if additions.len() > NAMED {
        let _ = write!(out, "\n  … and {} more", additions.len() - NAMED);
    }
    out
}

/// The hits of a request for a person: how many, and the first ones.
pub fn table(hits: &[Hit], request: Option<&str>, masked: bool) -> String {
    let mut out = String::new();
    let counts: Vec<String> = Strength::ALL
        .into_iter()
        .map(|s| (s, hits.iter().filter(|h| h.strength == s).count() as u64))
        .filter(|(_, n)| *n > 0)
        .map(|(s, n)| format!("{n} {}", s.as_str()))
        .collect();
    let name = request.map_or(String::new(), |r| format!("{}: ", sanitise(r)));
    if hits.is_empty() {
        let _ = writeln!(out, "{name}nothing was found in what could be read");
        return out;
    }
    let _ = writeln!(out, "{name}{} ({})", counted(hits.len() as u64, "message"), counts.join(", "));
    for hit in hits.iter().take(NAMED) {
        let date = hit.meta.date.as_deref().and_then(|d| d.get(..10)).unwrap_or("----------");
        let roles: Vec<&str> = hit.roles.iter().map(|r| r.as_str()).collect();
        let source = shortened(hit.meta.source.as_str());
        let alone = if hit.about_only_subject { ", about nobody else" } else { "" };
        let _ = writeln!(
            out,
            "  {:<8}  {date}  {}#{}  ({}{alone})",
            hit.strength.as_str(),
            sanitise(&source),
            hit.meta.message,
            roles.join(", "),
        );
        if let Some(subject) = &hit.meta.subject {
            let mut shown = String::new();
            if masked {
                mask_subject(subject.reveal(), &mut shown);
            } else {
                shown.push_str(subject.reveal());
            }
            let _ = writeln!(out, "            {}", sanitise(&shown));
        }
        let mut seen: Vec<String> = Vec::new();
        for mention in &hit.mentions {
            let say = format!(
                "{} {} in {} ({})",
                mention.how.as_str(),
                mention.named.as_str(),
                mention.region.as_str(),
                why(mention.weight).replace('_', " ")
            );
            if !seen.contains(&say) {
                seen.push(say);
            }
        }
        let more = seen.len().saturating_sub(4);
        seen.truncate(4);
        let more = if more > 0 { format!("; {more} more") } else { String::new() };
        let _ = writeln!(out, "            {}{more}", seen.join("; "));
    }
    if hits.len() > NAMED {
        let _ = writeln!(out, "  … and {} more; -o FILE.jsonl lists them all", hits.len() - NAMED);
    }
    out
}
