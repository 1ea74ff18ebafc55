//! Houses that a text calls as a domain of its message is called: `ik werk bij Klant Dakwerken`, and `info@klantdakwerken.example`.
//!
//! In: a page of text. Out: matches, wherever they stand: a domain that somebody has is a stronger sign than any place. A name of two
//! words or more is told, or of one behind a word for what the house is. This module refuses to know of names that no domain
//! of the page or of the message's address fields has.

use std::ops::Range;

use super::Search;
use super::domain::Name;
use super::fold::fold_into;
use super::vocabulary::Sort;
use super::word::{self, PHRASE_MAX};
use crate::model::Kind;
use crate::recognise::lines::Line;
use crate::recognise::place::is_place;

/// Letters of a domain that tells a house: shorter ones are a word of something else too often.
const LEAST: usize = 6;
/// Matches on one page: who repeats a name more often says nothing new with it.
const MATCHES_MAX: usize = 64;

/// Adds the houses that a page calls as one of its domains is called.
pub(super) fn search(search: &mut Search<'_>) {
    let (text, lines) = (search.text.as_bytes(), search.page.lines());
    let firsts = search.domains.firsts(LEAST);
    let mut left = MATCHES_MAX;
    let mut take = |n: usize| {
        let before = n.checked_sub(1).map_or(b' ', |n| text[n]);
        if left == 0 || before.is_ascii_alphanumeric() || before >= 0x80 {
            return;
        }
        let Some(line) = lines.get(lines.partition_point(|l| l.span.end <= n)).filter(|l| l.span.start <= n)
        else {
            return;
        };
        if let Some((span, more)) = at(search, line, n, before) {
            search.push(Kind::Organisation, span, more, &["called as a domain of the message"]);
            left -= 1;
        }
    };
    // few letters are looked for at once, as most messages have few domains
    let mut letters = (0..26).filter(|n| firsts >> n & 1 == 1).map(|n| b'A' + n);
    match (letters.next(), letters.next(), letters.next(), letters.next()) {
        (None, ..) => {}
        (Some(a), b, c, None) => {
            memchr::memchr3_iter(a, b.unwrap_or(a), c.unwrap_or(a), text).for_each(&mut take);
        }
        _ => {
            let is = |b: &u8| b.is_ascii_uppercase() && firsts >> (b - b'A') & 1 == 1;
            text.iter().enumerate().filter(|(_, b)| is(b)).for_each(|(n, _)| take(n));
        }
    }
}

/// The house that begins at `at`, and what to add to the confidence; `before` is the byte before it.
fn at(search: &Search<'_>, line: &Line, at: usize, before: u8) -> Option<(Range<usize>, i8)> {
    // within an address, a link, an account
    if matches!(before, b'@' | b'/' | b'.' | b'-' | b'_' | b'#' | b'+' | b'=' | b':') && at > line.span.start
    {
        return None;
    }
    let rest = search.text.get(at..line.span.end)?;
    let long = search.domains.all().iter().filter(|name| name.squeezed().len() >= LEAST);
    let called = long.filter_map(|name| called(rest, name)).max()?;
    let span = whole(search, line, at..at + called);
    let phrase = search.text.get(span.clone()).filter(|p| p.len() <= PHRASE_MAX)?;
    let words = word::words(phrase, search.vocabulary())?;
    let proper = |w: &&word::Word<'_>| {
        w.is_capital() && w.text.len() > 1 && !ARTICLES.contains(&w.text) && !PARTICLES.contains(&w.text)
    };
    let typed = words.first().is_some_and(|w| w.sort.is(Sort::TYPE));
    let told =
        words.iter().any(|w| w.sort.is(Sort::TYPE) || w.sort.is(Sort::TIE) || matches!(w.text, "&" | "+"));
    let names = &search.own.names;
    let strange =
        |w: &word::Word<'_>| proper(&w) && w.sort.is_none() && !names.is_word(w.text) && !is_place(w.text);
    // topics have domains too
    if !told && !words.iter().any(strange) {
        return None;
    }
    // a lone word is that of a thing or a person as often; a heading in capitals is that of anything
    if words.iter().filter(proper).count() + usize::from(typed) < 2
        || phrase.bytes().all(|b| !b.is_ascii_lowercase())
        || goes_on(search, line, span.end)
    {
        return None;
    }
    let people = search.people.partition_point(|p| p.end <= span.start);
    let person = search.people.get(people).is_some_and(|p| p.start < span.end);
    let from = search.details.partition_point(|d| d.end <= span.start);
    let detail = search.details.get(from).is_some_and(|d| d.start < span.end);
    if person || detail || search.is_address(&span) || is_place(phrase) {
        return None;
    }
    // of a department that is called as its domain: `Klantenservice`, `Inkoop`
    if search.verdict(&span, false).is_some_and(|v| v.kind != Kind::Organisation) {
        return None;
    }
    let taken = search.found.iter().any(|m| m.span.start < span.end && span.start < m.span.end);
    (!taken).then_some((span, -14))
}

