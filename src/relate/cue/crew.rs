//! Who works in one house, as what stands around names says: their jobs, a roster, who is told of in one breath.
//!
//! In: a job title, a subject, the text between two details. Out: whether it says of somebody that he works for the house of which
//! the mail tells. This module refuses to know whose house that is.

use std::sync::LazyLock;

use super::bearer::{is_inner_job, is_listed};
pub(crate) use super::carrier::names_carrier;
use super::sentence::{words, words_back};
use super::words::{ADDRESSED, JOINS, ROSTERS, SHIFTS, TEAMS};
use super::{Said, folded, is_letter, word};

/// The title is that of a job within an organisation: `planner`, `chef de chantier`; not one that anybody may have in town: `notary`.
pub(crate) fn is_job_title(title: &str) -> bool {
    /// Words of a title that are looked at.
    const MOST: usize = 6;
    let mut all = words(title).map(|(_, word)| word).take(MOST);
    all.any(is_inner_job)
}

/// The subject, or the name of the mailbox, says that the mail is a roster: `rooster balie wk 7`, `dienstplan@`.
pub(crate) fn is_roster(text: &str) -> bool {
    has_word_of(text, &ROSTERS, &ROSTER_ENDS)
}

/// The same of who goes where, which in mail of the own organisation may be to customers: `planning@`, `Einsatz Samstag`.
pub(crate) fn is_of_shifts(text: &str) -> bool {
    has_word_of(text, &SHIFTS, &SHIFT_ENDS)
}

/// The same of people who work together: `chauffeurs Q3`, `personeel@`.
pub(crate) fn is_of_staff(text: &str) -> bool {
    has_word_of(text, &TEAMS, &TEAM_ENDS)
}

/// The last two letters that words of a list have, a bit for each pair: most words of a text end otherwise.
struct Ends([u32; 32]);

impl Ends {
    fn of(list: &[&str]) -> Self {
        let mut ends = [0; 32];
        for word in list {
            if let [.., a, b] = word.as_bytes() {
                ends[usize::from(a & 31)] |= 1 << (b & 31);
            }
        }
        Ends(ends)
    }

    /// A word of the list may end as this one does; in any case, and one of a letter alone is none.
    fn have(&self, word: &[u8]) -> bool {
        matches!(word, [.., a, b] if self.0[usize::from(a & 31)] >> (b & 31) & 1 == 1)
    }
}

static ROSTER_ENDS: LazyLock<Ends> = LazyLock::new(|| Ends::of(&ROSTERS));
static SHIFT_ENDS: LazyLock<Ends> = LazyLock::new(|| Ends::of(&SHIFTS));
static TEAM_ENDS: LazyLock<Ends> = LazyLock::new(|| Ends::of(&TEAMS));

fn has_word_of(text: &str, list: &[&str], ends: &Ends) -> bool {
    /// Words that are looked at.
    const MOST: usize = 12;
    /// A word that a longer one may end in: `Wochenenddienstplan`.
    const TAIL: usize = 6;
    // `on-call`
    let apart = |c: char| c.is_ascii() && !is_letter(c as u8) && c != '-';
    text.split(apart).filter(|w| w.len() > 3).take(MOST).any(|word| {
        // each message has its subject looked at: most words need no folding
        if word.is_ascii() && !word.contains('-') {
            if !ends.have(word.as_bytes()) {
                return false;
            }
            let last = word.as_bytes().last().map(u8::to_ascii_lowercase);
            let tail = |known: &str| word.as_bytes().get(word.len().wrapping_sub(known.len())..);
            let is = |known: &str| {
                known.as_bytes().last() == last.as_ref()
                    && tail(known).is_some_and(|t| t.eq_ignore_ascii_case(known.as_bytes()))
                    && (word.len() == known.len() || known.len() >= TAIL)
            };
            return list.iter().any(|known| is(known));
        }
        let word = folded(word).replace('-', "");
        let is = |known: &str| word == known || known.len() >= TAIL && word.ends_with(known);
        list.iter().any(|known| is(known))
    })
}

/// The name behind the text is told of in one breath with the one before: nothing but what joins them stands between.
pub(super) fn is_joined(text: &str) -> bool {
    let mut any = false;
    for word in words_back(text) {
        if !is_listed(&JOINS, word) {
            return false;
        }
        any = true;
    }
    any || text.bytes().any(|b| matches!(b, b',' | b';' | b'/' | b'&' | b'+'))
}

