//! Findings as JSON lines: one object a line, every field always there, in the order of the contract.
//!
//! `value_hash` stands behind `value`, and only where `masked` is true; `text` is then null and `from` and the values
//! in `fields` are masked too. Fields that only later versions fill (`contact`, `register`) are null.

use std::io::{self, Write};

use super::escape::{push_hex, push_option, push_option_u64, push_string, push_u64};
use super::mask::{mask, mask_field};
use super::{Before, Change, Encoder, Masking, ReportFormat, RunEnd, RunInfo};
use crate::model::{Card, Confidence, Disclosure, Finding, Kind, MessageMeta, RegisterStatus};

/// The format `jsonl`.
#[derive(Debug)]
pub struct Jsonl;

impl ReportFormat for Jsonl {
    fn card(&self) -> &'static Card {
        &Card {
            name: "jsonl",
            summary: "Findings as JSON lines, one object a line, for programs and for large runs.",
            caveats: "Holds findings only; problems go to the file of --problems, counts into a .json report.",
            references: &["RFC 8259", "https://jsonlines.org/"],
        }
    }
    fn extension(&self) -> &'static str {
        "jsonl"
    }
    fn message(&self, meta: &MessageMeta, findings: &[Finding], masking: &Masking, out: &mut Vec<u8>) {
        push_findings(meta, findings, masking, Shape { between: b"\n", subject: false, changes: None }, out);
        if !findings.is_empty() {
            out.push(b'\n');
        }
    }
    fn changes(
        &self,
        meta: &MessageMeta,
        findings: &[Finding],
        changes: &[Change],
        masking: &Masking,
        out: &mut Vec<u8>,
    ) {
        let shape = Shape { between: b"\n", subject: false, changes: Some(changes) };
        push_findings(meta, findings, masking, shape, out);
        out.push(b'\n');
    }
    fn only_changes(&self) -> bool {
        true
    }
    fn encoder(&self) -> Box<dyn Encoder> {
        Box::new(Lines)
    }
}

/// Lines as they come.
struct Lines;

