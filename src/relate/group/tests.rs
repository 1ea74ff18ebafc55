use std::collections::BTreeMap;

use super::*;
use crate::model::{Confidence, Cue, Kind, PartMeta, Party, Sensitive, ZoneMark};

/// Findings of one text, each with the words that it follows by.
fn findings(all: &[(Kind, &str, Gap, Option<Person>)]) -> Vec<Finding> {
    let part = Arc::new(PartMeta { media_type: "text/plain".into(), ..PartMeta::default() });
    let finding = |(kind, value, gap, person): &(Kind, &str, Gap, Option<Person>)| Finding {
        kind: *kind,
        value: (*value).to_owned().into(),
        text: None,
        span: None,
        confidence: Confidence::percent(100),
        pattern: "x".into(),
        part: part.clone(),
        region: RegionKind::Body,
        zone: ZoneMark::default(),
        field: None,
        party: Party::Unknown,
        disclosure: None,
        cue: Cue { gap: *gap, person: *person, staff: false, ..Cue::default() },
        contact: None,
        register: None,
        present: Vec::new(),
        fields: BTreeMap::new(),
        why: Vec::new(),
        also: Vec::new(),
        supposed: false,
    };
    all.iter().map(finding).collect()
}

fn mailbox(name: &str, address: &str) -> Mailbox {
    Mailbox {
        name: (!name.is_empty()).then(|| Sensitive::new(name.to_owned())),
        address: Sensitive::new(address.to_owned()),
    }
}

/// From Anna of the own organisation to Jan of a relation.
fn envelope() -> Envelope {
    Envelope {
        from: vec![mailbox("Anna Smit", "a.smit@eigen.nl")],
        recipients: vec![mailbox("Jan de Vries", "jan@klant.nl")],
        ..Envelope::default()
    }
}

fn grouped(findings: &[Finding]) -> Grouper {
    let mut grouper = Grouper::new(&Parties::new(&["eigen.nl".to_owned()]));
    grouper.group(findings, &envelope(), 10);
    grouper
}

fn party(grouper: &mut Grouper, address: &str) -> Owner {
    Owner::Party(grouper.faces.address(address).party)
}

use Gap::{Block, Close, Line, Sentence};
use Kind::{Email, PersonName, Phone};

#[test]
fn who_is_named_has_what_follows() {
    let mut all = grouped(&findings(&[
        (PersonName, "Piet Bakker", Block, None),
        (Phone, "+31205550111", Close, None),
        (Email, "p.bakker@ander.nl", Close, None),
        (PersonName, "Els Mulder", Line, None),
        (Phone, "+31205550122", Close, None),
    ]));
    assert_eq!(all.groups.of, [0, 0, 0, 1, 1]);
    let wanted = party(&mut all, "p.bakker@ander.nl");
    assert_eq!(all.groups.groups[0].owner, wanted);
    assert!(matches!(all.groups.groups[1].owner, Owner::Named(_)));
    assert_ne!(all.groups.groups[0].node, all.groups.groups[1].node);
}

#[test]
fn rows_of_one_name_are_rows() {
    let all = grouped(&findings(&[
        (PersonName, "Anouk Bos", Block, None),
        (Phone, "+31205550111", Close, None),
        (PersonName, "Anouk Bos", Line, None),
        (Phone, "+31205550122", Close, None),
    ]));
    assert_eq!(all.groups.of, [0, 0, 1, 1], "namesakes one under the other");
}

#[test]
fn words_say_whose_a_number_is() {
    let all = grouped(&findings(&[
        (PersonName, "Piet Bakker", Block, None),
        (Phone, "+31205550111", Close, Some(Person::Third)),
        (Phone, "+31205550122", Sentence, Some(Person::First)),
        (Phone, "+31205550133", Block, Some(Person::Second)),
    ]));
    assert_eq!(all.groups.of, [0, 0, 1, 2]);
    let people: Vec<_> = all.groups.groups.iter().map(|g| (g.owner, g.person)).collect();
    assert_eq!(people[1], (Owner::Nobody, Some(Person::First)));
    assert_eq!(people[2], (Owner::Nobody, Some(Person::Second)));
}

