//! Words that tell what a line at the end of a mail is: thanks, what a telephone adds, a disclaimer, the label of a number.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

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

/// What a telephone or a mail program adds, in lower case.
const DEVICE: &[&str] = &[
    "sent from my",
    "sent from mail for",
    "sent from outlook",
    "sent from yahoo",
    "sent from samsung",
    "sent from a ",
    "sent from the ",
    "sent from proton",
    "sent with proton",
    "sent with ",
    "sent via ",
    "sent by ",
    "sent using ",
    "get outlook for",
    "download outlook",
    "verstuurd vanaf",
    "verzonden vanaf",
    "verzonden met",
    "verzonden via",
    "verstuurd met",
    "verstuurd via",
    "verzonden vanuit",
    "verstuurd vanuit",
    "outlook voor ",
    "outlook for ",
    "van mijn iphone",
    "van mijn ipad",
    "von meinem",
    "gesendet von",
    "gesendet mit",
    "gesendet über",
    "diese nachricht wurde von meinem",
    "outlook für ",
    "envoyé de mon",
    "envoyé depuis",
    "envoyé à partir",
    "envoyé via",
    "télécharger outlook",
    "obtenez outlook",
    "outlook pour ",
    "enviado desde",
    "enviado do meu",
    "enviado de mi",
    "enviado a partir",
    "obtener outlook",
    "obter o outlook",
    "inviato da",
    "inviato dal",
    "scarica outlook",
    "ottieni outlook",
    "skickat från",
    "sendt fra",
    "lähetetty ",
    "wysłane z",
    "odesláno z",
    "odoslané z",
    "отправлено с",
    "отправлено из",
    "надіслано з",
    "iphone'umdan",
    "iphone'dan gönderildi",
    "iphoneから送信",
    "我的 iphone",
    "从我的",
    "發自我的",
    "发自我的",
    "나의 iphone에서",
    "via mobile",
    "from my iphone",
    "from my blackberry",
    "trimis de pe",
];

/// Words of texts about confidence, paper and viruses, in lower case.
const DISCLAIMER: &[&str] = &[
    "disclaimer",
    "confidential",
    "privileged",
    "intended solely",
    "intended only for",
    "intended recipient",
    "intended for the",
    "vertrouwelijk",
    "uitsluitend bestemd",
    "uitsluitend bedoeld",
    "geadresseerde",
    "aan dit bericht kunnen",
    "algemene voorwaarden van toepassing",
    "vertraulich",
    "ausschließlich für den",
    "unbefugte",
    "nicht der beabsichtigte",
    "confidentiel",
    "destinataire",
    "confidencial",
    "destinatario",
    "riservat",
    "informazioni contenute",
    "before printing",
    "print this e",
    "printing this e",
    "denk aan het milieu",
    "milieu voordat",
    "think of the environment",
    "consider the environment",
    "pensez à l'environnement",
    "imprimer ce",
    "virus",
    "uit te printen",
];

/// What a firm must say of itself below its mail, in lower case: where it is registered, and under which number.
const IMPRINT: &[&str] = &[
    "kamer van koophandel",
    "handelsnaam van",
    "statutair gevestigd",
    "ondernemingsnummer",
    "rechtspersonenregister",
    "registered office",
    "registered in england",
    "registered in scotland",
    "registered in ireland",
    "registered charity",
    "company number",
    "company registration",
    "sitz der gesellschaft",
    "registergericht",
    "amtsgericht",
    "handelsregister",
    "umsatzsteuer-id",
    "ust-id",
    "au capital de",
    "siren ",
    "siret ",
    "tva intracom",
    "numéro d'entreprise",
    "registro mercantil",
    "capitale sociale",
    "registro imprese",
    "partita iva",
];

/// Words about paper, in lower case: a line with them is added by a firm, however short it is.
const PAPER: &[&str] = &[
    "before printing",
    "consider the environment",
    "think of the environment",
    "think before you print",
    "think green",
    "print this e",
    "printing this e",
    "denk aan het milieu",
    "denk om het milieu",
    "milieu voordat",
    "print deze e",
    "uit te printen",
    "pensez à l'environnement",
    "pensez à l’environnement",
    "pensez environnement",
    "avant d'imprimer",
    "avant d’imprimer",
    "n'imprimez ",
    "an die umwelt",
    "an unsere umwelt",
    "bevor sie diese e-mail",
    "bevor sie diese mail",
    "antes de imprimir",
    "piense en el medio",
    "pense no ambiente",
    "pense no meio ambiente",
    "prima di stampare",
    "non stampare",
    "rispetta l'ambiente",
    "tänk på miljön",
    "tænk på miljøet",
    "tenk på miljøet",
];

