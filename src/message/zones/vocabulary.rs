//! Words that tell what a line at the end of a mail is that somebody wrote: thanks, who signs, the label of a number.
//!
//! In: a line. Out: which of these it is. What nobody writes by hand is told next door, in `added`; it refuses to know where the line stands.

use std::sync::LazyLock;

use crate::model::{in_lower_case, is_wish};

/// Beginnings of closing phrases that are as often a sentence of the letter, in lower case.
const THANKS: &[&str] = &[
    "thank",
    "thx",
    "tks",
    "many thanks",
    "bedankt",
    "alvast",
    "dank",
    "bij voorbaat",
    "met dank",
    "vielen dank",
    "besten dank",
    "danke",
    "merci",
    "gracias",
    "muchas gracias",
    "grazie",
    "best",
    "all the best",
    "yours",
    "take care",
    "cheers",
    "namens",
    "bonne",
    "à bientôt",
    "tot ziens",
    "br",
    "kr",
    "lg",
    "vg",
    "gr",
    "lp",
    "vh",
    "in attesa",
    "quedo",
    "dans l'attente",
    "bvd",
    "b.v.d",
    "avec mes",
    "liefs",
    "with thanks",
    "with many thanks",
    "hartelijk dank",
    "hartelijk bedankt",
    "met hartelijke dank",
    "met vriendelijke dank",
    "tot ",
    "kus",
    "bis ",
    "herzlichen dank",
    "mit bestem dank",
    "mit herzlichem dank",
    "servus",
    "alles gute",
    "tschüss",
    "ta",
    "love",
    "in haste",
    "cheerio",
    "bye",
    "see you",
    "speak soon",
    "talk soon",
    "until then",
    "go raibh",
    "à plus",
    "à demain",
    "à très",
    "à la semaine",
    "a bient",
    "a demain",
    "a très",
    "mille mercis",
    "par délégation",
    "pour ordre",
    "hasta ",
    "nos vemos",
    "fins aviat",
    "cuídate",
    "a su disposición",
    "a presto",
    "a domani",
    "a dopo",
    "resto in attesa",
    "ringraziando",
    "obrigad",
    "muito obrigad",
    "desde já",
    "grato",
    "grata",
    "gratos",
    "até ",
    "ao dispor",
    "tack",
    "takk",
    "tusen takk",
    "mange tak",
    "på forhånd",
    "vi ses",
    "vi hörs",
    "vi snakkes",
    "på gensyn",
    "ha det",
    "kiit",
    "dzięk",
    "z góry dzięk",
    "do zobaczenia",
    "do usłyszenia",
    "děkuj",
    "díky",
    "předem děk",
    "zdravím",
    "ďakuj",
    "köszön",
    "köszi",
    "előre is",
    "mersi",
    "mulțum",
    "mulţum",
    "multumesc",
    "vă mulțum",
    "hvala",
    "teşekkür",
    "şimdiden",
    "kolay gelsin",
    "görüşmek",
    "спасибо",
    "большое спасибо",
    "заранее",
    "благодар",
    "пока",
    "до ",
    "дякую",
    "ευχαριστ",
    "τα λέμε",
];

/// Phrases that begin like thanks and are closings whatever follows.
const REGARDS: &[&str] = &[
    "best regards",
    "yours sincerely",
    "yours faithfully",
    "yours truly",
    "yours cordially",
    "best wishes",
    "beste groet",
    "best rgds",
    "thanks and regards",
    "thanks & regards",
    "groet",
    "grüße",
    "beste grüße",
    "beste gruesse",
    "bästa",
    "bedste",
    "bonne réception",
    "beste grüss",
    "beste gruss",
    "beste gruß",
    "beste hils",
    "bestu kve",
    "bis bald und",
    "many thanks and best",
];

/// Labels of forms: what somebody filled in is no signature. Lower case.
const FORM: &[&str] = &[
    "naam:",
    "name:",
    "nom :",
    "nom:",
    "nombre:",
    "nome:",
    "voornaam:",
    "achternaam:",
    "bericht:",
    "message:",
    "nachricht:",
    "onderwerp:",
    "subject:",
    "vorname:",
    "nachname:",
    "prénom:",
    "apellidos:",
    "cognome:",
    "contactpersoon:",
    "contact:",
];

