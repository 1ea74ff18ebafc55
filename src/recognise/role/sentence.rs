//! Sentences that tell who somebody is: `Jan de Vries, Inkoper bij Bakkerij Klant`.
//!
//! In: a line on which other details stand, or beside one. Out: titles behind a name, and firms without a legal form behind a
//! word such as `bij`. This module refuses to know of firms that are named in passing.

use std::ops::Range;

use super::Search;
use super::belong;
use super::between::BEHIND_TITLES;
use super::degree;
use super::domain::may_be_named;
use super::legal::after_person;
use super::phrase;
use super::title;
use super::trade;
use super::vocabulary::{Sort, Vocabulary};
use super::word::{self, PHRASE_MAX, Word};
use crate::model::Kind;
use crate::recognise::lines::{Line, Marks};
use crate::recognise::place::is_place;

/// A sentence: `Jan de Vries, Inkoper bij Bakkerij Klant`. Only on a line with other details, or beside one.
pub(super) fn sentence(search: &mut Search<'_>, line: &Line, touched: bool) {
    let text = line.text(search.text);
    if line.marks.has(Marks::COMMA) {
        titles(search, &line.span, text);
    }
    if touched && !search.people.is_empty() {
        belong::behind_names(search, line);
    }
    // all names of firms begin with a capital
    if touched && line.marks.has(Marks::CAPITAL.or(Marks::WIDE)) {
        trades(search, &line.span, text);
    }
}

/// Titles behind a name and a comma, before a firm or another comma.
fn titles(search: &mut Search<'_>, span: &Range<usize>, line: &str) {
    let bytes = line.as_bytes();
    for n in memchr::memchr_iter(b',', bytes).filter(|n| bytes.get(n + 1) == Some(&b' ')).take(16) {
        let before = line[..n].trim_end();
        // two words with capitals, as far as a look tells
        let mut last = before.rsplit(' ');
        let capital = |w: Option<&str>| w.and_then(|w| w.chars().next()).is_some_and(char::is_uppercase);
        if !capital(last.next()) || !capital(last.next()) && !capital(last.next()) && !capital(last.next()) {
            continue;
        }
        let from = before.char_indices().rev().nth(40).map_or(0, |(n, _)| n);
        let words = word::words(&before[from..], search.vocabulary());
        let named = words.is_some_and(|w| {
            let capitals = w
                .iter()
                .rev()
                .take_while(|w| w.is_capital() || w.is_joint())
                .filter(|w| w.is_capital())
                .count();
            capitals >= 2 && w.last().is_some_and(Word::is_capital)
        });
        if !named {
            continue;
        }
        let start = n + 2;
        let bound = (start + PHRASE_MAX + 8).min(line.len());
        let Some(bound) = (start..=bound).rev().find(|n| line.is_char_boundary(*n)) else { continue };
        let rest = &line[start..bound];
        if beside_detail(search, span.start + start..span.start + bound) {
            continue;
        }
        // the longest phrase that is a title: `Head of Sales at …`
        for stop in stops(rest).into_iter().filter(|s| *s > 2 && *s <= PHRASE_MAX) {
            let title = span.start + start..span.start + start + stop;
            let Some(v) = search.verdict(&title, false) else { continue };
            if swallows(&line[start..start + stop], search.vocabulary()) {
                continue;
            }
            if v.kind == Kind::JobTitle && !line[start..start + stop].contains([',', '(', '.']) {
                // somebody of age, in Spanish
                if !line[start..].starts_with("mayor de ") {
                    let more = degree::credential(&line[start..start + stop], &line[start + stop..]);
                    search.push(
                        Kind::JobTitle,
                        title.start..title.end + more,
                        -14,
                        &[v.why, "behind a name"],
                    );
                    firm_behind(search, title.end + more, span.end);
                }
                break;
            }
        }
    }
}

