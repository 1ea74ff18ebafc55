//! What opens a line of a signature and is no part of a name: `namens Klant BV`, `i.o. Klant BV`, `1. `.
//!
//! In: a text and a span of it. Out: the span without what opens it. This module refuses to know what the rest is.

use std::ops::Range;

use super::title::is_counted_office;

/// `namens Klant BV`, `i.o. Klant BV`: what opens a line of a signature and is no part of a name.
pub(super) fn opened(text: &str, span: Range<usize>) -> Range<usize> {
    const OPENERS: [&str; 49] = [
        "Aan: ",
        "An: ",
        "To: ",
        "À : ",
        "Spett.le ",
        "Spett. ",
        "ppa. ",
        "ppa ",
        "i.V. ",
        "i. V. ",
        "i. A. ",
        "gez. ",
        "Le Service ",
        "La Direction ",
        "L'équipe ",
        "El Departamento ",
        "Il Servizio ",
        "L'ufficio ",
        "Pour ",
        "For ",
        "Für ",
        "namens ",
        "Ihre ",
        "Ihr ",
        "Your ",
        "Uw ",
        "Votre ",
        "on behalf of ",
        "for and on behalf of ",
        "for ",
        "i.o. ",
        "i.A. ",
        "p.p. ",
        "im Auftrag ",
        "pour ",
        "werkzaam bij ",
        "bij ",
        "tav ",
        "t.n.v. ",
        "Namens ",
        "Attn: ",
        "Attn. ",
        "ATTN: ",
        "Attention: ",
        "T.a.v. ",
        "t.a.v. ",
        "z. Hd. ",
        "z.Hd. ",
        "secr. ",
    ];
    let span = without_ornaments(text, span);
    let Some(piece) = text.get(span.clone()) else { return span };
    let cut = match piece.as_bytes().first() {
        Some(b) if b.is_ascii_alphanumeric() => piece,
        _ => piece.trim_start_matches([
            '*', '_', '>', '<', '-', '~', '|', ' ', '\t', '•', '–', '—', '=', '\u{200b}',
        ]),
    };
    let mut start = span.start + (piece.len() - cut.len());
    let may = matches!(
        cut.as_bytes().first(),
        Some(
            b'f' | b'n'
                | b'z'
                | b's'
                | b'o'
                | b'i'
                | b'p'
                | b'w'
                | b'b'
                | b't'
                | b'g'
                | b'N'
                | b'I'
                | b'Y'
                | b'U'
                | b'V'
                | b'P'
                | b'F'
                | b'A'
                | b'T'
                | b'S'
                | b'L'
                | b'E'
                | 0xc3
        )
    );
    let first = cut.as_bytes().first().filter(|_| may);
    let begins = |o: &&&str| o.as_bytes().first() == first && cut.starts_with(**o);
    if let Some(opener) = OPENERS.iter().filter(|_| may).find(begins) {
        // the article before a department is no part of its name, but the word behind it is
        let article = opener.starts_with(['L', 'E', 'I'])
            && opener.ends_with(' ')
            && opener.find([' ', '\'']).is_some_and(|n| n + 1 < opener.len());
        let length = match opener.find([' ', '\'']) {
            Some(n) if article => n + 1,
            _ => opener.len(),
        };
        start += length;
    }
    start += listed(&text[start..span.end]);
    // a line between hyphens: `- Einkauf -`, `-Einkauf-`
    let mut end = span.end;
    if cut.len() < piece.len() && piece.ends_with(" -") {
        end -= 2;
    } else if cut.len() > 1 && piece.starts_with('-') && piece.ends_with('-') {
        end -= 1;
    }
    start.min(end)..end
}

/// A line between ornaments without these: `.:: Inkoper ::.`, `~:~ Inkoper ~:~`, `°° Inkoper °°`. Those at both ends have a space
/// within, two marks or more, and the same number of them.
fn without_ornaments(text: &str, span: Range<usize>) -> Range<usize> {
    let Some(piece) = text.get(span.clone()) else { return span };
    // most begin with a letter
    if piece.as_bytes().first().is_none_or(u8::is_ascii_alphanumeric) {
        return span;
    }
    let mark =
        |c: char| matches!(c, '.' | ':' | '~' | '*' | '=' | '+' | '°' | '•' | '·' | '|' | '/' | '\\' | '#');
    let inner = piece.trim_start_matches(mark);
    let before = &piece[..piece.len() - inner.len()];
    let core = inner.trim_end_matches(mark);
    let behind = &inner[core.len()..];
    let count = before.chars().count();
    if !(2..=4).contains(&count)
        || behind.chars().count() != count
        || !core.starts_with(' ')
        || !core.ends_with(' ')
    {
        return span;
    }
    let name = core.trim();
    let start = span.start + before.len() + (core.len() - core.trim_start().len());
    start..start + name.len()
}

/// Bytes of the number of a list: `1. `, `2) `, `3/ `; that of a club or an office is its name.
fn listed(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = bytes.iter().take(3).take_while(|b| b.is_ascii_digit()).count();
    if digits == 0
        || digits > 2
        || !matches!(bytes.get(digits), Some(b'.' | b')' | b'/'))
        || bytes.get(digits + 1) != Some(&b' ')
    {
        return 0;
    }
    let rest = &text[digits + 2..];
    let next = rest.split(' ').next().unwrap_or_default();
    let counts = bytes[digits] == b'.'
        && (next.len() <= 3 && next.bytes().all(|b| b.is_ascii_uppercase()) || is_counted_office(next));
    if counts || !rest.starts_with(char::is_uppercase) { 0 } else { digits + 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ornaments_at_both_ends() {
        for (text, want) in [
            (".:: Inkoper ::.", "Inkoper"),
            ("~:~ Hoofd inkoop ~:~", "Hoofd inkoop"),
            (":: Inkoper", ":: Inkoper"),
            ("... en verder ...", "en verder"),
            (".: (Inkoper", ".: (Inkoper"),
            (".::Inkoper::.", ".::Inkoper::."),
        ] {
            assert_eq!(&text[without_ornaments(text, 0..text.len())], want, "{text}");
        }
    }
}
