//! Readings of a cluster: which of its groups make one number, and in which country's notation.
//!
//! In: a cluster and a group to begin with. Out: the best reading, with how much its look alone says for it. All
//! readings that the numbering plans allow are weighed: by country, by how the groups fall, and by what joins them.

mod national;

use std::ops::Range;

use super::cluster::{Cluster, Join};
use super::codes::{is_coordinate, is_notice};
use super::columns::Columns;
use super::edges::{Left, in_other_token, left, may_end};
use super::hints::{Hints, Weights};
use super::home::{Home, Homes};
use super::label::Label;
use super::layout::{LaidOut, Shape, is_bracketed_code, is_north_american, laid_out};
use super::tongue::Tongue;
use super::verdict::{MAX_DIGITS, Verdict, international};
use crate::model::RegionKind;
use crate::recognise::words::Effect;
use crate::recognise::{Context, Page};

/// Groups that one number is written in: `+33 (0) 1 23 45 67 89` has seven with its calling code.
const GROUPS_MAX: usize = 9;

/// Digits that a reading has at least.
const DIGITS_MIN: usize = 6;

/// What a code right before a number takes from its confidence.
const CODE: i32 = 15;

/// A valid reading.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    /// E.164 digits.
    pub(super) e164: u64,
    /// Bytes of the text, plus sign and bracket included.
    pub(super) span: Range<usize>,
    /// Index of its last group.
    pub(super) last: usize,
    /// Written with a calling code.
    pub(super) international: bool,
    /// Country it was read in; two NUL for international notation.
    pub(super) country: [u8; 2],
    /// Added to the confidence of the pattern.
    pub(super) confidence: i32,
    /// In national notation, with its zero, and parted where the country parts it.
    pub(super) laid_out: bool,
    /// Marks or brackets part it, not only spaces.
    pub(super) marked: bool,
    score: i32,
}

/// Reads the clusters of one region.
pub(super) struct Reader<'r> {
    pub(super) text: &'r str,
    context: &'r Context,
    header: bool,
    aside: bool,
    /// National notation behind a word that sinks is no number, however it looks: nothing more is asked about it.
    sunk_is_out: bool,
    hints: Hints<'r>,
    columns: Columns,
    homes: Homes<'r>,
    tongue: Tongue,
}

/// Digits of a candidate, gathered group by group.
struct Gathered {
    digits: [u8; MAX_DIGITS],
    length: usize,
}

impl Gathered {
    fn new() -> Self {
        Gathered { digits: [0; MAX_DIGITS], length: 0 }
    }
    fn push(&mut self, more: &[u8]) -> bool {
        let Some(slots) = self.digits.get_mut(self.length..self.length + more.len()) else { return false };
        slots.copy_from_slice(more);
        self.length += more.len();
        true
    }
    fn as_slice(&self) -> &[u8] {
        &self.digits[..self.length]
    }
}

impl<'r> Reader<'r> {
    /// Each match is to say why it is one.
    pub(super) fn explains(&self) -> bool {
        self.context.explain
    }

    /// `sunk_is_out` says that what [`LOOK_MAX`](super::layout::LOOK_MAX) adds to the pattern's confidence cannot make up for a word that sinks.
    pub(super) fn new(page: &'r Page<'r>, sunk_is_out: bool) -> Self {
        let Page { region, context, .. } = *page;
        Reader {
            sunk_is_out,
            text: region.text,
            context,
            header: region.kind == RegionKind::Header,
            aside: region.aside,
            hints: Hints::new(region.text),
            columns: Columns::default(),
            homes: Homes::new(page),
            tongue: Tongue::default(),
        }
    }

    /// Numbers of six digits are looked at: Luxembourg has them.
    pub(super) fn has_six(&self) -> bool {
        self.context.sender == Some(*b"LU") || self.context.countries.contains(b"LU")
    }

    /// Where the candidate that begins with group `n` begins, its plus sign and bracket included.
    pub(super) fn left_edge(&self, cluster: &Cluster, n: usize) -> usize {
        let group = &cluster.groups[n];
        let start = group.span.start;
        if n > 0 {
            return group.open.unwrap_or(start);
        }
        let plus = cluster.plus.unwrap_or(start);
        group.open.unwrap_or(start).min(plus)
    }

