//! The plan of an erasure in, a page on which a person reads it, decides and saves it out.
//!
//! What comes in: the plan as it is written to a file (JSON), which this room knows as docs/search.md tells it, and the subject of each
//! message as it is to be shown. What goes out: a page like that of a report (see [`super`]), which holds the text of the plan and gives it back with
//! what was decided put into it. This room refuses to know how a plan is made or sealed: it changes nothing in the text, and neither does the page but for what
//! a person may change.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::escape::{push_string, push_u64};
use super::super::lang::{number, text, texts_below};
use super::blocks::{self, Blocks, View, push_line};
use super::record::{LENGTH, push_list, push_optional, push_text, shortened};
use super::template;
use crate::model::{Kind, Lang, RegionKind, Strength};

/// How names of texts begin that the script of this page takes along, beside those of all pages.
pub(super) const TEXTS: &str = "review-ui-";

/// Sources, or folders of them, that the page offers to choose from.
const GROUPS: usize = 300;

/// Reasons of proposals that the page offers to choose from.
const WHYS: usize = 60;

/// What may be decided, in the order in which the page offers it.
const ACTIONS: [&str; 3] = ["delete", "redact", "keep"];

/// A plan, and what the page shows beside it.
#[derive(Debug)]
pub struct PlanPage<'p> {
    /// The plan as it was made: JSON.
    pub json: &'p [u8],
    /// The subject of the message of each hit, as it is to be shown, in the order of the plan.
    pub subjects: &'p [Option<String>],
    /// The language of the page.
    pub lang: Lang,
}

#[derive(Deserialize)]
struct Plan {
    program: String,
    made: String,
    request: Asked,
    searched: Searched,
    second_approver: bool,
    mark: String,
    approved_by: Vec<String>,
    masked: bool,
    hits: Vec<Hit>,
}

#[derive(Deserialize)]
struct Asked {
    kind: String,
    reference: Option<String>,
    received: Option<String>,
    subject: crate::model::Identifiers,
}

#[derive(Deserialize)]
struct Searched {
    paths: Vec<String>,
    options: BTreeMap<String, Vec<String>>,
    messages: u64,
    bytes: u64,
    bytes_given_up: u64,
    bytes_opaque: u64,
    problems: BTreeMap<String, u64>,
}

#[derive(Deserialize)]
struct Hit {
    number: u64,
    source: String,
    message: u64,
    offset: u64,
    length: Option<u64>,
    message_id: Option<String>,
    date: Option<String>,
    custodian: String,
    sha256: Option<String>,
    strength: String,
    role: Vec<String>,
    about_only_subject: bool,
    proposed: String,
    matched: Vec<Matched>,
    matched_omitted: u64,
    why: String,
}

#[derive(Deserialize)]
struct Matched {
    kind: String,
    value: String,
    how: String,
    part: String,
    region: String,
}

