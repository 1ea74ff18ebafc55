//! What a search does when all mail was read: hits and plans are written, and put in place together.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, Write as _};
use std::path::PathBuf;

use jiff::civil::Date;

use super::access::{Counts, Packing};
use super::requests::Requests;
use super::{File, Format, SearchArgs, plan_key};
use crate::cli::config::FileSettings;
use crate::cli::exit::{Exit, Failure};
use crate::cli::guard::{Closing, output_failure};
use crate::cli::hold::Holds;
use crate::cli::log::{Log, print};
use crate::erase::plan::{Item, Keeping, Making, Plan, Reason, Searched};
use crate::model::{Found, Hit, Lang, Mention, Stop, StoreUrl, Strength, Summary};
use crate::relate::statutory::Message;
use crate::report::html::plan::PlanPage;
use crate::report::lang::text;
use crate::report::sanitise::sanitise;
use crate::report::summary::counted;
use crate::report::{Complete, HashKey, Masking, hits};
use crate::scan::Scanner;
use crate::subject::Prepared;
use crate::subject::hold::Hold;

/// What a search does at its end.
pub(super) struct Ending<'a> {
    pub(super) log: Log,
    /// A plan is written only where something was found that is sure.
    pub(super) sure: bool,
    pub(super) requests: &'a Requests,
    pub(super) holds: &'a Holds,
    pub(super) settings: &'a FileSettings,
    pub(super) scanned: &'a [PathBuf],
    pub(super) options: BTreeMap<String, Vec<String>>,
    pub(super) args: &'a SearchArgs,
    pub(super) key: Option<HashKey>,
    pub(super) masking: Masking,
    pub(super) lang: Lang,
    pub(super) today: Date,
    pub(super) files: Vec<File>,
    pub(super) found: &'a RefCell<Vec<Found>>,
    pub(super) hits: Vec<Found>,
    /// A file was asked for.
    pub(super) planned: bool,
    pub(super) prepared: &'a Prepared,
    pub(super) scanner: &'a Scanner,
    /// Asked while packs are made.
    pub(super) stopping: &'a RefCell<Stop>,
    /// What became of the hits of requests for access.
    pub(super) packed: Vec<(usize, Counts)>,
}

