//! Numbers of one switchboard: a firm gets a hundred in a row, and its people have one each.
//!
//! In: a telephone number in E.164. Out: the key of the hundred that it is one of. Mobile numbers are given out one by one, so that
//! their neighbours are strangers; so may be those of a country whose mobile numbers look like others, and these have no hundred here.
//! This module refuses to know whose a number is.

use super::key::{Key, Sort};

/// Digits of a number at least, country code included: shorter ones are no lines of a switchboard.
const LEAST: usize = 10;

/// Country codes, with what the numbers of nobody's switchboard begin with behind the code: mobile ones, and those without a place
/// (free, dear, of Internet telephony), which are given out one by one (national numbering plans, as in ITU-T E.164 notifications).
const SINGLE: [(&str, &[&str]); 18] = [
    ("31", &["6", "80", "84", "85", "87", "90", "97"]),
    ("32", &["4", "70", "78", "800", "90"]),
    ("33", &["6", "7", "8", "9"]),
    ("34", &["6", "7", "80", "90"]),
    ("351", &["30", "70", "80", "9"]),
    ("352", &["6", "80", "90"]),
    ("353", &["8"]),
    ("39", &["1", "3", "8"]),
    ("41", &["7", "80", "84", "90"]),
    ("420", &["6", "7", "8", "9"]),
    ("43", &["6", "720", "80", "81", "82", "90"]),
    ("44", &["3", "5", "7", "8", "9"]),
    ("46", &["20", "7", "90"]),
    ("47", &["4", "8", "9"]),
    ("48", &["45", "5", "6", "7", "80", "88"]),
    ("49", &["1", "32", "700", "800", "900"]),
    ("358", &["4", "5", "60", "70", "80"]),
    ("30", &["6", "70", "80", "90"]),
];

/// The key of the hundred numbers of which this one is, an extension left out; none of a mobile number, and of one without a place.
pub(super) fn hundred(number: &str) -> Option<Key> {
    let number = number.split(';').next()?.strip_prefix('+')?;
    let (code, single) = SINGLE.iter().find(|(code, _)| number.starts_with(code))?;
    let national = number.get(code.len()..)?;
    if number.len() < LEAST || single.iter().any(|begin| national.starts_with(begin)) {
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
        assert!(known.is_some() && hundred("+31704211234").is_some());
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
            "+31854211234",
            "+33972451234",
            "+33825451234",
            "+448453451234",
            "+491805451234",
            "+12025550123",
            "+31",
            "x",
        ] {
            assert_eq!(hundred(number), None, "{number}");
        }
    }
}
