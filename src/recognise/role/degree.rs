//! Letters in brackets behind a title: those of a chamber or a school, ` (IHK)`, and those of its own words, ` (SFK)`.
//!
//! In: a title, and the text behind it. Out: how long the bracket is. This module refuses to know what makes a title.

/// Bytes of the letters of a chamber or a school in brackets that a text begins with, behind a title, or of its own: ` (IHK)`, ` (SFK)`
/// behind `Sicherheitsfachkraft`.
pub(super) fn credential(title: &str, text: &str) -> usize {
    const GIVEN: [&str; 12] =
        ["IHK", "HWK", "BWV", "VWA", "DVWO", "RICS", "IFA", "EBS", "BVMW", "DGQ", "TÜV", "DEKRA"];
    let Some(inside) = text.strip_prefix(" (") else { return 0 };
    let letters = inside.bytes().take(6).take_while(u8::is_ascii_uppercase).count();
    if (2..6).contains(&letters)
        && inside[letters..].starts_with(')')
        && abbreviates(&inside[..letters], title)
    {
        return letters + 3;
    }
    GIVEN
        .iter()
        .find(|g| inside.strip_prefix(**g).is_some_and(|r| r.starts_with(')')))
        .map_or(0, |g| g.len() + 3)
}

/// The letters stand in a title in their order, the first of them at the begin of a word: `FG`, `functionaris gegevensbescherming`.
fn abbreviates(letters: &str, title: &str) -> bool {
    let title = title.as_bytes();
    let same = |at: usize, letter: u8| title.get(at).is_some_and(|b| b.eq_ignore_ascii_case(&letter));
    let Some(first) = letters.bytes().next() else { return false };
    (0..title.len()).any(|begin| {
        let word = begin == 0 || title[begin - 1] == b' ';
        word && same(begin, first) && {
            let mut at = begin + 1;
            letters.bytes().skip(1).all(|letter| {
                let found = (at..title.len()).find(|n| same(*n, letter));
                at = found.map_or(title.len(), |n| n + 1);
                found.is_some()
            })
        }
    }) || letters.len() > 2 && ends_alike(letters, title)
}

/// The first and the last of the letters begin words of a title, in this order, and the words between stand for others: `VTH`,
/// `vergunningverlening en handhaving`.
fn ends_alike(letters: &str, title: &[u8]) -> bool {
    let (Some(first), Some(last)) = (letters.bytes().next(), letters.bytes().next_back()) else {
        return false;
    };
    let begins = |n: usize, letter: u8| {
        (n == 0 || title[n - 1] == b' ') && title[n].eq_ignore_ascii_case(&letter) && title[n..].len() > 3
    };
    let Some(from) = (0..title.len()).find(|n| begins(*n, first)) else { return false };
    let joined = [" en ", " & ", " und ", " and ", " et ", " y ", " e "];
    let joined = joined.iter().any(|joint| memchr::memmem::find(&title[from..], joint.as_bytes()).is_some());
    joined && (from + 1..title.len()).any(|n| begins(n, last) && !title[n..].contains(&b' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_in_brackets() {
        for (title, behind, want) in [
            ("Versicherungsfachmann", " (BWV), 020", 6),
            ("Stv. Leiter und Sicherheitsfachkraft", " (SFK)", 6),
            ("functionaris gegevensbescherming", " (FG) en", 5),
            ("coördinator vergunningverlening en handhaving", " (VTH)", 6),
            ("medewerker vergunningen en handhaving", " (VTX)", 0),
            ("Medewerker handhaving", " (MTH)", 0),
            ("Legal Executive", " (FCILEX)", 0),
            ("Directeur", " (CEO)", 0),
            ("Inkoper", " (ma)", 0),
            ("Inkoper", " - (IN)", 0),
        ] {
            assert_eq!(credential(title, behind), want, "{title}");
        }
    }
}
