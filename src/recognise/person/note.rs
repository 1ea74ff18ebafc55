//! Short mail: text messages, and notes between colleagues.
//!
//! In: the text of a page, and how many names stand on it. Out: whether it is so short that nobody greets in it, and no list of
//! things. This module refuses to know the names.

/// A text message, as gateways pass them on, or a note between colleagues: nobody greets in these. Lines with prices are a list of
/// things, and so are many lines with a name or two among them; `names` are so many.
pub(super) fn is_short(text: &str, names: usize) -> bool {
    /// Bytes of one.
    const MOST: usize = 160;
    /// Lines of a text message.
    const LINES: usize = 2;
    /// Lines for each name of a note, at most.
    const APART: usize = 3;
    let text = text.trim();
    if text.len() > MOST {
        return false;
    }
    // labels are a gateway's
    let lines = || text.lines().filter(|line| !line.trim().is_empty() && !line.contains(':'));
    let count = lines().count();
    count <= LINES
        || count <= names * APART && lines().filter(|line| is_priced(line)).count() <= count / LINES
}

/// The line ends in a price, or begins with how many there are of something: `Emma Hamilton in pot   12,50`, `2 x …`, `… 18 €`.
fn is_priced(line: &str) -> bool {
    let line = line.trim();
    if line.ends_with(['€', '£', '$']) || line.ends_with("euro") {
        return true;
    }
    match *line.as_bytes() {
        [.., n, b',' | b'.', a, b] => n.is_ascii_digit() && a.is_ascii_digit() && b.is_ascii_digit(),
        [n, b' ', b'x', b' ', ..] => n.is_ascii_digit(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_things_are_no_notes() {
        for (text, names, short) in [
            ("boom op de weg gr Emma Hamilton", 1, true),
            ("Van: 0612345678\nOntvangen: 12:10\nTekst: kom later", 1, true),
            ("pasjes graag:\n* Anna Smit\n* Kees Bakker\n* Joris de Boer", 3, true),
            ("Smit, Anna   36.0\nBakker, Kees   40.0\nBoer, Joris de   38.5", 3, true),
            ("Nieuw\nAnna Smit   12,50\nEmma Hamilton   9,50", 2, false),
            ("2 x Anna\n1 x Emma Hamilton\n3 x mand", 1, false),
            ("rood\ngeel\nblauw\nEmma Hamilton", 1, false),
        ] {
            assert_eq!(is_short(text, names), short, "{text}");
        }
        assert!(!is_short(&"kom later ".repeat(20), 1));
    }
}
