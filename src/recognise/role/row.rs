//! The firm between a name and a detail: `4. R. Klant, De Klanterij, 020-2345678`, `Anna Smit (Klanterij Oost) 06-12345678`.
//!
//! In: a page with the names of people and the details on it. Out: organisations. What stands between must look like a name and be no
//! title, department, place or person. This module refuses to know of firms that stand anywhere else.

use std::ops::Range;

use super::Search;
use super::called::{fits, is_plain};
use super::vocabulary::Sort;
use super::word::{self, PHRASE_MAX};
use crate::model::Kind;

/// Bytes between the firm and the detail behind it.
const GAP: usize = 4;

/// Looks behind each name.
pub(super) fn search(search: &mut Search<'_>) {
    for n in 0..search.people.len() {
        let end = search.people[n].end;
        let Some(span) = behind(search, end) else { continue };
        search.push(Kind::Organisation, span, -20, &["between a name and a detail"]);
    }
}

/// The firm behind a name that ends at a byte of the text, where a detail stands behind it.
fn behind(search: &Search<'_>, end: usize) -> Option<Range<usize>> {
    let text = search.text;
    let rest = text.get(end..)?;
    let (mark, stops): (&str, &[&str]) = match rest.as_bytes() {
        [b',', b' ', ..] => (", ", &[", ", "; ", " (", ": "]),
        [b' ', b'(', ..] => (" (", &[")"]),
        [b' ', b'-', b' ', ..] => (" - ", &[" - ", ", "]),
        [b' ', 0xe2, 0x80, 0x93, b' ', ..] => (" – ", &[" – ", ", "]),
        _ => return None,
    };
    let start = end + mark.len();
    let phrase = rest.get(mark.len()..)?;
    if !phrase.starts_with(char::is_uppercase) {
        return None;
    }
    let near = phrase.get(..phrase.floor_char_boundary(PHRASE_MAX))?;
    let line = memchr::memchr2(b'\n', b'\t', near.as_bytes()).unwrap_or(near.len());
    let near = near.get(..line)?;
    let length = stops.iter().filter_map(|stop| near.find(stop)).min()?;
    let span = start..start + length;
    let behind = span.end..span.end + GAP;
    let at = search.details.partition_point(|d| d.start < span.end);
    let detail = search.details.get(at).is_some_and(|d| d.start <= behind.end);
    let name = text.get(span.clone())?;
    // `Anna Smith, The Gables, 7 Client Road` is where she lives
    if !detail && (!search.address_begins(behind) || name.starts_with("The ")) {
        return None;
    }
    let odd = name.contains([':', '@', '/', '"']) || name.bytes().any(|b| b.is_ascii_digit());
    // topics, rooms and kin stand there too: a word of a trade or an article says that it is a house, or the page has its domain
    let words = word::words(name, search.vocabulary())?;
    let typed = words.iter().any(|w| w.sort.is(Sort::TYPE));
    let proper = |w: &&word::Word<'_>| {
        w.is_capital() && !w.is_joint() && w.text.len() > 4 && !search.own.names.is_word(w.text)
    };
    let opened = ["De ", "Het ", "Les ", "Los ", "Zum ", "Zur ", "'t "].iter().any(|a| name.starts_with(a));
    let told = typed || opened && words.iter().any(|w| proper(&w)) || search.domains.name(name);
    // nobody is called so
    let called = !typed && words.iter().any(|w| search.own.names.is_given(w.text));
    (!odd && told && !called && !is_plain(search, name) && fits(search, &span, 2)).then_some(span)
}

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::recognise::role::tests::found_of;

    fn houses(text: &str) -> Vec<String> {
        use Kind::{Department, Email, JobTitle, Organisation, PersonName, Phone, PostalAddress};
        let all =
            found_of(text, &[Organisation, JobTitle, Department, PersonName, Phone, Email, PostalAddress]);
        all.into_iter().filter(|(kind, _)| *kind == Kind::Organisation).map(|(_, value)| value).collect()
    }

    #[test]
    fn the_firm_between_a_name_and_a_detail() {
        for (text, house) in [
            ("4. Anna de Vries, De Klantige Bollen, 020-2345678", "De Klantige Bollen"),
            ("Bel Anna de Vries (Klanterse Kinderopvang) 06-12345678", "Klanterse Kinderopvang"),
            ("Anna de Vries - Bakkerij Oosterklant - 020-2345678", "Bakkerij Oosterklant"),
        ] {
            assert_eq!(houses(text), [house], "{text}");
        }
        for text in [
            "4. Anna de Vries, Amsterdam, 020-2345678",
            "4. Anna de Vries, Jan Jansen, 020-2345678",
            "4. Anna de Vries, Hoofd Inkoop, 020-2345678",
            "4. Anna de Vries, De Klantige Bollen",
            "4. Anna de Vries, Inkoop, 020-2345678",
            "Anna Smith, Mum of Ben, 020-2345678",
            "4. Anna de Vries, Alleen Spoed, 020-2345678",
            "4. Anna de Vries, Kamer Twaalf, 020-2345678",
        ] {
            assert_eq!(houses(text), [""; 0], "{text}");
        }
    }
}
