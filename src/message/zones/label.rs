//! The names of header fields that mail programs write above a message, in their languages: `Van:`, `Gesendet:`.

use std::sync::LazyLock;

/// What a field says; those that are not told apart are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    From = 1,
    Date = 2,
    To = 4,
    Copy = 8,
    Subject = 16,
    /// Seen in header blocks, and no sign of one.
    Other = 32,
}

/// Bytes of a line that is a label alone.
const ALONE_MAX: usize = 16;

/// Bytes of a label.
const LABEL_MAX: usize = 36;

const LABELS: &[(Field, &[&str])] = &[
    (
        Field::From,
        &[
            "from",
            "van",
            "von",
            "de",
            "da",
            "fra",
            "från",
            "od",
            "от",
            "від",
            "lähettäjä",
            "kimden",
            "gönderen",
            "feladó",
            "saatja",
            "nadawca",
            "expeditorul",
            "expeditor",
            "de la",
            "šalje",
            "pošiljatelj",
            "pošiljalac",
            "差出人",
            "送信者",
            "发件人",
            "發件人",
            "寄件者",
            "寄件人",
            "보낸 사람",
            "보낸사람",
            "발신",
            "remitente",
            "mittente",
            "expéditeur",
            "remetente",
            "absender",
            "afzender",
            "avsender",
            "afsender",
            "avsändare",
            "sender",
            "από",
            "nuo",
            "no",
            "frá",
            "từ",
            "người gửi",
            "dari",
            "מאת",
            "من",
            "desde",
            "enviado por",
            "pengirim",
            "จาก",
        ],
    ),
    (
        Field::Date,
        &[
            "date",
            "sent",
            "datum",
            "verzonden",
            "verstuurd",
            "verzonden op",
            "gesendet",
            "gesendet am",
            "envoyé",
            "envoyé le",
            "date d'envoi",
            "enviado",
            "enviado el",
            "enviado em",
            "enviada",
            "enviada em",
            "inviato",
            "inviato il",
            "fecha",
            "fecha de envío",
            "data",
            "data invio",
            "sendt",
            "dato",
            "skickat",
            "skickades",
            "odesláno",
            "odoslané",
            "wysłano",
            "wysłane",
            "päivämäärä",
            "päiväys",
            "pvm",
            "lähetetty",
            "tarih",
            "gönderme tarihi",
            "gönderildi",
            "gönderilme tarihi",
            "dátum",
            "elküldve",
            "küldve",
            "dată",
            "trimis",
            "data trimiterii",
            "kuupäev",
            "saadetud",
            "дата",
            "отправлено",
            "дата отправки",
            "надіслано",
            "日付",
            "日時",
            "送信日時",
            "送信日",
            "日期",
            "发送时间",
            "发送日期",
            "時間",
            "时间",
            "寄件日期",
            "傳送日期",
            "날짜",
            "보낸 날짜",
            "보낸날짜",
            "dated",
            "datum verzonden",
            "poslano",
            "poslato",
            "ημερομηνία",
            "received",
            "ontvangen",
            "ngày",
            "tanggal",
            "תאריך",
            "التاريخ",
            "data/hora",
            "дата/час",
            "sent at",
            "date sent",
        ],
    ),
    (
        Field::To,
        &[
            "to",
            "aan",
            "an",
            "à",
            "a",
            "para",
            "til",
            "till",
            "komu",
            "do",
            "adresat",
            "кому",
            "vastaanottaja",
            "kime",
            "alıcı",
            "címzett",
            "saaja",
            "către",
            "destinatarul",
            "destinatar",
            "pre",
            "prima",
            "za",
            "宛先",
            "送信先",
            "收件人",
            "收件者",
            "받는 사람",
            "받는사람",
            "수신",
            "destinataire",
            "destinataires",
            "destinatario",
            "destinatário",
            "pour",
            "per",
            "προς",
            "kam",
            "kepada",
            "đến",
            "אל",
            "إلى",
            "empfänger",
            "ontvanger",
            "geadresseerde",
            "mottagare",
            "modtager",
        ],
    ),
    (
        Field::Copy,
        &[
            "cc",
            "c.c.",
            "kopie",
            "copie",
            "copie à",
            "kopi",
            "kopia",
            "kopio",
            "копия",
            "копія",
            "bilgi",
            "kópia",
            "másolat",
            "másolatot kap",
            "cópia",
            "copia",
            "per conoscenza",
            "抄送",
            "副本",
            "참조",
            "bcc",
            "bcci",
            "cci",
            "cco",
            "ccn",
            "blind copy",
            "do wiadomości",
            "dw",
            "kopja",
            "κοιν.",
            "κοινοποίηση",
        ],
    ),
    (
        Field::Subject,
        &[
            "subject",
            "onderwerp",
            "betreff",
            "objet",
            "sujet",
            "asunto",
            "oggetto",
            "assunto",
            "emne",
            "ämne",
            "předmět",
            "predmet",
            "temat",
            "aihe",
            "konu",
            "tárgy",
            "subiectul",
            "subiect",
            "teema",
            "тема",
            "件名",
            "标题",
            "主题",
            "主題",
            "主旨",
            "제목",
            "betreft",
            "sag",
            "otsikko",
            "naslov",
            "θέμα",
            "tema",
            "chủ đề",
            "subjek",
            "נושא",
            "الموضوع",
            "temats",
        ],
    ),
    (
        Field::Other,
        &[
            "reply-to",
            "reply to",
            "antwoorden aan",
            "antwoord aan",
            "répondre à",
            "antwort an",
            "antworten an",
            "responder a",
            "rispondi a",
            "svar til",
            "svara till",
            "organization",
            "organisation",
            "organisatie",
            "importance",
            "priority",
            "belang",
            "urgentie",
            "prioriteit",
            "wichtigkeit",
            "priorität",
            "importance haute",
            "importancia",
            "prioridad",
            "importanza",
            "priorità",
            "sensitivity",
            "attachments",
            "attachment",
            "bijlagen",
            "bijlage",
            "anlagen",
            "anlage",
            "anhang",
            "pièces jointes",
            "pièce jointe",
            "datos adjuntos",
            "adjuntos",
            "allegati",
            "allegato",
            "anexos",
            "message-id",
            "in-reply-to",
            "references",
            "newsgroups",
            "nieuwsgroepen",
            "mailed-by",
            "signed-by",
            "x-mailer",
            "user-agent",
            "conversation",
            "thread-topic",
            "please respond to",
            "respond to",
            "when",
            "where",
            "wanneer",
            "waar",
            "resent-from",
            "resent-to",
            "resent-date",
            "list-id",
            "return-path",
            "delivered-to",
            "mime-version",
            "content-type",
            "security level",
            "mail list",
            "categories",
            "follow up flag",
            "flag status",
        ],
    ),
];

