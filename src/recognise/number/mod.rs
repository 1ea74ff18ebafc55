//! Numbers that a register gives out, decided together: IBAN, VAT, company and personal numbers, and days of birth.
//!
//! In: all pattern files of the engine `number`, and a page. Out: for each run of digits at most one match. Where digits
//! stand, letters and digits around them are read as one number in every way that the separators allow; the patterns whose
//! shape and check digits fit are weighed by one question, which is asked once for all of them: what is the nearest label
//! ([`label`])? So a number behind `KvK` is no BSN, whatever its digits add up to, and one behind `Ordernummer` is neither.
//! This module refuses to know any register: what a number looks like stands in the pattern files, and what its digits
//! must add up to in [`check`].

mod answer;
mod born;
mod chain;
pub(super) mod check;
mod date;
mod edges;
mod filter;
mod heading;
mod index;
mod label;
mod pieces;
mod row;
mod seat;
pub(super) mod shape;
mod value;
mod vat;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::pattern::{PatternFile, THRESHOLD, Validator};
use super::person::NameWords;
use super::phone::digits::Candidates;
use super::{Page, Recogniser};
use crate::model::{Confidence, Kind, Match, RegionKind};
use born::{Rows, kin};
use chain::{Chain, End, gap};
use edges::{Taken, is_behind_name, is_in_link, is_lower_word, is_signed, is_starred, is_tail, may_begin};
use heading::Above;
use index::{Index, stands_near, strict};
use label::{Label, Labels};
use pieces::Pieces;
use seat::Seats;
use shape::{MAX, Shape};
use value::Template;

/// What a label takes that names numbers of another sort.
const OTHER_LABEL: u8 = 25;
/// Days until this year behind a name in parentheses are taken for days of birth: hardly any mail is kept from before.
const NAMED_UNTIL: u16 = 1999;
/// How sure a number is that has no label but the row of a person around it.
const IN_ROW: u8 = 80;
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
    value: Template,
    seats: Seats,
    dates: bool,
}

impl Scheme {
    /// False where a number of the shape is none without a label.
    fn may_be_bare(&self, shape: &Shape) -> bool {
        self.bare > 0 && (!self.layouts.is_empty() || shape.added.is_empty())
    }

    /// True where a number is written in one of the forms that need no label.
    fn is_laid_out(&self, written: &str) -> bool {
        if self.layouts.is_empty() {
            return true;
        }
        let mut room = [0; MAX];
        let mut length = 0;
        for c in written.chars() {
            // a layout is no longer than a shape, and ASCII
            let Some(slot) = room.get_mut(length) else { return false };
            *slot = match c {
                '\u{a0}' | '\u{202f}' => b' ',
                _ if c.is_ascii() => c.to_ascii_uppercase() as u8,
                _ => return false,
            };
            length += 1;
        }
        self.layouts.iter().any(|l| l.fits(&room[..length]))
    }
}

/// Finds the numbers of all patterns.
pub(super) struct NumberRecogniser {
    schemes: Vec<Scheme>,
    index: Index,
    labels: Labels,
    /// The first scheme that finds dates.
    dates: Option<u16>,
    names: NameWords,
}

/// A reading of some text as a number of a scheme.
struct Reading<'l> {
    scheme: u16,
    span: Range<usize>,
    confidence: u8,
    value: String,
    label: Option<Label<'l>>,
}

/// What searches keep at hand, one after the other.
#[derive(Default)]
struct Desk {
    chain: Chain,
    pieces: Pieces,
    above: Above,
    rows: Rows,
    /// Where the last day of birth stands.
    born: Range<usize>,
}

thread_local! {
    static DESK: RefCell<Desk> = RefCell::default();
}

/// What the labels around a number say.
enum Asked<'l> {
    /// The nearest before it, or that there is none on either side.
    Known(Option<Label<'l>>),
    /// There is none before it, but one behind a place where it may end.
    Behind,
}

