//! The words of closing phrases and wishes, by what they are for.
//!
//! In: `phrases.txt`, where each list stands with what its phrases are for. Out: the lists, each by the name it has there. This
//! module refuses to know how a line is held against them.

use std::sync::LazyLock;

use crate::model::lists;

/// A list of `phrases.txt`.
pub(super) type Phrases = LazyLock<Vec<&'static str>>;

const TEXT: &str = include_str!("phrases.txt");

/// Makes a constant of each list, called as the list is, and the table of their names.
macro_rules! phrases {
    ($($name:ident)*) => {
        $(pub(super) static $name: Phrases = LazyLock::new(|| list(stringify!($name)));)*

        #[cfg(test)]
        const NAMES: &[(&str, &Phrases)] = &[$((stringify!($name), &$name)),*];
    };
}

phrases! {
    PHRASES ENDS WITHIN STEMS JOINERS PLACES BEHALF SECOND SENTENCES WISH_BEGINS WISH_LEADS WISH_WORDS WISH_THINGS
    GREETING_WORDS FORMULAS FORMULA_WORDS
}

/// The phrases of a list, those of all languages where it has parts.
fn list(name: &str) -> Vec<&'static str> {
    lists(TEXT).filter(|(head, _)| name_of(head) == name).flat_map(|(_, line)| split(line)).collect()
}

/// The name of a list, without the languages of its part.
fn name_of(head: &str) -> &str {
    head.split_once(' ').map_or(head, |(name, _)| name)
}

/// The phrases of a line.
fn split(line: &'static str) -> impl Iterator<Item = &'static str> {
    let whole = |phrase: &'static str| phrase.strip_suffix('_').unwrap_or(phrase);
    line.split(';').map(str::trim).filter(|phrase| !phrase.is_empty()).map(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_of_the_file_is_used_and_each_that_is_used_is_there() {
        let mut heads: Vec<_> = lists(TEXT).map(|(head, _)| name_of(head)).collect();
        heads.dedup();
        assert_eq!(heads, NAMES.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }

    #[test]
    fn phrases_stand_in_order_and_once() {
        let mut parts: Vec<(&str, Vec<&str>)> = Vec::new();
        for (head, line) in lists(TEXT) {
            match parts.last_mut().filter(|(last, _)| *last == head) {
                Some((_, phrases)) => phrases.extend(split(line)),
                None => parts.push((head, split(line).collect())),
            }
        }
        for (head, phrases) in &parts {
            for pair in phrases.windows(2) {
                assert!(pair[0] < pair[1], "{head}: {} before {}", pair[0], pair[1]);
            }
        }
        for (name, phrases) in NAMES {
            // they are searched by halves
            assert!(!name.starts_with("WISH") || phrases.is_sorted(), "{name}");
            let mut all = phrases.to_vec();
            all.sort_unstable();
            let double = all.windows(2).find(|pair| pair[0] == pair[1]);
            assert!(double.is_none(), "{name}: {double:?}");
        }
    }

    #[test]
    fn phrases_are_in_lower_case_and_as_they_are_told() {
        for (name, phrases) in NAMES {
            for phrase in phrases.iter() {
                let bare = phrase.strip_suffix(' ').unwrap_or(phrase);
                assert!(!phrase.is_empty() && bare == bare.trim(), "{name}: `{phrase}`");
                // a stem with a capital that is not ASCII is looked for as it is
                let lower = *name == "STEMS" || phrase.to_lowercase() == **phrase;
                assert!(lower && !bare.contains(['_', ':', '#']), "{name}: `{phrase}`");
            }
        }
        assert!(SENTENCES.contains(&"tot ") && BEHALF.iter().all(|words| words.ends_with(' ')));
    }
}
