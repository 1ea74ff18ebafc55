//! Words of names and addresses, where they stand alone: a first name in a greeting, an address in a `Received` field.
//!
//! In: names of people who are neither the subject nor of the own organisation, and text. Out: places at which one of their words stands.
//! A word that is the subject's too, or a colleague's, is nobody's in particular, and stays.

use std::collections::HashSet;
use std::ops::Range;

use crate::subject::bystander::{PARTICLES, SMALL, words};

/// Words that are looked for.
#[derive(Debug)]
pub(super) struct Words {
    spared: HashSet<String>,
    text: HashSet<String>,
    header: HashSet<String>,
    everywhere: HashSet<String>,
    /// What is a name only beside another word of one.
    paired: HashSet<String>,
    /// Names as programs call people: `nvisser`, `visser.n`.
    logins: HashSet<String>,
}

impl Words {
    /// None yet; those in `spared`, in small letters, are never taken up.
    pub(super) fn new(spared: &HashSet<String>) -> Self {
        Words {
            spared: spared.clone(),
            text: HashSet::new(),
            header: HashSet::new(),
            everywhere: HashSet::new(),
            paired: HashSet::new(),
            logins: HashSet::new(),
        }
    }

    /// Never takes up the words of this name.
    pub(super) fn spare(&mut self, name: &str) {
        self.spared.extend(words(name).map(|span| name[span].to_lowercase()));
    }

    /// A word of what was never to be taken up stands in it.
    pub(super) fn is_spared(&self, text: &str) -> bool {
        words(text).any(|span| self.spared.contains(&text[span].to_lowercase()))
    }

    /// Takes up the words of somebody's name.
    pub(super) fn add(&mut self, name: &str) {
        self.take_up(name, 3, |words| &mut words.text);
        self.take_up_logins(name);
    }

    /// Takes up the words of a display name, which are looked for in header fields.
    pub(super) fn add_to_headers(&mut self, name: &str) {
        self.take_up(name, 2, |words| &mut words.header);
        self.take_up_logins(name);
    }

    /// Takes up words that are looked for in small letters too.
    pub(super) fn add_everywhere(&mut self, value: &str) {
        self.take_up(value, 2, |words| &mut words.everywhere);
    }

    /// Takes up words that are somebody's only where they stand together, such as those of an address.
    pub(super) fn add_pair(&mut self, value: &str) {
        self.take_up(value, 3, |words| &mut words.paired);
    }

    /// Takes up what programs make of a name: its first letter with the rest, the words behind each other.
    fn take_up_logins(&mut self, name: &str) {
        let all: Vec<String> = words(name).map(|span| name[span].to_lowercase()).collect();
        let [first, between @ .., last] = all.as_slice() else { return };
        let letter = first.chars().next().map(String::from).unwrap_or_default();
        // what is the subject's name too is nobody's in particular
        if all.len() > 6 || last.chars().count() < 3 || self.spared.contains(last) {
            return;
        }
        let small = between.concat();
        for login in [
            format!("{letter}{last}"),
            format!("{letter}{small}{last}"),
            format!("{first}{last}"),
            format!("{first}{small}{last}"),
            format!("{last}{letter}"),
            format!("{last}{first}"),
            format!("{small}{last}"),
        ] {
            if login.chars().count() >= 5 && login != *last && !self.spared.contains(&login) {
                self.logins.insert(login);
            }
        }
    }