/// Labels by their first byte in lower case.
static INDEX: LazyLock<Vec<Vec<(&'static str, Field)>>> = LazyLock::new(|| {
    let mut index = vec![Vec::new(); 256];
    for (field, labels) in LABELS {
        for label in *labels {
            for first in [label.as_bytes()[0], label.to_uppercase().as_bytes()[0].to_ascii_lowercase()] {
                let list: &mut Vec<(&'static str, Field)> = &mut index[usize::from(first)];
                if !list.contains(&(*label, *field)) {
                    list.push((*label, *field));
                }
            }
        }
    }
    index
});

/// How labels begin: for each first byte in lower case, a bit for each second byte, by its last five bits.
static BEGINNINGS: LazyLock<[u32; 256]> = LazyLock::new(|| {
    let mut bits = [0; 256];
    for label in LABELS.iter().flat_map(|(_, labels)| *labels) {
        for text in [(*label).to_owned(), label.to_uppercase()] {
            match text.as_bytes() {
                [first, second, ..] => {
                    bits[usize::from(first.to_ascii_lowercase())] |= 1 << (second & 31);
                }
                // anything may stand behind a label of one letter
                [first] => bits[usize::from(first.to_ascii_lowercase())] = u32::MAX,
                [] => {}
            }
        }
    }
    bits
});

/// The line begins as labels do; a cheap first look.
#[inline]
pub(super) fn may_begin(line: &[u8]) -> bool {
    match line {
        [first, second, ..] => BEGINNINGS[usize::from(first.to_ascii_lowercase())] >> (second & 31) & 1 == 1,
        _ => false,
    }
}

/// Where the label of a line ends: the byte of its colon, within the length of a label.
fn colon(line: &str) -> Option<(usize, usize)> {
    let head = &line.as_bytes()[..line.len().min(LABEL_MAX + 4)];
    let ascii = memchr::memchr(b':', head).map(|n| (n, 1));
    if ascii.is_some() || line.is_ascii() {
        return ascii;
    }
    memchr::memmem::find(head, "：".as_bytes()).map(|n| (n, 3))
}

