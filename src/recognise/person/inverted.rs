//! Names with the surname first: `Vries, J.A. de (Jan)`.
//!
//! In: words, and the text that they stand in. Out: the name that they begin with. This module refuses to know what stands around it.

use super::grammar::Name;
use super::names::{Names, Sense};
use super::surname::{is_loose, joins_people, may_be_surname, surname};
use super::token::{Shape, Token, token};
use super::words::{Mode, Words};

/// `Vries, J.A. de (Jan)`, `De Vries, Jan`, `García Pérez, María`: the name whose surname begins with the first of these words.
pub(super) fn inverted(names: &Names, text: &str, words: &Words) -> Option<Name> {
    let (limit, mode) = (words.limit, words.mode);
    let left = &words.all()[..words.all().len().min(6)];
    let (mut used, mut score) = surname(text, left, mode, false)?;
    while let Some(rest) = left.get(used..).filter(|r| !r.is_empty()) {
        if joins_people(text, rest) {
            break;
        }
        let Some((taken, _)) = surname(text, rest, mode, false) else { break };
        used += taken;
    }
    let last = left.get(used - 1)?;
    let written = |s: Shape| if s == Shape::Lower { 0 } else { 1 };
    let words_before = left[..used].iter().filter(|w| !w.sense.is(Sense::PARTICLE));
    let same = words_before.clone().all(|w| written(w.shape) == written(last.shape));
    let given_before = words_before.clone().any(|w| w.sense.is(Sense::GIVEN) && !w.sense.is(Sense::SURNAME));
    if !same || used != left.len() || text.as_bytes().get(last.end) != Some(&b',') || last.end >= limit {
        return None;
    }
    let right_at = last.end + 1;
    let right_at = right_at + usize::from(text.as_bytes().get(right_at) == Some(&b' '));
    let right = Words::of(names, text, right_at, limit, mode);
    let right = right.all();
    let first = right.first()?;
    if first.sense.is(Sense::FIRM.or(Sense::TITLE)) && !first.sense.is(Sense::GIVEN)
        || first.sense.is(Sense::HEIR)
        // `Voorbeeldbank Bremen, IBAN`
        || first.sense.is(Sense::ROLE) && first.shape == Shape::Capitals
        // `DI Lukas Haslinger, BSc`
        || first.sense.is(Sense::AFTER) && !first.is_given() && first.text(text).contains(char::is_lowercase)
    {
        return None;
    }
    // `Dublin Core, MARC`
    if mode == Mode::Running
        && first.shape == Shape::Capitals
        && first.letters > 1
        && last.shape == Shape::Capital
    {
        return None;
    }
    if is_firm(text, left, right, first.end) || are_two(&left[..used], right) {
        return None;
    }
    let lower = left[used - 1].shape == Shape::Lower;
    let initials = first.shape == Shape::Initials;
    // `Pelton-Turbine, Francis-Turbine`: a compound is a given name where its end is one
    let known = first.sense.is(Sense::GIVEN)
        && (mode == Mode::Whole
            || text[first.start..first.end]
                .rsplit_once('-')
                .is_none_or(|(_, tail)| names.sense(tail).is(Sense::GIVEN.or(Sense::GIVEN_OR_WORD))));
    let mut taken = 1;
    if initials {
        score += 35;
    } else if known {
        score += 40;
    } else if first.sense.is(Sense::GIVEN_OR_WORD) {
        score += 15;
    } else if first.shape == Shape::Lower && !lower
        || given_before
        || super::named::is_street(first.text(text))
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
        let loose = mode == Mode::Running
            && (is_loose(text, &right[taken..taken + before], None)
                // `Herrero, Ana el viernes`
                || before == 1 && right[taken].text(text) == "el");
        // `Jansen, Jan van Utrecht` is none
        if !loose && next.is_none_or(|w| w.shape == Shape::Lower) {
            taken += before;
            score += 20;
        }
    }
    // `im Keller, Dieter Rombach, …`: the name begins behind the comma
    if mode == Mode::Running && !initials && right.get(taken).is_some_and(goes_on) {
        return None;
    }
    let mut end = right[taken - 1].end;
    // the call name behind initials
    let bytes = text.as_bytes();
    let open = end + usize::from(bytes.get(end) == Some(&b' '));
    if bytes.get(open) == Some(&b'(')
        && let Some(call) = token(names, text, open + 1, limit)
        && (call.shape == Shape::Initials && known
            || matches!(call.shape, Shape::Capital | Shape::Capitals)
                && (call.is_given() || !call.sense.is(Sense::FIRM.or(Sense::ROLE)))
                && (initials || call.sense.is(Sense::GIVEN)))
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
    // `Klant AV Hire, Jan Jansen`: a firm, and who is there
    let short = |w: &Token| w.shape == Shape::Capitals && w.end - w.start <= 3;
    if last.shape == Shape::Capital && left[..used].iter().any(short) {
        return None;
    }
    Some(Name {
        span: left[0].start..end,
        surname: left[0].start..last.end,
        given: first.start..first.end,
        score: score + 20,
        known,
        initials,
        inverted: true,
        lower,
        capitals: left[..used].iter().all(|w| w.shape == Shape::Capitals),
    })
}

