//! Names of houses that too little speaks for where they stand: `dat gaat morgen met Klant Expeditie mee`. They count where another
//! message tells for sure that there is such a house.
//!
//! In: a page whose houses were found. Out: matches with [`SUPPOSED`] for their confidence, of runs of words with capitals that nothing
//! else was found in. A run has two words or more, one of which is no word of the language, no place and no given name; a mark, a word
//! that leads to a house or a small word for what it is stands before it, or it has a word of a trade. This module refuses to know which houses there are.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Search;
use super::called::{fits, is_plain, runs};
use super::slot::{self, Opens};
use super::vocabulary::Sort;
use super::word::{self, PHRASE_MAX};
use crate::model::{Kind, Match};
use crate::recognise::SUPPOSED;
use crate::recognise::lines::{Line, Marks};
use crate::recognise::place::is_place;

/// Bytes of a line that is looked at.
const LINE_MAX: usize = 1200;
/// Bytes of a line that are counted at once.
const BLOCK: usize = 128;
/// Names on one page.
const NAMES_MAX: usize = 64;

/// Adds the names on a page to those of people that are supposed there.
pub(super) fn add(search: &Search<'_>, supposed: &mut Vec<Match>) {
    let Some(card) = search.own.cards.iter().find(|card| card.kind == Kind::Organisation) else { return };
    if !card.regions.is_empty() && !card.regions.contains(&search.page.region.kind) {
        return;
    }
    let mut people = supposed.len();
    for line in search.page.lines() {
        if !line.marks.has(Marks::CAPITAL) || line.span.len() > LINE_MAX {
            continue;
        }
        // the name of a person has two of them
        let from = search.people.partition_point(|p| p.start < line.span.start);
        let here = search.people[from..].iter().take_while(|p| p.start < line.span.end).count();
        if capitals(line.text(search.text).as_bytes()) < 2 + 2 * here {
            continue;
        }
        for run in runs(line.text(search.text)) {
            let run = line.span.start + run.start..line.span.start + run.end;
            let Some((span, typed)) = named(search, line, run) else { continue };
            // a word of a trade says more than that one is called so too, and so does a longer name: `Staalbouw Klant`
            let person =
                supposed.iter().take(people).position(|m| m.span.start < span.end && span.start < m.span.end);
            match person {
                Some(person) if typed || supposed[person].span.len() < span.len() => {
                    supposed.remove(person);
                    people -= 1;
                }
                Some(_) => continue,
                None => {}
            }
            let value = super::spaced(&search.text[span.clone()]);
            let why = if search.page.context.explain {
                vec!["another message names it for sure".to_owned()]
            } else {
                Vec::new()
            };
            supposed.push(Match {
                kind: Kind::Organisation,
                value: value.into(),
                span,
                confidence: SUPPOSED,
                pattern: card.id.clone(),
                fields: BTreeMap::new(),
                why,
            });
            if supposed.len() == people + NAMES_MAX {
                return;
            }
        }
    }
}

/// Words of a line that begin with a capital, or with a letter beyond ASCII. Without branches, as most lines have but one.
fn capitals(line: &[u8]) -> usize {
    let opens = |b: u8| b.is_ascii_uppercase() | (b >= 0xc0);
    let first = usize::from(line.first().is_some_and(|b| opens(*b)));
    let before = |b: u8| (b == b' ') | (b == b'\t') | (b == b'(') | (b == b'"');
    let behind = line.get(1..).unwrap_or_default();
    let ahead = &line[..behind.len()];
    // no more than fit a byte are counted at once, so that many bytes are looked at with one instruction
    let blocks = ahead.chunks(BLOCK).zip(behind.chunks(BLOCK));
    let count = |(ahead, behind): (&[u8], &[u8])| {
        ahead.iter().zip(behind).fold(0_u8, |n, (a, b)| n + u8::from(before(*a) & opens(*b)))
    };
    first + blocks.map(count).map(usize::from).sum::<usize>()
}

