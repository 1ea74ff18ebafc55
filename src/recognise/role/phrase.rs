//! A phrase in, what it is out: a job title, a department, an organisation, a name, or nothing that is known.
//!
//! In: a short text that stands by itself: a line of a signature, a cell of a table, a piece between commas. Out: a kind and
//! how sure. The order of the questions matters: `Afdeling Beheer` is a department although `Beheer` may be more, and
//! `Hoofd Technische Dienst` is a title although it ends like a department.

use super::fold::{fold, squeeze};
use super::vocabulary::{Sort, Vocabulary};
use crate::model::Kind;

/// Bytes of a phrase.
pub(super) const PHRASE_MAX: usize = 90;
/// Words of a phrase.
const WORDS_MAX: usize = 10;

/// A word of a phrase.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Word<'t> {
    /// As it is written, without brackets, quotes and commas around it.
    pub(super) text: &'t str,
    /// Where it begins in the phrase.
    pub(super) start: usize,
    pub(super) sort: Sort,
    /// A comma, a colon or a bracket stands behind it.
    pub(super) parted: bool,
    /// A bracket or a quote opens before it.
    pub(super) opened: bool,
}

impl Word<'_> {
    /// Where it ends in the phrase.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }
    /// Begins with a capital.
    pub(super) fn is_capital(&self) -> bool {
        self.text.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase)
    }
    /// `van`, `de`, `&`: stands within names of people and firms, in lower case.
    pub(super) fn is_joint(&self) -> bool {
        self.sort.is(Sort::JOINT)
    }
    fn is_initial(&self) -> bool {
        let letters = self.text.chars().filter(|c| c.is_alphabetic()).count();
        letters <= 4
            && self.text.contains('.')
            && self.text.chars().all(|c| c.is_uppercase() || c == '.' || c == '-')
            || letters == 1 && self.is_capital()
    }
}

/// Legal forms that are also words, plates or abbreviations: in a sentence they make no firm.
const RISKY: [&str; 26] = [
    "CV", "SE", "EU", "SC", "CB", "AS", "AE", "BA", "WA", "UA", "LP", "CO", "Co", "SP", "Sp", "EG", "EK",
    "EV", "AB", "CIO", "CIC", "GIE", "DAC", "SCP", "PARTG", "SAS",
];

/// The words of a phrase, without memory of their own.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Words<'t> {
    list: [Word<'t>; WORDS_MAX],
    length: usize,
}

impl<'t> std::ops::Deref for Words<'t> {
    type Target = [Word<'t>];
    fn deref(&self) -> &[Word<'t>] {
        &self.list[..self.length]
    }
}

/// The words of a phrase; `None` where it is too long to be one.
pub(super) fn words<'t>(phrase: &'t str, vocabulary: &Vocabulary) -> Option<Words<'t>> {
    if phrase.len() > PHRASE_MAX {
        return None;
    }
    let mut all = Words::default();
    let around = |c: char| {
        matches!(c, '(' | ')' | '[' | ']' | '"' | '\'' | '*' | '_' | '<' | '>' | '„' | '“' | '”' | '«' | '»')
    };
    let behind = |c: char| matches!(c, ',' | ';' | ':');
    for piece in phrase.split([' ', '\t', '\u{a0}']) {
        let text = piece.trim_start_matches(around).trim_end_matches(behind);
        let text = if text.starts_with("haftungs") {
            text.trim_end_matches(')')
        } else {
            text.trim_end_matches(around).trim_end_matches(behind)
        };
        if text.is_empty() {
            continue;
        }
        // `'t Hoekje`
        let start = text.as_ptr() as usize - phrase.as_ptr() as usize;
        let (text, start) = match start.checked_sub(1).and_then(|n| phrase.get(n..start + text.len())) {
            Some(longer) if longer.starts_with('\'') && text.len() == 1 => (longer, start - 1),
            _ => (text, start),
        };
        let sort = sort_of(text, vocabulary);
        let parted = piece.ends_with([',', ';', ':', ')', '(']);
        let opened = piece.starts_with(['(', '"', '[', '„', '“', '«']);
        *all.list.get_mut(all.length)? = Word { text, start, sort, parted, opened };
        all.length += 1;
    }
    Some(all)
}

