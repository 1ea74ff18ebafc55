//! What must be kept, whoever asks: messages under a legal hold.
//!
//! In: a file in TOML with `message_ids`, `folders` (globs on sources) and `[[query]]` tables, which have the lists of a request. Out:
//! which hits are held. A message that a query names certainly or likely is held.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use toml::{Table, Value};
use unicode_normalization::UnicodeNormalization as _;

use super::request::{Request, RequestError, identifiers, line_of, texts};
use crate::model::{Found, MessageMeta, Strength};

/// What is held.
#[derive(Debug, Default)]
pub struct Hold {
    ids: HashSet<String>,
    folders: GlobSet,
    queries: Vec<Request>,
}

impl Hold {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// It cannot be read, or has something in it that is not known: a hold that is read in part would hold in part.
    pub fn load(path: &Path) -> Result<Hold, RequestError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| RequestError::Io { path: path.to_path_buf(), source })?;
        Hold::parse(&text).map_err(|(line, what)| RequestError::Malformed {
            path: PathBuf::from(path),
            line,
            what,
        })
    }

    /// Reads the text of a file; an error is a line (from 1) and what is wrong there.
    ///
    /// # Errors
    ///
    /// As [`Hold::load`].
    pub fn parse(text: &str) -> Result<Hold, (usize, String)> {
        let table: Table = text.parse().map_err(|e: toml::de::Error| {
            let at = e.span().map_or(0, |span| span.start).min(text.len());
            (1 + text.as_bytes()[..at].iter().filter(|b| **b == b'\n').count(), e.message().to_owned())
        })?;
        let line = |name: &str| line_of(text, name);
        let mut hold = Hold::default();
        let mut folders = GlobSetBuilder::new();
        for (name, value) in &table {
            let wrong = |what: &str| (line(name), what.to_owned());
            match name.as_str() {
                "message_ids" => {
                    let ids = texts(value).ok_or_else(|| wrong("`message_ids` is a list of texts"))?;
                    for id in ids {
                        hold.ids.insert(message_id(&id).ok_or_else(|| {
                            wrong("`message_ids` are identifiers of one message each: \"<a1@voorbeeld.example>\"")
                        })?);
                    }
                }
                "folders" => {
                    for glob in texts(value).ok_or_else(|| wrong("`folders` is a list of globs"))? {
                        let glob = folder(&glob).map_err(wrong)?;
                        let built =
                            GlobBuilder::new(&glob).literal_separator(true).case_insensitive(true).build();
                        folders.add(built.map_err(|_| wrong("a glob is expected, as in \"directie/**\""))?);
                    }
                }
                "query" => {
                    let what = "`[[query]]` is a table with the lists of a request";
                    let Value::Array(queries) = value else { return Err(wrong(what)) };
                    for query in queries {
                        let Value::Table(fields) = query else { return Err(wrong(what)) };
                        let subject = identifiers(fields, &line)?;
                        if subject.is_empty() {
                            return Err(wrong("a query needs one identifier at least"));
                        }
                        hold.queries.push(Request { subject, ..Request::default() });
                    }
                }
                _ => {
                    return Err(wrong("not known; `message_ids`, `folders` and `[[query]]` are expected"));
                }
            }
        }
        hold.folders = folders.build().map_err(|_| (line("folders"), "too many globs".to_owned()))?;
        Ok(hold)
    }

    /// What is to be searched for beside the requests.
    pub fn queries(&self) -> &[Request] {
        &self.queries
    }

    /// A message is held by its id or its place; a folder holds all that is in it. Letters may be small or capitals: what is held by
    /// mistake is not lost. `searched` are the folders that were searched, absolute, with `/` between names: a folder is named from whichever of
    /// those around it.
    pub fn covers(&self, meta: &MessageMeta, searched: &[String]) -> bool {
        if meta.message_id.as_deref().is_some_and(|id| self.ids.contains(&bare(id))) {
            return true;
        }
        let covered = |place: &str| {
            let mut around = place.match_indices('/').map(|(at, _)| &place[..at]).chain([place]);
            around.any(|place| self.folders.is_match(place))
        };
        // what is in an archive lies in folders too; one file system writes a letter and its mark as one, another as two
        let source: String = meta.source.as_str().replace('!', "/").nfc().collect();
        !self.folders.is_empty()
            && (covered(&source)
                || searched.iter().any(|path| {
                    let whole: String = format!("{}/{source}", path.trim_end_matches('/')).nfc().collect();
                    whole.match_indices('/').any(|(at, _)| covered(&whole[at + 1..]))
                }))
    }

    /// Messages that the queries name.
    pub fn named(found: &[Found]) -> HashSet<(String, u64)> {
        let hits = found.iter().flat_map(|f| &f.hits);
        let sure = hits.filter(|h| h.strength != Strength::Possible);
        sure.map(|h| (h.meta.source.as_str().to_owned(), h.meta.message)).collect()
    }
}

/// A glob as it is matched; an error is why it would hold nothing, whatever is searched.
fn folder(glob: &str) -> Result<String, &'static str> {
    let glob = glob.trim();
    if glob.starts_with('/') {
        return Err("folders are named as reports name them, relative to the PATH searched: \"directie\"");
    }
    // what takes its meaning from a sign of a glob; before anything else it is how Windows writes folders
    let mut signs = glob.chars();
    while let Some(sign) = signs.next() {
        if sign == '\\' && !signs.next().is_some_and(|next| "[]{}".contains(next)) {
            return Err("folders are written with / between their names: \"directie/2014\"");
        }
    }
    let names: Vec<&str> = glob.split('/').filter(|name| !matches!(*name, "" | ".")).collect();
    // what braces hold is not taken apart: each of it is to be a name
    let within = |open: char, sign: &str| glob.contains(&format!("{open}{sign}"));
    if ['{', ','].iter().any(|open| ["/", "./", "../"].iter().any(|sign| within(*open, sign))) {
        return Err("what stands in braces are names of folders: \"{directie,bestuur}/2014\"");
    }
    if names.contains(&"..") {
        return Err("a folder is named without `..`, by a folder in which it lies: \"directie/2014\"");
    }
    if names.is_empty() {
        return Err("the name of a folder is expected; \"**\" holds all that is searched");
    }
    Ok(names.join("/").replace('!', "/").nfc().collect())
}