/// Bytes at the beginning of a text that are called as a domain, up to the end of a word. Of its last word a domain may have the
/// first letters alone: `Klantwell Conferences`, `klantwellconf.example`.
fn called(text: &str, name: &Name) -> Option<usize> {
    let mut left = name.squeezed().as_bytes();
    let mut folded = String::new();
    let mut before = ' ';
    // letters of the word at hand, and words before it
    let (mut letters, mut words) = (0, 0);
    for (at, c) in text.char_indices() {
        if left.is_empty() {
            if c.is_alphanumeric() && words == 1 && letters >= 3 {
                return word_end(text, at);
            }
            return ends(text, at).then_some(at);
        }
        if c.is_alphanumeric() {
            folded.clear();
            fold_into(c.encode_utf8(&mut [0; 4]), &mut folded);
            let long = matches!(c, 'ä' | 'ö' | 'ü' | 'Ä' | 'Ö' | 'Ü');
            left = left.strip_prefix(folded.as_bytes())?;
            if long {
                left = left.strip_prefix(b"e").unwrap_or(left);
            }
            letters += 1;
        } else if !matches!(c, ' ' | '&' | '-' | '.' | '\'' | '’' | '+' | '\u{a0}')
            || before == ' ' && c == ' '
        {
            return None;
        } else {
            words += usize::from(c == ' ' && letters > 1);
            letters = 0;
        }
        before = c;
    }
    left.is_empty().then_some(text.len())
}

/// No word, address or link goes on at `at`.
fn ends(text: &str, at: usize) -> bool {
    let mut rest = text[at..].chars();
    let Some(c) = rest.next() else { return true };
    let joins = matches!(c, '.' | '@' | '-' | '_' | '/') && rest.next().is_some_and(char::is_alphanumeric);
    !(c.is_alphanumeric() || joins)
}

/// Where the word ends that goes on at `at`, where it is no longer than words are.
fn word_end(text: &str, at: usize) -> Option<usize> {
    let length =
        text[at..].chars().take(20).take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum::<usize>();
    ends(text, at + length).then_some(at + length)
}

/// The words of a sort of house before and behind it, an article before it and a legal form behind it belong to the name.
fn whole(search: &Search<'_>, line: &Line, span: Range<usize>) -> Range<usize> {
    let text = search.text;
    let vocabulary = search.vocabulary();
    let is_type = |word: &str| {
        // `OBS Klant`, and not `IBAN Klant`; the full stop of a sentence parts
        (word.len() > 3 || word.bytes().all(|b| b.is_ascii_uppercase()))
            && !word.ends_with('.')
            && word::words(word, vocabulary).is_some_and(
                |words| matches!(&*words, [one] if one.sort.is(Sort::TYPE) && !one.sort.is(Sort::HEAD)),
            )
    };
    let Range { mut start, mut end } = span;
    let before = |start: usize| -> Option<&str> {
        let before = text.get(line.span.start..start)?.strip_suffix(' ')?;
        before.rsplit([' ', '\t', '(', '"', '>']).next()
    };
    if let Some(article) = before(start).filter(|w| ARTICLES.contains(w) || PARTICLES.contains(w)) {
        start -= article.len() + 1;
    }
    let opens = |w: &str| (w.starts_with(char::is_uppercase) || PUBLIC.contains(&w)) && is_type(w);
    if let Some(word) = before(start).filter(|w| opens(w)) {
        start -= word.len() + 1;
    }
    let behind = |end: usize| -> Option<&str> {
        let rest = text.get(end..line.span.end)?.strip_prefix(' ')?;
        rest.split([' ', ',', ';', ':', ')', '\t', '"']).next()
    };
    let type_behind = behind(end).map(|w| w.trim_end_matches('.'));
    if let Some(word) = type_behind.filter(|w| w.starts_with(char::is_uppercase) && is_type(w)) {
        end += word.len() + 1;
    }
    // `Klant Peralta e Hijos`
    if let Some(joint) =
        behind(end).filter(|w| matches!(*w, "&" | "+" | "en" | "e" | "y" | "et" | "und" | "and"))
        && let Some(tie) = behind(end + joint.len() + 1).map(|w| w.trim_end_matches('.'))
        && word::words(tie, vocabulary)
            .is_some_and(|words| matches!(&*words, [one] if one.is_capital() && one.sort.is(Sort::TIE)))
    {
        end += joint.len() + tie.len() + 2;
    }
    if let Some(form) = behind(end).map(|w| w.trim_end_matches('.')).filter(|w| vocabulary.is_form(w)) {
        end += form.len() + 1;
    }
    start..end
}