/// True for a surname behind given names.
fn goes_on(word: &Token) -> bool {
    let other = Sense::WORD.or(Sense::ROLE).or(Sense::TITLE).or(Sense::FIRM).or(Sense::GIVEN);
    word.shape == Shape::Capital
        && !word.dash
        && (word.sense.is(Sense::SURNAME) || !word.sense.is(other.or(Sense::PARTICLE).or(Sense::AFTER)))
}

/// `Baggio Antonio`, `De Bruyn Marc`, `NGUYEN Thi Mai`: the name that all of these words make, the surname first and no comma behind
/// it. The last words are given names; where the surname alone is in capitals, one of them is.
pub(super) fn turned(text: &str, words: &Words) -> Option<Name> {
    let all = words.all();
    let (first, last) = (all.first()?, all.last()?);
    let spoils =
        Sense::FIRM.or(Sense::ROLE).or(Sense::TITLE).or(Sense::HEIR).or(Sense::AFTER).or(Sense::BEFORE);
    let spoilt =
        |w: &Token| w.dash || w.open || w.sense.is(spoils) && !w.sense.is(Sense::SURNAME.or(Sense::GIVEN));
    if all.len() < 2 || all.len() > 6 || last.end != words.limit || all.iter().any(spoilt) {
        return None;
    }
    let in_capitals = |w: &&Token| w.shape == Shape::Capitals && w.letters > 1;
    let upper = all.iter().take_while(in_capitals).count();
    let capitals = upper > 0
        && upper < all.len()
        && all[upper..].iter().all(|w| w.shape == Shape::Capital && w.letters > 1)
        && all[upper..].iter().any(Token::is_given);
    let given = if capitals {
        upper
    } else {
        let run = all.iter().rev().take(3).take_while(|w| w.is_given() && w.shape == last.shape).count();
        // `Dalla Costa Sofia`: one word at least is the surname
        let head = all.iter().take_while(|w| w.sense.is(Sense::PARTICLE)).count() + 1;
        all.len() - run.min(all.len().saturating_sub(head))
    };
    let (surname, names) = all.split_at(given);
    let before = surname.iter().take_while(|w| w.sense.is(Sense::PARTICLE)).count();
    let core = surname.get(before..)?;
    let (head, called) = (core.first()?, names.first()?);
    // `De Smet Marc`: behind what belongs to it, a surname may be a common word; not behind an article, as in `La Bella Maria`
    let article = ["la", "le", "les", "el", "los", "las", "il"];
    let told = before > 0 && !article.iter().any(|a| first.text(text).eq_ignore_ascii_case(a));
    let only = |w: &Token| {
        w.sense.is(Sense::SURNAME) && !w.sense.is(Sense::SURNAME_OR_WORD)
            || told && w.sense.is(Sense::SURNAME_OR_WORD)
    };
    let may_be = |w: &Token| {
        let given = w.sense.is(Sense::GIVEN) || !told && w.is_given();
        capitals
            || w.shape == last.shape && w.shape == Shape::Capital && may_be_surname(w, Mode::Whole) && !given
    };
    if core.len() > 3 || core.iter().any(|w| w.sense.is(Sense::PARTICLE)) || !core.iter().all(may_be) {
        return None;
    }
    // `La Dolce Vita`
    let surnames = Sense::SURNAME.or(Sense::SURNAME_OR_WORD);
    let other = Sense::WORD.or(Sense::STREET).or(Sense::NAMESAKE);
    if !capitals && head.sense.is(other) && !head.sense.is(surnames) {
        return None;
    }
    let listed = core.iter().any(only);
    let known = names.iter().any(|w| w.sense.is(Sense::GIVEN));
    let mut score = if listed { 35 } else { 5 };
    score += if known { 25 } else { 10 } + if capitals { 25 } else { 0 };
    score += if before > 0 && listed { 10 } else { 0 };
    Some(Name {
        span: first.start..last.end,
        surname: first.start..core.last()?.end,
        given: called.start..called.end,
        score,
        known,
        initials: false,
        inverted: true,
        lower: false,
        capitals: false,
    })
}

