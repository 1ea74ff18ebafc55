//! The engine for patterns that are a regular expression.
//!
//! In: a pattern file and a region. Out: matches, validated and in normal form. The expression works on bytes without
//! Unicode classes: these cost a hundredfold on text that is not ASCII, which mail is.

use std::collections::BTreeMap;
use std::ops::Range;

use memchr::memmem;

use super::{NormalForm, PatternFile, THRESHOLD, Validator};
use crate::model::{Confidence, Match};
use crate::recognise::number::check;
use crate::recognise::words::{Effect, Words};
use crate::recognise::{Page, Recogniser};

/// Bytes of compiled program that one expression may take.
const SIZE_LIMIT: usize = 1 << 20;

/// Compiles an expression for bytes; the message says what is wrong.
pub(super) fn compile(expression: &str) -> Result<regex::bytes::Regex, String> {
    regex::bytes::RegexBuilder::new(expression)
        .unicode(false)
        .size_limit(SIZE_LIMIT)
        .build()
        .map_err(|e| e.to_string())
}

/// Searches for the expression of a pattern file.
pub(in crate::recognise) struct RegexRecogniser {
    file: PatternFile,
    regex: regex::bytes::Regex,
    literals: Vec<memmem::Finder<'static>>,
    words: Words,
}

impl RegexRecogniser {
    /// From a file that was parsed; `None` when it has no expression that compiles, which [`super::parse`] refuses.
    pub(in crate::recognise) fn new(file: PatternFile) -> Option<Self> {
        let regex = compile(file.regex.as_deref()?).ok()?;
        let literals = file.literals.iter().map(|l| memmem::Finder::new(l).into_owned()).collect();
        let words = Words::new(&file.context.raise, &file.context.sink);
        Some(RegexRecogniser { file, regex, literals, words })
    }
}

impl Recogniser for RegexRecogniser {
    fn find(&self, page: &Page<'_>, out: &mut Vec<Match>) {
        let region = page.region;
        let bytes = region.text.as_bytes();
        if !self.file.regions.is_empty() && !self.file.regions.contains(&region.kind) {
            return;
        }
        if !self.literals.is_empty() && self.literals.iter().all(|l| l.find(bytes).is_none()) {
            return;
        }
        for window in windows(region.text) {
            self.search(region.text, window, out);
        }
    }
}

impl RegexRecogniser {
    fn search(&self, whole: &str, window: Window, out: &mut Vec<Match>) {
        for captures in self.regex.captures_iter(&whole.as_bytes()[window.bytes.clone()]) {
            let Some(m) = captures.name("value").or_else(|| captures.get(0)) else { continue };
            // A class such as `.` matches single bytes here: half a character is no match.
            let span = window.bytes.start + m.start()..window.bytes.start + m.end();
            if !window.own.contains(&span.start) {
                continue;
            }
            let Some(text) = whole.get(span.clone()) else { continue };
            if text.is_empty() || !is_valid(self.file.validator, text) {
                continue;
            }
            let said = self.words.before(whole, span.start).map(|s| s.effect);
            let confidence = match said {
                Some(Effect::Raise) => self.file.confidence.saturating_add(10).min(99),
                Some(Effect::Sink) => self.file.confidence.saturating_sub(40),
                None => self.file.confidence,
            };
            if confidence < THRESHOLD {
                continue;
            }
            out.push(Match {
                kind: self.file.kind,
                value: normal_form(&self.file.normal_form, text).into(),
                span,
                confidence: Confidence::percent(confidence),
                pattern: self.file.id.clone(),
                fields: BTreeMap::new(),
                why: Vec::new(),
            });
        }
    }
}

/// Bytes of text that the expression is tried on at once, and that two windows of one line share.
const WINDOW: usize = 4 << 10;
const SHARED: usize = 512;

/// A stretch of text to search, and where in it matches may begin: others belong to the window before or behind.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Window {
    bytes: Range<usize>,
    own: Range<usize>,
}

/// The lines of a text; long ones in windows that overlap.
///
/// One search is linear, but all searches of a text are not: an expression with an unbounded repetition may look to the end
/// of it from every place (regex crate, "Untrusted input"). So no search sees more than a window.
fn windows(text: &str) -> impl Iterator<Item = Window> {
    let bytes = text.as_bytes();
    let (mut start, mut own) = (0, 0);
    std::iter::from_fn(move || {
        let rest = bytes.get(start..).filter(|rest| !rest.is_empty())?;
        let line = memchr::memchr(b'\n', &rest[..rest.len().min(WINDOW)]).map(|n| n + 1);
        let end = start + line.unwrap_or(rest.len().min(WINDOW));
        let last = line.is_some() || end == bytes.len();
        // a window begins behind white space where it can, so that no word is taken for a shorter one
        let from = end - SHARED.min(end - start);
        let next = if last {
            end
        } else {
            memchr::memchr3(b' ', b'\t', b';', &bytes[from..end - SHARED / 2]).map_or(from, |n| from + n + 1)
        };
        // without its line end, so that `$` stands where people think it does
        let window = Window { bytes: start..end - usize::from(line.is_some()), own: own..next };
        (start, own) = (next, next);
        Some(window)
    })
}

/// The checks of the engine `regex` pass over what is neither letter nor digit.
fn is_valid(validator: Validator, text: &str) -> bool {
    validator == Validator::None || {
        let plain = text.bytes().filter(u8::is_ascii_alphanumeric);
        check::passes(validator, &plain.map(|b| b.to_ascii_uppercase()).collect::<Vec<_>>())
    }
}

fn normal_form(steps: &[NormalForm], text: &str) -> String {
    let mut value = text.to_owned();
    for step in steps {
        value = match step {
            NormalForm::StripSeparators => value.chars().filter(|c| c.is_alphanumeric()).collect(),
            NormalForm::Upper => value.to_uppercase(),
            NormalForm::Lower => value.to_lowercase(),
            NormalForm::Digits => value.chars().filter(char::is_ascii_digit).collect(),
            NormalForm::OneSpace => value.split_whitespace().collect::<Vec<_>>().join(" "),
        };
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn validators() {
        assert!(is_valid(Validator::Luhn, "4111 1111 1111 1111") && !is_valid(Validator::Luhn, "0"));
        assert!(is_valid(Validator::Mod97, "NL91 ABNA 0417 1643 00") && !is_valid(Validator::Mod97, "NL"));
        assert!(is_valid(Validator::ElevenTest, "111222333") && is_valid(Validator::None, "é"));
    }

    #[test]
    fn windows_are_lines_and_long_lines_overlap() {
        let of = |text: &str| windows(text).map(|w| (w.bytes, w.own)).collect::<Vec<_>>();
        assert_eq!(of("ab\n\nc"), [(0..2, 0..3), (3..3, 3..4), (4..5, 4..5)]);
        assert_eq!(of(""), []);
        let long = "kl-123 ".repeat(3_000);
        let windows = of(&long);
        assert!(windows.len() > 5);
        assert!(windows.windows(2).all(|w| w[0].1.end == w[1].1.start && w[0].0.end > w[1].0.start + 200));
        assert!(windows.iter().all(|w| w.0.len() <= WINDOW && long[w.0.clone()].starts_with('k')));
    }

    #[test]
    fn normal_forms() {
        use NormalForm::{Digits, Lower, OneSpace, StripSeparators, Upper};
        assert_eq!(normal_form(&[StripSeparators, Upper], "kl-88 213"), "KL88213");
        assert_eq!(normal_form(&[Digits], "KL-88213"), "88213");
        assert_eq!(normal_form(&[OneSpace, Lower], " De  Bilt\n"), "de bilt");
    }
}
