//! Street and house number in a piece of text: `Dorpsstraat 12a`, `12, rue du Moulin`, `Postbus 12`.
//!
//! In: a piece. Out: where street and number stand in it, and how sure it is that they are. This module refuses to know
//! what stands around the piece.

use std::ops::Range;

use super::number::{self, Number};
use super::vocabulary::{Tongues, Vocabulary};

/// A street, or a box, with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Street {
    /// Bytes of the text: street and number.
    pub(super) span: Range<usize>,
    /// Name, one space between words.
    pub(super) name: String,
    /// House number or number of the box; empty where there is none.
    pub(super) number: String,
    /// Languages whose lists have a word of it.
    pub(super) tongues: Tongues,
    /// It is a post office box.
    pub(super) is_box: bool,
    /// Capitals all through, a word of a list, or it stands apart: it looks like a street.
    pub(super) firm: bool,
}

/// Bytes before the end of a piece in which a number with its additions begins.
const NUMBER_REACH: usize = 48;
/// Words of a street's name.
const WORDS: usize = 8;
/// Bytes of a street's name.
const NAME_MAX: usize = 70;

/// Words of a text with their bytes; parted by white space.
pub(super) fn words(text: &str, span: Range<usize>) -> impl DoubleEndedIterator<Item = Range<usize>> {
    text[span.clone()].split_whitespace().map(move |word| {
        // a slice of `text`: the distance of the two is the word's place
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        start..start + word.len()
    })
}

/// One space between words.
pub(super) fn one_space(text: &str) -> String {
    // most are so already
    let spaced =
        text.as_bytes().windows(2).any(|pair| pair == b"  ") || text.starts_with(' ') || text.ends_with(' ');
    if !spaced && text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// `Postbus 12`, `BP 12`, `P.O. Box 12`, `Postfach 12 34 56` at the end of a piece.
pub(super) fn post_box(text: &str, piece: Range<usize>, vocabulary: &Vocabulary) -> Option<Street> {
    let all = &text[piece.clone()];
    // most pieces end in a word
    if !all.ends_with(|c: char| c.is_ascii_digit() || c == ' ' || c == '\u{a0}') {
        return None;
    }
    let digits =
        all.len() - all.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == '\u{a0}').len();
    let mut split = piece.end - digits;
    let mut number = text[split..piece.end].trim();
    if number.is_empty() || number.len() > 12 {
        return None;
    }
    let mut name = text[piece.start..split].trim_end();
    let signs = name.trim_end_matches(['.', '°', 'º', ':']);
    let may = signs.ends_with(['r', 'o', 'n', 'N']);
    for sign in ["nr", "no", "n", "Nr", "No", "N", "numero", "número"].into_iter().filter(|_| may) {
        if let Some(rest) = signs.strip_suffix(sign)
            && rest.ends_with(' ')
        {
            name = rest.trim_end();
        }
    }
    split = piece.start + name.len();
    // the longest name of a box counts: `Apartado de Correos`
    let tail = words(text, piece.start..split).rev().take(4);
    let start = tail.filter(|w| vocabulary.is_box(&text[w.start..split])).last()?.start;
    let digits: String = number.split_whitespace().collect();
    number = digits.as_str();
    Some(Street {
        span: start..piece.end,
        name: one_space(&text[start..split]),
        number: number.to_owned(),
        tongues: Tongues::default(),
        is_box: true,
        firm: true,
    })
}

/// Street and number behind it, at the end of a piece: `Dorpsstraat 12a`, `Via G. Verdi, 6`.
pub(super) fn number_behind(
    text: &str,
    piece: Range<usize>,
    apart: bool,
    vocabulary: &Vocabulary,
) -> Option<Street> {
    let all = &text[piece.clone()];
    let bytes = all.as_bytes();
    let mut tries = 0;
    let digits = (all.len().saturating_sub(NUMBER_REACH)..all.len()).filter(|n| bytes[*n].is_ascii_digit());
    for at in digits {
        if at == 0 || bytes[at - 1].is_ascii_digit() {
            continue;
        }
        tries += 1;
        if tries > 6 {
            return None;
        }
        let glued = all[..at]
            .chars()
            .next_back()
            .is_some_and(|c| !matches!(c, ' ' | '\n' | '\u{a0}' | '°' | 'º' | '.' | ',' | '#'));
        if glued {
            continue;
        }
        let Some(number) = number::all_of(&all[at..], vocabulary) else { continue };
        let end = before_sign(&all[..at]);
        if let Some(street) = name_before(text, piece.start..piece.start + end, apart, vocabulary) {
            return Some(Street { span: street.span.start..piece.end, number: number.value, ..street });
        }
    }
    None
}

