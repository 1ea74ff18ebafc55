//! Whose details were found, and how they came there, as sections of the summary.
//!
//! In: the counts of a run. Out: text for a person, without a value of any message but masked addresses; facts, and no
//! judgement of anybody.

use super::RunEnd;
use super::lang::{number, text};
use super::mask::shown;
use super::outline::{Cell, Section, counted, marked};
use super::sanitise::shortened;
use crate::model::{BulkList, Disclosure, Kind, ListWay, Sensitive};

/// Lists, and senders, that are told one by one.
const TOLD: usize = 10;

/// What there is to say.
pub(super) fn sections(end: &RunEnd<'_>) -> Vec<Section> {
    if end.summary.disclosures.is_empty() {
        return Vec::new();
    }
    std::iter::once(disclosures(end)).chain(register(end)).chain(lists(end)).chain(leaving(end)).collect()
}

fn disclosures(end: &RunEnd<'_>) -> Section {
    let (lang, s) = (end.run.lang, end.summary);
    let mut section = Section { coded: true, ..Section::new(lang, "summary-relations") };
    let named = |name| Cell::text(lang, name);
    section.heading =
        vec![Cell::Empty, named("summary-findings"), named("summary-relations-column"), Cell::Empty];
    for (disclosure, n) in &s.disclosures {
        let contacts = match disclosure {
            Disclosure::Own => Cell::Empty,
            _ => Cell::Count(s.contacts.get(disclosure).copied().unwrap_or_default()),
        };
        let code = disclosure.as_str();
        let name = text(lang, &format!("disclosure-{code}"), &[]);
        section.rows.push(vec![Cell::Code(code, name), Cell::Count(*n), contacts]);
    }
    let remarks = &mut section.remarks;
    if !s.proposed_own.is_empty() {
        let domains: Vec<String> = s.proposed_own.iter().take(TOLD).map(|d| marked(&shortened(d))).collect();
        remarks.push(text(lang, "summary-own-told", &[("domains", domains.join(", ").into())]));
    } else if !s.own_known {
        remarks.push(text(lang, "summary-own-unknown", &[]));
    }
    let findings = counted(lang, "count-findings", s.past_retention).into();
    if s.retention_unknown > 0 {
        let unknown = counted(lang, "count-findings", s.retention_unknown).into();
        let with = [("findings", findings), ("unknown", unknown)];
        remarks.push(text(lang, "summary-retention-unknown", &with));
    } else if s.past_retention > 0 {
        remarks.push(text(lang, "summary-retention", &[("findings", findings)]));
    }
    section
}

fn register(end: &RunEnd<'_>) -> Option<Section> {
    let (lang, s) = (end.run.lang, end.summary);
    if s.register.is_empty() {
        return None;
    }
    let mut section = Section { coded: true, ..Section::new(lang, "summary-register") };
    for (status, n) in &s.register {
        let name = text(lang, &format!("register-{status}"), &[]);
        section.rows.push(vec![Cell::Code(status.as_str(), name), Cell::Count(*n)]);
    }
    if s.stale_contacts > 0 {
        let relations = counted(lang, "count-relations", s.stale_contacts).into();
        section.remarks.push(text(lang, "summary-stale-relations", &[("relations", relations)]));
    }
    Some(section)
}

fn lists(end: &RunEnd<'_>) -> Option<Section> {
    let (lang, lists, met) = (end.run.lang, &end.summary.lists, end.summary.lists_met);
    if lists.is_empty() {
        return None;
    }
    let mut section = Section::new(lang, "summary-lists");
    let named = |name| Cell::text(lang, name);
    section.heading = [
        "summary-list-contacts",
        "summary-list-stale",
        "summary-list-way",
        "summary-list-day",
        "summary-list-series",
        "summary-list-where",
    ]
    .map(named)
    .to_vec();
    let mut sorted: Vec<&BulkList> = lists.iter().collect();
    // the longest first; of equals, the order of the sources
    sorted.sort_by_key(|l| std::cmp::Reverse(l.contacts));
    for list in sorted.iter().take(TOLD) {
        let stale = match (list.known, list.stale) {
            (Some(known), Some(stale)) => {
                let with = [("stale", number(lang, stale).into()), ("known", number(lang, known).into())];
                Cell::Text(text(lang, "summary-list-stale-of", &with))
            }
            _ => Cell::Empty,
        };
        let way = list.way.as_str();
        let place = [
            ("source", marked(&shortened(list.source.as_str())).into()),
            ("message", number(lang, list.message).into()),
        ];
        section.rows.push(vec![
            Cell::Count(list.contacts),
            stale,
            Cell::Code(way, text(lang, &format!("way-{way}"), &[])),
            list.date.as_deref().and_then(|d| d.get(..10)).map_or(Cell::Empty, |d| Cell::Name(d.to_owned())),
            list.series.map_or(Cell::Empty, Cell::Count),
            Cell::Text(text(lang, "summary-place", &place)),
        ]);
    }
    let little = lists.iter().filter(|l| l.is_little()).count() as u64;
    let outside = lists.iter().filter(|l| l.way == ListWay::External).count() as u64;
    let all = if met > section.rows.len() as u64 { met } else { 0 };
    for (name, n) in
        [("summary-lists-all", all), ("summary-lists-little", little), ("summary-lists-outside", outside)]
    {
        if n > 0 {
            section.remarks.push(text(lang, name, &[("lists", counted(lang, "count-lists", n).into())]));
        }
    }
    Some(section)
}