/// They open the name of a house, where a capital says so.
const ARTICLES: [&str; 6] = ["De", "Het", "The", "Den", "Les", "Los"];

/// They open a surname that a house is called after, where a capital says so.
const PARTICLES: [&str; 5] = ["Van", "Von", "Ten", "Ter", "Vander"];

/// Public bodies that are a part of their name though they are written small: `gemeente Onsdorp`.
const PUBLIC: [&str; 9] = [
    "gemeente",
    "provincie",
    "waterschap",
    "hoogheemraadschap",
    "commune",
    "comune",
    "ayuntamiento",
    "mairie",
    "ville",
];

/// Another word with a capital stands right behind it, and is not that of an address: this is but the beginning of a name.
fn goes_on(search: &Search<'_>, line: &Line, end: usize) -> bool {
    let rest = search.text.get(end..line.span.end).and_then(|rest| rest.strip_prefix(' '));
    rest.is_some_and(|rest| rest.starts_with(char::is_uppercase)) && !search.address_begins(end..end + 2)
}

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::recognise::role::tests::found_of;

    fn firms(text: &str) -> Vec<String> {
        let found = found_of(text, &[Kind::Organisation, Kind::Email, Kind::PersonName]);
        found.into_iter().filter(|(kind, _)| *kind == Kind::Organisation).map(|(_, name)| name).collect()
    }

    #[test]
    fn houses_that_are_called_as_a_domain() {
        for (text, firm) in [
            ("Gisteren was Wonen De Klant hier.\n\nMail naar\n\ninfo@wonendeklant.nl", "Wonen De Klant"),
            ("I left The Klant Table in May.\n\ninfo@klanttable.org.uk", "The Klant Table"),
            ("Das ist von Klänter Assekuranz.\n\ninfo@klaenter-assekuranz.de", "Klänter Assekuranz"),
            ("Das ist von Klänter Assekuranz.\n\ninfo@klanterassekuranz.de", "Klänter Assekuranz"),
            ("Ik was bij de gemeente Klant-Ommel.\n\ninfo@klantommel.nl", "gemeente Klant-Ommel"),
            (
                "Gisteren was Van Klantheft & Luttik hier.\n\ninfo@klantheftluttik.nl",
                "Van Klantheft & Luttik",
            ),
            (
                "La carga la hace Transportes Klanta e Hijos.\n\ninfo@transportesklanta.es",
                "Transportes Klanta e Hijos",
            ),
            ("I left Klantwell Conferences in May.\n\ninfo@klantwellconf.co.uk", "Klantwell Conferences"),
            ("Nous avons vu Klant & Morel hier.\n\ninfo@klant-morel.fr", "Klant & Morel"),
        ] {
            assert_eq!(firms(text), [firm], "{text}");
        }
    }

    #[test]
    fn what_is_called_as_a_domain_and_no_house() {
        for text in [
            // a lone word, people, places, headings, beginnings of other names
            "Log in bij Klantoteek.\n\ninfo@klantoteek.nl",
            "Gisteren was Jan Jansen hier.\n\ninfo@janjansen.nl",
            "Wij waren in Den Haag.\n\ninfo@denhaag.nl",
            "KLANT MANUALS - QUESTIONS\n\nklant-manuals@lists.klant-manuals.org",
            "Terms of Klant Barker Pet Treats apply.\n\ninfo@klantbarker.co.uk",
            "Zie Klant-Ommel.nl en @Klant-Ommel.\n\ninfo@klantommel.nl",
            "Geachte heer Van Klantdijk,\n\ninfo@vanklantdijk.nl",
            "Geachte heer Van Klantdijk,\n\ninfo@klantdijk.nl",
            "Uw IBAN Klantdijk is bekend.\n\ninfo@klantdijk.nl",
            "Alles van Ons Klant groeit.\n\nels@ons.nl, jan@klantdorpje.nl",
            // another domain
            "Gisteren was Wonen De Klant hier.\n\ninfo@wonendeklanten.nl",
        ] {
            assert_eq!(firms(text), [""; 0], "{text}");
        }
    }
}