/// An identifier as it is compared; also with the name of its field before it, or as a link (RFC 2392). `None` for what no message has.
fn message_id(text: &str) -> Option<String> {
    let text = text.trim();
    let at = |name: &str| text.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name));
    let rest = ["message-id:", "mid:"].iter().find(|name| at(name)).map_or(text, |name| &text[name.len()..]);
    let id = bare(rest);
    let id = id.trim();
    let odd = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | '*');
    (!id.is_empty() && !id.contains(odd)).then(|| id.to_owned())
}

fn bare(id: &str) -> String {
    id.trim().trim_start_matches('<').trim_end_matches('>').to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SourceName;
    use std::sync::Arc;

    fn meta(source: &str, id: &str) -> MessageMeta {
        MessageMeta {
            message_id: Some(id.to_owned()),
            ..MessageMeta::at(SourceName::new(source), 0, Arc::from("a"))
        }
    }

    #[test]
    fn messages_are_held_by_id_and_by_place() {
        let text =
            "message_ids = [\"<a@b.example>\"]\nfolders = [\"directie/**\"]\n[[query]]\nother = [\"ZAAK-1\"]";
        let hold = Hold::parse(text).unwrap();
        assert!(hold.covers(&meta("x.mbox", "a@b.example"), &[]));
        assert!(hold.covers(&meta("directie/2014/x.mbox", "z@b.example"), &[]));
        assert!(!hold.covers(&meta("sales.mbox", "z@b.example"), &[]));
        assert!(hold.covers(&meta("x.mbox", "A@b.EXAMPLE"), &[]));
        for id in ["Message-ID: <a@b.example>", "mid:a@b.example", "< a@b.example >"] {
            let hold = Hold::parse(&format!("message_ids = [\"{id}\"]")).unwrap();
            assert!(hold.covers(&meta("x.mbox", "a@b.example"), &[]), "{id}");
        }
        for folder in ["directie", "x.zip/directie", "x.zip!directie", "**/directie/**"] {
            let hold = Hold::parse(&format!("folders = [\"{folder}\"]")).unwrap();
            assert!(hold.covers(&meta("x.zip!directie/a.mbox", "z"), &["/srv/mail".to_owned()]), "{folder}");
        }
        let places = Hold::parse("folders = [\"Directie/\", \"b/*.tar\"]").unwrap();
        assert!(places.covers(&meta("directie/2014/x.mbox", "z"), &[]));
        assert!(places.covers(&meta("b/x.tar!in/1.eml", "z"), &[]));
        assert!(
            !places.covers(&meta("directies/x.mbox", "z"), &[])
                && !places.covers(&meta("a/directie/x", "z"), &[])
        );
        // from whichever folder the search began
        for (searched, source) in
            [("/srv/mail/directie", "2014/x.mbox"), ("/srv/mail", "directie/x"), ("/srv", "mail/directie/x")]
        {
            assert!(places.covers(&meta(source, "z"), &[searched.to_owned()]), "{searched}");
        }
        assert!(places.covers(&meta("x.tar!1.eml", "z"), &["/srv/b/".to_owned()]));
        // however it is written
        for (glob, source) in [
            ("./a//b/.", "a/b/x.mbox"),
            (" a/b ", "a/b/x.mbox"),
            ("**", "x.mbox"),
            (r"\\[oud\\]", "[oud]/x.mbox"),
            ("Zo\u{eb}", "Zoe\u{308}/x.mbox"),
            ("Zoe\u{308}", "Zo\u{eb}/x.mbox"),
        ] {
            let hold = Hold::parse(&format!("folders = [\"{glob}\"]")).unwrap();
            assert!(hold.covers(&meta(source, "z"), &[]), "{glob}");
            assert_eq!(hold.covers(&meta("c/x.mbox", "z"), &[]), glob == "**");
        }
        assert!(!places.covers(&meta("x.mbox", "z"), &["/srv/mail/verkoop".to_owned()]));
        assert_eq!(hold.queries().len(), 1);
    }

    #[test]
    fn a_hold_that_is_not_understood_is_refused() {
        for (text, line) in [
            ("message_id = []", 1),
            ("folders = 1", 1),
            ("x = 1\nfolders = [\"[\"]", 2),
            ("[[query]]\nnames = []", 1),
            ("folders = [\"/srv/mail/directie\"]", 1),
            ("folders = [\"/\"]", 1),
            ("message_ids = [\"\"]", 1),
            ("message_ids = [\"<*>\"]", 1),
            ("message_ids = [\"a@b.example, c@d.example\"]", 1),
            ("folders = [\".\"]", 1),
            ("folders = [\" \"]", 1),
            ("folders = [\"../directie\"]", 1),
            ("folders = [\"a/../b\"]", 1),
            ("folders = ['directie\\2014']", 1),
            ("folders = ['directie\\']", 1),
            ("folders = ['directie\\*']", 1),
            ("folders = [\"{./a,b}\"]", 1),
            ("folders = [\"{a,../b}\"]", 1),
        ] {
            let (at, what) = Hold::parse(text).unwrap_err();
            assert!(at >= 1 && at <= line + 1, "{text}: {at} {what}");
        }
    }
}
