//! What is never to be reported, by a file of the user's: values, domains and patterns.
//!
//! In: TOML with three lists, all optional: `values`, `domains`, `patterns`. Out: an answer for each match. A value counts
//! however it is written: what the recognisers read in it is left out too. This file refuses to know why.

use std::collections::HashSet;
use std::fmt;
use std::path::Path;

use serde::Deserialize;

use crate::model::{Kind, Match};
use crate::recognise::{Context, Recognisers};

/// Values, domains and patterns that are left out of all reports, and counted.
#[derive(Default)]
pub struct Ignore {
    /// Without white space, in lower case.
    values: HashSet<String>,
    /// In lower case, as A-labels.
    domains: HashSet<String>,
    patterns: HashSet<String>,
}

impl Ignore {
    /// All that is ignored, in order: the same for the same file however it is written.
    pub(super) fn sorted(&self) -> [Vec<&str>; 3] {
        [&self.values, &self.domains, &self.patterns].map(|set| {
            let mut all: Vec<&str> = set.iter().map(String::as_str).collect();
            all.sort_unstable();
            all
        })
    }
}

/// Why a file cannot be used: file, line and what is expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct IgnoreError(String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    domains: Vec<String>,
    #[serde(default)]
    patterns: Vec<String>,
}

impl Ignore {
    /// Reads a file. `recognisers` and `countries` are those of the run: a telephone number may stand in it as it is
    /// dialled at home.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or is not such TOML, an entry that is empty or no domain, a pattern that does not
    /// exist. A message shows no entry: the file may hold personal data.
    pub fn load(path: &Path, recognisers: &Recognisers, countries: &[[u8; 2]]) -> Result<Self, IgnoreError> {
        let text = std::fs::read_to_string(path)
            .map_err(|e| IgnoreError(format!("{}: cannot be read: {e}", path.display())))?;
        Self::parse(path, &text, recognisers, countries)
    }

    fn parse(
        path: &Path,
        text: &str,
        recognisers: &Recognisers,
        countries: &[[u8; 2]],
    ) -> Result<Self, IgnoreError> {
        let name = path.display();
        let line =
            |at: usize| text.as_bytes()[..at.min(text.len())].iter().filter(|b| **b == b'\n').count() + 1;
        let file: File = toml::from_str(text).map_err(|e| {
            let at = e.span().map_or(1, |s| line(s.start));
            // other messages show what stands there, which may be somebody's number
            let what = Some(e.message()).filter(|m| m.starts_with("unknown field"));
            IgnoreError(format!(
                "{name}:{at}: {}; expected lists of strings: `values`, `domains`, `patterns`",
                what.unwrap_or("not what such a file holds")
            ))
        })?;
        let mut ignore = Ignore::default();
        let context = Context { countries: countries.to_vec(), ..Context::default() };
        for (n, value) in file.values.iter().enumerate() {
            let folded = folded(value);
            if folded.is_empty() {
                return Err(IgnoreError(format!("{name}: `values`, entry {}: expected a value", n + 1)));
            }
            ignore.values.insert(folded);
            ignore.values.extend(readings(value, recognisers, &context));
        }
        for (n, domain) in file.domains.iter().enumerate() {
            let bare = domain.trim().trim_start_matches(['@', '.']);
            let known =
                idna::domain_to_ascii(bare).ok().filter(|d| d.contains('.') && !d.contains(['/', ' ', '@']));
            let Some(domain) = known else {
                return Err(IgnoreError(format!(
                    "{name}: `domains`, entry {}: expected a domain, as in klant.example",
                    n + 1
                )));
            };
            ignore.domains.insert(domain);
        }
        for pattern in file.patterns {
            if !recognisers.cards().any(|card| *card.id == *pattern) {
                return Err(IgnoreError(format!(
                    "{name}: `patterns`: no pattern {pattern:?} is in use; `mailsweep patterns list` lists them"
                )));
            }
            ignore.patterns.insert(pattern);
        }
        Ok(ignore)
    }

