//! Words that say whose something is elsewhere, and do not where they stand: in a name, in a word that is spelled out, of a desk.
//!
//! In: a text and where the word stands in it. Out: whether it says so. This module refuses to know what the sentence says.

use std::ops::Range;

use super::{preceding, until, words};
use crate::relate::cue::words::{NOTED, WITH};
use crate::relate::cue::{Said, word};

/// The writer, whose word stands at byte `start` and before `next`, is the one with whom something is noted.
pub(super) fn is_noted(text: &str, start: usize, next: &str) -> bool {
    let (with, _) = preceding(text, start);
    let is = |list: &[&str], word: &str| list.iter().any(|w| w.eq_ignore_ascii_case(word));
    let before = || preceding(text, with.as_ptr() as usize - text.as_ptr() as usize).0;
    is(&WITH, with) && (is(&NOTED, next) || is(&NOTED, before())) || is(WITHIN, with) && is(RECORDS, next)
}

/// Before the records of somebody.
const WITHIN: &[&str] = &["dans", "en", "in", "nei", "nel", "nella", "nelle", "on"];

/// What somebody keeps of others: `Uw adres in ons systeem is`, `your number in our records`.
#[rustfmt::skip]
const RECORDS: &[&str] = &[
    "administratie", "akten", "archief", "archivi", "archivio", "archivo", "archivos", "base", "bestand", "bestanden", "boeken",
    "books", "bücher", "crm", "database", "databank", "datei", "dateien", "daten", "datenbank", "dossier", "dossiers", "fichero",
    "ficheros", "fichier", "fichiers", "file", "files", "gegevens", "kartei", "klantenbestand", "kundendatei", "ledenbestand",
    "ledger", "records", "register", "registers", "registres", "registri", "registro", "registros", "sistema", "sistemi",
    "stammdaten", "system", "systeem", "systems", "système", "systèmes", "unterlagen",
];

/// The word is part of a name: capital before small letters, behind a hyphen or another such word or an initial. German `Ihr` is not.
pub(super) fn is_in_name(text: &str, own: Range<usize>) -> bool {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
    };
    let own_word = text.get(own.clone()).unwrap_or_default();
    if !capital(own_word) || own_word.starts_with("Ih") {
        return false;
    }
    let before = text.get(..own.start).unwrap_or_default();
    if before.ends_with('-') {
        return true;
    }
    // `A. Vos`, `Jan Vos`; not `Hallo Jan. Uw nummer`
    let bare = before.trim_end_matches(' ');
    bare.strip_suffix('.').is_some_and(|b| {
        let (last, _) = preceding(b, b.len());
        last.len() == 1 && capital(last)
    })
}

/// The word is a letter of one that is spelled with spaces: `A U T O`.
pub(super) fn is_spelled(text: &str, own: Range<usize>, next: &str) -> bool {
    let letter = |word: &str| word.len() == 1 && word.bytes().all(|b| b.is_ascii_uppercase());
    own.len() == 1 && letter(&text[own.clone()]) && (letter(next) || letter(preceding(text, own.start).0))
}

/// The word says for whom a desk is: `Service clients`, `Relation client`, `Servizio clienti`.
pub(super) fn is_of_desk(text: &str, start: usize) -> bool {
    const DESKS: [&str; 8] =
        ["service", "services", "relation", "relations", "servicio", "servizio", "ufficio", "assistenza"];
    let (desk, _) = preceding(text, start);
    !desk.is_empty() && DESKS.iter().any(|known| known.eq_ignore_ascii_case(desk))
}

/// Behind the detail stands that it was passed on: `u hebt … opgegeven`.
pub(super) fn is_passed_on(after: &str) -> bool {
    const MOST: usize = 8;
    words(until(after, b".,;:?!(\n"))
        .take(MOST)
        .any(|(_, word)| GIVEN.iter().any(|w| w.eq_ignore_ascii_case(word)))
}

/// What was passed on.
const GIVEN: &[&str] = &[
    "doorgegeven",
    "opgegeven",
    "angegeben",
    "gegeven",
    "gevraagd",
    "gestuurd",
    "gemeld",
    "gaf",
    "vroeg",
    "gave",
    "given",
    "asked",
    "told",
    "sent",
    "gegeben",
    "mitgeteilt",
    "gebeten",
    "genannt",
    "donné",
    "communiqué",
    "indiqué",
    "demandé",
];

/// The writer to whom the reader gave something: `u heeft ons … doorgegeven`, `you gave us`.
pub(super) fn is_given(text: &str, object: Range<usize>, after: &str) -> bool {
    const OBJECTS: &[&str] = &["ons", "us", "uns", "nous", "mij", "me", "mir"];
    let is = |list: &[&str], word: &str| list.iter().any(|w| w.eq_ignore_ascii_case(word));
    if !is(OBJECTS, &text[object.clone()]) {
        return false;
    }
    let clause = text[..object.start].rsplit(['.', '?', '!', ',', ';', '\n']).next().unwrap_or_default();
    let reader = words(clause).any(|(_, w)| matches!(word(w), Some(Said::You | Said::Formal)));
    let behind = until(after, b".,;:?!(\n");
    let mut all = words(clause).chain(words(&text[object.end..])).chain(words(behind));
    reader && all.any(|(_, w)| is(GIVEN, w))
}
