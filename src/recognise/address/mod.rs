//! Postal addresses of NL, BE, DE, FR, GB, US, ES, IT, AT, CH and LU.
//!
//! In: a region and its context. Out: `street number, postcode locality, CC` and its parts. Addresses hang on postcodes: a run
//! of digits in the shape of one ([`code`]) is a candidate; what stands before it is cut into pieces ([`pieces`]) and read
//! backwards for street and number ([`street`], [`number`]), what stands behind it forwards for place and country
//! ([`locality`]). Names of places are checked against data; a place that the data does not know is one where all else is
//! strong. Forms that have a field a line are read by their labels ([`form`]). Every look back or ahead is bounded. This
//! module refuses to know whose address it is, and whether the street exists.

mod code;
mod form;
mod locality;
mod number;
mod pieces;
mod street;
mod verdict;
mod vocabulary;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::pattern::{PatternFile, THRESHOLD};
use super::phone::digits::Candidates;
use super::{Page, Recogniser};
use crate::model::{Confidence, Kind, Match, RegionKind};
use code::{Code, Form};
use locality::Locality;
use pieces::{Mark, Piece, Pieces};
use street::Street;
use vocabulary::Vocabulary;

/// Finds postal addresses.
pub(super) struct AddressRecogniser {
    id: Arc<str>,
    regions: Vec<RegionKind>,
    confidence: u8,
    vocabulary: Vocabulary,
}

