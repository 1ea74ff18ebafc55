//! Is it a telephone number: what the numbering plans say, remembered.
//!
//! In: digits, and the country whose notation they are read in. Out: the E.164 number. rlibphonenumber (which agrees
//! with Google's libphonenumber) reads and validates; the `phonenumber` crate gives a second opinion. Asking is
//! slow beside a table, and in mail the same number comes back a thousand times: so every answer is kept, the last
//! ones per thread, more of them for all threads together.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::{LazyLock, Mutex, PoisonError};

use rlibphonenumber::{
    PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region,
    get_national_significant_number_owned,
};

use crate::recognise::mix::Mix;

/// Answers kept per thread, each in the one slot that its key has; 32 bytes each.
const SLOTS: usize = 1 << 13;
/// Parts of what is kept for all threads, so that they seldom wait for each other.
const SHARDS: usize = 64;
/// Answers kept in each part; all parts together take about 8 MB. A full part forgets all its answers.
const SHARD: usize = 1 << 11;
/// Digits that E.164 allows, and the longest prefix (`00` or `011`) and trunk zero before them.
pub(super) const MAX_DIGITS: usize = 18;

/// Digits as written, and the country they are read in: two NUL for international notation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    /// The digits behind a leading 1, which keeps their zeros.
    digits: u64,
    country: [u8; 2],
    /// How the country writes it is asked too.
    groups: bool,
}

