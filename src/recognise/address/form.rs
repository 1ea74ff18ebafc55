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
const LINES: usize = 12;
/// Bytes on each side.
const REACH: usize = 400;
/// Bytes of what is added to a house number.
const ADDITION_MAX: usize = 6;
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
    if let Some(field) = field(text, at..end, vocabulary) {
        return (field.label == Label::Locality && !field.value.is_empty()).then_some(field.value.start);
    }
    // on a line of its own
    let line = text[at..end].trim_end();
    let behind = &text[at + line.len()..];
    let gap = behind.bytes().take(8).take_while(u8::is_ascii_whitespace).count();
    let next = behind.get(gap..).filter(|_| behind[..gap].contains('\n'))?;
    let good = line.len() <= LABEL_MAX && vocabulary.label(line) == Some(Label::Locality);
    good.then(|| text.len() - next.len())
}

/// `Label: value`, `Label<tab>value`.
fn field(text: &str, line: Range<usize>, vocabulary: &Vocabulary) -> Option<Field> {
    let all = &text[line.clone()];
    let colon = all
        .char_indices()
        .take(LABEL_MAX)
        .find(|(n, c)| matches!(c, ':' | '\t' | '=' | '|') || *c == '.' && all[*n..].starts_with("..."))
        .map(|(n, _)| n)?;
    // `straat..........Dorpsstraat`
    let dots = all[colon..].bytes().take_while(|b| *b == b'.').count();
    let name = all[..colon].trim().trim_end_matches(['.', '*', ' ']).trim_start_matches(['-', '*', '•', ' ']);
    let label = vocabulary.label(name)?;
    let value = &all[colon + dots.max(1)..];
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
    let own = (own..=code.span.start).find(|n| text.is_char_boundary(*n))?;
    let own_label = field(text, own..code.span.end, vocabulary);
    if own_label.is_none() && !text[own..code.span.start].trim().is_empty() {
        return None;
    }
    let lines = around(text, own, code.span.end);
    let labels = |line: &Range<usize>| {
        let words = &text[line.clone()];
        if words.len() <= LABEL_MAX { vocabulary.label(words) } else { None }
    };
    let mine = lines.iter().position(|l| l.start == own || l.contains(&code.span.start))?;
    let label = match own_label {
        Some(field) => field.label,
        None => mine.checked_sub(1).and_then(|n| lines.get(n)).and_then(labels)?,
    };
    if !matches!(label, Label::Postcode | Label::Address | Label::Locality) {
        return None;
    }
    let (mut number, mut name, mut locality, mut country) = (None, None, place, None);
    let mut added = String::new();
    let mut span = own..locality.as_ref().map_or(code.span.end, |l| l.span.end);
    let mut before: Option<Range<usize>> = None;
    for (n, line) in lines.iter().enumerate() {
        let above = before.replace(line.clone());
        let found = field(text, line.clone(), vocabulary).filter(|f| !f.value.is_empty());
        let found = found.or_else(|| {
            let label = labels(&above?)?;
            labels(line).is_none().then(|| Field { label, value: line.clone() })
        });
        let Some(Field { label, value }) = found else { continue };
        if n == mine || value.is_empty() || value.len() > 80 {
            continue;
        }
        let words = &text[value.clone()];
        match label {
            Label::Number if number.is_none() => {
                let read = number::whole(words, vocabulary);
                number = read.filter(|n| n.end == words.len()).map(|n| n.value);
            }
            Label::Addition if added.is_empty() && words.len() <= ADDITION_MAX => {
                let label = text[line.start..value.start].trim_start_matches(['-', '*', '•', ' ']);
                let is_box = label.get(..3).is_some_and(|l| l.eq_ignore_ascii_case("bus"));
                let good = words.bytes().all(|b| b.is_ascii_alphanumeric())
                    && (is_box || words.len() < 3 || vocabulary.is_addition(words));
                if good {
                    added = format!("{}{words}", if is_box { " bus " } else { " " });
                }
            }
            Label::Street | Label::Address if name.is_none() => name = Some(value.clone()),
            Label::Locality if locality.is_none() => {
                locality = locality::read(text, value.start, countries, vocabulary);
            }
            Label::Country if country.is_none() => {
                country = vocabulary.country(words.trim_end_matches('.'));
            }
            _ => continue,
        }
        span.start = span.start.min(line.start);
        span.end = span.end.max(value.end);
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
    if !found.is_box {
        found.number.push_str(&added);
    }
    let country = country.filter(|c| countries.contains(c));
    verdict::weigh(code, countries, country, found, locality, span, 0, context)
}

/// The lines with text around that which begins at byte `own` and holds byte `end`, without white space at both ends, in order.
fn around(text: &str, own: usize, end: usize) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut from = own;
    for _ in 0..LINES {
        let Some(last) = from.checked_sub(1) else { break };
        let start = bytes[..last].iter().rev().take(REACH).position(|b| *b == b'\n').map(|n| last - n);
        match start.or_else(|| (last < REACH).then_some(0)) {
            Some(start) if own - start <= REACH => from = start,
            _ => break,
        }
    }
    let mut lines = Vec::new();
    let mut at = from;
    while at < bytes.len() && at <= end + REACH && lines.len() < 2 * LINES {
        let rest = &bytes[at..];
        let length = rest.iter().take(REACH).position(|b| *b == b'\n');
        let Some(length) = length.or_else(|| (rest.len() < REACH).then_some(rest.len())) else { break };
        let line = &text[at..at + length];
        let start = at + (line.len() - line.trim_start().len());
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            lines.push(start..start + trimmed.len());
        }
        at += length + 1;
    }
    lines
}
