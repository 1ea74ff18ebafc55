//! Who wrote a text, and whether a line is the name of that person or house.
//!
//! In: a mailbox, and a line. Out: whether the line names the writer. This module refuses to know where the line stands.

use crate::model::Mailbox;

/// Who wrote the text, as words to look for.
#[derive(Debug, Default)]
pub(super) struct Writer {
    words: Vec<String>,
    /// First letters of the name, in lower case.
    initials: Vec<char>,
    /// The local part of the address is made of the name, of two words or more: the mailbox is a person's.
    personal: bool,
    /// What the domain is called, letters and digits alone; empty where it is too short to tell.
    house: String,
}

/// Bytes of a domain's name that tells of a firm.
const HOUSE_MIN: usize = 5;

/// Bytes of a line that is the name of a firm.
const HOUSE_MAX: usize = 60;

impl Writer {
    pub(super) fn new(mailbox: Option<&Mailbox>) -> Self {
        let (mut words, mut initials, mut personal) = (Vec::new(), Vec::new(), false);
        if let Some(mailbox) = mailbox {
            let name = mailbox.name.as_ref().map_or("", |name| name.reveal().as_str());
            let local = mailbox.address.reveal().split('@').next().unwrap_or_default();
            let all =
                name.split(|c: char| !c.is_alphanumeric()).chain(local.split(|c: char| !c.is_alphabetic()));
            let own = |word: &str| {
                let mut letters = word.chars();
                word.len() > 2
                    && letters.next().is_some_and(char::is_uppercase)
                    && letters.all(char::is_lowercase)
            };
            personal = name.contains(' ')
                && name
                    .split(|c: char| !c.is_alphanumeric())
                    .any(|word| own(word) && local.to_ascii_lowercase().contains(&word.to_lowercase()));
            let first = name.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next());
            initials.extend(first.take(8).flat_map(char::to_lowercase));
            words.extend(all.filter(|word| word.chars().count() > 1).take(12).map(str::to_lowercase));
        }
        let house = mailbox.map_or_else(String::new, |mailbox| house(mailbox.address.reveal()));
        Writer { words, initials, personal, house }
    }

    /// The line is what the writer's domain is called, a legal form behind it perhaps: `Klant Bouw BV` and klantbouw.example.
    pub(super) fn is_house(&self, line: &str) -> bool {
        if self.house.is_empty() || line.len() > HOUSE_MAX || !line.starts_with(|c: char| c.is_uppercase()) {
            return false;
        }
        let mut rest = self.house.as_bytes();
        let mut more = 0;
        for b in line.bytes().filter(u8::is_ascii_alphanumeric) {
            match rest.split_first() {
                Some((own, behind)) if *own == b.to_ascii_lowercase() => rest = behind,
                Some(_) => return false,
                None => more += 1,
            }
        }
        rest.is_empty() && more <= 4
    }

    /// All words of the line are the writer's: two or more.
    pub(super) fn is_wholly_named(&self, line: &str) -> bool {
        let words = || line.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 1);
        words().count() > 1 && words().all(|word| self.knows(word))
    }

    /// The line begins with a full name of which no first letter is the writer's, who writes from a mailbox of a person.
    pub(super) fn is_stranger(&self, line: &str) -> bool {
        let mut words = line.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        let named = words.next().is_some_and(|w| w.starts_with(char::is_uppercase))
            && words.next().is_some_and(|w| w.chars().any(char::is_alphabetic));
        let letter =
            |w: &str| w.chars().next().is_some_and(|c| self.initials.contains(&c.to_ascii_lowercase()));
        let mut all = line.split(|c: char| !c.is_alphanumeric()).take(4);
        self.personal && named && !self.is_house(line) && !all.any(|w| w.len() == 1 && letter(w))
    }

    /// A word of the line is one of the writer's.
    pub(super) fn is_in(&self, line: &str) -> bool {
        line.split(|c: char| !c.is_alphanumeric()).any(|word| word.len() > 1 && self.knows(word))
    }

    fn knows(&self, word: &str) -> bool {
        self.words
            .iter()
            .any(|own| own.eq_ignore_ascii_case(word) || !word.is_ascii() && *own == word.to_lowercase())
    }

    /// The line is made of first letters of the writer's name: `H.`, `JdV`.
    pub(super) fn is_initialled(&self, line: &str) -> bool {
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
    pub(super) fn is_named(&self, line: &str) -> bool {
        let line = line.trim_matches(|c: char| !c.is_alphanumeric());
        if self.words.is_empty() || line.is_empty() || line.len() > 50 {
            return false;
        }
        let (mut own, mut all) = (0, 0);
        // `Gerrit-Jan Bakker`, who writes as `G.J. Bakker`
        let (mut initials, mut initialled, mut last) = (self.initials.iter(), true, false);
        for word in line.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 1) {
            all += 1;
            last = self.knows(word);
            own += usize::from(last);
            let first = word.chars().next().map(|c| c.to_ascii_lowercase());
            initialled &= last || initials.any(|known| Some(*known) == first);
        }
        own > 0 && all <= 5 && (own * 2 >= all || initialled && last)
    }
}

/// The longest label of an address's domain but the last one, which names no firm.
fn house(address: &str) -> String {
    let Some((labels, _)) = address.rsplit_once('@').and_then(|(_, domain)| domain.rsplit_once('.')) else {
        return String::new();
    };
    let longest = labels.split('.').max_by_key(|label| label.len()).unwrap_or_default();
    let name: String =
        longest.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    if name.len() < HOUSE_MIN || longest.starts_with("xn--") { String::new() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Sensitive;

    #[test]
    fn a_person_and_a_house() {
        let writer = Writer::new(Some(&Mailbox {
            name: Some(Sensitive::new("Jan de Vries".to_owned())),
            address: Sensitive::new("jan@mail.klant-bouw.example".to_owned()),
        }));
        assert!(writer.is_named("Jan de Vries") && writer.is_named("JAN") && !writer.is_named("Piet Jansen"));
        let initials = Writer::new(Some(&Mailbox {
            name: Some(Sensitive::new("G.J. Bakker".to_owned())),
            address: Sensitive::new("gj.bakker@klant.example".to_owned()),
        }));
        assert!(initials.is_named("Gerrit-Jan Bakker") && !initials.is_named("Anna Maria Bakker"));
        assert!(writer.is_wholly_named("Jan de Vries") && !writer.is_wholly_named("Jan Jansen"));
        assert!(writer.is_house("Klant Bouw") && writer.is_house("Klant-Bouw B.V."));
        assert!(!writer.is_house("Klant") && !writer.is_house("Klant Bouwmaterialen"));
        assert!(!Writer::default().is_house("Klant Bouw"));
        assert!(
            writer.is_stranger("Anna Smit") && !writer.is_stranger("J. Smit") && !writer.is_stranger("Anna")
        );
        assert!(writer.is_in("Your pal, Jan.") && !writer.is_in("Anna Smit"));
        assert!(!writer.is_stranger("Klant Bouw BV") && !Writer::default().is_stranger("Anna Smit"));
    }
}
