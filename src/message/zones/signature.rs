//! Where the signature begins in a stretch that one person wrote.
//!
//! In: the text of the stretch, and who wrote it. Out: the place from which on it says who the writer is, up to its end:
//! behind `-- `, from a closing phrase on, or from where its shape says so. Only the end of the text is looked at.

use std::ops::Range;

use super::tail::{LINES_MAX, Seen, Tail, Tails};
use super::vocabulary;
use crate::model::{Mailbox, is_closing, is_formula, may_be_closing};

/// Lines behind a closing phrase.
const BEHIND_MAX: usize = 45;

/// Bytes of a line with a closing phrase.
const CLOSING_MAX: usize = 64;

/// Bytes of a line with a closing phrase, a name and more behind it, and of a signature of one line.
const SIGNED_MAX: usize = 160;

/// Longer lines behind a closing phrase, as those of a disclaimer are.
const LONG_MAX: usize = 25;

/// Lines in which a signature without closing phrase is looked for.
const SHAPE_MAX: usize = 16;

/// Lines above a closing phrase or a name that may belong to it.
const ABOVE_MAX: usize = 5;

/// Finds signatures.
#[derive(Debug, Default)]
pub(super) struct Signatures {
    /// The text was HTML: no line tells whether a blank one stood before it.
    pub(super) html: bool,
}

/// Who wrote the text, as words to look for.
#[derive(Debug, Default)]
pub(super) struct Writer {
    words: Vec<String>,
    /// First letters of the name, in lower case.
    initials: Vec<char>,
}

impl Writer {
    pub(super) fn new(mailbox: Option<&Mailbox>) -> Self {
        let (mut words, mut initials) = (Vec::new(), Vec::new());
        if let Some(mailbox) = mailbox {
            let name = mailbox.name.as_ref().map_or("", |name| name.reveal().as_str());
            let local = mailbox.address.reveal().split('@').next().unwrap_or_default();
            let all =
                name.split(|c: char| !c.is_alphanumeric()).chain(local.split(|c: char| !c.is_alphabetic()));
            let first = name.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next());
            initials.extend(first.take(8).flat_map(char::to_lowercase));
            words.extend(all.filter(|word| word.chars().count() > 1).take(12).map(str::to_lowercase));
        }
        Writer { words, initials }
    }

    /// The line is made of first letters of the writer's name: `H.`, `JdV`.
    fn is_initialled(&self, line: &str) -> bool {
        if line.len() > 12 || !line.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | ' ')) {
            return false;
        }
        let letters = || line.chars().filter(|c| c.is_alphabetic());
        if !(1..=3).contains(&letters().count()) || !letters().next().is_some_and(char::is_uppercase) {
            return false;
        }
        let mut own = self.initials.iter();
        letters().flat_map(char::to_lowercase).all(|c| own.any(|known| *known == c))
            // in letters of another script than the name of the mailbox
            || !line.is_ascii() && line.ends_with('.') && letters().all(char::is_uppercase)
    }

    /// The line is the writer's name, or a part of it.
    fn is_named(&self, line: &str) -> bool {
        let line = line.trim_matches(|c: char| !c.is_alphanumeric());
        if self.words.is_empty() || line.is_empty() || line.len() > 50 {
            return false;
        }
        let same = |own: &String, word: &str| {
            own.eq_ignore_ascii_case(word) || !word.is_ascii() && *own == word.to_lowercase()
        };
        let (mut own, mut all) = (0, 0);
        for word in line.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 1) {
            all += 1;
            own += usize::from(self.words.iter().any(|known| same(known, word)));
        }
        own > 0 && all <= 5 && own * 2 >= all
    }
}

