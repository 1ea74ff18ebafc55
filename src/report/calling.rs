//! Digits of an international number in, length of its country calling code out.
//!
//! Source: ITU-T Recommendation E.164, Annex to the Operational Bulletin "List of Recommendation ITU-T E.164 assigned
//! country codes". The plan is a prefix code: 1 and 7 stand alone, the two-digit codes are listed here, and whatever
//! else there is has three digits (assigned or spare).

/// Country calling codes of two digits.
const TWO_DIGITS: [u8; 44] = [
    20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58,
    60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
];

/// How many digits of this number (ASCII digits, without `+`) are its country calling code: 1 to 3, and never more than
/// there are.
pub fn code_length(digits: &[u8]) -> usize {
    let wanted = match digits {
        [b'1' | b'7', ..] => 1,
        [a @ b'0'..=b'9', b @ b'0'..=b'9', ..] if TWO_DIGITS.contains(&((a - b'0') * 10 + (b - b'0'))) => 2,
        _ => 3,
    };
    wanted.min(digits.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_one_two_and_three_digits() {
        for (number, length) in [
            ("12025550123", 1),
            ("78005550123", 1),
            ("31201234567", 2),
            ("32470123456", 2),
            ("982112345678", 2),
        ] {
            assert_eq!(code_length(number.as_bytes()), length, "{number}");
        }
        for number in ["352123456", "3725551234", "4201234567", "590690123456", "85212345678", "97221234567"]
        {
            assert_eq!(code_length(number.as_bytes()), 3, "{number}");
        }
        for (number, length) in [("", 0), ("3", 1), ("31", 2), ("35", 2)] {
            assert_eq!(code_length(number.as_bytes()), length, "{number}");
        }
    }
}
