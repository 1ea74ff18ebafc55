//! `--fail-on`: when a run that was done should still count as a failure, for use in scripts.

use std::fmt;
use std::str::FromStr;

use crate::model::{Kind, Summary};
use crate::report::Change;
use crate::report::since::Tally;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    /// Findings of any kind.
    Any,
    /// Findings of one kind.
    Kind(Kind),
    /// Messages with a detail outside the header.
    Messages,
    /// Messages of somebody who was erased earlier.
    Suppressed,
    /// Problems.
    Problems,
    /// Findings that are new, gone or changed since an older run, by the place of that in [`Change::NAMES`].
    Change(usize),
}

/// An expression: what is counted, and above which number it fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FailOn {
    counted: Counted,
    above: u64,
}

impl FailOn {
    /// The kind that is counted, where it is one.
    pub(super) fn kind(self) -> Option<Kind> {
        match self.counted {
            Counted::Kind(kind) => Some(kind),
            _ => None,
        }
    }

    /// It counts what changed since an older run.
    pub(super) fn counts_changes(self) -> bool {
        matches!(self.counted, Counted::Change(_))
    }

    /// It counts what was erased earlier and is back.
    pub(super) fn counts_suppressed(self) -> bool {
        self.counted == Counted::Suppressed
    }

    /// True when the run fails by this expression.
    pub(super) fn matches(self, summary: &Summary, changes: Option<&Tally>) -> bool {
        let n = match self.counted {
            Counted::Any => summary.total_findings(),
            Counted::Kind(kind) => summary.findings.get(&kind).copied().unwrap_or_default(),
            Counted::Messages => summary.messages_with_findings,
            Counted::Suppressed => summary.suppressed.as_ref().map_or(0, |s| s.messages),
            Counted::Problems => summary.total_problems(),
            Counted::Change(which) => {
                changes.map_or(0, |c| [c.new, c.gone, c.changed].get(which).copied().unwrap_or_default())
            }
        };
        n > self.above
    }
}

/// The expression cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadExpression;

impl fmt::Display for BadExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "expected `any`, `messages`, `suppressed`, `problems` or a kind such as `email`, alone or with `>N` or `>=N` behind it",
        )
    }
}

impl std::error::Error for BadExpression {}

impl FromStr for FailOn {
    type Err = BadExpression;

    fn from_str(text: &str) -> Result<Self, BadExpression> {
        let (name, above) = match text.split_once('>') {
            None => (text, 0),
            Some((name, bound)) => {
                let (bound, or_equal) = match bound.strip_prefix('=') {
                    Some(bound) => (bound, true),
                    None => (bound, false),
                };
                let bound: u64 = bound.trim().parse().map_err(|_| BadExpression)?;
                // `>=0` is always true and so says nothing.
                (name, if or_equal { bound.checked_sub(1).ok_or(BadExpression)? } else { bound })
            }
        };
        let counted = match name.trim() {
            "any" | "findings" => Counted::Any,
            "messages" => Counted::Messages,
            "suppressed" => Counted::Suppressed,
            "problems" => Counted::Problems,
            other => match Change::NAMES.iter().position(|name| *name == other) {
                Some(which) => Counted::Change(which),
                None => Counted::Kind(other.parse().map_err(|_| BadExpression)?),
            },
        };
        Ok(FailOn { counted, above })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_match_counts() {
        let mut summary = Summary { messages_with_findings: 3, ..Summary::default() };
        let tally = Tally { new: 1, gone: 0, changed: 2 };
        summary.findings.insert(Kind::Phone, 100);
        summary.suppressed =
            Some(crate::model::Suppressed { messages: 2, possible: 9, ..Default::default() });
        summary.problems.insert(crate::model::ProblemCode::Io, 1);
        for (text, matches) in [
            ("any", true),
            ("findings", true),
            ("phone", true),
            ("email", false),
            ("phone>99", true),
            ("phone > 100", false),
            ("phone>=100", true),
            ("messages>=4", false),
            ("messages>2", true),
            ("suppressed", true),
            ("suppressed>=3", false),
            ("problems", true),
            ("problems>1", false),
            ("new", true),
            ("gone", false),
            ("changed>=3", false),
        ] {
            assert_eq!(text.parse::<FailOn>().unwrap().matches(&summary, Some(&tally)), matches, "{text}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "e-mail", "phone>", "phone>x", "phone<3", "phone>-1", "any>=0", ">3", "phone>1>2"] {
            assert_eq!(text.parse::<FailOn>(), Err(BadExpression), "{text:?}");
        }
    }
}
