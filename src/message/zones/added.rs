//! Words of what nobody writes under their mail by hand: what a telephone adds, a disclaimer, where a firm is registered.
//!
//! In: a line at the end of a mail, or a paragraph there. Out: whether a program or a firm added it. It refuses to know where the line stands.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::model::in_lower_case;

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

/// Phrases that are looked for on many lines.
struct Finder(Option<AhoCorasick>);

impl Finder {
    fn new<'p>(phrases: impl IntoIterator<Item = &'p &'p str>) -> Self {
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
/// Either of both: a long line is read once.
static LEGAL: LazyLock<Finder> = LazyLock::new(|| Finder::new(DISCLAIMER.iter().chain(PAPER)));
static IMPRINTS: LazyLock<Finder> = LazyLock::new(|| Finder::new(IMPRINT));
static PAPERS: LazyLock<Finder> = LazyLock::new(|| Finder::new(PAPER));
static MESSAGES: LazyLock<Finder> = LazyLock::new(|| Finder::new(MESSAGE));

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
    LEGAL.is_in(content)
}

/// A line in which a firm says where it is registered.
pub(super) fn is_imprint(content: &str) -> bool {
    content.len() >= 40 && IMPRINTS.is_in(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_and_firms_add() {
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
    }
}