impl Ending<'_> {
    /// Something was found for a request that is more than possible.
    fn is_sure(&self, n: usize) -> bool {
        self.hits.get(n).is_some_and(|found| found.hits.iter().any(|hit| hit.strength != Strength::Possible))
    }

    /// What was searched, for a plan.
    fn searched(&self, done: &Summary) -> Searched {
        let mut options = self.options.clone();
        if !done.proposed_own.is_empty() {
            options.insert("own-domain".to_owned(), done.proposed_own.clone());
        }
        let content = &done.content;
        Searched {
            paths: self.scanned.iter().map(|p| p.to_string_lossy().into_owned()).collect(),
            called: self.called(),
            options,
            messages: content.messages,
            bytes: content.total,
            bytes_given_up: content.given_up,
            bytes_opaque: content.opaque.values().map(|o| o.bytes).sum(),
            problems: done.problems.iter().map(|(code, n)| (code.as_str().to_owned(), *n)).collect(),
        }
    }

    /// What the paths are called, where links lead to them.
    fn called(&self) -> Vec<String> {
        let typed = self.args.reading.paths.iter().filter(|path| !StoreUrl::is_one(path));
        let absolute = typed.filter_map(|path| std::path::absolute(path).ok());
        let other = absolute.filter(|path| !self.scanned.contains(path));
        other.map(|path| path.to_string_lossy().into_owned()).collect()
    }

    /// Writes what a request for access is answered with.
    fn pack(&self, n: usize, done: &Summary, out: &mut dyn io::Write) -> io::Result<Counts> {
        let (Some(request), Some(found)) = (self.requests.all.get(n), self.hits.get(n)) else {
            return Ok(Counts::default());
        };
        let packing = Packing {
            prepared: self.prepared,
            scanner: self.scanner,
            settings: self.settings,
            scanned: self.scanned,
            options: &self.options,
            lang: self.lang,
            today: self.today,
            mark: self.args.mark.as_deref(),
            stop: self.stopping.borrow().clone(),
        };
        packing.write((n, request), &found.hits, done, out)
    }

    /// Says what a pack holds and what it does not; false where a person has to do the rest.
    fn told(&self, (n, counts): (usize, Counts)) -> bool {
        let name = self.requests.reference(n).map_or(String::new(), |r| format!("{}: ", sanitise(r)));
        self.log.note(&format!("{name}{} given", counted(counts.given, "message")));
        if counts.held > 0 {
            self.log.warning(&format!(
                "{name}{} held and not given; the index says why, and a person must look at them",
                counted(counts.held, "message")
            ));
        }
        if counts.possible > 0 {
            self.log.warning(&format!(
                "{name}{} no more than possible and left out; a person must look at them (-o hits.jsonl lists them)",
                counted(counts.possible, "message")
            ));
        }
        counts.held == 0
    }

    fn plan(&self, n: usize, done: &Summary, held: &HashSet<(String, u64)>, made: &str) -> Option<Plan> {
        let (request, found) = (self.requests.all.get(n)?, self.hits.get(n)?);
        let key = plan_key(self.key.as_ref()?);
        let keeping = |hit: &Hit| {
            let message = Message {
                source: hit.meta.source.as_str(),
                subject: hit.meta.subject.as_ref().map(|s| s.reveal().as_str()),
                archived_at: hit.meta.archived_at.as_deref(),
                date: hit.meta.date.as_deref(),
            };
            let duty = self.settings.retention.keep().covers(&message, self.today);
            Keeping {
                held: self.holds.covers(&hit.meta)
                    || held.contains(&(hit.meta.source.as_str().to_owned(), hit.meta.message)),
                retention: duty.map(|(rule, until)| (rule.to_string(), until.map(|d| d.to_string()))),
            }
        };
        let masked = self.masking.is_masked();
        let shown = |mention: &Mention| hits::shown(mention, masked);
        let making = Making {
            program: concat!("mailsweep ", env!("CARGO_PKG_VERSION")).to_owned(),
            made: made.to_owned(),
            request,
            searched: self.searched(done),
            holds: self.holds.remembered(&key),
            second_approver: self.args.second_approver.unwrap_or(false),
            mark: self.args.mark.clone().unwrap_or_else(|| text(self.lang, "plan-mark", &[])),
            masked,
        };
        Some(Plan::new(making, &found.hits, &key, &keeping, &shown, &|reason| said(self.lang, reason)))
    }

    /// Subjects of the messages of a plan, in its order, as they may be shown.
    fn subjects(&self, n: usize, plan: &Plan) -> Vec<Option<String>> {
        let hits = self.hits.get(n).map_or(&[][..], |found| &found.hits);
        let by_place: HashMap<(&str, u64), &Hit> =
            hits.iter().map(|hit| ((hit.meta.source.as_str(), hit.meta.message), hit)).collect();
        let subject = |item: &Item| {
            let hit = by_place.get(&(item.fixed.source.as_str(), item.fixed.message))?;
            let mut shown = String::new();
            self.masking.subject(hit.meta.subject.as_ref()?, &mut shown);
            Some(shown)
        };
        plan.hits.iter().map(subject).collect()
    }
}

/// A reason in words.
fn said(lang: Lang, reason: &Reason) -> String {
    match reason {
        Reason::OnlySubject => text(lang, "plan-only-subject", &[]),
        Reason::Others => text(lang, "plan-others", &[]),
        Reason::Hidden => text(lang, "plan-hidden", &[]),
        Reason::NotRead => text(lang, "plan-not-read", &[]),
        Reason::Possible => text(lang, "plan-possible", &[]),
        Reason::SomebodyElse => text(lang, "plan-somebody-else", &[]),
        Reason::Hold => text(lang, "plan-hold", &[]),
        Reason::Retention { rule, until: Some(until) } => {
            text(lang, "plan-retention", &[("rule", rule.as_str().into()), ("until", until.as_str().into())])
        }
        Reason::Retention { rule, until: None } => {
            text(lang, "plan-retention-unknown", &[("rule", rule.as_str().into())])
        }
        Reason::OwnStaff => text(lang, "plan-own-staff", &[]),
        Reason::Access => text(lang, "plan-access", &[]),
        Reason::NotWhole => text(lang, "plan-not-whole", &[]),
    }
}

