//! Postal addresses of NL, BE, DE, FR, GB, US, ES, IT, AT, CH, LU and IE; and of DK, NO, SE, FI, PL and PT ([`abroad`]).
//!
//! In: a region and its context. Out: `street number, postcode locality, CC` and its parts. Addresses hang on postcodes: a run
//! of digits in the shape of one ([`code`]) is a candidate; what stands before it is cut into pieces ([`pieces`]) and read
//! backwards for street and number ([`head`], [`street`], [`number`]), what stands behind it forwards for place and country
//! ([`locality`]). Names of places are checked against data; a place that the data does not know is one where all else is
//! strong. Forms that have a field a line are read by their labels ([`form`]). Every look back or ahead is bounded. This
//! module refuses to know whose address it is, and whether the street exists.

mod abroad;
mod anglo;
mod code;
mod columns;
mod form;
mod head;
mod json;
mod locality;
mod number;
mod pieces;
mod street;
mod turned;
mod verdict;
mod vocabulary;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::pattern::{PatternFile, THRESHOLD};
use super::phone::digits::Candidates;
use super::{Page, Recogniser};
use crate::model::{Confidence, Kind, Match, Region, RegionKind};
use code::{Code, Form};
use locality::Locality;
use pieces::Pieces;
use street::Street;
use vocabulary::Vocabulary;

/// Finds postal addresses.
pub(super) struct AddressRecogniser {
    id: Arc<str>,
    regions: Vec<RegionKind>,
    confidence: u8,
    vocabulary: Vocabulary,
}

/// What was read of an address.
#[derive(Debug)]
struct Parts {
    span: Range<usize>,
    street: Street,
    locality: Option<Locality>,
    country: [u8; 2],
    confidence: i32,
    why: Vec<&'static str>,
}

/// Bytes of the label of the next field of a form, on the same line.
const NEXT_LABEL: usize = 16;

impl AddressRecogniser {
    pub(super) fn new(file: &PatternFile) -> Self {
        AddressRecogniser {
            id: file.id.clone(),
            regions: file.regions.clone(),
            confidence: file.confidence,
            vocabulary: Vocabulary::new(file),
        }
    }

    fn push(&self, code: &Code, parts: Parts, explain: bool, out: &mut Vec<Match>) {
        let confidence = (i32::from(self.confidence) + parts.confidence).clamp(0, 99) as u8;
        if confidence < THRESHOLD {
            return;
        }
        let street = locality::cased(&parts.street.name);
        let number = parts.street.number;
        let place = parts.locality.map_or_else(String::new, |l| l.name);
        let country = std::str::from_utf8(&parts.country).unwrap_or_default().to_owned();
        let room = street.len() + number.len() + code.value.len() + place.len() + country.len() + 6;
        let mut value = String::with_capacity(room);
        value.push_str(&street);
        for (mark, part) in [(" ", &number), (", ", &code.value), (" ", &place), (", ", &country)] {
            if !part.is_empty() {
                value.push_str(mark);
                value.push_str(part);
            }
        }
        // in the order of their names
        let fields = [
            ("country", country),
            ("house_number", number),
            ("locality", place),
            ("postcode", code.value.clone()),
            ("street", street),
        ];
        let may_miss = |name: &str| matches!(name, "house_number" | "locality");
        let is_there = |(name, part): &(&str, String)| !part.is_empty() || !may_miss(name);
        let fields: BTreeMap<_, _> = match fields.iter().all(is_there) {
            true => fields.into(),
            false => fields.into_iter().filter(is_there).collect(),
        };
        out.push(Match {
            kind: Kind::PostalAddress,
            value: value.into(),
            span: parts.span,
            confidence: Confidence::percent(confidence),
            pattern: self.id.clone(),
            fields,
            why: if explain { parts.why.into_iter().map(str::to_owned).collect() } else { Vec::new() },
        });
    }

