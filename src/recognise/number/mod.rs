//! Numbers that a register gives out, decided together: IBAN, VAT, company and personal numbers, and days of birth.
//!
//! In: all pattern files of the engine `number`, and a page. Out: for each run of digits at most one match. Where digits
//! stand, letters and digits around them are read as one number in every way that the separators allow; the patterns whose
//! shape and check digits fit are weighed by one question, which is asked once for all of them: what is the nearest label
//! ([`label`])? So a number behind `KvK` is no BSN, whatever its digits add up to, and one behind `Ordernummer` is neither.
//! This module refuses to know any register: what a number looks like stands in the pattern files, and what its digits
//! must add up to in [`check`].

mod chain;
pub(super) mod check;
mod date;
mod edges;
mod label;
mod seat;
pub(super) mod shape;
mod vat;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::pattern::{PatternFile, THRESHOLD, Validator};
use super::{Page, Recogniser};
use crate::model::{Confidence, Kind, Match, RegionKind};
use chain::{Chain, End, gap};
use edges::{Taken, is_behind_name, is_in_link, is_lower_word, is_tail, may_begin, stands_near};
use label::{Label, Labels, Scratch};
use shape::{MAX, MadeOf, Shape};

/// What a label takes that names numbers of another sort.
const OTHER_LABEL: u8 = 25;
/// Numbers so short are looked at only where the letters that belong to them stand near: `HRB-Nr. 12345`.
const SHORT: usize = 6;
/// Days until this year behind a name in parentheses are taken for days of birth: there was no mail yet to date.
const NAMED_UNTIL: u16 = 1995;
/// What each word between a label and its number takes, beyond the first three.
const DISTANT: u8 = 3;

/// One pattern.
struct Scheme {
    id: Arc<str>,
    kind: Kind,
    regions: Vec<RegionKind>,
    /// With its label.
    labelled: u8,
    /// Without; 0 where that is not enough.
    bare: u8,
    /// Forms, separators included, that need no label; none for any form.
    layouts: Vec<Shape>,
    validator: Validator,
    value: Box<str>,
    seats: Vec<Box<str>>,
    dates: bool,
}

/// Finds the numbers of all patterns.
pub(super) struct NumberRecogniser {
    schemes: Vec<Scheme>,
    /// Each with its scheme.
    shapes: Vec<(u16, Shape)>,
    /// By first character and length: the shapes that a text may have.
    index: Vec<Vec<(u16, MadeOf)>>,
    labels: Labels,
    /// Some scheme finds dates.
    dates: bool,
}

/// A reading of some text as a number of a scheme.
struct Reading {
    scheme: u16,
    span: Range<usize>,
    confidence: u8,
    value: String,
    label: Option<Label>,
}

/// What one search keeps at hand.
#[derive(Default)]
struct Desk {
    chain: Chain,
    scratch: Scratch,
}

fn slot(first: u8, length: usize) -> usize {
    let first = if first.is_ascii_digit() { first - b'0' } else { first.wrapping_sub(b'A') % 26 + 10 };
    usize::from(first) * (MAX + 1) + length.min(MAX)
}

impl NumberRecogniser {
    /// From pattern files that were parsed: a shape that does not is left out, which [`super::pattern::parse`] refuses.
    pub(super) fn new(files: &[&PatternFile]) -> Self {
        let mut all = NumberRecogniser {
            schemes: Vec::new(),
            shapes: Vec::new(),
            index: vec![Vec::new(); 36 * (MAX + 1)],
            labels: Labels::default(),
            dates: files.iter().any(|f| f.dates),
        };
        for (n, file) in files.iter().take(usize::from(u16::MAX)).enumerate() {
            let read = |list: &[String]| -> Vec<Shape> {
                list.iter().filter_map(|s| Shape::parse(s).ok()).flatten().collect()
            };
            all.labels.add(&file.labels, Some(n as u16));
            all.labels.add(&file.context.sink, None);
            all.shapes.extend(read(&file.shapes).into_iter().map(|s| (n as u16, s)));
            all.schemes.push(Scheme {
                id: file.id.clone(),
                kind: file.kind,
                regions: file.regions.clone(),
                labelled: file.confidence,
                bare: file.bare.unwrap_or(0),
                layouts: read(&file.layouts),
                validator: file.validator,
                value: file.value.as_deref().unwrap_or("{compact}").into(),
                seats: file.seat.values().flatten().map(|s| s.to_lowercase().into()).collect(),
                dates: file.dates,
            });
        }
        for (n, (_, shape)) in all.shapes.iter().enumerate() {
            for first in (b'0'..=b'9').chain(b'A'..=b'Z').filter(|b| shape.may_begin(*b)) {
                for length in shape.lengths.0..=shape.lengths.1 {
                    all.index[slot(first, length)].push((n as u16, shape.made_of()));
                }
            }
        }
        all
    }

