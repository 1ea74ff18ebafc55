//! What people are to somebody: a name behind a role, where no recogniser takes it for one.
//!
//! In: texts. Out: places of names. It refuses to know who the subject is.

use std::ops::Range;

use super::people::{Role, is_listed, is_thing, people};
use crate::recognise::Normaliser;
use crate::subject::bystander::{BEGINNINGS, PARTICLES, SMALL, words};

/// Bytes on either side of a colon.
const NEAR: usize = 96;

/// What somebody is, at the end of a line that a colon follows: all of the line, or behind the value of another label (`Naam: Jan Partner`).
fn role_of(line: &str) -> Option<Role> {
    let letters = |text: &str| text.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    let known = |text: &str| people(&letters(text)).filter(|_| text.len() <= NEAR);
    known(line).or_else(|| {
        let spans: Vec<Range<usize>> = words(&line[line.rfind(':')? + 1..]).collect();
        let value = &line[line.rfind(':')? + 1..];
        spans.iter().rev().take(2).rev().find_map(|span| known(&value[span.start..]))
    })
}

/// Words of politeness that are given names somewhere too: `Sehr geehrte Damen und Herren`, `Bitte liefern Sie an Jäger GmbH`.
const POLITE: [&str; 3] = ["damen", "sie", "ihnen"];

/// A name behind what somebody is and a colon, also where no recogniser takes it for one: `Huisarts: Oostvogel`.
pub(super) fn behind_roles(text: &str, lists: &Normaliser) -> impl Iterator<Item = Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    for colon in memchr::memchr_iter(b':', text.as_bytes()) {
        let head = &text[text.ceil_char_boundary(colon.saturating_sub(NEAR))..colon];
        let head = head.trim_end_matches([' ', '\t', '*']);
        let line = &head[head.rfind(['\n', ';', ',', '|', '.', '(']).map_or(0, |n| n + 1)..];
        let Some(role) = role_of(line) else { continue };
        let rest = &text[colon + 1..text.floor_char_boundary((colon + 1 + NEAR).min(text.len()))];
        let ends = ['\n', '\r', '\u{2028}', '\u{2029}', ',', ';', '(', '|', '<', '@'];
        let line = &rest[..rest.find(ends).unwrap_or(rest.len())];
        let (mut begin, mut end, mut count) = (None, 0, 0);
        let mut named = role != Role::Label;
        let (mut thing, mut telling) = (false, false);
        for span in words(line).take(6) {
            let word = &line[span.clone()];
            let small = word.to_lowercase();
            let title = TITLES.contains(&small.as_str());
            let capital = word.chars().next().is_some_and(char::is_uppercase);
            let particle = [&PARTICLES[..], &SMALL].iter().any(|all| all.contains(&small.as_str()));
            if begin.is_none() && title {
                (named, telling) = (true, true);
                continue;
            }
            // an answer of a form; where lines are joined, the label of the next
            let behind = line[span.end..].trim_start_matches([' ', '\t', '*']);
            let label = |end: usize| people(&line[span.start..span.start + end].trim().to_lowercase());
            let label = line[span.start..].find(':').and_then(label).is_some();
            if NO_NAMES.contains(&small.as_str()) || behind.starts_with(':') || label {
                break;
            }
            // a sentence goes on in small letters
            if !capital && !particle || count > 3 || !particle && BEGINNINGS.contains(&small.as_str()) {
                break;
            }
            begin.get_or_insert(span.start);
            count += usize::from(capital);
            // `Noor Visser`, `J. Bos`
            let initial = word.chars().count() == 1 && line[span.end..].starts_with('.');
            let known = capital && (lists.is_given_name(word) || lists.is_surname(word));
            named |= capital && (initial || count > 1);
            let town = role == Role::Field && lists.town(word).is_some();
            // of a doctor a name is told, whatever else its words mean; of a teacher perhaps what they teach
            let person = role == Role::Person;
            let other = if person { is_listed(&small) && !lists.is_surname(word) } else { is_thing(&small) };
            thing |= other || capital && !known && (town || lists.is_word(word));
            telling |= initial || capital && lists.is_given_name(word) || person && particle;
            end = if capital { span.end } else { end };
        }
        // `Gold Status`, where no given name says that it is one
        if let Some(begin) = begin.filter(|begin| named && (telling || !thing) && *begin < end) {
            all.push(colon + 1 + begin..colon + 1 + end);
        }
    }
    all.into_iter()
}

