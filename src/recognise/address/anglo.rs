//! British and American addresses: the place stands before the postcode.
//!
//! In: a page and a postcode in it. Out: what was read of the address. This module refuses to know postcodes that stand before
//! their place.

use std::ops::Range;

use super::code::{Code, Form};
use super::head::{last_number, may_be_passed};
use super::locality::{self, Locality};
use super::number;
use super::pieces::{Mark, Piece, Pieces};
use super::street::{self, Street};
use super::vocabulary::{Tongues, Vocabulary};
use super::{AddressRecogniser, Parts, verdict};
use crate::recognise::{Page, place};

/// What a word for a building adds to a house without a number, which may be a firm.
const BUILT: i32 = 12;
/// The same where it stands on the line of its town.
const BUILT_ON_LINE: i32 = 20;
/// What comes to it in Ireland, where the code is that of one house, and no town is known.
const EIRCODE: i32 = 12;

impl AddressRecogniser {
    /// An address whose place stands before the postcode.
    pub(super) fn anglo(&self, page: &Page<'_>, code: &Code) -> Option<Parts> {
        let text = page.region.text;
        let words = &self.vocabulary;
        let country = code.countries()[0];
        let pieces = Pieces::before(text, code.span.start);
        let filled: Vec<Piece> = pieces
            .filter(|p| {
                let piece = &text[p.span.clone()];
                words.label(piece).is_none() && !words.is_attention(piece)
            })
            .collect();
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
                // `Road 77, Millersburg`: no castle of the Dutch
                && name.tongues.speak_of(country)
                && next.mark != Mark::Bar
                && !number::is_unit(&text[next.span.clone()], words)
            {
                let street = Street { number, span: at..piece.span.end, ..name };
                found = Some((n, street));
                break;
            }
            if !may_be_passed(&text[piece.span.clone()]) && !number::is_unit(&text[piece.span.clone()], words)
            {
                break;
            }
        }
        let Some((n, mut street)) = found else { return self.house(page, code, &filled) };
        self.without_unit(&mut street);
        let between: Vec<&Piece> =
            filled[..n].iter().filter(|p| !number::is_unit(&text[p.span.clone()], words)).collect();
        let known = |name: &str| place::place(name).filter(|p| p.is_in(country));
        let place = if between.is_empty() {
            // `105 High Street Sheffield S1 2HE`
            self.cut_place(text, &mut street, country)?
        } else {
            let name = |p: &&Piece| text[p.span.clone()].to_owned();
            let irish = code.form == Form::Irish;
            let county = |p: &&&Piece| {
                let name = &text[p.span.clone()];
                words.is_county(name) || irish && is_irish_county(name)
            };
            let towns = between.iter().filter(|p| !county(p));
            let town = towns.clone().find(|p| known(&name(p)).is_some()).or_else(|| towns.clone().next());
            // a town that is called as a county: `Norfolk, VA`
            let piece = town.or_else(|| between.first())?;
            let written = street::one_space(&text[piece.span.clone()]);
            let district = irish && is_district(&written);
            if written.bytes().any(|b| b.is_ascii_digit()) && !district || written.len() > 40 {
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
            let pointed = matches!(&text[words[words.len() - n - 1].clone()], "in" | "at");
            let Some(known) = place::place(name).filter(|p| p.is_in(country)) else { continue };
            let left = street.name.len().checked_sub(street::one_space(&text[at..street.span.end]).len())?;
            if !typed && !pointed && n < words.len().min(5) - 1 && words.len() > n + 2 {
                continue;
            }
            let span = at..at + name.len();
            if !street.name.is_char_boundary(left) {
                return None;
            }
            street.name.truncate(left);
            street.name.truncate(street.name.trim_end_matches([' ', ',']).len());
            street.span.end = words[words.len() - n - 1].end;
            // `118 East Jones Street in Savannah`
            if pointed
                && let Some(name) = street.name.strip_suffix("in").or_else(|| street.name.strip_suffix("at"))
            {
                street.name.truncate(name.trim_end().len());
                street.span.end = words[words.len() - n - 1].start;
            }
            return (street.name.len() > 2).then(|| Locality {
                span,
                name: locality::cased(name),
                known: Some(known),
            });
        }
        None
    }