/// Characters of a street and its number that stand behind the place.
const TURNED: usize = 80;

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
        let last = text[code.span.end..]
            .trim_start_matches([' ', '\r'])
            .starts_with(['\n', ',', ';', '|', ')', '.', '\t'])
            || code.span.end == text.len();
        let cell = text[..code.span.start].ends_with([';', '\t']);
        if place.is_none() && !(last && !small && (code.form == Form::Dutch || cell)) {
            return None;
        }
        let known = place.as_ref().is_some_and(|l| l.known.is_some());
        let trusting = known || code.form == Form::Dutch || code.prefix.is_some();
        let trusting = trusting || place.is_none() && cell;
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

    /// An address as deeds have it, the place first: `te 7411 AA Deventer, Dorpsstraat 12`, `à L-4040 Esch, 33, rue du Moulin`.
    fn turned(
        &self,
        page: &Page<'_>,
        code: &Code,
        place: Option<&Locality>,
        countries: &[[u8; 2]],
    ) -> Option<Parts> {
        let (text, words) = (page.region.text, &self.vocabulary);
        let place = match place {
            Some(place) => place.clone(),
            // `te (7411 AA) Deventer`
            None => {
                let behind = text[code.span.end..].strip_prefix(')')?;
                let at = text.len() - behind.trim_start_matches(' ').len();
                locality::read(text, at, countries, words)?
            }
        };
        place.known?;
        let rest = &text[place.span.end..];
        let gap = rest.len() - rest.trim_start_matches([' ', ',', '\n', '\u{a0}']).len();
        let lead =
            [" aan de ", " aan het ", " aan ", " an der ", " am "].iter().find(|l| rest.starts_with(**l));
        if gap > 4 || lead.is_none() && !rest[..gap].contains(',') {
            return None;
        }
        let start = place.span.end + lead.map_or(gap, |l| l.len());
        // a comma may stand between street and number
        let mut ends = text[start..].char_indices().take(TURNED).filter_map(|(n, c)| {
            let behind = text.as_bytes().get(start + n + 1).copied().unwrap_or(b' ');
            let mark = match c {
                ',' | ';' | '(' | ')' | '\n' | ':' | '|' => true,
                '.' => {
                    matches!(behind, b' ' | b'\n' | b'\r')
                        && text.as_bytes()[start + n - usize::from(n > 0)].is_ascii_digit()
                }
                _ => false,
            };
            mark.then_some(start + n)
        });
        let mut end = match ends.next() {
            Some(end) => end,
            None if text[start..].chars().nth(TURNED).is_none() => text.len(),
            None => return None,
        };
        let read = |end: usize| {
            let span = start..end;
            let before = street::number_before(text, span.clone(), true, words);
            let street = before.or_else(|| street::number_behind(text, span, true, words))?;
            (street.span.start == start && !street.tongues.is_none()).then_some(street)
        };
        let mut street = read(end);
        if street.is_none() && text[end..].starts_with(',') {
            end = ends.next().unwrap_or(text.len());
            street = read(end);
        }
        // what has a postcode of its own is another's
        let next = text[end..].trim_start_matches([',', ' ']);
        if next.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let mut street = street?;
        // the end of the sentence
        let name = street.name.trim_end_matches('.').len();
        street.span.end -= street.name.len() - name;
        street.name.truncate(name);
        let span = code.span.start..street.span.end;
        verdict::weigh(code, countries, None, street, Some(place), span, 0, page.context)
    }

    /// The place that stands behind the code: behind a space, or in the next cell or line.
    fn place_behind(&self, text: &str, code: &Code, countries: &[[u8; 2]]) -> Option<Locality> {
        let rest = &text[code.span.end..];
        let (mut gap, mut far, mut lines) = (0, false, 0);
        for c in rest.chars().take(12) {
            match c {
                ' ' | '\u{a0}' | '"' | '*' | '\r' => {}
                '\n' => {
                    lines += 1;
                    far = true;
                }
                ',' | ';' | '|' | '\t' | '•' | '·' | '-' | '–' | '/' => far = true,
                _ => break,
            }
            gap += c.len_utf8();
        }
        if gap == 0 || lines > 2 {
            return None;
        }
        let mut at = code.span.end + gap;
        let mut found = locality::read(text, at, countries, &self.vocabulary);
        if lines > 1 && code.form != Form::Dutch || far && found.as_ref().is_none_or(|l| l.known.is_none()) {
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
        between
            .filter_map(|p| {
                let found = locality::read(text, p.span.start, countries, &self.vocabulary)?;
                (found.span.end == p.span.end && (found.known.is_some() || cell)).then_some(found)
            })
            .next()
    }

    /// Street and number before the code: the pieces that may stand between, as a part of the building, are passed over. Gives
    /// the street, where the address begins, and how many pieces were passed over.
    fn head(&self, text: &str, code: &Code, trusting: bool) -> Option<(Street, usize, usize)> {
        let words = &self.vocabulary;
        let (mut skipped, mut units) = (0, String::new());
        let pieces = Pieces::before(text, code.span.start);
        let mut filled = pieces.filter(|p| words.label(&text[p.span.clone()]).is_none()).peekable();
        let mut nearest = true;
        while let Some(piece) = filled.next() {
            let mut span = piece.span.clone();
            if nearest && piece.mark == Mark::Space {
                span.end = without_pointer(text, &span);
                if span.is_empty() {
                    return None;
                }
            }
            nearest = false;
            let apart = piece.apart;
            if let Some(found) = street::post_box(text, span.clone(), words) {
                let start = found.span.start;
                // a Dutch box has a postcode of its own; elsewhere it may stand below the street
                let above = filled.peek().filter(|_| code.form != Form::Dutch);
                let street = above.and_then(|next| {
                    let (span, apart) = (next.span.clone(), next.apart);
                    let before = street::number_before(text, span.clone(), true, words);
                    before.or_else(|| street::number_behind(text, span, apart, words))
                });
                return match street.filter(|s| !s.tongues.is_none()) {
                    Some(street) => {
                        let start = street.span.start;
                        Some((street, start, skipped))
                    }
                    None => Some((found, start, skipped)),
                };
            }
            // a part of a building, unless streets are called so
            let all = &text[span.clone()];
            let first = all.split([' ', '.', '\u{a0}']).next().unwrap_or_default();
            if romance_unit(code, all, first, words) {
                if !words.is_unit_apart(first) {
                    units.insert_str(0, &unit_of(all));
                }
                continue;
            }
            let romance = code.form != Form::Dutch;
            // `Via del Lavoro snc`
            if romance
                && let Some(at) = all.rfind(' ')
                && is_without_number(&all[at + 1..])
                && let Some(mut name) = street::name_before(text, span.start..span.start + at, apart, words)
                && !name.tongues.is_none()
            {
                all[at + 1..].trim_end_matches('.').clone_into(&mut name.number);
                name.span.end = span.end;
                let start = name.span.start;
                return Some((name, start, skipped));
            }
            let before = if romance { street::number_before(text, span.clone(), true, words) } else { None };
            let named =
                |s: &Street| s.name.split(' ').next().is_some_and(|w| !words.street_first(w).is_none());
            let found = match before {
                Some(before) if named(&before) => Some(before),
                before => street::number_behind(text, span.clone(), apart, words).or(before),
            };
            if let Some(mut found) = found {
                found.number.push_str(&units);
                let start = found.span.start;
                return Some((found, start, skipped));
            }
            if let Some(number) = number::whole(&text[span.clone()], words)
                && number.end == span.len()
                && let Some(next) = filled.peek()
            {
                let found =
                    street::name_before(text, next.span.clone(), next.apart, words).filter(|s| s.firm);
                if let Some(mut found) = found {
                    found.number = number.value + &units;
                    found.span.end = span.end;
                    let start = found.span.start;
                    return Some((found, start, skipped));
                }
            }
            if romance
                && let Some(next) = filled.peek()
                && next.mark == Mark::Comma
                && let Some(name) = street::name_before(text, span.clone(), apart, words)
                && name.span == span
                && !name.tongues.is_none()
                && let Some((number, at)) = last_number(text, &next.span, words)
            {
                let found = Street { number, span: at..span.end, ..name };
                return Some((found, at, skipped));
            }
            if romance
                && is_without_number(all)
                && let Some(next) = filled.peek()
                && let Some(mut name) = street::name_before(text, next.span.clone(), next.apart, words)
                && !name.tongues.is_none()
            {
                all.trim_end_matches('.').clone_into(&mut name.number);
                name.span.end = span.end;
                let start = name.span.start;
                return Some((name, start, skipped));
            }
            if number::is_unit(all, words) {
                let apart = all.split([' ', '.']).any(|word| words.is_unit_apart(word));
                if !apart {
                    units.insert_str(0, &unit_of(all));
                }
            } else if !trusting || skipped >= 2 || !may_be_passed(all) {
                return None;
            } else {
                skipped += 1;
            }
        }
        None
    }

    /// An address whose place stands before the postcode.
    fn anglo(&self, page: &Page<'_>, code: &Code) -> Option<Parts> {
        let text = page.region.text;
        let words = &self.vocabulary;
        let country = code.countries()[0];
        let pieces = Pieces::before(text, code.span.start);
        let filled: Vec<Piece> = pieces.filter(|p| words.label(&text[p.span.clone()]).is_none()).collect();
        let mut found = None;
        for (n, piece) in filled.iter().enumerate().take(6) {
            let boxed = street::post_box(text, piece.span.clone(), words);
            if let Some(street) = boxed.or_else(|| {
                street::number_before(text, without_door(text, &piece.span), false, words)
                    .filter(|_| !number::is_unit(&text[piece.span.clone()], words))
            }) {
                found = Some((n, street));
                break;
            }
            // `12, High Street`
            if let Some(next) = filled.get(n + 1)
                && let Some((number, at)) = last_number(text, &next.span, words)
                && let Some(name) = street::name_before(text, piece.span.clone(), piece.apart, words)
                && name.span == piece.span
                && !name.tongues.is_none()
                && next.mark != Mark::Bar
                && !number::is_unit(&text[next.span.clone()], words)
            {
                let street = Street { number, span: at..piece.span.end, ..name };
                found = Some((n, street));
                break;
            }
            if !may_be_passed(&text[piece.span.clone()]) && !number::is_unit(&text[piece.span.clone()], words)
            {
                return None;
            }
        }
        let (n, mut street) = found?;
        self.without_unit(&mut street);
        let between: Vec<&Piece> =
            filled[..n].iter().filter(|p| !number::is_unit(&text[p.span.clone()], words)).collect();
        let known = |name: &str| super::place::place(name).filter(|p| p.is_in(country));
        let place = if between.is_empty() {
            // `105 High Street Sheffield S1 2HE`
            self.cut_place(text, &mut street, country)?
        } else {
            let name = |p: &&Piece| text[p.span.clone()].to_owned();
            let towns = between.iter().filter(|p| !words.is_county(&text[p.span.clone()]));
            let piece = towns.clone().find(|p| known(&name(p)).is_some()).or_else(|| towns.clone().next())?;
            let written = street::one_space(&text[piece.span.clone()]);
            if written.bytes().any(|b| b.is_ascii_digit()) || written.len() > 40 {
                return None;
            }
            Locality { span: piece.span.clone(), known: known(&written), name: locality::cased(&written) }
        };
        let mut start = street.span.start;
        // `Flat 2, 10 High Street`
        if let Some(before) = filled.get(n + 1)
            && number::is_unit(&text[before.span.clone()], words)
        {
            start = before.span.start;
        }
        let mut end = code.span.end;
        let named = locality::country(text, end, words).filter(|(c, _)| *c == country);
        if let Some((_, behind)) = named {
            end = behind;
        }
        let skipped = between.len().saturating_sub(1);
        verdict::weigh(
            code,
            &[country],
            named.map(|(c, _)| c),
            street,
            Some(place),
            start..end,
            skipped,
            page.context,
        )
    }

    /// Drops `Suite 210`, `#210` from the end of a street's name.
    fn without_unit(&self, street: &mut Street) {
        let tail = street.name.match_indices(' ').map(|(n, _)| n).find(|n| {
            let rest = &street.name[n + 1..];
            rest.starts_with('#') || number::is_unit(rest, &self.vocabulary)
        });
        if let Some(at) = tail {
            street.name.truncate(at);
        }
    }

    /// Takes the place from the end of a street's name, where nothing parts the two.
    fn cut_place(&self, text: &str, street: &mut Street, country: [u8; 2]) -> Option<Locality> {
        let words: Vec<Range<usize>> = street::words(text, street.span.clone()).collect();
        for n in (1..words.len().min(5)).rev() {
            let at = words[words.len() - n].start;
            let name = text[at..street.span.end].trim_end_matches(',');
            let typed = !self.vocabulary.street_last(&text[words[words.len() - n - 1].clone()]).is_none();
            let Some(known) = super::place::place(name).filter(|p| p.is_in(country)) else { continue };
            let left = street.name.len().checked_sub(street::one_space(&text[at..street.span.end]).len())?;
            if !typed && n < words.len().min(5) - 1 && words.len() > n + 2 {
                continue;
            }
            let span = at..at + name.len();
            street.name.truncate(left);
            street.name.truncate(street.name.trim_end_matches([' ', ',']).len());
            street.span.end = words[words.len() - n - 1].end;
            return (street.name.len() > 2).then(|| Locality {
                span,
                name: locality::cased(name),
                known: Some(known),
            });
        }
        None
    }
}

