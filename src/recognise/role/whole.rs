//! A title that goes on behind the word that makes it, in words that no list has: `inkoper zaden, bollen en vaste planten`, `Medewerkster
//! P&O / opleidingen chauffeurs`, `zakelijk leider@Toneelgroep De Klant`.
//!
//! In: what stands behind the name of a person, or begins the line below one. Out: where the title ends. The place says that it is one;
//! the first of its words that is no qualification has to make titles. This module refuses to know of titles that stand anywhere else.

use std::ops::Range;

use super::Search;
use super::between::IN_CELLS;
use super::degree;
use super::department;
use super::gender;
use super::title::is_title_of_person;
use super::vocabulary::{Sort, Vocabulary};
use super::word::{self, Word};
use crate::model::Kind;

/// Bytes of a title.
const TITLE_MAX: usize = 80;
/// Words of one.
const WORDS: usize = 9;
/// Bytes of what stands in brackets within it.
const BRACKET: usize = 30;

/// The title that begins a span behind or below a name; `None` where no word makes it, or where the words alone tell it.
pub(super) fn title(search: &Search<'_>, span: &Range<usize>) -> Option<Range<usize>> {
    let phrase = search.text.get(span.clone())?;
    // most of what stands there is short, or a number, an address, a page
    if !phrase.as_bytes().first().is_some_and(|b| b.is_ascii_alphabetic() || *b >= 0x80)
        || !phrase.contains([' ', '@'])
    {
        return None;
    }
    if let Some(title) = with_bracket(search, span, phrase) {
        return Some(title);
    }
    let end = end_of(search, span.start, phrase)?;
    let title = span.start..span.start + end;
    let text = &phrase[..end];
    if !heads(search, text) || !is_row_of_fields(search, text) {
        return None;
    }
    let judged = search.verdict(&title, false).map(|v| v.kind);
    let told = (judged == Some(Kind::JobTitle) || is_title_of_person(text, search.vocabulary()))
        && IN_CELLS.find(text).is_none();
    // where nothing stands behind it, it is told as any other
    if told && end == phrase.len() || matches!(judged, Some(Kind::Department)) {
        return None;
    }
    (!search.is_person(&title) && !search.is_address(&title)).then_some(title)
}

/// What stands behind a comma goes on with the fields: a word of departments or titles stands there, or a joint behind it ends the row, as
/// in `zaden, bollen en vaste planten`. Wishes and notices stand there too: `Docent, fijne vakantie`.
fn is_row_of_fields(search: &Search<'_>, text: &str) -> bool {
    let Some((_, rest)) = text.split_once(", ") else { return true };
    let joined =
        [" & ", " en ", " und ", " and ", " et ", " y ", " e "].iter().any(|joint| rest.contains(joint));
    let known = || {
        word::words(rest, search.vocabulary()).is_some_and(|words| {
            let field = |w: &Word<'_>| {
                w.sort.is(Sort::PART)
                    || w.sort.is(Sort::MODIFIER)
                    || w.sort.is(Sort::HEAD)
                    || w.sort.is(Sort::OPENER)
            };
            words.iter().any(field)
        })
    };
    let wished = || crate::model::is_wish(rest) || crate::model::is_closing(rest);
    (joined || known()) && !wished()
}

/// A word that makes titles opens the span, and nothing stands in it that no title has.
pub(super) fn is_title(search: &Search<'_>, span: &Range<usize>) -> bool {
    search.text.get(span.clone()).is_some_and(|phrase| {
        phrase.contains(' ')
            && heads(search, phrase)
            && end_of(search, span.start, phrase) == Some(phrase.len())
    })
}

/// A title by its words, and what is told of it in brackets: `Practice Manager (Munster Branches)`.
fn with_bracket(search: &Search<'_>, span: &Range<usize>, phrase: &str) -> Option<Range<usize>> {
    let (title, inside) = phrase.strip_suffix(')')?.rsplit_once(" (")?;
    let fits = (3..=BRACKET).contains(&inside.len())
        && may_stand_in_bracket(inside, search.vocabulary())
        && !title.contains(['(', ',', '@']);
    let judged = || search.verdict(&(span.start..span.start + title.len()), false).map(|v| v.kind);
    (fits && judged() == Some(Kind::JobTitle)).then(|| span.clone())
}

