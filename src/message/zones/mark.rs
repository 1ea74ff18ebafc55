//! Marks before quoted lines that are no `>`: `| ` and `: ` of old mail programs, `JV> ` of The Bat!.
//!
//! In: a line, and those below it. Out: which mark it begins with. Below an attribution line one line tells the mark; where
//! nothing announces it, several in a row have to.

use super::Letter;
use super::lines::Lines;
use crate::model::{is_closing, is_greeting_word};

/// What stands before quoted lines where it is no `>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OtherMark {
    /// `| `
    Bar,
    /// `: `
    Colon,
    /// `JV> `: first letters of a name, as The Bat! writes.
    Initials,
}

/// Lines with text that must bear a mark which nothing announces.
const LINES_MIN: usize = 3;
/// Lines in which a letter is looked for.
const LINES_MAX: usize = 60;

/// Recipients whose names are compared with a mark.
const PEOPLE_MAX: usize = 32;

impl OtherMark {
    /// The mark that a line begins with.
    pub(super) fn at(content: &str) -> Option<OtherMark> {
        let mark = match content.as_bytes() {
            [b'|', ..] => OtherMark::Bar,
            [b':', ..] => OtherMark::Colon,
            bytes if bytes[..bytes.len().min(10)].contains(&b'>') => OtherMark::Initials,
            _ => return None,
        };
        mark.of(content).map(|_| mark)
    }

    /// Bytes of the mark that the line begins with.
    pub(super) fn of(self, content: &str) -> Option<usize> {
        let after = |mark: u8| match content.as_bytes() {
            [first] if *first == mark => Some(1),
            [first, b' ', ..] if *first == mark => Some(2),
            _ => None,
        };
        match self {
            OtherMark::Bar => after(b'|'),
            OtherMark::Colon => after(b':'),
            OtherMark::Initials => {
                let head = &content.as_bytes()[..content.len().min(10)];
                let end = memchr::memchr(b'>', head)?;
                let name = content.get(..end)?;
                let letters = (1..=4).contains(&name.chars().count())
                    && name.starts_with(char::is_uppercase)
                    && name.chars().all(char::is_alphabetic);
                let space = content.as_bytes().get(end + 1).is_none_or(|b| matches!(b, b' ' | b'>'));
                (letters && space).then_some(end + 1)
            }
        }
    }

    /// The first line and those behind it bear the mark, are no rows of a table, and are a letter: they greet or close, or the
    /// mark is made of the letters of one who corresponds here.
    pub(super) fn goes_on(self, first: &str, lines: &Lines<'_>, letter: &Letter) -> bool {
        if self == OtherMark::Initials {
            let mark = first.split('>').next().unwrap_or_default();
            if !is_of_another(mark, letter) {
                return false;
            }
        }
        let mut ahead = *lines;
        let (mut filled, mut told) = (0, self == OtherMark::Initials);
        let mut line = first;
        for _ in 0..LINES_MAX {
            match self.of(line).and_then(|length| line.get(length..)) {
                // the row of a table
                Some(text) if self == OtherMark::Bar && text.contains('|') => return false,
                Some(text) => {
                    let text = text.trim();
                    filled += usize::from(!text.is_empty());
                    let greets = text.split([' ', ',']).next().is_some_and(is_greeting_word);
                    told |= greets || is_closing(text);
                }
                None => break,
            }
            if filled >= LINES_MIN && told {
                return true;
            }
            match ahead.read() {
                Some(next) if next.depth == 0 => line = next.content(ahead.text),
                _ => break,
            }
        }
        false
    }
}

/// The letters are the first ones of the name of a correspondent who is not the writer.
fn is_of_another(mark: &str, letter: &Letter) -> bool {
    letter.envelope.recipients.iter().take(PEOPLE_MAX).chain(&letter.envelope.reply_to).any(|mailbox| {
        let name = mailbox.name.as_ref().map_or("", |name| name.reveal().as_str());
        let mut initials = name.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next());
        mark.chars().all(|c| initials.any(|own| own.to_lowercase().eq(c.to_lowercase())))
    })
}
