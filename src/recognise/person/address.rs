//! Names in address fields, and in lists of mailboxes in text.
//!
//! In: the body of an address field (RFC 5322 §3.4), decoded, or a line as mail programs copy it into a text. Out: the names of
//! people among the display-names. This module refuses to know groups by name, and what is no mailbox.

use std::ops::Range;

use super::grammar::Name;
use super::inverted::inverted;
use super::known::letters;
use super::names::Sense;
use super::search::{ENOUGH, Found, Search, echoes};
use super::surname::is_likely;
use super::token::{Shape, token};
use super::whole;
use super::words::{Mode, Words};

/// Bytes of a display-name that is read.
const DISPLAY_MAX: usize = 120;

/// Fields that hold mailboxes of people.
const FIELDS: [&str; 22] = [
    "from",
    "to",
    "cc",
    "bcc",
    "reply-to",
    "sender",
    "resent-from",
    "resent-to",
    "resent-cc",
    "resent-bcc",
    "resent-sender",
    "resent-reply-to",
    "mail-followup-to",
    "mail-reply-to",
    "disposition-notification-to",
    "return-receipt-to",
    "apparently-to",
    "x-from",
    "x-to",
    "x-cc",
    "x-bcc",
    "x-original-from",
];

/// True for the fields that this module reads; the name in lower case.
pub(super) fn is_address_field(field: &str) -> bool {
    matches!(
        field.as_bytes().first(),
        Some(b'f' | b't' | b'c' | b'b' | b'r' | b's' | b'm' | b'd' | b'a' | b'x')
    ) && field != "received"
        && field != "subject"
        && FIELDS.contains(&field)
}