impl Signatures {
    /// The place in `text` where the signature of the stretch `span` begins. `seen` are the lines of the text, or at least
    /// those at the end of each stretch. `marked` is where an element of HTML says so; `first` says that nothing of its
    /// writer's text stands before it.
    pub(super) fn find(
        &self,
        text: &str,
        seen: &[Seen],
        span: Range<usize>,
        marked: Option<usize>,
        first: bool,
        writer: impl FnOnce() -> Writer,
    ) -> Option<usize> {
        let to = span.end;
        let mut tails = Tails::new(text, seen, span, self.html);
        tails.first(1).first()?;
        let dashes = tails.has_dashes(to);
        let mut found = marked.map(|at| {
            let tail = tails.first(LINES_MAX);
            tail.iter().position(|line| line.start <= at).unwrap_or(tail.len() - 1)
        });
        if dashes {
            found = found.max(delimiter(tails.first(BEHIND_MAX)));
        }
        let closed = closing(&mut tails);
        let mut named = false;
        match found {
            None if closed.is_none() => {
                tails.first(2 * SHAPE_MAX + 2);
                found = shape(&tails.lines, tails.whole, first, self.html, writer);
                named = true;
            }
            // a name, or a card, above dashes and above what a telephone adds
            Some(bottom) if closed.is_none_or(|closed| closed < bottom) => {
                tails.first(bottom + SHAPE_MAX + 2);
                let last = if tails.whole { tails.lines.len().saturating_sub(1) } else { tails.lines.len() };
                let rest = &tails.lines[(bottom + 1).min(last)..last.min(bottom + 1 + SHAPE_MAX)];
                if let Some(n) = signed(rest, self.html, writer) {
                    found = Some(bottom + 1 + n);
                    named = true;
                }
            }
            _ => found = found.max(closed),
        }
        let mut at = found?;
        if named && self.is_signed_off(tails.first(at + 3), at) {
            at += 1;
        }
        let tail = tails.first(at + 1 + ABOVE_MAX);
        let start = tail[above(tail, at)].start;
        Some(marked.map_or(start, |marked| marked.min(start)))
    }
}

