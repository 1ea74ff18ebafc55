//! Mail that nobody writes to anybody: newsletters, logs, price lists, what programs send.
//!
//! In: a page, and the names that were found on it. Out: those without the ones for which nothing but two words of the lists speaks,
//! where nothing else on the page is somebody's either: the author is an office or a program, nobody is greeted, nobody signs, and no
//! name has a label, a title, a number or an address beside it. Roses, films, cheeses and streets are called as people are; in a letter
//! such words are nearly always a person, in such mail hardly ever. This module refuses to know how names are read.

use super::Found;
use super::names::{Names, Sense};
use crate::model::{Kind, Match, RegionKind, is_closing, is_greeting};
use crate::recognise::Page;

/// Confidence up to which two words of the lists alone are weak.
const WEAK: u8 = 80;

/// Bytes behind a name within which a number or an address is that of who bears it.
const BESIDE: usize = 16;

/// Takes out the weak ones, where the page is no letter. `matches` are the addresses and numbers on it.
pub(super) fn without_weak(page: &Page<'_>, names: &Names, matches: &[Match], found: &mut Vec<Found>) {
    let body = !matches!(page.region.kind, RegionKind::Header | RegionKind::Attachment);
    let strong = |one: &Found| !is_weak(one) && one.confidence >= WEAK;
    if !body || !found.iter().any(is_weak) || found.iter().any(strong) {
        return;
    }
    if is_personal(page, names) || is_letter(page) {
        return;
    }
    let reached = |one: &Found| {
        let numbers = matches.iter().filter(|m| matches!(m.kind, Kind::Phone | Kind::Email));
        numbers.map(|m| m.span.start).any(|at| at >= one.span.end && at <= one.span.end + BESIDE)
    };
    found.retain(|one| !is_weak(one) || reached(one));
}

/// Nothing but words of the lists speaks for the name.
fn is_weak(found: &Found) -> bool {
    found.confidence <= WEAK && found.why[0] == "given name of the list" && found.why[1].is_empty()
}

/// Somebody may have written it; of text that is no message's nothing is known.
fn is_personal(page: &Page<'_>, names: &Names) -> bool {
    let context = page.context;
    let Some(author) = context.author.as_deref() else { return true };
    let given = Sense::GIVEN.or(Sense::GIVEN_OR_WORD);
    let mut parts = author.split(['.', '_', '-', '+']);
    // `j.devries`, `devries-j`, and `jan`
    context.personal || parts.any(|part| part.len() == 1 || names.sense(part).is(given))
}

/// A line greets or closes.
fn is_letter(page: &Page<'_>) -> bool {
    page.lines().iter().any(|line| {
        let text = line.text(page.region.text);
        let text = text.trim_start_matches(['>', ' ', '|', '*']).trim_end();
        is_greeting(text) || is_closing(text)
    })
}
