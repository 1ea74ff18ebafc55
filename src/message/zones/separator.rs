//! Lines that part a message from the one that it answers or passes on: `-----Original Message-----`.
//!
//! In: a line. Out: which of the two it announces. The phrases are those of mail programs in their languages, as the open
//! parsers of replies and forwards know them.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a separator says of the text below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    /// An original message: answered or passed on.
    Original,
    /// A message that is passed on.
    Forward,
}

/// Bytes of a phrase.
const PHRASE_MAX: usize = 100;

/// Whole phrases, in lower case, between dashes.
const ORIGINAL: &[&str] = &[
    "original message",
    "original mail",
    "original email",
    "original e-mail",
    "original appointment",
    "original",
    "reply message",
    "replied message",
    "oorspronkelijk bericht",
    "oorspronkelijke bericht",
    "oorspronkelijke e-mail",
    "oorspronkelijke afspraak",
    "origineel bericht",
    "originele bericht",
    "originele e-mail",
    "ursprüngliche nachricht",
    "ursprüngliche mail",
    "ursprünglicher termin",
    "originalnachricht",
    "original-nachricht",
    "original nachricht",
    "originalmail",
    "urspruengliche nachricht",
    "message d'origine",
    "message d’origine",
    "message original",
    "message initial",
    "courriel original",
    "mail original",
    "mensaje original",
    "mensaje de origen",
    "correo original",
    "messaggio originale",
    "messaggio originario",
    "messaggio di origine",
    "mensagem original",
    "mensagem de origem",
    "oprindelig meddelelse",
    "oprindelig besked",
    "original meddelelse",
    "original besked",
    "opprinnelig melding",
    "opprinnelig e-post",
    "original melding",
    "ursprungligt meddelande",
    "ursprungsmeddelande",
    "originalmeddelande",
    "alkuperäinen viesti",
    "alkuperäinen sähköposti",
    "oryginalna wiadomość",
    "wiadomość oryginalna",
    "oryginalny e-mail",
    "původní zpráva",
    "původní e-mail",
    "pôvodná správa",
    "eredeti üzenet",
    "orijinal ileti",
    "özgün ileti",
    "orjinal mesaj",
    "orijinal mesaj",
    "исходное сообщение",
    "оригинальное сообщение",
    "исходное письмо",
    "вихідне повідомлення",
    "оригінальне повідомлення",
    "mesajul original",
    "mesaj original",
    "izvorna poruka",
    "originalna poruka",
    "izvirno sporočilo",
    "algsõnum",
    "algne kiri",
    "αρχικό μήνυμα",
    "initial header",
    "intestazione iniziale",
    "原始邮件",
    "原始郵件",
    "元のメッセージ",
    "원본 메시지",
    "tin nhắn gốc",
];