#[test]
fn a_correspondent_is_known_by_name_and_joined_to_no_number() {
    let mut all =
        grouped(&findings(&[(PersonName, "J. de Vries", Block, None), (Phone, "+31205550111", Close, None)]));
    let wanted = party(&mut all, "jan@klant.nl");
    assert_eq!(all.groups.groups[0].owner, wanted);
    assert!(all.groups.same.is_empty(), "a namesake of a correspondent is not made one with him");
}

#[test]
fn a_name_and_an_address_that_is_not_made_of_it_join_nobody() {
    let all = grouped(&findings(&[
        (PersonName, "Erik Mulder", Block, None),
        (Email, "birgit@ander.nl", Close, None),
    ]));
    assert!(all.groups.same.iter().all(|(one, other)| one == other), "{:?}", all.groups.same);
    let fitting = grouped(&findings(&[
        (PersonName, "Erik Mulder", Block, None),
        (Email, "e.mulder@ander.nl", Close, None),
        (Phone, "+31205550111", Close, None),
    ]));
    assert!(!fitting.groups.same.is_empty());
}

#[test]
fn many_contacts_in_one_part_are_a_list() {
    let rows = |count: usize| {
        let names: Vec<(String, String)> =
            (0..count).map(|n| (format!("Piet Bakker{n}"), format!("+3120555{n:04}"))).collect();
        let mut all = Vec::new();
        for (name, phone) in &names {
            all.push((PersonName, name.as_str(), Line, None));
            all.push((Phone, phone.as_str(), Close, None));
        }
        grouped(&findings(&all)).groups.groups.iter().filter(|g| g.list).count()
    };
    assert_eq!((rows(9), rows(10)), (0, 10));
}

#[test]
fn memory_of_one_message_leaves_no_trace_in_the_next() {
    let long = findings(&[(PersonName, "Piet Bakker", Block, None), (Phone, "+31205550111", Close, None)]);
    let short = findings(&[(Phone, "+31205550122", Block, None)]);
    let mut grouper = grouped(&long);
    grouper.group(&short, &envelope(), 10);
    let fresh = grouped(&short);
    assert_eq!(grouper.groups.groups, fresh.groups.groups);
    assert_eq!((grouper.groups.of, grouper.groups.keys), (fresh.groups.of, fresh.groups.keys));
}

#[test]
fn one_label_is_not_spread_over_a_block() {
    let all = grouped(&findings(&[
        (Kind::Iban, "NL54RABO0160443873", Block, Some(Person::Second)),
        (Phone, "+31205550111", Close, Some(Person::Second)),
        (Phone, "+31205550122", Sentence, Some(Person::Third)),
        (Kind::PostalAddress, "Dorpsstraat 12, 1234AB Ons Dorp, NL", Block, None),
        (Phone, "+31205550133", Sentence, Some(Person::Asking)),
    ]));
    assert_eq!(all.groups.of, [0, 0, 1, 2, 3]);
}

#[test]
fn details_before_names_are_those_of_the_names_behind() {
    let all = grouped(&findings(&[
        (Phone, "+31205550111", Block, None),
        (PersonName, "Piet Bakker", Close, None),
        (Phone, "+31205550122", Line, None),
        (PersonName, "Els Mulder", Close, None),
    ]));
    assert_eq!(all.groups.of, [0, 0, 1, 1]);
    let all = grouped(&findings(&[
        (PersonName, "Piet Bakker", Block, None),
        (Phone, "+31205550111", Close, None),
        (Phone, "+31205550122", Close, None),
        (PersonName, "Els Mulder", Close, None),
    ]));
    assert_eq!(all.groups.of, [0, 0, 0, 1], "names before their numbers");
}

#[test]
fn a_colleague_is_of_whoever_calls_him_so() {
    let mut all = findings(&[(PersonName, "Piet Bakker", Block, Some(Person::First))]);
    all[0].cue.staff = true;
    let mut all = grouped(&all);
    let wanted = party(&mut all, "a.smit@eigen.nl");
    assert_eq!((all.groups.groups[0].owner, all.groups.groups[0].person), (wanted, Some(Person::First)));
}

#[test]
fn a_correspondent_from_elsewhere_signs_nothing() {
    let mut all = findings(&[
        (PersonName, "Anna Smit", Block, None),
        (Phone, "+31205550111", Line, None),
        (PersonName, "Jan de Vries", Line, None),
        (Phone, "+31205550122", Line, None),
    ]);
    all.iter_mut().for_each(|f| f.zone.signature = true);
    let mut all = grouped(&all);
    let wanted = party(&mut all, "jan@klant.nl");
    assert_eq!(all.groups.of, [0, 0, 1, 1]);
    assert_eq!(all.groups.groups[1].owner, wanted);
}

