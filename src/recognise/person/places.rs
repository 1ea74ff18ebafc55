//! Places where a name stands by itself: behind a label, before an address, below a closing phrase.
//!
//! In: a page. Out: the names there, in lower case too. This module refuses to know running text.

use std::ops::Range;

use super::columns::stands_between;
use super::grammar::{Name, forward};
use super::names::Sense;
use super::search::Search;
use super::token::token;
use super::whole::may_be_two_words;
use super::words::Mode;
use crate::recognise::lines::{Marks, cells};

/// Bytes of a label.
const LABEL_MAX: usize = 48;
/// Bytes of a line that is a name, with its function perhaps.
const LINE_MAX: usize = 160;

/// What a label labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Name,
    Mailboxes,
    Given,
    Between,
    Surname,
}

/// The rows of a form that hold a name, or parts of one.
#[derive(Debug, Default)]
struct Form {
    /// Where the label of the last row ends.
    last: usize,
    name: Option<Range<usize>>,
    given: Option<Range<usize>>,
    between: Option<Range<usize>>,
    surname: Option<Range<usize>>,
}

impl Form {
    /// Bytes from one row of a name to the next.
    const NEAR: usize = 300;

    /// The row that a label stands before.
    fn slot(&mut self, label: Label) -> &mut Option<Range<usize>> {
        match label {
            Label::Given => &mut self.given,
            Label::Between => &mut self.between,
            Label::Surname => &mut self.surname,
            Label::Name | Label::Mailboxes => &mut self.name,
        }
    }

    /// True where a row whose label ends at a byte may be of the same name.
    fn takes(&mut self, label: Label, at: usize) -> bool {
        let whole = self.given.is_some() && self.surname.is_some();
        at - self.last < Self::NEAR && self.slot(label).is_none() && !(label == Label::Name && whole)
    }

    fn put(&mut self, label: Label, at: usize, value: Range<usize>) {
        self.last = at;
        *self.slot(label) = Some(value);
    }
}

