//! Whose a detail is by what stands at its side: a number under somebody else's name, an address in the subject's row of a table.
//!
//! In: details of a message, the texts that they stand in, and what is to become of each. Out: that again, where the place tells better
//! than the run did. It refuses to know how details are found.

use std::collections::HashMap;
use std::ops::Range;

use super::deciding::Fate;
use super::relative::is_of_relative;
use super::roles::is_no_name;
use crate::model::{Finding, Kind, RegionKind, Section};
use crate::recognise::Normaliser;
use crate::subject::OneMessage;

/// Bytes between a name and a detail that is under it.
const NEAR: usize = 400;

/// Letters of a label between a name and a detail: `Telefoon (mobiel):`.
const LABEL: usize = 24;

/// The decoded texts of a message, by section: where each begins in its part.
pub(super) struct Texts<'t>(HashMap<&'t str, Vec<(u64, &'t str)>>);

impl<'t> Texts<'t> {
    /// Of these texts.
    pub(super) fn new(all: &'t [(Section, u64, String)]) -> Self {
        let mut texts: HashMap<&str, Vec<(u64, &str)>> = HashMap::new();
        for (section, base, text) in all {
            texts.entry(section.as_str()).or_default().push((*base, text));
        }
        Texts(texts)
    }

    /// The text that a detail stands in, and where in it.
    fn around(&self, finding: &Finding) -> Option<(&'t str, Range<usize>)> {
        let span = finding.span.as_ref()?;
        let texts = self.0.get(finding.part.section.as_str())?;
        texts.iter().find_map(|(base, text)| {
            let at = |n: u64| usize::try_from(n.checked_sub(*base)?).ok();
            let range = at(span.start)?..at(span.end)?;
            text.get(range.clone()).map(|_| (*text, range))
        })
    }
}

/// Kinds of details that belong to one person. An e-mail address tells by itself whose it is.
fn is_personal(kind: Kind) -> bool {
    matches!(kind, Kind::Phone | Kind::PostalAddress | Kind::Iban | Kind::NationalId | Kind::DateOfBirth)
}

/// What stands directly under or beside somebody else's name is not the subject's, in whoever's mail, unless the request says so.
pub(super) fn under_another_name(
    findings: &[Finding],
    one: &OneMessage<'_>,
    texts: &Texts<'_>,
    fates: &mut [Fate],
) {
    let mut order: Vec<usize> = (0..findings.len()).filter(|n| findings[*n].span.is_some()).collect();
    order.sort_by_key(|n| {
        let finding = &findings[*n];
        (finding.part.section.as_str(), finding.span.as_ref().map(|s| (s.start, s.end)))
    });
    // the end of the last name or detail of somebody else, and whether what is in the next line is theirs too
    let mut open: Option<(&Section, u64, bool)> = None;
    for n in order {
        let finding = &findings[n];
        let Some(span) = finding.span.as_ref().filter(|_| finding.region != RegionKind::Header) else {
            continue;
        };
        let section = &finding.part.section;
        if finding.kind == Kind::PersonName {
            let others = fates[n] != Fate::Theirs;
            open = others.then(|| (section, span.end, heads(finding, texts)));
            continue;
        }
        let of_others = is_personal(finding.kind) || finding.kind == Kind::Email && fates[n] == Fate::Goes;
        if one.is_of_subject(finding) || finding.kind == Kind::Email && !of_others {
            open = None;
        }
        let Some((of, end, heads)) = open.filter(|_| of_others) else { continue };
        let joined = of == section
            && texts.around(finding).is_some_and(|(text, at)| {
                let length = usize::try_from(span.start.saturating_sub(end)).unwrap_or(usize::MAX);
                let from = at.start.checked_sub(length).filter(|_| length <= NEAR);
                from.and_then(|from| text.get(from..at.start)).is_some_and(|text| is_label(text, heads))
            });
        open = joined.then_some((section, span.end.max(end), heads));
        if joined && fates[n] == Fate::Theirs {
            fates[n] = Fate::Goes;
        }
    }
}

/// What was taken for somebody's name and says what somebody is in (`Partner: Gold Status`) stays.
pub(super) fn no_names(findings: &[Finding], lists: &Normaliser, texts: &Texts<'_>, fates: &mut [Fate]) {
    for (finding, fate) in findings.iter().zip(fates) {
        if finding.kind != Kind::PersonName || *fate != Fate::Goes {
            continue;
        }
        let Some((text, at)) = texts.around(finding) else { continue };
        let from = text.floor_char_boundary(at.start.saturating_sub(ROLE));
        if is_no_name(&shown(&text[from..at.start]), finding.value.reveal(), lists) {
            *fate = Fate::Stays;
        }
    }
}

/// Bytes of what somebody is, with the colon behind it and tags.
const ROLE: usize = 64;

/// Bytes of a sentence on either side of a number.
const SENTENCE: usize = 90;

/// A number or an address of which the sentence says that it is somebody else's (`bel mijn man op 06-…`, `mijn buurvrouw op Dorpsstraat 12`) is not the subject's, in whoever's mail, unless the
/// request says so. `by_own`: the own organisation sent the message; else a number that was taken for its own is not.
pub(super) fn of_somebody_else(
    findings: &[Finding],
    one: &OneMessage<'_>,
    (texts, by_own): (&Texts<'_>, bool),
    fates: &mut [Fate],
) {
    for (finding, fate) in findings.iter().zip(fates) {
        // of what staff of the own organisation write, `mijn collega` is one of them
        let written = matches!(finding.region, RegionKind::Body | RegionKind::Signature) && !by_own;
        let candidate = (*fate == Fate::Theirs || *fate == Fate::Stays && written)
            && matches!(finding.kind, Kind::Phone | Kind::PostalAddress)
            && finding.region != RegionKind::Header
            && !one.is_of_subject(finding);
        let Some((text, at)) = texts.around(finding).filter(|_| candidate) else { continue };
        let from = text.floor_char_boundary(at.start.saturating_sub(SENTENCE));
        let to = text.ceil_char_boundary((at.end + SENTENCE).min(text.len()));
        if is_of_relative(&text[from..at.start], &text[at.end..to]) {
            *fate = Fate::Goes;
        }
    }
}

/// What is written as a telephone number under or beside a name that goes, also where it is none that was ever given out.
pub(super) fn numbers_under_names(
    findings: &[Finding],
    texts: &Texts<'_>,
    fates: &[Fate],
) -> Vec<(Section, Range<u64>)> {
    let mut all = Vec::new();
    for (finding, _) in findings.iter().zip(fates).filter(|(finding, fate)| {
        finding.kind == Kind::PersonName && finding.region != RegionKind::Header && **fate == Fate::Goes
    }) {
        let (Some(span), Some((text, at))) = (&finding.span, texts.around(finding)) else { continue };
        let heads = heads(finding, texts);
        for number in numbers_behind(text, at.end, heads) {
            let place = |n: usize| span.end + (n - at.end) as u64;
            all.push((finding.part.section.clone(), place(number.start)..place(number.end)));
        }
    }
    all
}

/// What is written as a telephone number behind a name that ends at this byte, with no more than a label between; `heads`: or in the next line.
pub(super) fn numbers_behind(text: &str, end: usize, heads: bool) -> Vec<Range<usize>> {
    let near = &text[end..text.floor_char_boundary((end + NEAR).min(text.len()))];
    let mut all = Vec::new();
    let mut from = 0;
    while let Some(number) = next_number(near, from).filter(|n| is_label(&near[from..n.start], heads)) {
        from = number.end;
        all.push(end + number.start..end + number.end);
    }
    all
}

/// The next run of digits that is written as a telephone number: with a nought, a plus sign or a bracket before it.
fn next_number(text: &str, from: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(start) = bytes[at..].iter().position(|b| matches!(b, b'0'..=b'9' | b'+' | b'(')) {
        let start = at + start;
        let part =
            |b: &&u8| b.is_ascii_digit() || matches!(b, b' ' | b'-' | b'.' | b'/' | b'(' | b')' | b'+');
        let length = bytes[start..].iter().take_while(part).count();
        let run = text[start..start + length].trim_end_matches(|c: char| !c.is_ascii_digit());
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        if (8..=15).contains(&digits) && !run.starts_with(|c: char| matches!(c, '1'..='9')) {
            return Some(start..start + run.len());
        }
        at = start + length;
    }
    None
}

/// A name heads what is in the next line: nothing is said in its line before it, and it is no greeting.
fn heads(finding: &Finding, texts: &Texts<'_>) -> bool {
    texts.around(finding).is_some_and(|(text, at)| {
        let from = text.floor_char_boundary(at.start.saturating_sub(NEAR));
        let before = shown(&text[from..at.start]);
        let line = before.rsplit('\n').next().unwrap_or_default();
        let line = line.trim_end_matches(|c: char| !c.is_alphanumeric());
        line.is_empty() || before.trim_end().ends_with([':', ';', ',', '|', '\t'])
    }) && !greets(finding, texts)
}

/// A greeting is no heading, however it is set.
fn greets(finding: &Finding, texts: &Texts<'_>) -> bool {
    texts.around(finding).is_some_and(|(text, at)| {
        let line = shown(&text[at.end..text.ceil_char_boundary((at.end + 8).min(text.len()))]);
        // `Noor Visser,` and a line end, at the head of a letter
        let rest = line.trim_start_matches([' ', '\t']);
        let comma = rest.strip_prefix(',').or_else(|| rest.strip_prefix('!'));
        comma.is_some_and(|rest| rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n'))
    })
}

/// What stands between a name and a detail is no more than a label: on that line, or where the name heads it on the next.
fn is_label(between: &str, heads: bool) -> bool {
    const FIRST: [&str; 15] = [
        "ik", "mij", "mijn", "me", "my", "mine", "ich", "mich", "mein", "meine", "mon", "ma", "moi", "mio",
        "mi",
    ];
    let between = shown(between);
    let letters = between.chars().filter(|c| c.is_alphabetic()).count();
    let lines = between.matches('\n').count();
    let mut words = between.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
    lines <= usize::from(heads) && letters <= LABEL && !words.any(|word| FIRST.contains(&word.as_str()))
}

/// A piece of text or of HTML as lines: tags that end one are line ends, and the others nothing.
pub(super) fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // behind the end of a line of HTML, those of its source are nothing
    let mut ended = false;
    while let Some(c) = rest.chars().next() {
        let tag = rest.strip_prefix('<').and_then(|tag| tag.find('>').map(|end| &tag[..end]));
        if let Some(tag) = tag {
            let name = tag.trim_start_matches('/').to_ascii_lowercase();
            let ends = ["br", "p", "div", "tr", "li", "table"];
            let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            let block = ends.contains(&name) && (name == "br" || tag.starts_with('/'));
            if block && !out.trim_end_matches([' ', '\t', '\r']).ends_with('\n') {
                out.push('\n');
            }
            ended |= block;
            rest = &rest[tag.len() + 2..];
            continue;
        }
        if let Some(behind) = rest.strip_prefix("&nbsp;") {
            out.push(' ');
            rest = behind;
            continue;
        }
        ended &= c.is_whitespace();
        if !(ended && c == '\n') {
            out.push(c);
        }
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// The line of a list that a detail stands in: its section, and where the line begins.
fn row<'f>(finding: &'f Finding, texts: &Texts<'_>) -> Option<(&'f str, u64)> {
    let part = &finding.part;
    let name = part.filename.as_deref().unwrap_or_default().to_ascii_lowercase();
    let subtype = part.media_type.rsplit('/').next().unwrap_or_default();
    let listed = ["csv", "comma-separated-values", "tab-separated-values"].contains(&subtype)
        || [".csv", ".tsv"].iter().any(|end| name.ends_with(end));
    let span = finding.span.as_ref().filter(|_| listed)?;
    let (text, at) = texts.around(finding)?;
    let start = memchr::memrchr(b'\n', &text.as_bytes()[..at.start]).map_or(0, |n| n + 1);
    Some((part.section.as_str(), span.start - (at.start - start) as u64))
}

/// In a row of a table that tells of the subject and names nobody else, an address, an account and a date of birth are the subject's.
pub(super) fn in_own_row(findings: &[Finding], one: &OneMessage<'_>, texts: &Texts<'_>, fates: &mut [Fate]) {
    // by section and the beginning of the line: whether it tells of the subject, and of somebody else
    let mut rows: HashMap<(&str, u64), (bool, bool)> = HashMap::new();
    let own: Vec<_> = findings.iter().map(|finding| row(finding, texts)).collect();
    for ((finding, row), fate) in findings.iter().zip(&own).zip(&*fates) {
        let Some(row) = row else { continue };
        let told = rows.entry(*row).or_default();
        if one.is_of_subject(finding) {
            told.0 = true;
        } else if matches!(finding.kind, Kind::PersonName | Kind::Email | Kind::Phone) && *fate == Fate::Goes
        {
            told.1 = true;
        }
    }
    for ((finding, row), fate) in findings.iter().zip(&own).zip(fates) {
        let Some((true, false)) = row.and_then(|row| rows.get(&row)) else { continue };
        let personal =
            matches!(finding.kind, Kind::PostalAddress | Kind::DateOfBirth | Kind::NationalId | Kind::Iban);
        if personal && *fate == Fate::Goes {
            *fate = Fate::Theirs;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_as_a_number() {
        let number = |text| next_number(text, 0).map(|at| &text[at]);
        assert_eq!(number("op 3 maart 2014: (06) 99 98 88-77."), Some("(06) 99 98 88-77"));
        assert_eq!(number("+31 6-99988877 en 06-12345678"), Some("+31 6-99988877"));
        for text in ["2014-03-03 10", "1234567890", "0123", "+", ""] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn what_stands_between_a_name_and_its_detail() {
        for label in ["\n", ", ", "\r\nTel: ", " (mobiel: ", "<br>\n", "</b></td><td>", "</p><p>T&nbsp;"] {
            assert!(is_label(label, true), "{label}");
        }
        for other in ["\n\n", ",\nmijn nummer is ", "</p>en<br>", " is morgen weer bereikbaar, en dan op "] {
            assert!(!is_label(other, true), "{other}");
        }
        assert!(is_label(", tel. ", false) && !is_label("\n", false));
        assert_eq!(shown("a<br/>\nb<i>c</i></div></td>&nbsp;d<"), "a\nbc\n d<");
    }
}
