//! Forms that have a field of an address a line: `Straat: …`, `Huisnummer: …`, `Postcode: …`, `Plaats: …`.
//!
//! In: a text and the postcode in it. Out: the address that its neighbouring lines make. This module refuses to know
//! addresses that stand together.

use std::ops::Range;

use super::Parts;
use super::code::Code;
use super::locality::{self, Locality};
use super::number;
use super::street::{self, Street};
use super::verdict;
use super::vocabulary::{Label, Vocabulary};
use crate::recognise::Context;

/// Lines on each side of the postcode's that are looked at.
const LINES: usize = 7;
/// Bytes on each side.
const REACH: usize = 400;
/// Bytes of a label.
const LABEL_MAX: usize = 40;

/// A label and what stands behind it.
#[derive(Debug)]
struct Field {
    label: Label,
    value: Range<usize>,
}

/// Behind the label that begins at byte `at`, where it is one for a place.
pub(super) fn behind_label(text: &str, at: usize, vocabulary: &Vocabulary) -> Option<usize> {
    let length = text[at..].char_indices().take(100).find(|(_, c)| *c == '\n').map(|(n, _)| n);
    let end =
        length.or_else(|| text[at..].char_indices().nth(100).map(|(n, _)| n)).map_or(text.len(), |n| at + n);
    let field = field(text, at..end, vocabulary)?;
    (field.label == Label::Locality && !field.value.is_empty()).then_some(field.value.start)
}

/// `Label: value`, `Label<tab>value`.
fn field(text: &str, line: Range<usize>, vocabulary: &Vocabulary) -> Option<Field> {
    let all = &text[line.clone()];
    let colon = all
        .char_indices()
        .take(LABEL_MAX)
        .find(|(_, c)| matches!(c, ':' | '\t' | '=' | '|'))
        .map(|(n, _)| n)?;
    let name = all[..colon].trim().trim_end_matches(['.', '*', ' ']).trim_start_matches(['-', '*', '•', ' ']);
    let label = vocabulary.label(name)?;
    let value = &all[colon + 1..];
    let value = value.trim_start_matches([':', '\t', '|', ' ', '\u{a0}']);
    let end = line.start + all.trim_end().len();
    let start = line.end - value.len();
    Some(Field { label, value: start.min(end)..end })
}

/// The address of the form that the postcode stands in.
pub(super) fn read(
    text: &str,
    code: &Code,
    place: Option<Locality>,
    countries: &[[u8; 2]],
    vocabulary: &Vocabulary,
    context: &Context,
) -> Option<Parts> {
    let bytes = text.as_bytes();
    let line_start = bytes[..code.span.start].iter().rev().take(REACH).position(|b| *b == b'\n');
    let own = line_start.map_or(code.span.start.saturating_sub(REACH), |n| code.span.start - n);
    let own = (own..code.span.start).find(|n| text.is_char_boundary(*n))?;
    let head = field(text, own..code.span.end, vocabulary)?;
    if head.value.start < own || !matches!(head.label, Label::Postcode | Label::Address | Label::Locality) {
        return None;
    }
    let (mut number, mut name, mut locality, mut country) = (None, None, place, None);
    let mut span = own..locality.as_ref().map_or(code.span.end, |l| l.span.end);
    let mut take = |line: Range<usize>| {
        let Some(Field { label, value }) = field(text, line.clone(), vocabulary) else { return };
        if value.is_empty() || value.len() > 80 {
            return;
        }
        let words = &text[value.clone()];
        match label {
            Label::Number if number.is_none() => {
                let read = number::whole(words, vocabulary);
                number = read.filter(|n| n.end == words.len()).map(|n| n.value).or(number.take());
            }
            Label::Street | Label::Address if name.is_none() => name = Some(value.clone()),
            Label::Locality if locality.is_none() => {
                locality = locality::read(text, value.start, countries, vocabulary);
            }
            Label::Country if country.is_none() => {
                country = vocabulary.country(words.trim_end_matches('.'));
            }
            _ => return,
        }
        span.start = span.start.min(line.start);
        span.end = span.end.max(value.end);
    };
    let mut at = own;
    for _ in 0..LINES {
        if at == 0 {
            break;
        }
        let end = at - 1;
        let Some(length) = bytes[..end]
            .iter()
            .rev()
            .take(REACH)
            .position(|b| *b == b'\n')
            .or_else(|| (end < REACH).then_some(end))
        else {
            break;
        };
        at = end - length;
        take(at..end);
    }
    let mut at = code.span.end;
    for n in 0..=LINES {
        let Some(rest) = bytes.get(at..) else { break };
        let length = rest
            .iter()
            .take(REACH)
            .position(|b| *b == b'\n')
            .or_else(|| (rest.len() < REACH).then_some(rest.len()));
        let Some(length) = length else { break };
        if n > 0 {
            take(at..at + length);
        }
        at += length + 1;
    }
    let value = name?;
    let mut found = match number {
        Some(number) => {
            let name = street::one_space(&text[value.clone()]);
            let tongues = name
                .split(' ')
                .fold(0, |all, w| all | vocabulary.street_last(w).0 | vocabulary.street_first(w).0);
            Street {
                span: value,
                name,
                number,
                tongues: super::vocabulary::Tongues(tongues),
                is_box: false,
                firm: true,
            }
        }
        None => street::post_box(text, value.clone(), vocabulary)
            .or_else(|| street::number_behind(text, value.clone(), true, vocabulary))
            .or_else(|| street::number_before(text, value, true, vocabulary))?,
    };
    found.firm = true;
    let country = country.filter(|c| countries.contains(c));
    verdict::weigh(code, countries, country, found, locality, span, 0, context)
}
