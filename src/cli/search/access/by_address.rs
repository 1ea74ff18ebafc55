//! Names that no recogniser takes for one, told by an e-mail address: `Noor Oude Linde` beside `noor.oudelinde@…`.
//!
//! In: e-mail addresses of others, and text. Out: places at which the words stand that an address is made of. It refuses to know whose an
//! address is.

use std::collections::HashSet;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use crate::subject::bystander::words;

/// Words of the longest name.
const WORDS: usize = 5;

/// Letters of the shortest one.
const SHORTEST: usize = 6;

/// What addresses are made of.
#[derive(Debug, Default)]
pub(super) struct Made(HashSet<String>);

impl Made {
    /// Takes in an address of somebody else.
    pub(super) fn add(&mut self, address: &str) {
        let local = address.split(['@', '+']).next().unwrap_or_default();
        let letters = letters(local.trim_end_matches(|c: char| c.is_ascii_digit()));
        if letters.len() >= SHORTEST {
            self.0.insert(letters);
        }
    }

    /// Where such words stand: two or more, the first and the last with a capital, with nothing but spaces and hyphens between them.
    pub(super) fn in_text(&self, text: &str) -> Vec<Range<usize>> {
        let mut all = Vec::new();
        if self.0.is_empty() {
            return all;
        }
        let words: Vec<Range<usize>> = words(text).collect();
        let capital = |span: &Range<usize>| text[span.clone()].starts_with(char::is_uppercase);
        for (n, first) in words.iter().enumerate().filter(|(_, span)| capital(span)) {
            let (mut whole, mut short) = (letters(&text[first.clone()]), String::new());
            short.extend(whole.chars().take(1));
            let mut end = first.end;
            for next in words[n + 1..].iter().take(WORDS - 1) {
                let between = &text[end..next.start];
                if between.len() > 4
                    || !between.chars().all(|c| matches!(c, ' ' | '\u{a0}' | '-' | '.' | '\''))
                {
                    break;
                }
                end = next.end;
                let word = letters(&text[next.clone()]);
                whole.push_str(&word);
                short.push_str(&word);
                if capital(next) && (self.0.contains(&whole) || self.0.contains(&short)) {
                    all.push(first.start..end);
                    break;
                }
            }
        }
        all
    }
}

/// Letters and digits, small, without marks.
fn letters(text: &str) -> String {
    text.nfkd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_an_address_is_made_of() {
        let mut made = Made::default();
        for address in
            ["noor.oudelinde12@relatie.example", "z.tersteege+x@relatie.example", "info@relatie.example"]
        {
            made.add(address);
        }
        let text = "Noor Oude Linde, 06; <td>Zoë ter Steege</td> en Noor Oudelinde. Info, Noor Linde, noor oude linde, Noor, Oude Linde";
        let found: Vec<&str> = made.in_text(text).into_iter().map(|span| &text[span]).collect();
        assert_eq!(found, ["Noor Oude Linde", "Zoë ter Steege", "Noor Oudelinde"]);
        assert!(Made::default().in_text(text).is_empty());
    }
}
