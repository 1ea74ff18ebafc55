//! Forms and cards: where a label says what a text is.
//!
//! In: a line of a page. Out: what stands behind a label (`Functie: Inkoper`), below one, or in a property of a vCard
//! (RFC 6350 section 6.6).

use std::ops::Range;

use super::Search;
use super::fold::fold_into;
use super::header::trim;
use super::legal;
use super::whole;
use super::word::{self, PHRASE_MAX};
use crate::model::Kind;
use crate::recognise::lines::{Line, Marks};

/// Bytes of a label.
pub(super) const LABEL_MAX: usize = 32;

/// Labels that also stand before other things: what is behind must be of the kind by its words.
pub(super) const WEAK: [&str; 84] = [
    "title",
    "titre",
    "role",
    "rol",
    "job",
    "function",
    "functie",
    "position",
    "service",
    "team",
    "area",
    "direction",
    "stelle",
    "qualite",
    "klant",
    "klantnaam",
    "relatie",
    "leverancier",
    "customer",
    "client",
    "supplier",
    "vendor",
    "kunde",
    "lieferant",
    "fournisseur",
    "cliente",
    "proveedor",
    "fornitore",
    "school",
    "instantie",
    "vereniging",
    "business",
    "opdrachtgever",
    "auftraggeber",
    "centro",
    "dienst",
    "division",
    "bereich",
    "account name",
    "sociedad",
    "positie",
    "posizione",
    "carica",
    "rank",
    "rang",
    "grade",
    "grado",
    "rango",
    "designation",
    "firm",
    "praktijk",
    "huisartsenpraktijk",
    "verzekeraar",
    "verzekeringsmaatschappij",
    "transporteur",
    "vervoerder",
    "onderaannemer",
    "hypotheekverstrekker",
    "fabrikant",
    "insurer",
    "carrier",
    "haulier",
    "subcontractor",
    "manufacturer",
    "underwriter",
    "versicherer",
    "versicherung",
    "spediteur",
    "spedition",
    "subunternehmer",
    "hersteller",
    "assureur",
    "sous-traitant",
    "fabricant",
    "aseguradora",
    "transportista",
    "gestoria",
    "subcontratista",
    "fabricante",
    "assicurazione",
    "trasportatore",
    "vettore",
    "subappaltatore",
    "produttore",
];

/// A line of a vCard.
pub(super) fn card(search: &mut Search<'_>, line: &Range<usize>) {
    let Some(text) = search.text.get(line.clone()) else { return };
    let body = match text.split_once('.') {
        Some((group, rest)) if group.len() <= 8 && group.starts_with("item") => rest,
        _ => text,
    };
    let is = |name: &str| {
        body.get(..name.len()).is_some_and(|b| b.eq_ignore_ascii_case(name))
            && matches!(body.as_bytes().get(name.len()), Some(b':' | b';'))
    };
    let kind = if is("ORG") {
        Kind::Organisation
    } else if is("TITLE") || is("ROLE") {
        Kind::JobTitle
    } else {
        return;
    };
    let Some(colon) = text.find(':') else { return };
    let quoted = text[..colon].to_ascii_uppercase().contains("QUOTED-PRINTABLE");
    let start = line.start + colon + 1;
    let pieces =
        split_escaped(&search.text[start..line.end], if kind == Kind::Organisation { b';' } else { b'\0' });
    for (n, piece) in pieces.into_iter().enumerate().take(2) {
        let span = trim(search.text, start + piece.start..start + piece.end);
        let slice = &search.text[span.clone()];
        if slice.len() < 2
            || slice.len() > 3 * PHRASE_MAX
            || !slice.bytes().any(|b| b.is_ascii_alphabetic() || b >= 0x80)
        {
            continue;
        }
        let kind = if n == 1 { Kind::Department } else { kind };
        search.push(kind, span, 12, &["a property of a vCard"]);
        if (quoted || slice.contains('\\'))
            && let Some(m) = search.found.last_mut()
        {
            let read = if quoted { unquote(m.value.reveal()) } else { m.value.reveal().clone() };
            m.value = read.replace("\\,", ",").replace("\\;", ";").replace("\\n", " ").into();
        }
    }
}

/// The pieces between marks that no backslash stands before.
fn split_escaped(text: &str, mark: u8) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let (mut from, mut escaped) = (0, false);
    for (n, b) in text.bytes().enumerate() {
        if b == mark && !escaped {
            pieces.push(from..n);
            from = n + 1;
            if pieces.len() == 4 {
                return pieces;
            }
        }
        escaped = b == b'\\' && !escaped;
    }
    pieces.push(from..text.len());
    pieces
}