/// Reads a line as a header field: which one, and its value.
pub(super) fn read(line: &str) -> Option<(Field, &str)> {
    let (end, len) = colon(line)?;
    let label = trimmed(&line[..end]);
    if label.is_empty() || label.len() > LABEL_MAX {
        return None;
    }
    let field = of_label(label)?;
    let value = line[end + len..].trim_start_matches(['*', ' ', '\t', '\u{a0}', '_', '|']).trim_end();
    Some((field, value))
}

/// The field that a label is of.
fn of_label(label: &str) -> Option<Field> {
    let first = label.as_bytes().first()?.to_ascii_lowercase();
    let labels = &INDEX[usize::from(first)];
    let found = if label.is_ascii() {
        labels.iter().find(|(own, _)| own.eq_ignore_ascii_case(label))
    } else {
        let same = |own: &str| own.chars().eq(label.chars().flat_map(char::to_lowercase));
        labels.iter().find(|(own, _)| same(own))
    };
    found.map(|(_, field)| *field)
}

/// A line may be a label alone, without a colon: it is short.
#[inline]
pub(super) fn may_stand_alone(line: &str) -> bool {
    may_begin(line.as_bytes()) && (line.len() <= ALONE_MAX || tabbed(line).is_some())
}

/// The label before a tab, as Notes has it in a table: `To<tab>Jan Bakker`.
fn tabbed(line: &str) -> Option<&str> {
    let near = line.as_bytes().get(..line.len().min(ALONE_MAX + 1))?;
    line.get(..memchr::memchr(b'\t', near)?)
}

/// The line has a label and a tab, and perhaps what the label says.
pub(super) fn is_tabbed(line: &str) -> bool {
    tabbed(line).is_some()
}

/// The label that a line is, without a colon, or that stands before a tab.
pub(super) fn alone(line: &str) -> Option<Field> {
    let line = tabbed(line).unwrap_or(line);
    if line.is_empty() || line.len() > ALONE_MAX {
        return None;
    }
    of_label(line)
}

/// The line looks like a field, of whatever name.
pub(super) fn is_like(line: &str) -> bool {
    colon(line).is_some_and(|(end, len)| {
        let label = &line[..end];
        let space = line[end + len..].chars().next().is_none_or(|c| c.is_whitespace() || c == '*');
        space && end > 0 && label.split_whitespace().count() <= 3 && !label.contains(['@', '.', '/', ','])
    })
}

/// A label without what mail programs put around it.
fn trimmed(label: &str) -> &str {
    let bytes = label.as_bytes();
    let outer = |b: &u8| matches!(b, b'*' | b' ' | b'\t' | b'|' | b'_');
    let Some(from) = bytes.iter().position(|b| !outer(b)) else { return "" };
    let to = bytes.iter().rposition(|b| !outer(b)).map_or(from, |n| n + 1);
    let label = &label[from..to];
    // a no-break space
    if bytes[from].is_ascii() && bytes[to - 1].is_ascii() {
        label
    } else {
        label.trim_matches(['*', ' ', '\t', '|', '_', '\u{a0}', '\u{202f}'])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_in_many_languages() {
        for (line, field, value) in [
            ("Van: Jan", Field::From, "Jan"),
            ("*From:* Jan", Field::From, "Jan"),
            ("De : Jan", Field::From, "Jan"),
            ("À : Jan", Field::To, "Jan"),
            ("Subject: \tEen vraag ", Field::Subject, "Een vraag"),
            ("ENVOYÉ : lundi", Field::Date, "lundi"),
            ("发件人： Jan", Field::From, "Jan"),
            ("От: Jan", Field::From, "Jan"),
            ("Gesendet:", Field::Date, ""),
        ] {
            assert_eq!(read(line), Some((field, value)), "{line}");
        }
        for line in ["Vandaag: feest", "Jan: hallo", "from me", ": x", "Hij zei van: nee"] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn every_label_is_found_in_either_case() {
        for (field, labels) in LABELS {
            for label in *labels {
                assert_eq!(read(&format!("{label}: x")).map(|r| r.0), Some(*field), "{label}");
                let upper = label.to_uppercase();
                if upper.chars().flat_map(char::to_lowercase).eq(label.chars()) {
                    assert_eq!(read(&format!("{upper}: x")).map(|r| r.0), Some(*field), "{upper}");
                }
            }
        }
    }
}