/// `Jan Klant, instructeur intern transport, 020-2345678`: a title that its words do not tell, between a name and a detail.
fn beside_detail(search: &mut Search<'_>, span: Range<usize>) -> bool {
    let Some(rest) = search.text.get(span.clone()) else { return false };
    let Some(end) = [", ", " ("].iter().filter_map(|mark| rest.find(mark)).min().filter(|n| *n > 4) else {
        return false;
    };
    let title = span.start..span.start + end;
    let near = search.details.partition_point(|d| d.start < title.end);
    if search.details.get(near).is_none_or(|d| d.start > title.end + 3)
        || search.verdict(&title, false).is_some()
        || search.people.binary_search_by(|p| p.end.cmp(&(span.start - 2))).is_err()
        || !title::is_title_of_person(&search.text[title.clone()], search.vocabulary())
    {
        return false;
    }
    search.push(Kind::JobTitle, title, -14, &["between a name and a detail"]);
    true
}

/// A text without the word that leads to the next line: `Vertriebsleiter Export bei`.
pub(super) fn without_joint(text: &str) -> &str {
    const JOINTS: [&str; 17] = [
        "bei", "bij", "at", "chez", "presso", "de", "del", "della", "von", "van", "of", "for", "du", "des",
        "der", "and", "en",
    ];
    match text.rsplit_once(' ') {
        Some((before, last)) if JOINTS.contains(&last) => before.trim_end(),
        _ => text,
    }
}

/// A title of two words, and behind `de` or `della` what nobody is: `Directora Comercial de Aceites`, a firm as it seems.
pub(super) fn swallows(phrase: &str, vocabulary: &Vocabulary) -> bool {
    let of = |w: &Word<'_>| matches!(w.text, "de" | "del" | "della" | "dei" | "du" | "des");
    word::words(phrase, vocabulary).is_some_and(|words| {
        words.iter().position(of).is_some_and(|n| {
            let behind = &words[n + 1..];
            n >= 2
                && !behind.is_empty()
                && behind.iter().any(|w| w.sort.is(Sort::TYPE))
                && behind.iter().all(|w| w.is_capital() && (w.sort.is_none() || w.sort.is(Sort::TYPE)))
        })
    })
}

/// The firm behind a title: `Key Account Manager at Klant Exports`. Behind Dutch and German words, which departments and subjects
/// follow too, a word of it must be one of firms; nobody's name and no town is one.
pub(super) fn firm_behind(search: &mut Search<'_>, start: usize, line_end: usize) {
    const LEADS: [&str; 5] = [" at ", " bij ", " bei ", " chez ", " presso "];
    let text = search.text;
    let Some(rest) = text.get(start..line_end) else { return };
    let Some(lead) = LEADS.iter().find(|lead| rest.starts_with(**lead)) else { return };
    let rest = &rest[lead.len()..];
    let mut end = 0;
    for word in rest.split(' ').take(5) {
        let bare = word.trim_end_matches([',', ';', '.', ':', ')', '!', '?']);
        let joins = end > 0 && matches!(bare, "&" | "+" | "de" | "van" | "of" | "und" | "en");
        if !joins && !bare.starts_with(char::is_uppercase) {
            break;
        }
        let from = word.as_ptr() as usize - rest.as_ptr() as usize;
        end = from + bare.len();
        if bare.len() < word.len() {
            break;
        }
    }
    let phrase = rest[..end].trim_end_matches([' ', '&', '+']);
    let from = start + lead.len();
    let span = from..from + phrase.len();
    let told = matches!(*lead, " at " | " chez " | " presso ");
    let named = word::words(phrase, search.vocabulary()).is_some_and(|words| {
        words.last().is_some_and(Word::is_capital) && (told || words.iter().any(|w| w.sort.is(Sort::TYPE)))
    });
    let addressed = phrase.split([' ', '.']).next().is_some_and(|w| ADDRESSED.contains(&w));
    if named
        && !addressed
        && !is_place(phrase)
        && !search.is_person(&span)
        && !search.is_address(&span)
        && phrase::may_be_firm(phrase, search.vocabulary())
    {
        search.push(Kind::Organisation, span, -20, &["behind a name and a title"]);
    }
}