/// Quoted-printable (RFC 2045 §6.7) of UTF-8; as it stands where it is neither.
fn unquote(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        let hex = |b: u8| char::from(b).to_digit(16).map(|n| n as u8);
        match (first, tail) {
            (b'=', [a, b, after @ ..]) if hex(*a).is_some() && hex(*b).is_some() => {
                out.push(hex(*a).unwrap_or(0) << 4 | hex(*b).unwrap_or(0));
                rest = after;
            }
            _ => out.push(*first),
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// What the first bytes of a line promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glance {
    /// It may begin with a label.
    pub(super) label: bool,
    /// It may be a line of headings.
    pub(super) headings: bool,
}

/// A look at the first bytes of a line.
pub(super) fn glance(search: &Search<'_>, line: &Line) -> Glance {
    const NOTHING: Glance = Glance { label: false, headings: false };
    let bytes = &search.text.as_bytes()[line.span.clone()];
    let mut at = 0;
    while at < 4
        && bytes.get(at).is_some_and(|b| matches!(b, b'*' | b'-' | b'_' | b'"' | b' ' | b'|' | b'#' | b'('))
    {
        at += 1;
    }
    let (Some(a), Some(b)) = (bytes.get(at), bytes.get(at + 1)) else { return NOTHING };
    let head = &bytes[..bytes.len().min(LABEL_MAX + 8)];
    let parts = line.marks.has(Marks::BAR.or(Marks::COMMA));
    if !search.vocabulary().may_be_label(*a, *b) {
        return Glance {
            label: false,
            headings: parts && memchr::memchr3(b'\t', b';', b'|', head).is_some(),
        };
    }
    let holds = |a, b| memchr::memchr3(a, b, b'\t', head).is_some() || memchr::memchr(b'|', head).is_some();
    let signs = line.marks.has(Marks::BAR.or(Marks::COLON));
    Glance {
        label: if line.marks.has(Marks::STOP) && leaders(head).is_some()
            || signs && (bytes.len() <= LABEL_MAX || holds(b':', b'='))
        {
            true
        } else {
            may_be_label(search, line) && !signs || has_two_spaces(head)
        },
        headings: parts && holds(b',', b';') || has_two_spaces(head),
    }
}

/// Where dots begin that lead from a label to its value: `Company ....... Client Tiles`.
pub(super) fn leaders(head: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'.', head).find(|n| *n > 2 && head[*n..].starts_with(b"...."))
}

/// A line without a sign may be a label as a whole.
fn may_be_label(search: &Search<'_>, line: &Line) -> bool {
    let text = line.text(search.text);
    // nothing stands around it that is no part of the label
    let bare = matches!(text.as_bytes(), [b'A'..=b'Z' | b'a'..=b'z', .., b'A'..=b'Z' | b'a'..=b'z']);
    text.len() <= LABEL_MAX
        && (!bare || line.marks.has(Marks::WIDE) || search.vocabulary().may_be_whole_label(text))
}

/// Two spaces stand side by side. All pairs are looked at, so that many are at once.
pub(super) fn has_two_spaces(bytes: &[u8]) -> bool {
    let behind = bytes.get(1..).unwrap_or_default();
    bytes.iter().zip(behind).fold(false, |found, (a, b)| found | (*a == b' ') & (*b == b' '))
}

