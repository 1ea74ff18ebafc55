//! Made-up findings for the tests of this room.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{
    Confidence, Cue, Disclosure, Finding, Kind, MessageMeta, PartMeta, Party, Problem, ProblemCode,
    RegionKind, Section, SourceName, Summary, Transport, ZoneMark,
};

/// The message of the contract's example, with two findings.
pub(crate) fn message() -> (MessageMeta, Vec<Finding>) {
    let meta = MessageMeta {
        source: SourceName::new("sales.mbox"),
        message: 12,
        offset: 48_211,
        length: Some(9120),
        message_id: Some("a1@example.nl".into()),
        date: Some("2014-03-02T10:11:00+01:00".into()),
        archived_at: None,
        transport: Transport::Unknown,
        from: Some("jan@klant.example".into()),
        subject: Some("Offerte voor Jan".to_owned().into()),
        custodian: "sales".into(),
    };
    let part = |section: Section, media_type: &str| {
        Arc::new(PartMeta { section, media_type: media_type.into(), ..PartMeta::default() })
    };
    let one = Section::root().child(1);
    let phone = Finding {
        kind: Kind::Phone,
        value: "+31612345678".to_owned().into(),
        text: Some("06-12 34 56 78".to_owned().into()),
        span: Some(120..134),
        confidence: Confidence::percent(98),
        pattern: "phone".into(),
        part: part(one.child(2), "text/html"),
        region: RegionKind::Signature,
        zone: ZoneMark::default(),
        field: None,
        party: Party::Relation,
        disclosure: None,
        cue: Cue::default(),
        contact: None,
        register: None,
        present: Vec::new(),
        fields: BTreeMap::new(),
        why: Vec::new(),
        also: Vec::new(),
        supposed: false,
    };
    let email = Finding {
        kind: Kind::Email,
        value: "jan@klant.example".to_owned().into(),
        text: Some("Jan@Klant.example".to_owned().into()),
        span: Some(5..22),
        confidence: Confidence::percent(100),
        pattern: "email".into(),
        part: part(Section::root().header(), "text/rfc822-headers"),
        region: RegionKind::Header,
        zone: ZoneMark::default(),
        field: Some("from".into()),
        party: Party::Unknown,
        disclosure: Some(Disclosure::Header),
        cue: Cue::default(),
        contact: None,
        register: None,
        present: Vec::new(),
        fields: BTreeMap::from([("disguise", "at \"x\"".to_owned())]),
        why: vec!["word for it: mail*".to_owned(), "check: \"x\"".to_owned()],
        also: vec![part(one.child(1), "text/plain"), part(one.child(3), "text/plain")],
        supposed: false,
    };
    (meta, vec![phone, email])
}

/// The counts of a run over a few messages.
pub(crate) fn summary() -> Summary {
    let mut s = Summary::default();
    s.files.mail_files = 2;
    s.files.mail = 9_000;
    s.files.not_mail_files = 1;
    s.files.not_mail = 500;
    s.files.given_up = 20;
    s.content.messages = 3;
    s.content.parts = 4;
    s.content.total = 9_000;
    s.content.read = 8_000;
    s.content.add_opaque("image/png", 990);
    s.content.given_up = 10;
    s.findings = BTreeMap::from([(Kind::Email, 5), (Kind::Phone, 2)]);
    s.in_header = BTreeMap::from([(Kind::Email, 4)]);
    s.messages_with_findings = 2;
    let own = s.by_custodian.entry("sales".into()).or_default();
    own.messages = 3;
    own.messages_with_findings = 2;
    own.findings = s.findings.clone();
    s.by_year.insert(Some(2014), s.findings.clone());
    s.by_year.insert(None, BTreeMap::from([(Kind::Email, 1)]));
    s.problems = BTreeMap::from([(ProblemCode::Corrupt, 1), (ProblemCode::Charset, 1)]);
    s
}

/// Two problems.
pub(crate) fn problems() -> Vec<Problem> {
    let mut first = Problem::new(ProblemCode::Corrupt, "base64 ends in the middle of a byte").giving_up(10);
    first.place.source = Some(SourceName::new("sales.mbox"));
    first.place.message = Some(12);
    first.place.part = Some(Section::root().child(2));
    vec![first, Problem::new(ProblemCode::Charset, "no charset \"x-none\"; read as windows-1252")]
}