    /// The best reading of what begins at byte `start`. `glued` letters right before it must be its label.
    fn best(&self, page: &Page<'_>, start: usize, glued: bool, desk: &mut Desk, best: &mut Option<Reading>) {
        let text = page.region.text;
        let bytes = text.as_bytes();
        desk.chain.read(bytes, start);
        let Some(&first) = desk.chain.ends().last().and_then(|e| desk.chain.upper(e).first()) else { return };
        // asked once, and only where a number has the shape of one
        let mut label: Option<Option<Label>> = None;
        for end in desk.chain.ends() {
            let candidates = &self.index[slot(first, end.length)];
            if candidates.is_empty() {
                continue;
            }
            let upper = desk.chain.upper(end);
            for &(n, made_of) in candidates {
                let possible = match made_of {
                    MadeOf::AnyDigits | MadeOf::Digits => end.digits,
                    MadeOf::SomeLetter => !end.digits,
                    MadeOf::Either => true,
                };
                if !possible {
                    continue;
                }
                let Some((scheme_id, shape)) = self.shapes.get(usize::from(n)) else { continue };
                let Some(scheme) = self.schemes.get(usize::from(*scheme_id)) else { continue };
                if shape.lengths.1 <= SHORT && (end.groups > 1 || !stands_near(bytes, start, shape)) {
                    continue;
                }
                if !are_gaps_fine(scheme, end, bytes)
                    || made_of != MadeOf::AnyDigits && !shape.fits(upper)
                    || scheme.validator == Validator::None && is_day(text, start, end)
                {
                    continue;
                }
                let mut room = [0; 2 * MAX];
                let Some(compact) = join(&mut room, shape.added.as_bytes(), upper) else { continue };
                if !check::passes(scheme.validator, compact) {
                    continue;
                }
                let span = start..end.at;
                let label = label.get_or_insert_with(|| {
                    let before = self.labels.before(text, start, &mut desk.scratch);
                    before.or_else(|| self.labels.after(text, end.at, &mut desk.scratch))
                });
                let label = label.as_ref();
                if glued && !label.is_some_and(|l| l.span.end == start && !l.owners().is_empty()) {
                    continue;
                }
                let Some(confidence) = self.weigh(text, *scheme_id, shape, &span, label) else { continue };
                let better =
                    best.as_ref().is_none_or(|b| (confidence, span.len()) > (b.confidence, b.span.len()));
                if confidence >= THRESHOLD && better {
                    let value = fill(&scheme.value, compact);
                    let label = label.cloned();
                    *best = Some(Reading { scheme: *scheme_id, span, confidence, value, label });
                }
            }
        }
    }

    /// How sure a number of a scheme is one, in hundredths.
    fn weigh(
        &self,
        text: &str,
        scheme_id: u16,
        shape: &Shape,
        span: &Range<usize>,
        label: Option<&Label>,
    ) -> Option<u8> {
        let scheme = self.schemes.get(usize::from(scheme_id))?;
        let bytes = text.as_bytes();
        // the tail of a longer code is a number only behind its label: `KvK-12345678`, and not `ABC-12345678`
        let tail = is_tail(&bytes[..span.start]);
        if is_in_link(bytes, span.start) {
            return None;
        }
        let raw = || text[span.clone()].replace(['\u{a0}', '\u{202f}'], " ").to_ascii_uppercase();
        let sure = scheme.bare > 0
            && match scheme.layouts.as_slice() {
                [] => shape.added.is_empty(),
                layouts => layouts.iter().any(|l| l.fits(raw().as_bytes())),
            };
        match label {
            Some(label) if label.is_of(scheme_id) && !(tail && label.skipped > 0) => {
                Some(scheme.labelled.saturating_sub(label.skipped.saturating_sub(3) * DISTANT))
            }
            _ if tail || !sure => None,
            Some(label) => {
                let kin = |n: &u16| self.schemes.get(usize::from(*n)).is_some_and(|s| s.kind == scheme.kind);
                match label.owners().iter().any(kin) {
                    true => Some(scheme.bare.max(scheme.labelled.saturating_sub(5))),
                    false => Some(scheme.bare.saturating_sub(OTHER_LABEL)),
                }
            }
            None if is_lower_word(bytes, span) => None,
            None => Some(scheme.bare),
        }
    }

