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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Lang, SourceName, Summary, Suppressed, SuppressedPlace};
    use crate::report::RunInfo;

    fn told(lang: Lang, suppressed: Option<Suppressed>) -> Option<Section> {
        let summary = Summary { suppressed, ..Summary::default() };
        let run = RunInfo { lang, ..RunInfo::default() };
        section(&RunEnd { run: &run, summary: &summary, problems: &[], problems_omitted: 0, changes: None })
    }

    #[test]
    fn who_is_back_is_told_by_reference_and_place() {
        assert_eq!(told(Lang::En, None), None);
        let nobody = told(Lang::En, Some(Suppressed { listed: 2, ..Suppressed::default() })).unwrap();
        assert_eq!((nobody.rows.len(), nobody.remarks.len()), (0, 1));
        assert_eq!(nobody.remarks[0], "nothing of 2 subjects on the list, in what could be read");

        let place = |message, certain| SuppressedPlace {
            reference: "AVG-2026-014".to_owned(),
            source: SourceName::new("a.mbox"),
            message,
            date: None,
            certain,
            kinds: vec!["email".to_owned()],
        };
        let places: Vec<SuppressedPlace> = (0..30).map(|n| place(n, n != 1)).collect();
        let back = Suppressed { listed: 2, messages: 29, possible: 1, places, ..Suppressed::default() };
        let section = told(Lang::Nl, Some(back)).unwrap();
        assert_eq!(section.rows.len(), TOLD);
        assert_eq!(section.rows[1][2], Cell::Count(2), "the name alone is counted, not listed");
        assert_eq!(section.remarks[0], "nog 9");
        assert!(section.remarks[2].contains("In nog 1 bericht staat"), "{}", section.remarks[2]);
    }
}
