//! Names that stand alone in a letter: who is greeted in it, and who signs it.
//!
//! In: a text, and which words are known as names. Out: places of words that name somebody, and how. It refuses to know who it is: whoever
//! asks knows whom the message is from and to.

use std::ops::Range;

use super::people::is_thing;
use crate::model::is_closing;
use crate::recognise::Normaliser;
use crate::subject::bystander::{PARTICLES, SMALL, words};

/// Where in a letter a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// Behind a greeting: `Hoi Els,`.
    Greeted,
    /// Under it: `Groetjes,` and `Els` in the next line.
    Signed,
}

/// Begin a letter to somebody whose name is known, in small letters. `model::greeting` does not tell these from those of [`FORMAL`] letters.
const CASUAL: [&str; 14] = [
    "hoi", "hi", "hey", "hé", "ha", "hallo", "hello", "dag", "lieve", "ciao", "salut", "hola", "moin",
    "coucou",
];

/// Begin a letter to whomever: behind them only what is known as a name is one (`Beste Klant`).
const FORMAL: [&str; 20] = [
    "beste",
    "geachte",
    "goedemorgen",
    "goedemiddag",
    "goedenavond",
    "dear",
    "good",
    "liebe",
    "lieber",
    "geehrte",
    "geehrter",
    "cher",
    "chère",
    "bonjour",
    "estimado",
    "estimada",
    "querido",
    "querida",
    "caro",
    "cara",
];

/// Begin one, and need another word for it: `Good morning Els`.
const SECOND: [&str; 5] = ["morning", "afternoon", "evening", "day", "tag"];

/// What whoever is greeted is called, and is no name, in small letters.
const NOBODY: [&str; 46] = [
    "allemaal",
    "allen",
    "iedereen",
    "mensen",
    "collega",
    "collega's",
    "klant",
    "klanten",
    "heer",
    "heren",
    "dames",
    "mevrouw",
    "team",
    "lezer",
    "lezers",
    "relatie",
    "relaties",
    "buren",
    "leden",
    "vrienden",
    "jongens",
    "meiden",
    "schat",
    "lieverd",
    "daar",
    "all",
    "everyone",
    "everybody",
    "there",
    "sir",
    "madam",
    "folks",
    "guys",
    "colleagues",
    "customer",
    "alle",
    "zusammen",
    "leute",
    "kollegen",
    "kunden",
    "damen",
    "herren",
    "tous",
    "toutes",
    "todos",
    "tutti",
];

/// Bind two who are greeted.
const AND: [&str; 6] = ["en", "and", "und", "et", "y", "e"];

/// End a letter between friends, which signs nothing else, in small letters.
const CLOSINGS: [&str; 6] = ["groetje", "grt", "hgr", "liefs", "greetings", "love"];

/// Words of the longest line that greets somebody.
const WORDS: usize = 7;

/// Signs at the beginning of a line that are no part of it.
fn margin(c: char) -> bool {
    matches!(c, '>' | '|' | '*' | '_') || c.is_whitespace()
}

/// Names that stand alone, and how.
pub(super) fn names(text: &str, lists: &Normaliser) -> Vec<(Said, Range<usize>)> {
    let mut all = Vec::new();
    // lines since one that ends a letter
    let mut closed: Option<usize> = None;
    let mut at = 0;
    for line in text.split_inclusive(['\n', '\u{2028}', '\u{2029}']) {
        let start = at;
        at += line.len();
        let body = line.trim_matches(margin);
        if body.is_empty() {
            closed = closed.map(|lines| lines + 1).filter(|lines| *lines < 3);
            continue;
        }
        let from = start + line.len() - line.trim_start_matches(margin).len();
        let spans: Vec<Range<usize>> = words(body).take(WORDS + 1).collect();
        let place = |span: &Range<usize>| from + span.start..from + span.end;
        if let (Some(_), [span]) = (closed, &spans[..]) {
            let bare = body.trim_end_matches(['.', ',', '!']).len() == span.end && span.start == 0;
            if bare && is_name(&body[span.clone()], true, lists) {
                all.push((Said::Signed, place(span)));
            }
        }
        let friendly =
            || spans.last().is_some_and(|s| CLOSINGS.contains(&body[s.clone()].to_lowercase().as_str()));
        closed = (spans.len() <= WORDS && (is_closing(body) || friendly())).then_some(0);
        all.extend(greeted(body, &spans, lists).iter().map(|span| (Said::Greeted, place(span))));
    }
    all
}

