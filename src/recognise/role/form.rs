//! Forms, cards and lists: where a label says what a text is.
//!
//! In: a line of a page. Out: what stands behind a label (`Functie: Inkoper`), below one, in a property of a vCard (RFC 6350
//! section 6.6), or in a column below a heading.

use std::ops::Range;

use super::Search;
use super::fold::fold_into;
use super::header::trim;
use super::legal;
use super::word::{self, PHRASE_MAX};
use crate::model::Kind;
use crate::recognise::lines::{Line, Marks};

/// Bytes of a label.
const LABEL_MAX: usize = 32;
/// Columns of a list.
const COLUMNS_MAX: usize = 40;
/// Bytes of a line of a list.
const ROW_MAX: usize = 1000;
/// Labels that also stand before other things: what is behind must be of the kind by its words.
const WEAK: [&str; 46] = [
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
    "firm",
    "praktijk",
    "huisartsenpraktijk",
];

/// Headings that only a list of people has.
const PEOPLE: [&str; 40] = [
    "voornaam",
    "achternaam",
    "vorname",
    "nachname",
    "prenom",
    "apellidos",
    "apellido",
    "cognome",
    "first name",
    "last name",
    "surname",
    "firstname",
    "lastname",
    "telefoon",
    "telefoonnummer",
    "phone",
    "telefon",
    "telephone",
    "telefono",
    "mobiel",
    "mobile",
    "mobil",
    "movil",
    "cellulare",
    "gsm",
    "e-mail",
    "email",
    "e-mailadres",
    "emailadres",
    "e-mail address",
    "email address",
    "correo",
    "courriel",
    "contactpersoon",
    "ansprechpartner",
    "contacto",
    "contatto",
    "contact person",
    "nome e cognome",
    "nombre y apellidos",
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
fn leaders(head: &[u8]) -> Option<usize> {
    memchr::memmem::find(head, b"....").filter(|n| *n > 2)
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
fn has_two_spaces(bytes: &[u8]) -> bool {
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
        let form = rest.strip_prefix(", ").map(legal::first_token);
        !rest.starts_with("(haftungs")
            && !form.is_some_and(|f| legal::is_behind_comma(f, search.vocabulary()))
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
    let Some(words) = word::words(phrase, search.vocabulary()) else { return true };
    let verdict = search.verdict(&value, false);
    let fits = verdict.is_some_and(|v| v.kind == kind);
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
fn label_kind(search: &Search<'_>, label: &Range<usize>, scratch: &mut String) -> Option<Kind> {
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

fn strip_signs(text: &str, span: Range<usize>) -> Range<usize> {
    let piece = &text[span.clone()];
    let cut = piece.trim_start_matches([':', '=', ' ', '\t', '\u{a0}', '|', '.']);
    span.start + (piece.len() - cut.len())..span.end
}

/// A list under headings, as its first line tells.
#[derive(Debug)]
pub(super) struct Columns {
    mark: Mark,
    /// Where each heading begins on its line, in characters.
    starts: Vec<usize>,
    kinds: Vec<Option<Kind>>,
    /// The column holds who does what: duties and rooms as often as titles.
    roles: Option<usize>,
    /// A heading says what only a list of people has; `Funktion` stands above those of machines too.
    tells: bool,
    /// Rows in a row that did not fit.
    misfits: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Byte(u8),
    Spaces,
}

/// The headings of a list; `None` where a line is none.
pub(super) fn headings(search: &Search<'_>, line: &Line, scratch: &mut String) -> Option<Columns> {
    let (marks, line) = (line.marks, &line.span);
    let text = search.text.get(line.clone()).filter(|t| t.len() <= 400 && !marks.has(Marks::AT))?;
    let bytes = text.as_bytes();
    // most lines end here: a sentence with commas, that does not begin with a heading
    let commas_alone =
        !marks.has(Marks::BAR) && memchr::memchr(b';', bytes).is_none() && !has_two_spaces(bytes);
    if commas_alone && !memchr::memchr(b',', bytes).is_some_and(|n| is_heading(search, &text[..n], scratch)) {
        return None;
    }
    // or here: no mark, numbers
    let (mut digits, mut mark, mut run) = (0, None, 0);
    for b in bytes {
        run = if *b == b' ' { run + 1 } else { 0 };
        match b {
            b'0'..=b'9' => digits += 1,
            b'\t' | b';' | b'|' => mark = mark.or(Some(Mark::Byte(*b))),
            b',' if mark.is_none() => mark = Some(Mark::Byte(b',')),
            b'@' | b'?' | b'!' => return None,
            b' ' if run == 2 && matches!(mark, None | Some(Mark::Byte(b','))) => mark = Some(Mark::Spaces),
            _ => {}
        }
    }
    let mark = mark.filter(|_| digits <= 3)?;
    let first = match mark {
        Mark::Byte(m) => memchr::memchr(m, bytes),
        Mark::Spaces => memchr::memmem::find(bytes, b"  "),
    };
    let first = first.filter(|n| *n <= LABEL_MAX)?;
    // the first cell is a heading that is known, or the list begins with a number
    if !(first <= 12 && mark != Mark::Byte(b',') || is_heading(search, &text[..first], scratch)) {
        return None;
    }
    let mut cells = split(text, mark);
    if mark != Mark::Spaces && cells.last().is_some_and(Range::is_empty) {
        cells.pop();
    }
    if cells.len() < 2 || cells.len() > COLUMNS_MAX {
        return None;
    }
    let (mut known, mut ours, mut weak) = (0, 0, 0);
    let mut columns =
        Columns { mark, starts: Vec::new(), kinds: Vec::new(), roles: None, tells: false, misfits: 0 };
    for cell in cells {
        let span = line.start + cell.start..line.start + cell.end;
        let kind = label_kind(search, &span, scratch);
        if kind.is_some() {
            // `Service` and `Title` head other lists too
            if matches!(scratch.as_str(), "role" | "rol" | "rolle" | "ruolo") {
                columns.roles = Some(columns.kinds.len());
            }
            if WEAK.contains(&scratch.as_str()) {
                weak += 1;
            } else {
                ours += 1;
                columns.tells |= kind == Some(Kind::Organisation);
            }
        } else if search.text.get(span).is_some_and(|t| t.len() <= LABEL_MAX) {
            scratch.clear();
            fold_into(text[cell.clone()].trim().trim_matches('"'), scratch);
            let is = search.vocabulary().is_heading(scratch);
            known += u32::from(is);
            columns.tells |= is && PEOPLE.contains(&scratch.as_str());
        } else {
            return None;
        }
        // prose with commas in it
        if columns.kinds.len() == 2 && ours + known + weak == 0 {
            return None;
        }
        columns.starts.push(text[..cell.start].chars().count());
        columns.kinds.push(kind);
    }
    (ours > 0 && ours + known + weak >= 2 || weak > 0 && known >= 2).then_some(columns)
}

/// The text of a cell is a heading or a label.
fn is_heading(search: &Search<'_>, cell: &str, scratch: &mut String) -> bool {
    let cell = cell.trim().trim_matches(|c| matches!(c, '"' | '|' | '*'));
    if cell.len() > LABEL_MAX || cell.is_ascii() && !search.vocabulary().may_be_whole_label(cell) {
        return false;
    }
    scratch.clear();
    fold_into(cell, scratch);
    search.vocabulary().is_heading(scratch) || search.vocabulary().label(scratch).is_some()
}

impl Columns {
    /// A row of the list: adds what its cells hold. False where the list has ended.
    pub(super) fn row(&mut self, search: &mut Search<'_>, line: &Range<usize>) -> bool {
        let Some(text) = search.text.get(line.clone()).filter(|t| t.len() <= ROW_MAX) else { return false };
        // a rule below the headings
        if text.bytes().all(|b| matches!(b, b'-' | b'|' | b'=' | b'+' | b' ' | b':' | b'_')) {
            return true;
        }
        let mut cells = split(text, self.mark);
        // marks at the end of a row are one more than between its cells, in some exports
        while cells.len() > self.kinds.len() && cells.last().is_some_and(Range::is_empty) {
            cells.pop();
        }
        // empty cells at the end of a row are white space too, and cut off
        let begins = line.start == 0 || search.text.as_bytes().get(line.start - 1) == Some(&b'\n');
        let cut =
            self.mark == Mark::Byte(b'\t') && begins && cells.len() >= 2 && cells.len() < self.kinds.len();
        let same = cells.len() == self.kinds.len() || cut;
        if !same && (self.mark != Mark::Spaces || cells.len() < 2) {
            self.misfits += 1;
            return self.misfits < 3;
        }
        self.misfits = 0;
        for (n, cell) in cells.iter().enumerate() {
            let column = if same {
                n
            } else {
                let at = text[..cell.start].chars().count();
                self.starts.iter().enumerate().min_by_key(|(_, s)| s.abs_diff(at)).map_or(n, |(n, _)| n)
            };
            let Some(Some(kind)) = self.kinds.get(column) else { continue };
            let span = trim(search.text, line.start + cell.start..line.start + cell.end);
            let phrase = &search.text[span.clone()];
            let digits = phrase.bytes().filter(u8::is_ascii_digit).count();
            let letters = phrase.bytes().filter(|b| b.is_ascii_alphabetic() || *b >= 0x80).count();
            if letters >= 2
                && phrase.len() <= PHRASE_MAX
                && !phrase.contains('@')
                && digits < letters
                && !(*kind == Kind::Organisation && is_nobodys(phrase))
                && (*kind == Kind::Organisation || !search.is_person(&span))
                && (*kind != Kind::JobTitle
                    || self.tells && self.roles != Some(column)
                    || search.verdict(&span, false).is_some_and(|v| v.kind == Kind::JobTitle))
            {
                // a firm, where its legal form says so
                let firm = *kind == Kind::JobTitle
                    && search.verdict(&span, false).is_some_and(|v| v.why == "a legal form");
                let kind = if firm { Kind::Organisation } else { *kind };
                search.push(kind, span, 8, &["in a column below a heading"]);
            }
        }
        true
    }
}

/// What stands in a column of firms where somebody has none.
fn is_nobodys(cell: &str) -> bool {
    const NONE: [&str; 20] = [
        "privat",
        "privé",
        "prive",
        "particulier",
        "particuliere",
        "private",
        "privato",
        "privata",
        "particular",
        "n.v.t.",
        "nvt",
        "geen",
        "none",
        "keine",
        "n/a",
        "idem",
        "dito",
        "ditto",
        "onbekend",
        "unknown",
    ];
    cell.len() <= 12 && NONE.contains(&cell.to_lowercase().as_str())
}

/// The cells of a line, empty ones too, without white space at both ends.
fn split(text: &str, mark: Mark) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut cells = Vec::new();
    let (mut from, mut at, mut quoted) = (0, 0, false);
    while at < bytes.len() && cells.len() <= COLUMNS_MAX {
        let b = bytes[at];
        quoted ^= b == b'"' && mark != Mark::Spaces;
        let length = match mark {
            Mark::Byte(m) => usize::from(b == m && !quoted),
            Mark::Spaces => bytes[at..].iter().take_while(|b| **b == b' ').count(),
        };
        if length > usize::from(mark == Mark::Spaces) {
            cells.push(from..at);
            from = at + length;
        }
        at += length.max(1);
    }
    cells.push(from..bytes.len());
    // bars stand at both ends too
    if mark == Mark::Byte(b'|') {
        if cells.first().is_some_and(|c| text[c.clone()].trim().is_empty()) {
            cells.remove(0);
        }
        if cells.last().is_some_and(|c| text[c.clone()].trim().is_empty()) {
            cells.pop();
        }
    }
    for cell in &mut cells {
        let piece = &text[cell.clone()];
        let start = cell.start + (piece.len() - piece.trim_start().len());
        *cell = start..start + piece.trim().len();
    }
    cells
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
