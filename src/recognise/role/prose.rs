//! What somebody does, as sentences tell it: `Anna Smit is nu controller bij …`, `Jan Jansen begint als junior calculator`, `onze
//! accountant de heer B. Smit`.
//!
//! In: a page with the names of people on it. Out: titles. A name stands beside each of them; what a title is by itself is asked
//! elsewhere. This module refuses to know what stands behind a name and a mark.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::Search;
use super::between::BEHIND_TITLES;
use super::sentence::without_joint;
use super::title;
use super::vocabulary::Sort;
use super::word::{self, PHRASE_MAX};
use crate::model::Kind;

/// Bytes between a name and the word before its title: `Anna Smit volgt haar per 1 oktober op als …`.
const GAP: usize = 48;
/// Bytes before a name in which its title stands.
const BEFORE: usize = 72;
/// Pieces of a row behind a name: `Anna Smit, geb. 1-2-1990, leerling bakker`.
const PIECES: usize = 4;

/// How the writer says what he is.
static WRITERS: LazyLock<[Finder<'static>; 2]> = LazyLock::new(|| [" ik als", " ich als"].map(Finder::new));

/// Looks around each name, and behind the writer's own pronoun.
pub(super) fn search(search: &mut Search<'_>) {
    for n in 0..search.people.len() {
        let person = search.people[n].clone();
        behind_verb(search, person.end);
        begins_as(search, person.end);
        becomes(search, person.clone());
        behind_facts(search, person.end);
        before(search, person.start);
    }
    for writer in &*WRITERS {
        let text = search.text;
        for n in writer.find_iter(text.as_bytes()).take(8) {
            let start = n + writer.needle().len();
            long_title(search, start + blank(text, start), "behind a pronoun of the writer");
        }
    }
}

/// `Anna Smit is nu controller bij een klant`.
fn behind_verb(search: &mut Search<'_>, end: usize) {
    const VERBS: [&str; 20] = [
        "is", "was", "ist", "war", "est", "es", "è", "era", "wordt", "werd", "blijft", "wird", "wurde",
        "bleibt", "becomes", "became", "remains", "sera", "será", "sarà",
    ];
    const BETWEEN: [&str; 36] = [
        "nu",
        "toch",
        "thans",
        "momenteel",
        "al",
        "ook",
        "de",
        "onze",
        "jetzt",
        "nun",
        "derzeit",
        "auch",
        "der",
        "die",
        "unser",
        "unsere",
        "now",
        "currently",
        "also",
        "the",
        "our",
        "your",
        "maintenant",
        "désormais",
        "actuellement",
        "le",
        "la",
        "notre",
        "ahora",
        "actualmente",
        "el",
        "nuestra",
        "ora",
        "attualmente",
        "il",
        "unsre",
    ];
    // what is said of somebody with one of these is no title: `est responsable du retard`
    const SAID: [&str; 12] = [
        "responsable",
        "responsabile",
        "chargé",
        "chargée",
        "associé",
        "associée",
        "commercial",
        "commerciale",
        "expert",
        "lead",
        "partner",
        "adjoint",
    ];
    let text = search.text;
    let Some(rest) = text.get(end..) else { return };
    let rest = rest.strip_prefix(',').unwrap_or(rest);
    // nearly all names have something else behind them
    if !matches!(rest.as_bytes(), [b' ' | b'\n', b'i' | b'w' | b'e' | b'b' | b's' | b'r' | 0xc3, ..]) {
        return;
    }
    let mut at = text.len() - rest.len();
    let Some(next) = next_word(text, &mut at).filter(|w| VERBS.contains(w)) else { return };
    let mut start = at;
    for _ in 0..2 {
        let mut behind = start;
        match next_word(text, &mut behind) {
            Some(word) if BETWEEN.contains(&word) => start = behind,
            _ => break,
        }
    }
    let start = start + blank(text, start);
    let Some(phrase) = phrase_at(text, start) else { return };
    let first = phrase.split(' ').next().unwrap_or_default();
    if next.len() < 2 || SAID.contains(&first) || !is_lower_title(search, phrase) {
        return;
    }
    let span = start..start + phrase.len();
    if search.verdict(&span, false).is_none_or(|v| v.kind == Kind::JobTitle) {
        search.push(Kind::JobTitle, span, -14, &["behind a name and a verb"]);
    }
}

/// `Ilona Smit begint per 1 oktober als junior calculator`.
fn begins_as(search: &mut Search<'_>, end: usize) {
    const MARKS: [&str; 6] = ["als ", "as ", "en tant que ", "comme ", "como ", "come "];
    const VERBS: [&str; 38] = [
        "begint",
        "begon",
        "start",
        "startte",
        "volgt",
        "treedt",
        "werkt",
        "wordt",
        "benoemd",
        "aangesteld",
        "beginnt",
        "begann",
        "tritt",
        "arbeitet",
        "folgt",
        "bestellt",
        "ernannt",
        "joins",
        "joined",
        "starts",
        "started",
        "works",
        "appointed",
        "succeeds",
        "rejoint",
        "travaille",
        "nommé",
        "nommée",
        "succède",
        "incorpora",
        "trabaja",
        "nombrado",
        "nombrada",
        "lavora",
        "nominato",
        "nominata",
        "subentra",
        "prend",
    ];
    let text = search.text;
    let Some(rest) = text.get(end..).filter(|r| r.starts_with(' ')) else { return };
    let reach = (0..=rest.len().min(GAP)).rev().find(|n| rest.is_char_boundary(*n)).unwrap_or(0);
    let near = &rest[..reach];
    let stop = near.find(['.', ',', ';', ':', '\n', '?', '!', '(']).unwrap_or(near.len());
    let near = &near[..stop];
    let mut words = memchr::memchr_iter(b' ', near.as_bytes())
        // most words begin otherwise
        .filter(|n| matches!(near.as_bytes().get(n + 1), Some(b'a' | b'c' | b'e')));
    let mark = |n: usize| MARKS.iter().find(|m| near[n + 1..].starts_with(**m)).map(|m| (n, m.len() + 1));
    let Some((n, mark)) = words.find_map(mark) else { return };
    if near[..n].split(' ').any(|w| VERBS.contains(&w)) {
        long_title(search, end + n + mark, "behind a name and a verb");
    }
}

/// `Per 1 januari wordt Anna Smit hoofd inkoop.`
fn becomes(search: &mut Search<'_>, person: Range<usize>) {
    const VERBS: [&str; 8] =
        [" wordt ", " wird ", "Wordt ", "Wird ", " werd ", " wurde ", " blijft ", " bleibt "];
    let text = search.text;
    let bytes = text.as_bytes();
    if person.start < 5 || bytes[person.start - 1] != b' ' || bytes.get(person.end) != Some(&b' ') {
        return;
    }
    if VERBS.iter().any(|v| bytes[..person.start].ends_with(v.as_bytes())) {
        long_title(search, person.end + 1, "behind a name and a verb");
    }
}

/// `Anna Smit, geb. 1-2-1990, leerling bakker, bsn …`: behind what has digits.
fn behind_facts(search: &mut Search<'_>, end: usize) {
    let text = search.text;
    let Some(rest) = text.get(end..).and_then(|r| r.strip_prefix(", ")) else { return };
    let mut from = text.len() - rest.len();
    let reach = (0..=rest.len().min(2 * PHRASE_MAX)).rev().find(|n| rest.is_char_boundary(*n)).unwrap_or(0);
    let line = rest[..reach].split('\n').next().unwrap_or_default();
    for (n, piece) in line.split(", ").take(PIECES).enumerate() {
        let span = from..from + piece.len();
        from = span.end + 2;
        if piece.bytes().any(|b| b.is_ascii_digit()) {
            continue;
        }
        if n > 0 && piece.len() > 5 && piece.len() < 48 && is_lower_title(search, piece) {
            search.push(Kind::JobTitle, span, -14, &["in a row behind a name"]);
        }
        return;
    }
}

/// `onze accountant de heer B. Smit`, `il custode, sig. Matteo Rossi`, `mein wissenschaftlicher Mitarbeiter Jonas Kunde`.
fn before(search: &mut Search<'_>, start: usize) {
    const ADDRESSED: [&str; 42] = [
        " de heer",
        " mevrouw",
        " dhr.",
        " mevr.",
        " mw.",
        " mr.",
        " dr.",
        " ir.",
        " drs.",
        " Herr",
        " Herrn",
        " Frau",
        " Dr.",
        " Mr",
        " Mrs",
        " Ms",
        " Mr.",
        " Mrs.",
        " Ms.",
        " M.",
        " Mme",
        " Mlle",
        " Madame",
        " Monsieur",
        " D.",
        " Dña.",
        " D.ª",
        " don",
        " doña",
        " Sr.",
        " Sra.",
        " sig.",
        " sig.ra",
        " Sig.",
        " Sig.ra",
        " dott.",
        " dott.ssa",
        " Dott.",
        " Dott.ssa",
        " Avv.",
        " rag.",
        " geom.",
    ];
    let text = search.text;
    let floor = start.saturating_sub(BEFORE);
    let Some(floor) = (floor..=start).find(|n| text.is_char_boundary(*n)) else { return };
    let near = &text[floor..start];
    let Some(near) = near.strip_suffix([' ', '\n']) else { return };
    let near = near.rsplit(['.', ';', ':', '(', '?', '!']).next().map_or(near, |last| {
        // the stop of a form of address ends no sentence
        if last.is_empty() || !last.contains(' ') || last.len() < 12 { near } else { last }
    });
    // the last word of none of them is longer
    let short = near.len() - near.rfind(' ').unwrap_or(0) <= 9;
    let last = near.as_bytes().last().filter(|_| short);
    let may_be = |form: &&&str| last.is_some() && form.as_bytes().last() == last;
    let title = ADDRESSED.iter().filter(may_be).find_map(|form| near.strip_suffix(form));
    let title = match title {
        Some(before) => before.strip_suffix(',').unwrap_or(before),
        // `dalla Dirigente scolastica, Anna Rossi`
        None => match near.strip_suffix(',') {
            Some(before) => before,
            None if near.ends_with(|c: char| c.is_alphabetic()) => near,
            None => return,
        },
    };
    let addressed = title.len() < near.len();
    if addressed && near.as_bytes().get(title.len()) == Some(&b',') && department_before(search, title) {
        return;
    }
    // nearly all names have another word before them
    let last = title.rsplit([' ', '\n']).next().filter(|w| w.len() > 3 && w.len() < 40);
    let Some(last) = last.and_then(|w| word::words(w, search.vocabulary())) else { return };
    let comma = near.ends_with(',');
    if !comma && !last.iter().any(|w| w.sort.is(Sort::HEAD) || addressed && !w.sort.is_none()) {
        return;
    }
    let Some(begin) = behind_determiner(title, addressed) else {
        office(search, title);
        return;
    };
    let phrase = &title[begin..];
    let from = title.as_ptr() as usize - text.as_ptr() as usize + begin;
    let span = from..from + phrase.len();
    // one word says as often what somebody is to the writer: `meine Vertreterin`, `notre livreur`
    let several = word::words(phrase, search.vocabulary()).is_some_and(|words| {
        let known = words.iter().all(|w| !w.sort.is_none());
        // `la Dirigente scolastica, Anna Rossi`
        let said = addressed
            && matches!(&*words, [head, field] if head.sort.is(Sort::HEAD) && !field.is_capital() && !field.is_joint());
        words.len() > 1 && (known || said)
    });
    let told = (several || is_officer(phrase))
        && search.verdict(&span, false).is_none_or(|v| v.kind == Kind::JobTitle);
    if told && is_sure(search, phrase) {
        search.push(Kind::JobTitle, span, -14, &["before a name"]);
    }
}

/// One word that says for whom somebody speaks or who leads them, and not what they do for the writer: `onze opzichter Anna Smit`.
fn is_officer(word: &str) -> bool {
    const ENDS: [&str; 34] = [
        "directeur",
        "directrice",
        "director",
        "directora",
        "direttore",
        "direttrice",
        "voorzitter",
        "voorzitster",
        "penningmeester",
        "secretaris",
        "opzichter",
        "uitvoerder",
        "voorman",
        "leider",
        "leidster",
        "leiter",
        "leiterin",
        "chef",
        "boekhouder",
        "beheerder",
        "meister",
        "meisterin",
        "treasurer",
        "chairman",
        "secretary",
        "foreman",
        "caretaker",
        "président",
        "présidente",
        "trésorier",
        "trésorière",
        "presidente",
        "presidenta",
        "tesorero",
    ];
    word.len() < 32 && !word.contains(' ') && {
        let lower = word.to_lowercase();
        ENDS.iter().any(|end| lower.ends_with(end))
    }
}

/// `Gemeinde Ort, z. Hd. Hauptamtsleiterin Anna Kunde`, `Marktgemeinde Ort, Bürgermeisterin Anna Kunde`: one long word with a capital that
/// makes a title, behind a comma or whom something is for.
fn office(search: &mut Search<'_>, title: &str) {
    const FOR: [&str; 9] = [", ", "Hd. ", "Hdn. ", "z.H. ", "t.a.v. ", "attn ", "Attn ", "attn. ", "FAO "];
    let start = title.rfind([' ', '\n']).map_or(0, |n| n + 1);
    let word = &title[start..];
    let from = title.as_ptr() as usize - search.text.as_ptr() as usize + start;
    let Some(before) = search.text.get(..from) else { return };
    let fits = word.len() >= 11
        && word.starts_with(char::is_uppercase)
        && word.chars().skip(1).all(char::is_lowercase)
        && FOR.iter().any(|lead| before.ends_with(lead));
    if !fits || title::is_form_of_address(word) {
        return;
    }
    let span = from..from + word.len();
    if search.verdict(&span, false).is_some_and(|v| v.kind == Kind::JobTitle) && is_sure(search, word) {
        search.push(Kind::JobTitle, span, -14, &["before a name"]);
    }
}

/// `Per urgenze: Ufficio Acquisti, Sig.ra Anna Smit`: a department by the word that opens it, before whom one asks for there.
fn department_before(search: &mut Search<'_>, before: &str) -> bool {
    let at = before.as_ptr() as usize - search.text.as_ptr() as usize;
    let mark = |b: &u8| matches!(b, b':' | b'\n' | b';');
    let from = match before.bytes().rposition(|b| mark(&b)) {
        Some(n) => n + 1,
        None if at.checked_sub(1).and_then(|n| search.text.as_bytes().get(n)).is_some_and(mark) => 0,
        None => return false,
    };
    let phrase = before[from..].trim_start();
    let start = at + before.len() - phrase.len();
    let span = start..start + phrase.len();
    let opens = phrase.starts_with(char::is_uppercase)
        && phrase.len() <= 48
        && search.verdict(&span, false).is_some_and(|v| v.kind == Kind::Department && v.more > 0);
    if opens {
        search.push(Kind::Department, span, -8, &["before a name"]);
    }
    opens
}

/// Where in a text the words begin that stand behind the last word such as `onze` or `la`; five words at most.
fn behind_determiner(text: &str, addressed: bool) -> Option<usize> {
    const WHOSE: [&str; 36] = [
        "onze", "mijn", "ons", "mein", "meine", "meiner", "meinem", "meinen", "unser", "unsere", "unserer",
        "unserem", "unseren", "my", "our", "mon", "ma", "notre", "nos", "mi", "nuestro", "nuestra", "mio",
        "mia", "nostro", "nostra", "Onze", "Mijn", "Mein", "Meine", "Unser", "Unsere", "My", "Our", "Mon",
        "Notre",
    ];
    const ARTICLES: [&str; 48] = [
        "de", "uw", "der", "die", "dem", "den", "the", "your", "le", "la", "votre", "el", "su", "il", "lo",
        "del", "della", "al", "alla", "dal", "dalla", "het", "La", "Il", "zijn", "haar", "hun", "his", "her",
        "their", "its", "sein", "seine", "seiner", "seinem", "seinen", "ihr", "ihre", "ihrer", "ihrem",
        "ihren", "son", "sa", "leur", "suo", "sua", "The", "Die",
    ];
    let mut end = text.len();
    for _ in 0..5 {
        let start = text[..end].rfind([' ', '\n']).map_or(0, |n| n + 1);
        let word = &text[start..end];
        // `the council's Enforcement Officer, Jane Client`
        let owned = addressed && (word.ends_with("'s") || word.ends_with("’s")) && word.len() > 4;
        if WHOSE.contains(&word) || addressed && ARTICLES.contains(&word) || owned {
            return text.get(end + 1..).filter(|t| !t.is_empty()).map(|_| end + 1);
        }
        if start == 0 || word.contains([',', '"']) {
            return None;
        }
        end = start - 1;
    }
    None
}

/// A title of several words or a long one, from a byte of the text up to the next mark.
fn long_title(search: &mut Search<'_>, start: usize, why: &'static str) {
    let Some(phrase) = phrase_at(search.text, start) else { return };
    let long = phrase.contains(' ') || phrase.len() > 12;
    let span = start..start + phrase.len();
    let told = match search.verdict(&span, false) {
        Some(v) => v.kind == Kind::JobTitle,
        None => title::is_title_of_person(phrase, search.vocabulary()),
    };
    if long && told && is_sure(search, phrase) {
        search.push(Kind::JobTitle, span, -14, &[why]);
    }
}

/// What stands at a byte of a text, up to the next mark; a line may be broken within.
fn phrase_at(text: &str, start: usize) -> Option<&str> {
    let rest = text.get(start..)?;
    let reach = (0..=rest.len().min(PHRASE_MAX)).rev().find(|n| rest.is_char_boundary(*n))?;
    let rest = &rest[..reach];
    let marks = BEHIND_TITLES.each(rest).map(|(n, _)| n);
    let stop = marks.chain(rest.find(['\n', '.', '?', '!', ')', ','])).min().unwrap_or(rest.len());
    let phrase = without_joint(rest[..stop].trim_end());
    (phrase.len() > 3 && phrase.len() < 64).then_some(phrase)
}

/// A title in small letters, of which a word is no surname.
fn is_lower_title(search: &Search<'_>, phrase: &str) -> bool {
    phrase.starts_with(char::is_lowercase)
        && title::is_title_of_person(phrase, search.vocabulary())
        && is_sure(search, phrase)
}

/// A word of it makes a title, and nobody is called so.
fn is_sure(search: &Search<'_>, phrase: &str) -> bool {
    word::words(phrase, search.vocabulary()).is_some_and(|words| {
        // `leerling banketbakker`
        let led = words.first().is_some_and(|w| w.sort.is(Sort::MODIFIER) && !w.is_capital());
        words.iter().any(|w| w.sort.is(Sort::HEAD) && (!w.sort.is(Sort::SURNAME) || led && !w.is_capital()))
            && !words.iter().any(|w| w.sort.is(Sort::NEVER) || w.has_digit())
    })
}

/// Bytes of white space at a byte of a text.
fn blank(text: &str, at: usize) -> usize {
    text.as_bytes()
        .get(at..)
        .map_or(0, |b| b.iter().take(3).take_while(|b| matches!(b, b' ' | b'\n' | b'\r')).count())
}

/// The word behind white space, which `at` is moved behind; none longer than those that are asked for.
fn next_word<'t>(text: &'t str, at: &mut usize) -> Option<&'t str> {
    let start = *at + blank(text, *at);
    let rest = text.as_bytes().get(start..)?;
    let end = rest.iter().take(16).position(|b| matches!(b, b' ' | b'\n' | b',' | b'.'))?;
    let word = text.get(start..start + end).filter(|w| !w.is_empty())?;
    *at = start + end;
    Some(word)
}

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::recognise::tests::find;
    use crate::recognise::{Context, Recognisers};

    fn titles(text: &str) -> Vec<String> {
        let all = Recognisers::built_in(&[Kind::JobTitle, Kind::PersonName, Kind::Phone]);
        let context = Context { countries: vec![*b"NL"], ..Context::default() };
        let found = find(&all, text, &context);
        found.iter().filter(|m| m.kind == Kind::JobTitle).map(|m| m.value.reveal().clone()).collect()
    }

    #[test]
    fn what_sentences_tell() {
        for (text, want) in [
            ("Mijn voorganger, Anna de Vries, is nu controller bij een klant.", "controller"),
            ("Jan de Vries was toch de bedrijfsleider?", "bedrijfsleider"),
            ("Ma sœur Anne Dupont est cogérante du domaine.", "cogérante"),
            ("Anna de Vries begint per 1 oktober als junior calculator.", "junior calculator"),
            ("Per 1 januari wordt Anna de Vries hoofd inkoop.", "hoofd inkoop"),
            ("Anna de Vries, geb. 6-11-1990, winkelmedewerkster, in dienst", "winkelmedewerkster"),
            ("Namens onze technisch directeur de heer Jan de Vries en mij.", "technisch directeur"),
            (
                "Mitkommen werden mein wissenschaftlicher Mitarbeiter Thomas Müller und ich.",
                "wissenschaftlicher Mitarbeiter",
            ),
            ("Per conto del Segretario generale, Dott. Mario Rossi, confermo.", "Segretario generale"),
            (
                "Anna de Vries volgt haar op als coördinator schadebehandeling.",
                "coördinator schadebehandeling",
            ),
            ("Vanaf deze maand behandel ik als assistent-accountant de jaarstukken.", "assistent-accountant"),
            ("De opname is door onze opzichter Jan de Vries.", "opzichter"),
            ("Convenzione firmata dalla Dirigente scolastica, Anna Rossi.", "Dirigente scolastica"),
            ("En nombre de la presidenta Dña. Ana García le escribo.", "presidenta"),
            ("Der Vertrag geht an: Gemeinde Ort, z. Hd. Hauptamtsleiterin Anna Müller.", "Hauptamtsleiterin"),
            ("Auftraggeberin ist die Marktgemeinde Ort, Bürgermeisterin Anna Müller.", "Bürgermeisterin"),
            (
                "I copied in the council's Environmental Enforcement Officer, John Smith.",
                "Environmental Enforcement Officer",
            ),
        ] {
            assert_eq!(titles(text), [want], "{text}");
        }
    }

    #[test]
    fn what_sentences_do_not_tell() {
        for text in [
            "Anna de Vries is ziek, de bakker komt morgen.",
            "Anne Dupont est responsable du retard.",
            "Anna de Vries wordt morgen gebeld.",
            "Notre livreur Jean Dupont est venu, et ma comptable, Mme Anne Dupont, aussi.",
            "Jan de Vries gebruikt de bus als schuur.",
            "Ik spreek ik als ouder van twee kinderen.",
            "Aan Gemeente Ort, Ökonomieverwalterschaftliches Anna de Vries.",
            "Onze chauffeur Jan de Vries belt u, of mijn assistent Anna Smit.",
            "Met dank aan de gemeente van de grote stad, Jan de Vries.",
            "Anna ging naar de bakker van de hoek, Jan de Vries niet.",
            "Volgens de buren de heer Jan de Vries en zijn zus.",
            "Anna de Vries, geb. 6-11-1990, wonend te Onsdorp",
        ] {
            assert_eq!(titles(text), Vec::<String>::new(), "{text}");
        }
    }
}
