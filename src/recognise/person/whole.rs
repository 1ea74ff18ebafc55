//! A text that is a name and nothing else, titles before it and letters behind it aside.
//!
//! In: a text and a span of it. Out: the name there. This module refuses to know where the text stands.

use std::ops::Range;

use super::grammar::{Name, forward, forward_of};
use super::inverted::{inverted, turned};
use super::names::{Names, Sense};
use super::token::{Shape, Token, token};
use super::words::{Mode, Words};
use crate::recognise::memory::Memory;

thread_local! {
    /// Texts that were read as names: about 300 KiB.
    static NAMES: Memory<Option<Name>, 56> = const { Memory::new() };
}

/// Whose titles are a letter with a full stop, which others take for an initial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    /// `M. Dupont`.
    French,
    /// `D. Emilio Ortega`; `M. Carmen` is María Carmen.
    Spanish,
    /// `via Roma` is a street; `M.` as in any other.
    Italian,
    /// Before a given name, `M.` may be a title all the same.
    Other,
}

impl Tongue {
    /// Bytes of a text that tell its tongue.
    const SAMPLE: usize = 2048;

    /// The tongue that the commonest words of a text are of: of three at least, and of more than of the others.
    pub(super) fn of(text: &str) -> Tongue {
        const SPANISH: usize = 0;
        const FRENCH: usize = 1;
        const ITALIAN: usize = 2;
        let end = (0..=text.len().min(Self::SAMPLE)).rev().find(|n| text.is_char_boundary(*n));
        let sample = text.get(..end.unwrap_or_default()).unwrap_or_default();
        let (mut said, mut count) = ([""; 32], 0);
        let mut words = [0; 3];
        for word in sample.split_ascii_whitespace() {
            let tongues: &[usize] = match word {
                "el" | "los" | "las" | "y" | "para" | "por" | "muy" | "está" => &[SPANISH],
                "una" | "del" | "al" | "lo" | "con" => &[SPANISH, ITALIAN],
                "que" => &[SPANISH, FRENCH],
                "les" | "des" | "et" | "est" | "une" | "vous" | "pour" | "dans" | "avec" | "nous" | "du"
                | "au" => &[FRENCH],
                "di" | "che" | "gli" | "è" | "per" | "sono" => &[ITALIAN],
                "il" | "non" => &[FRENCH, ITALIAN],
                _ if word.ends_with("ción") || word.starts_with(['¿', '¡']) => &[SPANISH],
                _ if word.ends_with("zione") => &[ITALIAN],
                _ => continue,
            };
            if count < said.len() && !said[..count].contains(&word) {
                said[count] = word;
                count += 1;
                tongues.iter().for_each(|tongue| words[*tongue] += 1);
            }
        }
        let [spanish, french, italian] = words;
        if spanish > 2 && spanish > french.max(italian) {
            Tongue::Spanish
        } else if french > 2 && french > spanish.max(italian) {
            Tongue::French
        } else if italian > 2 && italian > spanish.max(french) {
            Tongue::Italian
        } else {
            Tongue::Other
        }
    }
}

/// A surname and a given name behind it: `Dupont Marcel`, which no initial stands before.
fn is_turned(names: &Names, text: &str, span: Range<usize>) -> bool {
    let Some((surname, given)) = text.get(span).and_then(|text| text.split_once(' ')) else { return false };
    let is = |word: &str, sense: Sense| names.sense(word).is(sense);
    is(given, Sense::GIVEN)
        && !is(given, Sense::SURNAME)
        && !is(surname, Sense::GIVEN.or(Sense::GIVEN_OR_WORD))
}

