//! Sentences that tell who somebody is: `Jan de Vries, Inkoper bij Bakkerij Klant`.
//!
//! In: a line on which other details stand, or beside one. Out: titles behind a name, and firms without a legal form behind a
//! word such as `bij`. This module refuses to know of firms that are named in passing.

use std::ops::Range;

use super::Search;
use super::phrase::{self, PHRASE_MAX};
use super::vocabulary::Sort;
use crate::model::Kind;

/// A sentence: `Jan de Vries, Inkoper bij Bakkerij Klant`. Only on a line with other details, or beside one.
pub(super) fn sentence(search: &mut Search<'_>, span: &Range<usize>, touched: bool) {
    let text = search.text;
    let Some(line) = text.get(span.clone()) else { return };
    if memchr::memchr(b',', line.as_bytes()).is_some() {
        titles(search, span, line);
    }
    if touched {
        trades(search, span, line);
    }
}

/// Titles behind a name and a comma, before a firm or another comma.
fn titles(search: &mut Search<'_>, span: &Range<usize>, line: &str) {
    for (n, _) in line.match_indices(", ").take(16) {
        let before = line[..n].trim_end();
        // two words with capitals, as far as a look tells
        let mut last = before.rsplit(' ');
        let capital = |w: Option<&str>| w.and_then(|w| w.chars().next()).is_some_and(char::is_uppercase);
        if !capital(last.next()) || !capital(last.next()) && !capital(last.next()) && !capital(last.next()) {
            continue;
        }
        let from = before.char_indices().rev().nth(40).map_or(0, |(n, _)| n);
        let words = phrase::words(&before[from..], search.vocabulary());
        let named = words.is_some_and(|w| {
            let capitals = w
                .iter()
                .rev()
                .take_while(|w| w.is_capital() || w.is_joint())
                .filter(|w| w.is_capital())
                .count();
            capitals >= 2 && w.last().is_some_and(phrase::Word::is_capital)
        });
        if !named {
            continue;
        }
        let start = n + 2;
        let bound = (start + PHRASE_MAX + 8).min(line.len());
        let Some(bound) = (start..=bound).rev().find(|n| line.is_char_boundary(*n)) else { continue };
        let rest = &line[start..bound];
        let ends = [
            ", ", " bij ", " at ", " van ", " of ", " bei ", " von ", " chez ", " presso ", " de ", " (",
            ". ", ":", "; ", " en ", " and ",
        ];
        // the longest phrase that is a title: `Head of Sales at …`
        let stops =
            ends.iter().filter_map(|e| rest.find(e)).chain(Some(rest.trim_end_matches(['.', ',']).len()));
        let mut stops: Vec<usize> = stops.filter(|s| *s > 2 && *s <= PHRASE_MAX).collect();
        stops.sort_unstable_by(|a, b| b.cmp(a));
        for stop in stops {
            let title = span.start + start..span.start + start + stop;
            let Some(v) = search.verdict(&title, false) else { continue };
            if v.kind == Kind::JobTitle && !line[start..start + stop].contains([',', '(', '.']) {
                search.push(Kind::JobTitle, title, -14, &[v.why, "behind a name"]);
                break;
            }
        }
    }
}

/// Words before a firm in a sentence.
const LED: [&str; 26] = [
    "bij",
    "van",
    "aan",
    "naar",
    "met",
    "from",
    "at",
    "of",
    "to",
    "with",
    "bei",
    "von",
    "an",
    "mit",
    "für",
    "chez",
    "de",
    "à",
    "presso",
    "di",
    "da",
    "per",
    "t.n.v.",
    "t.n.v",
    "en",
    "société",
];

/// Names with a word of a trade, or like a domain on the page.
fn trades(search: &mut Search<'_>, span: &Range<usize>, line: &str) {
    // runs of words with capitals
    let mut at = 0;
    let mut run: Option<Range<usize>> = None;
    let mut led = true;
    let mut runs: Vec<Range<usize>> = Vec::new();
    let bytes = line.as_bytes();
    while at < bytes.len() {
        let start = at;
        at = memchr::memchr2(b' ', b'\t', &bytes[start..]).map_or(bytes.len(), |n| start + n + 1);
        // most words of a sentence
        if run.is_none() && bytes[start].is_ascii_lowercase() {
            led = at - start <= 9 && LED.contains(&line[start..at].trim_end());
            continue;
        }
        if run.is_none() && !led {
            continue;
        }
        let token = &line[start..at];
        let word = token.trim_end();
        let bare =
            word.trim_matches(|c: char| matches!(c, ',' | ';' | ':' | '(' | ')' | '"' | '.' | '!' | '?'));
        let capital = bare.chars().next().is_some_and(char::is_uppercase);
        let joint = matches!(
            bare,
            "&" | "+"
                | "van"
                | "de"
                | "der"
                | "den"
                | "het"
                | "'t"
                | "of"
                | "di"
                | "del"
                | "du"
                | "des"
                | "la"
                | "le"
                | "et"
                | "und"
                | "en"
                | "y"
                | "von"
                | "the"
                | "te"
        );
        let opens = word.starts_with(['(', '"']);
        if opens || !(capital || joint && run.is_some()) {
            runs.extend(run.take());
        }
        if capital {
            let lead = start + (word.len() - word.trim_start_matches(['(', '"']).len());
            let end = start + word.trim_end_matches([',', ';', ':', ')', '"', '.', '!', '?']).len();
            run = Some(run.map_or(lead, |r| r.start)..end.max(lead));
        }
        if word.ends_with([',', ';', ':', ')', '"', '.', '!', '?'])
            && word.len() > 2
            && !word.ends_with("Gebr.")
            && !word.ends_with("St.")
        {
            runs.extend(run.take());
            led = word.ends_with([',', ':']);
        }
        if runs.len() > 40 {
            break;
        }
    }
    runs.extend(run);
    for run in runs {
        if run.len() > PHRASE_MAX || run.len() < 5 || !line[run.clone()].contains(' ') {
            continue;
        }
        let span = span.start + run.start..span.start + run.end;
        let Some(words) = search.text.get(span.clone()).and_then(|p| phrase::words(p, search.vocabulary()))
        else {
            continue;
        };
        if words.len() < 2 || search.is_person(&span) || phrase::is_title(&words) {
            continue;
        }
        let skip = words.iter().position(|w| !w.sort.is(Sort::LEAD)).unwrap_or(0);
        let span = span.start + words[skip].start..span.end;
        let phrase = &search.text[span.clone()];
        if phrase::is_domain(phrase, &words[skip..], &search.domains) {
            search.push(Kind::Organisation, span, -8, &["like a domain beside it"]);
        } else if phrase::is_trade(&words[skip..], true) && words[skip].sort.is(Sort::TYPE) {
            search.push(Kind::Organisation, span, -18, &["a word of a trade", "beside contact details"]);
        }
    }
}