/// A firm stands in the bracket, by its form or trade: `(Klant BV)`.
fn is_firm(inside: &str, vocabulary: &Vocabulary) -> bool {
    word::words(inside, vocabulary).is_some_and(|words| {
        words.len() > 1 && words.iter().any(|w| w.sort.is(Sort::TYPE) || vocabulary.is_form(w.text))
    })
}

/// A word of departments opens what stands in the bracket: `(Regio De Kempen)`.
fn is_opened(inside: &str, vocabulary: &Vocabulary) -> bool {
    let opens = |w: &Word<'_>| w.sort.is(Sort::OPENER) || w.sort.is(Sort::SOFT_OPENER);
    word::words(inside, vocabulary).is_some_and(|words| words.len() > 1 && words.first().is_some_and(opens))
}

/// A word that makes titles opens the phrase, behind words that say which; what is a surname too has small letters behind it.
fn heads(search: &Search<'_>, phrase: &str) -> bool {
    const OPENING: usize = 48;
    let near = phrase
        .get(..phrase.len().min(OPENING))
        .or_else(|| (0..OPENING).rev().find_map(|n| phrase.get(..n)).filter(|s| !s.is_empty()));
    let Some(words) = near.and_then(|near| word::words(near, search.vocabulary())) else { return false };
    let says = |w: &&Word<'_>| w.sort.is(Sort::MODIFIER) && !w.sort.is(Sort::HEAD) && !w.parted;
    let led = words.iter().take(3).take_while(says).count();
    let Some(head) = words.get(led).filter(|w| w.sort.is(Sort::HEAD) && w.text.len() > 2) else {
        return false;
    };
    let small = words.get(led + 1).is_some_and(|w| !w.is_capital());
    !head.sort.is(Sort::NEVER) && (!head.sort.is(Sort::SURNAME) || led > 0 || small && !head.parted)
}

/// Where the title ends that begins a phrase; `None` where something stands in it that no title has.
fn end_of(search: &Search<'_>, start: usize, phrase: &str) -> Option<usize> {
    let vocabulary = search.vocabulary();
    let mut at = 0;
    // behind a comma or a stroke something else may begin
    let mut parted = false;
    let mut before = "";
    let mut count = 0;
    while at < phrase.len() {
        let rest = phrase.get(at..)?;
        let piece = rest.split(' ').next()?;
        let (from, next) = (at, at + piece.len() + 1);
        let done =
            |end: usize| (end > 0).then(|| phrase[..end].trim_end_matches([' ', ',', '/', '-', '–']).len());
        if piece.is_empty() {
            at = next;
            continue;
        }
        count += 1;
        if count > WORDS || from > TITLE_MAX {
            return None;
        }
        if matches!(piece, "@" | "." | "·" | "•" | "∙") {
            return done(from);
        }
        // what stands behind a dash is told elsewhere
        if matches!(piece, "-" | "–" | "—" | "|" | "//" | "~") {
            return None;
        }
        if let Some(n) = piece.find('@') {
            let (word, house) = (&piece[..n], &piece[n + 1..]);
            let named = house.starts_with(char::is_uppercase) && !house.contains('.');
            return (named && word.chars().all(char::is_alphabetic)).then(|| done(from + n))?;
        }
        if piece.starts_with('(') {
            let end = bracket(rest).filter(|_| from > 0)?;
            let more = degree::credential(&phrase[..from.checked_sub(1)?], &phrase[from - 1..]);
            if more == 0 && !may_stand_in_bracket(&rest[1..end - 1], vocabulary) {
                return done(from);
            }
            (before, at) = ("", from + end);
            if at < phrase.len() && !phrase[at..].starts_with(' ') {
                return done(at);
            }
            at += 1;
            continue;
        }
        let bare = piece.trim_end_matches([',', '.', ';', ':']);
        let infix = gender::without_infix(bare).is_some();
        let odd = bare.contains(['(', ')', '"', '[', '<', '=', '?', '!', '+', '€']) && bare != "+" && !infix;
        if bare.is_empty() || odd {
            return None;
        }
        let stopped = piece.ends_with(['.', ';', ':']);
        // `groep 8`, `code 95`; `1e monteur`
        if bare.starts_with(|c: char| c.is_ascii_digit()) {
            let counts = bare.len() <= 3 && is_counted(before);
            let ranks = count == 1 && matches!(bare, "1e" | "2e" | "3e" | "1ste" | "2de" | "1er" | "1ère");
            if !counts && !ranks {
                return None;
            }
        } else if count > 1 && !goes_on(bare, parted, vocabulary, before)
            || parted && is_other_title(search, start + from, rest)
        {
            return None;
        }
        parted |= piece.ends_with(',') || piece == "/";
        if stopped && piece != "." {
            let short = bare.len() <= 10 && !bare.ends_with(['a', 'e', 'i', 'o', 'u', 'n']);
            let ends = rest.get(piece.len()..).is_none_or(|r| r.trim().is_empty());
            let goes = rest.get(piece.len() + 1..).is_some_and(|r| r.starts_with(char::is_lowercase));
            if !(goes && short && piece.ends_with('.')) {
                // `Vertriebsing. Außendienst`, `Mediatorin, eingetr. Anwältin`
                let cut = count == 1 && bare.len() < 14 || bare.len() < 3 || is_modifier(bare, vocabulary);
                if !ends && (parted || cut || !piece.ends_with('.')) {
                    return None;
                }
                let end = if ends && short && piece.ends_with('.') {
                    from + piece.len()
                } else {
                    from + bare.len()
                };
                return done(end);
            }
        }
        (before, at) = (bare, next);
    }
    Some(phrase.trim_end_matches([' ', ',', '/', '-', '–']).len()).filter(|n| *n > 0 && *n <= TITLE_MAX)
}

