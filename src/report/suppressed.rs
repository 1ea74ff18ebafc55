//! What was erased earlier and is back, as a section of the summary.
//!
//! In: the counts of a run. Out: references and places, and no value: what is back is what nobody was to see again.

use super::RunEnd;
use super::lang::text;
use super::outline::{Cell, Section, counted};

/// Places that are told one by one; a report in JSON tells more.
const TOLD: usize = 20;

/// What there is to say, where a list of erased subjects was given.
pub(super) fn section(end: &RunEnd<'_>) -> Option<Section> {
    let (lang, s) = (end.run.lang, end.summary.suppressed.as_ref()?);
    let mut section = Section::new(lang, "summary-suppressed");
    let subjects = counted(lang, "count-subjects", s.listed);
    if s.messages == 0 {
        section.remarks.push(text(lang, "summary-suppressed-none", &[("subjects", subjects.into())]));
    } else {
        section.heading = ["reference", "source", "message"]
            .into_iter()
            .map(|name| Cell::text(lang, &format!("summary-suppressed-{name}")))
            .collect();
        let certain = s.places.iter().filter(|place| place.certain);
        section.rows = certain
            .take(TOLD)
            .map(|place| {
                vec![
                    Cell::Name(place.reference.clone()),
                    Cell::Name(place.source.as_str().to_owned()),
                    Cell::Count(place.message),
                ]
            })
            .collect();
        let more = s.messages.saturating_sub(section.rows.len() as u64);
        if more > 0 {
            section.remarks.push(counted(lang, "count-more", more));
        }
        section.remarks.push(text(lang, "summary-suppressed-what", &[]));
    }
    if s.possible > 0 {
        let messages = counted(lang, "count-messages", s.possible);
        section.remarks.push(text(lang, "summary-suppressed-possible", &[("messages", messages.into())]));
    }
    Some(section)
}
