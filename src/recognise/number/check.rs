//! Check digits, and what else a number tells of itself.
//!
//! In: a number, letters in upper case, without separators. Out: whether it can be one. Each rule is that of the register that
//! gives the numbers out. This module refuses to know the text around.

use super::vat;
use crate::recognise::pattern::Validator;

/// True when the number passes.
pub(in crate::recognise) fn passes(validator: Validator, text: &[u8]) -> bool {
    match validator {
        // registers begin at one; zeros stand for a number that is not known
        Validator::None => text.iter().any(|b| matches!(b, b'1'..=b'9')),
        Validator::Luhn => luhn(text),
        Validator::Mod97 => mod97(text),
        Validator::ElevenTest => eleven_test(text),
        Validator::Iban => iban(text),
        Validator::Vat => vat::is_vat(text),
        Validator::BeEnterprise => be_enterprise(text.strip_prefix(b"BE").unwrap_or(text)),
        Validator::BeNational => be_national(text),
        Validator::Siret => luhn(text) || text.starts_with(b"356000000") && digit_sum(text).is_multiple_of(5),
        Validator::ChUid => {
            text.strip_prefix(b"CHE").is_some_and(|t| vat::che(t.get(..9).unwrap_or_default()))
        }
        Validator::ChAhv => text.starts_with(b"756") && text.len() == 13 && ean(text),
        Validator::AtSvnr => at_svnr(text),
        Validator::DeIdnr => de_idnr(text),
        Validator::DeRvnr => de_rvnr(text),
        Validator::EsPerson => es_person(text),
        Validator::FrNir => fr_nir(text),
        Validator::GbNino => gb_nino(text),
        Validator::ItCf => it_cf(text),
        Validator::UsSsn => us_ssn(text),
    }
}

/// True for digits alone.
pub(super) fn digits(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_digit)
}

/// The number that the digits are; no more than 19 of them.
pub(super) fn value(text: &[u8]) -> u64 {
    text.iter()
        .filter(|b| b.is_ascii_digit())
        .fold(0u64, |n, b| n.wrapping_mul(10).wrapping_add(u64::from(b - b'0')))
}

fn digit(b: u8) -> u64 {
    u64::from(b.wrapping_sub(b'0') % 10)
}

/// The sum of the digits, each times its weight; digits without a weight are left out.
pub(super) fn weighted(text: &[u8], weights: &[u64]) -> u64 {
    text.iter().zip(weights).map(|(b, w)| digit(*b) * w).sum()
}

fn digit_sum(text: &[u8]) -> u64 {
    text.iter().map(|b| digit(*b)).sum()
}

/// ISO/IEC 7812-1 annex B. What is no digit is passed over.
pub(super) fn luhn(text: &[u8]) -> bool {
    let (mut sum, mut count) = (0, 0);
    for b in text.iter().rev().filter(|b| b.is_ascii_digit()) {
        let doubled = if count % 2 == 1 { digit(*b) * 2 } else { digit(*b) };
        sum += if doubled > 9 { doubled - 9 } else { doubled };
        count += 1;
    }
    count > 1 && sum % 10 == 0
}

/// ISO/IEC 7064 modulo 97, 10, over letters and digits, with the first four moved to the end as IBAN does it.
pub(super) fn mod97(text: &[u8]) -> bool {
    // a sum this large has room for one step more; dividing at each step would take most of the time
    const ROOM: u64 = u64::MAX / 1000;
    let plain = || text.iter().filter(|b| b.is_ascii_alphanumeric());
    let step = |r: u64, b: &u8| {
        let r = if r > ROOM { r % 97 } else { r };
        match b {
            b'0'..=b'9' => r * 10 + u64::from(b - b'0'),
            _ => r * 100 + u64::from(b.to_ascii_uppercase() - b'A') + 10,
        }
    };
    let tail = plain().skip(4).fold(0, step);
    plain().nth(4).is_some() && plain().take(4).fold(tail, step) % 97 == 1
}

