use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::Value;

use super::super::plan::{Keeping, Searched};
use super::*;
use crate::model::{MessageMeta, Request, RequestKind, Role, SourceName};

const KEY: [u8; 32] = [7; 32];

fn hit(source: &str, message: u64, hash: u8, strength: Strength) -> Hit {
    Hit {
        meta: MessageMeta {
            offset: 10,
            length: Some(20),
            ..MessageMeta::at(SourceName::new(source), message, Arc::from("sales"))
        },
        sha256: Some([hash; 32]),
        whole: true,
        strength,
        roles: vec![Role::Sender],
        alone: true,
        about_only_subject: true,
        own_staff: false,
        mentions: Vec::new(),
        somebody_else: false,
        details: Vec::new(),
    }
}

/// A plan of eight messages: the fifth is under a hold, the sixth only possible.
fn plan() -> Plan {
    let mut hits: Vec<Hit> = (0..8).map(|n| hit("a.mbox", n, n as u8 + 1, Strength::Certain)).collect();
    hits[5].strength = Strength::Possible;
    let subject = Identifiers {
        names: vec!["Jan de Vries".to_owned()],
        emails: vec![" jan@klant.example".to_owned()],
        ..Identifiers::default()
    };
    let request = Request { reference: Some("AVG-1".to_owned()), subject, ..Request::default() };
    let making = super::super::plan::Making {
        program: "mailsweep 0".to_owned(),
        made: "2026-11-28T10:00:00Z".to_owned(),
        request: &request,
        searched: Searched {
            paths: vec!["/mail".to_owned()],
            messages: 9,
            bytes: 1 << 60,
            ..Searched::default()
        },
        holds: Vec::new(),
        second_approver: false,
        mark: "[removed]".to_owned(),
        masked: true,
    };
    let keeping = |hit: &Hit| Keeping { held: hit.meta.message == 4, ..Keeping::default() };
    let mut plan =
        Plan::new(making, &hits, &KEY, &keeping, &|_| String::new(), &|reason| format!("{reason:?}"));
    plan.hits[1].action = Action::Redact;
    plan.hits[6].action = Action::Keep;
    plan.hits[6].reason = Some("a claim is pending".to_owned());
    plan.hits[6].by = Some("Ans".to_owned());
    plan.approved_by = vec!["Ans".to_owned()];
    plan
}

fn outcomes() -> Vec<Outcome> {
    let fates = [
        Fate::Deleted,
        Fate::Redacted,
        Fate::Refused("the source changed since".to_owned()),
        Fate::WorkList("it lies in a store of Outlook".to_owned()),
        Fate::Kept,
        Fate::Kept,
        Fate::Kept,
        Fate::Deleted,
    ];
    (0..).zip(fates).map(|(id, fate)| Outcome { id, fate }).collect()
}

fn certificate(plan: &Plan, outcomes: &[Outcome], hits: &[Hit]) -> Certificate {
    let after = HashMap::from([(1, hex(&[0x22; 32]))]);
    let making = Making {
        program: "mailsweep 0".to_owned(),
        made: "2026-11-28T11:00:00Z".to_owned(),
        plan,
        plan_bytes: b"the plan",
        journal: (3, "ab".repeat(32)),
        outcomes,
        after: &after,
        unread: &BTreeSet::from([7]),
        second: Swept { paths: vec!["/mail".to_owned()], messages: 7, bytes: 100, ..Swept::default() },
        hits,
        other_files: true,
        left_out: true,
        quarantined: false,
        key_id: "0011".to_owned(),
    };
    Certificate::new(making, &|list, value| keyed(&KEY, list, value))
}