impl Key {
    /// A number that spreads keys evenly, in its upper bits most of all.
    fn mixed(self) -> u64 {
        // Fibonacci hashing (Knuth, vol. 3, §6.4).
        let country = u64::from(u16::from_le_bytes(self.country));
        (self.digits ^ country.rotate_right(16) ^ u64::from(self.groups)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

/// What the numbering plans say of a valid number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    /// E.164 digits without the plus sign.
    pub(super) e164: u64,
    /// Digits in the groups that the country itself writes it in, trunk zero included; 0 ends the list. All 0 where it
    /// was not asked.
    pub(super) groups: [u8; 6],
    /// A mobile number, and surely so.
    pub(super) mobile: bool,
    /// The `phonenumber` crate, where it was asked, has the number for valid too.
    pub(super) agreed: bool,
}

type Shard = Mutex<HashMap<Key, Option<Verdict>, BuildHasherDefault<Mix>>>;

static SHARED: LazyLock<[Shard; SHARDS]> = LazyLock::new(|| std::array::from_fn(|_| Shard::default()));

thread_local! {
    static LATEST: RefCell<Vec<(Key, Option<Verdict>)>> = const { RefCell::new(Vec::new()) };
}

/// Reads digits in international notation, without the plus sign or prefix.
pub(super) fn international(digits: &[u8]) -> Option<Verdict> {
    ask(digits, [0, 0], false)
}

/// Reads digits in the national notation of a country (ISO 3166-1 alpha-2); with `groups`, tells how the country writes
/// the number, which takes as long again.
pub(super) fn national(digits: &[u8], country: [u8; 2], groups: bool) -> Option<Verdict> {
    ask(digits, country, groups)
}

fn ask(digits: &[u8], country: [u8; 2], groups: bool) -> Option<Verdict> {
    if digits.len() < 5 || digits.len() > MAX_DIGITS {
        return None;
    }
    let packed = digits.iter().fold(1u64, |n, d| n * 10 + u64::from(d - b'0'));
    let key = Key { digits: packed, country, groups };
    let mixed = key.mixed();
    let slot = (mixed >> 40) as usize % SLOTS;
    LATEST.with_borrow_mut(|latest| {
        if latest.is_empty() {
            // No digits are packed as 0: the slot is free.
            latest.resize(SLOTS, (Key { digits: 0, country: [0, 0], groups: false }, None));
        }
        let (known, answer) = &mut latest[slot];
        if *known != key {
            *answer = ask_all(key, mixed, digits);
            *known = key;
        }
        *answer
    })
}

/// The answer that any thread got before, or else a new one.
fn ask_all(key: Key, mixed: u64, digits: &[u8]) -> Option<Verdict> {
    let shard = &SHARED[(mixed >> 58) as usize % SHARDS];
    // A map is whole whenever its lock is free: a panic elsewhere does no harm to it.
    if let Some(answer) = shard.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return *answer;
    }
    let answer = judge(digits, key.country, key.groups);
    let mut known = shard.lock().unwrap_or_else(PoisonError::into_inner);
    if known.len() >= SHARD {
        known.clear();
    }
    known.insert(key, answer);
    answer
}

fn judge(digits: &[u8], country: [u8; 2], with_groups: bool) -> Option<Verdict> {
    let plain = plain(digits, country);
    let number = match &plain {
        Some(number) => number.clone(),
        None => parse(digits, country)?,
    };
    if country != [0, 0] {
        let region = Region::from_code(std::str::from_utf8(&country).ok()?).ok()?;
        // A national reading that leads abroad took the digits for an international call.
        if PHONE_NUMBER_UTIL.get_country_code_for_region(region) != Some(number.country_code)
            && !digits.starts_with(b"011")
        {
            return None;
        }
    }
    // A number is valid when it has a type.
    let kind = PHONE_NUMBER_UTIL.get_number_type(&number);
    if matches!(kind, PhoneNumberType::Unknown | PhoneNumberType::PremiumRate) {
        return None;
    }
    let significant = get_national_significant_number_owned(&number);
    let e164 = format!("{}{significant}", number.country_code);
    // ITU-T E.164 §6.2.1: a number has 15 digits at most.
    if e164.len() > 15 {
        return None;
    }
    let e164 = e164.parse().ok()?;
    // All of 06 is mobile in the Netherlands by now; the plan's data has 066 for pagers still, which nobody has.
    let dutch_mobile = number.country_code == 31 && significant.starts_with('6') && significant.len() == 9;
    let mut groups = [0; 6];
    if with_groups && dutch_mobile {
        groups = [2, 8, 0, 0, 0, 0];
    } else if with_groups {
        let national = number.format_as(PhoneNumberFormat::National);
        let written = national.split(|c: char| !c.is_ascii_digit()).filter(|g| !g.is_empty());
        for (slot, group) in groups.iter_mut().zip(written) {
            *slot = group.len() as u8;
        }
    }
    let mobile = dutch_mobile || kind == PhoneNumberType::Mobile;
    let agreed = COMPARED.contains(&number.country_code) || agrees(e164);
    Some(Verdict { e164, groups, mobile, agreed })
}

/// Calling codes for which a test compares the two libraries.
const COMPARED: [i32; 11] = [1, 31, 32, 33, 34, 39, 41, 43, 44, 49, 352];

/// The second opinion, of the `phonenumber` crate. It is asked about plans beyond those that are [`COMPARED`]: its one
/// lock and its cache of a hundred expressions make it slow, and the rarer a plan, the more a second opinion is worth.
fn agrees(e164: u64) -> bool {
    phonenumber::parse(None, format!("+{e164}")).is_ok_and(|n| phonenumber::is_valid(&n))
}

/// Reads digits as libphonenumber does.
fn parse(digits: &[u8], country: [u8; 2]) -> Option<PhoneNumber> {
    let text = std::str::from_utf8(digits).ok()?;
    if country == [0, 0] {
        PHONE_NUMBER_UTIL.parse(format!("+{text}"), None)
    } else {
        let region = Region::from_code(std::str::from_utf8(&country).ok()?).ok()?;
        PHONE_NUMBER_UTIL.parse(text, Some(region))
    }
    .ok()
}

/// Calling codes of countries whose numbers never begin with a zero and have one before them, and nothing else, when
/// dialled inside the country.
const PLAIN: [([u8; 2], [u8; 2]); 7] = [
    (*b"NL", *b"31"),
    (*b"BE", *b"32"),
    (*b"DE", *b"49"),
    (*b"FR", *b"33"),
    (*b"GB", *b"44"),
    (*b"AT", *b"43"),
    (*b"CH", *b"41"),
];

/// What [`parse`] gives, where that needs no parser: it takes most of the time, and these countries most of the calls.
fn plain(digits: &[u8], country: [u8; 2]) -> Option<PhoneNumber> {
    let (code, significant) = if country == [0, 0] {
        let (code, rest) = digits.split_at_checked(2)?;
        (PLAIN.iter().find(|(_, c)| c == code)?.1, rest)
    } else {
        let (_, code) = PLAIN.iter().find(|(c, _)| *c == country)?;
        (*code, digits.strip_prefix(b"0")?)
    };
    if !matches!(significant.first(), Some(b'1'..=b'9')) || significant.len() > 15 {
        return None;
    }
    let value = |digits: &[u8]| digits.iter().fold(0u64, |n, d| n * 10 + u64::from(d - b'0'));
    Some(PhoneNumber {
        country_code: value(&code) as i32,
        national_number: value(significant),
        ..PhoneNumber::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn e164(verdict: Option<Verdict>) -> Option<u64> {
        verdict.map(|v| v.e164)
    }

    #[test]
    fn numbers_are_read_in_the_notation_of_a_country() {
        assert_eq!(e164(national(b"0612345678", *b"NL", false)), Some(31_612_345_678));
        assert_eq!(e164(national(b"0201234567", *b"NL", false)), Some(31_201_234_567));
        assert_eq!(e164(national(b"020123456", *b"NL", false)), None);
        assert_eq!(e164(national(b"2079460123", *b"GB", false)), Some(442_079_460_123));
        assert_eq!(
            e164(national(b"0291234567", *b"IT", false)),
            Some(390_291_234_567),
            "Italy keeps its zero"
        );
        assert_eq!(e164(international(b"31612345678")), Some(31_612_345_678));
        assert_eq!(e164(international(b"310612345678")), Some(31_612_345_678), "a trunk zero too many");
        assert_eq!(e164(national(b"0900123456", *b"NL", false)), None);
    }

    #[test]
    fn answers_are_remembered_as_they_were() {
        let first = national(b"0882345678", *b"NL", true);
        assert!(first.is_some_and(|v| !v.mobile && v.groups[..3] == [3, 3, 4]), "{first:?}");
        assert_eq!(national(b"0882345678", *b"NL", true), first);
        assert_eq!(national(b"0882345678", *b"US", false), None);
    }

    /// Numbers of which the plans know many: a calling code, a likely beginning, digits.
    fn number() -> impl Strategy<Value = String> {
        let code = prop_oneof![
            8 => prop::sample::select(PLAIN.map(|(_, code)| String::from_utf8_lossy(&code).into_owned()).to_vec()),
            1 => "[1-9][0-9]{0,2}",
        ];
        (code, "(0|00)?[1-9][0-9]{4,14}").prop_map(|(code, rest)| format!("{code}{rest}"))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn plain_numbers_are_read_as_the_parser_reads_them(digits in number(), n in 0..PLAIN.len(), national: bool) {
            let (country, digits) =
                if national { (PLAIN[n].0, format!("0{}", &digits[2..])) } else { ([0, 0], digits) };
            let digits = &digits.as_bytes()[..digits.len().min(MAX_DIGITS)];
            let valid = |number: PhoneNumber| {
                PHONE_NUMBER_UTIL.is_valid_number(&number).then(|| number.format_as(PhoneNumberFormat::E164).into_owned())
            };
            if let Some(number) = plain(digits, country) {
                prop_assert_eq!(valid(number), parse(digits, country).and_then(valid));
            }
        }
    }

    #[test]
    fn the_two_libraries_agree_on_the_plans_that_are_compared() {
        // The second library's tables are older: of the newest area codes it knows nothing.
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut roll = move |below: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % below
        };
        for code in COMPARED {
            let (mut valid, mut agreed) = (0, 0);
            for _ in 0..3000 {
                let length = 6 + roll(5) as u32;
                let digits = format!("{code}{}", roll(10_u64.pow(length)) + 10_u64.pow(6));
                if let Some(verdict) = international(digits.as_bytes()) {
                    valid += 1;
                    agreed += usize::from(agrees(verdict.e164));
                }
            }
            assert!(valid > 20, "+{code}: {valid}");
            assert!(agreed * 100 >= valid * 98, "+{code}: {agreed} of {valid}");
        }
    }
}