/// Where the text ends before `nr.`, `n°`, commas and spaces.
fn before_sign(text: &str) -> usize {
    let trimmed = text.trim_end_matches([' ', '\n', '\r', '\u{a0}', ',']);
    let bare = trimmed.trim_end_matches(['.', '°', 'º', '#']);
    // the signs end in one of these, behind a letter that is one of theirs
    let may = matches!(
        bare.as_bytes(),
        [.., b'e' | b'r' | b'u' | b'n' | b'N' | b' ' | b',' | 0xa0, b'r' | b'R' | b'o' | b'm' | b'n' | b'N']
    );
    let signs = ["nummer", "numero", "número", "num", "nr", "Nr", "NR", "no", "No", "n", "N"];
    for sign in signs.into_iter().filter(|_| may) {
        if let Some(rest) = bare.strip_suffix(sign)
            && rest.ends_with([' ', ',', '\u{a0}'])
            && (bare.len() < trimmed.len() || sign.len() > 1)
        {
            return rest.trim_end_matches([' ', '\u{a0}', ',']).len();
        }
    }
    if bare.len() < trimmed.len() && trimmed.ends_with(['°', 'º', '#']) {
        bare.trim_end().len()
    } else {
        trimmed.len()
    }
}

/// The name of a street that ends a stretch of text. What stands before it, as in running text, is left.
pub(super) fn name_before(
    text: &str,
    piece: Range<usize>,
    apart: bool,
    vocabulary: &Vocabulary,
) -> Option<Street> {
    // `straat..........Dorpsstraat`: dots lead to it
    let led = memchr::memmem::rfind(text[piece.clone()].as_bytes(), b"...").map(|n| piece.start + n + 3);
    let piece = led.unwrap_or(piece.start)..piece.end;
    let mut start = piece.end;
    let mut first_typed = None;
    let (mut tongues, mut count, mut capitals) = (Tongues::default(), 0, 0);
    let small_line = apart && !text[piece.clone()].contains(char::is_uppercase);
    let mut reached = false;
    for word in words(text, piece.clone()).rev() {
        let token = &text[word.clone()];
        if count >= WORDS || piece.end - word.start > NAME_MAX || !may_be_in_name(token) {
            break;
        }
        let bare = token.trim_end_matches([',', '.']);
        let said = vocabulary.in_street(token);
        if said.never {
            break;
        }
        let first = said.first;
        let last = if count == 0 || tongues.is_none() { said.last } else { Tongues::default() };
        let initial = token.chars().next().unwrap_or(' ');
        let digits = initial.is_ascii_digit();
        let good = if digits {
            is_ordinal(token)
                || count > 0 && bare.len() <= 2 && token.ends_with('.')
                || is_year(bare)
                || first_typed.is_none()
                    && count > 0
                    && bare.len() <= 2
                    && bare.bytes().all(|b| b.is_ascii_digit())
                    && is_month_next(text, start..piece.end)
        } else if initial.is_uppercase() {
            capitals += 1;
            !ends_sentence(token) || count == 0
        } else {
            !first.is_none()
                || !last.is_none()
                || said.particle
                || initial == '\''
                || initial == '’'
                || has_article(token)
                || begins_typed(text, piece.start..word.start, vocabulary)
                || small_line
                || count == 0 && is_side(token)
        };
        // `A. Klant op Dorpsstraat`; but `Laan op de Heuvel`
        let next = text[start..piece.end].split_whitespace().next().unwrap_or_default();
        let leads = count > 0 && ["op", "in", "at", "te", "à", "naar"].contains(&token);
        // `rue du Four à Chaux`
        let leads = leads && !(token == "à" && begins_typed(text, piece.start..word.start, vocabulary));
        // `Weg naar Dorp`
        let leads = leads && !(token == "naar" && ends_typed(text, piece.start..word.start, vocabulary));
        if !good || leads && next.starts_with(char::is_uppercase) {
            break;
        }
        // `Jan de Vries op de Dorpsstraat`; but `Laan aan de Zee`
        if count > 1
            && is_leading(token)
            && is_lead_article(next)
            && !tongues.is_none()
            && stands_behind_name(text, piece.start..word.start, vocabulary)
        {
            break;
        }
        // a line end within a name: what goes on must need what stands before it
        if count > 0
            && text[word.end..start].contains('\n')
            && next.starts_with(char::is_uppercase)
            && !vocabulary.is_street_word(next)
        {
            break;
        }
        if count > 0 && token.ends_with(',') {
            break;
        }
        tongues.0 |= first.0 | last.0;
        start = word.start;
        count += 1;
        if first.is_romance() && count > 1 {
            first_typed = Some(word.start);
        }
        reached = word.start == piece.start;
    }
    if let Some(first) = first_typed {
        start = first;
    } else {
        // in running text small words before the name are none of it
        let whole = reached && apart;
        for word in words(text, start..piece.end) {
            let token = &text[word.clone()];
            let small = token.chars().next().is_some_and(char::is_lowercase);
            if !small
                || small_line
                || !vocabulary.street_last(token).is_none()
                || whole && !is_pointing(token)
            {
                start = word.start;
                break;
            }
            start = word.end;
        }
    }
    let name = text.get(start..piece.end)?.trim();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    if letters < 2 || name.bytes().next().is_some_and(|b| b.is_ascii_digit()) && !is_ordinal_start(name) {
        return None;
    }
    Some(Street {
        span: start..piece.end,
        name: one_space(name),
        number: String::new(),
        tongues,
        is_box: false,
        firm: !tongues.is_none() || capitals > 0 && (reached || count <= 4),
    })
}