/// What a word is: looked up in lower case.
fn sort_of(word: &str, vocabulary: &Vocabulary) -> Sort {
    let bare = word.trim_end_matches('.');
    let mut short = [0; 40];
    if let Some(lower) = short.get_mut(..bare.len())
        && bare.is_ascii()
    {
        lower.copy_from_slice(bare.as_bytes());
        lower.make_ascii_lowercase();
        return std::str::from_utf8(lower).map_or_else(|_| Sort::default(), |w| vocabulary.sort(w));
    }
    vocabulary.sort(&fold(bare))
}

/// What a phrase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) kind: Kind,
    /// Hundredths that are added to the confidence of the kind.
    pub(super) more: i8,
    /// Which question settled it.
    pub(super) why: &'static str,
}

/// What is known where a phrase stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'p> {
    /// Names of the domains on the page, providers left out: squeezed.
    pub(super) domains: &'p [String],
    /// The phrase may be the name of a person: the first line of a signature, or one that was found to be.
    pub(super) may_be_person: bool,
}

/// What a phrase that stands by itself is.
pub(super) fn verdict(phrase: &str, vocabulary: &Vocabulary, place: Place<'_>) -> Option<Verdict> {
    if !may_be(phrase) {
        return None;
    }
    judge(phrase, &words(phrase, vocabulary)?, vocabulary, place)
}

/// Most of what stands in a signature is none: addresses, numbers, sentences.
fn may_be(phrase: &str) -> bool {
    let (mut digits, mut spaces, mut stops) = (0, 0, 0);
    let mut last = 0;
    for b in phrase.bytes() {
        match b {
            b'0'..=b'9' => digits += 1,
            b' ' => spaces += 1,
            b'@' | b'?' | b'!' | b'=' | b'{' | b'\\' => return false,
            b'/' if last == b'/' => return false,
            b'.' if last == b'.' => stops += 1,
            _ => {}
        }
        last = b;
    }
    let lower = phrase.as_bytes().first().is_some_and(u8::is_ascii_lowercase);
    !(digits > 4 || spaces > WORDS_MAX || stops > 1 || lower && phrase.len() > 44 && spaces > 4)
}

