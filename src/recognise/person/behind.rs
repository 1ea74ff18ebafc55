//! What stands behind a name in running text: the end of a line, a verb, a measure.
//!
//! In: a text from the end of a name on. Out: whether that is so. This module refuses to know names.

/// What the subject of a verb is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Does {
    /// A person: `belde`.
    Person,
    /// A person as well as a thing: `heeft`.
    Either,
}

/// Who does what follows, where one of the commonest verbs does.
pub(super) fn does(rest: &str) -> Option<Does> {
    const PERSONS: [&str; 29] = [
        "belde", "belt", "vraagt", "vroeg", "zegt", "zei", "meldt", "meldde", "schreef", "called", "rang",
        "asked", "says", "said", "wrote", "ruft", "rief", "fragt", "fragte", "sagt", "meldet", "demande",
        "souhaite", "llamó", "llama", "quiere", "chiede", "chiama", "vuole",
    ];
    const EITHER: [&str; 14] = [
        "heeft", "wil", "komt", "kwam", "has", "wants", "will", "hat", "möchte", "kommt", "veut", "tiene",
        "dice", "est",
    ];
    let rest = rest.strip_prefix(' ')?;
    let end = rest
        .bytes()
        .take(10)
        .position(|b| matches!(b, b' ' | b',' | b'.' | b':' | b'\n'))
        .unwrap_or(rest.len());
    let verb = rest.get(..end)?;
    if PERSONS.contains(&verb) {
        return Some(Does::Person);
    }
    EITHER.contains(&verb).then_some(Does::Either)
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
    use super::{Does, does};

    #[test]
    fn verbs_behind_a_name() {
        assert_eq!(does(" belde over de offerte"), Some(Does::Person));
        assert_eq!(does(" heeft twee keer betaald"), Some(Does::Either));
        for rest in [" Bouw", "heeft", "", " is"] {
            assert_eq!(does(rest), None);
        }
    }
}