/// What stands behind or below the label that a line begins with or is; true when the line was such a label.
pub(super) fn labelled(search: &mut Search<'_>, lines: &[Line], at: usize, scratch: &mut String) -> bool {
    let line = &lines[at];
    let text = search.text;
    let bytes = text.as_bytes();
    // a label ends with a sign, or is a line of a few words
    let head = line.span.start..line.span.end.min(line.span.start + LABEL_MAX + 8);
    let sign = bytes[head.clone()].iter().position(|b| matches!(b, b':' | b'=' | b'\t' | b'|'));
    // `Handelsnaam  Klant Bouw`, in a form
    let gap = match sign {
        None => gap_of(text, line).filter(|_| is_row(text, lines, at)),
        Some(_) => None,
    };
    let leaders = if sign.is_none() { leaders(&bytes[head.clone()]) } else { None };
    let sign = sign.or(gap).or(leaders);
    let (label, value, below) = match sign {
        Some(0) => return false,
        Some(n) => {
            let rest = head.start + n + 1..line.span.end;
            (head.start..head.start + n, rest.clone(), text[rest].trim().is_empty())
        }
        None if line.span.len() <= LABEL_MAX
            && bytes[head.clone()].iter().filter(|b| **b == b' ').count() <= 3 =>
        {
            (line.span.clone(), line.span.end..line.span.end, true)
        }
        None => return false,
    };
    let Some(kind) = label_kind(search, &label, scratch) else { return false };
    let weak = WEAK.contains(&scratch.as_str());
    // headings of columns: `Empresa | Contacto | Cargo`
    if sign.is_some_and(|n| matches!(bytes[head.start + n], b'|' | b'\t'))
        && crate::recognise::lines::cells(text, value.clone())
            .next()
            .is_some_and(|cell| is_heading(search, &text[cell], scratch))
    {
        return false;
    }
    let value = if below {
        // below a label stands its value, on the next line: not another label
        let Some(next) =
            lines.get(at + 1).filter(|n| n.block <= line.block + 1 && n.span.len() <= PHRASE_MAX)
        else {
            return false;
        };
        let other = text[next.span.clone()].contains(':');
        if other || sign.is_none() && next.block != line.block {
            return false;
        }
        next.span.clone()
    } else {
        let first = crate::recognise::lines::cells(text, value.clone()).next();
        let Some(first) = first else { return false };
        first
    };
    let mut value = trim(text, strip_signs(text, value));
    if let Some(label) = next_label(&text[value.clone()])
        && is_known(search, &text[value.start + label.start..value.start + label.end], scratch)
    {
        value = trim(text, value.start..value.start + label.start);
    }
    let mut phrase = &text[value.clone()];
    // `Société : Adresse : …`: nothing was filled in, and the lines were joined
    if let Some(n) = phrase.find(':').filter(|n| *n <= LABEL_MAX)
        && is_heading(search, &phrase[..n], scratch)
    {
        return true;
    }
    // `Bedrijf: Klant BV, Dorpsstraat 1`
    let cut = phrase.find([',', ';', '(']).filter(|n| {
        let rest = &phrase[*n..];
        let form = rest.strip_prefix(", ");
        !rest.starts_with("(haftungs")
            && !form.is_some_and(|f| legal::stands_behind_comma(f, search.vocabulary()))
    });
    if let Some(n) = cut {
        let first = trim(text, value.start..value.start + n);
        let tail = &phrase[n..];
        if tail.bytes().any(|b| b.is_ascii_digit() || b == b'@' || b == b':')
            || kind != Kind::JobTitle && search.verdict(&first, false).is_some()
        {
            value = first;
            phrase = &text[value.clone()];
        }
    }
    // `Klant Futter Ges.m.b.H. - stimmt überein`: more is said behind a dash
    if kind == Kind::Organisation
        && let Some(n) = [" - ", " – "].iter().find_map(|dash| phrase.find(dash))
        && search.verdict(&(value.start..value.start + n), false).is_some_and(|v| v.why == "a legal form")
    {
        value = trim(text, value.start..value.start + n);
        phrase = &text[value.clone()];
    }
    let Some(words) = word::words(phrase, search.vocabulary()) else { return true };
    let verdict = search.verdict(&value, false);
    let fits = verdict.is_some_and(|v| v.kind == kind)
        || verdict.is_none() && kind == Kind::JobTitle && whole::is_title(search, &value);
    let fine = phrase.len() >= 2
        && words.len() <= 8
        && !phrase.contains(['@', '?', '!', '<', '{'])
        && !phrase.contains("://")
        && phrase.bytes().any(|b| b.is_ascii_alphabetic() || b >= 0x80)
        && (kind == Kind::Organisation && !phrase.bytes().all(|b| b.is_ascii_digit() || b == b'-')
            || phrase.bytes().filter(u8::is_ascii_digit).count() <= 2);
    let strict = weak || (sign.is_none() || gap.is_some()) && kind != Kind::Organisation;
    if gap.is_some() && is_heading(search, phrase, scratch) {
        return false;
    }
    let named = words
        .first()
        .is_some_and(|w| w.is_capital() || w.is_joint() || w.text.bytes().any(|b| b.is_ascii_digit()));
    let in_form = !weak || kind == Kind::Organisation && fits;
    if fine && (fits || !strict && in_form && (named || kind == Kind::JobTitle)) {
        search.push(kind, value, if fits { 12 } else { 6 }, &["behind a label"]);
        return true;
    }
    fine && !weak
}

/// Where the wide gap behind a label begins, in bytes of its line; nothing but a value stands behind it.
pub(super) fn gap_of(text: &str, line: &Line) -> Option<usize> {
    let bytes = line.text(text).as_bytes();
    let n = memchr::memmem::find(&bytes[..bytes.len().min(LABEL_MAX)], b"  ").filter(|n| *n > 2)?;
    let rest = bytes[n..].trim_ascii_start();
    let word =
        bytes[..n].iter().all(|b| b.is_ascii_alphabetic() || *b >= 0x80 || matches!(b, b' ' | b'-' | b'.'));
    (word && memchr::memmem::find(rest, b"  ").is_none()).then_some(n)
}

