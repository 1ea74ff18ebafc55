//! What is proposed, what is sealed, and what is refused.

use super::*;
use crate::model::{MessageMeta, Role, SourceName};
use std::sync::Arc;

const KEY: [u8; 32] = [7; 32];

fn hit(message: u64, strength: Strength, alone: bool) -> Hit {
    Hit {
        meta: MessageMeta {
            offset: 10,
            length: Some(20),
            ..MessageMeta::at(SourceName::new("sales.mbox"), message, Arc::from("sales"))
        },
        sha256: Some([1; 32]),
        whole: true,
        strength,
        roles: vec![Role::Sender],
        alone: true,
        about_only_subject: alone,
        own_staff: false,
        mentions: Vec::new(),
        somebody_else: false,
        details: Vec::new(),
    }
}

fn plan(hits: &[Hit]) -> Plan {
    let request = Request::default();
    let making = Making {
        program: "mailsweep 0".to_owned(),
        made: "2026-11-28T10:00:00Z".to_owned(),
        request: &request,
        searched: Searched::default(),
        holds: Vec::new(),
        second_approver: true,
        mark: "[removed]".to_owned(),
        masked: true,
    };
    Plan::new(making, hits, &KEY, &|_| Keeping::default(), &|_| String::new(), &|r| format!("{r:?}"))
}

#[test]
fn what_is_proposed() {
    let erasure = RequestKind::Erasure;
    let none = Keeping::default();
    let likely = |alone| hit(0, Strength::Likely, alone);
    assert_eq!(propose(&likely(true), erasure, &none), (Action::Delete, Reason::OnlySubject));
    assert_eq!(propose(&likely(false), erasure, &none), (Action::Redact, Reason::Others));
    let possible = hit(0, Strength::Possible, true);
    assert_eq!(propose(&possible, erasure, &none), (Action::Keep, Reason::Possible));
    assert_eq!(propose(&likely(true), RequestKind::Access, &none).0, Action::Keep);
    let held = Keeping { held: true, ..Keeping::default() };
    assert_eq!(propose(&likely(true), erasure, &held), (Action::Keep, Reason::Hold));
    let kept = Keeping { retention: Some(("invoices".to_owned(), None)), ..Keeping::default() };
    assert_eq!(propose(&likely(true), erasure, &kept).0, Action::Keep);
    let staff = Hit { own_staff: true, ..likely(true) };
    assert_eq!(propose(&staff, erasure, &none), (Action::Keep, Reason::OwnStaff));
    let unread = Hit { whole: false, ..likely(false) };
    assert_eq!(propose(&unread, erasure, &none), (Action::Redact, Reason::NotRead));
    let unknown = Hit { sha256: None, ..likely(true) };
    assert_eq!(propose(&unknown, erasure, &none), (Action::Keep, Reason::NotWhole));
}

#[test]
fn a_person_may_decide_and_nothing_else() {
    let made = plan(&[hit(1, Strength::Likely, true), hit(0, Strength::Certain, false)]);
    assert_eq!(made.hits[0].fixed.message, 0, "in the order of messages");
    let mut edited = made.clone();
    edited.hits[0].action = Action::Keep;
    edited.hits[0].by = Some("Ans".to_owned());
    edited.mark = "[weg]".to_owned();
    edited.approved_by = vec!["Ans".to_owned(), " Piet".to_owned()];
    let read = Plan::read(&serde_json::to_vec(&edited).unwrap(), &KEY).unwrap();
    assert_eq!(read, edited);
    assert!(read.check_approval().is_ok() && made.check_approval().is_err());

    type Edit = fn(&mut Plan);
    let tampered: [Edit; 6] = [
        |p| p.hits[0].fixed.sha256 = Some(hex(&[2; 32])),
        |p| p.hits[1].fixed.offset = 0,
        |p| drop(p.hits.remove(1)),
        |p| p.searched.paths.push("/".to_owned()),
        |p| p.second_approver = false,
        |p| p.request.subject.names.push("Piet".to_owned()),
    ];
    for edit in tampered {
        let mut other = made.clone();
        edit(&mut other);
        let read = Plan::read(&serde_json::to_vec(&other).unwrap(), &KEY);
        assert!(matches!(read, Err(PlanError::Seal(_))), "{read:?}");
    }
    let other_key = Plan::read(&serde_json::to_vec(&made).unwrap(), &[8; 32]);
    assert!(matches!(other_key, Err(PlanError::Seal(_))));
    let mut twice = made.clone();
    twice.approved_by = vec!["Ans".to_owned(), "ans ".to_owned()];
    assert_eq!(twice.check_approval(), Err(PlanError::Approval), "one person is not two");
    for other in ["Bos, Jan", "JANBOS", "Jan  Bós", ""] {
        twice.approved_by = vec!["Jan Bos".to_owned(), other.to_owned()];
        assert_eq!(twice.check_approval(), Err(PlanError::Approval), "{other}");
    }
    twice.approved_by = vec!["Jan Bos".to_owned(), "Jan Vos".to_owned()];
    assert_eq!(twice.check_approval(), Ok(()));
}