impl Closing for Ending<'_> {
    fn complete(&mut self, done: &Summary, _: &[Complete<'_>]) -> io::Result<()> {
        self.hits = self.found.take();
        let held = Hold::named(self.hits.get(self.requests.all.len()..).unwrap_or_default());
        self.hits.truncate(self.requests.all.len());
        // once: a plan and its page are the same plan
        let made = jiff::Timestamp::now().strftime("%FT%TZ").to_string();
        let mut files = std::mem::take(&mut self.files);
        if self.sure {
            files.retain(|file| !file.format.is_planned() || file.only.is_none_or(|n| self.is_sure(n)));
        }
        for file in &mut files {
            match file.format {
                Format::Plan | Format::Page => {
                    let n = file.only.unwrap_or_default();
                    let plan = self
                        .plan(n, done, &held, &made)
                        .ok_or_else(|| io::Error::other("a plan is of a request, and has a key"))?;
                    let mut json = serde_json::to_vec_pretty(&plan)?;
                    json.push(b'\n');
                    if file.format == Format::Plan {
                        file.output.write_all(&json)?;
                    } else {
                        let subjects = self.subjects(n, &plan);
                        let page = PlanPage { json: &json, subjects: &subjects, lang: self.lang };
                        page.write(&mut file.output)?;
                    }
                }
                Format::Pack => {
                    let n = file.only.unwrap_or(0);
                    let counts = self.pack(n, done, &mut file.output)?;
                    self.packed.push((n, counts));
                }
                Format::Lines => {
                    let mut bytes = Vec::new();
                    for (n, list) in self.hits.iter().enumerate() {
                        if file.only.is_some_and(|only| only != n) {
                            continue;
                        }
                        for hit in &list.hits {
                            hits::push_hit(hit, self.requests.reference(n), &self.masking, &mut bytes);
                            if bytes.len() > 1 << 16 {
                                file.output.write_all(&bytes)?;
                                bytes.clear();
                            }
                        }
                    }
                    file.output.write_all(&bytes)?;
                }
            }
            file.output.sync()?;
        }
        self.files = files;
        Ok(())
    }

    fn close(&mut self, done: &Summary) -> Result<Exit, Failure> {
        if !done.proposed_own.is_empty() {
            self.log.note(&format!(
                "own domains, told from the mail: {}; --own-domain says it for sure",
                done.proposed_own.join(", ")
            ));
        }
        if done.stopped {
            return Ok(Exit::Done);
        }
        let tabled = self.files.is_empty() && !self.planned;
        for n in (0..self.hits.len()).filter(|n| self.sure && !self.is_sure(*n)) {
            let reference = self.requests.reference(n).unwrap_or_default();
            self.log.note(&format!(
                "{}: a name that is known to be somebody else's, or may be; there is nothing to plan",
                crate::report::sanitise::sanitise(reference)
            ));
        }
        for file in std::mem::take(&mut self.files) {
            let name = file.output.target().map(|_| file.output.name().to_owned());
            file.output.put().map_err(output_failure)?;
            if let Some(name) = name {
                self.log.note(&format!("wrote {name}"));
            }
        }
        if self.args.expand.unwrap_or(false) {
            let masked = !self.args.reveal.unwrap_or(false);
            for (n, found) in self.hits.iter().enumerate() {
                let told = hits::additions(&found.additions, self.requests.reference(n), masked);
                self.log.note(told.trim_end());
            }
        }
        if tabled {
            let masked = !self.args.reveal.unwrap_or(false);
            for (n, list) in self.hits.iter().enumerate() {
                print(hits::table(&list.hits, self.requests.reference(n), masked).as_bytes())?;
            }
        }
        let all = std::mem::take(&mut self.packed);
        let short = all.into_iter().filter(|one| !self.told(*one)).count();
        Ok(if short == 0 { Exit::Done } else { Exit::Incomplete })
    }
}