/// `Hauptkanal rechts 12`: which side of a canal or a road a street is, in small letters.
fn is_side(token: &str) -> bool {
    const SIDES: [&str; 8] = ["links", "rechts", "noord", "oost", "west", "zuid", "noordzijde", "zuidzijde"];
    SIDES.contains(&token)
}

/// Street behind its number: `12, rue du Moulin`, `7 Queen's Road`; the street ends the piece.
pub(super) fn number_before(
    text: &str,
    piece: Range<usize>,
    typed_only: bool,
    vocabulary: &Vocabulary,
) -> Option<Street> {
    let all = &text[piece.clone()];
    let bytes = all.as_bytes();
    let mut tries = 0;
    let reach = NAME_MAX + NUMBER_REACH / 2;
    for at in (all.len().saturating_sub(reach)..all.len()).filter(|n| bytes[*n].is_ascii_digit()) {
        if at > 0 && !matches!(bytes[at - 1], b' ' | b'(' | b',' | 0xa0 | b'.') {
            continue;
        }
        tries += 1;
        if tries > 5 {
            return None;
        }
        for Number { end, value } in number::readings(&all[at..], vocabulary) {
            let rest = &all[at + end..];
            let name = rest.trim_start_matches([' ', '\u{a0}', ',']);
            let start = piece.end - name.len();
            if name.len() == rest.len() || start >= piece.end || name.chars().count() < 3 {
                continue;
            }
            // `18 B rue du Moulin`: the letter is the number's
            if let Some((letter, behind)) = name.split_once(' ')
                && matches!(letter.as_bytes(), [b'A'..=b'H' | b'a'..=b'h'])
                && words(behind, 0..behind.len()).next().is_some_and(|w| {
                    !vocabulary.is_particle(&behind[w.clone()])
                        && vocabulary.street_first(&behind[w]).is_romance()
                })
            {
                continue;
            }
            if let Some((tongues, capitals)) = is_name(text, start..piece.end, vocabulary)
                && (!typed_only || !tongues.is_none())
            {
                return Some(Street {
                    span: piece.start + at..piece.end,
                    name: one_space(name),
                    number: value,
                    tongues,
                    is_box: false,
                    firm: !tongues.is_none() || capitals > 0,
                });
            }
        }
    }
    None
}

/// The stretch as a whole may be the name of a street: its languages, and how many of its words have a capital.
fn is_name(text: &str, span: Range<usize>, vocabulary: &Vocabulary) -> Option<(Tongues, usize)> {
    let (mut tongues, mut count, mut capitals) = (0, 0, 0);
    // most stretches are too long: counting comes cheaper than looking up
    if words(text, span.clone()).nth(WORDS).is_some() {
        return None;
    }
    let last_word = words(text, span.clone()).next_back()?;
    for word in words(text, span) {
        let token = &text[word.clone()];
        count += 1;
        if !may_be_in_name(token) {
            return None;
        }
        let said = vocabulary.in_street(token);
        if said.never {
            return None;
        }
        let (first, last) = (said.first, said.last);
        let initial = token.chars().next()?;
        let good = if initial.is_ascii_digit() {
            is_ordinal(token) || count > 1 && token.bytes().all(|b| b.is_ascii_digit())
        } else if initial.is_uppercase() {
            capitals += 1;
            true
        } else {
            !first.is_none()
                || count > 1 && (said.particle || has_article(token) || tongues != 0)
                || count > 1 && !last.is_none()
        };
        if !good {
            return None;
        }
        tongues |= first.0 | if word == last_word || count > 1 { last.0 } else { 0 };
    }
    (count > 0 && (capitals > 0 || tongues != 0)).then_some((Tongues(tongues), capitals))
}

