//! The index of an access pack as a page: opens from disk, needs no script and loads nothing.

use std::io;

use serde::Serialize;

use super::super::access::{About, Entry, all, kind, remarks, role, terms};
use super::super::lang::{day, text};
use super::template::{Style, rendered};
use crate::model::{ContentCoverage, Lang};

#[derive(Serialize)]
struct Index<'a> {
    lang: &'a str,
    version: &'a str,
    #[serde(flatten)]
    style: Style,
    reference: Option<&'a str>,
    received: Option<&'a str>,
    made: &'a str,
    mark: &'a str,
    paths: &'a [String],
    identifiers: &'a [String],
    options: Vec<String>,
    content: &'a ContentCoverage,
    opaque: u64,
    opaque_types: Vec<(&'a str, u64, u64)>,
    files_given_up: u64,
    problems: Vec<(String, u64)>,
    given: u64,
    held: u64,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    number: u64,
    file: Option<String>,
    date: Option<String>,
    subject: Option<String>,
    source: String,
    message: u64,
    custodian: String,
    roles: Vec<String>,
    certain: bool,
    sender: Vec<String>,
    recipients: Vec<String>,
    data: Vec<(String, Vec<String>)>,
    terms: Vec<String>,
    held: bool,
    remarks: Vec<String>,
}

/// Values by their kind.
fn data(lang: Lang, entry: &Entry) -> Vec<(String, Vec<String>)> {
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    for (named, value) in &entry.data {
        let kind = kind(lang, *named);
        match out.last_mut().filter(|(last, _)| *last == kind) {
            Some((_, values)) => values.push(value.clone()),
            None => out.push((kind, vec![value.clone()])),
        }
    }
    out
}

/// The page; `file` gives the place of a message in the pack.
pub(in crate::report) fn index(
    about: &About<'_>,
    entries: &[Entry],
    file: &dyn Fn(&Entry) -> Option<String>,
) -> io::Result<String> {
    let lang = about.lang;
    let content = &about.content;
    let row = |entry: &Entry| Row {
        number: entry.number,
        file: file(entry),
        date: entry.date.as_deref().map(|date| day(lang, date)),
        subject: entry.subject.clone(),
        source: entry.source.clone(),
        message: entry.message,
        custodian: entry.custodian.clone(),
        roles: entry.roles.iter().map(|r| role(lang, *r)).collect(),
        certain: entry.certain,
        sender: all(lang, &entry.sender, false),
        recipients: all(lang, &entry.recipients, entry.more_recipients),
        data: data(lang, entry),
        terms: terms(lang, &entry.terms),
        held: entry.held.is_some(),
        remarks: remarks(lang, entry),
    };
    let held = entries.iter().filter(|e| e.held.is_some()).count() as u64;
    let index = Index {
        lang: lang.as_str(),
        version: env!("CARGO_PKG_VERSION"),
        style: Style::new(),
        reference: about.reference,
        received: about.received.as_deref(),
        made: &about.made,
        mark: about.mark,
        paths: &about.paths,
        identifiers: &about.identifiers,
        options: about
            .options
            .iter()
            .map(|(name, values)| format!("--{name} {}", values.join(",")))
            .collect(),
        content,
        opaque: content.opaque.values().map(|o| o.bytes).sum(),
        opaque_types: content.opaque.iter().map(|(t, o)| (t.as_str(), o.parts, o.bytes)).collect(),
        files_given_up: about.files.given_up,
        problems: about
            .problems
            .iter()
            .map(|(code, n)| (text(lang, &format!("problem-{code}"), &[]), *n))
            .collect(),
        given: entries.len() as u64 - held,
        held,
        rows: entries.iter().map(row).collect(),
    };
    rendered(lang, "access.html", index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::access::tests::{about, entry};

    #[test]
    fn what_mail_says_is_no_markup_and_nothing_is_run_or_loaded() {
        for lang in Lang::ALL {
            let page = index(&about(lang), &[entry(1)], &|_| Some("messages/0001.eml".to_owned())).unwrap();
            assert!(page.contains("=1+1 &lt;script&gt;alert(1)&lt;"), "{page}");
            assert!(!page.contains("<script"));
            assert!(page.contains("default-src 'none'; style-src 'sha256-"));
            assert!(page.contains("href=\"messages/0001.eml\""));
            assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\""));
            assert!(!page.contains("http://") && !page.contains("https://"));
        }
    }
}
