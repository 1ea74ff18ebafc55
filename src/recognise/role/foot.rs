//! The foot of a mail that nobody signs: the firm alone on its line, its address and its number below.
//!
//! In: the lines of a page. Out: whether a line stands so; which lines at the end of a block of paragraphs are such a foot. This module
//! refuses to know what else makes a firm.

use std::ops::Range;

use super::Search;
use super::block::{is_block, is_footer};
use super::phrase;
use crate::recognise::lines::Line;

/// Lines below a firm on which its number may stand.
const BELOW: usize = 4;
/// Bytes that may stand before an address on its line.
const BEFORE: usize = 6;
/// Bytes of a line that is no paragraph.
const SHORT: usize = 60;
/// Lines of a foot.
const FOOT: Range<usize> = 2..9;

/// A phrase of two words that may be a firm fills the line at `at`; its address begins on the line below, and the number of a firm stands
/// near: a person above an address has none.
pub(super) fn is_above_address(search: &Search<'_>, lines: &[Line], at: usize, phrase: &str) -> bool {
    let block = lines[at].block;
    let below = || lines[at + 1..].iter().take(BELOW).take_while(|l| l.block == block);
    let Some(next) = below().next() else { return false };
    let start = next.span.start;
    let Some(last) = below().last().filter(|_| search.address_begins(start..start + BEFORE)) else {
        return false;
    };
    phrase.contains(' ')
        && search.has_register(start..last.span.end)
        && !search.is_person(&lines[at].span)
        && phrase::may_be_firm(phrase, search.vocabulary())
}

/// Where in a block of paragraphs its foot begins: a few short lines at its end that are a block of contact details by themselves, as where
/// a table is laid out in rows.
pub(super) fn begins(text: &str, lines: &[Line], touched: &[bool]) -> Option<usize> {
    let looked = lines.len().saturating_sub(FOOT.end);
    if lines.len() <= FOOT.start || !touched.get(looked..)?.contains(&true) {
        return None;
    }
    let long = |l: &Line| l.span.len() > SHORT && !is_footer(l, text);
    let from = looked + lines.get(looked..)?.iter().rposition(long)? + 1;
    let (foot, touched) = (lines.get(from..)?, touched.get(from..)?);
    (FOOT.contains(&foot.len()) && is_block(text, foot, touched)).then_some(from)
}
