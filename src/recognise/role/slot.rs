//! Houses with a word of a trade that fill their place between two marks: `Jan Klant (Klant Dakwerken, 020-…)`, `Invoice to: Klant
//! Canopies, ask for Mary`, `bij Liftservice Klant.`
//!
//! In: a run of words with capitals on a line with other details, or with a person. Out: whether it is a house. What stands before the
//! run and behind it are marks, words that lead to a house, or what is said of one; the run has a word of a trade, and a name beside it.
//! This module refuses to know of houses whose names say nothing of a trade.

use std::ops::Range;

use super::Search;
use super::mention;
use super::sentence::is_led;
use super::trade;
use super::vocabulary::Sort;
use super::word::Word;
use crate::recognise::lines::Line;
use crate::recognise::place::is_place;

/// The run fills its place, and its words are those of a house.
pub(super) fn fills(
    search: &Search<'_>,
    lines: &[Line],
    at: usize,
    run: &Range<usize>,
    words: &[Word<'_>],
) -> bool {
    let (text, Some(line)) = (search.text, lines.get(at)) else { return false };
    // the rest of the name stands on the next line
    let goes_on = run.end == line.span.end
        && lines.get(at + 1).is_some_and(|next| {
            next.block == line.block && next.text(text).starts_with(|c: char| c.is_uppercase() || c == '&')
        });
    if goes_on || !is_house(search, words) {
        return false;
    }
    let (Some(before), Some(behind)) =
        (text.get(line.span.start..run.start), text.get(run.end..line.span.end))
    else {
        return false;
    };
    let ends = ends(behind);
    match opens(before) {
        Opens::Mark | Opens::Word => ends,
        Opens::Line => {
            behind.starts_with(", ") && (said_of_house(&behind[2..]) || begins(search, run.end + 2))
        }
        Opens::Nothing => false,
    }
}

/// How what stands before a run of words opens a place for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opens {
    /// A bracket, a comma, a colon, a dash.
    Mark,
    /// A word that leads to a house.
    Word,
    /// Nothing stands there but a bullet.
    Line,
    Nothing,
}

pub(super) fn opens(before: &str) -> Opens {
    let bare = before.trim_end();
    if bare.trim_start_matches(['>', ' ', '*', '-', '•', '·']).is_empty() {
        return Opens::Line;
    }
    if bare.ends_with(['(', ',', ':', ';', '|', '·', '•', '–', '—']) || bare.ends_with(" -") {
        return Opens::Mark;
    }
    if bare.len() == before.len() {
        return Opens::Nothing;
    }
    let word = bare.rsplit([' ', '\t', '(', '\u{a0}']).next().unwrap_or_default();
    // a street in Italian
    if word == "via" && bare.ends_with(" in via") {
        return Opens::Nothing;
    }
    if is_led(word)
        || mention::leads(word)
        || matches!(word, "der" | "die" | "dem" | "vom" | "home" | "cabinet")
    {
        Opens::Word
    } else {
        Opens::Nothing
    }
}

/// The place ends behind the run.
fn ends(behind: &str) -> bool {
    let bare = behind.trim_start_matches(['"', '”', '»', '\'', '*']);
    bare.trim().is_empty()
        || bare.starts_with([',', ')', ';', ':', '.', '!', '?'])
        || [" - ", " – ", " — ", " | ", " (", " · ", " • "].iter().any(|mark| bare.starts_with(mark))
        || is_located(bare)
}

/// ` te Ons Dorp`, ` in Bari`: where the house is.
fn is_located(behind: &str) -> bool {
    let mut words = behind.split(' ');
    words.next() == Some("")
        && words.next().is_some_and(|w| matches!(w, "te" | "in" | "uit" | "à" | "a" | "en" | "aus" | "from"))
        && words.next().is_some_and(|w| is_place(w.trim_end_matches([',', '.', ';', ':', ')'])))
}

