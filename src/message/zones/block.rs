//! Header blocks as mail programs write them above a message: `Van: … Verzonden: … Aan: … Onderwerp: …`.
//!
//! In: the lines from the first field on. Out: where the block ends, and who is named as the author.

use memchr::memchr;

use super::author;
use super::label::{self, Field};
use super::lines::{Line, Lines};
use crate::model::Mailbox;

/// Lines of a block.
const LINES_MAX: usize = 40;

/// Lines that go on with a list of recipients, or another value.
const WRAPPED_MAX: usize = 20;

/// A header block that was read.
#[derive(Debug)]
pub(super) struct Block<'t> {
    /// Reads on behind it.
    pub(super) rest: Lines<'t>,
    pub(super) author: Option<Mailbox>,
    /// Which fields it has, by the bits of [`Field`].
    pub(super) fields: u8,
    /// An address stands in it.
    addressed: bool,
    /// Its date has a time of day, or its subject is that of an answer or of mail that is passed on.
    timed: bool,
}

/// What is known of the place of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// Something above says that a message follows.
    Announced,
    /// Text stands above it.
    Within,
    /// Nothing stands above it.
    First,
}

impl Block<'_> {
    pub(super) fn has(&self, field: Field) -> bool {
        self.fields & field as u8 != 0
    }

    /// The fields are those of a message, and not of a form or a timetable. `refers` says that the message around it is an
    /// answer, or passes another on.
    pub(super) fn is_header(&self, trust: Trust, refers: bool) -> bool {
        let told = [Field::Date, Field::To, Field::Subject].iter().filter(|f| self.has(**f)).count();
        match trust {
            Trust::Announced => self.has(Field::From) || told + usize::from(self.has(Field::Copy)) >= 2,
            _ if !self.has(Field::From) => false,
            // minutes, and what was filled in on a form: `Von: … / Datum: 3.5.2015 / Betreff: …`
            _ if !(self.addressed || self.timed || refers) => false,
            Trust::Within => told >= 2 || told == 1 && self.addressed,
            // `From:` and `Subject:` alone are what web forms begin with
            Trust::First => told >= 2 && (self.has(Field::Date) || told == 3 || self.has(Field::Copy)),
        }
    }
}

/// The first line of a block may be this one; most lines are not.
#[inline]
pub(super) fn may_begin(content: &str) -> bool {
    let bytes = content.as_bytes();
    match bytes.first() {
        Some(b) if b.is_ascii_uppercase() || *b == b'*' => {
            (*b == b'*' || label::may_begin(bytes)) && memchr(b':', &bytes[..bytes.len().min(40)]).is_some()
        }
        Some(b) if *b >= 0x80 => memchr(b':', bytes).is_some() || content.contains('：'),
        _ => false,
    }
}

/// Reads the block that begins with the line `first`, behind which `lines` reads on. Any name of a field will do where an
/// element of HTML says that it is one (`marked`).
pub(super) fn read<'t>(first: &Line, lines: &Lines<'t>, marked: bool) -> Option<Block<'t>> {
    let text = lines.text;
    let mut block = Block { rest: *lines, author: None, fields: 0, addressed: false, timed: false };
    let mut lines = *lines;
    let mut line = *first;
    let mut last = None;
    let mut wrapped = 0;
    let mut blank = false;
    for _ in 0..LINES_MAX {
        let content = line.content(text);
        let here = line.depth == first.depth && (!marked || line.heading || last.is_none());
        if line.is_blank() {
            // some programs leave a line between the fields
            if blank
                || last.is_none()
                || block.fields.count_ones() > 3 && block.has(Field::Subject) && block.has(Field::From)
            {
                break;
            }
            blank = true;
        } else {
            let field = if here { label::read(content) } else { None };
            match field {
                Some((field, value))
                    if field == Field::Other || block.fields & field as u8 == 0 || field == Field::Copy =>
                {
                    if last.is_none() && matches!(field, Field::Other | Field::Copy) {
                        return None;
                    }
                    block.fields |= field as u8 & !(Field::Other as u8);
                    if matches!(field, Field::From | Field::To) {
                        block.addressed |= value.contains('@');
                    }
                    if field == Field::From {
                        block.author = author::of_field(value);
                    }
                    block.timed |= is_timed(field, value);
                    last = Some((field, value.is_empty()));
                    wrapped = 0;
                    blank = false;
                    block.rest = lines;
                }
                None if here && marked && label::is_like(content) => {
                    // the first address in a block of an unknown language is the author's
                    if block.author.is_none() && content.contains('@') {
                        block.author = author::of_field(content.split_once(':').map_or("", |(_, v)| v));
                        block.addressed = true;
                        block.fields |= Field::From as u8;
                    } else {
                        block.fields |= Field::Date as u8;
                    }
                    block.timed = true;
                    last = Some((Field::Other, false));
                    wrapped = 0;
                    blank = false;
                    block.rest = lines;
                }
                // a field that was there already belongs to the next block
                Some(_) => break,
                None => {
                    let (field, empty) = last?;
                    if !here
                        || blank
                        || wrapped >= WRAPPED_MAX
                        || !goes_on(text, &line, &lines, field, empty, block.rest.at)
                    {
                        break;
                    }
                    if field == Field::From && block.author.is_none() {
                        block.author = author::of_field(content);
                        block.addressed |= content.contains('@');
                    }
                    block.timed |= is_timed(field, content);
                    last = Some((field, false));
                    wrapped += 1;
                    block.rest = lines;
                }
            }
        }
        match lines.read() {
            Some(next) => line = next,
            None => break,
        }
    }
    (block.fields.count_ones() > 1).then_some(block)
}

/// The value is a date with a time of day, or the subject of an answer or of mail that is passed on.
fn is_timed(field: Field, value: &str) -> bool {
    match field {
        Field::Date => {
            let bytes = value.as_bytes();
            let digit = |n: usize| bytes.get(n).is_some_and(u8::is_ascii_digit);
            let mut times = memchr::memchr3_iter(b':', b'.', b'h', bytes);
            times.any(|n| {
                n > 0 && digit(n - 1) && digit(n + 1) && digit(n + 2) && !digit(n + 3) && bytes.len() > 11
            }) || bytes.iter().any(|b| *b >= 0xe3) && bytes.contains(&b':')
        }
        Field::Subject => super::intent::of_subject(value).is_some(),
        _ => false,
    }
}

/// A line that is no field belongs to the field above it.
fn goes_on(text: &str, line: &Line, lines: &Lines<'_>, field: Field, empty: bool, above: usize) -> bool {
    let content = line.content(text);
    if empty && field != Field::Copy {
        return true;
    }
    let before = text[..above].trim_end();
    let list = matches!(field, Field::To | Field::Copy);
    if list && (before.ends_with([',', ';']) || content.ends_with(';') || content.ends_with(">,")) {
        return true;
    }
    let folded = line.depth == 0 && line.from > line.start;
    if list && folded || list && content.contains('@') && content.split_whitespace().count() <= 6 {
        return true;
    }
    // a wrapped value: the next line is a field again
    let mut ahead = *lines;
    let next = ahead.read();
    next.is_some_and(|next| {
        next.depth == line.depth
            && label::read(next.content(text)).is_some_and(|(field, _)| field != Field::Other)
            && field != Field::Subject
    })
}
