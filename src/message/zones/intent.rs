//! Whether a message answers another one or passes it on, where nothing in its text says so.
//!
//! In: its envelope, and who wrote the message below. Out: quoted or forwarded.

use super::Letter;
use crate::model::{Mailbox, RegionKind};

/// Prefixes of subjects of mail that is passed on, in lower case.
const FORWARD: &[&str] = &[
    "fw",
    "fwd",
    "doorst",
    "wg",
    "tr",
    "rv",
    "i",
    "vs",
    "enc",
    "vb",
    "vl",
    "fwd:fwd",
    "pd",
    "iltn",
    "ynt fwd",
    "továbbítás",
    "trs",
    "转发",
    "轉寄",
    "転送",
    "전달",
    "wtr",
    "doorsturen",
    "doorgestuurd",
    "fs",
    "r fwd",
    "yml",
    "redir",
    "ref",
    "пересл",
    "tov",
    "prp",
    "προωθ",
    "edst",
    "r-tr",
];

/// Prefixes of subjects of answers, in lower case.
const ANSWER: &[&str] = &[
    "re", "aw", "antw", "antwort", "betr", "sv", "r", "ref", "rif", "res", "odp", "ynt", "yn", "vá", "ad",
    "回复", "回覆", "答复", "返信", "답장", "bls", "atb", "ats", "σχετ", "απ", "hl", "antwoord", "rép",
    "rsp", "на", "отв", "відп", "vast", "vs svar",
];

/// Bytes of a prefix.
const PREFIX_MAX: usize = 24;

/// What the first prefix of a subject says.
pub(super) fn of_subject(subject: &str) -> Option<RegionKind> {
    let mut rest = subject.trim_start();
    // tags of lists and tickets: `[INC-12] Re: …`
    for _ in 0..4 {
        let Some((tag, behind)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) else { break };
        if tag.len() <= 40 && tag.to_ascii_lowercase().starts_with("fw") {
            return Some(RegionKind::Forwarded);
        }
        rest = behind.trim_start();
    }
    let head = &rest[..rest.floor_char_boundary(PREFIX_MAX)];
    let end = head.find([':', '：'])?;
    // `Re[2]:`, `RE (2):`, `AW^2:`
    let prefix = head[..end].split(['[', '(', '^']).next().unwrap_or_default().trim().to_lowercase();
    if FORWARD.contains(&prefix.as_str()) && prefix != "ref" {
        Some(RegionKind::Forwarded)
    } else if ANSWER.contains(&prefix.as_str()) {
        Some(RegionKind::Quoted)
    } else {
        None
    }
}

/// The prefix of an answer in Finnish, and of mail that is passed on in Danish and Norwegian.
fn is_vs(subject: &str) -> bool {
    let head = subject.trim_start().as_bytes();
    matches!(head, [b'V' | b'v', b'S' | b's', b':' | b' ', ..])
}

/// Words of Finnish header blocks and separators.
fn is_finnish(text: &str) -> bool {
    ["ähett", "lkuperäinen", "Aihe", "irjoitti"].iter().any(|word| text.contains(word))
}

/// Whether the text below a header block is quoted or forwarded; `above` is the beginning of the block, and may hold more.
pub(super) fn of_block(letter: &Letter, author: Option<&Mailbox>, above: &str) -> RegionKind {
    let envelope = &letter.envelope;
    let prefix = envelope.subject.as_ref().and_then(|s| {
        let finnish = is_vs(s.reveal()) && is_finnish(above);
        if finnish { Some(RegionKind::Quoted) } else { of_subject(s.reveal()) }
    });
    let Some(author) = author else {
        let answers = if envelope.answers { RegionKind::Quoted } else { RegionKind::Forwarded };
        return prefix.unwrap_or(answers);
    };
    let same = |other: &Mailbox| {
        let address = author.address.reveal();
        if !address.is_empty() {
            return address.eq_ignore_ascii_case(other.address.reveal());
        }
        match (&author.name, &other.name) {
            (Some(own), Some(other)) => own.reveal().eq_ignore_ascii_case(other.reveal()),
            _ => false,
        }
    };
    let returns = envelope.recipients.iter().any(same);
    match prefix {
        // whoever passes a mail on to the one who wrote it, in the thread that it belongs to, answers it
        Some(RegionKind::Forwarded) if !(returns && envelope.answers) => RegionKind::Forwarded,
        Some(_) => RegionKind::Quoted,
        None if returns || envelope.answers => RegionKind::Quoted,
        None => RegionKind::Forwarded,
    }
}

