//! A certificate of an erasure as one page for a person, which also goes on paper.
//!
//! In: a certificate, as it is; whether it holds is not looked at here. Out: HTML without any script, its style inside. What counts is
//! the certificate's own file: the page says so.

use std::io::{self, Write};

use serde::Serialize;

use super::super::lang::{number, size, text};
use super::template;
use crate::model::{Because, Certificate, Ending, Lang, RequestKind, Statement, Swept};

/// Rows of a table; the rest is counted.
const ROWS: usize = 2_000;

#[derive(Serialize)]
pub(super) struct Page<'c> {
    pub(super) lang: &'static str,
    pub(super) version: &'static str,
    pub(super) style: String,
    pub(super) style_hash: String,
    reference: Option<&'c str>,
    program: &'c str,
    made: &'c str,
    verdict: String,
    unread: bool,
    kind: String,
    received: Option<&'c str>,
    approved: String,
    key_id: &'c str,
    identifiers: Vec<(String, &'c str)>,
    paths: &'c [String],
    searched: Vec<(String, String, String)>,
    counts: Vec<(String, u64)>,
    left: Vec<LeftRow<'c>>,
    left_more: u64,
    outside: Vec<String>,
    file: &'c str,
    plan_made: &'c str,
    plan_sha256: &'c str,
    journal_lines: u64,
    journal_head: &'c str,
    sha256: &'c str,
    public_key: String,
    done: Vec<DoneRow<'c>>,
    done_more: u64,
}

#[derive(Serialize)]
struct LeftRow<'c> {
    source: &'c str,
    message: u64,
    strength: String,
    because: String,
    seen: bool,
    number: Option<u64>,
}

#[derive(Serialize)]
struct DoneRow<'c> {
    number: u64,
    source: &'c str,
    message: u64,
    ending: String,
    before: Option<&'c str>,
    after: Option<&'c str>,
    why: Option<&'c str>,
    decided: Option<String>,
}

/// What a certificate comes to, in one sentence.
pub fn verdict(lang: Lang, statement: &Statement) -> String {
    let by_why = statement.left_by_why();
    let why: Vec<String> =
        by_why.iter().map(|(because, n)| format!("{} {}", number(lang, *n), said(lang, *because))).collect();
    let left: u64 = by_why.values().sum();
    let erased = statement.count(Ending::Deleted) + statement.count(Ending::Redacted);
    let name = match (statement.is_carried_out(), by_why.keys().all(|b| b.is_chosen())) {
        (true, _) if left == 0 => "certificate-verdict-gone",
        (true, true) if erased == 0 => "certificate-verdict-nothing",
        (true, true) => "certificate-verdict-kept",
        _ => "certificate-verdict-left",
    };
    text(lang, name, &[("n", left.into()), ("why", why.join(", ").into())])
}

fn said(lang: Lang, because: Because) -> String {
    text(lang, &format!("certificate-because-{}", because.as_str()), &[])
}

/// Writes the page of a certificate whose own file has this name.
///
/// # Errors
///
/// Those of `out`.
pub fn write(certificate: &Certificate, file: &str, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    template::certificate(lang, page(certificate, file, lang), out)
}

