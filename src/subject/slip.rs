//! Two words that may be one with a typing error.
//!
//! In: two folded words. Out: whether a slip of fingers makes the one of the other, and whether two names differ so too. It refuses to know whose they are.

/// One typing error apart; two in long words.
pub(super) fn near(one: &str, other: &str) -> bool {
    // a letter that is two in capitals: `Weßi`
    one.contains("ss") && other.contains("ss") && nearly(&one.replace("ss", "s"), &other.replace("ss", "s"))
        || nearly(one, other)
}

/// Two neighbouring letters have changed places: what fingers do, and names seldom differ by.
pub(super) fn is_swapped(one: &str, other: &str) -> bool {
    let differ: Vec<usize> =
        one.bytes().zip(other.bytes()).enumerate().filter(|(_, (a, b))| a != b).map(|(n, _)| n).collect();
    one.len() == other.len()
        && matches!(differ.as_slice(), [a, b] if *b == a + 1
            && one.as_bytes()[*a] == other.as_bytes()[*b]
            && one.as_bytes()[*b] == other.as_bytes()[*a])
}

/// Two words that differ as two names do more often than by a slip: by a vowel where they are short (`Bakker`, `Bekker`), or by an `s` at the end
/// or an `e` (`Mulder`, `Mulders`; `Vries`, `Vriese`).
pub(super) fn is_another(one: &str, other: &str) -> bool {
    const SHORT: usize = 7;
    let vowel = |b: u8| matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    let mut differ = one.bytes().zip(other.bytes()).filter(|(a, b)| a != b);
    let exchanged = one.len() == other.len()
        && one.len() <= SHORT
        && differ.next().is_some_and(|(a, b)| vowel(a) && vowel(b))
        && differ.next().is_none();
    let longer = |long: &str, short: &str| {
        long.strip_suffix('s') == Some(short) && !short.ends_with('s')
            || long.strip_suffix('e').is_some_and(|long| long.replace("ss", "s") == short.replace("ss", "s"))
    };
    exchanged || longer(one, other) || longer(other, one)
}

fn nearly(one: &str, other: &str) -> bool {
    let (a, b) = (one.chars().count(), other.chars().count());
    let most = match (a.min(b), a.max(b)) {
        (0..=2, _) | (_, 0..=3) => return false,
        (..=8, _) => 1,
        _ => 2,
    };
    one != other && strsim::osa_distance(one, other) <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_name_is_told_from_a_slip() {
        for (one, other) in [
            ("bakker", "bekker"),
            ("berg", "burg"),
            ("mulder", "mulders"),
            ("smit", "smet"),
            ("vries", "vriese"),
            ("weiss", "weise"),
        ] {
            assert!(is_another(one, other) && is_another(other, one), "{one} {other}");
        }
        for (one, other) in [
            ("lacroix", "lacroux2"),
            ("weiss", "weis"),
            ("bakker", "baker"),
            ("hendriksen", "hendriksan"),
            ("vries", "vreis"),
        ] {
            assert!(!is_another(one, other), "{one} {other}");
        }
    }
}
