//! A request in TOML in, what is asked of whom out.
//!
//! The format is that of the contract: `[request]` with `kind`, `reference`, `received`; `[subject]` with lists of identifiers, one of
//! which at least must hold something. What is wrong is said by line, and without the values that stand there.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use toml::{Table, Value};

use super::reading::is_hidden;
pub use crate::model::{Identifiers, Request, RequestKind};

/// Why a request cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// The file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// It is no request.
    #[error("{}, line {line}: {what}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Counts from 1.
        line: usize,
        /// What is wrong, and what is expected.
        what: String,
    },
}

/// Reads a file.
///
/// # Errors
///
/// The file cannot be read; it is no TOML, has a field that is not known, or no identifier.
pub fn load(path: &Path) -> Result<Request, RequestError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| RequestError::Io { path: path.to_path_buf(), source })?;
    parse(&text).map_err(|(line, what)| RequestError::Malformed { path: path.to_path_buf(), line, what })
}

/// Reads the text of a request; an error is a line (from 1) and what is wrong there.
///
/// # Errors
///
/// As [`load`].
pub fn parse(text: &str) -> Result<Request, (usize, String)> {
    let table: Table = text.parse().map_err(|e: toml::de::Error| {
        let at = e.span().map_or(0, |span| span.start).min(text.len());
        (1 + text.as_bytes()[..at].iter().filter(|b| **b == b'\n').count(), e.message().to_owned())
    })?;
    let line_of = |name: &str| line_of(text, name);
    if let Some(unknown) = table.keys().find(|key| !matches!(key.as_str(), "request" | "subject")) {
        return Err((
            line_of(unknown),
            format!("{} is not known; [request] and [subject] are expected", key(unknown)),
        ));
    }
    let mut request = Request::default();
    match table.get("request") {
        None => {}
        Some(Value::Table(fields)) => {
            for (name, value) in fields {
                let taken = match (name.as_str(), value) {
                    ("kind", Value::String(kind)) if kind == "erasure" => {
                        request.kind = RequestKind::Erasure;
                        true
                    }
                    ("kind", Value::String(kind)) if kind == "access" => {
                        request.kind = RequestKind::Access;
                        true
                    }
                    ("reference", Value::String(reference)) => {
                        request.reference = Some(reference.clone());
                        true
                    }
                    ("received", Value::Datetime(day)) => {
                        request.received =
                            day.date.and_then(|d| Date::new(d.year as i16, d.month as i8, d.day as i8).ok());
                        request.received.is_some()
                    }
                    _ => false,
                };
                if !taken {
                    let expected =
                        "kind = \"erasure\" or \"access\", reference = \"…\" and received = YYYY-MM-DD";
                    return Err((line_of(name), format!("[request] has {expected}")));
                }
            }
        }
        Some(_) => return Err((line_of("request"), "[request] is a table".to_owned())),
    }
    match table.get("subject") {
        Some(Value::Table(fields)) => {
            request.subject = identifiers(fields, &line_of)?;
        }
        _ => {
            return Err((
                line_of("subject"),
                "[subject] with at least one identifier is expected".to_owned(),
            ));
        }
    }
    if request.subject.is_empty() {
        return Err((
            line_of("subject"),
            "[subject] has no identifier: a name, an address or a number is needed".to_owned(),
        ));
    }
    Ok(request)
}

/// The lists of a table.
pub(super) fn identifiers(
    fields: &Table,
    line_of: &dyn Fn(&str) -> usize,
) -> Result<Identifiers, (usize, String)> {
    let mut all = Identifiers::default();
    for (name, value) in fields {
        let Some(list) = all.list_mut(name) else {
            let known = all.lists().map(|(name, _)| name).join(", ");
            let what = format!("{} is not known here; there are the lists {known}", key(name));
            return Err((line_of(name), what));
        };
        let Some(texts) = texts(value) else {
            let what = format!("`{name}` is a list of texts, as in [\"one\", \"two\"]");
            return Err((line_of(name), what));
        };
        if texts.iter().any(|t| t.contains(char::is_control)) {
            let what = format!("`{name}` has a text with a control character in it, which stands in no mail");
            return Err((line_of(name), what));
        }
        *list = texts.into_iter().filter(|t| !t.is_empty()).collect();
    }
    Ok(all)
}

