//! How words make a name: given names or initials, what stands before a surname, surnames; or the surname first.
//!
//! In: a text and a place. Out: the name that begins there, and how much in it speaks for a name. This module refuses to know
//! what stands around it. A name has at most ten words.

use std::ops::Range;

use super::names::{Names, Sense};
use super::token::{Shape, Token, token};

/// Words of a name, at most.
const WORDS: usize = 10;
/// Bytes that a line has at least which is broken because it is full.
const FULL_LINE: usize = 48;

/// What a name is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Text that goes on behind the name.
    Running,
    /// A text that is the name or is none; lower case will do.
    Whole,
}

/// A name that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// Where it stands.
    pub(super) span: Range<usize>,
    /// Where its surname stands, with what belongs before it.
    pub(super) surname: Range<usize>,
    /// Where its first given name or its initials stand.
    pub(super) given: Range<usize>,
    /// How much in it speaks for a name: from 20.
    pub(super) score: i32,
    /// A given name of the lists that is no common word.
    pub(super) known: bool,
    /// Initials with full stops.
    pub(super) initials: bool,
    /// The surname comes first.
    pub(super) inverted: bool,
    /// All in lower case.
    pub(super) lower: bool,
    /// All in capitals.
    pub(super) capitals: bool,
}

/// Behind the white space between two words of a name, and whether a hyphen stands there. `after` is the word before.
fn gap(text: &str, after: &Token, limit: usize, mode: Mode) -> Option<(usize, bool)> {
    let bytes = text.as_bytes();
    let at = after.end;
    let (mut pos, mut width) = (at, 0);
    while pos < limit && width < 4 {
        match bytes[pos] {
            b' ' => pos += 1,
            0xc2 if bytes.get(pos + 1) == Some(&0xa0) => pos += 2,
            _ => break,
        }
        width += 1;
    }
    if width > 2 && mode == Mode::Running || width == 4 {
        return None;
    }
    let next = *bytes.get(pos).filter(|_| pos < limit)?;
    if width == 0 && after.shape == Shape::Initials && (next.is_ascii_alphabetic() || next >= 0xc3) {
        return Some((pos, false));
    }
    if width > 0 && (next == b'-' || text[pos..].starts_with('–')) {
        let behind = pos + if next == b'-' { 1 } else { 3 };
        return (bytes.get(behind) == Some(&b' ') && behind < limit).then_some((behind + 1, true));
    }
    if next == b'\r' || next == b'\n' {
        let end = pos + usize::from(next == b'\r');
        let floor = (pos.saturating_sub(FULL_LINE)..=pos).find(|n| text.is_char_boundary(*n))?;
        let full = pos > FULL_LINE && memchr::memchr(b'\n', &bytes[floor..pos]).is_none();
        let broken = mode == Mode::Running && full && bytes.get(end) == Some(&b'\n') && end + 1 < limit;
        return broken.then_some((end + 1, false));
    }
    (width > 0).then_some((pos, false))
}

/// The words from byte `at` on that may make a name.
fn words(
    names: &Names,
    text: &str,
    at: usize,
    limit: usize,
    mode: Mode,
    first: Option<Token>,
) -> ([Token; WORDS], usize) {
    const NONE: Token = Token {
        start: 0,
        end: 0,
        shape: Shape::Lower,
        sense: Sense(0),
        dash: false,
        open: false,
        tail_lower: false,
        letters: 0,
    };
    let (mut all, mut count, mut pos, mut dash) = ([NONE; WORDS], 0, at, false);
    while count < WORDS {
        if mode == Mode::Running && text.as_bytes().get(pos).is_some_and(u8::is_ascii_lowercase) {
            // in running text nothing but what belongs to a surname is in lower case, and that is short
            let letters =
                text.as_bytes()[pos..].iter().take(7).take_while(|b| b.is_ascii_alphabetic()).count();
            let apostrophe = matches!(text.as_bytes().get(pos + letters), Some(b'\'' | 0xe2));
            if letters > 5 && !apostrophe {
                break;
            }
        }
        let known = first.filter(|_| count == 0);
        let Some(mut word) = known.or_else(|| token(names, text, pos, limit)) else { break };
        word.dash = dash;
        let stops = mode == Mode::Running && word.shape == Shape::Lower && !word.sense.is(Sense::PARTICLE);
        if stops {
            break;
        }
        all[count] = word;
        count += 1;
        match gap(text, &word, limit, mode) {
            Some((next, hyphen)) => (pos, dash) = (next, hyphen),
            None => break,
        }
    }
    (all, count)
}