fn page<'c>(certificate: &'c Certificate, file: &'c str, lang: Lang) -> Page<'c> {
    let s = &certificate.statement;
    let t = |name: &str| text(lang, name, &[]);
    let named = |family: &str, name: &str| t(&format!("certificate-{family}-{name}"));
    let names: Vec<&str> = s.approved_by.iter().map(|n| n.trim()).filter(|n| !n.is_empty()).collect();
    let identifiers = s.asked.identifiers.iter().flat_map(|(list, hashes)| {
        hashes.iter().map(move |hash| (list, hash)).map(|(list, hash)| (named("list", list), hash.as_str()))
    });
    let done = s.done.iter().take(ROWS).map(|d| DoneRow {
        number: d.number,
        source: &d.source,
        message: d.message,
        ending: named("ending", d.ending.as_str()),
        before: d.sha256.as_deref(),
        after: d.sha256_after.as_deref(),
        why: d.why.as_deref(),
        decided: match (&d.reason, &d.by) {
            (Some(reason), Some(by)) => {
                let with = [("reason", reason.as_str().into()), ("by", by.as_str().into())];
                Some(text(lang, "certificate-decided", &with))
            }
            (one, other) => one.clone().or_else(|| other.clone()),
        },
    });
    let left = s.left.iter().take(ROWS).map(|l| LeftRow {
        source: &l.source,
        message: l.message,
        strength: named("strength", l.strength.as_str()),
        because: said(lang, l.because),
        seen: l.seen,
        number: l.number,
    });
    let counts = Ending::ALL.into_iter().map(|e| (named("ending", e.as_str()), s.count(e)));
    Page {
        lang: lang.as_str(),
        version: env!("CARGO_PKG_VERSION"),
        style: String::new(),
        style_hash: String::new(),
        reference: s.asked.reference.as_deref(),
        program: &s.program,
        made: &s.made,
        verdict: verdict(lang, s),
        unread: !(s.first.is_whole() && s.second.is_whole()),
        kind: match s.asked.kind {
            RequestKind::Erasure => t("certificate-kind-erasure"),
            RequestKind::Access => t("certificate-kind-access"),
        },
        received: s.asked.received.as_deref(),
        approved: if names.is_empty() { t("certificate-nobody") } else { names.join(", ") },
        key_id: &s.asked.key_id,
        identifiers: identifiers.collect(),
        paths: &s.second.paths,
        searched: searched(lang, &s.first, &s.second),
        counts: counts.filter(|(_, n)| *n > 0).collect(),
        left: left.collect(),
        left_more: s.left.len().saturating_sub(ROWS) as u64,
        outside: s.outside.iter().map(|o| named("outside", o.as_str())).collect(),
        file,
        plan_made: &s.chain.plan_made,
        plan_sha256: &s.chain.plan_sha256,
        journal_lines: s.chain.journal_lines,
        journal_head: &s.chain.journal_head,
        sha256: &certificate.sha256,
        public_key: match &certificate.signature {
            Some(signature) => signature.public_key.clone(),
            None => t("certificate-unsigned"),
        },
        done: done.collect(),
        done_more: s.done.len().saturating_sub(ROWS) as u64,
    }
}

