use std::fs;

use super::*;
use crate::model::{Disclosure, Kind, Party, RegisterStatus};
use crate::report::json::Json;
use crate::report::{HashKey, Masking, ReportFormat as _, RunEnd, sample};

/// A report of a message with two findings, twice.
fn report(masking: &Masking) -> Vec<u8> {
    let run = RunInfo {
        paths: vec!["mail".to_owned()],
        kinds: vec![Kind::Email, Kind::Phone],
        countries: vec![*b"NL"],
        masked: masking.is_masked(),
        ..RunInfo::default()
    };
    let run = masking.named(run);
    let (meta, mut findings) = sample::message();
    findings[0].disclosure = Some(Disclosure::Internal);
    findings[0].register = Some(RegisterStatus::Stale);
    findings[0].present = vec!["+31612345679".to_owned().into()];
    findings[0].contact = Some(3);
    findings[1].fields.insert("country", "NL".to_owned());
    let mut out = Vec::new();
    let mut encoder = Json.encoder();
    encoder.begin(&run, &mut out).unwrap();
    for message in 0..2 {
        let meta = MessageMeta { message, ..meta.clone() };
        let mut bytes = Vec::new();
        Json.message(&meta, &findings, masking, &mut bytes);
        encoder.findings(&bytes, &mut out).unwrap();
    }
    let (summary, problems) = (sample::summary(), sample::problems());
    let end =
        RunEnd { run: &run, summary: &summary, problems: &problems, problems_omitted: 3, changes: None };
    encoder.end(&end, &mut out).unwrap();
    out
}

fn opened(folder: &Path, bytes: &[u8], take: &mut Take<'_>) -> Result<Saved, SavedError> {
    let path = folder.join("run.json");
    fs::write(&path, bytes).unwrap();
    Saved::open(&path, take)
}

#[test]
fn what_was_told_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let key = HashKey::new([7; 32]);
    for masking in [Masking::Revealed, Masking::Masked(key.clone())] {
        let mut messages = Vec::new();
        let saved = opened(folder.path(), &report(&masking), &mut |meta, findings| {
            assert_eq!(findings.len(), 2);
            messages.push(meta.message);
            let phone = &findings[0];
            assert_eq!((phone.party, phone.contact), (Party::Relation, Some(3)));
            assert_eq!(phone.register, Some(RegisterStatus::Stale));
            let mut shown = String::new();
            masking.value(phone, &mut shown);
            assert_eq!(shown, if masking.is_masked() { "+31 6 … 78" } else { "+31612345678" });
            // a hash comes along, whatever the key at hand is
            assert_eq!(
                key.hash("phone", "+31612345678"),
                HashKey::new([7; 32]).hash("phone", phone.value.reveal())
            );
            assert_eq!(findings[1].fields["country"], "NL");
            assert_eq!(phone.text.is_some(), !masking.is_masked());
            Ok(())
        })
        .unwrap();
        assert_eq!(messages, [0, 1]);
        assert_eq!(saved.summary, sample::summary());
        assert_eq!(saved.problems[0].given_up, 10);
        assert_eq!((saved.problems.len(), saved.problems_omitted), (2, 3));
        assert_eq!(saved.run.key_id.is_some(), masking.is_masked());
    }
}

#[test]
fn any_byte_may_be_another_and_the_end_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    let whole = report(&Masking::Revealed);
    let mut refused = 0;
    let mut look = |bytes: &[u8]| {
        if let Err(error) = opened(folder.path(), bytes, &mut |_, _| Ok(())) {
            refused += 1;
            let said = error.to_string();
            assert!(!said.contains("612345") && !said.contains("klant"), "{said}");
            assert!(said.contains("run.json"), "{said}");
        }
    };
    for at in (0..whole.len()).step_by(3) {
        let mut bytes = whole.clone();
        bytes[at] = [b'"', b'9', b'{', 0xff][at % 4];
        look(&bytes);
    }
    let cuts = (0..whole.len() - 1).step_by(9);
    let all = cuts.len();
    cuts.for_each(|at| look(&whole[..at]));
    assert!(refused > 2 * all, "{refused} of {all}");
}

#[test]
fn who_takes_the_findings_may_refuse_them() {
    let folder = tempfile::tempdir().unwrap();
    let error =
        opened(
            folder.path(),
            &report(&Masking::Revealed),
            &mut |_, _| Err(io::ErrorKind::StorageFull.into()),
        );
    assert!(matches!(error, Err(SavedError::Taking(e)) if e.kind() == io::ErrorKind::StorageFull));
}

#[test]
fn names_of_fields_are_few_and_short() {
    let folder = tempfile::tempdir().unwrap();
    let text = String::from_utf8(report(&Masking::Revealed)).unwrap();
    let many: String = (0..2_000).map(|n| format!("\"x{n}\":\"\",")).collect();
    let text = text.replace("\"fields\":{\"present\"", &format!("\"fields\":{{{many}\"present\""));
    let error = opened(folder.path(), text.as_bytes(), &mut |_, _| Ok(())).unwrap_err().to_string();
    assert!(error.contains("fewer names of fields"), "{error}");
}
