//! Houses without a legal form that a line of a text calls by their name: `transporteur Klant Koeriers`, `at Client Mortgages`,
//! `Jan Klant, Klant Tegels`.
//!
//! In: a line with other details on it, or beside one. Out: matches. A name is a run of words with capitals; what stands before it says
//! that it is a house: a word for what a house does for somebody, a form of address for firms, a person and a word that leads from one to
//! a house, or the surname of a person beside it. This module refuses to know of names that nothing leads to.

use std::ops::Range;

use super::Search;
use super::agents;
use super::kin::{has_kin, kin};
use super::phrase;
use super::sentence::{ADDRESSED, is_led};
use super::signer::behind_signer;
use super::slot;
use super::title;
use super::trade;
use super::vocabulary::Sort;
use super::word::{self, PHRASE_MAX, Word};
use crate::model::Kind;
use crate::recognise::lines::{Line, Marks};
use crate::recognise::place::{is_place, place};

/// Runs of words with capitals that are looked at on one line.
const RUNS_MAX: usize = 24;
/// Bytes before a run that are looked at.
const BEFORE: usize = 64;

/// Before the name of a firm, and no part of it: how a letter or a sentence addresses firms.
fn addresses(word: &str) -> bool {
    matches!(
        word,
        "Fa."
            | "Fa"
            | "Firma"
            | "Fima"
            | "Messrs"
            | "Messrs."
            | "M/s"
            | "M/s."
            | "Ditta"
            | "Spett.le"
            | "c/o"
            | "p/a"
    )
}
/// Words that lead from a person to a house, whatever it is called.
fn leads_to_house(word: &str) -> bool {
    matches!(word, "at" | "bij" | "bei" | "beim" | "chez" | "presso" | "from" | "with" | "@")
}
/// Words that lead from a person to a house, and much else.
fn is_of(word: &str) -> bool {
    matches!(word, "van" | "von" | "of" | "de" | "di" | "della" | "del" | "du" | "vom" | "des" | "dalla")
}
/// They open the name of a house: `De Drie Klanten`.
const ARTICLES: [&str; 9] = ["De", "Het", "'t", "The", "Les", "Los", "Las", "Zum", "Zur"];

/// Adds the houses that a line calls by their name; `close` where other details stand on it or beside it.
pub(super) fn search(search: &mut Search<'_>, lines: &[Line], at: usize, close: bool) {
    let Some(line) = lines.get(at) else { return };
    if !line.marks.has(Marks::CAPITAL.or(Marks::WIDE)) {
        return;
    }
    let text = search.text;
    let whole = line.text(text);
    for run in runs(whole).into_iter().take(RUNS_MAX) {
        let run = line.span.start + run.start..line.span.start + run.end;
        let found = house(search, lines, at, run.clone(), close).or_else(|| {
            let rest = behind_person(search, run)?;
            house(search, lines, at, rest, close)
        });
        let Some((span, more, why)) = found else { continue };
        let taken = search
            .found
            .iter()
            .rev()
            .take(16)
            .any(|m| m.span.start < span.end && span.start < m.span.end && m.kind != Kind::Department);
        if !taken {
            search.push(Kind::Organisation, span, more, &[why, "in a line with other details"]);
        }
    }
}

/// The rest of a run that begins with a person, or with what somebody is: `Jan Klant van De Drie Klanten`, `Commodore of Klant Sailing
/// Association`.
fn behind_person(search: &Search<'_>, run: Range<usize>) -> Option<Range<usize>> {
    let phrase = search.text.get(run.clone())?;
    let (at, lead) = first_of(phrase, is_of)?;
    let who = run.start..run.start + at.checked_sub(1)?;
    let person = || search.is_person(&who);
    let title = || {
        word::words(phrase.get(..at).unwrap_or_default(), search.vocabulary()).is_some_and(|words| {
            words.last().is_some_and(|w| w.sort.is(Sort::HEAD)) || title::is_title(&words)
        })
    };
    (person() || title()).then(|| run.start + at + lead.len() + 1..run.end)
}

/// The first of some small words in a phrase, and where it begins; something stands before and behind it.
pub(super) fn first_of(phrase: &str, is: fn(&str) -> bool) -> Option<(usize, &str)> {
    let mut spaces = memchr::memchr_iter(b' ', phrase.as_bytes());
    let mut at = spaces.next()? + 1;
    for end in spaces {
        let word = &phrase[at..end];
        if word.as_bytes().first().is_some_and(u8::is_ascii_lowercase) && is(word) {
            return Some((at, word));
        }
        at = end + 1;
    }
    None
}