    /// An address whose place stands behind the postcode.
    fn continental(&self, page: &Page<'_>, code: &Code) -> Option<Parts> {
        let text = page.region.text;
        let countries: Vec<[u8; 2]> = match code.prefix {
            Some(country) => vec![country],
            None => code.countries().iter().copied().filter(|c| code.fits(*c)).collect(),
        };
        let place = self.place_behind(text, code, &countries);
        // `2012 in de`: letters of a word
        let small = text[code.span.clone()].ends_with(|c: char| c.is_ascii_lowercase());
        // the code ends what is said, or is a field of a table or a card
        let behind = &text[code.span.end..];
        let last = behind
            .trim_start_matches([' ', '\r', '"'])
            .starts_with(['\n', ',', ';', '|', ')', '.', '\t'])
            // what stands behind a wide gap, or a mark with spaces, is another detail
            || [b"  ", b" -", b" /"].iter().any(|gap| behind.as_bytes().starts_with(*gap))
            || behind.is_empty();
        let cell = text[..code.span.start].ends_with([';', '\t']);
        if place.is_none() && !(last && !small && (code.form == Form::Dutch || cell)) {
            return None;
        }
        let known = place.as_ref().is_some_and(|l| l.known.is_some());
        let trusting = known || code.form == Form::Dutch || code.prefix.is_some();
        let trusting = trusting || place.is_none() && cell;
        // two offices side by side: the street of this one stands right above
        if let Some(street) = columns::above(text, code, &self.vocabulary)
            && let Some(place) = place.clone().filter(|p| p.known.is_some())
        {
            let span = columns::span(text, &street, code, &place);
            return verdict::weigh(code, &countries, None, street, Some(place), span, 0, page.context);
        }
        let Some((street, start, skipped)) = self.head(text, code, trusting) else {
            if let Some(parts) = self.turned(page, code, place.as_ref(), &countries) {
                return Some(parts);
            }
            return form::read(text, code, place, &countries, &self.vocabulary, page.context);
        };
        let mut locality = place;
        let mut end = locality.as_ref().map_or(code.span.end, |l| l.span.end);
        let mut from = start;
        if !known && let Some(before) = self.place_before(text, code, &street, &countries) {
            // vCards and some tables have the place before the postcode
            from = from.min(before.span.start);
            end = code.span.end;
            locality = Some(before);
        }
        let weak = match &locality {
            None => code.form != Form::Dutch || skipped > 0,
            // small letters are less than a sign
            Some(l) => {
                let small = small || text[l.span.clone()].starts_with(char::is_lowercase);
                small && street.tongues.is_none() && (l.known.is_none() || code.form != Form::Dutch)
            }
        };
        if weak {
            return None;
        }
        if let Some(place) = &locality
            && place.known.is_some_and(|k| k.is_in(*b"IT"))
        {
            end = locality::province(text, end);
        }
        let named = locality::country(text, end, &self.vocabulary).filter(|(country, _)| {
            countries.contains(country) || code.prefix.is_none() && code.countries().contains(country)
        });
        if let Some((_, behind)) = named {
            end = behind;
        }
        verdict::weigh(
            code,
            &countries,
            named.map(|(c, _)| c),
            street,
            locality,
            from..end,
            skipped,
            page.context,
        )
    }

    /// The place that stands behind the code: behind a space, or in the next cell or line.
    fn place_behind(&self, text: &str, code: &Code, countries: &[[u8; 2]]) -> Option<Locality> {
        // `te (7411 AA) Deventer`
        let closed = text[..code.span.start].ends_with('(') && text[code.span.end..].starts_with(')');
        let behind = code.span.end + usize::from(closed);
        let rest = &text[behind..];
        let (mut gap, mut far, mut lines) = (0, false, 0);
        for c in rest.chars().take(12) {
            match c {
                ' ' | '\u{a0}' | '"' | '*' | '\r' => {}
                '\n' => {
                    lines += 1;
                    far = true;
                }
                ',' | ';' | '|' | '\t' | '•' | '·' | '-' | '–' | '/' | '~' => far = true,
                _ => break,
            }
            gap += c.len_utf8();
        }
        if gap == 0 || lines > 2 {
            return None;
        }
        let mut at = behind + gap;
        // `8501 BZ in Joure`
        if lines == 0
            && !far
            && let Some(place) = ["in ", "te "].iter().find_map(|w| text[at..].strip_prefix(w))
        {
            let led = locality::read(text, text.len() - place.len(), countries, &self.vocabulary);
            return led.filter(|l| l.known.is_some() && text[l.span.clone()].starts_with(char::is_uppercase));
        }
        let mut found = locality::read(text, at, countries, &self.vocabulary);
        // `Ville : Rennes`: a label, though there is a place of that name
        let named = |l: &Locality| {
            let behind = text[l.span.end..].trim_start_matches([' ', '\u{a0}']);
            behind.starts_with([':', '=']) && self.vocabulary.label(&text[l.span.clone()]).is_some()
        };
        let near = &text.as_bytes()[at..text.len().min(at + NEXT_LABEL)];
        let label = || lines == 0 && near.first().is_some_and(u8::is_ascii_uppercase) && near.contains(&b':');
        if found.as_ref().map_or_else(label, named) {
            // `CAP: 12345  Città: Verona`: the next field of a form stands on its line
            found = match lines {
                0 => form::behind_label(text, at, &self.vocabulary)
                    .and_then(|at| locality::read(text, at, countries, &self.vocabulary)),
                _ => None,
            };
        }
        let unknown = found.as_ref().is_none_or(|l| l.known.is_none());
        // `| 7587 AM | De Lutte |`: in a cell of its own
        if unknown
            && far
            && lines == 0
            && let Some(place) = found
                .as_ref()
                .filter(|l| locality::is_cell(text, l, code.span.end))
                .filter(|l| self.vocabulary.country(&l.name).is_none())
        {
            return Some(place.clone());
        }
        if lines > 1 && code.form != Form::Dutch || far && unknown {
            // `Plaats: Ons Dorp`
            at = form::behind_label(text, at, &self.vocabulary)?;
            found = locality::read(text, at, countries, &self.vocabulary);
        }
        found.filter(|l| !far || self.vocabulary.country(&l.name).is_none())
    }

