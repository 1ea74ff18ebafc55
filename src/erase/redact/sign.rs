//! What stands where something was, in the forms that places ask for.

use unicode_normalization::UnicodeNormalization;

/// Stands where the place holds no other.
const SHORT: &str = "[...]";

/// Nobody's domain (RFC 2606 §2).
const DOMAIN: &str = "redacted.invalid";

/// What stands where something was.
#[derive(Debug, Clone)]
pub(super) struct Sign {
    /// As the user chose it, on one line.
    text: String,
    /// In ASCII.
    ascii: String,
    /// Its letters and digits alone: fit for an atom, a URL, a file name.
    word: String,
}

impl Sign {
    /// The sign that the user chose.
    pub(super) fn new(text: &str) -> Self {
        let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
        let text = words.collect::<Vec<&str>>().join(" ");
        let folded: String = text.nfkd().filter(char::is_ascii).collect();
        // letters of another script have no ASCII form
        let lost = text.chars().any(|c| !c.nfkd().any(|c| c.is_ascii()));
        let ascii = if lost { SHORT.to_owned() } else { folded };
        let word: String = ascii.chars().filter(char::is_ascii_alphanumeric).collect();
        let word = if word.is_empty() { "removed".to_owned() } else { word.to_ascii_lowercase() };
        Sign { text, ascii, word }
    }

    /// The same, as short as can be.
    pub(super) fn shortened(&self, how: usize) -> Self {
        let text = match how {
            0 => return self.clone(),
            1 => SHORT,
            _ => "*",
        };
        Sign { text: text.to_owned(), ascii: text.to_owned(), word: "x".to_owned() }
    }

    /// As the user chose it.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// In ASCII.
    pub(super) fn ascii(&self) -> &str {
        &self.ascii
    }

    /// One word of ASCII letters and digits.
    pub(super) fn word(&self) -> &str {
        &self.word
    }

    /// An address that is nobody's, in place of `old`, which is one or a piece of one between these characters.
    pub(super) fn address(&self, before: Option<char>, old: &str) -> String {
        if old.contains('@') || escaped_at(old) {
            format!("{}@{DOMAIN}", self.word)
        } else if before == Some('@') {
            DOMAIN.to_owned()
        } else {
            self.word.clone()
        }
    }
}

/// An at sign as URLs and HTML write it.
pub(super) fn escaped_at(text: &str) -> bool {
    ["%40", "%2540", "&#64;", "&#064;", "&#x40;", "&#X40;", "&commat;"].iter().any(|at| text.contains(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_sign() {
        let sign = Sign::new(" [gel\u{f6}scht\r\nhier] ");
        assert_eq!(sign.text(), "[gel\u{f6}scht hier]", "on one line: it is put into headers");
        assert_eq!((sign.ascii(), sign.word()), ("[geloscht hier]", "geloschthier"));
        let sign = Sign::new("[\u{5220}\u{9664}]");
        assert_eq!((sign.ascii(), sign.word()), ("[...]", "removed"));
        assert_eq!(Sign::new("").word(), "removed");
    }

    #[test]
    fn addresses_that_are_nobodys() {
        let sign = Sign::new("[weg]");
        assert_eq!(sign.address(None, "jan@klant.example"), "weg@redacted.invalid");
        assert_eq!(sign.address(Some('@'), "klant.example"), "redacted.invalid");
        assert_eq!(sign.address(Some('<'), "jan"), "weg");
    }
}