/// Runs of words with capitals, and small words that join them.
pub(super) fn runs(line: &str) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut run: Option<Range<usize>> = None;
    let all = line.as_bytes();
    let mut at = 0;
    while at < all.len() {
        let start = at;
        // words are short
        let length = all[start..].iter().position(|b| matches!(b, b' ' | b'\t'));
        let end = length.map_or(all.len(), |n| start + n);
        at = end + 1;
        // most words are small, and end nothing
        if run.is_none() && all[start].is_ascii_lowercase() {
            continue;
        }
        let word = line[start..end].trim_end();
        let bytes = word.as_bytes();
        if bytes.is_empty() {
            runs.extend(run.take());
            continue;
        }
        let bared = matches!(bytes, [b'A'..=b'Z' | b'a'..=b'z', .., b'a'..=b'z']);
        let lead = if bared {
            0
        } else {
            word.len() - word.trim_start_matches(['(', '"', '„', '“', '«', '*', '>', '[']).len()
        };
        if lead > 0 {
            runs.extend(run.take());
        }
        let bare = word.get(lead..).unwrap_or_default();
        let bare = match bared {
            true => bare,
            false => bare.trim_end_matches([',', ';', ':', ')', '"', '!', '?', '“', '”', '»', ']']),
        };
        // the full stop of a sentence, not that of `Gebr.` or `J.`
        let stopped = bare.ends_with('.') && bare.len() > 5 && bare.matches('.').count() == 1;
        let bare = if stopped { bare.trim_end_matches('.') } else { bare };
        let begins =
            bare.starts_with(|c: char| c.is_uppercase()) || bare.starts_with("'t") && bare.len() == 2;
        let joins = run.is_some() && is_joint(bare);
        if !(begins || joins) {
            runs.extend(run.take());
            continue;
        }
        let end = start + lead + bare.len();
        run = Some(run.map_or(start + lead, |r| r.start)..end);
        if start + word.len() > end {
            runs.extend(run.take());
        }
        if runs.len() >= RUNS_MAX {
            return runs;
        }
    }
    runs.extend(run);
    runs
}

/// Stands in small letters within a name.
fn is_joint(word: &str) -> bool {
    matches!(
        word,
        "&" | "+"
            | "de"
            | "den"
            | "der"
            | "het"
            | "'t"
            | "of"
            | "the"
            | "la"
            | "le"
            | "les"
            | "el"
            | "los"
            | "las"
            | "y"
            | "e"
            | "et"
            | "und"
            | "and"
            | "di"
            | "del"
            | "della"
            | "dei"
            | "du"
            | "des"
            | "zum"
            | "zur"
            | "am"
            | "ter"
            | "ten"
            | "van"
    )
}