impl Search<'_> {
    /// Adds the names behind labels that end in a colon or an equals sign.
    pub(super) fn labels(&mut self) {
        let (page, bytes) = (self.page, self.text.as_bytes());
        let mut form = Form::default();
        // a label within a list of mailboxes is no label: the list is read once
        let mut floor = 0;
        let lines = page.lines().iter().filter(|line| line.marks.has(Marks::COLON));
        let marks = lines.flat_map(|line| {
            memchr::memchr2_iter(b':', b'=', &bytes[line.span.clone()]).map(|n| line.span.start + n)
        });
        for at in marks {
            // a label ends in a letter: `12:30` and `http:` are none
            if at == 0
                || at < floor
                || !(bytes[at - 1].is_ascii_alphabetic()
                    || matches!(bytes[at - 1], b' ' | b'*' | b'.' | b')' | b'\t')
                    || bytes[at - 1] >= 0x80)
                || !matches!(bytes.get(at + 1), Some(b' ' | b'\t' | b'\n' | b'\r' | b'*' | 0xc2) | None)
            {
                continue;
            }
            // numbers, links and addresses are no names
            let next = bytes[at + 1..].iter().take(12).find(|b| !matches!(b, b' ' | b'\t' | b'*'));
            if next.is_some_and(|b| b.is_ascii_digit() || matches!(b, b'+' | b'/' | b'\\' | b'#')) {
                continue;
            }
            let Some(label) = self.label(at) else { continue };
            let Some(value) = self.value(at + 1) else { continue };
            match label {
                Label::Mailboxes => {
                    floor = value.end;
                    self.mailboxes(value, 25, "header line in the text");
                }
                Label::Name | Label::Given | Label::Between | Label::Surname => {
                    if !form.takes(label, at) {
                        self.form(std::mem::take(&mut form));
                    }
                    let value = if label == Label::Name { value } else { cell(self.text, value) };
                    form.put(label, at, value);
                }
            }
        }
        self.form(form);
    }

    /// Takes the name that the rows of a form hold.
    fn form(&mut self, form: Form) {
        let Form { name, given, between, surname, .. } = form;
        let part = name.clone().map(|name| cell(self.text, name));
        // a row called `Nombre` beside one of surnames holds given names, and one called `Nom` beside one of given names surnames
        let (given, surname) = match (given, surname) {
            (Some(given), None) => (Some(given), part),
            (None, Some(surname)) => (part, Some(surname)),
            both => both,
        };
        let mut rest = name;
        if let (Some(given), Some(surname)) = (given, surname) {
            let holds = |one: &Range<usize>, other: &Range<usize>| {
                self.text[one.clone()].split(' ').any(|word| word == &self.text[other.clone()])
            };
            // `Naam: Jan de Vries`, and then `Voornaam: Jan`
            let again = holds(&surname, &given) || holds(&given, &surname);
            let used = rest.as_ref().is_some_and(|n| n.start == given.start || n.start == surname.start);
            if !again && self.joined(given, between, surname) && used {
                rest = None;
            }
        }
        if let Some(name) = rest {
            self.labelled(name, 40);
        }
    }

    /// What the label that ends before a byte labels.
    fn label(&self, at: usize) -> Option<Label> {
        let text = self.text;
        let floor = (at.saturating_sub(LABEL_MAX)..=at).find(|n| text.is_char_boundary(*n))?;
        let slice = text[floor..at].trim_end_matches([' ', '\t', '*', '\u{a0}']);
        let ends = |b: &u8| matches!(b, b'\n' | b'\t' | b'|' | b';' | b',' | b'.' | b'!' | b'?');
        let line = slice.get(slice.as_bytes().iter().rposition(ends).map_or(0, |n| n + 1)..)?;
        if line.len() == slice.len() && floor > 0 {
            return None;
        }
        let line = line.trim_start_matches([' ', '*', '>', '-', '\u{a0}', '•']);
        // `t.a.v.`, `t.n.v.`
        let dotted = slice.rsplit(['\n', ' ', '\t']).next()?;
        if dotted.contains('.') && self.names.sense(dotted.trim_end_matches('.')).is(Sense::LABEL) {
            return Some(Label::Name);
        }
        // `Name, Vorname:`
        let comma = slice.len() > line.len() && slice[..slice.len() - line.len()].trim_end().ends_with(',');
        let (mut name, mut given, mut surname, mut between) = (false, false, false, false);
        let (mut joint, mut mailboxes, mut other) = (line.contains('/'), false, false);
        let mut words = 0;
        for word in line.split([' ', '/', '(', ')', '\u{a0}', '-']).filter(|w| !w.is_empty()) {
            words += 1;
            let sense = self.names.sense(word);
            if words > 6 || sense.is(Sense::UNLABEL) {
                return None;
            }
            name |= sense.is(Sense::LABEL);
            other |= sense.is(Sense::LABEL) && !is_name(word);
            given |= sense.is(Sense::LABEL_GIVEN);
            surname |= sense.is(Sense::LABEL_SURNAME);
            between |= stands_between(word);
            mailboxes |= sense.is(Sense::MAILBOXES) && !sense.is(Sense::LABEL);
            joint |= ["en", "and", "und", "et", "y", "e", "&"].contains(&word);
        }
        let all = comma || other || name && joint;
        // `First name:` is a part, `Nom et prénom:` is all of it
        match (given, surname) {
            (true, true) => Some(Label::Name),
            (true, false) if !all => Some(Label::Given),
            (false, true) if !all => Some(Label::Surname),
            (true, false) | (false, true) => Some(Label::Name),
            (false, false) if name => Some(Label::Name),
            (false, false) if between => Some(Label::Between),
            // `Van:` alone, not `Overzicht van:`
            (false, false) => (mailboxes && words == 1).then_some(Label::Mailboxes),
        }
    }

    /// What stands behind a colon: the rest of its line, or the next line where there is none.
    fn value(&self, at: usize) -> Option<Range<usize>> {
        let text = self.text;
        let rest = text.get(at..)?;
        let begin = rest.trim_start_matches([' ', '\t', '*', '_', '"', '\u{a0}']);
        let mut start = text.len() - begin.len();
        if begin.starts_with(['\n', '\r']) {
            let next = begin.trim_start();
            let skipped = begin.len() - next.len();
            if skipped > 4 {
                return None;
            }
            start = text.len() - next.len();
        }
        let reach = text.len().min(start + 4096);
        let end = memchr::memchr(b'\n', &text.as_bytes()[start..reach]).map_or(reach, |n| start + n);
        let end = (start..=end).rev().find(|n| text.is_char_boundary(*n))?;
        let end = start + text[start..end].trim_end().len();
        (end > start).then_some(start..end)
    }

    /// Takes the name that a labelled value begins with.
    fn labelled(&mut self, value: Range<usize>, more: i32) -> bool {
        let text = self.text;
        let line_end = value.end;
        let value = value.start..value.end.min(value.start + LINE_MAX);
        let Some(end) = (value.start..=value.end).rev().find(|n| text.is_char_boundary(*n)) else {
            return false;
        };
        let value = value.start..end;
        let whole = piece_end(text, &value, true);
        if self.piece(value.start..whole, None, more, "label before it") {
            self.listed(whole..line_end, more);
            return true;
        }
        let comma = piece_end(text, &value, false);
        if comma < whole && self.piece(value.start..comma, None, more, "label before it") {
            self.listed(comma..line_end, more);
            return true;
        }
        // a name, and then more
        let start = self.behind_titles(value.start, value.end);
        let name = forward(self.names, text, start, value.end, Mode::Running);
        name.is_some_and(|name| !self.is_namesake(&name) && self.take(&name, more, "label before it"))
    }

    /// Takes the names that a list goes on with: `Aanwezig: Jan de Vries, Anna Smit en Kees Bos`.
    fn listed(&mut self, rest: Range<usize>, more: i32) {
        let text = self.text;
        let mut from = rest.start;
        for _ in 0..60 {
            let Some(tail) = text.get(from..rest.end) else { return };
            let after_note =
                if tail.trim_start().starts_with('(') { tail.find(')').map_or(0, |n| n + 1) } else { 0 };
            let tail = &tail[after_note..];
            let joint = [", ", "; ", ",", ";", " en ", " and ", " und ", " et ", " y ", " e ", " & "]
                .into_iter()
                .find(|j| tail.starts_with(j));
            let Some(joint) = joint else { return };
            let start = from + after_note + joint.len();
            let reach = rest.end.min(start + 120);
            let Some(reach) = (start..=reach).rev().find(|n| text.is_char_boundary(*n)) else { return };
            let slice = &text[start..reach];
            let end = [", ", ",", ";", " en ", " and ", " und ", " et ", " y ", " e ", " & ", " (", ".", "<"]
                .into_iter()
                .filter_map(|j| {
                    if j == "." {
                        slice.find(". ").or(slice.strip_suffix('.').map(str::len))
                    } else {
                        slice.find(j)
                    }
                })
                .filter(|n| *n > 3)
                .min()
                .map_or(reach, |n| start + n);
            if !self.piece(start..end, None, more - 5, "list of names") {
                // a full stop may belong to initials
                let name = forward(self.names, text, start, rest.end, Mode::Running);
                let Some(name) = name.filter(|n| !self.is_namesake(n)) else { return };
                if !self.take(&name, more - 5, "list of names") {
                    return;
                }
                from = name.span.end;
                continue;
            }
            from = end;
        }
    }

    /// Behind the titles that stand at a byte.
    fn behind_titles(&self, at: usize, limit: usize) -> usize {
        let mut start = at;
        for _ in 0..4 {
            let Some(word) = token(self.names, self.text, start, limit) else { break };
            if !word.sense.is(Sense::TITLE) || word.sense.is(Sense::GIVEN) {
                break;
            }
            let rest = self.text[word.end..limit].trim_start_matches(['.', ' ', '-', '\u{a0}']);
            start = limit - rest.len();
        }
        start
    }

    /// A given name and a surname from two places, and what stands between them from a third; false where they make no name.
    pub(super) fn joined(
        &mut self,
        given: Range<usize>,
        between: Option<Range<usize>>,
        surname: Range<usize>,
    ) -> bool {
        let (given, surname) = (self.text[given.clone()].trim(), surname);
        let last = self.text[surname.clone()].trim();
        if given.is_empty() || last.is_empty() || given.len() > 40 || last.len() > 60 {
            return false;
        }
        // `-` where there is nothing
        let between = between.map_or("", |b| self.text[b].trim());
        let between = if between.contains(char::is_alphabetic) { between } else { "" };
        let value = if between.is_empty() || between.len() > 16 {
            format!("{given} {last}")
        } else {
            format!("{given} {between} {last}")
        };
        let Some(name) = forward(self.names, &value, 0, value.len(), Mode::Whole) else { return false };
        if name.score + 35 < super::search::ENOUGH {
            return false;
        }
        self.found.push(super::search::Found {
            span: surname,
            value: Some(super::one_space(&value)),
            confidence: 85,
            why: ["columns of given name and surname", "", ""],
        });
        true
    }

    /// Adds the names that stand before addresses: `Jan de Vries <jan@klant.nl>`.
    pub(super) fn beside_addresses(&mut self) {
        let text = self.text;
        let mut behind = 0;
        for n in 0..self.contacts().addresses.len() {
            let address = self.contacts().addresses[n].clone();
            let floor = std::mem::replace(&mut behind, address.end);
            let floor = floor.max(address.start.saturating_sub(100));
            let Some(floor) = (floor..=address.start).find(|n| text.is_char_boundary(*n)) else { continue };
            let before = &text[floor..address.start];
            let before = without(without(before, "mailto:"), "mail:");
            let marked = before.trim_end_matches([
                '<', '(', '[', ' ', '"', '\'', '\u{a0}', ':', ',', '-', '–', ';', '\t', '|',
            ]);
            if marked.len() == before.len() {
                continue;
            }
            let bracket = before[marked.len()..].contains(['<', '[', '(']);
            let line = behind_marks(marked);
            if !may_be_two_words(line) {
                continue;
            }
            let end = floor + marked.len();
            let line_start = end - line.len();
            self.ending_at(line_start..end, address, bracket);
        }
    }

    /// Takes the name that ends where a span does, which stands before an address.
    fn ending_at(&mut self, span: Range<usize>, address: Range<usize>, bracket: bool) {
        let text = self.text;
        // from the left: the longest comes first
        let mut starts = [0; 12];
        let mut count = 0;
        let mut fresh = true;
        let upper = text[span.clone()].contains(|c: char| c.is_uppercase());
        for (n, c) in text[span.clone()].char_indices() {
            let begins =
                c.is_uppercase() || matches!(c, '\'' | '’') || c.is_alphabetic() && (!upper || count == 0);
            if fresh && begins {
                if count == starts.len() {
                    starts.rotate_left(1);
                    count -= 1;
                }
                starts[count] = span.start + n;
                count += 1;
            }
            fresh = matches!(c, ' ' | '\u{a0}' | '(' | ',');
        }
        let mut best: Option<(Name, i32)> = None;
        for start in &starts[..count] {
            let Some(name) = self.whole(*start..span.end) else { continue };
            let echo = echoes_span(self, &name, &address);
            // lower case runs on before a name: `bel even jan de vries`
            if name.lower && !(echo && (name.known || bracket)) {
                continue;
            }
            let more = if echo { 40 } else { 0 } + if bracket { 20 } else { 0 };
            let spoilt = self.is_namesake(&name) && !(echo && bracket);
            if !spoilt && best.as_ref().is_none_or(|(b, m)| name.score + more > b.score + m) {
                best = Some((name, more));
            }
        }
        if let Some((name, more)) = best {
            self.take(&name, more, "address beside it");
        }
    }

    /// Adds the names below closing phrases and above what a signature goes on with.
    pub(super) fn signatures(&mut self) {
        let text = self.text;
        let page = self.page;
        for line in page.lines() {
            if line.closing {
                // `Groet, Jan de Vries`
                if let Some(at) = line.text(text).find([',', '!']) {
                    let span = line.span.start + at + 1..line.span.end;
                    self.piece(span, None, 25, "behind a closing phrase");
                }
                continue;
            }
            let Some(below @ 1..=3) = line.below_closing else { continue };
            if line.span.len() > LINE_MAX {
                continue;
            }
            let more = if below == 1 { 30 } else { 10 };
            let parted =
                line.marks.has(Marks::BAR) || line.text(text).as_bytes().windows(3).any(|w| w == b"   ");
            let first = if parted { cells(text, line.span.clone()).next() } else { Some(line.span.clone()) };
            let Some(cell) = first else { continue };
            let whole = self.piece(cell.clone(), None, more, "below a closing phrase");
            if whole {
                continue;
            }
            let end = piece_end(text, &cell, false);
            self.piece(cell.start..end, None, more, "below a closing phrase");
        }
    }

    /// True when the line at a byte begins with a closing phrase.
    pub(super) fn is_closing(&self, at: usize) -> bool {
        let lines = self.page.lines();
        let n = lines.partition_point(|l| l.span.end <= at);
        lines.get(n).is_some_and(|l| l.closing)
    }

    /// True when the line above the one at a byte is a closing phrase.
    pub(super) fn closing_above(&self, at: usize) -> bool {
        let lines = self.page.lines();
        let n = lines.partition_point(|l| l.span.end <= at);
        lines.get(n).is_some_and(|l| l.below_closing == Some(1))
    }

    /// Says what label stands before a byte: in the cell or on the line before it.
    pub(super) fn label_before(&self, at: usize) -> Option<&'static str> {
        let text = self.text;
        let floor = (at.saturating_sub(LABEL_MAX)..=at).find(|n| text.is_char_boundary(*n))?;
        let before = text[floor..at].trim_end_matches([' ', '*', '"', '\u{a0}']);
        let label = before.trim_end_matches(['\n', '\r', '\t']);
        if label.len() == before.len() || before.len() - label.len() > 3 {
            return None;
        }
        let line = label.rsplit(['\n', '\t']).next()?.trim().trim_end_matches(':');
        if line.is_empty() || line.len() > 30 {
            return None;
        }
        let mut named = false;
        for word in line.split([' ', '/', '(', ')', '-']).filter(|w| !w.is_empty()) {
            let sense = self.names.sense(word);
            if sense.is(Sense::UNLABEL) {
                return None;
            }
            named |= sense.is(Sense::LABEL);
        }
        named.then_some("label before it")
    }
}