    fn take_up(&mut self, name: &str, least: usize, of: impl Fn(&mut Self) -> &mut HashSet<String>) {
        for span in words(name) {
            let word = name[span].to_lowercase();
            let plain = word.chars().count() >= least && !PARTICLES.contains(&word.as_str());
            if plain && !self.spared.contains(&word) {
                of(self).insert(word);
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.text.len() + self.header.len() + self.everywhere.len() + self.paired.len() + self.logins.len()
    }

    /// A word of a text is somebody's name. `Groen` is, and `groen` is not.
    pub(super) fn is_in_text(&self, word: &str) -> bool {
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let small = word.to_lowercase();
        capital && self.text.contains(&small)
            || self.everywhere.contains(&small)
            || self.logins.contains(&small)
    }

    /// A word is somebody's name, in whatever letters.
    pub(super) fn is_anywhere(&self, word: &str) -> bool {
        let small = word.to_lowercase();
        [&self.text, &self.header, &self.everywhere, &self.logins].into_iter().any(|set| set.contains(&small))
    }

    /// Words of names that stand next to each other, in whatever letters: `els bakker`, `els van den bakker`.
    pub(super) fn pairs(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        let mut all = Vec::new();
        let mut last: Option<Range<usize>> = None;
        if !self.text.is_empty() || !self.paired.is_empty() {
            for span in words(text) {
                let word = text[span.clone()].to_lowercase();
                if self.text.contains(&word) || self.paired.contains(&word) {
                    let near = |one: &Range<usize>| {
                        let between = &text[one.end..span.start];
                        let joins =
                            |c: char| matches!(c, '.' | '-' | '_') || c.is_whitespace() || c.is_alphabetic();
                        between.chars().all(joins) && !between.starts_with(". ")
                    };
                    if let Some(one) = last.replace(span.clone()).filter(near)
                        && text[one.clone()].to_lowercase() != word
                    {
                        all.extend([one, span]);
                    }
                } else if is_letter_of_login(text, &span) {
                    // `n.visser`: the letter is of the name that it stands before
                    last = Some(span);
                } else if ![&PARTICLES[..], &SMALL].iter().any(|all| all.contains(&word.as_str())) {
                    last = None;
                }
            }
        }
        all.into_iter()
    }

    /// Two words that begin with a capital stand next to each other in the name of a file, and are not the subject's: `Els_Bakker_cv.pdf`. No
    /// recogniser takes that for a name; without it nobody misses anything.
    pub(super) fn looks_like_a_name(&self, file: &str) -> bool {
        let mut last: Option<usize> = None;
        words(file).any(|span| {
            let word = &file[span.clone()];
            let small = word.to_lowercase();
            if PARTICLES.contains(&small.as_str()) || SMALL.contains(&small.as_str()) {
                return false;
            }
            let named = word.chars().next().is_some_and(char::is_uppercase)
                && word.chars().skip(1).any(char::is_lowercase)
                && !self.spared.contains(&small);
            let near = last.is_some_and(|end| !file[end..span.start].contains(|c: char| c.is_numeric()));
            last = named.then_some(span.end);
            named && near
        })
    }

    /// A word of a header field is.
    pub(super) fn is_in_header(&self, field: &str, word: &str) -> bool {
        if Words::identifies(field) || ["date", "mime-version", "content-transfer-encoding"].contains(&field)
        {
            return false;
        }
        let small = word.to_lowercase();
        match field {
            "received"
            | "dkim-signature"
            | "arc-seal"
            | "arc-message-signature"
            | "arc-authentication-results" => false,
            "from" | "to" | "cc" | "bcc" | "sender" | "reply-to" | "resent-from" | "resent-to"
            | "resent-cc" => self.header.contains(&small) || self.text.contains(&small),
            // of programs: whatever letters they write names in
            "" => self.is_in_text(word) || self.is_anywhere(word) && word.chars().count() > 3,
            _ => self.is_in_text(word) || field.starts_with("content-") && self.text.contains(&small),
        }
    }

    /// Fields that hold the address of the machine that a message was written at.
    pub(super) fn is_machine(field: &str) -> bool {
        ["x-originating-ip", "x-client-ip", "x-sender-ip", "x-source-ip", "x-remote-ip"].contains(&field)
    }

    /// Fields that hold names of messages and of parts, which look like addresses.
    pub(super) fn identifies(field: &str) -> bool {
        ["message-id", "in-reply-to", "references", "content-id", "resent-message-id", "x-mailsweep-redacted"]
            .contains(&field)
    }
}

/// A letter that a full stop, hyphen or bar binds to a word in small letters.
fn is_letter_of_login(text: &str, span: &Range<usize>) -> bool {
    let mut behind = text[span.end..].chars();
    let alone = text[span.clone()].chars().count() == 1
        && !text[..span.start].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '.');
    alone
        && behind.next().is_some_and(|c| matches!(c, '.' | '-' | '_'))
        && behind.next().is_some_and(char::is_lowercase)
}

/// What looks like an e-mail address.
pub(super) fn addresses(text: &str) -> impl Iterator<Item = Range<usize>> {
    let part = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '.' | '_' | '%' | '+' | '=' | '-' | '\'' | '~' | '/' | '&' | '!' | '#' | '*')
    };
    let host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    memchr::memchr_iter(b'@', text.as_bytes()).filter_map(move |at| {
        let before = text[..at].char_indices().rev().take(64).take_while(|(_, c)| part(*c)).last()?.0;
        // `smtp.mailfrom=jan@klant.example`: what is in front of the sign is a name of the field's own
        let tag = ["mailfrom=", "rcpttodomain=", "header.i=", "header.from=", "envelope-from=", "i=", "for="];
        let start = tag
            .iter()
            .find_map(|t| text[before..at].rfind(t).map(|n| before + n + t.len()))
            .unwrap_or(before);
        let behind: usize =
            text[at + 1..].chars().take(255).take_while(|c| host(*c)).map(char::len_utf8).sum();
        let end = at + 1 + text[at + 1..at + 1 + behind].trim_end_matches(['.', '-']).len();
        (start < at && end > at + 1).then_some(start..end)
    })
}

