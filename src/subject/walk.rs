//! A text in, what a search may notice in it out: words, runs of digits, signs of addresses.
//!
//! Whoever searches a text, and whoever takes out of it by what it may be searched for later, go through it by this: so what the one
//! notices the other has noted. It refuses to know who is looked for.

use std::ops::Range;

use super::fold::fold_char;
use super::needle::{LONGEST, hash, step};
use super::packed::{self, Packed};
use super::token::{is_apostrophe, is_elided, is_genitive, is_letter};
use crate::model::Beside;

/// A word that was met.
pub(super) struct WordMet<'w> {
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    /// Of its folded letters (see [`hash`]).
    pub(super) hash: u64,
    /// These letters, where they are not more than [`LONGEST`].
    pub(super) folded: Option<&'w [u8]>,
    /// Its first letter is a capital.
    pub(super) capital: bool,
    /// It was met before with what an apostrophe binds to it: `d'Hélène`.
    pub(super) again: bool,
}

/// Takes what is met.
pub(super) trait Met {
    /// A word; one with the `'s` that says whose something is, first without it, then with it.
    fn word(&mut self, text: &str, word: &WordMet<'_>);
    /// All digits that stand together.
    fn digits(&mut self, text: &str, run: Range<usize>);
    /// An `@`.
    fn at(&mut self, text: &str, at: usize);
    /// An address in another form: packed into the local part of another, or into the name of a list.
    fn packed(&mut self, text: &str, packed: &Packed);
}

/// Goes through a text of this sort once; of one that only programs read, addresses are what counts.
pub(super) fn through(text: &str, sort: Beside, met: &mut impl Met) {
    match sort {
        Beside::Link | Beside::FileName => walk(text, met),
        Beside::Machine | Beside::Separator => addresses(text, met),
    }
}

fn walk(text: &str, met: &mut impl Met) {
    let bytes = text.as_bytes();
    let mut letters = [0_u8; LONGEST];
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        if b.is_ascii_digit() {
            let end = at + bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
            met.digits(text, at..end);
            at = end;
        } else if b.is_ascii_alphabetic() || b >= 0x80 {
            at = word(text, at, &mut letters, met);
        } else {
            sign(text, at, met);
            at += 1;
        }
    }
}

fn addresses(text: &str, met: &mut impl Met) {
    let bytes = text.as_bytes();
    for at in memchr::memchr2_iter(b'@', b'<', bytes) {
        sign(text, at, met);
    }
    if memchr::memmem::find(bytes, b"cn=").or_else(|| memchr::memmem::find(bytes, b"CN=")).is_some() {
        memchr::memchr_iter(b'=', bytes).for_each(|at| sign(text, at, met));
    }
}

/// Looks at what stands around a sign of an address.
fn sign(text: &str, at: usize, met: &mut impl Met) {
    let bytes = text.as_bytes();
    match bytes[at] {
        b'@' => {
            met.at(text, at);
            packed::before(text, at, &mut |packed| met.packed(text, packed));
        }
        b'<' => packed::list(text, at, &mut |packed| met.packed(text, packed)),
        b'=' => packed::alias(text, at, &mut |packed| met.packed(text, packed)),
        _ => {}
    }
}

/// Looks at a word, and at what stands behind a `d'` or an `l'` of French and Italian in it; gives the byte behind it.
fn word(text: &str, start: usize, letters: &mut [u8; LONGEST], met: &mut impl Met) -> usize {
    let mut behind = None;
    let end = whole_word(text, start, (letters, Some(&mut behind)), met);
    if let Some(start) = behind {
        whole_word(text, start, (letters, None), met);
    }
    end
}

