//! How long details may be kept: terms, and which of them are past.
//!
//! In: terms as the user wrote them in TOML, and for each finding what a rule may ask of it: its disclosure, kind, region and
//! source, and when its message came. Out: which rule it falls under, and since when it is past its term. The first rule that
//! covers a finding decides, as in a list that is read from the top; the default term is the last of them. What it refuses to
//! know: the clock. The day that is taken for today is an argument. Calendar arithmetic is jiff's: a month after 31 January is
//! the last day of February, a year after 29 February is the 28th. `docs/retention.md` is for users.

use std::sync::Arc;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use jiff::civil::Date;
use jiff::{Span, Unit};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::statutory::Statutory;
use crate::model::{Kind, RegionKind};

/// Rules of one file.
const RULES_MAX: usize = 1_000;
/// What a default rule is called.
const DEFAULT: &str = "default";
/// Years of a term.
const YEARS_MAX: i64 = 1_000;
/// Disclosures by the names that reports give them.
const DISCLOSURES: [&str; 8] =
    ["self", "internal", "external", "returned", "third_party", "list", "header", "own"];

/// Why retention terms cannot be used: file, line, key, and what is expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RetentionError(String);

impl RetentionError {
    pub(super) fn new(what: String) -> Self {
        RetentionError(what)
    }
}

/// What a rule may ask of a finding.
#[derive(Debug, Clone, Copy)]
pub struct Kept<'f> {
    /// Which sort of detail.
    pub kind: Kind,
    /// Where in the message.
    pub region: RegionKind,
    /// The name of its disclosure, where one is decided.
    pub disclosure: Option<&'f str>,
    /// The source, as reports print it.
    pub source: &'f str,
    /// When the message reached the archive, and its Date field, in RFC 3339: the first that there is counts.
    pub archived_at: Option<&'f str>,
    /// See [`Kept::archived_at`].
    pub date: Option<&'f str>,
}

/// What the terms say of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// No rule covers it: it may stay.
    None,
    /// It may stay until this day.
    Within {
        /// The rule's name.
        rule: Arc<str>,
        /// The first day on which it is past its term.
        until: Date,
    },
    /// It should be gone.
    Past {
        /// The rule's name.
        rule: Arc<str>,
        /// The first day on which it was past its term.
        since: Date,
    },
    /// A rule covers it, and nothing says how old it is. It is never taken to be past its term.
    DateUnknown {
        /// The rule's name.
        rule: Arc<str>,
    },
}

#[derive(Debug, Clone)]
struct Rule {
    name: Arc<str>,
    term: Span,
    /// Each empty for all.
    disclosures: Vec<String>,
    kinds: Vec<Kind>,
    regions: Vec<RegionKind>,
    sources: Option<GlobSet>,
}

impl Rule {
    fn covers(&self, kept: &Kept<'_>) -> bool {
        let any = |list: &[String], name: Option<&str>| {
            list.is_empty() || name.is_some_and(|name| list.iter().any(|l| l == name))
        };
        any(&self.disclosures, kept.disclosure)
            && (self.kinds.is_empty() || self.kinds.contains(&kept.kind))
            && (self.regions.is_empty() || self.regions.contains(&kept.region))
            && self.sources.as_ref().is_none_or(|set| set.is_match(kept.source))
    }
}

/// The terms of a run.
#[derive(Debug, Clone, Default)]
pub struct Retention {
    rules: Vec<Rule>,
    keep: Statutory,
}