/// The house in a run: where it stands, what to add to the confidence, and why.
fn house(
    search: &Search<'_>,
    lines: &[Line],
    at: usize,
    run: Range<usize>,
    close: bool,
) -> Option<(Range<usize>, i8, &'static str)> {
    let (text, line, vocabulary) = (search.text, lines.get(at)?, search.vocabulary());
    let phrase = text.get(run.clone()).filter(|p| p.len() <= PHRASE_MAX)?;
    let from = line.span.start.max(run.start.saturating_sub(BEFORE));
    let from = (from..=run.start).find(|n| text.is_char_boundary(*n))?;
    let before = text.get(from..run.start)?;
    // what addresses it stands before the run, or begins it
    let space = memchr::memchr(b' ', phrase.as_bytes()).unwrap_or(phrase.len());
    let (first, rest) = (&phrase[..space], phrase.get(space + 1..).unwrap_or_default());
    if !rest.is_empty() && addresses(first) {
        let span = run.end - rest.len()..run.end;
        let dutch = matches!(first, "Fa." | "Fa" | "Firma") && !is_german(before);
        return (!dutch && fits(search, &span, 1)).then_some((span, -12, "a form of address for firms"));
    }
    let bare = before.trim_end();
    let word = bare.bytes().rposition(|b| matches!(b, b' ' | b'\t' | b'(')).map_or(0, |n| n + 1);
    let leading = bare.get(word..).unwrap_or_default();
    if addresses(leading) && before.ends_with(' ') {
        return fits(search, &run, 2).then_some((run, -12, "a form of address for firms"));
    }
    // `transporteur Klant Koeriers`, `Spedition` being a word with a capital in German
    // `El seguro lo lleva Amparo de Correduría Cliente`
    if close
        && let Some(start) = behind_signer(search, phrase)
        && !search.is_address(&run)
    {
        return Some((run.start + start..run.end, 2, "behind who is there"));
    }
    let agent_within =
        !rest.is_empty() && agents::is_agent(first) && is_german(before) && !is_typed(search, phrase);
    if agent_within {
        let span = run.end - rest.len()..run.end;
        return fits(search, &span, 2).then_some((span, -18, "behind a word for what a house does"));
    }
    if let Some(colon) = agents::leads(before).filter(|_| close) {
        let least = if is_behind_place(text, &run, line) { 1 } else { 2 };
        // `de bank Amsterdam Noord` is in a place
        let within = place(first).is_some_and(|p| p.size() >= 3) && !has_type(search, phrase);
        let named = !within && !is_plain(search, phrase) && fits(search, &run, least);
        if named && (!colon || search.verdict(&run, false).is_none_or(|v| v.kind == Kind::Organisation)) {
            return Some((run, -18, "behind a word for what a house does"));
        }
    }
    if !rest.is_empty()
        && word::words(phrase, vocabulary).is_some_and(|words| slot::fills(search, lines, at, &run, &words))
        && fits(search, &run, 2)
    {
        return Some((run, -16, "a word of a trade, between two marks"));
    }
    // most names stand in the midst of a sentence, where nothing leads to them
    let kindred = has_kin(search, lines, at, &run);
    let led = is_led(leading) || matches!(leading, "joined" | "through" | "namens");
    let marked = close && before.trim_end().ends_with([',', ':']);
    let leads =
        before.ends_with([' ', '\u{a0}']) && (led || marked || leads_to_house(leading) || is_of(leading));
    if !kindred && !leads {
        return None;
    }
    let words = word::words(phrase, vocabulary)?;
    if kindred && let Some(span) = kin(search, lines, at, &run, &words) {
        return Some((span, -14, "bears the surname of a person beside it"));
    }
    if !leads || words.len() < 2 || !fits(search, &run, 2) || is_plain(search, phrase) {
        return None;
    }
    let person = search.people.partition_point(|p| p.end < run.start.saturating_sub(leading.len() + 2));
    let behind_person = search.people.get(person).is_some_and(|p| {
        text.get(p.end..run.start).is_some_and(|gap| gap.trim() == leading) && p.start >= line.span.start
    });
    // the rest of the name stands on the next line
    if run.end == line.span.end && last_of_two_lines(&words) {
        return None;
    }
    let tells = words.iter().any(|w| w.sort.is(Sort::TYPE) || w.sort.is(Sort::TIE) || w.text == "&");
    if behind_person
        && (leads_to_house(leading)
            || is_of(leading) && (tells || ARTICLES.contains(&first) && words.len() > 2))
    {
        return Some((run, -18, "behind a name and a word that leads to a house"));
    }
    let last = words.last()?;
    let whole = !last.sort.is(Sort::PART) || words.len() > 2 && leads_to_house(leading);
    if led && last.sort.is(Sort::TYPE) && whole && is_strange(search, &words) {
        return Some((run, -20, "a word of a trade behind a name, and a word that leads to it"));
    }
    if led && trade::is_trade(&words, true) && words[0].sort.is(Sort::TYPE) {
        return Some((run, -18, "a word of a trade"));
    }
    // `Klant & Dochters Bootbouw`, behind a mark
    if (led || marked) && close && is_tied(&words) {
        return Some((run, -14, "a word behind `&` that makes a firm"));
    }
    // `with Client & Hocking`: two surnames, and nobody's given name
    if led
        && close
        && let [a, and, b] = &*words
        && matches!(and.text, "&" | "+")
        && [a, b].iter().all(|w| w.sort.is_none() && w.text.len() > 3 && is_stranger(search, w.text))
    {
        return Some((run, -20, "two surnames, and a word that leads to them"));
    }
    None
}