/// What a recogniser took for a name stands behind what somebody is and a colon, and says what they are it in: `Partner: Gold Status`.
pub(super) fn is_no_name(before: &str, name: &str, lists: &Normaliser) -> bool {
    let Some(head) = before.trim_end().strip_suffix(':') else { return false };
    let word = head.trim_end().rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let Some(role) = people(&word.to_lowercase()) else { return false };
    let mut thing = false;
    let tells = words(name).any(|span| {
        let (word, small) = (&name[span.clone()], name[span].to_lowercase());
        let person = role == Role::Person;
        thing |= if person { is_listed(&small) && !lists.is_surname(word) } else { is_thing(&small) };
        let particle = [&PARTICLES[..], &SMALL].iter().any(|all| all.contains(&small.as_str()));
        lists.is_given_name(word) || word.chars().count() == 1 || person && particle
    });
    thing && !tells
}

/// Words that say where as well.
const PLACING: [&str; 9] = ["op", "te", "aan", "bij", "uit", "voor", "over", "onder", "via"];

/// Names behind whose they are and what they are to whoever writes (`mijn buurvrouw mevr. Zeynep Oostvogel`), and behind a given name that is no
/// other word (`Sophie Oude Linde`), where no recogniser takes them for one. In German any thing has a capital: there only a given name tells.
pub(super) fn in_sentences(text: &str, lists: &Normaliser) -> impl Iterator<Item = Range<usize>> {
    let spans: Vec<Range<usize>> = words(text).collect();
    let small: Vec<String> = spans.iter().map(|span| text[span.clone()].to_lowercase()).collect();
    // a full stop ends a sentence, but behind a title or a letter
    let near = |n: usize| {
        let between = spans.get(n).map_or("\n\n", |next| &text[spans[n - 1].end..next.start]);
        let short = TITLES.contains(&small[n - 1].as_str()) || small[n - 1].chars().count() == 1;
        let rest = if short { between.strip_prefix('.').unwrap_or(between) } else { between };
        rest.len() <= 3
            && rest.matches('\n').count() <= 1
            && rest.chars().all(|c| matches!(c, ' ' | '\r' | '\n' | '\u{a0}' | '-' | '('))
    };
    let mut all = Vec::new();
    let mut n = 0;
    while n < spans.len() {
        let own = OWN.contains(&small[n].as_str())
            && n + 1 < spans.len()
            && near(n + 1)
            && people(&small[n + 1]).is_some();
        let given = !POLITE.contains(&small[n].as_str())
            && lists.is_no_more_than_a_given_name(&text[spans[n].clone()])
            && text[spans[n].clone()].starts_with(char::is_uppercase);
        if !own && !given {
            n += 1;
            continue;
        }
        let german = own && (small[n].starts_with("mein") || small[n].starts_with("unser"));
        let (mut at, mut title) = (if own { n + 2 } else { n }, false);
        while own && at < spans.len() && near(at) && TITLES.contains(&small[at].as_str()) {
            title = true;
            at += 1;
        }
        let (first, mut end, mut count, mut known) = (at, at, 0, title);
        while at < spans.len() && (at == first && given || near(at)) && count < 4 {
            let word = &text[spans[at].clone()];
            let particle = [&PARTICLES[..], &SMALL].iter().any(|list| list.contains(&small[at].as_str()));
            let capital = word.starts_with(char::is_uppercase) && word.chars().count() > 1;
            let thing = is_thing(&small[at]) || lists.is_word(word) && !particle && small[at] != "oude";
            // `Bos op Kanaal 81`, and not `op den Berg`
            let article = |next: &String| ["de", "den", "der", "het", "t"].contains(&next.as_str());
            let place = PLACING.contains(&small[at].as_str()) && !small.get(at + 1).is_some_and(article);
            let stops = if capital {
                !particle && (thing || BEGINNINGS.contains(&small[at].as_str()))
            } else {
                !particle || count > 1
            };
            if place || stops {
                break;
            }
            at += 1;
            if capital && !(particle && count == 0) {
                (end, count) = (at, count + usize::from(!particle));
                known |= lists.is_given_name(word) || !german && (lists.is_surname(word) || count > 1);
            }
        }
        // of a given name alone nobody knows whose it is; a number behind it makes it a street
        let street = spans
            .get(end.max(1) - 1)
            .is_some_and(|last| text[last.end..].trim_start().starts_with(|c: char| c.is_ascii_digit()));
        let whole = |spans: &[Range<usize>]| -> String {
            spans.iter().map(|span| &text[span.clone()]).collect::<Vec<_>>().join(" ")
        };
        let around = spans.get(first..(end + 1).min(spans.len())).unwrap_or_default();
        // `Anna Paulowna`, `Sophia Kinderziekenhuis`
        let other = || {
            !own && lists.town(&whole(&around[..(end - first).min(around.len())])).is_some()
                || around.iter().any(|span| lists.is_firm_word(&text[span.clone()].to_lowercase()))
        };
        if end > first && known && (own || count > 1 && !street) && !other() {
            all.push(spans[first].start..spans[end - 1].end);
        }
        n = end.max(n + 1);
    }
    all.into_iter()
}

