//! Counts in, charts as SVG out, each with the table that says the same.
//!
//! Shapes are drawn by `plotters`, which escapes texts. Colours are attributes that the style of the page replaces, in light and in
//! dark; no chart says by colour alone what its texts do not say. Labels stand above their bars, so that a narrow screen can show them.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use serde::Serialize;

use super::record::shortened;

/// Width of a chart, in units that the page scales.
pub(super) const WIDTH: u32 = 440;

/// Height of one bar with its label.
const ROW: i32 = 42;

/// Characters of a label.
const LABEL: usize = 56;

/// Size of letters.
const LETTER: f64 = 15.0;

/// A colour that the style replaces: `main` is the first and `side` the second series, `text` and `rule` what is around.
const MAIN: RGBColor = RGBColor(1, 1, 1);
const SIDE: RGBColor = RGBColor(2, 2, 2);
const TEXT: RGBColor = RGBColor(3, 3, 3);
const QUIET: RGBColor = RGBColor(4, 4, 4);

/// One bar.
#[derive(Debug, Clone)]
pub(super) struct Bar {
    /// What it stands for.
    pub(super) label: String,
    /// Its length.
    pub(super) value: u64,
    /// How much of that is of a second sort, drawn apart at the end.
    pub(super) side: u64,
    /// Its length in words.
    pub(super) text: String,
}

/// A stretch of time.
#[derive(Debug, Clone)]
pub(super) struct Span {
    /// Whose.
    pub(super) label: String,
    /// First and last year, with the part of it that had gone.
    pub(super) years: (f64, f64),
    /// The days in words.
    pub(super) text: String,
}

/// A chart for the page.
#[derive(Debug, Serialize)]
pub(super) struct Chart {
    /// Distinguishes it on the page.
    pub(super) id: &'static str,
    /// Heading.
    pub(super) title: String,
    /// What the chart says, in a sentence.
    pub(super) says: String,
    /// The inside of the `svg` element.
    pub(super) drawing: String,
    /// Size of the drawing.
    pub(super) width: u32,
    /// Size of the drawing.
    pub(super) height: u32,
    /// There is a second series; the page explains it.
    pub(super) two: bool,
    /// Headings of the table that says the same.
    pub(super) headings: Vec<String>,
    /// Its rows.
    pub(super) rows: Vec<Vec<String>>,
}

type Drawn = Result<(), Box<dyn std::error::Error>>;
type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

/// What `draw` draws on an area of this size, without the `svg` element around.
fn drawing(height: u32, draw: impl FnOnce(&Area<'_>) -> Drawn) -> String {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
        // writing to a String cannot fail; a chart that were not drawn would still have its table
        if draw(&area).is_err() || area.present().is_err() {
            return String::new();
        }
    }
    let inside = svg.split_once('>').map_or("", |(_, rest)| rest);
    inside.trim().trim_end_matches("</svg>").trim_end().to_owned()
}

fn words(area: &Area<'_>, text: &str, at: (i32, i32), size: f64, colour: &RGBColor, anchor: Pos) -> Drawn {
    let style = TextStyle::from(("sans-serif", size * 1.24)).color(colour).pos(anchor);
    area.draw(&Text::new(text.to_owned(), at, style))?;
    Ok(())
}

fn bar(area: &Area<'_>, corners: [(i32, i32); 2], colour: &RGBColor) -> Drawn {
    area.draw(&Rectangle::new(corners, colour.filled()))?;
    Ok(())
}

/// So much of a length as `n` is of `all`; something that is there is seen.
fn scaled(n: u64, all: u64, length: i32) -> i32 {
    if n == 0 || all == 0 {
        return 0;
    }
    ((n as f64 / all as f64 * f64::from(length)).round() as i32).max(2)
}

/// Bars from left to right, one below the other. Gives the drawing and its height.
pub(super) fn bars(bars: &[Bar]) -> (String, u32) {
    let height = bars.len() as i32 * ROW + 2;
    let longest = bars.iter().map(|b| b.value).max().unwrap_or_default();
    let svg = drawing(height as u32, |area| {
        for (row, one) in (0..).zip(bars) {
            let top = row * ROW;
            words(
                area,
                &shortened(&one.label, LABEL),
                (0, top + 4),
                LETTER,
                &TEXT,
                Pos::new(HPos::Left, VPos::Top),
            )?;
            let main = scaled(one.value - one.side.min(one.value), longest, WIDTH as i32 - 90);
            let side = scaled(one.side, longest, WIDTH as i32 - 90);
            if main > 0 {
                bar(area, [(0, top + 22), (main, top + 34)], &MAIN)?;
            }
            if side > 0 {
                bar(area, [(main, top + 22), (main + side, top + 34)], &SIDE)?;
            }
            let end = (main + side + 7, top + 28);
            words(area, &one.text, end, LETTER, &QUIET, Pos::new(HPos::Left, VPos::Center))?;
        }
        Ok(())
    });
    (svg, height as u32)
}