/// The subject says that the message is passed on, it is in no thread, and the author of what is quoted does not get it: somebody
/// wrote `FW:` over what his program had quoted.
pub(super) fn passes_on(letter: &Letter, author: Option<&Mailbox>) -> bool {
    let envelope = &letter.envelope;
    let told =
        || envelope.subject.as_ref().and_then(|s| of_subject(s.reveal())) == Some(RegionKind::Forwarded);
    let Some(author) = author.map(|a| a.address.reveal()).filter(|a| !a.is_empty()) else { return false };
    !envelope.answers
        && !envelope.recipients.iter().any(|r| author.eq_ignore_ascii_case(r.address.reveal()))
        && told()
}

/// The subject says that the message is an answer, or passes another on.
pub(super) fn is_told(letter: &Letter) -> bool {
    letter.envelope.subject.as_ref().is_some_and(|s| of_subject(s.reveal()).is_some())
}

/// The message is an answer, or passes another on, as its header says.
pub(super) fn refers(letter: &Letter) -> bool {
    letter.envelope.answers || is_told(letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Envelope, Sensitive};
    use std::sync::Arc;

    #[test]
    fn the_first_prefix_counts() {
        use RegionKind::*;
        for (subject, kind) in [
            ("FW: Re: x", Some(Forwarded)),
            ("Re: FW: x", Some(Quoted)),
            ("Doorst: x", Some(Forwarded)),
            ("WG: x", Some(Forwarded)),
            ("Antw: x", Some(Quoted)),
            ("[INC-1] Betr.: x", None),
            ("[INC-1] Betr: x", Some(Quoted)),
            ("Re[2]: x", Some(Quoted)),
            ("RE (3): x", Some(Quoted)),
            ("[Fwd: x]", Some(Forwarded)),
            ("Regels: x", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(of_subject(subject), kind, "{subject}");
        }
    }

    #[test]
    fn without_prefix_the_recipients_tell() {
        let mailbox = |address: &str| Mailbox { name: None, address: Sensitive::new(address.to_owned()) };
        let letter = |answers| Letter {
            envelope: Arc::new(Envelope {
                recipients: vec![mailbox("jan@klant.example")],
                answers,
                ..Envelope::default()
            }),
            ..Letter::default()
        };
        assert_eq!(of_block(&letter(false), Some(&mailbox("jan@klant.example")), ""), RegionKind::Quoted);
        assert_eq!(of_block(&letter(false), Some(&mailbox("piet@klant.example")), ""), RegionKind::Forwarded);
        let vs = Letter {
            envelope: Arc::new(Envelope {
                subject: Some(Sensitive::new("VS: kalaan".to_owned())),
                ..Envelope::default()
            }),
            ..Letter::default()
        };
        let jan = mailbox("jan@klant.example");
        assert_eq!(of_block(&vs, Some(&jan), "Lähettäjä: Jan"), RegionKind::Quoted);
        assert_eq!(of_block(&vs, Some(&jan), "Fra: Jan"), RegionKind::Forwarded);
        assert_eq!(of_block(&letter(true), Some(&mailbox("piet@klant.example")), ""), RegionKind::Quoted);
        let told = |subject: &str, answers| {
            let mut letter = letter(answers);
            let envelope = Arc::make_mut(&mut letter.envelope);
            envelope.subject = Some(Sensitive::new(subject.to_owned()));
            letter
        };
        let piet = mailbox("piet@klant.example");
        assert!(passes_on(&told("WG: Zahlen", false), Some(&piet)));
        assert!(!passes_on(&told("WG: Zahlen", true), Some(&piet)), "in a thread");
        assert!(!passes_on(&told("AW: Zahlen", false), Some(&piet)), "an answer");
        assert!(!passes_on(&told("WG: Zahlen", false), Some(&jan)), "back to whom it is from");
    }
}
