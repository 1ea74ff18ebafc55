//! Words of a stretch of text, and what stands between them.
//!
//! In: text. Out: its words, folded, with how each is written. It refuses to know what is a name.

use std::ops::Range;

use super::fold::fold_char;

/// What stands before a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing of the stretch.
    Start,
    /// White space on one line, or an underscore; a full stop behind an abbreviation.
    Space,
    /// A line ends, and the text goes on (behind marks of quoting).
    Line,
    /// A hyphen without space.
    Hyphen,
    /// A hyphen between spaces, or at the end of a line.
    Dash,
    /// A comma.
    Comma,
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// A sign for `and`, between spaces.
    And,
    /// Anything else: what stands on its two sides does not belong together.
    Break,
}

/// A word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// Bytes of the stretch.
    pub(super) span: Range<usize>,
    /// Lower case, without marks.
    pub(super) folded: String,
    /// Letters of it.
    pub(super) letters: usize,
    /// The first letter is a capital.
    pub(super) capital: bool,
    /// All letters are capitals.
    pub(super) capitals: bool,
    /// A full stop follows.
    pub(super) dot: bool,
    /// An apostrophe stands for the beginning of it, and is part of it: `'t`.
    pub(super) clipped: bool,
    /// Letters of it, folded, that an apostrophe binds to what follows: `d'Hélène`, `O'Brien`.
    pub(super) bound: usize,
    /// What stands before it.
    pub(super) gap: Gap,
}

impl Token {
    /// Without the word of French or Italian that an apostrophe binds to it: `d'Hélène`, `qu'Hélène`, `dell'Anna`; `None` where there is none.
    pub(super) fn unbound(&self) -> Option<&str> {
        let (word, rest) = self.folded.split_at_checked(self.bound)?;
        is_elided(word.as_bytes()).then_some(rest)
    }

    /// It stands for the beginning of a given name: `J`, `J.`, `Th.`, `Chr.`.
    pub(super) fn is_initial(&self) -> bool {
        self.capital
            && !self.clipped
            && (self.letters == 1 || self.dot && self.letters <= 3 && !self.is_title())
    }

    /// A title or a form of address.
    pub(super) fn is_title(&self) -> bool {
        TITLES.contains(&self.folded.as_str())
    }

    /// A form of address of several people.
    pub(super) fn is_household(&self) -> bool {
        matches!(self.folded.as_str(), "familie" | "fam" | "famille" | "family")
    }

    /// Belongs before a surname.
    pub(super) fn is_infix(&self) -> bool {
        INFIXES.contains(&self.folded.as_str())
    }
}

/// Forms of address and titles in the languages that are read; folded.
const TITLES: &[&str] = &[
    "dhr", "mw", "mevr", "mevrouw", "meneer", "heer", "mr", "mrs", "ms", "miss", "dr", "drs", "ir", "ing",
    "prof", "herr", "frau", "hr", "fr", "mme", "mlle", "monsieur", "madame", "sr", "sra", "srta", "sig",
    "signor", "signora", "don", "dona", "bsc", "msc", "mba", "phd", "jr", "sir", "mej", "ds", "jhr",
    "familie", "fam",
];

/// A word with a capital, as it is folded, may stand for given names: each that [`letters`](super::name::letters) takes may, whatever
/// stands around it.
pub(super) fn may_be_letters(text: &str, word: &Range<usize>, folded: &[u8]) -> bool {
    let Some(written) = text.get(word.clone()) else { return true };
    // `V't Hart` are two words to whoever looks for initials
    if written.chars().take(4).any(is_apostrophe) {
        return true;
    }
    let letters = || written.chars().filter(|c| is_letter(*c)).take(4);
    let is_title = || TITLES.iter().any(|t| t.as_bytes() == folded);
    match letters().count() {
        1 => true,
        2 | 3 => {
            let dot = text.get(word.end..).is_some_and(|rest| rest.starts_with('.'));
            (dot || letters().all(char::is_uppercase)) && !is_title()
        }
        _ => false,
    }
}

/// A word that loses its last letter before a vowel, as it is written there; folded.
pub(super) fn is_elided(word: &[u8]) -> bool {
    matches!(
        word,
        b"d" | b"l"
            | b"qu"
            | b"lorsqu"
            | b"puisqu"
            | b"dell"
            | b"all"
            | b"dall"
            | b"nell"
            | b"sull"
            | b"quell"
            | b"un"
    )
}

