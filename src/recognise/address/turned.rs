//! Addresses that have the place first, and those whose postcode stands in parentheses.
//!
//! In: a page and a postcode in it. Out: what was read of the address. This module refuses to know addresses that end in their
//! place.

use std::ops::Range;

use super::code::Code;
use super::head::without_pointer;
use super::locality::{self, Locality};
use super::pieces::Pieces;
use super::street::{self, Street};
use super::{AddressRecogniser, Parts, verdict};
use crate::recognise::Page;

/// Characters of a street and its number that stand behind the place.
const TURNED: usize = 80;

impl AddressRecogniser {
    /// An address as deeds have it, the place first: `te 7411 AA Deventer, Dorpsstraat 12`, `à L-4040 Esch, 33, rue du Moulin`.
    pub(super) fn turned(
        &self,
        page: &Page<'_>,
        code: &Code,
        place: Option<&Locality>,
        countries: &[[u8; 2]],
    ) -> Option<Parts> {
        let text = page.region.text;
        let place = place?.clone();
        place.known?;
        let street = self.behind(text, place.span.end, code.prefix.is_some())?;
        let span = code.span.start..street.span.end;
        verdict::weigh(code, countries, None, street, Some(place), span, 0, page.context)
    }

    /// Street and number behind a comma, or behind `aan de`, at byte `at`. One that `trusting` is said of may be called anything
    /// where it ends the line.
    fn behind(&self, text: &str, at: usize, trusting: bool) -> Option<Street> {
        let words = &self.vocabulary;
        let rest = &text[at..];
        let gap = rest.len() - rest.trim_start_matches([' ', ',', '\n', '\u{a0}']).len();
        let lead =
            [" aan de ", " aan het ", " aan ", " an der ", " am "].iter().find(|l| rest.starts_with(**l));
        if gap > 4 || lead.is_none() && !rest[..gap].contains(',') {
            return None;
        }
        let start = at + lead.map_or(gap, |l| l.len());
        // a comma may stand between street and number
        let mut ends = text[start..].char_indices().take(TURNED).filter_map(|(n, c)| {
            let behind = text.as_bytes().get(start + n + 1).copied().unwrap_or(b' ');
            let mark = match c {
                ',' | ';' | '(' | ')' | '\n' | '\r' | ':' | '|' => true,
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
            let last = trusting && street.firm && text[end..].trim_start_matches('\r').starts_with('\n');
            let last = last || trusting && street.firm && end == text.len();
            (street.span.start == start && (last || !street.tongues.is_none())).then_some(street)
        };
        let mut street = read(end);
        if street.is_none() && text[end..].starts_with(',') {
            end = ends.next().unwrap_or(text.len());
            street = read(end);
        }
        // what has a postcode of its own is another's
        if has_code(text[end..].trim_start_matches([',', ' '])) {
            return None;
        }
        let mut street = street?;
        // the end of the sentence; `Dorfstr. 12` ends in its number
        let name = street.name.trim_end_matches('.').len();
        if text[street.span.clone()].ends_with('.') {
            street.span.end -= street.name.len() - name;
        }
        street.name.truncate(name);
        Some(street)
    }

    /// An address as the Italian register of firms writes it: `TRANI (BT) VIA VERDI 3 CAP 76125`.
    pub(super) fn registered(&self, page: &Page<'_>, code: &Code) -> Option<Parts> {
        let (text, words) = (page.region.text, &self.vocabulary);
        let head = text[..code.span.start].trim_end_matches([' ', '\u{a0}']);
        let head = ["CAP", "Cap", "cap", "C.A.P."].iter().find_map(|sign| head.strip_suffix(sign))?;
        let street = Pieces::before(text, head.trim_end_matches([' ', '-', ',']).len()).next()?.span;
        let before = street::number_behind(text, street.clone(), true, words)
            .filter(|s| s.tongues.speak_of(*b"IT") && s.span.start == street.start)?;
        // the province stands between
        let open = text[..street.start].trim_end_matches([' ', '-', ',']).strip_suffix(')')?;
        let province = open.get(open.len().checked_sub(2)?..).filter(|p| locality::is_province(p))?;
        let open = open.len() - province.len();
        let place = locality::ending_at(text, text[..open].strip_suffix('(')?.len(), &[*b"IT"])?;
        let span = place.span.start..code.span.end;
        verdict::weigh(code, &[*b"IT"], None, before, Some(place), span, 0, page.context)
    }

    /// An address whose postcode stands in parentheses: `Treviso (31100), viale Verdi 23`, `33 avenue Hugo à Tarare (69170)`,
    /// `Gravina, via Verdi 14 (95030)`.
    pub(super) fn bracketed(&self, page: &Page<'_>, code: &Code) -> Option<Parts> {
        let (text, words) = (page.region.text, &self.vocabulary);
        let countries: Vec<[u8; 2]> = code.countries().iter().copied().filter(|c| code.fits(*c)).collect();
        let open = code.span.start - 1;
        let read = |span: Range<usize>, apart: bool| {
            let before = street::number_before(text, span.clone(), true, words);
            let street = before.or_else(|| street::number_behind(text, span, apart, words))?;
            (!street.tongues.is_none()).then_some(street)
        };
        if let Some(place) = locality::ending_at(text, open, &countries) {
            if let Some(street) = self.behind(text, code.span.end + 1, false) {
                let span = place.span.start..street.span.end;
                return verdict::weigh(code, &countries, None, street, Some(place), span, 0, page.context);
            }
            let head = text[..place.span.start].trim_end_matches([' ', ',', '\n', '\r', '\u{a0}']).len();
            let first = Pieces::before(text, head).next()?;
            let span = first.span.start..without_pointer(text, &first.span);
            let street = read(span, first.apart)?;
            let span = street.span.start..code.span.end + 1;
            return verdict::weigh(code, &countries, None, street, Some(place), span, 0, page.context);
        }
        let mut pieces = Pieces::before(text, open);
        let street = pieces.next().and_then(|p| read(p.span.clone(), p.apart))?;
        let before = text[..street.span.start].trim_end_matches([' ', ',', '\n', '\r', '\u{a0}']).len();
        let place = locality::ending_at(text, before, &countries)?;
        let span = place.span.start..code.span.end + 1;
        verdict::weigh(code, &countries, None, street, Some(place), span, 0, page.context)
    }
}

/// A postcode and the name of a place begin the text; other digits, as those of a telephone, do not.
fn has_code(text: &str) -> bool {
    let digits = text.bytes().take(6).take_while(u8::is_ascii_digit).count();
    let behind = &text[digits..];
    let gap = behind.len() - behind.trim_start_matches([' ', '\u{a0}']).len();
    matches!(digits, 4 | 5) && behind[gap..].starts_with(char::is_alphabetic)
        || digits > 0 && digits < 4 && behind.starts_with(|c: char| c.is_alphanumeric())
}
