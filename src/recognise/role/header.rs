//! Address fields and subjects: who writes on whose behalf.
//!
//! In: the body of a header field, or the display name before an address in a text. Out: firms and departments in them
//! (`"Jan de Vries | Klant BV" <jan@klant.example>`, `Klant BV <info@klant.example>`).

use std::ops::Range;

use super::Search;
use super::between::IN_DISPLAY_NAMES;
use super::fold::{fold, squeeze};
use super::legal::after_person;
use super::mention;
use super::phrase::{self, Place};
use super::vocabulary::{Sort, Vocabulary};
use super::word::{self, PHRASE_MAX, Word};
use crate::model::Kind;
use crate::recognise::memory::Memory;

/// Bytes of a display name.
const DISPLAY_MAX: usize = 160;
/// Local parts of nobody in person.
const OFFICES: [&str; 44] = [
    "info",
    "sales",
    "noreply",
    "no-reply",
    "donotreply",
    "nieuwsbrief",
    "newsletter",
    "news",
    "marketing",
    "shop",
    "webshop",
    "orders",
    "order",
    "bestellingen",
    "facturen",
    "factuur",
    "invoices",
    "invoice",
    "billing",
    "administratie",
    "boekhouding",
    "finance",
    "accounts",
    "contact",
    "mail",
    "office",
    "service",
    "support",
    "helpdesk",
    "klantenservice",
    "verkoop",
    "inkoop",
    "rechnung",
    "kundenservice",
    "vertrieb",
    "buchhaltung",
    "facturation",
    "comptabilite",
    "ventas",
    "administracion",
    "fatture",
    "amministrazione",
    "hello",
    "post",
];

pub(super) fn search(search: &mut Search<'_>) {
    match search.page.region.field {
        Some(
            "from"
            | "to"
            | "cc"
            | "bcc"
            | "reply-to"
            | "sender"
            | "resent-from"
            | "resent-to"
            | "disposition-notification-to",
        ) => {
            displays(search);
        }
        Some("subject" | "thread-topic") => {
            firms(search, 0);
            mention::search(search);
        }
        Some("organization" | "organisation") => {
            let text = search.text;
            let span = trim(text, 0..text.len());
            if !span.is_empty() && span.len() <= PHRASE_MAX {
                search.push(Kind::Organisation, span, 8, &["the field names an organisation"]);
            }
        }
        _ => {}
    }
}

/// Firms with a legal form.
pub(super) fn firms(search: &mut Search<'_>, more: i8) {
    let (text, own) = (search.text, search.own);
    own.forms.firms(text, &own.vocabulary, |span| {
        search.push(Kind::Organisation, span, more, &["a legal form"]);
    });
}

/// Display names before the addresses that were found.
fn displays(search: &mut Search<'_>) {
    let text = search.text;
    let mut floor = 0;
    let before = search.before;
    for m in before {
        if m.kind != Kind::Email || m.span.start < floor {
            continue;
        }
        let (at, end) = (m.span.start, m.span.end);
        if let Some(span) = display_before(text, at, floor) {
            display(search, span, m.value.reveal());
        }
        floor = end;
    }
}

/// The display name before the address at `at`: between quotes, or from the last comma outside of quotes.
pub(super) fn display_before(text: &str, at: usize, floor: usize) -> Option<Range<usize>> {
    let before = text.get(floor..at)?;
    let mut end = before.trim_end_matches(['<', ' ', '[']).len();
    if end == before.len() || !before[end..].contains(['<', '[']) {
        return None;
    }
    // `[mailto:`
    end = before[..end].trim_end().len();
    let low = (end.saturating_sub(DISPLAY_MAX)..=end).find(|n| before.is_char_boundary(*n))?;
    let piece = &before[low..end];
    let begin = if let Some(inner) = piece.strip_suffix('"') {
        inner.rfind('"').map_or(0, |n| n + 1)
    } else {
        // a comma behind an address before; one within a name is left to those who read names
        piece.rfind(['>', '\n', ';']).map_or(0, |n| n + 1)
    };
    let piece_end = low + piece.len() - usize::from(piece.ends_with('"'));
    let span = trim(text, floor + low + begin..floor + piece_end);
    (!span.is_empty()).then_some(span)
}

