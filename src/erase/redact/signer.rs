//! Signatures and keys that say again what is to go.
//!
//! What comes in: a message, and what is to go of its texts. What goes out: a mark for each part that is a signature with the
//! certificate of its signer (RFC 8551 §3.5) or a key (RFC 3156 §7), and names somebody who is to go. It does not hold any
//! longer, or is of use to nobody but the one who is to go; so it goes as a whole.

use aho_corasick::AhoCorasick;

use super::carry_out::visit;
use super::header::Block;
use super::layout::{Item, Layout};
use super::plan::Plan;
use super::text::Source;
use super::{Mark, transfer};
use crate::message::transfer::{Encoding, encoding};

/// Bytes of a text that is looked for: shorter ones stand anywhere by chance.
const SHORT: usize = 6;

/// The parts that must go too.
pub(super) fn marks(message: &[u8], layout: &Layout, plan: &Plan) -> Vec<Mark> {
    let mut number = 0;
    let mut words: Vec<String> = Vec::new();
    let mut any = false;
    visit(message, &layout.items, &mut |item, bytes| {
        let task = plan.task(number);
        number += 1;
        any |= matches!(item, Item::Leaf { part, .. } if is_looked_into(&part.media_type));
        let Some(task) = task.filter(|task| !task.spans.is_empty()) else { return };
        let mut take = |text: &str| {
            let all = task.spans.iter().filter_map(|span| text.get(span.clone())).map(str::trim);
            words.extend(all.filter(|word| word.len() >= SHORT).map(str::to_owned));
        };
        match item {
            Item::Header { block, .. } => take(Block::new(&bytes[block.clone()]).text()),
            Item::Leaf { part, bytes: range, form: Some(form) } => {
                take(Source::new(&bytes[range.clone()], form, &part.media_type).text());
            }
            Item::Between { bytes: range, form, .. } => {
                take(Source::new(&bytes[range.clone()], form, "text/plain").text());
            }
            Item::Leaf { .. } | Item::Space { .. } => {}
        }
    });
    words.sort();
    words.dedup();
    if !any || words.is_empty() {
        return Vec::new();
    }
    let Ok(finder) = AhoCorasick::builder().ascii_case_insensitive(true).build(&words) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    let mut declared = Encoding::Identity;
    visit(message, &layout.items, &mut |item, bytes| match item {
        Item::Header { block, .. } => {
            let body = Block::new(&bytes[block.clone()]).body("content-transfer-encoding");
            declared = body.map_or(Encoding::Identity, |body| encoding(body).0);
        }
        Item::Leaf { part, bytes: range, form: None } if is_looked_into(&part.media_type) => {
            let mut data = transfer::decoded(&bytes[range.clone()], declared, false);
            if part.media_type.ends_with("pgp-keys") {
                // behind the lines of its armour (RFC 9580 §6.2)
                data = transfer::decoded(&data, Encoding::Base64, false);
            }
            if finder.is_match(&data) {
                out.push(Mark { section: part.section.clone(), span: None });
            }
        }
        _ => {}
    });
    out
}

fn is_looked_into(media_type: &str) -> bool {
    matches!(
        media_type,
        "application/pkcs7-signature"
            | "application/x-pkcs7-signature"
            | "application/pkcs7-mime"
            | "application/x-pkcs7-mime"
            | "application/pgp-keys"
    )
}
