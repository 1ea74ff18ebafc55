use super::kept::blank;
use super::*;
use crate::model::{
    Confidence, Disclosure, Kind, Mailbox, Party, RegisterStatus, Section, SourceName, Transport,
};
use crate::relate::Key;
use crate::relate::disclose::Private;

fn part(section: &str) -> Arc<PartMeta> {
    Arc::new(PartMeta {
        section: Section::named(section),
        media_type: "text/plain".to_owned(),
        filename: section.contains('.').then(|| "lijst.txt".to_owned()),
        attachment: section.contains('.'),
        alternative: None,
    })
}

fn key(n: u8) -> Key {
    Key::from_bytes([n; 8])
}

fn meta(message: u64) -> MessageMeta {
    MessageMeta {
        source: SourceName::new("verkoop.mbox"),
        message,
        offset: 300 * message,
        length: (message > 0).then_some(9_120),
        message_id: (message == 0).then(|| "a1@example.nl".to_owned()),
        date: Some("2014-03-02T10:11:00+01:00".to_owned()),
        archived_at: None,
        transport: Transport::PartlyTls,
        from: Some("jan@klant.example".to_owned()),
        subject: Some("Offerte".to_owned().into()),
        custodian: Arc::from("verkoop"),
    }
}

/// A message with so many findings, and how they are grouped.
fn message(count: u8, pattern: &Arc<str>) -> (Vec<Finding>, Groups, Circle) {
    let (parts, field) = ([part("HEADER"), part("1.2")], Arc::<str>::from("from"));
    let author =
        Mailbox { name: Some(Sensitive::new("Piet".to_owned())), address: Sensitive::new(String::new()) };
    let findings = (0..count).map(|n| {
        let mut finding = blank(parts[usize::from(n % 2)].clone(), pattern.clone());
        finding.kind = Kind::ALL[usize::from(n) % Kind::ALL.len()];
        finding.region = RegionKind::ALL[usize::from(n) % RegionKind::ALL.len()];
        finding.value = Sensitive::new(format!("jan{n}@klant.example"));
        finding.text = match n % 3 {
            0 => None,
            1 => Some(finding.value.clone()),
            _ => Some(Sensitive::new(format!("Jan{n} (at) Klant.example"))),
        };
        finding.span = (n % 3 > 0).then(|| u64::from(n) * 1_000..u64::from(n) * 1_000 + 17);
        finding.confidence = Confidence::percent(n);
        finding.field = (finding.region == RegionKind::Header).then(|| field.clone());
        finding.zone.author = (n % 4 == 1).then(|| Arc::new(author.clone()));
        if n % 5 == 2 {
            finding.fields.insert("disguise", "(at)".to_owned());
            finding.why.push("word for it: mail*".to_owned());
            finding.also.push(parts[0].clone());
        }
        finding
    });
    let group = |n: u8, owner| Group {
        shape: [Shape::Mailbox, Shape::Signature, Shape::Passage][usize::from(n % 3)],
        owner,
        author: n.is_multiple_of(2).then(|| key(9)),
        node: key(n),
        person: [Some(Person::Asking), None, Some(Person::Doing), Some(Person::Third)][usize::from(n % 4)],
        writers: n == 3,
        guessed: n == 2,
        beside: (n % 2 == 1).then(|| key(8)),
        line: (n % 3 == 2).then(|| key(6)),
        counts: n % 2 == 1,
        list: n % 3 == 1,
    };
    let groups = Groups {
        groups: vec![
            group(0, Owner::Party(key(1))),
            group(1, Owner::Named(key(2))),
            group(2, Owner::Other(key(3))),
            group(3, Owner::Nobody),
        ],
        of: (0..count).map(|n| u32::from(n % 4)).collect(),
        keys: (0..count).map(key).collect(),
        ..Groups::default()
    };
    let private =
        Private { address: Sensitive::new("jan@prive.example".to_owned()), party: key(7), own: true };
    let circle = Circle {
        sender: (count > 2).then(|| key(5)),
        recipients: vec![key(6), key(7)],
        more: count > 2,
        to_self: false,
        private: vec![private],
    };
    (findings.collect(), groups, circle)
}

/// All that is known of a finding.
fn facts(finding: &Finding) -> String {
    let text = finding.text.as_ref().map(Sensitive::reveal);
    format!("{finding:?} {} {text:?}", finding.value.reveal())
}

