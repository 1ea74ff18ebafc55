//! The end of a run in, the charts of the page out: what they draw, what they say, and the tables of the same numbers.
//!
//! In: counts. Out: titles, rows, and bars for [`charts`](super::charts) to draw. It refuses to know what the rest of the page says of them.

use std::collections::BTreeMap;

use super::super::RunEnd;
use super::super::lang::{day, number, text};
use super::charts::{Bar, Chart, Span, WIDTH, bars, columns, spans};
use super::page::TOLD;
use super::record::shortened;
use crate::model::KindCounts;

/// Bars of a chart.
const BARS: usize = 12;

/// Years of a chart.
const YEARS: usize = 60;

fn sum(counts: &KindCounts) -> u64 {
    counts.values().sum()
}

/// A chart of bars, unless there is none.
fn chart(end: &RunEnd<'_>, id: &'static str, all: &[Bar], drawn: &[Bar], upright: bool) -> Option<Chart> {
    let lang = end.run.lang;
    let most = all.iter().reduce(|a, b| if b.value > a.value { b } else { a })?;
    let two = all.iter().any(|b| b.side > 0);
    let (drawing, height) = if upright { columns(drawn) } else { bars(drawn) };
    let heading = |name: &str| text(lang, name, &[]);
    let mut headings = vec![heading(&format!("html-chart-{id}-by")), heading("html-findings")];
    if two {
        headings.push(heading("html-outside-header"));
    }
    let row = |b: &Bar| {
        let mut row = vec![b.label.clone(), number(lang, b.value)];
        if two {
            row.push(number(lang, b.value - b.side.min(b.value)));
        }
        row
    };
    Some(Chart {
        id,
        title: heading(&format!("html-chart-{id}")),
        says: text(
            lang,
            "html-chart-most",
            &[("label", most.label.as_str().into()), ("n", most.value.into())],
        ),
        drawing,
        width: WIDTH,
        height,
        two,
        headings,
        rows: all.iter().take(TOLD).map(row).collect(),
    })
}

/// All charts that the run has numbers for.
pub(super) fn charts(end: &RunEnd<'_>) -> Vec<Chart> {
    let (s, lang) = (end.summary, end.run.lang);
    let bar = |label: String, value: u64, side: u64| Bar { label, value, side, text: number(lang, value) };
    let named = |prefix: &str, name: &str| text(lang, &format!("{prefix}-{name}"), &[]);
    let mut kinds: Vec<Bar> = s
        .findings
        .iter()
        .filter(|(_, n)| **n > 0)
        .map(|(k, n)| bar(named("kind", k.as_str()), *n, s.in_header.get(k).copied().unwrap_or_default()))
        .collect();
    kinds.sort_by_key(|b| std::cmp::Reverse(b.value));
    let disclosures: Vec<Bar> =
        s.disclosures.iter().map(|(d, n)| bar(named("disclosure", d.as_str()), *n, 0)).collect();
    let regions: Vec<Bar> = s.regions.iter().map(|(r, n)| bar(named("region", r.as_str()), *n, 0)).collect();
    let mut custodians: Vec<Bar> =
        s.by_custodian.iter().map(|(name, c)| bar(name.to_string(), sum(&c.findings), 0)).collect();
    custodians.retain(|b| b.value > 0);
    custodians.sort_by_key(|b| std::cmp::Reverse(b.value));
    let years = years(end);
    let undated = s.by_year.get(&None).map(sum).filter(|n| *n > 0);
    let mut years_told = years.clone();
    years_told.retain(|b| b.value > 0);
    years_told.extend(undated.map(|n| bar(text(lang, "html-no-date", &[]), n, 0)));
    let drawn = |all: &[Bar]| all.iter().take(BARS).cloned().collect::<Vec<_>>();
    [
        chart(end, "kind", &kinds, &kinds, false),
        chart(end, "disclosure", &disclosures, &disclosures, false),
        chart(end, "region", &regions, &regions, false),
        chart(end, "year", &years_told, &years[years.len().saturating_sub(YEARS)..], true),
        chart(end, "custodian", &custodians, &drawn(&custodians), false),
        oldest(end),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Findings by year, the years between included where they are not too many.
fn years(end: &RunEnd<'_>) -> Vec<Bar> {
    let dated: BTreeMap<i16, u64> =
        end.summary.by_year.iter().filter_map(|(year, n)| Some(((*year)?, sum(n)))).collect();
    let (Some((first, _)), Some((last, _))) = (dated.first_key_value(), dated.last_key_value()) else {
        return Vec::new();
    };
    let all: Vec<i16> = if usize::from(last.abs_diff(*first)) < YEARS {
        (*first..=*last).collect()
    } else {
        dated.keys().copied().collect()
    };
    let bar = |year: i16| {
        let value = dated.get(&year).copied().unwrap_or_default();
        Bar { label: year.to_string(), value, side: 0, text: number(end.run.lang, value) }
    };
    all.into_iter().map(bar).collect()
}

/// A day as a year and the part of it that has gone; close enough to draw.
fn in_years(day: &str) -> Option<f64> {
    let day: jiff::civil::Date = day.get(..10)?.parse().ok()?;
    Some(f64::from(day.year()) + f64::from(day.day_of_year() - 1) / 366.0)
}

/// Whose mail holds the oldest details.
fn oldest(end: &RunEnd<'_>) -> Option<Chart> {
    let lang = end.run.lang;
    let mut all: Vec<(&str, &str, &str)> = end
        .summary
        .by_custodian
        .iter()
        .filter_map(|(name, c)| c.days.as_ref().map(|(first, last)| (&**name, &**first, &**last)))
        .collect();
    all.sort_by_key(|(_, first, _)| *first);
    let span = |(name, first, last): &(&str, &str, &str)| {
        Some(Span {
            label: shortened(name, 24).into_owned(),
            years: (in_years(first)?, in_years(last)?),
            text: format!("{} – {}", day(lang, first), day(lang, last)),
        })
    };
    let drawn: Vec<Span> = all.iter().filter_map(span).take(BARS).collect();
    let (name, first, _) = all.first().filter(|_| !drawn.is_empty())?;
    let (drawing, height) = spans(&drawn);
    let heading = |name: &str| text(lang, name, &[]);
    Some(Chart {
        id: "oldest",
        title: heading("html-chart-oldest"),
        says: text(
            lang,
            "html-chart-oldest-says",
            &[("label", (*name).into()), ("day", day(lang, first).into())],
        ),
        drawing,
        width: WIDTH,
        height,
        two: false,
        headings: ["html-chart-custodian-by", "html-first-day", "html-last-day"].map(heading).to_vec(),
        rows: all
            .iter()
            .take(TOLD)
            .map(|(name, a, b)| vec![(*name).to_owned(), day(lang, a), day(lang, b)])
            .collect(),
    })
}