/// Forms of address.
pub(super) const ADDRESSED: [&str; 16] = [
    "Frau", "Herr", "Herrn", "Mevrouw", "Mevr", "Mw", "Dhr", "Mr", "Mrs", "Ms", "Miss", "Mme", "Madame",
    "Monsieur", "Dr", "Sig",
];

/// Where a title may end: before the first of each mark, or with the text; the last first, and 0 where there are no more.
fn stops(text: &str) -> [usize; 22] {
    let mut stops = [0; 22];
    let mut seen = 0_u32;
    for (n, mark) in BEHIND_TITLES.each(text) {
        if seen >> mark & 1 == 0 {
            seen |= 1 << mark;
            stops[mark] = n;
        }
    }
    stops[21] = without_joint(text.trim_end_matches(['.', ',', ' '])).len();
    stops.sort_unstable_by(|a, b| b.cmp(a));
    stops
}

/// Stands before a firm in a sentence.
pub(super) fn is_led(word: &str) -> bool {
    matches!(
        word,
        "a" | "bij"
            | "van"
            | "aan"
            | "naar"
            | "met"
            | "from"
            | "at"
            | "of"
            | "to"
            | "with"
            | "bei"
            | "von"
            | "an"
            | "mit"
            | "für"
            | "chez"
            | "de"
            | "à"
            | "presso"
            | "di"
            | "da"
            | "per"
            | "t.n.v."
            | "t.n.v"
            | "en"
            | "société"
            | "voor"
            | "for"
            | "pour"
            | "para"
            | "por"
            | "par"
            | "door"
            | "by"
            | "con"
            | "au"
            | "aux"
            | "della"
            | "dalla"
            | "alla"
            | "zum"
            | "zur"
            | "beim"
            | "vom"
            | "del"
    )
}

/// Runs of words with capitals that are looked at on one line.
const RUNS_MAX: usize = 41;

/// Names with a word of a trade, or like a domain on the page.
pub(super) fn trades(search: &mut Search<'_>, span: &Range<usize>, line: &str) {
    let bytes = line.as_bytes();
    let mut at = 0;
    // the run of words with capitals that is being read
    let mut run: Option<Range<usize>> = None;
    // what stands before may lead to a firm: known, or told by a word that was passed over
    let (mut led, mut passed) = (true, None);
    let mut runs = 0;
    while at < bytes.len() && runs < RUNS_MAX {
        if run.is_none() && bytes[at].is_ascii_lowercase() {
            // most words of a sentence: on to one that begins otherwise
            let begins = |w: &[u8]| is_blank(w[0]) && !w[1].is_ascii_lowercase();
            let Some(n) = bytes[at..].windows(2).position(begins) else { break };
            let last = bytes[at..at + n].iter().rposition(|b| is_blank(*b)).map_or(at, |n| at + n + 1);
            at += n + 1;
            passed = Some(last..at);
        }
        let start = at;
        at = bytes[start..].iter().position(|b| is_blank(*b)).map_or(bytes.len(), |n| start + n + 1);
        if run.is_none() {
            if let Some(word) = passed.take() {
                let word = line[word].trim_end();
                // what stands behind a mark may be a firm again
                led = word.ends_with([',', ':']) || is_led(word);
            }
            if !led {
                // what stands behind a mark may be a firm again
                let token = line[start..at].trim_end();
                led = token.ends_with([',', ':']) || matches!(token, "-" | "–" | ">" | "->" | "→");
                continue;
            }
        }
        let token = &line[start..at];
        let word = token.strip_suffix(' ').unwrap_or(token);
        // most words have no marks around them
        if let [first, .., b'a'..=b'z'] = word.as_bytes()
            && first.is_ascii_alphabetic()
        {
            if first.is_ascii_uppercase() {
                run = Some(run.map_or(start, |r| r.start)..start + word.len());
            } else if run.is_some() && !is_joint(word) {
                runs += 1;
                named(search, span, line, run.take());
            }
            continue;
        }
        let word = token.trim_end();
        let bare =
            word.trim_matches(|c: char| matches!(c, ',' | ';' | ':' | '(' | ')' | '"' | '.' | '!' | '?'));
        let capital = bare.chars().next().is_some_and(char::is_uppercase);
        if word.starts_with(['(', '"']) || !(capital || run.is_some() && is_joint(bare)) {
            runs += usize::from(run.is_some());
            named(search, span, line, run.take());
        }
        if capital {
            let lead = start + (word.len() - word.trim_start_matches(['(', '"']).len());
            let end = start + word.trim_end_matches([',', ';', ':', ')', '"', '.', '!', '?']).len();
            run = Some(run.map_or(lead, |r| r.start)..end.max(lead));
        }
        // `Levering : Bakkerij Klant`
        led |= word == ":";
        if word.ends_with([',', ';', ':', ')', '"', '.', '!', '?'])
            && word.len() > 2
            && !word.ends_with("Gebr.")
            && !word.ends_with("St.")
        {
            runs += usize::from(run.is_some());
            named(search, span, line, run.take());
            led = word.ends_with([',', ':']);
        }
    }
    named(search, span, line, run);
}