/// `San`, `Sint`: a name does not end so.
fn last_of_two_lines(words: &[Word<'_>]) -> bool {
    words.last().is_some_and(|w| {
        matches!(
            w.text,
            "San"
                | "Santa"
                | "Santo"
                | "Sant"
                | "Saint"
                | "Sainte"
                | "Sankt"
                | "Sint"
                | "St."
                | "Ste."
                | "De"
                | "Van"
        )
    })
}

/// A name, `&`, and a word that makes a firm of the two.
fn is_tied(words: &[Word<'_>]) -> bool {
    let Some(n) = words.iter().position(|w| matches!(w.text, "&" | "+")).filter(|n| *n > 0) else {
        return false;
    };
    words.get(n + 1).is_some_and(|w| w.is_capital() && w.sort.is(Sort::TIE))
        && words.iter().enumerate().all(|(at, w)| at == n || w.is_capital() || w.is_joint())
        && words.first().is_some_and(|w| !w.sort.is(Sort::LEAD) && !w.sort.is(Sort::PART))
}

/// A word before the run is German: `bei der Fa. Kunde`.
fn is_german(before: &str) -> bool {
    let Some(last) = before.split_whitespace().next_back() else { return false };
    let is = |word: &str| {
        matches!(
            word,
            "an" | "bei"
                | "beim"
                | "dem"
                | "den"
                | "der"
                | "die"
                | "durch"
                | "für"
                | "ihr"
                | "ihre"
                | "ihrem"
                | "ihren"
                | "mit"
                | "unser"
                | "unsere"
                | "unserem"
                | "unseren"
                | "unserer"
                | "vom"
                | "von"
                | "zum"
                | "zur"
                | "über"
        )
    };
    is(last) || last.len() <= 8 && last.starts_with(char::is_uppercase) && is(&last.to_lowercase())
}

/// Behind the run stands where the house is: `uit Ons Dorp`, `in Bari`.
fn is_behind_place(text: &str, run: &Range<usize>, line: &Line) -> bool {
    let Some(rest) = text.get(run.end..line.span.end) else { return false };
    let mut words = rest.split_whitespace();
    let leads = words
        .next()
        .is_some_and(|w| matches!(w, "uit" | "te" | "in" | "aus" | "from" | "à" | "en" | "a" | "di" | "de"));
    let phrase = text.get(run.clone()).unwrap_or_default();
    leads
        && rest.starts_with(' ')
        && phrase.len() >= 6
        && words.next().is_some_and(|w| is_place(w.trim_end_matches([',', '.', ';', ':', ')'])))
}

/// May be the name of a house, and is no person, address, place, department or title.
pub(super) fn fits(search: &Search<'_>, span: &Range<usize>, least: usize) -> bool {
    let Some(phrase) = search.text.get(span.clone()) else { return false };
    let Some(words) = word::words(phrase, search.vocabulary()) else { return false };
    let capitals = words.iter().filter(|w| w.is_capital() && w.text.len() > 1).count();
    capitals >= least
        && phrase.len() >= 4
        && !search.is_person(span)
        && !search.is_address(span)
        && !search.address_begins(span.clone())
        && !ADDRESSED.contains(&words.first().map_or("", |w| w.text.trim_end_matches('.')))
        && phrase::may_be_firm(behind_article(phrase), search.vocabulary())
        && !is_place(phrase)
        && search.verdict(span, false).is_none_or(|v| v.kind == Kind::Organisation)
        && !title::is_title(&words)
        && (words.len() > 1 || words.first().is_some_and(|w| w.sort.is_none() && is_stranger(search, w.text)))
}

/// `Drie Klanten`, of `De Drie Klanten`.
fn behind_article(phrase: &str) -> &str {
    match phrase.split_once(' ') {
        Some((first, rest)) if ARTICLES.contains(&first) && rest.contains(' ') => rest,
        _ => phrase,
    }
}

/// A word of a sort of house opens the phrase.
fn is_typed(search: &Search<'_>, phrase: &str) -> bool {
    word::words(phrase, search.vocabulary()).is_some_and(|words| {
        words.first().is_some_and(|w| w.sort.is(Sort::TYPE)) && trade::is_trade(&words, true)
    })
}

/// A word of a sort of house stands in the phrase.
fn has_type(search: &Search<'_>, phrase: &str) -> bool {
    word::words(phrase, search.vocabulary()).is_some_and(|words| words.iter().any(|w| w.sort.is(Sort::TYPE)))
}

/// Nothing but common words, places and words of departments.
pub(super) fn is_plain(search: &Search<'_>, phrase: &str) -> bool {
    let Some(words) = word::words(phrase, search.vocabulary()) else { return true };
    !words.iter().any(|w| {
        w.is_capital()
            && w.text.len() > 2
            && !w.sort.is(Sort::PART)
            && !w.sort.is(Sort::HEAD)
            && !w.sort.is(Sort::MODIFIER)
            && (w.sort.is(Sort::TYPE) || !search.own.names.is_word(w.text) && !is_place(w.text))
    })
}

/// No given name, no common word, no place.
fn is_stranger(search: &Search<'_>, word: &str) -> bool {
    let names = &search.own.names;
    !names.is_given(word) && !names.is_word(word) && !is_place(word)
}

/// The words before the last are a name, and not of a person: one of them nobody is called by, and no common word of the language.
fn is_strange(search: &Search<'_>, words: &[Word<'_>]) -> bool {
    let Some((_, rest)) = words.split_last() else { return false };
    let none = |w: &Word<'_>| {
        w.sort.is(Sort::LEAD) || w.sort.is(Sort::HEAD) && !w.sort.is(Sort::SURNAME) || w.sort.is(Sort::PART)
    };
    let proper = |w: &&Word<'_>| {
        w.is_capital()
            && !w.is_joint()
            && w.text.len() > 2
            && !w.sort.is(Sort::TYPE)
            && !w.sort.is(Sort::MODIFIER)
    };
    let named = rest.iter().filter(proper).any(|w| !search.own.names.is_word(w.text));
    let given = rest.first().is_some_and(|w| search.own.names.is_given(w.text));
    named && !rest.iter().any(none) && !(given && rest.len() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::tests::find;
    use crate::recognise::{Context, Recognisers};

    fn houses(text: &str) -> Vec<String> {
        let context = Context { countries: vec![*b"NL"], ..Context::default() };
        let found = find(&Recognisers::built_in(&[]), text, &context);
        found.iter().filter(|m| m.kind == Kind::Organisation).map(|m| m.value.reveal().clone()).collect()
    }

    #[test]
    fn runs_of_capitals() {
        let all = |line: &'static str| runs(line).into_iter().map(|r| &line[r]).collect::<Vec<_>>();
        assert_eq!(
            all("de chauffeur van De Drie Klanten, J. Smit (Klant & Zn.)"),
            ["De Drie Klanten", "J. Smit", "Klant & Zn."]
        );
        assert_eq!(all("alleen Klanten. Morgen"), ["Klanten", "Morgen"]);
        assert_eq!(all(""), [""; 0]);
    }

    #[test]
    fn houses_behind_words_for_what_they_do() {
        for (text, house) in [
            ("Hij is van transporteur Klantotrans uit Wevelgem, bel 020-2345678.", "Klantotrans"),
            ("Notre transporteur Klant Messagerie passera jeudi, 020-2345678.", "Klant Messagerie"),
            ("De alarmcentrale heet Klanthulp Europa: 020-2345678", "Klanthulp Europa"),
            ("Write to my insurers: Klantworth & Western Mutual, 020-2345678", "Klantworth & Western Mutual"),
            ("Para prensa, la agencia Tinta Klanta Comunicación: 020-2345678", "Tinta Klanta Comunicación"),
            ("Unfallort: bei Fa. Klantlieb Stahlbau, 020-2345678", "Klantlieb Stahlbau"),
            ("Lieferung c/o Klanter Transporte, Tel 020-2345678", "Klanter Transporte"),
        ] {
            assert_eq!(houses(text), [house], "{text}");
        }
        for text in [
            "Onze transporteur Jan Jansen belt u, 020-2345678.",
            "De bank Amsterdam Noord is dicht, 020-2345678.",
            "la Agencia Española de Protección de Datos, 020-2345678",
        ] {
            assert_eq!(houses(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn houses_behind_people_and_words_that_lead_to_them() {
        for (text, house) in [
            ("Broker is Mary Smith at Klantula Mortgages, 020-2345678.", "Klantula Mortgages"),
            (
                "He is the Secretary of Klantuet Creek Sailing Association, 020-2345678",
                "Klantuet Creek Sailing Association",
            ),
            ("It is with Klantodes & Klantrundle, ask for Mary; 020-2345678.", "Klantodes & Klantrundle"),
            ("Bel mevrouw R.T. Bosgraaf van De Drie Molens, 020-2345678", "De Drie Molens"),
            (
                "Please call: 020-2345678, Klantens & Daughters Boatbuilders, Newlyn",
                "Klantens & Daughters Boatbuilders",
            ),
        ] {
            assert_eq!(houses(text), [house], "{text}");
        }
        for text in [
            "We spoke with Tom & Anna, 020-2345678.",
            "Anna Smit van Den Haag, 020-2345678",
            "Please return it to Customer Service, 020-2345678",
            "It falls under Home Insurance, 020-2345678",
        ] {
            assert_eq!(houses(text), [""; 0], "{text}");
        }
    }
}