/// What both searches read, side by side.
fn searched(lang: Lang, first: &Swept, second: &Swept) -> Vec<(String, String, String)> {
    let row = |name: &str, say: &dyn Fn(&Swept) -> String| (text(lang, name, &[]), say(first), say(second));
    let mut all = vec![
        row("certificate-messages", &|s| number(lang, s.messages)),
        row("certificate-bytes", &|s| size(lang, s.bytes)),
        row("certificate-given-up", &|s| size(lang, s.bytes_given_up)),
        row("certificate-opaque", &|s| size(lang, s.bytes_opaque)),
        row("certificate-all-read", &|s| {
            text(lang, if s.is_whole() { "certificate-yes" } else { "certificate-no" }, &[])
        }),
    ];
    let codes: std::collections::BTreeSet<&String> =
        first.problems.keys().chain(second.problems.keys()).collect();
    for code in codes {
        let what = text(lang, &format!("problem-{code}"), &[]);
        let count = |s: &Swept| number(lang, s.problems.get(code).copied().unwrap_or_default());
        all.push((text(lang, "certificate-problem", &[("what", what.into())]), count(first), count(second)));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AskedOf, Chain, Done, LeftOver, Outside, Signature, Strength};
    use std::collections::BTreeMap;

    fn left(because: Because) -> LeftOver {
        LeftOver {
            source: "a.mbox".to_owned(),
            message: 3,
            strength: Strength::Certain,
            seen: because != Because::WorkList,
            number: Some(0),
            because,
        }
    }

    fn sample(hostile: &str, all_left: &[Because]) -> Certificate {
        let swept = Swept {
            paths: vec![format!("/mail/{hostile}")],
            messages: 1_234,
            bytes: 1536,
            problems: BTreeMap::from([("encrypted".to_owned(), 2)]),
            ..Swept::default()
        };
        let done = Done {
            number: 0,
            source: format!("{hostile}.mbox"),
            message: 3,
            length: Some(9),
            sha256: Some("ab".repeat(32)),
            ending: Ending::Deleted,
            sha256_after: None,
            why: Some(hostile.to_owned()),
            reason: Some(hostile.to_owned()),
            by: Some(hostile.to_owned()),
        };
        Certificate {
            statement: Statement {
                schema_version: 1,
                document: "erasure-certificate".to_owned(),
                program: "mailsweep 0".to_owned(),
                made: "2026-11-28T11:00:00Z".to_owned(),
                asked: AskedOf {
                    kind: RequestKind::Erasure,
                    reference: Some(format!("AVG-1{hostile}")),
                    received: Some("2026-11-01".to_owned()),
                    identifiers: BTreeMap::from([("emails".to_owned(), vec!["cd".repeat(32)])]),
                    key_id: "0011".to_owned(),
                },
                approved_by: vec![hostile.to_owned()],
                second_approver: false,
                chain: Chain {
                    plan_made: "2026-11-28T10:00:00Z".to_owned(),
                    plan_program: "mailsweep 0".to_owned(),
                    plan_sha256: "ef".repeat(32),
                    journal_lines: 5,
                    journal_head: "01".repeat(32),
                },
                first: swept.clone(),
                second: swept,
                done: vec![done],
                left: all_left.iter().map(|b| left(*b)).collect(),
                outside: vec![Outside::Backups],
            },
            sha256: "23".repeat(32),
            signature: Some(Signature {
                algorithm: "Ed25519".to_owned(),
                public_key: "45".repeat(32),
                value: "67".repeat(64),
            }),
        }
    }

    fn html(certificate: &Certificate, lang: Lang) -> String {
        let mut out = Vec::new();
        write(certificate, "certificate.json", lang, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_verdict_is_one_sentence() {
        let say = |lang, left: &[Because]| verdict(lang, &sample("", left).statement);
        assert!(say(Lang::En, &[]).starts_with("Everything that was planned is gone, and a second search"));
        assert_eq!(
            say(Lang::En, &[Because::Hold, Because::Decision, Because::Hold]),
            "Everything that was planned is gone; 3 messages are kept on purpose: 2 under a legal hold, \
             1 kept by decision of a person."
        );
        assert_eq!(
            say(Lang::En, &[Because::NotInPlan]),
            "1 place is left: 1 not in the plan: it came since, or is a copy."
        );
        assert_eq!(
            say(Lang::Nl, &[Because::WorkList, Because::WorkList]),
            "Op 2 plaatsen staat nog iets: 2 met de hand te doen, want dit programma schrijft daar niet."
        );
        let mut kept = sample("", &[Because::Possible]);
        kept.statement.done[0].ending = Ending::Kept;
        assert!(
            verdict(Lang::En, &kept.statement).starts_with("Nothing was to be erased; 1 message is kept")
        );
    }

    #[test]
    fn the_page_states_what_the_certificate_does_in_both_languages() {
        let made = sample("", &[Because::Hold, Because::WorkList]);
        for (lang, words) in [
            (
                Lang::En,
                [
                    "Certificate of an erasure",
                    "under a legal hold",
                    "1 November 2026",
                    "needs a key",
                    "1,234",
                ],
            ),
            (
                Lang::Nl,
                ["Verklaring van wissing", "legal hold", "1 november 2026", "er is een sleutel", "1.234"],
            ),
        ] {
            let page = html(&made, lang);
            for word in words.into_iter().chain([
                "ab".repeat(32).as_str(),
                "cd".repeat(32).as_str(),
                "ef".repeat(32).as_str(),
                "01".repeat(32).as_str(),
                "23".repeat(32).as_str(),
                "45".repeat(32).as_str(),
                "mailsweep verify certificate.json",
            ]) {
                assert!(page.contains(word), "{lang} {word}");
            }
            assert!(page.contains(&format!("<html lang=\"{}\">", lang.as_str())));
            assert!(!page.contains("certificate-"), "a text that is not there: {lang}");
        }
    }

    #[test]
    fn nothing_runs_and_nothing_is_loaded() {
        let page = html(&sample("<script>alert(1)</script>\u{202e}\"'{{ 7*7 }}", &[Because::Hold]), Lang::En);
        assert!(!page.contains("<script") && !page.contains('\u{202e}') && page.contains("{{ 7*7 }}"));
        assert!(page.contains("default-src 'none'; style-src 'sha256-"));
        assert!(!page.contains("script-src") && !page.contains("http://") && !page.contains("https://"));
        assert!(page.contains("&lt;script&gt;"));
        assert_eq!(page.matches("<style>").count(), 1);
        assert!(!page.contains(" style=") && !page.contains(" onclick"), "what the policy would block");
    }
}