/// True for a word that may be a surname or a part of one.
fn may_be_surname(word: &Token, mode: Mode) -> bool {
    let listed = word.sense.is(Sense::SURNAME.or(Sense::SURNAME_OR_WORD));
    let spoilt = word.sense.is(Sense::FIRM.or(Sense::ROLE).or(Sense::TITLE))
        && !word.sense.is(Sense::SURNAME)
        || word.sense.is(Sense::NAMESAKE.or(Sense::STREET)) && !listed
        || word.tail_lower && mode == Mode::Running;
    let common =
        word.sense.is(Sense::WORD) && !listed && (mode == Mode::Running || word.shape == Shape::Lower);
    let written = match word.shape {
        Shape::Capital => word.letters >= 2,
        Shape::Capitals => {
            word.letters > 4 || word.letters >= 2 && (mode == Mode::Whole || word.sense.is(Sense::SURNAME))
        }
        Shape::Lower => mode == Mode::Whole && word.letters >= 2,
        Shape::Initials => false,
    };
    written && !common && !spoilt
}

/// How many words from the first on belong before a surname; none where what follows is no surname.
fn particles(all: &[Token]) -> usize {
    let count = all.iter().take(4).take_while(|w| w.sense.is(Sense::PARTICLE) && !w.open).count();
    let known = |w: &Token| w.sense.is(Sense::SURNAME) && w.shape != Shape::Lower;
    // a surname that is a particle too: `Jan Las`, `Anna Ten`; the last one is then the surname
    let follows =
        |w: &Token| may_be_surname(w, Mode::Whole) || w.shape == Shape::Capital && !w.sense.is(Sense::FIRM);
    if count > 0 && all.get(count).is_none_or(|w| !follows(w)) {
        if known(&all[count - 1]) { count - 1 } else { 0 }
    } else {
        count
    }
}

/// `in`, `op`, `aan`: belong to a surname only with more behind them.
fn is_loose(text: &str, words: &[Token]) -> bool {
    let [one] = words else { return false };
    let word = one.text(text);
    [
        "in", "op", "aan", "uit", "over", "onder", "zu", "lo", "y", "e", "und", "af", "av", "do", "al", "da",
        "'s", "'n",
    ]
    .iter()
    .any(|w| word.eq_ignore_ascii_case(w))
        && one.shape == Shape::Lower
        || ["in", "op", "aan", "uit", "over", "onder"].iter().any(|w| word.eq_ignore_ascii_case(w))
}

/// Words that one surname takes, from its particles on, and what speaks for it; `None` where there is no surname.
fn surname(text: &str, all: &[Token], mode: Mode, first: bool) -> Option<(usize, i32)> {
    let before = particles(all);
    let strict = mode == Mode::Running;
    if before > 0 && is_loose(text, &all[..before]) && strict {
        return None;
    }
    let mut score = if before > 0 { 20 } else { 0 };
    let mut used = before;
    loop {
        let mut word = *all.get(used)?;
        if before > 0 && word.shape != Shape::Lower {
            // `van 't Hof`: behind what belongs to a surname, what else the word may be does not count
            let other = Sense::NAMESAKE.or(Sense::STREET).or(Sense::ROLE).or(Sense::TITLE);
            word.sense = Sense(word.sense.0 & !other.0);
        }
        let word = &word;
        // `Jonas ten Have`: behind what belongs to a surname, a word with a capital is one
        let mode = if before > 0 && used > 0 && word.shape == Shape::Capital { Mode::Whole } else { mode };
        if !may_be_surname(word, mode) || (first && used == 0 && word.dash) {
            return None;
        }
        used += 1;
        if word.sense.is(Sense::WORD) && !word.sense.is(Sense::SURNAME) {
            score -= 10;
        } else if word.sense.is(Sense::SURNAME) {
            score += 15;
        } else if word.sense.is(Sense::SURNAME_OR_WORD) {
            score += 5;
        }
        if word.sense.is(Sense::GIVEN) && !word.sense.is(Sense::SURNAME) {
            score += 5;
        }
        if !word.open {
            break;
        }
        score += 10;
        used += all[used..].iter().take(3).take_while(|w| w.sense.is(Sense::PARTICLE) && !w.open).count();
        if used > 8 {
            return None;
        }
    }
    Some((used, score.min(35)))
}

