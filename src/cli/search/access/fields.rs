//! Names in the fields of a forwarded or quoted message that stands in a text, where no recogniser takes them for names.
//!
//! In: texts. Out: places of names. It refuses to know who the subject is, and whose mail it is.

use std::ops::Range;

use crate::recognise::Normaliser;
use crate::subject::bystander::{PARTICLES, SMALL, words};

/// Fields of a forwarded message that name people, as programs for mail write them, in small letters.
const FIELDS: [&str; 14] =
    ["a", "aan", "an", "cc", "copie", "da", "de", "from", "kopie", "para", "to", "van", "von", "à"];

/// Fields beside which these are of a message, in small letters. A day may be of anything (`Van: Utrecht`, `Datum: 3 maart`).
const OTHERS: [&str; 13] = [
    "asunto",
    "betreff",
    "envoyé",
    "enviado",
    "enviado el",
    "gesendet",
    "inviato",
    "objet",
    "oggetto",
    "onderwerp",
    "sent",
    "subject",
    "verzonden",
];

/// A day, in small letters: of a message where it has a year or a time.
const DAYS: [&str; 8] = ["data", "date", "datum", "fecha", "date d'envoi", "le", "el", "am"];

/// Lines around a field in which another one stands.
const BLOCK: usize = 4;

/// Names in the fields of a forwarded or quoted message that stands in a text: `De : Noor Visser`, with another field nearby.
pub(super) fn behind_fields(text: &str, lists: &Normaliser) -> impl Iterator<Item = Range<usize>> {
    let mut lines: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    if memchr::memchr(b':', text.as_bytes()).is_some() {
        for line in text.split_inclusive('\n') {
            lines.push((at, line));
            at += line.len();
        }
    }
    let margin = |c: char| matches!(c, '>' | ' ' | '\t' | '*' | '|' | '\u{a0}');
    let field = |line: &str| {
        let (label, _) = line.split_at_checked(line.find(':').filter(|n| *n < 24)?)?;
        Some(label.trim_matches(margin).to_lowercase())
    };
    let is = |line: &str, list: &[&str]| field(line).is_some_and(|label| list.contains(&label.as_str()));
    let mut all = Vec::new();
    for (n, (at, line)) in lines.iter().enumerate().filter(|(_, (_, line))| is(line, &FIELDS)) {
        let near = &lines[n.saturating_sub(BLOCK)..(n + BLOCK + 1).min(lines.len())];
        let addressed = |line: &str| is(line, &FIELDS) && line.contains('@');
        let sure = near.iter().any(|(_, line)| is(line, &OTHERS) || addressed(line));
        let dated = || near.iter().any(|(_, line)| is(line, &DAYS) && has_time(line));
        if !sure && !dated() {
            continue;
        }
        let Some(colon) = line.find(':') else { continue };
        let value = &line[colon + 1..];
        // `Van: Den Haag` of a journey has a day too
        if !sure && lists.town(value.trim()).is_some() {
            continue;
        }
        let value = &value[..value.find(['<', '[', '(', ';', '\r', '\n', '@']).unwrap_or(value.len())];
        let spans: Vec<Range<usize>> = words(value).collect();
        let capital = |span: &Range<usize>| value[span.clone()].starts_with(char::is_uppercase);
        let small = |span: &Range<usize>| {
            let word = value[span.clone()].to_lowercase();
            [&PARTICLES[..], &SMALL].iter().any(|list| list.contains(&word.as_str()))
        };
        let named = spans.iter().filter(|span| capital(span)).count() > 1
            && spans.len() <= 6
            && spans.iter().all(|span| capital(span) || small(span))
            && !value.contains(|c: char| c.is_ascii_digit());
        if let (true, Some(first), Some(last)) = (named, spans.first(), spans.last()) {
            all.push(at + colon + 1 + first.start..at + colon + 1 + last.end);
        }
    }
    all.into_iter()
}

/// A line tells a year or a time of the day.
fn has_time(line: &str) -> bool {
    let value = line.split_once(':').map_or("", |(_, value)| value);
    let clock = value
        .as_bytes()
        .windows(4)
        .any(|w| w[0].is_ascii_digit() && w[1] == b':' && w[2].is_ascii_digit() && w[3].is_ascii_digit());
    let year = |word: &str| word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
    clock || value.split(|c: char| !c.is_ascii_digit()).any(year)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::search::access::sample::found;

    #[test]
    fn a_name_in_the_fields_of_what_is_forwarded() {
        let text = "-----Message d'origine-----\r\nDe : Bep Oostvogel\r\nEnvoy\u{e9} : mardi\r\n\u{c0} : <x@huis.example>\r\n> *Van:* Oostvogel, Bep van der [mailto:b@x.example]\n\
                    > Aan: afdeling verkoop\nCc: Bos\n";
        assert_eq!(
            found(text, behind_fields(text, &Normaliser::new())),
            ["Bep Oostvogel", "Oostvogel, Bep van der"]
        );
        for form in [
            "Van: Leiden Centraal\nNaar: Utrecht\nTijd: 10\n",
            "Van: Utrecht Centraal\nAan: Den Haag\nDatum: 3 maart\nTijd: 10\n",
        ] {
            assert_eq!(
                found(form, behind_fields(form, &Normaliser::new())),
                [""; 0],
                "no field of mail is near"
            );
        }
        let text = "Van: Bep Oostvogel\nDatum: 3 maart 2014 10:11:12\nAan: Noor Trekvogel\n";
        assert_eq!(found(text, behind_fields(text, &Normaliser::new())), ["Bep Oostvogel", "Noor Trekvogel"]);
        let text = "Van: Den Haag\nDatum: 3 maart 2014\nAan: Wijk bij Duurstede\n";
        assert_eq!(found(text, behind_fields(text, &Normaliser::new())), [""; 0]);
        let text = "Van: Bep Oostvogel\nDatum: 3 maart\nAan: Mop Trekvogel <m@x.example>\n";
        assert_eq!(found(text, behind_fields(text, &Normaliser::new())), ["Bep Oostvogel", "Mop Trekvogel"]);
    }
}
