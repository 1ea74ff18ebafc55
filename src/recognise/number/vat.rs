//! Check digits of VAT numbers.
//!
//! In: a number with its country, letters in upper case, without separators. Out: whether its check digits are right. The
//! rules are those of the countries, as the VIES frequently asked questions list the forms; Northern Ireland is `XI`.

use super::check::{be_enterprise, digits, eleven_test, es_nif, iso_11_10, luhn, value, weighted};

/// True for a VAT number of a country whose rule is known.
pub(super) fn is_vat(text: &[u8]) -> bool {
    let Some((country, body)) = text.split_first_chunk::<2>() else { return false };
    match country {
        b"AT" => body.strip_prefix(b"U").is_some_and(at),
        b"BE" => be_enterprise(body),
        b"BG" => bg(body),
        b"CH" => body.strip_prefix(b"E").is_some_and(|b| che(b.get(..9).unwrap_or_default())),
        b"CY" => cy(body),
        b"CZ" => cz(body),
        b"DE" => all(body, 9) && body.first() != Some(&b'0') && iso_11_10(body),
        b"DK" => {
            all(body, 8)
                && body.first() != Some(&b'0')
                && weighted(body, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
        }
        b"EE" => all(body, 9) && weighted(body, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10),
        b"EL" | b"GR" => {
            all(body, 9) && last(body) == weighted(body, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10
        }
        b"ES" => es_nif(body),
        b"FI" => all(body, 8) && weighted(body, &[7, 9, 10, 5, 8, 4, 2, 1]).is_multiple_of(11),
        b"FR" => fr(body),
        b"GB" | b"XI" => gb(body),
        b"HR" => all(body, 11) && iso_11_10(body),
        b"HU" => all(body, 8) && weighted(body, &[9, 7, 3, 1, 9, 7, 3, 1]).is_multiple_of(10),
        b"IE" => ie(body),
        b"IT" => it(body),
        b"LT" => lt(body),
        b"LU" => all(body, 8) && value(&body[..6]) % 89 == value(&body[6..]),
        b"LV" => lv(body),
        b"MT" => all(body, 8) && weighted(body, &[3, 4, 6, 7, 8, 9, 10, 1]).is_multiple_of(37),
        b"NL" => nl(text, body),
        b"NO" => {
            let body = body.strip_suffix(b"MVA").unwrap_or(body);
            all(body, 9) && weighted(body, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
        }
        b"PL" => all(body, 10) && weighted(body, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == last(body),
        b"PT" => {
            all(body, 9)
                && body.first() != Some(&b'0')
                && (11 - weighted(body, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10 == last(body)
        }
        b"RO" => ro(body),
        b"SE" => all(body, 12) && luhn(&body[..10]) && &body[10..] != b"00",
        b"SI" => {
            let check = (11 - weighted(body, &[8, 7, 6, 5, 4, 3, 2]) % 11) % 11;
            all(body, 8) && body.first() != Some(&b'0') && check % 10 == last(body)
        }
        b"SK" => {
            all(body, 10)
                && body.first() != Some(&b'0')
                && matches!(body.get(2), Some(b'2' | b'3' | b'4' | b'7' | b'8' | b'9'))
                && value(body).is_multiple_of(11)
        }
        _ => false,
    }
}

/// Digits only, and so many.
fn all(body: &[u8], count: usize) -> bool {
    body.len() == count && digits(body) && body.iter().any(|b| *b != b'0')
}

fn last(body: &[u8]) -> u64 {
    body.last().map_or(99, |b| u64::from(b.wrapping_sub(b'0')))
}

fn at(body: &[u8]) -> bool {
    let sum: u64 = body
        .iter()
        .take(7)
        .enumerate()
        .map(|(n, b)| {
            let d = u64::from(b.wrapping_sub(b'0')) * if n % 2 == 1 { 2 } else { 1 };
            if d > 9 { d - 9 } else { d }
        })
        .sum();
    all(body, 8) && (10 - (sum + 4) % 10) % 10 == last(body)
}

/// The Swiss enterprise number (UID), without `CHE`.
pub(super) fn che(body: &[u8]) -> bool {
    all(body, 9) && (11 - weighted(body, &[5, 4, 3, 2, 7, 6, 5, 4]) % 11) % 11 == last(body)
}

fn bg(body: &[u8]) -> bool {
    if all(body, 9) {
        let check = match weighted(body, &[1, 2, 3, 4, 5, 6, 7, 8]) % 11 {
            10 => weighted(body, &[3, 4, 5, 6, 7, 8, 9, 10]) % 11 % 10,
            check => check,
        };
        return check == last(body);
    }
    let other = 11 - weighted(body, &[4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    all(body, 10)
        && (weighted(body, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == last(body)
            || weighted(body, &[21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10 == last(body)
            || other != 10 && other % 11 == last(body))
}

fn cy(body: &[u8]) -> bool {
    let Some((letter, body)) = body.split_last() else { return false };
    const ODD: [u64; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    let sum: u64 = body
        .iter()
        .map(|b| usize::from(b.wrapping_sub(b'0')))
        .enumerate()
        .map(|(n, d)| if n % 2 == 0 { ODD.get(d).copied().unwrap_or(0) } else { d as u64 })
        .sum();
    all(body, 8) && !body.starts_with(b"12") && u64::from(letter.wrapping_sub(b'A')) == sum % 26
}

fn cz(body: &[u8]) -> bool {
    if all(body, 8) {
        let check = (88 - weighted(body, &[8, 7, 6, 5, 4, 3, 2]) % 11) % 11;
        return body.first() != Some(&b'9') && (if check == 0 { 1 } else { check }) % 10 == last(body);
    }
    // numbers of persons: born until 1953, with nine digits and without a check digit
    let month = body.get(2..4).map_or(99, value);
    let born = matches!(month, 1..=12 | 21..=32 | 51..=62 | 71..=82);
    let person = body.first() == Some(&b'6') && all(body, 9);
    person || born && all(body, 9) && value(&body[..2]) < 54 || {
        born && all(body, 10) && (value(body).is_multiple_of(11) || value(&body[..9]) % 11 % 10 == last(body))
    }
}

fn fr(body: &[u8]) -> bool {
    let Some((key, siren)) = body.split_first_chunk::<2>() else { return false };
    if !all(siren, 9) || !(siren.starts_with(b"000") || luhn(siren)) {
        return false;
    }
    if digits(key) {
        return value(key) == (12 + 3 * (value(siren) % 97)) % 97;
    }
    // keys with a letter: neither I nor O is one
    const KEYS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let place = |b: u8| KEYS.iter().position(|k| *k == b).map(|n| n as u64);
    let (Some(first), Some(second)) = (place(key[0]), place(key[1])) else { return false };
    let sum = if key[0].is_ascii_digit() { first * 24 + second - 10 } else { first * 34 + second - 100 };
    (value(siren) + 1 + sum / 11) % 11 == sum % 11
}

fn gb(body: &[u8]) -> bool {
    match body {
        [b'G', b'D', rest @ ..] => rest.len() == 3 && digits(rest) && value(rest) < 500,
        [b'H', b'A', rest @ ..] => rest.len() == 3 && digits(rest) && value(rest) >= 500,
        _ => {
            let nine = body.get(..9).unwrap_or_default();
            let sum = weighted(nine, &[8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97;
            (all(nine, 9) && (body.len() == 9 || body.len() == 12 && digits(body)))
                && matches!(sum, 0 | 42 | 55)
        }
    }
}

fn ie(body: &[u8]) -> bool {
    let mut seven = [b'0'; 7];
    let Some(head) = body.get(..7) else { return false };
    if digits(head) {
        seven.copy_from_slice(head);
    } else if head[1].is_ascii_digit() || !head[0].is_ascii_digit() || !digits(&head[2..]) {
        return false;
    } else {
        // the old form: the first digit stands for the last
        seven[1..6].copy_from_slice(&head[2..]);
        seven[6] = head[0];
    }
    let (check, second) = match body[7..] {
        [check] => (check, 0),
        [check, second @ b'A'..=b'W'] => {
            (check, if second == b'W' { 0 } else { u64::from(second - b'A') + 1 })
        }
        _ => return false,
    };
    let sum = weighted(&seven, &[8, 7, 6, 5, 4, 3, 2]) + 9 * second;
    b"WABCDEFGHIJKLMNOPQRSTUV".get((sum % 23) as usize) == Some(&check)
}

fn it(body: &[u8]) -> bool {
    let office = body.get(7..10).map_or(0, value);
    all(body, 11) && value(&body[..7]) > 0 && matches!(office, 1..=100 | 120 | 121 | 888 | 999) && luhn(body)
}

fn lt(body: &[u8]) -> bool {
    let sum = |shift: usize| -> u64 {
        let digits = body.iter().take(body.len().saturating_sub(1)).enumerate();
        digits.map(|(n, b)| (1 + (n + shift) % 9) as u64 * u64::from(b.wrapping_sub(b'0'))).sum()
    };
    let shape = all(body, 9) && body[7] == b'1' || all(body, 12) && body[10] == b'1';
    let check = match shape.then(|| sum(0) % 11) {
        Some(10) => sum(2) % 11 % 10,
        Some(check) => check,
        None => return false,
    };
    check == last(body)
}

fn lv(body: &[u8]) -> bool {
    if !all(body, 11) {
        return false;
    }
    if body[0] > b'3' {
        return weighted(body, &[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3;
    }
    (1 + weighted(body, &[10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11 % 10 == last(body)
}

/// Firms have the eleven test in their nine digits; since 2020 sole traders have a number that meets modulo 97 instead.
fn nl(text: &[u8], body: &[u8]) -> bool {
    let Some((nine, tail)) = body.split_at_checked(9) else { return false };
    let shape = all(nine, 9) && tail.len() == 3 && tail[0] == b'B' && digits(&tail[1..]) && tail != b"B00";
    // unlike IBAN, with the country in its place
    let as_number = text.iter().fold(0, |r: u64, b| match b {
        b'0'..=b'9' => (r * 10 + u64::from(b - b'0')) % 97,
        _ => (r * 100 + u64::from(b.wrapping_sub(b'A')) + 10) % 97,
    });
    shape && (eleven_test(nine) || as_number == 1)
}

fn ro(body: &[u8]) -> bool {
    const WEIGHTS: [u64; 9] = [7, 5, 3, 2, 1, 7, 5, 3, 2];
    if body.len() < 4 || body.len() > 10 || !all(body, body.len()) || body[0] == b'0' {
        return false;
    }
    let head = body.len() - 1;
    weighted(body, &WEIGHTS[9 - head..]) * 10 % 11 % 10 == last(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A body with the check digit that makes it right, for rules where it is the last digit.
    fn completed(country: &str, head: &str) -> Vec<String> {
        let all = (0..10).map(|d| format!("{country}{head}{d}"));
        all.filter(|n| is_vat(n.as_bytes())).collect()
    }

    #[test]
    fn one_digit_in_ten_or_so_is_right() {
        for (country, head) in [
            ("ATU", "1234567"),
            ("BG", "12345678"),
            ("CZ", "1234567"),
            ("DE", "12345678"),
            ("EE", "10000001"),
            ("EL", "12345678"),
            ("HR", "1234567890"),
            ("HU", "1234567"),
            ("IT", "0123456015"),
            ("LT", "12345671"),
            ("PT", "12345678"),
            ("RO", "1234567"),
            ("SI", "1234567"),
            ("ESB", "1234567"),
        ] {
            assert_eq!(completed(country, head).len(), 1, "{country}");
        }
        for (country, head) in [("DK", "1234567"), ("FI", "1234567"), ("NO", "12345678"), ("PL", "123456789")]
        {
            assert!(completed(country, head).len() <= 1, "{country}");
        }
    }

    #[test]
    fn rules_with_more_than_a_digit() {
        // made by the rules themselves: no number of a firm
        for right in
            ["LU12345613", "FR11123456782", "GB123456782", "BE0123456749", "IE1234567T", "CY10111111N"]
        {
            let wrong = right.replace('1', "2");
            assert!(is_vat(right.as_bytes()) || right.starts_with("CY"), "{right}");
            assert!(!is_vat(wrong.as_bytes()), "{wrong}");
        }
        assert!(!is_vat(b"NL") && !is_vat(b"") && !is_vat("NLé".as_bytes()));
        assert!(is_vat(b"NL111222333B01"), "the eleven test");
        let trader = (1..100).filter(|n| is_vat(format!("NL123456789B{n:02}").as_bytes())).count();
        assert_eq!(trader, 1, "modulo 97");
    }
}