impl Search<'_> {
    /// Adds the names in the body of an address field.
    pub(super) fn address_field(&mut self) {
        self.mailboxes(0..self.text.len(), 25, "address field");
    }

    /// Adds the names in a list of mailboxes, with or without their addresses.
    pub(super) fn mailboxes(&mut self, list: Range<usize>, more: i32, why: &'static str) {
        let bytes = self.text.as_bytes();
        let (mut from, mut pos) = (list.start, list.start);
        let (mut quoted, mut depth) = (false, 0_u32);
        while pos < list.end {
            let b = bytes[pos];
            if b == b'"' && (pos == 0 || bytes[pos - 1] != b'\\') {
                quoted = !quoted;
            } else if !quoted {
                match b {
                    b'(' => depth += 1,
                    b')' => depth = depth.saturating_sub(1),
                    b'<' | b'[' if depth == 0 => {
                        let close = if b == b'<' { b'>' } else { b']' };
                        let reach = list.end.min(pos + 400);
                        let end = memchr::memchr(close, &bytes[pos..reach]).map_or(reach, |n| pos + n);
                        // `[External] Jan de Vries`
                        if end > pos + 1 && memchr::memchr(b'@', &bytes[pos..end]).is_some()
                            || self.text[pos..].starts_with("<mailto:")
                            || b == b'<'
                        {
                            self.entry(from..pos, Some(pos + 1..end), more, why);
                            from = (end + 1).min(list.end);
                            pos = from;
                            continue;
                        }
                    }
                    b';' | b'\n' if depth == 0 => {
                        self.entry(from..pos, None, more, why);
                        from = pos + 1;
                    }
                    _ => {}
                }
            }
            pos += 1;
        }
        self.entry(from..list.end, None, more, why);
    }

    /// What stands before one address: the display-name, and mailboxes before it that have no angle brackets.
    fn entry(&mut self, span: Range<usize>, address: Option<Range<usize>>, more: i32, why: &'static str) {
        let text = self.text;
        let Some(slice) = text.get(span.clone()) else { return };
        // `a@x.nl, "Vries, Jan de" <…>`: what stands before the quotation marks is another mailbox
        if let Some((before, _)) = slice.split_once('"')
            && let Some(before) = before.trim_end().strip_suffix(',')
            && before.contains('@')
        {
            self.entry(span.start..span.start + before.len(), None, more, why);
            self.display(span.start + before.len() + 1..span.end, address, more, why);
            return;
        }
        if !slice.contains(',') || slice.contains('"') || slice.contains('(') && !slice.contains('@') {
            self.display(span, address, more, why);
            return;
        }
        let clean = self.clean(span.clone());
        let words = Words::of(self.names, text, clean.start, clean.end, Mode::Whole);
        if inverted(self.names, text, &words).is_some() {
            self.display(span, address, more, why);
            return;
        }
        // `a@x.nl, Jan de Vries, Piet Bakker <…>`: the address belongs to the last
        let mut from = span.start;
        for piece in slice.split(',') {
            let end = from + piece.len();
            let own = if end == span.end { address.clone() } else { None };
            self.display(from..end, own, more, why);
            from = end + 1;
        }
    }

    /// A span without white space, commas and quotation marks at its ends.
    fn clean(&self, span: Range<usize>) -> Range<usize> {
        let slice = &self.text[span.clone()];
        let mark = |c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    ',' | ';' | '"' | '\'' | '*' | '_' | '“' | '”' | '‘' | '’' | '\\' | '<' | '>' | ':'
                )
        };
        // `'t Hart, Jan`
        let begin = slice.trim_start_matches(mark);
        let start = span.start + (slice.len() - begin.len());
        let length = begin.trim_end_matches(mark).len();
        let start = if start > span.start && (begin.starts_with("t ") || begin.starts_with("T ")) {
            start - 1
        } else {
            start
        };
        let start = if self.text.is_char_boundary(start) { start } else { span.end - begin.len() };
        let end = (span.start + (slice.len() - begin.len()) + length).max(start);
        start..end
    }

    /// The name of a person in one display-name.
    fn display(&mut self, span: Range<usize>, address: Option<Range<usize>>, more: i32, why: &'static str) {
        let span = self.clean(span);
        let text = self.text;
        if span.len() < 4 || span.len() > DISPLAY_MAX {
            return;
        }
        // a comment after an address: `jan@klant.nl (Jan de Vries)`
        let sign = text[span.clone()]
            .match_indices('@')
            .find(|(n, _)| *n > 0 && !text[span.start..span.start + n].ends_with(' '));
        if let Some((at, _)) = sign {
            let rest = &text[span.start + at..span.end];
            if let Some((before, comment)) = rest.split_once('(')
                && address.is_none()
            {
                let start = span.start + at + before.len() + 1;
                let length = comment.split(')').next().unwrap_or_default().len();
                self.piece(start..start + length, Some(span.start..start - 1), more, why);
            }
            return;
        }
        if self.piece(span.clone(), address.clone(), more, why) {
            return;
        }
        if self.titled_given(&span, address.as_ref(), more, why) {
            return;
        }
        // `Vries, Jan de (Firma)`
        if let Some(open) = text[span.clone()].find(" (").filter(|n| *n > 3)
            && !text[..span.start + open].ends_with(['\'', '’'])
            && text[span.start..span.start + open].contains(',')
            && self.piece(span.start..span.start + open, address.clone(), more, why)
        {
            return;
        }
        // the name and something beside it: `Jan de Vries | Firma`, `Firma - Jan de Vries`, `Jan de Vries (Firma)`
        let mut tried = 0;
        let mut from = span.start;
        for (at, mark) in text[span.clone()]
            .match_indices(['|', '(', ')', '[', ']', '/', ',', '-', '–', '·', '@', ':', '"', '•'])
        {
            let (at, behind) = (span.start + at, span.start + at + mark.len());
            if mark == "-" && text.as_bytes().get(at.wrapping_sub(1)) != Some(&b' ') {
                continue;
            }
            if self.piece(from..at, address.clone(), more, why) {
                return;
            }
            from = behind;
            tried += 1;
            if tried > 5 {
                return;
            }
        }
        if tried > 0 && self.piece(from..span.end, address.clone(), more, why) {
            return;
        }
        // `Jan de Vries via Lijst`, `Jan de Vries namens Firma`
        const JOINTS: [&str; 12] = [
            " via ",
            " namens ",
            " on behalf of ",
            " at ",
            " im Auftrag ",
            " i.A. ",
            " pour ",
            " from ",
            " van ",
            " bij ",
            " de la part ",
            " for ",
        ];
        // each has two spaces at least
        if memchr::memchr_iter(b' ', text[span.clone()].as_bytes()).nth(1).is_none() {
            return;
        }
        for joint in JOINTS {
            if let Some(at) = text[span.clone()].find(joint) {
                if self.piece(span.start..span.start + at, address.clone(), more, why) {
                    return;
                }
                if joint == " namens " || joint == " on behalf of " {
                    let behind = span.start + at + joint.len();
                    self.piece(behind..span.end, None, more, why);
                    return;
                }
            }
        }
    }

    /// Takes `Meulenkamp, drs. Th.J.M.`, a name with a title in it, without that.
    fn titled_given(
        &mut self,
        span: &Range<usize>,
        address: Option<&Range<usize>>,
        more: i32,
        why: &'static str,
    ) -> bool {
        let text = self.text;
        let Some(comma) = memchr::memchr(b',', &text.as_bytes()[span.clone()]).map(|n| span.start + n) else {
            return false;
        };
        let at = comma + 1 + usize::from(text.as_bytes().get(comma + 1) == Some(&b' '));
        let given = self.behind_titles(at, span.end);
        if given == at || given >= span.end {
            return false;
        }
        let value = format!("{}, {}", &text[span.start..comma], &text[given..span.end]);
        let Some(name) = whole::read(self.names, &value, 0..value.len(), self.tongue()) else { return false };
        let echo = address.and_then(|a| text.get(a.clone())).is_some_and(|a| echoes(&value, &name, a));
        let score = name.score + more + if echo { 40 } else { 0 };
        let whole = name.inverted && name.span == (0..value.len()) && score >= ENOUGH;
        if whole {
            let confidence = score.min(95) as u8;
            let value = Some(super::one_space(&value));
            self.found.push(Found { span: span.clone(), value, confidence, why: [why, "surname first", ""] });
        }
        whole
    }

    /// Takes a text that is a name, titles around it aside; false when it is none.
    pub(super) fn piece(
        &mut self,
        span: Range<usize>,
        address: Option<Range<usize>>,
        more: i32,
        why: &'static str,
    ) -> bool {
        let span = self.clean(span);
        let start = span.start;
        let Some(name) = self.whole(span) else { return false };
        if self.is_street(&name) || self.is_firm_before(name.span.end) {
            return false;
        }
        let address = address.and_then(|a| self.text.get(a));
        if address.is_some_and(|a| self.is_house_of(&name, a)) {
            return false;
        }
        let echo = address.is_some_and(|a| echoes(self.text, &name, a));
        let titled = name.span.start > start;
        if echo && !titled && address.is_some_and(|a| self.is_box_of(&name, a)) {
            return false;
        }
        let known = self.is_known(&name);
        // a name whose first word no list has needs a title, or an address that is made of it: else it is that of a club or a shop
        if address.is_some() && !(echo || known || name.known || name.initials || titled) {
            return false;
        }
        let more = more + if echo { 40 } else { 0 };
        if !echo && !known && name.score + more < ENOUGH {
            return false;
        }
        self.take(&name, more + if known { 40 } else { 0 }, why)
    }

    /// True for a mailbox that is called as one word of a display-name is, of which no list has the first for a given name or the
    /// last for a surname: `Waste Tracker <tracker@…>`, `Meeting Room Panel <rooms@…>`. Of people it has two words, or a letter of the
    /// other.
    fn is_box_of(&self, name: &Name, address: &str) -> bool {
        if name.known || name.initials || name.inverted {
            return false;
        }
        let text = self.text.get(name.span.clone()).unwrap_or_default();
        let (first, last) = (text.split([' ', '\u{a0}']).next(), text.rsplit([' ', '\u{a0}']).next());
        let (first, last) = (first.unwrap_or_default(), last.unwrap_or_default());
        let (given, surname) = (self.names.sense(first), self.names.sense(last));
        let thing = surname.is(Sense::NOUN.or(Sense::WORD).or(Sense::ROLE)) || given.is(Sense::NOUN);
        let listed = given.is(Sense::GIVEN_OR_WORD)
            || surname.is(Sense::SURNAME.or(Sense::SURNAME_OR_WORD))
            || is_likely(last);
        if listed && !thing {
            return false;
        }
        let local = address.split('@').next().unwrap_or_default();
        let (mut a, mut b) = ([0; 64], [0; 64]);
        let whole = letters(local, &mut b);
        let whole = b[..whole].strip_suffix(b"s").unwrap_or(&b[..whole]);
        text.split([' ', '\u{a0}']).any(|word| {
            let word = letters(word, &mut a);
            !whole.is_empty() && a[..word].strip_suffix(b"s").unwrap_or(&a[..word]) == whole
        })
    }

    /// True for a firm that has its own domain, and a mailbox that is called otherwise: `Curro Ya <alertas@curroya.es>`. People have such
    /// domains too, who are called as people are.
    fn is_house_of(&self, name: &Name, address: &str) -> bool {
        let surname = self.text.get(name.surname.clone()).unwrap_or_default();
        let last = surname.rsplit([' ', '\u{a0}']).next().unwrap_or_default();
        let word = || last.len() < 3 || self.names.sense(last).is(Sense::WORD.or(Sense::NOUN));
        if name.initials || name.inverted || name.known && !word() {
            return false;
        }
        let Some((local, domain)) = address.split_once('@') else { return false };
        let label = domain.trim_end_matches(['>', ' ']).rsplit('.').nth(1).unwrap_or_default();
        let (mut a, mut b) = ([0; 64], [0; 64]);
        let whole = letters(self.text.get(name.span.clone()).unwrap_or_default(), &mut a);
        let label = letters(label, &mut b);
        a[..whole] == b[..label] && !echoes(self.text, name, local)
    }

    /// True where the form of a firm follows behind a comma: `Voorbeeld Murcia, S.L.`.
    fn is_firm_before(&self, at: usize) -> bool {
        if !self.text[at..].starts_with(", ") {
            return false;
        }
        token(self.names, self.text, at + 2, self.text.len()).is_some_and(|w| {
            w.shape == Shape::Initials
                && self.names.sense(w.text(self.text).trim_end_matches('.')).is(Sense::FIRM)
        })
    }

    /// A span without the label of a number that follows: `ANNA SMIT PH +31…`.
    fn without_label(&self, span: Range<usize>) -> Range<usize> {
        const LABELS: [&str; 9] = [" PH", " TEL", " Tel", " MOB", " Mob", " FAX", " Fax", " GSM", " CELL"];
        let Some(piece) = self.text.get(span.clone()) else { return span };
        let rest = self.text[span.end..].trim_start_matches([' ', '.', ':']);
        if !rest.starts_with(|c: char| matches!(c, '+' | '(') || c.is_ascii_digit()) {
            return span;
        }
        let label = LABELS.iter().find(|label| piece.ends_with(**label)).map_or(0, |label| label.len());
        span.start..span.end - label
    }

    /// Reads a span as a name and nothing else, titles before it and letters behind it aside.
    pub(super) fn whole(&self, span: Range<usize>) -> Option<Name> {
        let span = self.without_label(span);
        whole::read(self.names, self.text, span, self.tongue())
    }
}
