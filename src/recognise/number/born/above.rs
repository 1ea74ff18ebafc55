//! What stands above rows of names and days: what days they are, and what people.
//!
//! In: a text, and where rows begin and end in it. Out: whether the lines above and the first row say that the days are those of birth,
//! or others, or that the people are patients, passengers, pupils, or are being enrolled. This module refuses to know how rows look.

use super::{ROW, head};

/// What words above rows of names and days begin with, or hold, where the days are those of birth.
const BIRTH: [&str; 12] = [
    "geboort",
    "geb.",
    "gebdat",
    "geburt",
    "birth",
    "d.o.b",
    "naissance",
    "nacim",
    "nascit",
    "f. nac",
    "data nasc",
    "jarig",
];

/// The same, where they are days of something else.
#[rustfmt::skip]
const OTHER: [&str; 95] = [
    "dienst", "sinds", "since", "seit", "depuis", "desde", "overle", "gestorv", "verst", "died", "death", "deceas", "décè", "decè",
    "décéd", "fallec", "decedut", "member", "mitglied", "eintritt", "austritt", "adhésion", "socio", "iscritt", "iscrizion", "ingres", "entrada",
    "assun", "start", "begin", "contract", "vertrag", "contrat", "factu", "invoice", "rechn", "betaal", "paid", "bezahl", "payé",
    "pagad", "uitgave", "uitleen", "retour", "gehuwd", "huwelijk", "married", "marri", "trouw", "hochzeit", "mariage", "boda",
    "record", "premi", "releas", "opgericht", "laatste", "last", "letzt", "dernier", "login", "inlog", "exam", "diplom", "certif",
    "keuring", "geldig", "valid", "expir", "vervalt", "gültig", "winna", "uitslag", "laatst", "jubil", "publi", "voorzit", "sterf",
    "rapport", "besluit", "ranking",
    "aanstel", "benoem", "ernannt", "ernenn", "nombra", "nomina", "concert", "begraven", "beerdig", "gedoopt", "brieven", "letters", "uitvoering", "consult",
];

/// What words above rows begin with, or hold, where the rows are of people that are looked after, taught, insured or on a journey.
#[rustfmt::skip]
const PEOPLE: [&str; 46] = [
    "patiënt", "patient", "cliënt", "passag", "passeng", "passegg", "pasajer", "viajer", "reizig", "travell", "voyageur", "deelnem",
    "teilnehm", "particip", "kinderen", "kinder", "children", "enfants", "niños", "bambini", "leerling", "schüler", "élève", "eleve",
    "pupil", "student", "alumn", "alunn", "insured", "verzeker", "versichert", "assuré", "asegurad", "assicurat", "gezin", "family",
    "famil", "bewoner", "reserver", "booking", "prenotaz", "réservation", "reserva", "buchung", "gasten", "huésped",
];
/// What words begin with that ask to enrol somebody for a course, a flight, a test, or say for what.
#[rustfmt::skip]
const ENROL: [&str; 78] = [
    "aan te melden", "aanmelden", "aanmelding", "anmelden", "anmeldung", "anzumelden", "apuntar", "biglietti", "bijscholing", "billetes",
    "billets", "book the", "buchen", "corso", "course", "cursillo", "cursist", "curso", "cursus", "driving test", "einschreiben",
    "enregistrer", "enrol", "flight", "flug", "flüge", "formación", "formation", "formazione", "fortbildung", "in te schrijven",
    "inschrijven", "inscribir", "inscrire", "inscrivez", "insure", "iscriva", "iscrivere", "iscrivete", "kurs", "lehrgang", "matricular",
    "nascholing", "op te geven", "opgeven", "opleiding", "please book", "please register", "prenotare", "register our", "register the",
    "registreren", "reservar", "rijexamen", "réserver", "schrijf", "schulung", "seminar", "sign up", "stage", "theory test", "tickets",
    "to book", "toegangspas", "training", "versichern", "verzekeren", "visa", "visado", "visum", "vlieg", "vlucht", "volo", "vols",
    "vuelo", "weiterbildung", "workshop", "zugangsausweis",
];
/// What words begin with that say what the people of such rows have done, or shall do, on those days.
#[rustfmt::skip]
const DONE: [&str; 62] = [
    "abgelaufen", "abgeschlossen", "ablauf", "absolviert", "afgerond", "afronding", "afspra", "appointment", "attended", "behaald",
    "bestanden", "bezorg", "caduc", "cita", "complet", "conclu", "consegn", "conseguit", "deliver", "done", "due", "eindigd", "ended",
    "entrega", "erworben", "finished", "geslaagd", "gevolgd", "hechas", "held", "herhaal", "invio", "issued", "lever", "liefer",
    "livrais", "nieuwe datum", "obteni", "obtenu", "onderzoek", "ottenut", "passed", "periodo", "périm", "renew", "réussi", "scad",
    "sentit", "sluit", "suivi", "superad", "superat", "teilgenommen", "termin", "uitgevoerd", "venc", "verleng", "verlo", "vernieuw",
    "volgende datum", "voltooi", "échéance",
];

/// What is told by what stands above rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Above {
    /// Their days are those of birth.
    Birth,
    /// They are other days.
    Other,
    /// The rows are of people.
    People,
    /// The rows are of people that somebody enrols for a course, a flight, a test.
    Enrolled,
    Nothing,
}

/// What the lines above rows and the first of them say that their days are; of days that are not far apart, whether they are those of birth.
pub(super) fn above(text: &str, start: usize, end: usize, far_apart: bool) -> Above {
    // addresses are no words
    let row = head(&text[start..end.max(start)], ROW).split([' ', '\t', ';', '|', ',']);
    let mut lower = row.filter(|word| !word.contains('@')).collect::<Vec<_>>().join(" ").to_lowercase();
    let mut from = start.saturating_sub(2 * ROW);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    for line in text[from..start].rsplit('\n').filter(|line| !is_blank(line)).take(2) {
        lower.push('\n');
        lower.push_str(&line.to_lowercase());
    }
    if says_birth(&lower) {
        return Above::Birth;
    }
    if !far_apart {
        return Above::Nothing;
    }
    if OTHER.iter().any(|word| lower.contains(word)) {
        return Above::Other;
    }
    // a heading that names neither
    let first = lower.split('\n').nth(1).unwrap_or_default();
    let titles = first.split([';', '|', '\t']).filter(|t| !t.trim().is_empty()).count();
    let wide = first.trim().contains("   ");
    if (titles > 1 || wide) && !first.contains(|c: char| c.is_ascii_digit()) {
        return Above::Other;
    }
    if PEOPLE.iter().any(|word| lower.contains(word)) {
        return Above::People;
    }
    let has = |list: &[&str]| list.iter().any(|phrase| has_word(&lower, phrase));
    if has(&ENROL) && !has(&DONE) { Above::Enrolled } else { Above::Nothing }
}

/// A text in lower case says that somebody was born.
pub(super) fn says_birth(lower: &str) -> bool {
    BIRTH.iter().any(|word| lower.contains(word))
}

/// Nothing stands on a line, but for marks of what is quoted.
fn is_blank(line: &str) -> bool {
    line.bytes().all(|b| b.is_ascii_whitespace() || b == b'>')
}

/// A word of a text in lower case begins with a phrase.
fn has_word(lower: &str, phrase: &str) -> bool {
    lower.match_indices(phrase).any(|(at, _)| !lower[..at].ends_with(char::is_alphabetic))
}