/// What is told behind the label of a form and names nobody, in small letters.
const NO_NAMES: [&str; 54] = [
    "ja",
    "nee",
    "yes",
    "no",
    "nein",
    "oui",
    "non",
    "si",
    "sí",
    "sì",
    "onbekend",
    "unknown",
    "unbekannt",
    "inconnu",
    "inconnue",
    "desconocido",
    "sconosciuto",
    "gehuwd",
    "ongehuwd",
    "gescheiden",
    "samenwonend",
    "alleenstaand",
    "overleden",
    "married",
    "single",
    "divorced",
    "deceased",
    "verheiratet",
    "ledig",
    "geschieden",
    "marié",
    "mariée",
    "geen",
    "none",
    "nobody",
    "niemand",
    "kein",
    "keine",
    "keiner",
    "aucun",
    "aucune",
    "ninguno",
    "nessuno",
    "telefonisch",
    "telefoon",
    "e-mail",
    "email",
    "mail",
    "post",
    "n.v.t",
    "nvt",
    "idem",
    "zie",
    "n",
];

/// What stands before a name and is none.
const TITLES: [&str; 18] = [
    "dhr", "mevr", "mw", "mr", "mrs", "ms", "dr", "drs", "prof", "ir", "ing", "de", "heer", "mevrouw",
    "herr", "frau", "mme", "m",
];