#[test]
fn beside_the_name_of_several_stands_a_firm() {
    let mut all = grouped(&findings(&[
        (PersonName, "Kees Bakker", Block, None),
        (Kind::Organisation, "Bakker Hout BV", Close, None),
        (Phone, "+31205550111", Close, None),
    ]));
    let firm = all.faces.firm("Bakker Hout BV").value;
    assert_eq!(all.groups.groups[0].beside, Some(firm));
}

#[test]
fn who_is_greeted_has_not_what_follows() {
    let mut all =
        findings(&[(PersonName, "Jan de Vries", Block, None), (Phone, "+31205550111", Close, None)]);
    all[0].cue.greeted = true;
    assert_eq!(grouped(&all).groups.of, [0, 1]);
}

#[test]
fn what_a_relation_writes_of_itself_is_not_the_readers() {
    let envelope = Envelope {
        from: vec![mailbox("", "news@kestrelpallets.example")],
        recipients: vec![mailbox("Anna Smit", "a.smit@eigen.nl")],
        ..Envelope::default()
    };
    let mut all = Grouper::new(&Parties::new(&["eigen.nl".to_owned()]));
    // a footer, and why the reader gets it
    all.group(
        &findings(&[
            (Kind::Organisation, "Kestrel Pallet Networks Ltd", Block, None),
            (Phone, "+441632960111", Close, None),
            (Email, "a.smit@eigen.nl", Line, None),
        ]),
        &envelope,
        10,
    );
    assert_eq!(all.groups.of, [0, 0, 1]);
    let footer = &all.groups.groups[0];
    assert!(matches!(footer.owner, Owner::Other(_)) && footer.writers, "its domain resembles it");
    // an invoice: for whom it is, and where it is to be paid
    for gap in [Sentence, Line, Block] {
        all.group(
            &findings(&[
                (Kind::Organisation, "Eigen BV", Block, None),
                (Kind::Organisation, "Eigenhuis BV", Block, None),
                (Kind::Iban, "NL91ABNA0417164300", gap, None),
            ]),
            &Envelope { recipients: vec![mailbox("", "a@eigenhuis.nl")], ..envelope.clone() },
            10,
        );
        let last = all.groups.groups[all.groups.of[2] as usize].owner;
        assert_eq!(last, Owner::Nobody, "{gap:?}");
    }
}

#[test]
fn the_senders_firm_below_the_readers_address_begins_its_foot() {
    let mut grouper = Grouper::new(&Parties::new(&["eigen.nl".to_owned()]));
    let envelope = Envelope {
        from: vec![mailbox("Klant Transport B.V.", "news@ktbus.example")],
        recipients: vec![mailbox("", "a.smit@eigen.nl")],
        ..Envelope::default()
    };
    let foot = [
        (Email, "a.smit@eigen.nl", Block, None),
        (Kind::Organisation, "Klant Transport B.V.", Line, None),
        (Phone, "+31205550111", Close, None),
    ];
    grouper.group(&findings(&foot), &envelope, 10);
    assert_eq!(grouper.groups.of, [0, 1, 1]);
    let sender = party(&mut grouper, "news@ktbus.example");
    assert_eq!(grouper.groups.groups[1].owner, sender);
}

#[test]
fn below_the_readers_firm_a_form_names_others() {
    let mut grouper = Grouper::new(&Parties::new(&["eigenhuis.nl".to_owned()]));
    let envelope = Envelope {
        from: vec![mailbox("", "schade@waarborg.example")],
        recipients: vec![mailbox("Anna Smit", "a.smit@eigenhuis.nl")],
        ..Envelope::default()
    };
    let form = [
        (Kind::Organisation, "Eigenhuis BV", Block, None),
        (PersonName, "S. Hagedoorn", Line, None),
        (Kind::PostalAddress, "Klaverweide 15, 8043 LT Zwolle", Line, None),
    ];
    grouper.group(&findings(&form), &envelope, 10);
    assert_eq!(grouper.groups.of, [0, 1, 1]);
    let colleague =
        [(Kind::Organisation, "Eigenhuis BV", Block, None), (PersonName, "Anna Smit", Line, None)];
    grouper.group(&findings(&colleague), &envelope, 10);
    assert_eq!(grouper.groups.of, [0, 0]);
    let principal = [
        (Kind::Organisation, "Eigenhuis BV", Block, None),
        (Kind::Organisation, "Tegels Hagedoorn BV", Close, None),
    ];
    grouper.group(&findings(&principal), &envelope, 10);
    assert_eq!(grouper.groups.of, [0, 1]);
}