    /// The best reading that begins with group `n`; `label` is asked about the place where that begins.
    pub(super) fn best(&mut self, cluster: &Cluster, n: usize, label: &mut Label<'_>) -> Option<Reading> {
        let group = &cluster.groups[n];
        let plus = n == 0 && cluster.plus.is_some();
        let digits = cluster.digits_of(n);
        match group.join {
            Join::First | Join::Space | Join::Wide | Join::Line | Join::Spaced | Join::SpacedSlash => {}
            // behind another number, not behind a year: `2024/0412.345.678`
            Join::TightSlash if digits.len() > 1 && digits[0] == b'0' && group.digits.start >= DIGITS_MIN => {
            }
            Join::Tight | Join::TightSlash => return None,
        }
        if cluster.digits.len() - group.digits.start < DIGITS_MIN {
            return None;
        }
        let edge = self.left_edge(cluster, n);
        if is_notice(&self.text.as_bytes()[..edge]) {
            return None;
        }
        let mut malus = 0;
        if n == 0 {
            match left(self.text, edge, plus) {
                Left::Free => {}
                Left::Bound => return None,
                Left::Word { start, end, glued } => {
                    let labelled = label
                        .words
                        .say_token(self.text.get(start..end).unwrap_or_default())
                        .is_some_and(|s| s.effect == Effect::Raise);
                    let dot = self.text.as_bytes()[edge - 1] == b'.';
                    let lone = glued && end - start == 1 && !plus && digits[0] != b'0';
                    // `nummer=06 – 595 968 61` is the value of a form, `nummer=0612345678` may be one of a link
                    let form = self.text.as_bytes()[edge - 1] == b'=' && cluster.groups.len() > n + 1;
                    if lone || !labelled && (glued || !dot && !form) {
                        return None;
                    }
                    if !labelled {
                        malus += 5;
                    }
                }
            }
        } else if group.join == Join::Space
            && !plus
            && cluster.groups[n - 1].span.len() < 3
            && !cluster.groups[n - 1].taken
        {
            malus += if n == 1 && is_code(&self.text.as_bytes()[..cluster.groups[0].span.start]) {
                CODE
            } else {
                5
            };
        }
        let mut gathered = Gathered::new();
        let mut shape = Shape {
            first: n,
            last: n,
            international: plus,
            groups: 0,
            lines: 0,
            spaced: 0,
            wide: 0,
            marked: group.open.is_some(),
            area: 1,
            din: false,
        };
        // `00 31`, `0031`: dialled from most of Europe.
        let zeros = !plus && digits.starts_with(b"00") && !digits.starts_with(b"000");
        let bracketed = n == 0 && !plus && is_bracketed_code(cluster);
        shape.international |= zeros || bracketed;
        let mut trunk: Option<usize> = None;
        let mut best: Option<Reading> = None;
        let mut weights: Option<Weights> = None;
        let mut home: Option<Home> = None;
        for last in n..cluster.groups.len().min(n + GROUPS_MAX) {
            let g = &cluster.groups[last];
            if g.taken {
                break;
            }
            if last > n {
                match g.join {
                    Join::Line => shape.lines += 1,
                    Join::Wide => shape.wide += 1,
                    Join::Spaced | Join::SpacedSlash => shape.spaced += 1,
                    _ => {}
                }
                shape.marked |= !matches!(g.join, Join::Space | Join::Wide | Join::Line) || g.open.is_some();
            }
            if shape.lines > 1 || shape.wide > 1 || shape.spaced > 4 || shape.lines + shape.wide > 1 {
                break;
            }
            let digits = cluster.digits_of(last);
            let skipped = if zeros && last == n { 2 } else { 0 };
            // `(0)` behind a calling code is dialled only at home.
            if shape.international && last > n && digits == b"0" && g.open.is_some() && g.closed {
                trunk = Some(gathered.length);
                continue;
            }
            shape.groups += 1;
            if !gathered.push(&digits[skipped..]) {
                break;
            }
            shape.last = last;
            if gathered.length < DIGITS_MIN || !self.may_end_here(cluster, last) {
                continue;
            }
            // `[0612.345678]` is how a kernel tells the time.
            let clock =
                self.text.as_bytes()[edge] == b'[' && shape.groups == 2 && g.dot && g.join == Join::Tight;
            let (how, area) = laid_out(cluster, &shape);
            if clock || how == LaidOut::No || is_coordinate(cluster, &shape, self.text.as_bytes(), edge) {
                continue;
            }
            (shape.area, shape.din) = (area, how == LaidOut::InPairs);
            let reading = if shape.international {
                self.read_international(cluster, &shape, &gathered, trunk, edge)
            } else {
                let columns = &mut self.columns;
                let words = label.words;
                let run = cluster.run_end(n);
                let said = label.said_or(|| columns.said(self.text, edge..run, words));
                if said.is_none() && shape.groups == 1 && label.is_counted() {
                    continue;
                }
                if self.sunk_is_out
                    && said.is_some_and(|s| s.effect == Effect::Sink && (s.names_number || shape.groups == 1))
                    && !is_north_american(cluster, &shape, gathered.as_slice())
                {
                    continue;
                }
                let home = *home.get_or_insert_with(|| self.homes.at(edge));
                let tongue = match home.sure && home.country.is_some() {
                    true => None,
                    false => self.tongue.near(self.text, edge),
                };
                let weights = *weights.get_or_insert_with(|| {
                    self.hints.near(&(edge..g.span.end), home.country.filter(|_| home.sure))
                });
                self.read_national(cluster, &shape, &gathered, &weights, home, tongue, said, edge)
            };
            if let Some(mut reading) = reading {
                reading.confidence -= malus;
                if best.as_ref().is_none_or(|b| reading.score >= b.score) {
                    best = Some(reading);
                }
            }
        }
        let best = best?;
        if in_other_token(self.text, edge, best.span.end) {
            return None;
        }
        Some(best)
    }

