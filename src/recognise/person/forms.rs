//! Names behind labels: on the same line, on the next, and in the rows of a form.
//!
//! In: a page. Out: the names there, in lower case too; those that stand in several rows put together. This module refuses to know
//! tables with a heading, and running text.

use std::ops::Range;

use super::columns::stands_between;
use super::grammar::forward;
use super::names::Sense;
use super::places::{LABEL_MAX, LINE_MAX, piece_end};
use super::search::Search;
use super::words::Mode;
use crate::recognise::lines::{Line, Marks};

/// What a label labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Name,
    Mailboxes,
    Given,
    Between,
    Surname,
}

/// How labels are told from what they label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Written {
    /// `Naam: Jan de Vries`.
    #[default]
    Colon,
    /// `"firstName": "Jan"`, as JSON has it (RFC 8259).
    Quoted,
    /// The cell before, or a line of its own.
    Apart,
}

/// The rows of a form that hold a name, or parts of one.
#[derive(Debug, Default)]
struct Form {
    /// Where the label of the last row ends.
    last: usize,
    /// What its labels are written as.
    written: Written,
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
        for line in page.lines() {
            if !line.marks.has(Marks::COLON) {
                self.apart(line, &mut form);
                continue;
            }
            for at in memchr::memchr2_iter(b':', b'=', &bytes[line.span.clone()]) {
                let at = line.span.start + at;
                if at == 0 || at < floor {
                    continue;
                }
                if bytes[at - 1] == b'"' {
                    self.quoted(at, &mut form);
                    continue;
                }
                // a label ends in a letter: `12:30` and `http:` are none
                if !(bytes[at - 1].is_ascii_alphabetic()
                    || matches!(bytes[at - 1], b' ' | b'*' | b'.' | b')' | b'\t')
                    || bytes[at - 1] >= 0x80)
                    || !matches!(bytes.get(at + 1), Some(b' ' | b'\t' | b'\n' | b'\r' | b'*' | 0xc2) | None)
                        && !self.is_assigned(line, at)
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
                if label == Label::Mailboxes {
                    floor = value.end;
                    self.mailboxes(value, 25, "header line in the text");
                } else {
                    let value = if label == Label::Name { value } else { cell(self.text, value) };
                    self.fill(&mut form, Written::Colon, label, at, value);
                }
            }
        }
        self.form(form);
    }

    /// True for the sign of a row such as `Naam=Jan de Vries`, as web forms send them: with a number or an address in a row below.
    fn is_assigned(&self, line: &Line, at: usize) -> bool {
        let text = self.text.as_bytes();
        let near = |spans: &[Range<usize>]| {
            let first = spans.partition_point(|s| s.start < line.span.end);
            spans
                .get(first)
                .is_some_and(|s| s.start < line.span.end + Form::NEAR && text[..s.start].ends_with(b"="))
        };
        let bare = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b' ' | b'_' | b'-') || *b >= 0x80;
        text[at] == b'='
            && at - line.span.start <= LABEL_MAX
            && text[line.span.start..at].iter().all(bare)
            && (near(&self.contacts().numbers) || near(&self.contacts().addresses))
    }

    /// Adds a row to a form, or begins the next with it.
    fn fill(&mut self, form: &mut Form, written: Written, label: Label, at: usize, value: Range<usize>) {
        if form.written != written || !form.takes(label, at) {
            self.form(std::mem::take(form));
            form.written = written;
        }
        form.put(label, at, value);
    }

    /// The part of a name on a line, or on the next, where a line is a label or the cell before a tab is one.
    fn apart(&mut self, line: &Line, form: &mut Form) {
        let bytes = self.text.as_bytes();
        let tab =
            line.marks.has(Marks::BAR).then(|| memchr::memchr(b'\t', &bytes[line.span.clone()])).flatten();
        let at = match tab {
            Some(n) if n < LABEL_MAX => line.span.start + n,
            None if line.span.len() <= 32 && !line.marks.has(Marks::DIGIT.or(Marks::AT).or(Marks::COMMA)) => {
                line.span.end
            }
            _ => return,
        };
        let Some(label) = self.label(at) else { return };
        if label == Label::Mailboxes || tab.is_none() && label == Label::Name {
            return;
        }
        let Some(value) = self.value(at) else { return };
        // the headings of columns stand one by one too
        if !matches!(
            self.label(value.end),
            Some(Label::Name | Label::Given | Label::Between | Label::Surname)
        ) {
            self.fill(form, Written::Apart, label, at, cell(self.text, value));
        }
    }

    /// The part of a name that stands behind a key of JSON (RFC 8259), the colon of which stands at a byte.
    fn quoted(&mut self, at: usize, form: &mut Form) {
        const KEY_MAX: usize = 32;
        const VALUE_MAX: usize = 80;
        let (text, bytes) = (self.text, self.text.as_bytes());
        let end = at - 1;
        let floor = end.saturating_sub(KEY_MAX);
        let Some(open) = memchr::memrchr(b'"', &bytes[floor..end]).map(|n| floor + n + 1) else { return };
        let Some(label) = text.get(open..end).and_then(|key| self.key(key)) else { return };
        let start = at + 1 + bytes[at + 1..].iter().take(4).take_while(|b| **b == b' ').count();
        if bytes.get(start) != Some(&b'"') {
            return;
        }
        let reach = bytes.len().min(start + 1 + VALUE_MAX);
        let Some(length) = memchr::memchr2(b'"', b'\\', &bytes[start + 1..reach]) else { return };
        let value = start + 1..start + 1 + length;
        if bytes[value.end] == b'\\' || value.is_empty() {
            return;
        }
        // another object is someone else's
        let last = form.last.min(at);
        if at - last < Form::NEAR && memchr::memchr2(b'{', b'}', &bytes[last..at]).is_some() {
            self.form(std::mem::take(form));
        }
        self.fill(form, Written::Quoted, label, at, value);
    }

    /// What a key labels: `firstName`, `last_name`, `prenom`.
    fn key(&self, key: &str) -> Option<Label> {
        let (mut name, mut given, mut surname, mut between) = (false, false, false, false);
        let (mut words, mut from, mut last) = (0, 0, Sense::default());
        let bytes = key.as_bytes();
        for at in 1..=bytes.len() {
            let parts = bytes.get(at).is_none_or(|b| {
                matches!(b, b'_' | b'-' | b' ' | b'.')
                    || b.is_ascii_uppercase() && bytes[at - 1].is_ascii_lowercase()
            });
            if !parts {
                continue;
            }
            let word = key.get(from..at)?.trim_start_matches(['_', '-', ' ', '.']);
            from = at;
            if word.is_empty() {
                continue;
            }
            words += 1;
            last = self.names.sense(word);
            if words > 4 || last.is(Sense::UNLABEL) {
                return None;
            }
            name |= is_name(word);
            given |= last.is(Sense::LABEL_GIVEN);
            surname |= last.is(Sense::LABEL_SURNAME);
            between |= stands_between(word);
        }
        // `lastLogin` is none
        let part = words == 1 || name || last.is(Sense::LABEL_GIVEN.or(Sense::LABEL_SURNAME));
        match (given, surname) {
            _ if between => Some(Label::Between),
            (true, false) if part => Some(Label::Given),
            (false, true) if part => Some(Label::Surname),
            (false, false) if name => Some(Label::Name),
            _ => None,
        }
    }

    /// Takes the name that the rows of a form hold.
    fn form(&mut self, form: Form) {
        let Form { name, given, between, surname, written, .. } = form;
        let part = name.clone().map(|name| cell(self.text, name));
        // `Roepnaam: Harrie`, and then the whole name of someone else
        let whole = part.clone().filter(|_| given.is_some()).and_then(|part| self.whole(part));
        let other =
            whole.is_some_and(|n| n.known && !self.names.sense(&self.text[n.given]).is(Sense::SURNAME));
        // a row called `Nombre` beside one of surnames holds given names, and one called `Nom` beside one of given names surnames
        let (given, surname) = match (given, surname) {
            (Some(given), None) if !other => (Some(given), part),
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
        // the cell of a name, and what JSON calls so, is read as running text
        if let Some(name) = rest.filter(|_| written == Written::Colon) {
            self.labelled(name, 40);
        }
    }

    /// What the label that ends before a byte labels.
    fn label(&self, at: usize) -> Option<Label> {
        let text = self.text;
        let floor = (at.saturating_sub(LABEL_MAX)..=at).find(|n| text.is_char_boundary(*n))?;
        let slice = text[floor..at].trim_end_matches([' ', '\t', '*', '\u{a0}']);
        // `Gérant ............:`
        let slice = if slice.ends_with("..") { slice.trim_end_matches(['.', ' ']) } else { slice };
        let slice = without_remark(slice);
        let ends = |b: &u8| matches!(b, b'\n' | b'\t' | b'|' | b';' | b',' | b'.' | b'!' | b'?');
        let line = slice.get(slice.as_bytes().iter().rposition(ends).map_or(0, |n| n + 1)..)?;
        if line.len() == slice.len() && floor > 0 {
            return None;
        }
        let line = line.trim_start_matches([' ', '*', '>', '-', '\u{a0}', '•']);
        // `t.a.v.`, `t.n.v.`
        let gap = slice.bytes().rposition(|b| matches!(b, b'\n' | b' ' | b'\t'));
        let dotted = &slice[gap.map_or(0, |n| n + 1)..];
        if dotted.contains('.') && self.names.sense(dotted.trim_end_matches('.')).is(Sense::LABEL) {
            return Some(Label::Name);
        }
        // `Name, Vorname:`
        let comma = slice.len() > line.len() && slice[..slice.len() - line.len()].trim_end().ends_with(',');
        let (mut name, mut given, mut surname, mut between) = (false, false, false, false);
        let (mut joint, mut mailboxes, mut other) = (line.contains('/'), false, false);
        let mut words = 0;
        for word in line.split([' ', '/', '(', ')', '\u{a0}', '-', '_']).filter(|w| !w.is_empty()) {
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
        if name.is_some_and(|name| !self.is_namesake(&name) && self.take(&name, more, "label before it")) {
            return true;
        }
        // `politie (Hans Grobbink), GGD (Ymkje Postma)`
        let (mut from, mut any) = (value.start, false);
        while let Some(open) = memchr::memchr(b'(', &text.as_bytes()[from..value.end]).map(|n| from + n + 1)
            && let Some(close) = memchr::memchr(b')', &text.as_bytes()[open..value.end]).map(|n| open + n)
        {
            any |= self.piece(open..close, None, more - 5, "label before it");
            from = close + 1;
        }
        any
    }

    /// Takes the names that a list goes on with: `Aanwezig: Jan de Vries, Anna Smit en Kees Bos`.
    pub(super) fn listed(&mut self, rest: Range<usize>, more: i32) {
        let text = self.text;
        let mut from = rest.start;
        for _ in 0..60 {
            let Some(tail) = text.get(from..rest.end) else { return };
            let after_note =
                if tail.trim_start().starts_with('(') { tail.find(')').map_or(0, |n| n + 1) } else { 0 };
            let tail = &tail[after_note..];
            let joint = [", ", "; ", ",", ";"].into_iter().chain(PAIR).find(|j| tail.starts_with(j));
            let Some(joint) = joint else { return };
            let start = from + after_note + joint.len();
            let reach = rest.end.min(start + 120);
            let Some(reach) = (start..=reach).rev().find(|n| text.is_char_boundary(*n)) else { return };
            let slice = &text[start..reach];
            let end = [",", ";", " (", ".", "<"]
                .into_iter()
                .chain(PAIR)
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
        let sense = self.names.sense(last.rsplit(' ').next().unwrap_or_default());
        let listed = sense.is(Sense::SURNAME.or(Sense::SURNAME_OR_WORD));
        // `{"first_name":"Max","last_name":"Length"}`
        if name.score + 35 < super::search::ENOUGH || sense.is(Sense::WORD) && !listed {
            return false;
        }
        self.found.push(super::search::Found {
            span: surname,
            value: Some(super::one_space(&value)),
            confidence: if name.known && listed { 99 } else { 85 },
            why: ["columns of given name and surname", "", ""],
        });
        true
    }
}

/// What joins two people.
pub(super) const PAIR: [&str; 12] = [
    " en ",
    " and ",
    " und ",
    " et ",
    " y ",
    " e ",
    " & ",
    " e/o ",
    " en/of ",
    " and/or ",
    " und/oder ",
    " + ",
];

/// A label without what is said of it, cut short: `Afwezig m.k.`.
fn without_remark(label: &str) -> &str {
    let Some((before, last)) = label.strip_suffix('.').and_then(|l| l.rsplit_once(' ')) else { return label };
    let cut = last.len() < 5 && last.contains('.') && !before.ends_with(['.', ',', ':']);
    // `t.a.v.` labels by itself
    if cut && !last.starts_with(['t', 'T']) { before } else { label }
}

/// True for the word `name` itself, as labels have it.
pub(super) fn is_name(word: &str) -> bool {
    ["name", "naam", "nom", "nome", "nombre"].iter().any(|n| word.eq_ignore_ascii_case(n))
}

/// What a row of a form begins with: to a wide gap or a mark that parts it from another. What is longer than any name is cut: a line
/// without marks may be full of labels, each with all the rest of it behind.
fn cell(text: &str, value: Range<usize>) -> Range<usize> {
    /// Bytes of a cell that are looked at.
    const MOST: usize = 256;
    let slice = &text[value.clone()];
    let slice = &slice[..slice.floor_char_boundary(MOST)];
    let gap = slice.find("  ").unwrap_or(slice.len());
    let end = slice[..gap].find(['\t', '|', ';', ',', '/', '(']).unwrap_or(gap);
    value.start..value.start + slice[..end].trim_end_matches([' ', '*', '_', '"', '\r', '\u{a0}']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_ends_at_a_mark_and_is_no_longer_than_a_name() {
        let first = |text: &str| cell(text, 0..text.len()).len();
        for text in ["Jan de Vries", "Jan de Vries  hoofd", "Jan de Vries, hoofd", "Jan de Vries* | 12"] {
            assert_eq!(first(text), 12, "{text}");
        }
        assert_eq!(first(&"Contactpersoon: Jan Jansen ".repeat(100)), 256);
        assert_eq!(first(&"é".repeat(200)), 256);
        assert_eq!(first(&format!("a{}", "é".repeat(200))), 255);
    }
}
