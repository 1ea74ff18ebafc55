//! First words of letters, in the languages of Europe: `Beste Anna,`, `Sehr geehrte Frau …`.
//!
//! In: a line. Out: whether it greets. Who tells quotes and who tells names apart asks for it. What closes a letter is told next
//! door, in `closing`. A room that asks something else of the word has a list of its own, and says what.

/// Words that a greeting begins with, in lower case.
const FIRST: [&str; 52] = [
    "beste",
    "bonjour",
    "bonsoir",
    "buenas",
    "buenos",
    "buonasera",
    "buongiorno",
    "cara",
    "cari",
    "caro",
    "cher",
    "chers",
    "chère",
    "chères",
    "ciao",
    "dag",
    "dear",
    "egregia",
    "egregio",
    "estimada",
    "estimadas",
    "estimado",
    "estimados",
    "geachte",
    "gentile",
    "gentili",
    "goed",
    "goedemiddag",
    "goedemorgen",
    "goedenavond",
    "goedendag",
    "good",
    "guten",
    "hallo",
    "hello",
    "hey",
    "hi",
    "hoi",
    "hola",
    "liebe",
    "lieber",
    "lieve",
    "madame",
    "moin",
    "monsieur",
    "querida",
    "querido",
    "salut",
    "salve",
    "sehr",
    "servus",
    "waarde",
];

/// Bytes of the longest of them.
const LONGEST: usize = 11;

/// Bytes of a line that may be a greeting and no sentence.
const LINE_MAX: usize = 72;

/// The word is one that a greeting begins with, in any case.
pub(crate) fn is_greeting_word(word: &str) -> bool {
    if word.len() > LONGEST || word.len() < 2 {
        return false;
    }
    if word.is_ascii() {
        return FIRST.iter().any(|first| word.eq_ignore_ascii_case(first));
    }
    FIRST.contains(&word.to_lowercase().as_str())
}

/// The line, without white space around it, greets: it begins so and is no sentence.
pub(crate) fn is_greeting(line: &str) -> bool {
    line.len() <= LINE_MAX
        && line.split([' ', ',', '!', '(', '\u{a0}']).next().is_some_and(is_greeting_word)
        && !line.trim_end_matches(['.', '!', ',']).contains([';', '?'])
        && !line.contains(". ")
        && !line.bytes().any(|b| b.is_ascii_digit())
        || matches!(line, "LS" | "LS," | "L.S." | "L.S.,")
}

/// Whom a circular greets, in lower case.
const EVERYBODY: [&str; 61] = [
    "abbonato",
    "abonnee",
    "abonnees",
    "abonnent",
    "abonnenten",
    "abonné",
    "abonnée",
    "abonnés",
    "adhérent",
    "adhérente",
    "adhérents",
    "bezoeker",
    "bezoekers",
    "client",
    "cliente",
    "clientes",
    "clienti",
    "clients",
    "customer",
    "customers",
    "gast",
    "gasten",
    "guest",
    "guests",
    "gäste",
    "klant",
    "klanten",
    "kunde",
    "kunden",
    "kundin",
    "kundinnen",
    "lecteur",
    "lecteurs",
    "lector",
    "lectores",
    "lectrice",
    "leden",
    "leser",
    "leserin",
    "leserinnen",
    "lettore",
    "lettori",
    "lezer",
    "lezers",
    "member",
    "members",
    "membre",
    "membres",
    "mitglied",
    "mitglieder",
    "nutzer",
    "reader",
    "readers",
    "relatie",
    "relaties",
    "soci",
    "socio",
    "socios",
    "subscriber",
    "subscribers",
    "utente",
];

/// The line greets everybody whom a circular goes to, and nobody by name: `Beste klant,`.
pub(crate) fn greets_everybody(line: &str) -> bool {
    is_greeting(line)
        && line
            .split(|c: char| !c.is_alphabetic())
            .skip(1)
            .any(|word| EVERYBODY.contains(&word) || EVERYBODY.contains(&word.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted_and_short_enough() {
        assert!(FIRST.is_sorted() && EVERYBODY.is_sorted());
        assert_eq!(FIRST.iter().map(|word| word.len()).max(), Some(LONGEST));
    }

    #[test]
    fn circulars_greet_everybody() {
        for line in
            ["Beste klant,", "Sehr geehrte Kundinnen und Kunden,", "Cher(e) abonné(e),", "GENTILE CLIENTE,"]
        {
            assert!(greets_everybody(line), "{line}");
        }
        for line in ["Beste Anna,", "Klant: Anna", "Dear Client Services Ltd team of Anna", "Hallo,"] {
            assert_eq!(greets_everybody(line), line.contains("Client"), "{line}");
        }
    }

    #[test]
    fn lines_that_greet() {
        for line in [
            "Beste Anna,",
            "BESTE ANNA",
            "Sehr geehrte Frau Smit,",
            "Chère Madame",
            "Hi!",
            "L.S.,",
            "Good morning all,",
        ] {
            assert!(is_greeting(line), "{line}");
        }
        for line in [
            "",
            "Beste; prijs",
            "Dagaanbieding",
            "De beste prijs",
            "Good weather. Take a coat with you.",
            "LSD",
        ] {
            assert!(!is_greeting(line), "{line}");
        }
    }
}