impl NumberRecogniser {
    /// From pattern files that were parsed: a shape that does not is left out, which [`super::pattern::parse`] refuses.
    pub(super) fn new(files: &[&PatternFile]) -> Self {
        let mut all = NumberRecogniser {
            schemes: Vec::new(),
            index: Index::new(),
            labels: Labels::default(),
            dates: files.iter().position(|f| f.dates).map(|n| n as u16),
            names: NameWords::default(),
        };
        for (n, file) in files.iter().take(usize::from(u16::MAX)).enumerate() {
            let read = |list: &[String]| -> Vec<Shape> {
                list.iter().filter_map(|s| Shape::parse(s).ok()).flatten().collect()
            };
            all.labels.add(&file.labels, Some(n as u16));
            all.labels.add(&file.context.sink, None);
            let scheme = Scheme {
                id: file.id.clone(),
                kind: file.kind,
                regions: file.regions.clone(),
                labelled: file.confidence,
                bare: file.bare.unwrap_or(0),
                layouts: read(&file.layouts),
                validator: file.validator,
                value: Template::new(file.value.as_deref().unwrap_or("{compact}")),
                seats: Seats::new(file.seat.values().flatten()),
                dates: file.dates,
            };
            for shape in read(&file.shapes) {
                let needs_label = !scheme.may_be_bare(&shape);
                all.index.add(n as u16, shape, file.validator, needs_label);
            }
            all.schemes.push(scheme);
        }
        all
    }

