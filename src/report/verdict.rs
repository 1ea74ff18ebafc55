//! The counts of a run in, what they come to in a few sentences out: what stands on top of every report for people.
//!
//! Facts only, and of nobody in particular: how many messages hold contact details, whose were passed on, what is out of date,
//! and whether all could be read.

use super::lang::text;
use crate::model::{Disclosure, Lang, RegisterStatus, Summary};

/// The verdict, in one line.
pub fn verdict(lang: Lang, s: &Summary) -> String {
    let count = |name: &str, n: u64| text(lang, name, &[("n", n.into())]);
    let mut said = Vec::new();
    if s.stopped {
        said.push(text(lang, "verdict-stopped", &[]));
    }
    let messages = count("count-messages", s.content.messages);
    if s.content.messages == 0 {
        if !s.stopped {
            said.push(text(lang, "verdict-no-mail", &[]));
        }
    } else if s.total_findings() == 0 {
        said.push(text(lang, "verdict-nothing", &[("messages", messages.into())]));
    } else {
        let holding = super::lang::number(lang, s.messages_with_findings);
        said.push(text(lang, "verdict-found", &[("holding", holding.into()), ("messages", messages.into())]));
        let relations = |d| count("count-relations", s.contacts.get(&d).copied().unwrap_or_default());
        if !s.disclosures.is_empty() {
            let with = [
                ("internal", relations(Disclosure::Internal).into()),
                ("external", relations(Disclosure::External).into()),
            ];
            said.push(text(lang, "verdict-disclosed", &with));
        }
        let stale = s.register.get(&RegisterStatus::Stale).copied().unwrap_or_default();
        for (name, n) in
            [("verdict-lists", s.lists_met), ("verdict-stale", stale), ("verdict-past", s.past_retention)]
        {
            if n > 0 {
                said.push(count(name, n));
            }
        }
    }
    let problems = s.total_problems();
    if problems > 0 {
        let problems = count("count-problems", problems);
        said.push(text(lang, "verdict-problems", &[("problems", problems.into())]));
    } else if s.content.messages > 0 && !s.stopped {
        said.push(text(lang, "verdict-complete", &[]));
    }
    said.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_run_in_a_few_sentences() {
        let mut s = sample::summary();
        s.disclosures.insert(Disclosure::Internal, 7);
        s.contacts.insert(Disclosure::Internal, 1);
        s.contacts.insert(Disclosure::External, 1200);
        s.lists_met = 1;
        s.past_retention = 2;
        assert_eq!(
            verdict(Lang::En, &s),
            "Contact details stand in 2 of 3 messages. Details of 1 relation were passed on inside, details of 1,200 relations \
             went outside to somebody else. Among them is 1 bulk list. 2 details are past the retention term. Not everything \
             could be read: 2 problems."
        );
        assert_eq!(
            verdict(Lang::Nl, &s),
            "In 2 van 3 berichten staan contactgegevens. Van 1 relatie zijn gegevens intern doorgegeven, van 1.200 relaties \
             gingen ze naar buiten, naar een ander. Daaronder is 1 lijst met veel contacten. Van 2 gegevens is de \
             bewaartermijn voorbij. Niet alles kon gelezen worden: 2 problemen."
        );
    }

    #[test]
    fn nothing_found_is_only_said_of_what_was_read() {
        let mut s = Summary::default();
        assert_eq!(verdict(Lang::En, &s), "No mail was found.");
        s.content.messages = 3;
        assert!(verdict(Lang::En, &s).ends_with("All mail could be read."));
        s.problems.insert(crate::model::ProblemCode::Io, 1);
        let said = verdict(Lang::En, &s);
        assert!(said.contains("in what could be read (3 messages)") && said.contains("1 problem."), "{said}");
        s.stopped = true;
        assert!(verdict(Lang::En, &s).starts_with("The run was stopped"));
    }
}