#[test]
fn what_is_put_by_is_read_back_whatever_was_read_before() {
    let vocabulary = Vocabulary::default();
    let (mut words, pattern) = (Words::default(), Arc::from("email"));
    let counts = [0, 20, 3, 40, 1, 20];
    let (mut halves, mut bytes) = ((Vec::new(), Vec::new()), Vec::new());
    for (n, count) in counts.iter().enumerate() {
        let (findings, groups, circle) = message(*count, &pattern);
        let meta = meta(n as u64 % 2);
        let out = (&mut halves.0, &mut halves.1);
        push(&meta, findings.iter(), &groups, &circle, n % 2 == 1, (&mut words, &vocabulary, None), out);
    }
    joined(&halves.0, &halves.1, &mut bytes).unwrap();
    let (mut rest, mut kept, mut words) = (bytes.as_slice(), Kept::default(), Words::default());
    for (n, count) in counts.iter().enumerate() {
        next(&mut rest, &mut kept, true, (&mut words, &vocabulary)).unwrap();
        let (findings, groups, circle) = message(*count, &pattern);
        let told = |meta: &MessageMeta| {
            let id = meta.message_id.clone();
            (meta.source.clone(), meta.message, meta.offset, meta.length, id, meta.date.clone())
        };
        let meta = meta(n as u64 % 2);
        assert_eq!(told(&kept.meta), told(&meta));
        assert_eq!((kept.meta.transport, &kept.meta.from), (meta.transport, &meta.from));
        assert_eq!((&kept.meta.archived_at, &*kept.meta.custodian), (&None, "verkoop"));
        assert_eq!((&kept.circle, kept.continued), (&circle, n % 2 == 1));
        assert_eq!(kept.groups, groups.groups);
        assert_eq!(kept.of, groups.of.iter().copied().zip(groups.keys).collect::<Vec<_>>());
        assert_eq!(kept.findings.len(), usize::from(*count));
        for (i, (read, mut written)) in kept.findings.iter_mut().zip(findings).enumerate() {
            let author = written.zone.author.take().filter(|_| written.region != RegionKind::Header);
            assert_eq!(kept.authors[i].as_deref(), author.map(|_| "Piet"));
            assert_eq!(facts(read), facts(&written), "{i}");
            // what is made of it must not be there any more when the next is read
            read.fields.insert("transport", "tls".to_owned());
            (read.party, read.contact, read.disclosure) = (Party::Own, Some(3), Some(Disclosure::Own));
            read.register = Some(RegisterStatus::Stale);
            read.present.push(Sensitive::new("x".to_owned()));
        }
    }
    assert!(rest.is_empty());
}

#[test]
fn who_only_counts_reads_one_half() {
    let vocabulary = Vocabulary::default();
    let (mut findings, groups, circle) = message(20, &Arc::from("email"));
    findings[3].fields.insert("role", "director".to_owned());
    let (mut counted, mut shown, mut both) = (Vec::new(), Vec::new(), Vec::new());
    let words = (&mut Words::default(), &vocabulary, None);
    push(&meta(0), findings.iter(), &groups, &circle, false, words, (&mut counted, &mut shown));
    joined(&counted, &shown, &mut both).unwrap();
    let (mut rest, mut kept) = (counted.as_slice(), Kept::default());
    next(&mut rest, &mut kept, false, (&mut Words::default(), &vocabulary)).unwrap();
    assert!(
        rest.is_empty() && memchr::memmem::find(&counted, b"klant.example").is_some(),
        "the sender is counted"
    );
    assert!(memchr::memmem::find(&counted, b"jan3@").is_none(), "no value is");
    assert_eq!((&kept.groups, &kept.circle, kept.authors.len()), (&groups.groups, &circle, 20));
    for (n, (read, written)) in kept.findings.iter().zip(&findings).enumerate() {
        let told = |f: &Finding| (f.kind, f.region, f.field.clone(), f.part.clone(), f.also.clone());
        assert_eq!(told(read), told(written));
        assert_eq!((read.value.reveal().as_str(), &read.text), ("", &None));
        assert_eq!(read.fields.contains_key("role"), n == 3, "it decides whose a number is");
    }
    let three = both.repeat(3);
    assert_eq!([0, 1, 2, 3].map(|n| whole(&three, n * both.len(), true) / both.len()), [1, 1, 2, 3]);
}

#[test]
fn what_is_no_record_is_none() {
    let vocabulary = Vocabulary::default();
    let (mut counted, mut shown, mut bytes) = (Vec::new(), Vec::new(), Vec::new());
    let (findings, groups, circle) = message(20, &Arc::from("email"));
    push(
        &meta(0),
        findings.iter(),
        &groups,
        &circle,
        false,
        (&mut Words::default(), &vocabulary, None),
        (&mut counted, &mut shown),
    );
    joined(&counted, &shown, &mut bytes).unwrap();
    for length in 0..bytes.len() {
        let mut cut = &bytes[..length];
        let read = next(&mut cut, &mut Kept::default(), true, (&mut Words::default(), &vocabulary));
        assert!(read.is_none(), "{length}");
    }
    for at in 0..bytes.len() {
        for flip in [1, 0x80, 0xff] {
            let mut broken = bytes.clone();
            broken[at] ^= flip;
            // whatever it is read as, it is read
            let _ = next(
                &mut broken.as_slice(),
                &mut Kept::default(),
                true,
                (&mut Words::default(), &vocabulary),
            );
        }
    }
}
