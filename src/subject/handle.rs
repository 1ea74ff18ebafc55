//! The local part of an address where it stands without a domain: the name of an account (`skype:jan.de.vries`, `inlognaam jdevries70`).
//!
//! In: a text, and local parts. Out: places. What stands there tells of nobody by itself, for somebody else may have it at another domain: it is
//! for messages that are surely about the subject. It refuses to know which these are.

use std::ops::Range;

/// Bytes of the shortest one that is looked for.
const SHORTEST: usize = 6;

/// A local part that is nobody else's word: of two or more pieces, or with a number.
fn tells(local: &str) -> bool {
    let letters = local.chars().filter(|c| c.is_alphabetic()).count();
    local.len() >= SHORTEST
        && letters > 2
        && local.is_ascii()
        && local.bytes().any(|b| matches!(b, b'.' | b'_' | b'-') || b.is_ascii_digit())
}

/// It ends with a number of two digits or more, as what people call themselves does where the name is taken: `zonne.bloem77`.
pub(super) fn is_numbered(local: &str) -> bool {
    let word = local.trim_end_matches(|c: char| c.is_ascii_digit());
    local.len() > word.len() + 1 && word.ends_with(char::is_alphabetic)
}

/// Where these local parts, which are in small letters, stand by themselves.
pub(super) fn alone<'l>(text: &str, locals: impl Iterator<Item = &'l str>) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut all = Vec::new();
    for local in locals.filter(|local| tells(local)) {
        let own = local.as_bytes();
        let [small, large] = [own[0].to_ascii_lowercase(), own[0].to_ascii_uppercase()];
        for at in memchr::memchr2_iter(small, large, bytes) {
            let end = at + own.len();
            let here = bytes.get(at..end).is_some_and(|here| here.eq_ignore_ascii_case(own));
            if here && !is_bound_before(&text[..at]) && !is_bound_behind(&text[end..], local) {
                all.push(at..end);
            }
        }
    }
    all
}

/// More of a word, a name or an address stands before it.
pub(super) fn is_bound_before(before: &str) -> bool {
    before
        .chars()
        .next_back()
        .is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '@' | '%' | '\\'))
}

/// More of it stands behind it, or the sign of an address does, however it is written.
pub(super) fn is_bound_behind(behind: &str, local: &str) -> bool {
    let mut chars = behind.chars();
    let bound = match chars.next() {
        Some('.' | '_' | '-' | '+') => chars.next().is_some_and(char::is_alphanumeric),
        Some('@' | '%' | '=' | '&' | '\\') => true,
        Some(c) => c.is_alphanumeric(),
        None => false,
    };
    let rest = behind.trim_start().trim_start_matches(['[', '(', '{', '<', '_', '-', '*']);
    let word = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let sign = ["at", "apenstaart", "apestaart", "arroba", "arobase", "chiocciola"];
    // `jdevries70 <jdevries70@…>`
    let again =
        rest.as_bytes().get(..local.len()).is_some_and(|own| own.eq_ignore_ascii_case(local.as_bytes()));
    let again = again && rest.as_bytes().get(local.len()) == Some(&b'@');
    bound || again || rest.starts_with('@') || sign.contains(&rest[..word].to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_behind_a_word_is_nobodys_word() {
        for local in ["zonne.bloem77", "jdv1977", "info2024"] {
            assert!(is_numbered(local), "{local}");
        }
        for local in ["top-10", "jan7", "no-reply", "1977", "jan.de.vries"] {
            assert!(!is_numbered(local), "{local}");
        }
    }

    fn found<'t>(local: &str, text: &'t str) -> Vec<&'t str> {
        alone(text, std::iter::once(local)).into_iter().map(|span| &text[span]).collect()
    }

    #[test]
    fn a_local_part_alone_is_the_name_of_an_account() {
        let text = "skype:jan.de.vries?call, Login: JAN.DE.VRIES; /u/jan.de.vries/ en jan.de.vries.";
        assert_eq!(
            found("jan.de.vries", text),
            ["jan.de.vries", "JAN.DE.VRIES", "jan.de.vries", "jan.de.vries"]
        );
        assert_eq!(found("jdevries70", "inlognaam jdevries70"), ["jdevries70"]);
    }

    #[test]
    fn another_address_or_word_is_none() {
        for text in [
            "jan.de.vries@ander.example",
            "jan.de.vries [at] ander.example",
            "jan.de.vries AT ander DOT example",
            "jan.de.vries%40ander.example",
            "piet.jan.de.vries",
            "x@jan.de.vries",
            "jan.de.vries-bakker",
            "jan.de.vries.example",
            "jan.de.vriesen",
            "jan.de.vries <jan.de.vries@ander.example>",
            "",
        ] {
            assert_eq!(found("jan.de.vries", text), [""; 0], "{text}");
        }
        // anybody's
        for local in ["verkoop", "jan", "jan.k", "12345678"] {
            assert_eq!(found(local, &format!("{local} {local}")), [""; 0], "{local}");
        }
    }

    #[test]
    fn a_text_of_beginnings_has_none() {
        let text = "jan.de.vrie".repeat(20_000);
        assert_eq!(found("jan.de.vries", &text), [""; 0]);
    }
}