/// What the template prints.
#[derive(Serialize)]
pub(super) struct Seen<'p> {
    pub(super) title: String,
    program: &'p str,
    made: &'p str,
    masked: bool,
    second_approver: bool,
    hits: u64,
    kind: String,
    reference: Option<&'p str>,
    received: Option<&'p str>,
    subject: Vec<(String, &'p [String])>,
    paths: &'p [String],
    messages: u64,
    bytes: u64,
    given_up: u64,
    opaque: u64,
    options: Vec<(String, &'p [String])>,
    problems: Vec<(String, u64)>,
    strengths: Vec<(&'static str, String)>,
    counts: Vec<Row>,
}

/// How many hits have an action.
#[derive(Serialize)]
struct Row {
    action: &'static str,
    name: String,
    means: String,
    cells: Vec<(&'static str, u64)>,
    sum: u64,
}

impl PlanPage<'_> {
    /// Writes the page.
    ///
    /// # Errors
    ///
    /// When writing fails, or when the plan is none.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        // what the JSON reader says quotes no values
        let plan: Plan = serde_json::from_slice(self.json).map_err(|e| {
            io::Error::other(format!(
                "the page of a plan could not be made: line {}, column {}",
                e.line(),
                e.column()
            ))
        })?;
        let (groups, names) = groups(&plan.hits);
        let blocks = |out: &mut dyn Write| {
            let mut rows = Blocks::new(View::Hits);
            let mut line = Vec::new();
            for (n, hit) in plan.hits.iter().enumerate() {
                line.clear();
                let group = groups.get(group_of(&hit.source, names.1)).copied();
                let subject = self.subjects.get(n).and_then(Option::as_deref);
                push_line([1, 0, 0], &mut line, |out| push_hit(hit, subject, group, self.lang, out));
                rows.lines(&line, out)?;
            }
            rows.end(out)?;
            blocks::whole("plan", self.json, out)
        };
        let seen = seen(&plan, self.lang);
        template::plan(self.lang, &seen, &data(&plan, &seen, &names.0, self.lang), blocks, out)
    }
}

/// Numbers of the sources that can be chosen, or of their folders where they are too many, with their names and whether they are folders.
fn groups(hits: &[Hit]) -> (HashMap<&str, u64>, (Vec<&str>, bool)) {
    for folders in [false, true] {
        let names: BTreeSet<&str> = hits.iter().map(|hit| group_of(&hit.source, folders)).collect();
        if names.len() <= GROUPS {
            return ((names.iter().copied()).zip(0..).collect(), (names.into_iter().collect(), folders));
        }
    }
    (HashMap::new(), (Vec::new(), true))
}

fn group_of(source: &str, folders: bool) -> &str {
    if folders { source.rsplit_once('/').map_or("", |(folder, _)| folder) } else { source }
}

/// `[number, proposed, strength, date, source, message, roles, subject, why, alone, custodian, message-id, offset, length, sha256, matched,
/// omitted, group]`, where a place that matched is `[kind, value, how, part, region]`. Numbers that may be beyond what a script can count are texts.
fn push_hit(hit: &Hit, subject: Option<&str>, group: Option<u64>, lang: Lang, out: &mut Vec<u8>) {
    out.push(b'[');
    push_u64(hit.number, out);
    for word in [&hit.proposed, &hit.strength] {
        out.push(b',');
        push_text(word, out);
    }
    out.push(b',');
    push_optional(hit.date.as_deref(), out);
    out.push(b',');
    push_text(&hit.source, out);
    out.push(b',');
    push_string(&number(lang, hit.message), out);
    out.push(b',');
    push_list(&hit.role, out, |role, out| push_text(role, out));
    out.push(b',');
    push_optional(subject, out);
    out.push(b',');
    push_text(&hit.why, out);
    out.extend_from_slice(if hit.about_only_subject { b",true," } else { b",false," });
    push_text(&hit.custodian, out);
    out.push(b',');
    push_optional(hit.message_id.as_deref(), out);
    out.push(b',');
    push_string(&number(lang, hit.offset), out);
    out.push(b',');
    push_optional(hit.length.map(|n| number(lang, n)).as_deref(), out);
    out.push(b',');
    push_optional(hit.sha256.as_deref(), out);
    out.push(b',');
    push_list(&hit.matched, out, |place, out| {
        let texts = [&place.kind, &place.value, &place.how, &place.part, &place.region];
        push_list(texts, out, |text, out| push_text(text, out));
    });
    out.push(b',');
    push_u64(hit.matched_omitted, out);
    out.push(b',');
    match group {
        Some(group) => push_u64(group, out),
        None => out.extend_from_slice(b"null"),
    }
    out.push(b']');
}

fn seen(plan: &Plan, lang: Lang) -> Seen<'_> {
    let say = |name: &str| text(lang, name, &[]);
    let count = |action: &str, strength: &str| {
        plan.hits.iter().filter(|h| h.proposed == action && h.strength == strength).count() as u64
    };
    let counts = ACTIONS.map(|action| {
        let cells: Vec<_> =
            Strength::ALL.map(|s| (s.as_str(), count(action, s.as_str()))).into_iter().collect();
        Row {
            action,
            name: say(&format!("review-action-{action}")),
            means: say(&format!("review-action-{action}-means")),
            sum: cells.iter().map(|(_, n)| n).sum(),
            cells,
        }
    });
    let (asked, searched) = (&plan.request, &plan.searched);
    let kind = if asked.kind == "access" { "access" } else { "erasure" };
    let told = asked.subject.lists().into_iter().filter(|(_, list)| !list.is_empty());
    Seen {
        title: say(&format!("review-title-{kind}")),
        program: &plan.program,
        made: &plan.made,
        masked: plan.masked,
        second_approver: plan.second_approver,
        hits: plan.hits.len() as u64,
        kind: say(&format!("review-kind-{kind}")),
        reference: asked.reference.as_deref(),
        received: asked.received.as_deref(),
        subject: told.map(|(name, list)| (say(&format!("review-list-{name}")), list.as_slice())).collect(),
        paths: &searched.paths,
        messages: searched.messages,
        bytes: searched.bytes,
        given_up: searched.bytes_given_up,
        opaque: searched.bytes_opaque,
        options: searched.options.iter().map(|(name, all)| (format!("--{name}"), all.as_slice())).collect(),
        problems: searched.problems.iter().map(|(code, n)| (say(&format!("problem-{code}")), *n)).collect(),
        strengths: Strength::ALL
            .map(|s| (s.as_str(), say(&format!("review-strength-{}", s.as_str()))))
            .into(),
        counts: counts.into(),
    }
}

/// What the script needs to know: its texts, and the words for names in the plan.
fn data(plan: &Plan, seen: &Seen<'_>, groups: &[&str], lang: Lang) -> Value {
    let mut texts: BTreeMap<String, String> = texts_below(lang, "ui-").into_iter().collect();
    texts.extend(texts_below(lang, TEXTS));
    let words = |prefix: &str, names: &[&str]| -> Vec<(String, String)> {
        names.iter().map(|name| ((*name).to_owned(), text(lang, &format!("{prefix}-{name}"), &[]))).collect()
    };
    let mut kinds = words("kind", &Kind::ALL.map(Kind::as_str));
    kinds.push(("other".to_owned(), text(lang, "review-list-other", &[])));
    let counts: BTreeMap<&str, BTreeMap<&str, u64>> =
        seen.counts.iter().map(|row| (row.action, row.cells.iter().copied().collect())).collect();
    let folder = |name: &&str| {
        if name.is_empty() {
            text(lang, "review-no-folder", &[])
        } else {
            shortened(name, LENGTH).into_owned()
        }
    };
    // as rows have them
    let mut whys: BTreeSet<_> = plan.hits.iter().map(|hit| shortened(&hit.why, LENGTH)).collect();
    if whys.len() > WHYS {
        whys.clear();
    }
    json!({
        "lang": lang.as_str(),
        "texts": texts,
        "words": {
            "action": words("review-action", &ACTIONS),
            "strength": &seen.strengths,
            "role": words("review-role", &["sender", "recipient", "mentioned"]),
            "how": words("review-how", &["exact", "variant", "fuzzy"]),
            "kind": kinds,
            "region": words("region", &RegionKind::ALL.map(RegionKind::as_str)),
        },
        "groups": groups.iter().map(folder).collect::<Vec<_>>(),
        "whys": whys,
        "counts": counts,
        "hits": plan.hits.len(),
        "mark": plan.mark,
        "approved_by": plan.approved_by,
        "second_approver": plan.second_approver,
    })
}

#[cfg(test)]
mod tests;
