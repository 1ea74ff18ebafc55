//! The street and the number before a code, backwards over what may stand between.
//!
//! In: a text and the code in it. Out: the street, where the address begins, and how many pieces nobody could explain. This
//! module refuses to know what stands behind the code.

use std::ops::Range;

use super::code::{Code, Form};
use super::pieces::{Mark, Piece, Pieces};
use super::street::{self, Street};
use super::vocabulary::Vocabulary;
use super::{AddressRecogniser, number};

impl AddressRecogniser {
    /// Street and number before the code: the pieces that may stand between, as a part of the building, are passed over. Gives
    /// the street, where the address begins, and how many pieces were passed over.
    pub(super) fn head(&self, text: &str, code: &Code, trusting: bool) -> Option<(Street, usize, usize)> {
        let words = &self.vocabulary;
        // what stands behind the number, and all parts of a building, which may be all that is counted
        let (mut skipped, mut units, mut parts) = (0, String::new(), String::new());
        let pieces = Pieces::before(text, code.span.start);
        let mut filled = pieces
            .filter(|p| {
                let piece = &text[p.span.clone()];
                words.label(piece).is_none() && !words.is_attention(piece)
            })
            .peekable();
        let mut nearest = true;
        while let Some(piece) = filled.next() {
            let mut span = piece.span.clone();
            let bracketed = piece.mark == Mark::Comma && text[..code.span.start].ends_with('(');
            if nearest && (piece.mark == Mark::Space || bracketed) {
                span.end = without_pointer(text, &span);
                // `Plaza Mayor, 1. 28391 …`
                if matches!(text.as_bytes()[span.clone()], [.., b'0'..=b'9' | b'n' | b'N', b'.']) {
                    span.end -= 1;
                }
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
                // `14, 3º B`: floor and door are no part of the number of a house
                let floor = all.contains(['º', 'ª', '°']) && number::is_floor(all, words);
                if !floor {
                    parts.insert_str(0, &unit_of(all));
                }
                if !floor && !words.is_unit_apart(first) {
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
                // `Am Markt 7a;Potsdam;;`: that is no dam
                && !self.is_numbered(text, next)
                && let Some((number, at)) = last_number(text, &next.span, words)
            {
                let found = Street { number, span: at..span.end, ..name };
                return Some((found, at, skipped));
            }
            // `Route de Hérépian, 34600 Faugères`, `Pol. Malpica, calle F, parcela 52, …`: no house has a number there
            if romance
                && trusting
                && !filled.clone().take(2).any(|next| self.is_numbered(text, &next))
                && let Some(mut name) = self.typed_alone(text, &span, code)
            {
                let mut start = name.span.start;
                if let Some(next) = filled.peek()
                    && next.mark == Mark::Comma
                    && !parts.is_empty()
                    && let Some(before) = self.typed_alone(text, &next.span, code)
                {
                    start = before.span.start;
                    name.name = format!("{}, {}", before.name, name.name);
                    name.span.start = start;
                }
                parts.trim().clone_into(&mut name.number);
                return Some((name, start, skipped));
            }
            // `ctra. de Falset, km 3`
            if romance
                && let Some(kilometre) = kilometre(all)
                && let Some(next) = filled.peek()
                && let Some(mut name) = street::name_before(text, next.span.clone(), next.apart, words)
                && !name.tongues.is_none()
            {
                name.number = kilometre + &units;
                name.span.end = span.end;
                let start = name.span.start;
                return Some((name, start, skipped));
            }
            if romance && is_corner(first) {
                continue;
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
            } else if trusting && is_remark(text, &span) {
                // `Dorpsstraat 12 (achter de kerk), 1234 AB …`
            } else if !trusting || skipped >= 2 || !may_be_passed(all) {
                return None;
            } else {
                skipped += 1;
            }
        }
        None
    }

    /// A piece is a street with its number, so that what stands behind it is none.
    fn is_numbered(&self, text: &str, piece: &Piece) -> bool {
        let words = &self.vocabulary;
        let before = street::number_before(text, piece.span.clone(), true, words);
        before
            .or_else(|| street::number_behind(text, piece.span.clone(), piece.apart, words))
            .is_some_and(|street| !street.tongues.is_none())
    }

    /// The whole piece is the name of a street by its first word, as a road outside a village has no numbers.
    fn typed_alone(&self, text: &str, span: &Range<usize>, code: &Code) -> Option<Street> {
        let words = &self.vocabulary;
        if code.form != Form::Five || !text[span.clone()].contains(' ') {
            return None;
        }
        let name = street::name_before(text, span.clone(), true, words).filter(|n| n.span == *span)?;
        let first = name.name.split(' ').next().unwrap_or_default();
        let typed = words.street_first(first);
        (typed.is_romance() && !words.is_particle(first) && first.chars().count() > 1).then_some(name)
    }
}

/// `esquina Calle Mayor`, `ang. via Rucellai`: the street that crosses it.
fn is_corner(first: &str) -> bool {
    const CORNERS: [&str; 12] = [
        "esquina",
        "esq",
        "angolo",
        "ang",
        "angle",
        "hoek",
        "ecke",
        "corner",
        "cantonada",
        "junto",
        "frente",
        "entre",
    ];
    CORNERS.iter().any(|corner| first.eq_ignore_ascii_case(corner))
}

/// `km 3`, `km. 1.012`, `Km 3,5`: the place of a house on a road, as it stands in the normal form.
fn kilometre(piece: &str) -> Option<String> {
    let rest = piece.get(2..).filter(|_| piece[..2].eq_ignore_ascii_case("km"))?;
    let figure = rest.trim_start_matches(['.', ' ', '\u{a0}']);
    let good = (1..=6).contains(&figure.len())
        && figure.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','))
        && figure.starts_with(|c: char| c.is_ascii_digit());
    good.then(|| format!("km {figure}"))
}

/// The piece is a part of a building by its first word, or a floor as Spain and Italy write it, which would be read as a street.
fn romance_unit(code: &Code, piece: &str, first: &str, words: &Vocabulary) -> bool {
    if code.form == Form::Dutch {
        return false;
    }
    let named = words.is_unit(first) && words.street_first(first).is_none() && number::is_unit(piece, words);
    named || number::is_floor(piece, words)
}

/// What stands in parentheses and has no number.
fn is_remark(text: &str, span: &Range<usize>) -> bool {
    text[..span.start].ends_with('(')
        && text[span.end..].starts_with(')')
        && !text[span.clone()].bytes().any(|b| b.is_ascii_digit())
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
pub(super) fn without_pointer(text: &str, span: &Range<usize>) -> usize {
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

/// The number that a piece ends in, and where it begins.
pub(super) fn last_number(text: &str, span: &Range<usize>, words: &Vocabulary) -> Option<(String, usize)> {
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
pub(super) fn may_be_passed(piece: &str) -> bool {
    piece.len() <= 48
        && piece
            .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '\'' | '’' | '‘'))
        && piece.chars().any(char::is_uppercase)
        && piece.split_whitespace().count() <= 6
        && !piece.contains(['@', ':', '+', '€', '$', '%', '?', '!'])
        && piece.bytes().filter(u8::is_ascii_digit).count() <= 5
}
