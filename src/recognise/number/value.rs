//! The normal form of a number, as its pattern gives it.
//!
//! In: a template as `GB-CRN {digits:8}`, read once, and a number without separators. Out: the value. This module refuses
//! to know whether the number is one.

use super::shape::MAX;

/// A piece of a template.
#[derive(Debug)]
enum Part {
    /// As it is written.
    Text(Box<str>),
    /// The digits, noughts before them up to a width.
    Digits(usize),
    /// The letters that it begins with.
    Head,
    /// The letters behind those, in lower case.
    Tail,
    /// All of it, noughts before it up to a width.
    Compact(usize),
}

/// A template, taken apart.
#[derive(Debug)]
pub(super) struct Template(Vec<Part>);

impl Template {
    pub(super) fn new(template: &str) -> Self {
        let mut parts = Vec::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            parts.push(Part::Text(before.into()));
            let Some((name, after)) = after.split_once('}') else { return Template(parts) };
            let (name, width) = name.split_once(':').unwrap_or((name, ""));
            let width = width.parse::<usize>().unwrap_or(0).min(MAX);
            parts.push(match name {
                "digits" => Part::Digits(width),
                "head" => Part::Head,
                "tail" => Part::Tail,
                _ => Part::Compact(width),
            });
            rest = after;
        }
        parts.push(Part::Text(rest.into()));
        Template(parts)
    }

    /// The value of a number: ASCII letters and digits.
    pub(super) fn fill(&self, compact: &[u8]) -> String {
        let head = compact.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let digits = || compact.iter().filter(|b| b.is_ascii_digit());
        let mut out = String::with_capacity(2 * MAX);
        for part in &self.0 {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Digits(width) => {
                    out.extend(std::iter::repeat_n('0', width.saturating_sub(digits().count())));
                    out.extend(digits().map(|b| char::from(*b)));
                }
                Part::Head => out.extend(compact[..head].iter().map(|b| char::from(*b))),
                Part::Tail => {
                    let letters = compact[head..].iter().filter(|b| b.is_ascii_alphabetic());
                    out.extend(letters.map(|b| char::from(b.to_ascii_lowercase())));
                }
                Part::Compact(width) => {
                    out.extend(std::iter::repeat_n('0', width.saturating_sub(compact.len())));
                    out.extend(compact.iter().map(|b| char::from(*b)));
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_in() {
        let fill = |template: &str, compact: &[u8]| Template::new(template).fill(compact);
        assert_eq!(fill("NL-KVK {digits}", b"12345678"), "NL-KVK 12345678");
        assert_eq!(fill("GB-CRN {digits:8}", b"1234567"), "GB-CRN 01234567");
        assert_eq!(fill("AT-FN {digits}{tail}", b"FN123456A"), "AT-FN 123456a");
        assert_eq!(fill("DE-{head} {digits}", b"HRB12"), "DE-HRB 12");
        assert_eq!(fill("{compact}", b"NL1"), "NL1");
    }
}
