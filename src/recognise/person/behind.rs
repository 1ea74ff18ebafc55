//! What stands behind a name in running text: the end of a line, a verb, a measure.
//!
//! In: a text from the end of a name on. Out: whether that is so. This module refuses to know names.

/// True where the commonest verbs of which people are the subject follow.
pub(super) fn does(rest: &str) -> bool {
    const VERBS: [&str; 38] = [
        "heeft", "belde", "belt", "vraagt", "vroeg", "wil", "komt", "kwam", "zegt", "meldt", "meldde", "has",
        "called", "asked", "wants", "says", "said", "wrote", "will", "hat", "ruft", "rief", "fragt",
        "möchte", "kommt", "sagt", "meldet", "demande", "souhaite", "veut", "tiene", "llamó", "quiere",
        "dice", "chiede", "vuole", "chiama", "schreef",
    ];
    let Some(rest) = rest.strip_prefix(' ') else { return false };
    let end =
        rest.bytes().take(10).position(|b| matches!(b, b' ' | b',' | b'.' | b'\n')).unwrap_or(rest.len());
    rest.get(..end).is_some_and(|word| VERBS.contains(&word))
}

/// True where nothing but white space is left of a line.
pub(super) fn ends_line(rest: &[u8]) -> bool {
    let spaces = rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r')).count();
    rest.get(spaces).is_none_or(|b| *b == b'\n')
}

/// True where a measure follows on the same line, as behind a thing to eat or to drink: `Tom Collins: 45 ml gin`.
pub(super) fn is_measured(rest: &[u8]) -> bool {
    let near = &rest[..rest.len().min(40)];
    let near = &near[..memchr::memchr(b'\n', near).unwrap_or(near.len())];
    let Some(at) = near.iter().position(u8::is_ascii_digit) else { return false };
    let digits = near[at..].iter().take_while(|b| b.is_ascii_digit() || matches!(b, b',' | b'.')).count();
    let unit = near[at + digits..].trim_ascii_start();
    let length = unit.iter().position(|b| !b.is_ascii_alphabetic()).unwrap_or(unit.len());
    matches!(
        &unit[..length],
        b"ml" | b"cl" | b"dl" | b"g" | b"gr" | b"gram" | b"kg" | b"oz" | b"ltr" | b"liter" | b"litre"
    )
}

#[cfg(test)]
mod tests {
    use super::does;

    #[test]
    fn verbs_behind_a_name() {
        assert!(does(" heeft twee keer betaald") && does(" called, and") && does(" belt"));
        assert!(!does(" Bouw") && !does("heeft") && !does("") && !does(" is"));
    }
}