impl Retention {
    /// Reads the table `[retention]` of a settings file. `place` gives file and line for an offset in its text.
    ///
    /// # Errors
    ///
    /// An unknown key, kind, region or disclosure, a term that is none, a broken glob: with place, key and what is expected.
    pub fn from_table(table: &DeTable<'_>, place: &dyn Fn(usize) -> String) -> Result<Self, RetentionError> {
        let mut rules = Vec::new();
        let mut last = None;
        let mut keep = Statutory::default();
        for (key, value) in table {
            let at = place(value.span().start);
            match key.get_ref().as_ref() {
                "default" => {
                    let term = text(value.get_ref()).and_then(term);
                    let term = term.map_err(|e| RetentionError(format!("{at}: retention.default: {e}")))?;
                    let name = Arc::from(DEFAULT);
                    last = Some(Rule {
                        name,
                        term,
                        disclosures: Vec::new(),
                        kinds: Vec::new(),
                        regions: Vec::new(),
                        sources: None,
                    });
                }
                "rule" => {
                    let DeValue::Array(items) = value.get_ref() else {
                        return Err(RetentionError(format!(
                            "{at}: retention.rule: expected tables, each under [[retention.rule]]"
                        )));
                    };
                    for item in items.iter().take(RULES_MAX + 1) {
                        if rules.len() == RULES_MAX {
                            let at = place(item.span().start);
                            return Err(RetentionError(format!(
                                "{at}: retention.rule: expected at most {RULES_MAX} rules"
                            )));
                        }
                        let rule = rule(item, place)?;
                        if rules.iter().any(|r: &Rule| r.name == rule.name) || &*rule.name == DEFAULT {
                            let at = place(item.span().start);
                            return Err(RetentionError(format!(
                                "{at}: retention.rule.name: {:?} is the name of another rule; expected one of its own",
                                rule.name
                            )));
                        }
                        rules.push(rule);
                    }
                }
                "keep" => {
                    let DeValue::Table(duties) = value.get_ref() else {
                        return Err(RetentionError(format!(
                            "{at}: retention.keep: expected a table for each duty, as in [retention.keep.invoices]"
                        )));
                    };
                    keep = Statutory::from_table(duties, place)?;
                }
                other => {
                    let at = place(key.span().start);
                    return Err(RetentionError(format!(
                        "{at}: unknown key \"retention.{other}\"; expected `default`, [[retention.rule]] and [retention.keep]"
                    )));
                }
            }
        }
        rules.extend(last);
        Ok(Retention { rules, keep })
    }

    /// What the law asks to be kept.
    pub fn keep(&self) -> &Statutory {
        &self.keep
    }

    /// True when no rule is there.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The names of the rules, in the order in which they are asked.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|r| &*r.name)
    }

    /// What the terms say of a finding, on the day that is taken for today.
    pub fn term(&self, kept: &Kept<'_>, today: Date) -> Term {
        let Some(rule) = self.rules.iter().find(|rule| rule.covers(kept)) else { return Term::None };
        let name = rule.name.clone();
        let day = [kept.archived_at, kept.date].into_iter().flatten().find_map(day);
        let end = day.and_then(|day| day.checked_add(rule.term).ok());
        match end {
            None => Term::DateUnknown { rule: name },
            // kept for the whole of the term: on the day that it ends it may still be there
            Some(end) => match end.tomorrow() {
                Ok(since) if since <= today => Term::Past { rule: name, since },
                Ok(until) => Term::Within { rule: name, until },
                Err(_) => Term::Within { rule: name, until: end },
            },
        }
    }
}

/// The day of an RFC 3339 date-time, where it was written. Days before there was mail are no dates, but clocks that were
/// not set.
pub(super) fn day(text: &str) -> Option<Date> {
    let day: Date = text.get(..10)?.parse().ok()?;
    (day.year() >= 1971).then_some(day)
}

