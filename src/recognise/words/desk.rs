//! People who are called about what would else be the label of a number: `orderdesk`, `Service client : 03 …`.
//!
//! In: a word, or a text and where a word begins in it. Out: whether the word is (part of) the name of a desk or department.
//! This module refuses to know what words say.

/// Bytes before a word that are looked at for the desk that it belongs to.
const REACH: usize = 32;

/// `Projectleider`, `orderdesk`, `klantenservice`: a compound, in lower case, that names people.
pub(super) fn is_department(word: &str) -> bool {
    const ENDS: [&str; 22] = [
        "leider",
        "leiding",
        "desk",
        "lijn",
        "balie",
        "afdeling",
        "verkoop",
        "service",
        "manager",
        "management",
        "team",
        "dienst",
        "beheer",
        "beheerder",
        "administratie",
        "bewaking",
        "abwicklung",
        "abteilung",
        "leiter",
        "annahme",
        "planning",
        "debiteuren",
    ];
    ENDS.iter().any(|end| word.ends_with(end)) || word == "crediteuren"
}

/// The word at byte `start` says whose desk it is, as in `Service clients`, `Atención al cliente`, `Afd. facturen`. One order or
/// one file has a number: `Service order`, `Bureau dossier`.
pub(crate) fn is_of_desk(text: &str, start: usize) -> bool {
    let Some((word, at)) = word_before(text, start) else { return false };
    if !is_clients_or_many(text, start) {
        return false;
    }
    if is_desk(word) {
        return true;
    }
    let joins = ["al", "a", "aux", "du", "des", "de", "del", "di", "ai", "alla", "per", "los", "las"];
    let joins = |word: &str| joins.iter().any(|join| word.eq_ignore_ascii_case(join));
    let mut at = at;
    let mut word = word;
    // `Departamento de atención a los clientes`
    for _ in 0..2 {
        if !joins(word) {
            return false;
        }
        let Some((next, begin)) = word_before(text, at) else { return false };
        if is_desk(next) {
            return true;
        }
        (word, at) = (next, begin);
    }
    false
}

/// The word at byte `start` is that of customers, or a plural.
fn is_clients_or_many(text: &str, start: usize) -> bool {
    const CLIENTS: [&str; 4] = ["clien", "klant", "kunde", "customer"];
    const MANY: [&str; 5] = ["s", "en", "i", "aufträge", "pratiche"];
    let rest = text.get(start..).unwrap_or_default();
    let length = rest.bytes().take(REACH).take_while(|b| b.is_ascii_alphabetic() || *b >= 0x80).count();
    let word = rest.get(..length).unwrap_or_default().to_lowercase();
    CLIENTS.iter().any(|begin| word.starts_with(begin)) || MANY.iter().any(|end| word.ends_with(end))
}

/// The word before byte `start`, where one space parts the two, and where it begins.
fn word_before(text: &str, start: usize) -> Option<(&str, usize)> {
    let head = text.get(..start)?.strip_suffix(' ')?;
    let head = head.strip_suffix('.').unwrap_or(head);
    let bytes = head.as_bytes();
    let length =
        bytes.iter().rev().take(REACH).take_while(|b| b.is_ascii_alphabetic() || **b >= 0x80).count();
    let from = head.len() - length;
    let word = head.get(from..)?;
    (!word.is_empty() && length < REACH).then_some((word, from))
}

fn is_desk(word: &str) -> bool {
    const DESKS: [&str; 27] = [
        "abt",
        "abteilung",
        "accueil",
        "afd",
        "afdeling",
        "assistance",
        "assistenza",
        "atención",
        "atencion",
        "atenció",
        "balie",
        "bureau",
        "departamento",
        "dept",
        "dienst",
        "département",
        "dpto",
        "guichet",
        "oficina",
        "relation",
        "relations",
        "reparto",
        "service",
        "services",
        "servicio",
        "servizio",
        "ufficio",
    ];
    word.len() <= 12 && DESKS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desk_stands_before_what_it_is_for() {
        let of_desk = |text: &str| is_of_desk(&text.replace('#', ""), text.find('#').unwrap());
        for text in [
            "Service #client",
            "ATENCIÓN AL #CLIENTE",
            "Servizio #clienti",
            "Afd. #facturen",
            "Atención a los #clientes",
        ] {
            assert!(of_desk(text), "{text}");
        }
        for text in [
            "#client",
            "N° #client",
            "Votre #client",
            "Service: #client",
            "Service\n#client",
            "a la #factura",
            "Service #order",
            "Service #ticket",
            "Bureau #dossier",
            "Ufficio #pratica",
        ] {
            assert!(!of_desk(text), "{text}");
        }
    }
}
