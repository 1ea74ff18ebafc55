//! What the words before a candidate say of it.
//!
//! In: a text, and where a candidate begins in it. Out: whether the nearest telling word speaks for a number or against one, and what
//! stands right before. Words are looked for when somebody asks. This module refuses to know what the candidate is.

use crate::recognise::words::desk::is_of_desk;
use crate::recognise::words::{Effect, Said, Words};

/// The word before a candidate, looked for when somebody asks: most candidates are nothing at first sight.
pub(super) struct Label<'r> {
    pub(super) words: &'r Words,
    text: &'r str,
    at: usize,
    /// Another place whose word counts when none is found at `at`.
    other: Option<usize>,
    said: Option<Option<Said>>,
    /// The heading of its column was asked.
    headed: bool,
}

impl<'r> Label<'r> {
    pub(super) fn new(words: &'r Words, text: &'r str, at: usize) -> Self {
        Label { words, text, at, other: None, said: None, headed: false }
    }
    /// What the nearest telling word says.
    pub(super) fn said(&mut self) -> Option<Said> {
        *self.said.get_or_insert_with(|| {
            let here = self.words.before(self.text, self.at);
            here.or_else(|| {
                let said = self.words.before(self.text, self.other?)?;
                (said.effect == Effect::Sink && said.names_number).then_some(said)
            })
        })
    }
    /// What the nearest telling word says; where none does, or one in another cell of a row speaks against it, what `heading` says of it.
    pub(super) fn said_or(&mut self, heading: impl FnOnce() -> Option<Said>) -> Option<Said> {
        let said = self.said();
        if self.headed {
            return said;
        }
        self.headed = true;
        match said {
            None => self.said = Some(heading()),
            Some(said) if said.effect == Effect::Sink && self.text[..self.at].ends_with(['\t', ';', '|']) => {
                let raises = heading().filter(|heading| heading.effect == Effect::Raise);
                self.said = Some(raises.or(Some(said)));
            }
            Some(_) => {}
        }
        self.said()
    }
    /// Right before the candidate stands a word that sinks, as `Pakbon` does in `Pakbon: 0318 …`.
    pub(super) fn right_before(&self) -> Before {
        let bytes = &self.text.as_bytes()[..self.at];
        let from = bytes.len().saturating_sub(48);
        let from = (from..=bytes.len()).find(|n| self.text.is_char_boundary(*n)).unwrap_or(bytes.len());
        let trim = |t: &'r str| t.trim_end_matches([' ', '\t', ':', '.', '#', '=', '\u{a0}', '°', 'º', '(']);
        let whole = self.text.get(from..bytes.len()).unwrap_or_default();
        let mut head = trim(whole);
        let mut word = last_word(head);
        // `Cliente n. 02 …`
        if ["n", "no", "nr"].iter().any(|n| word.eq_ignore_ascii_case(n)) {
            head = trim(&head[..head.len() - word.len()]);
            word = last_word(head);
        }
        let said = (word.len() > 1).then(|| self.words.say_token(word)).flatten();
        let sinks = said.is_some_and(|said| {
            let start = from + head.len() - word.len();
            said.effect == Effect::Sink && (said.names_number || !is_of_desk(self.text, start))
        });
        let gap = &whole[head.len()..];
        match sinks {
            false => Before::Other,
            // `Lieferschein    0211 / …`: a row of a form
            true if gap.contains("  ") || gap.contains('\t') => Before::Form,
            true => Before::Word,
        }
    }
    /// A name such as programs give stands right before the candidate, or a sign that says it counts something: `Log_Pos: 06…`,
    /// `n° 01…`.
    pub(super) fn is_counted(&self) -> bool {
        let head = self.text.as_bytes().get(..self.at).unwrap_or_default();
        let head = &head[head.len().saturating_sub(48)..];
        let trimmed = head.trim_ascii_end();
        if trimmed.ends_with("n°".as_bytes())
            || trimmed.ends_with("nº".as_bytes())
            || trimmed.ends_with("N°".as_bytes())
        {
            return true;
        }
        let trimmed = trimmed.strip_suffix(b":\"").map_or(trimmed, |_| &trimmed[..trimmed.len() - 1]);
        // `"shiftId":744…`, `"shiftId":"744…"`: a name in JSON
        if let Some(name) = trimmed.strip_suffix(b"\":") {
            let length = name.iter().rev().take_while(|b| b.is_ascii_alphanumeric()).count();
            return self.is_name_of_program(&name[name.len() - length..]);
        }
        let Some(name) = trimmed.strip_suffix(b":").or_else(|| trimmed.strip_suffix(b"=")) else {
            return false;
        };
        let length = name.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        let name = &name[name.len() - length..];
        name.contains(&b'_')
            && !name.split(|b| *b == b'_').any(|part| {
                let word = std::str::from_utf8(part).unwrap_or_default();
                self.words.say_token(word).is_some_and(|s| s.effect == Effect::Raise)
            })
    }
    /// `shiftId`: words of which each but the first begins with a capital, and none speaks for a number.
    fn is_name_of_program(&self, name: &[u8]) -> bool {
        let name = std::str::from_utf8(name).unwrap_or_default();
        let raises = |word: &str| self.words.say_token(word).is_some_and(|s| s.effect == Effect::Raise);
        let capitals = |c: char| c.is_ascii_uppercase();
        let mut rest = name;
        let mut parts = 0;
        while let Some(first) = rest.chars().next() {
            let end = rest[first.len_utf8()..].find(capitals).map_or(rest.len(), |n| n + first.len_utf8());
            if raises(&rest[..end]) {
                return false;
            }
            parts += 1;
            rest = &rest[end..];
        }
        parts > 1 && name.starts_with(|c: char| c.is_ascii_lowercase()) && !raises(name)
    }
    /// Takes what sinks at byte `at` for this one too, where nothing nearer is said.
    pub(super) fn or_of(&mut self, at: usize) {
        self.other = Some(at);
    }
    /// The word names a number.
    pub(super) fn names_number(&mut self) -> bool {
        self.said().is_some_and(|s| s.names_number)
    }
}

/// What stands right before a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// No word that sinks.
    Other,
    /// A word that sinks.
    Word,
    /// The same in a column of its own.
    Form,
}

/// The letters at the end of a text.
fn last_word(text: &str) -> &str {
    let length: usize =
        text.chars().rev().take(32).take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
    &text[text.len() - length..]
}
