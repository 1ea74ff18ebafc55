//! What people are to somebody: a name behind a role where no recogniser takes it for one, a number of whom a sentence says no more than that.
//!
//! In: texts. Out: places of names, and whether a number is somebody else's. It refuses to know who the subject is.

use std::ops::Range;

use super::adjoining::shown;
use super::words::{BEGINNINGS, PARTICLES, SMALL, words};

/// Bytes on either side of a colon.
const NEAR: usize = 96;

/// What people are to somebody, in the languages that are read, in small letters: behind it and a colon stands who, and behind `mijn` it is
/// them. With each, whether it is the label of a form as well: a single word behind it is no name yet (`Werkgever: Gemeente`).
const PEOPLE: &[(&str, bool)] = &[
    ("abogado", false),
    ("accountant", true),
    ("adviseur", false),
    ("advocaat", false),
    ("ansprechpartner", false),
    ("ansprechpartnerin", false),
    ("anwalt", false),
    ("arts", false),
    ("arzt", false),
    ("assistant", true),
    ("assistante", true),
    ("assistent", true),
    ("assistente", true),
    ("assistentin", true),
    ("avocat", false),
    ("avvocato", false),
    ("baas", true),
    ("behandelaar", false),
    ("behandelend arts", false),
    ("bewindvoerder", false),
    ("boekhouder", false),
    ("boss", true),
    ("boyfriend", true),
    ("broer", false),
    ("brother", false),
    ("bruder", false),
    ("buren", true),
    ("buurman", false),
    ("buurvrouw", false),
    ("chef", true),
    ("coach", true),
    ("colega", true),
    ("colleague", false),
    ("collega", false),
    ("collègue", true),
    ("compagne", true),
    ("compagnon", true),
    ("conjoint", false),
    ("contact", true),
    ("contact person", false),
    ("contactpersoon", false),
    ("curator", false),
    ("dad", true),
    ("daughter", false),
    ("docent", false),
    ("dochter", false),
    ("doctor", true),
    ("echtgenoot", false),
    ("echtgenote", false),
    ("ehefrau", false),
    ("ehemann", false),
    ("emergency contact", false),
    ("employee", true),
    ("erfgenaam", false),
    ("esposa", true),
    ("esposo", true),
    ("father", false),
    ("femme", false),
    ("figlia", true),
    ("figlio", true),
    ("filha", true),
    ("fille", true),
    ("fils", true),
    ("flatmate", true),
    ("fratello", true),
    ("frau", false),
    ("freund", true),
    ("freundin", true),
    ("frère", true),
    ("gemachtigde", false),
    ("girlfriend", true),
    ("gp", false),
    ("hausarzt", false),
    ("hermana", true),
    ("hermano", true),
    ("hija", true),
    ("hijo", true),
    ("huisarts", false),
    ("huisgenoot", false),
    ("husband", false),
    ("huurder", true),
    ("kind", true),
    ("kollege", true),
    ("kollegin", true),
    ("landlord", true),
    ("lawyer", false),
    ("leidinggevende", false),
    ("leraar", false),
    ("madre", true),
    ("makelaar", true),
    ("man", true),
    ("manager", true),
    ("mann", true),
    ("mantelzorger", false),
    ("mari", false),
    ("marido", false),
    ("marito", false),
    ("medewerker", true),
    ("medewerkster", true),
    ("medico", false),
    ("mentor", false),
    ("mieter", true),
    ("moeder", false),
    ("moglie", false),
    ("mother", false),
    ("mujer", false),
    ("mum", true),
    ("mutter", false),
    ("mère", true),
    ("médecin", false),
    ("nachbar", false),
    ("nachbarin", false),
    ("neef", true),
    ("neighbor", true),
    ("neighbour", false),
    ("nicht", true),
    ("notaire", false),
    ("notar", false),
    ("notaris", false),
    ("oma", true),
    ("oom", true),
    ("opa", true),
    ("ouder", true),
    ("ouders", true),
    ("padre", true),
    ("parents", true),
    ("partner", false),
    ("physician", false),
    ("physiotherapeut", false),
    ("psycholoog", false),
    ("père", true),
    ("schoonmoeder", true),
    ("schoonvader", true),
    ("schwester", false),
    ("secretaresse", true),
    ("sister", false),
    ("soeur", true),
    ("sohn", false),
    ("solicitor", false),
    ("son", false),
    ("sorella", true),
    ("specialist", true),
    ("spouse", false),
    ("steuerberater", false),
    ("tandarts", false),
    ("tante", true),
    ("tenant", true),
    ("therapeut", false),
    ("tochter", false),
    ("tussenpersoon", true),
    ("tutor", true),
    ("vader", false),
    ("vater", false),
    ("vecina", true),
    ("vecino", true),
    ("verhuurder", true),
    ("verloofde", true),
    ("verloskundige", false),
    ("vermieter", true),
    ("verpleegkundige", false),
    ("voisin", false),
    ("voisine", false),
    ("voogd", false),
    ("vriend", false),
    ("vriendin", false),
    ("vrouw", true),
    ("werkgever", true),
    ("wife", false),
    ("zahnarzt", false),
    ("zoon", false),
    ("zus", false),
    ("zusje", true),
    ("zuster", false),
    ("zwager", true),
];