#[test]
fn who_and_what_the_next_sentence_tells_of_is_another() {
    let all = grouped(&findings(&[
        (Kind::Organisation, "Klant BV", Block, None),
        (Kind::PostalAddress, "Dorpsstraat 1, 1234AB Ons Dorp", Close, None),
        (PersonName, "Els Mulder", Sentence, Some(Person::Third)),
        (Phone, "+31205550111", Close, None),
        (Kind::Organisation, "Ander BV", Sentence, None),
    ]));
    assert_eq!(all.groups.of, [0, 0, 1, 1, 2]);
    // a row with a form of address is one row
    let row = grouped(&findings(&[
        (Kind::Organisation, "Klant BV", Block, None),
        (Phone, "+31205550111", Gap::Cell, None),
        (PersonName, "Els Mulder", Gap::Cell, Some(Person::Third)),
    ]));
    assert_eq!(row.groups.of, [0, 0, 0]);
}

#[test]
fn what_is_answered_is_the_readers() {
    let quoted = |text: &[(Kind, &str, Gap, Option<Person>)], signature: bool| {
        let mut all = findings(text);
        for finding in &mut all {
            finding.region = RegionKind::Quoted;
            finding.zone = ZoneMark { level: 1, signature, ..ZoneMark::default() };
        }
        grouped(&all)
    };
    let mut all = quoted(&[(Phone, "+31205550111", Block, Some(Person::First))], false);
    let Owner::Party(jan) = party(&mut all, "jan@klant.nl") else { panic!() };
    assert_eq!((all.groups.groups[0].author, all.groups.groups[0].guessed), (Some(jan), true));
    let signature = quoted(&[(Phone, "+31205550111", Block, None)], true);
    assert_eq!(signature.groups.groups[0].author, None, "a signature may be anybody's");
}

#[test]
fn firms_without_end_are_not_asked_for_each_account() {
    let firms = |count: usize| {
        let mut all = vec![(Kind::Organisation, "Klantman BV", Block, None)];
        all.resize(count, (Kind::Organisation, "Klantman BV", Close, None));
        all.resize(2 * count, (Kind::Iban, "NL91ABNA0417164300", Line, None));
        let findings = findings(&all);
        let recipients = (0..255).map(|n| mailbox("", &format!("info@huis{n}.example"))).collect();
        let envelope = Envelope { recipients, ..envelope() };
        let mut grouper = Grouper::new(&Parties::default());
        let began = std::time::Instant::now();
        grouper.group(&findings, &envelope, 10);
        began.elapsed()
    };
    firms(10);
    let (few, many) = (firms(1_000), firms(8_000));
    assert!(many < few * 24, "{few:?} for 1,000, {many:?} for 8,000");
}

#[test]
fn names_and_addresses_without_end_under_one_signature_are_not_all_compared() {
    let letters = |mut n: usize| {
        let mut word = String::new();
        for _ in 0..4 {
            word.push(char::from(b'a' + (n % 26) as u8));
            n /= 26;
        }
        word
    };
    let took = |count: usize| {
        let names: Vec<String> = (0..count).map(|n| format!("Els Mulder{}", letters(n))).collect();
        let addresses: Vec<String> = (0..count).map(|n| format!("q{n}@klant.example")).collect();
        let pairs = names.iter().zip(&addresses);
        let all: Vec<_> =
            pairs.flat_map(|(n, a)| [(PersonName, n.as_str(), Line, None), (Email, a, Line, None)]).collect();
        let mut findings = findings(&all);
        for finding in &mut findings {
            finding.zone.signature = true;
        }
        let mut grouper = Grouper::new(&Parties::default());
        let began = std::time::Instant::now();
        grouper.group(&findings, &envelope(), 10);
        began.elapsed()
    };
    took(10);
    let slow = || {
        let (few, many) = (took(1_000), took(8_000));
        many > few * 24
    };
    assert!(!slow() || !slow() || !slow());
}