/// White space, quotes and commas at both ends cut off.
pub(super) fn trim(text: &str, span: Range<usize>) -> Range<usize> {
    let Some(piece) = text.get(span.clone()) else { return span.start..span.start };
    // most begin and end with a letter; a `t` may have lost its apostrophe
    if let ([first, ..], [.., last]) = (piece.as_bytes(), piece.as_bytes())
        && first.is_ascii_alphanumeric()
        && *first != b't'
        && (last.is_ascii_alphanumeric() || *last == b'.')
    {
        return span;
    }
    let marks = |c: char| {
        c.is_whitespace()
            || matches!(c, '"' | '\'' | ',' | ';' | '<' | '>' | '*' | '_' | '=' | '~' | '\u{ad}' | '\u{200b}')
    };
    let start = span.start + (piece.len() - piece.trim_start_matches(marks).len());
    let mut cut = piece.trim_matches(marks);
    // a bracket that has lost its other half
    if !cut.contains('(') {
        cut = cut.trim_end_matches(')').trim_end();
    }
    // an apostrophe that opens a name: `'t Hoekje`
    let start = if cut.starts_with("t ") && text[..start].ends_with('\'') { start - 1 } else { start };
    start..start + cut.len() + usize::from(text[start..].starts_with("'t ") && !cut.starts_with('\''))
}

/// What a look at a display name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Display {
    /// It holds an address.
    Address,
    /// Two words or more that may be the name of a person, or of anything, as far as they tell. Most are.
    Name,
    /// It may say more.
    More,
}

thread_local! {
    static DISPLAYS: Memory<Display> = const { Memory::new() };
}

fn glance(name: &str, vocabulary: &Vocabulary) -> Display {
    if name.split_whitespace().any(|w| w.len() > 1 && w.contains('@')) {
        return Display::Address;
    }
    let says_nothing = |w: &Word<'_>| (w.sort.is_none() || w.is_joint()) && !vocabulary.is_form(w.text);
    let plain = !name.contains('.')
        && IN_DISPLAY_NAMES.find(name).is_none()
        && word::words(name, vocabulary).is_some_and(|words| {
            words.len() >= 2 && words.iter().all(says_nothing) && after_person(&words).is_none()
        });
    if plain { Display::Name } else { Display::More }
}

/// A label of the address's host begins with the letter that the name begins with.
fn is_alike(name: &str, address: &str) -> bool {
    let first = name.bytes().next().unwrap_or(b' ').to_ascii_lowercase();
    let at = memchr::memrchr(b'@', address.as_bytes()).map_or(0, |n| n + 1);
    let mut before = b'.';
    first >= 0x80
        || address.as_bytes()[at..].iter().any(|b| std::mem::replace(&mut before, *b) == b'.' && *b == first)
}