/// The name whose given names or initials begin at byte `at`, none of it beyond byte `limit`. In a whole text it ends at `limit`.
pub(super) fn forward(names: &Names, text: &str, at: usize, limit: usize, mode: Mode) -> Option<Name> {
    forward_behind(names, text, at, limit, mode, false, None)
}

/// As [`forward`], with the first word where it is read already; behind a title, letters without full stops are initials too: `de heer KF Dijkstra`.
pub(super) fn forward_behind(
    names: &Names,
    text: &str,
    at: usize,
    limit: usize,
    mode: Mode,
    titled: bool,
    first: Option<Token>,
) -> Option<Name> {
    let (all, mut count) = words(names, text, at, limit, mode, first);
    let whole = mode == Mode::Whole;
    if whole && count > 0 && all[count - 1].end != limit {
        return None;
    }
    while whole && count > 2 && all[count - 1].sense.is(Sense::AFTER) {
        count -= 1;
    }
    let all = &all[..count];
    let first = all.first()?;
    if all.len() < 2
        || first.sense.is(Sense::TITLE.or(Sense::FIRM).or(Sense::NAMESAKE)) && !first.sense.is(Sense::GIVEN)
    {
        return None;
    }
    let mut score = 20;
    let (mut known, mut initials) = (false, false);
    let mut used = 1;
    match first.shape {
        Shape::Initials => {
            initials = true;
            score += 25;
            while all.get(used).is_some_and(|w| matches!(w.shape, Shape::Initials) || w.is_letter()) {
                used += 1;
            }
        }
        _ if first.is_letter()
            || first.shape == Shape::Capitals && first.letters <= 3 && !first.is_given() =>
        {
            // `KF Dijkstra`, `J de Vries`
            score += 5;
            if !whole && first.letters > 1 && !titled {
                return None;
            }
            while all.get(used).is_some_and(Token::is_letter) {
                used += 1;
            }
        }
        Shape::Capital | Shape::Capitals | Shape::Lower => {
            if first.sense.is(Sense::GIVEN) {
                known = true;
                score += 40;
            } else if first.sense.is(Sense::GIVEN_OR_WORD) {
                score += 15;
            } else if first.sense.is(Sense::PARTICLE.or(Sense::WORD).or(Sense::ROLE).or(Sense::STREET))
                || first.open
            {
                return None;
            } else if all[1].sense.is(Sense::GIVEN) && all.len() > 2 && !all[1].sense.is(Sense::SURNAME) {
                // `Introducing Wim Timmermans`: the name begins behind it
                if !whole {
                    return None;
                }
                score -= 20;
            }
        }
    }
    // second given names and initials: `Wiebe P. Terpstra`, `Jan Willem de Boer`
    while used < 4 && used + 1 < all.len() && !all[used].dash {
        let (word, next) = (&all[used], &all[used + 1]);
        let middle = word.shape == Shape::Initials || word.is_letter();
        let given = word.sense.is(Sense::GIVEN)
            && (word.shape == first.shape || first.shape == Shape::Initials)
            && !next.dash
            && (next.sense.is(Sense::PARTICLE) && particles(&all[used + 1..]) > 0
                || may_be_surname(next, mode));
        if !middle && !given {
            break;
        }
        score += if given { 10 } else { 5 };
        if given && first.shape == Shape::Initials {
            known = true;
        }
        used += 1;
    }
    let surname_at = used;
    let (taken, more) = surname(text, &all[used..], mode, true)?;
    score += more;
    used += taken;
    // second surnames
    while used < all.len() && used - surname_at < 7 {
        let rest = &all[used..];
        let dash = rest[0].dash;
        // `Ravi Tjon A Fat`
        if rest[0].is_letter()
            && rest[0].text(text) == "A"
            && rest.len() > 1
            && may_be_surname(&rest[1], mode)
        {
            used += 2;
            continue;
        }
        let Some((taken, more)) = surname(text, rest, mode, false) else { break };
        let last = &rest[taken - 1];
        let allowed = if whole {
            !dash || particles(rest) > 0 || last.sense.is(Sense::SURNAME)
        } else if dash {
            particles(rest) > 0 && all[surname_at].sense.is(Sense::PARTICLE)
        } else {
            particles(rest) == 0
                && last.sense.is(Sense::SURNAME)
                && last.shape == all[used - 1].shape
                && !last.sense.is(Sense::FIRM)
                && all[used - 1].sense.is(Sense::SURNAME)
        };
        if !allowed {
            break;
        }
        score += if dash { 10 } else { more / 3 };
        used += taken;
    }
    if whole && used != all.len() {
        return None;
    }
    if !whole
        && used > 1
        && all[surname_at].start > 0
        && all[1..used].iter().any(|w| w.dash)
        && !known
        && !initials
    {
        return None;
    }
    let parts = &all[..used];
    let broken = memchr::memchr(b'\n', &text.as_bytes()[at..parts[used - 1].end]).is_some();
    if broken && !known {
        return None;
    }
    let lower = parts.iter().all(|w| w.shape == Shape::Lower);
    let mixed = parts.iter().any(|w| w.shape == Shape::Lower && !w.sense.is(Sense::PARTICLE));
    if !lower && (mixed || first.shape == Shape::Lower) {
        return None;
    }
    let capitals =
        parts.iter().all(|w| w.shape == Shape::Capitals || w.shape == Shape::Initials) && !initials;
    if lower && !known {
        score -= 10;
    }
    if capitals {
        score -= 5;
    }
    if whole && used > 4 && !known && !initials {
        score -= 15;
    }
    Some(Name {
        span: at..parts[used - 1].end,
        surname: all[surname_at].start..parts[used - 1].end,
        given: first.start..first.end,
        score,
        known,
        initials,
        inverted: false,
        lower,
        capitals,
    })
}