    /// The place that stands between street and code, as in a vCard.
    fn place_before(
        &self,
        text: &str,
        code: &Code,
        street: &Street,
        countries: &[[u8; 2]],
    ) -> Option<Locality> {
        let cell = text[..code.span.start].ends_with(';');
        let between = Pieces::before(text, code.span.start).take_while(|p| p.span.start >= street.span.end);
        let mut places = between.filter_map(|p| {
            let found = locality::read(text, p.span.start, countries, &self.vocabulary)?;
            (found.span.end == p.span.end && (found.known.is_some() || cell)).then_some(found)
        });
        // `;Como;CO;22100;`: a province stands between place and code
        let first = places.next()?;
        match first.known {
            Some(_) => Some(first),
            None => Some(places.find(|p| p.known.is_some()).unwrap_or(first)),
        }
    }
}

/// Header fields that people write in.
fn is_said(field: &str) -> bool {
    [
        "subject",
        "comments",
        "keywords",
        "organization",
        "organisation",
        "from",
        "reply-to",
        "sender",
        "to",
        "cc",
    ]
    .contains(&field)
}

impl Recogniser for AddressRecogniser {
    fn find(&self, page: &Page<'_>, out: &mut Vec<Match>) {
        let region = page.region;
        if !self.regions.is_empty() && !self.regions.contains(&region.kind)
            || region.kind == RegionKind::Header && region.field.is_none_or(|f| !is_said(f))
        {
            return;
        }
        let text = region.text;
        let bytes = text.as_bytes();
        let mut candidates = Candidates::new(bytes);
        let (mut pos, mut behind) = (0, 0);
        while let Some(start) = candidates.next(pos) {
            let run = bytes[start..].iter().take(9).take_while(|b| b.is_ascii_digit()).count();
            pos = start + run.max(1);
            let before = start.checked_sub(1).map_or(b' ', |n| bytes[n]);
            if before.is_ascii_digit() {
                continue;
            }
            // two digits are those of an Eircode, behind its letter
            if !(matches!(run, 1 | 4 | 5) || run == 2 && before.is_ascii_uppercase()) {
                if start >= behind
                    && abroad::may_begin(bytes, start, run)
                    && let Some((code, parts)) = self.abroad(page, start, run)
                    && parts.span.start >= behind
                {
                    (behind, pos) = (parts.span.end, pos.max(code.span.end));
                    self.push(&code, parts, page.context.explain, out);
                }
                continue;
            }
            if start >= behind
                && let Some(found) = json::read(text, start, &self.vocabulary)
            {
                let line = Region { text: &found.line, zones: None, ..*region };
                let mut inside = Vec::new();
                self.find(&Page::new(&line, page.context), &mut inside);
                if let Some(mut address) = inside.pop() {
                    (behind, pos) = (found.span.end, pos.max(found.span.end));
                    address.span = found.span;
                    out.push(address);
                    continue;
                }
            }
            // behind `CAP`, whatever follows
            let after_cap = run == 5
                && before == b' '
                && matches!(bytes[..start.saturating_sub(1)], [.., b'P' | b'p' | b'.']);
            if after_cap
                && let Some(code) = code::bare(text, start)
                && let Some(parts) = self.registered(page, &code)
                && parts.span.start >= behind
            {
                behind = parts.span.end;
                self.push(&code, parts, page.context.explain, out);
                continue;
            }
            let Some(code) = code::read(text, start, run, &self.vocabulary) else {
                if let Some(code) = code::bracketed(text, start, run)
                    && code.span.start >= behind
                    && let Some(parts) = self.bracketed(page, &code)
                    && parts.span.start >= behind
                {
                    behind = parts.span.end;
                    pos = pos.max(code.span.end);
                    self.push(&code, parts, page.context.explain, out);
                } else if start >= behind
                    && let Some((code, parts)) = self.abroad(page, start, run)
                    && parts.span.start >= behind
                {
                    (behind, pos) = (parts.span.end, pos.max(code.span.end));
                    self.push(&code, parts, page.context.explain, out);
                }
                continue;
            };
            if code.span.start < behind {
                continue;
            }
            let parts = match code.form {
                Form::Dutch | Form::Four | Form::Five => self.continental(page, &code),
                Form::American | Form::British | Form::Irish => self.anglo(page, &code),
                Form::Abroad => None,
            };
            let mut code = code;
            let parts = parts.or_else(|| {
                let other = code::without_state(text, start).filter(|_| code.form == Form::American)?;
                let parts = self.continental(page, &other)?;
                code = other;
                Some(parts)
            });
            let parts = parts.or_else(|| {
                let (other, parts) = self.abroad(page, start, run)?;
                code = other;
                Some(parts)
            });
            if let Some(parts) = parts
                && parts.span.start >= behind
            {
                behind = parts.span.end.max(code.span.end);
                pos = pos.max(code.span.end);
                self.push(&code, parts, page.context.explain, out);
            }
        }
    }
}