/// What is said of a house behind its name: whom one asks for there.
fn said_of_house(behind: &str) -> bool {
    const SAID: [&str; 24] = [
        "ansprechpartner",
        "ask for",
        "att",
        "c/o",
        "chiedere di",
        "contact",
        "contactpersoon",
        "contatto",
        "demander",
        "demandez",
        "kontakt",
        "planning",
        "preguntar por",
        "referente",
        "rif.",
        "t.a.v.",
        "tav",
        "tel",
        "tél",
        "telefon",
        "vaste contactpersoon",
        "vraag naar",
        "vragen naar",
        "z. hd.",
    ];
    let head: String = behind.chars().take(20).flat_map(char::to_lowercase).collect();
    let ends = |rest: &str| !rest.starts_with(char::is_alphanumeric);
    SAID.iter().any(|said| head.strip_prefix(said).is_some_and(ends))
}

/// A number, a mail address, a postal address or a person begins there.
fn begins(search: &Search<'_>, at: usize) -> bool {
    let near = |spans: &[Range<usize>]| {
        let from = spans.partition_point(|s| s.start < at);
        spans.get(from).is_some_and(|s| s.start <= at + 1)
    };
    near(&search.details) || near(&search.addresses) || near(&search.people)
}

/// A word of a trade, and a name that is no word of the language; a place is a name behind a word of a trade.
fn is_house(search: &Search<'_>, words: &[Word<'_>]) -> bool {
    if !(2..=5).contains(&words.len()) || !trade::is_trade(words, false) {
        return false;
    }
    let typed = |w: &Word<'_>| w.sort.is(Sort::TYPE) && !w.sort.is(Sort::PART) && w.is_capital();
    let names = &search.own.names;
    let proper = |w: &&Word<'_>| {
        w.is_capital()
            && !w.is_joint()
            && w.text.len() > 2
            && !w.sort.is(Sort::TYPE)
            && !w.sort.is(Sort::PART)
            && !w.sort.is(Sort::MODIFIER)
            && (!w.sort.is(Sort::HEAD) || w.sort.is(Sort::SURNAME))
    };
    let strange = |w: &Word<'_>| !names.is_word(w.text);
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let opens = typed(first) && words[1..].iter().filter(proper).any(|w| strange(w) || is_place(w.text));
    // `Klant Dakwerken`, and not `Anna Bakkerij`
    let joined = words.get(words.len() - 2).is_some_and(Word::is_joint);
    let closes = typed(last)
        && !joined
        && words[..words.len() - 1].iter().filter(proper).any(strange)
        && !(words.len() == 2 && names.is_given(first.text));
    opens || closes
}

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::recognise::role::tests::found_of;

    fn houses(text: &str) -> Vec<String> {
        let kinds = [Kind::Organisation, Kind::PersonName, Kind::Phone, Kind::PostalAddress, Kind::JobTitle];
        let found = found_of(text, &kinds);
        found.into_iter().filter(|(kind, _)| *kind == Kind::Organisation).map(|(_, name)| name).collect()
    }

    #[test]
    fn houses_that_fill_their_place() {
        for (text, house) in [
            ("Bel Jan de Vries (Klanting Dakwerken, 020-2345678) even.", "Klanting Dakwerken"),
            ("Wij zagen Jan de Vries, Liftservice Klantuwe.", "Liftservice Klantuwe"),
            ("* Marquee: Klantes Canopies, ask for Mary on 020-2345678", "Klantes Canopies"),
            ("Klantes Canopies, ask for Mary on 020-2345678", "Klantes Canopies"),
            ("Le destinataire est Minoterie Klantaele, contact Jean, 020-2345678.", "Minoterie Klantaele"),
            (
                "De beheerder Jan de Vries blijft bij Klanting Bouwservice te Amsterdam.",
                "Klanting Bouwservice",
            ),
        ] {
            assert_eq!(houses(text), [house], "{text}");
        }
        for text in [
            "Wij zagen Jan de Vries, Anna Bakker.",
            "Bel Jan de Vries (Technische Dienst, 020-2345678) even.",
            "Please call 020-2345678 for Summer School, open now.",
            "Klantes Canopies were blown away, ask for Mary on 020-2345678",
        ] {
            assert_eq!(houses(text), [""; 0], "{text}");
        }
    }
}