    /// The number that the groups from `n` on make when they take the place of the last digits of `reading`, and the
    /// last of these groups.
    pub(super) fn paired(&self, cluster: &Cluster, reading: &Reading, n: usize) -> Option<(u64, usize)> {
        let mut tail = Gathered::new();
        let mut found = None;
        for last in n..cluster.groups.len().min(n + 3) {
            let g = &cluster.groups[last];
            if g.taken || last > n && !matches!(g.join, Join::Space | Join::Tight) {
                break;
            }
            // `0475-69 03 51 / 14 0475`: the short number of a Dutch municipality
            let short =
                last > n && cluster.digits_of(last).first() == Some(&b'0') && tail.as_slice() == b"14";
            if short {
                return None;
            }
            // `031 / 447 74 40 / 078 / 374 78 21`: another number
            let parted = cluster.groups.get(last + 1).is_some_and(|g| g.join == Join::SpacedSlash);
            if parted && cluster.digits_of(last).first() == Some(&b'0') {
                return None;
            }
            if !tail.push(cluster.digits_of(last)) || tail.length > 8 {
                break;
            }
            let goes_on = cluster.groups.get(last + 1).is_some_and(|g| {
                matches!(g.join, Join::Space | Join::Tight | Join::Spaced | Join::TightSlash)
            });
            if goes_on || tail.as_slice().first() == Some(&b'0') && tail.length > 4 {
                continue;
            }
            // `0570-… / 06: 06…`: the label of another number
            if !self.may_end_here(cluster, last) || self.text.as_bytes().get(g.span.end) == Some(&b':') {
                continue;
            }
            let power = 10u64.pow(tail.length as u32);
            let value = tail.as_slice().iter().fold(0u64, |v, d| v * 10 + u64::from(d - b'0'));
            let e164 = reading.e164 / power * power + value;
            if e164 != reading.e164
                && reading.e164 / power > 100
                && international(e164.to_string().as_bytes()).is_some()
            {
                found = Some((e164, last));
            }
        }
        found
    }