/// Whole phrases, in lower case, between dashes or before a colon.
const FORWARD: &[&str] = &[
    "forwarded message",
    "forwarded messages",
    "forwarded mail",
    "forwarded email",
    "forward message",
    "start of forwarded message",
    "begin forwarded message",
    "doorgestuurd bericht",
    "doorgezonden bericht",
    "doorgestuurde e-mail",
    "begin doorgestuurd bericht",
    "begin van doorgestuurd bericht",
    "weitergeleitete nachricht",
    "weitergeleitete mail",
    "weitergeleitete e-mail",
    "anfang der weitergeleiteten nachricht",
    "anfang der weitergeleiteten e-mail",
    "message transféré",
    "message transmis",
    "message réexpédié",
    "courriel transféré",
    "mail transféré",
    "début du message réexpédié",
    "début du message transféré",
    "mensaje reenviado",
    "correo reenviado",
    "inicio del mensaje reenviado",
    "messaggio inoltrato",
    "inizio messaggio inoltrato",
    "inizio del messaggio inoltrato",
    "mensagem encaminhada",
    "mensagem reencaminhada",
    "início da mensagem reencaminhada",
    "início da mensagem encaminhada",
    "videresendt meddelelse",
    "videresendt besked",
    "start på videresendt besked",
    "start på videresendt meddelelse",
    "begynder videresendt besked",
    "videresendt melding",
    "videresendt e-post",
    "start på videresendt melding",
    "vidarebefordrat meddelande",
    "vidarebefordrat brev",
    "vidarebefordrat mail",
    "vidarebefordrat e-postmeddelande",
    "välitetty viesti",
    "välitetty viesti alkaa",
    "edelleenlähetetty viesti",
    "edelleen lähetetty viesti",
    "treść przekazanej wiadomości",
    "wiadomość przekazana dalej",
    "przekazana wiadomość",
    "przesłana wiadomość",
    "początek przekazywanej wiadomości",
    "rozpoczęcie przekazanej wiadomości",
    "přeposlaná zpráva",
    "předaná zpráva",
    "začátek přeposílané zprávy",
    "začátek přeposlané zprávy",
    "preposlaná správa",
    "začiatok preposlanej správy",
    "továbbított üzenet",
    "továbbított levél",
    "továbbított levél kezdete",
    "továbbított üzenet kezdete",
    "a továbbított üzenet kezdete",
    "iletilmiş mesaj",
    "iletilen mesaj",
    "iletilen ileti",
    "yönlendirilmiş ileti",
    "ileti başlangıcı",
    "iletilen mesajın başlangıcı",
    "перенаправленное сообщение",
    "пересланное сообщение",
    "пересылаемое сообщение",
    "переадресованное сообщение",
    "начало переадресованного сообщения",
    "начало пересланного сообщения",
    "переслане повідомлення",
    "початок листа, що пересилається",
    "початок переадресованого повідомлення",
    "mesaj redirecționat",
    "mesaj redirecţionat",
    "începe mesajul redirecționat",
    "proslijeđena poruka",
    "započni proslijeđenu poruku",
    "prosleđena poruka",
    "posredovano sporočilo",
    "edastatud kiri",
    "edastatud sõnum",
    "pārsūtīta ziņa",
    "persiųstas laiškas",
    "προωθημένο μήνυμα",
    "αρχή προωθημένου μηνύματος",
    "έναρξη προωθημένου μηνύματος",
    "начало пересылаемого сообщения",
    "iletilen ileti başlangıcı",
    "iletilmiş ileti",
    "iletilen e-posta",
    "转发的邮件",
    "转发邮件",
    "轉寄的郵件",
    "轉寄郵件",
    "已转发邮件",
    "下面是被转发的邮件",
    "開始轉寄郵件",
    "开始转发的邮件",
    "転送メッセージ",
    "転送されたメッセージ",
    "전달된 메시지",
    "tin nhắn đã chuyển tiếp",
    "pesan terusan",
];

/// Beginnings of lines between dashes, before a name: `Forwarded by Jan de Vries on 03/03/2001 10:11`.
const FORWARD_BY: &[&str] = &[
    "forwarded by ",
    "forwarded message from ",
    "forwarded from ",
    "message transféré de ",
    "message transmis de ",
    "message réexpédié de ",
    "weitergeleitete nachricht von ",
    "weitergeleitete e-mail von ",
    "mensaje reenviado de ",
    "messaggio inoltrato da ",
    "messaggio inoltrato di ",
    "mensagem encaminhada de ",
    "mensagem reencaminhada de ",
    "videresendt meddelelse fra ",
    "videresendt besked fra ",
    "videresendt melding fra ",
    "vidarebefordrat meddelande från ",
    "välitetty viesti ",
    "przekazana wiadomość od ",
    "wiadomość przekazana od ",
    "přeposlaná zpráva od ",
    "preposlaná správa od ",
    "továbbított üzenet ",
    "doorgestuurd door ",
    "doorgestuurd bericht van ",
    "weitergeleitet von ",
    "transféré par ",
    "réexpédié par ",
    "reenviado por ",
    "inoltrato da ",
    "encaminhado por ",
    "videresendt af ",
    "videresendt av ",
    "vidarebefordrat av ",
    "przekazane przez ",
];

