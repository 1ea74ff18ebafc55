//! Readings of a cluster: which of its groups make one number, and in which country's notation.
//!
//! In: a cluster and a group to begin with. Out: the best reading, with how much its look alone says for it. All
//! readings that the numbering plans allow are weighed: by country, by how the groups fall, and by what joins them.

use std::ops::Range;

use super::cluster::{Cluster, Join};
use super::columns::Columns;
use super::edges::{Left, in_other_token, left, may_end};
use super::hints::{Hints, Weights};
use super::home::{Home, Homes};
use super::label::Label;
use super::layout::{
    LaidOut, Shape, calls, grouping, has_length, is_belgian_layout, is_cut, is_decimal, is_in_pairs,
    is_loose, is_north_american, is_out, laid_out, look, pairs_go_on, speak_alike, spoken_in,
};
use super::tongue::Tongue;
use super::verdict::{MAX_DIGITS, Verdict, international, national};
use crate::model::RegionKind;
use crate::recognise::words::{Effect, Languages, Said};
use crate::recognise::{Context, Page};

/// Groups that one number is written in: `+33 (0) 1 23 45 67 89` has seven with its calling code.
const GROUPS_MAX: usize = 9;

/// Digits that a reading has at least.
const DIGITS_MIN: usize = 6;

/// Digits that a reading in national notation has at least; with fewer only Luxembourg has numbers, which need a label.
const LENGTH_MIN: usize = 7;