/// A firm although its name has a word that may stand between a name and a firm: `Gemeente Wijk bij Duurstede`.
fn is_whole(name: &str, words: &[Word<'_>]) -> bool {
    let name = name.trim_end_matches(" (haftungsbeschränkt)");
    let marked = name.contains(['|', '/', ',', '(', '@'])
        || [" - ", " – ", " — ", " via "].iter().any(|b| name.contains(b));
    !marked && after_person(words).is_none()
}

/// A department by the word that opens its name, which nobody is called.
fn is_room(verdict: &phrase::Verdict) -> bool {
    verdict.why == "a word that opens the name of a department" && verdict.more >= 6
}

/// Looks at one display name; `address` is the one that it belongs to.
pub(super) fn display(search: &mut Search<'_>, span: Range<usize>, address: &str) {
    let text = search.text;
    let Some(name) = text.get(span.clone()) else { return };
    let Some((local, _)) = address.split_once('@') else { return };
    let vocabulary = search.vocabulary();
    let look = DISPLAYS.with(|all| all.answer(vocabulary.id(), name, || glance(name, vocabulary)));
    if look == Display::Address || look == Display::Name && !is_alike(name, address) {
        return;
    }
    let office =
        || OFFICES.contains(&local) || local.split(['.', '-', '_', '+']).any(|p| OFFICES.contains(&p));
    let personal = |phrase: &str| {
        let local = squeeze(local, false);
        let folded = fold(phrase);
        folded.split([' ', '-', '.']).any(|w| w.len() >= 3 && local.contains(&squeeze(w, false)))
    };
    let words = if look == Display::Name { None } else { word::words(name, vocabulary) };
    let mixed = look != Display::Name && IN_DISPLAY_NAMES.find(name).is_some();
    // the whole of it, where it is not a name with a comma in it
    if look == Display::Name || words.is_some() {
        let judge = |may_be_person: bool| {
            phrase::judge(name, vocabulary, Place { domains: &search.domains, may_be_person })
        };
        let lone = words.as_ref().is_some_and(|words| words.len() < 2);
        // what is nothing at all is nothing as a name of a person either
        let is_person = search.is_person(&span);
        let legal = |v: &phrase::Verdict| v.kind == Kind::Organisation && v.why == "a legal form";
        let whole = match judge(is_person) {
            Some(_) if !is_person && !office() && (lone || personal(name)) => judge(true),
            whole => whole,
        };
        if let Some(v) = whole
            && (v.kind == Kind::Organisation
                && (!mixed || legal(&v) || words.as_ref().is_some_and(|words| is_whole(name, words)))
                || v.kind == Kind::Department && (office() || is_room(&v) && personal(name)))
        {
            // `Étude Klant-Hansen`: nobody is called that
            let opens = v.why == "a word of a trade"
                && words
                    .as_ref()
                    .and_then(|words| words.first())
                    .is_some_and(|w| w.sort.is(Sort::TYPE) && !w.sort.is(Sort::PART));
            // `Poli Cardiologie <cardiologie@…>`
            let room = v.kind == Kind::Department && is_room(&v);
            let more = v.more + if opens || room { 14 } else { 0 };
            search.push(v.kind, span, more, &[v.why, "a display name"]);
            return;
        }
    }
    if look == Display::Name {
        return;
    }
    let mut pieces = Vec::new();
    let mut from = span.start;
    while from < span.end {
        let rest = &text[from..span.end];
        let next = IN_DISPLAY_NAMES.find_but_form(rest, vocabulary);
        let (end, skip) = next.map_or((span.end, span.end), |m| (from + m.start, from + m.end));
        let piece = trim(text, from..end);
        if !piece.is_empty() {
            pieces.push(piece);
        }
        from = skip;
    }
    if pieces.len() < 2 {
        // `Piet Jansen van Klant BV`
        if let Some(skip) =
            words.as_deref().and_then(after_person).and_then(|n| words.as_ref()?.get(n).map(|w| w.start))
        {
            let firm = span.start + skip..span.end;
            if let Some(v) = search.verdict(&firm, false).filter(|v| v.kind == Kind::Organisation) {
                search.push(v.kind, firm, v.more, &[v.why, "a display name"]);
            }
        }
        return;
    }
    let comma = !name.contains(['|', '/', '(']) && name.contains(", ");
    let office = office();
    for (n, piece) in pieces.iter().enumerate() {
        let phrase = &text[piece.clone()];
        let place =
            Place { domains: &search.domains, may_be_person: n == 0 && !office || search.is_person(piece) };
        match phrase::verdict(phrase, search.vocabulary(), place) {
            Some(v) if v.kind == Kind::Organisation || n > 0 => {
                search.push(v.kind, piece.clone(), v.more, &[v.why, "a display name"]);
            }
            // behind a bar, what is neither name nor title is a firm
            None if n > 0 && n + 1 == pieces.len() && !comma && name.contains('|') && !personal(phrase) => {
                // a trade alone is no name: `Anna Smit | Immobilien`
                let trade = |w: &[Word<'_>]| w.len() == 1 && !w[0].sort.is_none();
                let fine = word::words(phrase, search.vocabulary())
                    .is_some_and(|w| w.first().is_some_and(Word::is_capital) && !trade(&w));
                if fine && phrase.len() >= 3 && !phrase.bytes().any(|b| b.is_ascii_digit()) {
                    search.push(Kind::Organisation, piece.clone(), -22, &["behind a bar in a display name"]);
                }
            }
            // so is what stands in brackets behind the name of a person, where it has two words
            None if n == 1
                && pieces.len() == 2
                && name.ends_with(')')
                && search.is_person(&pieces[0])
                && phrase.contains(' ')
                && phrase::may_be_firm(phrase, search.vocabulary()) =>
            {
                search.push(Kind::Organisation, piece.clone(), -22, &["in brackets in a display name"]);
            }
            _ => {}
        }
    }
}