/// The line above or below is a label with a value behind a wide gap too, of another sort.
pub(super) fn is_row(text: &str, lines: &[Line], at: usize) -> bool {
    let Some(line) = lines.get(at) else { return false };
    let is = |n: Option<usize>| {
        n.and_then(|n| lines.get(n))
            .is_some_and(|other| other.block == line.block && gap_of(text, other).is_some())
    };
    is(at.checked_sub(1)) || is(Some(at + 1))
}

/// What may be the label of the next field in a value, as where lines are joined: `Gemeente Utrecht Functie: Timmerman`. It begins with a
/// capital and may go on in small letters; a value of nothing but that is none.
fn next_label(value: &str) -> Option<Range<usize>> {
    let colon = value.find(": ").filter(|n| *n > 0)?;
    let head = &value[..colon];
    let mut from = head.len();
    loop {
        let word = head[..from].trim_end();
        let start = word
            .rfind([' ', '\u{a0}', '\n', '\t'])
            .map(|n| n + word[n..].chars().next().map_or(1, char::len_utf8))?;
        let first = word[start..].chars().next()?;
        if first.is_uppercase() {
            return Some(start..colon).filter(|n| !value[..n.start].trim().is_empty());
        }
        if !first.is_lowercase() {
            return None;
        }
        from = start;
    }
}

/// It, or its first word, is known as a label: a firm may have a colon in its name (`Bakker & Smit: Notarissen`).
fn is_known(search: &Search<'_>, label: &str, scratch: &mut String) -> bool {
    let first = label.split_whitespace().next().unwrap_or_default();
    [label, first].into_iter().any(|words| {
        scratch.clear();
        fold_into(words.trim_end_matches('.'), scratch);
        search.vocabulary().label(scratch).is_some() || search.vocabulary().is_heading(scratch)
    })
}

/// The kind that a label names; the folded label stands in `scratch` afterwards.
pub(super) fn label_kind(search: &Search<'_>, label: &Range<usize>, scratch: &mut String) -> Option<Kind> {
    let text = search.text.get(label.clone())?;
    let text = match text.as_bytes() {
        [b'A'..=b'Z' | b'a'..=b'z', .., b'a'..=b'z'] => text,
        _ => text.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, '*' | '-' | '•' | '_' | '·' | '#' | '"' | '(' | ')' | '\u{a0}')
        }),
    };
    if text.is_empty() || text.len() > LABEL_MAX {
        return None;
    }
    // `Firma .......... : `
    let bare = text.trim_end_matches(['.', '…', ' ']);
    if bare.is_ascii() && !search.vocabulary().may_be_whole_label(bare)
        || text.bytes().any(|b| b.is_ascii_digit() || matches!(b, b',' | b'@'))
    {
        return None;
    }
    scratch.clear();
    fold_into(bare, scratch);
    search.vocabulary().label(scratch)
}

/// The text of a cell is a heading or a label.
pub(super) fn is_heading(search: &Search<'_>, cell: &str, scratch: &mut String) -> bool {
    let cell = cell.trim().trim_matches(|c| matches!(c, '"' | '|' | '*'));
    if cell.len() > LABEL_MAX || cell.is_ascii() && !search.vocabulary().may_be_whole_label(cell) {
        return false;
    }
    scratch.clear();
    fold_into(cell, scratch);
    search.vocabulary().is_heading(scratch) || search.vocabulary().label(scratch).is_some()
}

fn strip_signs(text: &str, span: Range<usize>) -> Range<usize> {
    let piece = &text[span.clone()];
    let cut = piece.trim_start_matches([':', '=', ' ', '\t', '\u{a0}', '|', '.']);
    span.start + (piece.len() - cut.len())..span.end
}

#[cfg(test)]
mod tests {
    use super::next_label;

    #[test]
    fn a_value_ends_where_the_next_label_begins() {
        for (value, first) in [
            ("Gemeente Utrecht Functie: Timmerman", "Gemeente Utrecht "),
            ("Gemeente Utrecht \nTelefoon zakelijk: 06", "Gemeente Utrecht \n"),
            ("Bakkerij De Zon\u{a0}Plaats: Leiden", "Bakkerij De Zon\u{a0}"),
        ] {
            assert_eq!(next_label(value).map(|label| &value[..label.start]), Some(first), "{value}");
        }
        for value in [
            "Gemeente Utrecht",
            "Functie: Timmerman",
            "https://x.example",
            "de zaak: x",
            ": x",
            "Acme 2:1 BV",
        ] {
            assert_eq!(next_label(value), None, "{value}");
        }
    }
}