#[test]
fn what_is_no_plan_is_refused() {
    assert!(matches!(Plan::read(b"{", &KEY), Err(PlanError::Malformed(_))));
    assert!(matches!(Plan::read(b"{\"schema_version\":9}", &KEY), Err(PlanError::Version(9))));
    assert!(matches!(Plan::read(b"{\"schema_version\":2}", &KEY), Err(PlanError::Malformed(_))));
}

#[test]
fn hexadecimal_digits_are_read_back() {
    assert_eq!(unhex(&hex(&[0xab; 32])), Some([0xab; 32]));
    assert_eq!(unhex("ab"), None);
}

#[test]
fn what_is_held_is_sealed_and_a_plan_without_it_is_read() {
    let plain = plan(&[hit(0, Strength::Likely, true)]);
    let text = serde_json::to_string(&plain).unwrap();
    assert!(!text.contains("holds"), "as plans were before");
    let mut held = plain.clone();
    held.holds.push(HoldFile::new("/srv/hold.toml".to_owned(), b"message_ids = []", &KEY));
    assert!(held.holds[0].is_as_it_was(b"message_ids = []", &KEY));
    assert!(!held.holds[0].is_as_it_was(b"message_ids = [1]", &KEY));
    held.seal = held.whole_seal(&KEY);
    assert_eq!(Plan::read(&serde_json::to_vec(&held).unwrap(), &KEY).unwrap(), held);
    type Edit = fn(&mut Plan);
    let tampered: [Edit; 3] =
        [|p| p.holds.clear(), |p| p.holds[0].path = "/dev/null".to_owned(), |p| p.holds[0].digest.clear()];
    for edit in tampered {
        let mut other = held.clone();
        edit(&mut other);
        let read = Plan::read(&serde_json::to_vec(&other).unwrap(), &KEY);
        assert!(matches!(read, Err(PlanError::Seal(_))), "{read:?}");
    }
}

#[test]
fn a_plan_says_each_thing_once() {
    let mut one = hit(0, Strength::Certain, true);
    one.meta.message_id = Some("a@b.example".to_owned());
    let mut plan = plan(&[one]);
    plan.holds = vec![HoldFile::new("/hold.toml".to_owned(), b"", &KEY)];
    plan.hits[0].reason = Some("because".to_owned());
    plan.hits[0].by = Some("Officer".to_owned());
    plan.hits[0].fixed.because = Some(Because::Possible);
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(strict::check(text.as_bytes()), Ok(()));
    // the lists of names are those of the types
    let value = serde_json::to_value(&plan).unwrap();
    let names = |value: &serde_json::Value| value.as_object().unwrap().len();
    assert_eq!((names(&value), names(&value["hits"][0])), (strict::PLAN.len(), strict::HIT.len()));
    for (changed, what) in [
        (text.replace("\"action\":", "\"action\":\"keep\",\"action\":"), "twice"),
        (text.replace("\"mark\":", "\"mark\":\"x\",\"mark\":"), "twice"),
        (text.replace("\"kind\":", "\"kind\":\"access\",\"kind\":"), "twice"),
        (text.replace("\"action\":", "\"Action\":\"keep\",\"action\":"), "does not have"),
        (text.replace("\"mark\":", "\"approved-by\":[\"A\"],\"mark\":"), "does not have"),
    ] {
        assert_ne!(changed, text);
        match Plan::read(changed.as_bytes(), &KEY) {
            Err(PlanError::Malformed(why)) => assert!(why.contains(what) && why.contains("line 1"), "{why}"),
            other => panic!("{what}: {other:?}"),
        }
    }
}
