//! A number that answers a question, which stands quoted below: `Zbigniew: 111222333`, and `Mag ik het BSN nog?`
//!
//! In: a text, and where nine digits stand in it. Out: whether they are what was asked for. This module refuses to know check digits.

use std::ops::Range;

use crate::recognise::person::NameWords;

/// Bytes before the digits that may hold a name.
const NAME: usize = 48;
/// Bytes behind them that may hold the question.
const REACH: usize = 2048;
/// Bytes of the question behind the word.
const QUESTION: usize = 80;

/// Somebody's name and a colon are all that stands before the digits on their line, nothing behind them, and below somebody asks for the
/// number of the Dutch register of people.
pub(super) fn is_one(text: &str, span: &Range<usize>, names: &NameWords) -> bool {
    let bytes = text.as_bytes();
    let before = bytes[..span.start].trim_ascii_end();
    if before.last() != Some(&b':') || !matches!(bytes.get(span.end), None | Some(b'\n' | b'\r' | b'.')) {
        return false;
    }
    let floor = before.len().saturating_sub(NAME);
    let line = memchr::memrchr(b'\n', &before[floor..]).map(|n| floor + n + 1).or((floor == 0).then_some(0));
    let Some(name) = line.and_then(|from| text.get(from..before.len() - 1)) else { return false };
    let name = name.trim_start_matches([' ', '-', '*', '•']);
    let mut words = name.split(' ');
    let good = words.clone().count() <= 4
        && name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '.'))
        && words.next().is_some_and(|first| names.is_given_alone(first));
    good && is_asked(&bytes[span.end..bytes.len().min(span.end + REACH)])
}

/// The question is about something else: the number is there, or not asked for.
fn is_known(question: &[u8]) -> bool {
    const OTHER: [&str; 12] = [
        "niet",
        "geen",
        "had",
        "heb ik",
        "hebben we",
        "al ",
        "klopt",
        "was ",
        "stond",
        "ontvangen",
        "bekend",
        "hoeft",
    ];
    let question = String::from_utf8_lossy(question);
    OTHER.iter().any(|word| question.contains(word))
}

/// A question holds a word for the number, and for no other number.
fn is_asked(below: &[u8]) -> bool {
    let asks = |word: &[u8]| {
        memchr::memmem::find_iter(below, word).any(|n| {
            let rest = &below[n..below.len().min(n + QUESTION)];
            memchr::memchr2(b'?', b'.', rest).is_some_and(|end| rest[end] == b'?' && !is_known(&rest[..end]))
        })
    };
    // `KvK-nummer en heb je BSN nodig?` asks for two
    let others = [
        &b"KvK"[..],
        b"kvk",
        b"ordernummer",
        b"klantnummer",
        b"factuurnummer",
        b"telefoonnummer",
        b"rekeningnummer",
    ];
    if others.iter().any(|word| memchr::memmem::find(below, word).is_some()) {
        return false;
    }
    [&b"BSN"[..], b"urgerservicenummer", b"ofi-nummer", b"ofinummer"].iter().any(|word| asks(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(text: &str) -> bool {
        let at = text.find("111222333").unwrap();
        is_one(text, &(at..at + 9), &NameWords::default())
    }

    #[test]
    fn an_answer_above_its_question() {
        assert!(is("Anna: 111222333\n\nGroet\n\n> Mag ik het BSN van mevrouw nog?\n"));
        assert!(is("- Anna de Vries: 111222333\n> Wat is haar burgerservicenummer?"));
        for text in [
            "Anna: 111222333\n\nGroet",
            "Order: 111222333\n> Mag ik het BSN nog?",
            "Anna: 111222333 stuks\n> Mag ik het BSN nog?",
            "Anna: 111222333\n> Het BSN is bekend. Klopt dat?",
            "Anna: 111222333\n> Wat is het ordernummer? Het BSN hoeft niet, toch?",
            "Anna: 111222333\n> Je BSN had ik al, klopt dat?",
            "Anna: 111222333\n> Mag ik het KvK-nummer, en heb je een BSN?",
        ] {
            assert!(!is(text), "{text}");
        }
    }
}