/// `Vries, J.A. de (Jan)`, `De Vries, Jan`, `García Pérez, María`: the name whose surname begins at byte `at`.
pub(super) fn inverted(names: &Names, text: &str, at: usize, limit: usize, mode: Mode) -> Option<Name> {
    let (all, count) = words(names, text, at, limit, mode, None);
    let left = &all[..count.min(6)];
    let (mut used, mut score) = surname(text, left, mode, false)?;
    while let Some(rest) = left.get(used..).filter(|r| !r.is_empty()) {
        let Some((taken, _)) = surname(text, rest, mode, false) else { break };
        used += taken;
    }
    let last = left.get(used - 1)?;
    let written = |s: Shape| if s == Shape::Lower { 0 } else { 1 };
    let words_before = left[..used].iter().filter(|w| !w.sense.is(Sense::PARTICLE));
    let same = words_before.clone().all(|w| written(w.shape) == written(last.shape));
    let given_before = words_before.clone().any(|w| w.sense.is(Sense::GIVEN) && !w.sense.is(Sense::SURNAME));
    if !same || used != count.min(6) || text.as_bytes().get(last.end) != Some(&b',') || last.end >= limit {
        return None;
    }
    let right_at = last.end + 1;
    let right_at = right_at + usize::from(text.as_bytes().get(right_at) == Some(&b' '));
    let (right, right_count) = words(names, text, right_at, limit, mode, None);
    let right = &right[..right_count];
    let first = right.first()?;
    if first.sense.is(Sense::FIRM.or(Sense::TITLE)) && !first.sense.is(Sense::GIVEN) {
        return None;
    }
    let lower = left[used - 1].shape == Shape::Lower;
    let initials = first.shape == Shape::Initials;
    let known = first.sense.is(Sense::GIVEN);
    let mut taken = 1;
    if initials {
        score += 35;
    } else if known {
        score += 40;
    } else if first.sense.is(Sense::GIVEN_OR_WORD) {
        score += 15;
    } else if first.shape == Shape::Lower && !lower
        || given_before
        || super::search::is_street(first.text(text))
        || first.sense.is(Sense::WORD.or(Sense::ROLE).or(Sense::PARTICLE))
        || first.shape == Shape::Capitals && first.letters <= 3 && mode == Mode::Running
    {
        return None;
    } else {
        score -= 20;
    }
    while taken < 4 && right.get(taken).is_some_and(|w| !w.dash) {
        let word = &right[taken];
        let given =
            word.shape == Shape::Initials || word.is_letter() || word.is_given() && word.shape == first.shape;
        if !given {
            break;
        }
        taken += 1;
    }
    let before = right[taken..]
        .iter()
        .take(4)
        .take_while(|w| w.sense.is(Sense::PARTICLE) && !w.open && !w.dash)
        .count();
    if before > 0 {
        let next = right.get(taken + before).filter(|w| !w.dash);
        let loose = mode == Mode::Running && is_loose(text, &right[taken..taken + before]);
        // `Jansen, Jan van Utrecht` is none
        if !loose && next.is_none_or(|w| w.shape == Shape::Lower) {
            taken += before;
            score += 20;
        }
    }
    let mut end = right[taken - 1].end;
    // the call name behind initials
    let bytes = text.as_bytes();
    let open = end + usize::from(bytes.get(end) == Some(&b' '));
    if bytes.get(open) == Some(&b'(')
        && let Some(call) = token(names, text, open + 1, limit)
        && matches!(call.shape, Shape::Capital | Shape::Capitals)
        && (call.is_given() || !call.sense.is(Sense::FIRM.or(Sense::ROLE)))
        && (initials || call.sense.is(Sense::GIVEN))
    {
        let mut close = call.end;
        if let Some(second) = token(names, text, close + 1, limit)
            && bytes.get(close) == Some(&b' ')
            && second.is_given()
        {
            close = second.end;
        }
        if bytes.get(close) == Some(&b')') && close < limit {
            end = close + 1;
            score += 20;
        }
    }
    if mode == Mode::Whole && end != limit {
        let rest = text.get(end..limit)?.trim_matches([' ', ',', '.']);
        if !rest
            .split([' ', ','])
            .all(|w| w.is_empty() || names.sense(w.trim_end_matches('.')).is(Sense::AFTER))
        {
            return None;
        }
    }
    Some(Name {
        span: at..end,
        surname: at..last.end,
        given: first.start..first.end,
        score: score + 20,
        known,
        initials,
        inverted: true,
        lower,
        capitals: left[..used].iter().all(|w| w.shape == Shape::Capitals),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn names() -> Names {
        Names::new(&BTreeMap::new())
    }

    #[test]
    fn names_in_running_text() {
        let names = names();
        for (text, want) in [
            ("Jan de Vries belde", "Jan de Vries"),
            ("J.A. van den Berg-Smit is er", "J.A. van den Berg-Smit"),
            ("Ans van Es-in 't Veld komt", "Ans van Es-in 't Veld"),
            ("Wiebe P. Terpstra, hoofd", "Wiebe P. Terpstra"),
            ("Manuel Martínez Ortega llama", "Manuel Martínez Ortega"),
            ("Pieter-Jan van Leeuwen", "Pieter-Jan van Leeuwen"),
            ("Jan-Willem Kuyt", "Jan-Willem Kuyt"),
            ("Karin Coenen-van Loon.", "Karin Coenen-van Loon"),
            ("Lotte op den Kamp is", "Lotte op den Kamp"),
            ("Emma van 't Hof", "Emma van 't Hof"),
            ("Patrick O'Brien said", "Patrick O'Brien"),
            ("Mohamed El Amrani", "Mohamed El Amrani"),
            ("Jean DUPONT", "Jean DUPONT"),
            ("RUUD HOFMAN", "RUUD HOFMAN"),
        ] {
            let name =
                forward(&names, text, 0, text.len(), Mode::Running).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(&text[name.span.clone()], want);
            assert!(name.score >= 60, "{text}: {}", name.score);
        }
        for text in ["Jan komt", "Jan in Amsterdam", "Jan van het", "Jan", "J. de", "De Vries"] {
            assert!(forward(&names, text, 0, text.len(), Mode::Running).is_none(), "{text}");
        }
    }

    #[test]
    fn whole_texts() {
        let names = names();
        for text in [
            "jan de vries",
            "De Vries Jan",
            "Jan De Vries - van Dijk",
            "ANNA VAN DER MEER",
            "Yvonne in 't Veld",
        ] {
            let found = forward(&names, text, 0, text.len(), Mode::Whole);
            assert_eq!(found.is_some(), !text.starts_with("De"), "{text}");
        }
    }

    #[test]
    fn surname_first() {
        let names = names();
        for (text, want) in [
            ("Vries, J.A. de (Jan)", "Vries, J.A. de (Jan)"),
            ("De Vries, Jan", "De Vries, Jan"),
            ("Meyer-Lüdenscheid, B.C. (Birgit) belt", "Meyer-Lüdenscheid, B.C. (Birgit)"),
            ("Haan, Michiel de - 06", "Haan, Michiel de"),
            ("El Amrani, Mohamed", "El Amrani, Mohamed"),
            ("Driessen-Hendriks, Ingrid - 06", "Driessen-Hendriks, Ingrid"),
        ] {
            let name =
                inverted(&names, text, 0, text.len(), Mode::Running).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(&text[name.span.clone()], want);
        }
        assert!(inverted(&names, "Jansen, de man", 0, 14, Mode::Running).is_none());
    }
}
