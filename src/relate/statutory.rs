//! What the law asks to be kept, although somebody asks for its erasure.
//!
//! In: the table `[retention.keep]` of a settings file, a table by name for each duty, and where a message stands, what its subject says
//! and how old it is. Out: which duty covers it, and until when. A message of which nothing says how old it is stays. What it refuses to
//! know: who asked for what.

use std::sync::Arc;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use jiff::Span;
use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use super::retention::{RetentionError, day, term, text, texts};

/// A duty to keep.
#[derive(Debug, Clone)]
struct Duty {
    name: Arc<str>,
    term: Span,
    /// Lower case; one of them in the subject is enough. Empty: any subject.
    words: Vec<String>,
    sources: Option<GlobSet>,
}

/// Duties to keep, in the order of their names.
#[derive(Debug, Clone, Default)]
pub struct Statutory {
    duties: Vec<Duty>,
}

/// What a duty may ask of a message.
#[derive(Debug, Clone, Copy)]
pub struct Message<'m> {
    /// The source, as reports print it.
    pub source: &'m str,
    /// Its subject.
    pub subject: Option<&'m str>,
    /// When it reached the archive, and its Date field, in RFC 3339: the first that there is counts.
    pub archived_at: Option<&'m str>,
    /// See [`Message::archived_at`].
    pub date: Option<&'m str>,
}

impl Statutory {
    /// Reads the table `[retention.keep]`. `place` gives file and line for an offset in its text.
    ///
    /// # Errors
    ///
    /// An unknown key, a term that is none, a broken glob, a duty that would cover all mail: with place, key and what is expected.
    pub fn from_table(table: &DeTable<'_>, place: &dyn Fn(usize) -> String) -> Result<Self, RetentionError> {
        let mut duties = Vec::new();
        for (name, value) in table {
            let name = name.get_ref();
            let at = place(value.span().start);
            let DeValue::Table(fields) = value.get_ref() else {
                return Err(RetentionError::new(format!(
                    "{at}: retention.keep.{name}: expected a table with a term, as in {{ term = \"7 years\", words = [\"factuur\"] }}"
                )));
            };
            let mut length = None;
            let mut duty =
                Duty { name: Arc::from(name.as_ref()), term: Span::new(), words: Vec::new(), sources: None };
            for (key, value) in fields {
                let at = place(value.span().start);
                let wrong = |e: String| {
                    RetentionError::new(format!("{at}: retention.keep.{name}.{}: {e}", key.get_ref()))
                };
                match key.get_ref().as_ref() {
                    "term" => length = Some(text(value.get_ref()).and_then(term).map_err(wrong)?),
                    "words" => {
                        let words = texts(value.get_ref()).map_err(wrong)?;
                        duty.words =
                            words.iter().map(|w| w.trim().to_lowercase()).filter(|w| !w.is_empty()).collect();
                    }
                    "source" => {
                        let mut set = GlobSetBuilder::new();
                        for glob in texts(value.get_ref()).map_err(wrong)? {
                            let parsed = GlobBuilder::new(glob).literal_separator(true).build();
                            set.add(parsed.map_err(|e| {
                                wrong(format!("{}; expected a glob, as in `facturen/**`", e.kind()))
                            })?);
                        }
                        duty.sources =
                            Some(set.build().map_err(|e| {
                                wrong(format!("{}; expected fewer or shorter globs", e.kind()))
                            })?);
                    }
                    _ => return Err(wrong("not known; expected term, words, source".to_owned())),
                }
            }
            duty.term = length.ok_or_else(|| {
                RetentionError::new(format!("{at}: retention.keep.{name}: expected a `term`"))
            })?;
            if duty.words.is_empty() && duty.sources.is_none() {
                return Err(RetentionError::new(format!(
                    "{at}: retention.keep.{name}: expected `words` or `source`: without them no mail could ever be erased"
                )));
            }
            duties.push(duty);
        }
        Ok(Statutory { duties })
    }

    /// The duty that covers a message longest on the day that is taken for today: its name, and the first day on which it may go; no day
    /// where nothing says how old it is.
    pub fn covers(&self, message: &Message<'_>, today: Date) -> Option<(Arc<str>, Option<Date>)> {
        let subject = message.subject.map(str::to_lowercase).unwrap_or_default();
        let born = [message.archived_at, message.date].into_iter().flatten().find_map(day);
        let mut best: Option<(Arc<str>, Option<Date>)> = None;
        for duty in &self.duties {
            let said = duty.words.is_empty() || duty.words.iter().any(|w| subject.contains(w.as_str()));
            let lies = duty.sources.as_ref().is_none_or(|set| set.is_match(message.source));
            if !said || !lies {
                continue;
            }
            let Some(born) = born else { return Some((duty.name.clone(), None)) };
            // what the calendar does not reach is kept for ever
            let until = born.checked_add(duty.term).and_then(Date::tomorrow).unwrap_or(Date::MAX);
            let longer = best.as_ref().is_none_or(|(_, known)| known.is_some_and(|k| until > k));
            if until > today && longer {
                best = Some((duty.name.clone(), Some(until)));
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Statutory, RetentionError> {
        let table = DeTable::parse(text).unwrap();
        Statutory::from_table(table.get_ref(), &|at| format!("f:{at}"))
    }

    fn asked<'m>(source: &'m str, subject: &'m str, date: Option<&'m str>) -> Message<'m> {
        Message { source, subject: Some(subject), archived_at: None, date }
    }

    #[test]
    fn invoices_are_kept_for_seven_years() {
        let all = read("invoices = { term = \"7 years\", words = [\"factuur\", \"invoice\"] }").unwrap();
        let today = jiff::civil::date(2026, 3, 1);
        let date = Some("2019-03-01T10:00:00+01:00");
        let until = all.covers(&asked("a.mbox", "Uw FACTUUR 12", date), today);
        assert_eq!(until, Some(("invoices".into(), Some(jiff::civil::date(2026, 3, 2)))));
        assert_eq!(all.covers(&asked("a.mbox", "Uw vraag", date), today), None);
        let old = Some("2019-02-28T10:00:00+01:00");
        assert_eq!(all.covers(&asked("a.mbox", "factuur", old), today), None);
        let unknown = all.covers(&asked("a.mbox", "factuur", None), today);
        assert_eq!(unknown, Some(("invoices".into(), None)), "of unknown age: it stays");
    }

    #[test]
    fn the_longest_duty_counts_and_places_do() {
        let all =
            read("a = { term = '1 year', source = 'f/**' }\nb = { term = '10 years', source = 'f/**' }")
                .unwrap();
        let today = jiff::civil::date(2021, 1, 1);
        let date = Some("2020-06-01T10:00:00Z");
        assert_eq!(all.covers(&asked("f/x.mbox", "", date), today).unwrap().0.as_ref(), "b");
        assert_eq!(all.covers(&asked("g/x.mbox", "", date), today), None);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, says) in [
            ("a = 1", "expected a table"),
            ("a = { words = 'x' }", "expected a `term`"),
            ("a = { term = '1 year' }", "no mail could ever be erased"),
            ("a = { term = 'long', words = 'x' }", "expected a term"),
            ("a = { term = '1 year', word = 'x' }", "not known"),
            ("a = { term = '1 year', source = '[' }", "expected a glob"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(says) && error.starts_with("f:"), "{text}: {error}");
        }
    }
}