/// True for the word `name` itself, as labels have it.
fn is_name(word: &str) -> bool {
    ["name", "naam", "nom", "nome", "nombre"].iter().any(|n| word.eq_ignore_ascii_case(n))
}

/// What a row of a form begins with: to a wide gap or a mark that parts it from another.
fn cell(text: &str, value: Range<usize>) -> Range<usize> {
    let slice = &text[value.clone()];
    let gap = slice.find("  ").unwrap_or(slice.len());
    let end = slice[..gap].find(['\t', '|', ';', ',', '/', '(']).unwrap_or(gap);
    value.start..value.start + slice[..end].trim_end_matches([' ', '*', '_', '"', '\r', '\u{a0}']).len()
}

/// What stands in a text behind the last mark that parts a name from what is before it.
fn behind_marks(text: &str) -> &str {
    let bytes = text.as_bytes();
    let parts = |n: &usize| match bytes[*n] {
        b'\n' | b'\t' | b'|' | b'<' | b'>' | b';' | b':' | b'"' | b'[' | b']' => true,
        0xa2 => bytes[..*n].ends_with(&"•".as_bytes()[..2]),
        _ => false,
    };
    let last = (0..bytes.len()).rev().find(parts);
    &text[last.map_or(0, |n| n + 1)..]
}

