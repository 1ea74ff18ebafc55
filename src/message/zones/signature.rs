//! Where the signature begins in a stretch that one person wrote.
//!
//! In: the text of the stretch, and who wrote it. Out: the place from which on it says who the writer is, up to its end:
//! behind `-- `, from a closing phrase on, or from where its shape says so. Only the end of the text is looked at.

use std::ops::Range;

use super::shape::{PARTICLES, SHAPE_MAX, SIGNED_MAX, is_name_like, is_rule, shape, signed};
use super::tail::{LINES_MAX, Seen, Tail, Tails};
use super::writer::Writer;
use super::{added, vocabulary};
use crate::model::{is_closing, is_formula, may_be_closing};

/// Lines behind a closing phrase.
const BEHIND_MAX: usize = 45;

/// Bytes of a line with a closing phrase.
const CLOSING_MAX: usize = 64;

/// Longer lines behind a closing phrase, as those of a disclaimer are.
const LONG_MAX: usize = 25;

/// Lines above a closing phrase or a name that may belong to it.
const ABOVE_MAX: usize = 5;

/// Finds signatures.
#[derive(Debug, Default)]
pub(super) struct Signatures {
    /// The text was HTML: no line tells whether a blank one stood before it.
    pub(super) html: bool,
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
        if named {
            at += on_behalf(tails.first(at + 1 + BEHALF_MAX), at);
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

/// Lines between the name of who signs and for whom: `namens …` and that one's title.
const BEHALF_MAX: usize = 2;

/// How many lines above the name at `at` say for whom it is signed: `namens Jan Bakker,`, `i. A. Anna Berg`, with a title below.
fn on_behalf(tail: &[Tail<'_>], at: usize) -> usize {
    const FOR: [&str; 22] = [
        "namens ",
        "voor deze, ",
        "p/o ",
        "p.o. ",
        "pour ",
        "p. ",
        "p.p. ",
        "pp ",
        "pp. ",
        "i.a. ",
        "i. a. ",
        "i.v. ",
        "i. v. ",
        "im auftrag ",
        "for ",
        "on behalf of ",
        "per ",
        "per conto di ",
        "por ",
        "p.a. ",
        "au nom de ",
        "a nome di ",
    ];
    let signs_for = |content: &str| {
        let begins =
            |mark: &&str| content.get(..mark.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(mark));
        FOR.iter().find(|mark| begins(mark)).is_some_and(|mark| begins_with_name(&content[mark.len()..]))
            && content.len() <= CLOSING_MAX
            && !content.ends_with(['.', '?', ':'])
            && content.split(' ').count() <= 7
    };
    match tail.get(at + 1..) {
        Some([above, ..]) if signs_for(above.content) => 1,
        Some([title, above, ..])
            if title.content.len() <= 40
                && !title.content.bytes().any(|b| b.is_ascii_digit())
                && !title.content.ends_with(['.', ',', '?', ':', '!'])
                && signs_for(above.content) =>
        {
            2
        }
        _ => 0,
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
            if behind.iter().all(|line| !line.is_prose() || added::is_disclaimer(line.content)) {
                return Some(n);
            }
        }
        // several phrases on one line, in as many languages
        let several = content.contains('/');
        if wide && (content.is_ascii() && !several || !is_closing(content)) {
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
    if bytes.len() > 11 && bytes.iter().filter(|b| **b == b' ').count() > 9 {
        return false;
    }
    let may_begin = may_be_closing(content);
    let whole = is_closing(content);
    let signed = !whole && may_begin && signs(content);
    let named = !whole && may_begin && (signed || names_behind(content));
    if !whole && !named {
        return false;
    }
    let prose = || {
        // most signatures have none: no disclaimer needs to be looked for before it
        let Some(last) = behind.iter().position(Tail::is_prose) else { return 0 };
        let own = behind[last..].iter().rev().take_while(|line| !added::is_disclaimer(line.content));
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
    next.is_none_or(|next| !next.is_prose() || added::is_disclaimer(next.content)) && {
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
    if content.len() > SIGNED_MAX || !may_be_closing(content) {
        return false;
    }
    // few sentences have a name there, and what is thanks takes longer to tell
    content.match_indices(' ').take(5).any(|(n, _)| {
        let name = content[n..].trim_start_matches([' ', ',', '-']);
        name.starts_with(char::is_uppercase) && names_first(name) && is_closing(&content[..n])
    }) && !vocabulary::is_thanks(content)
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

#[cfg(test)]
mod tests {
    use super::super::lines::{Around, Lines};
    use super::*;
    use crate::model::{Mailbox, Sensitive};

    fn signature<'t>(text: &'t str, name: &str) -> Option<&'t str> {
        let (name, address) = name.trim_end_matches('>').split_once(" <").unwrap_or((name, ""));
        let mailbox = Mailbox {
            name: Some(Sensitive::new(name.to_owned())),
            address: Sensitive::new(address.to_owned()),
        };
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
    fn for_whom_it_is_signed_stands_above_the_name() {
        let card = "Jan de Vries\nKlant BV\nTel. 020 123 45 67\n";
        for above in ["namens Piet Bakker,\n", "p. Piet Bakker\n", "Pour Anna Berg, Syndic,\n"] {
            let begin = above.split(' ').next().unwrap();
            begins(&format!("{BODY}{above}{card}"), "Jan de Vries", begin);
        }
        begins(&format!("{BODY}namens Piet Bakker,\nWethouder\n\n{card}"), "Jan de Vries", "namens");
        begins(&format!("{BODY}For the records.\n{card}"), "Jan de Vries", "Jan");
        begins(&format!("{BODY}per e-mail\n{card}"), "Jan de Vries", "Jan");
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
    fn cards_without_a_closing_phrase() {
        for (card, name) in [
            ("Jan Bakker (hij/hem)\nLead developer @ Klant\n+31 20 123 45 67 ~ jan@klant.example\n", "Jan"),
            ("Jan de Vries | Medewerker\nKlant | cluster Noord\nM. 020 123 45 67\n", "Jan de Vries"),
            ("Jan Bakker - Klant Bouw - Markt 5b - 1234 AB Delft - 020 123 45 67\n", "Jan"),
            ("Jan Bakker // manager // Klant // 020-123 45 67 // di wo do\n", "Jan"),
            ("Anna Smit\nInkoop\nKlant S.r.l.\nVia Rubattino 2 - 16126 Genova\nTel. 020 123 45 67\n", ""),
            (
                "Jan de Vries\nInkoop\n\nDe firma is sinds kort ook ingeschreven bij de Kamer van Koophandel onder nummer 1.\n",
                "Jan de Vries",
            ),
            ("gr jan de vries\n", "Jan de Vries"),
            (
                "Bakkerij De Zon, A. Jansen en B. Bakker\nMarkt 60 te 1234 AB Delft\n020-123 45 67\n",
                "Bakkerij De Zon",
            ),
            ("Klant Bouw B.V.\nMarkt 60, 1234 AB Delft\n020-123 45 67\n", "Inkoop <x@klantbouw.example>"),
            ("Ihr Team vom Markt\n020 123 45 67\n", ""),
            ("Tot dan!\nJan en Anna op de Bult\n", ""),
            (
                "Jan Vries, wijkagent Delft-Oost\n0900-1234 (geen spoed) - mobiel 020-123 45 67\n",
                "wijkagent <j.vries@x.example>",
            ),
            ("Met de meeste achting,\nKlant BV\n\nnamens deze,\nAnna Smit\n", ""),
        ] {
            begins(&format!("{BODY}{card}"), name, card.split('\n').next().unwrap());
        }
        let list = "Anna Smit, Klant - anna@klant.example\nJan Bakker, Klant - jan@klant.example\n";
        assert_eq!(signature(&format!("{BODY}{list}"), ""), None);
        let order = "Bezorgadres\nJan Bakker\nMarkt 41\n\nDit is ook het adres voor de factuur.\n\nVragen? Bel 020 123 45 67\n";
        assert_eq!(signature(&format!("{BODY}{order}"), ""), None);
        let asked = "Vragen? Bel Anna Smit, debiteuren, op 020 123 45 67 of a.smit@klant.example.\n\nKlant BV | tel. 020 123 45 67 | info@klant.example\n";
        begins(
            &format!("{BODY}{asked}"),
            "Debiteuren <ar@klant.example>",
            "Klant BV | tel. 020 123 45 67 | info@klant.example",
        );
        let present = "Jan Vries, wijkagent\nAnna Smit, gemeente\n";
        assert_eq!(signature(&format!("{BODY}Aanwezig:\n{present}"), "x <j.vries@x.example>"), None);
        assert_eq!(signature(&format!("{BODY}Het team van vorig jaar was sterker.\n"), ""), None);
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