#[test]
fn signatures_of_thousands_are_told_apart_in_linear_time() {
    let took = |count: usize| {
        let mut findings = findings(&vec![(Phone, "+31205550111", Block, None); count]);
        for (n, finding) in findings.iter_mut().enumerate() {
            let author = Arc::new(mailbox("", &format!("q{n}@klant.example")));
            finding.zone = ZoneMark {
                level: 1,
                number: n as u32,
                signature: true,
                author: Some(author),
                ..ZoneMark::default()
            };
        }
        let mut grouper = Grouper::new(&Parties::default());
        let began = std::time::Instant::now();
        grouper.group(&findings, &envelope(), 10);
        assert_eq!(grouper.groups.groups.len(), count);
        began.elapsed()
    };
    took(10);
    let slow = || {
        let (few, many) = (took(2_000), took(16_000));
        many > few * 24
    };
    assert!(!slow() || !slow() || !slow());
}

/// From somebody of a relation to the own organisation.
fn from_outside(findings: &[Finding], from: &str, subject: &str) -> Grouper {
    let envelope = Envelope {
        from: vec![mailbox("", from)],
        recipients: vec![mailbox("", "info@eigen.nl")],
        subject: Some(Sensitive::new(subject.to_owned())),
        ..Envelope::default()
    };
    let mut grouper = Grouper::new(&Parties::new(&["eigen.nl".to_owned()]));
    grouper.group(findings, &envelope, 10);
    grouper
}

/// Of which findings it may be the writer's, and as whose.
fn writers(grouper: &Grouper) -> Vec<(bool, Option<Person>)> {
    grouper
        .groups
        .of
        .iter()
        .map(|n| &grouper.groups.groups[*n as usize])
        .map(|g| (g.writers, g.person))
        .collect()
}

#[test]
fn who_stands_in_a_roster_works_for_who_sends_it() {
    let mut all = findings(&[
        (PersonName, "Jan Bakker", Block, None),
        (Phone, "+31612345678", Close, None),
        (PersonName, "Piet Smit", Gap::Line, None),
        (Phone, "+31201234567", Sentence, None),
    ]);
    for finding in &mut all {
        finding.cue.labelled = finding.kind == PersonName;
    }
    let ours = (true, Some(Person::First));
    let told = writers(&from_outside(&all, "balie@klant.nl", "rooster week 7"));
    assert_eq!(told[..3], [ours; 3]);
    assert_ne!(told[3], ours, "of another sentence");
    assert_eq!(writers(&from_outside(&all, "balie@klant.nl", "vraag"))[0], (false, None));
    let shifts = writers(&from_outside(&all, "planning@klant.nl", "morgen"));
    assert_eq!(shifts[0], (true, Some(Person::Third)), "not in mail of the own organisation");
}

#[test]
fn who_has_a_job_of_a_house_works_there_unless_a_firm_stands_beside() {
    let told = |title: &str, firm: bool| {
        let mut all = findings(&[
            (PersonName, "Jan Bakker", Block, None),
            (Kind::JobTitle, title, Close, None),
            (Kind::Organisation, "Ander Bedrijf BV", Close, None),
        ]);
        all[1].cue.apposed = true;
        all.truncate(if firm { 3 } else { 2 });
        writers(&from_outside(&all, "info@klant.nl", "vraag"))[0].0
    };
    assert!(told("magazijnmedewerker", false));
    assert!(!told("magazijnmedewerker", true) && !told("huisarts", false));
}

#[test]
fn who_is_told_of_in_one_breath_with_a_colleague_is_one() {
    let mut all = findings(&[
        (PersonName, "Jan Bakker", Block, Some(Person::Third)),
        (PersonName, "Piet Smit", Close, None),
        (PersonName, "Anna Mulder", Sentence, None),
    ]);
    (all[0].cue.staff, all[1].cue.joined, all[2].cue.joined) = (true, true, true);
    let told = writers(&from_outside(&all, "info@klant.nl", "vraag"));
    assert_eq!([told[0].0, told[1].0, told[2].0], [true, true, false]);
}