/// The name in a run, where it may be one, and whether it has a word of a trade.
fn named(search: &Search<'_>, line: &Line, run: Range<usize>) -> Option<(Range<usize>, bool)> {
    let text = search.text;
    let phrase = text.get(run.clone()).filter(|p| p.contains(' ') && p.len() <= PHRASE_MAX)?;
    let before = text.get(line.span.start..run.start)?;
    if overlaps(&search.people, &run) || overlaps(&search.details, &run) {
        return None;
    }
    // `basisschool De Klant`
    let small =
        before.strip_suffix(' ').and_then(|b| b.rsplit([' ', '\t', '(', '"', '>']).next()).filter(|word| {
            let body = |words: word::Words<'_>| matches!(&*words, [one] if one.sort.is(Sort::BODY));
            word.len() > 2 && word::words(word, search.vocabulary()).is_some_and(body)
        });
    if let Some(small) = small {
        let span = run.start - small.len() - 1..run.end;
        let taken = search.found.iter().any(|m| m.span.start < span.end && span.start < m.span.end);
        return (!taken && span.len() <= PHRASE_MAX).then_some((span, true));
    }
    let opened = slot::opens(before) != Opens::Nothing;
    let words = word::words(phrase, search.vocabulary())?;
    let typed = words.iter().any(|w| w.sort.is(Sort::TYPE) && !w.sort.is(Sort::PART));
    if !(opened || typed) {
        return None;
    }
    // what somebody is stands before the name
    let skip = match words.first() {
        Some(first) if words.len() > 2 && (first.sort.is(Sort::HEAD) || first.sort.is(Sort::LEAD)) => {
            words.get(1)?.start
        }
        _ => 0,
    };
    let names = &search.own.names;
    let strange = words.iter().any(|w| {
        w.is_capital()
            && w.start >= skip
            && w.text.len() > 2
            && !w.sort.is(Sort::PART)
            && !w.sort.is(Sort::HEAD)
            && !names.is_given(w.text)
            && !names.is_word(w.text)
            && !is_place(w.text)
    });
    let span = run.start + skip..run.end;
    let taken = search.found.iter().any(|m| m.span.start < span.end && span.start < m.span.end);
    let named = strange && !taken && fits(search, &span, 2) && !is_plain(search, text.get(span.clone())?);
    named.then_some((span, typed))
}

/// One of these, which are in order, shares bytes with the span.
fn overlaps(spans: &[Range<usize>], span: &Range<usize>) -> bool {
    let from = spans.partition_point(|s| s.end <= span.start);
    spans.get(from).is_some_and(|s| s.start < span.end)
}

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::recognise::tests::find;
    use crate::recognise::{Context, Recognisers, SUPPOSED};

    fn supposed(text: &str) -> Vec<String> {
        let context = Context { countries: vec![*b"NL"], suppose: true, ..Context::default() };
        let found = find(&Recognisers::built_in(&[]), text, &context);
        let supposed = found.iter().filter(|m| m.kind == Kind::Organisation && m.confidence == SUPPOSED);
        supposed.map(|m| m.value.reveal().clone()).collect()
    }

    #[test]
    fn names_that_may_be_those_of_houses() {
        for (text, name) in [
            ("Dat gaat morgen met Klantenberg Expeditie mee.", "Klantenberg Expeditie"),
            ("Plaats: werf Staalbouw Klanteste, Roeselare", "Staalbouw Klanteste"),
            ("Die Teile kommen von Geschäftsführer Klantberg Expeditie, morgen.", "Klantberg Expeditie"),
            ("- Klantberg Expeditie, Ede: nog bellen", "Klantberg Expeditie"),
            ("Dat is het dak van basisschool De Klantwilg morgen.", "basisschool De Klantwilg"),
        ] {
            assert_eq!(supposed(text), [name], "{text}");
        }
        for text in [
            // places, people, what is found for sure, what nothing opens
            "Dat gaat morgen naar Den Haag.",
            "Dat gaat morgen met Jan de Vries mee.",
            "Dat gaat morgen met Klantenberg Expeditie BV mee.",
            "Dat doet Klantenberg Expeditie morgen.",
        ] {
            assert_eq!(supposed(text), [""; 0], "{text}");
        }
    }
}
