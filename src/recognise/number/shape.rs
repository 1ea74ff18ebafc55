//! How a number is built: so many digits here, a letter there.
//!
//! In: the shapes of a pattern file, as in `(NL)#########B##`. Out: whether a run of letters and digits has the shape, in
//! one pass without going back. This module refuses to know what the number is.

/// Letters and digits that a number may have: an IBAN has 34 (ISO 13616).
pub(super) const MAX: usize = 34;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Class {
    Digit,
    Letter,
    Any,
    OneOf(Box<[u8]>),
}

impl Class {
    fn holds(&self, b: u8) -> bool {
        match self {
            Class::Digit => b.is_ascii_digit(),
            Class::Letter => b.is_ascii_uppercase(),
            Class::Any => b.is_ascii_digit() || b.is_ascii_uppercase(),
            Class::OneOf(set) => set.contains(&b),
        }
    }

    /// How many characters at the beginning of a text are of the class.
    fn run(&self, text: &[u8]) -> usize {
        let count = |holds: fn(&u8) -> bool| text.iter().take_while(|b| holds(b)).count();
        match self {
            Class::Digit => count(u8::is_ascii_digit),
            Class::Letter => count(u8::is_ascii_uppercase),
            Class::Any => count(|b| b.is_ascii_digit() || b.is_ascii_uppercase()),
            Class::OneOf(set) => match **set {
                [only] => text.iter().take_while(|b| **b == only).count(),
                _ => text.iter().take_while(|b| set.contains(b)).count(),
            },
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Item {
    class: Class,
    min: usize,
    max: usize,
}

/// Tells most shapes apart from a text at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MadeOf {
    /// Any digits, so that their number is all there is to ask.
    AnyDigits,
    /// Digits alone, though not any.
    Digits,
    /// A letter at least.
    SomeLetter,
    /// It may have letters.
    Either,
}

/// One shape, ready to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::recognise) struct Shape {
    items: Vec<Item>,
    /// Fewest and most characters.
    pub(super) lengths: (usize, usize),
    /// What the text leaves out and the value has: the country of `(NL)#########B##`, in the reading without it.
    pub(super) added: Box<str>,
}

impl Shape {
    /// The shapes that a text stands for: two where its beginning is in parentheses, for that may be missing.
    pub(in crate::recognise) fn parse(text: &str) -> Result<Vec<Shape>, String> {
        let Some((prefix, rest)) = text.strip_prefix('(').and_then(|t| t.split_once(')')) else {
            return Ok(vec![one(text, "")?]);
        };
        if prefix.is_empty() || !prefix.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
            return Err("expected capitals or digits between `(` and `)`".into());
        }
        Ok(vec![one(&format!("{prefix}{rest}"), "")?, one(rest, prefix)?])
    }

    /// True when all of `text`, letters in upper case, has the shape.
    pub(super) fn fits(&self, text: &[u8]) -> bool {
        let mut at = 0;
        for item in &self.items {
            let rest = text.get(at..).unwrap_or_default();
            let there = item.class.run(&rest[..rest.len().min(item.max)]);
            if there < item.min {
                return false;
            }
            at += there;
        }
        at == text.len()
    }

    /// What sort of characters it is made of.
    pub(super) fn made_of(&self) -> MadeOf {
        let is = |i: &Item, b: fn(&u8) -> bool| match &i.class {
            Class::Digit => b(&b'0'),
            Class::Letter => b(&b'A'),
            Class::Any => b(&b'0') && b(&b'A'),
            Class::OneOf(set) => set.iter().all(b),
        };
        if self.items.iter().all(|i| i.class == Class::Digit) {
            MadeOf::AnyDigits
        } else if self.items.iter().all(|i| is(i, u8::is_ascii_digit)) {
            MadeOf::Digits
        } else if self.items.iter().any(|i| i.min > 0 && is(i, u8::is_ascii_uppercase)) {
            MadeOf::SomeLetter
        } else {
            MadeOf::Either
        }
    }