/// What a phrase is, by its words.
pub(super) fn judge(
    phrase: &str,
    words: &[Word<'_>],
    vocabulary: &Vocabulary,
    place: Place<'_>,
) -> Option<Verdict> {
    let digits = phrase.bytes().filter(u8::is_ascii_digit).count();
    let (first, last) = (words.first()?, words.last()?);
    let said = |kind, more, why| Some(Verdict { kind, more, why });
    if let Some(span) = legal(words, vocabulary, true)
        && span.0 == 0
        && span.1 == words.len()
    {
        return said(Kind::Organisation, 10, "a legal form");
    }
    let never = |w: &Word<'_>| {
        w.sort.is(Sort::NEVER) && (w.text.len() > 3 || !w.text.chars().all(char::is_uppercase))
    };
    if digits > 2 || words.iter().any(never) || first.sort.is(Sort::GREETING) || phrase.ends_with(':') {
        return None;
    }
    let sentence =
        phrase.ends_with('.') && !last.text.trim_end_matches('.').contains('.') && last.text.len() > 4;
    let tie = words.len() >= 3 && is_tied(words);
    if tie {
        return said(Kind::Organisation, 5, "a word behind `&` that makes a firm");
    }
    if !place.may_be_person && is_domain(phrase, words, place.domains) {
        return said(Kind::Organisation, 6, "like a domain beside it");
    }
    if sentence {
        return None;
    }
    if words.len() >= 2
        && first.sort.is(Sort::OPENER)
        && !first.sort.is(Sort::HEAD)
        && first.is_capital_or_short()
        && words.len() <= 7
    {
        return said(Kind::Department, 6, "a word that opens the name of a department");
    }
    if words.len() >= 2
        && first.sort.is(Sort::OPENER)
        && words[1..].iter().all(|w| w.sort.is(Sort::PART) || w.is_joint())
    {
        return said(Kind::Department, 4, "a word that opens the name of a department");
    }
    // `Office of the Mayor`
    if words.len() >= 3 && first.sort.is(Sort::SOFT_OPENER) && first.is_capital() && words[1].is_joint() {
        return said(Kind::Department, -4, "a word that may open the name of a department");
    }
    if is_title(words) && !(place.may_be_person && may_be_name(words)) {
        return said(Kind::JobTitle, 0, "a word that makes a title");
    }
    if first.is_capital()
        && !first.is_joint()
        && words.len() <= 5
        && words.iter().all(|w| w.sort.is(Sort::PART) || w.is_joint())
        && !last.is_joint()
        && (words.len() > 1 || first.text.len() > 3 || first.text.chars().all(|c| !c.is_lowercase()))
    {
        return said(Kind::Department, 0, "words of departments alone");
    }
    let field = |w: &Word<'_>| w.sort.is(Sort::PART) || w.sort.is(Sort::TYPE) || w.is_joint();
    if words.len() >= 2
        && first.sort.is(Sort::SOFT_OPENER)
        && first.is_capital()
        && words[1..].iter().all(field)
    {
        return said(Kind::Department, 2, "a word that opens the name of a department");
    }
    if is_trade(words, place.may_be_person) {
        return said(Kind::Organisation, -4, "a word of a trade");
    }
    if words.len() >= 2 && words.len() <= 6 && first.is_capital() {
        if first.sort.is(Sort::SOFT_OPENER) {
            return said(Kind::Department, -6, "a word that may open the name of a department");
        }
        let known = |w: &Word<'_>| w.sort.is(Sort::PART) || w.sort.is(Sort::MODIFIER) || w.is_joint();
        if last.sort.is(Sort::CLOSER)
            && words[..words.len() - 1].iter().all(|w| known(w) || w.is_capital())
            && !place.may_be_person
        {
            return said(Kind::Department, -4, "a word that ends the name of a department");
        }
    } else if words.len() == 1 && first.is_capital() && first.sort.is(Sort::CLOSER) && first.text.len() >= 6 {
        return said(Kind::Department, -6, "a word that ends the name of a department");
    }
    None
}

impl Word<'_> {
    fn is_capital_or_short(&self) -> bool {
        self.is_capital() || self.text.len() <= 4
    }
}