/// Labels of numbers and addresses, in lower case; a letter may not follow.
const LABELS: &[&str] = &[
    "tel",
    "telefoon",
    "telefon",
    "téléphone",
    "teléfono",
    "telefono",
    "tél",
    "phone",
    "mobile",
    "mobiel",
    "mob",
    "mobil",
    "portable",
    "cell",
    "móvil",
    "cellulare",
    "gsm",
    "fax",
    "t",
    "m",
    "f",
    "t.",
    "m.",
    "f.",
    "e",
    "w",
    "ph",
    "direct",
    "doorkiesnr",
    "office",
    "postbus",
    "p.o. box",
    "po box",
    "postfach",
    "bp",
    "kvk",
    "btw",
    "vat",
    "iban",
    "ext",
    "x",
    "hrb",
    "skype",
    "internet",
    "web",
    "website",
    "e-mail",
    "email",
    "mail",
    "url",
    "twitter",
    "linkedin",
    "courriel",
    "correo",
];

/// By the first byte in lower case.
static BY_BYTE: LazyLock<[Vec<&'static str>; 256]> = LazyLock::new(|| {
    let mut index = [const { Vec::new() }; 256];
    for label in LABELS {
        index[usize::from(label.as_bytes()[0])].push(*label);
    }
    index
});

/// A line that signs for nobody by name: `Ihr Team vom Klant`, `De redactie`.
pub(super) fn is_team(content: &str) -> bool {
    const OURS: &[&str] = &[
        "ihr", "euer", "eure", "dein", "das", "unser", "die", "der", "uw", "je", "jouw", "het", "de", "ons",
        "your", "the", "votre", "la", "le", "su", "tu", "el", "il", "lo", "vostro", "tuo", "a", "o",
    ];
    const GROUPS: &[&str] = &[
        "team",
        "equipe",
        "équipe",
        "equipo",
        "staff",
        "crew",
        "redactie",
        "redaktion",
        "rédaction",
        "redazione",
        "redacción",
        "bestuur",
        "vorstand",
        "direction",
        "directie",
        "geschäftsleitung",
        "secretariaat",
        "sekretariat",
        "secrétariat",
    ];
    const OF: &[&str] =
        &["van", "vom", "von", "der", "des", "at", "from", "of", "de", "du", "del", "di", "bei", "der"];
    if content.len() > 60 || content.ends_with(['.', '?', ':']) {
        return false;
    }
    let lower = content.to_lowercase().replace("l'", "la ").replace("l’", "la ");
    let mut words = lower.split([' ', ',', '!']).filter(|word| !word.is_empty());
    let begins = words.next().is_some_and(|word| OURS.contains(&word))
        && words
            .next()
            .is_some_and(|word| GROUPS.iter().any(|group| word == *group || word.ends_with("team")));
    begins && words.next().is_none_or(|word| OF.contains(&word)) && words.count() <= 6
}

/// A closing phrase that is as often a sentence of the letter.
pub(super) fn is_thanks(content: &str) -> bool {
    if content.is_empty() {
        return false;
    }
    in_lower_case(content, |lower| {
        let begins = |list: &[&str]| {
            list.iter().any(|word| {
                if word.as_bytes()[0] != lower.as_bytes()[0] {
                    return false;
                }
                let rest = lower.strip_prefix(word);
                rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric) || word.len() > 3)
            })
        };
        begins(THANKS) && !begins(REGARDS)
    }) || is_wish(content)
}

/// A line of a form that somebody filled in.
pub(super) fn is_form(content: &str) -> bool {
    in_lower_case(&content[..content.floor_char_boundary(24)], |lower| {
        FORM.iter().any(|label| lower.starts_with(label))
    })
}

/// The line has the label of a number or an address.
pub(super) fn has_label(content: &str) -> bool {
    let is_label = |word: &str| {
        let labels = &BY_BYTE[usize::from(word.as_bytes()[0].to_ascii_lowercase())];
        labels.iter().any(|label| label.eq_ignore_ascii_case(word))
    };
    content
        .split([' ', ':', '\t', '|', ','])
        .map(|word| word.trim_matches(['(', ')', '.']))
        .any(|word| !word.is_empty() && word.len() <= 14 && is_label(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lines_are() {
        assert!(is_thanks("Thanks,") && is_thanks("Alvast bedankt") && is_thanks("Best,"));
        assert!(!is_thanks("Best regards") && !is_thanks("Groeten") && !is_thanks("Beste groet"));
        assert!(is_form("Naam: Jan") && !is_form("Jan de Vries"));
        assert!(has_label("T 020 1234567") && has_label("Tel.: 020") && !has_label("Bijlage 12"));
    }
}
