//! Which country an address is in, and how sure it is one.
//!
//! In: what was read of it. Out: the whole, with a grade. This module refuses to know the text.

use std::ops::Range;

use super::Parts;
use super::code::{Code, Form};
use super::locality::Locality;
use super::street::Street;
use crate::recognise::{Context, place};

/// Puts an address together; nothing where too little speaks for it.
#[allow(clippy::too_many_arguments, reason = "each is another part of what was read")]
pub(super) fn weigh(
    code: &Code,
    countries: &[[u8; 2]],
    named: Option<[u8; 2]>,
    street: Street,
    locality: Option<Locality>,
    span: Range<usize>,
    skipped: usize,
    context: &Context,
) -> Option<Parts> {
    let known = locality.as_ref().and_then(|l| l.known);
    let mut why = Vec::new();
    let mut confidence = 0;
    let (country, certain) = country(code, countries, named, &street, locality.as_ref(), context)?;
    if code.prefix.is_some() || named.is_some() {
        why.push("its country is named");
        confidence += 8;
    }
    let plain = matches!(code.form, Form::Four | Form::Five) && why.is_empty();
    if plain && known.is_some_and(|k| k.size() < 3) && street.tongues.is_none() && !street.is_box {
        // `Model 12, 4020 Watt`
        return None;
    }
    if known.is_some_and(|k| k.is_in(country)) {
        why.push("the place is known there");
        confidence += 15;
    } else {
        match code.form {
            Form::Dutch if locality.is_some() && street.tongues.is_none() && !street.is_box => {
                confidence -= 12;
            }
            Form::Dutch if locality.is_some() => confidence += 4,
            Form::Dutch => confidence -= 5,
            Form::British | Form::American | Form::Irish | Form::Abroad => confidence -= 2,
            Form::Four | Form::Five if code.prefix.is_some() || named.is_some() => confidence -= 4,
            Form::Four | Form::Five => {
                // a number and words that may be anything: all else must look like an address
                let elsewhere = locality.as_ref().and_then(|l| place::place(&l.name)).is_some();
                let english = street.tongues.speak_of(*b"GB") && !begins_romance(&street.name);
                let spoken = street.tongues.speak_of(country) && !english;
                if !spoken && !street.is_box || !certain || skipped > 0 || elsewhere {
                    return None;
                }
                confidence -= 16;
            }
        }
    }
    if street.is_box {
        why.push("a post office box");
        confidence += 5;
    } else if street.tongues.speak_of(country) {
        why.push("a word for a street");
        confidence += 7;
    } else if !street.firm {
        confidence -= 15;
    } else if !street.tongues.is_none() && matches!(code.form, Form::Four | Form::Five) {
        // `Main Street 12, 77095 Barbara`
        confidence -= 15;
    }
    if matches!(code.form, Form::Dutch | Form::British | Form::American | Form::Irish) {
        why.push("a postcode with letters");
        confidence += 5;
    }
    if street.number.is_empty() {
        confidence -= 20;
    }
    if !certain {
        confidence -= 8;
    }
    confidence -= 6 * skipped as i32;
    Some(Parts { span, street, locality, country, confidence, why })
}

/// `Plaza Mayor`, `avenue Victor Hugo`: a word that is English too, where only Romance languages have it: first.
fn begins_romance(name: &str) -> bool {
    const FIRST: [&str; 9] =
        ["avenue", "place", "plaza", "square", "boulevard", "passage", "promenade", "av", "parc"];
    name.split_once(' ')
        .is_some_and(|(first, _)| FIRST.iter().any(|f| f.eq_ignore_ascii_case(first.trim_end_matches('.'))))
}

/// The country, and whether nothing else was as likely.
fn country(
    code: &Code,
    countries: &[[u8; 2]],
    named: Option<[u8; 2]>,
    street: &Street,
    locality: Option<&Locality>,
    context: &Context,
) -> Option<([u8; 2], bool)> {
    if let Some(country) = code.prefix.or(named) {
        return Some((country, true));
    }
    if let [only] = countries {
        return Some((*only, true));
    }
    let known = locality.and_then(|l| l.known);
    let mut best: Option<([u8; 2], i32)> = None;
    let mut second = i32::MIN;
    for (n, country) in countries.iter().enumerate() {
        let mut points = -(n as i32);
        if known.is_some_and(|k| k.is_in(*country)) {
            points += 40;
        }
        if street.tongues.speak_of(*country) {
            points += 20;
        }
        if context.sender == Some(*country) {
            points += 12;
        }
        // nobody writes an `ß` in Switzerland, and German streets are hardly found in its Italian valleys
        if country == b"CH" {
            let sharp = street.name.contains('ß') || locality.is_some_and(|l| l.name.contains('ß'));
            let valley = ("6500".."7000").contains(&code.value.as_str()) && street.tongues.speak_of(*b"AT");
            points -= if sharp { 24 } else { 0 } + if valley { 8 } else { 0 };
        }
        if let Some(rank) = context.countries.iter().position(|c| c == country) {
            points += 6_i32.saturating_sub(rank as i32).max(1);
        }
        match best {
            Some((_, most)) if points <= most => second = second.max(points),
            _ => {
                second = best.map_or(i32::MIN, |(_, most)| most);
                best = Some((*country, points));
            }
        }
    }
    best.map(|(country, points)| (country, points >= 10 && points - second.max(-100) >= 4))
}