    /// A British or Irish house that has a name and no number: `Civic Centre, High Street, Swindon SN1 2JH`.
    fn house(&self, page: &Page<'_>, code: &Code, pieces: &[Piece]) -> Option<Parts> {
        let (text, words) = (page.region.text, &self.vocabulary);
        let irish = code.form == Form::Irish;
        if !(irish || code.form == Form::British) {
            return None;
        }
        let country = code.countries()[0];
        let county = |name: &str| match irish {
            true => is_irish_county(name),
            false => words.is_county(name),
        };
        let known = |name: &str| place::place(name).filter(|p| p.is_in(country));
        // nobody knows the towns of Ireland here, but a code there is that of one house
        let town_like = |p: &Piece| {
            let name = &text[p.span.clone()];
            is_capitals(name) && !self.is_house(name) && !is_street(name, words) || irish && is_district(name)
        };
        let towns = pieces.iter().take_while(|p| may_be_passed(&text[p.span.clone()])).take(4);
        let town = towns.enumerate().find_map(|(n, p)| {
            let name = &text[p.span.clone()];
            let known = known(name).filter(|_| !county(name) && !is_street(name, words))?;
            Some((n, p, Some(known)))
        });
        // `Corofin, Co. Clare`: a county behind it says that it is a town
        let (n, town, found) = match (town, pieces) {
            (Some(town), _) => town,
            (None, [first, second, ..]) if county(&text[first.span.clone()]) && town_like(second) => {
                (1, second, None)
            }
            (None, [first, ..]) if irish && town_like(first) => (0, first, None),
            _ => return None,
        };
        // a county or a part of the town may stand between
        if pieces[..n].iter().any(|p| !county(&text[p.span.clone()])) && n > 1 {
            return None;
        }
        let (mut start, mut named, mut mark) = (town.span.start, false, town.mark);
        // what a word for a building adds
        let mut built = 0;
        let mut parts: Vec<&str> = Vec::new();
        for (at, piece) in pieces.iter().enumerate().skip(n + 1).take(4) {
            let whole = &text[piece.span.clone()];
            // `we met at Great Hall`: a sentence leads to it
            let all = without_label(behind_sentence(whole, words), words);
            let typed = is_street(all, words);
            let house = typed || self.is_house(all);
            // what stands alone before its town, as the name of a village or a farm
            let alone =
                parts.is_empty() && piece.apart && piece.mark == Mark::Comma && is_plain_name(all, words);
            let near = parts.is_empty() || piece.mark != Mark::Bar && (house && mark != Mark::Bar);
            // `Dunore House, Ballymurn Lower, Enniscorthy`: the land that an Irish house stands on
            let land = irish
                && parts.is_empty()
                && is_capitals(all)
                && piece.mark != Mark::Bar
                // cities have streets
                && !is_irish_city(&text[town.span.clone()])
                && pieces.get(at + 1).is_some_and(|p| self.is_house(&text[p.span.clone()]));
            // `Carrowkeel, Ballymote, Co. Sligo, F56 T2C4`: nothing but its land, where the county is told; not `We met Kate, …`
            let lead = whole.get(..whole.len() - all.len()).unwrap_or_default().trim_end();
            let led =
                || lead.is_empty() || [" at", " in", " near", " to"].iter().any(|to| lead.ends_with(to));
            let land = land
                || irish
                    && parts.is_empty()
                    && led()
                    && !all.contains([' ', '\u{a0}'])
                    && is_capitals(all)
                    && piece.mark == Mark::Comma
                    && pieces.first().is_some_and(|p| n > 0 && county(&text[p.span.clone()]));
            if !near || !(house || alone || land) || !may_be_passed(all) || all.contains(['@', ':']) {
                break;
            }
            named |= house || alone && found.is_some() || land && n > 0;
            if house && !typed {
                built = built.max(match piece.mark {
                    Mark::Comma => BUILT_ON_LINE,
                    Mark::Bar => 0,
                    Mark::Line | Mark::Space => BUILT,
                });
            }
            parts.push(all);
            start = piece.span.end - all.len();
            mark = piece.mark;
            if piece.apart && !typed && !land || all.len() < whole.len() {
                break;
            }
        }
        if !named {
            return None;
        }
        // `Unit 7, Brislington Estate`, `Dock Gate No. 2`: what is counted there
        let mut number = String::new();
        if let [.., _, first] = parts.as_slice()
            && number::is_unit(first, words)
            && let Some(last) = first.rsplit([' ', '\u{a0}']).next().filter(|t| t.len() <= 5)
            // `3rd Floor`
            && (last.bytes().any(|b| b.is_ascii_digit()) || last.len() == 1)
        {
            last.clone_into(&mut number);
            parts.pop();
        } else if let [only] = parts.as_mut_slice()
            && let Some((name, last)) = only.rsplit_once(' ')
            && last.bytes().all(|b| b.is_ascii_digit())
        {
            last.clone_into(&mut number);
            *only = name.trim_end_matches(['.', ' ']).trim_end_matches("No").trim_end();
        }
        parts.reverse();
        let name = parts.iter().map(|p| street::one_space(p)).collect::<Vec<_>>().join(", ");
        let typed = parts.iter().any(|p| is_street(p, words));
        let street = Street {
            span: start..town.span.start,
            name,
            number,
            tongues: Tongues(if typed { 2 } else { 0 }),
            is_box: false,
            firm: true,
        };
        let written = street::one_space(&text[town.span.clone()]);
        let place = Locality { span: town.span.clone(), known: found, name: locality::cased(&written) };
        let mut end = code.span.end;
        let named = locality::country(text, end, words).filter(|(c, _)| *c == country);
        if let Some((_, behind)) = named {
            end = behind;
        }
        let by_name = named.map(|(c, _)| c);
        let parts =
            verdict::weigh(code, &[country], by_name, street, Some(place), start..end, 0, page.context)?;
        let adds = if irish && built > 0 { EIRCODE } else { 0 };
        Some(Parts { confidence: parts.confidence + built + adds, ..parts })
    }