/// The words of a firm with a legal form: from which word, and up to which. Within a sentence only forms count that are
/// nothing else, and what begins a sentence is no part of the name.
pub(super) fn legal(words: &[Word<'_>], vocabulary: &Vocabulary, alone: bool) -> Option<(usize, usize)> {
    let spaced = |n: usize| {
        // `B. V.`, `e. K.`
        let (Some(a), Some(b)) = (words.get(n), words.get(n + 1)) else { return false };
        let single = |w: &Word<'_>| w.text.len() == 2 && w.text.ends_with('.');
        single(a) && single(b) && vocabulary.is_form(&format!("{}{}", a.text, b.text))
    };
    let form = |n: usize| {
        let w = words.get(n)?;
        if spaced(n) {
            return Some(2);
        }
        let risky = !alone && RISKY.contains(&w.text);
        (vocabulary.is_form(w.text) && !risky).then_some(1)
    };
    let (at, mut next) = (1..words.len()).find_map(|n| form(n).map(|length| (n, n + length)))?;
    let before = &words[at - 1];
    let digits = before.text.bytes().filter(u8::is_ascii_digit).count();
    let wordly = before.text.chars().filter(|c| c.is_alphabetic()).count() >= 2 && digits < 3
        || alone && digits > 0 && digits < 4
        || before.is_initial()
        || before.text == "&";
    if before.parted && !alone
        || !wordly
        || !(before.is_capital()
            || before.sort.is(Sort::TYPE)
            || before.sort.is(Sort::TIE)
            || has_digit(before.text))
    {
        return None;
    }
    // `GmbH & Co. KG`, `Coöperatie U.A.`, `UG (haftungsbeschränkt)`
    loop {
        let w = |n: usize| words.get(n).map_or("", |w| w.text.trim_end_matches('.'));
        if matches!(w(next), "&" | "und" | "et" | "e") && matches!(w(next + 1), "Co" | "CO" | "co" | "Cie") {
            next += 2;
        } else if w(next).starts_with("haftungsbeschr") {
            next += 1;
        } else if !words[next - 1].parted && form(next).is_some() {
            next += form(next).unwrap_or(1);
        } else {
            break;
        }
    }
    let mut from = at;
    while from > 0 {
        let w = &words[from - 1];
        let numbered = has_digit(w.text) && w.text.len() <= 4 && from < at;
        let fits = w.is_capital()
            || w.is_joint()
            || numbered
            || w.sort.is(Sort::TIE)
            || alone && w.sort.is(Sort::TYPE);
        if !fits || from < at && w.parted || w.text.ends_with('.') && !w.is_initial() && w.text.len() > 5 {
            break;
        }
        from -= 1;
        if w.opened {
            break;
        }
    }
    if let Some(skip) = after_person(&words[from..at]) {
        from += skip;
    }
    // what a sentence begins with, and what joins it to the name
    while from < at {
        let w = &words[from];
        let lead = w.sort.is(Sort::LEAD) && !(alone && from == 0 && w.is_capital() && w.is_joint());
        let joint = w.is_joint()
            && !w.is_capital()
            && !matches!(w.text, "van" | "de" | "'t" | "von" | "der" | "den" | "the");
        let hanging = w.is_joint() && !w.is_capital() && from > 0;
        if lead && w.text != "De" || joint || hanging {
            from += 1;
        } else {
            break;
        }
    }
    let name = &words[from..at];
    let proper = name.iter().any(|w| !w.is_joint());
    (proper && !name.is_empty()).then_some((from, next))
}

/// `Piet Jansen van Klant Bouw`: where the firm begins behind a name of two words or more and a word that joins the two.
pub(super) fn after_person(words: &[Word<'_>]) -> Option<usize> {
    let joins = |w: &Word<'_>| {
        matches!(
            w.text,
            "van" | "von" | "of" | "from" | "de" | "di" | "del" | "bij" | "bei" | "at" | "chez" | "@"
        )
    };
    let firmly = |w: &Word<'_>| w.sort.is(Sort::TYPE) || w.sort.is(Sort::TIE) || matches!(w.text, "&" | "+");
    (2..words.len().saturating_sub(1))
        .rev()
        .find(|n| {
            let (name, firm) = (&words[..*n], &words[n + 1..]);
            let own = firm.first().is_some_and(|w| {
                w.is_capital() && !w.is_joint()
                    || w.sort.is(Sort::TYPE)
                    || matches!(w.text, "De" | "Het" | "The" | "La" | "Le")
            });
            joins(&words[*n])
                && own
                && name.iter().filter(|w| w.is_capital()).count() >= 2
                && !name.iter().any(firmly)
                && (firm.len() >= 2 || words.len() > n + 1 && firm.iter().any(firmly))
        })
        .map(|n| n + 1)
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit())
}