/// Where the bracket ends that opens a text.
fn bracket(text: &str) -> Option<usize> {
    text.bytes().take(BRACKET).position(|b| b == b')').map(|n| n + 1)
}

/// What is told of a title in brackets: `(Munster Branches)`, `(a.i.)`, `(halftijds)`, and no number, pronoun or day.
fn may_stand_in_bracket(inside: &str, vocabulary: &Vocabulary) -> bool {
    const PRONOUNS: [&str; 14] =
        ["hij", "zij", "die", "hen", "he", "she", "they", "er", "sie", "il", "elle", "iel", "lui", "ella"];
    inside.len() > 2
        && !inside.bytes().any(|b| b.is_ascii_digit() || matches!(b, b'@' | b'+' | b':'))
        && !inside.contains("m/w")
        && !inside
            .split(['/', ' ', ',', '-'])
            .any(|w| PRONOUNS.contains(&w.to_lowercase().as_str()) || is_day(w))
        && !department::is_field(inside, vocabulary)
        && !is_opened(inside, vocabulary)
        && !is_firm(inside, vocabulary)
}

/// A word of a title behind its first: in small letters and none that begins a sentence, letters that abbreviate, or one that titles have.
fn goes_on(word: &str, parted: bool, vocabulary: &Vocabulary, before: &str) -> bool {
    if matches!(word, "&" | "/" | "+") {
        return true;
    }
    if word.starts_with(char::is_lowercase) {
        return !begins_clause(word) && !is_day(word);
    }
    let capitals = word.len() <= 6 && word.chars().all(|c| c.is_uppercase() || matches!(c, '&' | '/' | '-'));
    if capitals {
        return !is_day(word);
    }
    let known = word::words(word, vocabulary).is_some_and(|words| {
        let field = |w: &Word<'_>| {
            w.sort.is(Sort::PART)
                || w.sort.is(Sort::MODIFIER)
                || w.sort.is(Sort::HEAD) && !w.sort.is(Sort::SURNAME)
        };
        words
            .iter()
            .all(|w| field(w) && !w.sort.is(Sort::OPENER) && !w.sort.is(Sort::TYPE) && !w.sort.is(Sort::BODY))
    });
    // `Hoogeveen/Emmen`, what somebody is of
    let places = word.contains('/') && before.starts_with(char::is_uppercase) && !word.contains('.');
    !parted && (known || places)
}

/// A word that says which, and makes no title.
fn is_modifier(word: &str, vocabulary: &Vocabulary) -> bool {
    word::words(word, vocabulary)
        .is_some_and(|words| words.iter().any(|w| w.sort.is(Sort::MODIFIER) && !w.sort.is(Sort::HEAD)))
}