/// The piece is a part of a building by its first word, or a floor as Spain and Italy write it, which would be read as a street.
fn romance_unit(code: &Code, piece: &str, first: &str, words: &Vocabulary) -> bool {
    if code.form == Form::Dutch {
        return false;
    }
    let named = words.is_unit(first) && words.street_first(first).is_none() && number::is_unit(piece, words);
    named || number::is_floor(piece, words)
}

/// A part of a building as it stands behind the house number.
fn unit_of(piece: &str) -> String {
    format!(" {}", street::one_space(&piece.replace(['º', 'ª', '°', '.', '-'], " ")))
}

/// `s/n`, `snc`: the house has no number.
fn is_without_number(piece: &str) -> bool {
    ["s/n", "s/n.", "s.n.", "s/nº", "snc", "s.n.c.", "s.n.c"]
        .iter()
        .any(|sign| piece.eq_ignore_ascii_case(sign))
}

/// Where the stretch ends before `in`, `te`, `postcode` and other words that lead from a street to a postcode.
fn without_pointer(text: &str, span: &Range<usize>) -> usize {
    const POINTERS: [&str; 12] =
        ["in", "te", "at", "à", "a", "en", "zu", "postcode", "plz", "cp", "cap", "pc"];
    let piece = &text[span.clone()];
    let last = piece.rsplit([' ', '\u{a0}']).next().unwrap_or(piece);
    if POINTERS.iter().any(|p| last.trim_end_matches('.').eq_ignore_ascii_case(p)) && last.len() < piece.len()
    {
        // `12 A` is no pointer, `12 in` is one
        if last.len() > 1 || last != "A" && last != "a" || piece.len() - last.len() == 0 {
            return span.start + piece[..piece.len() - last.len()].trim_end().len();
        }
    }
    span.end
}

