//! Whose details were found, and how they came there, as lines of the summary.
//!
//! In: the counts of a run. Out: text for a person, without a value of any message but masked addresses; facts, and no
//! judgement of anybody.

use super::RunEnd;
use super::mask::mask;
use super::summary::{counted, line, number, shortened, table};
use crate::model::{BulkList, Disclosure, Kind, Leaving, ListWay, RegisterStatus};

/// Lists, and senders, that are told one by one.
const TOLD: usize = 10;

/// Appends the lines.
pub(super) fn relations(out: &mut String, end: &RunEnd<'_>) {
    let s = end.summary;
    if s.disclosures.is_empty() {
        return;
    }
    line(out, format_args!("\nWhose details, and how they came there"));
    let mut rows = vec![vec![String::new(), "findings".to_owned(), "relations".to_owned(), String::new()]];
    for (disclosure, n) in &s.disclosures {
        let contacts = match disclosure {
            Disclosure::Own => String::new(),
            _ => number(s.contacts.get(disclosure).copied().unwrap_or_default()),
        };
        rows.push(vec![
            disclosure.as_str().to_owned(),
            number(*n),
            contacts,
            meaning(*disclosure).to_owned(),
        ]);
    }
    table(out, &rows);
    line(out, format_args!("  {}", sentence(end)));
    if !s.proposed_own.is_empty() {
        let domains: Vec<String> = s.proposed_own.iter().take(TOLD).map(|d| shortened(d)).collect();
        line(out, format_args!("  Own domains, told from the mail: {}.", domains.join(", ")));
    } else if !s.own_known {
        line(out, format_args!("  No own domain is known: name it with --own-domain."));
    }
    register(out, end);
    if s.past_retention > 0 || s.retention_unknown > 0 {
        let unknown = match s.retention_unknown {
            0 => String::new(),
            n => format!("; of {} nobody can tell, for their mail has no date", counted(n, "finding")),
        };
        line(
            out,
            format_args!("  Past their retention term: {}{unknown}.", counted(s.past_retention, "finding")),
        );
    }
    lists(out, &s.lists, s.lists_met);
    leaving(out, &s.leaving);
}

/// The run in a sentence.
fn sentence(end: &RunEnd<'_>) -> String {
    let s = end.summary;
    let contacts = |d: Disclosure| s.contacts.get(&d).copied().unwrap_or_default();
    let relations = |n: u64| {
        if n == 1 { "1 relation's details".to_owned() } else { format!("{} relations' details", number(n)) }
    };
    let mut text = format!(
        "{} passed on inside, {} sent outside, {}",
        relations(contacts(Disclosure::Internal)),
        number(contacts(Disclosure::External)),
        counted(s.lists_met, "list"),
    );
    if let Some(n) = s.register.get(&RegisterStatus::Stale) {
        text.push_str(&format!(", {} out of date", counted(*n, "detail")));
    }
    text.push('.');
    text
}

fn meaning(disclosure: Disclosure) -> &'static str {
    match disclosure {
        Disclosure::Itself => "sent in by whose it is",
        Disclosure::Internal => "passed on inside",
        Disclosure::External => "sent outside, to another than whose it is",
        Disclosure::Returned => "sent back to whose it is",
        Disclosure::ThirdParty => "sent in about somebody else",
        Disclosure::List => "in bulk lists",
        Disclosure::Header => "address fields",
        Disclosure::Own => "of the own organisation",
    }
}

fn register(out: &mut String, end: &RunEnd<'_>) {
    let s = end.summary;
    if s.register.is_empty() {
        return;
    }
    line(out, format_args!("\nAgainst the register"));
    let rows: Vec<Vec<String>> = s
        .register
        .iter()
        .map(|(status, n)| {
            let meaning = match status {
                RegisterStatus::Current => "as the register has it",
                RegisterStatus::Stale => "of a relation in the register, but not its present value",
                RegisterStatus::Unregistered => "the register does not have it",
            };
            vec![status.as_str().to_owned(), number(*n), meaning.to_owned()]
        })
        .collect();
    table(out, &rows);
    if s.stale_contacts > 0 {
        line(
            out,
            format_args!("  {} with a value that is out of date.", counted(s.stale_contacts, "relation")),
        );
    }
}

fn lists(out: &mut String, lists: &[BulkList], met: u64) {
    if lists.is_empty() {
        return;
    }
    let little = lists.iter().filter(|l| l.is_little()).count() as u64;
    line(out, format_args!("\nBulk lists"));
    let mut sorted: Vec<&BulkList> = lists.iter().collect();
    // the longest first; of equals, the order of the sources
    sorted.sort_by_key(|l| std::cmp::Reverse(l.contacts));
    let mut rows =
        vec![["contacts", "out of date", "way", "day", "series", "where"].map(str::to_owned).to_vec()];
    for list in sorted.iter().take(TOLD) {
        let stale = match (list.known, list.stale) {
            (Some(known), Some(stale)) => format!("{} of {}", number(stale), number(known)),
            _ => String::new(),
        };
        rows.push(vec![
            number(list.contacts),
            stale,
            list.way.as_str().to_owned(),
            list.date.as_deref().and_then(|d| d.get(..10)).map(shortened).unwrap_or_default(),
            list.series.map(|n| n.to_string()).unwrap_or_default(),
            format!("{}, message {}", shortened(list.source.as_str()), number(list.message)),
        ]);
    }
    table(out, &rows);
    if met > rows.len() as u64 - 1 {
        line(out, format_args!("  {} in all; a .json report tells them one by one.", counted(met, "list")));
    }
    if little > 0 {
        line(
            out,
            format_args!(
                "  {} of somebody's own: kept in drafts, sent to oneself, or kept in several versions (a series).",
                counted(little, "list")
            ),
        );
    }
    let outside = lists.iter().filter(|l| l.way == ListWay::External).count() as u64;
    if outside > 0 {
        line(out, format_args!("  {} went outside.", counted(outside, "list")));
    }
}

fn leaving(out: &mut String, leaving: &[Leaving]) {
    if leaving.is_empty() {
        return;
    }
    line(out, format_args!("\nMany relations' details that went to one private address within two weeks"));
    let mut rows = vec![["relations", "messages", "days", "from", "to", ""].map(str::to_owned).to_vec()];
    let masked = |address: &str| {
        let mut text = String::new();
        mask(Kind::Email, address, &mut text);
        shortened(&text)
    };
    for one in leaving.iter().take(TOLD) {
        let days = if one.days.0 == one.days.1 {
            one.days.0.clone()
        } else {
            format!("{} to {}", one.days.0, one.days.1)
        };
        rows.push(vec![
            number(one.relations),
            number(one.messages),
            days,
            masked(one.from.reveal()),
            masked(one.to.reveal()),
            if one.own { "looks like the sender's own" } else { "" }.to_owned(),
        ]);
    }
    table(out, &rows);
    if leaving.len() > TOLD {
        line(out, format_args!("  {} in all.", counted(leaving.len() as u64, "sender and address")));
    }
}

#[cfg(test)]
mod tests {
    use super::super::RunInfo;
    use super::super::sample;
    use super::*;
    use crate::model::{RegionKind, Sensitive, SourceName, Summary};

    fn text(summary: &Summary) -> String {
        let run = RunInfo::default();
        let end = RunEnd { run: &run, summary, problems: &[], problems_omitted: 0 };
        let mut out = String::new();
        relations(&mut out, &end);
        out
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
            "3 relations' details passed on inside, 0 sent outside, 1 list, 4 details out of date.",
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
