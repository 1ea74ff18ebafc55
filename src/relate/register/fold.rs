//! How names, organisations and header names are compared: small letters without marks.
//!
//! In: what somebody wrote. Out: words of `a`–`z` and digits. This file refuses to know which words matter.

/// Adds a character in lower case and without marks. `long` writes umlauts as German without them does: `ue` for `ü`.
/// False where it is no letter or digit. Letters of scripts that are not Latin stay as they are.
fn add(c: char, long: bool, out: &mut String) -> bool {
    match c {
        'a'..='z' | '0'..='9' => out.push(c),
        'A'..='Z' => out.push(c.to_ascii_lowercase()),
        '\0'..='\x7f' => return false,
        'Ä' | 'ä' if long => out.push_str("ae"),
        'Ö' | 'ö' | 'Ø' | 'ø' if long => out.push_str("oe"),
        'Ü' | 'ü' if long => out.push_str("ue"),
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' => out.push('a'),
        'Æ' | 'æ' => out.push_str("ae"),
        'Ç' | 'ç' | 'Ć'..='č' => out.push('c'),
        'Ď'..='đ' | 'Ð' | 'ð' => out.push('d'),
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' => out.push('e'),
        'Ĝ'..='ģ' => out.push('g'),
        'Ĥ'..='ħ' => out.push('h'),
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => out.push('i'),
        'Ĳ' | 'ĳ' => out.push_str("ij"),
        'Ĵ' | 'ĵ' => out.push('j'),
        'Ķ'..='ĸ' => out.push('k'),
        'Ĺ'..='ł' => out.push('l'),
        'Ñ' | 'ñ' | 'Ń'..='ŋ' => out.push('n'),
        'Ò'..='Ö' | 'ò'..='ö' | 'Ø' | 'ø' | 'Ō'..='ő' => out.push('o'),
        'Œ' | 'œ' => out.push_str("oe"),
        'Ŕ'..='ř' => out.push('r'),
        'Ś'..='š' | 'Ș' | 'ș' => out.push('s'),
        'ß' | 'ẞ' => out.push_str("ss"),
        'Ţ'..='ŧ' | 'Ț' | 'ț' => out.push('t'),
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => out.push('u'),
        'Ŵ' | 'ŵ' => out.push('w'),
        'Ý' | 'ý' | 'ÿ' | 'Ŷ' | 'ŷ' | 'Ÿ' => out.push('y'),
        'Ź'..='ž' => out.push('z'),
        // combining marks, of text in NFD
        '\u{300}'..='\u{36f}' => {}
        _ if c.is_alphanumeric() => out.extend(c.to_lowercase()),
        _ => return false,
    }
    true
}

/// The letters and digits of a text, all in one.
pub(super) fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        add(c, false, &mut out);
    }
    out
}

/// The words of a text: what lies between characters that are no letters or digits.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    // an apostrophe is within a word: `d'Ascq`, `'t`
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '‘' | '`' | '\u{300}'..='\u{36f}'))
        .map(squeezed)
        .filter(|word| !word.is_empty())
}

/// A word of a name, in the two ways in which its umlauts may be written without them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    plain: String,
    long: Option<String>,
}

impl Word {
    /// The word, folded; nothing where it has no letter.
    pub(super) fn of(text: &str) -> Option<Word> {
        let plain = squeezed(text);
        if plain.is_empty() {
            return None;
        }
        let long = text.contains(['Ä', 'ä', 'Ö', 'ö', 'Ø', 'ø', 'Ü', 'ü']).then(|| {
            let mut long = String::with_capacity(text.len() + 2);
            for c in text.chars() {
                add(c, true, &mut long);
            }
            long
        });
        Some(Word { plain, long })
    }

    /// The word without marks.
    pub(super) fn plain(&self) -> &str {
        &self.plain
    }

    /// True for the same word, `Müller` written as `Muller` or as `Mueller`.
    pub(super) fn is(&self, other: &Word) -> bool {
        let long = |w: &Word| w.long.clone();
        self.plain == other.plain
            || long(self).is_some_and(|l| l == other.plain || other.long.as_deref() == Some(&*l))
            || long(other).is_some_and(|l| l == self.plain)
    }

    /// What all writings of the word have in common, for a first look; [`Word::is`] decides.
    pub(super) fn loose(&self) -> String {
        let mut out = String::with_capacity(self.plain.len());
        let mut previous = ' ';
        for c in self.plain.chars() {
            if !(c == 'e' && matches!(previous, 'a' | 'o' | 'u')) {
                out.push(c);
            }
            previous = c;
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_signs_go() {
        assert_eq!(squeezed("Siobhán O’Neill-Łukasz"), "siobhanoneilllukasz");
        assert_eq!(squeezed("Re\u{301}my"), "remy");
        assert_eq!(words("Villeneuve-d'Ascq (FR)").collect::<Vec<_>>(), ["villeneuve", "dascq", "fr"]);
    }

    #[test]
    fn umlauts_may_be_written_out() {
        let word = |text| Word::of(text).unwrap();
        assert!(word("Müller").is(&word("Mueller")) && word("Müller").is(&word("MULLER")));
        assert!(word("Mueller").is(&word("Müller")));
        assert!(!word("Boer").is(&word("Bor")), "only where there is an umlaut");
        assert_eq!(word("Müller").loose(), word("Mueller").loose());
    }
}