impl Encoder for Lines {
    fn begin(&mut self, _: &RunInfo, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
    fn end(&mut self, _: &RunEnd<'_>, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// What differs between the formats that have findings as JSON objects.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape<'c> {
    /// What stands between two of them.
    pub(super) between: &'static [u8],
    /// They have the subject of their message.
    pub(super) subject: bool,
    /// What became of each since an older run, where that is told.
    pub(super) changes: Option<&'c [Change]>,
}

/// Appends findings as JSON objects.
pub(super) fn push_findings(
    meta: &MessageMeta,
    findings: &[Finding],
    masking: &Masking,
    shape: Shape<'_>,
    out: &mut Vec<u8>,
) {
    // What is the same for every finding of a message, and for those in a row of one part, is rendered once and then
    // copied from where it stands.
    let mut message = 0..0;
    let mut part = 0..0;
    let mut scratch = String::new();
    for (i, finding) in findings.iter().enumerate() {
        if i > 0 {
            out.extend_from_slice(shape.between);
        }
        out.extend_from_slice(b"{\"kind\":\"");
        out.extend_from_slice(finding.kind.as_str().as_bytes());
        out.extend_from_slice(b"\",\"value\":");
        match masking {
            Masking::Revealed => {
                push_string(finding.value.reveal(), out);
                out.extend_from_slice(b",\"text\":");
                push_option(finding.text.as_ref().map(|t| t.reveal().as_str()), out);
            }
            Masking::Masked(key) => {
                let value = finding.value.reveal();
                scratch.clear();
                mask(finding.kind, value, &mut scratch);
                push_string(&scratch, out);
                out.extend_from_slice(b",\"value_hash\":\"");
                push_hex(&key.hash(finding.kind.as_str(), value), out);
                out.extend_from_slice(b"\",\"text\":null");
            }
        }
        out.extend_from_slice(b",\"confidence\":");
        push_confidence(finding.confidence, out);
        out.extend_from_slice(b",\"pattern\":");
        push_string(&finding.pattern, out);
        if i == 0 {
            let start = out.len();
            push_message(meta, masking, &mut scratch, out);
            if shape.subject {
                push_subject(meta, masking, &mut scratch, out);
            }
            message = start..out.len();
        } else {
            out.extend_from_within(message.clone());
        }
        if i > 0 && std::sync::Arc::ptr_eq(&findings[i - 1].part, &finding.part) {
            out.extend_from_within(part.clone());
        } else {
            let start = out.len();
            out.extend_from_slice(b",\"part\":");
            push_string(finding.part.section.as_str(), out);
            out.extend_from_slice(b",\"media_type\":");
            push_string(&finding.part.media_type, out);
            out.extend_from_slice(b",\"filename\":");
            push_option(finding.part.filename.as_deref(), out);
            part = start..out.len();
        }
        out.extend_from_slice(b",\"region\":\"");
        out.extend_from_slice(finding.region.as_str().as_bytes());
        out.extend_from_slice(b"\",\"field\":");
        push_option(finding.field.as_deref(), out);
        out.extend_from_slice(b",\"start\":");
        push_option_u64(finding.span.as_ref().map(|s| s.start), out);
        out.extend_from_slice(b",\"end\":");
        push_option_u64(finding.span.as_ref().map(|s| s.end), out);
        out.extend_from_slice(b",\"party\":\"");
        out.extend_from_slice(finding.party.as_str().as_bytes());
        out.extend_from_slice(b"\",\"disclosure\":");
        push_option(finding.disclosure.map(Disclosure::as_str), out);
        out.extend_from_slice(b",\"contact\":");
        match finding.contact {
            Some(n) => {
                out.extend_from_slice(b"\"c");
                push_u64(n, out);
                out.push(b'"');
            }
            None => out.extend_from_slice(b"null"),
        }
        out.extend_from_slice(b",\"register\":");
        push_option(finding.register.map(RegisterStatus::as_str), out);
        out.extend_from_slice(b",\"masked\":");
        out.extend_from_slice(if masking.is_masked() { b"true" } else { b"false" });
        out.extend_from_slice(b",\"fields\":");
        push_fields(finding, masking, out);
        if let Some(change) = shape.changes.and_then(|all| all.get(i)) {
            out.extend_from_slice(b",\"change\":\"");
            out.extend_from_slice(change.as_str().as_bytes());
            out.push(b'"');
            if let Change::Changed(before) = change {
                out.extend_from_slice(b",\"before\":");
                push_before(finding, before, out);
            }
        }
        out.push(b'}');
    }
}

fn push_message(meta: &MessageMeta, masking: &Masking, scratch: &mut String, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"source\":");
    push_string(meta.source.as_str(), out);
    out.extend_from_slice(b",\"message\":");
    push_u64(meta.message, out);
    out.extend_from_slice(b",\"offset\":");
    push_u64(meta.offset, out);
    out.extend_from_slice(b",\"length\":");
    push_option_u64(meta.length, out);
    out.extend_from_slice(b",\"message_id\":");
    push_option(meta.message_id.as_deref(), out);
    out.extend_from_slice(b",\"date\":");
    push_option(meta.date.as_deref(), out);
    out.extend_from_slice(b",\"from\":");
    push_option(from(meta, masking, scratch), out);
    out.extend_from_slice(b",\"custodian\":");
    push_string(&meta.custodian, out);
}

/// Appends what an older run says of a finding, as a JSON object: only what differs.
pub(super) fn push_before(finding: &Finding, before: &Before, out: &mut Vec<u8>) {
    let now = Before::of(finding);
    let mut first = true;
    out.push(b'{');
    let words = [
        ("party", Some(before.party.as_str()), Some(now.party.as_str())),
        ("disclosure", before.disclosure.map(Disclosure::as_str), now.disclosure.map(Disclosure::as_str)),
        ("register", before.register.map(RegisterStatus::as_str), now.register.map(RegisterStatus::as_str)),
        ("region", Some(before.region.as_str()), Some(now.region.as_str())),
    ];
    for (name, then, now) in words {
        if then != now {
            push_key(name, &mut first, out);
            push_option(then, out);
        }
    }
    if before.confidence != now.confidence {
        push_key("confidence", &mut first, out);
        push_confidence(before.confidence, out);
    }
    out.push(b'}');
}

fn push_subject(meta: &MessageMeta, masking: &Masking, scratch: &mut String, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"subject\":");
    scratch.clear();
    if let Some(subject) = &meta.subject {
        masking.subject(subject, scratch);
    }
    push_option(meta.subject.as_ref().map(|_| scratch.as_str()), out);
}

/// The From address as this report shows it.
pub(super) fn from<'a>(meta: &'a MessageMeta, masking: &Masking, scratch: &'a mut String) -> Option<&'a str> {
    let from = meta.from.as_deref()?;
    if !masking.is_masked() {
        return Some(from);
    }
    scratch.clear();
    mask(Kind::Email, from, scratch);
    Some(scratch)
}

/// Appends `fields` as a JSON object: `also` as an array of sections, `why` of phrases, `present` of values; all others are strings.
pub(super) fn push_fields(finding: &Finding, masking: &Masking, out: &mut Vec<u8>) {
    out.push(b'{');
    let mut first = true;
    if !finding.also.is_empty() {
        push_key("also", &mut first, out);
        out.push(b'[');
        for (i, twin) in finding.also.iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            push_string(twin.section.as_str(), out);
        }
        out.push(b']');
    }
    if !finding.why.is_empty() {
        push_key("why", &mut first, out);
        out.push(b'[');
        for (i, why) in finding.why.iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            push_string(why, out);
        }
        out.push(b']');
    }
    if !finding.present.is_empty() {
        push_key("present", &mut first, out);
        out.push(b'[');
        for (i, value) in finding.present.iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            if masking.is_masked() {
                let mut masked = String::new();
                mask(finding.kind, value.reveal(), &mut masked);
                push_string(&masked, out);
            } else {
                push_string(value.reveal(), out);
            }
        }
        out.push(b']');
    }
    for (name, value) in &finding.fields {
        // These have their own place in a finding; a second key of such a name would be bad JSON.
        if matches!(*name, "also" | "why" | "present") {
            continue;
        }
        push_key(name, &mut first, out);
        if masking.is_masked() {
            push_string(&mask_field(name, value), out);
        } else {
            push_string(value, out);
        }
    }
    out.push(b'}');
}