    /// The best reading of what begins at byte `start`. `glued` letters right before it must be its label.
    fn best<'l>(
        &'l self,
        page: &Page<'_>,
        start: usize,
        glued: bool,
        desk: &mut Desk,
        best: &mut Option<Reading<'l>>,
    ) {
        let text = page.region.text;
        let bytes = text.as_bytes();
        let Desk { chain, pieces, above, rows: _, born: _ } = desk;
        chain.read(bytes, start);
        let Some(first) = chain.first() else { return };
        // asked once, and only where a number has the shape of one
        let mut asked = None;
        let mut behind: Option<Option<Label<'l>>> = None;
        let mut near = None;
        for end in chain.ends() {
            let slot = self.index.of(first, end.length, end.digits);
            if slot.strict == 0 {
                continue;
            }
            let fine = fine_gaps(end, bytes);
            if slot.strict & fine == 0 {
                continue;
            }
            for candidate in &slot.candidates {
                if candidate.strict & fine == 0 {
                    continue;
                }
                // once the label is known, it comes cheaper than shape and check digits
                let in_vain = |asked: &Asked<'_>| match asked {
                    Asked::Known(label) => {
                        candidate.needs_label && !label.as_ref().is_some_and(|l| l.is_of(candidate.scheme))
                    }
                    Asked::Behind => false,
                };
                if asked.as_ref().is_some_and(in_vain) {
                    continue;
                }
                if candidate.short
                    && (end.groups > 1
                        || !*near.get_or_insert_with(|| self.index.may_stand_near(bytes, start)))
                {
                    continue;
                }
                let Some(shape) = self.index.shape(*candidate) else { continue };
                let Some(scheme) = self.schemes.get(usize::from(candidate.scheme)) else { continue };
                let upper = chain.upper(end);
                if candidate.short && !stands_near(bytes, start, shape)
                    || !candidate.any_digits && !shape.fits(upper)
                    || scheme.validator == Validator::None && is_day(text, start, end)
                {
                    continue;
                }
                let mut room = [0; 2 * MAX];
                let Some(compact) = join(&mut room, shape.added.as_bytes(), upper) else { continue };
                if !check::passes(scheme.validator, compact) {
                    continue;
                }
                let asked = match &mut asked {
                    Some(asked) => asked,
                    None if is_in_link(bytes, start) => return,
                    none => none.insert(self.ask(text, start, chain.ends(), above, pieces)),
                };
                if in_vain(asked) {
                    continue;
                }
                let span = start..end.at;
                let label = match asked {
                    Asked::Known(label) => label.as_ref(),
                    Asked::Behind => {
                        behind.get_or_insert_with(|| self.labels.after(text, end.at, pieces)).as_ref()
                    }
                };
                if glued && !label.is_some_and(|l| l.span.end == start && !l.owners().is_empty()) {
                    continue;
                }
                let Some(confidence) = self.weigh(text, candidate.scheme, shape, &span, label) else {
                    continue;
                };
                let better =
                    best.as_ref().is_none_or(|b| (confidence, span.len()) > (b.confidence, b.span.len()));
                if confidence >= THRESHOLD && better {
                    let value = scheme.value.fill(compact);
                    let label = label.cloned();
                    *best = Some(Reading { scheme: candidate.scheme, span, confidence, value, label });
                }
            }
        }
    }

    /// The label of the number that begins at byte `start` and ends at one of `ends`.
    fn ask(
        &self,
        text: &str,
        start: usize,
        ends: &[End],
        above: &mut Above,
        pieces: &mut Pieces,
    ) -> Asked<'_> {
        let before = self.labels.before(text, start, pieces);
        if before.is_none() && ends.iter().any(|end| self.labels.after(text, end.at, pieces).is_some()) {
            return Asked::Behind;
        }
        // the first row below headings has the last of them before it as well
        let first = matches!(&text.as_bytes()[..start], [.., b'\n'] | [.., b'\n', b'"']);
        if before.is_some() && first {
            return Asked::Known(self.labels.heading(text, start, above, pieces).or(before));
        }
        Asked::Known(before.or_else(|| self.labels.heading(text, start, above, pieces)))
    }

    /// How sure a number of a scheme is one, in hundredths.
    fn weigh(
        &self,
        text: &str,
        scheme_id: u16,
        shape: &Shape,
        span: &Range<usize>,
        label: Option<&Label<'_>>,
    ) -> Option<u8> {
        let scheme = self.schemes.get(usize::from(scheme_id))?;
        let bytes = text.as_bytes();
        // the tail of a longer code is a number only behind its label: `KvK-12345678`, and not `ABC-12345678`
        let tail = is_tail(&bytes[..span.start]);
        let sure = || scheme.may_be_bare(shape) && scheme.is_laid_out(&text[span.clone()]);
        match label {
            Some(label) if label.is_of(scheme_id) && !(tail && label.skipped > 0) => {
                Some(scheme.labelled.saturating_sub(label.skipped.saturating_sub(3) * DISTANT))
            }
            _ if tail || !sure() => None,
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
    fn day(&self, page: &Page<'_>, at: usize, desk: &mut Desk) -> Option<Reading<'_>> {
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
        // what programs hold where there is none
        if (day.year, day.month, day.day) == (1900, 1, 1) {
            return None;
        }
        let label = self.labels.before(text, day.span.start, &mut desk.pieces);
        // `Kolom geboortedatum is leeg sinds 25-05-2018`
        if label.as_ref().is_some_and(|l| l.skipped > 0 && l.span.end < day.span.start)
            && date::is_since(&text[..day.span.start])
        {
            return None;
        }
        let label = label.or_else(|| self.labels.after(text, day.span.end, &mut desk.pieces));
        let Desk { pieces, above, .. } = desk;
        let label = label.or_else(|| self.below(text, &day, pieces));
        // the first row below headings has the last of them before it as well
        let far = label
            .as_ref()
            .is_none_or(|l| l.span.end < day.span.start && text[l.span.end..day.span.start].contains('\n'));
        let heading = if far { self.labels.heading(text, day.span.start, above, pieces) } else { None };
        let label = heading.or(label);
        let (n, confidence) = match &label {
            // a row among others, whose names hold what is a label elsewhere
            Some(label) if self.dates.is_some_and(|n| !label.is_of(n)) && desk.rows.has(&day) => {
                (usize::from(self.dates?), self.born(text, &day, &[], desk)?)
            }
            Some(label) => {
                let (n, scheme) =
                    self.schemes.iter().enumerate().find(|(n, s)| s.dates && label.is_of(*n as u16))?;
                (n, scheme.labelled.saturating_sub(label.skipped.saturating_sub(3) * DISTANT))
            }
            // `Jan de Vries (12-03-1960)`: a long time ago, and alone behind a name
            None if day.year <= NAMED_UNTIL && is_behind_name(text, &day.span)
                || is_starred(text, &day.span)
                || is_signed(text, &day.span, day.year <= NAMED_UNTIL)
                || row::is_of_person(text, &day.span)
                // `born 3 April 1972; wife 19 June 1975`, and `Geburtsdaten: Farid 06.06.1990, Parisa 15.10.1992`
                || (kin::follows(text, desk.born.end, day.span.start)
                    || kin::goes_on(text, &desk.born, day.span.start, &self.names))
                    && !kin::is_of_else(text, day.span.end)
                || kin::is_first(text, day.span.start, &self.names) =>
            {
                let n = usize::from(self.dates?);
                (n, self.schemes.get(n)?.bare)
            }
            None => (usize::from(self.dates?), self.born(text, &day, &page.context.people, desk)?),
        };
        (confidence >= THRESHOLD).then(|| Reading {
            scheme: n as u16,
            value: format!("{:04}-{:02}-{:02}", day.year, day.month, day.day),
            span: day.span,
            confidence,
            label,
        })
    }

    /// The verb of a sentence that goes on below: `Ich bin am 2. Januar 1965⏎geboren`.
    fn below(&self, text: &str, day: &date::Day, pieces: &mut Pieces) -> Option<label::Label<'_>> {
        let rest = &text.as_bytes()[day.span.end..];
        let gap = match rest {
            [b'\n', b, ..] if b.is_ascii_lowercase() => 1,
            [b'\r', b'\n', b, ..] | [b' ', b'\n', b, ..] if b.is_ascii_lowercase() => 2,
            _ => return None,
        };
        let before = text[..day.span.start].trim_end();
        let on = ["am", "op", "le", "el", "il", "on"]
            .iter()
            .any(|w| before.strip_suffix(w).is_some_and(|b| b.ends_with(|c: char| c.is_whitespace())));
        let from = day.span.end + gap;
        self.labels.after(text, from, pieces).filter(|l| on && l.span.start == from)
    }

    /// Nine digits in a row that is a person's, or beside a day of birth: the number of the Dutch register of people.
    fn in_row(&self, page: &Page<'_>, span: Range<usize>, desk: &mut Desk) -> Option<Reading<'_>> {
        let digits = page.region.text.get(span.clone())?;
        let (n, scheme) = self
            .schemes
            .iter()
            .enumerate()
            .find(|(_, s)| s.kind == Kind::NationalId && s.validator == Validator::ElevenTest)?;
        let good = check::passes(scheme.validator, digits.as_bytes())
            && (row::is_of_person(page.region.text, &span)
                || answer::is_one(page.region.text, &span, &self.names)
                || self.dates.is_some() && self.is_beside_birth(page.region.text, &span, desk));
        good.then(|| Reading {
            scheme: n as u16,
            value: scheme.value.fill(digits.as_bytes()),
            span,
            confidence: IN_ROW,
            label: None,
        })
    }

    fn push(&self, page: &Page<'_>, reading: Reading<'_>, out: &mut Vec<Match>) {
        let Some(scheme) = self.schemes.get(usize::from(reading.scheme)) else { return };
        if !scheme.regions.is_empty() && !scheme.regions.contains(&page.region.kind) {
            return;
        }
        let mut fields = BTreeMap::new();
        if scheme.kind == Kind::CompanyNumber {
            let label = reading.label.as_ref().map(|l| &l.span);
            if let Some(place) = scheme.seats.find(page.region.text, &reading.span, label) {
                fields.insert("seat", place);
            }
        }
        let mut why = Vec::new();
        if page.context.explain {
            match reading.label.as_ref().filter(|l| l.is_of(reading.scheme)) {
                Some(label) => why.push(format!("label: {}", label.phrase(page.region.text))),
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

impl NumberRecogniser {
    /// The same from the first digit on, at byte `pos`.
    fn search(
        &self,
        page: &Page<'_>,
        mut digits: Candidates<'_>,
        mut pos: usize,
        desk: &mut Desk,
        out: &mut Vec<Match>,
    ) {
        let bytes = page.region.text.as_bytes();
        let mut taken = Taken::new(out);
        // what lies before belongs to a match
        let mut floor = 0;
        while let Some(digit) = chain::next_digit(&mut digits, bytes, pos) {
            if let Some(end) = taken.end_of(digit, bytes, out) {
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
            if self.dates.is_some() && letters == 0 && matches!(run, 1..=5 | 8 | 17) {
                best = self.day(page, digit, desk);
                desk.born = best.as_ref().map_or(std::mem::take(&mut desk.born), |day| day.span.clone());
            }
            if best.is_none() && may_begin(bytes, start, end, letters) {
                if let Some(before) = chain::letters_before(bytes, start, floor) {
                    if let Some(first) = chain::letters_before(bytes, before, floor) {
                        self.best(page, first, false, desk, &mut best);
                    }
                    self.best(page, before, false, desk, &mut best);
                }
                self.best(page, start, false, desk, &mut best);
                if best.is_none() && letters == 0 {
                    pos = desk.chain.row().unwrap_or(pos);
                }
                if letters > 1 {
                    self.best(page, digit, true, desk, &mut best);
                }
            }
            if best.is_none() && letters == 0 && run == 9 {
                best = self.in_row(page, digit..end, desk);
            }
            if let Some(best) = best {
                pos = pos.max(best.span.end);
                floor = pos;
                self.push(page, best, out);
            }
        }
    }
}

impl Recogniser for NumberRecogniser {
    fn find(&self, page: &Page<'_>, out: &mut Vec<Match>) {
        let bytes = page.region.text.as_bytes();
        // most header fields have none
        let mut digits = Candidates::new(bytes);
        let Some(pos) = chain::next_digit(&mut digits, bytes, 0) else { return };
        DESK.with_borrow_mut(|desk| {
            desk.above.clear();
            desk.rows = Rows::default();
            desk.born = 0..0;
            self.search(page, digits, pos, desk, out);
        });
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

/// How strict a pattern may be (see [`strict`]) so that a number of it can end here, parted as it is: most ways to part
/// groups are so only where check digits say that they belong together.
fn fine_gaps(end: &End, bytes: &[u8]) -> u8 {
    let behind = bytes.get(end.at..).unwrap_or_default();
    let mut fine = match behind {
        [b'@' | b'_' | b'%', ..] => return 0,
        [b'.' | b',' | b'-' | b'/' | b':', b, ..] if b.is_ascii_digit() => strict::IBAN | strict::VAT,
        _ => strict::IBAN | strict::VAT | strict::CHECKED | strict::LAYOUT,
    };
    if end.gaps & gap::LINE != 0 {
        fine &= strict::IBAN;
    }
    // `11521  8.6  3.6`: columns of a table
    if end.gaps & (gap::WIDE | gap::DOT) == gap::WIDE | gap::DOT {
        fine &= strict::IBAN | strict::VAT;
    }
    // one sort of mark, and no further group behind
    let uniform = matches!(end.gaps, gap::SPACE | gap::DOT);
    let more = match behind {
        [b' ', b, ..] => end.gaps == gap::SPACE && end.groups > 2 && b.is_ascii_digit(),
        _ => false,
    };
    if end.groups > 1 && (!uniform || more) {
        fine &= !strict::LAYOUT;
    }
    fine
}

/// True where the groups are a day: `12.03.2014`.
fn is_day(text: &str, start: usize, end: &End) -> bool {
    end.groups == 3 && date::day_at(text, start).is_some_and(|d| d.span.end == end.at)
}