/// The title behind the text is that of whoever is named before it: `Jan Bakker (planner)`, `Jan Bakker, onze planner`.
pub(super) fn is_apposed(text: &str) -> bool {
    !text.contains('\n')
        && text.bytes().any(|b| matches!(b, b',' | b'('))
        && words_back(text).all(|own| matches!(word(own), Some(Said::Whose(_))) || own.len() <= 3)
}

/// The name behind the text begins a row or a cell of a list: a label or a word or two stand before it.
pub(super) fn is_labelled(text: &str) -> bool {
    const MOST: usize = 2;
    let line = last_cell(text);
    words_back(line).take(MOST + 1).count() <= MOST || text.trim_end().ends_with(':')
}

/// The text behind its last line end, tab or bar.
fn last_cell(text: &str) -> &str {
    &text[memchr::memrchr3(b'\n', b'\t', b'|', text.as_bytes()).map_or(0, |n| n + 1)..]
}

/// The account before the text is that of whoever is named behind it: `t.n.v.`, `au nom de`, `intestato a`.
pub(super) fn is_holder(text: &str) -> bool {
    const HOLDERS: [&str; 21] = [
        "t.n.v.",
        "tnv",
        "op naam van",
        "ten name van",
        "ten gunste van",
        "in the name of",
        "name of",
        "account holder",
        "payable to",
        "lautend auf",
        "inhaber",
        "kontoinhaber",
        "kontoinhaberin",
        "au nom de",
        "titulaire",
        "a nombre de",
        "titular",
        "a favor de",
        "intestato a",
        "intestata a",
        "a nome di",
    ];
    /// Bytes of it.
    const MOST: usize = 40;
    if text.len() > MOST {
        return false;
    }
    let text = text.trim_matches([' ', ',', ';', '(', ':', '\n', '\r', '-', '\u{a0}']);
    HOLDERS.iter().any(|holder| text.eq_ignore_ascii_case(holder))
}

/// The firm behind the text is that for whom a letter or an invoice is: `Aan:`, `Cliente:`.
pub(super) fn is_addressed(text: &str) -> bool {
    let line = last_cell(text).trim_end();
    let Some(label) = line.strip_suffix(':') else { return false };
    let mut words = words(label).map(|(_, word)| word);
    words.next().is_some_and(|word| is_listed(&ADDRESSED, word)) && words.count() < 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_within_a_house() {
        for title in ["magazijnmedewerker", "Betriebsleiter", "aide-comptable", "chef de chantier", "planner"]
        {
            assert!(is_job_title(title), "{title}");
        }
        for title in ["notaris", "burgemeester", "huisarts", "Police officer", "eigenaar"] {
            assert!(!is_job_title(title), "{title}");
        }
    }

    #[test]
    fn rosters() {
        for text in ["rooster balie wk 7", "dienstplan", "Turnos noche", "Weekenddienstrooster", "bar rota"] {
            assert!(is_roster(text), "{text}");
        }
        for text in ["planning", "Einsatz morgen", "roosters van ventilatie schoonmaken?", "rotary club"] {
            assert!(!is_roster(text), "{text}");
        }
        assert!(is_of_shifts("planning") && !is_of_shifts("rooster"));
    }

    #[test]
    fn whose_an_account_is() {
        for text in [" t.n.v. ", ", op naam van ", " au nom de ", " (intestato a ", "\nKontoinhaber: "] {
            assert!(is_holder(text), "{text}");
        }
        assert!(!is_holder(" van ") && !is_holder("\nVragen? Bel ") && !is_holder(""));
    }

    #[test]
    fn people_who_work_together() {
        for text in ["Bijlage: chauffeurs Q3", "personeel", "Liste Mitarbeiter", "our drivers"] {
            assert!(is_of_staff(text), "{text}");
        }
        assert!(!is_of_staff("klanten Q3") && !is_of_staff("administratie"));
    }

    #[test]
    fn for_whom_an_invoice_is() {
        assert!(
            is_addressed("\n\nAan: ") && is_addressed("Cliente: ") && is_addressed("BTW NL1\n  Sold to: ")
        );
        assert!(!is_addressed("Naam: ") && !is_addressed("Wij schreven aan ") && !is_addressed("Klant"));
    }

    #[test]
    fn who_is_told_of_in_one_breath() {
        for text in [", ", " en ", "), de andere ", " / ", ", und ", "; "] {
            assert!(is_joined(text), "{text}");
        }
        for text in ["", " werkt met ", ", huurder "] {
            assert!(!is_joined(text), "{text}");
        }
    }
}
