//! Templates of the page, and how texts come into them.
//!
//! Every value that a template prints is made harmless ([`sanitise`](crate::report::sanitise::sanitise)) and escaped, unless it
//! comes from this program's own drawing, style or script. Templates know texts by their names (`t("html-…")`), numbers, days and
//! sizes by filters.

use std::io::{self, Write};
use std::sync::OnceLock;

use data_encoding::BASE64;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde, Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, escape_formatter};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::super::escape::push_json;
use super::super::lang::{self, Arg};
use super::super::{RunEnd, RunInfo};
use super::record::shortened;
use super::{certificate, page, plan};
use crate::model::Lang;

/// Characters of a text that is printed; a sentence of this program's own has fewer.
const LENGTH: usize = 1_000;

const HEAD: &str = include_str!("head.html");
const FOOT: &str = include_str!("foot.html");
const BEGIN: &str = include_str!("begin.html");
const END: &str = include_str!("end.html");
const CERTIFICATE: &str = include_str!("certificate.html");
const ACCESS: &str = include_str!("access.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = concat!(include_str!("base.js"), include_str!("page.js"));
const PLAN: &str = include_str!("plan.html");
const PLAN_STYLE: &str = concat!(include_str!("page.css"), include_str!("plan.css"));
const PLAN_SCRIPT: &str = concat!(include_str!("base.js"), include_str!("plan.js"));

/// An environment for each language.
fn environment(lang: Lang) -> Result<&'static Environment<'static>, Error> {
    static ALL: [OnceLock<Result<Environment<'static>, String>>; Lang::ALL.len()] =
        [const { OnceLock::new() }; Lang::ALL.len()];
    ALL[lang as usize]
        .get_or_init(|| made(lang).map_err(|e| format!("{e:#}")))
        .as_ref()
        .map_err(|e| Error::new(ErrorKind::BadSerialization, e.clone()))
}

fn made(lang: Lang) -> Result<Environment<'static>, Error> {
    let mut all = Environment::new();
    all.set_undefined_behavior(UndefinedBehavior::Strict);
    all.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    all.set_formatter(|out, state, value| match value.as_str() {
        Some(text) if !value.is_safe() => {
            escape_formatter(out, state, &Value::from(shortened(text, LENGTH).into_owned()))
        }
        _ => escape_formatter(out, state, value),
    });
    all.add_function("t", move |name: &str, with: Kwargs| text(lang, name, &with));
    all.add_filter("number", move |n: u64| lang::number(lang, n));
    all.add_filter("size", move |bytes: u64| lang::size(lang, bytes));
    all.add_filter("day", move |date: &str| lang::day(lang, date));
    all.add_template("head.html", HEAD)?;
    all.add_template("foot.html", FOOT)?;
    all.add_template("plan.html", PLAN)?;
    all.add_template("begin.html", BEGIN)?;
    all.add_template("end.html", END)?;
    all.add_template("certificate.html", CERTIFICATE)?;
    all.add_template("access.html", ACCESS)?;
    Ok(all)
}

/// A text, with counts and words in it.
fn text(lang: Lang, name: &str, with: &Kwargs) -> Result<String, Error> {
    let mut args: Vec<(&str, Arg<'_>)> = Vec::new();
    for key in with.args() {
        let value: Value = with.get(key)?;
        let arg = match value.kind() {
            ValueKind::Number => Arg::Count(u64::try_from(value)?),
            _ => Arg::Text(value.to_string().into()),
        };
        args.push((key, arg));
    }
    Ok(lang::text(lang, name, &args))
}

/// How a policy names a script or a style: by the hash of its text (CSP3 §2.3.1).
fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64.encode(&Sha256::digest(text.as_bytes())))
}

/// A text as a browser reads it: the parser makes line feeds of all line ends (HTML §13.2.3.5) before anything is hashed.
fn line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n")
}

#[derive(Serialize)]
struct Head<'a> {
    lang: &'a str,
    title: &'a str,
    version: &'a str,
    style: String,
    style_hash: String,
    script_hash: String,
}

#[derive(Serialize)]
struct Begin<'a> {
    paths: &'a [String],
    masked: bool,
    custodian: Option<&'a str>,
    expires: Option<&'a str>,
}

#[derive(Serialize)]
struct End<'a> {
    page: page::Page<'a>,
}

#[derive(Serialize)]
struct Foot {
    data: String,
    script: String,
}

fn render(lang: Lang, name: &str, with: impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let rendered = environment(lang)
        .and_then(|all| all.get_template(name))
        .and_then(|template| template.render(Value::from(Serde(with))))
        .map_err(|e| io::Error::other(format!("the page could not be made: {e:#}")))?;
    out.write_all(rendered.as_bytes())
}

