//! Names in running text: two signs agree.
//!
//! In: a page. Out: names that begin with a capital. A pass over many bytes at a time finds capitals at the beginning of words;
//! grammar sees only those that another word follows.

use super::behind::ends_line;
use super::grammar::{Name, begins};
use super::inverted::inverted;
use super::names::Sense;
use super::search::{ENOUGH, Search};
use super::starts::{BLOCK, capitals, padded};
use super::token::{Shape, Token, token};
use super::whole::Tongue;
use super::words::{Mode, Words, is_full_line};

/// What a name of a given name and a stranger comes to.
const DOUBTFUL: i32 = 65;

impl Search<'_> {
    /// Adds the names in running text.
    pub(super) fn running(&mut self) {
        let bytes = self.text.as_bytes();
        let mut words = Words::none();
        let mut floor = 0;
        for at in (0..bytes.len()).step_by(BLOCK) {
            let near = bytes.get(at.wrapping_sub(1)..at + BLOCK).and_then(|near| near.try_into().ok());
            let starts = near.map_or_else(|| capitals(&padded(bytes, at)), capitals);
            for (n, eight) in starts.as_chunks::<8>().0.iter().enumerate() {
                let mut starts = u64::from_le_bytes(*eight);
                while starts != 0 {
                    let start = at + n * 8 + (starts.trailing_zeros() / 8) as usize;
                    starts &= starts - 1;
                    if start >= floor {
                        floor = self.candidate(start, &mut words).unwrap_or(floor);
                    }
                }
            }
        }
    }

    /// Looks at the word that begins at a byte; gives the byte behind the name that was found there. `words` are scratch.
    fn candidate(&mut self, at: usize, words: &mut Words) -> Option<usize> {
        let text = self.text;
        let bytes = text.as_bytes();
        if at > 0 && matches!(bytes[at - 1], b'.' | b'@' | b'_' | b'/') || !goes_on(text, at) {
            return None;
        }
        let first = token(self.names, text, at, text.len())?;
        if first.sense.is(Sense::TITLE.or(Sense::FIRM)) && !first.sense.is(Sense::GIVEN) {
            return None;
        }
        // `D. Emilio Ortega`: a title, and the name begins behind it
        if first.text(text) == "D." && self.is_title_of_spain(first.end) {
            return None;
        }
        // `ATTN A. Smit`
        if self.is_label(&first) {
            return None;
        }
        // `at 12:46 PM Anna Smith wrote`
        if matches!(first.text(text), "AM" | "PM")
            && text[..at].trim_end().ends_with(|c: char| c.is_ascii_digit())
        {
            return None;
        }
        let few = first.shape == Shape::Capitals && first.letters > 1 && first.letters < 4;
        let titled = few && self.is_titled(at);
        // `Frau DI Hagedoorn`, an engineer of Austria; `ARLA Propertymark` behind somebody
        if titled && first.text(text) == "DI"
            || first.shape == Shape::Capitals && first.letters > 3 && first.sense.is(Sense::AFTER)
        {
            return None;
        }
        if first.shape == Shape::Initials
            && matches!(bytes[first.end..], [b' ', b'(', ..] | [b'(', ..])
            && let Some(name) = self.with_call_name(&first)
        {
            return self.weigh(name);
        }
        if (first.sense.is(Sense::SURNAME) || first.sense == Sense::default())
            && let Some(name) = self.with_initial(&first)
        {
            return self.weigh(name);
        }
        let mut first = first;
        // `mio fratello Salvo Caruso`, `Schüler Can Yıldırım`: behind such words a common word is a name
        if first.sense.is(Sense::WORD)
            && first.shape == Shape::Capital
            && (self.is_called(&first) || self.is_known_word(&first))
        {
            first.sense = Sense(first.sense.0 & !Sense::WORD.0);
        }
        let begins = begins(&first, Mode::Running, titled);
        // `su padre, D. Arnedo Saiz, Álvaro`
        let turned = !first.is_given()
            && comma_soon(&bytes[first.end..])
            && (self.is_line_start(at) && !first.sense.is(Sense::BEFORE) || self.is_don(at));
        if begins && turned {
            words.read_behind(self.names, text, first);
            // of one surname, what follows decides
            let two = |name: &Name| text[name.surname.clone()].contains(' ');
            if let Some(name) = inverted(self.names, text, words).filter(|name| name.known && two(name)) {
                return self.weigh(name);
            }
        }
        if begins {
            words.read_behind(self.names, text, first);
            if first.shape == Shape::Capitals
                && let Some(name) = self.surname_in_capitals(words)
            {
                return self.weigh(name);
            }
            if words.all().get(1).is_some_and(|w| w.shape == Shape::Capital && w.sense.is(Sense::WORD))
                && self.is_addressed(at)
            {
                words.name_second();
            }
            if let Some(name) = self.straight(words, titled) {
                let name = self.longer(name, words);
                if let Some(end) = self.weigh(name) {
                    return Some(end);
                }
            }
        }
        if let Some(name) = self.titled_first(&first) {
            return self.weigh(name);
        }
        let comma = bytes.get(first.end) == Some(&b',')
            || !first.is_given()
                && matches!(bytes.get(first.end), Some(b' ' | 0xc2))
                && comma_soon(&bytes[first.end..]);
        if !comma {
            return None;
        }
        let start = self.back_over_particles(at);
        if !begins || start != at {
            words.read(self.names, text, start);
        }
        self.surname_first(first, words)
    }

    /// True behind `D.` in Spanish mail, before two words that are no name with an initial before it: `Jesús María Ortega`.
    fn is_title_of_spain(&self, end: usize) -> bool {
        let at = end + usize::from(self.text.as_bytes().get(end) == Some(&b' '));
        self.tongue() == Tongue::Spanish
            && token(self.names, self.text, at, self.text.len())
                .filter(Token::is_given)
                .and_then(|given| token(self.names, self.text, given.end + 1, self.text.len()))
                .is_some_and(|next| next.shape == Shape::Capital || next.sense.is(Sense::PARTICLE))
    }

    /// True for what is no initials, though it is written as they are.
    fn is_abbreviation(&self, name: &Name) -> bool {
        let initials = &self.text[name.given.clone()];
        let person = self.text[name.surname.clone()].starts_with("van ");
        ABBREVIATIONS.contains(&initials) && !person || initials == "R.M." && self.tongue() == Tongue::Spanish
    }

    /// True for letters behind a name, which look like an initial and a surname: `M.Eng`.
    fn is_degree(&self, name: &Name) -> bool {
        let whole = &self.text[name.span.clone()];
        !whole.contains(' ') && self.names.sense(whole).is(Sense::AFTER)
    }

    /// Takes the name that these words begin with, the surname first; `first` is the first word with a capital among them.
    fn surname_first(&mut self, first: Token, words: &Words) -> Option<usize> {
        let text = self.text;
        let mut name = inverted(self.names, self.text, words)?;
        name.score -= 10;
        // `Beste Jansen, Jan is ziek`: in a sentence, more must be said
        let starts = self.is_line_start(name.span.start);
        let alone = starts || self.ends_piece(name.span.end);
        name.score += if alone { 10 } else { -5 };
        let listed = first.sense.is(Sense::SURNAME);
        // `Jan, Piet` are two, and so are `Martin, Thomas, …`
        let single = name.surname == (first.start..first.end) && name.span.end == name.given.end;
        if first.is_given() && !name.initials && (!alone || single) {
            let rest = text.as_bytes().get(name.span.end..).unwrap_or_default();
            let goes_on =
                matches!(rest, [b',', ..] | [b' ', b'e' | b'a' | b'u' | b'y' | b'&' | b'A'..=b'Z', ..]);
            let ends = goes_on || matches!(rest, [] | [b'\n' | b'\r' | b'.', ..]);
            // a row of a list goes on with something else: `Heide, Linda - 06…`
            name.score -= match listed {
                _ if single && (goes_on || !starts) => 40,
                false if single && ends => 25,
                false if !alone => 40,
                _ => 0,
            };
        }
        // `Morning, Harriet has a cold`
        if starts && first.sense.is(Sense::BEFORE) {
            return None;
        }
        // `Cheers, Jan`; `bij de Huurdersbond, Jan`
        if starts && self.is_closing(name.span.start) {
            return None;
        }
        // `Hashimoto, Basedow, Addison`: things in a row
        let row = || {
            self.last < name.span.start
                && text[..name.span.start].strip_suffix(", ").is_some_and(|before| {
                    let word = before.rsplit([' ', '\n', '"']).next().unwrap_or_default();
                    word.len() > 2
                        && word.starts_with(char::is_uppercase)
                        && word.chars().all(char::is_alphabetic)
                })
        };
        if single && !starts && !name.initials && row() {
            return None;
        }
        let article =
            matches!(text[name.span.start..first.start].trim_end(), "de" | "la" | "le" | "der" | "el");
        if !starts && article && !first.sense.is(Sense::SURNAME.or(Sense::SURNAME_OR_WORD)) {
            name.score -= 20;
        }
        self.weigh(name)
    }

    /// Keeps the name at hand when what it is made of, and what stands around it, is enough.
    fn weigh(&mut self, name: Name) -> Option<usize> {
        let mut more = 0;
        let mut why = "";
        if name.score < 90 {
            (more, why) = self.around(&name);
        }
        let other =
            name.initials && (self.is_abbreviation(&name) || self.is_degree(&name)) || self.is_thing(&name);
        let other = other || more < 20 && self.is_town(&name);
        let other = other || more <= 0 && name.score <= DOUBTFUL && self.goes_on_strangely(&name);
        if name.score + more < ENOUGH && !other {
            self.suppose(&name);
        }
        if name.score + more < ENOUGH || other || self.is_namesake(&name) && !self.is_known(&name) {
            return None;
        }
        let end = name.span.end;
        // `Caro Marco,`
        if self.is_greeting(&name) {
            return Some(end);
        }
        // none, and neither is a part of it
        let listed = more <= 0 || why == "list of names" || self.is_noble(&name);
        if listed && self.is_honoured_name(&name) && !self.is_known(&name) {
            return Some(end);
        }
        self.last = end;
        self.take(&name, more, why).then_some(end)
    }

    /// True for a salutation that is a given name too, before another: `Cara Anna,` at the beginning of a line.
    fn is_greeting(&self, name: &Name) -> bool {
        const GREETINGS: [&str; 6] = ["Caro", "Cara", "Ciao", "Salve", "Buongiorno", "Buonasera"];
        let text = self.text;
        let surname = &text[name.surname.clone()];
        GREETINGS.contains(&&text[name.given.clone()])
            && !name.inverted
            && text[name.span.end..].starts_with([',', '!'])
            && self.names.sense(surname).is(Sense::GIVEN)
            && self.is_line_start(name.span.start)
            && !self.is_known(name)
    }

    /// True where a line begins at a byte, marks of lists aside.
    pub(super) fn is_line_start(&self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        let mut pos = at;
        while pos > 0
            && at - pos < 8
            && matches!(bytes[pos - 1], b' ' | b'\t' | b'-' | b'*' | b'>' | b'"' | b'\'')
        {
            pos -= 1;
        }
        pos == 0 || bytes[pos - 1] == b'\n' || pos < at && bytes[pos..at].contains(&b'\t')
    }

    /// True for a stretch between the beginning of a line, a label or a number in a list and the end of the line, a number or a gap.
    pub(super) fn stands_alone(&self, from: usize, to: usize) -> bool {
        let (before, behind) = (&self.text.as_bytes()[..from], &self.text.as_bytes()[to..]);
        let begins = self.is_line_start(from)
            || matches!(
                before,
                [.., b':' | b')', b' '] | [.., b' ' | b';' | b'|', b' '] | [.., b';' | b'\t' | b'|']
            );
        let ends = ends_line(behind)
            || matches!(behind, [b' ', b' ' | b'-' | b'|' | b'0'..=b'9', ..] | [b';' | b'\t' | b'|', ..]);
        // `JURK Emma     45,00`
        let gap = behind.iter().take_while(|b| **b == b' ').count();
        let digits = behind[gap..].iter().take_while(|b| b.is_ascii_digit()).count();
        let price = gap > 0
            && digits > 0
            && (matches!(&behind[gap + digits..], [b',' | b'.', ..])
                || behind[gap + digits..].trim_ascii_start().starts_with(b"euro")
                || behind[gap + digits..].trim_ascii_start().starts_with("€".as_bytes()));
        let dated =
            digits < 3 && matches!(&behind[gap + digits..], [b'.', b'0'..=b'9', b'0'..=b'9', b'.', ..]);
        let price = price && !dated || behind[gap..].starts_with("€".as_bytes());
        begins && ends && !price
    }

    /// True where nothing of the same sentence goes on behind a byte.
    pub(super) fn ends_piece(&self, at: usize) -> bool {
        matches!(
            self.text.as_bytes().get(at..).unwrap_or_default(),
            [] | [b'\n' | b'\r' | b'\t' | b',' | b';' | b'|' | b'<' | b'[' | b':' | b')' | b'"', ..]
                | [
                    b' ',
                    b'-' | b'|'
                        | b'('
                        | b'<'
                        | b'['
                        | b'+'
                        | b'0'
                        | b'\n'
                        | b'\r'
                        | b'/'
                        | b'\t'
                        | 0xc2
                        | 0xe2,
                    ..
                ]
        )
    }
}