    /// The day that begins here, where a label says that it is one of birth.
    fn day(&self, page: &Page<'_>, at: usize, desk: &mut Desk) -> Option<Reading> {
        let text = page.region.text;
        let day = date::day_at(text, at)?;
        let (before, behind) = (&text.as_bytes()[..day.span.start], &text.as_bytes()[day.span.end..]);
        let joined = match behind {
            [b'T', b, ..] => !b.is_ascii_digit(),
            [b, ..] => b.is_ascii_alphanumeric(),
            [] => false,
        };
        if joined || matches!(before, [.., b] if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'/')) {
            return None;
        }
        let label = self.labels.before(text, day.span.start, &mut desk.scratch);
        let label = label.or_else(|| self.labels.after(text, day.span.end, &mut desk.scratch));
        let (n, confidence) = match &label {
            Some(label) => {
                let (n, scheme) =
                    self.schemes.iter().enumerate().find(|(n, s)| s.dates && label.is_of(*n as u16))?;
                (n, scheme.labelled.saturating_sub(label.skipped.saturating_sub(3) * DISTANT))
            }
            // `Jan de Vries (12-03-1960)`: a long time ago, and alone behind a name
            None if day.year <= NAMED_UNTIL && is_behind_name(text, &day.span) => {
                self.schemes.iter().enumerate().find(|(_, s)| s.dates).map(|(n, s)| (n, s.bare))?
            }
            None => return None,
        };
        (confidence >= THRESHOLD).then(|| Reading {
            scheme: n as u16,
            value: format!("{:04}-{:02}-{:02}", day.year, day.month, day.day),
            span: day.span,
            confidence,
            label,
        })
    }

    fn push(&self, page: &Page<'_>, reading: Reading, out: &mut Vec<Match>) {
        let Some(scheme) = self.schemes.get(usize::from(reading.scheme)) else { return };
        if !scheme.regions.is_empty() && !scheme.regions.contains(&page.region.kind) {
            return;
        }
        let mut fields = BTreeMap::new();
        if scheme.kind == Kind::CompanyNumber {
            let label = reading.label.as_ref().map(|l| &l.span);
            if let Some(place) = seat::seat(page.region.text, &reading.span, label, &scheme.seats) {
                fields.insert("seat", place);
            }
        }
        let mut why = Vec::new();
        if page.context.explain {
            match reading.label.as_ref().filter(|l| l.is_of(reading.scheme)) {
                Some(label) => why.push(format!("label: {}", label.phrase)),
                None => why.push("its form".to_owned()),
            }
            if scheme.validator != Validator::None {
                why.push(format!("check: {}", scheme.validator.name()));
            }
        }
        out.push(Match {
            kind: scheme.kind,
            value: reading.value.into(),
            span: reading.span,
            confidence: Confidence::percent(reading.confidence),
            pattern: scheme.id.clone(),
            fields,
            why,
        });
    }
}