fn rule(item: &Spanned<DeValue<'_>>, place: &dyn Fn(usize) -> String) -> Result<Rule, RetentionError> {
    let at = place(item.span().start);
    let DeValue::Table(table) = item.get_ref() else {
        return Err(RetentionError(format!(
            "{at}: retention.rule: expected a table under [[retention.rule]]"
        )));
    };
    let (mut name, mut length) = (None, None);
    let (mut disclosures, mut kinds, mut regions, mut sources) = (Vec::new(), Vec::new(), Vec::new(), None);
    for (key, value) in table {
        let at = place(value.span().start);
        let wrong = |e: String| RetentionError(format!("{at}: retention.rule.{}: {e}", key.get_ref()));
        let value = value.get_ref();
        match key.get_ref().as_ref() {
            "name" => name = Some(text(value).map_err(wrong)?.to_owned()),
            "term" => length = Some(text(value).and_then(term).map_err(wrong)?),
            "disclosure" => {
                for word in texts(value).map_err(wrong)? {
                    if !DISCLOSURES.contains(&word) {
                        return Err(wrong(format!(
                            "{word:?} is no disclosure; expected of {}",
                            DISCLOSURES.join(", ")
                        )));
                    }
                    disclosures.push(word.to_owned());
                }
            }
            "kinds" => {
                for word in texts(value).map_err(wrong)? {
                    let names = || Kind::ALL.map(Kind::as_str).join(", ");
                    kinds.push(
                        word.parse()
                            .map_err(|_| wrong(format!("{word:?} is no kind; expected of {}", names())))?,
                    );
                }
            }
            "region" => {
                for word in texts(value).map_err(wrong)? {
                    let found = REGIONS.into_iter().find(|region| region.as_str() == word);
                    let names = || REGIONS.map(RegionKind::as_str).join(", ");
                    regions.push(
                        found.ok_or_else(|| {
                            wrong(format!("{word:?} is no region; expected of {}", names()))
                        })?,
                    );
                }
            }
            "source" => {
                let mut set = GlobSetBuilder::new();
                for glob in texts(value).map_err(wrong)? {
                    let parsed = GlobBuilder::new(glob).literal_separator(true).build();
                    set.add(
                        parsed
                            .map_err(|e| wrong(format!("{}; expected a glob, as in `sales/**`", e.kind())))?,
                    );
                }
                sources = Some(
                    set.build()
                        .map_err(|e| wrong(format!("{}; expected fewer or shorter globs", e.kind())))?,
                );
            }
            other => {
                let at = place(key.span().start);
                return Err(RetentionError(format!(
                    "{at}: unknown key \"retention.rule.{other}\"; expected name, term, disclosure, kinds, region, source"
                )));
            }
        }
    }
    let missing = |what: &str| RetentionError(format!("{at}: retention.rule: expected a `{what}`"));
    Ok(Rule {
        name: name.filter(|n| !n.trim().is_empty()).ok_or_else(|| missing("name"))?.into(),
        term: length.ok_or_else(|| missing("term"))?,
        disclosures,
        kinds,
        regions,
        sources,
    })
}

const REGIONS: [RegionKind; 6] = [
    RegionKind::Header,
    RegionKind::Body,
    RegionKind::Signature,
    RegionKind::Quoted,
    RegionKind::Forwarded,
    RegionKind::Attachment,
];

pub(super) fn text<'v>(value: &'v DeValue<'_>) -> Result<&'v str, String> {
    match value {
        DeValue::String(text) => Ok(text),
        _ => Err("expected a string".to_owned()),
    }
}

/// A string, or a list of them.
pub(super) fn texts<'v>(value: &'v DeValue<'_>) -> Result<Vec<&'v str>, String> {
    match value {
        DeValue::Array(items) => items.iter().map(|item| text(item.get_ref())).collect(),
        single => text(single).map(|t| vec![t]),
    }
    .map_err(|_| "expected a string or a list of strings".to_owned())
}