/// What somebody is to somebody: whether it is the label of a form as well.
fn people(word: &str) -> Option<bool> {
    let at = PEOPLE.binary_search_by_key(&word, |(word, _)| word).ok()?;
    PEOPLE.get(at).map(|(_, label)| *label)
}

/// A name behind what somebody is and a colon, also where no recogniser takes it for one: `Huisarts: Oostvogel`.
pub(super) fn behind_roles(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    for colon in memchr::memchr_iter(b':', text.as_bytes()) {
        let head = &text[text.ceil_char_boundary(colon.saturating_sub(NEAR))..colon];
        let head = head.trim_end_matches([' ', '\t', '*']);
        let line = &head[head.rfind(['\n', ';', ',', '|', '.', '(']).map_or(0, |n| n + 1)..];
        let role = line.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
        let Some(label) = people(&role).filter(|_| role.len() <= 24) else { continue };
        let rest = &text[colon + 1..text.floor_char_boundary((colon + 1 + NEAR).min(text.len()))];
        let ends = ['\n', '\r', '\u{2028}', '\u{2029}', ',', ';', '(', '|', '<', '@'];
        let line = &rest[..rest.find(ends).unwrap_or(rest.len())];
        let (mut begin, mut end, mut count) = (None, 0, 0);
        let mut named = !label;
        for span in words(line).take(6) {
            let word = &line[span.clone()];
            let small = word.to_lowercase();
            let title = TITLES.contains(&small.as_str());
            let capital = word.chars().next().is_some_and(char::is_uppercase);
            let particle = [&PARTICLES[..], &SMALL].iter().any(|all| all.contains(&small.as_str()));
            if begin.is_none() && title {
                named = true;
                continue;
            }
            // an answer of a form; where lines are joined, the label of the next
            let behind = line[span.end..].trim_start_matches([' ', '\t', '*']);
            if NO_NAMES.contains(&small.as_str()) || behind.starts_with(':') {
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
            named |= capital && (initial || count > 1);
            end = if capital { span.end } else { end };
        }
        if let Some(begin) = begin.filter(|begin| named && *begin < end) {
            all.push(colon + 1 + begin..colon + 1 + end);
        }
    }
    all.into_iter()
}

/// Fields of a forwarded message that name people, as programs for mail write them, in small letters.
const FIELDS: [&str; 14] =
    ["a", "aan", "an", "cc", "copie", "da", "de", "from", "kopie", "para", "to", "van", "von", "à"];

/// Fields that stand near them, in small letters.
const OTHERS: [&str; 18] = [
    "asunto",
    "betreff",
    "data",
    "date",
    "datum",
    "envoyé",
    "enviado",
    "enviado el",
    "fecha",
    "gesendet",
    "inviato",
    "objet",
    "oggetto",
    "onderwerp",
    "sent",
    "subject",
    "verzonden",
    "verstuurd",
];

/// Lines around a field in which another one stands.
const BLOCK: usize = 4;

/// Names in the fields of a forwarded or quoted message that stands in a text: `De : Noor Visser`, with another field nearby.
pub(super) fn behind_fields(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut lines: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    if memchr::memchr(b':', text.as_bytes()).is_some() {
        for line in text.split_inclusive('\n') {
            lines.push((at, line));
            at += line.len();
        }
    }
    let margin = |c: char| matches!(c, '>' | ' ' | '\t' | '*' | '|' | '\u{a0}');
    let field = |line: &str| {
        let (label, _) = line.split_at_checked(line.find(':').filter(|n| *n < 24)?)?;
        Some(label.trim_matches(margin).to_lowercase())
    };
    let is = |line: &str, list: &[&str]| field(line).is_some_and(|label| list.contains(&label.as_str()));
    let mut all = Vec::new();
    for (n, (at, line)) in lines.iter().enumerate().filter(|(_, (_, line))| is(line, &FIELDS)) {
        let near = &lines[n.saturating_sub(BLOCK)..(n + BLOCK + 1).min(lines.len())];
        if !near.iter().any(|(_, line)| is(line, &OTHERS)) {
            continue;
        }
        let Some(colon) = line.find(':') else { continue };
        let value = &line[colon + 1..];
        let value = &value[..value.find(['<', '[', '(', ';', '\r', '\n', '@']).unwrap_or(value.len())];
        let spans: Vec<Range<usize>> = words(value).collect();
        let capital = |span: &Range<usize>| value[span.clone()].starts_with(char::is_uppercase);
        let small = |span: &Range<usize>| {
            let word = value[span.clone()].to_lowercase();
            [&PARTICLES[..], &SMALL].iter().any(|list| list.contains(&word.as_str()))
        };
        let named = spans.iter().filter(|span| capital(span)).count() > 1
            && spans.len() <= 6
            && spans.iter().all(|span| capital(span) || small(span))
            && !value.contains(|c: char| c.is_ascii_digit());
        if let (true, Some(first), Some(last)) = (named, spans.first(), spans.last()) {
            all.push(at + colon + 1 + first.start..at + colon + 1 + last.end);
        }
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
const OWN: [&str; 25] = [
    "mijn", "m'n", "mn", "onze", "ons", "my", "our", "mein", "meine", "meinen", "meinem", "meiner", "unser",
    "unsere", "mon", "ma", "mes", "notre", "mi", "mis", "mio", "mia", "nostro", "nostra", "nuestro",
];

/// The writer, in small letters: a number behind these is theirs, whoever was told of before.
const FIRST: [&str; 18] = [
    "ik", "ikzelf", "mij", "mijzelf", "me", "mezelf", "i", "i'm", "i'll", "myself", "mine", "ich", "mich",
    "mir", "j'ai", "moi", "io", "yo",
];

/// The writer in French; in Dutch it is whoever reads.
const JE: &str = "je";

/// Somebody else again, in small letters: `mijn man heeft mij gevraagd u hem te laten bellen op`.
const THIRD: [&str; 11] = ["hem", "haar", "him", "his", "her", "ihn", "ihm", "ihr", "ihre", "sein", "seine"];

/// What people are reached by, in small letters: `mijn nummer`.
const NUMBER: [&str; 17] = [
    "nummer",
    "telefoonnummer",
    "mobiel",
    "mobiele",
    "telefoon",
    "number",
    "phone",
    "mobile",
    "cell",
    "telefonnummer",
    "handynummer",
    "handy",
    "telefon",
    "numéro",
    "portable",
    "téléphone",
    "numero",
];

/// Text before a number and behind it says whose it is.
pub(super) fn is_of_relative(before: &str, behind: &str) -> bool {
    let before = shown(before);
    let ends = |c: char| matches!(c, '!' | '?' | ';' | '\u{2029}');
    let before = before.rsplit(ends).next().unwrap_or_default();
    let before = before.rsplit("\n\n").next().unwrap_or_default();
    let before = before.rsplit(". ").next().unwrap_or_default();
    // `06-… (mijn man)`, `06-… is van mijn man`
    let behind = shown(behind);
    let behind = behind.split(['.', ',', ';', '\n']).next().unwrap_or_default();
    let says = |text: &str| {
        let word = |c: char| !c.is_alphabetic() && c != '\'';
        let all: Vec<String> = text.split(word).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
        // `my contact number` is the writer's
        let number = |n: usize| all.get(n).is_some_and(|word| NUMBER.contains(&word.as_str()));
        let relative =
            |n: &usize| OWN.contains(&all[*n].as_str()) && people(&all[n + 1]).is_some() && !number(n + 2);
        // the writer comes in between: `mijn man is ziek, dus bel mij op`
        let last = (0..all.len().saturating_sub(1)).rev().find(relative);
        last.is_some_and(|n| {
            let french = ["mon", "ma", "mes", "notre"].contains(&all[n].as_str());
            let (mut theirs, mut before) = (false, "");
            for word in all[n + 2..].iter().map(String::as_str) {
                let number = NUMBER.contains(&word);
                let first = FIRST.contains(&word) || french && word == JE || number && OWN.contains(&before);
                let third = THIRD.contains(&word) || number && before == "zijn";
                theirs = first || theirs && !third;
                before = word;
            }
            !theirs
        })
    };
    let tells = behind.trim_start().starts_with(['(', '-', '='])
        || behind.contains(" van ")
        || behind.contains(" of ");
    says(before) || tells && says(behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, spans: impl Iterator<Item = Range<usize>>) -> Vec<&str> {
        spans.map(|span| &text[span]).collect()
    }

    #[test]
    fn a_name_behind_what_somebody_is() {
        assert!(PEOPLE.is_sorted());
        let text = "Huisarts: Oostvogel\n- Advocaat : mr. Van der Plas, 06\nPartner: Noor Visser (42)\nContactpersoon: zie boven\nManager: de heer\n\
                    Onderwerp: Dakgoot\nDoctor: Wij bellen u\nVader: J. Bos";
        assert_eq!(found(text, behind_roles(text)), ["Oostvogel", "Van der Plas", "Noor Visser", "J. Bos"]);
    }

    #[test]
    fn a_name_in_the_fields_of_what_is_forwarded() {
        let text = "-----Message d'origine-----\r\nDe : Bep Oostvogel\r\nEnvoy\u{e9} : mardi\r\n\u{c0} : <x@huis.example>\r\n> *Van:* Oostvogel, Bep van der [mailto:b@x.example]\n\
                    > Aan: afdeling verkoop\nCc: Bos\n";
        assert_eq!(found(text, behind_fields(text)), ["Bep Oostvogel", "Oostvogel, Bep van der"]);
        let form = "Van: Leiden Centraal\nNaar: Utrecht\nTijd: 10\n";
        assert_eq!(found(form, behind_fields(form)), [""; 0], "no field of mail is near");
    }

    #[test]
    fn answers_of_a_form_name_nobody() {
        let form = "Partner: Ja\nSalaris: 3000\nKind: Nee\nAllergie: noten\nManager: Ja\nWerkgever: Gemeente\nContact: Telefonisch\n\
                    Echtgenoot: Onbekend\nHuisarts: n.v.t.\nContact: E-mail\nPartner:\nSalaris: 3\n";
        for text in [form.to_owned(), form.replace('\n', "\r\n"), form.replace('\n', " ")] {
            assert_eq!(found(&text, behind_roles(&text)), [""; 0], "{text}");
        }
        let text = "Werkgever: Noor Visser\nManager: dhr. Bos\nContact: J. Smit\nPartner: Els Salaris: 3";
        assert_eq!(found(text, behind_roles(text)), ["Noor Visser", "Bos", "J. Smit", "Els"]);
    }

    #[test]
    fn a_number_of_somebody_who_is_not_named() {
        for (before, behind) in [
            ("Bel mijn man op ", "."),
            ("Het nummer van mijn\ncollega is ", " overdag"),
            ("You can reach my wife at ", ""),
            ("Meine Schwester: ", ""),
            ("of ", " (mijn buurvrouw)"),
            ("want ", " is van mijn zoon"),
            ("Mijn man heeft mij gevraagd zijn nummer door te geven: ", ""),
            ("Mijn man kun je bellen op ", ""),
            ("Ik werk, bel daarom mijn vrouw maar op ", ""),
        ] {
            assert!(is_of_relative(before, behind), "{before}");
        }
        for (before, behind) in [
            ("Mijn nummer is ", "."),
            ("Mijn man komt ook. Bel mij op ", ""),
            ("mijn vrouw\n\nTel. ", ""),
            ("Mijn man is ziek, dus bel mij maar op ", ""),
            ("As my partner and I moved last week please call me on ", "."),
            ("Meine Frau ist krank, Sie erreichen mich unter ", ""),
            ("Mon mari est malade, appelez-moi au ", ""),
            ("mijn dochter slaapt, mijn nummer is ", ""),
            ("My contact number is ", ""),
            ("Mijn ouder nummer was ", ""),
            ("bel ", " morgen, mijn man is thuis"),
        ] {
            assert!(!is_of_relative(before, behind), "{before}");
        }
    }
}