static PHRASES: LazyLock<HashMap<&'static str, Separator>> = LazyLock::new(|| {
    let all = |list: &'static [&'static str], kind| list.iter().map(move |phrase| (*phrase, kind));
    all(ORIGINAL, Separator::Original).chain(all(FORWARD, Separator::Forward)).collect()
});

/// How phrases of mail that is passed on begin: a bit for the first two bytes, if they are ASCII.
struct Beginnings([u32; 128]);

static BEGINNINGS: LazyLock<Beginnings> = LazyLock::new(|| {
    let mut bits = [0; 128];
    for phrase in FORWARD {
        if let [first @ ..=0x7f, second @ ..=0x7f, ..] = phrase.as_bytes() {
            bits[usize::from(*first)] |= 1 << (second & 31);
        }
    }
    Beginnings(bits)
});

impl Beginnings {
    /// The line may be such a phrase; a cheap first look.
    fn has(&self, line: &str) -> bool {
        match line.as_bytes() {
            [first @ ..=0x7f, second @ ..=0x7f, ..] => {
                self.0[usize::from(first.to_ascii_lowercase())] >> (second & 31) & 1 == 1
            }
            _ => true,
        }
    }
}

/// Reads a line as a separator. Returns what it announces, and what stands on the same line behind it: some programs put
/// the header block there.
pub(super) fn read(line: &str) -> Option<(Separator, &str)> {
    let dashed = is_ruled(line);
    if !(dashed || line.ends_with(':') || line.ends_with('：')) {
        return None;
    }
    let inner = line.trim_start_matches(|c: char| c == ' ' || c.is_ascii() && is_rule(c as u8));
    if dashed {
        let head = &inner[..inner.floor_char_boundary(PHRASE_MAX)];
        // the phrase ends where dashes follow
        let end =
            head.find("--").or_else(|| head.find("==")).or_else(|| head.find("__")).unwrap_or(head.len());
        let phrase = head[..end].trim_matches([' ', '-', '=', '_', '*', ':', '<', '>', '"', '：']);
        let mut phrase = lower(phrase);
        // The Bat! draws a pair of scissors: `===8<===Original message text===`
        if phrase == "8" || phrase == "8<" {
            let text = lower(inner.trim_matches(['8', '<', '-', '=', ' ']));
            if text == "original message text" {
                return Some((Separator::Original, ""));
            }
            phrase = text;
        }
        let behind = inner[end..].trim_start_matches(|c: char| c == ' ' || c.is_ascii() && is_rule(c as u8));
        if let Some(kind) = PHRASES.get(phrase.as_str()) {
            return Some((*kind, behind));
        }
        let rules = line.len() - inner.len() >= 4;
        return (rules && FORWARD_BY.iter().any(|by| phrase.starts_with(by)))
            .then_some((Separator::Forward, ""));
    }
    if line.len() > PHRASE_MAX {
        return None;
    }
    if !BEGINNINGS.has(inner) {
        return None;
    }
    let phrase = lower(inner.trim_end_matches([':', '：', ' ', '\u{a0}', '*', '-']));
    PHRASES.get(phrase.as_str()).filter(|kind| **kind == Separator::Forward).map(|kind| (*kind, ""))
}