/// What says whose they are, in small letters.
pub(super) const OWN: [&str; 25] = [
    "mijn", "m'n", "mn", "onze", "ons", "my", "our", "mein", "meine", "meinen", "meinem", "meiner", "unser",
    "unsere", "mon", "ma", "mes", "notre", "mi", "mis", "mio", "mia", "nostro", "nostra", "nuestro",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::search::access::sample::found;

    #[test]
    fn a_name_behind_what_somebody_is() {
        let lists = Normaliser::new();
        let text = "Huisarts: Oostvogel\n- Advocaat : mr. Van der Plas, 06\nPartner: Noor Visser (42)\nContactpersoon: zie boven\nManager: de heer\n\
                    Onderwerp: Dakgoot\nDoctor: Wij bellen u\nVader: J. Bos";
        assert_eq!(
            found(text, behind_roles(text, &lists)),
            ["Oostvogel", "Van der Plas", "Noor Visser", "J. Bos"]
        );
    }

    #[test]
    fn a_surname_is_one_whatever_it_means() {
        let lists = Normaliser::new();
        for (text, name) in [
            ("Huisarts: Engels", "Engels"),
            ("Huisarts: K. Engels", "K. Engels"),
            ("Huisarts: van Vlissingen", "van Vlissingen"),
            ("Notaris: J. van Vlissingen", "J. van Vlissingen"),
            ("Zus: E. van Groningen", "E. van Groningen"),
        ] {
            assert_eq!(found(text, behind_roles(text, &lists)), [name], "{text}");
            assert!(!is_no_name(text.split_inclusive(':').next().unwrap(), name, &lists), "{text}");
        }
        for text in ["Docent: Wiskunde", "Partner: Gold Status"] {
            assert_eq!(found(text, behind_roles(text, &lists)), [""; 0], "{text}");
        }
    }

    #[test]
    fn answers_of_a_form_name_nobody() {
        let lists = Normaliser::new();
        let form = "Partner: Ja\nSalaris: 3000\nKind: Nee\nAllergie: noten\nManager: Ja\nWerkgever: Gemeente\nContact: Telefonisch\n\
                    Echtgenoot: Onbekend\nHuisarts: n.v.t.\nContact: E-mail\nPartner:\nSalaris: 3\n";
        for text in [form.to_owned(), form.replace('\n', "\r\n"), form.replace('\n', " ")] {
            assert_eq!(found(&text, behind_roles(&text, &lists)), [""; 0], "{text}");
        }
        let text = "Naam: Jan de Vries Partner: Noor Oostvogel Behandelend arts: Trekvogel Telefoon: 06";
        assert_eq!(found(text, behind_roles(text, &lists)), ["Noor Oostvogel", "Trekvogel"]);
        let text = "Werkgever: Noor Visser\nManager: dhr. Bos\nContact: J. Smit\nPartner: Els Salaris: 3";
        assert_eq!(found(text, behind_roles(text, &lists)), ["Noor Visser", "Bos", "J. Smit", "Els"]);
    }

    #[test]
    fn what_somebody_is_in_is_nobody() {
        let lists = Normaliser::new();
        let text = "Docent: Wiskunde\nPartner: Gold Status\nAdviseur: Hypotheken\nArts: Cardiologie Noord\nLeraar: Engels\n\
                    Contact: Afdeling Verkoop\nNotaris: Utrecht\n";
        assert_eq!(found(text, behind_roles(text, &lists)), [""; 0]);
        let text = "Docent: Pietersen\nPartner: Noor Gold\nArts: dr. Oostvogel\nAdviseur: Bep Oostvogel\nNotaris: B. Zorg\n\
                    Docent: Oostvogel van der Plas";
        let names =
            ["Pietersen", "Noor Gold", "Oostvogel", "Bep Oostvogel", "B. Zorg", "Oostvogel van der Plas"];
        assert_eq!(found(text, behind_roles(text, &lists)), names);
    }

    #[test]
    fn a_name_in_a_sentence_that_tells_whose_it_is() {
        let lists = Normaliser::new();
        for (text, names) in [
            (
                "Ik woon hier en mijn buurvrouw mevr. Zeynep K\u{131}l\u{131}\u{e7} op Kanaal 81",
                &["Zeynep K\u{131}l\u{131}\u{e7}"][..],
            ),
            ("U kunt bellen met Sophie Oude Voshaar, of mij", &["Sophie Oude Voshaar"]),
            ("Vraag het mijn man Kees. Morgen", &["Kees"]),
            ("nu van Sophie Oude Voshaar.\n\nNEN-EN 1", &["Sophie Oude Voshaar"]),
            ("my wife Noor van der Linde says", &["Noor van der Linde"]),
            ("mijn tandarts dr. Oostvogel", &["Oostvogel"]),
            ("Mijn Vrouw Zegt dat", &[]),
            ("meine Frau Urlaub hat", &[]),
            ("mijn man Maandag belt", &[]),
            ("Sophie belt. Morgen komt Sophie", &[]),
            ("Sophie Hoofdweg 12", &[]),
            ("mijn man is ziek", &[]),
            ("Sehr geehrte Damen und Herren, bitte liefern Sie an Jäger GmbH", &[]),
        ] {
            assert_eq!(found(text, in_sentences(text, &lists)), names, "{text}");
        }
    }
}