/// What it adds to the score of a country that the writer is at home there: more than the first of the countries of a run has.
const HOME: i32 = 15;
/// The same where it is not known who wrote the text, but only who sent it.
const HOME_OF_SENDER: i32 = 7;
/// What the language of the text adds to the countries that speak it, where it is told by its words and is not English, which
/// people write everywhere.
const SPOKEN: i32 = 8;
/// What it adds to the score of another country that speaks the language of the writer's.
const ALIKE: i32 = 4;

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

    /// `sunk_is_out` says that what [`LOOK_MAX`] adds to the pattern's confidence cannot make up for a word that sinks.
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
            malus += 5;
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

    #[expect(clippy::too_many_arguments, reason = "one call; a struct of these would only move the list")]
    fn read_national(
        &self,
        cluster: &Cluster,
        shape: &Shape,
        gathered: &Gathered,
        weights: &Weights,
        at_home: Home,
        tongue: Option<[u8; 2]>,
        said: Option<Said>,
        edge: usize,
    ) -> Option<Reading> {
        let digits = gathered.as_slice();
        let raised = said.is_some_and(|s| s.effect == Effect::Raise);
        let table = || shape.wide > 0 && shape.groups > 2 && is_gap_late(cluster, shape);
        if pairs_go_on(cluster, shape)
            || !raised && (digits.len() < LENGTH_MIN || is_hours(cluster, shape) || table())
        {
            return None;
        }
        let mut best: Option<Reading> = None;
        let language = self.context.language.or(tongue);
        let written = language.map(|code| Languages::of(&code)).unwrap_or_default();
        let tongue = tongue.filter(|language| language != b"en");
        let languages = match (said, language) {
            // `tel` is a word of six languages: that of the text is meant
            (Some(said), _) if said.effect == Effect::Raise => said.languages.meant_in(written),
            (_, Some(code)) => Languages::of(&code),
            (_, None) => Languages::default(),
        };
        let consider = |best: &mut Option<Reading>, country: [u8; 2], weight: i32, rank: usize| {
            if best.as_ref().is_some_and(|b| b.country == country) {
                return;
            }
            let trunk = digits[0] == b'0';
            if !has_length(country, digits, trunk) {
                return;
            }
            let home = Some(country) == at_home.country;
            // `700-204-118`: prices, articles; numbers that are paid for need a word
            let paid = &country == b"ES" && matches!(digits, [b'7' | b'8' | b'9', b'0', ..]);
            if paid && !raised && !home {
                return;
            }
            // `ordine 010-4471`: the shortest numbers of Italy look like any code
            if digits.len() < 8 && &country == b"IT" && !raised {
                return;
            }
            if digits.len() < LENGTH_MIN && &country != b"LU"
                || is_loose(country, trunk) && is_cut(cluster, shape, country, digits)
            {
                return;
            }
            let alike = at_home.sure
                && !home
                && !matches!(&country, b"US" | b"CA")
                && at_home.country.is_some_and(|h| speak_alike(h, country));
            let spoken = tongue.is_some_and(|language| spoken_in(&language).contains(&&country));
            let likely = weight >= 9 || home || alike || spoken || rank == 0;
            if is_out(cluster, shape, country, digits, likely, raised) {
                return;
            }
            let Some(verdict) = national(digits, country, shape.first < shape.last) else { return };
            let fit = grouping(cluster, shape, &verdict, country);
            if fit < 1 && !raised && is_decimal(cluster, shape) {
                return;
            }
            let mut score = weight + if fit < 0 { -20 } else { fit * 3 } - self.breaks(cluster, shape);
            // `Tel.: 089 70051 - 146`: where lengths vary, the digits behind a hyphen are the last of the number
            if is_loose(country, trunk)
                && cluster.groups.get(shape.last + 1).is_some_and(|g| {
                    matches!(g.join, Join::Space | Join::Spaced)
                        && g.len() <= 4
                        && !g.taken
                        && g.open.is_none()
                })
            {
                score -= 8;
            }
            if home {
                score += if at_home.sure { HOME } else { HOME_OF_SENDER };
            }
            let rank_adds = 10i32.saturating_sub(rank as i32 * 2).max(0);
            // who writes from elsewhere seldom has a number of the countries of the run
            let elsewhere = at_home.sure && !home && at_home.country.is_some() || tongue.is_some() && !spoken;
            score += if elsewhere { rank_adds / 2 } else { rank_adds };
            if alike {
                score += ALIKE;
            }
            // Austria's plan has almost any digits for a number
            if &country == b"AT" && weight == 0 && !home && !spoken {
                score -= 3;
            }
            if matches!(&country, b"US" | b"CA") && !is_north_american(cluster, shape, digits) {
                score -= 6;
            }
            if spoken && weight < SPOKEN {
                // words of the language that stand near have said so already
                score += SPOKEN;
            } else if languages.iter().any(|l| spoken_in(l).contains(&&country)) {
                score += if languages.is_one() { 5 } else { 1 };
            }
            // France writes in pairs, and in nothing else: `0424 38 11 05` is Italian
            if &country == b"FR" && fit == 0 && cluster.groups[shape.first].len() > 2 {
                score -= 8;
            }
            if &country == b"BE" && is_belgian_layout(cluster, shape) {
                score += 12;
            }
            let Some(confidence) = look(cluster, shape, country, digits, fit, likely, raised, rank) else {
                return;
            };
            if best.as_ref().is_none_or(|b| score > b.score) {
                let mut reading = self.reading(cluster, shape, verdict, country, confidence, score, edge);
                reading.laid_out = trunk && fit >= 1 && shape.groups > 1 && shape.lines == 0;
                *best = Some(reading);
            }
        };
        // `0900-1234`: short and premium rate numbers of the Netherlands look like numbers of other countries
        let premium = [&b"0900"[..], b"0906", b"0909"].iter().any(|p| digits.starts_with(p))
            && matches!(digits.len(), 8 | 11)
            && self.context.countries.first() == Some(b"NL");
        if premium && !weights.iter().any(|(c, w)| c != b"NL" && *w >= 9) {
            return None;
        }
        let weight_of = |c: [u8; 2]| weights.iter().find(|w| w.0 == c).map_or(0, |w| w.1);
        for (rank, country) in self.context.countries.iter().enumerate() {
            consider(&mut best, *country, weight_of(*country), rank);
        }
        if let Some(home) = at_home.country
            && !self.context.countries.contains(&home)
        {
            consider(&mut best, home, weight_of(home), 6);
        }
        for (country, weight) in weights {
            if *country != [0, 0]
                && Some(*country) != at_home.country
                && !self.context.countries.contains(country)
            {
                consider(&mut best, *country, *weight, 6);
            }
        }
        // A label in one language speaks of the countries that speak it.
        if languages.is_one() || best.is_none() {
            for country in languages.iter().flat_map(spoken_in) {
                if !self.context.countries.contains(country) && weight_of(**country) == 0 {
                    consider(&mut best, **country, 0, 6);
                }
            }
        }
        // The ways of the French, of British mobile numbers and of North Americans are known wherever they stand.
        if is_in_pairs(cluster, shape) && weight_of(*b"FR") == 0 {
            consider(&mut best, *b"FR", 0, 6);
        }
        if digits.starts_with(b"07")
            && digits.len() == 11
            && cluster.groups[shape.first].len() != 4
            && weight_of(*b"GB") == 0
        {
            consider(&mut best, *b"GB", 8, 6);
        }
        if best.is_none() && is_north_american(cluster, shape, digits) {
            consider(&mut best, *b"US", 0, 7);
        }
        // `31 6 12345678`: the plus sign was left out.
        if best.is_none()
            && digits.len() >= 10
            && digits[0] != b'0'
            && !is_decimal(cluster, shape)
            && self.context.countries.iter().chain(&at_home.country).any(|c| calls(*c, digits))
            && let Some(verdict) = international(digits)
        {
            let grouped = shape.groups > 1 && matches!(cluster.groups[shape.first].len(), 2 | 3);
            if raised || self.aside || verdict.mobile && (grouped || shape.groups == 1) {
                let confidence = if raised { -5 } else { -15 };
                best = Some(self.reading(cluster, shape, verdict, [0, 0], confidence, 0, edge));
            }
        }
        best
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

/// `+4906-11631`, `-2728+15302`: degrees and minutes (ISO 6709), as lists of time zones have them.
fn is_coordinate(cluster: &Cluster, shape: &Shape, bytes: &[u8], edge: usize) -> bool {
    let [latitude, longitude] = &cluster.groups[shape.first..=shape.last] else { return false };
    let signed = matches!(bytes.get(edge), Some(b'+')) || edge > 0 && bytes[edge - 1] == b'-';
    let sixty = |minutes: &[u8]| matches!(minutes, [b'0'..=b'5', _]);
    signed
        && latitude.len() == 4
        && longitude.len() == 5
        && longitude.join == Join::Tight
        && matches!(cluster.digits_of(shape.first), [b'0'..=b'8', _, rest @ ..] if sixty(rest))
        && matches!(cluster.digits_of(shape.last), [b'0' | b'1', _, _, rest @ ..] if sixty(rest))
}

/// `0800-0900`: two hours on the clock, one after the other, to the quarter.
fn is_hours(cluster: &Cluster, shape: &Shape) -> bool {
    let [from, to] = &cluster.groups[shape.first..=shape.last] else { return false };
    let (first, last) = (cluster.digits_of(shape.first), cluster.digits_of(shape.last));
    let quarter = |hours: &[u8]| matches!(hours, [b'0'..=b'2', _, b'0', b'0'] | [b'0'..=b'2', _, b'3', b'0']);
    from.len() == 4
        && to.len() == 4
        && to.join == Join::Tight
        && quarter(first)
        && quarter(last)
        && first < last
}

/// A wide gap stands behind more than an area code: `0200-0300          41`.
fn is_gap_late(cluster: &Cluster, shape: &Shape) -> bool {
    cluster.groups[shape.first..=shape.last].iter().rposition(|g| g.join == Join::Wide).is_some_and(|n| n > 1)
}

/// `(34) 94 423 56 60`, `(33) 2 40 12 34 56`: a calling code in brackets whose plus sign was left out. `(31) 3412-3456` is Brazilian.
fn is_bracketed_code(cluster: &Cluster) -> bool {
    const CODES: [&[u8]; 9] = [b"31", b"32", b"33", b"34", b"39", b"41", b"43", b"44", b"49"];
    let [code, first, rest @ ..] = cluster.groups.as_slice() else { return false };
    // `(31) 3412-3456` and `(49) 9 9123-4567`
    let brazilian = match rest {
        [last] => last.len() == 4 && matches!(first.len(), 4 | 5),
        [middle, last] => (first.len(), middle.len(), last.len()) == (1, 4, 4),
        _ => false,
    };
    code.open.is_some()
        && code.closed
        && CODES.contains(&cluster.digits_of(0))
        && (cluster.digits_of(1).first() != Some(&b'0') || cluster.digits_of(0) == b"39")
        && first.open.is_none()
        && !brazilian
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
mod tests {
    use std::sync::Arc;

    use super::super::PhoneRecogniser;
    use super::*;
    use crate::model::{Mailbox, OffsetMap, PartMeta, Region, Zone, Zones};
    use crate::recognise::pattern::built_in;
    use crate::recognise::{Page, Recogniser};

    /// The slices and values that are found in a mail from `sender`, of which another may have written what is quoted.
    fn find(text: &str, sender: Option<[u8; 2]>, author: Option<&str>) -> Vec<String> {
        let zone = 0..text.len() as u64;
        find_in(text, 0, sender, author.map(|author| (author, zone)))
    }

    /// The same of a text that begins at byte `from` of the decoded one; another wrote what stands in a range of that.
    fn find_in(
        text: &str,
        from: isize,
        sender: Option<[u8; 2]>,
        author: Option<(&str, Range<u64>)>,
    ) -> Vec<String> {
        let file = built_in().into_iter().find(|f| f.id.as_ref() == "phone").unwrap();
        let (part, map) = (PartMeta::default(), OffsetMap::identity(0));
        let make = || {
            author
                .clone()
                .map(|(address, span)| Zone {
                    span,
                    kind: RegionKind::Quoted,
                    signature: false,
                    level: 1,
                    author: Some(Arc::new(Mailbox { name: None, address: address.to_owned().into() })),
                    heading: false,
                })
                .into_iter()
                .collect()
        };
        let zones = Zones::lazy(&make);
        let region = Region {
            kind: RegionKind::Body,
            part: &part,
            field: None,
            text,
            map: &map,
            aside: false,
            zones: Some(&zones),
        };
        let context = Context { countries: vec![*b"NL", *b"BE", *b"DE"], sender, ..Context::default() };
        let mut out = Vec::new();
        PhoneRecogniser::new(&file).find(&Page { from, ..Page::new(&region, &context) }, &mut out);
        out.iter().map(|m| format!("{} {}", &text[m.span.clone()], m.value.reveal())).collect()
    }

    #[test]
    fn the_writer_is_at_home_in_one_country() {
        let text = "Tel. 078 / 744 20 16";
        assert_eq!(find(text, Some(*b"CH"), None), ["078 / 744 20 16 +41787442016"]);
        assert_eq!(find(text, None, None), ["078 / 744 20 16 +31787442016"]);
        assert_eq!(find(text, Some(*b"NL"), Some("anna@kunde.ch")), ["078 / 744 20 16 +41787442016"]);
        assert_eq!(find(text, Some(*b"CH"), Some("jan@klant.nl")), ["078 / 744 20 16 +31787442016"]);
        assert_eq!(find("telefono 045 8006113", Some(*b"IT"), None), ["045 8006113 +390458006113"]);
        assert_eq!(find("mobil 0151-40 22 71 93", Some(*b"DE"), None), ["0151-40 22 71 93 +4915140227193"]);
    }

    #[test]
    fn who_wrote_a_stretch_of_a_text_is_told_by_its_place_in_all_of_it() {
        let text = "Tel. 078 / 744 20 16";
        let of = |from, span| find_in(text, from, Some(*b"NL"), Some(("anna@kunde.ch", span)));
        let (swiss, dutch) = (["078 / 744 20 16 +41787442016"], ["078 / 744 20 16 +31787442016"]);
        assert_eq!(of(1000, 1000..1020), swiss);
        assert_eq!(of(1000, 0..500), dutch);
        // with a heading of five bytes in front
        assert_eq!(of(995, 1000..1020), swiss);
        assert_eq!(of(-5, 0..20), swiss);
    }

    #[test]
    fn a_number_is_not_cut() {
        assert_eq!(find("Tel. 0651-975 08 0", Some(*b"DE"), None), ["0651-975 08 0 +49651975080"]);
        assert_eq!(find("x 06 12 34 56 78 90", None, None), Vec::<String>::new());
        assert_eq!(find("+49 6898 9 11 - 0", None, None), ["+49 6898 9 11 - 0 +4968989110"]);
    }

    #[test]
    fn six_digits_are_a_number_in_luxembourg_only() {
        assert_eq!(find("Fax: 75 83 22", Some(*b"LU"), None), ["75 83 22 +352758322"]);
        assert!(find("75 83 22", Some(*b"LU"), None).is_empty());
        assert!(find("Fax: 75 83 22", Some(*b"FR"), None).is_empty());
    }

    #[test]
    fn an_unpaired_bracket_is_no_part_of_a_number() {
        assert_eq!(find("bel (0612345678", None, None), ["0612345678 +31612345678"]);
        assert_eq!(find("bel (06) 12345678", None, None), ["(06) 12345678 +31612345678"]);
        assert_eq!(find("(+31 6 12345678)", None, None), ["+31 6 12345678 +31612345678"]);
        assert_eq!(find("(+31) 6 12345678", None, None), ["(+31) 6 12345678 +31612345678"]);
    }

    #[test]
    fn what_stands_right_before_sinks_most() {
        assert_eq!(find("Uw bestelling: 076-490 17 33", None, None), ["076-490 17 33 +31764901733"]);
        assert!(find("Pakbon: 0318 447120", None, None).is_empty());
        assert!(find("Pakbon    0318-447120", None, None).is_empty());
        assert!(find("Incident n° 0142857369", Some(*b"FR"), None).is_empty());
        assert!(find("Log_Pos: 0612345678", None, None).is_empty());
        assert_eq!(find("tel_nr: 0612345678", None, None), ["0612345678 +31612345678"]);
    }

    #[test]
    fn americans_speak_for_their_neighbours() {
        let text = "Anna, (718) 555-0123, NY\nPete, 512 555 0123, Austin";
        assert_eq!(find(text, None, None).len(), 2, "{:?}", find(text, None, None));
        assert!(find("Pete, 512 555 0123, Austin", None, None).is_empty());
        assert_eq!(find("Norcross, GA 30071, 678/555-0123", None, None), ["678/555-0123 +16785550123"]);
    }
}
