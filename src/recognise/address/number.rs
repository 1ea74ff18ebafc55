//! House numbers with their additions: `12a`, `12-14`, `12 bus 3`, `12, esc. A, 3º B`.
//!
//! In: text that begins with a digit. Out: where the number ends, and its normal form. This module refuses to know what
//! stands around it.

use super::vocabulary::Vocabulary;

/// A house number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Number {
    /// Bytes of the text that it takes.
    pub(super) end: usize,
    /// Normal form: digits, a space and letters in front of which there was none or a hyphen; `-` between numbers.
    pub(super) value: String,
}

/// Additions that one number may have.
const ADDITIONS: usize = 4;
/// Letters and digits of the value of `bus`, `Top`, `esc.`.
const UNIT_MAX: usize = 6;

/// All the ways to read a number at the start of `text`, from the shortest to the longest: each ends where a word ends.
pub(super) fn readings(text: &str, vocabulary: &Vocabulary) -> Vec<Number> {
    let mut all = Vec::with_capacity(2);
    let whole = each_reading(text, vocabulary, |number| all.push(number.clone()));
    if whole.is_some() { all } else { Vec::new() }
}

/// The reading of a number that takes all of `text`.
pub(super) fn all_of(text: &str, vocabulary: &Vocabulary) -> Option<Number> {
    // it ends in a digit, a letter or a sign of one
    let last = *text.as_bytes().last()?;
    if !(last.is_ascii_alphanumeric() || last >= 0x80 || last == b'-' || last == b'/') {
        return None;
    }
    let mut found = None;
    each_reading(text, vocabulary, |number| {
        if number.end == text.len() && found.is_none() {
            found = Some(number.clone());
        }
    })?;
    found
}

/// Calls `read` with each way to read a number; nothing where it turns out to be a date or a code.
fn each_reading(text: &str, vocabulary: &Vocabulary, mut read: impl FnMut(&Number)) -> Option<()> {
    let bytes = text.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    if digits == 0 || digits > 6 || bytes[0] == b'0' && digits > 1 {
        return None;
    }
    let mut number = Number { end: digits, value: text[..digits].to_owned() };
    for _ in 0..=ADDITIONS {
        if ends_word(text, number.end) {
            read(&number);
        }
        match addition(text, number.end, vocabulary) {
            // `25-02-2018`, `978-90-20`: a date, a code
            Some((_, addition)) if addition.starts_with('-') && number.value.contains('-') => return None,
            Some((end, addition)) => {
                number.end = end;
                number.value.push_str(&addition);
            }
            None => break,
        }
    }
    Some(())
}

/// True when `text` as a whole is a number, after `nr.` or the like.
pub(super) fn whole(text: &str, vocabulary: &Vocabulary) -> Option<Number> {
    let skipped = sign(text);
    let rest = text.get(skipped..)?;
    let mut number = all_of(rest, vocabulary)?;
    number.end += skipped;
    Some(number)
}

/// Bytes of `nr.`, `n°`, `num.` and the space behind it, at the start of the text.
pub(super) fn sign(text: &str) -> usize {
    const SIGNS: [&str; 11] =
        ["huisnummer", "nummer", "número", "numero", "num", "nr", "no", "n°", "nº", "n", "#"];
    for sign in SIGNS {
        if let Some(head) = text.get(..sign.len())
            && (head == sign || head.eq_ignore_ascii_case(sign))
        {
            let rest = &text[sign.len()..];
            let gap = rest.len() - rest.trim_start_matches(['.', ' ', '\u{a0}', '°']).len();
            let letters = sign.len() > 1 && sign.is_ascii();
            if rest[gap..].starts_with(|c: char| c.is_ascii_digit()) && (gap > 0 || !letters) {
                return sign.len() + gap;
            }
        }
    }
    0
}

fn ends_word(text: &str, at: usize) -> bool {
    text.get(at..)
        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '\'' | '%' | '€')))
}