/// A piece without `#400` at its end.
fn without_door(text: &str, span: &Range<usize>) -> Range<usize> {
    let piece = &text[span.clone()];
    match piece.rfind(" #") {
        Some(at) if piece.len() - at <= 8 && piece[at + 2..].bytes().all(|b| b.is_ascii_alphanumeric()) => {
            span.start..span.start + piece[..at].trim_end_matches([',', ' ']).len()
        }
        _ => span.clone(),
    }
}

/// The number that a piece ends in, and where it begins.
fn last_number(text: &str, span: &Range<usize>, words: &Vocabulary) -> Option<(String, usize)> {
    let piece = &text[span.clone()];
    let bytes = piece.as_bytes();
    let starts = piece.char_indices().filter(|(n, c)| {
        c.is_ascii_digit() && (*n == 0 || matches!(bytes[n - 1], b' ' | 0xa0 | b'(' | b'.'))
    });
    for (at, _) in starts.take(8) {
        if let Some(number) = number::all_of(&piece[at..], words) {
            return Some((number.value, span.start + at));
        }
    }
    None
}

/// What may stand between street and postcode: a few words that begin with a capital, as the name of a building.
fn may_be_passed(piece: &str) -> bool {
    piece.len() <= 48
        && piece
            .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '\'' | '’' | '‘'))
        && piece.chars().any(char::is_uppercase)
        && piece.split_whitespace().count() <= 6
        && !piece.contains(['@', ':', '+', '€', '$', '%', '?', '!'])
        && piece.bytes().filter(u8::is_ascii_digit).count() <= 5
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
            if !matches!(run, 1 | 4 | 5) || start > 0 && bytes[start - 1].is_ascii_digit() {
                continue;
            }
            let Some(code) = code::read(text, start, run, &self.vocabulary) else { continue };
            if code.span.start < behind {
                continue;
            }
            let parts = match code.form {
                Form::Dutch | Form::Four | Form::Five => self.continental(page, &code),
                Form::American | Form::British => self.anglo(page, &code),
            };
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