/// Also where the prefix was read with the body, a VAT number begins with its country: the whole is what counts.
pub(super) fn iso_11_10(text: &[u8]) -> bool {
    let Some((check, head)) = text.split_last() else { return false };
    let product = head.iter().fold(10, |p, b| {
        let sum = (digit(*b) + p) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == digit(*check)
}

/// Nine digits, as BSN and RSIN have them.
pub(super) fn eleven_test(text: &[u8]) -> bool {
    let mut sum = 0i64;
    let mut count = 0;
    for b in text.iter().filter(|b| b.is_ascii_digit()) {
        let weight = if count == 8 { -1 } else { 9 - count };
        sum += i64::from(b - b'0') * weight;
        count += 1;
    }
    count == 9 && sum % 11 == 0 && text.iter().any(|b| matches!(b, b'1'..=b'9'))
}

/// Check digits, length and form of the country, as the IBAN registry lists them.
fn iban(text: &[u8]) -> bool {
    // the crate is asked last: few texts begin so, and most countries of those that do have another length
    text.get(2..4).is_some_and(digits)
        && iban_length(text).is_none_or(|length| length == text.len())
        && mod97(text)
        && std::str::from_utf8(text).is_ok_and(|t| t.parse::<iban::Iban>().is_ok())
}

/// Letters and digits of the IBANs of the countries that mail has most (ISO 13616); none for others.
fn iban_length(text: &[u8]) -> Option<usize> {
    Some(match text.first_chunk::<2>()? {
        b"NL" => 18,
        b"BE" => 16,
        b"DE" | b"GB" | b"IE" => 22,
        b"FR" | b"IT" => 27,
        b"ES" | b"SE" => 24,
        b"AT" | b"LU" => 20,
        b"CH" => 21,
        b"DK" | b"FI" => 18,
        b"PL" => 28,
        _ => return None,
    })
}

/// Ten digits of the Belgian register, nine for numbers of before 2005.
pub(super) fn be_enterprise(text: &[u8]) -> bool {
    let shape = text.len() == 10 && matches!(text.first(), Some(b'0' | b'1')) || text.len() == 9;
    let (head, check) = text.split_at(text.len().saturating_sub(2));
    shape && digits(text) && value(head) > 0 && 97 - value(head) % 97 == value(check)
}

fn is_day(month: u64, day: u64) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// Rijksregisternummer; a bis number has 20 or 40 added to its month, and an unknown date has noughts.
fn be_national(text: &[u8]) -> bool {
    if text.len() != 11 || !digits(text) {
        return false;
    }
    let (head, check) = text.split_at(9);
    let (month, day) = (value(&text[2..4]), value(&text[4..6]));
    let dated = (is_day(month % 20, day) || month % 20 == 0 || day == 0) && month <= 52 && day <= 31;
    let born = |century: u64| 97 - (century * 1_000_000_000 + value(head)) % 97 == value(check);
    dated && !value(head).is_multiple_of(1000) && (born(0) || born(2))
}

fn ean(text: &[u8]) -> bool {
    let sum: u64 =
        text.iter().rev().enumerate().map(|(n, b)| digit(*b) * if n % 2 == 1 { 3 } else { 1 }).sum();
    digits(text) && sum.is_multiple_of(10)
}

fn at_svnr(text: &[u8]) -> bool {
    text.len() == 10
        && digits(text)
        && text[0] != b'0'
        && (is_day(value(&text[6..8]), value(&text[4..6])) || matches!(value(&text[6..8]), 13..=15))
        && weighted(text, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 == digit(text[3])
}

/// No digit stands more than three times among the first ten.
fn de_idnr(text: &[u8]) -> bool {
    if text.len() != 11 || !digits(text) || text[0] == b'0' || !iso_11_10(text) {
        return false;
    }
    (b'0'..=b'9').all(|d| text[..10].iter().filter(|b| **b == d).count() <= 3)
}

fn de_rvnr(text: &[u8]) -> bool {
    if text.len() != 12 || !text[8].is_ascii_uppercase() || !digits(&text[..8]) || !digits(&text[9..]) {
        return false;
    }
    let letter = u64::from(text[8] - b'A') + 1;
    let all = text[..8].iter().map(|b| digit(*b)).chain([letter / 10, letter % 10]);
    let all = all.chain(text[9..11].iter().map(|b| digit(*b)));
    let sum: u64 = all.zip([2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]).map(|(d, w)| d * w / 10 + d * w % 10).sum();
    is_day(value(&text[4..6]), value(&text[2..4]).min(31)) && sum % 10 == digit(text[11])
}

/// DNI and NIE: the letter tells the number modulo 23.
fn es_person(text: &[u8]) -> bool {
    let Some((letter, body)) = text.split_last() else { return false };
    let (add, body) = match body.split_first() {
        Some((b'X' | b'K' | b'L' | b'M', rest)) if rest.len() == 7 => (0, rest),
        Some((b'Y', rest)) if rest.len() == 7 => (10_000_000, rest),
        Some((b'Z', rest)) if rest.len() == 7 => (20_000_000, rest),
        _ => (0, body),
    };
    matches!(body.len(), 7 | 8)
        && digits(body)
        && b"TRWAGMYFPDXBNJZSQVHLCKE".get(((value(body) + add) % 23) as usize) == Some(letter)
}

/// The number of a firm or of a person.
pub(super) fn es_nif(text: &[u8]) -> bool {
    if text.len() != 9 {
        return false;
    }
    let (first, body, check) = (text[0], &text[1..8], text[8]);
    if !b"ABCDEFGHJNPQRSUVW".contains(&first) {
        return es_person(text);
    }
    let sum: u64 = body
        .iter()
        .enumerate()
        .map(|(n, b)| {
            let d = digit(*b) * if n % 2 == 0 { 2 } else { 1 };
            d / 10 + d % 10
        })
        .sum();
    let right = (10 - sum % 10) % 10;
    let letter = b"JABCDEFGHI".get(right as usize) == Some(&check);
    let number = check.is_ascii_digit() && digit(check) == right;
    digits(body)
        && match first {
            b'N' | b'P' | b'Q' | b'R' | b'S' | b'W' => letter,
            b'A' | b'B' | b'E' | b'H' => number,
            _ => letter || number,
        }
}

/// Numéro de sécurité sociale, with its key; Corsica has letters in it.
fn fr_nir(text: &[u8]) -> bool {
    if text.len() != 15 {
        return false;
    }
    let (body, key) = text.split_at(13);
    let mut plain = [0; 13];
    plain.copy_from_slice(body);
    let less = match &body[5..7] {
        b"2A" => 1_000_000,
        b"2B" => 2_000_000,
        _ => 0,
    };
    if less > 0 {
        plain[6] = b'0';
    }
    let month = value(&body[3..5]);
    matches!(body[0], b'1'..=b'4' | b'7' | b'8')
        && matches!(month, 1..=12 | 20..=42 | 50..=99)
        && digits(&plain)
        && digits(key)
        && 97 - (value(&plain) - less.min(value(&plain))) % 97 == value(key)
}

fn gb_nino(text: &[u8]) -> bool {
    let Some((prefix, rest)) = text.split_first_chunk::<2>() else { return false };
    let barred = [b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ"];
    !b"DFIQUV".contains(&prefix[0])
        && !b"DFIQUVO".contains(&prefix[1])
        && !barred.contains(&prefix)
        && rest.len() == 7
        && digits(&rest[..6])
        && matches!(rest[6], b'A'..=b'D')
}

/// Codice fiscale: the last letter tells the others; letters may stand for digits where two people share a code.
fn it_cf(text: &[u8]) -> bool {
    const ODD: [u64; 36] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12,
        14, 16, 10, 22, 25, 24, 23,
    ];
    let place = |b: u8| {
        if b.is_ascii_digit() { usize::from(b - b'0') } else { usize::from(b.wrapping_sub(b'A')) + 10 }
    };
    let number = |b: &u8| b.is_ascii_digit() || b"LMNPQRSTUV".contains(b);
    let Some((check, body)) = text.split_last() else { return false };
    if body.len() != 15 || !body.iter().all(u8::is_ascii_alphanumeric) {
        return false;
    }
    let sum: u64 = body
        .iter()
        .enumerate()
        .map(|(n, b)| match n % 2 {
            0 => ODD.get(place(*b)).copied().unwrap_or(0),
            _ => {
                (place(*b) % if b.is_ascii_digit() { 100 } else { 1000 }) as u64
                    - if b.is_ascii_digit() { 0 } else { 10 }
            }
        })
        .sum();
    body[..6].iter().all(u8::is_ascii_uppercase)
        && [6, 7, 9, 10, 12, 13, 14].iter().all(|n| number(&body[*n]))
        && b"ABCDEHLMPRST".contains(&body[8])
        && body[11].is_ascii_uppercase()
        && u64::from(check.wrapping_sub(b'A')) == sum % 26
}

fn us_ssn(text: &[u8]) -> bool {
    let (Some(area), Some(group), Some(serial)) = (text.get(..3), text.get(3..5), text.get(5..)) else {
        return false;
    };
    text.len() == 9
        && digits(text)
        && !matches!(value(area), 0 | 666 | 900..)
        && value(group) > 0
        && value(serial) > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums() {
        assert!(luhn(b"4111111111111111") && !luhn(b"4111111111111112") && !luhn(b"0"));
        assert!(mod97(b"NL91ABNA0417164300") && !mod97(b"NL92ABNA0417164300") && !mod97(b"NL"));
        assert!(eleven_test(b"111222333") && !eleven_test(b"111222334") && !eleven_test(b"000000000"));
        assert!(eleven_test(b"1112.22.333") && !eleven_test(b"11122233"));
        assert!(iban(b"NL91ABNA0417164300") && !iban(b"NL91ABNA041716430") && !iban(b"XX12"));
    }

    #[test]
    fn persons() {
        assert!(be_national(b"85073003328") && !be_national(b"85073003329") && !be_national(b"85993003328"));
        assert!(es_person(b"12345678Z") && es_person(b"X1234567L") && !es_person(b"12345678A"));
        assert!(de_idnr(b"12345678903") && !de_idnr(b"12345678901") && !de_idnr(b"11111111111"));
        assert!(de_rvnr(b"15070649C103") && !de_rvnr(b"15070649C100"));
        assert!(gb_nino(b"AB123456C") && !gb_nino(b"QQ123456C") && !gb_nino(b"AB123456E"));
        assert!(us_ssn(b"123456789") && !us_ssn(b"666456789") && !us_ssn(b"12345678"));
        assert!(it_cf(b"AAAAAA00B11C333N") || it_cf(b"AAAAAA00B11C333Y"));
        assert!(!it_cf(b"AAAAAA00B11C333") && !it_cf(b""));
    }

    #[test]
    fn whatever_stands_there_is_read_without_harm() {
        let odd: [&[u8]; 6] = [b"", b"1", b"BE", b"756", &[0xff; 16], b"ZZZZZZZZZZZZZZZZ"];
        for text in odd {
            for (validator, _) in Validator::NAMES {
                let _ = passes(validator, text);
            }
        }
    }
}