/// One addition at byte `at`: where it ends, and what it adds to the normal form.
fn addition(text: &str, at: usize, vocabulary: &Vocabulary) -> Option<(usize, String)> {
    let rest = text.get(at..)?;
    let tight = rest.chars().next()?;
    if tight.is_ascii_alphabetic() {
        let word = word(rest);
        let known = word.len() <= 2 || is_roman(word) || vocabulary.is_addition(word);
        let ordinal = ["st", "nd", "rd", "th"].iter().any(|end| word.eq_ignore_ascii_case(end));
        return (known && (!ordinal || vocabulary.is_addition(word)) && ends_word(rest, word.len()))
            .then(|| (at + word.len(), format!(" {word}")));
    }
    if matches!(tight, 'º' | '°' | 'ª') {
        return Some((at + tight.len_utf8(), String::new()));
    }
    // a hyphen, a slash or a plus, with or without spaces
    let mark_at = rest.len() - rest.trim_start_matches([' ', '\u{a0}']).len();
    let mark = rest[mark_at..].chars().next()?;
    if matches!(mark, '-' | '–' | '/' | '+' | '‑') {
        let behind = mark_at + mark.len_utf8();
        let gap = rest[behind..].len() - rest[behind..].trim_start_matches([' ', '\u{a0}']).len();
        if mark_at != gap || mark_at > 1 && mark == '/' {
            return None;
        }
        let tail = &rest[behind + gap..];
        let digits = tail.bytes().take_while(u8::is_ascii_digit).count();
        if (1..=5).contains(&digits) {
            // `49-2º-3ª`
            if let Some(sign) = tail[digits..].chars().next().filter(|c| matches!(c, 'º' | 'ª' | '°'))
                && mark_at == 0
                && digits <= 2
            {
                let end = digits + sign.len_utf8();
                return Some((at + behind + end, format!(" {}", &tail[..digits])));
            }
            let letters = word(&tail[digits..]);
            let letters = if letters.len() <= 1 { letters } else { "" };
            let end = digits + letters.len();
            let mark = if mark == '/' || mark == '+' { mark } else { '-' };
            return (ends_word(tail, end) && (mark_at == 0 || digits <= 4))
                .then(|| (at + behind + gap + end, format!("{mark}{}", &tail[..end])));
        }
        let word = word(tail);
        let digits = tail[word.len()..].bytes().take_while(u8::is_ascii_digit).count();
        if mark_at == 0 && is_lettered(word, digits) && ends_word(tail, word.len() + digits) {
            let end = word.len() + digits;
            return Some((at + mark.len_utf8() + end, format!(" {}", &tail[..end])));
        }
        if mark_at == 0 && !word.is_empty() && ends_word(tail, word.len()) {
            let join = if word.len() == 1 || word.len() == 2 && !is_roman(word) { " " } else { "-" };
            if word.len() <= 2 || is_roman(word) || vocabulary.is_addition(word) {
                return Some((at + behind + word.len(), format!("{join}{word}")));
            }
        }
        return unit(tail, vocabulary).filter(|_| mark_at == 0).map(|(end, v)| (at + behind + end, v));
    }
    // behind a space or a comma
    let gap = rest.len() - rest.trim_start_matches([' ', '\u{a0}', ',']).len();
    let comma = rest[..gap].contains(',');
    if gap == 0 || gap > 3 {
        return None;
    }
    let tail = &rest[gap..];
    let word = word(tail);
    // `12 k3`, `44 b2`
    let behind = tail[word.len()..].bytes().take_while(u8::is_ascii_digit).count();
    if !comma && is_lettered(word, behind) && ends_word(tail, word.len() + behind) {
        let end = word.len() + behind;
        return Some((at + gap + end, format!(" {}", &tail[..end])));
    }
    if !comma && !word.is_empty() && ends_word(tail, word.len()) {
        let single = word.len() == 1 && word.as_bytes()[0].is_ascii_alphabetic();
        // `7 bajo`: a floor is no part of the number
        if vocabulary.is_floor(word) && vocabulary.is_addition(word) {
            return Some((at + gap + word.len(), String::new()));
        }
        if single || is_roman(word) || vocabulary.is_addition(word) {
            return Some((at + gap + word.len(), format!(" {word}")));
        }
    }
    unit(tail, vocabulary).map(|(end, value)| (at + gap + end, value))
}

/// A letter with a number of one to three digits, as a box or a room has: `b2`, `K12`.
fn is_lettered(letter: &str, digits: usize) -> bool {
    matches!(letter.as_bytes(), [b'a'..=b'z' | b'A'..=b'Z']) && (1..=3).contains(&digits)
}

/// `bus 3`, `esc. A`, `Top 3`, `3º B`, `2º izda`.
fn unit(text: &str, vocabulary: &Vocabulary) -> Option<(usize, String)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=2).contains(&digits) {
        // `5.º`
        let stop = usize::from(text[digits..].starts_with('.'));
        let ordinal = text[digits + stop..].chars().next().filter(|c| matches!(c, 'º' | '°' | 'ª'))?;
        let end = digits + stop + ordinal.len_utf8();
        return Some((end, format!(" {}", &text[..digits])));
    }
    let name = word(text);
    if name.is_empty() || !vocabulary.is_unit(name) {
        return None;
    }
    let rest = &text[name.len()..];
    let gap = rest.len() - rest.trim_start_matches(['.', ' ', '\u{a0}', ':', '°', 'º']).len();
    let value = &rest[gap..];
    let mut length: usize = value
        .chars()
        .take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '/'))
        .take(UNIT_MAX + 1)
        .map(char::len_utf8)
        .sum();
    // `bus 2.1`
    if let Some(behind) = value[length..].strip_prefix('.')
        && value[..length].bytes().all(|b| b.is_ascii_digit())
    {
        let more = behind.bytes().take_while(u8::is_ascii_digit).count();
        let closed = !behind[more..].starts_with(|c: char| c.is_alphanumeric());
        length += if (1..=3).contains(&more) && closed { more + 1 } else { 0 };
    }
    let good = gap > 0
        && (1..=UNIT_MAX).contains(&length)
        && (value.starts_with(|c: char| c.is_ascii_digit()) || length <= 2);
    good.then(|| (name.len() + gap + length, format!(" {name} {}", &value[..length])))
}