    /// A house or a part of one by a word of its name: `Trelawny House`, `Unit 7`, `The Old Forge`.
    fn is_house(&self, piece: &str) -> bool {
        let words = &self.vocabulary;
        number::is_unit(piece, words)
            || piece.starts_with("The ")
            || piece.starts_with("THE ")
            || piece.split([' ', '\u{a0}']).any(|word| words.is_building(word))
    }
}

/// Up to three words, each with a capital, and nothing else.
fn is_capitals(name: &str) -> bool {
    let words = name.split([' ', '\u{a0}', '-']);
    let whole = |w: &str| {
        w.starts_with(char::is_uppercase) && w.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’'))
    };
    words.clone().count() <= 3 && words.clone().all(whole)
}

/// A city of Ireland, or a district of its capital.
fn is_irish_city(town: &str) -> bool {
    ["Cork", "Dublin", "Galway", "Limerick", "Waterford"].contains(&town) || is_district(town)
}

/// `Dublin 4`, `Dublin 6W`.
fn is_district(town: &str) -> bool {
    let number = town.strip_prefix("Dublin ").unwrap_or_default();
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits) && matches!(&number[digits..], "" | "W")
}

/// `Co. Cork`, `County Mayo`.
fn is_irish_county(name: &str) -> bool {
    ["Co. ", "Co ", "County "].iter().any(|word| name.starts_with(word))
}

/// A word of it is one for a street; the last but for a number: `High Street`, `Dock Gate No. 2`.
fn is_street(piece: &str, words: &Vocabulary) -> bool {
    let mut tokens = piece.split([' ', '\u{a0}']).rev();
    let last = tokens.find(|t| t.chars().any(char::is_alphabetic) && !t.eq_ignore_ascii_case("no."));
    let count = piece.split([' ', '\u{a0}']).count();
    count > 1
        && (last.is_some_and(|t| words.street_last(t).speak_of(*b"GB"))
            || piece.split(' ').next().is_some_and(|w| w == "Ffordd" || w == "Heol" || w == "Stryd"))
        && !piece.split([' ', '\u{a0}']).any(|t| words.in_street(t).never)
}

/// What stands behind the last small word that no name holds.
fn behind_sentence<'t>(piece: &'t str, words: &Vocabulary) -> &'t str {
    let small = |word: &str| word.starts_with(char::is_lowercase) && !words.is_particle(word) || word == "in";
    let mut at = piece.char_indices().filter(|(_, c)| *c == ' ').map(|(n, _)| n);
    let last = at.rfind(|n| piece[..*n].rsplit(' ').next().is_some_and(small));
    last.map_or(piece, |n| piece[n..].trim_start())
}

/// A piece without the label that it begins with: `Eircode Dunore House`.
fn without_label<'t>(piece: &'t str, words: &Vocabulary) -> &'t str {
    match piece.split_once(' ') {
        Some((first, rest)) if rest.contains(' ') && words.label(first).is_some() => rest,
        _ => piece,
    }
}

/// One or two words with capitals that are a place's name too, none of which says that it is no street.
fn is_plain_name(piece: &str, words: &Vocabulary) -> bool {
    let tokens = piece.split([' ', '\u{a0}']);
    tokens.clone().count() <= 2
        && !piece.bytes().any(|b| b.is_ascii_digit())
        && place::place(piece).is_some()
        && tokens.clone().all(|t| t.starts_with(char::is_uppercase) && !words.in_street(t).never)
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

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::recognise::{Context, Recognisers, tests::find};

    /// The values of the addresses of a text.
    fn addresses(text: &str) -> Vec<String> {
        let all = Recognisers::built_in(&[Kind::PostalAddress]);
        let context =
            Context { countries: vec![*b"GB", *b"IE", *b"IT"], sender: Some(*b"IE"), ..Context::default() };
        find(&all, text, &context).into_iter().map(|m| m.value.into_revealed()).collect()
    }

    #[test]
    fn the_land_of_an_irish_house_is_enough_where_the_county_is_told() {
        let want = ["Carrowkeel, F56 T2C4 Ballymote, IE"];
        assert_eq!(
            addresses("- Anna Smit, 17 March 1938, Carrowkeel, Ballymote, Co. Sligo, F56 T2C4 - soft"),
            want
        );
        assert_eq!(addresses("She lives at Carrowkeel, Ballymote, Co. Sligo, F56 T2C4"), want);
        assert_eq!(addresses("Anna Smit, Ballymote, Co. Sligo, F56 T2C4"), [""; 0]);
        assert_eq!(addresses("Terms House, Big Sale, Dublin D02 AF30"), [""; 0]);
    }

    #[test]
    fn two_fields_of_a_form_on_one_line() {
        let want = ["Via Carlo Testa 5, 37126 Verona, IT"];
        assert_eq!(addresses("Indirizzo: Via Carlo Testa 5\nCAP: 37126  Città: Verona\nTelefono: 1"), want);
    }
}
