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
    fn brackets_may_hold_all_of_a_number() {
        assert_eq!(find("an (0941 / 12 34 53 2)", Some(*b"DE"), None), ["0941 / 12 34 53 2 +499411234532"]);
        assert_eq!(find("(Tel. 04961 66 27 0)", Some(*b"DE"), None), ["04961 66 27 0 +49496166270"]);
    }

    #[test]
    fn a_code_with_capitals_goes_on_in_digits() {
        assert!(find("1 EMH00 0771 8820", Some(*b"DE"), None).is_empty());
        assert_eq!(find("1 EMH00 Tel. 0771 8820", Some(*b"DE"), None), ["0771 8820 +497718820"]);
    }

    #[test]
    fn british_codes_of_six_digits_are_parted_behind_the_fifth() {
        assert_eq!(find("Morag 01387 372 009", Some(*b"GB"), None), ["01387 372 009 +441387372009"]);
        assert!(find("Morag 0138 737 2009", Some(*b"GB"), None).is_empty());
    }

    #[test]
    fn a_town_abroad_tells_whose_number_it_is() {
        let text = "la cliente de Bologne (Anna Zwaluw, tél. 051 22 71 904)";
        assert_eq!(find(text, Some(*b"FR"), None), ["051 22 71 904 +390512271904"]);
        let text = "la cliente de Bologne (Anna Zwaluw, tél. 04 72 22 71 90)";
        assert_eq!(find(text, Some(*b"FR"), None), ["04 72 22 71 90 +33472227190"]);
    }

    #[test]
    fn the_number_of_a_firm_is_none_to_call() {
        let text = "Numéro d'entreprise : 0403.170.701";
        assert!(find(text, Some(*b"BE"), None).is_empty(), "{:?}", find(text, Some(*b"BE"), None));
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
        assert!(find("2021/S 058-671658\tRaamovereenkomst", None, None).is_empty());
    }

    #[test]
    fn americans_speak_for_their_neighbours() {
        let text = "Anna, (718) 555-0123, NY\nPete, 512 555 0123, Austin";
        assert_eq!(find(text, None, None).len(), 2, "{:?}", find(text, None, None));
        assert!(find("Pete, 512 555 0123, Austin", None, None).is_empty());
        assert_eq!(find("Norcross, GA 30071, 678/555-0123", None, None), ["678/555-0123 +16785550123"]);
    }
}