/// Words within surnames; folded.
pub(super) const INFIXES: &[&str] = &[
    "de", "den", "der", "het", "t", "van", "vanden", "vander", "vd", "vdr", "v", "d", "ten", "ter", "te",
    "vant", "op", "in", "aan", "bij", "von", "vom", "zu", "zum", "zur", "du", "des", "la", "le", "les",
    "del", "della", "di", "da", "dal", "dos", "das", "do", "el", "al", "bin", "ben", "ibn", "bint", "ait",
    "ould", "oulad", "s", "uit", "uijt", "onder", "over", "und", "y",
];

/// Words of a stretch of text, in their order.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut all: Vec<Token> = Vec::new();
    let mut gap_from = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if !is_letter(first) {
            continue;
        }
        let mut token = Token {
            span: start..start + first.len_utf8(),
            folded: String::new(),
            letters: 0,
            capital: first.is_uppercase(),
            capitals: true,
            dot: false,
            clipped: false,
            bound: 0,
            gap: Gap::Start,
        };
        let mut folded = Vec::new();
        let mut next = Some(first);
        while let Some(c) = next.take() {
            fold_char(c, &mut |b| folded.push(b));
            if is_letter(c) {
                token.letters += 1;
                token.capitals &= c.is_uppercase();
            }
            let behind = token.span.end;
            let rest = text.get(behind..).unwrap_or_default();
            let mut after = rest.chars();
            let follows = match after.next() {
                Some(c) if is_letter(c) || unicode_normalization::char::is_combining_mark(c) => true,
                // an apostrophe within a word
                Some(c) if is_apostrophe(c) => {
                    after.next().is_some_and(is_letter)
                        && !(is_clipped(rest) && is_before(&folded))
                        && !(token.letters > 1 && is_genitive(rest))
                }
                _ => false,
            };
            if follows && let Some((at, c)) = chars.next() {
                token.span.end = at + c.len_utf8();
                next = Some(c);
                if token.bound == 0 && is_apostrophe(c) {
                    token.bound = folded.len();
                }
            }
        }
        token.folded = String::from_utf8(folded).unwrap_or_default();
        token.dot = text[token.span.end..].starts_with('.');
        let apostrophe = text[gap_from..token.span.start].chars().next_back().filter(|c| is_apostrophe(*c));
        if let Some(c) = apostrophe.filter(|c| is_clipped(&text[token.span.start - c.len_utf8()..])) {
            token.clipped = true;
            token.span.start -= c.len_utf8();
        }
        let between = &text[gap_from..token.span.start];
        token.gap = match all.last() {
            None => Gap::Start,
            // `van't`, `v.'t`
            Some(_) if token.clipped && matches!(between, "" | ".") => Gap::Space,
            Some(before) => gap(between, before),
        };
        gap_from = token.span.end;
        all.push(token);
    }
    all
}

/// Marks that stand for what is left out of a word, as typed and as word processors make them.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '‛' | '`' | '´' | 'ʼ' | '′' | '\u{92}' | '＇' | 'ʹ' | 'ˈ' | 'ꞌ')
}

/// A letter that is no mark of these, which are letters to Unicode in part.
pub(super) fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !is_apostrophe(c)
}

/// A text begins with `'t` and a word behind it.
fn is_clipped(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(is_apostrophe)
        && matches!(chars.next(), Some('t' | 'T'))
        && !chars.next().is_some_and(|c| c.is_alphanumeric() || c == '.' || is_apostrophe(c))
}

/// A text begins with the `'s` that says whose something is: `Jansen's`. It is not of the name.
pub(super) fn is_genitive(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(is_apostrophe)
        && matches!(chars.next(), Some('s' | 'S'))
        && !chars.next().is_some_and(|c| {
            c.is_alphanumeric() || is_apostrophe(c) || unicode_normalization::char::is_combining_mark(c)
        })
}

/// Stands before `'t` without space: `van't`.
fn is_before(folded: &[u8]) -> bool {
    matches!(folded, b"van" | b"v" | b"in" | b"op" | b"aan" | b"bij" | b"uit" | b"onder" | b"over")
}