/// A list of texts, each on one line, without white space around them and signs that nobody sees.
pub(super) fn texts(value: &Value) -> Option<Vec<String>> {
    let Value::Array(values) = value else { return None };
    values.iter().map(|v| v.as_str().map(plain)).collect()
}

/// A text as it is meant: what is copied from a program brings marks of direction along, spaces without width and line ends.
pub fn plain(text: &str) -> String {
    let seen: String = text.chars().filter(|c| !is_hidden(*c)).collect();
    if seen.contains(['\n', '\r', '\t']) {
        return seen.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    seen.trim().to_owned()
}

/// A key as a message may show it: one that had to be quoted may be somebody's name.
fn key(name: &str) -> String {
    let bare = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    if name.len() <= 24 && name.bytes().all(bare) { format!("`{name}`") } else { "a key".to_owned() }
}

/// The line on which a field is given, from 1; the first where it is not there.
pub fn line_of(text: &str, name: &str) -> usize {
    let begins = |line: &str| {
        let line = line.trim_start().trim_start_matches(['[', '"', '\'']);
        line.strip_prefix(name)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    text.lines().position(begins).map_or(1, |n| n + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "[request]\nkind = \"access\"\nreference = \"AVG-1\"\nreceived = 2026-11-01\n\n[subject]\n\
                         names = [\"Jan de Vries\"]\nemails = [\" jan@klant.example \"]\n";

    #[test]
    fn a_request_is_read() {
        let request = parse(WHOLE).unwrap();
        assert_eq!(request.kind, RequestKind::Access);
        assert_eq!(request.received, Some(jiff::civil::date(2026, 11, 1)));
        assert_eq!(request.subject.emails, ["jan@klant.example"]);
        assert!(!format!("{request:?}").contains("Vries"), "Debug shows no values");
    }

    #[test]
    fn what_nobody_sees_does_not_count() {
        let text = "[subject]\nnames = [\"\\u202aJan\\u200b de\\nVries\\u202c\"]\nemails = [\"\\ufeffjan@klant.example\\u00ad\"]";
        let request = parse(text).unwrap();
        assert_eq!(request.subject.names, ["Jan de Vries"]);
        assert_eq!(request.subject.emails, ["jan@klant.example"]);
    }

    #[test]
    fn what_is_wrong_is_said_by_line_and_without_values() {
        for (text, line, says) in [
            ("[subject]\nnames = [\"Jan\"", 2, ""),
            ("[subject]\nnames = \"Jan\"", 2, "list of texts"),
            ("[subject]\nemail = [\"a@b.example\"]", 2, "not known"),
            ("[request]\nkind = \"other\"\n[subject]\nnames = [\"Jan\"]", 2, "erasure"),
            ("[request]\nkind = \"erasure\"", 1, "[subject]"),
            ("[subject]\nnames = []", 1, "no identifier"),
            ("[subject]\nnames = [\" \"]", 1, "no identifier"),
            ("[person]\n", 1, "not known"),
            ("[subject]\nphones = []\n\"Jan de Vries\" = [\"x\"]", 3, "a key is not known"),
            ("[subject]\n'a@b.example' = 1", 2, "a key is not known"),
            ("[subject]\nphones = []\nnames = [\"\\u001b[31mJan\"]", 3, "control character"),
        ] {
            let (at, what) = parse(text).unwrap_err();
            assert_eq!(at, line, "{text:?}: {what}");
            assert!(what.contains(says), "{text:?}: {what}");
            assert!(!what.contains("Jan") && !what.contains("a@b"), "{what}");
        }
    }
}
