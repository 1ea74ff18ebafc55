//! Is it a telephone number: what the numbering plans say, remembered.
//!
//! In: digits, and the country whose notation they are read in. Out: the E.164 number. rlibphonenumber (which agrees
//! with Google's libphonenumber) reads and validates; the `phonenumber` crate validates the result once more. Both are
//! slow beside a table, and in mail the same number comes back a thousand times: so every answer is kept, per thread.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, PhoneNumberType, Region};

/// Answers kept per thread; about 3 MB. When it is full all are forgotten.
const CACHE: usize = 1 << 16;
/// Digits that E.164 allows, and the longest prefix (`00` or `011`) and trunk zero before them.
pub(super) const MAX_DIGITS: usize = 18;

/// Digits as written, and the country they are read in: two NUL for international notation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    /// The digits behind a leading 1, which keeps their zeros.
    digits: u64,
    country: [u8; 2],
}

/// What the numbering plans say of a valid number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    /// E.164 digits without the plus sign.
    pub(super) e164: u64,
    /// Digits in the groups that the country itself writes it in, trunk zero included; 0 ends the list.
    pub(super) groups: [u8; 6],
    /// A mobile number, and surely so.
    pub(super) mobile: bool,
    /// The second opinion agrees.
    pub(super) agreed: bool,
}

/// Keys are few bytes and not chosen by an attacker to any gain (the cache is bounded): no need for SipHash.
#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.write_u64(u64::from(*b));
        }
    }
    fn write_u64(&mut self, n: u64) {
        // Fibonacci hashing (Knuth, vol. 3, §6.4).
        self.0 = (self.0.rotate_left(5) ^ n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    fn write_usize(&mut self, n: usize) {
        self.write_u64(n as u64);
    }
}

type Cache = HashMap<Key, Option<Verdict>, BuildHasherDefault<Mix>>;

thread_local! {
    static KNOWN: RefCell<Cache> = RefCell::default();
}

/// Reads digits in international notation, without the plus sign or prefix.
pub(super) fn international(digits: &[u8]) -> Option<Verdict> {
    ask(digits, [0, 0])
}

/// Reads digits in the national notation of a country (ISO 3166-1 alpha-2).
pub(super) fn national(digits: &[u8], country: [u8; 2]) -> Option<Verdict> {
    ask(digits, country)
}

fn ask(digits: &[u8], country: [u8; 2]) -> Option<Verdict> {
    if digits.len() < 5 || digits.len() > MAX_DIGITS {
        return None;
    }
    let packed = digits.iter().fold(1u64, |n, d| n * 10 + u64::from(d - b'0'));
    let key = Key { digits: packed, country };
    KNOWN.with_borrow_mut(|known| {
        if let Some(answer) = known.get(&key) {
            return *answer;
        }
        let answer = judge(digits, country);
        if known.len() >= CACHE {
            known.clear();
        }
        known.insert(key, answer);
        answer
    })
}

fn judge(digits: &[u8], country: [u8; 2]) -> Option<Verdict> {
    let text = std::str::from_utf8(digits).ok()?;
    let number = if country == [0, 0] {
        PHONE_NUMBER_UTIL.parse(format!("+{text}"), None)
    } else {
        let region = Region::from_code(std::str::from_utf8(&country).ok()?).ok()?;
        PHONE_NUMBER_UTIL.parse(text, Some(region))
    }
    .ok()?;
    if !PHONE_NUMBER_UTIL.is_valid_number(&number) {
        return None;
    }
    if country != [0, 0] {
        let region = Region::from_code(std::str::from_utf8(&country).ok()?).ok()?;
        // A national reading that leads abroad took the digits for an international call.
        if PHONE_NUMBER_UTIL.get_country_code_for_region(region) != Some(number.country_code)
            && !digits.starts_with(b"011")
        {
            return None;
        }
    }
    let kind = PHONE_NUMBER_UTIL.get_number_type(&number);
    if kind == PhoneNumberType::PremiumRate {
        return None;
    }
    let e164 = number.format_as(PhoneNumberFormat::E164);
    let national = number.format_as(PhoneNumberFormat::National);
    let mut groups = [0; 6];
    let written = national.split(|c: char| !c.is_ascii_digit()).filter(|g| !g.is_empty());
    for (slot, group) in groups.iter_mut().zip(written) {
        *slot = group.len() as u8;
    }
    let agreed = phonenumber::parse(None, &*e164).is_ok_and(|n| phonenumber::is_valid(&n));
    Some(Verdict {
        e164: e164.strip_prefix('+')?.parse().ok()?,
        groups,
        mobile: kind == PhoneNumberType::Mobile,
        agreed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn e164(verdict: Option<Verdict>) -> Option<u64> {
        verdict.map(|v| v.e164)
    }

    #[test]
    fn numbers_are_read_in_the_notation_of_a_country() {
        assert_eq!(e164(national(b"0612345678", *b"NL")), Some(31_612_345_678));
        assert_eq!(e164(national(b"0201234567", *b"NL")), Some(31_201_234_567));
        assert_eq!(e164(national(b"020123456", *b"NL")), None);
        assert_eq!(e164(national(b"2079460123", *b"GB")), Some(442_079_460_123));
        assert_eq!(e164(national(b"0291234567", *b"IT")), Some(390_291_234_567), "Italy keeps its zero");
        assert_eq!(e164(international(b"31612345678")), Some(31_612_345_678));
        assert_eq!(e164(international(b"310612345678")), Some(31_612_345_678), "a trunk zero too many");
        assert_eq!(e164(national(b"0900123456", *b"NL")), None);
    }

    #[test]
    fn answers_are_remembered_as_they_were() {
        let first = national(b"0882345678", *b"NL");
        assert!(first.is_some_and(|v| v.agreed && !v.mobile && v.groups[..3] == [3, 3, 4]), "{first:?}");
        assert_eq!(national(b"0882345678", *b"NL"), first);
        assert_eq!(national(b"0882345678", *b"US"), None);
    }
}