fn sample() -> Certificate {
    let hits = [
        // what stood as number 4 is now the second
        hit("a.mbox", 1, 5, Strength::Certain),
        hit("a.mbox", 2, 6, Strength::Possible),
        hit("a.mbox", 3, 7, Strength::Likely),
        hit("a.mbox", 0, 0x22, Strength::Possible),
        // the same message as one that was deleted, in a place that nobody planned
        hit("copy.eml", 0, 1, Strength::Certain),
        hit("new.eml", 0, 99, Strength::Certain),
        hit("a.mbox", 4, 3, Strength::Certain),
    ];
    certificate(&plan(), &outcomes(), &hits)
}

#[test]
fn each_message_that_is_left_says_why() {
    let made = sample();
    let left: Vec<(&str, u64, Because, bool, Option<u64>)> = (made.statement.left.iter())
        .map(|l| (l.source.as_str(), l.message, l.because, l.seen, l.number))
        .collect();
    assert_eq!(
        left,
        [
            ("a.mbox", 1, Because::Hold, true, Some(4)),
            ("a.mbox", 3, Because::WorkList, false, Some(3)),
            ("a.mbox", 4, Because::Refused, true, Some(2)),
            ("copy.eml", 0, Because::NotInPlan, true, None),
            ("new.eml", 0, Because::NotInPlan, true, None),
            ("a.mbox", 3, Because::Decision, true, Some(6)),
            ("a.mbox", 0, Because::Redacted, true, Some(1)),
            ("a.mbox", 2, Because::Possible, true, Some(5)),
        ]
    );
    assert!(!made.statement.is_carried_out());
    assert_eq!(made.statement.count(Ending::Deleted), 2);
    assert_eq!(made.statement.done[1].sha256_after.as_deref(), Some(hex(&[0x22; 32]).as_str()));
    assert_eq!(made.statement.done[3].why.as_deref(), Some("it lies in a store of Outlook"));
    assert_eq!(made.statement.done[6].by.as_deref(), Some("Ans"));
}

#[test]
fn what_was_done_is_done() {
    let plan = plan();
    let fates = |n: u64| match n {
        1 => Fate::Redacted,
        4..=6 => Fate::Kept,
        _ => Fate::Deleted,
    };
    let outcomes: Vec<Outcome> = (0..8).map(|id| Outcome { id, fate: fates(id) }).collect();
    let made = certificate(&plan, &outcomes, &[hit("a.mbox", 1, 5, Strength::Certain)]);
    assert!(made.statement.is_carried_out());
    let why: Vec<Because> = made.statement.left.iter().map(|l| l.because).collect();
    assert_eq!(why, [Because::Hold, Because::Decision, Because::Possible]);
    assert!(why.iter().all(|b| b.is_chosen()));
    // of one that was redacted not all could be read
    let fates = |n: u64| if n == 7 { Fate::Redacted } else { fates(n) };
    let outcomes: Vec<Outcome> = (0..8).map(|id| Outcome { id, fate: fates(id) }).collect();
    let made = certificate(&plan, &outcomes, &[]);
    assert!(made.statement.left.iter().any(|l| l.number == Some(7) && l.because == Because::NotRead));
    assert!(!made.statement.is_carried_out());
    // what is not told of was not done
    let made = certificate(&plan, &[], &[]);
    assert_eq!(made.statement.count(Ending::NotNow), 5);
    assert!(!made.statement.is_carried_out());
}

#[test]
fn two_messages_that_are_alike_are_two() {
    let mut plan = plan();
    plan.hits[7].fixed.sha256 = plan.hits[4].fixed.sha256.clone();
    let made = certificate(&plan, &outcomes(), &[hit("a.mbox", 0, 5, Strength::Certain)]);
    let seen: Vec<_> = made.statement.left.iter().filter(|l| l.seen).map(|l| (l.number, l.because)).collect();
    assert_eq!(seen, [(Some(4), Because::Hold)], "the one that is held, not the one that is gone");
}

#[test]
fn no_value_of_the_request_is_in_it() {
    let text = serde_json::to_string(&sample()).unwrap();
    assert!(!text.contains("Vries") && !text.contains("klant.example"));
    let made = sample();
    let emails = &made.statement.asked.identifiers["emails"];
    assert_eq!(*emails, [keyed(&KEY, "emails", "jan@klant.example")]);
    assert_eq!(made.statement.asked.identifiers.len(), 2);
    assert_eq!(made.statement.asked.kind, RequestKind::Erasure);
}