/// The fields of a header text: names in small letters, and where their bodies stand.
pub(super) fn header_lines(text: &str) -> Vec<(&'static str, Range<usize>)> {
    let mut at = 0;
    let mut all = Vec::new();
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some(colon) = line.find(':') else { continue };
        all.push((
            known(line[..colon].trim()),
            start + colon + 1..start + line.trim_end().len().max(colon + 1),
        ));
    }
    all
}

/// The name of a field that is treated in a way of its own; of any other, nothing.
fn known(name: &str) -> &'static str {
    const NAMES: [&str; 35] = [
        "x-originating-ip",
        "x-client-ip",
        "x-sender-ip",
        "x-source-ip",
        "x-remote-ip",
        "message-id",
        "in-reply-to",
        "references",
        "content-id",
        "resent-message-id",
        "x-mailsweep-redacted",
        "date",
        "mime-version",
        "content-transfer-encoding",
        "received",
        "dkim-signature",
        "arc-seal",
        "arc-message-signature",
        "arc-authentication-results",
        "from",
        "to",
        "cc",
        "bcc",
        "sender",
        "reply-to",
        "resent-from",
        "resent-to",
        "resent-cc",
        "content-type",
        "content-disposition",
        "content-description",
        "content-location",
        "subject",
        "delivered-to",
        "return-path",
    ];
    NAMES.into_iter().find(|known| known.eq_ignore_ascii_case(name)).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::search::access::sample::found;

    #[test]
    fn words_and_addresses_of_a_text() {
        let text = "Beste Zoë-Anne, (els.bakker+x@relatie.example.) d'Hondt";
        assert_eq!(
            found(text, words(text)),
            ["Beste", "Zoë", "Anne", "els", "bakker", "x", "relatie", "example", "d", "Hondt"]
        );
        assert_eq!(found(text, addresses(text)), ["els.bakker+x@relatie.example"]);
        let text = "spf=pass smtp.mailfrom=els@relatie.example; @ a@ @b x@y";
        assert_eq!(found(text, addresses(text)), ["els@relatie.example", "x@y"]);
    }

    #[test]
    fn a_name_is_a_word_with_a_capital_and_nobody_elses() {
        let mut all = Words::new(&HashSet::from(["vries".to_owned()]));
        all.add("Els de Groen-Vries van Dam");
        assert!(all.is_in_text("Els") && all.is_in_text("GROEN") && all.is_in_text("Dam"));
        assert!(!all.is_in_text("groen") && !all.is_in_text("Vries") && !all.is_in_text("Van"));
        all.add_to_headers("Jo Smit");
        assert!(all.is_in_header("to", "jo") && all.is_in_header("from", "els"));
        assert!(!all.is_in_header("subject", "jo") && !all.is_in_header("date", "Els"));
        assert!(all.is_in_header("content-disposition", "groen"));
        assert!(
            all.is_in_header("", "groen") && !all.is_in_header("", "jo") && !all.is_in_header("", "vries")
        );
    }

    #[test]
    fn a_name_in_small_letters_is_two_of_its_words() {
        let mut all = Words::new(&HashSet::new());
        all.add("Els de Groen");
        all.add("Kees van der Bos");
        let text = "els groen; groen gras, kees\nvan der bos kees. groen, els. bos is kees";
        assert_eq!(found(text, all.pairs(text)), ["els", "groen", "kees", "bos", "bos", "kees"]);
        assert_eq!(Words::new(&HashSet::new()).pairs(text).count(), 0);
        let text = "k.bos of a. bos, x.y.bos";
        assert_eq!(found(text, all.pairs(text)), ["k", "bos"]);
        for (login, known) in
            [("KVANDERBOS", true), ("keesbos", true), ("egroen", true), ("vanderbos", true), ("kbos", false)]
        {
            assert_eq!(all.is_in_text(login) && all.is_anywhere(login), known, "{login}");
        }
        assert!(all.is_anywhere("groen") && !all.is_anywhere("gras"));
        all.add_pair("wim.smit");
        let text = "wim smit is geen smit van goud, Wim";
        assert_eq!(found(text, all.pairs(text)), ["wim", "smit"]);
        let all = Words::new(&HashSet::from(["jan".to_owned(), "vries".to_owned()]));
        for (file, name) in [
            ("Els_Bakker_cv.pdf", true),
            ("cv Els van den Bakker.pdf", true),
            ("CV Jan de Vries.pdf", false),
            ("Offerte 2024 Klant.pdf", false),
            ("lijst.csv", false),
            ("", false),
        ] {
            assert_eq!(all.looks_like_a_name(file), name, "{file}");
        }
    }

    #[test]
    fn fields_of_a_header() {
        let text = "To: a\r\nSubject: b: c\nX-Any: d";
        let all: Vec<_> = header_lines(text).into_iter().map(|(n, s)| (n, text[s].trim())).collect();
        assert_eq!(all, [("to", "a"), ("subject", "b: c"), ("", "d")]);
    }
}