/// `Groen & Zn.`, `Kühn & Partner`, `Architectenbureau Evers + Co`, `Plomberie Rousseau et Fils`.
fn is_tied(words: &[Word<'_>]) -> bool {
    let Some((last, rest)) = words.split_last() else { return false };
    let Some((joint, name)) = rest.split_last() else { return false };
    let joins = matches!(joint.text, "&" | "+" | "en" | "und" | "and" | "et" | "y" | "e");
    let sign = matches!(joint.text, "&" | "+");
    joins
        && (sign || last.is_capital())
        && last.sort.is(Sort::TIE)
        && name.iter().all(|w| w.is_capital() || w.is_joint())
        && name.iter().any(|w| w.is_capital() && !w.sort.is(Sort::HEAD) && !w.sort.is(Sort::PART))
}

/// The phrase is what a domain on the page is called after: `Zorggroep Oosterlee` and `zorggroepoosterlee.nl`.
pub(super) fn is_domain(phrase: &str, words: &[Word<'_>], domains: &[String]) -> bool {
    if domains.is_empty()
        || phrase.contains([',', '(', ':', '|', '/'])
        || !words.first().is_some_and(|w| w.is_capital() || w.is_joint() || has_digit(w.text))
    {
        return false;
    }
    // a lone word of a department or a title says nothing of a firm
    if words.len() == 1 && (words[0].sort.is(Sort::PART) || words[0].sort.is(Sort::HEAD)) {
        return false;
    }
    let first =
        phrase.bytes().find(|b| b.is_ascii_alphanumeric() || *b >= 0x80).unwrap_or(b' ').to_ascii_lowercase();
    if first < 0x80 && domains.iter().all(|d| d.as_bytes().first() != Some(&first)) {
        return false;
    }
    if !may_be_domain(phrase, domains) {
        return false;
    }
    let squeezed = [squeeze(phrase, false), squeeze(phrase, true)];
    domains.iter().any(|domain| {
        squeezed.iter().any(|s| {
            s.len() >= 3 && s == domain
                || s.len() >= 7 && domain.starts_with(s.as_str()) && s.len() * 4 >= domain.len() * 3
                || domain.len() >= 6
                    && s.starts_with(domain.as_str())
                    && ends_at_word(phrase, domain.len(), s.len())
        })
    })
}

/// A quick look: a domain begins with the phrase's first letter.
fn may_be_domain(phrase: &str, domains: &[String]) -> bool {
    let first =
        phrase.bytes().find(|b| b.is_ascii_alphanumeric() || *b >= 0x80).unwrap_or(b' ').to_ascii_lowercase();
    first >= 0x80 || domains.iter().any(|d| d.as_bytes().first() == Some(&first))
}

/// A domain that is the first words of a phrase, and at least half of it.
fn ends_at_word(phrase: &str, domain: usize, all: usize) -> bool {
    let mut length = 0;
    let mut at_word = false;
    for word in phrase.split(' ') {
        length += squeeze(word, false).len();
        at_word |= length == domain;
    }
    at_word && domain * 2 >= all
}

/// A phrase with a word that makes it a title, and with nothing that a title has not.
pub(super) fn is_title(words: &[Word<'_>]) -> bool {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let family = words.iter().all(|w| !w.sort.is(Sort::HEAD) || w.sort.is(Sort::SURNAME));
    let stranger = |w: &Word<'_>| w.sort.is_none();
    let owned = |w: &Word<'_>| w.text.ends_with("'s") || w.text.ends_with("’s");
    if family && words.len() > 1 && words.iter().any(stranger) || words.iter().any(owned) {
        return false;
    }
    if words.len() > 9
        || !words.iter().any(|w| w.sort.is(Sort::HEAD))
        || is_only_capital_letters_of_name(words)
    {
        return false;
    }
    let number = |w: &Word<'_>| has_digit(w.text);
    if number(first) || words.iter().filter(|w| number(w)).count() > 1 || last.is_joint() {
        return false;
    }
    let known = |w: &Word<'_>| {
        w.is_joint()
            || w.sort.is(Sort::HEAD)
            || w.sort.is(Sort::MODIFIER)
            || w.sort.is(Sort::PART)
            || w.sort.is(Sort::OPENER)
            || w.sort.is(Sort::CLOSER)
    };
    let lead = words.iter().position(|w| !w.sort.is(Sort::MODIFIER) || w.sort.is(Sort::HEAD));
    let opens = lead.is_some_and(|n| words[n].sort.is(Sort::HEAD));
    let closes = last.sort.is(Sort::HEAD);
    let all_known = words.iter().all(known);
    let followed =
        words.windows(2).any(|w| w[0].sort.is(Sort::HEAD) && (w[1].is_joint() || w[1].text == "-"));
    let strangers = words.iter().filter(|w| !known(w)).count();
    // what is said of a person in a sentence begins in lower case
    let begins = first.is_capital() || all_known;
    let capitals = words.iter().all(|w| w.is_capital() || known(w));
    let bound = if opens || followed { 3 } else { 1 };
    begins
        && (!first.is_joint() || first.sort.is(Sort::HEAD))
        && (all_known || (opens || closes || followed) && (capitals || strangers <= bound))
        && (closes || opens || followed || all_known)
}

/// Every word one capital letter: initials, no title.
fn is_only_capital_letters_of_name(words: &[Word<'_>]) -> bool {
    words.iter().all(Word::is_initial)
}

/// A word of a trade, and another that is a name: `Bakkerij Groen`, `Jansen Schilderwerken`, `University of Leeds`.
pub(super) fn is_trade(words: &[Word<'_>], may_be_person: bool) -> bool {
    if words.len() < 2 || words.len() > 8 {
        return false;
    }
    let typed = |w: &Word<'_>| w.sort.is(Sort::TYPE);
    let Some(at) = words.iter().position(|w| typed(w) && w.is_capital()) else { return false };
    if words.iter().any(|w| w.text.bytes().filter(u8::is_ascii_digit).count() > 1)
        || has_digit(words[words.len() - 1].text)
        || words[0].sort.is(Sort::NEVER)
    {
        return false;
    }
    if may_be_person && at > 0 && words.len() == 2 {
        return false;
    }
    let first = &words[0];
    let opens = first.is_capital() || first.is_joint() && words[1].is_capital();
    let fits = |w: &Word<'_>| w.is_capital() || w.is_joint() || typed(w) || has_digit(w.text);
    let proper = |w: &Word<'_>| {
        w.is_capital()
            && !has_digit(w.text)
            && !w.sort.is(Sort::LEAD)
            && !typed(w)
            && !w.sort.is(Sort::HEAD)
            && !w.sort.is(Sort::PART)
            && !w.sort.is(Sort::MODIFIER)
    };
    // behind a word of a trade that opens it, any word with a capital is a name
    let named = words.iter().any(proper)
        || at == 0 && words[1..].iter().any(|w| w.is_capital() && !w.sort.is(Sort::HEAD));
    opens && words.iter().all(fits) && named && !words[words.len() - 1].is_joint()
}

/// A title that may be a name as well: a word of the lists, and one that is in none.
fn may_be_name(words: &[Word<'_>]) -> bool {
    (2..=3).contains(&words.len())
        && words.iter().all(|w| w.is_capital() && !has_digit(w.text))
        && words.iter().any(|w| w.sort.is_none())
}

/// Two to five words that a person may be called.
pub(super) fn is_name(words: &[Word<'_>]) -> bool {
    (2..=6).contains(&words.len())
        && words.iter().all(|w| (w.is_capital() || w.is_joint() || w.text.len() <= 3) && !has_digit(w.text))
        && words.iter().any(|w| w.is_capital() && w.text.len() > 2)
        && !words.iter().any(|w| matches!(w.text, "&" | "+"))
        && !words.iter().any(|w| w.sort.is(Sort::TYPE) || w.sort.is(Sort::HEAD) || w.sort.is(Sort::PART))
}
