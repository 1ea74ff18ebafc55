//! Telephone numbers, in international and in national notation.
//!
//! In: a region and its context. Out: numbers in E.164, an extension as `;ext=` (RFC 3966). A digit mask finds clusters
//! of digits and separators; in each cluster the readings that numbering plans allow are weighed against each other by
//! the countries that the context and the surroundings speak of, and by how the groups fall; words beside it raise
//! or sink the confidence. This module refuses to know numbering plans: [`verdict`] asks the libraries.

mod city;
mod cluster;
mod codes;
mod columns;
pub(super) mod digits;
mod edges;
mod hints;
mod home;
mod label;
mod layout;
pub(super) mod normal;
mod reading;
mod tongue;
mod vanity;
mod verdict;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::pattern::{PatternFile, THRESHOLD};
use super::words::{Effect, Said, Words};
use super::{Page, Recogniser};
use crate::model::{Confidence, Kind, Match, RegionKind};
use cluster::{Cluster, Join};
use codes::are_codes_above_and_below;
use digits::Candidates;
use label::{Before, Label};
use layout::LOOK_MAX;
use reading::{Reader, Reading};

/// Digits that a cluster must have for a look: the shortest numbers in national notation with area code have seven.
const DIGITS_MIN: usize = 7;

/// What a word that sinks takes from the confidence of a number in national notation.
const SUNK: i32 = 40;
/// What it takes when it only says what the number may be about, and the number is parted as the country does it:
/// `Uw bestelling: 076-490 17 33`.
const SUNK_LAID_OUT: i32 = 10;
/// What it takes from one in international notation.
const SUNK_ABROAD: i32 = 25;

/// Finds telephone numbers.
pub(super) struct PhoneRecogniser {
    id: Arc<str>,
    regions: Vec<RegionKind>,
    confidence: u8,
    words: Words,
}

impl PhoneRecogniser {
    pub(super) fn new(file: &PatternFile) -> Self {
        PhoneRecogniser {
            id: file.id.clone(),
            regions: file.regions.clone(),
            confidence: file.confidence,
            words: Words::new(&file.context.raise, &file.context.sink),
        }
    }

    fn push(
        &self,
        e164: u64,
        extension: Option<&str>,
        span: Range<usize>,
        confidence: u8,
        why: Vec<String>,
        out: &mut Vec<Match>,
    ) {
        let value = match extension {
            Some(extension) => format!("+{e164};ext={extension}"),
            None => format!("+{e164}"),
        };
        out.push(Match {
            kind: Kind::Phone,
            value: value.into(),
            span,
            confidence: Confidence::percent(confidence),
            pattern: self.id.clone(),
            fields: BTreeMap::new(),
            why,
        });
    }

    /// Takes the numbers of one cluster; gives where the search goes on.
    fn cluster(&self, reader: &mut Reader<'_>, cluster: &Cluster, out: &mut Vec<Match>) -> usize {
        let text = reader.text;
        let (mut n, mut go_on) = (0, cluster.end);
        // The number before, to which a slash may add another: its national digits as written.
        while n < cluster.groups.len() {
            if cluster.groups[n].taken {
                n += 1;
                continue;
            }
            let mut label = Label::new(&self.words, text, reader.left_edge(cluster, n));
            if n > 0 && cluster.is_one_run(n) {
                // `Vergadering-ID: 754 034 859 254`: what is said of the run is said of its end
                label.or_of(reader.left_edge(cluster, 0));
            }
            let Some(reading) = reader.best(cluster, n, &mut label) else {
                n += 1;
                continue;
            };
            let mut confidence = i32::from(self.confidence) + reading.confidence;
            let after = self.words.after(text, reading.span.end).filter(|_| !is_unit(text, reading.span.end));
            // what names it right behind it wins from a label that another number may have
            let named = match n > 0 || label.said().is_none() {
                true => self.words.named_behind(text, reading.span.end),
                false => None,
            };
            match named.or(label.said()).or(after).map(|s| s.effect) {
                Some(Effect::Raise) => confidence += 20,
                Some(Effect::Sink) => {
                    let before = label.right_before();
                    let plus = n == 0 && cluster.plus.is_some();
                    confidence -= if plus || reading.international && before == Before::Other {
                        SUNK_ABROAD
                    } else if reading.laid_out
                        && !label.names_number()
                        && (before == Before::Other || before == Before::Word && reading.marked)
                    {
                        SUNK_LAID_OUT
                    } else {
                        SUNK
                    };
                }
                None => {}
            }
            let confidence = confidence.clamp(0, 99) as u8;
            if confidence < THRESHOLD {
                // A weak reading leaves its later groups to others, as the number behind a date.
                n += 1;
                continue;
            }
            // asked of few, for it looks at the lines around
            if !reading.international
                && !label.said().is_some_and(|s| s.effect == Effect::Raise)
                && are_codes_above_and_below(text, &reading.span, reading.country)
            {
                n += 1;
                continue;
            }
            let mut span = reading.span.clone();
            let last = reading.last + 1 == cluster.groups.len();
            let extension = edges::extension(text, span.end);
            if let Some((_, end)) = extension {
                span.end = end;
                go_on = go_on.max(end);
            }
            n = reading.last + 1;
            // An extension in digits of this cluster takes its groups along.
            while cluster.groups.get(n).is_some_and(|g| g.span.start < span.end) {
                n += 1;
            }
            let said = label.said().or(after);
            let why = if reader.explains() { self.why(&reading, said) } else { Vec::new() };
            self.push(reading.e164, extension.map(|(digits, _)| digits), span, confidence, why, out);
            if !last && extension.is_none() {
                n = self.pair(reader, cluster, &reading, n, confidence, out);
            }
        }
        go_on
    }