/// What stands between a word and the next.
fn gap(between: &str, before: &Token) -> Gap {
    let (between, dot) = match between.strip_prefix('.') {
        Some(rest) => (rest, true),
        None => (between, false),
    };
    // `Jan (J.P.) de Vries`
    if dot && between.trim_end_matches([' ', '\u{a0}']) == ")" && before.letters == 1 {
        return Gap::Close;
    }
    // a full stop ends a sentence, unless what stands before it is short
    if dot && before.letters > 4 {
        return Gap::Break;
    }
    // an accent that was typed behind its letter: `Niccolo' De Rossi`
    let between = match between.strip_prefix(is_apostrophe) {
        Some(rest) if !dot && rest.starts_with(' ') && before.letters > 2 => rest,
        _ => between,
    };
    if between.is_empty() {
        // `J.A.`, `v.d.`; `jan.bakker` is part of an address or a file name
        return if dot && before.letters <= 3 && before.capital || before.letters == 1 {
            Gap::Space
        } else {
            Gap::Break
        };
    }
    let trimmed = between.trim_matches([' ', '\u{a0}', '\u{202f}', '\u{2009}']);
    match trimmed {
        "" | "\t" => {
            if between.chars().count() <= 3 {
                Gap::Space
            } else {
                Gap::Break
            }
        }
        "_" | "." => Gap::Space,
        // `v/d Brink`
        "/" if before.letters == 1 => Gap::Space,
        "," => Gap::Comma,
        "(" => Gap::Open,
        ")" => Gap::Close,
        "&" | "+" => Gap::And,
        "-" | "\u{2010}" | "\u{2011}" | "\u{2013}" if trimmed.len() == between.len() => Gap::Hyphen,
        "-" | "\u{2010}" | "\u{2011}" | "\u{2013}" => Gap::Dash,
        _ if trimmed.strip_prefix(['-', '\u{2010}', '\u{2011}']).is_some_and(is_line_end) => Gap::Dash,
        _ if trimmed.contains('\n') && is_line_end(trimmed) => Gap::Line,
        _ => Gap::Break,
    }
}

/// One line end, with marks of quoting behind it.
fn is_line_end(text: &str) -> bool {
    text.bytes().filter(|b| *b == b'\n').count() == 1
        && text.chars().all(|c| matches!(c, '\r' | '\n' | '>' | '|') || c.is_whitespace())
        && text.len() <= 24
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(String, Gap)> {
        tokens(text).into_iter().map(|t| (t.folded, t.gap)).collect()
    }

    #[test]
    fn words_and_what_stands_between() {
        let w = |t: &str, g| (t.to_owned(), g);
        assert_eq!(
            words("Jan de Vries"),
            [w("jan", Gap::Start), w("de", Gap::Space), w("vries", Gap::Space)]
        );
        assert_eq!(
            words("Vries, J.A. de (Jan)"),
            [
                w("vries", Gap::Start),
                w("j", Gap::Comma),
                w("a", Gap::Space),
                w("de", Gap::Space),
                w("jan", Gap::Open)
            ]
        );
        assert_eq!(words("Jan.\nPiet"), [w("jan", Gap::Start), w("piet", Gap::Line)]);
        assert_eq!(words("Bakker. Piet")[1].1, Gap::Break, "a sentence ends");
        assert_eq!(words("van\n> den Brink")[1].1, Gap::Line);
        assert_eq!(words("lars.bakker")[1].1, Gap::Break);
        assert_eq!(words("O’Brien-D'Angelo"), [w("obrien", Gap::Start), w("dangelo", Gap::Hyphen)]);
        for text in ["van 't Hoff", "van ’t Hoff", "VAN ‘T HOFF", "van ´t Hoff", "van`t Hoff", "v.'t Hoff"]
        {
            let all = tokens(text);
            assert_eq!(all.len(), 3, "{text}");
            assert!(all[1].folded == "t" && all[1].clipped && !all[1].is_initial(), "{text}");
            assert_eq!((all[1].gap, all[2].gap), (Gap::Space, Gap::Space), "{text}");
        }
        assert!(!tokens("'T. Hoff'")[0].clipped && !tokens("don't")[0].clipped && tokens("don't").len() == 1);
        assert_eq!(words("Jan\n\nPiet")[1].1, Gap::Break);
        assert_eq!(
            words("Jansen's hond"),
            [w("jansen", Gap::Start), w("s", Gap::Break), w("hond", Gap::Space)]
        );
        assert_eq!((words("O'Sa")[0].0.as_str(), words("d's-x")[0].0.as_str()), ("osa", "ds"));
        assert_eq!(words("a;b")[1].1, Gap::Break);
        assert_eq!((words("v/d Brink")[1].1, words("Jan/Piet")[1].1), (Gap::Space, Gap::Break));
        assert_eq!(words("Vries - Jansen")[1].1, Gap::Dash);
        assert_eq!(words("Vries-\n> Jansen")[1].1, Gap::Dash);
        assert_eq!(words("Vries -- Jansen")[1].1, Gap::Break);
    }

    #[test]
    fn initials_are_told_from_titles_and_words() {
        let all = tokens("J. Th. dr. mr. Jan A");
        let initial: Vec<bool> = all.iter().map(Token::is_initial).collect();
        assert_eq!(initial, [true, true, false, false, false, true]);
    }
}