/// Writes what a page begins with: its policy, its title and its style.
fn head(lang: Lang, title: &str, style: &str, script: &str, out: &mut dyn Write) -> io::Result<()> {
    let style = line_feeds(style);
    let with = Head {
        lang: lang.as_str(),
        title,
        version: env!("CARGO_PKG_VERSION"),
        style_hash: hash(&style),
        style,
        script_hash: hash(&line_feeds(script)),
    };
    render(lang, "head.html", with, out)?;
    // the engine leaves out the line feed at the end of a template
    out.write_all(b"\n")
}

/// Writes what a page ends with: what its script needs to know, and the script.
fn foot(lang: Lang, data: &serde_json::Value, script: &str, out: &mut dyn Write) -> io::Result<()> {
    // in a script element nothing but this ends it (HTML §13.2.5.4), and in JSON it means the same
    let data = data.to_string().replace('<', "\\u003c");
    let mut harmless = Vec::with_capacity(data.len());
    push_json(&data, &mut harmless);
    let data = String::from_utf8(harmless).map_err(io::Error::other)?;
    out.write_all(b"\n")?;
    render(lang, "foot.html", Foot { data, script: line_feeds(script) }, out)
}

/// The style of a page, and how its policy names it.
#[derive(Serialize)]
pub(super) struct Style {
    style: String,
    style_hash: String,
}

impl Style {
    /// That of all pages.
    pub(super) fn new() -> Self {
        let style = line_feeds(STYLE);
        Style { style_hash: hash(&style), style }
    }
}

/// A page of this template.
pub(super) fn rendered(lang: Lang, name: &str, with: impl Serialize) -> io::Result<String> {
    let mut out = Vec::new();
    render(lang, name, with, &mut out)?;
    String::from_utf8(out).map_err(io::Error::other)
}

/// Writes the page up to its data.
pub(super) fn begin(run: &RunInfo, out: &mut dyn Write) -> io::Result<()> {
    head(run.lang, &lang::text(run.lang, "html-title", &[]), STYLE, SCRIPT, out)?;
    let with = Begin {
        paths: &run.paths,
        masked: run.masked,
        custodian: run.custodian.as_deref(),
        expires: run.expires.as_deref(),
    };
    render(run.lang, "begin.html", with, out)
}

/// Writes the page from its data on; `rows` are those of findings, relations and changes.
pub(super) fn end(end: &RunEnd<'_>, rows: [u64; 3], out: &mut dyn Write) -> io::Result<()> {
    let page = page::page(end, rows);
    render(end.run.lang, "end.html", End { page }, out)?;
    foot(end.run.lang, &page::data(end), SCRIPT, out)
}

/// Writes the page of a plan: `blocks` writes its rows.
pub(super) fn plan(
    lang: Lang,
    seen: &plan::Seen<'_>,
    data: &serde_json::Value,
    blocks: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    out: &mut dyn Write,
) -> io::Result<()> {
    head(lang, &seen.title, PLAN_STYLE, PLAN_SCRIPT, out)?;
    blocks(out)?;
    render(lang, "plan.html", seen, out)?;
    foot(lang, data, PLAN_SCRIPT, out)
}

/// Writes the page of a certificate.
pub(super) fn certificate(lang: Lang, page: certificate::Page<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut page = page;
    page.style = line_feeds(STYLE);
    page.style_hash = hash(&page.style);
    render(lang, "certificate.html", page, out)
}

#[cfg(test)]
mod tests {
    use super::super::super::lang::texts_below;
    use super::*;

    #[test]
    fn every_text_that_a_template_or_the_script_names_is_there() {
        let names = |source: &str, before: &str, prefix: &str| -> Vec<String> {
            source
                .split(before)
                .skip(1)
                .filter_map(|piece| piece.split(['"', '\'']).next())
                .map(|name| format!("{prefix}{name}"))
                .collect()
        };
        let mut all = names(BEGIN, "t(\"", "");
        all.extend(names(END, "t(\"", ""));
        all.extend(names(CERTIFICATE, "t(\"", ""));
        all.extend(names(FOOT, "t(\"", ""));
        all.extend(names(PLAN, "t(\"", ""));
        all.extend(names(ACCESS, "t(\"", ""));
        all.extend(names(SCRIPT, "say('", "ui-"));
        let own = texts_below(Lang::En, plan::TEXTS);
        for name in names(PLAN_SCRIPT, "say('", "").into_iter().chain(names(PLAN_SCRIPT, "saying('", "")) {
            let of_plan = own.iter().any(|(own, _)| *own == name);
            all.push(format!("{}{name}", if of_plan { plan::TEXTS } else { "ui-" }));
        }
        assert!(all.len() > 60, "{}", all.len());
        for lang in Lang::ALL {
            for name in &all {
                assert_ne!(&lang::text(lang, name, &[]), name, "{lang}");
            }
        }
    }

    #[test]
    fn the_script_and_the_style_end_where_they_should() {
        for inside in [SCRIPT, STYLE, PLAN_SCRIPT, PLAN_STYLE] {
            assert!(!inside.contains("</") && !inside.contains("<!--"));
        }
        assert_eq!(hash("alert(1)"), "sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=");
    }
}