/// Who is greeted in a line.
fn greeted(line: &str, spans: &[Range<usize>], lists: &Normaliser) -> Vec<Range<usize>> {
    let small = |span: &Range<usize>| line[span.clone()].to_lowercase();
    let Some(first) = spans.first().filter(|span| span.start == 0) else { return Vec::new() };
    let casual = CASUAL.contains(&small(first).as_str());
    if !casual && !FORMAL.contains(&small(first).as_str()) {
        return Vec::new();
    }
    let (mut names, mut end) = (Vec::new(), first.end);
    for span in spans.iter().skip(1) {
        let (word, between) = (small(span), &line[end..span.start]);
        let joined = between.chars().all(|c| matches!(c, ' ' | '\t' | '\u{a0}' | '&' | '.' | '-'));
        let particle = [&PARTICLES[..], &SMALL].iter().any(|list| list.contains(&word.as_str()));
        // `Hoi lieve Els`
        let begins = || [&CASUAL[..], &FORMAL, &SECOND].iter().any(|list| list.contains(&word.as_str()));
        let other = particle || AND.contains(&word.as_str()) || names.is_empty() && begins();
        // `Hoi Els, Kees,`
        let listed = between.trim() == "," && !names.is_empty();
        if !joined && !listed {
            break;
        }
        if line[span.clone()].starts_with(char::is_uppercase) && !other {
            if !is_name(&line[span.clone()], casual, lists) {
                // `Beste Klant van Els`
                return if listed { names } else { Vec::new() };
            }
            names.push(span.clone());
        } else if listed || !other {
            return if listed { names } else { Vec::new() };
        }
        end = span.end;
    }
    let rest = line[end..].trim_start();
    let closed = rest.is_empty() || rest.starts_with([',', '!', '.', ':', ';', '-', '–', '(']);
    if closed { names } else { Vec::new() }
}

/// A word names somebody; `any`: also where it is not known as a name.
fn is_name(word: &str, any: bool, lists: &Normaliser) -> bool {
    let small = word.to_lowercase();
    let known = lists.is_given_name(word) || lists.is_surname(word);
    word.starts_with(char::is_uppercase)
        && word.chars().count() > 1
        && !NOBODY.contains(&small.as_str())
        && (known || !lists.is_firm_word(&small) && !small.ends_with("dienst") && !small.ends_with("service"))
        && (known || any && !is_thing(&small) && !lists.is_word(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Said, &str)> {
        names(text, &Normaliser::new()).into_iter().map(|(said, span)| (said, &text[span])).collect()
    }

    #[test]
    fn who_is_greeted_and_who_signs() {
        let text = "Hoi lieve Els,\n\nTot morgen.\n\nVeel liefs,\nBep\n> Dag Kees & Mop!\n> > Beste Anna, hierbij de lijst.\nGood morning Peter,\n\
                    Met vriendelijke groet,\n\nPiet\n";
        let greeted = |name| (Said::Greeted, name);
        let signed = |name| (Said::Signed, name);
        let all = [
            greeted("Els"),
            signed("Bep"),
            greeted("Kees"),
            greeted("Mop"),
            greeted("Anna"),
            greeted("Peter"),
            signed("Piet"),
        ];
        assert_eq!(found(text), all);
    }

    #[test]
    fn nobody_is_greeted() {
        for text in [
            "Beste Allemaal,",
            "Hoi Team,",
            "Beste Klant,",
            "Dear Customer,",
            "Geachte heer/mevrouw,",
            "Hallo, Els belde.",
            "Dag Els komt morgen",
            "Ik zei hoi Els,",
            "Groet,\nMorgen belt Els weer\n",
            "Met groet,\n\n\n\n\nEls",
            "Beste buurtbewoners,",
            "",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