impl Recogniser for NumberRecogniser {
    fn find(&self, page: &Page<'_>, out: &mut Vec<Match>) {
        let bytes = page.region.text.as_bytes();
        let mut desk = Desk::default();
        let mut taken = Taken::new(out);
        // `floor`: what lies before belongs to a match
        let (mut pos, mut floor) = (0, 0);
        while let Some(digit) = chain::next_digit(bytes, pos) {
            if let Some(end) = taken.end_of(digit, out) {
                pos = end;
                continue;
            }
            let letters =
                bytes[floor..digit].iter().rev().take(MAX).take_while(|b| b.is_ascii_alphabetic()).count();
            let start = digit - letters;
            let run = bytes[digit..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
            let end = digit + run;
            pos = end;
            if letters + run > MAX || start > floor && chain::is_word_end(&bytes[floor..start]) {
                continue;
            }
            let mut best = None;
            if self.dates && letters == 0 && matches!(run, 1..=5 | 8 | 17) {
                best = self.day(page, digit, &mut desk);
            }
            if best.is_none() && may_begin(bytes, start, end, letters) {
                if let Some(before) = chain::letters_before(bytes, start, floor) {
                    if let Some(first) = chain::letters_before(bytes, before, floor) {
                        self.best(page, first, false, &mut desk, &mut best);
                    }
                    self.best(page, before, false, &mut desk, &mut best);
                }
                self.best(page, start, false, &mut desk, &mut best);
                if best.is_none() && letters == 0 {
                    pos = desk.chain.row().unwrap_or(pos);
                }
                if letters > 1 {
                    self.best(page, digit, true, &mut desk, &mut best);
                }
            }
            if let Some(best) = best {
                pos = pos.max(best.span.end);
                floor = pos;
                self.push(page, best, out);
            }
        }
    }
}

/// Two texts as one, in memory that is there.
fn join<'r>(room: &'r mut [u8], first: &[u8], second: &[u8]) -> Option<&'r [u8]> {
    let length = first.len() + second.len();
    let (head, tail) = room.get_mut(..length)?.split_at_mut(first.len());
    head.copy_from_slice(first);
    tail.copy_from_slice(second);
    room.get(..length)
}

/// What parts the groups of a number may be so only where check digits say that they belong together.
fn are_gaps_fine(scheme: &Scheme, end: &End, bytes: &[u8]) -> bool {
    let behind = bytes.get(end.at..).unwrap_or_default();
    match behind {
        [b'@' | b'_' | b'%', ..] => return false,
        [b'.' | b',' | b'-' | b'/' | b':', b, ..]
            if b.is_ascii_digit() && !matches!(scheme.validator, Validator::Iban | Validator::Vat) =>
        {
            return false;
        }
        _ => {}
    }
    if end.gaps & gap::LINE != 0 && scheme.validator != Validator::Iban {
        return false;
    }
    if scheme.validator != Validator::None || end.groups == 1 {
        return true;
    }
    // one sort of mark, and no further group behind
    let uniform = matches!(end.gaps, gap::SPACE | gap::DOT);
    let more = match behind {
        [b' ', b, ..] => end.gaps == gap::SPACE && end.groups > 2 && b.is_ascii_digit(),
        _ => false,
    };
    uniform && !more
}

/// True where the groups are a day: `12.03.2014`.
fn is_day(text: &str, start: usize, end: &End) -> bool {
    end.groups == 3 && date::day_at(text, start).is_some_and(|d| d.span.end == end.at)
}

/// Puts a number into the form that a pattern gives its values.
fn fill(template: &str, compact: &[u8]) -> String {
    let text = String::from_utf8_lossy(compact);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let head: String = text.chars().take_while(char::is_ascii_alphabetic).collect();
    let tail: String =
        text.chars().skip_while(char::is_ascii_alphabetic).filter(char::is_ascii_alphabetic).collect();
    let mut out = String::with_capacity(template.len() + text.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = after.split_once('}') else { break };
        match name.split_once(':').unwrap_or((name, "")) {
            ("digits", width) => {
                let missing = width.parse::<usize>().unwrap_or(0).min(MAX).saturating_sub(digits.len());
                out.extend(std::iter::repeat_n('0', missing));
                out.push_str(&digits);
            }
            ("head", _) => out.push_str(&head),
            ("tail", _) => out.push_str(&tail.to_lowercase()),
            (_, width) => {
                let missing = width.parse::<usize>().unwrap_or(0).min(MAX).saturating_sub(text.len());
                out.extend(std::iter::repeat_n('0', missing));
                out.push_str(&text);
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_in() {
        assert_eq!(fill("NL-KVK {digits}", b"12345678"), "NL-KVK 12345678");
        assert_eq!(fill("GB-CRN {digits:8}", b"1234567"), "GB-CRN 01234567");
        assert_eq!(fill("AT-FN {digits}{tail}", b"FN123456A"), "AT-FN 123456a");
        assert_eq!(fill("DE-{head} {digits}", b"HRB12"), "DE-HRB 12");
        assert_eq!(fill("{compact}", b"NL1"), "NL1");
    }
}