/// They count what somebody teaches, drives or is of.
fn is_counted(word: &str) -> bool {
    matches!(
        word,
        "groep"
            | "klas"
            | "leerjaar"
            | "team"
            | "wijk"
            | "rayon"
            | "district"
            | "code"
            | "niveau"
            | "unit"
            | "fase"
            | "laag"
            | "graad"
            | "en"
            | "level"
            | "grade"
            | "year"
            | "band"
            | "zone"
            | "secteur"
            | "classe"
            | "klasse"
    )
}

/// A title of its own begins behind a comma or a stroke.
fn is_other_title(search: &Search<'_>, start: usize, rest: &str) -> bool {
    let end = rest.find([',', '(', '@']).unwrap_or(rest.len());
    let end = rest[..end].find(" / ").unwrap_or(end);
    let piece = rest[..end].trim_end();
    let span = start..start + piece.len();
    let opens = word::words(piece, search.vocabulary()).is_some_and(|words| {
        let says = |w: &&Word<'_>| w.sort.is(Sort::MODIFIER) && !w.sort.is(Sort::HEAD);
        words.iter().find(|w| !says(w)).is_some_and(|w| w.sort.is(Sort::HEAD))
    });
    opens
        && (search.verdict(&span, false).is_some_and(|v| v.kind == Kind::JobTitle)
            || is_title_of_person(piece, search.vocabulary()))
}

/// Small words that no title goes on with: a clause begins, or when somebody is there.
fn begins_clause(word: &str) -> bool {
    matches!(
        word,
        "ik" | "wij"
            | "we"
            | "u"
            | "je"
            | "is"
            | "ben"
            | "bent"
            | "was"
            | "heb"
            | "heeft"
            | "hebt"
            | "kan"
            | "kunt"
            | "niet"
            | "werkzaam"
            | "werkdagen"
            | "werkdag"
            | "aanwezig"
            | "afwezig"
            | "bereikbaar"
            | "gesloten"
            | "gezocht"
            | "bedankt"
            | "met"
            | "out"
            | "see"
            | "thanks"
            | "closed"
            | "namens"
            | "sinds"
            | "vanaf"
            | "die"
            | "dat"
            | "uw"
            | "mijn"
            | "onze"
            | "maar"
            | "want"
            | "als"
            | "om"
            | "tot"
            | "per"
            | "te"
            | "i"
            | "you"
            | "are"
            | "am"
            | "has"
            | "have"
            | "will"
            | "can"
            | "not"
            | "my"
            | "your"
            | "available"
            | "days"
            | "who"
            | "that"
            | "since"
            | "until"
            | "but"
            | "please"
            | "ich"
            | "sie"
            | "wir"
            | "ist"
            | "bin"
            | "sind"
            | "war"
            | "hat"
            | "habe"
            | "kann"
            | "nicht"
            | "mein"
            | "unser"
            | "erreichbar"
            | "seit"
            | "bis"
            | "aber"
            | "dass"
            | "bitte"
            | "vous"
            | "nous"
            | "est"
            | "suis"
            | "sera"
            | "ne"
            | "pas"
            | "votre"
            | "notre"
            | "mais"
            | "depuis"
            | "absent"
            | "absente"
            | "joignable"
            | "qui"
            | "que"
            | "yo"
            | "usted"
            | "es"
            | "soy"
            | "está"
            | "tiene"
            | "no"
            | "su"
            | "pero"
            | "desde"
            | "hasta"
            | "io"
            | "lei"
            | "è"
            | "sono"
            | "ha"
            | "non"
            | "suo"
            | "ma"
            | "dal"
            | "fino"
            | "tel"
            | "tel."
            | "mob"
            | "gsm"
            | "fax"
            | "mobiel"
            | "telefoon"
            | "email"
            | "e-mail"
            | "mail"
            | "www"
    )
}

