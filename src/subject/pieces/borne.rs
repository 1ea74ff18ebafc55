//! Others who bear the given name of a subject.
//!
//! In: names, addresses and lines of a message. Out: whether somebody else is called so in them. It refuses to know what follows of that.

use super::*;

/// Which words are surnames.
pub(in crate::subject) struct Surnames<'l> {
    /// Of somebody.
    pub(in crate::subject) any: &'l dyn Fn(&str) -> bool,
    /// Of somebody, and no other word.
    pub(in crate::subject) only: &'l dyn Fn(&str) -> bool,
    /// Given names.
    pub(in crate::subject) given: &'l dyn Fn(&str) -> bool,
}

impl Surnames<'_> {
    fn any(&self, word: &str) -> bool {
        (self.any)(word)
    }

    fn only(&self, word: &str) -> bool {
        (self.only)(word)
    }

    fn given(&self, word: &str) -> bool {
        (self.given)(word)
    }
}

impl Pieces<'_> {
    /// Somebody else of this name bears the given name.
    pub(in crate::subject) fn is_borne_by(&self, name: &str) -> bool {
        let all: Vec<Token> = tokens(name).into_iter().filter(|t| !t.is_title()).collect();
        let own = |t: &Token| self.person.surnames.iter().flat_map(|s| &s.core).any(|w| w.is(&t.folded));
        all.len() > 1 && all.iter().any(|t| self.is_given(t)) && !all.iter().any(own)
    }

    /// Hands on the addresses that stand behind the given name alone, as those of mailboxes do: `Jan <balie@klant.example>`.
    pub(in crate::subject) fn mailboxes<'t>(&self, text: &'t str, on: &mut dyn FnMut(&'t str)) {
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let from = at;
            at += line.len();
            if line.len() > LINE || !line.contains('@') {
                continue;
            }
            let all = tokens(line);
            for (n, token) in all.iter().enumerate().filter(|(_, t)| self.is_given(t)) {
                // the surname may stand before it
                let mut before = all[..n].iter().rev().take(FORM).take_while(|t| t.gap != Gap::Break);
                let rest = &text[from + token.span.end..];
                let mailbox = rest.trim_start_matches(['"', '\'', ' ', '\u{a0}', '\r', '\n', '\t']);
                let Some(mailbox) = mailbox.strip_prefix(['<', '[', '(']) else { continue };
                let address = mailbox.strip_prefix("mailto:").unwrap_or(mailbox);
                let end = address.find(['>', ']', ')', ' ', '\n']).unwrap_or(address.len());
                if address[..end].contains('@') && !before.any(|t| self.is_surname(&t.folded)) {
                    on(&address[..end]);
                }
            }
        }
    }

    /// Somebody of another surname bears the given name in a line, however small the letters: `met jan bakker`.
    pub(in crate::subject) fn is_borne_in(&self, line: &str, surnames: &Surnames<'_>) -> bool {
        let all = tokens(line);
        (0..all.len()).any(|n| {
            if !self.is_given(&all[n]) || in_address(line.as_bytes(), &all[n].span) {
                return false;
            }
            let next = |n: usize| all.get(n).filter(|t| t.gap == Gap::Space);
            let mut at = n + 1;
            while next(at).is_some_and(|t| t.is_infix() && !t.capital) && at < n + 4 {
                at += 1;
            }
            next(at).is_some_and(|t| {
                // of a word that is no name too, small letters say so only where all of them are small
                let known =
                    surnames.only(&t.folded) || surnames.any(&t.folded) && (t.capital || !all[n].capital);
                t.letters > 1 && known && !self.is_surname(&t.folded) && !surnames.given(&t.folded)
            })
        })
    }

    /// The given name stands as a word before the sign of an address, and the surname does not.
    pub(in crate::subject) fn is_in_address(&self, address: &str) -> bool {
        let local = address.split('@').next().unwrap_or_default();
        let all: Vec<String> = local.split(|c: char| !c.is_alphabetic()).map(folded).collect();
        let given = |w: &String| w.len() > 1 && self.person.givens.iter().any(|g| g.is(w));
        all.iter().any(given) && !all.iter().any(|w| self.is_surname(w))
    }
}