    /// What speaks for and against a number, for a person.
    fn why(&self, reading: &Reading, said: Option<Said>) -> Vec<String> {
        let mut why = vec![match reading.international {
            true => "check: valid in its country's numbering plan, in international notation".to_owned(),
            false => {
                "check: valid in the numbering plan of a likely country, in national notation".to_owned()
            }
        }];
        if reading.laid_out {
            why.push("grouped as that country does it".to_owned());
        }
        why.extend(said.map(|said| self.words.listed(said)));
        why
    }

    /// `020-1234567 / 68`: digits behind a slash that take the place of the last ones.
    fn pair(
        &self,
        reader: &Reader<'_>,
        cluster: &Cluster,
        reading: &Reading,
        mut n: usize,
        confidence: u8,
        out: &mut Vec<Match>,
    ) -> usize {
        while let Some(group) = cluster.groups.get(n)
            && matches!(group.join, Join::TightSlash | Join::SpacedSlash)
            && !group.taken
            && let Some((e164, last)) = reader.paired(cluster, reading, n)
        {
            let span = group.span.start..cluster.groups[last].span.end;
            let why = match reader.explains() {
                true => vec!["last digits of the number before the slash".to_owned()],
                false => Vec::new(),
            };
            self.push(e164, None, span, confidence.saturating_sub(5).max(THRESHOLD), why, out);
            n = last + 1;
        }
        n
    }
}

/// `98.76.54.329   f  345,67`: a letter by itself behind byte `at`, with an amount behind it.
fn is_unit(text: &str, at: usize) -> bool {
    let tail = text.get(at..).unwrap_or_default().trim_start_matches(' ');
    let mut chars = tail.chars();
    chars.next().is_some_and(char::is_alphabetic)
        && chars.next().is_some_and(|c| c == ' ')
        && chars.find(|c| *c != ' ').is_some_and(|c| c.is_ascii_digit())
}

/// The value of a number in the national notation of a country (ISO 3166-1 alpha-2): what begins with its trunk zero, and is valid there. One
/// that was taken for a mobile number of another country stays one.
pub(super) fn in_country(text: &str, value: &str, country: [u8; 2]) -> Option<String> {
    const LEAST: usize = 8;
    let mut digits: [u8; 16] = [0; 16];
    let mut count = 0;
    for b in text.bytes().filter(u8::is_ascii_digit) {
        *digits.get_mut(count)? = b;
        count += 1;
    }
    let digits = digits.get(..count)?;
    let national = text.trim_start_matches('(').starts_with('0')
        && digits.first() == Some(&b'0')
        && digits.get(1) != Some(&b'0');
    if !national || count < LEAST || text.contains('+') {
        return None;
    }
    let found = verdict::national(digits, country, false)?;
    let mut before: [u8; 16] = [0; 16];
    let known =
        value.bytes().filter(u8::is_ascii_digit).take(16).zip(&mut before).map(|(b, to)| *to = b).count();
    let mobile = verdict::international(&before[..known]).is_some_and(|before| before.mobile);
    (found.mobile || !mobile).then(|| format!("+{}", found.e164))
}

impl Recogniser for PhoneRecogniser {
    fn find(&self, page: &Page<'_>, out: &mut Vec<Match>) {
        let Page { region, .. } = *page;
        if !self.regions.is_empty() && !self.regions.contains(&region.kind) {
            return;
        }
        let bytes = region.text.as_bytes();
        let mut cluster = Cluster::default();
        let sunk_is_out = i32::from(self.confidence) + LOOK_MAX - SUNK < i32::from(THRESHOLD);
        let mut reader = Reader::new(page, sunk_is_out);
        let mut candidates = Candidates::new(bytes);
        let mut pos = 0;
        while let Some(start) = candidates.next(pos) {
            if !cluster.read(bytes, start) {
                pos = start + 1;
                continue;
            }
            pos = cluster.end;
            if let Some(found) = vanity::read(region.text, &cluster, &self.words) {
                pos = found.span.end;
                let why = match reader.explains() {
                    true => vec!["letters for digits, behind a label".to_owned()],
                    false => Vec::new(),
                };
                self.push(found.e164, None, found.span, self.confidence.saturating_add(15).min(99), why, out);
                continue;
            }
            if (cluster.total >= DIGITS_MIN || cluster.total + 1 == DIGITS_MIN && reader.has_six())
                && !edges::is_hopeless(bytes, &cluster)
            {
                cluster.mark_others(bytes);
                pos = self.cluster(&mut reader, &cluster, out).max(pos);
            }
        }
    }
}