/// True where what stands behind the comma is the form of a firm, and no initials: `Voorbeeld Murcia, S.L.`.
fn is_firm(text: &str, left: &[Token], right: &[Token], end: usize) -> bool {
    const FORMS: [&str; 32] = [
        "S.A.L.", "S.L.L.", "S.L.N.E.", "S.C.C.L.", "S.C.P.", "S.C.R.L.", "S.P.R.L.", "S.A.R.L.", "E.U.R.L.",
        "S.C.I.", "A.S.B.L.", "V.Z.W.", "B.V.B.A.", "C.V.B.A.", "S.R.L.S.", "S.L.", "S.L.U.", "S.L.P.",
        "S.A.U.", "S.R.L.", "S.A.S.", "S.P.A.", "S.N.C.", "S.C.A.", "S.COOP.", "B.V.", "N.V.", "V.O.F.",
        "L.L.C.", "L.L.P.", "P.L.C.", "K.G.",
    ];
    /// These are initials as well as not.
    const EITHER: [&str; 8] = ["S.A.", "S.C.", "C.V.", "U.A.", "C.B.", "A.G.", "A.B.", "P.C."];
    let [form] = right else { return false };
    if form.shape != Shape::Initials || matches!(text.as_bytes().get(end..), Some([b' ', b'(', ..])) {
        return false;
    }
    let form = form.text(text);
    let listed = |w: &Token| w.sense.is(Sense::SURNAME.or(Sense::SURNAME_OR_WORD));
    FORMS.contains(&form) || EITHER.contains(&form) && (left.len() > 1 || !left.iter().all(listed))
}

/// True where a comma parts two people, each with the given name first: `Petra Mayer, Dirk Lambert`.
fn are_two(left: &[Token], right: &[Token]) -> bool {
    let ([one, _, ..], [two, behind, ..]) = (left, right) else { return false };
    let name = Sense::GIVEN;
    one.sense.is(name)
        && two.sense.is(name)
        && behind.shape == Shape::Capital
        && !behind.dash
        && (behind.sense.is(Sense::SURNAME) || !behind.sense.is(name.or(Sense::PARTICLE)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn surname_first() {
        let names = Names::new(&BTreeMap::new());
        let read =
            |text: &str| inverted(&names, text, &Words::of(&names, text, 0, text.len(), Mode::Running));
        for (text, want) in [
            ("Vries, J.A. de (Jan)", "Vries, J.A. de (Jan)"),
            ("De Vries, Jan", "De Vries, Jan"),
            ("Meyer-Lüdenscheid, B.C. (Birgit) belt", "Meyer-Lüdenscheid, B.C. (Birgit)"),
            ("Haan, Michiel de - 06", "Haan, Michiel de"),
            ("El Amrani, Mohamed", "El Amrani, Mohamed"),
            ("Driessen-Hendriks, Ingrid - 06", "Driessen-Hendriks, Ingrid"),
            ("Hagedoorn, Dirk-Jan (D.J.)", "Hagedoorn, Dirk-Jan (D.J.)"),
        ] {
            let name = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(&text[name.span.clone()], want);
        }
        for text in [
            "Jansen, de man",
            "Voorbeeld Murcia, S.L.",
            "Petra Mayer, Dirk Hagedoorn",
            "Commerz Bremen, S.A.",
            "Forja Bremen, S.A.L.",
            "Keller, Dieter Hagedoorn, weiß",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn surname_first_without_a_comma() {
        let names = Names::new(&BTreeMap::new());
        let read = |text: &str| turned(text, &Words::of(&names, text, 0, text.len(), Mode::Whole));
        for text in ["Baggio Antonio", "De Smet Marc", "HAGEDOORN Thi Marie", "Dalla Costa Sofia"] {
            let name = read(text).unwrap_or_else(|| panic!("{text}"));
            assert!(name.span == (0..text.len()) && name.score >= 55, "{text}: {}", name.score);
        }
        for text in
            ["Jan Smit", "Antonio", "La Dolce Vita", "La Bella Maria", "De Hagedoorn", "baggio antonio"]
        {
            assert!(read(text).is_none_or(|n| n.score < 50), "{text}");
        }
    }
}