    fn may_end_here(&self, cluster: &Cluster, last: usize) -> bool {
        match cluster.groups.get(last + 1) {
            Some(next) if next.join == Join::Tight => false,
            Some(next) if next.join == Join::TightSlash => true,
            Some(next) if next.join == Join::First => true,
            Some(_) => true,
            None => {
                let end = self.end_of(cluster, last);
                may_end(self.text, end)
            }
        }
    }

    /// Where the candidate ends: a closing bracket is taken in when the candidate opened it.
    fn end_of(&self, cluster: &Cluster, last: usize) -> usize {
        cluster.groups[last].span.end
    }

    fn read_international(
        &self,
        cluster: &Cluster,
        shape: &Shape,
        gathered: &Gathered,
        trunk: Option<usize>,
        edge: usize,
    ) -> Option<Reading> {
        let digits = gathered.as_slice();
        if digits.first() == Some(&b'0') {
            return None;
        }
        let verdict = match trunk {
            // Italy dials its zero from abroad too.
            Some(at) if digits.starts_with(b"39") => {
                let mut whole = Gathered::new();
                (whole.push(&digits[..at]) && whole.push(b"0") && whole.push(&digits[at..]))
                    .then(|| international(whole.as_slice()))
                    .flatten()
                    .or_else(|| international(digits))
            }
            _ => international(digits),
        }?;
        let plus = shape.first == 0 && cluster.plus.is_some();
        let mut confidence = if plus { 25 } else { 18 };
        confidence -= shape.lines as i32 * 5 + shape.wide as i32 * 5;
        if !verdict.agreed {
            confidence -= 10;
        }
        Some(self.reading(
            cluster,
            shape,
            verdict,
            [0, 0],
            confidence,
            100 - self.breaks(cluster, shape),
            edge,
        ))
    }

    #[expect(clippy::too_many_arguments, reason = "a constructor")]
    fn reading(
        &self,
        cluster: &Cluster,
        shape: &Shape,
        verdict: Verdict,
        country: [u8; 2],
        mut confidence: i32,
        score: i32,
        edge: usize,
    ) -> Reading {
        if !verdict.agreed {
            confidence -= 5;
        }
        if self.header {
            confidence -= 3;
        }
        Reading {
            e164: verdict.e164,
            span: start_of(cluster, shape, edge)..self.end_of(cluster, shape.last),
            last: shape.last,
            international: shape.international,
            country,
            confidence,
            laid_out: false,
            marked: shape.marked,
            score,
        }
    }

    /// What the joins inside a candidate, and the one behind it, take from its score.
    fn breaks(&self, cluster: &Cluster, shape: &Shape) -> i32 {
        let mut cost = shape.lines as i32 * 6 + shape.wide as i32 * 6;
        for n in shape.first + 1..=shape.last {
            cost += match cluster.groups[n].join {
                Join::SpacedSlash => 4,
                Join::TightSlash | Join::Spaced => 1,
                _ => 0,
            };
        }
        if let Some(next) = cluster.groups.get(shape.last + 1) {
            let rest = cluster.digits.len() - next.digits.start;
            let new = cluster.digits_of(shape.last + 1).first() == Some(&b'0') && next.len() > 1 && rest >= 8;
            cost += match next.join {
                Join::Space if next.taken || new => 0,
                Join::Space => 5,
                Join::Spaced => 2,
                Join::TightSlash => 2,
                _ => 0,
            };
        }
        cost
    }
}

/// `EMH00 0771 8820`: capitals right before the digits before, as in the number of a device.
fn is_code(before: &[u8]) -> bool {
    matches!(before, [.., b'A'..=b'Z', b'A'..=b'Z'])
}

/// Where a candidate begins that was looked at from byte `edge` on: a bracket that nothing inside it closes is not part of it.
fn start_of(cluster: &Cluster, shape: &Shape, edge: usize) -> usize {
    let first = &cluster.groups[shape.first];
    if first.open != Some(edge) {
        return edge;
    }
    let inside = &cluster.groups[shape.first..shape.last];
    if inside.iter().enumerate().any(|(n, g)| g.closed && (n == 0 || g.open.is_none())) {
        return edge;
    }
    match cluster.plus {
        Some(plus) if shape.first == 0 => plus,
        _ => first.span.start,
    }
}

#[cfg(test)]
mod tests;