#[inline]
fn is_blank(b: u8) -> bool {
    (b == b' ') | (b == b'\t')
}

/// Stands in lower case within a run.
fn is_joint(word: &str) -> bool {
    matches!(
        word,
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
            | "zur"
            | "zum"
            | "am"
    )
}

/// `Company Reg`, before `. No. 12345`.
fn ends_as_label(words: &[Word<'_>]) -> bool {
    words.last().is_some_and(|w| matches!(w.text, "Reg" | "Registration" | "Number"))
}

/// The first of values that have no blank between: `Klant Bouw","Jan`, `Klant Bouw;Dorpsstraat`.
fn first_value(line: &str, run: Range<usize>) -> Option<Range<usize>> {
    let bytes = line.get(run.clone())?.as_bytes();
    let end = memchr::memchr2(b'"', b';', bytes).unwrap_or(bytes.len());
    Some(run.start..run.start + end)
}

/// What a run of words with capitals is.
fn named(search: &mut Search<'_>, span: &Range<usize>, line: &str, run: Option<Range<usize>>) {
    let fits = |r: &Range<usize>| (5..=PHRASE_MAX).contains(&r.len()) && line[r.clone()].contains(' ');
    let Some(run) = run.and_then(|r| first_value(line, r)).filter(fits) else { return };
    let span = span.start + run.start..span.start + run.end;
    if search.is_person(&span) {
        return;
    }
    let Some(words) = word::words(&line[run.clone()], search.vocabulary()) else { return };
    if words.len() < 2
        || title::is_title(&words)
        || words.iter().any(|w| w.text == "Reg.")
        || ends_as_label(&words)
    {
        return;
    }
    let skip = words.iter().position(|w| !w.sort.is(Sort::LEAD)).unwrap_or(0);
    // `Jan Klant of Assekuranz-Kontor Klant`
    let skip = after_person(&words).unwrap_or(skip);
    let span = span.start + words[skip].start..span.end;
    let phrase = &search.text[span.clone()];
    // the court where terms were filed: `gedeponeerd ter griffie van de Rechtbank te Ons Dorp`
    if phrase.starts_with("Rechtbank") && line[..run.start].contains("griffie") {
        return;
    }
    if may_be_named(phrase, &words[skip..]) && search.domains.name(phrase) {
        search.push(Kind::Organisation, span, -8, &["like a domain beside it"]);
    } else if trade::is_trade(&words[skip..], true) && words[skip].sort.is(Sort::TYPE) {
        search.push(Kind::Organisation, span, -18, &["a word of a trade", "beside contact details"]);
    }
}
