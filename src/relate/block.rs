//! Numbers of one switchboard: a firm gets a hundred in a row, and its people have one each.
//!
//! In: a telephone number in E.164. Out: the key of the hundred that it is one of. Mobile numbers are given out one by one, so that
//! their neighbours are strangers; so may be those of a country whose mobile numbers look like others, and these have no hundred here.
//! This module refuses to know whose a number is.

use super::key::{Key, Sort};

/// Digits of a number at least, country code included: shorter ones are no lines of a switchboard.
const LEAST: usize = 10;

/// Country codes, with what their mobile numbers begin with behind the code (national numbering plans, as in ITU-T E.164 notifications).
const MOBILE: [(&str, &[&str]); 18] = [
    ("31", &["6", "97"]),
    ("32", &["4"]),
    ("33", &["6", "7"]),
    ("34", &["6", "7"]),
    ("351", &["9"]),
    ("352", &["6"]),
    ("353", &["8"]),
    ("39", &["3"]),
    ("41", &["7"]),
    ("420", &["6", "7"]),
    ("43", &["6"]),
    ("44", &["7"]),
    ("46", &["7"]),
    ("47", &["4", "9"]),
    ("48", &["45", "5", "6", "7", "88"]),
    ("49", &["15", "16", "17"]),
    ("358", &["4", "5"]),
    ("30", &["6"]),
];

/// The key of the hundred numbers of which this one is, an extension left out; none of a mobile number, and of a free or dear one.
pub(super) fn hundred(number: &str) -> Option<Key> {
    let number = number.split(';').next()?.strip_prefix('+')?;
    let (code, mobile) = MOBILE.iter().find(|(code, _)| number.starts_with(code))?;
    let national = &number[code.len()..];
    let called_by_all = ["80", "90", "70"].iter().any(|begin| national.starts_with(begin));
    if number.len() < LEAST || called_by_all || mobile.iter().any(|begin| national.starts_with(begin)) {
        return None;
    }
    Some(Key::of(Sort::Value, &["phone", number.get(..number.len() - 2)?, "xx"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_one_switchboard_share_their_hundred() {
        let known = hundred("+31201234567");
        assert!(known.is_some());
        for (number, same) in [
            ("+31201234599", true),
            ("+31201234567;ext=12", true),
            ("+31201234667", false),
            ("+33201234567", false),
        ] {
            assert_eq!(hundred(number) == known, same, "{number}");
        }
    }

    #[test]
    fn strangers_have_the_next_mobile_number() {
        for number in [
            "+31612345678",
            "+4915112345678",
            "+447700900123",
            "+393201234567",
            "+318001234",
            "+12025550123",
            "+31",
            "x",
        ] {
            assert_eq!(hundred(number), None, "{number}");
        }
    }
}