impl Signatures {
    /// Above the name at `at` stands a phrase that is in no list, as closing phrases stand: short, on a line of its own, with
    /// the letter above it.
    fn is_signed_off(&self, tail: &[Tail<'_>], at: usize) -> bool {
        let (Some(name), Some(line), Some(above)) = (tail.get(at), tail.get(at + 1), tail.get(at + 2)) else {
            return false;
        };
        let content = line.content;
        if content.len() > CLOSING_MAX || !line.parted || !begins_with_name(name.content) {
            return false;
        }
        let plain = |c: char| c.is_alphabetic() || matches!(c, ' ' | ',' | '!' | '\'' | '’' | '-');
        if !content.chars().all(plain) || content.chars().next().is_none_or(char::is_lowercase) {
            return false;
        }
        // below a greeting the line is the letter
        if above.content.len() < 40 && above.content.ends_with([',', '!', ':']) {
            return false;
        }
        let words = content.split_whitespace().count();
        match content.as_bytes().last() {
            Some(b',') => words <= 3,
            Some(b'!') => words <= 3 && !name.parted,
            _ => false,
        }
    }
}

/// A line of dashes that parts the signature (RFC 3676 §4.3).
fn delimiter(tail: &[Tail<'_>]) -> Option<usize> {
    let at = tail.iter().take(BEHIND_MAX).position(|line| line.content == "--" || line.content == "---")?;
    let prose = tail[..at].iter().filter(|line| line.is_prose()).count();
    (at > 0 && (tail[at].content == "--" && prose <= 8 || prose == 0)).then_some(at)
}

/// A closing phrase, with what stands behind it.
fn closing(tails: &mut Tails<'_>) -> Option<usize> {
    let mut long = 0;
    for n in 0..BEHIND_MAX {
        let tail = tails.first(n + 1);
        let content = tail.get(n)?.content;
        let wide = content.len() > CLOSING_MAX;
        if wide && (is_formula(content, true) || signs(content)) {
            let behind = &tail[..n];
            if behind.iter().all(|line| !line.is_prose() || vocabulary::is_disclaimer(line.content)) {
                return Some(n);
            }
        }
        if wide && (content.is_ascii() || !is_closing(content)) {
            long += 1;
            if long > LONG_MAX {
                return None;
            }
        } else if is_closed(&tail[..n], content) {
            return Some(n);
        }
    }
    None
}

/// The line is a closing phrase, and what stands behind it looks like a signature.
fn is_closed(behind: &[Tail<'_>], content: &str) -> bool {
    // many words, a number, or a long line that begins in the middle of a sentence
    let bytes = content.as_bytes();
    if bytes.len() > 30 && bytes[0].is_ascii_lowercase() {
        return false;
    }
    let may_begin = may_be_closing(content);
    let whole = is_closing(content);
    let signed = !whole && may_begin && signs(content);
    let named = !whole && may_begin && (signed || names_behind(content));
    if !whole && !named || bytes.iter().filter(|b| **b == b' ').count() > 9 {
        return false;
    }
    let prose = || {
        let own = behind.iter().rev().take_while(|line| !vocabulary::is_disclaimer(line.content));
        own.filter(|line| line.is_prose()).count()
    };
    let next = behind.last();
    if vocabulary::is_thanks(content) {
        // thanks are a closing where a name follows
        let named =
            named || content.split_once([',', '.']).is_some_and(|(_, name)| begins_with_name(name.trim()));
        return match next {
            None => named,
            Some(next) => {
                let more = behind
                    .iter()
                    .any(|line| line.content.starts_with("P.S") || line.content.starts_with("PS"));
                (begins_with_name(next.content) || named && !more) && prose() == 0
            }
        };
    }
    next.is_none_or(|next| !next.is_prose() || vocabulary::is_disclaimer(next.content)) && {
        let prose = prose();
        prose <= 2 || prose * 4 <= behind.len()
    }
}

/// A closing phrase with a name behind it, without a comma: `Groetjes Jan`, `Thanks. Jan`.
fn names_behind(content: &str) -> bool {
    if content.len() > 50 || !content.chars().next().is_some_and(char::is_uppercase) {
        return false;
    }
    // the last word is a name
    let last = content.rfind(' ').map_or("", |n| &content[n + 1..]);
    if !last.chars().next().is_some_and(char::is_uppercase) {
        return false;
    }
    let words = content.split(' ').filter(|w| !w.is_empty()).count();
    if !(2..=7).contains(&words) {
        return false;
    }
    content.match_indices(' ').take(5).any(|(n, _)| {
        let rest = content[n..].trim();
        is_name_like(rest) && is_closing(content[..n].trim_end_matches(['-', ' ']))
    })
}

/// A closing phrase with a name behind it, and more on the same line: `Groet, Jan de Vries (beheerder), 020-1234567`.
fn signs(content: &str) -> bool {
    if content.len() > SIGNED_MAX || !may_be_closing(content) || vocabulary::is_thanks(content) {
        return false;
    }
    content.match_indices(' ').take(5).any(|(n, _)| {
        let name = content[n..].trim_start_matches([' ', ',', '-']);
        name.starts_with(char::is_uppercase) && is_closing(&content[..n]) && names_first(name)
    })
}

/// A name stands first, and what follows is parted from it, or in brackets, or a number.
fn names_first(content: &str) -> bool {
    let mut names = 0;
    for word in content.split_whitespace() {
        let first = word.chars().next().unwrap_or(' ');
        if names > 0 && (matches!(first, '(' | '|' | '-' | '–' | '/' | '+' | '·') || first.is_ascii_digit())
        {
            return true;
        }
        let bare = word.trim_end_matches([',', ';']);
        if is_name_like(bare) {
            names += 1;
        } else if !PARTICLES.contains(&word) {
            return false;
        }
        if bare.len() < word.len() {
            return names > 0;
        }
        if names > 4 {
            return false;
        }
    }
    names > 0
}

/// A name, alone or before a firm and a number.
fn begins_with_name(content: &str) -> bool {
    let name = content.split([',', '|', '·', '/', '–', ';', '\t']).next().unwrap_or_default();
    let end = name.find(|c: char| c.is_ascii_digit() || c == '+').unwrap_or(name.len());
    is_name_like(name[..end].trim_end_matches([' ', '-', '(', ':']))
}

/// Takes in what stands right above and belongs to it: a closing phrase, a name, another closing phrase.
fn above(tail: &[Tail<'_>], at: usize) -> usize {
    let mut best = at;
    for (n, line) in tail.iter().enumerate().skip(at + 1).take(ABOVE_MAX) {
        let content = line.content;
        if n <= best + 2 && is_formula(content, false) {
            best = n;
            continue;
        }
        if line.is_prose() {
            break;
        }
        let closes = is_closing(content);
        if content.ends_with(['.', '?', ':']) && !closes {
            break;
        }
        if closes && !vocabulary::is_thanks(content) || is_rule(content) && n == best + 1 {
            best = n;
        } else if !is_name_like(content) && content.len() > 40 {
            break;
        }
    }
    best
}

/// By its shape: the writer's name with short lines below it, a block of contact details, a line that a telephone adds.
fn shape(
    tail: &[Tail<'_>],
    whole: bool,
    first: bool,
    html: bool,
    writer: impl FnOnce() -> Writer,
) -> Option<usize> {
    let mut bottom = 0;
    let mut ruled = None;
    // what programs and firms add at the very end, and what stands below a line that somebody drew
    for (n, line) in tail.iter().enumerate().take(SHAPE_MAX) {
        let all = whole && first && n + 1 == tail.len();
        if vocabulary::is_device(line.content) || vocabulary::is_disclaimer(line.content) && !all {
            bottom = n + 1;
        } else if is_rule(line.content) && !all {
            if ruled.is_none() && n > 0 && line.content.len() >= 10 && is_block(&tail[bottom.min(n)..n]) {
                ruled = Some(n);
            }
            if n == bottom || ruled == Some(n) {
                bottom = n + 1;
            }
        } else if line.is_prose() {
            break;
        }
    }
    let found = bottom.checked_sub(1);
    // the first line of all that somebody wrote is no signature by its shape alone
    let last = if whole { tail.len().saturating_sub(1) } else { tail.len() };
    let rest = &tail[bottom.min(last)..last.min(bottom + SHAPE_MAX)];
    signed(rest, html, writer).map(|n| n + bottom).or(found)
}

/// By the name of the writer, or another with a card below it.
fn signed(rest: &[Tail<'_>], html: bool, writer: impl FnOnce() -> Writer) -> Option<usize> {
    if rest.first()?.is_prose() && rest.first()?.content.len() > SIGNED_MAX {
        return None;
    }
    let writer = writer();
    named(rest, &writer)
        .or_else(|| contacts(rest, html))
        .or_else(|| one_line(rest, &writer))
        .or_else(|| bare_name(rest))
}

/// A signature of one line: `Jan de Vries, beheerder, 020-1234567`, or a phrase that is in no list before the writer's name.
fn one_line(rest: &[Tail<'_>], writer: &Writer) -> Option<usize> {
    let line = rest.first()?;
    let content = line.content;
    if content.len() > SIGNED_MAX || !line.parted || is_sentence(content) {
        return None;
    }
    let (first, behind) = content.split_once([',', '|', '/', '·', '•', '–'])?;
    let (first, behind) = (first.trim(), behind.trim_matches(['/', ' ']));
    let digits = behind.bytes().filter(u8::is_ascii_digit).count();
    let reached =
        digits >= 7 && !super::attribution::is_dated(behind) || behind.contains('@') || is_page(behind);
    let barred = content.contains([' ', '|']) && (content.contains(" | ") || content.contains(" // "));
    if writer.is_named(first) && (reached || barred) {
        return Some(0);
    }
    if is_name_like(first)
        && first.contains(' ')
        && reached
        && behind.contains([',', '|', '/', '·', '•', '–'])
    {
        return Some(0);
    }
    let off = content.len() <= 50
        && first.split_whitespace().count() <= 3
        && first.chars().all(|c| c.is_alphabetic() || c == ' ')
        && content.contains(',')
        && behind.starts_with(char::is_uppercase)
        && writer.is_named(behind);
    off.then_some(0)
}

/// The name of the writer, with nothing but short lines below it.
fn named(rest: &[Tail<'_>], writer: &Writer) -> Option<usize> {
    let mut found = None;
    for (n, line) in rest.iter().enumerate() {
        if line.is_prose() {
            break;
        }
        let named = (n < 3 || line.parted) && writer.is_named(line.content) && !is_entry(line.content);
        if named || n == 0 && line.parted && writer.is_initialled(line.content) {
            found = Some(n);
        }
    }
    found
}

/// Short lines, with contact details among them.
fn is_block(lines: &[Tail<'_>]) -> bool {
    lines.is_empty()
        || lines.iter().any(|line| is_contact(line.content) || is_page(line.content))
            && !lines.iter().any(|line| line.is_prose() || is_entry(line.content))
}

/// A block of lines with contact details, a name above them.
fn contacts(rest: &[Tail<'_>], html: bool) -> Option<usize> {
    let (mut count, mut lines) = (0, 0);
    let mut top = None;
    for (n, line) in rest.iter().enumerate() {
        if line.content.len() > 110 || line.is_prose() {
            break;
        }
        let contact = is_contact(line.content);
        if !contact && is_entry(line.content) || vocabulary::is_form(line.content) {
            break;
        }
        lines += 1;
        count += usize::from(contact);
        if n > 2 && count == 0 {
            break;
        }
        let above = rest.get(n + 1);
        // `Bezorgadres:` and what is below it
        if above.is_some_and(|above| above.content.ends_with(':')) {
            return None;
        }
        let few = count * 4 >= lines && lines <= 14;
        let enough = line.parted && few && count > usize::from(html);
        let named = enough && is_name_like(line.content) && !line.content.contains('\t');
        // nothing but numbers and addresses
        let bare = line.parted && !html && top.is_none() && count == lines && (2..=4).contains(&count);
        if named || bare && !is_sentence(line.content) {
            top = Some(n);
        }
    }
    top
}

/// The last paragraph is a name, with a title or so below it.
fn bare_name(rest: &[Tail<'_>]) -> Option<usize> {
    let at = rest.iter().take(3).position(|line| line.parted)?;
    let content = rest[at].content.trim_start_matches(['-', ' ', '~', '*']);
    let short = |line: &Tail<'_>| {
        let content = line.content;
        content.len() <= 60
            && content.starts_with(char::is_uppercase)
            && !content.ends_with(['.', '?', '!', ':'])
    };
    if is_name_like(content)
        && !content.split(' ').any(is_thing)
        && (content.contains(' ') || !content.ends_with('.'))
        && !vocabulary::is_thanks(content)
        && rest[..at].iter().all(|line| short(line) && !is_entry(line.content))
        && !rest.get(at + 1).is_some_and(|above| above.content.ends_with(':'))
    {
        return Some(at);
    }
    // with a number on the same line
    let content = rest.first().filter(|line| line.parted && line.content.len() <= 50)?.content;
    let end = content.bytes().position(|b| b.is_ascii_digit() || b == b'+')?;
    let name = content[..end].trim_end_matches(['-', ' ', ',', '(', 'x', ':']);
    (is_name_like(name) && name.contains(' ') && is_contact(content)).then_some(0)
}

/// The word is of a thing or of what is done with it, by its ending, and no name: `Certification`.
fn is_thing(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "ation",
        "ations",
        "ication",
        "uction",
        "isatie",
        "icatie",
        "ratie",
        "igheid",
        "lijst",
        "overzicht",
        "formulier",
        "igung",
        "igkeit",
        "lichkeit",
        "icación",
        "ización",
        "zazione",
        "icazione",
        "ument",
        "uments",
        "agement",
        "eement",
        "iement",
        "ssement",
    ];
    word.len() > 7 && !word.contains('-') && ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// A line of dashes.
fn is_rule(content: &str) -> bool {
    content.len() >= 3 && content.bytes().all(|b| matches!(b, b'-' | b'_' | b'=' | b'*' | b'~'))
}

/// A line of a form or a table: a label, and a value that is no contact detail.
fn is_entry(content: &str) -> bool {
    let Some((label, _)) = content.split_once([':', '\t']) else { return false };
    vocabulary::is_form(content)
        || label.len() <= 30
            && label.split_whitespace().count() <= 3
            && !label.contains(['/', '@', '|', ','])
            && !vocabulary::has_label(label)
            && !is_contact(content)
            && !is_page(content)
}

fn is_page(content: &str) -> bool {
    content.contains("www.") || content.contains("://")
}

/// Words of a sentence, however short the line is.
fn is_sentence(content: &str) -> bool {
    content
        .split_whitespace()
        .filter(|word| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase()))
        .count()
        > 3
}

/// Words of names that have no capital.
const PARTICLES: &[&str] = &[
    "de", "van", "der", "den", "ter", "ten", "te", "la", "le", "du", "von", "zu", "di", "da", "del", "della",
    "en", "and", "und", "et", "y", "e", "&", "dos",
];

/// One to four words with capitals, and nothing else.
fn is_name_like(content: &str) -> bool {
    if content.len() > 42 || content.is_empty() {
        return false;
    }
    let content = content.trim_end_matches([',', '.', ' ']);
    let (mut words, mut capitals) = (0, 0);
    for word in content.split_whitespace() {
        let first = word.chars().next().unwrap_or(' ');
        let plain =
            word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’' | '(' | ')'));
        if PARTICLES.contains(&word) {
            continue;
        }
        if !plain && word != "&"
            || !(first.is_uppercase() || first == '(' || first.is_alphabetic() && !first.is_lowercase())
        {
            return false;
        }
        words += 1;
        capitals += 1;
    }
    (1..=4).contains(&words) && capitals > 0
}

/// A telephone number, an address, the label of one: what signatures hold.
fn is_contact(content: &str) -> bool {
    if content.len() > 120 {
        return false;
    }
    let bytes = content.as_bytes();
    if memchr::memchr(b'@', bytes).is_some() {
        return true;
    }
    let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
    if digits == 0 {
        return false;
    }
    if digits >= 7 && digits * 3 >= bytes.iter().filter(|b| **b != b' ' && **b & 0xc0 != 0x80).count() {
        return !super::attribution::is_dated(content);
    }
    if digits < 9 && super::attribution::is_dated(content) {
        return false;
    }
    vocabulary::has_label(content)
}

#[cfg(test)]
mod tests {
    use super::super::lines::{Around, Lines};
    use super::*;
    use crate::model::Sensitive;

    fn signature<'t>(text: &'t str, name: &str) -> Option<&'t str> {
        let mailbox = Mailbox { name: Some(Sensitive::new(name.to_owned())), address: Sensitive::default() };
        let mut lines = Lines::new(text, &[], false, Around::default());
        let (mut seen, mut parted) = (Vec::new(), false);
        while let Some(line) = lines.read() {
            if !line.is_blank() {
                seen.push(Seen { start: line.start, from: line.from, to: line.to, parted });
            }
            parted = line.is_blank();
        }
        let signatures = Signatures::default();
        let writer = || Writer::new(Some(&mailbox));
        let at = signatures.find(text, &seen, 0..text.len(), None, true, writer);
        at.map(|at| &text[at..])
    }

    #[track_caller]
    fn begins(text: &str, name: &str, want: &str) {
        let found = signature(text, name);
        assert!(found.is_some_and(|found| found.starts_with(want)), "{found:?} and not {want:?} in {text:?}");
    }

    const BODY: &str = "Beste Piet,\n\nHierbij stuur ik je de stukken waar je gisteren om hebt gevraagd, met de prijzen.\n\n";

    #[test]
    fn closing_phrases_begin_it() {
        for closing in [
            "Met vriendelijke groet,",
            "Mvg",
            "Kind regards,",
            "Mit freundlichen Grüßen",
            "Cordialement,",
            "Un saludo,",
            "Cordiali saluti",
            "Med venlig hilsen",
            "Atenciosamente,",
            "Pozdrawiam",
            "С уважением,",
        ] {
            begins(
                &format!("{BODY}{closing}\n\nJan de Vries\nKlant BV\nTel. 020 123 45 67\n"),
                "Jan de Vries",
                closing,
            );
        }
        begins(&format!("{BODY}Groetjes Jan\n"), "", "Groetjes");
        begins(&format!("{BODY}Thanks,\nJan\n"), "", "Thanks");
        begins(&format!("{BODY}Alvast bedankt,\nMet vriendelijke groet,\nJan\n"), "", "Met");
    }

    #[test]
    fn a_closing_in_the_middle_is_none() {
        let prose = "Hier staat nog een lange regel met gewone woorden die gewoon bij de brief hoort.\n";
        let text = format!("{BODY}Met vriendelijke groet,\n{}", prose.repeat(12));
        assert_eq!(signature(&text, "Jan"), None);
        let poem =
            "Groeten\ngaan over de velden heen en weer tussen jou en mij vandaag en altijd\n".repeat(9);
        assert_eq!(signature(&poem, "Jan"), None);
        assert_eq!(signature(&format!("{BODY}Thanks\n"), "Jan"), None);
    }

    #[test]
    fn delimiters_and_devices() {
        begins(&format!("{BODY}-- \nJan\nKlant BV\n"), "", "-- ");
        begins(&format!("{BODY}Groet,\nJan\n--\nKlant BV\n"), "", "Groet");
        begins(&format!("{BODY}Sent from my iPhone\n"), "", "Sent");
        begins(&format!("{BODY}Jan\n\nVerstuurd vanaf mijn iPhone\n"), "Jan de Vries", "Jan");
        assert_eq!(signature("a\n\n-- one\n-- two\nand this is all that is written here today\n", ""), None);
    }

    #[test]
    fn shape() {
        begins(&format!("{BODY}Jan de Vries\nKlant BV\n020-1234567\n"), "Jan de Vries", "Jan");
        begins(
            &format!("{BODY}Piet Jansen\nHoofd Inkoop\nTel: 020-1234567\npiet@klant.example\n"),
            "",
            "Piet",
        );
        begins("Zie bijlage.\n\nJan\n", "Jan de Vries", "Jan");
        assert_eq!(signature("Jan\n", "Jan de Vries"), None);
        assert_eq!(signature(&format!("{BODY}Certification Document\n"), "Jan de Vries"), None);
        begins(&format!("{BODY}Marie Clement\n"), "Jan de Vries", "Marie");
        assert_eq!(signature("Bel mij even terug\n", "Jan de Vries"), None);
        assert_eq!(signature("Naam: Jan\nTelefoon: 020-1234567\nE-mail: jan@klant.example\n", ""), None);
        begins(&format!("> {BODY}> Groet,\n> Jan\n"), "", "> Groet");
    }

    #[test]
    fn a_closing_with_more_on_its_line() {
        begins(&format!("{BODY}Groet, Jan de Vries (beheerder) 020-1234567\n"), "", "Groet");
        begins(&format!("{BODY}S pozdravem, Jan Novák, tel. 020 123 45 67\n"), "", "S poz");
        begins(&format!("{BODY}Pfiat eich, Jan\n"), "Jan de Vries", "Pfiat");
        begins(&format!("{BODY}Jan de Vries, expert-comptable, 020 123 45 67\n"), "Jan de Vries", "Jan");
        begins(&format!("{BODY}Jan de Vries | Beheerder | Klant BV\n"), "Jan de Vries", "Jan");
        let formula = "Veuillez agréer, Monsieur, l'expression de mes salutations distinguées.";
        begins(&format!("{BODY}{formula}\n\nJan de Vries\n"), "", "Veuillez");
    }

    #[test]
    fn phrases_that_are_in_no_list() {
        begins(&format!("{BODY}Houd moed,\nJan\n"), "Jan de Vries", "Houd");
        begins("Beste Piet,\n\nDat is goed,\nJan\n", "Jan de Vries", "Jan");
        assert_eq!(signature("Thanks, that's clear.\n\nJan\n", "Jan de Vries"), Some("Jan\n"));
    }

    #[test]
    fn names_above_dashes_and_devices() {
        begins(&format!("{BODY}Jan\n\n-- \nKlant BV\n020-1234567\n"), "Jan de Vries", "Jan");
        begins(&format!("{BODY}J.\n"), "Jan de Vries", "J.");
        let eco = "P Pensez à l'environnement avant d'imprimer ce mail";
        begins(&format!("{BODY}Jan de Vries\nKlant BV\n020-1234567\n{eco}\n"), "Jan de Vries", "Jan");
        let legal = "This e-mail is confidential and meant for you only.";
        begins(&format!("{BODY}Many thanks\n\nJan de Vries\nKlant BV\n020-1234567\n\n{legal}\n"), "", "Many");
    }
}