    /// True when a text of the shape may begin with this byte.
    pub(super) fn may_begin(&self, byte: u8) -> bool {
        for item in &self.items {
            if item.class.holds(byte) {
                return true;
            }
            if item.min > 0 {
                return false;
            }
        }
        false
    }
}

fn one(text: &str, added: &str) -> Result<Shape, String> {
    let mut items: Vec<Item> = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&b, tail)) = rest.split_first() {
        rest = tail;
        let class = match b {
            b'#' => Class::Digit,
            b'@' => Class::Letter,
            b'*' => Class::Any,
            b'[' => {
                let end = rest.iter().position(|b| *b == b']').ok_or("`[` without `]`")?;
                let set = rest[..end].to_ascii_uppercase().into_boxed_slice();
                rest = &rest[end + 1..];
                Class::OneOf(set)
            }
            b'A'..=b'Z' | b'0'..=b'9' | b' ' | b'.' | b'-' | b'/' => Class::OneOf(Box::new([b])),
            b'?' => {
                items.last_mut().ok_or("`?` without anything before it")?.min = 0;
                continue;
            }
            b'{' => {
                let end = rest.iter().position(|b| *b == b'}').ok_or("`{` without `}`")?;
                let counts = std::str::from_utf8(&rest[..end]).unwrap_or_default();
                let (min, max) = counts.split_once(',').unwrap_or((counts, counts));
                let number = |n: &str| n.parse::<usize>().map_err(|_| "expected numbers in `{}`");
                let item = items.last_mut().ok_or("`{` without anything before it")?;
                (item.min, item.max) = (number(min)?, number(max)?);
                rest = &rest[end + 1..];
                continue;
            }
            _ => {
                return Err(format!(
                    "expected `#`, `@`, `*`, `[…]`, `{{m,n}}`, `?`, capitals and digits, not {:?}",
                    char::from(b)
                ));
            }
        };
        items.push(Item { class, min: 1, max: 1 });
    }
    // `####` is asked as one
    items.dedup_by(|next, item| {
        let joins = next.class == item.class && next.min == next.max && item.min == item.max;
        if joins {
            (item.min, item.max) = (item.min + next.min, item.max + next.max);
        }
        joins
    });
    let lengths = items.iter().fold((0, 0), |(min, max), i| (min + i.min, max + i.max));
    if lengths.0 == 0 || lengths.1 > MAX || lengths.0 > lengths.1 {
        return Err(format!("expected 1 to {MAX} characters"));
    }
    Ok(Shape { items, lengths, added: added.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_the_shape() {
        let shapes = Shape::parse("(NL)#########B##").unwrap();
        assert!(shapes[0].fits(b"NL001234567B01") && !shapes[0].fits(b"001234567B01"));
        assert!(shapes[1].fits(b"001234567B01") && &*shapes[1].added == "NL");
        let shape = &Shape::parse("HRB#{1,6}B?").unwrap()[0];
        for (text, fits) in [("HRB1", true), ("HRB123456B", true), ("HRB", false), ("HRB1234567", false)] {
            assert_eq!(shape.fits(text.as_bytes()), fits, "{text}");
        }
        assert!(shape.may_begin(b'H') && !shape.may_begin(b'1'));
        assert!(Shape::parse("[XYZ]#@").unwrap()[0].fits(b"Y1A"));
        let made_of = |text| Shape::parse(text).unwrap()[0].made_of();
        assert_eq!(made_of("#{2,3}"), MadeOf::AnyDigits);
        assert_eq!(made_of("[01]#"), MadeOf::Digits);
        assert_eq!(made_of("#@"), MadeOf::SomeLetter);
        assert_eq!(made_of("*#"), MadeOf::Either);
        assert_eq!(Shape::parse("##.##").unwrap()[0].lengths, (5, 5));
    }

    #[test]
    fn what_is_no_shape_says_why() {
        for (text, why) in [("#{", "`{`"), ("[a", "`[`"), ("a", "'a'"), ("", "1 to 34"), ("(a)#", "capitals")]
        {
            assert!(Shape::parse(text).unwrap_err().contains(why), "{text}");
        }
    }
}
