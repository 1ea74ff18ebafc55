//! Signatures that no phrase and no dashes announce, by their shape.
//!
//! In: the last lines of a text, from the last one up, and who wrote it. Out: with which of them the signature begins: the
//! writer's name with short lines below it, a block of contact details, a line that a telephone adds.

use super::tail::Tail;
use super::writer::Writer;
use super::{added, vocabulary};
use crate::model::is_closing;

/// Bytes of a line with a closing phrase, a name and more behind it, and of a signature of one line.
pub(super) const SIGNED_MAX: usize = 160;

/// Bytes of a line with the writer's name and a title.
const TITLED_MAX: usize = 60;

/// Rows of people that are a list, and no signature of theirs.
const LISTED: usize = 4;

/// Lines in which a signature without closing phrase is looked for.
pub(super) const SHAPE_MAX: usize = 16;

/// By its shape: the writer's name with short lines below it, a block of contact details, a line that a telephone adds.
pub(super) fn shape(
    tail: &[Tail<'_>],
    whole: bool,
    first: bool,
    html: bool,
    writer: impl FnOnce() -> Writer,
) -> Option<usize> {
    let (mut bottom, mut sure) = (0, 0);
    let mut ruled = None;
    // what programs and firms add at the very end, and what stands below a line that somebody drew
    for (n, line) in tail.iter().enumerate().take(SHAPE_MAX) {
        let all = whole && first && n + 1 == tail.len();
        if added::is_device(line.content) || added::is_disclaimer(line.content) && !all {
            (bottom, sure) = (n + 1, n + 1);
        } else if n == bottom && !all && added::is_imprint(line.content) {
            bottom = n + 1;
        } else if is_rule(line.content) && !all {
            if ruled.is_none() && n > 0 && line.content.len() >= 10 && is_block(&tail[bottom.min(n)..n]) {
                ruled = Some(n);
            }
            if n == bottom || ruled == Some(n) {
                (bottom, sure) = (n + 1, n + 1);
            }
        } else if line.is_prose() {
            break;
        }
    }
    // what a firm says of itself may stand in a letter; below a name it is a part of the signature
    let found = sure.checked_sub(1);
    // the first line of all that somebody wrote is no signature by its shape alone
    let last = if whole { tail.len().saturating_sub(1) } else { tail.len() };
    let rest = &tail[bottom.min(last)..last.min(bottom + SHAPE_MAX)];
    signed(rest, html, writer).map(|n| n + bottom).or(found)
}

/// By the name of the writer, or another with a card below it.
pub(super) fn signed(rest: &[Tail<'_>], html: bool, writer: impl FnOnce() -> Writer) -> Option<usize> {
    if rest.first()?.is_prose() && rest.first()?.content.len() > SIGNED_MAX {
        return None;
    }
    let writer = writer();
    let found = named(rest, &writer).or_else(|| housed(rest, &writer)).or_else(|| team(rest));
    // whoever has a mailbox by his own name signs with no other: what stands there is passed on
    let stranger = |n: &usize| {
        let content = rest[*n].content;
        let first = pieces(content, &[',', '|', '·', '•', '~', ':']).map_or(content, |(first, _)| first);
        writer.is_stranger(first) && rest[..=*n].iter().all(|line| !writer.is_in(line.content))
    };
    found.or_else(|| {
        contacts(rest, html)
            .or_else(|| one_line(rest, &writer))
            .or_else(|| bare_name(rest))
            .filter(|n| !stranger(n))
    })
}

/// A signature of one line: `Jan de Vries, beheerder, 020-1234567`, or a phrase that is in no list before the writer's name.
fn one_line(rest: &[Tail<'_>], writer: &Writer) -> Option<usize> {
    let line = rest.first()?;
    let content = line.content;
    let barred = content.contains(" | ") || content.contains(" // ");
    if content.len() > SIGNED_MAX || !line.parted || !barred && is_sentence(content) {
        return None;
    }
    let (first, behind) = pieces(content, &[',', '|', '/', '·', '•', '–', '~'])?;
    let digits = behind.bytes().filter(u8::is_ascii_digit).count();
    let reached =
        digits >= 7 && !super::attribution::is_dated(behind) || behind.contains('@') || is_page(behind);
    if writer.is_named(first) && (reached || barred) {
        return Some(0);
    }
    if is_name_like(first)
        && first.contains(' ')
        && reached
        && pieces(behind, &[',', '|', '/', '·', '•', '–', '~']).is_some()
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
        let named = (n < 3 || line.parted) && is_named(line.content, writer) && !is_entry(line.content)
            || line.parted && is_titled(line.content, writer) && is_card(&rest[..n]);
        // first letters, and the card below them
        let carded = || {
            let below = n.checked_sub(1).and_then(|n| rest.get(n));
            below.is_none_or(|below| {
                let marks = [',', '|', '·', '•', '~'];
                writer.is_named(pieces(below.content, &marks).map_or(below.content, |(first, _)| first))
            })
        };
        if named || line.parted && writer.is_initialled(line.content) && carded() {
            found = Some(n);
        }
    }
    found
}

/// The line is the writer's name with a title behind a comma: `Jan de Vries, wijkagent Delft-Oost`.
fn is_titled(content: &str, writer: &Writer) -> bool {
    content.len() <= TITLED_MAX
        && !is_sentence(content)
        && content.split_once(", ").is_some_and(|(name, title)| {
            name.contains(' ') && is_name_like(name) && !title.contains([',', '@']) && writer.is_named(name)
        })
}

/// One to four lines, all of them contact details.
fn is_card(lines: &[Tail<'_>]) -> bool {
    (1..=4).contains(&lines.len())
        && lines.iter().all(|line| is_contact(line.content) || is_page(line.content))
}

/// The line is the writer's name, also with a pronoun in brackets, a title behind a bar, or a closing word before it:
/// `Jan de Vries (hij/hem)`, `Jan de Vries | Beheerder`, `gr jan de vries`.
fn is_named(content: &str, writer: &Writer) -> bool {
    // the row of a table
    if content.starts_with('|') {
        return false;
    }
    if writer.is_named(content) {
        return true;
    }
    let first = pieces(content, &['|', '·', '•', '~']).map_or(content, |(first, _)| first);
    let first =
        first.strip_suffix(')').and_then(|first| first.rsplit_once('(')).map_or(first, |(own, _)| own);
    if first.len() < content.len() && writer.is_named(first) {
        return true;
    }
    content.len() <= 50
        && content.split_once([' ', '.', ',']).is_some_and(|(closing, name)| {
            name.contains(|c: char| c.is_alphabetic()) && is_closing(closing) && writer.is_named(name)
        })
}

/// The writer's house with a card below it: the name of the mailbox before a comma, or what the domain is called.
fn housed(rest: &[Tail<'_>], writer: &Writer) -> Option<usize> {
    let mut reached = false;
    for (n, line) in rest.iter().enumerate() {
        if line.is_prose() || is_entry(line.content) && !is_contact(line.content) {
            return None;
        }
        let first = pieces(line.content, &[',', '|', '·', '•', '~']).map_or(line.content, |(first, _)| first);
        let house = || writer.is_house(first) || n > 0 && writer.is_wholly_named(first);
        if line.parted && reached && house() {
            return Some(n);
        }
        reached |= is_contact(line.content);
    }
    None
}

/// Nobody by name signs: `Ihr Team vom Klant`, with short lines below it.
fn team(rest: &[Tail<'_>]) -> Option<usize> {
    let at = rest.iter().take(6).position(|line| line.parted && vocabulary::is_team(line.content))?;
    rest[..at].iter().all(|line| !line.is_prose() && !is_entry(line.content)).then_some(at)
}

/// A line whose pieces stand apart, in two: the first piece, and the rest; by one of these marks, or a hyphen between spaces.
fn pieces<'c>(content: &'c str, marks: &[char]) -> Option<(&'c str, &'c str)> {
    let mark = content.find(marks);
    let hyphen = content.find(" - ").map(|n| n + 1);
    let at = mark.into_iter().chain(hyphen).min()?;
    let length = content[at..].chars().next().map_or(1, char::len_utf8);
    Some((content[..at].trim(), content[at + length..].trim_matches(['/', ' '])))
}

/// The row of a list of people: a name, and behind a gap or a mark how that one is reached.
fn is_of_person(content: &str) -> bool {
    let gap = content.find("  ").map(|n| (content[..n].trim(), &content[n..]));
    let Some((first, behind)) = gap.or_else(|| pieces(content, &[',', '|', '–', '\t', ';'])) else {
        return false;
    };
    first.contains(' ') && is_name_like(first) && (behind.contains('@') || is_contact(behind))
}

/// Short lines, with contact details among them.
fn is_block(lines: &[Tail<'_>]) -> bool {
    lines.is_empty()
        || lines.iter().any(|line| is_contact(line.content) || is_page(line.content))
            && lines.iter().filter(|line| is_of_person(line.content)).count() < LISTED
            && !lines.iter().any(|line| line.is_prose() || is_entry(line.content))
}

/// A block of lines with contact details, a name above them.
fn contacts(rest: &[Tail<'_>], html: bool) -> Option<usize> {
    let (mut count, mut lines, mut people) = (0, 0, 0);
    let mut top = None;
    for (n, line) in rest.iter().enumerate() {
        if line.content.len() > 110 || line.is_prose() {
            break;
        }
        let contact = is_contact(line.content);
        if !contact && (is_entry(line.content) || is_sentence(line.content))
            || vocabulary::is_form(line.content)
        {
            break;
        }
        // people with an address each are a list
        let first = pieces(line.content, &[',', '|', '–', '\t']).map_or("", |(first, _)| first);
        people += usize::from(line.content.contains('@') && first.contains(' ') && is_name_like(first));
        if people > 1 {
            return None;
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
        let reached = lines <= 8 && rest.first().is_some_and(|last| is_contact(last.content));
        let few = count * 4 >= lines && lines <= 14 || reached;
        let enough = line.parted && few && count > usize::from(html);
        let named = enough && is_name_like(line.content) && !line.content.contains('\t');
        // nothing but numbers and addresses
        let bare = line.parted && !html && top.is_none() && count == lines && (2..=4).contains(&count);
        // `Vragen? Bel …` and what is below it
        if named || bare && !is_sentence(line.content) && !line.content.contains("? ") {
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
pub(super) fn is_rule(content: &str) -> bool {
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
pub(super) const PARTICLES: &[&str] = &[
    "de", "van", "der", "den", "ter", "ten", "te", "la", "le", "du", "von", "zu", "di", "da", "del", "della",
    "en", "and", "und", "et", "y", "e", "&", "dos", "'t", "’t", "des", "las", "los", "el", "zum", "zur",
    "vom", "av", "af", "i",
];

/// The same where `de`, `den`, `der` or `'t` follows: `op de Bult`.
const BEFORE_ARTICLES: &[&str] = &["op", "aan", "uit", "in", "onder", "bij", "voor", "over", "auf", "an"];

/// One to four words with capitals, and nothing else.
pub(super) fn is_name_like(content: &str) -> bool {
    if content.len() > 42 || content.is_empty() {
        return false;
    }
    let content = content.trim_end_matches([',', '.', ' ']);
    let (mut words, mut capitals) = (0, 0);
    let mut all = content.split_whitespace().peekable();
    while let Some(word) = all.next() {
        let first = word.chars().next().unwrap_or(' ');
        let article = |word: &&str| matches!(*word, "de" | "den" | "der" | "het" | "'t" | "’t");
        // none of them has a capital
        if !first.is_ascii_uppercase()
            && (PARTICLES.contains(&word)
                || BEFORE_ARTICLES.contains(&word) && all.peek().is_some_and(article))
        {
            continue;
        }
        let plain =
            || word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’' | '(' | ')'));
        if word != "&" && !plain()
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