/// The line says that a message that was passed on ends: `----- End forwarded message -----`. What stands below it is of
/// whoever wrote what stands above the message.
pub(super) fn is_end(line: &str) -> bool {
    const ENDS: &[&str] = &[
        "end ",
        "end of ",
        "einde ",
        "einde van ",
        "ende ",
        "ende der ",
        "ende des ",
        "fin ",
        "fin du ",
        "fin de ",
        "fin del ",
        "fine ",
        "fine del ",
        "fim ",
        "fim da ",
        "fim de ",
        "slut ",
        "slut på ",
        "slutt ",
        "slutt på ",
        "koniec ",
        "konec ",
        "vége ",
        "конец ",
        "кінець ",
    ];
    const MESSAGES: &[&str] = &[
        "message",
        "mail",
        "bericht",
        "nachricht",
        "courriel",
        "mensaje",
        "correo",
        "messaggio",
        "mensagem",
        "meddelelse",
        "meddelande",
        "besked",
        "melding",
        "wiadomości",
        "zprávy",
        "správy",
        "üzenet",
        "сообщения",
        "письма",
        "повідомлення",
    ];
    if line.len() > PHRASE_MAX || !is_ruled(line) {
        return false;
    }
    let phrase = line.trim_matches([' ', '-', '=', '_', '*', '8', '<', '>']);
    let Some(first) = phrase.chars().next() else { return false };
    if !matches!(first.to_ascii_lowercase(), 'e' | 'f' | 's' | 'k' | 'v' | 'к' | 'К') || phrase.len() < 8 {
        return false;
    }
    let phrase = lower(phrase);
    ENDS.iter().any(|end| phrase.starts_with(end)) && MESSAGES.iter().any(|word| phrase.contains(word))
}

/// What The Bat! writes above the header block of a message that it passes on, without dashes.
pub(super) fn is_bare(content: &str) -> bool {
    content.eq_ignore_ascii_case("this is a forwarded message")
        || content == "Это пересылаемое сообщение"
        || content == "Это пересланное сообщение"
}

/// In lower case; the capital of a Turkish `i` leaves no dot behind.
fn lower(phrase: &str) -> String {
    if phrase.is_ascii() {
        return phrase.to_ascii_lowercase();
    }
    phrase.to_lowercase().replace('\u{307}', "")
}

/// The line begins with dashes or the like.
#[inline]
pub(super) fn is_ruled(line: &str) -> bool {
    matches!(line.as_bytes(), [first, second, ..] if is_rule(*first) && is_rule(*second))
}

/// Nothing but dashes or underscores: the line that Outlook draws above a header block.
pub(super) fn is_line(content: &str) -> bool {
    content.len() >= 5 && content.bytes().all(is_rule)
}

#[inline]
fn is_rule(b: u8) -> bool {
    matches!(b, b'-' | b'_' | b'=' | b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_of_mail_programs() {
        for line in [
            "-----Original Message-----",
            "----- Oorspronkelijk bericht -----",
            "-------- Original-Nachricht --------",
            "-----Message d'origine-----",
            "________ Mensaje original ________",
        ] {
            assert_eq!(read(line), Some((Separator::Original, "")), "{line}");
        }
        for line in [
            "---------- Forwarded message ---------",
            "-------- Doorgestuurd bericht --------",
            "Begin forwarded message:",
            "Début du message réexpédié :",
            "---------------------- Forwarded by Jan de Vries/NL/Firma on 03-03-2001 10:11 ----",
            "--- Treść przekazanej wiadomości ---",
            "Forwarded message:",
            "----- Message transféré de Jan <jan@klant.example> -----",
            "Továbbított üzenet kezdete:",
            "Αρχή προωθημένου μηνύματος:",
        ] {
            assert_eq!(read(line), Some((Separator::Forward, "")), "{line}");
        }
        assert_eq!(
            read("----- Forwarded Message ----- From: Jan <jan@klant.example>"),
            Some((Separator::Forward, "From: Jan <jan@klant.example>"))
        );
    }

    #[test]
    fn ends_of_messages() {
        for line in [
            "----- End forwarded message -----",
            "----- Einde doorgestuurd bericht -----",
            "===8<===========End of original message text===========",
            "----- Fin du message transféré -----",
        ] {
            assert!(is_end(line), "{line}");
        }
        assert!(
            !is_end("-----Original Message-----") && !is_end("--- Ende ---") && !is_end("End of message")
        );
        assert_eq!(
            read("===8<==============Original message text==============="),
            Some((Separator::Original, ""))
        );
    }

    #[test]
    fn lines_that_are_none() {
        for line in [
            "-----",
            "- original message",
            "Original message:",
            "--",
            "-- Jan",
            "The original message was lost:",
            "-- forwarded by me",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
