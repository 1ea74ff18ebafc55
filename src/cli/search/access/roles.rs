//! What people are to somebody: a name behind a role where no recogniser takes it for one, a number of whom a sentence says no more than that.
//!
//! In: texts. Out: places of names, and whether a number is somebody else's. It refuses to know who the subject is.

use std::ops::Range;

use super::adjoining::shown;
use super::words::{BEGINNINGS, PARTICLES, SMALL, words};

/// Bytes on either side of a colon.
const NEAR: usize = 96;

/// What people are to somebody, in the languages that are read, in small letters: behind it and a colon stands who.
const ROLES: &[&str] = &[
    "abogado",
    "accountant",
    "adviseur",
    "advocaat",
    "ansprechpartner",
    "ansprechpartnerin",
    "anwalt",
    "arts",
    "arzt",
    "avocat",
    "avvocato",
    "behandelaar",
    "behandelend arts",
    "bewindvoerder",
    "boekhouder",
    "broer",
    "brother",
    "bruder",
    "buurman",
    "buurvrouw",
    "coach",
    "colleague",
    "collega",
    "conjoint",
    "contact",
    "contact person",
    "contactpersoon",
    "curator",
    "daughter",
    "docent",
    "dochter",
    "doctor",
    "echtgenoot",
    "echtgenote",
    "ehefrau",
    "ehemann",
    "emergency contact",
    "erfgenaam",
    "father",
    "femme",
    "frau",
    "gemachtigde",
    "gp",
    "hausarzt",
    "huisarts",
    "huisgenoot",
    "husband",
    "huurder",
    "kind",
    "landlord",
    "lawyer",
    "leidinggevende",
    "leraar",
    "makelaar",
    "manager",
    "mantelzorger",
    "mari",
    "marido",
    "marito",
    "medico",
    "mentor",
    "mieter",
    "moeder",
    "moglie",
    "mother",
    "mujer",
    "mutter",
    "médecin",
    "nachbar",
    "nachbarin",
    "neighbour",
    "notaire",
    "notar",
    "notaris",
    "ouder",
    "partner",
    "physician",
    "physiotherapeut",
    "psycholoog",
    "schwester",
    "sister",
    "sohn",
    "solicitor",
    "son",
    "specialist",
    "spouse",
    "steuerberater",
    "tandarts",
    "tenant",
    "therapeut",
    "tochter",
    "tussenpersoon",
    "tutor",
    "vader",
    "vater",
    "verhuurder",
    "verloskundige",
    "vermieter",
    "verpleegkundige",
    "voisin",
    "voisine",
    "voogd",
    "vriend",
    "vriendin",
    "werkgever",
    "wife",
    "zahnarzt",
    "zoon",
    "zus",
    "zuster",
];

/// A name behind what somebody is and a colon, also where no recogniser takes it for one: `Huisarts: Oostvogel`.
pub(super) fn behind_roles(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    for colon in memchr::memchr_iter(b':', text.as_bytes()) {
        let head = &text[text.ceil_char_boundary(colon.saturating_sub(NEAR))..colon];
        let head = head.trim_end_matches([' ', '\t', '*']);
        let line = &head[head.rfind(['\n', ';', ',', '|', '.', '(']).map_or(0, |n| n + 1)..];
        let role = line.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
        if role.len() > 24 || ROLES.binary_search(&role.as_str()).is_err() {
            continue;
        }
        let rest = &text[colon + 1..text.floor_char_boundary((colon + 1 + NEAR).min(text.len()))];
        let ends = ['\n', '\r', '\u{2028}', '\u{2029}', ',', ';', '(', '|', '<', '@'];
        let line = &rest[..rest.find(ends).unwrap_or(rest.len())];
        let (mut begin, mut end, mut count) = (None, 0, 0);
        let mut named = !LOOSE.contains(&role.as_str());
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

/// Roles that are labels of forms as well, in small letters: a single word behind them is no name yet (`Werkgever: Gemeente`).
const LOOSE: [&str; 18] = [
    "accountant",
    "coach",
    "contact",
    "doctor",
    "huurder",
    "kind",
    "landlord",
    "makelaar",
    "manager",
    "mieter",
    "ouder",
    "specialist",
    "tenant",
    "tussenpersoon",
    "tutor",
    "verhuurder",
    "vermieter",
    "werkgever",
];

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

/// Words for somebody who is somebody's, in small letters.
const RELATIVES: &[&str] = &[
    "accountant",
    "advocaat",
    "anwalt",
    "arzt",
    "assistant",
    "assistante",
    "assistent",
    "assistente",
    "assistentin",
    "baas",
    "boekhouder",
    "boss",
    "boyfriend",
    "broer",
    "brother",
    "bruder",
    "buren",
    "buurman",
    "buurvrouw",
    "chef",
    "colega",
    "colleague",
    "collega",
    "collègue",
    "compagne",
    "compagnon",
    "conjoint",
    "dad",
    "daughter",
    "dochter",
    "doctor",
    "echtgenoot",
    "echtgenote",
    "ehefrau",
    "ehemann",
    "employee",
    "esposa",
    "esposo",
    "father",
    "femme",
    "figlia",
    "figlio",
    "filha",
    "fille",
    "fils",
    "flatmate",
    "fratello",
    "frau",
    "freund",
    "freundin",
    "frère",
    "girlfriend",
    "hermana",
    "hermano",
    "hija",
    "hijo",
    "huisarts",
    "huisgenoot",
    "huurder",
    "husband",
    "kollege",
    "kollegin",
    "landlord",
    "lawyer",
    "leidinggevende",
    "madre",
    "man",
    "manager",
    "mann",
    "mari",
    "marido",
    "marito",
    "medewerker",
    "medewerkster",
    "mère",
    "moeder",
    "moglie",
    "mother",
    "mujer",
    "mum",
    "mutter",
    "nachbar",
    "nachbarin",
    "neighbor",
    "neighbour",
    "neef",
    "nicht",
    "notaris",
    "oma",
    "opa",
    "oom",
    "ouders",
    "padre",
    "parents",
    "partner",
    "père",
    "schoonmoeder",
    "schoonvader",
    "schwester",
    "secretaresse",
    "sister",
    "soeur",
    "sohn",
    "son",
    "sorella",
    "spouse",
    "tante",
    "tenant",
    "tochter",
    "vader",
    "vater",
    "vecina",
    "vecino",
    "verhuurder",
    "verloofde",
    "voisin",
    "voisine",
    "vriend",
    "vriendin",
    "vrouw",
    "wife",
    "zoon",
    "zus",
    "zusje",
    "zwager",
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
        let relative =
            |two: &[String]| OWN.contains(&two[0].as_str()) && RELATIVES.contains(&two[1].as_str());
        // the writer comes in between: `mijn man is ziek, dus bel mij op`
        let last = all.windows(2).rposition(relative);
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
        assert!(ROLES.is_sorted());
        let text = "Huisarts: Oostvogel\n- Advocaat : mr. Van der Plas, 06\nPartner: Noor Visser (42)\nContactpersoon: zie boven\nManager: de heer\n\
                    Onderwerp: Dakgoot\nDoctor: Wij bellen u\nVader: J. Bos";
        assert_eq!(found(text, behind_roles(text)), ["Oostvogel", "Van der Plas", "Noor Visser", "J. Bos"]);
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
            ("bel ", " morgen, mijn man is thuis"),
        ] {
            assert!(!is_of_relative(before, behind), "{before}");
        }
    }
}
