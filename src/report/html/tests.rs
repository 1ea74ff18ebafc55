use std::collections::BTreeMap;

use super::blocks::tests::unpacked;
use super::*;
use crate::model::{
    BulkList, Contact, ContactDetail, Disclosure, Kind, Lang, Leaving, ListWay, Party, Problem, ProblemCode,
    RegionKind, RegisterStatus, Section, Sensitive, SourceName, Summary,
};
use crate::report::{HashKey, sample};

/// What somebody who wants to do harm would write.
const HOSTILE: &str =
    "</script><script>alert(1)</script>\u{202e}\u{200b}\x1b[2J\" onload='x' <!-- ${x} {{ x }}";

struct Run {
    info: RunInfo,
    summary: Summary,
    problems: Vec<Problem>,
    messages: Vec<(MessageMeta, Vec<Finding>)>,
}

fn run(lang: Lang, masked: bool) -> Run {
    let paths = vec!["mail".to_owned()];
    let info = RunInfo { paths, countries: vec![*b"NL"], masked, lang, ..RunInfo::default() };
    Run { info, summary: sample::summary(), problems: sample::problems(), messages: vec![sample::message()] }
}

fn page(run: &Run) -> String {
    let masking = if run.info.masked { Masking::Masked(HashKey::new([7; 32])) } else { Masking::Revealed };
    let mut out = Vec::new();
    let mut encoder = Html.encoder();
    encoder.begin(&run.info, &mut out).unwrap();
    for (meta, findings) in &run.messages {
        let mut bytes = Vec::new();
        Html.message(meta, findings, &masking, &mut bytes);
        encoder.findings(&bytes, &mut out).unwrap();
    }
    let end = RunEnd {
        run: &run.info,
        summary: &run.summary,
        problems: &run.problems,
        problems_omitted: 0,
        changes: None,
    };
    encoder.end(&end, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// A run in which there is something of everything.
fn full(lang: Lang, masked: bool, name: &str) -> Run {
    let mut run = run(lang, masked);
    run.info.paths.push(name.to_owned());
    run.info.kinds = vec![Kind::Email, Kind::Phone];
    let (meta, findings) = &mut run.messages[0];
    meta.source = SourceName::new(name);
    meta.subject = Some(name.to_owned().into());
    meta.custodian = name.into();
    findings[0].register = Some(RegisterStatus::Stale);
    findings[0].present = vec!["+31612345679".to_owned().into()];
    findings[0].disclosure = Some(Disclosure::External);
    findings[0].contact = Some(3);
    findings[0].fields =
        BTreeMap::from([("past_since", "2024-05-06".to_owned()), ("retention", name.to_owned())]);
    let part = findings[0].part.clone();
    let s = &mut run.summary;
    s.disclosures =
        BTreeMap::from([(Disclosure::Internal, 7), (Disclosure::External, 4), (Disclosure::List, 30)]);
    s.contacts = BTreeMap::from([(Disclosure::Internal, 3), (Disclosure::External, 1)]);
    s.regions = BTreeMap::from([(RegionKind::Header, 4), (RegionKind::Signature, 3)]);
    s.register = BTreeMap::from([(RegisterStatus::Stale, 1)]);
    s.past_retention = 1;
    s.own_known = true;
    s.proposed_own = vec![name.to_owned()];
    s.problems.insert(ProblemCode::Encrypted, 2);
    s.content.add_opaque(name, 7);
    s.files.excluded_files = 2;
    for custodian in [name, "sales"] {
        let counts = s.by_custodian.entry(custodian.into()).or_default();
        counts.findings.insert(Kind::Email, 3);
        counts.days = Some(("2009-05-06".into(), "2014-03-02".into()));
    }
    s.contacts_met = Summary::CONTACTS_KEPT + 4;
    s.directory = vec![Contact {
        number: 3,
        party: Party::Relation,
        details: vec![ContactDetail {
            kind: Kind::PersonName,
            value: Sensitive::new(format!("Jan {name}")),
            findings: 2,
            days: Some(("2014-03-02".to_owned(), "2014-03-09".to_owned())),
            sources: vec![SourceName::new(name)],
            more_sources: true,
            place: (SourceName::new(name), 12, Section::root().child(1)),
            register: Some(RegisterStatus::Stale),
            present: vec![Sensitive::new("Jan Jansen".to_owned())],
        }],
        more_details: true,
        disclosures: BTreeMap::from([(Disclosure::Internal, 2)]),
    }]
    .into();
    s.lists = vec![BulkList {
        source: SourceName::new(name),
        message: 12,
        message_id: Some(name.to_owned()),
        date: Some("2014-03-02T10:11:00+01:00".to_owned()),
        custodian: name.into(),
        from: Some(Sensitive::new("jan@klant.example".to_owned())),
        outside: 1,
        way: ListWay::NoteToSelf,
        part,
        region: RegionKind::Attachment,
        contacts: 15,
        known: Some(10),
        stale: Some(2),
        series: Some(1),
    }];
    s.lists_met = 3;
    s.leaving = vec![Leaving {
        from: Sensitive::new("jan@example.nl".to_owned()),
        to: Sensitive::new("jan.devries@provider.example".to_owned()),
        own: true,
        relations: 40,
        messages: 2,
        days: ("2014-03-02".to_owned(), "2014-03-09".to_owned()),
    }];
    run.problems[0].place.source = Some(SourceName::new(name));
    run
}

/// The page without its style and its script, which have tests of their own, and with data as it is unpacked.
fn seen(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("<script") {
        text.push_str(before);
        rest = after.split_once("</script>").unwrap().1;
    }
    text.push_str(rest);
    let (before, after) = text.split_once("<style>").unwrap();
    let mut text = format!("{before}{}", after.split_once("</style>").unwrap().1);
    for view in ["findings", "relations"] {
        for row in unpacked(page, view) {
            text.push_str(&format!("{view}: {row}\n"));
        }
    }
    // hashes change with what they are of
    let (before, after) = text.split_once("script-src").unwrap();
    format!("{before}{}", after.split_once("img-src").unwrap().1)
}

#[test]
fn a_page_of_everything_in_dutch() {
    insta::assert_snapshot!(seen(&page(&full(Lang::Nl, true, "verkoop/2014.mbox"))));
}

#[test]
fn a_small_page_in_english_with_values() {
    insta::assert_snapshot!(seen(&page(&run(Lang::En, false))));
}

#[test]
fn a_masked_page_holds_no_value() {
    let text = seen(&page(&full(Lang::Nl, true, "verkoop.mbox")));
    for value in ["jan@", "Jan@", "klant", "345678", "34 56", "devries", "Jansen", "jan.devries"] {
        assert!(!text.contains(value), "{value} in {text}");
    }
    assert!(seen(&page(&full(Lang::Nl, false, "verkoop.mbox"))).contains("+31612345678"));
}

#[test]
fn what_mail_says_is_text_and_no_markup() {
    for lang in Lang::ALL {
        for masked in [true, false] {
            let page = page(&full(lang, masked, HOSTILE));
            assert!(!page.contains("<script>alert"), "a script of the mail's own");
            let scripts: Vec<&str> =
                page.split("<script").skip(1).map(|s| s.split('>').next().unwrap()).collect();
            let own = scripts.iter().filter(|s| s.is_empty()).count();
            assert_eq!(own, 1, "one script that runs: {scripts:?}");
            let text = seen(&page);
            assert!(!text.chars().any(|c| c != '\n' && super::super::sanitise::acts(c)), "{text}");
            assert!(text.contains("\\u{202e}"), "what is hidden is shown");
            assert!(!text.contains("&amp;lt;"), "escaped once");
            let markup = text.split("findings: ").next().unwrap();
            assert!(!markup.contains("' <!--") && !markup.contains("onload='"), "{markup}");
            assert!(!markup.contains(" style="), "the policy would refuse it");
        }
    }
}

#[test]
fn long_texts_are_cut() {
    let page = page(&full(Lang::En, false, &"x".repeat(1_000_000)));
    assert!(page.len() < 200_000, "{}", page.len());
}

#[test]
fn the_policy_allows_the_one_script_and_the_one_style() {
    use data_encoding::BASE64;
    use sha2::{Digest, Sha256};
    let page = page(&run(Lang::En, true));
    for (open, close, name) in [("<script>", "</script>", "script-src"), ("<style>", "</style>", "style-src")]
    {
        let inside = page.rsplit_once(open).unwrap().1.split_once(close).unwrap().0;
        let hash = BASE64.encode(&Sha256::digest(inside.as_bytes()));
        assert!(page.contains(&format!("{name} 'sha256-{hash}'")), "{name}");
        assert!(!inside.contains('\r'));
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn a_verdict_says_what_there_is() {
    let verdict = |run: &Run| {
        let page = page(run);
        page.split_once("class=\"sentence\">").unwrap().1.split_once("</p>").unwrap().0.to_owned()
    };
    assert_eq!(
        verdict(&full(Lang::En, true, "a")),
        "Details of 3 relations were passed on inside, and details of 1 relation were sent outside; 3 bulk lists went round, \
         1 of them kept for somebody’s own use; 1 detail is out of date; 1 detail should have been deleted by now."
    );
    assert_eq!(
        verdict(&run(Lang::Nl, true)),
        "Er zijn 3 contactgegevens gevonden buiten de kop van het bericht, in 2 berichten."
    );
    let mut nothing = run(Lang::En, true);
    nothing.summary.findings.clear();
    assert_eq!(verdict(&nothing), "No contact detail was found in what could be read.");
    nothing.summary = Summary::default();
    assert_eq!(verdict(&nothing), "No mail was found.");
}

#[test]
fn the_same_run_gives_the_same_page() {
    assert_eq!(page(&full(Lang::En, true, "a")), page(&full(Lang::En, true, "a")));
}