/// True when `text` as a whole is a floor, and a door perhaps: `bajo`, `4º dcha.`, `5º-C`, `pral. 1a`, `4t 2a`.
pub(super) fn is_floor(text: &str, vocabulary: &Vocabulary) -> bool {
    if text.len() > 24 {
        return false;
    }
    let ordinal = |token: &str| {
        let sign = token.trim_start_matches(|c: char| c.is_ascii_digit());
        (1..=2).contains(&(token.len() - sign.len()))
            && matches!(sign, "º" | "°" | "ª" | "a" | "o" | "t" | "r" | "n" | "er" | "è" | "é")
    };
    // `5.º izda.`
    let plain;
    let text = match text.contains(".º") || text.contains(".ª") {
        true => {
            plain = text.replace(".º", "º").replace(".ª", "ª");
            plain.as_str()
        }
        false => text,
    };
    let (mut tokens, mut named, mut signed) = (0, false, false);
    for token in text.split([' ', '\u{a0}', '-', '.', ',']).filter(|t| !t.is_empty()) {
        tokens += 1;
        if ordinal(token) {
            signed |= !token.ends_with(|c: char| c.is_ascii_alphabetic()) || tokens == 2;
        } else if vocabulary.is_floor(token) {
            named = true;
        } else if tokens == 1 || token.chars().count() > 1 {
            return false;
        }
    }
    tokens <= 3 && (named || signed)
}

/// True when `text` as a whole is `Suite 400`, `Flat 2`, `3º B`: a part of a building.
pub(super) fn is_unit(text: &str, vocabulary: &Vocabulary) -> bool {
    // `19th Floor`, `2. Stock`, `1er étage`
    let ordinal = || {
        let (count, name) = text.split_once([' ', '\u{a0}'])?;
        let digits = count.bytes().take_while(u8::is_ascii_digit).count();
        let end = count.get(digits..)?;
        let good = (1..=3).contains(&digits) && end.len() <= 5 && !end.is_empty();
        (good && vocabulary.is_unit(name.trim_end_matches('.'))).then_some(())
    };
    ordinal().is_some()
        || unit(text, vocabulary).is_some_and(|(end, _)| {
            let rest = text[end..].trim_start_matches([' ', '.']);
            rest.len() <= 6 && rest.chars().all(char::is_alphabetic)
        })
}

/// The letters that `text` begins with.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    &text[..end]
}

fn is_roman(word: &str) -> bool {
    word.len() <= 4 && word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn longest(text: &str) -> Option<String> {
        let file = crate::recognise::pattern::built_in().into_iter().find(|p| &*p.id == "postal-address")?;
        whole(text, &Vocabulary::new(&file)).filter(|n| n.end == text.len()).map(|n| n.value)
    }

    #[test]
    fn additions_of_every_kind() {
        for (text, value) in [
            ("12", "12"),
            ("12a", "12 a"),
            ("12 A", "12 A"),
            ("12-a", "12 a"),
            ("12-14", "12-14"),
            ("12 – 14", "12-14"),
            ("12 bis", "12 bis"),
            ("12/3", "12/3"),
            ("12/A", "12 A"),
            ("12-III", "12-III"),
            ("12 hs", "12 hs"),
            ("12 bus 3", "12 bus 3"),
            ("12 bte 4", "12 bte 4"),
            ("12, Top 3", "12 Top 3"),
            ("12, esc. A, 3º B", "12 esc A 3 B"),
            ("12 interno 5", "12 interno 5"),
            ("12 bus 2.1", "12 bus 2.1"),
            ("12, 5.º B", "12 5 B"),
            ("nr. 5", "5"),
            ("n° 5", "5"),
            ("49-2º-3ª", "49 2 3"),
            ("12 k3", "12 k3"),
            ("12-k3", "12 k3"),
            ("44 b2", "44 b2"),
        ] {
            assert_eq!(longest(text).as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn floors_and_doors() {
        let file = crate::recognise::pattern::built_in().into_iter().find(|p| &*p.id == "postal-address");
        let vocabulary = Vocabulary::new(&file.unwrap());
        for text in
            ["bajo", "4º dcha.", "5º-C", "pral. 1a", "4t 2a", "2º-3ª", "entlo.", "1º", "Ático B", "5.º izda."]
        {
            assert!(is_floor(text, &vocabulary), "{text}");
        }
        for text in ["12a", "Haro", "B", "calle Bajo", "2015", "2a", "1º Mayo Norte"] {
            assert!(!is_floor(text, &vocabulary), "{text}");
        }
    }

    #[test]
    fn what_is_none() {
        for text in ["25-02-2018", "978-90-20-63520-1", "12%", "19th", "0123", "12 straat", "1234567"] {
            assert_eq!(longest(text), None, "{text}");
        }
    }
}
