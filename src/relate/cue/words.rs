//! Words of a sentence that tell who does something, and whose what is: nl, en, de, fr, es, it.
//!
//! In: `words.txt`, where each list stands with what its words say. Out: the lists, each by the name it has there. This module
//! refuses to know what follows from a word.

use std::sync::LazyLock;

use crate::relate::listed::listed;

/// A list of `words.txt`.
pub(super) type Words = LazyLock<Vec<&'static str>>;

const TEXT: &str = include_str!("words.txt");

/// Makes a constant of each list, called as the list is, and the table of their names.
macro_rules! lists {
    ($($name:ident)*) => {
        $(pub(super) static $name: Words = LazyLock::new(|| list(stringify!($name)));)*

        #[cfg(test)]
        const NAMES: &[(&str, &Words)] = &[$((stringify!($name), &$name)),*];
    };
}

lists! {
    FIRST SECOND YOU MODAL QUESTIONS I_FRENCH THIRD STAFF JOBS JOB_ENDS OTHERS_BEFORE COPULAS
    NAMING POSSESSIVES PREPOSITIONS OF TITLES FIRST_ENDS WRITER OTHER THEREFORE FORMAL STATE REQUEST ASK
    BEFORE_VERBS IS FROM TOWARDS LABELS ANSWERS WITH NOTED GREETINGS ENQUIRIES TASKS ASKED ASKING ASKED_FOR AWAY SUCCEEDING
    SUCCEEDED TEAMS CONTACTS PAY DRIVERS CARRIERS ROSTERS JOINS APPOINTMENTS TAKES_OVER TAKES OVER ASSIGNED SHIFTS ADDRESSED HAVE
    SUBSTITUTES REPLACED ACCOMPANIED IN_CHARGE EMPLOYMENT
}

fn list(name: &str) -> Vec<&'static str> {
    listed(TEXT).filter(|(head, _)| *head == name).map(|(_, word)| word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_of_the_file_is_used_and_each_that_is_used_is_there() {
        let mut heads: Vec<_> = listed(TEXT).map(|(head, _)| head).collect();
        heads.dedup();
        assert_eq!(heads, NAMES.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }

    #[test]
    fn words_stand_in_order_and_once() {
        for (name, words) in NAMES {
            for pair in words.windows(2) {
                assert!(pair[0] < pair[1], "{name}: {} before {}", pair[0], pair[1]);
            }
        }
    }
}