fn push_key(name: &str, first: &mut bool, out: &mut Vec<u8>) {
    if !std::mem::take(first) {
        out.push(b',');
    }
    push_string(name, out);
    out.push(b':');
}

/// Appends a confidence as a decimal fraction without trailing zeros.
pub(super) fn push_confidence(confidence: Confidence, out: &mut Vec<u8>) {
    match confidence.hundredths() {
        0 => out.push(b'0'),
        100.. => out.push(b'1'),
        n => {
            out.extend_from_slice(&[b'0', b'.', b'0' + n / 10]);
            if n % 10 != 0 {
                out.push(b'0' + n % 10);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::report::HashKey;

    fn render(meta: &MessageMeta, findings: &[Finding], masking: &Masking) -> String {
        let mut out = Vec::new();
        Jsonl.message(meta, findings, masking, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_finding_is_the_line_of_the_contract() {
        let (meta, findings) = sample::message();
        let lines = render(&meta, &findings, &Masking::Revealed);
        assert_eq!(
            lines,
            concat!(
                r#"{"kind":"phone","value":"+31612345678","text":"06-12 34 56 78","confidence":0.98,"pattern":"phone","#,
                r#""source":"sales.mbox","message":12,"offset":48211,"length":9120,"message_id":"a1@example.nl","#,
                r#""date":"2014-03-02T10:11:00+01:00","from":"jan@klant.example","custodian":"sales","part":"1.2","#,
                r#""media_type":"text/html","filename":null,"region":"signature","field":null,"start":120,"end":134,"#,
                r#""party":"relation","disclosure":null,"contact":null,"register":null,"masked":false,"fields":{}}"#,
                "\n",
                r#"{"kind":"email","value":"jan@klant.example","text":"Jan@Klant.example","confidence":1,"pattern":"email","#,
                r#""source":"sales.mbox","message":12,"offset":48211,"length":9120,"message_id":"a1@example.nl","#,
                r#""date":"2014-03-02T10:11:00+01:00","from":"jan@klant.example","custodian":"sales","part":"HEADER","#,
                r#""media_type":"text/rfc822-headers","filename":null,"region":"header","field":"from","start":5,"end":22,"#,
                r#""party":"unknown","disclosure":"header","contact":null,"register":null,"masked":false,"#,
                r#""fields":{"also":["1.1","1.3"],"why":["word for it: mail*","check: \"x\""],"disguise":"at \"x\""}}"#,
                "\n",
            )
        );
    }

    #[test]
    fn a_masked_finding_holds_no_value() {
        let (meta, findings) = sample::message();
        let key = HashKey::new([7; 32]);
        let lines = render(&meta, &findings, &Masking::Masked(key.clone()));
        for value in ["jan@", "Jan@", "klant", "345678", "34 56"] {
            assert!(!lines.contains(value), "{value} in {lines}");
        }
        let first: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
        assert_eq!(first["value"], "+31 6 … 78");
        assert_eq!(first["text"], serde_json::Value::Null);
        assert_eq!(first["from"], "j…@k….example");
        assert_eq!(first["masked"], true);
        let mut hash = Vec::new();
        push_hex(&key.hash("phone", "+31612345678"), &mut hash);
        assert_eq!(first["value_hash"], String::from_utf8(hash).unwrap());
    }

    #[test]
    fn hostile_text_is_escaped_and_read_back() {
        let (mut meta, mut findings) = sample::message();
        meta.message_id = Some("a\"b\\\u{1b}]0;x\u{7}".to_owned());
        meta.length = None;
        findings.truncate(1);
        findings[0].text = None;
        findings[0].span = None;
        let line = render(&meta, &findings, &Masking::Revealed);
        assert!(!line.trim_end().chars().any(super::super::sanitise::acts));
        let object: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(object["message_id"], meta.message_id.unwrap());
        for null in ["length", "text", "start", "end"] {
            assert_eq!(object[null], serde_json::Value::Null);
        }
    }

    #[test]
    fn confidences_are_the_shortest_fraction() {
        for n in 0..=100 {
            let mut out = Vec::new();
            push_confidence(Confidence::percent(n), &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), Confidence::percent(n).to_string());
        }
    }

    #[test]
    fn no_finding_is_no_line() {
        let (meta, _) = sample::message();
        assert_eq!(render(&meta, &[], &Masking::Revealed), "");
    }
}