#[test]
fn who_drives_for_a_carrier_is_not_the_writers() {
    let mut all = findings(&[
        (PersonName, "Jan Bakker", Block, Some(Person::Third)),
        (Phone, "+31612345678", Close, None),
        (Phone, "+31201234567", Sentence, None),
    ]);
    all[0].cue.staff = true;
    assert!(writers(&from_outside(&all, "info@klant.nl", "vraag"))[0].0);
    all[2].cue.carried = true;
    assert!(!writers(&from_outside(&all, "info@klant.nl", "vraag"))[0].0);
}

#[test]
fn for_whom_an_invoice_is_has_not_the_details_above() {
    let mut all =
        findings(&[(Phone, "+31201234567", Block, None), (Kind::Organisation, "Eigen Zaak BV", Block, None)]);
    let apart = |all: &[Finding]| {
        let grouper = from_outside(all, "info@klant.nl", "factuur");
        grouper.groups.of[0] != grouper.groups.of[1]
    };
    assert!(!apart(&all));
    all[1].cue.labelled = true;
    assert!(apart(&all));
}

#[test]
fn a_second_date_of_birth_is_another_persons() {
    let all = |date: &str| {
        let all = findings(&[
            (PersonName, "Jan Bakker", Block, None),
            (Kind::DateOfBirth, "1980-01-02", Close, None),
            (Kind::DateOfBirth, date, Gap::Line, None),
        ]);
        let grouper = from_outside(&all, "info@klant.nl", "lijst");
        let group = &grouper.groups.groups[grouper.groups.of[2] as usize];
        (grouper.groups.of[1] != grouper.groups.of[2], group.person)
    };
    assert_eq!(all("1981-01-02"), (true, Some(Person::Third)));
    assert_eq!(all("1980-01-02"), (false, None));
}

#[test]
fn who_did_something_on_a_platform_is_not_of_its_house() {
    let mut all =
        findings(&[(PersonName, "Jan Bakker", Block, None), (Email, "noreply@wolk.example", Close, None)]);
    for finding in &mut all {
        (finding.region, finding.field) = (RegionKind::Header, Some("from".into()));
    }
    assert!(from_outside(&all, "noreply@wolk.example", "gedeeld").groups.names.is_empty());
    all[1].value = Sensitive::new("administratie@klant.nl".to_owned());
    assert!(!from_outside(&all, "administratie@klant.nl", "gedeeld").groups.names.is_empty());
}

#[test]
fn an_account_with_its_holder_is_not_that_of_who_stands_above() {
    let apart = |holder: &str| {
        let mut all = findings(&[
            (PersonName, "Anna Mulder", Block, None),
            (Kind::Iban, "NL91ABNA0417164300", Gap::Line, None),
            (PersonName, holder, Close, None),
        ]);
        all[2].cue.holder = true;
        let grouper = from_outside(&all, "jan.bakker@klant.nl", "formulier");
        grouper.groups.of[0] != grouper.groups.of[1] && grouper.groups.of[1] == grouper.groups.of[2]
    };
    assert!(apart("Jan Bakker") && !apart("Piet Smit"), "of those who correspond alone");
}

#[test]
fn behind_another_firm_nobody_works_for_the_writer() {
    let mut all = findings(&[
        (PersonName, "Jan Bakker", Block, None),
        (Kind::Organisation, "Ander Bedrijf BV", Close, None),
        (PersonName, "Piet Smit", Close, Some(Person::Third)),
    ]);
    all[2].cue.staff = true;
    assert!(!writers(&from_outside(&all, "info@klant.nl", "vraag"))[2].0);
    all[1].value = Sensitive::new("Klant BV".to_owned());
    assert!(writers(&from_outside(&all, "info@klant.nl", "vraag"))[2].0);
}

#[test]
fn who_stands_in_a_table_of_staff_works_for_who_sends_it() {
    let told = |subject: &str| {
        let mut all =
            findings(&[(PersonName, "Piet Smit", Block, None), (Phone, "+31612345678", Gap::Cell, None)]);
        let mut part = (*all[0].part).clone();
        part.media_type = "text/csv".into();
        let part = Arc::new(part);
        for finding in &mut all {
            (finding.region, finding.part) = (RegionKind::Attachment, part.clone());
        }
        writers(&from_outside(&all, "info@klant.nl", subject))[1].0
    };
    assert!(told("chauffeurs Q3") && !told("klanten Q3"));
}