/// Reads a span as a name, in mail of a tongue.
pub(super) fn read(names: &Names, text: &str, span: Range<usize>, tongue: Tongue) -> Option<Name> {
    let slice = text.get(span.clone())?;
    if !may_be_two_words(slice) {
        return None;
    }
    let mut start = span.start + proxies(slice);
    if matches!(text.as_bytes()[start..span.end], [b'M', b'.', b' ', ..])
        && (tongue == Tongue::French
            || tongue != Tongue::Spanish
                && (is_given(names, text, start + 3) || is_turned(names, text, start + 3..span.end)))
    {
        start += 3;
    }
    let slice = &text[start..span.end];
    // but for a letter behind it, and a space, what stands around it does not count
    let spaced = match text.as_bytes().get(span.end) {
        None | Some(b' ') => true,
        Some(b) if b.is_ascii() && !b.is_ascii_alphabetic() => false,
        Some(_) => return untitled(names, text, start..span.end, tongue),
    };
    let key = u64::from(names.id()) << 2 | u64::from(tongue == Tongue::Spanish) << 1 | u64::from(spaced);
    let made = || untitled(names, text, start..span.end, tongue).map(|name| moved(name, |at| at - start));
    let name = NAMES.with(|memory| memory.answer(key, slice, made))?;
    Some(moved(name, |at| at + start))
}

/// True where a text may have two words, as a name has: what parts them is among these, a no-break space too.
pub(super) fn may_be_two_words(text: &str) -> bool {
    text.bytes().any(|b| matches!(b, b' ' | b'.' | b',' | b'(' | 0xc2))
}

/// A name whose places are counted from elsewhere.
fn moved(name: Name, to: impl Fn(usize) -> usize) -> Name {
    let all = |span: &Range<usize>| to(span.start)..to(span.end);
    Name { span: all(&name.span), surname: all(&name.surname), given: all(&name.given), ..name }
}

/// Bytes of what says that someone writes for someone else.
fn proxies(text: &str) -> usize {
    const PROXIES: [&str; 12] = [
        "i.A. ", "i. A. ", "i.V. ", "i. V. ", "ppa. ", "p.p. ", "gez. ", "w.g. ", "Ihr ", "Ihre ", "namens ",
        "door ",
    ];
    // they begin with these
    if !matches!(text.as_bytes().first(), Some(b'i' | b'p' | b'g' | b'w' | b'I' | b'n' | b'd')) {
        return 0;
    }
    PROXIES.iter().fold(0, |at, proxy| if text[at..].starts_with(proxy) { at + proxy.len() } else { at })
}

/// True where a given name of the lists stands.
fn is_given(names: &Names, text: &str, at: usize) -> bool {
    token(names, text, at, text.len()).is_some_and(|w| w.sense.is(Sense::GIVEN))
}

/// The name behind titles and before letters.
fn untitled(names: &Names, text: &str, span: Range<usize>, tongue: Tongue) -> Option<Name> {
    let (mut start, mut end) = (span.start, span.end);
    // `Jr.`, `III`: a part of the name, but not of its grammar
    if let Some(before) = heir(names, text, &span) {
        let name = untitled(names, text, start..before, tongue)?;
        return (name.span.end == before).then_some(Name { span: name.span.start..end, ..name });
    }
    for _ in 0..4 {
        let word = token(names, text, start, end)?;
        let behind = word.end + usize::from(text.as_bytes().get(word.end) == Some(&b'.'));
        let title = (word.sense.is(Sense::TITLE) || is_title_here(names, text, &word, behind, tongue))
            && text.as_bytes().get(behind).is_some_and(|b| *b == b' ' || *b == 0xc2 || behind > word.end)
            && !(word.sense.is(Sense::GIVEN) && behind == word.end);
        if !title {
            break;
        }
        let rest = text.get(behind..end)?;
        // `Dr.-Ing.`
        start = behind + (rest.len() - rest.trim_start_matches([' ', '-', '\u{a0}']).len());
    }
    // letters behind: `, MSc`, `MBA`, `(m/v)`
    for _ in 0..3 {
        let slice = text.get(start..end)?;
        let cut = slice.trim_end_matches([',', ' ', '.', '\u{a0}']);
        let Some(at) = cut.rfind([' ', ',', '\u{a0}']) else { break };
        let last = cut[at..].trim_matches([' ', ',', '\u{a0}', '(', ')']);
        if !names.sense(last).is(Sense::AFTER) {
            break;
        }
        end = start + at;
    }
    let slice = text.get(start..end)?;
    end = start + slice.trim_end_matches([' ', ',', '\u{a0}']).len();
    let words = Words::of(names, text, start, end, Mode::Whole);
    let straight = forward_of(text, &words, false);
    // `Baggio Antonio`: in the order that more speaks for
    if straight.as_ref().is_none_or(|name| !name.known && !name.initials)
        && let Some(name) = turned(text, &words)
        && straight.as_ref().is_none_or(|other| other.score < name.score)
    {
        return Some(name);
    }
    straight.or_else(|| with_call_name(names, text, start, end)).or_else(|| inverted(names, text, &words))
}