fn leaving(end: &RunEnd<'_>) -> Option<Section> {
    let (lang, leaving) = (end.run.lang, &end.summary.leaving);
    if leaving.is_empty() {
        return None;
    }
    let mut section = Section::new(lang, "summary-leaving");
    let named = |name| Cell::text(lang, name);
    section.heading = [
        "summary-relations-column",
        "summary-messages",
        "summary-leaving-days",
        "summary-leaving-from",
        "summary-leaving-to",
    ]
    .map(named)
    .to_vec();
    section.heading.push(Cell::Empty);
    let masked = |address: &Sensitive<String>| {
        let mut text = String::new();
        shown(true, Kind::Email, address, &mut text);
        Cell::Name(text)
    };
    for one in leaving.iter().take(TOLD) {
        let days = if one.days.0 == one.days.1 {
            one.days.0.clone()
        } else {
            let with = [("first", one.days.0.as_str().into()), ("last", one.days.1.as_str().into())];
            text(lang, "summary-leaving-span", &with)
        };
        section.rows.push(vec![
            Cell::Count(one.relations),
            Cell::Count(one.messages),
            Cell::Text(days),
            masked(&one.from),
            masked(&one.to),
            if one.own { named("summary-leaving-own") } else { Cell::Empty },
        ]);
    }
    if leaving.len() > TOLD {
        section.remarks.push(counted(lang, "summary-leaving-all", leaving.len() as u64));
    }
    Some(section)
}

#[cfg(test)]
mod tests {
    use super::super::RunInfo;
    use super::super::sample;
    use super::*;
    use crate::model::{Lang, Leaving, RegionKind, RegisterStatus, Sensitive, SourceName, Summary};

    fn text(summary: &Summary) -> String {
        let run = RunInfo::default();
        let end = RunEnd { run: &run, summary, problems: &[], problems_omitted: 0, changes: None };
        crate::report::summary::shown(&sections(&end), Lang::En)
    }

    #[test]
    fn a_run_without_relations_says_nothing() {
        assert_eq!(text(&Summary::default()), "");
    }

    #[test]
    fn counts_lists_and_senders_are_told_without_a_value() {
        let (meta, findings) = sample::message();
        let mut s = Summary::default();
        s.disclosures.insert(Disclosure::Internal, 7);
        s.disclosures.insert(Disclosure::List, 30);
        s.contacts.insert(Disclosure::Internal, 3);
        s.register.insert(RegisterStatus::Stale, 4);
        s.proposed_own = vec!["example.nl".to_owned()];
        s.lists = vec![BulkList {
            source: SourceName::new("sales.mbox"),
            message: 12,
            message_id: None,
            date: meta.date,
            custodian: meta.custodian,
            from: Some(Sensitive::new("jan@klant.example".to_owned())),
            outside: 0,
            way: ListWay::NoteToSelf,
            part: findings[0].part.clone(),
            region: RegionKind::Attachment,
            contacts: 15,
            known: Some(10),
            stale: Some(2),
            series: None,
        }];
        s.lists_met = 1;
        s.leaving = vec![Leaving {
            from: Sensitive::new("jan@example.nl".to_owned()),
            to: Sensitive::new("jan.devries@provider.example".to_owned()),
            own: true,
            relations: 40,
            messages: 2,
            days: ("2014-03-02".to_owned(), "2014-03-09".to_owned()),
        }];
        let text = text(&s);
        for part in [
            "internal         7          3  passed on inside",
            "stale  4  out of date",
            "note_to_self",
            "2 of 10",
            "2014-03-02 to 2014-03-09",
            "looks like the sender's own",
            "example.nl",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains("devries") && !text.contains("jan@"), "{text}");
    }
}