/// Words for a message, in lower case: a short line about confidence has one.
const MESSAGE: &[&str] = &[
    "e-mail",
    "email",
    "mail",
    "message",
    "bericht",
    "nachricht",
    "courriel",
    "correo",
    "mensaje",
    "messaggio",
    "mensagem",
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

/// Phrases that are looked for on many lines.
struct Finder(Option<AhoCorasick>);

impl Finder {
    fn new(phrases: &[&str]) -> Self {
        let builder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(phrases);
        Finder(builder.ok())
    }

    fn is_in(&self, line: &str) -> bool {
        self.0.as_ref().is_some_and(|finder| finder.is_match(line))
    }
}

static DISCLAIMERS: LazyLock<Finder> = LazyLock::new(|| Finder::new(DISCLAIMER));
static IMPRINTS: LazyLock<Finder> = LazyLock::new(|| Finder::new(IMPRINT));
static PAPERS: LazyLock<Finder> = LazyLock::new(|| Finder::new(PAPER));
static MESSAGES: LazyLock<Finder> = LazyLock::new(|| Finder::new(MESSAGE));

/// By the first byte in lower case.
static BY_BYTE: LazyLock<[Vec<&'static str>; 256]> = LazyLock::new(|| {
    let mut index = [const { Vec::new() }; 256];
    for label in LABELS {
        index[usize::from(label.as_bytes()[0])].push(*label);
    }
    index
});

/// First two bytes of the phrases that a telephone adds, in lower case: a bit for each pair.
static DEVICE_BYTES: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut bits = vec![0; 1024];
    for phrase in DEVICE {
        for text in [(*phrase).to_owned(), phrase.to_uppercase()] {
            if let Some(pair) = pair(text.as_bytes()) {
                bits[pair / 64] |= 1 << (pair % 64);
            }
        }
    }
    bits
});

/// The first two bytes, in lower case.
fn pair(bytes: &[u8]) -> Option<usize> {
    let [first, second, ..] = *bytes else { return None };
    Some(usize::from(first.to_ascii_lowercase()) << 8 | usize::from(second.to_ascii_lowercase()))
}

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

/// A line that a telephone or a mail program adds.
pub(super) fn is_device(content: &str) -> bool {
    if content.len() > 140 {
        return false;
    }
    let line = content.trim_start_matches(['-', '*', '_', '<', '[', ' ', '(']);
    let ends = |word: &str| {
        let head = content.len().checked_sub(word.len()).and_then(|n| content.get(n..));
        content.len() < 60 && head.is_some_and(|end| end.eq_ignore_ascii_case(word))
    };
    if pair(line.as_bytes()).is_some_and(|pair| DEVICE_BYTES[pair / 64] >> (pair % 64) & 1 == 1)
        && in_lower_case(line, |lower| DEVICE.iter().any(|phrase| lower.starts_with(phrase)))
    {
        return true;
    }
    (ends(" gesendet") || ends(" verzonden")) && content.to_ascii_lowercase().contains("iphone")
}

/// A text about confidence, paper or viruses.
pub(super) fn is_disclaimer(content: &str) -> bool {
    if content.len() < 60 {
        return content.get(..10).is_some_and(|head| head.eq_ignore_ascii_case("disclaimer"))
            || content.len() > 20 && PAPERS.is_in(content)
            || content.len() > 30 && MESSAGES.is_in(content) && DISCLAIMERS.is_in(content);
    }
    DISCLAIMERS.is_in(content) || PAPERS.is_in(content)
}

/// A line in which a firm says where it is registered.
pub(super) fn is_imprint(content: &str) -> bool {
    content.len() >= 40 && IMPRINTS.is_in(content)
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
        for line in [
            "Sent from my iPhone",
            "Verstuurd vanaf mijn iPad",
            "Von meinem iPhone gesendet",
            "Envoyé de mon iPhone",
            "Get Outlook for iOS",
        ] {
            assert!(is_device(line), "{line}");
        }
        assert!(!is_device("De brief is verzonden met de post") && !is_device("I sent it"));
        assert!(is_disclaimer(
            "This e-mail is confidential and may be privileged, so please do not read it."
        ));
        assert!(is_disclaimer("Pensez à l'environnement avant d'imprimer ce mail"));
        assert!(is_disclaimer("This e-mail is confidential and private."));
        assert!(!is_disclaimer("The report on the virus is here."));
        assert!(is_form("Naam: Jan") && !is_form("Jan de Vries"));
        assert!(has_label("T 020 1234567") && has_label("Tel.: 020") && !has_label("Bijlage 12"));
    }
}