/// A text without an end that may recur.
fn without<'t>(mut text: &'t str, end: &str) -> &'t str {
    while let Some(rest) = text.strip_suffix(end) {
        text = rest;
    }
    text
}

fn echoes_span(search: &Search<'_>, name: &Name, address: &Range<usize>) -> bool {
    super::search::echoes(search.text, name, &search.text[address.clone()])
}

/// Where the piece that a span begins with ends: at a mark, and at a comma where commas part.
fn piece_end(text: &str, span: &Range<usize>, commas_join: bool) -> usize {
    let slice = &text[span.clone()];
    let mut end = span.end;
    for (n, c) in slice.char_indices() {
        let part = match c {
            ',' => !commas_join,
            ';' | '|' | '\t' | '<' | '[' | '•' | '·' | '/' | '@' | '+' | ':' => true,
            '(' => {
                !slice[..n].trim_end().ends_with(['.']) && !commas_join
                    || slice[n + 1..].starts_with(|c: char| c.is_ascii_digit() || c == '+')
            }
            '-' | '–' => slice[..n].ends_with(' ') && slice[n + c.len_utf8()..].starts_with(' '),
            c => c.is_ascii_digit(),
        };
        if part {
            end = span.start + n;
            break;
        }
    }
    span.start + text[span.start..end].trim_end().len()
}