/// A day, or the letters of one.
fn is_day(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let lower = bare.to_lowercase();
    matches!(
        lower.as_str(),
        "ma" | "di"
            | "wo"
            | "do"
            | "vr"
            | "za"
            | "zo"
            | "maandag"
            | "dinsdag"
            | "woensdag"
            | "donderdag"
            | "vrijdag"
            | "maandags"
            | "mon"
            | "tue"
            | "tues"
            | "wed"
            | "thu"
            | "thur"
            | "thurs"
            | "fri"
            | "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "montag"
            | "dienstag"
            | "mittwoch"
            | "donnerstag"
            | "freitag"
            | "lundi"
            | "mardi"
            | "mercredi"
            | "jeudi"
            | "vendredi"
            | "lunes"
            | "martes"
            | "miércoles"
            | "jueves"
            | "viernes"
            | "lunedì"
            | "martedì"
            | "mercoledì"
            | "giovedì"
            | "venerdì"
    )
}

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::model::assert_linear;
    use crate::recognise::role::tests::found_of;

    fn found(text: &str) -> Vec<(Kind, String)> {
        use Kind::{Department, Email, JobTitle, Organisation, PersonName, Phone, Url};
        let mut all = found_of(text, &[JobTitle, Department, Organisation, PersonName, Phone, Email, Url]);
        all.retain(|(kind, _)| matches!(kind, JobTitle | Department));
        all
    }

    fn below(line: &str) -> String {
        format!(
            "Zie bijlage.\n\nMet vriendelijke groet,\n\nAnna de Vries\n{line}\nBakkerij Klant\n020-2345678"
        )
    }

    #[test]
    fn titles_go_on_behind_their_word() {
        for (line, title) in [
            ("inkoper zaden, bollen en vaste planten", "inkoper zaden, bollen en vaste planten"),
            ("Medewerkster P&O / opleidingen chauffeurs", "Medewerkster P&O / opleidingen chauffeurs"),
            (
                "programmeur jeugd, dans & wereldmuziek@Theater Klant",
                "programmeur jeugd, dans & wereldmuziek",
            ),
            ("zakelijk leider @ Toneelgroep Klant", "zakelijk leider"),
            ("Adviseur brandveiligheid bij evenementen", "Adviseur brandveiligheid bij evenementen"),
            ("Responsable de compras a granel. Área de Compras", "Responsable de compras a granel"),
            ("mdw. planning en cursusadm.", "mdw. planning en cursusadm."),
            (
                "hoofdinstructeur vrachtauto (C/CE) en code 95",
                "hoofdinstructeur vrachtauto (C/CE) en code 95",
            ),
            ("Practice Manager (Client Branches)", "Practice Manager (Client Branches)"),
            ("Medewerk(st)er debiteuren", "Medewerk(st)er debiteuren"),
        ] {
            let found = found(&below(line));
            assert!(found.contains(&(Kind::JobTitle, title.to_owned())), "{line}: {found:?}");
        }
        let beside = "Bel Anna de Vries, instructeur intern transport, 020-2345678.";
        assert_eq!(found(beside), [(Kind::JobTitle, "instructeur intern transport".to_owned())]);
        let labelled =
            "Naam     Anna de Vries\nFunctie  beheerder theaters en evenementen zuid\nDirect   020-2345678";
        assert_eq!(found(labelled), [(Kind::JobTitle, "beheerder theaters en evenementen zuid".to_owned())]);
    }

    #[test]
    fn what_stands_behind_a_title_and_is_no_part_of_it() {
        for (line, titles) in [
            ("Inkoper, maandag en dinsdag", &["Inkoper"][..]),
            ("Practice Manager (she/her)", &["Practice Manager"]),
            ("Practice Manager (fr)", &["Practice Manager"]),
            ("Practice Manager (Regio Klantdorp)", &["Practice Manager"]),
            ("directeur, bereikbaar op vrijdag", &["directeur"]),
            ("Docent, fijne vakantie", &["Docent"]),
            ("Practice Manager (Klant BV)", &["Practice Manager"]),
            ("Directeur / eigenaar", &["Directeur / eigenaar"]),
            ("Rechtsanwältin, eingetr. Mediatorin", &["Rechtsanwältin"]),
            ("management-assistente van W. Jansen", &["management-assistente"]),
        ] {
            let found = found(&below(line));
            let found: Vec<_> =
                found.iter().filter(|(k, _)| *k == Kind::JobTitle).map(|(_, v)| v.as_str()).collect();
            assert_eq!(found, titles, "{line}");
        }
        // nobody stands above it
        let alone = "Zie bijlage.\n\ninkoper zaden, bollen en vaste planten\n020-2345678";
        assert_eq!(found(alone), []);
    }

    #[test]
    fn fields_without_end_take_linear_time() {
        for unit in
            ["hout, ", "hout / ", "inkoper, ", "(hout) ", "Anna de Vries, inkoper hout, 020-2345678\n"]
        {
            assert_linear(unit, 40_000, |all| {
                found(&below(&format!("inkoper {all}")));
            });
        }
    }
}