    /// True when nothing is left out.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && self.domains.is_empty() && self.patterns.is_empty()
    }

    /// True when this match is to be left out.
    pub(super) fn covers(&self, found: &Match) -> bool {
        if self.patterns.contains(&*found.pattern) {
            return true;
        }
        let value = found.value.reveal();
        if !self.values.is_empty() && self.values.contains(&folded(value)) {
            return true;
        }
        if self.domains.is_empty() {
            return false;
        }
        let host = match found.kind {
            Kind::Email => value.rsplit_once('@').map(|(_, domain)| domain),
            Kind::Url => value
                .split_once("//")
                .map(|(_, rest)| rest.split(['/', '?', '#', ':']).next().unwrap_or(rest)),
            _ => None,
        };
        host.is_some_and(|host| {
            let mut rest = Some(host);
            std::iter::from_fn(|| {
                let here = rest?;
                rest = here.split_once('.').map(|(_, above)| above);
                Some(here)
            })
            .any(|domain| self.domains.contains(domain))
        })
    }
}

impl fmt::Debug for Ignore {
    /// Counts only: the entries may be personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ignore")
            .field("values", &self.values.len())
            .field("domains", &self.domains.len())
            .field("patterns", &self.patterns.len())
            .finish()
    }
}

fn folded(value: &str) -> String {
    value.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// The normal forms of what is found in a value, where it is the value from end to end.
fn readings(value: &str, recognisers: &Recognisers, context: &Context) -> Vec<String> {
    let text = value.trim();
    let found = recognisers.find_in(text, context);
    found.iter().filter(|m| m.span == (0..text.len())).map(|m| folded(m.value.reveal())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Ignore, IgnoreError> {
        Ignore::parse(Path::new("ignore.toml"), text, &Recognisers::built_in(&[]), &[*b"NL"])
    }

    fn left_out(ignore: &Ignore, text: &str) -> Vec<bool> {
        let context = Context { countries: vec![*b"NL"], ..Context::default() };
        let found = Recognisers::built_in(&[Kind::Email, Kind::Phone]).find_in(text, &context);
        found.iter().map(|m| ignore.covers(m)).collect()
    }

    #[test]
    fn values_count_however_they_are_written() {
        let ignore =
            parse("values = ['06-1234 5678', 'Info@Klant.example']\ndomains = ['@test']").unwrap_err();
        assert_eq!(
            ignore.to_string(),
            "ignore.toml: `domains`, entry 1: expected a domain, as in klant.example"
        );
        let ignore =
            parse("values = ['06-1234 5678', 'Info@Klant.example']\ndomains = ['shop.example']").unwrap();
        let text = "+31 6 12 34 56 78, 06-12345679, info@klant.example, a@b.shop.example, a@workshop.example";
        assert_eq!(left_out(&ignore, text), [true, false, true, true, false]);
        assert_eq!(format!("{ignore:?}"), "Ignore { values: 3, domains: 1, patterns: 0 }");
        assert!(!ignore.is_empty() && parse("").unwrap().is_empty());
        let ignore = parse("patterns = ['phone']").unwrap();
        assert_eq!(left_out(&ignore, "06-12345678, info@klant.example"), [true, false]);
    }

    #[test]
    fn what_is_wrong_is_said_without_an_entry() {
        let message = |text: &str| parse(text).unwrap_err().to_string();
        assert!(message("\nvalue = ['x']").starts_with("ignore.toml:2: unknown field `value`"));
        let number = message("values = [612345678]");
        assert!(number.starts_with("ignore.toml:1: ") && !number.contains("612345678"), "{number}");
        assert!(message("values = [' ']").contains("entry 1: expected a value"));
        assert!(message("domains = ['klant example']").contains("entry 1: expected a domain"));
        assert!(message("patterns = ['fax']").contains("no pattern \"fax\" is in use"));
        let absent = Ignore::load(Path::new("absent"), &Recognisers::built_in(&[]), &[]).unwrap_err();
        assert!(absent.to_string().contains("cannot be read"));
    }
}