/// Words that lead to a street behind an article: `op de`, `in der`.
fn is_leading(token: &str) -> bool {
    ["op", "in", "aan", "an", "bij", "naast"].contains(&token)
}

fn is_lead_article(token: &str) -> bool {
    ["de", "het", "den", "der", "'t", "’t"].contains(&token)
}

/// The last word of the stretch has a capital and is none that streets are called by.
fn stands_behind_name(text: &str, span: Range<usize>, vocabulary: &Vocabulary) -> bool {
    words(text, span).next_back().is_some_and(|word| {
        let token = &text[word];
        token.starts_with(char::is_uppercase) && token.len() > 2 && !vocabulary.is_street_word(token)
    })
}

/// `d'Assisi`, `l’Industrie`: a small article before a capital, or before anything.
fn has_article(token: &str) -> bool {
    token.split_once(['\'', '’']).is_some_and(|(article, name)| article.len() <= 5 && name.len() > 1)
}

/// One of the last three words of the stretch is the first of a street's name, as in `zone artisanale Les Prés`.
fn begins_typed(text: &str, span: Range<usize>, vocabulary: &Vocabulary) -> bool {
    words(text, span).rev().take(3).any(|word| vocabulary.street_first(&text[word]).is_romance())
}

/// The last word of the stretch is what streets are called.
fn ends_typed(text: &str, span: Range<usize>, vocabulary: &Vocabulary) -> bool {
    words(text, span).next_back().is_some_and(|word| vocabulary.is_street_word(&text[word]))
}

fn may_be_in_name(token: &str) -> bool {
    token.len() <= 40
        && !token.ends_with(':')
        && token.chars().all(|c| {
            c.is_alphanumeric()
                || matches!(
                    c,
                    '\'' | '’' | '‘' | '`' | '´' | '.' | '-' | '‑' | ',' | '/' | '&' | 'º' | 'ª' | '°'
                )
        })
        && token.chars().any(char::is_alphanumeric)
}

/// A word with a full stop that ends a sentence, and is no abbreviation such as `Burg.`.
fn ends_sentence(token: &str) -> bool {
    token.ends_with('.') && !token.contains('-') && token.len() > 7
}

/// `1e`, `2de`, `42nd`, `8ème`, `17.`.
fn is_ordinal(token: &str) -> bool {
    let rest = token.trim_start_matches(|c: char| c.is_ascii_digit());
    token.len() - rest.len() <= 3
        && ["e", "de", "ste", "er", "ère", "ème", "st", "nd", "rd", "th", "º", "ª", "°", "."]
            .iter()
            .any(|end| rest.eq_ignore_ascii_case(end))
}

fn is_ordinal_start(name: &str) -> bool {
    name.split_whitespace().next().is_some_and(|token| is_ordinal(token) && !token.ends_with('.'))
}

/// `1944`, `1940-1945`: years that streets are named after.
fn is_year(token: &str) -> bool {
    token.split('-').all(|year| {
        year.len() == 4
            && year.bytes().all(|b| b.is_ascii_digit())
            && matches!(&year[..2], "15" | "16" | "17" | "18" | "19" | "20")
    }) && token.len() <= 9
}

/// `24 Maggio`, `8 mai 1945`: a day behind which a month stands.
fn is_month_next(text: &str, span: Range<usize>) -> bool {
    const MONTHS: [&str; 24] = [
        "mai",
        "maggio",
        "aprile",
        "settembre",
        "novembre",
        "giugno",
        "luglio",
        "marzo",
        "febbraio",
        "gennaio",
        "ottobre",
        "dicembre",
        "juillet",
        "novembre",
        "septembre",
        "juni",
        "oktober",
        "mei",
        "mayo",
        "enero",
        "août",
        "juin",
        "april",
        "noviembre",
    ];
    text[span].split_whitespace().next().is_some_and(|word| {
        let word = word.to_lowercase();
        MONTHS.contains(&word.as_str())
    })
}

/// `op de`, `in`, `at`: words that lead to an address and do not begin one.
fn is_pointing(token: &str) -> bool {
    ["op", "in", "at", "te", "à", "a", "en", "e", "y", "et", "and", "und", "von", "van", "of", "o"]
        .contains(&token)
}