/// A term: `2 years`, `18 months`, `1 year 6 months`, `P2Y` (ISO 8601). In days, weeks, months and years.
pub(super) fn term(text: &str) -> Result<Span, String> {
    let expected = || {
        "expected a term in years, months, weeks or days, as in \"2 years\", \"18 months\" or \"P2Y\""
            .to_owned()
    };
    let span: Span = text.trim().parse().map_err(|_| expected())?;
    let calendar = !span.is_negative() && !span.is_zero();
    let smaller = [span.get_hours().into(), span.get_minutes(), span.get_seconds(), span.get_milliseconds()];
    if !calendar
        || smaller.iter().any(|n| *n != 0)
        || span.get_microseconds() != 0
        || span.get_nanoseconds() != 0
    {
        return Err(expected());
    }
    let start = jiff::civil::date(2000, 1, 1);
    match span.total((Unit::Year, start)) {
        Ok(years) if years <= YEARS_MAX as f64 => Ok(span),
        _ => Err(format!("expected a term of at most {YEARS_MAX} years")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2020, 1, 1);

    fn read(text: &str) -> Result<Retention, RetentionError> {
        let table = DeTable::parse(text).unwrap();
        let place = |at: usize| format!("mailsweep.toml:{}", text[..at].matches('\n').count() + 1);
        Retention::from_table(table.get_ref(), &place)
    }

    fn kept(date: &str) -> Kept<'_> {
        Kept {
            kind: Kind::Phone,
            region: RegionKind::Body,
            disclosure: Some("internal"),
            source: "sales/2014.mbox",
            archived_at: None,
            date: Some(date),
        }
    }

    fn since(term: &str, from: &str, today: Date) -> Option<String> {
        match read(&format!("default = {term:?}")).unwrap().term(&kept(from), today) {
            Term::Past { since, .. } => Some(since.to_string()),
            _ => None,
        }
    }

    #[test]
    fn terms_end_at_the_end_of_a_calendar_day() {
        let day = date(2030, 1, 1);
        for (term, from, want) in [
            ("2 years", "2014-03-02T10:11:00+01:00", "2016-03-03"),
            ("P2Y", "2014-03-02", "2016-03-03"),
            ("1 month", "2014-01-31", "2014-03-01"),
            ("1 month", "2016-01-31", "2016-03-01"),
            ("1 year", "2016-02-29", "2017-03-01"),
            ("4 years", "2016-02-29", "2020-03-01"),
            ("18 months", "2014-08-31", "2016-03-01"),
            ("1 year 6 months", "2014-01-15", "2015-07-16"),
            ("30 days", "2014-12-31", "2015-01-31"),
            ("2 weeks", "2014-12-31", "2015-01-15"),
        ] {
            assert_eq!(since(term, from, day).as_deref(), Some(want), "{term} {from}");
        }
        assert_eq!(since("2 years", "2014-03-02", date(2016, 3, 2)), None, "the last day of the term");
        assert_eq!(since("2 years", "2014-03-02", date(2016, 3, 3)).as_deref(), Some("2016-03-03"));
    }

    #[test]
    fn the_date_of_the_archive_comes_first() {
        let terms = read("default = '1 year'").unwrap();
        let both =
            Kept { archived_at: Some("2019-06-01T00:00:00+00:00"), ..kept("2010-01-01T00:00:00+00:00") };
        assert!(matches!(terms.term(&both, TODAY), Term::Within { until, .. } if until == date(2020, 6, 2)));
        let broken =
            Kept { archived_at: Some("1970-01-01T00:00:00+00:00"), ..kept("2010-01-01T00:00:00+00:00") };
        assert!(matches!(terms.term(&broken, TODAY), Term::Past { .. }));
    }

    #[test]
    fn a_date_that_is_not_known_is_never_past() {
        let terms = read("default = '1 day'").unwrap();
        let unknown = Term::DateUnknown { rule: "default".into() };
        assert_eq!(terms.term(&Kept { date: None, ..kept("") }, TODAY), unknown);
        assert_eq!(terms.term(&kept("no date"), TODAY), unknown);
        assert_eq!(
            terms.term(&kept("1970-01-01T00:00:00+00:00"), TODAY),
            unknown,
            "a clock that was not set"
        );
    }

    #[test]
    fn the_first_rule_that_covers_decides() {
        let text = "default = '5 years'\n\
                    [[rule]]\nname = 'lists'\nterm = '1 month'\ndisclosure = ['list']\n\
                    [[rule]]\nname = 'sales'\nterm = '2 years'\nsource = 'sales/**'\nkinds = ['phone', 'email']\nregion = 'body'\n";
        let terms = read(text).unwrap();
        let rule = |kept: Kept<'_>| match terms.term(&kept, TODAY) {
            Term::Past { rule, .. } | Term::Within { rule, .. } | Term::DateUnknown { rule } => {
                rule.to_string()
            }
            Term::None => String::new(),
        };
        let one = kept("2019-12-01");
        assert_eq!(rule(one), "sales");
        assert_eq!(rule(Kept { disclosure: Some("list"), ..one }), "lists");
        assert_eq!(rule(Kept { disclosure: None, ..one }), "sales");
        assert_eq!(rule(Kept { kind: Kind::Iban, ..one }), "default");
        assert_eq!(rule(Kept { region: RegionKind::Quoted, ..one }), "default");
        assert_eq!(rule(Kept { source: "service.mbox", ..one }), "default");
        assert_eq!(terms.names().collect::<Vec<_>>(), ["lists", "sales", "default"]);
        let none = read("").unwrap();
        assert!(none.is_empty() && none.term(&one, TODAY) == Term::None);
    }

    #[test]
    fn what_is_wrong_is_said_with_line_key_and_what_is_expected() {
        let error = |text: &str| read(text).unwrap_err().to_string();
        for (text, want) in [
            ("default = 'long'", "mailsweep.toml:1: retention.default: expected a term in years"),
            ("default = '2 hours'", "mailsweep.toml:1: retention.default: expected a term in years"),
            ("default = '-2 years'", "mailsweep.toml:1: retention.default: expected a term in years"),
            ("default = '0 days'", "mailsweep.toml:1: retention.default: expected a term in years"),
            (
                "default = '5000 years'",
                "mailsweep.toml:1: retention.default: expected a term of at most 1000 years",
            ),
            ("default = 2", "mailsweep.toml:1: retention.default: expected a string"),
            ("\nterm = '2 years'", "mailsweep.toml:2: unknown key \"retention.term\"; expected `default`"),
            ("[[rule]]\nname = 'a'\n", "mailsweep.toml:1: retention.rule: expected a `term`"),
            ("[[rule]]\nterm = 'P1Y'\n", "mailsweep.toml:1: retention.rule: expected a `name`"),
            (
                "[[rule]]\nname = 'a'\nterm = 'P1Y'\nkinds = ['fax']",
                "mailsweep.toml:4: retention.rule.kinds: \"fax\" is no kind",
            ),
            (
                "[[rule]]\nname = 'a'\nterm = 'P1Y'\nregion = ['top']",
                "mailsweep.toml:4: retention.rule.region: \"top\" is no region",
            ),
            (
                "[[rule]]\nname = 'a'\nterm = 'P1Y'\ndisclosure = 'x'",
                "mailsweep.toml:4: retention.rule.disclosure: \"x\" is no disclosure; expected of self, internal",
            ),
            ("[[rule]]\nname = 'a'\nterm = 'P1Y'\nsource = '['", "mailsweep.toml:4: retention.rule.source: "),
            (
                "[[rule]]\nname = 'a'\nterm = 'P1Y'\nfolder = 'x'",
                "mailsweep.toml:4: unknown key \"retention.rule.folder\"",
            ),
            (
                "[[rule]]\nname = 'a'\nterm = 'P1Y'\n[[rule]]\nname = 'a'\nterm = 'P2Y'",
                "mailsweep.toml:4: retention.rule.name: \"a\" is the name of another rule",
            ),
        ] {
            let said = error(text);
            assert!(said.starts_with(want), "{said}");
        }
    }
}