/// Bars that stand beside each other, for years.
pub(super) fn columns(bars: &[Bar]) -> (String, u32) {
    const TALL: i32 = 190;
    const MARGIN: i32 = 14;
    let highest = bars.iter().map(|b| b.value).max().unwrap_or_default();
    let svg = drawing(TALL as u32 + 30, |area| {
        // the labels of the first and the last reach over their columns
        let slot = f64::from(WIDTH as i32 - 2 * MARGIN) / bars.len().max(1) as f64;
        // labels of four digits need some room
        let every = (40.0 / slot).ceil().max(1.0) as usize;
        for (i, one) in bars.iter().enumerate() {
            let left = MARGIN + (i as f64 * slot + slot * 0.12).round() as i32;
            let right = MARGIN + ((i as f64 + 1.0) * slot - slot * 0.12).round() as i32;
            let (left, right) = if right - left > 60 {
                let middle = (left + right) / 2;
                (middle - 30, middle + 30)
            } else {
                (left, right.max(left + 1))
            };
            let main = scaled(one.value - one.side.min(one.value), highest, TALL - 24);
            let side = scaled(one.side, highest, TALL - 24);
            if main > 0 {
                bar(area, [(left, TALL - main), (right, TALL)], &MAIN)?;
            }
            if side > 0 {
                bar(area, [(left, TALL - main - side), (right, TALL - main)], &SIDE)?;
            }
            let middle = (left + right) / 2;
            if i % every == 0 {
                words(
                    area,
                    &shortened(&one.label, LABEL),
                    (middle, TALL + 8),
                    LETTER - 2.0,
                    &TEXT,
                    Pos::new(HPos::Center, VPos::Top),
                )?;
            }
            if slot >= 44.0 {
                let above = (middle, TALL - main - side - 6);
                words(area, &one.text, above, LETTER - 2.0, &QUIET, Pos::new(HPos::Center, VPos::Bottom))?;
            }
        }
        bar(area, [(0, TALL), (WIDTH as i32, TALL + 1)], &QUIET)
    });
    (svg, TALL as u32 + 30)
}

/// Stretches of time, one below the other, above one line of years.
pub(super) fn spans(spans: &[Span]) -> (String, u32) {
    let bottom = spans.len() as i32 * ROW + 2;
    let first = spans.iter().map(|s| s.years.0).fold(f64::INFINITY, f64::min).floor();
    let last = spans.iter().map(|s| s.years.1).fold(f64::NEG_INFINITY, f64::max).floor() + 1.0;
    let svg = drawing(bottom as u32 + 28, |area| {
        let across = |year: f64| ((year - first) / (last - first) * f64::from(WIDTH)).round() as i32;
        for (row, one) in (0..).zip(spans) {
            let top = row * ROW;
            let label = format!("{}: {}", shortened(&one.label, LABEL), one.text);
            words(area, &label, (0, top + 4), LETTER, &TEXT, Pos::new(HPos::Left, VPos::Top))?;
            let (from, to) = (across(one.years.0), across(one.years.1));
            bar(area, [(from, top + 22), (to.max(from + 3), top + 34)], &MAIN)?;
        }
        bar(area, [(0, bottom), (WIDTH as i32, bottom + 1)], &QUIET)?;
        let years = (last - first) as i32;
        let every = (years / 6).max(1);
        for year in (0..years).step_by(every as usize) {
            let at = across(first + f64::from(year));
            bar(area, [(at, bottom), (at + 1, bottom + 5)], &QUIET)?;
            let text = format!("{}", first as i64 + i64::from(year));
            words(area, &text, (at + 3, bottom + 8), LETTER - 2.0, &QUIET, Pos::new(HPos::Left, VPos::Top))?;
        }
        Ok(())
    });
    (svg, bottom as u32 + 28)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(label: &str, value: u64) -> Bar {
        Bar { label: label.to_owned(), value, side: value / 3, text: value.to_string() }
    }

    #[test]
    fn labels_are_text_and_nothing_else() {
        let hostile = "</text><script>alert(1)</script>\u{202e}\x1b[2J & \"x\" 'y'";
        for (svg, _) in [
            bars(&[one(hostile, 3), one("b", 0)]),
            columns(&[one(hostile, 3)]),
            spans(&[Span { label: hostile.to_owned(), years: (1999.2, 2001.5), text: "x".to_owned() }]),
        ] {
            assert!(!svg.contains("<script") && !svg.contains('\u{202e}') && !svg.contains('\x1b'), "{svg}");
            assert!(svg.contains("&lt;script&gt;"), "{svg}");
            assert!(!svg.contains("style="), "a style attribute would be refused: {svg}");
            let mut tags: Vec<&str> =
                svg.split('<').skip(1).filter_map(|t| t.split([' ', '>']).next()).collect();
            tags.retain(|t| !t.starts_with('/'));
            assert!(tags.iter().all(|t| ["text", "rect"].contains(t)), "{tags:?}");
        }
    }

    #[test]
    fn what_is_there_is_seen_and_what_is_not_is_not() {
        let (svg, height) = bars(&[one("a", 1_000_000), one("b", 1), one("c", 0)]);
        assert_eq!(height, 3 * ROW as u32 + 2);
        let widths: Vec<u32> =
            svg.split("width=\"").skip(1).map(|w| w.split('"').next().unwrap().parse().unwrap()).collect();
        assert_eq!(widths.len(), 3, "two series of a, one of b: {svg}");
        assert_eq!(widths[0] + widths[1], WIDTH - 90);
        assert_eq!(widths[2], 2);
    }

    #[test]
    fn many_years_are_not_all_labelled() {
        let many: Vec<Bar> = (1970..2030).map(|y| one(&y.to_string(), 5)).collect();
        let (svg, _) = columns(&many);
        assert!((5..20).contains(&svg.matches("<text").count()), "{svg}");
        assert!(svg.contains("1970"));
    }

    #[test]
    fn no_bar_is_an_empty_chart() {
        assert_eq!(bars(&[]).0, "");
        assert!(!columns(&[]).0.contains("<text"));
    }
}