/// Looks at a word; `elided` is where it goes on behind a first letter that may be a word that is bound to it.
fn whole_word(
    text: &str,
    start: usize,
    (letters, mut elided): (&mut [u8; LONGEST], Option<&mut Option<usize>>),
    met: &mut impl Met,
) -> usize {
    let again = elided.is_none();
    let bytes = text.as_bytes();
    let (mut at, mut length, mut hash) = (start, 0, hash(b""));
    let mut capital = false;
    while let Some(&b) = bytes.get(at) {
        if b.is_ascii_alphabetic() {
            let lower = b.to_ascii_lowercase();
            capital |= length == 0 && lower != b;
            hash = step(hash, lower);
            if let Some(slot) = letters.get_mut(length) {
                *slot = lower;
            }
            length += 1;
            at += 1;
        } else if matches!(b, b'\'' | b'`')
            && at > start
            && text.get(at + 1..).and_then(|rest| rest.chars().next()).is_some_and(is_letter)
        {
            if let Some(elided) = elided.as_mut().filter(|_| letters.get(..length).is_some_and(is_elided)) {
                **elided = Some(at + 1);
            }
            if length > 1 && text.get(at..).is_some_and(is_genitive) {
                met.word(
                    text,
                    &WordMet { span: start..at, hash, folded: letters.get(..length), capital, again },
                );
            }
            at += 1;
        } else if b >= 0x80 {
            let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { return at + 1 };
            let mark = unicode_normalization::char::is_combining_mark(c);
            let next = || text.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
            if is_apostrophe(c) && at > start && (c == '’' || next().is_some_and(is_letter)) {
                let bound = letters.get(..length).is_some_and(is_elided) && next().is_some_and(is_letter);
                if let Some(elided) = elided.as_mut().filter(|_| bound) {
                    **elided = Some(at + c.len_utf8());
                }
                if length > 1 && text.get(at..).is_some_and(is_genitive) {
                    met.word(
                        text,
                        &WordMet { span: start..at, hash, folded: letters.get(..length), capital, again },
                    );
                }
                at += c.len_utf8();
                continue;
            }
            if !is_letter(c) && !mark {
                if at == start {
                    return at + c.len_utf8();
                }
                break;
            }
            capital |= length == 0 && c.is_uppercase();
            fold_char(c, &mut |b| {
                hash = step(hash, b);
                if let Some(slot) = letters.get_mut(length) {
                    *slot = b;
                }
                length += 1;
            });
            at += c.len_utf8();
        } else {
            break;
        }
    }
    met.word(text, &WordMet { span: start..at, hash, folded: letters.get(..length), capital, again });
    at
}

/// What stands around an `@`, in lower case.
pub(super) struct Around {
    pub(super) local: String,
    pub(super) domain: String,
    /// Where the first byte that may be of the local part stands, and where the domain ends.
    pub(super) begin: usize,
    pub(super) end: usize,
}

impl Around {
    /// Around the sign at `at`; `None` where there is no domain, or none that is wanted.
    pub(super) fn of(text: &str, at: usize, wanted: impl Fn(&str) -> bool) -> Option<Around> {
        let bytes = text.as_bytes();
        let domain_byte = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-') || *b >= 0x80;
        let local_byte =
            |b: &u8| b.is_ascii_alphanumeric() || b".!#$&*+-/=?^_`{|}~'".contains(b) || *b >= 0x80;
        let from = at + 1;
        let mut end = from + bytes[from..].iter().take(254).take_while(|b| domain_byte(b)).count();
        let sign = |c: char| matches!(c, '.' | '-') || is_apostrophe(c);
        end = from + text.get(from..end)?.trim_end_matches(sign).len();
        let domain = text.get(from..end)?.to_lowercase();
        if !wanted(&domain) {
            return None;
        }
        let begin = at - bytes[..at].iter().rev().take(128).take_while(|b| local_byte(b)).count();
        let local = text.get(text.ceil_char_boundary(begin)..at)?.to_lowercase();
        Some(Around { local, domain, begin, end })
    }

    /// What may be the local part: signs that may be part of an address often stand before one.
    pub(super) fn candidates(&self) -> [&str; 3] {
        let local = self.local.as_str();
        let trimmed = local.trim_start_matches(|c: char| !c.is_alphanumeric());
        let cut = trimmed.rsplit(['=', '\'', '/', '|', '*', '{']).next().unwrap_or(trimmed);
        [local, trimmed, cut]
    }
}