/// True for a word that is a title because of how it is written, or in this tongue: `Pr. Jean`, `DI Bernhard`, `D. Emilio`.
fn is_title_here(names: &Names, text: &str, word: &Token, behind: usize, tongue: Tongue) -> bool {
    let next = || {
        let at = behind + usize::from(text.as_bytes().get(behind) == Some(&b' '));
        token(names, text, at, text.len()).filter(|w| w.sense.is(Sense::GIVEN))
    };
    match word.text(text) {
        "Pr" => true,
        "DI" => next().is_some_and(|w| w.shape == Shape::Capital),
        "D." => tongue == Tongue::Spanish && next().is_some(),
        _ => false,
    }
}

/// The byte before what tells one of a family from another, where a name ends with that: `Jr.`, `III`.
fn heir(names: &Names, text: &str, span: &Range<usize>) -> Option<usize> {
    let slice = text.get(span.clone())?;
    let cut = slice.strip_suffix('.').unwrap_or(slice);
    let at = cut.rfind([' ', '\u{a0}'])?;
    let last = cut[at..].trim_start_matches([' ', '\u{a0}']);
    // a look-up for each text is one too many
    let may_be = matches!(last.as_bytes(), [b'J' | b'j' | b'S' | b's', _, ..] | [b'I' | b'V', ..]);
    if !may_be || last.len() > 3 || !names.sense(last).is(Sense::HEIR) {
        return None;
    }
    Some(span.start + cut[..at].trim_end_matches([' ', ',', '\u{a0}']).len())
}

/// `J.A. (Jan) de Vries`, `Jan (J.A.) de Vries`.
fn with_call_name(names: &Names, text: &str, start: usize, end: usize) -> Option<Name> {
    let first = token(names, text, start, end)?;
    let rest = text.get(first.end..end)?;
    let inside = rest.strip_prefix(" (").or_else(|| rest.strip_prefix('('))?;
    let open = end - inside.len();
    let close = open + inside.find(") ")?;
    let call = token(names, text, open, close)?;
    // behind initials, a name that begins as they do is one, of the lists or not
    let begins = first.shape == Shape::Initials
        && call.shape == Shape::Capital
        && call.text(text).chars().next().is_some_and(|c| first.text(text).contains(c));
    if call.end != close || !(call.is_given() || first.is_given() || begins) {
        return None;
    }
    // the part behind the brackets must be a surname behind the given name
    let mut joined = String::with_capacity(end - start);
    joined.push_str(if call.is_given() { call.text(text) } else { first.text(text) });
    joined.push_str(&text[close + 1..end]);
    let name = forward(names, &joined, 0, joined.len(), Mode::Whole)?;
    let shift = end - joined.len();
    Some(Name {
        span: start..end,
        surname: name.surname.start + shift..name.surname.end + shift,
        given: if call.is_given() { call.start..call.end } else { first.start..first.end },
        ..name
    })
}

#[cfg(test)]
mod tests {
    use super::Tongue;

    #[test]
    fn common_words_tell_the_tongue() {
        for (text, want) in [
            ("Hola, os llamo por el pedido y los platos para la boda.", Tongue::Spanish),
            ("Les colis sont là et les deux des lots, une fois que vous est utile", Tongue::French),
            ("Ik bel u over de offerte en de planning.", Tongue::Other),
            ("La via è chiusa per i lavori di giugno e non si passa.", Tongue::Italian),
        ] {
            assert_eq!(Tongue::of(text), want, "{text}");
        }
    }
}