/// True where another word of a name may follow the word that begins at a byte; before anything is looked up.
fn goes_on(whole: &str, at: usize) -> bool {
    let text = &whole.as_bytes()[at..];
    let near = &text[1..text.len().min(40)];
    let end = 1 + near.iter().position(|b| !INNER[usize::from(*b)]).unwrap_or(near.len());
    let next = match (text.get(end), text.get(end + 1)) {
        (Some(b' '), Some(next)) => *next,
        // initials, and what is cut short: `Fco. Javier`
        // `M.ª Dolores`
        (Some(b'.'), Some(0xc2)) => return end == 1 && text.get(end + 2) == Some(&0xaa),
        (Some(b'.'), Some(next)) if end <= 4 => *next,
        (Some(0xc2 | b','), Some(_)) => *text.get(end + 2).unwrap_or(&0),
        // a name goes on behind a full line alone
        (Some(b'\n' | b'\r'), _) => return is_full_line(whole, at + end),
        _ => return false,
    };
    match next {
        b'A'..=b'Z' | 0xc3.. | b'\'' | b' ' | b'-' | b'\n' => true,
        b'a'..=b'z' => is_particle_like(&text[end..]),
        _ => false,
    }
}

/// Forms of firms, states, boxes: no initials, though they are written as these are.
const ABBREVIATIONS: [&str; 25] = [
    "P.O.", "N.V.", "B.V.", "U.S.", "U.K.", "U.S.A.", "E.U.", "V.O.F.", "S.L.", "S.L.U.", "S.R.L.", "S.P.A.",
    "S.A.S.", "U.A.", "Z.O.Z.", "C.I.F.", "N.I.F.", "D.N.I.", "N.B.", "P.S.", "D.C.", "T.A.V.", "R.C.S.",
    "R.E.A.", "S.C.S.",
];

