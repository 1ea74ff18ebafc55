//! RTF in, its tokens out, one at a time (RTF 1.9.1, "RTF Syntax").

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// A control word and its number.
    Word(&'a [u8], Option<i32>),
    /// A control symbol, as `\~`.
    Symbol(u8),
    /// A byte written as `\'e9`.
    Hex(u8),
    /// Bytes that stand for themselves; never empty.
    Text(&'a [u8]),
}

/// Takes RTF apart. Bytes behind `\bin` are passed over.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Tokens { rest: bytes }
    }

    fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(length.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    fn word(&mut self) -> Token<'a> {
        let letters = self.rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let name = self.take(letters);
        let sign =
            usize::from(self.rest.first() == Some(&b'-') && self.rest.get(1).is_some_and(u8::is_ascii_digit));
        let digits = self.rest[sign..].iter().take_while(|b| b.is_ascii_digit()).count();
        let number = self.take(sign + digits);
        let value = std::str::from_utf8(number)
            .ok()
            .filter(|n| !n.is_empty())
            .map(|n| n.parse::<i32>().unwrap_or(if sign == 1 { i32::MIN } else { i32::MAX }));
        if self.rest.first() == Some(&b' ') {
            self.take(1);
        }
        if name == b"bin" {
            self.take(usize::try_from(value.unwrap_or(0)).unwrap_or(0));
        }
        Token::Word(name, value)
    }

    fn symbol(&mut self) -> Option<Token<'a>> {
        match *self.rest.first()? {
            b if b.is_ascii_alphabetic() => Some(self.word()),
            b'\'' => {
                let digit = |at: usize| self.rest.get(at).and_then(|b| char::from(*b).to_digit(16));
                match (digit(1), digit(2)) {
                    (Some(high), Some(low)) => {
                        self.take(3);
                        u8::try_from(high * 16 + low).ok().map(Token::Hex)
                    }
                    _ => {
                        self.take(1);
                        Some(Token::Symbol(b'\''))
                    }
                }
            }
            // an escaped line end is the end of a paragraph
            b'\r' | b'\n' => {
                let length = if self.rest.starts_with(b"\r\n") { 2 } else { 1 };
                self.take(length);
                Some(Token::Word(b"par", None))
            }
            b => {
                self.take(1);
                Some(Token::Symbol(b))
            }
        }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let blank = self.rest.iter().take_while(|b| matches!(b, b'\r' | b'\n' | 0)).count();
        self.take(blank);
        match *self.rest.first()? {
            b'{' => {
                self.take(1);
                Some(Token::Open)
            }
            b'}' => {
                self.take(1);
                Some(Token::Close)
            }
            b'\\' => {
                self.take(1);
                self.symbol()
            }
            // control words part text as well, so that a tab is a tab
            b'\t' => {
                self.take(1);
                Some(Token::Word(b"tab", None))
            }
            _ => {
                let length = self
                    .rest
                    .iter()
                    .take_while(|b| !matches!(b, b'{' | b'}' | b'\\' | b'\r' | b'\n' | b'\t' | 0))
                    .count();
                Some(Token::Text(self.take(length)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_those_of_the_standard() {
        use Token::{Close, Hex, Open, Symbol, Text, Word};
        let all: Vec<_> =
            Tokens::new(b"{\\rtf1\\u-10 ?a b\\'e9\\'x\\~\\\r\nc\r\n\td\\bin3 {{{\\e}\\\\").collect();
        let expected = [
            Open,
            Word(b"rtf", Some(1)),
            Word(b"u", Some(-10)),
            Text(b"?a b"),
            Hex(0xe9),
            Symbol(b'\''),
            Text(b"x"),
            Symbol(b'~'),
            Word(b"par", None),
            Text(b"c"),
            Word(b"tab", None),
            Text(b"d"),
            Word(b"bin", Some(3)),
            Word(b"e", None),
            Close,
            Symbol(b'\\'),
        ];
        assert_eq!(all, expected);
        assert_eq!(
            Tokens::new(b"\\b99999999999x-").collect::<Vec<_>>(),
            [Word(b"b", Some(i32::MAX)), Text(b"x-")]
        );
        assert_eq!(Tokens::new(b"\\bin99999999999 abc").count(), 1);
        assert_eq!(Tokens::new(b"\\").count(), 0);
    }
}