fn key(n: u8) -> SigningKey {
    SigningKey::of_bytes(&[n; 32])
}

#[test]
fn a_signature_is_of_one_key() {
    let mut made = sample();
    assert_eq!(made.check(None), Ok(None));
    assert_eq!(made.check(Some(&key(1).public())), Err(CertificateError::Unsigned));
    made.sign(&key(1));
    let read = Certificate::read(&serde_json::to_vec_pretty(&made).unwrap()).unwrap();
    assert_eq!(read, made);
    assert_eq!(read.check(None), Ok(Some(key(1).public())));
    assert_eq!(read.check(Some(&key(1).public())), Ok(Some(key(1).public())));
    assert!(matches!(read.check(Some(&key(2).public())), Err(CertificateError::OtherKey(_))));
    // somebody else's name on it
    let mut forged = made.clone();
    forged.signature.as_mut().unwrap().public_key = key(2).public().to_string();
    assert_eq!(forged.check(None), Err(CertificateError::Signature));
    // somebody who takes the hash along, but has no key
    let mut forged = made.clone();
    forged.statement.left.clear();
    forged.sha256 = sha256(&covered(&forged.statement));
    assert_eq!(forged.check(None), Err(CertificateError::Signature));
}

/// All values of a document, each changed in turn; lists and objects also get shorter.
fn tampered(at: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    match at {
        Value::Null => all.push(Value::from("x")),
        Value::Bool(b) => all.push(Value::from(!b)),
        Value::Number(n) => all.push(Value::from(n.as_u64().unwrap() + 1)),
        Value::String(s) => {
            all.push(Value::from(format!("{s} ")));
            all.push(Value::from(""));
            all.push(Value::Null);
        }
        Value::Array(list) => {
            all.push(Value::Array([&list[..], &[Value::from("0")]].concat()));
            for n in 0..list.len() {
                let mut less = list.clone();
                less.remove(n);
                all.push(Value::Array(less));
                for other in tampered(&list[n]) {
                    let mut changed = list.clone();
                    changed[n] = other;
                    all.push(Value::Array(changed));
                }
            }
        }
        Value::Object(members) => {
            let mut more = members.clone();
            more.insert("note".to_owned(), Value::from(0));
            all.push(Value::Object(more));
            for (name, value) in members {
                let mut less = members.clone();
                less.remove(name);
                // what may be absent is null
                if !value.is_null() {
                    all.push(Value::Object(less));
                }
                for other in tampered(value) {
                    let mut changed = members.clone();
                    changed.insert(name.clone(), other);
                    all.push(Value::Object(changed));
                }
            }
        }
    }
    all
}

#[test]
fn tampering_with_anything_is_found() {
    let mut made = sample();
    made.sign(&key(1));
    let vouching = key(1).public();
    let value = serde_json::to_value(&made).unwrap();
    let all = tampered(&value);
    assert!(all.len() > 300, "{}", all.len());
    for other in all {
        assert_ne!(other, value);
        let read = Certificate::read(&serde_json::to_vec(&other).unwrap());
        let believed = read.as_ref().is_ok_and(|c| c.check(Some(&vouching)).is_ok());
        assert!(!believed, "{other}");
    }
    // a member that stands twice
    let text = serde_json::to_string(&made).unwrap();
    let twice = text.replacen("\"left\":[", "\"left\":[],\"left\":[", 1);
    assert!(matches!(Certificate::read(twice.as_bytes()), Err(CertificateError::Malformed(_))));
    assert_eq!(
        Certificate::read(b"{\"statement\":{\"schema_version\":9}}"),
        Err(CertificateError::Version(9))
    );
    assert!(matches!(Certificate::read(b"[]"), Err(CertificateError::Malformed(_))));
}