/// What a word goes on with: letters, those beyond ASCII too, but not what a no-break space begins with; hyphens, apostrophes.
static INNER: [bool; 256] = {
    let mut all = [false; 256];
    let mut n = 0;
    while n < 256 {
        let b = n as u8;
        all[n] = b.is_ascii_alphabetic() || b >= 0x80 && b != 0xc2 || matches!(b, b'-' | b'\'');
        n += 1;
    }
    all
};

/// True where a comma and a capital follow within a few words.
fn comma_soon(rest: &[u8]) -> bool {
    let near = &rest[..rest.len().min(40)];
    memchr::memchr(b',', near).is_some_and(|n| {
        let behind = rest.get(n + 1..).unwrap_or_default();
        matches!(behind, [b' ', b, ..] | [b, ..] if b.is_ascii_uppercase() || *b >= 0xc3)
    })
}

/// True where a short word in lower case follows that may belong before a surname, going by its letters.
fn is_particle_like(rest: &[u8]) -> bool {
    let from = rest.iter().take(3).take_while(|b| !b.is_ascii_alphabetic()).count();
    let word = &rest[from..];
    // they begin with these
    let first = word.first().copied().unwrap_or_default();
    if !matches!(first, b'a' | b'b' | b'd' | b'e' | b'i' | b'l' | b'o' | b't' | b'u' | b'v' | b'y' | b'z') {
        return false;
    }
    let near = &word[..word.len().min(6)];
    let length = near.iter().position(|b| !b.is_ascii_alphabetic()).unwrap_or(near.len());
    // `as-Sayed`
    if length == 2 && first == b'a' && word.get(2) == Some(&b'-') {
        return true;
    }
    matches!(
        &word[..length],
        b"van"
            | b"v"
            | b"vd"
            | b"ap"
            | b"i"
            | b"abu"
            | b"von"
            | b"vom"
            | b"de"
            | b"den"
            | b"der"
            | b"ter"
            | b"te"
            | b"ten"
            | b"op"
            | b"in"
            | b"la"
            | b"le"
            | b"les"
            | b"du"
            | b"des"
            | b"da"
            | b"di"
            | b"del"
            | b"della"
            | b"dello"
            | b"dal"
            | b"dalla"
            | b"degli"
            | b"dei"
            | b"dos"
            | b"das"
            | b"do"
            | b"el"
            | b"al"
            | b"ben"
            | b"bin"
            | b"ibn"
            | b"aan"
            | b"uit"
            | b"zu"
            | b"zum"
            | b"zur"
            | b"t"
            | b"l"
            | b"d"
            | b"y"
            | b"af"
            | b"av"
    )
}
